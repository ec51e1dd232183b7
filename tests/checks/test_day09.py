"""Day 9: the oracles agree with a second source, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from solved import Solved, given
from torch import nn

from grader.checks import day09

IMPORTS = """import math
import numpy as np
import torch
from torch import nn
from grader.checks.day09 import FeedForward, LayerNorm, plain_norm
"""
NOTEBOOK = Solved("day09", IMPORTS, *given("day09", "class ResidualFeedForward"))
SOLUTIONS = NOTEBOOK.solutions


# --------------------------------------------------------------------------------------------------------- oracles


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_residual_is_that_of_torchs_encoder_layer(norm: str) -> None:
    """With a silent attention, torch's layer is a residual around a feed-forward network (post: of a normalized x)."""
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(6, 2, 12, 0.0, batch_first=True, norm_first=norm == "pre")
    ours = day09.Residual(6, norm)
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


def test_gradients_by_layer_are_products_of_whole_jacobians() -> None:
    torch.manual_seed(1)
    x, weights, upstream = (
        torch.randn(1, 4).double(),
        torch.randn(3, 4, 4).double(),
        torch.randn(1, 4).double(),
    )
    for wiring, layer in {
        "none": lambda t, w: torch.tanh(t @ w),
        "post": lambda t, w: nn.LayerNorm(4).double()(t + torch.tanh(t @ w)),
        "pre": lambda t, w: t + torch.tanh(nn.LayerNorm(4).double()(t) @ w),
        "branch": lambda t, w: t + nn.LayerNorm(4).double()(torch.tanh(t @ w)),
        "normed_skip": lambda t, w: nn.LayerNorm(4).double()(t) + torch.tanh(nn.LayerNorm(4).double()(t) @ w),
    }.items():
        states = [x]
        for weight in weights:
            states.append(layer(states[-1], weight).detach())
        gradient, norms = upstream, [upstream.norm()]
        for state, weight in zip(states[-2::-1], weights.flip(0), strict=True):
            jacobian = torch.autograd.functional.jacobian(lambda t, w=weight, f=layer: f(t, w), state)
            gradient = gradient @ jacobian.reshape(4, 4)
            norms.insert(0, gradient.norm())
        found = day09.gradients_by_layer(x, weights, upstream, wiring)
        torch.testing.assert_close(found, torch.stack(norms) / upstream.norm())
        if wiring == "none":
            torch.testing.assert_close(day09.gradient_ratio(x, weights, upstream, False), found[0])


def test_the_paths_are_those_that_one_can_write_down() -> None:
    """Every choice of "through" or "around" for five layers, one by one."""
    slope, found = -0.7, torch.zeros(6, dtype=torch.float64)
    for choice in range(2**5):
        length = choice.bit_count()
        found[length] += slope**length
    torch.testing.assert_close(day09.paths_by_length(slope, 5), found)


def test_the_normed_skip_is_post_norm_one_step_later() -> None:
    """What the lesson says of the bug."""
    torch.manual_seed(2)
    x, weights = 1 + 3 * torch.randn(5, 6).double(), torch.randn(7, 6, 6).double()
    post = day09.plain_norm(x)
    for weight in weights:
        post = day09.plain_norm(post + torch.tanh(post @ weight))
    torch.testing.assert_close(day09.plain_norm(day09.normed_skip(x, weights)), post)


def test_only_the_second_layer_can_start_at_zero() -> None:
    """What the lesson says of the three candidates."""
    torch.manual_seed(3)
    for zeros, moves in ((("linear1",), False), (("linear1", "linear2"), False), (("linear2",), True)):
        network = day09.FeedForward(4, 8)
        with torch.no_grad():
            network.linear2.bias.zero_()
            for name in zeros:
                getattr(network, name).weight.zero_()
                getattr(network, name).bias.zero_()
        output = network(torch.randn(5, 4))
        assert not output.any()
        output.sum().backward()
        found = [layer.weight.grad for layer in (network.linear1, network.linear2)]
        assert any(gradient is not None and gradient.any() for gradient in found) is moves


# ------------------------------------------------------------------------------------ right and wrong in no list

RESIDUAL = """class Residual(nn.Module):
    def __init__(self, d_model, norm="post"{more}):
        super().__init__()
        {refuse}
        self.kind, self.norm = norm, {norm}
    def forward(self, x, sublayer):
        return {pre} if self.kind == "pre" else {post}
"""


def _residual(**change: str) -> str:
    usual = {
        "more": "",
        "refuse": "assert norm in ('pre', 'post')",
        "norm": "LayerNorm(d_model)",
        "pre": "x + sublayer(self.norm(x))",
        "post": "self.norm(x + sublayer(x))",
    }
    return RESIDUAL.format(**{**usual, **change})


RIGHT = [
    ("residual_backward", "def residual_backward(g, J):\n    return [g + g @ J][0].numpy()"),
    (
        "residual_backward",
        "def residual_backward(grad_output, jacobian):\n"
        "    return grad_output + (grad_output[:, None] * jacobian).sum(dim=0)",
    ),
    (
        "gradient_ratio",
        "def gradient_ratio(x, weights, upstream, skip=True, act=torch.tanh):\n    def run(h):\n"
        "        for W in weights:\n            h = act(h @ W) + (h if skip else 0)\n        return h\n"
        "    _, g = torch.autograd.functional.vjp(run, x, upstream)\n"
        "    return (g.pow(2).sum() / upstream.pow(2).sum()).sqrt().item()",
    ),
    ("gradient_ratio", SOLUTIONS["gradient_ratio"].replace("x.detach().clone()", "x")),
    (
        "paths_by_length",
        "def paths_by_length(slope, n_layers):\n    row = [1.0]\n    for _ in range(n_layers):\n"
        "        row = [a + slope * b for a, b in zip(row + [0.0], [0.0] + row)]\n    return torch.tensor(row)",
    ),
    ("Residual", _residual()),
    ("Residual", _residual(more=", eps=1e-5", norm="LayerNorm(d_model, eps)")),
    ("Residual", _residual(pre="sublayer(self.norm(x)).add(x)", post="self.norm(sublayer(x) + x)")),
    (
        "pre_norm_stack",
        "def pre_norm_stack(x, weights):\n    norm = nn.LayerNorm(x.shape[-1])\n    with torch.no_grad():\n"
        "        for w in weights:\n            x = x + torch.tanh(norm(x) @ w)\n    return x\npre_norm_stack_reason = 'b'",
    ),
    (
        "zero_start",
        "import copy\ndef zero_start(weights):\n    new = copy.deepcopy(weights)\n    new['linear2.weight'] *= 0\n"
        "    new['linear2.bias'][:] = 0\n    return new",
    ),
    (
        "gradients_by_layer",
        SOLUTIONS["gradients_by_layer"]
        .replace("x.detach().clone()", "x.double()", 1)
        .replace("in weights:", "in weights.double():"),
    ),
]
WRONG = [
    ("residual_backward", "def residual_backward(g, J):\n    return g + g @ J / 2"),
    ("residual_backward", "def residual_backward(g, J):\n    return torch.zeros_like(g)"),
    ("residual_backward", "def residual_backward(g, J):\n    return 2 * g @ (J + torch.eye(len(g)))"),
    ("gradient_ratio", "def gradient_ratio(x, weights, upstream, skip=True):\n    return 1.0"),
    ("gradient_ratio", SOLUTIONS["gradient_ratio"].replace("torch.tanh", "torch.relu")),
    (
        "gradient_ratio",
        SOLUTIONS["gradient_ratio"].replace("gradient.norm()", "gradient.norm(dim=-1).mean()"),
    ),
    ("paths_by_length", "def paths_by_length(slope, n_layers):\n    return torch.ones(n_layers + 1)"),
    (
        "paths_by_length",
        "def paths_by_length(slope, n):\n    return torch.tensor([math.comb(n, k) * abs(slope)**k for k in range(n+1)])",
    ),
    ("Residual", _residual(refuse="pass")),
    ("Residual", _residual(norm="LayerNorm(d_model, 1e-1)")),
    ("Residual", _residual(pre="self.norm(x) + sublayer(self.norm(x))")),
    ("Residual", _residual(pre="x + sublayer(self.norm(x.detach()))")),
    ("Residual", _residual(post="self.norm(x) + sublayer(self.norm(x))")),
    ("Residual", _residual(post="x", pre="x")),
    ("pre_norm_stack", "def pre_norm_stack(x, weights):\n    return x\npre_norm_stack_reason = 'B'"),
    (
        "pre_norm_stack",
        "def pre_norm_stack(x, weights):\n    for w in weights:\n        x = x + torch.tanh(x / x.std(-1, keepdim=True) @ w)\n"
        "    return x\npre_norm_stack_reason = 'B'",
    ),
    ("pre_norm_stack", SOLUTIONS["pre_norm_stack"].replace('= "B"', '= "D"')),
    ("zero_start", "def zero_start(weights):\n    return weights"),
    (
        "zero_start",
        "def zero_start(weights):\n    return {n: 0.0 if '2' in n else w for n, w in weights.items()}",
    ),
    (
        "zero_start",
        "def zero_start(weights):\n    return {n: w * 0 if '2' in n else w * 2 for n, w in weights.items()}",
    ),
    ("gradients_by_layer", SOLUTIONS["gradients_by_layer"].replace("torch.tanh", "torch.sin")),
    (
        "gradients_by_layer",
        SOLUTIONS["gradients_by_layer"].replace("    return torch.stack", "    return 2 * torch.stack"),
    ),
    (
        "gradients_by_layer",
        SOLUTIONS["gradients_by_layer"].replace("state + plain_norm(", "plain_norm(state) + plain_norm("),
    ),
]


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)
