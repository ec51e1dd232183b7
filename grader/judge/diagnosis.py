"""Which known mistake is it? The recorded calls are replayed on every misconception."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.judge.calls import Call
from grader.judge.compare import agree, gradients_agree
from grader.judge.local import LocalChannel
from grader.judge.registry import Check, Version
from grader.judge.student import Student
from grader.judge.verdicts import Failure
from grader.wire.operations import OPERATIONS


def diagnose(check: Check, calls: Sequence[Call]) -> Version | None:
    """The one misconception that gives what the student's function gave in every call, if there is exactly one.

    Calls that the oracle answers in the same way throughout name no mistake. A value must be among the outcomes:
    errors alone are too little to tell mistakes apart.
    """
    recorded = [call for call in calls if call.name == check.called]
    right = list(_replay(check.oracle, recorded))
    if check.view is None:
        recorded, right = _telling_first(recorded, right)
    if not any(_tells(one, other) for one, other in zip(recorded, right, strict=True)):
        return None
    if _fits(check, recorded, right):
        return None
    fitting = [version for version in check.misconceptions if fits(check, version.function, recorded)]
    return fitting[0] if len(fitting) == 1 else None


def fits(check: Check, answer: Callable[..., Any], recorded: Sequence[Call]) -> bool:
    """Does this answer give what was recorded: the same values, exceptions and in-place changes?"""
    return _fits(check, recorded, _replay(check.as_called(answer), recorded))


def _fits(check: Check, recorded: Sequence[Call], replayed: Iterable[Call]) -> bool:
    if check.view is None:
        return all(_same(one, other) for one, other in zip(recorded, replayed, strict=True))
    outcomes = list(replayed)
    values = [
        check.view([c.value for c in calls if OPERATIONS[c.op].gives_value]) for calls in (recorded, outcomes)
    ]
    same = all(_same(one, other, values=False) for one, other in zip(recorded, outcomes, strict=True))
    return same and agree(*values)


def _telling_first(recorded: Sequence[Call], right: Sequence[Call]) -> tuple[list[Call], list[Call]]:
    """Calls (and all that was done with one module) that did not go as the oracle's come first.

    There the misconceptions differ, so that most of them need to be asked no more than that.
    """
    about = [
        ("module", call.module) if OPERATIONS[call.op].of_module else ("call", i)
        for i, call in enumerate(recorded)
    ]
    pairs = list(zip(about, recorded, right, strict=True))
    telling = {subject for subject, one, other in pairs if not _same(one, other)}
    pairs.sort(key=lambda pair: pair[0] not in telling)  # stable: a module is built before it is called
    return [one for _, one, _ in pairs], [other for *_, other in pairs]


def _tells(one: Call, right: Call) -> bool:
    """Is this outcome enough to name a mistake by? The structure of a module is when it is not the right one."""
    return not one.error_type and (OPERATIONS[one.op].gives_value or not _same(one, right))


def _replay(function: Callable[..., Any], recorded: Sequence[Call]) -> Iterator[Call]:
    """What `function` makes of the same calls, one after the other; copied as a student's are."""
    student = Student(LocalChannel({call.name: function for call in recorded}))
    for call in recorded:
        asked, before = replace(call, value=None, error_type=None, changed=()), len(student.calls)
        try:
            student.perform(asked)
        except Failure as failure:
            if len(student.calls) == before:
                student.calls.append(replace(asked, error_type=failure.error_type))
        yield student.calls[-1]


def _same(one: Call, other: Call, *, values: bool = True) -> bool:
    if (one.error_type, one.changed) != (other.error_type, other.changed):
        return False
    if one.op == "parameters" and one.value and other.value:  # a buffer more or less is no mistake
        return agree(one.value["parameters"], other.value["parameters"])
    alike = gradients_agree if one.op == other.op and OPERATIONS[one.op].goes_back else agree
    return not values or alike(one.value, other.value)
