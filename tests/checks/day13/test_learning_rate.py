"""learning_rate: the oracle is Hugging Face's schedule."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day13 import NOTEBOOK, changed
from grader.checks.day13.learning_rate import learning_rate


def test_the_learning_rate_is_hugging_faces() -> None:
    from transformers import get_cosine_schedule_with_warmup

    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=2.0)
    schedule = get_cosine_schedule_with_warmup(optimizer, 7, 30)
    for step in range(1, 31):
        optimizer.step()
        schedule.step()
        assert learning_rate(step, 2.0, 7, 30) == pytest.approx(schedule.get_last_lr()[0], abs=1e-9)


@pytest.mark.parametrize(
    "source",
    [
        "def learning_rate(s, peak, w, n):\n    return torch.tensor(peak * s / w if s < w else peak / 2 + peak / 2 * math.cos(math.pi * (s - w) / (n - w)))",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("learning_rate", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("learning_rate", ("math.pi", "3")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("learning_rate", source)
