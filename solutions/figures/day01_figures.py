"""Draw the three figures of Day 1 as SVG files beside this script: `python day01_figures.py`."""

from functools import partial

import drawing
from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, arrow, text

DARK_ORANGE = "#9A5B00"  # for words: the orange itself is too pale to read

save = partial(drawing.save, heads=(INK, BLUE, ORANGE, GREY), turn="auto-start-reverse")


def box(x: float, y: float, width: float, height: float, colour: str, *lines: str, bold: bool = True) -> str:
    """A rounded box centred on (x, y), with centred lines of text."""
    parts = [
        f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" rx="9" '
        f'fill="{PALE[colour]}" stroke="{colour}" stroke-width="2.5"/>'
    ]
    for i, line in enumerate(lines):
        offset = (i - (len(lines) - 1) / 2) * 22
        parts.append(text(x, y + offset, line, 18, "bold" if bold and i == 0 else "normal"))
    return "".join(parts)


def clock(x: float, y: float, when: int) -> str:
    """A round badge with the number of the step at which something can be computed."""
    return f'<circle cx="{x}" cy="{y}" r="17" fill="{INK}"/>' + text(x, y, str(when), 18, "bold", PAPER)


def sequence() -> None:
    """Text, tokens, ids, vectors."""
    tokens = ["nobody", "in", "the", "old", "houses", "by", "the", "river"]
    ids = {"nobody": 17, "in": 9, "the": 4, "old": 31, "houses": 52, "by": 12, "river": 46}
    shades = {0: "#FFFFFF", 1: PALE[BLUE], 2: "#7FB8D8", 3: BLUE}
    parts = [
        text(20, 40, "text", 18, "bold", GREY, "start"),
        text(20, 110, "tokens", 18, "bold", GREY, "start"),
        text(20, 180, "ids", 18, "bold", GREY, "start"),
        text(20, 284, "vectors", 18, "bold", GREY, "start"),
        text(595, 40, "“nobody in the old houses by the river”", 20),
    ]
    for i, token in enumerate(tokens):
        x = 175 + 120 * i
        parts.append(arrow([(x, 58), (x, 86)], GREY))
        parts.append(box(x, 110, 104, 44, ORANGE if token == "the" else GREEN, token))
        parts.append(arrow([(x, 132), (x, 160)], GREY))
        parts.append(text(x, 180, str(ids[token]), 20, "bold" if token == "the" else "normal"))
        parts.append(arrow([(x, 196), (x, 222)], GREY))
        for row in range(5):
            shade = shades[(ids[token] * (row + 3) + row * row + ids[token] // 7) % 4]
            parts.append(
                f'<rect x="{x - 17}" y="{226 + 24 * row}" width="34" height="24" fill="{shade}" '
                f'stroke="{INK}" stroke-width="1.5"/>'
            )
    parts.append(arrow([(130, 372), (1060, 372)], INK))
    parts.append(text(595, 394, "a sequence of T = 8 tokens, in order", 18))
    parts.append(arrow([(1082, 228), (1082, 344)], INK, both=True))
    parts.append(text(1094, 274, "d_in numbers", 17, anchor="start"))
    parts.append(text(1094, 298, "for each token", 17, anchor="start"))
    save("day01_sequence.svg", 1240, 418, "Text, tokens, ids and vectors", parts)


def waiting() -> None:
    """An RNN, where each step waits for the one before, and attention, where none waits."""
    xs = [200 + 230 * i for i in range(4)]
    parts = [text(24, 30, "RNN: one path, one step after the other", 20, "bold", anchor="start")]
    parts += [text(24, 76, "computed in step", 16, fill=GREY, anchor="start")]
    for i, x in enumerate(xs):
        parts.append(clock(x, 76, i + 1))
        parts.append(box(x, 142, 110, 60, ORANGE, "step"))
        parts.append(box(x, 246, 90, 44, GREEN, f"x{i + 1}"))
        parts.append(arrow([(x, 224), (x, 174)]))
        end = x + 173 if i < 3 else x + 130
        parts.append(arrow([(x + 56, 142), (end, 142)], ORANGE, 5))
        parts.append(text(x + 114 if i < 3 else x + 96, 120, f"h{i + 1}", 18, "bold", DARK_ORANGE))
    parts.append(f'<path d="M24,298 H1076" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    parts.append(text(24, 330, "attention: every token directly, all at once", 20, "bold", anchor="start"))
    parts += [text(24, 376, "computed in step", 16, fill=GREY, anchor="start")]
    for i, x in enumerate(xs):
        parts.append(clock(x, 376, 1))
        parts.append(box(x, 440, 110, 52, BLUE, "average"))
        parts.append(box(x, 590, 90, 44, GREEN, f"x{i + 1}"))
        for j, other in enumerate(xs):
            if i == 3:
                parts.append(arrow([(other, 567), (x - 42 + 28 * j, 468)], BLUE, 3.5))
            else:
                parts.append(
                    f'<path d="M{other},567 L{x - 42 + 28 * j},468" stroke="{GREY}" stroke-width="1" '
                    'opacity="0.45"/>'
                )
    save("day01_waiting.svg", 1100, 630, "What waits for what in an RNN and in attention", parts)


def wave() -> None:
    """A grid of three layers and six tokens: when each place can be computed."""
    parts = [text(24, 30, "RNN: a wave from corner to corner", 20, "bold", anchor="start")]
    parts += [text(640, 30, "attention: one layer at a time", 20, "bold", anchor="start")]
    for left, rnn in ((130, True), (746, False)):
        colour = ORANGE if rnn else BLUE
        for layer in range(3):
            y = 250 - 80 * layer
            parts.append(text(left - 50, y, f"layer {layer + 1}", 16, fill=GREY, anchor="end"))
            for t in range(6):
                x = left + 76 * t
                when = t + layer + 1 if rnn else layer + 1
                parts.append(
                    f'<rect x="{x - 25}" y="{y - 22}" width="50" height="44" rx="8" fill="{PALE[colour]}" '
                    f'stroke="{colour}" stroke-width="2.5"/>' + text(x, y, str(when), 20, "bold")
                )
                if rnn and t < 5:
                    parts.append(arrow([(x + 26, y), (x + 49, y)], INK, 2))
                if rnn and layer < 2:
                    parts.append(arrow([(x, y - 23), (x, y - 56)], INK, 2))
                if not rnn and layer < 2:
                    for other in range(6):
                        parts.append(
                            f'<path d="M{x},{y - 23} L{left + 76 * other},{y - 57}" stroke="{GREY}" '
                            'stroke-width="1" opacity="0.5"/>'
                        )
        for t in range(6):
            parts.append(text(left + 76 * t, 300, f"x{t + 1}", 17, fill=GREY))
    parts.append(
        text(
            620, 342, "The number says in which step a place can be computed at the earliest.", 17, fill=GREY
        )
    )
    save("day01_wave.svg", 1240, 370, "The earliest step of each token in each layer", parts)


if __name__ == "__main__":
    sequence()
    waiting()
    wave()
