"""What the figures of all days are drawn with: colours, words, boxes, arrows, and the sheet that they are saved on."""

import re
from pathlib import Path

HERE = Path(__file__).parent

# The Okabe-Ito colours, which stay apart for colour-blind readers, and pale fills of the same hues.
INK, GREY, PAPER = "#1A1A1A", "#6B6B6B", "#FFFFFF"
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PALE = {BLUE: "#D6EAF5", ORANGE: "#FCEBC8", GREEN: "#CFEDE3", RED: "#F9DFCC", GREY: "#EDEDED"}

FONTS = "'DejaVu Sans', Verdana, Arial, sans-serif"
KOREAN_FONTS = "'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', NanumGothic, sans-serif"

WORDS = re.compile(r"(?<=>)[^<>]*[A-Za-z]{3}[^<>]*(?=</(?:text|title)>)")


def text(
    x: float,
    y: float,
    words: str,
    size: int = 18,
    weight: str = "normal",
    fill: str = INK,
    anchor: str = "middle",
) -> str:
    """One line of text whose middle lies at height y."""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}" dominant-baseline="central">{words}</text>'
    )


def box(x: float, y: float, width: float, height: float, colour: str, *lines: str, leading: int = 22) -> str:
    """A rounded box around (x, y), its left middle, with centred lines of text."""
    top = y - height / 2
    parts = [
        f'<rect x="{x}" y="{top}" width="{width}" height="{height}" rx="9" fill="{PALE[colour]}" '
        f'stroke="{colour}" stroke-width="2.5"/>'
    ]
    for i, line in enumerate(lines):
        offset = (i - (len(lines) - 1) / 2) * leading
        parts.append(text(x + width / 2, y + offset, line, 18, "bold" if i == 0 else "normal"))
    return "".join(parts)


def arrow(
    points: list[tuple[float, float]],
    colour: str = INK,
    width: float = 2.5,
    head: bool = True,
    both: bool = False,
) -> str:
    """A line through the points, with an arrow head at its end, or at both ends."""
    path = "M" + " L".join(f"{x},{y}" for x, y in points)
    end = f' marker-end="url(#head{colour[1:]})"' if head else ""
    start = f' marker-start="url(#head{colour[1:]})"' if both else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linejoin="round"{end}{start}/>'
    )


def plus(x: float, y: float) -> str:
    """The circled plus sign of a residual connection."""
    return (
        f'<circle cx="{x}" cy="{y}" r="16" fill="{PAPER}" stroke="{BLUE}" stroke-width="3"/>'
        f'<path d="M{x - 9},{y} H{x + 9} M{x},{y - 9} V{y + 9}" stroke="{BLUE}" stroke-width="3"/>'
    )


def save(
    name: str,
    width: int,
    height: int,
    title: str,
    parts: list[str],
    *,
    heads: tuple[str, ...] = (INK, BLUE, GREY),
    turn: str = "auto",
    patterns: str = "",
    fonts: str = FONTS,
    korean: dict[str, str] | None = None,
) -> None:
    """Write one figure on a white sheet, so that it can be read on a dark page as well.

    heads: the colours of its arrow heads. turn: how they turn; arrows with two heads want "auto-start-reverse".
    korean: the Korean for each line of words; with it the figure is drawn once more, as NAME.ko.svg. KeyError where
        a line is missing.
    """
    if korean is not None:
        words = WORDS.sub(lambda line: korean[line[0]], "\n".join([f"<title>{title}</title>", *parts]))
        korean_title, *korean_parts = words.removeprefix("<title>").split("\n")
        save(
            name.replace(".svg", ".ko.svg"),
            width,
            height,
            korean_title.removesuffix("</title>"),
            korean_parts,
            heads=heads,
            turn=turn,
            patterns=patterns,
            fonts=KOREAN_FONTS,
        )
    markers = "".join(
        f'<marker id="head{colour[1:]}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="12" '
        f'markerHeight="12" markerUnits="userSpaceOnUse" orient="{turn}">'
        f'<path d="M0,0 L10,5 L0,10 z" fill="{colour}"/></marker>'
        for colour in heads
    )
    HERE.joinpath(name).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{fonts}" role="img">'
        f"<title>{title}</title><defs>{markers}{patterns}</defs>"
        f'<rect width="{width}" height="{height}" rx="12" fill="{PAPER}"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n",
        encoding="utf-8",
    )
