"""gelu_tanh, the form with tanh, against torch's.

The two forms differ by at most 0.0005, so they are told apart on the negative side, where the right numbers are small.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day08.shared import between
from grader.judge import Check, Expect, Rng, Student


def gelu_tanh(x: Tensor) -> Tensor:
    """Oracle: torch's approximate form."""
    return F.gelu(x, approximate="tanh")


check = Check(gelu_tanh)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Ordinary numbers, the cubic term, where the exact form differs most, far out.

    The tolerances let a factor in front of the bracket with four digits (0.7979) pass in every draw.
    """
    with expect.part(
        "values",
        3,
        en="Is it half of x, times 1 plus a tanh? Which factor stands inside the tanh?",
        ko="x의 절반에 (1 더하기 tanh)를 곱하나요? tanh 안에는 어떤 인수가 있나요?",
    ):
        cases = [rng.tensor64(shape) for shape in ((9,), (2, 3, 4))]
        cases[0][0] = cases[0][0].abs() + 0.5  # one is surely not near 0
        expect.same([(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "cube",
        2,
        en="Between -3 and -1 the cubic term counts. Which power of x is it, with which number, and inside which bracket?",
        ko="-3과 -1 사이에서는 세제곱 항이 중요해요. x의 몇 제곱이고, 어떤 수를 곱하고, 어느 괄호 안에 있나요?",
    ):
        cases = [between(rng, -3, -1, 11), between(rng, -2.5, -1, 3, 4)]
        expect.same([(case,) for case in cases], tolerance=1.5e-4)
    with expect.part(
        "form",
        2,
        en="Is it the formula with tanh, and not the exact form that agrees to three digits?",
        ko="세 자리까지 일치하는 정확한 꼴이 아니라 tanh 식인가요?",
    ):
        far = torch.cat([between(rng, -2, -1.7, 1), between(rng, -4, -1.7, 8)])  # one is surely not near 0
        near = torch.stack([between(rng, -2.2, -2, 3), between(rng, -3, -2, 3)])
        cases = [far, near.float()]
        expect.same([(case,) for case in cases], tolerance=2e-4)
    with expect.part(
        "far_out",
        1,
        en="What comes out for numbers far below and far above 0? Can anything in it grow beyond all bounds? Is the input left "
        "alone? Can a gradient flow back?",
        ko="0보다 훨씬 작거나 훨씬 큰 숫자에서는 무엇이 나오나요? 도중에 한없이 커지는 것이 있나요? 입력은 그대로인가요? 기울기가 "
        "되돌아갈 수 있나요?",
    ):
        cases = [torch.tensor([-1000.0, -30.0, 0.0]), torch.tensor([30.0, 1000.0])]
        expect.same([(case.double(),) for case in cases], unchanged=True)
        expect.same_gradients((rng.tensor64((9,)),), rng.tensor64((9,)), tolerance=1e-3)


@check.right
def tanh_of_torch(x):
    return nn.GELU(approximate="tanh")(x)


@check.right
def with_a_sigmoid(x):
    return x * torch.sigmoid(2 * (2 / math.pi) ** 0.5 * (x + 0.044715 * x * x * x))


@check.right
def four_digits_of_the_factor(x):
    return 0.5 * x * (1 + torch.tanh(0.7979 * (x + 0.044715 * x**3)))


@check.right
def multiplied_out(x):
    factor = math.sqrt(2 / math.pi)
    inner = factor * x + factor * 0.044715 * torch.pow(x, 3)
    return x / 2 + x * inner.tanh() / 2


@check.misconception(
    en="Is that the formula with tanh, or the exact form from before?",
    ko="tanh 식인가요, 앞에서 만든 정확한 꼴인가요?",
)
def exact_form(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


@check.misconception(
    en="Which term inside the tanh bends it for larger x? Is it there?",
    ko="x가 커질 때 tanh 안에서 힘을 쓰는 항은 무엇인가요? 그 항이 있나요?",
)
def cube_left_out(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * x))


@check.misconception(
    en="Is it the square or the cube of x? What sign has it for a negative x?",
    ko="x의 제곱인가요, 세제곱인가요? x가 음수이면 부호가 무엇인가요?",
)
def square_for_cube(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**2)))


@check.misconception(
    en="Does 2/π stand in front of the bracket, or its square root?",
    ko="괄호 앞에 있는 것이 2/π인가요, 그 제곱근인가요?",
)
def root_left_out(x):
    return 0.5 * x * (1 + torch.tanh((2 / math.pi) * (x + 0.044715 * x**3)))


@check.misconception(
    en="How far does your root reach: over 2, or over 2/π?",
    ko="제곱근이 2에만 걸리나요, 2/π 전체에 걸리나요?",
)
def root_of_two_only(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2) / math.pi * (x + 0.044715 * x**3)))


@check.misconception(
    en="Is it 2/π or π/2? Near 0 the gate must rise with slope 0.4, as Φ does. Which of them gives that?",
    ko="2/π인가요, π/2인가요? 0 근처에서 문은 Φ처럼 기울기 0.4로 열려야 해요. 어느 쪽이 그런가요?",
)
def fraction_upside_down(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(math.pi / 2) * (x + 0.044715 * x**3)))


@check.misconception(
    en="Which factor stands in front of the bracket inside the tanh?",
    ko="tanh 안의 괄호 앞에는 어떤 인수가 있나요?",
)
def factor_left_out(x):
    return 0.5 * x * (1 + torch.tanh(x + 0.044715 * x**3))


@check.misconception(
    en="Does the factor multiply x alone, or the whole bracket with the cube?",
    ko="그 인수를 x에만 곱하나요, 세제곱 항까지 든 괄호 전체에 곱하나요?",
)
def factor_on_x_alone(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * x + 0.044715 * x**3))


@check.misconception(
    en="How many zeros stand behind the point in 0.044715?",
    ko="0.044715에서 소수점 뒤에 0이 몇 개 있나요?",
)
def decimal_slipped(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.44715 * x**3)))


@check.misconception(
    en="1 plus a tanh runs from 0 to 2. What should the gate run to?",
    ko="1 더하기 tanh는 0에서 2까지 움직여요. 문은 어디까지 열려야 하나요?",
)
def half_of_it_missing(x):
    return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@check.misconception(
    en="A tanh runs from -1 to 1. What must be added so that the gate is shut, and not turned round, far below 0?",
    ko="tanh는 -1에서 1까지 움직여요. 0보다 훨씬 작은 곳에서 문이 뒤집히지 않고 닫히게 하려면 무엇을 더해야 하나요?",
)
def one_missing(x):
    return 0.5 * x * torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


@check.misconception(
    en="What goes through the gate? Is x a factor of the result?",
    ko="문을 지나가는 것은 무엇인가요? 결과에 x가 곱해져 있나요?",
)
def only_the_gate(x):
    return 0.5 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@check.misconception(
    en="Half of 1 + tanh(z) is a sigmoid, but of which number: z or 2z?",
    ko="(1 + tanh(z))의 절반은 시그모이드가 맞아요. 그런데 z의 시그모이드인가요, 2z의 시그모이드인가요?",
)
def sigmoid_of_the_same(x):
    return x * torch.sigmoid(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


@check.misconception(
    en="That is the other approximation of the paper. Which one has a tanh and a cube?",
    ko="그것은 논문에 나오는 다른 근사식이에요. tanh와 세제곱이 들어 있는 것은 어느 쪽인가요?",
)
def sigmoid_stand_in(x):
    return x * torch.sigmoid(1.702 * x)


@check.misconception(
    en="How large does exp get when x is 1000? What is infinity divided by infinity, and which function of torch avoids it?",
    ko="x가 1000이면 exp는 얼마나 커지나요? 무한대를 무한대로 나누면 무엇이고, 그것을 피하는 torch 함수는 무엇인가요?",
)
def tanh_of_exponentials(x):
    z = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z)))
