"""One hint at a time, and a memory of those that were shown."""

from __future__ import annotations

import json
from pathlib import Path

from grader.course import Day, Exercise
from grader.text import Text


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
