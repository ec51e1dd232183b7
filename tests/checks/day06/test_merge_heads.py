"""Day 6, merge_heads: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import NOTEBOOK

RIGHT = [
    "def merge_heads(x):\n    B, H, T, D = x.shape\n    return torch.einsum('bhtd->bthd', x).reshape(B, T, -1)\n"
    "merge_heads_reason = ' b'",
]
WRONG = [
    "def merge_heads(x):\n    return torch.zeros(len(x), x.shape[2], x.shape[1] * x.shape[3])",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("merge_heads", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("merge_heads", source)
