"""Writing the sample class overwrites no settings but its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_class

from grader.course import ROOT
from grader.gradebook.classroom import Classroom

SETTINGS = "nbgrader_config.py"


@pytest.fixture(autouse=True)
def few_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_class, "MEMBERS", [m for m in sample_class.MEMBERS if m.student == "quinn"])


def test_the_course_s_own_settings_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy of the course, as `python data/sample_class.py .` is run there."""
    text = (ROOT / SETTINGS).read_text()
    (tmp_path / SETTINGS).write_text(text)
    monkeypatch.setattr(sample_class, "ROOT", tmp_path)
    sample_class.write_class(tmp_path)
    sample_class.write_class(tmp_path)
    assert (tmp_path / SETTINGS).read_text() == text
    assert Classroom(tmp_path, tmp_path).config.CourseDirectory.course_id == "sixblocks"


def test_an_instructor_s_settings_stay(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text('c = get_config()\nc.CourseDirectory.course_id = "mine"\n')
    sample_class.write_class(tmp_path)
    assert Classroom(tmp_path, ROOT).config.CourseDirectory.course_id == "mine"


def test_its_own_settings_name_the_course_s_folder_and_are_written_anew(tmp_path: Path) -> None:
    sample_class.write_class(tmp_path)
    written = (tmp_path / SETTINGS).read_text()
    assert Classroom(tmp_path, tmp_path).config.CourseDirectory.course_id == "sixblocks"
    (tmp_path / SETTINGS).write_text(written.replace(str(ROOT), "/moved"))
    sample_class.write_class(tmp_path)
    assert (tmp_path / SETTINGS).read_text() == written
