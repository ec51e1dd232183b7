"""Day 7, layer_norm_backward: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day07 import earns_at_most, passes

RIGHT = [
    "def layer_norm_backward(g, x, gamma, eps=1e-5):\n    c = x - x.mean(-1, keepdim=True)\n"
    "    v = (c * c).mean(-1, keepdim=True) + eps\n    dn = g * gamma\n"
    "    dv = (dn * c).sum(-1, keepdim=True) * (-0.5) * v ** (-1.5)\n    dc = dn / v.sqrt() + 2 * c * dv / x.shape[-1]\n"
    "    dx = dc - dc.mean(-1, keepdim=True)\n    return (dx, *gamma_beta_gradients(g, c / v.sqrt()))",
    "def layer_norm_backward(g, x, gamma, eps=1e-5):\n    x, w = x.clone().requires_grad_(), gamma.clone().requires_grad_()\n"
    "    b = torch.zeros_like(gamma).requires_grad_()\n    F.layer_norm(x, w.shape, w, b, eps).backward(g)\n"
    "    return [x.grad, w.grad, b.grad]",
]
BACK = "def layer_norm_backward(grad_output, x, gamma, eps=1e-5):\n    "
WRONG = [  # points of 10 that it may earn at most, source
    (0, BACK + "return 0 * x, 0 * gamma, 0 * gamma"),
    (
        2,  # the two means of the bracket taken after the division, of the wrong thing
        BACK
        + "m, v = token_statistics(x); n = (x - m) / (v + eps).sqrt(); g = grad_output * gamma / (v + eps).sqrt()\n"
        "    return g - g.mean(-1, keepdim=True) - n * g.mean(-1, keepdim=True), *gamma_beta_gradients(grad_output, n)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("layer_norm_backward", source)


@pytest.mark.parametrize(("most", "source"), WRONG)
def test_other_wrong_answers_lose_points(most: float, source: str) -> None:
    earns_at_most("layer_norm_backward", most, source)
