"""relative_index, by torch: clamped offsets as rows of a table."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day03.relative_offsets import relative_offsets
from grader.checks.day03.shared import Array
from grader.judge import Check, Expect, Rng, Student


def relative_index(q_len: int, k_len: int, max_distance: int) -> Array:
    """Oracle: torch's clamp. -> (q_len, k_len), rows of a table with 2 * max_distance + 1 of them."""
    return (
        torch.as_tensor(relative_offsets(q_len, k_len)).clamp(-max_distance, max_distance).numpy()
        + max_distance
    )


check = Check(relative_index, uses=("relative_offsets",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Everything within reach, then what is further off, then whole numbers to index with."""
    with expect.part(
        "within_reach",
        2,
        en="Does offset 0 give the middle row of the table, row max_distance, and offset -max_distance row 0?",
        ko="오프셋 0이 표의 가운데 행인 max_distance번 행을, 오프셋 -max_distance가 0번 행을 가리키나요?",
    ):
        expect.same([(3, 4, 5), (4, 4, 3), (5, 2, 6)])
    with expect.part(
        "too_far",
        2,
        en="Do all keys further back than max_distance share row 0, and all further ahead the last row?",
        ko="max_distance보다 멀리 앞에 있는 키는 모두 0번 행을, 멀리 뒤에 있는 키는 모두 마지막 행을 함께 쓰나요?",
    ):
        reach = rng.integer(2, 4)
        expect.same([(7, 8, reach), (8, 3, 1), (3, 9, 2), (6, 6, 2)])
    with expect.part(
        "rows_of_a_table",
        1,
        en="Can the result pick rows of a table? Are the numbers whole numbers, or floats that look like them?",
        ko="결과로 표의 행을 고를 수 있나요? 정수인가요, 정수처럼 보이는 실수인가요?",
    ):
        got = student.relative_index(5, 6, 2)
        expect.array(got, relative_index(5, 6, 2))
        expect.true("int" in str(got.dtype))


@check.right
def clipped_in_the_table(q_len, k_len, max_distance):
    return np.clip(relative_offsets(q_len, k_len) + max_distance, 0, 2 * max_distance)


@check.right
def min_and_max(q_len, k_len, max_distance):
    rows = [
        [max(-max_distance, min(max_distance, j - i)) + max_distance for j in range(k_len)]
        for i in range(q_len)
    ]
    return np.array(rows, dtype=np.int32)


@check.right
def where(q_len, k_len, max_distance):
    offsets = relative_offsets(q_len, k_len)
    offsets = np.where(offsets > max_distance, max_distance, offsets)
    return np.where(offsets < -max_distance, -max_distance, offsets) + max_distance


@check.misconception(
    en="Are there negative numbers in your result? Which row of a table does NumPy take for -1?",
    ko="결과에 음수가 있나요? NumPy는 -1을 표의 어느 행으로 읽나요?",
)
def not_moved_up(q_len, k_len, max_distance):
    return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance)


@check.misconception(
    en="What does a key get that is further away than max_distance? Has the table such a row?",
    ko="max_distance보다 멀리 있는 키는 무엇을 받나요? 표에 그런 행이 있나요?",
)
def not_clipped(q_len, k_len, max_distance):
    return relative_offsets(q_len, k_len) + max_distance


@check.misconception(
    en="In which order do you clip and add? How far may the numbers reach once max_distance has been added?",
    ko="자르기와 더하기 가운데 무엇을 먼저 하나요? max_distance를 더한 뒤라면 숫자가 어디까지 갈 수 있어야 하나요?",
)
def clipped_after_moving(q_len, k_len, max_distance):
    return np.clip(relative_offsets(q_len, k_len) + max_distance, -max_distance, max_distance)


@check.misconception(
    en="What happens to keys that are far back? Is the clip the same on both sides?",
    ko="멀리 앞에 있는 키는 어떻게 되나요? 양쪽을 똑같이 자르나요?",
)
def clipped_above_only(q_len, k_len, max_distance):
    return np.minimum(relative_offsets(q_len, k_len), max_distance) + max_distance


@check.misconception(
    en="Do keys before the query all get one row, however near they are? What is the lower end of your clip?",
    ko="쿼리보다 앞에 있는 키가 가까이 있든 멀리 있든 모두 한 행을 쓰지 않나요? 자르는 범위의 아래쪽 끝은 무엇인가요?",
)
def keys_behind_cut_off(q_len, k_len, max_distance):
    return np.clip(relative_offsets(q_len, k_len), 0, max_distance) + max_distance


@check.misconception(
    en="Which row does the key just before a query get, and which the key just after? Are they still two rows?",
    ko="쿼리 바로 앞의 키와 바로 뒤의 키는 각각 어느 행을 받나요? 여전히 서로 다른 행인가요?",
)
def sign_lost(q_len, k_len, max_distance):
    return np.minimum(np.abs(relative_offsets(q_len, k_len)), max_distance) + max_distance


@check.misconception(
    en="What happens just beyond max_distance, does the row stay the last one or begin again at the first?",
    ko="max_distance를 막 넘으면 어떻게 되나요? 마지막 행에 머무르나요, 첫 행부터 다시 시작하나요?",
)
def wrapped_round(q_len, k_len, max_distance):
    return (relative_offsets(q_len, k_len) + max_distance) % (2 * max_distance + 1)


@check.misconception(
    en="Which row does offset 0 get? How many rows lie before it, max_distance or one more?",
    ko="오프셋 0은 몇 번 행을 받나요? 그 앞에 행이 max_distance개 있나요, 하나 더 있나요?",
)
def one_row_too_many(q_len, k_len, max_distance):
    return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance) + max_distance + 1
