"""Day 6: splitting and merging fit together, and torch means by a mask what the lesson says."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812

from grader.checks.day06.merge_heads import merge_heads
from grader.checks.day06.split_heads import split_heads

from . import layer_and_twin


def test_split_and_merge_are_slices_side_by_side() -> None:
    x = torch.randn(2, 5, 12)
    heads = split_heads(x, 3)
    for i in range(3):
        assert torch.equal(heads[:, i], x[..., 4 * i : 4 * i + 4])
    assert torch.equal(merge_heads(heads), x)


def test_the_two_masks_of_torch_mean_opposite_things() -> None:
    """What the lesson says of the library is still so."""
    q, mask = torch.randn(1, 3, 4), torch.tensor([[True, True, False]] * 3)
    units = torch.eye(3)[None]
    assert (F.scaled_dot_product_attention(q, q, units, attn_mask=mask)[..., 2] == 0).all()
    _, twin = layer_and_twin(4, 2)
    assert (twin(q, q, q, attn_mask=mask)[1][..., :2] == 0).all()
