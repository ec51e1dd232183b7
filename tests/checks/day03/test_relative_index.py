"""relative_index: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "m = max_distance\n    return np.vectorize(lambda o: max(-m, min(m, int(o))) + m)(relative_offsets(q_len, k_len))",
    "d = np.arange(k_len)[None] - np.arange(q_len)[:, None]\n    d[d > max_distance] = max_distance\n"
    "    d[d < -max_distance] = -max_distance\n    d += max_distance\n    return d.astype(np.uint8)",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((q_len, k_len), dtype=int)"),
    (
        0.8,
        "return (np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance) + max_distance) * 1.0",
    ),
    (
        0.4,
        "return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance - 1) + max_distance",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("relative_index", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("relative_index", most, body)
