"""last_state: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def last_state(xs, h0, w_x, w_h, b):\n    return rnn(xs, h0, w_x, w_h, b).swapaxes(0, -2)[-1].swapaxes(0, -2) "
    "if xs.ndim == 4 else rnn(xs, h0, w_x, w_h, b)[..., -1, :]\nlast_state_reason = 'b'",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return h0"),
    (0, "return rnn_step(xs[..., -1, :], h0, w_x, w_h, b)"),
    (0, "return rnn_step(xs.mean(axis=-2), h0, w_x, w_h, b)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("last_state", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("last_state", most, body)
