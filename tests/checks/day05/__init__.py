"""Day 5: answers that stand in no list."""

from __future__ import annotations

import numpy as np
from solved import Solved

from grader.checks.day05.shared import Array
from grader.judge import Verdict

NOTEBOOK = Solved("day05", "import numpy as np\nfrom grader.checks.day05.shared import softmax\n")


def numbers(*shape: int) -> Array:
    """The same random numbers for as many axes."""
    return np.random.default_rng(len(shape)).normal(size=shape)


def judged(name: str, source: str, seed: int) -> Verdict:
    """The verdict on this answer, with the right letter."""
    return NOTEBOOK.judged(name, NOTEBOOK.with_letter(name, source), seed, points=10)


def passes(name: str, source: str) -> None:
    """The answer is right."""
    for seed in (1, 2):
        found = judged(name, source, seed)
        assert found.verdict == "passed", found.message.en


def loses_points(name: str, most: float, source: str) -> None:
    """The answer is wrong: it earns at most this share of the points."""
    for seed in (1, 2):
        found = judged(name, source, seed)
        assert found.verdict not in ("passed", "course_error"), found.parts
        reason = 10 / 3 if NOTEBOOK.book.checks[name].reason else 0.0  # the letter is right
        assert found.points - reason <= most * (10 - reason), found.parts
