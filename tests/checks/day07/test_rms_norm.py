"""Day 7, RMSNorm: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day07 import earns_at_most, passes

RIGHT = [
    "class RMSNorm(nn.Module):\n    def __init__(self, d, eps=1e-5):\n        super().__init__()\n        self.d, self.eps = d, eps\n"
    "        self.gamma = nn.Parameter(torch.ones(d))\n    def forward(self, x):\n"
    "        return x / (x.var(-1, correction=0, keepdim=True) + x.mean(-1, keepdim=True) ** 2 + self.eps).sqrt() * self.gamma",
]
NORM = (
    "class RMSNorm(nn.Module):\n    def __init__(self, d, eps=1e-5):\n        super().__init__()\n        self.eps = eps\n"
    "        self.gamma = nn.Parameter(torch.ones(d))\n    def forward(self, x):\n        "
)
WRONG = [  # points of 10 that it may earn at most, source
    (0, NORM + "return F.normalize(x, dim=-1)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("RMSNorm", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("RMSNorm", most, source)
