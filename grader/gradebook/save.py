"""Marks into nbgrader's gradebook, through nbgrader's own API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from sqlalchemy.orm import joinedload

from grader.course import Day
from grader.grading.marks import Mark, language_of, marks_of
from grader.text import Lang


@contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """All that is written inside is there afterwards, or nothing; nbgrader's own methods commit after each step."""
    gradebook.db.commit = gradebook.db.flush
    try:
        yield
    except BaseException:
        gradebook.db.rollback()
        raise
    finally:
        del gradebook.db.commit
    gradebook.db.commit()


def save_marks(gradebook: Gradebook, day: Day, student: str, notebook: NotebookNode) -> None:
    """Write every exercise's mark and message; all old automatic marks are replaced.

    As in nbgrader, a mark that a person gave by hand stays and is flagged for another look. Only an empty
    answer takes it away: there is nothing left that it could be a mark of.
    """
    grades, comments = _rows(gradebook, day, student)
    for mark in marks_of(notebook):
        grade = grades[day.exercise(mark.exercise).points_cell]
        if mark.kind == "explain" and mark.points is not None:
            grade.manual_score = None
        grade.auto_score = mark.points
        grade.needs_manual_grade = mark.points is None or grade.manual_score is not None
        comments[mark.exercise].auto_comment = _comment(mark, language_of(notebook))
    gradebook.db.commit()


def has_marks(gradebook: Gradebook, day: Day, student: str, notebook: NotebookNode) -> bool:
    """Whether the gradebook holds just the automatic marks of this graded notebook."""
    try:
        grades, _ = _rows(gradebook, day, student)
    except MissingEntry:
        return False
    cells = {exercise.name: exercise.points_cell for exercise in day.exercises}
    return {cell: grade.auto_score for cell, grade in grades.items()} == {
        cells.get(mark.exercise): mark.points for mark in marks_of(notebook)
    }


def _rows(gradebook: Gradebook, day: Day, student: str) -> tuple[dict[str, Grade], dict[str, Comment]]:
    """The rows of one submission by the name of their cell, with one query for each kind."""
    notebook = gradebook.find_submission_notebook(day.name, day.id, student)
    query = gradebook.db.query
    grades = query(Grade).filter_by(notebook_id=notebook.id).options(joinedload(Grade.cell)).all()
    comments = query(Comment).filter_by(notebook_id=notebook.id).options(joinedload(Comment.cell)).all()
    return {grade.cell.name: grade for grade in grades}, {comment.cell.name: comment for comment in comments}


def _comment(mark: Mark, lang: Lang) -> str | None:
    """What nbgrader's own pages show under the answer."""
    if mark.verdict == "manual":
        return None  # nbgrader fills the grader's comment box with this, where it would have to be deleted
    return mark.message[lang] or None
