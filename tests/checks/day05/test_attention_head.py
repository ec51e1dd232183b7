"""Day 5, attention_head: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.checks.day05.attention_head import attention_head
from grader.checks.day05.causal_mask import causal_mask

from . import loses_points, numbers, passes

RIGHT = [
    "def attention_head(x, q, k, v, mask=None):\n    q, k, v = (np.tensordot(x, w, axes=1) for w in (q, k, v))\n"
    "    s = q @ k.swapaxes(-1, -2) / q.shape[-1] ** .5\n    w = masked_softmax(s, mask)\n    return w @ v, w",
]
WRONG = [  # the share of the points that it may earn at most, the answer
    (
        0.95,
        "def attention_head(x, q, k, v, mask=None):\n    o, w = scaled_dot_product_attention(x @ q, x @ k, x @ v, mask)\n"
        "    return (o + x, w) if o.shape == x.shape else (o, w)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("attention_head", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    loses_points("attention_head", most, source)


def test_one_head_is_torchs_module_with_our_mask_turned_round() -> None:
    x, mask = numbers(2, 5, 4), causal_mask(5)
    matrices = [numbers(4, 4) * s for s in (1, -1, 0.5)]
    module = torch.nn.MultiheadAttention(4, 1, bias=False, batch_first=True, dtype=torch.float64)
    stacked = np.concatenate([w.T for w in matrices])
    module.load_state_dict(
        {"in_proj_weight": torch.tensor(stacked), "out_proj.weight": torch.eye(4, dtype=torch.float64)}
    )
    with torch.no_grad():
        right, weights = module(*[torch.tensor(x)] * 3, attn_mask=torch.tensor(~mask))
    got = attention_head(x, *matrices, mask)
    np.testing.assert_allclose(got[0], right, atol=1e-12)
    np.testing.assert_allclose(got[1], weights, atol=1e-12)
