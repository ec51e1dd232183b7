"""clip_gradient, against torch.nn.utils.clip_grad_norm_."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.shared import Array, Case, tensor
from grader.judge import Check, Expect, Rng, Student


def clip_gradient(gradient: Array, limit: float) -> Array:
    """Oracle: torch.nn.utils.clip_grad_norm_."""
    parameter = torch.nn.Parameter(torch.zeros(np.shape(gradient), dtype=torch.float64))
    parameter.grad = tensor(gradient).clone()
    torch.nn.utils.clip_grad_norm_([parameter], limit)
    return parameter.grad.numpy()


check = Check(clip_gradient)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Long ones and short ones together, so that doing nothing earns nothing; matrices; zeros, left alone."""
    with expect.part(
        "vectors",
        2,
        en="Does a long gradient keep its direction and get the length `limit`, and does a short one stay as it is?",
        ko="긴 기울기는 방향을 지키면서 길이만 `limit`이 되고, 짧은 기울기는 그대로인가요?",
    ):
        cases: list[Case] = [
            (rng.normal((5,), 7), 2.0),
            (rng.uniform((4,), 0.2, 0.5), 3.0),
            (rng.normal((6,), 90), 0.5),
        ]
        expect.same(cases)
    with expect.part(
        "matrices",
        1,
        en="Is one length taken over all entries, also for a matrix?",
        ko="행렬일 때도 모든 성분을 아우르는 길이 하나를 구하나요?",
    ):
        cases = [
            (rng.normal((4, 3), 5), 2.0),
            (rng.normal((2, 3, 5), 4), 1.5),
            (rng.normal((3, 3), 5), 3.0),
        ]
        expect.same(cases)
    with expect.part(
        "zeros_and_kept",
        1,
        en="What comes out for a gradient of zeros, and is the input still the same after the call?",
        ko="기울기가 모두 0이면 무엇이 나오나요? 함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        cases = [(np.zeros((3, 2)), 2.0), (rng.normal((3, 4), 5), 2.0)]
        expect.same(cases, unchanged=True)


@check.right
def smaller_of_two_factors(gradient, limit):
    return gradient * min(1.0, limit / (np.sqrt(np.sum(np.square(gradient))) + 1e-12))


@check.right
def divided_by_the_larger(gradient, limit):
    return limit * gradient / max(limit, float(np.linalg.norm(gradient.ravel())))


@check.misconception(
    en="np.clip cuts each entry by itself. Does the gradient still point in the same direction afterwards?",
    ko="np.clip은 성분마다 따로 잘라요. 그 뒤에도 기울기가 같은 방향을 가리키나요?",
)
def each_entry_clipped(gradient, limit):
    return np.clip(gradient, -limit, limit)


@check.misconception(
    en="What happens to a gradient that is short already? And to one of zeros?",
    ko="이미 짧은 기울기는 어떻게 되나요? 모두 0인 기울기는요?",
)
def always_scaled(gradient, limit):
    return gradient * limit / np.linalg.norm(gradient)


@check.misconception(
    en="Which length should a clipped gradient have, 1 or the limit?",
    ko="잘라 낸 기울기의 길이가 1이어야 하나요, limit이어야 하나요?",
)
def to_length_one(gradient, limit):
    length = np.linalg.norm(gradient)
    return gradient / length if length > limit else gradient


@check.misconception(
    en="How many lengths do you take for a matrix, one for each row or one for all entries?",
    ko="행렬에서 길이를 몇 개 구하나요? 행마다 하나인가요, 모든 성분에 하나인가요?",
)
def row_by_row(gradient, limit):
    length = np.linalg.norm(gradient, axis=-1, keepdims=True)
    return gradient * np.minimum(1, limit / np.maximum(length, 1e-12))


@check.misconception(
    en="Is the length compared with the limit, or its square? Where is the root?",
    ko="limit과 비교하는 것이 길이인가요, 길이의 제곱인가요? 제곱근은 어디에 있나요?",
)
def squared_length(gradient, limit):
    length = np.sum(gradient**2)
    return gradient * limit / length if length > limit else gradient


@check.misconception(
    en="Is the length of a gradient its largest entry, or the root of the sum of squares?",
    ko="기울기의 길이가 가장 큰 성분인가요, 제곱합의 제곱근인가요?",
)
def largest_entry_as_length(gradient, limit):
    length = np.abs(gradient).max()
    return gradient * limit / length if length > limit else gradient


@check.misconception(
    en="Which gradients should change, those longer than the limit or those shorter?",
    ko="바뀌어야 하는 것은 limit보다 긴 기울기인가요, 짧은 기울기인가요?",
)
def condition_turned_round(gradient, limit):
    length = np.linalg.norm(gradient)
    return gradient * limit / length if 0 < length < limit else gradient


@check.misconception(
    en="By what is a long gradient divided? Which length has it afterwards?",
    ko="긴 기울기를 무엇으로 나누나요? 나눈 뒤의 길이는 얼마인가요?",
)
def limit_forgotten_above(gradient, limit):
    return gradient / limit if np.linalg.norm(gradient) > limit else gradient


@check.misconception(
    en="Is a long gradient shortened, or thrown away? What would the model learn from it?",
    ko="긴 기울기를 줄이나요, 버리나요? 버리면 모델이 거기서 무엇을 배울 수 있을까요?",
)
def zeros_when_long(gradient, limit):
    return np.zeros(gradient.shape) if np.linalg.norm(gradient) > limit else gradient


@check.misconception(
    en="Is the caller's gradient still the same afterwards? What does gradient *= … change?",
    ko="함수를 부른 쪽의 기울기가 그대로 남아 있나요? gradient *= … 는 무엇을 바꾸나요?",
)
def written_into_gradient(gradient, limit):
    length = np.linalg.norm(gradient)
    if length > limit:
        gradient *= limit / length
    return gradient
