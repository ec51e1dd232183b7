"""first_token_gradient: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def first_token_gradient(xs, h0, w_x, w_h, b):\n    h = rnn_step(xs[0], h0, w_x, w_h, b)\n"
    "    g = np.diag(1 - h ** 2) @ w_x.T\n    if len(xs) == 1:\n        return g\n    js = []\n"
    "    for x in xs[1:]:\n        js.append(step_jacobian(x, h, w_x, w_h, b))\n"
    "        h = rnn_step(x, h, w_x, w_h, b)\n    return np.linalg.multi_dot([*js[::-1], g])",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((len(h0), xs.shape[1]))"),
    (
        0.2,
        "h = rnn_step(xs[0], h0, w_x, w_h, b); return np.diag(1 - h**2) @ w_x.T * 0.5 ** (len(xs) - 1)",
    ),
    (
        0.4,
        "h = rnn_step(xs[0], h0, w_x, w_h, b); j = step_jacobian(xs[-1], h, w_x, w_h, b); "
        "return np.linalg.matrix_power(j, len(xs) - 1) @ np.diag(1 - h**2) @ w_x.T",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("first_token_gradient", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("first_token_gradient", most, body)
