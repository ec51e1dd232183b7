"""Day 4, the whole block in NumPy: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn.functional. Misconceptions and
alternatives call them by these bare names, so that their source also works when pasted into a student's notebook,
where the same names are the student's functions. They use nothing else but `np`.

Inputs are awkward on purpose: all dimensions differ, except where a slip is silent only on equal ones; gamma, beta
and the biases are random; eps is large or the input small.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N802

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.text import Text

Array = NDArray[Any]
Params = dict[str, Array]

book = CheckBook()

LOOSE = 1e-3  # for parts about one mechanism, where a slip of eps must not count twice


def _tensor(x: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(x), dtype=torch.float64)


# --------------------------------------------------------------------------------------------------- 1 softmax


def softmax(x: Array, axis: int = -1) -> Array:
    """Oracle."""
    return F.softmax(_tensor(x), dim=axis).numpy()


@book.check("softmax")
def check_softmax(student: Student, rng: Rng, expect: Expect) -> None:
    """Rows, axes, numbers far from 0, any number of dimensions, the input left alone."""
    with expect.part(
        "rows",
        2,
        en="Are all entries positive, and does each row sum to 1? Which entries do you divide by?",
        ko="모든 값이 양수이고 각 행의 합이 1인가요? 어떤 값들의 합으로 나누나요?",
    ):
        expect.same(student, "softmax", softmax, [(rng.normal((3, 5)), -1), (rng.normal((4, 4)), -1)])
    with expect.part(
        "axis",
        2,
        en="Do both the maximum and the sum run over the axis that was asked for?",
        ko="최댓값과 합을 모두 요청받은 axis를 따라 구하나요?",
    ):
        x = rng.normal((2, 3, 5))
        expect.same(student, "softmax", softmax, [(x, 1), (x, 0), (x, -2), (rng.normal((4, 4)), 0)])
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
        expect.same(student, "softmax", softmax, [(far, -1), (far.T, 0), (wide, -1)])
    with expect.part(
        "dimensions",
        1,
        en="Does it work for one vector, and for arrays of three and four dimensions?",
        ko="벡터 하나에도, 3차원과 4차원 배열에도 잘 동작하나요?",
    ):
        cases = [(rng.normal(shape), -1) for shape in ((6,), (2, 3, 5), (2, 3, 4, 5))]
        expect.same(student, "softmax", softmax, cases)
    with expect.part(
        "input_kept",
        0.5,
        en="Is the input still the same after the call?",
        ko="함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        expect.same(student, "softmax", softmax, [(rng.normal((3, 5)), -1)], unchanged=True)


@book.misconception(
    "softmax",
    "axis_ignored",
    en="What happens to the argument `axis`? Does any line use it?",
    ko="인수 `axis`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def axis_ignored(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@book.misconception(
    "softmax",
    "always_axis_zero",
    en="Do the rows sum to 1, or the columns? Along which axis do max and sum run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? max와 sum이 어느 축을 따라가나요?",
)
def always_axis_zero(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@book.misconception(
    "softmax",
    "always_axis_one",
    en="Is the axis written as 1 somewhere? What is axis 1 when the array has three dimensions?",
    ko="어딘가에 axis를 1로 적어 두었나요? 3차원 배열에서 1번 축은 무엇인가요?",
)
def always_axis_one(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@book.misconception(
    "softmax",
    "one_sum_for_all",
    en="Does each row sum to 1, or does the whole array? Over which entries does np.sum run without an axis?",
    ko="각 행의 합이 1인가요, 배열 전체의 합이 1인가요? axis 없는 np.sum은 어떤 값들을 더하나요?",
)
def one_sum_for_all(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum()


@book.misconception(
    "softmax",
    "no_max_subtraction",
    en="What is np.exp(1000)? And what is the sum when every np.exp(...) is 0?",
    ko="np.exp(1000)은 얼마인가요? 모든 np.exp(...)가 0이면 그 합으로 나눌 수 있나요?",
)
def no_max_subtraction(x: Array, axis: int = -1) -> Array:
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


@book.misconception(
    "softmax",
    "one_max_for_all",
    en="Which maximum do you subtract, each row's own or one for the whole array? What is left of a row near 0 when "
    "another row is near 1000?",
    ko="빼는 최댓값이 각 행의 것인가요, 배열 전체의 것인가요? 다른 행이 1000 근처라면 0 근처의 행은 어떻게 될까요?",
)
def one_max_for_all(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis, keepdims=True)


@book.misconception(
    "softmax",
    "mean_subtracted",
    en="Which number do you subtract before np.exp? Can the largest entry still be far above 0 afterwards?",
    ko="np.exp 앞에서 무엇을 빼나요? 빼고 나서도 가장 큰 값이 0보다 훨씬 클 수 있나요?",
)
def mean_subtracted(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@book.misconception(
    "softmax",
    "keepdims_forgotten",
    en="Which shape has the sum, and against which axis is it divided? Do the rows of a square array sum to 1?",
    ko="합의 모양은 무엇이고 어느 축에 맞추어 나누어지나요? 정사각 배열에서도 각 행의 합이 1인가요?",
)
def keepdims_forgotten(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis)


@book.misconception(
    "softmax",
    "max_keepdims_forgotten",
    en="Which shape has the maximum, and from which entries is it subtracted? Is keepdims set in both places?",
    ko="최댓값의 모양은 무엇이고 어떤 값들에서 빼나요? keepdims를 두 곳에 모두 적었나요?",
)
def max_keepdims_forgotten(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=axis))
    return e / e.sum(axis=axis)


@book.misconception(
    "softmax",
    "exp_forgotten",
    en="Where is the exponential? Can an entry be negative?",
    ko="지수 함수는 어디에 있나요? 결과가 음수가 될 수 있나요?",
)
def exp_forgotten(x: Array, axis: int = -1) -> Array:
    return x / x.sum(axis=axis, keepdims=True)


@book.misconception(
    "softmax",
    "divided_by_max",
    en="By what do you divide, the largest entry or the sum of all?",
    ko="무엇으로 나누나요? 가장 큰 값인가요, 모두의 합인가요?",
)
def divided_by_max(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.max(axis=axis, keepdims=True)


@book.misconception(
    "softmax",
    "log_of_it",
    en="Are the results between 0 and 1? Is a logarithm left at the end?",
    ko="결과가 0과 1 사이인가요? 마지막에 로그가 남아 있지 않나요?",
)
def log_of_it(x: Array, axis: int = -1) -> Array:
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@book.misconception(
    "softmax",
    "written_into_x",
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def written_into_x(x: Array, axis: int = -1) -> Array:
    x -= x.max(axis=axis, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


@book.alternative("softmax", "log_sum_exp")
def log_sum_exp(x: Array, axis: int = -1) -> Array:
    return np.exp(x - np.logaddexp.reduce(x, axis=axis, keepdims=True))


@book.alternative("softmax", "row_by_row")
def row_by_row(x: Array, axis: int = -1) -> Array:
    def one(row: Array) -> Array:
        weights = [np.exp(number - max(row)) for number in row]
        return np.array([weight / sum(weights) for weight in weights])

    return np.apply_along_axis(one, axis, x)


@book.alternative("softmax", "last_axis_first")
def last_axis_first(x: Array, axis: int = -1) -> Array:
    front = np.moveaxis(np.asarray(x, dtype=np.float32), axis, 0)
    e = np.exp(front - np.maximum.reduce(front))
    return np.moveaxis(e / np.add.reduce(e), 0, axis)


@book.alternative("softmax", "with_torch")
def with_torch(x: Array, axis: int = -1) -> torch.Tensor:
    import torch

    return torch.softmax(torch.as_tensor(x), dim=axis)


# -------------------------------------------------------------------------------------------- 2 self_attention


def self_attention(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    """Oracle."""
    scores = torch.matmul(_tensor(query), _tensor(key).transpose(-1, -2)).numpy() / query.shape[-1] ** 0.5
    weights = softmax(scores)
    return np.matmul(weights, value), weights


@book.check("self_attention", uses=("softmax",))
def check_self_attention(student: Student, rng: Rng, expect: Expect) -> None:
    """Weights and output whatever the scale, then the scale, then batches; last all at once."""
    both = ("output", "weights")

    def scaled_by(size: int) -> Callable[[Array, Array, Array], tuple[Array, Array]]:
        def attention(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
            weights = softmax(query @ np.swapaxes(key, -1, -2) / size**0.5)
            return np.matmul(weights, value), weights

        return attention

    def one_feature(lead: tuple[int, ...], queries: int, keys: int, d_v: int) -> tuple[Array, Array, Array]:
        return (
            rng.normal((*lead, queries, 1), 2),
            rng.normal((*lead, keys, 1), 2),
            rng.normal((*lead, keys, d_v)),
        )

    # With one feature the square root of d_k is 1. Another size in its place is a slip that the part "scale" counts.
    any_scale = [self_attention, *(scaled_by(size) for size in (2, 3, 4, 5, 6, 64))]
    with expect.part(
        "weights",
        2,
        en="Does weights[i, j] say how much query i looks at key j? Over which axis do the weights sum to 1?",
        ko="weights[i, j]가 쿼리 i가 키 j를 얼마나 보는지 나타내나요? 어느 축으로 더하면 1이 되나요?",
    ):
        cases = [one_feature((), 3, 5, 6)]
        expect.same(
            student, "self_attention", any_scale, cases, labels=both, judged=("weights",), tolerance=LOOSE
        )
    with expect.part(
        "output",
        2,
        en="Is each output row the average of the value rows, weighted with the softmax weights?",
        ko="출력의 각 행이 소프트맥스 가중치로 value의 행들을 평균한 것인가요?",
    ):
        cases = [one_feature((), 3, 5, 6), one_feature((), 2, 4, 3)]
        expect.same(student, "self_attention", any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "scale",
        2,
        en="By what are the scores divided before the softmax? Which size goes into the square root?",
        ko="소프트맥스 앞에서 점수를 무엇으로 나누나요? 제곱근 안에 어떤 크기가 들어가나요?",
    ):
        cases = [(rng.normal((3, d_k), 2), rng.normal((5, d_k), 2), rng.normal((5, 6))) for d_k in (4, 9)]
        expect.same(student, "self_attention", self_attention, cases, labels=both)
    with expect.part(
        "batch",
        2,
        en="Does it work when there are axes in front of the tokens, one for a batch and one for heads? Which axes "
        "of key should change places?",
        ko="토큰 축 앞에 배치나 헤드 축이 더 있어도 동작하나요? key의 어느 축들이 자리를 바꾸어야 하나요?",
    ):
        cases = [one_feature(lead, 4, 5, 6) for lead in ((2,), (2, 3))]
        expect.same(student, "self_attention", any_scale, cases, labels=both, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right when batch, tokens and features have the same size, and are the inputs left alone?",
        ko="배치, 토큰, 특징의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.normal((4, 4, 4)), rng.normal((4, 4, 4)), rng.normal((4, 4, 4))),
            (rng.normal((2, 3, 4, 7)), rng.normal((2, 3, 5, 7)), rng.normal((2, 3, 5, 6))),
        ]
        expect.same(student, "self_attention", self_attention, cases, labels=both, unchanged=True)


@book.misconception(
    "self_attention",
    "attention_not_scaled",
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 그것을 무엇이 막아 주나요?",
)
def attention_not_scaled(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scaled_by_d_k",
    en="Are the scores divided by d_k or by its square root? Which of the two keeps their variance at 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 분산을 1로 지켜 주는 쪽은 어느 쪽인가요?",
)
def attention_scaled_by_d_k(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / query.shape[-1])
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scaled_by_tokens",
    en="Which size stands in your square root, the number of tokens or the number of features of a key?",
    ko="제곱근 안에 있는 크기가 토큰 수인가요, 키 하나의 특징 수인가요?",
)
def attention_scaled_by_tokens(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(key.shape[-2]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scaled_by_queries",
    en="Which size stands in your square root? Is it shape[0], or the number of features?",
    ko="제곱근 안에 어떤 크기가 있나요? shape[0]인가요, 특징 수인가요?",
)
def attention_scaled_by_queries(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[0]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scaled_by_d_v",
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 key의 폭인가요, value의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
def attention_scaled_by_d_v(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(value.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scale_multiplied",
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
def attention_scale_multiplied(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) * np.sqrt(query.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_scaled_after_softmax",
    en="Do the weights of one query still sum to 1? Does the scale come before or after the softmax?",
    ko="한 쿼리의 가중치 합이 여전히 1인가요? 스케일은 소프트맥스 앞에 있나요, 뒤에 있나요?",
)
def attention_scaled_after_softmax(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2)) / np.sqrt(query.shape[-1])
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "softmax_over_queries",
    en="Do the weights of one query sum to 1, or those of one key? Along which axis does the softmax run?",
    ko="가중치의 합이 쿼리마다 1인가요, 키마다 1인가요? 소프트맥스가 어느 축을 따라가나요?",
)
def softmax_over_queries(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]), axis=-2)
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "softmax_over_everything",
    en="Do the weights of each query sum to 1, or only those of the whole array together?",
    ko="쿼리마다 가중치의 합이 1인가요, 배열 전체를 더해야 1인가요?",
)
def softmax_over_everything(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    weights = np.exp(scores - scores.max())
    weights = weights / weights.sum()
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "keys_times_queries",
    en="Is the row of the score matrix a query or a key? What is its shape when there are 3 queries and 5 keys?",
    ko="점수 행렬의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떻게 되어야 하나요?",
)
def keys_times_queries(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(key @ query.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_key_dot_T",
    en="What does .T do to an array with a batch axis in front? Which two axes should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
def attention_key_dot_T(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.T / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "attention_only_3d",
    en="Are the axes of key counted from the front? What happens without a batch axis, or with two axes in front?",
    ko="key의 축 번호를 앞에서부터 세었나요? 배치 축이 없거나 앞에 축이 두 개 있으면 어떻게 되나요?",
)
def attention_only_3d(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "key_reshaped",
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def key_reshaped(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    weights = softmax(query @ turned / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@book.misconception(
    "self_attention",
    "batch_in_one_row",
    en="Can a token look at tokens of another sequence of the batch? What does the reshape put into one axis?",
    ko="한 토큰이 배치 안의 다른 문장에 있는 토큰까지 보지 않나요? reshape가 무엇을 한 축에 모으나요?",
)
def batch_in_one_row(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    q, k, v = (a.reshape(-1, a.shape[-1]) for a in (query, key, value))
    weights = softmax(q @ k.T / np.sqrt(query.shape[-1]))
    return (weights @ v).reshape(*query.shape[:-1], value.shape[-1]), weights


@book.misconception(
    "self_attention",
    "output_from_scores",
    en="With what is value multiplied, the scores or the weights after the softmax?",
    ko="value에 무엇을 곱하나요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def output_from_scores(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    return scores @ value, softmax(scores)


@book.misconception(
    "self_attention",
    "scores_returned",
    en="Which array is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def scores_returned(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    return softmax(scores) @ value, scores


@book.misconception(
    "self_attention",
    "results_swapped",
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
def results_swapped(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))
    return weights, weights @ value


@book.misconception(
    "self_attention",
    "only_the_output",
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def only_the_output(query: Array, key: Array, value: Array) -> Array:
    return softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])) @ value


@book.misconception(
    "self_attention",
    "keys_averaged",
    en="Which array do the weights average, the keys or the values?",
    ko="가중치로 평균하는 배열이 key인가요, value인가요?",
)
def keys_averaged(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))
    return weights @ key, weights


@book.alternative("self_attention", "einsum_attention")
def einsum_attention(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    scores = np.einsum("...qd,...kd->...qk", query, key) * query.shape[-1] ** -0.5
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return np.einsum("...qk,...kv->...qv", weights, value), weights


@book.alternative("self_attention", "attention_in_loops")
def attention_in_loops(query: Array, key: Array, value: Array) -> list[Array]:
    weights = np.zeros((*query.shape[:-1], key.shape[-2]))
    output = np.zeros((*query.shape[:-1], value.shape[-1]))
    for place in np.ndindex(*query.shape[:-1]):
        keys, values = key[place[:-1]], value[place[:-1]]
        scores = np.array([query[place].dot(k) for k in keys]) / np.sqrt(len(query[place]))
        weights[place] = softmax(scores)
        for weight, v in zip(weights[place], values, strict=True):
            output[place] += weight * v
    return [output, weights]


@book.alternative("self_attention", "attention_with_torch")
def attention_with_torch(query: Array, key: Array, value: Array) -> tuple[torch.Tensor, Array]:
    import torch

    q, k, v = (torch.tensor(a, dtype=torch.float32) for a in (query, key, value))
    weights = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, dim=-1)
    return torch.nn.functional.scaled_dot_product_attention(q, k, v), weights.numpy()


@book.alternative("self_attention", "query_scaled_first")
def query_scaled_first(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    d_k = key.shape[-1]
    weights = softmax(np.matmul(query / np.sqrt(d_k), np.moveaxis(key, -1, -2)), axis=-1)
    return np.matmul(weights, value), weights


# -------------------------------------------------------------------------------------------- 3 batched_scores


def batched_scores(query: Array, key: Array) -> Array:
    """Oracle."""
    return torch.matmul(_tensor(query), _tensor(key).transpose(-1, -2)).numpy() / query.shape[-1] ** 0.5


@book.check(
    "batched_scores",
    bug="key_dot_T",
    reason=Choice(
        "B",
        {
            "A": Text(
                "The scale is right as it is: a score is a sum of d_k products, so sqrt(d_k) keeps its size. Try a "
                "batch of two sequences instead: what does .T give?",
                "스케일은 그대로 맞아요. 점수는 d_k개의 곱을 더한 값이라 sqrt(d_k)로 나누면 크기가 유지돼요. 대신 문장 "
                "두 개짜리 배치로 해 보세요. .T의 결과는 무엇인가요?",
            ),
            "B": Text(
                ".T turns all axes round, the batch axis too. Shapes clash, or, when the sizes happen to be equal, "
                "one sequence is scored against another without any error.",
                ".T는 배치 축까지 모든 축의 순서를 뒤집어요. 그래서 모양이 맞지 않거나, 크기가 우연히 같으면 오류도 없이 "
                "서로 다른 문장끼리 점수를 매기게 돼요.",
            ),
            "C": Text(
                "The softmax is not missing: this function returns the scores before it. Look at which axes of key "
                "change places.",
                "소프트맥스가 빠진 것이 아니에요. 이 함수는 소프트맥스 이전의 점수를 돌려줘요. key의 어느 축들이 자리를 바꾸는지 "
                "살펴보세요.",
            ),
            "D": Text(
                "The order is right: rows are queries, columns are keys. Look at what .T does with three axes.",
                "순서는 맞아요. 행이 쿼리, 열이 키예요. 축이 세 개일 때 .T가 무엇을 하는지 살펴보세요.",
            ),
        },
    ),
)
def check_batched_scores(student: Student, rng: Rng, expect: Expect) -> None:
    """Batches first: without a batch axis the given code is right already, so that alone earns nothing."""
    with expect.part(
        "batch",
        2,
        en="Is each sequence of the batch compared with its own keys only? Which two axes of key change places?",
        ko="배치 안의 각 문장이 자기 문장의 키하고만 비교되나요? key의 어느 두 축이 자리를 바꾸나요?",
    ):
        cases = [
            (rng.normal((2, 3, 4)), rng.normal((2, 5, 4))),
            (rng.normal((4, 4, 4)), rng.normal((4, 4, 4))),
        ]
        expect.same(student, "batched_scores", batched_scores, cases)
    with expect.part(
        "any_axes_in_front",
        1,
        en="Does it work without a batch axis and with two axes in front, and are the inputs left alone? Do you "
        "count the axes from the end?",
        ko="배치 축이 없을 때도, 앞에 축이 두 개 있을 때도 동작하나요? 입력은 그대로인가요? 축을 뒤에서부터 세고 있나요?",
    ):
        cases = [(rng.normal((*lead, 4, 7)), rng.normal((*lead, 5, 7))) for lead in ((), (2,), (2, 3))]
        expect.same(student, "batched_scores", batched_scores, cases, unchanged=True)


@book.misconception(
    "batched_scores",
    "key_dot_T",
    en="What does .T do to an array with three axes? Which axes of key should change places, and which should stay?",
    ko="축이 세 개인 배열에 .T를 쓰면 어떻게 되나요? key의 어느 축이 자리를 바꾸고 어느 축이 그대로 있어야 하나요?",
)
def key_dot_T(query: Array, key: Array) -> Array:
    d_k = query.shape[-1]
    return query @ key.T / np.sqrt(d_k)


@book.misconception(
    "batched_scores",
    "front_axes_swapped",
    en="Which axes change places? Is the batch axis one of them?",
    ko="어느 축들이 자리를 바꾸나요? 그 가운데 배치 축이 들어 있지 않나요?",
)
def front_axes_swapped(query: Array, key: Array) -> Array:
    return query @ key.swapaxes(0, 1) / np.sqrt(query.shape[-1])


@book.misconception(
    "batched_scores",
    "first_and_last_swapped",
    en="Which axes change places? Is the batch axis, the first one, among them?",
    ko="어느 축들이 자리를 바꾸나요? 첫 번째 축인 배치 축이 들어 있지 않나요?",
)
def first_and_last_swapped(query: Array, key: Array) -> Array:
    return query @ np.moveaxis(key, 0, -1) / np.sqrt(query.shape[-1])


@book.misconception(
    "batched_scores",
    "scores_of_reshaped_key",
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def scores_of_reshaped_key(query: Array, key: Array) -> Array:
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    return query @ turned / np.sqrt(query.shape[-1])


@book.misconception(
    "batched_scores",
    "scores_only_3d",
    en="Are the axes of key counted from the front? What happens without a batch axis, or with two axes in front?",
    ko="key의 축 번호를 앞에서부터 세었나요? 배치 축이 없거나 앞에 축이 두 개 있으면 어떻게 되나요?",
)
def scores_only_3d(query: Array, key: Array) -> Array:
    return query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])


@book.misconception(
    "batched_scores",
    "scores_transposed",
    en="Is a row of the result a query or a key? Which of the two stands on the left of the product?",
    ko="결과의 행이 쿼리인가요, 키인가요? 곱의 왼쪽에는 둘 중 무엇이 있나요?",
)
def scores_transposed(query: Array, key: Array) -> Array:
    return key @ query.swapaxes(-1, -2) / np.sqrt(query.shape[-1])


@book.misconception(
    "batched_scores",
    "scores_not_scaled",
    en="Is the division by the square root still there?",
    ko="제곱근으로 나누는 부분이 아직 남아 있나요?",
)
def scores_not_scaled(query: Array, key: Array) -> Array:
    return query @ key.swapaxes(-1, -2)


@book.misconception(
    "batched_scores",
    "scores_scaled_by_tokens",
    en="Which size stands in the square root, the number of tokens or the number of features?",
    ko="제곱근 안의 크기가 토큰 수인가요, 특징 수인가요?",
)
def scores_scaled_by_tokens(query: Array, key: Array) -> Array:
    return query @ key.swapaxes(-1, -2) / np.sqrt(key.shape[-2])


@book.misconception(
    "batched_scores",
    "softmax_added",
    en="Does the function promise scores or weights? Which line was not there before?",
    ko="이 함수가 돌려줄 것이 점수인가요, 가중치인가요? 처음에 없던 줄은 무엇인가요?",
)
def softmax_added(query: Array, key: Array) -> Array:
    return softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))


@book.misconception(
    "batched_scores",
    "np_dot",
    en="How many axes has the result? What does np.dot do with the batch axes of both arrays?",
    ko="결과의 축이 몇 개인가요? np.dot은 두 배열의 배치 축을 어떻게 다루나요?",
)
def np_dot(query: Array, key: Array) -> Array:
    return np.dot(query, key.swapaxes(-1, -2)) / np.sqrt(query.shape[-1])


@book.alternative("batched_scores", "einsum_scores")
def einsum_scores(query: Array, key: Array) -> Array:
    return np.einsum("...qd,...kd->...qk", query, key) / np.sqrt(key.shape[-1])


@book.alternative("batched_scores", "broadcast_scores")
def broadcast_scores(query: Array, key: Array) -> Array:
    return (query[..., :, None, :] * key[..., None, :, :]).sum(axis=-1) * query.shape[-1] ** -0.5


@book.alternative("batched_scores", "scores_in_a_loop")
def scores_in_a_loop(query: Array, key: Array) -> Array:
    scores = np.empty((*query.shape[:-1], key.shape[-2]), dtype=np.float32)
    for place in np.ndindex(*query.shape[:-2]):
        scores[place] = query[place] @ key[place].T / np.sqrt(query.shape[-1])
    return scores


# ------------------------------------------------------------------------------------------------ 4 layer_norm


def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """Oracle."""
    return F.layer_norm(_tensor(x), (x.shape[-1],), _tensor(gamma), _tensor(beta), eps).numpy()


@book.check("layer_norm")
def check_layer_norm(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(student, "layer_norm", layer_norm, cases, tolerance=LOOSE)
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
        expect.same(student, "layer_norm", layer_norm, cases)
    with expect.part(
        "gamma_beta",
        2,
        en="Are the normalised entries first multiplied by gamma, and then beta added?",
        ko="정규화한 값에 먼저 gamma를 곱하고 그다음 beta를 더하나요?",
    ):
        cases = [(rng.normal((3, 6), 2), rng.normal((6,)), rng.normal((6,)), 1e-5) for _ in range(2)]
        expect.same(student, "layer_norm", layer_norm, cases, tolerance=LOOSE)
    with expect.part(
        "batch",
        1,
        en="Is each token normalised on its own when there are batch axes in front?",
        ko="앞에 배치 축이 있어도 토큰 하나하나를 따로 정규화하나요?",
    ):
        cases = [(*plain(*shape), 1e-5) for shape in ((2, 3, 5), (2, 3, 4, 5), (6,))]
        expect.same(student, "layer_norm", layer_norm, cases, tolerance=LOOSE)
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
        expect.same(student, "layer_norm", layer_norm, cases, unchanged=True)


def _direction(rows: Array) -> Array:
    """Each row divided by its length: what is left when a scale per row is forgiven."""
    length = np.linalg.norm(rows.astype(np.float64), axis=-1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


@book.misconception(
    "layer_norm",
    "eps_outside_root",
    en="Where does eps stand: under the square root with the variance, or behind it with the standard deviation?",
    ko="eps가 어디에 있나요? 분산과 함께 제곱근 안에 있나요, 표준편차 옆 제곱근 밖에 있나요?",
)
def eps_outside_root(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean, std = x.mean(-1, keepdims=True), x.std(-1, keepdims=True)
    return gamma * (x - mean) / (std + eps) + beta


@book.misconception(
    "layer_norm",
    "eps_forgotten",
    en="What is divided by what when all entries of a token are equal? Where is eps?",
    ko="한 토큰의 값이 모두 같으면 무엇을 무엇으로 나누게 되나요? eps는 어디에 있나요?",
)
def eps_forgotten(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True) + beta


@book.misconception(
    "layer_norm",
    "eps_hard_coded",
    en="Does a line use the argument eps, or is a number written there?",
    ko="인수 eps를 쓰고 있나요, 아니면 숫자를 직접 적어 두었나요?",
)
def eps_hard_coded(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta


@book.misconception(
    "layer_norm",
    "divided_by_n_minus_1",
    en="Is the variance divided by n or by n - 1? Which of the two does the formula say (see ddof)?",
    ko="분산을 n으로 나누나요, n - 1로 나누나요? 식은 어느 쪽인가요? (ddof를 살펴보세요.)",
)
def divided_by_n_minus_1(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


@book.misconception(
    "layer_norm",
    "gamma_beta_forgotten",
    en="Where do gamma and beta come in?",
    ko="gamma와 beta는 어디에서 쓰이나요?",
)
def gamma_beta_forgotten(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)


@book.misconception(
    "layer_norm",
    "beta_forgotten",
    en="Can the output have a mean other than 0? Where is beta added?",
    ko="출력의 평균이 0이 아닐 수도 있나요? beta는 어디에서 더하나요?",
)
def beta_forgotten(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)


@book.misconception(
    "layer_norm",
    "gamma_forgotten",
    en="Where is the normalised token multiplied by gamma?",
    ko="정규화한 토큰에 gamma를 곱하는 곳이 어디인가요?",
)
def gamma_forgotten(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "beta_before_gamma",
    en="Is beta multiplied by gamma as well? Which of the two comes first?",
    ko="beta에도 gamma가 곱해지고 있지 않나요? 둘 가운데 무엇이 먼저인가요?",
)
def beta_before_gamma(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return ((x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + beta) * gamma


@book.misconception(
    "layer_norm",
    "gamma_and_beta_swapped",
    en="Which of the two is multiplied, and which is added?",
    ko="둘 가운데 무엇을 곱하고 무엇을 더하나요?",
)
def gamma_and_beta_swapped(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return beta * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) + gamma


@book.misconception(
    "layer_norm",
    "divided_by_variance",
    en="By what do you divide, the variance or its square root? What is the variance of the result?",
    ko="분산으로 나누나요, 그 제곱근으로 나누나요? 결과의 분산은 얼마인가요?",
)
def divided_by_variance(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(-1, keepdims=True)) / (x.var(-1, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "over_the_tokens",
    en="Does a change of one token change the others? Does the mean run over the tokens or over the features?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 평균이 토큰 축을 따라가나요, 특징 축을 따라가나요?",
)
def over_the_tokens(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(-2, keepdims=True)) / np.sqrt(x.var(-2, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "over_the_batch",
    en="Does the result of one sequence depend on the others in the batch? Which axis is axis 0?",
    ko="한 문장의 결과가 배치의 다른 문장에 따라 달라지나요? 0번 축은 무엇인가요?",
)
def over_the_batch(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(0, keepdims=True)) / np.sqrt(x.var(0, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "axis_one",
    en="Is the axis written as 1? Which axis is that when a batch axis stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치 축이 있으면 1번 축은 무엇인가요?",
)
def axis_one(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "over_tokens_and_features",
    en="Is one mean taken for each token, or one for the whole sequence?",
    ko="평균을 토큰마다 하나씩 구하나요, 문장 전체에서 하나만 구하나요?",
)
def over_tokens_and_features(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean, var = x.mean((-2, -1), keepdims=True), x.var((-2, -1), keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


@book.misconception(
    "layer_norm",
    "over_everything",
    en="What does x.mean() give without an axis: one number for each token, or one for the whole array?",
    ko="축을 주지 않은 x.mean()은 무엇을 돌려주나요? 토큰마다 하나인가요, 배열 전체에 하나인가요?",
)
def over_everything(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta


@book.misconception(
    "layer_norm",
    "mean_without_keepdims",
    en="Which shape has the mean, and from which entries is it subtracted? Try as many tokens as features.",
    ko="평균의 모양은 무엇이고 어떤 값들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
def mean_without_keepdims(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(-1)) / np.sqrt(x.var(-1) + eps) + beta


@book.misconception(
    "layer_norm",
    "not_centred",
    en="Is the mean subtracted? What comes out for a token whose entries all lie near 3?",
    ko="평균을 빼고 있나요? 값이 모두 3 근처인 토큰은 어떻게 되나요?",
)
def not_centred(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * x / np.sqrt((x**2).mean(-1, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "mean_left_in_x",
    en="Is the mean subtracted in the numerator too, or only inside the variance?",
    ko="분산을 구할 때뿐 아니라 분자에서도 평균을 빼나요?",
)
def mean_left_in_x(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * x / np.sqrt(x.var(-1, keepdims=True) + eps) + beta


@book.misconception(
    "layer_norm",
    "square_without_mean",
    en="Is the variance the mean of the squares of x, or of x minus its mean?",
    ko="분산이 x 제곱의 평균인가요, 평균을 뺀 x 제곱의 평균인가요?",
)
def square_without_mean(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean, square = x.mean(-1, keepdims=True), (x**2).mean(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(square + eps) + beta


@book.misconception(
    "layer_norm",
    "norm_written_into_x",
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def norm_written_into_x(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    x -= x.mean(-1, keepdims=True)
    x /= np.sqrt((x**2).mean(-1, keepdims=True) + eps)
    return gamma * x + beta


@book.alternative("layer_norm", "token_by_token")
def token_by_token(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
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


@book.alternative("layer_norm", "mean_of_squares")
def mean_of_squares(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean = np.add.reduce(x, axis=-1, keepdims=True) / x.shape[-1]
    variance = np.einsum("...d,...d->...", x, x)[..., None] / x.shape[-1] - mean**2
    return (x - mean) * (variance + eps) ** -0.5 * gamma + beta


@book.alternative("layer_norm", "norm_with_torch")
def norm_with_torch(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    import torch

    x32, g32, b32 = (torch.tensor(a, dtype=torch.float32) for a in (x, gamma, beta))
    return torch.nn.functional.layer_norm(x32, x32.shape[-1:], g32, b32, eps).numpy()


@book.alternative("layer_norm", "std_from_eps")
def std_from_eps(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    centred = x.T - x.T.mean(axis=0)
    return (centred / np.hypot(x.T.std(axis=0), np.sqrt(eps))).T * gamma + beta


# ---------------------------------------------------------------------------------------------- 5 feed_forward


def feed_forward(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    """Oracle."""
    hidden = F.relu(F.linear(_tensor(x), _tensor(w1).T, _tensor(b1)))
    return F.linear(hidden, _tensor(w2).T, _tensor(b2)).numpy()


@book.check("feed_forward")
def check_feed_forward(student: Student, rng: Rng, expect: Expect) -> None:
    """The two products, the ReLU, each bias, batches; last all at once on squares."""

    def plain(x: Array, d_ff: int) -> tuple[Array, ...]:
        d_model = x.shape[-1]
        return x, rng.normal((d_model, d_ff)), np.zeros(d_ff), rng.normal((d_ff, d_model)), np.zeros(d_model)

    with expect.part(
        "products",
        1,
        en="Is x multiplied by w1 and the result by w2, without a turn of either?",
        ko="x에 w1을 곱하고 그 결과에 w2를 곱하나요? 둘 중 하나를 뒤집어 쓰지는 않았나요?",
    ):
        # All hidden numbers are large and positive: the activation does not show.
        positive = (rng.uniform((3, 4), 5, 9), rng.uniform((4, 7), 2, 5), np.zeros(7))
        case = (*positive, rng.normal((7, 4)), np.zeros(4))
        expect.same(student, "feed_forward", feed_forward, [case], tolerance=LOOSE)
    with expect.part(
        "relu",
        2,
        en="What becomes of the negative hidden numbers, and only of those? Can the output still be negative?",
        ko="은닉층의 음수는 어떻게 되나요? 음수만 바뀌나요? 출력은 여전히 음수가 될 수 있나요?",
    ):
        cases = [plain(rng.normal((3, 4)), 7), plain(rng.normal((5, 6)), 8)]
        expect.same(student, "feed_forward", feed_forward, cases, tolerance=1e-4)
    with expect.part(
        "b1",
        1,
        en="Is b1 added before the ReLU?",
        ko="b1을 ReLU 앞에서 더하나요?",
    ):
        x, w1, _, w2, b2 = plain(rng.normal((3, 4)), 7)
        expect.same(student, "feed_forward", feed_forward, [(x, w1, rng.normal((7,)), w2, b2)])
    with expect.part(
        "b2",
        1,
        en="Is b2 added at the end?",
        ko="마지막에 b2를 더하나요?",
    ):
        x, w1, b1, w2, _ = plain(rng.normal((3, 4)), 7)
        expect.same(student, "feed_forward", feed_forward, [(x, w1, b1, w2, rng.normal((4,)))])
    with expect.part(
        "batch",
        1,
        en="Does it work with one and with two batch axes in front, and for one token alone?",
        ko="앞에 배치 축이 하나나 두 개 있어도, 또 토큰 하나만 주어도 동작하나요?",
    ):
        cases = [plain(rng.normal(shape), 7) for shape in ((2, 3, 4), (2, 3, 5, 4), (6,))]
        expect.same(student, "feed_forward", feed_forward, cases, tolerance=1e-4)
    with expect.part(
        "together",
        1,
        en="Is it still right when tokens, d_model and d_ff have the same size, and are the inputs left alone?",
        ko="토큰 수, d_model, d_ff의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (
                rng.normal((*lead, d)),
                rng.normal((d, f)),
                rng.normal((f,)),
                rng.normal((f, d)),
                rng.normal((d,)),
            )
            for lead, d, f in (((4,), 4, 4), ((2, 3), 4, 7))
        ]
        expect.same(student, "feed_forward", feed_forward, cases, unchanged=True)


@book.misconception(
    "feed_forward",
    "no_relu",
    en="What stands between the two products? What would two matrices in a row be equal to?",
    ko="두 행렬 곱 사이에 무엇이 있나요? 행렬 두 개를 그냥 이어 곱하면 무엇과 같아지나요?",
)
def no_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return (x @ w1 + b1) @ w2 + b2


@book.misconception(
    "feed_forward",
    "relu_at_the_end_too",
    en="Can the output be negative? Is there a ReLU behind the second product?",
    ko="출력이 음수가 될 수 있나요? 두 번째 곱 뒤에도 ReLU가 있지 않나요?",
)
def relu_at_the_end_too(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, np.maximum(0, x @ w1 + b1) @ w2 + b2)


@book.misconception(
    "feed_forward",
    "relu_only_at_the_end",
    en="On which numbers does the ReLU act, the hidden ones or the output?",
    ko="ReLU를 은닉층에 적용하나요, 출력에 적용하나요?",
)
def relu_only_at_the_end(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, (x @ w1 + b1) @ w2 + b2)


@book.misconception(
    "feed_forward",
    "relu_on_the_input",
    en="On which numbers does the ReLU act, on x or on x @ w1 + b1?",
    ko="ReLU를 x에 적용하나요, x @ w1 + b1에 적용하나요?",
)
def relu_on_the_input(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return (np.maximum(0, x) @ w1 + b1) @ w2 + b2


@book.misconception(
    "feed_forward",
    "b1_after_relu",
    en="Is b1 added before or behind the ReLU? Which of the two can switch a hidden number off?",
    ko="b1을 ReLU 앞에서 더하나요, 뒤에서 더하나요? 은닉 값을 끌 수 있는 것은 어느 쪽인가요?",
)
def b1_after_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return (np.maximum(0, x @ w1) + b1) @ w2 + b2


@book.misconception("feed_forward", "b1_forgotten", en="Where is b1 added?", ko="b1은 어디에서 더하나요?")
def b1_forgotten(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, x @ w1) @ w2 + b2


@book.misconception("feed_forward", "b2_forgotten", en="Where is b2 added?", ko="b2는 어디에서 더하나요?")
def b2_forgotten(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, x @ w1 + b1) @ w2


@book.misconception(
    "feed_forward",
    "no_biases",
    en="Where do b1 and b2 come in?",
    ko="b1과 b2는 어디에서 쓰이나요?",
)
def no_biases(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, x @ w1) @ w2


@book.misconception(
    "feed_forward",
    "gelu_for_relu",
    en="Is the activation exactly 0 for every negative number? Which one does the 2017 model use?",
    ko="활성화 함수가 모든 음수에서 정확히 0인가요? 2017년 모델이 쓴 것은 무엇인가요?",
)
def gelu_for_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    h = x @ w1 + b1
    return 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3))) @ w2 + b2


@book.misconception(
    "feed_forward",
    "leaky_relu",
    en="Is something left of the negative hidden numbers?",
    ko="은닉층의 음수가 조금이라도 남아 있나요?",
)
def leaky_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    h = x @ w1 + b1
    return np.where(h > 0, h, 0.01 * h) @ w2 + b2


@book.misconception(
    "feed_forward",
    "absolute_value",
    en="Do negative hidden numbers become 0, or positive?",
    ko="은닉층의 음수가 0이 되나요, 양수가 되나요?",
)
def absolute_value(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.abs(x @ w1 + b1) @ w2 + b2


@book.misconception(
    "feed_forward",
    "step_for_relu",
    en="Do positive hidden numbers keep their size, or do they all become 1?",
    ko="은닉층의 양수가 크기를 유지하나요, 모두 1이 되나요?",
)
def step_for_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return (x @ w1 + b1 > 0) @ w2 + b2


@book.misconception(
    "feed_forward",
    "sigmoid_for_relu",
    en="Can a hidden number be larger than 1? Which activation stands there?",
    ko="은닉 값이 1보다 커질 수 있나요? 어떤 활성화 함수를 썼나요?",
)
def sigmoid_for_relu(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return 1 / (1 + np.exp(-(x @ w1 + b1))) @ w2 + b2


@book.misconception(
    "feed_forward",
    "input_added",
    en="Is x added at the end? Who adds the residual, this function or the block?",
    ko="마지막에 x를 더하고 있나요? 잔차를 더하는 것은 이 함수인가요, 블록인가요?",
)
def input_added(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return x + np.maximum(0, x @ w1 + b1) @ w2 + b2


@book.misconception(
    "feed_forward",
    "weights_transposed",
    en="Which shapes have w1 and w2 in the docstring? Is a .T needed?",
    ko="설명에 적힌 w1과 w2의 모양은 무엇인가요? .T가 필요한가요?",
)
def weights_transposed(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    return np.maximum(0, x @ w1.T + b1) @ w2.T + b2


@book.misconception(
    "feed_forward",
    "ffn_only_3d",
    en="Does it need exactly one batch axis? What happens with none or with two?",
    ko="배치 축이 꼭 하나 있어야만 동작하나요? 없거나 두 개면 어떻게 되나요?",
)
def ffn_only_3d(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    hidden = np.maximum(0, np.einsum("btd,df->btf", x, w1) + b1)
    return np.einsum("btf,fd->btd", hidden, w2) + b2


@book.alternative("feed_forward", "relu_by_mask")
def relu_by_mask(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    hidden = np.matmul(x, w1) + b1
    hidden[hidden < 0] = 0
    return np.matmul(hidden, w2) + b2


@book.alternative("feed_forward", "relu_by_absolute_value")
def relu_by_absolute_value(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    hidden = np.einsum("...d,df->...f", x, w1) + b1
    return np.tensordot((hidden + abs(hidden)) / 2, w2, axes=1) + b2


@book.alternative("feed_forward", "flat_float32")
def flat_float32(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    flat = x.reshape(-1, x.shape[-1]).astype(np.float32)
    rows = [np.clip(row @ w1.astype(np.float32) + b1.astype(np.float32), 0, None) for row in flat]
    return (np.stack(rows) @ w2.astype(np.float32) + b2.astype(np.float32)).reshape(x.shape)


@book.alternative("feed_forward", "ffn_with_torch")
def ffn_with_torch(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> torch.Tensor:
    import torch

    hidden = torch.relu(torch.from_numpy(x) @ torch.from_numpy(w1) + torch.from_numpy(b1))
    return hidden @ torch.from_numpy(w2) + torch.from_numpy(b2)


# ----------------------------------------------------------------------------------------- 6 transformer_block


def transformer_block(x: Array, params: Params, norm: str = "post") -> Array:
    """Oracle, composed of the parts' oracles; the tests hold it against torch.nn.TransformerEncoderLayer."""
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(f"norm is {norm!r}")


def _params(rng: Rng, d_model: int, d_ff: int) -> Params:
    """Random parameters of one block: gammas near 1, and betas and biases that count."""
    return {
        "gamma1": rng.normal((d_model,), 0.5, offset=1),
        "beta1": rng.normal((d_model,), 0.5),
        "w1": rng.normal((d_model, d_ff), d_model**-0.5),
        "b1": rng.normal((d_ff,), 0.5),
        "w2": rng.normal((d_ff, d_model), d_ff**-0.5),
        "b2": rng.normal((d_model,), 0.5),
        "gamma2": rng.normal((d_model,), 0.5, offset=1),
        "beta2": rng.normal((d_model,), 0.5),
    }


def _small(params: Params) -> Params:
    """What the second norm reads becomes so small that its eps counts."""
    return params | {name: 0.01 * params[name] for name in ("gamma1", "beta1", "b1", "b2")}


@book.check("transformer_block", uses=("self_attention", "layer_norm", "feed_forward"))
def check_transformer_block(student: Student, rng: Rng, expect: Expect) -> None:
    """Each half alone, both in post-norm, pre-norm, batches, the inputs left alone."""
    with expect.part(
        "attention_half",
        2,
        en="In post-norm, is the attention of x added to x, and then normalised with gamma1 and beta1?",
        ko="사후 정규화에서 x의 어텐션을 x에 더한 다음 gamma1과 beta1로 정규화하나요?",
    ):
        # The feed-forward network gives 0: only attention, its residual and the norms are seen.
        silent = _params(rng, 6, 8) | {"w2": np.zeros((8, 6)), "b2": np.zeros(6)}
        cases = [(rng.normal((5, 6)), silent), (rng.normal((3, 6), 3), silent)]
        expect.same(student, "transformer_block", transformer_block, cases)
    with expect.part(
        "ffn_half",
        2,
        en="In post-norm, does the feed-forward network read the result of the first half, and is its output added to "
        "that same result before the second norm?",
        ko="사후 정규화에서 순방향 신경망이 앞 절반의 결과를 읽고, 그 출력이 두 번째 정규화 전에 바로 그 결과에 더해지나요?",
    ):
        # One token attends to itself alone: attention gives x back.
        cases = [(rng.normal((3, 1, 6), 2), _params(rng, 6, 8)) for _ in range(2)]
        expect.same(student, "transformer_block", transformer_block, cases, tolerance=LOOSE)
    with expect.part(
        "post",
        2,
        en="Follow one token through the post-norm block: attention, sum, norm, feed-forward, sum, norm. Which step "
        "is another one in your code?",
        ko="사후 정규화 블록을 토큰 하나로 따라가 보세요. 어텐션, 더하기, 정규화, 순방향 신경망, 더하기, 정규화 순서예요. "
        "여러분의 코드에서 다른 단계는 어디인가요?",
    ):
        cases = [
            (rng.normal((5, 6)), _params(rng, 6, 8)),
            (rng.normal((5, 4), 1e-2), _params(rng, 4, 7)),
            (rng.normal((3, 6)), _small(_params(rng, 6, 8))),
        ]
        expect.same(student, "transformer_block", transformer_block, cases)
    with expect.part(
        "pre",
        2,
        en='With norm="pre", is each sublayer fed with a normalised copy, while x itself is only added to?',
        ko='norm="pre"일 때 각 층에는 정규화한 복사본이 들어가고, x 자체에는 더하기만 하나요?',
    ):
        pre = [
            (rng.normal((5, 6), 2, offset=1), _params(rng, 6, 8), "pre"),
            (rng.normal((2, 3, 4), 2), _params(rng, 4, 7), "pre"),
        ]
        expect.same(student, "transformer_block", transformer_block, pre)
    with expect.part(
        "batch",
        1,
        en="Does the block work with one and with two batch axes in front?",
        ko="앞에 배치 축이 하나, 또는 두 개 있어도 블록이 동작하나요?",
    ):
        cases = [(rng.normal((*lead, 5, 6)), _params(rng, 6, 8)) for lead in ((3,), (2, 3))]
        expect.same(student, "transformer_block", transformer_block, cases)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are x and the parameters still the same after the call?",
        ko="함수를 부른 뒤에도 x와 파라미터가 그대로인가요?",
    ):
        case = (rng.normal((5, 6)), _params(rng, 6, 8))
        expect.same(student, "transformer_block", transformer_block, [case], unchanged=True)


@book.misconception(
    "transformer_block",
    "no_residuals",
    en="Where does x itself go? What would be left of it if attention gave 0?",
    ko="x 자체는 어디로 가나요? 어텐션의 출력이 0이라면 x가 남아 있나요?",
)
def no_residuals(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        y = layer_norm(self_attention(y, y, y)[0], p["gamma2"], p["beta2"])
        return feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "first_residual_missing",
    en="Is x added to the output of attention, before anything else is done with it?",
    ko="어텐션의 출력에 x를 더한 다음에 다음 단계로 넘어가나요?",
)
def first_residual_missing(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "second_residual_missing",
    en="What is added to the output of the feed-forward network?",
    ko="순방향 신경망의 출력에는 무엇을 더하나요?",
)
def second_residual_missing(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "second_residual_adds_input",
    en="To what is the output of the feed-forward network added: to the block's input, or to the result of the "
    "attention half?",
    ko="순방향 신경망의 출력을 무엇에 더하나요? 블록의 입력인가요, 어텐션 절반의 결과인가요?",
)
def second_residual_adds_input(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        h = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(h, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        h = x + self_attention(y, y, y)[0]
        y = layer_norm(h, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "ffn_reads_block_input",
    en="What does the feed-forward network read, the block's input or the result of the attention half?",
    ko="순방향 신경망이 무엇을 읽나요? 블록의 입력인가요, 어텐션 절반의 결과인가요?",
)
def ffn_reads_block_input(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        h = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(h + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        h = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return h + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "always_post",
    en='Does a line look at `norm`? What should be another way for "pre"?',
    ko='`norm`을 확인하는 줄이 있나요? "pre"일 때는 무엇이 달라져야 하나요?',
)
def always_post(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
    return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])


@book.misconception(
    "transformer_block",
    "no_norm_argument",
    en="Can the function be called with a third argument, the place of the norm?",
    ko="정규화 위치를 세 번째 인수로 주어 함수를 부를 수 있나요?",
)
def no_norm_argument(x: Array, params: Params) -> Array:
    p = params
    x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
    return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])


@book.misconception(
    "transformer_block",
    "always_pre",
    en='Is the output of the post-norm block normalised? Which of the two orders did you write for "post"?',
    ko='사후 정규화 블록의 출력은 정규화되어 있나요? "post"에 두 순서 가운데 어느 것을 썼나요?',
)
def always_pre(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    y = layer_norm(x, p["gamma1"], p["beta1"])
    x = x + self_attention(y, y, y)[0]
    y = layer_norm(x, p["gamma2"], p["beta2"])
    return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])


@book.misconception(
    "transformer_block",
    "post_and_pre_swapped",
    en="Which of the two normalises behind the sum, and which before the sublayer? What do the names say?",
    ko="더한 뒤에 정규화하는 것은 어느 쪽이고, 층에 넣기 전에 정규화하는 것은 어느 쪽인가요? 이름을 다시 보세요.",
)
def post_and_pre_swapped(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "pre":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "post":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "residual_of_normalised",
    en="In pre-norm, what is added to the output of a sublayer: x as it came, or the normalised copy?",
    ko="사전 정규화에서 층의 출력에 더하는 것이 원래의 x인가요, 정규화한 복사본인가요?",
)
def residual_of_normalised(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        x = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(x, x, x)[0]
        x = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "norm_of_the_sublayer",
    en="In post-norm, what is normalised: the output of the sublayer alone, or its sum with x?",
    ko="사후 정규화에서 정규화하는 것이 층의 출력뿐인가요, x와 더한 합인가요?",
)
def norm_of_the_sublayer(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = x + layer_norm(self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return x + layer_norm(feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "norm_parameters_swapped",
    en="Which gamma and beta belong to the first norm, and which to the second?",
    ko="첫 번째 정규화와 두 번째 정규화에 각각 어떤 gamma와 beta를 쓰나요?",
)
def norm_parameters_swapped(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma2"], p["beta2"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma1"], p["beta1"])
    if norm == "pre":
        y = layer_norm(x, p["gamma2"], p["beta2"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma1"], p["beta1"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "one_norm_for_both",
    en="Are gamma2 and beta2 used anywhere? How many norms does a block have?",
    ko="gamma2와 beta2를 쓰는 곳이 있나요? 블록에는 정규화가 몇 개 있나요?",
)
def one_norm_for_both(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma1"], p["beta1"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma1"], p["beta1"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "ffn_first",
    en="Which sublayer comes first in the block?",
    ko="블록에서 먼저 오는 층은 무엇인가요?",
)
def ffn_first(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma1"], p["beta1"])
        return layer_norm(x + self_attention(x, x, x)[0], p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + self_attention(y, y, y)[0]
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "first_norm_missing",
    en="How many norms does x pass? Is there one for the attention half?",
    ko="x가 정규화를 몇 번 거치나요? 어텐션 절반에도 정규화가 있나요?",
)
def first_norm_missing(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = x + self_attention(x, x, x)[0]
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        x = x + self_attention(x, x, x)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "second_norm_missing",
    en="How many norms does x pass? Is there one for the feed-forward half?",
    ko="x가 정규화를 몇 번 거치나요? 순방향 신경망 절반에도 정규화가 있나요?",
)
def second_norm_missing(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        return x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "only_the_query_normalised",
    en="In pre-norm attention, what are the keys and values: x, or the normalised copy as well?",
    ko="사전 정규화 어텐션에서 key와 value로 무엇을 넣나요? x인가요, 역시 정규화한 복사본인가요?",
)
def only_the_query_normalised(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        x = x + self_attention(layer_norm(x, p["gamma1"], p["beta1"]), x, x)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "norm_behind_pre",
    en="In pre-norm, is anything still normalised behind the last sum?",
    ko="사전 정규화에서 마지막 더하기 뒤에 또 정규화하고 있지 않나요?",
)
def norm_behind_pre(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x = layer_norm(x + self_attention(x, x, x)[0], p["gamma1"], p["beta1"])
        return layer_norm(x + feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x = x + self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        return layer_norm(x + feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"]), p["gamma2"], p["beta2"])
    raise ValueError(norm)


@book.misconception(
    "transformer_block",
    "block_written_into_x",
    en="Is the caller's x still the same after the call? What does x += … change?",
    ko="함수를 부른 쪽의 x가 그대로 남아 있나요? x += … 는 무엇을 바꾸나요?",
)
def block_written_into_x(x: Array, params: Params, norm: str = "post") -> Array:
    p = params
    if norm == "post":
        x += self_attention(x, x, x)[0]
        x = layer_norm(x, p["gamma1"], p["beta1"])
        x += feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
        return layer_norm(x, p["gamma2"], p["beta2"])
    if norm == "pre":
        y = layer_norm(x, p["gamma1"], p["beta1"])
        x += self_attention(y, y, y)[0]
        y = layer_norm(x, p["gamma2"], p["beta2"])
        x += feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
        return x
    raise ValueError(norm)


@book.alternative("transformer_block", "sublayers_in_a_loop")
def sublayers_in_a_loop(x: Array, params: Params, norm: str = "post") -> Array:
    if norm not in ("post", "pre"):
        raise ValueError(f"unknown norm {norm!r}")

    def ffn(h: Array) -> Array:
        return feed_forward(h, *(params[key] for key in ("w1", "b1", "w2", "b2")))

    def attend(h: Array) -> Array:
        output, _ = self_attention(h, h, h)
        return output

    for number, sublayer in ((1, attend), (2, ffn)):
        gamma, beta = params[f"gamma{number}"], params[f"beta{number}"]
        if norm == "post":
            x = layer_norm(x + sublayer(x), gamma, beta)
        else:
            x = x + sublayer(layer_norm(x, gamma, beta))
    return x


@book.alternative("transformer_block", "all_inline")
def all_inline(x: Array, params: Params, norm: str = "post") -> Array:
    def ln(h: Array, which: str) -> Array:
        centred = h - h.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
        return params["gamma" + which] * centred / spread + params["beta" + which]

    def attention(h: Array) -> Array:
        scores = np.einsum("...qd,...kd->...qk", h, h) / np.sqrt(h.shape[-1])
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.einsum("...qk,...kd->...qd", e / e.sum(axis=-1, keepdims=True), h)

    def ffn(h: Array) -> Array:
        return np.where((a := h @ params["w1"] + params["b1"]) > 0, a, 0) @ params["w2"] + params["b2"]

    match norm:
        case "post":
            return ln((h := ln(x + attention(x), "1")) + ffn(h), "2")
        case "pre":
            return (h := x + attention(ln(x, "1"))) + ffn(ln(h, "2"))
        case _:
            raise ValueError("post or pre?")


@book.alternative("transformer_block", "block_with_torch")
def block_with_torch(x: Array, params: Params, norm: str = "post") -> Array:
    import torch
    from torch.nn import functional

    if norm not in {"post", "pre"}:
        raise ValueError
    p = {name: torch.tensor(array, dtype=torch.float32) for name, array in params.items()}
    h = torch.tensor(x, dtype=torch.float32)

    def ln(a: torch.Tensor, i: int) -> torch.Tensor:
        return functional.layer_norm(a, (a.shape[-1],), p[f"gamma{i}"], p[f"beta{i}"])

    def attention(a: torch.Tensor) -> torch.Tensor:
        return functional.scaled_dot_product_attention(a, a, a)

    def ffn(a: torch.Tensor) -> torch.Tensor:
        return torch.relu(a @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]

    if norm == "post":
        h = ln(h + attention(h), 1)
        return ln(h + ffn(h), 2).numpy()
    h = h + attention(ln(h, 1))
    return (h + ffn(ln(h, 2))).numpy()


# ------------------------------------------------------------------------------------------------ 7 six_blocks


def six_blocks(x: Array, blocks: list[Params]) -> Array:
    """Oracle."""
    for params in blocks:
        x = transformer_block(x, params)
    return x


@book.check("six_blocks", uses=("transformer_block",))
def check_six_blocks(student: Student, rng: Rng, expect: Expect) -> None:
    """Six times deep, each block its own weights in order, batches, the input left alone."""

    def blocks(d_model: int, d_ff: int) -> list[Params]:
        return [_params(rng, d_model, d_ff) for _ in range(6)]

    with expect.part(
        "depth",
        1,
        en="Does each block read what the block before it gave, six times in all?",
        ko="각 블록이 바로 앞 블록의 결과를 읽나요? 모두 여섯 번인가요?",
    ):
        cases = [(rng.normal((5, 6)), [_params(rng, 6, 8)] * 6) for _ in range(2)]  # the order does not show
        expect.same(student, "six_blocks", six_blocks, cases, tolerance=LOOSE)
    with expect.part(
        "own_weights",
        2,
        en="Does each block use its own parameters, from the first of the list to the last?",
        ko="블록마다 자기 파라미터를 쓰나요? 목록의 처음부터 끝까지 차례대로인가요?",
    ):
        cases = [(rng.normal((5, 6)), blocks(6, 8)), (rng.normal((3, 4)), blocks(4, 7))]
        expect.same(student, "six_blocks", six_blocks, cases, tolerance=LOOSE)
    with expect.part(
        "batch",
        0.5,
        en="Does the stack work with one and with two batch axes in front?",
        ko="앞에 배치 축이 하나, 또는 두 개 있어도 동작하나요?",
    ):
        cases = [(rng.normal((2, 5, 6)), blocks(6, 8)), (rng.normal((2, 3, 5, 4)), blocks(4, 7))]
        expect.same(student, "six_blocks", six_blocks, cases, tolerance=LOOSE)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are x and the list of blocks still the same after the call?",
        ko="함수를 부른 뒤에도 x와 블록 목록이 그대로인가요?",
    ):
        cases = [(rng.normal((5, 6)), blocks(6, 8))]
        expect.same(student, "six_blocks", six_blocks, cases, tolerance=LOOSE, unchanged=True)


@book.misconception(
    "six_blocks",
    "first_block_six_times",
    en="Are six sets of weights used, or one set six times?",
    ko="가중치 여섯 벌을 쓰나요, 한 벌을 여섯 번 쓰나요?",
)
def first_block_six_times(x: Array, blocks: list[Params]) -> Array:
    for _ in range(6):
        x = transformer_block(x, blocks[0])
    return x


@book.misconception(
    "six_blocks",
    "last_block_six_times",
    en="Does the index in the loop move? Are six sets of weights used, or one set six times?",
    ko="반복문에서 번호가 바뀌나요? 가중치 여섯 벌을 쓰나요, 한 벌을 여섯 번 쓰나요?",
)
def last_block_six_times(x: Array, blocks: list[Params]) -> Array:
    for _ in blocks:
        x = transformer_block(x, blocks[-1])
    return x


@book.misconception(
    "six_blocks",
    "first_block_skipped",
    en="At which index does the loop begin? How many blocks does x pass?",
    ko="반복문이 몇 번부터 시작하나요? x가 블록을 몇 개 지나나요?",
)
def first_block_skipped(x: Array, blocks: list[Params]) -> Array:
    for i in range(1, 6):
        x = transformer_block(x, blocks[i])
    return x


@book.misconception(
    "six_blocks",
    "last_block_skipped",
    en="At which index does the loop end? How many blocks does x pass?",
    ko="반복문이 몇 번에서 끝나나요? x가 블록을 몇 개 지나나요?",
)
def last_block_skipped(x: Array, blocks: list[Params]) -> Array:
    for i in range(5):
        x = transformer_block(x, blocks[i])
    return x


@book.misconception(
    "six_blocks",
    "returned_in_the_loop",
    en="How many blocks does x pass before the return line is reached? Look at its indentation.",
    ko="return 줄에 닿기 전에 x가 블록을 몇 개 지나나요? 들여쓰기를 살펴보세요.",
)
def returned_in_the_loop(x: Array, blocks: list[Params]) -> Array:
    for params in blocks:
        x = transformer_block(x, params)
        return x
    return x


@book.misconception(
    "six_blocks",
    "last_to_first",
    en="Which block reads x first? In which direction does the loop run?",
    ko="x를 가장 먼저 읽는 블록은 무엇인가요? 반복문이 어느 방향으로 가나요?",
)
def last_to_first(x: Array, blocks: list[Params]) -> Array:
    for params in reversed(blocks):
        x = transformer_block(x, params)
    return x


@book.misconception(
    "six_blocks",
    "every_block_reads_the_input",
    en="What does the second block read: x, or what the first block gave?",
    ko="두 번째 블록이 읽는 것은 처음의 x인가요, 첫 번째 블록의 결과인가요?",
)
def every_block_reads_the_input(x: Array, blocks: list[Params]) -> Array:
    for params in blocks:
        output = transformer_block(x, params)
    return output


@book.misconception(
    "six_blocks",
    "outputs_summed",
    en="Do the blocks stand one behind the other, or side by side with their outputs added up?",
    ko="블록들이 앞뒤로 이어져 있나요, 나란히 있고 출력들을 더하나요?",
)
def outputs_summed(x: Array, blocks: list[Params]) -> Array:
    return np.sum([transformer_block(x, params) for params in blocks], axis=0)


@book.misconception(
    "six_blocks",
    "outputs_averaged",
    en="Do the blocks stand one behind the other, or side by side with their outputs averaged?",
    ko="블록들이 앞뒤로 이어져 있나요, 나란히 있고 출력들의 평균을 구하나요?",
)
def outputs_averaged(x: Array, blocks: list[Params]) -> Array:
    return np.mean([transformer_block(x, params) for params in blocks], axis=0)


@book.misconception(
    "six_blocks",
    "residual_around_each_block",
    en="Is x added once more to what a block gives? Where do the residuals belong?",
    ko="블록의 결과에 x를 또 더하나요? 잔차 연결은 어디에 있어야 하나요?",
)
def residual_around_each_block(x: Array, blocks: list[Params]) -> Array:
    for params in blocks:
        x = x + transformer_block(x, params)
    return x


@book.misconception(
    "six_blocks",
    "residual_around_the_stack",
    en="Is the stack's input added to its output? Where do the residuals belong?",
    ko="쌓은 블록 전체의 출력에 처음 입력을 더하나요? 잔차 연결은 어디에 있어야 하나요?",
)
def residual_around_the_stack(x: Array, blocks: list[Params]) -> Array:
    h = x
    for params in blocks:
        h = transformer_block(h, params)
    return x + h


@book.misconception(
    "six_blocks",
    "stack_of_pre_norm",
    en="Which norm do the blocks of this stack use, post or pre?",
    ko="이 스택의 블록은 post와 pre 가운데 어느 정규화를 쓰나요?",
)
def stack_of_pre_norm(x: Array, blocks: list[Params]) -> Array:
    for params in blocks:
        x = transformer_block(x, params, "pre")
    return x


@book.misconception(
    "six_blocks",
    "all_outputs_returned",
    en="What is asked for: the outputs of all blocks, or the last one?",
    ko="돌려줄 것이 모든 블록의 출력인가요, 마지막 출력인가요?",
)
def all_outputs_returned(x: Array, blocks: list[Params]) -> list[Array]:
    outputs = []
    for params in blocks:
        x = transformer_block(x, params)
        outputs.append(x)
    return outputs


@book.misconception(
    "six_blocks",
    "stack_written_into_x",
    en="Is the caller's x still the same after the call? What does x[...] = … change?",
    ko="함수를 부른 쪽의 x가 그대로 남아 있나요? x[...] = … 는 무엇을 바꾸나요?",
)
def stack_written_into_x(x: Array, blocks: list[Params]) -> Array:
    for params in blocks:
        x[...] = transformer_block(x, params)
    return x


@book.misconception(
    "six_blocks",
    "list_emptied",
    en="Is the caller's list still complete after the call? What does pop take away?",
    ko="함수를 부른 뒤에도 목록이 그대로 남아 있나요? pop은 무엇을 없애나요?",
)
def list_emptied(x: Array, blocks: list[Params]) -> Array:
    while blocks:
        x = transformer_block(x, blocks.pop(0))
    return x


@book.alternative("six_blocks", "reduced")
def reduced(x: Array, blocks: list[Params]) -> Array:
    from functools import reduce

    return reduce(transformer_block, blocks, x)


@book.alternative("six_blocks", "recursive")
def recursive(x: Array, blocks: list[Params]) -> Array:
    def through(h: Array, left: list[Params]) -> Array:
        return through(transformer_block(h, left[0], "post"), left[1:]) if left else h

    return through(np.array(x, copy=True), list(blocks))


@book.alternative("six_blocks", "float32_between")
def float32_between(x: Array, blocks: list[Params]) -> Array:
    for i in range(6):
        x = np.asarray(transformer_block(x, blocks[i]), dtype=np.float32)
    return x


# ---------------------------------------------------------------------------------------------- 8 stack_of_six


def make_params(rng: np.random.Generator, d_model: int, d_ff: int) -> Params:
    """What the lesson gives: random weights with variance 1/fan_in, gammas 1, betas and biases 0."""
    return {
        "gamma1": np.ones(d_model),
        "beta1": np.zeros(d_model),
        "w1": rng.normal(0, 1 / np.sqrt(d_model), (d_model, d_ff)),
        "b1": np.zeros(d_ff),
        "w2": rng.normal(0, 1 / np.sqrt(d_ff), (d_ff, d_model)),
        "b2": np.zeros(d_model),
        "gamma2": np.ones(d_model),
        "beta2": np.zeros(d_model),
    }


def stack_of_six(seed: int, d_model: int, d_ff: int) -> list[Params]:
    """A right answer; which random numbers stand in it is not fixed."""
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


def _pattern(values: list[Any]) -> list[Any]:
    """Of what stack_of_six returned in each call: lengths, shapes, and which arrays are equal to which."""
    stacks = [value if isinstance(value, list | tuple) else [] for value in values]
    arrays = [
        [
            {k: v for k, v in block.items() if isinstance(v, np.ndarray)} if isinstance(block, dict) else {}
            for block in s
        ]
        for s in stacks
    ]
    seen: dict[Any, int] = {}
    pattern: list[Any] = []
    for stack, value in zip(arrays, values, strict=True):
        pattern.append([type(value).__name__ in ("list", "tuple"), len(stack)])
        for block in stack:
            for key in sorted(block, key=str):
                array = block[key]
                twin = seen.setdefault((array.dtype.name, array.shape, array.tobytes()), len(seen))
                pattern.append([str(key), str(array.shape), twin])
    return pattern


@book.check(
    "stack_of_six",
    bug="one_set_six_times",
    view=_pattern,
    reason=Choice(
        "C",
        {
            "A": Text(
                "Six is what the 2017 model used, and any number runs. Compare the first weights of two of the blocks.",
                "여섯 개는 2017년 모델이 쓴 수이고, 몇 개든 동작은 해요. 두 블록의 첫 가중치를 서로 비교해 보세요.",
            ),
            "B": Text(
                "An order can only be wrong when the blocks differ. Do they?",
                "순서가 틀리려면 블록들이 서로 달라야 해요. 정말 서로 다른가요?",
            ),
            "C": Text(
                "All six places hold one and the same set of weights: the model has a sixth of its parameters, and a "
                "change of one block changes all. The shapes cannot show it.",
                "여섯 자리에 모두 같은 가중치 한 벌이 들어 있어요. 파라미터가 6분의 1뿐이고, 한 블록을 바꾸면 모두 "
                "바뀌어요. 모양만 봐서는 알 수 없어요.",
            ),
            "D": Text(
                "Every block gives back the shape it was given, so this cannot be. Compare the numbers, not the shapes.",
                "모든 블록은 받은 모양 그대로 돌려주니 그럴 수 없어요. 모양 말고 숫자를 비교해 보세요.",
            ),
        },
    ),
)
def check_stack_of_six(student: Student, rng: Rng, expect: Expect) -> None:
    """Six sets, all different; the same for the same seed and others for another."""
    seed = rng.integer(1, 10**6)
    with expect.part(
        "six_different_sets",
        2,
        en="Are there six sets of weights, each drawn for itself? When does make_params run?",
        ko="가중치가 여섯 벌이고 하나하나 따로 뽑은 것인가요? make_params는 언제, 몇 번 실행되나요?",
    ):
        for sizes in ((4, 7), (6, 5)):
            _different_sets(expect, student.stack_of_six(seed, *sizes), *sizes)
    with expect.part(
        "seed",
        1,
        en="Does the same seed give the same six sets again, and another seed others?",
        ko="같은 seed로는 같은 여섯 벌이, 다른 seed로는 다른 여섯 벌이 나오나요?",
    ):
        stacks = [student.stack_of_six(s, 4, 7) for s in (seed, seed, seed + 1)]
        one, again, other = (_different_sets(expect, stack, 4, 7) for stack in stacks)
        for a, b, c in zip(one, again, other, strict=True):
            expect.true(np.array_equal(a, b) and not np.array_equal(a, c))


def _different_sets(expect: Expect, got: Any, d_model: int, d_ff: int) -> list[Array]:
    """The w1 and w2 of six sets as make_params gives them, if all are different; `got` is not trusted."""
    right = make_params(np.random.default_rng(0), d_model, d_ff)
    weights = []
    for params in expect.items(got, 6):
        expect.true(isinstance(params, dict))
        for name, wanted in right.items():
            if name not in ("w1", "w2"):
                expect.array(params.get(name), wanted, label=name)
                continue
            array = expect.like(params.get(name), wanted, label=name)
            # Random numbers: their standard deviation is only near 1/sqrt(fan_in). Of 28 numbers, the fewest here, it is
            # outside of these bounds once in 10^11 times (chi-squared distribution).
            expect.true(0.25 < np.std(array) * wanted.shape[0] ** 0.5 < 2.2)
            weights.append(array)
    for i, array in enumerate(weights):
        expect.true(not any(np.array_equal(array, other) for other in weights[:i]))
    return weights


@book.misconception(
    "stack_of_six",
    "one_set_six_times",
    en="How many times does make_params run? Do the six places hold six sets of weights, or one set six times?",
    ko="make_params가 몇 번 실행되나요? 여섯 자리에 있는 것이 여섯 벌인가요, 같은 한 벌이 여섯 번인가요?",
)
def one_set_six_times(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    params = make_params(rng, d_model, d_ff)
    return [params] * 6


@book.misconception(
    "stack_of_six",
    "only_five",
    en="How many sets are in the list? What does range count?",
    ko="목록에 몇 벌이 들어 있나요? range는 몇까지 세나요?",
)
def only_five(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(1, 6)]


@book.misconception(
    "stack_of_six",
    "seven_sets",
    en="How many sets are in the list? Was one already there before the loop?",
    ko="목록에 몇 벌이 들어 있나요? 반복문 앞에서 이미 하나를 넣지 않았나요?",
)
def seven_sets(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    blocks = [make_params(rng, d_model, d_ff)]
    for _ in range(6):
        blocks.append(make_params(rng, d_model, d_ff))  # noqa: PERF401
    return blocks


@book.misconception(
    "stack_of_six",
    "seed_ignored",
    en="Do two different seeds give different weights? Where does the argument seed go?",
    ko="seed가 다르면 가중치도 달라지나요? 인수 seed를 어디에서 쓰나요?",
)
def seed_ignored(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(0)
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


@book.misconception(
    "stack_of_six",
    "never_the_same",
    en="Does the same seed give the same weights twice? With what is the generator made?",
    ko="같은 seed를 두 번 주면 같은 가중치가 나오나요? 난수 생성기를 무엇으로 만들었나요?",
)
def never_the_same(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng()
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


@book.misconception(
    "stack_of_six",
    "first_set_copied_and_half_renewed",
    en="Are all weights of a block its own? Compare w2 of two blocks as well as w1.",
    ko="블록의 모든 가중치가 그 블록만의 것인가요? w1뿐 아니라 w2도 두 블록끼리 비교해 보세요.",
)
def first_set_copied_and_half_renewed(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    first = make_params(rng, d_model, d_ff)
    return [{**first, "w1": make_params(rng, d_model, d_ff)["w1"]} for _ in range(6)]


@book.misconception(
    "stack_of_six",
    "three_sets_twice",
    en="Are all six sets different from one another? Compare the first with the fourth.",
    ko="여섯 벌이 모두 서로 다른가요? 첫 번째와 네 번째를 비교해 보세요.",
)
def three_sets_twice(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(3)] * 2


@book.misconception(
    "stack_of_six",
    "widths_swapped",
    en="In which order does make_params take d_model and d_ff? Which shape has w1?",
    ko="make_params에 d_model과 d_ff를 어떤 순서로 주어야 하나요? w1의 모양은 무엇인가요?",
)
def widths_swapped(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_ff, d_model) for _ in range(6)]


@book.alternative("stack_of_six", "appended")
def appended(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    blocks: list[Params] = []
    while len(blocks) < 6:
        blocks.append(make_params(rng, d_model, d_ff))
    return blocks


@book.alternative("stack_of_six", "a_generator_each")
def a_generator_each(seed: int, d_model: int, d_ff: int) -> tuple[Params, ...]:
    return tuple(make_params(rng, d_model, d_ff) for rng in np.random.default_rng(seed).spawn(6))


@book.alternative("stack_of_six", "copied_then_shuffled")
def copied_then_shuffled(seed: int, d_model: int, d_ff: int) -> list[Params]:
    rng = np.random.default_rng(seed)
    blocks = [make_params(rng, d_model, d_ff)] * 6
    for i, block in enumerate(blocks):
        blocks[i] = {**block, "w1": rng.permuted(block["w1"]), "w2": rng.permuted(block["w2"])}
    return blocks


# ---------------------------------------------------------------------------------------------- 9 which_family

_ENCODER_READS_ALL = Text(
    "BERT's encoder lets every token see the whole text on both sides, which is what a label for finished text needs.",
    "BERT의 인코더에서는 모든 토큰이 앞뒤의 글 전체를 보아요. 이미 완성된 글에 라벨을 붙일 때 필요한 것이 바로 이것이에요.",
)
_DECODER_WRITES_ON = Text(
    "A decoder predicts each next token from those before it, which is just what writing on needs.",
    "디코더는 앞의 토큰들만 보고 다음 토큰을 예측해요. 이어서 쓰는 일에 꼭 맞는 방식이에요.",
)
_ENCODER_CANNOT_WRITE = Text(
    "An encoder alone turns a given text into vectors, one for each token. It has no step that writes the next token.",
    "인코더만으로는 주어진 글을 토큰마다 벡터로 바꿀 뿐이에요. 다음 토큰을 써 나가는 단계가 없어요.",
)

book.quiz(
    "which_family",
    {
        "label_reviews": Choice(
            "A",
            {
                "A": _ENCODER_READS_ALL,
                "B": Text(
                    "A decoder can be asked for a label too, but each token sees only the text before it; the whole "
                    "review is there, so nothing has to be hidden. Which family looks both ways?",
                    "디코더에게 라벨을 물을 수도 있지만, 각 토큰은 자기 앞의 글만 보아요. 리뷰 전체가 이미 있으니 가릴 "
                    "이유가 없어요. 양쪽을 다 보는 계열은 무엇일까요?",
                ),
                "C": Text(
                    "It would work (T5 writes the word 'positive'), but a whole decoder for one label is more than "
                    "the task needs. Which half is enough?",
                    "가능은 해요(T5는 'positive'라는 단어를 써내요). 하지만 라벨 하나를 위해 디코더까지 둘 필요는 없어요. "
                    "어느 절반이면 충분할까요?",
                ),
            },
        ),
        "continue_story": Choice(
            "B",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": _DECODER_WRITES_ON,
                "C": Text(
                    "It can, but there is no second text to read: the story so far and its continuation are one text. "
                    "Which family needs no cross-attention?",
                    "가능은 하지만 따로 읽을 글이 없어요. 지금까지의 이야기와 이어질 이야기는 하나의 글이에요. 크로스 "
                    "어텐션이 필요 없는 계열은 무엇일까요?",
                ),
            },
        ),
        "translate": Choice(
            "C",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": Text(
                    "Large decoders do translate today, with the source in the prompt. The question asks for the "
                    "design of the 2017 model and T5: one text is read whole, another is written. Which has both?",
                    "요즘의 큰 디코더 모델은 원문을 프롬프트에 넣어 번역도 해요. 하지만 질문은 2017년 모델과 T5의 구조를 "
                    "물어요. 한 글을 통째로 읽고 다른 글을 쓰죠. 둘 다 가진 계열은 무엇일까요?",
                ),
                "C": Text(
                    "The encoder reads the Korean sentence in both directions, and the decoder writes the English one "
                    "while it looks back through cross-attention.",
                    "인코더가 한국어 문장을 양방향으로 읽고, 디코더가 크로스 어텐션으로 그것을 보면서 영어 문장을 써요.",
                ),
            },
        ),
        "find_entities": Choice(
            "A",
            {
                "A": Text(
                    "One label for each token of a given text: BERT's encoder gives one vector for each token, and each "
                    "knows both sides.",
                    "주어진 글의 토큰마다 라벨을 하나씩 붙이는 일이에요. BERT의 인코더는 토큰마다 앞뒤를 모두 아는 벡터를 하나씩 "
                    "줘요.",
                ),
                "B": Text(
                    "In a decoder the vector of a token knows nothing of what follows. Is 'Paris' in 'Paris Hilton' a "
                    "place? One must read on.",
                    "디코더에서는 토큰의 벡터가 뒤에 올 내용을 몰라요. 'Paris Hilton'의 'Paris'는 장소일까요? 뒤까지 읽어야 "
                    "알 수 있어요.",
                ),
                "C": Text(
                    "It could write out a list, but nothing new has to be written: each token needs only a mark. Which "
                    "half is enough?",
                    "목록을 써내게 할 수는 있지만 새로 쓸 글은 없어요. 토큰마다 표시만 하면 돼요. 어느 절반이면 충분할까요?",
                ),
            },
        ),
        "code_completion": Choice(
            "B",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": Text(
                    "While one types there is only the text before the cursor, and the next tokens are asked for: a "
                    "decoder's own task. (Models that also see the code behind the cursor exist; most are decoders too.)",
                    "입력하는 동안에는 커서 앞의 글만 있고 다음 토큰을 물어요. 디코더가 바로 하는 일이에요. (커서 뒤의 코드까지 "
                    "보는 모델도 있지만 대부분 역시 디코더예요.)",
                ),
                "C": Text(
                    "It can be done (CodeT5 does). But here the program so far is simply continued: one text, no "
                    "second one to read. Which family continues a text?",
                    "가능은 해요(CodeT5가 그래요). 하지만 여기서는 지금까지의 프로그램을 그대로 이어 쓸 뿐, 따로 읽을 글이 없어요. "
                    "글을 이어 쓰는 계열은 무엇일까요?",
                ),
            },
        ),
        "summarize": Choice(
            "C",
            {
                "A": Text(
                    "An encoder can mark the most important sentences of the report, but it writes no new ones. What "
                    "would write the three sentences?",
                    "인코더는 보고서에서 중요한 문장을 골라 표시할 수는 있지만 새 문장을 쓰지는 못해요. 세 문장은 무엇이 쓸까요?",
                ),
                "B": Text(
                    "Large decoders summarise well today, with the report in the prompt. But the question says "
                    "cross-attention to the whole report: a decoder-only model has none. Which family has it?",
                    "요즘의 큰 디코더 모델은 보고서를 프롬프트에 넣으면 요약도 잘해요. 하지만 질문에는 보고서 전체에 대한 크로스 "
                    "어텐션이라고 되어 있고, 디코더 전용 모델에는 그것이 없어요. 그것을 가진 계열은 무엇일까요?",
                ),
                "C": Text(
                    "The encoder reads the whole report in both directions; the decoder writes the short text and looks "
                    "at the report through cross-attention.",
                    "인코더가 보고서 전체를 양방향으로 읽고, 디코더가 크로스 어텐션으로 보고서를 보면서 짧은 글을 써요.",
                ),
            },
        ),
    },
)


# --------------------------------------------------------------------------------------------- 11 token_spread


def token_spread(x: Array) -> Array:
    """Oracle: torch's own norms, token by token."""
    tokens = _tensor(x)
    centred = tokens - tokens.mean(dim=-2, keepdim=True)
    spread, size = (torch.linalg.matrix_norm(t) for t in (centred, tokens))
    return torch.where(size > 0, spread / size.clamp_min(1e-300), 0.0).numpy()


@book.check("token_spread")
def check_token_spread(student: Student, rng: Rng, expect: Expect) -> None:
    """One sequence, batches, then the edges: all tokens equal, nothing but zeros, the input left alone."""
    with expect.part(
        "one_sequence",
        2,
        en="From which mean does each token differ, is the length taken over all its features, and is it relative to "
        "the length of the tokens themselves?",
        ko="각 토큰이 어떤 평균과 얼마나 다른지 재나요? 모든 특징으로 길이를 구하고, 토큰 자체의 길이에 대한 비율인가요?",
    ):
        cases = [(rng.normal((5, 4), offset=1),), (rng.normal((3, 6), 20, offset=9),), (rng.normal((4, 4)),)]
        expect.same(student, "token_spread", token_spread, cases)
    with expect.part(
        "batch",
        1,
        en="Does each sequence of a batch get a number of its own, from its own tokens alone?",
        ko="배치의 문장마다 자기 토큰만으로 구한 숫자가 하나씩 나오나요?",
    ):
        offsets = rng.normal((2, 3, 1, 1), 2)
        cases = [(rng.normal((2, 5, 4)) + offsets[:, 0],), (rng.normal((2, 3, 5, 4)) + offsets,)]
        expect.same(student, "token_spread", token_spread, cases)
    with expect.part(
        "edges",
        1,
        en="What comes out when all tokens are equal, and when every number is 0? By what do you divide then?",
        ko="모든 토큰이 같거나 모든 숫자가 0이면 무엇이 나오나요? 그때는 무엇으로 나누게 되나요?",
    ):
        # Whole numbers, so that equal tokens have exactly their mean, however it is computed.
        equal = np.tile(rng.integers(1, 9, (1, 4)).astype(np.float64), (5, 1))
        mixed = np.stack([rng.normal((5, 4), offset=1), np.zeros((5, 4)), equal])
        cases = [(mixed,), (np.zeros((5, 4)),), (rng.normal((5, 4)),)]
        expect.same(student, "token_spread", token_spread, cases)
    with expect.part(
        "input_kept",
        0.5,
        en="Is the input still the same after the call?",
        ko="함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        cases = [(rng.normal((2, 5, 4), offset=1),)]
        expect.same(student, "token_spread", token_spread, cases, unchanged=True)


@book.misconception(
    "token_spread",
    "zero_not_handled",
    en="What is 0 divided by 0? What should come out for an input of zeros?",
    ko="0을 0으로 나누면 무엇이 되나요? 입력이 모두 0이면 무엇이 나와야 하나요?",
)
def zero_not_handled(x: Array) -> Array:
    mean = x.mean(axis=-2, keepdims=True)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    return spread / np.sqrt((x**2).sum(-1).mean(-1))


@book.misconception(
    "token_spread",
    "mean_of_features",
    en="What do you subtract: the mean of all tokens, or of each token's own features?",
    ko="무엇을 빼나요? 모든 토큰의 평균인가요, 토큰마다 자기 특징들의 평균인가요?",
)
def mean_of_features(x: Array) -> Array:
    spread = np.sqrt(((x - x.mean(axis=-1, keepdims=True)) ** 2).sum(-1).mean(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "one_mean_number",
    en="Is the mean of the tokens a vector, or one number for the whole sequence?",
    ko="토큰의 평균이 벡터인가요, 문장 전체에서 하나의 숫자인가요?",
)
def one_mean_number(x: Array) -> Array:
    spread = np.sqrt(((x - x.mean(axis=(-2, -1), keepdims=True)) ** 2).sum(-1).mean(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "whole_batch_at_once",
    en="How many numbers come back for a batch of two sequences? Over which axes do mean and sum run?",
    ko="문장 두 개짜리 배치에서 숫자가 몇 개 나오나요? 평균과 합이 어느 축들을 따라가나요?",
)
def whole_batch_at_once(x: Array) -> Array:
    spread = np.sqrt(np.mean((x - x.mean(axis=-2, keepdims=True)) ** 2))
    size = np.sqrt(np.mean(x**2))
    return spread / size if size > 0 else np.zeros(())


@book.misconception(
    "token_spread",
    "mean_of_the_batch",
    en="Does the result of one sequence depend on the others of the batch? Of which tokens is the mean taken?",
    ko="한 문장의 결과가 배치의 다른 문장에 따라 달라지나요? 어떤 토큰들의 평균을 구하나요?",
)
def mean_of_the_batch(x: Array) -> Array:
    mean = x.reshape(-1, x.shape[-1]).mean(axis=0)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "first_axis_is_tokens",
    en="Which axis is axis 0 when a batch axis stands in front? On which axis are the tokens?",
    ko="앞에 배치 축이 있으면 0번 축은 무엇인가요? 토큰은 어느 축에 있나요?",
)
def first_axis_is_tokens(x: Array) -> Array:
    spread = np.sqrt(((x - x.mean(axis=0)) ** 2).sum(-1).mean(0))
    size = np.sqrt((x**2).sum(-1).mean(0))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "root_forgotten",
    en="Is it a ratio of lengths or of squared lengths? Where is the square root?",
    ko="길이의 비율인가요, 길이 제곱의 비율인가요? 제곱근은 어디에 있나요?",
)
def root_forgotten(x: Array) -> Array:
    spread = ((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).mean(-1)
    size = (x**2).sum(-1).mean(-1)
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "not_relative",
    en="Does the number change when all tokens are made ten times longer? By what should it be divided?",
    ko="모든 토큰을 10배로 늘리면 숫자가 바뀌나요? 무엇으로 나누어야 할까요?",
)
def not_relative(x: Array) -> Array:
    return np.sqrt(((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).mean(-1))


@book.misconception(
    "token_spread",
    "relative_to_the_mean",
    en="By what do you divide: the length of the tokens, or the length of their mean?",
    ko="무엇으로 나누나요? 토큰들의 길이인가요, 토큰 평균의 길이인가요?",
)
def relative_to_the_mean(x: Array) -> Array:
    mean = x.mean(axis=-2, keepdims=True)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    size = np.sqrt((mean**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "tokens_minus_one",
    en="Is the mean taken over T tokens, or divided by T - 1 (see ddof)?",
    ko="토큰 T개로 평균을 구하나요, T - 1로 나누나요? (ddof를 살펴보세요.)",
)
def tokens_minus_one(x: Array) -> Array:
    spread = np.sqrt(x.var(axis=-2, ddof=1).sum(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "largest_token_only",
    en="Do you take the mean over the tokens, or only the one that is farthest away?",
    ko="토큰 전체의 평균을 구하나요, 가장 멀리 있는 하나만 보나요?",
)
def largest_token_only(x: Array) -> Array:
    spread = np.sqrt(((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).max(-1))
    size = np.sqrt((x**2).sum(-1).max(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "mean_of_lengths",
    en="Which comes first, the mean over the tokens or the square root? What does the formula average?",
    ko="토큰에 대한 평균과 제곱근 가운데 무엇이 먼저인가요? 식에서는 무엇을 평균하나요?",
)
def mean_of_lengths(x: Array) -> Array:
    spread = np.linalg.norm(x - x.mean(axis=-2, keepdims=True), axis=-1).mean(-1)
    size = np.linalg.norm(x, axis=-1).mean(-1)
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "one_number_per_feature",
    en="How many numbers come back for one sequence: one, or one for each feature?",
    ko="문장 하나에 숫자가 몇 개 나오나요? 하나인가요, 특징마다 하나씩인가요?",
)
def one_number_per_feature(x: Array) -> Array:
    spread = x.std(axis=-2)
    size = np.sqrt((x**2).mean(axis=-2))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.misconception(
    "token_spread",
    "spread_written_into_x",
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def spread_written_into_x(x: Array) -> Array:
    size = np.sqrt((x**2).sum(-1).mean(-1))
    x -= x.mean(axis=-2, keepdims=True)
    spread = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@book.alternative("token_spread", "norms_of_matrices")
def norms_of_matrices(x: Array) -> Array:
    size = np.linalg.norm(x, axis=(-2, -1))
    spread = np.linalg.norm(x - x.mean(-2, keepdims=True), axis=(-2, -1))
    return spread / np.where(size == 0, 1, size)


@book.alternative("token_spread", "sequence_by_sequence")
def sequence_by_sequence(x: Array) -> Array:
    result = np.zeros(x.shape[:-2], dtype=np.float32)
    for place in np.ndindex(*x.shape[:-2]):
        tokens = list(x[place])
        mean = sum(tokens) / len(tokens)
        size = sum(float(token @ token) for token in tokens)
        if size > 0:
            result[place] = (sum(float((t - mean) @ (t - mean)) for t in tokens) / size) ** 0.5
    return result


@book.alternative("token_spread", "by_the_mean_alone")
def by_the_mean_alone(x: Array) -> Array:
    # mean |x - m|^2 = mean |x|^2 - |m|^2
    total = np.einsum("...td,...td->...", x, x) / x.shape[-2]
    centre = np.square(x.mean(axis=-2)).sum(axis=-1)
    return np.sqrt(np.maximum(total - centre, 0) / (total + 1e-12))


@book.alternative("token_spread", "spread_with_torch")
def spread_with_torch(x: Array) -> torch.Tensor:
    import torch

    tokens = torch.from_numpy(x)
    spread = tokens.var(dim=-2, correction=0).sum(dim=-1).sqrt()
    return torch.nan_to_num(spread / tokens.square().sum(dim=-1).mean(dim=-1).sqrt(), nan=0.0)
