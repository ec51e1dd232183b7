"""apply_merges: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "from functools import reduce\ndef apply_merges(tokens, merges):\n"
    "    return reduce(merge_pair, merges, tokens[:])\napply_merges_reason = ' b'"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0.0, "return list(tokens)"),
    (0.0, "return [''.join(tokens)]"),
    (0.7, "for p in merges[:10]: tokens = merge_pair(tokens, p)\n    return list(tokens)"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("apply_merges", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("apply_merges", most, body)
