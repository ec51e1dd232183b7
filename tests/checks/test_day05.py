"""Day 5: the oracles agree with a second source, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from solved import Solved

from grader.checks import day05
from grader.judge import Verdict

NOTEBOOK = Solved("day05", "import numpy as np\nfrom grader.checks.day05 import softmax\n")
book = NOTEBOOK.book


def _judged(name: str, source: str, seed: int) -> Verdict:
    return NOTEBOOK.judged(name, NOTEBOOK.with_letter(name, source), seed, points=10)


# ---------------------------------------------------------------------------------------------- a second source


def _numbers(*shape: int) -> day05.Array:
    return np.random.default_rng(len(shape)).normal(size=shape)


def test_attention_is_the_formula_written_out() -> None:
    q, k, v = _numbers(2, 4, 3), _numbers(2, 5, 3) + 1, _numbers(2, 5, 6) - 1
    mask = np.random.default_rng(7).uniform(size=(2, 4, 5)) < 0.5
    mask[0, 2], mask[1, 0] = False, True
    output, weights = day05.scaled_dot_product_attention(q, k, v, mask)
    for b, i in np.ndindex(2, 4):
        seen = [j for j in range(5) if mask[b, i, j]]
        exponentials = {j: np.exp(sum(q[b, i] * k[b, j]) / 3**0.5) for j in seen}
        shares = {j: e / sum(exponentials.values()) for j, e in exponentials.items()}
        np.testing.assert_allclose(weights[b, i], [shares.get(j, 0.0) for j in range(5)], atol=1e-12)
        np.testing.assert_allclose(output[b, i], sum((s * v[b, j] for j, s in shares.items()), np.zeros(6)))
    np.testing.assert_allclose(
        day05.masked_softmax(q @ k.swapaxes(-1, -2) / 3**0.5, mask), weights, atol=1e-12
    )


def test_one_head_is_torchs_module_with_our_mask_turned_round() -> None:
    x, mask = _numbers(2, 5, 4), day05.causal_mask(5)
    matrices = [_numbers(4, 4) * s for s in (1, -1, 0.5)]
    module = torch.nn.MultiheadAttention(4, 1, bias=False, batch_first=True, dtype=torch.float64)
    stacked = np.concatenate([w.T for w in matrices])
    module.load_state_dict(
        {"in_proj_weight": torch.tensor(stacked), "out_proj.weight": torch.eye(4, dtype=torch.float64)}
    )
    with torch.no_grad():
        right, weights = module(*[torch.tensor(x)] * 3, attn_mask=torch.tensor(~mask))
    got = day05.attention_head(x, *matrices, mask)
    np.testing.assert_allclose(got[0], right, atol=1e-12)
    np.testing.assert_allclose(got[1], weights, atol=1e-12)


def test_the_small_oracles_are_their_definitions() -> None:
    assert day05.causal_mask(3).tolist() == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert day05.causal_mask(2, 4).tolist() == [[True, True, True, False], [True] * 4]
    assert day05.padding_mask(np.array([[3, 0], [0, 5]]), 0).tolist() == [[[True, False]], [[False, True]]]
    p = day05.softmax(_numbers(2, 3, 4))
    jacobian = day05.softmax_jacobian(p)
    for place in np.ndindex(2, 3):
        np.testing.assert_allclose(
            jacobian[place], np.diag(p[place]) - np.outer(p[place], p[place]), atol=1e-12
        )
    a, b = _numbers(3, 4), _numbers(5, 4)
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(day05.cosine_similarity(a, b), a @ b.T / lengths, atol=1e-12)
    dots = (a * a[::-1]).sum(1)
    np.testing.assert_allclose(day05.score_variance(a, a[::-1]), (dots.var(), dots.var() / 4))
    weights = day05.causal_weights(_numbers(2, 4, 4))
    np.testing.assert_allclose(weights, day05.masked_softmax(_numbers(2, 4, 4), day05.causal_mask(4)))


# -------------------------------------------------------------------- right and wrong answers that stand in no list

OTHER_RIGHT = [
    (
        "cosine_similarity",
        "def cosine_similarity(a, b, eps=1e-8):\n    n = lambda x: x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), eps)\n"
        "    return np.clip(np.einsum('...id,...jd->...ij', n(a), n(b)), -1, 1).astype('f4')",
    ),
    (
        "score_variance",
        "def score_variance(Q, K):\n    s = np.array([q @ k for q, k in zip(Q, K)])\n    d = Q.shape[1]\n"
        "    return np.array(s.var()), float(((s / d ** .5 - (s / d ** .5).mean()) ** 2).mean())",
    ),
    (
        "softmax_jacobian",
        "def softmax_jacobian(p):\n    if p.ndim > 1:\n        return np.stack([softmax_jacobian(r) for r in p])\n"
        "    return np.diag(p) - np.outer(p, p)",
    ),
    (
        "causal_mask",
        "def causal_mask(T, S=None, dtype=bool):\n    S = S or T\n    m = np.zeros((T, S), dtype)\n"
        "    for i in range(T):\n        m[i, : S - T + i + 1] = True\n    return m",
    ),
    ("padding_mask", "padding_mask = lambda tokens, pad: np.logical_not(tokens == pad)[..., np.newaxis, :]"),
    (
        "causal_weights",
        "def causal_weights(s):\n    s = np.array(s, copy=True)\n    m = np.broadcast_to(causal_mask(s.shape[-1]), s.shape)\n"
        "    s[~m] = -1e30\n    s = s - s.max(-1, keepdims=True)\n    e = np.exp(s) * m\n    return e / e.sum(-1, keepdims=True)",
    ),
    (
        "masked_softmax",
        "def masked_softmax(x, m=None):\n    m = np.ones_like(x, bool) if m is None else np.broadcast_to(m, x.shape)\n"
        "    x = np.where(m, x.astype('f4'), np.float32(-3e38))\n    e = np.where(m, np.exp(x - x.max(-1, keepdims=True)), 0)\n"
        "    return e / (e.sum(-1, keepdims=True) + 1e-9)",
    ),
    (
        "masked_softmax",
        "def masked_softmax(x, m=None):\n    x = np.ma.array(x, mask=False if m is None else ~np.broadcast_to(m, x.shape))\n"
        "    e = np.ma.exp(x - x.max(axis=-1, keepdims=True))\n    return (e / e.sum(axis=-1, keepdims=True)).filled(0.0)",
    ),
    (
        "scaled_dot_product_attention",
        "def scaled_dot_product_attention(query, key, value, mask=None, scale=None):\n"
        "    bias = 0 if mask is None else np.where(mask, 0, -np.inf)\n"
        "    s = np.matmul(query, key.swapaxes(-2, -1)) * (scale or 1 / np.sqrt(query.shape[-1])) + bias\n"
        "    w = np.nan_to_num(softmax(s), nan=0.0)\n    return [np.matmul(w, value), w]",
    ),
    (
        "attention_head",
        "def attention_head(x, q, k, v, mask=None):\n    q, k, v = (np.tensordot(x, w, axes=1) for w in (q, k, v))\n"
        "    s = q @ k.swapaxes(-1, -2) / q.shape[-1] ** .5\n    w = masked_softmax(s, mask)\n    return w @ v, w",
    ),
]

OTHER_WRONG = [  # exercise, share of the points that it may earn at most, source
    ("cosine_similarity", 0.5, "def cosine_similarity(a, b):\n    return np.tanh(a @ b.swapaxes(-1, -2))"),
    (
        "cosine_similarity",
        0,
        "def cosine_similarity(a, b):\n    return np.zeros((*a.shape[:-1], b.shape[-2]))",
    ),
    ("score_variance", 0, "def score_variance(q, k):\n    return q.shape[-1], 1.0"),
    (
        "score_variance",
        0.5,
        "def score_variance(q, k):\n    s = (q * k).sum(-1)\n    return s.var(), (s / s.std()).var()",
    ),
    (
        "softmax_jacobian",
        0.7,
        "def softmax_jacobian(p):\n    return p * np.eye(p.shape[-1]) - p[..., None] * p[..., None, :]",
    ),
    ("softmax_jacobian", 0, "def softmax_jacobian(p):\n    return np.zeros((*p.shape, p.shape[-1]))"),
    ("causal_mask", 0, "def causal_mask(n, m=None):\n    return np.ones((n, m or n), bool)"),
    (
        "causal_mask",
        0.7,
        "def causal_mask(n, m=None):\n    return np.tril(np.ones((n, m or n), bool), 1 - n)",
    ),
    (
        "padding_mask",
        0.8,
        "def padding_mask(ids, pad_id):\n    ok = np.cumprod(ids != pad_id, axis=-1).astype(bool)\n    return ok[..., None, :]",
    ),
    ("padding_mask", 0.9, "def padding_mask(ids, pad_id):\n    return (ids != pad_id)[:, None, :]"),
    (
        "causal_weights",
        0.7,
        "def causal_weights(s):\n    w = np.tril(softmax(s))\n    return w / w.sum(-1).mean()",
    ),
    (
        "causal_weights",
        0.95,
        "def causal_weights(s):\n    return softmax(np.where(causal_mask(s.shape[-1]), s, s.min() - 3))",
    ),
    (
        "masked_softmax",
        0.95,
        "def masked_softmax(s, m=None):\n    if m is None: return softmax(s)\n"
        "    w = np.nan_to_num(softmax(np.where(m, s, -np.inf)))\n    return np.maximum(w, 1e-3 * m)",
    ),
    (
        "masked_softmax",
        0.85,
        "def masked_softmax(s, m=None):\n    if m is None: return softmax(s)\n"
        "    w = softmax(np.where(m, s, -np.inf))\n    return np.nan_to_num(w, nan=1 / s.shape[-1])",
    ),
    (
        "scaled_dot_product_attention",
        0.9,
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    w = masked_softmax(q @ k.swapaxes(-1, -2) / 2, mask)\n    return w @ v, w",
    ),
    (
        "scaled_dot_product_attention",
        0.7,
        "def scaled_dot_product_attention(q, k, v, mask=None):\n    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])\n"
        "    w = masked_softmax(s, None if mask is None else mask.swapaxes(-1, -2))\n    return w @ v, w",
    ),
    (
        "attention_head",
        0.95,
        "def attention_head(x, q, k, v, mask=None):\n    o, w = scaled_dot_product_attention(x @ q, x @ k, x @ v, mask)\n"
        "    return (o + x, w) if o.shape == x.shape else (o, w)",
    ),
]


@pytest.mark.parametrize(("name", "source"), OTHER_RIGHT)
def test_other_right_answers_pass(name: str, source: str) -> None:
    for seed in (1, 2):
        found = _judged(name, source, seed)
        assert found.verdict == "passed", found.message.en


@pytest.mark.parametrize(("name", "most", "source"), OTHER_WRONG)
def test_other_wrong_answers_lose_points(name: str, most: float, source: str) -> None:
    for seed in (1, 2):
        found = _judged(name, source, seed)
        assert found.verdict not in ("passed", "course_error"), found.parts
        reason = 10 / 3 if book.checks[name].reason else 0.0  # the letter is right
        assert found.points - reason <= most * (10 - reason), found.parts


def test_numbers_in_place_of_booleans_are_named() -> None:
    found = _judged(
        "causal_mask",
        "def causal_mask(n, m=None):\n    m = n if m is None else m\n    return np.tri(n, m, m - n)",
        1,
    )
    assert (found.verdict, found.misconception) == ("partial", "ones_and_zeros")
