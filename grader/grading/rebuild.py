"""Put a submission back into the shape that was handed out.

The result starts from the lesson's own notebook; only two things are taken from the student: the text of
the exercise cells, and cells that the student added. So a deleted, changed or duplicated test cell, a tag
or a piece of metadata can not change what is graded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from grader.course import Day
from grader.grading.answers import Answer, code_answer, keep_parts, written_answer
from grader.grading.handed_out import grade_id, handed_out, is_untouched, normal
from grader.grading.read import Submission, SubmittedCell
from grader.text import Text

# The start of an HTML tag, comment or declaration. Written answers are shown to graders in a page.
_HTML_TAG = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True)
class Rebuilt:
    """The notebook to run and what was noticed on the way.

    `notes` maps an exercise's name (or "" for the whole notebook) to what was noticed about it.
    """

    notebook: NotebookNode
    notes: dict[str, list[Text]]


@dataclass(frozen=True)
class _Sorted:
    """The cells of a submission: those with a mark by it, and what was added by the mark before it ("" at the start)."""

    marked: dict[str, list[SubmittedCell]] = field(default_factory=lambda: defaultdict(list))
    added: dict[str, list[SubmittedCell]] = field(default_factory=lambda: defaultdict(list))
    order: list[str] = field(default_factory=list)


def rebuild(day: Day, submission: Submission) -> Rebuilt:
    """The lesson's notebook, in the submission's language, with the student's answers and added cells in it."""
    notebook = day.notebook(submission.lang, "student")
    template = [name for cell in notebook.cells if (name := grade_id(cell))]
    checked = {exercise.points_cell: exercise.name for exercise in day.exercises}
    handed_in = _sort(day, notebook, submission)
    added = handed_in.added
    notes: dict[str, list[Text]] = defaultdict(list, {"": list(submission.notes)})
    cells: list[NotebookNode] = [_added(cell, f"added-{i}") for i, cell in enumerate(added[""])]
    for cell in notebook.cells:
        name = grade_id(cell)
        if name is None:
            cells.append(cell)
            continue
        found = handed_in.marked[name]
        if _is_answer(cell):
            answer = _answer(day, cell, found, added)
            notes[name] += answer.notes
            added[name] = [*answer.beside, *added[name]]
        else:
            notes[checked.get(name, "")] += _compare_locked(day, found, name)
        # An empty definition must not take the place of one that the student made elsewhere.
        if found or cell.cell_type != "code" or not _is_answer(cell):
            cells.append(cell)
        cells += [_added(extra, f"{cell['id']}-added-{i}"[-64:]) for i, extra in enumerate(added[name])]
    if handed_in.order != sorted(handed_in.order, key=template.index):
        notes[""].append(
            Text(
                "Cells stood in another order; they were graded in the lesson's order.",
                "셀 순서가 바뀌어 있어서 원래 순서로 되돌려 채점했어요.",
            )
        )
    notebook.cells = cells
    nbformat.validate(notebook)
    return Rebuilt(notebook, {name: noted for name, noted in notes.items() if noted})


def _sort(day: Day, notebook: NotebookNode, submission: Submission) -> _Sorted:
    template = {name for cell in notebook.cells if (name := grade_id(cell))}
    prose = {cell.id for cell in notebook.cells if not grade_id(cell)}
    marks = dict(handed_out(day))
    found = _Sorted()
    anchor = ""
    for cell in submission.cells:
        # A cell that lost its mark is still known by its text, as long as that was not changed.
        name = cell.grade_id if cell.grade_id in template else marks.get(normal(cell.source))
        if name:
            anchor = name
            found.order.append(name)
            found.marked[name].append(cell)
        elif name is None:
            if cell.cell_id in prose and cell.cell_type != "code":
                cell = replace(cell, source=_written_into_prose(day, cell.source))
                if not cell.source:
                    continue
            found.added[anchor].append(cell)
    return found


def _written_into_prose(day: Day, text: str) -> str:
    """What the student wrote into a cell of the lesson's prose, before or after its text."""
    text = normal(text)
    given = [prose for prose, mark in handed_out(day) if not mark and prose]
    kept = max(
        (prose for prose in given if text.startswith(prose) or text.endswith(prose)), key=len, default=text
    )
    return text.removeprefix(kept).removesuffix(kept).strip()


def _answer(
    day: Day, cell: NotebookNode, found: list[SubmittedCell], added: dict[str, list[SubmittedCell]]
) -> Answer:
    """Put the student's answer into the exercise's cell."""
    name = cell.metadata.nbgrader.grade_id
    if cell.cell_type == "code":
        answer = code_answer(day, name, found)
        cell.source = answer.source
        keep_parts(cell, answer.parts)
    else:
        everything = [extra for extras in added.values() for extra in extras]
        answer = written_answer(day, name, found, added[name], everything)
        if found or answer.source:
            cell.source = _without_html(answer.source)
    return answer


def _compare_locked(day: Day, found: list[SubmittedCell], name: str) -> list[Text]:
    """What was done to a given cell or a check. That it is in the other language is no change."""
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
        return []
    return [text]


def _added(cell: SubmittedCell, cell_id: str) -> NotebookNode:
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    source = cell.source if cell.cell_type == "code" else _without_html(cell.source)
    return new(source, id=cell_id)


def _without_html(text: str) -> str:
    """Markdown in which no HTML of the student's can come to life in the page of a grader."""
    return _HTML_TAG.sub("&lt;", text)


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.solution)
