"""Day 4, self_attention: the oracle is torch's, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.checks.day04.self_attention import self_attention

from . import loses_points, passes

RIGHT = [
    "def self_attention(Q, K, V):\n    if Q.ndim > 2:\n"
    "        both = [self_attention(q, k, v) for q, k, v in zip(Q, K, V)]\n"
    "        return np.array([b[0] for b in both]), np.array([b[1] for b in both])\n"
    "    w = softmax(Q @ K.T / np.sqrt(K.shape[1]))\n    return [w @ V, w]",
    "def self_attention(q, k, v):\n    s = np.matmul(q, np.swapaxes(k, -2, -1)) / q.shape[-1] ** .5\n"
    "    w = np.exp(s - s.max(-1)[..., None])\n    w = (w / w.sum(-1)[..., None]).astype('f4')\n"
    "    return np.matmul(w, v).astype('f4'), w",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return value, key"),
    (
        0,
        "return np.zeros((*query.shape[:-1], value.shape[-1])), np.zeros((*query.shape[:-1], key.shape[-2]))",
    ),
    (0, "w = np.full((*query.shape[:-1], key.shape[-2]), 1 / key.shape[-2]); return w @ value, w"),
    (0, "return np.zeros(())"),
    (
        0,
        "w = np.tril(softmax(query @ key.swapaxes(-1, -2) / query.shape[-1] ** 0.5)); return w @ value, w",
    ),
    (0.7, "w = softmax(query @ key.swapaxes(-1, -2) / 2); return w @ value, w"),
    (0.7, "w = softmax(query @ key.T / key.shape[1] ** 0.5); return w @ value, w"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("self_attention", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("self_attention", most, body)


def test_attention_is_torchs() -> None:
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6))
    right = torch.nn.functional.scaled_dot_product_attention(*map(torch.tensor, (q, k, v))).numpy()
    np.testing.assert_allclose(self_attention(q, k, v)[0], right, atol=1e-12)
