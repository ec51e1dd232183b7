"""What verdicts depend on beside the lesson: the engine, the hidden tests that are used, the oracles' packages."""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
ENGINE = ("judge", "sandbox", "wire")
HOPS = ("read", "handed_out", "answers", "rebuild", "run", "among_right_ones", "pictures", "grade", "marks")
ORACLES = ("numpy", "torch", "tokenizers", "transformers")


def engine() -> list[str]:
    """Changes with the code that runs and judges, and with the versions of the oracles' packages."""
    files = [path for folder in ENGINE for path in (PACKAGE / folder).rglob("*.py")]
    files += [PACKAGE / "text.py", PACKAGE / "checks" / "__init__.py"]
    return [*_digests(files), *(f"{name} {version(name)}" for name in ORACLES)]


def hops() -> list[str]:
    """Changes with the code that makes marks of a file, beside the engine."""
    return list(_digests(PACKAGE / "grading" / f"{hop}.py" for hop in HOPS))


def hidden_tests(name: str) -> list[str]:
    """Changes with a day's package of hidden tests ("day07") or one module ("day07.layer_norm"), and all that it imports
    from grader.checks, directly or not."""
    found: set[Path] = set()
    waiting = [name]
    while waiting:
        for path in _files_of(waiting.pop()):
            if path not in found:
                found.add(path)
                waiting += _imported(path, path.read_bytes())
    return list(_digests(found))


def _digests(paths: Iterable[Path]) -> Iterator[str]:
    for path in sorted(path for path in paths if path.exists()):
        yield f"{path.relative_to(PACKAGE)} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _files_of(name: str) -> Iterator[Path]:
    """All files of a package below grader.checks, or the file of a module, or of the module in which the name stands."""
    place = PACKAGE.joinpath("checks", *name.split("."))
    if place.is_dir():
        yield from (path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    else:
        yield from (
            path.with_suffix(".py") for path in (place, place.parent) if path.with_suffix(".py").is_file()
        )


@functools.lru_cache(maxsize=512)
def _imported(path: Path, source: bytes) -> tuple[str, ...]:
    """The names below grader.checks that the file imports: packages, modules, or what stands in a module."""
    if path.suffix != ".py":
        return ()
    package = ["grader", *path.relative_to(PACKAGE).parent.parts]
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names += [f"{module}.{alias.name}" for alias in node.names]
    start = "grader.checks."
    return tuple(name.removeprefix(start) for name in names if name.startswith(start))
