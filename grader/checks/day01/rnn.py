"""rnn, against torch.nn.RNN: every state of a sentence, with batch axes in front or without."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.shared import Array, Case, random_sentence, tensor, torch_rnn
from grader.judge import Check, Expect, Rng, Student


def rnn(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: torch.nn.RNN on a flat batch."""
    tokens, start = tensor(xs), tensor(h0)
    layer = torch_rnn(w_x, w_h, b)
    with torch.no_grad():
        states, _ = layer(
            tokens.reshape(-1, *tokens.shape[-2:]), start.reshape(-1, start.shape[-1]).unsqueeze(0)
        )
    return states.reshape(*tokens.shape[:-1], start.shape[-1]).numpy()


check = Check(rnn, uses=("rnn_step",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One token, several, batches; last a batch as long as its sentences, and the inputs left alone."""
    with expect.part(
        "one_token",
        1,
        en="One token: is there one state, made from h0 and this token?",
        ko="토큰이 하나일 때, h0와 그 토큰으로 만든 상태가 하나 나오나요?",
    ):
        expect.same([random_sentence(rng, (), 1, 4, 3), random_sentence(rng, (), 1, 2, 5)])
    with expect.part(
        "several_tokens",
        2,
        en="Does each step start from the state that the step before has left, and is every state returned in order?",
        ko="단계마다 바로 앞 단계가 남긴 상태에서 시작하나요? 모든 상태를 순서대로 돌려주나요?",
    ):
        expect.same([random_sentence(rng, (), 5, 4, 3), random_sentence(rng, (), 7, 2, 5)])
    with expect.part(
        "batch",
        2,
        en="With batch axes in front: which axis do you walk along, and along which axis do you put the states together?",
        ko="앞에 배치 축이 있을 때 어느 축을 따라 걷나요? 상태들은 어느 축을 따라 모으나요?",
    ):
        expect.same([random_sentence(rng, (2,), 5, 4, 3), random_sentence(rng, (2, 3), 4, 3, 5)])
    with expect.part(
        "together",
        1,
        en="Is it still right when batch, tokens and features have the same size, and are the inputs left alone?",
        ko="배치, 토큰, 특징의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases: list[Case] = [random_sentence(rng, (4,), 4, 4, 4), random_sentence(rng, (2,), 5, 4, 3)]
        expect.same(cases, unchanged=True)


@check.right
def step_by_step(xs, h0, w_x, w_h, b):
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)


@check.right
def filled_in_place(xs, h0, w_x, w_h, b):
    states = np.empty((*xs.shape[:-1], h0.shape[-1]))
    for t in range(xs.shape[-2]):
        states[..., t, :] = rnn_step(xs[..., t, :], states[..., t - 1, :] if t else h0, w_x, w_h, b)
    return states


@check.right
def tokens_in_front(xs, h0, w_x, w_h, b):
    states, h = [], np.array(h0)
    for x in np.moveaxis(xs, -2, 0):
        h = np.tanh(x @ w_x + h @ w_h + b)
        states.append(h)
    return np.moveaxis(np.array(states), 0, -2)


@check.right
def inputs_projected_at_once(xs, h0, w_x, w_h, b):
    projected, h = (xs @ w_x + b).astype(np.float32), h0
    for t in range(xs.shape[-2]):
        h = projected[..., t, :] = np.tanh(projected[..., t, :] + h @ w_h)
    return projected


@check.right
def shorter_sentence_first(xs, h0, w_x, w_h, b):
    if xs.shape[-2] == 0:
        return np.zeros((*xs.shape[:-1], h0.shape[-1]))
    before = rnn(xs[..., :-1, :], h0, w_x, w_h, b) if xs.shape[-2] > 1 else h0[..., None, :]
    new = rnn_step(xs[..., -1, :], before[..., -1, :], w_x, w_h, b)[..., None, :]
    return np.concatenate([before, new], axis=-2) if xs.shape[-2] > 1 else new


@check.misconception(
    en="From which state does the second step start? Which line hands the new state on to the next step?",
    ko="두 번째 단계는 어떤 상태에서 시작하나요? 새 상태를 다음 단계로 넘겨주는 줄은 어디인가요?",
)
def state_not_carried(xs, h0, w_x, w_h, b):
    states = [rnn_step(xs[..., t, :], h0, w_x, w_h, b) for t in range(xs.shape[-2])]
    return np.stack(states, axis=-2)


@check.misconception(
    en="How many states should come back, one for each token or only the last?",
    ko="상태가 몇 개 나와야 하나요? 토큰마다 하나씩인가요, 마지막 하나인가요?",
)
def only_the_last(xs, h0, w_x, w_h, b):
    h = h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@check.misconception(
    en="How many tokens go in, and how many states come out? Is h0 one of the states that were asked for?",
    ko="토큰이 몇 개 들어가고 상태가 몇 개 나오나요? h0도 돌려줘야 할 상태인가요?",
)
def start_included(xs, h0, w_x, w_h, b):
    states = [h0]
    for t in range(xs.shape[-2]):
        states.append(rnn_step(xs[..., t, :], states[-1], w_x, w_h, b))
    return np.stack(states, axis=-2)


@check.misconception(
    en="Is your first state h0, or the state after the first token? Has the last token been read?",
    ko="첫 번째 상태가 h0인가요, 첫 토큰을 읽은 뒤의 상태인가요? 마지막 토큰까지 읽었나요?",
)
def start_instead_of_last(xs, h0, w_x, w_h, b):
    states = [h0]
    for t in range(xs.shape[-2] - 1):
        states.append(rnn_step(xs[..., t, :], states[-1], w_x, w_h, b))
    return np.stack(states, axis=-2)


misconception = check.misconceptions_in(step_by_step)
misconception(
    "returned_in_the_loop",
    ("    return np.stack(states, axis=-2)", "        return np.stack(states, axis=-2)\n    return h"),
    en="On which level of indentation does the return line stand? After how many tokens does the function end?",
    ko="return 줄의 들여쓰기가 어디에 있나요? 토큰을 몇 개 읽고 함수가 끝나나요?",
)
misconception(
    "starts_from_zeros",
    ("states, h = [], h0", "states, h = [], np.zeros(h0.shape)"),
    en="From which state does the first step start? Is h0 used anywhere?",
    ko="첫 단계는 어떤 상태에서 시작하나요? h0를 쓰는 곳이 있나요?",
)
misconception(
    "walks_along_the_batch",
    ("for t in range(xs.shape[-2])", "for x in xs"),
    ("xs[..., t, :]", "x"),
    ("np.stack(states, axis=-2)", "np.array(states)"),
    en="Along which axis does `for x in xs` walk when a batch axis stands in front?",
    ko="앞에 배치 축이 있을 때 `for x in xs`는 어느 축을 따라 걷나요?",
)
misconception(
    "stacked_in_front",
    ("np.stack(states, axis=-2)", "np.stack(states)"),
    en="On which axis should the tokens lie in the result? Which axis does np.stack (or np.array) make without `axis`?",
    ko="결과에서 토큰은 어느 축에 놓여야 하나요? `axis` 없는 np.stack(또는 np.array)은 새 축을 어디에 만드나요?",
)
misconception(
    "read_backwards",
    ("range(xs.shape[-2])", "reversed(range(xs.shape[-2]))"),
    ("np.stack(states,", "np.stack(states[::-1],"),
    en="Which token is read first? Does state t know the tokens up to t, or those from t on?",
    ko="어떤 토큰을 가장 먼저 읽나요? t번째 상태가 아는 것은 t까지의 토큰인가요, t부터의 토큰인가요?",
)
misconception(
    "one_array_for_all",
    ("states, h = [], h0", "states, h = [], h0.copy()"),
    ("h = rnn_step", "h[...] = rnn_step"),
    en="Is each state an array of its own, or does every entry of the list point to the same array?",
    ko="상태마다 배열이 따로 있나요, 아니면 목록의 모든 칸이 같은 배열을 가리키나요?",
)
misconception(
    "written_into_h0",
    ("h = rnn_step", "h[...] = rnn_step"),
    ("states.append(h)", "states.append(h.copy())"),
    en="Is the caller's h0 still the same afterwards? What does h[...] = … change when h is h0?",
    ko="함수를 부른 쪽의 h0가 그대로 남아 있나요? h가 h0일 때 h[...] = … 는 무엇을 바꾸나요?",
)
misconception(
    "first_token_again",
    ("for t in", "for _ in"),
    ("xs[..., t, :]", "xs[..., 0, :]"),
    en="Which token does step t read? Does your index change inside the loop?",
    ko="t번째 단계는 어떤 토큰을 읽나요? 반복문 안에서 인덱스가 바뀌나요?",
)
