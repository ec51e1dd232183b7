"""When a submission came in: nbgrader's timestamp.txt, which anybody may have written."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

from dateutil import parser, tz
from nbgrader.coursedir import CourseDirectory

from grader.course import Day
from grader.text import Text, visible

NAME = "timestamp.txt"
FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"  # which every tool of nbgrader's reads
MAX_BYTES = 200
COURSE_BEGAN = datetime(2026, 11, 21)  # there was no lesson to hand in before
CLOCKS_DIFFER = timedelta(minutes=10)

# Hours from UTC of time zones that no other zone shares its letters with; "CST" and "IST" are several.
_HOURS = {
    **{"KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "WIB": 7, "MSK": 3, "EEST": 3, "CEST": 2, "WEST": 1},
    **{"EDT": -4, "CDT": -5, "MDT": -6, "PDT": -7, "PST": -8, "AKST": -9, "AKDT": -8, "AEST": 10, "AEDT": 11},
    **{"NZST": 12, "NZDT": 13},
}
_ZONE_AT_THE_END = re.compile(r"(.*\S)\s+([A-Z][\w/+-]{2,})", re.ASCII)  # KST, Asia/Seoul
# Some write UTC+9 for nine hours ahead; POSIX, and so dateutil in places, means nine hours behind.
_ZONE_WITH_A_SIGN = re.compile(r"\d\s*[A-Z]{3,5}[+-]\d")


@dataclass(frozen=True)
class Timestamp:
    """What a submission's timestamp.txt says.

    `at` is in UTC and without a zone, as nbgrader has it, or None; `written` is the file's own time, likewise.
    `problem` says why the file says nothing that can be understood.
    """

    at: datetime | None = None
    written: datetime | None = None
    problem: Text | None = None


def timestamp_of(folder: Path) -> datetime | None:
    """When the submission in this folder was collected, in UTC; None if no readable timestamp.txt says so."""
    return read_timestamp(folder).at


def read_timestamp(folder: Path) -> Timestamp:
    """Read a submission's timestamp.txt; never raises. An empty one is as good as none."""
    path = folder / NAME
    try:
        if folder.is_symlink() or not os.path.lexists(path):
            return Timestamp()
        if path.is_symlink():
            return Timestamp(problem=_unreadable("it is a link", "링크예요"))
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return Timestamp(problem=_unreadable("it is no short text", "짧은 텍스트가 아니에요"))
        text = path.read_text("utf-8-sig").strip()
        written = utc(path.stat().st_mtime)
        return Timestamp(parse(text), written) if text else Timestamp()
    except UnicodeDecodeError:
        return Timestamp(problem=_unreadable("it is no text", "텍스트가 아니에요"))
    except OSError as error:
        return Timestamp(problem=_unreadable(str(error.strerror), str(error.strerror)))
    except (ValueError, OverflowError):
        said = visible(text[:60])
        return Timestamp(problem=_unreadable(f'it says "{said}"', f'내용: "{said}"'))


def _unreadable(why: str, why_ko: str) -> Text:
    return Text(
        f"timestamp.txt can not be understood ({why}), so the submission counts as one without a timestamp. Write the "
        "time as in 2026-11-30 14:30:00 UTC.",
        f"timestamp.txt를 읽을 수 없어서({why_ko}) 제출 시각이 없는 것으로 처리했어요. 2026-11-30 14:30:00 UTC처럼 적어 주세요.",
    )


def parse(text: str) -> datetime:
    """A date with a time, in UTC; one without a zone is taken for UTC, as nbgrader does.

    Raises ValueError, OverflowError: no whole date, or a zone that is unknown or has an ambiguous name.
    """
    if _ZONE_WITH_A_SIGN.search(text):
        raise ValueError("a time zone with a sign")
    zone = None
    if match := _ZONE_AT_THE_END.fullmatch(text):
        text, zone = match[1], _zone(match[2], None)
    # What the text does not say is taken from a default; two of them tell whether that was more than the time.
    first, second = (
        parser.parse(text, tzinfos=_zone, default=default)
        for default in (datetime(2000, 1, 1), datetime(2001, 2, 2))
    )
    if first != second:
        raise ValueError("no whole date")
    at: datetime = first if zone is None else first.replace(tzinfo=zone)
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def utc(seconds: float) -> datetime:
    """A file's time as nbgrader keeps times: in UTC, without a zone."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def _zone(name: str | None, seconds: int | None) -> tzinfo | None:
    """The zone of this name or offset; None without either. Raises ValueError."""
    if name in _HOURS:
        zone: tzinfo | None = timezone(timedelta(hours=_HOURS[name]))
    elif name is None or seconds == 0:
        return None if seconds is None else timezone(timedelta(seconds=seconds))
    else:
        zone = tz.gettz(name)
    if zone is None or (seconds is not None and zone.utcoffset(None) != timedelta(seconds=seconds)):
        raise ValueError(f"no time zone {name}")
    return zone


def release_of(course: CourseDirectory, day: Day) -> datetime | None:
    """When release/ got the day's notebook; None if it has none."""
    folder = course.format_path(course.release_directory, ".", day.id)
    try:
        return utc(Path(folder, f"{day.name}.ipynb").stat().st_mtime)
    except OSError:
        return None


def what_is_odd(stamp: Timestamp, released: datetime | None) -> list[Text]:
    """What an instructor should know about a timestamp: unreadable, before the release, or later than its own file.

    Args:
        released: when the lesson was given out, in UTC, if that is known.
    """
    if stamp.problem:
        return [stamp.problem]
    if stamp.at is None or stamp.written is None:
        return []
    # A release that was made after the submission had come says nothing about it.
    since = released if released and COURSE_BEGAN < released <= stamp.written else COURSE_BEGAN
    if stamp.at < since:
        return [
            Text(
                f"timestamp.txt says {_shown(stamp.at)}, but the lesson was not given out before {_shown(since)}.",
                f"timestamp.txt에는 {_shown(stamp.at)}라고 적혀 있지만 과제는 {_shown(since)} 이후에 배포됐어요.",
            )
        ]
    if stamp.at > stamp.written + CLOCKS_DIFFER:
        return [
            Text(
                f"timestamp.txt says {_shown(stamp.at)}, but the file itself is from {_shown(stamp.written)}.",
                f"timestamp.txt에는 {_shown(stamp.at)}라고 적혀 있지만 파일 자체는 {_shown(stamp.written)}에 만들어졌어요.",
            )
        ]
    return []


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
