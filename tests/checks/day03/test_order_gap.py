"""order_gap: the attention is the one of the lesson, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
from solved import given

from day03 import loses_points, passes
from grader.checks.day03.order_gap import attention


def test_the_lessons_attention_is_the_one_of_the_checks() -> None:
    namespace: dict[str, object] = {"np": np}
    exec(*given("day03", "def attention(x)"), namespace)
    x = np.random.default_rng(0).normal(size=(2, 5, 4))
    np.testing.assert_allclose(namespace["attention"](x), attention(x), atol=1e-12)  # type: ignore[operator]


RIGHT = [
    # The tokens stay in their rows, and each gets the position of the place it went to.
    "back = np.argsort(order)\n"
    "    return float(abs(attention(tokens + positions[back]) - attention(tokens + positions)).max())",
    "a = attention((tokens[order] + positions)[None])[0].astype('f4')\n"
    "    return np.max([np.abs(a[i] - attention(tokens + positions)[o]).max() for i, o in enumerate(order)])",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return 0.0"),
    (0, "return 1.0"),
    (0, "return np.abs(attention(tokens + positions[order]) - attention(tokens + positions)).max()"),
    (
        0.6,
        "return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order])[0].max()",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("order_gap", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("order_gap", most, body)
