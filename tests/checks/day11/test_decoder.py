"""Decoder: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK, SOLUTIONS

STACK = SOLUTIONS["Decoder"]


@pytest.mark.parametrize(
    "source",
    [
        STACK.replace("block(x, memory, mask, memory_mask)", "block(x, memory, mask, memory_mask) + x"),
        STACK.replace("range(n_layers)", "range(2)"),
        "import copy\n"
        + STACK.replace("DecoderBlock(d", "copy.deepcopy(b) for b in n_layers * [DecoderBlock(d").replace(
            "activation) for _ in range(n_layers)", "activation)]"
        ),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("Decoder", source, below=0.99)
