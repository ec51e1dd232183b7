"""noam_lr: the learning rate of the 2017 paper, beside torch's scheduler."""

from __future__ import annotations

import math

import torch

from grader.judge import Check, Expect, Rng, Student


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    """Oracle: torch's LambdaLR, which counts its own steps; step 1 is what the optimizer begins with."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda done: 1 / math.sqrt(d_model * max(done + 1, warmup**3 / (done + 1) ** 2))
    )
    scheduler.last_epoch = step - 2
    optimizer.step()
    scheduler.step()
    return float(scheduler.get_last_lr()[0])


check = Check(noam_lr)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Rising, the top, falling; then other widths."""
    warmup = rng.integer(30, 60)

    with expect.part(
        "rises",
        2,
        en="In the warm-up the rate rises in proportion to the step. Which of the two terms is that, and what is it at step 1?",
        ko="웜업 동안 학습률은 step에 비례해 커져요. 두 항 가운데 어느 것이고, 1번 걸음에서는 얼마인가요?",
    ):
        expect.same([(1, 16, warmup), (2, 16, warmup), (warmup // 2, 16, warmup)])
    with expect.part(
        "falls",
        2,
        en="Behind the warm-up the rate falls with the root of the step. Is it the smaller of the two terms, at the top as "
        "well?",
        ko="웜업이 끝나면 학습률은 step의 제곱근에 반비례해 작아져요. 꼭대기에서도 두 항 가운데 작은 쪽인가요?",
    ):
        expect.same([(warmup, 16, warmup), (warmup + 7, 16, warmup), (9 * warmup, 16, warmup)])
    with expect.part(
        "width",
        1,
        en="Does a model four times as wide get half the rate, and is the rate right for every warm-up?",
        ko="네 배 넓은 모델의 학습률이 절반인가요? 웜업 길이가 달라도 맞나요?",
    ):
        expect.same([(5, 64, 20), (50, 64, 20), (7, 512, 4000), (9000, 512, 4000)])


@check.right
def noam_in_two_cases(step, d_model, warmup):
    if step < warmup:
        return step / (warmup * math.sqrt(warmup * d_model))
    return 1 / math.sqrt(d_model * step)


@check.right
def noam_as_a_share_of_the_top(step, d_model, warmup):
    top = (d_model * warmup) ** -0.5
    return top * min(step / warmup, (warmup / step) ** 0.5)


@check.right
def noam_in_tensors(step, d_model, warmup):
    now = torch.tensor(float(step))
    return torch.minimum(now**-0.5, now * warmup**-1.5) / d_model**0.5


@check.misconception(
    en="At step 1 one of the two terms is very large. Which one do you want there?",
    ko="1번 걸음에서는 두 항 가운데 하나가 아주 커요. 그때 필요한 것은 어느 쪽인가요?",
)
def larger_of_the_two(step, d_model, warmup):
    return d_model**-0.5 * max(step**-0.5, step * warmup**-1.5)


@check.misconception(
    en="What does d_model do in your formula?",
    ko="여러분의 식에서 d_model은 무슨 일을 하나요?",
)
def width_forgotten(step, d_model, warmup):
    return min(step**-0.5, step * warmup**-1.5)


@check.misconception(
    en="Does a wider model get a larger rate or a smaller one? What is the sign of the exponent?",
    ko="모델이 넓을수록 학습률이 커지나요, 작아지나요? 지수의 부호가 무엇인가요?",
)
def wider_is_faster(step, d_model, warmup):
    return d_model**0.5 * min(step**-0.5, step * warmup**-1.5)


@check.misconception(
    en="Is the rate divided by d_model or by its square root?",
    ko="d_model로 나누나요, 그 제곱근으로 나누나요?",
)
def divided_by_the_width(step, d_model, warmup):
    return min(step**-0.5, step * warmup**-1.5) / d_model


@check.misconception(
    en="Is the first step 1 or 2 in your formula? Steps are counted from 1 here already.",
    ko="여러분의 식에서 첫 걸음은 1인가요, 2인가요? 여기서는 걸음을 이미 1부터 세고 있어요.",
)
def counted_from_zero(step, d_model, warmup):
    step = step + 1
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


@check.misconception(
    en="What becomes of the rate behind the warm-up?",
    ko="웜업이 끝난 뒤 학습률은 어떻게 되나요?",
)
def never_falls(step, d_model, warmup):
    return d_model**-0.5 * warmup**-0.5 * min(1.0, step / warmup)


@check.misconception(
    en="Where does your formula warm up? What is the rate at step 1?",
    ko="여러분의 식에서 웜업은 어디에 있나요? 1번 걸음의 학습률은 얼마인가요?",
)
def never_rises(step, d_model, warmup):
    return d_model**-0.5 * step**-0.5


@check.misconception(
    en="Do the two terms have the same value at step = warmup? Which exponent must warmup have for that?",
    ko="step = warmup일 때 두 항의 값이 같나요? 그러려면 warmup의 지수가 얼마여야 하나요?",
)
def terms_do_not_meet(step, d_model, warmup):
    return d_model**-0.5 * min(step**-0.5, step * warmup**-0.5)


@check.misconception(
    en="step / warmup is 1 at the end of the warm-up. Which rate does the other term have there?",
    ko="웜업이 끝날 때 step / warmup은 1이에요. 그때 다른 항은 얼마인가요?",
)
def rises_to_one(step, d_model, warmup):
    return d_model**-0.5 * (step / warmup if step < warmup else step**-0.5)
