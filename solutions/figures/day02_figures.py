"""Draw the two figures of Day 2 as SVG files beside this script: `python day02_figures.py`."""

import unicodedata
from functools import partial

import drawing
from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, text

FONTS = "'DejaVu Sans', Verdana, Arial, 'Noto Sans KR', 'Noto Sans CJK KR', 'Malgun Gothic', NanumGothic, sans-serif"

save = partial(drawing.save, heads=(INK, GREY), fonts=FONTS)


def token(x: float, y: float, width: float, colour: str, label: str, size: int = 20) -> str:
    """A token: a rounded box whose upper left corner is (x, y)."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="44" rx="8" fill="{PALE[colour]}" '
        f'stroke="{colour}" stroke-width="2.5"/>' + text(x + width / 2, y + 22, label, size, "bold")
    )


def arrow(x1: float, y1: float, x2: float, y2: float, colour: str = INK) -> str:
    """A straight line with a head at its end."""
    return (
        f'<path d="M{x1},{y1} L{x2},{y2}" fill="none" stroke="{colour}" stroke-width="2.5" '
        f'marker-end="url(#head{colour[1:]})"/>'
    )


def units() -> None:
    """One word cut into four kinds of units."""
    word = "도서관"
    jamo = [chr(_plain(ord(c))) for c in unicodedata.normalize("NFD", word)]
    rows = [
        ("word", "1 token", RED, [word], "a new one every day"),
        ("syllables", "3 tokens", ORANGE, list(word), "11,172 for Hangul"),
        ("jamo", "7 tokens", BLUE, jamo, "67 for Hangul"),
        ("bytes", "9 tokens", GREEN, [f"{b:02X}" for b in word.encode("utf-8")], "256 for every script"),
    ]
    left, right = 200, 740
    parts = []
    for row, (name, count, colour, labels, kinds) in enumerate(rows):
        y = 66 + 82 * row
        step = (right - left) / len(labels)
        parts.append(text(28, y + 12, name, 20, "bold", anchor="start"))
        parts.append(text(28, y + 36, count, 16, fill=GREY, anchor="start"))
        for i, label in enumerate(labels):
            parts.append(token(left + i * step, y, step - 8, colour, label))
        parts.append(text(772, y + 22, kinds, 18, anchor="start"))
    parts.append(text((left + right) / 2, 34, "the same word, cut in four ways", 18, fill=GREY))
    parts.append(text(772, 34, "different units", 18, fill=GREY, anchor="start"))
    parts.append(arrow(1010, 70, 1010, 350, GREY))
    parts.append(text(1030, 176, "smaller units:", 17, "bold", anchor="start"))
    parts.append(text(1030, 204, "longer sequence,", 17, anchor="start"))
    parts.append(text(1030, 230, "fewer kinds to know", 17, anchor="start"))
    save("day02_units.svg", 1230, 386, "One Korean word as word, syllables, jamo and bytes", parts)


def _plain(code: int) -> int:
    """The compatibility jamo that shows the same letter as a conjoining one, which fonts draw badly alone."""
    name = unicodedata.name(chr(code)).rsplit(" ", 1)[1]
    return ord(unicodedata.lookup(f"HANGUL LETTER {name}"))


def merges() -> None:
    """Three rounds of merging on four words."""
    rounds = [
        ("start", [["s", "e", "a"], ["s", "e", "a"], ["s", "e", "e"], ["s", "e", "t"]], None, ""),
        ("round 1", [["se", "a"], ["se", "a"], ["se", "e"], ["se", "t"]], "se", "s, e: 4 times"),
        ("round 2", [["sea"], ["sea"], ["se", "e"], ["se", "t"]], "sea", "se, a: twice"),
        ("round 3", [["sea"], ["sea"], ["see"], ["se", "t"]], "see", "se, e and se, t: once each"),
    ]
    parts = []
    for row, (name, words, new, why) in enumerate(rounds):
        y = 28 + 106 * row
        parts.append(text(28, y + 22, name, 20, "bold", anchor="start"))
        for i, word in enumerate(words):
            x = 150 + 172 * i
            for part in word:
                width = 44 * len(part) + 4 * (len(part) - 1)
                parts.append(token(x, y, width, ORANGE if part == new else BLUE, part))
                x += width + 4
        if row:
            parts.append(text(850, y + 10, why, 18, anchor="start"))
            tie = "tie: the smaller id wins, e before t" if row == 3 else f"new token: {new}"
            parts.append(text(850, y + 36, tie, 18, "bold" if row == 3 else "normal", anchor="start"))
        if row < 3:
            parts.append(arrow(60, y + 54, 60, y + 98, GREY))
    save("day02_merges.svg", 1230, 414, "Three rounds of byte-pair encoding", parts)


if __name__ == "__main__":
    units()
    merges()
