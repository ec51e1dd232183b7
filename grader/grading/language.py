"""The language of a submission that can not be read: in it, the student is to be told why."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from grader.text import LANGS, Lang

HANGUL = re.compile("[가-힣]")
MIN_SHARE = (
    0.05  # of the letters that are Hangul: 0.15 and more in Korean lessons, at most 0.02 in English ones
)
START_BYTES = 2**20  # whose letters are counted
MOST_OTHERS = 5
_LANG = re.compile(rb'"lang"\s*:\s*"(\w\w)"')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")  # a letter, as some programs write it into JSON
_PICTURE = re.compile("[A-Za-z0-9+/=]{200,}")
_LETTER = re.compile("[A-Za-z가-힣]")


def guessed_language(path: Path, data: bytes) -> Lang:
    """By the bytes of the file, else of the student's other notebooks; English if none of them tells."""
    found = _told(data)
    for other in () if found else islice(_others(path), MOST_OTHERS):
        found = found or _told(start_of(other))
    return found or "en"


def _told(data: bytes) -> Lang | None:
    """What the lesson's metadata says in the bytes of a notebook, whole or not; else what its letters say."""
    said = {match.decode() for match in _LANG.findall(data)}
    known = [lang for lang in LANGS if lang in said]
    if len(known) == 1:
        return known[0]
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), data[:START_BYTES].decode("utf-8", "ignore"))
    letters = _LETTER.findall(_PICTURE.sub("", text))
    hangul = sum(letter > "z" for letter in letters)
    return "ko" if hangul and hangul >= MIN_SHARE * len(letters) else None


def _others(path: Path) -> Iterator[Path]:
    """The file itself, if all of it was too much, those beside it, and those of the student's other days."""
    with contextlib.suppress(OSError):
        yield path
        yield from sorted(path.parent.glob("*.ipynb"))
        yield from sorted(path.parent.parent.glob("day[0-9][0-9]/*.ipynb"))


def start_of(path: Path, size: int = START_BYTES) -> bytes:
    """The first bytes of a regular file; none of anything else, or of what is closed. No link is followed."""
    try:
        if path.is_symlink() or path.parent.is_symlink():
            return b""
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return b""
    try:
        return os.read(descriptor, size) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)
