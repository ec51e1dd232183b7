"""apply_merges, a bug to find (the longest token wins, not the earliest merge), by the BPE model of `tokenizers`."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.day02.merge_pair import merge_pair
from grader.checks.day02.shared import ENGLISH, KOREAN, as_strings, random_corpus, random_string, same_in_form
from grader.checks.oracles.bpe import Merges, Pair, char_tokenize, train_bpe, trained_model
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def hard_word(rng: Rng, stems: Sequence[str], unit: str) -> tuple[list[str], Merges]:
    """A word with an unknown character, and trained merges whose order matters for it."""
    merges, _ = train_bpe(random_corpus(rng, stems, 16, unit), 30)
    for _ in range(30):
        text = " " + random_string(rng, stems, 3, 6) + "Q" + random_string(rng, stems, 3, 6)
        word = char_tokenize(text, unit)
        if apply_merges(word, merges) != longest_from_the_left(word, merges):
            return word, merges
    return [*list("abcab"), "Q"], [("b", "c"), ("a", "b"), ("ab", "ab")]


def apply_merges(tokens: Sequence[str], merges: Sequence[Pair]) -> list[str]:
    """Oracle: the library's BPE model, which takes the merge of lowest rank first. Offsets tell unknown characters apart."""
    text, pairs = "".join(tokens), tuple((left, right) for left, right in merges)
    units = sorted({unit for pair in pairs for unit in "".join(pair)})
    names = dict.fromkeys(["<unk>", *units, *(left + right for left, right in pairs)])
    library = trained_model(tuple((name, i) for i, name in enumerate(names)), pairs)
    return [text[start:end] for start, end in library.encode(text).offsets]


check = Check(
    apply_merges,
    uses=("merge_pair",),
    bug="longest_from_the_left",
    reason=Choice(
        "B",
        {
            "A": Text(
                "No character is lost: a character that is in no merge stays as a token of its own. What else "
                "differs from training?",
                "잃어버리는 글자는 없어요. 어떤 병합에도 없는 글자는 토큰 하나로 남아요. 학습 때와 다른 점이 또 무엇일까요?",
            ),
            "B": Text(
                "The merges form a list in an order, and the earlier one takes its tokens first. A longest token can "
                "never know which merge came earlier.",
                "병합은 순서가 있는 목록이고, 먼저 배운 것이 먼저 토큰을 가져가요. 가장 긴 토큰만 보아서는 어느 병합이 먼저였는지 알 수 "
                "없어요.",
            ),
            "C": Text(
                "The function gets one word only, so it cannot cross a border. What decides which tokens it joins?",
                "이 함수는 단어 하나만 받으니 경계를 넘을 수 없어요. 어떤 토큰을 이어 붙일지 무엇이 결정하나요?",
            ),
            "D": Text(
                "From the right it would be wrong in the same way, only for other words. Does any end of the word "
                "decide in training?",
                "오른쪽에서 시작해도 다른 단어에서 똑같이 틀려요. 학습할 때 단어의 어느 쪽 끝이 결정하나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The order; merges that build on merges; many places; then merges that were trained."""

    def same(*cases: tuple[list[str], Merges], unchanged: bool = False) -> None:
        same_in_form(student, expect, check, as_strings, cases, unchanged=unchanged)

    with expect.part(
        "order",
        2,
        en="Two merges want the same token. Which one was learned first, and which one gets it in your code?",
        ko="두 병합이 같은 토큰을 원해요. 먼저 배운 것은 어느 쪽이고, 여러분의 코드에서는 어느 쪽이 가져가나요?",
    ):
        same(
            (list("abc"), [("b", "c"), ("a", "b")]),
            (list("abc"), [("a", "b"), ("b", "c")]),
            (list("책장에서책"), [("장", "에"), ("책", "장"), ("에", "서")]),
            (list("abcd"), [("a", "b"), ("c", "d"), ("b", "c"), ("ab", "c"), ("d", "e")]),
        )
    with expect.part(
        "chains",
        2,
        en="May a later merge use what an earlier one has made? Is each merge applied at every place?",
        ko="뒤의 병합이 앞의 병합으로 만든 토큰을 쓸 수 있나요? 병합을 맞는 곳마다 모두 적용하나요?",
    ):
        same(
            (list("seasea"), [("s", "e"), ("se", "a"), ("sea", "sea")]),
            (list("xsesese"), [("q", "r"), ("s", "e"), ("se", "se")]),
            (list("aaaaaaa"), [("a", "a"), ("aa", "aa")]),
            (list("abcd"), [("b", "c"), ("bc", "d"), ("a", "b")]),
            (list("abc"), [("b", "c"), ("a", "b"), ("a", "bc")]),
        )
    with expect.part(
        "trained",
        2,
        en="With merges from real training: does every merge come in its turn, and do unknown characters stay alone?",
        ko="실제로 학습한 병합으로 하면 어떤가요? 병합마다 제 차례에 적용되고, 모르는 글자는 혼자 남나요?",
    ):
        same(*(hard_word(rng, *kind) for kind in ((ENGLISH, "char"), (KOREAN, "char"), (KOREAN, "jamo"))))
    with expect.part(
        "edges",
        0.5,
        en="What of no merges, of an empty word, and is the list of the caller left alone?",
        ko="병합이 없거나 단어가 비어 있으면 어떻게 되나요? 부른 쪽의 리스트는 그대로인가요?",
    ):
        same((list("seat"), [("e", "a"), ("s", "e")]), (list("sea"), []), ([], [("s", "e")]), unchanged=True)


@check.right
def lowest_rank_first(tokens, merges):
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    tokens = list(tokens)
    while True:
        ranks = [rank.get(pair, len(merges)) for pair in zip(tokens, tokens[1:])]
        if not ranks or min(ranks) == len(merges):
            return tokens
        i = ranks.index(min(ranks))
        tokens = [*tokens[:i], tokens[i] + tokens[i + 1], *tokens[i + 2 :]]


@check.right
def two_loops(tokens, merges):
    word = tuple(tokens)
    for left, right in merges:
        out: list[str] = []
        used = True
        for token in word:
            if not used and out[-1] == left and token == right:
                out[-1] = left + right
                used = True
            else:
                out.append(token)
                used = False
        word = tuple(out)
    return word


@check.misconception(
    en="Which decides here, the length of a token or the order in which the merges were learned?",
    ko="여기서는 무엇이 결정하나요? 토큰의 길이인가요, 병합을 배운 순서인가요?",
)
def longest_from_the_left(tokens, merges):
    known = {left + right for left, right in merges}
    rest = "".join(tokens)
    result = []
    while rest:
        size = len(rest)
        while size > 1 and rest[:size] not in known:
            size -= 1
        result.append(rest[:size])
        rest = rest[size:]
    return result


@check.misconception(
    en="From which end of the list of merges do you start?",
    ko="병합 목록의 어느 쪽 끝에서 시작하나요?",
)
def last_merge_first(tokens, merges):
    for pair in reversed(merges):
        tokens = merge_pair(tokens, pair)
    return list(tokens)


@check.misconception(
    en="Do you take the first pair in the word that can be merged, or the first merge of the list that fits?",
    ko="단어에서 처음으로 합칠 수 있는 쌍을 고르나요, 목록에서 처음으로 맞는 병합을 고르나요?",
)
def leftmost_pair_first(tokens, merges):
    tokens = list(tokens)
    known = {tuple(pair) for pair in merges}
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) in known:
            tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
            i = 0
        else:
            i += 1
    return tokens


@check.misconception(
    en="Can two tokens that were made by merges be merged again in your code?",
    ko="여러분의 코드에서는 병합으로 생긴 토큰끼리 또 합쳐질 수 있나요?",
)
def units_only(tokens, merges):
    for pair in merges:
        if len(pair[0]) == 1 and len(pair[1]) == 1:
            tokens = merge_pair(tokens, pair)
    return list(tokens)


@check.misconception(
    en="A merge may fit at several places of a word. Do you apply it at all of them?",
    ko="한 병합이 단어의 여러 곳에 맞을 수 있어요. 그 모두에 적용하나요?",
)
def one_place_for_each_merge(tokens, merges):
    tokens = list(tokens)
    for left, right in merges:
        for i in range(len(tokens) - 1):
            if tokens[i] == left and tokens[i + 1] == right:
                tokens[i : i + 2] = [left + right]
                break
    return tokens


@check.misconception(
    en="If a merge does not fit anywhere in the word, are there others behind it in the list?",
    ko="어떤 병합이 단어의 어디에도 맞지 않으면, 목록에서 그 뒤의 병합은 더 볼 필요가 없나요?",
)
def gives_up_too_early(tokens, merges):
    tokens = list(tokens)
    for pair in merges:
        merged = merge_pair(tokens, pair)
        if merged == tokens:
            break
        tokens = merged
    return tokens


@check.misconception(
    en="Do you change the order of the merges, by sorting them or through a set? What does the order mean?",
    ko="병합을 정렬하거나 집합에 넣어서 순서를 바꾸나요? 그 순서는 무엇을 뜻하나요?",
)
def merges_sorted(tokens, merges):
    for pair in sorted(merges):
        tokens = merge_pair(tokens, pair)
    return list(tokens)


@check.misconception(
    en="Is each merge applied to the result of the merges before it, or to the word as it was at the start?",
    ko="병합을 앞선 병합의 결과에 적용하나요, 처음의 단어에 적용하나요?",
)
def starts_from_the_given_tokens_once(tokens, merges):
    result = list(tokens)
    for pair in merges:
        result = merge_pair(tokens, pair)
    return result
