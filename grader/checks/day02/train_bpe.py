"""train_bpe, against the BpeTrainer of `tokenizers`, ties included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks.day02.count_pairs import count_pairs
from grader.checks.day02.merge_pair import merge_pair
from grader.checks.day02.shared import (
    ALL_BYTES,
    ENGLISH,
    KOREAN,
    as_pair,
    as_vocab,
    random_corpus,
    same_in_form,
    wrong_type,
)
from grader.checks.oracles.bpe import Merges, Vocab, Words, train_bpe
from grader.judge import Check, Expect, Rng, Student


def as_merges_and_vocab(got: Any) -> tuple[Merges, Vocab]:
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise wrong_type("two things, merges and vocab", "merges와 vocab 두 가지", got)
    if not isinstance(got[0], list | tuple):
        raise wrong_type("merges and vocab, and merges a list; it", "merges(리스트)와 vocab", got[0])
    return [as_pair(pair) for pair in got[0]], as_vocab(got[1])


def merges_only(got: Any) -> Merges:
    return as_merges_and_vocab(got)[0]


def vocab_only(got: Any) -> Vocab:
    return as_merges_and_vocab(got)[1]


check = Check(train_bpe, uses=("count_pairs", "merge_pair"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Clear winners, then ties, then jamo and bytes, then the vocabulary, the end, the input left alone."""

    def same(plain: Callable[[Any], Any], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        same_in_form(student, expect, check, plain, cases, unchanged=unchanged)

    def staircase(letters: str) -> Words:
        """ab 27 times, abc 9 times, abcd 3 times, abcde once, mixed: no round has a tie."""
        shuffled = [letters[i] for i in np.argsort(rng.uniform((len(letters),)))]
        words = [shuffled[: k + 2] for k in range(len(letters) - 1) for _ in range(3 ** (3 - k))]
        return [words[i] for i in np.argsort(rng.uniform((len(words),)))]

    with expect.part(
        "clear_winners",
        2,
        en="In each round, is it the most frequent pair of all words, counted anew after every merge?",
        ko="매번 모든 단어에서 가장 자주 나오는 쌍을 고르나요? 합칠 때마다 새로 세나요?",
    ):
        same(
            merges_only,
            (staircase("gnost"), 3),
            (staircase("바다소리가"), 4),
            ([["a", "b"]] * 2 + [["c"]] * 3, 1),
        )
    with expect.part(
        "ties",
        3,
        en="Several pairs are equally frequent. Which ids do you compare, of which token first, and which wins?",
        ko="똑같이 자주 나오는 쌍이 여럿이에요. 어느 토큰의 번호를 먼저 비교하나요? 작은 쪽이 이기나요?",
    ):
        same(
            merges_only,
            (random_corpus(rng, ENGLISH, 20), 25),
            (random_corpus(rng, KOREAN, 16), 18),
            (random_corpus(rng, list("abcd"), 12), 12),
        )
    with expect.part(
        "vocabulary",
        2,
        en="Which id has <unk>, which the units, which the joined tokens? Are the units of alphabet among them?",
        ko="<unk>의 번호는 몇인가요? 단위들은요? 이어 붙인 토큰들은요? alphabet의 단위도 들어 있나요?",
    ):
        same(
            vocab_only,
            (staircase("gnost"), 3),
            (staircase("gnost"), 2, list("zxga")),
            (staircase("바다소리가"), 2, ["q", "힣"]),
        )
    with expect.part(
        "jamo_and_bytes",
        1.5,
        en="Does it work for jamo and for bytes, with all 256 of them as alphabet?",
        ko="자모와 바이트(alphabet에 256개 모두)로도 잘 되나요?",
    ):
        same(
            as_merges_and_vocab,
            (random_corpus(rng, KOREAN, 12, "jamo"), 20),
            (random_corpus(rng, KOREAN, 12, "byte"), 20, ALL_BYTES),
        )
    with expect.part(
        "the_end",
        1,
        en="When does training stop: after n_merges merges, or when no pair is left? Are pairs that occur once merged?",
        ko="학습은 언제 끝나나요? n_merges번 합쳤을 때, 또는 쌍이 남지 않았을 때인가요? 한 번만 나오는 쌍도 합치나요?",
    ):
        same(
            as_merges_and_vocab,
            ([list("sea"), list("set")], 99),
            ([list("ab"), ["c"]], 0),
            ([["a"], ["b"]], 5),
            ([list("abc")], 2),
        )
    with expect.part(
        "input_kept",
        0.5,
        en="Are the words of the caller still the same after the call?",
        ko="함수를 부른 뒤에도 부른 쪽의 단어들이 그대로인가요?",
    ):
        same(as_merges_and_vocab, (random_corpus(rng, ENGLISH, 8), 5), unchanged=True)


@check.right
def a_merge_a_round(words, n_merges, alphabet=()):
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@check.right
def distinct_words_with_counts(words, n_merges, alphabet=()):
    counts = Counter(tuple(word) for word in words)
    tokens = ["<unk>", *sorted({unit for word in words for unit in word} | set(alphabet))]
    merges: Merges = []
    while len(merges) < n_merges:
        pairs: Counter[Any] = Counter()
        for word, n in counts.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += n
        if not pairs:
            return merges, {token: i for i, token in enumerate(tokens)}
        highest = max(pairs.values())
        best = [pair for pair in pairs if pairs[pair] == highest]
        best.sort(key=lambda pair: [tokens.index(token) for token in pair])
        merges.append(best[0])
        tokens.append("".join(best[0]))
        merged: Counter[Any] = Counter()
        for word, n in counts.items():
            merged[tuple(merge_pair(list(word), best[0]))] += n
        counts = merged
    return merges, {token: i for i, token in enumerate(tokens)}


@check.right
def with_numbers_for_tokens(words, n_merges, alphabet=()):
    text = {0: "<unk>"}
    for unit in sorted({*alphabet, *(unit for word in words for unit in word)}):
        text[len(text)] = unit
    number = {unit: i for i, unit in text.items()}
    rows = [[number[unit] for unit in word] for word in words]
    merges = []
    for _ in range(n_merges):
        pairs = [pair for row in rows for pair in zip(row, row[1:])]
        if not pairs:
            break
        counts = Counter(pairs)
        left, right = min(counts, key=lambda pair: (-counts[pair], pair))
        new = len(text)
        text[new] = text[left] + text[right]
        merges.append([text[left], text[right]])
        for r, row in enumerate(rows):
            out: list[int] = []
            for i in row:
                if out and out[-1] == left and i == right:
                    out[-1] = new
                else:
                    out.append(i)
            rows[r] = out
    return merges, {token: i for i, token in text.items()}


@check.misconception(
    en="After a merge the neighbours are others. Do you count the pairs anew in every round?",
    ko="합치고 나면 이웃이 달라져요. 매번 쌍을 새로 세나요?",
)
def counted_only_once(words, n_merges, alphabet=()):
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    counts = sorted(count_pairs(words), key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))
    merges = [pair for pair, _ in counts[:n_merges]]
    for pair in merges:
        vocab[pair[0] + pair[1]] = len(vocab)
    return merges, vocab


misconception = check.misconceptions_in(a_merge_a_round)
misconception(
    "ties_first_met",
    (
        "counts = count_pairs(words)",
        (
            "counts: Counter[Any] = Counter()\n"
            "        for word in words:\n"
            "            counts.update(zip(word, word[1:]))"
        ),
    ),
    (
        "min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]",
        "max(counts, key=lambda p: counts[p])",
    ),
    en="When two pairs are equally frequent, does your max take the first one it meets? Which one is asked for?",
    ko="똑같이 자주 나오는 쌍이 둘이면 max가 먼저 만난 쌍을 고르나요? 어느 쌍을 골라야 하나요?",
)
misconception(
    "ties_greatest_string",
    (
        "min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]",
        "max((count, pair) for pair, count in counts)[1]",
    ),
    en="When two pairs are equally frequent, does the greater string win in your code? Which rule is asked for?",
    ko="똑같이 자주 나오는 쌍이 있을 때 더 큰 문자열이 이기나요? 문제의 규칙은 무엇인가요?",
)
misconception(
    "ties_smallest_string",
    (
        "min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]",
        "min((-count, pair) for pair, count in counts)[1]",
    ),
    en="Do you compare strings or ids? Where in the vocabulary does a joined token stand, and where its string in "
    "the order of the alphabet?",
    ko="문자열을 비교하나요, 번호를 비교하나요? 이어 붙인 토큰은 어휘의 어디에 있고, 문자열 순서로는 어디인가요?",
)
misconception(
    "ties_largest_ids",
    ("min(counts, key=lambda c: (-c[1],", "max(counts, key=lambda c: (c[1],"),
    en="Do the smallest ids win or the largest? What does the minus sign stand before?",
    ko="가장 작은 번호가 이기나요, 가장 큰 번호가 이기나요? 음수 부호가 어디에 붙어 있나요?",
)
misconception(
    "ties_right_token_first",
    ("vocab[c[0][0]], vocab[c[0][1]]", "vocab[c[0][1]], vocab[c[0][0]]"),
    en="Of which token do you compare the id first, the left or the right one?",
    ko="어느 토큰의 번호를 먼저 비교하나요? 왼쪽인가요, 오른쪽인가요?",
)
misconception(
    "words_run_together",
    ("merges = []", "merges = []\n    words = [[unit for word in words for unit in word]]"),
    ("vocab[pair[0] + pair[1]] = len(vocab)", "vocab.setdefault(pair[0] + pair[1], len(vocab))"),
    en="Are the words still apart when you count? A token must not reach over the border of two words.",
    ko="쌍을 셀 때 단어들이 서로 떨어져 있나요? 토큰이 두 단어의 경계를 넘어도 되나요?",
)
misconception(
    "every_word_counted_once",
    ("merges = []", "merges = []\n    words = [list(word) for word in {tuple(word) for word in words}]"),
    en="Does a word that stands in the list ten times count ten times?",
    ko="리스트에 열 번 나오는 단어를 열 번 세나요?",
)
misconception(
    "units_not_sorted",
    (
        "sorted(set(alphabet).union(*words))",
        "list(dict.fromkeys([*alphabet, *(unit for word in words for unit in word)]))",
    ),
    en="In which order do the units get their ids: sorted, or as the text has them? What do the ids decide later?",
    ko="단위들이 어떤 순서로 번호를 받나요? 정렬한 순서인가요, 텍스트에 나온 순서인가요? 그 번호가 나중에 무엇을 정하나요?",
)
misconception(
    "alphabet_forgotten",
    ("set(alphabet).union(*words)", "{unit for word in words for unit in word}"),
    en="Are the units of `alphabet` in the vocabulary, even those that no word has?",
    ko="`alphabet`의 단위가, 어떤 단어에도 없는 것까지, 어휘에 들어 있나요?",
)
misconception(
    "unknown_token_forgotten",
    ("    units = sorted(set(alphabet).union(*words))\n", ""),
    ('["<unk>", *units]', "sorted(set(alphabet).union(*words))"),
    en="Which id has <unk>? Does the first unit have id 0 in your vocabulary?",
    ko="<unk>의 번호는 몇인가요? 여러분의 어휘에서는 첫 단위의 번호가 0인가요?",
)
misconception(
    "joined_tokens_sorted_in",
    (
        "    return merges, vocab",
        (
            '    tokens = sorted(token for token in vocab if token != "<unk>")\n'
            '    return merges, {token: i for i, token in enumerate(["<unk>", *tokens])}'
        ),
    ),
    en="Where do the joined tokens stand in the vocabulary: at its end, in the order of the merges?",
    ko="이어 붙인 토큰은 어휘의 어디에 있나요? 맨 뒤에 병합한 순서대로 있나요?",
)
misconception(
    "once_is_not_enough",
    ("count_pairs(words)", "[c for c in count_pairs(words) if c[1] > 1]"),
    en="Do you stop when every pair occurs only once? When is training over?",
    ko="모든 쌍이 한 번씩만 나오면 멈추나요? 학습은 언제 끝나야 하나요?",
)
misconception(
    "no_way_out",
    ("        counts = count_pairs(words)\n        if not counts:\n            break\n", ""),
    ("min(counts,", "min(count_pairs(words),"),
    en="What does min find in an empty list? What should happen when no pair is left?",
    ko="빈 리스트에서 min은 무엇을 찾나요? 쌍이 남지 않으면 어떻게 해야 하나요?",
)
misconception(
    "size_of_the_vocabulary",
    ("for _ in range(n_merges)", "while len(vocab) < n_merges"),
    en="Is n_merges the number of merges, or the size of the whole vocabulary?",
    ko="n_merges는 병합의 횟수인가요, 어휘 전체의 크기인가요?",
)
misconception(
    "callers_words_changed",
    (
        "words = [merge_pair(word, pair) for word in words]",
        "for i in range(len(words)):\n            words[i] = merge_pair(words[i], pair)",
    ),
    en="Into which list do you write the merged words? Is the caller's list still the same?",
    ko="합친 단어를 어느 리스트에 쓰나요? 함수를 부른 쪽의 리스트가 그대로인가요?",
)
