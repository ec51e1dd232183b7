"""Invented texts, corpora and tokenizers, and the plain forms in which results are compared.

Results are strings, lists, dicts and pairs, so they are compared as such; whoever gives back another type is told so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks.oracles.bpe import Merges, Pair, Vocab, Words, char_tokenize, train_bpe
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text

ALL_BYTES = [chr(b) for b in range(256)]
ENGLISH = "the sea see s a at cat cats song sing ing in on stone Mina".split()
KOREAN = "도서관 이 은 에 에서 바다 바람 책 책장 아이 아이들 들 고래 노래 요".split()
SIGNS = [".", ",", "!", "?!", '"', "...", "-"]


def pick(rng: Rng, items: Sequence[str]) -> str:
    return items[rng.integer(0, len(items))]


def random_string(rng: Rng, letters: Sequence[str], low: int, high: int) -> str:
    return "".join(pick(rng, letters) for _ in range(rng.integer(low, high)))


def random_sentence(rng: Rng, stems: Sequence[str], count: int = 6) -> str:
    """A line of invented words with spaces and signs between them."""
    text = random_string(rng, stems, 1, 3)
    for _ in range(count):
        text += pick(rng, SIGNS) if rng.integer(0, 4) == 0 else ""
        text += " " + random_string(rng, stems, 1, 3)
    return text + pick(rng, SIGNS)


def random_corpus(rng: Rng, stems: Sequence[str], count: int, unit: str = "char") -> Words:
    """Invented words cut into units, some of them many times."""
    distinct = [
        (" " if rng.integer(0, 3) else "") + random_string(rng, stems, 1, 4)
        for _ in range(max(count // 2, 1))
    ]
    return [char_tokenize(pick(rng, distinct), unit) for _ in range(count)]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def trained_tokenizer(rng: Rng, stems: Sequence[str], unit: str, n_merges: int = 30) -> tuple[Merges, Vocab]:
    """Merges and vocabulary of an invented corpus, with every unit of the stems and the signs in it."""
    words = random_corpus(rng, [*stems, *SIGNS[:3]], 24, unit)
    words += [char_tokenize(stem, unit) for stem in [" ", *stems, *SIGNS]]
    return train_bpe(words, n_merges, ALL_BYTES if unit == "byte" else ())


def wrong_type(en: str, ko: str, got: Any) -> Failure:
    """What is told when something else than `en` (in Korean `ko`) came back."""
    kind = getattr(got, "type_name", type(got).__name__)[:60]
    if got is None:
        return Failure(
            Text("The result is None. Is there a return line?", "결과가 None이에요. return 줄이 있나요?")
        )
    return Failure(
        Text(
            f"The result should be {en}, and what came is of type {kind}. What does the return line give back?",
            f"결과는 {ko}이어야 하는데 돌아온 것의 타입이 {kind}이에요. return 줄이 무엇을 돌려주나요?",
        )
    )


def as_strings(got: Any) -> list[str]:
    if not isinstance(got, list | tuple):
        raise wrong_type("a list of strings", "문자열의 리스트", got)
    for item in got:
        if not isinstance(item, str):
            raise wrong_type("a list of strings, and one entry is not: it", "문자열만 든 리스트", item)
    return list(got)


def as_int(value: Any) -> int | None:
    """The whole number that came back, also as one of NumPy's; None for anything else, True and False among it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    array = np.asarray(value) if hasattr(value, "dtype") else None
    return int(array) if array is not None and array.shape == () and array.dtype.kind in "iu" else None


def as_number(got: Any) -> float:
    if isinstance(got, int | float) and not isinstance(got, bool):
        return float(got)
    if getattr(got, "shape", None) == () and hasattr(got, "dtype"):
        return float(got)
    raise wrong_type("one number", "숫자 하나", got)


def as_vocab(got: Any) -> Vocab:
    if not isinstance(got, dict):
        raise wrong_type("a dict from token to id", "토큰에서 번호로 가는 딕셔너리", got)
    for key, value in got.items():
        if not isinstance(key, str):
            raise wrong_type("a dict from token to id, and one key", "토큰에서 번호로 가는 딕셔너리", key)
        if as_int(value) is None:
            raise wrong_type("a dict from token to id, and one id", "토큰에서 번호로 가는 딕셔너리", value)
    return {key: as_int(value) or 0 for key, value in got.items()}


def as_pair(got: Any) -> Pair:
    if isinstance(got, list | tuple) and len(got) == 2 and all(isinstance(part, str) for part in got):
        return got[0], got[1]
    raise wrong_type("made of pairs (left, right) of strings; one", "(왼쪽, 오른쪽) 문자열 쌍", got)


def alike(got: Any, wanted: Any) -> bool:
    """Equal; numbers up to rounding, in float32 too."""
    if isinstance(wanted, tuple) and all(isinstance(number, float) for number in wanted):
        return all(map(alike, got, wanted))
    if isinstance(wanted, float):
        return bool(abs(got - wanted) <= 1e-5 * max(1.0, abs(wanted)))
    return bool(got == wanted)


def same_in_form(
    student: Student,
    expect: Expect,
    check: Check,
    form: Callable[[Any], Any],
    cases: Sequence[tuple[Any, ...]],
    *,
    unchanged: bool = False,
) -> None:
    """The student's function gives what the oracle gives for each tuple of arguments, both brought to a plain form.

    Every case is called, even after one that fails: diagnosis needs to see them.
    """

    def one_case(*arguments: Any) -> None:
        got = student.call(check.called, *arguments)
        expect.true(alike(form(got), form(check.oracle(*arguments))))
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)
