"""pre_norm_stack, a bug to spot: the skip carries the normalized x. Against torch's layer norm."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day09.shared import matrices, plain_norm
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def pre_norm_stack(x: Tensor, weights: Tensor) -> Tensor:
    """Oracle: torch's layer_norm and linear."""
    for weight in weights.unbind():
        x = torch.add(x, torch.tanh(F.linear(F.layer_norm(x, x.shape[-1:]), weight.mT)))
    return x


check = Check(
    pre_norm_stack,
    bug="normed_skip",
    reason=Choice(
        "B",
        {
            "A": Text(
                "In pre-norm the norm stands in front of the part. Behind the tanh it would be another wiring. What does the "
                "line with the plus add to the change?",
                "사전 정규화에서 정규화는 부품 앞에 있어요. tanh 뒤라면 다른 연결이에요. 더하기가 있는 줄에서는 변화를 무엇에 더하나요?",
            ),
            "B": Text(
                "The line in front overwrites x with its norm, and so the skip carries the normalized x: layer by layer the "
                "size and the middle of the stream are thrown away. The branch may have it, the skip must not.",
                "앞 줄이 x를 정규화한 값으로 덮어써서, 지름길도 정규화된 x를 나르게 돼요. 층마다 흐름의 크기와 중심이 버려져요. "
                "정규화한 값은 가지에만 줘야 하고, 지름길에는 주면 안 돼요.",
            ),
            "C": Text(
                "The first matrix is met first, that is right. What does x hold when the plus is reached?",
                "첫 행렬을 먼저 만나는 것은 맞아요. 더하기에 이르렀을 때 x에는 무엇이 들어 있나요?",
            ),
            "D": Text(
                "A pre-norm model does end with a norm, but the docstring says that it does not belong to this stack. With "
                "zero weights, what should come out?",
                "사전 정규화 모델이 정규화로 끝나는 것은 맞지만, 설명에 따르면 이 함수에는 들어 있지 않아요. 가중치가 0이면 무엇이 "
                "나와야 하나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Tokens that are not normalized. One layer on normalized tokens is right with the bug, so it earns nothing alone."""

    def tokens(*shape: int) -> Tensor:
        return rng.tensor32(shape, 2.0, 1.0)

    with expect.part(
        "raw_skip",
        3,
        en="Does every layer add its change to the x that came in, in its full size?",
        ko="층마다 들어온 그대로의 x에, 그 크기 그대로, 변화를 더하나요?",
    ):
        cases = [(tokens(4, 5), matrices(rng, 1, 5)), (tokens(2, 3, 6), matrices(rng, 3, 6))]
        expect.same(cases)
    with expect.part(
        "zero_weights",
        1,
        en="If all weights are 0, is the stack the identity? Is it right for other sizes, and x left as it was?",
        ko="가중치가 모두 0이면 항등 함수인가요? 다른 크기에서도 맞고, x는 그대로인가요?",
    ):
        cases = [(tokens(3, 4), torch.zeros(2, 4, 4)), (tokens(4, 4), matrices(rng, 4, 4, 3.0))]
        expect.same(cases, unchanged=True)


@check.right
def stack_with_a_second_name(x, weights):
    for weight in weights:
        h = plain_norm(x)
        x = x + torch.tanh(h @ weight)
    return x


@check.right
def stack_that_calls_itself(x, weights):
    if len(weights) == 0:
        return x
    normed = (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + 1e-5)
    return pre_norm_stack(x + torch.tanh(normed @ weights[0]), weights[1:])


@check.right
def stack_on_a_copy(x, weights):
    stream = x.clone()
    for i in range(weights.shape[0]):
        stream += (plain_norm(stream) @ weights[i]).tanh()
    return stream


@check.misconception(
    en="Which x does the skip carry here: the one that came in, or its norm?",
    ko="여기서 지름길이 나르는 x는 무엇인가요? 들어온 그대로의 x인가요, 정규화한 x인가요?",
)
def normed_skip(x, weights):
    for weight in weights:
        x = plain_norm(x)
        x = x + torch.tanh(x @ weight)
    return x


@check.misconception(
    en="Is the sum normalized in your stack? Which wiring is that?",
    ko="합을 정규화하고 있나요? 그것은 어느 연결인가요?",
)
def normed_behind_the_sum(x, weights):
    for weight in weights:
        x = plain_norm(x + torch.tanh(x @ weight))
    return x


@check.misconception(
    en="Does the norm stand in front of the matrix, or behind the tanh?",
    ko="정규화가 행렬 앞에 있나요, tanh 뒤에 있나요?",
)
def branch_normed_behind(x, weights):
    for weight in weights:
        x = x + plain_norm(torch.tanh(x @ weight))
    return x


@check.misconception(
    en="What does the matrix read now? Has the norm gone altogether?",
    ko="이제 행렬이 읽는 것은 무엇인가요? 정규화가 아예 사라지지 않았나요?",
)
def no_norm_left(x, weights):
    for weight in weights:
        x = x + torch.tanh(x @ weight)
    return x


@check.misconception(
    en="Which x does layer 2 add to: what layer 1 gave, or the very first one, kept before the loop?",
    ko="2층이 더하는 대상이 1층이 준 x인가요, 반복문 앞에서 남겨 둔 맨 처음의 x인가요?",
)
def first_input_kept(x, weights):
    residual = x
    for weight in weights:
        x = residual + torch.tanh(plain_norm(x) @ weight)
    return x


@check.misconception(
    en="How often is the norm taken: once for the whole stack, or in front of every layer?",
    ko="정규화를 몇 번 하나요? 전체에서 한 번인가요, 층마다 한 번인가요?",
)
def normed_once_before_the_loop(x, weights):
    h = plain_norm(x)
    for weight in weights:
        x = x + torch.tanh(h @ weight)
    return x


@check.misconception(
    en="The skips are right now. Does the docstring ask for a norm at the end?",
    ko="지름길은 이제 맞아요. 설명이 마지막 정규화까지 하라고 하나요?",
)
def normed_at_the_end(x, weights):
    for weight in weights:
        x = x + torch.tanh(plain_norm(x) @ weight)
    return plain_norm(x)


@check.misconception(
    en="The values are right. Whose tensor does x += … write into?",
    ko="값은 맞아요. 그런데 x += … 는 누구의 텐서에 쓰나요?",
)
def stream_overwritten(x, weights):
    for weight in weights:
        x += torch.tanh(plain_norm(x) @ weight)
    return x
