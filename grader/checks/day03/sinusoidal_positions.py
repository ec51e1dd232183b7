"""sinusoidal_positions: sine and cosine as the imaginary and the real part of e^{i angle}."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day03.shared import Array, takes_only
from grader.judge import Check, Expect, Rng, Student


def sinusoidal_positions(length: int, d_model: int) -> Array:
    """Oracle: sine and cosine are the imaginary and the real part of e^{i angle}."""
    if d_model % 2:
        raise ValueError("a pair of columns needs an even d_model")
    pairs = torch.arange(d_model // 2, dtype=torch.float64)
    speeds = torch.pow(torch.tensor(10000.0, dtype=torch.float64), -2 * pairs / d_model)
    hands = torch.exp(1j * torch.outer(torch.arange(length, dtype=torch.float64), speeds))
    return torch.stack([hands.imag, hands.real], dim=-1).reshape(length, d_model).numpy()


check = Check(sinusoidal_positions)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The first pair alone, then the order of the columns, then the speeds; last an odd width."""
    with expect.part(
        "first_pair",
        2,
        en="With d_model 2 there is one pair, (sin pos, cos pos). Does position 0 give (0, 1)?",
        ko="d_model이 2이면 쌍이 하나, (sin pos, cos pos)뿐이에요. 위치 0에서 (0, 1)이 나오나요?",
    ):
        cases = [(rng.integer(5, 12), 2), (3, 2)]
        expect.same(cases)
    with expect.part(
        "pairs",
        2,
        en="Is column 2i the sine and column 2i + 1 the cosine of one and the same angle?",
        ko="2i번째 열과 2i + 1번째 열이 같은 각도의 사인과 코사인인가요?",
    ):
        for length, d_model in ((7, 6), (5, 10), (6, 6)):
            table = expect.like(
                student.sinusoidal_positions(length, d_model), np.zeros((length, d_model))
            ).astype(float)
            sine, cosine = table[:, 0::2], table[:, 1::2]
            expect.array(table[0], np.arange(d_model) % 2, tolerance=1e-4)
            expect.array(sine[:, 0], np.sin(np.arange(length)), tolerance=1e-4)
            expect.array(sine**2 + cosine**2, np.ones_like(sine), tolerance=1e-3)
            # From one position to the next, every pair turns by its own angle and always by the same.
            turned = cosine[:-1] * cosine[1:] + sine[:-1] * sine[1:]
            expect.array(turned, np.tile(turned[:1], (length - 1, 1)), tolerance=1e-3)
    with expect.part(
        "speeds",
        4,
        en="By what is pos divided for pair i? Compute 10000 ** (2 * i / d_model) for the pairs by hand: do you get "
        "the same?",
        ko="쌍 i에서 pos를 무엇으로 나누나요? 쌍마다 10000 ** (2 * i / d_model)을 손으로 구해 보면 같은 값이 나오나요?",
    ):
        cases = [(7, 6), (rng.integer(40, 80), 10), (5, 4), (8, 8)]
        expect.same(cases)
    with expect.part(
        "odd_width",
        1,
        en="What does your function do with an odd d_model? Which column would be left without a partner?",
        ko="d_model이 홀수이면 함수가 어떻게 하나요? 짝이 없는 열은 어느 것인가요?",
    ):
        errors = ("ValueError", "AssertionError")
        takes_only(student, expect, student.sinusoidal_positions, (4, 6), (4, 5), errors)


@check.right
def pairs_stacked(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@check.right
def column_by_column(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    columns = np.arange(d_model)
    angle = np.arange(length)[:, None] / 10000 ** (columns // 2 * 2 / d_model)
    return np.where(columns % 2 == 0, np.sin(angle), np.cos(angle))


@check.right
def columns_filled(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    out = np.zeros((length, d_model))
    out[:, 0::2] = np.sin(angle)
    out[:, 1::2] = np.cos(angle)
    return out


@check.right
def number_by_number(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must be even")
    out = np.zeros((length, d_model))
    for pos in range(length):
        for i in range(d_model // 2):
            out[pos, 2 * i] = np.sin(pos / 10000 ** (2 * i / d_model))
            out[pos, 2 * i + 1] = np.cos(pos / 10000 ** (2 * i / d_model))
    return out


@check.right
def even_and_odd_columns(length, d_model):
    if d_model % 2 == 1:
        raise ValueError(d_model)
    position = np.arange(length, dtype=np.float32)[:, np.newaxis]
    speed = np.exp(np.arange(0, d_model, 2) * -(np.log(10000.0) / d_model)).astype(np.float32)
    out = np.zeros((length, d_model), dtype=np.float32)
    out[:, 0::2] = np.sin(position * speed)
    out[:, 1::2] = np.cos(position * speed)
    return out


@check.right
def two_loops(length, d_model):
    if d_model % 2 == 1:
        raise ValueError("odd")
    rows = []
    for pos in range(length):
        row = []
        for i in range(d_model // 2):
            angle = pos / 10000 ** (2 * i / d_model)
            row += [np.sin(angle), np.cos(angle)]
        rows.append(row)
    return np.array(rows)


@check.right
def phase_of_a_quarter(length, d_model):
    columns = np.arange(d_model)
    if len(columns[::2]) != len(columns[1::2]):
        raise ValueError("d_model must be even")
    angle = np.outer(np.arange(length), 1 / np.power(10000, 2 * (columns // 2) / d_model))
    return np.sin(angle + np.pi / 2 * (columns % 2))


misconception = check.misconceptions_in(pairs_stacked)
misconception(
    "sines_first",
    (
        "np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)",
        "np.concatenate([np.sin(angle), np.cos(angle)], axis=1)",
    ),
    en="Your table has all sines in the first half and all cosines in the second, as some libraries do. Which columns "
    "does this day's formula give to pair i: 2i and 2i + 1, or i and i + d_model/2?",
    ko="표의 앞쪽 절반이 모두 사인이고 뒤쪽 절반이 모두 코사인이에요. 그렇게 하는 라이브러리도 있어요. 하지만 오늘의 식에서 "
    "쌍 i는 어느 열인가요? 2i와 2i + 1인가요, i와 i + d_model/2인가요?",
)
misconception(
    "counted_from_one",
    ("np.arange(length)", "np.arange(1, length + 1)"),
    en="Which position does the first row of your table have, 0 or 1? What should sin and cos of it be?",
    ko="표의 첫 행은 위치 0인가요, 1인가요? 그 위치의 사인과 코사인은 얼마여야 하나요?",
)
misconception(
    "multiplied_instead",
    ("/ 10000 **", "* 10000 **"),
    en="Do later pairs turn faster or slower than the first one? Is pos multiplied or divided by the power of 10000?",
    ko="뒤쪽 쌍이 첫 쌍보다 빨리 도나요, 느리게 도나요? pos에 10000의 거듭제곱을 곱하나요, 나누나요?",
)
misconception(
    "base_one_thousand",
    ("10000 **", "1000 **"),
    en="Which number is raised to the power 2i/d_model, 1000 or 10000?",
    ko="2i/d_model제곱을 하는 수가 1000인가요, 10000인가요?",
)
misconception(
    "whole_number_division",
    ("np.arange(0, d_model, 2) / d_model", "np.arange(0, d_model, 2) // d_model"),
    en="What is 2 * 1 // 6 in Python? Do all pairs turn equally fast in your table?",
    ko="파이썬에서 2 * 1 // 6은 얼마인가요? 여러분의 표에서는 모든 쌍이 같은 빠르기로 돌지 않나요?",
)
misconception(
    "sines_only",
    (
        "np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)",
        "np.repeat(np.sin(angle), 2, axis=1)",
    ),
    en="Where are the cosines? Can position 0 be told from a row of zeros?",
    ko="코사인은 어디에 있나요? 위치 0의 행이 모두 0인 행과 구별되나요?",
)
misconception(
    "positions_in_columns",
    ("reshape(length, d_model)", "reshape(length, d_model).T"),
    en="Is a row of your table one position, or one column of the formula? Which of the two sizes should come first?",
    ko="표의 행 하나가 위치 하나인가요, 식의 열 하나인가요? 두 크기 가운데 무엇이 먼저 와야 하나요?",
)
misconception(
    "one_pair_fewer_below",
    ("np.arange(0, d_model, 2) / d_model", "np.arange(0, d_model, 2) / max(d_model - 2, 1)"),
    en="What does the exponent reach at the last pair, and what should it? Is it divided by d_model, or by d_model "
    "minus 2 so that it ends at 1?",
    ko="마지막 쌍에서 지수가 얼마가 되나요? d_model로 나누나요, 지수가 1로 끝나도록 d_model - 2로 나누나요?",
)


misconception = check.misconceptions_in(column_by_column)
misconception(
    "cosine_with_its_own_index",
    ("columns // 2 * 2 / d_model", "columns / d_model"),
    en="Do the sine and the cosine of a pair have the same angle? Which exponent does column 3 take, that of pair 1 "
    "or one of its own?",
    ko="한 쌍의 사인과 코사인이 같은 각도를 쓰나요? 3번 열의 지수는 쌍 1의 것인가요, 자기만의 것인가요?",
)
misconception(
    "two_times_the_column",
    ("columns // 2 * 2 / d_model", "2 * columns / d_model"),
    en="What is i in the exponent, the number of the column or the number of the pair? How many pairs are there?",
    ko="지수의 i가 열의 번호인가요, 쌍의 번호인가요? 쌍은 모두 몇 개인가요?",
)
misconception(
    "odd_width_accepted",
    (('    if d_model % 2:\n        raise ValueError("d_model must be even")\n'), ""),
    en="What does the docstring promise for an odd d_model? Which column of your table has no partner then?",
    ko="설명에서는 d_model이 홀수일 때 어떻게 한다고 했나요? 그때 여러분의 표에서 짝이 없는 열은 어느 것인가요?",
)


misconception = check.misconceptions_in(columns_filled)
misconception(
    "cosine_first",
    ("out[:, 0::2] = np.sin(angle)", "out[:, 0::2] = np.cos(angle)"),
    ("out[:, 1::2] = np.cos(angle)", "out[:, 1::2] = np.sin(angle)"),
    en="Which comes first in each pair, the sine or the cosine? What is row 0 of your table?",
    ko="쌍마다 먼저 오는 것이 사인인가요, 코사인인가요? 표의 0번 행은 무엇인가요?",
)
misconception(
    "table_of_whole_numbers",
    ("np.zeros((length, d_model))", "np.zeros((length, d_model), dtype=int)"),
    en="Which dtype has the array that you write into? What becomes of 0.84 in an array of whole numbers?",
    ko="값을 써넣는 배열의 dtype이 무엇인가요? 정수 배열에 0.84를 넣으면 어떻게 되나요?",
)


misconception = check.misconceptions_in(number_by_number)
misconception(
    "exponent_i_over_d",
    ("2 * i / d_model", "i / d_model"),
    en="Which number stands above d_model in the exponent, i or 2i? What is the slowest wavelength then, near 10000 "
    "or near 100 times 2π?",
    ko="지수에서 d_model 위에 있는 것이 i인가요, 2i인가요? 그렇다면 가장 느린 파장은 2π의 10000배 근처인가요, 100배 근처인가요?",
)
misconception(
    "doubled_twice",
    ("range(d_model // 2)", "range(0, d_model, 2)"),
    ("out[pos, 2 * i]", "out[pos, i]"),
    ("out[pos, 2 * i + 1]", "out[pos, i + 1]"),
    en="If i already counts in steps of two, 0, 2, 4, …, is it still doubled in the exponent?",
    ko="i가 이미 0, 2, 4, …처럼 둘씩 늘어난다면 지수에서 또 두 배를 하나요?",
)
