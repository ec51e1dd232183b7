"""What a judgement is made of: tasks, messages in two languages, parts, verdicts, and the reasons a part failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.text import NOTHING, Text

VerdictName = Literal[
    "passed", "partial", "failed", "error", "timeout", "crashed", "missing", "unanswered", "course_error"
]
Trouble = Literal["value", "error", "timeout", "crashed", "missing", "unanswered"]


@dataclass(frozen=True)
class Task:
    """An exercise to judge. `kind` is code, bug, quiz or experiment."""

    name: str
    kind: str
    points: float


@dataclass(frozen=True)
class Part:
    """One mechanism of an exercise: its share of the points, and what to say when it fails.

    apart: how far the numbers of a part that passed were from the wanted ones, in tolerances (0 to 1).
    """

    name: str
    weight: float
    passed: bool
    message: Text | None = None
    apart: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """The judgement of one exercise; `seed` is the run's seed, with which it can be repeated."""

    exercise: str
    kind: str
    points: float
    max_points: float
    verdict: VerdictName
    misconception: str | None
    message: Text
    parts: tuple[Part, ...]
    seed: int


class Failure(Exception):  # noqa: N818 - the student's, not an error of this program
    """The student's answer is not right, or could not be had. Never raised for a fault of the course.

    Without a message of its own, or with `then_ask`, the question of the part that failed is told.
    """

    def __init__(
        self,
        message: Text = NOTHING,
        trouble: Trouble = "value",
        error_type: str | None = None,
        *,
        then_ask: bool = False,
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.trouble = trouble
        self.error_type = error_type
        self.then_ask = then_ask or message == NOTHING


def plain(text: object, limit: int = 300) -> str:
    """`text` from the student's side as one bounded line of printable characters."""
    # Cut first: the text may be huge. Twice the limit leaves room for what the next line drops.
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)[: 2 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
