"""count_pairs, against NumPy's unique over the rows of an array of pairs. The pairs may come in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks.day02.shared import (
    ENGLISH,
    KOREAN,
    as_int,
    as_pair,
    random_corpus,
    random_string,
    same_in_form,
    wrong_type,
)
from grader.checks.oracles.bpe import Pair, Words
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def as_counts(got: Any) -> dict[Pair, int]:
    """The list of ((left, right), count) that count_pairs gives."""
    if not isinstance(got, list | tuple):
        raise wrong_type(
            "a list of ((left, right), count), for a dictionary list(counts.items())",
            "((왼쪽, 오른쪽), 횟수)의 리스트(딕셔너리라면 list(counts.items()))",
            got,
        )
    counts: dict[Pair, int] = {}
    for item in got:
        number = as_int(item[1]) if isinstance(item, list | tuple) and len(item) == 2 else None
        if number is None:
            raise wrong_type(
                "a list of ((left, right), count); one entry", "((왼쪽, 오른쪽), 횟수)의 리스트", item
            )
        pair = as_pair(item[0])
        if pair in counts:
            raise Failure(
                Text(
                    "The same pair stands in your list more than once. Where do its counts come together?",
                    "같은 쌍이 리스트에 여러 번 있어요. 횟수를 어디에서 하나로 모으나요?",
                )
            )
        counts[pair] = number
    return counts


def in_any_order(values: list[Any]) -> list[Any]:
    """Lists of counts in any order, as sorted lists; anything else as it is."""

    def ordered(value: Any) -> Any:
        try:
            return sorted([left, right, count] for (left, right), count in value)
        except (TypeError, ValueError):
            return value

    return [ordered(value) for value in values]


def count_pairs(words: Sequence[Sequence[str]]) -> list[tuple[Pair, int]]:
    """Oracle: NumPy's unique over the rows of an array of pairs."""
    names = sorted({token for word in words for token in word})
    number = {token: i for i, token in enumerate(names)}
    rows = [(number[word[i]], number[word[i + 1]]) for word in words for i in range(len(word) - 1)]
    if not rows:
        return []
    unique, counts = np.unique(np.array(rows), axis=0, return_counts=True)
    return [((names[left], names[right]), int(n)) for (left, right), n in zip(unique, counts, strict=True)]


check = Check(count_pairs, view=in_any_order)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Neighbours within a word; borders; repeated words; overlapping places; tokens of several characters."""

    def same(*cases: Words) -> None:
        same_in_form(student, expect, check, as_counts, [(words,) for words in cases])

    with expect.part(
        "neighbours",
        2,
        en="Is every pair of neighbours counted, left before right, to the last one of the word?",
        ko="이웃한 쌍을 단어의 마지막 쌍까지, 왼쪽과 오른쪽을 구별해서 모두 세나요?",
    ):
        same([list("stone")], [list("abcabba")], [list("책장에서책장에")])
    with expect.part(
        "borders",
        1.5,
        en="Where does a word end, and does a pair reach over its border? What about words of one token?",
        ko="단어가 어디에서 끝나나요? 쌍이 그 경계를 넘나요? 토큰 하나짜리 단어는 어떻게 되나요?",
    ):
        same([list("ab"), list("cd"), ["e"], list("fg")], [["x"], ["y"]], [[], list("no")])
    with expect.part(
        "repeated",
        1.5,
        en="Does a word that stands in the list three times count three times?",
        ko="리스트에 세 번 나오는 단어를 세 번 세나요?",
    ):
        same(random_corpus(rng, ENGLISH, 12), random_corpus(rng, KOREAN, 9, "jamo"), [list("to")] * 3)
    with expect.part(
        "overlaps",
        1,
        en="At how many places does a, a, a hold the pair (a, a)?",
        ko="a, a, a에는 쌍 (a, a)가 몇 자리에 있나요?",
    ):
        same([list("aaa")], [list("abababa"), list("aaaa")], [list(random_string(rng, "ab", 8, 14))])
    with expect.part(
        "tokens",
        1,
        en="After some merges a token has several characters. Are your pairs made of tokens?",
        ko="병합을 하고 나면 토큰 하나에 글자가 여러 개 있어요. 쌍이 토큰으로 이루어져 있나요?",
    ):
        same([[" the", "r", "e"], [" the", "re"], ["sea", "sea"]], [["ab", "ab", "a", "b"]])


@check.right
def neighbors_zipped(words):
    counts: Counter[Any] = Counter()
    for word in words:
        counts.update(zip(word, word[1:]))
    return list(counts.items())


@check.right
def position_by_position(words):
    counts: Counter[Any] = Counter()
    for word in words:
        for i in range(len(word) - 1):
            counts[word[i], word[i + 1]] += 1
    return list(counts.items())


@check.right
def dictionary_by_hand(words):
    counts: dict[Any, int] = {}
    for word in words:
        for i in range(1, len(word)):
            pair = word[i - 1], word[i]
            counts[pair] = counts.get(pair, 0) + 1
    return sorted(counts.items())


@check.right
def one_comprehension(words):
    return Counter(pair for word in words for pair in pairwise(word)).most_common()


@check.right
def lists_of_lists(words):
    pairs = [[word[i], word[i + 1]] for word in words for i in range(len(word) - 1)]
    kinds = [pair for i, pair in enumerate(pairs) if pair not in pairs[:i]]
    return [[pair, pairs.count(pair)] for pair in kinds]


@check.misconception(
    en="Is the last token of a word a neighbour of the first token of the next word?",
    ko="한 단어의 마지막 토큰과 다음 단어의 첫 토큰은 이웃인가요?",
)
def over_the_border(words):
    tokens = [token for word in words for token in word]
    return list(Counter(zip(tokens, tokens[1:])).items())


@check.misconception(
    en="In a, a, a the pair (a, a) stands at places 0 and 1. Why is the second place left out?",
    ko="a, a, a에서 쌍 (a, a)는 0번과 1번 자리에 있어요. 왜 둘째 자리가 빠지나요?",
)
def overlaps_skipped(words):
    counts: Counter[Any] = Counter()
    for word in words:
        i, previous = 0, None
        while i + 1 < len(word):
            pair = (word[i], word[i + 1])
            if pair == previous and word[i] == word[i + 1]:
                previous = None
            else:
                counts[pair] += 1
                previous = pair
            i += 1
    return list(counts.items())


misconception = check.misconceptions_in(neighbors_zipped)
misconception(
    "every_word_once",
    ("in words:", "in {tuple(word) for word in words}:"),
    en="A word stands in the list three times. How often do you look at it?",
    ko="한 단어가 리스트에 세 번 나와요. 그 단어를 몇 번 보나요?",
)
misconception(
    "once_in_a_word",
    ("zip(word, word[1:])", "set(zip(word, word[1:]))"),
    en="A pair may stand in one word twice. Does your code count both places?",
    ko="한 단어에 같은 쌍이 두 번 있을 수 있어요. 두 자리를 모두 세나요?",
)
misconception(
    "order_ignored",
    (
        "counts.update(zip(word, word[1:]))",
        (
            "for left, right in zip(word, word[1:]):\n"
            "            counts[min(left, right), max(left, right)] += 1"
        ),
    ),
    en="Are (a, b) and (b, a) one pair or two?",
    ko="(a, b)와 (b, a)는 같은 쌍인가요, 다른 쌍인가요?",
)
misconception(
    "pairs_of_letters",
    (
        "counts.update(zip(word, word[1:]))",
        'letters = "".join(word)\n        counts.update(zip(letters, letters[1:]))',
    ),
    en="Do you count pairs of tokens, or of the letters inside the tokens?",
    ko="토큰의 쌍을 세나요, 토큰 속 글자의 쌍을 세나요?",
)
misconception(
    "a_dictionary",
    ("return list(counts.items())", "return counts"),
    en="Is the result a list of ((left, right), count)? What does list(counts.items()) give?",
    ko="결과가 ((왼쪽, 오른쪽), 횟수)의 리스트인가요? list(counts.items())는 무엇을 주나요?",
)


misconception = check.misconceptions_in(position_by_position)
misconception(
    "two_steps_at_a_time",
    ("range(len(word) - 1)", "range(0, len(word) - 1, 2)"),
    en="Which pairs do you look at: places 0-1, 1-2, 2-3, or only 0-1, 2-3?",
    ko="어떤 쌍을 보나요? 0-1, 1-2, 2-3인가요, 0-1, 2-3뿐인가요?",
)
misconception(
    "last_pair_missed",
    ("len(word) - 1", "len(word) - 2"),
    en="How many neighbours has a word of five tokens? Does your range reach the last pair?",
    ko="토큰 다섯 개짜리 단어에 이웃한 쌍이 몇 개인가요? range가 마지막 쌍까지 가나요?",
)
misconception(
    "round_the_corner",
    ("range(len(word) - 1)", "range(len(word))"),
    ("word[i], word[i + 1]", "word[i - 1], word[i]"),
    en="Is the last token of a word a neighbour of its own first token?",
    ko="단어의 마지막 토큰이 그 단어의 첫 토큰과 이웃인가요?",
)
