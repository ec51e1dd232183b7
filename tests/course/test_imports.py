"""The modules of the builder stand in an order: none imports another in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import grader.course

FOLDER = Path(grader.course.__file__).parent


def imported(path: Path) -> set[str]:
    """The modules of the builder that a module imports: at its top, in functions, and for types alone."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    known = {other.stem for other in FOLDER.glob("*.py")} - {"__init__"}
    return {name for name in known if f"grader.course.{name}" in names}


def test_no_module_of_the_builder_imports_another_in_a_circle() -> None:
    graph = {path.stem: imported(path) for path in FOLDER.glob("*.py")}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert order.index("model") < order.index("words") < order.index("notebook") < order.index("day")
