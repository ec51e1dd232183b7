"""Day 1, why not recurrence: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles: torch.nn.RNNCell, torch.nn.RNN and autograd, and for the
steps that wait a count on the graph of who needs whom. Misconceptions and alternatives call them by these bare names,
so that their source also works when pasted into a student's notebook, where the same names are the student's
functions. They use nothing else but `np`.

Inputs are awkward on purpose: tokens, features and state have different sizes, except where a slip is silent only on
equal ones; states, biases and matrices are random, none is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.text import Text

Array = NDArray[Any]
Weights = tuple[Array, Array, Array]
Case = tuple[Any, ...]

book = CheckBook()

SLOPES = 1e-4  # wide enough for slopes that were measured by small differences


def _tensor(x: Any) -> torch.Tensor:
    return torch.tensor(np.array(x), dtype=torch.float64)


def _weights(rng: Rng, d_in: int, d_h: int, size: float = 1.0) -> Weights:
    """w_x, w_h, b of a cell that is neither asleep nor saturated."""
    return (
        rng.normal((d_in, d_h), size / np.sqrt(d_in)),
        rng.normal((d_h, d_h), size / np.sqrt(d_h)),
        rng.normal((d_h,), 0.5),
    )


def _fill(module: torch.nn.Module, w_x: Array, w_h: Array, b: Array) -> None:
    """Our matrices in torch's places: transposed, and the one bias in two portions, which torch adds up."""
    names = [name.removesuffix("_l0") for name, _ in module.named_parameters()]
    portions = {
        "weight_ih": _tensor(w_x).T,
        "weight_hh": _tensor(w_h).T,
        "bias_ih": 0.3 * _tensor(b),
        "bias_hh": 0.7 * _tensor(b),
    }
    with torch.no_grad():
        for name, parameter in zip(names, module.parameters(), strict=True):
            parameter.copy_(portions[name])


def _cell(w_x: Array, w_h: Array, b: Array) -> torch.nn.RNNCell:
    cell = torch.nn.RNNCell(w_x.shape[0], w_x.shape[1], dtype=torch.float64)
    _fill(cell, w_x, w_h, b)
    return cell


# -------------------------------------------------------------------------------------------------- 1 rnn_step


def rnn_step(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: torch.nn.RNNCell on a flat batch. Batch axes broadcast, or fail to, as NumPy's would."""
    lead = np.broadcast_shapes(np.shape(x)[:-1], np.shape(h)[:-1])
    tokens, states = (_tensor(np.broadcast_to(a, (*lead, np.shape(a)[-1]))) for a in (x, h))
    with torch.no_grad():
        new = _cell(w_x, w_h, b)(tokens.reshape(-1, tokens.shape[-1]), states.reshape(-1, states.shape[-1]))
    return new.reshape(states.shape).numpy()


@book.check("rnn_step")
def check_rnn_step(student: Student, rng: Rng, expect: Expect) -> None:
    """The token alone, then the state, then the bias; square sizes, batches, large numbers, inputs left alone."""

    def case(lead: tuple[int, ...], d_in: int, d_h: int) -> Case:
        return (rng.normal((*lead, d_in)), rng.normal((*lead, d_h), 0.7), *_weights(rng, d_in, d_h))

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
        expect.same(student, "rnn_step", rnn_step, cases)
    with expect.part(
        "state",
        2,
        en="How does the old state enter? Is h multiplied with w_h as it stands, and is tanh taken once, of the sum?",
        ko="이전 상태는 어떻게 들어가나요? h에 w_h를 그대로 곱하고, 더한 값에 tanh를 한 번만 취하나요?",
    ):
        expect.same(student, "rnn_step", rnn_step, [without_bias(4, 3), without_bias(2, 5)])
    with expect.part(
        "bias",
        1,
        en="Is b added once, before the tanh?",
        ko="b를 tanh를 취하기 전에 한 번만 더하나요?",
    ):
        expect.same(student, "rnn_step", rnn_step, [case((), 4, 3), case((), 2, 5)])
    with expect.part(
        "square",
        1,
        en="When x and h have the same size, is x still multiplied with w_x, and h with w_h?",
        ko="x와 h의 크기가 같을 때도 x에는 w_x를, h에는 w_h를 곱하나요?",
    ):
        expect.same(student, "rnn_step", rnn_step, [case((), 4, 4), case((4,), 4, 4)])
    with expect.part(
        "batch",
        1,
        en="Does it work when there are batch axes in front of the features?",
        ko="특징 축 앞에 배치 축이 있어도 잘 동작하나요?",
    ):
        expect.same(student, "rnn_step", rnn_step, [case((2,), 4, 3), case((2, 5), 3, 4)])
    with expect.part(
        "large_and_kept",
        0.5,
        en="What comes out when the sums are very large, and are the inputs still the same after the call?",
        ko="합이 아주 크면 무엇이 나오나요? 함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        x, h, w_x, w_h, b = case((2,), 4, 3)
        cases = [(1e5 * x, h, w_x, w_h, b), (x, h, w_x, w_h, b)]
        expect.same(student, "rnn_step", rnn_step, cases, unchanged=True)


@book.misconception(
    "rnn_step",
    "no_tanh",
    en="Can an entry of the new state lie outside -1 and 1? What should be applied to the sum?",
    ko="새 상태의 값이 -1과 1을 벗어날 수 있나요? 합에 무엇을 적용해야 할까요?",
)
def no_tanh(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return x @ w_x + h @ w_h + b


@book.misconception(
    "rnn_step",
    "sigmoid",
    en="Can your new state be negative? Which function squashes to the range from -1 to 1?",
    ko="새 상태가 음수가 될 수 있나요? -1과 1 사이로 눌러 주는 함수는 무엇인가요?",
)
def sigmoid(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return 1 / (1 + np.exp(-(x @ w_x + h @ w_h + b)))


@book.misconception(
    "rnn_step",
    "relu",
    en="Which function does the formula name, tanh or ReLU? Can your new state be negative?",
    ko="식에 나온 함수가 tanh인가요, ReLU인가요? 새 상태가 음수가 될 수 있나요?",
)
def relu(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.maximum(0, x @ w_x + h @ w_h + b)


@book.misconception(
    "rnn_step",
    "matrix_in_front",
    en="Books that write states as columns put the matrix in front. Here a state is a row: which axis of w_h meets h?",
    ko="상태를 열로 쓰는 책은 행렬을 앞에 둬요. 여기서는 상태가 행이에요. w_h의 어느 축이 h와 만나야 할까요?",
)
def matrix_in_front(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + w_h @ h + b)


@book.misconception(
    "rnn_step",
    "bias_behind_tanh",
    en="Is the bias added inside the tanh or behind it? Can your state leave the range from -1 to 1?",
    ko="편향을 tanh 안에서 더하나요, 밖에서 더하나요? 상태가 -1과 1 사이를 벗어날 수 있나요?",
)
def bias_behind_tanh(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + h @ w_h) + b


@book.misconception(
    "rnn_step",
    "bias_twice",
    en="How many times is b added? There is one bias here, not one for each matrix.",
    ko="b를 몇 번 더하나요? 여기서는 행렬마다 하나씩이 아니라 편향이 모두 하나예요.",
)
def bias_twice(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh((x @ w_x + b) + (h @ w_h + b))


@book.misconception(
    "rnn_step",
    "bias_forgotten",
    en="Where does b enter? What should come out when x and h are all zeros?",
    ko="b는 어디에 들어가나요? x와 h가 모두 0이면 무엇이 나와야 할까요?",
)
def bias_forgotten(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + h @ w_h)


@book.misconception(
    "rnn_step",
    "weights_swapped",
    en="Which matrix belongs to the token, and which to the state? Does it only run when both have the same size?",
    ko="토큰에 곱하는 행렬과 상태에 곱하는 행렬은 각각 어느 것인가요? 두 크기가 같을 때만 돌아가지 않나요?",
)
def weights_swapped(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_h + h @ w_x + b)


@book.misconception(
    "rnn_step",
    "w_h_transposed",
    en="w_h is square, so its transpose fits as well. Which of the two does the formula h @ w_h ask for?",
    ko="w_h는 정사각 행렬이라 전치해도 모양이 맞아요. 식 h @ w_h가 원하는 것은 둘 중 어느 쪽인가요?",
)
def w_h_transposed(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + h @ w_h.T + b)


@book.misconception(
    "rnn_step",
    "matrix_first",
    en="Here vectors stand on the left, h @ w_h. What does w_h @ h compute instead, and does it work for a batch?",
    ko="여기서는 벡터가 왼쪽에 있어요(h @ w_h). w_h @ h는 무엇을 계산하나요? 배치가 있어도 되나요?",
)
def matrix_first(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(w_x.T @ x + w_h @ h + b)


@book.misconception(
    "rnn_step",
    "state_added_as_it_is",
    en="Which matrix mixes the entries of the old state before it is added?",
    ko="이전 상태를 더하기 전에 그 값들을 섞어 주는 행렬은 무엇인가요?",
)
def state_added_as_it_is(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + h + b)


@book.misconception(
    "rnn_step",
    "state_forgotten",
    en="Does the old state h take part at all? What would the cell remember without it?",
    ko="이전 상태 h가 계산에 들어가기는 하나요? h가 없다면 셀은 무엇을 기억할까요?",
)
def state_forgotten(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + b)


@book.misconception(
    "rnn_step",
    "two_tanhs",
    en="How often does your code take tanh? Is it taken of each part, or once of the whole sum?",
    ko="tanh를 몇 번 취하나요? 부분마다 취하나요, 모두 더한 값에 한 번 취하나요?",
)
def two_tanhs(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(x @ w_x + b) + np.tanh(h @ w_h)


@book.misconception(
    "rnn_step",
    "parts_multiplied",
    en="Are the part of the token and the part of the state added, or multiplied?",
    ko="토큰에서 온 부분과 상태에서 온 부분을 더하나요, 곱하나요?",
)
def parts_multiplied(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh((x @ w_x) * (h @ w_h) + b)


@book.misconception(
    "rnn_step",
    "tanh_by_hand",
    en="What is np.exp(1000), and what is infinity over infinity? Which NumPy function does not have this problem?",
    ko="np.exp(1000)은 얼마인가요? 무한대를 무한대로 나누면요? 이런 문제가 없는 NumPy 함수는 무엇일까요?",
)
def tanh_by_hand(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    a = x @ w_x + h @ w_h + b
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


@book.misconception(
    "rnn_step",
    "written_into_h",
    en="Is the caller's h still the same afterwards? What does h[...] = … or out=h change?",
    ko="함수를 부른 쪽의 h가 그대로 남아 있나요? h[...] = … 나 out=h는 무엇을 바꾸나요?",
)
def written_into_h(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h[...] = np.tanh(x @ w_x + h @ w_h + b)
    return h


@book.alternative("rnn_step", "one_matrix_for_both")
def one_matrix_for_both(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.tanh(np.concatenate([x, h], axis=-1) @ np.concatenate([w_x, w_h], axis=0) + b)


@book.alternative("rnn_step", "in_loops")
def in_loops(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
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


@book.alternative("rnn_step", "einsum_in_float32")
def einsum_in_float32(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    x, h, w_x, w_h, b = (np.asarray(a, dtype=np.float32) for a in (x, h, w_x, w_h, b))
    return np.tanh(np.einsum("...i,ij->...j", x, w_x) + np.einsum("...i,ij->...j", h, w_h) + b)


@book.alternative("rnn_step", "tanh_from_one_exp")
def tanh_from_one_exp(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    a = np.matmul(x, w_x) + np.matmul(h, w_h) + b
    e = np.exp(-2 * np.abs(a))
    return np.sign(a) * (1 - e) / (1 + e)


@book.alternative("rnn_step", "with_torch")
def with_torch(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> torch.Tensor:
    import torch

    added = torch.tensor(x @ w_x) + torch.tensor(h @ w_h)
    return torch.tanh(added + torch.tensor(b))


# ------------------------------------------------------------------------------------------------------- 2 rnn


def rnn(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: torch.nn.RNN on a flat batch."""
    tokens, start = _tensor(xs), _tensor(h0)
    layer = torch.nn.RNN(*np.shape(w_x), batch_first=True, dtype=torch.float64)
    _fill(layer, w_x, w_h, b)
    with torch.no_grad():
        states, _ = layer(
            tokens.reshape(-1, *tokens.shape[-2:]), start.reshape(-1, start.shape[-1]).unsqueeze(0)
        )
    return states.reshape(*tokens.shape[:-1], start.shape[-1]).numpy()


def _sentence(rng: Rng, lead: tuple[int, ...], length: int, d_in: int, d_h: int, size: float = 1.0) -> Case:
    tokens, start = rng.normal((*lead, length, d_in)), rng.normal((*lead, d_h), 0.7)
    return (tokens, start, *_weights(rng, d_in, d_h, size))


@book.check("rnn", uses=("rnn_step",))
def check_rnn(student: Student, rng: Rng, expect: Expect) -> None:
    """One token, several, batches; last a batch as long as its sentences, and the inputs left alone."""
    with expect.part(
        "one_token",
        1,
        en="One token: is there one state, made from h0 and this token?",
        ko="토큰이 하나일 때, h0와 그 토큰으로 만든 상태가 하나 나오나요?",
    ):
        expect.same(student, "rnn", rnn, [_sentence(rng, (), 1, 4, 3), _sentence(rng, (), 1, 2, 5)])
    with expect.part(
        "several_tokens",
        2,
        en="Does each step start from the state that the step before has left, and is every state returned in order?",
        ko="단계마다 바로 앞 단계가 남긴 상태에서 시작하나요? 모든 상태를 순서대로 돌려주나요?",
    ):
        expect.same(student, "rnn", rnn, [_sentence(rng, (), 5, 4, 3), _sentence(rng, (), 7, 2, 5)])
    with expect.part(
        "batch",
        2,
        en="With batch axes in front: which axis do you walk along, and along which axis do you put the states together?",
        ko="앞에 배치 축이 있을 때 어느 축을 따라 걷나요? 상태들은 어느 축을 따라 모으나요?",
    ):
        expect.same(student, "rnn", rnn, [_sentence(rng, (2,), 5, 4, 3), _sentence(rng, (2, 3), 4, 3, 5)])
    with expect.part(
        "together",
        1,
        en="Is it still right when batch, tokens and features have the same size, and are the inputs left alone?",
        ko="배치, 토큰, 특징의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases: list[Case] = [_sentence(rng, (4,), 4, 4, 4), _sentence(rng, (2,), 5, 4, 3)]
        expect.same(student, "rnn", rnn, cases, unchanged=True)


@book.misconception(
    "rnn",
    "state_not_carried",
    en="From which state does the second step start? Which line hands the new state on to the next step?",
    ko="두 번째 단계는 어떤 상태에서 시작하나요? 새 상태를 다음 단계로 넘겨주는 줄은 어디인가요?",
)
def state_not_carried(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states = [rnn_step(xs[..., t, :], h0, w_x, w_h, b) for t in range(xs.shape[-2])]
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "only_the_last",
    en="How many states should come back, one for each token or only the last?",
    ko="상태가 몇 개 나와야 하나요? 토큰마다 하나씩인가요, 마지막 하나인가요?",
)
def only_the_last(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@book.misconception(
    "rnn",
    "returned_in_the_loop",
    en="On which level of indentation does the return line stand? After how many tokens does the function end?",
    ko="return 줄의 들여쓰기가 어디에 있나요? 토큰을 몇 개 읽고 함수가 끝나나요?",
)
def returned_in_the_loop(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
        return np.stack(states, axis=-2)
    return h


@book.misconception(
    "rnn",
    "start_included",
    en="How many tokens go in, and how many states come out? Is h0 one of the states that were asked for?",
    ko="토큰이 몇 개 들어가고 상태가 몇 개 나오나요? h0도 돌려줘야 할 상태인가요?",
)
def start_included(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states = [h0]
    for t in range(xs.shape[-2]):
        states.append(rnn_step(xs[..., t, :], states[-1], w_x, w_h, b))
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "start_instead_of_last",
    en="Is your first state h0, or the state after the first token? Has the last token been read?",
    ko="첫 번째 상태가 h0인가요, 첫 토큰을 읽은 뒤의 상태인가요? 마지막 토큰까지 읽었나요?",
)
def start_instead_of_last(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states = [h0]
    for t in range(xs.shape[-2] - 1):
        states.append(rnn_step(xs[..., t, :], states[-1], w_x, w_h, b))
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "starts_from_zeros",
    en="From which state does the first step start? Is h0 used anywhere?",
    ko="첫 단계는 어떤 상태에서 시작하나요? h0를 쓰는 곳이 있나요?",
)
def starts_from_zeros(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], np.zeros(h0.shape)
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "walks_along_the_batch",
    en="Along which axis does `for x in xs` walk when a batch axis stands in front?",
    ko="앞에 배치 축이 있을 때 `for x in xs`는 어느 축을 따라 걷나요?",
)
def walks_along_the_batch(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for x in xs:
        h = rnn_step(x, h, w_x, w_h, b)
        states.append(h)
    return np.array(states)


@book.misconception(
    "rnn",
    "stacked_in_front",
    en="On which axis should the tokens lie in the result? Which axis does np.stack (or np.array) make without `axis`?",
    ko="결과에서 토큰은 어느 축에 놓여야 하나요? `axis` 없는 np.stack(또는 np.array)은 새 축을 어디에 만드나요?",
)
def stacked_in_front(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states)


@book.misconception(
    "rnn",
    "read_backwards",
    en="Which token is read first? Does state t know the tokens up to t, or those from t on?",
    ko="어떤 토큰을 가장 먼저 읽나요? t번째 상태가 아는 것은 t까지의 토큰인가요, t부터의 토큰인가요?",
)
def read_backwards(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in reversed(range(xs.shape[-2])):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states[::-1], axis=-2)


@book.misconception(
    "rnn",
    "one_array_for_all",
    en="Is each state an array of its own, or does every entry of the list point to the same array?",
    ko="상태마다 배열이 따로 있나요, 아니면 목록의 모든 칸이 같은 배열을 가리키나요?",
)
def one_array_for_all(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0.copy()
    for t in range(xs.shape[-2]):
        h[...] = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "written_into_h0",
    en="Is the caller's h0 still the same afterwards? What does h[...] = … change when h is h0?",
    ko="함수를 부른 쪽의 h0가 그대로 남아 있나요? h가 h0일 때 h[...] = … 는 무엇을 바꾸나요?",
)
def written_into_h0(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h[...] = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h.copy())
    return np.stack(states, axis=-2)


@book.misconception(
    "rnn",
    "first_token_again",
    en="Which token does step t read? Does your index change inside the loop?",
    ko="t번째 단계는 어떤 토큰을 읽나요? 반복문 안에서 인덱스가 바뀌나요?",
)
def first_token_again(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for _ in range(xs.shape[-2]):
        h = rnn_step(xs[..., 0, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)


@book.alternative("rnn", "filled_in_place")
def filled_in_place(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states = np.empty((*xs.shape[:-1], h0.shape[-1]))
    for t in range(xs.shape[-2]):
        states[..., t, :] = rnn_step(xs[..., t, :], states[..., t - 1, :] if t else h0, w_x, w_h, b)
    return states


@book.alternative("rnn", "tokens_in_front")
def tokens_in_front(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], np.array(h0)
    for x in np.moveaxis(xs, -2, 0):
        h = np.tanh(x @ w_x + h @ w_h + b)
        states.append(h)
    return np.moveaxis(np.array(states), 0, -2)


@book.alternative("rnn", "inputs_projected_at_once")
def inputs_projected_at_once(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    projected, h = (xs @ w_x + b).astype(np.float32), h0
    for t in range(xs.shape[-2]):
        h = projected[..., t, :] = np.tanh(projected[..., t, :] + h @ w_h)
    return projected


@book.alternative("rnn", "shorter_sentence_first")
def shorter_sentence_first(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    if xs.shape[-2] == 0:
        return np.zeros((*xs.shape[:-1], h0.shape[-1]))
    before = rnn(xs[..., :-1, :], h0, w_x, w_h, b) if xs.shape[-2] > 1 else h0[..., None, :]
    new = rnn_step(xs[..., -1, :], before[..., -1, :], w_x, w_h, b)[..., None, :]
    return np.concatenate([before, new], axis=-2) if xs.shape[-2] > 1 else new


# ------------------------------------------------------------------------------------------------ 3 last_state


def last_state(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: the second result of torch.nn.RNN."""
    tokens, start = _tensor(xs), _tensor(h0)
    layer = torch.nn.RNN(*np.shape(w_x), batch_first=True, dtype=torch.float64)
    _fill(layer, w_x, w_h, b)
    with torch.no_grad():
        _, last = layer(
            tokens.reshape(-1, *tokens.shape[-2:]), start.reshape(-1, start.shape[-1]).unsqueeze(0)
        )
    return last[0].reshape(start.shape).numpy()


@book.check(
    "last_state",
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
def check_last_state(student: Student, rng: Rng, expect: Expect) -> None:
    """Several tokens always: with one token the given code is right already, so that alone earns nothing."""
    with expect.part(
        "all_tokens_count",
        2,
        en="Does the result depend on every token? Which state does each step start from?",
        ko="결과가 모든 토큰에 따라 달라지나요? 단계마다 어떤 상태에서 시작하나요?",
    ):
        cases: list[Case] = [
            _sentence(rng, (), 5, 4, 3),
            _sentence(rng, (), 2, 3, 5),
            _sentence(rng, (), 4, 4, 4),
        ]
        expect.same(student, "last_state", last_state, cases)
    with expect.part(
        "batch",
        1,
        en="Does every sentence of a batch get a last state of its own, and are the inputs left alone?",
        ko="배치의 문장마다 자기 마지막 상태가 나오나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            _sentence(rng, (2,), 5, 4, 3),
            _sentence(rng, (2, 3), 4, 3, 5),
            _sentence(rng, (4,), 4, 4, 4),
        ]
        expect.same(student, "last_state", last_state, cases, unchanged=True)


@book.misconception(
    "last_state",
    "started_again",
    en="Which state does each step start from? Change the first token: does the result change?",
    ko="단계마다 어떤 상태에서 시작하나요? 첫 토큰을 바꾸면 결과도 바뀌나요?",
)
def started_again(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h0, w_x, w_h, b)
    return h


@book.misconception(
    "last_state",
    "first_state",
    en="Which of the states is returned, the first or the last?",
    ko="어떤 상태를 돌려주나요? 첫 번째인가요, 마지막인가요?",
)
def first_state(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return rnn_step(xs[..., 0, :], h0, w_x, w_h, b)


@book.misconception(
    "last_state",
    "last_of_the_batch",
    en="Which axis does [-1] pick from when a batch axis stands in front?",
    ko="앞에 배치 축이 있을 때 [-1]은 어느 축에서 고르나요?",
)
def last_of_the_batch(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)[-1]


@book.misconception(
    "last_state",
    "all_states",
    en="How many states does the docstring ask for, all of them or the last?",
    ko="설명에서 달라는 상태가 몇 개인가요? 전부인가요, 마지막 하나인가요?",
)
def all_states(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)


@book.misconception(
    "last_state",
    "mean_of_states",
    en="Is the last state asked for, or the mean of all of them?",
    ko="구할 것이 마지막 상태인가요, 모든 상태의 평균인가요?",
)
def mean_of_states(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states, h = [], h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.mean(states, axis=0)


@book.misconception(
    "last_state",
    "last_token_skipped",
    en="How many tokens does the loop read? Is the last one among them?",
    ko="반복문이 토큰을 몇 개 읽나요? 마지막 토큰도 읽나요?",
)
def last_token_skipped(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = h0
    for t in range(xs.shape[-2] - 1):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@book.misconception(
    "last_state",
    "last_token_first",
    en="In which order does the loop read the tokens? Which of them should be the last?",
    ko="반복문이 토큰을 어떤 순서로 읽나요? 마지막에 읽어야 할 토큰은 무엇인가요?",
)
def last_token_first(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = h0
    for t in range(xs.shape[-2] - 1, -1, -1):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@book.misconception(
    "last_state",
    "zeros_instead_of_h0",
    en="Which state should the first step start from? What became of h0?",
    ko="첫 단계는 어떤 상태에서 시작해야 하나요? h0는 어디로 갔나요?",
)
def zeros_instead_of_h0(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = np.zeros(h0.shape)
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h


@book.alternative("last_state", "last_of_rnn")
def last_of_rnn(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return rnn(xs, h0, w_x, w_h, b)[..., -1, :]


@book.alternative("last_state", "carried_in_a_loop")
def carried_in_a_loop(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = h0
    for x in np.moveaxis(xs, -2, 0):
        h = rnn_step(x, h, w_x, w_h, b)
    return h


# ------------------------------------------------------------------------------------- 4 first_token_influence


def first_token_influence(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: two runs of torch.nn.RNN, and torch's own distance of their last states."""
    replaced = torch.cat([_tensor(other).unsqueeze(-2), _tensor(xs)[..., 1:, :]], dim=-2).numpy()
    apart = _tensor(last_state(xs, h0, w_x, w_h, b)) - _tensor(last_state(replaced, h0, w_x, w_h, b))
    return torch.linalg.vector_norm(apart, dim=-1).numpy()


@book.check("first_token_influence", uses=("rnn_step", "rnn", "last_state"))
def check_first_token_influence(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, then batches, then the edges: one token, a token replaced by itself; inputs left alone."""

    def case(lead: tuple[int, ...], length: int, d_in: int, d_h: int) -> Case:
        xs, *rest = _sentence(rng, lead, length, d_in, d_h)
        return (xs, rng.normal((*lead, d_in)), *rest)

    with expect.part(
        "one_sentence",
        2,
        en="Is it the length of the difference between two last states, and do the two sentences differ in the first "
        "token only?",
        ko="마지막 상태 두 개의 차이의 길이인가요? 두 문장이 첫 토큰만 다른가요?",
    ):
        cases: list[Case] = [case((), 3, 4, 3), case((), 2, 3, 5), case((), 4, 4, 4)]
        expect.same(student, "first_token_influence", first_token_influence, cases)
    with expect.part(
        "batch",
        2,
        en="Does each sentence of a batch get a number of its own? Which axis holds the tokens, counted from the end?",
        ko="배치의 문장마다 숫자가 하나씩 나오나요? 뒤에서 세면 토큰은 어느 축에 있나요?",
    ):
        cases = [case((2,), 3, 4, 3), case((2, 3), 2, 3, 5), case((3,), 3, 3, 3)]
        expect.same(student, "first_token_influence", first_token_influence, cases)
    with expect.part(
        "edges_and_kept",
        1,
        en="What comes out for a sentence of one token? And is xs still the same after the call?",
        ko="토큰이 하나뿐인 문장에서는 무엇이 나오나요? 함수를 부른 뒤에도 xs가 그대로인가요?",
    ):
        cases = [case((2,), 1, 4, 3), case((), 4, 3, 5)]
        expect.same(student, "first_token_influence", first_token_influence, cases, unchanged=True)


@book.misconception(
    "first_token_influence",
    "same_array_twice",
    en="Is your second sentence a copy, or another name for the same array? Which of the two states is computed first?",
    ko="두 번째 문장이 복사본인가요, 같은 배열의 다른 이름인가요? 두 상태는 언제 계산하나요?",
)
def same_array_twice(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs
    changed[..., 0, :] = other
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    after = rnn(changed, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@book.misconception(
    "first_token_influence",
    "caller_loses_the_token",
    en="The number is right. But is the caller's xs still the same afterwards? What would a copy change?",
    ko="숫자는 맞아요. 그런데 함수를 부른 쪽의 xs는 그대로 남아 있나요? 복사본을 쓰면 무엇이 달라질까요?",
)
def caller_loses_the_token(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    xs[..., 0, :] = other
    after = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@book.misconception(
    "first_token_influence",
    "first_sentence_replaced",
    en="What does changed[0] mean when a batch axis stands in front: the first token, or the first sentence?",
    ko="앞에 배치 축이 있을 때 changed[0]은 무엇인가요? 첫 토큰인가요, 첫 문장인가요?",
)
def first_sentence_replaced(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[0] = other
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    after = rnn(changed, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@book.misconception(
    "first_token_influence",
    "last_token_replaced",
    en="Which token is replaced, the first or the last?",
    ko="어떤 토큰을 바꾸나요? 첫 토큰인가요, 마지막 토큰인가요?",
)
def last_token_replaced(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., -1, :] = other
    before = rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    after = rnn(changed, h0, w_x, w_h, b)[..., -1, :]
    return np.linalg.norm(after - before, axis=-1)


@book.misconception(
    "first_token_influence",
    "first_states_compared",
    en="Which states are compared, those after the first token or those at the end of the sentence?",
    ko="어떤 상태끼리 비교하나요? 첫 토큰을 읽은 뒤의 상태인가요, 문장이 끝났을 때의 상태인가요?",
)
def first_states_compared(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    before = rnn_step(xs[..., 0, :], h0, w_x, w_h, b)
    after = rnn_step(other, h0, w_x, w_h, b)
    return np.linalg.norm(after - before, axis=-1)


@book.misconception(
    "first_token_influence",
    "all_states_compared",
    en="Does your number hold the difference of all states, or of the last ones only?",
    ko="모든 상태의 차이를 재나요, 마지막 상태의 차이만 재나요?",
)
def all_states_compared(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., 0, :] = other
    apart = rnn(changed, h0, w_x, w_h, b) - rnn(xs, h0, w_x, w_h, b)
    return np.sqrt((apart**2).sum(axis=(-2, -1)))


@book.misconception(
    "first_token_influence",
    "one_number_for_the_batch",
    en="How many numbers come back for a batch of two sentences? Over which axis does the norm run?",
    ko="문장 두 개짜리 배치에서 숫자가 몇 개 나오나요? 길이를 어느 축을 따라 구하나요?",
)
def one_number_for_the_batch(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Any:
    changed = xs.copy()
    changed[..., 0, :] = other
    return np.linalg.norm(rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :])


@book.misconception(
    "first_token_influence",
    "root_forgotten",
    en="Is it the length of the difference, or the square of its length?",
    ko="차이의 길이인가요, 길이의 제곱인가요?",
)
def root_forgotten(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., 0, :] = other
    apart = rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return (apart**2).sum(axis=-1)


@book.misconception(
    "first_token_influence",
    "mean_square",
    en="Does the length of a vector add the squares of its entries, or average them?",
    ko="벡터의 길이를 구할 때 성분의 제곱을 더하나요, 평균하나요?",
)
def mean_square(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., 0, :] = other
    apart = rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return np.sqrt((apart**2).mean(axis=-1))


@book.misconception(
    "first_token_influence",
    "absolute_sum",
    en="Which length is asked for: the root of the sum of squares, or the sum of absolute values?",
    ko="어떤 길이를 구해야 하나요? 제곱합의 제곱근인가요, 절댓값의 합인가요?",
)
def absolute_sum(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., 0, :] = other
    apart = rnn(changed, h0, w_x, w_h, b)[..., -1, :] - rnn(xs, h0, w_x, w_h, b)[..., -1, :]
    return np.abs(apart).sum(axis=-1)


@book.misconception(
    "first_token_influence",
    "difference_of_lengths",
    en="Do you take the length of a difference, or the difference of two lengths?",
    ko="차이의 길이를 구하나요, 길이의 차이를 구하나요?",
)
def difference_of_lengths(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    changed = xs.copy()
    changed[..., 0, :] = other
    before = np.linalg.norm(rnn(xs, h0, w_x, w_h, b)[..., -1, :], axis=-1)
    return np.abs(np.linalg.norm(rnn(changed, h0, w_x, w_h, b)[..., -1, :], axis=-1) - before)


@book.alternative("first_token_influence", "new_sentence_built")
def new_sentence_built(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    replaced = np.concatenate([other[..., None, :], xs[..., 1:, :]], axis=-2)
    apart = last_state(replaced, h0, w_x, w_h, b) - last_state(xs, h0, w_x, w_h, b)
    return np.sqrt(np.sum(apart**2, axis=-1))


@book.alternative("first_token_influence", "sentence_by_sentence")
def sentence_by_sentence(xs: Array, other: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Any:
    if xs.ndim > 2:
        each = [first_token_influence(x, o, h, w_x, w_h, b) for x, o, h in zip(xs, other, h0, strict=True)]
        return np.array(each)
    before, after = h0, rnn_step(other, h0, w_x, w_h, b)
    for t, x in enumerate(xs):
        before = rnn_step(x, before, w_x, w_h, b)
        after = rnn_step(x, after, w_x, w_h, b) if t else after
    return float(np.linalg.norm(after - before))


# --------------------------------------------------------------------------------------------- 5 step_jacobian


def step_jacobian(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: autograd through torch.nn.RNNCell."""
    cell, token = _cell(w_x, w_h, b), _tensor(x)
    return torch.autograd.functional.jacobian(lambda state: cell(token, state), _tensor(h)).numpy()


def _step_case(rng: Rng, d_in: int, d_h: int, size: float = 1.0) -> Case:
    return (rng.normal((d_in,)), rng.normal((d_h,), 0.7), *_weights(rng, d_in, d_h, size))


@book.check("step_jacobian", uses=("rnn_step",))
def check_step_jacobian(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(student, "step_jacobian", step_jacobian, cases, tolerance=SLOPES)
    with expect.part(
        "slope",
        3,
        en="Is row i multiplied by the slope of tanh at new entry i, one minus its square?",
        ko="i번째 행에 새 i번째 값에서의 tanh 기울기, 곧 1에서 그 값의 제곱을 뺀 수를 곱하나요?",
    ):
        cases = [_step_case(rng, 4, 3), _step_case(rng, 2, 5), _step_case(rng, 4, 4)]
        expect.same(student, "step_jacobian", step_jacobian, cases, tolerance=SLOPES)
    with expect.part(
        "together",
        1,
        en="Is it still right when the state has one entry or many more than the token, and are the inputs left alone?",
        ko="상태의 값이 하나뿐이거나 토큰보다 훨씬 많아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [_step_case(rng, 3, 1), _step_case(rng, 2, 8)]
        expect.same(student, "step_jacobian", step_jacobian, cases, tolerance=SLOPES, unchanged=True)


@book.misconception(
    "step_jacobian",
    "transposed",
    en="Is a row of your matrix a new entry or an old one? Entry (i, j): which of the two moves first?",
    ko="행렬의 행이 새 값인가요, 이전 값인가요? (i, j)에서 먼저 움직이는 것은 둘 중 무엇인가요?",
)
def transposed(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return w_h * (1 - new**2)


@book.misconception(
    "step_jacobian",
    "slope_forgotten",
    en="What does tanh do to a small change on its way out? Where is its slope in your code?",
    ko="작은 변화가 tanh를 지나면 어떻게 되나요? 코드에서 tanh의 기울기는 어디에 있나요?",
)
def slope_forgotten(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return w_h.T + np.zeros((1, 1))


@book.misconception(
    "step_jacobian",
    "slope_at_the_old_state",
    en="At which state is the slope of tanh taken, the old one or the new one? Which of them came out of the tanh?",
    ko="tanh의 기울기를 어느 상태에서 구하나요? 이전 상태인가요, 새 상태인가요? tanh에서 나온 것은 어느 쪽인가요?",
)
def slope_at_the_old_state(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return (1 - h**2)[:, None] * w_h.T


@book.misconception(
    "step_jacobian",
    "slope_on_the_columns",
    en="Does your slope multiply the rows or the columns? To which does new entry i belong?",
    ko="기울기를 행에 곱하나요, 열에 곱하나요? 새 i번째 값은 어느 쪽에 있나요?",
)
def slope_on_the_columns(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return w_h.T * (1 - new**2)


@book.misconception(
    "step_jacobian",
    "w_h_not_transposed",
    en="In h @ w_h, which entry of w_h leads from old entry j to new entry i: w_h[i, j] or w_h[j, i]?",
    ko="h @ w_h에서 이전 j번째 값을 새 i번째 값으로 잇는 것은 w_h[i, j]인가요, w_h[j, i]인가요?",
)
def w_h_not_transposed(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new**2)[:, None] * w_h


@book.misconception(
    "step_jacobian",
    "square_forgotten",
    en="What is the slope of tanh: one minus its value, or one minus the square of its value?",
    ko="tanh의 기울기는 1에서 값을 뺀 것인가요, 값의 제곱을 뺀 것인가요?",
)
def square_forgotten(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new)[:, None] * w_h.T


@book.misconception(
    "step_jacobian",
    "slope_of_sigmoid",
    en="y(1 - y) is the slope of another function. What is the slope of tanh in terms of its value?",
    ko="y(1 - y)는 다른 함수의 기울기예요. tanh의 기울기를 그 값으로 나타내면 무엇인가요?",
)
def slope_of_sigmoid(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return (new * (1 - new))[:, None] * w_h.T


@book.misconception(
    "step_jacobian",
    "slope_of_the_sum",
    en="Which number is squared, the sum before the tanh or the value after it?",
    ko="제곱하는 수가 tanh 앞의 합인가요, tanh를 지난 값인가요?",
)
def slope_of_the_sum(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    a = x @ w_x + h @ w_h + b
    return (1 - a**2)[:, None] * w_h.T


@book.misconception(
    "step_jacobian",
    "tanh_twice",
    en="rnn_step already gives the value behind the tanh. Is tanh taken once more in your slope?",
    ko="rnn_step이 돌려주는 값은 이미 tanh를 지난 값이에요. 기울기에서 tanh를 한 번 더 취하지 않나요?",
)
def tanh_twice(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - np.tanh(new) ** 2)[:, None] * w_h.T


@book.misconception(
    "step_jacobian",
    "by_the_token",
    en="Which input moves, the old state or the token? Which of the two matrices belongs to it?",
    ko="움직이는 입력이 이전 상태인가요, 토큰인가요? 거기에 곱하는 행렬은 무엇인가요?",
)
def by_the_token(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new**2)[:, None] * w_x.T


@book.alternative("step_jacobian", "diagonal_matrix")
def diagonal_matrix(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.diag(1 - rnn_step(x, h, w_x, w_h, b) ** 2) @ w_h.T


@book.alternative("step_jacobian", "entry_by_entry")
def entry_by_entry(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    new = np.tanh(x @ w_x + h @ w_h + b)
    slopes = np.zeros((len(h), len(h)))
    for i in range(len(h)):
        for j in range(len(h)):
            slopes[i, j] = (1 - new[i]) * (1 + new[i]) * w_h[j, i]
    return slopes


@book.alternative("step_jacobian", "small_differences")
def small_differences(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    step, columns = 1e-5, []
    for j in range(h.size):
        little = np.zeros(h.size)
        little[j] = step
        moved = rnn_step(x, h + little, w_x, w_h, b) - rnn_step(x, h - little, w_x, w_h, b)
        columns.append(moved / (2 * step))
    return np.stack(columns, axis=1)


@book.alternative("step_jacobian", "slopes_by_cosh")
def slopes_by_cosh(x: Array, h: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    return np.einsum("i,ji->ij", 1 / np.cosh(x @ w_x + h @ w_h + b) ** 2, w_h).astype(np.float32)


# -------------------------------------------------------------------------------------- 6 first_token_gradient


def first_token_gradient(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    """Oracle: autograd through torch.nn.RNN."""
    layer = torch.nn.RNN(*np.shape(w_x), batch_first=True, dtype=torch.float64)
    _fill(layer, w_x, w_h, b)
    tokens, start = _tensor(xs), _tensor(h0)

    def last(first: torch.Tensor) -> torch.Tensor:
        sentence = torch.cat([first.unsqueeze(0), tokens[1:]])
        return layer(sentence, start.unsqueeze(0))[1][0]

    return torch.autograd.functional.jacobian(last, tokens[0]).numpy()


@book.check("first_token_gradient", uses=("rnn_step", "rnn", "last_state", "step_jacobian"))
def check_first_token_gradient(student: Student, rng: Rng, expect: Expect) -> None:
    """One token, two, many; square sizes; a large result and the inputs left alone."""

    def gradient(cases: list[Case], *, unchanged: bool = False) -> None:
        expect.same(
            student,
            "first_token_gradient",
            first_token_gradient,
            cases,
            tolerance=SLOPES,
            unchanged=unchanged,
        )

    with expect.part(
        "one_token",
        1,
        en="One token: how does the first state move with it? Is the slope of tanh in it, and w_x with the rows and "
        "columns in the right places?",
        ko="토큰이 하나일 때, 토큰이 움직이면 첫 상태는 어떻게 움직이나요? tanh의 기울기가 들어 있고 w_x의 행과 열이 제자리인가요?",
    ):
        gradient([_sentence(rng, (), 1, 4, 3), _sentence(rng, (), 1, 2, 5)])
    with expect.part(
        "two_tokens",
        1,
        en="Two tokens: one Jacobian more. At which old state is it taken?",
        ko="토큰이 둘이면 야코비 행렬이 하나 더 붙어요. 그것을 어느 이전 상태에서 구하나요?",
    ):
        gradient([_sentence(rng, (), 2, 4, 3), _sentence(rng, (), 2, 3, 5)])
    with expect.part(
        "many_tokens",
        2,
        en="How many factors has the product for T tokens, in which order do they stand, and is each taken at its own "
        "state?",
        ko="토큰이 T개일 때 곱에 인수가 몇 개 있나요? 순서는 어떤가요? 각 인수를 자기 상태에서 구하나요?",
    ):
        gradient([_sentence(rng, (), length, 4, 3) for length in (3, 5)] + [_sentence(rng, (), 4, 3, 5)])
    with expect.part(
        "together",
        1,
        en="Is it still right when token and state have the same size, and are the inputs left alone?",
        ko="토큰과 상태의 크기가 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        gradient([_sentence(rng, (), 3, 4, 4), _sentence(rng, (), 6, 2, 5, 2.0)], unchanged=True)


@book.misconception(
    "first_token_gradient",
    "order_turned_round",
    en="In which order do the Jacobians stand? Does a change of the first token meet J_2 or J_T first?",
    ko="야코비 행렬이 어떤 순서로 놓이나요? 첫 토큰의 변화가 먼저 만나는 것은 J_2인가요, J_T인가요?",
)
def order_turned_round(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    first, product = (1 - h**2)[:, None] * w_x.T, np.eye(len(h))
    for x in xs[1:]:
        product = product @ step_jacobian(x, h, w_x, w_h, b)
        h = rnn_step(x, h, w_x, w_h, b)
    return product @ first


@book.misconception(
    "first_token_gradient",
    "state_stands_still",
    en="Does the state move on inside your loop? At which state is each Jacobian taken?",
    ko="반복문 안에서 상태가 앞으로 나아가나요? 야코비 행렬을 각각 어느 상태에서 구하나요?",
)
def state_stands_still(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
    return gradient


@book.misconception(
    "first_token_gradient",
    "state_moved_too_early",
    en="Is the state moved on before or after its Jacobian is taken? Which old state belongs to token t?",
    ko="상태를 옮기는 것이 야코비 행렬을 구하기 전인가요, 후인가요? t번째 토큰에 맞는 이전 상태는 무엇인가요?",
)
def state_moved_too_early(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        h = rnn_step(x, h, w_x, w_h, b)
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
    return gradient


@book.misconception(
    "first_token_gradient",
    "one_factor_too_many",
    en="How many Jacobians are there for T tokens? Does the first token pass through the Jacobian of its own step?",
    ko="토큰이 T개면 야코비 행렬은 몇 개인가요? 첫 토큰이 자기 단계의 야코비 행렬도 지나나요?",
)
def one_factor_too_many(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient, h = (1 - h**2)[:, None] * w_x.T, h0
    for x in xs:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient


@book.misconception(
    "first_token_gradient",
    "one_factor_too_few",
    en="Does your loop reach the last token? How many Jacobians are there for T tokens?",
    ko="반복문이 마지막 토큰까지 가나요? 토큰이 T개면 야코비 행렬은 몇 개인가요?",
)
def one_factor_too_few(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:-1]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient


@book.misconception(
    "first_token_gradient",
    "first_slope_forgotten",
    en="The first token goes through a tanh, too. Where is that slope?",
    ko="첫 토큰도 tanh를 지나요. 그 기울기는 어디에 있나요?",
)
def first_slope_forgotten(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h, gradient = rnn_step(xs[0], h0, w_x, w_h, b), w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient + np.zeros(gradient.shape)


@book.misconception(
    "first_token_gradient",
    "only_the_first_step",
    en="Your matrix says how the first state moves. Through which steps does the change have to go to reach the last?",
    ko="이 행렬은 첫 상태가 어떻게 움직이는지 말해 줘요. 변화가 마지막 상태에 닿으려면 어떤 단계들을 지나야 하나요?",
)
def only_the_first_step(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    return (1 - h**2)[:, None] * w_x.T


@book.misconception(
    "first_token_gradient",
    "of_the_last_token",
    en="Which token moves here, the first or the last? How many steps lie between it and the last state?",
    ko="움직이는 것이 첫 토큰인가요, 마지막 토큰인가요? 그 토큰과 마지막 상태 사이에 단계가 몇 개 있나요?",
)
def of_the_last_token(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = last_state(xs, h0, w_x, w_h, b)
    return (1 - h**2)[:, None] * w_x.T


@book.misconception(
    "first_token_gradient",
    "of_the_start",
    en="What moves here, the first token or the start state h0? Where does w_x enter?",
    ko="움직이는 것이 첫 토큰인가요, 시작 상태 h0인가요? w_x는 어디에 들어가나요?",
)
def of_the_start(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h, product = h0, np.eye(len(h0))
    for x in xs:
        product = step_jacobian(x, h, w_x, w_h, b) @ product
        h = rnn_step(x, h, w_x, w_h, b)
    return product


@book.misconception(
    "first_token_gradient",
    "turned_on_its_side",
    en="Which axis of the result belongs to the state and which to the token? What does the docstring say?",
    ko="결과의 어느 축이 상태이고 어느 축이 토큰인가요? 설명에는 뭐라고 되어 있나요?",
)
def turned_on_its_side(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient.T


@book.misconception(
    "first_token_gradient",
    "starts_at_zero",
    en="From which state does the first step start? Is h0 used?",
    ko="첫 단계는 어떤 상태에서 시작하나요? h0를 쓰나요?",
)
def starts_at_zero(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    h = rnn_step(xs[0], np.zeros(len(h0)), w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient


@book.alternative("first_token_gradient", "from_the_end")
def from_the_end(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    states = np.concatenate([h0[None], rnn(xs, h0, w_x, w_h, b)])
    product = np.eye(len(h0))
    for t in range(len(xs) - 1, 0, -1):
        product = product @ np.diag(1 - states[t + 1] ** 2) @ w_h.T
    return product @ np.diag(1 - states[1] ** 2) @ w_x.T


@book.alternative("first_token_gradient", "all_in_one_loop")
def all_in_one_loop(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Any:
    h, gradient = h0, None
    for x in xs:
        jacobian = step_jacobian(x, h, w_x, w_h, b)
        h = rnn_step(x, h, w_x, w_h, b)
        gradient = np.diag(1 - h * h) @ w_x.T if gradient is None else jacobian @ gradient
    return gradient


@book.alternative("first_token_gradient", "measured")
def measured(xs: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> Array:
    step, gradient = 1e-5, np.zeros((h0.size, xs.shape[1]))
    for j in range(xs.shape[1]):
        up, down = xs.copy(), xs.copy()
        up[0, j] += step
        down[0, j] -= step
        apart = last_state(up, h0, w_x, w_h, b) - last_state(down, h0, w_x, w_h, b)
        gradient[:, j] = apart / (2 * step)
    return gradient


# ------------------------------------------------------------------------------------------- 7 scale_to_radius


def scale_to_radius(w_h: Array, radius: float) -> Array:
    """Oracle: torch's eigenvalues."""
    matrix = _tensor(w_h)
    return (matrix * (radius / torch.linalg.eigvals(matrix).abs().max())).numpy()


@book.check("scale_to_radius")
def check_scale_to_radius(student: Student, rng: Rng, expect: Expect) -> None:
    """Matrices whose largest eigenvalue is positive, negative, complex; then any; last tiny, huge, left alone."""

    def hidden(core: Array) -> Array:
        """A matrix with the eigenvalues of `core`, in other coordinates."""
        turn, _ = np.linalg.qr(rng.normal(core.shape))
        turn = turn @ (np.eye(len(core)) + np.triu(rng.normal(core.shape), 1))
        return (turn @ core @ np.linalg.inv(turn)).astype(np.float32).astype(np.float64)

    with expect.part(
        "positive",
        1,
        en="Is the matrix divided by its own largest eigenvalue and multiplied by the radius that is asked for?",
        ko="행렬을 자기 자신의 가장 큰 고윳값으로 나누고, 원하는 반지름을 곱하나요?",
    ):
        cases: list[Case] = [(hidden(np.diag([3.0, 1.0, -0.5])), 0.9), (hidden(np.diag([2.0, 0.7])), 1.7)]
        expect.same(student, "scale_to_radius", scale_to_radius, cases)
    with expect.part(
        "negative_and_complex",
        2,
        en="Eigenvalues may be negative or complex. Do you take the absolute value of each before you look for the "
        "largest?",
        ko="고윳값은 음수일 수도, 복소수일 수도 있어요. 가장 큰 것을 찾기 전에 각각의 절댓값을 구하나요?",
    ):
        turning = np.array([[0.3, 2.0, 0.0], [-2.0, 0.3, 0.0], [0.0, 0.0, 1.0]])
        cases = [(hidden(np.diag([-3.0, 1.0, 0.5])), 0.9), (hidden(turning), 1.3)]
        expect.same(student, "scale_to_radius", scale_to_radius, cases)
    with expect.part(
        "any_matrix",
        1,
        en="Is it right for any square matrix, whatever its size, and are the inputs left alone?",
        ko="크기와 상관없이 어떤 정사각 행렬에도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.normal((5, 5)), 2.0),
            (rng.normal((4, 4), 1e-3), 0.5),
            (rng.normal((7, 7), 30), 1.1),
        ]
        expect.same(student, "scale_to_radius", scale_to_radius, cases, unchanged=True)


@book.misconception(
    "scale_to_radius",
    "singular_value",
    en="np.linalg.norm(w, 2) and svd give the largest stretch of one step. Which numbers rule many steps of the same "
    "matrix?",
    ko="np.linalg.norm(w, 2)나 svd는 한 단계에서 가장 크게 늘어나는 정도를 말해 줘요. 같은 행렬을 여러 번 곱할 때를 "
    "결정하는 수는 무엇인가요?",
)
def singular_value(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.linalg.norm(w_h, 2)


@book.misconception(
    "scale_to_radius",
    "frobenius_norm",
    en="What does np.linalg.norm give for a matrix without a second argument? Is that an eigenvalue?",
    ko="두 번째 인수 없이 행렬에 np.linalg.norm을 쓰면 무엇이 나오나요? 그것이 고윳값인가요?",
)
def frobenius_norm(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.linalg.norm(w_h)


@book.misconception(
    "scale_to_radius",
    "largest_entry",
    en="Do you divide by the largest entry of the matrix or by the absolute value of its largest eigenvalue?",
    ko="행렬의 가장 큰 성분으로 나누나요, 가장 큰 고윳값의 절댓값으로 나누나요?",
)
def largest_entry(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.abs(w_h).max()


@book.misconception(
    "scale_to_radius",
    "real_parts",
    en="What is left of a complex eigenvalue when only its real part counts? Which function gives its distance from 0?",
    ko="복소수 고윳값에서 실수부만 보면 무엇이 빠지나요? 0에서 떨어진 거리를 주는 함수는 무엇인가요?",
)
def real_parts(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.linalg.eigvals(w_h).real.max()


@book.misconception(
    "scale_to_radius",
    "absolute_real_parts",
    en="An eigenvalue may be complex: is |real part| its distance from 0, or does the imaginary part count, too?",
    ko="고윳값은 복소수일 수 있어요. 실수부의 절댓값이 0까지의 거리인가요, 허수부도 함께 세어야 하나요?",
)
def absolute_real_parts(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.abs(np.linalg.eigvals(w_h).real).max()


@book.misconception(
    "scale_to_radius",
    "symmetric_only",
    en="For which matrices is eigvalsh made? Is w_h symmetric?",
    ko="eigvalsh는 어떤 행렬을 위한 함수인가요? w_h가 대칭인가요?",
)
def symmetric_only(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.abs(np.linalg.eigvalsh(w_h)).max()


@book.misconception(
    "scale_to_radius",
    "smallest_eigenvalue",
    en="Which eigenvalue should become the radius, the smallest or the largest in absolute value?",
    ko="반지름이 되어야 하는 것은 절댓값이 가장 작은 고윳값인가요, 가장 큰 고윳값인가요?",
)
def smallest_eigenvalue(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.abs(np.linalg.eigvals(w_h)).min()


@book.misconception(
    "scale_to_radius",
    "only_multiplied",
    en="Which spectral radius has the matrix before you touch it? Where do you take it out?",
    ko="손대기 전에 행렬의 스펙트럼 반지름은 얼마인가요? 그것을 어디에서 없애나요?",
)
def only_multiplied(w_h: Array, radius: float) -> Array:
    return w_h * radius


@book.misconception(
    "scale_to_radius",
    "radius_forgotten",
    en="Which radius has your result, 1 or the one that is asked for?",
    ko="결과의 반지름이 1인가요, 원하는 값인가요?",
)
def radius_forgotten(w_h: Array, radius: float) -> Array:
    return w_h / np.abs(np.linalg.eigvals(w_h)).max()


@book.misconception(
    "scale_to_radius",
    "upside_down",
    en="Which of the two belongs below the line: the radius you have or the radius you want?",
    ko="지금의 반지름과 원하는 반지름 가운데 분모에 놓일 것은 어느 쪽인가요?",
)
def upside_down(w_h: Array, radius: float) -> Array:
    return w_h * np.abs(np.linalg.eigvals(w_h)).max() / radius


@book.misconception(
    "scale_to_radius",
    "written_into_w_h",
    en="Is the caller's matrix still the same afterwards? What does w_h *= … change?",
    ko="함수를 부른 쪽의 행렬이 그대로 남아 있나요? w_h *= … 는 무엇을 바꾸나요?",
)
def written_into_w_h(w_h: Array, radius: float) -> Array:
    w_h *= radius / np.abs(np.linalg.eigvals(w_h)).max()
    return w_h


@book.alternative("scale_to_radius", "from_eig")
def from_eig(w_h: Array, radius: float) -> Array:
    values, _ = np.linalg.eig(w_h)
    now = max(np.sqrt(value.real**2 + value.imag**2) for value in values)
    return radius / now * w_h


@book.alternative("scale_to_radius", "roots_of_the_polynomial")
def roots_of_the_polynomial(w_h: Array, radius: float) -> Array:
    return w_h * radius / np.abs(np.roots(np.poly(w_h))).max()


@book.alternative("scale_to_radius", "torch_eigenvalues")
def torch_eigenvalues(w_h: Array, radius: float) -> Array:
    import torch

    return w_h * radius / float(torch.linalg.eigvals(torch.tensor(w_h)).abs().max())


# --------------------------------------------------------------------------------------------- 8 clip_gradient


def clip_gradient(gradient: Array, limit: float) -> Array:
    """Oracle: torch.nn.utils.clip_grad_norm_."""
    parameter = torch.nn.Parameter(torch.zeros(np.shape(gradient), dtype=torch.float64))
    parameter.grad = _tensor(gradient).clone()
    torch.nn.utils.clip_grad_norm_([parameter], limit)
    return parameter.grad.numpy()


@book.check("clip_gradient")
def check_clip_gradient(student: Student, rng: Rng, expect: Expect) -> None:
    """Long ones and short ones together, so that doing nothing earns nothing; matrices; zeros, left alone."""
    with expect.part(
        "vectors",
        2,
        en="Does a long gradient keep its direction and get the length `limit`, and does a short one stay as it is?",
        ko="긴 기울기는 방향을 지키면서 길이만 `limit`이 되고, 짧은 기울기는 그대로인가요?",
    ):
        cases: list[Case] = [
            (rng.normal((5,), 7), 2.0),
            (rng.uniform((4,), 0.2, 0.5), 3.0),
            (rng.normal((6,), 90), 0.5),
        ]
        expect.same(student, "clip_gradient", clip_gradient, cases)
    with expect.part(
        "matrices",
        1,
        en="Is one length taken over all entries, also for a matrix?",
        ko="행렬일 때도 모든 성분을 아우르는 길이 하나를 구하나요?",
    ):
        cases = [
            (rng.normal((4, 3), 5), 2.0),
            (rng.normal((2, 3, 5), 4), 1.5),
            (rng.normal((3, 3), 5), 3.0),
        ]
        expect.same(student, "clip_gradient", clip_gradient, cases)
    with expect.part(
        "zeros_and_kept",
        1,
        en="What comes out for a gradient of zeros, and is the input still the same after the call?",
        ko="기울기가 모두 0이면 무엇이 나오나요? 함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        cases = [(np.zeros((3, 2)), 2.0), (rng.normal((3, 4), 5), 2.0)]
        expect.same(student, "clip_gradient", clip_gradient, cases, unchanged=True)


@book.misconception(
    "clip_gradient",
    "each_entry_clipped",
    en="np.clip cuts each entry by itself. Does the gradient still point in the same direction afterwards?",
    ko="np.clip은 성분마다 따로 잘라요. 그 뒤에도 기울기가 같은 방향을 가리키나요?",
)
def each_entry_clipped(gradient: Array, limit: float) -> Array:
    return np.clip(gradient, -limit, limit)


@book.misconception(
    "clip_gradient",
    "always_scaled",
    en="What happens to a gradient that is short already? And to one of zeros?",
    ko="이미 짧은 기울기는 어떻게 되나요? 모두 0인 기울기는요?",
)
def always_scaled(gradient: Array, limit: float) -> Array:
    return gradient * limit / np.linalg.norm(gradient)


@book.misconception(
    "clip_gradient",
    "to_length_one",
    en="Which length should a clipped gradient have, 1 or the limit?",
    ko="잘라 낸 기울기의 길이가 1이어야 하나요, limit이어야 하나요?",
)
def to_length_one(gradient: Array, limit: float) -> Array:
    length = np.linalg.norm(gradient)
    return gradient / length if length > limit else gradient


@book.misconception(
    "clip_gradient",
    "row_by_row",
    en="How many lengths do you take for a matrix, one for each row or one for all entries?",
    ko="행렬에서 길이를 몇 개 구하나요? 행마다 하나인가요, 모든 성분에 하나인가요?",
)
def row_by_row(gradient: Array, limit: float) -> Array:
    length = np.linalg.norm(gradient, axis=-1, keepdims=True)
    return gradient * np.minimum(1, limit / np.maximum(length, 1e-12))


@book.misconception(
    "clip_gradient",
    "squared_length",
    en="Is the length compared with the limit, or its square? Where is the root?",
    ko="limit과 비교하는 것이 길이인가요, 길이의 제곱인가요? 제곱근은 어디에 있나요?",
)
def squared_length(gradient: Array, limit: float) -> Array:
    length = np.sum(gradient**2)
    return gradient * limit / length if length > limit else gradient


@book.misconception(
    "clip_gradient",
    "largest_entry_as_length",
    en="Is the length of a gradient its largest entry, or the root of the sum of squares?",
    ko="기울기의 길이가 가장 큰 성분인가요, 제곱합의 제곱근인가요?",
)
def largest_entry_as_length(gradient: Array, limit: float) -> Array:
    length = np.abs(gradient).max()
    return gradient * limit / length if length > limit else gradient


@book.misconception(
    "clip_gradient",
    "condition_turned_round",
    en="Which gradients should change, those longer than the limit or those shorter?",
    ko="바뀌어야 하는 것은 limit보다 긴 기울기인가요, 짧은 기울기인가요?",
)
def condition_turned_round(gradient: Array, limit: float) -> Array:
    length = np.linalg.norm(gradient)
    return gradient * limit / length if 0 < length < limit else gradient


@book.misconception(
    "clip_gradient",
    "limit_forgotten_above",
    en="By what is a long gradient divided? Which length has it afterwards?",
    ko="긴 기울기를 무엇으로 나누나요? 나눈 뒤의 길이는 얼마인가요?",
)
def limit_forgotten_above(gradient: Array, limit: float) -> Array:
    return gradient / limit if np.linalg.norm(gradient) > limit else gradient


@book.misconception(
    "clip_gradient",
    "zeros_when_long",
    en="Is a long gradient shortened, or thrown away? What would the model learn from it?",
    ko="긴 기울기를 줄이나요, 버리나요? 버리면 모델이 거기서 무엇을 배울 수 있을까요?",
)
def zeros_when_long(gradient: Array, limit: float) -> Array:
    return np.zeros(gradient.shape) if np.linalg.norm(gradient) > limit else gradient


@book.misconception(
    "clip_gradient",
    "written_into_gradient",
    en="Is the caller's gradient still the same afterwards? What does gradient *= … change?",
    ko="함수를 부른 쪽의 기울기가 그대로 남아 있나요? gradient *= … 는 무엇을 바꾸나요?",
)
def written_into_gradient(gradient: Array, limit: float) -> Array:
    length = np.linalg.norm(gradient)
    if length > limit:
        gradient *= limit / length
    return gradient


@book.alternative("clip_gradient", "smaller_of_two_factors")
def smaller_of_two_factors(gradient: Array, limit: float) -> Array:
    return gradient * min(1.0, limit / (np.sqrt(np.sum(np.square(gradient))) + 1e-12))


@book.alternative("clip_gradient", "divided_by_the_larger")
def divided_by_the_larger(gradient: Array, limit: float) -> Array:
    return limit * gradient / max(limit, float(np.linalg.norm(gradient.ravel())))


# ------------------------------------------------------------------------------------------ 9 sequential_steps


def sequential_steps(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    """Oracle: draw the graph of who needs whom, then count the rounds when all that can start do so at once."""

    def needs(token: int, layer: int) -> Iterator[tuple[int, int]]:
        if kind == "rnn" and token > 0:
            yield (token - 1, layer)  # the state of the same layer, one token before
        if layer > 0:
            yield from ((other, layer - 1) for other in ([token] if kind == "rnn" else range(length)))

    def needs_to_write(token: int, layer: int) -> Iterator[tuple[int, int]]:
        if layer > 0:
            yield (token, layer - 1)
        elif token > 0:
            yield (token - 1, layers - 1)  # the token itself is not known before the last layer has spoken

    places = [(token, layer) for token in range(length) for layer in range(layers)]
    graph = TopologicalSorter(
        {place: set((needs_to_write if writing else needs)(*place)) for place in places}
    )
    graph.prepare()
    rounds = 0
    while graph.is_active():
        graph.done(*graph.get_ready())
        rounds += 1
    return rounds


@book.check("sequential_steps")
def check_sequential_steps(student: Student, rng: Rng, expect: Expect) -> None:
    """One layer, several layers, writing. Each part asks for both kinds, so that one number earns nothing."""

    def sizes() -> tuple[int, int]:
        """A length and a number of layers that no wrong formula makes equal."""
        return rng.integer(13, 40), rng.integer(3, 9)

    (long, deep), (longer, deeper) = sizes(), sizes()
    with expect.part(
        "one_layer",
        1,
        en="One layer, the text is given: which states of an RNN can be computed at once, and which outputs of "
        "attention?",
        ko="층이 하나이고 글이 다 주어졌을 때, RNN의 상태 가운데 한꺼번에 계산할 수 있는 것은 무엇인가요? 어텐션의 출력은요?",
    ):
        cases: list[Case] = [("rnn", long), ("attention", long), ("rnn", 1), ("attention", longer)]
        expect.same(student, "sequential_steps", sequential_steps, cases)
    with expect.part(
        "layers",
        2,
        en="Several layers: when may layer 2 of the RNN begin with token 1? And what must layer 2 of attention wait for?",
        ko="층이 여러 개일 때, RNN의 둘째 층은 첫 토큰을 언제부터 계산할 수 있나요? 어텐션의 둘째 층은 무엇을 기다려야 하나요?",
    ):
        cases = [
            ("rnn", long, deep),
            ("attention", longer, deeper),
            ("rnn", deeper, longer),
            ("rnn", 1, deep),
        ]
        expect.same(student, "sequential_steps", sequential_steps, cases)
    with expect.part(
        "writing",
        2,
        en="When the model writes, what must be finished before the next token can enter the first layer?",
        ko="모델이 글을 쓸 때, 다음 토큰이 첫 층에 들어가려면 무엇이 끝나야 하나요?",
    ):
        cases = [
            ("rnn", long, deep, True),
            ("attention", longer, deeper, True),
            ("attention", long, 1, True),
            ("rnn", longer, 1, True),
            ("attention", long, deep, False),
        ]
        expect.same(student, "sequential_steps", sequential_steps, cases)


@book.misconception(
    "sequential_steps",
    "layers_multiplied",
    en="Must layer 2 of an RNN wait until layer 1 has read the whole text? Draw the grid of tokens and layers.",
    ko="RNN의 둘째 층은 첫째 층이 글을 끝까지 읽을 때까지 기다려야 하나요? 토큰과 층의 격자를 그려 볼까요?",
)
def layers_multiplied(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if kind == "rnn" or writing:
        return length * layers
    return layers


@book.misconception(
    "sequential_steps",
    "one_too_many",
    en="Count a grid of two tokens and two layers by hand: how many rounds are there? Which place is counted twice?",
    ko="토큰 두 개, 층 두 개인 격자를 손으로 세어 보세요. 몇 번 만에 끝나나요? 두 번 센 자리가 있나요?",
)
def one_too_many(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length * layers
    return length + layers if kind == "rnn" else layers


@book.misconception(
    "sequential_steps",
    "rnn_layers_forgotten",
    en="What does a second layer add to the steps of an RNN? Can it end when the first does?",
    ko="둘째 층이 있으면 RNN의 단계가 얼마나 늘어나나요? 첫째 층과 동시에 끝날 수 있나요?",
)
def rnn_layers_forgotten(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length * layers
    return length if kind == "rnn" else layers


@book.misconception(
    "sequential_steps",
    "attention_always_one",
    en="Can layer 2 of attention begin before layer 1 has spoken? How many steps do three layers need?",
    ko="어텐션의 둘째 층은 첫째 층이 끝나기 전에 시작할 수 있나요? 층이 세 개면 몇 단계가 필요한가요?",
)
def attention_always_one(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length * layers
    return length + layers - 1 if kind == "rnn" else 1


@book.misconception(
    "sequential_steps",
    "attention_counts_pairs",
    en="Attention has a score for each pair of tokens: is that work, or waiting? Which pairs need another pair first?",
    ko="어텐션은 토큰 쌍마다 점수를 계산해요. 그것은 일의 양인가요, 기다림인가요? 다른 쌍을 기다려야 하는 쌍이 있나요?",
)
def attention_counts_pairs(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length * layers
    return length + layers - 1 if kind == "rnn" else length * length * layers


@book.misconception(
    "sequential_steps",
    "attention_reads_one_by_one",
    en="Which token of a given text must attention wait for before it can look at another?",
    ko="글이 다 주어져 있을 때, 어텐션이 다른 토큰을 보려면 먼저 기다려야 하는 토큰이 있나요?",
)
def attention_reads_one_by_one(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    return length * layers if writing else length + layers - 1


@book.misconception(
    "sequential_steps",
    "writing_is_reading",
    en="Does your answer change when `writing` is true? Can token 5 be written before token 4 is known?",
    ko="`writing`이 참이면 답이 달라지나요? 4번째 토큰을 모르는 채로 5번째 토큰을 쓸 수 있나요?",
)
def writing_is_reading(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    return length + layers - 1 if kind == "rnn" else layers


@book.misconception(
    "sequential_steps",
    "attention_writes_at_once",
    en="Attention reads a given text at once. Is the text given when it is being written?",
    ko="어텐션은 주어진 글을 한꺼번에 읽어요. 그런데 글을 쓰는 중에도 글이 다 주어져 있나요?",
)
def attention_writes_at_once(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if kind == "attention":
        return layers
    return length * layers if writing else length + layers - 1


@book.misconception(
    "sequential_steps",
    "writing_without_layers",
    en="A token must pass every layer before the next one is known. How many steps is that for each token?",
    ko="토큰 하나가 모든 층을 지나야 다음 토큰을 알 수 있어요. 그러면 토큰마다 몇 단계인가요?",
)
def writing_without_layers(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length
    return length + layers - 1 if kind == "rnn" else layers


@book.misconception(
    "sequential_steps",
    "writing_in_a_wave",
    en="In writing, can layer 1 begin with the next token while layer 2 still works on this one? What is that token?",
    ko="글을 쓸 때 둘째 층이 아직 이 토큰을 다루는 동안 첫째 층이 다음 토큰을 시작할 수 있나요? 그 토큰이 무엇인지 알고 있나요?",
)
def writing_in_a_wave(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    return length + layers - 1 if kind == "rnn" or writing else layers


@book.misconception(
    "sequential_steps",
    "kinds_swapped",
    en="Which of the two has to read one token after the other? Look at the first branch of your code.",
    ko="토큰을 하나씩 차례로 읽어야 하는 것은 둘 중 어느 쪽인가요? 코드의 첫 번째 갈래를 살펴볼까요?",
)
def kinds_swapped(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    if writing:
        return length * layers
    return length + layers - 1 if kind == "attention" else layers


@book.alternative("sequential_steps", "clock_for_each_place")
def clock_for_each_place(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    done = np.zeros((length + 1, layers + 1), dtype=int)
    for t in range(1, length + 1):
        for layer in range(1, layers + 1):
            below = done[t, layer - 1]
            if writing:
                before = done[t - 1, layers] if layer == 1 else 0
            else:
                before = done[t - 1, layer] if kind == "rnn" else 0
            done[t, layer] = max(below, before) + 1
    return done[length, layers]


@book.alternative("sequential_steps", "table_of_formulas")
def table_of_formulas(kind: str, length: int, layers: int = 1, writing: bool = False) -> Any:
    reading = {"rnn": length - 1 + layers, "attention": layers}
    return float(length * layers) if writing else reading[kind]


# ------------------------------------------------------------------------------------------------ 10 who_does_it

book.quiz(
    "who_does_it",
    {
        "fixed_memory": Choice(
            "A",
            {
                "A": Text(
                    "The state h has the same size after 10 tokens and after 10,000. That is the strength of recurrence, "
                    "and its bottleneck.",
                    "토큰을 10개 읽든 10,000개 읽든 상태 h의 크기는 같아요. 순환의 강점이자 병목이에요.",
                ),
                "B": Text(
                    "Attention looks back at every token, so it has to keep something for each. What does an RNN keep?",
                    "어텐션은 지나간 토큰을 모두 다시 보니까 토큰마다 무언가를 남겨 둬야 해요. RNN은 무엇을 남겨 두나요?",
                ),
                "C": Text(
                    "True of one of them. Which one looks back at all earlier tokens, and so must keep them?",
                    "둘 중 하나만 그래요. 앞의 토큰을 모두 다시 보느라 그것들을 남겨 둬야 하는 쪽은 어디인가요?",
                ),
                "D": Text(
                    "One of them has it: what does rnn hand from one step to the next, and how large is it?",
                    "둘 중 하나는 그래요. rnn은 한 단계에서 다음 단계로 무엇을 넘겨주고, 그 크기는 얼마인가요?",
                ),
            },
        ),
        "all_at_once": Choice(
            "B",
            {
                "A": Text(
                    "State t needs state t - 1. Which computation did not wait for a neighbour?",
                    "상태 t에는 상태 t - 1이 필요해요. 이웃을 기다리지 않는 계산은 무엇이었나요?",
                ),
                "B": Text(
                    "Each output is an average of the given tokens and needs no other output.",
                    "출력마다 주어진 토큰의 평균일 뿐, 다른 출력이 필요하지 않아요.",
                ),
                "C": Text(
                    "One of them can. Can state 5 of an RNN be computed before state 4?",
                    "둘 중 하나만 돼요. RNN에서 상태 4보다 상태 5를 먼저 계산할 수 있나요?",
                ),
                "D": Text(
                    "One of them can. Which of them took one step for a whole layer in your count?",
                    "둘 중 하나는 돼요. 여러분이 셌을 때 층 하나 전체가 한 단계로 끝난 것은 어느 쪽이었나요?",
                ),
            },
        ),
        "writes_in_order": Choice(
            "C",
            {
                "A": Text(
                    "True of the RNN. But can attention write token 5 before token 4 is chosen?",
                    "RNN은 맞아요. 그런데 어텐션은 4번째 토큰을 고르기 전에 5번째 토큰을 쓸 수 있나요?",
                ),
                "B": Text(
                    "True of attention. And the RNN: can it write ahead?",
                    "어텐션은 맞아요. 그러면 RNN은 앞질러 쓸 수 있나요?",
                ),
                "C": Text(
                    "Both. In writing, the next token depends on the one before, whatever is inside.",
                    "둘 다예요. 글을 쓸 때는 안이 무엇이든 다음 토큰이 앞의 토큰에 달려 있어요.",
                ),
                "D": Text(
                    "Look at sequential_steps with writing=True once more. Can a token enter that is not known yet?",
                    "writing=True일 때의 sequential_steps를 다시 보세요. 아직 모르는 토큰이 들어갈 수 있나요?",
                ),
            },
        ),
        "square_of_length": Choice(
            "B",
            {
                "A": Text(
                    "An RNN does the same work for each token, so twice the length is twice the work.",
                    "RNN은 토큰마다 같은 일을 하니까, 길이가 두 배면 일도 두 배예요.",
                ),
                "B": Text(
                    "A score for every pair of tokens: twice the length is four times the pairs.",
                    "토큰 쌍마다 점수가 하나예요. 길이가 두 배면 쌍은 네 배가 돼요.",
                ),
                "C": Text(
                    "One of them. How much work does an RNN add for one more token?",
                    "둘 중 하나만 그래요. 토큰이 하나 늘면 RNN의 일은 얼마나 늘어나나요?",
                ),
                "D": Text(
                    "One of them does. Which of the curves of the wall time became steeper?",
                    "둘 중 하나는 그래요. 걸린 시간 그래프에서 점점 가팔라진 것은 어느 쪽이었나요?",
                ),
            },
        ),
        "untrained_guarantee": Choice(
            "D",
            {
                "A": Text(
                    "With random weights the gradient faded or exploded, by a factor for every step. What did attention do?",
                    "무작위 가중치에서는 단계마다 일정한 비율로 기울기가 사라지거나 폭발했어요. 어텐션은 어땠나요?",
                ),
                "B": Text(
                    "The path is short, but an untrained average gives each of T tokens about 1/T. Is that undiminished?",
                    "길은 짧지만, 학습하지 않은 평균은 토큰 T개에 약 1/T씩 나눠 줘요. 줄어들지 않은 건가요?",
                ),
                "C": Text(
                    "Look at both curves of the first plot at length 100. Is either still at its first value?",
                    "첫 그래프에서 길이 100일 때 두 곡선을 보세요. 처음 값 그대로인 것이 있나요?",
                ),
                "D": Text(
                    "Neither. Attention fades like 1/T, far more slowly than something that shrinks at every step, and training can move the shares.",
                    "둘 다 아니에요. 어텐션은 1/T처럼 줄어요. 단계마다 줄어드는 것보다는 훨씬 느리고, 학습으로 몫을 옮길 수도 있어요.",
                ),
            },
        ),
    },
)
