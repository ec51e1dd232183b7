"""Day 6, linear: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import NOTEBOOK

RIGHT = [
    "def linear(x, weight, bias):\n    return torch.tensordot(x.double(), weight.double(), ([-1], [1])) + bias",
]
WRONG = [
    "def linear(x, weight, bias):\n    return x @ weight.T + bias.mean()",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("linear", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("linear", source)
