"""For one who studies alone: the hidden checks on the own notebook."""

from __future__ import annotations

from pathlib import Path

from grader.course import Day
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.marks import Mark, marks_of, notes_of
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission
from grader.text import Text


def check(day: Day, path: Path, options: GradingOptions) -> tuple[list[Mark], list[Text]]:
    """Judge a notebook where it lies; nothing is written anywhere."""
    notebook = grade(day, read_and_rebuild(day, open_submission(path)), options)
    return marks_of(notebook), notes_of(notebook)
