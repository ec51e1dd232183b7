"""For one who studies alone: the hidden checks on the own notebook, and one hint at a time."""

from __future__ import annotations

import json
from pathlib import Path

from grader.course import Day, Exercise
from grader.grading import grade as grading
from grader.grading.grade import Result
from grader.sandbox import Limits
from grader.text import Text


def check(
    day: Day, path: Path, *, seed: int | None, limits: Limits, trust: bool
) -> tuple[list[Result], list[Text]]:
    """Judge a notebook where it lies; nothing is written anywhere."""
    notebook = grading.grade(day, grading.restore(day, path), seed=seed, limits=limits, trust=trust)
    return grading.results_of(notebook), grading.notes_of(notebook)


def next_hint(exercise: Exercise, memory: Path) -> tuple[int, Text]:
    """The next hint that was not shown yet, and its number from 1; the last one again when there are no more.

    `memory` is a small JSON file that remembers how many hints of each exercise were shown.
    """
    try:
        shown = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        shown = {}
    if not isinstance(shown, dict):
        shown = {}
    seen = shown.get(exercise.name)
    number = min((seen if isinstance(seen, int) else 0) + 1, len(exercise.hints))
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(shown | {exercise.name: number}), "utf-8")
    return number, exercise.hints[number - 1]
