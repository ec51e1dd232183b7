"""noam_lr: the oracle is the schedule of transformers."""

from __future__ import annotations

import math

import pytest
import torch

from day12 import NOTEBOOK
from grader.checks.day12.noam_lr import noam_lr


@pytest.mark.parametrize("warmup", [3, 20])
def test_noam_is_the_schedule_of_transformers_times_its_top(warmup: int) -> None:
    optimization = pytest.importorskip("transformers.optimization")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=(16 * warmup) ** -0.5)
    schedule = optimization.get_inverse_sqrt_schedule(optimizer, warmup)
    for step in range(1, 50):
        optimizer.step()
        schedule.step()
        assert math.isclose(schedule.get_last_lr()[0], noam_lr(step, 16, warmup), rel_tol=1e-9)


@pytest.mark.parametrize(
    "source",
    [
        "def noam_lr(step, d_model, warmup):\n    return (d_model * max(step, warmup**3 / step**2)) ** -0.5",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("noam_lr", source)


@pytest.mark.parametrize(
    "source",
    [
        "def noam_lr(step, d_model, warmup):\n    return d_model**-0.5 * min(step**-0.5, step * 4000**-1.5)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("noam_lr", source)
