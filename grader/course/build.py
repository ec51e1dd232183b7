"""Writing the notebooks of the course, never over a learner's work."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat

from grader.course.day import Day
from grader.course.load import ROOT, all_days, load_day
from grader.course.notebook import digest
from grader.course.words import contents
from grader.text import LANGS, Lang


@dataclass(frozen=True)
class Written:
    """What became of one notebook. `kept` is where a learner's version of it was put, if there was one."""

    path: Path
    status: Literal["written", "unchanged"]
    kept: Path | None = None

    def __str__(self) -> str:
        kept = f" (it held your work, which is now {self.kept.name})" if self.kept else ""
        return f"{self.path}: {self.status}{kept}"


def notebook_path(day: Day, lang: Lang, root: Path = ROOT) -> Path:
    """Where a student finds the notebook of a day."""
    return root / "lessons" / lang / day.id / f"{day.name}.ipynb"


def build(days: Iterable[str], root: Path = ROOT) -> list[Written]:
    """Write the lessons in both languages and nbgrader's source notebook of each day.

    When all days are built, the page with their table is written too; a new day changes it and its neighbours.
    All sources are read before anything is written; raises what `load_day` raises.
    """
    loaded = _loaded(days, root)
    written: list[Written] = []
    for day in loaded:
        for lang in LANGS:
            lesson = _text(day.notebook(lang, "student"))
            written.append(_write(notebook_path(day, lang, root), lesson, keep=True))
        source = root / "source" / day.id / f"{day.name}.ipynb"
        written.append(_write(source, _text(day.notebook("en", "source")), keep=False))
    if _complete(loaded, root):
        written.append(_write(_contents_path(root), contents(loaded), keep=False))
    return written


def stale(days: Iterable[str], root: Path = ROOT) -> list[str]:
    """What in `lessons/` is not as the sources of these days give it, one message each; [] if all is well.

    Learners' own files (NAME.yours.ipynb), checkpoints and files beside the day folders are left out of it.
    """
    messages = []
    expected = {}
    loaded = _loaded(days, root)
    for day in loaded:
        for lang in LANGS:
            expected[notebook_path(day, lang, root)] = _text(day.notebook(lang, "student"))
    looked_at = {path.parent.name for path in expected}
    if _complete(loaded, root):
        expected[_contents_path(root)] = contents(loaded)
    for path, text in expected.items():
        if not path.exists():
            messages.append(f"{path.relative_to(root)}: missing. Run `sixblocks build`")
        elif path.read_text(encoding="utf-8", errors="replace") != text:
            messages.append(f"{path.relative_to(root)}: not what its source gives. Run `sixblocks build`")
    with_source = set(all_days(root))
    for path in sorted((root / "lessons").glob("*/day*/**/*")):
        day_folder = path.relative_to(root / "lessons").parts[1]
        own = ".yours" in path.name or ".ipynb_checkpoints" in path.parts
        if path.is_dir() or own or path in expected:
            continue
        if day_folder not in with_source:
            messages.append(f"{path.relative_to(root)}: its day has no source. Delete it")
        elif day_folder in looked_at:
            messages.append(f"{path.relative_to(root)}: no source gives this file. Delete it")
    return messages


def pristine(path: Path) -> bool:
    """Whether the notebook says what the build wrote: a learner may have run it but has not changed it."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return bool(notebook["metadata"]["sixblocks"]["digest"] == digest(notebook["cells"]))
    except (ValueError, LookupError, TypeError):
        return False


def _loaded(days: Iterable[str], root: Path) -> list[Day]:
    loaded = {day.id: day for day in (load_day(day, root) for day in days)}
    return [loaded[day] for day in sorted(loaded)]


def _complete(loaded: list[Day], root: Path) -> bool:
    return [day.id for day in loaded] == all_days(root)


def _contents_path(root: Path) -> Path:
    return root / "lessons" / "README.md"


def _text(notebook: nbformat.NotebookNode) -> str:
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"


def _write(path: Path, text: str, *, keep: bool) -> Written:
    exists = path.exists()
    if exists and path.read_bytes() == text.encode():
        return Written(path, "unchanged")
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    kept = None
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        if exists and keep and not pristine(path):
            kept = _place_for_work(path)
            path.rename(kept)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return Written(path, "written", kept)


def _place_for_work(path: Path) -> Path:
    kept, number = path.with_name(f"{path.stem}.yours.ipynb"), 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.stem}.yours-{number}.ipynb")
    return kept
