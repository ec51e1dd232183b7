"""spread_after: what eps leaves of a token's standard deviation, inside the root and outside.

Spreads reach from far below the root of eps, where the two differ, to far above it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from grader.judge import Check, Expect, Rng, Student


def spread_after(std: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Oracle: torch's layer norm on tokens (-std, std), whose standard deviation is std."""
    tokens = torch.stack([-std, std], dim=-1)
    inside = nn.functional.layer_norm(tokens, (2,), eps=eps)[..., 1]
    return inside, std / torch.add(std, eps)


check = Check(spread_after)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Each of the two, where eps rules and where it does not; tensors of any shape."""
    labels = ("inside", "outside")

    def spreads(*shape: int) -> Tensor:
        return torch.from_numpy(10.0 ** rng.uniform(shape, -3, 1))

    with expect.part(
        "inside",
        2,
        en="What is the standard deviation of x - mu, and what is it divided by when eps stands beside the variance?",
        ko="x - mu의 표준편차는 얼마인가요? eps가 분산 옆에 있으면 그것을 무엇으로 나누게 되나요?",
    ):
        cases = [(spreads(7), 1e-5), (spreads(5), 0.1)]
        expect.same(cases, labels=labels, judged=("inside",))
    with expect.part(
        "outside",
        1,
        en="What is it divided by when eps is added to the standard deviation itself?",
        ko="eps를 표준편차 자체에 더하면 무엇으로 나누게 되나요?",
    ):
        cases = [(spreads(7), 1e-3), (spreads(5), 0.1)]
        expect.same(cases, labels=labels, judged=("outside",))
    with expect.part(
        "together",
        1,
        en="Is it right for a spread of 0, for another eps and for tensors of two axes, and is the input left alone?",
        ko="표준편차가 0일 때, eps가 다를 때, 축이 두 개인 텐서일 때도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [
            (torch.tensor([0.0, 1e-4, 2.0], dtype=torch.float64), 1e-6),
            (spreads(2, 3), 0.5),
            (spreads(3), 1e-5),
        ]
        expect.same(cases, labels=labels, unchanged=True)


@check.right
def with_rsqrt(std, eps):
    return std * torch.rsqrt(std.square() + eps), std.div(std.add(eps))


@check.right
def with_hypot(std, eps):
    root = torch.tensor(eps, dtype=std.dtype).sqrt()
    return [std / torch.hypot(std, root), 1 - eps / (std + eps)]


@check.right
def measured_on_tokens(std, eps):
    tokens = torch.stack([-std, std], dim=-1)
    inside = tokens / torch.sqrt(tokens.var(dim=-1, keepdim=True, unbiased=False) + eps)
    outside = tokens / (tokens.std(dim=-1, keepdim=True, unbiased=False) + eps)
    return inside.std(dim=-1, unbiased=False), outside.std(dim=-1, unbiased=False)


@check.misconception(
    en="What stands under the root beside eps: the standard deviation, or its square, the variance?",
    ko="제곱근 안에서 eps 옆에 있는 것이 표준편차인가요, 그 제곱인 분산인가요?",
)
def std_under_the_root(std, eps):
    return std / torch.sqrt(std + eps), std / (std + eps)


@check.misconception(
    en="Is it the standard deviation of the result that you return, or its variance? Where is the root?",
    ko="돌려주는 것이 결과의 표준편차인가요, 분산인가요? 제곱근은 어디에 있나요?",
)
def variance_returned(std, eps):
    return std**2 / (std**2 + eps), std**2 / (std + eps) ** 2


@check.misconception(
    en="By what does layer norm divide: the variance plus eps, or the root of that?",
    ko="층 정규화는 무엇으로 나누나요? 분산 더하기 eps인가요, 그 제곱근인가요?",
)
def root_left_out(std, eps):
    return std / (std**2 + eps), std / (std + eps)


@check.misconception(
    en="Is eps squared somewhere? What does the formula add to the variance?",
    ko="eps를 제곱한 곳이 있나요? 식에서는 분산에 무엇을 더하나요?",
)
def eps_squared(std, eps):
    return std / torch.sqrt(std**2 + eps**2), std / (std + eps)


@check.misconception(
    en="In the second form, is eps added to the standard deviation or to the variance?",
    ko="두 번째 꼴에서 eps를 표준편차에 더하나요, 분산에 더하나요?",
)
def outside_with_variance(std, eps):
    return std / torch.sqrt(std**2 + eps), std / (std**2 + eps)


@check.misconception(
    en="Which of the two results comes first, the one with eps inside the root or outside?",
    ko="두 결과 가운데 무엇이 먼저인가요? eps가 제곱근 안에 있는 쪽인가요, 밖에 있는 쪽인가요?",
)
def inside_and_outside_swapped(std, eps):
    return std / (std + eps), std / torch.sqrt(std**2 + eps)


@check.misconception(
    en="You have the factor by which a token is multiplied. How wide is the token afterwards?",
    ko="토큰에 곱해지는 배수를 구했네요. 곱하고 난 토큰의 표준편차는 얼마인가요?",
)
def only_the_factor(std, eps):
    return 1 / torch.sqrt(std**2 + eps), 1 / (std + eps)


@check.misconception(
    en="Is a result above 1 possible here? What stands above the line, and what below?",
    ko="여기서 1보다 큰 결과가 나올 수 있나요? 분자와 분모에 각각 무엇이 있나요?",
)
def upside_down(std, eps):
    return torch.sqrt(std**2 + eps) / std, (std + eps) / std


@check.misconception(
    en="Does a line use the argument eps, or is a number written there?",
    ko="인수 eps를 쓰고 있나요, 아니면 숫자를 직접 적어 두었나요?",
)
def eps_ignored(std, eps):
    return std / torch.sqrt(std**2 + 1e-5), std / (std + 1e-5)


@check.misconception(
    en="Is the caller's tensor still the same afterwards? What does std /= … change?",
    ko="함수를 부른 쪽의 텐서가 그대로 남아 있나요? std /= … 는 무엇을 바꾸나요?",
)
def spread_in_place(std, eps):
    outside = std / (std + eps)
    std /= torch.sqrt(std**2 + eps)
    return std, outside
