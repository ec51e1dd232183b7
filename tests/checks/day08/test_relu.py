"""Day 8, relu: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day08 import NOTEBOOK

RIGHT = [
    "def relu(x):\n    return torch.where(x < 0, torch.zeros_like(x), x)",
]
WRONG = [
    "def relu(x):\n    return x",
    "def relu(x):\n    return F.gelu(x)",
    "def relu(x):\n    return F.relu(x).half()",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("relu", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("relu", source)
