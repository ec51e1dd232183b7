"""What lies in nbgrader's folder of submissions, one entry for each name in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import parse_utc

from grader.text import Text


@dataclass(frozen=True)
class Entry:
    """One thing found in the folder of submissions.

    `notebook` is where the notebook must be; `problem` says why nothing can be graded there.
    """

    student: str
    notebook: Path | None
    problem: Text | None = None


def discover(submitted: Path, day: str, notebook_name: str) -> Iterator[Entry]:
    """Everything in `submitted/` that concerns one day, in the order of names.

    A student is a folder with a folder of the day in it. What is neither is reported, not ignored,
    so that a class list never lacks somebody without a word.
    """
    if not submitted.is_dir():
        return
    for name in sorted(os.listdir(submitted)):
        if name.startswith("."):
            continue
        folder = submitted / name
        shown = name.encode("utf-8", "replace").decode()
        if shown != name:
            yield Entry(
                shown,
                None,
                Text(
                    "The folder's name is not valid text; rename it.",
                    "폴더 이름이 올바른 글자가 아니에요. 이름을 바꾸세요.",
                ),
            )
        elif folder.is_symlink():
            yield Entry(
                name,
                None,
                Text("This is a link; links are not followed.", "링크예요. 링크는 따라가지 않아요."),
            )
        elif not folder.is_dir():
            yield Entry(
                name,
                None,
                Text(
                    f"This is a file; expected a student's folder {name}/{day}/{notebook_name}.ipynb.",
                    f"파일이에요. {name}/{day}/{notebook_name}.ipynb 꼴의 학생 폴더가 있어야 해요.",
                ),
            )
        elif (folder / day).is_symlink() or (folder / day).exists():
            yield Entry(name, folder / day / f"{notebook_name}.ipynb")
        else:
            yield Entry(
                name,
                None,
                Text(f"Nothing was handed in for {day}.", f"{day} 제출물이 없어요."),
            )


def timestamp_of(folder: Path) -> str | None:
    """When the submission was collected: nbgrader's timestamp.txt, if it holds a date; else None."""
    path = folder / "timestamp.txt"
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
            return None
        text = path.read_text("utf-8").strip()
        parse_utc(text)
    except (OSError, ValueError, OverflowError):
        return None
    return text
