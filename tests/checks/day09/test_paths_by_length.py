"""Day 9, paths_by_length: the oracle agrees with a second source, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch

from day09 import NOTEBOOK
from grader.checks.day09.paths_by_length import paths_by_length


def test_the_paths_are_those_that_one_can_write_down() -> None:
    """Every choice of "through" or "around" for five layers, one by one."""
    slope, found = -0.7, torch.zeros(6, dtype=torch.float64)
    for choice in range(2**5):
        length = choice.bit_count()
        found[length] += slope**length
    torch.testing.assert_close(paths_by_length(slope, 5), found)


RIGHT = [
    "def paths_by_length(slope, n_layers):\n    row = [1.0]\n    for _ in range(n_layers):\n"
    "        row = [a + slope * b for a, b in zip(row + [0.0], [0.0] + row)]\n    return torch.tensor(row)",
]
WRONG = [
    "def paths_by_length(slope, n_layers):\n    return torch.ones(n_layers + 1)",
    "def paths_by_length(slope, n):\n    return torch.tensor([math.comb(n, k) * abs(slope)**k for k in range(n+1)])",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("paths_by_length", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("paths_by_length", source)
