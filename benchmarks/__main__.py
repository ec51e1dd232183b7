"""Runs the benchmark and writes docs/benchmarks.md: `make bench`, or `python -m benchmarks --quick` for a trial."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import asserts, classes, contestants, measure, parts, report
from grader.course import ROOT, Day, all_days, load_day

# The NumPy notebook and the torch one.
DAYS = ("day04", "day06")


def main(
    quick: Annotated[
        bool, typer.Option("--quick", help="A trial: 4 submissions, one run, a class of 12.")
    ] = False,
    otter: Annotated[Path | None, typer.Option(help="The `otter` program; left out if not given.")] = None,
    day: Annotated[list[str] | None, typer.Option(help="Only these days.")] = None,
    count: Annotated[int, typer.Option(help="Submissions of each notebook.")] = 40,
    runs: Annotated[int, typer.Option(help="Runs of sixblocks and of the bare cells.")] = 5,
    slow_runs: Annotated[int, typer.Option(help="Runs of stock nbgrader; Otter runs once.")] = 3,
    many: Annotated[int, typer.Option(help="Submissions of the long run; 0: none.")] = 1000,
    docs: Annotated[Path, typer.Option(help="The folder to write the page and images/ to.")] = ROOT / "docs",
    work: Annotated[Path | None, typer.Option(help="A new folder to work in and keep.")] = None,
) -> None:
    """Time sixblocks, stock nbgrader and Otter on the same submissions; the page is written anew after each part."""
    numbers = {
        "--count": (count, 40),
        "--runs": (runs, 5),
        "--slow-runs": (slow_runs, 3),
        "--many": (many, 1000),
    }
    command = _command(quick, day or [], numbers)
    if quick:
        count, runs, slow_runs, many = 4, 1, 1, min(many, 12)
    folder = work or Path(tempfile.mkdtemp(prefix="sixblocks-bench-"))
    subjects: list[report.Subject] = []
    try:
        days = [load_day(name) for name in day or [name for name in DAYS if name in all_days()]]
        for one in days:
            subjects.append(_subject(one, folder / one.id, count, runs, slow_runs, otter))
            _write(docs, command, subjects, None)
        if many:
            _write(docs, command, subjects, _long(days[-1], folder / "long", many))
    finally:
        if work is None:
            shutil.rmtree(folder, ignore_errors=True)


def _command(quick: bool, days: Sequence[str], numbers: dict[str, tuple[int, int]]) -> str:
    """What to call for the same figures, without the folders of this machine.

    numbers: option -> its value, and the usual one.
    """
    options = ["--quick"] if quick else []
    options += [f"--day {day}" for day in days]
    options += [f"{option} {value}" for option, (value, usual) in numbers.items() if value != usual]
    return " ".join(["python -m benchmarks", *options]) if options else "make bench"


def _write(docs: Path, command: str, subjects: Sequence[report.Subject], run: measure.LongRun | None) -> None:
    report.plot_speeds(subjects, docs / "images" / report.SPEEDS)
    if run is not None:
        report.plot_long(run, docs / "images" / report.LONG)
    (docs / "benchmarks.md").write_text(report.page(command, subjects, run), "utf-8")
    say(f"{docs}/benchmarks.md")


def _subject(
    day: Day, folder: Path, count: int, runs: int, slow_runs: int, otter: Path | None
) -> report.Subject:
    say(f"{day.id}: making {count} submissions ready for each grader")
    submissions, recorded = classes.sample(day, count), asserts.record(day)
    cores = os.cpu_count() or 1
    field = [contestants.stock(day, submissions, folder / "stock", recorded)]
    if otter is not None:
        field.append(contestants.otter(day, submissions, folder / "otter", recorded, otter.absolute()))
    field += [
        contestants.sixblocks(day, submissions, folder / f"jobs{jobs}", jobs) for jobs in sorted({1, cores})
    ]
    measured = measure.times(field, count, runs, slow_runs, (day.id, folder / "jobs1"), say)
    for one in field:
        _verify(day, submissions, one)
    return report.Subject(
        f"{day.id}: {day.title['en']}",
        measured,
        parts.profile(day, folder / "jobs1", max(1, min(3, runs))),
        {name: seconds / count for name, seconds in measure.bare_seconds(day.id, folder / "jobs1").items()},
    )


def _verify(day: Day, submissions: Sequence[classes.Submission], one: contestants.Contestant) -> None:
    """A time counts only if the tests were run: right answers have full marks there, wrong ones have not."""
    full = sum(exercise.points for exercise in day.exercises if exercise.kind != "explain")
    marks = one.marks()
    if set(marks) != {submission.student for submission in submissions}:
        raise RuntimeError(f"{one.name} did not grade everybody; look at {one.folder}/log.txt")
    for submission in submissions:
        if submission.right and abs(marks[submission.student] - full) > 0.01:
            points = f"{marks[submission.student]:g} of {full:g}"
            raise RuntimeError(f"{one.name} gives a right submission, {submission.student}, {points} points")
    wrong = [submission.student for submission in submissions if not submission.right]
    caught = sum(marks[student] < full for student in wrong)
    if 2 * caught < len(wrong):
        raise RuntimeError(f"{one.name} gives full marks to {len(wrong) - caught} of {len(wrong)} wrong ones")
    say(
        f"{one.name}: full marks for the right ones, fewer for {caught} of {len(wrong)} with a slip or unfinished"
    )


def _long(day: Day, folder: Path, many: int) -> measure.LongRun:
    say(f"{day.id}: {many} submissions in one run")
    field = contestants.sixblocks(day, classes.sample(day, many), folder, os.cpu_count() or 1)
    return measure.long_run(field, f"autograded/*/{day.id}/*.ipynb", every=1.0 if many > 100 else 0.1)


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
