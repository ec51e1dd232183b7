"""Day 9, Residual: the oracle agrees with a second source, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day09 import NOTEBOOK
from grader.checks.day09.residual import check


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_residual_is_that_of_torchs_encoder_layer(norm: str) -> None:
    """With a silent attention, torch's layer is a residual around a feed-forward network (post: of a normalized x)."""
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(6, 2, 12, 0.0, batch_first=True, norm_first=norm == "pre")
    ours = check.oracle(6, norm)
    x = 1 + 2 * torch.randn(2, 5, 6)
    with torch.no_grad():
        for parameter in (*layer.parameters(), *ours.parameters()):
            parameter.normal_(0.0, 0.7)
        layer.self_attn.out_proj.weight.zero_()
        layer.self_attn.out_proj.bias.zero_()
        layer.norm2.load_state_dict({"weight": ours.residual.norm.gamma, "bias": ours.residual.norm.beta})
        for part in ("linear1", "linear2"):
            getattr(layer, part).load_state_dict(getattr(ours.feed_forward, part).state_dict())
        layer.train()  # the slow way, without torch's fused kernels
        torch.testing.assert_close(ours(layer.norm1(x) if norm == "post" else x), layer(x))


RESIDUAL = """class Residual(nn.Module):
    def __init__(self, d_model, norm="post"{more}):
        super().__init__()
        {refuse}
        self.kind, self.norm = norm, {norm}
    def forward(self, x, sublayer):
        return {pre} if self.kind == "pre" else {post}
"""


def residual(**change: str) -> str:
    right = {
        "more": "",
        "refuse": "assert norm in ('pre', 'post')",
        "norm": "LayerNorm(d_model)",
        "pre": "x + sublayer(self.norm(x))",
        "post": "self.norm(x + sublayer(x))",
    }
    return RESIDUAL.format(**{**right, **change})


RIGHT = [
    residual(),
    residual(more=", eps=1e-5", norm="LayerNorm(d_model, eps)"),
    residual(pre="sublayer(self.norm(x)).add(x)", post="self.norm(sublayer(x) + x)"),
]
WRONG = [
    residual(refuse="pass"),
    residual(norm="LayerNorm(d_model, 1e-1)"),
    residual(pre="self.norm(x) + sublayer(self.norm(x))"),
    residual(pre="x + sublayer(self.norm(x.detach()))"),
    residual(post="self.norm(x) + sublayer(self.norm(x))"),
    residual(post="x", pre="x"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("Residual", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("Residual", source)
