"""rnn_step: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def rnn_step(x, h, wx, wh, b):\n    return np.tanh(sum(v @ w for v, w in ((x, wx), (h, wh))) + b)",
    "def rnn_step(x, h, w_x, w_h, b, keep=None):\n    a = (w_x.T @ x[..., None] + w_h.T @ h[..., None])[..., 0]\n"
    "    return np.tanh(a + b)",
    "def rnn_step(x, h, w_x, w_h, b):\n    z = x @ w_x\n    z += h @ w_h\n    z += b\n"
    "    return 2 / (1 + np.exp(-2 * z)) - 1",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return h"),
    (0, "return np.zeros(h.shape)"),
    (0, "return np.tanh(x @ w_x + h @ w_h + b)[..., ::-1]"),
    (0.2, "return np.tanh(x @ w_x + h @ w_h * 0.9 + b)"),
    (0.2, "return np.tanh(x @ w_x + np.tanh(h) @ w_h + b)"),
    (0.8, "assert x.ndim == 1; return np.tanh(x @ w_x + h @ w_h + b)"),
    (
        0.9,
        "return np.tanh(x @ w_x + h @ w_h + b) if x.shape[-1] != h.shape[-1] else np.tanh(x @ w_h + h @ w_x + b)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("rnn_step", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("rnn_step", most, body)
