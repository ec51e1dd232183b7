"""What a graded notebook shows to the person who marks: what the judge said, and what an answer should contain."""

from __future__ import annotations

from collections.abc import Sequence

import nbformat
from nbformat import NotebookNode

from grader.course import Day, Exercise
from grader.grading.marks import Mark, language_of
from grader.text import Lang

HIDDEN_CHECKS = "Hidden checks: "  # how an output of ours begins; the feedback page leaves it out


def annotate(day: Day, notebook: NotebookNode, marks: Sequence[Mark]) -> None:
    """Add to each check cell what the hidden check said, and to each written answer rubric and model answer."""
    lang = language_of(notebook)
    exercises = {exercise.points_cell: exercise for exercise in day.exercises}
    by_exercise = {mark.exercise: mark for mark in marks}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if exercise is None:
            continue
        if exercise.kind == "explain":
            cells.append(_guide(exercise, lang))
        else:
            said = _said(by_exercise[exercise.name], lang)
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=said))
    notebook.cells = cells


def _said(mark: Mark, lang: Lang) -> str:
    line = f"{mark.points:g} / {mark.max_points:g} · {mark.verdict}"
    if mark.misconception:
        line += f" · {mark.misconception}"
    return f"{HIDDEN_CHECKS}{line}\n{mark.message[lang]}\n"


def _guide(exercise: Exercise, lang: Lang) -> NotebookNode:
    """For the person who marks: rubric and model answer. The feedback page does not show it."""
    assert exercise.rubric is not None
    assert exercise.model_answer is not None
    titles = {"en": ("For the grader", "Model answer"), "ko": ("채점자에게", "모범 답안")}[lang]
    text = f"**{titles[0]}**\n\n{exercise.rubric[lang]}\n\n**{titles[1]}**\n\n{exercise.model_answer[lang]}"
    return nbformat.v4.new_markdown_cell(text, id=f"{exercise.name}-guide"[:64])
