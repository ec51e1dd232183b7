"""feed_forward, a bug to spot: nobody keeps what relu gives back. Against torch's linear and relu."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day08.relu import relu
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def feed_forward(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    """Oracle: torch's functions."""
    return F.linear(F.relu(F.linear(x, weight1, bias1)), weight2, bias2)


check = Check(
    feed_forward,
    uses=("relu",),
    bug="activation_thrown_away",
    reason=Choice(
        "B",
        {
            "A": Text(
                "F.linear transposes by itself: it wants the weight as nn.Linear keeps it, and gets it so. Which line has no "
                "effect at all?",
                "F.linear는 알아서 전치해요. nn.Linear가 지닌 모양 그대로의 weight를 받고 싶어 하고, 그대로 받고 있어요. 아무 "
                "영향도 없는 줄은 어느 것인가요?",
            ),
            "B": Text(
                "relu gives back a new tensor and leaves its input alone. Nobody keeps the new one, so two linear layers in a "
                "row are left, and those are one matrix.",
                "relu는 새 텐서를 돌려주고 입력은 그대로 둬요. 그 새 텐서를 아무도 받지 않으니 선형 층 두 개만 이어져 남고, "
                "그것은 행렬 하나와 같아요.",
            ),
            "C": Text(
                "There is no ReLU behind the second layer: the output may be negative. What happens to the one in the middle?",
                "둘째 층 뒤에는 ReLU가 없어요. 출력은 음수여도 돼요. 가운데에 있는 ReLU에는 무슨 일이 일어나나요?",
            ),
            "D": Text(
                "bias1 belongs to the first layer, in front of the ReLU, and there it is. What happens to the result of relu?",
                "bias1은 ReLU 앞, 첫째 층에 딸린 것이고 제자리에 있어요. relu가 돌려준 결과는 어떻게 되나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The bend; square weights; axes in front. Without a bend nothing is earned."""

    def case(lead: tuple[int, ...], d_in: int, d_ff: int, d_out: int) -> tuple[Tensor, ...]:
        shapes = ((*lead, d_in), (d_ff, d_in), (d_ff,), (d_out, d_ff), (d_out,))
        return tuple(rng.tensor64(shape) for shape in shapes)

    with expect.part(
        "values",
        3,
        en="Does the hidden layer go through ReLU, and is that what the second layer reads?",
        ko="은닉층이 ReLU를 지나고, 둘째 층이 그 결과를 읽나요?",
    ):
        expect.same([case((5,), 3, 7, 4), case((2, 4), 5, 9, 3)])
    with expect.part(
        "equal_sizes",
        1,
        en="Is it right when both weights are square? Do the rows of a weight meet the token, or its columns?",
        ko="두 weight가 모두 정사각이어도 맞나요? 토큰과 만나는 것이 weight의 행인가요, 열인가요?",
    ):
        expect.same([case((6,), 6, 6, 6)])
    with expect.part(
        "one_token",
        1,
        en="Does it work for one token alone and with more axes in front? Are the inputs left alone?",
        ko="토큰 하나만 주어도, 앞에 축이 더 있어도 동작하나요? 입력은 그대로인가요?",
    ):
        expect.same([case((), 6, 12, 5), case((2, 3, 2), 3, 5, 4)], unchanged=True)


@check.right
def kept_in_place(x, weight1, bias1, weight2, bias2):
    hidden = F.linear(x, weight1, bias1)
    hidden.relu_()
    return F.linear(hidden, weight2, bias2)


@check.right
def with_products(x, weight1, bias1, weight2, bias2):
    hidden = torch.clamp(x @ weight1.T + bias1, min=0)
    return hidden @ weight2.T + bias2


@check.right
def one_neuron_after_another(x, weight1, bias1, weight2, bias2):
    out = bias2
    for i in range(len(bias1)):
        fires = relu((x * weight1[i]).sum(dim=-1, keepdim=True) + bias1[i])
        out = out + fires * weight2[:, i]
    return out


@check.misconception(
    en="relu gives back a new tensor. Which name keeps it, and which tensor does the second layer read?",
    ko="relu는 새 텐서를 돌려줘요. 그것을 어떤 이름에 담았고, 둘째 층은 어느 텐서를 읽나요?",
)
def activation_thrown_away(x, weight1, bias1, weight2, bias2):
    hidden = F.linear(x, weight1, bias1)
    relu(hidden)
    return F.linear(hidden, weight2, bias2)


@check.misconception(
    en="May the output of the network be negative? How many ReLUs does the formula have?",
    ko="신경망의 출력이 음수일 수 있나요? 식에는 ReLU가 몇 번 나오나요?",
)
def relu_behind_both(x, weight1, bias1, weight2, bias2):
    hidden = relu(F.linear(x, weight1, bias1))
    return relu(F.linear(hidden, weight2, bias2))


@check.misconception(
    en="Where does the ReLU stand: between the two layers or behind both?",
    ko="ReLU가 어디에 있나요? 두 층 사이인가요, 두 층 뒤인가요?",
)
def relu_at_the_end_only(x, weight1, bias1, weight2, bias2):
    hidden = F.linear(x, weight1, bias1)
    return relu(F.linear(hidden, weight2, bias2))


@check.misconception(
    en="Does the ReLU see the token or the hidden layer?",
    ko="ReLU가 보는 것이 토큰인가요, 은닉층인가요?",
)
def relu_on_the_token(x, weight1, bias1, weight2, bias2):
    hidden = F.linear(relu(x), weight1, bias1)
    return F.linear(hidden, weight2, bias2)


@check.misconception(
    en="Is bias1 added before the ReLU or after it? Which of them can switch a neuron off?",
    ko="bias1을 ReLU 앞에서 더하나요, 뒤에서 더하나요? 뉴런을 끌 수 있는 것은 어느 쪽인가요?",
)
def bias1_behind_relu(x, weight1, bias1, weight2, bias2):
    hidden = relu(F.linear(x, weight1)) + bias1
    return F.linear(hidden, weight2, bias2)


@check.misconception(
    en="What is added to the hidden layer before the ReLU? Is every argument of the function read?",
    ko="ReLU 앞에서 은닉층에 무엇을 더하나요? 함수의 인수를 모두 쓰나요?",
)
def bias1_left_out(x, weight1, bias1, weight2, bias2):
    hidden = relu(F.linear(x, weight1))
    return F.linear(hidden, weight2, bias2)


@check.misconception(
    en="Which argument does no line use?",
    ko="어느 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
def bias2_left_out(x, weight1, bias1, weight2, bias2):
    hidden = relu(F.linear(x, weight1, bias1))
    return F.linear(hidden, weight2)


@check.misconception(
    en="The weights have one row for each output. Which of their axes must meet the token in a product x @ …?",
    ko="weight에는 출력마다 행이 하나씩 있어요. x @ … 에서 토큰과 만나야 하는 축은 어느 것인가요?",
)
def weights_not_transposed(x, weight1, bias1, weight2, bias2):
    return relu(x @ weight1 + bias1) @ weight2 + bias2


@check.misconception(
    en="Which function does the docstring ask for between the two layers?",
    ko="두 층 사이에 어떤 함수를 쓰라고 되어 있나요?",
)
def gelu_for_relu(x, weight1, bias1, weight2, bias2):
    return F.linear(F.gelu(F.linear(x, weight1, bias1)), weight2, bias2)
