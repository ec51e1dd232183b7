"""Multi-head attention, against the function inside nn.MultiheadAttention.

Weights and biases are given and of order one; there are as many sentences as heads in some masks, and as many heads as
tokens in some inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day06.merge_heads import merge_heads
from grader.checks.day06.parameter_count import parameter_count
from grader.checks.day06.scaled_dot_product_attention import scaled_dot_product_attention
from grader.checks.day06.shared import some_mask
from grader.checks.day06.split_heads import split_heads
from grader.checks.oracles.layers import MultiHeadAttention
from grader.judge import Check, Expect, Rng, Student

check = Check(MultiHeadAttention, uses=("scaled_dot_product_attention", "split_heads", "merge_heads"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Self, cross, masks, other numbers of heads, gradients; given weights of order one, biases too."""

    def weights(d_model: int) -> dict[str, Any]:
        shapes = {"weight": (d_model, d_model), "bias": (d_model,)}
        scale = 1.4 / d_model**0.5
        return {f"w_{part}.{kind}": rng.normal(shapes[kind], scale) for part in "qkvo" for kind in shapes}

    def same(d_model: int, n_heads: int, cases: Sequence[tuple[Any, ...]], unchanged: bool = False) -> None:
        both = ("output", "weights")
        expect.same_module((d_model, n_heads), weights(d_model), cases, labels=both, unchanged=unchanged)

    def tokens(batch: int, length: int, d_model: int) -> Tensor:
        return rng.tensor32((batch, length, d_model))

    with expect.part(
        "self_attention",
        3,
        en="Do queries, keys and values each go through a layer of their own, are they split into heads, and does w_o see "
        "the merged heads?",
        ko="쿼리, 키, 밸류가 저마다 자기 층을 지나 헤드로 나뉘고, 합친 헤드가 w_o를 지나나요?",
    ):
        same(12, 3, [(tokens(2, 5, 12),), (tokens(3, 4, 12), None, None)])
    with expect.part(
        "cross_attention",
        2,
        en="What is made from the query and what from the memory? How long is the output?",
        ko="무엇을 query에서 만들고 무엇을 memory에서 만드나요? 출력의 길이는 얼마인가요?",
    ):
        same(12, 3, [(tokens(2, 5, 12), tokens(2, 7, 12)), (tokens(2, 4, 12), tokens(2, 4, 12))])
    with expect.part(
        "mask",
        3,
        en="Is the mask right for all heads and for each sentence, also when there are as many sentences as heads? True "
        "means: may look.",
        ko="마스크가 모든 헤드와 모든 문장에 맞게 적용되나요? 문장 수와 헤드 수가 같을 때도요? True는 볼 수 있다는 뜻이에요.",
    ):
        pairs = [(tokens(batch, 5, 12), tokens(batch, 7, 12)) for batch in (2, 3, 3)]
        masks = [some_mask(rng, shape) for shape in ((5, 7), (3, 1, 7), (3, 5, 7))]
        cases: list[tuple[Any, ...]] = [(*pair, mask) for pair, mask in zip(pairs, masks, strict=True)]
        same(12, 3, [*cases, (tokens(2, 4, 12), None, torch.ones(4, 4, dtype=torch.bool).tril())])
    with expect.part(
        "numbers_of_heads",
        2,
        en="Is it right for one head and for many, and when heads, tokens and d_k are as many?",
        ko="헤드가 하나일 때도, 많을 때도, 헤드 수와 토큰 수와 d_k가 같을 때도 맞나요?",
    ):
        for d_model, n_heads, batch, length in ((6, 1, 2, 5), (8, 4, 2, 3), (9, 3, 3, 3)):
            same(d_model, n_heads, [(tokens(batch, length, d_model),)])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight and both inputs, unchanged on its way?",
        ko="기울기가 모든 가중치와 두 입력에 그대로 닿나요?",
    ):
        given = weights(12)
        # With one key to look at, a weight is always 1, and the gradients of w_q and w_k are noise; also when the
        # mask is turned over.
        inputs = (tokens(2, 5, 12), tokens(2, 7, 12), some_mask(rng, (2, 1, 7), fewest=3))
        upstream = [tokens(2, 5, 12), None]  # weights that are handed out detached are fair
        expect.module_gradients((12, 3), given, inputs, upstream)
    with expect.part(
        "alone",
        1,
        en="Are there four layers with biases and nothing else that is learned? Does the layer refuse 10 features for 3 "
        "heads, and leave its inputs alone?",
        ko="학습되는 것이 bias가 있는 층 네 개뿐인가요? 특징 10개를 헤드 3개로 나누라고 하면 거절하나요? 입력은 그대로 두나요?",
    ):
        same(8, 2, [(tokens(2, 3, 8), tokens(2, 4, 8), some_mask(rng, (2, 3, 4)))], unchanged=True)
        module = expect.build(12, 3)
        expect.parameter_count(module, parameter_count(12, 3))
        expect.storages(module)
        expect.refused(10, 3)


@check.right
class SplitAttendMerge(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(self, query, memory=None, mask=None):
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights


@check.right
class AttentionWrittenOut(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(self, query, memory=None, mask=None):
        if memory is None:
            memory = query
        q = split_heads(self.w_q(query), self.n_heads)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)
        scores = q @ k.mT / q.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -1e30)
        weights = torch.softmax(scores, dim=-1)
        mixed = weights @ v
        return self.w_o(merge_heads(mixed)), weights


@check.right
class EinsumEverywhere(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(self, query, memory=None, mask=None):
        memory = query if memory is None else memory
        B, d_k = len(query), query.shape[-1] // self.n_heads
        q = self.w_q(query).view(B, -1, self.n_heads, d_k)
        k = self.w_k(memory).view(B, -1, self.n_heads, d_k)
        v = self.w_v(memory).view(B, -1, self.n_heads, d_k)
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / d_k**0.5
        if mask is not None:
            if mask.dim() == 2:
                mask = mask[None]
            scores = scores.masked_fill(~mask[:, None], float("-inf"))
        weights = F.softmax(scores, dim=-1)
        mixed = torch.einsum("bhqk,bkhd->bqhd", weights, v)
        return self.w_o(mixed.reshape(B, -1, self.n_heads * d_k)), weights


@check.right
class OneHeadAfterAnother(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("d_model must be divisible by n_heads")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)

    def forward(self, query, memory=None, mask=None):
        memory = query if memory is None else memory
        d_k = query.size(-1) // self.n_heads
        found, looks = [], []
        for h in range(self.n_heads):
            part = slice(h * d_k, (h + 1) * d_k)
            q = query @ self.w_q.weight[part].T + self.w_q.bias[part]
            k = memory @ self.w_k.weight[part].T + self.w_k.bias[part]
            v = F.linear(memory, self.w_v.weight[part], self.w_v.bias[part])
            output, weights = scaled_dot_product_attention(q, k, v, mask)
            found.append(output)
            looks.append(weights)
        return self.w_o(torch.cat(found, dim=-1)), torch.stack(looks, dim=1)


@check.right
class FoldedIntoTheBatch(nn.Module):
    def __init__(self, d_model, n_heads):
        if d_model % n_heads != 0:
            raise ValueError("not divisible")
        super(FoldedIntoTheBatch, self).__init__()  # noqa: UP008 - as students write it
        self.w_o, self.w_v, self.w_k, self.w_q = (nn.Linear(d_model, d_model) for _ in range(4))
        self.n_heads = n_heads

    def cut(self, layer, x):
        B, T, d_model = x.shape
        heads = layer(x).view(B, T, self.n_heads, d_model // self.n_heads).transpose(1, 2)
        return heads.reshape(B * self.n_heads, T, -1)

    def forward(self, query, memory=None, mask=None):
        memory = query if memory is None else memory
        B, T_q, d_model = query.shape
        T_k, d_k = memory.shape[1], d_model // self.n_heads
        q, k, v = self.cut(self.w_q, query), self.cut(self.w_k, memory), self.cut(self.w_v, memory)
        scores = torch.bmm(q, k.transpose(1, 2)) * d_k**-0.5
        if mask is not None:
            blocked = mask.logical_not().expand(B, T_q, T_k)
            scores = scores + -1e9 * blocked.repeat_interleave(self.n_heads, dim=0)
        weights = scores.softmax(-1)
        mixed = torch.bmm(weights, v).view(B, self.n_heads, T_q, d_k).transpose(1, 2).reshape(B, T_q, -1)
        return [self.w_o(mixed), weights.view(B, self.n_heads, T_q, T_k)]


heads_cut_in_order = (  # (B, n_heads, T, d_k) by a reshape alone
    ("        if memory is None", "        B, T, d_model = query.shape\n        if memory is None"),
    ("memory = query\n", "memory = query\n        d_k = d_model // self.n_heads\n"),
    ("split_heads(self.w_q(query), self.n_heads)", "self.w_q(query).reshape(B, self.n_heads, T, d_k)"),
    ("split_heads(self.w_k(memory), self.n_heads)", "self.w_k(memory).reshape(B, self.n_heads, -1, d_k)"),
    ("split_heads(self.w_v(memory), self.n_heads)", "self.w_v(memory).reshape(B, self.n_heads, -1, d_k)"),
)

misconception = check.misconceptions_in(SplitAttendMerge)
misconception(
    "w_o_forgotten",
    ("self.w_o(merge_heads(mixed))", "merge_heads(mixed)"),
    en="Which of your four layers does forward never call? What mixes the heads?",
    ko="네 층 가운데 forward에서 한 번도 부르지 않는 것은 무엇인가요? 헤드들을 섞는 것은 무엇인가요?",
)
misconception(
    "keys_through_w_q",
    ("self.w_k(memory)", "self.w_q(memory)"),
    en="Which layer makes your keys, w_q or w_k?",
    ko="키를 만드는 층이 w_q인가요, w_k인가요?",
)
misconception(
    "values_not_projected",
    ("self.w_v(memory)", "memory"),
    en="Do the values go through w_v before they are split?",
    ko="밸류가 나뉘기 전에 w_v를 지나나요?",
)
misconception(
    "values_through_w_k",
    ("split_heads(self.w_v(memory), self.n_heads)", "k"),
    en="Which layer makes your values? Is w_v used anywhere?",
    ko="밸류를 만드는 층은 무엇인가요? w_v가 어디에 쓰이나요?",
)
misconception(
    "memory_asks",
    ("self.w_q(query)", "self.w_q(memory)"),
    ("self.w_k(memory)", "self.w_k(query)"),
    ("self.w_v(memory)", "self.w_v(query)"),
    en="Who asks, and who is looked at? From which of the two do the queries come?",
    ko="묻는 쪽은 누구이고 보이는 쪽은 누구인가요? 쿼리는 둘 중 어디에서 오나요?",
)
misconception(
    "memory_ignored",
    ("        if memory is None:\n            memory = query\n", ""),
    ("self.w_k(memory)", "self.w_k(query)"),
    ("self.w_v(memory)", "self.w_v(query)"),
    en="What does forward do with the memory? Do the keys and values come from it?",
    ko="forward가 memory로 무엇을 하나요? 키와 밸류가 거기에서 오나요?",
)
misconception(
    "values_from_the_query",
    ("self.w_v(memory)", "self.w_v(query)"),
    en="Keys and values belong together. Do both come from the memory?",
    ko="키와 밸류는 짝이에요. 둘 다 memory에서 오나요?",
)
misconception(
    "mask_not_used",
    ("        if mask is not None:\n            mask = mask.unsqueeze(-3)\n", ""),
    ("(q, k, v, mask)", "(q, k, v)"),
    en="Does the mask reach the attention?",
    ko="mask가 어텐션까지 전달되나요?",
)
misconception(
    "one_layer_for_queries_and_keys",
    ("self.w_k = nn.Linear(d_model, d_model)", "self.w_k = self.w_q"),
    en="Are w_q and w_k two layers, or two names of one? What happens to one when the other is written?",
    ko="w_q와 w_k가 서로 다른 층인가요, 한 층의 두 이름인가요? 하나를 바꾸면 다른 하나는 어떻게 되나요?",
)
misconception(
    "mask_axis_from_the_front",
    ("unsqueeze(-3)", "unsqueeze(1)"),
    en="Where does unsqueeze(1) put the new axis in a mask (B, T_q, T_k), and where in one of shape (T_q, T_k)? Can you count from the end?",
    ko="(B, T_q, T_k) 마스크에서 unsqueeze(1)은 새 축을 어디에 넣고, (T_q, T_k) 마스크에서는 어디에 넣나요? 뒤에서부터 셀 수 있나요?",
)
misconception(
    "mask_turned_over",
    ("mask.unsqueeze(-3)", "~mask.unsqueeze(-3)"),
    en="What does True mean in this mask? Who turns it over, and is that needed here?",
    ko="이 mask에서 True는 무슨 뜻인가요? 뒤집는 곳이 있나요? 여기서 뒤집어야 하나요?",
)
misconception(
    "mask_meets_the_heads",
    ("        if mask is not None:\n            mask = mask.unsqueeze(-3)\n", ""),
    en="Shapes are matched from the right: against which axis of (B, n_heads, T_q, T_k) does the first axis of a mask (B, 1, T_k) fall?",
    ko="모양은 오른쪽부터 맞춰요. (B, 1, T_k) 마스크의 첫 축은 (B, n_heads, T_q, T_k)의 어느 축과 만나나요?",
)
misconception(
    "merged_without_transpose",
    ("merge_heads(mixed)", "mixed.reshape(query.shape)"),
    en="Before the last reshape: do the heads stand right in front of their features, or in front of the tokens?",
    ko="마지막 reshape 앞에서, 헤드 축이 특징 바로 앞에 있나요, 토큰 앞에 있나요?",
)
misconception(
    "one_head",
    ("query), self.n_heads", "query), 1"),
    ("memory), self.n_heads", "memory), 1"),
    en="Does n_heads appear in your forward? How many softmaxes has each token?",
    ko="forward에 n_heads가 나오나요? 토큰마다 소프트맥스가 몇 개인가요?",
)
misconception(
    "heads_averaged_before_mixing",
    (
        "mixed, weights = scaled_dot_product_attention(q, k, v, mask)",
        "_, weights = scaled_dot_product_attention(q, k, v, mask)\n"
        "        weights = weights.mean(dim=1, keepdim=True).expand_as(weights)\n"
        "        mixed = weights @ v",
    ),
    en="Does each head mix its values with its own weights, or all with the mean of all heads?",
    ko="헤드마다 자기 가중치로 밸류를 섞나요, 모두가 헤드들의 평균으로 섞나요?",
)
misconception(
    "scaled_twice",
    ("(q, k, v, mask)", "(q / q.shape[-1] ** 0.5, k, v, mask)"),
    en="Your attention function divides the scores already. Does a second line of yours divide the queries or the keys?",
    ko="여러분의 어텐션 함수가 이미 점수를 나누어요. 쿼리나 키를 한 번 더 나누는 줄이 있나요?",
)
misconception(
    "weights_averaged",
    ("merge_heads(mixed)), weights", "merge_heads(mixed)), weights.mean(dim=1)"),
    en="Are the weights that you return those of each head, or their mean?",
    ko="돌려주는 가중치가 헤드마다의 것인가요, 헤드들의 평균인가요?",
)
misconception(
    "query_added",
    ("return self.w_o", "return query + self.w_o"),
    en="Is there a sum with the input at the end? That is the block's business, not this layer's, isn't it?",
    ko="마지막에 입력을 더하고 있나요? 그것은 이 층이 아니라 블록이 할 일 아닌가요?",
)
misconception(
    "gradient_cut_off",
    (
        "mixed, weights = scaled_dot_product_attention(q, k, v, mask)",
        "_, weights = scaled_dot_product_attention(q.detach(), k, v, mask)\n        mixed = weights @ v",
    ),
    en="The numbers are right. Where do you cut the weights off from the gradient (detach, no_grad, .data)?",
    ko="숫자는 맞아요. 가중치로 가는 기울기를 어디에서 끊었나요(detach, no_grad, .data)?",
)
misconception(
    "output_alone",
    ("mixed, weights", "mixed, _"),
    ("merge_heads(mixed)), weights", "merge_heads(mixed))"),
    en="How many results does the docstring promise? Where are the weights?",
    ko="설명에 따르면 결과가 몇 개여야 하나요? 가중치는 어디에 있나요?",
)
misconception(
    "tokens_cut_into_heads",
    *heads_cut_in_order,
    en="Do you reshape straight to (B, n_heads, T, d_k)? Which axis is cut then, tokens or features?",
    ko="곧바로 (B, n_heads, T, d_k)로 reshape하나요? 그러면 잘리는 축이 토큰인가요, 특징인가요?",
)
misconception(
    "cut_and_merged_in_order",
    *heads_cut_in_order,
    ("merge_heads(mixed)", "mixed.reshape(B, T, d_model)"),
    en="Two reshapes without a transpose: do they undo one another, or does each head see a piece of the sentence only?",
    ko="전치 없이 reshape만 두 번 했나요? 서로 상쇄될까요, 아니면 헤드마다 문장의 한 토막만 볼까요?",
)

misconception = check.misconceptions_in(AttentionWrittenOut)
misconception(
    "scaled_by_d_model",
    (" / q.shape[-1]", " / query.shape[-1]"),
    en="A score is a sum over how many features of one head? Is d_model the size in your square root?",
    ko="점수 하나는 헤드 하나의 특징 몇 개를 더한 값인가요? 제곱근 안의 크기가 d_model이 아닌가요?",
)
misconception(
    "scaled_by_heads",
    ("q.shape[-1]", "self.n_heads"),
    en="Which size stands in your square root, the number of heads or the width of one head?",
    ko="제곱근 안에 있는 것이 헤드의 수인가요, 헤드 하나의 폭인가요?",
)
misconception(
    "softmax_over_heads",
    ("dim=-1", "dim=1"),
    en="Over which axis do your weights sum to 1, keys or heads?",
    ko="가중치의 합이 어느 축을 따라 1인가요? 키인가요, 헤드인가요?",
)
