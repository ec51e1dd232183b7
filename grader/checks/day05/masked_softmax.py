"""A softmax over the keys that may be seen, against F.scaled_dot_product_attention.

Masks broadcast, blocked scores are far above the others, and some rows may look at nobody.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.day05.shared import Array, sdpa, softmax, some_mask
from grader.judge import Check, Expect, Rng, Student


def masked_softmax(scores: Array, mask: Array | None = None) -> Array:
    """Oracle: attention whose scores are the given ones (keys and values are the identity, the scale is undone)."""
    n = scores.shape[-1]
    eye = np.broadcast_to(np.eye(n), (*scores.shape[:-2], n, n))
    return sdpa(np.asarray(scores) * n**0.5, eye, eye, mask)


check = Check(masked_softmax)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """No mask, a mask, masks that broadcast, large numbers, nobody to look at, the inputs left alone."""
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
        expect.same(cases)
    with expect.part(
        "masked",
        3,
        en="Are the weights of blocked keys 0, and do the others still sum to 1? Is the mask applied before the "
        "softmax, and is True what may be seen?",
        ko="막힌 키의 가중치가 0이고 나머지의 합이 여전히 1인가요? 마스크를 소프트맥스 앞에서 쓰고, True를 볼 수 있는 것으로 다루나요?",
    ):
        cases = [
            (rng.normal((3, 5), 2), some_mask(rng, 3, 5)),
            (rng.normal((2, 3, 4)), some_mask(rng, 2, 3, 4)),
        ]
        expect.same(cases)
    with expect.part(
        "broadcast",
        2,
        en="Does a mask with fewer axes, or with axes of length 1, work as well?",
        ko="축이 더 적거나 길이가 1인 축이 있는 마스크도 잘 동작하나요?",
    ):
        cases = [
            (rng.normal((2, 3, 5)), some_mask(rng, 2, 1, 5)),
            (rng.normal((2, 3, 4, 5)), some_mask(rng, 4, 5)),
            (rng.normal((2, 3, 4, 5)), some_mask(rng, 2, 1, 1, 5)),
            (rng.normal((3, 5)), some_mask(rng, 5)),
        ]
        expect.same(cases)
    with expect.part(
        "large",
        2,
        en="What if a blocked score is 2,000 and the others are near 0, or if all are near -20,000? Which numbers "
        "take part in the maximum?",
        ko="막힌 점수가 2,000이고 나머지는 0 근처라면, 또는 모두 -20,000 근처라면 어떻게 되나요? 최댓값을 구할 때 어떤 "
        "수들이 들어가나요?",
    ):
        mask = some_mask(rng, 4, 6)
        tempting = np.where(mask, rng.normal((4, 6)), 2000.0)
        cases = [
            (tempting, mask),
            (rng.normal((4, 6), 2, offset=-20000), mask),
            (rng.normal((4, 6), 2, offset=1000), mask),
            (rng.normal((4, 6), 1000), mask),
        ]
        expect.same(cases)
    with expect.part(
        "nobody",
        2,
        en="If a row may look at nobody, are all its weights 0, and are the other rows what they were?",
        ko="아무도 볼 수 없는 행의 가중치가 모두 0인가요? 다른 행들은 그대로인가요?",
    ):
        mask = some_mask(rng, 2, 4, 5)
        mask[0, 1] = mask[1, 3] = False
        cases = [
            (rng.normal((2, 4, 5)), mask),
            (rng.normal((3, 4)), np.zeros((3, 4), dtype=bool)),
            (rng.normal((2, 3, 4)), np.array([[[True, False, True, True]], [[False] * 4]])),
        ]
        expect.same(cases)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are scores and mask still the same after the call?",
        ko="함수를 부른 뒤에도 점수와 마스크가 그대로인가요?",
    ):
        cases = [(rng.normal((3, 5)), some_mask(rng, 3, 5)), (rng.normal((4, 4)), some_mask(rng, 4, 4))]
        expect.same(cases, unchanged=True)


@check.right
def struck_out_twice(scores, mask=None):
    if mask is None:
        return softmax(scores)
    return softmax(np.where(mask, scores, -1e9)) * mask


@check.right
def nan_to_zero(scores, mask=None):
    if mask is None:
        mask = np.ones(scores.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(softmax(scores + np.where(mask, 0.0, -np.inf)))


@check.right
def loop_over_rows(scores, mask=None):
    allowed = np.broadcast_to(True if mask is None else mask, scores.shape)
    weights = np.zeros(scores.shape, dtype=np.float32)
    for place in np.ndindex(*scores.shape[:-1]):
        keep = np.flatnonzero(allowed[place])
        if len(keep):
            e = np.exp(scores[place][keep] - scores[place][keep].max())
            weights[place][keep] = e / e.sum()
    return weights


@check.right
def masked_with_torch(scores, mask=None):
    import torch

    s = torch.tensor(scores, dtype=torch.float64)
    if mask is not None:
        s = s.masked_fill(~torch.tensor(mask), float("-inf"))
    return torch.softmax(s, dim=-1).nan_to_num(0.0)


@check.misconception(
    en="What is exp of a score that was multiplied by 0? Does a blocked key then get nothing?",
    ko="0을 곱한 점수의 exp는 얼마인가요? 그러면 막힌 키가 아무것도 받지 않나요?",
)
def multiplied_before(scores, mask=None):
    return softmax(scores if mask is None else scores * mask)


@check.misconception(
    en="Do the weights that are left still sum to 1? Whose exponentials are in the sum that you divide by?",
    ko="남은 가중치의 합이 여전히 1인가요? 나누는 합에 누구의 exp가 들어 있나요?",
)
def multiplied_after(scores, mask=None):
    weights = softmax(scores)
    return weights if mask is None else weights * mask


@check.misconception(
    en="If a blocked score is 2,000 larger than the rest, what is left of the rest after the first softmax?",
    ko="막힌 점수가 나머지보다 2,000이나 크면, 첫 소프트맥스 뒤에 나머지는 얼마가 되나요?",
)
def renormalized_after(scores, mask=None):
    weights = softmax(scores)
    if mask is None:
        return weights
    weights = weights * mask
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)


@check.misconception(
    en="What does True mean in this course? Which scores get minus infinity in your code?",
    ko="이 과정에서 True는 무슨 뜻인가요? 여러분의 코드에서는 어떤 점수가 음의 무한대가 되나요?",
)
def true_blocked(scores, mask=None):
    if mask is None:
        return softmax(scores)
    weights = softmax(np.where(mask, -np.inf, scores))
    return np.where(np.isnan(weights), 0.0, weights)


@check.misconception(
    en="What is the maximum of a row of minus infinities, and what do you get when it is taken away from itself?",
    ko="모두 음의 무한대인 행의 최댓값은 무엇이고, 그것을 자신에게서 빼면 무엇이 되나요?",
)
def nan_for_nobody(scores, mask=None):
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@check.misconception(
    en="When all scores of a row are the same -1e9, what shares does the softmax give? Is that nothing?",
    ko="한 행의 점수가 모두 똑같이 -1e9라면 소프트맥스는 어떤 몫을 주나요? 그것이 '아무것도 보지 않음'인가요?",
)
def uniform_for_nobody(scores, mask=None):
    return softmax(scores if mask is None else np.where(mask, scores, -1e9))


@check.misconception(
    en="When -1e9 is added to every score of a row, what does the softmax notice of it? Is that row still blocked?",
    ko="한 행의 모든 점수에 -1e9를 더하면 소프트맥스의 결과가 달라지나요? 그 행이 여전히 막혀 있나요?",
)
def penalty_cancels(scores, mask=None):
    return softmax(scores if mask is None else scores + np.where(mask, 0.0, -1e9))


@check.misconception(
    en="Is your number for blocked scores smaller than every score that can come? What if a whole row is near "
    "-20,000?",
    ko="막힌 점수에 넣은 수가 어떤 점수보다도 작은가요? 한 행이 모두 -20,000 근처라면 어떻게 될까요?",
)
def minus_ten_thousand(scores, mask=None):
    if mask is None:
        return softmax(scores)
    weights = softmax(np.where(mask, scores, -1e4))
    return np.where(mask.any(axis=-1, keepdims=True), weights, 0.0)


@check.misconception(
    en="What is np.exp(1000), and what is the sum when every np.exp is 0? Where is the maximum of the row?",
    ko="np.exp(1000)은 얼마이고, 모든 np.exp가 0이면 합은 얼마인가요? 행의 최댓값은 어디에서 빼나요?",
)
def maximum_forgotten(scores, mask=None):
    e = np.exp(scores) if mask is None else np.exp(scores) * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1.0)


@check.misconception(
    en="Which shape must a boolean index have? What if the mask has shape (B, 1, T_k) and the scores (B, T_q, T_k)?",
    ko="불리언 인덱스의 모양은 어떠해야 하나요? 마스크가 (B, 1, T_k)이고 점수가 (B, T_q, T_k)라면 어떻게 되나요?",
)
def mask_as_an_index(scores, mask=None):
    if mask is None:
        return softmax(scores)
    blocked = scores.copy()
    blocked[~mask] = -np.inf
    weights = softmax(blocked)
    return np.where(np.isnan(weights), 0.0, weights)


@check.misconception(
    en="Are the caller's scores still the same after the call? Into which array does your code write?",
    ko="함수를 부른 뒤에도 원래의 점수가 그대로인가요? 어느 배열에 값을 써넣고 있나요?",
)
def written_into_scores(scores, mask=None):
    if mask is None:
        return softmax(scores)
    scores[~np.broadcast_to(mask, scores.shape)] = -np.inf
    weights = softmax(scores)
    return np.where(np.isnan(weights), 0.0, weights)


@check.misconception(
    en="Does each row sum to 1, or each column? Along which axis do maximum and sum run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? 최댓값과 합이 어느 축을 따라가나요?",
)
def wrong_axis(scores, mask=None):
    blocked = scores if mask is None else np.where(mask, scores, -np.inf)
    weights = softmax(blocked, axis=-2)
    return np.where(np.isnan(weights), 0.0, weights)


@check.misconception(
    en="What does np.where make of a mask that is None? What should None mean?",
    ko="마스크가 None이면 np.where는 어떻게 하나요? None은 무슨 뜻이어야 하나요?",
)
def none_blocks_all(scores, mask=None):
    weights = softmax(np.where(mask, scores, -np.inf))
    return np.where(np.isnan(weights), 0.0, weights)


@check.misconception(
    en="Does your test ask whether one row has nobody to look at, or whether the whole mask is False?",
    ko="여러분의 조건은 '한 행이 아무도 볼 수 없는지'를 묻나요, '마스크 전체가 False인지'를 묻나요?",
)
def any_without_an_axis(scores, mask=None):
    if mask is None:
        return softmax(scores)
    if not mask.any():
        return np.zeros_like(scores)
    return softmax(np.where(mask, scores, -np.inf))
