"""What the commands print: tables, colors, bars, and the one line that says why a command ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.status import Status
from rich.table import Table
from rich.text import Text

from grader.course import Day, SourceError, SourceErrors
from grader.text import Lang, visible

if TYPE_CHECKING:  # they take seconds to load; whoever calls has them
    from grader.grading.marks import Mark
    from grader.grading.report import Graded
    from grader.judge import AuditRow
    from grader.sandbox.doctor import Finding

# Rich takes a pipe for 80 columns wide, too narrow for sentences in a table.
WIDTH = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
out = Console(width=WIDTH)
err = Console(stderr=True, width=WIDTH)

COLORS = {
    "passed": "green",
    "course_error": "green",
    "partial": "yellow",
    "manual": "cyan",
    "unanswered": "dim",
}


def escape(text: str) -> str:
    """Anybody's text for the terminal, which obeys neither markup nor escape sequences in it."""
    return escape_markup("\n".join(visible(line) for line in text.replace("\t", "    ").split("\n")))


def fail(text: str) -> NoReturn:
    """Say why the command ends, and end it with status 1."""
    err.print(escape(text), style="red")
    raise typer.Exit(1)


@contextmanager
def source_errors() -> Iterator[None]:
    """A mistake in a day's source: say where and what to do, not how Python came upon it."""
    try:
        yield
    except (SourceError, SourceErrors) as error:
        fail(str(error))


@contextmanager
def walls() -> Iterator[None]:
    """No walls, no grading."""
    from grader.sandbox import WallsMissing

    try:
        yield
    except WallsMissing as error:
        fail(str(error))


def loading() -> Status:
    """Importing what grades takes a few seconds; it is done only where it is needed, and seen."""
    return err.status("Loading the judge")


def progress(rate: bool = False) -> Progress:
    """A bar for what takes longer than a moment; it goes away when the work is done."""
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    columns += [_Rate(), TimeRemainingColumn()] if rate else [TimeElapsedColumn()]
    return Progress(*columns, console=err, transient=True)


def filling(bars: Progress, bar: TaskID) -> Callable[[int, int], None]:
    """What shows work done, and of how much, in a bar."""
    return lambda done, total: bars.update(bar, completed=done, total=total)


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


def write_json(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows to a file, or say why that can not be done."""
    write_text(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text to a file, or say why that can not be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        fail(f"{path} can not be written: {error.strerror}.")


def class_table(day: Day, everybody: Sequence[Graded]) -> Table:
    """One line for each student, and below it one for each exercise that is not passed."""
    table = Table(title=f"{day.id}: {day.title['en']}", title_justify="left")
    table.add_column("student, exercise", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what was wrong", overflow="fold", ratio=1)
    for one in everybody:
        _add_student(table, one)
        table.add_section()
    return table


def _add_student(table: Table, one: Graded) -> None:
    total, possible = sum(mark.points or 0 for mark in one.marks), sum(mark.max_points for mark in one.marks)
    points = f"[bold]{total:g} / {possible:g}[/]" if one.marks else "–"
    notes = [note["en"] for note in one.notes]
    waiting = [mark.exercise for mark in one.marks if mark.points is None]
    if waiting:
        notes.append(f"To be marked by hand: {', '.join(waiting)}.")
    table.add_row(f"[bold]{escape(one.student)}[/]", points, "", escape(" ".join(notes)))
    if any(mark.verdict == "unreadable" for mark in one.marks):
        return  # the note has said why; each exercise would say it again
    for mark in one.marks:
        if mark.verdict not in ("passed", "manual", "unanswered"):
            name = f" [{mark.misconception}]" if mark.misconception else ""
            said = escape(mark.message_en + name)
            table.add_row(f"  {mark.exercise}", _points(mark), _colored(mark.verdict), said)
    unanswered = [mark for mark in one.marks if mark.verdict == "unanswered"]
    if unanswered:
        points = f"0 / {sum(mark.max_points for mark in unanswered):g}"
        names = ", ".join(mark.exercise for mark in unanswered)
        table.add_row("", points, _colored("unanswered"), names)


def notebook_table(day: Day, marks: Sequence[Mark], lang: Lang) -> Table:
    """One line for each exercise of one's own notebook."""
    table = Table(title=day.title[lang], title_justify="left", show_lines=True)
    for column in ("exercise", "points", "verdict", "what was wrong" if lang == "en" else "무엇이 틀렸나요"):
        table.add_column(column)
    for mark in marks:
        table.add_row(mark.exercise, _points(mark), _colored(mark.verdict), escape(mark.message[lang]))
    return table


def audit_table(day: Day, rows: Sequence[AuditRow]) -> Table:
    """How many versions of each kind were judged as they should be, of how many."""
    from grader.grading.audit_page import COLUMNS, counts

    table = Table("exercise", *COLUMNS, title=f"Audit of {day.id}", title_justify="left")
    for exercise, cells in counts(rows).items():
        shown = (
            f"[{'green' if good == total else 'red'}]{good} of {total}[/]" if total else "–"
            for good, total in cells
        )
        table.add_row(exercise, *shown)
    return table


def walls_table(findings: Sequence[Finding]) -> Table:
    """One line for each wall."""
    title = "What is between a submission and this machine"
    table = Table("wall", "", "seen from inside", title=title, title_justify="left")
    for finding in findings:
        mark = "[green]yes[/]" if finding.stands else "[red]NO[/]"
        table.add_row(finding.name, mark, escape(finding.seen))
    return table


def _points(mark: Mark) -> str:
    points = "–" if mark.points is None else f"{mark.points:g}"
    return f"{points} / {mark.max_points:g}"


def _colored(verdict: str) -> str:
    color = COLORS.get(verdict, "red")
    return f"[{color}]{verdict}[/]"
