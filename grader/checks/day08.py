"""Day 8, the position-wise feed-forward network: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles, made of torch.nn and torch.nn.functional.
Misconceptions and alternatives call them by these bare names, so that their source also works when pasted into a student's
notebook, where the same names are the student's functions. They use nothing else but `math`, `torch`, `nn` and `F`.

The two forms of GELU differ by at most 0.0005, so they are told apart where the right numbers are small themselves: on the
negative side, and in feed-forward networks whose hidden layer is mostly there.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.text import Text

book = CheckBook()


def _between(rng: Rng, low: float, high: float, *shape: int) -> Tensor:
    return torch.from_numpy(rng.uniform(shape, low, high))


# -------------------------------------------------------------------------------------------------------- 1 relu


def relu(x: Tensor) -> Tensor:
    """Oracle."""
    return F.relu(x)


@book.check("relu")
def check_relu(student: Student, rng: Rng, expect: Expect) -> None:
    """Numbers of both signs, then edges, then the input."""
    with expect.part(
        "values",
        3,
        en="Is every number below 0 replaced by 0 and every other one left as it is, each by itself?",
        ko="0보다 작은 숫자는 모두 0이 되고 나머지는 그대로인가요? 숫자마다 따로 계산하나요?",
    ):
        expect.same(
            student, "relu", relu, [(rng.tensor64(shape, 2.0),) for shape in ((7,), (2, 3, 4), (1, 5))]
        )
    with expect.part(
        "edges",
        1,
        en="What becomes of exactly 0, of very small and of very large numbers?",
        ko="정확히 0인 숫자, 아주 작은 숫자, 아주 큰 숫자는 어떻게 되나요?",
    ):
        cases = [rng.tensor64((8,), 1e-3), rng.tensor64((8,), 1e3), torch.tensor([-1.0, 0.0, 2.0])]
        expect.same(student, "relu", relu, [(case,) for case in cases])
    with expect.part(
        "input",
        1,
        en="Does the function leave its input as it was, in float32 too? Can a gradient flow back where x is above 0?",
        ko="함수가 입력을 그대로 두나요? float32일 때도요? x가 0보다 큰 곳에서 기울기가 되돌아갈 수 있나요?",
    ):
        expect.same(student, "relu", relu, [(rng.tensor64((3, 5), 2.0).float(),)], unchanged=True)
        expect.same_gradients(student, relu, (rng.tensor64((4, 5), 2.0),), rng.tensor64((4, 5)))


@book.misconception(
    "relu",
    "distance_from_zero",
    en="What should become of -3: 0 or 3?",
    ko="-3은 0이 되어야 하나요, 3이 되어야 하나요?",
)
def distance_from_zero(x: Tensor) -> Tensor:
    return x.abs()


@book.misconception(
    "relu",
    "positives_cut",
    en="Is 0 the smallest or the largest number that may come out?",
    ko="나올 수 있는 숫자 가운데 0은 가장 작은 것인가요, 가장 큰 것인가요?",
)
def positives_cut(x: Tensor) -> Tensor:
    return torch.clamp(x, max=0.0)


@book.misconception(
    "relu",
    "signs_returned",
    en="Does the function give back the numbers that are positive, or only say which ones are?",
    ko="함수가 양수인 숫자를 그대로 돌려주나요, 어느 것이 양수인지만 알려 주나요?",
)
def signs_returned(x: Tensor) -> Tensor:
    return (x > 0).to(x.dtype)


@book.misconception(
    "relu",
    "leaky",
    en="What is left of a negative number: nothing at all, or a hundredth?",
    ko="음수에서 무엇이 남나요? 아무것도 안 남나요, 100분의 1이 남나요?",
)
def leaky(x: Tensor) -> Tensor:
    return torch.where(x > 0, x, 0.01 * x)


@book.misconception(
    "relu",
    "cut_at_one",
    en="Is there an upper bound, too? What should become of 5?",
    ko="위쪽 한계도 있나요? 5는 무엇이 되어야 하나요?",
)
def cut_at_one(x: Tensor) -> Tensor:
    return x.clamp(0.0, 1.0)


@book.misconception(
    "relu",
    "softplus_for_relu",
    en="Is your function exactly 0 for every negative number, and x itself for every positive one?",
    ko="음수이면 정확히 0, 양수이면 x 그대로가 나오나요?",
)
def softplus_for_relu(x: Tensor) -> Tensor:
    return torch.log(1 + torch.exp(-x.abs())) + x.clamp(min=0)


@book.misconception(
    "relu",
    "positives_picked_out",
    en="Does the result have as many numbers as x? Where did the negative ones go?",
    ko="결과의 숫자 개수가 x와 같나요? 음수들은 어디로 갔나요?",
)
def positives_picked_out(x: Tensor) -> Tensor:
    return x[x > 0]


@book.misconception(
    "relu",
    "largest_of_all",
    en="Is the maximum taken between each number and 0, or over the whole tensor?",
    ko="최댓값을 숫자마다 0과 비교해서 구하나요, 텐서 전체에서 하나를 구하나요?",
)
def largest_of_all(x: Tensor) -> Tensor:
    return x.max().clamp(min=0)


@book.misconception(
    "relu",
    "input_overwritten",
    en="What holds x after your function has run? Does a line write into it?",
    ko="함수가 끝난 뒤 x에는 무엇이 들어 있나요? x에 바로 쓰는 줄이 있나요?",
)
def input_overwritten(x: Tensor) -> Tensor:
    x[x < 0] = 0
    return x


@book.misconception(
    "relu",
    "relu_detached",
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def relu_detached(x: Tensor) -> Tensor:
    y = x.clone().detach()
    y[y < 0] = 0
    return y


@book.alternative("relu", "copy_overwritten")
def copy_overwritten(x: Tensor) -> Tensor:
    y = x.clone()
    y[y < 0] = 0
    return y


@book.alternative("relu", "clamped")
def clamped(x: Tensor) -> Tensor:
    return x.clamp(min=0)


@book.alternative("relu", "times_mask")
def times_mask(x: Tensor) -> Tensor:
    return x * (x > 0)


@book.alternative("relu", "larger_of_two")
def larger_of_two(x: Tensor) -> Tensor:
    return torch.maximum(x, torch.zeros_like(x))


@book.alternative("relu", "half_of_x_and_its_size")
def half_of_x_and_its_size(x: Tensor) -> Tensor:
    return (x + abs(x)) / 2


# -------------------------------------------------------------------------------------------------- 2 two_in_one


def two_in_one(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    """Oracle: asks the two layers what they make of 0 and of the unit vectors."""

    def both(x: Tensor) -> Tensor:
        return F.linear(F.linear(x, weight1, bias1), weight2, bias2)

    d_in = weight1.shape[1]
    bias = both(torch.zeros(d_in, dtype=weight1.dtype))
    return (both(torch.eye(d_in, dtype=weight1.dtype)) - bias).T, bias


@book.check("two_in_one")
def check_two_in_one(student: Student, rng: Rng, expect: Expect) -> None:
    """The weight, the bias, then sizes at which a forgotten transpose crashes no more."""
    both = ("weight", "bias")

    def case(d_in: int, d_ff: int, d_out: int) -> tuple[Tensor, ...]:
        shapes = ((d_ff, d_in), (d_ff,), (d_out, d_ff), (d_out,))
        return tuple(rng.tensor64(shape) for shape in shapes)

    def same(
        cases: Sequence[tuple[Tensor, ...]], judged: Sequence[str] = both, unchanged: bool = False
    ) -> None:
        expect.same(student, "two_in_one", two_in_one, cases, labels=both, judged=judged, unchanged=unchanged)

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


@book.misconception(
    "two_in_one",
    "order_of_the_formula",
    en="In the formula a token stands on the left of its matrix. nn.Linear keeps each matrix transposed. What is the transpose "
    "of a product?",
    ko="식에서는 토큰이 행렬의 왼쪽에 있어요. nn.Linear는 행렬을 전치해서 지니고 있고요. 곱의 전치는 무엇인가요?",
)
def order_of_the_formula(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    return weight1 @ weight2, weight2 @ bias1 + bias2


@book.misconception(
    "two_in_one",
    "result_not_turned_back",
    en="Would nn.Linear take your weight? Is it (d_out, d_in) or (d_in, d_out)?",
    ko="nn.Linear가 그 weight를 받아 줄까요? 모양이 (d_out, d_in)인가요, (d_in, d_out)인가요?",
)
def result_not_turned_back(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    return weight1.T @ weight2.T, weight2 @ bias1 + bias2


@book.misconception(
    "two_in_one",
    "bias1_forgotten",
    en="Where has the first bias gone? What do the two layers give for a token of zeros?",
    ko="첫째 bias는 어디로 갔나요? 두 층은 0으로만 된 토큰에 무엇을 내놓나요?",
)
def bias1_forgotten(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    return weight2 @ weight1, bias2


@book.misconception(
    "two_in_one",
    "bias2_forgotten",
    en="Which bias is added last of all? Is it in your result?",
    ko="맨 마지막에 더하는 bias는 어느 것인가요? 결과에 들어 있나요?",
)
def bias2_forgotten(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    return weight2 @ weight1, weight2 @ bias1


@book.misconception(
    "two_in_one",
    "biases_simply_added",
    en="bias1 is added before the second layer. What does that layer do with it?",
    ko="bias1은 둘째 층보다 먼저 더해져요. 둘째 층이 그것을 어떻게 바꾸나요?",
)
def biases_simply_added(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    return weight2 @ weight1, bias1 + bias2


@book.misconception(
    "two_in_one",
    "bias1_meets_columns",
    en="Does bias1 meet the rows or the columns of weight2? nn.Linear keeps one row for each output.",
    ko="bias1이 weight2의 행과 만나나요, 열과 만나나요? nn.Linear는 출력마다 행 하나를 지녀요.",
)
def bias1_meets_columns(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    return weight2 @ weight1, bias1 @ weight2 + bias2


@book.misconception(
    "two_in_one",
    "entry_by_entry",
    en="Does * multiply matrices in torch, or entry by entry?",
    ko="torch에서 *는 행렬 곱인가요, 같은 자리의 숫자끼리 곱하는 것인가요?",
)
def entry_by_entry(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    return weight2 * weight1, weight2 @ bias1 + bias2


@book.misconception(
    "two_in_one",
    "bias_before_weight",
    en="Which of the two results comes first, the weight or the bias?",
    ko="두 결과 가운데 어느 것이 먼저인가요? weight인가요, bias인가요?",
)
def bias_before_weight(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    return weight2 @ bias1 + bias2, weight2 @ weight1


@book.alternative("two_in_one", "as_the_formula_says")
def as_the_formula_says(
    weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> tuple[Tensor, Tensor]:
    W1, W2 = weight1.T, weight2.T
    return (W1 @ W2).T, bias1 @ W2 + bias2


@book.alternative("two_in_one", "with_einsum")
def with_einsum(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> list[Tensor]:
    weight = torch.einsum("oh,hi->oi", weight2, weight1)
    return [weight, torch.einsum("oh,h->o", weight2, bias1) + bias2]


@book.alternative("two_in_one", "neuron_by_neuron")
def neuron_by_neuron(weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> tuple[Tensor, Tensor]:
    weight, bias = torch.zeros(len(weight2), weight1.shape[1]), bias2.clone()
    for i in range(len(weight1)):
        weight = weight + torch.outer(weight2[:, i], weight1[i])
        bias += weight2[:, i] * bias1[i]
    return weight, bias


# ------------------------------------------------------------------------------------------------ 3 feed_forward


def feed_forward(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    """Oracle."""
    return F.linear(F.relu(F.linear(x, weight1, bias1)), weight2, bias2)


@book.check(
    "feed_forward",
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
def check_feed_forward(student: Student, rng: Rng, expect: Expect) -> None:
    """The bend; square weights; axes in front. Without a bend nothing is earned."""
    name = "feed_forward"

    def case(lead: tuple[int, ...], d_in: int, d_ff: int, d_out: int) -> tuple[Tensor, ...]:
        shapes = ((*lead, d_in), (d_ff, d_in), (d_ff,), (d_out, d_ff), (d_out,))
        return tuple(rng.tensor64(shape) for shape in shapes)

    with expect.part(
        "values",
        3,
        en="Does the hidden layer go through ReLU, and is that what the second layer reads?",
        ko="은닉층이 ReLU를 지나고, 둘째 층이 그 결과를 읽나요?",
    ):
        expect.same(student, name, feed_forward, [case((5,), 3, 7, 4), case((2, 4), 5, 9, 3)])
    with expect.part(
        "equal_sizes",
        1,
        en="Is it right when both weights are square? Do the rows of a weight meet the token, or its columns?",
        ko="두 weight가 모두 정사각이어도 맞나요? 토큰과 만나는 것이 weight의 행인가요, 열인가요?",
    ):
        expect.same(student, name, feed_forward, [case((6,), 6, 6, 6)])
    with expect.part(
        "one_token",
        1,
        en="Does it work for one token alone and with more axes in front? Are the inputs left alone?",
        ko="토큰 하나만 주어도, 앞에 축이 더 있어도 동작하나요? 입력은 그대로인가요?",
    ):
        expect.same(
            student, name, feed_forward, [case((), 6, 12, 5), case((2, 3, 2), 3, 5, 4)], unchanged=True
        )


@book.misconception(
    "feed_forward",
    "activation_thrown_away",
    en="relu gives back a new tensor. Which name keeps it, and which tensor does the second layer read?",
    ko="relu는 새 텐서를 돌려줘요. 그것을 어떤 이름에 담았고, 둘째 층은 어느 텐서를 읽나요?",
)
def activation_thrown_away(
    x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> Tensor:
    hidden = F.linear(x, weight1, bias1)
    relu(hidden)
    return F.linear(hidden, weight2, bias2)


@book.misconception(
    "feed_forward",
    "relu_behind_both",
    en="May the output of the network be negative? How many ReLUs does the formula have?",
    ko="신경망의 출력이 음수일 수 있나요? 식에는 ReLU가 몇 번 나오나요?",
)
def relu_behind_both(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = relu(F.linear(x, weight1, bias1))
    return relu(F.linear(hidden, weight2, bias2))


@book.misconception(
    "feed_forward",
    "relu_at_the_end_only",
    en="Where does the ReLU stand: between the two layers or behind both?",
    ko="ReLU가 어디에 있나요? 두 층 사이인가요, 두 층 뒤인가요?",
)
def relu_at_the_end_only(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = F.linear(x, weight1, bias1)
    return relu(F.linear(hidden, weight2, bias2))


@book.misconception(
    "feed_forward",
    "relu_on_the_token",
    en="Does the ReLU see the token or the hidden layer?",
    ko="ReLU가 보는 것이 토큰인가요, 은닉층인가요?",
)
def relu_on_the_token(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = F.linear(relu(x), weight1, bias1)
    return F.linear(hidden, weight2, bias2)


@book.misconception(
    "feed_forward",
    "bias1_behind_relu",
    en="Is bias1 added before the ReLU or after it? Which of them can switch a neuron off?",
    ko="bias1을 ReLU 앞에서 더하나요, 뒤에서 더하나요? 뉴런을 끌 수 있는 것은 어느 쪽인가요?",
)
def bias1_behind_relu(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = relu(F.linear(x, weight1)) + bias1
    return F.linear(hidden, weight2, bias2)


@book.misconception(
    "feed_forward",
    "bias1_left_out",
    en="What is added to the hidden layer before the ReLU? Is every argument of the function read?",
    ko="ReLU 앞에서 은닉층에 무엇을 더하나요? 함수의 인수를 모두 쓰나요?",
)
def bias1_left_out(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = relu(F.linear(x, weight1))
    return F.linear(hidden, weight2, bias2)


@book.misconception(
    "feed_forward",
    "bias2_left_out",
    en="Which argument does no line use?",
    ko="어느 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
def bias2_left_out(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = relu(F.linear(x, weight1, bias1))
    return F.linear(hidden, weight2)


@book.misconception(
    "feed_forward",
    "weights_not_transposed",
    en="The weights have one row for each output. Which of their axes must meet the token in a product x @ …?",
    ko="weight에는 출력마다 행이 하나씩 있어요. x @ … 에서 토큰과 만나야 하는 축은 어느 것인가요?",
)
def weights_not_transposed(
    x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> Tensor:
    return relu(x @ weight1 + bias1) @ weight2 + bias2


@book.misconception(
    "feed_forward",
    "gelu_for_relu",
    en="Which function does the docstring ask for between the two layers?",
    ko="두 층 사이에 어떤 함수를 쓰라고 되어 있나요?",
)
def gelu_for_relu(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    return F.linear(F.gelu(F.linear(x, weight1, bias1)), weight2, bias2)


@book.alternative("feed_forward", "kept_in_place")
def kept_in_place(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = F.linear(x, weight1, bias1)
    hidden.relu_()
    return F.linear(hidden, weight2, bias2)


@book.alternative("feed_forward", "with_products")
def with_products(x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    hidden = torch.clamp(x @ weight1.T + bias1, min=0)
    return hidden @ weight2.T + bias2


@book.alternative("feed_forward", "one_neuron_after_another")
def one_neuron_after_another(
    x: Tensor, weight1: Tensor, bias1: Tensor, weight2: Tensor, bias2: Tensor
) -> Tensor:
    out = bias2
    for i in range(len(bias1)):
        fires = relu((x * weight1[i]).sum(dim=-1, keepdim=True) + bias1[i])
        out = out + fires * weight2[:, i]
    return out


# -------------------------------------------------------------------------------------------------------- 4 gelu


def gelu(x: Tensor) -> Tensor:
    """Oracle."""
    return F.gelu(x)


@book.check("gelu")
def check_gelu(student: Student, rng: Rng, expect: Expect) -> None:
    """Ordinary numbers, the negative side, where the tanh formula differs most, far out.

    The tolerances let a root of 2 with five digits (1.4142) pass in every draw, and one with four (1.414) in none.
    """
    with expect.part(
        "values",
        3,
        en="Is every number multiplied by Φ of itself? What is Φ(0), and what is under the erf?",
        ko="숫자마다 자기 자신의 Φ를 곱하나요? Φ(0)은 얼마이고, erf 안에는 무엇이 있나요?",
    ):
        cases = [rng.tensor64(shape, 1.5) for shape in ((9,), (2, 3, 4))]
        cases[0][0] = cases[0][0].abs() + 0.5  # one is surely not near 0
        expect.same(student, "gelu", gelu, [(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "negative_side",
        2,
        en="Between -5 and 0 the function dips to -0.17 and comes back to 0. Does yours?",
        ko="-5와 0 사이에서 이 함수는 -0.17까지 내려갔다가 0으로 돌아와요. 여러분의 함수도 그런가요?",
    ):
        dip = torch.cat([_between(rng, -0.9, -0.6, 1), _between(rng, -5, 0, 10)])  # one is surely not near 0
        cases = [dip, _between(rng, -1.5, -0.3, 3, 4)]
        expect.same(student, "gelu", gelu, [(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "exact",
        2,
        en="Is it the exact form, with erf, to more than three digits?",
        ko="세 자리보다 더 정확한, erf를 쓰는 정확한 꼴인가요?",
    ):
        cases = [_between(rng, -4, -1.7, 9), _between(rng, -3, -2, 2, 3).float()]
        expect.same(student, "gelu", gelu, [(case,) for case in cases], tolerance=2e-4)
    with expect.part(
        "far_out",
        1,
        en="What comes out for numbers far below and far above 0? Is the input left alone? Can a gradient flow back?",
        ko="0보다 훨씬 작거나 훨씬 큰 숫자에서는 무엇이 나오나요? 입력은 그대로인가요? 기울기가 되돌아갈 수 있나요?",
    ):
        cases = [torch.tensor([-1000.0, -30.0, 0.0]), torch.tensor([30.0, 1000.0])]
        expect.same(student, "gelu", gelu, [(case.double(),) for case in cases], unchanged=True)
        expect.same_gradients(student, gelu, (rng.tensor64((9,)),), rng.tensor64((9,)), tolerance=1e-3)


@book.misconception(
    "gelu",
    "tanh_form",
    en="Is that the exact form, or the formula with tanh that differs from the fourth digit on?",
    ko="정확한 꼴인가요, 넷째 자리부터 달라지는 tanh 식인가요?",
)
def tanh_form(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu",
    "sigmoid_form",
    en="x times the sigmoid of 1.702 x is a rough stand-in. Which function is Φ itself?",
    ko="x에 1.702x의 시그모이드를 곱하는 것은 대강 맞춘 식이에요. Φ 자체는 어떤 함수인가요?",
)
def sigmoid_form(x: Tensor) -> Tensor:
    return x * torch.sigmoid(1.702 * x)


@book.misconception(
    "gelu",
    "silu_for_gelu",
    en="A sigmoid of x is also between 0 and 1. Is it the share of a normal distribution below x?",
    ko="x의 시그모이드도 0과 1 사이예요. 그런데 그것이 정규분포에서 x보다 작을 확률인가요?",
)
def silu_for_gelu(x: Tensor) -> Tensor:
    return x * torch.sigmoid(x)


@book.misconception(
    "gelu",
    "root_of_two_forgotten",
    en="What is Φ(1)? Do you get 0.841 or 0.921? By what is x divided inside the erf?",
    ko="Φ(1)은 얼마인가요? 0.841이 나오나요, 0.921이 나오나요? erf 안에서 x를 무엇으로 나누나요?",
)
def root_of_two_forgotten(x: Tensor) -> Tensor:
    return x * 0.5 * (1 + torch.erf(x))


@book.misconception(
    "gelu",
    "times_root_of_two",
    en="Is x divided by the root of 2, or multiplied by it?",
    ko="x를 2의 제곱근으로 나누나요, 곱하나요?",
)
def times_root_of_two(x: Tensor) -> Tensor:
    return x * 0.5 * (1 + torch.erf(x * math.sqrt(2)))


@book.misconception(
    "gelu",
    "divided_by_two",
    en="Is x divided by 2 or by the root of 2 inside the erf?",
    ko="erf 안에서 x를 2로 나누나요, 2의 제곱근으로 나누나요?",
)
def divided_by_two(x: Tensor) -> Tensor:
    return x * 0.5 * (1 + torch.erf(x / 2))


@book.misconception(
    "gelu",
    "half_left_out",
    en="Can Φ be larger than 1? What is yours for a large x?",
    ko="Φ가 1보다 클 수 있나요? x가 크면 여러분의 Φ는 얼마인가요?",
)
def half_left_out(x: Tensor) -> Tensor:
    return x * (1 + torch.erf(x / math.sqrt(2)))


@book.misconception(
    "gelu",
    "one_left_out",
    en="erf runs from -1 to 1. What must be done so that Φ runs from 0 to 1?",
    ko="erf는 -1에서 1까지 움직여요. Φ가 0에서 1까지 움직이게 하려면 무엇을 해야 하나요?",
)
def one_left_out(x: Tensor) -> Tensor:
    return 0.5 * x * torch.erf(x / math.sqrt(2))


@book.misconception(
    "gelu",
    "gate_alone",
    en="Φ(x) says how far the gate is open. What goes through the gate?",
    ko="Φ(x)는 문이 얼마나 열렸는지 말해 줘요. 그 문을 지나가는 것은 무엇인가요?",
)
def gate_alone(x: Tensor) -> Tensor:
    return 0.5 * (1 + torch.erf(x / math.sqrt(2)))


@book.misconception(
    "gelu",
    "density_for_share",
    en="Is Φ the bell curve itself, or the area below it to the left of x?",
    ko="Φ가 종 모양 곡선 자체인가요, 그 아래에서 x의 왼쪽 넓이인가요?",
)
def density_for_share(x: Tensor) -> Tensor:
    return x * torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)


@book.misconception(
    "gelu",
    "leaky_for_gelu",
    en="GELU lets some of a weak negative number through, and less and less of a strong one. Is your line straight there?",
    ko="GELU는 약한 음수는 조금 통과시키고, 강한 음수일수록 점점 덜 통과시켜요. 여러분의 함수는 거기서 직선인가요?",
)
def leaky_for_gelu(x: Tensor) -> Tensor:
    return torch.where(x > 0, x, 0.1 * x)


@book.misconception(
    "gelu",
    "negatives_cut_off",
    en="What does x Φ(x) give for x = -1? Do you cut it off?",
    ko="x = -1이면 x Φ(x)는 얼마인가요? 그것을 잘라 버리지 않나요?",
)
def negatives_cut_off(x: Tensor) -> Tensor:
    return torch.clamp(x, min=0) * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


@book.misconception(
    "gelu",
    "root_of_two_rounded",
    en="How many digits of the root of 2 stand in your code? Who could give you all of them?",
    ko="코드에 2의 제곱근을 몇 자리까지 적었나요? 모든 자리를 알려 줄 수 있는 것은 무엇일까요?",
)
def root_of_two_rounded(x: Tensor) -> Tensor:
    return x * 0.5 * (1 + torch.erf(x / 1.414))


@book.misconception(
    "gelu",
    "gelu_detached",
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def gelu_detached(x: Tensor) -> Tensor:
    results = [0.5 * z * (1 + math.erf(z / math.sqrt(2))) for z in x.flatten().tolist()]
    return torch.tensor(results, dtype=x.dtype).reshape(x.shape)


@book.alternative("gelu", "gelu_of_torch")
def gelu_of_torch(x: Tensor) -> Tensor:
    return nn.functional.gelu(x)


@book.alternative("gelu", "with_a_distribution")
def with_a_distribution(x: Tensor) -> Tensor:
    return x * torch.distributions.Normal(0.0, 1.0).cdf(x)


@book.alternative("gelu", "with_ndtr")
def with_ndtr(x: Tensor) -> Tensor:
    return torch.special.ndtr(x) * x


@book.alternative("gelu", "five_digits_of_the_root")
def five_digits_of_the_root(x: Tensor) -> Tensor:
    return x * 0.5 * (1 + torch.erf(x / 1.4142))


@book.alternative("gelu", "with_erfc")
def with_erfc(x: Tensor) -> Tensor:
    half = torch.tensor(0.5, dtype=x.dtype)
    return x * half * torch.erfc(-x * half.sqrt())


# --------------------------------------------------------------------------------------------------- 5 gelu_tanh


def gelu_tanh(x: Tensor) -> Tensor:
    """Oracle."""
    return F.gelu(x, approximate="tanh")


@book.check("gelu_tanh")
def check_gelu_tanh(student: Student, rng: Rng, expect: Expect) -> None:
    """Ordinary numbers, the cubic term, where the exact form differs most, far out.

    The tolerances let a factor in front of the bracket with four digits (0.7979) pass in every draw.
    """
    name = "gelu_tanh"
    with expect.part(
        "values",
        3,
        en="Is it half of x, times 1 plus a tanh? Which factor stands inside the tanh?",
        ko="x의 절반에 (1 더하기 tanh)를 곱하나요? tanh 안에는 어떤 인수가 있나요?",
    ):
        cases = [rng.tensor64(shape) for shape in ((9,), (2, 3, 4))]
        cases[0][0] = cases[0][0].abs() + 0.5  # one is surely not near 0
        expect.same(student, name, gelu_tanh, [(case,) for case in cases], tolerance=5e-5)
    with expect.part(
        "cube",
        2,
        en="Between -3 and -1 the cubic term counts. Which power of x is it, with which number, and inside which bracket?",
        ko="-3과 -1 사이에서는 세제곱 항이 중요해요. x의 몇 제곱이고, 어떤 수를 곱하고, 어느 괄호 안에 있나요?",
    ):
        cases = [_between(rng, -3, -1, 11), _between(rng, -2.5, -1, 3, 4)]
        expect.same(student, name, gelu_tanh, [(case,) for case in cases], tolerance=1.5e-4)
    with expect.part(
        "form",
        2,
        en="Is it the formula with tanh, and not the exact form that agrees to three digits?",
        ko="세 자리까지 일치하는 정확한 꼴이 아니라 tanh 식인가요?",
    ):
        far = torch.cat([_between(rng, -2, -1.7, 1), _between(rng, -4, -1.7, 8)])  # one is surely not near 0
        near = torch.stack([_between(rng, -2.2, -2, 3), _between(rng, -3, -2, 3)])
        cases = [far, near.float()]
        expect.same(student, name, gelu_tanh, [(case,) for case in cases], tolerance=2e-4)
    with expect.part(
        "far_out",
        1,
        en="What comes out for numbers far below and far above 0? Can anything in it grow beyond all bounds? Is the input left "
        "alone? Can a gradient flow back?",
        ko="0보다 훨씬 작거나 훨씬 큰 숫자에서는 무엇이 나오나요? 도중에 한없이 커지는 것이 있나요? 입력은 그대로인가요? 기울기가 "
        "되돌아갈 수 있나요?",
    ):
        cases = [torch.tensor([-1000.0, -30.0, 0.0]), torch.tensor([30.0, 1000.0])]
        expect.same(student, name, gelu_tanh, [(case.double(),) for case in cases], unchanged=True)
        expect.same_gradients(student, gelu_tanh, (rng.tensor64((9,)),), rng.tensor64((9,)), tolerance=1e-3)


@book.misconception(
    "gelu_tanh",
    "exact_form",
    en="Is that the formula with tanh, or the exact form from before?",
    ko="tanh 식인가요, 앞에서 만든 정확한 꼴인가요?",
)
def exact_form(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


@book.misconception(
    "gelu_tanh",
    "cube_left_out",
    en="Which term inside the tanh bends it for larger x? Is it there?",
    ko="x가 커질 때 tanh 안에서 힘을 쓰는 항은 무엇인가요? 그 항이 있나요?",
)
def cube_left_out(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * x))


@book.misconception(
    "gelu_tanh",
    "square_for_cube",
    en="Is it the square or the cube of x? What sign has it for a negative x?",
    ko="x의 제곱인가요, 세제곱인가요? x가 음수이면 부호가 무엇인가요?",
)
def square_for_cube(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**2)))


@book.misconception(
    "gelu_tanh",
    "root_left_out",
    en="Does 2/π stand in front of the bracket, or its square root?",
    ko="괄호 앞에 있는 것이 2/π인가요, 그 제곱근인가요?",
)
def root_left_out(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh((2 / math.pi) * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "root_of_two_only",
    en="How far does your root reach: over 2, or over 2/π?",
    ko="제곱근이 2에만 걸리나요, 2/π 전체에 걸리나요?",
)
def root_of_two_only(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2) / math.pi * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "fraction_upside_down",
    en="Is it 2/π or π/2? Near 0 the gate must rise with slope 0.4, as Φ does. Which of them gives that?",
    ko="2/π인가요, π/2인가요? 0 근처에서 문은 Φ처럼 기울기 0.4로 열려야 해요. 어느 쪽이 그런가요?",
)
def fraction_upside_down(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(math.pi / 2) * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "factor_left_out",
    en="Which factor stands in front of the bracket inside the tanh?",
    ko="tanh 안의 괄호 앞에는 어떤 인수가 있나요?",
)
def factor_left_out(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(x + 0.044715 * x**3))


@book.misconception(
    "gelu_tanh",
    "factor_on_x_alone",
    en="Does the factor multiply x alone, or the whole bracket with the cube?",
    ko="그 인수를 x에만 곱하나요, 세제곱 항까지 든 괄호 전체에 곱하나요?",
)
def factor_on_x_alone(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * x + 0.044715 * x**3))


@book.misconception(
    "gelu_tanh",
    "decimal_slipped",
    en="How many zeros stand behind the point in 0.044715?",
    ko="0.044715에서 소수점 뒤에 0이 몇 개 있나요?",
)
def decimal_slipped(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.44715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "half_of_it_missing",
    en="1 plus a tanh runs from 0 to 2. What should the gate run to?",
    ko="1 더하기 tanh는 0에서 2까지 움직여요. 문은 어디까지 열려야 하나요?",
)
def half_of_it_missing(x: Tensor) -> Tensor:
    return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "one_missing",
    en="A tanh runs from -1 to 1. What must be added so that the gate is shut, and not turned round, far below 0?",
    ko="tanh는 -1에서 1까지 움직여요. 0보다 훨씬 작은 곳에서 문이 뒤집히지 않고 닫히게 하려면 무엇을 더해야 하나요?",
)
def one_missing(x: Tensor) -> Tensor:
    return 0.5 * x * torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


@book.misconception(
    "gelu_tanh",
    "only_the_gate",
    en="What goes through the gate? Is x a factor of the result?",
    ko="문을 지나가는 것은 무엇인가요? 결과에 x가 곱해져 있나요?",
)
def only_the_gate(x: Tensor) -> Tensor:
    return 0.5 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@book.misconception(
    "gelu_tanh",
    "sigmoid_of_the_same",
    en="Half of 1 + tanh(z) is a sigmoid, but of which number: z or 2z?",
    ko="(1 + tanh(z))의 절반은 시그모이드가 맞아요. 그런데 z의 시그모이드인가요, 2z의 시그모이드인가요?",
)
def sigmoid_of_the_same(x: Tensor) -> Tensor:
    return x * torch.sigmoid(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))


@book.misconception(
    "gelu_tanh",
    "sigmoid_stand_in",
    en="That is the other approximation of the paper. Which one has a tanh and a cube?",
    ko="그것은 논문에 나오는 다른 근사식이에요. tanh와 세제곱이 들어 있는 것은 어느 쪽인가요?",
)
def sigmoid_stand_in(x: Tensor) -> Tensor:
    return x * torch.sigmoid(1.702 * x)


@book.misconception(
    "gelu_tanh",
    "tanh_of_exponentials",
    en="How large does exp get when x is 1000? What is infinity divided by infinity, and which function of torch avoids it?",
    ko="x가 1000이면 exp는 얼마나 커지나요? 무한대를 무한대로 나누면 무엇이고, 그것을 피하는 torch 함수는 무엇인가요?",
)
def tanh_of_exponentials(x: Tensor) -> Tensor:
    z = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z)))


@book.alternative("gelu_tanh", "tanh_of_torch")
def tanh_of_torch(x: Tensor) -> Tensor:
    return nn.GELU(approximate="tanh")(x)


@book.alternative("gelu_tanh", "with_a_sigmoid")
def with_a_sigmoid(x: Tensor) -> Tensor:
    return x * torch.sigmoid(2 * (2 / math.pi) ** 0.5 * (x + 0.044715 * x * x * x))


@book.alternative("gelu_tanh", "four_digits_of_the_factor")
def four_digits_of_the_factor(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.tanh(0.7979 * (x + 0.044715 * x**3)))


@book.alternative("gelu_tanh", "multiplied_out")
def multiplied_out(x: Tensor) -> Tensor:
    factor = math.sqrt(2 / math.pi)
    inner = factor * x + factor * 0.044715 * torch.pow(x, 3)
    return x / 2 + x * inner.tanh() / 2


# ------------------------------------------------------------------------------------------------- 6 FeedForward


class FeedForward(nn.Module):
    """Oracle: torch's own activations between two nn.Linear."""

    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        kinds = {"relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh")}
        if activation not in kinds:
            raise ValueError(activation)
        self.linear1 = nn.Linear(d_model, d_ff)
        self.activation = kinds[activation]
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.linear2(self.activation(self.linear1(x)))
        return hidden


def _weights(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    """Given weights of order one, biases too."""
    return {
        "linear1.weight": rng.normal((d_ff, d_model), 1.2 / d_model**0.5),
        "linear1.bias": rng.normal((d_ff,), 0.3),
        "linear2.weight": rng.normal((d_model, d_ff), 1.2 / d_ff**0.5),
        "linear2.bias": rng.normal((d_model,), 0.3),
    }


def _in_the_tail(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    """Weights that put the hidden layer around -2.4, where both forms of GELU are small and far apart."""
    return {
        **_weights(rng, d_model, d_ff),
        "linear1.weight": rng.normal((d_ff, d_model), 0.3 / d_model**0.5),
        "linear1.bias": rng.normal((d_ff,), 0.2, -2.4),
        "linear2.bias": rng.normal((d_model,), 0.01),
    }


@book.check("FeedForward", uses=("relu", "gelu", "gelu_tanh"))
def check_feed_forward_module(student: Student, rng: Rng, expect: Expect) -> None:
    """ReLU, which is the default; both forms of GELU; other sizes; gradients; what is learned."""

    def same(
        arguments: tuple[Any, ...],
        given: dict[str, Any],
        *shapes: tuple[int, ...],
        tolerance: float | None = None,
        unchanged: bool = False,
    ) -> None:
        inputs = [(rng.normal(shape),) for shape in shapes]
        expect.same_module(
            student, FeedForward, arguments, given, inputs, tolerance=tolerance, unchanged=unchanged
        )

    with expect.part(
        "relu",
        3,
        en="Without a third argument: does x go through linear1, ReLU and linear2, in this order?",
        ko="셋째 인수가 없을 때 x가 linear1, ReLU, linear2를 이 순서로 지나나요?",
    ):
        same((6, 10), _weights(rng, 6, 10), (2, 5, 6), (3, 6))
    with expect.part(
        "gelu",
        2,
        en='With "gelu", is it the exact form, and nothing else than in "relu" otherwise?',
        ko='"gelu"이면 정확한 꼴을 쓰고, 나머지는 "relu"일 때와 같나요?',
    ):
        same((6, 10, "gelu"), _weights(rng, 6, 10), (2, 5, 6))
        same((5, 12, "gelu"), _in_the_tail(rng, 5, 12), (2, 4, 5), tolerance=5e-4)
    with expect.part(
        "gelu_tanh",
        2,
        en='With "gelu_tanh", is it the form with tanh?',
        ko='"gelu_tanh"이면 tanh 식을 쓰나요?',
    ):
        same((6, 10, "gelu_tanh"), _weights(rng, 6, 10), (2, 5, 6))
        same((5, 12, "gelu_tanh"), _in_the_tail(rng, 5, 12), (2, 4, 5), tolerance=5e-4)
    with expect.part(
        "sizes",
        1,
        en='Is it right for one token alone, for one sentence, with more axes in front, with d_ff equal to d_model or smaller, and is "relu" '
        "the ReLU?",
        ko='토큰 하나만 주어도, 문장이 하나뿐이어도, 앞에 축이 더 있어도, d_ff가 d_model과 같거나 더 작아도 맞나요? "relu"이면 ReLU인가요?',
    ):
        same((6, 6, "relu"), _weights(rng, 6, 6), (6, 6), (6,))
        same((7, 3, "relu"), _weights(rng, 7, 3), (2, 3, 2, 7), (1, 4, 7))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both layers and the input, through each of the activations?",
        ko="활성화 함수마다 기울기가 두 층과 입력에 모두 닿나요?",
    ):
        for activation in ("relu", "gelu", "gelu_tanh"):
            module, right = (
                student.build("FeedForward", 5, 8, activation),
                _right(FeedForward, 5, 8, activation),
            )
            given, x, upstream = _weights(rng, 5, 8), rng.normal((2, 3, 5)), rng.normal((2, 3, 5))
            for each in (module, right):
                each.load(given)
            expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream))
    with expect.part(
        "alone",
        1,
        en="Are there two layers with biases and nothing else that is learned? Does the class refuse an activation that it "
        "does not know, and leave its input alone?",
        ko="학습되는 것이 bias가 있는 층 두 개뿐인가요? 모르는 활성화 함수는 거절하나요? 입력은 그대로 두나요?",
    ):
        same((4, 9), _weights(rng, 4, 9), (2, 3, 4), unchanged=True)
        module = student.build("FeedForward", 4, 9)
        expect.parameter_count(module, 2 * 4 * 9 + 9 + 4)
        expect.storages(module)
        for word in ("swish", "gelu_new", "elu"):
            expect.refused(student, "FeedForward", 4, 9, word)


def _right(oracle: type[nn.Module], *args: Any) -> Any:
    return reference(oracle, *args)


@book.misconception(
    "FeedForward",
    "no_activation",
    en="What stands between your two layers? How many matrices are two layers without a bend?",
    ko="두 층 사이에 무엇이 있나요? 꺾이는 곳이 없으면 두 층은 행렬 몇 개와 같은가요?",
)
class NoActivation(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        if activation not in ("relu", "gelu", "gelu_tanh"):
            raise ValueError(activation)
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.linear1(x))


@book.misconception(
    "FeedForward",
    "always_relu",
    en="Where does forward look at the activation that was asked for?",
    ko="forward의 어느 줄이 어떤 활성화 함수를 쓰라고 했는지 보나요?",
)
class AlwaysRelu(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        if activation not in ("relu", "gelu", "gelu_tanh"):
            raise ValueError(activation)
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(relu(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "exact_for_both",
    en='Do "gelu" and "gelu_tanh" give the same numbers in your class?',
    ko='여러분의 클래스에서 "gelu"와 "gelu_tanh"가 같은 숫자를 내지 않나요?',
)
class ExactForBoth(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "tanh_for_both",
    en='Is "gelu" the exact form in your class? Do the two words give the same numbers?',
    ko='여러분의 클래스에서 "gelu"가 정확한 꼴인가요? 두 낱말이 같은 숫자를 내지 않나요?',
)
class TanhForBoth(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu_tanh, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "forms_swapped",
    en='Which of the two forms belongs to "gelu", and which to "gelu_tanh"?',
    ko='"gelu"와 "gelu_tanh"에 각각 어느 꼴이 짝인가요?',
)
class FormsSwapped(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu_tanh, "gelu_tanh": gelu}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "gelu_by_default",
    en="Which activation is taken when nobody names one?",
    ko="아무 말도 하지 않으면 어떤 활성화 함수를 쓰나요?",
)
class GeluByDefault(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "gelu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "activation_at_the_end",
    en="Does the activation stand between the two layers or behind both?",
    ko="활성화 함수가 두 층 사이에 있나요, 두 층 뒤에 있나요?",
)
class ActivationAtTheEnd(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.activation(self.linear2(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "activation_twice",
    en="Can the output be as negative as it likes? How many times does forward call the activation?",
    ko="출력이 얼마든지 작은 음수가 될 수 있나요? forward가 활성화 함수를 몇 번 부르나요?",
)
class ActivationTwice(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.activation(self.linear2(self.activation(self.linear1(x))))


@book.misconception(
    "FeedForward",
    "token_added",
    en="The block adds x around the feed-forward network. Does the network itself add it as well?",
    ko="x를 더하는 일은 순방향 신경망 바깥에서 블록이 해요. 신경망 안에서도 더하지 않나요?",
)
class TokenAdded(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return x + self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "without_biases",
    en="Do your layers have biases? nn.Linear has one unless it is told not to.",
    ko="두 층에 bias가 있나요? nn.Linear는 따로 말하지 않으면 bias를 지녀요.",
)
class WithoutBiases(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff, bias=False)
        self.linear2 = nn.Linear(d_ff, d_model, bias=False)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "never_widened",
    en="How wide is your hidden layer? Does d_ff stand anywhere in your code?",
    ko="은닉층의 폭이 얼마인가요? 코드 어디에 d_ff가 있나요?",
)
class NeverWidened(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_model)
        self.linear2 = nn.Linear(d_model, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x)))


@book.misconception(
    "FeedForward",
    "layers_swapped",
    en="Which of the two layers makes d_ff numbers out of d_model, the first or the second?",
    ko="숫자 d_model개로 d_ff개를 만드는 층은 첫째인가요, 둘째인가요?",
)
class LayersSwapped(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_ff, d_model)
        self.linear2 = nn.Linear(d_model, d_ff)

    def forward(self, x: Tensor) -> Any:
        return self.linear1(self.activation(self.linear2(x)))


@book.misconception(
    "FeedForward",
    "hidden_detached",
    en="The numbers are right. Where is the gradient of linear1 cut off (detach, .data, no_grad)?",
    ko="숫자는 맞아요. linear1로 가는 기울기가 어디에서 끊기나요(detach, .data, no_grad)?",
)
class HiddenDetached(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.activation = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        return self.linear2(self.activation(self.linear1(x).data))


@book.alternative("FeedForward", "torchs_modules")
class TorchsModules(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.linear1 = nn.Linear(d_model, d_ff)
        if activation == "relu":
            self.bend: nn.Module = nn.ReLU()
        elif activation == "gelu":
            self.bend = nn.GELU()
        elif activation == "gelu_tanh":
            self.bend = nn.GELU("tanh")
        else:
            raise ValueError("unknown activation")
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x: Tensor) -> Any:
        hidden = self.linear1(x)
        hidden = self.bend(hidden)
        return self.linear2(hidden)


@book.alternative("FeedForward", "word_kept")
class WordKept(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu", dropout: float = 0.0) -> None:
        super().__init__()
        assert activation in ("relu", "gelu", "gelu_tanh")
        self.activation = activation
        self.linear2 = nn.Linear(d_ff, d_model, True)
        self.linear1 = nn.Linear(d_model, d_ff, True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Any:
        h = x @ self.linear1.weight.T + self.linear1.bias
        if self.activation == "relu":
            h = relu(h)
        elif self.activation == "gelu":
            h = gelu(h)
        else:
            h = gelu_tanh(h)
        return F.linear(self.dropout(h), self.linear2.weight, self.linear2.bias)


@book.alternative("FeedForward", "with_a_method")
class WithAMethod(nn.Module):
    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        if activation not in {"relu", "gelu", "gelu_tanh"}:
            raise ValueError(f"{activation}?")
        self.kind, self.d_model = activation, d_model
        self.linear1, self.linear2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)

    def bend(self, h: Tensor) -> Tensor:
        if self.kind == "relu":
            return torch.clamp(h, min=0)
        return F.gelu(h, approximate="tanh" if self.kind == "gelu_tanh" else "none")

    def forward(self, x: Tensor) -> Any:
        tokens = x.reshape(-1, self.d_model)
        return self.linear2(self.bend(self.linear1(tokens))).reshape(x.shape)


# --------------------------------------------------------------------------------------------- 7 ConvFeedForward


class ConvFeedForward(nn.Module):
    """Oracle: the weights of the convolutions used as those of linear layers."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, kernel_size=1)
        self.conv2 = nn.Conv1d(d_ff, d_model, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = F.relu(F.linear(x, self.conv1.weight.squeeze(-1), self.conv1.bias))
        return F.linear(hidden, self.conv2.weight.squeeze(-1), self.conv2.bias)


def _kernels(rng: Rng, d_model: int, d_ff: int) -> dict[str, Any]:
    return {
        "conv1.weight": rng.normal((d_ff, d_model, 1), 1.2 / d_model**0.5),
        "conv1.bias": rng.normal((d_ff,), 0.3),
        "conv2.weight": rng.normal((d_model, d_ff, 1), 1.2 / d_ff**0.5),
        "conv2.bias": rng.normal((d_model,), 0.3),
    }


@book.check("ConvFeedForward", uses=("relu",))
def check_conv_feed_forward(student: Student, rng: Rng, expect: Expect) -> None:
    """Sentences of other lengths; as many tokens as features, where axes may be mixed up in silence; gradients."""

    def same(d_model: int, d_ff: int, *shapes: tuple[int, ...], unchanged: bool = False) -> None:
        expect.same_module(
            student,
            ConvFeedForward,
            (d_model, d_ff),
            _kernels(rng, d_model, d_ff),
            [(rng.normal(shape),) for shape in shapes],
            unchanged=unchanged,
        )

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
        module, right = student.build("ConvFeedForward", 5, 8), _right(ConvFeedForward, 5, 8)
        given, x, upstream = _kernels(rng, 5, 8), rng.normal((2, 3, 5)), rng.normal((2, 3, 5))
        for each in (module, right):
            each.load(given)
        expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream))
    with expect.part(
        "alone",
        1,
        en="Are there two convolutions with biases and nothing else that is learned? Does it work for a sentence of one token "
        "and for one sentence alone, and is the input left as it was?",
        ko="학습되는 것이 bias가 있는 합성곱 두 개뿐인가요? 토큰이 하나뿐인 문장에도, 문장이 하나뿐일 때도 동작하고, 입력은 그대로인가요?",
    ):
        same(4, 9, (2, 3, 4), (3, 1, 4), (1, 3, 4), unchanged=True)
        module = student.build("ConvFeedForward", 4, 9)
        expect.parameter_count(module, 2 * 4 * 9 + 9 + 4)
        expect.storages(module)


@book.misconception(
    "ConvFeedForward",
    "axes_never_swapped",
    en="Conv1d wants (B, channels, T). Which axis of your x does it take for the channels?",
    ko="Conv1d는 (B, 채널, T)를 바라요. 여러분의 x에서는 어느 축을 채널로 보나요?",
)
class AxesNeverSwapped(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        return self.conv2(relu(self.conv1(x)))


@book.misconception(
    "ConvFeedForward",
    "reshaped_there",
    en="Does reshape swap two axes, or does it only set other line breaks? Whose numbers stand in one column then?",
    ko="reshape가 두 축을 맞바꾸나요, 줄바꿈만 다르게 하나요? 그러면 한 열에 누구의 숫자가 놓이나요?",
)
class ReshapedThere(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        B, T, d_model = x.shape
        return self.conv2(relu(self.conv1(x.reshape(B, d_model, T)))).transpose(1, 2)


@book.misconception(
    "ConvFeedForward",
    "reshaped_there_and_back",
    en="Two reshapes undo one another, so the shape is right. Which numbers did the kernel see at one position in between?",
    ko="reshape 두 번은 서로를 되돌려서 모양이 맞아요. 그 사이에 커널은 한 위치에서 어떤 숫자들을 보았나요?",
)
class ReshapedThereAndBack(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        B, T, d_model = x.shape
        out = self.conv2(relu(self.conv1(x.reshape(B, d_model, T))))
        return out.reshape(B, T, d_model)


@book.misconception(
    "ConvFeedForward",
    "reshaped_back",
    en="The way there swaps axes. Does your way back swap them again, or only read the numbers on in the same order?",
    ko="갈 때는 축을 맞바꾸었어요. 돌아올 때도 맞바꾸나요, 같은 순서로 이어 읽기만 하나요?",
)
class ReshapedBack(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        out = self.conv2(relu(self.conv1(x.transpose(1, 2))))
        return out.reshape(x.shape)


@book.misconception(
    "ConvFeedForward",
    "not_swapped_back",
    en="Conv1d gives back (B, d_model, T). Which shape is asked for?",
    ko="Conv1d가 돌려주는 모양은 (B, d_model, T)예요. 어떤 모양을 돌려주어야 하나요?",
)
class NotSwappedBack(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        return self.conv2(relu(self.conv1(x.transpose(1, 2))))


@book.misconception(
    "ConvFeedForward",
    "three_neighbours",
    en="How many positions does your kernel see at once? How many does a feed-forward network see?",
    ko="여러분의 커널은 한 번에 몇 개의 위치를 보나요? 순방향 신경망은 몇 개를 보나요?",
)
class ThreeNeighbours(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 3, padding=1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 3, padding=1)

    def forward(self, x: Tensor) -> Any:
        return self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)


@book.misconception(
    "ConvFeedForward",
    "convolutions_without_relu",
    en="What stands between the two convolutions?",
    ko="두 합성곱 사이에 무엇이 있나요?",
)
class ConvolutionsWithoutRelu(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        return self.conv2(self.conv1(x.transpose(1, 2))).transpose(1, 2)


@book.misconception(
    "ConvFeedForward",
    "relu_behind_both_convolutions",
    en="Can your output be negative? How many ReLUs has the feed-forward network?",
    ko="출력이 음수일 수 있나요? 순방향 신경망에는 ReLU가 몇 개 있나요?",
)
class ReluBehindBothConvolutions(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        return relu(self.conv2(relu(self.conv1(x.transpose(1, 2))))).transpose(1, 2)


@book.misconception(
    "ConvFeedForward",
    "convolutions_without_biases",
    en="Do your convolutions have biases? The layers that they stand for do.",
    ko="합성곱에 bias가 있나요? 짝이 되는 선형 층에는 있어요.",
)
class ConvolutionsWithoutBiases(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1, bias=False)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1, bias=False)

    def forward(self, x: Tensor) -> Any:
        return self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)


@book.alternative("ConvFeedForward", "with_permute")
class WithPermute(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, kernel_size=1)
        self.conv2 = nn.Conv1d(in_channels=d_ff, out_channels=d_model, kernel_size=1, stride=1)

    def forward(self, x: Tensor) -> Any:
        x = x.permute(0, 2, 1)
        x = torch.clamp(self.conv1(x), min=0)
        return self.conv2(x).permute(0, 2, 1).contiguous()


@book.alternative("ConvFeedForward", "token_after_token")
class TokenAfterToken(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(d_model, d_ff, 1)
        self.conv2 = nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        columns = [self.conv2(relu(self.conv1(x[:, t, :, None]))) for t in range(x.shape[1])]
        return torch.cat(columns, dim=2).mT


@book.alternative("ConvFeedForward", "mixed_layers")
class MixedLayers(nn.Module):
    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(d_model, d_ff, 1), nn.Conv1d(d_ff, d_model, 1)

    def forward(self, x: Tensor) -> Any:
        hidden = F.relu(F.linear(x, self.conv1.weight[:, :, 0], self.conv1.bias))
        return F.conv1d(hidden.transpose(-1, -2), self.conv2.weight, self.conv2.bias).transpose(-1, -2)


# ---------------------------------------------------------------------------------------------- 8 silent_neurons


def silent_neurons(hidden: Tensor) -> tuple[float, int]:
    """Oracle: counted by torch, token by token and neuron by neuron."""
    tokens = hidden.flatten(0, -2)
    fired = torch.count_nonzero(tokens, dim=0)
    return 1 - int(fired.sum()) / tokens.numel(), int((fired == 0).sum())


@book.check("silent_neurons")
def check_silent_neurons(student: Student, rng: Rng, expect: Expect) -> None:
    """The share, the dead neurons, numbers that are nearly 0, axes in front."""
    both = ("share", "dead")

    def case(*shape: int, dead: int = 2) -> tuple[Tensor]:
        """ReLU's zeros; the first `dead` neurons never fire, the next one not in the first sentence; one token is all 0."""
        hidden = F.relu(rng.tensor64(shape, 2.0, 0.5))
        hidden[..., :dead] = 0
        hidden[(0,) * (len(shape) - 1)] = 0
        hidden[(-1,) * (len(shape) - 1)][dead:] += 1
        if len(shape) > 2:
            hidden[0, ..., dead] = 0
        return (hidden,)

    def same(cases: Sequence[tuple[Tensor]], judged: Sequence[str] = both, unchanged: bool = False) -> None:
        expect.same(
            student,
            "silent_neurons",
            silent_neurons,
            cases,
            labels=both,
            judged=judged,
            unchanged=unchanged,
        )

    with expect.part(
        "share",
        2,
        en="How many of all the numbers are 0, divided by how many there are?",
        ko="모든 숫자 가운데 0인 것의 수를 전체 개수로 나눈 값인가요?",
    ):
        same([case(5, 7), case(2, 4, 9)], ("share",))
    with expect.part(
        "dead",
        2,
        en="How many neurons are 0 for every token of every sentence? Along which axes must all be silent?",
        ko="모든 문장의 모든 토큰에서 0인 뉴런은 몇 개인가요? 어느 축들을 따라 모두 조용해야 하나요?",
    ):
        same([case(5, 7), case(2, 4, 9, dead=3)], ("dead",))
    with expect.part(
        "only_zero_is_silent",
        2,
        en="Which numbers count as silent: exactly 0, or also small and negative ones, as GELU makes them?",
        ko="어떤 숫자를 조용하다고 세나요? 정확히 0인 것만인가요, GELU가 내는 작은 수나 음수도인가요?",
    ):
        smooth = F.gelu(rng.tensor64((3, 4, 7), 1.5))
        smooth[..., 1] = -F.relu(rng.tensor64((3, 4))) - 0.01  # never 0, never above it
        smooth[..., 2] = 0
        smooth[0, 1, 3:] = 1e-4
        one_and_minus_one = torch.tensor([1.0, -1.0] * 6).reshape(3, 4)
        smooth[..., 0], smooth[..., 6] = one_and_minus_one, -one_and_minus_one  # never 0, and adds up to 0
        same([(smooth,), (1e-3 * smooth[0],), (1e-9 * smooth[1],)])
    with expect.part(
        "axes_in_front",
        1,
        en="Is it right with one axis in front and with three, and when all sizes are equal? Is the input left alone?",
        ko="앞에 축이 하나이거나 세 개일 때도, 크기가 모두 같을 때도 맞나요? 입력은 그대로인가요?",
    ):
        same([case(6, 4, dead=1), case(2, 3, 2, 5), case(4, 4, 4, dead=1)], unchanged=True)


@book.misconception(
    "silent_neurons",
    "active_counted",
    en="Is your share that of the silent numbers or that of the others?",
    ko="구한 비율이 조용한 숫자의 것인가요, 나머지의 것인가요?",
)
def active_counted(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return (hidden != 0).double().mean(), dead


@book.misconception(
    "silent_neurons",
    "in_percent",
    en="A share lies between 0 and 1. Where does yours lie?",
    ko="비율은 0과 1 사이의 수예요. 여러분의 비율은 어디에 있나요?",
)
def in_percent(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return 100 * silent.double().mean(), dead


@book.misconception(
    "silent_neurons",
    "share_not_divided",
    en="Is your first result a share, or a count that grows with the number of tokens?",
    ko="첫째 결과가 비율인가요, 토큰이 많아지면 커지는 개수인가요?",
)
def share_not_divided(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.sum(), dead


@book.misconception(
    "silent_neurons",
    "negatives_counted",
    en="Is a neuron silent that gives -0.1? What does the second layer make of that number?",
    ko="-0.1을 내는 뉴런이 조용한 건가요? 둘째 층은 그 숫자로 무엇을 하나요?",
)
def negatives_counted(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden <= 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.double().mean(), dead


@book.misconception(
    "silent_neurons",
    "small_ones_counted",
    en="Is 0.0001 the same as 0? What would your answer be if all numbers were a thousand times smaller?",
    ko="0.0001이 0과 같은가요? 모든 숫자가 천 배 작아지면 답이 어떻게 되나요?",
)
def small_ones_counted(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden.abs() < 1e-3
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.double().mean(), dead


@book.misconception(
    "silent_neurons",
    "close_to_zero_counted",
    en="How small must a number be for your comparison to call it 0? Is that exactly 0?",
    ko="여러분의 비교는 숫자가 얼마나 작으면 0이라고 하나요? 정확히 0인가요?",
)
def close_to_zero_counted(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = torch.isclose(hidden, torch.zeros_like(hidden)).flatten(0, -2)
    return silent.double().mean(), silent.all(dim=0).sum()


@book.misconception(
    "silent_neurons",
    "tokens_for_neurons",
    en="Do you count neurons that are silent for all tokens, or tokens for which all neurons are silent?",
    ko="모든 토큰에서 조용한 뉴런을 세나요, 모든 뉴런이 조용한 토큰을 세나요?",
)
def tokens_for_neurons(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=-1).sum()


@book.misconception(
    "silent_neurons",
    "silent_once",
    en="Is a neuron dead that is silent for one token, or one that is silent for all of them?",
    ko="토큰 하나에서 조용하면 죽은 뉴런인가요, 모든 토큰에서 조용해야 죽은 뉴런인가요?",
)
def silent_once(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).any(dim=0).sum()
    return silent.double().mean(), dead


@book.misconception(
    "silent_neurons",
    "sentence_by_sentence",
    en="How many neurons are there at most? Can your count be larger, since each sentence is counted by itself?",
    ko="뉴런은 많아야 몇 개인가요? 문장마다 따로 세느라 그보다 커질 수 있지 않나요?",
)
def sentence_by_sentence(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=-2).sum()


@book.misconception(
    "silent_neurons",
    "first_axis_only",
    en="Along which axes have you looked? What is left in front of the neurons after all(dim=0) when there are sentences and "
    "tokens?",
    ko="어느 축을 따라 살펴보았나요? 문장 축과 토큰 축이 있을 때 all(dim=0) 다음에는 뉴런 축 앞에 무엇이 남나요?",
)
def first_axis_only(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=0).sum()


@book.misconception(
    "silent_neurons",
    "largest_not_above_zero",
    en="A neuron whose largest number is below 0: is it silent?",
    ko="가장 큰 값이 0보다 작은 뉴런은 조용한가요?",
)
def largest_not_above_zero(hidden: Tensor) -> tuple[Tensor, Tensor]:
    tokens = hidden.reshape(-1, hidden.shape[-1])
    return (hidden == 0).double().mean(), (tokens.amax(dim=0) <= 0).sum()


@book.misconception(
    "silent_neurons",
    "share_of_the_dead",
    en="Is your second result a number of neurons, or a share of them?",
    ko="둘째 결과가 뉴런의 수인가요, 뉴런 가운데 차지하는 비율인가요?",
)
def share_of_the_dead(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0)
    return silent.double().mean(), dead.double().mean()


@book.misconception(
    "silent_neurons",
    "dead_before_share",
    en="Which of the two results comes first?",
    ko="두 결과 가운데 어느 것이 먼저인가요?",
)
def dead_before_share(hidden: Tensor) -> tuple[Tensor, Tensor]:
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return dead, silent.double().mean()


@book.misconception(
    "silent_neurons",
    "added_up",
    en="A neuron that gives 1 for one token and -1 for another: is it silent? What do you lose by adding up?",
    ko="어떤 토큰에는 1, 다른 토큰에는 -1을 내는 뉴런이 조용한가요? 더하면 무엇을 놓치나요?",
)
def added_up(hidden: Tensor) -> tuple[Tensor, Tensor]:
    tokens = hidden.reshape(-1, hidden.shape[-1])
    return (hidden == 0).double().mean(), (tokens.sum(dim=0) == 0).sum()


@book.alternative("silent_neurons", "numbers_of_python")
def numbers_of_python(hidden: Tensor) -> tuple[float, int]:
    zeros, dead = 0, 0
    for neuron in hidden.reshape(-1, hidden.shape[-1]).T:
        count = int((neuron == 0).sum())
        zeros += count
        dead += count == len(neuron)
    return zeros / hidden.numel(), int(dead)


@book.alternative("silent_neurons", "over_all_axes_in_front")
def over_all_axes_in_front(hidden: Tensor) -> list[Tensor]:
    silent = (hidden == 0).float()
    in_front = tuple(range(hidden.ndim - 1))
    return [silent.mean(), (silent.mean(dim=in_front) == 1).sum()]


@book.alternative("silent_neurons", "by_absolute_values")
def by_absolute_values(hidden: Tensor) -> tuple[Tensor, float]:
    sizes = hidden.abs().flatten(end_dim=-2)
    return 1 - (sizes > 0).double().mean(), len(sizes.T) - torch.count_nonzero(sizes.sum(dim=0)).item()


# ---------------------------------------------------------------------------------------------- 9 bends_and_zeros

book.quiz(
    "bends_and_zeros",
    {
        "no_bend": Choice(
            "A",
            {
                "A": Text(
                    "(xW1 + b1)W2 + b2 is x(W1W2) plus a constant, and so on for the third: one matrix, one bias.",
                    "(xW1 + b1)W2 + b2는 x(W1W2) 더하기 상수이고, 셋째 층도 마찬가지예요. 행렬 하나, bias 하나예요.",
                ),
                "B": Text(
                    "It has three times the numbers to learn, but which functions can it compute that one layer cannot? Write down "
                    "(xW1 + b1)W2 + b2.",
                    "학습하는 숫자는 세 배지만, 층 하나가 못 하는 계산을 할 수 있나요? (xW1 + b1)W2 + b2를 써 보세요.",
                ),
                "C": Text(
                    "Where would the bend of a ReLU come from? Products and sums of straight lines are what?",
                    "ReLU처럼 꺾이는 곳이 어디서 생길까요? 직선을 곱하고 더하면 무엇이 되나요?",
                ),
            },
        ),
        "which_gelu": Choice(
            "B",
            {
                "A": Text(
                    'nn.GELU() is the exact form. Hugging Face calls GPT-2\'s function "gelu_new". Which form is that?',
                    'nn.GELU()는 정확한 꼴이에요. Hugging Face는 GPT-2의 함수를 "gelu_new"라고 불러요. 어느 꼴인가요?',
                ),
                "B": Text(
                    'GPT-2 was trained with the tanh form ("gelu_new"). In torch it is nn.GELU(approximate="tanh").',
                    'GPT-2는 tanh 식("gelu_new")으로 학습했어요. torch에서는 nn.GELU(approximate="tanh")예요.',
                ),
                "C": Text(
                    "They differ by up to 0.0005 for a single number. Is that nothing, behind twelve layers, when you compare with "
                    "the original?",
                    "숫자 하나에서 최대 0.0005까지 달라요. 열두 층을 지나 원래 모델과 비교할 때에도 아무것도 아닐까요?",
                ),
            },
        ),
        "far_below": Choice(
            "C",
            {
                "A": Text(
                    "Which of the two has a straight line to the left of 0? GELU at -0.75 is -0.17; what is it at -4?",
                    "둘 가운데 0의 왼쪽이 직선인 것은 무엇인가요? GELU는 -0.75에서 -0.17이에요. -4에서는 얼마인가요?",
                ),
                "B": Text(
                    "It falls from 0 to -0.75, and rises again to 0 further left. Can that be monotone?",
                    "0에서 -0.75까지는 내려가고, 더 왼쪽에서는 다시 0으로 올라와요. 그러면 단조인가요?",
                ),
                "C": Text(
                    "The lowest point is about (-0.75, -0.17). Further left the gate shuts faster than x grows.",
                    "가장 낮은 곳이 약 (-0.75, -0.17)이에요. 더 왼쪽에서는 x가 커지는 것보다 문이 더 빨리 닫혀요.",
                ),
            },
        ),
        "kernel": Choice(
            "A",
            {
                "A": Text(
                    "One position at a time, and the same matrix at all of them.",
                    "한 번에 위치 하나, 그리고 모든 위치에서 같은 행렬이에요.",
                ),
                "B": Text(
                    "Then a token would hear its neighbours. What did the map of the kernel of 3 look like?",
                    "그러면 토큰이 이웃의 말을 듣게 돼요. 커널 3의 그림이 어떤 모양이었나요?",
                ),
                "C": Text(
                    "Such a kernel would have other weights for every place and mix all tokens. Does the feed-forward network know how "
                    "long the sentence is?",
                    "그런 커널은 자리마다 weight가 다르고 모든 토큰을 섞어요. 순방향 신경망이 문장의 길이를 아나요?",
                ),
            },
        ),
        "share_of_weights": Choice(
            "C",
            {
                "A": Text(
                    "Count: 4 d² for attention. How many for d times 4d, twice?",
                    "세어 보세요. 어텐션은 4 d²개예요. d 곱하기 4d가 두 번이면 몇 개인가요?",
                ),
                "B": Text(
                    "Both have matrices with a side of d_model. How long is the other side in the feed-forward network?",
                    "둘 다 한 변이 d_model인 행렬을 지녀요. 순방향 신경망에서는 다른 변이 얼마나 긴가요?",
                ),
                "C": Text(
                    "8 d² against 4 d²: two thirds of the matrices of a block stand in the feed-forward network.",
                    "8 d² 대 4 d²예요. 블록에 있는 행렬의 3분의 2가 순방향 신경망에 있어요.",
                ),
            },
        ),
        "half_zeros": Choice(
            "B",
            {
                "A": Text(
                    "An ordinary matrix product multiplies zeros like any other number. What would have to know beforehand where they "
                    "are?",
                    "보통의 행렬 곱은 0도 다른 숫자처럼 곱해요. 0이 어디에 있는지 미리 알아야 하는 것은 무엇인가요?",
                ),
                "B": Text(
                    "The product has the same shape, so the same FLOPs. Only special code that leaves out whole neurons can gain by "
                    "zeros.",
                    "곱의 모양이 같으니 FLOPs도 같아요. 뉴런을 통째로 건너뛰는 특별한 코드만 0에서 득을 볼 수 있어요.",
                ),
                "C": Text(
                    "To look for the zeros costs time, too, but an ordinary product does not look. What does it do with a 0?",
                    "0을 찾는 데도 시간이 들지만, 보통의 곱은 찾지 않아요. 0을 만나면 무엇을 하나요?",
                ),
            },
        ),
    },
)
