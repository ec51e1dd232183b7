"""What is asked of the hidden tests of several days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from solved import Solved

from grader.checks import load
from grader.course import all_days, load_day
from grader.grading.auditing import _subjects
from grader.judge import LocalChannel, Task, audit, judge, open_local
from grader.judge.audit import _is_the_bug

BUGS = [
    (day, exercise.name)
    for day in all_days()
    for exercise in load_day(day).exercises
    if exercise.kind == "bug"
]
TRAINED_THROUGH = {
    "day06": ["scaled_dot_product_attention", "split_heads", "merge_heads"],
    "day07": ["token_statistics"],
    "day08": ["relu", "gelu", "gelu_tanh"],
    "day10": ["mean_pool"],
    "day11": ["embed"],
    "day12": ["label_smoothed_loss"],
    "day13": ["language_model_loss"],
    "day14": ["mlm_loss"],
}
IMPORTS = "import math\nimport torch\nfrom torch import nn\nF = nn.functional\n"


@pytest.mark.parametrize("day", all_days())
def test_every_message_asks_in_both_languages(day: str) -> None:
    book = load(day)
    for version in (v for name in book.checks for v in book.misconceptions(name)):
        assert version.message is not None
        assert "?" in version.message.en, version.name
        assert "?" in version.message.ko, version.name
        assert any("가" <= letter <= "힣" for letter in version.message.ko), version.name
        if day != "day02":  # which is about Korean words
            assert not any("가" <= letter <= "힣" for letter in version.message.en), version.name


@pytest.mark.parametrize(("day", "seeds"), [("day01", 5), ("day03", 4), ("day04", 20), ("day05", 3)])
def test_the_oracles_themselves_have_full_points(day: str, seeds: int) -> None:
    book = load(day)
    channel = LocalChannel({name: check.oracle for name, check in book.checks.items()})
    tasks = [Task(name, "code", 1) for name, check in book.checks.items() if not check.reason]
    for seed in range(seeds):
        assert {verdict.verdict for verdict in judge(book, tasks, channel, seed)} == {"passed"}


@pytest.mark.parametrize(
    ("day", "name"), [(day, name) for day in TRAINED_THROUGH for name in TRAINED_THROUGH[day]]
)
def test_right_numbers_without_a_gradient_lose_points(day: str, name: str) -> None:
    notebook = Solved(day, IMPORTS)
    solution = notebook.with_letter(name, notebook.solutions[name].replace(f"def {name}(", "def right("))
    notebook.fails(name, f"{solution}\n{name} = torch.no_grad()(right)\n")


@pytest.mark.parametrize(("day", "name"), BUGS)
def test_the_bug_that_is_handed_out_is_the_misconception_of_its_name(day: str, name: str) -> None:
    (subject,) = [subject for subject in _subjects(load_day(day)) if subject.name == name]
    assert _is_the_bug(load(day), subject)


def test_the_audit_notices_a_changed_bug() -> None:
    """Also one that is wrong in the same way."""
    (subject,) = [s for s in _subjects(load_day("day04")) if s.name == "batched_scores"]
    changed = subject.stub.replace("key.T / np.sqrt(d_k)", "key.T * d_k**-0.5")
    assert changed != subject.stub
    for other in (
        replace(subject, stub=changed),
        replace(subject, bug="scale_missing"),
        replace(subject, bug="?"),
    ):
        given = replace(subject, name="", kind="given", solution="import numpy as np")
        stub, *_ = audit(load("day04"), [given, other], [1], open_local)
        assert stub.version_kind == "stub"
        assert not any(stub.ok)
        assert "is not the misconception" in stub.wrong[0]
