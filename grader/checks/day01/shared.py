"""Random cells and sentences, and torch's recurrent layers with our weights in them."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import Rng

Array = NDArray[Any]
Case = tuple[Any, ...]
Recurrent = TypeVar("Recurrent", torch.nn.RNNCell, torch.nn.RNN)

SLOPES = 1e-4  # a tolerance wide enough for slopes that were measured by small differences


def tensor(x: Any) -> torch.Tensor:
    return torch.tensor(np.array(x), dtype=torch.float64)


def random_weights(rng: Rng, d_in: int, d_h: int, size: float = 1.0) -> tuple[Array, Array, Array]:
    """w_x, w_h, b of a cell that is neither asleep nor saturated."""
    return (
        rng.normal((d_in, d_h), size / np.sqrt(d_in)),
        rng.normal((d_h, d_h), size / np.sqrt(d_h)),
        rng.normal((d_h,), 0.5),
    )


def random_sentence(
    rng: Rng, lead: tuple[int, ...], length: int, d_in: int, d_h: int, size: float = 1.0
) -> Case:
    """xs, h0, w_x, w_h, b."""
    tokens, start = rng.normal((*lead, length, d_in)), rng.normal((*lead, d_h), 0.7)
    return (tokens, start, *random_weights(rng, d_in, d_h, size))


def torch_cell(w_x: Array, w_h: Array, b: Array) -> torch.nn.RNNCell:
    return filled(torch.nn.RNNCell(w_x.shape[0], w_x.shape[1], dtype=torch.float64), w_x, w_h, b)


def torch_rnn(w_x: Array, w_h: Array, b: Array) -> torch.nn.RNN:
    return filled(
        torch.nn.RNN(w_x.shape[0], w_x.shape[1], batch_first=True, dtype=torch.float64), w_x, w_h, b
    )


def filled(module: Recurrent, w_x: Array, w_h: Array, b: Array) -> Recurrent:
    """Our matrices where torch has them: transposed, and the one bias in two portions, which torch adds up."""
    names = [name.removesuffix("_l0") for name, _ in module.named_parameters()]
    portions = {
        "weight_ih": tensor(w_x).T,
        "weight_hh": tensor(w_h).T,
        "bias_ih": 0.3 * tensor(b),
        "bias_hh": 0.7 * tensor(b),
    }
    with torch.no_grad():
        for name, parameter in zip(names, module.parameters(), strict=True):
            parameter.copy_(portions[name])
    return module
