"""layer_norm_backward: the gradients of x, gamma and beta, against torch's layer norm and autograd."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.day07.gamma_beta_gradients import gamma_beta_gradients
from grader.checks.day07.shared import LOOSE
from grader.checks.day07.token_statistics import token_statistics
from grader.judge import Check, Expect, Rng, Student


def layer_norm_backward(
    grad_output: Tensor, x: Tensor, gamma: Tensor, eps: float = 1e-5
) -> tuple[Tensor, Tensor, Tensor]:
    """Oracle: torch's layer norm and autograd."""
    leaf, gain = x.clone().requires_grad_(), gamma.clone().requires_grad_()
    bias = torch.zeros_like(gamma, requires_grad=True)
    output = nn.functional.layer_norm(leaf, gamma.shape, gain, bias, eps)
    grads = torch.autograd.grad(output, (leaf, gain, bias), grad_output)
    return grads[0], grads[1], grads[2]


check = Check(layer_norm_backward, uses=("token_statistics", "gamma_beta_gradients"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The three gradients; then gamma and eps in the first; axes in front; last a cube."""
    labels = ("grad_x", "grad_gamma", "grad_beta")

    def case(*shape: int, eps: float = 1e-5, scale: float = 2.0, gain: bool = True) -> tuple[Any, ...]:
        gamma = rng.tensor64(shape[-1:]) if gain else torch.ones(shape[-1], dtype=torch.float64)
        return rng.tensor64(shape, 1, 0.5), rng.tensor64(shape, scale, 1.5 * scale), gamma, eps

    with expect.part(
        "gamma_and_beta",
        1,
        en="Are grad_gamma and grad_beta sums over all tokens, the first with x_hat = (x - mu)/s?",
        ko="grad_gamma와 grad_beta가 모든 토큰에 대한 합이고, 앞의 것에는 x_hat = (x - mu)/s가 곱해지나요?",
    ):
        cases = [case(3, 6, gain=False), case(5, 4, gain=False)]
        expect.same(cases, labels=labels, judged=labels[1:], tolerance=LOOSE)
    with expect.part(
        "x",
        4,
        en="Every entry of x reaches the output in three ways: by itself, through mu and through s. Which term of "
        "grad_x belongs to which?",
        ko="x의 성분은 세 가지 길로 출력에 닿아요. 직접, mu를 거쳐서, s를 거쳐서요. grad_x의 어느 항이 어느 길인가요?",
    ):
        cases = [case(3, 6, gain=False), case(5, 4, gain=False), case(4, 4, gain=False)]
        expect.same(cases, labels=labels, judged=("grad_x",), tolerance=LOOSE)
    with expect.part(
        "gamma_in_grad_x",
        2,
        en="Through what does the gradient pass first on its way back, gamma or the normalization?",
        ko="기울기가 되돌아가는 길에서 먼저 지나는 것이 gamma인가요, 정규화인가요?",
    ):
        cases = [case(3, 6), case(5, 4)]
        expect.same(cases, labels=labels, judged=("grad_x",), tolerance=LOOSE)
    with expect.part(
        "eps",
        1,
        en="Is s the same root of variance + eps as on the way forward?",
        ko="s가 순전파에서와 같은, 분산 + eps의 제곱근인가요?",
    ):
        cases = [case(3, 6, eps=0.5, scale=1), case(3, 5, eps=1e-5, scale=1e-3)]
        expect.same(cases, labels=labels)
    with expect.part(
        "axes_in_front",
        1,
        en="Does it work with two and three axes in front, is it right on a cube, and are the inputs left alone?",
        ko="앞에 축이 두 개나 세 개 있어도, 세 크기가 모두 같아도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(2, 3, 5), case(2, 3, 4, 5), case(4, 4, 4, eps=0.1)]
        expect.same(cases, labels=labels, unchanged=True)


@check.right
def by_the_formula(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@check.right
def variance_then_mean(grad_output, x, gamma, eps=1e-5):
    d = x.shape[-1]
    centred = x - x.sum(dim=-1, keepdim=True) / d
    r = 1 / torch.sqrt((centred**2).sum(dim=-1, keepdim=True) / d + eps)
    g = grad_output * gamma
    grad_variance = (g * centred).sum(dim=-1, keepdim=True) * -0.5 * r**3
    grad_centred = g * r + grad_variance * 2 * centred / d
    grad_mean = -grad_centred.sum(dim=-1, keepdim=True)
    product = (grad_output * centred * r).reshape(-1, d)
    return (grad_centred + grad_mean / d, product.sum(dim=0), grad_output.reshape(-1, d).sum(dim=0))


@check.right
def token_by_token_jacobian(grad_output, x, gamma, eps=1e-5):
    d = x.shape[-1]
    grad_x, grad_gamma, grad_beta = [], torch.zeros_like(gamma), torch.zeros_like(gamma)
    for g, token in zip(grad_output.reshape(-1, d), x.reshape(-1, d), strict=True):
        sigma = (token.var(unbiased=False) + eps) ** 0.5
        x_hat = (token - token.mean()) / sigma
        jacobian = (torch.eye(d) - 1 / d - torch.outer(x_hat, x_hat) / d) / sigma
        grad_x.append(jacobian @ (g * gamma).to(jacobian))
        grad_gamma += g * x_hat
        grad_beta += g
    return [torch.stack(grad_x).reshape(x.shape), grad_gamma, grad_beta]


@check.right
def einsum_backward(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    inverse = torch.rsqrt(variance + eps)
    x_hat = (x - mean) * inverse
    g = torch.einsum("...d,d->...d", grad_output, gamma)
    share = torch.einsum("...d,...d->...", g, x_hat)[..., None] / x.size(-1)
    grad_x = inverse * (g - g.mean(-1, True) - share * x_hat)
    grad_gamma = torch.einsum("...d,...d->d", grad_output, x_hat)
    return grad_x, grad_gamma, torch.einsum("...d->d", grad_output)


@check.right
def scaled_by_d(grad_output, x, gamma, eps=1e-5):
    x, grad_output, gamma = x.float(), grad_output.float(), gamma.float()
    d = x.shape[-1]
    sigma = torch.sqrt(x.var(dim=-1, unbiased=False, keepdim=True) + eps)
    x_hat = (x - x.mean(dim=-1, keepdim=True)) / sigma
    g = grad_output * gamma
    total, along = g.sum(dim=-1, keepdim=True), (g * x_hat).sum(dim=-1, keepdim=True)
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, x_hat)
    return (d * g - total - x_hat * along) / (d * sigma), grad_gamma, grad_beta


@check.misconception(
    en="You divide by s and nothing more. Do mu and s stay as they are when x moves? Which terms come from "
    "that?",
    ko="s로 나누기만 했네요. x가 움직이면 mu와 s는 그대로 있나요? 거기에서 어떤 항들이 나오나요?",
)
def mu_and_sigma_as_constants(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, (x - mean) / sigma)
    return grad_output * gamma / sigma, grad_gamma, grad_beta


@check.misconception(
    en="Is the bracket divided by s at the end? What becomes of the gradient when x is ten times as large?",
    ko="마지막에 괄호를 s로 나누나요? x가 10배가 되면 기울기는 어떻게 되어야 하나요?",
)
def sigma_not_divided(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    x_hat = (x - mean) / torch.sqrt(variance + eps)
    g = grad_output * gamma
    grad_x = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return grad_x, *gamma_beta_gradients(grad_output, x_hat)


@check.misconception(
    en="By what is the bracket divided, s or the square of s?",
    ko="괄호를 무엇으로 나누나요? s인가요, s의 제곱인가요?",
)
def variance_divided(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    x_hat = (x - mean) / torch.sqrt(variance + eps)
    g = grad_output * gamma
    bracket = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return bracket / (variance + eps), *gamma_beta_gradients(grad_output, x_hat)


@check.misconception(
    en="Do you multiply the bracket by s, or divide it? When x grows, does the same small step matter more or less?",
    ko="괄호에 s를 곱하나요, s로 나누나요? x가 커지면 같은 작은 걸음의 영향이 커지나요, 작아지나요?",
)
def sigma_multiplied(grad_output, x, gamma, eps=1e-5):
    mean, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    x_hat = (x - mean) / sigma
    g = grad_output * gamma
    bracket = g - g.mean(dim=-1, keepdim=True) - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)
    return bracket * sigma, *gamma_beta_gradients(grad_output, x_hat)


@check.misconception(
    en="Is it x or x_hat that the s term contains? What is the mean of x?",
    ko="s 항에 들어 있는 것이 x인가요, x_hat인가요? x의 평균은 얼마인가요?",
)
def x_for_x_hat(grad_output, x, gamma, eps=1e-5):
    _, variance = token_statistics(x)
    sigma = torch.sqrt(variance + eps)
    g = grad_output * gamma
    grad_x = (g - g.mean(dim=-1, keepdim=True) - x * (g * x).mean(dim=-1, keepdim=True)) / sigma
    return grad_x, *gamma_beta_gradients(grad_output, x)


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "mean_term_forgotten",
    ("g - g.mean(dim=-1, keepdim=True)", "g"),
    en="The way through mu is missing: what happens to every other entry of a token when one entry moves the mean?",
    ko="mu를 거치는 길이 빠졌어요. 성분 하나가 평균을 움직이면 토큰의 다른 성분들은 어떻게 되나요?",
)
misconception(
    "sigma_term_forgotten",
    (" - x_hat * (g * x_hat).mean(dim=-1, keepdim=True)", ""),
    en="The way through s is missing: when the token gets longer, what does the division do with that?",
    ko="s를 거치는 길이 빠졌어요. 토큰이 길어지면 나눗셈이 그것을 어떻게 하나요?",
)
misconception(
    "sigma_term_without_x_hat",
    ("x_hat * (g * x_hat)", "(g * x_hat)"),
    en="The mean of g · x_hat says how much s matters. In which direction does it point: is it multiplied by x_hat "
    "again?",
    ko="g · x_hat의 평균은 s의 영향이 얼마나 큰지를 말해 줘요. 어느 방향으로 작용하나요? x_hat을 다시 곱하나요?",
)
misconception(
    "gamma_left_out",
    ("grad_output * gamma", "grad_output"),
    en="Where is gamma in grad_x? On the way forward it multiplied x_hat.",
    ko="grad_x에서 gamma는 어디에 있나요? 순전파에서는 gamma가 x_hat에 곱해졌어요.",
)
misconception(
    "gamma_at_the_end",
    ("grad_output * gamma", "grad_output"),
    ("return grad_x", "return grad_x * gamma"),
    en="Is gamma multiplied before the two means are taken, or after? What stood last on the way forward and so comes "
    "first on the way back?",
    ko="gamma를 두 평균을 구하기 전에 곱하나요, 뒤에 곱하나요? 순전파에서 마지막이었던 것이 역전파에서는 처음이에요.",
)
misconception(
    "signs_turned",
    ("g - g.mean(dim=-1, keepdim=True) - x_hat", "g + g.mean(dim=-1, keepdim=True) + x_hat"),
    en="Do the two mean terms stand with a plus? If mu grows, does the output grow or shrink?",
    ko="두 평균 항 앞에 더하기가 있나요? mu가 커지면 출력은 커지나요, 작아지나요?",
)
misconception(
    "sums_for_means",
    (".mean(", ".sum("),
    en="Are the two terms sums or means over the features? Where did the 1/d of mu and of the variance go?",
    ko="두 항이 특징에 대한 합인가요, 평균인가요? mu와 분산에 있던 1/d은 어디로 갔나요?",
)
misconception(
    "means_over_tokens",
    ("dim=-1", "dim=-2"),
    en="Over which axis do the two means in grad_x run? One token's gradient must not depend on another token.",
    ko="grad_x의 두 평균을 어느 축에서 구하나요? 한 토큰의 기울기가 다른 토큰에 따라 달라지면 안 돼요.",
)
misconception(
    "means_without_keepdim",
    (", keepdim=True", ""),
    en="Which shape have the two means, and from which entries are they subtracted? Try as many tokens as features.",
    ko="두 평균의 모양은 무엇이고 어떤 성분들에서 빼나요? 토큰 수와 특징 수가 같은 입력으로 해 보세요.",
)
misconception(
    "not_divided_in_x_hat",
    ("x_hat = (x - mean) / sigma", "c = x - mean"),
    ("x_hat * (g * x_hat)", "c * (g * c)"),
    ("gamma_beta_gradients(grad_output, x_hat)", "gamma_beta_gradients(grad_output, c)"),
    en="Is x_hat only centred, or divided by s as well?",
    ko="x_hat에서 평균만 뺐나요, s로도 나누었나요?",
)
misconception(
    "upstream_scaled_in_place",
    ("g = grad_output * gamma", "grad_output *= gamma\n    g = grad_output"),
    en="What stands in the caller's grad_output after grad_output *= gamma, and what do gamma and beta get from it?",
    ko="grad_output *= gamma 다음에는 함수를 부른 쪽의 grad_output에 무엇이 들어 있고, gamma와 beta의 기울기는 무엇으로 구해지나요?",
)
misconception(
    "x_in_the_gradient_of_gamma",
    ("gamma_beta_gradients(grad_output, x_hat)", "gamma_beta_gradients(grad_output, x)"),
    en="By what is gamma multiplied on the way forward: by x, or by the normalized token?",
    ko="순전파에서 gamma가 무엇과 곱해지나요? x인가요, 정규화한 토큰인가요?",
)
misconception(
    "backward_without_eps",
    ("variance + eps", "variance"),
    en="Is eps in your s? What is s for a token whose numbers are all nearly equal?",
    ko="s 안에 eps가 있나요? 숫자가 거의 다 같은 토큰의 s는 얼마인가요?",
)
misconception(
    "backward_eps_outside",
    ("torch.sqrt(variance + eps)", "torch.sqrt(variance) + eps"),
    en="Where does eps stand in your s: under the root with the variance, or behind the root?",
    ko="s에서 eps가 어디에 있나요? 분산과 함께 제곱근 안에 있나요, 제곱근 밖에 있나요?",
)
misconception(
    "backward_unbiased",
    ("token_statistics(x)", "x.mean(dim=-1, keepdim=True), x.var(dim=-1, keepdim=True)"),
    en="Is the variance divided by d or by d - 1? What does x.var() do by itself in torch?",
    ko="분산을 d로 나누나요, d - 1로 나누나요? torch의 x.var()는 그냥 두면 어떻게 하나요?",
)
misconception(
    "gamma_in_its_own_gradient",
    ("gamma_beta_gradients(grad_output, x_hat)", "gamma_beta_gradients(g, x_hat)"),
    en="Is the gradient of gamma and beta made from grad_output, or from grad_output already multiplied by gamma?",
    ko="gamma와 beta의 기울기를 grad_output으로 구하나요, 이미 gamma를 곱한 것으로 구하나요?",
)
misconception(
    "backward_axis_0_only",
    ("*gamma_beta_gradients(grad_output, x_hat)", "(grad_output * x_hat).sum(dim=0), grad_output.sum(dim=0)"),
    en="Over which axes are grad_gamma and grad_beta summed when a batch stands in front of the tokens?",
    ko="토큰 앞에 배치가 있으면 grad_gamma와 grad_beta를 어느 축들에 대해 더하나요?",
)
misconception(
    "backward_averaged",
    (
        "return grad_x, *gamma_beta_gradients(grad_output, x_hat)",
        (
            "axes = tuple(range(x.ndim - 1))\n"
            "    return grad_x, (grad_output * x_hat).mean(dim=axes), grad_output.mean(dim=axes)"
        ),
    ),
    en="Are grad_gamma and grad_beta sums over the tokens, or means?",
    ko="grad_gamma와 grad_beta가 토큰에 대한 합인가요, 평균인가요?",
)
misconception(
    "backward_results_order",
    (
        "return grad_x, *gamma_beta_gradients(grad_output, x_hat)",
        (
            "grad_gamma, grad_beta = gamma_beta_gradients(grad_output, x_hat)\n"
            "    return grad_x, grad_beta, grad_gamma"
        ),
    ),
    en="In which order are the three gradients asked for? First grad_x, then grad_gamma, then grad_beta?",
    ko="세 기울기를 어떤 순서로 돌려주어야 하나요? grad_x, grad_gamma, grad_beta의 순서인가요?",
)
