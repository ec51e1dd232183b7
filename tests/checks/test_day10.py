"""Day 10: the oracles agree with a second source, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from solved import Solved, given
from torch import nn

from grader.checks import day10
from grader.judge import Rng

IMPORTS = "import copy\nimport torch\nfrom torch import nn\nF = nn.functional\n"
NOTEBOOK = Solved("day10", IMPORTS, *given("day10", "class LayerNorm"))


# --------------------------------------------------------------------------------------------------------- oracles


def _own_state(encoder: nn.TransformerEncoder, d_model: int) -> dict[str, torch.Tensor]:
    """The parameters of torch's encoder under our names."""
    renamed = {}
    for name, tensor in encoder.state_dict().items():
        name = name.replace("layers.", "blocks.").replace("self_attn.out_proj", "attention.w_o")
        name = name.replace("blocks.norm", "final_norm") if name.startswith("norm") else name
        for part in ("linear1", "linear2"):
            name = name.replace(f".{part}.", f".feed_forward.{part}.")
        if ".in_proj_" in name:
            stem, kind = name.split("self_attn.in_proj_")
            for letter, piece in zip("qkv", tensor.split(d_model), strict=True):
                renamed[f"{stem}attention.w_{letter}.{kind}"] = piece
            continue
        if "norm" in name:
            name = name.replace("weight", "gamma").replace("bias", "beta")
        renamed[name.replace("norm.", "final_norm.") if name.startswith("norm.") else name] = tensor
    return renamed


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_lessons_encoder_is_torchs(norm: str) -> None:
    """Weights of torch's own, made of order one, loaded into ours: the same numbers at every real token."""
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(24, 4, 60, 0.0, batch_first=True, norm_first=norm == "pre")
    final = nn.LayerNorm(24) if norm == "pre" else None
    theirs = nn.TransformerEncoder(layer, 6, final, enable_nested_tensor=False)
    with torch.no_grad():
        for name, parameter in theirs.named_parameters():
            parameter.normal_(1.0 if "norm" in name and "weight" in name else 0.0, 0.3)
    ours = NOTEBOOK.names()["Encoder"](24, 4, 60, 6, norm)
    ours.load_state_dict(_own_state(theirs, 24))
    x, real = torch.randn(3, 7, 24), torch.arange(7) < torch.tensor([[7], [4], [2]])
    got, wanted = ours(x, real[:, None]), theirs(x, src_key_padding_mask=~real)
    print(f"{norm}: nn.TransformerEncoder, largest difference {(got - wanted)[real].abs().max():.1e}")  # noqa: T201 - with -s
    torch.testing.assert_close(got[real], wanted[real])


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu_tanh"])
def test_the_oracles_are_the_formula(activation: str) -> None:
    """nn.TransformerEncoderLayer under our names, against the block written out with the oracle's own parts."""
    for norm in ("post", "pre"):
        block = day10.EncoderBlock(6, 3, 10, norm, activation, 0.3)
        given = day10.order_one(Rng(3, "block"), block)
        block.load_state_dict(given)
        x, mask = torch.randn(2, 5, 6), day10.padding((5, 3), 5)
        if norm == "pre":
            y = x + block.attention(block.norm1(x), mask=mask)[0]
            y = y + block.feed_forward(block.norm2(y))
        else:
            y = block.norm1(x + block.attention(x, mask=mask)[0])
            y = block.norm2(y + block.feed_forward(y))
        torch.testing.assert_close(block(x, mask), y)


# ------------------------------------------------------------------------------------ right and wrong in no list

BLOCK = """class EncoderBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu", eps=1e-5, dropout=0.0):
        super().__init__()
        self.is_pre = (norm == "pre")
        self.norm1, self.norm2 = LayerNorm(d_model, {eps}), LayerNorm(d_model, {eps})
        self.drop = nn.Dropout(dropout)
        self.attention = MultiHeadAttention(d_model, {heads})
        self.feed_forward = FeedForward(d_model, d_ff, activation)
    def forward(self, x, mask=None, **unused):
        h = self.norm1(x) if self.is_pre else x
        h = self.drop({attend})
        x = torch.add(x, h) if self.is_pre else self.norm1(torch.add(x, h))
        h = self.feed_forward(self.norm2(x) if self.is_pre else x)
        return {last}
"""
ENCODER = """class Encoder(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu", eps=1e-5):
        super().__init__()
        self.blocks = {blocks}
        self.final_norm = {final}
    def forward(self, x, mask=None):
        for i, block in enumerate(self.blocks):
            x = {step}
        return self.final_norm(x)
"""


def _block(**change: str) -> str:
    usual = {"eps": "eps", "heads": "n_heads", "attend": "self.attention(h, h, mask)[0]"}
    return BLOCK.format(**{**usual, "last": "x + h if self.is_pre else self.norm2(x + h)", **change})


def _encoder(**change: str) -> str:
    each = "EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)"
    usual = {
        "blocks": f"nn.ModuleList([{each} for _ in range(n_layers)])",
        "final": 'LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()',
        "step": "block(x, mask)",
    }
    return ENCODER.format(**{**usual, **change})


RIGHT = [
    ("EncoderBlock", _block()),
    ("EncoderBlock", _block(attend="self.attention(query=h, memory=None, mask=mask)[0]")),
    ("Encoder", _encoder()),
    ("Encoder", _encoder(final='LayerNorm(d_model, eps) if norm == "pre" else (lambda x: x)')),
    (
        "encoder_blocks",
        "def encoder_blocks(n_layers, *args, **kwargs):\n"
        "    return nn.ModuleList([EncoderBlock(*args, **kwargs) for i in range(n_layers)])\n"
        "encoder_blocks_reason = 'b '",
    ),
    (
        "pad_batch",
        "def pad_batch(sentences, pad_id):\n    T = max(len(s) for s in sentences)\n"
        "    ids = torch.LongTensor([list(s) + [pad_id for _ in range(T - len(s))] for s in sentences])\n"
        "    return ids, torch.tensor([[[i < len(s) for i in range(T)]] for s in sentences])",
    ),
    (
        "mean_pool",
        "def mean_pool(x, mask):\n    return torch.einsum('btd,bt->bd', x, mask[:, 0].float()) / mask[:, 0].sum(-1)[:, None]",
    ),
    (
        "bag_of_words",
        "def bag_of_words(ids, vocab_size, pad_id):\n"
        "    return torch.stack([((ids == i) & (ids != pad_id)).sum(1) for i in range(vocab_size)], dim=1)",
    ),
    (
        "encoder_parameters",
        "def encoder_parameters(d, f, n=6, norm='post'):\n"
        "    return float(n * (4 * d * d + 2 * d * f + f + 9 * d) + [0, 2 * d][norm == 'pre'])",
    ),
]
WRONG = [
    ("EncoderBlock", _block(heads="1")),
    ("EncoderBlock", _block(eps="1e-6")),
    ("EncoderBlock", _block(last="x + h if self.is_pre else self.norm2(x) + h")),
    ("EncoderBlock", _block(attend="self.attention(h, None if mask is None else h, mask)[0] * 0.5")),
    ("EncoderBlock", _block(attend="self.attention(h, h, mask[:1] if mask is not None else None)[0]")),
    ("EncoderBlock", _block(last="self.norm2(x + h)")),
    ("EncoderBlock", _block(attend="self.attention(h, h, mask)[0].detach()")),
    (
        "EncoderBlock",
        _block().replace("norm1(", "second(").replace("norm2(", "norm1(").replace("second(", "norm2("),
    ),
    ("Encoder", _encoder(step="block(x, mask).detach()")),
    ("Encoder", _encoder(final='LayerNorm(d_model) if norm == "pre" else nn.Identity()')),
    (
        "Encoder",
        _encoder().replace("self.final_norm =", "self.first = self.blocks[0]\n        self.final_norm ="),
    ),
    (
        "Encoder",
        _encoder(
            blocks="nn.ModuleList(map(copy.deepcopy, [EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)] * n_layers))"
        ),
    ),
    ("Encoder", _encoder(final="nn.LayerNorm(d_model, eps) if norm == 'pre' else nn.Identity()")),
    (
        "Encoder",
        _encoder(
            blocks="nn.ModuleList([EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)] + [EncoderBlock("
            "d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers - 1)])"
        ),
    ),
    (
        "pad_batch",
        "def pad_batch(sentences, pad_id):\n    T = 5\n"
        "    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])\n    return ids, (ids != pad_id)[:, None]",
    ),
    ("mean_pool", "def mean_pool(x, mask):\n    return x.masked_fill(~mask.mT, 0).mean(1)"),
    (
        "mean_pool",
        "def mean_pool(x, mask):\n    return (x * mask.mT).sum(1) / mask.float().sum((1, 2)).max()",
    ),
    (
        "bag_of_words",
        "def bag_of_words(ids, vocab_size, pad_id):\n    c = torch.zeros(len(ids), vocab_size)\n"
        "    return c.scatter_(1, ids, (ids != pad_id).float())",
    ),
    (
        "encoder_parameters",
        "def encoder_parameters(d, f, n=6, norm='post'):\n    return n * (12 * d * d + 13 * d)",
    ),
]


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)
