"""The corpus of attacks and some honest submissions, graded together as one class: who gets what, and what is left."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sample_class

from grader.course import ROOT
from grader.gradebook.classroom import Classroom
from grader.grading import feedback
from grader.grading.options import GradingOptions
from grader.grading.report import Graded
from grader.sandbox import Limits, WallsMissing, ensure_fork_server, stop_fork_servers, walls

from . import corpus
from .corpus import ATTACKS, DAY, MARK, SECRET, SEED, Attack

LIMITS = Limits(
    cell_seconds=1.5,
    notebook_seconds=30,
    call_seconds=1,
    asking_seconds=6,
    memory_bytes=3 * 2**29,
    file_bytes=2**22,
    output_bytes=100_000,
    message_bytes=2**24,
)
SLOWEST = 90.0  # seconds that one submission may take on a machine with much else to do
HONEST = [f"honest{i}" for i in range(6)]
MAXIMUM = {e.name: None if e.kind == "explain" else float(e.points) for e in DAY.exercises}


@dataclass(frozen=True)
class Outcome:
    folder: Path
    classroom: Classroom
    graded: dict[str, Graded]
    files_before: dict[str, bytes]
    seen_outside: set[str]
    seconds: float


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    try:
        walls.way()
    except WallsMissing as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("attacked")
    _write(folder)
    classroom = Classroom(folder, ROOT)
    classroom.prepare(DAY)
    before = _files(folder / "submitted")
    seen: set[str] = set()
    over = threading.Event()
    watch = threading.Thread(target=_look_outside, args=(seen, over))
    watch.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_OF_THE_HOST", SECRET)
        ensure_fork_server(
            libraries=DAY.libraries | {"torch"}
        )  # on a busy machine its import would outlast a call
        began = time.monotonic()
        entries = classroom.entries(DAY)
        options = GradingOptions(seed=SEED, limits=LIMITS)
        graded = {one.student: one for one in classroom.grade(DAY, entries, options, jobs=2)}
        seconds = time.monotonic() - began
    over.set()
    watch.join()
    yield Outcome(folder, classroom, graded, before, seen, seconds)
    stop_fork_servers()


def _write(folder: Path) -> None:
    """The class: an honest one among every twenty hostile ones, in the order of names."""
    (folder / "secret.txt").write_text(SECRET)
    for i, attack in enumerate(ATTACKS):
        path = folder / "submitted" / f"{i:03}-{attack.name}" / DAY.id / f"{DAY.name}.ipynb"
        path.parent.mkdir(parents=True)
        attack.put(path)
    every = len(ATTACKS) // (len(HONEST) - 1)
    for i, name in enumerate(HONEST):
        made = sample_class.solved()
        made.cells.append(corpus._code(f"kept = {SECRET!r}\nprint(kept)"))
        student = f"{i * every:03}-a-{name}"
        path = folder / "submitted" / student / DAY.id / f"{DAY.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(made))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _look_outside(seen: set[str], over: threading.Event) -> None:
    """Note whatever of an attack shows on the host while the class is graded."""
    while not over.wait(0.3):
        if MARK in Path("/proc/net/unix").read_text():
            seen.add("a unix socket")
        tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
        if any(":F22F " in table.read_text() for table in tables if table.exists()):
            seen.add("a TCP port")


def _attack(outcome: Outcome, attack: Attack) -> tuple[str, Graded]:
    student = f"{ATTACKS.index(attack):03}-{attack.name}"
    return student, outcome.graded[student]


def test_the_corpus_is_large_and_names_are_unique() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_the_mark_of_what_it_solved(outcome: Outcome, attack: Attack) -> None:
    _, graded = _attack(outcome, attack)
    assert [r.exercise for r in graded.marks] == list(MAXIMUM)
    told = {r.exercise: (r.points, r.verdict, r.message_en) for r in graded.marks}
    marks = {r.exercise: r.points for r in graded.marks if r.points}
    assert marks == attack.marks, told
    assert "course_error" not in {r.verdict for r in graded.marks}, told


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_learns_nothing(outcome: Outcome, attack: Attack) -> None:
    """Neither an output nor a message nor the page holds what it must not; and nothing is huge."""
    student, graded = _attack(outcome, attack)
    path = outcome.classroom.autograded_folder / student / DAY.id / f"{DAY.name}.ipynb"
    assert path.stat().st_size < 2**22
    notebook = sample_class.nbformat.read(path, as_version=4)
    told = [text for r in graded.marks for text in (r.message_en, r.message_ko)]
    for cell in notebook.cells:
        outputs = cell.get("outputs", []) if not cell.get("id", "").startswith("given") else []
        told += [str({k: v for k, v in o.items() if k != "traceback"}) for o in outputs]
    page = feedback.page(DAY, notebook, {"student": student, "score": 0, "max_score": 36})
    for word in (SECRET, str(SEED), str(ROOT / "solutions"), str(outcome.folder), *attack.hidden):
        assert not [text for text in told if word in text], word
    assert SECRET not in page
    assert str(SEED) not in page
    assert "<script" not in page


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_neighbour_has_full_marks(outcome: Outcome, name: str) -> None:
    (student,) = [student for student in outcome.graded if student.endswith(name)]
    results = outcome.graded[student].marks
    assert {r.exercise: r.points for r in results} == MAXIMUM, [(r.exercise, r.message_en) for r in results]


def test_everybody_is_graded(outcome: Outcome) -> None:
    assert len(outcome.graded) == len(ATTACKS) + len(HONEST)
    assert all(graded.marks for graded in outcome.graded.values())


def test_no_file_is_left_and_none_is_changed(outcome: Outcome) -> None:
    assert _files(outcome.folder / "submitted") == outcome.files_before
    home = Path.home()
    folders = [
        Path(tempfile.gettempdir()),
        Path("/tmp"),
        Path("/dev/shm"),
        Path("/var/tmp"),
        Path.cwd(),
        ROOT,
        home,
    ]
    folders += [home / ".ipython" / "profile_default" / "startup", *walls._packages()]
    assert not [path for folder in folders if folder.is_dir() for path in folder.glob(f"{MARK}*")]
    assert not [path for path in outcome.folder.rglob("*") if MARK in path.name]


def test_nothing_was_heard_outside(outcome: Outcome) -> None:
    assert outcome.seen_outside == set()


def test_no_process_is_left(outcome: Outcome) -> None:
    """Of all that came from this process only the fork server remains, and that ends when it is told to."""
    assert not _descendants(students_only=True)
    stop_fork_servers()
    assert not [pid for pid, name in _descendants().items() if name in ("bwrap", "python", MARK)]


def _descendants(students_only: bool = False) -> dict[int, str]:
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    users: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
            pid = int(folder.name)
            parents[pid], names[pid], users[pid] = int(rest.split()[1]), name, folder.stat().st_uid
        except (OSError, ValueError, IndexError):
            continue
    found = {}
    for pid in parents:
        ancestor = parents[pid]
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        if ancestor == os.getpid() and (not students_only or users[pid] in walls.UIDS):
            found[pid] = names[pid]
    return found


def test_the_batch_ends_in_bounded_time(outcome: Outcome) -> None:
    assert outcome.seconds < SLOWEST * len(outcome.graded) / 2


def test_the_table_in_the_docs_is_the_corpus() -> None:
    assert corpus.TABLE.read_text("utf-8") == corpus.table()


def test_what_others_handed_in_through_nbgrader_is_out_of_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exchange lies below /usr, which can be seen."""
    assert "/usr/local/share/nbgrader" in walls.HIDDEN
    monkeypatch.setattr(walls, "HIDDEN", (str(tmp_path), str(tmp_path / "missing")))
    mounts = walls._mounts()
    assert mounts[mounts.index(str(tmp_path)) - 1] == "--tmpfs"
    assert str(tmp_path / "missing") not in mounts
