"""Draw the two figures of Day 10 as SVG files beside this script: `python day10_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, arrow, box, save, text

PURPLE, SKY = "#CC79A7", "#56B4E9"  # two more of the Okabe-Ito colours
FILL = {**PALE, PURPLE: "#F6E4EE", SKY: "#E3F3FC"}
SIX = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)


def block(x: float, y: float, width: float, height: float, colour: str, *lines: str) -> str:
    """A box in any of the six colours, with small centred lines under a bold one."""
    parts = [
        f'<rect x="{x}" y="{y - height / 2}" width="{width}" height="{height}" rx="9" fill="{FILL[colour]}" '
        f'stroke="{colour}" stroke-width="2.5"/>'
    ]
    for i, line in enumerate(lines):
        offset = (i - (len(lines) - 1) / 2) * 21
        parts.append(
            text(x + width / 2, y + offset, line, 17 if i == 0 else 15, "bold" if i == 0 else "normal")
        )
    return "".join(parts)


def encoder() -> None:
    """Six blocks, post-norm above and pre-norm below, with the mask that goes into each of them."""
    parts = []
    inside = {
        "post": ("attention", "add, norm 1", "feed-forward", "add, norm 2"),
        "pre": ("norm 1, attention", "add", "norm 2, feed-forward", "add"),
    }
    for norm, y, words in (
        ("post", 120, "post-norm (2017, BERT)"),
        ("pre", 400, "pre-norm (GPT-2 and later)"),
    ):
        below = 92 if norm == "pre" else -92
        parts.append(text(24, y + below, words, 19, "bold", anchor="start"))
        parts += [text(62, y - 12, "tokens", 18, "bold"), text(62, y + 14, "(B, T, d)", 15, fill=GREY)]
        x, widths = 126, (196, 110, 110, 110, 110, 110)
        for number, (colour, width) in enumerate(zip(SIX, widths, strict=True)):
            lines = (f"block {number}", *(inside[norm] if number == 0 else ()))
            parts.append(arrow([(x - 24, y), (x - 2, y)]))
            parts.append(block(x, y, width, 130, colour, *lines))
            middle = x + width / 2
            parts.append(arrow([(middle, 260), (middle, y + (68 if norm == "post" else -68))], GREY, 2))
            x += width + 26
        if norm == "pre":
            parts += [arrow([(x - 24, y), (x - 2, y)]), box(x, y, 124, 64, GREY, "final norm")]
            x += 150
        parts.append(arrow([(x - 24, y), (x + 10, y)]))
        parts += [
            text(x + 58, y - 12, "output", 18, "bold"),
            text(x + 58, y + 14, "(B, T, d)", 15, fill=GREY),
        ]
    parts.append(f'<path d="M126,260 H1012" stroke="{GREY}" stroke-width="5"/>')
    parts.append(text(62, 252, "mask", 18, "bold"))
    parts.append(text(62, 276, "(B, 1, T)", 15, fill=GREY))
    parts.append(text(1024, 260, "the same one for every block", 16, fill=GREY, anchor="start"))
    save("day10_encoder.svg", 1310, 520, "The encoder: six blocks, post-norm and pre-norm", parts)


def three_ways() -> None:
    """[block] * 6, six deep copies, six blocks made one by one."""
    parts = []
    drawn = ((0.3, -1.2), (1.1, 0.4), (-0.7, 0.9), (0.2, 1.5), (-1.4, -0.3), (0.6, -0.8))

    def held(numbers: tuple[float, float]) -> str:
        return ", ".join(f"{number:g}".replace("-", "−") for number in numbers)

    left, width, step = 236, 120, 144
    rows = (
        (76, "[block] * 6", "1 object, 1 memory"),
        (236, "deep copies", "6 objects, 6 memories, 1 draw"),
        (356, "one by one", "6 objects, 6 memories, 6 draws"),
    )
    for y, name, told in rows:
        parts.append(text(24, y, name, 19, "bold", anchor="start"))
        parts.append(text(1124, y, told, 17, fill=INK, anchor="start"))
    target = left + 2.5 * step + width / 2
    parts.append(block(target - width / 2, 140, width, 54, BLUE, held(drawn[0])))
    for i in range(6):
        x = left + i * step
        parts.append(
            f'<rect x="{x}" y="34" width="{width}" height="40" rx="9" fill="none" stroke="{GREY}" '
            f'stroke-width="2" stroke-dasharray="6 5"/>'
        )
        parts.append(text(x + width / 2, 54, f"place {i}", 16, fill=GREY))
        parts.append(arrow([(x + width / 2, 76), (target + (i - 2.5) * 16, 111)], GREY, 2))
        parts.append(block(x, 236, width, 54, BLUE, held(drawn[0])))
        parts.append(block(x, 356, width, 54, SIX[i], held(drawn[i])))
    parts += [
        f'<path d="M24,{y} H1396" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>'
        for y in (192, 300)
    ]
    save("day10_three_ways.svg", 1420, 410, "Three ways to have six blocks", parts)


if __name__ == "__main__":
    encoder()
    three_ways()
