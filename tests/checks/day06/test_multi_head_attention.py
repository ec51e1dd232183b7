"""Day 6, MultiHeadAttention: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch

from . import NOTEBOOK, layer_and_twin

LAYER = """class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads{more}):
        super().__init__()
        assert d_model % n_heads == 0
        self.n_heads, self.d_k = n_heads, d_model // n_heads
        self.w_q, self.w_k, self.w_v, self.w_o = [nn.Linear(d_model, d_model{bias}) for _ in range(4)]
    def heads(self, x):
        return x.view(*x.shape[:2], self.n_heads, self.d_k).transpose(1, 2)
    def forward(self, query, memory=None, mask=None):
        m = memory if memory is not None else query
        q, k, v = self.heads(self.w_q(query)), self.heads(self.w_k(m)), self.heads(self.w_v(m))
        s = q @ k.transpose(-2, -1) / self.d_k ** 0.5
        if mask is not None:
            s = s.masked_fill(~{mask}, {fill})
        w = s.softmax(-1)
        o = (w @ v).transpose(1, 2).contiguous().view(len(query), -1, self.n_heads * self.d_k)
        return {out}
"""


def _layer(**change: str) -> str:
    unchanged = {"more": "", "bias": "", "mask": "mask.unsqueeze(-3)", "fill": "float('-inf')"}
    return LAYER.format(**{**unchanged, "out": "self.w_o(o), w", **change})


RIGHT = [
    _layer(),
    _layer(more=", dropout=0.0", fill="-1e9", out="(self.w_o(o), w)"),
    _layer(out="self.w_o(o), w.detach()"),
]
WRONG = [
    _layer(bias=", bias=False"),
    _layer(mask="mask"),
    _layer(mask="mask[:1].unsqueeze(-3)"),
    _layer(fill="-5.0"),
    _layer(out="self.w_o(o) + 0 * query, s"),
    _layer().replace("assert d_model", "d_model"),
    _layer(out="nn.functional.dropout(self.w_o(o), 0.1, self.training), w"),
    _layer().replace("4)]", "4)]\n        self.extra = nn.Linear(2, 2)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("MultiHeadAttention", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("MultiHeadAttention", source)


def test_the_layer_is_torchs_with_every_kind_of_mask() -> None:
    layer, twin = layer_and_twin(12, 3)
    query, memory = torch.randn(3, 5, 12), torch.randn(3, 7, 12)
    padding = torch.ones(3, 1, 7, dtype=torch.bool)
    padding[0, :, 5:], padding[2, :, 1:] = False, False
    causal = torch.ones(5, 5, dtype=torch.bool).tril()
    for source, mask, given in (
        (query, None, {}),
        (memory, padding, {"key_padding_mask": ~padding[:, 0]}),
        (query, causal, {"attn_mask": ~causal}),
    ):
        output, weights = layer(query, source, mask)
        right = twin(query, source, source, average_attn_weights=False, **given)
        torch.testing.assert_close((output, weights), right)
