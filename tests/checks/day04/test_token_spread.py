"""Day 4, token_spread: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def token_spread(x):\n    m = x.mean(-2, keepdims=True)\n    a = np.sqrt(((x - m) ** 2).sum((-1, -2)))\n"
    "    r = a / (np.sqrt((x ** 2).sum((-1, -2))) + 1e-12)\n    return float(r) if r.ndim == 0 else r",
    "def token_spread(x):\n    x = x.astype('f4')\n    a = np.linalg.norm(x - x.mean(-2, keepdims=True), axis=(-2, -1))\n"
    "    return np.nan_to_num(a / np.linalg.norm(x, axis=(-2, -1)))",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return np.zeros(x.shape[:-2])"),
    (0, "return np.ones(x.shape[:-2])"),
    (0, "return x"),
    (0, "return 0.0"),
    (
        0,
        "n = x / np.linalg.norm(x, axis=-1, keepdims=True); return 1 - (n @ n.swapaxes(-1, -2)).mean((-1, -2))",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("token_spread", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("token_spread", most, body)
