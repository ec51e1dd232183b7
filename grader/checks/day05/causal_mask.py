"""The causal mask, also for fewer queries than keys, against torch's lower-right causal bias."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch.nn.attention.bias import causal_lower_right

from grader.checks.day05.shared import Array, boolean, same_mask, with_kind
from grader.judge import Check, Expect, Rng, Student


def causal_mask(n_queries: int, n_keys: int | None = None) -> Array:
    """Oracle: PyTorch's lower-right causal bias, read off with F.scaled_dot_product_attention."""
    n_keys = n_queries if n_keys is None else n_keys
    q, k = torch.zeros(1, 1, n_queries, 1), torch.zeros(1, 1, n_keys, 1)
    seen = F.scaled_dot_product_attention(
        q, k, torch.eye(n_keys)[None, None], attn_mask=causal_lower_right(n_queries, n_keys)
    )
    return seen[0, 0].numpy() > 0


check = Check(causal_mask, view=with_kind)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The triangle, then fewer queries than keys, then the dtype."""
    with expect.part(
        "triangle",
        3,
        en="Which tokens may the first one look at, and which the last one? Does True stand where it may look?",
        ko="첫 토큰은 어떤 토큰을 볼 수 있나요? 마지막 토큰은요? 볼 수 있는 곳에 True가 있나요?",
    ):
        same_mask(expect, student, causal_mask, [(5,), (3,), (1,), (4, 4)])
    with expect.part(
        "later_queries",
        2,
        en="The queries are the last of the keys. Two queries and five keys: may the last query see all five?",
        ko="쿼리는 키들 가운데 마지막 토큰들이에요. 쿼리 2개, 키 5개라면 마지막 쿼리는 다섯 개를 모두 볼 수 있나요?",
    ):
        same_mask(expect, student, causal_mask, [(2, 5), (1, 4), (3, 7)])
    with expect.part(
        "boolean",
        1,
        en="Are the entries True and False? `~mask` and `scores[mask]` mean something else with numbers.",
        ko="값이 True와 False인가요? 숫자라면 `~mask`나 `scores[mask]`의 뜻이 달라져요.",
    ):
        boolean(same_mask(expect, student, causal_mask, [(5,), (3,)]))


@check.right
def lower_triangle(n_queries, n_keys=None):
    n_keys = n_queries if n_keys is None else n_keys
    return np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries)


@check.right
def positions_compared(n_queries, n_keys=None):
    n_keys = n_queries if n_keys is None else n_keys
    queries = np.arange(n_keys - n_queries, n_keys)
    return np.arange(n_keys) <= queries[:, None]


@check.right
def square_by_square(n_queries, n_keys=None):
    if n_keys is None:
        n_keys = n_queries
    rows = [[j <= i + n_keys - n_queries for j in range(n_keys)] for i in range(n_queries)]
    return np.array(rows)


@check.right
def last_rows_of_the_square(n_queries, n_keys=None):
    n_keys = n_keys or n_queries
    return ~np.triu(np.ones((n_keys, n_keys), dtype=bool), k=1)[n_keys - n_queries :]


@check.right
def mask_with_torch(n_queries, n_keys=None):
    import torch

    n_keys = n_queries if n_keys is None else n_keys
    return torch.ones(n_queries, n_keys, dtype=torch.bool).tril(n_keys - n_queries)


@check.misconception(
    en="Does the function promise True and False, or numbers to add to the scores? Who turns the one into the other?",
    ko="이 함수가 돌려줄 것이 True와 False인가요, 점수에 더할 숫자인가요? 숫자로 바꾸는 일은 누가 하나요?",
)
def infinities_already(n_queries, n_keys=None):
    n_keys = n_queries if n_keys is None else n_keys
    allowed = np.tril(np.ones((n_queries, n_keys), dtype=bool), k=n_keys - n_queries)
    return np.where(allowed, 0.0, -np.inf)


@check.misconception(
    en="What happens to the argument `n_keys`? Does any line use it?",
    ko="인수 `n_keys`는 어디에 쓰이나요? 사용하는 줄이 있나요?",
)
def always_square(n_queries, n_keys=None):
    return np.tril(np.ones((n_queries, n_queries), dtype=bool))


misconception = check.misconceptions_in(lower_triangle)
misconception(
    "upper_triangle",
    ("np.tril", "np.triu"),
    en="May a token look back or ahead in your mask? Which triangle did you keep?",
    ko="여러분의 마스크에서 토큰은 뒤를 돌아보나요, 앞을 내다보나요? 어느 삼각형을 남겼나요?",
)
misconception(
    "not_itself",
    ("k=n_keys - n_queries", "k=n_keys - n_queries - 1"),
    en="May a token look at itself? What is left for the very first token?",
    ko="토큰이 자기 자신을 볼 수 있나요? 맨 첫 토큰에게는 무엇이 남나요?",
)
misconception(
    "one_token_ahead",
    ("k=n_keys - n_queries", "k=n_keys - n_queries + 1"),
    en="Can the first token see the second one? Is the triangle one place too wide?",
    ko="첫 토큰이 둘째 토큰을 볼 수 있나요? 삼각형이 한 칸 넓지 않나요?",
)
misconception(
    "true_means_blocked",
    ("np.tril", "np.triu"),
    ("k=n_keys - n_queries", "k=n_keys - n_queries + 1"),
    en="What does True mean in this course: may look, or is blocked?",
    ko="이 과정에서 True는 '볼 수 있다'인가요, '막혀 있다'인가요?",
)
misconception(
    "top_left",
    (", k=n_keys - n_queries", ""),
    en="Two queries and five keys: which tokens are the two queries, the first two or the last two?",
    ko="쿼리 2개, 키 5개일 때 두 쿼리는 어떤 토큰인가요? 처음 두 개인가요, 마지막 두 개인가요?",
)
misconception(
    "shifted_the_other_way",
    ("k=n_keys - n_queries", "k=n_queries - n_keys"),
    en="With fewer queries than keys, into which direction does the diagonal move? Which sign has k in np.tril?",
    ko="쿼리가 키보다 적으면 대각선이 어느 쪽으로 옮겨 가나요? np.tril에 주는 k의 부호는 무엇인가요?",
)
misconception(
    "ones_and_zeros",
    (", dtype=bool", ""),
    en="Of which type are the entries, True and False or 1.0 and 0.0? What does np.ones give without a dtype?",
    ko="값의 타입이 무엇인가요? True와 False인가요, 1.0과 0.0인가요? dtype 없는 np.ones는 무엇을 만드나요?",
)
