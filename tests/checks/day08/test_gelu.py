"""Day 8, gelu: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day08 import NOTEBOOK

RIGHT = [
    "def gelu(x):\n    return (x.float() * (0.5 + 0.5 * torch.special.erf(x.float() * 2 ** -0.5)))",
    "def gelu(x):\n    return 0.5 * torch.add(x, x * torch.erf(x / np.sqrt(2)))",
]
WRONG = [
    "def gelu(x):\n    return F.relu(x)",
    "def gelu(x):\n    return x * torch.sigmoid(1.5957691 * (x + 0.044715 * x ** 3))",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("gelu", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("gelu", source)
