"""What was measured, as a page with tables and two plots."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.contestants import STOCK
from benchmarks.measure import LongRun, Times
from benchmarks.parts import Parts

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")  # Okabe and Ito: for all eyes
SPEEDS, LONG = "benchmark-speed.png", "benchmark-long.png"


@dataclass(frozen=True)
class Subject:
    """One of the two notebooks: what was measured of it."""

    title: str
    times: Times
    parts: Parts
    bare: dict[str, float]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def speed_table(times: Times, to: str = STOCK) -> str:
    """Seconds a submission, throughput, and the ratio to one contestant's throughput."""
    rows = [
        [
            name,
            f"{times.each(name):.3f}",
            f"{1 / times.each(name):.2f}",
            f"{times.ratio(name, to):.1f}",
            ", ".join(f"{seconds:.1f}" for seconds in times.seconds[name]),
        ]
        for name in times.seconds
    ]
    rows.append(
        [
            "bare cost of the cells",
            f"{times.bare_each():.3f}",
            f"{1 / times.bare_each():.2f}",
            f"{times.each(to) / times.bare_each():.1f}",
            ", ".join(f"{seconds:.1f}" for seconds in times.bare),
        ]
    )
    head = ["", "s a submission", "submissions a second", f"times {to}", "whole runs, s"]
    return table(head, rows)


def parts_table(parts: Parts, bare: dict[str, float]) -> str:
    """The parts of one submission in milliseconds; `bare` is the share of the cells that they cost anywhere."""
    rows = []
    for name in parts.wall:
        rows.append([name, f"{1000 * parts.wall[name]:.1f}", f"{1000 * parts.cpu[name]:.1f}"])
        if name == "run the cells":
            of_these = "– of these, the bare cost of the cells"
            rows.append([of_these, f"({1000 * bare['wall']:.1f})", f"({1000 * bare['cpu']:.1f})"])
    wall, cpu = (1000 * sum(seconds.values()) for seconds in (parts.wall, parts.cpu))
    rows.append(["**whole**", f"**{wall:.1f}**", f"**{cpu:.1f}**"])
    return table(["part", "wall, ms", "CPU, ms"], rows)


def long_table(run: LongRun) -> str:
    """Rate and memory for each hundred submissions."""
    total = len(run.done)
    step = max(2, total // 10)
    rows = [
        [
            f"{last - step + 1} to {last}",
            f"{run.rate(last - step + 1, last):.2f}",
            f"{run.held_at(last) / 2**20:.0f}",
        ]
        for last in range(step, total + 1, step)
    ]
    return table(["submissions", "a second", "memory of all processes, MiB"], rows)


def long_words(run: LongRun) -> str:
    """Is the rate flat, and the memory?"""
    total = len(run.done)
    tenth = max(2, total // 10)
    early, whole = run.rate(1, tenth), run.rate(1, total)
    kind = (
        "shared pages counted once" if run.proportional else "resident, shared pages counted for each process"
    )
    return (
        f"The first {tenth} went at {early:.2f} a second, all {total} at {whole:.2f}: {100 * (whole / early - 1):+.0f} %. "
        f"At most {run.peak / 2**20:.0f} MiB were held by all processes together ({kind}); "
        f"{run.held_at(tenth) / 2**20:.0f} MiB around submission {tenth}, {run.held_at(total) / 2**20:.0f} MiB at the end."
    )


def _beside_stock(run: LongRun, subject: Subject) -> str:
    """The long run's throughput, in which the start-up hardly counts, beside that of the short one."""
    times = run.rate(1, len(run.done)) * subject.times.each(STOCK)
    return f"That is {times:.1f} times the throughput of {STOCK} on {subject.times.submissions} of them."


def plot_speeds(subjects: Sequence[Subject], path: Path) -> None:
    """A bar for each contestant and notebook: submissions a second, on a logarithmic axis."""
    figure = Figure(
        figsize=(9, 2 + 0.45 * sum(len(s.times.seconds) + 1 for s in subjects)), layout="constrained"
    )
    panels = figure.subplots(len(subjects), 1, sharex=True, squeeze=False)[:, 0]
    for panel, subject in zip(panels, subjects, strict=True):
        times = subject.times
        rates = {name: 1 / times.each(name) for name in times.seconds}
        rates["bare cells, one process"] = 1 / times.bare_each()
        bars = panel.barh(list(rates), list(rates.values()), color=COLOURS[: len(rates)])
        panel.bar_label(bars, [f"{rate:.2f}" for rate in rates.values()], padding=4)
        panel.invert_yaxis()
        panel.set_xscale("log")
        panel.set_title(subject.title, loc="left")
        panel.spines[["top", "right"]].set_visible(False)
        panel.margins(x=0.15)
    panels[-1].set_xlabel("submissions a second (logarithmic)")
    _save(figure, path)


def plot_long(run: LongRun, path: Path) -> None:
    """Rate and memory over the number of submissions done."""
    total = len(run.done)
    step = max(2, total // 20)
    places = range(step, total + 1, step)
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    above, below = figure.subplots(2, 1)
    above.plot(places, [run.rate(last - step + 1, last) for last in places], "o-", color=COLOURS[0])
    above.set_xlabel("submissions done")
    above.set_ylabel("submissions a second")
    below.plot([s.seconds for s in run.memory], [s.bytes / 2**20 for s in run.memory], color=COLOURS[5])
    below.set_xlabel("seconds since the first submission was done")
    below.set_ylabel("memory, MiB")
    for panel in (above, below):
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(alpha=0.3)
        panel.set_ylim(0, 1.1 * panel.dataLim.ymax)
    _save(figure, path)


def page(command: str, subjects: Sequence[Subject], run: LongRun | None) -> str:
    """The whole page."""
    lines = [
        "# Benchmarks",
        "",
        f"<!-- Generated by `{command}`. Do not edit by hand. -->",
        "",
        f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Machine: {machine()}.",
        "",
        "All figures of this page come from one run on one machine. The same submissions are graded by each: by "
        "`nbgrader autograde` with nbgrader's own settings, by `otter run`, called once a submission, and by "
        "`sixblocks grade`. For the first two the hidden tests are asserts that run in the student's kernel; they "
        "are recorded from the hidden checks, make the same calls with the same data, and need no grader in the "
        "kernel. All have one thread a process and shortened training runs. A time is that of the whole process, "
        "start-up included; the median of the runs, which were done in turn. What all do once a course "
        "(telling the gradebook of the day) is not in it.",
        "",
        "The *bare cost* is that of the cells alone: of all submissions in one warm process, one after the other, "
        "without walls, tests or files. Our grader runs somewhat less than these: it leaves out the lesson's own figures "
        "where nothing needs them.",
        "",
        f"![Bars of submissions a second for each grader and notebook; the numbers stand in the tables below.](images/{SPEEDS})",
        "",
    ]
    for subject in subjects:
        lines += [
            f"## {subject.title}",
            "",
            f"{subject.times.submissions} submissions.",
            "",
            speed_table(subject.times),
            "Where the time of one submission goes in sixblocks (all in one process, one submission at a time; the "
            "CPU of the sandbox counts in hundredths of a second, averaged). Judge and sandbox wait for each other, "
            "so the times sum to the whole:",
            "",
            parts_table(subject.parts, subject.bare),
        ]
    if run is not None:
        lines += [
            f"## {len(run.done)} submissions in one run",
            "",
            long_words(run),
            "",
            _beside_stock(run, subjects[-1]),
            "",
            f"![Two curves: the rate over the submissions done, and the memory over time; see the table.](images/{LONG})",
            "",
            long_table(run),
        ]
    return "\n".join(lines).rstrip() + "\n"


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("nbgrader", "numpy", "torch", "ipython"))
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB of memory, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=120)
