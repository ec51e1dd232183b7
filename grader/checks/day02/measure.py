"""measure, against NumPy over the library's ids: tokens a sentence, and the share of the unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks.day02.encode import encode
from grader.checks.day02.shared import (
    ENGLISH,
    KOREAN,
    as_number,
    pick,
    random_sentence,
    random_string,
    same_in_form,
    trained_tokenizer,
    wrong_type,
)
from grader.checks.day02.word_tokenize import word_tokenize
from grader.checks.oracles.bpe import Pair, Vocab
from grader.judge import Check, Expect, Rng, Student


def as_two_numbers(got: Any) -> tuple[float, float]:
    if isinstance(got, list | tuple) and len(got) == 2:
        return as_number(got[0]), as_number(got[1])
    raise wrong_type("two numbers", "숫자 두 개", got)


def measure(
    sentences: Sequence[str], merges: Sequence[Pair], vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    """Oracle: NumPy over the library's ids."""
    ids = [np.array(encode(sentence, merges, vocab, unit), dtype=np.int64) for sentence in sentences]
    return float(np.mean([len(row) for row in ids])), float(np.mean(np.concatenate(ids) == vocab["<unk>"]))


check = Check(measure, uses=("encode",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The length, then the unknown share over sentences of very different length, then the other units."""

    def same(plain: Callable[[Any], Any], *cases: tuple[Any, ...]) -> None:
        same_in_form(student, expect, check, plain, cases)

    def texts(stems: Sequence[str], strange: Sequence[str]) -> list[str]:
        """A long sentence, a short one, and one with unknown characters."""
        return [
            random_sentence(rng, stems, 9),
            pick(rng, stems) + pick(rng, strange),
            random_sentence(rng, stems, 2) + random_string(rng, strange, 2, 4),
        ]

    english, korean = trained_tokenizer(rng, ENGLISH, "char"), trained_tokenizer(rng, KOREAN, "char")
    with expect.part(
        "length",
        2,
        en="What do you count: tokens after the merges, or characters or words? By what do you divide?",
        ko="무엇을 세나요? 병합한 뒤의 토큰인가요, 글자나 단어인가요? 무엇으로 나누나요?",
    ):
        same(
            lambda got: as_two_numbers(got)[0],
            (texts(ENGLISH, ["z", "힣"]), *english),
            (texts(KOREAN, ["z", "힣"]), *korean, "char"),
            (["sea", "", "the sea"], *english),
            (["a", "b"], [("a", "b")], {"<unk>": 0, "a": 1, "b": 2, "ab": 3}),
        )
    with expect.part(
        "unknown",
        2,
        en="Which tokens are unknown, and do you divide once, by all tokens of all sentences?",
        ko="어떤 토큰을 모르나요? 모든 문장의 모든 토큰 수로 한 번만 나누나요?",
    ):
        same(
            lambda got: as_two_numbers(got)[1],
            (texts(ENGLISH, ["z", "힣"]), *english),
            (texts(KOREAN, ["쀍", "힣"])[:2], *korean, "char"),
            (["sea"], [], {"<unk>": 0, "s": 1, "e": 2}),
        )
    with expect.part(
        "units",
        1.5,
        en="Is the unit handed on to encode? Can anything be unknown with all bytes in the vocabulary?",
        ko="unit을 encode에 넘기나요? 모든 바이트가 어휘에 있을 때 모르는 것이 있을 수 있나요?",
    ):
        same(
            as_two_numbers,
            (texts(KOREAN, ["z", "ㅋ"]), *trained_tokenizer(rng, KOREAN, "jamo"), "jamo"),
            (texts(KOREAN, ["쀍", "é"]), *trained_tokenizer(rng, KOREAN, "byte"), "byte"),
        )


@check.right
def summed_over_sentences(sentences, merges, vocab, unit="char"):
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    return total / len(sentences), sum(ids.count(0) for ids in encoded) / total


@check.right
def sums_in_a_loop(sentences, merges, vocab, unit="char"):
    total = unknown = 0
    for sentence in sentences:
        for i in encode(sentence, merges, vocab, unit):
            total += 1
            unknown += i == vocab["<unk>"]
    return [total / len(sentences), unknown / total]


@check.right
def all_ids_at_once(sentences, merges, vocab, unit="char"):
    counts = Counter(i for sentence in sentences for i in encode(sentence, merges, vocab, unit))
    return sum(counts.values()) / len(sentences), counts[0] / sum(counts.values())


@check.misconception(
    en="Is the unknown share a mean over sentences? A token of a short sentence then weighs more. What is asked?",
    ko="모르는 토큰의 비율을 문장마다 구해서 평균 냈나요? 그러면 짧은 문장의 토큰이 더 무거워져요. 문제는 무엇을 묻나요?",
)
def mean_of_the_shares(sentences, merges, vocab, unit="char"):
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    lengths = [len(ids) for ids in encoded]
    shares = [ids.count(0) / len(ids) for ids in encoded]
    return sum(lengths) / len(sentences), sum(shares) / len(sentences)


@check.misconception(
    en="One of the sentences is empty. Is it still a sentence when you divide?",
    ko="문장 가운데 하나가 비어 있어요. 나눌 때 그것도 문장 하나로 세나요?",
)
def empty_sentences_left_out(sentences, merges, vocab, unit="char"):
    encoded = [ids for sentence in sentences if (ids := encode(sentence, merges, vocab, unit))]
    total = sum(len(ids) for ids in encoded)
    return total / len(encoded), sum(ids.count(vocab["<unk>"]) for ids in encoded) / total


@check.misconception(
    en="What stands between two sentences when they are joined? May a merge reach from one into the next?",
    ko="문장들을 이어 붙이면 두 문장 사이에 무엇이 있나요? 병합이 한 문장에서 다음 문장으로 이어져도 되나요?",
)
def sentences_joined(sentences, merges, vocab, unit="char"):
    ids = encode("".join(sentences), merges, vocab, unit)
    return len(ids) / len(sentences), ids.count(vocab["<unk>"]) / len(ids)


@check.misconception(
    en="Do you divide by the number of sentences or by the number of words?",
    ko="문장 수로 나누나요, 단어 수로 나누나요?",
)
def tokens_per_word(sentences, merges, vocab, unit="char"):
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    words = sum(len(word_tokenize(sentence)) for sentence in sentences)
    return total / words, sum(ids.count(0) for ids in encoded) / total


@check.misconception(
    en="What is len(sentence), characters or tokens?",
    ko="len(sentence)는 글자 수인가요, 토큰 수인가요?",
)
def characters_counted(sentences, merges, vocab, unit="char"):
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    unknown = sum(ids.count(0) for ids in encoded)
    characters = sum(len(sentence) for sentence in sentences)
    return characters / len(sentences), unknown / characters


@check.misconception(
    en="Is the second result the share of the unknown tokens or of the known ones?",
    ko="두 번째 결과가 모르는 토큰의 비율인가요, 아는 토큰의 비율인가요?",
)
def known_share(sentences, merges, vocab, unit="char"):
    ids = [i for sentence in sentences for i in encode(sentence, merges, vocab, unit)]
    return len(ids) / len(sentences), sum(i != 0 for i in ids) / len(ids)


@check.misconception(
    en="Which of the two results comes first?",
    ko="두 결과 가운데 무엇이 먼저인가요?",
)
def results_swapped(sentences, merges, vocab, unit="char"):
    ids = [i for sentence in sentences for i in encode(sentence, merges, vocab, unit)]
    return ids.count(0) / len(ids), len(ids) / len(sentences)


@check.misconception(
    en="Do your sums grow from sentence to sentence, or does each sentence overwrite them?",
    ko="합이 문장마다 늘어나나요, 다음 문장이 앞의 값을 덮어쓰나요?",
)
def last_sentence_only(sentences, merges, vocab, unit="char"):
    ids: list[int] = []
    for sentence in sentences:
        ids = encode(sentence, merges, vocab, unit)
    return len(ids) / len(sentences), ids.count(0) / len(ids)


misconception = check.misconceptions_in(summed_over_sentences)
misconception(
    "unknown_per_sentence",
    ("for ids in encoded) / total", "for ids in encoded) / len(sentences)"),
    en="By what do you divide the unknown tokens: by the number of sentences, or by all tokens?",
    ko="모르는 토큰의 수를 무엇으로 나누나요? 문장 수인가요, 모든 토큰의 수인가요?",
)
misconception(
    "unit_not_given_to_encode",
    ("encode(sentence, merges, vocab, unit)", "encode(sentence, merges, vocab)"),
    en="Which unit does encode use if you do not hand it on?",
    ko="unit을 넘기지 않으면 encode는 어떤 단위를 쓰나요?",
)
misconception(
    "different_ids",
    ("encode(sentence, merges, vocab, unit)", "set(encode(sentence, merges, vocab, unit))"),
    ("ids.count(0)", "0 in ids"),
    en="Do you count every token, or each different id once?",
    ko="토큰을 모두 세나요, 서로 다른 번호를 한 번씩 세나요?",
)
