"""Day 7, gamma_beta_gradients: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day07 import earns_at_most, passes

RIGHT = [
    "def gamma_beta_gradients(g, n):\n    g, n = g.flatten(0, -2), n.flatten(0, -2)\n"
    "    return torch.diagonal(g.T @ n).clone(), torch.ones(len(g), dtype=g.dtype) @ g",
]
WRONG = [  # points of 10 that it may earn at most, source
    (0, "def gamma_beta_gradients(g, n):\n    return 0 * n[0], 0 * n[0]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("gamma_beta_gradients", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("gamma_beta_gradients", most, source)
