"""Draw the two figures of Day 7 as SVG files beside this script: `python day07_figures.py`."""

from functools import partial

import drawing
from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, RED, arrow, text

STRIPES = (
    f'<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="8" height="8" fill="{PALE[GREY]}"/>'
    f'<path d="M0,0 V8" stroke="{GREY}" stroke-width="2"/></pattern>'
)

box = partial(drawing.box, leading=24)
save = partial(drawing.save, heads=(INK, BLUE, GREEN, RED, GREY), patterns=STRIPES)

CELL, FEATURES, LONGEST = 34, 6, 5


def sentence(left: float, top: float, real: int, chosen: set[tuple[int, int]], colour: str) -> list[str]:
    """A sentence as a grid, tokens down and features across; striped rows are padding; chosen cells coloured."""
    parts = []
    for row in range(LONGEST):
        for column in range(FEATURES):
            padded = row >= real
            fill = "url(#stripes)" if padded else PAPER
            if (row, column) in chosen and not padded:
                fill = colour
            parts.append(
                f'<rect x="{left + column * CELL}" y="{top + row * CELL}" width="{CELL}" height="{CELL}" '
                f'fill="{fill}" stroke="{INK}" stroke-width="1"/>'
            )
    return parts


def axes() -> None:
    """Which numbers share one mean and one variance: a row for layer norm, a column for batch norm."""
    top, gap = 118, 240
    parts = []
    for left, title, colour, one, two in (
        (60, "layer norm: one token", BLUE, {(1, c) for c in range(FEATURES)}, set()),
        (
            640,
            "batch norm: one feature",
            ORANGE,
            {(r, 2) for r in range(LONGEST)},
            {(r, 2) for r in range(LONGEST)},
        ),
    ):
        right = left + gap
        width = FEATURES * CELL
        parts.append(text(left + (gap + width) / 2, 34, title, 22, "bold"))
        parts.append(text(left + width / 2, 92, "sentence 1, 5 tokens", 16, fill=GREY))
        parts.append(text(right + width / 2, 92, "sentence 2, 3 tokens", 16, fill=GREY))
        parts += sentence(left, top, 5, one, colour)
        parts += sentence(right, top, 3, two, colour)
        bottom = top + LONGEST * CELL
        if colour == ORANGE:  # the two columns are one set
            for start in (left, right):
                parts.append(
                    f'<rect x="{start + 2 * CELL - 3}" y="{top - 3}" width="{CELL + 6}" '
                    f'height="{LONGEST * CELL + 6}" fill="none" stroke="{RED}" stroke-width="4" rx="4"/>'
                )
            parts.append(text(right + 2.5 * CELL, top + 4 * CELL, "?", 30, "bold", RED))
            parts.append(
                text(
                    left + (gap + width) / 2,
                    bottom + 34,
                    "feature 3 of all tokens: one mean, one variance",
                    17,
                )
            )
            parts.append(
                text(left + (gap + width) / 2, bottom + 62, "and the padding (striped)?", 17, "bold", RED)
            )
        else:
            parts.append(
                f'<rect x="{left - 3}" y="{top + CELL - 3}" width="{width + 6}" height="{CELL + 6}" '
                f'fill="none" stroke="{BLUE}" stroke-width="4" rx="4"/>'
            )
            parts.append(text(left + (gap + width) / 2, bottom + 34, "token 2: one mean, one variance", 17))
            parts.append(
                text(left + (gap + width) / 2, bottom + 62, "no other token takes part", 17, "bold", BLUE)
            )
    parts.append(f'<path d="M572,24 V374" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    middle = top + 2.5 * CELL
    parts.append(f'<g transform="rotate(-90 30 {middle})">{text(30, middle, "← tokens", 16, fill=GREY)}</g>')
    parts.append(text(60 + FEATURES * CELL / 2, 66, "features →", 16, fill=GREY))
    save("day07_axes.svg", 1150, 392, "Which numbers layer norm and batch norm average over", parts)


def backward() -> None:
    """The way forward on top; below it the three ways on which the gradient comes back to x."""
    y = 70
    parts = [
        text(40, y, "x", 24, "bold"),
        arrow([(58, y), (138, y)], BLUE, 4),
        box(140, y, 150, 64, GREY, "c = x − μ"),
        arrow([(290, y), (398, y)], BLUE, 4),
        box(400, y, 150, 64, GREY, "x̂ = c / s"),
        arrow([(550, y), (658, y)]),
        box(660, y, 170, 64, GREY, "y = γ x̂ + β"),
        arrow([(830, y), (908, y)]),
        text(934, y, "y", 24, "bold"),
        text(1018, y, "→  loss", 20, fill=GREY),
        arrow([(98, y), (98, 168), (158, 168)], GREEN, 3),
        box(160, 168, 110, 50, GREEN, "μ"),
        arrow([(215, 142), (215, 104)], GREEN, 3),
        arrow([(345, y), (345, 168), (408, 168)], RED, 3),
        box(410, 168, 130, 50, RED, "s = √(σ²+ε)"),
        arrow([(475, 142), (475, 104)], RED, 3),
    ]
    parts.append(f'<path d="M24,222 H1126" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    parts.append(text(24, 256, "the way back: g = grad_output · γ arrives at x̂", 20, "bold", anchor="start"))
    for row, (colour, way, term, means) in enumerate(
        (
            (BLUE, "straight through", "g / s", "this entry itself"),
            (GREEN, "through μ", "− mean(g) / s", "a step moves the mean, and so all entries"),
            (RED, "through s", "− x̂ · mean(g · x̂) / s", "a step changes the length, and so the scale"),
        )
    ):
        level = 306 + row * 54
        parts += [
            arrow([(690, level), (610, level)], colour, 5),
            text(24, level, way, 20, "bold", colour, "start"),
            text(230, level, term, 22, "bold", INK, "start"),
            text(710, level, means, 18, fill=GREY, anchor="start"),
        ]
    parts.append(text(24, 470, "grad_x is the sum of the three.", 20, "bold", anchor="start"))
    save("day07_backward.svg", 1150, 500, "The three ways of the gradient back to x", parts)


if __name__ == "__main__":
    axes()
    backward()
