"""embed: rows of the table times the root of d_model, and positions, against F.embedding and addcmul.

Some sizes are equal, because a slip of the axis is silent on others.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def embed(ids: Tensor, table: Tensor, positions: Tensor) -> Tensor:
    """Oracle, by torch."""
    return torch.addcmul(
        positions[: ids.shape[1]].expand(*ids.shape, -1),
        F.embedding(ids, table),
        torch.tensor(float(table.shape[1])).sqrt(),
    )


check = Check(embed)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The row of each id, the scale, the positions; then sizes that make slips silent."""

    def case(batch: int, T: int, vocab_size: int, d_model: int, length: int) -> tuple[Tensor, ...]:
        ids = rng.ids(0, vocab_size, (batch, T))
        return ids, rng.tensor32((vocab_size, d_model)), rng.tensor32((length, d_model))

    with expect.part(
        "rows_and_scale",
        3,
        en="Does each token get its row of the table, times the root of d_model?",
        ko="토큰마다 표에서 자기 행을 받고, 거기에 d_model의 제곱근을 곱하나요?",
    ):
        cases = [case(3, 5, 7, 6, 9), case(2, 4, 9, 12, 11)]
        without = [(ids, table, torch.zeros_like(positions)) for ids, table, positions in cases]
        expect.same(without)
    with expect.part(
        "positions",
        3,
        en="Does token t of every sentence get row t of the positions, added once and not scaled?",
        ko="문장마다 t번 토큰에 positions의 t번 행이 한 번, 스케일 없이 더해지나요?",
    ):
        expect.same([case(3, 5, 7, 6, 9), case(4, 3, 5, 2, 8)])
    with expect.part(
        "equal_sizes",
        2,
        en="Is it right for as many sentences as tokens, for a text as long as the table of positions, for a single token? "
        "Are the inputs left alone? Can a gradient flow back to the table?",
        ko="문장 수와 토큰 수가 같을 때, 글이 위치 표만큼 길 때, 토큰이 하나일 때도 맞나요? 입력은 그대로 두나요? 기울기가 표로 "
        "되돌아갈 수 있나요?",
    ):
        cases = [case(4, 4, 4, 4, 4), case(3, 3, 5, 6, 8), case(2, 1, 5, 6, 8)]
        expect.same(cases, unchanged=True)
        # The positions of this lesson are not learned.
        expect.same_gradients(case(3, 5, 7, 6, 9), rng.tensor32((3, 5, 6)), free=[2])


@check.right
def by_the_formula(ids, table, positions):
    return table[ids] * table.shape[1] ** 0.5 + positions[: ids.shape[1]]


@check.right
def embed_with_f(ids, table, positions):
    B, T = ids.shape
    vectors = F.embedding(ids, table) * (table.size(-1) ** 0.5)
    return vectors + positions[torch.arange(T)].unsqueeze(0)


@check.right
def embed_one_hot(ids, table, positions):
    one_hot = F.one_hot(ids, len(table)).to(table.dtype)
    return positions[: ids.size(1)] + np.sqrt(table.shape[-1]).item() * (one_hot @ table)


@check.right
def embed_in_loops(ids, table, positions):
    root = float(table.shape[1]) ** 0.5
    sentences = []
    for sentence in ids:
        sentences.append(
            torch.stack([root * table[token] + positions[t] for t, token in enumerate(sentence)])
        )
    return torch.stack(sentences)


@check.misconception(
    en="By what are the rows of the table multiplied before the positions come?",
    ko="위치를 더하기 전에 표의 행에 무엇을 곱하나요?",
)
def embedding_not_scaled(ids, table, positions):
    return table[ids] + positions[: ids.shape[1]]


@check.misconception(
    en="What is multiplied by the root, the sum or the rows of the table alone? What is left if a row is zero?",
    ko="제곱근을 곱하는 것이 합인가요, 표의 행뿐인가요? 표의 행이 0이면 무엇이 남아야 하나요?",
)
def positions_scaled_too(ids, table, positions):
    return table.shape[1] ** 0.5 * (table[ids] + positions[: ids.shape[1]])


@check.misconception(
    en="Is it d_model or its root?",
    ko="d_model인가요, 그 제곱근인가요?",
)
def scaled_by_d_model(ids, table, positions):
    return table[ids] * table.shape[1] + positions[: ids.shape[1]]


@check.misconception(
    en="Which axis of the table is d_model, the first or the last?",
    ko="표에서 d_model은 첫째 축인가요, 마지막 축인가요?",
)
def root_of_the_vocabulary(ids, table, positions):
    return table[ids] * table.shape[0] ** 0.5 + positions[: ids.shape[1]]


@check.misconception(
    en="Which argument does no line use? How would the model know who stands where?",
    ko="아무 줄에서도 쓰지 않는 인수는 무엇인가요? 그러면 모델이 누가 어디에 있는지 어떻게 알까요?",
)
def positions_forgotten(ids, table, positions):
    return table[ids] * table.shape[1] ** 0.5


@check.misconception(
    en="With what do you look up positions: with what the token is, or with where it stands?",
    ko="위치 표에서 무엇으로 행을 찾나요? 토큰이 무엇인지로 찾나요, 어디에 있는지로 찾나요?",
)
def position_by_the_id(ids, table, positions):
    return table[ids] * table.shape[1] ** 0.5 + positions[ids]


@check.misconception(
    en="Is ids.shape[0] the number of tokens or of sentences? Which rows of positions does each token get?",
    ko="ids.shape[0]은 토큰 수인가요, 문장 수인가요? 토큰마다 positions의 어느 행을 받나요?",
)
def position_of_the_sentence(ids, table, positions):
    return table[ids] * table.shape[1] ** 0.5 + positions[: ids.shape[0]].unsqueeze(1)


@check.misconception(
    en="Is the caller's table the same afterwards? What happens at the second call?",
    ko="함수를 부른 뒤에도 table이 그대로인가요? 두 번째로 부르면 어떻게 되나요?",
)
def table_scaled_in_place(ids, table, positions):
    table *= table.shape[1] ** 0.5
    return table[ids] + positions[: ids.shape[1]]


@check.misconception(
    en="The numbers are right. Where is the way back to the table that you were given cut off (a layer with a table of its own, detach, .data, no_grad, NumPy)?",
    ko="숫자는 맞아요. 받은 table로 되돌아가는 길이 어디에서 끊기나요(자기 표를 따로 지닌 층, detach, .data, no_grad, NumPy)?",
)
def table_cut_off(ids, table, positions):
    return torch.nn.Embedding.from_pretrained(table)(ids) * table.shape[1] ** 0.5 + positions[: ids.shape[1]]
