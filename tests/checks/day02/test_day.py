"""Day 2: the library agrees with a second source on thousands of rounds."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter

import pytest

from grader.checks.day02.apply_merges import apply_merges
from grader.checks.day02.build_vocab import build_vocab
from grader.checks.day02.decode import decode
from grader.checks.day02.encode import encode
from grader.checks.day02.merge_pair import merge_pair
from grader.checks.day02.shared import ALL_BYTES
from grader.checks.day02.word_tokenize import word_tokenize
from grader.checks.oracles.bpe import char_tokenize, train_bpe

STEMS = {
    "English": ["th", "e", "an", "in", "ing", "er", "o", "s", " "],
    "Korean": [*"도서관에책이많아요봄날바람은는", " "],
    "ab": ["a", "b"],
}


def _naive_bpe(words: list[list[str]], n_merges: int, alphabet: list[str]) -> tuple[list, dict[str, int]]:
    """Counts everything anew in each round; the rule for ties is that of the lesson."""
    tokens = ["<unk>", *sorted(set(alphabet).union(*words))]
    merges: list[tuple[str, str]] = []
    while len(merges) < n_merges:
        counts = Counter((word[i], word[i + 1]) for word in words for i in range(len(word) - 1))
        if not counts:
            break
        ids = {token: i for i, token in enumerate(tokens)}
        left, right = min(counts, key=lambda pair: (-counts[pair], ids[pair[0]], ids[pair[1]]))
        assert left + right not in ids, "two pairs have made the same token"
        merges.append((left, right))
        tokens.append(left + right)
        words = [_naive_merge(word, left, right) for word in words]
    return merges, {token: i for i, token in enumerate(tokens)}


def _naive_merge(word: list[str], left: str, right: str) -> list[str]:
    out: list[str] = []
    rest = list(word)
    while rest:
        out.append(rest.pop(0))
        if out[-1] == left and rest[:1] == [right]:
            out[-1] += rest.pop(0)
    return out


def _random_words(rng: random.Random, kind: str, unit: str) -> list[list[str]]:
    words = []
    for _ in range(rng.randint(2, 30)):
        word = "".join(rng.choice(STEMS[kind]) for _ in range(rng.randint(1, 8)))
        words.append(char_tokenize(rng.choice(["", " "]) + word, unit))
    return words


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("English", "char"), ("Korean", "char"), ("Korean", "jamo"), ("Korean", "byte"), ("ab", "char")],
)
def test_the_library_breaks_ties_as_the_lesson_says(kind: str, unit: str) -> None:
    rng = random.Random(f"{kind} {unit}")
    for _ in range(30):
        words, n_merges = _random_words(rng, kind, unit), rng.randint(0, 40)
        alphabet = ALL_BYTES if unit == "byte" else []
        merges, vocab = train_bpe(words, n_merges, alphabet)
        assert (merges, vocab) == _naive_bpe(words, n_merges, alphabet)
        for word in _random_words(rng, kind, unit)[:5]:
            tokens = word
            for left, right in merges:
                assert merge_pair(tokens, (left, right)) == _naive_merge(tokens, left, right)
                tokens = _naive_merge(tokens, left, right)
            assert apply_merges(word, merges) == tokens
            assert encode("".join(word), [], {"<unk>": 0}) == [0] * len(
                unicodedata.normalize("NFC", "".join(word))
            )


def test_the_other_oracles_agree_with_python() -> None:
    rng = random.Random(2)
    signs = [*"ab_1 \n\t.,!é가힣", "  ", "...", "관", "\u1100\u116a\u11ab", "😀", "①"]
    for _ in range(150):
        text = "".join(rng.choice(signs) for _ in range(rng.randint(0, 14)))
        composed = unicodedata.normalize("NFC", text)
        assert char_tokenize(text) == list(composed)
        assert char_tokenize(text, "jamo") == list(unicodedata.normalize("NFD", text))
        assert char_tokenize(text, "byte") == [chr(b) for b in composed.encode()]
        if (
            "①" not in text
        ):  # a number that is no digit: the two engines see it differently, and no check asks
            assert word_tokenize(text) == re.findall(r" ?\w+| ?[^\w\s]+|\s", text)
        tokens, size = [rng.choice(signs) for _ in range(rng.randint(0, 30))], rng.randint(1, 12)
        counts = Counter(tokens)
        ordered = ["<unk>", *sorted(counts, key=lambda token: (-counts[token], token))][:size]
        assert build_vocab(tokens, size) == {token: i for i, token in enumerate(ordered)}
        some = bytes(rng.choice([*composed.encode(), 0xED, 0x95, 0x9C, 65, 0xFF]) for _ in range(9))
        vocab = {"<unk>": 0, **{c: i + 1 for i, c in enumerate(ALL_BYTES)}}
        assert decode([b + 1 for b in some], vocab, "byte") == some.decode("utf-8", "replace")
