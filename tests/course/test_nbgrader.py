"""The source notebook goes through nbgrader's own generate_assignment and comes out as the lesson."""

import os
import shutil
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    OverwriteCells,
    SaveCells,
)
from nbgrader.validator import Validator

from grader.course import load_day
from grader.text import LANGS, Lang

BEFORE_SAVING = [LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells]
AFTER_SAVING = [ClearHiddenTests, ComputeChecksums, CheckCellMetadata]


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with Day 4 in it; made once, because nbgrader takes seconds to set one up."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader stamps a new gradebook with the command `alembic`, which lies beside this Python.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        with Gradebook(f"sqlite:///{path}") as gradebook:
            gradebook.add_assignment("day04")
    return path


@pytest.fixture
def resources(tmp_path: Path, empty_gradebook: Path) -> dict:
    """What nbgrader's converters hand to their preprocessors, with an empty gradebook."""
    path = shutil.copy(empty_gradebook, tmp_path)
    return {
        "nbgrader": {"assignment": "day04", "notebook": "day04_small", "db_url": f"sqlite:///{path}"},
        "unique_key": "x",
    }


def run(steps: list, notebook: NotebookNode, resources: dict) -> NotebookNode:
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def swap_stubs(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        stub = cell.metadata.pop("sixblocks", {}).get("stub")
        if stub is not None:
            cell.source = stub
    return notebook


@pytest.mark.parametrize("lang", LANGS)
def test_source_with_our_stubs_becomes_the_lesson(root: Path, resources: dict, lang: Lang) -> None:
    day = load_day("day04", root)
    source = swap_stubs(day.notebook(lang, "source"))
    steps = [step for step in BEFORE_SAVING + AFTER_SAVING if step is not ClearSolutions]
    assert run(steps, source, resources) == day.notebook(lang, "student")


def test_stock_nbgrader_works_on_the_source(root: Path, resources: dict) -> None:
    day = load_day("day04", root)
    released = run(BEFORE_SAVING + AFTER_SAVING, day.notebook("en", "source"), resources)
    text = "\n".join(cell.source for cell in released.cells)
    for secret in ("secret", "swapaxes", "HIDDEN", "SOLUTION", "grader.checks"):
        assert secret not in text
    for cell in released.cells:
        if cell.cell_type == "code":
            compile(cell.source, cell.id, "exec")
    with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
        notebook = gradebook.find_notebook("day04_small", "day04")
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "double_check": 3,
            "scores_check": 2,
            "family_check": 2.5,
            "why": 4,
            "spread_check": 1,
        }
        names = {cell.name for cell in notebook.solution_cells}
        assert names == {"double", "scores", "family", "why", "spread"}


@pytest.mark.parametrize("lang", LANGS)
def test_a_lesson_in_either_language_gets_its_hidden_tests_back(
    root: Path, resources: dict, lang: Lang
) -> None:
    """What autograde does first: every locked cell as it was in the source, the student's cells untouched."""
    day = load_day("day04", root)
    run(BEFORE_SAVING, day.notebook("en", "source"), resources)
    submitted = deepcopy(day.notebook(lang, "student"))
    for cell in submitted.cells:
        if cell.id == "day04-double":
            cell.source = "def double(x):\n    return x + x"
        if cell.id == "day04-double-check":
            cell.source = "pass"
    restored = {cell.id: cell for cell in run([OverwriteCells], submitted, resources).cells}
    source = {cell.id: cell for cell in day.notebook("en", "source").cells}
    assert restored["day04-double"].source == "def double(x):\n    return x + x"
    for place in ("double-check", "scores-check", "given-1"):
        assert restored[f"day04-{place}"].source == source[f"day04-{place}"].source


def test_validator_finds_the_lesson_unchanged(root: Path, tmp_path: Path) -> None:
    """It would complain of changed cells first; here it runs the cells and names the unsolved exercises."""
    path = tmp_path / "lesson.ipynb"
    nbformat.write(load_day("day04", root).notebook("ko", "student"), path)
    result = Validator().validate(str(path))
    assert set(result) == {"failed"}
    assert "double is not written yet" in result["failed"][0]["raw_error"]


def test_validator_sees_a_changed_check(root: Path, tmp_path: Path) -> None:
    notebook = load_day("day04", root).notebook("en", "student")
    for cell in notebook.cells:
        if cell.id == "day04-double-check":
            cell.source += "\n"
    changed = Validator()._get_changed_cells(notebook)
    assert [cell.id for cell in changed] == ["day04-double-check"]
