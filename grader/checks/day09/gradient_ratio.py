"""gradient_ratio: how much of a gradient comes back through a stack, with and without skips, against torch.func."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day09.shared import matrices
from grader.judge import Check, Expect, Rng, Student


def gradient_ratio(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    """Oracle: torch.func goes back through the stack as a whole."""

    def stack(tokens: Tensor) -> Tensor:
        for weight in weights.unbind():
            change = torch.tanh(F.linear(tokens, weight.mT))
            tokens = tokens + change if skip else change
        return tokens

    back = torch.func.vjp(stack, x)[1]
    (gradient,) = back(upstream)
    return torch.linalg.vector_norm(gradient) / torch.linalg.vector_norm(upstream)


check = Check(gradient_ratio)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Without the skip, with it, then many layers and other shapes."""

    def case(layers: int, shape: tuple[int, ...], skip: bool, width: float = 0.8) -> tuple[Any, ...]:
        upstream = rng.tensor32(shape, 3.0)
        return rng.tensor32(shape), matrices(rng, layers, shape[-1], width), upstream, skip

    with expect.part(
        "without_skip",
        2,
        en="Without the skip: is each layer the tanh of the state times its matrix, does the gradient begin with upstream, "
        "and is it the gradient for x that you measure?",
        ko="지름길이 없을 때, 층마다 상태에 행렬을 곱하고 tanh를 취했나요? 기울기가 upstream에서 출발하나요? 재는 것이 x의 기울기인가요?",
    ):
        expect.same([case(1, (4, 5), False), case(3, (2, 6), False)])
    with expect.part(
        "with_skip",
        3,
        en="With the skip: does every layer add its change to the state that it was given?",
        ko="지름길이 있을 때, 층마다 자기가 받은 상태에 변화를 더하나요?",
    ):
        cases = [case(1, (4, 5), True), case(3, (2, 6), True), case(5, (3, 4), True, 2.0)]
        expect.same(cases)
    with expect.part(
        "deep",
        1,
        en="Is it right for many layers, for a batch axis in front and for a tiny upstream, and with the skip when nothing is "
        "said? Are the inputs left as they were?",
        ko="층이 많을 때도, 앞에 배치 축이 있을 때도, upstream이 아주 작을 때도, skip을 따로 넘기지 않을 때도 맞나요? 입력은 "
        "그대로인가요?",
    ):
        cases = [case(9, (2, 3, 4), skip, 0.6) for skip in (True, False)]
        x, weights, upstream, skip = case(2, (3, 4), True)
        cases += [(x, weights, 1e-4 * upstream, skip), (x, weights, upstream)]
        expect.same(cases, unchanged=True)


@check.right
def as_in_the_lesson(x, weights, upstream, skip=True):
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@check.right
def ratio_with_backward(x, weights, upstream, skip=True):
    start = x.clone()
    start.requires_grad = True
    h = start
    for i in range(weights.shape[0]):
        f = (h @ weights[i]).tanh()
        if skip:
            f = h + f
        h = f
    h.backward(upstream)
    assert start.grad is not None
    return float(torch.sqrt((start.grad**2).sum()) / torch.sqrt((upstream**2).sum()))


@check.right
def ratio_with_a_loss(x, weights, upstream, skip=True):
    x = x.double().requires_grad_()
    h = x
    for W in weights.double():
        h = h * skip + torch.tanh(h @ W)
    loss = (h * upstream).sum()
    loss.backward()
    assert x.grad is not None
    return torch.linalg.norm(x.grad).numpy() / upstream.double().square().sum().sqrt().numpy()


@check.right
def ratio_by_hand(x, weights, upstream, skip=True):
    changes = []
    h = x
    for W in weights:
        changes.append(torch.tanh(h @ W))
        h = changes[-1] + h if skip else changes[-1]
    g = upstream
    for W, change in zip(reversed(weights), reversed(changes), strict=True):
        through = (g * (1 - change**2)) @ W.T
        g = through + g if skip else through
    return g.norm() / upstream.norm()


@check.misconception(
    en="Is it the size of the states or of the gradients that you compare?",
    ko="비교하는 것이 상태의 크기인가요, 기울기의 크기인가요?",
)
def states_measured(x, weights, upstream, skip=True):
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    return state.norm() / x.norm()


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "one_long_skip",
    ("change = torch.tanh(state @ weight)", "state = torch.tanh(state @ weight)\n    if skip:"),
    ("state = state + change if skip else change", "state = x + state"),
    en="How many skips does your stack have: one around everything, or one around each layer?",
    ko="지름길이 몇 개인가요? 전체를 한 번 돌아가나요, 층마다 하나씩 있나요?",
)
misconception(
    "first_input_added",
    ("state + change", "x + change"),
    en="What does layer 3 add to its change: the state that layer 2 gave, or the very first x?",
    ko="3층이 변화를 더하는 대상이 2층이 준 상태인가요, 맨 처음의 x인가요?",
)
misconception(
    "skip_inside_tanh",
    ("torch.tanh(state @ weight)", "state @ weight"),
    ("state + change if skip else change", "torch.tanh(state + change) if skip else torch.tanh(change)"),
    en="Does the skip go around the tanh or through it? Which of the two leaves x as it is?",
    ko="지름길이 tanh를 돌아가나요, 지나가나요? x를 그대로 두는 것은 어느 쪽인가요?",
)
misconception(
    "skip_never_used",
    ("change = torch.tanh(state @ weight)", "state = torch.tanh(state @ weight)"),
    ("state = state + change if skip else change", ""),
    en="Does the result change when skip changes? Which line reads it?",
    ko="skip이 바뀌면 결과도 바뀌나요? 어느 줄이 그 값을 읽나요?",
)
misconception(
    "no_skip_by_default",
    ("skip=True", "skip=False"),
    en="What does the signature promise when nobody names skip?",
    ko="skip을 아무도 넘기지 않으면 어떻게 한다고 함수의 첫 줄에 적혀 있었나요?",
)
misconception(
    "skip_always_used",
    ("change = torch.tanh(state @ weight)", "state = state + torch.tanh(state @ weight)"),
    ("state = state + change if skip else change", ""),
    en="What does your stack compute when skip is False?",
    ko="skip이 False이면 무엇을 계산하나요?",
)
misconception(
    "sum_taken_as_loss",
    (
        "(gradient,) = torch.autograd.grad(state, x, upstream)",
        "state.sum().backward()\n    assert x.grad is not None",
    ),
    ("gradient.norm()", "x.grad.norm()"),
    en="With which gradient does your way back begin: with upstream, or with ones, as .sum().backward() does?",
    ko="되돌아오는 길이 어떤 기울기에서 출발하나요? upstream인가요, .sum().backward()처럼 1인가요?",
)
misconception(
    "not_divided",
    (" / upstream.norm()", ""),
    en="If upstream is three times as long, the ratio must stay. What do you divide by?",
    ko="upstream이 세 배로 길어져도 비율은 그대로여야 해요. 무엇으로 나누나요?",
)
misconception(
    "root_forgotten",
    ("gradient.norm() / upstream.norm()", "gradient.square().sum() / upstream.square().sum()"),
    en="A norm is the root of the sum of the squares. Is there a root in your ratio?",
    ko="노름은 제곱의 합의 제곱근이에요. 비율에 제곱근이 있나요?",
)
misconception(
    "absolute_values",
    ("gradient.norm() / upstream.norm()", "gradient.abs().mean() / upstream.abs().mean()"),
    en="Do you compare means of absolute values, or roots of sums of squares?",
    ko="절댓값의 평균을 비교하나요, 제곱의 합의 제곱근을 비교하나요?",
)
misconception(
    "matrix_transposed",
    ("state @ weight", "state @ weight.T"),
    en="The matrix stands on the right of the state, x @ W. Which of its axes meets the features in your code?",
    ko="행렬은 상태의 오른쪽에 와요, x @ W예요. 코드에서는 행렬의 어느 축이 특징과 만나나요?",
)
misconception(
    "last_gradient_first_layer",
    ("in weights", "in weights.flip(0)"),
    en="In which order are the matrices applied? Does x meet weights[0] first?",
    ko="행렬을 어떤 순서로 쓰나요? x가 weights[0]을 가장 먼저 만나나요?",
)
