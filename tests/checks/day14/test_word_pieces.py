"""word_pieces: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def word_pieces(word, vocab):\n    out, i = [], 0\n    while i < len(word):\n        j = len(word)\n"
        "        while j > i and ('##' * (i > 0) + word[i:j]) not in vocab:\n            j -= 1\n"
        "        if j == i:\n            return ['[UNK]']\n        out += ['##' * (i > 0) + word[i:j]]\n        i = j\n"
        "    return out",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("word_pieces", source)


@pytest.mark.parametrize(
    "source",
    [
        "def word_pieces(word, vocab):\n    return [word] if word in vocab else ['[UNK]']",
        "def word_pieces(word, vocab):\n    return [word[0], *('##' + c for c in word[1:])]",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("word_pieces", source, below=0.96)
