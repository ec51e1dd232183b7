"""nucleus: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK, changed


@pytest.mark.parametrize(
    "source",
    [
        changed("nucleus", ("before >= p", "~(before < p)")),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("nucleus", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("nucleus", ("before >= p", "values < 1 - p")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("nucleus", source)
