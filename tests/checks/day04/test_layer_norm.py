"""Day 4, layer_norm: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import loses_points, passes

RIGHT = [
    "def layer_norm(x, g, b, eps=1e-5):\n    x = x.astype('f4')\n    m = x.mean(-1, keepdims=True)\n"
    "    return g * (x - m) / np.sqrt((x ** 2).mean(-1, keepdims=True) - m ** 2 + eps) + b",
    "def layer_norm(x, g, b, eps=1e-5):\n    d = x.shape[-1]\n    c = x @ (np.eye(d) - 1 / d)\n"
    "    return c / np.sqrt(np.einsum('...i,...i->...', c, c) / d + eps)[..., None] * g + b",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return x"),
    (0, "return gamma * x + beta"),
    (0, "return 0 * x"),
    (0.12, "return x - x.mean(-1, keepdims=True)"),
    (
        0.8,
        "assert x.ndim == 2; return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps)"
        " + beta",
    ),
    (
        0.5,
        "assert x.ndim == 3; return gamma * (x - x.mean(2, keepdims=True)) / np.sqrt(x.var(2, keepdims=True) + eps)"
        " + beta",
    ),
    (
        0.7,
        "return gamma * (x - x.mean(-1, keepdims=True)) / np.maximum(x.std(-1, keepdims=True), eps) + beta",
    ),
    (
        0.7,
        "return gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12) + beta",
    ),
    (
        0,
        "return gamma * (x - np.median(x, -1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("layer_norm", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("layer_norm", most, body)
