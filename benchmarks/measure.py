"""Whole-process times, and the memory of a tree of processes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.contestants import ENVIRONMENT, OTTER, STOCK, Contestant, run

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Times:
    """What was measured of one day: seconds of each run by contestant, and of the bare cells."""

    submissions: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)

    def each(self, name: str) -> float:
        """Median seconds of the whole process, for one submission."""
        return statistics.median(self.seconds[name]) / self.submissions

    def bare_each(self) -> float:
        """Median seconds of the bare cells of one submission."""
        return statistics.median(self.bare) / self.submissions

    def ratio(self, name: str, to: str) -> float:
        """How many times the throughput of `to` this one has."""
        return self.each(to) / self.each(name)


def times(
    contestants: Sequence[Contestant],
    submissions: int,
    runs: int,
    slow_runs: int,
    bare: tuple[str, Path],
    say: Callable[[str], None],
) -> Times:
    """Run all of them in turn: ours `runs` times, stock nbgrader `slow_runs` times, Otter, which takes longest, once."""
    rounds = {STOCK: slow_runs, OTTER: 1}
    measured = Times(submissions, {one.name: [] for one in contestants})
    for number in range(runs):
        for one in contestants:
            if number >= rounds.get(one.name, runs):
                continue
            one.reset()
            began = time.perf_counter()
            for command in one.commands:
                run(command, one.folder)
            measured.seconds[one.name].append(time.perf_counter() - began)
            say(f"run {number + 1}: {one.name} {measured.seconds[one.name][-1]:.1f} s")
        measured.bare.append(bare_seconds(*bare)["wall"])
        say(f"run {number + 1}: bare cells {measured.bare[-1]:.1f} s")
    return measured


def bare_seconds(day: str, folder: Path) -> dict[str, float]:
    """Wall and CPU seconds of the bare cells of all submissions in a folder."""
    environment = {**os.environ, **ENVIRONMENT, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    command = [sys.executable, "-m", "benchmarks.bare", day, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@dataclass(frozen=True)
class Sample:
    """Bytes held by a tree of processes, so many seconds after the start."""

    seconds: float
    bytes: int


@dataclass
class LongRun:
    """A large class: when each submission was done (seconds from the first), and the memory meanwhile."""

    done: list[float]
    memory: list[Sample]
    proportional: bool  # shared pages counted once (PSS); otherwise once for each process (RSS)

    @property
    def peak(self) -> int:
        return max(sample.bytes for sample in self.memory)

    def rate(self, first: int, last: int) -> float:
        """Submissions a second between two places in the order in which they got done."""
        return (last - first) / (self.done[last - 1] - self.done[first - 1])

    def held_at(self, place: int) -> int:
        """The most memory held around the time when submission `place` was done."""
        near = sorted(self.memory, key=lambda sample: abs(sample.seconds - self.done[place - 1]))
        return max(sample.bytes for sample in near[:5])


def long_run(contestant: Contestant, pattern: str, every: float = 1.0) -> LongRun:
    """Run a contestant once and watch it; `pattern` finds the graded notebooks in its folder."""
    contestant.reset()
    (command,) = contestant.commands
    taken: list[tuple[float, int, bool]] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(every):
            taken.append((time.time(), *_memory(tree(os.getpid()) - {os.getpid()})))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run(command, contestant.folder)
    finally:
        stop.set()
        watcher.join()
    finished = sorted(path.stat().st_mtime for path in contestant.folder.glob(pattern))
    began = finished[0]
    return LongRun(
        [moment - began for moment in finished],
        [Sample(moment - began, held) for moment, held, _ in taken],
        all(proportional for _, _, proportional in taken),
    )


def tree(root: int) -> set[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(
                Path(f"/proc/{name}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
        children.setdefault(parent, []).append(int(name))
    found, todo = set(), [root]
    while todo:
        process = todo.pop()
        found.add(process)
        todo += children.get(process, [])
    return found


def _memory(processes: set[int]) -> tuple[int, bool]:
    """Bytes held, and whether pages that several share were counted once."""
    total, proportional = 0, True
    for process in processes:
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += (
                next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
            )
        except PermissionError:
            proportional = False
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
        except (OSError, StopIteration):  # it ended meanwhile
            continue
    return total, proportional
