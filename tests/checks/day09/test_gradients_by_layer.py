"""Day 9, gradients_by_layer: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day09 import NOTEBOOK, SOLUTIONS

RIGHT = [
    SOLUTIONS["gradients_by_layer"]
    .replace("x.detach().clone()", "x.double()", 1)
    .replace("in weights:", "in weights.double():"),
]
WRONG = [
    SOLUTIONS["gradients_by_layer"].replace("torch.tanh", "torch.sin"),
    SOLUTIONS["gradients_by_layer"].replace("    return torch.stack", "    return 2 * torch.stack"),
    SOLUTIONS["gradients_by_layer"].replace("state + plain_norm(", "plain_norm(state) + plain_norm("),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("gradients_by_layer", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("gradients_by_layer", source)
