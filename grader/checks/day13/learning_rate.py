"""learning_rate: a linear warm-up, then half a cosine, beside NumPy's interpolation and a squared cosine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from grader.judge import Check, Expect, Rng, Student


def learning_rate(step: int, peak: float, warmup: int, total: int) -> float:
    """Oracle: half a cosine is a squared one: (1 + cos a) / 2 = cos(a / 2) ** 2."""
    if step < warmup:
        return float(np.interp(step, [0, warmup], [0.0, peak]))
    return float(peak * np.cos(np.interp(step, [warmup, total], [0.0, np.pi / 2])) ** 2)


check = Check(learning_rate)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Up, down, the three corners."""

    def same(*cases: tuple[Any, ...]) -> None:
        expect.same(cases, tolerance=1e-6)

    peak = float(rng.uniform((), 0.5, 4.0))
    with expect.part(
        "up",
        1,
        en="Does update s of the warm-up have s / warmup of the peak, so that the first is not 0?",
        ko="워밍업의 s번째 갱신에서 최댓값의 s / warmup배인가요? 첫 갱신이 0은 아닌가요?",
    ):
        same((1, peak, 7, 50), (3, peak, 7, 50), (rng.integer(5, 11), peak, 11, 19))
    with expect.part(
        "down",
        2,
        en="On the way down: is it half a cosine wave, counted from the end of the warm-up to the last update?",
        ko="내려갈 때 코사인 반 주기인가요? 워밍업의 끝부터 마지막 갱신까지로 세나요?",
    ):
        same((8, peak, 7, 50), (20, peak, 7, 50), (45, peak, 7, 50), (rng.integer(12, 19), peak, 11, 19))
    with expect.part(
        "corners",
        1,
        en="Are the end of the warm-up, a warm-up of one update and the last update right?",
        ko="워밍업의 끝, 한 번짜리 워밍업, 마지막 갱신에서도 맞나요?",
    ):
        same((7, peak, 7, 50), (1, peak, 1, 9), (5, peak, 1, 9), (30, 1e-3, 10, 40))
        last = student.call("learning_rate", 50, peak, 7, 50)
        expect.true(abs(float(expect.array(last, 0.0, tolerance=1e-6))) < 1e-6)


@check.right
def squared_cosine(step, peak, warmup, total):
    if step < warmup:
        return step / warmup * peak
    return peak * math.cos((step - warmup) / (total - warmup) * math.pi / 2) ** 2


@check.right
def in_torch(step, peak, warmup, total):
    done = max(0.0, (step - warmup) / (total - warmup))
    rate = peak * min(1.0, step / warmup) * (1 + torch.cos(torch.tensor(math.pi * done))) / 2
    return rate


@check.misconception(
    en="Which shape has your way down, a straight line or a wave?",
    ko="내려가는 길이 곧은 선인가요, 물결 모양인가요?",
)
def straight_down(step, peak, warmup, total):
    if step <= warmup:
        return peak * step / warmup
    return peak * (total - step) / (total - warmup)


@check.misconception(
    en="What has the first update of a warm-up of 100? Where does your function ask for warmup on the way up?",
    ko="워밍업이 100번이면 첫 갱신의 학습률은 얼마인가요? 올라가는 길에서 warmup을 쓰나요?",
)
def no_warm_up(step, peak, warmup, total):
    if step <= warmup:
        return peak
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@check.misconception(
    en="From which update do you count the way down, the first or the end of the warm-up?",
    ko="내려가는 길을 첫 갱신부터 세나요, 워밍업의 끝부터 세나요?",
)
def cosine_from_the_first_update(step, peak, warmup, total):
    if step <= warmup:
        return peak * step / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * step / total))


@check.misconception(
    en="How many updates has the way down: total, or total less the warm-up?",
    ko="내려가는 길에는 갱신이 몇 번 있나요? total번인가요, 워밍업을 뺀 만큼인가요?",
)
def divided_by_total(step, peak, warmup, total):
    if step <= warmup:
        return peak * step / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / total))


@check.misconception(
    en="What is 1 + cos 0? Does your rate jump behind the warm-up?",
    ko="1 + cos 0은 얼마인가요? 워밍업 바로 뒤에 학습률이 뛰지 않나요?",
)
def half_forgotten(step, peak, warmup, total):
    if step <= warmup:
        return peak * step / warmup
    return peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@check.misconception(
    en="The first update is number 1. What rate does yours give it?",
    ko="첫 갱신은 1번이에요. 여러분의 함수는 여기에 얼마를 주나요?",
)
def counted_from_zero(step, peak, warmup, total):
    if step <= warmup:
        return peak * (step - 1) / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


@check.misconception(
    en="In the middle of the way down the rate is half the peak. What is yours there?",
    ko="내려가는 길의 한가운데에서는 최댓값의 절반이에요. 여러분의 값은 얼마인가요?",
)
def quarter_of_a_wave(step, peak, warmup, total):
    if step <= warmup:
        return peak * step / warmup
    return peak * math.cos(math.pi / 2 * (step - warmup) / (total - warmup))
