"""embed, against torch's F.embedding, for batches and for a square table."""

from __future__ import annotations

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day03.one_hot import one_hot
from grader.checks.day03.shared import Array, id_tensor, tensor
from grader.judge import Check, Expect, Rng, Student


def embed(ids: Array, table: Array) -> Array:
    """Oracle: F.embedding. ids (...), table (n_tokens, d_model) -> (..., d_model)."""
    return F.embedding(id_tensor(ids), tensor(table)).numpy()


check = Check(embed, uses=("one_hot",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence with a word that comes twice, batches, a square table."""
    with expect.part(
        "one_sentence",
        2,
        en="Is row t of the result the row of the table that token t names, also when a token comes twice?",
        ko="결과의 t번째 행이 t번째 토큰이 가리키는 표의 행인가요? 같은 토큰이 두 번 나와도 그런가요?",
    ):
        ids = np.concatenate([rng.integers(0, 7, (4,)), [6, 0, 6]])
        cases = [(ids, rng.normal((7, 4))), (ids[::-1].copy(), rng.normal((9, 3)))]
        expect.same(cases)
    with expect.part(
        "batch",
        2,
        en="Does every axis of ids stay where it is, with d_model behind them?",
        ko="ids의 축이 모두 제자리에 있고, 그 뒤에 d_model이 붙나요?",
    ):
        cases = [(rng.integers(0, 7, shape), rng.normal((7, 4))) for shape in ((2, 3), (3, 2, 5), (2, 7))]
        expect.same(cases)
    with expect.part(
        "square",
        1,
        en="Do you pick rows or columns when the table is square, and are the inputs left alone?",
        ko="표가 정사각형이면 행을 고르나요, 열을 고르나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.integers(0, 5, (5,)), rng.normal((5, 5))),
            (rng.integers(0, 4, (4, 4)), rng.normal((4, 4))),
        ]
        expect.same(cases, unchanged=True)


@check.right
def one_hot_product(ids, table):
    return one_hot(ids, len(table)) @ table


@check.right
def taken(ids, table):
    return np.take(table, ids, axis=0).astype(np.float32)


@check.right
def row_after_row(ids, table):
    out = np.empty((*ids.shape, table.shape[1]))
    for place, token in np.ndenumerate(ids):
        out[place] = table[token]
    return out


@check.misconception(
    en="Which axis of the table counts the tokens of the vocabulary? Do your ids pick rows or columns?",
    ko="표의 어느 축이 어휘의 토큰을 세나요? 여러분의 ids는 행을 고르나요, 열을 고르나요?",
)
def columns_picked(ids, table):
    return table[:, ids]


@check.misconception(
    en="The table already has one row for each token. Why turn it round before the lookup?",
    ko="표에는 이미 토큰마다 행이 하나씩 있어요. 찾기 전에 왜 뒤집나요?",
)
def table_transposed(ids, table):
    return table.T[ids]


@check.misconception(
    en="What does np.take do without an axis? Does it see a table, or one long row of numbers?",
    ko="np.take는 axis가 없으면 어떻게 하나요? 표를 보나요, 길게 이어진 숫자 한 줄을 보나요?",
)
def take_without_axis(ids, table):
    return np.take(table, ids)


@check.misconception(
    en="What happens to the order of the tokens, and to a token that comes twice? Does a mask of rows know of either?",
    ko="토큰의 순서와 두 번 나오는 토큰은 어떻게 되나요? 행을 고르는 마스크가 그 둘을 알고 있나요?",
)
def mask_of_rows(ids, table):
    return table[np.isin(np.arange(len(table)), ids)]


@check.misconception(
    en="Is id 0 the first row of the table, or the last? What does the index -1 mean in NumPy?",
    ko="id 0은 표의 첫 행인가요, 마지막 행인가요? NumPy에서 인덱스 -1은 무슨 뜻인가요?",
)
def rows_from_one(ids, table):
    return table[ids - 1]


@check.misconception(
    en="Which shape has the result for a batch of two sentences? Where did the batch axis go?",
    ko="문장 두 개짜리 배치라면 결과의 모양은 어떠해야 하나요? 배치 축은 어디로 갔나요?",
)
def one_long_sentence(ids, table):
    return table[ids.ravel()]


@check.misconception(
    en="How many vectors should come out for a sentence of five tokens? Is there a sum or a mean over the tokens?",
    ko="토큰이 다섯 개인 문장에서 벡터가 몇 개 나와야 하나요? 토큰들을 더하거나 평균하는 곳이 있나요?",
)
def sentence_summed(ids, table):
    return table[ids].sum(axis=-2)


@check.misconception(
    en="Does this function promise the rows as they stand in the table? Where does the factor come from?",
    ko="이 함수는 표에 있는 행을 그대로 돌려주기로 하지 않았나요? 곱한 수는 어디에서 왔나요?",
)
def scaled_already(ids, table):
    return table[ids] * np.sqrt(table.shape[-1])


@check.misconception(
    en="In which order do the first two axes come back? Does the first axis still count the sentences?",
    ko="앞의 두 축이 어떤 순서로 돌아오나요? 첫 번째 축이 여전히 문장을 세나요?",
)
def batch_axes_swapped(ids, table):
    return table[ids.T]
