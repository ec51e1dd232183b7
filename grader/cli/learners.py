"""For one who studies alone: check the own notebook, get the next hint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.arguments import DayArgument, SeedOption, TrustOption, day_named
from grader.cli.console import err, escape, fail, loading, notebook_table, out, progress, walls
from grader.course import ROOT, Day, notebook_path
from grader.text import Lang, Text


def check(
    day: DayArgument,
    notebook: Annotated[
        Path | None, typer.Option(help="Your notebook; the one in lessons/ if not given.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of notebook and answers.")] = "en",
    hint: Annotated[
        str | None, typer.Option(help="Show the next hint for this exercise.", metavar="EXERCISE")
    ] = None,
    seed: SeedOption = None,
    trust: TrustOption = False,
) -> None:
    """Check your own notebook with the hidden tests; learn what is wrong and get the next hint."""
    lesson = day_named(day)
    if hint is not None:
        _print_hint(lesson, hint, lang)
        return
    path = notebook or notebook_path(lesson, lang, ROOT)
    if not path.exists():
        fail(_no_notebook(path, lesson)[lang])
    from grader.sandbox import ensure_fork_server

    with walls():
        ensure_fork_server(trust, lesson.libraries)  # loads in a process of its own while we go on
    with loading():
        from grader.gradebook.settings import SettingsError, limits_in
        from grader.grading.options import GradingOptions
        from grader.grading.selfstudy import check as check_notebook

        try:
            options = GradingOptions(seed=seed, limits=limits_in(ROOT), trust=trust)
        except SettingsError as error:
            fail(str(error))
    with walls(), progress() as bars:
        bars.add_task("Running your notebook and the hidden checks", total=None)
        marks, notes = check_notebook(lesson, path, options)
    for note in notes:
        err.print(f"[yellow]![/] {escape(note[lang])}")
    if any(mark.verdict == "unreadable" for mark in marks):
        raise typer.Exit(1)  # the note has said why; each exercise would say it again
    out.print(notebook_table(lesson, marks, lang))
    open_ones = [mark for mark in marks if mark.is_open]
    if open_ones:
        words = Text("A hint", "힌트 보기")[lang]
        language = "" if lang == "en" else " --lang ko"
        out.print(f"{words}: sixblocks check {lesson.id} --hint {open_ones[0].exercise}{language}")
    raise typer.Exit(1 if open_ones else 0)


def _no_notebook(path: Path, lesson: Day) -> Text:
    return Text(
        f"There is no notebook {path}. Name the one that you work in with --notebook FILE; "
        f"`sixblocks build {lesson.id}` writes the lesson's notebooks anew.",
        f"노트북 {path}이(가) 없어요. 지금 풀고 있는 노트북을 --notebook FILE로 알려 주세요. "
        f"`sixblocks build {lesson.id}`를 실행하면 수업 노트북을 다시 만들어요.",
    )


def _print_hint(lesson: Day, name: str, lang: Lang) -> None:
    from grader.grading.hints import next_hint

    exercise = next((e for e in lesson.exercises if e.name == name), None)
    if exercise is None or not exercise.hints:
        names = ", ".join(e.name for e in lesson.exercises if e.hints)
        fail(f"{lesson.id} has no hints for {name!r}. There are hints for: {names}.")
    memory = ROOT / ".sixblocks" / "hints.json"
    try:
        number, text = next_hint(lesson, exercise, memory)
    except OSError as error:
        fail(f"{memory} can not be written: {error.strerror}.")
    word = Text("Hint", "힌트")[lang]
    out.print(f"[bold]{word} {number}/{len(exercise.hints)}[/]\n{escape(text[lang])}")
