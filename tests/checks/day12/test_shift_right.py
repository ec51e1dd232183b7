"""shift_right: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day12 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def shift_right(t, b):\n    return F.pad(t, (1, -1), value=b)",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("shift_right", source)


@pytest.mark.parametrize(
    "source",
    [
        "def shift_right(t, b):\n    return F.pad(t, (1, -1), value=b).float()",
        "def shift_right(t, b):\n    return torch.cat([torch.ones_like(t[:, :1]), t[:, :-1]], 1)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("shift_right", source)
