"""embed: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "return np.array([embed(i, table) if i.ndim else table[i] for i in ids])",
    "return np.einsum('...v,vd->...d', one_hot(ids, table.shape[0]), table)",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((*ids.shape, table.shape[1]))"),
    (0, "return table[np.sort(ids)]"),
    (0.7, "return table[ids[0]][None] if ids.ndim > 1 else table[ids]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("embed", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("embed", most, body)
