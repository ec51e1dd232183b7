"""The limits that an instructor sets hold for every way of grading."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import sample_class
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config
from typer.testing import CliRunner

from grader.cli import app, learners
from grader.gradebook.classroom import Classroom
from grader.gradebook.settings import SandboxLimits, SettingsError, limits_of
from grader.sandbox import Limits

DAY = sample_class.DAY
SLOW = "import time\ntime.sleep(2)\n"  # a cell that takes longer than the course sets here, and much less than usual
SETTING = "c.SandboxLimits.cell_seconds = 0.5\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose cells may run half a second, and a submission whose softmax takes two to be defined."""
    path = tmp_path / "submitted" / "ada" / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True)
    solution = sample_class.solutions()["softmax"]
    sample_class._file(lambda: sample_class.notebook(softmax=SLOW + solution))(path)
    settings = f'c = get_config()\nload_subconfig("nbgrader_config.py", path={str(sample_class.ROOT)!r})\n'
    (tmp_path / "nbgrader_config.py").write_text(settings + SETTING)
    return tmp_path


def _points(course: Path) -> float | None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "sixblocks") as gradebook:
        points: float | None = gradebook.find_grade("softmax_check", DAY.name, DAY.id, "ada").auto_score
        return points


def test_sixblocks_grade_and_check(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, ["grade", DAY.id, "--course-dir", str(course)])
    assert result.exit_code == 0, result.output
    assert _points(course) == 0
    notebook = course / "submitted" / "ada" / DAY.id / f"{DAY.name}.ipynb"
    command = ["check", DAY.id, "--notebook", str(notebook)]
    assert "passed" in CliRunner().invoke(app, command).output
    monkeypatch.setattr(learners, "ROOT", course)
    assert "passed" not in CliRunner().invoke(app, command).output


def test_nbgrader_autograde_and_the_formgraders_button(course: Path) -> None:
    classroom = Classroom(course, sample_class.ROOT)
    classroom.prepare(DAY)
    command = [sys.executable, "-m", "nbgrader", "autograde", DAY.id]
    environment = os.environ | {"HOME": str(course)}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert _points(course) == 0
    (course / "gradebook.db").unlink()
    classroom.prepare(DAY)
    answer = NbGraderAPI(classroom.course, config=classroom.config).autograde(DAY.id, "ada")
    assert answer["success"], answer
    assert _points(course) == 0


def test_every_limit_can_be_set_and_says_what_it_is() -> None:
    traits = SandboxLimits.class_own_traits(config=True)
    assert set(traits) == {field.name for field in fields(Limits)}
    assert all(trait.help for trait in traits.values())
    assert limits_of(Config()) == Limits()
    assert limits_of(Config({"SandboxLimits": {"processes": 7}})) == Limits(processes=7)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"cell_secs": 3}, "has no cell_secs"),
        ({"cell_seconds": "long"}, "cell_seconds"),
        ({"processes": 0}, "processes"),
    ],
)
def test_a_setting_that_can_not_be_is_refused_with_a_reason(
    setting: dict[str, object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=words):
        limits_of(Config({"SandboxLimits": setting}))
    ((name, value),) = setting.items()
    settings = f'c = get_config()\nload_subconfig("nbgrader_config.py", path={str(sample_class.ROOT)!r})\n'
    (tmp_path / "nbgrader_config.py").write_text(f"{settings}c.SandboxLimits.{name} = {value!r}\n")
    (tmp_path / "submitted" / "ada" / DAY.id).mkdir(parents=True)
    result = CliRunner().invoke(app, ["grade", DAY.id, "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert words in result.output
