"""Day 5, score_variance: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def score_variance(Q, K):\n    s = np.array([q @ k for q, k in zip(Q, K)])\n    d = Q.shape[1]\n"
    "    return np.array(s.var()), float(((s / d ** .5 - (s / d ** .5).mean()) ** 2).mean())",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (0, "def score_variance(q, k):\n    return q.shape[-1], 1.0"),
    (0.5, "def score_variance(q, k):\n    s = (q * k).sum(-1)\n    return s.var(), (s / s.std()).var()"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("score_variance", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("score_variance", most, source)
