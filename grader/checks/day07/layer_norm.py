"""LayerNorm, judged as it is built and with given weights, against torch's nn.LayerNorm.

Numbers of tokens and features differ, except where a slip is silent only on equal ones; eps is large or tokens are small.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from grader.checks.day07.shared import LOOSE
from grader.checks.day07.token_statistics import token_statistics
from grader.checks.oracles.layers import LayerNorm
from grader.judge import Check, Expect, Rng, Student

check = Check(LayerNorm, uses=("token_statistics",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """As it is built: spread, eps, axes in front. Then with given gamma and beta, and the gradients of all."""
    with expect.part(
        "spread",
        2,
        en="Does every token of a fresh module have mean 0 and variance 1 over its own features, divided by d?",
        ko="새로 만든 모듈에서 나온 토큰이 모두 자기 특징들에 대해 평균 0, (d로 나눈) 분산 1인가요?",
    ):
        cases = [((d,), rng.normal((n, d), 2, 3)) for n, d in ((3, 6), (5, 4), (5, 5))]
        expect.fresh_modules(cases, tolerance=LOOSE)
    with expect.part(
        "eps",
        2,
        en="Is the eps that was given added to the variance, inside the root? What becomes of a token of equal numbers?",
        ko="받은 eps를 제곱근 안에서 분산에 더하나요? 숫자가 모두 같은 토큰은 어떻게 되나요?",
    ):
        equal = np.concatenate([rng.normal((3, 6)), np.full((1, 6), 2.0), np.zeros((1, 6))])
        expect.fresh_modules(
            [((6, 0.1), rng.normal((3, 6))), ((5,), rng.normal((3, 5), 3e-3)), ((6, 1e-3), equal)]
        )
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work for one token alone, with two and three axes in front, and when all sizes are equal?",
        ko="토큰 하나만 주어도, 앞에 축이 두 개나 세 개 있어도, 크기가 모두 같아도 동작하나요?",
    ):
        shapes = ((2, 3, 5), (2, 3, 4, 5), (6,), (4, 4, 4))
        cases = [((shape[-1],), rng.normal(shape, 2, 3)) for shape in shapes]
        expect.fresh_modules(cases, tolerance=LOOSE)
    with expect.part(
        "learned",
        3,
        en="Are gamma and beta the two things that are learned, and is the normalized token multiplied by the one before "
        "the other is added?",
        ko="학습되는 것이 gamma와 beta 둘인가요? 정규화한 토큰에 먼저 gamma를 곱하고 그다음 beta를 더하나요?",
    ):
        for d in (6, 4):
            weights = {"gamma": rng.normal((d,)), "beta": rng.normal((d,))}
            inputs = [(rng.normal((3, d), 2),), (rng.normal((2, 3, d), 2),)]
            module = expect.same_module((d, 1e-5), weights, inputs, tolerance=LOOSE, unchanged=True)
            expect.parameter_count(module, 2 * d)
    with expect.part(
        "gradients",
        1,
        en="Does the gradient reach x, gamma and beta on every way, also through the mean and the variance?",
        ko="기울기가 모든 길로 x, gamma, beta에 닿나요? 평균과 분산을 거치는 길로도요?",
    ):
        weights = {"gamma": rng.normal((5,)), "beta": rng.normal((5,))}
        x, upstream = rng.normal((2, 3, 5), 2), rng.normal((2, 3, 5), 1, 0.5)
        expect.module_gradients((5, 1e-5), weights, [x], upstream, tolerance=LOOSE)


@check.right
class ByTheFormula(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x):
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, unbiased=False, keepdim=True)
        return self.gamma * (x - mean) / torch.sqrt(variance + self.eps) + self.beta


@check.right
class FunctionalLayerNorm(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x):
        return nn.functional.layer_norm(x, x.shape[-1:], self.gamma, self.beta, self.eps)


@check.right
class MeanSquareMinusSquare(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.d_model, self.eps = d_model, eps
        self.register_parameter("beta", nn.Parameter(torch.full((d_model,), 0.0)))
        self.register_parameter("gamma", nn.Parameter(torch.full((d_model,), 1.0)))

    def forward(self, x):
        x64 = x.double()
        mean = x64.sum(-1, keepdim=True) / self.d_model
        variance = x64.square().sum(-1, keepdim=True) / self.d_model - mean**2
        normalized = ((x64 - mean) * torch.rsqrt(variance + self.eps)).to(x.dtype)
        return torch.addcmul(self.beta, self.gamma, normalized)


@check.right
class TokenAfterToken(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x):
        tokens = []
        for token in x.reshape(-1, x.shape[-1]):
            c = token - token.mean()
            tokens.append(c / ((c @ c) / len(c) + self.eps) ** 0.5 * self.gamma + self.beta)
        return torch.stack(tokens).reshape(x.shape)


@check.right
class WithItsOwnStatistics(nn.Module):
    def __init__(self, d_model, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))

    def forward(self, x):
        mean, variance = token_statistics(x)
        return (x - mean).div((variance + self.eps).sqrt()).mul(self.gamma).add(self.beta)


misconception = check.misconceptions_in(ByTheFormula)
misconception(
    "eps_outside_the_root",
    ("variance = x.var", "std = x.std"),
    ("torch.sqrt(variance + self.eps)", "(std + self.eps)"),
    en="Where does eps stand: under the root beside the variance, or outside beside the standard deviation?",
    ko="eps가 어디에 있나요? 제곱근 안에서 분산 옆에 있나요, 밖에서 표준편차 옆에 있나요?",
)
misconception(
    "variance_unbiased",
    ("unbiased=False, ", ""),
    en="By what does x.var(dim=-1) divide in torch, d or d - 1? Which of them does layer norm want?",
    ko="torch의 x.var(dim=-1)는 d로 나누나요, d - 1로 나누나요? 층 정규화는 어느 쪽을 원하나요?",
)
misconception(
    "std_of_torch_plus_eps",
    ("variance = x.var(dim=-1, unbiased=False, keepdim=True)", "std = x.std(dim=-1, keepdim=True)"),
    ("torch.sqrt(variance + self.eps)", "(std + self.eps)"),
    en="Two things at once: by what does x.std() divide, d or d - 1? And where does eps stand, inside the root or outside?",
    ko="두 가지예요. x.std()는 d로 나누나요, d - 1로 나누나요? 그리고 eps가 제곱근 안에 있나요, 밖에 있나요?",
)
misconception(
    "no_eps",
    ("variance + self.eps", "variance"),
    en="What is divided by what when all numbers of a token are equal? Where is eps?",
    ko="토큰의 숫자가 모두 같으면 무엇을 무엇으로 나누게 되나요? eps는 어디에 있나요?",
)
misconception(
    "eps_not_used",
    ("variance + self.eps", "variance + 1e-5"),
    en="Does forward use the eps that __init__ was given, or a number of its own?",
    ko="forward가 __init__이 받은 eps를 쓰나요, 따로 적어 둔 숫자를 쓰나요?",
)
misconception(
    "plain_tensors",
    ("nn.Parameter(torch.ones(d_model))", "torch.ones(d_model)"),
    ("nn.Parameter(torch.zeros(d_model))", "torch.zeros(d_model)"),
    en="Are gamma and beta on the list of module.parameters()? What makes a tensor in self a learned one?",
    ko="gamma와 beta가 module.parameters() 목록에 있나요? self에 든 텐서를 학습되는 것으로 만들려면 무엇으로 감싸야 하나요?",
)
misconception(
    "buffers",
    ("self.gamma = nn.Parameter(torch.ones(d_model))", 'self.register_buffer("gamma", torch.ones(d_model))'),
    ("self.beta = nn.Parameter(torch.zeros(d_model))", 'self.register_buffer("beta", torch.zeros(d_model))'),
    en="A buffer is saved with the module, but does the optimizer change it? What should gamma and beta be?",
    ko="버퍼는 모듈과 함께 저장되지만, 옵티마이저가 그것을 바꾸나요? gamma와 beta는 무엇이어야 하나요?",
)
misconception(
    "weight_and_bias",
    ("gamma", "weight"),
    ("beta", "bias"),
    en="How are the two learned vectors to be called here? The names weight and bias are those of nn.LayerNorm.",
    ko="여기서는 학습되는 두 벡터의 이름이 무엇이어야 하나요? weight와 bias는 nn.LayerNorm의 이름이에요. 설명을 다시 볼까요?",
)
misconception(
    "one_gain_for_all",
    ("torch.ones(d_model)", "torch.ones(1)"),
    ("torch.zeros(d_model)", "torch.zeros(1)"),
    en="How many numbers has gamma: one, or one for each feature?",
    ko="gamma에 숫자가 몇 개인가요? 하나인가요, 특징마다 하나씩인가요?",
)
misconception(
    "gamma_starts_at_zero",
    ("torch.ones", "torch.zeros"),
    en="What comes out of a fresh module when gamma is 0? With which numbers should gamma and beta start?",
    ko="gamma가 0이면 새로 만든 모듈에서 무엇이 나오나요? gamma와 beta는 어떤 수에서 시작해야 하나요?",
)
misconception(
    "beta_starts_at_one",
    ("torch.zeros", "torch.ones"),
    en="Is the mean of a token 0 when the module is fresh? With which number does beta start?",
    ko="새로 만든 모듈에서 토큰의 평균이 0인가요? beta는 어떤 수에서 시작하나요?",
)
misconception(
    "gain_and_bias_unused",
    ("self.gamma * ", ""),
    (" + self.beta", ""),
    en="gamma and beta are made. Where does forward use them?",
    ko="gamma와 beta를 만들었네요. forward의 어디에서 쓰나요?",
)
misconception(
    "bias_unused",
    (" + self.beta", ""),
    en="Can the result have another middle than 0? Where is beta added?",
    ko="결과의 중심이 0이 아닐 수 있나요? beta는 어디에서 더하나요?",
)
misconception(
    "bias_times_gain",
    (
        "(x - mean) / torch.sqrt(variance + self.eps) + self.beta",
        "((x - mean) / torch.sqrt(variance + self.eps) + self.beta)",
    ),
    en="Is beta multiplied by gamma as well? Which of the two comes first?",
    ko="beta에도 gamma가 곱해지지 않나요? 둘 가운데 무엇이 먼저인가요?",
)
misconception(
    "gain_and_bias_swapped",
    ("self.gamma * (x - mean)", "self.beta * (x - mean)"),
    ("+ self.beta", "+ self.gamma"),
    en="Which of the two is multiplied, and which is added?",
    ko="둘 가운데 무엇을 곱하고 무엇을 더하나요?",
)
misconception(
    "norm_over_tokens",
    ("dim=-1", "dim=-2"),
    en="Does a change of one token change the others? Along which axis do you normalize?",
    ko="한 토큰을 바꾸면 다른 토큰의 결과도 바뀌나요? 어느 축을 따라 정규화하나요?",
)
misconception(
    "norm_over_axis_0",
    ("dim=-1", "dim=0"),
    en="Which axis is axis 0 when a batch stands in front? That would be batch norm; what does layer norm keep apart?",
    ko="앞에 배치가 있으면 0번 축은 무엇인가요? 그건 배치 정규화에 가까워요. 층 정규화는 무엇을 따로따로 다루나요?",
)
misconception(
    "norm_over_axis_1",
    ("dim=-1", "dim=1"),
    en="Is the axis written as 1? Which axis is that when a batch stands in front?",
    ko="축을 1로 적어 두었나요? 앞에 배치가 있으면 1번 축은 무엇인가요?",
)
misconception(
    "norm_over_the_sentence",
    ("dim=-1", "dim=(-2, -1)"),
    en="Is there one mean for each token, or one for the whole sentence?",
    ko="평균이 토큰마다 하나인가요, 문장 전체에 하나인가요?",
)
misconception(
    "keepdim_forgotten",
    (", keepdim=True", ""),
    en="Which shape has the mean, and from which numbers is it subtracted? Try as many tokens as features.",
    ko="평균의 모양은 무엇이고 어떤 숫자들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
misconception(
    "variance_for_divisor",
    ("torch.sqrt(variance + self.eps)", "(variance + self.eps)"),
    en="By what do you divide, the variance or its root? What is the variance of the result?",
    ko="무엇으로 나누나요? 분산인가요, 그 제곱근인가요? 결과의 분산은 얼마인가요?",
)
misconception(
    "mean_not_subtracted",
    ("mean = x.mean(dim=-1, keepdim=True)", ""),
    ("(x - mean)", "x"),
    en="Is the mean subtracted above the line, too? What comes out for a token whose numbers all lie near 3?",
    ko="분자에서도 평균을 빼나요? 숫자가 모두 3 근처인 토큰에서는 무엇이 나오나요?",
)
misconception(
    "statistics_cut_off",
    ("keepdim=True)", "keepdim=True).detach()"),
    en="The values are right; but do mean and variance let the gradient through? What does detach (or no_grad) cut off?",
    ko="값은 맞아요. 그런데 평균과 분산이 기울기를 지나가게 하나요? detach(나 no_grad)는 무엇을 끊나요?",
)
misconception(
    "input_overwritten",
    ("mean = x.mean", "x -= x.mean"),
    ("x.var(dim=-1, unbiased=False, keepdim=True)", "(x**2).mean(dim=-1, keepdim=True)"),
    ("(x - mean)", "x"),
    en="Is the caller's tensor still the same afterwards? What does x -= … change?",
    ko="모듈을 부른 쪽의 텐서가 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)


misconception = check.misconceptions_in(FunctionalLayerNorm)
misconception(
    "norm_over_everything",
    (
        "nn.functional.layer_norm(x, x.shape[-1:], self.gamma, self.beta, self.eps)",
        "self.gamma * (x - x.mean()) / torch.sqrt(x.var(unbiased=False) + self.eps) + self.beta",
    ),
    en="What does x.mean() give without an axis: one number for each token, or one for the whole tensor?",
    ko="축을 주지 않은 x.mean()은 무엇을 돌려주나요? 토큰마다 하나인가요, 텐서 전체에 하나인가요?",
)
