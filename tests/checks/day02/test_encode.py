"""encode: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "import numpy as np\ndef encode(text, merges, vocab, unit='char'):\n    out = []\n"
    "    for w in word_tokenize(unicodedata.normalize('NFC', text)):\n"
    "        out += [vocab.get(t, 0) for t in apply_merges(char_tokenize(w, unit), merges)]\n"
    "    return np.array(out, dtype=int)"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return [vocab.get(c, 0) for c in text]"),
    (
        0.5,
        "return [vocab.get(t, 0) for w in word_tokenize(text.strip()) for t in apply_merges(list(w), merges)]",
    ),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("encode", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("encode", most, body)
