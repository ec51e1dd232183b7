"""Inputs of both forms of GELU."""

from __future__ import annotations

import torch
from torch import Tensor

from grader.judge import Rng


def between(rng: Rng, low: float, high: float, *shape: int) -> Tensor:
    """Float64 numbers between `low` and `high`."""
    return torch.from_numpy(rng.uniform(shape, low, high))
