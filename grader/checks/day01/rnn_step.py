"""rnn_step, against torch.nn.RNNCell.

Token and state have different sizes, except where a mistake is silent unless they are equal; no matrix is symmetric.
"""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.shared import Array, Case, random_weights, tensor, torch_cell
from grader.judge import Check, Expect, Rng, Student


def rnn_step(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: torch.nn.RNNCell on a flat batch. Batch axes broadcast, or fail to, as NumPy's would."""
    lead = np.broadcast_shapes(np.shape(x)[:-1], np.shape(h)[:-1])
    tokens, states = (tensor(np.broadcast_to(a, (*lead, np.shape(a)[-1]))) for a in (x, h))
    with torch.no_grad():
        new = torch_cell(w_x, w_h, b)(
            tokens.reshape(-1, tokens.shape[-1]), states.reshape(-1, states.shape[-1])
        )
    return new.reshape(states.shape).numpy()


check = Check(rnn_step)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The token alone, then the state, then the bias; square sizes, batches, large numbers, inputs left alone."""

    def case(lead: tuple[int, ...], d_in: int, d_h: int) -> Case:
        return (rng.normal((*lead, d_in)), rng.normal((*lead, d_h), 0.7), *random_weights(rng, d_in, d_h))

    def without_bias(d_in: int, d_h: int) -> Case:
        return (*case((), d_in, d_h)[:4], np.zeros(d_h))

    with expect.part(
        "token",
        1,
        en="With a state of zeros and no bias: is the new state the tanh of x @ w_x?",
        ko="상태가 모두 0이고 편향이 없을 때, 새 상태가 x @ w_x의 tanh인가요?",
    ):
        cases: list[Case] = []
        for d_in, d_h in ((4, 3), (3, 5)):
            x, _, w_x, w_h, b = without_bias(d_in, d_h)
            cases.append((x, np.zeros(d_h), w_x, w_h, b))
        expect.same(cases)
    with expect.part(
        "state",
        2,
        en="How does the old state enter? Is h multiplied with w_h as it stands, and is tanh taken once, of the sum?",
        ko="이전 상태는 어떻게 들어가나요? h에 w_h를 그대로 곱하고, 더한 값에 tanh를 한 번만 취하나요?",
    ):
        expect.same([without_bias(4, 3), without_bias(2, 5)])
    with expect.part(
        "bias",
        1,
        en="Is b added once, before the tanh?",
        ko="b를 tanh를 취하기 전에 한 번만 더하나요?",
    ):
        expect.same([case((), 4, 3), case((), 2, 5)])
    with expect.part(
        "square",
        1,
        en="When x and h have the same size, is x still multiplied with w_x, and h with w_h?",
        ko="x와 h의 크기가 같을 때도 x에는 w_x를, h에는 w_h를 곱하나요?",
    ):
        expect.same([case((), 4, 4), case((4,), 4, 4)])
    with expect.part(
        "batch",
        1,
        en="Does it work when there are batch axes in front of the features?",
        ko="특징 축 앞에 배치 축이 있어도 잘 동작하나요?",
    ):
        expect.same([case((2,), 4, 3), case((2, 5), 3, 4)])
    with expect.part(
        "large_and_kept",
        0.5,
        en="What comes out when the sums are very large, and are the inputs still the same after the call?",
        ko="합이 아주 크면 무엇이 나오나요? 함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        x, h, w_x, w_h, b = case((2,), 4, 3)
        cases = [(1e5 * x, h, w_x, w_h, b), (x, h, w_x, w_h, b)]
        expect.same(cases, unchanged=True)


@check.right
def one_matrix_for_both(x, h, w_x, w_h, b):
    return np.tanh(np.concatenate([x, h], axis=-1) @ np.concatenate([w_x, w_h], axis=0) + b)


@check.right
def in_loops(x, h, w_x, w_h, b):
    new = np.zeros(h.shape)
    for place in np.ndindex(h.shape[:-1]):
        for j in range(h.shape[-1]):
            total = b[j]
            for i in range(x.shape[-1]):
                total += x[place][i] * w_x[i, j]
            for i in range(h.shape[-1]):
                total += h[place][i] * w_h[i, j]
            new[(*place, j)] = np.tanh(total)
    return new


@check.right
def einsum_in_float32(x, h, w_x, w_h, b):
    x, h, w_x, w_h, b = (np.asarray(a, dtype=np.float32) for a in (x, h, w_x, w_h, b))
    return np.tanh(np.einsum("...i,ij->...j", x, w_x) + np.einsum("...i,ij->...j", h, w_h) + b)


@check.right
def tanh_from_one_exp(x, h, w_x, w_h, b):
    a = np.matmul(x, w_x) + np.matmul(h, w_h) + b
    e = np.exp(-2 * np.abs(a))
    return np.sign(a) * (1 - e) / (1 + e)


@check.right
def with_torch(x, h, w_x, w_h, b):
    import torch

    added = torch.tensor(x @ w_x) + torch.tensor(h @ w_h)
    return torch.tanh(added + torch.tensor(b))


@check.misconception(
    en="Can an entry of the new state lie outside -1 and 1? What should be applied to the sum?",
    ko="새 상태의 값이 -1과 1을 벗어날 수 있나요? 합에 무엇을 적용해야 할까요?",
)
def no_tanh(x, h, w_x, w_h, b):
    return x @ w_x + h @ w_h + b


@check.misconception(
    en="Can your new state be negative? Which function squashes to the range from -1 to 1?",
    ko="새 상태가 음수가 될 수 있나요? -1과 1 사이로 눌러 주는 함수는 무엇인가요?",
)
def sigmoid(x, h, w_x, w_h, b):
    return 1 / (1 + np.exp(-(x @ w_x + h @ w_h + b)))


@check.misconception(
    en="Which function does the formula name, tanh or ReLU? Can your new state be negative?",
    ko="식에 나온 함수가 tanh인가요, ReLU인가요? 새 상태가 음수가 될 수 있나요?",
)
def relu(x, h, w_x, w_h, b):
    return np.maximum(0, x @ w_x + h @ w_h + b)


@check.misconception(
    en="Books that write states as columns put the matrix in front. Here a state is a row: which axis of w_h meets h?",
    ko="상태를 열로 쓰는 책은 행렬을 앞에 둬요. 여기서는 상태가 행이에요. w_h의 어느 축이 h와 만나야 할까요?",
)
def matrix_in_front(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + w_h @ h + b)


@check.misconception(
    en="Is the bias added inside the tanh or behind it? Can your state leave the range from -1 to 1?",
    ko="편향을 tanh 안에서 더하나요, 밖에서 더하나요? 상태가 -1과 1 사이를 벗어날 수 있나요?",
)
def bias_behind_tanh(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h) + b


@check.misconception(
    en="How many times is b added? There is one bias here, not one for each matrix.",
    ko="b를 몇 번 더하나요? 여기서는 행렬마다 하나씩이 아니라 편향이 모두 하나예요.",
)
def bias_twice(x, h, w_x, w_h, b):
    return np.tanh((x @ w_x + b) + (h @ w_h + b))


@check.misconception(
    en="Where does b enter? What should come out when x and h are all zeros?",
    ko="b는 어디에 들어가나요? x와 h가 모두 0이면 무엇이 나와야 할까요?",
)
def bias_forgotten(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h)


@check.misconception(
    en="Which matrix belongs to the token, and which to the state? Does it only run when both have the same size?",
    ko="토큰에 곱하는 행렬과 상태에 곱하는 행렬은 각각 어느 것인가요? 두 크기가 같을 때만 돌아가지 않나요?",
)
def weights_swapped(x, h, w_x, w_h, b):
    return np.tanh(x @ w_h + h @ w_x + b)


@check.misconception(
    en="w_h is square, so its transpose fits as well. Which of the two does the formula h @ w_h ask for?",
    ko="w_h는 정사각 행렬이라 전치해도 모양이 맞아요. 식 h @ w_h가 원하는 것은 둘 중 어느 쪽인가요?",
)
def w_h_transposed(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h @ w_h.T + b)


@check.misconception(
    en="Here vectors stand on the left, h @ w_h. What does w_h @ h compute instead, and does it work for a batch?",
    ko="여기서는 벡터가 왼쪽에 있어요(h @ w_h). w_h @ h는 무엇을 계산하나요? 배치가 있어도 되나요?",
)
def matrix_first(x, h, w_x, w_h, b):
    return np.tanh(w_x.T @ x + w_h @ h + b)


@check.misconception(
    en="Which matrix mixes the entries of the old state before it is added?",
    ko="이전 상태를 더하기 전에 그 값들을 섞어 주는 행렬은 무엇인가요?",
)
def state_added_as_it_is(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + h + b)


@check.misconception(
    en="Does the old state h take part at all? What would the cell remember without it?",
    ko="이전 상태 h가 계산에 들어가기는 하나요? h가 없다면 셀은 무엇을 기억할까요?",
)
def state_forgotten(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + b)


@check.misconception(
    en="How often does your code take tanh? Is it taken of each part, or once of the whole sum?",
    ko="tanh를 몇 번 취하나요? 부분마다 취하나요, 모두 더한 값에 한 번 취하나요?",
)
def two_tanhs(x, h, w_x, w_h, b):
    return np.tanh(x @ w_x + b) + np.tanh(h @ w_h)


@check.misconception(
    en="Are the part of the token and the part of the state added, or multiplied?",
    ko="토큰에서 온 부분과 상태에서 온 부분을 더하나요, 곱하나요?",
)
def parts_multiplied(x, h, w_x, w_h, b):
    return np.tanh((x @ w_x) * (h @ w_h) + b)


@check.misconception(
    en="What is np.exp(1000), and what is infinity over infinity? Which NumPy function does not have this problem?",
    ko="np.exp(1000)은 얼마인가요? 무한대를 무한대로 나누면요? 이런 문제가 없는 NumPy 함수는 무엇일까요?",
)
def tanh_by_hand(x, h, w_x, w_h, b):
    a = x @ w_x + h @ w_h + b
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


@check.misconception(
    en="Is the caller's h still the same afterwards? What does h[...] = … or out=h change?",
    ko="함수를 부른 쪽의 h가 그대로 남아 있나요? h[...] = … 나 out=h는 무엇을 바꾸나요?",
)
def written_into_h(x, h, w_x, w_h, b):
    h[...] = np.tanh(x @ w_x + h @ w_h + b)
    return h
