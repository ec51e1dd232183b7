"""Day 5, padding_mask: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "padding_mask = lambda tokens, pad: np.logical_not(tokens == pad)[..., np.newaxis, :]",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (
        0.8,
        "def padding_mask(ids, pad_id):\n    ok = np.cumprod(ids != pad_id, axis=-1).astype(bool)\n    return ok[..., None, :]",
    ),
    (0.9, "def padding_mask(ids, pad_id):\n    return (ids != pad_id)[:, None, :]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("padding_mask", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("padding_mask", most, source)
