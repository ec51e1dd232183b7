"""Many submissions at once: some processes of our own, each with one submission at a time.

They only read, run and judge. Whoever iterates over `graded` saves the marks, one after the other, so that one process
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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from grader.checks import load
from grader.course import Day
from grader.gradebook.entries import Entry
from grader.grading import grade as grading
from grader.grading.marks import keep_state
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission
from grader.grading.state import state_of_submission
from grader.sandbox import ensure_fork_server, work_ahead
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
class Job:
    """A submission to grade, unless its state still is `known`.

    tests, timestamp: what its state depends on beside the file; see grader.grading.state.
    """

    entry: Entry
    tests: str = ""
    timestamp: str = ""
    known: str | None = None


class GradedNotebook(NamedTuple):
    """A graded notebook, and its text for a file."""

    notebook: NotebookNode
    text: str


class Unchanged(NamedTuple):
    """The submission has its marks already."""


def graded(
    day: Day, jobs: Iterable[Job], options: GradingOptions, at_once: int
) -> Iterator[tuple[Entry, GradedNotebook | Unchanged | None]]:
    """Grade notebooks, `at_once` at a time, in the order in which they get done; a job is asked for when it is its turn.

    Gives None for one that could not be graded. Raises WallsMissing. When the iteration ends, for whatever reason,
    nothing is running any more.
    """
    ensure_fork_server(options.trust, day.libraries)
    load(day.id)  # before the fork: then each process has it
    todo = _Todo(jobs)
    processes: list[_Process] = []
    try:
        while True:
            for process in processes:
                if process.job is None and (job := todo.next()):
                    process.give(*job)
            while len(processes) < at_once and (job := todo.next()):
                processes.append(_Process(day, options, [process.line for process in processes]))
                processes[-1].give(*job)
            ready = _ready(processes)
            if not ready:
                return
            for process in ready:
                assert process.job is not None
                (done, tries), process.job = process.job, None
                try:
                    result = process.line.recv()
                except (EOFError, OSError):  # the process is gone, and the submission with it
                    processes.remove(process)
                    process.end()
                    log.warning("the process that graded %s ended", done.entry.student)
                    if tries < TRIES:
                        todo.again.append((done, tries + 1))
                        continue
                    result = None
                else:
                    if job := todo.next():  # it grades on while the result is saved
                        process.give(*job)
                yield done.entry, result
    finally:
        for process in processes:
            process.end()


class _Todo:
    """The jobs that nobody has yet, with the number of the try; first those that were not tried."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._new = iter(jobs)
        self.again: deque[tuple[Job, int]] = deque()

    def next(self) -> tuple[Job, int] | None:
        for job in self._new:
            return job, 1
        return self.again.popleft() if self.again else None


class _Process:
    """A process that grades, and the job that it has."""

    def __init__(self, day: Day, options: GradingOptions, others: list[Connection]) -> None:
        self.job: tuple[Job, int] | None = None
        self.line, theirs = _fork.Pipe()
        unused = [self.line, *others]  # open in the new process, too: while it holds them they do not end
        self.process = _fork.Process(target=_work, args=(theirs, unused, day, options), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, job: Job, tries: int) -> None:
        self.job = job, tries
        with contextlib.suppress(OSError):  # it ended between two submissions; reading will find that out
            self.line.send(job)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _ready(processes: Sequence[_Process]) -> list[_Process]:
    """Those that have done their job, once there are some; [] if none has one."""
    busy = [process.line for process in processes if process.job]
    lines = wait(busy) if busy else []
    return [process for process in processes if process.line in lines]


def _work(line: Connection, unused: list[Connection], day: Day, options: GradingOptions) -> None:
    """Grade what comes until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that saves; it ends this one
    _die_with_parent()
    work_ahead()
    for other in unused:
        other.close()
    while True:
        try:
            job = line.recv()
        except EOFError:
            return
        line.send(_graded(day, job, options))


def _die_with_parent() -> None:
    """When the process that saves is killed, nobody waits for this one's result."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _graded(day: Day, job: Job, options: GradingOptions) -> GradedNotebook | Unchanged | None:
    assert job.entry.notebook is not None
    try:
        file = open_submission(job.entry.notebook, day)
        state = state_of_submission(job.tests, file.fingerprint, job.timestamp)
        if state == job.known:
            return Unchanged()
        notebook = grading.grade(day, grading.read_and_rebuild(day, file), options)
        keep_state(notebook, state)
        return GradedNotebook(notebook, nbformat.v4.writes(notebook))
    except Exception:
        log.exception("%s could not be graded", job.entry.student)
        return None
