"""Day 5, attention slowly: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles. They are made of torch: F.cosine_similarity, autograd,
torch.nn.attention.bias.causal_lower_right and F.scaled_dot_product_attention, whose weights are read off by giving it
the identity matrix as values. Misconceptions and alternatives call the exercises by these bare names, so that their
source also works when pasted into a student's notebook. Besides those they use `np` and Day 4's `softmax`.

The convention of all masks: boolean, True = may look, broadcastable to (..., T_q, T_k), None = everybody may look; a
query that may look at nobody gets weights and output of zeros.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N802

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch.nn.attention.bias import causal_lower_right

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.judge.compare import as_array, dtype_name, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]

book = CheckBook()

LOOSE = 1e-3  # for parts about one mechanism, where a small eps against 0/0 must not count


def _tensor(x: Any) -> torch.Tensor:
    return torch.tensor(np.array(x, order="C"), dtype=torch.float64)


def softmax(x: Array, axis: int = -1) -> Array:
    """Day 4's function, which the notebook is given."""
    return F.softmax(_tensor(x), dim=axis).numpy()


# ----------------------------------------------------------------------------------------- 1 cosine_similarity


def cosine_similarity(a: Array, b: Array) -> Array:
    """Oracle."""
    return F.cosine_similarity(_tensor(a)[..., :, None, :], _tensor(b)[..., None, :, :], dim=-1).numpy()


@book.check("cosine_similarity")
def check_cosine_similarity(student: Student, rng: Rng, expect: Expect) -> None:
    """Directions, then lengths, then batches; last the vector of zeros."""

    def unit(*shape: int) -> Array:
        x = rng.normal(shape)
        return x / np.linalg.norm(x, axis=-1, keepdims=True)

    with expect.part(
        "pairs",
        2,
        en="Is entry [i, j] the dot product of row i of a with row j of b, when all rows have length 1?",
        ko="모든 행의 길이가 1일 때 [i, j] 성분이 a의 i행과 b의 j행의 내적인가요?",
    ):
        cases: list[tuple[Any, ...]] = [(unit(3, 4), unit(5, 4)), (unit(2, 6), unit(3, 6))]
        expect.same(student, "cosine_similarity", cosine_similarity, cases, tolerance=LOOSE)
    with expect.part(
        "length",
        3,
        en="If a row gets ten times as long, does its similarity stay the same? By which two lengths do you divide?",
        ko="어떤 행이 열 배 길어져도 유사도가 그대로인가요? 어떤 두 길이로 나누나요?",
    ):
        sizes = np.array([[0.25], [1.0], [40.0]])
        cases = [
            (sizes * rng.normal((3, 4)), rng.normal((5, 4), 3)),
            (rng.normal((2, 6), 0.25), rng.normal((4, 6), 0.5)),
            (rng.normal((4, 4), 2), rng.normal((4, 4))),
        ]
        expect.same(student, "cosine_similarity", cosine_similarity, cases, tolerance=LOOSE, unchanged=True)
    with expect.part(
        "batch",
        1,
        en="Does it work with axes in front? Which two axes of b change places?",
        ko="앞에 축이 더 있어도 동작하나요? b의 어느 두 축이 자리를 바꾸나요?",
    ):
        cases = [(rng.normal((*lead, 3, 4)), rng.normal((*lead, 5, 4))) for lead in ((2,), (2, 3))]
        cases.append((rng.normal((4, 4, 4)), rng.normal((4, 4, 4))))
        expect.same(student, "cosine_similarity", cosine_similarity, cases, tolerance=LOOSE)
    with expect.part(
        "zero",
        1,
        en="What is the length of a vector of zeros, and what happens when you divide by it?",
        ko="모두 0인 벡터의 길이는 얼마인가요? 그 값으로 나누면 어떻게 되나요?",
    ):
        some_zero, none = rng.normal((3, 4)), rng.normal((5, 4))
        some_zero[1] = 0.0
        cases = [(some_zero, none), (none, some_zero), (some_zero, some_zero)]
        expect.same(student, "cosine_similarity", cosine_similarity, cases, tolerance=LOOSE)


@book.misconception(
    "cosine_similarity",
    "plain_dot",
    en="Where do the lengths of the two vectors go? Can this number be larger than 1?",
    ko="두 벡터의 길이는 어디에서 나누어지나요? 이 값이 1보다 커질 수 있지 않나요?",
)
def plain_dot(a: Array, b: Array) -> Array:
    return a @ np.swapaxes(b, -1, -2)


@book.misconception(
    "cosine_similarity",
    "divided_by_root_of_d",
    en="Do you divide by the lengths of the two vectors, or by the square root of their number of entries?",
    ko="두 벡터의 길이로 나누나요, 성분 개수의 제곱근으로 나누나요?",
)
def divided_by_root_of_d(a: Array, b: Array) -> Array:
    return a @ np.swapaxes(b, -1, -2) / np.sqrt(a.shape[-1])


@book.misconception(
    "cosine_similarity",
    "only_a_normalized",
    en="Both vectors have a length. Which of the two have you divided by?",
    ko="길이는 두 벡터에 모두 있어요. 어느 쪽 길이로 나누었나요?",
)
def only_a_normalized(a: Array, b: Array) -> Array:
    lengths = np.linalg.norm(a, axis=-1, keepdims=True)
    return (a / np.where(lengths > 0, lengths, 1.0)) @ np.swapaxes(b, -1, -2)


@book.misconception(
    "cosine_similarity",
    "squared_lengths",
    en="Is the length of a vector the sum of its squares? What is missing behind the sum?",
    ko="벡터의 길이가 제곱의 합인가요? 합을 구한 다음 빠진 것이 없나요?",
)
def squared_lengths(a: Array, b: Array) -> Array:
    la, lb = np.sum(a**2, axis=-1), np.sum(b**2, axis=-1)
    both = la[..., :, None] * lb[..., None, :]
    return a @ np.swapaxes(b, -1, -2) / np.where(both > 0, both, 1.0)


@book.misconception(
    "cosine_similarity",
    "one_length_for_all",
    en="Has each row its own length in your code? What does np.linalg.norm give without an axis?",
    ko="행마다 자기 길이로 나누나요? axis 없는 np.linalg.norm은 무엇을 돌려주나요?",
)
def one_length_for_all(a: Array, b: Array) -> Array:
    return a @ np.swapaxes(b, -1, -2) / (np.linalg.norm(a) * np.linalg.norm(b))


@book.misconception(
    "cosine_similarity",
    "columns_normalized",
    en="A vector is a row here. Along which axis do you take the length?",
    ko="여기서는 벡터 하나가 한 행이에요. 길이를 어느 축을 따라 구하나요?",
)
def columns_normalized(a: Array, b: Array) -> Array:
    a = a / np.linalg.norm(a, axis=-2, keepdims=True)
    b = b / np.linalg.norm(b, axis=-2, keepdims=True)
    return a @ np.swapaxes(b, -1, -2)


@book.misconception(
    "cosine_similarity",
    "pairs_turned_round",
    en="Which of the two belongs to the rows of the result? With 3 vectors in a and 5 in b, what is its shape?",
    ko="결과의 행은 둘 중 어느 쪽 벡터인가요? a에 3개, b에 5개가 있으면 모양이 어떻게 되어야 하나요?",
)
def pairs_turned_round(a: Array, b: Array) -> Array:
    na = np.linalg.norm(a, axis=-1, keepdims=True)
    nb = np.linalg.norm(b, axis=-1, keepdims=True)
    a, b = a / np.where(na > 0, na, 1.0), b / np.where(nb > 0, nb, 1.0)
    return b @ np.swapaxes(a, -1, -2)


@book.misconception(
    "cosine_similarity",
    "zero_divided_by_zero",
    en="What is 0 divided by 0 for the vector of zeros, and what should its similarity be?",
    ko="모두 0인 벡터에서는 0을 0으로 나누게 되지 않나요? 이때 유사도는 얼마여야 하나요?",
)
def zero_divided_by_zero(a: Array, b: Array) -> Array:
    a = a / np.linalg.norm(a, axis=-1, keepdims=True)
    b = b / np.linalg.norm(b, axis=-1, keepdims=True)
    return a @ np.swapaxes(b, -1, -2)


@book.misconception(
    "cosine_similarity",
    "cosine_dot_T",
    en="What does .T do to an array with a batch axis in front? Which two axes should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
def cosine_dot_T(a: Array, b: Array) -> Array:
    na = np.linalg.norm(a, axis=-1, keepdims=True)
    nb = np.linalg.norm(b, axis=-1, keepdims=True)
    return (a / np.where(na > 0, na, 1.0)) @ (b / np.where(nb > 0, nb, 1.0)).T


@book.alternative("cosine_similarity", "lengths_afterwards")
def lengths_afterwards(a: Array, b: Array) -> Array:
    dots = np.einsum("...nd,...md->...nm", a, b)
    lengths = np.linalg.norm(a, axis=-1)[..., :, None] * np.linalg.norm(b, axis=-1)[..., None, :]
    return np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)


@book.alternative("cosine_similarity", "tiny_number_added")
def tiny_number_added(a: Array, b: Array) -> Array:
    unit = [x / (np.sqrt((x**2).sum(axis=-1, keepdims=True)) + 1e-9) for x in (a, b)]
    return unit[0] @ unit[1].swapaxes(-1, -2)


@book.alternative("cosine_similarity", "pair_by_pair")
def pair_by_pair(a: Array, b: Array) -> Array:
    result = np.zeros((*a.shape[:-1], b.shape[-2]), dtype=np.float32)
    for place in np.ndindex(*result.shape):
        one, other = a[place[:-1]], b[(*place[:-2], place[-1])]
        length = np.sqrt(one.dot(one)) * np.sqrt(other.dot(other))
        if length:
            result[place] = one.dot(other) / length
    return result


# -------------------------------------------------------------------------------------------- 2 score_variance


def score_variance(queries: Array, keys: Array) -> tuple[float, float]:
    """Oracle."""
    dots = torch.linalg.vecdot(_tensor(queries), _tensor(keys))
    scaled = dots / torch.tensor(queries.shape[-1], dtype=torch.float64).sqrt()
    return float(torch.var(dots, correction=0)), float(torch.var(scaled, correction=0))


@book.check("score_variance")
def check_score_variance(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(student, "score_variance", score_variance, few, labels=both, judged=("before",))
    with expect.part(
        "after",
        2,
        en="Are the dot products divided by the square root of d_k before you take their variance?",
        ko="분산을 구하기 전에 내적을 d_k의 제곱근으로 나누나요?",
    ):
        expect.same(student, "score_variance", score_variance, few, labels=both, unchanged=True)
    with expect.part(
        "many",
        1,
        en="With 3,000 pairs of width 64, is the first number near 64 and the second near 1?",
        ko="폭이 64인 쌍 3,000개라면 첫 번째 수가 64, 두 번째 수가 1에 가까운가요?",
    ):
        many = [(rng.normal((3000, 64)), rng.normal((3000, 64)))]
        expect.same(student, "score_variance", score_variance, many, labels=both)


@book.misconception(
    "score_variance",
    "standard_deviation",
    en="Is it the variance that you return, or its square root?",
    ko="돌려주는 것이 분산인가요, 분산의 제곱근인가요?",
)
def standard_deviation(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.std(dots), np.std(dots / np.sqrt(queries.shape[-1]))


@book.misconception(
    "score_variance",
    "divided_by_n_minus_one",
    en="By what is the sum of squares divided, by n or by n - 1? What does the docstring ask for?",
    ko="제곱의 합을 n으로 나누나요, n - 1로 나누나요? 설명은 어느 쪽을 요구하나요?",
)
def divided_by_n_minus_one(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots, ddof=1), np.var(dots / np.sqrt(queries.shape[-1]), ddof=1)


@book.misconception(
    "score_variance",
    "variance_divided_by_root",
    en="If every number is divided by c, by what is the variance divided? Did you scale the scores or their variance?",
    ko="모든 수를 c로 나누면 분산은 무엇으로 나누어지나요? 점수를 나눈 것인가요, 분산을 나눈 것인가요?",
)
def variance_divided_by_root(queries: Array, keys: Array) -> tuple[float, float]:
    before = np.var(np.sum(queries * keys, axis=-1))
    return before, before / np.sqrt(queries.shape[-1])


@book.misconception(
    "score_variance",
    "scores_divided_by_d_k",
    en="Are the scores divided by d_k or by its square root? Which of the two gives variance 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 어느 쪽에서 분산이 1이 되나요?",
)
def scores_divided_by_d_k(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots), np.var(dots / queries.shape[-1])


@book.misconception(
    "score_variance",
    "scores_multiplied",
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
def scores_multiplied(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots), np.var(dots * np.sqrt(queries.shape[-1]))


@book.misconception(
    "score_variance",
    "scaled_by_number_of_pairs",
    en="Which size stands in the square root, the number of pairs or the width of a vector?",
    ko="제곱근 안의 크기가 쌍의 개수인가요, 벡터의 폭인가요?",
)
def scaled_by_number_of_pairs(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots), np.var(dots / np.sqrt(queries.shape[0]))


@book.misconception(
    "score_variance",
    "every_query_with_every_key",
    en="How many scores do you take the variance of: one for each pair of rows, or all rows against all rows?",
    ko="분산을 구하는 점수가 몇 개인가요? 같은 번호의 행끼리만 짝지었나요, 모든 행을 서로 곱했나요?",
)
def every_query_with_every_key(queries: Array, keys: Array) -> tuple[float, float]:
    dots = queries @ keys.T
    return np.var(dots), np.var(dots / np.sqrt(queries.shape[-1]))


@book.misconception(
    "score_variance",
    "mean_of_squares",
    en="Is the mean of the scores taken away before you square? When is a mean of squares a variance?",
    ko="제곱하기 전에 점수의 평균을 빼나요? 제곱의 평균이 분산이 되는 것은 어떤 때인가요?",
)
def mean_of_squares(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.mean(dots**2), np.mean((dots / np.sqrt(queries.shape[-1])) ** 2)


@book.misconception(
    "score_variance",
    "products_not_summed",
    en="Where are the products of one pair summed? Is queries * keys already a dot product?",
    ko="한 쌍의 곱들을 어디에서 더하나요? queries * keys만으로 내적이 되나요?",
)
def products_not_summed(queries: Array, keys: Array) -> tuple[float, float]:
    products = queries * keys
    return np.var(products), np.var(products / np.sqrt(queries.shape[-1]))


@book.misconception(
    "score_variance",
    "summed_over_the_pairs",
    en="Along which axis does your sum run? Are features of one pair added, or one feature of all pairs?",
    ko="합이 어느 축을 따라가나요? 한 쌍의 성분들을 더하나요, 모든 쌍의 같은 성분을 더하나요?",
)
def summed_over_the_pairs(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=0)
    return np.var(dots), np.var(dots / np.sqrt(queries.shape[-1]))


@book.misconception(
    "score_variance",
    "after_before_before",
    en="In which order do the two numbers come back? First before the scale, then after?",
    ko="두 수를 어떤 순서로 돌려주나요? 스케일 앞의 것이 먼저인가요?",
)
def after_before_before(queries: Array, keys: Array) -> tuple[float, float]:
    dots = np.sum(queries * keys, axis=-1)
    return np.var(dots / np.sqrt(queries.shape[-1])), np.var(dots)


@book.alternative("score_variance", "einsum_and_algebra")
def einsum_and_algebra(queries: Array, keys: Array) -> list[float]:
    dots = np.einsum("nd,nd->n", queries, keys)
    variance = float(np.mean(dots**2) - np.mean(dots) ** 2)
    return [variance, variance / queries.shape[1]]


@book.alternative("score_variance", "in_a_loop")
def in_a_loop(queries: Array, keys: Array) -> tuple[float, float]:
    dots = [float(q @ k) for q, k in zip(queries, keys, strict=True)]
    mean = sum(dots) / len(dots)
    before = sum((dot - mean) ** 2 for dot in dots) / len(dots)
    return before, before / len(queries[0])


@book.alternative("score_variance", "diagonal_of_all")
def diagonal_of_all(queries: Array, keys: Array) -> tuple[Array, Array]:
    dots = np.diagonal(queries.astype(np.float32) @ keys.astype(np.float32).T)
    return dots.var(), (dots * queries.shape[1] ** -0.5).var()


# ------------------------------------------------------------------------------------------ 3 softmax_jacobian


def softmax_jacobian(shares: Array) -> Array:
    """Oracle: automatic differentiation of F.softmax at scores that give these shares."""
    scores = _tensor(shares).clamp(min=1e-300).log()
    rows = scores.reshape(-1, scores.shape[-1])
    jacobian = torch.func.vmap(torch.func.jacrev(lambda row: F.softmax(row, dim=-1)))(rows)
    return jacobian.reshape(*scores.shape, scores.shape[-1]).numpy().round(15)


@book.check("softmax_jacobian")
def check_softmax_jacobian(student: Student, rng: Rng, expect: Expect) -> None:
    """The diagonal, what stands beside it, rows side by side, shares of 0 and 1."""

    def shares(*shape: int) -> Array:
        return softmax(rng.normal(shape, 1.5))

    rows = [shares(3), shares(5)]
    got = []
    with expect.part(
        "diagonal",
        1,
        en="How does share i move when its own score moves? What stands on the diagonal?",
        ko="자기 점수가 움직이면 몫 i는 어떻게 움직이나요? 대각선에는 무엇이 있어야 하나요?",
    ):
        results = [_or_failure(student.softmax_jacobian, row) for row in rows]
        for result, row in zip(results, rows, strict=True):
            if isinstance(result, Failure):
                raise result
            got.append(expect.like(result, softmax_jacobian(row)))
        for array, row in zip(got, rows, strict=True):
            expect.array(np.diagonal(array), np.diagonal(softmax_jacobian(row)))
    with expect.part(
        "beside_it",
        2,
        en="How does share i move when the score of another one, j, moves? Which sign has that?",
        ko="다른 점수 j가 움직이면 몫 i는 어떻게 움직이나요? 부호는 무엇인가요?",
    ):
        if len(got) < len(rows):
            raise Failure()
        for array, row in zip(got, rows, strict=True):
            off = 1 - np.eye(len(row))
            expect.array(array * off, softmax_jacobian(row) * off)
    with expect.part(
        "many_rows",
        2,
        en="Does each row of shares get a matrix of its own, with any number of axes in front?",
        ko="앞에 축이 몇 개 있든 몫의 행마다 자기 행렬이 하나씩 생기나요?",
    ):
        cases: list[tuple[Any, ...]] = [(shares(2, 3),), (shares(4, 2, 3),), (shares(4, 4),)]
        expect.same(student, "softmax_jacobian", softmax_jacobian, cases, unchanged=True)
    with expect.part(
        "certain",
        1,
        en="If one share is 1 and the others are 0, are all slopes 0?",
        ko="몫 하나가 1이고 나머지가 0이면 모든 기울기가 0인가요?",
    ):
        cases = [(np.array([0.0, 1.0, 0.0, 0.0]),), (np.array([0.5, 0.0, 0.5]),)]
        expect.same(student, "softmax_jacobian", softmax_jacobian, cases)


def _or_failure(function: Callable[..., Any], *args: Any) -> Any:
    """The value of a call, or its Failure: so that every call is made and diagnosis sees them all."""
    try:
        return function(*args)
    except Failure as failure:
        return failure


@book.misconception(
    "softmax_jacobian",
    "diagonal_only",
    en="When one score rises, do the other shares stay where they are? They must still sum to 1.",
    ko="점수 하나가 오르면 다른 몫들은 그대로일까요? 합은 여전히 1이어야 해요.",
)
def diagonal_only(shares: Array) -> Array:
    return (shares * (1 - shares))[..., None] * np.eye(shares.shape[-1])


@book.misconception(
    "softmax_jacobian",
    "one_slope_for_each_share",
    en="Every share depends on every score: how many slopes are there for n shares?",
    ko="모든 몫이 모든 점수에 따라 달라져요. 몫이 n개면 기울기는 몇 개인가요?",
)
def one_slope_for_each_share(shares: Array) -> Array:
    return shares * (1 - shares)


@book.misconception(
    "softmax_jacobian",
    "products_only",
    en="On the diagonal, share i falls with its own score in your code. Which term is missing there?",
    ko="여러분의 코드에서는 자기 점수가 오를 때 몫 i가 줄어요. 대각선에 빠진 항은 무엇인가요?",
)
def products_only(shares: Array) -> Array:
    return -shares[..., :, None] * shares[..., None, :]


@book.misconception(
    "softmax_jacobian",
    "products_added",
    en="If another score rises, does share i rise too? Which sign belongs to the product of two shares?",
    ko="다른 점수가 오르면 몫 i도 오르나요? 두 몫의 곱에는 어떤 부호가 붙어야 하나요?",
)
def products_added(shares: Array) -> Array:
    return shares[..., :, None] * np.eye(shares.shape[-1]) + shares[..., :, None] * shares[..., None, :]


@book.misconception(
    "softmax_jacobian",
    "identity_minus_products",
    en="What stands on the diagonal before the products are taken away, 1 or the share itself?",
    ko="곱을 빼기 전에 대각선에 있어야 하는 것이 1인가요, 몫 자신인가요?",
)
def identity_minus_products(shares: Array) -> Array:
    return np.eye(shares.shape[-1]) - shares[..., :, None] * shares[..., None, :]


@book.misconception(
    "softmax_jacobian",
    "shares_not_multiplied",
    en="Which products are taken away: share i times share j, or only share j?",
    ko="빼는 것이 몫 i와 몫 j의 곱인가요, 몫 j뿐인가요?",
)
def shares_not_multiplied(shares: Array) -> Array:
    return shares[..., :, None] * np.eye(shares.shape[-1]) - shares[..., None, :]


@book.misconception(
    "softmax_jacobian",
    "softmax_twice",
    en="The argument holds shares already. Is there a softmax too many?",
    ko="인수로 받은 것은 이미 몫이에요. 소프트맥스를 한 번 더 하지 않았나요?",
)
def softmax_twice(shares: Array) -> Array:
    p = softmax(shares)
    return p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]


@book.misconception(
    "softmax_jacobian",
    "signs_turned_round",
    en="If the score of i rises, does share i rise or fall? Look at the sign of your diagonal.",
    ko="i의 점수가 오르면 몫 i는 늘어나나요, 줄어드나요? 대각선의 부호를 살펴보세요.",
)
def signs_turned_round(shares: Array) -> Array:
    return shares[..., :, None] * shares[..., None, :] - shares[..., :, None] * np.eye(shares.shape[-1])


@book.misconception(
    "softmax_jacobian",
    "one_row_only",
    en="What do np.diag and np.outer do with an array of two or more axes?",
    ko="축이 두 개 이상인 배열에 np.diag와 np.outer를 쓰면 어떻게 되나요?",
)
def one_row_only(shares: Array) -> Array:
    return np.diag(shares) - np.outer(shares, shares)


@book.alternative("softmax_jacobian", "factored")
def factored(shares: Array) -> Array:
    return shares[..., :, None] * (np.eye(shares.shape[-1]) - shares[..., None, :])


@book.alternative("softmax_jacobian", "row_after_row")
def row_after_row(shares: Array) -> Array:
    n = shares.shape[-1]
    result = np.empty((*shares.shape, n), dtype=np.float32)
    for place in np.ndindex(*shares.shape[:-1]):
        p = shares[place]
        for i in range(n):
            for j in range(n):
                result[place][i, j] = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
    return result


@book.alternative("softmax_jacobian", "einsum_jacobian")
def einsum_jacobian(shares: Array) -> Array:
    n = shares.shape[-1]
    return np.einsum("...i,ij->...ij", shares, np.eye(n)) - np.einsum("...i,...j->...ij", shares, shares)


# ----------------------------------------------------------------------------------------------- 4 causal_mask


def causal_mask(n_queries: int, n_keys: int | None = None) -> Array:
    """Oracle: PyTorch's lower-right causal bias, read off with F.scaled_dot_product_attention."""
    n_keys = n_queries if n_keys is None else n_keys
    q, k = torch.zeros(1, 1, n_queries, 1), torch.zeros(1, 1, n_keys, 1)
    seen = F.scaled_dot_product_attention(
        q, k, torch.eye(n_keys)[None, None], attn_mask=causal_lower_right(n_queries, n_keys)
    )
    return seen[0, 0].numpy() > 0


def _same_mask(
    expect: Expect,
    student: Student,
    name: str,
    oracle: Callable[..., Array],
    cases: Sequence[tuple[Any, ...]],
) -> list[Any]:
    """The student's mask says True (or 1) where the oracle does, in every case; returns what came."""
    results = [_or_failure(student.call, name, *case) for case in cases]
    for result, case in zip(results, cases, strict=True):
        if isinstance(result, Failure):
            raise result
        if is_array(result) and dtype_name(result) == "bool":
            expect.array(as_array(result).astype(np.int64), oracle(*case).astype(np.int64))
        else:
            expect.array(result, oracle(*case).astype(np.int64))
    return results


def _boolean(results: Sequence[Any]) -> None:
    """Every mask has the dtype bool."""
    for result in results:
        if dtype_name(result) != "bool":
            kind = dtype_name(result)
            raise Failure(
                Text(f"The entries are {kind}.", f"값이 {kind}이에요."), "value", None, then_ask=True
            )


def _with_kind(values: list[Any]) -> list[Any]:
    """For diagnosis: True and 1.0 are the same number, and yet not the same mask."""
    return [[is_array(value) and dtype_name(value) == "bool", value] for value in values]


@book.check("causal_mask", view=_with_kind)
def check_causal_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """The triangle, then fewer queries than keys, then the dtype."""
    with expect.part(
        "triangle",
        3,
        en="Which tokens may the first one look at, and which the last one? Does True stand where it may look?",
        ko="첫 토큰은 어떤 토큰을 볼 수 있나요? 마지막 토큰은요? 볼 수 있는 곳에 True가 있나요?",
    ):
        _same_mask(expect, student, "causal_mask", causal_mask, [(5,), (3,), (1,), (4, 4)])
    with expect.part(
        "later_queries",
        2,
        en="The queries are the last of the keys. Two queries and five keys: may the last query see all five?",
        ko="쿼리는 키들 가운데 마지막 토큰들이에요. 쿼리 2개, 키 5개라면 마지막 쿼리는 다섯 개를 모두 볼 수 있나요?",
    ):
        _same_mask(expect, student, "causal_mask", causal_mask, [(2, 5), (1, 4), (3, 7)])
    with expect.part(
        "boolean",
        1,
        en="Are the entries True and False? `~mask` and `scores[mask]` mean something else with numbers.",
        ko="값이 True와 False인가요? 숫자라면 `~mask`나 `scores[mask]`의 뜻이 달라져요.",
    ):
        _boolean(_same_mask(expect, student, "causal_mask", causal_mask, [(5,), (3,)]))


@book.misconception(
    "causal_mask",
    "upper_triangle",
    en="May a token look back or ahead in your mask? Which triangle did you keep?",
    ko="여러분의 마스크에서 토큰은 뒤를 돌아보나요, 앞을 내다보나요? 어느 삼각형을 남겼나요?",
)
def upper_triangle(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.triu(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries)


@book.misconception(
    "causal_mask",
    "not_itself",
    en="May a token look at itself? What is left for the very first token?",
    ko="토큰이 자기 자신을 볼 수 있나요? 맨 첫 토큰에게는 무엇이 남나요?",
)
def not_itself(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries - 1)


@book.misconception(
    "causal_mask",
    "one_token_ahead",
    en="Can the first token see the second one? Is the triangle one place too wide?",
    ko="첫 토큰이 둘째 토큰을 볼 수 있나요? 삼각형이 한 칸 넓지 않나요?",
)
def one_token_ahead(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries + 1)


@book.misconception(
    "causal_mask",
    "true_means_blocked",
    en="What does True mean in this course: may look, or is blocked?",
    ko="이 과정에서 True는 '볼 수 있다'인가요, '막혀 있다'인가요?",
)
def true_means_blocked(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.triu(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries + 1)


@book.misconception(
    "causal_mask",
    "infinities_already",
    en="Does the function promise True and False, or numbers to add to the scores? Who turns the one into the other?",
    ko="이 함수가 돌려줄 것이 True와 False인가요, 점수에 더할 숫자인가요? 숫자로 바꾸는 일은 누가 하나요?",
)
def infinities_already(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    allowed = np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries)
    return np.where(allowed, 0.0, -np.inf)


@book.misconception(
    "causal_mask",
    "top_left",
    en="Two queries and five keys: which tokens are the two queries, the first two or the last two?",
    ko="쿼리 2개, 키 5개일 때 두 쿼리는 어떤 토큰인가요? 처음 두 개인가요, 마지막 두 개인가요?",
)
def top_left(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys), dtype=bool))


@book.misconception(
    "causal_mask",
    "shifted_the_other_way",
    en="With fewer queries than keys, into which direction does the diagonal move? Which sign has k in np.tril?",
    ko="쿼리가 키보다 적으면 대각선이 어느 쪽으로 옮겨 가나요? np.tril에 주는 k의 부호는 무엇인가요?",
)
def shifted_the_other_way(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_queries - n_keys)


@book.misconception(
    "causal_mask",
    "always_square",
    en="What happens to the argument `n_keys`? Does any line use it?",
    ko="인수 `n_keys`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def always_square(n_queries: int, n_keys: int | None = None) -> Array:
    return np.tril(np.ones((n_queries, n_queries), dtype=bool))


@book.misconception(
    "causal_mask",
    "ones_and_zeros",
    en="Of which type are the entries, True and False or 1.0 and 0.0? What does np.ones give without a dtype?",
    ko="값의 타입이 무엇인가요? True와 False인가요, 1.0과 0.0인가요? dtype 없는 np.ones는 무엇을 만드나요?",
)
def ones_and_zeros(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys)), k=n_keys - n_queries)


@book.alternative("causal_mask", "positions_compared")
def positions_compared(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_queries if n_keys is None else n_keys
    queries = np.arange(n_keys - n_queries, n_keys)
    return np.arange(n_keys) <= queries[:, None]


@book.alternative("causal_mask", "square_by_square")
def square_by_square(n_queries: int, n_keys: int | None = None) -> Array:
    if n_keys is None:
        n_keys = n_queries
    rows = [[j <= i + n_keys - n_queries for j in range(n_keys)] for i in range(n_queries)]
    return np.array(rows)


@book.alternative("causal_mask", "last_rows_of_the_square")
def last_rows_of_the_square(n_queries: int, n_keys: int | None = None) -> Array:
    n_keys = n_keys or n_queries
    return ~np.triu(np.ones((n_keys, n_keys), dtype=bool), k=1)[n_keys - n_queries :]


@book.alternative("causal_mask", "mask_with_torch")
def mask_with_torch(n_queries: int, n_keys: int | None = None) -> torch.Tensor:
    import torch

    n_keys = n_queries if n_keys is None else n_keys
    return torch.ones(n_queries, n_keys, dtype=torch.bool).tril(n_keys - n_queries)


# ---------------------------------------------------------------------------------------------- 5 padding_mask


def padding_mask(ids: Array, pad_id: int) -> Array:
    """Oracle."""
    return torch.ne(torch.as_tensor(np.asarray(ids)), pad_id).unsqueeze(-2).numpy()


@book.check("padding_mask", view=_with_kind)
def check_padding_mask(student: Student, rng: Rng, expect: Expect) -> None:
    """Keys of different lengths, other pad ids, other axes in front, the dtype."""

    def padded(pad_id: int, lengths: Sequence[int], width: int, left: bool = False) -> Array:
        ids = np.full((len(lengths), width), pad_id)
        for row, length in zip(ids, lengths, strict=True):
            tokens = rng.integers(10, 90, (length,))
            if left:
                row[width - length :] = tokens
            else:
                row[:length] = tokens
        return ids

    with expect.part(
        "keys",
        3,
        en="Is there one row for each sentence that says which of its keys are real tokens? What is its shape?",
        ko="문장마다 어떤 키가 진짜 토큰인지 알려 주는 행이 하나씩 있나요? 모양은 어떻게 되나요?",
    ):
        cases: list[tuple[Any, ...]] = [(padded(0, (5, 2, 3), 5), 0), (padded(0, (4, 1, 3, 2), 4), 0)]
        _same_mask(expect, student, "padding_mask", padding_mask, cases)
    with expect.part(
        "pad_id",
        2,
        en="What if the padding token is not 0, or stands on the left? Is `pad_id` used, and are entries compared "
        "one by one?",
        ko="패딩 토큰이 0이 아니거나 왼쪽에 있으면 어떻게 되나요? `pad_id`를 사용하고 값을 하나씩 비교하나요?",
    ):
        with_zeros = padded(99, (2, 4, 3), 6)
        with_zeros[:, 0] = 0  # here 0 is a token like any other
        cases = [(with_zeros, 99), (padded(-1, (3, 5), 6), -1), (padded(7, (2, 4, 1), 5, left=True), 7)]
        _same_mask(expect, student, "padding_mask", padding_mask, cases)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one sentence alone, and for two axes in front? Where does the new axis go?",
        ko="문장 하나에도, 앞에 축이 두 개 있어도 동작하나요? 새 축은 어디에 들어가나요?",
    ):
        several = np.stack([padded(0, (5, 2, 3), 6), padded(0, (1, 6, 4), 6)])
        _same_mask(expect, student, "padding_mask", padding_mask, [(several[0, 1], 0), (several, 0)])
    with expect.part(
        "boolean",
        1,
        en="Are the entries True and False? `~mask` and `scores[mask]` mean something else with numbers.",
        ko="값이 True와 False인가요? 숫자라면 `~mask`나 `scores[mask]`의 뜻이 달라져요.",
    ):
        cases = [(padded(0, (2, 4), 5), 0)]
        _boolean(_same_mask(expect, student, "padding_mask", padding_mask, cases))


@book.misconception(
    "padding_mask",
    "true_at_the_padding",
    en="What does True mean in this course: may be looked at, or is padding?",
    ko="이 과정에서 True는 '볼 수 있다'인가요, '패딩이다'인가요?",
)
def true_at_the_padding(ids: Array, pad_id: int) -> Array:
    return (ids == pad_id)[..., None, :]


@book.misconception(
    "padding_mask",
    "no_axis_for_queries",
    en="Against which axes of the scores does a mask of shape (B, T_k) broadcast? Where is the axis of the queries?",
    ko="모양이 (B, T_k)인 마스크는 점수의 어느 축들과 맞춰지나요? 쿼리의 축은 어디에 있나요?",
)
def no_axis_for_queries(ids: Array, pad_id: int) -> Array:
    return ids != pad_id


@book.misconception(
    "padding_mask",
    "queries_masked",
    en="Does your mask close columns or rows? Can a real token still look at the padding?",
    ko="여러분의 마스크가 막는 것이 열인가요, 행인가요? 진짜 토큰이 여전히 패딩을 볼 수 있지 않나요?",
)
def queries_masked(ids: Array, pad_id: int) -> Array:
    return (ids != pad_id)[..., :, None]


@book.misconception(
    "padding_mask",
    "both_masked",
    en="What is left to look at for a query that is padding? Does the docstring ask for its row to be closed, too?",
    ko="패딩인 쿼리는 무엇을 볼 수 있나요? 설명이 그 행까지 막으라고 하나요?",
)
def both_masked(ids: Array, pad_id: int) -> Array:
    real = ids != pad_id
    return real[..., :, None] & real[..., None, :]


@book.misconception(
    "padding_mask",
    "always_zero",
    en="Is the padding token always 0? What happens to the argument `pad_id`?",
    ko="패딩 토큰이 언제나 0인가요? 인수 `pad_id`는 어디에 쓰이나요?",
)
def always_zero(ids: Array, pad_id: int) -> Array:
    return (ids != 0)[..., None, :]


@book.misconception(
    "padding_mask",
    "larger_than_pad",
    en="Are real tokens always larger than pad_id? Which comparison do you need?",
    ko="진짜 토큰의 id가 언제나 pad_id보다 큰가요? 어떤 비교가 필요한가요?",
)
def larger_than_pad(ids: Array, pad_id: int) -> Array:
    return (ids > pad_id)[..., None, :]


@book.misconception(
    "padding_mask",
    "counted_from_the_left",
    en="Does the padding always stand on the right? What if a model pads on the left?",
    ko="패딩이 언제나 오른쪽에 있나요? 왼쪽을 채우는 모델이라면 어떻게 될까요?",
)
def counted_from_the_left(ids: Array, pad_id: int) -> Array:
    lengths = (ids != pad_id).sum(axis=-1, keepdims=True)
    return (np.arange(ids.shape[-1]) < lengths)[..., None, :]


@book.misconception(
    "padding_mask",
    "axis_in_front",
    en="Where is the new axis, in front of the batch or between the batch and the keys?",
    ko="새 축이 어디에 있나요? 배치 앞인가요, 배치와 키 사이인가요?",
)
def axis_in_front(ids: Array, pad_id: int) -> Array:
    return (ids != pad_id)[None]


@book.misconception(
    "padding_mask",
    "padding_as_infinities",
    en="Does the function promise True and False, or numbers to add to the scores?",
    ko="이 함수가 돌려줄 것이 True와 False인가요, 점수에 더할 숫자인가요?",
)
def padding_as_infinities(ids: Array, pad_id: int) -> Array:
    return np.where(ids != pad_id, 0.0, -np.inf)[..., None, :]


@book.misconception(
    "padding_mask",
    "padding_as_numbers",
    en="Of which type are the entries, True and False or 1 and 0?",
    ko="값의 타입이 무엇인가요? True와 False인가요, 1과 0인가요?",
)
def padding_as_numbers(ids: Array, pad_id: int) -> Array:
    return (ids != pad_id).astype(int)[..., None, :]


@book.alternative("padding_mask", "expanded")
def expanded(ids: Array, pad_id: int) -> Array:
    return np.expand_dims(np.not_equal(ids, pad_id), axis=-2)


@book.alternative("padding_mask", "token_by_token")
def token_by_token(ids: Array, pad_id: int) -> Array:
    mask = np.ones(ids.shape, dtype=bool)
    for place in np.ndindex(*ids.shape):
        if ids[place] == pad_id:
            mask[place] = False
    return mask.reshape(*ids.shape[:-1], 1, ids.shape[-1])


@book.alternative("padding_mask", "not_equal_turned")
def not_equal_turned(ids: Array, pad_id: int) -> Array:
    return ~(ids[..., np.newaxis, :] == pad_id)


# --------------------------------------------------------------------------------------------- 6 causal_weights


def causal_weights(scores: Array) -> Array:
    """Oracle: minus infinity for what comes later, then F.softmax."""
    later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return F.softmax(_tensor(scores).masked_fill(later, -torch.inf), dim=-1).numpy()


@book.check(
    "causal_weights",
    uses=("causal_mask",),
    bug="mask_multiplied",
    reason=Choice(
        "B",
        {
            "A": Text(
                "The triangle is right: causal_mask has True where a token may look. Look at what a blocked score "
                "is after the product, and at what the softmax makes of that number.",
                "삼각형은 맞아요. causal_mask는 볼 수 있는 곳이 True예요. 막힌 점수가 곱한 뒤에 얼마가 되는지, 소프트맥스가 "
                "그 수를 무엇으로 바꾸는지 살펴보세요.",
            ),
            "B": Text(
                "A blocked score becomes 0, and exp(0) = 1: a share like any other, and a larger one than a negative "
                "score gets. Only minus infinity becomes a share of 0.",
                "막힌 점수가 0이 되는데 exp(0) = 1이에요. 다른 토큰과 마찬가지로 몫을 받고, 점수가 음수인 토큰보다도 많이 받아요. "
                "몫이 0이 되는 점수는 음의 무한대뿐이에요.",
            ),
            "C": Text(
                "These scores are finished, as the docstring says, so the scale is in them already. It would not help "
                "either: 0 divided by anything is still 0.",
                "설명에 있듯이 이 점수는 스케일까지 끝난 값이에요. 다시 나누어도 도움이 되지 않아요. 0은 무엇으로 나누어도 0이니까요.",
            ),
            "D": Text(
                "The last axis is right: a row belongs to one query, and its shares sum to 1. They just go to the "
                "wrong keys.",
                "마지막 축이 맞아요. 한 행은 쿼리 하나의 것이고 몫의 합도 1이에요. 다만 엉뚱한 키가 몫을 받고 있어요.",
            ),
        },
    ),
)
def check_causal_weights(student: Student, rng: Rng, expect: Expect) -> None:
    """Nothing for the future, shares among the rest, batches, scores of any size. The given code passes no part."""
    with expect.part(
        "future",
        2,
        en="Are all weights above the diagonal exactly 0? What is exp of a blocked score?",
        ko="대각선 위의 가중치가 모두 정확히 0인가요? 막힌 점수의 exp는 얼마인가요?",
    ):
        scores = [rng.normal((5, 5), 2), rng.normal((2, 4, 4))]
        results = [_or_failure(student.causal_weights, s) for s in scores]
        for result, s in zip(results, scores, strict=True):
            if isinstance(result, Failure):
                raise result
            got = expect.like(result, causal_weights(s))
            later = np.triu(np.ones(s.shape[-2:]), k=1)
            expect.array(got * later, np.zeros(s.shape), tolerance=1e-12)
            expect.true(bool((got[..., 0, 0] > 0).all()))  # zeros everywhere are no weights
    with expect.part(
        "shares",
        2,
        en="Do the weights that are left sum to 1 in each row, shared as the softmax shares them?",
        ko="남은 가중치가 행마다 합이 1이고, 소프트맥스가 나누는 대로 나뉘나요?",
    ):
        cases: list[tuple[Any, ...]] = [(rng.normal((5, 5), 2),), (rng.normal((3, 3)),)]
        expect.same(student, "causal_weights", causal_weights, cases)
    with expect.part(
        "batch",
        1,
        en="Does it work with axes in front, and are the scores of the caller left alone?",
        ko="앞에 축이 더 있어도 동작하고, 함수를 부른 쪽의 점수는 그대로 남아 있나요?",
    ):
        cases = [(rng.normal((2, 4, 4)),), (rng.normal((2, 3, 5, 5), 2),), (rng.normal((4, 4, 4)),)]
        expect.same(student, "causal_weights", causal_weights, cases, unchanged=True)
    with expect.part(
        "any_size",
        1,
        en="If all scores of a row are near -20,000, is your number for a blocked score still far below them?",
        ko="한 행의 점수가 모두 -20,000 근처여도, 막힌 점수에 넣은 수가 그보다 훨씬 작은가요?",
    ):
        # The blocked scores are far above the others: a share of theirs, taken away later, leaves 0 / 0.
        above = rng.normal((4, 4)) + 2000 * np.triu(np.ones((4, 4)), k=1)
        cases = [(rng.normal((4, 4), 2, offset=-20000),), (rng.normal((5, 5), 1000),), (above,)]
        expect.same(student, "causal_weights", causal_weights, cases)


@book.misconception(
    "causal_weights",
    "mask_multiplied",
    en="What does a score become when it is multiplied by False, and what is exp of that? How large is the share of "
    "a blocked token?",
    ko="점수에 False를 곱하면 얼마가 되고, 그 수의 exp는 얼마인가요? 막힌 토큰이 받는 몫은 얼마나 큰가요?",
)
def mask_multiplied(scores: Array) -> Array:
    allowed = causal_mask(scores.shape[-1])
    return softmax(scores * allowed)


@book.misconception(
    "causal_weights",
    "masked_after_the_softmax",
    en="Do the rows still sum to 1 when weights are struck out after the softmax? Who had a share in that sum?",
    ko="소프트맥스 다음에 가중치를 지우면 행의 합이 여전히 1인가요? 나눌 때의 합에는 누가 들어 있었나요?",
)
def masked_after_the_softmax(scores: Array) -> Array:
    return softmax(scores) * causal_mask(scores.shape[-1])


@book.misconception(
    "causal_weights",
    "divided_again_after_masking",
    en="A row whose blocked score is 2,000 above the others: what has the softmax left for them, and what do you divide by?",
    ko="막힌 점수가 나머지보다 2,000이나 큰 행이라면, 소프트맥스가 나머지에게 남긴 몫은 얼마이고 여러분은 무엇으로 나누나요?",
)
def divided_again_after_masking(scores: Array) -> Array:
    weights = softmax(scores) * causal_mask(scores.shape[-1])
    return weights / weights.sum(axis=-1, keepdims=True)


@book.misconception(
    "causal_weights",
    "infinity_times_false",
    en="What is False times minus infinity, that is 0 times infinity? What does adding that do to an allowed score?",
    ko="False에 음의 무한대를 곱하면, 곧 0에 무한대를 곱하면 얼마인가요? 볼 수 있는 점수에 그것을 더하면 어떻게 되나요?",
)
def infinity_times_false(scores: Array) -> Array:
    return softmax(scores + ~causal_mask(scores.shape[-1]) * -np.inf)


@book.misconception(
    "causal_weights",
    "multiplied_by_infinity",
    en="What is a negative score times minus infinity? Should the mask be multiplied or added?",
    ko="음수인 점수에 음의 무한대를 곱하면 무엇이 되나요? 마스크는 곱해야 하나요, 더해야 하나요?",
)
def multiplied_by_infinity(scores: Array) -> Array:
    return softmax(scores * np.where(causal_mask(scores.shape[-1]), 1.0, -np.inf))


@book.misconception(
    "causal_weights",
    "mask_added_as_numbers",
    en="What does adding True, that is 1, do to a score, and what adding False? Is anything blocked by that?",
    ko="점수에 True, 곧 1을 더하면 어떻게 되고 False를 더하면 어떻게 되나요? 그것으로 무엇이 막히나요?",
)
def mask_added_as_numbers(scores: Array) -> Array:
    return softmax(scores + causal_mask(scores.shape[-1]))


@book.misconception(
    "causal_weights",
    "triangle_turned_over",
    en="Was the triangle wrong? After your change, does the first token see the future and the last one only itself?",
    ko="삼각형이 잘못된 것이었나요? 고친 코드에서 첫 토큰이 미래를 보고 마지막 토큰은 자신만 보지 않나요?",
)
def triangle_turned_over(scores: Array) -> Array:
    return softmax(np.where(causal_mask(scores.shape[-1]).T, scores, -np.inf))


@book.misconception(
    "causal_weights",
    "where_turned_round",
    en="np.where(mask, a, b) takes a where the mask is True. Which scores get minus infinity in your line?",
    ko="np.where(mask, a, b)는 True인 곳에서 a를 가져와요. 여러분의 줄에서는 어떤 점수가 음의 무한대가 되나요?",
)
def where_turned_round(scores: Array) -> Array:
    return softmax(np.where(causal_mask(scores.shape[-1]), -np.inf, scores))


@book.misconception(
    "causal_weights",
    "shares_over_queries",
    en="Does each row sum to 1, or each column? Along which axis should the softmax run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? 소프트맥스가 어느 축을 따라가야 하나요?",
)
def shares_over_queries(scores: Array) -> Array:
    return softmax(np.where(causal_mask(scores.shape[-1]), scores, -np.inf), axis=-2)


@book.misconception(
    "causal_weights",
    "not_small_enough",
    en="Is your number for blocked scores smaller than every score that can come? What if a whole row is near "
    "-20,000?",
    ko="막힌 점수에 넣은 수가 어떤 점수보다도 작은가요? 한 행이 모두 -20,000 근처라면 어떻게 될까요?",
)
def not_small_enough(scores: Array) -> Array:
    return softmax(np.where(causal_mask(scores.shape[-1]), scores, -1e4))


@book.misconception(
    "causal_weights",
    "scores_overwritten",
    en="Are the caller's scores still the same after the call? Into which array does your line write?",
    ko="함수를 부른 뒤에도 원래의 점수가 그대로인가요? 어느 배열에 값을 써넣고 있나요?",
)
def scores_overwritten(scores: Array) -> Array:
    scores[..., ~causal_mask(scores.shape[-1])] = -np.inf
    return softmax(scores)


@book.alternative("causal_weights", "infinity_added")
def infinity_added(scores: Array) -> Array:
    return softmax(scores + np.triu(np.full(scores.shape[-2:], -np.inf), k=1))


@book.alternative("causal_weights", "large_number_taken_away")
def large_number_taken_away(scores: Array) -> Array:
    return softmax(scores - 1e9 * ~causal_mask(scores.shape[-1]))


@book.alternative("causal_weights", "row_by_row")
def row_by_row(scores: Array) -> Array:
    weights = np.zeros_like(scores)
    for i in range(scores.shape[-1]):
        weights[..., i, : i + 1] = softmax(scores[..., i, : i + 1])
    return weights


# -------------------------------------------------------------------------------------------- 7 masked_softmax


def _sdpa(q: Any, k: Any, v: Any, mask: Any) -> Array:
    """F.scaled_dot_product_attention in float64 with the mask spread out."""
    query, key, value = (_tensor(x) for x in (q, k, v))
    if mask is not None:
        shape = (*query.shape[:-1], key.shape[-2])
        # NumPy's, so that a mask that does not fit is the same error here and in a student's code.
        mask = torch.tensor(np.broadcast_to(np.asarray(mask, dtype=bool), shape).copy())
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask).numpy()


def masked_softmax(scores: Array, mask: Array | None = None) -> Array:
    """Oracle: attention whose scores are the given ones (keys and values are the identity, the scale is undone)."""
    n = scores.shape[-1]
    eye = np.broadcast_to(np.eye(n), (*scores.shape[:-2], n, n))
    return _sdpa(np.asarray(scores) * n**0.5, eye, eye, mask)


@book.check("masked_softmax")
def check_masked_softmax(student: Student, rng: Rng, expect: Expect) -> None:
    """No mask, a mask, masks that broadcast, large numbers, nobody to look at, the inputs left alone."""

    def some(*shape: int) -> Array:
        """A mask with at least one True and one False in each row."""
        mask = rng.uniform(shape) < 0.6
        mask[..., 0], mask[..., -1] = True, False
        return np.take_along_axis(mask, np.argsort(rng.uniform(shape), axis=-1), axis=-1)

    with expect.part(
        "no_mask",
        1,
        en="Without a mask, is it the plain softmax over the last axis? What does your code do with None?",
        ko="마스크가 없으면 마지막 축의 평범한 소프트맥스인가요? None이 들어오면 코드가 어떻게 하나요?",
    ):
        cases: list[tuple[Any, ...]] = [
            (rng.normal((3, 5)),),
            (rng.normal((2, 4, 3)), None),
            (rng.normal((4, 4)), None),
        ]
        expect.same(student, "masked_softmax", masked_softmax, cases)
    with expect.part(
        "masked",
        3,
        en="Are the weights of blocked keys 0, and do the others still sum to 1? Is the mask applied before the "
        "softmax, and is True what may be seen?",
        ko="막힌 키의 가중치가 0이고 나머지의 합이 여전히 1인가요? 마스크를 소프트맥스 앞에서 쓰고, True를 볼 수 있는 것으로 다루나요?",
    ):
        cases = [(rng.normal((3, 5), 2), some(3, 5)), (rng.normal((2, 3, 4)), some(2, 3, 4))]
        expect.same(student, "masked_softmax", masked_softmax, cases)
    with expect.part(
        "broadcast",
        2,
        en="Does a mask with fewer axes, or with axes of length 1, work as well?",
        ko="축이 더 적거나 길이가 1인 축이 있는 마스크도 잘 동작하나요?",
    ):
        cases = [
            (rng.normal((2, 3, 5)), some(2, 1, 5)),
            (rng.normal((2, 3, 4, 5)), some(4, 5)),
            (rng.normal((2, 3, 4, 5)), some(2, 1, 1, 5)),
            (rng.normal((3, 5)), some(5)),
        ]
        expect.same(student, "masked_softmax", masked_softmax, cases)
    with expect.part(
        "large",
        2,
        en="What if a blocked score is 2,000 and the others are near 0, or if all are near -20,000? Which numbers "
        "take part in the maximum?",
        ko="막힌 점수가 2,000이고 나머지는 0 근처라면, 또는 모두 -20,000 근처라면 어떻게 되나요? 최댓값을 구할 때 어떤 "
        "수들이 들어가나요?",
    ):
        mask = some(4, 6)
        tempting = np.where(mask, rng.normal((4, 6)), 2000.0)
        cases = [
            (tempting, mask),
            (rng.normal((4, 6), 2, offset=-20000), mask),
            (rng.normal((4, 6), 2, offset=1000), mask),
            (rng.normal((4, 6), 1000), mask),
        ]
        expect.same(student, "masked_softmax", masked_softmax, cases)
    with expect.part(
        "nobody",
        2,
        en="If a row may look at nobody, are all its weights 0, and are the other rows what they were?",
        ko="아무도 볼 수 없는 행의 가중치가 모두 0인가요? 다른 행들은 그대로인가요?",
    ):
        mask = some(2, 4, 5)
        mask[0, 1] = mask[1, 3] = False
        cases = [
            (rng.normal((2, 4, 5)), mask),
            (rng.normal((3, 4)), np.zeros((3, 4), dtype=bool)),
            (rng.normal((2, 3, 4)), np.array([[[True, False, True, True]], [[False] * 4]])),
        ]
        expect.same(student, "masked_softmax", masked_softmax, cases)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are scores and mask still the same after the call?",
        ko="함수를 부른 뒤에도 점수와 마스크가 그대로인가요?",
    ):
        cases = [(rng.normal((3, 5)), some(3, 5)), (rng.normal((4, 4)), some(4, 4))]
        expect.same(student, "masked_softmax", masked_softmax, cases, unchanged=True)


@book.misconception(
    "masked_softmax",
    "multiplied_before",
    en="What is exp of a score that was multiplied by 0? Does a blocked key then get nothing?",
    ko="0을 곱한 점수의 exp는 얼마인가요? 그러면 막힌 키가 아무것도 받지 않나요?",
)
def multiplied_before(scores: Array, mask: Array | None = None) -> Array:
    return softmax(scores if mask is None else scores * mask)


@book.misconception(
    "masked_softmax",
    "multiplied_after",
    en="Do the weights that are left still sum to 1? Whose exponentials are in the sum that you divide by?",
    ko="남은 가중치의 합이 여전히 1인가요? 나누는 합에 누구의 exp가 들어 있나요?",
)
def multiplied_after(scores: Array, mask: Array | None = None) -> Array:
    weights = softmax(scores)
    return weights if mask is None else weights * mask


@book.misconception(
    "masked_softmax",
    "renormalized_after",
    en="If a blocked score is 2,000 larger than the rest, what is left of the rest after the first softmax?",
    ko="막힌 점수가 나머지보다 2,000이나 크면, 첫 소프트맥스 뒤에 나머지는 얼마가 되나요?",
)
def renormalized_after(scores: Array, mask: Array | None = None) -> Array:
    weights = softmax(scores)
    if mask is None:
        return weights
    weights = weights * mask
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)


@book.misconception(
    "masked_softmax",
    "true_blocked",
    en="What does True mean in this course? Which scores get minus infinity in your code?",
    ko="이 과정에서 True는 무슨 뜻인가요? 여러분의 코드에서는 어떤 점수가 음의 무한대가 되나요?",
)
def true_blocked(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    weights = softmax(np.where(mask, -np.inf, scores))
    return np.where(np.isnan(weights), 0.0, weights)


@book.misconception(
    "masked_softmax",
    "nan_for_nobody",
    en="What is the maximum of a row of minus infinities, and what do you get when it is taken away from itself?",
    ko="모두 음의 무한대인 행의 최댓값은 무엇이고, 그것을 자신에게서 빼면 무엇이 되나요?",
)
def nan_for_nobody(scores: Array, mask: Array | None = None) -> Array:
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@book.misconception(
    "masked_softmax",
    "uniform_for_nobody",
    en="When all scores of a row are the same -1e9, what shares does the softmax give? Is that nothing?",
    ko="한 행의 점수가 모두 똑같이 -1e9라면 소프트맥스는 어떤 몫을 주나요? 그것이 '아무것도 보지 않음'인가요?",
)
def uniform_for_nobody(scores: Array, mask: Array | None = None) -> Array:
    return softmax(scores if mask is None else np.where(mask, scores, -1e9))


@book.misconception(
    "masked_softmax",
    "penalty_cancels",
    en="When -1e9 is added to every score of a row, what does the softmax notice of it? Is that row still blocked?",
    ko="한 행의 모든 점수에 -1e9를 더하면 소프트맥스의 결과가 달라지나요? 그 행이 여전히 막혀 있나요?",
)
def penalty_cancels(scores: Array, mask: Array | None = None) -> Array:
    return softmax(scores if mask is None else scores + np.where(mask, 0.0, -1e9))


@book.misconception(
    "masked_softmax",
    "minus_ten_thousand",
    en="Is your number for blocked scores smaller than every score that can come? What if a whole row is near "
    "-20,000?",
    ko="막힌 점수에 넣은 수가 어떤 점수보다도 작은가요? 한 행이 모두 -20,000 근처라면 어떻게 될까요?",
)
def minus_ten_thousand(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    weights = softmax(np.where(mask, scores, -1e4))
    return np.where(mask.any(axis=-1, keepdims=True), weights, 0.0)


@book.misconception(
    "masked_softmax",
    "maximum_forgotten",
    en="What is np.exp(1000), and what is the sum when every np.exp is 0? Where is the maximum of the row?",
    ko="np.exp(1000)은 얼마이고, 모든 np.exp가 0이면 합은 얼마인가요? 행의 최댓값은 어디에서 빼나요?",
)
def maximum_forgotten(scores: Array, mask: Array | None = None) -> Array:
    e = np.exp(scores) if mask is None else np.exp(scores) * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1.0)


@book.misconception(
    "masked_softmax",
    "mask_as_an_index",
    en="Which shape must a boolean index have? What if the mask has shape (B, 1, T_k) and the scores (B, T_q, T_k)?",
    ko="불리언 인덱스의 모양은 어떠해야 하나요? 마스크가 (B, 1, T_k)이고 점수가 (B, T_q, T_k)라면 어떻게 되나요?",
)
def mask_as_an_index(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    blocked = scores.copy()
    blocked[~mask] = -np.inf
    weights = softmax(blocked)
    return np.where(np.isnan(weights), 0.0, weights)


@book.misconception(
    "masked_softmax",
    "written_into_scores",
    en="Are the caller's scores still the same after the call? Into which array does your code write?",
    ko="함수를 부른 뒤에도 원래의 점수가 그대로인가요? 어느 배열에 값을 써넣고 있나요?",
)
def written_into_scores(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
    weights = softmax(scores)
    return np.where(np.isnan(weights), 0.0, weights)


@book.misconception(
    "masked_softmax",
    "wrong_axis",
    en="Does each row sum to 1, or each column? Along which axis do maximum and sum run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? 최댓값과 합이 어느 축을 따라가나요?",
)
def wrong_axis(scores: Array, mask: Array | None = None) -> Array:
    blocked = scores if mask is None else np.where(mask, scores, -np.inf)
    weights = softmax(blocked, axis=-2)
    return np.where(np.isnan(weights), 0.0, weights)


@book.misconception(
    "masked_softmax",
    "none_blocks_all",
    en="What does np.where make of a mask that is None? What should None mean?",
    ko="마스크가 None이면 np.where는 어떻게 하나요? None은 무슨 뜻이어야 하나요?",
)
def none_blocks_all(scores: Array, mask: Any = None) -> Array:
    weights = softmax(np.where(mask, scores, -np.inf))
    return np.where(np.isnan(weights), 0.0, weights)


@book.misconception(
    "masked_softmax",
    "any_without_an_axis",
    en="Does your test ask whether one row has nobody to look at, or whether the whole mask is False?",
    ko="여러분의 조건은 '한 행이 아무도 볼 수 없는지'를 묻나요, '마스크 전체가 False인지'를 묻나요?",
)
def any_without_an_axis(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    if not mask.any():
        return np.zeros_like(scores)
    return softmax(np.where(mask, scores, -np.inf))


@book.alternative("masked_softmax", "struck_out_twice")
def struck_out_twice(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        return softmax(scores)
    return softmax(np.where(mask, scores, -1e9)) * mask


@book.alternative("masked_softmax", "nan_to_zero")
def nan_to_zero(scores: Array, mask: Array | None = None) -> Array:
    if mask is None:
        mask = np.ones(scores.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(softmax(scores + np.where(mask, 0.0, -np.inf)))


@book.alternative("masked_softmax", "loop_over_rows")
def loop_over_rows(scores: Array, mask: Array | None = None) -> Array:
    allowed = np.broadcast_to(True if mask is None else mask, scores.shape)
    weights = np.zeros(scores.shape, dtype=np.float32)
    for place in np.ndindex(*scores.shape[:-1]):
        keep = np.flatnonzero(allowed[place])
        if len(keep):
            e = np.exp(scores[place][keep] - scores[place][keep].max())
            weights[place][keep] = e / e.sum()
    return weights


@book.alternative("masked_softmax", "masked_with_torch")
def masked_with_torch(scores: Array, mask: Array | None = None) -> torch.Tensor:
    import torch

    s = torch.tensor(scores, dtype=torch.float64)
    if mask is not None:
        s = s.masked_fill(~torch.tensor(mask), float("-inf"))
    return torch.softmax(s, dim=-1).nan_to_num(0.0)


# ------------------------------------------------------------------------------ 8 scaled_dot_product_attention


def scaled_dot_product_attention(
    q: Array, k: Array, v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    """Oracle: the function of this name in torch; the weights are its output for the identity as values."""
    n = k.shape[-2]
    eye = np.broadcast_to(np.eye(n), (*k.shape[:-2], n, n))
    return _sdpa(q, k, v, mask), _sdpa(q, k, eye, mask)


@book.check("scaled_dot_product_attention", uses=("masked_softmax",))
def check_scaled_dot_product_attention(student: Student, rng: Rng, expect: Expect) -> None:
    """Weights and output whatever the scale, the scale, the mask, axes in front, nobody to look at, all at once."""
    name, right, both = "scaled_dot_product_attention", scaled_dot_product_attention, ("output", "weights")

    def inputs(
        lead: tuple[int, ...], t_q: int, t_k: int, d_k: int, d_v: int, scale: float = 1.5
    ) -> tuple[Array, Array, Array]:
        return (
            rng.normal((*lead, t_q, d_k), scale),
            rng.normal((*lead, t_k, d_k), scale),
            rng.normal((*lead, t_k, d_v)),
        )

    def some(*shape: int) -> Array:
        mask = rng.uniform(shape) < 0.6
        mask[..., 0], mask[..., -1] = True, False
        return np.take_along_axis(mask, np.argsort(rng.uniform(shape), axis=-1), axis=-1)

    def scaled_by(size: float) -> Callable[..., tuple[Array, Array]]:
        return lambda q, k, v, mask=None: right(np.asarray(q) * (q.shape[-1] / size) ** 0.5, k, v, mask)

    # With one feature the square root of d_k is 1. Another size in its place is a slip that the part "scale" counts.
    any_scale = [right, *(scaled_by(size) for size in (2, 3, 4, 5, 6, 64))]
    with expect.part(
        "weights",
        2,
        en="Does weights[i, j] say how much query i looks at key j, and does each row sum to 1?",
        ko="weights[i, j]가 쿼리 i가 키 j를 얼마나 보는지 나타내고, 행마다 합이 1인가요?",
    ):
        cases: list[tuple[Any, ...]] = [inputs((), 3, 5, 1, 6), inputs((), 4, 2, 1, 3)]
        expect.same(student, name, any_scale, cases, labels=both, judged=("weights",), tolerance=LOOSE)
    with expect.part(
        "output",
        2,
        en="Is each row of the output the average of the value rows, weighted with the weights of that query?",
        ko="출력의 각 행이 그 쿼리의 가중치로 밸류의 행들을 평균한 것인가요?",
    ):
        cases = [inputs((), 3, 5, 1, 6), inputs((), 2, 4, 1, 3)]
        expect.same(student, name, any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "scale",
        2,
        en="By what are the scores divided before the softmax? Which size goes into the square root?",
        ko="소프트맥스 앞에서 점수를 무엇으로 나누나요? 제곱근 안에 어떤 크기가 들어가나요?",
    ):
        cases = [inputs((), 3, 5, 4, 6), inputs((), 5, 2, 9, 3)]
        expect.same(student, name, right, cases, labels=both)
    with expect.part(
        "mask",
        3,
        en="Do blocked keys get weight 0, and do the others share the whole? Is True what may be seen?",
        ko="막힌 키의 가중치가 0이고, 나머지가 전체를 나누어 갖나요? True를 볼 수 있는 것으로 다루나요?",
    ):
        cases = [
            (*inputs((), 3, 5, 1, 6), some(3, 5)),
            (*inputs((), 4, 4, 1, 3), some(4, 4)),
            (*inputs((), 5, 5, 1, 2), np.tril(np.ones((5, 5), dtype=bool))),
        ]
        expect.same(student, name, any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "axes_in_front",
        2,
        en="Does it work with axes for batch and heads in front, and with a mask that has axes of length 1? Which "
        "axes of k change places?",
        ko="앞에 배치와 헤드 축이 있어도, 길이가 1인 축이 있는 마스크여도 동작하나요? k의 어느 축들이 자리를 바꾸나요?",
    ):
        cases = [
            inputs((2,), 4, 5, 1, 6),
            (*inputs((2,), 4, 5, 1, 6), some(2, 1, 5)),
            (*inputs((2, 3), 4, 5, 1, 6), some(2, 1, 1, 5)),
            (*inputs((2, 3), 4, 5, 1, 6), some(4, 5)),
        ]
        expect.same(student, name, any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "nobody",
        1,
        en="If a query may look at nobody, are its weights and its output 0?",
        ko="아무도 볼 수 없는 쿼리의 가중치와 출력이 모두 0인가요?",
    ):
        mask = some(2, 4, 5)
        mask[1, 2] = False
        cases = [(*inputs((2,), 4, 5, 1, 3), mask)]
        expect.same(student, name, any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right when all sizes are equal, when scores are large, and are the inputs left alone?",
        ko="모든 크기가 같을 때도, 점수가 클 때도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (*inputs((4,), 4, 4, 4, 4), some(4, 4, 4)),
            (*inputs((2, 3), 4, 5, 7, 6), some(2, 1, 4, 5)),
        ]
        expect.same(student, name, right, cases, labels=both, unchanged=True)
        # Scores in the thousands: float32 rounds them by more than the usual tolerance.
        cases = [(*inputs((2,), 3, 5, 4, 6, 30.0), some(2, 3, 5))]
        expect.same(student, name, right, cases, labels=both, tolerance=LOOSE)


@book.misconception(
    "scaled_dot_product_attention",
    "not_scaled",
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 그것을 무엇이 막아 주나요?",
)
def not_scaled(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scaled_by_d_k",
    en="Are the scores divided by d_k or by its square root? Which of the two kept the variance at 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 어느 쪽에서 분산이 1이었나요?",
)
def scaled_by_d_k(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / q.shape[-1], mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scaled_by_keys",
    en="Which size stands in your square root, the number of keys or the width of one key?",
    ko="제곱근 안의 크기가 키의 개수인가요, 키 하나의 폭인가요?",
)
def scaled_by_keys(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(k.shape[-2]), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scaled_by_d_v",
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 키의 폭인가요, 밸류의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
def scaled_by_d_v(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(v.shape[-1]), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scale_multiplied",
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
def scale_multiplied(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) * np.sqrt(q.shape[-1]), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_forgotten",
    en="What happens to the argument `mask`? Does any line use it?",
    ko="인수 `mask`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def mask_forgotten(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]))
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "mask_turned_round",
    en="What does True mean in this course? Do the queries of your function look exactly where they must not?",
    ko="이 과정에서 True는 무슨 뜻인가요? 여러분의 함수에서는 쿼리가 보면 안 되는 곳만 보지 않나요?",
)
def mask_turned_round(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = masked_softmax(scores, None if mask is None else ~mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "scores_times_mask",
    en="What is exp of a score that was multiplied by 0? Does a blocked key then get nothing?",
    ko="0을 곱한 점수의 exp는 얼마인가요? 그러면 막힌 키가 아무것도 받지 않나요?",
)
def scores_times_mask(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = masked_softmax(scores if mask is None else scores * mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "weights_times_mask",
    en="Do the weights that are left still sum to 1 when they are struck out after the softmax?",
    ko="소프트맥스 다음에 지우면 남은 가중치의 합이 여전히 1인가요?",
)
def weights_times_mask(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]))
    weights = weights if mask is None else weights * mask
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "only_the_returned_weights_masked",
    en="Which weights multiply the values: those before the mask or those behind it?",
    ko="밸류에 곱하는 가중치가 마스크를 쓰기 전의 것인가요, 쓴 다음의 것인가요?",
)
def only_the_returned_weights_masked(
    q: Array, k: Array, v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    return masked_softmax(scores) @ v, masked_softmax(scores, mask)


@book.misconception(
    "scaled_dot_product_attention",
    "uniform_instead_of_nothing",
    en="What does a query that may look at nobody get from your function? What do equal scores become?",
    ko="아무도 볼 수 없는 쿼리는 여러분의 함수에서 무엇을 받나요? 모두 같은 점수는 무엇이 되나요?",
)
def uniform_instead_of_nothing(
    q: Array, k: Array, v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else np.where(mask, scores, -1e9))
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "blocked_row_comes_back",
    en="When -1e9 is added to every score of a row, what does the softmax notice of it? Is that query still blocked?",
    ko="한 행의 모든 점수에 -1e9를 더하면 소프트맥스의 결과가 달라지나요? 그 쿼리가 여전히 막혀 있나요?",
)
def blocked_row_comes_back(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else scores + np.where(mask, 0.0, -1e9))
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "nan_instead_of_nothing",
    en="What does softmax give for a row of minus infinities? Which of your functions knows what to do there?",
    ko="모두 음의 무한대인 행에 softmax를 쓰면 무엇이 나오나요? 그때 어떻게 할지 아는 함수는 무엇이었나요?",
)
def nan_instead_of_nothing(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else np.where(mask, scores, -np.inf))
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "k_dot_T",
    en="What does .T do to an array with a batch axis in front? Which two axes of k should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? k의 어느 두 축이 자리를 바꿔야 하나요?",
)
def k_dot_T(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ k.T / np.sqrt(q.shape[-1]), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "keys_look_at_queries",
    en="Is the row of the score matrix a query or a key? What is its shape for 3 queries and 5 keys?",
    ko="점수 행렬의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떻게 되어야 하나요?",
)
def keys_look_at_queries(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(k @ np.swapaxes(q, -1, -2) / np.sqrt(q.shape[-1]), mask)
    return weights @ v, weights


@book.misconception(
    "scaled_dot_product_attention",
    "keys_mixed",
    en="Which array do the weights mix, the keys or the values?",
    ko="가중치로 섞는 배열이 키인가요, 밸류인가요?",
)
def keys_mixed(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]), mask)
    return weights @ k, weights


@book.misconception(
    "scaled_dot_product_attention",
    "weights_first",
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
def weights_first(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]), mask)
    return weights, weights @ v


@book.misconception(
    "scaled_dot_product_attention",
    "output_alone",
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def output_alone(q: Array, k: Array, v: Array, mask: Array | None = None) -> Array:
    return masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]), mask) @ v


@book.misconception(
    "scaled_dot_product_attention",
    "scores_returned",
    en="Which array is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def scores_returned(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    return masked_softmax(scores, mask) @ v, scores


@book.alternative("scaled_dot_product_attention", "einsum_attention")
def einsum_attention(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    scores = np.einsum("...qd,...kd->...qk", q, k) * q.shape[-1] ** -0.5
    weights = masked_softmax(scores, mask)
    return np.einsum("...qk,...kv->...qv", weights, v), weights


@book.alternative("scaled_dot_product_attention", "query_after_query")
def query_after_query(q: Array, k: Array, v: Array, mask: Array | None = None) -> list[Array]:
    shape = (*q.shape[:-1], k.shape[-2])
    allowed = np.ones(shape, dtype=bool) if mask is None else np.broadcast_to(mask, shape)
    weights = np.zeros(shape)
    output = np.zeros((*q.shape[:-1], v.shape[-1]))
    for place in np.ndindex(*q.shape[:-1]):
        seen = allowed[place]
        if seen.any():
            keys, values = k[place[:-1]][seen], v[place[:-1]][seen]
            weights[place][seen] = softmax(keys @ q[place] / np.sqrt(len(q[place])))
            output[place] = weights[place][seen] @ values
    return [output, weights]


@book.alternative("scaled_dot_product_attention", "penalty_added")
def penalty_added(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
    mask = np.array(True) if mask is None else mask
    scores = np.matmul(q / np.sqrt(k.shape[-1]), np.swapaxes(k, -2, -1)) + np.where(mask, 0.0, -1e9)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    weights = e / np.maximum(e.sum(axis=-1, keepdims=True), 1e-30)
    return np.matmul(weights, v), weights


@book.alternative("scaled_dot_product_attention", "attention_with_torch")
def attention_with_torch(
    q: Array, k: Array, v: Array, mask: Array | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    a, b, c = (torch.tensor(x, dtype=torch.float32) for x in (q, k, v))
    scores = a @ b.mT / a.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(torch.tensor(~mask), -torch.inf)
    weights = scores.softmax(dim=-1).nan_to_num()
    return weights @ c, weights


# -------------------------------------------------------------------------------------------- 9 attention_head


def attention_head(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    """Oracle: three bias-free F.linear, which hold their matrices the other way round, and torch's attention."""
    q, k, v = (F.linear(_tensor(x), _tensor(w).T).numpy() for w in (w_q, w_k, w_v))
    return scaled_dot_product_attention(q, k, v, mask)


@book.check("attention_head", uses=("scaled_dot_product_attention",))
def check_attention_head(student: Student, rng: Rng, expect: Expect) -> None:
    """Who looks at whom, what is handed over, the mask, axes in front, all sizes equal."""
    both = ("output", "weights")

    def inputs(lead: tuple[int, ...], tokens: int, d_model: int, d_k: int, d_v: int) -> list[Array]:
        size = d_model**-0.5
        return [
            rng.normal((*lead, tokens, d_model), 1.5),
            rng.normal((d_model, d_k), 1.5 * size),
            rng.normal((d_model, d_k), 1.5 * size),
            rng.normal((d_model, d_v), size),
        ]

    def triangle(tokens: int) -> Array:
        return np.tril(np.ones((tokens, tokens), dtype=bool))

    with expect.part(
        "weights",
        2,
        en="Are the queries made with w_q and the keys with w_k? By the root of which width are the scores divided?",
        ko="쿼리는 w_q로, 키는 w_k로 만드나요? 점수를 어떤 폭의 제곱근으로 나누나요?",
    ):
        cases: list[tuple[Any, ...]] = [tuple(inputs((), 5, 6, 4, 3)), tuple(inputs((), 4, 3, 2, 7))]
        expect.same(student, "attention_head", attention_head, cases, labels=both, judged=("weights",))
    with expect.part(
        "output",
        2,
        en="What do the weights mix, the tokens themselves or the values made with w_v?",
        ko="가중치가 섞는 것이 토큰 자신인가요, w_v로 만든 밸류인가요?",
    ):
        cases = [tuple(inputs((), 5, 6, 4, 3)), tuple(inputs((), 4, 5, 3, 5))]
        expect.same(student, "attention_head", attention_head, cases, labels=both)
    with expect.part(
        "mask",
        2,
        en="Does the mask reach the softmax?",
        ko="마스크가 소프트맥스까지 전달되나요?",
    ):
        padding = np.array([True, True, False, True])
        cases = [(*inputs((), 5, 6, 4, 3), triangle(5)), (*inputs((), 4, 6, 3, 2), padding)]
        expect.same(student, "attention_head", attention_head, cases, labels=both)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for a batch of sentences, all with the same three matrices?",
        ko="문장 여러 개를 묶은 배치에도 같은 행렬 세 개로 잘 동작하나요?",
    ):
        keys = np.array([[[True, True, True, True]], [[True, True, False, False]]])
        cases = [tuple(inputs((2, 3), 4, 5, 3, 2)), (*inputs((2,), 4, 5, 3, 2), keys)]
        expect.same(student, "attention_head", attention_head, cases, labels=both)
    with expect.part(
        "square",
        1,
        en="If all sizes are equal, is every matrix still on the right side and in the right place? Are the inputs "
        "left alone?",
        ko="모든 크기가 같아도 행렬이 모두 맞는 쪽, 맞는 자리에 있나요? 입력은 그대로인가요?",
    ):
        cases = [(*inputs((4,), 4, 4, 4, 4), triangle(4))]
        expect.same(student, "attention_head", attention_head, cases, labels=both, unchanged=True)


@book.misconception(
    "attention_head",
    "no_matrices",
    en="Where do w_q, w_k and w_v come in? What would training have to learn here?",
    ko="w_q, w_k, w_v는 어디에 쓰이나요? 이대로라면 학습할 것이 무엇인가요?",
)
def no_matrices(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x, x, x, mask)


@book.misconception(
    "attention_head",
    "tokens_handed_over",
    en="What is handed over, the tokens themselves or the values? What is w_v for?",
    ko="건네주는 것이 토큰 자신인가요, 밸류인가요? w_v는 무엇에 쓰나요?",
)
def tokens_handed_over(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x, mask)


@book.misconception(
    "attention_head",
    "query_and_key_swapped",
    en="Which of the two matrices makes what a token asks, and which what it answers?",
    ko="두 행렬 가운데 토큰이 묻는 것을 만드는 것은 무엇이고, 답하는 것을 만드는 것은 무엇인가요?",
)
def query_and_key_swapped(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_k, x @ w_q, x @ w_v, mask)


@book.misconception(
    "attention_head",
    "one_matrix_for_both",
    en="Are query and key made with the same matrix in your code? What does that do to the scores of i with j and of "
    "j with i?",
    ko="여러분의 코드에서 쿼리와 키를 같은 행렬로 만들지 않나요? 그러면 i가 j에 주는 점수와 j가 i에 주는 점수는 어떻게 되나요?",
)
def one_matrix_for_both(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_q, x @ w_q, x @ w_v, mask)


@book.misconception(
    "attention_head",
    "keys_as_values",
    en="With which matrix do you make the values? Must a token hand over what it is found by?",
    ko="밸류를 어느 행렬로 만드나요? 토큰이 건네주는 것이 꼭 자신을 찾는 데 쓰인 것이어야 하나요?",
)
def keys_as_values(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_k, mask)


@book.misconception(
    "attention_head",
    "scaled_by_d_model",
    en="Which width goes into the square root: that of a token, or that of a query and a key?",
    ko="제곱근에 들어가는 폭이 토큰의 것인가요, 쿼리와 키의 것인가요?",
)
def scaled_by_d_model(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    weights = masked_softmax((x @ w_q) @ np.swapaxes(x @ w_k, -1, -2) / np.sqrt(x.shape[-1]), mask)
    return weights @ (x @ w_v), weights


@book.misconception(
    "attention_head",
    "mask_dropped",
    en="Where does the mask go? Does anything hand it on?",
    ko="마스크는 어디로 가나요? 다음 함수에 넘겨주는 줄이 있나요?",
)
def mask_dropped(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v)


@book.misconception(
    "attention_head",
    "matrices_transposed",
    en="Which axis of w_q has the length d_model, the first or the second? Does your product need a transpose?",
    ko="w_q에서 길이가 d_model인 축은 첫째인가요, 둘째인가요? 이 곱에 전치가 필요한가요?",
)
def matrices_transposed(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    return scaled_dot_product_attention(x @ w_q.T, x @ w_k.T, x @ w_v.T, mask)


@book.misconception(
    "attention_head",
    "output_of_the_head_alone",
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def output_of_the_head_alone(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> Array:
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v, mask)[0]


@book.alternative("attention_head", "values_mixed_first")
def values_mixed_first(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    mixed, weights = scaled_dot_product_attention(x @ w_q, x @ w_k, x, mask)
    return mixed @ w_v, weights


@book.alternative("attention_head", "one_matrix_of_scores")
def one_matrix_of_scores(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> list[Array]:
    between = w_q @ w_k.T / np.sqrt(w_q.shape[1])
    weights = masked_softmax(np.einsum("...id,de,...je->...ij", x, between, x), mask)
    return [weights @ (x @ w_v), weights]


@book.alternative("attention_head", "sentence_by_sentence")
def sentence_by_sentence(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    tokens = x.shape[-2]
    allowed = np.broadcast_to(True if mask is None else mask, (*x.shape[:-1], tokens))
    output = np.zeros((*x.shape[:-1], w_v.shape[1]), dtype=np.float32)
    weights = np.zeros((*x.shape[:-1], tokens), dtype=np.float32)
    for place in np.ndindex(*x.shape[:-2]):
        q, k, v = (np.dot(x[place], w) for w in (w_q, w_k, w_v))
        output[place], weights[place] = scaled_dot_product_attention(q, k, v, allowed[place])
    return output, weights


# --------------------------------------------------------------------------------------------------- 10 quiz

book.quiz(
    "masks_and_scales",
    {
        "torch_module": Choice(
            "B",
            {
                "A": Text(
                    "F.scaled_dot_product_attention takes it like that, and so do we. The older module "
                    "nn.MultiheadAttention does the opposite: what would your causal mask let through there?",
                    "F.scaled_dot_product_attention와 우리 코드는 그대로 받아요. 그런데 더 오래된 모듈인 nn.MultiheadAttention은 "
                    "반대예요. 우리 인과 마스크를 그대로 넘기면 무엇이 통과할까요?",
                ),
                "B": Text(
                    "nn.MultiheadAttention blocks where a boolean mask is True. Handed over as it is, our causal mask "
                    "would show the future and hide the past.",
                    "nn.MultiheadAttention은 불리언 마스크가 True인 곳을 막아요. 우리 인과 마스크를 그대로 넘기면 미래를 보여 주고 "
                    "과거를 가리게 돼요.",
                ),
                "C": Text(
                    "Transposing exchanges queries and keys; it does not exchange True and False. (On a triangle the "
                    "two differ only on the diagonal, and that is how the slip survives.) What turns True into False?",
                    "전치는 쿼리와 키를 맞바꿀 뿐, True와 False를 바꾸지 않아요. (삼각형에서는 대각선만 빼고 같아 보여서 이 실수가 "
                    "잘 드러나지 않아요.) True를 False로 바꾸는 것은 무엇일까요?",
                ),
            },
        ),
        "times_zero": Choice(
            "C",
            {
                "A": Text(
                    "Only a score of minus infinity has the share 0. What is exp(0)?",
                    "몫이 0이 되는 점수는 음의 무한대뿐이에요. exp(0)은 얼마인가요?",
                ),
                "B": Text(
                    "A third each would need three equal scores. The scores are 2, -1 and 0: who is in the middle?",
                    "셋이 똑같이 나누려면 점수가 모두 같아야 해요. 점수는 2, -1, 0이에요. 누가 가운데인가요?",
                ),
                "C": Text(
                    "The exponentials are 7.39, 0.37 and 1: the blocked key gets 0.11, more than the 0.04 of the key "
                    "with score -1, which may be seen.",
                    "exp 값이 7.39, 0.37, 1이니까 막힌 키가 0.11을 받아요. 볼 수 있는 키인데 점수가 -1인 쪽은 0.04밖에 못 받고요.",
                ),
            },
        ),
        "after_the_softmax": Choice(
            "A",
            {
                "A": Text(
                    "The first query may see one key of many, so most of its shares are struck out and its output "
                    "shrinks; the last one sees all and loses nothing.",
                    "첫 쿼리는 많은 키 가운데 하나만 볼 수 있으니, 몫이 대부분 지워져서 출력이 작아져요. 마지막 쿼리는 모두 볼 수 "
                    "있어서 잃는 것이 없고요.",
                ),
                "B": Text(
                    "The last query may see every key, so none of its weights is struck out. Who loses most?",
                    "마지막 쿼리는 모든 키를 볼 수 있으니 지워지는 가중치가 없어요. 가장 많이 잃는 것은 누구일까요?",
                ),
                "C": Text(
                    "They differ: the number of weights that are struck out is not the same for each row. How many "
                    "does the first query lose?",
                    "똑같지 않아요. 지워지는 가중치의 수가 행마다 다르거든요. 첫 쿼리는 몇 개를 잃나요?",
                ),
            },
        ),
        "padding_rows": Choice(
            "B",
            {
                "A": Text(
                    "That closes rows: the padding would not look at anybody, but real tokens would still read the "
                    "padding. Whose output do we care about?",
                    "그러면 행이 막혀요. 패딩은 아무도 보지 않지만 진짜 토큰이 여전히 패딩을 읽어요. 우리가 신경 쓰는 것은 누구의 "
                    "출력인가요?",
                ),
                "B": Text(
                    "A key is a column. What a query that is padding computes is thrown away later, so its row may "
                    "stay open, and nobody is left with an empty row.",
                    "키는 열이에요. 패딩인 쿼리가 계산한 것은 나중에 버리니까 행은 열어 둬도 괜찮아요. 그래서 빈 행도 생기지 않아요.",
                ),
                "C": Text(
                    "It would work, but the rows of the padding would be empty, and with a plain softmax empty rows "
                    "are NaN. Which of the two is needed so that real tokens do not read padding?",
                    "되기는 하지만 패딩의 행이 텅 비어요. 평범한 소프트맥스라면 그 행이 NaN이 되고요. 진짜 토큰이 패딩을 읽지 않게 "
                    "하려면 둘 중 어느 것이 필요한가요?",
                ),
            },
        ),
        "not_scaled": Choice(
            "A",
            {
                "A": Text(
                    "The scores have standard deviation sqrt(256) = 16. One share is nearly 1, the others nearly 0, "
                    "and then all slopes of the softmax are nearly 0.",
                    "점수의 표준편차가 sqrt(256) = 16이에요. 몫 하나가 거의 1, 나머지가 거의 0이 되고, 그러면 소프트맥스의 모든 "
                    "기울기가 0에 가까워요.",
                ),
                "B": Text(
                    "Equal weights come from scores that are all nearly the same. Are scores with standard deviation "
                    "16 like that?",
                    "가중치가 고르려면 점수가 서로 비슷해야 해요. 표준편차가 16인 점수가 그런가요?",
                ),
                "C": Text(
                    "Adding a constant to a row changes nothing, but multiplying all scores by 16 does: compare "
                    "softmax of (0, 1) with softmax of (0, 16).",
                    "한 행에 같은 수를 더하면 아무것도 바뀌지 않지만, 모든 점수를 16배 하면 달라져요. (0, 1)의 소프트맥스와 (0, 16)의 "
                    "소프트맥스를 비교해 보세요.",
                ),
            },
        ),
        "twins": Choice(
            "C",
            {
                "A": Text(
                    "The three matrices are the same for every token, so equal tokens get equal queries, keys and "
                    "values. Where could a difference come from?",
                    "행렬 세 개는 모든 토큰에 똑같이 쓰여요. 그러니 같은 토큰은 같은 쿼리, 키, 밸류를 얻어요. 차이가 어디서 생길 수 "
                    "있을까요?",
                ),
                "B": Text(
                    "Equal queries meet the same keys, so the weights are equal as well. What would have to differ in "
                    "the input?",
                    "같은 쿼리가 같은 키들을 만나니 가중치도 같아요. 입력에서 무엇이 달라야 할까요?",
                ),
                "C": Text(
                    "Equal vectors ask the same question of the same keys. Without a position (Day 3) or a causal mask "
                    "nothing can tell them apart.",
                    "같은 벡터는 같은 키들에게 같은 질문을 해요. 위치(3일 차)나 인과 마스크가 없으면 둘을 구별할 것이 없어요.",
                ),
            },
        ),
    },
)
