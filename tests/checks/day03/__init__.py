"""Day 3's notebook, solved, and how it is asked about answers that stand in no list."""

from __future__ import annotations

from solved import Solved, given

from grader.judge import Version, source_of

NOTEBOOK = Solved("day03", "import math\nimport numpy as np\n", *given("day03", "def attention(x)"))
# Angles of all positions and pairs: the first lines of several bodies.
SPEEDS = "a = np.outer(np.arange(length), 10000.0 ** (-np.arange(0, d_model, 2) / d_model))\n    "


def with_body(name: str, lines: str) -> str:
    """The exercise's function with these lines as its body."""
    header = source_of(Version(name, name, NOTEBOOK.book.checks[name].oracle)).splitlines()[0]
    return f"{header}\n    {lines}\n{name}_reason = 'B'\n"


def passes(name: str, lines: str) -> None:
    """A function of this body is right."""
    NOTEBOOK.passes(name, with_body(name, lines), seeds=(1, 2))


def loses_points(name: str, most: float, lines: str) -> None:
    """A function of this body is wrong and earns this share of the points at most."""
    found = NOTEBOOK.judged(name, with_body(name, lines))
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most, found.parts
