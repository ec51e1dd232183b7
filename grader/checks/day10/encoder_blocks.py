"""encoder_blocks: a list of blocks, each drawn anew and in memory of its own; the copies that are handed out start alike.

The oracle makes blocks that nn.TransformerEncoderLayer computes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from torch import nn

from grader.checks.day10.encoder_parameters import encoder_parameters
from grader.checks.oracles.layers import MultiHeadAttention
from grader.checks.oracles.starts import COPIED, starts_alike
from grader.checks.oracles.transformer import EncoderBlock
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def _viewed(values: list[Any]) -> list[Any]:
    """What diagnosis compares: of random starts only whether two blocks start alike."""
    return [starts_alike(value) if isinstance(value, dict) else value for value in values]


def encoder_blocks(
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    norm: str = "post",
    activation: str = "relu",
    eps: float = 1e-5,
) -> nn.ModuleList:
    """Oracle, block by block."""
    blocks = nn.ModuleList()
    while len(blocks) < n_layers:
        blocks.append(EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps))
    return blocks


check = Check(
    encoder_blocks,
    uses=("EncoderBlock",),
    view=_viewed,
    bug="deep_copies",
    reason=Choice(
        "B",
        {
            "A": Text(
                "Then all of them would be one object. Ask `blocks[0] is blocks[1]`: what does deepcopy make?",
                "그렇다면 모두 같은 객체일 거예요. `blocks[0] is blocks[1]`을 확인해 보세요. deepcopy는 무엇을 만드나요?",
            ),
            "B": Text(
                "Every copy has tensors of its own, so the parameter count is right and they can learn different things. But a copy "
                "copies the random numbers, too: only one block was ever drawn.",
                "복사본마다 텐서가 따로 있으니 파라미터 수도 맞고 서로 다른 것을 배울 수 있어요. 하지만 복사는 난수까지 그대로 복사해요. 새로 뽑은 "
                "블록은 하나뿐이에요.",
            ),
            "C": Text(
                "A ModuleList is there for that very purpose: torch looks into it. Count the parameters. Are any missing?",
                "ModuleList는 바로 그러라고 있는 거예요. torch가 그 안을 들여다봐요. 파라미터를 세어 보세요. 빠진 것이 있나요?",
            ),
            "D": Text(
                "deepcopy keeps the order, and copies of one block would be the same in any order. What do the copies hold?",
                "deepcopy는 순서를 바꾸지 않고, 한 블록의 복사본이라면 어떤 순서로 놓아도 같아요. 복사본 안에는 무엇이 들어 있나요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right but for the start, so every part looks at the start, too."""

    def all_of(arguments: tuple[Any, ...], *steps: Callable[[tuple[Any, ...]], None]) -> None:
        """Do all steps, also behind one that fails: diagnosis needs to see them."""
        expect.every([(step,) for step in (start, *steps)], lambda step: step(arguments))

    def start(arguments: tuple[Any, ...]) -> None:
        """A fresh module's blocks were drawn one by one."""
        state = expect.build(*arguments).call("state_dict")
        if any(starts_alike(state).values()):
            raise Failure(COPIED)

    def values(arguments: tuple[Any, ...]) -> None:
        """Every single block gives what the oracle's gives, with weights of its own."""
        module, right = expect.modules(arguments, order_one(rng, encoder_blocks(*arguments)))
        x = rng.tensor32((2, 4, arguments[1]))
        for place in range(arguments[0]):
            expect.array(module.call(str(place), x), right.call(str(place), x))

    def memory(arguments: tuple[Any, ...]) -> None:
        """As many blocks as asked for, each in memory of its own."""
        module = expect.build(*arguments)
        expect.parameter_count(module, encoder_parameters(arguments[1], arguments[3], arguments[0]))
        expect.storages(module)

    with expect.part(
        "own_start",
        3,
        en="Is every block drawn anew, so that no two start alike? Who calls EncoderBlock, and how often?",
        ko="블록마다 새로 뽑아서 처음부터 서로 다른가요? EncoderBlock을 어디서 몇 번 부르나요?",
    ):
        all_of((3, 6, 3, 10), values)
    with expect.part(
        "own_memory",
        2,
        en="Has every block memory of its own, and are there as many blocks as asked for?",
        ko="블록마다 자기 메모리가 있나요? 블록 수는 요청한 만큼인가요?",
    ):
        all_of((2, 6, 2, 9), memory)
        all_of((5, 4, 2, 3), memory)
    with expect.part(
        "options",
        1,
        en="Do norm, activation and eps reach every block?",
        ko="norm, activation, eps가 모든 블록에 전해지나요?",
    ):
        all_of((2, 6, 3, 10, "pre", "gelu", 0.5), values)


@check.right
def blocks_in_a_list(n, d, h, d_ff, *options):
    return nn.ModuleList([EncoderBlock(d, h, d_ff, *options) for _ in range(n)])


@check.right
def copies_drawn_anew(n, d, h, d_ff, *options):
    block = EncoderBlock(d, h, d_ff, *options)
    blocks = nn.ModuleList(copy.deepcopy(block) for _ in range(n))
    for parameter in blocks.parameters():
        if parameter.dim() == 2:
            nn.init.xavier_uniform_(parameter)
    return blocks


@check.misconception(
    en="How many blocks did EncoderBlock draw? What does a copy of it hold at the start?",
    ko="EncoderBlock이 새로 뽑은 블록은 몇 개인가요? 그 복사본에는 처음에 무엇이 들어 있나요?",
)
def deep_copies(n_layers, d_model, n_heads, d_ff, norm="post", activation="relu", eps=1e-5):
    block = EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)
    clones = [copy.deepcopy(block) for _ in range(n_layers)]
    return nn.ModuleList(clones)


@check.misconception(
    en="How often does EncoderBlock(...) run before the list is multiplied? What does [block] * n repeat: blocks, or names for "
    "one block?",
    ko="리스트를 곱하기 전에 EncoderBlock(...)이 몇 번 실행되나요? [block] * n이 되풀이하는 것은 블록인가요, 블록 하나의 이름인가요?",
)
def one_block_many_times(n, d, h, d_ff, *options):
    return nn.ModuleList([EncoderBlock(d, h, d_ff, *options)] * n)


@check.misconception(
    en="Are there as many attentions as blocks? What is made before the loop and put into every block?",
    ko="어텐션이 블록 수만큼 있나요? 반복문 앞에서 만들어 모든 블록에 넣은 것은 무엇인가요?",
)
def one_attention_for_all(n, d, h, d_ff, *options):
    blocks = nn.ModuleList()
    attention = MultiHeadAttention(d, h)
    for _ in range(n):
        block = EncoderBlock(d, h, d_ff, *options)
        block.attention = attention
        blocks.append(block)
    return blocks


@check.misconception(
    en="How many blocks does your function make when n_layers is 2?",
    ko="n_layers가 2이면 블록을 몇 개 만드나요?",
)
def always_six_blocks(n, d, h, d_ff, *options):
    return nn.ModuleList(EncoderBlock(d, h, d_ff, *options) for _ in range(6))


@check.misconception(
    en="Which of its arguments does your function hand on to EncoderBlock?",
    ko="받은 인수 가운데 EncoderBlock에 넘기는 것은 어느 것들인가요?",
)
def block_options_lost(n, d, h, d_ff, *options):
    return nn.ModuleList(EncoderBlock(d, h, d_ff) for _ in range(n))
