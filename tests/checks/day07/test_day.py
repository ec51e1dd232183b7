"""Day 7: oracles of several exercises agree with a second source."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from day07 import tensor
from grader.checks.day07.gamma_beta_gradients import gamma_beta_gradients
from grader.checks.day07.layer_norm import LayerNorm
from grader.checks.day07.layer_norm_backward import layer_norm_backward
from grader.checks.day07.rms_norm import RMSNorm
from grader.judge import reference


def test_the_backward_pass_is_that_of_finite_differences() -> None:
    x, gamma, upstream = tensor(3, 4), tensor(4, seed=1), tensor(3, 4, seed=2)

    def loss(x: Any, gamma: Any, beta: Any) -> float:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return float((upstream.numpy() * (gamma * (x - mean) / np.sqrt(variance + 0.1) + beta)).sum())

    given = [x.numpy(), gamma.numpy(), np.zeros(4)]
    for number, gradient in enumerate(layer_norm_backward(upstream, x, gamma, 0.1)):
        slopes = np.zeros(given[number].shape)
        for place in np.ndindex(slopes.shape):
            step = np.zeros(slopes.shape)
            step[place] = 1e-5
            ends = [
                loss(*(g + sign * step if i == number else g for i, g in enumerate(given)))
                for sign in (1, -1)
            ]
            slopes[place] = (ends[0] - ends[1]) / 2e-5
        np.testing.assert_allclose(gradient, slopes, atol=1e-6)
    normalized = (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 0.1).sqrt()
    for one, other in zip(
        gamma_beta_gradients(upstream, normalized),
        layer_norm_backward(upstream, x, gamma, 0.1)[1:],
        strict=True,
    ):
        torch.testing.assert_close(one, other)


def test_modules_are_the_formulas() -> None:
    rng = np.random.default_rng(3)
    x, gamma, beta = rng.normal(1, 2, (2, 3, 5)), rng.normal(size=5), rng.normal(size=5)
    layer, rms = reference(LayerNorm, 5, 0.1), reference(RMSNorm, 5, 0.1)
    layer.load({"gamma": gamma, "beta": beta})
    rms.load({"gamma": gamma})
    centred = x - x.mean(-1, keepdims=True)
    np.testing.assert_allclose(
        layer(x), gamma * centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 0.1) + beta, atol=1e-5
    )
    np.testing.assert_allclose(rms(x), gamma * x / np.sqrt((x**2).mean(-1, keepdims=True) + 0.1), atol=1e-5)
