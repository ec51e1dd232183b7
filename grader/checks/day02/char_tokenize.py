"""char_tokenize, against the normalizers and the byte level of `tokenizers`, for composed and decomposed text."""

from __future__ import annotations

import unicodedata
from typing import Any

from grader.checks.day02.shared import ENGLISH, KOREAN, as_strings, decomposed, random_sentence, same_in_form
from grader.checks.oracles.bpe import char_tokenize
from grader.judge import Check, Expect, Rng, Student

check = Check(char_tokenize)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Characters, bytes and jamo of composed text; then of decomposed text."""

    def same(*cases: tuple[str, ...]) -> None:
        same_in_form(student, expect, check, as_strings, cases)

    with expect.part(
        "characters",
        2,
        en="Is there one string for every character of the composed text, spaces and signs too?",
        ko="조합된 텍스트의 글자마다, 공백과 부호까지, 문자열이 하나씩 있나요?",
    ):
        same(
            (random_sentence(rng, ENGLISH),),
            (random_sentence(rng, KOREAN), "char"),
            ("① ﬁ … Ä가\n",),
            ("", "char"),
        )
    with expect.part(
        "bytes",
        2,
        en="Does each byte of the UTF-8 text become chr(b)? How many bytes has a Hangul syllable?",
        ko="UTF-8로 적은 바이트마다 chr(b)가 되나요? 한글 음절 하나는 몇 바이트인가요?",
    ):
        same((random_sentence(rng, KOREAN), "byte"), (random_sentence(rng, ENGLISH) + " é😀①", "byte"))
    with expect.part(
        "jamo",
        1.5,
        en="Into which code points does the decomposed form (NFD) cut a syllable, and what stays as it is?",
        ko="분해된 꼴(NFD)은 음절을 어떤 코드 포인트로 나누나요? 그대로 남는 것은 무엇인가요?",
    ):
        same((random_sentence(rng, KOREAN), "jamo"), ("é ① ﬁ 관", "jamo"))
    with expect.part(
        "normalized",
        2,
        en="The same word may come composed or decomposed. Are your units the same for both?",
        ko="같은 단어가 조합된 꼴로도, 분해된 꼴로도 들어올 수 있어요. 두 경우에 단위가 똑같이 나오나요?",
    ):
        text = decomposed(random_sentence(rng, KOREAN) + " é")
        same((text, "char"), (text, "byte"), (text, "jamo"))


@check.right
def bytes_first(text, unit="char"):
    if unit == "byte":
        return [chr(b) for b in unicodedata.normalize("NFC", text).encode("utf-8")]
    return list(unicodedata.normalize("NFD" if unit == "jamo" else "NFC", text))


@check.right
def table_of_forms(text, unit="char"):
    forms: dict[str, Any] = {"char": "NFC", "jamo": "NFD", "byte": "NFC"}
    text = unicodedata.normalize(forms[unit], text)
    if unit == "byte":
        text = text.encode().decode("latin-1")
    return [*text]


@check.right
def grown_in_a_loop(text, unit="char"):
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


@check.misconception(
    en="What comes out for a word that arrives decomposed? Which form should it have before it is cut?",
    ko="분해된 꼴로 들어온 단어는 어떻게 되나요? 자르기 전에 어떤 꼴로 맞춰야 할까요?",
)
def not_normalized(text, unit="char"):
    if unit == "jamo":
        return list(unicodedata.normalize("NFD", text))
    if unit == "byte":
        return [chr(b) for b in text.encode("utf-8")]
    return list(text)


@check.misconception(
    en="Of which form are these the bytes? A Hangul syllable should have three of them.",
    ko="어떤 꼴의 바이트인가요? 한글 음절 하나는 3바이트여야 하지 않나요?",
)
def bytes_of_decomposed_text(text, unit="char"):
    if unit == "char":
        return list(unicodedata.normalize("NFC", text))
    parts = unicodedata.normalize("NFD", text)
    return list(parts) if unit == "jamo" else [chr(b) for b in parts.encode("utf-8")]


@check.misconception(
    en="Which of the four forms do you use? The K in NFKC and NFKD also turns ① into 1. Is that asked?",
    ko="네 가지 꼴 가운데 무엇을 쓰나요? NFKC와 NFKD의 K는 ①을 1로 바꿔 버려요. 그렇게 하라고 했나요?",
)
def compatibility_forms(text, unit="char"):
    if unit == "jamo":
        return list(unicodedata.normalize("NFKD", text))
    composed = unicodedata.normalize("NFKC", text)
    return [chr(b) for b in composed.encode("utf-8")] if unit == "byte" else list(composed)


@check.misconception(
    en="Is a capital letter still one in your result? What would decode give back for it?",
    ko="대문자가 결과에서도 대문자인가요? decode가 그 글자를 무엇으로 돌려주게 될까요?",
)
def made_lower_case(text, unit="char"):
    lower = text.lower()
    if unit == "jamo":
        return list(unicodedata.normalize("NFD", lower))
    composed = unicodedata.normalize("NFC", lower)
    if unit == "byte":
        return [chr(b) for b in composed.encode("utf-8")]
    return list(composed)


@check.misconception(
    en="What happens to the argument `unit`? Does any line use it?",
    ko="인수 `unit`은 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def unit_ignored(text, unit="char"):
    return list(unicodedata.normalize("NFC", text))


@check.misconception(
    en="Which form composes, NFC or NFD? Which of them does jamo need?",
    ko="조합하는 꼴은 NFC인가요, NFD인가요? 자모에는 어느 쪽이 필요한가요?",
)
def forms_swapped(text, unit="char"):
    if unit == "jamo":
        return list(unicodedata.normalize("NFC", text))
    parts = unicodedata.normalize("NFD", text)
    return [chr(b) for b in parts.encode("utf-8")] if unit == "byte" else list(parts)


misconception = check.misconceptions_in(bytes_first)
misconception(
    "bytes_as_numbers",
    (
        '[chr(b) for b in unicodedata.normalize("NFC", text).encode("utf-8")]',
        'list(unicodedata.normalize("NFC", text).encode("utf-8"))',
    ),
    en="Are your bytes strings of length one, or numbers? What does chr do?",
    ko="바이트가 한 글자짜리 문자열인가요, 숫자인가요? chr는 무엇을 하나요?",
)
misconception(
    "bytes_as_digits",
    ("chr(b)", "str(b)"),
    en='Is byte 234 written as chr(234), one character, or as the three digits "234"?',
    ko='바이트 234를 한 글자 chr(234)로 적나요, 숫자 세 개 "234"로 적나요?',
)
misconception(
    "code_points_not_bytes",
    (
        '[chr(b) for b in unicodedata.normalize("NFC", text).encode("utf-8")]',
        '[chr(ord(c) % 256) for c in unicodedata.normalize("NFC", text)]',
    ),
    en="How many bytes has a Hangul syllable in UTF-8? Is the number of its code point a byte?",
    ko="한글 음절은 UTF-8로 몇 바이트인가요? 코드 포인트의 번호가 바이트인가요?",
)
misconception(
    "spaces_dropped",
    ('    if unit == "byte":', '    text = "".join(text.split())\n    if unit == "byte":'),
    en="Where are the spaces? Can the text be put together again without them?",
    ko="공백은 어디로 갔나요? 공백 없이 텍스트를 되돌릴 수 있나요?",
)
