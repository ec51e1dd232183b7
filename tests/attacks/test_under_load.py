"""Many submissions, a fifth of them hostile or broken, while processes of ours are killed: nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sample_class

from grader.course import ROOT
from grader.gradebook import batch
from grader.gradebook.batch import GradedNotebook, Job
from grader.gradebook.classroom import Classroom
from grader.gradebook.entries import discover
from grader.grading.options import GradingOptions
from grader.grading.report import Graded
from grader.sandbox import Limits, WallsMissing, ensure_fork_server, walls

from .small import small_day

DAY = small_day()
LIMITS = Limits(cell_seconds=2, notebook_seconds=30, call_seconds=2)
MANY, BAD = 200, 40
SOLVED = sample_class.solutions()["softmax"]


def _with(answer: str, before: str = "") -> bytes:
    made = DAY.notebook("en", "student")
    sample_class.cell_of(made, "softmax").source = answer
    made.cells.insert(0, sample_class.nbformat.v4.new_code_cell(before))
    return json.dumps(made).encode()


def _files(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


# What is handed in, and the points for it.
BROKEN: list[tuple[Callable[[Path], None], float]] = [
    (_files(_with(SOLVED, "import os\nos._exit(0)")), 3.0),
    (_files(_with(SOLVED, "import os\nif os.fork() == 0:\n    while True: pass")), 3.0),
    (_files(_with(SOLVED, "import os, signal\nos.kill(-1, 9); os.kill(os.getpid(), signal.SIGSTOP)")), 3.0),
    (_files(_with("def softmax(x, axis=-1):\n    import ctypes\n    ctypes.string_at(0)")), 0.0),
    (_files(_with("def softmax(x, axis=-1):\n    return x")), 0.0),
    (_files(_with("def softmax(x")), 0.0),
    (_files(b"{"), 0.0),
    (_files(_with(SOLVED)[:-500]), 0.0),
    (Path.mkdir, 0.0),
    (lambda path: path.symlink_to("/etc/passwd"), 0.0),
]


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    try:
        walls.way()
    except WallsMissing as error:
        pytest.skip(str(error))
    made = Classroom(tmp_path, ROOT)
    made.prepare(DAY)
    return made


def _write(folder: Path) -> dict[str, float]:
    expected, honest = {}, _with(SOLVED)
    for i in range(MANY):
        bad = i % (MANY // BAD) == 2
        put, points = BROKEN[i // (MANY // BAD) % len(BROKEN)] if bad else (_files(honest), 3.0)
        path = folder / "submitted" / f"student{i:03}" / DAY.id / f"{DAY.name}.ipynb"
        path.parent.mkdir(parents=True)
        put(path)
        expected[f"student{i:03}"] = points
    return expected


def test_every_mark_is_right_when_processes_are_killed(classroom: Classroom, tmp_path: Path) -> None:
    expected = _write(tmp_path)
    graded: dict[str, Graded] = {}
    killed = []
    for one in classroom.grade(DAY, classroom.entries(DAY), GradingOptions(limits=LIMITS), jobs=3):
        assert one.student not in graded
        graded[one.student] = one
        if len(graded) == 40:
            killed.append(_kill(next(iter(multiprocessing.active_children())).pid))
        if len(graded) == 90:
            killed.append(_kill(ensure_fork_server()._inner))
    assert len(killed) == 2
    marks = {name: one.marks[0].points if one.marks else None for name, one in graded.items()}
    assert marks == expected, {
        name: graded[name].marks for name in expected if marks.get(name) != expected[name]
    }
    assert not multiprocessing.active_children()


def _kill(pid: int | None) -> int:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_a_process_that_dies_before_it_read_its_job(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end of the line then says "connection reset", not "end of file"."""
    path = tmp_path / "submitted" / "one" / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(_with(SOLVED))
    flag, work = tmp_path / "died", batch._work

    def dies_once(*arguments: object) -> None:
        if not flag.exists():
            flag.touch()
            time.sleep(0.5)  # until the job lies unread in the line
            os.kill(os.getpid(), signal.SIGKILL)
        work(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "_work", dies_once)
    (entry,) = discover(tmp_path / "submitted", DAY.id, DAY.name)
    ((_, graded),) = batch.graded(DAY, [Job(entry)], GradingOptions(limits=LIMITS), at_once=1)
    assert isinstance(graded, GradedNotebook)
    assert graded.notebook.metadata.sixblocks.results[0]["points"] == 3


def test_the_start_of_the_fork_server_is_not_the_notebook_s_time() -> None:
    """On a busy machine it takes longer than a short notebook may."""
    from grader.sandbox import Sandbox, stop_fork_servers

    stop_fork_servers()
    with Sandbox(Limits(notebook_seconds=0.4)) as sandbox:
        assert sandbox.run(["1"])[0].status == "ok"
