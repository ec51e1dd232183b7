"""Who hands in a file that can not be read is told so in the own language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sample_class

from grader.course import ROOT, all_days, load_day, notebook_path
from grader.grading import feedback
from grader.grading.grade import grade, read_and_rebuild
from grader.grading.marks import language_of
from grader.grading.options import GradingOptions
from grader.grading.read import MAX_BYTES, open_submission
from grader.text import LANGS, Lang

DAY = sample_class.DAY


def _put(folder: Path, data: bytes, day: str = DAY.id, name: str = f"{DAY.name}.ipynb") -> Path:
    path = folder / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _lesson(lang: Lang, day: str = DAY.id) -> bytes:
    return notebook_path(load_day(day), lang, ROOT).read_bytes()


def _told(path: Path) -> str:
    return language_of(read_and_rebuild(DAY, open_submission(path)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("day", all_days())
def test_half_of_a_lesson_tells_its_language(tmp_path: Path, lang: Lang, day: str) -> None:
    """English lessons have Korean examples in them, and the metadata comes last."""
    data = _lesson(lang, day)
    assert _told(_put(tmp_path, data[: len(data) // 2])) == lang


@pytest.mark.parametrize(
    ("data", "lang"),
    [
        (b'{"cells": [', "en"),
        (b'"metadata": {"sixblocks": {"lang": "ko"}}', "ko"),
        (b'"metadata": {"sixblocks": {"lang": "en"}}, ' + "그런데 답은 한국어".encode(), "en"),
        ('{"cells": [{"source": "여기에 답을 써요'.encode(), "ko"),
        (json.dumps({"source": "여기에 답을 써요"}).encode()[:-5], "ko"),
        ("여기에 답을 써요".encode()[:-1], "ko"),
        (b'{"cells": [], "metadata": {"sixblocks": {"lang": "ko"}}}', "ko"),
    ],
)
def test_pieces_of_a_file_tell_it_too(tmp_path: Path, data: bytes, lang: Lang) -> None:
    assert _told(_put(tmp_path, data)) == lang


def test_a_file_that_is_too_large_tells_it(tmp_path: Path) -> None:
    path = _put(tmp_path, _lesson("ko"))
    with path.open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    assert _told(path) == "ko"


def test_the_student_s_other_notebooks_tell_it(tmp_path: Path) -> None:
    path = _put(tmp_path, b"{")
    assert _told(path) == "en"
    _put(tmp_path, _lesson("ko", "day05"), "day05", "day05_attention.ipynb")
    assert _told(path) == "ko"
    path.unlink()
    _put(tmp_path, _lesson("en"), name="Untitled.ipynb")  # the one that was meant
    assert _told(path) == "en"


def test_no_link_is_followed_to_find_it(tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.ipynb"
    secret.write_bytes(_lesson("ko"))
    path = tmp_path / "student" / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.symlink_to(secret)
    assert _told(path) == "en"


def test_the_page_is_in_that_language(tmp_path: Path) -> None:
    path = _put(tmp_path, _lesson("ko")[:-100])
    notebook = grade(DAY, read_and_rebuild(DAY, open_submission(path)), GradingOptions())
    page = feedback.page(DAY, notebook, {"student": "bora", "score": 0, "max_score": 36})
    assert '<html lang="ko">' in page
    assert "올바른 JSON이 아니에요" in page
