"""`show` for a day whose plots have Korean texts: in a font with Hangul or, where there is none, in English."""

import importlib.util
import json
from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.text import Text

from solutions.plots import show

__all__ = ["show"]

HANGUL_FONTS = [
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
]
ENGLISH_TEXTS = ""


def hangul_font():
    """The name of a font with Hangul: one of this machine's, or that of an installed package; None without any."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    for name in HANGUL_FONTS:
        if name in known:
            return name
    package = importlib.util.find_spec("koreanize_matplotlib")
    if package is None:
        return None
    font_manager.fontManager.addfont(Path(package.origin).with_name("fonts") / "NanumGothic.ttf")
    return "NanumGothic"


def use_hangul(texts):
    """Let plots show Korean texts.

    Args:
        texts: the English of each Korean text, as JSON; empty where plots are in English.
    """
    english = json.loads(texts or "{}")
    if not english:
        return
    font = hangul_font()
    if font is None:  # English words say more than boxes
        set_text = Text.set_text
        Text.set_text = lambda self, text: set_text(self, english.get(text, text))
    elif font not in rcParams["font.family"]:
        rcParams["font.family"] = [*rcParams["font.family"], font]


use_hangul(ENGLISH_TEXTS)
