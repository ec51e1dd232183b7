"""zero_start: which weights are 0 at the start so that a branch is silent and still learns."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def zero_start(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Oracle: the second layer is 0, the first as it was."""
    last = ("linear2.weight", "linear2.bias")
    return {
        name: torch.zeros_like(value) if name in last else value.clone() for name, value in weights.items()
    }


check = Check(zero_start)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The second layer is 0, the first as it was, and the caller's weights are left alone."""

    def given(d_model: int, d_ff: int) -> dict[str, Tensor]:
        shapes = {
            "linear1.weight": (d_ff, d_model),
            "linear1.bias": (d_ff,),
            "linear2.weight": (d_model, d_ff),
            "linear2.bias": (d_model,),
        }
        return {name: rng.tensor32(shape) for name, shape in shapes.items()}

    def compare(weights: dict[str, Tensor], names: Sequence[str], unchanged: bool = False) -> None:
        got = student.call("zero_start", weights)
        if not isinstance(got, dict) or set(got) != set(weights):
            raise Failure(
                Text(
                    "A dictionary with the same four names is expected. What does the return line give back?",
                    "같은 이름 네 개가 든 딕셔너리를 돌려주어야 해요. return 줄이 무엇을 돌려주나요?",
                )
            )
        right = zero_start(weights)
        for name in names:
            exactly = 1e-30 if name.startswith("linear2") else None  # nearly 0 is not 0
            expect.array(got[name], right[name], label=name, tolerance=exactly)
        if unchanged:
            expect.unchanged()

    with expect.part(
        "silent",
        2,
        en="Is what comes out 0 for every x? Which two of the four stand last on the way to the output?",
        ko="어떤 x에 대해서도 0이 나오나요? 네 가지 가운데 출력으로 가는 길의 마지막에 있는 둘은 무엇인가요?",
    ):
        compare(given(3, 5), ("linear2.weight", "linear2.bias"))
    with expect.part(
        "still_learns",
        2,
        en="Is the first layer left as it was? If its output is 0 as well, what gradient does the second one get?",
        ko="첫 층은 그대로인가요? 첫 층의 출력까지 0이면 둘째 층은 어떤 기울기를 받나요?",
    ):
        names = ("linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias")
        compare(given(3, 5), names)
        compare(given(4, 4), names)
    with expect.part(
        "copy",
        1,
        en="Are the caller's weights left as they were?",
        ko="함수를 부른 쪽의 가중치는 그대로인가요?",
    ):
        compare(given(2, 6), ("linear1.weight", "linear2.weight"), unchanged=True)


@check.right
def start_with_merged_dictionaries(weights):
    return {**weights, **{n: 0 * weights[n] for n in ("linear2.weight", "linear2.bias")}}


@check.right
def start_with_a_copy(weights):
    new = dict(weights)
    d_model, d_ff = weights["linear2.weight"].shape
    new["linear2.weight"] = torch.zeros(d_model, d_ff)
    new["linear2.bias"] = torch.zeros(d_model)
    return new


@check.right
def start_in_a_loop(weights):
    new = {}
    for name in weights:
        new[name] = weights[name].clone()
        if "linear2" in name:
            new[name].fill_(0.0)
    return new


@check.misconception(
    en="With all four at 0, the hidden layer is 0 too. What is then the gradient of linear2.weight, and of linear1.weight?",
    ko="넷이 모두 0이면 은닉층도 0이에요. 그러면 linear2.weight의 기울기는 얼마인가요? linear1.weight의 기울기는요?",
)
def everything_zero(weights):
    return {name: torch.zeros_like(value) for name, value in weights.items()}


@check.misconception(
    en="With the first layer at 0, what does the second one put out: 0, or its bias? And which gradient gets past a ReLU "
    "of 0?",
    ko="첫 층이 0이면 둘째 층은 무엇을 내놓나요? 0인가요, 자기 편향인가요? 그리고 0인 ReLU를 지나는 기울기는 얼마인가요?",
)
def first_layer_zero(weights):
    new = {name: value.clone() for name, value in weights.items()}
    new["linear1.weight"] = torch.zeros_like(weights["linear1.weight"])
    new["linear1.bias"] = torch.zeros_like(weights["linear1.bias"])
    return new


@check.misconception(
    en="The output is 0, and three of the four are changed. Would two do? And which gradient gets past a ReLU that stands at 0?",
    ko="출력은 0이에요. 그런데 넷 가운데 셋을 바꿨어요. 둘만 바꿔도 될까요? 그리고 0에 서 있는 ReLU를 지나는 기울기는 얼마인가요?",
)
def first_layer_and_last_bias(weights):
    return {
        name: value if name == "linear2.weight" else torch.zeros_like(value)
        for name, value in weights.items()
    }


@check.misconception(
    en="The last matrix is 0. What is still added behind it?",
    ko="마지막 행렬은 0이에요. 그 뒤에 아직 더해지는 것은 무엇인가요?",
)
def last_bias_left(weights):
    return {**weights, "linear2.weight": torch.zeros_like(weights["linear2.weight"])}


@check.misconception(
    en="The biases are 0. Is the output 0, too, for an x that is not?",
    ko="편향은 0이에요. x가 0이 아니어도 출력이 0인가요?",
)
def biases_alone(weights):
    return {name: torch.zeros_like(w) if name.endswith("bias") else w for name, w in weights.items()}


@check.misconception(
    en="Both matrices are 0. What does linear2.bias still put out, and does anything get past the hidden layer?",
    ko="두 행렬이 모두 0이에요. linear2.bias는 여전히 무엇을 내놓나요? 은닉층을 지나는 것이 있나요?",
)
def matrices_alone(weights):
    return {name: torch.zeros_like(w) if name.endswith("weight") else w for name, w in weights.items()}


@check.misconception(
    en="A thousandth is small. Is the layer then the identity, or only nearly so?",
    ko="천분의 일은 작은 값이에요. 그러면 층이 항등 함수인가요, 항등 함수에 가까울 뿐인가요?",
)
def small_not_zero(weights):
    return {name: w * 0.001 if name.startswith("linear2") else w for name, w in weights.items()}


@check.misconception(
    en="How many of the four names does your dictionary have?",
    ko="딕셔너리에 네 이름 가운데 몇 개가 들어 있나요?",
)
def second_layer_alone_returned(weights):
    return {name: torch.zeros_like(w) for name, w in weights.items() if name.startswith("linear2")}


@check.misconception(
    en="The weights are right, but the caller's have changed as well. Does zero_() write into a copy? Does weights[…] = …?",
    ko="가중치는 맞지만 함수를 부른 쪽의 가중치까지 바뀌었어요. zero_()가 복사본에 쓰나요? weights[…] = … 는요?",
)
def callers_weights_zeroed(weights):
    weights["linear2.weight"].zero_()
    weights["linear2.bias"].zero_()
    return weights
