"""Day 9: the oracles of gradients_by_layer and gradient_ratio agree with a second source."""

from __future__ import annotations

import torch
from torch import nn

from grader.checks.day09.gradient_ratio import gradient_ratio
from grader.checks.day09.gradients_by_layer import gradients_by_layer


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
        found = gradients_by_layer(x, weights, upstream, wiring)
        torch.testing.assert_close(found, torch.stack(norms) / upstream.norm())
        if wiring == "none":
            torch.testing.assert_close(gradient_ratio(x, weights, upstream, False), found[0])
