"""Day 8, ConvFeedForward: the oracle agrees with a second source, and answers that stand in no list are judged right."""

from __future__ import annotations

import pytest
import torch

from day08 import NOTEBOOK
from grader.checks.day08.conv_feed_forward import ConvFeedForward


def test_one_by_one_convolutions_are_torchs() -> None:
    torch.manual_seed(0)
    ours, x = ConvFeedForward(6, 10), torch.randn(2, 5, 6)
    torch.testing.assert_close(ours(x), ours.conv2(ours.conv1(x.mT).relu()).mT)


CONVOLUTIONS = """class ConvFeedForward(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)
    def forward(self, x):
        return {out}
"""
RIGHT = [
    CONVOLUTIONS.format(out="self.conv2(self.conv1(x.movedim(-1, 1)).relu()).movedim(1, -1)"),
]
WRONG = [
    CONVOLUTIONS.format(out="self.conv2(relu(self.conv1(x.mT))).view(x.shape)"),
    CONVOLUTIONS.format(out="x + self.conv2(relu(self.conv1(x.mT))).mT"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("ConvFeedForward", source)


@pytest.mark.parametrize("source", WRONG)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("ConvFeedForward", source)
