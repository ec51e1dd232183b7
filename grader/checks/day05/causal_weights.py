"""Spot the bug: scores that are multiplied by the mask. The oracle fills in minus infinity, then F.softmax.

Some scores are near -20,000, where a number such as -1e4 in place of minus infinity is not small enough.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from grader.checks.day05.causal_mask import causal_mask
from grader.checks.day05.shared import Array, softmax, tensor
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def causal_weights(scores: Array) -> Array:
    """Oracle: minus infinity for what comes later, then F.softmax."""
    later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
    return F.softmax(tensor(scores).masked_fill(later, -torch.inf), dim=-1).numpy()


check = Check(
    causal_weights,
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


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Nothing for the future, shares among the rest, batches, scores of any size. The given code passes no part."""
    with expect.part(
        "future",
        2,
        en="Are all weights above the diagonal exactly 0? What is exp of a blocked score?",
        ko="대각선 위의 가중치가 모두 정확히 0인가요? 막힌 점수의 exp는 얼마인가요?",
    ):

        def nothing_later(scores: Array) -> None:
            got = expect.like(student.causal_weights(scores), causal_weights(scores))
            later = np.triu(np.ones(scores.shape[-2:]), k=1)
            expect.array(got * later, np.zeros(scores.shape), tolerance=1e-12)
            expect.true(bool((got[..., 0, 0] > 0).all()))  # zeros everywhere are no weights

        expect.every([(rng.normal((5, 5), 2),), (rng.normal((2, 4, 4)),)], nothing_later)
    with expect.part(
        "shares",
        2,
        en="Do the weights that are left sum to 1 in each row, shared as the softmax shares them?",
        ko="남은 가중치가 행마다 합이 1이고, 소프트맥스가 나누는 대로 나뉘나요?",
    ):
        cases = [(rng.normal((5, 5), 2),), (rng.normal((3, 3)),)]
        expect.same(cases)
    with expect.part(
        "batch",
        1,
        en="Does it work with axes in front, and are the scores of the caller left alone?",
        ko="앞에 축이 더 있어도 동작하고, 함수를 부른 쪽의 점수는 그대로 남아 있나요?",
    ):
        cases = [(rng.normal((2, 4, 4)),), (rng.normal((2, 3, 5, 5), 2),), (rng.normal((4, 4, 4)),)]
        expect.same(cases, unchanged=True)
    with expect.part(
        "any_size",
        1,
        en="If all scores of a row are near -20,000, is your number for a blocked score still far below them?",
        ko="한 행의 점수가 모두 -20,000 근처여도, 막힌 점수에 넣은 수가 그보다 훨씬 작은가요?",
    ):
        # The blocked scores are far above the others: a share of theirs, taken away later, leaves 0 / 0.
        above = rng.normal((4, 4)) + 2000 * np.triu(np.ones((4, 4)), k=1)
        cases = [(rng.normal((4, 4), 2, offset=-20000),), (rng.normal((5, 5), 1000),), (above,)]
        expect.same(cases)


@check.right
def infinity_added(scores):
    return softmax(scores + np.triu(np.full(scores.shape[-2:], -np.inf), k=1))


@check.right
def large_number_taken_away(scores):
    return softmax(scores - 1e9 * ~causal_mask(scores.shape[-1]))


@check.right
def row_by_row(scores):
    weights = np.zeros_like(scores)
    for i in range(scores.shape[-1]):
        weights[..., i, : i + 1] = softmax(scores[..., i, : i + 1])
    return weights


@check.misconception(
    en="What does a score become when it is multiplied by False, and what is exp of that? How large is the share of "
    "a blocked token?",
    ko="점수에 False를 곱하면 얼마가 되고, 그 수의 exp는 얼마인가요? 막힌 토큰이 받는 몫은 얼마나 큰가요?",
)
def mask_multiplied(scores):
    allowed = causal_mask(scores.shape[-1])
    return softmax(scores * allowed)


@check.misconception(
    en="Do the rows still sum to 1 when weights are struck out after the softmax? Who had a share in that sum?",
    ko="소프트맥스 다음에 가중치를 지우면 행의 합이 여전히 1인가요? 나눌 때의 합에는 누가 들어 있었나요?",
)
def masked_after_the_softmax(scores):
    return softmax(scores) * causal_mask(scores.shape[-1])


@check.misconception(
    en="A row whose blocked score is 2,000 above the others: what has the softmax left for them, and what do you divide by?",
    ko="막힌 점수가 나머지보다 2,000이나 큰 행이라면, 소프트맥스가 나머지에게 남긴 몫은 얼마이고 여러분은 무엇으로 나누나요?",
)
def divided_again_after_masking(scores):
    weights = softmax(scores) * causal_mask(scores.shape[-1])
    return weights / weights.sum(axis=-1, keepdims=True)


@check.misconception(
    en="What is False times minus infinity, that is 0 times infinity? What does adding that do to an allowed score?",
    ko="False에 음의 무한대를 곱하면, 곧 0에 무한대를 곱하면 얼마인가요? 볼 수 있는 점수에 그것을 더하면 어떻게 되나요?",
)
def infinity_times_false(scores):
    return softmax(scores + ~causal_mask(scores.shape[-1]) * -np.inf)


@check.misconception(
    en="What is a negative score times minus infinity? Should the mask be multiplied or added?",
    ko="음수인 점수에 음의 무한대를 곱하면 무엇이 되나요? 마스크는 곱해야 하나요, 더해야 하나요?",
)
def multiplied_by_infinity(scores):
    return softmax(scores * np.where(causal_mask(scores.shape[-1]), 1.0, -np.inf))


@check.misconception(
    en="What does adding True, that is 1, do to a score, and what adding False? Is anything blocked by that?",
    ko="점수에 True, 곧 1을 더하면 어떻게 되고 False를 더하면 어떻게 되나요? 그것으로 무엇이 막히나요?",
)
def mask_added_as_numbers(scores):
    return softmax(scores + causal_mask(scores.shape[-1]))


@check.misconception(
    en="Was the triangle wrong? After your change, does the first token see the future and the last one only itself?",
    ko="삼각형이 잘못된 것이었나요? 고친 코드에서 첫 토큰이 미래를 보고 마지막 토큰은 자신만 보지 않나요?",
)
def triangle_turned_over(scores):
    return softmax(np.where(causal_mask(scores.shape[-1]).T, scores, -np.inf))


@check.misconception(
    en="np.where(mask, a, b) takes a where the mask is True. Which scores get minus infinity in your line?",
    ko="np.where(mask, a, b)는 True인 곳에서 a를 가져와요. 여러분의 줄에서는 어떤 점수가 음의 무한대가 되나요?",
)
def where_turned_round(scores):
    return softmax(np.where(causal_mask(scores.shape[-1]), -np.inf, scores))


@check.misconception(
    en="Does each row sum to 1, or each column? Along which axis should the softmax run?",
    ko="합이 1이 되는 것이 행인가요, 열인가요? 소프트맥스가 어느 축을 따라가야 하나요?",
)
def shares_over_queries(scores):
    return softmax(np.where(causal_mask(scores.shape[-1]), scores, -np.inf), axis=-2)


@check.misconception(
    en="Is your number for blocked scores smaller than every score that can come? What if a whole row is near "
    "-20,000?",
    ko="막힌 점수에 넣은 수가 어떤 점수보다도 작은가요? 한 행이 모두 -20,000 근처라면 어떻게 될까요?",
)
def not_small_enough(scores):
    return softmax(np.where(causal_mask(scores.shape[-1]), scores, -1e4))


@check.misconception(
    en="Are the caller's scores still the same after the call? Into which array does your line write?",
    ko="함수를 부른 뒤에도 원래의 점수가 그대로인가요? 어느 배열에 값을 써넣고 있나요?",
)
def scores_overwritten(scores):
    scores[..., ~causal_mask(scores.shape[-1])] = -np.inf
    return softmax(scores)
