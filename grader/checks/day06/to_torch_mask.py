"""Our mask as nn.MultiheadAttention wants it, against a loop over all entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.checks.day06.shared import some_mask
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def _flags(expect: Expect, got: Any, wanted: Tensor) -> None:
    """`got` holds the booleans of `wanted`."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    if dtype and dtype != "bool" and tuple(got.shape) == tuple(wanted.shape):
        raise Failure(
            Text(
                f"The mask should be made of booleans, and its dtype is {dtype}. What would nn.MultiheadAttention do with "
                "numbers: block, or add them to the scores?",
                f"마스크는 불리언(bool)이어야 하는데 dtype이 {dtype}이에요. nn.MultiheadAttention은 숫자를 받으면 막을까요, "
                "점수에 더할까요?",
            )
        )
    if dtype == "bool":
        got = np.asarray(got, dtype=np.int8)
    expect.array(got, wanted.numpy().astype(np.int8))


def to_torch_mask(mask: Tensor, n_heads: int) -> Tensor:
    """Oracle: what nn.MultiheadAttention wants, written out place by place."""
    wanted = torch.empty(len(mask) * n_heads, *mask.shape[1:], dtype=torch.bool)
    for place in np.ndindex(*wanted.shape):
        wanted[place] = not bool(mask[place[0] // n_heads, *place[1:]])
    return wanted


check = Check(to_torch_mask)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The meaning (one head), then the order of sentences and heads, then all sizes different."""

    def same(cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            _flags(expect, student.to_torch_mask(*args), to_torch_mask(*args))
            if unchanged:
                expect.unchanged()

        expect.every(cases, one_case)

    with expect.part(
        "meaning",
        2,
        en="Our True means: may look. What does True mean in an attn_mask of nn.MultiheadAttention?",
        ko="우리의 True는 '볼 수 있다'는 뜻이에요. nn.MultiheadAttention의 attn_mask에서 True는 무슨 뜻인가요?",
    ):
        same([(some_mask(rng, (1, 3, 5)), 1), (some_mask(rng, (2, 3, 4)), 1)])
    with expect.part(
        "order",
        2,
        en="Rows 0 to n_heads - 1 belong to the heads of sentence 0. Does your result first repeat each sentence, or first "
        "run through all sentences?",
        ko="0번부터 n_heads - 1번까지가 0번 문장의 헤드들이에요. 문장마다 먼저 되풀이하나요, 아니면 모든 문장을 한 번씩 먼저 지나가나요?",
    ):
        same([(some_mask(rng, (2, 3, 5)), 3), (some_mask(rng, (3, 4, 4)), 2)])
    with expect.part(
        "sizes",
        1,
        en="Is it right for other numbers of sentences and heads, and is the mask left alone?",
        ko="문장 수와 헤드 수가 달라도 맞나요? mask는 그대로인가요?",
    ):
        same([(some_mask(rng, (4, 2, 3)), 5), (some_mask(rng, (3, 3, 3)), 3)], unchanged=True)
        expect.tensor()


@check.right
def inverted_first(mask, n_heads):
    return (mask == 0).repeat_interleave(n_heads, 0)


@check.right
def expanded_and_flattened(mask, n_heads):
    B, T_q, T_k = mask.shape
    return ~mask[:, None].expand(B, n_heads, T_q, T_k).reshape(B * n_heads, T_q, T_k)


@check.right
def stacked_in_loops(mask, n_heads):
    return torch.stack([torch.logical_not(sentence) for sentence in mask for _ in range(n_heads)])


@check.misconception(
    en="Does True still mean 'may look' in your result? What will nn.MultiheadAttention make of it?",
    ko="결과에서도 True가 여전히 '볼 수 있다'는 뜻인가요? nn.MultiheadAttention은 그것을 어떻게 읽을까요?",
)
def meaning_kept(mask, n_heads):
    return mask.repeat_interleave(n_heads, dim=0)


@check.misconception(
    en="What do rows 0 and 1 of your result belong to: two heads of one sentence, or two sentences? What does repeat do, "
    "and what repeat_interleave?",
    ko="결과의 0번과 1번은 한 문장의 두 헤드인가요, 서로 다른 두 문장인가요? repeat와 repeat_interleave는 어떻게 다른가요?",
)
def sentences_in_turn(mask, n_heads):
    return ~mask.repeat(n_heads, 1, 1)


@check.misconception(
    en="How many masks does nn.MultiheadAttention want for B sentences and n_heads heads?",
    ko="문장이 B개, 헤드가 n_heads개라면 nn.MultiheadAttention에 마스크가 몇 개 필요한가요?",
)
def one_mask_a_sentence(mask, n_heads):
    return ~mask


@check.misconception(
    en="How many axes has your result? nn.MultiheadAttention wants sentences and heads in one.",
    ko="결과의 축이 몇 개인가요? nn.MultiheadAttention은 문장과 헤드를 한 축에 담기를 바라지 않나요?",
)
def head_axis_kept(mask, n_heads):
    return ~mask.unsqueeze(1).repeat(1, n_heads, 1, 1)


@check.misconception(
    en="Which axis do you repeat, that of the sentences or that of the queries?",
    ko="어느 축을 되풀이하나요? 문장 축인가요, 쿼리 축인가요?",
)
def queries_repeated(mask, n_heads):
    return ~mask.repeat_interleave(n_heads, dim=1)


@check.misconception(
    en="Do queries stay in the rows and keys in the columns? Both libraries agree on that.",
    ko="쿼리는 행, 키는 열에 그대로 있나요? 그 점은 두 쪽이 같지 않나요?",
)
def rows_and_columns_swapped(mask, n_heads):
    return ~mask.transpose(1, 2).repeat_interleave(n_heads, dim=0)
