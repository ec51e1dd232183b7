"""encoder_parameters: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day10 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def encoder_parameters(d, f, n=6, norm='post'):\n"
        "    return float(n * (4 * d * d + 2 * d * f + f + 9 * d) + [0, 2 * d][norm == 'pre'])",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("encoder_parameters", source)


@pytest.mark.parametrize(
    "source",
    [
        "def encoder_parameters(d, f, n=6, norm='post'):\n    return n * (12 * d * d + 13 * d)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("encoder_parameters", source)
