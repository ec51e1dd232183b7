"""merge_pair: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "def merge_pair(tokens, pair):\n    out, skip = [], False\n"
    "    for a, b in zip(tokens, [*tokens[1:], None]):\n        if skip:\n            skip = False\n"
    "        elif (a, b) == (pair[0], pair[1]):\n            out.append(a + b)\n            skip = True\n"
    "        else:\n            out.append(a)\n    return out"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0.5, "return tokens"),
    (0, "return [''.join(tokens)]"),
    (
        0.8,
        "s = '\\0'.join(tokens); a, b = pair; return s.replace(a + '\\0' + b, a + b).split('\\0') if tokens else []",
    ),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("merge_pair", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("merge_pair", most, body)
