"""Which files decide on the verdicts of a checks module: its own, and those of grader.checks that it imports."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "grader.checks"


def sources(module: str) -> list[Path]:
    """The file of a module of grader.checks and those of all that it imports from there, directly or not, in order."""
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _file(name)
            waiting += _imports(found[name])
    return sorted(found.values())


def _file(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


@functools.cache
def _imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return sorted({name for node in ast.walk(tree) for name in _imported(node)})


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    else:
        return
    for name in names:
        if name.startswith(f"{PACKAGE}.") and _exists(name):
            yield name


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the name of something in a module
        return False
