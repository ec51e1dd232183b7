"""MLMHead: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK, SOLUTIONS


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["MLMHead"].replace("1e-12", "1e-6"),
        SOLUTIONS["MLMHead"].replace("table.mT", "table.clone().mT * 1.001"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("MLMHead", source, below=0.96)
