"""shift_matrix, the rotation that moves a position by an offset: a matrix exponential, by torch."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day03.shared import Array
from grader.checks.day03.sinusoidal_positions import sinusoidal_positions
from grader.judge import Check, Expect, Rng, Student


def shift_matrix(offset: int, d_model: int) -> Array:
    """Oracle: the sinusoids solve PE' = G PE, so a step of `offset` is the matrix exponential of offset * G."""
    generator = torch.zeros((d_model, d_model), dtype=torch.float64)
    for pair in range(d_model // 2):
        speed = 10000.0 ** (-2 * pair / d_model)
        generator[2 * pair, 2 * pair + 1] = speed
        generator[2 * pair + 1, 2 * pair] = -speed
    return torch.matrix_exp(offset * generator).numpy()


check = Check(shift_matrix, uses=("sinusoidal_positions",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One pair, several pairs, back and nowhere."""
    with expect.part(
        "one_pair",
        2,
        en="With d_model 2, does the matrix times (sin pos, cos pos) give (sin(pos + offset), cos(pos + offset))?",
        ko="d_model이 2일 때, 행렬에 (sin pos, cos pos)를 곱하면 (sin(pos + offset), cos(pos + offset))이 나오나요?",
    ):
        cases = [(offset, 2) for offset in (rng.integer(2, 7), 1)]
        expect.same(cases)
    with expect.part(
        "every_pair",
        3,
        en="Does each pair of columns turn by its own angle, and leave the other pairs alone?",
        ko="쌍마다 자기 각도만큼 돌고, 다른 쌍은 건드리지 않나요?",
    ):
        cases = [(rng.integer(2, 7), 6), (rng.integer(8, 30), 10), (4, 4)]
        expect.same(cases)
    with expect.part(
        "back_and_nowhere",
        1,
        en="What should come out for an offset of 0, and does a negative offset take a position back?",
        ko="offset이 0이면 무엇이 나와야 하나요? offset이 음수이면 위치를 앞으로 되돌리나요?",
    ):
        cases = [(0, 6), (-rng.integer(2, 7), 6), (-1, 4)]
        expect.same(cases)


@check.right
def block_by_block(offset, d_model):
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = offset / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return out


@check.right
def filled_diagonals(offset, d_model):
    even = np.arange(0, d_model, 2)
    angle = offset * 10000.0 ** (-even / d_model)
    out = np.zeros((d_model, d_model), dtype=np.float32)
    out[even, even] = out[even + 1, even + 1] = np.cos(angle)
    out[even, even + 1] = np.sin(angle)
    out[even + 1, even] = -np.sin(angle)
    return out


@check.right
def steps_multiplied(offset, d_model):
    step = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        c, s = np.cos(10000 ** (-2 * i / d_model)), np.sin(10000 ** (-2 * i / d_model))
        step[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return np.linalg.matrix_power(step if offset >= 0 else step.T, abs(offset))


@check.right
def read_from_the_table(offset, d_model):
    row = sinusoidal_positions(abs(offset) + 1, d_model)[-1]
    sine, cosine = row[0::2] * np.sign(offset), row[1::2]
    out = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        out[i, i], out[i, i + 1] = cosine[i // 2], sine[i // 2]
        out[i + 1, i], out[i + 1, i + 1] = -sine[i // 2], cosine[i // 2]
    return out


@check.misconception(
    en="By which angle does the last pair turn, by the same as the first? Where does the number of the pair come in?",
    ko="마지막 쌍은 얼마만큼 도나요? 첫 쌍과 같은가요? 쌍의 번호는 어디에 들어가나요?",
)
def one_speed_for_all(offset, d_model):
    c, s = np.cos(offset), np.sin(offset)
    return np.kron(np.eye(d_model // 2), np.array([[c, s], [-s, c]]))


@check.misconception(
    en="Which two columns of the position table belong to one pair, neighbours or columns half a table apart?",
    ko="위치 표에서 한 쌍을 이루는 두 열은 어느 것인가요? 이웃한 열인가요, 표의 절반만큼 떨어진 열인가요?",
)
def halves_turned(offset, d_model):
    angle = offset / 10000 ** (np.arange(0, d_model, 2) / d_model)
    c, s = np.diag(np.cos(angle)), np.diag(np.sin(angle))
    return np.block([[c, s], [-s, c]])


@check.misconception(
    en="How large is the matrix that takes a whole row of d_model numbers to another? How many 2 × 2 blocks are in it?",
    ko="숫자 d_model개짜리 행 전체를 옮기는 행렬은 크기가 얼마인가요? 그 안에 2 × 2 블록이 몇 개 있나요?",
)
def only_one_block(offset, d_model):
    c, s = np.cos(offset), np.sin(offset)
    return np.array([[c, s], [-s, c]])


@check.misconception(
    en="Can a pair turn if its two numbers never mix? What stands beside the diagonal in a rotation?",
    ko="두 수가 섞이지 않으면 쌍이 돌 수 있나요? 회전 행렬에서 대각선 옆에는 무엇이 있나요?",
)
def diagonal_only(offset, d_model):
    angle = offset / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.diag(np.repeat(np.cos(angle), 2))


@check.misconception(
    en="What does your code do with the sign of offset? Is a step of -3 the same as a step of 3?",
    ko="offset의 부호를 어떻게 다루나요? -3만큼 가는 것이 3만큼 가는 것과 같은가요?",
)
def never_back(offset, d_model):
    row = sinusoidal_positions(abs(offset) + 1, d_model)[abs(offset)]
    out = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        out[i : i + 2, i : i + 2] = [[row[i + 1], row[i]], [-row[i], row[i + 1]]]
    return out


misconception = check.misconceptions_in(block_by_block)
misconception(
    "turned_backwards",
    ("[[c, s], [-s, c]]", "[[c, -s], [s, c]]"),
    en="Try your matrix at position 0 with an offset of 1: do you reach position 1, or position -1? Which of the two "
    "sines has the minus, if the sine stands first in each pair and the matrix stands on the left?",
    ko="위치 0에 offset 1로 행렬을 써 보세요. 위치 1이 나오나요, 위치 -1이 나오나요? 쌍마다 사인이 먼저 있고 행렬이 왼쪽에 "
    "있을 때, 두 사인 가운데 어느 쪽에 빼기가 붙나요?",
)
misconception(
    "both_signs_plus",
    ("[-s, c]", "[s, c]"),
    en="What is cos(a + b)? Which of its two terms is subtracted?",
    ko="cos(a + b)를 풀면 무엇인가요? 두 항 가운데 어느 것을 빼나요?",
)
misconception(
    "one_step_only",
    ("angle = offset", "angle = 1"),
    en="Where does offset come into your angles? Is a shift by 5 the same matrix as a shift by 1?",
    ko="각도를 구할 때 offset이 어디에 쓰이나요? 5만큼 옮기는 행렬이 1만큼 옮기는 행렬과 같은가요?",
)
misconception(
    "exponent_of_half",
    ("2 * i / d_model", "i / d_model"),
    en="Is the speed of pair i the same here as in sinusoidal_positions? What stands above d_model, i or 2i?",
    ko="쌍 i의 빠르기가 sinusoidal_positions와 같은가요? d_model 위에 있는 것이 i인가요, 2i인가요?",
)
misconception(
    "speed_doubled_twice",
    ("range(d_model // 2)", "range(0, d_model, 2)"),
    ("out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2]", "out[i : i + 2, i : i + 2]"),
    en="If i already counts in steps of two, 0, 2, 4, …, is it still doubled in the exponent?",
    ko="i가 이미 0, 2, 4, …처럼 둘씩 늘어난다면 지수에서 또 두 배를 하나요?",
)
misconception(
    "sine_and_cosine_exchanged",
    ("[[c, s], [-s, c]]", "[[s, c], [-c, s]]"),
    en="What should the matrix be for an offset of 0? What are sin 0 and cos 0, and which belongs on the diagonal?",
    ko="offset이 0이면 행렬이 무엇이어야 하나요? sin 0과 cos 0은 얼마이고, 대각선에는 무엇이 와야 하나요?",
)
