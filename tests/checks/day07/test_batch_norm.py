"""Day 7, batch_norm: the oracle agrees with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day07 import earns_at_most, passes, tensor
from grader.checks.day07.batch_norm import batch_norm


def test_batch_norm_without_padding_is_torchs_module() -> None:
    x, norm = tensor(2, 5, 4), nn.BatchNorm1d(4, eps=0.1, dtype=torch.float64)
    right = norm(x.transpose(1, 2)).transpose(1, 2).detach()  # nn.BatchNorm1d wants the features second
    every = torch.ones(2, 5, dtype=torch.bool)
    ones, zeros = torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.float64)
    torch.testing.assert_close(batch_norm(x, every, ones, zeros, 0.1), right)


RIGHT = [
    "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    out = x.clone()\n    out[mask] = F.batch_norm(x[mask], None, None, gamma, beta, True, 0.1, eps)\n"
    "    return out.masked_fill(mask.logical_not().unsqueeze(-1), 0)",
]
WRONG = [  # points of 10 that it may earn at most, source
    (4, "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    return torch.zeros_like(x)"),
    (
        4,  # the rows at the end dropped, but those of the first sentence's length
        "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    t = mask.sum(1).min()\n    y = torch.zeros_like(x)\n"
        "    y[:, :t] = F.batch_norm(x[:, :t].flatten(0, 1), None, None, gamma, beta, True, 0.1, eps).view(x[:, :t].shape)\n    return y",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("batch_norm", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("batch_norm", most, source)
