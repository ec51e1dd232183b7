"""Day 9, residual connections: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles: torch's autograd and torch.func, never a formula of ours.
Misconceptions and alternatives call them by these bare names, so that their source also works when pasted into a
student's notebook. They use nothing else but `torch`, `nn`, `math` and the given `plain_norm`, `LayerNorm`, `FeedForward`.

Only values cross to the judge, and the `sublayer` of a `Residual` is a function. So the judge builds the notebook's
given `ResidualFeedForward`, which has the student's `Residual` inside, and here `_in_use` puts the same around each
version of the class.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()


def _matrices(rng: Rng, layers: int, d_model: int, width: float = 1.0) -> Tensor:
    """The weights of a stack, of standard deviation width / root of d."""
    return rng.tensor32((layers, d_model, d_model), width / d_model**0.5)


# The names that a notebook of this day brings along.


def plain_norm(x: Tensor) -> Tensor:
    """Layer norm with gamma 1 and beta 0."""
    return F.layer_norm(x, x.shape[-1:])


class LayerNorm(nn.Module):
    """That of Day 7, made of torch's."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


class FeedForward(nn.Module):
    """That of Day 8 with its ReLU, made of torch's."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.linear2(F.relu(self.linear1(x)))
        return result


# ---------------------------------------------------------------------------------------- 1 residual_backward


def residual_backward(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    """Oracle: autograd goes back through y = x + f(x), where f is the map with this Jacobian."""
    x = torch.zeros_like(grad_output, requires_grad=True)
    (gradient,) = torch.autograd.grad(x + F.linear(x, jacobian), x, grad_output)
    return gradient


@book.check("residual_backward")
def check_residual_backward(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, then a branch that does nothing and one that is small."""
    name = "residual_backward"

    def case(d_model: int, scale: float = 1.0) -> tuple[Tensor, Tensor]:
        return rng.tensor32((d_model,)), rng.tensor32((d_model, d_model), scale)

    with expect.part(
        "both_ways",
        3,
        en="Two ways lead from x to the loss. Do both bring their share, and does the one through f add, for each x_j, "
        "the slopes of all outputs with respect to x_j?",
        ko="x에서 손실로 가는 길은 두 개예요. 두 길의 몫을 모두 더했나요? f를 지나는 길에서는 x_j마다 모든 출력의 x_j에 대한 "
        "기울기를 더했나요?",
    ):
        expect.same(student, name, residual_backward, [case(4), case(5), case(2)])
    with expect.part(
        "small_branch",
        1,
        en="If f hardly reacts to x, what arrives at x? And are the inputs left as they were?",
        ko="f가 x에 거의 반응하지 않으면 x에는 무엇이 도착하나요? 입력은 그대로인가요?",
    ):
        quiet = (rng.tensor32((3,)), torch.zeros(3, 3))
        cases = [case(6, 1e-2), quiet, case(3, 10.0)]
        expect.same(student, name, residual_backward, cases, unchanged=True)


@book.misconception(
    "residual_backward",
    "skip_forgotten",
    en="Which way back does your line leave out? What is the slope of x itself, in y = x + f(x)?",
    ko="되돌아오는 두 길 가운데 무엇이 빠졌나요? y = x + f(x)에서 x 자신의 기울기는 얼마인가요?",
)
def skip_forgotten(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output @ jacobian


@book.misconception(
    "residual_backward",
    "branch_forgotten",
    en="The skip hands the gradient on as it is. And what comes back through f?",
    ko="지름길은 기울기를 그대로 넘겨줘요. 그러면 f를 지나서는 무엇이 돌아오나요?",
)
def branch_forgotten(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output.clone()


@book.misconception(
    "residual_backward",
    "jacobian_times_gradient",
    en="jacobian[i, j] is the slope of output i with respect to input j. Over which of the two must be summed for the "
    "gradient of input j?",
    ko="jacobian[i, j]는 입력 j에 대한 출력 i의 기울기예요. 입력 j의 기울기를 구하려면 i와 j 가운데 어느 쪽을 따라 더해야 하나요?",
)
def jacobian_times_gradient(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output + jacobian @ grad_output


@book.misconception(
    "residual_backward",
    "one_added_everywhere",
    en="Is `jacobian + 1` the Jacobian of x + f(x)? How much does y_0 move when x_1 moves and f does nothing?",
    ko="`jacobian + 1`이 x + f(x)의 야코비 행렬인가요? f가 아무 일도 하지 않을 때 x_1이 움직이면 y_0은 얼마나 움직이나요?",
)
def one_added_everywhere(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output @ (jacobian + 1)


@book.misconception(
    "residual_backward",
    "diagonal_alone",
    en="Does output i of f depend on x_i alone, or on the other numbers of the token as well?",
    ko="f의 출력 i는 x_i에만 달려 있나요, 토큰의 다른 숫자에도 달려 있나요?",
)
def diagonal_alone(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output * (1 + torch.diagonal(jacobian))


@book.misconception(
    "residual_backward",
    "ways_multiplied",
    en="The two ways lie side by side. Are side-by-side ways added or multiplied?",
    ko="두 길은 나란히 놓여 있어요. 나란한 길의 몫은 더하나요, 곱하나요?",
)
def ways_multiplied(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output * (grad_output @ jacobian)


@book.misconception(
    "residual_backward",
    "elementwise_product",
    en="What shape has grad_output * jacobian? Which sign makes the sum over the outputs?",
    ko="grad_output * jacobian의 모양은 무엇인가요? 출력에 걸쳐 더해 주는 연산자는 무엇인가요?",
)
def elementwise_product(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output + grad_output * jacobian


@book.misconception(
    "residual_backward",
    "gradient_overwritten",
    en="Whose tensor does += write into? Is grad_output still the same for the caller?",
    ko="+=는 누구의 텐서에 쓰나요? 함수를 부른 쪽에서 grad_output이 그대로인가요?",
)
def gradient_overwritten(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    grad_output += grad_output @ jacobian
    return grad_output


@book.alternative("residual_backward", "identity_plus_jacobian")
def identity_plus_jacobian(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return (torch.eye(len(grad_output)) + jacobian).T @ grad_output


@book.alternative("residual_backward", "backward_in_loops")
def backward_in_loops(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    d = len(grad_output)
    numbers = []
    for j in range(d):
        total = grad_output[j].item()
        for i in range(d):
            total += grad_output[i].item() * jacobian[i, j].item()
        numbers.append(total)
    return torch.tensor(numbers)


@book.alternative("residual_backward", "backward_with_einsum")
def backward_with_einsum(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    return grad_output + torch.einsum("i,ij->j", grad_output.double(), jacobian.double())


# ------------------------------------------------------------------------------------------- 2 gradient_ratio


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


@book.check("gradient_ratio")
def check_gradient_ratio(student: Student, rng: Rng, expect: Expect) -> None:
    """Without the skip, with it, then many layers and other shapes."""
    name = "gradient_ratio"

    def case(layers: int, shape: tuple[int, ...], skip: bool, width: float = 0.8) -> tuple[Any, ...]:
        upstream = rng.tensor32(shape, 3.0)
        return rng.tensor32(shape), _matrices(rng, layers, shape[-1], width), upstream, skip

    with expect.part(
        "without_skip",
        2,
        en="Without the skip: is each layer the tanh of the state times its matrix, does the gradient begin with upstream, "
        "and is it the gradient for x that you measure?",
        ko="지름길이 없을 때, 층마다 상태에 행렬을 곱하고 tanh를 취했나요? 기울기가 upstream에서 출발하나요? 재는 것이 x의 기울기인가요?",
    ):
        expect.same(student, name, gradient_ratio, [case(1, (4, 5), False), case(3, (2, 6), False)])
    with expect.part(
        "with_skip",
        3,
        en="With the skip: does every layer add its change to the state that it was given?",
        ko="지름길이 있을 때, 층마다 자기가 받은 상태에 변화를 더하나요?",
    ):
        cases = [case(1, (4, 5), True), case(3, (2, 6), True), case(5, (3, 4), True, 2.0)]
        expect.same(student, name, gradient_ratio, cases)
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
        expect.same(student, name, gradient_ratio, cases, unchanged=True)


@book.misconception(
    "gradient_ratio",
    "one_long_skip",
    en="How many skips does your stack have: one around everything, or one around each layer?",
    ko="지름길이 몇 개인가요? 전체를 한 번 돌아가나요, 층마다 하나씩 있나요?",
)
def one_long_skip(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        state = torch.tanh(state @ weight)
    if skip:
        state = x + state
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "first_input_added",
    en="What does layer 3 add to its change: the state that layer 2 gave, or the very first x?",
    ko="3층이 변화를 더하는 대상이 2층이 준 상태인가요, 맨 처음의 x인가요?",
)
def first_input_added(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = x + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "skip_inside_tanh",
    en="Does the skip go around the tanh or through it? Which of the two leaves x as it is?",
    ko="지름길이 tanh를 돌아가나요, 지나가나요? x를 그대로 두는 것은 어느 쪽인가요?",
)
def skip_inside_tanh(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = state @ weight
        state = torch.tanh(state + change) if skip else torch.tanh(change)
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "skip_never_used",
    en="Does the result change when skip changes? Which line reads it?",
    ko="skip이 바뀌면 결과도 바뀌나요? 어느 줄이 그 값을 읽나요?",
)
def skip_never_used(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        state = torch.tanh(state @ weight)
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "no_skip_by_default",
    en="What does the signature promise when nobody names skip?",
    ko="skip을 아무도 넘기지 않으면 어떻게 한다고 함수의 첫 줄에 적혀 있었나요?",
)
def no_skip_by_default(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = False) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "skip_always_used",
    en="What does your stack compute when skip is False?",
    ko="skip이 False이면 무엇을 계산하나요?",
)
def skip_always_used(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        state = state + torch.tanh(state @ weight)
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "states_measured",
    en="Is it the size of the states or of the gradients that you compare?",
    ko="비교하는 것이 상태의 크기인가요, 기울기의 크기인가요?",
)
def states_measured(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    return state.norm() / x.norm()


@book.misconception(
    "gradient_ratio",
    "sum_taken_as_loss",
    en="With which gradient does your way back begin: with upstream, or with ones, as .sum().backward() does?",
    ko="되돌아오는 길이 어떤 기울기에서 출발하나요? upstream인가요, .sum().backward()처럼 1인가요?",
)
def sum_taken_as_loss(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    state.sum().backward()
    assert x.grad is not None
    return x.grad.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "not_divided",
    en="If upstream is three times as long, the ratio must stay. What do you divide by?",
    ko="upstream이 세 배로 길어져도 비율은 그대로여야 해요. 무엇으로 나누나요?",
)
def not_divided(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm()


@book.misconception(
    "gradient_ratio",
    "root_forgotten",
    en="A norm is the root of the sum of the squares. Is there a root in your ratio?",
    ko="노름은 제곱의 합의 제곱근이에요. 비율에 제곱근이 있나요?",
)
def root_forgotten(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.square().sum() / upstream.square().sum()


@book.misconception(
    "gradient_ratio",
    "absolute_values",
    en="Do you compare means of absolute values, or roots of sums of squares?",
    ko="절댓값의 평균을 비교하나요, 제곱의 합의 제곱근을 비교하나요?",
)
def absolute_values(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.abs().mean() / upstream.abs().mean()


@book.misconception(
    "gradient_ratio",
    "matrix_transposed",
    en="The matrix stands on the right of the state, x @ W. Which of its axes meets the features in your code?",
    ko="행렬은 상태의 오른쪽에 와요, x @ W예요. 코드에서는 행렬의 어느 축이 특징과 만나나요?",
)
def matrix_transposed(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight.T)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.misconception(
    "gradient_ratio",
    "last_gradient_first_layer",
    en="In which order are the matrices applied? Does x meet weights[0] first?",
    ko="행렬을 어떤 순서로 쓰나요? x가 weights[0]을 가장 먼저 만나나요?",
)
def last_gradient_first_layer(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
    x = x.detach().clone().requires_grad_()
    state = x
    for weight in weights.flip(0):
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()


@book.alternative("gradient_ratio", "ratio_with_backward")
def ratio_with_backward(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> float:
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


@book.alternative("gradient_ratio", "ratio_with_a_loss")
def ratio_with_a_loss(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Any:
    x = x.double().requires_grad_()
    h = x
    for W in weights.double():
        h = h * skip + torch.tanh(h @ W)
    loss = (h * upstream).sum()
    loss.backward()
    assert x.grad is not None
    return torch.linalg.norm(x.grad).numpy() / upstream.double().square().sum().sqrt().numpy()


@book.alternative("gradient_ratio", "ratio_by_hand")
def ratio_by_hand(x: Tensor, weights: Tensor, upstream: Tensor, skip: bool = True) -> Tensor:
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


# ---------------------------------------------------------------------------------------- 3 paths_by_length


def paths_by_length(slope: float, n_layers: int) -> Tensor:
    """Oracle: NumPy multiplies the polynomial 1 + slope * t with itself; the coefficient of t^k is the answer for k."""
    found = np.polynomial.polynomial.polypow([1.0, float(slope)], n_layers)
    return torch.tensor(np.pad(found, (0, n_layers + 1 - len(found))))  # NumPy drops zeros at the end


@book.check("paths_by_length")
def check_paths_by_length(student: Student, rng: Rng, expect: Expect) -> None:
    """A few layers, negative slopes, no slope, many layers."""
    name = "paths_by_length"
    slope = float(rng.uniform((), 0.2, 0.9))
    with expect.part(
        "few_layers",
        2,
        en="For each length k: how many paths go through exactly k of the layers, and by what is each of them multiplied?",
        ko="길이 k마다, 층 k개를 지나는 길이 몇 개인가요? 그 길 하나에는 무엇이 곱해지나요?",
    ):
        expect.same(student, name, paths_by_length, [(slope, 3), (slope / 2, 5), (2.0, 4)])
    with expect.part(
        "other_slopes",
        1,
        en="Is it right for a negative slope, for a slope of 0, and for one layer?",
        ko="기울기가 음수일 때도, 0일 때도, 층이 하나일 때도 맞나요?",
    ):
        expect.same(student, name, paths_by_length, [(-slope, 4), (0.0, 3), (slope, 1)])
    with expect.part(
        "many_layers",
        1,
        en="Is it right for forty layers?",
        ko="층이 40개일 때도 맞나요?",
    ):
        expect.same(student, name, paths_by_length, [(slope, 40)])


@book.misconception(
    "paths_by_length",
    "one_path_each",
    en="In how many ways can one choose the k layers that a path goes through?",
    ko="길이 지나는 층 k개를 고르는 방법은 몇 가지인가요?",
)
def one_path_each(slope: float, n_layers: int) -> Tensor:
    return torch.tensor([float(slope) ** k for k in range(n_layers + 1)])


@book.misconception(
    "paths_by_length",
    "paths_only_counted",
    en="You count the paths. What does each of them do to the gradient on its way through k layers?",
    ko="길의 수를 셌네요. 길 하나는 층 k개를 지나면서 기울기를 몇 배로 만드나요?",
)
def paths_only_counted(slope: float, n_layers: int) -> Tensor:
    return torch.tensor([float(math.comb(n_layers, k)) for k in range(n_layers + 1)])


@book.misconception(
    "paths_by_length",
    "layers_skipped_counted",
    en="Is entry k about the paths that go through k layers, or about those that skip k layers?",
    ko="k번째 값이 층 k개를 지나는 길에 대한 것인가요, 층 k개를 건너뛰는 길에 대한 것인가요?",
)
def layers_skipped_counted(slope: float, n_layers: int) -> Tensor:
    return torch.tensor(
        [math.comb(n_layers, k) * float(slope) ** (n_layers - k) for k in range(n_layers + 1)]
    )


@book.misconception(
    "paths_by_length",
    "shares_of_the_whole",
    en="Do your numbers add up to 1, or to (1 + slope) to the power of n_layers?",
    ko="값을 모두 더하면 1이 되나요, (1 + slope)의 n_layers 제곱이 되나요?",
)
def shares_of_the_whole(slope: float, n_layers: int) -> Tensor:
    found = torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(n_layers + 1)])
    return found / found.sum()


@book.misconception(
    "paths_by_length",
    "longest_path_left_out",
    en="Is there an entry for the path through all the layers? Where does range stop?",
    ko="모든 층을 지나는 길의 값이 있나요? range는 어디에서 멈추나요?",
)
def longest_path_left_out(slope: float, n_layers: int) -> Tensor:
    return torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(n_layers)])


@book.misconception(
    "paths_by_length",
    "empty_path_left_out",
    en="Which path goes through no layer at all, and where is it in your result?",
    ko="층을 하나도 지나지 않는 길은 무엇이고, 결과의 어디에 있나요?",
)
def empty_path_left_out(slope: float, n_layers: int) -> Tensor:
    return torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(1, n_layers + 1)])


@book.misconception(
    "paths_by_length",
    "order_counted",
    en="A path meets its layers in one order only. Does your count tell apart orders that do not exist?",
    ko="길은 층을 한 가지 순서로만 만나요. 있지도 않은 순서까지 따로 세고 있지 않나요?",
)
def order_counted(slope: float, n_layers: int) -> Tensor:
    return torch.tensor([math.perm(n_layers, k) * float(slope) ** k for k in range(n_layers + 1)])


@book.misconception(
    "paths_by_length",
    "slope_times_length",
    en="Do slopes along a path multiply or add up?",
    ko="길을 따라 만나는 기울기들은 곱해지나요, 더해지나요?",
)
def slope_times_length(slope: float, n_layers: int) -> Tensor:
    return torch.tensor(
        [math.comb(n_layers, k) * max(k * float(slope), float(k == 0)) for k in range(n_layers + 1)]
    )


@book.alternative("paths_by_length", "paths_with_comb")
def paths_with_comb(slope: float, n_layers: int) -> Tensor:
    lengths = range(n_layers + 1)
    return torch.tensor([math.comb(n_layers, k) for k in lengths]) * torch.tensor([slope**k for k in lengths])


@book.alternative("paths_by_length", "paths_layer_after_layer")
def paths_layer_after_layer(slope: float, n_layers: int) -> Tensor:
    found = torch.zeros(n_layers + 1, dtype=torch.float64)
    found[0] = 1
    for _ in range(n_layers):  # each path so far goes around the next layer, or through it
        found[1:] = found[1:] + slope * found[:-1].clone()
    return found


@book.alternative("paths_by_length", "paths_with_factorials")
def paths_with_factorials(slope: float, n_layers: int) -> Any:
    numbers = torch.zeros(n_layers + 1, dtype=torch.float64).numpy()
    for k in range(n_layers + 1):
        ways = math.factorial(n_layers) // (math.factorial(k) * math.factorial(n_layers - k))
        numbers[k] = ways * slope**k
    return numbers


# ------------------------------------------------------------------------------------------------- 4 Residual


def _in_use(version: type[nn.Module]) -> type[nn.Module]:
    """A version of Residual as the judge meets it: inside a ResidualFeedForward. Its source stays the version's own."""

    class InUse(nn.Module):
        def __init__(self, d_model: int, *norm: str) -> None:
            super().__init__()
            self.residual = version(d_model, *norm)
            self.feed_forward = FeedForward(d_model, 2 * d_model)

        def forward(self, x: Tensor) -> Tensor:
            result: Tensor = self.residual(x, self.feed_forward)
            return result

    for attribute in ("__module__", "__name__", "__qualname__", "__firstlineno__"):
        if hasattr(version, attribute):
            setattr(InUse, attribute, getattr(version, attribute))
    return InUse


@_in_use
class Residual(nn.Module):
    """Oracle, made of torch's layer_norm."""

    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError(norm)
        self.wiring = norm
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        if self.wiring == "pre":
            return torch.add(x, sublayer(self.norm(x)))
        result: Tensor = self.norm(torch.add(x, sublayer(x)))
        return result


@book.check("Residual")
def check_residual(student: Student, rng: Rng, expect: Expect) -> None:
    """Both wirings with given weights, a branch of zeros, gradients, then what is learned and refused."""
    name = "ResidualFeedForward"

    def weights(d_model: int, silent: bool = False) -> dict[str, Any]:
        d_ff, loud = 2 * d_model, float(not silent)
        return {
            "residual.norm.gamma": 1 + rng.normal((d_model,), 0.3),
            "residual.norm.beta": rng.normal((d_model,), 0.3),
            "feed_forward.linear1.weight": rng.normal((d_ff, d_model), 1.2 / d_model**0.5),
            "feed_forward.linear1.bias": rng.normal((d_ff,), 0.3),
            "feed_forward.linear2.weight": rng.normal((d_model, d_ff), loud * 1.2 / d_ff**0.5),
            "feed_forward.linear2.bias": rng.normal((d_model,), loud * 0.3),
        }

    def tokens(*shape: int) -> Tensor:
        return rng.tensor32(shape, 2.0, 1.0)

    def same(norm: str | None, shape: tuple[int, ...], silent: bool = False, unchanged: bool = False) -> None:
        given, x = weights(shape[-1], silent), tokens(*shape)
        arguments = (shape[-1],) if norm is None else (shape[-1], norm)
        module, right = student.build(name, *arguments), reference(Residual, *arguments)
        for each in (module, right):
            each.load(given)
        expect.array(module(x), right(x))
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "post",
        3,
        en='norm="post": does the sublayer read x as it is, is its result added to x, and is the sum normalized?',
        ko='norm="post"일 때, 하위 층이 x를 그대로 읽고, 그 결과를 x에 더하고, 그 합을 정규화하나요?',
    ):
        same("post", (2, 5, 6))
        same("post", (3, 4))
    with expect.part(
        "pre",
        3,
        en='norm="pre": does the sublayer read the normalized x, and is its result added to the x that came in?',
        ko='norm="pre"일 때, 하위 층이 정규화한 x를 읽고, 그 결과를 들어온 x에 더하나요?',
    ):
        same("pre", (2, 5, 6))
        same("pre", (3, 4))
    with expect.part(
        "silent_sublayer",
        1,
        en="If the sublayer gives nothing but zeros: does pre-norm give back x, and post-norm the normalized x?",
        ko="하위 층이 0만 내놓으면, 사전 정규화는 x를, 사후 정규화는 정규화한 x를 돌려주나요?",
    ):
        same("post", (2, 3, 4), silent=True)
        same("pre", (2, 3, 4), silent=True)
    with expect.part(
        "gradients",
        2,
        en="On the way back: does a gradient reach x on both ways, and gamma and beta?",
        ko="되돌아오는 길에, 두 길 모두에서 x에 기울기가 닿나요? gamma와 beta에도 닿나요?",
    ):
        for norm in ("post", "pre"):
            module, right = student.build(name, 5, norm), reference(Residual, 5, norm)
            given, x, upstream = weights(5), tokens(2, 3, 5), rng.tensor32((2, 3, 5))
            for each in (module, right):
                each.load(given)
            expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream))
    with expect.part(
        "alone",
        1,
        en="Is one LayerNorm all that is learned, is any other word for norm refused, is it post-norm when nothing is said, "
        "does it work for one sentence, and is x left as it was?",
        ko="학습되는 것이 LayerNorm 하나뿐인가요? norm에 다른 말이 오면 거절하고, 아무 말이 없으면 사후 정규화인가요? 문장이 "
        "하나뿐일 때도 동작하고, x는 그대로 두나요?",
    ):
        same("post", (2, 3, 4), unchanged=True)
        same("pre", (2, 3, 4), unchanged=True)
        same(None, (1, 3, 4))
        module = student.build(name, 4, "pre")
        expect.parameter_count(module, 2 * 4 + 2 * 4 * 8 + 8 + 4)
        for word in ("both", ""):
            question = Text(
                f"What does your class do with norm={word!r}? Should it not raise a ValueError?",
                f"norm={word!r}이면 클래스가 어떻게 하나요? ValueError를 내야 하지 않을까요?",
            )
            expect.refused(student, name, 4, word, message=question)
    # To name a mistake the calls are replayed on the versions of the exercise, which are in use like the student's.
    student.calls[:] = [replace(call, name="Residual") for call in student.calls]


@book.misconception(
    "Residual",
    "no_skip",
    en="Where is x added? If the sublayer gives zeros, what is left of x?",
    ko="x를 어디에서 더하나요? 하위 층이 0을 내놓으면 x에서 무엇이 남나요?",
)
@_in_use
class NoSkip(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "post":
            return self.norm(sublayer(x))
        return sublayer(self.norm(x))


@book.misconception(
    "Residual",
    "wirings_swapped",
    en='Which of your two branches is "post": the one that normalizes the sum, or the one that normalizes in front?',
    ko='두 갈래 가운데 "post"는 무엇인가요? 합을 정규화하는 쪽인가요, 앞에서 정규화하는 쪽인가요?',
)
@_in_use
class WiringsSwapped(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            return self.norm(x + sublayer(x))
        return x + sublayer(self.norm(x))


@book.misconception(
    "Residual",
    "pre_by_default",
    en="Which wiring does one get who names none?",
    ko="아무 말이 없으면 어느 방법으로 연결되나요?",
)
@_in_use
class PreByDefault(nn.Module):
    def __init__(self, d_model: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "post":
            return self.norm(x + sublayer(x))
        return x + sublayer(self.norm(x))


@book.misconception(
    "Residual",
    "always_post",
    en='What changes in your class when norm is "pre"? Which line of forward asks for it?',
    ko='norm이 "pre"이면 클래스에서 무엇이 달라지나요? forward의 어느 줄이 그것을 묻나요?',
)
@_in_use
class AlwaysPost(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        return self.norm(x + sublayer(x))


@book.misconception(
    "Residual",
    "always_pre",
    en='What changes in your class when norm is "post"? Which line of forward asks for it?',
    ko='norm이 "post"이면 클래스에서 무엇이 달라지나요? forward의 어느 줄이 그것을 묻나요?',
)
@_in_use
class AlwaysPre(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        return x + sublayer(self.norm(x))


@book.misconception(
    "Residual",
    "normed_skip",
    en="In pre-norm, which x is added: the one that came in, or the one that you have just overwritten with its norm?",
    ko="사전 정규화에서 더하는 x는 무엇인가요? 들어온 그대로의 x인가요, 방금 정규화한 값으로 덮어쓴 x인가요?",
)
@_in_use
class NormedSkip(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            x = self.norm(x)
            return x + sublayer(x)
        return self.norm(x + sublayer(x))


@book.misconception(
    "Residual",
    "norm_on_the_branch",
    en="In post-norm, what goes into the norm: the result of the sublayer, or the sum with x?",
    ko="사후 정규화에서 정규화에 들어가는 것은 하위 층의 결과인가요, x와 더한 합인가요?",
)
@_in_use
class NormOnTheBranch(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "post":
            return x + self.norm(sublayer(x))
        return x + sublayer(self.norm(x))


@book.misconception(
    "Residual",
    "normed_twice",
    en="In pre-norm, is there a norm behind the sum, too? What becomes of the free path then?",
    ko="사전 정규화인데 합한 뒤에도 정규화하지 않나요? 그러면 트여 있던 길은 어떻게 되나요?",
)
@_in_use
class NormedTwice(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        branch = sublayer(self.norm(x)) if self.wiring == "pre" else sublayer(x)
        return self.norm(x + branch)


@book.misconception(
    "Residual",
    "post_without_norm",
    en="In post-norm, what happens to the sum before it is returned?",
    ko="사후 정규화에서 합을 돌려주기 전에 무엇을 해야 하나요?",
)
@_in_use
class PostWithoutNorm(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            return x + sublayer(self.norm(x))
        return x + sublayer(x)


@book.misconception(
    "Residual",
    "input_overwritten",
    en="Whose tensor does x += … write into? What does the caller find in x afterwards?",
    ko="x += … 는 누구의 텐서에 쓰나요? 함수를 부른 쪽은 나중에 x에서 무엇을 보게 되나요?",
)
@_in_use
class InputOverwritten(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            change = sublayer(self.norm(x))
            x += change
            return x
        change = sublayer(x)
        x += change
        return self.norm(x)


@book.misconception(
    "Residual",
    "skip_detached",
    en="On the way forward all is right. Does a gradient come back along the skip, or does detach cut it off?",
    ko="나아가는 길은 맞아요. 지름길을 따라 기울기가 돌아오나요, detach가 끊어 버리나요?",
)
@_in_use
class SkipDetached(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        residual = x.clone().detach()
        if self.wiring == "pre":
            return residual + sublayer(self.norm(x))
        return self.norm(residual + sublayer(x))


@book.misconception(
    "Residual",
    "torchs_names",
    en="Which LayerNorm is in self.norm: that of Day 7, with gamma and beta, or torch's, with weight and bias?",
    ko="self.norm에 든 것이 gamma와 beta가 있는 7일 차의 LayerNorm인가요, weight와 bias가 있는 torch의 것인가요?",
)
@_in_use
class TorchsNames(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = nn.LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            return x + sublayer(self.norm(x))
        return self.norm(x + sublayer(x))


@book.misconception(
    "Residual",
    "half_of_the_sum",
    en="Is the sum divided by 2 somewhere? With a sublayer of zeros, does pre-norm still give back x?",
    ko="합을 2로 나누는 곳이 있나요? 하위 층이 0을 내놓을 때 사전 정규화가 x를 그대로 돌려주나요?",
)
@_in_use
class HalfOfTheSum(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        if self.wiring == "pre":
            return (x + sublayer(self.norm(x))) / 2
        return self.norm((x + sublayer(x)) / 2)


@book.alternative("Residual", "residual_with_flag")
@_in_use
class ResidualWithFlag(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        assert norm in ["pre", "post"], norm
        self.pre = norm == "pre"
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        residual = x
        if self.pre:
            x = self.norm(x)
        x = residual + sublayer(x)
        return x if self.pre else self.norm(x)


@book.alternative("Residual", "residual_with_dictionary")
@_in_use
class ResidualWithDictionary(nn.Module):
    def __init__(self, d_model: int, norm: str = "post", dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)
        self.way = {"post": self.post, "pre": self.pre}[norm]

    def post(self, x: Tensor, sublayer: Any) -> Any:
        return self.norm(x + self.dropout(sublayer(x)))

    def pre(self, x: Tensor, sublayer: Any) -> Any:
        return x + self.dropout(sublayer(self.norm(x)))

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        return self.way(x, sublayer)


@book.alternative("Residual", "residual_with_identity")
@_in_use
class ResidualWithIdentity(nn.Module):
    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm != "post" and norm != "pre":
            raise ValueError
        self.norm = LayerNorm(d_model)
        self.kind = norm

    def forward(self, x: Tensor, sublayer: Any) -> Any:
        before = self.norm if self.kind == "pre" else nn.Identity()
        after = self.norm if self.kind == "post" else nn.Identity()
        change = sublayer(before(x))
        change += x
        return after(change)


# -------------------------------------------------------------------------------------------- 5 pre_norm_stack


def pre_norm_stack(x: Tensor, weights: Tensor) -> Tensor:
    """Oracle."""
    for weight in weights.unbind():
        x = torch.add(x, torch.tanh(F.linear(F.layer_norm(x, x.shape[-1:]), weight.mT)))
    return x


@book.check(
    "pre_norm_stack",
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
def check_pre_norm_stack(student: Student, rng: Rng, expect: Expect) -> None:
    """Tokens that are not normalized. One layer on normalized tokens is right with the bug, so it earns nothing alone."""
    name = "pre_norm_stack"

    def tokens(*shape: int) -> Tensor:
        return rng.tensor32(shape, 2.0, 1.0)

    with expect.part(
        "raw_skip",
        3,
        en="Does every layer add its change to the x that came in, in its full size?",
        ko="층마다 들어온 그대로의 x에, 그 크기 그대로, 변화를 더하나요?",
    ):
        cases = [(tokens(4, 5), _matrices(rng, 1, 5)), (tokens(2, 3, 6), _matrices(rng, 3, 6))]
        expect.same(student, name, pre_norm_stack, cases)
    with expect.part(
        "zero_weights",
        1,
        en="If all weights are 0, is the stack the identity? Is it right for other sizes, and x left as it was?",
        ko="가중치가 모두 0이면 항등 함수인가요? 다른 크기에서도 맞고, x는 그대로인가요?",
    ):
        cases = [(tokens(3, 4), torch.zeros(2, 4, 4)), (tokens(4, 4), _matrices(rng, 4, 4, 3.0))]
        expect.same(student, name, pre_norm_stack, cases, unchanged=True)


@book.misconception(
    "pre_norm_stack",
    "normed_skip",
    en="Which x does the skip carry here: the one that came in, or its norm?",
    ko="여기서 지름길이 나르는 x는 무엇인가요? 들어온 그대로의 x인가요, 정규화한 x인가요?",
)
def normed_skip(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x = plain_norm(x)
        x = x + torch.tanh(x @ weight)
    return x


@book.misconception(
    "pre_norm_stack",
    "normed_behind_the_sum",
    en="Is the sum normalized in your stack? Which wiring is that?",
    ko="합을 정규화하고 있나요? 그것은 어느 연결인가요?",
)
def normed_behind_the_sum(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x = plain_norm(x + torch.tanh(x @ weight))
    return x


@book.misconception(
    "pre_norm_stack",
    "branch_normed_behind",
    en="Does the norm stand in front of the matrix, or behind the tanh?",
    ko="정규화가 행렬 앞에 있나요, tanh 뒤에 있나요?",
)
def branch_normed_behind(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x = x + plain_norm(torch.tanh(x @ weight))
    return x


@book.misconception(
    "pre_norm_stack",
    "no_norm_left",
    en="What does the matrix read now? Has the norm gone altogether?",
    ko="이제 행렬이 읽는 것은 무엇인가요? 정규화가 아예 사라지지 않았나요?",
)
def no_norm_left(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x = x + torch.tanh(x @ weight)
    return x


@book.misconception(
    "pre_norm_stack",
    "first_input_kept",
    en="Which x does layer 2 add to: what layer 1 gave, or the very first one, kept before the loop?",
    ko="2층이 더하는 대상이 1층이 준 x인가요, 반복문 앞에서 남겨 둔 맨 처음의 x인가요?",
)
def first_input_kept(x: Tensor, weights: Tensor) -> Tensor:
    residual = x
    for weight in weights:
        x = residual + torch.tanh(plain_norm(x) @ weight)
    return x


@book.misconception(
    "pre_norm_stack",
    "normed_once_before_the_loop",
    en="How often is the norm taken: once for the whole stack, or in front of every layer?",
    ko="정규화를 몇 번 하나요? 전체에서 한 번인가요, 층마다 한 번인가요?",
)
def normed_once_before_the_loop(x: Tensor, weights: Tensor) -> Tensor:
    h = plain_norm(x)
    for weight in weights:
        x = x + torch.tanh(h @ weight)
    return x


@book.misconception(
    "pre_norm_stack",
    "normed_at_the_end",
    en="The skips are right now. Does the docstring ask for a norm at the end?",
    ko="지름길은 이제 맞아요. 설명이 마지막 정규화까지 하라고 하나요?",
)
def normed_at_the_end(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x = x + torch.tanh(plain_norm(x) @ weight)
    return plain_norm(x)


@book.misconception(
    "pre_norm_stack",
    "stream_overwritten",
    en="The values are right. Whose tensor does x += … write into?",
    ko="값은 맞아요. 그런데 x += … 는 누구의 텐서에 쓰나요?",
)
def stream_overwritten(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        x += torch.tanh(plain_norm(x) @ weight)
    return x


@book.alternative("pre_norm_stack", "stack_with_a_second_name")
def stack_with_a_second_name(x: Tensor, weights: Tensor) -> Tensor:
    for weight in weights:
        h = plain_norm(x)
        x = x + torch.tanh(h @ weight)
    return x


@book.alternative("pre_norm_stack", "stack_that_calls_itself")
def stack_that_calls_itself(x: Tensor, weights: Tensor) -> Tensor:
    if len(weights) == 0:
        return x
    normed = (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + 1e-5)
    return pre_norm_stack(x + torch.tanh(normed @ weights[0]), weights[1:])


@book.alternative("pre_norm_stack", "stack_on_a_copy")
def stack_on_a_copy(x: Tensor, weights: Tensor) -> Tensor:
    stream = x.clone()
    for i in range(weights.shape[0]):
        stream += (plain_norm(stream) @ weights[i]).tanh()
    return stream


# ------------------------------------------------------------------------------------------------ 6 zero_start


def zero_start(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Oracle."""
    last = ("linear2.weight", "linear2.bias")
    return {
        name: torch.zeros_like(value) if name in last else value.clone() for name, value in weights.items()
    }


@book.check("zero_start")
def check_zero_start(student: Student, rng: Rng, expect: Expect) -> None:
    """The second layer is 0, the first as it was, and the caller's weights are left alone."""

    def given(d_model: int, d_ff: int) -> dict[str, Tensor]:
        shapes = {
            "linear1.weight": (d_ff, d_model),
            "linear1.bias": (d_ff,),
            "linear2.weight": (d_model, d_ff),
            "linear2.bias": (d_model,),
        }
        return {name: rng.tensor32(shape) for name, shape in shapes.items()}

    def compare(weights: dict[str, Tensor], names: Sequence[str], unchanged: bool = False) -> None:
        got = student.call("zero_start", weights)
        if not isinstance(got, dict) or set(got) != set(weights):
            raise Failure(
                Text(
                    "A dictionary with the same four names is expected. What does the return line give back?",
                    "같은 이름 네 개가 든 딕셔너리를 돌려주어야 해요. return 줄이 무엇을 돌려주나요?",
                )
            )
        right = zero_start(weights)
        for name in names:
            exactly = 1e-30 if name.startswith("linear2") else None  # nearly 0 is not 0
            expect.array(got[name], right[name], label=name, tolerance=exactly)
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "silent",
        2,
        en="Is what comes out 0 for every x? Which two of the four stand last on the way to the output?",
        ko="어떤 x에 대해서도 0이 나오나요? 네 가지 가운데 출력으로 가는 길의 마지막에 있는 둘은 무엇인가요?",
    ):
        compare(given(3, 5), ("linear2.weight", "linear2.bias"))
    with expect.part(
        "still_learns",
        2,
        en="Is the first layer left as it was? If its output is 0 as well, what gradient does the second one get?",
        ko="첫 층은 그대로인가요? 첫 층의 출력까지 0이면 둘째 층은 어떤 기울기를 받나요?",
    ):
        names = ("linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias")
        compare(given(3, 5), names)
        compare(given(4, 4), names)
    with expect.part(
        "copy",
        1,
        en="Are the caller's weights left as they were?",
        ko="함수를 부른 쪽의 가중치는 그대로인가요?",
    ):
        compare(given(2, 6), ("linear1.weight", "linear2.weight"), unchanged=True)


@book.misconception(
    "zero_start",
    "everything_zero",
    en="With all four at 0, the hidden layer is 0 too. What is then the gradient of linear2.weight, and of linear1.weight?",
    ko="넷이 모두 0이면 은닉층도 0이에요. 그러면 linear2.weight의 기울기는 얼마인가요? linear1.weight의 기울기는요?",
)
def everything_zero(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: torch.zeros_like(value) for name, value in weights.items()}


@book.misconception(
    "zero_start",
    "first_layer_zero",
    en="With the first layer at 0, what does the second one put out: 0, or its bias? And which gradient gets past a ReLU "
    "of 0?",
    ko="첫 층이 0이면 둘째 층은 무엇을 내놓나요? 0인가요, 자기 편향인가요? 그리고 0인 ReLU를 지나는 기울기는 얼마인가요?",
)
def first_layer_zero(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    new = {name: value.clone() for name, value in weights.items()}
    new["linear1.weight"] = torch.zeros_like(weights["linear1.weight"])
    new["linear1.bias"] = torch.zeros_like(weights["linear1.bias"])
    return new


@book.misconception(
    "zero_start",
    "first_layer_and_last_bias",
    en="The output is 0, and three of the four are changed. Would two do? And which gradient gets past a ReLU that stands at 0?",
    ko="출력은 0이에요. 그런데 넷 가운데 셋을 바꿨어요. 둘만 바꿔도 될까요? 그리고 0에 서 있는 ReLU를 지나는 기울기는 얼마인가요?",
)
def first_layer_and_last_bias(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name: value if name == "linear2.weight" else torch.zeros_like(value)
        for name, value in weights.items()
    }


@book.misconception(
    "zero_start",
    "last_bias_left",
    en="The last matrix is 0. What is still added behind it?",
    ko="마지막 행렬은 0이에요. 그 뒤에 아직 더해지는 것은 무엇인가요?",
)
def last_bias_left(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {**weights, "linear2.weight": torch.zeros_like(weights["linear2.weight"])}


@book.misconception(
    "zero_start",
    "biases_alone",
    en="The biases are 0. Is the output 0, too, for an x that is not?",
    ko="편향은 0이에요. x가 0이 아니어도 출력이 0인가요?",
)
def biases_alone(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: torch.zeros_like(w) if name.endswith("bias") else w for name, w in weights.items()}


@book.misconception(
    "zero_start",
    "matrices_alone",
    en="Both matrices are 0. What does linear2.bias still put out, and does anything get past the hidden layer?",
    ko="두 행렬이 모두 0이에요. linear2.bias는 여전히 무엇을 내놓나요? 은닉층을 지나는 것이 있나요?",
)
def matrices_alone(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: torch.zeros_like(w) if name.endswith("weight") else w for name, w in weights.items()}


@book.misconception(
    "zero_start",
    "small_not_zero",
    en="A thousandth is small. Is the layer then the identity, or only nearly so?",
    ko="천분의 일은 작은 값이에요. 그러면 층이 항등 함수인가요, 항등 함수에 가까울 뿐인가요?",
)
def small_not_zero(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: w * 0.001 if name.startswith("linear2") else w for name, w in weights.items()}


@book.misconception(
    "zero_start",
    "second_layer_alone_returned",
    en="How many of the four names does your dictionary have?",
    ko="딕셔너리에 네 이름 가운데 몇 개가 들어 있나요?",
)
def second_layer_alone_returned(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: torch.zeros_like(w) for name, w in weights.items() if name.startswith("linear2")}


@book.misconception(
    "zero_start",
    "callers_weights_zeroed",
    en="The weights are right, but the caller's have changed as well. Does zero_() write into a copy? Does weights[…] = …?",
    ko="가중치는 맞지만 함수를 부른 쪽의 가중치까지 바뀌었어요. zero_()가 복사본에 쓰나요? weights[…] = … 는요?",
)
def callers_weights_zeroed(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    weights["linear2.weight"].zero_()
    weights["linear2.bias"].zero_()
    return weights


@book.alternative("zero_start", "start_with_merged_dictionaries")
def start_with_merged_dictionaries(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    return {**weights, **{n: 0 * weights[n] for n in ("linear2.weight", "linear2.bias")}}


@book.alternative("zero_start", "start_with_a_copy")
def start_with_a_copy(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    new = dict(weights)
    d_model, d_ff = weights["linear2.weight"].shape
    new["linear2.weight"] = torch.zeros(d_model, d_ff)
    new["linear2.bias"] = torch.zeros(d_model)
    return new


@book.alternative("zero_start", "start_in_a_loop")
def start_in_a_loop(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    new = {}
    for name in weights:
        new[name] = weights[name].clone()
        if "linear2" in name:
            new[name].fill_(0.0)
    return new


# ---------------------------------------------------------------------------------------- 7 gradients_by_layer


def gradients_by_layer(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    """Oracle: torch.func goes back through one layer after the other."""

    def norm(tokens: Tensor) -> Tensor:
        return F.layer_norm(tokens, tokens.shape[-1:])

    def layer(tokens: Tensor, weight: Tensor) -> Tensor:
        def part(read: Tensor) -> Tensor:
            return torch.tanh(F.linear(read, weight.mT))

        wirings = {
            "none": lambda: part(tokens),
            "post": lambda: norm(tokens + part(tokens)),
            "pre": lambda: tokens + part(norm(tokens)),
            "branch": lambda: tokens + norm(part(tokens)),
            "normed_skip": lambda: norm(tokens) + part(norm(tokens)),
        }
        return wirings[wiring]()

    ways_back = []
    for weight in weights.unbind():
        x, back = torch.func.vjp(lambda tokens, weight=weight: layer(tokens, weight), x)[:2]
        ways_back.append(back)
    gradient, found = upstream, [torch.linalg.vector_norm(upstream)]
    for back in reversed(ways_back):
        (gradient,) = back(gradient)
        found.append(torch.linalg.vector_norm(gradient))
    return torch.stack(found[::-1]) / found[0]


@book.check("gradients_by_layer")
def check_gradients_by_layer(student: Student, rng: Rng, expect: Expect) -> None:
    """The bare stack first, then one wiring after the other, then other sizes."""
    name = "gradients_by_layer"

    def case(
        wiring: str, layers: int = 3, shape: tuple[int, ...] = (4, 5), width: float = 1.2
    ) -> tuple[Any, ...]:
        matrices, upstream = _matrices(rng, layers, shape[-1], width), rng.tensor32(shape, 3.0)
        return rng.tensor32(shape, 2.0, 1.0), matrices, upstream, wiring

    with expect.part(
        "none",
        2,
        en='"none": is entry l the norm of the gradient for x_l over that of upstream, from x_0 up to the output?',
        ko='"none"일 때, l번째 값이 x_l의 기울기의 노름을 upstream의 노름으로 나눈 것인가요? x_0부터 출력까지 모두 있나요?',
    ):
        expect.same(student, name, gradients_by_layer, [case("none"), case("none", 5, (2, 3, 4))])
    with expect.part(
        "post_and_pre",
        3,
        en='"post" and "pre": where does each of them normalize, and which x do they add?',
        ko='"post"와 "pre"일 때, 저마다 어디에서 정규화하고 어떤 x를 더하나요?',
    ):
        cases = [case(wiring, layers) for wiring in ("post", "pre") for layers in (1, 4)]
        expect.same(student, name, gradients_by_layer, cases)
    with expect.part(
        "branch_and_normed_skip",
        2,
        en='"branch" and "normed_skip": what is normalized in the one, and what in the other?',
        ko='"branch"와 "normed_skip"일 때, 한쪽에서는 무엇을, 다른 쪽에서는 무엇을 정규화하나요?',
    ):
        cases = [case(wiring, layers) for wiring in ("branch", "normed_skip") for layers in (1, 4)]
        expect.same(student, name, gradients_by_layer, cases)
    with expect.part(
        "other_sizes",
        1,
        en="Is it right with a batch axis in front, and are the inputs left as they were?",
        ko="앞에 배치 축이 있을 때도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(wiring, 2, (2, 3, 6), 0.6) for wiring in ("pre", "post", "branch")]
        expect.same(student, name, gradients_by_layer, cases, unchanged=True)


@book.misconception(
    "gradients_by_layer",
    "skip_normed_in_pre",
    en='In "pre", which x does the skip carry? How does "normed_skip" differ from it in your code?',
    ko='"pre"에서 지름길이 나르는 x는 무엇인가요? 코드에서 "normed_skip"과 무엇이 다른가요?',
)
def skip_normed_in_pre(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "post_and_pre_swapped",
    en='Which of the two normalizes behind the sum, "post" or "pre"?',
    ko='합한 뒤에 정규화하는 것은 "post"와 "pre" 가운데 어느 쪽인가요?',
)
def post_and_pre_swapped(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "pre":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "branch_normed_in_post",
    en='In "post", is the sum normalized or the branch alone? How does "branch" differ from it in your code?',
    ko='"post"에서 정규화하는 것이 합인가요, 가지뿐인가요? 코드에서 "branch"와 무엇이 다른가요?',
)
def branch_normed_in_post(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = state + plain_norm(torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "branch_normed_in_front",
    en='In "branch", does the norm stand in front of the part or behind it?',
    ko='"branch"에서 정규화는 부품 앞에 있나요, 뒤에 있나요?',
)
def branch_normed_in_front(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring in ("pre", "branch"):
            state = state + torch.tanh(plain_norm(state) @ weight)
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "part_reads_raw_tokens",
    en='In "normed_skip", what does the part read: the raw state, or the normalized one?',
    ko='"normed_skip"에서 부품이 읽는 것은 원래의 상태인가요, 정규화한 상태인가요?',
)
def part_reads_raw_tokens(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(state @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "output_first",
    en="Is entry 0 the gradient at the input x_0, or that at the output?",
    ko="0번 값이 입력 x_0의 기울기인가요, 출력의 기울기인가요?",
)
def output_first(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients[::-1]]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "input_left_out",
    en="L layers have L + 1 states. Is the input x_0 one of yours?",
    ko="층이 L개면 상태는 L + 1개예요. 입력 x_0도 들어 있나요?",
)
def input_left_out(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients[1:]]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "output_left_out",
    en="L layers have L + 1 states. Is what leaves the last layer one of yours?",
    ko="층이 L개면 상태는 L + 1개예요. 마지막 층을 나온 상태도 들어 있나요?",
)
def output_left_out(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients[:-1]]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "norms_not_divided",
    en="What should the last entry be, and what is it? What do you divide by?",
    ko="마지막 값은 얼마여야 하고, 지금은 얼마인가요? 무엇으로 나누나요?",
)
def norms_not_divided(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients])


@book.misconception(
    "gradients_by_layer",
    "squares_compared",
    en="A norm is the root of the sum of the squares. Is there a root in your numbers?",
    ko="노름은 제곱의 합의 제곱근이에요. 값에 제곱근이 들어 있나요?",
)
def squares_compared(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.square().sum() for gradient in gradients]) / upstream.square().sum()


@book.misconception(
    "gradients_by_layer",
    "ones_sent_back",
    en="With which gradient does your way back begin: with upstream, or with ones?",
    ko="되돌아오는 길이 어떤 기울기에서 출발하나요? upstream인가요, 1인가요?",
)
def ones_sent_back(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state.sum(), states)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "sizes_of_the_states",
    en="Are these the norms of the states, or of the gradients that reach them?",
    ko="이것은 상태의 노름인가요, 상태에 닿는 기울기의 노름인가요?",
)
def sizes_of_the_states(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    return torch.stack([state.detach().norm() for state in states]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "every_layer_alone",
    en="Does the gradient run through all the layers behind, or does each layer get upstream anew?",
    ko="기울기가 뒤의 모든 층을 거쳐 오나요, 층마다 upstream을 새로 받나요?",
)
def every_layer_alone(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state, found = x.detach().clone().requires_grad_(), []
    for weight in weights:
        before = state
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        (gradient,) = torch.autograd.grad(state, before, upstream)
        found.append(gradient.norm() / upstream.norm())
        state = state.detach().requires_grad_()
    return torch.stack([*found, torch.ones(())])


@book.misconception(
    "gradients_by_layer",
    "first_state_added",
    en="Which state does layer 2 add to: what layer 1 gave, or the very first?",
    ko="2층이 더하는 대상이 1층이 준 상태인가요, 맨 처음 상태인가요?",
)
def first_state_added(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(states[0] + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = states[0] + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = states[0] + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.misconception(
    "gradients_by_layer",
    "skip_in_none",
    en='What does "none" leave out: the norm alone, or the skip as well?',
    ko='"none"에는 무엇이 없나요? 정규화만 없나요, 지름길도 없나요?',
)
def skip_in_none(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = state + torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@book.alternative("gradients_by_layer", "layers_with_retain_grad")
def layers_with_retain_grad(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Any:
    h = x.clone().requires_grad_(True)
    h.retain_grad()
    kept = [h]
    for W in weights:
        a = plain_norm(h) if wiring in ("pre", "normed_skip") else h
        f = torch.tanh(a @ W)
        if wiring == "branch":
            f = plain_norm(f)
        if wiring == "normed_skip":
            h = a + f
        elif wiring == "none":
            h = f
        else:
            h = h + f
        if wiring == "post":
            h = plain_norm(h)
        h.retain_grad()
        kept.append(h)
    h.backward(upstream)
    return torch.stack([torch.linalg.norm(h.grad) for h in kept]).numpy() / torch.linalg.norm(upstream).item()


@book.alternative("gradients_by_layer", "layers_from_every_state")
def layers_from_every_state(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    def f(t: Tensor, w: Tensor) -> Tensor:
        return torch.tanh(t @ w)

    wirings = {
        "none": lambda t, w: f(t, w),
        "post": lambda t, w: plain_norm(t + f(t, w)),
        "pre": lambda t, w: t + f(plain_norm(t), w),
        "branch": lambda t, w: t + plain_norm(f(t, w)),
        "normed_skip": lambda t, w: plain_norm(t) + f(plain_norm(t), w),
    }
    found = torch.ones(len(weights) + 1, dtype=torch.float64)
    state = x.double()
    for i in range(len(weights)):
        start = state.clone().requires_grad_()
        end = start
        for w in weights[i:].double():
            end = wirings[wiring](end, w)
        loss = (end * upstream.double()).sum()
        loss.backward()
        assert start.grad is not None
        found[i] = start.grad.norm() / upstream.double().norm()
        state = wirings[wiring](state, weights[i].double())
    return found


# ---------------------------------------------------------------------------------------------- 8 which_wiring

book.quiz(
    "which_wiring",
    {
        "paper_2017": Choice(
            "A",
            {
                "A": Text(
                    "Section 3.1 says it in one formula, LayerNorm(x + Sublayer(x)), and the figure draws Add & Norm behind each "
                    "part.",
                    "3.1절이 LayerNorm(x + Sublayer(x))라는 식 하나로 말하고, 그림도 부품마다 뒤에 Add & Norm을 그려요.",
                ),
                "B": Text(
                    "Much code that is said to follow the paper is wired so. What does the formula in section 3.1 say?",
                    "논문을 따랐다는 코드 가운데 이렇게 연결한 것이 많아요. 3.1절의 식은 무엇이라고 하나요?",
                ),
                "C": Text(
                    "The formula of section 3.1 fixes where the norm stands. Is x inside its brackets?",
                    "3.1절의 식이 정규화의 자리를 정해 줘요. x가 괄호 안에 있나요?",
                ),
            },
        ),
        "gpt_1": Choice(
            "A",
            {
                "A": Text(
                    "GPT-1 follows the 2017 decoder: the norm comes behind each sum, and there is none at the end.",
                    "GPT-1은 2017년의 디코더를 따라요. 정규화는 합 뒤에 있고, 맨 끝에는 없어요.",
                ),
                "B": Text(
                    '"GPT models are pre-norm" is said often. From which number on is it true?',
                    '"GPT는 사전 정규화"라는 말을 자주 들어요. 몇 번째 GPT부터 맞는 말인가요?',
                ),
                "C": Text(
                    "One model is wired in one way. Which one did the model of 2018 take over from 2017?",
                    "모델 하나는 한 가지로 연결돼요. 2018년의 모델은 2017년에서 무엇을 물려받았나요?",
                ),
            },
        ),
        "gpt_2": Choice(
            "B",
            {
                "A": Text(
                    "So it was in GPT-1. What did GPT-2 change, according to section 2.3 of its report?",
                    "GPT-1이 그랬어요. GPT-2 보고서의 2.3절에 따르면 무엇을 바꿨나요?",
                ),
                "B": Text(
                    "Its report says that the norm moved to the input of each part, and that one more was added after the last "
                    "block.",
                    "보고서에 따르면 정규화를 부품의 입력으로 옮기고, 마지막 블록 뒤에 하나를 더했어요.",
                ),
                "C": Text(
                    "One model is wired in one way. Where does GPT-2 have the norm that GPT-1 has behind the sum?",
                    "모델 하나는 한 가지로 연결돼요. GPT-1이 합 뒤에 둔 정규화를 GPT-2는 어디에 두나요?",
                ),
            },
        ),
        "silent_parts": Choice(
            "B",
            {
                "A": Text(
                    "LN(x + 0) is the norm of x, and that is x only if x was normalized before. In which wiring is there nothing on "
                    "the path but sums?",
                    "LN(x + 0)은 x를 정규화한 값이라, x가 이미 정규화되어 있을 때만 x예요. 길 위에 덧셈밖에 없는 연결은 어느 쪽인가요?",
                ),
                "B": Text(
                    "x + f(LN(x)) with f = 0 is x: on the path there are only sums.",
                    "f = 0이면 x + f(LN(x))는 x예요. 길 위에는 덧셈만 있어요.",
                ),
                "C": Text(
                    "Try it with x = (3, 5) in both wirings. What does post-norm give?",
                    "두 연결에 x = (3, 5)를 넣어 보세요. 사후 정규화는 무엇을 내놓나요?",
                ),
            },
        ),
        "last_norm": Choice(
            "B",
            {
                "A": Text(
                    "Here every layer ends with a norm already. In which wiring does the stream reach the end unnormalized?",
                    "여기서는 층마다 이미 정규화로 끝나요. 흐름이 정규화되지 않은 채 끝에 닿는 연결은 어느 쪽인가요?",
                ),
                "B": Text(
                    "Nothing on the path scales down, so the stream grows with depth. One norm at the end gives the output layer a "
                    "known size.",
                    "길 위에 크기를 줄이는 것이 없어서 흐름이 깊이에 따라 커져요. 맨 끝의 정규화 한 번이 출력층에 일정한 크기를 줘요.",
                ),
                "C": Text(
                    "A second norm right behind a norm would do nothing new. Which of the two wirings ends with one already?",
                    "정규화 바로 뒤의 정규화는 새로 하는 일이 없어요. 둘 가운데 이미 정규화로 끝나는 쪽은 무엇인가요?",
                ),
            },
        ),
        "equal_shapes": Choice(
            "C",
            {
                "A": Text(
                    "Pre-norm has a sum as well. What must hold for the two things that are added?",
                    "사전 정규화에도 덧셈이 있어요. 더하는 둘은 어때야 하나요?",
                ),
                "B": Text(
                    "Post-norm has a sum as well. What must hold for the two things that are added?",
                    "사후 정규화에도 덧셈이 있어요. 더하는 둘은 어때야 하나요?",
                ),
                "C": Text(
                    "x and f(x) are added number by number. That is why all parts of the model give d_model numbers (section 3.1).",
                    "x와 f(x)를 숫자끼리 더해요. 그래서 모델의 모든 부품이 숫자 d_model개를 내놓아요(3.1절).",
                ),
            },
        ),
    },
)
