"""gamma_beta_gradients: what the learned vectors of a layer norm get on the way back, against autograd."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from grader.judge import Check, Expect, Rng, Student


def case(rng: Rng, shape: Sequence[int]) -> tuple[Tensor, Tensor]:
    """A gradient whose sums are far from 0, and tokens as a layer norm without gamma and beta gives them."""
    return rng.tensor64(shape, 1, 0.5), nn.functional.layer_norm(rng.tensor64(shape), shape[-1:])


def gamma_beta_gradients(grad_output: Tensor, normalized: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle: autograd."""
    width = normalized.shape[-1]
    gamma, beta = (torch.ones(width, dtype=torch.float64, requires_grad=True) for _ in range(2))
    output = torch.addcmul(beta, gamma, normalized)
    grads = torch.autograd.grad(output, (gamma, beta), grad_output.to(output))
    return grads[0], grads[1]


check = Check(gamma_beta_gradients)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Beta, gamma, more axes in front; last a cube."""
    labels = ("grad_gamma", "grad_beta")
    with expect.part(
        "beta",
        1,
        en="Over which axes do you sum for beta? Its gradient has as many numbers as beta: one for each feature.",
        ko="beta의 기울기는 어느 축들에 대해 더하나요? beta와 같이 특징마다 숫자가 하나씩 나와야 해요.",
    ):
        cases = [case(rng, shape) for shape in ((3, 6), (5, 4))]
        expect.same(cases, labels=labels, judged=("grad_beta",))
    with expect.part(
        "gamma",
        2,
        en="By what was gamma multiplied on the way forward? What does its gradient collect from every token?",
        ko="순전파에서 gamma에 무엇이 곱해졌나요? gamma의 기울기는 토큰마다 무엇을 모으나요?",
    ):
        cases = [case(rng, shape) for shape in ((3, 6), (5, 4))]
        expect.same(cases, labels=labels, judged=("grad_gamma",))
    with expect.part(
        "axes_in_front",
        2,
        en="Do all tokens of all sentences add to it, whatever number of axes stands in front?",
        ko="앞에 축이 몇 개 있든 모든 문장의 모든 토큰이 더해지나요?",
    ):
        cases = [case(rng, shape) for shape in ((2, 3, 5), (2, 3, 4, 5), (4, 4, 4))]
        expect.same(cases, labels=labels, unchanged=True)


@check.right
def einsum_gradients(grad_output, normalized):
    grad_gamma = torch.einsum("...d,...d->d", grad_output, normalized)
    return grad_gamma, torch.einsum("...d->d", grad_output)


@check.right
def gradients_by_loop(grad_output, normalized):
    d = grad_output.shape[-1]
    grad_gamma, grad_beta = torch.zeros(d), torch.zeros(d)
    for g, n in zip(grad_output.reshape(-1, d), normalized.reshape(-1, d), strict=True):
        grad_gamma += g * n
        grad_beta += g
    return [grad_gamma, grad_beta]


@check.right
def peeled_from_the_front(grad_output, normalized):
    product = grad_output * normalized
    while product.ndim > 1:
        product, grad_output = product.sum(0), grad_output.sum(0)
    return product, grad_output


@check.right
def sum_to_size(grad_output, normalized):
    d = normalized.size(-1)
    return (grad_output * normalized).sum_to_size(d), grad_output.sum_to_size(d)


@check.misconception(
    en="Do the tokens' shares add up, or do you take their mean? What does the chain rule do with a number that is "
    "used many times?",
    ko="토큰들의 몫을 더하나요, 평균 내나요? 여러 번 쓰인 숫자에 대해 연쇄 법칙은 어떻게 하라고 하나요?",
)
def averaged_over_tokens(grad_output, normalized):
    d = grad_output.shape[-1]
    return (grad_output * normalized).reshape(-1, d).mean(dim=0), grad_output.reshape(-1, d).mean(dim=0)


@check.misconception(
    en="How many numbers has gamma, and how many has your gradient? Which axis is left when you have summed?",
    ko="gamma에는 숫자가 몇 개 있고, 구한 기울기에는 몇 개 있나요? 더한 뒤에 어떤 축이 남나요?",
)
def summed_over_features(grad_output, normalized):
    return (grad_output * normalized).sum(dim=-1), grad_output.sum(dim=-1)


@check.misconception(
    en="Which axes are left after sum(dim=0) when a batch stands in front of the tokens?",
    ko="토큰 앞에 배치가 있으면 sum(dim=0) 뒤에 어떤 축들이 남나요?",
)
def summed_over_axis_0_only(grad_output, normalized):
    return (grad_output * normalized).sum(dim=0), grad_output.sum(dim=0)


@check.misconception(
    en="Does every sentence of the batch add to the same gamma? Which axis is left over besides the features?",
    ko="배치의 모든 문장이 같은 gamma에 더해지나요? 특징 말고 어떤 축이 남아 있나요?",
)
def summed_over_tokens_only(grad_output, normalized):
    return (grad_output * normalized).sum(dim=-2), grad_output.sum(dim=-2)


@check.misconception(
    en="Are the axes (0, 1) always the ones in front? What is axis 1 of a tensor of shape (T, d_model)?",
    ko="축 (0, 1)이 언제나 앞쪽의 축들인가요? 모양이 (T, d_model)인 텐서에서 1번 축은 무엇인가요?",
)
def first_two_axes_summed(grad_output, normalized):
    return (grad_output * normalized).sum(dim=(0, 1)), grad_output.sum(dim=(0, 1))


@check.misconception(
    en="One gamma serves all tokens. Where do their shares come together?",
    ko="gamma 하나를 모든 토큰이 함께 써요. 토큰들의 몫은 어디에서 합쳐지나요?",
)
def not_summed(grad_output, normalized):
    return grad_output * normalized, grad_output


@check.misconception(
    en="Is one number left, or one for each feature?",
    ko="숫자가 하나만 남나요, 특징마다 하나씩 남나요?",
)
def everything_summed(grad_output, normalized):
    return (grad_output * normalized).sum(), grad_output.sum()


@check.misconception(
    en="In gamma · x_hat + beta, what is the slope with respect to gamma? Where is x_hat in your line?",
    ko="gamma · x_hat + beta를 gamma로 미분하면 무엇인가요? 여러분의 줄에서 x_hat은 어디에 있나요?",
)
def normalized_forgotten(grad_output, normalized):
    total = grad_output.reshape(-1, grad_output.shape[-1]).sum(dim=0)
    return total, total


@check.misconception(
    en="In gamma · x_hat + beta, what is the slope with respect to beta? Is anything multiplied with it?",
    ko="gamma · x_hat + beta를 beta로 미분하면 무엇인가요? beta에 곱해진 것이 있나요?",
)
def beta_times_normalized(grad_output, normalized):
    total = (grad_output * normalized).reshape(-1, grad_output.shape[-1]).sum(dim=0)
    return total, total


@check.misconception(
    en="Which of the two gradients comes first in the docstring?",
    ko="설명에는 두 기울기 가운데 무엇이 먼저 나오나요?",
)
def gamma_and_beta_order(grad_output, normalized):
    d = grad_output.shape[-1]
    return grad_output.reshape(-1, d).sum(dim=0), (grad_output * normalized).reshape(-1, d).sum(dim=0)


@check.misconception(
    en="Which comes first, the product or the sum? Does each token's gradient meet that token's own x_hat?",
    ko="곱과 합 가운데 무엇이 먼저인가요? 토큰마다 자기 기울기가 자기 x_hat과 만나나요?",
)
def summed_before_multiplied(grad_output, normalized):
    d = grad_output.shape[-1]
    total = grad_output.reshape(-1, d).sum(dim=0)
    return total * normalized.reshape(-1, d).sum(dim=0), total


@check.misconception(
    en="Which shape has your gradient, (d_model,) or one with axes of size 1 in front?",
    ko="기울기의 모양이 (d_model,)인가요, 앞에 크기 1인 축들이 남아 있나요?",
)
def axes_kept(grad_output, normalized):
    axes = tuple(range(grad_output.ndim - 1))
    return (grad_output * normalized).sum(axes, keepdim=True), grad_output.sum(axes, keepdim=True)
