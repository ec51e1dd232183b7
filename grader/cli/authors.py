"""For authors: build the lessons, and test the hidden tests."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from grader.cli.arguments import DaysArgument, TrustOption, day_named
from grader.cli.console import (
    audit_table,
    err,
    escape,
    fail,
    filling,
    loading,
    out,
    progress,
    source_errors,
    walls,
    write_json,
    write_text,
)
from grader.course import ROOT, all_days, load_day
from grader.text import Text

PAGE = ROOT / "docs" / "audit.md"


def build(
    days: DaysArgument = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if lessons/ is not what the sources give.")
    ] = False,
) -> None:
    """Write the notebooks of lessons/ (and nbgrader's source/) from solutions/.

    A lesson in which somebody has worked is kept beside the new one as NAME.yours.ipynb.
    """
    from grader.course import build as build_days
    from grader.course import stale

    chosen = [day_named(day).id for day in days] if days else all_days()
    with source_errors():
        if check:
            problems = stale(chosen if days else all_days(), ROOT)
            for problem in problems:
                err.print(escape(problem))
            if problems:
                err.print("Run [bold]sixblocks build[/] and commit what it writes.")
                raise typer.Exit(1)
            out.print(f"lessons/ is what the {len(chosen)} source(s) give.")
            return
        for written in build_days(chosen, ROOT):
            out.print(escape(str(written)))


def new_day(
    number: Annotated[int, typer.Argument(help="The day's number.", min=1, max=99)],
    title: Annotated[str, typer.Argument(help="Its title in English.")],
    title_ko: Annotated[str, typer.Argument(help="Its title in Korean.")],
) -> None:
    """Write a new day with one exercise of each kind; its checks fail until they are filled in.

    Example: sixblocks new-day 15 "Text to text: T5" "텍스트에서 텍스트로: T5"
    """
    from grader.course.skeleton import DayExistsError
    from grader.course.skeleton import new_day as write_new_day

    try:
        written = write_new_day(number, Text(title, title_ko), ROOT)
    except (DayExistsError, ValueError) as error:
        fail(f"{error}.")
    except OSError as error:
        fail(f"{error.filename} can not be written: {error.strerror}.")
    for path in written:
        out.print(escape(str(path.relative_to(ROOT))))
    day = f"day{number:02d}"
    out.print(f"Next: sixblocks build, then fill in what says TODO until `sixblocks audit {day}` is clean.")


def audit(
    days: DaysArgument = None,
    exercises: Annotated[
        list[str] | None,
        typer.Option("--exercise", help="Only this exercise; may be given again.", metavar="NAME"),
    ] = None,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed",
            help="Only what has changed since docs/audit.md was written, and a random tenth of the rest.",
        ),
    ] = False,
    count: Annotated[int, typer.Option("--seeds", help="How many fresh seeds to judge with.", min=1)] = 5,
    given_seeds: Annotated[
        list[int] | None,
        typer.Option("--seed", help="Judge with this seed, as an audit before; may be given again."),
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every row to this file.")] = None,
    page_file: Annotated[
        Path | None,
        typer.Option(
            "--page", help="Note what was audited in this page (docs/audit.md); the rest of it stays."
        ),
    ] = None,
    trust: TrustOption = False,
) -> None:
    """Test the hidden tests: the stub fails, every right version passes, every wrong one is rejected and named.

    An audit prints its seeds; with them (--seed A --seed B) it can be repeated exactly.
    """
    with loading():
        from grader.grading import audit_page
        from grader.grading.auditing import audit_day
        from grader.judge import draw_seed

    lessons = [day_named(name) for name in days or all_days()]
    seeds = given_seeds or [draw_seed() for _ in range(count)]
    keys = audit_page.exercise_keys(lessons)
    known = audit_page.read(page_file or PAGE)
    chosen = audit_page.due(keys, known, seeds[0]) if changed else list(keys)
    chosen = [one for one in chosen if not exercises or one[1] in exercises]
    if unknown := set(exercises or ()) - {name for _, name in keys}:
        there = ", ".join(name for _, name in keys)
        fail(f"There is no exercise {', '.join(sorted(unknown))} to audit. There are: {there}.")
    repeat = " ".join(f"--seed {seed}" for seed in seeds)
    out.print(f"{len(chosen)} of {len(keys)} exercises. Seeds: {repeat}")

    rows: list[dict[str, Any]] = []
    for day in lessons:
        names = [name for other, name in chosen if other == day.id]
        if not names:
            continue
        with walls(), progress() as bars:
            bar = bars.add_task(f"Auditing {day.id}", total=len(names))
            found = audit_day(day, seeds, names, trust=trust, progress=filling(bars, bar))
        rows += [{"day": day.id, **asdict(row), "ok": all(row.ok)} for row in found]
        known.record(day.id, found, keys)
        out.print(audit_table(day, found))
    if json_file:
        write_json(json_file, rows)
    if page_file:
        write_text(page_file, known.text([load_day(day) for day in all_days()], len(seeds)))
    bad = [row for row in rows if not row["ok"]]
    for row in bad:
        where = f"{row['day']} {row['exercise']} {row['version_kind']} {row['version']}"
        out.print(f"[red]✗[/] {escape(where)}: {escape('; '.join(row['wrong']))}")
    for day_id, name in dict.fromkeys((row["day"], row["exercise"]) for row in bad):
        out.print(f"Again: sixblocks audit {day_id} --exercise {name} {repeat}")
    if bad:
        raise typer.Exit(1)
    versions = sum(row["version_kind"] != "count" for row in rows)
    out.print(f"[green]Clean:[/] {versions} versions, {len(seeds)} seeds each.")
