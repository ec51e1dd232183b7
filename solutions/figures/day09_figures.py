"""Draw the two figures of Day 9 as SVG files beside this script: `python day09_figures.py`."""

from functools import partial
from itertools import combinations

import drawing
from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, PAPER, arrow, text

save = partial(drawing.save, heads=(INK, BLUE))


def box(x: float, y: float, width: float, height: float, colour: str, words: str) -> str:
    """A rounded box with its middle at (x, y)."""
    return (
        f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" rx="9" '
        f'fill="{PALE[colour]}" stroke="{colour}" stroke-width="2.5"/>' + text(x, y, words, 18, "bold")
    )


def plus(x: float, y: float) -> str:
    """A circle with a plus sign."""
    return (
        f'<circle cx="{x}" cy="{y}" r="15" fill="{PAPER}" stroke="{INK}" stroke-width="2.5"/>'
        f'<path d="M{x - 8},{y} H{x + 8} M{x},{y - 8} V{y + 8}" stroke="{INK}" stroke-width="2.5"/>'
    )


def wirings() -> None:
    """Five rows: where the part, the norm and the skip stand. What lies on the blue line is all that matters."""
    start, split, end, drop = 430, 500, 1010, 62
    parts = []
    rows = (
        ("none", "f(x)", "no skip", None),
        ("post", "norm(x + f(x))", "the 2017 model, GPT-1, BERT", ("part",)),
        ("pre", "x + f(norm(x))", "GPT-2 and most models since", ("norm", "part")),
        ("branch", "x + norm(f(x))", "norm on the branch: OLMo 2", ("part", "norm")),
        ("normed_skip", "norm(x) + f(norm(x))", "normed skip: a common slip", ("part",)),
    )
    for row, (name, formula, who, branch) in enumerate(rows):
        y = 62 + row * 138
        parts.append(text(40, y - 6, name, 22, "bold", anchor="start"))
        parts.append(text(40, y + 24, formula, 18, anchor="start"))
        parts.append(text(40, y + 50, who, 15, fill=GREY, anchor="start"))
        parts.append(text(start - 18, y, "x", 20, "bold"))
        if branch is None:
            parts.append(arrow([(start, y), (690, y)]))
            parts.append(box(740, y, 96, 44, ORANGE, "f"))
            parts.append(arrow([(790, y), (end, y)]))
        else:
            late = name == "normed_skip"
            fork, sum_at = (split + 100, 850) if late else (split, 800)
            parts.append(arrow([(start, y), (sum_at - 16, y)], BLUE, 5))
            parts.append(arrow([(sum_at + 16, y), (end, y)], BLUE, 5))
            if late:
                parts.append(box(split + 22, y, 96, 44, GREEN, "norm"))
            if name == "post":
                parts.append(box(900, y, 96, 44, GREEN, "norm"))
            stops = {1: (0.5,), 2: (0.27, 0.73)}[len(branch)]
            places = [fork + stop * (sum_at - fork) for stop in stops]
            parts.append(arrow([(fork, y), (fork, y + drop), (places[0] - 50, y + drop)]))
            if len(places) == 2:
                parts.append(arrow([(places[0] + 48, y + drop), (places[1] - 50, y + drop)]))
            parts.append(arrow([(places[-1] + 48, y + drop), (sum_at, y + drop), (sum_at, y + 17)]))
            parts.append(plus(sum_at, y))
            for place, what in zip(places, branch, strict=True):
                parts.append(
                    box(
                        place,
                        y + drop,
                        96,
                        44,
                        ORANGE if what == "part" else GREEN,
                        "f" if what == "part" else what,
                    )
                )
        if row:
            parts.append(f'<path d="M30,{y - 44} H1050" stroke="{PALE[GREY]}" stroke-width="2"/>')
    save("day09_wirings.svg", 1080, 716, "Five ways to wire a part, a norm and a skip", parts)


def paths() -> None:
    """Three layers with skips, and below them all eight paths from x to y, by length."""
    parts = []
    y, drop = 58, 74
    parts.append(text(62, y, "x", 22, "bold"))
    places = (330, 590, 850)
    left = 84
    for number, place in enumerate(places, 1):
        parts.append(arrow([(left, y), (place - 16, y)], BLUE, 5))
        fork = left + 40
        middle = (fork + place) / 2
        parts.append(arrow([(fork, y), (fork, y + drop), (middle - 46, y + drop)]))
        parts.append(arrow([(middle + 46, y + drop), (place, y + drop), (place, y + 17)]))
        parts.append(box(middle, y + drop, 92, 44, ORANGE, f"layer {number}"))
        parts.append(plus(place, y))
        left = place + 16
    parts.append(arrow([(left, y), (1010, y)], BLUE, 5))
    parts.append(text(1030, y, "y", 22, "bold"))
    counts = ("1 path, times 1", "3 paths, times j each", "3 paths, times j² each", "1 path, times j³")
    for length, count in enumerate(counts):
        middle, top = 150 + length * 260, 232
        parts.append(text(middle, top, f"through {length} layer{'' if length == 1 else 's'}", 19, "bold"))
        for row, chosen in enumerate(combinations((1, 2, 3), length)):
            height = top + 44 + row * 46
            for number in (1, 2, 3):
                at = middle - 66 + (number - 1) * 66
                if number in chosen:
                    parts.append(
                        f'<rect x="{at - 20}" y="{height - 15}" width="40" height="30" rx="6" '
                        f'fill="{PALE[ORANGE]}" stroke="{ORANGE}" stroke-width="2.5"/>'
                    )
                    parts.append(text(at, height, str(number), 16, "bold"))
                else:
                    parts.append(
                        f'<path d="M{at - 24},{height} H{at + 24}" stroke="{BLUE}" stroke-width="5"/>'
                    )
        parts.append(text(middle, 434, count, 17, fill=INK))
    parts.append(f'<path d="M30,196 H1070" stroke="{PALE[GREY]}" stroke-width="2"/>')
    save("day09_paths.svg", 1090, 466, "Three layers with skips are eight paths", parts)


if __name__ == "__main__":
    wirings()
    paths()
