"""One head with its three matrices, against F.linear and the oracle of attention."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day05.masked_softmax import masked_softmax
from grader.checks.day05.scaled_dot_product_attention import scaled_dot_product_attention
from grader.checks.day05.shared import Array, tensor
from grader.judge import Check, Expect, Rng, Student


def attention_head(
    x: Array, w_q: Array, w_k: Array, w_v: Array, mask: Array | None = None
) -> tuple[Array, Array]:
    """Oracle: three bias-free F.linear, which hold their matrices the other way round, and torch's attention."""
    q, k, v = (F.linear(tensor(x), tensor(w).T).numpy() for w in (w_q, w_k, w_v))
    return scaled_dot_product_attention(q, k, v, mask)


check = Check(attention_head, uses=("scaled_dot_product_attention",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(cases, labels=both, judged=("weights",))
    with expect.part(
        "output",
        2,
        en="What do the weights mix, the tokens themselves or the values made with w_v?",
        ko="가중치가 섞는 것이 토큰 자신인가요, w_v로 만든 밸류인가요?",
    ):
        cases = [tuple(inputs((), 5, 6, 4, 3)), tuple(inputs((), 4, 5, 3, 5))]
        expect.same(cases, labels=both)
    with expect.part(
        "mask",
        2,
        en="Does the mask reach the softmax?",
        ko="마스크가 소프트맥스까지 전달되나요?",
    ):
        padding = np.array([True, True, False, True])
        cases = [(*inputs((), 5, 6, 4, 3), triangle(5)), (*inputs((), 4, 6, 3, 2), padding)]
        expect.same(cases, labels=both)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for a batch of sentences, all with the same three matrices?",
        ko="문장 여러 개를 묶은 배치에도 같은 행렬 세 개로 잘 동작하나요?",
    ):
        keys = np.array([[[True, True, True, True]], [[True, True, False, False]]])
        cases = [tuple(inputs((2, 3), 4, 5, 3, 2)), (*inputs((2,), 4, 5, 3, 2), keys)]
        expect.same(cases, labels=both)
    with expect.part(
        "square",
        1,
        en="If all sizes are equal, is every matrix still on the right side and in the right place? Are the inputs "
        "left alone?",
        ko="모든 크기가 같아도 행렬이 모두 맞는 쪽, 맞는 자리에 있나요? 입력은 그대로인가요?",
    ):
        cases = [(*inputs((4,), 4, 4, 4, 4), triangle(4))]
        expect.same(cases, labels=both, unchanged=True)


@check.right
def values_mixed_first(x, w_q, w_k, w_v, mask=None):
    mixed, weights = scaled_dot_product_attention(x @ w_q, x @ w_k, x, mask)
    return mixed @ w_v, weights


@check.right
def one_matrix_of_scores(x, w_q, w_k, w_v, mask=None):
    between = w_q @ w_k.T / np.sqrt(w_q.shape[1])
    weights = masked_softmax(np.einsum("...id,de,...je->...ij", x, between, x), mask)
    return [weights @ (x @ w_v), weights]


@check.right
def sentence_by_sentence(x, w_q, w_k, w_v, mask=None):
    tokens = x.shape[-2]
    allowed = np.broadcast_to(True if mask is None else mask, (*x.shape[:-1], tokens))
    output = np.zeros((*x.shape[:-1], w_v.shape[1]), dtype=np.float32)
    weights = np.zeros((*x.shape[:-1], tokens), dtype=np.float32)
    for place in np.ndindex(*x.shape[:-2]):
        q, k, v = (np.dot(x[place], w) for w in (w_q, w_k, w_v))
        output[place], weights[place] = scaled_dot_product_attention(q, k, v, allowed[place])
    return output, weights


@check.misconception(
    en="Where do w_q, w_k and w_v come in? What would training have to learn here?",
    ko="w_q, w_k, w_v는 어디에 쓰이나요? 이대로라면 학습할 것이 무엇인가요?",
)
def no_matrices(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x, x, x, mask)


@check.misconception(
    en="What is handed over, the tokens themselves or the values? What is w_v for?",
    ko="건네주는 것이 토큰 자신인가요, 밸류인가요? w_v는 무엇에 쓰나요?",
)
def tokens_handed_over(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x, mask)


@check.misconception(
    en="Which of the two matrices makes what a token asks, and which what it answers?",
    ko="두 행렬 가운데 토큰이 묻는 것을 만드는 것은 무엇이고, 답하는 것을 만드는 것은 무엇인가요?",
)
def query_and_key_swapped(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_k, x @ w_q, x @ w_v, mask)


@check.misconception(
    en="Are query and key made with the same matrix in your code? What does that do to the scores of i with j and of "
    "j with i?",
    ko="여러분의 코드에서 쿼리와 키를 같은 행렬로 만들지 않나요? 그러면 i가 j에 주는 점수와 j가 i에 주는 점수는 어떻게 되나요?",
)
def one_matrix_for_both(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q, x @ w_q, x @ w_v, mask)


@check.misconception(
    en="With which matrix do you make the values? Must a token hand over what it is found by?",
    ko="밸류를 어느 행렬로 만드나요? 토큰이 건네주는 것이 꼭 자신을 찾는 데 쓰인 것이어야 하나요?",
)
def keys_as_values(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_k, mask)


@check.misconception(
    en="Which width goes into the square root: that of a token, or that of a query and a key?",
    ko="제곱근에 들어가는 폭이 토큰의 것인가요, 쿼리와 키의 것인가요?",
)
def scaled_by_d_model(x, w_q, w_k, w_v, mask=None):
    weights = masked_softmax((x @ w_q) @ np.swapaxes(x @ w_k, -1, -2) / np.sqrt(x.shape[-1]), mask)
    return weights @ (x @ w_v), weights


@check.misconception(
    en="Where does the mask go? Does anything hand it on?",
    ko="마스크는 어디로 가나요? 다음 함수에 넘겨주는 줄이 있나요?",
)
def mask_dropped(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v)


@check.misconception(
    en="Which axis of w_q has the length d_model, the first or the second? Does your product need a transpose?",
    ko="w_q에서 길이가 d_model인 축은 첫째인가요, 둘째인가요? 이 곱에 전치가 필요한가요?",
)
def matrices_transposed(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q.T, x @ w_k.T, x @ w_v.T, mask)


@check.misconception(
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
def output_of_the_head_alone(x, w_q, w_k, w_v, mask=None):
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v, mask)[0]
