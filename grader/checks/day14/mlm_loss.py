"""mlm_loss: the mean cross-entropy over the places with a label, against F.cross_entropy in float64.

The mistake that is handed out divides by all places.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day14.shared import some_labels
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Oracle, by torch."""
    return F.cross_entropy(logits.double().flatten(0, 1), labels.flatten())


check = Check(
    mlm_loss,
    bug="divided_by_all_places",
    reason=Choice(
        "B",
        {
            "A": Text(
                "The words were brought to axis 1, where F.cross_entropy looks for the classes. By how many places is the sum divided?",
                "단어는 F.cross_entropy가 클래스를 찾는 1번 축으로 옮겨져 있어요. 합을 몇 자리로 나누고 있나요?",
            ),
            "B": Text(
                "The losses of places without a label are 0, but the mean counts these places. With one token in seven chosen "
                "the loss is about a seventh of the right one.",
                "레이블이 없는 자리의 손실은 0이지만, 평균은 그 자리까지 세요. 일곱에 하나를 골랐다면 손실이 맞는 값의 7분의 1쯤이 돼요.",
            ),
            "C": Text(
                "ignore_index makes them 0. Print the losses of a row with labels -100: what is there, and what does the mean do with it?",
                "ignore_index가 0으로 만들어요. 레이블이 -100인 줄의 손실을 출력해 보세요. 무엇이 있고, 평균은 그것을 어떻게 하나요?",
            ),
            "D": Text(
                "Padding has the label -100 and adds nothing to the sum. But does it count in the mean?",
                "패딩의 레이블은 -100이라 합에 아무것도 보태지 않아요. 그런데 평균을 낼 때는 세지 않나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Some places, all places, a single one; huge logits; last the gradient."""

    def case(batch: int, length: int, size: int, scale: float = 2.0) -> tuple[Tensor, Tensor]:
        return rng.tensor32((batch, length, size), scale), some_labels(rng, (batch, length), size)

    with expect.part(
        "some_places",
        4,
        en="Is the mean taken over the places with a label alone, all of them together and each counted once?",
        ko="레이블이 있는 자리에 대해서만, 모두 합쳐 저마다 한 번씩 세어 평균을 내나요?",
    ):
        uneven = case(3, 6, 5)
        uneven[1][1, :] = -100
        uneven[1][1, 2] = 3
        full = (rng.tensor32((3, 4, 5)), rng.ids(0, 5, (3, 4)))
        expect.same([case(2, 5, 7), uneven, case(4, 4, 4), full])
    with expect.part(
        "extremes",
        1,
        en="Is it right for a single label, and for logits in the hundreds?",
        ko="레이블이 하나뿐일 때도, 로짓이 수백일 때도 맞나요?",
    ):
        single = torch.full((2, 4), -100)
        single[1, 2] = 4
        logits, labels = case(2, 5, 7, 300.0)
        labels[0, :2] = 3
        logits[0, 0, 3] += 3000.0  # so sure that the loss of a place with a label is 0
        cases = [(rng.tensor32((2, 4, 6), 1.0), single), (logits, labels)]
        expect.same(cases, unchanged=True)
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to the logits of every place with a label?",
        ko="여러분의 손실에서 backward를 시작하면 레이블이 있는 모든 자리의 로짓까지 닿나요?",
    ):
        expect.same_gradients(case(3, 5, 6), torch.ones(()))


@check.right
def flattened(logits, labels):
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), ignore_index=-100)


@check.right
def picked_by_hand(logits, labels):
    wanted = labels != -100
    logs = torch.log_softmax(logits[wanted].double(), dim=-1)
    return -logs[torch.arange(len(logs)), labels[wanted]].mean()


@check.misconception(
    en="How many places has the mean, and how many of them have a label?",
    ko="몇 자리의 평균을 내고 있고, 그 가운데 레이블이 있는 것은 몇 자리인가요?",
)
def divided_by_all_places(logits, labels):
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")  # (B, T)
    return losses.mean()


@check.misconception(
    en="Is the loss the sum over the chosen places or their mean?",
    ko="손실이 고른 자리의 합인가요, 평균인가요?",
)
def summed_up(logits, labels):
    return F.cross_entropy(logits.transpose(1, 2), labels, reduction="sum")


@check.misconception(
    en="Two sentences with one and with nine chosen tokens: does each token count alike?",
    ko="고른 토큰이 하나인 문장과 아홉 개인 문장이 있어요. 토큰마다 똑같이 세고 있나요?",
)
def mean_of_sentence_means(logits, labels):
    losses = F.cross_entropy(logits.transpose(1, 2), labels, reduction="none")
    return (losses.sum(dim=1) / (labels != -100).sum(dim=1)).mean()


@check.misconception(
    en="What becomes of -100 in your code? Is word 0 the right answer there?",
    ko="여러분의 코드에서 -100은 무엇이 되나요? 그 자리의 답이 0번 단어인가요?",
)
def minus_100_as_word_0(logits, labels):
    return F.cross_entropy(logits.transpose(1, 2), labels.clamp(min=0))


@check.misconception(
    en="Can a place with a label have a loss of 0? By what do you tell the places without a label?",
    ko="레이블이 있는 자리의 손실도 0이 될 수 있나요? 레이블이 없는 자리를 무엇으로 알아보나요?",
)
def zero_losses_left_out(logits, labels):
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")
    return losses[losses != 0].mean()


@check.misconception(
    en="F.cross_entropy makes a softmax of its own. What does it get from you?",
    ko="F.cross_entropy는 소프트맥스를 스스로 해요. 무엇을 넘겨주고 있나요?",
)
def softmax_twice(logits, labels):
    return F.cross_entropy(torch.softmax(logits, dim=-1).transpose(1, 2), labels)


@check.misconception(
    en="Does reshape bring the words to axis 1, or does it only read the same numbers on in the same order?",
    ko="reshape가 단어를 1번 축으로 옮겨 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def reshaped_for_transposed(logits, labels):
    batch, length, size = logits.shape
    return F.cross_entropy(logits.reshape(batch, size, length), labels)


@check.misconception(
    en="Word 0 is a word like any other here. Which number marks the places without an answer?",
    ko="여기서 0번 단어는 다른 단어와 같아요. 답이 없는 자리를 나타내는 수는 무엇인가요?",
)
def word_0_left_out(logits, labels):
    wanted = labels > 0
    return F.cross_entropy(logits[wanted], labels[wanted])


@check.misconception(
    en="The number is right. Where is the gradient cut off on its way back (a new torch.tensor, detach, .data, no_grad, tolist, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(새로 만든 torch.tensor, detach, .data, no_grad, tolist, NumPy)?",
)
def loss_detached(logits, labels):
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")
    return torch.tensor([losses[b, t] for b, t in (labels != -100).nonzero().tolist()]).mean()
