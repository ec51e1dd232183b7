"""A small day whose exercises are torch modules: a layer norm, and a pair of layers that share a weight."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from grader.judge import Check, CheckBook, Expect, Rng, Student


class LayerNorm(nn.LayerNorm):
    """torch's own, with the names of the exercise."""

    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__(d_model, eps)
        self.gamma, self.beta = self.weight, self.bias
        del self.weight, self.bias

    def forward(self, x: Any) -> Any:
        return nn.functional.layer_norm(x, x.shape[-1:], self.gamma, self.beta, self.eps)

    def centre(self, x: Any) -> Any:
        return x - x.mean(-1, keepdim=True)


layer_norm_check = Check(LayerNorm)


@layer_norm_check.test
def layer_norm_test(student: Student, rng: Rng, expect: Expect) -> None:
    weights = {"gamma": rng.normal((6,), offset=1), "beta": rng.normal((6,))}
    x, square = rng.normal((2, 5, 6), scale=2, offset=1), rng.normal((6, 6, 6))
    with expect.part("values", 2, en="Over which axis?", ko="어느 축인가요?"):
        expect.same_module((6, 0.1), weights, [(x,), (square,)], unchanged=True)
    with expect.part("gradients", 1, en="Does the gradient pass?", ko="기울기가 지나가나요?"):
        module, right = expect.modules((6, 0.1), weights)
        upstream = rng.normal(x.shape)
        expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream))
        expect.array(module.call("centre", x), right.call("centre", x))
    with expect.part("count", 1, en="How many numbers?", ko="숫자가 몇 개인가요?"):
        module = student.build("LayerNorm", 6, 0.1)
        expect.parameter_count(module, 12)
        expect.storages(module)
        module.load(weights)
        expect.array(module(x), right(x))


@layer_norm_check.right
class ByTheFormula(nn.Module):
    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))
        self.eps = eps

    def forward(self, x: Any) -> Any:
        variance = x.var(-1, keepdim=True, unbiased=False)
        return self.gamma * self.centre(x) / torch.sqrt(variance + self.eps) + self.beta

    def centre(self, x: Any) -> Any:
        return x - x.mean(-1, keepdim=True)


@layer_norm_check.right
class WithABuffer(nn.Module):
    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))
        self.register_buffer("average", torch.full((d_model, d_model), 1 / d_model))
        self.one = nn.Parameter(torch.ones(1), requires_grad=False)
        self.eps = eps

    def forward(self, x: Any) -> Any:
        centred = self.centre(x)
        return self.gamma * centred * ((centred**2) @ self.average + self.eps) ** -0.5 + self.beta

    def centre(self, x: Any) -> Any:
        return x - x @ self.average


@layer_norm_check.right
class DoubleInside(nn.Module):
    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.beta, self.gamma = nn.Parameter(torch.randn(d_model)), nn.Parameter(torch.randn(d_model))
        self.eps = eps

    def forward(self, x: Any) -> Any:
        return (
            nn.functional.layer_norm(x.double(), x.shape[-1:], None, None, self.eps) * self.gamma + self.beta
        )

    def centre(self, x: Any) -> Any:
        return x.double() - x.double().mean(-1, keepdim=True)


@layer_norm_check.misconception(en="By d or d - 1?", ko="d인가요, d - 1인가요?")
class Unbiased(nn.Module):
    scale: float = 1.0

    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))
        self.eps = eps

    def forward(self, x: Any) -> Any:
        variance = x.var(-1, keepdim=True)
        return self.gamma * self.centre(x) / torch.sqrt(variance + self.eps) + self.beta

    @staticmethod
    def centre(x: Any) -> Any:
        return x - x.mean(-1, keepdim=True)


@layer_norm_check.misconception(en="Are they learned?", ko="학습되나요?")
class NotParameters(nn.Module):
    def __init__(self, d_model: int, eps: float) -> None:
        super(NotParameters, self).__init__()  # noqa: UP008 - a student's cell has another name for it
        self.gamma, self.beta, self.eps = torch.ones(d_model), torch.zeros(d_model), eps

    def forward(self, x: Any) -> Any:
        variance = x.var(-1, keepdim=True, unbiased=False)
        return self.gamma * self.centre(x) / torch.sqrt(variance + self.eps) + self.beta

    def centre(self, x: Any) -> Any:
        return x - x.mean(-1, keepdim=True)


misconception = layer_norm_check.misconceptions_in(ByTheFormula)
misconception(
    "detached",
    ("x.var(-1, keepdim=True, unbiased=False)", "x.var(-1, keepdim=True, unbiased=False).detach()"),
    en="Is the variance part of the graph?",
    ko="분산도 그래프에 있나요?",
)
misconception("over_tokens", ("(-1,", "(-2,"), en="Which axis?", ko="어느 축인가요?")
misconception(
    "extra_bias",
    ("        self.eps = eps\n", "        self.eps, self.shift = eps, nn.Parameter(torch.zeros(d_model))\n"),
    ("+ self.beta", "+ self.beta + self.shift"),
    en="What is the third for?",
    ko="셋째는 무엇에 쓰나요?",
)
misconception(
    "in_place",
    (
        "        return self.gamma * self.centre(x)",
        "        x -= x.mean(-1, keepdim=True)\n        return self.gamma * x",
    ),
    en="Is x changed?",
    ko="x가 바뀌나요?",
)


def share(x: Any, mask: Any) -> Any:
    """The softmax of what is not masked; a function through which one trains."""
    return torch.softmax(x.masked_fill(~mask, -torch.inf), -1)


share_check = Check(share)


@share_check.test
def share_test(student: Student, rng: Rng, expect: Expect) -> None:
    x, mask = rng.tensor32((3, 5)), torch.tensor([True, True, False, True, False])
    with expect.part("values", 2, en="Do they sum to 1?", ko="합이 1인가요?"):
        expect.same([(x, mask), (2 * x, ~mask)])
    with expect.part("gradient", 1, en="Is the sum part of the graph?", ko="합도 그래프에 있나요?"):
        expect.same_gradients((x, mask), rng.tensor32((3, 5)))


@share_check.misconception(en="What does detach cut?", ko="detach는 무엇을 끊나요?")
def share_detached(x: Any, mask: Any) -> Any:
    return torch.softmax(x.detach().masked_fill(~mask, -torch.inf), -1)


@share_check.misconception(en="Is the sum a constant?", ko="합이 상수인가요?")
def sum_detached(x: Any, mask: Any) -> Any:
    parts = torch.exp(x) * mask
    return parts / parts.sum(-1, keepdim=True).detach()


@share_check.misconception(en="Can NumPy do it?", ko="NumPy가 할 수 있나요?")
def asks_numpy(x: Any, mask: Any) -> Any:
    return torch.from_numpy(torch.softmax(x.masked_fill(~mask, -torch.inf), -1).numpy())


@share_check.misconception(en="Where is the mask?", ko="마스크는 어디에 있나요?")
def unmasked(x: Any, mask: Any) -> Any:
    return torch.softmax(x, -1)


@share_check.misconception(en="What is the type?", ko="타입이 무엇인가요?")
def as_a_list(x: Any, mask: Any) -> Any:
    return torch.softmax(x.masked_fill(~mask, -torch.inf), -1).tolist()


@share_check.right
def share_of_exp(x: Any, mask: Any) -> Any:
    parts = x.clone()
    parts -= x.max().detach()
    parts.exp_()
    parts = parts * mask
    return parts / torch.einsum("...i->...", parts)[..., None]


@share_check.right
def share_of_the_smallest(x: Any, mask: Any) -> Any:
    scores = x.double().masked_fill(~mask, torch.finfo(torch.float64).min)
    rows = [torch.softmax(row, 0) for row in scores]
    return torch.stack(rows).float()


class Twins(nn.Module):
    """Two layers with one weight; returns both results."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.one, self.two = nn.Linear(d, d), nn.Linear(d, d)
        self.two.weight = self.one.weight

    def forward(self, x: Any) -> Any:
        return self.one(x), self.two(x)


twins_check = Check(Twins)


@twins_check.test
def twins_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("shared", en="One weight or two?", ko="가중치가 하나인가요, 둘인가요?"):
        module = student.build("Twins", 3)
        expect.parameter_count(module, 15)
        expect.storages(module, shared=[("one.weight", "two.weight")])
    with expect.part("values", en="Which layer?", ko="어느 층인가요?"):
        weights = {
            "one.weight": rng.normal((3, 3)),
            "one.bias": rng.normal((3,)),
            "two.bias": rng.normal((3,)),
        }
        x = rng.normal((4, 3))
        expect.same_module((3,), weights, [(x,), (x[:2],)], labels=("one", "two"))


@twins_check.misconception(en="Is a copy the same tensor?", ko="복사하면 같은 텐서인가요?")
class Copied(nn.Module):
    def __init__(self, d: int) -> None:
        super().__init__()
        self.one, self.two = nn.Linear(d, d), nn.Linear(d, d)
        self.two.weight.data.copy_(self.one.weight.data)

    def forward(self, x: Any) -> Any:
        return self.one(x), self.two(x)


book = CheckBook(layer_norm_check, share_check, twins_check)

SOLUTION = """class LayerNorm(nn.Module):
    def __init__(self, d_model, eps):
        super().__init__()
        ### BEGIN SOLUTION
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))
        self.eps = eps
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        variance = x.var(-1, keepdim=True, unbiased=False)
        return self.gamma * self.centre(x) / torch.sqrt(variance + self.eps) + self.beta
        ### END SOLUTION

    def centre(self, x):
        ### BEGIN SOLUTION
        return x - x.mean(-1, keepdim=True)
        ### END SOLUTION
"""

SHARE = """def share(x, mask):
    ### BEGIN SOLUTION
    return torch.softmax(x.masked_fill(~mask, -torch.inf), -1)
    ### END SOLUTION
"""

TWINS = """class Twins(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.one, self.two = nn.Linear(d, d), nn.Linear(d, d)
        self.two.weight = self.one.weight
    def forward(self, x):
        return self.one(x), self.two(x)
"""
