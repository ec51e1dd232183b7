"""Day 5, scaled_dot_product_attention: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.day05.masked_softmax import masked_softmax
from grader.checks.day05.scaled_dot_product_attention import scaled_dot_product_attention

from . import loses_points, numbers, passes

RIGHT = [
    "def scaled_dot_product_attention(query, key, value, mask=None, scale=None):\n"
    "    bias = 0 if mask is None else np.where(mask, 0, -np.inf)\n"
    "    s = np.matmul(query, key.swapaxes(-2, -1)) * (scale or 1 / np.sqrt(query.shape[-1])) + bias\n"
    "    w = np.nan_to_num(softmax(s), nan=0.0)\n    return [np.matmul(w, value), w]",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (
        0.9,
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    w = masked_softmax(q @ k.swapaxes(-1, -2) / 2, mask)\n    return w @ v, w",
    ),
    (
        0.7,
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])\n"
        "    w = masked_softmax(s, None if mask is None else mask.swapaxes(-1, -2))\n    return w @ v, w",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("scaled_dot_product_attention", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("scaled_dot_product_attention", most, source)


def test_attention_is_the_formula_written_out() -> None:
    q, k, v = numbers(2, 4, 3), numbers(2, 5, 3) + 1, numbers(2, 5, 6) - 1
    mask = np.random.default_rng(7).uniform(size=(2, 4, 5)) < 0.5
    mask[0, 2], mask[1, 0] = False, True
    output, weights = scaled_dot_product_attention(q, k, v, mask)
    for b, i in np.ndindex(2, 4):
        seen = [j for j in range(5) if mask[b, i, j]]
        exponentials = {j: np.exp(sum(q[b, i] * k[b, j]) / 3**0.5) for j in seen}
        shares = {j: e / sum(exponentials.values()) for j, e in exponentials.items()}
        np.testing.assert_allclose(weights[b, i], [shares.get(j, 0.0) for j in range(5)], atol=1e-12)
        np.testing.assert_allclose(output[b, i], sum((s * v[b, j] for j, s in shares.items()), np.zeros(6)))
    np.testing.assert_allclose(masked_softmax(q @ k.swapaxes(-1, -2) / 3**0.5, mask), weights, atol=1e-12)
