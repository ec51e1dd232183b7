"""EncoderBlock, in post-norm and in pre-norm, as nn.TransformerEncoderLayer computes it.

Given weights are of order one, biases and gains random; all sizes differ.
"""

from __future__ import annotations

from typing import Any

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day10.encoder_parameters import encoder_parameters
from grader.checks.oracles import layers
from grader.checks.oracles.layers import FeedForward, LayerNorm
from grader.checks.oracles.masks import causal, padding
from grader.checks.oracles.transformer import EncoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


class MultiHeadAttention(layers.MultiHeadAttention):
    """Day 6's layer with the errors and the zeros of a student's: by them the misconceptions below are recognized.

    torch's own function raises an AssertionError for a wrong shape, and gives NaN to a token that may look at nothing.
    """

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        projected = (self.w_q(query), self.w_k(memory), self.w_v(memory))
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in projected)
        mixed = F.scaled_dot_product_attention(q, k, v, None if mask is None else mask.unsqueeze(-3))
        return self.w_o(mixed.transpose(1, 2).flatten(2)), q @ k.mT  # nobody here looks at the weights


check = Check(EncoderBlock)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Both wirings, the mask, activation and eps, gradients; given weights of order one."""

    def weights(arguments: tuple[Any, ...]) -> dict[str, Tensor]:
        return order_one(rng, EncoderBlock(*arguments))

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        expect.same_module(arguments, weights(arguments), cases, unchanged=unchanged)

    def tokens(batch: int, length: int, d_model: int) -> Tensor:
        return rng.tensor32((batch, length, d_model))

    with expect.part(
        "post",
        3,
        en="Post-norm: each part's output is added to what went into that part, and then the norm of that part follows. "
        "Is it so, for attention first and the feed-forward network second?",
        ko="사후 정규화예요. 부품의 출력을 그 부품에 들어간 것에 더하고, 이어서 그 부품의 정규화를 해요. 먼저 어텐션, 다음에 순방향 "
        "신경망 순서로 그렇게 되어 있나요?",
    ):
        same((6, 3, 10), (tokens(2, 5, 6),), (tokens(3, 4, 6), None), (tokens(1, 3, 6),))
    with expect.part(
        "pre",
        3,
        en="Pre-norm: each part reads the normalized tokens, and its output is added to the tokens as they were. Is it so "
        'for norm="pre"?',
        ko='사전 정규화예요. 부품은 정규화한 토큰을 읽고, 그 출력은 정규화하기 전의 토큰에 더해요. norm="pre"일 때 그렇게 되어 있나요?',
    ):
        same((6, 3, 10, "pre"), (tokens(2, 5, 6),), (tokens(1, 7, 6), None))
    with expect.part(
        "mask",
        2,
        en="Does the mask reach the attention, as its mask and not as its memory? True means: may look.",
        ko="마스크가 메모리가 아니라 마스크로 어텐션에 닿나요? True는 볼 수 있다는 뜻이에요.",
    ):
        for norm in ("post", "pre"):
            same((6, 3, 10, norm), (tokens(3, 5, 6), padding((5, 2, 4), 5)), (tokens(2, 5, 6), causal(5)))
    with expect.part(
        "options",
        2,
        en="Do activation and eps reach the parts that need them, both norms among them? Is the input left alone?",
        ko="activation과 eps가 필요한 부품까지, 두 정규화 모두에 전해지나요? 입력은 그대로 두나요?",
    ):
        for options in (("post", "gelu", 0.5), ("pre", "gelu_tanh", 0.5)):
            same((6, 2, 9, *options), (2 * tokens(2, 4, 6),), unchanged=True)
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach the input and every weight, unchanged on its way? Are there only the four parts?",
        ko="기울기가 입력과 모든 가중치에 그대로 닿나요? 부품은 네 개뿐인가요?",
    ):
        for norm in ("post", "pre"):
            arguments, inputs = (6, 3, 10, norm), [tokens(2, 4, 6), padding((4, 3), 4)]
            expect.module_gradients(arguments, weights(arguments), inputs, tokens(2, 4, 6))
        module = expect.build(6, 3, 10)
        expect.parameter_count(module, encoder_parameters(6, 10, 1))
        expect.storages(module)


@check.right
class ByTheFormula(nn.Module):
    def __init__(self, d, h, d_ff, norm="post", act="relu", eps=1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x, mask=None):
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@check.right
class AHelperForTheWiring(nn.Module):
    def __init__(self, d, h, d_ff, norm="post", act="relu", eps=1e-5):
        super().__init__()
        self.pre = norm == "pre"
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = (LayerNorm(d, eps=eps) for _ in range(2))

    def around(self, x, norm, sublayer):
        return x + sublayer(norm(x)) if self.pre else norm(x + sublayer(x))

    def forward(self, x, mask=None):
        x = self.around(x, self.norm1, lambda tokens: self.attention(tokens, mask=mask)[0])
        return self.around(x, self.norm2, self.feed_forward)


@check.right
class ResidualFirst(nn.Module):
    def __init__(self, d, h, d_ff, norm="post", act="relu", eps=1e-5):
        super(ResidualFirst, self).__init__()  # noqa: UP008 - as students write it
        if norm not in ("post", "pre"):
            raise ValueError(norm)
        self.norm2 = LayerNorm(d, eps)
        self.norm1 = LayerNorm(d, eps)
        self.feed_forward = FeedForward(d, d_ff, act)
        self.attention = MultiHeadAttention(d, h)
        self.kind = norm

    def forward(self, x, mask=None):
        residual = x
        if self.kind == "pre":
            x = self.norm1(x)
        x, _weights = self.attention(x, x, mask)
        x = residual + x
        if self.kind == "post":
            x = self.norm1(x)
        residual = x
        if self.kind == "pre":
            x = self.norm2(x)
        x = self.feed_forward(x)
        x = residual + x
        if self.kind == "post":
            x = self.norm2(x)
        return x


misconception = check.misconceptions_in(ByTheFormula)
misconception(
    "no_residual_around_attention",
    ("x + self.attention(", "self.attention("),
    en="With attention that gives zeros, should the tokens be gone? What is added to its output?",
    ko="어텐션이 0만 낸다면 토큰들이 사라져야 할까요? 어텐션의 출력에 무엇을 더하나요?",
)
misconception(
    "no_residual_around_feed_forward",
    ("x + self.feed_forward(", "self.feed_forward("),
    en="The feed-forward network has a residual connection, too. What does your last line add to its output?",
    ko="순방향 신경망에도 잔차 연결이 있어요. 마지막 줄에서 그 출력에 무엇을 더하나요?",
)
misconception(
    "second_residual_from_the_start",
    ("x = x + self.attention", "y = x + self.attention"),
    ("x = self.norm1(x", "y = self.norm1(x"),
    ("feed_forward(self.norm2(x))", "feed_forward(self.norm2(y))"),
    ("feed_forward(x)", "feed_forward(y)"),
    en="What does the second residual connection carry: the block's input, or what came out of the first half?",
    ko="두 번째 잔차 연결이 나르는 것은 블록의 입력인가요, 앞쪽 절반에서 나온 것인가요?",
)
misconception(
    "feed_forward_first",
    ("self.attention(self.norm1(x), mask=mask)[0]", "self.feed_forward(self.norm1(x))"),
    ("self.feed_forward(self.norm2(x))", "self.attention(self.norm2(x), mask=mask)[0]"),
    ("self.norm1(x + self.attention(x, mask=mask)[0])", "self.norm1(x + self.feed_forward(x))"),
    ("self.norm2(x + self.feed_forward(x))", "self.norm2(x + self.attention(x, mask=mask)[0])"),
    en="Which comes first in an encoder block: do the tokens exchange what they know, or does each think alone?",
    ko="인코더 블록에서 먼저 오는 것은 무엇인가요? 토큰끼리 나누는 것인가요, 토큰 혼자 계산하는 것인가요?",
)
misconception(
    "always_post",
    (
        (
            'if self.norm == "pre":\n'
            "            x = x + self.attention(self.norm1(x), mask=mask)[0]\n"
            "            return x + self.feed_forward(self.norm2(x))\n"
            "        "
        ),
        "",
    ),
    en="Where does forward ask which norm was chosen?",
    ko="forward에서 어느 norm이 선택되었는지 어디에서 확인하나요?",
)
misconception(
    "one_norm_for_both",
    ("self.norm2(", "self.norm1("),
    en="The block has two norms with gains and biases of their own. Which of them does forward never call?",
    ko="블록에는 이득과 편향을 따로 가진 정규화가 두 개 있어요. forward에서 한 번도 부르지 않는 것은 어느 쪽인가요?",
)
misconception(
    "one_norm_under_two_names",
    (
        "self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)",
        "self.norm1 = LayerNorm(d, eps)\n        self.norm2 = self.norm1",
    ),
    en="norm1 and norm2: how often does LayerNorm(...) run in your block? How many gains can it learn?",
    ko="norm1과 norm2가 있어요. 블록에서 LayerNorm(...)을 몇 번 실행하나요? 이득을 몇 벌 배울 수 있나요?",
)
misconception(
    "norm_on_the_branch",
    ("self.norm1(x + ", "x + self.norm1("),
    ("self.norm2(x + ", "x + self.norm2("),
    en="Post-norm normalizes the sum. What does your norm see: the sum, or the part's output alone?",
    ko="사후 정규화는 더한 것을 정규화해요. 여러분의 정규화가 보는 것은 합인가요, 부품의 출력만인가요?",
)
misconception(
    "skip_is_normalized",
    (
        "x = x + self.attention(self.norm1(x), mask=mask)",
        "x = self.norm1(x)\n            x = x + self.attention(x, mask=mask)",
    ),
    (
        "return x + self.feed_forward(self.norm2(x))",
        "x = self.norm2(x)\n            return x + self.feed_forward(x)",
    ),
    en="In pre-norm the skip carries the tokens as they were. What do you add to the attention's output: x, or norm1(x)?",
    ko="사전 정규화에서 건너뛰는 길은 정규화하기 전의 토큰을 실어 날라요. 어텐션의 출력에 더하는 것이 x인가요, norm1(x)인가요?",
)
misconception(
    "mask_forgotten",
    (", mask=mask", ""),
    en="Which line of forward uses the mask?",
    ko="forward의 어느 줄이 mask를 쓰나요?",
)
misconception(
    "mask_as_memory",
    ("mask=mask", "mask"),
    en="The second argument of your attention's forward is the memory. Where does the mask arrive when it is given second?",
    ko="어텐션의 forward에서 두 번째 인수는 memory예요. mask를 두 번째로 넘기면 어디에 들어가나요?",
)
misconception(
    "mask_turned_over",
    (
        '        if self.norm == "pre":',
        '        seen = None if mask is None else ~mask\n        if self.norm == "pre":',
    ),
    ("mask=mask", "mask=seen"),
    en="True means: may look, for your attention as for this block. Why is the mask turned over on its way?",
    ko="True는 이 블록에서도 여러분의 어텐션에서도 '볼 수 있다'는 뜻이에요. 그런데 왜 중간에 mask를 뒤집나요?",
)
misconception(
    "raw_memory_in_pre",
    ("self.attention(self.norm1(x), mask=mask)", "self.attention(self.norm1(x), x, mask)"),
    ("self.attention(x, mask=mask)", "self.attention(x, x, mask)"),
    en="In pre-norm, queries, keys and values are all made of normalized tokens. Why does the attention get a second text here?",
    ko="사전 정규화에서는 쿼리도 키도 밸류도 정규화한 토큰에서 만들어요. 어텐션에 왜 다른 memory를 따로 넘기나요?",
)
misconception(
    "activation_lost",
    ("FeedForward(d, d_ff, act)", "FeedForward(d, d_ff)"),
    en="Which activation does your feed-forward network get when the block is asked for gelu?",
    ko="블록에 gelu를 달라고 하면 순방향 신경망은 어떤 활성화 함수를 받나요?",
)
misconception(
    "eps_lost",
    ("LayerNorm(d, eps)", "LayerNorm(d)"),
    en="Which eps do your two norms get when the block is given another one than 1e-5?",
    ko="블록에 1e-5가 아닌 eps를 주면 두 정규화는 어떤 eps를 받나요?",
)
misconception(
    "added_in_place",
    ("x = x + self.attention", "x += self.attention"),
    (
        "x = self.norm1(x + self.attention(x, mask=mask)[0])",
        "x += self.attention(x, mask=mask)[0]\n        x = self.norm1(x)",
    ),
    en="What does += do to the tensor that the caller handed in? Is x the caller's or yours?",
    ko="+=는 부른 쪽이 넘긴 텐서에 무슨 일을 하나요? x는 누구의 것인가요?",
)
