"""rnn: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def rnn(xs, h0, w_x, w_h, b):\n    if xs.ndim > 2:\n"
    "        return np.array([rnn(x, h, w_x, w_h, b) for x, h in zip(xs, h0)])\n    out = []\n    for x in xs:\n"
    "        h0 = rnn_step(x, h0, w_x, w_h, b)\n        out.append(h0)\n    return np.array(out)",
    "def rnn(xs, h0, w_x, w_h, b):\n    h, out = h0, []\n    for t in range(xs.shape[-2]):\n"
    "        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)\n        out.append(h[..., None, :])\n"
    "    return np.concatenate(out, axis=-2).astype('f4')",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((*xs.shape[:-1], h0.shape[-1]))"),
    (0.2, "return np.tanh(xs @ w_x + h0[..., None, :] @ w_h + b)"),
    (0.7, "assert xs.ndim == 2; return np.array([h0 := rnn_step(x, h0, w_x, w_h, b) for x in xs])"),
    (0, "return np.array([h0 := rnn_step(x, h0, w_x, w_h, b) for x in xs]).tolist()"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("rnn", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("rnn", most, body)
