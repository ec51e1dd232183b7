"""Spot the bug: `.T` in the scores of a batch. The oracle is torch.matmul.

Equal sizes stand beside different ones, for on equal ones the bug raises no error.
"""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day04.shared import Array, tensor
from grader.checks.day04.softmax import softmax
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def batched_scores(query: Array, key: Array) -> Array:
    """Oracle."""
    return torch.matmul(tensor(query), tensor(key).transpose(-1, -2)).numpy() / query.shape[-1] ** 0.5


check = Check(
    batched_scores,
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


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(cases)
    with expect.part(
        "any_axes_in_front",
        1,
        en="Does it work without a batch axis and with two axes in front, and are the inputs left alone? Do you "
        "count the axes from the end?",
        ko="배치 축이 없을 때도, 앞에 축이 두 개 있을 때도 동작하나요? 입력은 그대로인가요? 축을 뒤에서부터 세고 있나요?",
    ):
        cases = [(rng.normal((*lead, 4, 7)), rng.normal((*lead, 5, 7))) for lead in ((), (2,), (2, 3))]
        expect.same(cases, unchanged=True)


@check.right
def einsum_scores(query, key):
    return np.einsum("...qd,...kd->...qk", query, key) / np.sqrt(key.shape[-1])


@check.right
def broadcast_scores(query, key):
    return (query[..., :, None, :] * key[..., None, :, :]).sum(axis=-1) * query.shape[-1] ** -0.5


@check.right
def scores_in_a_loop(query, key):
    scores = np.empty((*query.shape[:-1], key.shape[-2]), dtype=np.float32)
    for place in np.ndindex(*query.shape[:-2]):
        scores[place] = query[place] @ key[place].T / np.sqrt(query.shape[-1])
    return scores


@check.misconception(
    en="What does .T do to an array with three axes? Which axes of key should change places, and which should stay?",
    ko="축이 세 개인 배열에 .T를 쓰면 어떻게 되나요? key의 어느 축이 자리를 바꾸고 어느 축이 그대로 있어야 하나요?",
)
def key_dot_T(query, key):
    d_k = query.shape[-1]
    return query @ key.T / np.sqrt(d_k)


@check.misconception(
    en="Which axes change places? Is the batch axis one of them?",
    ko="어느 축들이 자리를 바꾸나요? 그 가운데 배치 축이 들어 있지 않나요?",
)
def front_axes_swapped(query, key):
    return query @ key.swapaxes(0, 1) / np.sqrt(query.shape[-1])


@check.misconception(
    en="Which axes change places? Is the batch axis, the first one, among them?",
    ko="어느 축들이 자리를 바꾸나요? 첫 번째 축인 배치 축이 들어 있지 않나요?",
)
def first_and_last_swapped(query, key):
    return query @ np.moveaxis(key, 0, -1) / np.sqrt(query.shape[-1])


@check.misconception(
    en="Does reshape turn rows into columns, or does it only read the same numbers on in the same order?",
    ko="reshape가 행을 열로 바꾸어 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def scores_of_reshaped_key(query, key):
    turned = key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])
    return query @ turned / np.sqrt(query.shape[-1])


@check.misconception(
    en="Are the axes of key counted from the front? What happens without a batch axis, or with two axes in front?",
    ko="key의 축 번호를 앞에서부터 세었나요? 배치 축이 없거나 앞에 축이 두 개 있으면 어떻게 되나요?",
)
def scores_only_3d(query, key):
    return query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])


@check.misconception(
    en="Is a row of the result a query or a key? Which of the two stands on the left of the product?",
    ko="결과의 행이 쿼리인가요, 키인가요? 곱의 왼쪽에는 둘 중 무엇이 있나요?",
)
def scores_transposed(query, key):
    return key @ query.swapaxes(-1, -2) / np.sqrt(query.shape[-1])


@check.misconception(
    en="Is the division by the square root still there?",
    ko="제곱근으로 나누는 부분이 아직 남아 있나요?",
)
def scores_not_scaled(query, key):
    return query @ key.swapaxes(-1, -2)


@check.misconception(
    en="Which size stands in the square root, the number of tokens or the number of features?",
    ko="제곱근 안의 크기가 토큰 수인가요, 특징 수인가요?",
)
def scores_scaled_by_tokens(query, key):
    return query @ key.swapaxes(-1, -2) / np.sqrt(key.shape[-2])


@check.misconception(
    en="Does the function promise scores or weights? Which line was not there before?",
    ko="이 함수가 돌려줄 것이 점수인가요, 가중치인가요? 처음에 없던 줄은 무엇인가요?",
)
def softmax_added(query, key):
    return softmax(query @ key.swapaxes(-1, -2) / np.sqrt(query.shape[-1]))


@check.misconception(
    en="How many axes has the result? What does np.dot do with the batch axes of both arrays?",
    ko="결과의 축이 몇 개인가요? np.dot은 두 배열의 배치 축을 어떻게 다루나요?",
)
def np_dot(query, key):
    return np.dot(query, key.swapaxes(-1, -2)) / np.sqrt(query.shape[-1])
