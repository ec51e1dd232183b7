"""label_smoothed_loss: the oracle is the definition."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from day12 import NOTEBOOK, SOLUTIONS
from grader.checks.day12.label_smoothed_loss import label_smoothed_loss


def test_the_loss_is_the_definition() -> None:
    logits, targets = torch.randn(3, 4, 6, dtype=torch.float64), torch.randint(0, 6, (3, 4))
    goal = F.one_hot(targets, 6) * 0.8 + 0.2 / 6
    right = -(goal * logits.log_softmax(-1)).sum(-1)[targets != 5].mean()
    torch.testing.assert_close(label_smoothed_loss(logits, targets, 0.2, 5), right)


@pytest.mark.parametrize(
    "source",
    [
        "def label_smoothed_loss(logits, targets, smoothing, pad_id):\n"
        "    lp = logits.log_softmax(-1)\n    real = targets.ne(pad_id)\n"
        "    nll = F.nll_loss(lp[real], targets[real])\n"
        "    return (1 - smoothing) * nll - smoothing * lp[real].mean()",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("label_smoothed_loss", source)


@pytest.mark.parametrize(
    "source",
    [
        "def label_smoothed_loss(l, t, s, p):\n    return F.cross_entropy(l.flatten(0, 1), t.flatten(), label_smoothing=0.1,"
        " ignore_index=p)",
        "def label_smoothed_loss(l, t, s, p):\n    l = l.detach().clone()\n    l[..., p] = -1e9\n"
        "    return F.cross_entropy(l.flatten(0, 1), t.flatten(), label_smoothing=0.0, ignore_index=p)",
        SOLUTIONS["label_smoothed_loss"].replace("].mean()", "].mean().detach()"),
        SOLUTIONS["label_smoothed_loss"].replace("].mean()", "].mean().item()"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("label_smoothed_loss", source)
