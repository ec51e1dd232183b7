"""Day 4, transformer_block: the oracle is torch's, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.checks.day04.transformer_block import transformer_block

from . import encoder_layer, loses_points, passes, random_params

RIGHT = [
    "def transformer_block(x, params, norm='post'):\n    if norm not in ('post', 'pre'):\n        raise ValueError\n"
    "    x, p = np.copy(x), params\n    a = lambda z: self_attention(z, z, z)[0]\n"
    "    f = lambda z: feed_forward(z, p['w1'], p['b1'], p['w2'], p['b2'])\n"
    "    n = lambda z, i: layer_norm(z, p[f'gamma{i}'], p[f'beta{i}'], 1e-5)\n"
    "    if norm == 'post':\n        x += a(x)\n        x = n(x, 1)\n        x += f(x)\n        return n(x, 2)\n"
    "    x += a(n(x, 1))\n    x += f(n(x, 2))\n    return x",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return x"),
    (0, "raise ValueError"),
    (0, "return 0 * x"),
    (0, "return layer_norm(x, params['gamma2'], params['beta2'])"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("transformer_block", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("transformer_block", most, body)


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_block_is_torchs_encoder_layer(norm: str) -> None:
    params, x = random_params(1), np.random.default_rng(2).normal(size=(2, 5, 6))
    with torch.no_grad():
        right = encoder_layer(params, norm_first=norm == "pre")(torch.tensor(x)).numpy()
    np.testing.assert_allclose(transformer_block(x, params, norm), right, atol=1e-10)
