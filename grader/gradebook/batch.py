"""Many submissions at once: some processes of our own, each with one submission at a time.

They only run and judge. Whoever iterates over `graded` saves the results, one after the other, so that one process
writes the gradebook. A process that dies is replaced, and its submission is graded once more.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from grader.checks import load
from grader.course import Day
from grader.grading import grade as grading
from grader.grading.submissions import Entry
from grader.sandbox import Limits, keep_warm, work_ahead
from grader.text import Text

TRIES = 2
PR_SET_PDEATHSIG = 1  # linux/prctl.h
GIVEN_UP = Text(
    "Grading this submission failed on the grader's side; it has no marks from this run. Grade it again; if that does "
    "not help, tell the course's authors.",
    "채점하는 쪽에서 문제가 생겨 이번에는 점수를 매기지 못했어요. 다시 채점해 보고, 그래도 안 되면 과목 제작자에게 알려 주세요.",
)
log = logging.getLogger(__name__)
_fork = multiprocessing.get_context("fork")  # what this process has loaded, the others need not load again


@dataclass(frozen=True)
class Order:
    """How submissions are to be graded; see grader.grading.grade.grade."""

    seed: int | None = None
    limits: Limits = field(default_factory=Limits)
    trust: bool = False


@dataclass(frozen=True)
class Task:
    """A submission to grade; the graded notebook keeps `state`, by which it is known later."""

    entry: Entry
    state: str


class Graded(NamedTuple):
    """A graded notebook, and its text for a file."""

    notebook: NotebookNode
    text: str


def graded(day: Day, tasks: Sequence[Task], order: Order, jobs: int) -> Iterator[tuple[Entry, Graded | None]]:
    """Grade notebooks, `jobs` at a time, in the order in which they get done.

    Gives None for one that could not be graded. Raises WallsMissing. When the iteration ends, for whatever reason,
    nothing is running any more.
    """
    keep_warm(order.trust, day.libraries)
    load(day.id)  # before the fork: then each process has it
    waiting = deque((task, 1) for task in tasks)
    crew: list[_Worker] = []
    try:
        while waiting or any(worker.task for worker in crew):
            while waiting and len(crew) < jobs:
                crew.append(_Worker(day, order, [worker.line for worker in crew]))
                crew[-1].give(*waiting.popleft())
            for worker in crew:
                if worker.task is None and waiting:
                    worker.give(*waiting.popleft())
            for worker in _ready(crew):
                assert worker.task is not None
                (task, tries), worker.task = worker.task, None
                try:
                    result = worker.line.recv()
                except (EOFError, OSError):  # the process is gone, and the submission with it
                    crew.remove(worker)
                    worker.end()
                    log.warning("the process that graded %s ended", task.entry.student)
                    if tries < TRIES:
                        waiting.append((task, tries + 1))
                        continue
                    result = None
                else:
                    if waiting:  # it grades on while the result is saved
                        worker.give(*waiting.popleft())
                yield task.entry, result
    finally:
        for worker in crew:
            worker.end()


class _Worker:
    """A process that grades, and the submission that it has."""

    def __init__(self, day: Day, order: Order, others: list[Connection]) -> None:
        self.task: tuple[Task, int] | None = None
        self.line, theirs = _fork.Pipe()
        unused = [self.line, *others]  # open in the new process, too: while it holds them they do not end
        self.process = _fork.Process(target=_work, args=(theirs, unused, day, order), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, task: Task, tries: int) -> None:
        self.task = task, tries
        with contextlib.suppress(OSError):  # it ended between two submissions; reading will find that out
            self.line.send(task)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _ready(crew: Sequence[_Worker]) -> list[_Worker]:
    lines = wait([worker.line for worker in crew if worker.task])
    return [worker for worker in crew if worker.line in lines]


def _work(line: Connection, unused: list[Connection], day: Day, order: Order) -> None:
    """Grade what comes until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that saves; it ends this one
    _die_with_parent()
    work_ahead()
    for other in unused:
        other.close()
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(_graded(day, task, order))


def _die_with_parent() -> None:
    """When the process that saves is killed, nobody waits for this one's result."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _graded(day: Day, task: Task, order: Order) -> Graded | None:
    assert task.entry.notebook is not None
    try:
        notebook = grading.restore(day, task.entry.notebook)
        grading.grade(day, notebook, seed=order.seed, limits=order.limits, trust=order.trust)
        notebook.metadata.sixblocks["state"] = task.state
        return Graded(notebook, nbformat.v4.writes(notebook))
    except Exception:
        log.exception("%s could not be graded", task.entry.student)
        return None
