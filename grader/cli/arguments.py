"""Arguments and options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

from grader.cli.console import fail, source_errors
from grader.course import Day, UnknownDayError, load_day

DayArgument = Annotated[str, typer.Argument(help="A day: day04, 04 or 4.", metavar="DAY")]
DaysArgument = Annotated[
    list[str] | None, typer.Argument(help="Days such as day04; all days if none is named.", metavar="[DAY]…")
]
TrustOption = Annotated[
    bool,
    typer.Option(
        "--trust",
        help="Run student code without walls where this machine has none: it can then read and write "
        "what you can. Only for notebooks that you trust.",
    ),
]
SeedOption = Annotated[
    int | None, typer.Option(help="Repeat a run: the seed recorded with its marks. Fresh if not given.")
]


def day_named(name: str) -> Day:
    """The day that somebody named; ends the command if there is none."""
    with source_errors():
        try:
            return load_day(name)
        except (UnknownDayError, ValueError) as error:
            fail(str(error))
