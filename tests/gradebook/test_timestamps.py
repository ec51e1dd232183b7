"""timestamp.txt is understood or ignored, and what is odd about it is said; it stops nobody and nothing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
import sample_class
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from grader.gradebook.classroom import Classroom
from grader.gradebook.timestamps import Timestamp, parse, read_timestamp, timestamp_of, what_is_odd
from grader.grading.options import GradingOptions
from grader.grading.report import Graded

from .conftest import LIMITS

DAY = sample_class.DAY
KOREAN = "2026년 11월 30일 오후 11:30"
EVENING = datetime(2026, 11, 30, 14, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30 14:30:00.000000 UTC",
        "2026-11-30 14:30",
        "2026-11-30T14:30:00Z",
        "2026-11-30 23:30:00 KST",
        "2026-11-30 23:30:00.000000 KST",
        "2026-11-30 23:30:00KST",
        "2026-11-30 11:30 PM KST",
        "2026-11-30 23:30:00 Asia/Seoul",
        "2026-11-30 23:30:00 +0900",
        "2026-11-30 23:30:00+09:00",
        "Mon, 30 Nov 2026 23:30:00 +0900 (KST)",
        "2026-11-30 15:30 CET",
        "2026-11-30 06:30 PST",
    ],
)
def test_a_time_with_its_zone_is_understood(text: str) -> None:
    assert parse(text) == EVENING


@pytest.mark.parametrize(
    "text",
    [
        KOREAN,
        "yesterday-ish",
        "11:30",
        "May",
        "2026",
        "2026-11-30 23:30:00 CST",
        "2026-11-30 23:30:00 IST",
        "2026-11-30 23:30:00 XYZ",
        "2026-11-30 23:30:00 UTC+9",
        "2026-11-30 23:30:00 ../../etc/passwd",
        "2026-13-30 23:30",
        "9999-12-31 23:30 -0900",
        "\x1b[2J",
    ],
)
def test_what_is_not_a_whole_date_or_has_an_unclear_zone_is_ignored_and_told(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "timestamp.txt").write_text(text, "utf-8")
    stamp = read_timestamp(tmp_path)
    assert stamp.at is None
    (note,) = what_is_odd(stamp, None)
    assert "can not be understood" in note.en
    assert "제출 시각이 없는 것으로" in note.ko
    assert "\x1b" not in note.en


@pytest.mark.parametrize("data", [b"", b" \n", None])
def test_none_and_an_empty_one_are_not_odd(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "timestamp.txt").write_bytes(data)
    assert read_timestamp(tmp_path) == Timestamp()
    assert what_is_odd(Timestamp(), EVENING) == []


def test_a_link_a_folder_a_pipe_and_binary_are_ignored_and_told(tmp_path: Path) -> None:
    def put(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name / "timestamp.txt"

    put("link").symlink_to("/etc/hostname")
    put("folder").mkdir()
    os.mkfifo(put("pipe"))
    put("binary").write_bytes(b"\xff\xfe2\x00")
    put("long").write_text("2026-11-30 " * 100)
    for folder in tmp_path.iterdir():
        assert read_timestamp(folder).at is None
        assert read_timestamp(folder).problem


@given(st.text(max_size=60) | st.from_regex(r"[0-9:/. -]{4,30}( [A-Z]{1,5})?", fullmatch=True))
def test_any_text_is_a_date_or_ignored(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "timestamp.txt").write_text(text, "utf-8", "surrogatepass")
    stamp = read_timestamp(folder)
    assert stamp.at is None or stamp.at.tzinfo is None
    what_is_odd(stamp, EVENING)


NOON, LATER, LAST = datetime(2026, 11, 30, 12), datetime(2026, 11, 30, 15), datetime(2026, 12, 1)


@pytest.mark.parametrize(
    ("at", "written", "released", "said"),
    [
        (EVENING, EVENING, NOON, None),
        (EVENING, LATER, None, None),
        (EVENING, LAST, LATER, "not given out before 2026-11-30 15:00 UTC"),
        # The release was made anew, or for the first time, after the submission had come.
        (EVENING, LATER, LAST, None),
        (
            datetime(2001, 1, 1),
            LATER,
            LAST,
            "says 2001-01-01 00:00 UTC, but the lesson was not given out before",
        ),
        (
            datetime(2001, 1, 1),
            LATER,
            None,
            "says 2001-01-01 00:00 UTC, but the lesson was not given out before",
        ),
        (LATER, EVENING, NOON, "says 2026-11-30 15:00 UTC, but the file itself is from 2026-11-30 14:30 UTC"),
        (datetime(2026, 11, 30, 14, 35), EVENING, NOON, None),
    ],
)
def test_a_time_before_the_release_or_after_the_file_s_own_is_told(
    at: datetime, written: datetime, released: datetime | None, said: str | None
) -> None:
    notes = what_is_odd(Timestamp(at, written), released)
    assert len(notes) == (said is not None)
    if said:
        assert said in notes[0].en
        assert "timestamp.txt에는" in notes[0].ko


STAMPS = {
    "ada": "2026-11-30 23:30:00 KST",
    "ben": KOREAN,
    "cem": "2001-01-01 00:00:00 UTC",
    "dan": "9998-01-01 00:00:00 UTC",
    "eva": "",
}


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    for student, text in STAMPS.items():
        folder = tmp_path / "submitted" / student / DAY.id
        folder.mkdir(parents=True)
        (folder / f"{DAY.name}.ipynb").write_text("{")
        (folder / "timestamp.txt").write_text(text, "utf-8")
        seconds = datetime.fromisoformat("2026-11-30T14:31:00+00:00").timestamp()
        os.utime(folder / "timestamp.txt", (seconds, seconds))
    opened = Classroom(tmp_path, sample_class.ROOT)
    opened.prepare(DAY)
    return opened


def _grade(classroom: Classroom) -> dict[str, Graded]:
    work = classroom.grade(DAY, classroom.entries(DAY), GradingOptions(limits=LIMITS), again=False)
    return {one.student: one for one in work}


def test_the_table_says_what_is_odd_and_the_gradebook_has_what_is_understood(
    classroom: Classroom, tmp_path: Path
) -> None:
    first, second = _grade(classroom), _grade(classroom)
    for graded in (first, second):
        said = {student: " ".join(note.en for note in one.notes[1:]) for student, one in graded.items()}
        assert said["ada"] == said["eva"] == ""
        assert KOREAN in said["ben"]
        assert "not given out before" in said["cem"]
        assert "the file itself is from 2026-11-30 14:31 UTC" in said["dan"]
    assert all(one.kept for one in second.values())
    with Gradebook(classroom.database, "sixblocks") as gradebook:
        kept = {s.student.id: s.timestamp for s in gradebook.assignment_submissions(DAY.id)}
    assert kept["ada"] == EVENING
    assert kept["ben"] is kept["eva"] is None
    copies = {path.parent.parent.name: path for path in tmp_path.glob("autograded/*/*/timestamp.txt")}
    assert set(copies) == {"ada", "cem", "dan"}
    assert copies["ada"].read_text() == "2026-11-30 14:30:00.000000 UTC"


def test_nbgrader_s_lists_and_its_autograde_live_with_any_timestamp(classroom: Classroom) -> None:
    api = NbGraderAPI(classroom.course, config=classroom.config)

    def listed() -> dict[str, tuple[str | None, bool]]:
        return {s["student"]: (s["timestamp"], s["autograded"]) for s in api.get_submissions(DAY.id)}

    assert listed()["ada"] == ("2026-11-30T14:30:00", False)
    assert listed()["ben"] == (None, False)
    answer = api.autograde(DAY.id, "*")
    assert answer["success"], answer
    assert f'ben: timestamp.txt can not be understood (it says "{KOREAN}")' in answer["log"]
    assert listed()["ada"] == ("2026-11-30T14:30:00", True)
    assert listed()["ben"] == (None, True)
    assert api.autograde(DAY.id, "*", force=False)["success"]
    folder = classroom.submitted / "ben" / DAY.id
    assert classroom.course.get_existing_timestamp(str(folder)) is None  # as nbgrader collect asks
    assert timestamp_of(folder) is None
