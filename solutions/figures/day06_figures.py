"""Draw the two figures of Day 6 as SVG files beside this script: `python day06_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, arrow, box, save, text

HEADS = (BLUE, ORANGE, GREEN)


def tile(left: float, y: float, colour: str, words: str, width: float) -> str:
    """A square piece of a vector."""
    return (
        f'<rect x="{left}" y="{y - 22}" width="{width}" height="44" fill="{PALE[colour]}" '
        f'stroke="{colour}" stroke-width="2.5"/>' + text(left + width / 2, y, words, 18, "bold")
    )


def heads() -> None:
    """From query and memory through the projections, three heads and w_o."""
    parts = [
        text(76, 100, "query", 20, "bold"),
        text(76, 126, "(B, T_q, 12)", 15, fill=GREY),
        text(70, 268, "memory", 20, "bold"),
        text(70, 294, "(B, T_k, 12)", 15, fill=GREY),
        text(70, 330, "self-attention:", 15, fill=GREY),
        text(70, 350, "memory = query", 15, fill=GREY),
    ]
    lanes = ((110, "w_q", 110), (220, "w_k", 268), (330, "w_v", 268))
    for y, name, source in lanes:
        parts.append(arrow([(138, source), (160, source), (160, y), (186, y)]))
        parts.append(box(188, y, 84, 54, GREY, name))
        parts.append(arrow([(272, y), (312, y)]))
        parts += [tile(314 + 52 * h, y, HEADS[h], f"{name[-1]}{'₀₁₂'[h]}", 52) for h in range(3)]
    parts.append(text(392, 56, "split: 12 = 3 × 4", 17))
    parts += [
        f'<rect x="504" y="78" width="56" height="284" rx="9" fill="{PALE[GREY]}" stroke="{GREY}" stroke-width="2.5"/>'
    ]
    parts.append(f'<g transform="rotate(-90 532 220)">{text(532, 220, "group by head", 18, "bold")}</g>')
    for h, colour in enumerate(HEADS):
        y = 110 + 110 * h
        parts.append(arrow([(470, y), (502, y)]))
        parts.append(arrow([(560, y), (592, y)]))
        parts += [tile(594 + 46 * i, y, colour, f"{name}{'₀₁₂'[h]}", 46) for i, name in enumerate("qkv")]
        parts.append(arrow([(732, y), (764, y)]))
        parts.append(box(766, y, 200, 70, colour, f"head {h}", "softmax(q kᵀ / √4) v"))
        parts.append(arrow([(966, y), (996, y)]))
        parts.append(tile(998, y, colour, f"o{'₀₁₂'[h]}", 46))
        parts.append(arrow([(1044, y), (1064, y), (1064, 220), (1086, 220)], head=h == 1))
        parts.append(tile(1088 + 46 * h, 220, colour, f"o{'₀₁₂'[h]}", 46))
    parts.append(text(866, 392, "every head sees all tokens, through 4 features each", 17, fill=GREY))
    parts.append(text(1157, 172, "merge:", 17))
    parts.append(text(1157, 270, "side by side", 17))
    parts.append(arrow([(1226, 220), (1254, 220)]))
    parts.append(box(1256, 220, 76, 54, GREY, "w_o"))
    parts.append(text(1294, 270, "mixes them", 17))
    parts.append(arrow([(1332, 220), (1362, 220)]))
    parts.append(text(1410, 208, "output", 20, "bold"))
    parts.append(text(1410, 234, "(B, T_q, 12)", 15, fill=GREY))
    save("day06_heads.svg", 1476, 416, "Multi-head attention with three heads", parts)


def split() -> None:
    """The same table of numbers cut by features (right) and by time (wrong)."""
    cell, parts = 44, []
    tokens = ("a", "cat", "drank", "milk")

    def table(left: float, top: float, colour_of) -> None:
        for t in range(4):
            parts.append(text(left - 12, top + (t + 0.5) * cell, tokens[t], 17, anchor="end"))
            for f in range(6):
                colour = colour_of(t, f)
                parts.append(
                    f'<rect x="{left + f * cell}" y="{top + t * cell}" width="{cell}" height="{cell}" '
                    f'fill="{PALE[colour]}" stroke="{colour}" stroke-width="2"/>'
                )
                parts.append(text(left + (f + 0.5) * cell, top + (t + 0.5) * cell, f"{6 * t + f}", 17))

    parts.append(text(230, 32, "cut the features", 20, "bold"))
    table(98, 84, lambda t, f: HEADS[f // 2])
    inks = (BLUE, INK, GREEN)  # orange letters are hard to read
    parts += [text(98 + (2 * h + 1) * cell, 66, f"head {h}", 16, "bold", inks[h]) for h in range(3)]
    parts.append(text(230, 286, "each head: every token, 2 features", 17))
    parts.append(text(230, 310, "reshape(4, 3, 2), then swap axes", 17, fill=GREY))
    parts.append(f'<path d="M444,20 V324" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    parts.append(text(650, 32, "cut in the order of the numbers", 20, "bold", RED))
    table(532, 84, lambda t, f: HEADS[(6 * t + f) // 8])
    for h, row in enumerate((0.5, 2.0, 3.5)):
        parts.append(
            text(
                532 + 6 * cell + 14,
                84 + row * cell,
                f"head {h}",
                16,
                "bold",
                inks[h],
                "start",
            )
        )
    parts.append(text(664, 286, "each head: a piece of the sentence", 17))
    parts.append(text(664, 310, "reshape(3, 4, 2) alone: same shape", 17, fill=GREY))
    save("day06_split.svg", 900, 340, "Splitting features, and splitting time", parts)


if __name__ == "__main__":
    heads()
    split()
