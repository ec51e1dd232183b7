"""first_token_influence: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def first_token_influence(xs, other, h0, w_x, w_h, b):\n    mask = np.zeros(xs.shape[-2:-1] + (1,))\n"
    "    mask[0] = 1\n    new = xs * (1 - mask) + other[..., None, :] * mask\n"
    "    d = rnn(xs, h0, w_x, w_h, b)[..., -1, :] - rnn(new, h0, w_x, w_h, b)[..., -1, :]\n"
    "    return np.sqrt(np.einsum('...i,...i->...', d, d))",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros(xs.shape[:-2])"),
    (0, "return np.linalg.norm(other - xs[..., 0, :], axis=-1)"),
    (0, "return np.abs(rnn(xs, h0, w_x, w_h, b)[..., -1, :]).max(-1)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("first_token_influence", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("first_token_influence", most, body)
