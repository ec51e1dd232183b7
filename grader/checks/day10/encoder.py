"""Encoder: blocks in a row, as nn.TransformerEncoder computes them, with a final norm in pre-norm alone.

Given weights are of order one, biases and gains random; a batch has padding with numbers in it.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.day10.encoder_blocks import encoder_blocks
from grader.checks.day10.encoder_parameters import encoder_parameters
from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.masks import padding
from grader.checks.oracles.starts import starts_alike
from grader.checks.oracles.transformer import Encoder, EncoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student

check = Check(Encoder, uses=("EncoderBlock", "encoder_blocks"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Post, pre with its final norm, padding, options, gradients, and whether every block is its own.

    Several norms over few numbers magnify rounding: hence 12.
    """

    def weights(arguments: tuple[Any, ...]) -> dict[str, Tensor]:
        return order_one(rng, Encoder(*arguments))

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        expect.same_module(arguments, weights(arguments), cases, unchanged=unchanged)

    def tokens(batch: int, length: int, d_model: int = 12) -> Tensor:
        return rng.tensor32((batch, length, d_model))

    with expect.part(
        "post",
        3,
        en="Does every block read what the block before it gave, first block 0, and is nothing else done to the tokens?",
        ko="0번 블록부터 차례로, 블록마다 바로 앞 블록의 결과를 읽나요? 그 밖에 토큰에 하는 일은 없나요?",
    ):
        same((12, 3, 10, 2), (tokens(2, 5),), (tokens(3, 4), None))
    with expect.part(
        "pre",
        3,
        en="A pre-norm encoder ends with a norm of its own, final_norm, once and after the last block. Does yours, and only for "
        '"pre"?',
        ko='사전 정규화 인코더는 따로 둔 정규화 final_norm으로 끝나요. 마지막 블록 뒤에 한 번이에요. "pre"일 때만 그런가요?',
    ):
        same((12, 3, 10, 2, "pre"), (tokens(2, 5),), (tokens(1, 3), None))
    with expect.part(
        "padding",
        3,
        en="Does the mask reach every block, so that whatever stands in the padding changes nothing for real tokens?",
        ko="마스크가 모든 블록에 닿아서, 패딩에 무엇이 있든 진짜 토큰에는 아무 영향이 없나요?",
    ):
        for norm in ("post", "pre"):
            arguments, mask, x = (12, 3, 10, 2, norm), padding((5, 2, 4), 5), tokens(3, 5)
            other = torch.where(mask.mT, x, 5 * tokens(3, 5))  # the same sentences, other padding
            same(arguments, (x, mask), (other, mask))
    with expect.part(
        "own_weights",
        2,
        en="Has every block weights of its own, drawn anew and in memory of their own? Is every block and every parameter there "
        "exactly once?",
        ko="블록마다 새로 뽑은 자기 가중치가 자기 메모리에 있나요? 블록과 파라미터가 저마다 정확히 한 번씩 있나요?",
    ):
        fresh = expect.build(4, 2, 3)  # six blocks
        expect.parameter_count(fresh, encoder_parameters(4, 3, 6))
        expect.storages(fresh)
        with student.off_the_record():  # random numbers
            alike = starts_alike(fresh.call("state_dict"))
        expect.true(not any(alike.values()))
        same((12, 3, 10, 3), (tokens(2, 3),))
    with expect.part(
        "options_and_gradients",
        2,
        en="Do norm, activation and eps reach every block (and eps the final norm)? Does a gradient reach every weight, and is "
        "the input left alone?",
        ko="norm, activation, eps가 모든 블록에 (eps는 마지막 정규화에도) 전해지나요? 기울기가 모든 가중치에 닿나요? 입력은 그대로 "
        "두나요?",
    ):
        same((12, 3, 10, 2, "post", "gelu", 0.3), (tokens(2, 4),), unchanged=True)
        same((12, 3, 10, 2, "pre", "gelu_tanh", 0.3), (tokens(2, 4),), unchanged=True)
        arguments, inputs = (12, 3, 10, 2, "pre"), [tokens(2, 4), padding((4, 3), 4)]
        expect.module_gradients(arguments, weights(arguments), inputs, tokens(2, 4))


@check.right
class BlockAfterBlock(nn.Module):
    def __init__(self, d, h, d_ff, n=6, norm="post", *options):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x, mask=None):
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@check.right
class BlocksWrittenOut(nn.Module):
    def __init__(self, d, h, d_ff, n=6, norm="post", *options):
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(n):
            self.blocks.append(EncoderBlock(d, h, d_ff, norm, *options))
        self.norm = norm
        if norm == "pre":
            self.final_norm = LayerNorm(d, *options[1:])

    def forward(self, x, mask=None):
        for block in self.blocks:
            x = block(x, mask=mask)
        if self.norm == "pre":
            x = self.final_norm(x)
        return x


@check.right
class ByNumber(nn.Module):
    def __init__(self, d, h, d_ff, n=6, norm="post", *options):
        super().__init__()
        self.n_layers = n
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else None
        self.blocks = nn.ModuleList([EncoderBlock(d, h, d_ff, norm, *options) for _ in range(n)])

    def forward(self, x, mask=None):
        hidden = [x]
        for i in range(self.n_layers):
            hidden.append(self.blocks[i](hidden[i], mask))
        return hidden[-1] if self.final_norm is None else self.final_norm(hidden[-1])


misconception = check.misconceptions_in(BlockAfterBlock)
misconception(
    "one_block_six_times",
    (
        "self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)",
        (
            "block = EncoderBlock(d, h, d_ff, norm, *options)\n"
            "        self.blocks = nn.ModuleList([block] * n)"
        ),
    ),
    en="How many blocks stand in your list: six, or one block under six numbers?",
    ko="리스트에 있는 블록은 여섯 개인가요, 번호만 여섯 개인 블록 하나인가요?",
)
misconception(
    "always_six",
    ("encoder_blocks(n,", "encoder_blocks(6,"),
    en="How many blocks has your encoder when n_layers is 2?",
    ko="n_layers가 2이면 여러분의 인코더에는 블록이 몇 개 있나요?",
)
misconception(
    "plain_list",
    (
        "encoder_blocks(n, d, h, d_ff, norm, *options)",
        "[EncoderBlock(d, h, d_ff, norm, *options) for _ in range(n)]",
    ),
    en="How does torch know of your blocks? Does it look into a plain Python list?",
    ko="torch는 여러분의 블록을 어떻게 알까요? 평범한 파이썬 리스트 안도 들여다보나요?",
)
misconception(
    "no_final_norm",
    ('        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()\n', ""),
    ("self.final_norm(x)", "x"),
    en="In pre-norm nothing normalizes the sum any more. What comes after the last block?",
    ko="사전 정규화에서는 더한 것을 아무도 정규화하지 않아요. 마지막 블록 뒤에 무엇이 와야 하나요?",
)
misconception(
    "final_norm_for_both",
    (' if norm == "pre" else nn.Identity()', ""),
    en="In post-norm, what is the last thing the last block does? Why normalize again?",
    ko="사후 정규화에서 마지막 블록이 마지막으로 하는 일은 무엇인가요? 왜 다시 정규화하나요?",
)
misconception(
    "final_norm_in_the_loop",
    ("x = block(x, mask)", "x = self.final_norm(block(x, mask))"),
    ("return self.final_norm(x)", "return x"),
    en="How often does your final norm run: once, or after every block?",
    ko="마지막 정규화가 한 번 실행되나요, 블록마다 실행되나요?",
)
misconception(
    "not_chained",
    ("x = block(x, mask)", "output = block(x, mask)"),
    ("self.final_norm(x)", "self.final_norm(output)"),
    en="What does block 1 read: the encoder's input, or what block 0 made of it?",
    ko="1번 블록이 읽는 것은 인코더의 입력인가요, 0번 블록이 만든 것인가요?",
)
misconception(
    "from_the_last_to_the_first",
    ("in self.blocks", "in reversed(self.blocks)"),
    en="Which block sees the input first?",
    ko="입력을 가장 먼저 보는 것은 몇 번 블록인가요?",
)
misconception(
    "encoder_mask_forgotten",
    ("block(x, mask)", "block(x)"),
    en="Do the blocks learn from you where the padding is?",
    ko="패딩이 어디인지 블록들에 알려 주나요?",
)
misconception(
    "mask_for_the_first_block",
    ("for block in self.blocks", "for i, block in enumerate(self.blocks)"),
    ("block(x, mask)", "block(x, mask if i == 0 else None)"),
    en="The first block hides the padding. Why should the second one look at it?",
    ko="첫 블록은 패딩을 가려요. 두 번째 블록은 왜 패딩을 보아도 되나요?",
)
misconception(
    "padding_set_to_zero",
    (
        "        for block",
        (
            "        if mask is not None and mask.dim() == 3 and mask.shape[1] == 1:\n"
            "            x = x.masked_fill(~mask.mT, 0.0)\n"
            "        for block"
        ),
    ),
    ("block(x, mask)", "block(x)"),
    en="Does a token of zeros get no attention? What is the exponential of a score of 0?",
    ko="0으로 채운 토큰은 어텐션을 받지 않나요? 점수가 0이면 exp는 얼마인가요?",
)
misconception(
    "norm_not_handed_on",
    (
        "encoder_blocks(n, d, h, d_ff, norm, *options)",
        'nn.ModuleList(EncoderBlock(d, h, d_ff, "post", *options) for _ in range(n))',
    ),
    en="The encoder is asked for pre-norm. Who tells the blocks?",
    ko="인코더에 사전 정규화를 달라고 했어요. 블록들에게는 누가 알려 주나요?",
)
misconception(
    "activation_not_handed_on",
    (
        "encoder_blocks(n, d, h, d_ff, norm, *options)",
        'nn.ModuleList(EncoderBlock(d, h, d_ff, norm, "relu", *options[1:]) for _ in range(n))',
    ),
    en="Which activation do the blocks get when the encoder is asked for gelu?",
    ko="인코더에 gelu를 달라고 하면 블록들은 어떤 활성화 함수를 받나요?",
)
