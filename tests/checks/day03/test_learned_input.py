"""learned_input: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "x = embed(ids, table)\n    return x + position_table[: ids.shape[-1]][(None,) * (ids.ndim - 1)]",
    "places = np.broadcast_to(np.arange(ids.shape[-1]), ids.shape)\n    return table[ids] + position_table[places]",
]

# The share of the points that each may earn at most, and its body.
WRONG = [  # the letter alone is worth a third
    (0.34, "return embed(ids, table)"),
    (0.34, "return embed(ids, table) + position_table[0]"),
    (0.34, "return embed(ids, table) + position_table[: ids.shape[-1]][::-1]"),
    (0.34, "return embed(ids, table) + position_table[np.argsort(ids, axis=-1)]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("learned_input", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("learned_input", most, body)
