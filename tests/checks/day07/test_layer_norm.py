"""Day 7, LayerNorm: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day07 import earns_at_most, passes

RIGHT = [
    "class LayerNorm(nn.Module):\n    def __init__(self, size, eps=1e-5, more=None):\n        super().__init__()\n"
    "        self.gamma, self.beta = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))\n"
    "        self.register_buffer('e', torch.tensor(eps))\n    def forward(self, x):\n"
    "        m = x.mean(-1, keepdim=True)\n        s = torch.sqrt(((x - m) ** 2).mean(-1, keepdim=True) + self.e)\n"
    "        return torch.addcmul(self.beta, (x - m) / s, self.gamma)",
]
NORM = (
    "class LayerNorm(nn.Module):\n    def __init__(self, d, eps=1e-5):\n        super().__init__()\n        self.eps = eps\n"
    "        self.gamma, self.beta = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))\n    def forward(self, x):\n        "
)
WRONG = [  # points of 10 that it may earn at most, source
    (0, NORM + "return x"),
    (0, NORM + "return self.gamma * x + self.beta"),
    (
        6,  # right without axes in front of the tokens only
        NORM
        + "assert x.ndim == 2\n        return F.layer_norm(x, x.shape[1:], self.gamma, self.beta, self.eps)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("LayerNorm", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("LayerNorm", most, source)
