"""attention_on: the mean weight of each head on given places, against a sum token by token in NumPy.

Some sizes are equal, because a slip of the axis is silent on others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def attention_on(weights: Tensor, places: Tensor) -> NDArray[np.float64]:
    """Oracle, token by token in NumPy."""
    shares = weights.double().numpy()
    found = [
        shares[b, :, t, place]
        for b, sentence in enumerate(places.tolist())
        for t, place in enumerate(sentence)
        if place >= 0
    ]
    mean: NDArray[np.float64] = np.mean(found, axis=0)
    return mean


check = Check(attention_on)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """All tokens counted; some not; then as many tokens in both texts, as many heads as sentences.

    Where some do not count, the first token of a sentence is one of them, and one that counts gives a weight of exactly
    0 to its place, as behind a mask.
    """

    def case(
        batch: int, heads: int, T: int, S: int, counted: Sequence[int] | None = None
    ) -> tuple[Tensor, Tensor]:
        scores = torch.tensor(rng.normal((batch, heads, T, S), 2.0))
        places = torch.tensor(rng.integers(0, S, (batch, T)))
        for row, number in zip(places, counted or (), strict=False):
            row[number:] = -1
            row.copy_(row.roll(1))
        if counted:
            scores[0, 0, 1, places[0, 1]] = -torch.inf
        return torch.softmax(scores, dim=-1).float(), places

    with expect.part(
        "each_head",
        2,
        en="For each head one number: the mean, over all target tokens of all sentences, of the weight on that token's "
        "place?",
        ko="헤드마다 숫자 하나, 곧 모든 문장의 모든 타깃 토큰이 자기 자리에 준 가중치의 평균인가요?",
    ):
        expect.same([case(2, 3, 4, 6), case(3, 2, 5, 5)])
    with expect.part(
        "not_counted",
        3,
        en="Where the place is -1 nothing is to be counted. Does such a token add nothing to the sum and nothing to the "
        "number that you divide by? Does every token that is counted weigh the same?",
        ko="자리가 -1이면 세지 않아요. 그런 토큰이 합에도, 나누는 수에도 들어가지 않나요? 센 토큰의 몫이 모두 같나요?",
    ):
        expect.same([case(3, 2, 5, 7, (5, 1, 3)), case(2, 4, 6, 3, (2, 5))])
    with expect.part(
        "equal_sizes",
        1,
        en="Is it right when sentences, heads and tokens are as many, and are the inputs left alone?",
        ko="문장 수와 헤드 수와 토큰 수가 같을 때도 맞나요? 입력은 그대로 두나요?",
    ):
        expect.same([case(4, 4, 4, 4, (4, 2, 1, 3)), case(3, 1, 3, 3, (1, 3, 2))], unchanged=True)


@check.right
def gathered(weights, places):
    index = places.clamp(min=0)[:, None, :, None].expand(-1, weights.shape[1], -1, 1)
    chosen = weights.gather(-1, index).squeeze(-1)
    counted = (places >= 0)[:, None]
    return (chosen * counted).sum(dim=(0, 2)) / counted.sum()


@check.right
def share_by_share(weights, places):
    B, H, T, S = weights.shape
    total, counted = torch.zeros(H), 0
    for b in range(B):
        for t in range(T):
            if places[b, t] >= 0:
                total += weights[b, :, t, places[b, t]]
                counted += 1
    return total / counted


@check.right
def one_hot_places(weights, places):
    wanted = places[:, :, None] == torch.arange(weights.shape[-1])
    return torch.einsum("bhts,bts->h", weights, wanted.float()) / wanted.sum()


@check.right
def picked_by_index(weights, places):
    b, t = torch.nonzero(places != -1, as_tuple=True)
    return weights[b, :, t, places[b, t]].mean(0)


misconception = check.misconceptions_in(gathered)
misconception(
    "minus_one_is_the_last_token",
    ("places.clamp(min=0)", "(places % weights.shape[-1])"),
    ("(chosen * counted).sum(dim=(0, 2)) / counted.sum()", "chosen.mean(dim=(0, 2))"),
    en="Which column does the index -1 pick? Was that token to be counted?",
    ko="인덱스 -1은 어느 열을 고르나요? 그 토큰은 세야 하는 것이었나요?",
)
misconception(
    "padding_counted_as_first_token",
    ("(chosen * counted).sum(dim=(0, 2)) / counted.sum()", "chosen.mean(dim=(0, 2))"),
    en="What becomes of a place of -1 in your gather? Does it drop out of the mean, or count as place 0?",
    ko="gather에서 -1인 자리는 어떻게 되나요? 평균에서 빠지나요, 0번 자리로 세나요?",
)
misconception(
    "divided_by_all",
    ("(chosen * counted).sum(dim=(0, 2)) / counted.sum()", "(chosen * counted).mean(dim=(0, 2))"),
    en="By how many tokens do you divide, all of them or those that are counted?",
    ko="몇 개로 나누나요? 모든 토큰인가요, 센 토큰인가요?",
)
misconception(
    "sentence_by_sentence",
    (
        "(chosen * counted).sum(dim=(0, 2)) / counted.sum()",
        "((chosen * counted).sum(dim=2) / counted.sum(dim=2)).mean(dim=0)",
    ),
    en="Does a token of a short sentence weigh more in your mean than one of a long sentence?",
    ko="짧은 문장의 토큰이 긴 문장의 토큰보다 평균에서 더 큰 몫을 차지하지 않나요?",
)
misconception(
    "counted_from_the_front",
    ("places.clamp(min=0)", "(places % weights.shape[-1])"),
    (
        "(places >= 0)[:, None]",
        "(torch.arange(places.shape[1]) < (places >= 0).sum(dim=1)[:, None])[:, None]",
    ),
    en="Do the tokens that count always stand at the front of a sentence? Where is the -1 of a start?",
    ko="세는 토큰이 언제나 문장 앞쪽에 모여 있나요? 시작 토큰의 -1은 어디에 있나요?",
)
misconception(
    "zeros_not_counted",
    ("/ counted.sum()", "/ (chosen * counted > 0).sum(dim=(0, 2))"),
    en="A head that gives its token's place a weight of 0: does that token drop out of your mean?",
    ko="헤드가 물어본 자리에 0을 주었다면, 그 토큰은 평균에서 빠지나요?",
)
misconception(
    "heads_averaged",
    (
        "(chosen * counted).sum(dim=(0, 2)) / counted.sum()",
        "(chosen * counted).sum() / (weights.shape[1] * counted.sum())",
    ),
    en="How many numbers are asked for? Could one head look there and another not?",
    ko="숫자가 몇 개 필요한가요? 한 헤드는 그 자리를 보고 다른 헤드는 보지 않을 수도 있지 않을까요?",
)
misconception(
    "largest_weight",
    ("weights.gather(-1, index).squeeze(-1)", "weights.max(dim=-1).values"),
    en="Is it the largest weight of each row, or the one at the place that was asked for?",
    ko="행마다 가장 큰 가중치인가요, 물어본 자리의 가중치인가요?",
)
misconception(
    "hits_counted",
    ("weights.gather(-1, index).squeeze(-1)", "weights.argmax(dim=-1) == places[:, None]"),
    en="Are hits asked for, or shares? What does a head that gives 0.4 to the right place and 0.6 to another add?",
    ko="맞힌 횟수를 묻나요, 몫을 묻나요? 맞는 자리에 0.4, 다른 자리에 0.6을 주는 헤드는 얼마를 더해야 하나요?",
)
