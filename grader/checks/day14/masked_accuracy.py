"""masked_accuracy: at which share of the places with a label the first choice is right, against NumPy.

Word 0 is often the right one; the first choice is right at half of the places without a label, too.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day14.shared import some_labels
from grader.judge import Check, Expect, Rng, Student


def _guessed(rng: Rng, batch: int, length: int, size: int) -> tuple[Tensor, Tensor]:
    """Logits whose first choice is right at about half of the places, with and without a label; label 0 is often right."""
    labels = some_labels(rng, (batch, length), size)
    logits = rng.tensor32((batch, length, size))
    right = torch.tensor(rng.uniform((batch, length))) < 0.5
    hits = F.one_hot(labels.clamp(min=0), size).bool() & right[..., None]
    return logits + 9.0 * hits, labels


def masked_accuracy(logits: Tensor, labels: Tensor) -> float:
    """Oracle, with NumPy."""
    wanted = labels.numpy() != -100
    return float(np.mean(logits.numpy()[wanted].argmax(axis=-1) == labels.numpy()[wanted]))


check = Check(masked_accuracy)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Shares over the places with a label; all right, none right; other sizes."""

    with expect.part(
        "share",
        3,
        en="Of the places with a label, at which share is the word with the largest logit the right one?",
        ko="레이블이 있는 자리 가운데, 로짓이 가장 큰 단어가 정답인 자리의 비율인가요?",
    ):
        labels = rng.ids(0, 9, (2, 6))
        labels[0, 1:] = -100
        hits = torch.tensor([[1] + [0] * 5, [1, 1] + [0] * 4])  # one of one and two of six: 3 / 7
        uneven = rng.tensor32((2, 6, 9)) + 50.0 * (2 * hits[..., None] - 1) * F.one_hot(
            labels.clamp(min=0), 9
        )
        expect.same(
            [_guessed(rng, 3, 8, 5), _guessed(rng, 4, 7, 9), _guessed(rng, 5, 5, 5), (uneven, labels)]
        )
    with expect.part(
        "all_and_none",
        1,
        en="All right gives 1, none right 0, even if there is only one place with a label?",
        ko="레이블이 있는 자리가 하나뿐이어도, 모두 맞으면 1이고 모두 틀리면 0인가요?",
    ):
        labels = torch.full((2, 4), -100)
        labels[1, 2] = 3
        logits = rng.tensor32((2, 4, 6))
        right = logits + 50.0 * F.one_hot(labels.clamp(min=0), 6)
        wrong = logits - 50.0 * F.one_hot(labels.clamp(min=0), 6)
        expect.same([(right, labels), (wrong, labels)])
    with expect.part(
        "inputs_left_alone",
        0.5,
        en="Are logits and labels the same after the call?",
        ko="함수를 부른 뒤에도 logits와 labels가 그대로인가요?",
    ):
        expect.same([_guessed(rng, 2, 9, 4)], unchanged=True)


@check.right
def counted_place_by_place(logits, labels):
    hits = places = 0
    for row, answers in zip(logits, labels, strict=True):
        for numbers, answer in zip(row, answers.tolist(), strict=True):
            if answer != -100:
                places += 1
                hits += int(numbers.argmax()) == answer
    return hits / places


@check.right
def a_tensor_of_one_number(logits, labels):
    hits = logits.argmax(-1).eq(labels)
    return hits.sum() / labels.ne(-100).sum()


@check.misconception(
    en="By how many places do you divide, all of them or those with a label?",
    ko="몇 자리로 나누나요? 전체인가요, 레이블이 있는 자리인가요?",
)
def share_of_all_places(logits, labels):
    return (logits.argmax(dim=-1) == labels).float().mean().item()


@check.misconception(
    en="A place without a label: is it a hit?",
    ko="레이블이 없는 자리를 맞힌 것으로 세나요?",
)
def gaps_counted_as_hits(logits, labels):
    return ((logits.argmax(dim=-1) == labels) | (labels == -100)).float().mean().item()


@check.misconception(
    en="Is it a number of hits or a share?",
    ko="맞힌 개수인가요, 비율인가요?",
)
def number_of_hits(logits, labels):
    return float((logits.argmax(dim=-1) == labels).sum())


@check.misconception(
    en="Word 0 is a word like any other here. Which number marks the places without an answer?",
    ko="여기서 0번 단어는 다른 단어와 같아요. 답이 없는 자리를 나타내는 수는 무엇인가요?",
)
def word_0_no_answer(logits, labels):
    wanted = labels > 0
    return (logits.argmax(dim=-1) == labels)[wanted].float().mean().item()


@check.misconception(
    en="Over which axis do you look for the largest, over the words or over the places?",
    ko="가장 큰 것을 어느 축에서 찾나요? 단어의 축인가요, 자리의 축인가요?",
)
def best_place_instead_of_word(logits, labels):
    wanted = labels != -100
    best = logits.argmax(dim=1)[:, :1].expand(labels.shape)
    return (best == labels)[wanted].float().mean().item()


@check.misconception(
    en="A sentence with one label and one with nine: does each place count alike?",
    ko="레이블이 하나인 문장과 아홉 개인 문장이 있어요. 자리마다 똑같이 세고 있나요?",
)
def mean_over_sentences(logits, labels):
    wanted = labels != -100
    hits = (logits.argmax(dim=-1) == labels) & wanted
    shares = hits.sum(dim=1) / wanted.sum(dim=1).clamp(min=1)
    return shares.mean().item()
