"""word_tokenize: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = "def word_tokenize(text):\n    return [m for m in re.split(r'( ?\\w+| ?[^\\w\\s]+|\\s)', text) if m]"

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return [text] if text else []"),
    (0, "return re.split(' ', text)"),
    (0.75, "return re.findall(r' ?[a-z]+| ?[^\\w\\s]+|\\s', text, re.I)"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("word_tokenize", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("word_tokenize", most, body)
