"""Where the time of one submission goes in sixblocks: named parts that sum to the whole."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

from benchmarks.measure import tree
from grader.checks import load
from grader.course import ROOT, Day
from grader.gradebook import batch, classroom
from grader.gradebook.batch import GradedNotebook, Job, Unchanged
from grader.gradebook.classroom import Classroom
from grader.gradebook.entries import Entry
from grader.grading import grade as grading
from grader.grading import run
from grader.grading.options import GradingOptions
from grader.sandbox import Sandbox, ensure_fork_server

TICKS = os.sysconf("SC_CLK_TCK")
REST = "all else (notes, outputs into the notebook, SQL sessions)"
PARTS: dict[str, tuple[Any, str]] = {
    "read and rebuild the notebook": (grading, "read_and_rebuild"),
    "fork and walls": (Sandbox, "_start"),
    "run the cells": (Sandbox, "run"),
    "the judge's calls into the notebook": (Sandbox, "request"),
    "the judge's own work": (run, "judge"),
    "end of the worker": (Sandbox, "_stop"),
    "marks into the gradebook": (classroom, "save_marks"),
    "the submission's row in the gradebook": (classroom, "register"),
    "the graded notebook as text": (nbformat.v4, "writes"),
    "write the graded notebook": (classroom, "_write"),
}


@dataclass
class Parts:
    """Seconds of wall and CPU (with the sandbox's processes) by part, each without the parts inside it."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _last: tuple[float, float] = (0.0, 0.0)
    _sandbox: set[int] = field(default_factory=set)

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        self._book()
        self._open.append(name)
        try:
            yield
        finally:
            if name == "fork and walls":
                self._sandbox = tree(os.getpid()) - {os.getpid()}
            self._book()
            self._open.pop()

    def _book(self) -> None:
        """What has passed since the last time belongs to the innermost open part."""
        now = time.perf_counter(), self._cpu_seconds()
        if self._open:
            name = self._open[-1]
            self.wall[name] = self.wall.get(name, 0.0) + now[0] - self._last[0]
            self.cpu[name] = self.cpu.get(name, 0.0) + now[1] - self._last[1]
        # The bookkeeping itself counts for nobody.
        self._last = time.perf_counter(), self._cpu_seconds()

    def _cpu_seconds(self) -> float:
        """CPU of this process (exact) and of the sandbox's, with those of it that have ended (in hundredths)."""
        own, ticks = time.process_time(), 0
        for process in self._sandbox:
            with contextlib.suppress(OSError):
                said = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                ticks += sum(map(int, said[11:15]))
        return own + ticks / TICKS


def profile(day: Day, folder: Path, rounds: int) -> Parts:
    """Grade the submissions of a folder one after the other in this process, `rounds` times; means of one submission.

    The first submission is graded once more before, unmeasured.
    """
    ensure_fork_server(False, day.libraries)
    load(day.id)
    room = Classroom(folder, ROOT)
    room.prepare(day)
    entries = room.entries(day)
    parts = Parts()
    options = GradingOptions()
    with contextlib.ExitStack() as stack:
        for name, (owner, attribute) in PARTS.items():
            stack.enter_context(
                mock.patch.object(owner, attribute, _timed(parts, name, getattr(owner, attribute)))
            )
        stack.enter_context(mock.patch.object(classroom.batch, "graded", _one_by_one))
        list(room.grade(day, entries[:1], options))
        parts.wall.clear()
        parts.cpu.clear()
        for _ in range(rounds):
            with parts.part(REST):
                list(room.grade(day, entries, options))
    count = rounds * len(entries)
    order_of = [*PARTS, REST]
    parts.wall = {name: parts.wall.get(name, 0.0) / count for name in order_of}
    parts.cpu = {name: parts.cpu.get(name, 0.0) / count for name in order_of}
    return parts


def _one_by_one(
    day: Day, jobs: Iterable[Job], options: GradingOptions, at_once: int
) -> Iterator[tuple[Entry, GradedNotebook | Unchanged | None]]:
    """As grader.gradebook.batch does, but here: a process cannot be looked into from outside."""
    for job in jobs:
        yield job.entry, batch._graded(day, job, options)


def _timed(parts: Parts, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        with parts.part(name):
            return function(*args, **kwargs)

    return timed
