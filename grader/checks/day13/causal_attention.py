"""CausalAttention: attention with a cache, beside torch's attention on the heads. The past is random, not what was read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day13.causal_mask import causal_mask
from grader.checks.day13.shared import Cache, random_past
from grader.checks.oracles.layers import MultiHeadAttention
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


def split_heads(x: Tensor, n_heads: int) -> Tensor:
    """Day 6's: (B, T, d_model) -> (B, n_heads, T, d_k)."""
    return torch.stack(x.chunk(n_heads, dim=-1), dim=1)


def merge_heads(x: Tensor) -> Tensor:
    """Day 6's: (B, n_heads, T, d_k) -> (B, T, d_model)."""
    return torch.cat(x.unbind(dim=1), dim=-1)


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Day 6's; the weights are taken from values that are units."""
    units = torch.eye(k.shape[-2]).expand(*k.shape[:-1], -1)
    return (
        F.scaled_dot_product_attention(q, k, v, attn_mask=mask),
        F.scaled_dot_product_attention(q, k, units, attn_mask=mask),
    )


class CausalAttention(MultiHeadAttention):
    """Oracle: torch's attention on the heads."""

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        q, k, v = (
            layer(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for layer in (self.w_q, self.w_k, self.w_v)
        )
        n_past = 0
        if past is not None:
            n_past = past[0].shape[2]
            k, v = torch.cat([past[0], k], dim=2), torch.cat([past[1], v], dim=2)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=causal_mask(x.shape[1], n_past))
        return self.w_o(mixed.transpose(1, 2).flatten(2)), (k, v)


check = Check(CausalAttention, uses=("causal_mask",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Without a past, with one, what is handed back, other sizes, gradients."""

    def outputs(d_model: int, n_heads: int, cases: Sequence[tuple[Any, ...]]) -> None:
        given = order_one(rng, CausalAttention(d_model, n_heads))
        labels = ("output", "present")
        expect.same_module((d_model, n_heads), given, cases, labels=labels, judged=("output",))

    with expect.part(
        "no_past",
        2,
        en="Without a past: is it Day 6's attention in which no token looks ahead?",
        ko="과거가 없을 때, 어떤 토큰도 앞을 보지 않는 6일 차의 어텐션인가요?",
    ):
        outputs(12, 3, [(rng.tensor32((2, 5, 12)),), (rng.tensor32((3, 4, 12)), None)])
    with expect.part(
        "past",
        3,
        en="With a past: do keys and values of the past stand in front of the new ones, and does the mask count from there?",
        ko="과거가 있을 때, 과거의 키와 밸류가 새것 앞에 있나요? 마스크는 거기서부터 세나요?",
    ):
        outputs(
            12,
            3,
            [
                (rng.tensor32((2, new, 12)), random_past(rng, 2, 3, known, 4))
                for new, known in ((1, 4), (2, 5), (4, 3))
            ],
        )
    with expect.part(
        "present",
        2,
        en="Are the keys and values of past and new tokens handed back, cut into heads, the past first?",
        ko="과거와 새 토큰의 키와 밸류를 모두 돌려주나요? 헤드로 나뉘어 있고 과거가 먼저인가요?",
    ):
        module, right = expect.modules((8, 2), order_one(rng, CausalAttention(8, 2)))

        def one_case(*inputs: Any) -> None:
            _, present = expect.pair(module(*inputs), ("output", "present"))
            got = expect.pair(present, ("keys", "values"))
            for label, one, other in zip(("keys", "values"), got, right(*inputs)[1], strict=True):
                expect.array(one, other, label=label)
            expect.unchanged()

        expect.every(
            [(rng.tensor32((3, 5, 8)),), (rng.tensor32((3, 2, 8)), random_past(rng, 3, 2, 6, 4))], one_case
        )
    with expect.part(
        "sizes",
        1,
        en="Is it right for one head, and for as many heads as tokens?",
        ko="헤드가 하나일 때도, 헤드 수가 토큰 수와 같을 때도 맞나요?",
    ):
        outputs(6, 1, [(rng.tensor32((2, 3, 6)), random_past(rng, 2, 1, 2, 6))])
        outputs(9, 3, [(rng.tensor32((3, 3, 9)), random_past(rng, 3, 3, 3, 3))])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach all four layers and the tokens?",
        ko="기울기가 네 층과 토큰에 모두 닿나요?",
    ):
        module, right = expect.modules((12, 3), order_one(rng, CausalAttention(12, 3)))
        inputs = (rng.tensor32((2, 5, 12)),)
        upstream = [rng.tensor32((2, 5, 12)), None]
        expect.gradients(module.gradients(inputs, upstream), right.gradients(inputs, upstream))
        expect.parameter_count(module, 4 * 12 * 13)
        expect.storages(module)


@check.right
class AsInTheLesson(MultiHeadAttention):
    def forward(self, x, past=None):
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), (k, v)


@check.right
class Einsum(MultiHeadAttention):
    def forward(self, x, past=None):
        B, T, D = x.shape
        q, k, v = (w(x).view(B, T, self.n_heads, -1).transpose(1, 2) for w in (self.w_q, self.w_k, self.w_v))
        if past:
            k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        scores = torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(q.size(-1))
        ahead = torch.ones(T, k.size(2)).triu(k.size(2) - T + 1) > 0
        weights = scores.masked_fill(ahead, -1e9).softmax(-1)
        out = torch.einsum("bhqk,bhkd->bqhd", weights, v).reshape(B, T, D)
        return [self.w_o(out), [k, v]]


@check.right
class TokenByToken(MultiHeadAttention):
    def forward(self, x, past=None):
        rows = []
        for t in range(x.shape[1]):
            one = x[:, t : t + 1]
            k = split_heads(self.w_k(one), self.n_heads)
            v = split_heads(self.w_v(one), self.n_heads)
            past = (k, v) if past is None else (torch.cat([past[0], k], 2), torch.cat([past[1], v], 2))
            mixed, _ = scaled_dot_product_attention(split_heads(self.w_q(one), self.n_heads), *past)
            rows.append(self.w_o(merge_heads(mixed)))
        return torch.cat(rows, dim=1), (k, v) if past is None else past


@check.misconception(
    en="What does your forward do with past? At how many keys does a new token look?",
    ko="forward가 past로 무엇을 하나요? 새 토큰은 키를 몇 개 보나요?",
)
class PastNotUsed(MultiHeadAttention):
    def forward(self, x, past=None):
        q = split_heads(self.w_q(x), self.n_heads)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1]))
        return self.w_o(merge_heads(mixed)), (k, v)


misconception = check.misconceptions_in(AsInTheLesson)
misconception(
    "mask_forgotten",
    ("        n_past = 0\n", ""),
    ("            n_past = past[0].shape[-2]\n", ""),
    (", causal_mask(x.shape[1], n_past)", ""),
    en="May a token look at one behind it? Which line keeps it from doing so?",
    ko="토큰이 자기 뒤를 봐도 되나요? 어느 줄이 그것을 막나요?",
)
misconception(
    "no_mask_with_a_past",
    ("n_past = 0", "mask = causal_mask(x.shape[1])"),
    ("n_past = past[0].shape[-2]", "mask = None"),
    ("causal_mask(x.shape[1], n_past)", "mask"),
    en="With a past you take no mask. Two new tokens come at once: may the first look at the second?",
    ko="과거가 있으면 마스크를 쓰지 않았어요. 새 토큰 두 개가 한꺼번에 오면 첫째가 둘째를 봐도 되나요?",
)
misconception(
    "mask_from_the_corner",
    ("        n_past = 0\n", ""),
    ("            n_past = past[0].shape[-2]\n", ""),
    (
        "mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))",
        "mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)",
    ),
    en="With a past: how far does your mask let the first new token look? In which column does that token stand?",
    ko="과거가 있을 때, 마스크가 첫 새 토큰에게 어디까지 보여 주나요? 그 토큰은 몇 번째 열에 있나요?",
)
misconception(
    "past_behind_the_new",
    ("[past[0], k]", "[k, past[0]]"),
    ("[past[1], v]", "[v, past[1]]"),
    en="Which comes first along the tokens, the past or the new? Which columns does the mask take for the past?",
    ko="토큰 축에서 과거와 새것 가운데 무엇이 먼저인가요? 마스크는 어느 열을 과거로 보나요?",
)
misconception(
    "values_before_keys",
    ("k = torch.cat([past[0], k]", "v = torch.cat([past[0], v]"),
    ("v = torch.cat([past[1], v]", "k = torch.cat([past[1], k]"),
    ("(k, v)", "(v, k)"),
    en="In which order are keys and values handed back, and in which do you read them from the past?",
    ko="키와 밸류를 어떤 순서로 돌려주고, past에서는 어떤 순서로 읽나요?",
)
misconception(
    "new_ones_handed_back_alone",
    (
        "v = split_heads(self.w_v(x), self.n_heads)",
        "v = split_heads(self.w_v(x), self.n_heads)\n        present = (k, v)",
    ),
    ("merge_heads(mixed)), (k, v)", "merge_heads(mixed)), present"),
    en="What must be kept for the next time: the new keys and values, or those of past and new together?",
    ko="다음번을 위해 무엇을 보관해야 하나요? 새 키와 밸류만인가요, 과거와 새것을 합친 것인가요?",
)
misconception(
    "w_o_forgotten",
    ("self.w_o(merge_heads(mixed))", "merge_heads(mixed)"),
    en="Which of the four layers does your forward never call?",
    ko="네 층 가운데 forward에서 한 번도 부르지 않는 것은 무엇인가요?",
)
misconception(
    "keys_of_the_past_projected_again",
    ("[past[0], k]", "[split_heads(self.w_k(merge_heads(past[0])), self.n_heads), k]"),
    ("[past[1], v]", "[split_heads(self.w_v(merge_heads(past[1])), self.n_heads), v]"),
    en="The past holds keys and values, ready for use. Through which layer do you send them once more?",
    ko="past에는 바로 쓸 수 있는 키와 밸류가 들어 있어요. 그것을 어느 층에 또 보내나요?",
)
