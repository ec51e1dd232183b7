"""A whole class: the course folder with its gradebook."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.course import Day
from grader.gradebook import batch
from grader.gradebook.entries import Entry, chosen, discover
from grader.gradebook.plugins import SixblocksFeedback, register
from grader.gradebook.save import has_marks, one_transaction, save_marks
from grader.gradebook.settings import CONFIG, limits_of
from grader.gradebook.timestamps import read_timestamp, release_of, timestamp_of, what_is_odd
from grader.grading.marks import marks_of, notes_of, state_of
from grader.grading.options import GradingOptions
from grader.grading.report import Graded
from grader.grading.state import state_of_tests
from grader.text import Text

log = logging.getLogger(__name__)
NOT_SAVED = Text(
    "The gradebook did not take the marks of this submission; the log says why. Tell the course's authors.",
    "성적부가 이 제출물의 점수를 받아들이지 않았어요. 이유는 로그에 있어요. 과목 제작자에게 알려 주세요.",
)


class ClassroomError(Exception):
    """Something about the course folder itself, with what to do about it."""


class Classroom:
    """A course folder as nbgrader lays it out: submitted/, autograded/, feedback/ and gradebook.db in `root`.

    Args:
        root: the course folder; its nbgrader_config.py is used if it has one.
        config_root: where to take nbgrader_config.py from otherwise (the course's own checkout).

    Raises SettingsError for what can not be set. `limits` are those that the configuration sets.
    """

    def __init__(self, root: Path, config_root: Path):
        folder = root if (root / CONFIG).exists() else config_root
        self.config: Config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
        self.course = CourseDirectory(config=self.config, root=str(root.resolve()))
        self.limits = limits_of(self.config)
        logging.getLogger("traitlets").setLevel(logging.ERROR)

    @property
    def submitted(self) -> Path:
        return Path(self.course.root, self.course.submitted_directory)

    @property
    def feedback_folder(self) -> Path:
        return Path(self.course.root, self.course.feedback_directory)

    @property
    def autograded_folder(self) -> Path:
        return Path(self.course.root, self.course.autograded_directory)

    @property
    def database(self) -> str:
        return str(self.course.db_url)

    def entries(self, day: Day, student: str = "*") -> list[Entry]:
        """What lies in submitted/ for a day; `student` may be a pattern such as `kim*`."""
        return chosen(discover(self.submitted, day.id, day.name), student)

    def prepare(self, day: Day) -> None:
        """Tell the gradebook what the day's exercises are, as `nbgrader generate_assignment` does.

        Prose and given cells may change at any time; only other exercises or points have to be told anew.
        """
        if self._is_registered(day):
            return
        source = Path(self.course.format_path(self.course.source_directory, ".", day.id), f"{day.name}.ipynb")
        _write(source, nbformat.writes(day.notebook("en", "source")))
        self.course.assignment_id = day.id
        try:
            GenerateAssignment(coursedir=self.course, config=self.config, force=True).start()
        except NbGraderException as error:
            raise ClassroomError(
                f"The gradebook {self.database} does not take {day.id}: the day's exercises have changed since "
                "submissions were graded. Grade into a new gradebook, or remove the assignment with "
                f"`nbgrader db assignment remove {day.id} --force` and grade all submissions again."
            ) from error

    def grade(
        self,
        day: Day,
        entries: Sequence[Entry],
        options: GradingOptions,
        *,
        jobs: int = 1,
        again: bool = True,
    ) -> Iterator[Graded]:
        """Grade entries, `jobs` at a time; gradebook and autograded/ have the marks of each when it is given out.

        However this ends, what was given out is saved, and no entry disturbs another.

        Args:
            again: also grade what has its marks, and nothing has changed that they depend on.
        """
        released = release_of(self.course, day)
        with Gradebook(self.database, self.course.course_id) as gradebook:
            kept: dict[str, Graded] = {}
            todo = []
            for entry in entries:
                if entry.notebook is None:
                    yield Graded(entry.student, [], [entry.problem] if entry.problem else [])
                else:
                    todo.append(entry)
            work = self._jobs(gradebook, day, todo, options, None if again else kept)
            for entry, done in batch.graded(day, work, options, jobs):
                if done is None:
                    yield Graded(entry.student, [], [batch.GIVEN_UP])
                elif isinstance(done, batch.Unchanged):
                    yield _with_odd_timestamp(entry, kept[entry.student], released)
                elif self._is_saved(gradebook, day, entry, done):
                    yield _with_odd_timestamp(entry, _as_graded(entry, done.notebook), released)
                else:
                    yield Graded(entry.student, [], [NOT_SAVED])

    def _jobs(
        self,
        gradebook: Gradebook,
        day: Day,
        entries: Sequence[Entry],
        options: GradingOptions,
        kept: dict[str, Graded] | None,
    ) -> Iterator[batch.Job]:
        """A job for each entry; `kept` gets what will be given out again if the entry turns out to be unchanged."""
        tests = state_of_tests(day, options)
        for entry in entries:
            assert entry.notebook is not None
            old = None if kept is None else self._graded_before(gradebook, day, entry)
            if kept is not None and old is not None:
                kept[entry.student] = replace(_as_graded(entry, old), kept=True)
            timestamp = str(timestamp_of(entry.notebook.parent) or "")
            yield batch.Job(entry, tests, timestamp, known=state_of(old) if old else None)

    def _is_saved(self, gradebook: Gradebook, day: Day, entry: Entry, graded: batch.GradedNotebook) -> bool:
        """Save it, unless the gradebook takes everything but just this one. Raises what concerns all of them."""
        try:
            self._save(gradebook, day, entry, *graded)
        except (OSError, OperationalError):
            raise
        except (SQLAlchemyError, ValueError):
            log.exception("the marks of %s could not be saved", entry.student)
            return False
        return True

    def _save(
        self, gradebook: Gradebook, day: Day, entry: Entry, notebook: nbformat.NotebookNode, text: str
    ) -> None:
        """First the marks, in one transaction; then the graded notebook, which says that they are there."""
        assert entry.notebook is not None
        autograded = self._autograded(day, entry)
        with one_transaction(gradebook):
            register(gradebook, day.id, entry.student, entry.notebook.parent, autograded.parent)
            save_marks(gradebook, day, entry.student, notebook)
            submission = gradebook.find_submission(day.id, entry.student)
            is_late = submission.total_seconds_late > 0 or submission.late_submission_penalty > 0
        if is_late:
            self._late_penalty(day, entry.student, notebook)
        _write(autograded, text)

    def _graded_before(self, gradebook: Gradebook, day: Day, entry: Entry) -> nbformat.NotebookNode | None:
        """The graded notebook of an earlier run, if the gradebook has its marks."""
        try:
            notebook = nbformat.read(self._autograded(day, entry), as_version=4)
        except (OSError, ValueError, nbformat.ValidationError):
            return None
        return notebook if has_marks(gradebook, day, entry.student, notebook) else None

    def _autograded(self, day: Day, entry: Entry) -> Path:
        folder = self.course.format_path(self.course.autograded_directory, entry.student, day.id)
        return Path(folder, f"{day.name}.ipynb")

    def feedback(self, day: Day, student: str = "*") -> None:
        """Write the feedback pages, as `nbgrader generate_feedback --force` does. Raises OSError.

        A page that can not be written is logged, and stops nobody else's, nor what is done after.
        """
        self.feedback_folder.mkdir(parents=True, exist_ok=True)  # nbgrader would log a traceback
        self.course.assignment_id, self.course.student_id = day.id, student
        try:
            SixblocksFeedback(coursedir=self.course, config=self.config, force=True).start()
        except NbGraderException as error:
            log.error("Not every feedback page was written: %s", error)

    def _is_registered(self, day: Day) -> bool:
        with Gradebook(self.database, self.course.course_id) as gradebook:
            try:
                cells = gradebook.find_notebook(day.name, day.id).grade_cells
            except MissingEntry:
                return False
            return {(c.name, c.max_score) for c in cells} == {
                (e.points_cell, float(e.points)) for e in day.exercises
            }

    def _late_penalty(self, day: Day, student: str, notebook: nbformat.NotebookNode) -> None:
        """Whatever rule for late work the instructor has put into nbgrader_config.py."""
        resources = {
            "nbgrader": {
                "student": student,
                "assignment": day.id,
                "notebook": day.name,
                "db_url": self.database,
            }
        }
        AssignLatePenalties(config=self.config).preprocess(notebook, resources)


def _as_graded(entry: Entry, notebook: nbformat.NotebookNode) -> Graded:
    return Graded(entry.student, marks_of(notebook), notes_of(notebook))


def _with_odd_timestamp(entry: Entry, graded: Graded, released: datetime | None) -> Graded:
    """For the instructor's table alone: a timestamp proves nothing about a student."""
    assert entry.notebook is not None
    odd = what_is_odd(read_timestamp(entry.notebook.parent), released)
    return replace(graded, notes=[*graded.notes, *odd])


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole; nbgrader leaves its own graded notebooks read-only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)
