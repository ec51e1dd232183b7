"""What failed and builds on what failed is judged once more, so that a slip elsewhere is counted there only."""

from __future__ import annotations

import functools
import marshal
import re
from collections.abc import Sequence
from dataclasses import replace

import nbformat
from nbformat import NotebookNode

from grader.course import Day
from grader.grading.answers import parts_of
from grader.grading.handed_out import grade_id, is_untouched
from grader.grading.pictures import left_out
from grader.judge import CheckBook, Task, Verdict, judge
from grader.judge.running import COURSE_ERROR
from grader.sandbox import Sandbox
from grader.text import Text


def judge_among_right_ones(
    day: Day,
    cells: Sequence[NotebookNode],
    book: CheckBook,
    tasks: Sequence[Task],
    sandbox: Sandbox,
    verdicts: dict[str, Verdict],
) -> dict[str, Verdict]:
    """The verdicts that take the place of those of the whole notebook, by exercise.

    The sandbox then holds the lesson's own answers to other exercises, never to the one that is judged in it, and
    nothing but that one's values leaves it.
    """
    failed = {name for name, verdict in verdicts.items() if verdict.verdict not in ("passed", "course_error")}
    better: dict[str, Verdict] = {}
    told: set[str] = set()  # whose answers the worker holds
    for task in tasks:
        wrong = failed & _below(book, task.name)
        on_weak_ground = task.name in book.checks and failed.intersection(book.checks[task.name].uses)
        if task.name in failed and on_weak_ground and _is_attempted(day, cells, task.name):
            fresh = task.name in told
            sandbox.run(_with_solutions(day, cells, wrong), fresh=fresh)
            told = wrong if fresh else told | wrong
            (alone,) = judge(book, [task], sandbox, verdicts[task.name].seed)
            if alone.verdict not in ("missing", "unanswered") and alone.points >= verdicts[task.name].points:
                better[task.name] = _in_our_words(book, alone)
    return better


def _with_solutions(day: Day, cells: Sequence[NotebookNode], names: set[str]) -> list[str]:
    """The cells to run, with the lesson's answers to the exercises `names`; no more of the lesson's than they need.

    An answer stands before its check, whether or not the exercise's own cell is there. It comes once more after each cell
    of the student's with its name in it, for that may be another attempt.
    """
    checked = {exercise.points_cell: exercise.name for exercise in day.exercises}
    kept = []
    for cell in cells:
        name = _grade_id(cell)
        if name not in names and name not in checked:
            kept.append(cell)
        if checked.get(name) in names:
            kept.append(_solution(day, checked[name]))
        elif not name:
            kept += [_solution(day, wrong) for wrong in sorted(names) if _speaks_of(cell, wrong)]
    # A cell that trains changes what others need, though it binds nothing.
    unseen = left_out(kept, seen=day.trains)
    return [part for cell in kept if cell.id not in unseen for part in _texts(cell)]


def _solution(day: Day, name: str) -> NotebookNode:
    return nbformat.v4.new_code_cell(day.exercise(name).solution, metadata={"sixblocks": {"solution": name}})


def _texts(cell: NotebookNode) -> list[str]:
    is_solution = "solution" in cell.metadata.get("sixblocks", {})
    return [_without_source(cell.source)] if is_solution else parts_of(cell)


@functools.lru_cache(maxsize=512)
def _without_source(solution: str) -> str:
    """A cell that does what the solution does. What the student's code cannot find, its marks cannot tell.

    The sandbox has the Python that compiles it here.
    """
    code = marshal.dumps(compile(solution, "<right version>", "exec", dont_inherit=True))
    return f"exec(__import__('marshal').loads({code!r}))"


def _is_attempted(day: Day, cells: Sequence[NotebookNode], name: str) -> bool:
    """Whether the exercise's cell no longer says what was handed out; if it is gone, whether an added cell has its name."""
    own = [cell for cell in cells if _grade_id(cell) == name]
    if own:
        return not any(is_untouched(day, name, cell.source) for cell in own)
    return any(not _grade_id(cell) and _speaks_of(cell, name) for cell in cells)


def _speaks_of(cell: NotebookNode, name: str) -> bool:
    return re.search(rf"\b{name}\b", cell.source) is not None


def _grade_id(cell: NotebookNode) -> str:
    return grade_id(cell) or ""


def _below(book: CheckBook, name: str) -> set[str]:
    """The exercises that this one builds on, and those that they build on."""
    uses = book.checks[name].uses if name in book.checks else ()
    return set(uses).union(*(_below(book, used) for used in uses))


def _in_our_words(book: CheckBook, verdict: Verdict) -> Verdict:
    """The verdict in words of ours alone: a message with words of the student's code could tell the lesson's answers."""
    check = book.checks.get(verdict.exercise)
    known = {version.name: version.message for version in (check.misconceptions if check else [])}
    ours = known.get(verdict.misconception or "") or Text(
        "This exercise has a slip of its own. Which one can be said as soon as those that it builds on are right.",
        "앞 문제와 상관없이 이 문제 자체에도 틀린 곳이 있어요. 이 문제가 쓰는 앞 문제들을 고치면 어디인지 알려 줄 수 있어요.",
    )
    if verdict.verdict == "passed":
        return verdict
    return replace(verdict, message=COURSE_ERROR if verdict.verdict == "course_error" else ours)


def explained_once(verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """The first of these verdicts, for all of them, says how they were judged."""
    how = Text(
        "Here and below, an exercise that builds on one that is not right yet was judged with a right version of that "
        "one: a slip costs points once, where it was made.",
        "여기부터, 아직 틀린 앞 문제를 쓰는 문제는 그 앞 문제를 올바른 코드로 바꾸어 채점했어요. 실수는 실수한 문제에서 "
        "한 번만 점수에 들어가요.",
    )
    first = next(iter(verdicts), None)
    return {
        name: replace(verdict, message=verdict.message.then(how)) if name == first else verdict
        for name, verdict in verdicts.items()
    }
