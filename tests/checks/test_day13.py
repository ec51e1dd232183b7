"""Day 13: the oracle is Hugging Face's GPT-1 and GPT-2, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest
import torch
from solved import Solved, given
from torch import Tensor, nn

from grader.checks import day13

IMPORTS = "import math\nimport torch\nfrom torch import nn\nF = nn.functional\n"
NOTEBOOK = Solved("day13", *given("day13", "class LayerNorm"), IMPORTS, *given("day13", "def draw("))
SOLUTIONS = NOTEBOOK.solutions


# ----------------------------------------------------------------------------------------- Hugging Face's models

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
    names = vars(day13) if whose == "oracle" else NOTEBOOK.names()
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


def test_sampling_is_hugging_faces() -> None:
    from transformers.generation.logits_process import (
        TemperatureLogitsWarper,
        TopKLogitsWarper,
        TopPLogitsWarper,
    )

    torch.manual_seed(1)
    scores = torch.randn(5, 30) * 2
    warm = TemperatureLogitsWarper(0.7)(None, scores)
    cut = TopKLogitsWarper(9)(None, warm)
    for names in (vars(day13), NOTEBOOK.names()):
        got = names["next_token_probabilities"](scores, 0.7, 9)
        torch.testing.assert_close(got.float(), cut.softmax(-1))
        kept = names["nucleus"](got, 0.8)
        torch.testing.assert_close(kept.float(), TopPLogitsWarper(0.8)(None, cut).softmax(-1))


def test_the_learning_rate_is_hugging_faces() -> None:
    from transformers import get_cosine_schedule_with_warmup

    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=2.0)
    schedule = get_cosine_schedule_with_warmup(optimizer, 7, 30)
    for step in range(1, 31):
        optimizer.step()
        schedule.step()
        assert day13.learning_rate(step, 2.0, 7, 30) == pytest.approx(schedule.get_last_lr()[0], abs=1e-9)


# ------------------------------------------------------------------------------------ right and wrong in no list


def _changed(name: str, *changes: tuple[str, str]) -> str:
    source = SOLUTIONS[name]
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return source


RIGHT = [
    ("language_model_loss", "def language_model_loss(a, b):\n    return -torch.stack([a[:, t].log_softmax(-1)[torch.arange(len(b)), b[:, t + 1]] for t in range(b.shape[1] - 1)]).mean()"),
    ("causal_mask", "def causal_mask(n_new, n_past=0):\n    return ~torch.ones(n_new, n_past + n_new).triu(1 + n_past).bool()\ncausal_mask_reason = ' c '"),
    ("CausalAttention", _changed("CausalAttention", ("past is not None", "past"), (", (k, v)", ", [k, v]"))),
    ("GPTBlock", _changed("GPTBlock", ("raise ValueError", "raise Exception"), ("LayerNorm(d_model)", "LayerNorm(d_model, 1e-5)"))),
    ("GPT", _changed("GPT", ("nn.Identity()", "None"), ("self.final_norm(x) @", "(x if self.final_norm is None else self.final_norm(x)) @"))),
    ("next_token_probabilities", "def next_token_probabilities(logits, temperature=1.0, top_k=None):\n    k = min(top_k or 10**9, logits.shape[-1])\n    bar = logits.sort(-1).values[..., -k, None]\n    return (logits / temperature + torch.where(logits >= bar, 0.0, -torch.inf)).softmax(-1)"),
    ("nucleus", _changed("nucleus", ("before >= p", "~(before < p)"))),
    ("Writer", _changed("Writer", ("ids.shape[1] > window", "ids.shape[1] >= window"))),
    ("learning_rate", "def learning_rate(s, peak, w, n):\n    return torch.tensor(peak * s / w if s < w else peak / 2 + peak / 2 * math.cos(math.pi * (s - w) / (n - w)))"),
]  # fmt: skip
WRONG = [
    ("language_model_loss", "def language_model_loss(logits, ids):\n    return F.cross_entropy(logits[:, :-1].reshape(-1, logits.shape[-1]), ids[:, 1:].T.reshape(-1))"),
    ("language_model_loss", "def language_model_loss(logits, ids):\n    return torch.tensor(0.490415)"),
    ("causal_mask", "def causal_mask(n_new, n_past=0):\n    return torch.ones(n_new, n_past + n_new).tril(n_past)\ncausal_mask_reason = 'C'"),
    ("CausalAttention", _changed("CausalAttention", ("n_past = past[0].shape[-2]", "n_past = len(past)"))),
    ("CausalAttention", _changed("CausalAttention", ("v = torch.cat([past[1], v]", "v = torch.cat([past[0], v]"))),
    ("GPTBlock", _changed("GPTBlock", ("4 * d_model", "3 * d_model"))),
    ("GPTBlock", _changed("GPTBlock", ("return x, present", "return x, past"))),
    ("GPT", _changed("GPT", ("token_embedding.weight.mT", "token_embedding.weight.detach().mT"))),
    ("GPT", _changed("GPT", ("n_past, n_past + ids.shape[1]", "max(0, n_past - 1), max(0, n_past - 1) + ids.shape[1]"))),
    ("next_token_probabilities", _changed("next_token_probabilities", ('float("-inf")', "-5.0"))),
    ("nucleus", _changed("nucleus", ("before >= p", "values < 1 - p"))),
    ("Writer", _changed("Writer", ("ids[:, -window:]", "ids[:, 1 - window:]"))),
    ("learning_rate", _changed("learning_rate", ("math.pi", "3"))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)


def test_the_oracle_draws_as_the_lesson_does() -> None:
    shares, u = torch.rand(50, 9), torch.rand(50)
    shares = shares / shares.sum(-1, keepdim=True)
    theirs: Tensor = NOTEBOOK.names()["draw"](shares, u)
    assert torch.equal(day13.draw(shares, u), theirs)
