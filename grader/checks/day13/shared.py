"""What several exercises of the day need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import Expect, Rng, Student

Cache = tuple[Tensor, Tensor]


class LayerNorm(nn.Module):
    """Day 7's, by torch."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


def _linear(rng: Rng, name: str, d_in: int, d_out: int) -> dict[str, Any]:
    return {
        f"{name}.weight": rng.normal((d_out, d_in), 1.2 / d_in**0.5),
        f"{name}.bias": rng.normal((d_out,), 0.3),
    }


def _norm(rng: Rng, name: str, d_model: int) -> dict[str, Any]:
    return {f"{name}.gamma": rng.normal((d_model,), 0.3, 1.0), f"{name}.beta": rng.normal((d_model,), 0.3)}


def _attention_weights(rng: Rng, d_model: int, prefix: str = "") -> dict[str, Any]:
    given: dict[str, Any] = {}
    for part in "qkvo":
        given |= _linear(rng, f"{prefix}w_{part}", d_model, d_model)
    return given


def _block_weights(rng: Rng, d_model: int, prefix: str = "") -> dict[str, Any]:
    return {
        **_attention_weights(rng, d_model, f"{prefix}attention."),
        **_linear(rng, f"{prefix}feed_forward.linear1", d_model, 4 * d_model),
        **_linear(rng, f"{prefix}feed_forward.linear2", 4 * d_model, d_model),
        **_norm(rng, f"{prefix}norm1", d_model),
        **_norm(rng, f"{prefix}norm2", d_model),
    }


def _model_weights(
    rng: Rng, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
) -> dict[str, Any]:
    given = {
        "token_embedding.weight": rng.normal((vocab_size, d_model), 0.7),
        "position_embedding.weight": rng.normal((max_length, d_model), 0.7),
    }
    for i in range(n_layers):
        given |= _block_weights(rng, d_model, f"blocks.{i}.")
    return given | (_norm(rng, "final_norm", d_model) if norm == "pre" else {})


def _past(rng: Rng, batch: int, n_heads: int, length: int, d_k: int) -> tuple[Any, Any]:
    return rng.tensor32((batch, n_heads, length, d_k)), rng.tensor32((batch, n_heads, length, d_k))


def _same_shares(
    student: Student,
    expect: Expect,
    name: str,
    oracle: Any,
    cases: Sequence[tuple[Any, ...]],
    unchanged: bool = False,
) -> None:
    """The same numbers, and exactly 0 where the oracle has it."""

    def one_case(*case: Any) -> None:
        right = oracle(*case)
        got = expect.array(student.call(name, *case), right)
        expect.true(bool(np.all((got == 0) >= (right == 0).numpy())))
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)
