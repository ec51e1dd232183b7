"""A text in the two languages of the course: the only such class; and anybody's text, made fit to be shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "ko"]
LANGS: tuple[Lang, ...] = ("en", "ko")


@dataclass(frozen=True)
class Text:
    """The same text in English and Korean; `text[lang]` gives one of them."""

    en: str
    ko: str

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang == "en" else self.ko

    def then(self, other: Text) -> Text:
        """Both texts, one after the other."""
        return Text(f"{self.en} {other.en}".strip(), f"{self.ko} {other.ko}".strip())


NOTHING = Text("", "")

# Control characters (escape sequences begin with one), halves of characters, and what breaks a line.
_UNFIT_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_CHANGE_OF_DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_unfit(character: str) -> bool:
    """Whether a character must not reach a terminal or a file as it is."""
    return unicodedata.category(character) in _UNFIT_CATEGORIES or character in _CHANGE_OF_DIRECTION


def visible(text: str) -> str:
    """One line of the text, safe to show: each control character is written as its code, as in `\\x1b`.

    A byte of a file's name that is no UTF-8 (Python keeps it as half of a character) becomes `\\xff`, too.
    """
    return "".join(_code(character) if is_unfit(character) else character for character in text)


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else ascii(character)[1:-1]
