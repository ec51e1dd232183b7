"""The layers of Days 6 to 8, by torch: attention on several heads, layer normalization, the feed-forward network."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """The function inside torch's own nn.MultiheadAttention, with the parameters under our names.

    query (B, T, d_model), memory (B, S, d_model), mask broadcastable to (B, T, S), True where a token may look
    -> output (B, T, d_model), weights (B, n_heads, T, S).
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"{d_model} features, {n_heads} heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        output, weights = F.multi_head_attention_forward(
            query.transpose(0, 1),
            memory.transpose(0, 1),
            memory.transpose(0, 1),
            query.shape[-1],
            self.n_heads,
            in_proj_weight=None,
            in_proj_bias=torch.cat([self.w_q.bias, self.w_k.bias, self.w_v.bias]),
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=self.w_o.weight,
            out_proj_bias=self.w_o.bias,
            training=False,
            need_weights=True,
            attn_mask=blocked(mask, query, memory, self.n_heads),
            use_separate_proj_weight=True,
            q_proj_weight=self.w_q.weight,
            k_proj_weight=self.w_k.weight,
            v_proj_weight=self.w_v.weight,
            average_attn_weights=False,
        )
        assert weights is not None
        return output.transpose(0, 1), weights


def blocked(mask: Tensor | None, query: Tensor, memory: Tensor, n_heads: int) -> Tensor | None:
    """Our mask as torch's layers want it: one for each head of each sentence, True where a token may not look."""
    if mask is None:
        return None
    seen = mask.expand(len(query), query.shape[1], memory.shape[1])
    return seen.logical_not().repeat_interleave(n_heads, dim=0)  # (B * n_heads, T, S)


class LayerNorm(nn.Module):
    """nn.LayerNorm under the names of the lesson. x (..., d_model) -> (..., d_model)."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        torchs = nn.LayerNorm(d_model, eps)
        self.d_model, self.eps = d_model, eps
        self.gamma, self.beta = torchs.weight, torchs.bias

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, (self.d_model,), self.gamma, self.beta, self.eps)


class FeedForward(nn.Module):
    """torch's own activations between two nn.Linear. x (..., d_model) -> (..., d_model)."""

    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        kinds = {"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh")}
        if activation not in kinds:
            raise ValueError(activation)
        self.linear1 = nn.Linear(d_model, d_ff)
        self.activation = kinds[activation]
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.linear2(self.activation(self.linear1(x)))
        return output
