"""The FLOPs of a multi-head layer, against torch's FLOP counter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch.utils.flop_counter import bmm_flop, mm_flop

from grader.judge import Check, Expect, Rng, Student


def attention_flops(t_query: int, t_memory: int, d_model: int, n_heads: int) -> tuple[int, int]:
    """Oracle: torch's own counts for matrix products of these shapes."""
    d_k = d_model // n_heads
    projections = sum(
        mm_flop((tokens, d_model), (d_model, d_model)) for tokens in (t_query, t_memory, t_memory, t_query)
    )
    scores = bmm_flop((n_heads, t_query, d_k), (n_heads, d_k, t_memory))
    return projections, scores + bmm_flop((n_heads, t_query, t_memory), (n_heads, t_memory, d_k))


check = Check(attention_flops)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Projections and products apart, with one head, for a sentence on its own; then a memory, then heads."""
    size = rng.integer(3, 9)
    both = ("projections", "products")

    def same(cases: Sequence[tuple[int, ...]], judged: Sequence[str] = both) -> None:
        expect.same(cases, labels=both, judged=judged, tolerance=1e-9)

    with expect.part(
        "projections",
        2,
        en="How many matrices meet every token, and how many FLOPs is one entry of a product, if a multiplication and an "
        "addition are two?",
        ko="토큰마다 행렬을 몇 번 곱하나요? 곱셈과 덧셈을 따로 세면 결과의 값 하나에 FLOP이 몇 개인가요?",
    ):
        same([(5, 5, 6, 1), (7 * size, 7 * size, 4 * size, 1)], ("projections",))
    with expect.part(
        "products",
        2,
        en="There are two products without learned weights. What are the shapes of each?",
        ko="학습되는 가중치 없는 행렬 곱이 두 번 있어요. 각각 어떤 모양끼리의 곱인가요?",
    ):
        same([(5, 5, 6, 1), (7 * size, 7 * size, 4 * size, 1)], ("products",))
    with expect.part(
        "memory",
        2,
        en="Which projections run over the tokens that ask, and which over those of the memory? How large is the table of "
        "scores?",
        ko="질문하는 토큰을 지나는 투영은 무엇이고, 메모리의 토큰을 지나는 투영은 무엇인가요? 점수 표는 얼마나 큰가요?",
    ):
        same([(5, 7, 6, 1), (9, 3 * size, 4, 1)])
    with expect.part(
        "heads",
        1,
        en="With n_heads heads there are n_heads tables of scores. How wide is each head, and what is the sum?",
        ko="헤드가 n_heads개면 점수 표도 n_heads개예요. 헤드 하나의 폭은 얼마이고, 모두 더하면 얼마인가요?",
    ):
        same([(5, 7, 12, heads) for heads in (3, 4, 12)])


@check.right
def matrix_by_matrix(t_query, t_memory, d_model, n_heads):
    def product(rows, inner, columns):
        return 2 * rows * inner * columns

    d_k = d_model // n_heads
    q = o = product(t_query, d_model, d_model)
    k = v = product(t_memory, d_model, d_model)
    scores = n_heads * product(t_query, d_k, t_memory)
    mixture = n_heads * product(t_query, t_memory, d_k)
    return [q + k + v + o, scores + mixture]


@check.right
def both_in_an_array(t_query, t_memory, d_model, n_heads):
    rows = np.array([t_query, t_memory, t_memory, t_query])
    return np.array([np.sum(2 * rows * d_model**2), 4 * t_query * t_memory * d_model])


@check.right
def short_formula(t_query, t_memory, d_model, n_heads):
    return 4.0 * d_model * d_model * (t_query + t_memory), 4.0 * t_query * t_memory * d_model


@check.misconception(
    en="Have you counted the multiplications only? Each of them comes with an addition.",
    ko="곱셈만 세지 않았나요? 곱할 때마다 더하기도 한 번씩 하지 않나요?",
)
def additions_not_counted(t_query, t_memory, d_model, n_heads):
    return 2 * d_model**2 * (t_query + t_memory), 2 * t_query * t_memory * d_model


@check.misconception(
    en="How many tokens go through w_k and w_v, t_query or t_memory?",
    ko="w_k와 w_v를 지나는 토큰이 t_query개인가요, t_memory개인가요?",
)
def memory_has_the_queries_length(t_query, t_memory, d_model, n_heads):
    return 8 * t_query * d_model**2, 4 * t_query * t_memory * d_model


@check.misconception(
    en="The scores are one product. Which other one do the weights take part in?",
    ko="점수를 만드는 것이 행렬 곱 하나예요. 가중치가 들어가는 다른 곱은 무엇인가요?",
)
def values_not_mixed(t_query, t_memory, d_model, n_heads):
    return 4 * d_model**2 * (t_query + t_memory), 2 * t_query * t_memory * d_model


@check.misconception(
    en="Does w_o stand in your count? Which tokens go through it?",
    ko="w_o도 세었나요? 어느 토큰들이 그것을 지나나요?",
)
def output_not_projected(t_query, t_memory, d_model, n_heads):
    return 2 * d_model**2 * (t_query + 2 * t_memory), 4 * t_query * t_memory * d_model


@check.misconception(
    en="Is each head d_model wide? What is n_heads times d_model / n_heads?",
    ko="헤드 하나의 폭이 d_model인가요? d_model / n_heads에 n_heads를 곱하면 얼마인가요?",
)
def every_head_full_width(t_query, t_memory, d_model, n_heads):
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query * t_memory * d_model * n_heads


@check.misconception(
    en="Have you counted the products of one head or of all heads?",
    ko="헤드 하나의 곱만 세었나요, 모든 헤드의 곱을 세었나요?",
)
def products_of_one_head(t_query, t_memory, d_model, n_heads):
    d_k = d_model // n_heads
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query * t_memory * d_k


@check.misconception(
    en="How many columns has the table of scores when the memory is longer than the query?",
    ko="메모리가 쿼리보다 길면 점수 표에는 열이 몇 개 있나요?",
)
def scores_of_the_queries_alone(t_query, t_memory, d_model, n_heads):
    return 4 * d_model**2 * (t_query + t_memory), 4 * t_query**2 * d_model


@check.misconception(
    en="Which of the two numbers comes first, that of the projections or that of the products?",
    ko="두 수 가운데 어느 것이 먼저인가요? 투영인가요, 투영이 아닌 곱인가요?",
)
def parts_swapped(t_query, t_memory, d_model, n_heads):
    return 4 * t_query * t_memory * d_model, 4 * d_model**2 * (t_query + t_memory)
