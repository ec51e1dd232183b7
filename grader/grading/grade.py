"""One submission, from a file to a graded notebook. Everything that grades goes through here.

file -> read_and_rebuild -> grade: run and judge -> marks -> annotate -> graded notebook
"""

from __future__ import annotations

from nbformat import NotebookNode

from grader.course import Day
from grader.grading import marks
from grader.grading.annotate import annotate
from grader.grading.handed_out import is_unanswered
from grader.grading.marks import Mark
from grader.grading.options import GradingOptions
from grader.grading.read import SubmittedFile, UnreadableError, read
from grader.grading.rebuild import rebuild
from grader.grading.run import run_and_judge
from grader.judge import draw_seed


def read_and_rebuild(day: Day, file: SubmittedFile) -> NotebookNode:
    """Read a submission and put it back into the lesson's shape; never raises for what a student handed in.

    What was noticed, or why nothing could be read, is kept in the notebook's metadata for `grade`.
    """
    try:
        submission = read(file)
    except UnreadableError as error:
        notebook = day.notebook(file.lang, "student")
        marks.keep_why_unreadable(notebook, error.message)
        marks.keep_notes(notebook, {"": file.notes})
        return notebook
    rebuilt = rebuild(day, submission)
    marks.keep_notes(rebuilt.notebook, rebuilt.notes)
    return rebuilt.notebook


def grade(day: Day, notebook: NotebookNode, options: GradingOptions) -> NotebookNode:
    """Run a rebuilt notebook in the sandbox, judge it, and write outputs and marks into it.

    Raises WallsMissing, and SandboxDied when the fork server dies again and again.
    """
    seed = draw_seed() if options.seed is None else options.seed
    found = _marks(day, notebook, seed, options)
    marks.keep_marks(notebook, found, seed)
    annotate(day, notebook, found)
    return notebook


def _marks(day: Day, notebook: NotebookNode, seed: int, options: GradingOptions) -> list[Mark]:
    why = marks.why_unreadable(notebook)
    if why is not None:
        return [marks.unreadable(exercise, why, seed) for exercise in day.exercises]
    verdicts = run_and_judge(day, notebook, seed, options)
    found = []
    for exercise in day.exercises:
        if exercise.kind == "explain":
            answered = not is_unanswered(day, notebook, exercise.name)
            mark = marks.written(exercise, seed, answered=answered)
        else:
            mark = marks.judged(verdicts[exercise.name])
        found.append(marks.with_notes(mark, marks.notes_about(notebook, exercise.name)))
    return found
