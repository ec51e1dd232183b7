"""The commands, as one types them: what they print, what they write, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sample_class
from typer.testing import CliRunner

from grader.cli import app, console, learners
from grader.grading.marks import Mark
from grader.grading.report import Graded
from grader.sandbox import WallsMissing, doctor, stop_fork_servers
from grader.text import Text

DAY = sample_class.DAY
runner = CliRunner()


def run(*arguments: str, code: int = 0) -> str:
    console.out.width = console.err.width = 200  # whatever the terminal, or the worker of pytest, has
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def put(folder: Path, student: str) -> Path:
    path = folder / "submitted" / student / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True)
    next(m for m in sample_class.MEMBERS if m.student == student).put(path)
    return path


@pytest.mark.parametrize("command", ["build", "new-day", "audit", "grade", "check", "doctor"])
def test_help_teaches(command: str) -> None:
    assert "Usage" in run(command, "--help")


def test_grade_prints_the_table_and_writes_json(tmp_path: Path) -> None:
    for student in ("gil", "quinn"):
        put(tmp_path, student)
    rows = tmp_path / "marks.json"
    output = run(
        "grade", "4", "--course-dir", str(tmp_path), "--json", str(rows), "--seed", "7", "--feedback"
    )
    assert "gil" in output
    assert "divided_by_n_minus_1" in output
    assert "not valid JSON" in output
    assert (tmp_path / "feedback" / "gil" / DAY.id / f"{DAY.name}.html").exists()
    marks = json.loads(rows.read_text())
    assert len(marks) == 2 * len(DAY.exercises)
    assert {row["seed"] for row in marks} == {7}


def test_no_escape_sequence_and_no_markup_of_anybody_s_reaches_the_terminal() -> None:
    assert console.escape("\x1b[2J[red]\ta\nb\x9b1m\r") == "\\x1b[2J\\[red]    a\nb\\x9b1m\\r"
    mark = Mark("softmax", "code", 0.0, 4, "error", None, "\x1b]0;title\x07", "", 1)
    with console.out.capture() as shown:
        console.out.print(console.class_table(DAY, [Graded("kim", [mark], [Text("\x1b[2J", "")])]))
    assert "\x1b]" not in shown.get()
    assert "\x1b[2J" not in shown.get()


def test_grade_says_who_has_no_mark(tmp_path: Path) -> None:
    """A link, a file and a student who handed nothing in: a row for each, and an exit status of its own."""
    put(tmp_path, "quinn")
    (tmp_path / "submitted" / "absent").mkdir()
    (tmp_path / "submitted" / "linked").symlink_to(tmp_path / "submitted" / "quinn")
    (tmp_path / "submitted" / "readme.txt").touch()
    rows = tmp_path / "marks.json"
    output = run("grade", DAY.id, "--course-dir", str(tmp_path), "--json", str(rows), code=3)
    assert "Without a mark: absent, linked, readme.txt." in output
    marks = json.loads(rows.read_text())
    without = {row["student"]: row["message_en"] for row in marks if row["verdict"] == "not_graded"}
    assert set(without) == {"absent", "linked", "readme.txt"}
    assert "Nothing was handed in" in without["absent"]
    assert "links are not followed" in without["linked"]
    assert sum(row["student"] == "quinn" for row in marks) == len(DAY.exercises)
    assert "3 if somebody has no mark" in run("grade", "--help")


def test_grade_only_one_student(tmp_path: Path) -> None:
    for student in ("quinn", "vic"):
        put(tmp_path, student)
    output = run("grade", DAY.id, "--course-dir", str(tmp_path), "--student", "vic")
    assert "vic" in output
    assert "quinn" not in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "day99"], "no day99"),
        (["grade", "soon"], "not a day"),
        (["grade", "day04", "--course-dir", "/nowhere"], "no folder /nowhere"),
        (["build", "day99"], "no day99"),
        (["audit", "x"], "not a day"),
        (["audit", "day04", "--exercise", "softmacs"], "no exercise softmacs to audit"),
        (["new-day", "4", "The block", "블록"], "day04_transformer_block.py is there already"),
        (["check", "day04", "--hint", "nothing"], "no hints for 'nothing'"),
    ],
)
def test_refuses_and_says_what_to_do(arguments: list[str], message: str) -> None:
    assert message in run(*arguments, code=1)


def test_an_audit_of_one_exercise_can_be_repeated_and_noted(tmp_path: Path) -> None:
    page = tmp_path / "audit.md"
    audit = ["audit", "day04", "--exercise", "softmax", "--seed", "7", "--seed", "8"]
    output = run(*audit, "--page", str(page))
    assert "1 of 10 exercises. Seeds: --seed 7 --seed 8" in output
    assert "2 seeds each" in output
    assert "| `softmax` | 1 of 1 | 1 of 1 |" in page.read_text("utf-8")
    assert "day04 softmax" in page.read_text("utf-8")
    again = run("audit", "day04", "--changed", "--exercise", "layer_norm", "--seed", "7", "--page", str(page))
    assert "1 of 10 exercises" in again
    assert "day04 layer_norm" in page.read_text("utf-8")
    assert "day04 softmax" in page.read_text("utf-8")


def test_grade_without_submissions(tmp_path: Path) -> None:
    assert "no submissions" in run("grade", DAY.id, "--course-dir", str(tmp_path), code=1)


def test_no_walls_no_grading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "ada")

    def missing() -> None:
        raise WallsMissing("no walls here; --trust means …")

    stop_fork_servers()
    monkeypatch.setattr("grader.sandbox.walls.way", missing)
    assert "no walls here" in run("grade", DAY.id, "--course-dir", str(tmp_path), code=1)


def test_check_names_the_mistake_and_offers_a_hint(tmp_path: Path) -> None:
    path = put(tmp_path, "gil")
    output = run("check", DAY.id, "--notebook", str(path), code=1)
    assert "--hint layer_norm" in output
    korean = run("check", DAY.id, "--notebook", str(path), "--lang", "ko", code=1)
    assert "--hint layer_norm --lang ko" in korean
    assert run("check", DAY.id, "--notebook", str(put(tmp_path, "ada"))).count("passed") >= 10


def test_check_says_when_there_is_no_notebook(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.ipynb"
    output = run("check", DAY.id, "--notebook", str(missing), code=1)
    assert f"There is no notebook {missing}" in output
    assert "--notebook FILE" in output
    assert "hand it in" not in output
    assert f"{missing}이(가) 없어요" in run(
        "check", DAY.id, "--notebook", str(missing), "--lang", "ko", code=1
    )


@pytest.mark.parametrize("in_the_way", ["gradebook.db", "autograded"])
def test_grade_says_what_can_not_be_written(in_the_way: str, tmp_path: Path) -> None:
    put(tmp_path, "ada")
    if in_the_way == "gradebook.db":
        (tmp_path / in_the_way).mkdir()
    else:
        (tmp_path / in_the_way).write_text("")
    assert in_the_way in run("grade", DAY.id, "--course-dir", str(tmp_path), code=1)


def test_a_hint_that_can_not_be_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "ROOT", tmp_path)
    (tmp_path / ".sixblocks").write_text("")
    assert "can not be written" in run("check", DAY.id, "--hint", "softmax", code=1)


def test_hints_come_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learners, "ROOT", tmp_path)
    shown = [run("check", DAY.id, "--hint", "softmax") for _ in range(4)]
    assert [text.split("\n")[0] for text in shown] == ["Hint 1/3", "Hint 2/3", "Hint 3/3", "Hint 3/3"]
    (tmp_path / ".sixblocks" / "hints.json").write_text("damaged")
    assert "힌트 1/3" in run("check", DAY.id, "--hint", "softmax", "--lang", "ko")


def test_build_check_passes_on_what_is_committed() -> None:
    assert "lessons/ is what" in run("build", "--check")


def test_doctor_names_every_wall() -> None:
    said = run("doctor")
    for wall in ("outer wall", "no network", "read-only system", "own processes", "no privileges", "limits"):
        assert wall in said
    assert "NO" not in said
    assert "All walls stand" in said


def test_doctor_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor._probe
    monkeypatch.setattr(doctor, "_probe", lambda sandbox: real(sandbox) | {"interfaces": ["lo", "eth0"]})
    assert "Missing here: no network" in run("doctor", code=1)


def test_a_second_run_keeps_what_is_graded_and_all_grades_again(tmp_path: Path) -> None:
    put(tmp_path, "gil")
    first = run("grade", "day04", "--course-dir", str(tmp_path))
    again = run("grade", "day04", "--course-dir", str(tmp_path))
    assert "1 of 1 were graded before" in again
    table = "what was wrong"
    assert (
        again[again.index(table) : again.index("1 of 1")]
        == first[first.index(table) : first.index("Gradebook")]
    )
    assert "graded before" not in run("grade", "day04", "--course-dir", str(tmp_path), "--all")
