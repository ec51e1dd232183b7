"""embed: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def embed(ids, table, positions):\n    x = table[ids].clone()\n    x *= table.shape[-1] ** 0.5\n"
        "    x += positions[:ids.shape[-1]]\n    return x",
        "def embed(ids, table, positions):\n    return (table.double() * table.shape[1] ** .5)[ids] + positions[:ids.shape[1]]",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("embed", source)


@pytest.mark.parametrize(
    "source",
    [
        "def embed(ids, table, positions):\n    return table[ids] * 2 + positions[:ids.shape[1]]",
        "def embed(ids, table, positions):\n    return torch.zeros(*ids.shape, table.shape[1])",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("embed", source, below=0.99)
