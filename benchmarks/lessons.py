"""Runs the solved notebooks as students run them, at full length, one after the other: `make full-length`."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Annotated

import typer
from nbclient import NotebookClient
from rich.console import Console
from rich.table import Table

from grader.course import all_days, load_day


def main(
    days: Annotated[list[str] | None, typer.Argument(help="Only these days.", metavar="[DAY]...")] = None,
    short: Annotated[bool, typer.Option("--short", help="Training cells take a few steps only.")] = False,
) -> None:
    """Run the solved notebooks and print the seconds of each, with the start of its kernel."""
    seconds = run(days or all_days(), short)
    table = Table("day", "seconds")
    for day, took in seconds.items():
        table.add_row(day, f"{took:.1f}")
    table.add_row("together", f"{sum(seconds.values()):.1f}")
    Console().print(table)


def run(days: Sequence[str], short: bool) -> dict[str, float]:
    """The seconds that each day's solved notebook takes. Raises nbclient's CellExecutionError."""
    env = {**os.environ, **({"NBGRADER_EXECUTION": "validate"} if short else {})}
    seconds = {}
    with Console(stderr=True).status("") as status:
        for day in days:
            status.update(f"running {day}")
            began = time.perf_counter()
            NotebookClient(load_day(day).notebook("en", "source"), timeout=1200).execute(env=env)
            seconds[day] = time.perf_counter() - began
    return seconds


if __name__ == "__main__":
    typer.run(main)
