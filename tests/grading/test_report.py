"""Every entry of a class is in the JSON export."""

from __future__ import annotations

from grader.gradebook.batch import GIVEN_UP
from grader.grading.marks import Mark
from grader.grading.report import Graded, rows


def test_who_has_no_mark_gets_a_row_that_says_why() -> None:
    (row,) = rows("day04", Graded("ben", [], [GIVEN_UP]))
    assert list(row) == ["student", "day", *Mark.__dataclass_fields__]
    assert (row["student"], row["verdict"], row["points"], row["exercise"]) == (
        "ben",
        "not_graded",
        None,
        None,
    )
    assert row["message_en"] == GIVEN_UP.en
    assert row["message_ko"] == GIVEN_UP.ko
