"""Draw the two figures of Day 12 as SVG files beside this script: `python day12_figures.py`."""

from drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, RED, arrow, box, save, text


def cell(x: float, y: float, letter: str, colour: str) -> str:
    """One token in a square."""
    return (
        f'<rect x="{x - 27}" y="{y - 24}" width="54" height="48" rx="7" fill="{PALE[colour]}" stroke="{colour}" '
        f'stroke-width="2.5"/>' + text(x, y, letter, 20 if len(letter) == 1 else 15, "bold")
    )


def teacher() -> None:
    """What the decoder reads and what it has to say, one place apart."""
    said = [*"2021-03-05", "end"]
    parts = [
        text(118, 400, "5 Mar 21", 22, "bold"),
        text(118, 428, "source", 15, fill=GREY),
        arrow([(118, 378), (118, 292)]),
        box(38, 240, 160, 96, GREEN, "encoder"),
        arrow([(200, 240), (258, 240)]),
        text(229, 178, "memory", 15, fill=GREY),
        box(262, 240, 760, 96, BLUE, "decoder, all places in one pass"),
    ]
    for t, token in enumerate(said):
        x = 300 + 68 * t
        parts.append(arrow([(x, 188), (x, 142)]))
        parts.append(cell(x, 114, token, ORANGE))
        parts.append(arrow([(x, 356), (x, 292)]))
        parts.append(cell(x, 382, "start" if t == 0 else said[t - 1], GREY))
    parts.append(text(662, 60, "has to say: the target", 19, "bold"))
    parts.append(text(662, 434, "reads: the target, one place to the right, behind a start", 19, "bold"))
    save("day12_teacher.svg", 1060, 470, "Teacher forcing: what is read and what is said", parts)


def beam() -> None:
    """A tree of two steps and a bit, where the greedy way is not the best one."""
    places = {
        "start": (90, 230),
        "a": (330, 100),
        "b": (330, 260),
        "end": (330, 390),
        "aa": (600, 50),
        "ab": (600, 110),
        "a end": (600, 170),
        "ba": (600, 260),
        "b end": (600, 330),
    }
    links = (
        ("start", "a", "0.5", BLUE),
        ("start", "b", "0.4", RED),
        ("start", "end", "0.1", GREY),
        ("a", "aa", "0.4", BLUE),
        ("a", "ab", "0.25", GREY),
        ("a", "a end", "0.35", GREY),
        ("b", "ba", "0.1", GREY),
        ("b", "b end", "0.9", RED),
    )
    parts = []
    for one, other, share, colour in links:
        (x, y), (u, v) = places[one], places[other]
        line = INK if colour == RED else colour  # there are no red arrow heads
        parts.append(arrow([(x + 48, y), (u - 50, v)], line, 2.5 if colour == GREY else 4.5))
        middle = 0.56
        parts.append(
            text(
                x + middle * (u - x),
                y + middle * (v - y) - (34 if other == "a" else 17),
                share,
                17,
                "bold",
                fill=INK,
            )
        )
    colours = {"a": BLUE, "aa": BLUE, "b": RED, "b end": RED, "start": ORANGE}
    for name, (x, y) in places.items():
        colour = colours.get(name, GREY)
        parts.append(
            f'<rect x="{x - 46}" y="{y - 22}" width="92" height="44" rx="8" fill="{PALE[colour]}" '
            f'stroke="{colour}" stroke-width="2.5"/>' + text(x, y, name, 18, "bold")
        )
    for name, told, colour in (
        ("aa", "0.20, and a third token comes", BLUE),
        ("ab", "0.125", GREY),
        ("a end", "0.175", GREY),
        ("ba", "0.04", GREY),
        ("b end", "0.36, the best text", RED),
    ):
        x, y = places[name]
        parts.append(text(x + 66, y, told, 17, "normal" if colour == GREY else "bold", anchor="start"))
    parts.append(text(394, 390, "0.10", 17, anchor="start"))
    save("day12_beam.svg", 980, 440, "Where greedy decoding misses the best text", parts)


if __name__ == "__main__":
    teacher()
    beam()
