"""The marks of a submission, and what else a graded notebook carries in `metadata.sixblocks`.

Gradebook, feedback page and JSON export all read them from there, so that they all say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from nbformat import NotebookNode

from grader.course import Exercise
from grader.judge import Verdict
from grader.text import Lang, Text


@dataclass(frozen=True)
class Mark:
    """The mark of one exercise. `points` is None while a written answer waits for a person.

    The fields are those of a row of the JSON export.
    """

    exercise: str
    kind: str
    points: float | None
    max_points: float
    verdict: str
    misconception: str | None
    message_en: str
    message_ko: str
    seed: int

    @property
    def message(self) -> Text:
        return Text(self.message_en, self.message_ko)

    @property
    def is_open(self) -> bool:
        """Whether there is still something for the student to do."""
        return self.verdict not in ("passed", "manual", "course_error")


def judged(verdict: Verdict) -> Mark:
    """The mark that a verdict of the judge's gives."""
    return Mark(
        verdict.exercise,
        verdict.kind,
        verdict.points,
        verdict.max_points,
        verdict.verdict,
        verdict.misconception,
        verdict.message.en,
        verdict.message.ko,
        verdict.seed,
    )


def written(exercise: Exercise, seed: int, *, answered: bool) -> Mark:
    """A written answer: it waits for a person, unless there is none."""
    if answered:
        message = Text("A person will mark this answer.", "이 답은 사람이 직접 채점해요.")
        return _without_judge(exercise, None, "manual", message, seed)
    return _without_judge(
        exercise, 0.0, "unanswered", Text("There is no answer yet.", "아직 답이 없어요."), seed
    )


def unreadable(exercise: Exercise, why: Text, seed: int) -> Mark:
    """Nothing could be graded."""
    return _without_judge(exercise, 0.0, "unreadable", why, seed)


def _without_judge(exercise: Exercise, points: float | None, verdict: str, message: Text, seed: int) -> Mark:
    return Mark(
        exercise.name,
        exercise.kind,
        points,
        exercise.points,
        verdict,
        None,
        message.en,
        message.ko,
        seed,
    )


def with_notes(mark: Mark, notes: Sequence[Text]) -> Mark:
    """The mark, with what was noticed about its exercise after its message."""
    message = mark.message
    for note in notes:
        message = message.then(note)
    return replace(mark, message_en=message.en, message_ko=message.ko)


def keep_marks(notebook: NotebookNode, marks: Sequence[Mark], seed: int) -> None:
    """Write the marks into a notebook."""
    notebook.metadata.sixblocks["seed"] = seed
    notebook.metadata.sixblocks["results"] = [asdict(mark) for mark in marks]


def marks_of(notebook: NotebookNode) -> list[Mark]:
    """The marks in a graded notebook."""
    return [Mark(**row) for row in _ours(notebook).get("results", [])]


def keep_notes(notebook: NotebookNode, notes: dict[str, list[Text]]) -> None:
    """Write what was noticed, by exercise ("" for the whole submission), into a notebook."""
    notebook.metadata.sixblocks["notes"] = {
        name: [asdict(note) for note in noted] for name, noted in notes.items()
    }


def notes_of(notebook: NotebookNode) -> list[Text]:
    """What was noticed about the submission as a whole; first, why it could not be read."""
    why = why_unreadable(notebook)
    return ([why] if why else []) + notes_about(notebook, "")


def notes_about(notebook: NotebookNode, exercise: str) -> list[Text]:
    """What was noticed about one exercise."""
    return [Text(**note) for note in _ours(notebook).get("notes", {}).get(exercise, [])]


def keep_why_unreadable(notebook: NotebookNode, why: Text) -> None:
    """Write into a notebook why the submission could not be read."""
    notebook.metadata.sixblocks["unreadable"] = asdict(why)


def why_unreadable(notebook: NotebookNode) -> Text | None:
    """Why the submission could not be read; None if it could."""
    why = _ours(notebook).get("unreadable")
    return Text(**why) if why else None


def keep_state(notebook: NotebookNode, state: str) -> None:
    """Write into a notebook what its marks depend on; see grader.grading.state."""
    notebook.metadata.sixblocks["state"] = state


def state_of(notebook: NotebookNode) -> str | None:
    """What the marks in a graded notebook depend on, if that is known."""
    state: str | None = _ours(notebook).get("state")
    return state


def language_of(notebook: NotebookNode) -> Lang:
    """The language of the submission, and so of what is said about it."""
    return "ko" if _ours(notebook).get("lang") == "ko" else "en"


def _ours(notebook: NotebookNode) -> NotebookNode:
    ours: NotebookNode = notebook.metadata.get("sixblocks", {})
    return ours
