"""Encoder: the lesson's is torch's, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day10 import NOTEBOOK

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


def _encoder(**change: str) -> str:
    each = "EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)"
    usual = {
        "blocks": f"nn.ModuleList([{each} for _ in range(n_layers)])",
        "final": 'LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()',
        "step": "block(x, mask)",
    }
    return ENCODER.format(**{**usual, **change})


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


@pytest.mark.parametrize(
    "source",
    [
        _encoder(),
        _encoder(final='LayerNorm(d_model, eps) if norm == "pre" else (lambda x: x)'),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("Encoder", source)


@pytest.mark.parametrize(
    "source",
    [
        _encoder(step="block(x, mask).detach()"),
        _encoder(final='LayerNorm(d_model) if norm == "pre" else nn.Identity()'),
        _encoder().replace("self.final_norm =", "self.first = self.blocks[0]\n        self.final_norm ="),
        _encoder(
            blocks="nn.ModuleList(map(copy.deepcopy, [EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)] * n_layers))"
        ),
        _encoder(final="nn.LayerNorm(d_model, eps) if norm == 'pre' else nn.Identity()"),
        _encoder(
            blocks="nn.ModuleList([EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)] + [EncoderBlock("
            "d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers - 1)])"
        ),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("Encoder", source)
