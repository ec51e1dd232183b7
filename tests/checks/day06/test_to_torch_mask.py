"""Day 6, to_torch_mask: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch

from grader.checks.day06.to_torch_mask import to_torch_mask

from . import NOTEBOOK, layer_and_twin

RIGHT = [
    "def to_torch_mask(mask, n_heads):\n    B, Q, K = mask.shape\n"
    "    return torch.where(mask, False, True).repeat(1, n_heads, 1).view(B * n_heads, Q, K)",
]
WRONG = [
    "def to_torch_mask(mask, n_heads):\n    return 1.0 - mask.float().repeat_interleave(n_heads, 0)",
    "def to_torch_mask(mask, n_heads):\n    return torch.ones(len(mask) * n_heads, *mask.shape[1:]) > 0",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("to_torch_mask", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("to_torch_mask", source)


def test_to_torch_mask_means_what_the_layer_means() -> None:
    _, twin = layer_and_twin(6, 2)
    query, memory = torch.randn(2, 3, 6), torch.randn(2, 5, 6)
    mask = torch.rand(2, 3, 5).argsort(-1) < 2
    theirs = to_torch_mask(mask, 2)
    _, weights = twin(query, memory, memory, attn_mask=theirs, average_attn_weights=False)
    assert torch.equal(weights > 0, mask[:, None].expand(2, 2, 3, 5))
