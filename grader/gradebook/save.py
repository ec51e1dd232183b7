"""Marks into nbgrader's gradebook, through nbgrader's own API."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.course import Lang
from grader.gradebook.grading import Result, language_of, results_of


def save_marks(gradebook: Gradebook, day: str, name: str, student: str, notebook: NotebookNode) -> None:
    """Write every exercise's mark and message in one transaction; all old automatic marks are replaced.

    As in nbgrader, a mark that a person gave by hand stays and is flagged for another look. Only an empty
    answer takes it away: there is nothing left that it could be a mark of.
    """
    for result in results_of(notebook):
        written = result.kind == "explain"
        grade = gradebook.find_grade(
            result.exercise if written else f"{result.exercise}_check", name, day, student
        )
        if written and result.points is not None:
            grade.manual_score = None
        grade.auto_score = result.points
        grade.needs_manual_grade = result.points is None or grade.manual_score is not None
        comment = gradebook.find_comment(result.exercise, name, day, student)
        comment.auto_comment = _comment(result, language_of(notebook))
    gradebook.db.commit()


def _comment(result: Result, lang: Lang) -> str | None:
    """What nbgrader's own pages show under the answer."""
    if result.verdict == "manual":
        return None  # nbgrader fills the grader's comment box with this, where it would have to be deleted
    return result.message(lang) or None
