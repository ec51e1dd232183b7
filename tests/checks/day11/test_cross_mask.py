"""cross_mask: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def cross_mask(source, target, pad_id):\n    return ~(source == pad_id)[:, None]\ncross_mask_reason = 'c'",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("cross_mask", source)


@pytest.mark.parametrize(
    "source",
    [
        "def cross_mask(source, target, pad_id):\n    return (source > pad_id)[:, None]",
        "def cross_mask(source, target, pad_id):\n    count = (source != pad_id).sum(dim=1, keepdim=True)\n"
        "    return (torch.arange(source.shape[1]) < count)[:, None]",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("cross_mask", source, below=0.99)
