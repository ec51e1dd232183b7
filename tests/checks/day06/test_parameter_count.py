"""Day 6, parameter_count: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import NOTEBOOK

WRONG = [
    "def parameter_count(d_model, n_heads, bias=True):\n    return 624 if bias else 576",
]


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("parameter_count", source)
