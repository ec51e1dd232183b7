"""train_step: the oracle steps as the notebook does."""

from __future__ import annotations

import pytest
import torch

from day12 import GIVEN, IMPORTS, NOTEBOOK, SOLUTIONS
from grader.checks.day12.train_step import check


def test_a_step_of_the_oracle_is_the_notebooks() -> None:
    namespace: dict[str, object] = {}
    for cell in (IMPORTS, *GIVEN, *SOLUTIONS.values()):
        exec(cell, namespace)
    batches = [(torch.randint(3, 7, (2, 3)), torch.randint(3, 7, (2, 4))) for _ in range(3)]
    args = (torch.randn(7, 7), torch.randn(7, 7), batches, 0.5, 0.1, 1, 0)
    torch.testing.assert_close(namespace["try_steps"](*args), check.oracle(*args))  # type: ignore[operator]


@pytest.mark.parametrize(
    "source",
    [
        "def train_step(model, optimizer, source, target, smoothing, bos_id, pad_id, clip=1e9):\n"
        "    optimizer.zero_grad()\n    out = model(source, shift_right(target, bos_id))\n"
        "    loss = label_smoothed_loss(out, target, smoothing, pad_id)\n    loss.backward()\n"
        "    torch.nn.utils.clip_grad_norm_(model.parameters(), clip)\n    optimizer.step()\n    return float(loss.detach())\n"
        "train_step_reason = 'c'",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("train_step", source)


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["train_step"].replace("shift_right(target, bos_id)", "shift_right(target, 1)"),
        SOLUTIONS["train_step"].replace("optimizer.step()", "optimizer.step(); optimizer.step()"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("train_step", source)
