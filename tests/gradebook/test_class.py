"""Every submission of the sample class gets the right mark, whoever grades it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
import sample_class
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from sqlalchemy.exc import DataError

from grader.gradebook import classroom as classroom_module
from grader.gradebook.classroom import Classroom, ClassroomError
from grader.gradebook.entries import Entry
from grader.grading.options import GradingOptions
from grader.grading.report import Graded, rows

from .conftest import LIMITS, GradedClass

DAY = sample_class.DAY
BY_NAME = {member.student: member for member in sample_class.MEMBERS}
MAXIMUM = sum(e.points for e in DAY.exercises)
WRITTEN = {e.name for e in DAY.exercises if e.kind == "explain"}


@pytest.mark.parametrize("student", BY_NAME)
def test_marks(graded_class: GradedClass, student: str) -> None:
    member, results = BY_NAME[student], graded_class.graded[student].marks
    assert [r.exercise for r in results] == [e.name for e in DAY.exercises]
    for result in results:
        told = f"{result.exercise}: {result.verdict}, {result.misconception}: {result.message_en}"
        assert result.seed == 20170612
        if member.everything:
            assert result.verdict == member.everything, told
            assert result.points == 0, told
        elif result.exercise in member.expected:
            assert (result.verdict, result.misconception) == member.expected[result.exercise], told
            assert result.points is not None
            assert result.points < result.max_points, told
            assert result.message_en
            assert result.message_ko
        elif result.exercise in WRITTEN:
            assert (result.verdict, result.points) == ("manual", None), told
        else:
            assert (result.verdict, result.points) == ("passed", result.max_points), told


def test_what_is_not_a_student_gets_a_line(graded_class: GradedClass) -> None:
    assert graded_class.graded["readme.txt"].marks == []
    assert "This is a file" in graded_class.graded["readme.txt"].notes[0].en


def test_the_hostile_one_found_nothing(graded_class: GradedClass) -> None:
    path = graded_class.classroom.autograded_folder / "rex" / DAY.id / f"{DAY.name}.ipynb"
    text = path.read_text()
    assert "stolen: []" in text
    assert "/etc/passwd" not in text


def _marks(folder: Path) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """All automatic marks of a gradebook, and whether each waits for a person."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "sixblocks") as gradebook:
        return {
            (s.student.id, g.name): (g.auto_score, g.needs_manual_grade)
            for s in gradebook.assignment_submissions(DAY.id)
            for n in s.notebooks
            for g in n.grades
        }


def test_the_gradebook_has_the_results(graded_class: GradedClass) -> None:
    marks = _marks(graded_class.folder)
    for student, graded in graded_class.graded.items():
        for result in graded.marks:
            name = result.exercise if result.exercise in WRITTEN else f"{result.exercise}_check"
            assert marks[student, name] == (result.points, result.points is None)


def _nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = os.environ | {"HOME": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900)


def test_nbgrader_autograde_gives_the_same_marks(graded_class: GradedClass, tmp_path: Path) -> None:
    """nbgrader's own commands, from generate_assignment to generate_feedback, in a folder of their own."""
    sample_class.write_class(tmp_path)
    source = graded_class.folder / "source" / DAY.id / f"{DAY.name}.ipynb"
    (tmp_path / "source" / DAY.id).mkdir(parents=True)
    (tmp_path / "source" / DAY.id / source.name).write_bytes(source.read_bytes())
    # The two that only take time are left to the other tests.
    for slow in ("noa", "yun"):
        (tmp_path / "submitted" / slow).rename(tmp_path / f"not-{slow}")
    for arguments in (["generate_assignment", DAY.id], ["autograde", DAY.id], ["generate_feedback", DAY.id]):
        done = _nbgrader(tmp_path, *arguments)
        assert done.returncode == 0, done.stderr[-3000:]
    expected = {
        key: mark for key, mark in _marks(graded_class.folder).items() if key[0] not in ("noa", "yun")
    }
    assert _marks(tmp_path) == expected
    release = nbformat.read(tmp_path / "release" / DAY.id / source.name, as_version=4)
    handed_out = DAY.notebook("en", "student")
    assert [c.source for c in release.cells] == [c.source for c in handed_out.cells]
    assert [c.metadata for c in release.cells] == [c.metadata for c in handed_out.cells]
    pages = {path.parent.parent.name for path in (tmp_path / "feedback").glob(f"*/{DAY.id}/*.html")}
    assert pages == {student for student, _ in expected}


def test_the_formgraders_button_gives_the_same_marks(graded_class: GradedClass) -> None:
    before = _marks(graded_class.folder)
    classroom = graded_class.classroom
    api = NbGraderAPI(classroom.course, config=classroom.config)
    for student in ("gil", "quinn", "rex"):
        answer = api.autograde(DAY.id, student)
        assert answer["success"], answer
    assert _marks(graded_class.folder) == before


def _class_of_one(folder: Path, student: str) -> tuple[Path, Classroom, Entry]:
    """A course folder with one submission of the sample class: its file, the classroom, its entry."""
    path = folder / "submitted" / student / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True)
    BY_NAME[student].put(path)
    classroom = Classroom(folder, sample_class.ROOT)
    classroom.prepare(DAY)
    (entry,) = classroom.entries(DAY)
    return path, classroom, entry


def _grade(classroom: Classroom, entry: Entry, seed: int | None = None) -> Graded:
    (graded,) = classroom.grade(DAY, [entry], GradingOptions(seed=seed, limits=LIMITS))
    return graded


BROKEN = b'{"cells": ['
HOSTILE_NAMES = [b"kim\nmin", b"\x1b[2J", b"bad\xff", b".kim", b"k" * 129]


def _broken_class(folder: Path) -> None:
    """One broken notebook for each student whose name is unusual, and one with another name that is no UTF-8."""
    for name in [b"ada", b"[a-z]*", b"zoe", *HOSTILE_NAMES]:
        day = os.path.join(os.fsencode(folder), b"submitted", name, DAY.id.encode())
        os.makedirs(day)
        file = b"\xff\x1b[2J.ipynb" if name == b"zoe" else f"{DAY.name}.ipynb".encode()
        Path(os.fsdecode(os.path.join(day, file))).write_bytes(BROKEN)


def test_hostile_names_have_a_row_each_and_stop_nobody(tmp_path: Path) -> None:
    _broken_class(tmp_path)
    classroom = Classroom(tmp_path, sample_class.ROOT)
    classroom.prepare(DAY)
    work = classroom.grade(DAY, classroom.entries(DAY), GradingOptions(seed=1, limits=LIMITS))
    graded = {one.student: one for one in work}
    assert {student for student, one in graded.items() if one.marks} == {"ada", "[a-z]*", "zoe"}
    assert len(graded) == 3 + len(HOSTILE_NAMES)
    assert all(one.notes for one in graded.values())
    json.dumps([row for one in graded.values() for row in rows(DAY.id, one)], ensure_ascii=False).encode()
    # As an older version of the grader has left it:
    (tmp_path / "autograded" / "kim\nmin" / DAY.id).mkdir(parents=True)
    classroom.feedback(DAY)
    assert _pages(tmp_path) == {"ada", "[a-z]*", "zoe"}
    assert not list(tmp_path.glob("feedback/**/*.ipynb"))


def _pages(folder: Path) -> set[str]:
    return {path.parent.parent.name for path in folder.glob(f"feedback/*/{DAY.id}/{DAY.name}.html")}


def test_nbgrader_s_own_commands_take_a_name_for_a_name(tmp_path: Path) -> None:
    _broken_class(tmp_path)
    classroom = Classroom(tmp_path, sample_class.ROOT)
    classroom.prepare(DAY)
    api = NbGraderAPI(classroom.course, config=classroom.config)
    answer = api.autograde(DAY.id, "[a-z]*")
    assert answer["success"], answer
    assert "line break" not in answer["log"]  # nothing of the others
    assert {student for student, _ in _marks(tmp_path)} == {"[a-z]*"}
    answer = api.generate_feedback(DAY.id, "[a-z]*")
    assert answer["success"], answer
    assert _pages(tmp_path) == {"[a-z]*"}
    answer = api.autograde(DAY.id, "*")
    assert answer["success"], answer
    assert "line break" in answer["log"]
    assert "\x1b" not in answer["log"]
    assert api.generate_feedback(DAY.id)["success"]
    assert _pages(tmp_path) == {"ada", "[a-z]*", "zoe"}


def test_marks_that_the_gradebook_does_not_take_stop_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL takes no NUL, for one."""
    _broken_class(tmp_path)
    classroom = Classroom(tmp_path, sample_class.ROOT)
    classroom.prepare(DAY)
    real = classroom_module.save_marks

    def save(gradebook: Gradebook, day: Any, student: str, notebook: Any) -> None:
        if student == "ada":
            raise DataError("INSERT", {}, ValueError("too long"))
        real(gradebook, day, student, notebook)

    monkeypatch.setattr(classroom_module, "save_marks", save)
    work = classroom.grade(DAY, classroom.entries(DAY), GradingOptions(seed=1, limits=LIMITS))
    graded = {one.student: one for one in work}
    assert graded["ada"].marks == []
    assert "did not take the marks" in graded["ada"].notes[0].en
    assert {student for student, _ in _marks(tmp_path)} == {"[a-z]*", "zoe"}


def test_a_new_run_replaces_the_old_marks(tmp_path: Path) -> None:
    """A resubmission that can not be read keeps nothing of the marks before it."""
    path, classroom, entry = _class_of_one(tmp_path, "ada")
    assert sum(r.points or 0 for r in _grade(classroom, entry).marks) == MAXIMUM - 4
    path.write_text("{")
    _grade(classroom, entry)
    assert set(_marks(tmp_path).values()) == {(0, False)}


def test_a_mark_given_by_hand_stays_until_the_answer_is_gone(tmp_path: Path) -> None:
    path, classroom, entry = _class_of_one(tmp_path, "ada")
    _grade(classroom, entry)
    database = f"sqlite:///{tmp_path / 'gradebook.db'}"

    def grade_of_essay(gradebook: Gradebook) -> Any:
        return gradebook.find_grade("why_residuals", DAY.name, DAY.id, "ada")

    with Gradebook(database, "sixblocks") as gradebook:
        grade_of_essay(gradebook).manual_score = 3
        gradebook.db.commit()
    _grade(classroom, entry)
    with Gradebook(database, "sixblocks") as gradebook:
        assert grade_of_essay(gradebook).score == 3
        assert grade_of_essay(gradebook).needs_manual_grade
    BY_NAME["dana"].put(path)
    _grade(classroom, entry)
    with Gradebook(database, "sixblocks") as gradebook:
        assert grade_of_essay(gradebook).score == 0
        assert not grade_of_essay(gradebook).needs_manual_grade


def test_the_same_seed_gives_the_same_result(graded_class: GradedClass) -> None:
    (entry,) = graded_class.classroom.entries(DAY, "gil")
    again = _grade(graded_class.classroom, entry, 20170612)
    assert again.marks == graded_class.graded["gil"].marks


def test_json_rows(graded_class: GradedClass) -> None:
    row, *_ = rows(DAY.id, graded_class.graded["gil"])
    assert list(row) == (
        [
            "student",
            "day",
            "exercise",
            "kind",
            "points",
            "max_points",
            "verdict",
            "misconception",
            "message_en",
            "message_ko",
            "seed",
        ]
    )


def test_prose_may_change_after_grading_but_exercises_may_not(tmp_path: Path) -> None:
    _, classroom, entry = _class_of_one(tmp_path, "dana")
    _grade(classroom, entry)
    classroom.prepare(replace(DAY, cells=tuple(c for c in DAY.cells if c.role not in ("prose", "given"))))
    fewer = tuple(c for c in DAY.cells if c.name != "softmax")
    with pytest.raises(ClassroomError, match="exercises have changed"):
        classroom.prepare(replace(DAY, cells=fewer, exercises=DAY.exercises[1:]))


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (DAY.id, "Run `nbgrader generate_assignment"),
        ("day99", "there is no day99"),
        ("homework", "not a day"),
    ],
)
def test_nbgrader_autograde_refuses_with_a_reason(tmp_path: Path, day: str, message: str) -> None:
    sample_class.write_class(tmp_path)
    done = _nbgrader(tmp_path, "autograde", day)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
