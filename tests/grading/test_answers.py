"""An answer is all that the student wrote for an exercise, in whatever cells that is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import sample_class
from nbformat import NotebookNode
from sample_class import DAY, cell_of

from grader.grading.answers import parts_of
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.handed_out import is_unanswered
from grader.grading.marks import marks_of, notes_about
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission
from grader.text import LANGS, Lang

SOLUTIONS = sample_class.solutions()
SOFTMAX = SOLUTIONS["softmax"]
WRONG = "def softmax(x, axis=-1):\n    return x"
HELPER = "def shifted_by_its_maximum(x):\n    return x - x.max()"
ESSAY, STUB = "why_residuals", {lang: DAY.exercise("softmax").stub[lang] for lang in LANGS}


def rebuilt(tmp_path: Path, made: NotebookNode) -> NotebookNode:
    path = tmp_path / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(made))
    return read_and_rebuild(DAY, open_submission(path))


def split(made: NotebookNode, name: str, *parts: str, cell_type: str = "code") -> NotebookNode:
    """The exercise's cell in several, each with its mark, as JupyterLab's Split Cell leaves it."""
    cell = cell_of(made, name)
    place = made.cells.index(cell)
    made.cells[place : place + 1] = [
        nbformat.from_dict({**cell, "id": f"{name}-half-{i}", "source": part}) for i, part in enumerate(parts)
    ]
    return made


def add(made: NotebookNode, name: str, text: str, *, code: bool = False) -> NotebookNode:
    """A new cell right below the cell `name`."""
    new = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
    made.cells.insert(made.cells.index(cell_of(made, name)) + 1, new(text))
    return made


def halves(text: str) -> tuple[str, str]:
    """Split in the middle, between two lines."""
    lines = text.split("\n")
    return "\n".join(lines[:-2]), "\n".join(lines[-2:])


@pytest.mark.parametrize(
    ("parts", "run"),
    [
        (halves(SOFTMAX), [SOFTMAX]),
        ((SOFTMAX, ""), [SOFTMAX]),
        (("", SOFTMAX), [SOFTMAX]),
        ((HELPER, SOFTMAX), [HELPER, SOFTMAX]),
        ((SOFTMAX, "softmax(x)"), [SOFTMAX, "softmax(x)"]),
        ((WRONG, SOFTMAX), [WRONG, SOFTMAX]),
        ((SOFTMAX, WRONG, "softmax(x)"), [SOFTMAX, WRONG, "softmax(x)"]),
        (("shares = softmax(\n", ")"), ["shares = softmax(\n\n)"]),
    ],
)
def test_all_cells_of_an_exercise_run_in_order(
    tmp_path: Path, parts: tuple[str, ...], run: list[str]
) -> None:
    found = cell_of(rebuilt(tmp_path, split(sample_class.notebook(), "softmax", *parts)), "softmax")
    assert parts_of(found) == run
    assert found.source == "\n\n".join(run)


@pytest.mark.parametrize("lang", LANGS)
def test_a_copy_of_what_was_handed_out_replaces_no_answer(tmp_path: Path, lang: Lang) -> None:
    for parts in ((SOFTMAX, STUB[lang]), (STUB[lang], SOFTMAX)):
        notebook = rebuilt(tmp_path, split(sample_class.notebook(), "softmax", *parts))
        assert cell_of(notebook, "softmax").source == SOFTMAX
        assert parts_of(cell_of(notebook, "softmax"))[-1] == SOFTMAX
        assert notes_about(notebook, "softmax") == []


def test_a_helper_beside_what_was_handed_out_leaves_the_exercise_unanswered(tmp_path: Path) -> None:
    found = cell_of(
        rebuilt(tmp_path, split(sample_class.notebook(), "softmax", STUB["en"], HELPER)), "softmax"
    )
    assert parts_of(found) == [STUB["en"], HELPER]


def test_a_half_that_became_a_note_is_kept_as_one(tmp_path: Path) -> None:
    made = split(sample_class.solved(), "softmax", SOFTMAX, "Why the maximum?")
    (half,) = [cell for cell in made.cells if cell.id == "softmax-half-1"]
    half.cell_type = "markdown"
    notebook = rebuilt(tmp_path, made)
    assert parts_of(cell_of(notebook, "softmax")) == [SOFTMAX]
    (note,) = [cell for cell in notebook.cells if cell.source == "Why the maximum?"]
    assert note.cell_type == "markdown"


def test_two_answers_to_one_exercise_are_noted(tmp_path: Path) -> None:
    notebook = rebuilt(tmp_path, split(sample_class.notebook(), "softmax", WRONG, SOFTMAX))
    (note,) = notes_about(notebook, "softmax")
    assert "the later one counts" in note.en
    assert "셀 2개" in note.ko


def _cut_in_two(made: NotebookNode) -> None:
    split(made, ESSAY, "First half.", "Second half.")


def _below_the_untouched_cell(made: NotebookNode) -> None:
    add(made, ESSAY, "First half.\n\nSecond half.")


def _below_as_code(made: NotebookNode) -> None:
    add(made, ESSAY, "First half.\n\nSecond half.", code=True)


def _below_the_emptied_cell(made: NotebookNode) -> None:
    cell_of(made, ESSAY).source = " \n"
    add(made, ESSAY, "First half.\n\nSecond half.")


def _in_two_cells_below(made: NotebookNode) -> None:
    add(add(made, ESSAY, "Second half."), ESSAY, "First half.")


def _elsewhere(made: NotebookNode) -> None:
    add(made, "softmax", "First half.\n\nSecond half.")


def _in_the_lesson_s_prose(made: NotebookNode) -> None:
    place = made.cells.index(cell_of(made, ESSAY))
    made.cells[place - 1].source += "\n\nFirst half.\n\nSecond half."


def _in_place_of_the_cell(made: NotebookNode) -> None:
    place = made.cells.index(cell_of(made, ESSAY))
    made.cells[place] = nbformat.v4.new_code_cell("First half.\n\nSecond half.")


@pytest.mark.parametrize(
    "wrote",
    [
        _cut_in_two,
        _below_the_untouched_cell,
        _below_as_code,
        _below_the_emptied_cell,
        _in_two_cells_below,
        _elsewhere,
        _in_the_lesson_s_prose,
        _in_place_of_the_cell,
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_person_sees_every_written_answer_whole(
    tmp_path: Path, lang: Lang, wrote: Callable[[NotebookNode], None]
) -> None:
    made = sample_class.notebook(lang)
    wrote(made)
    notebook = rebuilt(tmp_path, made)
    assert cell_of(notebook, ESSAY).source == "First half.\n\nSecond half."
    assert not is_unanswered(DAY, notebook, ESSAY)
    (note,) = notes_about(notebook, ESSAY)
    assert note.en
    assert note.ko


def test_nothing_written_stays_unanswered(tmp_path: Path) -> None:
    made = add(sample_class.notebook(softmax=SOFTMAX), ESSAY, " ", code=True)
    notebook = rebuilt(tmp_path, made)
    assert is_unanswered(DAY, notebook, ESSAY)
    assert notes_about(notebook, ESSAY) == []


def test_a_written_answer_takes_nothing_from_other_cells(tmp_path: Path) -> None:
    made = add(sample_class.solved(), ESSAY, "A remark.")
    notebook = rebuilt(tmp_path, made)
    assert cell_of(notebook, ESSAY).source == sample_class.EN_ESSAY
    assert "A remark." in [cell.source for cell in notebook.cells]


def test_prose_that_became_code_is_kept_as_a_cell_of_the_student_s(tmp_path: Path) -> None:
    """It has the id of the lesson's own cell."""
    made = sample_class.notebook()
    place = made.cells.index(cell_of(made, "softmax")) - 1
    assert "nbgrader" not in made.cells[place].metadata
    made.cells[place].update(cell_type="code", source=HELPER, outputs=[], execution_count=None)
    sources = [cell.source for cell in rebuilt(tmp_path, made).cells if cell.cell_type == "code"]
    assert sources.index(HELPER) < sources.index(STUB["en"])


def test_prose_that_became_code_unchanged_is_put_back(tmp_path: Path) -> None:
    made = sample_class.notebook()
    prose = made.cells[made.cells.index(cell_of(made, "softmax")) - 1]
    prose.update(cell_type="code", outputs=[], execution_count=None)
    found = rebuilt(tmp_path, made)
    assert [c.source for c in found.cells] == [c.source for c in sample_class.notebook().cells]
    assert {c.cell_type for c in found.cells if c.source == prose.source} == {"markdown"}


def test_right_answers_in_several_cells_have_all_points(tmp_path: Path) -> None:
    made = sample_class.solved()
    broken = SOLUTIONS["layer_norm"].replace("):\n", ")\n", 1)
    for name, parts in {
        "softmax": halves(SOFTMAX),
        "self_attention": (SOLUTIONS["self_attention"], ""),
        "batched_scores": (SOLUTIONS["batched_scores"], "batched_scores(1, 2, 3)"),
        "layer_norm": (broken, SOLUTIONS["layer_norm"]),
        "feed_forward": (sample_class.wrong("feed_forward", "b1_after_relu"), SOLUTIONS["feed_forward"]),
        "six_blocks": (SOLUTIONS["six_blocks"], DAY.exercise("six_blocks").stub.ko),
        "transformer_block": ("%%time\nprint('a test')", SOLUTIONS["transformer_block"]),
        "which_family": (DAY.exercise("which_family").stub.en, SOLUTIONS["which_family"]),
    }.items():
        split(made, name, *parts)
    graded = grade(DAY, rebuilt(tmp_path, made), GradingOptions(seed=1))
    marks = {mark.exercise: (mark.verdict, mark.points) for mark in marks_of(graded)}
    assert marks == {
        e.name: ("manual", None) if e.kind == "explain" else ("passed", e.points) for e in DAY.exercises
    }
    outputs = cell_of(graded, "batched_scores").outputs
    assert [output.output_type for output in outputs] == ["error"]
    assert any("a test" in str(output) for output in cell_of(graded, "transformer_block").outputs)
