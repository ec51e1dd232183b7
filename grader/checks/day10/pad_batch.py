"""pad_batch: sentences of several lengths as one rectangle and its mask, against torch's own pad_sequence."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks.oracles.masks import padding
from grader.judge import Check, Expect, Rng, Student
from grader.judge.compare import as_array
from grader.judge.verdicts import Failure
from grader.text import Text


def _of_its_kind(expect: Expect, label: str, got: Any, wanted: Tensor) -> None:
    """`got` has the values of `wanted`, and is made of whole numbers or booleans as it is."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    right = "bool" if label == "mask" else "int64"
    accepted = (right,) if label == "mask" else (right, "int32")
    if dtype and tuple(got.shape) == tuple(wanted.shape) and dtype not in accepted:
        raise Failure(
            Text(
                f"`{label}` should have the dtype {right} and has {dtype}. What does the next layer want to do with it?",
                f"`{label}`의 dtype이 {right}이어야 하는데 {dtype}이에요. 다음 층이 그것으로 무엇을 해야 하나요?",
            )
        )
    if dtype == "bool":
        got = as_array(got).astype(np.int8)
    expect.array(got, wanted.numpy().astype(np.int64), label=label)


def pad_batch(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    """Oracle: torch's own padding."""
    ids = nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sentences], True, float(pad_id))
    return ids.long(), padding([len(s) for s in sentences], ids.shape[1])


check = Check(pad_batch)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The rectangle, then the mask; a pad_id that is not 0, sentences of one length, one sentence."""

    def sentences(*lengths: int) -> list[list[int]]:
        return [rng.integers(0, 40, (length,)).tolist() for length in lengths]

    cases = [
        (sentences(3, 5, 2), 99),
        (sentences(4, 1, 4, 2), 50),
        (sentences(3, 3), 77),
        (sentences(4), 60),
    ]

    def same(judged: str) -> None:
        """Of the two results, this one is the oracle's in every case, and the sentences are left alone."""

        def one_case(*args: Any) -> None:
            got = expect.pair(student.call("pad_batch", *args), ("ids", "mask"))
            place = ("ids", "mask").index(judged)
            _of_its_kind(expect, judged, got[place], pad_batch(*args)[place])
            expect.unchanged()

        expect.every(cases, one_case)

    with expect.part(
        "ids",
        2,
        en="Is every sentence whole, from the left, and is what is missing up to the longest one filled with pad_id?",
        ko="문장이 저마다 왼쪽부터 온전히 들어 있고, 가장 긴 문장보다 모자란 만큼 pad_id로 채워져 있나요?",
    ):
        same("ids")
    with expect.part(
        "mask",
        2,
        en="Is the mask True for real tokens, and of the shape (B, 1, T), with an axis for the queries?",
        ko="마스크가 진짜 토큰에서 True인가요? 쿼리를 위한 축이 있어 모양이 (B, 1, T)인가요?",
    ):
        same("mask")


@check.right
def compared_with_pad_id(sentences, pad_id):
    T = max(len(s) for s in sentences)
    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])
    return ids, (ids != pad_id)[:, None, :]


@check.right
def filled_row_by_row(sentences, pad_id):
    ids = torch.full((len(sentences), max(len(s) for s in sentences)), pad_id)
    mask = torch.zeros(len(sentences), 1, ids.shape[1], dtype=torch.bool)
    for row, sentence in enumerate(sentences):
        for place, token in enumerate(sentence):
            ids[row, place] = token
            mask[row, 0, place] = True
    return [ids, mask]


@check.right
def by_the_lengths(sentences, pad_id):
    lengths = torch.tensor([len(s) for s in sentences])
    ids = nn.utils.rnn.pad_sequence(
        [torch.tensor(s) for s in sentences], batch_first=True, padding_value=pad_id
    )
    return ids, (torch.arange(ids.shape[1])[None, :] < lengths[:, None])[:, None, :]


@check.misconception(
    en="With which number do you fill up? What if 0 is the id of a real token?",
    ko="어떤 숫자로 채우나요? 0이 진짜 토큰의 번호라면 어떻게 되나요?",
)
def padded_with_zero(sentences, pad_id):
    T = max(len(s) for s in sentences)
    ids = torch.zeros(len(sentences), T, dtype=torch.int64)
    mask = torch.zeros(len(sentences), 1, T, dtype=torch.bool)
    for b, s in enumerate(sentences):
        ids[b, : len(s)] = torch.tensor(s)
        mask[b, 0, : len(s)] = True
    return ids, mask


@check.misconception(
    en="Whose lists are the sentences? What do they hold after the call?",
    ko="문장 리스트는 누구의 것인가요? 함수를 부르고 나면 무엇이 들어 있나요?",
)
def sentences_grown_in_place(sentences, pad_id):
    T = max(len(s) for s in sentences)
    for s in sentences:
        s += [pad_id] * (T - len(s))
    ids = torch.tensor(sentences)
    return ids, (ids != pad_id)[:, None, :]


misconception = check.misconceptions_in(compared_with_pad_id)
misconception(
    "cut_to_the_shortest",
    ("max(", "min("),
    ("s + [pad_id] * (T - len(s))", "s[:T]"),
    en="How long is your rectangle: as the longest sentence, or as the shortest? What happens to the tokens beyond?",
    ko="직사각형의 길이가 가장 긴 문장에 맞나요, 가장 짧은 문장에 맞나요? 넘치는 토큰은 어떻게 되나요?",
)
misconception(
    "padded_on_the_left",
    ("s + [pad_id] * (T - len(s))", "[pad_id] * (T - len(s)) + s"),
    en="At which place does the first token of a short sentence stand in your rectangle?",
    ko="짧은 문장의 첫 토큰이 직사각형에서 몇 번째 자리에 있나요?",
)
misconception(
    "zero_taken_for_padding",
    ("ids != pad_id", "ids != 0"),
    en="By what does your mask know padding: by pad_id, or by the number 0?",
    ko="마스크가 패딩을 무엇으로 알아보나요? pad_id인가요, 숫자 0인가요?",
)
misconception(
    "true_for_padding",
    ("ids != pad_id", "ids == pad_id"),
    en="Our masks say True for: may look. May anybody look at your padding?",
    ko="우리 마스크에서 True는 '볼 수 있다'는 뜻이에요. 여러분의 패딩은 볼 수 있나요?",
)
misconception(
    "no_axis_for_queries",
    ("(ids != pad_id)[:, None, :]", "ids != pad_id"),
    en="A mask of shape (B, T) meets scores of shape (B, T_q, T_k) from the right. Whom does axis B meet?",
    ko="모양이 (B, T)인 마스크를 점수 (B, T_q, T_k)에 오른쪽부터 맞추면, B 축은 무엇과 만나나요?",
)
misconception(
    "queries_masked",
    ("[:, None, :]", "[:, :, None]"),
    en="Which tokens does a mask of shape (B, T, 1) shut out: those that are looked at, or those that look?",
    ko="모양이 (B, T, 1)인 마스크가 막는 것은 보이는 토큰인가요, 보는 토큰인가요?",
)
