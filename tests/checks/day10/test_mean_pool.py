"""mean_pool: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day10 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def mean_pool(x, mask):\n    return torch.einsum('btd,bt->bd', x, mask[:, 0].float()) / mask[:, 0].sum(-1)[:, None]",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("mean_pool", source)


@pytest.mark.parametrize(
    "source",
    [
        "def mean_pool(x, mask):\n    return x.masked_fill(~mask.mT, 0).mean(1)",
        "def mean_pool(x, mask):\n    return (x * mask.mT).sum(1) / mask.float().sum((1, 2)).max()",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("mean_pool", source)
