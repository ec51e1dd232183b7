"""Day 5, softmax_jacobian: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def softmax_jacobian(p):\n    if p.ndim > 1:\n        return np.stack([softmax_jacobian(r) for r in p])\n"
    "    return np.diag(p) - np.outer(p, p)",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (0.7, "def softmax_jacobian(p):\n    return p * np.eye(p.shape[-1]) - p[..., None] * p[..., None, :]"),
    (0, "def softmax_jacobian(p):\n    return np.zeros((*p.shape, p.shape[-1]))"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("softmax_jacobian", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("softmax_jacobian", most, source)
