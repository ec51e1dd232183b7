"""Day 8, two_in_one: the oracle agrees with a second source, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day08 import NOTEBOOK
from grader.checks.day08.two_in_one import two_in_one


def test_two_layers_in_one() -> None:
    one, two = nn.Linear(3, 7), nn.Linear(7, 4)
    weight, bias = two_in_one(one.weight, one.bias, two.weight, two.bias)
    x = torch.randn(5, 3)
    torch.testing.assert_close(nn.functional.linear(x, weight, bias), two(one(x)))


RIGHT = [
    "def two_in_one(weight1, bias1, weight2, bias2):\n"
    "    w = torch.tensordot(weight2.float(), weight1.float(), 1)\n"
    "    return w, F.linear(bias1, weight2, bias2)",
]
WRONG = [
    "def two_in_one(w1, b1, w2, b2):\n    return w2 @ w1, torch.zeros_like(b2)",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("two_in_one", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("two_in_one", source)
