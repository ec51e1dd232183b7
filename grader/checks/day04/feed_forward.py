"""The feed-forward network, against F.linear and F.relu.

tokens, d_model and d_ff differ, except where a slip is silent only on equal ones.
"""

from __future__ import annotations

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day04.shared import LOOSE, Array, tensor
from grader.judge import Check, Expect, Rng, Student


def feed_forward(x: Array, w1: Array, b1: Array, w2: Array, b2: Array) -> Array:
    """Oracle."""
    hidden = F.relu(F.linear(tensor(x), tensor(w1).T, tensor(b1)))
    return F.linear(hidden, tensor(w2).T, tensor(b2)).numpy()


check = Check(feed_forward)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The two products, the ReLU, each bias, batches; last all at once on squares."""

    def plain(x: Array, d_ff: int) -> tuple[Array, ...]:
        d_model = x.shape[-1]
        return x, rng.normal((d_model, d_ff)), np.zeros(d_ff), rng.normal((d_ff, d_model)), np.zeros(d_model)

    with expect.part(
        "products",
        1,
        en="Is x multiplied by w1 and the result by w2, without a turn of either?",
        ko="x에 w1을 곱하고 그 결과에 w2를 곱하나요? 둘 중 하나를 뒤집어 쓰지는 않았나요?",
    ):
        # All hidden numbers are large and positive: the activation does not show.
        positive = (rng.uniform((3, 4), 5, 9), rng.uniform((4, 7), 2, 5), np.zeros(7))
        case = (*positive, rng.normal((7, 4)), np.zeros(4))
        expect.same([case], tolerance=LOOSE)
    with expect.part(
        "relu",
        2,
        en="What becomes of the negative hidden numbers, and only of those? Can the output still be negative?",
        ko="은닉층의 음수는 어떻게 되나요? 음수만 바뀌나요? 출력은 여전히 음수가 될 수 있나요?",
    ):
        cases = [plain(rng.normal((3, 4)), 7), plain(rng.normal((5, 6)), 8)]
        expect.same(cases, tolerance=1e-4)
    with expect.part(
        "b1",
        1,
        en="Is b1 added before the ReLU?",
        ko="b1을 ReLU 앞에서 더하나요?",
    ):
        x, w1, _, w2, b2 = plain(rng.normal((3, 4)), 7)
        expect.same([(x, w1, rng.normal((7,)), w2, b2)])
    with expect.part(
        "b2",
        1,
        en="Is b2 added at the end?",
        ko="마지막에 b2를 더하나요?",
    ):
        x, w1, b1, w2, _ = plain(rng.normal((3, 4)), 7)
        expect.same([(x, w1, b1, w2, rng.normal((4,)))])
    with expect.part(
        "batch",
        1,
        en="Does it work with one and with two batch axes in front, and for one token alone?",
        ko="앞에 배치 축이 하나나 두 개 있어도, 또 토큰 하나만 주어도 동작하나요?",
    ):
        cases = [plain(rng.normal(shape), 7) for shape in ((2, 3, 4), (2, 3, 5, 4), (6,))]
        expect.same(cases, tolerance=1e-4)
    with expect.part(
        "together",
        1,
        en="Is it still right when tokens, d_model and d_ff have the same size, and are the inputs left alone?",
        ko="토큰 수, d_model, d_ff의 크기가 모두 같아도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (
                rng.normal((*lead, d)),
                rng.normal((d, f)),
                rng.normal((f,)),
                rng.normal((f, d)),
                rng.normal((d,)),
            )
            for lead, d, f in (((4,), 4, 4), ((2, 3), 4, 7))
        ]
        expect.same(cases, unchanged=True)


@check.right
def relu_by_mask(x, w1, b1, w2, b2):
    hidden = np.matmul(x, w1) + b1
    hidden[hidden < 0] = 0
    return np.matmul(hidden, w2) + b2


@check.right
def relu_by_absolute_value(x, w1, b1, w2, b2):
    hidden = np.einsum("...d,df->...f", x, w1) + b1
    return np.tensordot((hidden + abs(hidden)) / 2, w2, axes=1) + b2


@check.right
def flat_float32(x, w1, b1, w2, b2):
    flat = x.reshape(-1, x.shape[-1]).astype(np.float32)
    rows = [np.clip(row @ w1.astype(np.float32) + b1.astype(np.float32), 0, None) for row in flat]
    return (np.stack(rows) @ w2.astype(np.float32) + b2.astype(np.float32)).reshape(x.shape)


@check.right
def ffn_with_torch(x, w1, b1, w2, b2):
    import torch

    hidden = torch.relu(torch.from_numpy(x) @ torch.from_numpy(w1) + torch.from_numpy(b1))
    return hidden @ torch.from_numpy(w2) + torch.from_numpy(b2)


@check.misconception(
    en="What stands between the two products? What would two matrices in a row be equal to?",
    ko="두 행렬 곱 사이에 무엇이 있나요? 행렬 두 개를 그냥 이어 곱하면 무엇과 같아지나요?",
)
def no_relu(x, w1, b1, w2, b2):
    return (x @ w1 + b1) @ w2 + b2


@check.misconception(
    en="Can the output be negative? Is there a ReLU behind the second product?",
    ko="출력이 음수가 될 수 있나요? 두 번째 곱 뒤에도 ReLU가 있지 않나요?",
)
def relu_at_the_end_too(x, w1, b1, w2, b2):
    return np.maximum(0, np.maximum(0, x @ w1 + b1) @ w2 + b2)


@check.misconception(
    en="On which numbers does the ReLU act, the hidden ones or the output?",
    ko="ReLU를 은닉층에 적용하나요, 출력에 적용하나요?",
)
def relu_only_at_the_end(x, w1, b1, w2, b2):
    return np.maximum(0, (x @ w1 + b1) @ w2 + b2)


@check.misconception(
    en="On which numbers does the ReLU act, on x or on x @ w1 + b1?",
    ko="ReLU를 x에 적용하나요, x @ w1 + b1에 적용하나요?",
)
def relu_on_the_input(x, w1, b1, w2, b2):
    return (np.maximum(0, x) @ w1 + b1) @ w2 + b2


@check.misconception(
    en="Is b1 added before or behind the ReLU? Which of the two can switch a hidden number off?",
    ko="b1을 ReLU 앞에서 더하나요, 뒤에서 더하나요? 은닉 값을 끌 수 있는 것은 어느 쪽인가요?",
)
def b1_after_relu(x, w1, b1, w2, b2):
    return (np.maximum(0, x @ w1) + b1) @ w2 + b2


@check.misconception(
    en="Where is b1 added?",
    ko="b1은 어디에서 더하나요?",
)
def b1_forgotten(x, w1, b1, w2, b2):
    return np.maximum(0, x @ w1) @ w2 + b2


@check.misconception(
    en="Where is b2 added?",
    ko="b2는 어디에서 더하나요?",
)
def b2_forgotten(x, w1, b1, w2, b2):
    return np.maximum(0, x @ w1 + b1) @ w2


@check.misconception(
    en="Where do b1 and b2 come in?",
    ko="b1과 b2는 어디에서 쓰이나요?",
)
def no_biases(x, w1, b1, w2, b2):
    return np.maximum(0, x @ w1) @ w2


@check.misconception(
    en="Is the activation exactly 0 for every negative number? Which one does the 2017 model use?",
    ko="활성화 함수가 모든 음수에서 정확히 0인가요? 2017년 모델이 쓴 것은 무엇인가요?",
)
def gelu_for_relu(x, w1, b1, w2, b2):
    h = x @ w1 + b1
    return 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3))) @ w2 + b2


@check.misconception(
    en="Is something left of the negative hidden numbers?",
    ko="은닉층의 음수가 조금이라도 남아 있나요?",
)
def leaky_relu(x, w1, b1, w2, b2):
    h = x @ w1 + b1
    return np.where(h > 0, h, 0.01 * h) @ w2 + b2


@check.misconception(
    en="Do negative hidden numbers become 0, or positive?",
    ko="은닉층의 음수가 0이 되나요, 양수가 되나요?",
)
def absolute_value(x, w1, b1, w2, b2):
    return np.abs(x @ w1 + b1) @ w2 + b2


@check.misconception(
    en="Do positive hidden numbers keep their size, or do they all become 1?",
    ko="은닉층의 양수가 크기를 유지하나요, 모두 1이 되나요?",
)
def step_for_relu(x, w1, b1, w2, b2):
    return (x @ w1 + b1 > 0) @ w2 + b2


@check.misconception(
    en="Can a hidden number be larger than 1? Which activation stands there?",
    ko="은닉 값이 1보다 커질 수 있나요? 어떤 활성화 함수를 썼나요?",
)
def sigmoid_for_relu(x, w1, b1, w2, b2):
    return 1 / (1 + np.exp(-(x @ w1 + b1))) @ w2 + b2


@check.misconception(
    en="Is x added at the end? Who adds the residual, this function or the block?",
    ko="마지막에 x를 더하고 있나요? 잔차를 더하는 것은 이 함수인가요, 블록인가요?",
)
def input_added(x, w1, b1, w2, b2):
    return x + np.maximum(0, x @ w1 + b1) @ w2 + b2


@check.misconception(
    en="Which shapes have w1 and w2 in the docstring? Is a .T needed?",
    ko="설명에 적힌 w1과 w2의 모양은 무엇인가요? .T가 필요한가요?",
)
def weights_transposed(x, w1, b1, w2, b2):
    return np.maximum(0, x @ w1.T + b1) @ w2.T + b2


@check.misconception(
    en="Does it need exactly one batch axis? What happens with none or with two?",
    ko="배치 축이 꼭 하나 있어야만 동작하나요? 없거나 두 개면 어떻게 되나요?",
)
def ffn_only_3d(x, w1, b1, w2, b2):
    hidden = np.maximum(0, np.einsum("btd,df->btf", x, w1) + b1)
    return np.einsum("btf,fd->btd", hidden, w2) + b2
