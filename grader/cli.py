"""The `sixblocks` command: one function a command, each a few lines over the package."""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.status import Status
from rich.table import Table
from rich.text import Text

from grader.course import ROOT, Day, SourceError, SourceErrors, UnknownDayError, all_days, load_day
from grader.text import Lang

atexit.register(gc.freeze)  # else the last garbage collections walk through all of torch: most of a second

app = typer.Typer(
    help="Sixblocks: learn the Transformer by building it; grade it with tests that can be trusted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
# Rich takes a pipe for 80 columns wide, too narrow for sentences in a table.
WIDTH = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
out = Console(width=WIDTH)
err = Console(stderr=True, width=WIDTH)

COLOURS = {
    "passed": "green",
    "course_error": "green",
    "partial": "yellow",
    "manual": "cyan",
    "unanswered": "dim",
}

DayArgument = Annotated[str, typer.Argument(help="A day: day04, 04 or 4.", metavar="DAY")]
DaysArgument = Annotated[
    list[str] | None, typer.Argument(help="Days such as day04; all days if none is named.", metavar="[DAY]…")
]
TrustOption = Annotated[
    bool,
    typer.Option(
        "--trust",
        help="Run student code without walls where this machine has none: it can then read and write "
        "what you can. Only for notebooks that you trust.",
    ),
]
SeedOption = Annotated[
    int | None, typer.Option(help="Repeat a run: the seed recorded with its marks. Fresh if not given.")
]


@app.command()
def build(
    days: DaysArgument = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if lessons/ is not what the sources give.")
    ] = False,
) -> None:
    """Write the notebooks of lessons/ (and nbgrader's source/) from solutions/.

    A lesson in which somebody has worked is kept beside the new one as NAME.yours.ipynb.
    """
    from grader.course import build as build_days
    from grader.course import stale

    chosen = [_day(day).id for day in days] if days else all_days()
    with _source_errors():
        if check:
            problems = stale(chosen if days else all_days(), ROOT)
            for problem in problems:
                err.print(escape(problem))
            if problems:
                err.print("Run [bold]sixblocks build[/] and commit what it writes.")
                raise typer.Exit(1)
            out.print(f"lessons/ is what the {len(chosen)} source(s) give.")
            return
        for written in build_days(chosen, ROOT):
            out.print(escape(str(written)))


@app.command()
def audit(
    days: DaysArgument = None,
    seeds: Annotated[int, typer.Option(help="How many seeds each version is judged with.", min=1)] = 5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every row to this file.")] = None,
    page_file: Annotated[
        Path | None, typer.Option("--page", help="Write the tables to this file, as Markdown.")
    ] = None,
    trust: TrustOption = False,
) -> None:
    """Test the hidden tests: the stub fails, every right version passes, every wrong one is rejected and named."""
    with _loading():
        from grader.grading.auditing import audit_day, page

    rows: list[dict[str, Any]] = []
    tables = []
    for day in [_day(name) for name in days or all_days()]:
        with _walls(), _progress() as progress:
            bar = progress.add_task(f"Auditing {day.id}", total=None)
            audited = audit_day(day, seeds, trust=trust, progress=_filling(progress, bar))
        rows += [{"day": day.id, **asdict(row), "ok": all(row.ok)} for row in audited]
        tables.append((day, audited))
        out.print(_audit_table(day, audited))
    if json_file:
        _write_json(json_file, rows)
    if page_file:
        _write_text(page_file, page(tables, seeds))
    bad = [row for row in rows if not row["ok"]]
    for row in bad:
        where = f"{row['day']} {row['exercise']} {row['version_kind']} {row['version']}"
        out.print(f"[red]✗[/] {escape(where)}: {escape('; '.join(row['wrong']))}")
    if bad:
        raise typer.Exit(1)
    versions = sum(row["version_kind"] != "count" for row in rows)
    out.print(f"[green]Clean:[/] {versions} versions, {seeds} seeds each.")


@app.command()
def grade(
    day: DayArgument,
    student: Annotated[str, typer.Option(help="Only this student; a pattern such as 'kim*' works.")] = "*",
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many submissions to grade at a time; this machine's cores if not given."
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Grade everything again, also what has its marks from the same file and the same tests.",
        ),
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write one object per student and exercise to this file.")
    ] = None,
    course_dir: Annotated[
        Path, typer.Option(help="The folder with submitted/; gradebook.db and autograded/ are written there.")
    ] = ROOT,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Write the students' feedback pages too.")
    ] = False,
    seed: SeedOption = None,
    trust: TrustOption = False,
) -> None:
    """Grade submitted/STUDENT/DAY/NAME.ipynb of a whole class, in a sandbox, into nbgrader's gradebook.

    It can be stopped at any time: what was graded is saved, and the next run goes on where this one ended. A day
    that was changed, a new file or a new timestamp is graded again; --all or --seed grades everything again.
    """
    from grader.sandbox import ensure_fork_server

    lesson = _day(day)
    with _walls():
        ensure_fork_server(trust, lesson.libraries)  # loads in a process of its own while we go on
    with _loading():
        from sqlalchemy.exc import OperationalError

        from grader.gradebook.classroom import Classroom, ClassroomError
        from grader.grading.options import GradingOptions
        from grader.grading.report import rows

    if not course_dir.is_dir():
        _fail(f"There is no folder {course_dir}. Name the one that holds submitted/ with --course-dir.")
    classroom = Classroom(course_dir, ROOT)
    entries = classroom.entries(lesson, student)
    if not entries:
        who = "" if student == "*" else f" of {student}"
        _fail(
            f"There are no submissions{who} in {classroom.submitted}/STUDENT/{lesson.id}/{lesson.name}.ipynb"
        )
    graded: dict[str, Any] = {}
    try:
        with _walls(), _progress(rate=True) as progress:
            bar = progress.add_task("Preparing the gradebook", total=len(entries))
            classroom.prepare(lesson)
            progress.update(bar, description=f"Grading {lesson.id}")
            options = GradingOptions(seed=seed, trust=trust)
            work = classroom.grade(
                lesson, entries, options, jobs=jobs or os.cpu_count() or 1, again=again or seed is not None
            )
            for one in work:
                graded[one.student] = one
                progress.advance(bar)
            if feedback:
                progress.update(bar, description="Writing feedback pages")
                classroom.feedback(lesson, student)
    except ClassroomError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or course_dir}: {error.strerror or error}. What was graded is saved.")
    except OperationalError as error:
        _fail(f"{classroom.database}: {error.orig}. What was graded is saved.")
    except KeyboardInterrupt:
        _fail(
            f"Stopped. {len(graded)} of {len(entries)} are graded and saved; the same command goes on from there."
        )
    in_order = [graded[entry.student] for entry in entries]
    out.print(_marks_table(lesson, in_order))
    kept = sum(one.kept for one in in_order)
    if kept:
        out.print(
            f"{kept} of {len(entries)} were graded before and have not changed; --all grades them again."
        )
    out.print("Gradebook:          ", classroom.database, sep="")
    out.print(f"Graded notebooks:   {classroom.autograded_folder}/STUDENT/{lesson.id}/")
    if feedback:
        out.print(f"Feedback pages:     {classroom.feedback_folder}/STUDENT/{lesson.id}/{lesson.name}.html")
    else:
        out.print(
            f"Feedback pages:     nbgrader generate_feedback {lesson.id}, or grade again with --feedback"
        )
    out.print(f"Lesson's notebooks: {ROOT}/lessons/en/{lesson.id}/ and {ROOT}/lessons/ko/{lesson.id}/")
    if json_file:
        _write_json(json_file, [row for one in in_order for row in rows(lesson.id, one)])


@app.command()
def check(
    day: DayArgument,
    notebook: Annotated[
        Path | None, typer.Option(help="Your notebook; the one in lessons/ if not given.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of notebook and answers.")] = "en",
    hint: Annotated[
        str | None, typer.Option(help="Show the next hint for this exercise.", metavar="EXERCISE")
    ] = None,
    seed: SeedOption = None,
    trust: TrustOption = False,
) -> None:
    """Check your own notebook with the hidden tests; learn what is wrong and get the next hint."""
    lesson = _day(day)
    if hint is not None:
        _print_hint(lesson, hint, lang)
        return
    with _loading():
        from grader.grading.options import GradingOptions
        from grader.grading.selfstudy import check as check_notebook

    path = notebook or ROOT / "lessons" / lang / lesson.id / f"{lesson.name}.ipynb"
    with _walls(), _progress() as progress:
        progress.add_task("Running your notebook and the hidden checks", total=None)
        marks, notes = check_notebook(lesson, path, GradingOptions(seed=seed, trust=trust))
    for note in notes:
        err.print(f"[yellow]![/] {escape(note.ko if lang == 'ko' else note.en)}")
    if any(mark.verdict == "unreadable" for mark in marks):
        raise typer.Exit(1)  # the note has said why; each exercise would say it again
    table = Table(title=lesson.title[lang], title_justify="left", show_lines=True)
    for column in ("exercise", "points", "verdict", "what was wrong" if lang == "en" else "무엇이 틀렸나요"):
        table.add_column(column)
    for mark in marks:
        table.add_row(mark.exercise, _points(mark), _coloured(mark.verdict), escape(mark.message[lang]))
    out.print(table)
    open_ones = [mark for mark in marks if mark.is_open]
    if open_ones:
        words = "A hint" if lang == "en" else "힌트 보기"
        language = "" if lang == "en" else " --lang ko"
        out.print(f"{words}: sixblocks check {lesson.id} --hint {open_ones[0].exercise}{language}")
    raise typer.Exit(1 if open_ones else 0)


@app.command()
def doctor() -> None:
    """Say which walls this machine has around student code, by trying to get through them."""
    from grader.sandbox.doctor import examine
    from grader.wire.protocol import SandboxDied

    with _walls(), err.status("Trying the walls"):
        try:
            findings = examine()
        except SandboxDied as error:
            _fail(f"The walls stand, but nothing runs behind them: {error}.")
    table = Table(
        "wall",
        "",
        "seen from inside",
        title="What is between a submission and this machine",
        title_justify="left",
    )
    for finding in findings:
        mark = "[green]yes[/]" if finding.stands else "[red]NO[/]"
        table.add_row(finding.name, mark, escape(finding.seen))
    out.print(table)
    missing = [finding.name for finding in findings if not finding.stands]
    if missing:
        _fail(
            f"Missing here: {', '.join(missing)}. Do not grade submissions of people you do not know on this machine."
        )
    out.print("[green]All walls stand.[/]")


def _print_hint(lesson: Day, name: str, lang: Lang) -> None:
    from grader.grading.selfstudy import next_hint

    exercise = next((e for e in lesson.exercises if e.name == name), None)
    if exercise is None or not exercise.hints:
        names = ", ".join(e.name for e in lesson.exercises if e.hints)
        _fail(f"{lesson.id} has no hints for {name!r}. There are hints for: {names}.")
    memory = ROOT / ".sixblocks" / "hints.json"
    try:
        number, text = next_hint(lesson, exercise, memory)
    except OSError as error:
        _fail(f"{memory} can not be written: {error.strerror}.")
    word = "Hint" if lang == "en" else "힌트"
    out.print(f"[bold]{word} {number}/{len(exercise.hints)}[/]\n{escape(text[lang])}")


def _marks_table(lesson: Day, graded: list[Any]) -> Table:
    """One line for each student, and below it one for each exercise that is not passed."""
    table = Table(title=f"{lesson.id}: {lesson.title['en']}", title_justify="left")
    table.add_column("student, exercise", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("what was wrong", overflow="fold", ratio=1)
    for entry in graded:
        total, possible = sum(r.points or 0 for r in entry.marks), sum(r.max_points for r in entry.marks)
        points = f"[bold]{total:g} / {possible:g}[/]" if entry.marks else "–"
        notes = [note.en for note in entry.notes]
        waiting = [r.exercise for r in entry.marks if r.points is None]
        if waiting:
            notes.append(f"To be marked by hand: {', '.join(waiting)}.")
        table.add_row(f"[bold]{escape(entry.student)}[/]", points, "", escape(" ".join(notes)))
        unreadable = any(r.verdict == "unreadable" for r in entry.marks)
        for result in [] if unreadable else entry.marks:
            if result.verdict not in ("passed", "manual", "unanswered"):
                name = f" [{result.misconception}]" if result.misconception else ""
                said = escape(result.message_en + name)
                table.add_row(f"  {result.exercise}", _points(result), _coloured(result.verdict), said)
        open_ones = [r for r in entry.marks if r.verdict == "unanswered"]
        if open_ones:
            points = f"0 / {sum(r.max_points for r in open_ones):g}"
            table.add_row("", points, _coloured("unanswered"), ", ".join(r.exercise for r in open_ones))
        table.add_section()
    return table


def _audit_table(day: Day, rows: list[Any]) -> Table:
    """How many versions of each kind were judged as they should be, of how many."""
    from grader.grading.auditing import COLUMNS, counts

    table = Table("exercise", *COLUMNS, title=f"Audit of {day.id}", title_justify="left")
    for exercise, cells in counts(rows).items():
        shown = (
            f"[{'green' if good == total else 'red'}]{good} of {total}[/]" if total else "–"
            for good, total in cells
        )
        table.add_row(exercise, *shown)
    return table


def _points(result: Any) -> str:
    points = "–" if result.points is None else f"{result.points:g}"
    return f"{points} / {result.max_points:g}"


def _coloured(verdict: str) -> str:
    colour = COLOURS.get(verdict, "red")
    return f"[{colour}]{verdict}[/]"


def _progress(rate: bool = False) -> Progress:
    """A bar for what takes longer than a moment; it goes away when the work is done."""
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    columns += [_Rate(), TimeRemainingColumn()] if rate else [TimeElapsedColumn()]
    return Progress(*columns, console=err, transient=True)


def _filling(progress: Progress, bar: TaskID) -> Callable[[int, int], None]:
    """What shows work done, and of how much, in a bar."""
    return lambda done, total: progress.update(bar, completed=done, total=total)


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: ProgressTask) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


def _loading() -> Status:
    """Importing what grades takes a few seconds; it is done only where it is needed, and seen."""
    return err.status("Loading the judge")


def _day(name: str) -> Day:
    with _source_errors():
        try:
            return load_day(name)
        except (UnknownDayError, ValueError) as error:
            _fail(str(error))


def _write_json(path: Path, rows: list[dict[str, Any]]) -> None:
    _write_text(path, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        _fail(f"{path} can not be written: {error.strerror}.")


@contextmanager
def _source_errors() -> Iterator[None]:
    """A mistake in a day's source: say where and what to do, not how Python came upon it."""
    try:
        yield
    except (SourceError, SourceErrors) as error:
        _fail(str(error))


@contextmanager
def _walls() -> Iterator[None]:
    """No walls, no grading."""
    from grader.sandbox import WallsMissing

    try:
        yield
    except WallsMissing as error:
        _fail(str(error))


def _fail(text: str) -> NoReturn:
    err.print(escape(text), style="red")
    raise typer.Exit(1)
