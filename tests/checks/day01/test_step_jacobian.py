"""step_jacobian: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def step_jacobian(x, h, w_x, w_h, b):\n    return (w_h * (1 - rnn_step(x, h, w_x, w_h, b) ** 2)).T",
    "def step_jacobian(x, h, w_x, w_h, b):\n    e, y = 1e-6, rnn_step(x, h, w_x, w_h, b)\n"
    "    return np.array([(rnn_step(x, h + e * r, w_x, w_h, b) - y) / e for r in np.eye(len(h))]).T",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.eye(len(h))"),
    (0, "return np.zeros((len(h), len(h)))"),
    (0.25, "return w_h.T * (1 - np.mean(rnn_step(x, h, w_x, w_h, b) ** 2))"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("step_jacobian", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("step_jacobian", most, body)
