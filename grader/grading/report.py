"""What came of each entry of a class, as the instructor's table and the JSON export tell it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from grader.grading.marks import Mark
from grader.text import NOTHING, Text


@dataclass(frozen=True)
class Graded:
    """What came of one entry in the folder of submissions. `marks` is empty if there was nothing to grade."""

    student: str
    marks: list[Mark]
    notes: list[Text]
    kept: bool = False  # graded in an earlier run, and nothing has changed since


def rows(day: str, graded: Graded) -> list[dict[str, Any]]:
    """The JSON objects of one entry, one an exercise; one that says why, with the verdict "not_graded", if it has no mark."""
    who = {"student": graded.student, "day": day}
    if graded.marks:
        return [{**who, **asdict(mark)} for mark in graded.marks]
    why = NOTHING
    for note in graded.notes:
        why = why.then(note)
    nothing = dict.fromkeys(Mark.__dataclass_fields__)
    return [
        {**who, **nothing, "verdict": "not_graded", "message_en": why.en, "message_ko": why.ko},
    ]
