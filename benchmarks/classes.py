"""The submissions: right answers in several styles, answers with one known slip each, unfinished ones.

For Day 4 it is the sample class, for other days the same kinds of submissions. Those that stock nbgrader can not
grade are left out (hostile or damaged files, endless loops), for the others are to do the same work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from nbformat import NotebookNode

from grader.checks import load
from grader.course import Day
from grader.judge import source_of
from grader.text import Lang

ESSAY = "Two or three sentences of an answer that a person will mark."


@dataclass(frozen=True)
class Submission:
    """A student, what the student handed in, and whether every judged answer in it is right."""

    student: str
    notebook: NotebookNode
    right: bool


def sample(day: Day, count: int) -> list[Submission]:
    """`count` submissions: the day's kinds of submissions, over and over."""
    kinds = list(_day04() if day.id == "day04" else _kinds(day))
    return [
        Submission(f"{kind.student}-{number:04d}", kind.notebook, kind.right)
        for number, kind in enumerate(islice(cycle(kinds), count))
    ]


def _day04() -> Iterator[Submission]:
    """The members of the sample class whose files are whole and whose code ends."""
    import json
    import tempfile
    from pathlib import Path

    import nbformat

    from data.sample_class import MEMBERS

    whole = ("ada", "김보라", "chen", "dana", "eun", "fay", "gil", "hana", "ivan", "jun", "lee min-ho", "mia")
    with tempfile.TemporaryDirectory() as folder:
        for member in MEMBERS:
            if member.student in whole:
                path = Path(folder, f"{member.student}.ipynb")
                member.put(path)
                notebook = nbformat.from_dict(json.loads(path.read_text("utf-8")))
                right = not member.expected and member.everything is None
                yield Submission(member.student, notebook, right)


def _kinds(day: Day) -> Iterator[Submission]:
    answers, checks = solutions(day), load(day.id).checks
    yield Submission("right", handed_in(day, "en", answers), True)
    languages: tuple[Lang, Lang] = ("ko", "en")
    for number, lang in enumerate(languages):
        styles = {name: other_style(day, name, number) for name in checks}
        yield Submission(f"style-{number}", handed_in(day, lang, answers | styles), True)
    yield Submission("untouched", handed_in(day, "en", {}), False)
    half = list(answers)[: len(answers) // 2]
    yield Submission("half", handed_in(day, "ko", {name: answers[name] for name in half}), False)
    for name in checks:
        yield Submission(f"slip-{name}", handed_in(day, "en", answers | {name: slip(day, name)}), False)


def solutions(day: Day) -> dict[str, str]:
    """Every exercise's right answer, as a student would hand it in."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return {
        e.name: ESSAY
        if e.kind == "explain"
        else "\n".join(line for line in e.solution.split("\n") if line.strip() not in marks)
        for e in day.exercises
    }


def other_style(day: Day, exercise: str, number: int) -> str:
    """A right answer in another style, as a cell."""
    versions = load(day.id).checks[exercise].alternatives
    return source_of(versions[number % len(versions)]) + _reason(day, exercise)


def slip(day: Day, exercise: str) -> str:
    """The first of the known wrong answers, as a cell."""
    return source_of(load(day.id).checks[exercise].misconceptions[0]) + _reason(day, exercise)


def handed_in(day: Day, lang: Lang, answers: dict[str, str]) -> NotebookNode:
    """The student's notebook with these answers in it; the rest is as it was handed out."""
    made = day.notebook(lang, "student")
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return made


def _reason(day: Day, exercise: str) -> str:
    asked = load(day.id).checks[exercise].reason
    return f"\n{exercise}_reason = {asked.right!r}\n" if asked else ""
