"""char_tokenize: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "def char_tokenize(t, unit='char'):\n    t = unicodedata.normalize('NF' + 'CD'[unit == 'jamo'], t)\n"
    "    return [bytes([b]).decode('latin-1') for b in t.encode()] if unit == 'byte' else [c for c in t]"
)

# The share of the points that each may earn at most, and its body.
WRONG = [(0, "return [text]"), (0, "return list(text.lower())"), (0.75, "return [*text]")]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("char_tokenize", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("char_tokenize", most, body)
