"""Transformer: the lesson's class and the oracle are torch's and Marian's model."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from day11 import NOTEBOOK, SOLUTIONS
from grader.checks.day11.transformer import Transformer
from grader.checks.oracles.transformer import Decoder, Encoder, stack_in_torch

MODEL = SOLUTIONS["Transformer"]


def _of_order_one(model: nn.Module) -> None:
    """Gains 1 + 0.3 N, biases 0.3 N, matrices 1.2 N / sqrt(fan_in), embeddings 0.7 N."""
    torch.manual_seed(0)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("gamma"):
                parameter.normal_(1.0, 0.3)
            elif parameter.dim() == 1:
                parameter.normal_(0.0, 0.3)
            elif "embedding" in name:
                parameter.normal_(0.0, 0.7)
            else:
                parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)


def _texts(vocab_size: int, pad_id: int) -> tuple[Tensor, Tensor, Tensor]:
    """Source and target ids with padding, and which target tokens are real."""
    torch.manual_seed(1)
    ids = torch.randint(0, vocab_size - 1, (3, 20))
    ids = ids + (ids >= pad_id)  # no padding among them
    source, target = ids[:, :11], ids[:, 11:]
    source[1, 6:], source[2, 2:], target[0, 5:], target[2, 7:] = pad_id, pad_id, pad_id, pad_id
    return source, target, target != pad_id


CLASSES: dict[str, Callable[[], Any]] = {
    "the lesson's": lambda: NOTEBOOK.names()["Transformer"],
    "the oracle": lambda: Transformer,
}


@pytest.mark.parametrize("whose", CLASSES)
@pytest.mark.parametrize("norm", ["post", "pre"])
def test_the_model_is_nn_transformer_without_two_norms(whose: str, norm: str) -> None:
    """Called as the documentation says: padding by key_padding_mask, the future by a mask of floats."""
    vocab_size, d_model, n_heads, d_ff, n_layers, pad_id = 101, 32, 4, 48, 2, 7
    model = CLASSES[whose]()(vocab_size, d_model, n_heads, d_ff, n_layers, 40, pad_id, norm)
    _of_order_one(model)
    twin = nn.Transformer(
        d_model, n_heads, n_layers, n_layers, d_ff, dropout=0.0, batch_first=True, norm_first=norm == "pre"
    )
    if norm == "post":
        twin.encoder.norm = twin.decoder.norm = None
    twin.load_state_dict(
        {
            **{f"encoder.{name}": w for name, w in stack_in_torch(_named_as_ours(model.encoder)).items()},
            **{f"decoder.{name}": w for name, w in stack_in_torch(_named_as_ours(model.decoder)).items()},
        }
    )
    source, target, real = _texts(vocab_size, pad_id)
    vectors = [
        nn.functional.embedding(ids, model.embedding.weight) * math.sqrt(d_model)
        + model.positions[: ids.shape[1]]
        for ids in (source, target)
    ]
    blocked = source == pad_id
    later = torch.full((9, 9), -torch.inf).triu(1)
    right = twin(*vectors, tgt_mask=later, src_key_padding_mask=blocked, memory_key_padding_mask=blocked)
    right = right @ model.embedding.weight.T
    found = model(source, target)
    difference = (found - right)[real].abs().max().item()
    print(f"{whose}, {norm}: against nn.Transformer {difference:.1e} of {right.abs().max():.1f}")  # noqa: T201
    torch.testing.assert_close(found[real], right[real])


def _named_as_ours(stack: nn.Module) -> nn.Module:
    """The lesson's stack as one of the oracle's classes, which know torch's names."""
    n_layers = len(stack.blocks)
    linear1, n_heads = stack.blocks[0].feed_forward.linear1.weight, 4
    norm = "pre" if any(name.startswith("final_norm") for name, _ in stack.named_parameters()) else "post"
    kind = Decoder if hasattr(stack.blocks[0], "cross_attention") else Encoder
    ours = kind(linear1.shape[1], n_heads, linear1.shape[0], n_layers, norm)
    ours.load_state_dict(stack.state_dict())
    return ours


@pytest.mark.parametrize("whose", CLASSES)
def test_the_model_is_marians(whose: str) -> None:
    """A complete model of Hugging Face: embeddings, output, padding; its sinusoids stand in halves."""
    transformers = pytest.importorskip("transformers")
    vocab_size, d_model, n_heads, d_ff, n_layers, length, pad_id = 101, 32, 4, 48, 3, 40, 7
    model = CLASSES[whose]()(vocab_size, d_model, n_heads, d_ff, n_layers, length, pad_id)
    _of_order_one(model)
    config = transformers.MarianConfig(
        vocab_size=vocab_size,
        d_model=d_model,
        encoder_layers=n_layers,
        decoder_layers=n_layers,
        encoder_attention_heads=n_heads,
        decoder_attention_heads=n_heads,
        encoder_ffn_dim=d_ff,
        decoder_ffn_dim=d_ff,
        max_position_embeddings=length,
        pad_token_id=pad_id,
        eos_token_id=2,
        decoder_start_token_id=1,
        forced_eos_token_id=None,
        activation_function="relu",
        scale_embedding=True,
        attn_implementation="eager",
    )
    marian = transformers.MarianMTModel(config).eval()
    theirs = {"model.shared.weight": model.embedding.weight}
    for name, weight in model.named_parameters():
        if name.startswith(("encoder", "decoder")):
            theirs[f"model.{_name_in_marian(name)}"] = weight
    found = marian.load_state_dict(theirs, strict=False)
    assert not found.unexpected_keys
    tied = ("embed_tokens", "lm_head", "embed_positions", "final_logits_bias")
    assert all(any(word in key for word in tied) for key in found.missing_keys)
    marian.tie_weights()
    with torch.no_grad():
        model.positions.copy_(marian.model.encoder.embed_positions.weight)
    source, target, real = _texts(vocab_size, pad_id)
    with torch.no_grad():
        right = marian(source, (source != pad_id).long(), decoder_input_ids=target).logits
    mine = model(source, target)
    difference = (mine - right)[real].abs().max().item()
    print(f"{whose}: against MarianMTModel {difference:.1e} of {right.abs().max():.1f}")  # noqa: T201
    torch.testing.assert_close(mine[real], right[real])


def _name_in_marian(name: str) -> str:
    last = "norm2" if name.startswith("encoder") else "norm3"
    for ours, theirs in (
        (last, "final_layer_norm"),
        ("norm1", "self_attn_layer_norm"),
        ("norm2", "encoder_attn_layer_norm"),
        ("self_attention", "self_attn"),
        ("cross_attention", "encoder_attn"),
        (".attention", ".self_attn"),
        ("blocks", "layers"),
        ("gamma", "weight"),
        ("beta", "bias"),
        ("feed_forward.linear", "fc"),
        ("w_o", "out_proj"),
        *((f"w_{part}", f"{part}_proj") for part in "qkv"),
    ):
        name = name.replace(ours, theirs)
    return name


def test_the_two_norms_more_show_with_other_gains_only() -> None:
    """What the lesson says of nn.Transformer is still so."""
    torch.manual_seed(0)
    twin = nn.Transformer(16, 2, 2, 2, 24, dropout=0.0, batch_first=True)
    assert isinstance(twin.encoder.norm, nn.LayerNorm)
    assert isinstance(twin.decoder.norm, nn.LayerNorm)
    inputs = torch.randn(2, 5, 16), torch.randn(2, 4, 16)
    for spread, few in ((0.0, True), (0.3, False)):
        norms = [part for part in twin.modules() if isinstance(part, nn.LayerNorm)]
        with torch.no_grad():
            for norm in norms:
                norm.weight.normal_(1.0, spread)
        there = twin(*inputs)
        kept = twin.encoder.norm, twin.decoder.norm
        twin.encoder.norm = twin.decoder.norm = None
        difference = (twin(*inputs) - there).abs().max()
        twin.encoder.norm, twin.decoder.norm = kept
        assert (difference < 1e-3) == few


@pytest.mark.parametrize(
    "source",
    [
        MODEL.replace("(source != self.pad_id)", "(source != source[0, -1])"),
        MODEL.replace("x @ self.embedding.weight.mT", "x @ self.embedding.weight.detach().mT"),
        MODEL.replace(
            "self.decode(target, self.encode(source), source)",
            "self.decode(target, self.encode(source).detach(), source)",
        ),
        MODEL.replace("self.decoder = Decoder(d_model, n_heads", "self.decoder = Decoder(d_model, 1"),
        MODEL.replace("n_layers=6, max", "n_layers=4, max"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("Transformer", source, below=0.99)
