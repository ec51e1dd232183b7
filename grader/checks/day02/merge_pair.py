"""merge_pair, against str.replace: from left to right, and no token is used twice."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.day02.shared import as_strings, same_in_form
from grader.checks.oracles.bpe import Pair
from grader.judge import Check, Expect, Rng, Student


def merge_pair(tokens: Sequence[str], pair: Pair) -> list[str]:
    """Oracle: str.replace, which goes from left to right and uses nothing twice, with one sign for each token."""
    names = list(dict.fromkeys([*tokens, *pair]))
    sign = {name: chr(0xE000 + i) for i, name in enumerate(names)}
    back = {s: name for name, s in sign.items()} | {"\uf8ff": "".join(pair)}
    text = "".join(sign[token] for token in tokens)
    return [back[s] for s in text.replace(sign[pair[0]] + sign[pair[1]], "\uf8ff")]


check = Check(merge_pair)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Pairs apart, pairs that overlap, tokens against letters, edges, the input left alone."""

    def same(*cases: tuple[list[str], Pair], unchanged: bool = False) -> None:
        same_in_form(student, expect, check, as_strings, cases, unchanged=unchanged)

    with expect.part(
        "merged",
        2,
        en="Is the pair joined at every place, and does everything else stay where it was?",
        ko="쌍을 나오는 곳마다 합치고, 나머지는 모두 제자리에 두나요?",
    ):
        same(
            (list("sesee"), ("s", "e")),
            (list("xabyabz"), ("a", "b")),
            (list("에서바다에서"), ("에", "서")),
            (list(" sea sea"), (" ", "s")),
        )
    with expect.part(
        "overlaps",
        2,
        en="What comes after a merge: the next token, or the one that was just used? Try a, a, a and a, a, a, a.",
        ko="합친 다음에는 어디로 가나요? 방금 쓴 토큰을 또 쓰지 않나요? a, a, a와 a, a, a, a로 해 보세요.",
    ):
        same(
            (list("aaa"), ("a", "a")),
            (list("aaaa"), ("a", "a")),
            (list("b" + "a" * rng.integer(5, 9) + "b"), ("a", "a")),
        )
    with expect.part(
        "tokens",
        2,
        en="A pair is two tokens. Do xa, b and ab, c hold the pairs (a, b) and (a, bc)? Which of two stands left?",
        ko="쌍은 토큰 두 개예요. xa, b에 쌍 (a, b)가 있나요? ab, c에 쌍 (a, bc)가 있나요? 둘 중 무엇이 왼쪽인가요?",
    ):
        same(
            (["xa", "b", "a", "b"], ("a", "b")),
            (["a", "bx", "a", "b"], ("a", "b")),
            (["ab", "c", "a", "bc"], ("a", "bc")),
            (["b", "a", "b", "b"], ("a", "b")),
            ([" the", " s", "ea", " s", "e"], (" s", "ea")),
        )
    with expect.part(
        "edges",
        1,
        en="What of a word that does not hold the pair, of a word of one token, of a pair at the very end?",
        ko="쌍이 없는 단어, 토큰 하나짜리 단어, 맨 끝에 있는 쌍은 어떻게 되나요?",
    ):
        same(
            (list("xyz"), ("a", "b")),
            (["a"], ("a", "a")),
            ([], ("a", "b")),
            (list("ccab"), ("a", "b")),
            (list("abc"), ("a", "b")),
        )
    with expect.part(
        "input_kept",
        0.5,
        en="Is the list of the caller still the same after the call?",
        ko="함수를 부른 뒤에도 부른 쪽의 리스트가 그대로인가요?",
    ):
        same((list("sesee"), ("s", "e")), unchanged=True)


@check.right
def as_in_the_lesson(tokens, pair):
    merged = []
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == tuple(pair):
            merged.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


@check.right
def grown_from_the_left(tokens, pair):
    left, right = pair
    result: list[str] = []
    open_left = False  # is the last token of the result a left one that no merge has used?
    for token in tokens:
        if open_left and token == right:
            result[-1] += token
            open_left = False
        else:
            result.append(token)
            open_left = token == left
    return result


@check.right
def on_a_copy(tokens, pair):
    tokens = list(tokens)
    i = 0
    while i + 1 < len(tokens):
        if tokens[i] == pair[0] and tokens[i + 1] == pair[1]:
            tokens[i] += tokens.pop(i + 1)
        i += 1
    return tokens


@check.right
def recursive(tokens, pair):
    if len(tokens) < 2:
        return tokens[:]
    if tokens[:2] == list(pair):
        return ["".join(pair), *merge_pair(tokens[2:], pair)]
    return [tokens[0], *merge_pair(tokens[1:], pair)]


@check.misconception(
    en="In a, a, a the middle a is used by two merges. Where do you go on after a merge?",
    ko="a, a, a에서 가운데 a를 두 번 쓰고 있어요. 합친 다음에는 어디에서 이어 가야 하나요?",
)
def middle_used_twice(tokens, pair):
    merged = []
    places = [i for i in range(len(tokens) - 1) if (tokens[i], tokens[i + 1]) == tuple(pair)]
    for i in range(len(tokens)):
        if i in places:
            merged.append(tokens[i] + tokens[i + 1])
        elif i - 1 not in places:
            merged.append(tokens[i])
    return merged


@check.misconception(
    en="After s and e became se, is the e still there? By how much does i grow after a merge?",
    ko="s와 e가 se가 된 뒤에도 e가 남아 있나요? 합친 다음 i는 얼마나 커져야 하나요?",
)
def right_token_left_behind(tokens, pair):
    merged = []
    for i in range(len(tokens)):
        if i + 1 < len(tokens) and (tokens[i], tokens[i + 1]) == tuple(pair):
            merged.append(tokens[i] + tokens[i + 1])
        else:
            merged.append(tokens[i])
    return merged


@check.misconception(
    en="Does replace know where a token begins? What does it do with xa, b, and with tokens that hold a space?",
    ko="replace는 토큰이 어디서 시작하는지 아나요? xa, b나 공백이 든 토큰은 어떻게 되나요?",
)
def text_replaced(tokens, pair):
    return " ".join(tokens).replace(" ".join(pair), "".join(pair)).split(" ") if tokens else []


@check.misconception(
    en="The pair may stand in a word several times. Do you go on after the first merge?",
    ko="쌍이 한 단어에 여러 번 있을 수 있어요. 처음 합친 뒤에도 계속하나요?",
)
def first_place_only(tokens, pair):
    for i in range(len(tokens) - 1):
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            return [*tokens[:i], tokens[i] + tokens[i + 1], *tokens[i + 2 :]]
    return list(tokens)


@check.misconception(
    en="From which end do you go? What should a, a, a become?",
    ko="어느 쪽 끝에서 시작하나요? a, a, a는 무엇이 되어야 하나요?",
)
def from_the_right(tokens, pair):
    merged: list[str] = []
    i = len(tokens) - 1
    while i >= 0:
        if i > 0 and (tokens[i - 1], tokens[i]) == tuple(pair):
            merged.insert(0, tokens[i - 1] + tokens[i])
            i -= 2
        else:
            merged.insert(0, tokens[i])
            i -= 1
    return merged


@check.misconception(
    en="Whose list do you write into? Is it still the same for the one who called?",
    ko="어느 리스트를 고치고 있나요? 함수를 부른 쪽의 리스트가 그대로 남아 있나요?",
)
def callers_list_changed(tokens, pair):
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
        i += 1
    return tokens


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "joined_text_compared",
    (
        "tuple(tokens[i : i + 2]) == tuple(pair)",
        "i + 1 < len(tokens) and tokens[i] + tokens[i + 1] == pair[0] + pair[1]",
    ),
    en="ab, c and a, bc look the same when joined. Do you compare the two tokens one by one?",
    ko="ab, c와 a, bc는 이어 붙이면 똑같아 보여요. 두 토큰을 하나씩 비교하나요?",
)
misconception(
    "either_order",
    (
        "tuple(tokens[i : i + 2]) == tuple(pair)",
        "i + 1 < len(tokens) and {tokens[i], tokens[i + 1]} == set(pair)",
    ),
    en="Are a, b and b, a the same pair? Which one stands on the left?",
    ko="a, b와 b, a는 같은 쌍인가요? 왼쪽에 있는 것은 무엇인가요?",
)
misconception(
    "last_token_lost",
    ("while i < len(tokens)", "while i < len(tokens) - 1"),
    ("tuple(tokens[i : i + 2])", "(tokens[i], tokens[i + 1])"),
    en="Where is the last token? Does your loop reach it when it belongs to no pair?",
    ko="마지막 토큰은 어디로 갔나요? 쌍에 속하지 않을 때도 반복문이 거기까지 가나요?",
)
