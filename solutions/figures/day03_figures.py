"""Draw the three figures of Day 3 as SVG files beside this script: `python day03_figures.py`."""

from math import cos, pi, sin

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, RED, arrow, save, text

WORDS = ["the", "dog", "chased", "the", "cat"]
IDS = [7, 3, 2, 7, 1]
SPEEDS = [10000 ** (-2 * i / 8) for i in range(4)]  # the four pairs of d_model = 8
SHOWN = (0, 1, 2, 3, 50)  # positions of the clocks


def strip(x: float, y: float, colour: str, label: str) -> str:
    """A vector: a box with ticks that hint at its numbers, and a label inside."""
    ticks = " ".join(f"M{x + 15 * i},{y - 17} v6 M{x + 15 * i},{y + 17} v-6" for i in range(1, 8))
    return (
        f'<rect x="{x - 8}" y="{y - 17}" width="136" height="34" fill="{PALE[colour]}" stroke="{colour}" '
        f'stroke-width="2.5"/><path d="{ticks}" stroke="{colour}" stroke-width="1.5"/>'
        + text(x + 60, y, label, 17, "bold")
    )


def clock(
    x: float, y: float, radius: float, angle: float, colour: str = BLUE, start: float | None = None
) -> str:
    """A clock whose hand has turned clockwise by `angle` from 12; with `start`, the turn from there is shaded."""
    parts = [f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{PAPER}" stroke="{GREY}" stroke-width="2"/>']
    tip = (x + radius * sin(angle), y - radius * cos(angle))
    if start is not None:
        begin = (x + radius * sin(start), y - radius * cos(start))
        large = int((angle - start) % (2 * pi) > pi)
        parts.append(
            f'<path d="M{x},{y} L{begin[0]:.1f},{begin[1]:.1f} A{radius},{radius} 0 {large} 1 {tip[0]:.1f},{tip[1]:.1f} Z" '
            f'fill="{PALE[ORANGE]}" stroke="none"/>'
        )
        parts.append(
            f'<path d="M{x},{y} L{begin[0]:.1f},{begin[1]:.1f}" stroke="{GREY}" stroke-width="3" stroke-dasharray="5 4"/>'
        )
    parts.append(
        f'<path d="M{x},{y} L{tip[0]:.1f},{tip[1]:.1f}" stroke="{colour}" stroke-width="4" stroke-linecap="round"/>'
    )
    parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{INK}"/>')
    return "".join(parts)


def path() -> None:
    """From words to ids to rows, plus a position each."""
    parts = [
        text(20, 40, "words", 18, fill=GREY, anchor="start"),
        text(20, 92, "ids", 18, fill=GREY, anchor="start"),
        text(20, 160, "rows of the", 18, fill=GREY, anchor="start"),
        text(20, 182, "table × √d", 18, fill=GREY, anchor="start"),
        text(20, 250, "positions", 18, fill=GREY, anchor="start"),
        text(20, 340, "input of the", 18, fill=GREY, anchor="start"),
        text(20, 362, "first block", 18, fill=GREY, anchor="start"),
    ]
    for place, (word, number) in enumerate(zip(WORDS, IDS, strict=True)):
        left = 190 + 170 * place
        middle = left + 60
        colour = ORANGE if word == "the" else BLUE
        parts += [
            text(middle, 40, word, 20, "bold"),
            arrow([(middle, 54), (middle, 76)], GREY),
            text(middle, 92, str(number), 20),
            arrow([(middle, 108), (middle, 148)], GREY),
            strip(left, 168, colour, word),
            text(middle, 209, "+", 24, "bold"),
            strip(left, 250, GREEN, f"p{place}"),
            arrow([(middle, 270), (middle, 330)], GREY),
            strip(left, 350, RED, f"{word} @ {place}"),
        ]
    parts.append(
        text(
            530,
            412,
            "The two “the” share one row of the table. Only the positions tell them apart.",
            18,
        )
    )
    save("day03_path.svg", 1060, 440, "From words to vectors with positions", parts)


def clocks() -> None:
    """The four pairs of d_model = 8 as clocks, at five positions."""
    parts = [text(120, 34, "pair", 18, fill=GREY)]
    parts += [text(290 + 140 * place, 34, f"position {pos}", 18, "bold") for place, pos in enumerate(SHOWN)]
    for i, speed in enumerate(SPEEDS):
        y = 104 + 118 * i
        parts.append(text(120, y - 12, f"pair {i}: columns {2 * i}, {2 * i + 1}", 17, "bold"))
        parts.append(text(120, y + 14, f"{speed:g} radian a step", 16, fill=GREY))
        parts += [clock(290 + 140 * place, y, 48, pos * speed) for place, pos in enumerate(SHOWN)]
    parts.append(
        text(
            490,
            538,
            "The tip of a hand: to the right the sine (column 2i), upwards the cosine (column 2i + 1).",
            18,
        )
    )
    save("day03_clocks.svg", 950, 566, "Positions as clocks", parts)


def shift() -> None:
    """A shift by three turns each clock by its own angle, wherever one starts."""
    parts = []
    for row, begin in enumerate((1, 6)):
        y = 110 + 180 * row
        parts.append(text(20, y - 12, f"from position {begin}", 18, "bold", anchor="start"))
        parts.append(text(20, y + 14, f"to position {begin + 3}", 18, "bold", anchor="start"))
        for i, speed in enumerate((1.0, 0.3, 0.1)):
            x = 290 + 230 * i
            parts.append(clock(x, y, 68, (begin + 3) * speed, BLUE, begin * speed))
            if row == 0:
                parts.append(text(x, 22, f"{speed:g} radian a step", 17, fill=GREY))
            else:
                parts.append(text(x, y + 96, f"turned by {3 * speed:.1f}", 18, "bold"))
    parts.append(
        text(
            450,
            430,
            "Dashed: before. Blue: three positions later. Each column turns by the same angle in both rows.",
            18,
        )
    )
    save("day03_shift.svg", 900, 458, "A shift of position is a rotation", parts)


if __name__ == "__main__":
    path()
    clocks()
    shift()
