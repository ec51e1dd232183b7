"""Day 8, FeedForward: the oracle agrees with a second source, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day08 import NOTEBOOK
from grader.checks.day08.feed_forward_module import FeedForward


def test_the_network_is_that_of_torchs_encoder_layer() -> None:
    for activation in ("relu", "gelu"):
        torch.manual_seed(0)
        layer = nn.TransformerEncoderLayer(6, 2, 10, 0.0, activation, batch_first=True)
        ours, x = FeedForward(6, 10, activation), torch.randn(2, 5, 6)
        ours.load_state_dict({k: v for k, v in layer.state_dict().items() if k.startswith("linear")})
        torch.testing.assert_close(ours(x), layer._ff_block(x))


NETWORK = """class FeedForward(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        self.act = {words}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)
    def forward(self, x):
        h = self.act(self.linear1(x))
        return {out}
"""
WORDS = '{"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": gelu_tanh}'


def network(words: str = WORDS, out: str = "self.linear2(h)") -> str:
    return NETWORK.format(words=words, out=out)


RIGHT = [
    network(),
    network(out="F.linear(h, self.linear2.weight) + self.linear2.bias"),
]
WRONG = [
    network('{"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU()}'),
    network("dict(relu=nn.ReLU(), gelu=nn.GELU(), gelu_tanh=gelu_tanh, swish=nn.SiLU())"),
    network(out="self.linear2(h - h.mean(dim=0))"),
    network().replace("self.act =", "self.more = nn.Linear(2, 2)\n        self.act ="),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("FeedForward", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("FeedForward", source)
