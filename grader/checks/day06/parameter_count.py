"""The parameters of a multi-head layer, against torch's count of its own."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from grader.judge import Check, Expect, Rng, Student


def parameter_count(d_model: int, n_heads: int, bias: bool = True) -> int:
    """Oracle: torch counts its own layer."""
    layer = nn.MultiheadAttention(d_model, n_heads, bias=bias, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


check = Check(parameter_count)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Without biases first, then with them; then that the number of heads changes nothing."""
    size = rng.integer(3, 9)

    def same(cases: Sequence[tuple[int, int, bool]]) -> None:
        expect.same(cases, tolerance=1e-9)

    with expect.part(
        "weights",
        2,
        en="How many matrices are there, and how many numbers does each hold?",
        ko="행렬이 몇 개이고, 하나에 숫자가 몇 개씩 들어 있나요?",
    ):
        same([(6, 2, False), (4 * size, 4, False)])
    with expect.part(
        "biases",
        1,
        en="How long is a bias of nn.Linear(d_model, d_model), and how many of them are there?",
        ko="nn.Linear(d_model, d_model)의 bias는 길이가 얼마이고, 모두 몇 개인가요?",
    ):
        same([(6, 2, True), (3 * size, 3, True)])
    with expect.part(
        "heads",
        2,
        en="Does a layer with more heads, and d_model as before, have more parameters? How wide is one head then?",
        ko="d_model은 그대로 두고 헤드를 늘리면 파라미터가 많아지나요? 그때 헤드 하나의 폭은 얼마인가요?",
    ):
        same([(12 * size, heads, bias) for heads in (1, 6, 12) for bias in (True, False)])


@check.right
def counted_by_torch(d_model, n_heads, bias=True):
    layers = [nn.Linear(d_model, d_model, bias=bias) for _ in range(4)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


@check.right
def counted_head_by_head(d_model, n_heads, bias=True):
    d_k = d_model // n_heads
    one_head = 3 * d_model * d_k
    if bias:
        one_head += 3 * d_k
    return n_heads * one_head + (n_heads * d_k + bias) * d_model


@check.misconception(
    en="Is one head d_model wide, or d_model / n_heads? How many columns do the matrices of all heads have together?",
    ko="헤드 하나의 폭이 d_model인가요, d_model / n_heads인가요? 모든 헤드의 행렬을 합치면 열이 몇 개인가요?",
)
def full_width_for_each_head(d_model, n_heads, bias=True):
    count = 4 * n_heads * d_model**2
    return count + (3 * n_heads + 1) * d_model if bias else count


@check.misconception(
    en="Which matrix mixes the heads at the end? Have you counted it?",
    ko="마지막에 헤드들을 섞는 행렬은 무엇인가요? 그것도 세었나요?",
)
def three_matrices(d_model, n_heads, bias=True):
    return 3 * d_model**2 + (3 * d_model if bias else 0)


@check.misconception(
    en="What changes in your result when bias is False?",
    ko="bias가 False이면 결과에서 무엇이 달라지나요?",
)
def bias_always_counted(d_model, n_heads, bias=True):
    return 4 * (d_model**2 + d_model)


@check.misconception(
    en="nn.Linear adds a bias unless it is told not to. Where are the biases in your count?",
    ko="nn.Linear는 따로 말하지 않으면 bias를 더해요. 세어 둔 수에 bias가 들어 있나요?",
)
def bias_never_counted(d_model, n_heads, bias=True):
    return 4 * d_model**2


@check.misconception(
    en="How many of the four layers have a bias?",
    ko="네 층 가운데 bias가 있는 층은 몇 개인가요?",
)
def one_bias_for_all(d_model, n_heads, bias=True):
    return 4 * d_model**2 + (d_model if bias else 0)


@check.misconception(
    en="Have you counted one head or all of them?",
    ko="헤드 하나만 세었나요, 모두 세었나요?",
)
def one_head_only(d_model, n_heads, bias=True):
    d_k = d_model // n_heads
    return 4 * d_model * d_k + (3 * d_k + d_model if bias else 0)


@check.misconception(
    en="Is a bias one number, or one number for each output feature?",
    ko="bias는 숫자 하나인가요, 출력 특징마다 하나씩인가요?",
)
def bias_of_length_one(d_model, n_heads, bias=True):
    return 4 * d_model**2 + (4 if bias else 0)
