"""Marks are kept only while all that they depend on is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sample_class

from grader.course import Day, load_day
from grader.grading import depends
from grader.grading.options import GradingOptions
from grader.grading.state import state_of_submission, state_of_tests
from grader.sandbox import Limits
from grader.text import Text

DAY = sample_class.DAY
FILES = {
    "judge/compare.py": "",
    "sandbox/worker.py": "",
    "wire/serving.py": "",
    "grading/answers.py": "",
    "checks/__init__.py": "",
    "checks/day04/__init__.py": "from grader.checks.day04 import softmax",
    "checks/day04/softmax.py": "from grader.checks.oracles.layers import LayerNorm",
    "checks/day04/words.txt": "a text that the oracle reads",
    "checks/oracles/layers.py": "from .. import shared",
    "checks/shared.py": "import grader.checks.day03",
    "checks/day03.py": "import grader.checks.shared",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small engine, whose hidden tests of Day 4 are a package."""
    for name, text in {**FILES, "checks/day05.py": "", "checks/oracles/numbers.py": ""}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(depends, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_of_the_engine_or_of_the_tests_that_are_used_asks_for_new_marks(
    package: Path, name: str
) -> None:
    before = state_of_tests(DAY, GradingOptions())
    assert state_of_tests(DAY, GradingOptions()) == before
    (package / name).write_text(f"{FILES[name]}\n# another line\n")
    assert state_of_tests(DAY, GradingOptions()) != before


def test_a_new_file_in_the_day_s_tests_asks_for_new_marks(package: Path) -> None:
    before = state_of_tests(DAY, GradingOptions())
    (package / "checks" / "day04" / "new.py").write_text("")
    assert state_of_tests(DAY, GradingOptions()) != before


def test_tests_of_another_day_do_not_count(package: Path) -> None:
    before = state_of_tests(DAY, GradingOptions())
    (package / "checks" / "day05.py").write_text("# changed")
    assert state_of_tests(DAY, GradingOptions()) == before


def test_an_oracle_that_nobody_uses_does_not_count(package: Path) -> None:
    before = state_of_tests(DAY, GradingOptions())
    (package / "checks" / "oracles" / "numbers.py").write_text("# changed")
    assert state_of_tests(DAY, GradingOptions()) == before


def test_the_hops_that_make_a_mark_are_files_of_the_package() -> None:
    assert [hop for hop in depends.HOPS if not (depends.PACKAGE / "grading" / f"{hop}.py").is_file()] == []


def test_one_exercise_depends_on_its_own_module_and_on_what_that_imports() -> None:
    files = [line.split()[0] for line in depends.hidden_tests("day07.layer_norm")]
    assert "checks/day07/layer_norm.py" in files
    assert "checks/day07/token_statistics.py" in files
    assert "checks/day07/batch_norm.py" not in files


@pytest.mark.parametrize("package", ["numpy", "torch", "tokenizers", "transformers"])
def test_another_version_of_an_oracle_s_package_asks_for_new_marks(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    before, real = state_of_tests(DAY, GradingOptions()), depends.version
    monkeypatch.setattr(depends, "version", lambda name: "99" if name == package else real(name))
    assert state_of_tests(DAY, GradingOptions()) != before


def _with_another_recap(day: Day) -> Day:
    return _changed(day, lambda cell: cell.recap)


def _with_another_lesson(day: Day) -> Day:
    return _changed(day, lambda cell: cell.role == "given" and not cell.recap)


def _with_another_rubric(day: Day) -> Day:
    first, *others = [replace(e, rubric=Text("new", "새")) if e.rubric else e for e in day.exercises]
    return replace(day, exercises=(first, *others))


def _with_another_solution(day: Day) -> Day:
    return _changed(day, lambda cell: cell.role == "exercise")


def _changed(day: Day, which: Callable[..., bool]) -> Day:
    """The day with one more line in the first of these cells."""
    cells = list(day.cells)
    place = next(i for i, cell in enumerate(cells) if which(cell))
    source = cells[place].source
    cells[place] = replace(cells[place], source=Text(f"{source.en}\n# new", f"{source.ko}\n# new"))
    return replace(day, cells=tuple(cells))


@pytest.mark.parametrize(
    "change", [_with_another_recap, _with_another_lesson, _with_another_rubric, _with_another_solution]
)
def test_another_lesson_asks_for_new_marks(change: Callable[[Day], Day]) -> None:
    day = load_day("day10")
    assert state_of_tests(change(day), GradingOptions()) != state_of_tests(day, GradingOptions())


def test_other_limits_ask_for_new_marks() -> None:
    longer = GradingOptions(limits=Limits(cell_seconds=60))
    assert state_of_tests(DAY, longer) != state_of_tests(DAY, GradingOptions())


def test_another_file_or_timestamp_asks_for_new_marks() -> None:
    states = {
        state_of_submission(*said)
        for said in [("t", "f", "d"), ("t", "f", ""), ("t", "g", "d"), ("u", "f", "d")]
    }
    assert len(states) == 4
