"""word_tokenize, against the Split of `tokenizers`, which has a regular-expression engine of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tokenizers import Regex, pre_tokenizers

from grader.checks.day02.shared import (
    ENGLISH,
    KOREAN,
    SIGNS,
    as_strings,
    decomposed,
    pick,
    random_sentence,
    random_string,
    same_in_form,
)
from grader.judge import Check, Expect, Rng, Student

WORDS = pre_tokenizers.Split(Regex(r" ?\w+| ?[^\w\s]+|\s"), "isolated")


def word_tokenize(text: str) -> list[str]:
    """Oracle: the library's Split, which has a regular-expression engine of its own."""
    return [piece for piece, _ in WORDS.pre_tokenize_str(text)]


check = Check(word_tokenize)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Words with their spaces, then signs, then all other white space, then other scripts, digits and underscores."""

    def same(*texts: str) -> None:
        same_in_form(student, expect, check, as_strings, [(text,) for text in texts])

    def joined(stems: Sequence[str], between: Sequence[str]) -> str:
        return "".join(random_string(rng, stems, 1, 3) + pick(rng, between) for _ in range(8))

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
            random_sentence(rng, KOREAN),
            decomposed(random_sentence(rng, KOREAN)),
            joined(["été", "café", "x_1", "_", "2024", "A7"], [" ", ".", "-", " 😀 "]),
        )


@check.right
def scanned_by_hand(text):
    def kind(c):
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


@check.right
def matches_one_by_one(text):
    pattern = re.compile(r"[ ]?(?:\w+|[^\w\s]+)|\s")
    return [match.group(0) for match in pattern.finditer(text)]


@check.misconception(
    en="Where are the spaces after split()? Can you tell one space from two, or from a line break?",
    ko="split()을 하고 나면 공백은 어디에 있나요? 한 칸과 두 칸, 줄바꿈을 구별할 수 있나요?",
)
def split_loses_spaces(text):
    return text.split()


@check.misconception(
    en="Do the pieces, joined, give the text back? Which characters does your pattern never match?",
    ko="조각을 이어 붙이면 원래 텍스트가 되나요? 여러분의 패턴에 한 번도 맞지 않는 글자는 무엇인가요?",
)
def spaces_left_out(text):
    return re.findall(r"\w+|[^\w\s]+", text)


@check.misconception(
    en="To whom does the one space before a word belong?",
    ko="단어 바로 앞의 공백 한 칸은 누구의 것인가요?",
)
def space_is_a_piece(text):
    return re.findall(r"\w+|[^\w\s]+|\s", text)


@check.misconception(
    en="Is 'sea.' one piece in your code? What should the full stop be?",
    ko="여러분의 코드에서 'sea.'이 한 조각인가요? 마침표는 무엇이 되어야 하나요?",
)
def signs_stuck_to_words(text):
    return re.findall(r" ?\S+|\s", text)


@check.misconception(
    en="What should become of a run of signs, such as '...'? What does the + behind [^\\w\\s] do?",
    ko="'...'처럼 이어진 부호는 어떻게 되어야 하나요? [^\\w\\s] 뒤의 +는 무슨 일을 하나요?",
)
def every_sign_alone(text):
    return re.findall(r" ?\w+| ?[^\w\s]|\s", text)


@check.misconception(
    en="Does a sign take the one space before it along, as a word does?",
    ko="부호도 단어처럼 바로 앞의 공백 한 칸을 함께 가져가나요?",
)
def signs_never_take_a_space(text):
    return re.findall(r" ?\w+|[^\w\s]+|\s", text)


@check.misconception(
    en="Which letters are in [A-Za-z]? What becomes of Korean text, and of é?",
    ko="[A-Za-z]에는 어떤 글자가 들어 있나요? 한국어 텍스트와 é는 어떻게 되나요?",
)
def ascii_letters_only(text):
    return re.findall(r" ?[A-Za-z0-9_]+| ?[^A-Za-z0-9_\s]+|\s", text)


@check.misconception(
    en=r"Are digits and the underscore word characters, as \w says?",
    ko=r"숫자와 밑줄은 \w에서처럼 단어 글자인가요?",
)
def letters_only(text):
    return re.findall(r" ?[^\W\d_]+| ?(?:[^\w\s]|[\d_])+|\s", text)


@check.misconception(
    en="How many spaces may a word take along? What does * mean, and what does ? mean?",
    ko="단어는 공백을 몇 칸 가져갈 수 있나요? *는 무슨 뜻이고 ?는 무슨 뜻인가요?",
)
def all_spaces_taken(text):
    return re.findall(r" *\w+| *[^\w\s]+|\s", text)


@check.misconception(
    en="May a word take a line break or a tab along, or only a space?",
    ko="단어가 줄바꿈이나 탭도 가져갈 수 있나요, 공백만 가져가나요?",
)
def line_breaks_taken(text):
    return re.findall(r"\s?\w+|\s?[^\w\s]+|\s", text)


@check.misconception(
    en="Does the space belong to the word before it or to the word behind it?",
    ko="공백은 앞 단어의 것인가요, 뒤 단어의 것인가요?",
)
def space_behind(text):
    return re.findall(r"\w+ ?|[^\w\s]+ ?|\s", text)


@check.misconception(
    en="Is every other white-space character a piece of its own, or do you take a whole run at once?",
    ko="나머지 공백 문자는 하나마다 한 조각인가요? 여러 개를 한꺼번에 가져가지 않나요?",
)
def white_space_in_runs(text):
    return re.findall(r" ?\w+| ?[^\w\s]+|\s+", text)
