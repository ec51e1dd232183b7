"""The answer to one exercise, from all cells in which the student wrote it.

An exercise may be there several times: JupyterLab's Split Cell copies a cell's mark to both halves, of which neither can be
deleted, and so does copy and paste. A written answer often stands in a new cell beside the one that is meant for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grader.course import Day
from grader.grading.handed_out import is_untouched
from grader.grading.read import SubmittedCell
from grader.text import Text

_GOES_ON = (" ", "\t", ")", "]", "}")  # how a line begins that can not be the first of a statement


_SEVERAL_CODE = (
    "The exercise is in {count} cells of the notebook. They were run in order, as one answer; where two of them define the "
    "same name, the later one counts.",
    "이 문제의 답이 셀 {count}개에 있어요. 차례대로 실행해서 답 하나로 채점했어요. 같은 이름을 두 번 정의했다면 나중 것이 답이에요.",
)
_SEVERAL_TEXTS = (
    "The answer is in {count} cells of the notebook; all of them count.",
    "답이 셀 {count}개에 나뉘어 있어서 모두 합쳐 답으로 봤어요.",
)
_TYPE_CHANGED = Text(
    "The cell's type was changed; it was changed back.", "셀 종류가 바뀌어 있어서 되돌렸어요."
)
_FROM_AFTER = Text(
    "There is no answer in the cell meant for it; what was added in the cells after it was taken as the answer.",
    "답을 쓰는 셀에 답이 없어서, 그 뒤에 추가한 셀의 내용을 답으로 봤어요.",
)
_FROM_ELSEWHERE = Text(
    "There is no answer in the cell meant for it; text from elsewhere in the notebook was put there.",
    "답을 쓰는 셀에 답이 없어서, 노트북 다른 곳에 쓴 글을 답으로 옮겼어요.",
)
_MISSING = Text(
    "The exercise's own cell is missing; what stands elsewhere in the notebook was used.",
    "연습문제 셀이 없어요. 노트북 다른 곳에 있는 내용으로 채점했어요.",
)


@dataclass(frozen=True)
class Answer:
    """What is graded as the student's answer.

    source: all of it, as it is shown; "" if there is nothing.
    parts: what of it runs one after another, each like a cell of its own.
    beside: cells with the exercise's mark that are no part of the answer.
    """

    source: str
    parts: list[str] = field(default_factory=list)
    beside: list[SubmittedCell] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def code_answer(day: Day, name: str, found: Sequence[SubmittedCell]) -> Answer:
    """The code of the exercise `name`; `found` are the cells with its mark.

    They run in order, as they did for the student, so a later definition replaces an earlier one. But what was handed out
    runs first: pasted after an answer, it must not replace that.
    """
    if not found:
        return Answer("", notes=[_MISSING])
    code = [cell for cell in found if cell.cell_type == "code"]
    # A half that cannot be deleted may have become a note. Without any code, it is code whose type was changed.
    cells = code if _written(day, name, code) else list(found)
    written = _written(day, name, cells)
    pieces = _pieces(cell.source for cell in cells)
    stubs = [piece for piece in pieces if is_untouched(day, name, piece)]
    answer = [piece for piece in pieces if piece.strip() and piece not in stubs]
    notes = [_several(_SEVERAL_CODE, len(written))] if len(written) > 1 else []
    if all(cell.cell_type != "code" for cell in written or cells):
        notes.append(_TYPE_CHANGED)
    return Answer(
        "\n\n".join(answer or stubs[:1]),
        [*stubs[:1], *answer],
        [cell for cell in _written(day, name, found) if cell not in cells],
        notes,
    )


def written_answer(
    day: Day,
    name: str,
    found: Sequence[SubmittedCell],
    after: Sequence[SubmittedCell],
    elsewhere: Sequence[SubmittedCell],
) -> Answer:
    """The text of the written answer `name`. Whatever could be one goes to the person who marks.

    Args:
        found: the cells with its mark.
        after: cells that the student added after them. If those hold nothing, these are the answer, code cells too: a new
            cell in JupyterLab is one until its type is changed.
        elsewhere: all cells that the student added.
    """
    if own := _written(day, name, found):
        notes = [_several(_SEVERAL_TEXTS, len(own))] if len(own) > 1 else []
        if all(cell.cell_type == "code" for cell in own):
            notes.append(_TYPE_CHANGED)
        return Answer(_all_of(own), notes=notes)
    if found and (text := _all_of(after)):
        return Answer(text, notes=[_FROM_AFTER])
    text = _all_of(cell for cell in elsewhere if cell.cell_type != "code")
    if not found:
        return Answer(text or _all_of(elsewhere), notes=[_MISSING])
    return Answer(text, notes=[_FROM_ELSEWHERE]) if text else Answer(found[-1].source)


def keep_parts(cell: NotebookNode, parts: Sequence[str]) -> None:
    """Write into the cell of an answer what of it runs one after another."""
    if len(parts) > 1:
        cell.metadata["sixblocks"] = {"parts": list(parts)}


def parts_of(cell: NotebookNode) -> list[str]:
    """What of a cell of a rebuilt notebook runs one after another."""
    parts: list[str] = cell.metadata.get("sixblocks", {}).get("parts", [cell.source])
    return parts


def _written(day: Day, name: str, cells: Iterable[SubmittedCell]) -> list[SubmittedCell]:
    """The cells in which the student wrote something."""
    return [c for c in cells if c.source.strip() and not is_untouched(day, name, c.source)]


def _pieces(sources: Iterable[str]) -> list[str]:
    """The sources as the student wrote them: one that was split within a statement is whole again."""
    pieces: list[str] = []
    for source in sources:
        first = next((line for line in source.splitlines() if line.strip()), "")
        if pieces and first.startswith(_GOES_ON):
            pieces[-1] += "\n" + source
        else:
            pieces.append(source)
    return pieces


def _all_of(cells: Iterable[SubmittedCell]) -> str:
    """Their texts, each once, for a copied cell says nothing new."""
    return "\n\n".join(dict.fromkeys(text for cell in cells if (text := cell.source.strip())))


def _several(note: tuple[str, str], count: int) -> Text:
    en, ko = note
    return Text(en.format(count=count), ko.format(count=count))
