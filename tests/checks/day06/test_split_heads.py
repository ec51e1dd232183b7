"""Day 6, split_heads: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import NOTEBOOK

RIGHT = [
    "def split_heads(x, n_heads):\n    B, T, D = x.shape\n"
    "    return torch.cat([p[:, None] for p in x.split(D // n_heads, dim=2)], dim=1)",
]
WRONG = [
    "def split_heads(x, n_heads):\n    return x.view(2, -1, n_heads, x.shape[-1] // n_heads).mT",
    "def split_heads(x, n_heads):\n    return x.unfold(-1, n_heads, n_heads).movedim(-1, 1)",
    "def split_heads(x, n_heads):\n    return np.stack(np.split(x.numpy(), n_heads, -1), 1)",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("split_heads", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("split_heads", source)
