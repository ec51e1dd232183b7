"""A lesson whose code has texts in two languages is graded the same in both."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.course import load_day
from grader.grading.among_right_ones import _is_attempted
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.marks import language_of, marks_of, notes_of
from grader.grading.options import GradingOptions
from grader.grading.read import open_submission, read
from grader.grading.rebuild import Rebuilt, rebuild
from grader.text import LANGS, Lang

sys.path.insert(0, str(Path(__file__).parents[2] / "data"))
import sample_class

DAY = load_day("day04")
CODE = [exercise.name for exercise in DAY.exercises if exercise.kind != "explain"]


def handed_in(tmp_path: Path, notebook: NotebookNode) -> Path:
    path = tmp_path / "day04" / f"{DAY.name}.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
    return path


def rebuilt(tmp_path: Path, notebook: NotebookNode) -> Rebuilt:
    return rebuild(DAY, read(open_submission(handed_in(tmp_path, notebook))))


def graded_notebook(path: Path) -> NotebookNode:
    return grade(DAY, read_and_rebuild(DAY, open_submission(path)), GradingOptions(seed=1))


def attempted(notebook: NotebookNode) -> list[str]:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [name for name in CODE if _is_attempted(DAY, code, name)]


def swapped(lang: Lang, *names: str) -> NotebookNode:
    """The lesson with these cells in the other language."""
    other = DAY.notebook("ko" if lang == "en" else "en", "student")
    return sample_class.notebook(lang, **{name: sample_class.cell_of(other, name).source for name in names})


def test_the_stubs_and_checks_of_the_day_differ_by_language() -> None:
    """Otherwise the tests below would say nothing."""
    for name in CODE:
        exercise = DAY.exercise(name)
        assert exercise.stub.en != exercise.stub.ko
        assert exercise.check.en != exercise.check.ko


@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_lesson_is_unanswered_and_nothing_is_noted(tmp_path: Path, lang: Lang) -> None:
    path = handed_in(tmp_path, DAY.notebook(lang, "student"))
    graded = graded_notebook(path)
    assert language_of(graded) == lang
    assert notes_of(graded) == []
    marks = marks_of(graded)
    assert {(mark.verdict, mark.points) for mark in marks} == {("unanswered", 0.0)}
    assert not [mark for mark in marks if "cell" in mark.message_en]
    assert attempted(graded) == []


def test_a_solved_korean_lesson_has_full_marks(tmp_path: Path) -> None:
    path = handed_in(tmp_path, sample_class.solved("ko"))
    graded = graded_notebook(path)
    assert {mark.verdict for mark in marks_of(graded)} == {"passed", "manual"}
    assert notes_of(graded) == []


@pytest.mark.parametrize("lang", LANGS)
def test_cells_of_the_other_language_are_as_handed_out(tmp_path: Path, lang: Lang) -> None:
    found = rebuilt(
        tmp_path, swapped(lang, "softmax", "softmax_check", "given_3", "batched_scores", "which_family")
    )
    assert found.notes == {}
    assert attempted(found.notebook) == []
    assert sample_class.cell_of(found.notebook, "softmax_check").source == DAY.exercise("softmax").check[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_a_stub_of_the_other_language_after_an_answer_is_no_answer(tmp_path: Path, lang: Lang) -> None:
    made = sample_class.notebook(lang, softmax="def softmax(x, axis=-1):\n    return x")
    answer = sample_class.cell_of(made, "softmax")
    twin = nbformat.from_dict(
        {**answer, "id": "twin", "source": DAY.exercise("softmax").stub["ko" if lang == "en" else "en"]}
    )
    made.cells.append(twin)
    found = rebuilt(tmp_path, made)
    assert sample_class.cell_of(found.notebook, "softmax").source == answer.source
    assert attempted(found.notebook) == ["softmax"]


@pytest.mark.parametrize("lang", LANGS)
def test_cells_without_marks_are_known_by_their_text_in_either_language(tmp_path: Path, lang: Lang) -> None:
    made = swapped(lang, "softmax_check", "softmax")
    for name in ("softmax_check", "softmax"):
        del sample_class.cell_of(made, name).metadata["nbgrader"]
    found = rebuilt(tmp_path, made)
    assert found.notes == {}
    assert len(found.notebook.cells) == len(DAY.notebook(lang, "student").cells)


@pytest.mark.parametrize("lang", LANGS)
def test_a_changed_check_is_noted(tmp_path: Path, lang: Lang) -> None:
    made = DAY.notebook(lang, "student")
    sample_class.cell_of(made, "softmax_check").source += "\nassert True"
    assert "changed" in rebuilt(tmp_path, made).notes["softmax"][0].en
