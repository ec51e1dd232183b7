"""MLMHead: dense, GELU, norm and the table that it is given, by torch.nn.functional, with given weights of order one.

A norm over few numbers behind a GELU, which takes most of what is below 0 away, magnifies rounding: hence 10 and 12.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day08.gelu import gelu
from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


class MLMHead(nn.Module):
    """Oracle, by torch.nn.functional."""

    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        z = self.norm(F.gelu(F.linear(x, self.dense.weight, self.dense.bias)))
        return F.linear(z, table, self.bias)


check = Check(MLMHead)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, the exact GELU, the eps, other axes, gradients of the table too."""

    def weights(arguments: tuple[int, int]) -> dict[str, Tensor]:
        return order_one(rng, MLMHead(*arguments))

    def same(
        arguments: tuple[int, int],
        *cases: tuple[Tensor, Tensor],
        unchanged: bool = False,
        small: bool = False,
    ) -> None:
        given = weights(arguments)
        if small:
            given["dense.weight"], given["dense.bias"] = 1e-3 * given["dense.weight"], 0 * given["dense.bias"]
        expect.same_module(arguments, given, cases, unchanged=unchanged)

    def case(lead: tuple[int, ...], d_model: int, size: int, scale: float = 1.0) -> tuple[Tensor, Tensor]:
        return rng.tensor32((*lead, d_model), scale), rng.tensor32((size, d_model), 0.7)

    with expect.part(
        "values",
        4,
        en="Is it dense, then GELU, then norm, then the product with every row of the table, then the bias?",
        ko="dense, GELU, 정규화, 표의 모든 행과의 곱, bias 순서인가요?",
    ):
        same((12, 11), case((2, 5), 12, 11), case((3, 4), 12, 11))
        same((10, 10), case((2, 5), 10, 10, 2.0))
    with expect.part(
        "eps",
        1,
        en="Which eps does the norm get? It shows when the numbers in front of it are small.",
        ko="정규화에 어떤 eps를 주나요? 그 앞의 수가 작을 때 드러나요.",
    ):
        same((12, 11), case((2, 5), 12, 11), small=True)
    with expect.part(
        "axes",
        1,
        en="Does it work for one token and for chosen tokens in a row, and are the inputs left alone?",
        ko="토큰 하나에도, 골라낸 토큰들의 줄에도 동작하나요? 입력은 그대로인가요?",
    ):
        same((12, 11), case((7,), 12, 11), case((1, 1), 12, 11), unchanged=True)
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach x, the table and every part? Is the table of the caller used, and none of the head's own?",
        ko="x와 표, 모든 부품에 기울기가 닿나요? 헤드가 따로 만든 표가 아니라 받은 표를 쓰나요?",
    ):
        same((12, 11), case((2, 3), 12, 11))
        x, table = case((2, 5), 12, 11)
        expect.module_gradients((12, 11), weights((12, 11)), [x, table], rng.tensor32((2, 5, 11)))
        module = expect.build(12, 11)
        expect.parameter_count(module, 12 * 12 + 12 + 24 + 11)
        start = expect.like(module(case((2, 3), 12, 11)[0], torch.zeros(11, 12)), np.zeros((2, 3, 11)))
        if start.any():  # a table of zeros leaves the bias alone
            raise Failure(
                Text(
                    "With which numbers does your bias begin? Which does the docstring ask for?",
                    "bias가 어떤 수로 시작하나요? 설명에는 무엇이라고 적혀 있나요?",
                )
            )


@check.right
class AsInTheLesson(nn.Module):
    def __init__(self, d_model, vocab_size):
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x, table):
        return self.norm(gelu(self.dense(x))) @ table.mT + self.bias


@check.right
class WithLinear(nn.Module):
    def __init__(self, d_model, vocab_size):
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x, table):
        return F.linear(self.norm(F.gelu(self.dense(x))), table, self.bias)


@check.right
class WithEinsum(nn.Module):
    def __init__(self, d_model, vocab_size):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        self.norm = LayerNorm(d_model, 1e-12)
        self.dense = nn.Linear(d_model, d_model)
        self.bend = nn.GELU()

    def forward(self, x, table):
        return torch.einsum("...d,vd->...v", self.norm(self.bend(self.dense(x))), table) + self.bias


misconception = check.misconceptions_in(AsInTheLesson)
misconception(
    "gelu_with_tanh",
    ("gelu(self.dense(x))", 'F.gelu(self.dense(x), approximate="tanh")'),
    en="Two functions are called GELU. Which of them is the exact one?",
    ko="GELU라는 이름의 함수가 두 가지예요. 정확한 것은 어느 쪽인가요?",
)
misconception(
    "gelu_left_out",
    ("gelu(self.dense(x))", "self.dense(x)"),
    en="What bends the numbers between dense and norm?",
    ko="dense와 정규화 사이에서 수를 휘게 하는 것은 무엇인가요?",
)
misconception(
    "head_without_norm",
    ("self.norm(gelu(self.dense(x)))", "gelu(self.dense(x))"),
    en="The norm is made. Where is it used?",
    ko="정규화를 만들었어요. 어디에서 쓰나요?",
)
misconception(
    "norm_before_gelu",
    ("self.norm(gelu(self.dense(x)))", "gelu(self.norm(self.dense(x)))"),
    en="In which order do GELU and norm come in the formula, read from the inside?",
    ko="수식을 안쪽부터 읽으면 GELU와 정규화 가운데 무엇이 먼저인가요?",
)
misconception(
    "norm_before_dense",
    ("self.norm(gelu(self.dense(x)))", "gelu(self.dense(self.norm(x)))"),
    en="Read the formula from the inside: what meets x first, and what comes right before the table?",
    ko="수식을 안쪽부터 읽어 보세요. x가 처음 만나는 것은 무엇이고, 표 바로 앞에 오는 것은 무엇인가요?",
)
misconception(
    "head_with_torch_s_eps",
    ("LayerNorm(d_model, 1e-12)", "LayerNorm(d_model)"),
    en="Which eps does LayerNorm take when you give none?",
    ko="eps를 주지 않으면 LayerNorm은 얼마를 쓰나요?",
)
misconception(
    "words_without_bias",
    (" + self.bias", ""),
    en="A word that is frequent everywhere should score higher everywhere. Which part can learn that, and is it added?",
    ko="어디서나 자주 나오는 단어는 어디서나 점수가 높아야 해요. 그것을 배울 수 있는 부품은 무엇이고, 더하고 있나요?",
)
misconception(
    "table_cut_off",
    ("table.mT", "table.detach().mT"),
    en="The head must help to learn the table. Does its gradient get through?",
    ko="헤드도 표를 함께 학습시켜야 해요. 표까지 기울기가 닿나요?",
)
misconception(
    "softmax_at_the_end",
    (
        "self.norm(gelu(self.dense(x))) @ table.mT + self.bias",
        "torch.softmax(self.norm(gelu(self.dense(x))) @ table.mT + self.bias, dim=-1)",
    ),
    en="Logits or probabilities: what does the docstring ask for?",
    ko="로짓인가요, 확률인가요? docstring이 바라는 것은 무엇인가요?",
)
