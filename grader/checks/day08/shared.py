"""What several exercises of the day need."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.judge import Rng, reference


def _between(rng: Rng, low: float, high: float, *shape: int) -> Tensor:
    return torch.from_numpy(rng.uniform(shape, low, high))


def _right(oracle: type[nn.Module], *args: Any) -> Any:
    return reference(oracle, *args)
