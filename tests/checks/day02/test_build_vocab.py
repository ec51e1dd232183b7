"""build_vocab: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "def build_vocab(tokens, size):\n    c = Counter(sorted(tokens))\n"
    "    return dict(zip(['<unk>'] + [t for t, _ in c.most_common()], range(size)))"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return {'<unk>': 0}"),
    (0.4, "return {t: i for i, (t, _) in enumerate([('<unk>', 0), *Counter(tokens).most_common()])}"),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("build_vocab", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("build_vocab", most, body)
