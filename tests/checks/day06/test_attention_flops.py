"""Day 6, attention_flops: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from grader.checks.day06.attention_flops import attention_flops

from . import NOTEBOOK

RIGHT = [
    "def attention_flops(a, b, d, h):\n    return torch.tensor(4 * d * d * (a + b)), 2 * (2 * a * b * d)",
]
WRONG = [
    "def attention_flops(a, b, d, h):\n    return 8 * a * d * d, 4 * a * a * d",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("attention_flops", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("attention_flops", source)


def test_flops_are_those_of_torchs_layer() -> None:
    layer = nn.MultiheadAttention(12, 3, bias=False, device="meta")
    query, memory = torch.empty(5, 1, 12, device="meta"), torch.empty(7, 1, 12, device="meta")
    with FlopCounterMode(display=False) as counted:
        layer(query, memory, memory)
    assert sum(attention_flops(5, 7, 12, 3)) == counted.get_total_flops()
