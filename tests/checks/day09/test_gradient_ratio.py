"""Day 9, gradient_ratio: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day09 import NOTEBOOK, SOLUTIONS

RIGHT = [
    "def gradient_ratio(x, weights, upstream, skip=True, act=torch.tanh):\n    def run(h):\n"
    "        for W in weights:\n            h = act(h @ W) + (h if skip else 0)\n        return h\n"
    "    _, g = torch.autograd.functional.vjp(run, x, upstream)\n"
    "    return (g.pow(2).sum() / upstream.pow(2).sum()).sqrt().item()",
    SOLUTIONS["gradient_ratio"].replace("x.detach().clone()", "x"),
]
WRONG = [
    "def gradient_ratio(x, weights, upstream, skip=True):\n    return 1.0",
    SOLUTIONS["gradient_ratio"].replace("torch.tanh", "torch.relu"),
    SOLUTIONS["gradient_ratio"].replace("gradient.norm()", "gradient.norm(dim=-1).mean()"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("gradient_ratio", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("gradient_ratio", source)
