"""Arrays, a block's parameters and the loose tolerance of Day 4."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import Rng

Array = NDArray[Any]
Params = dict[str, Array]

LOOSE = 1e-3  # for parts about one mechanism, where a slip of eps must not count twice


def tensor(x: Any) -> torch.Tensor:
    """In double precision, so that the oracles round less than any answer."""
    return torch.as_tensor(np.asarray(x), dtype=torch.float64)


def random_params(rng: Rng, d_model: int, d_ff: int) -> Params:
    """Random parameters of one block: gammas near 1, and betas and biases that count."""
    return {
        "gamma1": rng.normal((d_model,), 0.5, offset=1),
        "beta1": rng.normal((d_model,), 0.5),
        "w1": rng.normal((d_model, d_ff), d_model**-0.5),
        "b1": rng.normal((d_ff,), 0.5),
        "w2": rng.normal((d_ff, d_model), d_ff**-0.5),
        "b2": rng.normal((d_model,), 0.5),
        "gamma2": rng.normal((d_model,), 0.5, offset=1),
        "beta2": rng.normal((d_model,), 0.5),
    }
