"""A day as a Jupyter notebook: the student's form and the source form that nbgrader works from.

The source form differs from the student's only in the cells that hold solutions or checks. So
`nbgrader generate_assignment` gives the student's notebook again when it puts `metadata.sixblocks.stub` in
place of each solution (its own ClearSolutions works too, with plainer stubs).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.course import words
from grader.course.figures import embed
from grader.course.model import Cell, Content, Exercise
from grader.text import Lang

Audience = Literal["student", "source"]


def render(day: Content, lang: Lang, audience: Audience) -> nbformat.NotebookNode:
    """The notebook. Ids, marks and code are the same in both languages; equal days give equal notebooks."""
    student = _cells(day, lang, "student")
    cells = student if audience == "student" else _cells(day, lang, "source")
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        # Of the student's form in both: what generate_assignment makes of the source is the same notebook.
        "sixblocks": {"day": day.id, "lang": lang, "digest": digest(student)},
    }
    return new_notebook(cells=cells, metadata=metadata)


def digest(cells: Iterable[Mapping[str, Any]]) -> str:
    """A hash over what the cells say: their types and sources, in order.

    Outputs, ids, metadata and empty cells (JupyterLab adds one when the last cell is run) do not count.
    """
    said = []
    for cell in cells:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if source.strip():
            said.append([cell["cell_type"], source.strip()])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def checksum(source: str, cell_type: str, marks: Mapping[str, Any]) -> str:
    """nbgrader's checksum of a cell (nbgrader.utils.compute_checksum) with the nbgrader metadata `marks`."""
    grade, solution = marks["grade"], marks["solution"]
    locked = not solution and (grade or marks["locked"])
    parts = [source, cell_type, str(grade), str(solution), str(locked), marks["grade_id"]]
    if grade:
        parts.append(str(float(marks["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _cells(day: Content, lang: Lang, audience: Audience) -> list[nbformat.NotebookNode]:
    cells: list[nbformat.NotebookNode] = []
    seen: Counter[str] = Counter()
    for cell in day.cells:
        seen[cell.role] += 1
        count = seen[cell.role]
        text = cell.source[lang]
        if cell.role == "day":
            has_heading = text.startswith("# ")
            head = text if has_heading else f"{words.heading(day.number, day.title[lang], lang)}\n\n{text}"
            cells.append(_prose(day, "day", head))
            if day.exercises:
                cells.append(_prose(day, "overview", words.overview(day)[lang]))
        elif cell.role == "prose":
            cells.append(_prose(day, f"prose-{count}", text))
        elif cell.role == "hint":
            seen[f"hint of {cell.name}"] += 1
            position = seen[f"hint of {cell.name}"]
            folded = words.folded_hint(position, len(day.exercise(cell.name).hints), text, lang)
            cells.append(_prose(day, f"{cell.name}-hint-{position}", folded))
        elif cell.role == "given":
            marks = _marks(f"given_{count}", locked=True)
            made = _marked(day, f"given-{count}", text, "code", marks, audience)
            if cell.recap:
                made.metadata["jupyter"] = {"source_hidden": True}
            cells.append(made)
        elif cell.role == "check":
            cells.append(_check(day, day.exercise(cell.name), lang, audience))
        elif cell.role != "rubric":
            exercise = day.exercise(cell.name)
            position = day.exercises.index(exercise) + 1
            facts = words.facts(exercise, position, len(day.exercises))
            cells.append(_prose(day, f"{cell.name}-facts", facts[lang]))
            cells.append(_exercise(day, exercise, cell, lang, audience))
    if links := words.neighbours(day)[lang]:
        cells.append(_prose(day, "neighbours", links))
    return cells


def _prose(day: Content, place: str, text: str) -> nbformat.NotebookNode:
    return new_markdown_cell(embed(text, day.figures), id=f"{day.id}-{place}")


def _exercise(
    day: Content, exercise: Exercise, cell: Cell, lang: Lang, audience: Audience
) -> nbformat.NotebookNode:
    written = exercise.kind == "explain"
    stub = exercise.stub[lang]
    marks = _marks(exercise.name, solution=True, points=exercise.points if written else None)
    source = stub if audience == "student" else cell.source[lang]
    made = _marked(day, exercise.name, source, "markdown" if written else "code", marks, audience)
    if audience == "source":
        made.metadata["sixblocks"] = {"stub": stub}
    return made


def _check(day: Content, exercise: Exercise, lang: Lang, audience: Audience) -> nbformat.NotebookNode:
    source = exercise.check[lang]
    if audience == "source":
        source += (
            "\n### BEGIN HIDDEN TESTS\n"
            f'from grader.checks import hidden; hidden("{day.id}", "{exercise.name}", globals())\n'
            "### END HIDDEN TESTS"
        )
    marks = _marks(exercise.points_cell, locked=True, points=exercise.points)
    return _marked(day, f"{exercise.name}-check", source, "code", marks, audience)


def _marks(
    grade_id: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    """nbgrader's metadata of a cell, schema version 3; a cell with points is a graded one."""
    marks: dict[str, Any] = {
        "schema_version": 3,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
        "grade_id": grade_id,
    }
    if points is not None:
        marks["points"] = int(points) if points == int(points) else points
    return marks


def _marked(
    day: Content, place: str, source: str, cell_type: str, marks: dict[str, Any], audience: Audience
) -> nbformat.NotebookNode:
    """A cell that nbgrader knows; in the student's form as LockCells and ComputeChecksums leave it."""
    metadata: dict[str, Any] = {"nbgrader": marks}
    if audience == "student":
        marks |= {"checksum": checksum(source, cell_type, marks), "cell_type": cell_type}
        metadata["deletable"] = False
        if marks["locked"]:
            metadata["editable"] = False
    new_cell = new_code_cell if cell_type == "code" else new_markdown_cell
    return new_cell(source, id=f"{day.id}-{place}", metadata=metadata)
