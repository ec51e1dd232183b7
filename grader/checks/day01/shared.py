"""What several exercises of the day need."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import Rng

Array = NDArray[Any]


Weights = tuple[Array, Array, Array]


Case = tuple[Any, ...]


SLOPES = 1e-4  # wide enough for slopes that were measured by small differences


def _tensor(x: Any) -> torch.Tensor:
    return torch.tensor(np.array(x), dtype=torch.float64)


def _weights(rng: Rng, d_in: int, d_h: int, size: float = 1.0) -> Weights:
    """w_x, w_h, b of a cell that is neither asleep nor saturated."""
    return (
        rng.normal((d_in, d_h), size / np.sqrt(d_in)),
        rng.normal((d_h, d_h), size / np.sqrt(d_h)),
        rng.normal((d_h,), 0.5),
    )


def _fill(module: torch.nn.Module, w_x: Array, w_h: Array, b: Array) -> None:
    """Our matrices in torch's places: transposed, and the one bias in two portions, which torch adds up."""
    names = [name.removesuffix("_l0") for name, _ in module.named_parameters()]
    portions = {
        "weight_ih": _tensor(w_x).T,
        "weight_hh": _tensor(w_h).T,
        "bias_ih": 0.3 * _tensor(b),
        "bias_hh": 0.7 * _tensor(b),
    }
    with torch.no_grad():
        for name, parameter in zip(names, module.parameters(), strict=True):
            parameter.copy_(portions[name])


def _cell(w_x: Array, w_h: Array, b: Array) -> torch.nn.RNNCell:
    cell = torch.nn.RNNCell(w_x.shape[0], w_x.shape[1], dtype=torch.float64)
    _fill(cell, w_x, w_h, b)
    return cell


def _sentence(rng: Rng, lead: tuple[int, ...], length: int, d_in: int, d_h: int, size: float = 1.0) -> Case:
    tokens, start = rng.normal((*lead, length, d_in)), rng.normal((*lead, d_h), 0.7)
    return (tokens, start, *_weights(rng, d_in, d_h, size))
