"""RMSNorm, judged as it is built and with a given gamma, against torch's nn.RMSNorm."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks.day07.shared import LOOSE
from grader.judge import Check, Expect, Rng, Student


class RMSNorm(nn.Module):
    """Oracle: nn.RMSNorm under the names of the lesson."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        torchs = nn.RMSNorm(d_model, eps)
        self.d_model, self.eps = d_model, eps
        self.gamma = torchs.weight

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.rms_norm(x, (self.d_model,), self.gamma, self.eps)


check = Check(RMSNorm)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """As it is built: size, eps, axes in front. Then with a given gamma, and the gradients."""
    with expect.part(
        "size",
        2,
        en="Is every token of a fresh module divided by the root of the mean of its squares, and nothing subtracted?",
        ko="새로 만든 모듈이 토큰을 제곱 평균의 제곱근으로 나누기만 하고, 아무것도 빼지 않나요?",
    ):
        cases = [((d,), rng.normal((n, d), 2, 3)) for n, d in ((3, 6), (5, 4), (5, 5))]
        expect.fresh_modules(cases, tolerance=LOOSE)
    with expect.part(
        "eps",
        2,
        en="Is the eps that was given added to the mean of the squares, inside the root? What becomes of a token of zeros?",
        ko="받은 eps를 제곱근 안에서 제곱의 평균에 더하나요? 모두 0인 토큰은 어떻게 되나요?",
    ):
        zeros = np.concatenate([rng.normal((3, 6)), np.zeros((1, 6))])
        expect.fresh_modules(
            [((6, 0.1), rng.normal((3, 6))), ((5,), rng.normal((3, 5), 3e-3)), ((6, 1e-3), zeros)]
        )
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, with two and three axes in front, and when all sizes are equal?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도, 크기가 모두 같아도 동작하나요?",
    ):
        shapes = ((2, 3, 5), (2, 3, 4, 5), (6,), (4, 4, 4))
        cases = [((shape[-1],), rng.normal(shape, 2, 1)) for shape in shapes]
        expect.fresh_modules(cases, tolerance=LOOSE)
    with expect.part(
        "learned",
        3,
        en="Is gamma the one thing that is learned, and is the token multiplied by it?",
        ko="학습되는 것이 gamma 하나인가요? 토큰에 gamma를 곱하나요?",
    ):
        for d in (6, 4):
            inputs = [(rng.normal((3, d), 2, 1),), (rng.normal((2, 3, d), 2, 1),)]
            weights = {"gamma": rng.normal((d,))}
            module = expect.same_module((d, 1e-5), weights, inputs, tolerance=LOOSE, unchanged=True)
            expect.parameter_count(module, d)
    with expect.part(
        "gradients",
        1,
        en="Does the gradient reach x and gamma on every way, also through the divisor?",
        ko="기울기가 모든 길로 x와 gamma에 닿나요? 나누는 수를 거치는 길로도요?",
    ):
        x, upstream = rng.normal((2, 3, 5), 2, 1), rng.normal((2, 3, 5), 1, 0.5)
        expect.module_gradients((5, 1e-5), {"gamma": rng.normal((5,))}, [x], upstream, tolerance=LOOSE)


@check.right
class ByTheFormula(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x):
        return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)


@check.right
class FunctionalRmsNorm(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x):
        return nn.functional.rms_norm(x, x.shape[-1:], self.gamma, self.eps)


@check.right
class InSinglePrecision(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x):
        number_type = x.dtype
        x = x.float()
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
        return self.gamma * x.to(number_type)


@check.right
class ByVectorNorm(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.d_model = d_model
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x):
        length = torch.einsum("...d,...d->...", x, x).unsqueeze(-1)
        return x * self.gamma * (length / self.d_model + self.eps) ** -0.5


@check.right
class RmsTokenAfterToken(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))

    def forward(self, x):
        tokens = [t / (t @ t / len(t) + self.eps) ** 0.5 for t in x.reshape(-1, x.shape[-1])]
        return self.gamma * torch.stack(tokens).reshape(x.shape)


misconception = check.misconceptions_in(ByTheFormula)
misconception(
    "mean_subtracted",
    ("return self.gamma * x", "c = x - x.mean(dim=-1, keepdim=True)\n        return self.gamma * c"),
    ("(x**2)", "(c**2)"),
    en="Is the mean taken out? RMSNorm measures the distance from 0, not from the mean.",
    ko="평균을 빼고 있나요? RMSNorm은 평균이 아니라 0에서 잰 거리로 나눠요. 어느 줄이 평균을 빼나요?",
)
misconception(
    "std_for_rms",
    ("(x**2).mean(dim=-1, keepdim=True)", "x.var(dim=-1, unbiased=False, keepdim=True)"),
    en="What does the variance leave out that the mean of the squares has? Try a token whose numbers all lie near 3.",
    ko="제곱의 평균에는 있는데 분산에는 없는 것이 무엇인가요? 숫자가 모두 3 근처인 토큰으로 해 보세요.",
)
misconception(
    "numerator_centred",
    ("return self.gamma * x", "c = x - x.mean(dim=-1, keepdim=True)\n        return self.gamma * c"),
    en="The divisor is right. Is anything subtracted above the line?",
    ko="나누는 수는 맞아요. 분자에서 무언가를 빼고 있지 않나요?",
)
misconception(
    "root_missing",
    (
        "torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)",
        "((x**2).mean(dim=-1, keepdim=True) + self.eps)",
    ),
    en="Where is the R of RMS? What is the size of the result when x is ten times as large?",
    ko="RMS의 R(제곱근)은 어디에 있나요? x가 10배가 되면 결과의 크기는 얼마인가요?",
)
misconception(
    "eps_beside_rms",
    (
        "torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)",
        "(torch.sqrt((x**2).mean(dim=-1, keepdim=True)) + self.eps)",
    ),
    en="Is eps added to the mean of the squares, or to its root?",
    ko="eps를 제곱의 평균에 더하나요, 그 제곱근에 더하나요?",
)
misconception(
    "eps_missing",
    (" + self.eps", ""),
    en="What comes out for a token of zeros? Where is eps?",
    ko="모두 0인 토큰에서는 무엇이 나오나요? eps는 어디에 있나요?",
)
misconception(
    "eps_written_out",
    ("+ self.eps", "+ 1e-5"),
    en="Does forward use the eps that __init__ was given, or a number of its own?",
    ko="forward가 __init__이 받은 eps를 쓰나요, 따로 적어 둔 숫자를 쓰나요?",
)
misconception(
    "sum_for_mean",
    (".mean(", ".sum("),
    en="Is it the mean of the squares or their sum? How long is a token of d numbers of size 1?",
    ko="제곱의 평균인가요, 합인가요? 크기가 1인 숫자 d개로 된 토큰의 길이는 얼마인가요?",
)
misconception(
    "mean_of_sizes",
    (
        "torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)",
        "(x.abs().mean(dim=-1, keepdim=True) + self.eps)",
    ),
    en="The S of RMS stands for squares. What do you average?",
    ko="RMS의 S는 제곱(square)이에요. 무엇을 평균 내고 있나요?",
)
misconception(
    "with_a_bias",
    (
        "self.gamma = nn.Parameter(torch.ones(d_model))",
        (
            "self.gamma = nn.Parameter(torch.ones(d_model))\n"
            "        self.beta = nn.Parameter(torch.zeros(d_model))"
        ),
    ),
    ("+ self.eps)", "+ self.eps) + self.beta"),
    en="Does RMSNorm in this form add something at the end? Which vectors does the docstring name?",
    ko="이 꼴의 RMSNorm은 마지막에 무언가를 더하나요? 설명에는 어떤 벡터가 적혀 있나요?",
)
misconception(
    "gain_unused",
    ("self.gamma * ", ""),
    en="gamma is made. Where does forward use it?",
    ko="gamma를 만들었네요. forward의 어디에서 쓰나요?",
)
misconception(
    "plain_gain",
    ("nn.Parameter(torch.ones(d_model))", "torch.ones(d_model)"),
    en="Is gamma on the list of module.parameters()? What makes a tensor in self a learned one?",
    ko="gamma가 module.parameters() 목록에 있나요? self에 든 텐서를 학습되는 것으로 만들려면 무엇으로 감싸야 하나요?",
)
misconception(
    "named_weight",
    ("gamma", "weight"),
    en="How is the learned vector to be called here? weight is the name in nn.RMSNorm.",
    ko="여기서는 학습되는 벡터의 이름이 무엇이어야 하나요? weight는 nn.RMSNorm의 이름이에요. 설명을 다시 볼까요?",
)
misconception(
    "one_plus_gain",
    ("self.gamma * x", "(1 + self.gamma) * x"),
    en="Is a 1 added to gamma? What is the size of a token that leaves a fresh module?",
    ko="gamma에 1을 더하고 있지 않나요? 새로 만든 모듈에서 나온 토큰의 크기는 얼마인가요?",
)
misconception(
    "over_tokens",
    ("dim=-1", "dim=-2"),
    en="Does a change of one token change the others? Along which axis is the mean of the squares taken?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 제곱의 평균을 어느 축을 따라 구하나요?",
)
misconception(
    "over_everything",
    ("dim=-1, keepdim=True", ""),
    en="Is there one size for each token, or one for the whole tensor?",
    ko="크기가 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
misconception(
    "keepdim_forgotten",
    (", keepdim=True", ""),
    en="Which shape has the divisor, and which numbers does it divide? Try as many tokens as features.",
    ko="나누는 수의 모양은 무엇이고 어떤 숫자들을 나누나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
misconception(
    "size_cut_off",
    (
        "return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)",
        (
            "size = torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps).detach()\n"
            "        return self.gamma * x / size"
        ),
    ),
    en="The values are right; but does the divisor let the gradient through? What does detach (or no_grad) cut off?",
    ko="값은 맞아요. 그런데 나누는 수가 기울기를 지나가게 하나요? detach(나 no_grad)는 무엇을 끊나요?",
)
misconception(
    "input_overwritten",
    (
        "return self.gamma * x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)",
        "x /= torch.sqrt((x**2).mean(dim=-1, keepdim=True) + self.eps)\n        return self.gamma * x",
    ),
    en="Is the caller's tensor still the same afterwards? What does x /= … change?",
    ko="모듈을 부른 쪽의 텐서가 그대로 남아 있나요? x /= … 는 무엇을 바꾸나요?",
)
