"""A slip costs its points once, wherever in the notebook it was made."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
import sample_class
from nbformat import NotebookNode
from sample_class import DAY, cell_of

from grader.course import all_days, load_day
from grader.grading.among_right_ones import _with_solutions, _without_source
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.marks import Mark, marks_of
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission

STUB = DAY.exercise("softmax").stub.en
SOFTMAX = sample_class.solutions()["softmax"]
WRONG = "def softmax(x, axis=-1):\n    return x"


def marks(tmp_path: Path, made: NotebookNode) -> dict[str, Mark]:
    path = tmp_path / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(made))
    graded = grade(DAY, read_and_rebuild(DAY, open_submission(path)), GradingOptions(seed=1))
    return {mark.exercise: mark for mark in marks_of(graded)}


def deleted() -> NotebookNode:
    made = sample_class.solved()
    made.cells.remove(cell_of(made, "softmax"))
    return made


def in_a_cell_of_its_own(made: NotebookNode, after: str) -> NotebookNode:
    made.cells.insert(made.cells.index(cell_of(made, after)) + 1, nbformat.v4.new_code_cell(WRONG))
    return made


def without_marks() -> NotebookNode:
    """Another program dropped all metadata, so that every answer is a cell that the student added."""
    made = sample_class.solved(softmax=WRONG)
    for cell in made.cells:
        cell.metadata.clear()
    return made


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (sample_class.solved(softmax=STUB), "unanswered"),
        (deleted(), "missing"),
        (in_a_cell_of_its_own(deleted(), "given_4"), "failed"),
        (in_a_cell_of_its_own(sample_class.solved(softmax=STUB), "softmax"), "failed"),
        (in_a_cell_of_its_own(sample_class.solved(softmax=STUB), "softmax_check"), "failed"),
        (in_a_cell_of_its_own(sample_class.solved(softmax=STUB), "token_spread_check"), "failed"),
        (without_marks(), "failed"),
    ],
    ids=["stub", "deleted", "own cell", "own cell below", "below its check", "at the end", "no marks"],
)
def test_a_slip_costs_its_points_once(tmp_path: Path, made: NotebookNode, verdict: str) -> None:
    found = marks(tmp_path, made)
    assert found.pop("softmax").verdict == verdict
    lost = {name: mark.message_en for name, mark in found.items() if mark.verdict not in ("passed", "manual")}
    assert lost == {}


def test_the_error_of_a_cell_is_told_as_such(tmp_path: Path) -> None:
    made = sample_class.solved(
        softmax=WRONG, self_attention="def self_attention(query, key, value)\n    pass"
    )
    found = marks(tmp_path, made)["self_attention"]
    assert found.verdict == "error"
    assert "SyntaxError" in found.message_en
    assert "right version" not in found.message_en


@pytest.mark.parametrize("name", all_days())
def test_right_versions_take_the_place_of_deleted_cells(name: str) -> None:
    day = load_day(name)
    names = {exercise.name for exercise in day.exercises if exercise.kind != "explain"}
    cells = [cell for cell in day.notebook("en", "student").cells if cell.cell_type == "code"]
    there = _with_solutions(day, cells, names)
    assert there == _with_solutions(
        day, [c for c in cells if c.metadata.nbgrader.grade_id not in names], names
    )
    assert [text for text in there if text.startswith("exec(")] == [
        _without_source(exercise.solution) for exercise in day.exercises if exercise.name in names
    ]


READS = """
def self_attention(query, key, value):
    import gc, inspect, linecache, re
    found = [str(In), str(_ih), str(linecache.cache), str([o for o in gc.get_objects() if type(o) in (dict, list, tuple)])]
    try:
        found.append(inspect.getsource(softmax))
    except (OSError, TypeError):
        pass
    if not any(re.search("exponentials [/] np[.]sum", text) for text in found):  # a pattern does not find itself
        raise ValueError
    scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(query.shape[-1])
    weights = softmax(scores)
    return weights @ value, weights
"""


def test_a_right_version_cannot_be_read_by_what_is_judged_with_it(tmp_path: Path) -> None:
    """An answer that is right only if it finds the source would tell a word of it by its mark."""
    found = marks(tmp_path, sample_class.notebook(softmax=STUB, self_attention=READS))["self_attention"]
    assert (found.verdict, found.points) == ("error", 0)
    told = marks(tmp_path, sample_class.notebook(softmax=SOFTMAX, self_attention=READS))["self_attention"]
    assert told.verdict == "passed", "its own source it may read"
