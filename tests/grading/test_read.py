"""Whatever lies in submitted/ is read or refused with a clear message; nothing else ever happens."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.read import MAX_BYTES, Submission, UnreadableError, _parse, open_submission
from grader.grading.read import read as read_file
from grader.text import is_unfit

NAME = "day04_transformer_block"
CELL = {
    "cell_type": "code",
    "source": ["a = 1\n", "b"],
    "metadata": {"nbgrader": {"grade_id": "softmax"}},
    "id": "x",
}


def _write(folder: Path, content: Any) -> Path:
    path = folder / "day04" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(data)
    return path


def read(path: Path) -> Submission:
    return read_file(open_submission(path))


def test_reads_cells_and_their_marks(tmp_path: Path) -> None:
    submission = read(_write(tmp_path, {"cells": [CELL], "metadata": {"sixblocks": {"lang": "ko"}}}))
    (cell,) = submission.cells
    assert (cell.cell_type, cell.source, cell.grade_id, cell.cell_id) == ("code", "a = 1\nb", "softmax", "x")
    assert submission.lang == "ko"
    assert submission.notes == []


def test_reads_format_3_and_says_so(tmp_path: Path) -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1", "metadata": {}}]}]}
    submission = read(_write(tmp_path, old))
    assert submission.cells[0].source == "x = 1"
    assert "old format" in submission.notes[0].en


def test_guesses_the_language_when_the_metadata_is_gone(tmp_path: Path) -> None:
    korean = {"cells": [CELL, {"cell_type": "markdown", "source": "잔차 연결", "metadata": {}}]}
    assert read(_write(tmp_path, korean)).lang == "ko"
    assert read(_write(tmp_path, {"cells": [CELL]})).lang == "en"


def test_leaves_damaged_cells_out(tmp_path: Path) -> None:
    submission = read(_write(tmp_path, {"cells": [CELL, 7, {"source": {"a": 1}}, None]}))
    assert len(submission.cells) == 1
    assert "3 damaged" in submission.notes[0].en


def test_text_that_can_not_be_written_again_is_mended(tmp_path: Path) -> None:
    path = _write(tmp_path, b'{"cells": [{"cell_type": "code", "source": "x\\ud800\\u0000y"}]}')
    read(path).cells[0].source.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00binary", "not text"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[1, 2]", "not a notebook"),
        (b'"text"', "not a notebook"),
        (b'{"cells": []}', "no cells"),
        (b'{"nbformat": 99, "body": 1}', "no cells"),
        (b'{"cells": {"a": 1}}', "no cells"),
        (b'{"cells": [' + b",".join([b"{}"] * 2001) + b"]}", "2001 cells"),
        (b'{"x": ' + b"1" * 5000 + b"}", "not valid JSON"),
    ],
)
def test_refuses_with_a_clear_message(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message) as caught:
        read(_write(tmp_path, content))
    assert caught.value.message.ko


def test_refuses_a_large_file_without_reading_it(tmp_path: Path) -> None:
    path = _write(tmp_path, b"")
    os.truncate(path, 50 * 2**20)
    assert path.stat().st_size > MAX_BYTES
    with pytest.raises(UnreadableError, match="50 MB"):
        read(path)


def test_refuses_links_folders_pipes_and_other_names(tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text(json.dumps({"cells": [CELL]}))
    path = _write(tmp_path / "link", b"")
    path.unlink()
    path.symlink_to(secret)
    with pytest.raises(UnreadableError, match="link"):
        read(path)

    path = _write(tmp_path / "folder", b"")
    path.unlink()
    path.mkdir()
    with pytest.raises(UnreadableError, match="not a file"):
        read(path)

    path = _write(tmp_path / "pipe", b"")
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UnreadableError, match="not a file"):
        read(path)

    path = _write(tmp_path / "name", {"cells": [CELL]})
    path.rename(path.with_name("Untitled.ipynb"))
    with pytest.raises(UnreadableError, match=r"Found instead: Untitled\.ipynb"):
        read(path)

    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "day04").symlink_to(_write(tmp_path / "elsewhere", {"cells": [CELL]}).parent)
    with pytest.raises(UnreadableError, match="link"):
        read(linked / "day04" / f"{NAME}.ipynb")

    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "day04").write_text("not a folder")
    with pytest.raises(UnreadableError, match="Expected a folder"):
        read(tmp_path / "file" / "day04" / f"{NAME}.ipynb")


@pytest.mark.parametrize("name", [b"x\xff.ipynb", b"x\x1b[2J.ipynb", b"x\n.ipynb"])
def test_no_file_s_name_reaches_the_message_as_it_is(tmp_path: Path, name: bytes) -> None:
    path = _write(tmp_path, b"")
    os.rename(path, os.path.join(os.fsencode(path.parent), name))
    file = open_submission(path)
    assert file.problem
    assert "Found instead: x\\" in file.problem.message.en
    assert not any(is_unfit(character) for character in file.problem.message.en + file.problem.message.ko)
    assert file.fingerprint


@pytest.mark.usefixtures("no_rights_of_root")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o200])
def test_a_folder_without_permission_is_refused_like_a_file(tmp_path: Path, mode: int) -> None:
    path = _write(tmp_path, {"cells": [CELL]})
    path.parent.chmod(mode)
    try:
        with pytest.raises(UnreadableError, match="can not be opened: Permission denied"):
            read(path)
    finally:
        path.parent.chmod(0o700)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_refused(data: bytes) -> None:
    try:
        assert isinstance(_parse(data), dict)
    except UnreadableError as error:
        assert error.message.en
        assert error.message.ko


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "cells",
                    "cell_type",
                    "source",
                    "metadata",
                    "nbgrader",
                    "grade_id",
                    "id",
                    "worksheets",
                    "input",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    path = _write(tmp_path_factory.mktemp("any"), document)
    try:
        submission = read(path)
    except UnreadableError as error:
        assert error.message.en
    else:
        assert all(isinstance(cell.source, str) for cell in submission.cells)
