"""decode: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "def decode(ids, vocab, unit='char'):\n    names = list(vocab)\n    s = ''.join([names[i] for i in ids])\n"
    "    return unicodedata.normalize('NFC', bytes(map(ord, s)).decode(errors='replace') if unit == 'byte' else s)"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return ''"),
    (0, "return ''.join(chr(i) for i in ids)"),
    (0.6, "return ''.join({i: t for t, i in vocab.items()}[i] for i in ids)"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("decode", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("decode", most, body)
