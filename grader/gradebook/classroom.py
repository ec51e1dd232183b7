"""A whole class: the course folder with its gradebook, one submission after the other."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.course import Day
from grader.gradebook import grading
from grader.gradebook.grading import Result
from grader.gradebook.plugins import register
from grader.gradebook.save import save_marks
from grader.gradebook.submissions import Entry, discover
from grader.judge import Message
from grader.sandbox import Limits

CONFIG = "nbgrader_config.py"


class ClassroomError(Exception):
    """Something about the course folder itself, with what to do about it."""


@dataclass(frozen=True)
class Graded:
    """What came of one entry in the folder of submissions. `results` is empty if there was nothing to grade."""

    student: str
    results: list[Result]
    notes: list[Message]


class Classroom:
    """A course folder as nbgrader lays it out: submitted/, autograded/, feedback/ and gradebook.db in `root`.

    Args:
        root: the course folder; its nbgrader_config.py is used if it has one.
        config_root: where to take nbgrader_config.py from otherwise (the course's own checkout).
    """

    def __init__(self, root: Path, config_root: Path):
        folder = root if (root / CONFIG).exists() else config_root
        self.config: Config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
        self.course = CourseDirectory(config=self.config, root=str(root.resolve()))
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
        found = discover(self.submitted, day.id, day.name)
        return [entry for entry in found if entry.student == student or fnmatch(entry.student, student)]

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

    def grade(self, day: Day, entry: Entry, seed: int | None, limits: Limits, trust: bool) -> Graded:
        """Grade one entry: autograded notebook and gradebook get the result; other entries are not touched."""
        if entry.notebook is None:
            return Graded(entry.student, [], [entry.problem] if entry.problem else [])
        autograded = Path(self.course.format_path(self.course.autograded_directory, entry.student, day.id))
        with Gradebook(self.database, self.course.course_id) as gradebook:
            register(gradebook, day.id, entry.student, entry.notebook.parent, autograded)
            notebook = grading.grade(
                day, grading.restore(day, entry.notebook), seed=seed, limits=limits, trust=trust
            )
            save_marks(gradebook, day.id, day.name, entry.student, notebook)
        self._late_penalty(day, entry.student, notebook)
        _write(autograded / f"{day.name}.ipynb", nbformat.writes(notebook))
        return Graded(entry.student, grading.results_of(notebook), grading.notes_of(notebook))

    def feedback(self, day: Day, student: str = "*") -> None:
        """Write the feedback pages, as `nbgrader generate_feedback --force` does."""
        self.course.assignment_id, self.course.student_id = day.id, student
        GenerateFeedback(coursedir=self.course, config=self.config, force=True).start()

    def _is_registered(self, day: Day) -> bool:
        with Gradebook(self.database, self.course.course_id) as gradebook:
            try:
                cells = gradebook.find_notebook(day.name, day.id).grade_cells
            except MissingEntry:
                return False
            return {(c.name, c.max_score) for c in cells} == {
                (e.name if e.kind == "explain" else f"{e.name}_check", float(e.points)) for e in day.exercises
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


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole; nbgrader leaves its own graded notebooks read-only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)
