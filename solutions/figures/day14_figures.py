"""Draw the two figures of Day 14 as SVG files beside this script: `python day14_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, arrow, box, save, text

SPECIAL = {"[CLS]", "[SEP]"}


def tile(x: float, y: float, words: str, colour: str, width: float = 104) -> str:
    """A token around its middle (x, y)."""
    return (
        f'<rect x="{x - width / 2}" y="{y - 20}" width="{width}" height="40" rx="6" fill="{PALE[colour]}" '
        f'stroke="{colour}" stroke-width="2.2"/>' + text(x, y, words, 17, "bold")
    )


def bert() -> None:
    """From two sentences through three tables and six blocks to the two heads."""
    tokens = ["[CLS]", "the", "dog", "barked", "[SEP]", "it", "was", "[SEP]"]
    xs = [262 + 122 * i for i in range(8)]
    parts = [
        text(100, y, words, 18, "bold") for y, words in ((556, "text"), (462, "seen"), (382, "three tables"))
    ]
    parts.append(text(100, 592, "segment", 16, fill=GREY))
    for i, (x, token) in enumerate(zip(xs, tokens, strict=True)):
        parts.append(tile(x, 556, token, GREY if token in SPECIAL else BLUE))
        parts.append(text(x, 592, str(int(i > 4)), 16, fill=GREY))
        parts.append(arrow([(x, 534), (x, 486)]))
        parts.append(
            tile(x, 462, "[MASK]", RED) if i == 3 else tile(x, 462, token, GREY if token in SPECIAL else BLUE)
        )
        parts.append(arrow([(x, 440), (x, 408)]))
        parts.append(arrow([(x, 356), (x, 318)]))
        parts.append(
            f'<circle cx="{x}" cy="208" r="11" fill="{PALE[BLUE]}" stroke="{BLUE}" stroke-width="2.2"/>'
        )
    parts.append(box(200, 382, 978, 48, ORANGE, "norm( token + position + segment )"))
    parts.append(
        f'<rect x="200" y="240" width="978" height="76" rx="9" fill="{PALE[GREEN]}" stroke="{GREEN}" stroke-width="2.5"/>'
    )
    parts.append(text(689, 264, "encoder: six blocks, post-norm, no causal mask", 18, "bold"))
    parts.append(text(689, 294, "every token sees both sides", 17))
    parts.append(text(100, 278, "both sides", 18, "bold"))
    parts += [arrow([(x, 240), (x, 221)]) for x in xs]
    parts.append(text(100, 208, "hidden vectors", 18, "bold"))
    parts.append(arrow([(xs[3], 196), (xs[3], 142)]))
    parts.append(box(xs[3] - 150, 112, 300, 58, RED, "MLM head", "dense, GELU, norm, token table"))
    parts.append(arrow([(xs[3], 82), (xs[3], 54)]))
    parts.append(text(xs[3], 34, "“barked”", 20, "bold", RED))
    parts.append(arrow([(xs[0], 196), (xs[0], 142)]))
    parts.append(box(xs[0] - 106, 112, 212, 58, GREY, "next-sentence head", "pool, tanh, classify"))
    parts.append(arrow([(xs[0], 82), (xs[0], 54)]))
    parts.append(text(xs[0], 34, "“is next”", 20, "bold"))
    parts.append(text(940, 112, "the other places are asked nothing", 17, fill=GREY))
    save("day14_bert.svg", 1210, 620, "BERT with its two heads", parts)


def masking() -> None:
    """Fifteen of a hundred, and what becomes of them."""
    words = ["my", "dog", "is", "hairy", "and", "it", "likes", "cold", "wet", "snow"]
    parts = [text(92, 48, "ten words", 17, "bold"), text(92, 150, "of a hundred", 17, "bold")]
    for i, word in enumerate(words):
        parts.append(tile(220 + 96 * i, 48, word, RED if word == "hairy" else BLUE, 86))
    left, unit = 178, 9.5
    parts.append(
        f'<rect x="{left}" y="122" width="{15 * unit}" height="56" fill="{PALE[RED]}" stroke="{RED}" stroke-width="2.5"/>'
        f'<rect x="{left + 15 * unit}" y="122" width="{85 * unit}" height="56" fill="{PALE[GREY]}" stroke="{GREY}" '
        f'stroke-width="2.5"/>'
    )
    parts.append(text(left + 7.5 * unit, 150, "15 chosen", 18, "bold"))
    parts.append(text(left + 57.5 * unit, 150, "85 not chosen: they stay, label −100", 18))
    wide, top = 63.33, 252
    parts.append(arrow([(left, 180), (left, top - 32)], GREY, head=False))
    parts.append(arrow([(left + 15 * unit, 180), (left + 15 * wide, top - 32)], GREY, head=False))
    at = left
    for share, colour, name, example in (
        (12, RED, "12 of 100: hidden", "[MASK]"),
        (1.5, ORANGE, "1.5", "random"),
        (1.5, GREEN, "1.5", "stays"),
    ):
        width = share * wide
        parts.append(
            f'<rect x="{at}" y="{top - 30}" width="{width}" height="60" fill="{PALE[colour]}" stroke="{colour}" '
            f'stroke-width="2.5"/>'
        )
        parts.append(text(at + width / 2, top - 11, name, 18, "bold"))
        parts.append(text(at + width / 2, top + 13, example, 17))
        at += width
    parts.append(text(92, top, "of the chosen", 17, "bold"))
    shown = (("my dog is [MASK]", 12), ("is apple", 1.5), ("is hairy", 1.5))
    at = left
    for words_shown, share in shown:
        parts.append(text(at + share * wide / 2, 310, words_shown, 16 if share < 2 else 18, fill=INK))
        at += share * wide
    parts.append(text(92, 310, "seen", 17, "bold"))
    parts.append(text(92, 350, "label", 17, "bold"))
    parts.append(text(left + 7.5 * wide, 350, "“hairy” in all three cases", 18, "bold", RED))
    save("day14_masking.svg", 1160, 384, "The 80/10/10 rule", parts)


if __name__ == "__main__":
    bert()
    masking()
