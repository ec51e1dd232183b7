"""Day 1's notebook, solved, and how it is asked about answers that stand in no list."""

from __future__ import annotations

from solved import Solved

from grader.judge import Version, source_of

NOTEBOOK = Solved("day01", "import numpy as np\n")


def loses_points(name: str, most: float, body: str) -> None:
    """A function of this body is wrong and earns this share of the points at most."""
    check = NOTEBOOK.book.checks[name]
    header = source_of(Version(name, name, check.oracle)).splitlines()[0]
    found = NOTEBOOK.judged(name, f"{header}\n    {body}\n{name}_reason = None")
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most * found.max_points + 1e-9, found.parts
