"""relu: numbers of both signs and at the edges, against torch's relu."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def relu(x: Tensor) -> Tensor:
    """Oracle: torch's own."""
    return F.relu(x)


check = Check(relu)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Numbers of both signs, then edges, then the input."""
    with expect.part(
        "values",
        3,
        en="Is every number below 0 replaced by 0 and every other one left as it is, each by itself?",
        ko="0보다 작은 숫자는 모두 0이 되고 나머지는 그대로인가요? 숫자마다 따로 계산하나요?",
    ):
        expect.same([(rng.tensor64(shape, 2.0),) for shape in ((7,), (2, 3, 4), (1, 5))])
    with expect.part(
        "edges",
        1,
        en="What becomes of exactly 0, of very small and of very large numbers?",
        ko="정확히 0인 숫자, 아주 작은 숫자, 아주 큰 숫자는 어떻게 되나요?",
    ):
        cases = [rng.tensor64((8,), 1e-3), rng.tensor64((8,), 1e3), torch.tensor([-1.0, 0.0, 2.0])]
        expect.same([(case,) for case in cases])
    with expect.part(
        "input",
        1,
        en="Does the function leave its input as it was, in float32 too? Can a gradient flow back where x is above 0?",
        ko="함수가 입력을 그대로 두나요? float32일 때도요? x가 0보다 큰 곳에서 기울기가 되돌아갈 수 있나요?",
    ):
        expect.same([(rng.tensor64((3, 5), 2.0).float(),)], unchanged=True)
        expect.same_gradients((rng.tensor64((4, 5), 2.0),), rng.tensor64((4, 5)))


@check.right
def copy_overwritten(x):
    y = x.clone()
    y[y < 0] = 0
    return y


@check.right
def clamped(x):
    return x.clamp(min=0)


@check.right
def times_mask(x):
    return x * (x > 0)


@check.right
def larger_of_two(x):
    return torch.maximum(x, torch.zeros_like(x))


@check.right
def half_of_x_and_its_size(x):
    return (x + abs(x)) / 2


@check.misconception(
    en="What should become of -3: 0 or 3?",
    ko="-3은 0이 되어야 하나요, 3이 되어야 하나요?",
)
def distance_from_zero(x):
    return x.abs()


@check.misconception(
    en="Is 0 the smallest or the largest number that may come out?",
    ko="나올 수 있는 숫자 가운데 0은 가장 작은 것인가요, 가장 큰 것인가요?",
)
def positives_cut(x):
    return torch.clamp(x, max=0.0)


@check.misconception(
    en="Does the function give back the numbers that are positive, or only say which ones are?",
    ko="함수가 양수인 숫자를 그대로 돌려주나요, 어느 것이 양수인지만 알려 주나요?",
)
def signs_returned(x):
    return (x > 0).to(x.dtype)


@check.misconception(
    en="What is left of a negative number: nothing at all, or a hundredth?",
    ko="음수에서 무엇이 남나요? 아무것도 안 남나요, 100분의 1이 남나요?",
)
def leaky(x):
    return torch.where(x > 0, x, 0.01 * x)


@check.misconception(
    en="Is there an upper bound, too? What should become of 5?",
    ko="위쪽 한계도 있나요? 5는 무엇이 되어야 하나요?",
)
def cut_at_one(x):
    return x.clamp(0.0, 1.0)


@check.misconception(
    en="Is your function exactly 0 for every negative number, and x itself for every positive one?",
    ko="음수이면 정확히 0, 양수이면 x 그대로가 나오나요?",
)
def softplus_for_relu(x):
    return torch.log(1 + torch.exp(-x.abs())) + x.clamp(min=0)


@check.misconception(
    en="Does the result have as many numbers as x? Where did the negative ones go?",
    ko="결과의 숫자 개수가 x와 같나요? 음수들은 어디로 갔나요?",
)
def positives_picked_out(x):
    return x[x > 0]


@check.misconception(
    en="Is the maximum taken between each number and 0, or over the whole tensor?",
    ko="최댓값을 숫자마다 0과 비교해서 구하나요, 텐서 전체에서 하나를 구하나요?",
)
def largest_of_all(x):
    return x.max().clamp(min=0)


@check.misconception(
    en="What holds x after your function has run? Does a line write into it?",
    ko="함수가 끝난 뒤 x에는 무엇이 들어 있나요? x에 바로 쓰는 줄이 있나요?",
)
def input_overwritten(x):
    x[x < 0] = 0
    return x


@check.misconception(
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def relu_detached(x):
    y = x.clone().detach()
    y[y < 0] = 0
    return y
