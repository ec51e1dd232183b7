"""Which known mistake is it? The recorded calls are replayed on every misconception."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.judge.book import Check, Version
from grader.judge.compare import agree
from grader.judge.local import LocalChannel
from grader.judge.student import Call, Student
from grader.judge.verdicts import Failure


def diagnose(check: Check, misconceptions: Sequence[Version], calls: Sequence[Call]) -> Version | None:
    """The one misconception that gives what the student's function gave in every call, if there is exactly one.

    Calls that the oracle answers in the same way throughout name no mistake. A value must be among the outcomes:
    errors alone are too little to tell mistakes apart.
    """
    recorded = [call for call in calls if call.name == check.exercise]
    if all(call.error_type for call in recorded) or fits(check, check.oracle, recorded):
        return None
    fitting = [version for version in misconceptions if fits(check, version.function, recorded)]
    return fitting[0] if len(fitting) == 1 else None


def fits(check: Check, function: Callable[..., Any], recorded: Sequence[Call]) -> bool:
    """Does `function` give what was recorded: the same values, exceptions and in-place changes?"""
    replayed = _replay(function, recorded)
    if check.view is None:
        return all(_same(one, other) for one, other in zip(recorded, replayed, strict=True))
    outcomes = list(replayed)
    values = [check.view([call.value for call in calls]) for calls in (recorded, outcomes)]
    same = all(_same(one, other, values=False) for one, other in zip(recorded, outcomes, strict=True))
    return same and agree(*values)


def _replay(function: Callable[..., Any], recorded: Sequence[Call]) -> Iterator[Call]:
    """What `function` makes of the same arguments, one call after the other; copied as a student's are."""
    for call in recorded:
        student = Student(LocalChannel({call.name: function}))
        try:
            student.call(call.name, *call.args)
            yield student.calls[0]
        except Failure as failure:
            yield Call(call.name, call.args, error_type=failure.error_type)


def _same(one: Call, other: Call, *, values: bool = True) -> bool:
    if (one.error_type, one.changed) != (other.error_type, other.changed):
        return False
    return not values or agree(one.value, other.value)
