"""Judge a notebook: run the checks, name the mistakes, count the points."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from grader.judge.calls import Call
from grader.judge.cells import CellError, told_of_cell, told_of_packages
from grader.judge.diagnosis import diagnose
from grader.judge.expect import Expect
from grader.judge.local import LocalChannel
from grader.judge.registry import Check, CheckBook, Choice
from grader.judge.rng import Rng
from grader.judge.student import Student
from grader.judge.verdicts import Failure, Part, Task, Trouble, Verdict, VerdictName, plain
from grader.text import NOTHING, Text
from grader.wire.protocol import Channel

log = logging.getLogger(__name__)

RIGHT = Text("Right.", "맞았어요.")
COURSE_ERROR = Text(
    "The course's own check broke here. That is not your fault: you have the full points, and the instructor is told.",
    "여기서 과목의 채점 코드가 고장 났어요. 여러분 잘못이 아니니 만점을 받았고, 강사에게 알려요.",
)


# To ask the misconception's question here would give away what is to be found.
UNTOUCHED_BUG = Text(
    "The code is as it was handed out. Find the slip, mend it, and choose the reason.",
    "코드가 처음 그대로예요. 잘못된 곳을 찾아 고치고, 이유를 골라 보세요.",
)
UNJUDGEABLE = Text(
    "What came back cannot be judged. Does the function return plain arrays of numbers?",
    "돌려받은 값을 채점할 수 없어요. 함수가 평범한 숫자 배열을 돌려주나요?",
)


def judge(
    book: CheckBook, tasks: Sequence[Task], channel: Channel, seed: int, errors: Sequence[CellError] = ()
) -> list[Verdict]:
    """The verdicts of one submission, in the order of `tasks`. No exercise disturbs another.

    errors: what ended cells of the notebook; of several of one exercise the last one counts.
    """
    notebook = _Notebook(book, channel, seed, errors)
    return [notebook.verdict(task) for task in tasks]


@dataclass(frozen=True)
class _Outcome:
    """What one run of a check found."""

    parts: tuple[Part, ...] = ()
    failures: tuple[Failure, ...] = ()
    calls: tuple[Call, ...] = ()

    @property
    def right(self) -> bool:
        return not self.failures

    @property
    def share(self) -> float:
        """The earned share of the points, 0 to 1."""
        total = sum(part.weight for part in self.parts)
        return sum(part.weight for part in self.parts if part.passed) / total if total else 0.0

    @property
    def trouble(self) -> Trouble:
        """Why the first part that failed did so."""
        return self.failures[0].trouble

    @property
    def ended(self) -> Trouble | None:
        """What ended the talk with the notebook, if anything: further calls would end in the same way."""
        return next((f.trouble for f in self.failures if f.trouble in ("timeout", "crashed")), None)


@dataclass(frozen=True)
class _Answer:
    """A choice of the student: the letter (None when there is none), whether it is right, what to say."""

    letter: str | None
    right: bool
    message: Text


class _Notebook:
    """One submission under one seed."""

    def __init__(
        self, book: CheckBook, channel: Channel, seed: int, errors: Sequence[CellError] = ()
    ) -> None:
        self._book, self._channel, self._seed = book, channel, seed
        self._errors = {error.exercise: error for error in errors}
        self._packages = told_of_packages(errors)
        self._wrong: set[str] = set()  # the exercises so far whose check was not passed

    def verdict(self, task: Task) -> Verdict:
        """Judge one exercise, whatever happens.

        A check that breaks is the course's fault if it breaks on the right answer too, or if the machine failed.
        Otherwise something that the student's code gave back made it break, and that must not earn points.
        """
        try:
            return self._judged(task)
        except Exception as error:
            log.exception("the judge broke on %s (seed %d)", task.name, self._seed)
            if isinstance(error, OSError) or self._breaks_on_the_right_answer(task):
                return self._course_error(task, error)
            part = Part("call", 1, False, UNJUDGEABLE)
            return self._verdict(task, 0.0, "failed", None, UNJUDGEABLE, (part,))

    def _judged(self, task: Task) -> Verdict:
        if task.name in self._book.quizzes:
            return self._quiz_verdict(task, self._book.quizzes[task.name])
        return self._check_verdict(task, self._book.checks[task.name])

    def _breaks_on_the_right_answer(self, task: Task) -> bool:
        try:
            _Notebook(self._book, LocalChannel(_right_answers(self._book)), self._seed)._judged(task)
        except Exception:
            return True
        return False

    def _check_verdict(self, task: Task, check: Check) -> Verdict:
        outcome = self._run(check)
        if not outcome.right:
            self._wrong.add(check.exercise)
        name, message = (None, RIGHT) if outcome.right else self._what_is_wrong(check, outcome)
        state = _state(outcome)
        if check.reason:
            answer = self._answer(check, check.reason)
            untouched = answer.letter is None and name == check.bug and outcome.share == 0
            outcome = _with_reason(outcome, answer)
            state = "unanswered" if untouched else _state(outcome)
            if untouched:
                message = UNTOUCHED_BUG
            elif answer.message != message:  # else both are missing, and why is told
                message = message.then(answer.message)
            if name is None and answer.letter and not answer.right:
                name = f"reason={answer.letter}"
        points = round(task.points * outcome.share, 2)
        name = None if state == "unanswered" else name
        return self._verdict(task, points, state, name, message, outcome.parts)

    def _what_is_wrong(self, check: Check, outcome: _Outcome) -> tuple[str | None, Text]:
        """The mistake's name if it is a known one, and what the student reads."""
        message = (
            next(part.message for part in outcome.parts if not part.passed) or outcome.failures[0].message
        )
        if self._may_lack_a_package(check, outcome.failures[0]):
            message = message.then(self._packages)
        if self._wrong.intersection(check.uses):  # what came out is not of this exercise alone
            return None, message
        named = diagnose(check, outcome.calls)
        if named is None or named.message is None:
            return None, message
        # The question leads; an exception of the student's code is told after it.
        return named.name, named.message.then(message if outcome.trouble == "error" else NOTHING)

    def _may_lack_a_package(self, check: Check, failure: Failure) -> bool:
        """Whether a name is not there that an import elsewhere in the notebook was to bring."""
        unexplained = failure.trouble == "missing" and check.exercise not in self._errors
        return unexplained or failure.error_type == "NameError"

    def _run(self, check: Check) -> _Outcome:
        student = self._student(check.exercise)
        expect = Expect(student, check)
        try:
            check.function(student, Rng(self._seed, check.exercise), expect)
        except Failure as failure:  # outside of every part: what was earned before cannot be weighed
            return _Outcome((Part("call", 1, False, failure.message),), (failure,), tuple(student.calls))
        return _Outcome(tuple(expect.parts), tuple(expect.failures), tuple(student.calls))

    def _student(self, exercise: str) -> Student:
        error = self._errors.get(exercise)
        return Student(self._channel, told_of_cell(error) if error else None)

    def _answer(self, check: Check, choice: Choice) -> _Answer:
        variable = check.exercise + "_reason"
        try:
            given = self._student(check.exercise).value(variable)
        except Failure as failure:
            return _Answer(None, False, failure.message)
        return _read(given, variable, choice)

    def _quiz_verdict(self, task: Task, questions: Mapping[str, Choice]) -> Verdict:
        try:
            given = self._student(task.name).value(task.name)
        except Failure as failure:
            missing = (Part("answers", 1, False, failure.message),)
            return self._verdict(task, 0.0, _trouble_state(failure.trouble), None, failure.message, missing)
        if not isinstance(given, dict):
            told = Text(
                f"`{task.name}` should be a dict from question to letter. Was it overwritten?",
                f"`{task.name}`은(는) 질문에서 글자로 가는 dict여야 해요. 다른 값으로 덮어썼나요?",
            )
            return self._verdict(task, 0.0, "failed", None, told, (Part("answers", 1, False, told),))
        answers = {name: _read(given.get(name), name, choice) for name, choice in questions.items()}
        parts = tuple(Part(name, 1, answer.right, answer.message) for name, answer in answers.items())
        points = round(task.points * sum(part.passed for part in parts) / len(parts), 2)
        wrong = [f"{name}={a.letter}" for name, a in answers.items() if a.letter and not a.right]
        message = reduce(_below, (answer.message for answer in answers.values()))
        if all(answer.letter is None for answer in answers.values()):
            state: VerdictName = "unanswered"
        else:
            state = "passed" if all(p.passed for p in parts) else "partial" if points else "failed"
        return self._verdict(task, points, state, wrong[0] if wrong else None, message, parts)

    def _course_error(self, task: Task, error: Exception) -> Verdict:
        what = plain(f"{type(error).__name__}: {error}")
        message = COURSE_ERROR.then(Text(f"({what}; seed {self._seed})", f"({what}; seed {self._seed})"))
        return self._verdict(task, task.points, "course_error", None, message, ())

    def _verdict(
        self,
        task: Task,
        points: float,
        state: VerdictName,
        misconception: str | None,
        message: Text,
        parts: tuple[Part, ...],
    ) -> Verdict:
        error = self._errors.get(task.name)
        if state == "missing" and error:
            state = error.verdict
        return Verdict(
            task.name, task.kind, points, task.points, state, misconception, message, parts, self._seed
        )


def _state(outcome: _Outcome) -> VerdictName:
    if outcome.right:
        return "passed"
    if outcome.ended:
        return _trouble_state(outcome.ended)
    return "partial" if outcome.share else _trouble_state(outcome.trouble)


def _trouble_state(trouble: Trouble) -> VerdictName:
    return "failed" if trouble == "value" else trouble


def _right_answers(book: CheckBook) -> dict[str, Any]:
    """A namespace in which every exercise is solved."""
    quizzes = {name: {q: choice.right for q, choice in asked.items()} for name, asked in book.quizzes.items()}
    reasons = {f"{name}_reason": check.reason.right for name, check in book.checks.items() if check.reason}
    answers = {name: check.answer for name, check in book.checks.items()}
    called = {check.called: check.oracle for check in book.checks.values()}
    return {**answers, **called, **reasons, **quizzes}


def _with_reason(outcome: _Outcome, answer: _Answer) -> _Outcome:
    """The reason weighs half as much as the code."""
    weight = sum(part.weight for part in outcome.parts) / 2
    part = Part("reason", weight, answer.right, answer.message)
    failures = outcome.failures if answer.right else (*outcome.failures, Failure(answer.message))
    return _Outcome((*outcome.parts, part), failures, outcome.calls)


def _read(given: Any, name: str, choice: Choice) -> _Answer:
    """Judge one letter; small letters and spaces around are accepted."""
    if given is None:
        return _Answer(None, False, Text(f"{name}: no answer yet.", f"{name}: 아직 답이 없어요."))
    letter = given.strip().upper() if isinstance(given, str) else ""
    if letter not in choice.explain:
        letters = ", ".join(f'"{letter}"' for letter in choice.explain)
        told = Text(f"{name}: choose one of {letters}.", f"{name}: {letters} 가운데 하나를 골라 주세요.")
        return _Answer(None, False, told)
    right = letter == choice.right
    sign = (
        Text(f"{name} = {letter}: right.", f"{name} = {letter}: 맞았어요.")
        if right
        else Text(f"{name} = {letter}: not quite.", f"{name} = {letter}: 다시 생각해 볼까요?")
    )
    return _Answer(letter, right, sign.then(choice.explain[letter]))


def _below(one: Text, other: Text) -> Text:
    return Text(f"{one.en}\n{other.en}", f"{one.ko}\n{other.ko}")
