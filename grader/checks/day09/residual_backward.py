"""residual_backward: the gradient through one residual connection, against autograd."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def residual_backward(grad_output: Tensor, jacobian: Tensor) -> Tensor:
    """Oracle: autograd goes back through y = x + f(x), where f is the map with this Jacobian."""
    x = torch.zeros_like(grad_output, requires_grad=True)
    (gradient,) = torch.autograd.grad(x + F.linear(x, jacobian), x, grad_output)
    return gradient


check = Check(residual_backward)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, then a branch that does nothing and one that is small."""

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
        expect.same([case(4), case(5), case(2)])
    with expect.part(
        "small_branch",
        1,
        en="If f hardly reacts to x, what arrives at x? And are the inputs left as they were?",
        ko="f가 x에 거의 반응하지 않으면 x에는 무엇이 도착하나요? 입력은 그대로인가요?",
    ):
        quiet = (rng.tensor32((3,)), torch.zeros(3, 3))
        cases = [case(6, 1e-2), quiet, case(3, 10.0)]
        expect.same(cases, unchanged=True)


@check.right
def identity_plus_jacobian(grad_output, jacobian):
    return (torch.eye(len(grad_output)) + jacobian).T @ grad_output


@check.right
def backward_in_loops(grad_output, jacobian):
    d = len(grad_output)
    numbers = []
    for j in range(d):
        total = grad_output[j].item()
        for i in range(d):
            total += grad_output[i].item() * jacobian[i, j].item()
        numbers.append(total)
    return torch.tensor(numbers)


@check.right
def backward_with_einsum(grad_output, jacobian):
    return grad_output + torch.einsum("i,ij->j", grad_output.double(), jacobian.double())


@check.misconception(
    en="Which way back does your line leave out? What is the slope of x itself, in y = x + f(x)?",
    ko="되돌아오는 두 길 가운데 무엇이 빠졌나요? y = x + f(x)에서 x 자신의 기울기는 얼마인가요?",
)
def skip_forgotten(grad_output, jacobian):
    return grad_output @ jacobian


@check.misconception(
    en="The skip hands the gradient on as it is. And what comes back through f?",
    ko="지름길은 기울기를 그대로 넘겨줘요. 그러면 f를 지나서는 무엇이 돌아오나요?",
)
def branch_forgotten(grad_output, jacobian):
    return grad_output.clone()


@check.misconception(
    en="jacobian[i, j] is the slope of output i with respect to input j. Over which of the two must be summed for the "
    "gradient of input j?",
    ko="jacobian[i, j]는 입력 j에 대한 출력 i의 기울기예요. 입력 j의 기울기를 구하려면 i와 j 가운데 어느 쪽을 따라 더해야 하나요?",
)
def jacobian_times_gradient(grad_output, jacobian):
    return grad_output + jacobian @ grad_output


@check.misconception(
    en="Is `jacobian + 1` the Jacobian of x + f(x)? How much does y_0 move when x_1 moves and f does nothing?",
    ko="`jacobian + 1`이 x + f(x)의 야코비 행렬인가요? f가 아무 일도 하지 않을 때 x_1이 움직이면 y_0은 얼마나 움직이나요?",
)
def one_added_everywhere(grad_output, jacobian):
    return grad_output @ (jacobian + 1)


@check.misconception(
    en="Does output i of f depend on x_i alone, or on the other numbers of the token as well?",
    ko="f의 출력 i는 x_i에만 달려 있나요, 토큰의 다른 숫자에도 달려 있나요?",
)
def diagonal_alone(grad_output, jacobian):
    return grad_output * (1 + torch.diagonal(jacobian))


@check.misconception(
    en="The two ways lie side by side. Are side-by-side ways added or multiplied?",
    ko="두 길은 나란히 놓여 있어요. 나란한 길의 몫은 더하나요, 곱하나요?",
)
def ways_multiplied(grad_output, jacobian):
    return grad_output * (grad_output @ jacobian)


@check.misconception(
    en="What shape has grad_output * jacobian? Which sign makes the sum over the outputs?",
    ko="grad_output * jacobian의 모양은 무엇인가요? 출력에 걸쳐 더해 주는 연산자는 무엇인가요?",
)
def elementwise_product(grad_output, jacobian):
    return grad_output + grad_output * jacobian


@check.misconception(
    en="Whose tensor does += write into? Is grad_output still the same for the caller?",
    ko="+=는 누구의 텐서에 쓰나요? 함수를 부른 쪽에서 grad_output이 그대로인가요?",
)
def gradient_overwritten(grad_output, jacobian):
    grad_output += grad_output @ jacobian
    return grad_output
