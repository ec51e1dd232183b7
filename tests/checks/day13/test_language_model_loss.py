"""language_model_loss: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def language_model_loss(a, b):\n    return -torch.stack([a[:, t].log_softmax(-1)[torch.arange(len(b)), b[:, t + 1]] for t in range(b.shape[1] - 1)]).mean()",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("language_model_loss", source)


@pytest.mark.parametrize(
    "source",
    [
        "def language_model_loss(logits, ids):\n    return F.cross_entropy(logits[:, :-1].reshape(-1, logits.shape[-1]), ids[:, 1:].T.reshape(-1))",
        "def language_model_loss(logits, ids):\n    return torch.tensor(0.490415)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("language_model_loss", source)
