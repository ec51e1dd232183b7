"""sequential_steps: the oracle is the closed form, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points
from grader.checks.day01.sequential_steps import sequential_steps


def test_the_count_on_the_graph_is_the_closed_form() -> None:
    for length in (1, 2, 5, 9):
        for layers in (1, 2, 6):
            assert sequential_steps("rnn", length, layers) == length + layers - 1
            assert sequential_steps("attention", length, layers) == layers
            for kind in ("rnn", "attention"):
                assert sequential_steps(kind, length, layers, True) == length * layers


RIGHT = [
    "def sequential_steps(kind, length, layers=1, writing=False):\n    if writing:\n"
    "        return np.int64(length * layers)\n    return (length - 1) * (kind == 'rnn') + layers",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return 1"),
    (0, "return length"),
    (0.2, "return length if kind == 'rnn' else 1"),
    (
        0.6,
        "return str(length * layers) if writing else (length + layers - 1 if kind == 'rnn' else layers)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("sequential_steps", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("sequential_steps", most, body)
