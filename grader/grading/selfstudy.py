"""For one who studies alone: the hidden checks on the own notebook, and one hint at a time."""

from __future__ import annotations

import json
from pathlib import Path

from grader.course import Day, Exercise
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.marks import Mark, marks_of, notes_of
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission
from grader.text import Text


def check(day: Day, path: Path, options: GradingOptions) -> tuple[list[Mark], list[Text]]:
    """Judge a notebook where it lies; nothing is written anywhere."""
    notebook = grade(day, read_and_rebuild(day, open_submission(path)), options)
    return marks_of(notebook), notes_of(notebook)


def next_hint(day: Day, exercise: Exercise, memory: Path) -> tuple[int, Text]:
    """The next hint that was not shown yet, and its number from 1; the last one again when there are no more.

    `memory` is a small JSON file that remembers how many hints of each day's exercises were shown.
    """
    try:
        shown = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        shown = {}
    if not isinstance(shown, dict):
        shown = {}
    key = f"{day.id}.{exercise.name}"  # two days may have exercises of one name
    seen = shown.get(key)
    number = min((seen if isinstance(seen, int) else 0) + 1, len(exercise.hints))
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(shown | {key: number}), "utf-8")
    return number, exercise.hints[number - 1]
