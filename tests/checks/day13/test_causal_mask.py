"""causal_mask: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def causal_mask(n_new, n_past=0):\n    return ~torch.ones(n_new, n_past + n_new).triu(1 + n_past).bool()\ncausal_mask_reason = ' c '",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("causal_mask", source)


@pytest.mark.parametrize(
    "source",
    [
        "def causal_mask(n_new, n_past=0):\n    return torch.ones(n_new, n_past + n_new).tril(n_past)\ncausal_mask_reason = 'C'",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("causal_mask", source)
