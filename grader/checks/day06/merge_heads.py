"""Spot the bug: heads that are merged by a reshape alone. The oracle is torch.cat of the heads."""

from __future__ import annotations

import torch
from torch import Tensor

from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def merge_heads(x: Tensor) -> Tensor:
    """Oracle: the heads side by side, as Vaswani et al. write it."""
    return torch.cat(x.unbind(dim=-3), dim=-1)


check = Check(
    merge_heads,
    bug="heads_reshaped",
    reason=Choice(
        "B",
        {
            "A": Text(
                "Averaging the heads would throw away what makes them different, and the result would be d_k wide. Look "
                "at the order in which reshape reads its numbers.",
                "헤드를 평균 내면 헤드끼리 다른 점이 사라지고, 결과의 폭도 d_k가 돼요. reshape가 숫자를 어떤 순서로 읽는지 "
                "살펴보세요.",
            ),
            "B": Text(
                "reshape reads the numbers in the order of the axes: all tokens of head 0 first, then all of head 1. So the "
                "token axis must come before the head axis when you merge, just as it did when you split.",
                "reshape는 축의 순서대로 숫자를 읽어요. 0번 헤드의 모든 토큰이 먼저, 그다음이 1번 헤드예요. 그래서 합칠 때도 나눌 "
                "때처럼 토큰 축이 헤드 축보다 앞에 와야 해요.",
            ),
            "C": Text(
                "A shape of (B, n_heads * T, d_k) would make the sentence longer. One token gets what all heads found for it, "
                "side by side. Which axes must be neighbours for that?",
                "모양이 (B, n_heads * T, d_k)라면 문장이 길어져요. 토큰 하나가 모든 헤드의 결과를 나란히 받아야 해요. 그러려면 어느 "
                "두 축이 이웃해야 하나요?",
            ),
            "D": Text(
                "view would stop with an error here, or give the same wrong numbers: it puts nothing into another order. "
                "What must be moved first?",
                "여기서 view를 쓰면 오류가 나거나 똑같이 틀린 숫자가 나와요. 순서를 바꿔 주지는 않거든요. 먼저 무엇을 옮겨야 "
                "할까요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right for one token or one head, so these alone earn nothing."""
    with expect.part(
        "side_by_side",
        2,
        en="Does token t get the d_k numbers that head 0 found for it, then those of head 1, and so on?",
        ko="t번 토큰이 0번 헤드가 그 토큰에 대해 찾은 숫자 d_k개, 그다음 1번 헤드의 숫자를 차례로 받나요?",
    ):
        expect.same([(rng.tensor32(shape),) for shape in ((1, 3, 5, 4), (2, 3, 5, 4))])
    with expect.part(
        "other_sizes",
        1,
        en="Is it right when sizes are equal, for one head and for one token? Is the input left alone? Can a gradient flow "
        "back?",
        ko="크기들이 서로 같을 때, 헤드가 하나일 때, 토큰이 하나일 때도 맞나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        shapes = ((3, 3, 3, 3), (2, 4, 4, 2), (2, 1, 5, 6), (2, 3, 1, 4))
        expect.same([(rng.tensor32(shape),) for shape in shapes], unchanged=True)
        expect.tensor()
        expect.same_gradients((rng.tensor32((2, 3, 5, 4)),), rng.tensor32((2, 5, 12)))


@check.right
def merge_with_contiguous_view(x):
    B, n_heads, T, d_k = x.shape
    return x.transpose(1, 2).contiguous().view(B, T, n_heads * d_k)


@check.right
def merge_with_cat(x):
    return torch.cat([x[:, h] for h in range(x.shape[1])], dim=-1)


@check.right
def merge_in_place(x):
    B, H, T, d_k = x.shape
    out = torch.zeros(B, T, H * d_k)
    for h in range(H):
        out[:, :, h * d_k : (h + 1) * d_k] = x[:, h]
    return out


@check.misconception(
    en="In which order lie the numbers of x: all tokens of one head, or all heads of one token? Which of the two does the "
    "result need?",
    ko="x의 숫자들이 어떤 순서로 놓여 있나요? 한 헤드의 모든 토큰인가요, 한 토큰의 모든 헤드인가요? 결과에는 둘 중 어느 쪽이 "
    "필요한가요?",
)
def heads_reshaped(x):
    B, n_heads, T, d_k = x.shape
    return x.reshape(B, T, n_heads * d_k)


@check.misconception(
    en="view never moves a number. Can it read a transposed tensor in one go? What would contiguous() or reshape do?",
    ko="view는 숫자를 옮기지 않아요. 전치한 텐서를 이어서 읽을 수 있나요? contiguous()나 reshape는 무엇을 해 주나요?",
)
def view_after_transpose(x):
    B, n_heads, T, d_k = x.shape
    return x.transpose(1, 2).view(B, T, n_heads * d_k)


@check.misconception(
    en="Which axes does your permute bring together? Do the d_k numbers of one head stay next to one another?",
    ko="permute가 어느 축들을 이웃하게 만드나요? 한 헤드의 숫자 d_k개가 서로 붙어 있나요?",
)
def features_before_heads(x):
    B, n_heads, T, d_k = x.shape
    return x.permute(0, 2, 3, 1).reshape(B, T, n_heads * d_k)


@check.misconception(
    en="Which two axes do you swap? Before the reshape, which axis must stand right behind the sentences?",
    ko="어느 두 축을 맞바꾸나요? reshape 앞에서 문장 축 바로 뒤에 와야 하는 축은 무엇인가요?",
)
def wrong_axes_swapped(x):
    B, n_heads, T, d_k = x.shape
    return x.transpose(2, 3).reshape(B, T, n_heads * d_k)


@check.misconception(
    en="How wide should the result be? What is left of the difference between the heads after a mean?",
    ko="결과의 폭이 얼마여야 하나요? 평균을 내면 헤드 사이의 차이가 남나요?",
)
def heads_averaged(x):
    return x.mean(dim=1)


@check.misconception(
    en="Is the sentence longer than before? Along which axis do you put the heads, tokens or features?",
    ko="문장이 전보다 길어지지 않았나요? 헤드를 어느 축을 따라 놓나요? 토큰인가요, 특징인가요?",
)
def heads_behind_one_another(x):
    return torch.cat(list(x.unbind(dim=1)), dim=1)


@check.misconception(
    en="Is the first axis still the sentences when you reshape?",
    ko="reshape할 때 첫 번째 축이 여전히 문장인가요?",
)
def tokens_in_front_of_batch(x):
    B, n_heads, T, d_k = x.shape
    return x.permute(2, 0, 1, 3).reshape(B, T, n_heads * d_k)
