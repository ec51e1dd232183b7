"""Which days there are, and reading one from its file."""

import re
from dataclasses import replace
from pathlib import Path

from grader.course.day import Day
from grader.course.errors import Report
from grader.course.parse import parse

ROOT = Path(__file__).resolve().parents[2]
"""The course: the folder that holds `solutions/`."""


class UnknownDayError(LookupError):
    """A day was asked for that has no source; str() says which days there are."""


def day_id(day: str | int) -> str:
    """ "day04", "4", "04" and 4 all mean "day04"; ValueError for anything else."""
    match = re.fullmatch(r"(?:day)?0*(\d{1,2})", str(day).strip().lower())
    if not match:
        raise ValueError(f"{day!r} is not a day. Write it like day04 or 4")
    return f"day{int(match[1]):02d}"


def all_days(root: Path = ROOT) -> list[str]:
    """The ids of the days that have a source, in order."""
    return sorted({path.name[:5] for path in (root / "solutions").glob("day[0-9][0-9]_*.py")})


def load_day(day: str | int, root: Path = ROOT) -> Day:
    """Read and check one day. Raises UnknownDayError, ValueError (not a day at all) or SourceErrors."""
    wanted = day_id(day)
    paths = sorted((root / "solutions").glob(f"{wanted}_*.py"))
    if not paths:
        known = ", ".join(all_days(root)) or "none yet"
        raise UnknownDayError(f"there is no {wanted} in {root / 'solutions'}. There are: {known}")
    path = paths[0]
    report = Report(str(path.relative_to(root)))
    if len(paths) > 1:
        others = ", ".join(other.name for other in paths[1:])
        report.stop(1, f"{wanted} has a second source, {others}", "Keep one of them")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.stop(line, "the file is not UTF-8", "Save it again with that encoding")
    before, after = _neighbours(path)
    return replace(parse(text, path), before=before, after=after)


def _neighbours(path: Path) -> tuple[str | None, str | None]:
    """The names of the days before and after the one in `path`."""
    names = {other.name[:5]: other.stem for other in sorted(path.parent.glob("day[0-9][0-9]_*.py"))}
    before = [name for day, name in sorted(names.items()) if day < path.name[:5]]
    after = [name for day, name in sorted(names.items()) if day > path.name[:5]]
    return (before[-1] if before else None), (after[0] if after else None)
