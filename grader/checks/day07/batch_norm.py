"""batch_norm, a bug to spot: the padding is averaged in. Against torch's batch norm on the real tokens alone.

What stands at a padded position is large in some cases, and sizes are equal in others.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.day07.shared import LOOSE
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def batch_norm(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    """Oracle: torch's batch norm on the real tokens alone, put back at their positions."""
    real = nn.functional.batch_norm(x[mask], None, None, gamma, beta, training=True, eps=eps)
    return torch.zeros_like(x).masked_scatter(mask[..., None], real)


check = Check(
    batch_norm,
    bug="padding_counted",
    reason=Choice(
        "C",
        {
            "A": Text(
                "gamma and beta are in their places: the normalized number times gamma, plus beta. Change what stands "
                "at a padded position and watch the real tokens.",
                "gamma와 beta는 제자리에 있어요. 정규화한 값에 gamma를 곱하고 beta를 더하니까요. 패딩 자리의 값을 바꾸고 "
                "진짜 토큰들을 지켜보세요.",
            ),
            "B": Text(
                "Batch norm does average over sentences and positions; one feature at a time is what makes it batch "
                "norm. The question is which positions may take part.",
                "배치 정규화는 원래 문장과 위치 전체에 대해 평균을 구해요. 특징을 하나씩 다루는 것이 배치 정규화예요. "
                "어떤 위치가 끼어도 되는지가 문제예요.",
            ),
            "C": Text(
                "The zeros of the padding are averaged in: they pull the mean towards 0 and change the variance, and "
                "the more a batch is padded, the more.",
                "패딩의 0이 평균에 들어가요. 평균을 0 쪽으로 끌어당기고 분산도 바꾸죠. 패딩이 많은 배치일수록 더 그래요.",
            ),
            "D": Text(
                "The variance divides by the count, as it should here: torch's batch norm normalizes with 1/n as well. "
                "Which positions are counted?",
                "분산은 개수로 나누는 것이 맞아요. torch의 배치 정규화도 정규화할 때는 1/n을 써요. 어떤 위치까지 세고 있나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Padding everywhere: without it the given code is right already, so that alone earns nothing."""

    def case(batch: int, longest: int, d: int, eps: float = 1e-5, pad: float = 0.0) -> tuple[Any, ...]:
        mask = torch.zeros(batch, longest, dtype=torch.bool)
        for row in range(batch):  # the first sentence is the longest; every other one is padded
            mask[row, : longest if row == 0 else rng.integer(2, longest)] = True
        x = rng.tensor64((batch, longest, d), 2, 3)
        padded = torch.where(mask[..., None], x, pad * rng.tensor64((batch, longest, d), 1, 5))
        return padded, mask, rng.tensor64((d,)), rng.tensor64((d,)), eps

    with expect.part(
        "real_tokens",
        2,
        en="Which positions enter mean and variance, and how many are they? What do the padded ones hold?",
        ko="어떤 위치들이 평균과 분산에 들어가고, 모두 몇 개인가요? 패딩 자리에는 무엇이 들어 있나요?",
    ):
        cases = [case(2, 5, 6), case(3, 4, 5), case(2, 6, 3, pad=10.0)]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "together",
        1,
        en="Is it still right with a large eps and with equal sizes, whatever stands at the padded positions, and is the "
        "input left alone?",
        ko="eps가 크거나 크기가 모두 같아도, 패딩 자리에 무엇이 있어도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(4, 4, 4, eps=0.5, pad=3.0), case(3, 5, 4, eps=0.1, pad=1.0)]
        expect.same(cases, unchanged=True)


@check.right
def real_tokens_out_and_in(x, mask, gamma, beta, eps=1e-5):
    result = torch.zeros_like(x)
    real = x[mask]
    centred = real - real.mean(0)
    result[mask] = gamma * centred / torch.sqrt((centred**2).mean(0) + eps) + beta
    return result


@check.right
def weighted_sums(x, mask, gamma, beta, eps=1e-5):
    keep = mask.unsqueeze(-1).to(x.dtype)
    count = keep.sum()
    mean = (x * keep).sum(dim=(0, 1)) / count
    variance = ((x - mean).square() * keep).sum(dim=(0, 1)) / count
    return ((x - mean) * torch.rsqrt(variance + eps) * gamma + beta) * keep


@check.right
def feature_by_feature(x, mask, gamma, beta, eps=1e-5):
    result = x.clone()
    for i in range(x.shape[-1]):
        numbers = [x[b, t, i].item() for b, t in mask.nonzero().tolist()]
        mean = sum(numbers) / len(numbers)
        variance = sum((n - mean) ** 2 for n in numbers) / len(numbers)
        result[..., i] = gamma[i] * (x[..., i] - mean) / (variance + eps) ** 0.5 + beta[i]
    result[~mask] = 0
    return result


@check.right
def nan_for_padding(x, mask, gamma, beta, eps=1e-5):
    x = x.float().masked_fill(~mask[..., None], float("nan"))
    mean = x.nanmean(dim=(0, 1))
    variance = ((x - mean) ** 2).nanmean(dim=(0, 1))
    return torch.nan_to_num(gamma * (x - mean) / torch.sqrt(variance + eps) + beta, nan=0.0)


@check.misconception(
    en="Change a number at a padded position: why do the real tokens change? Over which positions is the mean taken?",
    ko="패딩 자리의 숫자를 바꿔 보세요. 진짜 토큰의 결과가 왜 바뀌나요? 평균을 어떤 위치들에 대해 구하나요?",
)
def padding_counted(x, mask, gamma, beta, eps=1e-5):
    mean = x.mean(dim=(0, 1))
    variance = x.var(dim=(0, 1), unbiased=False)
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="You add up the real tokens only. By how many do you divide?",
    ko="진짜 토큰만 더했네요. 그런데 몇으로 나누나요?",
)
def padding_in_the_count(x, mask, gamma, beta, eps=1e-5):
    keep = mask[..., None]
    mean = (x * keep).mean(dim=(0, 1))
    variance = ((x - mean) ** 2 * keep).mean(dim=(0, 1))
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(keep, gamma * normalized + beta, 0.0)


@check.misconception(
    en="The mean leaves the padding out. Does the variance?",
    ko="평균에서는 패딩을 뺐네요. 분산에서도 뺐나요?",
)
def padding_in_the_variance(x, mask, gamma, beta, eps=1e-5):
    mean = x[mask].mean(dim=0)
    variance = ((x - mean) ** 2).mean(dim=(0, 1))
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="Are mean and variance taken over the whole batch, or for each sentence alone? Which of the two is batch norm?",
    ko="평균과 분산을 배치 전체에서 구하나요, 문장마다 따로 구하나요? 배치 정규화는 어느 쪽인가요?",
)
def each_sentence_alone(x, mask, gamma, beta, eps=1e-5):
    result = torch.zeros_like(x)
    for b in range(x.shape[0]):
        real = x[b][mask[b]]
        normalized = (real - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
        result[b][mask[b]] = gamma * normalized + beta
    return result


@check.misconception(
    en="Over which axis do you average now? That function is layer norm; what does batch norm keep apart?",
    ko="이제 어느 축에서 평균을 구하나요? 그건 층 정규화예요. 배치 정규화는 무엇을 따로따로 다루나요?",
)
def layer_norm_instead(x, mask, gamma, beta, eps=1e-5):
    mean = x.mean(dim=-1, keepdim=True)
    variance = x.var(dim=-1, unbiased=False, keepdim=True)
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="Is there one mean for each feature, or one for all numbers together? Over which axis does x[mask] still have to "
    "be averaged?",
    ko="평균이 특징마다 하나씩인가요, 모든 숫자에 하나인가요? x[mask]에서 평균을 구할 축은 어느 것인가요?",
)
def one_number_for_all_features(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean()) / torch.sqrt(real.var(unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="By what is the variance divided now, n or n - 1? What did the given code say about that?",
    ko="이제 분산을 n으로 나누나요, n - 1로 나누나요? 처음 코드는 어떻게 되어 있었나요?",
)
def batch_var_unbiased(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="Is mask True at a real token or at a padded one? Which of them do you average?",
    ko="mask가 True인 곳이 진짜 토큰인가요, 패딩인가요? 어느 쪽을 평균 내나요?",
)
def mask_upside_down(x, mask, gamma, beta, eps=1e-5):
    real = x[~mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="What stands at the padded positions of your result? The docstring says what it should be.",
    ko="결과의 패딩 자리에는 무엇이 있나요? 무엇이어야 하는지 설명에 적혀 있어요.",
)
def padding_not_zero(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return gamma * normalized + beta


@check.misconception(
    en="Is the padding set to 0 before beta is added, or after?",
    ko="패딩을 0으로 만드는 것이 beta를 더하기 전인가요, 뒤인가요?",
)
def beta_at_the_padding(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return gamma * normalized * mask[..., None] + beta


@check.misconception(
    en="Where does eps stand now, inside the root or outside?",
    ko="이제 eps가 제곱근 안에 있나요, 밖에 있나요?",
)
def batch_eps_outside(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / (real.std(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)


@check.misconception(
    en="Are gamma and beta still there?",
    ko="gamma와 beta가 아직 남아 있나요?",
)
def batch_gamma_beta_lost(x, mask, gamma, beta, eps=1e-5):
    real = x[mask]
    normalized = (x - real.mean(dim=0)) / torch.sqrt(real.var(dim=0, unbiased=False) + eps)
    return torch.where(mask[..., None], normalized, 0.0)
