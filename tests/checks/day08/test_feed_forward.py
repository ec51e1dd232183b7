"""Day 8, feed_forward: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day08 import NOTEBOOK

RIGHT = [
    "def feed_forward(x, weight1, bias1, weight2, bias2):\n"
    "    h = F.linear(x, weight1, bias1)\n    h[h < 0] = 0\n    return h @ weight2.mT + bias2\n"
    "feed_forward_reason = ' b'",
]
WRONG = [
    "def feed_forward(x, w1, b1, w2, b2):\n    return b2.expand(*x.shape[:-1], len(b2))",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("feed_forward", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("feed_forward", source)
