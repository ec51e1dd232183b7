"""For instructors: grade a class, and look whether the walls stand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.arguments import DayArgument, SeedOption, TrustOption, day_named
from grader.cli.console import class_table, err, fail, loading, out, progress, walls, walls_table, write_json
from grader.course import ROOT, Day

if TYPE_CHECKING:
    from grader.gradebook.classroom import Classroom
    from grader.gradebook.entries import Entry
    from grader.grading.report import Graded

NOT_ALL_GRADED = 3  # the exit status; 2 is typer's, for a command that is not typed rightly


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
        Path | None,
        typer.Option(
            "--json",
            help="Write one object per student and exercise to this file, and one per student without a mark.",
        ),
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

    Exit status: 0 if everybody has marks; 1 if nothing could be graded, or it was stopped; 2 for a wrong option;
    3 if somebody has no mark (the table and --json say who, and why). A file that can not be read has marks: zeros.
    """
    from grader.sandbox import ensure_fork_server

    lesson = day_named(day)
    with walls():
        ensure_fork_server(trust, lesson.libraries)  # loads in a process of its own while we go on
    with loading():
        from grader.grading.options import GradingOptions
        from grader.grading.report import rows

    classroom = _classroom(course_dir)
    options = GradingOptions(seed=seed, limits=classroom.limits, trust=trust)
    entries = _entries(classroom, lesson, student)
    graded: dict[str, Graded] = {}
    with walls(), _what_can_go_wrong(classroom, entries, graded), progress(rate=True) as bars:
        bar = bars.add_task("Preparing the gradebook", total=len(entries))
        classroom.prepare(lesson)
        bars.update(bar, description=f"Grading {lesson.id}")
        everything = again or seed is not None
        work = classroom.grade(lesson, entries, options, jobs=jobs or os.cpu_count() or 1, again=everything)
        for one in work:
            graded[one.student] = one
            bars.advance(bar)
        if feedback:
            bars.update(bar, description="Writing feedback pages")
            classroom.feedback(lesson, student)
    in_order = [graded[entry.student] for entry in entries]
    out.print(class_table(lesson, in_order))
    _print_places(classroom, lesson, in_order, feedback)
    if json_file:
        write_json(json_file, [row for one in in_order for row in rows(lesson.id, one)])
    if without_mark := [one.student for one in in_order if not one.marks]:
        err.print(f"Without a mark: {', '.join(without_mark)}.", style="red", markup=False)
        raise typer.Exit(NOT_ALL_GRADED)


def _classroom(course_dir: Path) -> Classroom:
    from grader.gradebook.classroom import Classroom
    from grader.gradebook.settings import SettingsError

    if not course_dir.is_dir():
        fail(f"There is no folder {course_dir}. Name the one that holds submitted/ with --course-dir.")
    try:
        return Classroom(course_dir, ROOT)
    except SettingsError as error:
        fail(str(error))


def _entries(classroom: Classroom, lesson: Day, student: str) -> list[Entry]:
    entries = classroom.entries(lesson, student)
    if not entries:
        who = "" if student == "*" else f" of {student}"
        fail(
            f"There are no submissions{who} in {classroom.submitted}/STUDENT/{lesson.id}/{lesson.name}.ipynb"
        )
    return entries


@contextmanager
def _what_can_go_wrong(
    classroom: Classroom, entries: Sequence[Entry], graded: dict[str, Graded]
) -> Iterator[None]:
    """Whatever ends a run early: say why, and what is saved."""
    from sqlalchemy.exc import OperationalError

    from grader.gradebook.classroom import ClassroomError

    try:
        yield
    except ClassroomError as error:
        fail(str(error))
    except OSError as error:
        where = error.filename or classroom.course.root
        fail(f"{where}: {error.strerror or error}. What was graded is saved.")
    except OperationalError as error:
        fail(f"{classroom.database}: {error.orig}. What was graded is saved.")
    except KeyboardInterrupt:
        fail(
            f"Stopped. {len(graded)} of {len(entries)} are graded and saved; the same command goes on from there."
        )


def _print_places(classroom: Classroom, lesson: Day, graded: Sequence[Graded], feedback: bool) -> None:
    """Where everything is."""
    kept = sum(one.kept for one in graded)
    if kept:
        out.print(
            f"{kept} of {len(graded)} were graded before and have not changed; --all grades them again."
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


def doctor() -> None:
    """Say which walls this machine has around student code, by trying to get through them."""
    from grader.sandbox.doctor import examine
    from grader.wire.protocol import SandboxDied

    with walls(), err.status("Trying the walls"):
        try:
            findings = examine()
        except SandboxDied as error:
            fail(f"The walls stand, but nothing runs behind them: {error}.")
    out.print(walls_table(findings))
    missing = [finding.name for finding in findings if not finding.stands]
    if missing:
        fail(
            f"Missing here: {', '.join(missing)}. Do not grade submissions of people you do not know on this machine."
        )
    out.print("[green]All walls stand.[/]")
