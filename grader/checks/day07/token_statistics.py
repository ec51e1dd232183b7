"""token_statistics: the mean and the variance of every token, against torch's var_mean."""

from __future__ import annotations

import torch
from torch import Tensor

from grader.checks.day07.shared import LOOSE
from grader.judge import Check, Expect, Rng, Student


def token_statistics(x: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle: torch.var_mean, divided by d."""
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return mean, variance


check = Check(token_statistics)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Mean, variance, axes in front; last a cube, where a wrong axis has the right size."""
    labels = ("mean", "variance")
    with expect.part(
        "mean",
        1,
        en="Is the mean taken over the features of one token, and is that axis kept with size 1?",
        ko="평균을 토큰 하나의 특징들에 대해 구하고, 그 축을 크기 1로 남겨 두나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((3, 6), (5, 4))]
        expect.same(cases, labels=labels, judged=("mean",))
    with expect.part(
        "variance",
        2,
        en="By what is the sum of squares divided, d or d - 1? What does x.var() divide by when it is not told?",
        ko="제곱의 합을 d로 나누나요, d - 1로 나누나요? x.var()는 따로 알려 주지 않으면 무엇으로 나누나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((3, 6), (5, 4))]
        expect.same(cases, labels=labels)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, and with two or three axes in front?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도 동작하나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((6,), (2, 3, 5), (2, 3, 4, 5))]
        expect.same(cases, labels=labels, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right when batch, tokens and features have the same size, and is the input left alone? Can a "
        "gradient flow back from both results to x?",
        ko="배치, 토큰, 특징의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요? 기울기가 두 결과에서 x로 되돌아갈 수 있나요?",
    ):
        cases = [(rng.tensor64(shape, 2, 3),) for shape in ((4, 4, 4), (3, 3), (2, 5, 7))]
        expect.same(cases, labels=labels, unchanged=True)
        upstream = [rng.tensor64((2, 3, 1)), rng.tensor64((2, 3, 1))]
        expect.same_gradients((rng.tensor64((2, 3, 5), 2, 3),), upstream)


@check.right
def by_the_formula(x):
    d = x.shape[-1]
    mean = x.sum(dim=-1, keepdim=True) / d
    return mean, ((x - mean) ** 2).sum(dim=-1, keepdim=True) / d


@check.right
def square_mean_minus_mean_square(x):
    mean = torch.einsum("...d->...", x)[..., None] / x.size(-1)
    return [mean, x.pow(2).mean(-1).unsqueeze(-1) - mean**2]


@check.right
def corrected_back(x):
    d = x.shape[-1]
    return torch.mean(x, -1, keepdim=True), torch.var(x, -1, keepdim=True) * (d - 1) / d


@check.misconception(
    en="By what does torch divide in x.var(dim=-1), d or d - 1? Which argument changes that?",
    ko="torch의 x.var(dim=-1)는 d로 나누나요, d - 1로 나누나요? 어떤 인수가 그것을 바꾸나요?",
)
def var_as_torch_gives_it(x):
    return x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True)


@check.misconception(
    en="Which shape have the results, (..., 1) or (...)? Does x - mean mean what you think when x is square?",
    ko="결과의 모양이 (..., 1)인가요, (...)인가요? x가 정사각이면 x - mean이 뜻한 대로 계산되나요?",
)
def axis_dropped(x):
    return x.mean(dim=-1), x.var(dim=-1, unbiased=False)


@check.misconception(
    en="Is the second result the variance, or already its square root?",
    ko="두 번째 결과가 분산인가요, 이미 제곱근을 씌운 값인가요?",
)
def std_for_variance(x):
    return x.mean(dim=-1, keepdim=True), x.std(dim=-1, unbiased=False, keepdim=True)


@check.misconception(
    en="In which order do the two results come back? Which of them does the docstring name first?",
    ko="두 결과를 어떤 순서로 돌려주나요? 설명에는 무엇이 먼저 나오나요?",
)
def var_mean_order(x):
    return torch.var_mean(x, dim=-1, unbiased=False, keepdim=True)


@check.misconception(
    en="Does a change of one token change the mean of the others? Along which axis do the numbers of one token lie?",
    ko="한 토큰을 바꾸면 다른 토큰의 평균도 바뀌나요? 토큰 하나의 숫자들은 어느 축에 놓여 있나요?",
)
def statistics_over_tokens(x):
    return x.mean(dim=-2, keepdim=True), x.var(dim=-2, unbiased=False, keepdim=True)


@check.misconception(
    en="What lies on axis 0 when a batch stands in front? Does one sentence change the statistics of another?",
    ko="앞에 배치가 있으면 0번 축에는 무엇이 있나요? 한 문장이 다른 문장의 통계량을 바꾸지 않나요?",
)
def statistics_over_axis_0(x):
    return x.mean(dim=0, keepdim=True), x.var(dim=0, unbiased=False, keepdim=True)


@check.misconception(
    en="Is the axis written as 1? Which axis is that when a batch stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치가 있으면 1번 축은 무엇인가요?",
)
def statistics_over_axis_1(x):
    return x.mean(dim=1, keepdim=True), x.var(dim=1, unbiased=False, keepdim=True)


@check.misconception(
    en="How many means are there: one for each token, or one for the whole tensor?",
    ko="평균이 몇 개인가요? 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
def one_mean_for_all(x):
    return x.mean(), x.var(unbiased=False)


@check.misconception(
    en="Are the squares taken of x, or of x minus its mean? What is the variance of a token whose numbers are all 3?",
    ko="x를 제곱하나요, 평균을 뺀 x를 제곱하나요? 숫자가 모두 3인 토큰의 분산은 얼마인가요?",
)
def mean_of_the_squares(x):
    return x.mean(dim=-1, keepdim=True), (x**2).mean(dim=-1, keepdim=True)


@check.misconception(
    en="Is it the mean of the squared distances, or their sum? Does it grow with the number of features?",
    ko="거리 제곱의 평균인가요, 합인가요? 특징 수가 늘어나면 함께 커지지 않나요?",
)
def sum_of_the_squares(x):
    mean = x.mean(dim=-1, keepdim=True)
    return mean, ((x - mean) ** 2).sum(dim=-1, keepdim=True)


@check.misconception(
    en="Are the distances to the mean squared before they are averaged?",
    ko="평균까지의 거리를 제곱한 다음 평균 내나요?",
)
def distance_not_squared(x):
    mean = x.mean(dim=-1, keepdim=True)
    return mean, (x - mean).abs().mean(dim=-1, keepdim=True)


@check.misconception(
    en="Is the caller's tensor still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 텐서가 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def centred_in_place(x):
    mean = x.mean(dim=-1, keepdim=True)
    x -= mean
    return mean, (x**2).mean(dim=-1, keepdim=True)


@check.misconception(
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def statistics_detached(x):
    tokens = x.reshape(-1, x.shape[-1])
    means, variances = [], []
    for token in tokens.tolist():
        mean = sum(token) / len(token)
        means.append(mean)
        variances.append(sum((number - mean) ** 2 for number in token) / len(token))
    shape = (*x.shape[:-1], 1)
    return torch.tensor(means).reshape(shape), torch.tensor(variances).reshape(shape)
