"""Day 9, pre_norm_stack: the bug is what the lesson says of it, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch

from day09 import NOTEBOOK, SOLUTIONS
from grader.checks.day09.pre_norm_stack import normed_skip
from grader.checks.day09.shared import plain_norm


def test_the_normed_skip_is_post_norm_one_step_later() -> None:
    """What the lesson says of the bug."""
    torch.manual_seed(2)
    x, weights = 1 + 3 * torch.randn(5, 6).double(), torch.randn(7, 6, 6).double()
    post = plain_norm(x)
    for weight in weights:
        post = plain_norm(post + torch.tanh(post @ weight))
    torch.testing.assert_close(plain_norm(normed_skip(x, weights)), post)


RIGHT = [
    "def pre_norm_stack(x, weights):\n    norm = nn.LayerNorm(x.shape[-1])\n    with torch.no_grad():\n"
    "        for w in weights:\n            x = x + torch.tanh(norm(x) @ w)\n    return x\npre_norm_stack_reason = 'b'",
]
WRONG = [
    "def pre_norm_stack(x, weights):\n    return x\npre_norm_stack_reason = 'B'",
    "def pre_norm_stack(x, weights):\n    for w in weights:\n        x = x + torch.tanh(x / x.std(-1, keepdim=True) @ w)\n"
    "    return x\npre_norm_stack_reason = 'B'",
    SOLUTIONS["pre_norm_stack"].replace('= "B"', '= "D"'),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("pre_norm_stack", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("pre_norm_stack", source)
