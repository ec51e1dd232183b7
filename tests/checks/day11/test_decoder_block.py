"""DecoderBlock: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK, SOLUTIONS

BLOCK = SOLUTIONS["DecoderBlock"]


@pytest.mark.parametrize(
    "source",
    [
        BLOCK.replace("self.norm3(x + self", "self.norm2(x + self"),
        BLOCK.replace(
            "memory, memory_mask)[0])\n        return", "memory.detach(), memory_mask)[0])\n        return"
        ),
        BLOCK.replace("(LayerNorm(d_model) for _ in range(3))", "[LayerNorm(d_model)] * 3"),
        BLOCK.replace("LayerNorm(d_model)", "LayerNorm(d_model, 1e-2)"),
        BLOCK.replace("x, memory, memory_mask)[0]", "x, memory, memory_mask)[0].relu()"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("DecoderBlock", source, below=0.99)
