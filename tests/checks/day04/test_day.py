"""Day 4: every version is judged as it should be, for several seeds, and runs in a student's notebook."""

from __future__ import annotations

import ast
import builtins
import inspect
from dataclasses import replace
from pathlib import Path

import jupytext
import pytest

from grader.checks import load
from grader.judge import LessonCell, Version, audit, open_local, source_of

from . import SEEDS

LESSON = Path(__file__).parents[3] / "solutions" / "day04_transformer_block.py"
book = load("day04")
EXERCISES = [*book.checks, *book.quizzes]


def _cells() -> list[LessonCell]:
    """The lesson's exercises with the lesson's own solutions; of the given cells only those that define make_params."""
    cells = [LessonCell("", "given", 0, "", "import numpy as np\n")]
    points = {}
    for written in jupytext.read(LESSON, fmt="py:percent").cells:
        facts = written.metadata
        if written.cell_type != "code":
            continue
        if "check" in facts:
            points[facts["check"]] = float(facts["points"])
        elif "exercise" in facts:
            name = facts["exercise"]
            kind, bug = facts.get("kind", "code"), facts.get("bug", "")
            cells.append(LessonCell(name, kind, 1, _stub(name), written.source, bug))
        elif "def make_params" in written.source:
            given = ast.parse(written.source).body[0]
            cells.append(LessonCell("", "given", 0, "", ast.unparse(given)))
    return [replace(cell, points=points.get(cell.name, 0)) for cell in cells]


def _stub(name: str) -> str:
    if name in book.quizzes:
        return f"{name} = {dict.fromkeys(book.quizzes[name])!r}\n"
    check = book.checks[name]
    if check.bug:
        (bug,) = [version for version in check.misconceptions if version.name == check.bug]
        return f"{source_of(bug)}{name}_reason = None\n"
    return f"def {name}(*args, **kwargs):\n    raise NotImplementedError('{name} is not written yet')\n"


CELLS = _cells()


def test_the_lesson_and_the_book_have_the_same_exercises() -> None:
    assert sorted(EXERCISES) == sorted(cell.name for cell in CELLS if cell.name)


@pytest.mark.parametrize("name", EXERCISES)
def test_every_version_is_judged_as_it_should_be(name: str) -> None:
    # The others are there for their solutions only.
    cells = [cell if cell.name == name else LessonCell("", "given", 0, "", cell.solution) for cell in CELLS]
    rows = audit(book, cells, SEEDS, open_local)
    assert len(rows) > 10
    assert not [(row.version, row.wrong) for row in rows if not all(row.ok)]


def _versions() -> list[Version]:
    return [v for check in book.checks.values() for v in (*check.misconceptions, *check.alternatives)]


@pytest.mark.parametrize("version", _versions(), ids=lambda v: f"{v.exercise}-{v.name}")
def test_versions_use_only_what_a_students_notebook_has(version: Version) -> None:
    """np, builtins, the given make_params, and the exercises that come before."""
    before = EXERCISES[: EXERCISES.index(version.exercise)]
    allowed = {"np", "make_params", *before, *dir(builtins)}
    assert _global_names(compile(source_of(version), "cell", "exec")) <= allowed
    right = inspect.signature(book.checks[version.exercise].oracle).parameters
    wrong = inspect.signature(version.function).parameters
    assert list(wrong) == list(right) or version.name == "no_norm_argument"


def _global_names(code: object) -> set[str]:
    """Names that the functions of a cell read as globals (what it defines itself left out)."""
    import dis
    from types import CodeType

    assert isinstance(code, CodeType)
    names = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _global_names(constant)
    return names
