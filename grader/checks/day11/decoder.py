"""Decoder: blocks in a row that read one memory, as nn.TransformerDecoder computes them.

A final norm stands in pre-norm alone: the paper's model has none, unlike nn.Transformer.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from grader.checks.day11.shared import same_structure, seen
from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.masks import causal
from grader.checks.oracles.starts import COPIED, starts_alike
from grader.checks.oracles.transformer import Decoder, DecoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Module, Rng, Student
from grader.judge.verdicts import Failure

check = Check(Decoder, uses=("DecoderBlock",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Block behind block with one memory for all, the masks, pre-norm with its final norm, weights of their own."""

    def weights(arguments: tuple[Any, ...]) -> dict[str, Tensor]:
        return order_one(rng, Decoder(*arguments))

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> Module:
        return expect.same_module(arguments, weights(arguments), cases, unchanged=unchanged)

    def tokens(batch: int, length: int) -> Tensor:
        return rng.tensor32((batch, length, 8))

    with expect.part(
        "one_behind_the_other",
        3,
        en="Does each block work on what the block before it gave, and do all of them read the same memory?",
        ko="블록마다 바로 앞 블록의 결과를 받아 일하나요? 모든 블록이 똑같은 memory를 읽나요?",
    ):
        same((8, 2, 6, 3), (tokens(2, 5), tokens(2, 5)), (tokens(3, 3), tokens(3, 7)))
    with expect.part(
        "masks",
        2,
        en="Do both masks reach every block, each as what it is?",
        ko="두 마스크가 모든 블록에 제 역할대로 전달되나요?",
    ):
        same((8, 2, 6, 2), (tokens(3, 5), tokens(3, 5), causal(5), seen(rng, (3, 1, 5))))
    with expect.part(
        "pre_norm",
        2,
        en='With norm="pre" the residual runs through all blocks without a norm. What has to stand behind the last one? '
        'And is it absent with "post"?',
        ko='norm="pre"이면 잔차가 정규화 없이 모든 블록을 지나요. 마지막 블록 뒤에 무엇이 있어야 하나요? "post"일 때는 없나요?',
    ):
        same((8, 2, 6, 2, "pre"), (tokens(2, 3), tokens(2, 5), causal(3), seen(rng, (2, 1, 5))))
    with expect.part(
        "activation",
        1,
        en="Does the activation reach the blocks?",
        ko="activation이 블록까지 전달되나요?",
    ):
        same((8, 2, 6, 1, "post", "gelu"), (tokens(2, 3), tokens(2, 5)))
    with expect.part(
        "weights_of_their_own",
        2,
        en="Are there n_layers blocks, six if nothing is said, each with numbers of its own that gradients reach? Are the "
        "inputs left alone?",
        ko="블록이 n_layers개(말하지 않으면 여섯 개)이고, 저마다 자기 숫자를 가지며 기울기가 거기 닿나요? 입력은 그대로 두나요?",
    ):
        arguments = (8, 1, 3, 2)
        module = same(arguments, (tokens(2, 3), tokens(2, 5)), unchanged=True)
        given, inputs = weights(arguments), (tokens(2, 3), tokens(2, 5), causal(3), seen(rng, (2, 1, 5)))
        expect.same_module(arguments, given, [inputs])
        # Where a softmax has nearly decided, gradients are small and rounding is not.
        expect.module_gradients(arguments, given, inputs, tokens(2, 3), tolerance=2e-3)
        same_structure(student, expect, module, Decoder(*arguments))
        six_blocks = expect.build(2, 1, 3)
        same_structure(student, expect, six_blocks, Decoder(2, 1, 3))
        with student.off_the_record():  # random numbers
            alike = starts_alike(six_blocks.call("state_dict"))
        if alike.get("self_attention.w_q.weight"):
            raise Failure(COPIED)


@check.right
class BlockAfterBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu"):
        super().__init__()
        self.blocks = nn.ModuleList(
            [DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]
        )
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, x, memory, mask=None, memory_mask=None):
        for block in self.blocks:
            x = block(x, memory, mask, memory_mask)
        return self.final_norm(x)


@check.right
class NormOnlyIfPre(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu"):
        super().__init__()
        self.norm = norm
        self.blocks = nn.ModuleList()
        for _ in range(n_layers):
            self.blocks.append(DecoderBlock(d_model, n_heads, d_ff, norm=norm, activation=activation))
        if norm == "pre":
            self.final_norm = LayerNorm(d_model)

    def forward(self, x, memory, mask=None, memory_mask=None):
        for i in range(len(self.blocks)):
            x = self.blocks[i](x, memory, mask=mask, memory_mask=memory_mask)
        if self.norm == "pre":
            x = self.final_norm(x)
        return x


@check.right
class NormOrNone(nn.Module):
    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu", dropout=0.0):
        super().__init__()
        self.final_norm = LayerNorm(d_model) if norm != "post" else None
        blocks = [DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x, memory, mask=None, memory_mask=None):
        hidden = [x]
        for block in self.blocks:
            hidden.append(block(hidden[-1], memory, mask, memory_mask))
        return hidden[-1] if self.final_norm is None else self.final_norm(hidden[-1])


misconception = check.misconceptions_in(BlockAfterBlock)
misconception(
    "one_block_six_times",
    (
        "[DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]",
        "[DecoderBlock(d_model, n_heads, d_ff, norm, activation)] * n_layers",
    ),
    en="How many blocks does your code make, and how many times does it use them? What does [block] * n copy?",
    ko="코드가 블록을 몇 개 만들고 몇 번 쓰나요? [block] * n은 무엇을 복사하나요?",
)
misconception(
    "blocks_in_a_plain_list",
    ("nn.ModuleList(", "("),
    en="Does torch find the blocks? What is on the list of parameters when blocks lie in an ordinary Python list?",
    ko="torch가 블록들을 찾을 수 있나요? 블록이 보통의 파이썬 리스트에 있으면 파라미터 목록에 무엇이 올라가나요?",
)
misconception(
    "blocks_side_by_side",
    ("x = block(", "out = block("),
    ("self.final_norm(x)", "self.final_norm(out)"),
    en="What does the second block work on, the input of the stack or the result of the first block?",
    ko="둘째 블록은 무엇을 받아 일하나요? 스택의 입력인가요, 첫 블록의 결과인가요?",
)
misconception(
    "memory_overwritten",
    ("x = block(", "memory = block("),
    ("self.final_norm(x)", "self.final_norm(memory)"),
    en="What is the memory of the second block: what the encoder gave, or what the first block gave?",
    ko="둘째 블록의 memory는 무엇인가요? 인코더가 준 것인가요, 첫 블록이 준 것인가요?",
)
misconception(
    "each_block_reads_x_and_x",
    ("block(x, memory,", "block(x, x,"),
    en="From where do your blocks take keys and values, from the encoder or from the target itself?",
    ko="블록들이 키와 밸류를 어디에서 가져오나요? 인코더인가요, 타깃 자신인가요?",
)
misconception(
    "masks_not_handed_on",
    ("block(x, memory, mask, memory_mask)", "block(x, memory)"),
    en="Do the masks reach the blocks?",
    ko="마스크들이 블록까지 전달되나요?",
)
misconception(
    "masks_in_the_wrong_order",
    ("block(x, memory, mask, memory_mask)", "block(x, memory, memory_mask, mask)"),
    en="In which order does a block take its arguments? Which mask comes first?",
    ko="블록은 인수를 어떤 순서로 받나요? 어느 마스크가 먼저인가요?",
)
misconception(
    "norm_not_handed_on",
    ("d_ff, norm, activation)", "d_ff, activation=activation)"),
    en="Do the blocks know which norm was asked for?",
    ko="블록들이 어떤 norm을 요청받았는지 아나요?",
)
misconception(
    "stack_activation_lost",
    ("d_ff, norm, activation)", "d_ff, norm)"),
    en="Is the activation handed on to the blocks?",
    ko="activation을 블록에 넘겨주나요?",
)
misconception(
    "final_norm_forgotten",
    ('        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()\n', ""),
    ("self.final_norm(x)", "x"),
    en="In pre-norm nobody has normed what leaves the last block. Who should?",
    ko="pre-norm에서는 마지막 블록에서 나온 것을 아무도 정규화하지 않았어요. 누가 해야 할까요?",
)
misconception(
    "final_norm_always",
    (' if norm == "pre" else nn.Identity()', ""),
    en="In post-norm the last thing that a block does is a layer norm. What is one more for? Does the paper have it?",
    ko="post-norm 블록이 마지막에 하는 일이 층 정규화예요. 하나 더 하면 무엇이 달라지나요? 논문에 있나요?",
)
