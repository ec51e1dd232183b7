"""Hints come one at a time, for each exercise of each day."""

from __future__ import annotations

import json
from pathlib import Path

from grader.course import Exercise, load_day
from grader.grading.hints import next_hint

FIRST, LATER = load_day("day05"), load_day("day13")


def _masks() -> tuple[Exercise, Exercise]:
    return FIRST.exercise("causal_mask"), LATER.exercise("causal_mask")


def test_exercises_of_one_name_on_two_days_have_hints_of_their_own(tmp_path: Path) -> None:
    memory = tmp_path / "hints.json"
    first, later = _masks()
    assert [next_hint(FIRST, first, memory)[0] for _ in range(2)] == [1, 2]
    assert next_hint(LATER, later, memory) == (1, later.hints[0])
    assert next_hint(FIRST, first, memory)[0] == 3


def test_a_memory_that_knows_no_days_is_read_all_the_same(tmp_path: Path) -> None:
    memory = tmp_path / "hints.json"
    memory.write_text(json.dumps({"causal_mask": 3, "softmax": "x"}))
    first, _ = _masks()
    assert [next_hint(FIRST, first, memory)[0] for _ in range(2)] == [1, 2]
