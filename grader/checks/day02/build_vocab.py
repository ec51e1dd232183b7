"""build_vocab, against the WordLevelTrainer of `tokenizers`: by frequency, then by the string."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer, models, trainers

from grader.checks.day02.shared import ENGLISH, KOREAN, as_vocab, same_in_form
from grader.checks.oracles.bpe import Vocab
from grader.judge import Check, Expect, Rng, Student


def build_vocab(tokens: Sequence[str], size: int) -> Vocab:
    """Oracle: the library's WordLevelTrainer."""
    library = Tokenizer(models.WordLevel(unk_token="<unk>"))
    trainer = trainers.WordLevelTrainer(vocab_size=size, special_tokens=["<unk>"], show_progress=False)
    library.train_from_iterator(tokens, trainer)
    return dict(sorted(library.get_vocab().items(), key=lambda item: item[1]))


check = Check(build_vocab)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Frequencies without ties, then ties, then the size, then few tokens."""
    stems = [*ENGLISH, *(" " + stem for stem in ENGLISH), *KOREAN, "\n", "."]

    def shuffled(counts: dict[str, int]) -> list[str]:
        tokens = [token for token, count in counts.items() for _ in range(count)]
        order = np.argsort(rng.uniform((len(tokens),)))
        return [tokens[i] for i in order]

    def some(count: int) -> list[str]:
        order = np.argsort(rng.uniform((len(stems),)))[:count]
        return [stems[i] for i in order]

    def same(*cases: tuple[list[str], int]) -> None:
        same_in_form(student, expect, check, as_vocab, cases)

    with expect.part(
        "frequency",
        2,
        en="Is id 0 the unknown token, and do the others follow by falling frequency?",
        ko="번호 0이 모르는 토큰이고, 나머지는 자주 나오는 것부터 이어지나요?",
    ):
        cases = [(shuffled({token: i + 1 for i, token in enumerate(some(7))}), 99) for _ in range(2)]
        same(*cases)
    with expect.part(
        "ties",
        2,
        en="Which of two equally frequent tokens comes first: the smaller string, or the one that the text has first?",
        ko="똑같이 자주 나오는 두 토큰 가운데 무엇이 먼저인가요? 작은 문자열인가요, 텍스트에 먼저 나온 것인가요?",
    ):
        cases = [(shuffled({token: 1 + i // 4 for i, token in enumerate(some(12))}), 99) for _ in range(2)]
        same(*cases, (["b", "B", "a", "C"], 99))  # capitals come before all small letters
    with expect.part(
        "size",
        2,
        en="How many entries has the vocabulary, with <unk> counted? Which tokens stay outside?",
        ko="<unk>까지 세어서 어휘의 항목이 몇 개인가요? 어떤 토큰이 빠지나요?",
    ):
        cases = [
            (shuffled({token: 1 + i for i, token in enumerate(some(14))}), size) for size in (6, 10, 15, 14)
        ]
        same(*cases)
    with expect.part(
        "edges",
        1,
        en="What if there is room for <unk> alone, if there are fewer tokens than places, or if equally frequent ones "
        "stand at the edge?",
        ko="<unk> 하나만 들어갈 자리라면요? 토큰이 자리보다 적다면요? 똑같이 자주 나오는 토큰들이 경계에 걸린다면요?",
    ):
        same((some(4), 1), ([], 5), (some(3) * 2, 5), (some(2), 2), (["d", "c", "b", "a"], 3))


@check.right
def as_in_the_lesson(tokens, size):
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate(["<unk>", *ordered[: size - 1]])}


@check.right
def sorted_twice(tokens, size):
    names = sorted(set(tokens))
    names.sort(key=tokens.count, reverse=True)
    vocab = {"<unk>": 0}
    for name in names:
        if len(vocab) == size:
            break
        vocab[name] = len(vocab)
    return vocab


@check.right
def best_one_after_another(tokens, size):
    counts: dict[str, int] = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    vocab = {"<unk>": 0}
    while counts and len(vocab) < size:
        highest = max(counts.values())
        token = min(t for t in counts if counts[t] == highest)
        vocab[token] = len(vocab)
        del counts[token]
    return vocab


@check.misconception(
    en="How does most_common order two equally frequent tokens? Which order is asked for?",
    ko="most_common은 똑같이 자주 나오는 토큰을 어떤 순서로 두나요? 문제에서는 어떤 순서를 원하나요?",
)
def ties_as_in_the_text(tokens, size):
    common = [token for token, _ in Counter(tokens).most_common(size - 1)]
    return {token: i for i, token in enumerate(["<unk>", *common])}


@check.misconception(
    en="Equally frequent tokens stand at the edge of the vocabulary. Do you sort before you cut, or after?",
    ko="똑같이 자주 나오는 토큰들이 어휘의 경계에 걸려 있어요. 정렬하고 나서 자르나요, 자르고 나서 정렬하나요?",
)
def cut_before_sorting(tokens, size):
    kept = Counter(tokens).most_common(size - 1)
    ordered = sorted(kept, key=lambda item: (-item[1], item[0]))
    return {token: i for i, token in enumerate(["<unk>", *(token for token, _ in ordered)])}


@check.misconception(
    en="What decides first, the frequency or the alphabet? Which tokens must not be left out?",
    ko="먼저 따질 것이 빈도인가요, 문자열의 순서인가요? 빠지면 안 되는 토큰은 무엇인가요?",
)
def alphabetical(tokens, size):
    return {token: i for i, token in enumerate(["<unk>", *sorted(set(tokens))][:size])}


@check.misconception(
    en="The tokens are chosen by frequency. Are they numbered by frequency, too?",
    ko="토큰을 빈도로 골랐어요. 번호도 빈도 순서로 매겼나요?",
)
def most_frequent_in_order_of_the_alphabet(tokens, size):
    counts = Counter(tokens)
    kept = sorted(sorted(counts, key=lambda token: (-counts[token], token))[: size - 1])
    return {token: i for i, token in enumerate(["<unk>", *kept])}


@check.misconception(
    en="In which order do the tokens get their ids: as the text has them, or by frequency?",
    ko="토큰이 어떤 순서로 번호를 받나요? 텍스트에 나온 순서인가요, 빈도 순서인가요?",
)
def order_of_the_text(tokens, size):
    return {token: i for i, token in enumerate(["<unk>", *dict.fromkeys(tokens)][:size])}


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "ties_backwards",
    ("(-counts[token], token))", "(counts[token], token), reverse=True)"),
    en="What does reverse=True turn round, the counts alone or the strings too?",
    ko="reverse=True는 무엇을 뒤집나요? 횟수만인가요, 문자열의 순서도인가요?",
)
misconception(
    "unk_not_counted",
    ("ordered[: size - 1]", "ordered[:size]"),
    en="Is <unk> counted in the size? How many entries do you have altogether?",
    ko="크기에 <unk>도 들어가나요? 항목이 모두 몇 개인가요?",
)
misconception(
    "size_ignored",
    ("ordered[: size - 1]", "ordered"),
    en="What happens to the argument `size`? How many entries may there be?",
    ko="인수 `size`는 어디에 쓰이나요? 항목이 몇 개까지 있을 수 있나요?",
)
misconception(
    "rarest_first",
    ("-counts[token]", "counts[token]"),
    en="Which tokens get the small ids, the frequent or the rare ones?",
    ko="작은 번호를 받는 것은 자주 나오는 토큰인가요, 드문 토큰인가요?",
)
misconception(
    "no_unknown_token",
    ('["<unk>", *ordered[: size - 1]]', "ordered[:size]"),
    en="Which id does a token get that is not in the vocabulary? Where is <unk>?",
    ko="어휘에 없는 토큰은 어떤 번호를 받나요? <unk>는 어디에 있나요?",
)
misconception(
    "unknown_token_last",
    ('["<unk>", *ordered[: size - 1]]', '[*ordered[: size - 1], "<unk>"]'),
    en="Which id has <unk> in your vocabulary? Which is asked for?",
    ko="여러분의 어휘에서 <unk>의 번호는 몇인가요? 몇이어야 하나요?",
)
misconception(
    "ids_and_tokens_swapped",
    (
        '{token: i for i, token in enumerate(["<unk>", *ordered[: size - 1]])}',
        'dict(enumerate(["<unk>", *ordered[: size - 1]]))',
    ),
    en="Does your dictionary go from token to id, or from id to token?",
    ko="딕셔너리가 토큰에서 번호로 가나요, 번호에서 토큰으로 가나요?",
)
