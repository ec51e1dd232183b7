"""Day 4, batched_scores: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def batched_scores(q, k):\n    axes = (*range(k.ndim - 2), k.ndim - 1, k.ndim - 2)\n"
    "    return np.matmul(q, k.transpose(axes)) / np.sqrt(k.shape[-1])\nbatched_scores_reason = ' b '",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return np.zeros((*query.shape[:-1], key.shape[-2]))"),
    (0, "return query @ key.T / query.shape[-1] ** 0.5"),
    (0.7, "return query @ key.swapaxes(-1, -2) / 2"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("batched_scores", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("batched_scores", most, body)
