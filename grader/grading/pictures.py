"""Which of the lesson's own cells grading leaves out: those that define nothing that another cell needs.

In the notebook that is kept these are the figures: a grader has seen them, and to lay one out takes longer than to run
the student's code. Where nobody will see what the cells show, these are all of them.
"""

from __future__ import annotations

import ast
import functools
import re
import symtable
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

_WORD = re.compile(r"[^\W\d]\w*")


def left_out(cells: Sequence[NotebookNode], seen: bool = True) -> set[str]:
    """The ids of the code cells that need not run.

    A cell of the lesson's runs if it binds a name that is used in a cell of the student's, wherever that stands (a
    function looks for its names when it is called), or in a later cell of the lesson's that runs.

    Args:
        seen: whether somebody will see what the cells show; then only figures are left out.
    """
    needed = set().union(*(_names(cell.source).used for cell in cells if not _is_ours(cell)))
    found = set()
    for cell in reversed([cell for cell in cells if _is_ours(cell)]):
        names = _names(cell.source)
        if not names.bound & needed and (not seen or _is_figure(cell.source)):
            found.add(cell.id)
        else:
            needed |= names.used - names.bound  # the lesson's own cells bind before they use
    return found


def _is_ours(cell: NotebookNode) -> bool:
    """Whether the cell is the lesson's; a rebuilt notebook holds it as it was handed out."""
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


@functools.lru_cache(maxsize=512)
def _is_figure(source: str) -> bool:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # IPython's own commands
        return False
    match tree.body[-1:]:
        case [ast.Expr(ast.Call(ast.Name("show")))]:
            return True
    return False


class _Names:
    """The global names of a cell: those that it binds, and those that it uses."""

    def __init__(self, source: str) -> None:
        self.bound: frozenset[str] = frozenset()
        try:
            top = symtable.symtable(source, "cell", "exec")
        except (SyntaxError, ValueError):  # no Python, or IPython's: then every word may be a name
            self.used = frozenset(_WORD.findall(source))
            return
        self.bound = frozenset(name.get_name() for name in top.get_symbols() if name.is_assigned())
        self.used = frozenset(
            name.get_name()
            for table in _all(top)
            for name in table.get_symbols()
            if name.is_referenced() and (table is top or name.is_global())
        )


_names = functools.lru_cache(maxsize=512)(_Names)


def _all(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _all(child)
