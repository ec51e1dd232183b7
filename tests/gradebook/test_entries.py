"""Every name in the folder of submissions gets an entry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.gradebook.entries import MAX_ID, Entry, chosen, discover, why_no_id
from grader.grading.read import open_submission
from grader.text import is_unfit

NAME = "day04_transformer_block"


def test_discover_reports_everything(tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    (submitted / "kim min-ji" / "day04").mkdir(parents=True)
    (submitted / "박서준" / "day04").mkdir(parents=True)
    (submitted / "notes.txt").write_text("hello")
    (submitted / "empty").mkdir()
    (submitted / ".DS_Store").write_text("")
    (submitted / "zz-link").symlink_to(submitted / "empty")
    os.mkdir(os.fsencode(submitted) + b"/bad\xff")
    found = {entry.student: entry for entry in discover(submitted, "day04", NAME)}
    assert {name for name, entry in found.items() if entry.notebook} == {"kim min-ji", "박서준"}
    assert {name for name, entry in found.items() if entry.problem} == {
        "notes.txt",
        "empty",
        "zz-link",
        "bad\\xff",
    }


@pytest.mark.parametrize(
    ("name", "shown", "why"),
    [
        ("kim\nmin", "kim\\nmin", "line break"),
        ("kim\x1b[2J", "kim\\x1b[2J", "control character"),
        ("kim\x9b2J", "kim\\x9b2J", "control character"),
        ("kim\u2028", "kim\\u2028", "control character"),
        ("kim\u202enim", "kim\\u202enim", "control character"),
        ("k" * (MAX_ID + 1), "k" * (MAX_ID + 1), "129 characters"),
        (".kim", ".kim", "begins with a dot"),
        ("kim\udcff", "kim\\xff", "not valid text"),
    ],
)
def test_a_name_that_the_gradebook_can_not_have_has_an_entry_that_says_why(
    tmp_path: Path, name: str, shown: str, why: str
) -> None:
    (tmp_path / name / "day04").mkdir(parents=True)
    (entry,) = discover(tmp_path, "day04", NAME)
    assert (entry.student, entry.notebook) == (shown, None)
    assert entry.problem
    assert why in entry.problem.en


@pytest.mark.parametrize("name", ["[a-z]*", "kim (1)", "김민지", "k" * MAX_ID, "a.b", "{x}", "%s", "'; --"])
def test_an_unusual_name_is_a_student_s_like_any(tmp_path: Path, name: str) -> None:
    (tmp_path / name / "day04").mkdir(parents=True)
    (entry,) = discover(tmp_path, "day04", NAME)
    assert (entry.student, entry.problem) == (name, None)


def test_two_names_that_look_the_same_have_two_entries(tmp_path: Path) -> None:
    for name in ("bad\udcff", "bad\\xff"):
        (tmp_path / name / "day04").mkdir(parents=True)
    found = {entry.student: entry.problem is None for entry in discover(tmp_path, "day04", NAME)}
    assert found == {"bad\\xff": True, "bad\\xff?": False}


@pytest.mark.usefixtures("no_rights_of_root")
@pytest.mark.parametrize("closed", ["kim", "kim/day04", ".kim"])
def test_a_folder_without_permission_has_an_entry_and_stops_nobody(tmp_path: Path, closed: str) -> None:
    (tmp_path / "ada" / "day04").mkdir(parents=True)
    folder = tmp_path / closed
    folder.mkdir(parents=True)
    (folder / "day04").touch()
    folder.chmod(0)
    try:
        ada, kim = sorted(discover(tmp_path, "day04", NAME), key=lambda entry: entry.student.strip("."))
    finally:
        folder.chmod(0o700)
    assert ada.problem is None
    assert kim.problem
    assert kim.notebook is None


@pytest.mark.usefixtures("no_rights_of_root")
def test_a_folder_that_can_not_be_listed_gives_its_notebook_or_says_that_it_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "kim" / "day04"
    folder.mkdir(parents=True)
    folder.chmod(0o300)
    (entry,) = discover(tmp_path, "day04", NAME)
    assert entry.notebook
    assert open_submission(entry.notebook).problem
    entry.notebook.write_text("{}")
    assert open_submission(entry.notebook).data == b"{}"


def test_a_student_whose_name_is_a_pattern_is_chosen_alone() -> None:
    ada, kim, pattern = (Entry(name, None) for name in ("ada", "kim", "[a-z]*"))
    assert chosen([ada, kim, pattern], "[a-z]*") == [pattern]
    assert chosen([ada, kim], "[a-z]*") == [ada, kim]
    assert chosen([ada, kim, pattern], "kim") == [kim]
    assert chosen([ada, kim, pattern], "*") == [ada, kim, pattern]


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.lists(st.binary(min_size=1, max_size=140), max_size=6, unique=True))
def test_any_names_have_one_entry_each_that_can_be_shown(
    tmp_path_factory: pytest.TempPathFactory, names: list[bytes]
) -> None:
    submitted = tmp_path_factory.mktemp("submitted")
    names = [name.replace(b"/", b"_").replace(b"\0", b"_") for name in names]
    names = sorted({name for name in names if name.strip(b".")})
    for name in names:
        os.makedirs(os.path.join(os.fsencode(submitted), name, b"day04"))
    found = list(discover(submitted, "day04", NAME))
    assert len(found) == len({entry.student for entry in found}) == len(names)
    for entry in found:
        entry.student.encode()
        assert not any(is_unfit(character) for character in entry.student)
        assert (entry.notebook is None) == (entry.problem is not None)
        assert entry.notebook is None or why_no_id(entry.student) is None


def test_discover_without_a_folder_finds_nothing(tmp_path: Path) -> None:
    assert list(discover(tmp_path / "submitted", "day04", NAME)) == []
