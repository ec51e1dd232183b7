"""Day 4, feed_forward: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from grader.checks import hidden
from grader.checks.day04.feed_forward import check

from . import loses_points, passes

RIGHT = [
    "def feed_forward(x, w1, b1, w2, b2):\n    h = np.einsum('...i,ij->...j', x, w1)\n    h += b1\n"
    "    np.maximum(h, 0, out=h)\n    y = np.dot(h, w2)\n    y += b2\n    return y",
    "def feed_forward(x, w1, b1, w2, b2):\n    h = x @ w1 + b1\n    return ((h * (h > 0)) @ w2 + b2).astype('f4')",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return x"),
    (0, "return 0 * x + b2"),
    (0, "return np.minimum(0, x @ w1 + b1) @ w2 + b2"),
    (0.2, "h = x @ w1 + b1; return h / (1 + np.exp(-h)) @ w2 + b2"),
    (0.8, "return np.maximum(0, x @ w1 - b1) @ w2 + b2"),
    (0.8, "assert x.ndim == 2; return np.maximum(0, x @ w1 + b1) @ w2 + b2"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("feed_forward", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("feed_forward", most, body)


def test_hidden_says_nothing_of_a_right_answer_and_asks_about_a_wrong_one() -> None:
    namespace = {"feed_forward": check.oracle}
    hidden("day04", "feed_forward", namespace)
    with pytest.raises(AssertionError, match="What stands between the two products"):
        hidden("day04", "feed_forward", {"feed_forward": check.version("no_relu")})
