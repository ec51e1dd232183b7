"""CausalAttention: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK, changed


@pytest.mark.parametrize(
    "source",
    [
        changed("CausalAttention", ("past is not None", "past"), (", (k, v)", ", [k, v]")),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("CausalAttention", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("CausalAttention", ("n_past = past[0].shape[-2]", "n_past = len(past)")),
        changed("CausalAttention", ("v = torch.cat([past[1], v]", "v = torch.cat([past[0], v]")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("CausalAttention", source)
