"""encode, against the BPE model of `tokenizers` on each word of its Split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.checks.day02.apply_merges import apply_merges
from grader.checks.day02.shared import (
    ENGLISH,
    KOREAN,
    as_int,
    decomposed,
    random_sentence,
    same_in_form,
    trained_tokenizer,
    wrong_type,
)
from grader.checks.day02.word_tokenize import word_tokenize
from grader.checks.oracles.bpe import Pair, Vocab, char_tokenize, trained_model
from grader.judge import Check, Expect, Rng, Student


def as_ids(got: Any) -> list[int]:
    items = list(got) if isinstance(got, list | tuple) or getattr(got, "ndim", 0) == 1 else None
    if items is None:
        raise wrong_type("a list of ints", "정수의 리스트", got)
    numbers = [as_int(item) for item in items]
    for number, item in zip(numbers, items, strict=True):
        if number is None:
            raise wrong_type("a list of ints, and one entry is not: it", "정수만 든 리스트", item)
    return [number for number in numbers if number is not None]


def encode(text: str, merges: Sequence[Pair], vocab: Vocab, unit: str = "char") -> list[int]:
    """Oracle: the library's BPE model on each word of the library's Split."""
    library = trained_model(tuple(vocab.items()), tuple((left, right) for left, right in merges))
    words = ["".join(char_tokenize(word, unit)) for word in word_tokenize(text)]
    return [i for word in words for i in library.encode(word).ids]


check = Check(encode, uses=("char_tokenize", "word_tokenize", "apply_merges"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Known text, then units, then borders of words, then what is unknown."""

    def same(*cases: tuple[Any, ...]) -> None:
        same_in_form(student, expect, check, as_ids, cases)

    english, korean = trained_tokenizer(rng, ENGLISH, "char"), trained_tokenizer(rng, KOREAN, "char")
    with expect.part(
        "ids",
        2,
        en="Are the merges applied to the units of each word, and is each token looked up in the vocabulary?",
        ko="단어마다 단위에 병합을 적용하고, 토큰마다 어휘에서 번호를 찾나요?",
    ):
        learned = {token: i for i, token in enumerate(["<unk>", " ", "a", "b", "c", "bc", "ab"])}
        same(
            (random_sentence(rng, ENGLISH), *english),
            (random_sentence(rng, KOREAN), *korean, "char"),
            ("abc ab", [("b", "c"), ("a", "b")], learned),  # the longest token from the left is another one
        )
    with expect.part(
        "units",
        2,
        en="Is the unit handed on? Does decomposed text give the same ids as composed text?",
        ko="unit을 넘겨주나요? 분해된 텍스트도 조합된 텍스트와 같은 번호가 나오나요?",
    ):
        jamo, byte = trained_tokenizer(rng, KOREAN, "jamo"), trained_tokenizer(rng, KOREAN, "byte")
        same(
            (random_sentence(rng, KOREAN), *jamo, "jamo"),
            (random_sentence(rng, KOREAN) + " é😀", *byte, "byte"),
            ("é", *byte, "byte"),  # two bytes, although there is a token chr(233)
            (decomposed(random_sentence(rng, KOREAN)), *korean, "char"),
        )
    with expect.part(
        "borders",
        1.5,
        en="Is the text cut into words first, and does every space get an id? May a merge reach over a border?",
        ko="먼저 단어로 자르나요? 공백도 모두 번호를 받나요? 병합이 단어의 경계를 넘지 않나요?",
    ):
        merges = [("a", " "), (" ", " "), ("a", "."), (" ", "b"), ("b", " b")]
        tokens = ["<unk>", " ", ".", "a", "b", *(left + right for left, right in merges)]
        vocab = {token: i for i, token in enumerate(tokens)}
        same(
            ("a b  b.a. b", merges, vocab),
            ("b b a   .", merges, vocab),
            ("", merges, vocab),
            ("  a b ", merges, vocab),
        )
    with expect.part(
        "unknown",
        1.5,
        en="Which id gets a token that is not in the vocabulary? What happens to the known tokens around it?",
        ko="어휘에 없는 토큰은 어떤 번호를 받나요? 그 둘레의 아는 토큰들은 어떻게 되나요?",
    ):
        same(
            (random_sentence(rng, ENGLISH) + " zebra 힣힣 sea", *english),
            (random_sentence(rng, KOREAN) + " 뷁쀍 책힣장", *korean),
        )


@check.right
def token_by_token(text, merges, vocab, unit="char"):
    ids = []
    for word in word_tokenize(text):
        for token in apply_merges(char_tokenize(word, unit), merges):
            ids.append(vocab.get(token, vocab["<unk>"]))
    return ids


@check.right
def words_then_tokens(text, merges, vocab, unit="char"):
    words = [char_tokenize(word, unit) for word in word_tokenize(text)]
    tokens: list[str] = sum((list(apply_merges(word, merges)) for word in words), [])
    return [vocab[token] if token in vocab else 0 for token in tokens]


@check.right
def remembered_words(text, merges, vocab, unit="char"):
    kept: dict[str, list[int]] = {}
    ids: list[int] = []
    for word in word_tokenize(text):
        if word not in kept:
            kept[word] = []
            for token in apply_merges(char_tokenize(word, unit), merges):
                try:
                    kept[word].append(vocab[token])
                except KeyError:
                    kept[word].append(vocab["<unk>"])
        ids.extend(kept[word])
    return tuple(ids)


@check.misconception(
    en="Do you give back tokens or their ids? Where is the vocabulary used?",
    ko="토큰을 돌려주나요, 번호를 돌려주나요? 어휘는 어디에 쓰이나요?",
)
def tokens_instead_of_ids(text, merges, vocab, unit="char"):
    return [t for word in word_tokenize(text) for t in apply_merges(char_tokenize(word, unit), merges)]


@check.misconception(
    en="Is the text cut into words before the merges? May a merge reach over a border?",
    ko="병합하기 전에 텍스트를 단어로 자르나요? 병합이 단어의 경계를 넘어도 되나요?",
)
def not_cut_into_words(text, merges, vocab, unit="char"):
    return [vocab.get(t, vocab["<unk>"]) for t in apply_merges(char_tokenize(text, unit), merges)]


@check.misconception(
    en="Where are the merges applied? Does any id stand for more than one unit?",
    ko="병합을 어디에서 적용하나요? 단위 둘 이상을 나타내는 번호가 하나라도 있나요?",
)
def without_merges(text, merges, vocab, unit="char"):
    return [vocab.get(t, vocab["<unk>"]) for word in word_tokenize(text) for t in char_tokenize(word, unit)]


@check.misconception(
    en="Do you look up whole words in the vocabulary? What is in it, words or the tokens of the merges?",
    ko="어휘에서 단어를 통째로 찾나요? 어휘에 든 것은 단어인가요, 병합으로 생긴 토큰인가요?",
)
def words_looked_up(text, merges, vocab, unit="char"):
    return [vocab.get("".join(char_tokenize(word, unit)), vocab["<unk>"]) for word in word_tokenize(text)]


@check.misconception(
    en="Do you look for the longest token that fits? In which order were the merges learned, and does that order decide?",
    ko="들어맞는 토큰 가운데 가장 긴 것을 찾나요? 병합을 배운 순서는 무엇이고, 그 순서대로 적용되나요?",
)
def longest_token_of_the_vocabulary(text, merges, vocab, unit="char"):
    ids = []
    for word in word_tokenize(text):
        units = char_tokenize(word, unit)
        while units:
            ends = [end for end in range(len(units), 0, -1) if "".join(units[:end]) in vocab]
            end = ends[0] if ends else 1
            ids.append(vocab.get("".join(units[:end]), vocab["<unk>"]))
            units = units[end:]
    return ids


@check.misconception(
    en="One character of a word is unknown. Does the whole word have to be?",
    ko="단어의 글자 하나를 몰라요. 그렇다고 단어 전체를 몰라야 하나요?",
)
def whole_word_unknown(text, merges, vocab, unit="char"):
    ids = []
    for word in word_tokenize(text):
        tokens = apply_merges(char_tokenize(word, unit), merges)
        if all(token in vocab for token in tokens):
            ids += [vocab[token] for token in tokens]
        else:
            ids.append(vocab["<unk>"])
    return ids


@check.misconception(
    en="Two unknown tokens stand side by side. How many ids do they get?",
    ko="모르는 토큰 두 개가 나란히 있어요. 번호를 몇 개 받아야 하나요?",
)
def unknown_in_a_row_as_one(text, merges, vocab, unit="char"):
    ids: list[int] = []
    for word in word_tokenize(text):
        for token in apply_merges(char_tokenize(word, unit), merges):
            i = vocab.get(token, vocab["<unk>"])
            if i != vocab["<unk>"] or not ids or ids[-1] != i:
                ids.append(i)
    return ids


@check.misconception(
    en="What does vocab[token] do when the token is not there?",
    ko="토큰이 없을 때 vocab[token]은 어떻게 되나요?",
)
def unknown_not_handled(text, merges, vocab, unit="char"):
    return [vocab[t] for word in word_tokenize(text) for t in apply_merges(char_tokenize(word, unit), merges)]


misconception = check.misconceptions_in(token_by_token)
misconception(
    "cut_with_split",
    ("word_tokenize(text)", "text.split()"),
    en="Where are the spaces after split()? Which function of yours keeps them?",
    ko="split()을 하고 나면 공백은 어디에 있나요? 여러분이 만든 함수 가운데 공백을 지키는 것은 무엇인가요?",
)
misconception(
    "unit_not_handed_on",
    ("char_tokenize(word, unit)", "char_tokenize(word)"),
    en="Is `unit` handed on to char_tokenize? Which unit does it take otherwise?",
    ko="`unit`을 char_tokenize에 넘기나요? 넘기지 않으면 어떤 단위를 쓰나요?",
)
misconception(
    "unknown_left_out",
    (
        'ids.append(vocab.get(token, vocab["<unk>"]))',
        "if token in vocab:\n                ids.append(vocab[token])",
    ),
    en="What becomes of a token that is not in the vocabulary: is it left out, or does it get the id of <unk>?",
    ko="어휘에 없는 토큰은 어떻게 되나요? 빼 버리나요, <unk>의 번호를 주나요?",
)
