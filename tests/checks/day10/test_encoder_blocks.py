"""encoder_blocks: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day10 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def encoder_blocks(n_layers, *args, **kwargs):\n"
        "    return nn.ModuleList([EncoderBlock(*args, **kwargs) for i in range(n_layers)])\n"
        "encoder_blocks_reason = 'b '",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("encoder_blocks", source)
