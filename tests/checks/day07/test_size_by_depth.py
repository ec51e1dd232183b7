"""Day 7, size_by_depth: the oracle agrees with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from day07 import earns_at_most, passes, tensor
from grader.checks.day07.size_by_depth import size_by_depth


def test_sizes_are_numpys() -> None:
    x, weights = tensor(3, 4), tensor(2, 4, 4, seed=1)
    h, wanted = x.numpy(), [np.sqrt(np.mean(x.numpy() ** 2))]
    for weight in weights.numpy():
        h = h @ weight
        h = np.maximum(0, h / np.sqrt((h**2).mean(-1, keepdims=True) + 1e-5))
        wanted.append(np.sqrt(np.mean(h**2)))
    np.testing.assert_allclose(size_by_depth(x, weights, "rms"), wanted, atol=1e-9)


RIGHT = [
    "def size_by_depth(x, weights, norm='none'):\n    norms = {'layer': LayerNorm(x.size(-1)), 'rms': RMSNorm(x.size(-1))}\n"
    "    out = [(x ** 2).mean().item() ** 0.5]\n    for w in weights:\n        x = x @ w\n"
    "        if norm in norms:\n            x = norms[norm](x)\n        x = F.relu(x)\n        out += [(x ** 2).mean().item() ** 0.5]\n"
    "    return torch.tensor(out)",
    "def size_by_depth(x, weights, norm='none'):\n    f = dict(none=lambda h: h, layer=LayerNorm(x.size(-1)), rms=RMSNorm(x.size(-1)))[norm]\n"
    "    out = [x.pow(2).mean() ** 0.5]\n    for w in weights:\n        x = f(x @ w) * (f(x @ w) > 0)\n"
    "        out.append(x.pow(2).mean() ** 0.5)\n    return out",
]
WRONG = [  # points of 10 that it may earn at most, source
    (0, "def size_by_depth(x, weights, norm='none'):\n    return torch.ones(len(weights) + 1)"),
    (0, "def size_by_depth(x, weights, norm='none'):\n    return (x ** 2).mean().sqrt()"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("size_by_depth", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("size_by_depth", most, source)
