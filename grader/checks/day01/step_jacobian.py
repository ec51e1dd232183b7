"""step_jacobian, against autograd through torch.nn.RNNCell; slopes that were measured pass, too."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.shared import SLOPES, Array, Case, random_weights, tensor, torch_cell
from grader.judge import Check, Expect, Rng, Student


def _step_case(rng: Rng, d_in: int, d_h: int, size: float = 1.0) -> Case:
    return (rng.normal((d_in,)), rng.normal((d_h,), 0.7), *random_weights(rng, d_in, d_h, size))


def step_jacobian(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: autograd through torch.nn.RNNCell."""
    cell, token = torch_cell(w_x, w_h, b), tensor(x)
    return torch.autograd.functional.jacobian(lambda state: cell(token, state), tensor(h)).numpy()


check = Check(step_jacobian, uses=("rnn_step",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Near zero, where tanh has slope 1; then the slope; then one unit and the inputs left alone."""
    with expect.part(
        "matrix",
        1,
        en="At a state of zeros tanh has slope 1. Is entry (i, j) how much new entry i moves when old entry j moves? "
        "Which entry of w_h is that?",
        ko="상태가 0이면 tanh의 기울기는 1이에요. (i, j) 성분이 이전 j번째 값이 움직일 때 새 i번째 값이 얼마나 움직이는지 "
        "나타내나요? 그것은 w_h의 어느 성분인가요?",
    ):
        cases: list[Case] = []
        for d_in, d_h in ((4, 3), (2, 5)):
            _, _, w_x, w_h, b = _step_case(rng, d_in, d_h)
            cases.append((np.zeros(d_in), np.zeros(d_h), w_x, w_h, 0 * b))
        expect.same(cases, tolerance=SLOPES)
    with expect.part(
        "slope",
        3,
        en="Is row i multiplied by the slope of tanh at new entry i, one minus its square?",
        ko="i번째 행에 새 i번째 값에서의 tanh 기울기, 곧 1에서 그 값의 제곱을 뺀 수를 곱하나요?",
    ):
        cases = [_step_case(rng, 4, 3), _step_case(rng, 2, 5), _step_case(rng, 4, 4)]
        expect.same(cases, tolerance=SLOPES)
    with expect.part(
        "together",
        1,
        en="Is it still right when the state has one entry or many more than the token, and are the inputs left alone?",
        ko="상태의 값이 하나뿐이거나 토큰보다 훨씬 많아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [_step_case(rng, 3, 1), _step_case(rng, 2, 8)]
        expect.same(cases, tolerance=SLOPES, unchanged=True)


@check.right
def diagonal_matrix(x, h, w_x, w_h, b):
    return np.diag(1 - rnn_step(x, h, w_x, w_h, b) ** 2) @ w_h.T


@check.right
def entry_by_entry(x, h, w_x, w_h, b):
    new = np.tanh(x @ w_x + h @ w_h + b)
    slopes = np.zeros((len(h), len(h)))
    for i in range(len(h)):
        for j in range(len(h)):
            slopes[i, j] = (1 - new[i]) * (1 + new[i]) * w_h[j, i]
    return slopes


@check.right
def small_differences(x, h, w_x, w_h, b):
    step, columns = 1e-5, []
    for j in range(h.size):
        little = np.zeros(h.size)
        little[j] = step
        moved = rnn_step(x, h + little, w_x, w_h, b) - rnn_step(x, h - little, w_x, w_h, b)
        columns.append(moved / (2 * step))
    return np.stack(columns, axis=1)


@check.right
def slopes_by_cosh(x, h, w_x, w_h, b):
    return np.einsum("i,ji->ij", 1 / np.cosh(x @ w_x + h @ w_h + b) ** 2, w_h).astype(np.float32)


@check.misconception(
    en="Is a row of your matrix a new entry or an old one? Entry (i, j): which of the two moves first?",
    ko="행렬의 행이 새 값인가요, 이전 값인가요? (i, j)에서 먼저 움직이는 것은 둘 중 무엇인가요?",
)
def transposed(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return w_h * (1 - new**2)


@check.misconception(
    en="What does tanh do to a small change on its way out? Where is its slope in your code?",
    ko="작은 변화가 tanh를 지나면 어떻게 되나요? 코드에서 tanh의 기울기는 어디에 있나요?",
)
def slope_forgotten(x, h, w_x, w_h, b):
    return w_h.T + np.zeros((1, 1))


@check.misconception(
    en="At which state is the slope of tanh taken, the old one or the new one? Which of them came out of the tanh?",
    ko="tanh의 기울기를 어느 상태에서 구하나요? 이전 상태인가요, 새 상태인가요? tanh에서 나온 것은 어느 쪽인가요?",
)
def slope_at_the_old_state(x, h, w_x, w_h, b):
    return (1 - h**2)[:, None] * w_h.T


@check.misconception(
    en="Does your slope multiply the rows or the columns? To which does new entry i belong?",
    ko="기울기를 행에 곱하나요, 열에 곱하나요? 새 i번째 값은 어느 쪽에 있나요?",
)
def slope_on_the_columns(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return w_h.T * (1 - new**2)


@check.misconception(
    en="In h @ w_h, which entry of w_h leads from old entry j to new entry i: w_h[i, j] or w_h[j, i]?",
    ko="h @ w_h에서 이전 j번째 값을 새 i번째 값으로 잇는 것은 w_h[i, j]인가요, w_h[j, i]인가요?",
)
def w_h_not_transposed(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new**2)[:, None] * w_h


@check.misconception(
    en="What is the slope of tanh: one minus its value, or one minus the square of its value?",
    ko="tanh의 기울기는 1에서 값을 뺀 것인가요, 값의 제곱을 뺀 것인가요?",
)
def square_forgotten(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new)[:, None] * w_h.T


@check.misconception(
    en="y(1 - y) is the slope of another function. What is the slope of tanh in terms of its value?",
    ko="y(1 - y)는 다른 함수의 기울기예요. tanh의 기울기를 그 값으로 나타내면 무엇인가요?",
)
def slope_of_sigmoid(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return (new * (1 - new))[:, None] * w_h.T


@check.misconception(
    en="Which number is squared, the sum before the tanh or the value after it?",
    ko="제곱하는 수가 tanh 앞의 합인가요, tanh를 지난 값인가요?",
)
def slope_of_the_sum(x, h, w_x, w_h, b):
    a = x @ w_x + h @ w_h + b
    return (1 - a**2)[:, None] * w_h.T


@check.misconception(
    en="rnn_step already gives the value behind the tanh. Is tanh taken once more in your slope?",
    ko="rnn_step이 돌려주는 값은 이미 tanh를 지난 값이에요. 기울기에서 tanh를 한 번 더 취하지 않나요?",
)
def tanh_twice(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - np.tanh(new) ** 2)[:, None] * w_h.T


@check.misconception(
    en="Which input moves, the old state or the token? Which of the two matrices belongs to it?",
    ko="움직이는 입력이 이전 상태인가요, 토큰인가요? 거기에 곱하는 행렬은 무엇인가요?",
)
def by_the_token(x, h, w_x, w_h, b):
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new**2)[:, None] * w_x.T
