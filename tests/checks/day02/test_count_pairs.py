"""count_pairs: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "import numpy as np\ndef count_pairs(words):\n    d = {}\n    for w in words:\n"
    "        for p in zip(w[:-1], w[1:]):\n            d.setdefault(p, []).append(1)\n"
    "    return tuple((list(p), np.int64(len(n))) for p, n in d.items())"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return []"),
    (0.5, "return [(p, 1) for w in words for p in zip(w, w[1:])]"),
    (0, "return dict(Counter(p for w in words for p in zip(w, w[1:])))"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("count_pairs", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("count_pairs", most, body)


def test_a_dictionary_of_pairs_is_told_what_to_give_back() -> None:
    source = "def count_pairs(words):\n    return {p: 1 for w in words for p in zip(w, w[1:])}"
    assert "list(counts.items())" in NOTEBOOK.judged("count_pairs", source).message.en
