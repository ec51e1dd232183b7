"""The registry of the hidden tests: for each exercise its oracle, its test, the right versions and the misconceptions.

check = Check(layer_norm)                      # the oracle bears the exercise's name

@check.test
def test(student, rng, expect): ...

@check.right
def by_the_formula(x, gamma, beta, eps): ...

@check.misconception(en="…?", ko="…?")         # a wrong version, whole
def mean_not_subtracted(x, gamma, beta, eps): ...

misconception = check.misconceptions_in(by_the_formula)
misconception("eps_outside_root", ("sqrt(var + eps)", "(sqrt(var) + eps)"), en="…?", ko="…?")   # or as an edit of a right one
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
import sys
import textwrap
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, TypeVar

from grader.text import Text

F = TypeVar("F", bound=Callable[..., Any])
Edit = tuple[str, str]  # the old text, and what stands there instead


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
    """A whole answer to an exercise: a misconception (with the question to ask about it) or a right answer.

    function: a class where the exercise is one.
    """

    exercise: str
    name: str
    function: Callable[..., Any]
    message: Text | None = None


class EditMisconception(Protocol):
    """Registers a misconception that is a right version but for some edits; see `Check.misconceptions_in`."""

    def __call__(self, name: str, *edits: Edit, en: str, ko: str) -> None: ...


class Check:
    """The hidden test of one exercise, and all that the audit and the diagnosis know of it.

    Args:
        oracle: the right answer, by an independent implementation; its name is the exercise's.
        uses: exercises that a right answer may call. A slip in one of them is to be counted there, not here.
        through: for what takes a function or a model, which cannot cross to the judge: given an answer, it makes the
            function of the notebook's own that calls it. That one is called in place of the exercise, under the name that
            it has both here and in the notebook. Tests find it as `check.oracle`, made of the oracle.
        bug, reason: for "spot the bug", the misconception that is handed out and the question about it.
        view: makes of all the values that the student's function returned what diagnosis compares; for functions
            whose right values are not fixed (random weights).
    """

    def __init__(
        self,
        oracle: Callable[..., Any],
        *,
        uses: Sequence[str] = (),
        through: Callable[[Any], Callable[..., Any]] | None = None,
        bug: str | None = None,
        reason: Choice | None = None,
        view: Callable[[list[Any]], Any] | None = None,
    ) -> None:
        self.exercise = oracle.__name__
        self.uses, self.bug, self.reason, self.view = tuple(uses), bug, reason, view
        self.misconceptions: list[Version] = []
        self.alternatives: list[Version] = []
        self._through = through
        self.function: Callable[..., None] = _no_test
        self.answer = oracle
        self.oracle = self.as_called(oracle)
        self.called = self.oracle.__name__

    def as_called(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """What the judge calls to judge this answer: the answer itself, or the notebook's function that calls it."""
        return self._through(answer) if self._through else answer

    def test(self, function: F) -> F:
        """Register `def test(student, rng, expect)`."""
        self.function = function
        return function

    def right(self, function: F) -> F:
        """Register a right answer in another style; its name is the function's or class's."""
        self._add(self.alternatives, Version(self.exercise, _snake(function.__name__), function))
        return function

    def misconception(self, *, en: str, ko: str) -> Callable[[F], F]:
        """Register a wrong answer that students write, with the question to ask about it."""

        def register(function: F) -> F:
            version = Version(self.exercise, _snake(function.__name__), function, Text(en, ko))
            self._add(self.misconceptions, version)
            return function

        return register

    def misconceptions_in(self, right: Callable[..., Any]) -> EditMisconception:
        """What registers misconceptions that are the version `right` of this exercise but for some edits.

        Each edit replaces its old text wherever that stands in the version as it is written in the file. Raises
        ValueError, with the place, if there is no such text.
        """
        if right not in [version.function for version in self.alternatives]:
            raise ValueError(f"{self.exercise}: {right.__name__} is not a registered right version")
        original = definition_of(right)

        def misconception(name: str, *edits: Edit, en: str, ko: str) -> None:
            text = original
            for old, new in edits:
                if old not in text:
                    caller = sys._getframe(1)
                    place = f"{caller.f_code.co_filename}:{caller.f_lineno}"
                    raise ValueError(f"{place}: {name}: {right.__name__} has no {old!r} to edit")
                text = text.replace(old, new)
            version = Version(self.exercise, name, _compiled(text, name, right), Text(en, ko))
            self._add(self.misconceptions, version)

        return misconception

    def version(self, name: str) -> Callable[..., Any]:
        """The right or wrong version of this name."""
        return next(v.function for v in [*self.alternatives, *self.misconceptions] if v.name == name)

    def _add(self, versions: list[Version], version: Version) -> None:
        if any(other.name == version.name for other in versions):
            raise ValueError(f"{self.exercise}: {version.name} is registered twice")
        versions.append(version)


@dataclass(frozen=True)
class Quiz:
    """A quiz: the student's dict of this name maps each question to a letter."""

    exercise: str
    questions: Mapping[str, Choice]


class CheckBook:
    """The checks and quizzes of one day, in the order of its exercises."""

    def __init__(self, *entries: Check | Quiz) -> None:
        names = [entry.exercise for entry in entries]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} is registered twice")
        self.checks = {entry.exercise: entry for entry in entries if isinstance(entry, Check)}
        self.quizzes = {entry.exercise: entry.questions for entry in entries if isinstance(entry, Quiz)}


def source_of(version: Version, as_name: str | None = None) -> str:
    """The version as a cell that a student could have written: no decorators, under the exercise's name."""
    with _one_at_a_time:
        return _source_of(version.function, version.exercise, version.name, as_name)


# Python 3.11 may fail when two threads parse at once.
_one_at_a_time = threading.Lock()


@functools.cache  # to find a class takes as long as to parse its file
def _source_of(function: Callable[..., Any], exercise: str, version: str, as_name: str | None) -> str:
    (definition,) = ast.parse(definition_of(function)).body
    if not isinstance(definition, ast.FunctionDef | ast.ClassDef):
        raise TypeError(f"{exercise}: {version} is not a plain function or class")
    if isinstance(definition, ast.ClassDef) and exercise in map(ast.unparse, definition.bases):
        raise TypeError(f"{exercise}: {version} derives from the oracle; write the class whole")
    own, definition.name = definition.name, as_name or exercise
    for node in ast.walk(definition):  # students' cells have none of our type names
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.Name) and node.id == own:
            node.id = definition.name
    return ast.unparse(definition) + "\n"


def definition_of(function: Callable[..., Any]) -> str:
    """The text of a function or class as it is written, without its decorators."""
    text = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(text).body
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    return "".join(text.splitlines(keepends=True)[definition.lineno - 1 :])


def _compiled(text: str, name: str, right: Callable[..., Any]) -> Callable[..., Any]:
    """The function or class of this text, among the names of the module that `right` stands in.

    As far as `inspect` and a traceback can see, it stands in a file of its own.
    """
    place = f"<{right.__module__}: {name}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    defined: dict[str, Any] = {}
    exec(compile(text, place, "exec"), sys.modules[right.__module__].__dict__, defined)
    (made,) = defined.values()
    if isinstance(made, type):  # inspect finds a class by the file of its module
        sys.modules[place] = ModuleType(place)
        sys.modules[place].__file__ = made.__module__ = place
    result: Callable[..., Any] = made
    return result


def _no_test(student: Any, rng: Any, expect: Any) -> None:
    raise NotImplementedError("this check has no test yet")


def _snake(name: str) -> str:
    """A class's name as that of a function: NormOverAxis0 -> norm_over_axis_0."""
    return re.sub(r"(?<!^)(?=[A-Z])|(?<=[a-z])(?=\d)", "_", name).lower() if name[:1].isupper() else name
