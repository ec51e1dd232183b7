"""Attention with a mask, against F.scaled_dot_product_attention.

Most parts have one feature per token, where the scale is 1, so that a slip of the scale costs one part alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks.day05.masked_softmax import masked_softmax
from grader.checks.day05.shared import LOOSE, Array, sdpa, softmax, some_mask
from grader.judge import Check, Expect, Rng, Student


def scaled_dot_product_attention(
    q: Array, k: Array, v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    """Oracle: the function of this name in torch; the weights are its output for the identity as values."""
    n = k.shape[-2]
    eye = np.broadcast_to(np.eye(n), (*k.shape[:-2], n, n))
    return sdpa(q, k, v, mask), sdpa(q, k, eye, mask)


check = Check(scaled_dot_product_attention, uses=("masked_softmax",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Weights and output whatever the scale, the scale, the mask, axes in front, nobody to look at, all at once."""
    both = ("output", "weights")

    def inputs(
        lead: tuple[int, ...], t_q: int, t_k: int, d_k: int, d_v: int, scale: float = 1.5
    ) -> tuple[Array, Array, Array]:
        return (
            rng.normal((*lead, t_q, d_k), scale),
            rng.normal((*lead, t_k, d_k), scale),
            rng.normal((*lead, t_k, d_v)),
        )

    def scaled_by(size: float) -> Callable[..., tuple[Array, Array]]:
        def attention(q: Array, k: Array, v: Array, mask: Array | None = None) -> tuple[Array, Array]:
            return scaled_dot_product_attention(np.asarray(q) * (q.shape[-1] / size) ** 0.5, k, v, mask)

        return attention

    # With one feature the square root of d_k is 1. Another size in its place is a slip that the part "scale" counts.
    any_scale = [scaled_dot_product_attention, *(scaled_by(size) for size in (2, 3, 4, 5, 6, 64))]
    with expect.part(
        "weights",
        2,
        en="Does weights[i, j] say how much query i looks at key j, and does each row sum to 1?",
        ko="weights[i, j]가 쿼리 i가 키 j를 얼마나 보는지 나타내고, 행마다 합이 1인가요?",
    ):
        cases: list[tuple[Any, ...]] = [inputs((), 3, 5, 1, 6), inputs((), 4, 2, 1, 3)]
        expect.same(cases, oracles=any_scale, labels=both, judged=("weights",), tolerance=LOOSE)
    with expect.part(
        "output",
        2,
        en="Is each row of the output the average of the value rows, weighted with the weights of that query?",
        ko="출력의 각 행이 그 쿼리의 가중치로 밸류의 행들을 평균한 것인가요?",
    ):
        cases = [inputs((), 3, 5, 1, 6), inputs((), 2, 4, 1, 3)]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
    with expect.part(
        "scale",
        2,
        en="By what are the scores divided before the softmax? Which size goes into the square root?",
        ko="소프트맥스 앞에서 점수를 무엇으로 나누나요? 제곱근 안에 어떤 크기가 들어가나요?",
    ):
        cases = [inputs((), 3, 5, 4, 6), inputs((), 5, 2, 9, 3)]
        expect.same(cases, labels=both)
    with expect.part(
        "mask",
        3,
        en="Do blocked keys get weight 0, and do the others share the whole? Is True what may be seen?",
        ko="막힌 키의 가중치가 0이고, 나머지가 전체를 나누어 갖나요? True를 볼 수 있는 것으로 다루나요?",
    ):
        cases = [
            (*inputs((), 3, 5, 1, 6), some_mask(rng, 3, 5)),
            (*inputs((), 4, 4, 1, 3), some_mask(rng, 4, 4)),
            (*inputs((), 5, 5, 1, 2), np.tril(np.ones((5, 5), dtype=bool))),
        ]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
    with expect.part(
        "axes_in_front",
        2,
        en="Does it work with axes for batch and heads in front, and with a mask that has axes of length 1? Which "
        "axes of k change places?",
        ko="앞에 배치와 헤드 축이 있어도, 길이가 1인 축이 있는 마스크여도 동작하나요? k의 어느 축들이 자리를 바꾸나요?",
    ):
        cases = [
            inputs((2,), 4, 5, 1, 6),
            (*inputs((2,), 4, 5, 1, 6), some_mask(rng, 2, 1, 5)),
            (*inputs((2, 3), 4, 5, 1, 6), some_mask(rng, 2, 1, 1, 5)),
            (*inputs((2, 3), 4, 5, 1, 6), some_mask(rng, 4, 5)),
        ]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
    with expect.part(
        "nobody",
        1,
        en="If a query may look at nobody, are its weights and its output 0?",
        ko="아무도 볼 수 없는 쿼리의 가중치와 출력이 모두 0인가요?",
    ):
        mask = some_mask(rng, 2, 4, 5)
        mask[1, 2] = False
        cases = [(*inputs((2,), 4, 5, 1, 3), mask)]
        expect.same(cases, oracles=any_scale, labels=both, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right when all sizes are equal, when scores are large, and are the inputs left alone?",
        ko="모든 크기가 같을 때도, 점수가 클 때도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (*inputs((4,), 4, 4, 4, 4), some_mask(rng, 4, 4, 4)),
            (*inputs((2, 3), 4, 5, 7, 6), some_mask(rng, 2, 1, 4, 5)),
        ]
        expect.same(cases, labels=both, unchanged=True)
        # Scores in the thousands: float32 rounds them by more than the usual tolerance.
        cases = [(*inputs((2,), 3, 5, 4, 6, 30.0), some_mask(rng, 2, 3, 5))]
        expect.same(cases, labels=both, tolerance=LOOSE)


@check.right
def by_the_formula(q, k, v, mask=None):
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]), mask)
    return weights @ v, weights


@check.right
def einsum_attention(q, k, v, mask=None):
    scores = np.einsum("...qd,...kd->...qk", q, k) * q.shape[-1] ** -0.5
    weights = masked_softmax(scores, mask)
    return np.einsum("...qk,...kv->...qv", weights, v), weights


@check.right
def query_after_query(q, k, v, mask=None):
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


@check.right
def penalty_added(q, k, v, mask=None):
    mask = np.array(True) if mask is None else mask
    scores = np.matmul(q / np.sqrt(k.shape[-1]), np.swapaxes(k, -2, -1)) + np.where(mask, 0.0, -1e9)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    weights = e / np.maximum(e.sum(axis=-1, keepdims=True), 1e-30)
    return np.matmul(weights, v), weights


@check.right
def attention_with_torch(q, k, v, mask=None):
    import torch

    a, b, c = (torch.tensor(x, dtype=torch.float32) for x in (q, k, v))
    scores = a @ b.mT / a.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(torch.tensor(~mask), -torch.inf)
    weights = scores.softmax(dim=-1).nan_to_num()
    return weights @ c, weights


@check.misconception(
    en="What does True mean in this course? Do the queries of your function look exactly where they must not?",
    ko="이 과정에서 True는 무슨 뜻인가요? 여러분의 함수에서는 쿼리가 보면 안 되는 곳만 보지 않나요?",
)
def mask_turned_round(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = masked_softmax(scores, None if mask is None else ~mask)
    return weights @ v, weights


@check.misconception(
    en="What is exp of a score that was multiplied by 0? Does a blocked key then get nothing?",
    ko="0을 곱한 점수의 exp는 얼마인가요? 그러면 막힌 키가 아무것도 받지 않나요?",
)
def scores_times_mask(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = masked_softmax(scores if mask is None else scores * mask)
    return weights @ v, weights


@check.misconception(
    en="Do the weights that are left still sum to 1 when they are struck out after the softmax?",
    ko="소프트맥스 다음에 지우면 남은 가중치의 합이 여전히 1인가요?",
)
def weights_times_mask(q, k, v, mask=None):
    weights = masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]))
    weights = weights if mask is None else weights * mask
    return weights @ v, weights


@check.misconception(
    en="Which weights multiply the values: those before the mask or those behind it?",
    ko="밸류에 곱하는 가중치가 마스크를 쓰기 전의 것인가요, 쓴 다음의 것인가요?",
)
def only_the_returned_weights_masked(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    return masked_softmax(scores) @ v, masked_softmax(scores, mask)


@check.misconception(
    en="What does a query that may look at nobody get from your function? What do equal scores become?",
    ko="아무도 볼 수 없는 쿼리는 여러분의 함수에서 무엇을 받나요? 모두 같은 점수는 무엇이 되나요?",
)
def uniform_instead_of_nothing(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else np.where(mask, scores, -1e9))
    return weights @ v, weights


@check.misconception(
    en="When -1e9 is added to every score of a row, what does the softmax notice of it? Is that query still blocked?",
    ko="한 행의 모든 점수에 -1e9를 더하면 소프트맥스의 결과가 달라지나요? 그 쿼리가 여전히 막혀 있나요?",
)
def blocked_row_comes_back(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else scores + np.where(mask, 0.0, -1e9))
    return weights @ v, weights


@check.misconception(
    en="What does softmax give for a row of minus infinities? Which of your functions knows what to do there?",
    ko="모두 음의 무한대인 행에 softmax를 쓰면 무엇이 나오나요? 그때 어떻게 할지 아는 함수는 무엇이었나요?",
)
def nan_instead_of_nothing(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    weights = softmax(scores if mask is None else np.where(mask, scores, -np.inf))
    return weights @ v, weights


@check.misconception(
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def output_alone(q, k, v, mask=None):
    return masked_softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]), mask) @ v


@check.misconception(
    en="Which array is the second result, the scores or the weights after the softmax?",
    ko="두 번째 결과가 무엇인가요? 점수인가요, 소프트맥스를 거친 가중치인가요?",
)
def scores_returned(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    return masked_softmax(scores, mask) @ v, scores


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "not_scaled",
    (" / np.sqrt(q.shape[-1])", ""),
    en="How large do the scores get when d_k grows, and what keeps them in bounds?",
    ko="d_k가 커지면 점수는 얼마나 커지나요? 그것을 무엇이 막아 주나요?",
)
misconception(
    "scaled_by_d_k",
    ("np.sqrt(q.shape[-1])", "q.shape[-1]"),
    en="Are the scores divided by d_k or by its square root? Which of the two kept the variance at 1?",
    ko="점수를 d_k로 나누나요, 그 제곱근으로 나누나요? 어느 쪽에서 분산이 1이었나요?",
)
misconception(
    "scaled_by_keys",
    ("q.shape[-1]", "k.shape[-2]"),
    en="Which size stands in your square root, the number of keys or the width of one key?",
    ko="제곱근 안의 크기가 키의 개수인가요, 키 하나의 폭인가요?",
)
misconception(
    "scaled_by_d_v",
    ("q.shape[-1]", "v.shape[-1]"),
    en="Is the size in the square root the width of the keys or that of the values? Which of them made the scores?",
    ko="제곱근 안의 크기가 키의 폭인가요, 밸류의 폭인가요? 점수는 둘 중 무엇으로 만들었나요?",
)
misconception(
    "scale_multiplied",
    ("/ np.sqrt", "* np.sqrt"),
    en="Does the scale make the scores smaller or larger?",
    ko="스케일을 적용하면 점수가 작아지나요, 커지나요?",
)
misconception(
    "mask_forgotten",
    (", mask)", ")"),
    en="What happens to the argument `mask`? Does any line use it?",
    ko="인수 `mask`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
misconception(
    "k_dot_T",
    ("np.swapaxes(k, -1, -2)", "k.T"),
    en="What does .T do to an array with a batch axis in front? Which two axes of k should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? k의 어느 두 축이 자리를 바꿔야 하나요?",
)
misconception(
    "keys_look_at_queries",
    ("q @ np.swapaxes(k, -1, -2)", "k @ np.swapaxes(q, -1, -2)"),
    en="Is the row of the score matrix a query or a key? What is its shape for 3 queries and 5 keys?",
    ko="점수 행렬의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떻게 되어야 하나요?",
)
misconception(
    "keys_mixed",
    ("weights @ v", "weights @ k"),
    en="Which array do the weights mix, the keys or the values?",
    ko="가중치로 섞는 배열이 키인가요, 밸류인가요?",
)
misconception(
    "weights_first",
    ("weights @ v, weights", "weights, weights @ v"),
    en="In which order do the two results come back? First the output, then the weights?",
    ko="두 결과를 어떤 순서로 돌려주나요? 출력이 먼저, 가중치가 나중인가요?",
)
