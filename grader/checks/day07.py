"""Day 7, layer normalization: hidden tests, oracles, misconceptions, alternatives.

The names of the exercises are the oracles here, made of torch.nn, torch.nn.functional and autograd. A misconception
that calls one of them means the oracle here and the student's own version in a notebook. Besides those they use what
a notebook of this day has imported: torch and nn.

Inputs are awkward on purpose: all dimensions differ, except where a slip is silent only on equal ones; gamma and beta
are random; eps is large or the input small; what stands at a padded position is large.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: PERF401

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.text import Text

Tensor = torch.Tensor
Array = NDArray[Any]
Built = list[tuple[tuple[Any, ...], Array]]  # what a module is built with, and what it is given

book = CheckBook()

LOOSE = 1e-3  # for parts about one mechanism, where a slip of eps must not count twice


def _several(
    expect: Expect,
    student: Student,
    name: str,
    oracle: Callable[..., Sequence[Tensor]],
    cases: Sequence[tuple[Any, ...]],
    labels: Sequence[str],
    *,
    judged: Sequence[str] = (),
    tolerance: float | None = None,
    unchanged: bool = False,
) -> None:
    """As `expect.same`, for a function with as many results as there are labels."""

    def one_case(*args: Any) -> None:
        got = expect.items(student.call(name, *args), len(labels))
        for label, result, wanted in zip(labels, got, oracle(*args), strict=True):
            if not judged or label in judged:
                expect.array(result, wanted.numpy(), tolerance=tolerance, label=label)
        if unchanged:
            expect.unchanged(student)

    expect.every(cases, one_case)


# ------------------------------------------------------------------------------------------ 1 token_statistics


def token_statistics(x: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle."""
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return mean, variance


@book.check("token_statistics")
def check_token_statistics(student: Student, rng: Rng, expect: Expect) -> None:
    """Mean, variance, axes in front; last a cube, where a wrong axis has the right size."""
    labels = ("mean", "variance")
    with expect.part(
        "mean",
        1,
        en="Is the mean taken over the features of one token, and is that axis kept with size 1?",
        ko="평균을 토큰 하나의 특징들에 대해 구하고, 그 축을 크기 1로 남겨 두나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((3, 6), (5, 4))]
        expect.same(
            student,
            "token_statistics",
            token_statistics,
            cases,
            labels=labels,
            judged=("mean",),
        )
    with expect.part(
        "variance",
        2,
        en="By what is the sum of squares divided, d or d - 1? What does x.var() divide by when it is not told?",
        ko="제곱의 합을 d로 나누나요, d - 1로 나누나요? x.var()는 따로 알려 주지 않으면 무엇으로 나누나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((3, 6), (5, 4))]
        expect.same(student, "token_statistics", token_statistics, cases, labels=labels)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, and with two or three axes in front?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도 동작하나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((6,), (2, 3, 5), (2, 3, 4, 5))]
        expect.same(
            student,
            "token_statistics",
            token_statistics,
            cases,
            labels=labels,
            tolerance=LOOSE,
        )
    with expect.part(
        "together",
        1,
        en="Is it still right when batch, tokens and features have the same size, and is the input left alone? Can a "
        "gradient flow back from both results to x?",
        ko="배치, 토큰, 특징의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요? 기울기가 두 결과에서 x로 되돌아갈 수 있나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((4, 4, 4), (3, 3), (2, 5, 7))]
        expect.same(
            student,
            "token_statistics",
            token_statistics,
            cases,
            labels=labels,
            unchanged=True,
        )
        upstream = [rng.tensor64((2, 3, 1)), rng.tensor64((2, 3, 1))]
        expect.same_gradients(student, token_statistics, (rng.tensor64((2, 3, 5), 2, 3),), upstream)


@book.misconception(
    "token_statistics",
    "var_as_torch_gives_it",
    en="By what does torch divide in x.var(dim=-1), d or d - 1? Which argument changes that?",
    ko="torch의 x.var(dim=-1)는 d로 나누나요, d - 1로 나누나요? 어떤 인수가 그것을 바꾸나요?",
)
def var_as_torch_gives_it(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True)


@book.misconception(
    "token_statistics",
    "axis_dropped",
    en="Which shape have the results, (..., 1) or (...)? Does x - mean mean what you think when x is square?",
    ko="결과의 모양이 (..., 1)인가요, (...)인가요? x가 정사각이면 x - mean이 뜻한 대로 계산되나요?",
)
def axis_dropped(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=-1), x.var(dim=-1, unbiased=False)


@book.misconception(
    "token_statistics",
    "std_for_variance",
    en="Is the second result the variance, or already its square root?",
    ko="두 번째 결과가 분산인가요, 이미 제곱근을 씌운 값인가요?",
)
def std_for_variance(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=-1, keepdim=True), x.std(dim=-1, unbiased=False, keepdim=True)


@book.misconception(
    "token_statistics",
    "var_mean_order",
    en="In which order do the two results come back? Which of them does the docstring name first?",
    ko="두 결과를 어떤 순서로 돌려주나요? 설명에는 무엇이 먼저 나오나요?",
)
def var_mean_order(x: Tensor) -> tuple[Tensor, Tensor]:
    return torch.var_mean(x, dim=-1, unbiased=False, keepdim=True)


@book.misconception(
    "token_statistics",
    "statistics_over_tokens",
    en="Does a change of one token change the mean of the others? Along which axis do the numbers of one token lie?",
    ko="한 토큰을 바꾸면 다른 토큰의 평균도 바뀌나요? 토큰 하나의 숫자들은 어느 축에 놓여 있나요?",
)
def statistics_over_tokens(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=-2, keepdim=True), x.var(dim=-2, unbiased=False, keepdim=True)


@book.misconception(
    "token_statistics",
    "statistics_over_axis_0",
    en="What lies on axis 0 when a batch stands in front? Does one sentence change the statistics of another?",
    ko="앞에 배치가 있으면 0번 축에는 무엇이 있나요? 한 문장이 다른 문장의 통계량을 바꾸지 않나요?",
)
def statistics_over_axis_0(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=0, keepdim=True), x.var(dim=0, unbiased=False, keepdim=True)


@book.misconception(
    "token_statistics",
    "statistics_over_axis_1",
    en="Is the axis written as 1? Which axis is that when a batch stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치가 있으면 1번 축은 무엇인가요?",
)
def statistics_over_axis_1(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=1, keepdim=True), x.var(dim=1, unbiased=False, keepdim=True)


@book.misconception(
    "token_statistics",
    "one_mean_for_all",
    en="How many means are there: one for each token, or one for the whole tensor?",
    ko="평균이 몇 개인가요? 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
def one_mean_for_all(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(), x.var(unbiased=False)


@book.misconception(
    "token_statistics",
    "mean_of_the_squares",
    en="Are the squares taken of x, or of x minus its mean? What is the variance of a token whose numbers are all 3?",
    ko="x를 제곱하나요, 평균을 뺀 x를 제곱하나요? 숫자가 모두 3인 토큰의 분산은 얼마인가요?",
)
def mean_of_the_squares(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.mean(dim=-1, keepdim=True), (x**2).mean(dim=-1, keepdim=True)


@book.misconception(
    "token_statistics",
    "sum_of_the_squares",
    en="Is it the mean of the squared distances, or their sum? Does it grow with the number of features?",
    ko="거리 제곱의 평균인가요, 합인가요? 특징 수가 늘어나면 함께 커지지 않나요?",
)
def sum_of_the_squares(x: Tensor) -> tuple[Tensor, Tensor]:
    mean = x.mean(dim=-1, keepdim=True)
    return mean, ((x - mean) ** 2).sum(dim=-1, keepdim=True)


@book.misconception(
    "token_statistics",
    "distance_not_squared",
    en="Are the distances to the mean squared before they are averaged?",
    ko="평균까지의 거리를 제곱한 다음 평균 내나요?",
)
def distance_not_squared(x: Tensor) -> tuple[Tensor, Tensor]:
    mean = x.mean(dim=-1, keepdim=True)
    return mean, (x - mean).abs().mean(dim=-1, keepdim=True)


@book.misconception(
    "token_statistics",
    "centred_in_place",
    en="Is the caller's tensor still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 텐서가 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def centred_in_place(x: Tensor) -> tuple[Tensor, Tensor]:
    mean = x.mean(dim=-1, keepdim=True)
    x -= mean
    return mean, (x**2).mean(dim=-1, keepdim=True)


@book.alternative("token_statistics", "by_the_formula")
def by_the_formula(x: Tensor) -> tuple[Tensor, Tensor]:
    d = x.shape[-1]
    mean = x.sum(dim=-1, keepdim=True) / d
    return mean, ((x - mean) ** 2).sum(dim=-1, keepdim=True) / d


@book.alternative("token_statistics", "square_mean_minus_mean_square")
def square_mean_minus_mean_square(x: Tensor) -> list[Tensor]:
    mean = torch.einsum("...d->...", x)[..., None] / x.size(-1)
    return [mean, x.pow(2).mean(-1).unsqueeze(-1) - mean**2]


@book.misconception(
    "token_statistics",
    "statistics_detached",
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def statistics_detached(x: Tensor) -> tuple[Tensor, Tensor]:
    tokens = x.reshape(-1, x.shape[-1])
    means, variances = [], []
    for token in tokens.tolist():
        mean = sum(token) / len(token)
        means.append(mean)
        variances.append(sum((number - mean) ** 2 for number in token) / len(token))
    shape = (*x.shape[:-1], 1)
    return torch.tensor(means).reshape(shape), torch.tensor(variances).reshape(shape)


@book.alternative("token_statistics", "corrected_back")
def corrected_back(x: Tensor) -> tuple[Tensor, Tensor]:
    d = x.shape[-1]
    return torch.mean(x, -1, keepdim=True), torch.var(x, -1, keepdim=True) * (d - 1) / d


# ------------------------------------------------------------------------------------------------- 2 LayerNorm


class LayerNorm(nn.Module):
    """Oracle: nn.LayerNorm under the names of the lesson."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        torchs = nn.LayerNorm(d_model, eps)
        self.d_model, self.eps = d_model, eps
        self.gamma, self.beta = torchs.weight, torchs.bias

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.layer_norm(x, (self.d_model,), self.gamma, self.beta, self.eps)


def _fresh(
    expect: Expect,
    student: Student,
    oracle: type[nn.Module],
    cases: Sequence[tuple[tuple[Any, ...], Array]],
    *,
    tolerance: float | None = None,
    unchanged: bool = False,
) -> None:
    """A module as it is built, no weights given, gives what the oracle's gives; every case is called."""

    def one_case(arguments: tuple[Any, ...], x: Array) -> None:
        wanted = reference(oracle, *arguments)(x)
        expect.array(
            student.build(oracle.__name__, *arguments)(x),
            wanted,
            tolerance=tolerance,
        )
        if unchanged:
            expect.unchanged(student)

    expect.every(cases, one_case)


@book.check("LayerNorm", uses=("token_statistics",))
def check_layer_norm(student: Student, rng: Rng, expect: Expect) -> None:
    """As it is built: spread, eps, axes in front. Then with given gamma and beta, and the gradients of all."""
    with expect.part(
        "spread",
        2,
        en="Does every token of a fresh module have mean 0 and variance 1 over its own features, divided by d?",
        ko="새로 만든 모듈에서 나온 토큰이 모두 자기 특징들에 대해 평균 0, (d로 나눈) 분산 1인가요?",
    ):
        cases: Built = [((d,), rng.normal((n, d), 2, 3)) for n, d in ((3, 6), (5, 4), (5, 5))]
        _fresh(expect, student, LayerNorm, cases, tolerance=LOOSE)
    with expect.part(
        "eps",
        2,
        en="Is the eps that was given added to the variance, inside the root? What becomes of a token of equal numbers?",
        ko="받은 eps를 제곱근 안에서 분산에 더하나요? 숫자가 모두 같은 토큰은 어떻게 되나요?",
    ):
        equal = np.concatenate([rng.normal((3, 6)), np.full((1, 6), 2.0), np.zeros((1, 6))])
        cases = [
            ((6, 0.1), rng.normal((3, 6))),
            ((5,), rng.normal((3, 5), 3e-3)),
            ((6, 1e-3), equal),
        ]
        _fresh(expect, student, LayerNorm, cases)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, with two and three axes in front, and when all sizes are equal?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도, 크기가 모두 같아도 동작하나요?",
    ):
        cases = [
            ((shape[-1],), rng.normal(shape, 2, 3)) for shape in ((2, 3, 5), (2, 3, 4, 5), (6,), (4, 4, 4))
        ]
        _fresh(expect, student, LayerNorm, cases, tolerance=LOOSE)
    with expect.part(
        "learned",
        3,
        en="Are gamma and beta the two things that are learned, and is the normalized token multiplied by the one before "
        "the other is added?",
        ko="학습되는 것이 gamma와 beta 둘인가요? 정규화한 토큰에 먼저 gamma를 곱하고 그다음 beta를 더하나요?",
    ):
        for d in (6, 4):
            weights = {"gamma": rng.normal((d,)), "beta": rng.normal((d,))}
            inputs = [(rng.normal((3, d), 2),), (rng.normal((2, 3, d), 2),)]
            module = expect.same_module(
                student,
                LayerNorm,
                (d, 1e-5),
                weights,
                inputs,
                tolerance=LOOSE,
                unchanged=True,
            )
            expect.parameter_count(module, 2 * d)
    with expect.part(
        "gradients",
        1,
        en="Does the gradient reach x, gamma and beta on every way, also through the mean and the variance?",
        ko="기울기가 모든 길로 x, gamma, beta에 닿나요? 평균과 분산을 거치는 길로도요?",
    ):
        weights, x = (
            {"gamma": rng.normal((5,)), "beta": rng.normal((5,))},
            rng.normal((2, 3, 5), 2),
        )
        _same_gradients(
            expect,
            student,
            LayerNorm,
            (5, 1e-5),
            weights,
            x,
            rng.normal((2, 3, 5), 1, 0.5),
        )


def _same_gradients(
    expect: Expect,
    student: Student,
    oracle: type[nn.Module],
    arguments: tuple[Any, ...],
    weights: dict[str, Array],
    x: Array,
    upstream: Array,
) -> None:
    module, right = (
        student.build(oracle.__name__, *arguments),
        reference(oracle, *arguments),
    )
    for each in (module, right):
        each.load(weights)
    expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream), tolerance=LOOSE)


@book.misconception(
    "LayerNorm",
    "eps_outside_the_root",
    en="Where does eps stand: under the root beside the variance, or outside beside the standard deviation?",
    ko="eps가 어디에 있나요? 제곱근 안에서 분산 옆에 있나요, 밖에서 표준편차 옆에 있나요?",
)
class EpsOutsideTheRoot(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        std = x.std(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / (std + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "variance_unbiased",
    en="By what does x.var(dim=-1) divide in torch, d or d - 1? Which of them does layer norm want?",
    ko="torch의 x.var(dim=-1)는 d로 나누나요, d - 1로 나누나요? 층 정규화는 어느 쪽을 원하나요?",
)
class VarianceUnbiased(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "std_of_torch_plus_eps",
    en="Two things at once: by what does x.std() divide, d or d - 1? And where does eps stand, inside the root or outside?",
    ko="두 가지예요. x.std()는 d로 나누나요, d - 1로 나누나요? 그리고 eps가 제곱근 안에 있나요, 밖에 있나요?",
)
class StdOfTorchPlusEps(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        std = x.std(dim=-1, keepdim=True)
        return self.gamma * (x - mean) / (std + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "no_eps",
    en="What is divided by what when all numbers of a token are equal? Where is eps?",
    ko="토큰의 숫자가 모두 같으면 무엇을 무엇으로 나누게 되나요? eps는 어디에 있나요?",
)
class NoEps(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance) + self.beta


@book.misconception(
    "LayerNorm",
    "eps_not_used",
    en="Does forward use the eps that __init__ was given, or a number of its own?",
    ko="forward가 __init__이 받은 eps를 쓰나요, 따로 적어 둔 숫자를 쓰나요?",
)
class EpsNotUsed(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + 1e-5) + self.beta


@book.misconception(
    "LayerNorm",
    "plain_tensors",
    en="Are gamma and beta on the list of module.parameters()? What makes a tensor in self a learned one?",
    ko="gamma와 beta가 module.parameters() 목록에 있나요? self에 든 텐서를 학습되는 것으로 만들려면 무엇으로 감싸야 하나요?",
)
class PlainTensors(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = torch.ones(d_model)
        self.beta = torch.zeros(d_model)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "buffers",
    en="A buffer is saved with the module, but does the optimizer change it? What should gamma and beta be?",
    ko="버퍼는 모듈과 함께 저장되지만, 옵티마이저가 그것을 바꾸나요? gamma와 beta는 무엇이어야 하나요?",
)
class Buffers(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.register_buffer("gamma", torch.ones(d_model))
        self.register_buffer("beta", torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta  # type: ignore[operator]


@book.misconception(
    "LayerNorm",
    "weight_and_bias",
    en="How are the two learned vectors to be called here? The names weight and bias are those of nn.LayerNorm.",
    ko="여기서는 학습되는 두 벡터의 이름이 무엇이어야 하나요? weight와 bias는 nn.LayerNorm의 이름이에요. 설명을 다시 볼까요?",
)
class WeightAndBias(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.weight * (x - mean) / torch.sqrt(variance + self.eps) + self.bias


@book.misconception(
    "LayerNorm",
    "one_gain_for_all",
    en="How many numbers has gamma: one, or one for each feature?",
    ko="gamma에 숫자가 몇 개인가요? 하나인가요, 특징마다 하나씩인가요?",
)
class OneGainForAll(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(1))
        self.beta = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "gamma_starts_at_zero",
    en="What comes out of a fresh module when gamma is 0? With which numbers should gamma and beta start?",
    ko="gamma가 0이면 새로 만든 모듈에서 무엇이 나오나요? gamma와 beta는 어떤 수에서 시작해야 하나요?",
)
class GammaStartsAtZero(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.zeros(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "beta_starts_at_one",
    en="Is the mean of a token 0 when the module is fresh? With which number does beta start?",
    ko="새로 만든 모듈에서 토큰의 평균이 0인가요? beta는 어떤 수에서 시작하나요?",
)
class BetaStartsAtOne(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "gain_and_bias_unused",
    en="gamma and beta are made. Where does forward use them?",
    ko="gamma와 beta를 만들었네요. forward의 어디에서 쓰나요?",
)
class GainAndBiasUnused(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return (x - mean) / torch.sqrt(variance + self.eps)


@book.misconception(
    "LayerNorm",
    "bias_unused",
    en="Can the result have another middle than 0? Where is beta added?",
    ko="결과의 중심이 0이 아닐 수 있나요? beta는 어디에서 더하나요?",
)
class BiasUnused(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps)


@book.misconception(
    "LayerNorm",
    "bias_times_gain",
    en="Is beta multiplied by gamma as well? Which of the two comes first?",
    ko="beta에도 gamma가 곱해지지 않나요? 둘 가운데 무엇이 먼저인가요?",
)
class BiasTimesGain(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * ((x - mean) / torch.sqrt(variance + self.eps) + self.beta)


@book.misconception(
    "LayerNorm",
    "gain_and_bias_swapped",
    en="Which of the two is multiplied, and which is added?",
    ko="둘 가운데 무엇을 곱하고 무엇을 더하나요?",
)
class GainAndBiasSwapped(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.beta * (x - mean) / torch.sqrt(variance + self.eps) + self.gamma


@book.misconception(
    "LayerNorm",
    "norm_over_tokens",
    en="Does a change of one token change the others? Along which axis do you normalize?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 어느 축을 따라 정규화하나요?",
)
class NormOverTokens(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-2, keepdim=True)
        variance = x.var(dim=-2, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "norm_over_axis_0",
    en="Which axis is axis 0 when a batch stands in front? That would be batch norm; what does layer norm keep apart?",
    ko="앞에 배치가 있으면 0번 축은 무엇인가요? 그건 배치 정규화에 가까워요. 층 정규화는 무엇을 따로따로 다루나요?",
)
class NormOverAxis0(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=0, keepdim=True)
        variance = x.var(dim=0, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "norm_over_axis_1",
    en="Is the axis written as 1? Which axis is that when a batch stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치가 있으면 1번 축은 무엇인가요?",
)
class NormOverAxis1(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=1, keepdim=True)
        variance = x.var(dim=1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "norm_over_the_sentence",
    en="Is there one mean for each token, or one for the whole sentence?",
    ko="평균이 토큰마다 하나인가요, 문장 전체에 하나인가요?",
)
class NormOverTheSentence(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=(-2, -1), keepdim=True)
        variance = x.var(dim=(-2, -1), unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "norm_over_everything",
    en="What does x.mean() give without an axis: one number for each token, or one for the whole tensor?",
    ko="축을 주지 않은 x.mean()은 무엇을 돌려주나요? 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
class NormOverEverything(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * (x - x.mean()) / torch.sqrt(x.var(unbiased=False) + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "keepdim_forgotten",
    en="Which shape has the mean, and from which numbers is it subtracted? Try as many tokens as features.",
    ko="평균의 모양은 무엇이고 어떤 숫자들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
class KeepdimForgotten(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1)
        variance = x.var(dim=-1, unbiased=False)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "variance_for_divisor",
    en="By what do you divide, the variance or its root? What is the variance of the result?",
    ko="무엇으로 나누나요? 분산인가요, 그 제곱근인가요? 결과의 분산은 얼마인가요?",
)
class VarianceForDivisor(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / (variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "mean_not_subtracted",
    en="Is the mean subtracted above the line, too? What comes out for a token whose numbers all lie near 3?",
    ko="분자에서도 평균을 빼나요? 숫자가 모두 3 근처인 토큰에서는 무엇이 나오나요?",
)
class MeanNotSubtracted(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * x / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "statistics_cut_off",
    en="The values are right; but do mean and variance let the gradient through? What does detach (or no_grad) cut off?",
    ko="값은 맞아요. 그런데 평균과 분산이 기울기를 지나가게 하나요? detach(나 no_grad)는 무엇을 끊나요?",
)
class StatisticsCutOff(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=-1, keepdim=True).detach()
        variance = x.var(dim=-1, unbiased=False, keepdim=True).detach()
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@book.misconception(
    "LayerNorm",
    "input_overwritten",
    en="Is the caller's tensor still the same afterwards? What does x -= … change?",
    ko="모듈을 부른 쪽의 텐서가 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
class InputOverwritten(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        x -= x.mean(dim=-1, keepdim=True)
        variance = (x**2).mean(dim=-1, keepdim=True)
        return self.gamma * x / torch.sqrt(variance + self.eps) + self.beta


@book.alternative("LayerNorm", "functional_layer_norm")
class FunctionalLayerNorm(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.layer_norm(x, x.shape[-1:], self.gamma, self.beta, self.eps)


@book.alternative("LayerNorm", "mean_square_minus_square")
class MeanSquareMinusSquare(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.d_model, self.eps = d_model, eps
        self.register_parameter("beta", nn.Parameter(torch.full((d_model,), 0.0)))
        self.register_parameter("gamma", nn.Parameter(torch.full((d_model,), 1.0)))

    def forward(self, x: Tensor) -> Tensor:
        x64 = x.double()
        mean = x64.sum(-1, keepdim=True) / self.d_model
        variance = x64.square().sum(-1, keepdim=True) / self.d_model - mean**2
        normalized = ((x64 - mean) * torch.rsqrt(variance + self.eps)).to(x.dtype)
        return torch.addcmul(self.beta, self.gamma, normalized)  # type: ignore[arg-type]


@book.alternative("LayerNorm", "token_after_token")
class TokenAfterToken(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        tokens = []
        for token in x.reshape(-1, x.shape[-1]):
            c = token - token.mean()
            tokens.append(c / ((c @ c) / len(c) + self.eps) ** 0.5 * self.gamma + self.beta)
        return torch.stack(tokens).reshape(x.shape)


@book.alternative("LayerNorm", "with_its_own_statistics")
class WithItsOwnStatistics(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        mean, variance = token_statistics(x)
        return (x - mean).div((variance + self.eps).sqrt()).mul(self.gamma).add(self.beta)


# ------------------------------------------------------------------------------------------------ 3 spread_after


def spread_after(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Oracle: torch's layer norm on tokens (-std, std), whose standard deviation is std."""
    tokens = torch.stack([-std, std], dim=-1)
    inside = nn.functional.layer_norm(tokens, (2,), eps=eps)[..., 1]
    return inside, std / torch.add(std, eps)


@book.check("spread_after")
def check_spread_after(student: Student, rng: Rng, expect: Expect) -> None:
    """Each of the two, where eps rules and where it does not; tensors of any shape."""
    labels = ("inside", "outside")

    def spreads(
        *shape: int,
    ) -> Tensor:  # from far below the root of eps to far above it
        return torch.from_numpy(10.0 ** rng.uniform(shape, -3, 1))

    with expect.part(
        "inside",
        2,
        en="What is the standard deviation of x - mu, and what is it divided by when eps stands beside the variance?",
        ko="x - mu의 표준편차는 얼마인가요? eps가 분산 옆에 있으면 그것을 무엇으로 나누게 되나요?",
    ):
        cases = [(spreads(7), 1e-5), (spreads(5), 0.1)]
        expect.same(
            student,
            "spread_after",
            spread_after,
            cases,
            labels=labels,
            judged=("inside",),
        )
    with expect.part(
        "outside",
        1,
        en="What is it divided by when eps is added to the standard deviation itself?",
        ko="eps를 표준편차 자체에 더하면 무엇으로 나누게 되나요?",
    ):
        cases = [(spreads(7), 1e-3), (spreads(5), 0.1)]
        expect.same(
            student,
            "spread_after",
            spread_after,
            cases,
            labels=labels,
            judged=("outside",),
        )
    with expect.part(
        "together",
        1,
        en="Is it right for a spread of 0, for another eps and for tensors of two axes, and is the input left alone?",
        ko="표준편차가 0일 때, eps가 다를 때, 축이 두 개인 텐서일 때도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [
            (torch.tensor([0.0, 1e-4, 2.0], dtype=torch.float64), 1e-6),
            (spreads(2, 3), 0.5),
            (spreads(3), 1e-5),
        ]
        expect.same(student, "spread_after", spread_after, cases, labels=labels, unchanged=True)


@book.misconception(
    "spread_after",
    "std_under_the_root",
    en="What stands under the root beside eps: the standard deviation, or its square, the variance?",
    ko="제곱근 안에서 eps 옆에 있는 것이 표준편차인가요, 그 제곱인 분산인가요?",
)
def std_under_the_root(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / torch.sqrt(std + eps), std / (std + eps)


@book.misconception(
    "spread_after",
    "variance_returned",
    en="Is it the standard deviation of the result that you return, or its variance? Where is the root?",
    ko="돌려주는 것이 결과의 표준편차인가요, 분산인가요? 제곱근은 어디에 있나요?",
)
def variance_returned(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std**2 / (std**2 + eps), std**2 / (std + eps) ** 2


@book.misconception(
    "spread_after",
    "root_left_out",
    en="By what does layer norm divide: the variance plus eps, or the root of that?",
    ko="층 정규화는 무엇으로 나누나요? 분산 더하기 eps인가요, 그 제곱근인가요?",
)
def root_left_out(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / (std**2 + eps), std / (std + eps)


@book.misconception(
    "spread_after",
    "eps_squared",
    en="Is eps squared somewhere? What does the formula add to the variance?",
    ko="eps를 제곱한 곳이 있나요? 식에서는 분산에 무엇을 더하나요?",
)
def eps_squared(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / torch.sqrt(std**2 + eps**2), std / (std + eps)


@book.misconception(
    "spread_after",
    "outside_with_variance",
    en="In the second form, is eps added to the standard deviation or to the variance?",
    ko="두 번째 꼴에서 eps를 표준편차에 더하나요, 분산에 더하나요?",
)
def outside_with_variance(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / torch.sqrt(std**2 + eps), std / (std**2 + eps)


@book.misconception(
    "spread_after",
    "inside_and_outside_swapped",
    en="Which of the two results comes first, the one with eps inside the root or outside?",
    ko="두 결과 가운데 무엇이 먼저인가요? eps가 제곱근 안에 있는 쪽인가요, 밖에 있는 쪽인가요?",
)
def inside_and_outside_swapped(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / (std + eps), std / torch.sqrt(std**2 + eps)


@book.misconception(
    "spread_after",
    "only_the_factor",
    en="You have the factor by which a token is multiplied. How wide is the token afterwards?",
    ko="토큰에 곱해지는 배수를 구했네요. 곱하고 난 토큰의 표준편차는 얼마인가요?",
)
def only_the_factor(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return 1 / torch.sqrt(std**2 + eps), 1 / (std + eps)


@book.misconception(
    "spread_after",
    "upside_down",
    en="Is a result above 1 possible here? What stands above the line, and what below?",
    ko="여기서 1보다 큰 결과가 나올 수 있나요? 분자와 분모에 각각 무엇이 있나요?",
)
def upside_down(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return torch.sqrt(std**2 + eps) / std, (std + eps) / std


@book.misconception(
    "spread_after",
    "eps_ignored",
    en="Does a line use the argument eps, or is a number written there?",
    ko="인수 eps를 쓰고 있나요, 아니면 숫자를 직접 적어 두었나요?",
)
def eps_ignored(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std / torch.sqrt(std**2 + 1e-5), std / (std + 1e-5)


@book.misconception(
    "spread_after",
    "spread_in_place",
    en="Is the caller's tensor still the same afterwards? What does std /= … change?",
    ko="함수를 부른 쪽의 텐서가 그대로 남아 있나요? std /= … 는 무엇을 바꾸나요?",
)
def spread_in_place(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    outside = std / (std + eps)
    std /= torch.sqrt(std**2 + eps)
    return std, outside


@book.alternative("spread_after", "with_rsqrt")
def with_rsqrt(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    return std * torch.rsqrt(std.square() + eps), std.div(std.add(eps))


@book.alternative("spread_after", "with_hypot")
def with_hypot(std: Tensor, eps: float) -> list[Tensor]:
    root = torch.tensor(eps, dtype=std.dtype).sqrt()
    return [std / torch.hypot(std, root), 1 - eps / (std + eps)]


@book.alternative("spread_after", "measured_on_tokens")
def measured_on_tokens(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    tokens = torch.stack([-std, std], dim=-1)
    inside = tokens / torch.sqrt(tokens.var(dim=-1, keepdim=True, unbiased=False) + eps)
    outside = tokens / (tokens.std(dim=-1, keepdim=True, unbiased=False) + eps)
    return inside.std(dim=-1, unbiased=False), outside.std(dim=-1, unbiased=False)


# ---------------------------------------------------------------------------------------- 4 gamma_beta_gradients


def gamma_beta_gradients(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle: autograd."""
    width = normalized.shape[-1]
    gamma, beta = (torch.ones(width, dtype=torch.float64, requires_grad=True) for _ in range(2))
    output = torch.addcmul(beta, gamma, normalized)
    grads = torch.autograd.grad(output, (gamma, beta), grad_output.to(output))
    return grads[0], grads[1]


def _upstream(rng: Rng, shape: Sequence[int]) -> tuple[Tensor, Tensor]:
    """A gradient whose sums are far from 0, and tokens as a layer norm without gamma and beta gives them."""
    return rng.tensor64(shape, 1, 0.5), nn.functional.layer_norm(rng.tensor64(shape), shape[-1:])


@book.check("gamma_beta_gradients")
def check_gamma_beta_gradients(student: Student, rng: Rng, expect: Expect) -> None:
    """Beta, gamma, more axes in front; last a cube."""
    name, labels = "gamma_beta_gradients", ("grad_gamma", "grad_beta")
    with expect.part(
        "beta",
        1,
        en="Over which axes do you sum for beta? Its gradient has as many numbers as beta: one for each feature.",
        ko="beta의 기울기는 어느 축들에 대해 더하나요? beta와 같이 특징마다 숫자가 하나씩 나와야 해요.",
    ):
        cases = [_upstream(rng, shape) for shape in ((3, 6), (5, 4))]
        expect.same(
            student,
            name,
            gamma_beta_gradients,
            cases,
            labels=labels,
            judged=("grad_beta",),
        )
    with expect.part(
        "gamma",
        2,
        en="By what was gamma multiplied on the way forward? What does its gradient collect from every token?",
        ko="순전파에서 gamma에 무엇이 곱해졌나요? gamma의 기울기는 토큰마다 무엇을 모으나요?",
    ):
        cases = [_upstream(rng, shape) for shape in ((3, 6), (5, 4))]
        expect.same(
            student,
            name,
            gamma_beta_gradients,
            cases,
            labels=labels,
            judged=("grad_gamma",),
        )
    with expect.part(
        "axes_in_front",
        2,
        en="Do all tokens of all sentences add to it, whatever number of axes stands in front?",
        ko="앞에 축이 몇 개 있든 모든 문장의 모든 토큰이 더해지나요?",
    ):
        cases = [_upstream(rng, shape) for shape in ((2, 3, 5), (2, 3, 4, 5), (4, 4, 4))]
        expect.same(student, name, gamma_beta_gradients, cases, labels=labels, unchanged=True)


@book.misconception(
    "gamma_beta_gradients",
    "averaged_over_tokens",
    en="Do the tokens' shares add up, or do you take their mean? What does the chain rule do with a number that is "
    "used many times?",
    ko="토큰들의 몫을 더하나요, 평균 내나요? 여러 번 쓰인 숫자에 대해 연쇄 법칙은 어떻게 하라고 하나요?",
)
def averaged_over_tokens(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    d = grad_output.shape[-1]
    return (grad_output * normalized).reshape(-1, d).mean(dim=0), grad_output.reshape(-1, d).mean(dim=0)


@book.misconception(
    "gamma_beta_gradients",
    "summed_over_features",
    en="How many numbers has gamma, and how many has your gradient? Which axis is left when you have summed?",
    ko="gamma에는 숫자가 몇 개 있고, 구한 기울기에는 몇 개 있나요? 더한 뒤에 어떤 축이 남나요?",
)
def summed_over_features(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return (grad_output * normalized).sum(dim=-1), grad_output.sum(dim=-1)


@book.misconception(
    "gamma_beta_gradients",
    "summed_over_axis_0_only",
    en="Which axes are left after sum(dim=0) when a batch stands in front of the tokens?",
    ko="토큰 앞에 배치가 있으면 sum(dim=0) 뒤에 어떤 축들이 남나요?",
)
def summed_over_axis_0_only(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return (grad_output * normalized).sum(dim=0), grad_output.sum(dim=0)


@book.misconception(
    "gamma_beta_gradients",
    "summed_over_tokens_only",
    en="Does every sentence of the batch add to the same gamma? Which axis is left over besides the features?",
    ko="배치의 모든 문장이 같은 gamma에 더해지나요? 특징 말고 어떤 축이 남아 있나요?",
)
def summed_over_tokens_only(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return (grad_output * normalized).sum(dim=-2), grad_output.sum(dim=-2)


@book.misconception(
    "gamma_beta_gradients",
    "first_two_axes_summed",
    en="Are the axes (0, 1) always the ones in front? What is axis 1 of a tensor of shape (T, d_model)?",
    ko="축 (0, 1)이 언제나 앞쪽의 축들인가요? 모양이 (T, d_model)인 텐서에서 1번 축은 무엇인가요?",
)
def first_two_axes_summed(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return (grad_output * normalized).sum(dim=(0, 1)), grad_output.sum(dim=(0, 1))


@book.misconception(
    "gamma_beta_gradients",
    "not_summed",
    en="One gamma serves all tokens. Where do their shares come together?",
    ko="gamma 하나를 모든 토큰이 함께 써요. 토큰들의 몫은 어디에서 합쳐지나요?",
)
def not_summed(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return grad_output * normalized, grad_output


@book.misconception(
    "gamma_beta_gradients",
    "everything_summed",
    en="Is one number left, or one for each feature?",
    ko="숫자가 하나만 남나요, 특징마다 하나씩 남나요?",
)
def everything_summed(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    return (grad_output * normalized).sum(), grad_output.sum()


@book.misconception(
    "gamma_beta_gradients",
    "normalized_forgotten",
    en="In gamma · x_hat + beta, what is the slope with respect to gamma? Where is x_hat in your line?",
    ko="gamma · x_hat + beta를 gamma로 미분하면 무엇인가요? 여러분의 줄에서 x_hat은 어디에 있나요?",
)
def normalized_forgotten(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    total = grad_output.reshape(-1, grad_output.shape[-1]).sum(dim=0)
    return total, total


@book.misconception(
    "gamma_beta_gradients",
    "beta_times_normalized",
    en="In gamma · x_hat + beta, what is the slope with respect to beta? Is anything multiplied with it?",
    ko="gamma · x_hat + beta를 beta로 미분하면 무엇인가요? beta에 곱해진 것이 있나요?",
)
def beta_times_normalized(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    total = (grad_output * normalized).reshape(-1, grad_output.shape[-1]).sum(dim=0)
    return total, total


@book.misconception(
    "gamma_beta_gradients",
    "gamma_and_beta_order",
    en="Which of the two gradients comes first in the docstring?",
    ko="설명에는 두 기울기 가운데 무엇이 먼저 나오나요?",
)
def gamma_and_beta_order(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    d = grad_output.shape[-1]
    return grad_output.reshape(-1, d).sum(dim=0), (grad_output * normalized).reshape(-1, d).sum(dim=0)


@book.misconception(
    "gamma_beta_gradients",
    "summed_before_multiplied",
    en="Which comes first, the product or the sum? Does each token's gradient meet that token's own x_hat?",
    ko="곱과 합 가운데 무엇이 먼저인가요? 토큰마다 자기 기울기가 자기 x_hat과 만나나요?",
)
def summed_before_multiplied(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    d = grad_output.shape[-1]
    total = grad_output.reshape(-1, d).sum(dim=0)
    return total * normalized.reshape(-1, d).sum(dim=0), total


@book.misconception(
    "gamma_beta_gradients",
    "axes_kept",
    en="Which shape has your gradient, (d_model,) or one with axes of size 1 in front?",
    ko="기울기의 모양이 (d_model,)인가요, 앞에 크기 1인 축들이 남아 있나요?",
)
def axes_kept(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    axes = tuple(range(grad_output.ndim - 1))
    return (grad_output * normalized).sum(axes, keepdim=True), grad_output.sum(axes, keepdim=True)


@book.alternative("gamma_beta_gradients", "einsum_gradients")
def einsum_gradients(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    grad_gamma = torch.einsum("...d,...d->d", grad_output, normalized)
    return grad_gamma, torch.einsum("...d->d", grad_output)


@book.alternative("gamma_beta_gradients", "gradients_by_loop")
def gradients_by_loop(grad_output: Tensor, normalized: Tensor) -> list[Tensor]:
    d = grad_output.shape[-1]
    grad_gamma, grad_beta = torch.zeros(d), torch.zeros(d)
    for g, n in zip(grad_output.reshape(-1, d), normalized.reshape(-1, d), strict=True):
        grad_gamma += g * n
        grad_beta += g
    return [grad_gamma, grad_beta]


@book.alternative("gamma_beta_gradients", "peeled_from_the_front")
def peeled_from_the_front(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    product = grad_output * normalized
    while product.ndim > 1:
        product, grad_output = product.sum(0), grad_output.sum(0)
    return product, grad_output


@book.alternative("gamma_beta_gradients", "sum_to_size")
def sum_to_size(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    d = normalized.size(-1)
    return (grad_output * normalized).sum_to_size(d), grad_output.sum_to_size(d)


# ----------------------------------------------------------------------------------------- 5 layer_norm_backward


def layer_norm_backward(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """Oracle: torch's layer norm and autograd."""
    leaf, gain = x.clone().requires_grad_(), gamma.clone().requires_grad_()
    bias = torch.zeros_like(gamma, requires_grad=True)
    output = nn.functional.layer_norm(leaf, gamma.shape, gain, bias, eps)
    grads = torch.autograd.grad(output, (leaf, gain, bias), grad_output)
    return grads[0], grads[1], grads[2]


@book.check("layer_norm_backward", uses=("token_statistics", "gamma_beta_gradients"))
def check_layer_norm_backward(student: Student, rng: Rng, expect: Expect) -> None:
    """The three gradients; then gamma and eps in the first; axes in front; last a cube."""
    name, labels = "layer_norm_backward", ("grad_x", "grad_gamma", "grad_beta")

    def case(*shape: int, eps: float = 1e-5, scale: float = 2.0, gain: bool = True) -> tuple[Any, ...]:
        ones = torch.ones(shape[-1], dtype=torch.float64)
        gamma = rng.tensor64(shape[-1:]) if gain else ones
        return (
            rng.tensor64(shape, 1, 0.5),
            rng.tensor64(shape, scale, 1.5 * scale),
            gamma,
            eps,
        )

    with expect.part(
        "gamma_and_beta",
        1,
        en="Are grad_gamma and grad_beta sums over all tokens, the first with x_hat = (x - mu)/s?",
        ko="grad_gamma와 grad_beta가 모든 토큰에 대한 합이고, 앞의 것에는 x_hat = (x - mu)/s가 곱해지나요?",
    ):
        cases = [case(3, 6, gain=False), case(5, 4, gain=False)]
        _several(
            expect,
            student,
            name,
            layer_norm_backward,
            cases,
            labels,
            judged=labels[1:],
            tolerance=LOOSE,
        )
    with expect.part(
        "x",
        4,
        en="Every entry of x reaches the output in three ways: by itself, through mu and through s. Which term of "
        "grad_x belongs to which?",
        ko="x의 성분은 세 가지 길로 출력에 닿아요. 직접, mu를 거쳐서, s를 거쳐서요. grad_x의 어느 항이 어느 길인가요?",
    ):
        cases = [case(3, 6, gain=False), case(5, 4, gain=False), case(4, 4, gain=False)]
        _several(
            expect,
            student,
            name,
            layer_norm_backward,
            cases,
            labels,
            judged=("grad_x",),
            tolerance=LOOSE,
        )
    with expect.part(
        "gamma_in_grad_x",
        2,
        en="Through what does the gradient pass first on its way back, gamma or the normalization?",
        ko="기울기가 되돌아가는 길에서 먼저 지나는 것이 gamma인가요, 정규화인가요?",
    ):
        cases = [case(3, 6), case(5, 4)]
        _several(
            expect,
            student,
            name,
            layer_norm_backward,
            cases,
            labels,
            judged=("grad_x",),
            tolerance=LOOSE,
        )
    with expect.part(
        "eps",
        1,
        en="Is s the same root of variance + eps as on the way forward?",
        ko="s가 순전파에서와 같은, 분산 + eps의 제곱근인가요?",
    ):
        cases = [case(3, 6, eps=0.5, scale=1), case(3, 5, eps=1e-5, scale=1e-3)]
        _several(expect, student, name, layer_norm_backward, cases, labels)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work with two and three axes in front, is it right on a cube, and are the inputs left alone?",
        ko="앞에 축이 두 개나 세 개 있어도, 세 크기가 모두 같아도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(2, 3, 5), case(2, 3, 4, 5), case(4, 4, 4, eps=0.1)]
        _several(expect, student, name, layer_norm_backward, cases, labels, unchanged=True)


@book.misconception(
    "layer_norm_backward",
    "mu_and_sigma_as_constants",
    en="You divide by s and nothing more. Do mu and s stay as they are when x moves? Which terms come from "
    "that?",
    ko="s로 나누기만 했네요. x가 움직이면 mu와 s는 그대로 있나요? 거기에서 어떤 항들이 나오나요?",
)
def mu_and_sigma_as_constants(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, (x - mean) / sigma)
    return grad_output * gamma / sigma, grad_gamma, grad_beta


@book.misconception(
    "layer_norm_backward",
    "mean_term_forgotten",
    en="The way through mu is missing: what happens to every other entry of a token when one entry moves the mean?",
    ko="mu를 거치는 길이 빠졌어요. 성분 하나가 평균을 움직이면 토큰의 다른 성분들은 어떻게 되나요?",
)
def mean_term_forgotten(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "sigma_term_forgotten",
    en="The way through s is missing: when the token gets longer, what does the division do with that?",
    ko="s를 거치는 길이 빠졌어요. 토큰이 길어지면 나눗셈이 그것을 어떻게 하나요?",
)
def sigma_term_forgotten(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "sigma_term_without_x_hat",
    en="The mean of g · x_hat says how much s matters. In which direction does it point: is it multiplied by x_hat "
    "again?",
    ko="g · x_hat의 평균은 s의 영향이 얼마나 큰지를 말해 줘요. 어느 방향으로 작용하나요? x_hat을 다시 곱하나요?",
)
def sigma_term_without_x_hat(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "gamma_left_out",
    en="Where is gamma in grad_x? On the way forward it multiplied x_hat.",
    ko="grad_x에서 gamma는 어디에 있나요? 순전파에서는 gamma가 x_hat에 곱해졌어요.",
)
def gamma_left_out(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "gamma_at_the_end",
    en="Is gamma multiplied before the two means are taken, or after? What stood last on the way forward and so comes "
    "first on the way back?",
    ko="gamma를 두 평균을 구하기 전에 곱하나요, 뒤에 곱하나요? 순전파에서 마지막이었던 것이 역전파에서는 처음이에요.",
)
def gamma_at_the_end(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x * gamma, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "sigma_not_divided",
    en="Is the bracket divided by s at the end? What becomes of the gradient when x is ten times as large?",
    ko="마지막에 괄호를 s로 나누나요? x가 10배가 되면 기울기는 어떻게 되어야 하나요?",
)
def sigma_not_divided(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    x_hat = (x - mean) / torch.sqrt(variance + eps)
    g = grad_output * gamma
    grad_x = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "variance_divided",
    en="By what is the bracket divided, s or the square of s?",
    ko="괄호를 무엇으로 나누나요? s인가요, s의 제곱인가요?",
)
def variance_divided(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    x_hat = (x - mean) / torch.sqrt(variance + eps)
    g = grad_output * gamma
    bracket = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return bracket / (variance + eps), *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "sigma_multiplied",
    en="Do you multiply the bracket by s, or divide it? When x grows, does the same small step matter more or less?",
    ko="괄호에 s를 곱하나요, s로 나누나요? x가 커지면 같은 작은 걸음의 영향이 커지나요, 작아지나요?",
)
def sigma_multiplied(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    bracket = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return bracket * sigma, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "signs_turned",
    en="Do the two mean terms stand with a plus? If mu grows, does the output grow or shrink?",
    ko="두 평균 항 앞에 더하기가 있나요? mu가 커지면 출력은 커지나요, 작아지나요?",
)
def signs_turned(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g + g.mean(dim=-1, keepdim=True) + x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "sums_for_means",
    en="Are the two terms sums or means over the features? Where did the 1/d of mu and of the variance go?",
    ko="두 항이 특징에 대한 합인가요, 평균인가요? mu와 분산에 있던 1/d은 어디로 갔나요?",
)
def sums_for_means(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.sum(dim=-1, keepdim=True) - x_hat * (g * x_hat).sum(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "means_over_tokens",
    en="Over which axis do the two means in grad_x run? One token's gradient must not depend on another token.",
    ko="grad_x의 두 평균을 어느 축에서 구하나요? 한 토큰의 기울기가 다른 토큰에 따라 달라지면 안 돼요.",
)
def means_over_tokens(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-2, keepdim=True) - x_hat * (g * x_hat).mean(dim=-2, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "means_without_keepdim",
    en="Which shape have the two means, and from which entries are they subtracted? Try as many tokens as features.",
    ko="두 평균의 모양은 무엇이고 어떤 성분들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
def means_without_keepdim(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1) - x_hat * (g * x_hat).mean(dim=-1)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "x_for_x_hat",
    en="Is it x or x_hat that the s term contains? What is the mean of x?",
    ko="s 항에 들어 있는 것이 x인가요, x_hat인가요? x의 평균은 얼마인가요?",
)
def x_for_x_hat(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    _, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x * (g * x).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x)


@book.misconception(
    "layer_norm_backward",
    "not_divided_in_x_hat",
    en="Is x_hat only centred, or divided by s as well?",
    ko="x_hat에서 평균만 뺐나요, s로도 나누었나요?",
)
def not_divided_in_x_hat(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    c = x - mean
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - c * (g * c).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, c)


@book.misconception(
    "layer_norm_backward",
    "upstream_scaled_in_place",
    en="What stands in the caller's grad_output after grad_output *= gamma, and what do gamma and beta get from it?",
    ko="grad_output *= gamma 다음에는 함수를 부른 쪽의 grad_output에 무엇이 들어 있고, gamma와 beta의 기울기는 무엇으로 구해지나요?",
)
def upstream_scaled_in_place(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    grad_output *= gamma
    g = grad_output
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "x_in_the_gradient_of_gamma",
    en="By what is gamma multiplied on the way forward: by x, or by the normalized token?",
    ko="순전파에서 gamma가 무엇과 곱해지나요? x인가요, 정규화한 토큰인가요?",
)
def x_in_the_gradient_of_gamma(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x)


@book.misconception(
    "layer_norm_backward",
    "backward_without_eps",
    en="Is eps in your s? What is s for a token whose numbers are all nearly equal?",
    ko="s 안에 eps가 있나요? 숫자가 거의 다 같은 토큰의 s는 얼마인가요?",
)
def backward_without_eps(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "backward_eps_outside",
    en="Where does eps stand in your s: under the root with the variance, or behind the root?",
    ko="s에서 eps가 어디에 있나요? 분산과 함께 제곱근 안에 있나요, 제곱근 밖에 있나요?",
)
def backward_eps_outside(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance) + eps
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "backward_unbiased",
    en="Is the variance divided by d or by d - 1? What does x.var() do by itself in torch?",
    ko="분산을 d로 나누나요, d - 1로 나누나요? torch의 x.var()는 그냥 두면 어떻게 하나요?",
)
def backward_unbiased(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@book.misconception(
    "layer_norm_backward",
    "gamma_in_its_own_gradient",
    en="Is the gradient of gamma and beta made from grad_output, or from grad_output already multiplied by gamma?",
    ko="gamma와 beta의 기울기를 grad_output으로 구하나요, 이미 gamma를 곱한 것으로 구하나요?",
)
def gamma_in_its_own_gradient(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(g, x_hat)


@book.misconception(
    "layer_norm_backward",
    "backward_axis_0_only",
    en="Over which axes are grad_gamma and grad_beta summed when a batch stands in front of the tokens?",
    ko="토큰 앞에 배치가 있으면 grad_gamma와 grad_beta를 어느 축들에 대해 더하나요?",
)
def backward_axis_0_only(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, (grad_output * x_hat).sum(dim=0), grad_output.sum(dim=0)


@book.misconception(
    "layer_norm_backward",
    "backward_averaged",
    en="Are grad_gamma and grad_beta sums over the tokens, or means?",
    ko="grad_gamma와 grad_beta가 토큰에 대한 합인가요, 평균인가요?",
)
def backward_averaged(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    axes = tuple(range(x.ndim - 1))
    return grad_x, (grad_output * x_hat).mean(dim=axes), grad_output.mean(dim=axes)


@book.misconception(
    "layer_norm_backward",
    "backward_results_order",
    en="In which order are the three gradients asked for? First grad_x, then grad_gamma, then grad_beta?",
    ko="세 기울기를 어떤 순서로 돌려주어야 하나요? grad_x, grad_gamma, grad_beta의 순서인가요?",
)
def backward_results_order(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, x_hat)
    return grad_x, grad_beta, grad_gamma


@book.alternative("layer_norm_backward", "variance_then_mean")
def variance_then_mean(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    d = x.shape[-1]
    centred = x - x.sum(dim=-1, keepdim=True) / d
    r = 1 / torch.sqrt((centred**2).sum(dim=-1, keepdim=True) / d + eps)
    g = grad_output * gamma
    grad_variance = (g * centred).sum(dim=-1, keepdim=True) * -0.5 * r**3
    grad_centred = g * r + grad_variance * 2 * centred / d
    grad_mean = -grad_centred.sum(dim=-1, keepdim=True)
    product = (grad_output * centred * r).reshape(-1, d)
    return (
        grad_centred + grad_mean / d,
        product.sum(dim=0),
        grad_output.reshape(-1, d).sum(dim=0),
    )


@book.alternative("layer_norm_backward", "token_by_token_jacobian")
def token_by_token_jacobian(grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5) -> list[Tensor]:
    d = x.shape[-1]
    grad_x, grad_gamma, grad_beta = [], torch.zeros_like(gamma), torch.zeros_like(gamma)
    for g, token in zip(grad_output.reshape(-1, d), x.reshape(-1, d), strict=True):
        sigma = (token.var(unbiased=False) + eps) ** 0.5
        x_hat = (token - token.mean()) / sigma
        jacobian = (torch.eye(d) - 1 / d - torch.outer(x_hat, x_hat) / d) / sigma
        grad_x.append(jacobian @ (g * gamma).to(jacobian))
        grad_gamma += g * x_hat
        grad_beta += g
    return [torch.stack(grad_x).reshape(x.shape), grad_gamma, grad_beta]


@book.alternative("layer_norm_backward", "einsum_backward")
def einsum_backward(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    mean, variance = token_statistics(x)
    inverse = torch.rsqrt(variance + eps)
    x_hat = (x - mean) * inverse
    g = torch.einsum("...d,d->...d", grad_output, gamma)
    share = torch.einsum("...d,...d->...", g, x_hat)[..., None] / x.size(-1)
    grad_x = inverse * (g - g.mean(-1, True) - share * x_hat)
    grad_gamma = torch.einsum("...d,...d->d", grad_output, x_hat)
    return grad_x, grad_gamma, torch.einsum("...d->d", grad_output)


@book.alternative("layer_norm_backward", "scaled_by_d")
def scaled_by_d(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    x, grad_output, gamma = x.float(), grad_output.float(), gamma.float()
    d = x.shape[-1]
    sigma = torch.sqrt(x.var(dim=-1, unbiased=False, keepdim=True) + eps)
    x_hat = (x - x.mean(dim=-1, keepdim=True)) / sigma
    g = grad_output * gamma
    total, along = g.sum(dim=-1, keepdim=True), (g * x_hat).sum(dim=-1, keepdim=True)
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, x_hat)
    return (d * g - total - x_hat * along) / (d * sigma), grad_gamma, grad_beta


# ------------------------------------------------------------------------------------------------- 6 batch_norm


def batch_norm(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    """Oracle: torch's batch norm on the real tokens alone, put back into their places."""
    real = nn.functional.batch_norm(x[mask], None, None, gamma, beta, training=True, eps=eps)
    return torch.zeros_like(x).masked_scatter(mask[..., None], real)


@book.check(
    "batch_norm",
    bug="padding_counted",
    reason=Choice(
        "C",
        {
            "A": Text(
                "gamma and beta are in their places: the normalized number times gamma, plus beta. Change what stands "
                "at a padded position and watch the real tokens.",
                "gamma와 beta는 제자리에 있어요. 정규화한 값에 gamma를 곱하고 beta를 더하니까요. 패딩 자리의 값을 바꾸고 "
                "진짜 토큰들을 지켜보세요.",
            ),
            "B": Text(
                "Batch norm does average over sentences and positions; one feature at a time is what makes it batch "
                "norm. The question is which positions may take part.",
                "배치 정규화는 원래 문장과 위치 전체에 대해 평균을 구해요. 특징을 하나씩 다루는 것이 배치 정규화예요. "
                "어떤 위치가 끼어도 되는지가 문제예요.",
            ),
            "C": Text(
                "The zeros of the padding are averaged in: they pull the mean towards 0 and change the variance, and "
                "the more a batch is padded, the more.",
                "패딩의 0이 평균에 들어가요. 평균을 0 쪽으로 끌어당기고 분산도 바꾸죠. 패딩이 많은 배치일수록 더 그래요.",
            ),
            "D": Text(
                "The variance divides by the count, as it should here: torch's batch norm normalizes with 1/n as well. "
                "Which positions are counted?",
                "분산은 개수로 나누는 것이 맞아요. torch의 배치 정규화도 정규화할 때는 1/n을 써요. 어떤 위치까지 세고 있나요?",
            ),
        },
    ),
)
def check_batch_norm(student: Student, rng: Rng, expect: Expect) -> None:
    """Padding everywhere: without it the given code is right already, so that alone earns nothing."""

    def case(batch: int, longest: int, d: int, eps: float = 1e-5, pad: float = 0.0) -> tuple[Any, ...]:
        mask = torch.zeros(batch, longest, dtype=torch.bool)
        for row in range(batch):  # the first sentence is the longest; every other one is padded
            mask[row, : longest if row == 0 else rng.integer(2, longest)] = True
        x = rng.tensor64((batch, longest, d), 2, 3)
        padded = torch.where(mask[..., None], x, pad * rng.tensor64((batch, longest, d), 1, 5))
        return padded, mask, rng.tensor64((d,)), rng.tensor64((d,)), eps

    with expect.part(
        "real_tokens",
        2,
        en="Which positions enter mean and variance, and how many are they? What do the padded ones hold?",
        ko="어떤 위치들이 평균과 분산에 들어가고, 모두 몇 개인가요? 패딩 자리에는 무엇이 들어 있나요?",
    ):
        cases = [case(2, 5, 6), case(3, 4, 5), case(2, 6, 3, pad=10.0)]
        expect.same(student, "batch_norm", batch_norm, cases, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right with a large eps and with equal sizes, whatever stands at the padded positions, and is the "
        "input left alone?",
        ko="eps가 크거나 크기가 모두 같아도, 패딩 자리에 무엇이 있어도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(4, 4, 4, eps=0.5, pad=3.0), case(3, 5, 4, eps=0.1, pad=1.0)]
        expect.same(student, "batch_norm", batch_norm, cases, unchanged=True)


@book.misconception(
    "batch_norm",
    "padding_counted",
    en="Change a number at a padded position: why do the real tokens change? Over which positions is the mean taken?",
    ko="패딩 자리의 숫자를 바꿔 보세요. 진짜 토큰의 결과가 왜 바뀌나요? 평균을 어떤 위치들에 대해 구하나요?",
)
def padding_counted(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    mean = x.mean(dim=(0, 1))
    variance = x.var(dim=(0, 1), unbiased=False)
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "padding_in_the_count",
    en="You add up the real tokens only. By how many do you divide?",
    ko="진짜 토큰만 더했네요. 그런데 몇으로 나누나요?",
)
def padding_in_the_count(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    keep = mask[..., None]
    mean = (x * keep).mean(dim=(0, 1))
    variance = ((x - mean) ** 2 * keep).mean(dim=(0, 1))
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(keep, gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "padding_in_the_variance",
    en="The mean leaves the padding out. Does the variance?",
    ko="평균에서는 패딩을 뺐네요. 분산에서도 뺐나요?",
)
def padding_in_the_variance(
    x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5
) -> Tensor:
    mean = x[mask].mean(dim=0)
    variance = ((x - mean) ** 2).mean(dim=(0, 1))
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "each_sentence_alone",
    en="Are mean and variance taken over the whole batch, or for each sentence alone? Which of the two is batch norm?",
    ko="평균과 분산을 배치 전체에서 구하나요, 문장마다 따로 구하나요? 배치 정규화는 어느 쪽인가요?",
)
def each_sentence_alone(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    result = torch.zeros_like(x)
    for b in range(x.shape[0]):
        real = x[b][mask[b]]
        normalized = (real - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
        result[b][mask[b]] = gamma * normalized + beta
    return result


@book.misconception(
    "batch_norm",
    "layer_norm_instead",
    en="Over which axis do you average now? That function is layer norm; what does batch norm keep apart?",
    ko="이제 어느 축에서 평균을 구하나요? 그건 층 정규화예요. 배치 정규화는 무엇을 따로따로 다루나요?",
)
def layer_norm_instead(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    mean = x.mean(dim=-1, keepdim=True)
    variance = x.var(dim=-1, unbiased=False, keepdim=True)
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "one_number_for_all_features",
    en="Is there one mean for each feature, or one for all numbers together? Over which axis does x[mask] still have to "
    "be averaged?",
    ko="평균이 특징마다 하나씩인가요, 모든 숫자에 하나인가요? x[mask]에서 평균을 구할 축은 어느 것인가요?",
)
def one_number_for_all_features(
    x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5
) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean()) / torch.sqrt(real.var(unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "batch_var_unbiased",
    en="By what is the variance divided now, n or n - 1? What did the given code say about that?",
    ko="이제 분산을 n으로 나누나요, n - 1로 나누나요? 처음 코드는 어떻게 되어 있었나요?",
)
def batch_var_unbiased(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "mask_upside_down",
    en="Is mask True at a real token or at a padded one? Which of them do you average?",
    ko="mask가 True인 곳이 진짜 토큰인가요, 패딩인가요? 어느 쪽을 평균 내나요?",
)
def mask_upside_down(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[~mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "padding_not_zero",
    en="What stands at the padded positions of your result? The docstring says what it should be.",
    ko="결과의 패딩 자리에는 무엇이 있나요? 무엇이어야 하는지 설명에 적혀 있어요.",
)
def padding_not_zero(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return gamma * normalized + beta


@book.misconception(
    "batch_norm",
    "beta_at_the_padding",
    en="Is the padding set to 0 before beta is added, or after?",
    ko="패딩을 0으로 만드는 것이 beta를 더하기 전인가요, 뒤인가요?",
)
def beta_at_the_padding(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return gamma * normalized * mask[..., None] + beta


@book.misconception(
    "batch_norm",
    "batch_eps_outside",
    en="Where does eps stand now, inside the root or outside?",
    ko="이제 eps가 제곱근 안에 있나요, 밖에 있나요?",
)
def batch_eps_outside(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / (real.std(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@book.misconception(
    "batch_norm",
    "batch_gamma_beta_lost",
    en="Are gamma and beta still there?",
    ko="gamma와 beta가 아직 남아 있나요?",
)
def batch_gamma_beta_lost(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], normalized, 0.0)


@book.alternative("batch_norm", "real_tokens_out_and_in")
def real_tokens_out_and_in(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    result = torch.zeros_like(x)
    real = x[mask]
    centred = real - real.mean(0)
    result[mask] = gamma * centred / torch.sqrt((centred**2).mean(0) + eps) + beta
    return result


@book.alternative("batch_norm", "weighted_sums")
def weighted_sums(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    keep = mask.unsqueeze(-1).to(x.dtype)
    count = keep.sum()
    mean = (x * keep).sum(dim=(0, 1)) / count
    variance = ((x - mean).square() * keep).sum(dim=(0, 1)) / count
    return ((x - mean) * torch.rsqrt(variance + eps) * gamma + beta) * keep


@book.alternative("batch_norm", "feature_by_feature")
def feature_by_feature(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    result = x.clone()
    for i in range(x.shape[-1]):
        numbers = [x[b, t, i].item() for b, t in mask.nonzero().tolist()]
        mean = sum(numbers) / len(numbers)
        variance = sum((n - mean) ** 2 for n in numbers) / len(numbers)
        result[..., i] = gamma[i] * (x[..., i] - mean) / (variance + eps) ** 0.5 + beta[i]
    result[~mask] = 0
    return result


@book.alternative("batch_norm", "nan_for_padding")
def nan_for_padding(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    x = x.float().masked_fill(~mask[..., None], float("nan"))
    mean = x.nanmean(dim=(0, 1))
    variance = ((x - mean) ** 2).nanmean(dim=(0, 1))
    return torch.nan_to_num(gamma * (x - mean) / torch.sqrt(variance + eps) + beta, nan=0.0)


# --------------------------------------------------------------------------------------------------- 7 RMSNorm


class RMSNorm(nn.Module):
    """Oracle: nn.RMSNorm under the names of the lesson."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        torchs = nn.RMSNorm(d_model, eps)
        self.d_model, self.eps = d_model, eps
        self.gamma = torchs.weight

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.rms_norm(x, (self.d_model,), self.gamma, self.eps)


@book.check("RMSNorm")
def check_rms_norm(student: Student, rng: Rng, expect: Expect) -> None:
    """As it is built: size, eps, axes in front. Then with a given gamma, and the gradients."""
    with expect.part(
        "size",
        2,
        en="Is every token of a fresh module divided by the root of the mean of its squares, and nothing subtracted?",
        ko="새로 만든 모듈이 토큰을 제곱 평균의 제곱근으로 나누기만 하고, 아무것도 빼지 않나요?",
    ):
        cases: Built = [((d,), rng.normal((n, d), 2, 3)) for n, d in ((3, 6), (5, 4), (5, 5))]
        _fresh(expect, student, RMSNorm, cases, tolerance=LOOSE)
    with expect.part(
        "eps",
        2,
        en="Is the eps that was given added to the mean of the squares, inside the root? What becomes of a token of zeros?",
        ko="받은 eps를 제곱근 안에서 제곱의 평균에 더하나요? 모두 0인 토큰은 어떻게 되나요?",
    ):
        zeros = np.concatenate([rng.normal((3, 6)), np.zeros((1, 6))])
        cases = [
            ((6, 0.1), rng.normal((3, 6))),
            ((5,), rng.normal((3, 5), 3e-3)),
            ((6, 1e-3), zeros),
        ]
        _fresh(expect, student, RMSNorm, cases)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, with two and three axes in front, and when all sizes are equal?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도, 크기가 모두 같아도 동작하나요?",
    ):
        cases = [
            ((shape[-1],), rng.normal(shape, 2, 1)) for shape in ((2, 3, 5), (2, 3, 4, 5), (6,), (4, 4, 4))
        ]
        _fresh(expect, student, RMSNorm, cases, tolerance=LOOSE)
    with expect.part(
        "learned",
        3,
        en="Is gamma the one thing that is learned, and is the token multiplied by it?",
        ko="학습되는 것이 gamma 하나인가요? 토큰에 gamma를 곱하나요?",
    ):
        for d in (6, 4):
            inputs = [(rng.normal((3, d), 2, 1),), (rng.normal((2, 3, d), 2, 1),)]
            module = expect.same_module(
                student,
                RMSNorm,
                (d, 1e-5),
                {"gamma": rng.normal((d,))},
                inputs,
                tolerance=LOOSE,
                unchanged=True,
            )
            expect.parameter_count(module, d)
    with expect.part(
        "gradients",
        1,
        en="Does the gradient reach x and gamma on every way, also through the divisor?",
        ko="기울기가 모든 길로 x와 gamma에 닿나요? 나누는 수를 거치는 길로도요?",
    ):
        x, upstream = rng.normal((2, 3, 5), 2, 1), rng.normal((2, 3, 5), 1, 0.5)
        _same_gradients(
            expect,
            student,
            RMSNorm,
            (5, 1e-5),
            {"gamma": rng.normal((5,))},
            x,
            upstream,
        )


@book.misconception(
    "RMSNorm",
    "mean_subtracted",
    en="Is the mean taken out? RMSNorm measures the distance from 0, not from the mean.",
    ko="평균을 빼고 있나요? RMSNorm은 평균이 아니라 0에서 잰 거리로 나눠요. 어느 줄이 평균을 빼나요?",
)
class RmsMeanSubtracted(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        c = x - x.mean(dim=-1, keepdim=True)
        return self.gamma * c / torch.sqrt((c**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "std_for_rms",
    en="What does the variance leave out that the mean of the squares has? Try a token whose numbers all lie near 3.",
    ko="제곱의 평균에는 있는데 분산에는 없는 것이 무엇인가요? 숫자가 모두 3 근처인 토큰으로 해 보세요.",
)
class RmsStdForRms(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt(x.var(dim=-1, unbiased=False, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "numerator_centred",
    en="The divisor is right. Is anything subtracted above the line?",
    ko="나누는 수는 맞아요. 분자에서 무언가를 빼고 있지 않나요?",
)
class RmsNumeratorCentred(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        c = x - x.mean(dim=-1, keepdim=True)
        return self.gamma * c / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "root_missing",
    en="Where is the R of RMS? What is the size of the result when x is ten times as large?",
    ko="RMS의 R(제곱근)은 어디에 있나요? x가 10배가 되면 결과의 크기는 얼마인가요?",
)
class RmsRootMissing(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / ((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "eps_beside_rms",
    en="Is eps added to the mean of the squares, or to its root?",
    ko="eps를 제곱의 평균에 더하나요, 그 제곱근에 더하나요?",
)
class RmsEpsBesideRms(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / (torch.sqrt((x**2).mean(dim=-1, keepdim=True)) + self.eps)


@book.misconception(
    "RMSNorm",
    "eps_missing",
    en="What comes out for a token of zeros? Where is eps?",
    ko="모두 0인 토큰에서는 무엇이 나오나요? eps는 어디에 있나요?",
)
class RmsEpsMissing(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True))


@book.misconception(
    "RMSNorm",
    "eps_written_out",
    en="Does forward use the eps that __init__ was given, or a number of its own?",
    ko="forward가 __init__이 받은 eps를 쓰나요, 따로 적어 둔 숫자를 쓰나요?",
)
class RmsEpsWrittenOut(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + 1e-5)


@book.misconception(
    "RMSNorm",
    "sum_for_mean",
    en="Is it the mean of the squares or their sum? How long is a token of d numbers of size 1?",
    ko="제곱의 평균인가요, 합인가요? 크기가 1인 숫자 d개로 된 토큰의 길이는 얼마인가요?",
)
class RmsSumForMean(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).sum(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "mean_of_sizes",
    en="The S of RMS stands for squares. What do you average?",
    ko="RMS의 S는 제곱(square)이에요. 무엇을 평균 내고 있나요?",
)
class RmsMeanOfSizes(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / (x.abs().mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "with_a_bias",
    en="Does RMSNorm in this form add something at the end? Which vectors does the docstring name?",
    ko="이 꼴의 RMSNorm은 마지막에 무언가를 더하나요? 설명에는 어떤 벡터가 적혀 있나요?",
)
class RmsWithABias(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps) + self.beta


@book.misconception(
    "RMSNorm",
    "gain_unused",
    en="gamma is made. Where does forward use it?",
    ko="gamma를 만들었네요. forward의 어디에서 쓰나요?",
)
class RmsGainUnused(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "plain_gain",
    en="Is gamma on the list of module.parameters()? What makes a tensor in self a learned one?",
    ko="gamma가 module.parameters() 목록에 있나요? self에 든 텐서를 학습되는 것으로 만들려면 무엇으로 감싸야 하나요?",
)
class RmsPlainGain(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = torch.ones(d_model)

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "named_weight",
    en="How is the learned vector to be called here? weight is the name in nn.RMSNorm.",
    ko="여기서는 학습되는 벡터의 이름이 무엇이어야 하나요? weight는 nn.RMSNorm의 이름이에요. 설명을 다시 볼까요?",
)
class RmsNamedWeight(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.weight * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "one_plus_gain",
    en="Is a 1 added to gamma? What is the size of a token that leaves a fresh module?",
    ko="gamma에 1을 더하고 있지 않나요? 새로 만든 모듈에서 나온 토큰의 크기는 얼마인가요?",
)
class RmsOnePlusGain(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return (1 + self.gamma) * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "over_tokens",
    en="Does a change of one token change the others? Along which axis is the mean of the squares taken?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 제곱의 평균을 어느 축을 따라 구하나요?",
)
class RmsOverTokens(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-2, keepdim=True) + self.eps)


@book.misconception(
    "RMSNorm",
    "over_everything",
    en="Is there one size for each token, or one for the whole tensor?",
    ko="크기가 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
class RmsOverEverything(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean() + self.eps)


@book.misconception(
    "RMSNorm",
    "keepdim_forgotten",
    en="Which shape has the divisor, and which numbers does it divide? Try as many tokens as features.",
    ko="나누는 수의 모양은 무엇이고 어떤 숫자들을 나누나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
class RmsKeepdimForgotten(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1) + self.eps)


@book.misconception(
    "RMSNorm",
    "size_cut_off",
    en="The values are right; but does the divisor let the gradient through? What does detach (or no_grad) cut off?",
    ko="값은 맞아요. 그런데 나누는 수가 기울기를 지나가게 하나요? detach(나 no_grad)는 무엇을 끊나요?",
)
class RmsSizeCutOff(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        size = torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps).detach()
        return self.gamma * x / size


@book.misconception(
    "RMSNorm",
    "input_overwritten",
    en="Is the caller's tensor still the same afterwards? What does x /= … change?",
    ko="모듈을 부른 쪽의 텐서가 그대로 남아 있나요? x /= … 는 무엇을 바꾸나요?",
)
class RmsInputOverwritten(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        x /= torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)
        return self.gamma * x


@book.alternative("RMSNorm", "functional_rms_norm")
class FunctionalRmsNorm(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.rms_norm(x, x.shape[-1:], self.gamma, self.eps)


@book.alternative("RMSNorm", "in_float32_then_back")
class InFloat32ThenBack(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        number_type = x.dtype
        x = x.float()
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
        return self.gamma * x.to(number_type)


@book.alternative("RMSNorm", "by_vector_norm")
class ByVectorNorm(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.d_model = d_model
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        length = torch.einsum("...d,...d->...", x, x).unsqueeze(-1)
        return x * self.gamma * (length / self.d_model + self.eps) ** -0.5


@book.alternative("RMSNorm", "rms_token_after_token")
class RmsTokenAfterToken(nn.Module):
    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        tokens = [t / (t @ t / len(t) + self.eps) ** 0.5 for t in x.reshape(-1, x.shape[-1])]
        return self.gamma * torch.stack(tokens).reshape(x.shape)


# ------------------------------------------------------------------------------------------------- 8 which_norm


def _letters(a: str, b: str, c: str, d: str, right: str, ko: tuple[str, str, str, str]) -> Choice:
    messages = {letter: Text(en, k) for letter, en, k in zip("ABCD", (a, b, c, d), ko, strict=True)}
    return Choice(right, messages)


book.quiz(
    "which_norm",
    {
        "add_constant": _letters(
            "Layer norm subtracts the token's own mean, and the 5 leaves with it. RMSNorm keeps the mean, so there the 5 "
            "stays; and for batch norm only one of many tokens moved.",
            "Batch norm subtracts the mean of a feature over many tokens. One token moved, so it now lies elsewhere "
            "among the others. Which norm subtracts the token's own mean?",
            "RMSNorm does not subtract a mean, so a constant is not taken out. Try (1, -1) and (6, 4).",
            "Try RMSNorm on (1, -1) and on (6, 4): does the sign of the second number survive? Which of the two "
            "subtracts a mean?",
            "A",
            (
                "층 정규화는 토큰 자신의 평균을 빼니까 5도 함께 사라져요. RMSNorm은 평균을 빼지 않아서 5가 남고, 배치 정규화에서는 "
                "많은 토큰 가운데 하나만 움직인 셈이에요.",
                "배치 정규화는 특징 하나를 여러 토큰에 걸쳐 평균 내서 빼요. 토큰 하나만 움직였으니 다른 토큰들 사이에서 자리가 달라져요. "
                "토큰 자신의 평균을 빼는 것은 무엇인가요?",
                "RMSNorm은 평균을 빼지 않아서 상수가 사라지지 않아요. (1, -1)과 (6, 4)로 해 보세요.",
                "RMSNorm에 (1, -1)과 (6, 4)를 넣어 보세요. 두 번째 숫자의 부호가 그대로인가요? 둘 가운데 평균을 빼는 것은 무엇인가요?",
            ),
        ),
        "scale_token": _letters(
            "Layer norm, yes, but not it alone: what does RMSNorm divide by, and how does that change when the token is "
            "ten times as long?",
            "Batch norm divides by a spread that is taken over many tokens; one token that is ten times as long stands "
            "out. Which norms divide by something of the token itself?",
            "RMSNorm, yes, but not it alone: what happens to the mean and the standard deviation of a token that is ten "
            "times as long?",
            "Both divide by a length that is taken from the token itself, and the factor 10 cancels. Only eps sees a "
            "difference.",
            "D",
            (
                "층 정규화는 맞지만 그것만은 아니에요. RMSNorm은 무엇으로 나누고, 토큰이 10배가 되면 그 값은 어떻게 되나요?",
                "배치 정규화는 여러 토큰에 걸쳐 잰 값으로 나눠요. 혼자 10배가 된 토큰은 튀게 돼요. 토큰 자신에게서 잰 값으로 나누는 "
                "것들은 무엇인가요?",
                "RMSNorm은 맞지만 그것만은 아니에요. 토큰이 10배가 되면 평균과 표준편차는 어떻게 되나요?",
                "둘 다 토큰 자신에게서 잰 크기로 나누니까 10배가 약분돼요. eps만 차이를 알아채요.",
            ),
        ),
        "scale_feature": _letters(
            "In layer norm a feature that is ten times as large makes up most of its token, and the other features "
            "shrink. Which norm looks at one feature at a time?",
            "Each feature is divided by its own spread over all tokens, so the factor 10 cancels. This is what layer "
            "norm does not do: it does not make features alike.",
            "In RMSNorm all features of a token share one divisor. A feature that is ten times as large stays larger "
            "than the rest.",
            "Both divide all features of a token by one number, so they cannot take the factor out of one feature alone.",
            "B",
            (
                "층 정규화에서는 10배가 된 특징이 토큰의 대부분을 차지하고 다른 특징들이 작아져요. 특징을 하나씩 따로 보는 것은 무엇인가요?",
                "특징마다 모든 토큰에 걸쳐 잰 자기 표준편차로 나누니까 10배가 약분돼요. 층 정규화는 이 일을 하지 않아요. 특징끼리 크기를 "
                "고르게 만들지 않으니까요.",
                "RMSNorm에서는 토큰의 모든 특징을 같은 수로 나눠요. 10배가 된 특징은 여전히 다른 특징보다 커요.",
                "둘 다 토큰의 모든 특징을 숫자 하나로 나눠요. 특징 하나에서만 10배를 없앨 수는 없어요.",
            ),
        ),
        "other_sentence": _letters(
            "Layer norm looks at one token and nothing else: a sentence gets the same result in every company.",
            "Mean and variance come from the whole batch, so every sentence has a hand in every other one's result.",
            "RMSNorm looks at one token and nothing else. Which norm takes its numbers from the whole batch?",
            "Both stay inside one token. Which norm takes its numbers from the whole batch?",
            "B",
            (
                "층 정규화는 토큰 하나만 봐요. 어떤 문장과 함께 있든 결과가 같아요.",
                "평균과 분산이 배치 전체에서 나오니까, 문장마다 다른 모든 문장의 결과에 손을 대는 셈이에요.",
                "RMSNorm은 토큰 하나만 봐요. 배치 전체에서 숫자를 얻는 것은 무엇인가요?",
                "둘 다 토큰 하나를 벗어나지 않아요. 배치 전체에서 숫자를 얻는 것은 무엇인가요?",
            ),
        ),
        "two_modes": _letters(
            "Layer norm does the same in training and in use (Ba et al., abstract): all it needs is the token.",
            "In use there may be no batch. So it keeps running averages during training and takes those afterwards: two "
            "modes, and .eval() switches between them.",
            "RMSNorm needs only the token itself, in training and in use.",
            "Both need only the token itself, in training and in use. Which one needs a batch that may not be there?",
            "B",
            (
                "층 정규화는 학습할 때나 쓸 때나 똑같이 계산해요(Ba et al., 초록). 토큰만 있으면 되니까요.",
                "쓸 때는 배치가 없을 수도 있어요. 그래서 학습하는 동안 이동 평균을 모아 두었다가 나중에 그것을 써요. 모드가 둘이고 "
                ".eval()로 바꿔요.",
                "RMSNorm은 학습할 때나 쓸 때나 토큰 하나만 있으면 돼요.",
                "둘 다 토큰 하나만 있으면 돼요. 없을지도 모르는 배치가 필요한 것은 무엇인가요?",
            ),
        ),
        "one_vector": _letters(
            "Layer norm learns two vectors, gamma and beta: 2 d numbers.",
            "Batch norm learns gamma and beta as well, and keeps two running averages besides.",
            "No mean is taken out, and no beta is put in: gamma alone, d numbers. T5 and Llama 2 use it in this form.",
            "Only one of the two has no beta. Which one?",
            "C",
            (
                "층 정규화는 gamma와 beta, 벡터 두 개를 배워요. 숫자로는 2d개예요.",
                "배치 정규화도 gamma와 beta를 배우고, 이동 평균도 두 개 갖고 있어요.",
                "평균을 빼지도 않고 beta를 더하지도 않아요. gamma 하나, 숫자 d개뿐이에요. T5와 Llama 2가 이 꼴을 써요.",
                "둘 가운데 하나에만 beta가 없어요. 어느 쪽인가요?",
            ),
        ),
    },
)


# ---------------------------------------------------------------------------------------------- 9 size_by_depth


def size_by_depth(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    """Oracle."""
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


def _as_row(value: Any) -> Any:
    """A list of numbers or of single-number tensors as the array that it means; anything else as it is."""
    if isinstance(value, list | tuple) and value:
        try:
            return np.array([float(number) for number in value])
        except (TypeError, ValueError):
            return value
    return value


def _rows(values: list[Any]) -> list[Any]:
    return [_as_row(value) for value in values]


@book.check("size_by_depth", uses=("LayerNorm", "RMSNorm"), view=_rows)
def check_size_by_depth(student: Student, rng: Rng, expect: Expect) -> None:
    """No norm, layer norm, RMSNorm; last other shapes. In float32, as the modules of a notebook are."""

    def case(norm: str, layers: int, *shape: int, wide: float = 1.0) -> tuple[Tensor, Tensor, str]:
        d = shape[-1]
        # Wide enough that sizes grow with depth, off centre enough that size and standard deviation differ.
        weights = wide * rng.tensor64((layers, d, d), 2.5 / d**0.5, 0.3 / d**0.5)
        return rng.tensor64(shape, 1, 0.7).float(), weights.float(), norm

    def asked(cases: Sequence[tuple[Tensor, Tensor, str]], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            got = _as_row(student.call("size_by_depth", *args))
            expect.array(got, size_by_depth(*args).numpy(), tolerance=LOOSE)
            if unchanged:
                expect.unchanged(student)

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
        cases = [
            case("none", 2, 2, 3, 5),
            case("layer", 1, 2, 3, 5),
            case("rms", 4, 4, 4, 4),
        ]
        # So narrow that eps shows.
        cases += [case("layer", 3, 3, 6, wide=0.004), case("rms", 3, 3, 6, wide=0.004)]
        asked(cases, unchanged=True)


@book.misconception(
    "size_by_depth",
    "std_for_size",
    en="After a ReLU the mean is not 0. Is your size the distance from the mean, or from 0?",
    ko="ReLU 뒤에는 평균이 0이 아니에요. 구한 크기가 평균에서 잰 거리인가요, 0에서 잰 거리인가요?",
)
def std_for_size(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.std(unbiased=False)]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.std(unbiased=False))
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "torch_std_for_size",
    en="What does x.std() measure: the root of the mean of the squares, or the distance from the mean, divided by n - 1?",
    ko="x.std()는 무엇을 재나요? 제곱 평균의 제곱근인가요, n - 1로 나눈, 평균에서 잰 거리인가요?",
)
def torch_std_for_size(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.std()]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.std())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "size_without_root",
    en="Does your size double when x doubles? Where is the root?",
    ko="x가 두 배가 되면 크기도 두 배가 되나요? 제곱근은 어디에 있나요?",
)
def size_without_root(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean()]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.square().mean())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "size_as_length",
    en="Does your size grow when there are more tokens of the same kind? Is it a mean of squares or a sum?",
    ko="같은 토큰이 더 많아지면 크기도 커지나요? 제곱의 평균인가요, 합인가요?",
)
def size_as_length(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.norm()]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.norm())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "input_not_measured",
    en="How many numbers come back for L layers? Is the input measured before the first layer?",
    ko="층이 L개면 숫자가 몇 개 나오나요? 첫째 층에 들어가기 전의 입력도 재나요?",
)
def input_not_measured(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = []
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "last_layer_not_measured",
    en="What does the last number measure: what goes into the last layer, or what comes out of it?",
    ko="마지막 숫자가 잰 것은 마지막 층에 들어가는 값인가요, 나오는 값인가요?",
)
def last_layer_not_measured(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = []
    for weight in weights:
        sizes.append(x.square().mean().sqrt())
        x = torch.relu(norms[norm](x @ weight))
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "relu_forgotten",
    en="Where is the ReLU? Can a number that leaves a layer be negative?",
    ko="ReLU는 어디에 있나요? 층에서 나오는 숫자가 음수일 수 있나요?",
)
def relu_forgotten(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = norms[norm](x @ weight)
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "norm_behind_relu",
    en="What comes first in your layer, the norm or the ReLU?",
    ko="여러분의 층에서는 정규화와 ReLU 가운데 무엇이 먼저인가요?",
)
def norm_behind_relu(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = norms[norm](torch.relu(x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "norm_before_product",
    en="Is the norm taken of x, or of the product x @ W?",
    ko="x를 정규화하나요, 곱 x @ W를 정규화하나요?",
)
def norm_before_product(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(norms[norm](x) @ weight)
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "weights_turned",
    en="Is it x @ W or x @ W.T? nn.Linear keeps its matrix turned round; here the docstring says which.",
    ko="x @ W인가요, x @ W.T인가요? nn.Linear는 행렬을 뒤집어 갖고 있지만, 여기서는 설명에 적힌 대로예요.",
)
def weights_turned(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(norms[norm](nn.functional.linear(x, weight)))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "first_weight_everywhere",
    en="Which matrix does layer 2 use? Is it the same one again?",
    ko="둘째 층은 어떤 행렬을 쓰나요? 같은 것을 또 쓰지 않나요?",
)
def first_weight_everywhere(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for _ in weights:
        x = torch.relu(norms[norm](x @ weights[0]))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "layers_not_chained",
    en="What does layer 2 read: the input x, or what layer 1 gave?",
    ko="둘째 층은 무엇을 받나요? 처음의 x인가요, 첫째 층이 내놓은 값인가요?",
)
def layers_not_chained(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        sizes.append(torch.relu(norms[norm](x @ weight)).square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "layer_norm_for_rms",
    en='Which norm runs when norm is "rms"? Do "layer" and "rms" give the same numbers?',
    ko='norm이 "rms"이면 어떤 정규화가 실행되나요? "layer"와 "rms"가 같은 숫자를 내지 않나요?',
)
def layer_norm_for_rms(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    normalize = nn.Identity() if norm == "none" else LayerNorm(x.shape[-1])
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(normalize(x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "eps_of_nn_rms_norm",
    en="Which eps has nn.RMSNorm when it is not told? The docstring asks for 1e-5.",
    ko="nn.RMSNorm은 따로 말하지 않으면 eps가 얼마인가요? 설명에서는 1e-5예요.",
)
def eps_of_nn_rms_norm(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": nn.LayerNorm(x.shape[-1]),
        "rms": nn.RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(norms[norm](x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "norm_never_used",
    en="What does your function do with the argument norm?",
    ko="여러분의 함수에서 인수 norm은 어디에 쓰이나요?",
)
def norm_never_used(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(x @ weight)
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes)


@book.misconception(
    "size_by_depth",
    "measured_before_relu",
    en="Where in the layer do you measure: in front of the ReLU or behind it?",
    ko="층의 어디에서 재나요? ReLU 앞인가요, 뒤인가요?",
)
def measured_before_relu(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    norms = {
        "none": nn.Identity(),
        "layer": LayerNorm(x.shape[-1]),
        "rms": RMSNorm(x.shape[-1]),
    }
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = norms[norm](x @ weight)
        sizes.append(x.square().mean().sqrt())
        x = torch.relu(x)
    return torch.stack(sizes)


@book.alternative("size_by_depth", "list_of_floats")
def list_of_floats(x: Tensor, weights: Tensor, norm: str = "none") -> list[float]:
    def size(h: Tensor) -> float:
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


@book.alternative("size_by_depth", "with_torchs_own")
def with_torchs_own(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
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


@book.alternative("size_by_depth", "states_first")
def states_first(x: Tensor, weights: Tensor, norm: str = "none") -> Tensor:
    states = [x]
    for weight in weights:
        h = states[-1] @ weight
        if norm != "none":
            centre = h.mean(-1, keepdim=True) if norm == "layer" else 0
            h = (h - centre) * torch.rsqrt(((h - centre) ** 2).mean(-1, keepdim=True) + 1e-5)
        states.append(torch.maximum(h, torch.zeros_like(h)))
    return torch.stack([state.pow(2).mean() for state in states]).sqrt()
