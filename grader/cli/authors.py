"""For authors: build the lessons, and test the hidden tests."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from grader.cli.arguments import DaysArgument, TrustOption, day_named
from grader.cli.console import (
    audit_table,
    err,
    filling,
    loading,
    out,
    progress,
    source_errors,
    walls,
    write_json,
    write_text,
)
from grader.course import ROOT, all_days


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


def audit(
    days: DaysArgument = None,
    seeds: Annotated[int, typer.Option(help="How many seeds each version is judged with.", min=1)] = 5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every row to this file.")] = None,
    page_file: Annotated[
        Path | None, typer.Option("--page", help="Write the tables to this file, as Markdown.")
    ] = None,
    trust: TrustOption = False,
) -> None:
    """Test the hidden tests: the stub fails, every right version passes, every wrong one is rejected and named."""
    with loading():
        from grader.grading.auditing import audit_day, page

    rows: list[dict[str, Any]] = []
    audited = []
    for day in [day_named(name) for name in days or all_days()]:
        with walls(), progress() as bars:
            bar = bars.add_task(f"Auditing {day.id}", total=None)
            found = audit_day(day, seeds, trust=trust, progress=filling(bars, bar))
        rows += [{"day": day.id, **asdict(row), "ok": all(row.ok)} for row in found]
        audited.append((day, found))
        out.print(audit_table(day, found))
    if json_file:
        write_json(json_file, rows)
    if page_file:
        write_text(page_file, page(audited, seeds))
    bad = [row for row in rows if not row["ok"]]
    for row in bad:
        where = f"{row['day']} {row['exercise']} {row['version_kind']} {row['version']}"
        out.print(f"[red]✗[/] {escape(where)}: {escape('; '.join(row['wrong']))}")
    if bad:
        raise typer.Exit(1)
    versions = sum(row["version_kind"] != "count" for row in rows)
    out.print(f"[green]Clean:[/] {versions} versions, {seeds} seeds each.")
