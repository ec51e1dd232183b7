"""Day 9, residual_backward: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day09 import NOTEBOOK

RIGHT = [
    "def residual_backward(g, J):\n    return [g + g @ J][0].numpy()",
    "def residual_backward(grad_output, jacobian):\n"
    "    return grad_output + (grad_output[:, None] * jacobian).sum(dim=0)",
]
WRONG = [
    "def residual_backward(g, J):\n    return g + g @ J / 2",
    "def residual_backward(g, J):\n    return torch.zeros_like(g)",
    "def residual_backward(g, J):\n    return 2 * g @ (J + torch.eye(len(g)))",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("residual_backward", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("residual_backward", source)
