"""oov_rate: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "import numpy as np\ndef oov_rate(tokens, vocab):\n"
    "    return np.float32(np.mean([t not in vocab for t in tokens])) if tokens else np.float64(0)"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return 0.0"),
    (0, "return 1.0"),
    (0.7, "return len(set(tokens) - set(vocab)) / max(len(set(tokens)), 1)"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("oov_rate", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("oov_rate", most, body)
