"""Day 5, masked_softmax: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def masked_softmax(x, m=None):\n    m = np.ones_like(x, bool) if m is None else np.broadcast_to(m, x.shape)\n"
    "    x = np.where(m, x.astype('f4'), np.float32(-3e38))\n    e = np.where(m, np.exp(x - x.max(-1, keepdims=True)), 0)\n"
    "    return e / (e.sum(-1, keepdims=True) + 1e-9)",
    "def masked_softmax(x, m=None):\n    x = np.ma.array(x, mask=False if m is None else ~np.broadcast_to(m, x.shape))\n"
    "    e = np.ma.exp(x - x.max(axis=-1, keepdims=True))\n    return (e / e.sum(axis=-1, keepdims=True)).filled(0.0)",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (
        0.95,
        "def masked_softmax(s, m=None):\n    if m is None: return softmax(s)\n"
        "    w = np.nan_to_num(softmax(np.where(m, s, -np.inf)))\n    return np.maximum(w, 1e-3 * m)",
    ),
    (
        0.85,
        "def masked_softmax(s, m=None):\n    if m is None: return softmax(s)\n"
        "    w = softmax(np.where(m, s, -np.inf))\n    return np.nan_to_num(w, nan=1 / s.shape[-1])",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("masked_softmax", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("masked_softmax", most, source)
