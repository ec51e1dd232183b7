"""Self-attention in NumPy: weights and output, against torch's products and softmax.

Most parts have one feature per token, where the scale is 1, so that a slip of the scale costs one part alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from grader.checks.day04.shared import LOOSE, Array, tensor
from grader.checks.day04.softmax import softmax
from grader.judge import Check, Expect, Rng, Student


def self_attention(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    """Oracle."""
    scores = torch.matmul(tensor(query), tensor(key).transpose(-1, -2)).numpy() / query.shape[-1] ** 0.5
    weights = softmax(scores)
    return np.matmul(weights, value), weights


check = Check(self_attention, uses=("softmax",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(cases, oracles=any_scale, labels=both, judged=("weights",), tolerance=LOOSE)
    with expect.part(
        "output",
        2,
        en="Is each output row the average of the value rows, weighted with the softmax weights?",
        ko="출력의 각 행이 소프트맥스 가중치로 value의 행들을 평균한 것인가요?",
    ):
        cases = [one_feature((), 3, 5, 6), one_feature((), 2, 4, 3)]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
    with expect.part(
        "scale",
        2,
        en="By what are the scores divided before the softmax? Which size goes into the square root?",
        ko="소프트맥스 앞에서 점수를 무엇으로 나누나요? 제곱근 안에 어떤 크기가 들어가나요?",
    ):
        cases = [(rng.normal((3, d_k), 2), rng.normal((5, d_k), 2), rng.normal((5, 6))) for d_k in (4, 9)]
        expect.same(cases, labels=both)
    with expect.part(
        "batch",
        2,
        en="Does it work when there are axes in front of the tokens, one for a batch and one for heads? Which axes "
        "of key should change places?",
        ko="토큰 축 앞에 배치나 헤드 축이 더 있어도 동작하나요? key의 어느 축들이 자리를 바꾸어야 하나요?",
    ):
        cases = [one_feature(lead, 4, 5, 6) for lead in ((2,), (2, 3))]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
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
        expect.same(cases, labels=both, unchanged=True)


@check.right
def by_the_formula(query, key, value):
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@check.right
def einsum_attention(query, key, value):
    scores = np.einsum("...qd,...kd->...qk", query, key) * query.shape[-1] ** -0.5
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return np.einsum("...qk,...kv->...qv", weights, value), weights


@check.right
def attention_in_loops(query, key, value):
    weights = np.zeros((*query.shape[:-1], key.shape[-2]))
    output = np.zeros((*query.shape[:-1], value.shape[-1]))
    for place in np.ndindex(*query.shape[:-1]):
        keys, values = key[place[:-1]], value[place[:-1]]
        scores = np.array([query[place].dot(k) for k in keys]) / np.sqrt(len(query[place]))
        weights[place] = softmax(scores)
        for weight, v in zip(weights[place], values, strict=True):
            output[place] += weight * v
    return [output, weights]


@check.right
def attention_with_torch(query, key, value):
    import torch

    q, k, v = (torch.tensor(a, dtype=torch.float32) for a in (query, key, value))
    weights = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5, dim=-1)
    return torch.nn.functional.scaled_dot_product_attention(q, k, v), weights.numpy()


@check.right
def query_scaled_first(query, key, value):
    d_k = key.shape[-1]
    weights = softmax(np.matmul(query / np.sqrt(d_k), np.moveaxis(key, -1, -2)), axis=-1)
    return np.matmul(weights, value), weights


@check.misconception(
    en="Do the weights of each query sum to 1, or only those of the whole array together?",
    ko="쿼리마다 가중치의 합이 1인가요, 배열 전체를 더해야 1인가요?",
)
def softmax_over_everything(query, key, value):
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    weights = np.exp(scores - scores.max())
    weights = weights / weights.sum()
    return weights @ value, weights


@check.misconception(
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def key_reshaped(query, key, value):
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    weights = softmax(query @ turned / np.sqrt(query.shape[-1]))
    return weights @ value, weights


@check.misconception(
    en="Can a token look at tokens of another sequence of the batch? What does the reshape put into one axis?",
    ko="한 토큰이 배치 안의 다른 문장에 있는 토큰까지 보지 않나요? reshape가 무엇을 한 축에 모으나요?",
)
def batch_in_one_row(query, key, value):
    q, k, v = (a.reshape(-1, a.shape[-1]) for a in (query, key, value))
    weights = softmax(q @ k.T / np.sqrt(query.shape[-1]))
    return (weights @ v).reshape(*query.shape[:-1], value.shape[-1]), weights


@check.misconception(
    en="With what is value multiplied, the scores or the weights after the softmax?",
    ko="value에 무엇을 곱하나요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def output_from_scores(query, key, value):
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    return scores @ value, softmax(scores)


@check.misconception(
    en="Which array is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def scores_returned(query, key, value):
    scores = query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])
    return softmax(scores) @ value, scores


@check.misconception(
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def only_the_output(query, key, value):
    return softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1])) @ value


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "attention_not_scaled",
    (" / np.sqrt(query.shape[-1])", ""),
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 그것을 무엇이 막아 주나요?",
)
misconception(
    "attention_scaled_by_d_k",
    ("np.sqrt(query.shape[-1])", "query.shape[-1]"),
    en="Are the scores divided by d_k or by its square root? Which of the two keeps their variance at 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 분산을 1로 지켜 주는 쪽은 어느 쪽인가요?",
)
misconception(
    "attention_scaled_by_tokens",
    ("query.shape[-1]", "key.shape[-2]"),
    en="Which size stands in your square root, the number of tokens or the number of features of a key?",
    ko="제곱근 안에 있는 크기가 토큰 수인가요, 키 하나의 특징 수인가요?",
)
misconception(
    "attention_scaled_by_queries",
    ("query.shape[-1]", "query.shape[0]"),
    en="Which size stands in your square root? Is it shape[0], or the number of features?",
    ko="제곱근 안에 어떤 크기가 있나요? shape[0]인가요, 특징 수인가요?",
)
misconception(
    "attention_scaled_by_d_v",
    ("query.shape[-1]", "value.shape[-1]"),
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 key의 폭인가요, value의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
misconception(
    "attention_scale_multiplied",
    ("/ np.sqrt", "* np.sqrt"),
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
misconception(
    "attention_scaled_after_softmax",
    (
        "softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))",
        "softmax(query @ key.swapaxes(-1, -2)) / np.sqrt(query.shape[-1])",
    ),
    en="Do the weights of one query still sum to 1? Does the scale come before or after the softmax?",
    ko="한 쿼리의 가중치 합이 여전히 1인가요? 스케일은 소프트맥스 앞에 있나요, 뒤에 있나요?",
)
misconception(
    "softmax_over_queries",
    ("np.sqrt(query.shape[-1])", "np.sqrt(query.shape[-1]), axis=-2"),
    en="Do the weights of one query sum to 1, or those of one key? Along which axis does the softmax run?",
    ko="가중치의 합이 쿼리마다 1인가요, 키마다 1인가요? 소프트맥스가 어느 축을 따라가나요?",
)
misconception(
    "keys_times_queries",
    ("query @ key.swapaxes(-1, -2)", "key @ query.swapaxes(-1, -2)"),
    en="Is the row of the score matrix a query or a key? What is its shape when there are 3 queries and 5 keys?",
    ko="점수 행렬의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떻게 되어야 하나요?",
)
misconception(
    "attention_key_dot_T",
    ("key.swapaxes(-1, -2)", "key.T"),
    en="What does .T do to an array with a batch axis in front? Which two axes should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
misconception(
    "attention_only_3d",
    ("key.swapaxes(-1, -2)", "key.transpose(0, 2, 1)"),
    en="Are the axes of key counted from the front? What happens without a batch axis, or with two axes in front?",
    ko="key의 축 번호를 앞에서부터 세었나요? 배치 축이 없거나 앞에 축이 두 개 있으면 어떻게 되나요?",
)
misconception(
    "results_swapped",
    ("weights @ value, weights", "weights, weights @ value"),
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
misconception(
    "keys_averaged",
    ("weights @ value", "weights @ key"),
    en="Which array do the weights average, the keys or the values?",
    ko="가중치로 평균하는 배열이 key인가요, value인가요?",
)
