"""last_state, a bug to find: every step starts from h0 again. Against the second result of torch.nn.RNN."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.rnn import rnn
from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.shared import Array, Case, random_sentence, tensor, torch_rnn
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def last_state(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: the second result of torch.nn.RNN."""
    tokens, start = tensor(xs), tensor(h0)
    layer = torch_rnn(w_x, w_h, b)
    with torch.no_grad():
        _, last = layer(
            tokens.reshape(-1, *tokens.shape[-2:]), start.reshape(-1, start.shape[-1]).unsqueeze(0)
        )
    return last[0].reshape(start.shape).numpy()


check = Check(
    last_state,
    uses=("rnn_step", "rnn"),
    bug="started_again",
    reason=Choice(
        "B",
        {
            "A": Text(
                "rnn_step already takes the tanh, so it is not missing. Look at the second argument of the call.",
                "tanh는 rnn_step 안에 이미 있으니 빠진 게 아니에요. 함수를 부를 때의 두 번째 인수를 살펴보세요.",
            ),
            "B": Text(
                "Every step starts from h0, so the state of the step before is thrown away. What comes out knows the "
                "last token only.",
                "모든 단계가 h0에서 다시 시작해서 앞 단계의 상태가 버려져요. 그래서 결과는 마지막 토큰밖에 몰라요.",
            ),
            "C": Text(
                "The tokens are read from left to right, as they should be. Which state does each step start from?",
                "토큰은 제대로 왼쪽에서 오른쪽으로 읽고 있어요. 단계마다 어떤 상태에서 시작하나요?",
            ),
            "D": Text(
                "The two matrices stand where rnn_step wants them. Look at the argument before them.",
                "두 행렬은 rnn_step이 원하는 자리에 있어요. 그 앞의 인수를 살펴보세요.",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Several tokens always: with one token the given code is right already, so that alone earns nothing."""
    with expect.part(
        "all_tokens_count",
        2,
        en="Does the result depend on every token? Which state does each step start from?",
        ko="결과가 모든 토큰에 따라 달라지나요? 단계마다 어떤 상태에서 시작하나요?",
    ):
        cases: list[Case] = [
            random_sentence(rng, (), 5, 4, 3),
            random_sentence(rng, (), 2, 3, 5),
            random_sentence(rng, (), 4, 4, 4),
        ]
        expect.same(cases)
    with expect.part(
        "batch",
        1,
        en="Does every sentence of a batch get a last state of its own, and are the inputs left alone?",
        ko="배치의 문장마다 자기 마지막 상태가 나오나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            random_sentence(rng, (2,), 5, 4, 3),
            random_sentence(rng, (2, 3), 4, 3, 5),
            random_sentence(rng, (4,), 4, 4, 4),
        ]
        expect.same(cases, unchanged=True)


@check.right
def as_in_the_lesson(xs, h0, w_x, w_h, b):
    h = h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@check.right
def last_of_all_states(xs, h0, w_x, w_h, b):
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return states[-1]


@check.right
def last_of_rnn(xs, h0, w_x, w_h, b):
    return rnn(xs, h0, w_x, w_h, b)[..., -1, :]


@check.right
def carried_in_a_loop(xs, h0, w_x, w_h, b):
    h = h0
    for x in np.moveaxis(xs, -2, 0):
        h = rnn_step(x, h, w_x, w_h, b)
    return h


@check.misconception(
    en="Which state does each step start from? Change the first token: does the result change?",
    ko="단계마다 어떤 상태에서 시작하나요? 첫 토큰을 바꾸면 결과도 바뀌나요?",
)
def started_again(xs, h0, w_x, w_h, b):
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h0, w_x, w_h, b)
    return h


@check.misconception(
    en="Which of the states is returned, the first or the last?",
    ko="어떤 상태를 돌려주나요? 첫 번째인가요, 마지막인가요?",
)
def first_state(xs, h0, w_x, w_h, b):
    return rnn_step(xs[..., 0, :], h0, w_x, w_h, b)


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "last_token_skipped",
    ("range(xs.shape[-2])", "range(xs.shape[-2] - 1)"),
    en="How many tokens does the loop read? Is the last one among them?",
    ko="반복문이 토큰을 몇 개 읽나요? 마지막 토큰도 읽나요?",
)
misconception(
    "last_token_first",
    ("range(xs.shape[-2])", "range(xs.shape[-2] - 1, -1, -1)"),
    en="In which order does the loop read the tokens? Which of them should be the last?",
    ko="반복문이 토큰을 어떤 순서로 읽나요? 마지막에 읽어야 할 토큰은 무엇인가요?",
)
misconception(
    "zeros_instead_of_h0",
    ("h = h0", "h = np.zeros(h0.shape)"),
    en="Which state should the first step start from? What became of h0?",
    ko="첫 단계는 어떤 상태에서 시작해야 하나요? h0는 어디로 갔나요?",
)


misconception = check.misconceptions_in(last_of_all_states)
misconception(
    "last_of_the_batch",
    ("states[-1]", "np.stack(states, axis=-2)[-1]"),
    en="Which axis does [-1] pick from when a batch axis stands in front?",
    ko="앞에 배치 축이 있을 때 [-1]은 어느 축에서 고르나요?",
)
misconception(
    "all_states",
    ("states[-1]", "np.stack(states, axis=-2)"),
    en="How many states does the docstring ask for, all of them or the last?",
    ko="설명에서 달라는 상태가 몇 개인가요? 전부인가요, 마지막 하나인가요?",
)
misconception(
    "mean_of_states",
    ("states[-1]", "np.mean(states, axis=0)"),
    en="Is the last state asked for, or the mean of all of them?",
    ko="구할 것이 마지막 상태인가요, 모든 상태의 평균인가요?",
)
