"""search: the rows of a table with the largest cosines to a query, against F.cosine_similarity in float64.

The rows differ in length by powers of ten, and no two cosines are so near that rounding could change their order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day14.shared import numbers
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def search(query: Tensor, table: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Oracle: F.cosine_similarity, sorted."""
    cosines = F.cosine_similarity(table.double(), query.double()[None], dim=-1)
    order = torch.argsort(cosines, descending=True)[:k]
    return order, cosines[order]


check = Check(search)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Places and cosines; rows of very different length; k of one and of all."""

    def case(rows: int, width: int, k: int, stretched: bool = True) -> tuple[Tensor, Tensor, int]:
        while True:  # cosines that no rounding can change the order of
            query, table = rng.tensor32((width,), 3.0), rng.tensor32((rows, width))
            if stretched:
                table = table * torch.tensor(10.0 ** rng.uniform((rows, 1), -2, 2)).float()
            cosines = search(query, table, rows)[1]
            if (cosines[:-1] - cosines[1:]).min() > 1e-3:
                return query, table, k

    def same(*cases: tuple[Tensor, Tensor, int], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            places, cosines = expect.pair(student.call("search", *args), ("places", "cosines"))
            right_places, right_cosines = search(*args)
            if isinstance(places, list | tuple):
                places = np.asarray(numbers(places))
            if isinstance(cosines, list | tuple):
                cosines = np.asarray([float(c) for c in cosines])
            got = expect.array(places, right_places, label="places")
            if got.dtype.kind not in "iu":
                raise Failure(
                    Text(
                        f"`places` should hold whole numbers and holds {got.dtype}. Where do they change?",
                        f"`places`는 정수여야 하는데 {got.dtype}이에요. 어디에서 바뀌나요?",
                    )
                )
            expect.array(cosines, right_cosines, label="cosines")
            if unchanged:
                expect.unchanged()

        expect.every(cases, one_case)

    with expect.part(
        "best_rows",
        3,
        en="Are they the rows with the largest cosines, the largest first, whatever the length of the rows?",
        ko="행의 길이가 얼마든, 코사인이 가장 큰 행들이 큰 것부터 나오나요?",
    ):
        same(case(7, 5, 3), case(9, 4, 4), case(5, 5, 2))
    with expect.part(
        "how_many",
        2,
        en="Is it right for one row, for all rows, and for cosines below 0?",
        ko="행 하나만 찾을 때도, 모든 행을 찾을 때도, 코사인이 음수일 때도 맞나요?",
    ):
        query, table, _ = case(6, 3, 6)
        same(
            (query, table, 1),
            (query, table, 6),
            (-query, table, 2),
            (query, -query[None] * torch.tensor([[2.0]]), 1),
            (query, torch.cat([table[:1], query[None]]), 1),  # it stands in the table itself
        )
    with expect.part(
        "inputs_left_alone",
        0.5,
        en="Are query and table the same after the call? Does a line divide in place?",
        ko="함수를 부른 뒤에도 query와 table이 그대로인가요? 제자리에서 나누는 줄이 있나요?",
    ):
        same(case(6, 4, 3), unchanged=True)


@check.right
def with_cosine_similarity(query, table, k):
    cosines, places = F.cosine_similarity(table, query, dim=-1).sort(descending=True)
    return places[:k], cosines[:k]


@check.right
def row_by_row(query, table, k):
    found = [(float(row @ query / (row.norm() * query.norm())), i) for i, row in enumerate(table)]
    found = sorted(found, reverse=True)[:k]
    return torch.tensor([i for _, i in found]), torch.tensor([cosine for cosine, _ in found])


@check.misconception(
    en="A long row has a large dot product with nearly everything. What makes rows of different length comparable?",
    ko="긴 행은 거의 무엇과 곱해도 내적이 커요. 길이가 다른 행들을 비교하려면 무엇을 해야 하나요?",
)
def dot_product_alone(query, table, k):
    best = torch.topk(table @ query, k)
    return best.indices, best.values


@check.misconception(
    en="How large can a cosine be at most? What do you still have to divide by?",
    ko="코사인은 최대 얼마인가요? 아직 무엇으로 나누어야 하나요?",
)
def query_not_normalized(query, table, k):
    best = torch.topk(F.normalize(table, dim=-1) @ query, k)
    return best.indices, best.values


@check.misconception(
    en="Along which axis does the length of a row run?",
    ko="행의 길이는 어느 축을 따라 재나요?",
)
def columns_normalized(query, table, k):
    best = torch.topk(F.normalize(table, dim=0) @ F.normalize(query, dim=0), k)
    return best.indices, best.values


@check.misconception(
    en="Which row comes first, that with the largest cosine or that with the smallest?",
    ko="어느 행이 먼저인가요? 코사인이 가장 큰 행인가요, 가장 작은 행인가요?",
)
def worst_first(query, table, k):
    cosines = F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)
    order = torch.argsort(cosines)[:k]
    return order, cosines[order]


@check.misconception(
    en="A row that points the other way has a cosine of -1. Is it like the query?",
    ko="반대쪽을 가리키는 행의 코사인은 -1이에요. query와 비슷한가요?",
)
def size_of_the_cosine(query, table, k):
    best = torch.topk((F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)).abs(), k)
    return best.indices, best.values


@check.misconception(
    en="Which of the two results comes first, the places or the cosines?",
    ko="두 결과 가운데 무엇이 먼저인가요? 위치인가요, 코사인인가요?",
)
def results_the_other_way_round(query, table, k):
    best = torch.topk(F.normalize(table, dim=-1) @ F.normalize(query, dim=-1), k)
    return best.values, best.indices
