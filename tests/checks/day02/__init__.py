"""Day 2's notebook, solved, and how it is asked about answers that stand in no list."""

from __future__ import annotations

import re

from solved import Solved

IMPORTS = "import re, unicodedata\nfrom collections import Counter\nfrom itertools import pairwise\n"
NOTEBOOK = Solved("day02", IMPORTS)


def loses_points(name: str, most: float, body: str) -> None:
    """A function of this body is wrong and earns this share of the points at most."""
    header = re.search(rf"def {name}\(.*\):", NOTEBOOK.solutions[name])
    assert header
    found = NOTEBOOK.judged(name, f"{header[0]}\n    {body}\n{name}_reason = None")
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most * found.max_points, found.parts
