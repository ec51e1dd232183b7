"""How submissions are graded, whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.sandbox import Limits


@dataclass(frozen=True)
class GradingOptions:
    """The options of one run.

    seed: draws the hidden tests' inputs; None: a fresh one for each submission. It is recorded with each mark.
    limits: what one submission may use.
    trust: run without walls where the machine has none (`--trust`).
    """

    seed: int | None = None
    limits: Limits = field(default_factory=Limits)
    trust: bool = False
