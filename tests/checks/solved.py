"""A day's notebook in which every exercise has the lesson's own solution, but for the one that is judged."""

from __future__ import annotations

import functools
from typing import Any

from grader.checks import load
from grader.course import load_day
from grader.judge import Task, Verdict, judge, open_local

_day = functools.cache(load_day)


def given(day: str, *words: str) -> list[str]:
    """The given cells of the lesson in which any of these words stands."""
    sources = [cell.source.en for cell in _day(day).cells if cell.role == "given"]
    return [source for source in sources if any(word in source for word in words)]


class Solved:
    """`before`: the cells in front of the exercises, or as much of them as the solutions need."""

    def __init__(self, day: str, *before: str) -> None:
        exercises = [exercise for exercise in _day(day).exercises if exercise.kind != "explain"]
        self.before = before
        self.book = load(day)
        self.solutions = {exercise.name: exercise.solution for exercise in exercises}
        self._kinds = {exercise.name: exercise.kind for exercise in exercises}

    def judged(self, name: str, source: str, seed: int = 1, points: float = 1.0) -> Verdict:
        """The verdict on this answer to the exercise."""
        cells = [*self.before, *{**self.solutions, name: source}.values()]
        with open_local(cells) as channel:
            return judge(self.book, [Task(name, self._kinds[name], points)], channel, seed)[0]

    def with_letter(self, name: str, source: str) -> str:
        """The answer and, where a reason is asked for, the right letter."""
        reason = self.book.checks[name].reason
        return f"{source}\n{name}_reason = {reason.right!r}\n" if reason else source

    def passes(self, name: str, source: str, seeds: tuple[int, ...] = (1,)) -> None:
        """The answer, which stands in no list, is right."""
        for seed in seeds:
            found = self.judged(name, source, seed)
            assert found.verdict == "passed", found.message.en

    def fails(self, name: str, source: str, below: float = 0.95) -> None:
        """The answer, which stands in no list, is wrong: it earns less than this share, and is asked about."""
        assert source != self.solutions[name]
        found = self.judged(name, source)
        assert found.verdict not in ("passed", "course_error"), found.message.en
        assert found.points < below, found.parts
        assert "?" in found.message.en
        assert "?" in found.message.ko

    def names(self) -> dict[str, Any]:
        """What the notebook defines."""
        names: dict[str, Any] = {}
        for cell in (*self.before, *self.solutions.values()):
            exec(cell, names)
        return names
