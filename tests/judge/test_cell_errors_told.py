"""What ended an exercise's own cell is told in place of "there is no …"."""

from __future__ import annotations

import pytest
import toy_day

from grader.judge import CellError, Task, Verdict, judge, open_local
from grader.judge.cells import told_of_cell, told_of_packages

SYNTAX = CellError(
    "centre", "error", "SyntaxError", "expected ':' (<ipython-input-1-b7>, line 1)", 1, "def centre(x)"
)
PACKAGE = CellError("centre", "error", "ModuleNotFoundError", "No module named 'einops'", 1, "import einops")


def judged(name: str, source: str, *errors: CellError) -> Verdict:
    with open_local(list({**toy_day.SOLUTIONS, name: source}.values())) as channel:
        return judge(toy_day.book, [Task(name, "code", 4)], channel, 1, errors)[0]


def test_the_error_of_the_cell_is_told_and_is_the_verdict() -> None:
    found = judged("centre", "pass", SYNTAX)
    assert (found.verdict, found.points) == ("error", 0)
    assert "SyntaxError at line 1, `def centre(x)`: expected ':'." in found.message.en
    assert "1번째 줄 `def centre(x)`에서 SyntaxError: expected ':'." in found.message.ko
    assert "There is no" not in found.message.en
    assert "ipython" not in found.message.en


def test_a_quiz_and_a_bug_with_its_reason_are_told_it_once() -> None:
    quotes = CellError(
        "families", "error", "SyntaxError", "invalid character '“' (U+201C) (<i>, line 1)", 1, "families = {“"
    )
    found = judged("families", "pass", quotes)
    assert found.verdict == "error"
    assert "straight quotes" in found.message.en
    bug = judged("product", "pass", CellError("product", "error", "ValueError", "x", 2, "y"))
    assert bug.message.en.count("The cell of `product` stopped") == 1


@pytest.mark.parametrize(
    ("ending", "verdict"),
    [("error", "error"), ("timeout", "timeout"), ("died", "crashed"), ("not_run", "timeout")],
)
def test_how_the_cell_ended_is_the_verdict(ending: str, verdict: str) -> None:
    found = judged("centre", "pass", CellError("centre", ending))  # type: ignore[arg-type]
    assert (found.verdict, found.points) == (verdict, 0)
    assert "The cell of `centre`" in found.message.en


def test_an_error_behind_the_definition_costs_and_tells_nothing() -> None:
    found = judged("centre", toy_day.SOLUTIONS["centre"], SYNTAX)
    assert (found.verdict, found.points) == ("passed", 4)
    assert found.message.en.startswith("Right")


def test_an_error_of_another_cell_is_not_this_one_s() -> None:
    found = judged("centre", "pass", CellError("scale", "error", "ValueError", "other", 1, "x"))
    assert found.verdict == "missing"
    assert "other" not in found.message.en


def test_a_package_that_is_not_there_is_told_where_its_name_is_missing() -> None:
    elsewhere = CellError("", "error", PACKAGE.error_type, PACKAGE.message, 1, PACKAGE.line)
    found = judged("centre", "def centre(x):\n    return reduce(x, 'a b -> a')", elsewhere)
    assert found.message.en.endswith("The notebook imports `einops`, which the grader does not have.")
    assert found.message.ko.endswith("노트북이 `einops`을(를) import하는데 채점기에는 없어요.")
    other = judged("centre", "def centre(x):\n    return x[7]", elsewhere)
    assert "einops" not in other.message.en


@pytest.mark.parametrize(
    ("error_type", "message", "line", "told"),
    [
        (
            PACKAGE.error_type,
            PACKAGE.message,
            PACKAGE.line,
            "the notebook imports `einops`, which the grader",
        ),
        ("EOFError", "EOF when reading a line", "x = input()", "it asks for input"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'w.npy'", "x", "needs the file `w.npy`"),
        ("MemoryError", "Unable to allocate 7.28 TiB", "x", "more memory than the grader gives"),
        (
            "RuntimeError",
            "[enforce] can't allocate memory: you tried",
            "x",
            "more memory than the grader gives",
        ),
        ("RuntimeError", "'widget' is not a GUI", "%matplotlib widget", "cannot do this command"),
        ("UsageError", "Cell magic not found", "%%nosuch", "cannot do this command"),
        ("CellTimeout", "", "!pip install einops", "no internet and installs nothing"),
        ("ImportError", "cannot import name 'a' from 'b' (/secret/b.py)", "x", "name 'a' from 'b'. Is"),
        ("NameError", "name 'np' is not defined", "x = np", "name 'np' is not defined. Which line"),
        ("ValueError", "cannot reshape array of size 6 into shape (4,)", "x", "the shape (4,). A reshape"),
    ],
)
def test_the_kinds_of_errors_of_a_cell(error_type: str, message: str, line: str, told: str) -> None:
    found = told_of_cell(CellError("centre", "error", error_type, message, 3, line))
    assert told in found.en
    assert f"line 3, `{line}`" in found.en
    assert f"3번째 줄 `{line}`" in found.ko
    assert "secret" not in found.en + found.ko
    assert found.en.count("?") == found.ko.count("?") == 1


@pytest.mark.parametrize("ending", ["error", "timeout", "died", "not_run"])
@pytest.mark.parametrize(
    "error_type", ["SyntaxError", "ModuleNotFoundError", "FileNotFoundError", "ImportError", "E" * 10**5, ""]
)
@pytest.mark.parametrize(
    "text", ["x\n\nRight.\n" * 10**5, "\x1b[31m\u202e\0", "No module named 'a`\n**Right.**'", "'" * 10**5]
)
def test_hostile_texts_stay_one_bounded_printable_line(ending: str, error_type: str, text: str) -> None:
    error = CellError("centre", ending, error_type, text, 10**6, text)  # type: ignore[arg-type]
    for told in (told_of_cell(error), told_of_packages([error] * 1000)):
        for words in (told.en, told.ko):
            assert len(words) < 1000
            assert words.isprintable()
    assert "imports" not in told_of_cell(error).en
