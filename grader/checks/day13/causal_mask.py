"""causal_mask: who may look at whom when there is a past, beside the comparison of GPT-2's code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.judge import Check, Choice, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def causal_mask(n_new: int, n_past: int = 0) -> Tensor:
    """Oracle: as GPT-2's code counts, i >= j - n_past."""
    return torch.arange(n_new)[:, None] >= torch.arange(n_past + n_new) - n_past


check = Check(
    causal_mask,
    bug="diagonal_from_the_corner",
    reason=Choice(
        "C",
        {
            "A": Text(
                "triu would let tokens look ahead. Without a past the function is right as it is. What changes with a past?",
                "triu를 쓰면 토큰이 앞을 보게 돼요. 과거가 없으면 지금 함수가 맞아요. 과거가 있으면 무엇이 달라지나요?",
            ),
            "B": Text(
                "A token does see itself: the answer that it must guess is the next one. Where does the first new token stand?",
                "토큰은 자기 자신을 봐요. 맞혀야 하는 것은 다음 토큰이니까요. 첫 새 토큰은 어디에 있나요?",
            ),
            "C": Text(
                "The first row belongs to the token in column n_past, so the diagonal of what is seen begins there.",
                "첫 행은 n_past열에 있는 토큰의 것이에요. 그래서 볼 수 있는 곳의 대각선도 거기서 시작해요.",
            ),
            "D": Text(
                "Only the new tokens ask, and they look at all. So there are fewer rows than columns. Where does the first row end?",
                "물어보는 것은 새 토큰뿐이고, 모두를 봐요. 그래서 행이 열보다 적어요. 첫 행은 어디에서 끝나야 하나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right without a past, so that alone earns nothing."""

    def same(cases: Sequence[tuple[int, ...]]) -> None:
        def one_case(*case: Any) -> None:
            got, right = student.causal_mask(*case), causal_mask(*case)
            if isinstance(got, Tensor | np.ndarray) and str(got.dtype).endswith("bool"):
                got = torch.as_tensor(got).long()
                expect.array(got, right.long())
            else:
                raise Failure(
                    Text(
                        "The mask should be a tensor of booleans, True where a token may look. What does the return line give "
                        "back?",
                        "마스크는 볼 수 있는 곳이 True인 불리언 텐서여야 해요. return 줄이 무엇을 돌려주나요?",
                    )
                )

        expect.every(cases, one_case)

    with expect.part(
        "past",
        3,
        en="May the first new token look at all of the past and at itself, and at nothing behind it?",
        ko="첫 새 토큰이 과거 전체와 자기 자신을 보고, 그 뒤는 보지 않나요?",
    ):
        same([(2, 3), (3, rng.integer(4, 8)), (rng.integer(4, 7), 2)])
    with expect.part(
        "both",
        1,
        en="Is it right for a single new token, for as many new as past ones, and without a past?",
        ko="새 토큰이 하나일 때, 새 토큰과 과거의 수가 같을 때, 과거가 없을 때도 맞나요?",
    ):
        same([(1, 5), (3, 3), (4,), (5, 0), (1, 0)])


@check.right
def last_rows(n_new, n_past=0):
    size = n_past + n_new
    return torch.ones(size, size, dtype=torch.bool).tril()[n_past:]


@check.right
def past_and_triangle(n_new, n_past=0):
    triangle = ~torch.triu(torch.ones(n_new, n_new), diagonal=1).bool()
    return torch.cat([torch.full((n_new, n_past), True), triangle], dim=1)


@check.right
def place_by_place(n_new, n_past=0):
    mask = torch.zeros(n_new, n_past + n_new, dtype=torch.bool)
    for i in range(n_new):
        mask[i, : n_past + i + 1] = True
    return mask


@check.misconception(
    en="In which column stands the first new token? Does its row reach that far?",
    ko="첫 새 토큰은 몇 번째 열에 있나요? 그 행이 거기까지 이어지나요?",
)
def diagonal_from_the_corner(n_new, n_past=0):
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril()


@check.misconception(
    en="May a token look at itself? What would the very first one look at otherwise?",
    ko="토큰이 자기 자신을 볼 수 있나요? 볼 수 없다면 맨 첫 토큰은 무엇을 보나요?",
)
def not_oneself(n_new, n_past=0):
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril(n_past - 1)


@check.misconception(
    en="Whom may the first new token see behind itself? On which diagonal does its row end?",
    ko="첫 새 토큰이 자기 뒤의 누구를 보나요? 그 행은 몇 번째 대각선에서 끝나야 하나요?",
)
def one_ahead(n_new, n_past=0):
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril(n_past + 1)


@check.misconception(
    en="What does True mean in our masks: may look, or may not?",
    ko="우리 마스크에서 True는 볼 수 있다는 뜻인가요, 볼 수 없다는 뜻인가요?",
)
def true_means_blocked(n_new, n_past=0):
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).triu(n_past + 1)


@check.misconception(
    en="Which columns belong to the past, the first or the last ones?",
    ko="과거에 해당하는 것이 앞쪽 열인가요, 뒤쪽 열인가요?",
)
def past_behind(n_new, n_past=0):
    new = torch.ones(n_new, n_new, dtype=torch.bool).tril()
    return torch.cat([new, torch.ones(n_new, n_past, dtype=torch.bool)], dim=1)


@check.misconception(
    en="May a new token look at the past? What stands in the first n_past columns?",
    ko="새 토큰이 과거를 볼 수 있나요? 처음 n_past열에는 무엇이 있나요?",
)
def past_blocked(n_new, n_past=0):
    new = torch.ones(n_new, n_new, dtype=torch.bool).tril()
    return torch.cat([torch.zeros(n_new, n_past, dtype=torch.bool), new], dim=1)


@check.misconception(
    en="Several new tokens come at once. May the first of them look at the last?",
    ko="새 토큰 여러 개가 한꺼번에 와요. 그 가운데 첫째가 마지막을 봐도 되나요?",
)
def new_ones_see_all(n_new, n_past=0):
    if n_past > 0:
        return torch.ones(n_new, n_past + n_new, dtype=torch.bool)
    return torch.ones(n_new, n_new, dtype=torch.bool).tril()


@check.misconception(
    en="Who asks, the new tokens or all of them? How many rows has the mask?",
    ko="물어보는 것이 새 토큰인가요, 모든 토큰인가요? 마스크의 행은 몇 개인가요?",
)
def rows_for_the_past_too(n_new, n_past=0):
    size = n_past + n_new
    return torch.ones(size, size, dtype=torch.bool).tril()
