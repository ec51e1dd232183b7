"""BertEmbedding: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK, SOLUTIONS


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["BertEmbedding"].replace("1e-12", "1e-8"),
        SOLUTIONS["BertEmbedding"].replace("zeros_like", "ones_like"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("BertEmbedding", source, below=0.96)
