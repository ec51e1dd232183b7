"""train_bpe: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day02 import NOTEBOOK, loses_points

RIGHT = (
    "def train_bpe(words, n_merges, alphabet=None):\n    words = [w[:] for w in words]\n"
    "    tokens = ['<unk>'] + sorted({u for w in words for u in w} | set(alphabet or []))\n    merges = []\n"
    "    while len(merges) < n_merges and (counts := count_pairs(words)):\n"
    "        counts.sort(key=lambda c: [-c[1], tokens.index(c[0][0]), tokens.index(c[0][1])])\n"
    "        merges.append(counts[0][0])\n        tokens.append(''.join(counts[0][0]))\n"
    "        for i, w in enumerate(words):\n            words[i] = merge_pair(w, counts[0][0])\n"
    "    return [merges, {t: tokens.index(t) for t in tokens}]"
)

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return [], {}"),
    (
        0.85,  # only the left id decides; then the pair that is met first
        "v = {t: i for i, t in enumerate(['<unk>', *sorted(set(alphabet).union(*words))])}\n    m = []\n"
        "    for _ in range(n_merges):\n        c = count_pairs(words)\n        if not c: break\n"
        "        p = min(c, key=lambda x: (-x[1], v[x[0][0]]))[0]\n        m.append(p); v[p[0] + p[1]] = len(v)\n"
        "        words = [merge_pair(w, p) for w in words]\n    return m, v",
    ),
    (
        0.85,  # the joined string decides
        "v = {t: i for i, t in enumerate(['<unk>', *sorted(set(alphabet).union(*words))])}\n    m = []\n"
        "    for _ in range(n_merges):\n        c = count_pairs(words)\n        if not c: break\n"
        "        p = min(c, key=lambda x: (-x[1], x[0][0] + x[0][1]))[0]\n        m.append(p); v[p[0] + p[1]] = len(v)\n"
        "        words = [merge_pair(w, p) for w in words]\n    return m, v",
    ),
]


def test_another_right_answer_passes() -> None:
    NOTEBOOK.passes("train_bpe", RIGHT)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("train_bpe", most, body)
