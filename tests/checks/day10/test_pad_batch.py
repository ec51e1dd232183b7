"""pad_batch: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day10 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def pad_batch(sentences, pad_id):\n    T = max(len(s) for s in sentences)\n"
        "    ids = torch.LongTensor([list(s) + [pad_id for _ in range(T - len(s))] for s in sentences])\n"
        "    return ids, torch.tensor([[[i < len(s) for i in range(T)]] for s in sentences])",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("pad_batch", source)


@pytest.mark.parametrize(
    "source",
    [
        "def pad_batch(sentences, pad_id):\n    T = 5\n"
        "    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])\n    return ids, (ids != pad_id)[:, None]",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("pad_batch", source)
