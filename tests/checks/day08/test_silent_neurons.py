"""Day 8, silent_neurons: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day08 import NOTEBOOK

RIGHT = [
    "def silent_neurons(hidden):\n    h = hidden.numpy().reshape(-1, hidden.shape[-1])\n"
    "    return np.mean(h == 0), np.sum(~np.any(h != 0, axis=0))",
]
WRONG = [
    "def silent_neurons(h):\n    return (h[-1] == 0).float().mean(), (h[-1] == 0).all(0).sum()",
    "def silent_neurons(h):\n    return 0.5, 1",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("silent_neurons", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("silent_neurons", source)
