"""The hidden tests, one module a day. They are never near the student's code; see grader.judge."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import torch

from grader.judge import CheckBook, LocalChannel, Task, draw_seed, judge


def load(day: str) -> CheckBook:
    """The book of a day, as "day04"."""
    torch.set_num_threads(
        1
    )  # the checks' arrays are small: to wait for a second thread costs more than it gives
    book: CheckBook = import_module(f"grader.checks.{day}").book
    return book


def hidden(day: str, exercise: str, namespace: dict[str, Any]) -> None:
    """Judge one exercise of a live notebook in this process; AssertionError with the message unless it passes.

    For the instructor's own notebook. Submissions are judged through the sandbox.
    """
    (verdict,) = judge(load(day), [Task(exercise, "code", 1.0)], LocalChannel(namespace), draw_seed())
    if verdict.verdict != "passed":
        raise AssertionError(f"{exercise}: {verdict.verdict} (seed {verdict.seed}): {verdict.message.en}")
