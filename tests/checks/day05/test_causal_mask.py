"""Day 5, causal_mask: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import judged, loses_points, passes

RIGHT = [
    "def causal_mask(T, S=None, dtype=bool):\n    S = S or T\n    m = np.zeros((T, S), dtype)\n"
    "    for i in range(T):\n        m[i, : S - T + i + 1] = True\n    return m",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (0, "def causal_mask(n, m=None):\n    return np.ones((n, m or n), bool)"),
    (0.7, "def causal_mask(n, m=None):\n    return np.tril(np.ones((n, m or n), bool), 1 - n)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("causal_mask", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("causal_mask", most, source)


def test_numbers_in_place_of_booleans_are_named() -> None:
    found = judged(
        "causal_mask",
        "def causal_mask(n, m=None):\n    m = n if m is None else m\n    return np.tri(n, m, m - n)",
        1,
    )
    assert (found.verdict, found.misconception) == ("partial", "ones_and_zeros")
