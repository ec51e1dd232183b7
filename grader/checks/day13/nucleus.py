"""nucleus: the smallest set of tokens that holds p, beside a cut of the unlikely ones. What is cut is exactly 0."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from grader.checks.day13.shared import same_probabilities
from grader.judge import Check, Expect, Rng, Student


def _probabilities(rng: Rng, shape: tuple[int, ...], p: float, scale: float = 1.0) -> Tensor:
    """Random probabilities in which no sum of the largest lies so near p that rounding decides."""
    rows: list[Tensor] = []
    while len(rows) < math.prod(shape[:-1]):
        row = torch.softmax(rng.tensor32(shape[-1:], scale), dim=-1)
        sums = row.sort(descending=True).values.cumsum(-1)
        if (sums - p).abs().min() > 0.004 and row.sort().values.diff().min() > 1e-4:
            rows.append(row)
    return torch.stack(rows).reshape(shape)


def nucleus(probabilities: Tensor, p: float) -> Tensor:
    """Oracle: what lies below the sum of the unlikely ones, 1 - p, goes."""
    values, order = probabilities.double().sort(dim=-1)
    values = values * (values.cumsum(dim=-1) > 1 - p)
    values[..., -1] += (values.sum(dim=-1) == 0) * probabilities.double().amax(dim=-1)
    kept = values.gather(-1, order.argsort(dim=-1))
    return kept / kept.sum(dim=-1, keepdim=True)


check = Check(nucleus)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Who stays and how they share, several rows, the extremes."""

    def same(*cases: tuple[tuple[int, ...], float, float], unchanged: bool = False) -> None:
        given = [(_probabilities(rng, shape, p, scale), p) for shape, p, scale in cases]
        same_probabilities(student, expect, check, given, unchanged)

    with expect.part(
        "one_row",
        3,
        en="Does the smallest set that reaches p stay, at its places in the vocabulary, and sum to one?",
        ko="p에 이르는 가장 작은 집합이 어휘의 제자리에 남고, 합이 1인가요?",
    ):
        same(((7,), 0.7, 1.0), ((9,), 0.55, 0.8), ((6,), 0.85, 1.0))
        order = rng.integer(0, 3)
        exact = torch.tensor([0.25, 0.5, 0.0625, 0.1875]).roll(order)  # sums that rounding does not touch
        same_probabilities(student, expect, check, [(exact, 0.75)])
    with expect.part(
        "rows",
        2,
        en="Has each row a nucleus of its own, also with more axes in front?",
        ko="행마다 자기 핵이 있나요? 앞에 축이 더 있을 때도 그런가요?",
    ):
        same(((4, 6), 0.75, 1.3), ((5, 5), 0.6, 1.0), ((2, 3, 5), 0.8, 1.0))
    with expect.part(
        "extremes",
        1,
        en="Does one token stay when p is tiny, and do nearly all when p is nearly 1? Is the input left alone?",
        ko="p가 아주 작으면 하나가 남고, 1에 가까우면 거의 다 남나요? 입력은 그대로인가요?",
    ):
        same(((3, 6), 0.02, 1.0), ((2, 5), 0.96, 0.5), ((2, 4), 0.5, 1.0), unchanged=True)


@check.right
def as_in_the_lesson(probabilities, p):
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)


@check.right
def tokens_in_a_loop(probabilities, p):
    rows = probabilities.reshape(-1, probabilities.shape[-1])
    result = torch.zeros_like(rows)
    for r in range(len(rows)):
        total = 0.0
        for i in torch.argsort(-rows[r]).tolist():
            result[r, i] = rows[r, i]
            total += rows[r, i].item()
            if total >= p:
                break
    return (result / result.sum(-1, keepdim=True)).view(probabilities.shape)


@check.right
def bar_of_each_row(probabilities, p):
    ordered = probabilities.sort(dim=-1, descending=True).values
    last = (ordered.cumsum(-1) < p).sum(-1, keepdim=True).clamp(max=ordered.size(-1) - 1)
    kept = probabilities * (probabilities >= ordered.gather(-1, last))
    return kept / kept.sum(-1, keepdim=True)


@check.misconception(
    en="Your row stands from likely to unlikely. Which token of the vocabulary is the first number for?",
    ko="행이 그럴듯한 것부터 놓여 있어요. 첫 숫자는 어휘의 어느 토큰의 것인가요?",
)
def left_in_sorted_order(probabilities, p):
    values, _ = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    return values / values.sum(dim=-1, keepdim=True)


@check.misconception(
    en="The row of who stays is in sorted order, the probabilities are not. Do the two fit on one another?",
    ko="누가 남는지는 정렬한 순서로 구했고, 확률은 그렇지 않아요. 둘을 그대로 겹쳐도 되나요?",
)
def places_of_the_sorted_row(probabilities, p):
    values, _ = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    kept = probabilities.masked_fill(before >= p, 0.0)
    return kept / kept.sum(dim=-1, keepdim=True)


@check.misconception(
    en="In which order do you add up the probabilities, that of the vocabulary or that of their size?",
    ko="확률을 어떤 순서로 더해 가나요? 어휘의 순서인가요, 크기의 순서인가요?",
)
def not_sorted(probabilities, p):
    before = probabilities.cumsum(dim=-1) - probabilities
    kept = probabilities.masked_fill(before >= p, 0.0)
    return kept / kept.sum(dim=-1, keepdim=True)


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "one_too_many",
    (
        "before = values.cumsum(dim=-1) - values",
        "n_kept = (values.cumsum(dim=-1) < p).sum(dim=-1, keepdim=True) + 2",
    ),
    ("before >= p", "torch.arange(values.shape[-1]) >= n_kept"),
    en="When p is reached, does one more token come in? By what is a cumsum larger than the sum before?",
    ko="p에 이른 뒤에 토큰이 하나 더 들어오나요? cumsum은 앞까지의 합보다 얼마만큼 큰가요?",
)
misconception(
    "kept_as_they_were",
    ("    values = values / values.sum(dim=-1, keepdim=True)\n", ""),
    en="To what do those that stay sum? Can you draw from that?",
    ko="남은 것들의 합이 얼마인가요? 그대로 뽑을 수 있나요?",
)
misconception(
    "one_nucleus_for_all_rows",
    (
        "before = values.cumsum(dim=-1) - values",
        "n_kept = int(((values.cumsum(dim=-1) - values) < p).sum(dim=-1).max())",
    ),
    ("before >= p", "torch.arange(values.shape[-1]) >= n_kept"),
    en="Has each row as many tokens in its nucleus? Whose number do you take?",
    ko="핵에 든 토큰의 수가 행마다 같나요? 누구의 수를 쓰나요?",
)
misconception(
    "sum_with_the_token_itself",
    ("    before = values.cumsum(dim=-1) - values\n", ""),
    ("before >= p", "values.cumsum(dim=-1) > p"),
    en="Whose sum do you compare with p: that of the tokens before it, or with the token itself? What stays if the first is more than p?",
    ko="p와 비교하는 것이 앞에 있는 토큰들의 합인가요, 자기까지 더한 합인가요? 첫 토큰이 p보다 크면 무엇이 남나요?",
)
misconception(
    "shared_by_all_rows",
    ("    values = values / values.sum(dim=-1, keepdim=True)\n", ""),
    ("indices, values)", "indices, values / values.sum())"),
    en="By which sum do you divide, that of the row or that of all rows? To what does a single row sum then?",
    ko="무엇의 합으로 나누나요? 행의 합인가요, 모든 행의 합인가요? 그러면 한 행을 더하면 얼마인가요?",
)
misconception(
    "crossing_token_left_out",
    ("before = values.cumsum(dim=-1) - values", "out = values.cumsum(dim=-1) > p\n    out[..., 0] = False"),
    ("before >= p", "out"),
    en="Is the token that crosses the line in or out? What would be left if the first alone is more than p?",
    ko="선을 넘는 토큰은 들어가나요, 빠지나요? 첫 토큰 하나가 이미 p보다 크면 무엇이 남나요?",
)
misconception(
    "unlikely_ones_first",
    ("sort(dim=-1, descending=True)", "sort(dim=-1)"),
    en="From which end do you sum, from the likely or from the unlikely tokens?",
    ko="어느 쪽부터 더하나요? 그럴듯한 토큰부터인가요, 드문 토큰부터인가요?",
)
misconception(
    "one_more_at_the_line",
    ("before >= p", "before > p"),
    en="Two tokens hold exactly p. Is that at least p already, or does a third one have to come in?",
    ko="토큰 두 개의 합이 정확히 p예요. 이미 p 이상인가요, 셋째가 더 들어와야 하나요?",
)
misconception(
    "gathered_instead_of_scattered",
    ("torch.zeros_like(probabilities).scatter(-1, indices, values)", "values.gather(-1, indices)"),
    en="gather reads at the indices, scatter writes there. Which of the two brings a sorted row back to its places?",
    ko="gather는 번호가 가리키는 곳에서 읽고, scatter는 거기에 써요. 정렬한 행을 제자리로 돌려놓는 것은 어느 쪽인가요?",
)
