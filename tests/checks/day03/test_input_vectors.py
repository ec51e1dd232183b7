"""input_vectors: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "T, d = ids.shape[-1], table.shape[1]\n"
    "    return np.stack([table[ids[..., t]] * math.sqrt(d) + positions[t] for t in range(T)], axis=-2)",
    "x = table[ids]\n    x *= np.sqrt(x.shape[-1])\n    x += positions[:x.shape[-2]]\n    return x.astype('f4')",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return embed(ids, table)"),
    (0.35, "return embed(ids, table) * 4 + positions[: ids.shape[-1]]"),
    (0, "return positions[: ids.shape[-1]]"),
    (0.4, "return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[0]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("input_vectors", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("input_vectors", most, body)
