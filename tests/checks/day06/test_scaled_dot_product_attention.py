"""Day 6, scaled_dot_product_attention: the oracle has a second source; answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch

from grader.checks.day06.scaled_dot_product_attention import scaled_dot_product_attention

from . import NOTEBOOK

RIGHT = [
    "def scaled_dot_product_attention(q, k, v, mask=None, dropout=0.0):\n    s = (q / q.size(-1) ** 0.5) @ k.mT\n"
    "    if mask is not None:\n        s = s + (~mask).float() * -1e9\n    w = F.softmax(s, -1)\n"
    "    if mask is not None:\n        w = w * mask\n    return [w @ v, w]",
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("scaled_dot_product_attention", source)


def test_attention_with_a_mask_is_the_definition() -> None:
    q, k, v = torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 5), torch.randn(2, 3, 6, 2)
    mask = torch.rand(2, 1, 4, 6).argsort(-1) < 3
    mask[0, 0, 1] = False
    shares = torch.exp(torch.einsum("bhqd,bhkd->bhqk", q, k) / 5**0.5) * mask
    shares = shares / shares.sum(-1, keepdim=True).clamp(min=1e-9)
    output, weights = scaled_dot_product_attention(q, k, v, mask)
    torch.testing.assert_close(weights, shares)
    torch.testing.assert_close(output, shares @ v)
