"""The lesson's notebook under another name, as downloads from a learning platform have it.

`…-1.ipynb`, `… (1).ipynb`, `…-Copy1.ipynb`, `….ipynb.txt`, or with the student's name in front: what lesson a notebook is of, it
says itself. Its bytes are searched, not parsed: they are anybody's, and a damaged file is told apart as well.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from grader.course import Day
from grader.grading.language import start_of

MOST = 10  # files that are looked at
_DAY = re.compile(rb'"sixblocks"\s*:\s*\{[^{}]*"day"\s*:\s*"(\w{1,20})"')
_GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"(\w{1,200})"')


def others(day: Day, path: Path, size: int) -> list[Path]:
    """The notebooks of the day that lie beside `path`, the one that was changed last first; of one time, by name.

    Args:
        size: how many bytes of each file are looked at.
    """
    found = [(-_changed(other), other) for other in _beside(path) if _is_of(day, start_of(other, size))]
    return [other for _, other in sorted(found)]


def _beside(path: Path) -> list[Path]:
    """Files with `.ipynb` somewhere in their names; those that begin with a dot are a system's own."""
    try:
        names = sorted(os.listdir(path.parent))
    except OSError:
        return []
    fitting = [n for n in names if n != path.name and ".ipynb" in n.lower() and not n.startswith(".")]
    return [path.with_name(name) for name in fitting[:MOST]]


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _is_of(day: Day, data: bytes) -> bool:
    """By the lesson's metadata; where a program dropped it, by the exercises whose cells are there."""
    if days := set(_DAY.findall(data)):
        return day.id.encode() in days
    names = {name for exercise in day.exercises for name in (exercise.name, exercise.points_cell)}
    present = names & {grade_id.decode() for grade_id in _GRADE_ID.findall(data)}
    return 2 * len(present) > len(names)
