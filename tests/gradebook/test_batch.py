"""A batch can be stopped, killed and gone on with, and nothing that was graded is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
import sample_class
from nbgrader.api import Gradebook

from grader.gradebook import batch
from grader.gradebook.classroom import Classroom
from grader.grading.options import GradingOptions
from grader.grading.report import Graded
from grader.sandbox import Limits, ensure_fork_server

from .conftest import LIMITS

DAY = sample_class.DAY
ONE = DAY.exercises[0].name  # the only exercise that is filled in: quick
SLEEP = "import time; time.sleep(3)\n"


def _put(folder: Path, student: str, before: str = "") -> Path:
    path = folder / "submitted" / student / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    answer = before + sample_class.solutions()[ONE]
    nbformat.write(sample_class.notebook(**{ONE: answer}), path)
    return path


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    for student in ("ada", "ben", "cem"):
        _put(tmp_path, student)
    opened = Classroom(tmp_path, sample_class.ROOT)
    opened.prepare(DAY)
    return opened


def _run(classroom: Classroom, *, again: bool = False, limits: Limits = LIMITS) -> dict[str, Graded]:
    options = GradingOptions(limits=limits)
    work = classroom.grade(DAY, classroom.entries(DAY), options, jobs=2, again=again)
    return {one.student: one for one in work}


def _right(graded: Graded) -> bool:
    return [r.exercise for r in graded.marks if r.points] == [ONE]


def _kept(graded: dict[str, Graded]) -> set[str]:
    return {student for student, one in graded.items() if one.kept}


def test_the_next_run_grades_only_what_has_changed(classroom: Classroom, tmp_path: Path) -> None:
    first = _run(classroom)
    assert _kept(first) == set()
    second = _run(classroom)
    assert _kept(second) == {"ada", "ben", "cem"}
    assert {s: one.marks for s, one in second.items()} == {s: one.marks for s, one in first.items()}
    _put(tmp_path, "ada", before="# another file\n")
    (tmp_path / "submitted" / "ben" / DAY.id / "timestamp.txt").write_text("2026-11-21 12:00:00 UTC")
    assert _kept(_run(classroom)) == {"cem"}
    assert _kept(_run(classroom, again=True)) == set()


def test_marks_are_made_again_when_what_they_depend_on_has_changed(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(classroom)
    assert _kept(_run(classroom)) == {"ada", "ben", "cem"}
    monkeypatch.setattr("grader.grading.depends.version", lambda package: f"another {package}")
    assert _kept(_run(classroom)) == set()


def test_a_submission_is_read_once(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And what was read is what its state is of, even if the file is replaced meanwhile."""
    real = batch.open_submission

    def opened_once(path: Path, *day: Any) -> object:
        file = real(path, *day)
        path.unlink()
        return file

    monkeypatch.setattr(batch, "open_submission", opened_once)
    assert all(_right(one) for one in _run(classroom).values())


def test_marks_that_are_gone_are_made_again(classroom: Classroom, tmp_path: Path) -> None:
    _run(classroom)
    with Gradebook(classroom.database, "sixblocks") as gradebook:
        gradebook.find_grade(f"{ONE}_check", DAY.name, DAY.id, "ada").auto_score = None
        gradebook.db.commit()
    (classroom.autograded_folder / "ben" / DAY.id / f"{DAY.name}.ipynb").write_text("{")
    assert _kept(_run(classroom)) == {"cem"}
    (tmp_path / "gradebook.db").unlink()
    classroom.prepare(DAY)
    assert _kept(_run(classroom)) == set()


def test_a_run_that_is_stopped_keeps_what_it_gave_out(classroom: Classroom) -> None:
    work = classroom.grade(DAY, classroom.entries(DAY), GradingOptions(limits=LIMITS), jobs=1, again=False)
    done = next(work)
    work.close()  # what Ctrl-C does
    assert _kept(_run(classroom)) == {done.student}


def test_a_run_that_is_killed_keeps_what_it_saved(classroom: Classroom, tmp_path: Path) -> None:
    _put(tmp_path, "zed", before="while True: pass\n")
    arguments = ["grade", DAY.id, "--course-dir", str(tmp_path), "--jobs", "1"]
    command = [sys.executable, "-c", "from grader.cli import app; app()", *arguments]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    last = classroom.autograded_folder / "cem" / DAY.id / f"{DAY.name}.ipynb"
    deadline = time.monotonic() + 120
    while not last.exists() and time.monotonic() < deadline:
        assert run.poll() is None
        time.sleep(0.05)
    children = _descendants(run.pid)
    assert children
    run.kill()
    run.wait()
    deadline = time.monotonic() + 20
    while any(Path("/proc", str(pid)).exists() for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in children if Path("/proc", str(pid)).exists()]
    _put(tmp_path, "zed")
    assert _kept(_run(classroom, limits=Limits())) == {"ada", "ben", "cem"}


def _descendants(pid: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *_descendants(int(child))]
    return found


@pytest.mark.parametrize("killed", ["grader", "fork server"])
def test_what_dies_in_the_middle_is_replaced(classroom: Classroom, tmp_path: Path, killed: str) -> None:
    for student in ("ada", "ben", "cem"):
        _put(tmp_path, student, before=SLEEP)
    started: list[batch._Process] = []
    real = batch._Process.give

    def give(process: batch._Process, *job: object) -> None:
        real(process, *job)  # type: ignore[arg-type]
        started.append(process)
        if len(started) == 2:
            time.sleep(1)
            inner = ensure_fork_server(libraries=DAY.libraries)._inner
            assert inner is not None
            os.kill(process.process.pid if killed == "grader" else inner, signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch._Process, "give", give)
        graded = _run(classroom)
    assert len(graded) == 3
    assert all(_right(one) for one in graded.values())


def test_a_submission_that_ends_every_grader_is_reported(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = batch.open_submission
    monkeypatch.setattr(
        batch, "open_submission", lambda path, *day: os._exit(1) if "ben" in str(path) else real(path, *day)
    )
    graded = _run(classroom)
    assert graded["ben"].marks == []
    assert "Grade it again" in graded["ben"].notes[0].en
    assert _right(graded["ada"])
    assert _right(graded["cem"])
