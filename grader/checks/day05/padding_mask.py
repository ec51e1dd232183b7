"""The padding mask, against torch.ne.

The padding is not always 0 and not always on the right, and real tokens may be smaller than it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from grader.checks.day05.shared import Array, boolean, same_mask, with_kind
from grader.judge import Check, Expect, Rng, Student


def padding_mask(ids: Array, pad_id: int) -> Array:
    """Oracle."""
    return torch.ne(torch.as_tensor(np.asarray(ids)), pad_id).unsqueeze(-2).numpy()


check = Check(padding_mask, view=with_kind)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        same_mask(expect, student, padding_mask, cases)
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
        same_mask(expect, student, padding_mask, cases)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one sentence alone, and for two axes in front? Where does the new axis go?",
        ko="문장 하나에도, 앞에 축이 두 개 있어도 동작하나요? 새 축은 어디에 들어가나요?",
    ):
        several = np.stack([padded(0, (5, 2, 3), 6), padded(0, (1, 6, 4), 6)])
        same_mask(expect, student, padding_mask, [(several[0, 1], 0), (several, 0)])
    with expect.part(
        "boolean",
        1,
        en="Are the entries True and False? `~mask` and `scores[mask]` mean something else with numbers.",
        ko="값이 True와 False인가요? 숫자라면 `~mask`나 `scores[mask]`의 뜻이 달라져요.",
    ):
        cases = [(padded(0, (2, 4), 5), 0)]
        boolean(same_mask(expect, student, padding_mask, cases))


@check.right
def expanded(ids, pad_id):
    return np.expand_dims(np.not_equal(ids, pad_id), axis=-2)


@check.right
def token_by_token(ids, pad_id):
    mask = np.ones(ids.shape, dtype=bool)
    for place in np.ndindex(*ids.shape):
        if ids[place] == pad_id:
            mask[place] = False
    return mask.reshape(*ids.shape[:-1], 1, ids.shape[-1])


@check.right
def not_equal_turned(ids, pad_id):
    return ~(ids[..., np.newaxis, :] == pad_id)


@check.misconception(
    en="What does True mean in this course: may be looked at, or is padding?",
    ko="이 과정에서 True는 '볼 수 있다'인가요, '패딩이다'인가요?",
)
def true_at_the_padding(ids, pad_id):
    return (ids == pad_id)[..., None, :]


@check.misconception(
    en="Against which axes of the scores does a mask of shape (B, T_k) broadcast? Where is the axis of the queries?",
    ko="모양이 (B, T_k)인 마스크는 점수의 어느 축들과 맞춰지나요? 쿼리의 축은 어디에 있나요?",
)
def no_axis_for_queries(ids, pad_id):
    return ids != pad_id


@check.misconception(
    en="Does your mask close columns or rows? Can a real token still look at the padding?",
    ko="여러분의 마스크가 막는 것이 열인가요, 행인가요? 진짜 토큰이 여전히 패딩을 볼 수 있지 않나요?",
)
def queries_masked(ids, pad_id):
    return (ids != pad_id)[..., :, None]


@check.misconception(
    en="What is left to look at for a query that is padding? Does the docstring ask for its row to be closed, too?",
    ko="패딩인 쿼리는 무엇을 볼 수 있나요? 설명이 그 행까지 막으라고 하나요?",
)
def both_masked(ids, pad_id):
    real = ids != pad_id
    return real[..., :, None] & real[..., None, :]


@check.misconception(
    en="Is the padding token always 0? What happens to the argument `pad_id`?",
    ko="패딩 토큰이 언제나 0인가요? 인수 `pad_id`는 어디에 쓰이나요?",
)
def always_zero(ids, pad_id):
    return (ids != 0)[..., None, :]


@check.misconception(
    en="Are real tokens always larger than pad_id? Which comparison do you need?",
    ko="진짜 토큰의 id가 언제나 pad_id보다 큰가요? 어떤 비교가 필요한가요?",
)
def larger_than_pad(ids, pad_id):
    return (ids > pad_id)[..., None, :]


@check.misconception(
    en="Does the padding always stand on the right? What if a model pads on the left?",
    ko="패딩이 언제나 오른쪽에 있나요? 왼쪽을 채우는 모델이라면 어떻게 될까요?",
)
def counted_from_the_left(ids, pad_id):
    lengths = (ids != pad_id).sum(axis=-1, keepdims=True)
    return (np.arange(ids.shape[-1]) < lengths)[..., None, :]


@check.misconception(
    en="Where is the new axis, in front of the batch or between the batch and the keys?",
    ko="새 축이 어디에 있나요? 배치 앞인가요, 배치와 키 사이인가요?",
)
def axis_in_front(ids, pad_id):
    return (ids != pad_id)[None]


@check.misconception(
    en="Does the function promise True and False, or numbers to add to the scores?",
    ko="이 함수가 돌려줄 것이 True와 False인가요, 점수에 더할 숫자인가요?",
)
def padding_as_infinities(ids, pad_id):
    return np.where(ids != pad_id, 0.0, -np.inf)[..., None, :]


@check.misconception(
    en="Of which type are the entries, True and False or 1 and 0?",
    ko="값의 타입이 무엇인가요? True와 False인가요, 1과 0인가요?",
)
def padding_as_numbers(ids, pad_id):
    return (ids != pad_id).astype(int)[..., None, :]
