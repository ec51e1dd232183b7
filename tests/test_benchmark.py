"""The benchmark's own parts: the recorded asserts, the profile, and the table's arithmetic. No kernel is started."""

import sys
from pathlib import Path

import pytest

from benchmarks import asserts, classes, contestants, parts, report
from benchmarks.measure import LongRun, Sample, Times
from grader.course import load_day

DAY = load_day("day04")


@pytest.fixture(scope="module")
def recorded() -> asserts.Asserts:
    return asserts.record(DAY)


@pytest.fixture
def beside(recorded: asserts.Asserts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The helpers where a kernel would find them."""
    recorded.write_helpers(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, asserts.MODULE, raising=False)


def outcome(recorded: asserts.Asserts, exercise: str, answers: dict[str, str]) -> bool:
    """Do the asserts of an exercise hold for these cells?"""
    namespace: dict[str, object] = {}
    for cell in ("import os\nimport numpy as np", *GIVEN, *answers.values()):
        exec(cell, namespace)
    try:
        exec(recorded.cell(exercise), namespace)
    except Exception:  # a wrong shape may stop in NumPy
        return False
    return True


GIVEN = [
    c.source["en"] for c in DAY.cells if c.role == "given" and c.source["en"].startswith("def make_params")
]
FREE = "stack_of_six"  # its right answers draw weights of their own: the asserts only ask for an answer
CODE = {n: s for n, s in classes.solutions(DAY).items() if n not in ("which_family", "why_residuals")}


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("exercise", list(CODE))
def test_asserts_tell_right_from_wrong(recorded: asserts.Asserts, exercise: str) -> None:
    assert len(recorded.lines[exercise]) > 1
    assert outcome(recorded, exercise, CODE)
    if exercise != FREE:
        assert not outcome(recorded, exercise, CODE | {exercise: classes.slip(DAY, exercise)})


@pytest.mark.usefixtures("beside")
def test_asserts_accept_another_style(recorded: asserts.Asserts) -> None:
    for exercise in CODE:
        assert outcome(recorded, exercise, CODE | {exercise: classes.other_style(DAY, exercise, 0)})


def test_asserts_on_tensors_follow_the_gradient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = load_day("day06")
    recorded = asserts.record(day)
    recorded.write_helpers(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, asserts.MODULE, raising=False)
    namespace: dict[str, object] = {}
    for cell in ("import torch\nfrom torch import nn", classes.solutions(day)["merge_heads"]):
        exec(cell, namespace)
    exec(recorded.cell("merge_heads"), namespace)
    exec("def merge_heads(x, right=merge_heads):\n    return right(x).detach()", namespace)
    with pytest.raises((AssertionError, RuntimeError)):
        exec(recorded.cell("merge_heads"), namespace)


def test_ratios_are_those_of_the_medians() -> None:
    times = Times(4, {contestants.STOCK: [16.0, 20.0, 15.0], "sixblocks, 1 job": [2.0, 1.0, 9.0]}, [1.0])
    assert times.ratio("sixblocks, 1 job", contestants.STOCK) == 8.0
    line = next(line for line in report.speed_table(times).splitlines() if "1 job" in line)
    assert line == "| sixblocks, 1 job | 0.500 | 2.00 | 8.0 | 2.0, 1.0, 9.0 |"
    assert "| bare cost of the cells | 0.250 | 4.00 | 16.0 | 1.0 |" in report.speed_table(times)


def test_long_run_says_whether_rate_and_memory_are_flat() -> None:
    done = [0.1 * place for place in range(1000)]
    run = LongRun(done, [Sample(seconds, 2**30 if seconds > 50 else 2**29) for seconds in range(100)], True)
    assert run.rate(1, 100) == pytest.approx(10)
    assert run.peak == 2**30
    assert "all 1000 at 10.00: +0 %" in report.long_words(run)
    assert "| 901 to 1000 | 10.00 | 1024 |" in report.long_table(run)


def test_the_profile_names_where_the_time_goes(tmp_path: Path) -> None:
    submissions = classes.sample(DAY, 1)
    contestants.sixblocks(DAY, submissions, tmp_path, 1)
    found = parts.profile(DAY, tmp_path, 1)
    assert list(found.wall) == [*parts.PARTS, parts.REST]
    assert all(seconds > 0 for seconds in found.wall.values())
    assert found.wall[parts.REST] < sum(found.wall.values()) / 3, "much of the time has no name"
