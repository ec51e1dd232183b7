"""The `sixblocks` command: one function a command, each a few lines over the package."""

from __future__ import annotations

import atexit
import gc

import typer

from grader.cli.authors import audit, build, new_day
from grader.cli.instructors import doctor, grade
from grader.cli.learners import check

atexit.register(gc.freeze)  # else the last garbage collections walk through all of torch: most of a second

app = typer.Typer(
    help="Sixblocks: learn the Transformer by building it; grade it with tests that can be trusted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (build, new_day, audit, grade, check, doctor):
    app.command()(command)
