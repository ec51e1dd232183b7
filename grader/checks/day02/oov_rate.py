"""oov_rate, against NumPy's isin: the share of the tokens of a text that are not in the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from grader.checks.day02.shared import ENGLISH, KOREAN, as_number, same_in_form
from grader.checks.oracles.bpe import Vocab
from grader.judge import Check, Expect, Rng, Student


def oov_rate(tokens: Sequence[str], vocab: Vocab) -> float:
    """Oracle: NumPy's isin."""
    return float(np.mean(~np.isin(np.array(tokens), list(vocab)))) if tokens else 0.0


check = Check(oov_rate)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Different tokens, then repeated ones, then the edges."""
    known = {"<unk>": 0, **{token: i + 1 for i, token in enumerate(ENGLISH[:7])}}
    strangers = [*ENGLISH[7:], *KOREAN]

    def tokens(of_known: int, of_strangers: int, repeated: int = 1) -> list[str]:
        return list(known)[1 : 1 + of_known] + strangers[:of_strangers] * repeated

    def same(*cases: tuple[list[str], Vocab]) -> None:
        same_in_form(student, expect, check, as_number, cases)

    with expect.part(
        "share",
        2,
        en="What do you count, and what do you divide by? Is the result between 0 and 1?",
        ko="무엇을 세고 무엇으로 나누나요? 결과가 0과 1 사이인가요?",
    ):
        same(
            (tokens(rng.integer(2, 6), 3), known),
            (tokens(6, rng.integer(1, 5)), known),
            (tokens(0, 4), known),
        )
    with expect.part(
        "repeated",
        1.5,
        en="The same unknown token stands in the text three times. How often does it count, above and below the line?",
        ko="모르는 토큰 하나가 텍스트에 세 번 나와요. 분자와 분모에서 각각 몇 번 세어지나요?",
    ):
        same((tokens(5, 2, 3), known), (tokens(rng.integer(2, 7), 1, 4), known))
    with expect.part(
        "edges",
        1,
        en="What comes out for an empty text, when all is known, and when a known token has the id 0?",
        ko="빈 텍스트라면 무엇이 나오나요? 모두 아는 토큰이라면요? 아는 토큰의 번호가 0이라면요?",
    ):
        last = {token: i for i, token in enumerate([*list(known)[1:], "<unk>"])}
        same(([], known), (tokens(4, 0), known), (tokens(1, 2), known), (tokens(3, 1), last))


@check.right
def counted_in_a_loop(tokens, vocab):
    unknown = 0
    for token in tokens:
        if vocab.get(token) is None:
            unknown += 1
    return unknown / max(len(tokens), 1)


@check.right
def from_a_counter(tokens, vocab):
    counts = Counter(tokens)
    try:
        return 1 - sum(n for token, n in counts.items() if token in vocab) / sum(counts.values())
    except ZeroDivisionError:
        return 0


@check.misconception(
    en="Do you count each different token once, or every occurrence?",
    ko="서로 다른 토큰을 한 번씩 세나요, 나올 때마다 세나요?",
)
def different_tokens_only(tokens, vocab):
    kinds = set(tokens)
    return len([t for t in kinds if t not in vocab]) / len(kinds) if kinds else 0.0


@check.misconception(
    en="Above the line you count different tokens, below all of them. Should both count occurrences?",
    ko="분자는 서로 다른 토큰을, 분모는 모든 토큰을 세고 있어요. 둘 다 나온 횟수를 세야 하지 않을까요?",
)
def unknown_kinds_over_all_tokens(tokens, vocab):
    return len(set(tokens) - set(vocab)) / len(tokens) if tokens else 0.0


@check.misconception(
    en="What does `not vocab.get(token)` say of a token whose id is 0? Is it in the vocabulary?",
    ko="번호가 0인 토큰에 `not vocab.get(token)`은 무엇이라고 하나요? 그 토큰은 어휘에 있나요?",
)
def id_zero_counts_as_unknown(tokens, vocab):
    if not tokens:
        return 0.0
    return sum(not vocab.get(token) for token in tokens) / len(tokens)


@check.misconception(
    en="Is this the share of the unknown tokens or that of the known ones?",
    ko="모르는 토큰의 비율인가요, 아는 토큰의 비율인가요?",
)
def share_of_the_known(tokens, vocab):
    return sum(t in vocab for t in tokens) / len(tokens) if tokens else 0.0


@check.misconception(
    en="What do you divide by: the tokens of the text or the entries of the vocabulary?",
    ko="무엇으로 나누나요? 텍스트의 토큰 수인가요, 어휘의 항목 수인가요?",
)
def over_the_vocabulary(tokens, vocab):
    return sum(t not in vocab for t in tokens) / len(vocab)


@check.misconception(
    en="Do you divide by all tokens, or by the known ones alone?",
    ko="모든 토큰의 수로 나누나요, 아는 토큰의 수로만 나누나요?",
)
def unknown_over_known(tokens, vocab):
    unknown = sum(t not in vocab for t in tokens)
    return unknown / max(len(tokens) - unknown, 1)


@check.misconception(
    en="Is this a number of tokens or a share of them?",
    ko="이것은 토큰의 개수인가요, 비율인가요?",
)
def not_divided(tokens, vocab):
    return sum(t not in vocab for t in tokens)


@check.misconception(
    en="Is the result between 0 and 1, or in percent?",
    ko="결과가 0과 1 사이인가요, 퍼센트인가요?",
)
def in_percent(tokens, vocab):
    return 100 * sum(t not in vocab for t in tokens) / len(tokens) if tokens else 0.0


@check.misconception(
    en="What is len(tokens) for an empty text, and can you divide by it?",
    ko="빈 텍스트에서 len(tokens)는 얼마인가요? 그 수로 나눌 수 있나요?",
)
def empty_text_forgotten(tokens, vocab):
    return sum(t not in vocab for t in tokens) / len(tokens)
