"""mlm_loss: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def mlm_loss(logits, labels):\n    m = labels >= 0\n"
        "    return F.cross_entropy(logits[m], labels[m])\nmlm_loss_reason = 'b'",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("mlm_loss", source)


@pytest.mark.parametrize(
    "source",
    [
        "def mlm_loss(logits, labels):\n    return F.cross_entropy(logits.mT, labels) * 1.01\nmlm_loss_reason = 'B'",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("mlm_loss", source, below=0.96)
