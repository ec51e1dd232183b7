"""first_token_gradient, against autograd through torch.nn.RNN: a product with one Jacobian fewer than there are tokens."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.last_state import last_state
from grader.checks.day01.rnn import rnn
from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.shared import SLOPES, Array, random_sentence, tensor, torch_rnn
from grader.checks.day01.step_jacobian import step_jacobian
from grader.judge import Check, Expect, Rng, Student


def first_token_gradient(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: autograd through torch.nn.RNN."""
    layer = torch_rnn(w_x, w_h, b)
    tokens, start = tensor(xs), tensor(h0)

    def last(first: torch.Tensor) -> torch.Tensor:
        sentence = torch.cat([first.unsqueeze(0), tokens[1:]])
        return layer(sentence, start.unsqueeze(0))[1][0]

    return torch.autograd.functional.jacobian(last, tokens[0]).numpy()


check = Check(first_token_gradient, uses=("rnn_step", "rnn", "last_state", "step_jacobian"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One token, two, many; square sizes; a large result and the inputs left alone."""
    with expect.part(
        "one_token",
        1,
        en="One token: how does the first state move with it? Is the slope of tanh in it, and w_x with the rows and "
        "columns in the right places?",
        ko="토큰이 하나일 때, 토큰이 움직이면 첫 상태는 어떻게 움직이나요? tanh의 기울기가 들어 있고 w_x의 행과 열이 제자리인가요?",
    ):
        expect.same([random_sentence(rng, (), 1, 4, 3), random_sentence(rng, (), 1, 2, 5)], tolerance=SLOPES)
    with expect.part(
        "two_tokens",
        1,
        en="Two tokens: one Jacobian more. At which old state is it taken?",
        ko="토큰이 둘이면 야코비 행렬이 하나 더 붙어요. 그것을 어느 이전 상태에서 구하나요?",
    ):
        expect.same([random_sentence(rng, (), 2, 4, 3), random_sentence(rng, (), 2, 3, 5)], tolerance=SLOPES)
    with expect.part(
        "many_tokens",
        2,
        en="How many factors has the product for T tokens, in which order do they stand, and is each taken at its own "
        "state?",
        ko="토큰이 T개일 때 곱에 인수가 몇 개 있나요? 순서는 어떤가요? 각 인수를 자기 상태에서 구하나요?",
    ):
        sizes = ((3, 4, 3), (5, 4, 3), (4, 3, 5))
        cases = [random_sentence(rng, (), *size) for size in sizes]
        expect.same(cases, tolerance=SLOPES)
    with expect.part(
        "together",
        1,
        en="Is it still right when token and state have the same size, and are the inputs left alone?",
        ko="토큰과 상태의 크기가 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [random_sentence(rng, (), 3, 4, 4), random_sentence(rng, (), 6, 2, 5, 2.0)]
        expect.same(cases, tolerance=SLOPES, unchanged=True)


@check.right
def as_in_the_lesson(xs, h0, w_x, w_h, b):
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient


@check.right
def from_the_end(xs, h0, w_x, w_h, b):
    states = np.concatenate([h0[None], rnn(xs, h0, w_x, w_h, b)])
    product = np.eye(len(h0))
    for t in range(len(xs) - 1, 0, -1):
        product = product @ np.diag(1 - states[t + 1] ** 2) @ w_h.T
    return product @ np.diag(1 - states[1] ** 2) @ w_x.T


@check.right
def all_in_one_loop(xs, h0, w_x, w_h, b):
    h, gradient = h0, None
    for x in xs:
        jacobian = step_jacobian(x, h, w_x, w_h, b)
        h = rnn_step(x, h, w_x, w_h, b)
        gradient = np.diag(1 - h * h) @ w_x.T if gradient is None else jacobian @ gradient
    return gradient


@check.right
def measured(xs, h0, w_x, w_h, b):
    step, gradient = 1e-5, np.zeros((h0.size, xs.shape[1]))
    for j in range(xs.shape[1]):
        up, down = xs.copy(), xs.copy()
        up[0, j] += step
        down[0, j] -= step
        apart = last_state(up, h0, w_x, w_h, b) - last_state(down, h0, w_x, w_h, b)
        gradient[:, j] = apart / (2 * step)
    return gradient


@check.misconception(
    en="In which order do the Jacobians stand? Does a change of the first token meet J_2 or J_T first?",
    ko="야코비 행렬이 어떤 순서로 놓이나요? 첫 토큰의 변화가 먼저 만나는 것은 J_2인가요, J_T인가요?",
)
def order_turned_round(xs, h0, w_x, w_h, b):
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    first, product = (1 - h**2)[:, None] * w_x.T, np.eye(len(h))
    for x in xs[1:]:
        product = product @ step_jacobian(x, h, w_x, w_h, b)
        h = rnn_step(x, h, w_x, w_h, b)
    return product @ first


@check.misconception(
    en="The first token goes through a tanh, too. Where is that slope?",
    ko="첫 토큰도 tanh를 지나요. 그 기울기는 어디에 있나요?",
)
def first_slope_forgotten(xs, h0, w_x, w_h, b):
    h, gradient = rnn_step(xs[0], h0, w_x, w_h, b), w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient + np.zeros(gradient.shape)


@check.misconception(
    en="Your matrix says how the first state moves. Through which steps does the change have to go to reach the last?",
    ko="이 행렬은 첫 상태가 어떻게 움직이는지 말해 줘요. 변화가 마지막 상태에 닿으려면 어떤 단계들을 지나야 하나요?",
)
def only_the_first_step(xs, h0, w_x, w_h, b):
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    return (1 - h**2)[:, None] * w_x.T


@check.misconception(
    en="Which token moves here, the first or the last? How many steps lie between it and the last state?",
    ko="움직이는 것이 첫 토큰인가요, 마지막 토큰인가요? 그 토큰과 마지막 상태 사이에 단계가 몇 개 있나요?",
)
def of_the_last_token(xs, h0, w_x, w_h, b):
    h = last_state(xs, h0, w_x, w_h, b)
    return (1 - h**2)[:, None] * w_x.T


@check.misconception(
    en="What moves here, the first token or the start state h0? Where does w_x enter?",
    ko="움직이는 것이 첫 토큰인가요, 시작 상태 h0인가요? w_x는 어디에 들어가나요?",
)
def of_the_start(xs, h0, w_x, w_h, b):
    h, product = h0, np.eye(len(h0))
    for x in xs:
        product = step_jacobian(x, h, w_x, w_h, b) @ product
        h = rnn_step(x, h, w_x, w_h, b)
    return product


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "state_stands_still",
    ("        h = rnn_step(x, h, w_x, w_h, b)\n", ""),
    en="Does the state move on inside your loop? At which state is each Jacobian taken?",
    ko="반복문 안에서 상태가 앞으로 나아가나요? 야코비 행렬을 각각 어느 상태에서 구하나요?",
)
misconception(
    "state_moved_too_early",
    (
        "gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient\n        h = rnn_step(x, h, w_x, w_h, b)",
        "h = rnn_step(x, h, w_x, w_h, b)\n        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient",
    ),
    en="Is the state moved on before or after its Jacobian is taken? Which old state belongs to token t?",
    ko="상태를 옮기는 것이 야코비 행렬을 구하기 전인가요, 후인가요? t번째 토큰에 맞는 이전 상태는 무엇인가요?",
)
misconception(
    "one_factor_too_many",
    ("gradient = (1 - h**2)[:, None] * w_x.T", "gradient, h = (1 - h**2)[:, None] * w_x.T, h0"),
    ("in xs[1:]", "in xs"),
    en="How many Jacobians are there for T tokens? Does the first token pass through the Jacobian of its own step?",
    ko="토큰이 T개면 야코비 행렬은 몇 개인가요? 첫 토큰이 자기 단계의 야코비 행렬도 지나나요?",
)
misconception(
    "one_factor_too_few",
    ("xs[1:]", "xs[1:-1]"),
    en="Does your loop reach the last token? How many Jacobians are there for T tokens?",
    ko="반복문이 마지막 토큰까지 가나요? 토큰이 T개면 야코비 행렬은 몇 개인가요?",
)
misconception(
    "turned_on_its_side",
    ("return gradient", "return gradient.T"),
    en="Which axis of the result belongs to the state and which to the token? What does the docstring say?",
    ko="결과의 어느 축이 상태이고 어느 축이 토큰인가요? 설명에는 뭐라고 되어 있나요?",
)
misconception(
    "starts_at_zero",
    ("rnn_step(xs[0], h0,", "rnn_step(xs[0], np.zeros(len(h0)),"),
    en="From which state does the first step start? Is h0 used?",
    ko="첫 단계는 어떤 상태에서 시작하나요? h0를 쓰나요?",
)
