"""Day 2, text into tokens: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of the Hugging Face library `tokenizers` (of
NumPy and `str.replace` where there is nothing to ask it). Misconceptions and alternatives call them by these bare names, so that their
source also works when pasted into a student's notebook, where the same names are the student's functions. They use
nothing else but what the notebook imports: `re`, `unicodedata`, `Counter`, `pairwise`.

How the library breaks ties was read in its BpeTrainer (a queue ordered by count, then by the pair of ids, the smaller
first) and tried on many thousands of random texts; tests/checks/test_day02.py keeps a sample of that.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: B905, PERF401, PERF402, RUF007, RUF017, SIM401

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

os.environ.setdefault(
    "TOKENIZERS_PARALLELISM", "false"
)  # the texts are tiny, and the judge's process may fork

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text

Pair = tuple[str, str]
Merges = list[Pair]
Vocab = dict[str, int]
Words = list[list[str]]

book = CheckBook()

ALL_BYTES = [chr(b) for b in range(256)]


# ------------------------------------------------------------------------------------------ what is expected, and how


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


def _ids(got: Any) -> list[int]:
    items = list(got) if isinstance(got, list | tuple) or getattr(got, "ndim", 0) == 1 else None
    if items is None:
        raise _wrong_type("a list of ints", "정수의 리스트", got)
    numbers = [_whole(item) for item in items]
    for number, item in zip(numbers, items, strict=True):
        if number is None:
            raise _wrong_type("a list of ints, and one entry is not: it", "정수만 든 리스트", item)
    return [number for number in numbers if number is not None]


def _text(got: Any) -> str:
    if not isinstance(got, str):
        raise _wrong_type("a string", "문자열", got)
    return got


def _number(got: Any) -> float:
    if isinstance(got, int | float) and not isinstance(got, bool):
        return float(got)
    if getattr(got, "shape", None) == () and hasattr(got, "dtype"):
        return float(got)
    raise _wrong_type("one number", "숫자 하나", got)


def _two_numbers(got: Any) -> tuple[float, float]:
    if isinstance(got, list | tuple) and len(got) == 2:
        return _number(got[0]), _number(got[1])
    raise _wrong_type("two numbers", "숫자 두 개", got)


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


def _counts(got: Any) -> dict[Pair, int]:
    """The list of ((left, right), count) that count_pairs gives."""
    if not isinstance(got, list | tuple):
        raise _wrong_type(
            "a list of ((left, right), count), for a dictionary list(counts.items())",
            "((왼쪽, 오른쪽), 횟수)의 리스트(딕셔너리라면 list(counts.items()))",
            got,
        )
    counts: dict[Pair, int] = {}
    for item in got:
        number = _whole(item[1]) if isinstance(item, list | tuple) and len(item) == 2 else None
        if number is None:
            raise _wrong_type(
                "a list of ((left, right), count); one entry", "((왼쪽, 오른쪽), 횟수)의 리스트", item
            )
        pair = _pair_of(item[0])
        if pair in counts:
            raise Failure(
                Text(
                    "The same pair stands in your list more than once. Where do its counts come together?",
                    "같은 쌍이 리스트에 여러 번 있어요. 횟수를 어디에서 하나로 모으나요?",
                )
            )
        counts[pair] = number
    return counts


def _trained(got: Any) -> tuple[Merges, Vocab]:
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise _wrong_type("two things, merges and vocab", "merges와 vocab 두 가지", got)
    if not isinstance(got[0], list | tuple):
        raise _wrong_type("merges and vocab, and merges a list; it", "merges(리스트)와 vocab", got[0])
    return [_pair_of(pair) for pair in got[0]], _vocab(got[1])


def _merges_only(got: Any) -> Merges:
    return _trained(got)[0]


def _vocab_only(got: Any) -> Vocab:
    return _trained(got)[1]


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
            expect.unchanged(student)

    expect.every(cases, one_case)


# ------------------------------------------------------------------------------------------------------ random texts

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


# -------------------------------------------------------------------------------------------------- 1 char_tokenize


def _gpt2_names() -> dict[str, str]:
    """From the library's printable name of a byte to chr(byte)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {
        **{chr(b): chr(b) for b in printable},
        **{chr(256 + i): chr(b) for i, b in enumerate(others)},
    }


FROM_GPT2 = _gpt2_names()
TO_GPT2 = {byte: name for name, byte in FROM_GPT2.items()}
_BYTE_LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def char_tokenize(text: str, unit: str = "char") -> list[str]:
    """Oracle: the library's normalizers and its byte level."""
    if unit == "jamo":
        return list(normalizers.NFD().normalize_str(text))
    composed = normalizers.NFC().normalize_str(text)
    if unit == "char":
        return list(composed)
    return [FROM_GPT2[c] for piece, _ in _BYTE_LEVEL.pre_tokenize_str(composed) for c in piece]


@book.check("char_tokenize")
def check_char_tokenize(student: Student, rng: Rng, expect: Expect) -> None:
    """Characters, bytes and jamo of composed text; then of decomposed text."""

    def same(*cases: tuple[str, ...]) -> None:
        _same(expect, student, "char_tokenize", char_tokenize, _strings, cases)

    with expect.part(
        "characters",
        2,
        en="Is there one string for every character of the composed text, spaces and signs too?",
        ko="조합된 텍스트의 글자마다, 공백과 부호까지, 문자열이 하나씩 있나요?",
    ):
        same((_sentence(rng, ENGLISH),), (_sentence(rng, KOREAN), "char"), ("① ﬁ … Ä가\n",), ("", "char"))
    with expect.part(
        "bytes",
        2,
        en="Does each byte of the UTF-8 text become chr(b)? How many bytes has a Hangul syllable?",
        ko="UTF-8로 적은 바이트마다 chr(b)가 되나요? 한글 음절 하나는 몇 바이트인가요?",
    ):
        same((_sentence(rng, KOREAN), "byte"), (_sentence(rng, ENGLISH) + " é😀①", "byte"))
    with expect.part(
        "jamo",
        1.5,
        en="Into which code points does the decomposed form (NFD) cut a syllable, and what stays as it is?",
        ko="분해된 꼴(NFD)은 음절을 어떤 코드 포인트로 나누나요? 그대로 남는 것은 무엇인가요?",
    ):
        same((_sentence(rng, KOREAN), "jamo"), ("é ① ﬁ 관", "jamo"))
    with expect.part(
        "normalized",
        2,
        en="The same word may come composed or decomposed. Are your units the same for both?",
        ko="같은 단어가 조합된 꼴로도, 분해된 꼴로도 들어올 수 있어요. 두 경우에 단위가 똑같이 나오나요?",
    ):
        text = _decomposed(_sentence(rng, KOREAN) + " é")
        same((text, "char"), (text, "byte"), (text, "jamo"))


@book.misconception(
    "char_tokenize",
    "not_normalized",
    en="What comes out for a word that arrives decomposed? Which form should it have before it is cut?",
    ko="분해된 꼴로 들어온 단어는 어떻게 되나요? 자르기 전에 어떤 꼴로 맞춰야 할까요?",
)
def not_normalized(text: str, unit: str = "char") -> list[str]:
    if unit == "jamo":
        return list(unicodedata.normalize("NFD", text))
    if unit == "byte":
        return [chr(b) for b in text.encode("utf-8")]
    return list(text)


@book.misconception(
    "char_tokenize",
    "bytes_of_decomposed_text",
    en="Of which form are these the bytes? A Hangul syllable should have three of them.",
    ko="어떤 꼴의 바이트인가요? 한글 음절 하나는 3바이트여야 하지 않나요?",
)
def bytes_of_decomposed_text(text: str, unit: str = "char") -> list[str]:
    if unit == "char":
        return list(unicodedata.normalize("NFC", text))
    parts = unicodedata.normalize("NFD", text)
    return list(parts) if unit == "jamo" else [chr(b) for b in parts.encode("utf-8")]


@book.misconception(
    "char_tokenize",
    "bytes_as_numbers",
    en="Are your bytes strings of length one, or numbers? What does chr do?",
    ko="바이트가 한 글자짜리 문자열인가요, 숫자인가요? chr는 무엇을 하나요?",
)
def bytes_as_numbers(text: str, unit: str = "char") -> list[Any]:
    if unit == "byte":
        return list(unicodedata.normalize("NFC", text).encode("utf-8"))
    return list(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", text))


@book.misconception(
    "char_tokenize",
    "bytes_as_digits",
    en='Is byte 234 written as chr(234), one character, or as the three digits "234"?',
    ko='바이트 234를 한 글자 chr(234)로 적나요, 숫자 세 개 "234"로 적나요?',
)
def bytes_as_digits(text: str, unit: str = "char") -> list[str]:
    if unit == "byte":
        return [str(b) for b in unicodedata.normalize("NFC", text).encode("utf-8")]
    return list(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", text))


@book.misconception(
    "char_tokenize",
    "code_points_not_bytes",
    en="How many bytes has a Hangul syllable in UTF-8? Is the number of its code point a byte?",
    ko="한글 음절은 UTF-8로 몇 바이트인가요? 코드 포인트의 번호가 바이트인가요?",
)
def code_points_not_bytes(text: str, unit: str = "char") -> list[str]:
    if unit == "byte":
        return [chr(ord(c) % 256) for c in unicodedata.normalize("NFC", text)]
    return list(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", text))


@book.misconception(
    "char_tokenize",
    "compatibility_forms",
    en="Which of the four forms do you use? The K in NFKC and NFKD also turns ① into 1. Is that asked?",
    ko="네 가지 꼴 가운데 무엇을 쓰나요? NFKC와 NFKD의 K는 ①을 1로 바꿔 버려요. 그렇게 하라고 했나요?",
)
def compatibility_forms(text: str, unit: str = "char") -> list[str]:
    if unit == "jamo":
        return list(unicodedata.normalize("NFKD", text))
    composed = unicodedata.normalize("NFKC", text)
    return [chr(b) for b in composed.encode("utf-8")] if unit == "byte" else list(composed)


@book.misconception(
    "char_tokenize",
    "spaces_dropped",
    en="Where are the spaces? Can the text be put together again without them?",
    ko="공백은 어디로 갔나요? 공백 없이 텍스트를 되돌릴 수 있나요?",
)
def spaces_dropped(text: str, unit: str = "char") -> list[str]:
    text = "".join(text.split())
    if unit == "byte":
        return [chr(b) for b in unicodedata.normalize("NFC", text).encode("utf-8")]
    return list(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", text))


@book.misconception(
    "char_tokenize",
    "made_lower_case",
    en="Is a capital letter still one in your result? What would decode give back for it?",
    ko="대문자가 결과에서도 대문자인가요? decode가 그 글자를 무엇으로 돌려주게 될까요?",
)
def made_lower_case(text: str, unit: str = "char") -> list[str]:
    lower = text.lower()
    if unit == "jamo":
        return list(unicodedata.normalize("NFD", lower))
    composed = unicodedata.normalize("NFC", lower)
    if unit == "byte":
        return [chr(b) for b in composed.encode("utf-8")]
    return list(composed)


@book.misconception(
    "char_tokenize",
    "unit_ignored",
    en="What happens to the argument `unit`? Does any line use it?",
    ko="인수 `unit`은 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def unit_ignored(text: str, unit: str = "char") -> list[str]:
    return list(unicodedata.normalize("NFC", text))


@book.misconception(
    "char_tokenize",
    "forms_swapped",
    en="Which form composes, NFC or NFD? Which of them does jamo need?",
    ko="조합하는 꼴은 NFC인가요, NFD인가요? 자모에는 어느 쪽이 필요한가요?",
)
def forms_swapped(text: str, unit: str = "char") -> list[str]:
    if unit == "jamo":
        return list(unicodedata.normalize("NFC", text))
    parts = unicodedata.normalize("NFD", text)
    return [chr(b) for b in parts.encode("utf-8")] if unit == "byte" else list(parts)


@book.alternative("char_tokenize", "table_of_forms")
def table_of_forms(text: str, unit: str = "char") -> list[str]:
    forms: dict[str, Any] = {"char": "NFC", "jamo": "NFD", "byte": "NFC"}
    text = unicodedata.normalize(forms[unit], text)
    if unit == "byte":
        text = text.encode().decode("latin-1")
    return [*text]


@book.alternative("char_tokenize", "grown_in_a_loop")
def grown_in_a_loop(text: str, unit: str = "char") -> tuple[str, ...]:
    result = []
    if unit in ("char", "byte"):
        for c in unicodedata.normalize("NFC", text):
            if unit == "char":
                result.append(c)
            else:
                for number in c.encode("utf-8"):
                    result.append(chr(number))
    else:
        for c in unicodedata.normalize("NFD", text):
            result.append(c)
    return tuple(result)


# -------------------------------------------------------------------------------------------------- 2 word_tokenize

_WORDS = pre_tokenizers.Split(Regex(r" ?\w+| ?[^\w\s]+|\s"), "isolated")


def word_tokenize(text: str) -> list[str]:
    """Oracle: the library's Split, which has a regular-expression engine of its own."""
    return [piece for piece, _ in _WORDS.pre_tokenize_str(text)]


@book.check("word_tokenize")
def check_word_tokenize(student: Student, rng: Rng, expect: Expect) -> None:
    """Words with their spaces, then signs, then all other white space, then other scripts, digits and underscores."""

    def same(*texts: str) -> None:
        _same(expect, student, "word_tokenize", word_tokenize, _strings, [(text,) for text in texts])

    def joined(stems: Sequence[str], between: Sequence[str]) -> str:
        return "".join(_string(rng, stems, 1, 3) + _pick(rng, between) for _ in range(8))

    with expect.part(
        "words",
        2,
        en="Does every word keep the one space before it? Do the pieces, joined, give the text back?",
        ko="단어마다 바로 앞의 공백 한 칸을 갖고 있나요? 조각을 이어 붙이면 원래 텍스트가 되나요?",
    ):
        same(joined(ENGLISH, [" "]) + "end", " " + joined(ENGLISH, [" "]) + "end")
    with expect.part(
        "signs",
        2,
        en="Is a run of signs a piece of its own, with the space before it?",
        ko="이어진 부호들이 바로 앞의 공백 한 칸과 함께 따로 한 조각이 되나요?",
    ):
        same(joined(ENGLISH, [*SIGNS, " ", " "]), 'a "b" ?! c...d', joined(ENGLISH, [" -", ', "', ". "]))
    with expect.part(
        "white_space",
        2,
        en="What happens to two spaces, to a line break, to a space at the very end? Which of them belongs to a word?",
        ko="공백이 두 칸이면 어떻게 되나요? 줄바꿈은요? 맨 끝의 공백은요? 그중에서 단어에 속하는 것은 무엇인가요?",
    ):
        same(
            joined(ENGLISH, ["  ", "\n", " \n ", "\t", "   "]),
            " \n\n" + joined(ENGLISH, [" ", "  .", "\n!"]) + "  ",
            "",
        )
    with expect.part(
        "scripts",
        2.5,
        en=r"Which characters does \w stand for? Does your rule take Korean letters, é, digits and the underscore?",
        ko=r"\w는 어떤 글자들을 나타내나요? 여러분의 규칙은 한글, é, 숫자, 밑줄을 단어로 보나요?",
    ):
        same(
            _sentence(rng, KOREAN),
            _decomposed(_sentence(rng, KOREAN)),
            joined(["été", "café", "x_1", "_", "2024", "A7"], [" ", ".", "-", " 😀 "]),
        )


@book.misconception(
    "word_tokenize",
    "split_loses_spaces",
    en="Where are the spaces after split()? Can you tell one space from two, or from a line break?",
    ko="split()을 하고 나면 공백은 어디에 있나요? 한 칸과 두 칸, 줄바꿈을 구별할 수 있나요?",
)
def split_loses_spaces(text: str) -> list[str]:
    return text.split()


@book.misconception(
    "word_tokenize",
    "spaces_left_out",
    en="Do the pieces, joined, give the text back? Which characters does your pattern never match?",
    ko="조각을 이어 붙이면 원래 텍스트가 되나요? 여러분의 패턴에 한 번도 맞지 않는 글자는 무엇인가요?",
)
def spaces_left_out(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]+", text)


@book.misconception(
    "word_tokenize",
    "space_is_a_piece",
    en="To whom does the one space before a word belong?",
    ko="단어 바로 앞의 공백 한 칸은 누구의 것인가요?",
)
def space_is_a_piece(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]+|\s", text)


@book.misconception(
    "word_tokenize",
    "signs_stuck_to_words",
    en="Is 'sea.' one piece in your code? What should the full stop be?",
    ko="여러분의 코드에서 'sea.'이 한 조각인가요? 마침표는 무엇이 되어야 하나요?",
)
def signs_stuck_to_words(text: str) -> list[str]:
    return re.findall(r" ?\S+|\s", text)


@book.misconception(
    "word_tokenize",
    "every_sign_alone",
    en="What should become of a run of signs, such as '...'? What does the + behind [^\\w\\s] do?",
    ko="'...'처럼 이어진 부호는 어떻게 되어야 하나요? [^\\w\\s] 뒤의 +는 무슨 일을 하나요?",
)
def every_sign_alone(text: str) -> list[str]:
    return re.findall(r" ?\w+| ?[^\w\s]|\s", text)


@book.misconception(
    "word_tokenize",
    "signs_never_take_a_space",
    en="Does a sign take the one space before it along, as a word does?",
    ko="부호도 단어처럼 바로 앞의 공백 한 칸을 함께 가져가나요?",
)
def signs_never_take_a_space(text: str) -> list[str]:
    return re.findall(r" ?\w+|[^\w\s]+|\s", text)


@book.misconception(
    "word_tokenize",
    "ascii_letters_only",
    en="Which letters are in [A-Za-z]? What becomes of Korean text, and of é?",
    ko="[A-Za-z]에는 어떤 글자가 들어 있나요? 한국어 텍스트와 é는 어떻게 되나요?",
)
def ascii_letters_only(text: str) -> list[str]:
    return re.findall(r" ?[A-Za-z0-9_]+| ?[^A-Za-z0-9_\s]+|\s", text)


@book.misconception(
    "word_tokenize",
    "letters_only",
    en=r"Are digits and the underscore word characters, as \w says?",
    ko=r"숫자와 밑줄은 \w에서처럼 단어 글자인가요?",
)
def letters_only(text: str) -> list[str]:
    return re.findall(r" ?[^\W\d_]+| ?(?:[^\w\s]|[\d_])+|\s", text)


@book.misconception(
    "word_tokenize",
    "all_spaces_taken",
    en="How many spaces may a word take along? What does * mean, and what does ? mean?",
    ko="단어는 공백을 몇 칸 가져갈 수 있나요? *는 무슨 뜻이고 ?는 무슨 뜻인가요?",
)
def all_spaces_taken(text: str) -> list[str]:
    return re.findall(r" *\w+| *[^\w\s]+|\s", text)


@book.misconception(
    "word_tokenize",
    "line_breaks_taken",
    en="May a word take a line break or a tab along, or only a space?",
    ko="단어가 줄바꿈이나 탭도 가져갈 수 있나요, 공백만 가져가나요?",
)
def line_breaks_taken(text: str) -> list[str]:
    return re.findall(r"\s?\w+|\s?[^\w\s]+|\s", text)


@book.misconception(
    "word_tokenize",
    "space_behind",
    en="Does the space belong to the word before it or to the word behind it?",
    ko="공백은 앞 단어의 것인가요, 뒤 단어의 것인가요?",
)
def space_behind(text: str) -> list[str]:
    return re.findall(r"\w+ ?|[^\w\s]+ ?|\s", text)


@book.misconception(
    "word_tokenize",
    "white_space_in_runs",
    en="Is every other white-space character a piece of its own, or do you take a whole run at once?",
    ko="나머지 공백 문자는 하나마다 한 조각인가요? 여러 개를 한꺼번에 가져가지 않나요?",
)
def white_space_in_runs(text: str) -> list[str]:
    return re.findall(r" ?\w+| ?[^\w\s]+|\s+", text)


@book.alternative("word_tokenize", "scanned_by_hand")
def scanned_by_hand(text: str) -> list[str]:
    def kind(c: str) -> str:
        if c.isspace():
            return "space"
        return "word" if c.isalnum() or c == "_" else "sign"

    result = []
    i = 0
    while i < len(text):
        start = i
        if text[i] == " " and i + 1 < len(text) and kind(text[i + 1]) != "space":
            i += 1
        here = kind(text[i])
        i += 1
        while here != "space" and i < len(text) and kind(text[i]) == here:
            i += 1
        result.append(text[start:i])
    return result


@book.alternative("word_tokenize", "matches_one_by_one")
def matches_one_by_one(text: str) -> list[str]:
    pattern = re.compile(r"[ ]?(?:\w+|[^\w\s]+)|\s")
    return [match.group(0) for match in pattern.finditer(text)]


# ---------------------------------------------------------------------------------------------------- 3 build_vocab


def build_vocab(tokens: Sequence[str], size: int) -> Vocab:
    """Oracle: the library's WordLevelTrainer."""
    library = Tokenizer(models.WordLevel(unk_token="<unk>"))
    trainer = trainers.WordLevelTrainer(vocab_size=size, special_tokens=["<unk>"], show_progress=False)
    library.train_from_iterator(tokens, trainer)
    return dict(sorted(library.get_vocab().items(), key=lambda item: item[1]))


@book.check("build_vocab")
def check_build_vocab(student: Student, rng: Rng, expect: Expect) -> None:
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
        _same(expect, student, "build_vocab", build_vocab, _vocab, cases)

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


@book.misconception(
    "build_vocab",
    "ties_as_in_the_text",
    en="How does most_common order two equally frequent tokens? Which order is asked for?",
    ko="most_common은 똑같이 자주 나오는 토큰을 어떤 순서로 두나요? 문제에서는 어떤 순서를 원하나요?",
)
def ties_as_in_the_text(tokens: list[str], size: int) -> Vocab:
    common = [token for token, _ in Counter(tokens).most_common(size - 1)]
    return {token: i for i, token in enumerate(["<unk>", *common])}


@book.misconception(
    "build_vocab",
    "cut_before_sorting",
    en="Equally frequent tokens stand at the edge of the vocabulary. Do you sort before you cut, or after?",
    ko="똑같이 자주 나오는 토큰들이 어휘의 경계에 걸려 있어요. 정렬하고 나서 자르나요, 자르고 나서 정렬하나요?",
)
def cut_before_sorting(tokens: list[str], size: int) -> Vocab:
    kept = Counter(tokens).most_common(size - 1)
    ordered = sorted(kept, key=lambda item: (-item[1], item[0]))
    return {token: i for i, token in enumerate(["<unk>", *(token for token, _ in ordered)])}


@book.misconception(
    "build_vocab",
    "ties_backwards",
    en="What does reverse=True turn round, the counts alone or the strings too?",
    ko="reverse=True는 무엇을 뒤집나요? 횟수만인가요, 문자열의 순서도인가요?",
)
def ties_backwards(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (counts[token], token), reverse=True)
    return {token: i for i, token in enumerate(["<unk>", *ordered[: size - 1]])}


@book.misconception(
    "build_vocab",
    "unk_not_counted",
    en="Is <unk> counted in the size? How many entries do you have altogether?",
    ko="크기에 <unk>도 들어가나요? 항목이 모두 몇 개인가요?",
)
def unk_not_counted(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate(["<unk>", *ordered[:size]])}


@book.misconception(
    "build_vocab",
    "size_ignored",
    en="What happens to the argument `size`? How many entries may there be?",
    ko="인수 `size`는 어디에 쓰이나요? 항목이 몇 개까지 있을 수 있나요?",
)
def size_ignored(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate(["<unk>", *ordered])}


@book.misconception(
    "build_vocab",
    "alphabetical",
    en="What decides first, the frequency or the alphabet? Which tokens must not be left out?",
    ko="먼저 따질 것이 빈도인가요, 문자열의 순서인가요? 빠지면 안 되는 토큰은 무엇인가요?",
)
def alphabetical(tokens: list[str], size: int) -> Vocab:
    return {token: i for i, token in enumerate(["<unk>", *sorted(set(tokens))][:size])}


@book.misconception(
    "build_vocab",
    "most_frequent_in_order_of_the_alphabet",
    en="The tokens are chosen by frequency. Are they numbered by frequency, too?",
    ko="토큰을 빈도로 골랐어요. 번호도 빈도 순서로 매겼나요?",
)
def most_frequent_in_order_of_the_alphabet(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    kept = sorted(sorted(counts, key=lambda token: (-counts[token], token))[: size - 1])
    return {token: i for i, token in enumerate(["<unk>", *kept])}


@book.misconception(
    "build_vocab",
    "order_of_the_text",
    en="In which order do the tokens get their ids: as the text has them, or by frequency?",
    ko="토큰이 어떤 순서로 번호를 받나요? 텍스트에 나온 순서인가요, 빈도 순서인가요?",
)
def order_of_the_text(tokens: list[str], size: int) -> Vocab:
    return {token: i for i, token in enumerate(["<unk>", *dict.fromkeys(tokens)][:size])}


@book.misconception(
    "build_vocab",
    "rarest_first",
    en="Which tokens get the small ids, the frequent or the rare ones?",
    ko="작은 번호를 받는 것은 자주 나오는 토큰인가요, 드문 토큰인가요?",
)
def rarest_first(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (counts[token], token))
    return {token: i for i, token in enumerate(["<unk>", *ordered[: size - 1]])}


@book.misconception(
    "build_vocab",
    "no_unknown_token",
    en="Which id does a token get that is not in the vocabulary? Where is <unk>?",
    ko="어휘에 없는 토큰은 어떤 번호를 받나요? <unk>는 어디에 있나요?",
)
def no_unknown_token(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate(ordered[:size])}


@book.misconception(
    "build_vocab",
    "unknown_token_last",
    en="Which id has <unk> in your vocabulary? Which is asked for?",
    ko="여러분의 어휘에서 <unk>의 번호는 몇인가요? 몇이어야 하나요?",
)
def unknown_token_last(tokens: list[str], size: int) -> Vocab:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate([*ordered[: size - 1], "<unk>"])}


@book.misconception(
    "build_vocab",
    "ids_and_tokens_swapped",
    en="Does your dictionary go from token to id, or from id to token?",
    ko="딕셔너리가 토큰에서 번호로 가나요, 번호에서 토큰으로 가나요?",
)
def ids_and_tokens_swapped(tokens: list[str], size: int) -> dict[int, str]:
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return dict(enumerate(["<unk>", *ordered[: size - 1]]))


@book.alternative("build_vocab", "sorted_twice")
def sorted_twice(tokens: list[str], size: int) -> Vocab:
    names = sorted(set(tokens))
    names.sort(key=tokens.count, reverse=True)
    vocab = {"<unk>": 0}
    for name in names:
        if len(vocab) == size:
            break
        vocab[name] = len(vocab)
    return vocab


@book.alternative("build_vocab", "best_one_after_another")
def best_one_after_another(tokens: list[str], size: int) -> Vocab:
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


# ------------------------------------------------------------------------------------------------------- 4 oov_rate


def oov_rate(tokens: Sequence[str], vocab: Vocab) -> float:
    """Oracle: NumPy's isin."""
    return float(np.mean(~np.isin(np.array(tokens), list(vocab)))) if tokens else 0.0


@book.check("oov_rate")
def check_oov_rate(student: Student, rng: Rng, expect: Expect) -> None:
    """Different tokens, then repeated ones, then the edges."""
    known = {"<unk>": 0, **{token: i + 1 for i, token in enumerate(ENGLISH[:7])}}
    strangers = [*ENGLISH[7:], *KOREAN]

    def tokens(of_known: int, of_strangers: int, repeated: int = 1) -> list[str]:
        return list(known)[1 : 1 + of_known] + strangers[:of_strangers] * repeated

    def same(*cases: tuple[list[str], Vocab]) -> None:
        _same(expect, student, "oov_rate", oov_rate, _number, cases)

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


@book.misconception(
    "oov_rate",
    "different_tokens_only",
    en="Do you count each different token once, or every occurrence?",
    ko="서로 다른 토큰을 한 번씩 세나요, 나올 때마다 세나요?",
)
def different_tokens_only(tokens: list[str], vocab: Vocab) -> float:
    kinds = set(tokens)
    return len([t for t in kinds if t not in vocab]) / len(kinds) if kinds else 0.0


@book.misconception(
    "oov_rate",
    "unknown_kinds_over_all_tokens",
    en="Above the line you count different tokens, below all of them. Should both count occurrences?",
    ko="분자는 서로 다른 토큰을, 분모는 모든 토큰을 세고 있어요. 둘 다 나온 횟수를 세야 하지 않을까요?",
)
def unknown_kinds_over_all_tokens(tokens: list[str], vocab: Vocab) -> float:
    return len(set(tokens) - set(vocab)) / len(tokens) if tokens else 0.0


@book.misconception(
    "oov_rate",
    "id_zero_counts_as_unknown",
    en="What does `not vocab.get(token)` say of a token whose id is 0? Is it in the vocabulary?",
    ko="번호가 0인 토큰에 `not vocab.get(token)`은 무엇이라고 하나요? 그 토큰은 어휘에 있나요?",
)
def id_zero_counts_as_unknown(tokens: list[str], vocab: Vocab) -> float:
    if not tokens:
        return 0.0
    return sum(not vocab.get(token) for token in tokens) / len(tokens)


@book.misconception(
    "oov_rate",
    "share_of_the_known",
    en="Is this the share of the unknown tokens or that of the known ones?",
    ko="모르는 토큰의 비율인가요, 아는 토큰의 비율인가요?",
)
def share_of_the_known(tokens: list[str], vocab: Vocab) -> float:
    return sum(t in vocab for t in tokens) / len(tokens) if tokens else 0.0


@book.misconception(
    "oov_rate",
    "over_the_vocabulary",
    en="What do you divide by: the tokens of the text or the entries of the vocabulary?",
    ko="무엇으로 나누나요? 텍스트의 토큰 수인가요, 어휘의 항목 수인가요?",
)
def over_the_vocabulary(tokens: list[str], vocab: Vocab) -> float:
    return sum(t not in vocab for t in tokens) / len(vocab)


@book.misconception(
    "oov_rate",
    "unknown_over_known",
    en="Do you divide by all tokens, or by the known ones alone?",
    ko="모든 토큰의 수로 나누나요, 아는 토큰의 수로만 나누나요?",
)
def unknown_over_known(tokens: list[str], vocab: Vocab) -> float:
    unknown = sum(t not in vocab for t in tokens)
    return unknown / max(len(tokens) - unknown, 1)


@book.misconception(
    "oov_rate",
    "not_divided",
    en="Is this a number of tokens or a share of them?",
    ko="이것은 토큰의 개수인가요, 비율인가요?",
)
def not_divided(tokens: list[str], vocab: Vocab) -> int:
    return sum(t not in vocab for t in tokens)


@book.misconception(
    "oov_rate",
    "in_percent",
    en="Is the result between 0 and 1, or in percent?",
    ko="결과가 0과 1 사이인가요, 퍼센트인가요?",
)
def in_percent(tokens: list[str], vocab: Vocab) -> float:
    return 100 * sum(t not in vocab for t in tokens) / len(tokens) if tokens else 0.0


@book.misconception(
    "oov_rate",
    "empty_text_forgotten",
    en="What is len(tokens) for an empty text, and can you divide by it?",
    ko="빈 텍스트에서 len(tokens)는 얼마인가요? 그 수로 나눌 수 있나요?",
)
def empty_text_forgotten(tokens: list[str], vocab: Vocab) -> float:
    return sum(t not in vocab for t in tokens) / len(tokens)


@book.alternative("oov_rate", "counted_in_a_loop")
def counted_in_a_loop(tokens: list[str], vocab: Vocab) -> float:
    unknown = 0
    for token in tokens:
        if vocab.get(token) is None:
            unknown += 1
    return unknown / max(len(tokens), 1)


@book.alternative("oov_rate", "from_a_counter")
def from_a_counter(tokens: list[str], vocab: Vocab) -> float:
    counts = Counter(tokens)
    try:
        return 1 - sum(n for token, n in counts.items() if token in vocab) / sum(counts.values())
    except ZeroDivisionError:
        return 0


# ---------------------------------------------------------------------------------------------------- 5 count_pairs


def count_pairs(words: Sequence[Sequence[str]]) -> list[tuple[Pair, int]]:
    """Oracle: NumPy's unique over the rows of an array of pairs."""
    names = sorted({token for word in words for token in word})
    number = {token: i for i, token in enumerate(names)}
    rows = [(number[word[i]], number[word[i + 1]]) for word in words for i in range(len(word) - 1)]
    if not rows:
        return []
    unique, counts = np.unique(np.array(rows), axis=0, return_counts=True)
    return [((names[left], names[right]), int(n)) for (left, right), n in zip(unique, counts, strict=True)]


def _view_of_counts(values: list[Any]) -> list[Any]:
    """Lists of counts in any order, as sorted lists; anything else as it is."""

    def ordered(value: Any) -> Any:
        try:
            return sorted([left, right, count] for (left, right), count in value)
        except (TypeError, ValueError):
            return value

    return [ordered(value) for value in values]


@book.check("count_pairs", view=_view_of_counts)
def check_count_pairs(student: Student, rng: Rng, expect: Expect) -> None:
    """Neighbours within a word; borders; repeated words; overlapping places; tokens of several characters."""

    def same(*cases: Words) -> None:
        _same(expect, student, "count_pairs", count_pairs, _counts, [(words,) for words in cases])

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
        same(_corpus(rng, ENGLISH, 12), _corpus(rng, KOREAN, 9, "jamo"), [list("to")] * 3)
    with expect.part(
        "overlaps",
        1,
        en="At how many places does a, a, a hold the pair (a, a)?",
        ko="a, a, a에는 쌍 (a, a)가 몇 자리에 있나요?",
    ):
        same([list("aaa")], [list("abababa"), list("aaaa")], [list(_string(rng, "ab", 8, 14))])
    with expect.part(
        "tokens",
        1,
        en="After some merges a token has several characters. Are your pairs made of tokens?",
        ko="병합을 하고 나면 토큰 하나에 글자가 여러 개 있어요. 쌍이 토큰으로 이루어져 있나요?",
    ):
        same([[" the", "r", "e"], [" the", "re"], ["sea", "sea"]], [["ab", "ab", "a", "b"]])


@book.misconception(
    "count_pairs",
    "over_the_border",
    en="Is the last token of a word a neighbour of the first token of the next word?",
    ko="한 단어의 마지막 토큰과 다음 단어의 첫 토큰은 이웃인가요?",
)
def over_the_border(words: Words) -> list[Any]:
    tokens = [token for word in words for token in word]
    return list(Counter(zip(tokens, tokens[1:])).items())


@book.misconception(
    "count_pairs",
    "every_word_once",
    en="A word stands in the list three times. How often do you look at it?",
    ko="한 단어가 리스트에 세 번 나와요. 그 단어를 몇 번 보나요?",
)
def every_word_once(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in {tuple(word) for word in words}:
        counts.update(zip(word, word[1:]))
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "once_in_a_word",
    en="A pair may stand in one word twice. Does your code count both places?",
    ko="한 단어에 같은 쌍이 두 번 있을 수 있어요. 두 자리를 모두 세나요?",
)
def once_in_a_word(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        counts.update(set(zip(word, word[1:])))
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "overlaps_skipped",
    en="In a, a, a the pair (a, a) stands at places 0 and 1. Why is the second place left out?",
    ko="a, a, a에서 쌍 (a, a)는 0번과 1번 자리에 있어요. 왜 둘째 자리가 빠지나요?",
)
def overlaps_skipped(words: Words) -> list[Any]:
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


@book.misconception(
    "count_pairs",
    "two_steps_at_a_time",
    en="Which pairs do you look at: places 0-1, 1-2, 2-3, or only 0-1, 2-3?",
    ko="어떤 쌍을 보나요? 0-1, 1-2, 2-3인가요, 0-1, 2-3뿐인가요?",
)
def two_steps_at_a_time(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        for i in range(0, len(word) - 1, 2):
            counts[word[i], word[i + 1]] += 1
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "last_pair_missed",
    en="How many neighbours has a word of five tokens? Does your range reach the last pair?",
    ko="토큰 다섯 개짜리 단어에 이웃한 쌍이 몇 개인가요? range가 마지막 쌍까지 가나요?",
)
def last_pair_missed(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        for i in range(len(word) - 2):
            counts[word[i], word[i + 1]] += 1
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "round_the_corner",
    en="Is the last token of a word a neighbour of its own first token?",
    ko="단어의 마지막 토큰이 그 단어의 첫 토큰과 이웃인가요?",
)
def round_the_corner(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        for i in range(len(word)):
            counts[word[i - 1], word[i]] += 1
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "order_ignored",
    en="Are (a, b) and (b, a) one pair or two?",
    ko="(a, b)와 (b, a)는 같은 쌍인가요, 다른 쌍인가요?",
)
def order_ignored(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        for left, right in zip(word, word[1:]):
            counts[min(left, right), max(left, right)] += 1
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "pairs_of_letters",
    en="Do you count pairs of tokens, or of the letters inside the tokens?",
    ko="토큰의 쌍을 세나요, 토큰 속 글자의 쌍을 세나요?",
)
def pairs_of_letters(words: Words) -> list[Any]:
    counts: Counter[Any] = Counter()
    for word in words:
        letters = "".join(word)
        counts.update(zip(letters, letters[1:]))
    return list(counts.items())


@book.misconception(
    "count_pairs",
    "a_dictionary",
    en="Is the result a list of ((left, right), count)? What does list(counts.items()) give?",
    ko="결과가 ((왼쪽, 오른쪽), 횟수)의 리스트인가요? list(counts.items())는 무엇을 주나요?",
)
def a_dictionary(words: Words) -> Any:
    counts: Counter[Any] = Counter()
    for word in words:
        counts.update(zip(word, word[1:]))
    return counts


@book.alternative("count_pairs", "dictionary_by_hand")
def dictionary_by_hand(words: Words) -> list[Any]:
    counts: dict[Any, int] = {}
    for word in words:
        for i in range(1, len(word)):
            pair = word[i - 1], word[i]
            counts[pair] = counts.get(pair, 0) + 1
    return sorted(counts.items())


@book.alternative("count_pairs", "one_comprehension")
def one_comprehension(words: Words) -> list[Any]:
    return Counter(pair for word in words for pair in pairwise(word)).most_common()


@book.alternative("count_pairs", "lists_of_lists")
def lists_of_lists(words: Words) -> list[Any]:
    pairs = [[word[i], word[i + 1]] for word in words for i in range(len(word) - 1)]
    kinds = [pair for i, pair in enumerate(pairs) if pair not in pairs[:i]]
    return [[pair, pairs.count(pair)] for pair in kinds]


# ----------------------------------------------------------------------------------------------------- 6 merge_pair


def merge_pair(tokens: Sequence[str], pair: Pair) -> list[str]:
    """Oracle: str.replace, which goes from left to right and uses nothing twice, with one sign for each token."""
    names = list(dict.fromkeys([*tokens, *pair]))
    sign = {name: chr(0xE000 + i) for i, name in enumerate(names)}
    back = {s: name for name, s in sign.items()} | {"\uf8ff": "".join(pair)}
    text = "".join(sign[token] for token in tokens)
    return [back[s] for s in text.replace(sign[pair[0]] + sign[pair[1]], "\uf8ff")]


@book.check("merge_pair")
def check_merge_pair(student: Student, rng: Rng, expect: Expect) -> None:
    """Pairs apart, pairs that overlap, tokens against letters, edges, the input left alone."""

    def same(*cases: tuple[list[str], Pair], unchanged: bool = False) -> None:
        _same(expect, student, "merge_pair", merge_pair, _strings, cases, unchanged=unchanged)

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


@book.misconception(
    "merge_pair",
    "middle_used_twice",
    en="In a, a, a the middle a is used by two merges. Where do you go on after a merge?",
    ko="a, a, a에서 가운데 a를 두 번 쓰고 있어요. 합친 다음에는 어디에서 이어 가야 하나요?",
)
def middle_used_twice(tokens: list[str], pair: Pair) -> list[str]:
    merged = []
    places = [i for i in range(len(tokens) - 1) if (tokens[i], tokens[i + 1]) == tuple(pair)]
    for i in range(len(tokens)):
        if i in places:
            merged.append(tokens[i] + tokens[i + 1])
        elif i - 1 not in places:
            merged.append(tokens[i])
    return merged


@book.misconception(
    "merge_pair",
    "right_token_left_behind",
    en="After s and e became se, is the e still there? By how much does i grow after a merge?",
    ko="s와 e가 se가 된 뒤에도 e가 남아 있나요? 합친 다음 i는 얼마나 커져야 하나요?",
)
def right_token_left_behind(tokens: list[str], pair: Pair) -> list[str]:
    merged = []
    for i in range(len(tokens)):
        if i + 1 < len(tokens) and (tokens[i], tokens[i + 1]) == tuple(pair):
            merged.append(tokens[i] + tokens[i + 1])
        else:
            merged.append(tokens[i])
    return merged


@book.misconception(
    "merge_pair",
    "text_replaced",
    en="Does replace know where a token begins? What does it do with xa, b, and with tokens that hold a space?",
    ko="replace는 토큰이 어디서 시작하는지 아나요? xa, b나 공백이 든 토큰은 어떻게 되나요?",
)
def text_replaced(tokens: list[str], pair: Pair) -> list[str]:
    return " ".join(tokens).replace(" ".join(pair), "".join(pair)).split(" ") if tokens else []


@book.misconception(
    "merge_pair",
    "joined_text_compared",
    en="ab, c and a, bc look the same when joined. Do you compare the two tokens one by one?",
    ko="ab, c와 a, bc는 이어 붙이면 똑같아 보여요. 두 토큰을 하나씩 비교하나요?",
)
def joined_text_compared(tokens: list[str], pair: Pair) -> list[str]:
    merged = []
    i = 0
    while i < len(tokens):
        if i + 1 < len(tokens) and tokens[i] + tokens[i + 1] == pair[0] + pair[1]:
            merged.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


@book.misconception(
    "merge_pair",
    "first_place_only",
    en="The pair may stand in a word several times. Do you go on after the first merge?",
    ko="쌍이 한 단어에 여러 번 있을 수 있어요. 처음 합친 뒤에도 계속하나요?",
)
def first_place_only(tokens: list[str], pair: Pair) -> list[str]:
    for i in range(len(tokens) - 1):
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            return [*tokens[:i], tokens[i] + tokens[i + 1], *tokens[i + 2 :]]
    return list(tokens)


@book.misconception(
    "merge_pair",
    "from_the_right",
    en="From which end do you go? What should a, a, a become?",
    ko="어느 쪽 끝에서 시작하나요? a, a, a는 무엇이 되어야 하나요?",
)
def from_the_right(tokens: list[str], pair: Pair) -> list[str]:
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


@book.misconception(
    "merge_pair",
    "either_order",
    en="Are a, b and b, a the same pair? Which one stands on the left?",
    ko="a, b와 b, a는 같은 쌍인가요? 왼쪽에 있는 것은 무엇인가요?",
)
def either_order(tokens: list[str], pair: Pair) -> list[str]:
    merged = []
    i = 0
    while i < len(tokens):
        if i + 1 < len(tokens) and {tokens[i], tokens[i + 1]} == set(pair):
            merged.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


@book.misconception(
    "merge_pair",
    "last_token_lost",
    en="Where is the last token? Does your loop reach it when it belongs to no pair?",
    ko="마지막 토큰은 어디로 갔나요? 쌍에 속하지 않을 때도 반복문이 거기까지 가나요?",
)
def last_token_lost(tokens: list[str], pair: Pair) -> list[str]:
    merged = []
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            merged.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged


@book.misconception(
    "merge_pair",
    "callers_list_changed",
    en="Whose list do you write into? Is it still the same for the one who called?",
    ko="어느 리스트를 고치고 있나요? 함수를 부른 쪽의 리스트가 그대로 남아 있나요?",
)
def callers_list_changed(tokens: list[str], pair: Pair) -> list[str]:
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
        i += 1
    return tokens


@book.alternative("merge_pair", "grown_from_the_left")
def grown_from_the_left(tokens: list[str], pair: Pair) -> list[str]:
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


@book.alternative("merge_pair", "on_a_copy")
def on_a_copy(tokens: list[str], pair: Pair) -> list[str]:
    tokens = list(tokens)
    i = 0
    while i + 1 < len(tokens):
        if tokens[i] == pair[0] and tokens[i + 1] == pair[1]:
            tokens[i] += tokens.pop(i + 1)
        i += 1
    return tokens


@book.alternative("merge_pair", "recursive")
def recursive(tokens: list[str], pair: Pair) -> list[str]:
    if len(tokens) < 2:
        return tokens[:]
    if tokens[:2] == list(pair):
        return ["".join(pair), *merge_pair(tokens[2:], pair)]
    return [tokens[0], *merge_pair(tokens[1:], pair)]


# ------------------------------------------------------------------------------------------------------ 7 train_bpe


def train_bpe(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    """Oracle: the library's BpeTrainer. Without a pre-tokenizer each string that it is given is one word."""
    units = {unit for word in words for unit in word} | set(alphabet)
    library = Tokenizer(models.BPE(unk_token="<unk>"))
    trainer = trainers.BpeTrainer(
        vocab_size=1 + len(units) + n_merges,
        special_tokens=["<unk>"],
        initial_alphabet=list(alphabet),
        show_progress=False,
    )
    library.train_from_iterator(["".join(word) for word in words], trainer)
    merges = json.loads(library.to_str())["model"]["merges"]
    vocab = dict(sorted(library.get_vocab().items(), key=lambda item: item[1]))
    return [(left, right) for left, right in merges], vocab


@book.check("train_bpe", uses=("count_pairs", "merge_pair"))
def check_train_bpe(student: Student, rng: Rng, expect: Expect) -> None:
    """Clear winners, then ties, then jamo and bytes, then the vocabulary, the end, the input left alone."""

    def same(plain: Callable[[Any], Any], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        _same(expect, student, "train_bpe", train_bpe, plain, cases, unchanged=unchanged)

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
            _merges_only,
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
            _merges_only,
            (_corpus(rng, ENGLISH, 20), 25),
            (_corpus(rng, KOREAN, 16), 18),
            (_corpus(rng, list("abcd"), 12), 12),
        )
    with expect.part(
        "vocabulary",
        2,
        en="Which id has <unk>, which the units, which the joined tokens? Are the units of alphabet among them?",
        ko="<unk>의 번호는 몇인가요? 단위들은요? 이어 붙인 토큰들은요? alphabet의 단위도 들어 있나요?",
    ):
        same(
            _vocab_only,
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
            _trained,
            (_corpus(rng, KOREAN, 12, "jamo"), 20),
            (_corpus(rng, KOREAN, 12, "byte"), 20, ALL_BYTES),
        )
    with expect.part(
        "the_end",
        1,
        en="When does training stop: after n_merges merges, or when no pair is left? Are pairs that occur once merged?",
        ko="학습은 언제 끝나나요? n_merges번 합쳤을 때, 또는 쌍이 남지 않았을 때인가요? 한 번만 나오는 쌍도 합치나요?",
    ):
        same(
            _trained,
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
        same(_trained, (_corpus(rng, ENGLISH, 8), 5), unchanged=True)


@book.misconception(
    "train_bpe",
    "ties_first_met",
    en="When two pairs are equally frequent, does your max take the first one it meets? Which one is asked for?",
    ko="똑같이 자주 나오는 쌍이 둘이면 max가 먼저 만난 쌍을 고르나요? 어느 쌍을 골라야 하나요?",
)
def ties_first_met(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(zip(word, word[1:]))
        if not counts:
            break
        pair = max(counts, key=lambda p: counts[p])
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "ties_greatest_string",
    en="When two pairs are equally frequent, does the greater string win in your code? Which rule is asked for?",
    ko="똑같이 자주 나오는 쌍이 있을 때 더 큰 문자열이 이기나요? 문제의 규칙은 무엇인가요?",
)
def ties_greatest_string(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = max((count, pair) for pair, count in counts)[1]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "ties_smallest_string",
    en="Do you compare strings or ids? Where in the vocabulary does a joined token stand, and where its string in "
    "the order of the alphabet?",
    ko="문자열을 비교하나요, 번호를 비교하나요? 이어 붙인 토큰은 어휘의 어디에 있고, 문자열 순서로는 어디인가요?",
)
def ties_smallest_string(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = min((-count, pair) for pair, count in counts)[1]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "ties_largest_ids",
    en="Do the smallest ids win or the largest? What does the minus sign stand before?",
    ko="가장 작은 번호가 이기나요, 가장 큰 번호가 이기나요? 음수 부호가 어디에 붙어 있나요?",
)
def ties_largest_ids(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = max(counts, key=lambda c: (c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "ties_right_token_first",
    en="Of which token do you compare the id first, the left or the right one?",
    ko="어느 토큰의 번호를 먼저 비교하나요? 왼쪽인가요, 오른쪽인가요?",
)
def ties_right_token_first(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][1]], vocab[c[0][0]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "counted_only_once",
    en="After a merge the neighbours are others. Do you count the pairs anew in every round?",
    ko="합치고 나면 이웃이 달라져요. 매번 쌍을 새로 세나요?",
)
def counted_only_once(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    counts = sorted(count_pairs(words), key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))
    merges = [pair for pair, _ in counts[:n_merges]]
    for pair in merges:
        vocab[pair[0] + pair[1]] = len(vocab)
    return merges, vocab


@book.misconception(
    "train_bpe",
    "words_run_together",
    en="Are the words still apart when you count? A token must not reach over the border of two words.",
    ko="쌍을 셀 때 단어들이 서로 떨어져 있나요? 토큰이 두 단어의 경계를 넘어도 되나요?",
)
def words_run_together(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    words = [[unit for word in words for unit in word]]
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab.setdefault(pair[0] + pair[1], len(vocab))
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "every_word_counted_once",
    en="Does a word that stands in the list ten times count ten times?",
    ko="리스트에 열 번 나오는 단어를 열 번 세나요?",
)
def every_word_counted_once(
    words: Words, n_merges: int, alphabet: Sequence[str] = ()
) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    words = [list(word) for word in {tuple(word) for word in words}]
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "units_not_sorted",
    en="In which order do the units get their ids: sorted, or as the text has them? What do the ids decide later?",
    ko="단위들이 어떤 순서로 번호를 받나요? 정렬한 순서인가요, 텍스트에 나온 순서인가요? 그 번호가 나중에 무엇을 정하나요?",
)
def units_not_sorted(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = list(dict.fromkeys([*alphabet, *(unit for word in words for unit in word)]))
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


@book.misconception(
    "train_bpe",
    "alphabet_forgotten",
    en="Are the units of `alphabet` in the vocabulary, even those that no word has?",
    ko="`alphabet`의 단위가, 어떤 단어에도 없는 것까지, 어휘에 들어 있나요?",
)
def alphabet_forgotten(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted({unit for word in words for unit in word})
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


@book.misconception(
    "train_bpe",
    "unknown_token_forgotten",
    en="Which id has <unk>? Does the first unit have id 0 in your vocabulary?",
    ko="<unk>의 번호는 몇인가요? 여러분의 어휘에서는 첫 단위의 번호가 0인가요?",
)
def unknown_token_forgotten(
    words: Words, n_merges: int, alphabet: Sequence[str] = ()
) -> tuple[Merges, Vocab]:
    vocab = {token: i for i, token in enumerate(sorted(set(alphabet).union(*words)))}
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


@book.misconception(
    "train_bpe",
    "joined_tokens_sorted_in",
    en="Where do the joined tokens stand in the vocabulary: at its end, in the order of the merges?",
    ko="이어 붙인 토큰은 어휘의 어디에 있나요? 맨 뒤에 병합한 순서대로 있나요?",
)
def joined_tokens_sorted_in(
    words: Words, n_merges: int, alphabet: Sequence[str] = ()
) -> tuple[Merges, Vocab]:
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
    tokens = sorted(token for token in vocab if token != "<unk>")
    return merges, {token: i for i, token in enumerate(["<unk>", *tokens])}


@book.misconception(
    "train_bpe",
    "once_is_not_enough",
    en="Do you stop when every pair occurs only once? When is training over?",
    ko="모든 쌍이 한 번씩만 나오면 멈추나요? 학습은 언제 끝나야 하나요?",
)
def once_is_not_enough(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        counts = [c for c in count_pairs(words) if c[1] > 1]
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "no_way_out",
    en="What does min find in an empty list? What should happen when no pair is left?",
    ko="빈 리스트에서 min은 무엇을 찾나요? 쌍이 남지 않으면 어떻게 해야 하나요?",
)
def no_way_out(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    for _ in range(n_merges):
        pair = min(count_pairs(words), key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "size_of_the_vocabulary",
    en="Is n_merges the number of merges, or the size of the whole vocabulary?",
    ko="n_merges는 병합의 횟수인가요, 어휘 전체의 크기인가요?",
)
def size_of_the_vocabulary(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}
    merges = []
    while len(vocab) < n_merges:
        counts = count_pairs(words)
        if not counts:
            break
        pair = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))[0]
        merges.append(pair)
        vocab[pair[0] + pair[1]] = len(vocab)
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab


@book.misconception(
    "train_bpe",
    "callers_words_changed",
    en="Into which list do you write the merged words? Is the caller's list still the same?",
    ko="합친 단어를 어느 리스트에 쓰나요? 함수를 부른 쪽의 리스트가 그대로인가요?",
)
def callers_words_changed(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
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
        for i in range(len(words)):
            words[i] = merge_pair(words[i], pair)
    return merges, vocab


@book.alternative("train_bpe", "distinct_words_with_counts")
def distinct_words_with_counts(
    words: Words, n_merges: int, alphabet: Sequence[str] = ()
) -> tuple[Merges, Vocab]:
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


@book.alternative("train_bpe", "with_numbers_for_tokens")
def with_numbers_for_tokens(
    words: Words, n_merges: int, alphabet: Sequence[str] = ()
) -> tuple[list[list[str]], Vocab]:
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


# --------------------------------------------------------------------------------------------------- 8 apply_merges


@lru_cache(maxsize=32)  # the library keeps some memory for every model that it ever made
def _library_bpe(vocab: tuple[tuple[str, int], ...], merges: tuple[Pair, ...]) -> Tokenizer:
    return Tokenizer(models.BPE(vocab=dict(vocab), merges=list(merges), unk_token="<unk>"))


def apply_merges(tokens: Sequence[str], merges: Sequence[Pair]) -> list[str]:
    """Oracle: the library's BPE model, which takes the merge of lowest rank first. Places tell the unknown apart."""
    text, pairs = "".join(tokens), tuple((left, right) for left, right in merges)
    units = sorted({unit for pair in pairs for unit in "".join(pair)})
    names = dict.fromkeys(["<unk>", *units, *(left + right for left, right in pairs)])
    library = _library_bpe(tuple((name, i) for i, name in enumerate(names)), pairs)
    return [text[start:end] for start, end in library.encode(text).offsets]


@book.check(
    "apply_merges",
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
def check_apply_merges(student: Student, rng: Rng, expect: Expect) -> None:
    """The order; merges that build on merges; many places; then merges that were trained."""

    def same(*cases: tuple[list[str], Merges], unchanged: bool = False) -> None:
        _same(expect, student, "apply_merges", apply_merges, _strings, cases, unchanged=unchanged)

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
        same(*(_hard_word(rng, *kind) for kind in ((ENGLISH, "char"), (KOREAN, "char"), (KOREAN, "jamo"))))
    with expect.part(
        "edges",
        0.5,
        en="What of no merges, of an empty word, and is the list of the caller left alone?",
        ko="병합이 없거나 단어가 비어 있으면 어떻게 되나요? 부른 쪽의 리스트는 그대로인가요?",
    ):
        same((list("seat"), [("e", "a"), ("s", "e")]), (list("sea"), []), ([], [("s", "e")]), unchanged=True)


def _hard_word(rng: Rng, stems: Sequence[str], unit: str) -> tuple[list[str], Merges]:
    """A word with an unknown character, and trained merges whose order matters for it."""
    merges, _ = train_bpe(_corpus(rng, stems, 16, unit), 30)
    for _ in range(30):
        text = " " + _string(rng, stems, 3, 6) + "Q" + _string(rng, stems, 3, 6)
        word = char_tokenize(text, unit)
        if apply_merges(word, merges) != longest_from_the_left(word, merges):
            return word, merges
    return [*list("abcab"), "Q"], [("b", "c"), ("a", "b"), ("ab", "ab")]


@book.misconception(
    "apply_merges",
    "longest_from_the_left",
    en="Which decides here, the length of a token or the order in which the merges were learned?",
    ko="여기서는 무엇이 결정하나요? 토큰의 길이인가요, 병합을 배운 순서인가요?",
)
def longest_from_the_left(tokens: list[str], merges: Merges) -> list[str]:
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


@book.misconception(
    "apply_merges",
    "last_merge_first",
    en="From which end of the list of merges do you start?",
    ko="병합 목록의 어느 쪽 끝에서 시작하나요?",
)
def last_merge_first(tokens: list[str], merges: Merges) -> list[str]:
    for pair in reversed(merges):
        tokens = merge_pair(tokens, pair)
    return list(tokens)


@book.misconception(
    "apply_merges",
    "leftmost_pair_first",
    en="Do you take the first pair in the word that can be merged, or the first merge of the list that fits?",
    ko="단어에서 처음으로 합칠 수 있는 쌍을 고르나요, 목록에서 처음으로 맞는 병합을 고르나요?",
)
def leftmost_pair_first(tokens: list[str], merges: Merges) -> list[str]:
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


@book.misconception(
    "apply_merges",
    "units_only",
    en="Can two tokens that were made by merges be merged again in your code?",
    ko="여러분의 코드에서는 병합으로 생긴 토큰끼리 또 합쳐질 수 있나요?",
)
def units_only(tokens: list[str], merges: Merges) -> list[str]:
    for pair in merges:
        if len(pair[0]) == 1 and len(pair[1]) == 1:
            tokens = merge_pair(tokens, pair)
    return list(tokens)


@book.misconception(
    "apply_merges",
    "one_place_for_each_merge",
    en="A merge may fit at several places of a word. Do you apply it at all of them?",
    ko="한 병합이 단어의 여러 곳에 맞을 수 있어요. 그 모두에 적용하나요?",
)
def one_place_for_each_merge(tokens: list[str], merges: Merges) -> list[str]:
    tokens = list(tokens)
    for left, right in merges:
        for i in range(len(tokens) - 1):
            if tokens[i] == left and tokens[i + 1] == right:
                tokens[i : i + 2] = [left + right]
                break
    return tokens


@book.misconception(
    "apply_merges",
    "gives_up_too_early",
    en="If a merge does not fit anywhere in the word, are there others behind it in the list?",
    ko="어떤 병합이 단어의 어디에도 맞지 않으면, 목록에서 그 뒤의 병합은 더 볼 필요가 없나요?",
)
def gives_up_too_early(tokens: list[str], merges: Merges) -> list[str]:
    tokens = list(tokens)
    for pair in merges:
        merged = merge_pair(tokens, pair)
        if merged == tokens:
            break
        tokens = merged
    return tokens


@book.misconception(
    "apply_merges",
    "merges_sorted",
    en="Do you change the order of the merges, by sorting them or through a set? What does the order mean?",
    ko="병합을 정렬하거나 집합에 넣어서 순서를 바꾸나요? 그 순서는 무엇을 뜻하나요?",
)
def merges_sorted(tokens: list[str], merges: Merges) -> list[str]:
    for pair in sorted(merges):
        tokens = merge_pair(tokens, pair)
    return list(tokens)


@book.misconception(
    "apply_merges",
    "starts_from_the_given_tokens_once",
    en="Is each merge applied to the result of the merges before it, or to the word as it was at the start?",
    ko="병합을 앞선 병합의 결과에 적용하나요, 처음의 단어에 적용하나요?",
)
def starts_from_the_given_tokens_once(tokens: list[str], merges: Merges) -> list[str]:
    result = list(tokens)
    for pair in merges:
        result = merge_pair(tokens, pair)
    return result


@book.alternative("apply_merges", "lowest_rank_first")
def lowest_rank_first(tokens: list[str], merges: Merges) -> list[str]:
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    tokens = list(tokens)
    while True:
        ranks = [rank.get(pair, len(merges)) for pair in zip(tokens, tokens[1:])]
        if not ranks or min(ranks) == len(merges):
            return tokens
        i = ranks.index(min(ranks))
        tokens = [*tokens[:i], tokens[i] + tokens[i + 1], *tokens[i + 2 :]]


@book.alternative("apply_merges", "two_loops")
def two_loops(tokens: list[str], merges: Merges) -> tuple[str, ...]:
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


# --------------------------------------------------------------------------------------------------------- 9 encode


def encode(text: str, merges: Sequence[Pair], vocab: Vocab, unit: str = "char") -> list[int]:
    """Oracle: the library's BPE model on each word of the library's Split."""
    library = _library_bpe(tuple(vocab.items()), tuple((left, right) for left, right in merges))
    words = ["".join(char_tokenize(word, unit)) for word in word_tokenize(text)]
    return [i for word in words for i in library.encode(word).ids]


def _tokenizer(rng: Rng, stems: Sequence[str], unit: str, n_merges: int = 30) -> tuple[Merges, Vocab]:
    words = _corpus(rng, [*stems, *SIGNS[:3]], 24, unit)
    words += [char_tokenize(stem, unit) for stem in [" ", *stems, *SIGNS]]
    return train_bpe(words, n_merges, ALL_BYTES if unit == "byte" else ())


@book.check("encode", uses=("char_tokenize", "word_tokenize", "apply_merges"))
def check_encode(student: Student, rng: Rng, expect: Expect) -> None:
    """Known text, then units, then borders of words, then what is unknown."""

    def same(*cases: tuple[Any, ...]) -> None:
        _same(expect, student, "encode", encode, _ids, cases)

    english, korean = _tokenizer(rng, ENGLISH, "char"), _tokenizer(rng, KOREAN, "char")
    with expect.part(
        "ids",
        2,
        en="Are the merges applied to the units of each word, and is each token looked up in the vocabulary?",
        ko="단어마다 단위에 병합을 적용하고, 토큰마다 어휘에서 번호를 찾나요?",
    ):
        learned = {token: i for i, token in enumerate(["<unk>", " ", "a", "b", "c", "bc", "ab"])}
        same(
            (_sentence(rng, ENGLISH), *english),
            (_sentence(rng, KOREAN), *korean, "char"),
            ("abc ab", [("b", "c"), ("a", "b")], learned),  # the longest token from the left is another one
        )
    with expect.part(
        "units",
        2,
        en="Is the unit handed on? Does decomposed text give the same ids as composed text?",
        ko="unit을 넘겨주나요? 분해된 텍스트도 조합된 텍스트와 같은 번호가 나오나요?",
    ):
        jamo, byte = _tokenizer(rng, KOREAN, "jamo"), _tokenizer(rng, KOREAN, "byte")
        same(
            (_sentence(rng, KOREAN), *jamo, "jamo"),
            (_sentence(rng, KOREAN) + " é😀", *byte, "byte"),
            ("é", *byte, "byte"),  # two bytes, although there is a token chr(233)
            (_decomposed(_sentence(rng, KOREAN)), *korean, "char"),
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
            (_sentence(rng, ENGLISH) + " zebra 힣힣 sea", *english),
            (_sentence(rng, KOREAN) + " 뷁쀍 책힣장", *korean),
        )


@book.misconception(
    "encode",
    "tokens_instead_of_ids",
    en="Do you give back tokens or their ids? Where is the vocabulary used?",
    ko="토큰을 돌려주나요, 번호를 돌려주나요? 어휘는 어디에 쓰이나요?",
)
def tokens_instead_of_ids(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[Any]:
    return [t for word in word_tokenize(text) for t in apply_merges(char_tokenize(word, unit), merges)]


@book.misconception(
    "encode",
    "not_cut_into_words",
    en="Is the text cut into words before the merges? May a merge reach over a border?",
    ko="병합하기 전에 텍스트를 단어로 자르나요? 병합이 단어의 경계를 넘어도 되나요?",
)
def not_cut_into_words(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    return [vocab.get(t, vocab["<unk>"]) for t in apply_merges(char_tokenize(text, unit), merges)]


@book.misconception(
    "encode",
    "cut_with_split",
    en="Where are the spaces after split()? Which function of yours keeps them?",
    ko="split()을 하고 나면 공백은 어디에 있나요? 여러분이 만든 함수 가운데 공백을 지키는 것은 무엇인가요?",
)
def cut_with_split(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids = []
    for word in text.split():
        for token in apply_merges(char_tokenize(word, unit), merges):
            ids.append(vocab.get(token, vocab["<unk>"]))
    return ids


@book.misconception(
    "encode",
    "unit_not_handed_on",
    en="Is `unit` handed on to char_tokenize? Which unit does it take otherwise?",
    ko="`unit`을 char_tokenize에 넘기나요? 넘기지 않으면 어떤 단위를 쓰나요?",
)
def unit_not_handed_on(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids = []
    for word in word_tokenize(text):
        for token in apply_merges(char_tokenize(word), merges):
            ids.append(vocab.get(token, vocab["<unk>"]))
    return ids


@book.misconception(
    "encode",
    "without_merges",
    en="Where are the merges applied? Does any id stand for more than one unit?",
    ko="병합을 어디에서 적용하나요? 단위 둘 이상을 나타내는 번호가 하나라도 있나요?",
)
def without_merges(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    return [vocab.get(t, vocab["<unk>"]) for word in word_tokenize(text) for t in char_tokenize(word, unit)]


@book.misconception(
    "encode",
    "words_looked_up",
    en="Do you look up whole words in the vocabulary? What is in it, words or the tokens of the merges?",
    ko="어휘에서 단어를 통째로 찾나요? 어휘에 든 것은 단어인가요, 병합으로 생긴 토큰인가요?",
)
def words_looked_up(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    return [vocab.get("".join(char_tokenize(word, unit)), vocab["<unk>"]) for word in word_tokenize(text)]


@book.misconception(
    "encode",
    "longest_token_of_the_vocabulary",
    en="Do you look for the longest token that fits? In which order were the merges learned, and does that order decide?",
    ko="들어맞는 토큰 가운데 가장 긴 것을 찾나요? 병합을 배운 순서는 무엇이고, 그 순서대로 적용되나요?",
)
def longest_token_of_the_vocabulary(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids = []
    for word in word_tokenize(text):
        units = char_tokenize(word, unit)
        while units:
            ends = [end for end in range(len(units), 0, -1) if "".join(units[:end]) in vocab]
            end = ends[0] if ends else 1
            ids.append(vocab.get("".join(units[:end]), vocab["<unk>"]))
            units = units[end:]
    return ids


@book.misconception(
    "encode",
    "unknown_left_out",
    en="What becomes of a token that is not in the vocabulary: is it left out, or does it get the id of <unk>?",
    ko="어휘에 없는 토큰은 어떻게 되나요? 빼 버리나요, <unk>의 번호를 주나요?",
)
def unknown_left_out(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids = []
    for word in word_tokenize(text):
        for token in apply_merges(char_tokenize(word, unit), merges):
            if token in vocab:
                ids.append(vocab[token])
    return ids


@book.misconception(
    "encode",
    "whole_word_unknown",
    en="One character of a word is unknown. Does the whole word have to be?",
    ko="단어의 글자 하나를 몰라요. 그렇다고 단어 전체를 몰라야 하나요?",
)
def whole_word_unknown(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids = []
    for word in word_tokenize(text):
        tokens = apply_merges(char_tokenize(word, unit), merges)
        if all(token in vocab for token in tokens):
            ids += [vocab[token] for token in tokens]
        else:
            ids.append(vocab["<unk>"])
    return ids


@book.misconception(
    "encode",
    "unknown_in_a_row_as_one",
    en="Two unknown tokens stand side by side. How many ids do they get?",
    ko="모르는 토큰 두 개가 나란히 있어요. 번호를 몇 개 받아야 하나요?",
)
def unknown_in_a_row_as_one(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    ids: list[int] = []
    for word in word_tokenize(text):
        for token in apply_merges(char_tokenize(word, unit), merges):
            i = vocab.get(token, vocab["<unk>"])
            if i != vocab["<unk>"] or not ids or ids[-1] != i:
                ids.append(i)
    return ids


@book.misconception(
    "encode",
    "unknown_not_handled",
    en="What does vocab[token] do when the token is not there?",
    ko="토큰이 없을 때 vocab[token]은 어떻게 되나요?",
)
def unknown_not_handled(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    return [vocab[t] for word in word_tokenize(text) for t in apply_merges(char_tokenize(word, unit), merges)]


@book.alternative("encode", "words_then_tokens")
def words_then_tokens(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> list[int]:
    words = [char_tokenize(word, unit) for word in word_tokenize(text)]
    tokens: list[str] = sum((list(apply_merges(word, merges)) for word in words), [])
    return [vocab[token] if token in vocab else 0 for token in tokens]


@book.alternative("encode", "remembered_words")
def remembered_words(text: str, merges: Merges, vocab: Vocab, unit: str = "char") -> tuple[int, ...]:
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


# -------------------------------------------------------------------------------------------------------- 10 decode


def decode(ids: Sequence[int], vocab: Vocab, unit: str = "char") -> str:
    """Oracle: the library's decoders and normalizers."""
    tokens = {i: token for token, i in vocab.items()}
    chosen = [tokens[i] for i in ids]
    if unit == "byte":
        named = ["".join(TO_GPT2[c] for c in token) for token in chosen]
        return str(decoders.ByteLevel().decode(named))
    return str(normalizers.NFC().normalize_str(decoders.Fuse().decode(chosen)))


@book.check("decode")
def check_decode(student: Student, rng: Rng, expect: Expect) -> None:
    """Characters, then bytes in parts of syllables, then broken bytes, then jamo, then unknown tokens."""

    def same(*cases: tuple[Any, ...]) -> None:
        _same(expect, student, "decode", decode, _text, cases)

    def case(stems: Sequence[str], unit: str, text: str = "") -> tuple[list[int], Vocab, str]:
        merges, vocab = _tokenizer(rng, stems, unit)
        return encode(text or _sentence(rng, stems), merges, vocab, unit), vocab, unit

    english, korean = case(ENGLISH, "char"), case(KOREAN, "char")
    byte = case(KOREAN, "byte", " " + _sentence(rng, KOREAN) + " é😀 ")
    with expect.part(
        "characters",
        2,
        en="Is the token of every id found, and are the tokens joined with nothing between or around them changed?",
        ko="번호마다 토큰을 찾아서, 사이에 아무것도 넣지 않고 그대로 이어 붙이나요?",
    ):
        spaces = ["<unk>", " ", "a", "\n", "b "]
        same(
            english[:2],
            korean,
            ([1, 2, 4, 1, 3], {token: i for i, token in enumerate(spaces)}),
            ([], english[1]),
            ([3, 1, 2], {"<unk>": 0, "①": 1, "ﬁ": 2, "…": 3}),
        )
    with expect.part(
        "bytes",
        2,
        en="The bytes of one syllable may lie in two tokens. When do you decode: for each token, or once for all?",
        ko="음절 하나의 바이트가 토큰 두 개에 나뉘어 있을 수 있어요. 토큰마다 디코딩하나요, 모두 모아서 한 번 하나요?",
    ):
        loose = {"<unk>": 0, **{c: i + 1 for i, c in enumerate(ALL_BYTES)}}
        text = _string(rng, KOREAN, 3, 5) + " é"
        same(byte, (encode(text, [], loose, "byte"), loose, "byte"))
    with expect.part(
        "broken",
        1,
        en="What becomes of bytes that are not UTF-8? Which value of errors gives U+FFFD?",
        ko="UTF-8이 아닌 바이트는 어떻게 되나요? errors를 무엇으로 두면 U+FFFD가 나오나요?",
    ):
        ids = encode(_string(rng, KOREAN, 2, 4), [], loose, "byte")
        same((ids[:-1], loose, "byte"), ([*ids[1:], 98], loose, "byte"), (ids, loose, "byte"))
    with expect.part(
        "jamo",
        1.5,
        en="Is the joined text composed, so that syllables come out and not single letters?",
        ko="이어 붙인 텍스트를 조합하나요? 낱글자가 아니라 음절이 나오나요?",
    ):
        same(case(KOREAN, "jamo"), case(KOREAN, "jamo"))
    with expect.part(
        "unknown",
        1,
        en="Which text does the id of <unk> give back?",
        ko="<unk>의 번호는 어떤 텍스트로 돌아오나요?",
    ):
        same(([0, *english[0][:5], 0, 0], english[1], "char"), ([*byte[0], 0], byte[1], "byte"))


@book.misconception(
    "decode",
    "spaces_between_tokens",
    en="Do you put a space between the tokens? Where are the spaces of the text already?",
    ko="토큰 사이에 공백을 넣나요? 텍스트의 공백은 이미 어디에 있나요?",
)
def spaces_between_tokens(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = " ".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", joined)


@book.misconception(
    "decode",
    "each_token_decoded_alone",
    en="The three bytes of 한 lie in two tokens. What can you read in one of them alone? When should you decode?",
    ko="'한'의 세 바이트가 토큰 두 개에 나뉘어 있어요. 하나만 보고 무엇을 읽을 수 있나요? 언제 디코딩해야 하나요?",
)
def each_token_decoded_alone(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    if unit == "byte":
        return "".join(bytes(ord(c) for c in tokens[i]).decode("utf-8", errors="replace") for i in ids)
    return unicodedata.normalize("NFC", "".join(tokens[i] for i in ids))


@book.misconception(
    "decode",
    "each_token_composed_alone",
    en="The letters of one syllable may lie in two tokens. When do you compose: for each token, or once for all?",
    ko="음절 하나의 자모가 토큰 두 개에 나뉘어 있을 수 있어요. 토큰마다 조합하나요, 모두 모아서 한 번 하나요?",
)
def each_token_composed_alone(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    if unit == "byte":
        return bytes(ord(c) for i in ids for c in tokens[i]).decode("utf-8", errors="replace")
    return "".join(unicodedata.normalize("NFC", tokens[i]) for i in ids)


@book.misconception(
    "decode",
    "not_composed",
    en="In which form does the text come out when the units are jamo? How many code points has 관 then?",
    ko="단위가 자모일 때 텍스트가 어떤 꼴로 나오나요? 그때 '관'의 코드 포인트는 몇 개인가요?",
)
def not_composed(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return joined


@book.misconception(
    "decode",
    "compatible_text",
    en="Which form does the K in NFKC stand for? Does the text still have its ① and its … afterwards?",
    ko="NFKC의 K는 어떤 꼴을 뜻하나요? 그렇게 바꾼 텍스트에 ①과 …이 그대로 있나요?",
)
def compatible_text(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    text = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in text).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFKC", text)


@book.misconception(
    "decode",
    "bytes_left_as_characters",
    en="For bytes, what does each character stand for? Who turns the bytes into text again?",
    ko="단위가 바이트일 때 글자 하나는 무엇을 나타내나요? 바이트를 다시 텍스트로 바꾸는 것은 무엇인가요?",
)
def bytes_left_as_characters(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    return unicodedata.normalize("NFC", "".join(tokens[i] for i in ids))


@book.misconception(
    "decode",
    "broken_bytes_left_out",
    en="Bytes that are not UTF-8 disappear in your code. What should stand in their place?",
    ko="UTF-8이 아닌 바이트가 여러분의 코드에서는 사라져요. 그 자리에 무엇이 있어야 하나요?",
)
def broken_bytes_left_out(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="ignore")
    return unicodedata.normalize("NFC", joined)


@book.misconception(
    "decode",
    "broken_bytes_raise",
    en="A model may give half a syllable. What does decode do then, if errors is not set?",
    ko="모델이 음절의 반쪽만 내놓을 수도 있어요. errors를 정하지 않으면 decode는 그때 어떻게 되나요?",
)
def broken_bytes_raise(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8")
    return unicodedata.normalize("NFC", joined)


@book.misconception(
    "decode",
    "unknown_left_out_of_the_text",
    en="What does the id of <unk> give in your text? Can a reader see that something is missing?",
    ko="여러분의 텍스트에서 <unk>의 번호는 무엇이 되나요? 빠진 것이 있다는 걸 읽는 사람이 알 수 있나요?",
)
def unknown_left_out_of_the_text(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids if tokens[i] != "<unk>")
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", joined)


@book.misconception(
    "decode",
    "outer_spaces_stripped",
    en="May a text begin or end with a space? What does strip do to it?",
    ko="텍스트가 공백으로 시작하거나 끝날 수 있나요? strip은 그 공백을 어떻게 하나요?",
)
def outer_spaces_stripped(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace").strip()
    return unicodedata.normalize("NFC", joined).strip()


@book.misconception(
    "decode",
    "ids_counted_without_unk",
    en="Which token has the id 1? Did you count from the entry after <unk>?",
    ko="번호 1은 어떤 토큰인가요? <unk> 다음 항목부터 0으로 세지 않았나요?",
)
def ids_counted_without_unk(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = [token for token in sorted(vocab, key=lambda t: vocab[t]) if token != "<unk>"]
    joined = "".join(tokens[i] for i in ids if i < len(tokens))
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", joined)


@book.alternative("decode", "through_latin_1")
def through_latin_1(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = sorted(vocab, key=lambda token: vocab[token])
    text = ""
    for i in ids:
        text += tokens[i]
    if unit != "byte":
        return unicodedata.normalize("NFC", text)
    return text.encode("latin-1").decode("utf-8", "replace")


@book.alternative("decode", "bytes_collected")
def bytes_collected(ids: list[int], vocab: Vocab, unit: str = "char") -> str:
    tokens = dict(zip(vocab.values(), vocab.keys()))
    if unit == "byte":
        collected = bytearray()
        for i in ids:
            collected.extend(map(ord, tokens[i]))
        return str(collected, "utf-8", "replace")
    joined = "".join(map(tokens.__getitem__, ids))
    return unicodedata.normalize("NFC", joined) if unit == "jamo" else joined


# ------------------------------------------------------------------------------------------------------- 11 measure


def measure(
    sentences: Sequence[str], merges: Sequence[Pair], vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    """Oracle: NumPy over the library's ids."""
    ids = [np.array(encode(sentence, merges, vocab, unit), dtype=np.int64) for sentence in sentences]
    return float(np.mean([len(row) for row in ids])), float(np.mean(np.concatenate(ids) == vocab["<unk>"]))


@book.check("measure", uses=("encode",))
def check_measure(student: Student, rng: Rng, expect: Expect) -> None:
    """The length, then the unknown share over sentences of very different length, then the other units."""

    def same(plain: Callable[[Any], Any], *cases: tuple[Any, ...]) -> None:
        _same(expect, student, "measure", measure, plain, cases)

    def texts(stems: Sequence[str], strange: Sequence[str]) -> list[str]:
        """A long sentence, a short one, and one with unknown characters."""
        return [
            _sentence(rng, stems, 9),
            _pick(rng, stems) + _pick(rng, strange),
            _sentence(rng, stems, 2) + _string(rng, strange, 2, 4),
        ]

    english, korean = _tokenizer(rng, ENGLISH, "char"), _tokenizer(rng, KOREAN, "char")
    with expect.part(
        "length",
        2,
        en="What do you count: tokens after the merges, or characters or words? By what do you divide?",
        ko="무엇을 세나요? 병합한 뒤의 토큰인가요, 글자나 단어인가요? 무엇으로 나누나요?",
    ):
        same(
            lambda got: _two_numbers(got)[0],
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
            lambda got: _two_numbers(got)[1],
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
            _two_numbers,
            (texts(KOREAN, ["z", "ㅋ"]), *_tokenizer(rng, KOREAN, "jamo"), "jamo"),
            (texts(KOREAN, ["쀍", "é"]), *_tokenizer(rng, KOREAN, "byte"), "byte"),
        )


@book.misconception(
    "measure",
    "mean_of_the_shares",
    en="Is the unknown share a mean over sentences? A token of a short sentence then weighs more. What is asked?",
    ko="모르는 토큰의 비율을 문장마다 구해서 평균 냈나요? 그러면 짧은 문장의 토큰이 더 무거워져요. 문제는 무엇을 묻나요?",
)
def mean_of_the_shares(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    lengths = [len(ids) for ids in encoded]
    shares = [ids.count(0) / len(ids) for ids in encoded]
    return sum(lengths) / len(sentences), sum(shares) / len(sentences)


@book.misconception(
    "measure",
    "empty_sentences_left_out",
    en="One of the sentences is empty. Is it still a sentence when you divide?",
    ko="문장 가운데 하나가 비어 있어요. 나눌 때 그것도 문장 하나로 세나요?",
)
def empty_sentences_left_out(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [ids for sentence in sentences if (ids := encode(sentence, merges, vocab, unit))]
    total = sum(len(ids) for ids in encoded)
    return total / len(encoded), sum(ids.count(vocab["<unk>"]) for ids in encoded) / total


@book.misconception(
    "measure",
    "sentences_joined",
    en="What stands between two sentences when they are joined? May a merge reach from one into the next?",
    ko="문장들을 이어 붙이면 두 문장 사이에 무엇이 있나요? 병합이 한 문장에서 다음 문장으로 이어져도 되나요?",
)
def sentences_joined(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    ids = encode("".join(sentences), merges, vocab, unit)
    return len(ids) / len(sentences), ids.count(vocab["<unk>"]) / len(ids)


@book.misconception(
    "measure",
    "unknown_per_sentence",
    en="By what do you divide the unknown tokens: by the number of sentences, or by all tokens?",
    ko="모르는 토큰의 수를 무엇으로 나누나요? 문장 수인가요, 모든 토큰의 수인가요?",
)
def unknown_per_sentence(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    return total / len(sentences), sum(ids.count(0) for ids in encoded) / len(sentences)


@book.misconception(
    "measure",
    "tokens_per_word",
    en="Do you divide by the number of sentences or by the number of words?",
    ko="문장 수로 나누나요, 단어 수로 나누나요?",
)
def tokens_per_word(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    words = sum(len(word_tokenize(sentence)) for sentence in sentences)
    return total / words, sum(ids.count(0) for ids in encoded) / total


@book.misconception(
    "measure",
    "characters_counted",
    en="What is len(sentence), characters or tokens?",
    ko="len(sentence)는 글자 수인가요, 토큰 수인가요?",
)
def characters_counted(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    unknown = sum(ids.count(0) for ids in encoded)
    characters = sum(len(sentence) for sentence in sentences)
    return characters / len(sentences), unknown / characters


@book.misconception(
    "measure",
    "unit_not_given_to_encode",
    en="Which unit does encode use if you do not hand it on?",
    ko="unit을 넘기지 않으면 encode는 어떤 단위를 쓰나요?",
)
def unit_not_given_to_encode(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [encode(sentence, merges, vocab) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    return total / len(sentences), sum(ids.count(0) for ids in encoded) / total


@book.misconception(
    "measure",
    "known_share",
    en="Is the second result the share of the unknown tokens or of the known ones?",
    ko="두 번째 결과가 모르는 토큰의 비율인가요, 아는 토큰의 비율인가요?",
)
def known_share(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    ids = [i for sentence in sentences for i in encode(sentence, merges, vocab, unit)]
    return len(ids) / len(sentences), sum(i != 0 for i in ids) / len(ids)


@book.misconception(
    "measure",
    "different_ids",
    en="Do you count every token, or each different id once?",
    ko="토큰을 모두 세나요, 서로 다른 번호를 한 번씩 세나요?",
)
def different_ids(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    encoded = [set(encode(sentence, merges, vocab, unit)) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    return total / len(sentences), sum(0 in ids for ids in encoded) / total


@book.misconception(
    "measure",
    "results_swapped",
    en="Which of the two results comes first?",
    ko="두 결과 가운데 무엇이 먼저인가요?",
)
def results_swapped(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    ids = [i for sentence in sentences for i in encode(sentence, merges, vocab, unit)]
    return ids.count(0) / len(ids), len(ids) / len(sentences)


@book.misconception(
    "measure",
    "last_sentence_only",
    en="Do your sums grow from sentence to sentence, or does each sentence overwrite them?",
    ko="합이 문장마다 늘어나나요, 다음 문장이 앞의 값을 덮어쓰나요?",
)
def last_sentence_only(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    ids: list[int] = []
    for sentence in sentences:
        ids = encode(sentence, merges, vocab, unit)
    return len(ids) / len(sentences), ids.count(0) / len(ids)


@book.alternative("measure", "sums_in_a_loop")
def sums_in_a_loop(sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char") -> list[float]:
    total = unknown = 0
    for sentence in sentences:
        for i in encode(sentence, merges, vocab, unit):
            total += 1
            unknown += i == vocab["<unk>"]
    return [total / len(sentences), unknown / total]


@book.alternative("measure", "all_ids_at_once")
def all_ids_at_once(
    sentences: list[str], merges: Merges, vocab: Vocab, unit: str = "char"
) -> tuple[float, float]:
    counts = Counter(i for sentence in sentences for i in encode(sentence, merges, vocab, unit))
    return sum(counts.values()) / len(sentences), counts[0] / sum(counts.values())


# ---------------------------------------------------------------------------------------------------- 12 token_quiz

book.quiz(
    "token_quiz",
    {
        "smaller_units": Choice(
            "B",
            {
                "A": Text(
                    "Both the other way round. How many different characters are there, and how many different words?",
                    "둘 다 거꾸로예요. 서로 다른 글자는 몇 가지이고, 서로 다른 단어는 몇 가지인가요?",
                ),
                "B": Text(
                    "There are fewer kinds of small units, and more of them in each sentence: 163 words against 43 "
                    "characters, 10 tokens against 45.",
                    "작은 단위는 종류가 적고, 문장마다 더 많이 들어 있어요. 단어 163개와 글자 43개, 토큰 10개와 45개였죠.",
                ),
                "C": Text(
                    "The sequence gets longer, that is right. But look at the table of section 4: which vocabulary "
                    "is larger, that of words or that of characters?",
                    "열이 길어지는 것은 맞아요. 하지만 4번의 표를 보세요. 단어와 글자 가운데 어느 쪽 어휘가 더 큰가요?",
                ),
            },
        ),
        "what_is_a_token": Choice(
            "B",
            {
                "A": Text(
                    "The vector comes a step later: it is the row of the embedding table whose number is the id. "
                    "What is there before it?",
                    "벡터는 한 단계 뒤에 나와요. 임베딩 표에서 그 번호에 해당하는 행이에요. 그 앞에는 무엇이 있나요?",
                ),
                "B": Text(
                    "A piece of text and its id. Everything that the model knows about it will be in the vector.",
                    "텍스트 조각과 그 번호예요. 모델이 그것에 대해 아는 것은 모두 벡터에 담기게 돼요.",
                ),
                "C": Text(
                    "Some tokens are words. Others are a space, an ending, or a part of a letter's bytes. What do all "
                    "of them have in common?",
                    "단어인 토큰도 있지만 공백, 어미, 글자 바이트의 일부인 토큰도 있어요. 모두에게 공통된 것은 무엇일까요?",
                ),
            },
        ),
        "round_trip": Choice(
            "C",
            {
                "A": Text(
                    "The buggy function of section 8 passed every round trip with other tokens than those of the "
                    "training. What does the round trip not look at?",
                    "8번의 버그가 있는 함수도 되돌리기에는 늘 성공했지만, 학습 때와 다른 토큰을 냈어요. 되돌리기가 보지 않는 것은 "
                    "무엇일까요?",
                ),
                "B": Text(
                    "Even an encoder that never merges anything passes. What is the only thing that it shows?",
                    "아무것도 합치지 않는 인코더도 통과해요. 되돌리기가 보여 주는 단 한 가지는 무엇일까요?",
                ),
                "C": Text(
                    "Only that the tokens, joined, are the text. Which tokens they are must be compared with the "
                    "training, or with a second implementation.",
                    "토큰을 이어 붙이면 텍스트가 된다는 것뿐이에요. 어떤 토큰인지는 학습 결과나 다른 구현과 비교해야 알아요.",
                ),
            },
        ),
        "same_on_screen": Choice(
            "B",
            {
                "A": Text(
                    "The letters look the same, but the computer compares code points. How many are there in each file?",
                    "글자는 같아 보이지만 컴퓨터는 코드 포인트를 비교해요. 두 파일에 각각 몇 개가 있나요?",
                ),
                "B": Text(
                    "3 composed syllables against 7 jamo: other code points, other tokens, another length. Hence NFC "
                    "or NFD before everything else.",
                    "조합된 음절 3개와 자모 7개예요. 코드 포인트가 다르니 토큰도 길이도 달라요. 그래서 무엇보다 먼저 NFC나 NFD로 맞춰요.",
                ),
                "C": Text(
                    "The bytes differ as well: 9 against 21 for 도서관. They are the bytes of other code points.",
                    "바이트도 달라요. '도서관'이면 9개와 21개예요. 서로 다른 코드 포인트의 바이트이니까요.",
                ),
            },
        ),
        "more_merges": Choice(
            "A",
            {
                "A": Text(
                    "A merge joins units that are known already. In the experiment 23 Korean characters stayed "
                    "unknown, and their share even grew.",
                    "병합은 이미 아는 단위를 이어 붙일 뿐이에요. 실험에서 한국어 글자 23개는 계속 몰랐고, 그 비율은 오히려 커졌어요.",
                ),
                "B": Text(
                    "A merge joins two tokens of the vocabulary. How could a character get in that is not there?",
                    "병합은 어휘에 있는 토큰 두 개를 이어 붙여요. 어휘에 없는 글자가 어떻게 들어갈 수 있을까요?",
                ),
                "C": Text(
                    "Training sees the old text only. What does it know of frequencies in the new one?",
                    "학습은 옛 텍스트만 봐요. 새 텍스트에서 얼마나 자주 나오는지 알 길이 있을까요?",
                ),
            },
        ),
        "another_tokenizer": Choice(
            "C",
            {
                "A": Text(
                    "No error appears, that is the danger. Does id 300 mean the same piece of text in both?",
                    "오류는 나지 않아요. 그래서 위험하죠. 번호 300이 두 토크나이저에서 같은 조각을 뜻하나요?",
                ),
                "B": Text(
                    "Decoding with which vocabulary? The model learned what its own ids mean.",
                    "어느 어휘로 디코딩하나요? 모델은 자기 번호의 뜻을 배웠어요.",
                ),
                "C": Text(
                    "The vectors were learned for the ids of one tokenizer. Model and tokenizer belong together.",
                    "벡터는 한 토크나이저의 번호에 맞춰 학습됐어요. 모델과 토크나이저는 한 몸이에요.",
                ),
            },
        ),
    },
)
