"""masked_accuracy: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def masked_accuracy(logits, labels):\n    m = labels != -100\n"
        "    return np.mean((logits.argmax(-1)[m] == labels[m]).numpy())",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("masked_accuracy", source)


@pytest.mark.parametrize(
    "source",
    [
        "def masked_accuracy(logits, labels):\n    return 0.5",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("masked_accuracy", source, below=0.96)
