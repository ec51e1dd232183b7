"""The course builder: one percent-format source a day becomes notebooks in two languages.

day = load_day("day04")                       # reads and checks solutions/day04_*.py
day.notebook("ko", "student")                 # what a student opens
day.notebook("en", "source")                  # what nbgrader works from
build(all_days())                             # writes lessons/ and source/
stale(all_days())                             # what `sixblocks build --check` reports
"""

from grader.course.build import Written, build, notebook_path, pristine, stale
from grader.course.day import Day
from grader.course.errors import SourceError, SourceErrors
from grader.course.load import ROOT, UnknownDayError, all_days, day_id, load_day
from grader.course.model import Cell, Exercise
from grader.course.parse import parse

__all__ = [
    "ROOT",
    "Cell",
    "Day",
    "Exercise",
    "SourceError",
    "SourceErrors",
    "UnknownDayError",
    "Written",
    "all_days",
    "build",
    "day_id",
    "load_day",
    "notebook_path",
    "parse",
    "pristine",
    "stale",
]
