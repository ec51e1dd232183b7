"""Masks as the lessons make them: True where a token may look."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def padding(lengths: Sequence[int], longest: int) -> Tensor:
    """(B, 1, longest): True for the first so many tokens of each sentence."""
    return (torch.arange(longest) < torch.tensor(lengths)[:, None])[:, None]


def causal(length: int) -> Tensor:
    """(length, length): True for a token itself and for all before it."""
    return torch.ones(length, length, dtype=torch.bool).tril()
