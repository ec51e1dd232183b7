"""next_token_probabilities: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK, changed


@pytest.mark.parametrize(
    "source",
    [
        "def next_token_probabilities(logits, temperature=1.0, top_k=None):\n    k = min(top_k or 10**9, logits.shape[-1])\n    bar = logits.sort(-1).values[..., -k, None]\n    return (logits / temperature + torch.where(logits >= bar, 0.0, -torch.inf)).softmax(-1)",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("next_token_probabilities", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("next_token_probabilities", ('float("-inf")', "-5.0")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("next_token_probabilities", source)
