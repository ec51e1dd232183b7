"""label_smoothed_loss: cross-entropy with smoothing and without padding, beside torch's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def label_smoothed_loss(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    """Oracle."""
    return F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=pad_id, label_smoothing=smoothing
    )


check = Check(label_smoothed_loss)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Without smoothing, with it, with padding, both, then large logits; last the gradient."""

    def case(
        shape: tuple[int, int, int],
        smoothing: float,
        padding: Sequence[int] = (),
        pad_id: int = 0,
        scale: float = 2.0,
    ) -> tuple[Any, ...]:
        """padding: for each sentence, how many of its last places are padding."""
        targets = rng.ids(0, shape[2] - 1, shape[:2])
        targets += targets >= pad_id  # any id but that of the padding
        for row, places in enumerate(padding):
            targets[row, shape[1] - places :] = pad_id
        return rng.tensor32(shape, scale).double(), targets, smoothing, pad_id

    with expect.part(
        "cross_entropy",
        2,
        en="With smoothing 0 and no padding: is the loss the mean over all places of minus the log-probability of the "
        "right token?",
        ko="smoothing이 0이고 패딩이 없을 때, 손실이 모든 자리에서 맞는 토큰의 로그 확률에 음수를 붙여 평균한 것인가요?",
    ):
        expect.same([case((2, 3, 5), 0.0), case((3, 4, 7), 0.0)])
    with expect.part(
        "smoothing",
        3,
        en="The smoothed answer gives the right token 1 - smoothing, and then shares smoothing among all V tokens, the right "
        "one included. Does it sum to 1?",
        ko="스무딩한 정답은 맞는 토큰에 1 - smoothing을 주고, smoothing은 맞는 토큰까지 포함한 V개 토큰이 똑같이 나눠 가져요. 합이 1인가요?",
    ):
        expect.same([case((2, 3, 5), 0.3), case((3, 4, 4), 0.1)])
    with expect.part(
        "padding",
        3,
        en="Is a place whose target is pad_id left out of the sum, and out of the number that you divide by?",
        ko="타깃이 pad_id인 자리를 합에서도 빼고, 나누는 수에서도 뺐나요?",
    ):
        expect.same([case((3, 5, 6), 0.0, (0, 3, 1)), case((3, 5, 6), 0.0, (2, 4, 0), pad_id=3)])
    with expect.part(
        "together",
        2,
        en="Smoothing and padding together: does each real token of the batch weigh the same, whatever sentence it stands in?",
        ko="스무딩과 패딩이 함께 있을 때, 배치에 있는 진짜 토큰 하나하나가 어느 문장에 있든 똑같은 무게를 가지나요?",
    ):
        expect.same([case((3, 5, 6), 0.2, (0, 3, 1)), case((2, 7, 4), 0.4, (1, 5), pad_id=2)], unchanged=True)
    with expect.part(
        "large_logits",
        1,
        en="Logits may be near 1000. What is the logarithm of a probability that has become 0, and what does "
        "log_softmax do about it?",
        ko="로짓은 1000 가까이 될 수도 있어요. 확률이 0이 되어 버리면 로그는 얼마인가요? log_softmax는 그것을 어떻게 막나요?",
    ):
        expect.same([case((2, 3, 5), 0.1, scale=1000.0), case((2, 3, 5), 0.0, scale=1000.0)])
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to the logits? Does a line cut it off (item, detach, "
        "float, numpy)?",
        ko="여러분의 손실에서 backward를 시작하면 로짓까지 닿나요? 그 길을 끊는 줄(item, detach, float, numpy)이 있나요?",
    ):
        expect.same_gradients(case((3, 4, 5), 0.2, (0, 2, 1)), torch.ones(()))


@check.right
def cross_entropy_of_torch(logits, targets, smoothing, pad_id):
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing)


@check.right
def against_a_distribution(logits, targets, smoothing, pad_id):
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    real = (targets != pad_id).float()
    loss = -(goal * F.log_softmax(logits, dim=-1)).sum(dim=-1)
    return (loss * real).sum() / real.sum()


@check.right
def with_logsumexp(logits, targets, smoothing, pad_id):
    real = targets != pad_id
    rows, right = logits[real].float(), targets[real]
    total = rows.logsumexp(dim=1)
    chosen = rows[torch.arange(len(right)), right]
    return (total - (1 - smoothing) * chosen - smoothing * rows.mean(dim=1)).mean()


@check.right
def place_by_place(logits, targets, smoothing, pad_id):
    total, count = torch.zeros(()), 0
    for row, answers in zip(logits, targets, strict=True):
        for scores, answer in zip(row, answers, strict=True):
            if answer != pad_id:
                logp = scores - scores.logsumexp(0)
                total = total - (1 - smoothing) * logp[answer] - smoothing * logp.mean()
                count += 1
    return total / count


@check.misconception(
    en="What changes in your result when smoothing changes?",
    ko="smoothing이 달라지면 결과에서 무엇이 달라지나요?",
)
def not_smoothed(logits, targets, smoothing, pad_id):
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad_id)


@check.misconception(
    en="Each of the V tokens gets an equal part of smoothing. Does your sum of log-probabilities count it whole for each?",
    ko="V개 토큰이 smoothing을 똑같이 나눠 가져요. 로그 확률을 모두 더할 때 토큰마다 smoothing 전체를 세고 있지 않나요?",
)
def added_up_for_each(logits, targets, smoothing, pad_id):
    logp = torch.log_softmax(logits, dim=-1)
    right = -logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = (1 - smoothing) * right - smoothing * logp.sum(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="Does F.cross_entropy want logits or probabilities? How many times does your code take a softmax?",
    ko="F.cross_entropy는 로짓을 바라나요, 확률을 바라나요? 코드에서 소프트맥스를 몇 번 하나요?",
)
def softmax_twice(logits, targets, smoothing, pad_id):
    p = torch.softmax(logits, dim=-1)
    return F.cross_entropy(p.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing)


@check.misconception(
    en="Among how many tokens is smoothing shared: the V - 1 wrong ones, or all V?",
    ko="smoothing을 나눠 가지는 토큰이 틀린 토큰 V - 1개인가요, V개 전부인가요?",
)
def shared_among_the_others(logits, targets, smoothing, pad_id):
    n_words = logits.shape[-1]
    goal = torch.full_like(logits, smoothing / (n_words - 1))
    goal.scatter_(-1, targets.unsqueeze(-1), 1 - smoothing)
    loss = -(goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="The right token has its own 1 - smoothing. Does it get its part of what is shared on top? What does your answer "
    "sum to?",
    ko="맞는 토큰은 1 - smoothing을 받아요. 거기에 나눠 주는 몫도 더 받나요? 여러분의 정답 분포는 합이 얼마인가요?",
)
def sums_to_less_than_one(logits, targets, smoothing, pad_id):
    goal = torch.full_like(logits, smoothing / logits.shape[-1])
    goal.scatter_(-1, targets.unsqueeze(-1), 1 - smoothing)
    loss = -(goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="With smoothing 0.1, who gets 0.9: the right token or everybody?",
    ko="smoothing이 0.1이면 0.9를 받는 것은 맞는 토큰인가요, 토큰 전체인가요?",
)
def shares_swapped(logits, targets, smoothing, pad_id):
    logp = torch.log_softmax(logits, dim=-1)
    right = -logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = smoothing * right - (1 - smoothing) * logp.mean(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="Places of padding have nothing to say. Do they stand in your mean?",
    ko="패딩 자리는 말할 것이 없어요. 평균에 들어가 있지 않나요?",
)
def padding_counted(logits, targets, smoothing, pad_id):
    return F.cross_entropy(logits.transpose(1, 2), targets, label_smoothing=smoothing)


@check.misconception(
    en="The padding is out of the sum. Is it out of the number that you divide by?",
    ko="패딩이 합에서는 빠졌어요. 나누는 수에서도 빠졌나요?",
)
def divided_by_all_places(logits, targets, smoothing, pad_id):
    loss = F.cross_entropy(
        logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing, reduction="none"
    )
    return loss.mean()


@check.misconception(
    en="Is it a mean over all tokens of the batch, or a mean of the means of its sentences? Which tokens weigh more then?",
    ko="배치의 모든 토큰에 대한 평균인가요, 문장마다 낸 평균의 평균인가요? 뒤의 것이라면 어느 토큰이 더 무거워지나요?",
)
def mean_of_sentence_means(logits, targets, smoothing, pad_id):
    losses = [
        F.cross_entropy(one, right, ignore_index=pad_id, label_smoothing=smoothing)
        for one, right in zip(logits, targets, strict=True)
    ]
    return torch.stack(losses).mean()


@check.misconception(
    en="Is the loss a sum or a mean? How would a batch twice as large change it?",
    ko="손실이 합인가요, 평균인가요? 배치가 두 배로 커지면 어떻게 달라지나요?",
)
def summed_not_averaged(logits, targets, smoothing, pad_id):
    return F.cross_entropy(
        logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing, reduction="sum"
    )


@check.misconception(
    en="Is padding always the id 0? Which argument tells?",
    ko="패딩의 id가 언제나 0인가요? 어느 인수가 알려 주나요?",
)
def zero_is_the_padding(logits, targets, smoothing, pad_id):
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=0, label_smoothing=smoothing)


@check.misconception(
    en="F.cross_entropy wants the axis of words in second place. Does reshape move an axis, or does it read the numbers on "
    "in the same order?",
    ko="F.cross_entropy는 단어 축이 둘째 자리에 있기를 바라요. reshape가 축을 옮겨 주나요, 숫자를 같은 순서로 읽을 뿐인가요?",
)
def reshaped_to_words_first(logits, targets, smoothing, pad_id):
    B, T, V = logits.shape
    return F.cross_entropy(logits.reshape(B, V, T), targets, ignore_index=pad_id, label_smoothing=smoothing)


@check.misconception(
    en="A softmax can give exactly 0. What is its logarithm? Which function does both at once?",
    ko="소프트맥스는 정확히 0을 낼 수 있어요. 0의 로그는 무엇인가요? 둘을 한꺼번에 해 주는 함수는 무엇인가요?",
)
def log_of_a_softmax(logits, targets, smoothing, pad_id):
    logp = torch.log(torch.softmax(logits, dim=-1))
    right = logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = -(1 - smoothing) * right - smoothing * logp.mean(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="Over which axis do the probabilities sum to 1, the words or the places of the sentence?",
    ko="확률의 합이 1이 되는 축이 단어 축인가요, 문장의 자리 축인가요?",
)
def softmax_over_places(logits, targets, smoothing, pad_id):
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    loss = -(goal * torch.log_softmax(logits, dim=1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@check.misconception(
    en="A log-probability is negative. Should a better model have a larger loss or a smaller one?",
    ko="로그 확률은 음수예요. 더 나은 모델의 손실은 더 커야 하나요, 더 작아야 하나요?",
)
def sign_forgotten(logits, targets, smoothing, pad_id):
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    loss = (goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()
