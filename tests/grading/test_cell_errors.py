"""A submission whose cell stops: the real error reaches the student, with its line in the notebook."""

from __future__ import annotations

import nbformat
import pytest
from attacks.small import small_day
from nbformat import NotebookNode

from grader.grading.cell_errors import cell_errors
from grader.grading.options import GradingOptions
from grader.grading.run import run_and_judge
from grader.judge import CellError, Verdict
from grader.sandbox import CellResult, Limits, WallsMissing, walls
from grader.sandbox.host import Raised

DAY = small_day()
OPTIONS = GradingOptions(seed=1, limits=Limits(cell_seconds=3, call_seconds=4))
RIGHT = DAY.exercise("softmax").solution


@pytest.fixture(scope="module", autouse=True)
def _walls() -> None:
    try:
        walls.way()
    except WallsMissing as error:
        pytest.skip(str(error))


def judged(source: str, added: str = "") -> Verdict:
    notebook = DAY.notebook("en", "student")
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "softmax":
            cell.source = source
    if added:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(added))
    return run_and_judge(DAY, notebook, 1, OPTIONS)["softmax"]


@pytest.mark.parametrize(
    ("before", "verdict", "told"),
    [
        ("\n\nx = “a”", "error", "SyntaxError at line 3, `x = “a”`: invalid character"),
        ("x = 1\ny = input()", "error", "stopped at line 2, `y = input()`: it asks for input"),
        (
            "import einops",
            "error",
            "line 1, `import einops`: the notebook imports `einops`, which the grader",
        ),
        (
            "def f():\n    open('own.npy')\nf()",
            "error",
            "line 2, `open('own.npy')`: it needs the file `own.npy`",
        ),
        ("%matplotlib widget", "error", "line 1, `%matplotlib widget`: the grader cannot do this"),
        ("\n%nosuch", "error", "line 2, `%nosuch`: the grader cannot do this command (UsageError"),
        (
            "import numpy as np\nnp.zeros((10**6,) * 2)",
            "error",
            "line 2, `np.zeros((10**6,) * 2)`: it asked for more",
        ),
        ("x = 0\nwhile True: pass", "timeout", "ran out of time at line 2, `while True: pass`"),
        ("!sleep 60; pip install einops", "timeout", "ran out of time"),
        ("import os\nos._exit(0)", "crashed", "ended the whole Python process"),
    ],
)
def test_what_stops_the_cell_before_the_definition_is_told(before: str, verdict: str, told: str) -> None:
    found = judged(f"{before}\n{RIGHT}")
    assert (found.verdict, found.points) == (verdict, 0)
    assert told in found.message.en
    assert "There is no" not in found.message.en


def test_what_stops_the_cell_after_the_definition_costs_nothing() -> None:
    assert judged(f"{RIGHT}\nimport einops").verdict == "passed"


def test_an_import_in_a_cell_of_the_student_s_own_is_told_where_its_name_is_missing() -> None:
    found = judged("def softmax(x, axis=-1):\n    return reduce(x)", "from einops import reduce")
    assert found.message.en.endswith("The notebook imports `einops`, which the grader does not have.")


def test_the_shapes_at_the_line_that_failed_are_told() -> None:
    found = judged("def softmax(x, axis=-1):\n    e = np.exp(x)\n    return e @ e")
    assert "At the line `return e @ e`. The shapes there: `e` (" in found.message.en
    assert "core dimension" not in found.message.en


def cell(source: str, grade_id: str | None = None) -> NotebookNode:
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


def stopped(line: int | None = 1) -> CellResult:
    return CellResult(status="error", raised=Raised("ValueError", "x", line))


def test_a_cell_belongs_to_the_exercise_that_it_defines() -> None:
    cells = [
        cell("def softmax(x)"),
        cell("def softmax(x)", "softmax"),
        cell("softmax(3)"),
        cell("x", "given_1"),
        cell("ok", "softmax"),
    ]
    results = [stopped()] * 4 + [CellResult(status="ok")]
    found = cell_errors(DAY, cells, results)
    assert [error.exercise for error in found] == ["softmax", "", "softmax"]  # the own one is the last


@pytest.mark.parametrize("line", [None, 4, 10**6])
def test_a_line_that_is_not_in_the_cell_is_not_told(line: int | None) -> None:
    (found,) = cell_errors(DAY, [cell("\na\nb", "softmax")], [stopped(line)])
    assert found == CellError("softmax", "error", "ValueError", "x", None, "")


def test_lines_are_counted_as_in_the_notebook() -> None:
    (found,) = cell_errors(DAY, [cell("\n \n  a\nb", "softmax")], [stopped(2)])
    assert (found.number, found.line) == (4, "b")


def test_an_install_that_waits_for_the_network_is_the_line_that_ended_the_cell() -> None:
    late = CellResult(status="timeout")
    (found,) = cell_errors(DAY, [cell("x = 1\n !pip install einops", "softmax")], [late])
    assert (found.number, found.line) == (2, "!pip install einops")
