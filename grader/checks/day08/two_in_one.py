"""two_in_one: the one linear layer that two of them make, against what they do to 0 and to unit vectors."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def two_in_one(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle: asks the two layers what they make of 0 and of the unit vectors."""

    def both(x: Tensor) -> Tensor:
        return F.linear(F.linear(x, weight1, bias1), weight2, bias2)

    d_in = weight1.shape[1]
    bias = both(torch.zeros(d_in, dtype=weight1.dtype))
    return (both(torch.eye(d_in, dtype=weight1.dtype)) - bias).T, bias


check = Check(two_in_one)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The weight, the bias, then sizes at which a forgotten transpose crashes no more."""
    both = ("weight", "bias")

    def case(d_in: int, d_ff: int, d_out: int) -> tuple[Tensor, ...]:
        shapes = ((d_ff, d_in), (d_ff,), (d_out, d_ff), (d_out,))
        return tuple(rng.tensor64(shape) for shape in shapes)

    def same(
        cases: Sequence[tuple[Tensor, ...]], judged: Sequence[str] = both, unchanged: bool = False
    ) -> None:
        expect.same(cases, labels=both, judged=judged, unchanged=unchanged)

    with expect.part(
        "weight",
        2,
        en="Which of the two weights meets the token first? Has the product one row for each output, as nn.Linear keeps it?",
        ko="토큰이 먼저 만나는 weight는 어느 것인가요? 곱이 nn.Linear처럼 출력마다 행 하나인가요?",
    ):
        same([case(3, 5, 4), case(2, 4, 6)], ("weight",))
    with expect.part(
        "bias",
        2,
        en="What do the two layers make of a token of zeros? Through which weight does bias1 go?",
        ko="두 층이 0으로만 된 토큰을 무엇으로 바꾸나요? bias1은 어느 weight를 지나나요?",
    ):
        same([case(3, 5, 4), case(2, 4, 6)], ("bias",))
    with expect.part(
        "equal_sizes",
        2,
        en="When sizes are equal, no shape can protect you. Is the order of the product right, and is nothing turned round?",
        ko="크기가 같으면 모양으로는 걸러지지 않아요. 곱하는 순서가 맞고, 뒤집힌 것이 없나요?",
    ):
        same([case(4, 7, 4), case(4, 4, 4)], unchanged=True)


@check.right
def as_the_formula_says(weight1, bias1, weight2, bias2):
    W1, W2 = weight1.T, weight2.T
    return (W1 @ W2).T, bias1 @ W2 + bias2


@check.right
def with_einsum(weight1, bias1, weight2, bias2):
    weight = torch.einsum("oh,hi->oi", weight2, weight1)
    return [weight, torch.einsum("oh,h->o", weight2, bias1) + bias2]


@check.right
def neuron_by_neuron(weight1, bias1, weight2, bias2):
    weight, bias = torch.zeros(len(weight2), weight1.shape[1]), bias2.clone()
    for i in range(len(weight1)):
        weight = weight + torch.outer(weight2[:, i], weight1[i])
        bias += weight2[:, i] * bias1[i]
    return weight, bias


@check.misconception(
    en="In the formula a token stands on the left of its matrix. nn.Linear keeps each matrix transposed. What is the transpose "
    "of a product?",
    ko="식에서는 토큰이 행렬의 왼쪽에 있어요. nn.Linear는 행렬을 전치해서 지니고 있고요. 곱의 전치는 무엇인가요?",
)
def order_of_the_formula(weight1, bias1, weight2, bias2):
    return weight1 @ weight2, weight2 @ bias1 + bias2


@check.misconception(
    en="Would nn.Linear take your weight? Is it (d_out, d_in) or (d_in, d_out)?",
    ko="nn.Linear가 그 weight를 받아 줄까요? 모양이 (d_out, d_in)인가요, (d_in, d_out)인가요?",
)
def result_not_turned_back(weight1, bias1, weight2, bias2):
    return weight1.T @ weight2.T, weight2 @ bias1 + bias2


@check.misconception(
    en="Where has the first bias gone? What do the two layers give for a token of zeros?",
    ko="첫째 bias는 어디로 갔나요? 두 층은 0으로만 된 토큰에 무엇을 내놓나요?",
)
def bias1_forgotten(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, bias2


@check.misconception(
    en="Which bias is added last of all? Is it in your result?",
    ko="맨 마지막에 더하는 bias는 어느 것인가요? 결과에 들어 있나요?",
)
def bias2_forgotten(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, weight2 @ bias1


@check.misconception(
    en="bias1 is added before the second layer. What does that layer do with it?",
    ko="bias1은 둘째 층보다 먼저 더해져요. 둘째 층이 그것을 어떻게 바꾸나요?",
)
def biases_simply_added(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, bias1 + bias2


@check.misconception(
    en="Does bias1 meet the rows or the columns of weight2? nn.Linear keeps one row for each output.",
    ko="bias1이 weight2의 행과 만나나요, 열과 만나나요? nn.Linear는 출력마다 행 하나를 지녀요.",
)
def bias1_meets_columns(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, bias1 @ weight2 + bias2


@check.misconception(
    en="Does * multiply matrices in torch, or entry by entry?",
    ko="torch에서 *는 행렬 곱인가요, 같은 자리의 숫자끼리 곱하는 것인가요?",
)
def entry_by_entry(weight1, bias1, weight2, bias2):
    return weight2 * weight1, weight2 @ bias1 + bias2


@check.misconception(
    en="Which of the two results comes first, the weight or the bias?",
    ko="두 결과 가운데 어느 것이 먼저인가요? weight인가요, bias인가요?",
)
def bias_before_weight(weight1, bias1, weight2, bias2):
    return weight2 @ bias1 + bias2, weight2 @ weight1
