"""gelu, the exact form, against torch's.

The two forms differ by at most 0.0005, so they are told apart on the negative side, where the right numbers are small.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day08.shared import between
from grader.judge import Check, Expect, Rng, Student


def gelu(x: Tensor) -> Tensor:
    """Oracle: torch's exact form."""
    return F.gelu(x)


check = Check(gelu)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Ordinary numbers, the negative side, where the tanh formula differs most, far out.

    The tolerances let a root of 2 with five digits (1.4142) pass in every draw, and one with four (1.414) in none.
    """
    with expect.part(
        "values",
        3,
        en="Is every number multiplied by Φ of itself? What is Φ(0), and what is under the erf?",
        ko="숫자마다 자기 자신의 Φ를 곱하나요? Φ(0)은 얼마이고, erf 안에는 무엇이 있나요?",
    ):
        cases = [rng.tensor64(shape, 1.5) for shape in ((9,), (2, 3, 4))]
        cases[0][0] = cases[0][0].abs() + 0.5  # one is surely not near 0
        expect.same([(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "negative_side",
        2,
        en="Between -5 and 0 the function dips to -0.17 and comes back to 0. Does yours?",
        ko="-5와 0 사이에서 이 함수는 -0.17까지 내려갔다가 0으로 돌아와요. 여러분의 함수도 그런가요?",
    ):
        dip = torch.cat([between(rng, -0.9, -0.6, 1), between(rng, -5, 0, 10)])  # one is surely not near 0
        cases = [dip, between(rng, -1.5, -0.3, 3, 4)]
        expect.same([(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "exact",
        2,
        en="Is it the exact form, with erf, to more than three digits?",
        ko="세 자리보다 더 정확한, erf를 쓰는 정확한 꼴인가요?",
    ):
        cases = [between(rng, -4, -1.7, 9), between(rng, -3, -2, 2, 3).float()]
        expect.same([(case,) for case in cases], tolerance=2e-4)
    with expect.part(
        "far_out",
        1,
        en="What comes out for numbers far below and far above 0? Is the input left alone? Can a gradient flow back?",
        ko="0보다 훨씬 작거나 훨씬 큰 숫자에서는 무엇이 나오나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        cases = [torch.tensor([-1000.0, -30.0, 0.0]), torch.tensor([30.0, 1000.0])]
        expect.same([(case.double(),) for case in cases], unchanged=True)
        expect.same_gradients((rng.tensor64((9,)),), rng.tensor64((9,)), tolerance=1e-3)


@check.right
def gelu_of_torch(x):
    return nn.functional.gelu(x)


@check.right
def with_a_distribution(x):
    return x * torch.distributions.Normal(0.0, 1.0).cdf(x)


@check.right
def with_ndtr(x):
    return torch.special.ndtr(x) * x


@check.right
def five_digits_of_the_root(x):
    return x * 0.5 * (1 + torch.erf(x / 1.4142))


@check.right
def with_erfc(x):
    half = torch.tensor(0.5, dtype=x.dtype)
    return x * half * torch.erfc(-x * half.sqrt())


@check.misconception(
    en="Is that the exact form, or the formula with tanh that differs from the fourth digit on?",
    ko="정확한 꼴인가요, 넷째 자리부터 달라지는 tanh 식인가요?",
)
def tanh_form(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@check.misconception(
    en="x times the sigmoid of 1.702 x is a rough stand-in. Which function is Φ itself?",
    ko="x에 1.702x의 시그모이드를 곱하는 것은 대강 맞춘 식이에요. Φ 자체는 어떤 함수인가요?",
)
def sigmoid_form(x):
    return x * torch.sigmoid(1.702 * x)


@check.misconception(
    en="A sigmoid of x is also between 0 and 1. Is it the share of a normal distribution below x?",
    ko="x의 시그모이드도 0과 1 사이예요. 그런데 그것이 정규분포에서 x보다 작을 확률인가요?",
)
def silu_for_gelu(x):
    return x * torch.sigmoid(x)


@check.misconception(
    en="What is Φ(1)? Do you get 0.841 or 0.921? By what is x divided inside the erf?",
    ko="Φ(1)은 얼마인가요? 0.841이 나오나요, 0.921이 나오나요? erf 안에서 x를 무엇으로 나누나요?",
)
def root_of_two_forgotten(x):
    return x * 0.5 * (1 + torch.erf(x))


@check.misconception(
    en="Is x divided by the root of 2, or multiplied by it?",
    ko="x를 2의 제곱근으로 나누나요, 곱하나요?",
)
def times_root_of_two(x):
    return x * 0.5 * (1 + torch.erf(x * math.sqrt(2)))


@check.misconception(
    en="Is x divided by 2 or by the root of 2 inside the erf?",
    ko="erf 안에서 x를 2로 나누나요, 2의 제곱근으로 나누나요?",
)
def divided_by_two(x):
    return x * 0.5 * (1 + torch.erf(x / 2))


@check.misconception(
    en="Can Φ be larger than 1? What is yours for a large x?",
    ko="Φ가 1보다 클 수 있나요? x가 크면 여러분의 Φ는 얼마인가요?",
)
def half_left_out(x):
    return x * (1 + torch.erf(x / math.sqrt(2)))


@check.misconception(
    en="erf runs from -1 to 1. What must be done so that Φ runs from 0 to 1?",
    ko="erf는 -1에서 1까지 움직여요. Φ가 0에서 1까지 움직이게 하려면 무엇을 해야 하나요?",
)
def one_left_out(x):
    return 0.5 * x * torch.erf(x / math.sqrt(2))


@check.misconception(
    en="Φ(x) says how far the gate is open. What goes through the gate?",
    ko="Φ(x)는 문이 얼마나 열렸는지 말해 줘요. 그 문을 지나가는 것은 무엇인가요?",
)
def gate_alone(x):
    return 0.5 * (1 + torch.erf(x / math.sqrt(2)))


@check.misconception(
    en="Is Φ the bell curve itself, or the area below it to the left of x?",
    ko="Φ가 종 모양 곡선 자체인가요, 그 아래에서 x의 왼쪽 넓이인가요?",
)
def density_for_share(x):
    return x * torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)


@check.misconception(
    en="GELU lets some of a weak negative number through, and less and less of a strong one. Is your line straight there?",
    ko="GELU는 약한 음수는 조금 통과시키고, 강한 음수일수록 점점 덜 통과시켜요. 여러분의 함수는 거기서 직선인가요?",
)
def leaky_for_gelu(x):
    return torch.where(x > 0, x, 0.1 * x)


@check.misconception(
    en="What does x Φ(x) give for x = -1? Do you cut it off?",
    ko="x = -1이면 x Φ(x)는 얼마인가요? 그것을 잘라 버리지 않나요?",
)
def negatives_cut_off(x):
    return torch.clamp(x, min=0) * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


@check.misconception(
    en="How many digits of the root of 2 stand in your code? Who could give you all of them?",
    ko="코드에 2의 제곱근을 몇 자리까지 적었나요? 모든 자리를 알려 줄 수 있는 것은 무엇일까요?",
)
def root_of_two_rounded(x):
    return x * 0.5 * (1 + torch.erf(x / 1.414))


@check.misconception(
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def gelu_detached(x):
    results = [0.5 * z * (1 + math.erf(z / math.sqrt(2))) for z in x.flatten().tolist()]
    return torch.tensor(results, dtype=x.dtype).reshape(x.shape)
