"""What is asked of the hidden tests of several days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from solved import Solved

from grader.checks import load
from grader.course import all_days, load_day
from grader.grading.auditing import lesson_cells
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
    for version in (v for check in book.checks.values() for v in check.misconceptions):
        assert version.message is not None
        assert "?" in version.message.en, version.name
        assert "?" in version.message.ko, version.name
        assert any("가" <= letter <= "힣" for letter in version.message.ko), version.name
        if day != "day02":  # which is about Korean words
            assert not any("가" <= letter <= "힣" for letter in version.message.en), version.name


@pytest.mark.parametrize(("day", "seeds"), [("day01", 5), ("day03", 4), ("day04", 20), ("day05", 3)])
def test_the_oracles_themselves_have_full_points(day: str, seeds: int) -> None:
    book = load(day)
    channel = LocalChannel({check.called: check.oracle for check in book.checks.values()})
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
    (cell,) = [cell for cell in lesson_cells(load_day(day)) if cell.name == name]
    assert _is_the_bug(load(day), cell)


def test_the_audit_notices_a_changed_bug() -> None:
    """Also one that is wrong in the same way."""
    (cell,) = [s for s in lesson_cells(load_day("day04")) if s.name == "batched_scores"]
    changed = cell.stub.replace("key.T / np.sqrt(d_k)", "key.T * d_k**-0.5")
    assert changed != cell.stub
    for other in (
        replace(cell, stub=changed),
        replace(cell, bug="scale_missing"),
        replace(cell, bug="?"),
    ):
        given = replace(cell, name="", kind="given", solution="import numpy as np")
        stub, *_ = audit(load("day04"), [given, other], [1], open_local)
        assert stub.version_kind == "stub"
        assert not any(stub.ok)
        assert "is not the misconception" in stub.wrong[0]
