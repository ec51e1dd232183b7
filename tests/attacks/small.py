"""Day 4 with nothing but its first exercise: for tests that need many submissions and no long ones."""

from __future__ import annotations

from dataclasses import replace

import sample_class

from grader.course import Day

GIVEN = ("given_1", "given_2")  # the imports


def small_day() -> Day:
    """Only `softmax`, its check and the imports."""
    day = sample_class.DAY
    cells, given = [], 0
    for cell in day.cells:
        if cell.role == "given":
            given += 1
            if given <= len(GIVEN):
                cells.append(cell)
        elif cell.name == "softmax" and cell.role != "hint":
            cells.append(cell)
    return replace(day, cells=tuple(cells), exercises=day.exercises[:1])
