"""Grading leaves out a figure of the lesson's only where nothing can miss it."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from grader.grading.pictures import left_out

FIGURE = "fig, axes = plt.subplots()\nheights = [1, 2]\nshow(fig, alt='two bars')"


def cell(name: str, source: str, ours: bool = True) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, id=name, metadata={"nbgrader": {"locked": ours}})


@pytest.mark.parametrize(
    "others",
    [
        [],
        [cell("after", "fig, axes = plt.subplots()\nfig.suptitle('its own')")],
        [cell("after", "def area(heights):\n    return sum(heights)")],
        [cell("student", "heights = [3]", ours=False)],
    ],
)
def test_a_figure_that_nobody_needs_is_left_out(others: list[NotebookNode]) -> None:
    assert left_out([cell("figure", FIGURE), *others]) == {"figure"}


@pytest.mark.parametrize(
    "other",
    [
        cell("after", "print(heights)"),
        cell("after", "def area():\n    return sum(heights)"),
        cell("after", "class Bars:\n    tallest = max(heights)"),
        cell("student", "heights = heights + [3]", ours=False),
        cell("student", "def area():\n    return sum(heights)", ours=False),
        cell("student", "%timeit sum(heights)", ours=False),
    ],
)
def test_a_figure_that_somebody_needs_runs(other: NotebookNode) -> None:
    assert left_out([cell("figure", FIGURE), other]) == set()


def test_a_students_function_may_come_before_the_figure_that_it_needs() -> None:
    student = cell("student", "def area():\n    return sum(heights)", ours=False)
    assert left_out([student, cell("figure", FIGURE)]) == set()


def test_a_figure_that_only_a_left_out_figure_needs_is_left_out() -> None:
    second = cell("second", "fig = plt.figure()\nfig.suptitle(str(heights))\nshow(fig, alt='again')")
    assert left_out([cell("first", FIGURE), second]) == {"first", "second"}


@pytest.mark.parametrize("source", ["show = print", "%matplotlib inline", "show(fig, alt='')\nheights = 1"])
def test_other_cells_run(source: str) -> None:
    assert left_out([cell("given", source)]) == set()


def test_a_students_figure_runs() -> None:
    assert left_out([cell("student", FIGURE, ours=False)]) == set()
