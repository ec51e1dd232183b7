"""Attention in torch with a mask, against F.scaled_dot_product_attention.

Most parts have one feature per token, where the scale is 1; scores are down to -90,000, and one query may look at nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day06.shared import some_mask
from grader.judge import Check, Expect, Rng, Student


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Oracle. The weights are what attention makes of the unit vectors as values."""
    if k.shape[-2] != v.shape[-2]:  # torch's own would read beyond the values
        raise RuntimeError(f"{k.shape[-2]} keys, {v.shape[-2]} values")
    units = torch.eye(k.shape[-2], dtype=k.dtype).expand(*k.shape[:-1], k.shape[-2])
    seen = None if mask is None else mask.expand(*q.shape[:-1], k.shape[-2])
    output = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
    return output, F.scaled_dot_product_attention(q, k, units, attn_mask=seen)


check = Check(scaled_dot_product_attention)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Weights and output, the scale, axes in front, the mask; then rows that see nothing; last all at once.

    With one feature the square root of d_k is 1: there a slip of the scale is not counted twice.
    """

    def tokens(
        lead: tuple[int, ...], queries: int, keys: int, d_k: int = 1, d_v: int = 6, scale: float = 2.0
    ) -> tuple[Tensor, Tensor, Tensor]:
        return (
            rng.tensor32((*lead, queries, d_k), scale),
            rng.tensor32((*lead, keys, d_k), scale),
            rng.tensor32((*lead, keys, d_v)),
        )

    def same(cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        expect.same(cases, labels=("output", "weights"), unchanged=unchanged)

    # Every score far below 0: a number that is filled in for a blocked key must be lower still. Whole numbers, for float32
    # holds their products exactly: at this size the rounding of others would be seen in the shares.
    low_q, low_k = (torch.from_numpy(rng.integers(100, 301, shape)).float() for shape in ((3, 1), (5, 1)))
    low_k = -low_k

    with expect.part(
        "weights_and_output",
        2,
        en="Does weights[i, j] say how much query i looks at key j, and does each output row average the values with "
        "these weights?",
        ko="weights[i, j]가 쿼리 i가 키 j를 얼마나 보는지 나타내나요? 출력의 각 행이 그 가중치로 밸류를 평균한 것인가요?",
    ):
        same([tokens((), 3, 5), tokens((), 4, 4)])
    with expect.part(
        "scale",
        2,
        en="By what are the scores divided before the softmax? Which size goes into the square root?",
        ko="소프트맥스 앞에서 점수를 무엇으로 나누나요? 제곱근 안에 어떤 크기가 들어가나요?",
    ):
        same([tokens((), 3, 5, d_k) for d_k in (4, 9)])
    with expect.part(
        "axes_in_front",
        2,
        en="Does it work with one axis in front, and with two, sentences and heads? Which two axes of k change places, "
        "and over which axis does the softmax run? Do you count them from the end?",
        ko="앞에 축이 하나일 때도, 문장과 헤드로 두 개일 때도 동작하나요? k의 어느 두 축이 자리를 바꾸고 소프트맥스는 어느 축을 "
        "따라가나요? 축을 뒤에서부터 세고 있나요?",
    ):
        same([tokens((2,), 4, 5), tokens((2, 3), 4, 5), tokens((2, 4), 4, 4)])
    with expect.part(
        "mask",
        3,
        en="Where the mask is True a query may look. Is the weight exactly 0 where it is False, however large the scores "
        "are, and do the weights that are left sum to 1?",
        ko="mask가 True인 곳을 볼 수 있어요. False인 곳의 가중치가 점수가 아무리 커도 정확히 0이고, 남은 가중치의 합이 1인가요?",
    ):
        same(
            [
                (*tokens((), 3, 5), some_mask(rng, (3, 5))),
                (*tokens((2, 3), 4, 5), some_mask(rng, (2, 1, 1, 5))),
                (low_q, low_k, rng.tensor32((5, 6)), some_mask(rng, (3, 5))),
            ]
        )
    with expect.part(
        "nothing_to_see",
        1,
        en="What are the weights of a query that may look at nothing? What is 0 divided by 0 in a softmax of nothing "
        "but -inf?",
        ko="아무것도 볼 수 없는 쿼리의 가중치는 무엇인가요? 점수가 모두 -inf인 행의 소프트맥스에서 0 나누기 0은 어떻게 되나요?",
    ):
        blind = some_mask(rng, (3, 5))
        blind[1] = False
        same([(*tokens((), 3, 5), blind)])
    with expect.part(
        "together",
        1,
        en="Is it still right with batch, heads, scale and mask together, and are the inputs left alone? Can a gradient flow "
        "back from the output to q, k and v, on every way?",
        ko="배치, 헤드, 스케일, 마스크가 모두 함께 있어도 맞나요? 입력은 그대로인가요? 기울기가 출력에서 q, k, v로 모든 길을 따라 "
        "되돌아갈 수 있나요?",
    ):
        same([(*tokens((2, 3), 4, 5, 7, scale=1.0), some_mask(rng, (2, 1, 4, 5)))], unchanged=True)
        expect.tensor()
        # Two keys are seen at least: the only weight of a row is always 1, and its gradient noise.
        inputs = (*tokens((2, 3), 4, 5, 7, scale=1.0), some_mask(rng, (2, 1, 4, 5), fewest=2))
        upstream = [rng.tensor32((2, 3, 4, 6)), None]  # weights that are handed out detached are fair
        expect.same_gradients(inputs, upstream)


@check.right
def blocked_before_and_after(q, k, v, mask=None):
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@check.right
def attention_with_inf(q, k, v, mask=None):
    scores = torch.matmul(q, k.transpose(-2, -1)) / np.sqrt(q.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    weights = F.softmax(scores, dim=-1)
    weights = torch.nan_to_num(weights)
    return torch.matmul(weights, v), weights


@check.right
def attention_with_einsum(q, k, v, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", q, k) * k.shape[-1] ** -0.5
    seen = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask
    top = scores.masked_fill(~seen, -1e30).amax(-1, keepdim=True)
    shares = torch.where(seen, torch.exp(scores - top), torch.zeros_like(scores))
    weights = shares / shares.sum(-1, keepdim=True).clamp(min=1e-12)
    return [torch.einsum("...qk,...kv->...qv", weights, v), weights]


@check.right
def attention_of_torch(q, k, v, mask=None):
    scores = q.double() @ k.double().mT / k.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + torch.where(mask, 0.0, -1e30)
    weights = torch.softmax(scores, -1)
    if mask is not None:
        weights = weights * mask.any(-1, keepdim=True)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask), weights


@check.misconception(
    en="What is exp(1000) in float32, and exp(-1000)? What does torch.softmax take away from a row first?",
    ko="float32에서 exp(1000)과 exp(-1000)은 각각 얼마인가요? torch.softmax는 행에서 무엇을 먼저 빼나요?",
)
def exp_of_bare_scores(q, k, v, mask=None):
    shares = torch.exp(q @ k.mT / q.shape[-1] ** 0.5)
    if mask is not None:
        shares = shares * mask
    weights = shares / shares.sum(dim=-1, keepdim=True).clamp(min=1e-9)
    return weights @ v, weights


@check.misconception(
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def gradient_cut_off(q, k, v, mask=None):
    q, k, v = q.detach().numpy(), k.detach().numpy(), v.detach().numpy()
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    if mask is not None:
        shares = np.where(mask, shares, 0.0)
    return torch.from_numpy(shares @ v), torch.from_numpy(shares)


scores_not_blocked = ("    if mask is not None:\n        scores = scores.masked_fill(~mask, -1e9)\n", "")
weights_not_blocked = ("    if mask is not None:\n        weights = weights.masked_fill(~mask, 0.0)\n", "")

misconception = check.misconceptions_in(blocked_before_and_after)
misconception(
    "attention_not_scaled",
    (" / q.shape[-1] ** 0.5", ""),
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 무엇이 그것을 막아 주나요?",
)
misconception(
    "attention_scaled_by_d_k",
    ("q.shape[-1] ** 0.5", "q.shape[-1]"),
    en="Are the scores divided by d_k or by its square root?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요?",
)
misconception(
    "attention_scaled_by_tokens",
    ("q.shape[-1]", "k.shape[-2]"),
    en="Which size stands in your square root, the number of tokens or the number of features of a key?",
    ko="제곱근 안에 있는 크기가 토큰 수인가요, 키 하나의 특징 수인가요?",
)
misconception(
    "attention_scaled_by_d_v",
    ("q.shape[-1]", "v.shape[-1]"),
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 k의 폭인가요, v의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
misconception(
    "softmax_over_queries",
    ("dim=-1", "dim=-2"),
    en="Do the weights of one query sum to 1, or those of one key? Along which axis does the softmax run?",
    ko="가중치의 합이 쿼리마다 1인가요, 키마다 1인가요? 소프트맥스가 어느 축을 따라가나요?",
)
misconception(
    "softmax_over_axis_one",
    ("dim=-1", "dim=1"),
    en="What is axis 1 when there is an axis of sentences in front, and what when there is one of heads, too?",
    ko="앞에 문장 축이 있으면 1번 축은 무엇이고, 헤드 축까지 있으면 무엇인가요?",
)
misconception(
    "keys_transposed_from_the_front",
    ("k.mT", "k.transpose(1, 2)"),
    en="Which axes does transpose(1, 2) swap when k has four of them? Can you count from the end?",
    ko="k의 축이 네 개라면 transpose(1, 2)는 무엇과 무엇을 바꾸나요? 뒤에서부터 세어 볼까요?",
)
misconception(
    "keys_dot_t",
    ("k.mT", "k.T"),
    en="What does .T do to a tensor with more than two axes? Which two should change places?",
    ko="축이 두 개보다 많은 텐서에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
misconception(
    "keys_reshaped",
    ("k.mT", "k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"),
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
misconception(
    "mask_inverted",
    ("~mask", "mask"),
    en="What does True mean in this mask, that a query may look, or that it may not?",
    ko="이 mask에서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
misconception(
    "scores_returned",
    ("weights @ v, weights", "weights @ v, scores"),
    en="Which tensor is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
misconception(
    "results_swapped",
    ("weights @ v, weights", "weights, weights @ v"),
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
misconception(
    "output_alone",
    ("weights @ v, weights", "weights @ v"),
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
misconception(
    "query_scaled_in_place",
    ("scores = q @ k.mT / q.shape[-1] ** 0.5", "q /= q.shape[-1] ** 0.5\n    scores = q @ k.mT"),
    en="Is the caller's q still the same afterwards? What does q /= … change?",
    ko="함수를 부른 뒤에도 q가 그대로인가요? q /= … 는 무엇을 바꾸나요?",
)
misconception(
    "backward_stopped",
    ("-1e9", "-1e30"),
    ("weights = weights.masked_fill(~mask, 0.0)", "weights *= mask"),
    en="The numbers are right, but the way back stops with an error. Does a line write into what softmax gave, which backward still needs, or hand a tensor over to NumPy?",
    ko="숫자는 맞아요. 그런데 되돌아가는 길이 오류로 멈춰요. backward에 그대로 필요한 softmax의 결과를 덮어쓰거나, 텐서를 NumPy에 넘기는 줄이 있나요?",
)
misconception(
    "mask_ignored",
    scores_not_blocked,
    weights_not_blocked,
    en="Does any line use the mask?",
    ko="mask를 쓰는 줄이 있나요?",
)
misconception(
    "mask_multiplied",
    ("scores.masked_fill(~mask, -1e9)", "scores * mask"),
    weights_not_blocked,
    en="A score times 0 is 0. What is exp(0), and is that nothing?",
    ko="점수에 0을 곱하면 0이에요. exp(0)은 얼마이고, 그것이 '없음'인가요?",
)
misconception(
    "mask_added",
    ("scores.masked_fill(~mask, -1e9)", "scores + mask"),
    weights_not_blocked,
    en="What does adding True, a 1, do to a score? And adding False?",
    ko="점수에 True, 곧 1을 더하면 어떻게 되나요? False를 더하면요?",
)
misconception(
    "mask_after_softmax",
    scores_not_blocked,
    en="Do the weights of a row still sum to 1 after you have taken some away? Did the blocked keys have a part in the sum?",
    ko="가중치 일부를 지운 뒤에도 한 행의 합이 1인가요? 막힌 키가 분모에 들어 있지 않았나요?",
)
misconception(
    "mask_too_weak",
    ("-1e9", "-100.0"),
    weights_not_blocked,
    en="Is the number that you fill in far below every score that can occur, also when scores are in the ten thousands?",
    ko="채워 넣은 수가 나올 수 있는 모든 점수보다 훨씬 작은가요? 점수가 수만이라면 어떤가요?",
)
misconception(
    "blind_row_is_nan",
    ("-1e9", 'float("-inf")'),
    weights_not_blocked,
    en="What is the softmax of a row of nothing but -inf? What should a query that may look at nothing get?",
    ko="-inf뿐인 행의 소프트맥스는 무엇인가요? 아무것도 볼 수 없는 쿼리는 무엇을 받아야 하나요?",
)
misconception(
    "blind_row_sees_all",
    weights_not_blocked,
    en="If every score of a row has the same large negative number, what are the shares? May that query look at all keys?",
    ko="한 행의 점수가 모두 똑같이 아주 작은 수라면 몫은 어떻게 되나요? 그 쿼리가 모든 키를 봐도 되나요?",
)
