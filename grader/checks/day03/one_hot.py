"""one_hot, against torch's F.one_hot. An array of True and False counts as one of 1 and 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from grader.checks.day03.shared import Array, id_tensor
from grader.judge import Check, Expect, Rng, Student


def as_numbers(value: Any) -> Any:
    """True and False count as 1 and 0: `ids[..., None] == np.arange(n_tokens)` is a one-hot array, too."""
    if isinstance(value, np.ndarray | torch.Tensor) and str(value.dtype).endswith("bool"):
        return np.asarray(value).astype(np.float64)
    return value


def same_one_hots(student: Student, expect: Expect, cases: Sequence[tuple[Array, int]]) -> None:
    """As `expect.same`, but for arrays of True and False, which are right, too."""

    def one_case(ids: Array, n_tokens: int) -> None:
        expect.array(as_numbers(student.one_hot(ids, n_tokens)), one_hot(ids, n_tokens))
        expect.unchanged()

    expect.every(cases, one_case)


def one_hot(ids: Array, n_tokens: int) -> Array:
    """Oracle: F.one_hot. ids (...) -> (..., n_tokens)."""
    return F.one_hot(id_tensor(ids), n_tokens).double().numpy()


check = Check(one_hot)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, the width of the vocabulary, batches."""
    with expect.part(
        "one_sentence",
        2,
        en="Is there one row for each token of the sentence, with a single 1 at the place of its id?",
        ko="문장의 토큰마다 행이 하나씩 있고, 그 토큰의 id 자리에만 1이 하나 있나요?",
    ):
        with_last = np.concatenate([rng.integers(0, 7, (4,)), [6, 0, 6]])
        same_one_hots(student, expect, [(with_last[rng.integers(0, 7, (5,))], 7), (with_last, 7)])
    with expect.part(
        "width",
        1,
        en="How wide is a row when the last tokens of the vocabulary do not occur in the sentence?",
        ko="어휘의 마지막 토큰들이 문장에 나오지 않으면 행의 폭은 얼마여야 하나요?",
    ):
        same_one_hots(student, expect, [(rng.integers(0, 4, (6,)), 9), (rng.integers(0, 3, (5,)), 5)])
    with expect.part(
        "batch",
        2,
        en="Does every axis of ids stay where it is, with the new axis behind them?",
        ko="ids의 축이 모두 제자리에 있고, 새 축이 그 뒤에 붙나요?",
    ):
        cases = [(rng.integers(0, 6, shape), 6) for shape in ((2, 3), (2, 3, 4), (6, 6))]
        same_one_hots(student, expect, cases)


@check.right
def compared(ids, n_tokens):
    return ids[..., None] == np.arange(n_tokens)


@check.right
def one_by_one(ids, n_tokens):
    out = np.zeros((*ids.shape, n_tokens), dtype=np.float32)
    for place in np.ndindex(*ids.shape):
        out[place][ids[place]] = 1
    return out


@check.right
def put_along_axis(ids, n_tokens):
    out = np.zeros((*ids.shape, n_tokens), dtype=int)
    np.put_along_axis(out, ids[..., None], 1, axis=-1)
    return out


@check.misconception(
    en="Is a row one token of the sentence, or one word of the vocabulary? Which of the two should come first?",
    ko="행 하나가 문장의 토큰인가요, 어휘의 단어인가요? 둘 중 어느 쪽이 먼저 와야 하나요?",
)
def vocabulary_in_rows(ids, n_tokens):
    return np.moveaxis(np.eye(n_tokens)[ids], -1, 0)


@check.misconception(
    en="How many rows come out, one for each token or one for the whole sentence? What is lost when they are added up?",
    ko="행이 토큰마다 하나씩 나오나요, 문장 전체에 하나만 나오나요? 모두 더해 버리면 무엇을 잃게 되나요?",
)
def words_counted(ids, n_tokens):
    return np.bincount(np.ravel(ids), minlength=n_tokens).astype(float)


@check.misconception(
    en="Where does the width come from? What if the token with the largest id does not occur in this sentence?",
    ko="폭을 어디에서 가져오나요? id가 가장 큰 토큰이 이 문장에 없으면 어떻게 되나요?",
)
def size_from_the_ids(ids, n_tokens):
    return np.eye(ids.max() + 1)[ids]


@check.misconception(
    en="Is the first token of the vocabulary number 0 or number 1? Where does the 1 stand for id 0?",
    ko="어휘의 첫 토큰은 0번인가요, 1번인가요? id가 0이면 1이 어디에 있어야 하나요?",
)
def ids_from_one(ids, n_tokens):
    return np.eye(n_tokens)[ids - 1]


@check.misconception(
    en="Which shape has ids when there is a batch, and which shape does the result have? Where did the batch axis go?",
    ko="배치가 있으면 ids의 모양은 어떻고 결과의 모양은 어떤가요? 배치 축은 어디로 갔나요?",
)
def batch_flattened(ids, n_tokens):
    out = np.zeros((ids.size, n_tokens))
    out[np.arange(ids.size), ids.ravel()] = 1
    return out


@check.misconception(
    en="What stands at the place of the id, a 1 or the id itself? What would the product with a table then give?",
    ko="id 자리에 있는 값이 1인가요, id 자신인가요? 그렇다면 표와 곱했을 때 무엇이 나올까요?",
)
def id_instead_of_one(ids, n_tokens):
    return np.eye(n_tokens)[ids] * ids[..., None]


@check.misconception(
    en="How many ones are there in a row? Do you compare with == or with <=?",
    ko="한 행에 1이 몇 개 있나요? ==로 비교하나요, <=로 비교하나요?",
)
def ones_up_to_the_id(ids, n_tokens):
    return (np.arange(n_tokens) <= ids[..., None]).astype(float)
