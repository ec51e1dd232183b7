"""Day 8: the oracles agree with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from solved import Solved
from torch import nn

from grader.checks import day08

IMPORTS = "import math\nimport numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n"
NOTEBOOK = Solved("day08", IMPORTS)


# --------------------------------------------------------------------------------------------------------- oracles


def test_the_two_gelus_are_the_formulas() -> None:
    z = np.linspace(-6, 6, 1201)
    exact = [0.5 * v * math.erfc(-v / 2**0.5) for v in z]
    tanh = [0.5 * v * (1 + math.tanh((2 / math.pi) ** 0.5 * (v + 0.044715 * v**3))) for v in z]
    np.testing.assert_allclose(day08.gelu(torch.from_numpy(z)), exact, atol=1e-12)
    np.testing.assert_allclose(day08.gelu_tanh(torch.from_numpy(z)), tanh, atol=1e-12)
    gap = np.abs(np.array(exact) - tanh)
    assert 4.7e-4 < gap.max() < 4.8e-4  # what the lesson says
    assert min(exact) == pytest.approx(-0.16997, abs=1e-5)


def test_the_network_is_that_of_torchs_encoder_layer() -> None:
    for activation in ("relu", "gelu"):
        torch.manual_seed(0)
        layer = nn.TransformerEncoderLayer(6, 2, 10, 0.0, activation, batch_first=True)
        ours, x = day08.FeedForward(6, 10, activation), torch.randn(2, 5, 6)
        ours.load_state_dict({k: v for k, v in layer.state_dict().items() if k.startswith("linear")})
        torch.testing.assert_close(ours(x), layer._ff_block(x))


def test_one_by_one_convolutions_are_torchs() -> None:
    torch.manual_seed(0)
    ours, x = day08.ConvFeedForward(6, 10), torch.randn(2, 5, 6)
    torch.testing.assert_close(ours(x), ours.conv2(ours.conv1(x.mT).relu()).mT)


def test_two_layers_in_one() -> None:
    one, two = nn.Linear(3, 7), nn.Linear(7, 4)
    weight, bias = day08.two_in_one(one.weight, one.bias, two.weight, two.bias)
    x = torch.randn(5, 3)
    torch.testing.assert_close(nn.functional.linear(x, weight, bias), two(one(x)))


# ------------------------------------------------------------------------------------ right and wrong in no list

RIGHT = {
    "relu": ["def relu(x):\n    return torch.where(x < 0, torch.zeros_like(x), x)"],
    "two_in_one": [
        "def two_in_one(weight1, bias1, weight2, bias2):\n"
        "    w = torch.tensordot(weight2.float(), weight1.float(), 1)\n"
        "    return w, F.linear(bias1, weight2, bias2)"
    ],
    "feed_forward": [
        "def feed_forward(x, weight1, bias1, weight2, bias2):\n"
        "    h = F.linear(x, weight1, bias1)\n    h[h < 0] = 0\n    return h @ weight2.mT + bias2\n"
        "feed_forward_reason = ' b'"
    ],
    "gelu": [
        "def gelu(x):\n    return (x.float() * (0.5 + 0.5 * torch.special.erf(x.float() * 2 ** -0.5)))",
        "def gelu(x):\n    return 0.5 * torch.add(x, x * torch.erf(x / np.sqrt(2)))",
    ],
    "gelu_tanh": ["def gelu_tanh(x):\n    return F.gelu(x.float(), approximate='tanh')"],
    "silent_neurons": [
        "def silent_neurons(hidden):\n    h = hidden.numpy().reshape(-1, hidden.shape[-1])\n"
        "    return np.mean(h == 0), np.sum(~np.any(h != 0, axis=0))"
    ],
}
NETWORK = """class FeedForward(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        self.act = {words}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)
    def forward(self, x):
        h = self.act(self.linear1(x))
        return {out}
"""
WORDS = '{"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": gelu_tanh}'


def _network(words: str = WORDS, out: str = "self.linear2(h)") -> str:
    return NETWORK.format(words=words, out=out)


CONVOLUTIONS = """class ConvFeedForward(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)
    def forward(self, x):
        return {out}
"""
RIGHT["FeedForward"] = [_network(), _network(out="F.linear(h, self.linear2.weight) + self.linear2.bias")]
RIGHT["ConvFeedForward"] = [
    CONVOLUTIONS.format(out="self.conv2(self.conv1(x.movedim(-1, 1)).relu()).movedim(1, -1)")
]
WRONG = [
    ("relu", "def relu(x):\n    return x"),
    ("relu", "def relu(x):\n    return F.gelu(x)"),
    ("relu", "def relu(x):\n    return F.relu(x).half()"),
    ("two_in_one", "def two_in_one(w1, b1, w2, b2):\n    return w2 @ w1, torch.zeros_like(b2)"),
    ("feed_forward", "def feed_forward(x, w1, b1, w2, b2):\n    return b2.expand(*x.shape[:-1], len(b2))"),
    ("gelu", "def gelu(x):\n    return F.relu(x)"),
    ("gelu", "def gelu(x):\n    return x * torch.sigmoid(1.5957691 * (x + 0.044715 * x ** 3))"),
    ("gelu_tanh", "def gelu_tanh(x):\n    return F.gelu(x)"),
    ("gelu_tanh", "def gelu_tanh(x):\n    return F.gelu(x, approximate='tanh').clamp(-0.17, 3)"),
    ("FeedForward", _network('{"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU()}')),
    ("FeedForward", _network("dict(relu=nn.ReLU(), gelu=nn.GELU(), gelu_tanh=gelu_tanh, swish=nn.SiLU())")),
    ("FeedForward", _network(out="self.linear2(h - h.mean(dim=0))")),
    ("FeedForward", _network().replace("self.act =", "self.more = nn.Linear(2, 2)\n        self.act =")),
    ("ConvFeedForward", CONVOLUTIONS.format(out="self.conv2(relu(self.conv1(x.mT))).view(x.shape)")),
    ("ConvFeedForward", CONVOLUTIONS.format(out="x + self.conv2(relu(self.conv1(x.mT))).mT")),
    (
        "silent_neurons",
        "def silent_neurons(h):\n    return (h[-1] == 0).float().mean(), (h[-1] == 0).all(0).sum()",
    ),
    ("silent_neurons", "def silent_neurons(h):\n    return 0.5, 1"),
]


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)
