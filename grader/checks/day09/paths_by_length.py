"""paths_by_length: what the paths of each length carry, against NumPy's powers of a polynomial."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def paths_by_length(slope: float, n_layers: int) -> Tensor:
    """Oracle: NumPy multiplies the polynomial 1 + slope * t with itself; the coefficient of t^k is the answer for k."""
    found = np.polynomial.polynomial.polypow([1.0, float(slope)], n_layers)
    return torch.tensor(np.pad(found, (0, n_layers + 1 - len(found))))  # NumPy drops zeros at the end


check = Check(paths_by_length)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """A few layers, negative slopes, no slope, many layers."""
    slope = float(rng.uniform((), 0.2, 0.9))
    with expect.part(
        "few_layers",
        2,
        en="For each length k: how many paths go through exactly k of the layers, and by what is each of them multiplied?",
        ko="길이 k마다, 층 k개를 지나는 길이 몇 개인가요? 그 길 하나에는 무엇이 곱해지나요?",
    ):
        expect.same([(slope, 3), (slope / 2, 5), (2.0, 4)])
    with expect.part(
        "other_slopes",
        1,
        en="Is it right for a negative slope, for a slope of 0, and for one layer?",
        ko="기울기가 음수일 때도, 0일 때도, 층이 하나일 때도 맞나요?",
    ):
        expect.same([(-slope, 4), (0.0, 3), (slope, 1)])
    with expect.part(
        "many_layers",
        1,
        en="Is it right for forty layers?",
        ko="층이 40개일 때도 맞나요?",
    ):
        expect.same([(slope, 40)])


@check.right
def paths_with_comb(slope, n_layers):
    lengths = range(n_layers + 1)
    return torch.tensor([math.comb(n_layers, k) for k in lengths]) * torch.tensor([slope**k for k in lengths])


@check.right
def paths_layer_after_layer(slope, n_layers):
    found = torch.zeros(n_layers + 1, dtype=torch.float64)
    found[0] = 1
    for _ in range(n_layers):  # each path so far goes around the next layer, or through it
        found[1:] = found[1:] + slope * found[:-1].clone()
    return found


@check.right
def paths_with_factorials(slope, n_layers):
    numbers = torch.zeros(n_layers + 1, dtype=torch.float64).numpy()
    for k in range(n_layers + 1):
        ways = math.factorial(n_layers) // (math.factorial(k) * math.factorial(n_layers - k))
        numbers[k] = ways * slope**k
    return numbers


@check.misconception(
    en="In how many ways can one choose the k layers that a path goes through?",
    ko="길이 지나는 층 k개를 고르는 방법은 몇 가지인가요?",
)
def one_path_each(slope, n_layers):
    return torch.tensor([float(slope) ** k for k in range(n_layers + 1)])


@check.misconception(
    en="You count the paths. What does each of them do to the gradient on its way through k layers?",
    ko="길의 수를 셌네요. 길 하나는 층 k개를 지나면서 기울기를 몇 배로 만드나요?",
)
def paths_only_counted(slope, n_layers):
    return torch.tensor([float(math.comb(n_layers, k)) for k in range(n_layers + 1)])


@check.misconception(
    en="Is entry k about the paths that go through k layers, or about those that skip k layers?",
    ko="k번째 값이 층 k개를 지나는 길에 대한 것인가요, 층 k개를 건너뛰는 길에 대한 것인가요?",
)
def layers_skipped_counted(slope, n_layers):
    return torch.tensor(
        [math.comb(n_layers, k) * float(slope) ** (n_layers - k) for k in range(n_layers + 1)]
    )


@check.misconception(
    en="Do your numbers add up to 1, or to (1 + slope) to the power of n_layers?",
    ko="값을 모두 더하면 1이 되나요, (1 + slope)의 n_layers 제곱이 되나요?",
)
def shares_of_the_whole(slope, n_layers):
    found = torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(n_layers + 1)])
    return found / found.sum()


@check.misconception(
    en="Is there an entry for the path through all the layers? Where does range stop?",
    ko="모든 층을 지나는 길의 값이 있나요? range는 어디에서 멈추나요?",
)
def longest_path_left_out(slope, n_layers):
    return torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(n_layers)])


@check.misconception(
    en="Which path goes through no layer at all, and where is it in your result?",
    ko="층을 하나도 지나지 않는 길은 무엇이고, 결과의 어디에 있나요?",
)
def empty_path_left_out(slope, n_layers):
    return torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(1, n_layers + 1)])


@check.misconception(
    en="A path meets its layers in one order only. Does your count tell apart orders that do not exist?",
    ko="길은 층을 한 가지 순서로만 만나요. 있지도 않은 순서까지 따로 세고 있지 않나요?",
)
def order_counted(slope, n_layers):
    return torch.tensor([math.perm(n_layers, k) * float(slope) ** k for k in range(n_layers + 1)])


@check.misconception(
    en="Do slopes along a path multiply or add up?",
    ko="길을 따라 만나는 기울기들은 곱해지나요, 더해지나요?",
)
def slope_times_length(slope, n_layers):
    return torch.tensor(
        [math.comb(n_layers, k) * max(k * float(slope), float(k == 0)) for k in range(n_layers + 1)]
    )
