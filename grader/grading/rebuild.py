"""Put a submission back into the shape that was handed out.

The result starts from the lesson's own notebook; only two things are taken from the student: the text of
the exercise cells, and cells that the student added. So a deleted, changed or duplicated test cell, a tag
or a piece of metadata can not change what is graded.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from grader.course import Day
from grader.grading.read import Submission, SubmittedCell
from grader.text import LANGS, Text

# The start of an HTML tag, comment or declaration. Written answers are shown to graders in a page.
_HTML_TAG = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True)
class Rebuilt:
    """The notebook to run and what was noticed on the way.

    `notes` maps an exercise's name (or "" for the whole notebook) to what was noticed about it.
    """

    notebook: NotebookNode
    notes: dict[str, list[Text]]


def rebuild(day: Day, submission: Submission) -> Rebuilt:
    """The lesson's notebook, in the submission's language, with the student's answers and added cells in it."""
    notebook = day.notebook(submission.lang, "student")
    template = [name for cell in notebook.cells if (name := _grade_id(cell))]
    handed_out = dict(_handed_out(day))
    exercises = {exercise.points_cell: exercise.name for exercise in day.exercises}
    prose = {cell.id for cell in notebook.cells if not _grade_id(cell)}
    answers: dict[str, list[SubmittedCell]] = {}
    added: dict[str, list[SubmittedCell]] = {}
    anchor = ""
    order: list[str] = []
    for cell in submission.cells:
        # A cell that lost its mark is still known by its text, as long as that was not changed.
        name = cell.grade_id if cell.grade_id in template else handed_out.get(_normal(cell.source))
        if name:
            anchor = name
            order.append(name)
            answers.setdefault(name, []).append(cell)
        elif name is None and cell.cell_id not in prose:
            added.setdefault(anchor, []).append(cell)

    notes: dict[str, list[Text]] = {"": list(submission.notes)} if submission.notes else {}
    cells: list[NotebookNode] = [_added(cell, f"added-{i}") for i, cell in enumerate(added.get("", []))]
    for cell in notebook.cells:
        name = _grade_id(cell)
        if name is None:
            cells.append(cell)
            continue
        found = answers.get(name, [])
        keep = True
        if not _is_answer(cell):
            _compare_locked(day, found, name, exercises.get(name, ""), notes)
        elif found:
            _answer(day, cell, found, name, notes)
        else:
            keep = _stray_answer(cell, added, name, notes)
        if keep:
            cells.append(cell)
        cells += [
            _added(extra, f"{cell['id']}-added-{i}"[-64:]) for i, extra in enumerate(added.get(name, []))
        ]
    if order != sorted(order, key=template.index):
        notes.setdefault("", []).append(
            Text(
                "Cells stood in another order; they were graded in the lesson's order.",
                "셀 순서가 바뀌어 있어서 원래 순서로 되돌려 채점했어요.",
            )
        )
    notebook.cells = cells
    nbformat.validate(notebook)
    return Rebuilt(notebook, notes)


def is_untouched(day: Day, name: str, text: str) -> bool:
    """Whether the text of the cell `name` still is what was handed out, in either language."""
    return (_normal(text), name) in _handed_out(day)


def is_unanswered(day: Day, notebook: NotebookNode, name: str) -> bool:
    """Whether the written answer `name` is as it was handed out, or empty."""
    text = next(cell.source for cell in notebook.cells if _grade_id(cell) == name)
    return not text.strip() or is_untouched(day, name, text)


@functools.lru_cache(maxsize=32)
def _handed_out(day: Day) -> tuple[tuple[str, str], ...]:
    """The text of every cell as handed out, in both languages, with its mark; "" for cells without one."""
    return tuple(
        (_normal(cell.source), _grade_id(cell) or "")
        for lang in LANGS
        for cell in day.notebook(lang, "student").cells
    )


def _answer(
    day: Day, cell: NotebookNode, found: list[SubmittedCell], name: str, notes: dict[str, list[Text]]
) -> None:
    """Put the student's text into the exercise cell."""
    chosen = [c for c in found if not is_untouched(day, name, c.source)] or found
    if len(found) > 1:
        notes.setdefault(name, []).append(
            Text(
                f"The exercise's cell stands {len(found)} times in the notebook; the last one with an answer was graded.",
                f"연습문제 셀이 {len(found)}번 나와요. 답이 있는 마지막 셀을 채점했어요.",
            )
        )
    if chosen[-1].cell_type != cell.cell_type:
        notes.setdefault(name, []).append(
            Text("The cell's type was changed; it was changed back.", "셀 종류가 바뀌어 있어서 되돌렸어요.")
        )
    source = chosen[-1].source
    cell.source = source if cell.cell_type == "code" else _without_html(source)


def _stray_answer(
    cell: NotebookNode, added: dict[str, list[SubmittedCell]], name: str, notes: dict[str, list[Text]]
) -> bool:
    """The exercise's cell is gone (deleted, or its mark dropped by another program). Is it still to be run?

    Code is left out: a definition that the student made elsewhere must not be overwritten by the empty one. For a
    written answer, the texts that the student added are what a person has to read.
    """
    notes.setdefault(name, []).append(
        Text(
            "The exercise's own cell is missing; what stands elsewhere in the notebook was used.",
            "연습문제 셀이 없어요. 노트북 다른 곳에 있는 내용으로 채점했어요.",
        )
    )
    if cell.cell_type == "code":
        return False
    texts = [c.source for cells in added.values() for c in cells if c.cell_type != "code"]
    if texts:
        cell.source = _without_html("\n\n".join(texts))
    return True


def _compare_locked(
    day: Day, found: list[SubmittedCell], name: str, exercise: str, notes: dict[str, list[Text]]
) -> None:
    """Note what was done to a given cell or a check; `exercise` is the check's, "" for a given cell.

    That it is in the other language is no change.
    """
    if not found:
        text = Text("A given cell was missing and was put back.", "주어진 셀이 없어져서 되살렸어요.")
    elif len(found) > 1:
        text = Text("A given cell stood twice; it counts once.", "주어진 셀이 두 번 나와서 한 번만 셌어요.")
    elif not is_untouched(day, name, found[0].source):
        text = Text(
            "A given cell was changed; the original was used.",
            "주어진 셀이 바뀌어 있어서 원래 셀로 채점했어요.",
        )
    else:
        return
    notes.setdefault(exercise, []).append(text)


def _added(cell: SubmittedCell, cell_id: str) -> NotebookNode:
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    source = cell.source if cell.cell_type == "code" else _without_html(cell.source)
    return new(source, id=cell_id)


def _without_html(text: str) -> str:
    """Markdown in which no HTML of the student's can come to life in the page of a grader."""
    return _HTML_TAG.sub("&lt;", text)


def _grade_id(cell: NotebookNode) -> str | None:
    grade_id: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return grade_id


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.solution)


def _normal(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
