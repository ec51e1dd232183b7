"""Decoder: TODO."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor, nn
from torch.func import functional_call

from grader.checks.day07 import LayerNorm
from grader.checks.day11.decoder_block import DecoderBlock
from grader.checks.day11.shared import (
    _blocked,
    _causal,
    _learned,
    _of_torch,
    _Pair,
    _same_structure,
    _seen,
    _stack_for_torch,
)
from grader.judge import Check, Expect, Rng, Student
from grader.judge.modules import Module
from grader.judge.verdicts import Failure
from grader.text import Text


def _own_start(student: Student, module: Module) -> None:
    """No two blocks, fresh from the constructor, hold the same numbers. Taken from the record: starts are random."""
    before = len(student.calls)
    state = module.call("state_dict")
    del student.calls[before:]
    starts = [
        np.asarray(w).tobytes() for name, w in state.items() if name.endswith("self_attention.w_q.weight")
    ]
    if len(set(starts)) < len(starts):
        raise Failure(
            Text(
                "Fresh from the constructor, two blocks hold the very same numbers. Was every block drawn anew, or is one a "
                "copy of another?",
                "갓 만든 블록 두 개에 똑같은 숫자가 들어 있어요. 블록마다 새로 뽑았나요, 하나가 다른 하나의 복사본인가요?",
            )
        )


class Decoder(nn.Module):
    """Oracle: the decoder of nn.Transformer, with the parameters under our names."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
    ) -> None:
        super().__init__()
        self.sizes = (d_model, n_heads, d_ff, n_layers, norm, activation)
        self.blocks = nn.ModuleList(
            DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)
        )
        if norm == "pre":
            self.final_norm = LayerNorm(d_model)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, memory_mask: Tensor | None = None
    ) -> Tensor:
        masks = {
            "tgt_mask": _blocked(mask, self.sizes[1], x, x),
            "memory_mask": _blocked(memory_mask, self.sizes[1], x, memory),
        }
        model = _of_torch(*self.sizes).decoder
        result: Tensor = functional_call(model, _stack_for_torch(self), (x, memory), masks)
        return result


check = Check(Decoder, uses=("DecoderBlock",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Block behind block with one memory for all, the masks, pre-norm with its final norm, weights of their own."""

    def tokens(batch: int, length: int) -> Any:
        return rng.normal((batch, length, 8))

    def pair(*args: Any) -> _Pair:
        return _Pair(student, expect, rng, Decoder, args)

    with expect.part(
        "one_behind_the_other",
        3,
        en="Does each block work on what the block before it gave, and do all of them read the same memory?",
        ko="블록마다 바로 앞 블록의 결과를 받아 일하나요? 모든 블록이 똑같은 memory를 읽나요?",
    ):
        expect.every([(tokens(2, 5), tokens(2, 5)), (tokens(3, 3), tokens(3, 7))], pair(8, 2, 6, 3).same)
    with expect.part(
        "masks",
        2,
        en="Do both masks reach every block, each as what it is?",
        ko="두 마스크가 모든 블록에 제 역할대로 전달되나요?",
    ):
        pair(8, 2, 6, 2).same(tokens(3, 5), tokens(3, 5), _causal(5), _seen(rng, (3, 1, 5)))
    with expect.part(
        "pre_norm",
        2,
        en='With norm="pre" the residual runs through all blocks without a norm. What has to stand behind the last one? '
        'And is it absent with "post"?',
        ko='norm="pre"이면 잔차가 정규화 없이 모든 블록을 지나요. 마지막 블록 뒤에 무엇이 있어야 하나요? "post"일 때는 없나요?',
    ):
        pair(8, 2, 6, 2, "pre").same(tokens(2, 3), tokens(2, 5), _causal(3), _seen(rng, (2, 1, 5)))
    with expect.part(
        "activation",
        1,
        en="Does the activation reach the blocks?",
        ko="activation이 블록까지 전달되나요?",
    ):
        pair(8, 2, 6, 1, "post", "gelu").same(tokens(2, 3), tokens(2, 5))
    with expect.part(
        "weights_of_their_own",
        2,
        en="Are there n_layers blocks, six if nothing is said, each with numbers of its own that gradients reach? Are the "
        "inputs left alone?",
        ko="블록이 n_layers개(말하지 않으면 여섯 개)이고, 저마다 자기 숫자를 가지며 기울기가 거기 닿나요? 입력은 그대로 두나요?",
    ):
        both = pair(8, 1, 3, 2)
        both.same(tokens(2, 3), tokens(2, 5))
        expect.unchanged()
        both.same_gradients([tokens(2, 3), tokens(2, 5), _causal(3), _seen(rng, (2, 1, 5))], tokens(2, 3))
        _same_structure(student, expect, both.module, _learned(Decoder, 8, 1, 3, 2))
        as_usual = student.build("Decoder", 2, 1, 3)
        _same_structure(student, expect, as_usual, _learned(Decoder, 2, 1, 3))
        _own_start(student, as_usual)


@check.right
class Usual(nn.Module):
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


misconception = check.misconceptions_in(Usual)
misconception(
    "one_block_six_times",
    (
        "DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]",
        "DecoderBlock(d_model, n_heads, d_ff, norm, activation)] * n_layers",
    ),
    en="How many blocks does your code make, and how many times does it use them? What does [block] * n copy?",
    ko="코드가 블록을 몇 개 만들고 몇 번 쓰나요? [block] * n은 무엇을 복사하나요?",
)
misconception(
    "blocks_in_a_plain_list",
    (
        (
            "nn.ModuleList(\n"
            "            [DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]\n"
            "        )"
        ),
        "[DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)]",
    ),
    en="Does torch find the blocks? What is on the list of parameters when blocks lie in an ordinary Python list?",
    ko="torch가 블록들을 찾을 수 있나요? 블록이 보통의 파이썬 리스트에 있으면 파라미터 목록에 무엇이 올라가나요?",
)
misconception(
    "memory_overwritten",
    ("x =", "memory ="),
    ("(x)", "(memory)"),
    en="What is the memory of the second block: what the encoder gave, or what the first block gave?",
    ko="둘째 블록의 memory는 무엇인가요? 인코더가 준 것인가요, 첫 블록이 준 것인가요?",
)
misconception(
    "each_block_reads_x_and_x",
    ("(x, memory, mask, memory_mask)", "(x, x, mask, memory_mask)"),
    en="From where do your blocks take keys and values, from the encoder or from the target itself?",
    ko="블록들이 키와 밸류를 어디에서 가져오나요? 인코더인가요, 타깃 자신인가요?",
)
misconception(
    "blocks_side_by_side",
    ("x =", "out ="),
    ("(x)", "(out)"),
    en="What does the second block work on, the input of the stack or the result of the first block?",
    ko="둘째 블록은 무엇을 받아 일하나요? 스택의 입력인가요, 첫 블록의 결과인가요?",
)
misconception(
    "masks_not_handed_on",
    ("memory, mask, memory_mask", "memory"),
    en="Do the masks reach the blocks?",
    ko="마스크들이 블록까지 전달되나요?",
)
misconception(
    "masks_in_the_wrong_order",
    ("mask, memory_mask", "memory_mask, mask"),
    en="In which order does a block take its arguments? Which mask comes first?",
    ko="블록은 인수를 어떤 순서로 받나요? 어느 마스크가 먼저인가요?",
)
misconception(
    "norm_not_handed_on",
    ("norm,", "activation="),
    en="Do the blocks know which norm was asked for?",
    ko="블록들이 어떤 norm을 요청받았는지 아나요?",
)
misconception(
    "final_norm_forgotten",
    ('\n        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()', ""),
    ("self.final_norm(x)", "x"),
    en="In pre-norm nobody has normed what leaves the last block. Who should?",
    ko="pre-norm에서는 마지막 블록에서 나온 것을 아무도 정규화하지 않았어요. 누가 해야 할까요?",
)
misconception(
    "final_norm_always",
    ('if norm == "pre" else nn.Identity()', ""),
    en="In post-norm the last thing that a block does is a layer norm. What is one more for? Does the paper have it?",
    ko="post-norm 블록이 마지막에 하는 일이 층 정규화예요. 하나 더 하면 무엇이 달라지나요? 논문에 있나요?",
)
misconception(
    "stack_activation_lost",
    ("norm, activation", "norm"),
    en="Is the activation handed on to the blocks?",
    ko="activation을 블록에 넘겨주나요?",
)
