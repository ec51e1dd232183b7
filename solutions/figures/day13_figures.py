"""Draw the three figures of Day 13 as SVG files beside this script: `python day13_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, RED, arrow, box, plus, save, text


def sublayer(x: float, low: float, high: float, colour: str, words: str, norm: bool = False) -> list[str]:
    """A branch off the line at height low, through a box, back at the plus at height high."""
    middle = (low + high) / 2
    drawn = [arrow([(x, low), (x + 130, low), (x + 130, middle + (38 if norm else 24))], head=True)]
    if norm:
        drawn.append(box(x + 80, middle + 20, 100, 34, GREEN, "norm"))
        drawn.append(box(x + 44, middle - 30, 172, 44, colour, words))
        drawn.append(arrow([(x + 130, middle + 3), (x + 130, middle - 7)], head=False))
        drawn.append(arrow([(x + 130, middle - 52), (x + 130, high), (x + 18, high)]))
    else:
        drawn.append(box(x + 44, middle, 172, 44, colour, words))
        drawn.append(arrow([(x + 130, middle - 22), (x + 130, high), (x + 18, high)]))
    drawn.append(plus(x, high))
    return drawn


def blocks() -> None:
    """The decoder block of 2017, GPT-1's and GPT-2's."""
    parts: list[str] = []
    for left, title, year in (
        (40, "2017", "decoder block, with an encoder"),
        (430, "GPT-1", "2018, post-norm"),
        (800, "GPT-2", "2019, pre-norm"),
    ):
        parts += [text(left + 140, 34, title, 24, "bold"), text(left + 140, 64, year, 17, fill=GREY)]
        parts.append(arrow([(left + 60, 660), (left + 60, 96)], BLUE, 4))
        parts.append(text(left + 60, 680, "x", 22, "bold"))
    x = 100
    for low, high, colour, words in (
        (640, 540, ORANGE, "self-attention"),
        (460, 360, RED, "cross-attention"),
        (280, 180, GREY, "feed-forward"),
    ):
        parts += sublayer(x, low, high, colour, words)
        parts.append(box(x - 50, high - 42, 100, 34, GREEN, "norm"))
    parts.append(arrow([(372, 410), (320, 410)], RED, 3, head=False))
    parts.append(f'<path d="M316,410 L330,402 L330,418 z" fill="{RED}"/>')
    parts.append(text(376, 384, "encoder", 17, "bold", RED))
    x = 490
    for low, high, colour, words in ((590, 460, ORANGE, "self-attention"), (340, 210, GREY, "feed-forward")):
        parts += sublayer(x, low, high, colour, words)
        parts.append(box(x - 50, high - 44, 100, 34, GREEN, "norm"))
    parts.append(text(600, 118, "nothing behind", 16, fill=GREY))
    parts.append(text(600, 138, "the last block", 16, fill=GREY))
    x = 860
    for low, high, colour, words in ((620, 450, ORANGE, "self-attention"), (390, 220, GREY, "feed-forward")):
        parts += sublayer(x, low, high, colour, words, norm=True)
    parts.append(box(x - 60, 150, 120, 34, GREEN, "final norm"))
    parts.append(text(990, 140, "once, behind", 16, fill=GREY))
    parts.append(text(990, 160, "the last block", 16, fill=GREY))
    save("day13_blocks.svg", 1120, 704, "The decoder block of 2017, GPT-1 and GPT-2", parts)


def grid(left: float, top: float, seen: list[list[bool]]) -> list[str]:
    """The mask: columns are looked at, rows look."""
    cell, parts = 56, []
    parts += [text(left + cell * j + cell / 2, top - 22, str(j), 19, "bold") for j in range(5)]
    for i, row in enumerate(seen):
        parts.append(text(left - 26, top + cell * i + cell / 2, str(3 + i), 19, "bold"))
        for j, may in enumerate(row):
            fill = (PALE[BLUE] if j < 3 else PALE[ORANGE]) if may else PAPER
            parts.append(
                f'<rect x="{left + cell * j}" y="{top + cell * i}" width="{cell}" height="{cell}" fill="{fill}" '
                f'stroke="{GREY}" stroke-width="1.5"/>'
            )
            middle = (left + cell * j + cell / 2, top + cell * i + cell / 2)
            parts.append(
                text(*middle, "✓" if may else "·", 24, "bold" if may else "normal", INK if may else GREY)
            )
    return parts


def cache() -> None:
    """The mask for 3 known and 2 new tokens, right and wrong."""
    parts = [
        text(250, 34, "causal_mask(2, 3)", 22, "bold"),
        text(790, 34, "counted from the upper left", 22, "bold", RED),
    ]
    right = [[True] * 4 + [False], [True] * 5]
    wrong = [[True] + [False] * 4, [True] * 2 + [False] * 3]
    for left, seen in ((120, right), (660, wrong)):
        parts += [
            text(left + 84, 72, "past", 18, "bold", BLUE),
            text(left + 224, 72, "new", 18, "bold", "#8A5F00"),
        ]
        parts += grid(left, 124, seen)
    parts.append(text(40, 180, "new", 18, "bold", "#8A5F00"))
    parts.append(text(260, 268, "keys and values 0, 1, 2 come from the cache", 18, fill=GREY))
    parts.append(text(800, 268, "token 3 would see token 0 alone", 18, fill=GREY))
    parts.append(
        f'<path d="M650,114 L950,246 M950,114 L650,246" stroke="{RED}" stroke-width="5" fill="none" opacity="0.75"/>'
    )
    save("day13_cache.svg", 1060, 296, "Who may look at whom with a past", parts)


def writing() -> None:
    """What is read for each new word, without and with a cache."""
    words, width = ["to", "be", "or", "not"], 110
    parts = []
    for top, title, cached in (
        (60, "without a cache: all words, again and again", False),
        (290, "with a cache: each word once", True),
    ):
        parts.append(text(30, top - 28, title, 20, "bold", anchor="start"))
        for row, known in enumerate((2, 3, 4)):
            y = top + 20 + 52 * row
            for j in range(known):
                fresh = not cached or (row == 0 or j == known - 1)
                colour = BLUE if fresh else GREY
                x = 30 + width * j
                parts.append(
                    f'<rect x="{x}" y="{y - 20}" width="{width - 10}" height="40" rx="8" fill="{PALE[colour]}" '
                    f'stroke="{colour}" stroke-width="{2.5 if fresh else 1.5}"'
                    + ("" if fresh else ' stroke-dasharray="5 4"')
                    + "/>"
                )
                parts.append(
                    text(
                        x + (width - 10) / 2,
                        y,
                        words[j],
                        18,
                        "bold" if fresh else "normal",
                        INK if fresh else GREY,
                    )
                )
            parts.append(arrow([(30 + width * known, y), (30 + width * known + 50, y)]))
            parts.append(
                text(30 + width * known + 62, y, ("or", "not", "…")[row], 18, "bold", anchor="start")
            )
            n = known if not cached or row == 0 else 1
            parts.append(text(720, y, f"{n} computed", 18, fill=BLUE, anchor="start"))
    parts.append(text(720, 32, "9 in all", 20, "bold", BLUE, anchor="start"))
    parts.append(text(720, 262, "4 in all", 20, "bold", BLUE, anchor="start"))
    save("day13_writing.svg", 900, 450, "Writing without and with a cache", parts)


if __name__ == "__main__":
    blocks()
    cache()
    writing()
