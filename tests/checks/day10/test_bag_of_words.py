"""bag_of_words: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day10 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def bag_of_words(ids, vocab_size, pad_id):\n"
        "    return torch.stack([((ids == i) & (ids != pad_id)).sum(1) for i in range(vocab_size)], dim=1)",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("bag_of_words", source)


@pytest.mark.parametrize(
    "source",
    [
        "def bag_of_words(ids, vocab_size, pad_id):\n    c = torch.zeros(len(ids), vocab_size)\n"
        "    return c.scatter_(1, ids, (ids != pad_id).float())",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("bag_of_words", source)
