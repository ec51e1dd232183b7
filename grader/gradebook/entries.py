"""What lies in nbgrader's folder of submissions, one entry for each name in it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from grader.text import Text, is_unfit, visible

MAX_ID = 128  # the gradebook's column; SQLite takes more, PostgreSQL does not


@dataclass(frozen=True)
class Entry:
    """One thing found in the folder of submissions.

    `student` can be shown as it is. `notebook` is where the notebook must be; `problem` says why nothing can be graded
    there.
    """

    student: str
    notebook: Path | None
    problem: Text | None = None


def discover(submitted: Path, day: str, notebook_name: str) -> Iterator[Entry]:
    """Everything in `submitted/` that concerns one day, in the order of names. No two entries have the same name.

    A student is a folder with a folder of the day in it. What is neither is reported, not ignored,
    so that a class list never lacks somebody without a word. Only what begins with a dot and has no folder of the day
    is left out: programs and systems keep their own things so.
    """
    if not submitted.is_dir():
        return
    names = sorted(os.listdir(submitted))
    taken = set(names)
    for name in names:
        folder = submitted / name
        if name.startswith(".") and not _has(folder, day):
            continue
        problem = why_no_id(name) or _why_no_submission(folder, day, notebook_name)
        if problem is None:
            yield Entry(name, folder / day / f"{notebook_name}.ipynb")
        else:
            shown = visible(name)
            while shown != name and shown in taken:
                shown += "?"
            taken.add(shown)
            yield Entry(shown, None, problem)


def chosen(entries: Iterable[Entry], student: str) -> list[Entry]:
    """The entry whose name is just `student`, else those whose names fit it as a pattern such as `kim*`."""
    everybody = list(entries)
    own = [entry for entry in everybody if entry.student == student]
    return own or [entry for entry in everybody if fnmatch(entry.student, student)]


def why_no_id(name: str) -> Text | None:
    """Why the gradebook can not have a student of that name; None if it can."""
    if any("\udc80" <= character <= "\udcff" for character in name):
        return Text(
            "The folder's name is not valid text; rename it.",
            "폴더 이름이 올바른 글자가 아니에요. 이름을 바꾸세요.",
        )
    if any(is_unfit(character) for character in name):
        return Text(
            "The folder's name has a line break or another control character in it; rename it.",
            "폴더 이름에 줄바꿈 같은 제어 문자가 들어 있어요. 이름을 바꾸세요.",
        )
    if len(name) > MAX_ID:
        return Text(
            f"The folder's name has {len(name)} characters; the gradebook takes {MAX_ID}. Shorten it.",
            f"폴더 이름이 {len(name)}자예요. 성적부에는 {MAX_ID}자까지만 들어가요. 이름을 줄이세요.",
        )
    if name.startswith("."):
        return Text(
            "The folder's name begins with a dot, and nbgrader does not see such a student; rename it.",
            "폴더 이름이 점으로 시작해서 nbgrader에 보이지 않아요. 이름을 바꾸세요.",
        )
    return None


def _why_no_submission(folder: Path, day: str, notebook_name: str) -> Text | None:
    if folder.is_symlink():
        return Text("This is a link; links are not followed.", "링크예요. 링크는 따라가지 않아요.")
    if not folder.is_dir():
        return Text(
            f"This is a file; expected a student's folder {folder.name}/{day}/{notebook_name}.ipynb.",
            f"파일이에요. {folder.name}/{day}/{notebook_name}.ipynb 꼴의 학생 폴더가 있어야 해요.",
        )
    notebook = folder / day / f"{notebook_name}.ipynb"
    try:
        if not stat.S_ISLNK(os.lstat(notebook.parent).st_mode):
            with contextlib.suppress(
                FileNotFoundError, NotADirectoryError
            ):  # reading says so, and what is there
                os.lstat(notebook)
    except FileNotFoundError:
        return Text(f"Nothing was handed in for {day}.", f"{day} 제출물이 없어요.")
    except OSError as error:
        return Text(
            f"The folder can not be opened: {error.strerror}. Give yourself the right to, and grade again.",
            f"폴더를 열 수 없어요({error.strerror}). 권한을 바꾸고 다시 채점하세요.",
        )
    return None


def _has(folder: Path, day: str) -> bool:
    """Whether there is something for the day, or may be."""
    try:
        os.lstat(folder / day)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True
