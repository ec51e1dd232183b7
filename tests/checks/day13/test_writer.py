"""Writer: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from day13 import NOTEBOOK, changed
from grader.checks.day13.writer import draw


def test_the_oracle_draws_as_the_lesson_does() -> None:
    shares, u = torch.rand(50, 9), torch.rand(50)
    shares = shares / shares.sum(-1, keepdim=True)
    theirs: Tensor = NOTEBOOK.names()["draw"](shares, u)
    assert torch.equal(draw(shares, u), theirs)


@pytest.mark.parametrize(
    "source",
    [
        changed("Writer", ("ids.shape[1] > window", "ids.shape[1] >= window")),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("Writer", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("Writer", ("ids[:, -window:]", "ids[:, 1 - window:]")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("Writer", source)
