"""One submission, from a file to a graded notebook. Everything that grades goes through here.

The graded notebook carries its own result: `metadata.sixblocks.results` holds one row for each exercise,
so that the gradebook, the feedback page and the JSON export all say the same.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.checks import load
from grader.course import Day, Exercise
from grader.grading import rebuild, submissions
from grader.grading.pictures import left_out
from grader.judge import CheckBook, Task, Verdict, draw_seed, judge
from grader.sandbox import CellResult, Limits, Sandbox, keep_warm
from grader.text import Lang, Text
from grader.wire.protocol import SandboxDied

TRIES = 3  # of a submission whose warm process dies


@dataclass(frozen=True)
class Result:
    """The mark of one exercise. `points` is None while a written answer waits for a person."""

    exercise: str
    kind: str
    points: float | None
    max_points: float
    verdict: str
    misconception: str | None
    message_en: str
    message_ko: str
    seed: int

    def message(self, lang: Lang) -> str:
        return self.message_ko if lang == "ko" else self.message_en


def restore(day: Day, path: Path) -> NotebookNode:
    """Read a submission and put it back into the lesson's shape; never raises for what a student handed in.

    What was noticed, or why nothing could be read, is kept in the notebook's metadata for `grade`.
    """
    try:
        submission = submissions.read(path)
    except submissions.UnreadableError as error:
        rebuilt = rebuild.empty(day, "en")
        rebuilt.notebook.metadata.sixblocks["unreadable"] = asdict(error.message)
        return rebuilt.notebook
    rebuilt = rebuild.rebuild(day, submission)
    rebuilt.notebook.metadata.sixblocks["notes"] = {
        name: [asdict(note) for note in notes] for name, notes in rebuilt.notes.items()
    }
    return rebuilt.notebook


def grade(
    day: Day,
    notebook: NotebookNode,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
    trust: bool = False,
) -> NotebookNode:
    """Run a restored notebook in the sandbox, judge it, and write outputs and results into it.

    Args:
        seed: draws the hidden tests' inputs; a fresh one if None. It is recorded with each result.
        trust: run without walls where the machine has none (`sixblocks grade --trust`).
    """
    seed = draw_seed() if seed is None else seed
    ours = notebook.metadata.sixblocks
    if "unreadable" in ours:
        results = [_unreadable(exercise, Text(**ours.unreadable), seed) for exercise in day.exercises]
    else:
        verdicts = _run_and_judge(day, notebook, seed, limits or Limits(), trust)
        results = [
            _with_notes(
                _written(day, notebook, exercise, seed)
                if exercise.kind == "explain"
                else _judged(verdicts[exercise.name]),
                [Text(**note) for note in ours.get("notes", {}).get(exercise.name, [])],
            )
            for exercise in day.exercises
        ]
    ours["seed"] = seed
    ours["results"] = [asdict(result) for result in results]
    _annotate(day, notebook, results)
    return notebook


def results_of(notebook: NotebookNode) -> list[Result]:
    """The rows that `grade` left in a notebook."""
    return [Result(**row) for row in notebook.metadata.get("sixblocks", {}).get("results", [])]


def notes_of(notebook: NotebookNode) -> list[Text]:
    """What was noticed about the submission as a whole."""
    ours = notebook.metadata.get("sixblocks", {})
    notes = [Text(**note) for note in ours.get("notes", {}).get("", [])]
    return [Text(**ours["unreadable"]), *notes] if "unreadable" in ours else notes


def language_of(notebook: NotebookNode) -> Lang:
    return "ko" if notebook.metadata.get("sixblocks", {}).get("lang") == "ko" else "en"


def _run_and_judge(
    day: Day, notebook: NotebookNode, seed: int, limits: Limits, trust: bool
) -> dict[str, Verdict]:
    """The verdict of each exercise; the cells get their outputs."""
    tasks = [Task(e.name, e.kind, e.points) for e in day.exercises if e.kind != "explain"]
    book = load(day.id)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    figures = left_out(code)
    keep_warm(trust, day.libraries)
    cells = [cell for cell in code if cell.id not in figures]
    for _ in range(TRIES):
        with contextlib.suppress(SandboxDied), Sandbox(limits, trust=trust) as sandbox:
            results = sandbox.run([cell.source for cell in cells])
            verdicts = {verdict.exercise: verdict for verdict in judge(book, tasks, sandbox, seed)}
            alone = _among_right_ones(day, cells, book, tasks, sandbox, verdicts)
            if not sandbox.orphaned:
                break
    else:
        raise SandboxDied("the warm process died again and again")
    for cell, ran in zip(cells, results, strict=True):
        _put_outputs(cell, ran)
    return verdicts | {
        name: _told_alone(book, verdict)
        for name, verdict in alone.items()
        if verdict.points >= verdicts[name].points
    }


def _among_right_ones(
    day: Day,
    cells: list[NotebookNode],
    book: CheckBook,
    tasks: list[Task],
    sandbox: Sandbox,
    verdicts: dict[str, Verdict],
) -> dict[str, Verdict]:
    """Judge what failed and builds on what failed once more, so that a slip elsewhere is counted there only.

    The sandbox then holds the lesson's own answers to other exercises, never to the one that is judged in it, and
    nothing but that one's values leaves it.
    """
    failed = {name for name, verdict in verdicts.items() if verdict.verdict not in ("passed", "course_error")}
    alone: dict[str, Verdict] = {}
    told: set[str] = set()  # whose answers the worker holds
    for task in tasks:
        wrong = failed & _below(book, task.name)
        on_weak_ground = task.name in book.checks and failed.intersection(book.checks[task.name].uses)
        if task.name in failed and on_weak_ground and _is_attempted(day, cells, task.name):
            fresh = task.name in told
            sandbox.run(_with_solutions(day, cells, wrong), fresh=fresh)
            told = wrong if fresh else told | wrong
            (alone[task.name],) = judge(book, [task], sandbox, verdicts[task.name].seed)
    return alone


def _with_solutions(day: Day, cells: list[NotebookNode], names: set[str]) -> list[str]:
    """The cells to run, with the lesson's answers to the exercises `names`; no more of the lesson's than they need."""
    kept = []
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in names:
            kept.append(NotebookNode(cell, source=day.exercise(name).solution))
        elif not name.endswith("_check"):
            kept.append(cell)
    # A cell that trains changes what others need, though it binds nothing.
    unseen = left_out(kept, seen=day.trains)
    return [cell.source for cell in kept if cell.id not in unseen]


def _is_attempted(day: Day, cells: list[NotebookNode], name: str) -> bool:
    """Whether the exercise's cell is there and no longer says what was handed out."""
    stub = day.exercise(name).stub.strip()
    return any(
        c.metadata.get("nbgrader", {}).get("grade_id") == name and c.source.strip() != stub for c in cells
    )


def _below(book: CheckBook, name: str) -> set[str]:
    """The exercises that this one builds on, and those that they build on."""
    uses = book.checks[name].uses if name in book.checks else ()
    return set(uses).union(*(_below(book, used) for used in uses))


def _told_alone(book: CheckBook, verdict: Verdict) -> Verdict:
    """The verdict in words of ours alone: a message with words of the student's code could tell the lesson's answers."""
    known = {version.name: version.message for version in book.misconceptions(verdict.exercise)}
    ours = known.get(verdict.misconception or "") or Text(
        "Something is still not right here. Mend the exercises before it, and this message will say more.",
        "여기에도 아직 틀린 곳이 있어요. 앞 문제부터 고치면 여기서 더 자세히 알려 줄게요.",
    )
    told = Text(
        "It was judged with right versions of the exercises that it builds on; the slip there is counted only there.",
        "이 문제가 쓰는 앞 문제들은 올바른 코드로 바꾸어 채점했어요. 앞 문제의 실수는 그 문제에서만 점수에 들어가요.",
    )
    return replace(verdict, message=(verdict.message if verdict.verdict == "passed" else ours).then(told))


def _put_outputs(cell: NotebookNode, ran: CellResult) -> None:
    cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]
    if ran.status in ("died", "not_run"):
        text = {
            "died": "This cell ended the whole notebook; the other cells were run without it.",
            "not_run": "Not run: the notebook's time was used up.",
        }[ran.status]
        cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=text + "\n"))


def _judged(verdict: Verdict) -> Result:
    return Result(
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


def _written(day: Day, notebook: NotebookNode, exercise: Exercise, seed: int) -> Result:
    cell = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == exercise.name)
    if rebuild.is_unanswered(day, cell):
        points: float | None = 0.0
        verdict, message = "unanswered", Text("There is no answer yet.", "아직 답이 없어요.")
    else:
        points = None
        verdict, message = (
            "manual",
            Text("A person will mark this answer.", "이 답은 사람이 직접 채점해요."),
        )
    return Result(
        exercise.name, "explain", points, exercise.points, verdict, None, message.en, message.ko, seed
    )


def _unreadable(exercise: Exercise, message: Text, seed: int) -> Result:
    return Result(
        exercise.name, exercise.kind, 0.0, exercise.points, "unreadable", None, message.en, message.ko, seed
    )


def _with_notes(result: Result, notes: list[Text]) -> Result:
    return replace(
        result,
        message_en=" ".join([result.message_en, *(note.en for note in notes)]).strip(),
        message_ko=" ".join([result.message_ko, *(note.ko for note in notes)]).strip(),
    )


def _annotate(day: Day, notebook: NotebookNode, results: list[Result]) -> None:
    """Show a grader, in the notebook itself, what the judge said and what a written answer should contain."""
    lang = language_of(notebook)
    by_name = {result.exercise: result for result in results}
    exercises: dict[str, Exercise] = {e.name: e for e in day.exercises}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        result = by_name.get(grade_id.removesuffix("_check"))
        if result is None:
            continue
        if cell.cell_type == "code" and grade_id.endswith("_check"):
            line = f"{result.points:g} / {result.max_points:g} · {result.verdict}"
            if result.misconception:
                line += f" · {result.misconception}"
            text = f"Hidden checks: {line}\n{result.message(lang)}\n"
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=text))
        elif result.kind == "explain":
            cells.append(_guide(exercises[result.exercise], lang))
    notebook.cells = cells


def _guide(exercise: Exercise, lang: Lang) -> NotebookNode:
    """For the person who marks: rubric and model answer. The feedback page does not show it."""
    assert exercise.rubric is not None
    assert exercise.model_answer is not None
    titles = {"en": ("For the grader", "Model answer"), "ko": ("채점자에게", "모범 답안")}[lang]
    text = f"**{titles[0]}**\n\n{exercise.rubric[lang]}\n\n**{titles[1]}**\n\n{exercise.model_answer[lang]}"
    return nbformat.v4.new_markdown_cell(text, id=f"{exercise.name}-guide"[:64])


def as_row(student: str, day: str, result: Result) -> dict[str, Any]:
    """The JSON object of one student and exercise."""
    return {"student": student, "day": day, **asdict(result)}
