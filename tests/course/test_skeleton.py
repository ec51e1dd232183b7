"""A new day: it builds at once, its checks fail until they are filled in, and nothing is overwritten."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.course import load_day
from grader.course.skeleton import DayExistsError, new_day
from grader.judge import CheckBook, LocalChannel, Task, judge
from grader.text import LANGS, Text

TITLE = Text("Text to text: T5", "텍스트에서 텍스트로: T5")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "solutions").mkdir()
    return tmp_path


def test_a_new_day_has_an_exercise_of_each_kind_and_builds_in_both_languages(course: Path) -> None:
    new_day(15, TITLE, course)
    day = load_day(15, course)
    assert (day.name, day.title) == ("day15_text_to_text_t5", TITLE)
    assert {exercise.kind for exercise in day.exercises} == {"code", "bug", "quiz", "experiment", "explain"}
    english, korean = (day.notebook(lang, "student") for lang in LANGS)
    assert [cell.cell_type for cell in english.cells] == [cell.cell_type for cell in korean.cells]


@pytest.mark.parametrize("exercise", ["double", "halve", "growth"])
def test_a_check_of_a_new_day_does_not_pass_until_it_is_filled_in(course: Path, exercise: str) -> None:
    new_day(15, TITLE, course)
    place = course / "grader" / "checks" / "day15" / f"{exercise}.py"
    module = SimpleNamespace(**_run(place))
    answers = {exercise: module.check.answer, "halve_reason": "A"}
    (verdict,) = judge(CheckBook(module.check), [Task(exercise, "code", 1)], LocalChannel(answers), 1)
    assert verdict.verdict == "course_error"


def test_the_source_of_a_new_day_runs_as_a_script(course: Path) -> None:
    new_day(15, TITLE, course)
    assert _run(course / "solutions" / "day15_text_to_text_t5.py")["growth"]


def test_a_day_that_is_there_is_not_overwritten(course: Path) -> None:
    new_day(15, TITLE, course)
    source = course / "solutions" / "day15_text_to_text_t5.py"
    source.write_text("mine")
    with pytest.raises(DayExistsError, match="day15_text_to_text_t5"):
        new_day(15, Text("Another", "다른"), course)
    assert source.read_text() == "mine"


def test_a_title_without_latin_letters_is_refused(course: Path) -> None:
    with pytest.raises(ValueError, match="no letters"):
        new_day(15, Text("다", "다"), course)
    assert not (course / "grader").exists()


def _run(path: Path) -> dict[str, object]:
    """The names of a file that was run; its functions can be found by `inspect`."""
    spec = spec_from_file_location(f"new_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return vars(module)
