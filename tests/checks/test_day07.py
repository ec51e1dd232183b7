"""Day 7: the oracles agree with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from solved import Solved
from torch import nn

from grader.checks import day07
from grader.judge import Verdict, reference

IMPORTS = "import numpy as np\nimport torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
NOTEBOOK = Solved("day07", IMPORTS)


def judged(name: str, source: str, seed: int = 1) -> Verdict:
    return NOTEBOOK.judged(name, NOTEBOOK.with_letter(name, source), seed, points=10)


def tensor(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(1, 2, shape))


# --------------------------------------------------------------------------------------------------------- oracles


def test_statistics_are_numpys() -> None:
    x = tensor(2, 3, 5)
    mean, variance = day07.token_statistics(x)
    np.testing.assert_allclose(mean, np.mean(x.numpy(), axis=-1, keepdims=True), atol=1e-12)
    np.testing.assert_allclose(variance, np.var(x.numpy(), axis=-1, keepdims=True), atol=1e-12)


def test_the_spread_is_that_of_a_token() -> None:
    token = tensor(512) * 1e-3
    inside, outside = day07.spread_after(token.std(correction=0), 1e-5)
    centred = token - token.mean()
    assert inside == pytest.approx(
        float((centred / (centred.var(correction=0) + 1e-5) ** 0.5).std(correction=0))
    )
    assert outside == pytest.approx(float((centred / (centred.std(correction=0) + 1e-5)).std(correction=0)))


def test_the_backward_pass_is_that_of_finite_differences() -> None:
    x, gamma, upstream = tensor(3, 4), tensor(4, seed=1), tensor(3, 4, seed=2)

    def loss(x: Any, gamma: Any, beta: Any) -> float:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return float((upstream.numpy() * (gamma * (x - mean) / np.sqrt(variance + 0.1) + beta)).sum())

    given = [x.numpy(), gamma.numpy(), np.zeros(4)]
    for number, gradient in enumerate(day07.layer_norm_backward(upstream, x, gamma, 0.1)):
        slopes = np.zeros(given[number].shape)
        for place in np.ndindex(slopes.shape):
            step = np.zeros(slopes.shape)
            step[place] = 1e-5
            ends = [
                loss(*(g + sign * step if i == number else g for i, g in enumerate(given)))
                for sign in (1, -1)
            ]
            slopes[place] = (ends[0] - ends[1]) / 2e-5
        np.testing.assert_allclose(gradient, slopes, atol=1e-6)
    normalized = (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 0.1).sqrt()
    for one, other in zip(
        day07.gamma_beta_gradients(upstream, normalized),
        day07.layer_norm_backward(upstream, x, gamma, 0.1)[1:],
        strict=True,
    ):
        torch.testing.assert_close(one, other)


def test_batch_norm_without_padding_is_torchs_module() -> None:
    x, norm = tensor(2, 5, 4), nn.BatchNorm1d(4, eps=0.1, dtype=torch.float64)
    right = norm(x.transpose(1, 2)).transpose(1, 2).detach()  # nn.BatchNorm1d wants the features second
    every = torch.ones(2, 5, dtype=torch.bool)
    ones, zeros = torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.float64)
    torch.testing.assert_close(day07.batch_norm(x, every, ones, zeros, 0.1), right)


def test_modules_are_the_formulas() -> None:
    rng = np.random.default_rng(3)
    x, gamma, beta = rng.normal(1, 2, (2, 3, 5)), rng.normal(size=5), rng.normal(size=5)
    layer, rms = reference(day07.LayerNorm, 5, 0.1), reference(day07.RMSNorm, 5, 0.1)
    layer.load({"gamma": gamma, "beta": beta})
    rms.load({"gamma": gamma})
    centred = x - x.mean(-1, keepdims=True)
    np.testing.assert_allclose(
        layer(x), gamma * centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 0.1) + beta, atol=1e-5
    )
    np.testing.assert_allclose(rms(x), gamma * x / np.sqrt((x**2).mean(-1, keepdims=True) + 0.1), atol=1e-5)


def test_sizes_are_numpys() -> None:
    x, weights = tensor(3, 4), tensor(2, 4, 4, seed=1)
    h, wanted = x.numpy(), [np.sqrt(np.mean(x.numpy() ** 2))]
    for weight in weights.numpy():
        h = h @ weight
        h = np.maximum(0, h / np.sqrt((h**2).mean(-1, keepdims=True) + 1e-5))
        wanted.append(np.sqrt(np.mean(h**2)))
    np.testing.assert_allclose(day07.size_by_depth(x, weights, "rms"), wanted, atol=1e-9)


# ----------------------------------------------------------------------------- right answers that stand in no list

RIGHT = {
    "token_statistics": [
        "def token_statistics(tokens):\n    v, m = torch.var_mean(tokens, -1, correction=0)\n    return m[..., None], v[..., None]",
    ],
    "LayerNorm": [
        "class LayerNorm(nn.Module):\n    def __init__(self, size, eps=1e-5, more=None):\n        super().__init__()\n"
        "        self.gamma, self.beta = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))\n"
        "        self.register_buffer('e', torch.tensor(eps))\n    def forward(self, x):\n"
        "        m = x.mean(-1, keepdim=True)\n        s = torch.sqrt(((x - m) ** 2).mean(-1, keepdim=True) + self.e)\n"
        "        return torch.addcmul(self.beta, (x - m) / s, self.gamma)",
    ],
    "spread_after": [
        "def spread_after(std, eps):\n    return [(1 + eps / std**2) ** -0.5, 1 / (1 + eps / std)]"
    ],
    "gamma_beta_gradients": [
        "def gamma_beta_gradients(g, n):\n    g, n = g.flatten(0, -2), n.flatten(0, -2)\n"
        "    return torch.diagonal(g.T @ n).clone(), torch.ones(len(g), dtype=g.dtype) @ g",
    ],
    "layer_norm_backward": [
        "def layer_norm_backward(g, x, gamma, eps=1e-5):\n    c = x - x.mean(-1, keepdim=True)\n"
        "    v = (c * c).mean(-1, keepdim=True) + eps\n    dn = g * gamma\n"
        "    dv = (dn * c).sum(-1, keepdim=True) * (-0.5) * v ** (-1.5)\n    dc = dn / v.sqrt() + 2 * c * dv / x.shape[-1]\n"
        "    dx = dc - dc.mean(-1, keepdim=True)\n    return (dx, *gamma_beta_gradients(g, c / v.sqrt()))",
        "def layer_norm_backward(g, x, gamma, eps=1e-5):\n    x, w = x.clone().requires_grad_(), gamma.clone().requires_grad_()\n"
        "    b = torch.zeros_like(gamma).requires_grad_()\n    F.layer_norm(x, w.shape, w, b, eps).backward(g)\n"
        "    return [x.grad, w.grad, b.grad]",
    ],
    "batch_norm": [
        "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    out = x.clone()\n    out[mask] = F.batch_norm(x[mask], None, None, gamma, beta, True, 0.1, eps)\n"
        "    return out.masked_fill(mask.logical_not().unsqueeze(-1), 0)",
    ],
    "RMSNorm": [
        "class RMSNorm(nn.Module):\n    def __init__(self, d, eps=1e-5):\n        super().__init__()\n        self.d, self.eps = d, eps\n"
        "        self.gamma = nn.Parameter(torch.ones(d))\n    def forward(self, x):\n"
        "        return x / (x.var(-1, correction=0, keepdim=True) + x.mean(-1, keepdim=True) ** 2 + self.eps).sqrt() * self.gamma",
    ],
    "size_by_depth": [
        "def size_by_depth(x, weights, norm='none'):\n    norms = {'layer': LayerNorm(x.size(-1)), 'rms': RMSNorm(x.size(-1))}\n"
        "    out = [(x ** 2).mean().item() ** 0.5]\n    for w in weights:\n        x = x @ w\n"
        "        if norm in norms:\n            x = norms[norm](x)\n        x = F.relu(x)\n        out += [(x ** 2).mean().item() ** 0.5]\n"
        "    return torch.tensor(out)",
        "def size_by_depth(x, weights, norm='none'):\n    f = dict(none=lambda h: h, layer=LayerNorm(x.size(-1)), rms=RMSNorm(x.size(-1)))[norm]\n"
        "    out = [x.pow(2).mean() ** 0.5]\n    for w in weights:\n        x = f(x @ w) * (f(x @ w) > 0)\n"
        "        out.append(x.pow(2).mean() ** 0.5)\n    return out",
    ],
}


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    for seed in (1, 2):
        found = judged(name, source, seed)
        assert found.verdict == "passed", found.message.en


# ----------------------------------------------------------------------------- wrong answers that stand in no list

NORM = (
    "class {name}(nn.Module):\n    def __init__(self, d, eps=1e-5):\n        super().__init__()\n        self.eps = eps\n"
    "        self.gamma, self.beta = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))\n    def forward(self, x):\n        "
)
BACK = "def layer_norm_backward(grad_output, x, gamma, eps=1e-5):\n    "
WRONG = [  # exercise, points of 10 that it may earn at most, source
    ("token_statistics", 0, "def token_statistics(x):\n    return 0 * x[..., :1], 0 * x[..., :1]"),
    (
        "token_statistics",
        6,
        "def token_statistics(x):\n    return x.mean(1, keepdim=True), x.var(1, False, keepdim=True)",
    ),
    (
        "token_statistics",  # right in every number, but LayerNorm cannot be trained with it
        8,
        "def token_statistics(x):\n    x = x.numpy()\n    return x.mean(-1, keepdims=True), x.var(-1, keepdims=True)",
    ),
    ("LayerNorm", 0, NORM.format(name="LayerNorm") + "return x"),
    ("LayerNorm", 0, NORM.format(name="LayerNorm") + "return self.gamma * x + self.beta"),
    (
        "LayerNorm",  # right without axes in front of the tokens only
        6,
        NORM.format(name="LayerNorm")
        + "assert x.ndim == 2\n        return F.layer_norm(x, x.shape[1:], self.gamma, self.beta, self.eps)",
    ),
    ("RMSNorm", 0, NORM.format(name="RMSNorm").replace("self.beta, ", "") + "return F.normalize(x, dim=-1)"),
    ("spread_after", 0, "def spread_after(std, eps):\n    return torch.ones_like(std), torch.ones_like(std)"),
    ("gamma_beta_gradients", 0, "def gamma_beta_gradients(g, n):\n    return 0 * n[0], 0 * n[0]"),
    ("layer_norm_backward", 0, BACK + "return 0 * x, 0 * gamma, 0 * gamma"),
    (
        "layer_norm_backward",  # the two means of the bracket taken after the division, of the wrong thing
        2,
        BACK
        + "m, v = token_statistics(x); n = (x - m) / (v + eps).sqrt(); g = grad_output * gamma / (v + eps).sqrt()\n"
        "    return g - g.mean(-1, keepdim=True) - n * g.mean(-1, keepdim=True), *gamma_beta_gradients(grad_output, n)",
    ),
    ("batch_norm", 4, "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    return torch.zeros_like(x)"),
    (
        "batch_norm",  # the rows at the end dropped, but those of the first sentence's length
        4,
        "def batch_norm(x, mask, gamma, beta, eps=1e-5):\n    t = mask.sum(1).min()\n    y = torch.zeros_like(x)\n"
        "    y[:, :t] = F.batch_norm(x[:, :t].flatten(0, 1), None, None, gamma, beta, True, 0.1, eps).view(x[:, :t].shape)\n    return y",
    ),
    (
        "size_by_depth",
        0,
        "def size_by_depth(x, weights, norm='none'):\n    return torch.ones(len(weights) + 1)",
    ),
    ("size_by_depth", 0, "def size_by_depth(x, weights, norm='none'):\n    return (x ** 2).mean().sqrt()"),
]


@pytest.mark.parametrize(("name", "most", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, most: float, source: str) -> None:
    for seed in (1, 2):
        found = judged(name, source, seed)
        assert found.verdict not in ("passed", "course_error"), found.message.en
        assert found.points <= most, found.parts
