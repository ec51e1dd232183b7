"""Draw the three figures of Day 5 as SVG files beside this script: `python day05_figures.py`."""

from itertools import pairwise

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PAPER, RED, arrow, box, save, text


def path() -> None:
    """From queries and keys to the output, with the shape of what is handed on under each step."""
    y = 120
    parts = [
        text(60, y - 34, "q", 24, "bold"),
        text(60, y - 8, "(T_q, d_k)", 16, fill=GREY),
        text(60, y + 30, "k", 24, "bold"),
        text(60, y + 56, "(T_k, d_k)", 16, fill=GREY),
        arrow([(104, y - 34), (140, y - 34), (158, y - 14)]),
        arrow([(104, y + 30), (140, y + 30), (158, y + 14)]),
    ]
    steps = [
        (160, 150, BLUE, ("dot products", "q · k")),
        (350, 130, ORANGE, ("scale", "÷ √d_k")),
        (520, 190, RED, ("mask", "False: add −∞")),
        (750, 150, GREEN, ("softmax", "rows sum to 1")),
        (940, 120, BLUE, ("mix", "weights · v")),
    ]
    for left, width, colour, lines in steps:
        parts.append(box(left, y, width, 80, colour, *lines))
    for (left, width, *_), (following, *_) in pairwise(steps):
        parts.append(arrow([(left + width, y), (following - 2, y)]))
    for x, shape in ((330, "(T_q, T_k)"), (730, "(T_q, T_k)"), (920, "(T_q, T_k)")):
        parts.append(text(x, y + 62, shape, 16, fill=GREY))
    parts += [
        text(330, y + 84, "scores", 16, fill=GREY),
        text(920, y + 84, "weights", 16, fill=GREY),
        text(1000, y - 94, "v  (T_k, d_v)", 18, "bold"),
        arrow([(1000, y - 80), (1000, y - 42)]),
        arrow([(1060, y), (1096, y)]),
        text(1146, y - 14, "output", 20, "bold"),
        text(1146, y + 14, "(T_q, d_v)", 16, fill=GREY),
        text(615, y - 94, "mask  (…, T_q, T_k)", 18, "bold"),
        arrow([(615, y - 80), (615, y - 42)]),
    ]
    save("day05_path.svg", 1210, 230, "Scaled dot-product attention in five steps", parts)


def masks() -> None:
    """A causal mask, a padding mask spread over all queries, and both at once: rows look at columns."""
    cell, parts = 38, []
    names = ["I", "see", "him", "·", "·"]

    def grid(left: float, top: float, seen, colour: str, heading: str, shape: str, rows: int = 5) -> None:
        parts.append(text(left + 2.5 * cell, 34, heading, 20, "bold"))
        parts.append(text(left + 2.5 * cell, 62, shape, 17, fill=GREY))
        for c, name in enumerate(names):
            parts.append(text(left + (c + 0.5) * cell, top - 16, name, 16, fill=GREY if name == "·" else INK))
        for r in range(rows):
            if rows > 1:
                label = names[r]
                parts.append(
                    text(
                        left - 12,
                        top + (r + 0.5) * cell,
                        label,
                        16,
                        fill=GREY if label == "·" else INK,
                        anchor="end",
                    )
                )
            for c in range(5):
                fill = colour if seen(r, c) else PAPER
                parts.append(
                    f'<rect x="{left + c * cell}" y="{top + r * cell}" width="{cell}" height="{cell}" '
                    f'fill="{fill}" stroke="{GREY}" stroke-width="1.5"/>'
                )

    grid(70, 112, lambda r, c: c <= r, ORANGE, "causal", "(T, T)")
    grid(430, 188, lambda r, c: c < 3, BLUE, "padding", "(B, 1, T_k)", rows=1)
    grid(790, 112, lambda r, c: c <= r and c < 3, GREEN, "causal &amp; padding", "(B, T, T)")
    parts += [
        text(345, 207, "&amp;", 34, "bold"),
        text(705, 207, "=", 34, "bold"),
        text(525, 252, "one row for all queries", 16, fill=GREY),
        text(
            525,
            342,
            "Filled: True, the query (row) may look at the key (column). The dots are padding.",
            17,
            fill=GREY,
        ),
    ]
    save("day05_masks.svg", 1050, 370, "Causal mask, padding mask, and both", parts)


def roles() -> None:
    """One token asks with its query; another answers with its key and hands over its value."""
    parts = []
    for y, word, colour in ((80, "bank", ORANGE), (270, "river", BLUE)):
        parts.append(box(30, y, 110, 60, colour, word))
        for i, name in enumerate(("W_Q", "W_K", "W_V")):
            line = y + (i - 1) * 46
            parts.append(arrow([(140, y), (200, line)], GREY))
            parts.append(text(226, line, name, 18, "bold"))
            parts.append(arrow([(254, line), (306, line)], GREY))
    asked = ["query: which topic am I about?", "key: do not ask me", "value: my topics, water and money"]
    answered = ["query: nothing in particular", "key: I know a topic, water", "value: water"]
    for y, lines in ((80, asked), (270, answered)):
        for i, line in enumerate(lines):
            strong = (y, i) in ((80, 0), (270, 1), (270, 2))
            parts.append(
                text(
                    318,
                    y + (i - 1) * 46,
                    line,
                    18,
                    "bold" if strong else "normal",
                    INK if strong else GREY,
                    "start",
                )
            )
    parts += [
        arrow([(640, 34), (760, 34), (760, 122)], BLUE, 3.5),
        arrow([(606, 270), (760, 270), (760, 170)], BLUE, 3.5),
        box(670, 146, 180, 48, GREEN, "large score"),
        arrow([(850, 146), (924, 146)], BLUE, 3.5),
        arrow([(462, 316), (1010, 316), (1010, 180)], BLUE, 3.5),
        box(926, 146, 168, 64, ORANGE, "bank,", "near water"),
    ]
    save("day05_roles.svg", 1120, 350, "Three roles of a token: query, key, value", parts)


if __name__ == "__main__":
    path()
    masks()
    roles()
