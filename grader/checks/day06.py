"""Day 6, many heads: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn and torch.nn.functional. Misconceptions
and alternatives call them by these bare names, so that their source also works when pasted into a student's
notebook, where the same names are the student's functions. They use nothing else but `torch`, `nn`, `F` and `np`.

Inputs are float32 tensors and awkward on purpose: all dimensions differ, except where a slip is silent only on equal
ones (square weights, as many heads as tokens, as many heads as sentences); biases are random; one head is never alone.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.utils.flop_counter import bmm_flop, mm_flop

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()


def _mask(rng: Rng, shape: Sequence[int], fewest: int = 1) -> Tensor:
    """Random booleans, with at least `fewest` True and as many False in each row; no two rows need be alike."""
    order = torch.tensor(rng.uniform(shape)).argsort(dim=-1)
    return order < torch.tensor(rng.integers(fewest, shape[-1] - fewest + 1, (*shape[:-1], 1)))


# ------------------------------------------------------------------------------------------------------ 1 linear


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Oracle."""
    return F.linear(x.double(), weight.double(), bias.double())


@book.check("linear")
def check_linear(student: Student, rng: Rng, expect: Expect) -> None:
    """The weight as nn.Linear keeps it, the bias, then square weights, then other numbers of axes."""

    def case(lead: tuple[int, ...], d_in: int, d_out: int) -> tuple[Tensor, ...]:
        return rng.tensor32((*lead, d_in)), rng.tensor32((d_out, d_in)), rng.tensor32((d_out,))

    with expect.part(
        "values",
        2,
        en="Is every entry of the result the product of one token with one row of the weight, plus one entry of the "
        "bias?",
        ko="결과의 각 값이 토큰 하나와 weight의 한 행을 곱해 더한 값에 bias의 값 하나를 더한 것인가요?",
    ):
        expect.same(student, "linear", linear, [case((5,), 4, 6), case((3,), 6, 2)])
    with expect.part(
        "square",
        2,
        en="When the weight is square, no shape can protect you: do the rows or the columns of the weight meet the token?",
        ko="weight가 정사각이면 모양으로는 걸러지지 않아요. 토큰과 만나는 것이 weight의 행인가요, 열인가요?",
    ):
        expect.same(student, "linear", linear, [case((4,), 4, 4)])
    with expect.part(
        "any_axes_in_front",
        1,
        en="Does it work for one token, for a batch of sentences, and for four axes? Are the inputs left alone?",
        ko="토큰 하나에도, 문장 배치에도, 축이 네 개일 때도 동작하나요? 입력은 그대로인가요?",
    ):
        cases = [case(lead, 3, 4) for lead in ((), (2, 5), (2, 3, 5))]
        expect.same(student, "linear", linear, cases, unchanged=True)
        expect.tensor(student)


@book.misconception(
    "linear",
    "weight_not_transposed",
    en="The weight has the shape (d_out, d_in). Which of its axes must meet the features of x in a product x @ …?",
    ko="weight의 모양은 (d_out, d_in)이에요. x @ … 에서 x의 특징과 만나야 하는 축은 둘 중 어느 쪽인가요?",
)
def weight_not_transposed(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight + bias


@book.misconception(
    "linear",
    "bias_forgotten",
    en="What does the function give for an x of zeros? Which argument does no line use?",
    ko="x가 모두 0이면 함수가 무엇을 돌려주어야 하나요? 아무 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
def bias_forgotten(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.T


@book.misconception(
    "linear",
    "weight_reshaped",
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def weight_reshaped(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.reshape(weight.shape[1], weight.shape[0]) + bias


@book.misconception(
    "linear",
    "weight_in_front",
    en="For one token weight @ x is right. What stands on the right of @ when x holds many tokens, one in each row?",
    ko="토큰 하나라면 weight @ x가 맞아요. x의 행마다 토큰이 하나씩 있으면 @ 오른쪽에 무엇이 오게 되나요?",
)
def weight_in_front(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return weight @ x + bias


@book.misconception(
    "linear",
    "tokens_in_columns",
    en="Are the tokens of the result in its rows, as those of x are, or in its columns?",
    ko="결과의 토큰들이 x처럼 행에 놓여 있나요, 열에 놓여 있나요?",
)
def tokens_in_columns(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return weight @ x.mT + bias[:, None]


@book.misconception(
    "linear",
    "bias_along_tokens",
    en="Along which axis does your bias run, that of the tokens or that of the features?",
    ko="bias가 어느 축을 따라 더해지나요? 토큰 축인가요, 특징 축인가요?",
)
def bias_along_tokens(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.T + bias[:, None]


@book.misconception(
    "linear",
    "bias_before_weight",
    en="Does the bias come before the product or after it? How long is it, d_in or d_out?",
    ko="bias를 곱하기 전에 더하나요, 곱한 뒤에 더하나요? 길이가 d_in인가요, d_out인가요?",
)
def bias_before_weight(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x + bias) @ weight.T


@book.alternative("linear", "linear_of_torch")
def linear_of_torch(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return F.linear(x, weight, bias)


@book.alternative("linear", "linear_with_einsum")
def linear_with_einsum(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    y = torch.einsum("...i,oi->...o", x, weight)
    y += bias
    return y


@book.alternative("linear", "linear_with_nn")
def linear_with_nn(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
        return layer(x)


@book.alternative("linear", "linear_in_loops")
def linear_in_loops(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    columns = [(x * row).sum(dim=-1) + number for row, number in zip(weight, bias, strict=True)]
    return torch.stack(columns, dim=-1)


# ------------------------------------------------------------------------------- 2 scaled_dot_product_attention


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


@book.check("scaled_dot_product_attention")
def check_attention(student: Student, rng: Rng, expect: Expect) -> None:
    """Weights and output, the scale, axes in front, the mask; then rows that see nothing; last all at once.

    With one feature the square root of d_k is 1: there a slip of the scale is not counted twice.
    """
    name, both = "scaled_dot_product_attention", ("output", "weights")

    def tokens(
        lead: tuple[int, ...], queries: int, keys: int, d_k: int = 1, d_v: int = 6, scale: float = 2.0
    ) -> tuple[Tensor, Tensor, Tensor]:
        return (
            rng.tensor32((*lead, queries, d_k), scale),
            rng.tensor32((*lead, keys, d_k), scale),
            rng.tensor32((*lead, keys, d_v)),
        )

    def same(cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        expect.same(student, name, scaled_dot_product_attention, cases, labels=both, unchanged=unchanged)

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
                (*tokens((), 3, 5), _mask(rng, (3, 5))),
                (*tokens((2, 3), 4, 5), _mask(rng, (2, 1, 1, 5))),
                (low_q, low_k, rng.tensor32((5, 6)), _mask(rng, (3, 5))),
            ]
        )
    with expect.part(
        "nothing_to_see",
        1,
        en="What are the weights of a query that may look at nothing? What is 0 divided by 0 in a softmax of nothing "
        "but -inf?",
        ko="아무것도 볼 수 없는 쿼리의 가중치는 무엇인가요? 점수가 모두 -inf인 행의 소프트맥스에서 0 나누기 0은 어떻게 되나요?",
    ):
        blind = _mask(rng, (3, 5))
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
        same([(*tokens((2, 3), 4, 5, 7, scale=1.0), _mask(rng, (2, 1, 4, 5)))], unchanged=True)
        expect.tensor(student)
        # Two keys are seen at least: the only weight of a row is always 1, and its gradient noise.
        inputs = (*tokens((2, 3), 4, 5, 7, scale=1.0), _mask(rng, (2, 1, 4, 5), fewest=2))
        upstream = [rng.tensor32((2, 3, 4, 6)), None]  # weights that are handed out detached are fair
        expect.same_gradients(student, scaled_dot_product_attention, inputs, upstream)


@book.misconception(
    "scaled_dot_product_attention",
    "attention_not_scaled",
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 무엇이 그것을 막아 주나요?",
)
def attention_not_scaled(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "attention_scaled_by_d_k",
    en="Are the scores divided by d_k or by its square root?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요?",
)
def attention_scaled_by_d_k(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1]
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "attention_scaled_by_tokens",
    en="Which size stands in your square root, the number of tokens or the number of features of a key?",
    ko="제곱근 안에 있는 크기가 토큰 수인가요, 키 하나의 특징 수인가요?",
)
def attention_scaled_by_tokens(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / k.shape[-2] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "attention_scaled_by_d_v",
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 k의 폭인가요, v의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
def attention_scaled_by_d_v(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / v.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "softmax_over_queries",
    en="Do the weights of one query sum to 1, or those of one key? Along which axis does the softmax run?",
    ko="가중치의 합이 쿼리마다 1인가요, 키마다 1인가요? 소프트맥스가 어느 축을 따라가나요?",
)
def softmax_over_queries(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-2)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "softmax_over_axis_one",
    en="What is axis 1 when there is an axis of sentences in front, and what when there is one of heads, too?",
    ko="앞에 문장 축이 있으면 1번 축은 무엇이고, 헤드 축까지 있으면 무엇인가요?",
)
def softmax_over_axis_one(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "keys_transposed_from_the_front",
    en="Which axes does transpose(1, 2) swap when k has four of them? Can you count from the end?",
    ko="k의 축이 네 개라면 transpose(1, 2)는 무엇과 무엇을 바꾸나요? 뒤에서부터 세어 볼까요?",
)
def keys_transposed_from_the_front(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "keys_dot_t",
    en="What does .T do to a tensor with more than two axes? Which two should change places?",
    ko="축이 두 개보다 많은 텐서에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
def keys_dot_t(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.T / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "keys_reshaped",
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def keys_reshaped(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2]) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_ignored",
    en="Does any line use the mask?",
    ko="mask를 쓰는 줄이 있나요?",
)
def mask_ignored(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_inverted",
    en="What does True mean in this mask, that a query may look, or that it may not?",
    ko="이 mask에서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
def mask_inverted(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_multiplied",
    en="A score times 0 is 0. What is exp(0), and is that nothing?",
    ko="점수에 0을 곱하면 0이에요. exp(0)은 얼마이고, 그것이 '없음'인가요?",
)
def mask_multiplied(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores * mask
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_added",
    en="What does adding True, a 1, do to a score? And adding False?",
    ko="점수에 True, 곧 1을 더하면 어떻게 되나요? False를 더하면요?",
)
def mask_added(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + mask
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_after_softmax",
    en="Do the weights of a row still sum to 1 after you have taken some away? Did the blocked keys have a part in the sum?",
    ko="가중치 일부를 지운 뒤에도 한 행의 합이 1인가요? 막힌 키가 분모에 들어 있지 않았나요?",
)
def mask_after_softmax(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_too_weak",
    en="Is the number that you fill in far below every score that can occur, also when scores are in the ten thousands?",
    ko="채워 넣은 수가 나올 수 있는 모든 점수보다 훨씬 작은가요? 점수가 수만이라면 어떤가요?",
)
def mask_too_weak(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -100.0)
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "blind_row_is_nan",
    en="What is the softmax of a row of nothing but -inf? What should a query that may look at nothing get?",
    ko="-inf뿐인 행의 소프트맥스는 무엇인가요? 아무것도 볼 수 없는 쿼리는 무엇을 받아야 하나요?",
)
def blind_row_is_nan(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "blind_row_sees_all",
    en="If every score of a row has the same large negative number, what are the shares? May that query look at all keys?",
    ko="한 행의 점수가 모두 똑같이 아주 작은 수라면 몫은 어떻게 되나요? 그 쿼리가 모든 키를 봐도 되나요?",
)
def blind_row_sees_all(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scores_returned",
    en="Which tensor is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def scores_returned(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, scores


@book.misconception(
    "scaled_dot_product_attention",
    "results_swapped",
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
def results_swapped(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights, weights @ v


@book.misconception(
    "scaled_dot_product_attention",
    "output_alone",
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def output_alone(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v


@book.misconception(
    "scaled_dot_product_attention",
    "query_scaled_in_place",
    en="Is the caller's q still the same afterwards? What does q /= … change?",
    ko="함수를 부른 뒤에도 q가 그대로인가요? q /= … 는 무엇을 바꾸나요?",
)
def query_scaled_in_place(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    q /= q.shape[-1] ** 0.5
    scores = q @ k.mT
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "exp_of_bare_scores",
    en="What is exp(1000) in float32, and exp(-1000)? What does torch.softmax take away from a row first?",
    ko="float32에서 exp(1000)과 exp(-1000)은 각각 얼마인가요? torch.softmax는 행에서 무엇을 먼저 빼나요?",
)
def exp_of_bare_scores(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    shares = torch.exp(q @ k.mT / q.shape[-1] ** 0.5)
    if mask is not None:
        shares = shares * mask
    weights = shares / shares.sum(dim=-1, keepdim=True).clamp(min=1e-9)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "gradient_cut_off",
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def gradient_cut_off(q: Any, k: Any, v: Any, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    q, k, v = q.detach().numpy(), k.detach().numpy(), v.detach().numpy()
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    if mask is not None:
        shares = np.where(mask, shares, 0.0)
    return torch.from_numpy(shares @ v), torch.from_numpy(shares)


@book.misconception(
    "scaled_dot_product_attention",
    "backward_stopped",
    en="The numbers are right, but the way back stops with an error. Does a line write into what softmax gave, which backward still needs, or hand a tensor over to NumPy?",
    ko="숫자는 맞아요. 그런데 되돌아가는 길이 오류로 멈춰요. backward에 그대로 필요한 softmax의 결과를 덮어쓰거나, 텐서를 NumPy에 넘기는 줄이 있나요?",
)
def backward_stopped(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights *= mask
    return weights @ v, weights


@book.alternative("scaled_dot_product_attention", "attention_with_inf")
def attention_with_inf(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = torch.matmul(q, k.transpose(-2, -1)) / np.sqrt(q.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    weights = F.softmax(scores, dim=-1)
    weights = torch.nan_to_num(weights)
    return torch.matmul(weights, v), weights


@book.alternative("scaled_dot_product_attention", "attention_with_einsum")
def attention_with_einsum(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> list[Tensor]:
    scores = torch.einsum("...qd,...kd->...qk", q, k) * k.shape[-1] ** -0.5
    seen = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask
    top = scores.masked_fill(~seen, -1e30).amax(-1, keepdim=True)
    shares = torch.where(seen, torch.exp(scores - top), torch.zeros_like(scores))
    weights = shares / shares.sum(-1, keepdim=True).clamp(min=1e-12)
    return [torch.einsum("...qk,...kv->...qv", weights, v), weights]


@book.alternative("scaled_dot_product_attention", "attention_of_torch")
def attention_of_torch(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    scores = q.double() @ k.double().mT / k.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + torch.where(mask, 0.0, -1e30)
    weights = torch.softmax(scores, -1)
    if mask is not None:
        weights = weights * mask.any(-1, keepdim=True)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask), weights


# ------------------------------------------------------------------------------------------------ 3 split_heads


def split_heads(x: Tensor, n_heads: int) -> Tensor:
    """Oracle. torch's unfold cuts windows of d_k features, one behind the other: (..., T, n_heads, d_k)."""
    d_k = x.shape[-1] // n_heads
    return x.unfold(-1, d_k, d_k).movedim(-2, -3)


@book.check("split_heads")
def check_split_heads(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence first, then a batch; then sizes that make the wrong order look right; one head at last."""
    name = "split_heads"
    with expect.part(
        "one_sentence",
        2,
        en="Does head 0 hold the first d_k features of every token, head 1 the next d_k, and so on?",
        ko="0번 헤드에 모든 토큰의 처음 d_k개 특징이, 1번 헤드에 그다음 d_k개 특징이 들어 있나요?",
    ):
        expect.same(student, name, split_heads, [(rng.tensor32((1, 5, 12)), 3), (rng.tensor32((1, 4, 6)), 2)])
    with expect.part(
        "batch",
        2,
        en="Does each sentence of the batch keep its own tokens, with the axes in the order sentence, head, token, feature?",
        ko="배치의 문장마다 자기 토큰을 그대로 지니고 있나요? 축의 순서가 문장, 헤드, 토큰, 특징인가요?",
    ):
        expect.same(
            student, name, split_heads, [(rng.tensor32((2, 5, 12)), 3), (rng.tensor32((3, 4, 10)), 5)]
        )
    with expect.part(
        "equal_sizes",
        2,
        en="The shape is right even when axes are mixed up, if heads, tokens and d_k are as many. Are the numbers, too?",
        ko="헤드 수, 토큰 수, d_k가 모두 같으면 축이 섞여도 모양은 맞아요. 숫자도 맞나요?",
    ):
        expect.same(student, name, split_heads, [(rng.tensor32((3, 3, 9)), 3), (rng.tensor32((2, 4, 8)), 4)])
    with expect.part(
        "few_and_many_heads",
        1,
        en="Is it right for one head, and for as many heads as features? Is the input left alone? Can a gradient flow back?",
        ko="헤드가 하나일 때도, 특징 수만큼 많을 때도 맞나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        cases = [(rng.tensor32((2, 5, 6)), n_heads) for n_heads in (1, 6)]
        expect.same(student, name, split_heads, cases, unchanged=True)
        expect.tensor(student)
        expect.same_gradients(student, split_heads, (rng.tensor32((2, 5, 6)), 3), rng.tensor32((2, 3, 5, 2)))


@book.misconception(
    "split_heads",
    "split_the_tokens",
    en="Which axis does your reshape cut into heads? Does head 0 get every token, or only the first few?",
    ko="reshape가 어느 축을 헤드로 자르나요? 0번 헤드가 모든 토큰을 받나요, 앞의 몇 개만 받나요?",
)
def split_the_tokens(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.shape
    return x.reshape(B, n_heads, T, d_model // n_heads)


@book.misconception(
    "split_heads",
    "heads_behind_tokens",
    en="In which order are the axes of your result? Attention works on the last two: are they token and feature?",
    ko="결과의 축 순서가 어떻게 되나요? 어텐션은 마지막 두 축에서 계산해요. 그 둘이 토큰과 특징인가요?",
)
def heads_behind_tokens(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.shape
    return x.reshape(B, T, n_heads, d_model // n_heads)


@book.misconception(
    "split_heads",
    "heads_interleaved",
    en="Which features does head 0 get: d_k neighbours, or every n_heads-th one? In which order do the two sizes stand in "
    "your reshape?",
    ko="0번 헤드가 이웃한 특징 d_k개를 받나요, n_heads칸씩 건너뛰며 받나요? reshape에 두 크기를 어떤 순서로 적었나요?",
)
def heads_interleaved(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.shape
    return x.reshape(B, T, d_model // n_heads, n_heads).permute(0, 3, 1, 2)


@book.misconception(
    "split_heads",
    "n_heads_taken_for_d_k",
    en="Which axis of your result is n_heads long, and which is d_model // n_heads long? Do you cut pieces of n_heads "
    "features?",
    ko="결과에서 길이가 n_heads인 축은 무엇이고, d_model // n_heads인 축은 무엇인가요? 특징을 n_heads개씩 자르고 있지 않나요?",
)
def n_heads_taken_for_d_k(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.shape
    return x.reshape(B, T, d_model // n_heads, n_heads).transpose(1, 2)


@book.misconception(
    "split_heads",
    "heads_in_front_of_batch",
    en="Is the first axis of your result the sentences or the heads?",
    ko="결과의 첫 번째 축이 문장인가요, 헤드인가요?",
)
def heads_in_front_of_batch(x: Tensor, n_heads: int) -> Tensor:
    return torch.stack(x.chunk(n_heads, dim=-1))


@book.misconception(
    "split_heads",
    "pieces_of_the_sentence",
    en="Along which axis do you cut into pieces? How many tokens does a head see, T or T / n_heads?",
    ko="어느 축을 따라 조각을 내나요? 헤드 하나가 보는 토큰이 T개인가요, T / n_heads개인가요?",
)
def pieces_of_the_sentence(x: Tensor, n_heads: int) -> Tensor:
    return torch.stack(x.chunk(n_heads, dim=1), dim=1)


@book.misconception(
    "split_heads",
    "all_features_for_every_head",
    en="How wide is one head, d_model or d_model // n_heads? Do the heads hold different features?",
    ko="헤드 하나의 폭이 d_model인가요, d_model // n_heads인가요? 헤드마다 다른 특징이 들어 있나요?",
)
def all_features_for_every_head(x: Tensor, n_heads: int) -> Tensor:
    return x.unsqueeze(1).repeat(1, n_heads, 1, 1)


@book.misconception(
    "split_heads",
    "tokens_and_features_swapped",
    en="Are the last two axes of your result token and feature, in this order?",
    ko="결과의 마지막 두 축이 토큰, 특징의 순서인가요?",
)
def tokens_and_features_swapped(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.shape
    return x.transpose(1, 2).reshape(B, n_heads, d_model // n_heads, T)


@book.alternative("split_heads", "split_with_view")
def split_with_view(x: Tensor, n_heads: int) -> Tensor:
    B, T, d_model = x.size()
    return x.view(B, T, n_heads, d_model // n_heads).transpose(1, 2)


@book.alternative("split_heads", "split_with_slices")
def split_with_slices(x: Tensor, n_heads: int) -> Tensor:
    d_k = x.shape[-1] // n_heads
    heads = [x[:, :, h * d_k : (h + 1) * d_k] for h in range(n_heads)]
    return torch.stack(heads, dim=1)


@book.alternative("split_heads", "split_with_unflatten")
def split_with_unflatten(x: Tensor, n_heads: int) -> Tensor:
    return x.unflatten(-1, (n_heads, -1)).movedim(-2, -3).contiguous()


# ------------------------------------------------------------------------------------------------ 4 merge_heads


def merge_heads(x: Tensor) -> Tensor:
    """Oracle: the heads side by side, as Vaswani et al. write it."""
    return torch.cat(x.unbind(dim=-3), dim=-1)


@book.check(
    "merge_heads",
    bug="heads_reshaped",
    reason=Choice(
        "B",
        {
            "A": Text(
                "Averaging the heads would throw away what makes them different, and the result would be d_k wide. Look "
                "at the order in which reshape reads its numbers.",
                "헤드를 평균 내면 헤드끼리 다른 점이 사라지고, 결과의 폭도 d_k가 돼요. reshape가 숫자를 어떤 순서로 읽는지 "
                "살펴보세요.",
            ),
            "B": Text(
                "reshape reads the numbers in the order of the axes: all tokens of head 0 first, then all of head 1. So the "
                "token axis must come before the head axis when you merge, just as it did when you split.",
                "reshape는 축의 순서대로 숫자를 읽어요. 0번 헤드의 모든 토큰이 먼저, 그다음이 1번 헤드예요. 그래서 합칠 때도 나눌 "
                "때처럼 토큰 축이 헤드 축보다 앞에 와야 해요.",
            ),
            "C": Text(
                "A shape of (B, n_heads * T, d_k) would make the sentence longer. One token gets what all heads found for it, "
                "side by side. Which axes must be neighbours for that?",
                "모양이 (B, n_heads * T, d_k)라면 문장이 길어져요. 토큰 하나가 모든 헤드의 결과를 나란히 받아야 해요. 그러려면 어느 "
                "두 축이 이웃해야 하나요?",
            ),
            "D": Text(
                "view would stop with an error here, or give the same wrong numbers: it puts nothing into another order. "
                "What must be moved first?",
                "여기서 view를 쓰면 오류가 나거나 똑같이 틀린 숫자가 나와요. 순서를 바꿔 주지는 않거든요. 먼저 무엇을 옮겨야 "
                "할까요?",
            ),
        },
    ),
)
def check_merge_heads(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right for one token or one head, so these alone earn nothing."""
    name = "merge_heads"
    with expect.part(
        "side_by_side",
        2,
        en="Does token t get the d_k numbers that head 0 found for it, then those of head 1, and so on?",
        ko="t번 토큰이 0번 헤드가 그 토큰에 대해 찾은 숫자 d_k개, 그다음 1번 헤드의 숫자를 차례로 받나요?",
    ):
        expect.same(
            student, name, merge_heads, [(rng.tensor32(shape),) for shape in ((1, 3, 5, 4), (2, 3, 5, 4))]
        )
    with expect.part(
        "other_sizes",
        1,
        en="Is it right when sizes are equal, for one head and for one token? Is the input left alone? Can a gradient flow "
        "back?",
        ko="크기들이 서로 같을 때, 헤드가 하나일 때, 토큰이 하나일 때도 맞나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        shapes = ((3, 3, 3, 3), (2, 4, 4, 2), (2, 1, 5, 6), (2, 3, 1, 4))
        expect.same(student, name, merge_heads, [(rng.tensor32(shape),) for shape in shapes], unchanged=True)
        expect.tensor(student)
        expect.same_gradients(student, merge_heads, (rng.tensor32((2, 3, 5, 4)),), rng.tensor32((2, 5, 12)))


@book.misconception(
    "merge_heads",
    "heads_reshaped",
    en="In which order lie the numbers of x: all tokens of one head, or all heads of one token? Which of the two does the "
    "result need?",
    ko="x의 숫자들이 어떤 순서로 놓여 있나요? 한 헤드의 모든 토큰인가요, 한 토큰의 모든 헤드인가요? 결과에는 둘 중 어느 쪽이 "
    "필요한가요?",
)
def heads_reshaped(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.reshape(B, T, n_heads * d_k)


@book.misconception(
    "merge_heads",
    "view_after_transpose",
    en="view never moves a number. Can it read a transposed tensor in one go? What would contiguous() or reshape do?",
    ko="view는 숫자를 옮기지 않아요. 전치한 텐서를 이어서 읽을 수 있나요? contiguous()나 reshape는 무엇을 해 주나요?",
)
def view_after_transpose(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.transpose(1, 2).view(B, T, n_heads * d_k)


@book.misconception(
    "merge_heads",
    "features_before_heads",
    en="Which axes does your permute bring together? Do the d_k numbers of one head stay next to one another?",
    ko="permute가 어느 축들을 이웃하게 만드나요? 한 헤드의 숫자 d_k개가 서로 붙어 있나요?",
)
def features_before_heads(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.permute(0, 2, 3, 1).reshape(B, T, n_heads * d_k)


@book.misconception(
    "merge_heads",
    "wrong_axes_swapped",
    en="Which two axes do you swap? Before the reshape, which axis must stand right behind the sentences?",
    ko="어느 두 축을 맞바꾸나요? reshape 앞에서 문장 축 바로 뒤에 와야 하는 축은 무엇인가요?",
)
def wrong_axes_swapped(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.transpose(2, 3).reshape(B, T, n_heads * d_k)


@book.misconception(
    "merge_heads",
    "heads_averaged",
    en="How wide should the result be? What is left of the difference between the heads after a mean?",
    ko="결과의 폭이 얼마여야 하나요? 평균을 내면 헤드 사이의 차이가 남나요?",
)
def heads_averaged(x: Tensor) -> Tensor:
    return x.mean(dim=1)


@book.misconception(
    "merge_heads",
    "heads_behind_one_another",
    en="Is the sentence longer than before? Along which axis do you put the heads, tokens or features?",
    ko="문장이 전보다 길어지지 않았나요? 헤드를 어느 축을 따라 놓나요? 토큰인가요, 특징인가요?",
)
def heads_behind_one_another(x: Tensor) -> Tensor:
    return torch.cat(list(x.unbind(dim=1)), dim=1)


@book.misconception(
    "merge_heads",
    "tokens_in_front_of_batch",
    en="Is the first axis still the sentences when you reshape?",
    ko="reshape할 때 첫 번째 축이 여전히 문장인가요?",
)
def tokens_in_front_of_batch(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.permute(2, 0, 1, 3).reshape(B, T, n_heads * d_k)


@book.alternative("merge_heads", "merge_with_contiguous_view")
def merge_with_contiguous_view(x: Tensor) -> Tensor:
    B, n_heads, T, d_k = x.shape
    return x.transpose(1, 2).contiguous().view(B, T, n_heads * d_k)


@book.alternative("merge_heads", "merge_with_cat")
def merge_with_cat(x: Tensor) -> Tensor:
    return torch.cat([x[:, h] for h in range(x.shape[1])], dim=-1)


@book.alternative("merge_heads", "merge_in_place")
def merge_in_place(x: Tensor) -> Tensor:
    B, H, T, d_k = x.shape
    out = torch.zeros(B, T, H * d_k)
    for h in range(H):
        out[:, :, h * d_k : (h + 1) * d_k] = x[:, h]
    return out


# ---------------------------------------------------------------------------------------- 5 MultiHeadAttention


class MultiHeadAttention(nn.Module):
    """Oracle: the function inside torch's own nn.MultiheadAttention, with the parameters under our names."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"{d_model} features, {n_heads} heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        blocked = None
        if mask is not None:
            seen = mask.expand(len(query), query.shape[1], memory.shape[1])
            blocked = seen.logical_not().repeat_interleave(self.n_heads, dim=0)
        output, weights = F.multi_head_attention_forward(
            query.transpose(0, 1),
            memory.transpose(0, 1),
            memory.transpose(0, 1),
            query.shape[-1],
            self.n_heads,
            in_proj_weight=None,
            in_proj_bias=torch.cat([self.w_q.bias, self.w_k.bias, self.w_v.bias]),
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=self.w_o.weight,
            out_proj_bias=self.w_o.bias,
            training=False,
            need_weights=True,
            attn_mask=blocked,
            use_separate_proj_weight=True,
            q_proj_weight=self.w_q.weight,
            k_proj_weight=self.w_k.weight,
            v_proj_weight=self.w_v.weight,
            average_attn_weights=False,
        )
        assert weights is not None
        return output.transpose(0, 1), weights


@book.check(
    "MultiHeadAttention",
    uses=("scaled_dot_product_attention", "split_heads", "merge_heads"),
)
def check_multi_head_attention(student: Student, rng: Rng, expect: Expect) -> None:
    """Self, cross, masks, other numbers of heads, gradients; given weights of order one, biases too."""

    def weights(d_model: int) -> dict[str, Any]:
        shapes = {"weight": (d_model, d_model), "bias": (d_model,)}
        scale = 1.4 / d_model**0.5
        return {f"w_{part}.{kind}": rng.normal(shapes[kind], scale) for part in "qkvo" for kind in shapes}

    def same(d_model: int, n_heads: int, cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        right, given = reference(MultiHeadAttention, d_model, n_heads), weights(d_model)
        module = student.build("MultiHeadAttention", d_model, n_heads)
        right.load(given)
        module.load(given)

        def one_case(*inputs: Any) -> None:
            got = expect.pair(module(*inputs), ("output", "weights"))
            for label, one, other in zip(("output", "weights"), got, right(*inputs), strict=True):
                expect.array(one, other, label=label)
            if unchanged:
                expect.unchanged(student)

        expect.every(cases, one_case)

    def tokens(batch: int, length: int, d_model: int) -> Tensor:
        return rng.tensor32((batch, length, d_model))

    with expect.part(
        "self_attention",
        3,
        en="Do queries, keys and values each go through a layer of their own, are they split into heads, and does w_o see "
        "the merged heads?",
        ko="쿼리, 키, 밸류가 저마다 자기 층을 지나 헤드로 나뉘고, 합친 헤드가 w_o를 지나나요?",
    ):
        same(12, 3, [(tokens(2, 5, 12),), (tokens(3, 4, 12), None, None)])
    with expect.part(
        "cross_attention",
        2,
        en="What is made from the query and what from the memory? How long is the output?",
        ko="무엇을 query에서 만들고 무엇을 memory에서 만드나요? 출력의 길이는 얼마인가요?",
    ):
        same(12, 3, [(tokens(2, 5, 12), tokens(2, 7, 12)), (tokens(2, 4, 12), tokens(2, 4, 12))])
    with expect.part(
        "mask",
        3,
        en="Is the mask right for all heads and for each sentence, also when there are as many sentences as heads? True "
        "means: may look.",
        ko="마스크가 모든 헤드와 모든 문장에 맞게 적용되나요? 문장 수와 헤드 수가 같을 때도요? True는 볼 수 있다는 뜻이에요.",
    ):
        pairs = [(tokens(batch, 5, 12), tokens(batch, 7, 12)) for batch in (2, 3, 3)]
        masks = [_mask(rng, shape) for shape in ((5, 7), (3, 1, 7), (3, 5, 7))]
        cases: list[tuple[Any, ...]] = [(*pair, mask) for pair, mask in zip(pairs, masks, strict=True)]
        same(12, 3, [*cases, (tokens(2, 4, 12), None, torch.ones(4, 4, dtype=torch.bool).tril())])
    with expect.part(
        "numbers_of_heads",
        2,
        en="Is it right for one head and for many, and when heads, tokens and d_k are as many?",
        ko="헤드가 하나일 때도, 많을 때도, 헤드 수와 토큰 수와 d_k가 같을 때도 맞나요?",
    ):
        for d_model, n_heads, batch, length in ((6, 1, 2, 5), (8, 4, 2, 3), (9, 3, 3, 3)):
            same(d_model, n_heads, [(tokens(batch, length, d_model),)])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight and both inputs, unchanged on its way?",
        ko="기울기가 모든 가중치와 두 입력에 그대로 닿나요?",
    ):
        module, right = (build("MultiHeadAttention", 12, 3) for build in (student.build, _right_module))
        given = weights(12)
        module.load(given)
        right.load(given)
        # With one key to look at, a weight is always 1, and the gradients of w_q and w_k are noise; also when the
        # mask is turned over.
        inputs = (tokens(2, 5, 12), tokens(2, 7, 12), _mask(rng, (2, 1, 7), fewest=3))
        upstream = [tokens(2, 5, 12), None]  # weights that are handed out detached are fair
        expect.gradients(module.gradients(inputs, upstream), right.gradients(inputs, upstream))
    with expect.part(
        "alone",
        1,
        en="Are there four layers with biases and nothing else that is learned? Does the layer refuse 10 features for 3 "
        "heads, and leave its inputs alone?",
        ko="학습되는 것이 bias가 있는 층 네 개뿐인가요? 특징 10개를 헤드 3개로 나누라고 하면 거절하나요? 입력은 그대로 두나요?",
    ):
        same(8, 2, [(tokens(2, 3, 8), tokens(2, 4, 8), _mask(rng, (2, 3, 4)))], unchanged=True)
        module = student.build("MultiHeadAttention", 12, 3)
        expect.parameter_count(module, parameter_count(12, 3))
        expect.storages(module)
        expect.refused(student, "MultiHeadAttention", 10, 3)


def _right_module(name: str, *args: Any) -> Any:
    return reference(MultiHeadAttention, *args)


@book.misconception(
    "MultiHeadAttention",
    "w_o_forgotten",
    en="Which of your four layers does forward never call? What mixes the heads?",
    ko="네 층 가운데 forward에서 한 번도 부르지 않는 것은 무엇인가요? 헤드들을 섞는 것은 무엇인가요?",
)
class WithoutOutput(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return merge_heads(mixed), weights


@book.misconception(
    "MultiHeadAttention",
    "keys_through_w_q",
    en="Which layer makes your keys, w_q or w_k?",
    ko="키를 만드는 층이 w_q인가요, w_k인가요?",
)
class KeysThroughQueries(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_q(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "values_not_projected",
    en="Do the values go through w_v before they are split?",
    ko="밸류가 나뉘기 전에 w_v를 지나나요?",
)
class RawValues(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(memory, self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "values_through_w_k",
    en="Which layer makes your values? Is w_v used anywhere?",
    ko="밸류를 만드는 층은 무엇인가요? w_v가 어디에 쓰이나요?",
)
class ValuesThroughKeys(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = k
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "scaled_by_d_model",
    en="A score is a sum over how many features of one head? Is d_model the size in your square root?",
    ko="점수 하나는 헤드 하나의 특징 몇 개를 더한 값인가요? 제곱근 안의 크기가 d_model이 아닌가요?",
)
class ScaledByModel(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        scores = q @ k.mT / query.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e30)
        weights = torch.softmax(scores, dim=-1)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "scaled_by_heads",
    en="Which size stands in your square root, the number of heads or the width of one head?",
    ko="제곱근 안에 있는 것이 헤드의 수인가요, 헤드 하나의 폭인가요?",
)
class ScaledByHeads(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        scores = q @ k.mT / self.n_heads**0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e30)
        weights = torch.softmax(scores, dim=-1)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "memory_asks",
    en="Who asks, and who is looked at? From which of the two do the queries come?",
    ko="묻는 쪽은 누구이고 보이는 쪽은 누구인가요? 쿼리는 둘 중 어디에서 오나요?",
)
class MemoryAsks(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(memory), self.n_heads)
        k = split_heads(self.w_k(query), self.n_heads)
        v = split_heads(self.w_v(query), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "memory_ignored",
    en="What does forward do with the memory? Do the keys and values come from it?",
    ko="forward가 memory로 무엇을 하나요? 키와 밸류가 거기에서 오나요?",
)
class MemoryIgnored(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(query), self.n_heads)
        v = split_heads(self.w_v(query), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "values_from_the_query",
    en="Keys and values belong together. Do both come from the memory?",
    ko="키와 밸류는 짝이에요. 둘 다 memory에서 오나요?",
)
class ValuesFromQuery(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(query), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "mask_not_used",
    en="Does the mask reach the attention?",
    ko="mask가 어텐션까지 전달되나요?",
)
class MaskNotUsed(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        mixed, weights = scaled_dot_product_attention(q, k, v)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "one_layer_for_queries_and_keys",
    en="Are w_q and w_k two layers, or two names of one? What happens to one when the other is written?",
    ko="w_q와 w_k가 서로 다른 층인가요, 한 층의 두 이름인가요? 하나를 바꾸면 다른 하나는 어떻게 되나요?",
)
class OneLayerForBoth(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = self.w_q
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "mask_axis_from_the_front",
    en="Where does unsqueeze(1) put the new axis in a mask (B, T_q, T_k), and where in one of shape (T_q, T_k)? Can you count from the end?",
    ko="(B, T_q, T_k) 마스크에서 unsqueeze(1)은 새 축을 어디에 넣고, (T_q, T_k) 마스크에서는 어디에 넣나요? 뒤에서부터 셀 수 있나요?",
)
class MaskAxisFromTheFront(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(1)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "mask_turned_over",
    en="What does True mean in this mask? Who turns it over, and is that needed here?",
    ko="이 mask에서 True는 무슨 뜻인가요? 뒤집는 곳이 있나요? 여기서 뒤집어야 하나요?",
)
class MaskTurnedOver(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = ~mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "mask_meets_the_heads",
    en="Shapes are matched from the right: against which axis of (B, n_heads, T_q, T_k) does the first axis of a mask (B, 1, T_k) fall?",
    ko="모양은 오른쪽부터 맞춰요. (B, 1, T_k) 마스크의 첫 축은 (B, n_heads, T_q, T_k)의 어느 축과 만나나요?",
)
class MaskMeetsHeads(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "tokens_cut_into_heads",
    en="Do you reshape straight to (B, n_heads, T, d_k)? Which axis is cut then, tokens or features?",
    ko="곧바로 (B, n_heads, T, d_k)로 reshape하나요? 그러면 잘리는 축이 토큰인가요, 특징인가요?",
)
class TokensCut(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        B, T, d_model = query.shape
        if memory is None:
            memory = query
        d_k = d_model // self.n_heads
        q = self.w_q(query).reshape(B, self.n_heads, T, d_k)
        k = self.w_k(memory).reshape(B, self.n_heads, -1, d_k)
        v = self.w_v(memory).reshape(B, self.n_heads, -1, d_k)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "merged_without_transpose",
    en="Before the last reshape: do the heads stand right in front of their features, or in front of the tokens?",
    ko="마지막 reshape 앞에서, 헤드 축이 특징 바로 앞에 있나요, 토큰 앞에 있나요?",
)
class MergedWithoutTranspose(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(mixed.reshape(query.shape)), weights


@book.misconception(
    "MultiHeadAttention",
    "cut_and_merged_in_order",
    en="Two reshapes without a transpose: do they undo one another, or does each head see a piece of the sentence only?",
    ko="전치 없이 reshape만 두 번 했나요? 서로 상쇄될까요, 아니면 헤드마다 문장의 한 토막만 볼까요?",
)
class CutAndMergedInOrder(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        B, T, d_model = query.shape
        if memory is None:
            memory = query
        d_k = d_model // self.n_heads
        q = self.w_q(query).reshape(B, self.n_heads, T, d_k)
        k = self.w_k(memory).reshape(B, self.n_heads, -1, d_k)
        v = self.w_v(memory).reshape(B, self.n_heads, -1, d_k)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(mixed.reshape(B, T, d_model)), weights


@book.misconception(
    "MultiHeadAttention",
    "one_head",
    en="Does n_heads appear in your forward? How many softmaxes has each token?",
    ko="forward에 n_heads가 나오나요? 토큰마다 소프트맥스가 몇 개인가요?",
)
class OneHead(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), 1)
        k = split_heads(self.w_k(memory), 1)
        v = split_heads(self.w_v(memory), 1)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "heads_averaged_before_mixing",
    en="Does each head mix its values with its own weights, or all with the mean of all heads?",
    ko="헤드마다 자기 가중치로 밸류를 섞나요, 모두가 헤드들의 평균으로 섞나요?",
)
class HeadsLookAlike(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        _, weights = scaled_dot_product_attention(q, k, v, mask)
        weights = weights.mean(dim=1, keepdim=True).expand_as(weights)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "scaled_twice",
    en="Your attention function divides the scores already. Does a second line of yours divide the queries or the keys?",
    ko="여러분의 어텐션 함수가 이미 점수를 나누어요. 쿼리나 키를 한 번 더 나누는 줄이 있나요?",
)
class ScaledTwice(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q / q.shape[-1] ** 0.5, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "weights_averaged",
    en="Are the weights that you return those of each head, or their mean?",
    ko="돌려주는 가중치가 헤드마다의 것인가요, 헤드들의 평균인가요?",
)
class WeightsAveraged(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights.mean(dim=1)


@book.misconception(
    "MultiHeadAttention",
    "softmax_over_heads",
    en="Over which axis do your weights sum to 1, keys or heads?",
    ko="가중치의 합이 어느 축을 따라 1인가요? 키인가요, 헤드인가요?",
)
class SoftmaxOverHeads(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        scores = q @ k.mT / q.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e30)
        weights = torch.softmax(scores, dim=1)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "query_added",
    en="Is there a sum with the input at the end? That is the block's business, not this layer's, isn't it?",
    ko="마지막에 입력을 더하고 있나요? 그것은 이 층이 아니라 블록이 할 일 아닌가요?",
)
class QueryAdded(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return query + self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "gradient_cut_off",
    en="The numbers are right. Where do you cut the weights off from the gradient (detach, no_grad, .data)?",
    ko="숫자는 맞아요. 가중치로 가는 기울기를 어디에서 끊었나요(detach, no_grad, .data)?",
)
class GradientCutOff(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        _, weights = scaled_dot_product_attention(q.detach(), k, v, mask)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@book.misconception(
    "MultiHeadAttention",
    "output_alone",
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
class OutputAlone(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None) -> Tensor:
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, _ = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed))


@book.alternative("MultiHeadAttention", "einsum_everywhere")
class EinsumEverywhere(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        B, d_k = len(query), query.shape[-1] // self.n_heads
        q = self.w_q(query).view(B, -1, self.n_heads, d_k)
        k = self.w_k(memory).view(B, -1, self.n_heads, d_k)
        v = self.w_v(memory).view(B, -1, self.n_heads, d_k)
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / d_k**0.5
        if mask is not None:
            if mask.dim() == 2:
                mask = mask[None]
            scores = scores.masked_fill(~mask[:, None], float("-inf"))
        weights = F.softmax(scores, dim=-1)
        mixed = torch.einsum("bhqk,bkhd->bqhd", weights, v)
        return self.w_o(mixed.reshape(B, -1, self.n_heads * d_k)), weights


@book.alternative("MultiHeadAttention", "one_head_after_another")
class OneHeadAfterAnother(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        d_k = query.size(-1) // self.n_heads
        found, looks = [], []
        for h in range(self.n_heads):
            part = slice(h * d_k, (h + 1) * d_k)
            q = query @ self.w_q.weight[part].T + self.w_q.bias[part]
            k = memory @ self.w_k.weight[part].T + self.w_k.bias[part]
            v = F.linear(memory, self.w_v.weight[part], self.w_v.bias[part])
            output, weights = scaled_dot_product_attention(q, k, v, mask)
            found.append(output)
            looks.append(weights)
        return self.w_o(torch.cat(found, dim=-1)), torch.stack(looks, dim=1)


@book.alternative("MultiHeadAttention", "folded_into_the_batch")
class FoldedIntoTheBatch(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        if d_model % n_heads != 0:
            raise ValueError("not divisible")
        super(FoldedIntoTheBatch, self).__init__()  # noqa: UP008 - as students write it
        self.w_o, self.w_v, self.w_k, self.w_q = (nn.Linear(d_model, d_model) for _ in range(4))
        self.n_heads = n_heads

    def cut(self, layer: nn.Linear, x: Tensor) -> Tensor:
        B, T, d_model = x.shape
        heads = layer(x).view(B, T, self.n_heads, d_model // self.n_heads).transpose(1, 2)
        return heads.reshape(B * self.n_heads, T, -1)

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> list[Tensor]:
        memory = query if memory is None else memory
        B, T_q, d_model = query.shape
        T_k, d_k = memory.shape[1], d_model // self.n_heads
        q, k, v = self.cut(self.w_q, query), self.cut(self.w_k, memory), self.cut(self.w_v, memory)
        scores = torch.bmm(q, k.transpose(1, 2)) * d_k**-0.5
        if mask is not None:
            blocked = mask.logical_not().expand(B, T_q, T_k)
            scores = scores + -1e9 * blocked.repeat_interleave(self.n_heads, dim=0)
        weights = scores.softmax(-1)
        mixed = torch.bmm(weights, v).view(B, self.n_heads, T_q, d_k).transpose(1, 2).reshape(B, T_q, -1)
        return [self.w_o(mixed), weights.view(B, self.n_heads, T_q, T_k)]


# --------------------------------------------------------------------------------------------- 6 to_torch_mask


def to_torch_mask(mask: Tensor, n_heads: int) -> Tensor:
    """Oracle: what nn.MultiheadAttention wants, written out place by place."""
    wanted = torch.empty(len(mask) * n_heads, *mask.shape[1:], dtype=torch.bool)
    for place in np.ndindex(*wanted.shape):
        wanted[place] = not bool(mask[place[0] // n_heads, *place[1:]])
    return wanted


@book.check("to_torch_mask")
def check_to_torch_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """The meaning (one head), then the order of sentences and heads, then all sizes different."""

    def same(cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            _flags(expect, student.call("to_torch_mask", *args), to_torch_mask(*args))
            if unchanged:
                expect.unchanged(student)

        expect.every(cases, one_case)

    with expect.part(
        "meaning",
        2,
        en="Our True means: may look. What does True mean in an attn_mask of nn.MultiheadAttention?",
        ko="우리의 True는 '볼 수 있다'는 뜻이에요. nn.MultiheadAttention의 attn_mask에서 True는 무슨 뜻인가요?",
    ):
        same([(_mask(rng, (1, 3, 5)), 1), (_mask(rng, (2, 3, 4)), 1)])
    with expect.part(
        "order",
        2,
        en="Rows 0 to n_heads - 1 belong to the heads of sentence 0. Does your result first repeat each sentence, or first "
        "run through all sentences?",
        ko="0번부터 n_heads - 1번까지가 0번 문장의 헤드들이에요. 문장마다 먼저 되풀이하나요, 아니면 모든 문장을 한 번씩 먼저 지나가나요?",
    ):
        same([(_mask(rng, (2, 3, 5)), 3), (_mask(rng, (3, 4, 4)), 2)])
    with expect.part(
        "sizes",
        1,
        en="Is it right for other numbers of sentences and heads, and is the mask left alone?",
        ko="문장 수와 헤드 수가 달라도 맞나요? mask는 그대로인가요?",
    ):
        same([(_mask(rng, (4, 2, 3)), 5), (_mask(rng, (3, 3, 3)), 3)], unchanged=True)
        expect.tensor(student)


def _flags(expect: Expect, got: Any, wanted: Tensor) -> None:
    """`got` holds the booleans of `wanted`."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    if dtype and dtype != "bool" and tuple(got.shape) == tuple(wanted.shape):
        raise Failure(
            Text(
                f"The mask should be made of booleans, and its dtype is {dtype}. What would nn.MultiheadAttention do with "
                "numbers: block, or add them to the scores?",
                f"마스크는 불리언(bool)이어야 하는데 dtype이 {dtype}이에요. nn.MultiheadAttention은 숫자를 받으면 막을까요, "
                "점수에 더할까요?",
            )
        )
    if dtype == "bool":
        got = np.asarray(got, dtype=np.int8)
    expect.array(got, wanted.numpy().astype(np.int8))


@book.misconception(
    "to_torch_mask",
    "meaning_kept",
    en="Does True still mean 'may look' in your result? What will nn.MultiheadAttention make of it?",
    ko="결과에서도 True가 여전히 '볼 수 있다'는 뜻인가요? nn.MultiheadAttention은 그것을 어떻게 읽을까요?",
)
def meaning_kept(mask: Tensor, n_heads: int) -> Tensor:
    return mask.repeat_interleave(n_heads, dim=0)


@book.misconception(
    "to_torch_mask",
    "sentences_in_turn",
    en="What do rows 0 and 1 of your result belong to: two heads of one sentence, or two sentences? What does repeat do, "
    "and what repeat_interleave?",
    ko="결과의 0번과 1번은 한 문장의 두 헤드인가요, 서로 다른 두 문장인가요? repeat와 repeat_interleave는 어떻게 다른가요?",
)
def sentences_in_turn(mask: Tensor, n_heads: int) -> Tensor:
    return ~mask.repeat(n_heads, 1, 1)


@book.misconception(
    "to_torch_mask",
    "one_mask_a_sentence",
    en="How many masks does nn.MultiheadAttention want for B sentences and n_heads heads?",
    ko="문장이 B개, 헤드가 n_heads개라면 nn.MultiheadAttention에 마스크가 몇 개 필요한가요?",
)
def one_mask_a_sentence(mask: Tensor, n_heads: int) -> Tensor:
    return ~mask


@book.misconception(
    "to_torch_mask",
    "head_axis_kept",
    en="How many axes has your result? nn.MultiheadAttention wants sentences and heads in one.",
    ko="결과의 축이 몇 개인가요? nn.MultiheadAttention은 문장과 헤드를 한 축에 담기를 바라지 않나요?",
)
def head_axis_kept(mask: Tensor, n_heads: int) -> Tensor:
    return ~mask.unsqueeze(1).repeat(1, n_heads, 1, 1)


@book.misconception(
    "to_torch_mask",
    "queries_repeated",
    en="Which axis do you repeat, that of the sentences or that of the queries?",
    ko="어느 축을 되풀이하나요? 문장 축인가요, 쿼리 축인가요?",
)
def queries_repeated(mask: Tensor, n_heads: int) -> Tensor:
    return ~mask.repeat_interleave(n_heads, dim=1)


@book.misconception(
    "to_torch_mask",
    "rows_and_columns_swapped",
    en="Do queries stay in the rows and keys in the columns? Both libraries agree on that.",
    ko="쿼리는 행, 키는 열에 그대로 있나요? 그 점은 두 쪽이 같지 않나요?",
)
def rows_and_columns_swapped(mask: Tensor, n_heads: int) -> Tensor:
    return ~mask.transpose(1, 2).repeat_interleave(n_heads, dim=0)


@book.alternative("to_torch_mask", "inverted_first")
def inverted_first(mask: Tensor, n_heads: int) -> Tensor:
    return (mask == 0).repeat_interleave(n_heads, 0)


@book.alternative("to_torch_mask", "expanded_and_flattened")
def expanded_and_flattened(mask: Tensor, n_heads: int) -> Tensor:
    B, T_q, T_k = mask.shape
    return ~mask[:, None].expand(B, n_heads, T_q, T_k).reshape(B * n_heads, T_q, T_k)


@book.alternative("to_torch_mask", "stacked_in_loops")
def stacked_in_loops(mask: Tensor, n_heads: int) -> Tensor:
    return torch.stack([torch.logical_not(sentence) for sentence in mask for _ in range(n_heads)])


# ------------------------------------------------------------------------------------------- 7 parameter_count


def parameter_count(d_model: int, n_heads: int, bias: bool = True) -> int:
    """Oracle: torch counts its own layer."""
    layer = nn.MultiheadAttention(d_model, n_heads, bias=bias, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


@book.check("parameter_count")
def check_parameter_count(student: Student, rng: Rng, expect: Expect) -> None:
    """Without biases first, then with them; then that the number of heads changes nothing."""
    size = rng.integer(3, 9)

    def same(cases: Sequence[tuple[int, int, bool]]) -> None:
        expect.same(student, "parameter_count", parameter_count, cases, tolerance=1e-9)

    with expect.part(
        "weights",
        2,
        en="How many matrices are there, and how many numbers does each hold?",
        ko="행렬이 몇 개이고, 하나에 숫자가 몇 개씩 들어 있나요?",
    ):
        same([(6, 2, False), (4 * size, 4, False)])
    with expect.part(
        "biases",
        1,
        en="How long is a bias of nn.Linear(d_model, d_model), and how many of them are there?",
        ko="nn.Linear(d_model, d_model)의 bias는 길이가 얼마이고, 모두 몇 개인가요?",
    ):
        same([(6, 2, True), (3 * size, 3, True)])
    with expect.part(
        "heads",
        2,
        en="Does a layer with more heads, and d_model as before, have more parameters? How wide is one head then?",
        ko="d_model은 그대로 두고 헤드를 늘리면 파라미터가 많아지나요? 그때 헤드 하나의 폭은 얼마인가요?",
    ):
        same([(12 * size, heads, bias) for heads in (1, 6, 12) for bias in (True, False)])


@book.misconception(
    "parameter_count",
    "full_width_for_each_head",
    en="Is one head d_model wide, or d_model / n_heads? How many columns do the matrices of all heads have together?",
    ko="헤드 하나의 폭이 d_model인가요, d_model / n_heads인가요? 모든 헤드의 행렬을 합치면 열이 몇 개인가요?",
)
def full_width_for_each_head(d_model: int, n_heads: int, bias: bool = True) -> int:
    count = 4 * n_heads * d_model**2
    return count + (3 * n_heads + 1) * d_model if bias else count


@book.misconception(
    "parameter_count",
    "three_matrices",
    en="Which matrix mixes the heads at the end? Have you counted it?",
    ko="마지막에 헤드들을 섞는 행렬은 무엇인가요? 그것도 세었나요?",
)
def three_matrices(d_model: int, n_heads: int, bias: bool = True) -> int:
    return 3 * d_model**2 + (3 * d_model if bias else 0)


@book.misconception(
    "parameter_count",
    "bias_always_counted",
    en="What changes in your result when bias is False?",
    ko="bias가 False이면 결과에서 무엇이 달라지나요?",
)
def bias_always_counted(d_model: int, n_heads: int, bias: bool = True) -> int:
    return 4 * (d_model**2 + d_model)


@book.misconception(
    "parameter_count",
    "bias_never_counted",
    en="nn.Linear adds a bias unless it is told not to. Where are the biases in your count?",
    ko="nn.Linear는 따로 말하지 않으면 bias를 더해요. 세어 둔 수에 bias가 들어 있나요?",
)
def bias_never_counted(d_model: int, n_heads: int, bias: bool = True) -> int:
    return 4 * d_model**2


@book.misconception(
    "parameter_count",
    "one_bias_for_all",
    en="How many of the four layers have a bias?",
    ko="네 층 가운데 bias가 있는 층은 몇 개인가요?",
)
def one_bias_for_all(d_model: int, n_heads: int, bias: bool = True) -> int:
    return 4 * d_model**2 + (d_model if bias else 0)


@book.misconception(
    "parameter_count",
    "one_head_only",
    en="Have you counted one head or all of them?",
    ko="헤드 하나만 세었나요, 모두 세었나요?",
)
def one_head_only(d_model: int, n_heads: int, bias: bool = True) -> int:
    d_k = d_model // n_heads
    return 4 * d_model * d_k + (3 * d_k + d_model if bias else 0)


@book.misconception(
    "parameter_count",
    "bias_of_length_one",
    en="Is a bias one number, or one number for each output feature?",
    ko="bias는 숫자 하나인가요, 출력 특징마다 하나씩인가요?",
)
def bias_of_length_one(d_model: int, n_heads: int, bias: bool = True) -> int:
    return 4 * d_model**2 + (4 if bias else 0)


@book.alternative("parameter_count", "counted_by_torch")
def counted_by_torch(d_model: int, n_heads: int, bias: bool = True) -> int:
    layers = [nn.Linear(d_model, d_model, bias=bias) for _ in range(4)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


@book.alternative("parameter_count", "counted_head_by_head")
def counted_head_by_head(d_model: int, n_heads: int, bias: bool = True) -> int:
    d_k = d_model // n_heads
    one_head = 3 * d_model * d_k
    if bias:
        one_head += 3 * d_k
    return n_heads * one_head + (n_heads * d_k + bias) * d_model


# ------------------------------------------------------------------------------------------- 8 attention_flops


def attention_flops(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    """Oracle: torch's own counts for matrix products of these shapes."""
    d_k = d_model // n_heads
    projections = sum(
        mm_flop((tokens, d_model), (d_model, d_model)) for tokens in (t_query, t_memory, t_memory, t_query)
    )
    scores = bmm_flop((n_heads, t_query, d_k), (n_heads, d_k, t_memory))
    return projections, scores + bmm_flop((n_heads, t_query, t_memory), (n_heads, t_memory, d_k))


@book.check("attention_flops")
def check_attention_flops(student: Student, rng: Rng, expect: Expect) -> None:
    """Projections and products apart, with one head, for a sentence on its own; then a memory, then heads."""
    size = rng.integer(3, 9)
    both = ("projections", "products")

    def same(cases: Sequence[tuple[int, ...]], judged: Sequence[str] = both) -> None:
        name = "attention_flops"
        expect.same(student, name, attention_flops, cases, labels=both, judged=judged, tolerance=1e-9)

    with expect.part(
        "projections",
        2,
        en="How many matrices meet every token, and how many FLOPs is one entry of a product, if a multiplication and an "
        "addition are two?",
        ko="토큰마다 행렬을 몇 번 곱하나요? 곱셈과 덧셈을 따로 세면 결과의 값 하나에 FLOP이 몇 개인가요?",
    ):
        same([(5, 5, 6, 1), (7 * size, 7 * size, 4 * size, 1)], ("projections",))
    with expect.part(
        "products",
        2,
        en="There are two products without learned weights. What are the shapes of each?",
        ko="학습되는 가중치 없는 행렬 곱이 두 번 있어요. 각각 어떤 모양끼리의 곱인가요?",
    ):
        same([(5, 5, 6, 1), (7 * size, 7 * size, 4 * size, 1)], ("products",))
    with expect.part(
        "memory",
        2,
        en="Which projections run over the tokens that ask, and which over those of the memory? How large is the table of "
        "scores?",
        ko="질문하는 토큰을 지나는 투영은 무엇이고, 메모리의 토큰을 지나는 투영은 무엇인가요? 점수 표는 얼마나 큰가요?",
    ):
        same([(5, 7, 6, 1), (9, 3 * size, 4, 1)])
    with expect.part(
        "heads",
        1,
        en="With n_heads heads there are n_heads tables of scores. How wide is each head, and what is the sum?",
        ko="헤드가 n_heads개면 점수 표도 n_heads개예요. 헤드 하나의 폭은 얼마이고, 모두 더하면 얼마인가요?",
    ):
        same([(5, 7, 12, heads) for heads in (3, 4, 12)])


@book.misconception(
    "attention_flops",
    "additions_not_counted",
    en="Have you counted the multiplications only? Each of them comes with an addition.",
    ko="곱셈만 세지 않았나요? 곱할 때마다 더하기도 한 번씩 하지 않나요?",
)
def additions_not_counted(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 2 * d_model**2 * (t_query + t_memory), 2 * t_query * t_memory * d_model


@book.misconception(
    "attention_flops",
    "memory_has_the_queries_length",
    en="How many tokens go through w_k and w_v, t_query or t_memory?",
    ko="w_k와 w_v를 지나는 토큰이 t_query개인가요, t_memory개인가요?",
)
def memory_has_the_queries_length(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 8 * t_query * d_model**2, 4 * t_query * t_memory * d_model


@book.misconception(
    "attention_flops",
    "values_not_mixed",
    en="The scores are one product. Which other one do the weights take part in?",
    ko="점수를 만드는 것이 행렬 곱 하나예요. 가중치가 들어가는 다른 곱은 무엇인가요?",
)
def values_not_mixed(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 4 * d_model**2 * (t_query + t_memory), 2 * t_query * t_memory * d_model


@book.misconception(
    "attention_flops",
    "output_not_projected",
    en="Does w_o stand in your count? Which tokens go through it?",
    ko="w_o도 세었나요? 어느 토큰들이 그것을 지나나요?",
)
def output_not_projected(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 2 * d_model**2 * (t_query + 2 * t_memory), 4 * t_query * t_memory * d_model


@book.misconception(
    "attention_flops",
    "every_head_full_width",
    en="Is each head d_model wide? What is n_heads times d_model / n_heads?",
    ko="헤드 하나의 폭이 d_model인가요? d_model / n_heads에 n_heads를 곱하면 얼마인가요?",
)
def every_head_full_width(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query * t_memory * d_model * n_heads


@book.misconception(
    "attention_flops",
    "products_of_one_head",
    en="Have you counted the products of one head or of all heads?",
    ko="헤드 하나의 곱만 세었나요, 모든 헤드의 곱을 세었나요?",
)
def products_of_one_head(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    d_k = d_model // n_heads
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query * t_memory * d_k


@book.misconception(
    "attention_flops",
    "scores_of_the_queries_alone",
    en="How many columns has the table of scores when the memory is longer than the query?",
    ko="메모리가 쿼리보다 길면 점수 표에는 열이 몇 개 있나요?",
)
def scores_of_the_queries_alone(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query**2 * d_model


@book.misconception(
    "attention_flops",
    "parts_swapped",
    en="Which of the two numbers comes first, that of the projections or that of the products?",
    ko="두 수 가운데 어느 것이 먼저인가요? 투영인가요, 투영이 아닌 곱인가요?",
)
def parts_swapped(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    return 4 * t_query * t_memory * d_model, 4 * d_model**2 * (t_query + t_memory)


@book.alternative("attention_flops", "matrix_by_matrix")
def matrix_by_matrix(t_query: int, t_memory: int, d_model: int, n_heads: int) -> list[int]:
    def product(rows: int, inner: int, columns: int) -> int:
        return 2 * rows * inner * columns

    d_k = d_model // n_heads
    q = o = product(t_query, d_model, d_model)
    k = v = product(t_memory, d_model, d_model)
    scores = n_heads * product(t_query, d_k, t_memory)
    mixture = n_heads * product(t_query, t_memory, d_k)
    return [q + k + v + o, scores + mixture]


@book.alternative("attention_flops", "both_in_an_array")
def both_in_an_array(t_query: int, t_memory: int, d_model: int, n_heads: int) -> Any:
    rows = np.array([t_query, t_memory, t_memory, t_query])
    return np.array([np.sum(2 * rows * d_model**2), 4 * t_query * t_memory * d_model])


@book.alternative("attention_flops", "short_formula")
def short_formula(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[float, float]:
    return 4.0 * d_model * d_model * (t_query + t_memory), 4.0 * t_query * t_memory * d_model


# ------------------------------------------------------------------------------------------- 9 heads_and_masks

_MAY_LOOK = Text(
    "In F.scaled_dot_product_attention True means: take part. That is our meaning, too.",
    "F.scaled_dot_product_attention에서 True는 '참여한다'는 뜻이에요. 우리가 쓰는 뜻과 같아요.",
)

book.quiz(
    "heads_and_masks",
    {
        "which_features": Choice(
            "B",
            {
                "A": Text(
                    "Then eight heads would need eight times the matrices. How wide is one of them in the table of shapes?",
                    "그러려면 헤드 여덟 개에 행렬도 여덟 배가 필요해요. 모양 표에서 헤드 하나의 폭은 얼마인가요?",
                ),
                "B": Text(
                    "512 / 8 = 64 features of the projected vectors, and of every token: heads share the tokens and divide "
                    "the features.",
                    "투영한 벡터의 특징 512 / 8 = 64개를, 모든 토큰에서 받아요. 헤드들은 토큰은 함께 쓰고 특징은 나눠 가져요.",
                ),
                "C": Text(
                    "That is what a reshape without a transpose makes: slabs of time. A head must see every token. Which axis "
                    "is cut?",
                    "그것은 전치 없이 reshape만 했을 때 생기는 '시간 조각'이에요. 헤드는 모든 토큰을 봐야 해요. 자르는 축은 무엇인가요?",
                ),
            },
        ),
        "more_heads": Choice(
            "A",
            {
                "A": Text(
                    "Twice as many heads, each half as wide: the four matrices stay (512, 512).",
                    "헤드는 두 배, 폭은 절반이에요. 행렬 네 개는 그대로 (512, 512)예요.",
                ),
                "B": Text(
                    "Only if every head kept its width of 64. With d_model fixed, what becomes of d_k?",
                    "헤드의 폭이 64로 그대로라면 그렇겠죠. d_model이 그대로면 d_k는 어떻게 되나요?",
                ),
                "C": Text(
                    "Each head gets half as wide, but there are twice as many. What is the product?",
                    "헤드의 폭은 절반이 되지만 수는 두 배가 돼요. 곱하면 어떻게 되나요?",
                ),
            },
        ),
        "true_in_sdpa": Choice(
            "A",
            {
                "A": _MAY_LOOK,
                "B": Text(
                    "That is the meaning in nn.MultiheadAttention. The function and the layer disagree. Which of them is "
                    "asked for here?",
                    "그것은 nn.MultiheadAttention에서의 뜻이에요. 함수와 층의 뜻이 서로 반대예요. 여기서는 어느 쪽을 묻고 있나요?",
                ),
                "C": Text(
                    "That holds for masks of floats: they are added. A boolean is not a number to add. What does it say?",
                    "실수로 된 마스크라면 점수에 더해요. 불리언은 더하는 수가 아니에요. 그러면 무엇을 뜻할까요?",
                ),
            },
        ),
        "true_in_mha": Choice(
            "B",
            {
                "A": Text(
                    "That is our meaning and that of F.scaled_dot_product_attention. The layer took the opposite one, and "
                    "nothing warns you. Which?",
                    "그것은 우리와 F.scaled_dot_product_attention의 뜻이에요. 이 층은 반대 뜻을 쓰고, 아무 경고도 없어요. 무엇일까요?",
                ),
                "B": Text(
                    "In nn.MultiheadAttention True means: not allowed to look. Hence the ~ in to_torch_mask.",
                    "nn.MultiheadAttention에서 True는 '볼 수 없다'는 뜻이에요. 그래서 to_torch_mask에 ~가 있어요.",
                ),
                "C": Text(
                    "That holds for masks of floats. What does this layer do with booleans?",
                    "실수로 된 마스크라면 그래요. 이 층이 불리언은 어떻게 다루나요?",
                ),
            },
        ),
        "default_weights": Choice(
            "C",
            {
                "A": Text(
                    "All heads have a part in it. What must happen to an axis of heads so that (B, T_q, T_k) is left?",
                    "모든 헤드가 들어 있어요. (B, T_q, T_k)만 남으려면 헤드 축에 무슨 일이 일어나야 할까요?",
                ),
                "B": Text(
                    "Scores do not leave the layer, and the rows of what it returns sum to one. What was done over the heads?",
                    "점수는 층 밖으로 나오지 않고, 돌려준 값의 행은 합이 1이에요. 헤드 축을 따라 무엇을 했을까요?",
                ),
                "C": Text(
                    "The mean over the heads. With average_attn_weights=False the head axis stays, as it does in your class.",
                    "헤드 전체의 평균이에요. average_attn_weights=False로 하면 여러분의 클래스처럼 헤드 축이 남아요.",
                ),
            },
        ),
        "double_length": Choice(
            "C",
            {
                "A": Text(
                    "The table of scores depends on T. What are its two sides?",
                    "점수 표는 T에 따라 달라져요. 표의 두 변은 무엇인가요?",
                ),
                "B": Text(
                    "That is true of the projections: each token passes once. How many pairs of tokens are there?",
                    "투영은 그래요. 토큰마다 한 번씩 지나니까요. 토큰의 쌍은 몇 개인가요?",
                ),
                "C": Text(
                    "The table of scores has T rows and T columns: twice the length, four times the pairs.",
                    "점수 표는 T행 T열이에요. 길이가 두 배면 쌍은 네 배예요.",
                ),
            },
        ),
    },
)
