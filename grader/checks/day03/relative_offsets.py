"""relative_offsets, by torch: one row a query, one column a key, also where there are more of one than of the other."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day03.shared import Array
from grader.judge import Check, Expect, Rng, Student


def relative_offsets(q_len: int, k_len: int) -> Array:
    """Oracle: torch. -> (q_len, k_len), key position minus query position."""
    return (torch.arange(k_len).expand(q_len, k_len) - torch.arange(q_len)[:, None]).numpy()


check = Check(relative_offsets)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """As many queries as keys, then unequal lengths."""
    with expect.part(
        "sign",
        2,
        en="Where is key j seen from query i? Is a key that comes later a positive number away?",
        ko="쿼리 i에서 보면 키 j는 어디에 있나요? 뒤에 오는 키의 오프셋이 양수인가요?",
    ):
        expect.same([(4, 4), (rng.integer(5, 9),) * 2])
    with expect.part(
        "unequal",
        2,
        en="Is there one row for each query and one column for each key, with both counted from position 0?",
        ko="쿼리마다 행이 하나, 키마다 열이 하나 있고, 둘 다 위치 0부터 세나요?",
    ):
        cases = [(3, 5), (rng.integer(5, 9), 2), (1, 4), (4, 1)]
        expect.same(cases)


@check.right
def pair_after_pair(q_len, k_len):
    return np.array([[float(j - i) for j in range(k_len)] for i in range(q_len)])


@check.right
def outer_difference(q_len, k_len):
    return -np.subtract.outer(np.arange(q_len), np.arange(k_len))


@check.right
def indices(q_len, k_len):
    i, j = np.indices((q_len, k_len), dtype=np.int32)
    return j - i


@check.misconception(
    en="Query 0 looks at key 2, which comes later. Is your entry +2 or -2? Which of the two is subtracted?",
    ko="쿼리 0이 뒤에 있는 키 2를 봐요. 여러분의 값은 +2인가요, -2인가요? 둘 중 무엇을 빼나요?",
)
def query_minus_key(q_len, k_len):
    return np.arange(q_len)[:, None] - np.arange(k_len)


@check.misconception(
    en="Is a row of your array a query or a key? What is its shape for 3 queries and 5 keys?",
    ko="배열의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떤가요?",
)
def keys_in_rows(q_len, k_len):
    return np.arange(k_len)[:, None] - np.arange(q_len)


@check.misconception(
    en="Can two keys at the same distance, one before and one after, still be told apart? What did the sign become?",
    ko="같은 거리에 있는 앞의 키와 뒤의 키를 구별할 수 있나요? 부호는 어떻게 되었나요?",
)
def distance_only(q_len, k_len):
    return np.abs(np.arange(k_len) - np.arange(q_len)[:, None])


@check.misconception(
    en="Which position has the first query when there are more keys than queries? Does the docstring count both from 0?",
    ko="키가 쿼리보다 많을 때 첫 쿼리의 위치는 몇인가요? 설명에서는 둘 다 0부터 세지 않나요?",
)
def aligned_at_the_end(q_len, k_len):
    return np.arange(k_len) - np.arange(q_len)[:, None] - (k_len - q_len)


@check.misconception(
    en="What happens to k_len? Which shape comes out for 3 queries and 5 keys?",
    ko="k_len은 어디에 쓰이나요? 쿼리 3개와 키 5개면 어떤 모양이 나오나요?",
)
def always_square(q_len, k_len):
    return np.arange(q_len) - np.arange(q_len)[:, None]


@check.misconception(
    en="How many axes has your result? What does NumPy do with two rows of numbers, and what with a column and a row?",
    ko="결과의 축이 몇 개인가요? NumPy는 행 두 개를 빼면 어떻게 하고, 열과 행을 빼면 어떻게 하나요?",
)
def axis_forgotten(q_len, k_len):
    return np.arange(k_len) - np.arange(q_len)


@check.misconception(
    en="What do a query and a key at the same position get, and what should they? Is a position added or subtracted?",
    ko="같은 위치에 있는 쿼리와 키는 얼마를 받고, 얼마여야 하나요? 위치를 더하나요, 빼나요?",
)
def sum_of_positions(q_len, k_len):
    return np.arange(k_len) + np.arange(q_len)[:, None]
