"""EncoderBlock: the oracle is the formula, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch

from day10 import NOTEBOOK
from grader.checks.oracles.masks import padding
from grader.checks.oracles.transformer import EncoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Rng

BLOCK = """class EncoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu", eps=1e-5, dropout=0.0):
        super().__init__()
        self.is_pre = (norm == "pre")
        self.norm1, self.norm2 = LayerNorm(d_model, {eps}), LayerNorm(d_model, {eps})
        self.drop = nn.Dropout(dropout)
        self.attention = MultiHeadAttention(d_model, {heads})
        self.feed_forward = FeedForward(d_model, d_ff, activation)
    def forward(self, x, mask=None, **unused):
        h = self.norm1(x) if self.is_pre else x
        h = self.drop({attend})
        x = torch.add(x, h) if self.is_pre else self.norm1(torch.add(x, h))
        h = self.feed_forward(self.norm2(x) if self.is_pre else x)
        return {last}
"""


def _block(**change: str) -> str:
    usual = {"eps": "eps", "heads": "n_heads", "attend": "self.attention(h, h, mask)[0]"}
    return BLOCK.format(**{**usual, "last": "x + h if self.is_pre else self.norm2(x + h)", **change})


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu_tanh"])
def test_the_oracle_is_the_formula(activation: str) -> None:
    """nn.TransformerEncoderLayer under our names, against the block written out with its own parts."""
    for norm in ("post", "pre"):
        block = EncoderBlock(6, 3, 10, norm, activation, 0.3)
        given = order_one(Rng(3, "block"), block)
        block.load_state_dict(given)
        x, mask = torch.randn(2, 5, 6), padding((5, 3), 5)
        if norm == "pre":
            y = x + block.attention(block.norm1(x), mask=mask)[0]
            y = y + block.feed_forward(block.norm2(y))
        else:
            y = block.norm1(x + block.attention(x, mask=mask)[0])
            y = block.norm2(y + block.feed_forward(y))
        torch.testing.assert_close(block(x, mask), y)


@pytest.mark.parametrize(
    "source",
    [
        _block(),
        _block(attend="self.attention(query=h, memory=None, mask=mask)[0]"),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("EncoderBlock", source)


@pytest.mark.parametrize(
    "source",
    [
        _block(heads="1"),
        _block(eps="1e-6"),
        _block(last="x + h if self.is_pre else self.norm2(x) + h"),
        _block(attend="self.attention(h, None if mask is None else h, mask)[0] * 0.5"),
        _block(attend="self.attention(h, h, mask[:1] if mask is not None else None)[0]"),
        _block(last="self.norm2(x + h)"),
        _block(attend="self.attention(h, h, mask)[0].detach()"),
        _block().replace("norm1(", "second(").replace("norm2(", "norm1(").replace("second(", "norm2("),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("EncoderBlock", source)
