"""Reading what was handed in. A submission is an untrusted file: nothing about it is taken for granted.

`open_submission` reads the file, once; `read` makes of its bytes what grading may look at.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course import Day
from grader.grading import renamed
from grader.grading.language import HANGUL, guessed_language
from grader.text import LANGS, Lang, Text, visible

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000
NAMED = 3  # of the files that a message names


class UnreadableError(Exception):
    """The file can not be graded; `message` says why and what to do."""

    def __init__(self, en: str, ko: str):
        super().__init__(en)
        self.message = Text(en, ko)


@dataclass(frozen=True)
class SubmittedCell:
    """One cell, reduced to what grading may look at."""

    cell_type: str
    source: str
    grade_id: str | None
    cell_id: str | None


@dataclass(frozen=True)
class Submission:
    """The readable part of a submitted notebook."""

    cells: list[SubmittedCell]
    lang: Lang
    notes: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class SubmittedFile:
    """A file as it was when it was read: its bytes, or why they could not be had."""

    data: bytes
    problem: UnreadableError | None
    path: Path
    notes: list[Text] = field(default_factory=list)  # about its name, and the files beside it

    @property
    def fingerprint(self) -> str:
        """Tells this submission from another one: a hash of the file, or of why it can not be read, and of the notes."""
        said = self.problem.message.en.encode("utf-8", "replace") if self.problem else self.data
        noted = "".join(note.en for note in self.notes).encode()
        return hashlib.sha256(said + noted).hexdigest()

    @property
    def lang(self) -> Lang:
        """The language of a file that is no notebook, as far as it can be told; else English."""
        return guessed_language(self.path, self.data)


def open_submission(path: Path, day: Day | None = None) -> SubmittedFile:
    """Read a submission's file. Never raises, follows no link, and never blocks on a pipe or a device.

    Args:
        day: if given, and there is no file of that name, the day's notebook is taken that lies there under another one.
    """
    others = renamed.others(day, path, MAX_BYTES) if day else []
    notes = []
    if others and not os.path.lexists(path):
        meant, (path, *others) = path.name, others
        notes.append(_instead(meant, path))
    if others:
        notes.append(_not_taken(others))
    try:
        return SubmittedFile(_read_bytes(path), None, path, notes)
    except UnreadableError as error:
        return SubmittedFile(b"", error, path, notes)
    except OSError as error:
        return SubmittedFile(b"", _closed(error), path, notes)


def _instead(meant: str, taken: Path) -> Text:
    name = visible(taken.name)
    return Text(
        f"There is no {meant}; {name} was graded, which by its own metadata is this lesson's notebook.",
        f"{meant} 파일이 없어서 {name} 파일을 채점했어요. 메타데이터를 보면 이 수업의 노트북이에요.",
    )


def _not_taken(others: list[Path]) -> Text:
    names = ", ".join(visible(other.name) for other in others[:NAMED])
    return Text(
        f"This lesson's notebook, too, but not graded: {names}.",
        f"이 수업의 노트북이 더 있지만 채점하지 않았어요: {names}.",
    )


def read(file: SubmittedFile) -> Submission:
    """Read a submitted notebook as far as it can be read.

    Accepts notebook formats 3 and 4 and later ones that still hold cells; ignores outputs, tags and
    every piece of metadata except nbgrader's `grade_id` and the lesson's language.

    Raises:
        UnreadableError: not a regular file, a link, too large, not JSON, no cells.
    """
    if file.problem:
        raise file.problem
    document = _parse(file.data)
    notes = list(file.notes)
    cells = document.get("cells")
    if not isinstance(cells, list):
        # Notebook format 3 kept its cells in worksheets and called a code cell's source "input".
        sheets = document.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _as_list(sheet.get("cells"))]
        if cells:
            notes.append(
                Text(
                    "The notebook is in an old format; it was read all the same.",
                    "노트북이 옛 형식이지만 읽어서 채점했어요.",
                )
            )
    if not cells:
        raise UnreadableError(
            "The notebook has no cells. Save it again in JupyterLab and hand it in anew.",
            "노트북에 셀이 없어요. JupyterLab에서 다시 저장해 제출하세요.",
        )
    if len(cells) > MAX_CELLS:
        raise UnreadableError(
            f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.",
            f"노트북의 셀이 {len(cells)}개예요. {MAX_CELLS}개까지만 읽어요.",
        )
    readable = [parsed for cell in cells if (parsed := _cell(cell)) is not None]
    if len(readable) < len(cells):
        skipped = len(cells) - len(readable)
        notes.append(
            Text(
                f"{skipped} damaged cell(s) could not be read and were left out.",
                f"망가져서 읽을 수 없는 셀 {skipped}개는 뺐어요.",
            )
        )
    return Submission(readable, _lang(document, readable), notes)


def _read_bytes(path: Path) -> bytes:
    """The bytes of a regular file. Raises UnreadableError."""
    if path.parent.is_symlink():
        raise UnreadableError(
            "The day's folder is a link; links are not followed.",
            "날짜 폴더가 링크예요. 링크는 따라가지 않아요.",
        )
    if path.parent.exists() and not path.parent.is_dir():
        raise UnreadableError(
            f"Expected a folder {path.parent.name}/ with {path.name} in it, found a file.",
            f"{path.name}이 든 {path.parent.name}/ 폴더가 있어야 하는데 파일이 있어요.",
        )
    if path.is_symlink():
        raise UnreadableError(
            "The notebook is a link; hand in the file itself.", "노트북이 링크예요. 파일 자체를 제출하세요."
        )
    if not path.exists():
        raise _missing(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise _closed(error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(
                f"{visible(path.name)} is not a file. Hand in the notebook itself.",
                f"{visible(path.name)}은 파일이 아니에요. 노트북 파일을 제출하세요.",
            )
        if status.st_size > MAX_BYTES:
            size = status.st_size / 2**20
            raise UnreadableError(
                f"The file has {size:.0f} MB; at most {MAX_BYTES // 2**20} MB are read. "
                "Clear all outputs, save, and hand it in again.",
                f"파일이 {size:.0f} MB예요. {MAX_BYTES // 2**20} MB까지만 읽어요. 출력을 모두 지우고 저장해 다시 제출하세요.",
            )
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(descriptor)


def _closed(error: OSError) -> UnreadableError:
    return UnreadableError(
        f"The file can not be opened: {error.strerror}.", f"파일을 열 수 없어요: {error.strerror}."
    )


def _missing(path: Path) -> UnreadableError:
    others = sorted(visible(p.name) for p in path.parent.glob("*.ipynb")) if path.parent.is_dir() else []
    found = f" Found instead: {', '.join(others[:NAMED])}." if others else ""
    found_ko = f" 대신 있는 파일: {', '.join(others[:NAMED])}." if others else ""
    return UnreadableError(
        f"There is no {path.name}.{found} Name the notebook exactly so and hand it in again.",
        f"{path.name} 파일이 없어요.{found_ko} 이름을 똑같이 맞춰 다시 제출하세요.",
    )


def _parse(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError(
            "The file is not text, so it is not a notebook. Save it again in JupyterLab.",
            "텍스트 파일이 아니라서 노트북이 아니에요. JupyterLab에서 다시 저장하세요.",
        ) from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        where_ko = f" ({error.lineno}번째 줄)" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableError(
            f"The file is damaged: it is not valid JSON{where}. Save it again in JupyterLab.",
            f"파일이 망가졌어요. 올바른 JSON이 아니에요{where_ko}. JupyterLab에서 다시 저장하세요.",
        ) from None
    if not isinstance(document, dict):
        raise UnreadableError("The file is JSON but not a notebook.", "JSON이지만 노트북은 아니에요.")
    return document


def _cell(cell: Any) -> SubmittedCell | None:
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    cell_id = cell.get("id")
    return SubmittedCell(
        cell_type="code" if cell.get("cell_type") == "code" else "markdown",
        source=_clean(source),
        grade_id=grade_id if isinstance(grade_id, str) else None,
        cell_id=cell_id if isinstance(cell_id, str) else None,
    )


def _lang(document: dict[str, Any], cells: list[SubmittedCell]) -> Lang:
    """The lesson's language; from its prose where another program dropped the notebook's metadata."""
    metadata = document.get("metadata")
    ours = metadata.get("sixblocks") if isinstance(metadata, dict) else None
    lang = ours.get("lang") if isinstance(ours, dict) else None
    for known in LANGS:
        if lang == known:
            return known
    return "ko" if any(HANGUL.search(cell.source) for cell in cells if cell.cell_type == "markdown") else "en"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _clean(text: str) -> str:
    """Valid Unicode without NUL: lone surrogates in a JSON string could not be written to a file again."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
