"""ConvFeedForward, the network as two convolutions of width 1, against linear layers with the same weights.

Some inputs have as many tokens as features, where axes may be mixed up in silence.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day08.relu import relu
from grader.judge import Check, Expect, Rng, Student


def kernels(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    """Given weights of order one, biases too."""
    return {
        "conv1.weight": rng.normal((d_ff, d_model, 1), 1.2 / d_model**0.5),
        "conv1.bias": rng.normal((d_ff,), 0.3),
        "conv2.weight": rng.normal((d_model, d_ff, 1), 1.2 / d_ff**0.5),
        "conv2.bias": rng.normal((d_model,), 0.3),
    }


class ConvFeedForward(nn.Module):
    """Oracle: the weights of the convolutions used as those of linear layers."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, kernel_size=1)
        self.conv2 = nn.Conv1d(d_ff, d_model, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = F.relu(F.linear(x, self.conv1.weight.squeeze(-1), self.conv1.bias))
        return F.linear(hidden, self.conv2.weight.squeeze(-1), self.conv2.bias)


check = Check(ConvFeedForward, uses=("relu",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Sentences of other lengths; as many tokens as features, where axes may be mixed up in silence; gradients."""

    def same(d_model: int, d_ff: int, *shapes: tuple[int, ...], unchanged: bool = False) -> None:
        weights = kernels(rng, d_model, d_ff)
        inputs = [(rng.normal(shape),) for shape in shapes]
        expect.same_module((d_model, d_ff), weights, inputs, unchanged=unchanged)

    with expect.part(
        "values",
        3,
        en="Does every token go through conv1, ReLU and conv2 by itself, and does it come back to its own place? What moves an "
        "axis, reshape or transpose?",
        ko="토큰마다 따로 conv1, ReLU, conv2를 지나 제자리로 돌아오나요? 축을 옮기는 것은 reshape인가요, transpose인가요?",
    ):
        same(6, 10, (2, 5, 6), (3, 4, 6))
    with expect.part(
        "equal_sizes",
        2,
        en="When there are as many tokens as features, which axis does Conv1d take for the channels?",
        ko="토큰 수와 특징 수가 같을 때 Conv1d는 어느 축을 채널로 보나요?",
    ):
        same(5, 8, (2, 5, 5))
        same(4, 4, (4, 4, 4))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both convolutions and the input?",
        ko="기울기가 두 합성곱과 입력에 모두 닿나요?",
    ):
        weights, x, upstream = kernels(rng, 5, 8), rng.normal((2, 3, 5)), rng.normal((2, 3, 5))
        expect.module_gradients((5, 8), weights, [x], upstream)
    with expect.part(
        "alone",
        1,
        en="Are there two convolutions with biases and nothing else that is learned? Does it work for a sentence of one token "
        "and for one sentence alone, and is the input left as it was?",
        ko="학습되는 것이 bias가 있는 합성곱 두 개뿐인가요? 토큰이 하나뿐인 문장에도, 문장이 하나뿐일 때도 동작하고, 입력은 그대로인가요?",
    ):
        same(4, 9, (2, 3, 4), (3, 1, 4), (1, 3, 4), unchanged=True)
        module = expect.build(4, 9)
        expect.parameter_count(module, 2 * 4 * 9 + 9 + 4)
        expect.storages(module)


@check.right
class WithTranspose(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x):
        return self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)


@check.right
class WithPermute(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, kernel_size=1)
        self.conv2 = nn.Conv1d(in_channels=d_ff, out_channels=d_model, kernel_size=1, stride=1)

    def forward(self, x):
        x = x.permute(0, 2, 1)
        x = torch.clamp(self.conv1(x), min=0)
        return self.conv2(x).permute(0, 2, 1).contiguous()


@check.right
class TokenAfterToken(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x):
        columns = [self.conv2(relu(self.conv1(x[:, t, :, None]))) for t in range(x.shape[1])]
        return torch.cat(columns, dim=2).mT


@check.right
class MixedLayers(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(d_model, d_ff, 1), nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x):
        hidden = F.relu(F.linear(x, self.conv1.weight[:, :, 0], self.conv1.bias))
        return F.conv1d(hidden.transpose(-1, -2), self.conv2.weight, self.conv2.bias).transpose(-1, -2)


misconception = check.misconceptions_in(WithTranspose)
misconception(
    "axes_never_swapped",
    ("self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)", "self.conv2(relu(self.conv1(x)))"),
    en="Conv1d wants (B, channels, T). Which axis of your x does it take for the channels?",
    ko="Conv1d는 (B, 채널, T)를 바라요. 여러분의 x에서는 어느 축을 채널로 보나요?",
)
misconception(
    "reshaped_there",
    ("return self.conv2", "B, T, d_model = x.shape\n        return self.conv2"),
    ("x.transpose(1, 2)", "x.reshape(B, d_model, T)"),
    en="Does reshape swap two axes, or does it only set other line breaks? Whose numbers stand in one column then?",
    ko="reshape가 두 축을 맞바꾸나요, 줄바꿈만 다르게 하나요? 그러면 한 열에 누구의 숫자가 놓이나요?",
)
misconception(
    "reshaped_there_and_back",
    (
        "return self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)",
        (
            "B, T, d_model = x.shape\n"
            "        out = self.conv2(relu(self.conv1(x.reshape(B, d_model, T))))\n"
            "        return out.reshape(B, T, d_model)"
        ),
    ),
    en="Two reshapes undo one another, so the shape is right. Which numbers did the kernel see at one position in between?",
    ko="reshape 두 번은 서로를 되돌려서 모양이 맞아요. 그 사이에 커널은 한 위치에서 어떤 숫자들을 보았나요?",
)
misconception(
    "reshaped_back",
    (
        "return self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)",
        "out = self.conv2(relu(self.conv1(x.transpose(1, 2))))\n        return out.reshape(x.shape)",
    ),
    en="The way there swaps axes. Does your way back swap them again, or only read the numbers on in the same order?",
    ko="갈 때는 축을 맞바꾸었어요. 돌아올 때도 맞바꾸나요, 같은 순서로 이어 읽기만 하나요?",
)
misconception(
    "not_swapped_back",
    (
        "self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)",
        "self.conv2(relu(self.conv1(x.transpose(1, 2))))",
    ),
    en="Conv1d gives back (B, d_model, T). Which shape is asked for?",
    ko="Conv1d가 돌려주는 모양은 (B, d_model, T)예요. 어떤 모양을 돌려주어야 하나요?",
)
misconception(
    "three_neighbours",
    ("(d_model, d_ff, 1)", "(d_model, d_ff, 3, padding=1)"),
    ("(d_ff, d_model, 1)", "(d_ff, d_model, 3, padding=1)"),
    en="How many positions does your kernel see at once? How many does a feed-forward network see?",
    ko="여러분의 커널은 한 번에 몇 개의 위치를 보나요? 순방향 신경망은 몇 개를 보나요?",
)
misconception(
    "convolutions_without_relu",
    ("self.conv2(relu(self.conv1(x.transpose(1, 2))))", "self.conv2(self.conv1(x.transpose(1, 2)))"),
    en="What stands between the two convolutions?",
    ko="두 합성곱 사이에 무엇이 있나요?",
)
misconception(
    "relu_behind_both_convolutions",
    (
        "return self.conv2(relu(self.conv1(x.transpose(1, 2))))",
        "return relu(self.conv2(relu(self.conv1(x.transpose(1, 2)))))",
    ),
    en="Can your output be negative? How many ReLUs has the feed-forward network?",
    ko="출력이 음수일 수 있나요? 순방향 신경망에는 ReLU가 몇 개 있나요?",
)
misconception(
    "convolutions_without_biases",
    ("(d_model, d_ff, 1)", "(d_model, d_ff, 1, bias=False)"),
    ("(d_ff, d_model, 1)", "(d_ff, d_model, 1, bias=False)"),
    en="Do your convolutions have biases? The layers that they stand for do.",
    ko="합성곱에 bias가 있나요? 짝이 되는 선형 층에는 있어요.",
)
