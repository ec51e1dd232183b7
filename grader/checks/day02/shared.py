"""What several exercises of the day need."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models

from grader.checks.day02.char_tokenize import char_tokenize
from grader.checks.day02.train_bpe import train_bpe
from grader.judge import Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text

Pair = tuple[str, str]


Merges = list[Pair]


Vocab = dict[str, int]


Words = list[list[str]]


ALL_BYTES = [chr(b) for b in range(256)]


def _wrong_type(en: str, ko: str, got: Any) -> Failure:
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


def _strings(got: Any) -> list[str]:
    if not isinstance(got, list | tuple):
        raise _wrong_type("a list of strings", "문자열의 리스트", got)
    for item in got:
        if not isinstance(item, str):
            raise _wrong_type("a list of strings, and one entry is not: it", "문자열만 든 리스트", item)
    return list(got)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    array = np.asarray(value) if hasattr(value, "dtype") else None
    return int(array) if array is not None and array.shape == () and array.dtype.kind in "iu" else None


def _number(got: Any) -> float:
    if isinstance(got, int | float) and not isinstance(got, bool):
        return float(got)
    if getattr(got, "shape", None) == () and hasattr(got, "dtype"):
        return float(got)
    raise _wrong_type("one number", "숫자 하나", got)


def _vocab(got: Any) -> Vocab:
    if not isinstance(got, dict):
        raise _wrong_type("a dict from token to id", "토큰에서 번호로 가는 딕셔너리", got)
    for key, value in got.items():
        if not isinstance(key, str):
            raise _wrong_type("a dict from token to id, and one key", "토큰에서 번호로 가는 딕셔너리", key)
        if _whole(value) is None:
            raise _wrong_type("a dict from token to id, and one id", "토큰에서 번호로 가는 딕셔너리", value)
    return {key: _whole(value) or 0 for key, value in got.items()}


def _pair_of(got: Any) -> Pair:
    if isinstance(got, list | tuple) and len(got) == 2 and all(isinstance(part, str) for part in got):
        return got[0], got[1]
    raise _wrong_type("made of pairs (left, right) of strings; one", "(왼쪽, 오른쪽) 문자열 쌍", got)


def _alike(got: Any, wanted: Any) -> bool:
    """Equal; numbers up to rounding, in float32 too."""
    if isinstance(wanted, tuple) and all(isinstance(number, float) for number in wanted):
        return all(map(_alike, got, wanted))
    if isinstance(wanted, float):
        return bool(abs(got - wanted) <= 1e-5 * max(1.0, abs(wanted)))
    return bool(got == wanted)


def _same(
    expect: Expect,
    student: Student,
    name: str,
    oracle: Callable[..., Any],
    plain: Callable[[Any], Any],
    cases: Sequence[tuple[Any, ...]],
    *,
    unchanged: bool = False,
) -> None:
    """The student's `name` gives what the oracle gives for each tuple of arguments, both brought to a plain form.

    Every case is called, also behind one that fails: diagnosis needs to see them.
    """

    def one_case(*args: Any) -> None:
        expect.true(_alike(plain(student.call(name, *args)), plain(oracle(*args))))
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)


ENGLISH = [
    "the",
    "sea",
    "see",
    "s",
    "a",
    "at",
    "cat",
    "cats",
    "song",
    "sing",
    "ing",
    "in",
    "on",
    "stone",
    "Mina",
]


KOREAN = [
    "도서관",
    "이",
    "은",
    "에",
    "에서",
    "바다",
    "바람",
    "책",
    "책장",
    "아이",
    "아이들",
    "들",
    "고래",
    "노래",
    "요",
]


SIGNS = [".", ",", "!", "?!", '"', "...", "-"]


def _pick(rng: Rng, items: Sequence[str]) -> str:
    return items[rng.integer(0, len(items))]


def _string(rng: Rng, letters: Sequence[str], low: int, high: int) -> str:
    return "".join(_pick(rng, letters) for _ in range(rng.integer(low, high)))


def _sentence(rng: Rng, stems: Sequence[str], count: int = 6) -> str:
    """A line of invented words with spaces and signs between them."""
    text = _string(rng, stems, 1, 3)
    for _ in range(count):
        text += _pick(rng, SIGNS) if rng.integer(0, 4) == 0 else ""
        text += " " + _string(rng, stems, 1, 3)
    return text + _pick(rng, SIGNS)


def _corpus(rng: Rng, stems: Sequence[str], count: int, unit: str = "char") -> Words:
    """Invented words cut into units, some of them many times."""
    distinct = [
        (" " if rng.integer(0, 3) else "") + _string(rng, stems, 1, 4) for _ in range(max(count // 2, 1))
    ]
    return [char_tokenize(_pick(rng, distinct), unit) for _ in range(count)]


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _gpt2_names() -> dict[str, str]:
    """From the library's printable name of a byte to chr(byte)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {
        **{chr(b): chr(b) for b in printable},
        **{chr(256 + i): chr(b) for i, b in enumerate(others)},
    }


FROM_GPT2 = _gpt2_names()


@lru_cache(maxsize=32)  # the library keeps some memory for every model that it ever made
def _library_bpe(vocab: tuple[tuple[str, int], ...], merges: tuple[Pair, ...]) -> Tokenizer:
    return Tokenizer(models.BPE(vocab=dict(vocab), merges=list(merges), unk_token="<unk>"))


def _tokenizer(rng: Rng, stems: Sequence[str], unit: str, n_merges: int = 30) -> tuple[Merges, Vocab]:
    words = _corpus(rng, [*stems, *SIGNS[:3]], 24, unit)
    words += [char_tokenize(stem, unit) for stem in [" ", *stems, *SIGNS]]
    return train_bpe(words, n_merges, ALL_BYTES if unit == "byte" else ())
