"""Who is timed: each has a folder with the same submissions, is made ready once, and is then run as a user would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from benchmarks.asserts import MODULE, Asserts
from benchmarks.classes import Submission
from grader.course import ROOT, Day
from grader.gradebook.classroom import Classroom

BIN = Path(sys.executable).parent
STOCK, OTTER = "stock nbgrader", "otter run"
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
# One thread a process for all: on so small arrays more only cost time. The lessons shorten their plots and runs.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NBGRADER_EXECUTION": "autograde"}


@dataclass(frozen=True)
class Contestant:
    """One way of grading: `reset` makes its folder as before the first run, `commands` grade all submissions.

    marks: after a run, the points of each student, those that a person gives left out.
    """

    name: str
    folder: Path
    commands: list[list[str]]
    reset: Callable[[], None]
    marks: Callable[[], dict[str, float]]


def sixblocks(day: Day, submissions: Sequence[Submission], folder: Path, jobs: int) -> Contestant:
    """`sixblocks grade --jobs N` with a gradebook that knows the day."""
    _submit(day, submissions, folder)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    Classroom(folder, ROOT).prepare(day)
    command = [f"{BIN}/sixblocks", "grade", day.id, "--course-dir", str(folder), "--jobs", str(jobs), "--all"]
    name = f"sixblocks, {jobs} job" + ("s" if jobs > 1 else "")
    return Contestant(
        name, folder, [command], _gradebook_reset(folder), lambda: _gradebook_marks(folder, day)
    )


def stock(day: Day, submissions: Sequence[Submission], folder: Path, asserts: Asserts) -> Contestant:
    """nbgrader with its own settings; the hidden tests are asserts in the check cells."""
    source = folder / "source" / day.id
    source.mkdir(parents=True)
    notebook = day.notebook("en", "source")
    exercises = {exercise.points_cell: exercise.name for exercise in day.exercises}
    for cell in notebook.cells:
        if cell.cell_type == "code" and BEGIN in cell.source:
            exercise = exercises[cell.metadata.nbgrader.grade_id]
            visible = cell.source.partition(BEGIN)[0]
            cell.source = "\n".join([f"{visible}{BEGIN}", asserts.cell(exercise), END])
    nbformat.write(notebook, source / f"{day.name}.ipynb")
    asserts.write_helpers(source)
    (folder / "nbgrader_config.py").write_text('get_config().CourseDirectory.course_id = "stock"\n')
    run([f"{BIN}/nbgrader", "generate_assignment", day.id], folder)
    _submit(day, submissions, folder)
    command = [f"{BIN}/nbgrader", "autograde", day.id]
    return Contestant(
        STOCK, folder, [command], _gradebook_reset(folder), lambda: _gradebook_marks(folder, day)
    )


def otter(
    day: Day, submissions: Sequence[Submission], folder: Path, asserts: Asserts, program: Path
) -> Contestant:
    """`otter run`, once a submission; each hidden test is one test file of Otter's own form."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    points = {e.name: e.points for e in day.exercises}
    for exercise in asserts.lines:
        body = "\n".join(f"    {line}" for line in asserts.lines[exercise])
        (tests / f"{exercise}.py").write_text(
            "from otter.test_files import test_case\n\n"
            f"OK_FORMAT = False\nname = {exercise!r}\npoints = {points[exercise]:g}\n\n\n"
            f"@test_case(hidden=True)\ndef test_{exercise}(env):\n"
            "    import os, sys\n    sys.path.insert(0, os.getcwd())\n"
            f"    from {MODULE} import data, fill, gradients, raises, same, shapes, tensor\n"
            + "".join(f"    {name} = env[{name!r}]\n" for name in _names(asserts.lines[exercise], points))
            + body
            + "\n"
        )
    helpers = [path.name for path in asserts.write_helpers(folder)]
    run(
        [str(program), "generate", "-t", "tests", "-o", "autograder.zip", "--no-requirements", *helpers],
        folder,
    )
    _submit(day, submissions, folder)
    commands = [
        [str(program), "run", "--no-logo", "-a", "autograder.zip", "-o", f"results/{one.student}", str(path)]
        for one, path in zip(submissions, _paths(day, submissions, Path("submitted")), strict=True)
    ]

    def reset() -> None:
        shutil.rmtree(folder / "results", ignore_errors=True)
        for one in submissions:
            (folder / "results" / one.student).mkdir(parents=True)

    def marks() -> dict[str, float]:
        found = {}
        for one in submissions:
            results = json.loads((folder / "results" / one.student / "results.json").read_text())
            found[one.student] = sum(test.get("score", 0.0) for test in results["tests"])
        return found

    return Contestant(OTTER, folder, commands, reset, marks)


def run(command: Sequence[str], folder: Path) -> None:
    """Run to the end, quietly; what it said is in log.txt of the folder. Raises CalledProcessError."""
    environment = {
        **os.environ,
        **ENVIRONMENT,
        "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}",
    }
    with open(folder / "log.txt", "ab") as log:
        subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, check=True)


def _names(lines: list[str], exercises: dict[str, float]) -> Iterator[str]:
    """The names of the notebook that the asserts use."""
    text = "\n".join(lines)
    for name in exercises:
        for found in (name, f"{name}_reason"):
            if any(f"{found}{end}" in text for end in ("(", "[", ",", " ")):
                yield found


def _paths(day: Day, submissions: Sequence[Submission], submitted: Path) -> list[Path]:
    return [submitted / one.student / day.id / f"{day.name}.ipynb" for one in submissions]


def _submit(day: Day, submissions: Sequence[Submission], folder: Path) -> None:
    for one, path in zip(submissions, _paths(day, submissions, folder / "submitted"), strict=True):
        path.parent.mkdir(parents=True)
        nbformat.write(one.notebook, path)


def _gradebook_reset(folder: Path) -> Callable[[], None]:
    """Back to the gradebook that knows the assignment and nobody yet."""
    kept = folder / "gradebook.before"
    shutil.copy(folder / "gradebook.db", kept)

    def reset() -> None:
        shutil.copy(kept, folder / "gradebook.db")
        shutil.rmtree(folder / "autograded", ignore_errors=True)

    return reset


def _gradebook_marks(folder: Path, day: Day) -> dict[str, float]:
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {
            submission.student.id: sum(
                grade.auto_score or 0.0 for notebook in submission.notebooks for grade in notebook.grades
            )
            for submission in gradebook.assignment_submissions(day.id)
        }
