"""The register of a day: its checks, misconceptions, alternative right answers and quizzes."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grader.text import Text

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Choice:
    """A question with one right letter and an explanation for every letter that can be chosen."""

    right: str
    explain: Mapping[str, Text]

    def __post_init__(self) -> None:
        if self.right not in self.explain:
            raise ValueError(f"the right choice {self.right!r} has no explanation")


@dataclass(frozen=True)
class Version:
    """A whole answer to an exercise: a misconception (with a message) or an alternative right answer.

    `function` is a class where the exercise is one.
    """

    exercise: str
    name: str
    function: Callable[..., Any]
    message: Text | None = None


@dataclass(frozen=True)
class Check:
    """The hidden test of an exercise.

    uses: exercises that a right answer may call. A slip in one of them is to be counted there, not here.
    bug, reason: for "spot the bug", the misconception that is handed out and the question about it.
    view: makes of all the values that the student's function returned what diagnosis compares; for functions
        whose right values are not fixed (random weights).
    """

    exercise: str
    function: Callable[..., None]
    uses: tuple[str, ...] = ()
    bug: str | None = None
    reason: Choice | None = None
    view: Callable[[list[Any]], Any] | None = None

    @property
    def oracle(self) -> Callable[..., Any]:
        """The right answer: the function or class of the checks module that bears the exercise's name."""
        function: Callable[..., Any] = self.function.__globals__[self.exercise]
        return function


@dataclass
class CheckBook:
    """What one checks module registers."""

    checks: dict[str, Check] = field(default_factory=dict)
    quizzes: dict[str, dict[str, Choice]] = field(default_factory=dict)
    _misconceptions: dict[str, list[Version]] = field(default_factory=dict)
    _alternatives: dict[str, list[Version]] = field(default_factory=dict)

    def check(
        self,
        exercise: str,
        *,
        uses: Sequence[str] = (),
        bug: str | None = None,
        reason: Choice | None = None,
        view: Callable[[list[Any]], Any] | None = None,
    ) -> Callable[[F], F]:
        """Register `def check(student, rng, expect)` as the hidden test of `exercise`."""

        def register(function: F) -> F:
            self._new(exercise)
            self.checks[exercise] = Check(exercise, function, tuple(uses), bug, reason, view)
            return function

        return register

    def misconception(self, exercise: str, name: str, *, en: str, ko: str) -> Callable[[F], F]:
        """Register a wrong answer that students write, with the question to ask about it."""
        return self._version(self._misconceptions, exercise, name, Text(en, ko))

    def alternative(self, exercise: str, name: str) -> Callable[[F], F]:
        """Register a right answer in another style."""
        return self._version(self._alternatives, exercise, name, None)

    def quiz(self, exercise: str, questions: Mapping[str, Choice]) -> None:
        """Register a quiz: the student's dict `exercise` maps each question to a letter."""
        self._new(exercise)
        self.quizzes[exercise] = dict(questions)

    def misconceptions(self, exercise: str) -> list[Version]:
        """The wrong answers of `exercise`."""
        return self._misconceptions.get(exercise, [])

    def alternatives(self, exercise: str) -> list[Version]:
        """The other right answers of `exercise`."""
        return self._alternatives.get(exercise, [])

    def _new(self, exercise: str) -> None:
        if exercise in self.checks or exercise in self.quizzes:
            raise ValueError(f"{exercise} is registered twice")

    @staticmethod
    def _version(
        shelf: dict[str, list[Version]], exercise: str, name: str, message: Text | None
    ) -> Callable[[F], F]:
        def register(function: F) -> F:
            versions = shelf.setdefault(exercise, [])
            if any(version.name == name for version in versions):
                raise ValueError(f"{exercise}: {name} is registered twice")
            versions.append(Version(exercise, name, function, message))
            return function

        return register


def source_of(version: Version, as_name: str | None = None) -> str:
    """The version as a cell that a student could have written: no decorators, under the exercise's name."""
    with _one_at_a_time:
        return _source_of(version.function, version.exercise, version.name, as_name)


# Python 3.11 may fail when two threads parse at once.
_one_at_a_time = threading.Lock()


@functools.cache  # to find a class takes as long as to parse its file
def _source_of(function: Callable[..., Any], exercise: str, version: str, as_name: str | None) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    if not isinstance(definition, ast.FunctionDef | ast.ClassDef):
        raise TypeError(f"{exercise}: {version} is not a plain function or class")
    if isinstance(definition, ast.ClassDef) and exercise in map(ast.unparse, definition.bases):
        raise TypeError(f"{exercise}: {version} derives from the oracle; write the class whole")
    definition.decorator_list = []
    own, definition.name = definition.name, as_name or exercise
    for node in ast.walk(definition):  # students' cells have none of our type names
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.Name) and node.id == own:
            node.id = definition.name
    return ast.unparse(definition) + "\n"
