"""Day 7, token_statistics: the oracle agrees with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from day07 import earns_at_most, passes, tensor
from grader.checks.day07.token_statistics import token_statistics


def test_statistics_are_numpys() -> None:
    x = tensor(2, 3, 5)
    mean, variance = token_statistics(x)
    np.testing.assert_allclose(mean, np.mean(x.numpy(), axis=-1, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(variance, np.var(x.numpy(), axis=-1, keepdims=True), atol=1e-12)


RIGHT = [
    "def token_statistics(tokens):\n    v, m = torch.var_mean(tokens, -1, correction=0)\n    return m[..., None], v[..., None]",
]
WRONG = [  # points of 10 that it may earn at most, source
    (0, "def token_statistics(x):\n    return 0 * x[..., :1], 0 * x[..., :1]"),
    (6, "def token_statistics(x):\n    return x.mean(1, keepdim=True), x.var(1, False, keepdim=True)"),
    (
        8,  # right in every number, but LayerNorm cannot be trained with it
        "def token_statistics(x):\n    x = x.numpy()\n    return x.mean(-1, keepdims=True), x.var(-1, keepdims=True)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("token_statistics", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("token_statistics", most, source)
