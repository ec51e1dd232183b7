"""Day 13, GPT-1 and GPT-2: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles, made of torch.nn.functional; tests/checks sets
the whole model beside Hugging Face's two. `MultiHeadAttention`, `LayerNorm`, `FeedForward` and the functions on heads are what
the notebook brings from earlier days. Misconceptions and alternatives call all of them by these bare names, so that their
source also works when pasted into a student's notebook. They use nothing else but `math`, `torch`, `nn`, `F` and `draw`.

Weights are of order one: at the usual start attention is nearly uniform, and a wrong GELU or eps would pass.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.judge.modules import Module
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()
Cache = tuple[Tensor, Tensor]


def _whole(got: Any) -> None:
    """Raise Failure if this is an array of floats or booleans: ids are whole numbers."""
    if hasattr(got, "dtype") and "int" not in str(got.dtype):
        kind = str(got.dtype).rpartition(".")[2]
        raise Failure(
            Text(
                f"Ids are whole numbers, and these are of type {kind}. Where does the type change?",
                f"id는 정수인데 지금은 {kind} 타입이에요. 타입이 어디서 바뀌나요?",
            )
        )


# ------------------------------------------------------------------------------------------- from earlier days


class LayerNorm(nn.Module):
    """Day 7's, by torch."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


class FeedForward(nn.Module):
    """Day 8's, by torch."""

    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = activation
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.linear1(x)
        if self.activation == "relu":
            return self.linear2(F.relu(hidden))
        return self.linear2(F.gelu(hidden, approximate="tanh" if self.activation == "gelu_tanh" else "none"))


def split_heads(x: Tensor, n_heads: int) -> Tensor:
    """Day 6's: (B, T, d_model) -> (B, n_heads, T, d_k)."""
    return torch.stack(x.chunk(n_heads, dim=-1), dim=1)


def merge_heads(x: Tensor) -> Tensor:
    """Day 6's: (B, n_heads, T, d_k) -> (B, T, d_model)."""
    return torch.cat(x.unbind(dim=1), dim=-1)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Day 6's; the weights are taken from values that are units."""
    units = torch.eye(k.shape[-2]).expand(*k.shape[:-1], -1)
    return (
        F.scaled_dot_product_attention(q, k, v, attn_mask=mask),
        F.scaled_dot_product_attention(q, k, units, attn_mask=mask),
    )


class MultiHeadAttention(nn.Module):
    """Day 6's layer, of which only the parameters are needed here."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)


def draw(probabilities: Tensor, u: Tensor) -> Tensor:
    """Given in the lesson."""
    ends = probabilities.cumsum(dim=-1)
    return (ends <= u[:, None]).sum(dim=-1).clamp(max=probabilities.shape[-1] - 1)


# ------------------------------------------------------------------------------------------------ given weights


def _linear(rng: Rng, name: str, d_in: int, d_out: int) -> dict[str, Any]:
    return {
        f"{name}.weight": rng.normal((d_out, d_in), 1.2 / d_in**0.5),
        f"{name}.bias": rng.normal((d_out,), 0.3),
    }


def _norm(rng: Rng, name: str, d_model: int) -> dict[str, Any]:
    return {f"{name}.gamma": rng.normal((d_model,), 0.3, 1.0), f"{name}.beta": rng.normal((d_model,), 0.3)}


def _attention_weights(rng: Rng, d_model: int, prefix: str = "") -> dict[str, Any]:
    given: dict[str, Any] = {}
    for part in "qkvo":
        given |= _linear(rng, f"{prefix}w_{part}", d_model, d_model)
    return given


def _block_weights(rng: Rng, d_model: int, prefix: str = "") -> dict[str, Any]:
    return {
        **_attention_weights(rng, d_model, f"{prefix}attention."),
        **_linear(rng, f"{prefix}feed_forward.linear1", d_model, 4 * d_model),
        **_linear(rng, f"{prefix}feed_forward.linear2", 4 * d_model, d_model),
        **_norm(rng, f"{prefix}norm1", d_model),
        **_norm(rng, f"{prefix}norm2", d_model),
    }


def _model_weights(
    rng: Rng, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
) -> dict[str, Any]:
    given = {
        "token_embedding.weight": rng.normal((vocab_size, d_model), 0.7),
        "position_embedding.weight": rng.normal((max_length, d_model), 0.7),
    }
    for i in range(n_layers):
        given |= _block_weights(rng, d_model, f"blocks.{i}.")
    return given | (_norm(rng, "final_norm", d_model) if norm == "pre" else {})


# --------------------------------------------------------------------------------------- 1 language_model_loss


def language_model_loss(logits: Tensor, ids: Tensor) -> Tensor:
    """Oracle: torch's loss for classes along the second axis."""
    return F.cross_entropy(logits.double().transpose(1, 2)[..., :-1], ids[:, 1:])


@book.check("language_model_loss")
def check_language_model_loss(student: Student, rng: Rng, expect: Expect) -> None:
    """One text, then several, then two tokens, extreme scores, and that the inputs stay; last the gradient."""
    name = "language_model_loss"

    def case(batch: int, length: int, vocab_size: int, scale: float = 1.5) -> tuple[Tensor, Tensor]:
        return rng.tensor32((batch, length, vocab_size), scale), rng.ids(0, vocab_size, (batch, length))

    with expect.part(
        "one_text",
        3,
        en="Do the logits at place t meet the token at t + 1? How many predictions does one text hold?",
        ko="위치 t의 로짓이 t + 1의 토큰과 만나나요? 글 하나에 예측이 몇 개 있나요?",
    ):
        expect.same(student, name, language_model_loss, [case(1, 6, 4), case(1, 9, 3)])
    with expect.part(
        "batch",
        2,
        en="Is it the mean over all predictions of all texts, each text for itself?",
        ko="모든 글의 모든 예측에 대한 평균인가요? 글마다 따로 물어보나요?",
    ):
        expect.same(student, name, language_model_loss, [case(4, 3, 5), case(3, 5, 5)])
    with expect.part(
        "edges",
        1,
        en="Does it hold for texts of two tokens and for scores of several hundred? Are the inputs left alone?",
        ko="토큰 두 개짜리 글과 수백이나 되는 점수에서도 맞나요? 입력은 그대로인가요?",
    ):
        extreme, ids = case(2, 4, 3, 400.0)
        extreme[0, 0, ids[0, 1]] -= 3000.0  # in float64, too, its probability is 0
        expect.same(student, name, language_model_loss, [case(3, 2, 6), (extreme, ids)], unchanged=True)
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to every logit?",
        ko="여러분의 손실에서 backward를 시작하면 모든 로짓까지 닿나요?",
    ):
        expect.same_gradients(student, language_model_loss, case(3, 4, 5), torch.ones(()))


@book.misconception(
    "language_model_loss",
    "loss_detached",
    en="The number is right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def loss_detached(logits: Tensor, ids: Tensor) -> Tensor:
    T = ids.shape[1]
    total = 0.0
    for t in range(T - 1):
        total += F.cross_entropy(logits[:, t], ids[:, t + 1]).item()
    return torch.tensor(total / (T - 1))


@book.misconception(
    "language_model_loss",
    "not_shifted",
    en="Which token belongs to the logits at place t: the one that stands there, or the one behind it?",
    ko="위치 t의 로짓에 맞는 토큰은 그 자리에 있는 토큰인가요, 그 뒤의 토큰인가요?",
)
def not_shifted(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, 1), ids.flatten())


@book.misconception(
    "language_model_loss",
    "shifted_backwards",
    en="Does your model guess the token behind or the one before? Which of logits and ids loses its first place?",
    ko="모델이 뒤의 토큰을 맞히나요, 앞의 토큰을 맞히나요? 로짓과 ids 가운데 첫 자리를 잃는 것은 어느 쪽인가요?",
)
def shifted_backwards(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, 1:].flatten(0, 1), ids[:, :-1].flatten())


@book.misconception(
    "language_model_loss",
    "last_token_only",
    en="Is there one prediction in a text, or one at each place that has a next token?",
    ko="글 하나에 예측이 하나뿐인가요, 다음 토큰이 있는 자리마다 하나씩인가요?",
)
def last_token_only(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, -2], ids[:, -1])


@book.misconception(
    "language_model_loss",
    "summed",
    en="Is your loss the mean over the predictions, or their sum? What happens with a longer text?",
    ko="손실이 예측들의 평균인가요, 합인가요? 글이 길어지면 어떻게 되나요?",
)
def summed(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")


@book.misconception(
    "language_model_loss",
    "softmax_twice",
    en="F.cross_entropy takes scores and does the softmax itself. What does yours get?",
    ko="F.cross_entropy는 점수를 받아 소프트맥스를 스스로 해요. 여러분은 무엇을 넣었나요?",
)
def softmax_twice(logits: Tensor, ids: Tensor) -> Tensor:
    probabilities = torch.softmax(logits, dim=-1)
    return F.cross_entropy(probabilities[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


@book.misconception(
    "language_model_loss",
    "flattened_before_the_shift",
    en="You flatten first and shift then. What is the last place of text 0 asked for?",
    ko="먼저 펴고 나서 밀었어요. 0번 글의 마지막 자리는 무엇을 맞혀야 하나요?",
)
def flattened_before_the_shift(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, 1)[:-1], ids.flatten()[1:])


@book.misconception(
    "language_model_loss",
    "mean_of_sums",
    en="You divide by the number of texts. How many predictions are there in all?",
    ko="글의 수로 나누었어요. 예측은 모두 몇 개인가요?",
)
def mean_of_sums(logits: Tensor, ids: Tensor) -> Tensor:
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return losses.sum(dim=1).mean()


@book.misconception(
    "language_model_loss",
    "divided_by_all_places",
    en="The last place has no answer. By how many do you divide?",
    ko="마지막 자리에는 답이 없어요. 몇으로 나누나요?",
)
def divided_by_all_places(logits: Tensor, ids: Tensor) -> Tensor:
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return losses.sum() / ids.numel()


@book.misconception(
    "language_model_loss",
    "reshaped_for_the_classes",
    en="F.cross_entropy wants the classes on the second axis. Does reshape move an axis, or does it only cut the numbers anew?",
    ko="F.cross_entropy는 클래스가 둘째 축에 있기를 바라요. reshape는 축을 옮기나요, 숫자를 새로 자르기만 하나요?",
)
def reshaped_for_the_classes(logits: Tensor, ids: Tensor) -> Tensor:
    B, T, V = logits.shape
    return F.cross_entropy(logits[:, :-1].reshape(B, V, T - 1), ids[:, 1:])


@book.misconception(
    "language_model_loss",
    "first_token_behind_the_last",
    en="What is the last place of your text asked for? Does the text begin again behind it?",
    ko="글의 마지막 자리에는 무엇을 물어보나요? 그 뒤에서 글이 다시 시작되나요?",
)
def first_token_behind_the_last(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, 1), ids.roll(-1, dims=1).flatten())


@book.alternative("language_model_loss", "gathered")
def gathered(logits: Tensor, ids: Tensor) -> Tensor:
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    return -log_p.gather(-1, ids[:, 1:, None]).mean()


@book.alternative("language_model_loss", "place_by_place")
def place_by_place(logits: Tensor, ids: Tensor) -> Tensor:
    B, T, _ = logits.shape
    total = torch.zeros(())
    for b in range(B):
        for t in range(T - 1):
            total = total - F.log_softmax(logits[b, t], dim=0)[ids[b, t + 1]]
    return total / (B * (T - 1))


@book.alternative("language_model_loss", "last_answer_ignored")
def last_answer_ignored(logits: Tensor, ids: Tensor) -> Tensor:
    answers = ids.roll(-1, dims=1)
    answers[:, -1] = -100
    return F.cross_entropy(logits.reshape(-1, logits.size(-1)), answers.reshape(-1), ignore_index=-100)


# ----------------------------------------------------------------------------------------------- 2 causal_mask


def causal_mask(n_new: int, n_past: int = 0) -> Tensor:
    """Oracle: as GPT-2's code counts, i >= j - n_past."""
    return torch.arange(n_new)[:, None] >= torch.arange(n_past + n_new) - n_past


@book.check(
    "causal_mask",
    bug="diagonal_from_the_corner",
    reason=Choice(
        "C",
        {
            "A": Text(
                "triu would let tokens look ahead. Without a past the function is right as it is. What changes with a past?",
                "triu를 쓰면 토큰이 앞을 보게 돼요. 과거가 없으면 지금 함수가 맞아요. 과거가 있으면 무엇이 달라지나요?",
            ),
            "B": Text(
                "A token does see itself: the answer that it must guess is the next one. Where does the first new token stand?",
                "토큰은 자기 자신을 봐요. 맞혀야 하는 것은 다음 토큰이니까요. 첫 새 토큰은 어디에 있나요?",
            ),
            "C": Text(
                "The first row belongs to the token in column n_past, so the diagonal of what is seen begins there.",
                "첫 행은 n_past열에 있는 토큰의 것이에요. 그래서 볼 수 있는 곳의 대각선도 거기서 시작해요.",
            ),
            "D": Text(
                "Only the new tokens ask, and they look at all. So there are fewer rows than columns. Where does the first row end?",
                "물어보는 것은 새 토큰뿐이고, 모두를 봐요. 그래서 행이 열보다 적어요. 첫 행은 어디에서 끝나야 하나요?",
            ),
        },
    ),
)
def check_causal_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right without a past, so that alone earns nothing."""

    def same(cases: Sequence[tuple[int, ...]]) -> None:
        def one_case(*case: Any) -> None:
            got, right = student.call("causal_mask", *case), causal_mask(*case)
            if isinstance(got, Tensor | np.ndarray) and str(got.dtype).endswith("bool"):
                got = torch.as_tensor(got).long()
                expect.array(got, right.long())
            else:
                raise Failure(
                    Text(
                        "The mask should be a tensor of booleans, True where a token may look. What does the return line give "
                        "back?",
                        "마스크는 볼 수 있는 곳이 True인 불리언 텐서여야 해요. return 줄이 무엇을 돌려주나요?",
                    )
                )

        expect.every(cases, one_case)

    with expect.part(
        "past",
        3,
        en="May the first new token look at all of the past and at itself, and at nothing behind it?",
        ko="첫 새 토큰이 과거 전체와 자기 자신을 보고, 그 뒤는 보지 않나요?",
    ):
        same([(2, 3), (3, rng.integer(4, 8)), (rng.integer(4, 7), 2)])
    with expect.part(
        "both",
        1,
        en="Is it right for a single new token, for as many new as past ones, and without a past?",
        ko="새 토큰이 하나일 때, 새 토큰과 과거의 수가 같을 때, 과거가 없을 때도 맞나요?",
    ):
        same([(1, 5), (3, 3), (4,), (5, 0), (1, 0)])


@book.misconception(
    "causal_mask",
    "diagonal_from_the_corner",
    en="In which column stands the first new token? Does its row reach that far?",
    ko="첫 새 토큰은 몇 번째 열에 있나요? 그 행이 거기까지 이어지나요?",
)
def diagonal_from_the_corner(n_new: int, n_past: int = 0) -> Tensor:
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril()


@book.misconception(
    "causal_mask",
    "not_oneself",
    en="May a token look at itself? What would the very first one look at otherwise?",
    ko="토큰이 자기 자신을 볼 수 있나요? 볼 수 없다면 맨 첫 토큰은 무엇을 보나요?",
)
def not_oneself(n_new: int, n_past: int = 0) -> Tensor:
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril(n_past - 1)


@book.misconception(
    "causal_mask",
    "one_ahead",
    en="Whom may the first new token see behind itself? On which diagonal does its row end?",
    ko="첫 새 토큰이 자기 뒤의 누구를 보나요? 그 행은 몇 번째 대각선에서 끝나야 하나요?",
)
def one_ahead(n_new: int, n_past: int = 0) -> Tensor:
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril(n_past + 1)


@book.misconception(
    "causal_mask",
    "true_means_blocked",
    en="What does True mean in our masks: may look, or may not?",
    ko="우리 마스크에서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
def true_means_blocked(n_new: int, n_past: int = 0) -> Tensor:
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).triu(n_past + 1)


@book.misconception(
    "causal_mask",
    "past_behind",
    en="Which columns belong to the past, the first or the last ones?",
    ko="과거에 해당하는 것이 앞쪽 열인가요, 뒤쪽 열인가요?",
)
def past_behind(n_new: int, n_past: int = 0) -> Tensor:
    new = torch.ones(n_new, n_new, dtype=torch.bool).tril()
    return torch.cat([new, torch.ones(n_new, n_past, dtype=torch.bool)], dim=1)


@book.misconception(
    "causal_mask",
    "past_blocked",
    en="May a new token look at the past? What stands in the first n_past columns?",
    ko="새 토큰이 과거를 볼 수 있나요? 처음 n_past열에는 무엇이 있나요?",
)
def past_blocked(n_new: int, n_past: int = 0) -> Tensor:
    new = torch.ones(n_new, n_new, dtype=torch.bool).tril()
    return torch.cat([torch.zeros(n_new, n_past, dtype=torch.bool), new], dim=1)


@book.misconception(
    "causal_mask",
    "new_ones_see_all",
    en="Several new tokens come at once. May the first of them look at the last?",
    ko="새 토큰 여러 개가 한꺼번에 와요. 그 가운데 첫째가 마지막을 봐도 되나요?",
)
def new_ones_see_all(n_new: int, n_past: int = 0) -> Tensor:
    if n_past > 0:
        return torch.ones(n_new, n_past + n_new, dtype=torch.bool)
    return torch.ones(n_new, n_new, dtype=torch.bool).tril()


@book.misconception(
    "causal_mask",
    "rows_for_the_past_too",
    en="Who asks, the new tokens or all of them? How many rows has the mask?",
    ko="물어보는 것이 새 토큰인가요, 모든 토큰인가요? 마스크의 행은 몇 개인가요?",
)
def rows_for_the_past_too(n_new: int, n_past: int = 0) -> Tensor:
    size = n_past + n_new
    return torch.ones(size, size, dtype=torch.bool).tril()


@book.alternative("causal_mask", "last_rows")
def last_rows(n_new: int, n_past: int = 0) -> Tensor:
    size = n_past + n_new
    return torch.ones(size, size, dtype=torch.bool).tril()[n_past:]


@book.alternative("causal_mask", "past_and_triangle")
def past_and_triangle(n_new: int, n_past: int = 0) -> Tensor:
    triangle = ~torch.triu(torch.ones(n_new, n_new), diagonal=1).bool()
    return torch.cat([torch.full((n_new, n_past), True), triangle], dim=1)


@book.alternative("causal_mask", "place_by_place")
def mask_place_by_place(n_new: int, n_past: int = 0) -> Tensor:
    mask = torch.zeros(n_new, n_past + n_new, dtype=torch.bool)
    for i in range(n_new):
        mask[i, : n_past + i + 1] = True
    return mask


# ------------------------------------------------------------------------------------------- 3 CausalAttention


class CausalAttention(MultiHeadAttention):
    """Oracle: torch's attention on the heads."""

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q, k, v = (
            layer(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for layer in (self.w_q, self.w_k, self.w_v)
        )
        n_past = 0
        if past is not None:
            n_past = past[0].shape[2]
            k, v = torch.cat([past[0], k], dim=2), torch.cat([past[1], v], dim=2)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=causal_mask(x.shape[1], n_past))
        return self.w_o(mixed.transpose(1, 2).flatten(2)), (k, v)


def _past(rng: Rng, batch: int, n_heads: int, length: int, d_k: int) -> tuple[Any, Any]:
    return rng.tensor32((batch, n_heads, length, d_k)), rng.tensor32((batch, n_heads, length, d_k))


@book.check("CausalAttention", uses=("causal_mask",))
def check_causal_attention(student: Student, rng: Rng, expect: Expect) -> None:
    """Without a past, with one, what is handed back, other sizes, gradients."""

    def outputs(d_model: int, n_heads: int, cases: Sequence[tuple[Any, ...]]) -> None:
        given = _attention_weights(rng, d_model)
        labels = ("output", "present")
        expect.same_module(
            student, CausalAttention, (d_model, n_heads), given, cases, labels=labels, judged=("output",)
        )

    with expect.part(
        "no_past",
        2,
        en="Without a past: is it Day 6's attention in which no token looks ahead?",
        ko="과거가 없을 때, 어떤 토큰도 앞을 보지 않는 6일 차의 어텐션인가요?",
    ):
        outputs(12, 3, [(rng.tensor32((2, 5, 12)),), (rng.tensor32((3, 4, 12)), None)])
    with expect.part(
        "past",
        3,
        en="With a past: do keys and values of the past stand in front of the new ones, and does the mask count from there?",
        ko="과거가 있을 때, 과거의 키와 밸류가 새것 앞에 있나요? 마스크는 거기서부터 세나요?",
    ):
        outputs(
            12,
            3,
            [
                (rng.tensor32((2, new, 12)), _past(rng, 2, 3, known, 4))
                for new, known in ((1, 4), (2, 5), (4, 3))
            ],
        )
    with expect.part(
        "present",
        2,
        en="Are the keys and values of past and new tokens handed back, cut into heads, the past first?",
        ko="과거와 새 토큰의 키와 밸류를 모두 돌려주나요? 헤드로 나뉘어 있고 과거가 먼저인가요?",
    ):
        given = _attention_weights(rng, 8)
        module, right = student.build("CausalAttention", 8, 2), reference(CausalAttention, 8, 2)
        module.load(given)
        right.load(given)
        first: Failure | None = None
        for inputs in ((rng.tensor32((3, 5, 8)),), (rng.tensor32((3, 2, 8)), _past(rng, 3, 2, 6, 4))):
            try:
                _, present = expect.pair(module(*inputs), ("output", "present"))
                got = expect.pair(present, ("keys", "values"))
                for label, one, other in zip(("keys", "values"), got, right(*inputs)[1], strict=True):
                    expect.array(one, other, label=label)
                expect.unchanged(student)
            except Failure as failure:
                first = first or failure
        if first:
            raise first
    with expect.part(
        "sizes",
        1,
        en="Is it right for one head, and for as many heads as tokens?",
        ko="헤드가 하나일 때도, 헤드 수가 토큰 수와 같을 때도 맞나요?",
    ):
        outputs(6, 1, [(rng.tensor32((2, 3, 6)), _past(rng, 2, 1, 2, 6))])
        outputs(9, 3, [(rng.tensor32((3, 3, 9)), _past(rng, 3, 3, 3, 3))])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach all four layers and the tokens?",
        ko="기울기가 네 층과 토큰에 모두 닿나요?",
    ):
        given = _attention_weights(rng, 12)
        module, right = student.build("CausalAttention", 12, 3), reference(CausalAttention, 12, 3)
        for each in (module, right):
            each.load(given)
        inputs = (rng.tensor32((2, 5, 12)),)
        upstream = [rng.tensor32((2, 5, 12)), None]
        expect.gradients(module.gradients(inputs, upstream), right.gradients(inputs, upstream))
        expect.parameter_count(module, 4 * 12 * 13)
        expect.storages(module)


@book.misconception(
    "CausalAttention",
    "mask_forgotten",
    en="May a token look at one behind it? Which line keeps it from doing so?",
    ko="토큰이 자기 뒤를 봐도 되나요? 어느 줄이 그것을 막나요?",
)
class MaskForgotten(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        if past is not None:
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v)
        return self.w_o(merge_heads(mixed)), (k, v)


@book.misconception(
    "CausalAttention",
    "no_mask_with_a_past",
    en="With a past you take no mask. Two new tokens come at once: may the first look at the second?",
    ko="과거가 있으면 마스크를 쓰지 않았어요. 새 토큰 두 개가 한꺼번에 오면 첫째가 둘째를 봐도 되나요?",
)
class NoMaskWithAPast(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        mask: Tensor | None = causal_mask(x.shape[1])
        if past is not None:
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
            mask = None
        mixed, _ = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), (k, v)


@book.misconception(
    "CausalAttention",
    "past_behind_the_new",
    en="Which comes first along the tokens, the past or the new? Which columns does the mask take for the past?",
    ko="토큰 축에서 과거와 새것 가운데 무엇이 먼저인가요? 마스크는 어느 열을 과거로 보나요?",
)
class PastBehindTheNew(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([k, past[0]], dim=-2)
            v = torch.cat([v, past[1]], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), (k, v)


@book.misconception(
    "CausalAttention",
    "past_not_used",
    en="What does your forward do with past? At how many keys does a new token look?",
    ko="forward가 past로 무엇을 하나요? 새 토큰은 키를 몇 개 보나요?",
)
class PastNotUsed(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1]))
        return self.w_o(merge_heads(mixed)), (k, v)


@book.misconception(
    "CausalAttention",
    "new_ones_handed_back_alone",
    en="What must be kept for the next time: the new keys and values, or those of past and new together?",
    ko="다음번을 위해 무엇을 보관해야 하나요? 새 키와 밸류만인가요, 과거와 새것을 합친 것인가요?",
)
class NewOnesAlone(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        present = (k, v)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), present


@book.misconception(
    "CausalAttention",
    "values_before_keys",
    en="In which order are keys and values handed back, and in which do you read them from the past?",
    ko="키와 밸류를 어떤 순서로 돌려주고, past에서는 어떤 순서로 읽나요?",
)
class ValuesBeforeKeys(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            v = torch.cat([past[0], v], dim=-2)
            k = torch.cat([past[1], k], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), (v, k)


@book.misconception(
    "CausalAttention",
    "w_o_forgotten",
    en="Which of the four layers does your forward never call?",
    ko="네 층 가운데 forward에서 한 번도 부르지 않는 것은 무엇인가요?",
)
class OutputForgotten(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return merge_heads(mixed), (k, v)


@book.misconception(
    "CausalAttention",
    "keys_of_the_past_projected_again",
    en="The past holds keys and values, ready for use. Through which layer do you send them once more?",
    ko="past에는 바로 쓸 수 있는 키와 밸류가 들어 있어요. 그것을 어느 층에 또 보내나요?",
)
class PastProjectedAgain(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([split_heads(self.w_k(merge_heads(past[0])), self.n_heads), k], dim=-2)
            v = torch.cat([split_heads(self.w_v(merge_heads(past[1])), self.n_heads), v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), (k, v)


@book.misconception(
    "CausalAttention",
    "mask_from_the_corner",
    en="With a past: how far does your mask let the first new token look? In which column does that token stand?",
    ko="과거가 있을 때, 마스크가 첫 새 토큰에게 어디까지 보여 주나요? 그 토큰은 몇 번째 열에 있나요?",
)
class MaskFromTheCorner(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        if past is not None:
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.w_o(merge_heads(mixed)), (k, v)


@book.alternative("CausalAttention", "einsum")
class AttentionByEinsum(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> list[Any]:
        B, T, D = x.shape
        q, k, v = (w(x).view(B, T, self.n_heads, -1).transpose(1, 2) for w in (self.w_q, self.w_k, self.w_v))
        if past:
            k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        scores = torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(q.size(-1))
        ahead = torch.ones(T, k.size(2)).triu(k.size(2) - T + 1) > 0
        weights = scores.masked_fill(ahead, -1e9).softmax(-1)
        out = torch.einsum("bhqk,bhkd->bqhd", weights, v).reshape(B, T, D)
        return [self.w_o(out), [k, v]]


@book.alternative("CausalAttention", "token_by_token")
class AttentionTokenByToken(MultiHeadAttention):
    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        rows = []
        for t in range(x.shape[1]):
            one = x[:, t : t + 1]
            k = split_heads(self.w_k(one), self.n_heads)
            v = split_heads(self.w_v(one), self.n_heads)
            past = (k, v) if past is None else (torch.cat([past[0], k], 2), torch.cat([past[1], v], 2))
            mixed, _ = scaled_dot_product_attention(split_heads(self.w_q(one), self.n_heads), *past)
            rows.append(self.w_o(merge_heads(mixed)))
        return torch.cat(rows, dim=1), (k, v) if past is None else past


# -------------------------------------------------------------------------------------------------- 4 GPTBlock


class GPTBlock(nn.Module):
    """Oracle: written out with torch's norm and GELU."""

    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(f"norm {norm!r}")
        self.pre = norm == "pre"
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        heard, present = self.attention(self.norm1(x) if self.pre else x, past)
        x = x + heard if self.pre else self.norm1(x + heard)
        x = x + self.feed_forward(self.norm2(x) if self.pre else x)
        return x if self.pre else self.norm2(x), present


def _quiet(given: dict[str, Any], scale: float) -> dict[str, Any]:
    """Sublayers that say next to nothing: then post-norm, too, sees tokens as small as the input."""
    names = ("attention.w_o.", "feed_forward.linear2.")
    return {name: value * scale if name.startswith(names) else value for name, value in given.items()}


def _in_the_tail(rng: Rng, given: dict[str, Any], d_model: int) -> dict[str, Any]:
    """A hidden layer around -2.4, where both forms of GELU are small and far apart, and little else."""
    d_ff = 4 * d_model
    return {
        **_quiet(given, 0.01),
        "feed_forward.linear1.weight": rng.normal((d_ff, d_model), 0.3 / d_model**0.5),
        "feed_forward.linear1.bias": rng.normal((d_ff,), 0.2, -2.4),
        "feed_forward.linear2.weight": rng.normal((d_model, d_ff), 1.2 / d_ff**0.5),
    }


@book.check("GPTBlock", uses=("causal_mask", "CausalAttention"))
def check_gpt_block(student: Student, rng: Rng, expect: Expect) -> None:
    """Pre, post, a past, eps and GELU, gradients, what is learned."""
    labels = ("x", "present")

    def same(norm: str, given: dict[str, Any], cases: Sequence[tuple[Any, ...]]) -> None:
        expect.same_module(student, GPTBlock, (12, 3, norm), given, cases, labels=labels, judged=("x",))

    with expect.part(
        "pre",
        2,
        en="Pre: does the norm stand in front of each sublayer, with the sum itself left alone?",
        ko="pre일 때, 하위 층마다 그 앞에 정규화가 있고 합 자체는 그대로인가요?",
    ):
        same("pre", _block_weights(rng, 12), [(rng.tensor32((2, 5, 12), 2.0),)])
    with expect.part(
        "post",
        2,
        en="Post: is each sum normalized, and is a norm the last thing that happens?",
        ko="post일 때, 합마다 정규화하고 정규화가 맨 마지막에 오나요?",
    ):
        same("post", _block_weights(rng, 12), [(rng.tensor32((2, 5, 12), 2.0),)])
    with expect.part(
        "past",
        2,
        en="Does attention get the past, and is what it hands back handed on?",
        ko="어텐션이 과거를 받나요? 어텐션이 돌려준 것을 그대로 넘겨주나요?",
    ):
        for norm in ("pre", "post"):
            given, past = _block_weights(rng, 12), _past(rng, 2, 3, 4, 4)
            module, right = student.build("GPTBlock", 12, 3, norm), reference(GPTBlock, 12, 3, norm)
            module.load(given)
            right.load(given)
            x = rng.tensor32((2, 3, 12))
            (got, present), (wanted, kept) = expect.pair(module(x, past), labels), right(x, past)
            expect.array(got, wanted, label="x")
            for label, one, other in zip(
                ("keys", "values"), expect.pair(present, ("keys", "values")), kept, strict=True
            ):
                expect.array(one, other, label=label)
    with expect.part(
        "details",
        2,
        en="Is GELU the form with tanh, and is eps 1e-5?",
        ko="GELU가 tanh가 든 꼴인가요? eps는 1e-5인가요?",
    ):
        for norm in ("pre", "post"):
            given = _quiet(_block_weights(rng, 12), 0.001)
            same(norm, given, [(rng.tensor32((2, 3, 12), 0.005),)])
        same("pre", _in_the_tail(rng, _block_weights(rng, 12), 12), [(rng.tensor32((2, 3, 12), 0.02),)])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every part and the input, pre and post?",
        ko="pre와 post 모두에서 기울기가 모든 부품과 입력에 닿나요?",
    ):
        for norm in ("pre", "post"):
            module, right = student.build("GPTBlock", 12, 3, norm), reference(GPTBlock, 12, 3, norm)
            given, x, upstream = _block_weights(rng, 12), rng.tensor32((2, 4, 12)), rng.tensor32((2, 4, 12))
            for each in (module, right):
                each.load(given)
            expect.gradients(module.gradients([x], [upstream, None]), right.gradients([x], [upstream, None]))
    with expect.part(
        "alone",
        1,
        en="Is nothing else learned than attention, feed-forward and two norms? Is pre taken without a word, and another word "
        "refused?",
        ko="어텐션, 순방향 신경망, 정규화 두 개 말고는 학습하는 것이 없나요? 말이 없으면 pre이고, 다른 말은 거절하나요?",
    ):
        expect.same_module(
            student,
            GPTBlock,
            (8, 2),
            _block_weights(rng, 8),
            [(rng.tensor32((2, 3, 8)),)],
            labels=labels,
            judged=("x",),
        )
        module = student.build("GPTBlock", 12, 4)
        expect.parameter_count(module, 12 * 12**2 + 13 * 12)
        expect.storages(module)
        expect.refused(student, "GPTBlock", 12, 3, "both")


@book.misconception(
    "GPTBlock",
    "always_pre",
    en="What does your block do with the word post? Where does GPT-1 normalize?",
    ko="블록이 post라는 말로 무엇을 하나요? GPT-1은 어디에서 정규화하나요?",
)
class AlwaysPre(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        change, present = self.attention(self.norm1(x), past)
        x = x + change
        x = x + self.feed_forward(self.norm2(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "words_swapped",
    en="Pre: does the norm stand in front of the sublayer or behind the sum? Which of your branches is which?",
    ko="pre는 정규화가 하위 층 앞에 있다는 뜻인가요, 합 뒤에 있다는 뜻인가요? 두 갈래가 뒤바뀌지 않았나요?",
)
class WordsSwapped(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        else:
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "exact_gelu",
    en="Which form of GELU do both models take, the exact one or the one with tanh?",
    ko="두 모델이 쓰는 GELU는 정확한 꼴인가요, tanh가 든 꼴인가요?",
)
class ExactGelu(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "eps_of_bert",
    en="Which eps do your norms have? Which one does the docstring ask for?",
    ko="정규화의 eps가 얼마인가요? 설명에 적힌 값은 얼마인가요?",
)
class EpsOfBert(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model, 1e-12)
        self.norm2 = LayerNorm(d_model, 1e-12)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "second_sum_from_the_input",
    en="What does the feed-forward add its result to: the input of the block, or the sum behind attention?",
    ko="순방향 신경망의 결과를 무엇에 더하나요? 블록의 입력인가요, 어텐션 뒤의 합인가요?",
)
class SecondSumFromTheInput(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            h = x + change
            x = x + self.feed_forward(self.norm2(h))
        else:
            change, present = self.attention(x, past)
            h = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(h))
        return x, present


@book.misconception(
    "GPTBlock",
    "feed_forward_without_sum",
    en="What does the feed-forward say about a token that it gives zeros for? Where is its residual?",
    ko="순방향 신경망이 0을 내놓으면 토큰에 무엇이 남나요? 잔차(residual)는 어디에 있나요?",
)
class FeedForwardWithoutSum(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "one_norm_for_both",
    en="There are two norms. Which of them does your forward never call?",
    ko="정규화가 두 개 있어요. forward에서 한 번도 부르지 않는 것은 무엇인가요?",
)
class OneNormForBoth(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm1(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm1(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "past_kept_back",
    en="Your block gets a past. To whom does it hand it on?",
    ko="블록이 past를 받았어요. 그것을 누구에게 넘기나요?",
)
class PastKeptBack(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x))
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "relu_taken",
    en="Which activation does your feed-forward have? What does FeedForward take when it is told nothing?",
    ko="순방향 신경망의 활성화 함수가 무엇인가요? FeedForward에 아무 말도 하지 않으면 무엇을 쓰나요?",
)
class ReluTaken(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model)
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "added_to_the_normed",
    en="Pre: to what do you add what attention says, to x or to norm1 of x?",
    ko="pre일 때, 어텐션의 결과를 x에 더하나요, x를 정규화한 것에 더하나요?",
)
class AddedToTheNormed(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            x = self.norm1(x)
            change, present = self.attention(x, past)
            x = x + change
            x = self.norm2(x)
            x = x + self.feed_forward(x)
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "sublayer_normed_instead_of_the_sum",
    en="Post: what goes through the norm, the sum or what the sublayer says?",
    ko="post일 때, 정규화를 거치는 것이 합인가요, 하위 층의 결과인가요?",
)
class SublayerNormed(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = x + self.norm1(change)
            x = x + self.norm2(self.feed_forward(x))
        return x, present


@book.misconception(
    "GPTBlock",
    "attention_without_sum",
    en="What is left of a token when attention says zero about it? Where is the residual of attention?",
    ko="어텐션이 0을 내놓으면 토큰에 무엇이 남나요? 어텐션의 잔차(residual)는 어디에 있나요?",
)
class AttentionWithoutSum(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@book.alternative("GPTBlock", "one_line_each")
class OneLineEach(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        assert norm in {"pre", "post"}
        self.pre = norm == "pre"
        self.norm1, self.norm2 = LayerNorm(d_model, eps=1e-5), LayerNorm(d_model, eps=1e-5)
        self.feed_forward = FeedForward(d_model, d_model * 4, activation="gelu_tanh")
        self.attention = CausalAttention(d_model, n_heads)

    def forward(self, x: Tensor, past: Cache | None = None) -> list[Any]:
        a, present = self.attention(self.norm1(x) if self.pre else x, past=past)
        x = x + a if self.pre else self.norm1(a + x)
        f = self.feed_forward(self.norm2(x) if self.pre else x)
        return [x + f if self.pre else self.norm2(f + x), present]


@book.alternative("GPTBlock", "a_method_for_each")
class AMethodForEach(nn.Module):
    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.way = {"pre": self.go_pre, "post": self.go_post}[norm]

    def go_pre(self, x: Tensor, past: Cache | None) -> tuple[Tensor, Cache]:
        heard, kept = self.attention(self.norm1(x), past)
        h = x + heard
        return h + self.feed_forward(self.norm2(h)), kept

    def go_post(self, x: Tensor, past: Cache | None) -> tuple[Tensor, Cache]:
        heard, kept = self.attention(x, past)
        h = self.norm1(x + heard)
        return self.norm2(h + self.feed_forward(h)), kept

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        return self.way(x, past)


# ------------------------------------------------------------------------------------------------------- 5 GPT


class GPT(nn.Module):
    """Oracle; tests/checks sets it beside Hugging Face's OpenAIGPTLMHeadModel and GPT2LMHeadModel."""

    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList(GPTBlock(d_model, n_heads, norm) for _ in range(n_layers))
        self.final_norm = LayerNorm(d_model) if norm == "pre" else None

    def forward(self, ids: Tensor) -> Tensor:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Sequence[Cache] | None = None) -> tuple[Tensor, list[Cache]]:
        start = past[0][0].shape[2] if past else 0
        x = F.embedding(ids, self.token_embedding.weight)
        x = x + self.position_embedding.weight[start : start + ids.shape[1]]
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, past[i] if past else None)
            present.append(kept)
        if self.final_norm is not None:
            x = self.final_norm(x)
        return F.linear(x, self.token_embedding.weight), present


def _pair_of_models(student: Student, given: dict[str, Any], *arguments: Any) -> tuple[Module, Module]:
    module, right = student.build("GPT", *arguments), reference(GPT, *arguments)
    module.load(given)
    right.load(given)
    return module, right


@book.check("GPT", uses=("causal_mask", "CausalAttention", "GPTBlock"))
def check_gpt(student: Student, rng: Rng, expect: Expect) -> None:
    """GPT-2, GPT-1, the cache in pieces of 1, 2 and the rest, other sizes, gradients, what is learned."""

    def same(arguments: tuple[Any, ...], *shapes: tuple[int, ...]) -> Module:
        cases = [(rng.ids(0, arguments[0], shape),) for shape in shapes]
        return expect.same_module(student, GPT, arguments, _model_weights(rng, *arguments), cases)

    with expect.part(
        "gpt2",
        3,
        en='"pre", GPT-2: token and place, the blocks, the final norm, the tied head: is each in its place?',
        ko='"pre", GPT-2: 토큰과 자리, 블록들, 마지막 정규화, 묶인 출력층이 저마다 제자리에 있나요?',
    ):
        same((11, 10, 12, 3, 2), (2, 7))
    with expect.part(
        "gpt1",
        2,
        en='"post", GPT-1: do the blocks know of it, and is there nothing behind the last one?',
        ko='"post", GPT-1: 블록들이 post라는 것을 아나요? 마지막 블록 뒤에 아무것도 없나요?',
    ):
        same((11, 10, 12, 3, 2, "post"), (2, 7))
    with expect.part(
        "in_pieces",
        3,
        en="Read in pieces of 1, 2 and the rest: are the logits those of the whole? Do places go on counting, and does each "
        "block get its own past?",
        ko="1개, 2개, 나머지로 나누어 읽어도 로짓이 한 번에 읽은 것과 같나요? 자리를 이어서 세고, 블록마다 자기 과거를 받나요?",
    ):
        arguments: tuple[Any, ...]
        for arguments in ((11, 10, 12, 2, 3, "pre"), (9, 8, 12, 4, 2, "post")):
            module, right = _pair_of_models(student, _model_weights(rng, *arguments), *arguments)
            ids, past = rng.ids(0, arguments[0], (3, 8)), None
            whole, starts = right(ids), []
            for begin, end in ((0, 1), (1, 3), (3, 8)):
                inputs = (ids[:, begin:end],) if past is None else (ids[:, begin:end], past)
                logits, past = expect.pair(module.call("step", *inputs), ("logits", "present"))
                expect.array(logits, whole[:, begin:end], label="logits")
                expect.unchanged(student)
                starts.append(past)
            other = rng.ids(0, arguments[0], (3, 4))  # the first piece goes on in another way
            logits, _ = expect.pair(module.call("step", other, starts[0]), ("logits", "present"))
            expect.array(logits, right(torch.cat([ids[:, :1], other], dim=1))[:, 1:], label="logits")
    with expect.part(
        "sizes",
        1,
        en="Is it right for one token, for one text, and when all places are taken?",
        ko="토큰이 하나일 때, 글이 하나일 때, 모든 자리가 찼을 때도 맞나요?",
    ):
        same((5, 6, 12, 1, 2), (1, 1), (1, 6), (6, 6))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both tables and every block? The token table gets it twice, from below and from the head.",
        ko="기울기가 두 표와 모든 블록에 닿나요? 토큰 표는 입력 쪽과 출력층 쪽에서 두 번 받아요.",
    ):
        arguments = (7, 6, 12, 2, 2)
        module, right = _pair_of_models(student, _model_weights(rng, *arguments), *arguments)
        ids, upstream = rng.ids(0, 7, (2, 5)), rng.tensor32((2, 5, 7))
        expect.gradients(module.gradients([ids], upstream), right.gradients([ids], upstream))
    with expect.part(
        "learned",
        1,
        en="Are two tables, the blocks and GPT-2's final norm all that is learned, each block with weights of its own?",
        ko="학습하는 것이 표 두 개와 블록들, GPT-2의 마지막 정규화뿐인가요? 블록마다 자기 가중치가 있나요?",
    ):
        for arguments, extra in (((7, 6, 8, 2, 2), 16), ((7, 6, 8, 2, 2, "post"), 0)):
            module = same(arguments, (2, 4))
            expect.parameter_count(module, 2 * (12 * 8**2 + 13 * 8) + 13 * 8 + extra)
            known = set(_model_weights(rng, *arguments))
            table = "token_embedding.weight"
            expect.storages(
                module, shared=[(table, p.name) for p in module.parameters() if p.name not in known]
            )


@book.misconception(
    "GPT",
    "places_from_zero",
    en="A piece that goes on with a text begins at which place, 0 or n_past?",
    ko="이어지는 토막의 첫 토큰은 몇 번 자리에 있나요? 0번인가요, n_past번인가요?",
)
class PlacesFromZero(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        places = torch.arange(ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "scaled_as_in_2017",
    en="Does a GPT multiply the embedding by the root of d_model? Which model did?",
    ko="GPT가 임베딩에 d_model의 제곱근을 곱하나요? 어느 모델이 그랬나요?",
)
class ScaledAsIn2017(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) * self.token_embedding.embedding_dim**0.5 + self.position_embedding(
            places
        )
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "final_norm_not_used",
    en="Where does your step call the final norm? Has anything normalized the sum behind pre-norm blocks?",
    ko="step의 어디에서 마지막 정규화를 부르나요? 사전 정규화 블록을 지난 합을 누가 정규화했나요?",
)
class FinalNormNotUsed(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return x @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "final_norm_in_both",
    en="Which of the two models has a final norm? With which does the last block of the other one end?",
    ko="마지막 정규화는 두 모델 가운데 어느 쪽에 있나요? 다른 쪽의 마지막 블록은 무엇으로 끝나나요?",
)
class FinalNormInBoth(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model)

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "head_of_its_own",
    en="How many weights does your head learn? To which table should it be tied?",
    ko="출력층이 학습하는 가중치가 몇 개인가요? 어느 표에 묶여 있어야 하나요?",
)
class HeadOfItsOwn(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()
        self.head = nn.Linear(d_model, vocab_size, bias=False)

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.head(self.final_norm(x)), present


@book.misconception(
    "GPT",
    "one_block_many_times",
    en="How many blocks does a list of n times the same block hold?",
    ko="같은 블록을 n번 담은 목록에는 블록이 몇 개 있는 셈인가요?",
)
class OneBlockManyTimes(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm)] * n_layers)
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "norm_not_handed_on",
    en="With post: which norm do your blocks have? Who tells them?",
    ko="post일 때 블록의 정규화는 어느 쪽인가요? 누가 블록에 알려 주나요?",
)
class NormNotHandedOn(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "past_of_the_first_block",
    en="Each block has keys and values of its own. Whose past does block 1 get?",
    ko="블록마다 자기 키와 밸류가 있어요. 1번 블록은 누구의 과거를 받나요?",
)
class PastOfTheFirstBlock(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for block in self.blocks:
            x, kept = block(x, None if past is None else past[0])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.misconception(
    "GPT",
    "softmax_at_the_end",
    en="Are your results scores or probabilities? Which of them does F.cross_entropy take?",
    ko="결과가 점수인가요, 확률인가요? F.cross_entropy는 어느 것을 받나요?",
)
class SoftmaxAtTheEnd(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return torch.softmax(self.final_norm(x) @ self.token_embedding.weight.mT, dim=-1), present


@book.misconception(
    "GPT",
    "past_kept_in_the_model",
    en="Two texts begin alike and go on differently. Whose past does the second one get, its own or what your model saw last?",
    ko="두 글이 똑같이 시작해서 다르게 이어져요. 둘째 글이 받는 과거는 자기 것인가요, 모델이 마지막으로 본 것인가요?",
)
class PastKeptInTheModel(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()
        self.cache: Any = None

    def forward(self, ids: Tensor) -> Any:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        if past is None:
            self.cache = None
        n_past = 0 if self.cache is None else self.cache[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if self.cache is None else self.cache[i])
            present.append(kept)
        self.cache = present
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@book.alternative("GPT", "head_as_a_layer")
class HeadAsALayer(nn.Module):
    def __init__(
        self, vocab: int, places: int, d: int, heads: int, n: int, norm: str = "pre", p: float = 0.0
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab, d)
        self.position_embedding = nn.Embedding(places, d)
        self.blocks = nn.ModuleList()
        for _ in range(n):
            self.blocks.append(GPTBlock(d, heads, norm))
        if norm == "pre":
            self.final_norm = LayerNorm(d)
        self.head = nn.Linear(d, vocab, bias=False)
        self.head.weight = self.token_embedding.weight

    def forward(self, ids: Tensor) -> Tensor:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Any = None) -> tuple[Tensor, Any]:
        B, T = ids.shape
        if past is None:
            past = [None] * len(self.blocks)
        start = 0 if past[0] is None else past[0][0].size(2)
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(start, start + T).expand(B, T))
        present = []
        for block, old in zip(self.blocks, past):  # noqa: B905 - as students write it
            x, new = block(x, old)
            present.append(new)
        if hasattr(self, "final_norm"):
            x = self.final_norm(x)
        return self.head(x), present


@book.alternative("GPT", "one_tensor_kept")
class OneTensorKept(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.final_norm = LayerNorm(d_model) if norm == "pre" else (lambda x: x)

    def forward(self, ids: Tensor) -> Tensor:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Tensor | None = None) -> tuple[Tensor, Tensor]:
        start = 0 if past is None else past.shape[-2]
        x = self.token_embedding.weight[ids]
        x = x + self.position_embedding.weight[start : start + ids.shape[1]]
        kept = []
        for i in range(len(self.blocks)):
            x, (k, v) = self.blocks[i](x, past if past is None else (past[i, 0], past[i, 1]))
            kept.append(torch.stack([k, v]))
        return torch.einsum("btd,vd->btv", self.final_norm(x), self.token_embedding.weight), torch.stack(kept)


# ---------------------------------------------------------------------------------- 6 next_token_probabilities


def next_token_probabilities(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    """Oracle: row by row, from the ranks."""
    scores = logits.double() / temperature
    if top_k is not None:
        ranks = scores.argsort(dim=-1, descending=True).argsort(dim=-1)
        scores = torch.where(ranks < top_k, scores, -torch.inf)
    return torch.exp(F.log_softmax(scores, dim=-1))


def _same_shares(
    student: Student,
    expect: Expect,
    name: str,
    oracle: Any,
    cases: Sequence[tuple[Any, ...]],
    unchanged: bool = False,
) -> None:
    """The same numbers, and exactly 0 where the oracle has it."""

    def one_case(*case: Any) -> None:
        right = oracle(*case)
        got = expect.array(student.call(name, *case), right)
        expect.true(bool(np.all((got == 0) >= (right == 0).numpy())))
        if unchanged:
            expect.unchanged(student)

    expect.every(cases, one_case)


@book.check("next_token_probabilities")
def check_next_token_probabilities(student: Student, rng: Rng, expect: Expect) -> None:
    """The softmax, temperature, top-k, both, axes, edges."""
    name = "next_token_probabilities"

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        _same_shares(student, expect, name, next_token_probabilities, cases, unchanged)

    with expect.part(
        "temperature",
        2,
        en="Are the logits divided by the temperature in front of the softmax, row by row?",
        ko="소프트맥스 앞에서 로짓을 온도로 나누나요? 행마다 따로 하나요?",
    ):
        same(
            (rng.tensor32((7,)),),
            (rng.tensor32((3, 5), 2.0), 0.4),
            (rng.tensor32((4, 4), 2.0), 2.5),
        )
    with expect.part(
        "top_k",
        3,
        en="Does each row keep its top_k tokens, are the others exactly 0, and do those that stay sum to one?",
        ko="행마다 자기 top_k개를 남기고, 나머지는 정확히 0이고, 남은 것의 합이 1인가요?",
    ):
        same((rng.tensor32((9,), 1.5), 1.0, 3), (rng.tensor32((4, 8), 1.5), 1.0, 2))
    with expect.part(
        "both",
        1,
        en="Is it right with both knobs, for k of 1, and with more axes in front?",
        ko="두 손잡이를 함께 쓸 때, k가 1일 때, 앞에 축이 더 있을 때도 맞나요?",
    ):
        same((rng.tensor32((2, 3, 6)), 0.5, 4), (rng.tensor32((5, 5)), 1.7, 1))
    with expect.part(
        "edges",
        1,
        en="Does it hold for a top_k as large as the vocabulary or larger, for scores of several hundred and for a tiny temperature? "
        "Is the input left alone?",
        ko="top_k가 어휘만 하거나 더 클 때, 점수가 수백일 때, 온도가 아주 낮을 때도 맞나요? 입력은 그대로인가요?",
    ):
        same(
            (rng.tensor32((2, 5)), 1.0, 5 + rng.integer(1, 9)),
            (rng.tensor32((2, 5)), 1.0, 5),
            (rng.tensor32((3, 6), 300.0), 0.5, 3),
            (-40.0 - 2 * rng.tensor32((3, 6)).argsort(dim=-1), 1e-3, 2),  # far below -1e4, each by itself
            (rng.tensor32((3, 6)), 0.8, 2),
            (rng.tensor32((2, 5)), 1.0, 4),
            unchanged=True,
        )


@book.misconception(
    "next_token_probabilities",
    "multiplied_by_temperature",
    en="A temperature below 1 should sharpen. What does yours do to the differences between the logits?",
    ko="온도가 1보다 작으면 뾰족해져야 해요. 여러분의 함수는 로짓 사이의 차이를 어떻게 하나요?",
)
def multiplied_by_temperature(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    logits = logits * temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    return torch.softmax(logits, dim=-1)


@book.misconception(
    "next_token_probabilities",
    "temperature_behind_the_softmax",
    en="Does your result change with the temperature at all? What is left of it when probabilities are divided by it and then made "
    "to sum to one?",
    ko="온도를 바꾸면 결과가 조금이라도 달라지나요? 확률을 온도로 나눈 다음 행의 합을 1로 맞추면 온도의 효과가 남아 있나요?",
)
def temperature_behind_the_softmax(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None
) -> Tensor:
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    probabilities = torch.softmax(logits, dim=-1) / temperature
    return probabilities / probabilities.sum(dim=-1, keepdim=True)


@book.misconception(
    "next_token_probabilities",
    "shares_divided_by_temperature",
    en="Do you divide scores or probabilities by the temperature? To what does a row of your result sum?",
    ko="온도로 나누는 것이 점수인가요, 확률인가요? 결과의 한 행을 더하면 얼마인가요?",
)
def shares_divided_by_temperature(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None
) -> Tensor:
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    return torch.softmax(logits, dim=-1) / temperature


@book.misconception(
    "next_token_probabilities",
    "logits_set_to_zero",
    en="What probability has a token whose logit is 0? Is that none?",
    ko="로짓이 0인 토큰의 확률은 얼마인가요? 없는 것과 같나요?",
)
def logits_set_to_zero(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, 0.0)
    return torch.softmax(logits, dim=-1)


@book.misconception(
    "next_token_probabilities",
    "not_shared_anew",
    en="When tokens are removed behind the softmax, to what do the others sum?",
    ko="소프트맥스 뒤에서 토큰을 빼면 나머지의 합은 얼마인가요?",
)
def not_shared_anew(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    probabilities = torch.softmax(logits / temperature, dim=-1)
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = probabilities.topk(top_k, dim=-1).values[..., -1:]
        probabilities = probabilities.masked_fill(probabilities < smallest, 0.0)
    return probabilities


@book.misconception(
    "next_token_probabilities",
    "one_too_few",
    en="Does the smallest of the top_k tokens stay itself? Is your comparison < or <=?",
    ko="top_k개 가운데 가장 작은 토큰도 남나요? 비교가 <인가요, <=인가요?",
)
def one_too_few(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits <= smallest, float("-inf"))
    return torch.softmax(logits, dim=-1)


@book.misconception(
    "next_token_probabilities",
    "one_bar_for_all_rows",
    en="Each row has its own smallest score that may stay. Whose do you compare with?",
    ko="남아도 되는 가장 작은 점수는 행마다 달라요. 누구의 것과 비교하나요?",
)
def one_bar_for_all_rows(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1].min()
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    return torch.softmax(logits, dim=-1)


@book.misconception(
    "next_token_probabilities",
    "top_k_ignored",
    en="Which line of yours uses top_k?",
    ko="top_k를 쓰는 줄이 있나요?",
)
def top_k_ignored(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    return torch.softmax(logits / temperature, dim=-1)


@book.alternative("next_token_probabilities", "scattered")
def scattered(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    values, indices = (logits / temperature).topk(min(top_k or logits.size(-1), logits.size(-1)))
    return torch.zeros_like(logits).scatter_(-1, indices, F.softmax(values, -1))


@book.alternative("next_token_probabilities", "shares_cut_and_shared_anew")
def shares_cut_and_shared_anew(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    shares = ((logits - logits.amax(-1, keepdim=True)) / temperature).exp()
    if top_k is not None:
        order = torch.sort(logits, dim=-1, descending=True).indices[..., top_k:]
        shares = shares.scatter(-1, order, 0.0)
    return shares / shares.sum(-1, keepdim=True)


# --------------------------------------------------------------------------------------------------- 7 nucleus


def nucleus(probabilities: Tensor, p: float) -> Tensor:
    """Oracle: what lies below the sum of the unlikely ones, 1 - p, goes."""
    values, order = probabilities.double().sort(dim=-1)
    values = values * (values.cumsum(dim=-1) > 1 - p)
    values[..., -1] += (values.sum(dim=-1) == 0) * probabilities.double().amax(dim=-1)
    kept = values.gather(-1, order.argsort(dim=-1))
    return kept / kept.sum(dim=-1, keepdim=True)


def _shares(rng: Rng, shape: tuple[int, ...], p: float, scale: float = 1.0) -> Tensor:
    """Random probabilities in which no sum of the largest lies so near p that rounding decides."""
    rows: list[Tensor] = []
    while len(rows) < math.prod(shape[:-1]):
        row = torch.softmax(rng.tensor32(shape[-1:], scale), dim=-1)
        sums = row.sort(descending=True).values.cumsum(-1)
        if (sums - p).abs().min() > 0.004 and row.sort().values.diff().min() > 1e-4:
            rows.append(row)
    return torch.stack(rows).reshape(shape)


@book.check("nucleus")
def check_nucleus(student: Student, rng: Rng, expect: Expect) -> None:
    """Who stays and how they share, several rows, the extremes."""

    def same(*cases: tuple[tuple[int, ...], float, float], unchanged: bool = False) -> None:
        given = [(_shares(rng, shape, p, scale), p) for shape, p, scale in cases]
        _same_shares(student, expect, "nucleus", nucleus, given, unchanged)

    with expect.part(
        "one_row",
        3,
        en="Does the smallest set that reaches p stay, at its places in the vocabulary, and sum to one?",
        ko="p에 이르는 가장 작은 집합이 어휘의 제자리에 남고, 합이 1인가요?",
    ):
        same(((7,), 0.7, 1.0), ((9,), 0.55, 0.8), ((6,), 0.85, 1.0))
        order = rng.integer(0, 3)
        exact = torch.tensor([0.25, 0.5, 0.0625, 0.1875]).roll(order)  # sums that rounding does not touch
        _same_shares(student, expect, "nucleus", nucleus, [(exact, 0.75)], False)
    with expect.part(
        "rows",
        2,
        en="Has each row a nucleus of its own, also with more axes in front?",
        ko="행마다 자기 핵이 있나요? 앞에 축이 더 있을 때도 그런가요?",
    ):
        same(((4, 6), 0.75, 1.3), ((5, 5), 0.6, 1.0), ((2, 3, 5), 0.8, 1.0))
    with expect.part(
        "extremes",
        1,
        en="Does one token stay when p is tiny, and do nearly all when p is nearly 1? Is the input left alone?",
        ko="p가 아주 작으면 하나가 남고, 1에 가까우면 거의 다 남나요? 입력은 그대로인가요?",
    ):
        same(((3, 6), 0.02, 1.0), ((2, 5), 0.96, 0.5), ((2, 4), 0.5, 1.0), unchanged=True)


@book.misconception(
    "nucleus",
    "left_in_sorted_order",
    en="Your row stands from likely to unlikely. Which token of the vocabulary is the first number for?",
    ko="행이 그럴듯한 것부터 놓여 있어요. 첫 숫자는 어휘의 어느 토큰의 것인가요?",
)
def left_in_sorted_order(probabilities: Tensor, p: float) -> Tensor:
    values, _ = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    return values / values.sum(dim=-1, keepdim=True)


@book.misconception(
    "nucleus",
    "places_of_the_sorted_row",
    en="The row of who stays is in sorted order, the probabilities are not. Do the two fit on one another?",
    ko="누가 남는지는 정렬한 순서로 구했고, 확률은 그렇지 않아요. 둘을 그대로 겹쳐도 되나요?",
)
def places_of_the_sorted_row(probabilities: Tensor, p: float) -> Tensor:
    values, _ = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    kept = probabilities.masked_fill(before >= p, 0.0)
    return kept / kept.sum(dim=-1, keepdim=True)


@book.misconception(
    "nucleus",
    "crossing_token_left_out",
    en="Is the token that crosses the line in or out? What would be left if the first alone is more than p?",
    ko="선을 넘는 토큰은 들어가나요, 빠지나요? 첫 토큰 하나가 이미 p보다 크면 무엇이 남나요?",
)
def crossing_token_left_out(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    out = values.cumsum(dim=-1) > p
    out[..., 0] = False
    values = values.masked_fill(out, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "one_too_many",
    en="When p is reached, does one more token come in? By what is a cumsum larger than the sum before?",
    ko="p에 이른 뒤에 토큰이 하나 더 들어오나요? cumsum은 앞까지의 합보다 얼마만큼 큰가요?",
)
def one_too_many(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    n_kept = (values.cumsum(dim=-1) < p).sum(dim=-1, keepdim=True) + 2
    values = values.masked_fill(torch.arange(values.shape[-1]) >= n_kept, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "kept_as_they_were",
    en="To what do those that stay sum? Can you draw from that?",
    ko="남은 것들의 합이 얼마인가요? 그대로 뽑을 수 있나요?",
)
def kept_as_they_were(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "unlikely_ones_first",
    en="From which end do you sum, from the likely or from the unlikely tokens?",
    ko="어느 쪽부터 더하나요? 그럴듯한 토큰부터인가요, 드문 토큰부터인가요?",
)
def unlikely_ones_first(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "one_nucleus_for_all_rows",
    en="Has each row as many tokens in its nucleus? Whose number do you take?",
    ko="핵에 든 토큰의 수가 행마다 같나요? 누구의 수를 쓰나요?",
)
def one_nucleus_for_all_rows(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    n_kept = int(((values.cumsum(dim=-1) - values) < p).sum(dim=-1).max())
    values = values.masked_fill(torch.arange(values.shape[-1]) >= n_kept, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "one_more_at_the_line",
    en="Two tokens hold exactly p. Is that at least p already, or does a third one have to come in?",
    ko="토큰 두 개의 합이 정확히 p예요. 이미 p 이상인가요, 셋째가 더 들어와야 하나요?",
)
def one_more_at_the_line(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before > p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "not_sorted",
    en="In which order do you add up the probabilities, that of the vocabulary or that of their size?",
    ko="확률을 어떤 순서로 더해 가나요? 어휘의 순서인가요, 크기의 순서인가요?",
)
def not_sorted(probabilities: Tensor, p: float) -> Tensor:
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    return kept / kept.sum(dim=-1, keepdim=True)


@book.misconception(
    "nucleus",
    "gathered_instead_of_scattered",
    en="gather reads at the indices, scatter writes there. Which of the two brings a sorted row back to its places?",
    ko="gather는 번호가 가리키는 곳에서 읽고, scatter는 거기에 써요. 정렬한 행을 제자리로 돌려놓는 것은 어느 쪽인가요?",
)
def gathered_instead_of_scattered(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return values.gather(-1, indices)


@book.misconception(
    "nucleus",
    "sum_with_the_token_itself",
    en="Whose sum do you compare with p: that of the tokens before it, or with the token itself? What stays if the first is more than p?",
    ko="p와 비교하는 것이 앞에 있는 토큰들의 합인가요, 자기까지 더한 합인가요? 첫 토큰이 p보다 크면 무엇이 남나요?",
)
def sum_with_the_token_itself(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    values = values.masked_fill(values.cumsum(dim=-1) > p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@book.misconception(
    "nucleus",
    "shared_by_all_rows",
    en="By which sum do you divide, that of the row or that of all rows? To what does a single row sum then?",
    ko="무엇의 합으로 나누나요? 행의 합인가요, 모든 행의 합인가요? 그러면 한 행을 더하면 얼마인가요?",
)
def shared_by_all_rows(probabilities: Tensor, p: float) -> Tensor:
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    return torch.zeros_like(probabilities).scatter(-1, indices, values / values.sum())


@book.alternative("nucleus", "tokens_in_a_loop")
def tokens_in_a_loop(probabilities: Tensor, p: float) -> Tensor:
    rows = probabilities.reshape(-1, probabilities.shape[-1])
    result = torch.zeros_like(rows)
    for r in range(len(rows)):
        total = 0.0
        for i in torch.argsort(-rows[r]).tolist():
            result[r, i] = rows[r, i]
            total += rows[r, i].item()
            if total >= p:
                break
    return (result / result.sum(-1, keepdim=True)).view(probabilities.shape)


@book.alternative("nucleus", "bar_of_each_row")
def bar_of_each_row(probabilities: Tensor, p: float) -> Tensor:
    ordered = probabilities.sort(dim=-1, descending=True).values
    last = (ordered.cumsum(-1) < p).sum(-1, keepdim=True).clamp(max=ordered.size(-1) - 1)
    kept = probabilities * (probabilities >= ordered.gather(-1, last))
    return kept / kept.sum(-1, keepdim=True)


# ---------------------------------------------------------------------------------------------------- 8 Writer


class Writer(GPT):
    """Oracle: reads the whole window for every token, without a cache."""

    @torch.no_grad()
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        for i in range(numbers.shape[1]):
            logits = self(ids[:, -self.position_embedding.num_embeddings :])[:, -1]
            ids = torch.cat(
                [ids, draw(_chances(logits, temperature, top_k, top_p), numbers[:, i])[:, None]], dim=1
            )
        return ids


def _chances(logits: Tensor, temperature: float, top_k: int | None, top_p: float | None) -> Tensor:
    probabilities = next_token_probabilities(logits, temperature, top_k)
    return probabilities if top_p is None else nucleus(probabilities, top_p)


@torch.no_grad()
def _story(
    rng: Rng, right: GPT, ids: Tensor, n: int, window: int, knobs: tuple[Any, ...]
) -> tuple[Tensor, Tensor]:
    """Numbers for n new tokens, and the text they make: each in the middle of a token's piece of the line.

    Of several numbers drawn that one is taken which leads elsewhere when a knob is forgotten or comes in another order, and
    then that with the largest piece: so rounding decides nothing.
    """
    numbers = []
    temperature, top_k, top_p = knobs
    for _ in range(n):
        logits = right(ids[:, -window:])[:, -1]
        chances, plain = _chances(logits, *knobs), torch.softmax(logits, dim=-1)
        first = plain if top_p is None else nucleus(plain, top_p)
        rivals = [plain, *(next_token_probabilities(x, temperature, top_k) for x in (logits, first.log()))]
        tries = []
        for _ in range(8):
            token = draw(chances, torch.from_numpy(rng.uniform((len(ids),))))[:, None]
            piece = chances.gather(-1, token)
            u = chances.cumsum(dim=-1).gather(-1, token) - piece / 2
            elsewhere = [draw(rival.double(), u[:, 0])[:, None] != token for rival in rivals]
            tries.append(torch.stack([torch.stack(elsewhere).sum(0) + piece, u, token]))
        worth, us, tokens = torch.stack(tries, dim=-1).squeeze(2)
        best = worth.argmax(dim=-1, keepdim=True)
        numbers.append(us.gather(-1, best))
        ids = torch.cat([ids, tokens.gather(-1, best).long()], dim=1)
    return torch.cat(numbers, dim=1).float(), ids


@book.check(
    "Writer",
    uses=("causal_mask", "CausalAttention", "GPTBlock", "GPT", "next_token_probabilities", "nucleus"),
)
def check_writer(student: Student, rng: Rng, expect: Expect) -> None:
    """Within the window, the knobs, beyond the window, and that the prompts stay."""

    def same(
        arguments: tuple[Any, ...],
        shape: tuple[int, int],
        n: int,
        *knobs: Any,
        texts: int = 1,
        unchanged: bool = False,
    ) -> None:
        given, module, right = (
            _model_weights(rng, *arguments),
            student.build("Writer", *arguments),
            GPT(*arguments),
        )
        module.load(given)
        right.load_state_dict({name: torch.from_numpy(value) for name, value in given.items()})
        all_knobs = (*knobs, *(1.0, None, None)[len(knobs) :])
        for _ in range(texts):
            ids = rng.ids(0, arguments[0], shape)
            numbers, wanted = _story(rng, right, ids, n, arguments[1], all_knobs)
            got = module.call("generate", ids, numbers, *knobs)
            _whole(got)
            expect.array(got, wanted)
            if unchanged:
                expect.unchanged(student)

    with expect.part(
        "within_the_window",
        3,
        en="Are prompts and new tokens given back, each new one drawn behind the last place, with the number of its column?",
        ko="프롬프트와 새 토큰을 함께 돌려주나요? 새 토큰마다 마지막 자리의 로짓과 자기 열의 숫자로 뽑나요?",
    ):
        same((11, 14, 12, 3, 2), (3, 3), 7)
    with expect.part(
        "knobs",
        2,
        en="Do temperature, top_k and top_p reach their functions, in this order?",
        ko="온도, top_k, top_p가 저마다의 함수에 이 순서로 전해지나요?",
    ):
        same((11, 9, 8, 2, 2, "post"), (3, 2), 6, 2.5, 4)
        same((11, 9, 8, 2, 2), (3, 2), 7, 3.0, 7, 0.7)
    with expect.part(
        "beyond_the_window",
        2,
        en="Beyond max_length: does the model see the last max_length tokens, from place 0 on, without an old past?",
        ko="max_length를 넘으면, 모델이 마지막 max_length개 토큰을 0번 자리부터 보나요? 옛 과거 없이 보나요?",
    ):
        same((11, 5, 8, 2, 2), (6, 3), 8, 2.5)
        same((11, 4, 8, 2, 2), (4, 6), 5, 2.5)
    with expect.part(
        "alone",
        1,
        en="Is it right for one new token, and for a second text by the same model? Are the prompts left alone?",
        ko="새 토큰이 하나일 때도, 같은 모델로 글을 하나 더 쓸 때도 맞나요? 프롬프트는 그대로인가요?",
    ):
        same((9, 6, 6, 1, 2), (3, 4), 1, 2.0, 5, unchanged=True)
        same((9, 24, 6, 1, 2), (6, 2), 7, 2.0, texts=3, unchanged=True)


@book.misconception(
    "Writer",
    "first_place_read",
    en="Behind which token does the new one come? At which place do you read the logits of the prompt?",
    ko="새 토큰은 어느 토큰 뒤에 오나요? 프롬프트의 로짓을 어느 자리에서 읽나요?",
)
class FirstPlaceRead(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, 0], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "new_tokens_alone",
    en="Where are the prompts in your result?",
    ko="결과에 프롬프트가 들어 있나요?",
)
class NewTokensAlone(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past, n_prompt = self.position_embedding.num_embeddings, None, ids.shape[1]
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids[:, n_prompt:]


@book.misconception(
    "Writer",
    "always_the_likeliest",
    en="What do you do with the numbers? Is the likeliest token taken, or one drawn?",
    ko="numbers로 무엇을 하나요? 가장 그럴듯한 토큰을 고르나요, 뽑나요?",
)
class AlwaysTheLikeliest(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for _ in range(numbers.shape[1]):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, probabilities.argmax(dim=-1)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "one_number_for_all",
    en="There is a number for each new token. Which column do you use for the second one?",
    ko="새 토큰마다 숫자가 하나씩 있어요. 둘째 토큰에는 어느 열을 쓰나요?",
)
class OneNumberForAll(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for _ in range(numbers.shape[1]):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, numbers[:, 0])[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "knobs_not_handed_on",
    en="To which function do you hand temperature and top_k?",
    ko="temperature와 top_k를 어느 함수에 넘기나요?",
)
class KnobsNotHandedOn(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1])
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "nucleus_left_out",
    en="What happens in your loop when top_p is given?",
    ko="top_p가 주어지면 반복문에서 무슨 일을 하나요?",
)
class NucleusLeftOut(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "nucleus_first",
    en="Which comes first, temperature or the nucleus? Whose tail is cut?",
    ko="온도와 핵 가운데 무엇이 먼저인가요? 꼬리를 자르는 것은 어느 분포인가요?",
)
class NucleusFirst(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            logits = logits[:, -1]
            if top_p is not None:
                logits = nucleus(torch.softmax(logits, dim=-1), top_p).log()
            probabilities = next_token_probabilities(logits, temperature, top_k)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "first_tokens_of_a_long_text",
    en="When the text is longer than the window, which tokens does the model see, the first or the last ones?",
    ko="글이 창보다 길 때 모델이 보는 것은 처음 토큰들인가요, 마지막 토큰들인가요?",
)
class FirstTokensOfALongText(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, :window])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "forgets_at_the_end_of_the_window",
    en="At the end of the places you begin anew. With how many tokens?",
    ko="자리가 끝나면 새로 시작하는데, 토큰을 몇 개 가지고 시작하나요?",
)
class ForgetsAtTheEnd(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None:
                logits, past = self.step(ids[:, -window:])
            elif ids.shape[1] > window:
                logits, past = self.step(ids[:, -1:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "no_end_of_the_places",
    en="There are only max_length places. What does your loop do when the text has grown longer than that?",
    ko="자리는 max_length개뿐이에요. 글이 그보다 길어지면 반복문이 무엇을 하나요?",
)
class NoEndOfThePlaces(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        past = None
        for u in numbers.unbind(dim=1):
            logits, past = self.step(ids if past is None else ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.misconception(
    "Writer",
    "past_of_the_text_before",
    en="The same model writes a second text. What does it still know of the first one, and where is that kept?",
    ko="같은 모델이 글을 하나 더 써요. 첫 글에서 무엇을 아직 기억하고, 그것이 어디에 남아 있나요?",
)
class PastOfTheTextBefore(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window = self.position_embedding.num_embeddings
        self.past: Any = getattr(self, "past", None)
        for u in numbers.unbind(dim=1):
            if self.past is None or ids.shape[1] > window:
                logits, self.past = self.step(ids[:, -window:])
            else:
                logits, self.past = self.step(ids[:, -1:], self.past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@book.alternative("Writer", "without_a_cache")
class WithoutACache(GPT):
    def generate(self, ids, numbers, temperature=1.0, top_k=None, top_p=None):  # type: ignore[no-untyped-def]
        ids = ids.clone()
        for i in range(numbers.size(1)):
            logits = self(ids[:, -self.position_embedding.weight.shape[0] :])[:, -1, :]
            shares = next_token_probabilities(logits, temperature=temperature, top_k=top_k)
            shares = nucleus(shares, 1.0 if top_p is None else top_p) if top_p else shares
            ids = torch.cat((ids, draw(shares, numbers[:, i]).unsqueeze(1)), dim=-1)
        return ids


@book.alternative("Writer", "list_of_columns")
class ListOfColumns(GPT):
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        window = len(self.position_embedding.weight)
        columns, past = list(ids.unbind(1)), None
        for n in range(numbers.shape[1]):
            if past is not None and len(columns) <= window:
                logits, past = self.step(columns[-1][:, None], past)
            else:
                logits, past = self.step(torch.stack(columns[-window:], dim=1), None)
            if top_p is None:
                chances = next_token_probabilities(logits[:, -1], temperature, top_k)
            else:
                chances = nucleus(next_token_probabilities(logits[:, -1], temperature, top_k), top_p)
            columns.append(draw(chances, numbers[:, n]))
        return torch.stack(columns, dim=1)


# --------------------------------------------------------------------------------------------- 9 learning_rate


def learning_rate(step: int, peak: float, warmup: int, total: int) -> float:
    """Oracle: half a cosine is a squared one: (1 + cos a) / 2 = cos(a / 2) ** 2."""
    if step < warmup:
        return float(np.interp(step, [0, warmup], [0.0, peak]))
    return float(peak * np.cos(np.interp(step, [warmup, total], [0.0, np.pi / 2])) ** 2)


@book.check("learning_rate")
def check_learning_rate(student: Student, rng: Rng, expect: Expect) -> None:
    """Up, down, the three corners."""

    def same(*cases: tuple[Any, ...]) -> None:
        expect.same(student, "learning_rate", learning_rate, cases, tolerance=1e-6)

    peak = float(rng.uniform((), 0.5, 4.0))
    with expect.part(
        "up",
        1,
        en="Does update s of the warm-up have s / warmup of the peak, so that the first is not 0?",
        ko="워밍업의 s번째 갱신에서 최댓값의 s / warmup배인가요? 첫 갱신이 0은 아닌가요?",
    ):
        same((1, peak, 7, 50), (3, peak, 7, 50), (rng.integer(5, 11), peak, 11, 19))
    with expect.part(
        "down",
        2,
        en="On the way down: is it half a cosine wave, counted from the end of the warm-up to the last update?",
        ko="내려갈 때 코사인 반 주기인가요? 워밍업의 끝부터 마지막 갱신까지로 세나요?",
    ):
        same((8, peak, 7, 50), (20, peak, 7, 50), (45, peak, 7, 50), (rng.integer(12, 19), peak, 11, 19))
    with expect.part(
        "corners",
        1,
        en="Are the end of the warm-up, a warm-up of one update and the last update right?",
        ko="워밍업의 끝, 한 번짜리 워밍업, 마지막 갱신에서도 맞나요?",
    ):
        same((7, peak, 7, 50), (1, peak, 1, 9), (5, peak, 1, 9), (30, 1e-3, 10, 40))
        last = student.call("learning_rate", 50, peak, 7, 50)
        expect.true(abs(float(expect.array(last, 0.0, tolerance=1e-6))) < 1e-6)


@book.misconception(
    "learning_rate",
    "straight_down",
    en="Which shape has your way down, a straight line or a wave?",
    ko="내려가는 길이 곧은 선인가요, 물결 모양인가요?",
)
def straight_down(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * step / warmup
    return peak * (total - step) / (total - warmup)


@book.misconception(
    "learning_rate",
    "no_warm_up",
    en="What has the first update of a warm-up of 100? Where does your function ask for warmup on the way up?",
    ko="워밍업이 100번이면 첫 갱신의 학습률은 얼마인가요? 올라가는 길에서 warmup을 쓰나요?",
)
def no_warm_up(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@book.misconception(
    "learning_rate",
    "cosine_from_the_first_update",
    en="From which update do you count the way down, the first or the end of the warm-up?",
    ko="내려가는 길을 첫 갱신부터 세나요, 워밍업의 끝부터 세나요?",
)
def cosine_from_the_first_update(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * step / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * step / total))


@book.misconception(
    "learning_rate",
    "divided_by_total",
    en="How many updates has the way down: total, or total less the warm-up?",
    ko="내려가는 길에는 갱신이 몇 번 있나요? total번인가요, 워밍업을 뺀 만큼인가요?",
)
def divided_by_total(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * step / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / total))


@book.misconception(
    "learning_rate",
    "half_forgotten",
    en="What is 1 + cos 0? Does your rate jump behind the warm-up?",
    ko="1 + cos 0은 얼마인가요? 워밍업 바로 뒤에 학습률이 뛰지 않나요?",
)
def half_forgotten(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * step / warmup
    return peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@book.misconception(
    "learning_rate",
    "counted_from_zero",
    en="The first update is number 1. What rate does yours give it?",
    ko="첫 갱신은 1번이에요. 여러분의 함수는 여기에 얼마를 주나요?",
)
def counted_from_zero(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * (step - 1) / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@book.misconception(
    "learning_rate",
    "quarter_of_a_wave",
    en="In the middle of the way down the rate is half the peak. What is yours there?",
    ko="내려가는 길의 한가운데에서는 최댓값의 절반이에요. 여러분의 값은 얼마인가요?",
)
def quarter_of_a_wave(step: int, peak: float, warmup: int, total: int) -> float:
    if step <= warmup:
        return peak * step / warmup
    return peak * math.cos(math.pi / 2 * (step - warmup) / (total - warmup))


@book.alternative("learning_rate", "squared_cosine")
def squared_cosine(step: int, peak: float, warmup: int, total: int) -> float:
    if step < warmup:
        return step / warmup * peak
    return peak * math.cos((step - warmup) / (total - warmup) * math.pi / 2) ** 2


@book.alternative("learning_rate", "in_torch")
def in_torch(step: int, peak: float, warmup: int, total: int) -> Any:
    done = max(0.0, (step - warmup) / (total - warmup))
    rate = peak * min(1.0, step / warmup) * (1 + torch.cos(torch.tensor(math.pi * done))) / 2
    return rate


# -------------------------------------------------------------------------------------------------- 10 gpt_quiz

book.quiz(
    "gpt_quiz",
    {
        "what_is_missing": Choice(
            "B",
            {
                "A": Text(
                    "The mask stays: without it the model would see the answer. Which part looked at another text?",
                    "마스크는 남아 있어요. 없으면 모델이 답을 보게 돼요. 다른 글을 들여다보던 부분은 무엇인가요?",
                ),
                "B": Text(
                    "There is no encoder to look at, so cross-attention and its norm are gone.",
                    "들여다볼 인코더가 없으니 크로스 어텐션과 그 정규화가 사라졌어요.",
                ),
                "C": Text(
                    "It holds two thirds of a block's weights, also in GPT. Which part needed an encoder?",
                    "그것은 GPT에서도 블록 가중치의 3분의 2를 차지해요. 인코더가 필요했던 부분은 무엇인가요?",
                ),
            },
        ),
        "gpt1_norm": Choice(
            "A",
            {
                "A": Text(
                    "As in 2017: add, then normalize. The last block ends in a norm, so nothing more is needed.",
                    "2017년과 같아요. 더한 다음 정규화해요. 마지막 블록이 정규화로 끝나니 더 필요하지 않아요.",
                ),
                "B": Text(
                    "That is GPT-2. What did its paper change?",
                    "그것은 GPT-2예요. 그 논문이 바꾼 것이 무엇이었나요?",
                ),
                "C": Text(
                    "Then nothing would ever normalize the sum. Where did the norm stand in 2017?",
                    "그러면 합을 정규화하는 곳이 하나도 없어요. 2017년에는 정규화가 어디에 있었나요?",
                ),
            },
        ),
        "why_final_norm": Choice(
            "C",
            {
                "A": Text(
                    "Logits need not sum to one; the softmax sees to it. What has happened to x on its way through the blocks?",
                    "로짓의 합은 1이 아니어도 돼요. 소프트맥스가 맞춰 줘요. 블록을 지나는 동안 x에 무슨 일이 있었나요?",
                ),
                "B": Text(
                    "GPT-1's head is tied, too, and it has no final norm. What has happened to x on its way through the blocks?",
                    "GPT-1의 출력층도 묶여 있지만 마지막 정규화는 없어요. 블록을 지나는 동안 x에 무슨 일이 있었나요?",
                ),
                "C": Text(
                    "In pre-norm x itself is only ever added to, and grows. The final norm brings it back to one size.",
                    "사전 정규화에서는 x에 더하기만 해서 점점 커져요. 마지막 정규화가 크기를 다시 맞춰 줘요.",
                ),
            },
        ),
        "how_many_answers": Choice(
            "C",
            {
                "A": Text(
                    "The causal mask lets every place be asked at once. How many places have a next token?",
                    "인과 마스크 덕분에 모든 자리에 한꺼번에 물을 수 있어요. 다음 토큰이 있는 자리는 몇 곳인가요?",
                ),
                "B": Text(
                    "There are 64 rows of logits. Has the last one an answer?",
                    "로짓은 64행이에요. 마지막 행에도 답이 있나요?",
                ),
                "C": Text(
                    "Every place but the last has a next token: 63 answers from one pass.",
                    "마지막을 뺀 모든 자리에 다음 토큰이 있어요. 한 번에 답이 63개예요.",
                ),
            },
        ),
        "no_queries": Choice(
            "A",
            {
                "A": Text(
                    "A query is used once, when its own token asks. Keys and values are used by all that come later.",
                    "쿼리는 자기 토큰이 물을 때 한 번 쓰여요. 키와 밸류는 나중에 오는 모든 토큰이 써요.",
                ),
                "B": Text(
                    "Each token has its own. Who would use the query of a token that has had its answer?",
                    "토큰마다 달라요. 답을 이미 얻은 토큰의 쿼리를 누가 쓸까요?",
                ),
                "C": Text(
                    "All three are of one size. Who would use the query of a token that has had its answer?",
                    "셋은 크기가 같아요. 답을 이미 얻은 토큰의 쿼리를 누가 쓸까요?",
                ),
            },
        ),
        "sure_model": Choice(
            "B",
            {
                "A": Text(
                    "0.97 is more than 0.9 already. How many tokens does the nucleus need?",
                    "0.97은 이미 0.9보다 커요. 핵에 토큰이 몇 개 필요한가요?",
                ),
                "B": Text(
                    "Always five, whatever the model thinks. That is why top-p was proposed.",
                    "모델이 어떻게 생각하든 언제나 다섯 개예요. 그래서 top-p가 나왔어요.",
                ),
                "C": Text(
                    "One of them counts tokens instead of probability. Which?",
                    "둘 가운데 하나는 확률이 아니라 토큰의 수를 세요. 무엇인가요?",
                ),
            },
        ),
    },
)
