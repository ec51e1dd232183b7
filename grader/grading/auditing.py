"""The audit of a day through the very sandbox that grades: each version in a notebook of its own."""

from __future__ import annotations

import ast
import multiprocessing
import os
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from grader.checks import load
from grader.course import Day
from grader.judge import AuditRow, LessonCell, audit
from grader.sandbox import Sandbox, ensure_fork_server
from grader.wire.protocol import Channel

_fork = multiprocessing.get_context("fork")  # what this process has loaded, the others need not load again


def audit_day(
    day: Day,
    seeds: Sequence[int],
    exercises: Collection[str],
    *,
    trust: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[AuditRow]:
    """Audit these exercises of a day with each seed; `progress` is called with the exercises done, of how many."""
    ensure_fork_server(trust, day.libraries | {"torch"})  # right versions may use it in any lesson
    load(day.id)  # before the fork: then each process has it
    lesson = lesson_cells(day)
    names = [cell.name for cell in lesson if cell.kind != "given" and cell.name in exercises]
    audit_one = partial(_audit_one, day.id, lesson, list(seeds), trust)
    rows: list[AuditRow] = []
    with _fork.Pool(os.cpu_count(), _leave_interrupts_to_the_parent) as pool:
        for done, found in enumerate(pool.imap(audit_one, names), 1):
            rows += found
            if progress:
                progress(done, len(names))
    return rows


def _audit_one(
    day: str, lesson: list[LessonCell], seeds: list[int], trust: bool, name: str
) -> list[AuditRow]:
    """Audit one exercise among the right answers to the others."""

    @contextmanager
    def sandboxed(cells: list[str]) -> Iterator[Channel]:
        with Sandbox(trust=trust) as sandbox:
            sandbox.run(cells)
            yield sandbox

    others_given = [cell if cell.name == name else replace(cell, kind="given") for cell in lesson]
    return audit(load(day), others_given, seeds, sandboxed)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def lesson_cells(day: Day) -> list[LessonCell]:
    """The day's code cells in order, without those that only show something."""
    lesson = []
    for cell in day.cells:
        if cell.role == "given" and (cell.recap or _defines(cell.source["en"])):
            lesson.append(LessonCell("", "given", 0, "", cell.source["en"]))
        elif cell.role == "exercise":
            e = day.exercise(cell.name)
            lesson.append(LessonCell(e.name, e.kind, e.points, e.stub.en, e.solution, e.bug))
    return lesson


def _defines(source: str) -> bool:
    """Whether a given cell imports or defines something that later cells may need."""
    needed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    return any(isinstance(node, needed) for node in ast.parse(source).body)
