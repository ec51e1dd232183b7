"""Day 7, spread_after: the oracle agrees with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day07 import earns_at_most, passes, tensor
from grader.checks.day07.spread_after import spread_after


def test_the_spread_is_that_of_a_token() -> None:
    token = tensor(512) * 1e-3
    inside, outside = spread_after(token.std(correction=0), 1e-5)
    centred = token - token.mean()
    assert inside == pytest.approx(
        float((centred / (centred.var(correction=0) + 1e-5) ** 0.5).std(correction=0))
    )
    assert outside == pytest.approx(float((centred / (centred.std(correction=0) + 1e-5)).std(correction=0)))


RIGHT = [
    "def spread_after(std, eps):\n    return [(1 + eps / std**2) ** -0.5, 1 / (1 + eps / std)]",
]
WRONG = [  # points of 10 that it may earn at most, source
    (0, "def spread_after(std, eps):\n    return torch.ones_like(std), torch.ones_like(std)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("spread_after", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("spread_after", most, source)
