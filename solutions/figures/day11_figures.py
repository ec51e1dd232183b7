"""Draw the two figures of Day 11 as SVG files beside this script: `python day11_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, arrow, box, save, text


def _tower(x: float, top: float, colour: str, name: str) -> list[str]:
    """Six blocks on top of one another; the middle of the stack is at x."""
    parts = []
    for i in range(6):
        y = top + 28 * (5 - i)
        parts.append(
            f'<rect x="{x - 70}" y="{y}" width="140" height="24" rx="5" fill="{PALE[colour]}" '
            f'stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(text(x, y + 12, f"{name} {i + 1}", 14))
    return parts


def model() -> None:
    """Encoder, decoder, one block of the decoder drawn large, and the table that is used three times."""
    parts = []
    for x, name, ids, colour, tower in (
        (130, "source", "(B, S)", BLUE, "block"),
        (400, "target", "(B, T)", ORANGE, "block"),
    ):
        parts += [
            text(x, 556, name, 20, "bold"),
            text(x, 580, ids, 15, fill=GREY),
            arrow([(x, 542), (x, 512)]),
            box(x - 85, 490, 170, 42, GREEN, "table E"),
            arrow([(x, 469), (x, 443)]),
            box(x - 94, 418, 188, 46, GREY, "× √d + positions"),
            arrow([(x, 395), (x, 363)]),
            *_tower(x, 192, colour, tower),
        ]
    parts += [
        text(130, 160, "encoder", 18, "bold", BLUE),
        text(292, 160, "", 18),
        arrow([(130, 190), (130, 176)], head=False),
        # the memory and its way into every decoder block
        arrow([(130, 148), (130, 112)]),
        box(62, 88, 136, 46, BLUE, "memory"),
        text(130, 52, "(B, S, d)", 15, fill=GREY),
        arrow([(198, 88), (264, 88), (264, 344)], BLUE, 3, head=False),
        *(arrow([(264, 204 + 28 * i), (328, 204 + 28 * i)], BLUE, 2) for i in range(6)),
        text(400, 166, "decoder", 18, "bold", INK),
        arrow([(400, 190), (400, 180)], head=False),
        arrow([(400, 150), (400, 112)]),
        box(315, 88, 170, 42, GREEN, "table Eᵀ"),
        arrow([(400, 67), (400, 44)]),
        text(400, 28, "logits (B, T, vocabulary)", 15, fill=GREY),
    ]
    # one decoder block, large
    left = 600
    parts += [
        f'<path d="M474,220 L{left},70 M474,240 L{left},560" stroke="{GREY}" stroke-width="1.5" '
        f'stroke-dasharray="5 5" fill="none"/>',
        f'<rect x="{left}" y="62" width="440" height="506" rx="12" fill="#FFFFFF" stroke="{ORANGE}" stroke-width="2.5"/>',
        text(left + 220, 40, "one decoder block", 19, "bold"),
    ]
    x = left + 245
    rows = (
        (500, "masked self-attention", "the target, up to itself"),
        (348, "cross-attention", "the whole source"),
        (196, "feed-forward", "each token alone"),
    )
    parts += [arrow([(x, 566), (x, 532)])]
    for y, name, what in rows:
        colour = BLUE if name == "cross-attention" else GREEN if name == "feed-forward" else ORANGE
        parts += [
            box(x - 130, y, 260, 60, colour, name, what),
            arrow([(x, y - 30), (x, y - 56)]),
            box(x - 130, y - 76, 260, 38, GREY, "add, layer norm"),
            arrow([(x, y + 48), (x + 165, y + 48), (x + 165, y - 76), (x + 132, y - 76)], INK, 2),
            arrow([(x, y - 95), (x, y - 120)] if y > 200 else [(x, y - 95), (x, 68)]),
        ]
    parts += [
        arrow([(left - 50, 348), (x - 132, 348)], BLUE, 3),
        text(left + 50, 326, "K, V", 16, "bold", BLUE),
        text(left + 50, 372, "memory", 15, fill=BLUE),
        text(x - 18, 391, "Q", 16, "bold", INK),
    ]
    save("day11_model.svg", 1060, 600, "The model of 2017", parts)


def masks() -> None:
    """Who may look at whom, in the three attentions."""
    cell, parts = 44, []
    source, target = ("the", "cat", "sleeps", "pad"), ("⟨start⟩", "die", "Katze", "schläft", "pad")
    grids = (
        (120, "encoder, self-attention", source, source, BLUE, lambda t, s: s < 3),
        (500, "decoder, self-attention", target, target, ORANGE, lambda t, s: s <= t and s < 4),
        (900, "cross-attention", target, source, GREEN, lambda t, s: s < 3),
    )
    for left, title, rows, columns, colour, seen in grids:
        parts.append(text(left + len(columns) * cell / 2, 30, title, 19, "bold"))
        for s, word in enumerate(columns):
            place = left + (s + 0.5) * cell + 4
            parts.append(
                f'<g transform="rotate(-45 {place} 106)">{text(place, 106, word, 16, anchor="start")}</g>'
            )
        for t, word in enumerate(rows):
            y = 120 + t * cell
            parts.append(
                text(left - 10, y + cell / 2, word, 16, anchor="end", fill=GREY if word == "pad" else INK)
            )
            for s in range(len(columns)):
                fill, line = (PALE[colour], colour) if seen(t, s) else ("#FFFFFF", "#BBBBBB")
                x = left + s * cell
                parts.append(
                    f'<rect x="{x}" y="{y}" width="{cell}" height="{cell}" fill="{fill}" stroke="{line}" stroke-width="1.5"/>'
                )
                if seen(t, s):
                    parts.append(f'<circle cx="{x + cell / 2}" cy="{y + cell / 2}" r="7" fill="{colour}"/>')
                else:
                    a, b = x + 15, y + 15
                    parts.append(
                        f'<path d="M{a},{b} l14,14 M{a + 14},{b} l-14,14" stroke="#8A8A8A" stroke-width="2"/>'
                    )
    parts += [
        text(208, 370, "padding hidden", 16, fill=GREY),
        text(610, 370, "padding and future hidden", 16, fill=GREY),
        text(988, 370, "padding hidden, no triangle", 16, fill=RED),
    ]
    save("day11_masks.svg", 1150, 396, "The masks of the three attentions", parts)


if __name__ == "__main__":
    model()
    masks()
