"""A lesson's notebook under another name is known by its own metadata; what is taken, and what is not, is said."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import ROOT, all_days, load_day, notebook_path
from grader.grading.grade import read_and_rebuild
from grader.grading.language import start_of
from grader.grading.marks import notes_of, why_unreadable
from grader.grading.read import MAX_BYTES, SubmittedFile, open_submission, read
from grader.grading.renamed import MOST, others
from grader.text import LANGS, Lang, is_unfit

_day = functools.cache(load_day)
DAY = _day("day04")
NAME = f"{DAY.name}.ipynb"
DOWNLOADED = [
    f"{DAY.name}-1.ipynb",
    f"{DAY.name} (1).ipynb",
    f"{DAY.name}-Copy1.ipynb",
    f"{DAY.name}.ipynb.txt",
    f"{DAY.name}.IPYNB",
    f"kimminji_LATE_12345_678_{NAME}",
    f"김민지_20261130_{NAME}",
    "Untitled.ipynb",
    "bad\udcff\x1b[2J.ipynb",
]


@functools.cache
def _lesson(day: str = DAY.id, lang: Lang = "en") -> bytes:
    return notebook_path(_day(day), lang, ROOT).read_bytes()


def _marks_gone(data: bytes, *, cells: bool) -> bytes:
    """Without the notebook's metadata; if asked for, without those of its cells either."""
    notebook = json.loads(data)
    notebook["metadata"] = {}
    for cell in notebook["cells"] if cells else []:
        cell["metadata"] = {}
    return json.dumps(notebook).encode()


def _put(folder: Path, name: str, data: bytes, changed: int = 1_800_000_000) -> Path:
    path = folder / DAY.id / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (changed, changed))
    return path


def _opened(folder: Path) -> SubmittedFile:
    return open_submission(folder / DAY.id / NAME, DAY)


@pytest.mark.parametrize("name", DOWNLOADED)
def test_a_name_as_downloads_have_it_is_read_and_told(tmp_path: Path, name: str) -> None:
    data = _lesson(lang="ko")
    _put(tmp_path, name, data)
    file = _opened(tmp_path)
    assert (file.problem, file.data) == (None, data)
    (note,) = read(file).notes
    assert f"There is no {NAME}; " in note.en
    assert "was graded" in note.en
    assert "채점했어요" in note.ko
    assert notes_of(read_and_rebuild(DAY, file)) == [note]


def test_of_several_the_one_changed_last_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    _put(tmp_path, "a.ipynb", _lesson(), changed=1_700_000_000)
    _put(tmp_path, "b.ipynb", _lesson(), changed=1_800_000_000)
    _put(tmp_path, "c.ipynb", _lesson("day05"), changed=1_900_000_000)
    file = _opened(tmp_path)
    assert file.path.name == "b.ipynb"
    assert [note.en for note in file.notes] == [
        f"There is no {NAME}; b.ipynb was graded, which by its own metadata is this lesson's notebook.",
        "This lesson's notebook, too, but not graded: a.ipynb.",
    ]


def test_of_one_time_the_first_by_name_is_taken(tmp_path: Path) -> None:
    for name in ("b.ipynb", "a.ipynb"):
        _put(tmp_path, name, _lesson())
    assert _opened(tmp_path).path.name == "a.ipynb"


def test_the_right_name_is_taken_before_any_other(tmp_path: Path) -> None:
    _put(tmp_path, NAME, b"{", changed=1_700_000_000)
    alone = _opened(tmp_path)
    assert alone.notes == []
    _put(tmp_path, f"{DAY.name} (1).ipynb", _lesson())
    file = _opened(tmp_path)
    assert file.data == b"{"
    assert "not graded: day04_transformer_block (1).ipynb" in file.notes[0].en
    assert file.fingerprint != alone.fingerprint  # so that the row is made anew
    notebook = read_and_rebuild(DAY, file)
    assert why_unreadable(notebook)
    assert notes_of(notebook)[1:] == file.notes


@pytest.mark.parametrize("metadata", ["whole", "of cells"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("day", all_days())
def test_every_lesson_is_known_as_its_own_day_s_alone(
    tmp_path: Path, day: str, lang: Lang, metadata: str
) -> None:
    data = _lesson(day, lang) if metadata == "whole" else _marks_gone(_lesson(day, lang), cells=False)
    _put(tmp_path, "x.ipynb", data)
    path = tmp_path / DAY.id / NAME
    assert [d for d in all_days() if others(_day(d), path, MAX_BYTES)] == [day]


def test_the_first_half_of_a_lesson_is_known_too_and_refused_as_damaged(tmp_path: Path) -> None:
    _put(tmp_path, "x.ipynb", _lesson()[: len(_lesson()) * 3 // 4])
    notebook = read_and_rebuild(DAY, _opened(tmp_path))
    why = why_unreadable(notebook)
    assert why
    assert "damaged" in why.en
    assert "x.ipynb was graded" in notes_of(notebook)[1].en


@pytest.mark.parametrize(
    "data", [b"", b"{}", _lesson("day05"), _marks_gone(_lesson(), cells=True), b"\xff" * 1000]
)
def test_what_does_not_say_that_it_is_the_lesson_s_is_not_taken(tmp_path: Path, data: bytes) -> None:
    _put(tmp_path, "x.ipynb", data)
    file = _opened(tmp_path)
    assert file.problem
    assert "Found instead: x.ipynb" in file.problem.message.en
    assert file.notes == []


def test_a_text_about_a_lesson_is_not_one(tmp_path: Path) -> None:
    said = '"sixblocks": {"day": "day04"}, "grade_id": "softmax"'
    cells = [{"cell_type": "markdown", "source": said, "metadata": {}}]
    _put(tmp_path, "x.ipynb", json.dumps({"cells": cells}).encode())
    assert _opened(tmp_path).problem


def test_only_files_of_the_folder_itself_are_taken(tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.ipynb"
    secret.write_bytes(_lesson())
    hidden = _put(tmp_path, "._x.ipynb", _lesson())
    folder = hidden.parent
    (folder / "link.ipynb").symlink_to(secret)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "folder.ipynb").mkdir()
    assert _opened(tmp_path).problem
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / DAY.id).symlink_to(folder)
    _put(tmp_path, "x.ipynb", _lesson())
    assert _opened(tmp_path / "linked").data == b""


def test_of_many_files_only_some_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        _put(tmp_path, f"{number}.ipynb", b"{}")
    opened = []
    monkeypatch.setattr(
        "grader.grading.renamed.start_of", lambda path, size: (opened.append(path), start_of(path, size))[1]
    )
    assert _opened(tmp_path).problem
    assert len(opened) == MOST


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.lists(st.binary(min_size=1, max_size=140), min_size=1, max_size=4, unique=True), st.booleans())
def test_any_file_names_are_read_or_refused_in_words_that_can_be_shown(
    tmp_path_factory: pytest.TempPathFactory, names: list[bytes], whole: bool
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in names:
        name = name.replace(b"/", b"_").replace(b"\0", b"_").lstrip(b".") + b"x.ipynb"
        _put(folder, os.fsdecode(name), _lesson() if whole else b"{")
    file = _opened(folder)
    notes = notes_of(read_and_rebuild(DAY, file))
    assert (file.problem is None) == whole
    assert notes
    assert not any(is_unfit(character) for note in notes for character in note.en + note.ko)
    assert file.fingerprint


@pytest.mark.usefixtures("no_rights_of_root")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_what_is_closed_beside_it_stops_nothing(tmp_path: Path, mode: int) -> None:
    """Neither a file in the folder nor the folder of another day, which is asked for the language."""
    _put(tmp_path, "closed.ipynb", _lesson()).chmod(0)
    other = tmp_path / "day05"
    other.mkdir()
    (other / "x.ipynb").touch()
    other.chmod(mode)
    try:
        assert why_unreadable(read_and_rebuild(DAY, _opened(tmp_path)))
    finally:
        other.chmod(0o700)
