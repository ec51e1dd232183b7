"""Every name in the folder of submissions gets an entry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.gradebook.entries import discover, timestamp_of

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
        "bad?",
    }


def test_discover_without_a_folder_finds_nothing(tmp_path: Path) -> None:
    assert list(discover(tmp_path / "submitted", "day04", NAME)) == []


@pytest.mark.parametrize(
    ("text", "good"), [("2026-03-01 10:00:00 UTC", True), ("yesterday-ish", False), ("", False)]
)
def test_a_timestamp_is_a_date_or_none(tmp_path: Path, text: str, good: bool) -> None:
    (tmp_path / "timestamp.txt").write_text(text)
    assert (timestamp_of(tmp_path) is not None) == good
