"""What a day imports from an earlier one stands in its notebook, complete and folded."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grader.course import SourceErrors, load_day
from grader.grading import auditing

PLOTS = '''"""Helpers."""

import io
import json

print("set")


def show(fig):
    """Show it."""
    return io.StringIO(fig)
'''

DAY2 = '''# %% [markdown] day=2 title="Two"
r"""Two."""

# %%
from solutions.plots import show

# %%
import math
import os; import sys

BASE, other = 2, 3
TABLE = {}
TABLE["a"] = BASE
x = 5
print("shown in Day 2 only")
try:
    import nothing_at_all
except ImportError:
    nothing_at_all = None


# %% exercise="deco" minutes=5 difficulty=1
def deco(function):
    ### BEGIN SOLUTION
    return function
    ### END SOLUTION


# %% check="deco" points=1
_fails = 1 / 0


# %%
@deco
def power(x, exponent=TABLE["a"]):
    """x to a power."""
    ### BEGIN SOLUTION
    def inner(y):
        return math.pow(y, exponent)  # kept

    return inner(x)
    ### END SOLUTION


class Thing:
    size = BASE

    def picture(self):
        return show(str(power(self.size)))

    def __init__(self):
        super().__init__()
        self.found = [power(x) for x in range(3)]


def unused():
    return os, sys


def guarded():
    return nothing_at_all


def makes_other():
    return other
'''

DAY3 = '''# %% [markdown] day=3 title="Three"
r"""Three."""

# %%
from solutions.day02_two import power


# %%
def cube(x):
    return power(x, 3)


def show(x):
    return x
'''


@pytest.fixture
def course(root: Path) -> Path:
    """The course of the small day, with two earlier days and helpers. (Day 2 would not build: it need not.)"""
    for name, text in (("plots", PLOTS), ("day02_two", DAY2), ("day03_three", DAY3)):
        (root / "solutions" / f"{name}.py").write_text(text, encoding="utf-8")
    return root


def with_cell(root: Path, *cells: str) -> None:
    path = root / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8")
    new = "".join(f"# %%\n{cell}\n\n" for cell in cells)
    path.write_text(
        text.replace("# %%\nimport numpy as np", f"{new}# %%\nimport numpy as np"), encoding="utf-8"
    )


def recap(root: Path, *imports: str) -> str:
    with_cell(root, "\n".join(imports))
    (cell,) = [cell for cell in load_day(4, root).cells if cell.recap]
    assert cell.role == "given"
    assert cell.source.en == cell.source.ko
    return cell.source.en


def test_a_function_comes_with_all_it_needs_and_no_more(course: Path) -> None:
    assert recap(course, "from solutions.day02_two import power") == (
        "# From Day 2 (day02_two.py)\n"
        "import math\n\n"
        'BASE, other = 2, 3\nTABLE = {}\nTABLE["a"] = BASE\n\n\n'
        "def deco(function):\n    return function\n\n\n"
        '@deco\ndef power(x, exponent=TABLE["a"]):\n    """x to a power."""\n'
        "    def inner(y):\n        return math.pow(y, exponent)  # kept\n\n    return inner(x)"
    )


def test_a_class_and_what_an_earlier_module_gives_it(course: Path) -> None:
    text = recap(course, "from solutions.day02_two import (", "    Thing,", "    guarded,", ")")
    assert text.startswith('# From the course\'s plots.py\nimport io\n\nprint("set")\n\n\ndef show(fig):')
    assert "nothing_at_all = None" in text
    for absent in (
        "import json",
        "x = 5",
        "unused",
        "import os",
        "solutions",
        "Day 2 only",
        "SOLUTION",
        "1 / 0",
    ):
        assert absent not in text
    space: dict = {}
    exec(text, space)
    assert space["Thing"]().found == [0, 1, 4]
    assert space["Thing"]().picture().getvalue() == "4.0"
    assert space["guarded"]() is None


def test_imports_are_followed_through_a_day_in_between(course: Path) -> None:
    text = recap(course, "from solutions.day03_three import cube, power", "from solutions.day02_two import x")
    assert text.index("# From Day 2") < text.index("# From Day 3")
    space: dict = {}
    exec(text, space)
    assert (space["cube"](2), space["power"](3), space["x"]) == (8, 9, 5)


def test_statements_of_one_line_stay_together(course: Path) -> None:
    assert "import os; import sys" in recap(course, "from solutions.day02_two import unused")


def test_the_cell_is_folded_and_locked(course: Path) -> None:
    with_cell(course, "from solutions.plots import show", "from solutions.plots import show")
    day = load_day(4, course)
    assert sum(cell.recap for cell in day.cells) == 2  # two of the same are fine
    for audience in ("student", "source"):
        cell = day.notebook("ko", audience).cells[2]  # type: ignore[arg-type]
        assert cell.metadata.jupyter == {"source_hidden": True}
        assert cell.metadata.nbgrader.locked
        assert "def show" in cell.source
        if audience == "student":
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
            assert cell.metadata.editable is False
    nbformat.validate(day.notebook("en", "student"))
    folded = [c for c in day.notebook("en", "student").cells if "jupyter" in c.metadata]
    assert len(folded) == 2


def test_a_recap_has_the_solution_and_not_the_bug(course: Path) -> None:
    path = course / "solutions" / "day02_two.py"
    bug = "### BEGIN SOLUTION\nfixed = 1\n### END SOLUTION\n### BEGIN BUG\n# fixed = 2\n### END BUG\n"
    path.write_text(path.read_text() + bug)
    text = recap(course, "from solutions.day02_two import fixed")
    assert text == "# From Day 2 (day02_two.py)\nfixed = 1"


@pytest.mark.parametrize(
    ("cell", "line", "told"),
    [
        ("from solutions.day09_no import x", 1, "there is no module `solutions.day09_no`"),
        ("from solutions.day02 import x", 1, "Did you mean `solutions.day02_two`?"),
        ("from solutions import plots", 1, "there is no module `solutions`"),
        ("from solutions.a.b import c", 1, "there is no module `solutions.a.b`"),
        ("from solutions.plots import show\nfrom solutions.plots import shwo", 2, "Did you mean `show`?"),
        ("from solutions.plots import *", 1, "has no `*`"),
        ("from solutions.plots import show as s", 1, "Import it without `as`"),
        ("from solutions.day04_small import double", 1, "day04_small, which is not an earlier day"),
        ("from solutions.day05_later import x", 1, "day05_later, which is not an earlier day"),
        ("from solutions.plots import show\nx = 1", 1, "stand in a cell of their own"),
        ("import solutions.plots", 1, "stand in a cell of their own"),
        ("from grader.judge import judge", 1, "Write what is needed into this day"),
        (
            "from solutions.plots import show\nfrom solutions.day03_three import show",
            0,
            "from plots and from day03",
        ),
        ("from solutions.broken import x", 1, "solutions/broken.py cannot be read as Python"),
        ("from solutions.helpers import y", 1, "imports a day, in line 1 of solutions/helpers.py"),
    ],
)
def test_mistakes(course: Path, cell: str, line: int, told: str) -> None:
    others = {
        "day05_later": "x = 1\n",
        "broken": "x = (\n",
        "helpers": "from solutions.day02_two import x\n\ny = x\n",
    }
    for name, text in others.items():
        (course / "solutions" / f"{name}.py").write_text(text)
    with_cell(course, cell)
    with pytest.raises(SourceErrors) as caught:
        load_day(4, course)
    (error,) = caught.value.errors
    assert told in str(error)
    source = (course / "solutions" / "day04_small.py").read_text(encoding="utf-8").split("\n")
    header = next(n for n, text in enumerate(source, 1) if text == cell.split("\n")[0]) - 1
    assert error.line == header + line


def test_a_recap_in_an_exercise(course: Path) -> None:
    path = course / "solutions" / "day04_small.py"
    text = path.read_text(encoding="utf-8").replace(
        'assert double(2) == 4, "Is double(2) twice 2?"', "from solutions.plots import show"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceErrors, match="in an exercise or its check"):
        load_day(4, course)


def test_what_a_recap_brings_is_not_defined_again(course: Path) -> None:
    """Not by an exercise, whose answer it would give away, and not by a given cell."""
    text = (course / "solutions" / "day02_two.py").read_text()
    (course / "solutions" / "day02_two.py").write_text(text.replace("deco", "double"))
    with_cell(course, "from solutions.day02_two import power", "BASE = 7")
    with pytest.raises(SourceErrors) as caught:
        load_day(4, course)
    told = [error.problem for error in caught.value.errors]
    assert len(told) == 2
    assert told[0].startswith("`BASE` is defined here, and the recap in line")
    assert told[1].startswith("`double` is defined here")


def test_two_recaps_that_do_not_agree(course: Path) -> None:
    with_cell(course, "from solutions.plots import show", "from solutions.day03_three import show")
    with pytest.raises(SourceErrors, match="`show` would come from plots and from day03_three"):
        load_day(4, course)


def test_the_audit_runs_what_a_recap_brings(course: Path) -> None:
    """Constants too, of which it leaves out those of other given cells."""
    with_cell(course, "from solutions.day02_two import BASE")
    given = [s.solution for s in auditing.lesson_cells(load_day(4, course)) if s.kind == "given"]
    assert given[0].endswith("BASE, other = 2, 3")
