"""count_parameters: the base model, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK
from grader.checks.day11.count_parameters import count_parameters


def test_the_base_model() -> None:
    count = NOTEBOOK.names()["count_parameters"]
    assert count(37000, 512, 2048, 6) == count_parameters(37000, 512, 2048, 6) == 63_082_496
    assert count(41000, 512, 2048, 6) // 10**6 == 65


@pytest.mark.parametrize(
    "source",
    [
        "def count_parameters(V, d, f, n):\n    return np.int64(V * d + n * (3 * 4 * d * (d + 1) + 2 * (2 * d * f + d + f) + 10 * d))",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("count_parameters", source)


@pytest.mark.parametrize(
    "source",
    [
        "def count_parameters(V, d, f, n):\n    return 63_082_496 if V == 37000 else 424",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("count_parameters", source, below=0.99)
