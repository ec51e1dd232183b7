"""Run a rebuilt notebook in the sandbox and have it judged."""

from __future__ import annotations

import contextlib

import nbformat
from nbformat import NotebookNode

from grader.checks import load
from grader.course import Day
from grader.grading.among_right_ones import explained_once, judge_among_right_ones
from grader.grading.answers import parts_of
from grader.grading.cell_errors import cell_errors
from grader.grading.options import GradingOptions
from grader.grading.pictures import left_out
from grader.judge import Task, Verdict, judge
from grader.sandbox import CellResult, Sandbox, ensure_fork_server
from grader.wire.protocol import SandboxDied

TRIES = 3  # of a submission whose fork server dies


def run_and_judge(day: Day, notebook: NotebookNode, seed: int, options: GradingOptions) -> dict[str, Verdict]:
    """The verdict of each exercise that is not written; the cells get their outputs."""
    tasks = [Task(e.name, e.kind, e.points) for e in day.exercises if e.kind != "explain"]
    book = load(day.id)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    figures = left_out(code)
    cells = [cell for cell in code if cell.id not in figures]
    ensure_fork_server(options.trust, day.libraries)
    for _ in range(TRIES):
        with contextlib.suppress(SandboxDied), Sandbox(options.limits, trust=options.trust) as sandbox:
            parts = [NotebookNode(cell, source=part) for cell in cells for part in parts_of(cell)]
            results = sandbox.run([part.source for part in parts])
            errors = cell_errors(day, parts, results)
            verdicts = {v.exercise: v for v in judge(book, tasks, sandbox, seed, errors)}
            alone = judge_among_right_ones(day, cells, book, tasks, sandbox, verdicts)
            if not sandbox.orphaned:
                break
    else:
        raise SandboxDied("the fork server died again and again")
    left = iter(results)
    for cell in cells:
        cell.outputs = [output for _ in parts_of(cell) for output in _outputs(next(left))]
    # What is missing among right ones, too, is missing for a reason that is told already.
    found = {name: verdict for name, verdict in alone.items() if verdict.verdict != "missing"}
    return verdicts | explained_once(found)


def _outputs(result: CellResult) -> list[NotebookNode]:
    outputs = [nbformat.from_dict(output) for output in result.outputs]
    if result.status in ("died", "not_run"):
        text = {
            "died": "This cell ended the whole notebook; the other cells were run without it.",
            "not_run": "Not run: the notebook's time was used up.",
        }[result.status]
        outputs.append(nbformat.v4.new_output("stream", name="stderr", text=text + "\n"))
    return outputs
