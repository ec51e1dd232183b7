"""Day 9, zero_start: the lesson is right about the candidates, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch

from day09 import NOTEBOOK
from grader.checks.oracles.layers import FeedForward


def test_only_the_second_layer_can_start_at_zero() -> None:
    """What the lesson says of the three candidates."""
    torch.manual_seed(3)
    for zeros, moves in ((("linear1",), False), (("linear1", "linear2"), False), (("linear2",), True)):
        network = FeedForward(4, 8)
        with torch.no_grad():
            network.linear2.bias.zero_()
            for name in zeros:
                getattr(network, name).weight.zero_()
                getattr(network, name).bias.zero_()
        output = network(torch.randn(5, 4))
        assert not output.any()
        output.sum().backward()
        found = [layer.weight.grad for layer in (network.linear1, network.linear2)]
        assert any(gradient is not None and gradient.any() for gradient in found) is moves


RIGHT = [
    "import copy\ndef zero_start(weights):\n    new = copy.deepcopy(weights)\n    new['linear2.weight'] *= 0\n"
    "    new['linear2.bias'][:] = 0\n    return new",
]
WRONG = [
    "def zero_start(weights):\n    return weights",
    "def zero_start(weights):\n    return {n: 0.0 if '2' in n else w for n, w in weights.items()}",
    "def zero_start(weights):\n    return {n: w * 0 if '2' in n else w * 2 for n, w in weights.items()}",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("zero_start", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("zero_start", source)
