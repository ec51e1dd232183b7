"""size_by_depth: the root mean square of the numbers after each layer of a deep network, with and without a norm.

Weights are so large that sizes grow with depth, and once so small that the eps of a norm shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks.day07.rms_norm import RMSNorm
from grader.checks.day07.shared import LOOSE
from grader.checks.oracles.layers import LayerNorm
from grader.judge import Check, Expect, Rng, Student


def as_row(value: Any) -> Any:
    """A list of numbers or of single-number tensors as the array that it means; anything else as it is."""
    if isinstance(value, list | tuple) and value:
        try:
            return np.array([float(number) for number in value])
        except (TypeError, ValueError):
            return value
    return value


def as_rows(values: list[Any]) -> list[Any]:
    return [as_row(value) for value in values]


def size_by_depth(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    """Oracle: torch's functional norms, in float64."""
    x, weights = x.double(), weights.double()
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = nn.functional.linear(x, weight.mT)
        if norm == "layer":
            x = nn.functional.layer_norm(x, x.shape[-1:])
        elif norm == "rms":
            x = nn.functional.rms_norm(x, x.shape[-1:], eps=1e-5)
        x = nn.functional.relu(x)
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


check = Check(size_by_depth, uses=("LayerNorm", "RMSNorm"), view=as_rows)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """No norm, layer norm, RMSNorm; last other shapes. In float32, as the modules of a notebook are."""

    def case(norm: str, layers: int, *shape: int, wide: float = 1.0) -> tuple[Tensor, Tensor, str]:
        d = shape[-1]
        # Wide enough that sizes grow with depth, off centre enough that size and standard deviation differ.
        weights = wide * rng.tensor64((layers, d, d), 2.5 / d**0.5, 0.3 / d**0.5)
        return rng.tensor64(shape, 1, 0.7).float(), weights.float(), norm

    def asked(cases: Sequence[tuple[Tensor, Tensor, str]], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            got = as_row(student.call("size_by_depth", *args))
            expect.array(got, size_by_depth(*args), tolerance=LOOSE)
            if unchanged:
                expect.unchanged()

        expect.every(cases, one_case)

    with expect.part(
        "no_norm",
        2,
        en="Is the size the root of the mean of the squares, taken of the input first and then of what leaves each layer?",
        ko="크기가 제곱의 평균에 제곱근을 씌운 값인가요? 먼저 입력에서, 그다음 층에서 나올 때마다 재나요?",
    ):
        asked([case("none", 3, 4, 5), case("none", 4, 3, 6)])
    with expect.part(
        "layer",
        2,
        en="Does the layer norm stand between the product and the ReLU, in every layer?",
        ko="층 정규화가 모든 층에서 행렬 곱과 ReLU 사이에 있나요?",
    ):
        asked([case("layer", 3, 4, 5), case("layer", 4, 3, 6)])
    with expect.part(
        "rms",
        1,
        en='Which norm runs when norm is "rms"? Does it subtract a mean?',
        ko='norm이 "rms"이면 어떤 정규화를 쓰나요? 평균을 빼나요?',
    ):
        asked([case("rms", 3, 4, 5), case("rms", 2, 3, 6)])
    with expect.part(
        "together",
        1,
        en="Is it still right with batch axes in front, with one layer, with equal sizes, and with weights so small that "
        "the norms' eps (1e-5) shows? Is the input left alone?",
        ko="앞에 배치 축이 있거나, 층이 하나뿐이거나, 크기가 모두 같거나, 정규화의 eps(1e-5)가 보일 만큼 가중치가 작아도 "
        "맞나요? 입력은 그대로인가요?",
    ):
        cases = [case("none", 2, 2, 3, 5), case("layer", 1, 2, 3, 5), case("rms", 4, 4, 4, 4)]
        # So narrow that eps shows.
        cases += [case("layer", 3, 3, 6, wide=0.004), case("rms", 3, 3, 6, wide=0.004)]
        asked(cases, unchanged=True)


@check.right
def with_a_dictionary_of_norms(x, weights, norm="none"):
    norms = {"none": nn.Identity(), "layer": LayerNorm(x.shape[-1]), "rms": RMSNorm(x.shape[-1])}
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@check.right
def list_of_floats(x, weights, norm="none"):
    def size(h):
        return float((h**2).mean() ** 0.5)

    sizes = [size(x)]
    for i in range(len(weights)):
        x = torch.matmul(x, weights[i])
        if norm == "layer":
            x = LayerNorm(x.shape[-1])(x)
        if norm == "rms":
            x = RMSNorm(x.shape[-1])(x)
        x = x.clamp(min=0)
        sizes.append(size(x))
    return sizes


@check.right
def with_torchs_own(x, weights, norm="none"):
    d = x.size(-1)
    choose = {
        "none": lambda h: h,
        "layer": lambda h: nn.functional.layer_norm(h, (d,)),
        "rms": lambda h: nn.functional.rms_norm(h, (d,), eps=1e-5),
    }
    result = torch.zeros(len(weights) + 1)
    result[0] = x.norm() / x.numel() ** 0.5
    for depth, weight in enumerate(weights, start=1):
        x = nn.functional.relu(choose[norm](torch.einsum("...i,ij->...j", x, weight)))
        result[depth] = x.norm() / x.numel() ** 0.5
    return result


@check.right
def states_first(x, weights, norm="none"):
    states = [x]
    for weight in weights:
        h = states[-1] @ weight
        if norm != "none":
            centre = h.mean(-1, keepdim=True) if norm == "layer" else 0
            h = (h - centre) * torch.rsqrt(((h - centre) ** 2).mean(-1, keepdim=True) + 1e-5)
        states.append(torch.maximum(h, torch.zeros_like(h)))
    return torch.stack([state.pow(2).mean() for state in states]).sqrt()


@check.misconception(
    en="What does the last number measure: what goes into the last layer, or what comes out of it?",
    ko="마지막 숫자가 잰 것은 마지막 층에 들어가는 값인가요, 나오는 값인가요?",
)
def last_layer_not_measured(x, weights, norm="none"):
    norms = {"none": nn.Identity(), "layer": LayerNorm(x.shape[-1]), "rms": RMSNorm(x.shape[-1])}
    sizes = []
    for weight in weights:
        sizes.append(x.square().mean().sqrt())
        x = torch.relu(norms[norm](x @ weight))
    return torch.stack(sizes)


@check.misconception(
    en="What does layer 2 read: the input x, or what layer 1 gave?",
    ko="둘째 층은 무엇을 받나요? 처음의 x인가요, 첫째 층이 내놓은 값인가요?",
)
def layers_not_chained(x, weights, norm="none"):
    norms = {"none": nn.Identity(), "layer": LayerNorm(x.shape[-1]), "rms": RMSNorm(x.shape[-1])}
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        sizes.append(torch.relu(norms[norm](x @ weight)).square().mean().sqrt())
    return torch.stack(sizes)


@check.misconception(
    en='Which norm runs when norm is "rms"? Do "layer" and "rms" give the same numbers?',
    ko='norm이 "rms"이면 어떤 정규화가 실행되나요? "layer"와 "rms"가 같은 숫자를 내지 않나요?',
)
def layer_norm_for_rms(x, weights, norm="none"):
    normalize = nn.Identity() if norm == "none" else LayerNorm(x.shape[-1])
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(normalize(x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@check.misconception(
    en="What does your function do with the argument norm?",
    ko="여러분의 함수에서 인수 norm은 어디에 쓰이나요?",
)
def norm_never_used(x, weights, norm="none"):
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(x @ weight)
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


misconception = check.misconceptions_in(with_a_dictionary_of_norms)
misconception(
    "std_for_size",
    ("x.square().mean().sqrt()", "x.std(unbiased=False)"),
    en="After a ReLU the mean is not 0. Is your size the distance from the mean, or from 0?",
    ko="ReLU 뒤에는 평균이 0이 아니에요. 구한 크기가 평균에서 잰 거리인가요, 0에서 잰 거리인가요?",
)
misconception(
    "torch_std_for_size",
    ("x.square().mean().sqrt()", "x.std()"),
    en="What does x.std() measure: the root of the mean of the squares, or the distance from the mean, divided by n - 1?",
    ko="x.std()는 무엇을 재나요? 제곱 평균의 제곱근인가요, n - 1로 나눈, 평균에서 잰 거리인가요?",
)
misconception(
    "size_without_root",
    ("x.square().mean().sqrt()", "x.square().mean()"),
    en="Does your size double when x doubles? Where is the root?",
    ko="x가 두 배가 되면 크기도 두 배가 되나요? 제곱근은 어디에 있나요?",
)
misconception(
    "size_as_length",
    ("x.square().mean().sqrt()", "x.norm()"),
    en="Does your size grow when there are more tokens of the same kind? Is it a mean of squares or a sum?",
    ko="같은 토큰이 더 많아지면 크기도 커지나요? 제곱의 평균인가요, 합인가요?",
)
misconception(
    "input_not_measured",
    ("sizes = [x.square().mean().sqrt()]", "sizes = []"),
    en="How many numbers come back for L layers? Is the input measured before the first layer?",
    ko="층이 L개면 숫자가 몇 개 나오나요? 첫째 층에 들어가기 전의 입력도 재나요?",
)
misconception(
    "relu_forgotten",
    ("torch.relu(norms[norm](x @ weight))", "norms[norm](x @ weight)"),
    en="Where is the ReLU? Can a number that leaves a layer be negative?",
    ko="ReLU는 어디에 있나요? 층에서 나오는 숫자가 음수일 수 있나요?",
)
misconception(
    "norm_behind_relu",
    ("torch.relu(norms[norm](x @ weight))", "norms[norm](torch.relu(x @ weight))"),
    en="What comes first in your layer, the norm or the ReLU?",
    ko="여러분의 층에서는 정규화와 ReLU 가운데 무엇이 먼저인가요?",
)
misconception(
    "norm_before_product",
    ("norms[norm](x @ weight)", "norms[norm](x) @ weight"),
    en="Is the norm taken of x, or of the product x @ W?",
    ko="x를 정규화하나요, 곱 x @ W를 정규화하나요?",
)
misconception(
    "weights_turned",
    ("x @ weight", "nn.functional.linear(x, weight)"),
    en="Is it x @ W or x @ W.T? nn.Linear keeps its matrix turned round; here the docstring says which.",
    ko="x @ W인가요, x @ W.T인가요? nn.Linear는 행렬을 뒤집어 갖고 있지만, 여기서는 설명에 적힌 대로예요.",
)
misconception(
    "first_weight_everywhere",
    ("for weight in", "for _ in"),
    ("x @ weight)", "x @ weights[0])"),
    en="Which matrix does layer 2 use? Is it the same one again?",
    ko="둘째 층은 어떤 행렬을 쓰나요? 같은 것을 또 쓰지 않나요?",
)
misconception(
    "eps_of_nn_rms_norm",
    ("LayerNorm(x.shape[-1])", "nn.LayerNorm(x.shape[-1])"),
    ("RMSNorm(x.shape[-1])", "nn.RMSNorm(x.shape[-1])"),
    en="Which eps has nn.RMSNorm when it is not told? The docstring asks for 1e-5.",
    ko="nn.RMSNorm은 따로 말하지 않으면 eps가 얼마인가요? 설명에서는 1e-5예요.",
)
misconception(
    "measured_before_relu",
    ("torch.relu(norms[norm](x @ weight))", "norms[norm](x @ weight)"),
    (
        "sizes.append(x.square().mean().sqrt())",
        "sizes.append(x.square().mean().sqrt())\n        x = torch.relu(x)",
    ),
    en="Where in the layer do you measure: in front of the ReLU or behind it?",
    ko="층의 어디에서 재나요? ReLU 앞인가요, 뒤인가요?",
)
