"""GPT: the oracle is Hugging Face's GPT-1 and GPT-2."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from day13 import NOTEBOOK, changed
from grader.checks import day13

ORACLES = {name: check.answer for name, check in day13.book.checks.items()}
SIZES = {"vocab_size": 101, "n_positions": 40, "n_embd": 32, "n_layer": 3, "n_head": 4}


def _theirs(kind: str, like: nn.Module) -> nn.Module:
    """GPT-1 or GPT-2 of the library with the weights of `like`; its Conv1D keeps transposed weights."""
    import transformers

    if kind == "post":
        config = transformers.OpenAIGPTConfig(**SIZES, attn_implementation="eager")
        theirs = transformers.OpenAIGPTLMHeadModel(config).eval()
        names = {"tokens": "tokens_embed", "places": "positions_embed"}
    else:
        config = transformers.GPT2Config(**SIZES, attn_implementation="eager")
        theirs = transformers.GPT2LMHeadModel(config).eval()
        names = {"tokens": "wte", "places": "wpe"}
    ours = like.state_dict()
    given = {f"{names['tokens']}.weight": ours["token_embedding.weight"]}
    given[f"{names['places']}.weight"] = ours["position_embedding.weight"]
    for i in range(SIZES["n_layer"]):
        old, new = f"blocks.{i}.", f"h.{i}."
        for end in ("weight", "bias"):
            qkv = torch.cat([ours[f"{old}attention.w_{part}.{end}"] for part in "qkv"])
            given[f"{new}attn.c_attn.{end}"] = qkv.mT if end == "weight" else qkv
            for one, other in (
                ("attention.w_o", "attn.c_proj"),
                ("feed_forward.linear1", "mlp.c_fc"),
                ("feed_forward.linear2", "mlp.c_proj"),
            ):
                given[f"{new}{other}.{end}"] = (
                    ours[f"{old}{one}.{end}"].mT if end == "weight" else ours[f"{old}{one}.{end}"]
                )
        for n in "12":
            given[f"{new}ln_{n}.weight"] = ours[f"{old}norm{n}.gamma"]
            given[f"{new}ln_{n}.bias"] = ours[f"{old}norm{n}.beta"]
    if kind == "pre":
        given |= {"ln_f.weight": ours["final_norm.gamma"], "ln_f.bias": ours["final_norm.beta"]}
    found = theirs.transformer.load_state_dict(given, strict=False)
    assert not found.unexpected_keys
    assert not [
        name for name in found.missing_keys if not name.endswith(("attn.bias", "masked_bias", "position_ids"))
    ]
    return theirs


def _order_one(model: nn.Module) -> None:
    torch.manual_seed(0)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("gamma"):
                p.normal_(1.0, 0.3)
            elif "embedding" in name:
                p.normal_(0.0, 0.7)
            else:
                p.normal_(0.0, 1.2 / p.shape[-1] ** 0.5 if p.dim() == 2 else 0.3)


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("whose", ["oracle", "lesson"])
def test_the_logits_loss_and_gradients_are_hugging_faces(norm: str, whose: str) -> None:
    names = ORACLES if whose == "oracle" else NOTEBOOK.names()
    ours = names["GPT"](101, 40, 32, 4, 3, norm)
    _order_one(ours)
    theirs = _theirs(norm, ours)
    ids = torch.randint(101, (3, 40))
    logits, right = ours(ids), theirs(ids, labels=ids)
    torch.testing.assert_close(logits, right.logits)
    loss = names["language_model_loss"](logits, ids)
    torch.testing.assert_close(loss.float(), right.loss)
    loss.backward()
    right.loss.backward()
    table = theirs.get_input_embeddings().weight.grad
    torch.testing.assert_close(ours.token_embedding.weight.grad, table)


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_chunks_of_one_two_and_the_rest_are_the_whole(norm: str) -> None:
    ours = NOTEBOOK.names()["GPT"](101, 40, 32, 4, 3, norm)
    _order_one(ours)
    ids, past, pieces = torch.randint(101, (3, 40)), None, []
    for begin, end in ((0, 1), (1, 3), (3, 40)):
        logits, past = ours.step(ids[:, begin:end], past)
        pieces.append(logits)
    torch.testing.assert_close(torch.cat(pieces, dim=1), ours(ids))


def test_the_published_sizes() -> None:
    names = NOTEBOOK.names()
    with torch.device("meta"):
        first, second = names["GPT"](40478, 512, 768, 12, 12, "post"), names["GPT"](50257, 1024, 768, 12, 12)
    assert sum(p.numel() for p in first.parameters()) == 116_534_784
    assert sum(p.numel() for p in second.parameters()) == 124_439_808


@pytest.mark.parametrize(
    "source",
    [
        changed(
            "GPT",
            ("nn.Identity()", "None"),
            ("self.final_norm(x) @", "(x if self.final_norm is None else self.final_norm(x)) @"),
        ),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("GPT", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("GPT", ("token_embedding.weight.mT", "token_embedding.weight.detach().mT")),
        changed(
            "GPT", ("n_past, n_past + ids.shape[1]", "max(0, n_past - 1), max(0, n_past - 1) + ids.shape[1]")
        ),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("GPT", source)
