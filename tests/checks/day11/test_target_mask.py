"""target_mask: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def target_mask(target, pad_id):\n    T = target.size(-1)\n    m = np.tril(np.ones((T, T), dtype=bool))\n"
        "    return m[None] & (target.numpy() != pad_id)[:, None]",
        "def target_mask(target, pad_id, device=None):\n    T = target.size(-1)\n"
        "    m = torch.triu(torch.ones(T, T), diagonal=1) == 0\n    return torch.stack([m & (t != pad_id) for t in target])",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("target_mask", source)


@pytest.mark.parametrize(
    "source",
    [
        "def target_mask(target, pad_id):\n    return torch.ones(len(target), 5, 5, dtype=torch.bool).tril()",
        "def target_mask(target, pad_id):\n    T = target.shape[1]\n"
        "    return (torch.ones(T, T).tril() * (target != pad_id)[:, None]).float()",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("target_mask", source, below=0.99)
