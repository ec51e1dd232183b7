"""nbgrader's own commands and pages, with the sandbox and the judge in place of the student's kernel.

`nbgrader_config.py` names these classes. nbgrader calls them in the order of this file:

    generate_assignment   StudentForm
    autograde             SubmissionExporter -> RunAndJudge -> SaveMarks
    generate_feedback     FeedbackExporter
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NoReturn

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import api as nbgrader_api
from nbgrader.apps import autogradeapp, generatefeedbackapp
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.exc import SAWarning
from traitlets import Bool, Integer

from grader.course import SourceErrors, UnknownDayError, load_day
from grader.gradebook.entries import Entry, chosen, discover, why_no_id
from grader.gradebook.save import save_marks
from grader.gradebook.settings import SettingsError, limits_of
from grader.gradebook.timestamps import FORMAT, NAME, read_timestamp, release_of, timestamp_of, what_is_odd
from grader.grading import feedback
from grader.grading import grade as grading
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission

Resources = dict[str, Any]


class StudentForm(NbGraderPreprocessor):
    """Replace each exercise cell by what the student sees: a stub, the code with the bug, the empty quiz.

    Stands where nbgrader has ClearSolutions, which knows one stub for all cells.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Resources, index: int
    ) -> tuple[NotebookNode, Resources]:
        stub = cell.metadata.pop("sixblocks", {}).get("stub")
        if stub is not None:
            cell.source = stub
        return cell, resources


class SubmissionExporter(NotebookExporter):
    """Reads any file whatsoever and goes on with a notebook in the lesson's own shape."""

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kwargs: Any
    ) -> tuple[str, Resources]:
        assert resources is not None
        ours = resources["nbgrader"]
        course = self.parent.coursedir
        submitted = Path(course.format_path(course.submitted_directory, ours["student"], ours["assignment"]))
        if Path(filename).parent == submitted:
            day = load_day(ours["assignment"])
            notebook = grading.read_and_rebuild(day, open_submission(Path(filename), day))
        else:
            notebook = nbformat.read(filename, as_version=4)
        exported: tuple[str, Resources] = self.from_notebook_node(notebook, resources)
        return exported


class RunAndJudge(NbGraderPreprocessor):
    """Run the rebuilt notebook in the sandbox and judge it."""

    seed = Integer(
        None, allow_none=True, help="Draw the hidden tests' inputs from this seed (to repeat a mark)."
    ).tag(config=True)
    trust = Bool(False, help="Run without walls on a machine that has none. See docs/instructors.md.").tag(
        config=True
    )

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        day = load_day(resources["nbgrader"]["assignment"])
        options = GradingOptions(self.seed, limits_of(self.config), self.trust)
        return grading.grade(day, notebook, options), resources


class SaveMarks(NbGraderPreprocessor):
    """Put the marks into the gradebook."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        ours = resources["nbgrader"]
        with Gradebook(ours["db_url"]) as gradebook:
            save_marks(gradebook, load_day(ours["assignment"]), ours["student"], notebook)
        return notebook, resources


class FeedbackExporter(HTMLExporter):
    """The student's page: verdicts, what was wrong, the next hint. Nothing of the student's is live in it."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kwargs: Any
    ) -> tuple[str, Resources]:
        notebook, resources = self._preprocess(nb, self._init_resources(resources))
        ours = resources["nbgrader"]
        return feedback.page(load_day(ours["assignment"]), notebook, ours), resources


class SixblocksAutograde(Autograde):
    """nbgrader's Autograde that reads nothing of a submission but its notebook.

    nbgrader copies every other file that lies beside it (links out of the folder included) and gives up on
    a student whose timestamp.txt is not a date or whose notebook has another name.
    """

    def init_notebooks(self) -> None:
        course = self.coursedir
        try:
            day = load_day(course.assignment_id)
            limits_of(self.config)
        except (UnknownDayError, ValueError, SourceErrors, SettingsError) as error:
            self._refuse(str(error))
        with Gradebook(course.db_url, course.course_id) as gradebook:
            try:
                gradebook.find_notebook(day.name, day.id)
            except MissingEntry:
                self._refuse(
                    f"The gradebook does not know {day.id} yet. Run `nbgrader generate_assignment {day.id}`."
                )
        found = discover(Path(course.root, course.submitted_directory), day.id, day.name)
        for entry in chosen(found, course.student_id):
            if entry.notebook is not None:
                self.assignments[str(entry.notebook.parent)] = [str(entry.notebook)]
                for note in what_is_odd(read_timestamp(entry.notebook.parent), release_of(course, day)):
                    self.log.warning("%s: %s", entry.student, note.en)
            elif entry.problem is not None:
                self.log.warning("%s: %s", entry.student, entry.problem.en)
        if not self.assignments:
            self._refuse(f"There are no submissions for {day.id} in {course.submitted_directory}/.")

    def _refuse(self, why: str) -> NoReturn:
        self.log.error(why)
        raise NbGraderException(why)

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        source, destination = (
            Path(f(assignment_id, student_id)) for f in (self._format_source, self._format_dest)
        )
        if self.force or not destination.exists() or timestamp_of(source) is not None:
            return bool(super().init_destination(assignment_id, student_id))
        return False  # graded already, and no readable date says that this one is newer

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        source, destination = (
            Path(f(assignment_id, student_id)) for f in (self._format_source, self._format_dest)
        )
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            register(gradebook, assignment_id, student_id, source, destination)


class SixblocksFeedback(GenerateFeedback):
    """nbgrader's GenerateFeedback that takes the name of a student's folder for a name.

    nbgrader takes it for a pattern, so that `[a-z]*` gets no page; and one whose name has a line break, left by an
    older version of the grader, stops everybody's pages.
    """

    def init_notebooks(self) -> None:
        course = self.coursedir
        graded = Path(course.root, course.autograded_directory)
        names = sorted(path.name for path in graded.iterdir()) if graded.is_dir() else []
        entries = [Entry(name, None) for name in names if why_no_id(name) is None]
        for entry in chosen(entries, course.student_id):
            folder = Path(self._format_source(course.assignment_id, entry.student))
            notebooks = [
                str(path) for path in folder.glob("*.ipynb") if fnmatch(path.stem, course.notebook_id)
            ]
            if notebooks:
                self.assignments[str(folder)] = notebooks
        if not self.assignments:
            self._refuse(
                f"There is nothing graded of {course.assignment_id} in {course.autograded_directory}/."
            )

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        source, destination = (
            Path(f(assignment_id, student_id)) for f in (self._format_source, self._format_dest)
        )
        destination.mkdir(parents=True, exist_ok=True)
        for path in source.iterdir():
            if path.is_file() and path.suffix != ".ipynb":
                shutil.copyfile(path, destination / path.name)

    _refuse = SixblocksAutograde._refuse


def register(gradebook: Gradebook, day: str, student: str, source: Path, destination: Path) -> None:
    """Make sure that the gradebook has the student and a submission to hold the marks."""
    gradebook.update_or_create_student(student)
    timestamp = timestamp_of(source)
    gradebook.update_or_create_submission(day, student, **({"timestamp": timestamp} if timestamp else {}))
    if timestamp:
        # nbgrader compares this copy with a later submission's to see whether that one is newer.
        destination.mkdir(parents=True, exist_ok=True)
        (destination / NAME).write_text(timestamp.strftime(FORMAT))


def _submitted_timestamp(
    api: nbgrader_api.NbGraderAPI, assignment_id: str, student_id: str
) -> datetime | None:
    course = api.coursedir
    return timestamp_of(Path(course.format_path(course.submitted_directory, student_id, assignment_id)))


def install() -> None:
    """What has no setting in nbgrader; called by nbgrader_config.py.

    Its commands and its formgrader use SixblocksAutograde and SixblocksFeedback. And it makes a new gradebook with the
    program `alembic`, which it finds only where this environment's programs are on the path.
    """
    autogradeapp.Autograde = nbgrader_api.Autograde = SixblocksAutograde
    generatefeedbackapp.GenerateFeedback = nbgrader_api.GenerateFeedback = SixblocksFeedback
    # One unreadable timestamp.txt ends collecting, grading and the formgrader's lists for the whole class.
    CourseDirectory.get_existing_timestamp = lambda self, folder: timestamp_of(Path(folder))
    nbgrader_api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    # nbgrader makes a submission's rows in an order that SQLAlchemy 2.1 warns about, three times a submission.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.api")
    programs, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if programs not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, path])
