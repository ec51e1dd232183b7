"""next_token_probabilities: softmax with temperature and top-k, beside a choice by ranks. What is cut is exactly 0."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day13.shared import same_probabilities
from grader.judge import Check, Expect, Rng, Student


def next_token_probabilities(logits: Tensor, temperature: float = 1.0, top_k: int | None = None) -> Tensor:
    """Oracle: row by row, from the ranks."""
    scores = logits.double() / temperature
    if top_k is not None:
        ranks = scores.argsort(dim=-1, descending=True).argsort(dim=-1)
        scores = torch.where(ranks < top_k, scores, -torch.inf)
    return torch.exp(F.log_softmax(scores, dim=-1))


check = Check(next_token_probabilities)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The softmax, temperature, top-k, both, axes, edges."""

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        same_probabilities(student, expect, check, cases, unchanged)

    with expect.part(
        "temperature",
        2,
        en="Are the logits divided by the temperature in front of the softmax, row by row?",
        ko="소프트맥스 앞에서 로짓을 온도로 나누나요? 행마다 따로 하나요?",
    ):
        same(
            (rng.tensor32((7,)),),
            (rng.tensor32((3, 5), 2.0), 0.4),
            (rng.tensor32((4, 4), 2.0), 2.5),
        )
    with expect.part(
        "top_k",
        3,
        en="Does each row keep its top_k tokens, are the others exactly 0, and do those that stay sum to one?",
        ko="행마다 자기 top_k개를 남기고, 나머지는 정확히 0이고, 남은 것의 합이 1인가요?",
    ):
        same((rng.tensor32((9,), 1.5), 1.0, 3), (rng.tensor32((4, 8), 1.5), 1.0, 2))
    with expect.part(
        "both",
        1,
        en="Is it right with both knobs, for k of 1, and with more axes in front?",
        ko="두 손잡이를 함께 쓸 때, k가 1일 때, 앞에 축이 더 있을 때도 맞나요?",
    ):
        same((rng.tensor32((2, 3, 6)), 0.5, 4), (rng.tensor32((5, 5)), 1.7, 1))
    with expect.part(
        "edges",
        1,
        en="Does it hold for a top_k as large as the vocabulary or larger, for scores of several hundred and for a tiny temperature? "
        "Is the input left alone?",
        ko="top_k가 어휘만 하거나 더 클 때, 점수가 수백일 때, 온도가 아주 낮을 때도 맞나요? 입력은 그대로인가요?",
    ):
        same(
            (rng.tensor32((2, 5)), 1.0, 5 + rng.integer(1, 9)),
            (rng.tensor32((2, 5)), 1.0, 5),
            (rng.tensor32((3, 6), 300.0), 0.5, 3),
            (-40.0 - 2 * rng.tensor32((3, 6)).argsort(dim=-1), 1e-3, 2),  # far below -1e4, each by itself
            (rng.tensor32((3, 6)), 0.8, 2),
            (rng.tensor32((2, 5)), 1.0, 4),
            unchanged=True,
        )


@check.right
def as_in_the_lesson(logits, temperature=1.0, top_k=None):
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    return torch.softmax(logits, dim=-1)


@check.right
def scattered(logits, temperature=1.0, top_k=None):
    values, indices = (logits / temperature).topk(min(top_k or logits.size(-1), logits.size(-1)))
    return torch.zeros_like(logits).scatter_(-1, indices, F.softmax(values, -1))


@check.right
def shares_cut_and_shared_anew(logits, temperature=1.0, top_k=None):
    shares = ((logits - logits.amax(-1, keepdim=True)) / temperature).exp()
    if top_k is not None:
        order = torch.sort(logits, dim=-1, descending=True).indices[..., top_k:]
        shares = shares.scatter(-1, order, 0.0)
    return shares / shares.sum(-1, keepdim=True)


@check.misconception(
    en="When tokens are removed behind the softmax, to what do the others sum?",
    ko="소프트맥스 뒤에서 토큰을 빼면 나머지의 합은 얼마인가요?",
)
def not_shared_anew(logits, temperature=1.0, top_k=None):
    probabilities = torch.softmax(logits / temperature, dim=-1)
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = probabilities.topk(top_k, dim=-1).values[..., -1:]
        probabilities = probabilities.masked_fill(probabilities < smallest, 0.0)
    return probabilities


@check.misconception(
    en="Which line of yours uses top_k?",
    ko="top_k를 쓰는 줄이 있나요?",
)
def top_k_ignored(logits, temperature=1.0, top_k=None):
    return torch.softmax(logits / temperature, dim=-1)


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "temperature_behind_the_softmax",
    ("    logits = logits / temperature\n", ""),
    (
        "return torch.softmax(logits, dim=-1)",
        "probabilities = torch.softmax(logits, dim=-1) / temperature\n    return probabilities / probabilities.sum(dim=-1, keepdim=True)",
    ),
    en="Does your result change with the temperature at all? What is left of it when probabilities are divided by it and then made "
    "to sum to one?",
    ko="온도를 바꾸면 결과가 조금이라도 달라지나요? 확률을 온도로 나눈 다음 행의 합을 1로 맞추면 온도의 효과가 남아 있나요?",
)
misconception(
    "shares_divided_by_temperature",
    ("    logits = logits / temperature\n", ""),
    ("torch.softmax(logits, dim=-1)", "torch.softmax(logits, dim=-1) / temperature"),
    en="Do you divide scores or probabilities by the temperature? To what does a row of your result sum?",
    ko="온도로 나누는 것이 점수인가요, 확률인가요? 결과의 한 행을 더하면 얼마인가요?",
)
misconception(
    "multiplied_by_temperature",
    ("logits / temperature", "logits * temperature"),
    en="A temperature below 1 should sharpen. What does yours do to the differences between the logits?",
    ko="온도가 1보다 작으면 뾰족해져야 해요. 여러분의 함수는 로짓 사이의 차이를 어떻게 하나요?",
)
misconception(
    "logits_set_to_zero",
    ('float("-inf")', "0.0"),
    en="What probability has a token whose logit is 0? Is that none?",
    ko="로짓이 0인 토큰의 확률은 얼마인가요? 없는 것과 같나요?",
)
misconception(
    "one_too_few",
    ("logits < smallest", "logits <= smallest"),
    en="Does the smallest of the top_k tokens stay itself? Is your comparison < or <=?",
    ko="top_k개 가운데 가장 작은 토큰도 남나요? 비교가 <인가요, <=인가요?",
)
misconception(
    "one_bar_for_all_rows",
    (".values[..., -1:]", ".values[..., -1].min()"),
    en="Each row has its own smallest score that may stay. Whose do you compare with?",
    ko="남아도 되는 가장 작은 점수는 행마다 달라요. 누구의 것과 비교하나요?",
)
