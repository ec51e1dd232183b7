"""A cell of the notebook that did not run to its end, and what its student is told of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.judge.explain import explained
from grader.judge.verdicts import VerdictName, plain
from grader.text import NOTHING, Text

Ending = Literal["error", "timeout", "died", "not_run"]


@dataclass(frozen=True)
class CellError:
    """How a cell ended.

    error_type, message and line are the student's: they are trusted in nothing, and told through `plain` alone.

    exercise: whose name the cell defines, "" for none.
    number, line: the place in the cell, counted from 1, and its text; None and "" where it is not known.
    """

    exercise: str
    ending: Ending
    error_type: str = ""
    message: str = ""
    number: int | None = None
    line: str = ""

    @property
    def verdict(self) -> VerdictName:
        """What an exercise is that is missing because its cell ended so."""
        verdicts: dict[Ending, VerdictName] = {"died": "crashed", "error": "error"}
        return verdicts.get(self.ending, "timeout")

    @property
    def package(self) -> str | None:
        """The package (or module of the student's own) that was imported and is not there."""
        found = re.fullmatch(r"No module named '([\w.]{1,60})'", self.message)
        return found[1] if found and self.error_type == "ModuleNotFoundError" else None


def told_of_cell(error: CellError) -> Text:
    """What ended the cell of an exercise, where, and a question."""
    cell = Text(f"The cell of `{error.exercise}`", f"`{error.exercise}` 셀")
    where = _where(error)
    if error.ending == "died":
        return Text(
            f"{cell.en} ended the whole Python process. Does it ask for very much memory, or stop Python?",
            f"{cell.ko}이 파이썬 프로세스 전체를 끝냈어요. 메모리를 아주 많이 쓰거나 파이썬을 종료하나요?",
        )
    if error.ending == "not_run":
        return Text(
            f"{cell.en} was not run: the cells before it used up the notebook's time. Which of them takes so long?",
            f"{cell.ko}은 실행되지 않았어요. 앞의 셀들이 노트북의 시간을 다 썼어요. 어느 셀이 그렇게 오래 걸리나요?",
        )
    if re.match(r"[!%]\s*\w*\s*(pip|conda|mamba|apt)", error.line):
        return Text(
            f"{cell.en} stopped{where.en}: the grader has no internet and installs nothing. Can you do it with what the "
            "lesson imports?",
            f"{cell.ko}이{where.ko} 멈췄어요. 채점기에는 인터넷이 없어서 아무것도 설치하지 못해요. 수업이 import하는 "
            "것만으로 풀 수 있나요?",
        )
    if error.ending == "timeout":
        return Text(
            f"{cell.en} ran out of time{where.en}. Is there a loop that never ends?",
            f"{cell.ko}이{where.ko} 제한 시간을 넘겼어요. 끝나지 않는 반복문이 있나요?",
        )
    if error.error_type in ("SyntaxError", "IndentationError", "TabError"):
        return _unreadable(error, cell, where)
    return _stopped(error, cell, where)


def told_of_packages(errors: Sequence[CellError]) -> Text:
    """Which packages the notebook imports that are not there; nothing if there are none."""
    packages = list(dict.fromkeys(package for error in errors if (package := error.package)))[:3]
    if not packages:
        return NOTHING
    lacking = _lacking(", ".join(f"`{package}`" for package in packages))
    return Text(lacking.en[0].upper() + lacking.en[1:], lacking.ko)


def _lacking(names: str) -> Text:
    return Text(
        f"the notebook imports {names}, which the grader does not have.",
        f"노트북이 {names}을(를) import하는데 채점기에는 없어요.",
    )


def _unreadable(error: CellError, cell: Text, where: Text) -> Text:
    message = plain(re.sub(r"\s*\([^()]*, line \d+\)$", "", error.message), 160).removesuffix(".")
    question = Text(
        "What is missing or too much in that line, or in the one before it?",
        "그 줄이나 바로 앞줄에서 무엇이 빠졌거나 남나요?",
    )
    if re.match(r"invalid character '[“”‘’„«»]'", message):
        question = Text(
            "Code needs straight quotes. Was it pasted from a text program?",
            "코드에는 곧은 따옴표만 쓸 수 있어요. 문서 프로그램에서 붙여 넣었나요?",
        )
    return Text(
        f"{cell.en} is not valid Python, so nothing of it ran: {error.error_type}{where.en}: {message}. {question.en}",
        f"{cell.ko}이 올바른 파이썬 코드가 아니라서 전혀 실행되지 않았어요.{where.ko} {error.error_type}: {message}. "
        f"{question.ko}",
    )


def _stopped(error: CellError, cell: Text, where: Text) -> Text:
    why = _known(error)
    if why is None:
        meaning = explained(plain(error.error_type, 60) or "Exception", plain(error.message))
        why = Text(
            f"{meaning.what.en}. {meaning.question.en}",
            f"{meaning.what.ko}. {meaning.question.ko}",
        )
    return Text(f"{cell.en} stopped{where.en}: {why.en}", f"{cell.ko}이{where.ko} 멈췄어요. {why.ko}")


def _known(error: CellError) -> Text | None:
    """What a notebook does that no grader can do with it; None for another error."""
    if error.package:
        return _lacking(f"`{error.package}`").then(
            Text(
                "Can you do it with what the lesson imports, all in this notebook?",
                "수업이 import하는 것만으로, 이 노트북 안에서 풀 수 있나요?",
            )
        )
    if error.error_type == "EOFError" or error.error_type == "StdinNotImplementedError":
        return Text(
            "it asks for input, and nobody is there to type while it is graded. Which value can stand in its place?",
            "입력을 기다리는데, 채점할 때는 입력할 사람이 없어요. 그 자리에 어떤 값을 적으면 될까요?",
        )
    if error.error_type == "FileNotFoundError":
        named = re.search(r"'([^'`]{1,200})'$", error.message)
        file = f"the file `{plain(named[1], 80)}`" if named else "a file"
        file_ko = f"`{plain(named[1], 80)}` 파일" if named else "파일"
        return Text(
            f"it needs {file}, which the grader does not have: the notebook alone is handed in. Can the cell make what "
            "it needs?",
            f"{file_ko}이 필요한데 채점기에는 없어요. 제출하는 것은 노트북뿐이에요. 필요한 것을 셀 안에서 만들 수 있나요?",
        )
    if error.error_type == "MemoryError" or "can't allocate memory" in error.message:
        return Text(
            "it asked for more memory than the grader gives. How many numbers does that line make?",
            "채점기가 주는 것보다 많은 메모리를 쓰려고 했어요. 그 줄은 숫자를 몇 개나 만드나요?",
        )
    if error.error_type == "ImportError":
        # What follows the name is a path on the grader's machine.
        message = plain(re.sub(r"\s*\([^()]*\)$", "", error.message), 160).removesuffix(".")
        return Text(
            f"ImportError: {message}. Is the name right, and is it in the version that the course uses?",
            f"ImportError: {message}. 이름이 맞고, 과목이 쓰는 버전에 들어 있나요?",
        )
    if error.line.startswith(("%", "!")):
        message = f"{plain(error.error_type, 60)}: {plain(error.message, 160)}".removesuffix(".")
        return Text(
            f"the grader cannot do this command ({message}). Does the exercise need it?",
            f"채점기가 실행할 수 없는 명령이에요({message}). 이 문제에 꼭 필요한가요?",
        )
    return None


def _where(error: CellError) -> Text:
    """ " at line 3, `x = 1`", as far as it is known."""
    if error.number is None:
        return NOTHING
    line = plain(error.line, 160).replace("`", "'")
    code = f" `{line}`" if line else ""
    return Text(
        f" at line {error.number}{',' if code else ''}{code}",
        f" {error.number}번째 줄{code}에서",
    )
