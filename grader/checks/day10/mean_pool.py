"""mean_pool: the mean over real tokens alone, against torch's nanmean.

Padding holds numbers that are twenty times as large as those of real tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from grader.checks.oracles.masks import padding
from grader.judge import Check, Expect, Rng, Student


def mean_pool(x: Tensor, mask: Tensor) -> Tensor:
    """Oracle: the mean of a tensor in which padding is not a number."""
    return x.masked_fill(~mask.mT, torch.nan).nanmean(dim=1)


check = Check(mean_pool)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """No padding, padding full of numbers, as many sentences as tokens as features, one real token."""

    def case(lengths: Sequence[int], longest: int, d_model: int) -> tuple[Tensor, Tensor]:
        x = rng.tensor32((len(lengths), longest, d_model)) + 2.0
        mask = padding(lengths, longest)
        return torch.where(mask.mT, x, 20 * x), mask

    def same(*cases: tuple[Tensor, Tensor], unchanged: bool = False) -> None:
        expect.same(cases, unchanged=unchanged)

    with expect.part(
        "one_vector_a_sentence",
        1,
        en="Without padding: is there one vector for each sentence, the mean over its tokens?",
        ko="패딩이 없을 때, 문장마다 벡터가 하나씩이고 그것이 토큰들의 평균인가요?",
    ):
        same(case((5, 5, 5), 5, 4), case((3,), 3, 2))
    with expect.part(
        "padding",
        3,
        en="Does padding count neither in the sum nor in the number that you divide by?",
        ko="패딩이 더할 때도, 나누는 수에서도 빠지나요?",
    ):
        same(case((5, 2), 5, 4), case((1, 4, 3), 6, 4), case((4, 2, 3, 1), 4, 4), unchanged=True)
    with expect.part(
        "anywhere",
        1,
        en="Is it right when padding stands in front or in between, as the mask says? Can a gradient flow back to the real "
        "tokens, and to them alone?",
        ko="마스크에 따라 패딩이 앞이나 중간에 있어도 맞나요? 기울기가 진짜 토큰으로, 그리고 그 토큰으로만 되돌아갈 수 있나요?",
    ):
        x, mask = rng.tensor32((3, 5, 4)), torch.tensor(rng.uniform((3, 1, 5)) < 0.5)
        mask[:, :, 3], mask[:, :, 0] = True, False
        same((x, mask))
        expect.same_gradients((x, mask), rng.tensor32((3, 4)))


@check.right
def mask_as_a_matrix(x, mask):
    shares = mask.to(x.dtype) / mask.sum(dim=-1, keepdim=True)
    return (shares @ x)[:, 0]


@check.right
def sentence_by_sentence(x, mask):
    return torch.stack([x[b][mask[b, 0]].mean(dim=0) for b in range(len(x))])


@check.misconception(
    en="Where does the mask enter your mean? Do padded places have a say in it?",
    ko="mask가 평균의 어디에 들어가나요? 패딩 자리도 평균에 끼어드나요?",
)
def padding_in_the_mean(x, mask):
    return x.mean(dim=1)


@check.misconception(
    en="By what do you divide: by the length of the rectangle, or by the number of real tokens of this sentence?",
    ko="무엇으로 나누나요? 직사각형의 길이인가요, 이 문장의 진짜 토큰 수인가요?",
)
def divided_by_the_longest(x, mask):
    return (x * mask.mT).mean(dim=1)


@check.misconception(
    en="You count the real tokens alone. Do you also add up them alone?",
    ko="진짜 토큰만 세고 있어요. 더하는 것도 진짜 토큰뿐인가요?",
)
def padding_in_the_sum(x, mask):
    return x.sum(dim=1) / mask.sum(dim=-1)


@check.misconception(
    en="Is this a sum or a mean? What happens to long sentences?",
    ko="이것은 합인가요, 평균인가요? 긴 문장은 어떻게 되나요?",
)
def not_divided(x, mask):
    return (x * mask.mT).sum(dim=1)


@check.misconception(
    en="Does every sentence get a mean of its own, or do all share one?",
    ko="문장마다 자기 평균이 있나요, 모두가 평균 하나를 나눠 쓰나요?",
)
def batch_merged(x, mask):
    mean = x[mask[:, 0]].mean(dim=0)
    return mean.expand(len(x), -1)


@check.misconception(
    en="Is the first token the mean of the sentence? (In BERT one is trained for that: Day 14.)",
    ko="첫 토큰이 문장의 평균인가요? (BERT에는 그러도록 학습시킨 토큰이 있어요. 14일 차에 나와요.)",
)
def first_token_only(x, mask):
    return x[:, 0]


@check.misconception(
    en="Over which axis is your mean, that of the tokens or that of the features?",
    ko="어느 축을 따라 평균을 내나요? 토큰 축인가요, 특징 축인가요?",
)
def mean_over_features(x, mask):
    return (x * mask.mT).mean(dim=-1)


@check.misconception(
    en="You take the first so many tokens. Must padding stand behind, or does the mask say where it is?",
    ko="앞에서부터 몇 개를 골라요. 패딩은 꼭 뒤에 있나요, 아니면 어디 있는지를 mask가 알려 주나요?",
)
def cut_behind(x, mask):
    lengths = mask.sum(dim=-1)[:, 0].tolist()
    return torch.stack([tokens[:length].mean(dim=0) for tokens, length in zip(x, lengths, strict=True)])


@check.misconception(
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def mean_detached(x, mask):
    means = []
    for tokens, real in zip(x, mask[:, 0], strict=True):
        means.append(tokens[real].mean(dim=0).tolist())
    return torch.tensor(means)
