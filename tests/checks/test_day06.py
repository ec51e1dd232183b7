"""Day 6: the oracles agree with a second source, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from solved import Solved
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from grader.checks import day06

IMPORTS = "import numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n"
NOTEBOOK = Solved("day06", IMPORTS)


# --------------------------------------------------------------------------------------------------------- oracles


def _layer_and_twin(d_model: int, n_heads: int) -> tuple[day06.MultiHeadAttention, nn.MultiheadAttention]:
    torch.manual_seed(0)
    layer = day06.MultiHeadAttention(d_model, n_heads)
    twin = nn.MultiheadAttention(d_model, n_heads, batch_first=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.normal_(0, 0.4)
        parts = (layer.w_q, layer.w_k, layer.w_v)
        twin.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        twin.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
        twin.out_proj.load_state_dict(layer.w_o.state_dict())
    return layer, twin


def test_the_layer_is_torchs_with_every_kind_of_mask() -> None:
    layer, twin = _layer_and_twin(12, 3)
    query, memory = torch.randn(3, 5, 12), torch.randn(3, 7, 12)
    padding = torch.ones(3, 1, 7, dtype=torch.bool)
    padding[0, :, 5:], padding[2, :, 1:] = False, False
    causal = torch.ones(5, 5, dtype=torch.bool).tril()
    for source, mask, given in (
        (query, None, {}),
        (memory, padding, {"key_padding_mask": ~padding[:, 0]}),
        (query, causal, {"attn_mask": ~causal}),
    ):
        output, weights = layer(query, source, mask)
        right = twin(query, source, source, average_attn_weights=False, **given)
        torch.testing.assert_close((output, weights), right)


def test_to_torch_mask_means_what_the_layer_means() -> None:
    _, twin = _layer_and_twin(6, 2)
    query, memory = torch.randn(2, 3, 6), torch.randn(2, 5, 6)
    mask = torch.rand(2, 3, 5).argsort(-1) < 2
    theirs = day06.to_torch_mask(mask, 2)
    _, weights = twin(query, memory, memory, attn_mask=theirs, average_attn_weights=False)
    assert torch.equal(weights > 0, mask[:, None].expand(2, 2, 3, 5))


def test_attention_with_a_mask_is_the_definition() -> None:
    q, k, v = torch.randn(2, 3, 4, 5), torch.randn(2, 3, 6, 5), torch.randn(2, 3, 6, 2)
    mask = torch.rand(2, 1, 4, 6).argsort(-1) < 3
    mask[0, 0, 1] = False
    shares = torch.exp(torch.einsum("bhqd,bhkd->bhqk", q, k) / 5**0.5) * mask
    shares = shares / shares.sum(-1, keepdim=True).clamp(min=1e-9)
    output, weights = day06.scaled_dot_product_attention(q, k, v, mask)
    torch.testing.assert_close(weights, shares)
    torch.testing.assert_close(output, shares @ v)


def test_flops_are_those_of_torchs_layer() -> None:
    layer = nn.MultiheadAttention(12, 3, bias=False, device="meta")
    query, memory = torch.empty(5, 1, 12, device="meta"), torch.empty(7, 1, 12, device="meta")
    with FlopCounterMode(display=False) as counted:
        layer(query, memory, memory)
    assert sum(day06.attention_flops(5, 7, 12, 3)) == counted.get_total_flops()


def test_split_and_merge_are_slices_side_by_side() -> None:
    x = torch.randn(2, 5, 12)
    heads = day06.split_heads(x, 3)
    for i in range(3):
        assert torch.equal(heads[:, i], x[..., 4 * i : 4 * i + 4])
    assert torch.equal(day06.merge_heads(heads), x)


# ------------------------------------------------------------------------------------ right and wrong in no list

RIGHT = {
    "linear": [
        "def linear(x, weight, bias):\n    return torch.tensordot(x.double(), weight.double(), ([-1], [1])) + bias"
    ],
    "scaled_dot_product_attention": [
        "def scaled_dot_product_attention(q, k, v, mask=None, dropout=0.0):\n    s = (q / q.size(-1) ** 0.5) @ k.mT\n"
        "    if mask is not None:\n        s = s + (~mask).float() * -1e9\n    w = F.softmax(s, -1)\n"
        "    if mask is not None:\n        w = w * mask\n    return [w @ v, w]",
    ],
    "split_heads": [
        "def split_heads(x, n_heads):\n    B, T, D = x.shape\n"
        "    return torch.cat([p[:, None] for p in x.split(D // n_heads, dim=2)], dim=1)",
    ],
    "merge_heads": [
        "def merge_heads(x):\n    B, H, T, D = x.shape\n    return torch.einsum('bhtd->bthd', x).reshape(B, T, -1)\n"
        "merge_heads_reason = ' b'",
    ],
    "to_torch_mask": [
        "def to_torch_mask(mask, n_heads):\n    B, Q, K = mask.shape\n"
        "    return torch.where(mask, False, True).repeat(1, n_heads, 1).view(B * n_heads, Q, K)",
    ],
    "attention_flops": [
        "def attention_flops(a, b, d, h):\n    return torch.tensor(4 * d * d * (a + b)), 2 * (2 * a * b * d)",
    ],
}
LAYER = """class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads{more}):
        super().__init__()
        assert d_model % n_heads == 0
        self.n_heads, self.d_k = n_heads, d_model // n_heads
        self.w_q, self.w_k, self.w_v, self.w_o = [nn.Linear(d_model, d_model{bias}) for _ in range(4)]
    def heads(self, x):
        return x.view(*x.shape[:2], self.n_heads, self.d_k).transpose(1, 2)
    def forward(self, query, memory=None, mask=None):
        m = memory if memory is not None else query
        q, k, v = self.heads(self.w_q(query)), self.heads(self.w_k(m)), self.heads(self.w_v(m))
        s = q @ k.transpose(-2, -1) / self.d_k ** 0.5
        if mask is not None:
            s = s.masked_fill(~{mask}, {fill})
        w = s.softmax(-1)
        o = (w @ v).transpose(1, 2).contiguous().view(len(query), -1, self.n_heads * self.d_k)
        return {out}
"""


def _layer(**change: str) -> str:
    usual = {"more": "", "bias": "", "mask": "mask.unsqueeze(-3)", "fill": "float('-inf')"}
    return LAYER.format(**{**usual, "out": "self.w_o(o), w", **change})


RIGHT["MultiHeadAttention"] = [
    _layer(),
    _layer(more=", dropout=0.0", fill="-1e9", out="(self.w_o(o), w)"),
    _layer(out="self.w_o(o), w.detach()"),
]
WRONG = [
    ("linear", "def linear(x, weight, bias):\n    return x @ weight.T + bias.mean()"),
    (
        "split_heads",
        "def split_heads(x, n_heads):\n    return x.view(2, -1, n_heads, x.shape[-1] // n_heads).mT",
    ),
    ("split_heads", "def split_heads(x, n_heads):\n    return x.unfold(-1, n_heads, n_heads).movedim(-1, 1)"),
    (
        "merge_heads",
        "def merge_heads(x):\n    return torch.zeros(len(x), x.shape[2], x.shape[1] * x.shape[3])",
    ),
    (
        "to_torch_mask",
        "def to_torch_mask(mask, n_heads):\n    return 1.0 - mask.float().repeat_interleave(n_heads, 0)",
    ),
    (
        "to_torch_mask",
        "def to_torch_mask(mask, n_heads):\n    return torch.ones(len(mask) * n_heads, *mask.shape[1:]) > 0",
    ),
    ("parameter_count", "def parameter_count(d_model, n_heads, bias=True):\n    return 624 if bias else 576"),
    ("attention_flops", "def attention_flops(a, b, d, h):\n    return 8 * a * d * d, 4 * a * a * d"),
    ("MultiHeadAttention", _layer(bias=", bias=False")),
    ("MultiHeadAttention", _layer(mask="mask")),
    ("MultiHeadAttention", _layer(mask="mask[:1].unsqueeze(-3)")),
    ("MultiHeadAttention", _layer(fill="-5.0")),
    ("MultiHeadAttention", _layer(out="self.w_o(o) + 0 * query, s")),
    ("MultiHeadAttention", _layer().replace("assert d_model", "d_model")),
    (
        "MultiHeadAttention",
        _layer(out="nn.functional.dropout(self.w_o(o), 0.1, self.training), w"),
    ),
    ("split_heads", "def split_heads(x, n_heads):\n    return np.stack(np.split(x.numpy(), n_heads, -1), 1)"),
    ("MultiHeadAttention", _layer().replace("4)]", "4)]\n        self.extra = nn.Linear(2, 2)")),
]


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)


def test_the_two_masks_of_torch_mean_opposite_things() -> None:
    """What the lesson says of the library is still so."""
    q, mask = torch.randn(1, 3, 4), torch.tensor([[True, True, False]] * 3)
    units = torch.eye(3)[None]
    assert (F.scaled_dot_product_attention(q, q, units, attn_mask=mask)[..., 2] == 0).all()
    _, twin = _layer_and_twin(4, 2)
    assert (twin(q, q, q, attn_mask=mask)[1][..., :2] == 0).all()
