"""What ended cells of a notebook that has run, as the judge needs to know it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbformat import NotebookNode

from grader.course import Day
from grader.judge import CellError
from grader.sandbox import CellResult

_INSTALL = re.compile(r"\s{0,20}[!%]\s{0,20}(pip|conda|mamba|apt)")


def cell_errors(day: Day, cells: Sequence[NotebookNode], results: Sequence[CellResult]) -> list[CellError]:
    """An entry for each of these code cells that did not run to its end; those of the exercises' own cells are last."""
    names = [exercise.name for exercise in day.exercises]
    own, added = [], []
    for cell, result in zip(cells, results, strict=True):
        if result.status == "ok":
            continue
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in names:
            own.append(_error(grade_id, cell.source, result))
        elif grade_id is None:
            added.append(_error(_defined(names, cell.source), cell.source, result))
    return added + own


def _error(exercise: str, source: str, result: CellResult) -> CellError:
    assert result.status != "ok"
    lines = source.splitlines()
    number = _place(lines, result)
    text = lines[number - 1].strip() if number else ""
    if result.raised is None:
        return CellError(exercise, result.status, number=number, line=text)
    return CellError(exercise, result.status, result.raised.type, result.raised.message, number, text)


def _place(lines: Sequence[str], result: CellResult) -> int | None:
    """The number of the line at which the cell ended, if there is such a line."""
    if result.raised is None or result.raised.line is None:
        # A command that waits for the network leaves no trace in Python.
        waits = (i for i, line in enumerate(lines, 1) if _INSTALL.match(line))
        return next(waits, None) if result.status == "timeout" else None
    blank = next((i for i, line in enumerate(lines) if line.strip()), 0)
    number = result.raised.line + blank
    return number if number <= len(lines) else None


def _defined(names: Sequence[str], source: str) -> str:
    """The first exercise that the cell would define, by its text, which need not be Python; "" for none."""
    found = re.search(rf"^[ \t]*(?:def|class)[ \t]+({'|'.join(names)})\b", source, re.MULTILINE)
    return found[1] if found else ""
