"""The modules of the engine stand in an order: none imports another in a circle, of the hidden tests neither."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import grader

PACKAGE = Path(grader.__file__).parent
FILES = {
    ".".join(["grader", *path.relative_to(PACKAGE).with_suffix("").parts]): path
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py"
}


def imported(path: Path) -> set[str]:
    """The modules of the engine that a module imports: at its top, in functions, and for types alone."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names & FILES.keys()


def test_no_module_imports_another_in_a_circle() -> None:
    order = list(TopologicalSorter({name: imported(path) for name, path in FILES.items()}).static_order())
    assert (
        order.index("grader.text") < order.index("grader.judge.registry") < order.index("grader.judge.expect")
    )
    assert order.index("grader.course.model") < order.index("grader.course.day")
    assert order.index("grader.checks.day07.token_statistics") < order.index("grader.checks.day07.layer_norm")
