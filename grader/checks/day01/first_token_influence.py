"""first_token_influence: how far apart two last states of torch.nn.RNN are when the first token is replaced."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.last_state import last_state
from grader.checks.day01.rnn import rnn
from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.shared import Array, Case, random_sentence, tensor
from grader.judge import Check, Expect, Rng, Student


def first_token_influence(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: two runs of torch.nn.RNN, and torch's own distance of their last states."""
    replaced = torch.cat([tensor(other).unsqueeze(-2), tensor(xs)[..., 1:, :]], dim=-2).numpy()
    apart = tensor(last_state(xs, h0, w_x, w_h, b)) - tensor(last_state(replaced, h0, w_x, w_h, b))
    return torch.linalg.vector_norm(apart, dim=-1).numpy()


check = Check(first_token_influence, uses=("rnn_step", "rnn", "last_state"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, then batches, then the edges: one token, a token replaced by itself; inputs left alone."""

    def case(lead: tuple[int, ...], length: int, d_in: int, d_h: int) -> Case:
        xs, *rest = random_sentence(rng, lead, length, d_in, d_h)
        return (xs, rng.normal((*lead, d_in)), *rest)

    with expect.part(
        "one_sentence",
        2,
        en="Is it the length of the difference between two last states, and do the two sentences differ in the first "
        "token only?",
        ko="마지막 상태 두 개의 차이의 길이인가요? 두 문장이 첫 토큰만 다른가요?",
    ):
        cases: list[Case] = [case((), 3, 4, 3), case((), 2, 3, 5), case((), 4, 4, 4)]
        expect.same(cases)
    with expect.part(
        "batch",
        2,
        en="Does each sentence of a batch get a number of its own? Which axis holds the tokens, counted from the end?",
        ko="배치의 문장마다 숫자가 하나씩 나오나요? 뒤에서 세면 토큰은 어느 축에 있나요?",
    ):
        cases = [case((2,), 3, 4, 3), case((2, 3), 2, 3, 5), case((3,), 3, 3, 3)]
        expect.same(cases)
    with expect.part(
        "edges_and_kept",
        1,
        en="What comes out for a sentence of one token? And is xs still the same after the call?",
        ko="토큰이 하나뿐인 문장에서는 무엇이 나오나요? 함수를 부른 뒤에도 xs가 그대로인가요?",
    ):
        cases = [case((2,), 1, 4, 3), case((), 4, 3, 5)]
        expect.same(cases, unchanged=True)


@check.right
def first_token_replaced(xs, other, h0, w_x, w_h, b):
    changed = xs.copy()
    changed[..., 0, :] = other
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    after = rnn(changed, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@check.right
def root_of_the_squares(xs, other, h0, w_x, w_h, b):
    changed = xs.copy()
    changed[..., 0, :] = other
    apart = rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return np.sqrt((apart**2).sum(axis=-1))


@check.right
def new_sentence_built(xs, other, h0, w_x, w_h, b):
    replaced = np.concatenate([other[..., None, :], xs[..., 1:, :]], axis=-2)
    apart = last_state(replaced, h0, w_x, w_h, b) - last_state(xs, h0, w_x, w_h, b)
    return np.sqrt(np.sum(apart**2, axis=-1))


@check.right
def sentence_by_sentence(xs, other, h0, w_x, w_h, b):
    if xs.ndim > 2:
        each = [first_token_influence(x, o, h, w_x, w_h, b) for x, o, h in zip(xs, other, h0, strict=True)]
        return np.array(each)
    before, after = h0, rnn_step(other, h0, w_x, w_h, b)
    for t, x in enumerate(xs):
        before = rnn_step(x, before, w_x, w_h, b)
        after = rnn_step(x, after, w_x, w_h, b) if t else after
    return float(np.linalg.norm(after - before))


@check.misconception(
    en="The number is right. But is the caller's xs still the same afterwards? What would a copy change?",
    ko="숫자는 맞아요. 그런데 함수를 부른 쪽의 xs는 그대로 남아 있나요? 복사본을 쓰면 무엇이 달라질까요?",
)
def caller_loses_the_token(xs, other, h0, w_x, w_h, b):
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    xs[..., 0, :] = other
    after = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@check.misconception(
    en="Which states are compared, those after the first token or those at the end of the sentence?",
    ko="어떤 상태끼리 비교하나요? 첫 토큰을 읽은 뒤의 상태인가요, 문장이 끝났을 때의 상태인가요?",
)
def first_states_compared(xs, other, h0, w_x, w_h, b):
    before = rnn_step(xs[..., 0, :], h0, w_x, w_h, b)
    after = rnn_step(other, h0, w_x, w_h, b)
    return np.linalg.norm(after - before, axis=-1)


@check.misconception(
    en="How many numbers come back for a batch of two sentences? Over which axis does the norm run?",
    ko="문장 두 개짜리 배치에서 숫자가 몇 개 나오나요? 길이를 어느 축을 따라 구하나요?",
)
def one_number_for_the_batch(xs, other, h0, w_x, w_h, b):
    changed = xs.copy()
    changed[..., 0, :] = other
    return np.linalg.norm(rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :])


@check.misconception(
    en="Do you take the length of a difference, or the difference of two lengths?",
    ko="차이의 길이를 구하나요, 길이의 차이를 구하나요?",
)
def difference_of_lengths(xs, other, h0, w_x, w_h, b):
    changed = xs.copy()
    changed[..., 0, :] = other
    before = np.linalg.norm(rnn(xs, h0, w_x, w_h, b)[..., -1, :], axis=-1)
    return np.abs(np.linalg.norm(rnn(changed, h0, w_x, w_h, b)[..., -1, :], axis=-1) - before)


misconception = check.misconceptions_in(first_token_replaced)
misconception(
    "same_array_twice",
    ("xs.copy()", "xs"),
    en="Is your second sentence a copy, or another name for the same array? Which of the two states is computed first?",
    ko="두 번째 문장이 복사본인가요, 같은 배열의 다른 이름인가요? 두 상태는 언제 계산하나요?",
)
misconception(
    "first_sentence_replaced",
    ("changed[..., 0, :]", "changed[0]"),
    en="What does changed[0] mean when a batch axis stands in front: the first token, or the first sentence?",
    ko="앞에 배치 축이 있을 때 changed[0]은 무엇인가요? 첫 토큰인가요, 첫 문장인가요?",
)
misconception(
    "last_token_replaced",
    ("changed[..., 0, :]", "changed[..., -1, :]"),
    en="Which token is replaced, the first or the last?",
    ko="어떤 토큰을 바꾸나요? 첫 토큰인가요, 마지막 토큰인가요?",
)


misconception = check.misconceptions_in(root_of_the_squares)
misconception(
    "all_states_compared",
    ("[..., -1, :]", ""),
    ("axis=-1", "axis=(-2, -1)"),
    en="Does your number hold the difference of all states, or of the last ones only?",
    ko="모든 상태의 차이를 재나요, 마지막 상태의 차이만 재나요?",
)
misconception(
    "root_forgotten",
    ("np.sqrt((apart**2).sum(axis=-1))", "(apart**2).sum(axis=-1)"),
    en="Is it the length of the difference, or the square of its length?",
    ko="차이의 길이인가요, 길이의 제곱인가요?",
)
misconception(
    "mean_square",
    ("(apart**2).sum", "(apart**2).mean"),
    en="Does the length of a vector add the squares of its entries, or average them?",
    ko="벡터의 길이를 구할 때 성분의 제곱을 더하나요, 평균하나요?",
)
misconception(
    "absolute_sum",
    ("np.sqrt((apart**2).sum(axis=-1))", "np.abs(apart).sum(axis=-1)"),
    en="Which length is asked for: the root of the sum of squares, or the sum of absolute values?",
    ko="어떤 길이를 구해야 하나요? 제곱합의 제곱근인가요, 절댓값의 합인가요?",
)
