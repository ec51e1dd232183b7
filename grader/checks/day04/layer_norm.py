"""Layer normalization of each token, against F.layer_norm.

gamma and beta are random, eps is large or the input small, and one input has as many tokens as features.
"""

from __future__ import annotations

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day04.shared import LOOSE, Array, tensor
from grader.judge import Check, Expect, Rng, Student


def _direction(rows: Array) -> Array:
    """Each row divided by its length: what is left when a scale per row is forgiven."""
    length = np.linalg.norm(rows.astype(np.float64), axis=-1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """Oracle."""
    return F.layer_norm(tensor(x), (x.shape[-1],), tensor(gamma), tensor(beta), eps).numpy()


check = Check(layer_norm)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Centre, spread, eps, gamma and beta, batches; last all at once on a square."""

    def plain(*shape: int) -> tuple[Array, Array, Array]:
        return rng.normal(shape, 2, offset=3), np.ones(shape[-1]), np.zeros(shape[-1])

    with expect.part(
        "centre",
        1,
        en="Has each token mean 0 afterwards? Over which axis do you take the mean?",
        ko="각 토큰의 평균이 0이 되나요? 평균을 어느 축에서 구하나요?",
    ):
        for case in (plain(3, 6), plain(5, 6), plain(5, 5)):
            got = expect.like(student.layer_norm(*case, 1e-5), case[0])
            expect.array(_direction(got), _direction(layer_norm(*case)), tolerance=LOOSE)
    with expect.part(
        "spread",
        2,
        en="Has each token variance 1 afterwards? Is it divided by the standard deviation, with 1/n inside?",
        ko="각 토큰의 분산이 1이 되나요? 1/n로 구한 표준편차로 나누나요?",
    ):
        cases = [(*plain(3, 6), 1e-5), (*plain(5, 4), 1e-5)]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "eps",
        2,
        en="Is eps added to the variance, inside the square root? What comes out for a token whose entries are all "
        "equal?",
        ko="eps를 제곱근 안에서 분산에 더하나요? 모든 값이 같은 토큰은 어떻게 되나요?",
    ):
        ones, zeros = np.ones(6), np.zeros(6)
        some_constant = np.concatenate([rng.normal((3, 6)), np.full((1, 6), 2.0), np.zeros((1, 6))])
        cases = [
            (rng.normal((3, 6)), ones, zeros, 0.1),
            (rng.normal((3, 6), 1e-3), ones, zeros, 1e-5),
            (some_constant, ones, zeros, 1e-3),
        ]
        expect.same(cases)
    with expect.part(
        "gamma_beta",
        2,
        en="Are the normalised entries first multiplied by gamma, and then beta added?",
        ko="정규화한 값에 먼저 gamma를 곱하고 그다음 beta를 더하나요?",
    ):
        cases = [(rng.normal((3, 6), 2), rng.normal((6,)), rng.normal((6,)), 1e-5) for _ in range(2)]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "batch",
        1,
        en="Is each token normalised on its own when there are batch axes in front?",
        ko="앞에 배치 축이 있어도 토큰 하나하나를 따로 정규화하나요?",
    ):
        cases = [(*plain(*shape), 1e-5) for shape in ((2, 3, 5), (2, 3, 4, 5), (6,))]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right when there are as many tokens as features, and is the input left alone?",
        ko="토큰 수와 특징 수가 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.normal(shape), rng.normal(shape[-1:]), rng.normal(shape[-1:]), 0.1)
            for shape in ((4, 4), (3, 4, 4), (2, 3, 5, 6))
        ]
        expect.same(cases, unchanged=True)


@check.right
def by_the_formula(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta


@check.right
def token_by_token(x, gamma, beta, eps=1e-5):
    result = np.empty_like(x)
    for place in np.ndindex(*x.shape[:-1]):
        token = x[place]
        mean = sum(token) / len(token)
        variance = sum((number - mean) ** 2 for number in token) / len(token)
        result[place] = [
            g * (number - mean) / (variance + eps) ** 0.5 + b
            for number, g, b in zip(token, gamma, beta, strict=True)
        ]
    return result


@check.right
def mean_of_squares(x, gamma, beta, eps=1e-5):
    mean = np.add.reduce(x, axis=-1, keepdims=True) / x.shape[-1]
    variance = np.einsum("...d,...d->...", x, x)[..., None] / x.shape[-1] - mean**2
    return (x - mean) * (variance + eps) ** -0.5 * gamma + beta


@check.right
def norm_with_torch(x, gamma, beta, eps=1e-5):
    import torch

    x32, g32, b32 = (torch.tensor(a, dtype=torch.float32) for a in (x, gamma, beta))
    return torch.nn.functional.layer_norm(x32, x32.shape[-1:], g32, b32, eps).numpy()


@check.right
def std_from_eps(x, gamma, beta, eps=1e-5):
    centred = x.T - x.T.mean(axis=0)
    return (centred / np.hypot(x.T.std(axis=0), np.sqrt(eps))).T * gamma + beta


@check.misconception(
    en="Where does eps stand: under the square root with the variance, or behind it with the standard deviation?",
    ko="eps가 어디에 있나요? 분산과 함께 제곱근 안에 있나요, 표준편차 옆 제곱근 밖에 있나요?",
)
def eps_outside_root(x, gamma, beta, eps=1e-5):
    mean, std = x.mean(-1, keepdims=True), x.std(-1, keepdims=True)
    return gamma * (x - mean) / (std + eps) + beta


@check.misconception(
    en="Does a line use the argument eps, or is a number written there?",
    ko="인수 eps를 쓰고 있나요, 아니면 숫자를 직접 적어 두었나요?",
)
def eps_hard_coded(x, gamma, beta, eps=1e-5):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


@check.misconception(
    en="Is the variance divided by n or by n - 1? Which of the two does the formula say (see ddof)?",
    ko="분산을 n으로 나누나요, n - 1로 나누나요? 식은 어느 쪽인가요? (ddof를 살펴보세요.)",
)
def divided_by_n_minus_1(x, gamma, beta, eps=1e-5):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


@check.misconception(
    en="Is beta multiplied by gamma as well? Which of the two comes first?",
    ko="beta에도 gamma가 곱해지고 있지 않나요? 둘 가운데 무엇이 먼저인가요?",
)
def beta_before_gamma(x, gamma, beta, eps=1e-5):
    return ((x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta) * gamma


@check.misconception(
    en="Is one mean taken for each token, or one for the whole sequence?",
    ko="평균을 토큰마다 하나씩 구하나요, 문장 전체에서 하나만 구하나요?",
)
def over_tokens_and_features(x, gamma, beta, eps=1e-5):
    mean, var = x.mean((-2, -1), keepdims=True), x.var((-2, -1), keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


@check.misconception(
    en="Is the variance the mean of the squares of x, or of x minus its mean?",
    ko="분산이 x 제곱의 평균인가요, 평균을 뺀 x 제곱의 평균인가요?",
)
def square_without_mean(x, gamma, beta, eps=1e-5):
    mean, square = x.mean(-1, keepdims=True), (x**2).mean(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(square + eps) + beta


@check.misconception(
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def norm_written_into_x(x, gamma, beta, eps=1e-5):
    x -= x.mean(-1, keepdims=True)
    x /= np.sqrt((x**2).mean(-1, keepdims=True) + eps)
    return gamma * x + beta


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "eps_forgotten",
    ("np.sqrt(x.var(-1, keepdims=True) + eps)", "x.std(-1, keepdims=True)"),
    en="What is divided by what when all entries of a token are equal? Where is eps?",
    ko="한 토큰의 값이 모두 같으면 무엇을 무엇으로 나누게 되나요? eps는 어디에 있나요?",
)
misconception(
    "gamma_beta_forgotten",
    ("gamma * ", ""),
    (" + beta", ""),
    en="Where do gamma and beta come in?",
    ko="gamma와 beta는 어디에서 쓰이나요?",
)
misconception(
    "beta_forgotten",
    (" + beta", ""),
    en="Can the output have a mean other than 0? Where is beta added?",
    ko="출력의 평균이 0이 아닐 수도 있나요? beta는 어디에서 더하나요?",
)
misconception(
    "gamma_forgotten",
    ("gamma * ", ""),
    en="Where is the normalised token multiplied by gamma?",
    ko="정규화한 토큰에 gamma를 곱하는 곳이 어디인가요?",
)
misconception(
    "gamma_and_beta_swapped",
    ("gamma * ", "beta * "),
    ("+ beta", "+ gamma"),
    en="Which of the two is multiplied, and which is added?",
    ko="둘 가운데 무엇을 곱하고 무엇을 더하나요?",
)
misconception(
    "divided_by_variance",
    ("np.sqrt(x.var(-1, keepdims=True) + eps)", "(x.var(-1, keepdims=True) + eps)"),
    en="By what do you divide, the variance or its square root? What is the variance of the result?",
    ko="분산으로 나누나요, 그 제곱근으로 나누나요? 결과의 분산은 얼마인가요?",
)
misconception(
    "over_the_tokens",
    ("(-1, keepdims=True)", "(-2, keepdims=True)"),
    en="Does a change of one token change the others? Does the mean run over the tokens or over the features?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 평균이 토큰 축을 따라가나요, 특징 축을 따라가나요?",
)
misconception(
    "over_the_batch",
    ("(-1, keepdims=True)", "(0, keepdims=True)"),
    en="Does the result of one sequence depend on the others in the batch? Which axis is axis 0?",
    ko="한 문장의 결과가 배치의 다른 문장에 따라 달라지나요? 0번 축은 무엇인가요?",
)
misconception(
    "axis_one",
    ("(-1, keepdims=True)", "(1, keepdims=True)"),
    en="Is the axis written as 1? Which axis is that when a batch axis stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치 축이 있으면 1번 축은 무엇인가요?",
)
misconception(
    "over_everything",
    ("(-1, keepdims=True)", "()"),
    en="What does x.mean() give without an axis: one number for each token, or one for the whole array?",
    ko="축을 주지 않은 x.mean()은 무엇을 돌려주나요? 토큰마다 하나인가요, 배열 전체에 하나인가요?",
)
misconception(
    "mean_without_keepdims",
    (", keepdims=True", ""),
    en="Which shape has the mean, and from which entries is it subtracted? Try as many tokens as features.",
    ko="평균의 모양은 무엇이고 어떤 값들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
misconception(
    "not_centred",
    ("(x - x.mean(-1, keepdims=True))", "x"),
    ("x.var", "(x**2).mean"),
    en="Is the mean subtracted? What comes out for a token whose entries all lie near 3?",
    ko="평균을 빼고 있나요? 값이 모두 3 근처인 토큰은 어떻게 되나요?",
)
misconception(
    "mean_left_in_x",
    ("(x - x.mean(-1, keepdims=True))", "x"),
    en="Is the mean subtracted in the numerator too, or only inside the variance?",
    ko="분산을 구할 때뿐 아니라 분자에서도 평균을 빼나요?",
)
