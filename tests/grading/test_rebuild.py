"""What is decided in one place: which cell bears the points, and what is as it was handed out."""

from __future__ import annotations

import pytest

from grader.course import all_days, load_day
from grader.grading.handed_out import is_unanswered, is_untouched
from grader.text import LANGS, Lang


@pytest.mark.parametrize("name", all_days())
def test_the_graded_cells_of_a_notebook_are_those_that_bear_the_points(name: str) -> None:
    day = load_day(name)
    graded = [
        cell.metadata.nbgrader.grade_id
        for cell in day.notebook("en", "student").cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    assert graded == [exercise.points_cell for exercise in day.exercises]


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_handed_out_is_untouched_in_either_language(lang: Lang) -> None:
    day = load_day("day04")
    for cell in day.notebook(lang, "student").cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name:
            assert is_untouched(day, name, f"{cell.source}  \n")
            assert not is_untouched(day, name, f"{cell.source}\nx = 1")
            assert not is_untouched(day, "another", cell.source)


def test_an_empty_answer_is_no_answer() -> None:
    day = load_day("day04")
    notebook = day.notebook("ko", "student")
    (answer,) = (
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why_residuals"
    )
    assert is_unanswered(day, notebook, "why_residuals")
    answer.source = " \n"
    assert is_unanswered(day, notebook, "why_residuals")
    answer.source = "x + f(x)"
    assert not is_unanswered(day, notebook, "why_residuals")
