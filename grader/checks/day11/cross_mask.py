"""cross_mask: which source tokens a target token may look at, against the padding of the source once for each of them.

The mistake that is handed out is causal. Source and target are equally long where shapes would give a slip away.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from grader.checks.day11.shared import text, whole_numbers
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def cross_mask(source: Tensor, target: Tensor, pad_id: int) -> Tensor:
    """Oracle: the padding of the source, once for every target token."""
    return torch.stack([torch.ne(source, pad_id)] * target.shape[1], dim=1)


check = Check(
    cross_mask,
    bug="causal_in_the_source",
    reason=Choice(
        "C",
        {
            "A": Text(
                "Rows are those who look, columns those who are looked at. Who looks here, the target or the source?",
                "행은 보는 쪽, 열은 보이는 쪽이에요. 여기서 보는 쪽은 타깃인가요, 소스인가요?",
            ),
            "B": Text(
                "In this mask target tokens only look; nobody looks at them. Is it they who must be hidden here?",
                "이 마스크에서 타깃 토큰은 보기만 하고, 아무도 타깃을 보지 않아요. 여기서 숨겨야 하는 것이 타깃인가요?",
            ),
            "C": Text(
                "The whole source was there before the first target token was written. Place t of the one has nothing to do "
                "with place t of the other, so nothing in the source lies in the future.",
                "소스는 타깃의 첫 토큰을 쓰기 전에 이미 다 있었어요. 타깃의 t번 자리와 소스의 t번 자리는 아무 상관이 없으니, 소스에는 "
                "미래가 없어요.",
            ),
            "D": Text(
                "Then target token 0 would see everything and the last one hardly anything. Why should a triangle be "
                "there at all?",
                "그러면 타깃의 0번 토큰은 다 보고, 마지막 토큰은 거의 못 봐요. 애초에 삼각형이 왜 있어야 할까요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """More source than target tokens, fewer (and padding in front), as many; (B, 1, S) is as good as (B, T, S)."""

    def same(source: Tensor, target: Tensor, pad_id: int, unchanged: bool = False) -> None:
        wanted, real = cross_mask(source, target, pad_id).numpy().astype(np.int8), (target != pad_id).numpy()
        got = whole_numbers(student.call("cross_mask", source, target, pad_id))
        if isinstance(got, np.ndarray) and got.shape == (len(source), 1, source.shape[1]):
            got = np.repeat(got, target.shape[1], axis=1)
        array = expect.like(got, wanted)
        expect.array(array[real], wanted[real])
        if unchanged:
            expect.unchanged()

    with expect.part(
        "whole_source",
        2,
        en="Which source tokens may the very first target token look at? Is any of them in its future?",
        ko="타깃의 맨 첫 토큰은 소스의 어느 토큰을 볼 수 있나요? 그 가운데 미래에 있는 것이 있나요?",
    ):
        cases = [
            (text(rng, 9, 0, (7, 4, 6), 7), text(rng, 9, 0, (5, 5, 3), 5), 0),
            (text(rng, 9, 0, (2, 4), 4, left=True), text(rng, 9, 0, (6, 5), 6), 0),
        ]
        expect.every(cases, same)
    with expect.part(
        "equal_lengths",
        1,
        en="Whose padding is it that counts, and which id is padding? With as many source tokens as target tokens no "
        "shape tells you.",
        ko="누구의 패딩이 중요한가요? 패딩의 id는 무엇인가요? 소스와 타깃의 길이가 같으면 모양으로는 알 수 없어요.",
    ):
        expect.every([(text(rng, 9, 7, (2, 5, 3, 4), 5), text(rng, 9, 7, (5, 3, 4, 2), 5), 7, True)], same)


@check.right
def one_row_expanded(source, target, pad_id):
    is_real = source != pad_id
    return is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)


@check.right
def one_row_for_all(source, target, pad_id):
    return (source != pad_id)[:, None, :]


@check.right
def both_paddings(source, target, pad_id):
    return target.ne(pad_id).unsqueeze(2) & source.ne(pad_id).unsqueeze(1)


@check.right
def repeated_rows(source, target, pad_id):
    rows = []
    for sentence in source:
        is_real = torch.tensor([int(token) != pad_id for token in sentence])
        rows.append(is_real.repeat(target.shape[1], 1))
    return torch.stack(rows)


@check.misconception(
    en="Which source tokens may target token 0 look at? When was the source written, before the target or along with it?",
    ko="타깃의 0번 토큰은 소스의 어느 토큰을 볼 수 있나요? 소스는 타깃보다 먼저 있었나요, 함께 쓰이나요?",
)
def causal_in_the_source(source, target, pad_id):
    is_real = source != pad_id
    not_later = torch.ones(target.shape[1], source.shape[1], dtype=torch.bool).tril()
    return is_real.unsqueeze(-2) & not_later


misconception = check.misconceptions_in(one_row_expanded)
misconception(
    "padding_of_the_target",
    ("source != pad_id", "target != pad_id"),
    en="Who is looked at in cross-attention, source or target? Whose padding do you compare?",
    ko="크로스 어텐션에서 보이는 쪽은 소스인가요, 타깃인가요? 누구의 패딩을 비교하나요?",
)
misconception(
    "cross_mask_turned_over",
    ("source != pad_id", "source == pad_id"),
    en="What does True mean here, may look or may not look?",
    ko="여기서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
misconception(
    "source_padding_is_zero",
    ("source != pad_id", "source != 0"),
    en="Which id do you compare with? Is padding always 0?",
    ko="어떤 id와 비교하나요? 패딩이 언제나 0인가요?",
)
misconception(
    "all_may_look",
    (
        "is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)",
        "torch.ones(len(source), target.shape[1], source.shape[1], dtype=torch.bool)",
    ),
    en="What becomes of the padding in a short source sentence?",
    ko="짧은 소스 문장에 든 패딩은 어떻게 되나요?",
)
misconception(
    "source_in_the_rows",
    (
        "is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)",
        "is_real.unsqueeze(-1).expand(-1, -1, target.shape[1])",
    ),
    en="Which of the two texts are the rows of the weights, the one that looks or the one that is looked at?",
    ko="가중치의 행은 두 글 가운데 어느 쪽인가요? 보는 쪽인가요, 보이는 쪽인가요?",
)
