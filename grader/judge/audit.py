"""The hidden tests, tested: what must pass passes, what must fail fails and is named rightly, for several seeds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from grader.judge.registry import CheckBook, source_of
from grader.judge.running import judge
from grader.judge.verdicts import Task, Verdict
from grader.wire.protocol import Channel

FEWEST_MISCONCEPTIONS = 5
FEWEST_ALTERNATIVES = 2
MOST_APART = 0.5  # tolerances: where rounding takes a right version that far, another seed fails it


@dataclass(frozen=True)
class LessonCell:
    """One code cell of a notebook, in its order: an exercise (kind code, bug, quiz, experiment), or kind "given".

    A given cell has its text in `solution` and is run as it is. `bug` is the name of the misconception that the
    stub of a spot-the-bug exercise is.
    """

    name: str
    kind: str
    points: float
    stub: str
    solution: str
    bug: str = ""


@dataclass(frozen=True)
class AuditRow:
    """One version of one exercise: was it judged as it should be, for each seed, and what was wrong."""

    exercise: str
    version_kind: str  # stub, solution, alternative, misconception, choice, count
    version: str
    ok: tuple[bool, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Case:
    """One version to run: the cell's text, and the misconception that must be named (None: see `kind`)."""

    kind: str
    name: str
    source: str


OpenChannel = Callable[[list[str]], AbstractContextManager[Channel]]


def audit(
    book: CheckBook,
    lesson: Sequence[LessonCell],
    seeds: Sequence[int],
    open_channel: OpenChannel,
) -> list[AuditRow]:
    """Judge every version of every exercise, each in a notebook whose other cells are the solutions.

    `open_channel(cells)` runs a notebook and serves its names; one notebook a version, all seeds in it.
    """
    rows: list[AuditRow] = []
    for place, cell in enumerate(lesson):
        if cell.kind == "given":
            continue
        for case in _cases(book, cell):
            cells = [other.solution for other in lesson]
            cells[place] = case.source
            with open_channel(cells) as channel:
                wrong = [_fault(case, book, cell, channel, seed) for seed in seeds]
            rows.append(
                AuditRow(
                    cell.name,
                    case.kind,
                    case.name,
                    tuple(w is None for w in wrong),
                    tuple(dict.fromkeys(w for w in wrong if w)),
                )
            )
        if cell.name in book.checks:
            rows.append(_count(book, cell.name))
    return rows


def _cases(book: CheckBook, cell: LessonCell) -> Iterator[_Case]:
    name = cell.name
    yield _Case("stub", "stub", cell.stub)
    yield _Case("solution", "solution", cell.solution)
    for question, choice in book.quizzes.get(name, {}).items():
        for letter in choice.explain:
            if letter != choice.right:
                source = f"{cell.solution}\n{name}[{question!r}] = {letter!r}\n"
                yield _Case("choice", f"{question}={letter}", source)
    if name not in book.checks:
        return
    reason = book.checks[name].reason
    letter = f"\n{name}_reason = {reason.right!r}\n" if reason else ""
    for version in book.checks[name].alternatives:
        yield _Case("alternative", version.name, source_of(version) + letter)
    for version in book.checks[name].misconceptions:
        yield _Case("misconception", version.name, source_of(version) + letter)
    for wrong in reason.explain if reason else ():
        if reason and wrong != reason.right:
            source = f"{cell.solution}\n{name}_reason = {wrong!r}\n"
            yield _Case("choice", f"reason={wrong}", source)


def _fault(case: _Case, book: CheckBook, cell: LessonCell, channel: Channel, seed: int) -> str | None:
    """What is wrong with the judgement of this version, if anything."""
    (verdict,) = judge(book, [Task(cell.name, cell.kind, cell.points)], channel, seed)
    told = f"{verdict.verdict}, {verdict.points:g} of {verdict.max_points:g}, named {verdict.misconception}"
    if case.kind == "stub":
        if cell.kind == "bug" and not _is_the_bug(book, cell):
            return f"the bug that is handed out is not the misconception {cell.bug!r}"
        good = verdict.verdict == "unanswered" and verdict.points == 0
    elif case.kind in ("solution", "alternative"):
        good = verdict.verdict == "passed" and verdict.points == cell.points
        apart = max((part.apart for part in verdict.parts), default=0.0)
        if good and apart > MOST_APART:
            return f"seed {seed}: passed, but rounding took it {apart:.2f} of the tolerance away: are the inputs ill-conditioned?"
    else:
        good = _rejected(verdict) and verdict.misconception == case.name
    return None if good else f"seed {seed}: {told}: {verdict.message.en}"


def _is_the_bug(book: CheckBook, cell: LessonCell) -> bool:
    """Whether the code that is handed out is the misconception of its name, and the check expects that one."""
    named = {version.name: version for version in book.checks[cell.name].misconceptions}
    if cell.bug not in named or cell.bug != book.checks[cell.name].bug:
        return False
    stub, misconception = (_code_of(source, cell.name) for source in (cell.stub, source_of(named[cell.bug])))
    return stub is not None and stub == misconception


def _code_of(source: str, name: str) -> str | None:
    """The syntax tree of the function or class `name`, without docstrings; None if there is none."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            for part in ast.walk(node):
                if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
                    del part.body[0]
            return ast.dump(node)
    return None


def _rejected(verdict: Verdict) -> bool:
    judged = verdict.verdict in ("failed", "partial", "error")
    return judged and verdict.points < verdict.max_points and bool(verdict.message.en and verdict.message.ko)


def _count(book: CheckBook, exercise: str) -> AuditRow:
    check = book.checks[exercise]
    wrong, other = len(check.misconceptions), len(check.alternatives)
    faults = []
    if wrong < FEWEST_MISCONCEPTIONS:
        faults.append(f"{wrong} misconceptions, at least {FEWEST_MISCONCEPTIONS} are asked for")
    if other < FEWEST_ALTERNATIVES:
        faults.append(f"{other} alternatives, at least {FEWEST_ALTERNATIVES} are asked for")
    return AuditRow(exercise, "count", "versions", (not faults,), tuple(faults))
