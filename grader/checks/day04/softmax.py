"""softmax along any axis, against torch.softmax; with numbers near 1000 and -1000, where a bare np.exp fails."""

from __future__ import annotations

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day04.shared import Array, tensor
from grader.judge import Check, Expect, Rng, Student


def softmax(x: Array, axis: int = -1) -> Array:
    """Oracle."""
    return F.softmax(tensor(x), dim=axis).numpy()


check = Check(softmax)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Rows, axes, numbers far from 0, any number of dimensions, the input left alone."""
    with expect.part(
        "rows",
        2,
        en="Are all entries positive, and does each row sum to 1? Which entries do you divide by?",
        ko="모든 값이 양수이고 각 행의 합이 1인가요? 어떤 값들의 합으로 나누나요?",
    ):
        expect.same([(rng.normal((3, 5)), -1), (rng.normal((4, 4)), -1)])
    with expect.part(
        "axis",
        2,
        en="Do both the maximum and the sum run over the axis that was asked for?",
        ko="최댓값과 합을 모두 요청받은 axis를 따라 구하나요?",
    ):
        x = rng.normal((2, 3, 5))
        expect.same([(x, 1), (x, 0), (x, -2), (rng.normal((4, 4)), 0)])
    with expect.part(
        "large",
        2,
        en="What does np.exp give for 1000, or for every entry of a row near -1000? What may be subtracted first "
        "from each row without changing the result?",
        ko="np.exp에 1000을 넣거나 한 행이 모두 -1000 근처라면 어떻게 되나요? 결과를 바꾸지 않으면서 각 행에서 "
        "먼저 뺄 수 있는 값은 무엇일까요?",
    ):
        far = np.stack([rng.normal((5,), offset=offset) for offset in (0.0, 1000.0, -1000.0)])
        wide = rng.normal((3, 5)) + np.array([0, 0, 1000, 0, 0])  # far from its own mean, too
        expect.same([(far, -1), (far.T, 0), (wide, -1)])
    with expect.part(
        "dimensions",
        1,
        en="Does it work for one vector, and for arrays of three and four dimensions?",
        ko="벡터 하나에도, 3차원과 4차원 배열에도 잘 동작하나요?",
    ):
        cases = [(rng.normal(shape), -1) for shape in ((6,), (2, 3, 5), (2, 3, 4, 5))]
        expect.same(cases)
    with expect.part(
        "input_kept",
        0.5,
        en="Is the input still the same after the call?",
        ko="함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        expect.same([(rng.normal((3, 5)), -1)], unchanged=True)


@check.right
def largest_subtracted(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@check.right
def log_sum_exp(x, axis=-1):
    return np.exp(x - np.logaddexp.reduce(x, axis=axis, keepdims=True))


@check.right
def row_by_row(x, axis=-1):
    def one(row):
        weights = [np.exp(number - max(row)) for number in row]
        return np.array([weight / sum(weights) for weight in weights])

    return np.apply_along_axis(one, axis, x)


@check.right
def last_axis_first(x, axis=-1):
    front = np.moveaxis(np.asarray(x, dtype=np.float32), axis, 0)
    e = np.exp(front - np.maximum.reduce(front))
    return np.moveaxis(e / np.add.reduce(e), 0, axis)


@check.right
def with_torch(x, axis=-1):
    import torch

    return torch.softmax(torch.as_tensor(x), dim=axis)


@check.misconception(
    en="Where is the exponential? Can an entry be negative?",
    ko="지수 함수는 어디에 있나요? 결과가 음수가 될 수 있나요?",
)
def exp_forgotten(x, axis=-1):
    return x / x.sum(axis=axis, keepdims=True)


@check.misconception(
    en="Are the results between 0 and 1? Is a logarithm left at the end?",
    ko="결과가 0과 1 사이인가요? 마지막에 로그가 남아 있지 않나요?",
)
def log_of_it(x, axis=-1):
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@check.misconception(
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def written_into_x(x, axis=-1):
    x -= x.max(axis=axis, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


misconception = check.misconceptions_in(largest_subtracted)
misconception(
    "axis_ignored",
    ("axis=axis", "axis=-1"),
    en="What happens to the argument `axis`? Does any line use it?",
    ko="인수 `axis`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
misconception(
    "always_axis_zero",
    ("axis=axis", "axis=0"),
    en="Do the rows sum to 1, or the columns? Along which axis do max and sum run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? max와 sum이 어느 축을 따라가나요?",
)
misconception(
    "always_axis_one",
    ("axis=axis", "axis=1"),
    en="Is the axis written as 1 somewhere? What is axis 1 when the array has three dimensions?",
    ko="어딘가에 axis를 1로 적어 두었나요? 3차원 배열에서 1번 축은 무엇인가요?",
)
misconception(
    "one_sum_for_all",
    ("e.sum(axis=axis, keepdims=True)", "e.sum()"),
    en="Does each row sum to 1, or does the whole array? Over which entries does np.sum run without an axis?",
    ko="각 행의 합이 1인가요, 배열 전체의 합이 1인가요? axis 없는 np.sum은 어떤 값들을 더하나요?",
)
misconception(
    "no_max_subtraction",
    ("x - x.max(axis=axis, keepdims=True)", "x"),
    en="What is np.exp(1000)? And what is the sum when every np.exp(...) is 0?",
    ko="np.exp(1000)은 얼마인가요? 모든 np.exp(...)가 0이면 그 합으로 나눌 수 있나요?",
)
misconception(
    "one_max_for_all",
    ("x.max(axis=axis, keepdims=True)", "x.max()"),
    en="Which maximum do you subtract, each row's own or one for the whole array? What is left of a row near 0 when "
    "another row is near 1000?",
    ko="빼는 최댓값이 각 행의 것인가요, 배열 전체의 것인가요? 다른 행이 1000 근처라면 0 근처의 행은 어떻게 될까요?",
)
misconception(
    "mean_subtracted",
    ("x.max", "x.mean"),
    en="Which number do you subtract before np.exp? Can the largest entry still be far above 0 afterwards?",
    ko="np.exp 앞에서 무엇을 빼나요? 빼고 나서도 가장 큰 값이 0보다 훨씬 클 수 있나요?",
)
misconception(
    "keepdims_forgotten",
    ("e.sum(axis=axis, keepdims=True)", "e.sum(axis=axis)"),
    en="Which shape has the sum, and against which axis is it divided? Do the rows of a square array sum to 1?",
    ko="합의 모양은 무엇이고 어느 축에 맞추어 나누어지나요? 정사각 배열에서도 각 행의 합이 1인가요?",
)
misconception(
    "max_keepdims_forgotten",
    (", keepdims=True", ""),
    en="Which shape has the maximum, and from which entries is it subtracted? Is keepdims set in both places?",
    ko="최댓값의 모양은 무엇이고 어떤 값들에서 빼나요? keepdims를 두 곳에 모두 적었나요?",
)
misconception(
    "divided_by_max",
    ("e.sum", "e.max"),
    en="By what do you divide, the largest entry or the sum of all?",
    ko="무엇으로 나누나요? 가장 큰 값인가요, 모두의 합인가요?",
)
