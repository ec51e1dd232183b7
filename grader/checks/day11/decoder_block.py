"""DecoderBlock, in post-norm and in pre-norm, as nn.TransformerDecoderLayer computes it.

Given weights are of order one, biases and gains random. Source and target are equally long in some
cases, where shapes do not tell which of the two is asked.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.day11.shared import same_structure, seen
from grader.checks.oracles.layers import FeedForward, LayerNorm, MultiHeadAttention
from grader.checks.oracles.masks import causal
from grader.checks.oracles.transformer import DecoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Module, Rng, Student

check = Check(DecoderBlock)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The wiring, each mask, pre-norm, the activation, gradients, the structure; given weights of order one."""

    def weights(arguments: tuple[Any, ...]) -> dict[str, Tensor]:
        return order_one(rng, DecoderBlock(*arguments))

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> Module:
        return expect.same_module(arguments, weights(arguments), cases, unchanged=unchanged)

    def tokens(batch: int, length: int) -> Tensor:
        return rng.tensor32((batch, length, 8))

    with expect.part(
        "post_norm",
        4,
        en="Three sublayers in this order: self-attention, cross-attention, feed-forward. Does each have its own "
        "residual connection with its own layer norm behind it, and does the cross-attention read the memory?",
        ko="하위층(sublayer) 세 개가 셀프 어텐션, 크로스 어텐션, 순방향 신경망 순서인가요? 저마다 자기 잔차 연결이 있고 그 뒤에 자기 "
        "층 정규화가 있나요? 크로스 어텐션은 memory를 읽나요?",
    ):
        same((8, 2, 6), (tokens(2, 4), tokens(2, 4)), (tokens(3, 5), tokens(3, 7)))
    with expect.part(
        "masks",
        3,
        en="`mask` is for the self-attention, `memory_mask` for the cross-attention. Does each reach its own, and only "
        "that? Can either be left out?",
        ko="`mask`는 셀프 어텐션의 것이고 `memory_mask`는 크로스 어텐션의 것이에요. 저마다 제자리에만 전달되나요? 하나만 "
        "주어도 동작하나요?",
    ):
        cases = [
            (tokens(2, 4), tokens(2, 4), causal(4)),
            (tokens(3, 4), tokens(3, 4), None, seen(rng, (3, 4, 4))),
            (tokens(3, 5), tokens(3, 7), seen(rng, (3, 5, 5)) | torch.eye(5).bool(), seen(rng, (3, 1, 7))),
        ]
        same((8, 2, 6), *cases)
    with expect.part(
        "pre_norm",
        2,
        en='With norm="pre", does each sublayer get the normed x while the residual carries the x that was never normed? '
        "And is the memory left as it comes?",
        ko='norm="pre"일 때 하위층은 정규화한 x를 받고, 잔차에는 정규화하지 않은 x가 흐르나요? memory는 들어온 그대로 쓰나요?',
    ):
        cases = [
            (tokens(2, 4), tokens(2, 4)),
            (tokens(3, 5), tokens(3, 7), causal(5), seen(rng, (3, 1, 7))),
        ]
        same((8, 2, 6, "pre"), *cases)
    with expect.part(
        "activation",
        1,
        en="Does the activation that was asked for reach the feed-forward network?",
        ko="요청한 활성화 함수가 순방향 신경망까지 전달되나요?",
    ):
        same((8, 4, 6, "post", "gelu"), (tokens(2, 3), tokens(2, 5)))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight, x and the memory, unchanged on its way?",
        ko="기울기가 모든 가중치와 x와 memory에 그대로 닿나요?",
    ):
        given, inputs = weights((8, 2, 6)), (tokens(2, 4), tokens(2, 5), causal(4), seen(rng, (2, 1, 5)))
        expect.same_module((8, 2, 6), given, [inputs])
        # Where a softmax has nearly decided, gradients are small and rounding is not.
        expect.module_gradients((8, 2, 6), given, inputs, tokens(2, 4), tolerance=2e-3)
    with expect.part(
        "alone",
        1,
        en="Are there two attentions, one feed-forward network and three layer norms, each with numbers of its own? Are "
        "the inputs left alone?",
        ko="어텐션 두 개, 순방향 신경망 하나, 층 정규화 세 개가 저마다 자기 숫자를 가지나요? 입력은 그대로 두나요?",
    ):
        for norm in ("pre", "post"):
            texts = rng.tensor32((2, 3, 4)), rng.tensor32((2, 5, 4))
            module = same((4, 2, 6, norm), texts, unchanged=True)
        same_structure(student, expect, module, DecoderBlock(4, 2, 6))


@check.right
class ByTheFormula(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.pre = norm == "pre"
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))

    def forward(self, x, memory, mask=None, memory_mask=None):
        if self.pre:
            x = x + self.self_attention(self.norm1(x), mask=mask)[0]
            x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]
            return x + self.feed_forward(self.norm3(x))
        x = self.norm1(x + self.self_attention(x, mask=mask)[0])
        x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])
        return self.norm3(x + self.feed_forward(x))


@check.right
class SublayerBySublayer(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.norm_place = norm
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.norm3 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)

    def wrapped(self, x, norm, sublayer):
        if self.norm_place == "post":
            return norm(x + sublayer(x))
        return x + sublayer(norm(x))

    def forward(self, x, memory, mask=None, memory_mask=None):
        x = self.wrapped(x, self.norm1, lambda y: self.self_attention(y, y, mask)[0])
        x = self.wrapped(x, self.norm2, lambda y: self.cross_attention(y, memory, memory_mask)[0])
        return self.wrapped(x, self.norm3, self.feed_forward)


@check.right
class StepByStep(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        self.self_attention, self.cross_attention = (MultiHeadAttention(d_model, n_heads) for _ in "sc")
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.norm3 = LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff, activation=activation)
        self.norm_first = norm != "post"

    def forward(self, x, memory, mask=None, memory_mask=None):
        y = self.norm1(x) if self.norm_first else x
        y, _ = self.self_attention(query=y, memory=y, mask=mask)
        x = y + x
        if not self.norm_first:
            x = self.norm1(x)
        y = self.norm2(x) if self.norm_first else x
        y, _ = self.cross_attention(query=y, memory=memory, mask=memory_mask)
        x = y + x
        if not self.norm_first:
            x = self.norm2(x)
        y = self.norm3(x) if self.norm_first else x
        y = self.feed_forward(y) + x
        return y if self.norm_first else self.norm3(y)


misconception = check.misconceptions_in(ByTheFormula)
misconception(
    "cross_attention_first",
    ("self_attention(self.norm1(x), mask=mask)", "cross_attention(self.norm1(x), memory, memory_mask)"),
    ("cross_attention(self.norm2(x), memory, memory_mask)", "self_attention(self.norm2(x), mask=mask)"),
    ("norm1(x + self.self_attention(x, mask=mask)", "norm1(x + self.cross_attention(x, memory, memory_mask)"),
    ("norm2(x + self.cross_attention(x, memory, memory_mask)", "norm2(x + self.self_attention(x, mask=mask)"),
    en="In which order do the sublayers come? Which of the two attentions prepares the question that the other one asks?",
    ko="하위층은 어떤 순서로 오나요? 두 어텐션 가운데 어느 쪽이 다른 쪽의 질문을 준비하나요?",
)
misconception(
    "memory_asks",
    ("cross_attention(self.norm2(x), memory,", "cross_attention(memory, self.norm2(x),"),
    ("cross_attention(x, memory,", "cross_attention(memory, x,"),
    en="In the cross-attention, who asks and who is looked at? How long must the answer be?",
    ko="크로스 어텐션에서 누가 묻고 누가 보이나요? 답의 길이는 얼마여야 하나요?",
)
misconception(
    "memory_not_read",
    ("memory, memory_mask)[0]", "mask=mask)[0]"),
    en="What does forward do with the memory? From where does the cross-attention take its keys and values?",
    ko="forward가 memory로 무엇을 하나요? 크로스 어텐션의 키와 밸류는 어디에서 오나요?",
)
misconception(
    "one_attention_for_both",
    ("self.cross_attention(", "self.self_attention("),
    en="Which layer does your second attention go through? Is cross_attention used anywhere?",
    ko="두 번째 어텐션은 어느 층을 지나나요? cross_attention이 어디에 쓰이나요?",
)
misconception(
    "no_residual_around_cross_attention",
    ("x + self.cross_attention", "self.cross_attention"),
    en="What is left of the target's own token behind the cross-attention? Which of the three sublayers is not added to x?",
    ko="크로스 어텐션을 지나면 타깃 토큰 자신의 내용이 남아 있나요? 세 하위층 가운데 x에 더하지 않는 것은 무엇인가요?",
)
misconception(
    "block_input_in_every_residual",
    ("x = x + self.self_attention", "h = x + self.self_attention"),
    ("x = x + self.cross_attention(self.norm2(x)", "h = x + self.cross_attention(self.norm2(h)"),
    ("self.feed_forward(self.norm3(x))", "self.feed_forward(self.norm3(h))"),
    ("x = self.norm1(x", "h = self.norm1(x"),
    ("x = self.norm2(x + self.cross_attention(x", "h = self.norm2(x + self.cross_attention(h"),
    ("self.feed_forward(x)", "self.feed_forward(h)"),
    en="What does each sublayer add its result to: to what the block got, or to what came out of the sublayer before?",
    ko="하위층은 자기 결과를 무엇에 더하나요? 블록이 받은 입력인가요, 바로 앞 하위층에서 나온 것인가요?",
)
misconception(
    "causal_mask_in_cross_attention",
    ("memory, memory_mask)[0]", "memory, mask)[0]"),
    en="Which mask does the cross-attention get? Is any part of the source in the future?",
    ko="크로스 어텐션이 어떤 마스크를 받나요? 소스에 미래인 부분이 있나요?",
)
misconception(
    "masks_swapped",
    ("mask=mask", "mask=memory_mask"),
    ("memory, memory_mask)[0]", "memory, mask)[0]"),
    en="Which of the two masks says what the target may see of itself, and which attention needs it?",
    ko="두 마스크 가운데 타깃이 자기 자신을 얼마나 볼 수 있는지 말하는 것은 무엇이고, 어느 어텐션에 필요한가요?",
)
misconception(
    "mask_not_used",
    (", mask=mask", ""),
    en="Does the mask reach the self-attention?",
    ko="mask가 셀프 어텐션까지 전달되나요?",
)
misconception(
    "memory_mask_not_used",
    ("memory, memory_mask)[0]", "memory)[0]"),
    en="Does any line use memory_mask?",
    ko="memory_mask를 쓰는 줄이 있나요?",
)
misconception(
    "causal_without_being_asked",
    (
        "        if self.pre:",
        (
            "        if mask is None:\n"
            "            mask = torch.ones(x.shape[1], x.shape[1]).tril().bool()\n"
            "        if self.pre:"
        ),
    ),
    en="What does the docstring say about mask=None? Who decides that nobody may look ahead, the block or its caller?",
    ko="docstring에서 mask=None은 무슨 뜻인가요? 앞날을 못 보게 하는 것은 블록이 정하나요, 블록을 부르는 쪽이 정하나요?",
)
misconception(
    "one_norm_three_times",
    ("self.norm2(", "self.norm1("),
    ("self.norm3(", "self.norm1("),
    en="Which gain and bias does the layer norm behind each sublayer have? Are norm2 and norm3 used anywhere?",
    ko="하위층마다 뒤에 오는 층 정규화는 어떤 이득과 편향을 쓰나요? norm2와 norm3이 어디에 쓰이나요?",
)
misconception(
    "one_layer_norm_object",
    (
        "self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))",
        "self.norm1 = self.norm2 = self.norm3 = LayerNorm(d_model)",
    ),
    en="How often does your __init__ make a LayerNorm? Can the three norms learn different gains?",
    ko="__init__에서 LayerNorm을 몇 번 만드나요? 정규화 세 개가 서로 다른 이득을 배울 수 있나요?",
)
misconception(
    "norm_on_the_branch",
    ("self.norm1(x + ", "x + self.norm1("),
    ("self.norm2(x + ", "x + self.norm2("),
    ("self.norm3(x + ", "x + self.norm3("),
    en="Is the sum normed, or only what the sublayer gives, before it is added?",
    ko="더한 결과를 정규화하나요, 더하기 전에 하위층의 결과만 정규화하나요?",
)
misconception(
    "always_post_norm",
    (
        (
            "        if self.pre:\n"
            "            x = x + self.self_attention(self.norm1(x), mask=mask)[0]\n"
            "            x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]\n"
            "            return x + self.feed_forward(self.norm3(x))\n"
        ),
        "",
    ),
    en='What does your block do differently when norm is "pre"?',
    ko='norm이 "pre"일 때 블록에서 무엇이 달라지나요?',
)
misconception(
    "memory_normed_again",
    ("self.norm2(x), memory", "self.norm2(x), self.norm2(memory)"),
    en="norm2 belongs to x. Who has normed the memory already, at the end of the encoder?",
    ko="norm2는 x의 것이에요. memory는 인코더 끝에서 누가 이미 정규화했나요?",
)
misconception(
    "normed_skip",
    (
        "x = x + self.self_attention(self.norm1(x)",
        "x = self.norm1(x)\n            x = x + self.self_attention(x",
    ),
    (
        "x = x + self.cross_attention(self.norm2(x)",
        "x = self.norm2(x)\n            x = x + self.cross_attention(x",
    ),
    (
        "return x + self.feed_forward(self.norm3(x))",
        "x = self.norm3(x)\n            return x + self.feed_forward(x)",
    ),
    en="In pre-norm the residual carries x as it is. Does your x still hold it when the sublayer's result is added?",
    ko="pre-norm에서 잔차에는 x가 그대로 흘러요. 하위층의 결과를 더할 때 x에 그것이 남아 있나요?",
)
misconception(
    "sum_written_into_x",
    ("x = x + ", "x += "),
    en="Whose tensor does += write into? What is in the caller's x when your block has returned?",
    ko="+=는 누구의 텐서에 쓰나요? 블록이 끝난 뒤 호출한 쪽의 x에는 무엇이 들어 있나요?",
)
misconception(
    "activation_not_handed_on",
    ("FeedForward(d_model, d_ff, activation)", "FeedForward(d_model, d_ff)"),
    en="Who uses the activation? Is it handed on to FeedForward?",
    ko="activation을 누가 쓰나요? FeedForward에 넘겨주나요?",
)
misconception(
    "weights_handed_out_too",
    (
        "x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]",
        (
            "found, weights = self.cross_attention(self.norm2(x), memory, memory_mask)\n"
            "            x = x + found"
        ),
    ),
    (
        "x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])",
        "found, weights = self.cross_attention(x, memory, memory_mask)\n        x = self.norm2(x + found)",
    ),
    ("self.feed_forward(self.norm3(x))", "self.feed_forward(self.norm3(x)), weights"),
    ("self.norm3(x + self.feed_forward(x))", "self.norm3(x + self.feed_forward(x)), weights"),
    en="How many results does the block give? What does an attention return beside its output?",
    ko="블록의 결과는 몇 개인가요? 어텐션은 출력 말고 무엇을 더 돌려주나요?",
)
