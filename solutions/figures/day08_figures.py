"""Draw the two figures of Day 8 as SVG files beside this script: `python day08_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, RED, arrow, save, text

CELL = 28

# The signs of the 8 hidden numbers of each token, in front of the activation.
LANES = (("a", "+--+-++-"), ("cat", "-+-+--+-"), ("drank", "+-+--+-+"))


def cells(left: float, y: float, count: int, signs: str = "", cut: bool = False) -> str:
    """A row of numbers as squares; with signs in colours, or with those below 0 cut off."""
    parts = []
    for i in range(count):
        sign = signs[i] if signs else ""
        fill, words = PALE[GREY], ""
        if sign:
            fill, words = (PALE[BLUE], "+") if sign == "+" else (PALE[ORANGE], "−")
            if cut and sign == "-":
                fill, words = PAPER, "0"
        x = left + i * CELL
        parts.append(
            f'<rect x="{x}" y="{y - CELL / 2}" width="{CELL}" height="{CELL}" fill="{fill}" stroke="{INK}" '
            f'stroke-width="1.5"/>'
        )
        if words:
            parts.append(text(x + CELL / 2, y, words, 17, fill=GREY if words == "0" else INK))
    return "".join(parts)


def tall(left: float, width: float, colour: str, *lines: str) -> str:
    """A box over all lanes."""
    parts = [
        f'<rect x="{left}" y="74" width="{width}" height="272" rx="9" fill="{PALE[colour]}" stroke="{colour}" '
        f'stroke-width="2.5"/>'
    ]
    for i, line in enumerate(lines):
        parts.append(text(left + width / 2, 184 + (i + 0.5) * 26, line, 18, "bold" if i == 0 else "normal"))
    return "".join(parts)


def lanes() -> None:
    """Three tokens through the same three boxes, each in a lane of its own."""
    parts = [
        f'<path d="M24,{y} H1408" stroke="{GREY}" stroke-width="1.2" stroke-dasharray="3 7"/>'
        for y in (160, 260)
    ]
    parts += [
        tall(286, 108, RED, "linear1", "4 → 8"),
        tall(694, 118, GREEN, "activation", "bend"),
        tall(1112, 108, RED, "linear2", "8 → 4"),
        text(174, 40, "4 numbers", 17, fill=GREY),
        text(544, 40, "8 numbers", 17, fill=GREY),
        text(962, 40, "what is left", 17, fill=GREY),
        text(1332, 40, "4 numbers", 17, fill=GREY),
    ]
    for row, (token, signs) in enumerate(LANES):
        y = 110 + 100 * row
        parts += [
            text(52, y, token, 20, "bold"),
            cells(118, y, 4),
            arrow([(234, y), (282, y)]),
            arrow([(396, y), (428, y)]),
            cells(432, y, 8, signs),
            arrow([(660, y), (690, y)]),
            arrow([(814, y), (846, y)]),
            cells(850, y, 8, signs, cut=True),
            arrow([(1078, y), (1108, y)]),
            arrow([(1222, y), (1272, y)]),
            cells(1276, y, 4),
        ]
    parts.append(text(716, 380, "the same weights for every token; nothing crosses from lane to lane", 18))
    save("day08_lanes.svg", 1432, 408, "The feed-forward network sees each token alone", parts)


def kernels() -> None:
    """A convolution with kernel size 1 and with kernel size 3, at one position."""
    side, gap, parts = 48, 74, []
    for left, size, one, two in (
        (70, 1, "weight (d_out, d_in, 1)", "one matrix: nn.Linear"),
        (530, 3, "weight (d_out, d_in, 3)", "three matrices"),
    ):
        middles = [left + side / 2 + i * gap for i in range(5)]
        parts.append(text(middles[2], 32, f"kernel size {size}", 20, "bold"))
        reach = size // 2
        start, end = middles[2 - reach] - side / 2 - 9, middles[2 + reach] + side / 2 + 9
        parts.append(
            f'<rect x="{start}" y="{224 - side / 2 - 9}" width="{end - start}" height="{side + 18}" rx="10" '
            f'fill="{PALE[BLUE]}" stroke="{BLUE}" stroke-width="2.5"/>'
        )
        for i, middle in enumerate(middles):
            for y in (96, 224):
                chosen = (y == 96 and i == 2) or (y == 224 and abs(i - 2) <= reach)
                parts.append(
                    f'<rect x="{middle - side / 2}" y="{y - side / 2}" width="{side}" height="{side}" rx="6" '
                    f'fill="{PAPER if chosen else PALE[GREY]}" stroke="{BLUE if chosen else GREY}" stroke-width="2.5"/>'
                )
                parts.append(text(middle, y, str(i + 1), 18, "bold" if chosen else "normal"))
            if abs(i - 2) <= reach:
                parts.append(arrow([(middle, 190), (middles[2], 126)], BLUE, 3))
        parts.append(text(middles[2], 290, one, 18))
        parts.append(text(middles[2], 316, two, 18, fill=GREY))
        if size == 1:
            parts.append(text(28, 96, "out", 17, fill=GREY))
            parts.append(text(28, 224, "in", 17, fill=GREY))
    parts.append(f'<path d="M474,20 V330" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    save("day08_kernels.svg", 930, 344, "Convolutions with kernel size 1 and 3", parts)


if __name__ == "__main__":
    lanes()
    kernels()
