"""relative_offsets: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "k, q = np.meshgrid(np.arange(k_len), np.arange(q_len))\n    return k - q",
    "return np.stack([np.arange(-i, k_len - i) for i in range(q_len)])",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((q_len, k_len), dtype=int)"),
    (0.5, "n = max(q_len, k_len); return np.arange(n) - np.arange(n)[:, None]"),
    (0, "return np.sign(np.arange(k_len) - np.arange(q_len)[:, None])"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("relative_offsets", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("relative_offsets", most, body)
