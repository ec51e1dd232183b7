"""search: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def search(query, table, k):\n    c = (table @ query).double() / table.norm(dim=1) / query.norm()\n"
        "    v, i = c.sort(descending=True)\n    return [i[:k], v[:k]]",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("search", source)


@pytest.mark.parametrize(
    "source",
    [
        "def search(query, table, k):\n    return torch.arange(k), torch.ones(k)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("search", source, below=0.96)
