"""What marks depend on, as one text: when it is another one, they have to be made anew."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from grader.course import Day
from grader.grading.options import GradingOptions
from grader.text import LANGS

PACKAGE = Path(__file__).resolve().parents[1]
ENGINE = ("judge", "sandbox", "wire")
ORACLES = ("numpy", "torch", "tokenizers", "transformers")


def state_of_tests(day: Day, options: GradingOptions) -> str:
    """Changes with the lesson (recaps included), its hidden tests, what runs and judges, the oracles and the limits."""
    said = [
        *_lesson(day),
        *_files(_tests(day.id)),
        *_files(path for folder in ENGINE for path in (PACKAGE / folder).rglob("*.py")),
        *(f"{name} {version(name)}" for name in ORACLES),
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


def _files(paths: Iterable[Path]) -> Iterator[str]:
    for path in sorted(paths):
        yield str(path.relative_to(PACKAGE))
        yield hashlib.sha256(path.read_bytes()).hexdigest()


def _tests(day: str) -> set[Path]:
    """The files of the day's hidden tests, and of all that they import of grader.checks, directly or not."""
    found: set[Path] = {PACKAGE / "checks" / "__init__.py"}
    waiting = [day]
    while waiting:
        for path in _files_of(waiting.pop()):
            if path not in found:
                found.add(path)
                waiting += _imported(path, path.read_bytes())
    return found


def _files_of(name: str) -> Iterator[Path]:
    """The file of a module of grader.checks, or all files of a package."""
    place = PACKAGE / "checks" / name
    if place.is_dir():
        yield from (path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    elif place.with_suffix(".py").is_file():
        yield place.with_suffix(".py")


@functools.lru_cache(maxsize=256)
def _imported(path: Path, source: bytes) -> frozenset[str]:
    """The modules and packages right below grader.checks of which the file imports something."""
    if path.suffix != ".py":
        return frozenset()
    package = ["grader", *path.relative_to(PACKAGE).parent.parts]
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names += [f"{module}.{alias.name}" for alias in node.names]
    return frozenset(name.split(".")[2] for name in names if name.startswith("grader.checks."))
