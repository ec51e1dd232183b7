"""Day 8, gelu_tanh: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day08 import NOTEBOOK

RIGHT = [
    "def gelu_tanh(x):\n    return F.gelu(x.float(), approximate='tanh')",
]
WRONG = [
    "def gelu_tanh(x):\n    return F.gelu(x)",
    "def gelu_tanh(x):\n    return F.gelu(x, approximate='tanh').clamp(-0.17, 3)",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("gelu_tanh", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("gelu_tanh", source)
