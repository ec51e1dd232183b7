"""The random masks of Day 6."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from grader.judge import Rng


def some_mask(rng: Rng, shape: Sequence[int], fewest: int = 1) -> Tensor:
    """Random booleans, with at least `fewest` True and as many False in each row; no two rows need be alike."""
    order = torch.tensor(rng.uniform(shape)).argsort(dim=-1)
    return order < torch.tensor(rng.integers(fewest, shape[-1] - fewest + 1, (*shape[:-1], 1)))
