"""target_mask: who may look at whom in the target, against the causal mask of nn.Transformer and the padding.

Padding stands behind, in front and in between, and real tokens have id 0 where padding has another.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks.day11.shared import text, whole_numbers
from grader.judge import Check, Expect, Rng, Student


def target_mask(target: Tensor, pad_id: int) -> Tensor:
    """Oracle: torch's own causal mask, turned over, and the padding."""
    future = nn.Transformer.generate_square_subsequent_mask(target.shape[1]) < 0
    return torch.logical_and(future.logical_not(), torch.ne(target, pad_id)[:, None])


check = Check(target_mask)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Causal, then padding behind and before the tokens, then other pad ids; rows of padding are not compared."""

    def same(target: Tensor, pad_id: int, unchanged: bool = False) -> None:
        wanted, real = target_mask(target, pad_id).numpy().astype(np.int8), (target != pad_id).numpy()
        array = expect.like(whole_numbers(student.call("target_mask", target, pad_id)), wanted)
        expect.array(array[real], wanted[real])
        if unchanged:
            expect.unchanged()

    with expect.part(
        "causal",
        2,
        en="In row t: is it True for the token t itself and all before it, and False for all behind it?",
        ko="t번 행이 t번 토큰 자신과 그 앞에서 True이고, 뒤에서는 모두 False인가요?",
    ):
        expect.every([(text(rng, 9, 0, (5, 5), 5), 0), (text(rng, 9, 0, (4, 4, 4, 4), 4), 0)], same)
    with expect.part(
        "padding",
        3,
        en="May nobody look at padding, wherever it stands, and does each sentence have a mask of its own?",
        ko="패딩이 어디에 있든 아무도 볼 수 없나요? 문장마다 자기 마스크를 가지나요?",
    ):
        left = text(rng, 9, 0, (3, 4, 2), 6, left=True)
        middle = text(rng, 9, 0, (5, 5, 5), 5)
        middle[0, 1], middle[1, 2], middle[2, 3] = 0, 0, 0
        expect.every([(left, 0), (middle, 0), (text(rng, 9, 0, (2, 5, 3), 5), 0)], same)
    with expect.part(
        "pad_id",
        1,
        en="Here padding is not 0, and 0 is a token like any other. With what do you compare? Is target left alone?",
        ko="여기서는 패딩이 0이 아니고, 0은 보통 토큰이에요. 무엇과 비교하나요? target은 그대로 두나요?",
    ):
        expect.every([(text(rng, 9, 7, (3, 2, 4), 5, left=True), 7, True)], same)


@check.right
def causal_and_real(target, pad_id):
    T = target.shape[1]
    causal = torch.ones(T, T, dtype=torch.bool).tril()
    return (target != pad_id)[:, None, :] & causal


@check.right
def positions_compared(target, pad_id):
    place = torch.arange(target.size(1))
    past = place[None, :] <= place[:, None]
    return torch.where(target.unsqueeze(1) == pad_id, False, past)


@check.right
def token_by_token(target, pad_id):
    B, T = target.shape
    mask = torch.zeros(B, T, T, dtype=torch.bool)
    for b in range(B):
        for t in range(T):
            for s in range(t + 1):
                mask[b, t, s] = bool(target[b, s] != pad_id)
    return mask


@check.right
def padding_looks_at_nothing(target, pad_id):
    real = target.ne(pad_id)
    return torch.tril(real[:, :, None] & real[:, None, :])


misconception = check.misconceptions_in(causal_and_real)
misconception(
    "causal_only",
    ("(target != pad_id)[:, None, :] & causal", "causal.expand(len(target), T, T)"),
    en="Does any line look at the ids? What may be seen where they are padding?",
    ko="id를 살펴보는 줄이 있나요? 그 자리가 패딩이면 볼 수 있어야 하나요?",
)
misconception(
    "padding_only",
    ("(target != pad_id)[:, None, :] & causal", "(target != pad_id)[:, None, :].expand(-1, T, -1)"),
    en="What keeps the first token from looking at the second?",
    ko="첫 토큰이 둘째 토큰을 보지 못하게 막는 것은 무엇인가요?",
)
misconception(
    "one_reason_is_enough",
    ("(target != pad_id)[:, None, :] & causal", "(target != pad_id)[:, None, :] | causal"),
    en="A key must be in the past and real. What does | say where one of the two holds?",
    ko="키는 과거에 있고 진짜 토큰이어야 해요. 둘 중 하나만 맞을 때 |는 무엇을 주나요?",
)
misconception(
    "true_means_blocked",
    (".tril()", ".triu(1)"),
    ("(target != pad_id)[:, None, :] & causal", "(target == pad_id)[:, None, :] | causal"),
    en="What does True mean in the masks of this course? In which layer of torch does it mean the opposite?",
    ko="이 과목의 마스크에서 True는 무슨 뜻인가요? torch의 어느 층에서 반대 뜻이었죠?",
)
misconception(
    "not_even_itself",
    (".tril()", ".tril(-1)"),
    en="May a token look at itself? What is on the diagonal of your mask?",
    ko="토큰이 자기 자신은 볼 수 있나요? 마스크의 대각선에 무엇이 있나요?",
)
misconception(
    "one_token_ahead",
    (".tril()", ".tril(1)"),
    en="May row t look at column t + 1? That is the very token it is to predict.",
    ko="t번 행이 t + 1번 열을 봐도 되나요? 바로 그 토큰을 예측해야 하는데요?",
)
misconception(
    "future_not_past",
    (".tril()", ".triu()"),
    en="Are rows the tokens that look, or those that are looked at? Which half of the table is the past?",
    ko="행은 보는 토큰인가요, 보이는 토큰인가요? 표의 어느 쪽 절반이 과거인가요?",
)
misconception(
    "padding_in_the_rows",
    ("[:, None, :]", "[:, :, None]"),
    en="Does your new axis make padding a row or a column? Who must not be looked at?",
    ko="새 축을 넣고 나니 패딩이 행이 되나요, 열이 되나요? 보이면 안 되는 것은 어느 쪽인가요?",
)
misconception(
    "padding_is_always_zero",
    ("target != pad_id", "target != 0"),
    en="Which id do you compare with? Is padding always 0?",
    ko="어떤 id와 비교하나요? 패딩이 언제나 0인가요?",
)
misconception(
    "real_tokens_counted",
    (
        "(target != pad_id)[:, None, :]",
        "(torch.arange(T) < (target != pad_id).sum(dim=1)[:, None])[:, None, :]",
    ),
    en="You count the real tokens of a sentence. Does the count say where they stand, with padding in front or in between?",
    ko="문장에 진짜 토큰이 몇 개인지 세었네요. 패딩이 앞이나 중간에 있어도 그 개수가 진짜 토큰의 자리를 알려 주나요?",
)
misconception(
    "first_sentence_for_all",
    ("(target != pad_id)[:, None, :] & causal", "((target[0] != pad_id) & causal).expand(len(target), T, T)"),
    en="Do all sentences end where the first one does?",
    ko="모든 문장이 첫 문장과 같은 곳에서 끝나나요?",
)
