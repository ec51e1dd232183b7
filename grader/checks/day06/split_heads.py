"""Splitting features into heads, against Tensor.unfold.

Heads, tokens and d_k are as many in some inputs, so that a wrong order has the right shape.
"""

from __future__ import annotations

import torch
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def split_heads(x: Tensor, n_heads: int) -> Tensor:
    """Oracle. torch's unfold cuts windows of d_k features, one behind the other: (..., T, n_heads, d_k)."""
    d_k = x.shape[-1] // n_heads
    return x.unfold(-1, d_k, d_k).movedim(-2, -3)


check = Check(split_heads)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence first, then a batch; then sizes that make the wrong order look right; one head at last."""
    with expect.part(
        "one_sentence",
        2,
        en="Does head 0 hold the first d_k features of every token, head 1 the next d_k, and so on?",
        ko="0번 헤드에 모든 토큰의 처음 d_k개 특징이, 1번 헤드에 그다음 d_k개 특징이 들어 있나요?",
    ):
        expect.same([(rng.tensor32((1, 5, 12)), 3), (rng.tensor32((1, 4, 6)), 2)])
    with expect.part(
        "batch",
        2,
        en="Does each sentence of the batch keep its own tokens, with the axes in the order sentence, head, token, feature?",
        ko="배치의 문장마다 자기 토큰을 그대로 지니고 있나요? 축의 순서가 문장, 헤드, 토큰, 특징인가요?",
    ):
        expect.same([(rng.tensor32((2, 5, 12)), 3), (rng.tensor32((3, 4, 10)), 5)])
    with expect.part(
        "equal_sizes",
        2,
        en="The shape is right even when axes are mixed up, if heads, tokens and d_k are as many. Are the numbers, too?",
        ko="헤드 수, 토큰 수, d_k가 모두 같으면 축이 섞여도 모양은 맞아요. 숫자도 맞나요?",
    ):
        expect.same([(rng.tensor32((3, 3, 9)), 3), (rng.tensor32((2, 4, 8)), 4)])
    with expect.part(
        "few_and_many_heads",
        1,
        en="Is it right for one head, and for as many heads as features? Is the input left alone? Can a gradient flow back?",
        ko="헤드가 하나일 때도, 특징 수만큼 많을 때도 맞나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        cases = [(rng.tensor32((2, 5, 6)), n_heads) for n_heads in (1, 6)]
        expect.same(cases, unchanged=True)
        expect.tensor()
        expect.same_gradients((rng.tensor32((2, 5, 6)), 3), rng.tensor32((2, 3, 5, 2)))


@check.right
def split_with_view(x, n_heads):
    B, T, d_model = x.size()
    return x.view(B, T, n_heads, d_model // n_heads).transpose(1, 2)


@check.right
def split_with_slices(x, n_heads):
    d_k = x.shape[-1] // n_heads
    heads = [x[:, :, h * d_k : (h + 1) * d_k] for h in range(n_heads)]
    return torch.stack(heads, dim=1)


@check.right
def split_with_unflatten(x, n_heads):
    return x.unflatten(-1, (n_heads, -1)).movedim(-2, -3).contiguous()


@check.misconception(
    en="Which axis does your reshape cut into heads? Does head 0 get every token, or only the first few?",
    ko="reshape가 어느 축을 헤드로 자르나요? 0번 헤드가 모든 토큰을 받나요, 앞의 몇 개만 받나요?",
)
def split_the_tokens(x, n_heads):
    B, T, d_model = x.shape
    return x.reshape(B, n_heads, T, d_model // n_heads)


@check.misconception(
    en="In which order are the axes of your result? Attention works on the last two: are they token and feature?",
    ko="결과의 축 순서가 어떻게 되나요? 어텐션은 마지막 두 축에서 계산해요. 그 둘이 토큰과 특징인가요?",
)
def heads_behind_tokens(x, n_heads):
    B, T, d_model = x.shape
    return x.reshape(B, T, n_heads, d_model // n_heads)


@check.misconception(
    en="Which features does head 0 get: d_k neighbours, or every n_heads-th one? In which order do the two sizes stand in "
    "your reshape?",
    ko="0번 헤드가 이웃한 특징 d_k개를 받나요, n_heads칸씩 건너뛰며 받나요? reshape에 두 크기를 어떤 순서로 적었나요?",
)
def heads_interleaved(x, n_heads):
    B, T, d_model = x.shape
    return x.reshape(B, T, d_model // n_heads, n_heads).permute(0, 3, 1, 2)


@check.misconception(
    en="Which axis of your result is n_heads long, and which is d_model // n_heads long? Do you cut pieces of n_heads "
    "features?",
    ko="결과에서 길이가 n_heads인 축은 무엇이고, d_model // n_heads인 축은 무엇인가요? 특징을 n_heads개씩 자르고 있지 않나요?",
)
def n_heads_taken_for_d_k(x, n_heads):
    B, T, d_model = x.shape
    return x.reshape(B, T, d_model // n_heads, n_heads).transpose(1, 2)


@check.misconception(
    en="Is the first axis of your result the sentences or the heads?",
    ko="결과의 첫 번째 축이 문장인가요, 헤드인가요?",
)
def heads_in_front_of_batch(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=-1))


@check.misconception(
    en="Along which axis do you cut into pieces? How many tokens does a head see, T or T / n_heads?",
    ko="어느 축을 따라 조각을 내나요? 헤드 하나가 보는 토큰이 T개인가요, T / n_heads개인가요?",
)
def pieces_of_the_sentence(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=1), dim=1)


@check.misconception(
    en="How wide is one head, d_model or d_model // n_heads? Do the heads hold different features?",
    ko="헤드 하나의 폭이 d_model인가요, d_model // n_heads인가요? 헤드마다 다른 특징이 들어 있나요?",
)
def all_features_for_every_head(x, n_heads):
    return x.unsqueeze(1).repeat(1, n_heads, 1, 1)


@check.misconception(
    en="Are the last two axes of your result token and feature, in this order?",
    ko="결과의 마지막 두 축이 토큰, 특징의 순서인가요?",
)
def tokens_and_features_swapped(x, n_heads):
    B, T, d_model = x.shape
    return x.transpose(1, 2).reshape(B, n_heads, d_model // n_heads, T)
