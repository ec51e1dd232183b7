"""The variance of dot products before and after the scale, against torch.var.

The means are not 0 and the sizes are such that no two slips agree.
"""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day05.shared import Array, tensor
from grader.judge import Check, Expect, Rng, Student


def score_variance(queries: Array, keys: Array) -> tuple[float, float]:
    """Oracle."""
    dots = torch.linalg.vecdot(tensor(queries), tensor(keys))
    scaled = dots / torch.tensor(queries.shape[-1], dtype=torch.float64).sqrt()
    return float(torch.var(dots, correction=0)), float(torch.var(scaled, correction=0))


check = Check(score_variance)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The variance before the scale, then behind it; sizes for which no two slips agree."""
    both = ("before", "after")
    # The means are not 0, so that a mean of squares is not a variance; few pairs, so that n - 1 shows.
    few = [
        (rng.normal((pairs, d_k), offset=0.5), rng.normal((pairs, d_k), offset=0.5))
        for pairs, d_k in ((7, 4), (5, 9), (6, 6))
    ]
    with expect.part(
        "before",
        2,
        en="Is there one dot product for each pair of rows, and is it the variance of these that you take?",
        ko="행의 쌍마다 내적을 하나씩 구하나요? 그 값들의 분산을 구한 것이 맞나요?",
    ):
        expect.same(few, labels=both, judged=("before",))
    with expect.part(
        "after",
        2,
        en="Are the dot products divided by the square root of d_k before you take their variance?",
        ko="분산을 구하기 전에 내적을 d_k의 제곱근으로 나누나요?",
    ):
        expect.same(few, labels=both, unchanged=True)
    with expect.part(
        "many",
        1,
        en="With 3,000 pairs of width 64, is the first number near 64 and the second near 1?",
        ko="폭이 64인 쌍 3,000개라면 첫 번째 수가 64, 두 번째 수가 1에 가까운가요?",
    ):
        many = [(rng.normal((3000, 64)), rng.normal((3000, 64)))]
        expect.same(many, labels=both)


@check.right
def by_the_formula(queries, keys):
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots), np.var(dots / np.sqrt(queries.shape[-1]))


@check.right
def einsum_and_algebra(queries, keys):
    dots = np.einsum("nd,nd->n", queries, keys)
    variance = float(np.mean(dots**2) - np.mean(dots) ** 2)
    return [variance, variance / queries.shape[1]]


@check.right
def in_a_loop(queries, keys):
    dots = [float(q @ k) for q, k in zip(queries, keys, strict=True)]
    mean = sum(dots) / len(dots)
    before = sum((dot - mean) ** 2 for dot in dots) / len(dots)
    return before, before / len(queries[0])


@check.right
def diagonal_of_all(queries, keys):
    dots = np.diagonal(queries.astype(np.float32) @ keys.astype(np.float32).T)
    return dots.var(), (dots * queries.shape[1] ** -0.5).var()


@check.misconception(
    en="If every number is divided by c, by what is the variance divided? Did you scale the scores or their variance?",
    ko="모든 수를 c로 나누면 분산은 무엇으로 나누어지나요? 점수를 나눈 것인가요, 분산을 나눈 것인가요?",
)
def variance_divided_by_root(queries, keys):
    before = np.var(np.sum(queries * keys, axis=-1))
    return before, before / np.sqrt(queries.shape[-1])


@check.misconception(
    en="Is the mean of the scores taken away before you square? When is a mean of squares a variance?",
    ko="제곱하기 전에 점수의 평균을 빼나요? 제곱의 평균이 분산이 되는 것은 어떤 때인가요?",
)
def mean_of_squares(queries, keys):
    dots = np.sum(queries * keys, axis=-1)
    return np.mean(dots**2), np.mean((dots / np.sqrt(queries.shape[-1])) ** 2)


@check.misconception(
    en="Where are the products of one pair summed? Is queries * keys already a dot product?",
    ko="한 쌍의 곱들을 어디에서 더하나요? queries * keys만으로 내적이 되나요?",
)
def products_not_summed(queries, keys):
    products = queries * keys
    return np.var(products), np.var(products / np.sqrt(queries.shape[-1]))


@check.misconception(
    en="In which order do the two numbers come back? First before the scale, then after?",
    ko="두 수를 어떤 순서로 돌려주나요? 스케일 앞의 것이 먼저인가요?",
)
def after_before_before(queries, keys):
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots / np.sqrt(queries.shape[-1])), np.var(dots)


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "standard_deviation",
    ("np.var", "np.std"),
    en="Is it the variance that you return, or its square root?",
    ko="돌려주는 것이 분산인가요, 분산의 제곱근인가요?",
)
misconception(
    "divided_by_n_minus_one",
    ("np.var(dots)", "np.var(dots, ddof=1)"),
    ("np.var(dots / np.sqrt(queries.shape[-1]))", "np.var(dots / np.sqrt(queries.shape[-1]), ddof=1)"),
    en="By what is the sum of squares divided, by n or by n - 1? What does the docstring ask for?",
    ko="제곱의 합을 n으로 나누나요, n - 1로 나누나요? 설명은 어느 쪽을 요구하나요?",
)
misconception(
    "scores_divided_by_d_k",
    ("np.sqrt(queries.shape[-1])", "queries.shape[-1]"),
    en="Are the scores divided by d_k or by its square root? Which of the two gives variance 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 어느 쪽에서 분산이 1이 되나요?",
)
misconception(
    "scores_multiplied",
    ("dots / np.sqrt", "dots * np.sqrt"),
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
misconception(
    "scaled_by_number_of_pairs",
    ("queries.shape[-1]", "queries.shape[0]"),
    en="Which size stands in the square root, the number of pairs or the width of a vector?",
    ko="제곱근 안의 크기가 쌍의 개수인가요, 벡터의 폭인가요?",
)
misconception(
    "every_query_with_every_key",
    ("np.sum(queries * keys, axis=-1)", "queries @ keys.T"),
    en="How many scores do you take the variance of: one for each pair of rows, or all rows against all rows?",
    ko="분산을 구하는 점수가 몇 개인가요? 같은 번호의 행끼리만 짝지었나요, 모든 행을 서로 곱했나요?",
)
misconception(
    "summed_over_the_pairs",
    ("axis=-1", "axis=0"),
    en="Along which axis does your sum run? Are features of one pair added, or one feature of all pairs?",
    ko="합이 어느 축을 따라가나요? 한 쌍의 성분들을 더하나요, 모든 쌍의 같은 성분을 더하나요?",
)
