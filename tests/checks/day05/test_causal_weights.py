"""Day 5, causal_weights: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def causal_weights(s):\n    s = np.array(s, copy=True)\n    m = np.broadcast_to(causal_mask(s.shape[-1]), s.shape)\n"
    "    s[~m] = -1e30\n    s = s - s.max(-1, keepdims=True)\n    e = np.exp(s) * m\n    return e / e.sum(-1, keepdims=True)",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (0.7, "def causal_weights(s):\n    w = np.tril(softmax(s))\n    return w / w.sum(-1).mean()"),
    (0.95, "def causal_weights(s):\n    return softmax(np.where(causal_mask(s.shape[-1]), s, s.min() - 3))"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("causal_weights", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("causal_weights", most, source)
