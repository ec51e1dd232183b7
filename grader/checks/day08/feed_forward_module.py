"""FeedForward with each of its activations, against torch's activations between two linear layers.

The two forms of GELU are told apart in a network whose hidden layer lies where the right numbers are small.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from grader.checks.day08.gelu import gelu
from grader.checks.day08.gelu_tanh import gelu_tanh
from grader.checks.day08.relu import relu
from grader.checks.oracles.layers import FeedForward
from grader.judge import Check, Expect, Rng, Student


def given_weights(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    """Given weights of order one, biases too."""
    return {
        "linear1.weight": rng.normal((d_ff, d_model), 1.2 / d_model**0.5),
        "linear1.bias": rng.normal((d_ff,), 0.3),
        "linear2.weight": rng.normal((d_model, d_ff), 1.2 / d_ff**0.5),
        "linear2.bias": rng.normal((d_model,), 0.3),
    }


def in_the_tail(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    """Weights that put the hidden layer around -2.4, where both forms of GELU are small and far apart."""
    return {
        **given_weights(rng, d_model, d_ff),
        "linear1.weight": rng.normal((d_ff, d_model), 0.3 / d_model**0.5),
        "linear1.bias": rng.normal((d_ff,), 0.2, -2.4),
        "linear2.bias": rng.normal((d_model,), 0.01),
    }


check = Check(FeedForward, uses=("relu", "gelu", "gelu_tanh"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """ReLU, which is the default; both forms of GELU; other sizes; gradients; what is learned."""

    def same(
        arguments: tuple[Any, ...],
        weights: dict[str, Any],
        *shapes: tuple[int, ...],
        tolerance: float | None = None,
        unchanged: bool = False,
    ) -> None:
        inputs = [(rng.normal(shape),) for shape in shapes]
        expect.same_module(arguments, weights, inputs, tolerance=tolerance, unchanged=unchanged)

    with expect.part(
        "relu",
        3,
        en="Without a third argument: does x go through linear1, ReLU and linear2, in this order?",
        ko="셋째 인수가 없을 때 x가 linear1, ReLU, linear2를 이 순서로 지나나요?",
    ):
        same((6, 10), given_weights(rng, 6, 10), (2, 5, 6), (3, 6))
    with expect.part(
        "gelu",
        2,
        en='With "gelu", is it the exact form, and nothing else than in "relu" otherwise?',
        ko='"gelu"이면 정확한 꼴을 쓰고, 나머지는 "relu"일 때와 같나요?',
    ):
        same((6, 10, "gelu"), given_weights(rng, 6, 10), (2, 5, 6))
        same((5, 12, "gelu"), in_the_tail(rng, 5, 12), (2, 4, 5), tolerance=5e-4)
    with expect.part(
        "gelu_tanh",
        2,
        en='With "gelu_tanh", is it the form with tanh?',
        ko='"gelu_tanh"이면 tanh 식을 쓰나요?',
    ):
        same((6, 10, "gelu_tanh"), given_weights(rng, 6, 10), (2, 5, 6))
        same((5, 12, "gelu_tanh"), in_the_tail(rng, 5, 12), (2, 4, 5), tolerance=5e-4)
    with expect.part(
        "sizes",
        1,
        en='Is it right for one token alone, for one sentence, with more axes in front, with d_ff equal to d_model or smaller, and is "relu" '
        "the ReLU?",
        ko='토큰 하나만 주어도, 문장이 하나뿐이어도, 앞에 축이 더 있어도, d_ff가 d_model과 같거나 더 작아도 맞나요? "relu"이면 ReLU인가요?',
    ):
        same((6, 6, "relu"), given_weights(rng, 6, 6), (6, 6), (6,))
        same((7, 3, "relu"), given_weights(rng, 7, 3), (2, 3, 2, 7), (1, 4, 7))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both layers and the input, through each of the activations?",
        ko="활성화 함수마다 기울기가 두 층과 입력에 모두 닿나요?",
    ):
        for activation in ("relu", "gelu", "gelu_tanh"):
            weights, x, upstream = given_weights(rng, 5, 8), rng.normal((2, 3, 5)), rng.normal((2, 3, 5))
            expect.module_gradients((5, 8, activation), weights, [x], upstream)
    with expect.part(
        "alone",
        1,
        en="Are there two layers with biases and nothing else that is learned? Does the class refuse an activation that it "
        "does not know, and leave its input alone?",
        ko="학습되는 것이 bias가 있는 층 두 개뿐인가요? 모르는 활성화 함수는 거절하나요? 입력은 그대로 두나요?",
    ):
        same((4, 9), given_weights(rng, 4, 9), (2, 3, 4), unchanged=True)
        module = expect.build(4, 9)
        expect.parameter_count(module, 2 * 4 * 9 + 9 + 4)
        expect.storages(module)
        for word in ("swish", "gelu_new", "elu"):
            expect.refused(4, 9, word)


@check.right
class ActivationByName(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x):
        return self.linear2(self.activation(self.linear1(x)))


@check.right
class TorchsModules(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        self.linear1 = nn.Linear(d_model, d_ff)
        if activation == "relu":
            self.bend: nn.Module = nn.ReLU()
        elif activation == "gelu":
            self.bend = nn.GELU()
        elif activation == "gelu_tanh":
            self.bend = nn.GELU("tanh")
        else:
            raise ValueError("unknown activation")
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x):
        hidden = self.linear1(x)
        hidden = self.bend(hidden)
        return self.linear2(hidden)


@check.right
class WordKept(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu", dropout=0.0):
        super().__init__()
        assert activation in ("relu", "gelu", "gelu_tanh")
        self.activation = activation
        self.linear2 = nn.Linear(d_ff, d_model, True)
        self.linear1 = nn.Linear(d_model, d_ff, True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        h = x @ self.linear1.weight.T + self.linear1.bias
        if self.activation == "relu":
            h = relu(h)
        elif self.activation == "gelu":
            h = gelu(h)
        else:
            h = gelu_tanh(h)
        return F.linear(self.dropout(h), self.linear2.weight, self.linear2.bias)


@check.right
class WithAMethod(nn.Module):
    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        if activation not in {"relu", "gelu", "gelu_tanh"}:
            raise ValueError(f"{activation}?")
        self.kind, self.d_model = activation, d_model
        self.linear1, self.linear2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def bend(self, h):
        if self.kind == "relu":
            return torch.clamp(h, min=0)
        return F.gelu(h, approximate="tanh" if self.kind == "gelu_tanh" else "none")

    def forward(self, x):
        tokens = x.reshape(-1, self.d_model)
        return self.linear2(self.bend(self.linear1(tokens))).reshape(x.shape)


misconception = check.misconceptions_in(ActivationByName)
misconception(
    "no_activation",
    (
        'self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]',
        'if activation not in ("relu", "gelu", "gelu_tanh"):\n            raise ValueError(activation)',
    ),
    ("self.activation(self.linear1(x))", "self.linear1(x)"),
    en="What stands between your two layers? How many matrices are two layers without a bend?",
    ko="두 층 사이에 무엇이 있나요? 꺾이는 곳이 없으면 두 층은 행렬 몇 개와 같은가요?",
)
misconception(
    "always_relu",
    (
        'self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]',
        'if activation not in ("relu", "gelu", "gelu_tanh"):\n            raise ValueError(activation)',
    ),
    ("self.activation(self.linear1(x))", "relu(self.linear1(x))"),
    en="Where does forward look at the activation that was asked for?",
    ko="forward의 어느 줄이 어떤 활성화 함수를 쓰라고 했는지 보나요?",
)
misconception(
    "layers_swapped",
    ("self.linear1 = nn.Linear(d_model, d_ff)", "self.linear1 = nn.Linear(d_ff, d_model)"),
    ("self.linear2 = nn.Linear(d_ff, d_model)", "self.linear2 = nn.Linear(d_model, d_ff)"),
    ("self.linear2(self.activation(self.linear1(x)))", "self.linear1(self.activation(self.linear2(x)))"),
    en="Which of the two layers makes d_ff numbers out of d_model, the first or the second?",
    ko="숫자 d_model개로 d_ff개를 만드는 층은 첫째인가요, 둘째인가요?",
)
misconception(
    "exact_for_both",
    ('"gelu_tanh": gelu_tanh', '"gelu_tanh": gelu'),
    en='Do "gelu" and "gelu_tanh" give the same numbers in your class?',
    ko='여러분의 클래스에서 "gelu"와 "gelu_tanh"가 같은 숫자를 내지 않나요?',
)
misconception(
    "tanh_for_both",
    ('"gelu": gelu,', '"gelu": gelu_tanh,'),
    en='Is "gelu" the exact form in your class? Do the two words give the same numbers?',
    ko='여러분의 클래스에서 "gelu"가 정확한 꼴인가요? 두 낱말이 같은 숫자를 내지 않나요?',
)
misconception(
    "forms_swapped",
    ('"gelu": gelu, "gelu_tanh": gelu_tanh', '"gelu": gelu_tanh, "gelu_tanh": gelu'),
    en='Which of the two forms belongs to "gelu", and which to "gelu_tanh"?',
    ko='"gelu"와 "gelu_tanh"에 각각 어느 꼴이 짝인가요?',
)
misconception(
    "gelu_by_default",
    ('activation="relu"', 'activation="gelu"'),
    en="Which activation is taken when nobody names one?",
    ko="아무 말도 하지 않으면 어떤 활성화 함수를 쓰나요?",
)
misconception(
    "activation_at_the_end",
    ("self.linear2(self.activation(self.linear1(x)))", "self.activation(self.linear2(self.linear1(x)))"),
    en="Does the activation stand between the two layers or behind both?",
    ko="활성화 함수가 두 층 사이에 있나요, 두 층 뒤에 있나요?",
)
misconception(
    "activation_twice",
    (
        "self.linear2(self.activation(self.linear1(x)))",
        "self.activation(self.linear2(self.activation(self.linear1(x))))",
    ),
    en="Can the output be as negative as it likes? How many times does forward call the activation?",
    ko="출력이 얼마든지 작은 음수가 될 수 있나요? forward가 활성화 함수를 몇 번 부르나요?",
)
misconception(
    "token_added",
    ("return self.linear2", "return x + self.linear2"),
    en="The block adds x around the feed-forward network. Does the network itself add it as well?",
    ko="x를 더하는 일은 순방향 신경망 바깥에서 블록이 해요. 신경망 안에서도 더하지 않나요?",
)
misconception(
    "without_biases",
    ("nn.Linear(d_model, d_ff)", "nn.Linear(d_model, d_ff, bias=False)"),
    ("nn.Linear(d_ff, d_model)", "nn.Linear(d_ff, d_model, bias=False)"),
    en="Do your layers have biases? nn.Linear has one unless it is told not to.",
    ko="두 층에 bias가 있나요? nn.Linear는 따로 말하지 않으면 bias를 지녀요.",
)
misconception(
    "never_widened",
    ("nn.Linear(d_model, d_ff)", "nn.Linear(d_model, d_model)"),
    ("nn.Linear(d_ff, d_model)", "nn.Linear(d_model, d_model)"),
    en="How wide is your hidden layer? Does d_ff stand anywhere in your code?",
    ko="은닉층의 폭이 얼마인가요? 코드 어디에 d_ff가 있나요?",
)
misconception(
    "hidden_detached",
    ("self.linear1(x)", "self.linear1(x).data"),
    en="The numbers are right. Where is the gradient of linear1 cut off (detach, .data, no_grad)?",
    ko="숫자는 맞아요. linear1로 가는 기울기가 어디에서 끊기나요(detach, .data, no_grad)?",
)
