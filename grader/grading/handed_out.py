"""What was handed out, and so is no answer."""

from __future__ import annotations

import functools

from nbformat import NotebookNode

from grader.course import Day
from grader.text import LANGS


def is_untouched(day: Day, name: str, text: str) -> bool:
    """Whether the text of the cell `name` still is what was handed out, in either language."""
    return (normal(text), name) in handed_out(day)


def is_unanswered(day: Day, notebook: NotebookNode, name: str) -> bool:
    """Whether the written answer `name` is as it was handed out, or empty."""
    text = next(cell.source for cell in notebook.cells if grade_id(cell) == name)
    return not text.strip() or is_untouched(day, name, text)


@functools.lru_cache(maxsize=32)
def handed_out(day: Day) -> tuple[tuple[str, str], ...]:
    """The text of every cell as handed out, in both languages, with its mark; "" for cells without one."""
    return tuple(
        (normal(cell.source), grade_id(cell) or "")
        for lang in LANGS
        for cell in day.notebook(lang, "student").cells
    )


def normal(text: str) -> str:
    """The text as it is compared: without blanks at the ends of lines, or around all of it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def grade_id(cell: NotebookNode) -> str | None:
    """The mark by which nbgrader knows a cell; prose has none."""
    found: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return found
