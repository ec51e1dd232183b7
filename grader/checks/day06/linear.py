"""A linear layer, against F.linear. On a square weight a forgotten transpose raises no error."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import Check, Expect, Rng, Student


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Oracle."""
    return F.linear(x.double(), weight.double(), bias.double())


check = Check(linear)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same([case((5,), 4, 6), case((3,), 6, 2)])
    with expect.part(
        "square",
        2,
        en="When the weight is square, no shape can protect you: do the rows or the columns of the weight meet the token?",
        ko="weight가 정사각이면 모양으로는 걸러지지 않아요. 토큰과 만나는 것이 weight의 행인가요, 열인가요?",
    ):
        expect.same([case((4,), 4, 4)])
    with expect.part(
        "any_axes_in_front",
        1,
        en="Does it work for one token, for a batch of sentences, and for four axes? Are the inputs left alone?",
        ko="토큰 하나에도, 문장 배치에도, 축이 네 개일 때도 동작하나요? 입력은 그대로인가요?",
    ):
        cases = [case(lead, 3, 4) for lead in ((), (2, 5), (2, 3, 5))]
        expect.same(cases, unchanged=True)
        expect.tensor()


@check.right
def linear_of_torch(x, weight, bias):
    return F.linear(x, weight, bias)


@check.right
def linear_with_einsum(x, weight, bias):
    y = torch.einsum("...i,oi->...o", x, weight)
    y += bias
    return y


@check.right
def linear_with_nn(x, weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
        return layer(x)


@check.right
def linear_in_loops(x, weight, bias):
    columns = [(x * row).sum(dim=-1) + number for row, number in zip(weight, bias, strict=True)]
    return torch.stack(columns, dim=-1)


@check.misconception(
    en="The weight has the shape (d_out, d_in). Which of its axes must meet the features of x in a product x @ …?",
    ko="weight의 모양은 (d_out, d_in)이에요. x @ … 에서 x의 특징과 만나야 하는 축은 둘 중 어느 쪽인가요?",
)
def weight_not_transposed(x, weight, bias):
    return x @ weight + bias


@check.misconception(
    en="What does the function give for an x of zeros? Which argument does no line use?",
    ko="x가 모두 0이면 함수가 무엇을 돌려주어야 하나요? 아무 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
def bias_forgotten(x, weight, bias):
    return x @ weight.T


@check.misconception(
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def weight_reshaped(x, weight, bias):
    return x @ weight.reshape(weight.shape[1], weight.shape[0]) + bias


@check.misconception(
    en="For one token weight @ x is right. What stands on the right of @ when x holds many tokens, one in each row?",
    ko="토큰 하나라면 weight @ x가 맞아요. x의 행마다 토큰이 하나씩 있으면 @ 오른쪽에 무엇이 오게 되나요?",
)
def weight_in_front(x, weight, bias):
    return weight @ x + bias


@check.misconception(
    en="Are the tokens of the result in its rows, as those of x are, or in its columns?",
    ko="결과의 토큰들이 x처럼 행에 놓여 있나요, 열에 놓여 있나요?",
)
def tokens_in_columns(x, weight, bias):
    return weight @ x.mT + bias[:, None]


@check.misconception(
    en="Along which axis does your bias run, that of the tokens or that of the features?",
    ko="bias가 어느 축을 따라 더해지나요? 토큰 축인가요, 특징 축인가요?",
)
def bias_along_tokens(x, weight, bias):
    return x @ weight.T + bias[:, None]


@check.misconception(
    en="Does the bias come before the product or after it? How long is it, d_in or d_out?",
    ko="bias를 곱하기 전에 더하나요, 곱한 뒤에 더하나요? 길이가 d_in인가요, d_out인가요?",
)
def bias_before_weight(x, weight, bias):
    return (x + bias) @ weight.T
