"""What marks depend on, as one text: when it is another one, they have to be made anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from grader.course import Day
from grader.grading import depends
from grader.grading.options import GradingOptions
from grader.text import LANGS


def state_of_tests(day: Day, options: GradingOptions) -> str:
    """Changes with the lesson (recaps included), its hidden tests, what runs and judges, the oracles and the limits."""
    said = [
        *_lesson(day),
        *depends.hidden_tests(day.id),
        *depends.engine(),
        *depends.hops(),
        *(f"{name} {float(limit)}" for name, limit in asdict(options.limits).items()),
    ]
    return _hash(said)


def state_of_submission(tests: str, fingerprint: str, timestamp: str) -> str:
    """Changes with the submitted file and its timestamp, too."""
    return _hash([tests, fingerprint, timestamp])


def _hash(said: Iterable[str]) -> str:
    return hashlib.sha256(json.dumps(list(said)).encode()).hexdigest()


def _lesson(day: Day) -> Iterator[str]:
    for lang in LANGS:
        yield json.dumps(day.notebook(lang, "source"))
        for exercise in day.exercises:  # what the notebook does not show
            yield from (text[lang] for text in (exercise.rubric, exercise.model_answer) if text)
