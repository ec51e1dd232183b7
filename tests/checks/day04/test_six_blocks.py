"""Day 4, six_blocks: the oracle is torch's, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.checks.day04.six_blocks import six_blocks

from . import encoder_layer, loses_points, passes, random_params

RIGHT = [
    "def six_blocks(x, blocks):\n    b1, b2, b3, b4, b5, b6 = blocks\n    f = transformer_block\n"
    "    return f(f(f(f(f(f(x, b1), b2), b3), b4), b5), b6)",
    "def six_blocks(x, blocks):\n    x = x.astype('f4')\n    for p in blocks:\n"
    "        x = transformer_block(x, {k: v.astype('f4') for k, v in p.items()}).astype('f4')\n"
    "    return x.astype('f8')",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return x"),
    (0, "return layer_norm(x, blocks[5]['gamma2'], blocks[5]['beta2'])"),
    (0, "return six_times_two(x)"),
    (0.3, "for i in (0, 1, 2, 4, 3, 5): x = transformer_block(x, blocks[i])\n    return x"),
    (0.3, "for i in range(6): x = transformer_block(x, blocks[i - 1])\n    return x"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("six_blocks", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("six_blocks", most, body)


def test_six_blocks_are_torchs_encoder() -> None:
    blocks, x = [random_params(seed) for seed in range(6)], np.random.default_rng(2).normal(size=(2, 5, 6))
    encoder = torch.nn.TransformerEncoder(encoder_layer(blocks[0], False), 6, enable_nested_tensor=False)
    encoder.layers = torch.nn.ModuleList([encoder_layer(params, False) for params in blocks])
    with torch.no_grad():
        right = encoder.eval()(torch.tensor(x)).numpy()
    np.testing.assert_allclose(six_blocks(x, blocks), right, atol=1e-9)
