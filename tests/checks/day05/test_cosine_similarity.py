"""Day 5, cosine_similarity: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def cosine_similarity(a, b, eps=1e-8):\n    n = lambda x: x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), eps)\n"
    "    return np.clip(np.einsum('...id,...jd->...ij', n(a), n(b)), -1, 1).astype('f4')",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (0.5, "def cosine_similarity(a, b):\n    return np.tanh(a @ b.swapaxes(-1, -2))"),
    (0, "def cosine_similarity(a, b):\n    return np.zeros((*a.shape[:-1], b.shape[-2]))"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("cosine_similarity", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("cosine_similarity", most, source)
