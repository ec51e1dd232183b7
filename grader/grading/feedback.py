"""The page that a student gets back: what each mark is, what was wrong, and the next step.

Everything that a student wrote is text on this page: jinja2 escapes it, pictures are PNG data only, and
the page's own policy forbids scripts.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.filters import markdown2html, strip_ansi
from nbformat import NotebookNode

from grader.course import Day, Exercise
from grader.grading.annotate import HIDDEN_CHECKS
from grader.grading.marks import Mark, language_of, marks_of, notes_of
from grader.text import Lang, Text

OUTPUT_CHARACTERS = 4_000

WORDS = {
    "feedback": Text("Feedback", "피드백"),
    "points": Text("points", "점"),
    "exercise": Text("Exercise", "연습문제"),
    "result": Text("Result", "결과"),
    "noticed": Text("Noticed about your notebook", "노트북에서 눈에 띈 점"),
    "answer": Text("Your answer", "제출한 답"),
    "output": Text("What your notebook's visible checks printed", "노트북의 공개 검사가 출력한 내용"),
    "hint": Text("Next hint", "다음 힌트"),
    "more_hints": Text("One more hint", "힌트 하나 더"),
    "known": Text("A known mistake:", "잘 알려진 실수:"),
    "comment": Text("From your grader", "채점자의 말"),
    "waiting": Text("not marked yet", "아직 채점 전"),
    "again": Text(
        "Mend it, run the visible checks, and hand it in again, or check yourself at once with",
        "고친 다음 공개 검사를 돌려 보고 다시 제출하세요. 지금 바로 확인하려면",
    ),
    "passed": Text("passed", "통과"),
    "partial": Text("partly right", "일부만 맞음"),
    "failed": Text("not right yet", "아직 틀림"),
    "error": Text("stops with an error", "오류로 멈춤"),
    "timeout": Text("takes too long", "너무 오래 걸림"),
    "crashed": Text("ends the program", "프로그램이 끝나 버림"),
    "missing": Text("not found", "찾을 수 없음"),
    "unanswered": Text("not answered yet", "아직 안 풂"),
    "manual": Text("read by a person", "사람이 채점"),
    "unreadable": Text("could not be read", "읽을 수 없음"),
    "course_error": Text("our mistake: no points lost", "우리 쪽 실수: 감점 없음"),
}


@dataclass(frozen=True)
class Section:
    """What the page says of one exercise."""

    mark: Mark
    exercise: Exercise
    score: float | None
    message: str
    hints: list[Markup]
    answer: str
    output: str
    pictures: list[str]
    comment: str


def page(day: Day, notebook: NotebookNode, scores: Mapping[str, Any]) -> str:
    """The HTML of one student's page, in the language of the submission.

    Args:
        notebook: a graded notebook after nbgrader's GetGrades, which adds scores and graders' comments.
        scores: nbgrader's resources: `score`, `max_score`, `late_penalty`, `student`.
    """
    lang = language_of(notebook)
    sections = [_section(day, notebook, mark, lang) for mark in marks_of(notebook)]
    environment = Environment(
        loader=PackageLoader("grader.grading"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("feedback.html.j2").render(
        day=day,
        lang=lang,
        text={name: word[lang] for name, word in WORDS.items()},
        sections=sections,
        notes=[note[lang] for note in notes_of(notebook)],
        student=scores["student"],
        score=scores["score"],
        max_score=scores["max_score"],
    )


def _section(day: Day, notebook: NotebookNode, mark: Mark, lang: Lang) -> Section:
    exercise = day.exercise(mark.exercise)
    cells = {
        cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata
    }
    answer = cells.get(mark.exercise)
    marked = cells.get(exercise.points_cell)
    ours = answer.metadata.nbgrader if answer is not None else {}
    comment = ours.get("comment") or ""
    outputs = [] if marked is None or marked.cell_type != "code" else marked.outputs
    return Section(
        mark=mark,
        exercise=exercise,
        score=None if mark.points is None and not _is_marked(marked) else _score(marked, mark),
        message=mark.message[lang],
        # The hints are the course's own text, the only Markdown that is rendered here.
        hints=[Markup(markdown2html(hint[lang])) for hint in exercise.hints] if mark.is_open else [],
        answer=_written_by_student(answer),
        output=_text_of(outputs),
        pictures=[p for output in outputs if (p := _png(output))],
        comment="" if comment == mark.message[lang] else comment,
    )


def _written_by_student(cell: NotebookNode | None) -> str:
    """The answer's text; jinja2 escapes it here, so what `rebuild` did to a "<" for the formgrader is undone."""
    if cell is None:
        return ""
    return str(cell.source) if cell.cell_type == "code" else cell.source.replace("&lt;", "<")


def _is_marked(cell: NotebookNode | None) -> bool:
    """nbgrader shows an unmarked answer as 0; one with points was marked for certain."""
    return cell is not None and bool(cell.metadata.nbgrader.get("score"))


def _score(cell: NotebookNode | None, mark: Mark) -> float | None:
    return mark.points if cell is None else cell.metadata.nbgrader.get("score", mark.points)


def _text_of(outputs: list[NotebookNode]) -> str:
    """Streams and errors as plain text, without what `annotate` added for the grader."""
    parts = []
    for output in outputs:
        if output.output_type == "stream" and not output.text.startswith(HIDDEN_CHECKS):
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append(f"{output.ename}: {output.evalue}\n")
        elif "text/plain" in output.get("data", {}) and "image/png" not in output.data:
            parts.append(output.data["text/plain"] + "\n")
    text: str = strip_ansi("".join(parts))
    return text if len(text) <= OUTPUT_CHARACTERS else text[:OUTPUT_CHARACTERS] + "\n[…]"


def _png(output: NotebookNode) -> str | None:
    """Base64 of a real PNG, or None: what else a student's code calls image/png does not reach the page."""
    data = output.get("data", {}).get("image/png")
    try:
        raw = base64.b64decode(data or "", validate=False)
    except (binascii.Error, TypeError, ValueError):
        return None
    return base64.b64encode(raw).decode() if raw.startswith(b"\x89PNG\r\n\x1a\n") else None
