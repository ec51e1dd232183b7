"""measure: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "import numpy as np\ndef measure(sentences, merges, vocab, unit='char'):\n"
    "    n = [len(encode(s, merges, vocab, unit)) for s in sentences]\n"
    "    u = [sum(i == 0 for i in encode(s, merges, vocab, unit)) for s in sentences]\n"
    "    return np.mean(n), np.average(np.array(u) / np.maximum(n, 1), weights=n)"
)

# The share of the points that each may earn at most, and its body.
WRONG = [(0, "return 0.0, 0.0"), (0.4, "return sum(len(s) for s in sentences) / len(sentences), 0.0")]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("measure", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("measure", most, body)
