"""What several exercises of the day need."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import Expect, Rng, Student, reference
from grader.judge.compare import as_array, is_array

Weights = dict[str, Tensor]


_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "gelu": F.gelu,
    "gelu_tanh": partial(F.gelu, approximate="tanh"),
}


class MultiHeadAttention(nn.Module):
    """Day 6."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        projected = (self.w_q(query), self.w_k(memory), self.w_v(memory))
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in projected)
        mixed = F.scaled_dot_product_attention(q, k, v, None if mask is None else mask.unsqueeze(-3))
        return self.w_o(mixed.transpose(1, 2).flatten(2)), q @ k.mT  # nobody here looks at the weights


class LayerNorm(nn.Module):
    """Day 7."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


def order_one(rng: Rng, module: nn.Module, tables: float = 0.7) -> Weights:
    """Numbers of order one for everything that the module learns; at the usual start, mistakes hardly show."""
    given = {}
    for name, parameter in module.named_parameters():
        shape = tuple(parameter.shape)
        if "embedding.weight" in name:
            given[name] = rng.tensor32(shape, tables)
        elif len(shape) == 2:
            given[name] = rng.tensor32(shape, 1.2 / shape[1] ** 0.5)
        else:
            given[name] = rng.tensor32(shape, 0.3) + (1.0 if name.endswith("gamma") else 0.0)
    return given


def padding(lengths: Sequence[int], longest: int) -> Tensor:
    """(B, 1, longest): True for the first so many tokens of each sentence."""
    return (torch.arange(longest) < torch.tensor(lengths)[:, None])[:, None]


def _starts(state: Any) -> dict[str, bool]:
    """For each matrix that the blocks have: do two blocks start with the same numbers?"""
    found: dict[str, list[Any]] = {}
    for name, value in state.items() if isinstance(state, dict) else ():
        place = re.fullmatch(r"\D*?\d+\.(.+)", str(name))
        if place and is_array(value) and len(value.shape) == 2:
            found.setdefault(place[1], []).append(as_array(value))
    return {
        rest: any(np.array_equal(one, other) for i, one in enumerate(ones) for other in ones[:i])
        for rest, ones in found.items()
    }


def _same_gradients(
    student: Student, rng: Rng, expect: Expect, oracle: Any, arguments: Sequence[Any], inputs: Sequence[Any]
) -> None:
    """Forward and backward of the student's module give what the oracle's give."""
    given = order_one(rng, oracle(*arguments))
    module, right = student.build(oracle.__name__, *arguments), reference(oracle, *arguments)
    for each in (module, right):
        each.load(given)
    upstream = rng.tensor32(as_array(right(*inputs)).shape)
    expect.gradients(module.gradients(inputs, upstream), right.gradients(inputs, upstream))


def _blocked(mask: Tensor | None, x: Tensor, n_heads: int) -> Tensor | None:
    """Our mask as an attn_mask of torch's layers: turned over, and once for each head."""
    if mask is None:
        return None
    return (~mask).expand(len(x), x.shape[1], x.shape[1]).repeat_interleave(n_heads, dim=0)


def _under_torchs_names(block: Any, prefix: str = "") -> dict[str, Tensor]:
    """The parameters of one of our blocks, as nn.TransformerEncoderLayer calls them."""
    attention, ffn = block.attention, block.feed_forward
    inward = (attention.w_q, attention.w_k, attention.w_v)
    found = {
        "self_attn.in_proj_weight": torch.cat([part.weight for part in inward]),
        "self_attn.in_proj_bias": torch.cat([part.bias for part in inward]),
        "self_attn.out_proj.weight": attention.w_o.weight,
        "self_attn.out_proj.bias": attention.w_o.bias,
        "linear1.weight": ffn.linear1.weight,
        "linear1.bias": ffn.linear1.bias,
        "linear2.weight": ffn.linear2.weight,
        "linear2.bias": ffn.linear2.bias,
        "norm1.weight": block.norm1.gamma,
        "norm1.bias": block.norm1.beta,
        "norm2.weight": block.norm2.gamma,
        "norm2.bias": block.norm2.beta,
    }
    return {prefix + name: tensor for name, tensor in found.items()}


def _torchs_layer(d_model: int, n_heads: int, d_ff: int, norm: str, activation: str, eps: float) -> Any:
    """nn.TransformerEncoderLayer without numbers of its own. It stays in training mode: there it takes no short cut.

    One for each oracle: functional_call puts other tensors into a module, and the judge works in several threads.
    """
    return nn.TransformerEncoderLayer(
        d_model,
        n_heads,
        d_ff,
        dropout=0.0,
        activation=_ACTIVATIONS[activation],
        layer_norm_eps=eps,
        batch_first=True,
        norm_first=norm == "pre",
        device="meta",
    )
