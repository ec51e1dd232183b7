"""A text in the two languages of the course: the only such class."""

from __future__ import annotations

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
