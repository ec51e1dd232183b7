"""Day 10, the encoder: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles. Those of the block and of the encoder hold
the parameters under our names and hand them to nn.TransformerEncoderLayer and nn.TransformerEncoder; the rest is made of
torch.nn.functional. Misconceptions and alternatives call them, and the classes of Days 6 to 8, by these bare names, so
that their source also works when pasted into a student's notebook, where the same names are the student's.

Weights are given and of order one, biases and gains random; all sizes differ; a batch has padding with numbers in it.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.func import functional_call

from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.judge.compare import as_array, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()

Weights = dict[str, Tensor]
_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "gelu": F.gelu,
    "gelu_tanh": partial(F.gelu, approximate="tanh"),
}


class MultiHeadAttention(nn.Module):
    """Day 6."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(
        self, query: Tensor, memory: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        memory = query if memory is None else memory
        projected = (self.w_q(query), self.w_k(memory), self.w_v(memory))
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in projected)
        mixed = F.scaled_dot_product_attention(q, k, v, None if mask is None else mask.unsqueeze(-3))
        return self.w_o(mixed.transpose(1, 2).flatten(2)), q @ k.mT  # nobody here looks at the weights


class LayerNorm(nn.Module):
    """Day 7."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


class FeedForward(nn.Module):
    """Day 8."""

    def __init__(self, d_model: int, d_ff: int, activation: str = "relu") -> None:
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        self.activation = _ACTIVATIONS[activation]

    def forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.activation(self.linear1(x)))


def order_one(rng: Rng, module: nn.Module, tables: float = 0.7) -> Weights:
    """Numbers of order one for everything that the module learns; at the usual start, mistakes hardly show."""
    given = {}
    for name, parameter in module.named_parameters():
        shape = tuple(parameter.shape)
        if "embedding.weight" in name:
            given[name] = rng.tensor32(shape, tables)
        elif len(shape) == 2:
            given[name] = rng.tensor32(shape, 1.2 / shape[1] ** 0.5)
        else:
            given[name] = rng.tensor32(shape, 0.3) + (1.0 if name.endswith("gamma") else 0.0)
    return given


def padding(lengths: Sequence[int], longest: int) -> Tensor:
    """(B, 1, longest): True for the first so many tokens of each sentence."""
    return (torch.arange(longest) < torch.tensor(lengths)[:, None])[:, None]


def _starts(state: Any) -> dict[str, bool]:
    """For each matrix that the blocks have: do two blocks start with the same numbers?"""
    found: dict[str, list[Any]] = {}
    for name, value in state.items() if isinstance(state, dict) else ():
        place = re.fullmatch(r"\D*?\d+\.(.+)", str(name))
        if place and is_array(value) and len(value.shape) == 2:
            found.setdefault(place[1], []).append(as_array(value))
    return {
        rest: any(np.array_equal(one, other) for i, one in enumerate(ones) for other in ones[:i])
        for rest, ones in found.items()
    }


def _viewed(values: list[Any]) -> list[Any]:
    """What diagnosis compares: of random starts only whether two blocks start alike."""
    return [_starts(value) if isinstance(value, dict) else value for value in values]


def _same_gradients(
    student: Student, rng: Rng, expect: Expect, oracle: Any, arguments: Sequence[Any], inputs: Sequence[Any]
) -> None:
    """Forward and backward of the student's module give what the oracle's give."""
    given = order_one(rng, oracle(*arguments))
    module, right = student.build(oracle.__name__, *arguments), reference(oracle, *arguments)
    for each in (module, right):
        each.load(given)
    upstream = rng.tensor32(as_array(right(*inputs)).shape)
    expect.gradients(module.gradients(inputs, upstream), right.gradients(inputs, upstream))


# --------------------------------------------------------------------------------------------------- 1 EncoderBlock


def _blocked(mask: Tensor | None, x: Tensor, n_heads: int) -> Tensor | None:
    """Our mask as an attn_mask of torch's layers: turned over, and once for each head."""
    if mask is None:
        return None
    return (~mask).expand(len(x), x.shape[1], x.shape[1]).repeat_interleave(n_heads, dim=0)


def _under_torchs_names(block: Any, prefix: str = "") -> dict[str, Tensor]:
    """The parameters of one of our blocks, as nn.TransformerEncoderLayer calls them."""
    attention, ffn = block.attention, block.feed_forward
    inward = (attention.w_q, attention.w_k, attention.w_v)
    found = {
        "self_attn.in_proj_weight": torch.cat([part.weight for part in inward]),
        "self_attn.in_proj_bias": torch.cat([part.bias for part in inward]),
        "self_attn.out_proj.weight": attention.w_o.weight,
        "self_attn.out_proj.bias": attention.w_o.bias,
        "linear1.weight": ffn.linear1.weight,
        "linear1.bias": ffn.linear1.bias,
        "linear2.weight": ffn.linear2.weight,
        "linear2.bias": ffn.linear2.bias,
        "norm1.weight": block.norm1.gamma,
        "norm1.bias": block.norm1.beta,
        "norm2.weight": block.norm2.gamma,
        "norm2.bias": block.norm2.beta,
    }
    return {prefix + name: tensor for name, tensor in found.items()}


def _torchs_layer(d_model: int, n_heads: int, d_ff: int, norm: str, activation: str, eps: float) -> Any:
    """nn.TransformerEncoderLayer without numbers of its own. It stays in training mode: there it takes no short cut.

    One for each oracle: functional_call puts other tensors into a module, and the judge works in several threads.
    """
    return nn.TransformerEncoderLayer(
        d_model,
        n_heads,
        d_ff,
        dropout=0.0,
        activation=_ACTIVATIONS[activation],
        layer_norm_eps=eps,
        batch_first=True,
        norm_first=norm == "pre",
        device="meta",
    )


class EncoderBlock(nn.Module):
    """Oracle: nn.TransformerEncoderLayer computes."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        norm: str = "post",
        activation: str = "relu",
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2 = LayerNorm(d_model, eps), LayerNorm(d_model, eps)
        self.facts = (d_model, n_heads, d_ff, norm, activation, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        options = {"src_mask": _blocked(mask, x, self.attention.n_heads)}
        layer = _torchs_layer(*self.facts)
        return functional_call(layer, _under_torchs_names(self), (x,), options, strict=True)


@book.check("EncoderBlock")
def check_encoder_block(student: Student, rng: Rng, expect: Expect) -> None:
    """Both wirings, the mask, activation and eps, gradients; given weights of order one."""

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        given = order_one(rng, EncoderBlock(*arguments))
        expect.same_module(student, EncoderBlock, arguments, given, cases, unchanged=unchanged)

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
            causal = torch.ones(5, 5, dtype=torch.bool).tril()
            cases = [(tokens(3, 5, 6), padding((5, 2, 4), 5)), (tokens(2, 5, 6), causal)]
            same((6, 3, 10, norm), *cases)
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
            inputs = [tokens(2, 4, 6), padding((4, 3), 4)]
            _same_gradients(student, rng, expect, EncoderBlock, (6, 3, 10, norm), inputs)
        module = student.build("EncoderBlock", 6, 3, 10)
        expect.parameter_count(module, encoder_parameters(6, 10, 1))
        expect.storages(module)


@book.misconception(
    "EncoderBlock",
    "no_residual_around_attention",
    en="With attention that gives zeros, should the tokens be gone? What is added to its output?",
    ko="어텐션이 0만 낸다면 토큰들이 사라져야 할까요? 어텐션의 출력에 무엇을 더하나요?",
)
class NoSkipAroundAttention(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "no_residual_around_feed_forward",
    en="The feed-forward network has a residual connection, too. What does your last line add to its output?",
    ko="순방향 신경망에도 잔차 연결이 있어요. 마지막 줄에서 그 출력에 무엇을 더하나요?",
)
class NoSkipAroundFeedForward(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "always_post",
    en="Where does forward ask which norm was chosen?",
    ko="forward에서 어느 norm이 선택되었는지 어디에서 확인하나요?",
)
class AlwaysPost(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "one_norm_for_both",
    en="The block has two norms with gains and biases of their own. Which of them does forward never call?",
    ko="블록에는 이득과 편향을 따로 가진 정규화가 두 개 있어요. forward에서 한 번도 부르지 않는 것은 어느 쪽인가요?",
)
class OneNormForBoth(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm1(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm1(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "one_norm_under_two_names",
    en="norm1 and norm2: how often does LayerNorm(...) run in your block? How many gains can it learn?",
    ko="norm1과 norm2가 있어요. 블록에서 LayerNorm(...)을 몇 번 실행하나요? 이득을 몇 벌 배울 수 있나요?",
)
class OneNormUnderTwoNames(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1 = LayerNorm(d, eps)
        self.norm2 = self.norm1

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "norm_on_the_branch",
    en="Post-norm normalizes the sum. What does your norm see: the sum, or the part's output alone?",
    ko="사후 정규화는 더한 것을 정규화해요. 여러분의 정규화가 보는 것은 합인가요, 부품의 출력만인가요?",
)
class NormOnTheBranch(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = x + self.norm1(self.attention(x, mask=mask)[0])
        return x + self.norm2(self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "skip_is_normalized",
    en="In pre-norm the skip carries the tokens as they were. What do you add to the attention's output: x, or norm1(x)?",
    ko="사전 정규화에서 건너뛰는 길은 정규화하기 전의 토큰을 실어 날라요. 어텐션의 출력에 더하는 것이 x인가요, norm1(x)인가요?",
)
class SkipIsNormalized(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = self.norm1(x)
            x = x + self.attention(x, mask=mask)[0]
            x = self.norm2(x)
            return x + self.feed_forward(x)
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "second_residual_from_the_start",
    en="What does the second residual connection carry: the block's input, or what came out of the first half?",
    ko="두 번째 잔차 연결이 나르는 것은 블록의 입력인가요, 앞쪽 절반에서 나온 것인가요?",
)
class SecondSkipFromTheStart(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            y = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(y))
        y = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(y))


@book.misconception(
    "EncoderBlock",
    "feed_forward_first",
    en="Which comes first in an encoder block: do the tokens exchange what they know, or does each think alone?",
    ko="인코더 블록에서 먼저 오는 것은 무엇인가요? 토큰끼리 나누는 것인가요, 토큰 혼자 계산하는 것인가요?",
)
class FeedForwardFirst(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.feed_forward(self.norm1(x))
            return x + self.attention(self.norm2(x), mask=mask)[0]
        x = self.norm1(x + self.feed_forward(x))
        return self.norm2(x + self.attention(x, mask=mask)[0])


@book.misconception(
    "EncoderBlock",
    "mask_forgotten",
    en="Which line of forward uses the mask?",
    ko="forward의 어느 줄이 mask를 쓰나요?",
)
class MaskForgotten(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x))[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "mask_as_memory",
    en="The second argument of your attention's forward is the memory. Where does the mask arrive when it is given second?",
    ko="어텐션의 forward에서 두 번째 인수는 memory예요. mask를 두 번째로 넘기면 어디에 들어가나요?",
)
class MaskAsMemory(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "mask_turned_over",
    en="True means: may look, for your attention as for this block. Why is the mask turned over on its way?",
    ko="True는 이 블록에서도 여러분의 어텐션에서도 '볼 수 있다'는 뜻이에요. 그런데 왜 중간에 mask를 뒤집나요?",
)
class MaskTurnedOver(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        seen = None if mask is None else ~mask
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=seen)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=seen)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "raw_memory_in_pre",
    en="In pre-norm, queries, keys and values are all made of normalized tokens. Why does the attention get a second text here?",
    ko="사전 정규화에서는 쿼리도 키도 밸류도 정규화한 토큰에서 만들어요. 어텐션에 왜 다른 memory를 따로 넘기나요?",
)
class RawMemoryInPre(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), x, mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, x, mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "activation_lost",
    en="Which activation does your feed-forward network get when the block is asked for gelu?",
    ko="블록에 gelu를 달라고 하면 순방향 신경망은 어떤 활성화 함수를 받나요?",
)
class ActivationLost(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention = MultiHeadAttention(d, h)
        self.feed_forward = FeedForward(d, d_ff)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "eps_lost",
    en="Which eps do your two norms get when the block is given another one than 1e-5?",
    ko="블록에 1e-5가 아닌 eps를 주면 두 정규화는 어떤 eps를 받나요?",
)
class EpsLost(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d), LayerNorm(d)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask=mask)[0])
        return self.norm2(x + self.feed_forward(x))


@book.misconception(
    "EncoderBlock",
    "added_in_place",
    en="What does += do to the tensor that the caller handed in? Is x the caller's or yours?",
    ko="+=는 부른 쪽이 넘긴 텐서에 무슨 일을 하나요? x는 누구의 것인가요?",
)
class AddedInPlace(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.norm = norm
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = LayerNorm(d, eps), LayerNorm(d, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if self.norm == "pre":
            x += self.attention(self.norm1(x), mask=mask)[0]
            return x + self.feed_forward(self.norm2(x))
        x += self.attention(x, mask=mask)[0]
        x = self.norm1(x)
        return self.norm2(x + self.feed_forward(x))


@book.alternative("EncoderBlock", "a_helper_for_the_wiring")
class HelperForTheWiring(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super().__init__()
        self.pre = norm == "pre"
        self.attention, self.feed_forward = MultiHeadAttention(d, h), FeedForward(d, d_ff, act)
        self.norm1, self.norm2 = (LayerNorm(d, eps=eps) for _ in range(2))

    def around(self, x: Tensor, norm: nn.Module, sublayer: Any) -> Tensor:
        return x + sublayer(norm(x)) if self.pre else norm(x + sublayer(x))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        x = self.around(x, self.norm1, lambda tokens: self.attention(tokens, mask=mask)[0])
        return self.around(x, self.norm2, self.feed_forward)


@book.alternative("EncoderBlock", "residual_first")
class ResidualFirst(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, norm: str = "post", act: str = "relu", eps: float = 1e-5):
        super(ResidualFirst, self).__init__()  # noqa: UP008 - as students write it
        if norm not in ("post", "pre"):
            raise ValueError(norm)
        self.norm2 = LayerNorm(d, eps)
        self.norm1 = LayerNorm(d, eps)
        self.feed_forward = FeedForward(d, d_ff, act)
        self.attention = MultiHeadAttention(d, h)
        self.kind = norm

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
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


# ------------------------------------------------------------------------------------------------ 2 encoder_blocks


def encoder_blocks(
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    norm: str = "post",
    activation: str = "relu",
    eps: float = 1e-5,
) -> nn.ModuleList:
    """Oracle."""
    blocks = nn.ModuleList()
    while len(blocks) < n_layers:
        blocks.append(EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps))
    return blocks


@book.check(
    "encoder_blocks",
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
def check_encoder_blocks(student: Student, rng: Rng, expect: Expect) -> None:
    """The given code is right but for the start, so every part looks at the start, too."""
    name = "encoder_blocks"

    def all_of(arguments: tuple[Any, ...], *steps: Callable[[tuple[Any, ...]], None]) -> None:
        """Do all steps, also behind one that fails: diagnosis needs to see them."""
        first: Failure | None = None
        for step in (start, *steps):
            try:
                step(arguments)
            except Failure as failure:
                first = first or failure
        if first:
            raise first

    def start(arguments: tuple[Any, ...]) -> None:
        """A fresh module's blocks were drawn one by one."""
        starts = _starts(student.build(name, *arguments).call("state_dict"))
        if any(starts.values()):
            raise Failure(
                Text(
                    "Fresh from the constructor, two blocks hold the very same numbers. Was every block drawn anew, or is one a "
                    "copy of another?",
                    "갓 만든 블록 두 개에 똑같은 숫자가 들어 있어요. 블록마다 새로 뽑았나요, 하나가 다른 하나의 복사본인가요?",
                )
            )

    def values(arguments: tuple[Any, ...]) -> None:
        """Every single block gives what the oracle's gives, with weights of its own."""
        given = order_one(rng, encoder_blocks(*arguments))
        module, right = student.build(name, *arguments), reference(encoder_blocks, *arguments)
        module.load(given)
        right.load(given)
        x = rng.tensor32((2, 4, arguments[1]))
        for place in range(arguments[0]):
            expect.array(module.call(str(place), x), right.call(str(place), x))

    def memory(arguments: tuple[Any, ...]) -> None:
        """As many blocks as asked for, each in memory of its own."""
        module = student.build(name, *arguments)
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


@book.misconception(
    "encoder_blocks",
    "deep_copies",
    en="How many blocks did EncoderBlock draw? What does a copy of it hold at the start?",
    ko="EncoderBlock이 새로 뽑은 블록은 몇 개인가요? 그 복사본에는 처음에 무엇이 들어 있나요?",
)
def deep_copies(
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    norm: str = "post",
    activation: str = "relu",
    eps: float = 1e-5,
) -> nn.ModuleList:
    block = EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)
    clones = [copy.deepcopy(block) for _ in range(n_layers)]
    return nn.ModuleList(clones)


@book.misconception(
    "encoder_blocks",
    "one_block_many_times",
    en="How often does EncoderBlock(...) run before the list is multiplied? What does [block] * n repeat: blocks, or names for "
    "one block?",
    ko="리스트를 곱하기 전에 EncoderBlock(...)이 몇 번 실행되나요? [block] * n이 되풀이하는 것은 블록인가요, 블록 하나의 이름인가요?",
)
def one_block_many_times(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    return nn.ModuleList([EncoderBlock(d, h, d_ff, *options)] * n)


@book.misconception(
    "encoder_blocks",
    "one_attention_for_all",
    en="Are there as many attentions as blocks? What is made before the loop and put into every block?",
    ko="어텐션이 블록 수만큼 있나요? 반복문 앞에서 만들어 모든 블록에 넣은 것은 무엇인가요?",
)
def one_attention_for_all(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    blocks = nn.ModuleList()
    attention = MultiHeadAttention(d, h)
    for _ in range(n):
        block = EncoderBlock(d, h, d_ff, *options)
        block.attention = attention
        blocks.append(block)
    return blocks


@book.misconception(
    "encoder_blocks",
    "always_six_blocks",
    en="How many blocks does your function make when n_layers is 2?",
    ko="n_layers가 2이면 블록을 몇 개 만드나요?",
)
def always_six_blocks(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    return nn.ModuleList(EncoderBlock(d, h, d_ff, *options) for _ in range(6))


@book.misconception(
    "encoder_blocks",
    "block_options_lost",
    en="Which of its arguments does your function hand on to EncoderBlock?",
    ko="받은 인수 가운데 EncoderBlock에 넘기는 것은 어느 것들인가요?",
)
def block_options_lost(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    return nn.ModuleList(EncoderBlock(d, h, d_ff) for _ in range(n))


@book.alternative("encoder_blocks", "blocks_in_a_list")
def blocks_in_a_list(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    return nn.ModuleList([EncoderBlock(d, h, d_ff, *options) for _ in range(n)])


@book.alternative("encoder_blocks", "copies_drawn_anew")
def copies_drawn_anew(n: int, d: int, h: int, d_ff: int, *options: Any) -> nn.ModuleList:
    block = EncoderBlock(d, h, d_ff, *options)
    blocks = nn.ModuleList(copy.deepcopy(block) for _ in range(n))
    for parameter in blocks.parameters():
        if parameter.dim() == 2:
            nn.init.xavier_uniform_(parameter)
    return blocks


# -------------------------------------------------------------------------------------------- 3 encoder_parameters


@cache
def encoder_parameters(d: int, d_ff: int, n: int = 6, norm: str = "post") -> int:
    """Oracle: nn.TransformerEncoder, counted."""
    layer = nn.TransformerEncoderLayer(d, 1, d_ff, device="meta")
    final = nn.LayerNorm(d, device="meta") if norm == "pre" else None
    encoder = nn.TransformerEncoder(layer, n, final, enable_nested_tensor=False)
    return sum(parameter.numel() for parameter in encoder.parameters())


@book.check("encoder_parameters")
def check_encoder_parameters(student: Student, rng: Rng, expect: Expect) -> None:
    """One block, several, the final norm of pre; sizes of real models."""

    def same(*cases: tuple[Any, ...]) -> None:
        expect.same(student, "encoder_parameters", encoder_parameters, cases, tolerance=1e-9)

    d_model, d_ff = rng.integer(5, 20), rng.integer(21, 90)
    with expect.part(
        "one_block",
        2,
        en="One block: four matrices and biases of the attention, two of the feed-forward network, two norms with two vectors "
        "each. Is anything missing?",
        ko="블록 하나예요. 어텐션의 행렬과 bias가 네 쌍, 순방향 신경망의 것이 두 쌍, 벡터가 두 개씩인 정규화가 두 개예요. 빠진 것이 있나요?",
    ):
        same((d_model, d_ff, 1), (12, 20, 1))
    with expect.part(
        "many_blocks",
        1,
        en="Does every block count, also when there are not six?",
        ko="블록이 여섯 개가 아닐 때도 모든 블록을 세나요?",
    ):
        same((d_model, d_ff, rng.integer(2, 6)), (768, 3072, 12), (512, 2048))
    with expect.part(
        "final_norm",
        1,
        en="What does a pre-norm encoder have that a post-norm encoder has not, and how often?",
        ko="사전 정규화 인코더에는 있고 사후 정규화 인코더에는 없는 것이 무엇이고, 몇 번 있나요?",
    ):
        same((d_model, d_ff, 3, "pre"), (d_model, d_ff, 3, "post"), (384, 1536, 6, "pre"))


@book.misconception(
    "encoder_parameters",
    "final_norm_never",
    en='What stands behind the last block when norm is "pre"? How many numbers does it learn?',
    ko='norm이 "pre"이면 마지막 블록 뒤에 무엇이 있나요? 그것이 학습하는 숫자는 몇 개인가요?',
)
def final_norm_never(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    return n_layers * (4 * d_model * (d_model + 1) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model)


@book.misconception(
    "encoder_parameters",
    "final_norm_in_every_block",
    en="Is there one final norm for the encoder, or one in each block?",
    ko="마지막 정규화는 인코더에 하나인가요, 블록마다 하나인가요?",
)
def final_norm_in_every_block(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    if norm == "pre":
        block += 2 * d_model
    return n_layers * block


@book.misconception(
    "encoder_parameters",
    "final_norm_always",
    en="Does every encoder end with one more norm, post-norm too?",
    ko="사후 정규화 인코더에도 맨 뒤에 정규화가 하나 더 있나요?",
)
def final_norm_always(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    return n_layers * block + 2 * d_model


@book.misconception(
    "encoder_parameters",
    "six_blocks_counted",
    en="Which argument says how many blocks there are? Does your sum read it?",
    ko="블록이 몇 개인지 말해 주는 인수는 무엇인가요? 계산에서 그 인수를 쓰나요?",
)
def six_blocks_counted(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    return 6 * block + (2 * d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "biases_forgotten",
    en="Each nn.Linear has a bias, too. How long is each of the six in one block?",
    ko="nn.Linear에는 저마다 bias도 있어요. 블록 하나에 있는 여섯 개의 길이는 각각 얼마인가요?",
)
def biases_forgotten(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * d_model * d_model + 2 * d_model * d_ff + 4 * d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "three_matrices",
    en="Queries, keys and values make three matrices. Which fourth one does the attention have?",
    ko="쿼리, 키, 밸류로 행렬 세 개예요. 어텐션에 있는 네 번째 행렬은 무엇인가요?",
)
def three_matrices(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 3 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "norms_forgotten",
    en="How many numbers do the two norms of a block learn?",
    ko="블록에 있는 정규화 두 개가 학습하는 숫자는 몇 개인가요?",
)
def norms_forgotten(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "gains_only",
    en="A norm learns a gain and something else. What, and how long is it?",
    ko="정규화는 이득 말고 하나를 더 학습해요. 무엇이고, 길이는 얼마인가요?",
)
def gains_only(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 2 * d_model
    return n_layers * block + (d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "one_block_only",
    en="Does each of the n_layers blocks have weights of its own in your count?",
    ko="여러분이 센 수에서 블록 n_layers개가 저마다 자기 가중치를 가지고 있나요?",
)
def one_block_only(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    return block + (2 * d_model if norm == "pre" else 0)


@book.misconception(
    "encoder_parameters",
    "ff_four_times_d_model",
    en="Is the feed-forward network always four times as wide as the model? Which argument says how wide?",
    ko="순방향 신경망의 폭은 언제나 모델의 네 배인가요? 폭을 알려 주는 인수는 무엇인가요?",
)
def ff_four_times_d_model(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = 12 * d_model * d_model + 13 * d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)


@book.alternative("encoder_parameters", "built_and_counted")
def built_and_counted(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> int:
    block = EncoderBlock(d_model, 1, d_ff)
    count = n_layers * sum(parameter.numel() for parameter in block.parameters())
    if norm == "pre":
        count += sum(parameter.numel() for parameter in LayerNorm(d_model).parameters())
    return count


@book.alternative("encoder_parameters", "layer_by_layer")
def layer_by_layer(d_model: int, d_ff: int, n_layers: int = 6, norm: str = "post") -> Tensor:
    def linear(d_in: int, d_out: int) -> int:
        return d_in * d_out + d_out

    total = torch.zeros((), dtype=torch.int64)
    for _ in range(n_layers):
        total += 4 * linear(d_model, d_model)
        total += linear(d_model, d_ff) + linear(d_ff, d_model)
        total += 2 * (d_model + d_model)
    return total + (d_model + d_model) * (norm == "pre")


# --------------------------------------------------------------------------------------------------------- 4 Encoder


class Encoder(nn.Module):
    """Oracle: nn.TransformerEncoder computes, with a final norm for pre only."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.blocks = encoder_blocks(n_layers, d_model, n_heads, d_ff, norm, activation, eps)
        self.final_norm = LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()
        self.facts = (d_model, n_heads, d_ff, norm, activation, eps)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        d_model, n_heads, *_, eps = self.facts
        given: dict[str, Any] = {}
        for place, block in enumerate(self.blocks):
            given |= _under_torchs_names(block, f"layers.{place}.")
        final = None
        if isinstance(self.final_norm, LayerNorm):
            final = nn.LayerNorm(d_model, eps, device="meta")
            given |= {"norm.weight": self.final_norm.gamma, "norm.bias": self.final_norm.beta}
        layer = _torchs_layer(*self.facts)
        encoder = nn.TransformerEncoder(layer, len(self.blocks), final, enable_nested_tensor=False)
        return functional_call(encoder, given, (x,), {"mask": _blocked(mask, x, n_heads)}, strict=True)


@book.check("Encoder", uses=("EncoderBlock", "encoder_blocks"))
def check_encoder(student: Student, rng: Rng, expect: Expect) -> None:
    """Post, pre with its final norm, padding, options, gradients, and whether every block is its own.

    Several norms over few numbers magnify rounding: hence 12.
    """

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        given = order_one(rng, Encoder(*arguments))
        expect.same_module(student, Encoder, arguments, given, cases, unchanged=unchanged)

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
        fresh = student.build("Encoder", 4, 2, 3)  # six blocks
        expect.parameter_count(fresh, encoder_parameters(4, 3, 6))
        expect.storages(fresh)
        starts = _starts(fresh.call("state_dict"))
        del student.calls[-1]  # random: nothing for diagnosis
        expect.true(not any(starts.values()))
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
        inputs = [tokens(2, 4), padding((4, 3), 4)]
        _same_gradients(student, rng, expect, Encoder, (12, 3, 10, 2, "pre"), inputs)


@book.misconception(
    "Encoder",
    "one_block_six_times",
    en="How many blocks stand in your list: six, or one block under six numbers?",
    ko="리스트에 있는 블록은 여섯 개인가요, 번호만 여섯 개인 블록 하나인가요?",
)
class OneBlockSixTimes(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        block = EncoderBlock(d, h, d_ff, norm, *options)
        self.blocks = nn.ModuleList([block] * n)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "always_six",
    en="How many blocks has your encoder when n_layers is 2?",
    ko="n_layers가 2이면 여러분의 인코더에는 블록이 몇 개 있나요?",
)
class AlwaysSix(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(6, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "plain_list",
    en="How does torch know of your blocks? Does it look into a plain Python list?",
    ko="torch는 여러분의 블록을 어떻게 알까요? 평범한 파이썬 리스트 안도 들여다보나요?",
)
class PlainList(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = [EncoderBlock(d, h, d_ff, norm, *options) for _ in range(n)]
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "no_final_norm",
    en="In pre-norm nothing normalizes the sum any more. What comes after the last block?",
    ko="사전 정규화에서는 더한 것을 아무도 정규화하지 않아요. 마지막 블록 뒤에 무엇이 와야 하나요?",
)
class NoFinalNorm(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return x


@book.misconception(
    "Encoder",
    "final_norm_for_both",
    en="In post-norm, what is the last thing the last block does? Why normalize again?",
    ko="사후 정규화에서 마지막 블록이 마지막으로 하는 일은 무엇인가요? 왜 다시 정규화하나요?",
)
class FinalNormForBoth(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:])

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "final_norm_in_the_loop",
    en="How often does your final norm run: once, or after every block?",
    ko="마지막 정규화가 한 번 실행되나요, 블록마다 실행되나요?",
)
class FinalNormInTheLoop(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = self.final_norm(block(x, mask))
        return x


@book.misconception(
    "Encoder",
    "not_chained",
    en="What does block 1 read: the encoder's input, or what block 0 made of it?",
    ko="1번 블록이 읽는 것은 인코더의 입력인가요, 0번 블록이 만든 것인가요?",
)
class NotChained(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            output = block(x, mask)
        return self.final_norm(output)


@book.misconception(
    "Encoder",
    "from_the_last_to_the_first",
    en="Which block sees the input first?",
    ko="입력을 가장 먼저 보는 것은 몇 번 블록인가요?",
)
class LastToFirst(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in reversed(self.blocks):
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "encoder_mask_forgotten",
    en="Do the blocks learn from you where the padding is?",
    ko="패딩이 어디인지 블록들에 알려 주나요?",
)
class EncoderMaskForgotten(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "mask_for_the_first_block",
    en="The first block hides the padding. Why should the second one look at it?",
    ko="첫 블록은 패딩을 가려요. 두 번째 블록은 왜 패딩을 보아도 되나요?",
)
class MaskForTheFirst(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for i, block in enumerate(self.blocks):
            x = block(x, mask if i == 0 else None)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "padding_set_to_zero",
    en="Does a token of zeros get no attention? What is the exponential of a score of 0?",
    ko="0으로 채운 토큰은 어텐션을 받지 않나요? 점수가 0이면 exp는 얼마인가요?",
)
class PaddingSetToZero(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = encoder_blocks(n, d, h, d_ff, norm, *options)
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        if mask is not None and mask.dim() == 3 and mask.shape[1] == 1:
            x = x.masked_fill(~mask.mT, 0.0)
        for block in self.blocks:
            x = block(x)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "norm_not_handed_on",
    en="The encoder is asked for pre-norm. Who tells the blocks?",
    ko="인코더에 사전 정규화를 달라고 했어요. 블록들에게는 누가 알려 주나요?",
)
class NormNotHandedOn(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = nn.ModuleList(EncoderBlock(d, h, d_ff, "post", *options) for _ in range(n))
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.misconception(
    "Encoder",
    "activation_not_handed_on",
    en="Which activation do the blocks get when the encoder is asked for gelu?",
    ko="인코더에 gelu를 달라고 하면 블록들은 어떤 활성화 함수를 받나요?",
)
class ActivationNotHandedOn(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = nn.ModuleList(EncoderBlock(d, h, d_ff, norm, "relu", *options[1:]) for _ in range(n))
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)


@book.alternative("Encoder", "blocks_written_out")
class BlocksWrittenOut(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(n):
            self.blocks.append(EncoderBlock(d, h, d_ff, norm, *options))
        self.norm = norm
        if norm == "pre":
            self.final_norm = LayerNorm(d, *options[1:])

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask=mask)
        if self.norm == "pre":
            x = self.final_norm(x)
        return x


@book.alternative("Encoder", "by_number")
class ByNumber(nn.Module):
    def __init__(self, d: int, h: int, d_ff: int, n: int = 6, norm: str = "post", *options: Any):
        super().__init__()
        self.n_layers = n
        self.final_norm = LayerNorm(d, *options[1:]) if norm == "pre" else None
        self.blocks = nn.ModuleList([EncoderBlock(d, h, d_ff, norm, *options) for _ in range(n)])

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        hidden = [x]
        for i in range(self.n_layers):
            hidden.append(self.blocks[i](hidden[i], mask))
        return hidden[-1] if self.final_norm is None else self.final_norm(hidden[-1])


# ------------------------------------------------------------------------------------------------------ 5 pad_batch


def pad_batch(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    """Oracle: torch's own padding."""
    ids = nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sentences], True, float(pad_id))
    return ids.long(), padding([len(s) for s in sentences], ids.shape[1])


def _same_batches(
    student: Student, expect: Expect, cases: Sequence[tuple[Any, ...]], judged: Sequence[str]
) -> None:
    """ids are whole numbers, the mask holds booleans, and both are the oracle's."""

    def one_case(*args: Any) -> None:
        got = expect.pair(student.call("pad_batch", *args), ("ids", "mask"))
        for label, one, wanted in zip(("ids", "mask"), got, pad_batch(*args), strict=True):
            if label in judged:
                _kind(expect, label, one, wanted)
        expect.unchanged(student)

    expect.every(cases, one_case)


def _kind(expect: Expect, label: str, got: Any, wanted: Tensor) -> None:
    """`got` has the values of `wanted`, and is made of whole numbers or booleans as it is."""
    dtype = str(getattr(got, "dtype", "")).removeprefix("torch.")
    right = "bool" if label == "mask" else "int64"
    accepted = (right,) if label == "mask" else (right, "int32")
    if dtype and tuple(got.shape) == tuple(wanted.shape) and dtype not in accepted:
        raise Failure(
            Text(
                f"`{label}` should have the dtype {right} and has {dtype}. What does the next layer want to do with it?",
                f"`{label}`의 dtype이 {right}이어야 하는데 {dtype}이에요. 다음 층이 그것으로 무엇을 해야 하나요?",
            )
        )
    if dtype == "bool":
        got = as_array(got).astype(np.int8)
    expect.array(got, wanted.numpy().astype(np.int64), label=label)


@book.check("pad_batch")
def check_pad_batch(student: Student, rng: Rng, expect: Expect) -> None:
    """The rectangle, then the mask; a pad_id that is not 0, sentences of one length, one sentence."""

    def sentences(*lengths: int) -> list[list[int]]:
        return [rng.integers(0, 40, (length,)).tolist() for length in lengths]

    cases = [
        (sentences(3, 5, 2), 99),
        (sentences(4, 1, 4, 2), 50),
        (sentences(3, 3), 77),
        (sentences(4), 60),
    ]
    with expect.part(
        "ids",
        2,
        en="Is every sentence whole, from the left, and is what is missing up to the longest one filled with pad_id?",
        ko="문장이 저마다 왼쪽부터 온전히 들어 있고, 가장 긴 문장보다 모자란 만큼 pad_id로 채워져 있나요?",
    ):
        _same_batches(student, expect, cases, ("ids",))
    with expect.part(
        "mask",
        2,
        en="Is the mask True for real tokens, and of the shape (B, 1, T), with an axis for the queries?",
        ko="마스크가 진짜 토큰에서 True인가요? 쿼리를 위한 축이 있어 모양이 (B, 1, T)인가요?",
    ):
        _same_batches(student, expect, cases, ("mask",))


@book.misconception(
    "pad_batch",
    "cut_to_the_shortest",
    en="How long is your rectangle: as the longest sentence, or as the shortest? What happens to the tokens beyond?",
    ko="직사각형의 길이가 가장 긴 문장에 맞나요, 가장 짧은 문장에 맞나요? 넘치는 토큰은 어떻게 되나요?",
)
def cut_to_the_shortest(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = min(len(s) for s in sentences)
    ids = torch.tensor([s[:T] for s in sentences])
    return ids, (ids != pad_id)[:, None, :]


@book.misconception(
    "pad_batch",
    "padded_on_the_left",
    en="At which place does the first token of a short sentence stand in your rectangle?",
    ko="짧은 문장의 첫 토큰이 직사각형에서 몇 번째 자리에 있나요?",
)
def padded_on_the_left(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.tensor([[pad_id] * (T - len(s)) + s for s in sentences])
    return ids, (ids != pad_id)[:, None, :]


@book.misconception(
    "pad_batch",
    "padded_with_zero",
    en="With which number do you fill up? What if 0 is the id of a real token?",
    ko="어떤 숫자로 채우나요? 0이 진짜 토큰의 번호라면 어떻게 되나요?",
)
def padded_with_zero(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.zeros(len(sentences), T, dtype=torch.int64)
    mask = torch.zeros(len(sentences), 1, T, dtype=torch.bool)
    for b, s in enumerate(sentences):
        ids[b, : len(s)] = torch.tensor(s)
        mask[b, 0, : len(s)] = True
    return ids, mask


@book.misconception(
    "pad_batch",
    "zero_taken_for_padding",
    en="By what does your mask know padding: by pad_id, or by the number 0?",
    ko="마스크가 패딩을 무엇으로 알아보나요? pad_id인가요, 숫자 0인가요?",
)
def zero_taken_for_padding(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])
    return ids, (ids != 0)[:, None, :]


@book.misconception(
    "pad_batch",
    "true_for_padding",
    en="Our masks say True for: may look. May anybody look at your padding?",
    ko="우리 마스크에서 True는 '볼 수 있다'는 뜻이에요. 여러분의 패딩은 볼 수 있나요?",
)
def true_for_padding(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])
    return ids, (ids == pad_id)[:, None, :]


@book.misconception(
    "pad_batch",
    "no_axis_for_queries",
    en="A mask of shape (B, T) meets scores of shape (B, T_q, T_k) from the right. Whom does axis B meet?",
    ko="모양이 (B, T)인 마스크를 점수 (B, T_q, T_k)에 오른쪽부터 맞추면, B 축은 무엇과 만나나요?",
)
def no_axis_for_queries(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])
    return ids, ids != pad_id


@book.misconception(
    "pad_batch",
    "queries_masked",
    en="Which tokens does a mask of shape (B, T, 1) shut out: those that are looked at, or those that look?",
    ko="모양이 (B, T, 1)인 마스크가 막는 것은 보이는 토큰인가요, 보는 토큰인가요?",
)
def queries_masked(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    ids = torch.tensor([s + [pad_id] * (T - len(s)) for s in sentences])
    return ids, (ids != pad_id)[:, :, None]


@book.misconception(
    "pad_batch",
    "sentences_grown_in_place",
    en="Whose lists are the sentences? What do they hold after the call?",
    ko="문장 리스트는 누구의 것인가요? 함수를 부르고 나면 무엇이 들어 있나요?",
)
def sentences_grown_in_place(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    T = max(len(s) for s in sentences)
    for s in sentences:
        s += [pad_id] * (T - len(s))
    ids = torch.tensor(sentences)
    return ids, (ids != pad_id)[:, None, :]


@book.alternative("pad_batch", "filled_row_by_row")
def filled_row_by_row(sentences: list[list[int]], pad_id: int) -> list[Tensor]:
    ids = torch.full((len(sentences), max(len(s) for s in sentences)), pad_id)
    mask = torch.zeros(len(sentences), 1, ids.shape[1], dtype=torch.bool)
    for row, sentence in enumerate(sentences):
        for place, token in enumerate(sentence):
            ids[row, place] = token
            mask[row, 0, place] = True
    return [ids, mask]


@book.alternative("pad_batch", "by_the_lengths")
def by_the_lengths(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    lengths = torch.tensor([len(s) for s in sentences])
    ids = nn.utils.rnn.pad_sequence(
        [torch.tensor(s) for s in sentences], batch_first=True, padding_value=pad_id
    )
    return ids, (torch.arange(ids.shape[1])[None, :] < lengths[:, None])[:, None, :]


# ------------------------------------------------------------------------------------------------------- 6 mean_pool


def mean_pool(x: Tensor, mask: Tensor) -> Tensor:
    """Oracle: the mean of a tensor in which padding is not a number."""
    return x.masked_fill(~mask.mT, torch.nan).nanmean(dim=1)


@book.check("mean_pool")
def check_mean_pool(student: Student, rng: Rng, expect: Expect) -> None:
    """No padding, padding full of numbers, as many sentences as tokens as features, one real token."""

    def case(lengths: Sequence[int], longest: int, d_model: int) -> tuple[Tensor, Tensor]:
        x = rng.tensor32((len(lengths), longest, d_model)) + 2.0
        mask = padding(lengths, longest)
        return torch.where(mask.mT, x, 20 * x), mask

    def same(*cases: tuple[Tensor, Tensor], unchanged: bool = False) -> None:
        expect.same(student, "mean_pool", mean_pool, cases, unchanged=unchanged)

    with expect.part(
        "one_vector_a_sentence",
        1,
        en="Without padding: is there one vector for each sentence, the mean over its tokens?",
        ko="패딩이 없을 때, 문장마다 벡터가 하나씩이고 그것이 토큰들의 평균인가요?",
    ):
        same(case((5, 5, 5), 5, 4), case((3,), 3, 2))
    with expect.part(
        "padding",
        3,
        en="Does padding count neither in the sum nor in the number that you divide by?",
        ko="패딩이 더할 때도, 나누는 수에서도 빠지나요?",
    ):
        same(case((5, 2), 5, 4), case((1, 4, 3), 6, 4), case((4, 2, 3, 1), 4, 4), unchanged=True)
    with expect.part(
        "anywhere",
        1,
        en="Is it right when padding stands in front or in between, as the mask says? Can a gradient flow back to the real "
        "tokens, and to them alone?",
        ko="마스크에 따라 패딩이 앞이나 중간에 있어도 맞나요? 기울기가 진짜 토큰으로, 그리고 그 토큰으로만 되돌아갈 수 있나요?",
    ):
        x, mask = rng.tensor32((3, 5, 4)), torch.tensor(rng.uniform((3, 1, 5)) < 0.5)
        mask[:, :, 3], mask[:, :, 0] = True, False
        same((x, mask))
        expect.same_gradients(student, mean_pool, (x, mask), rng.tensor32((3, 4)))


@book.misconception(
    "mean_pool",
    "padding_in_the_mean",
    en="Where does the mask enter your mean? Do padded places have a say in it?",
    ko="mask가 평균의 어디에 들어가나요? 패딩 자리도 평균에 끼어드나요?",
)
def padding_in_the_mean(x: Tensor, mask: Tensor) -> Tensor:
    return x.mean(dim=1)


@book.misconception(
    "mean_pool",
    "divided_by_the_longest",
    en="By what do you divide: by the length of the rectangle, or by the number of real tokens of this sentence?",
    ko="무엇으로 나누나요? 직사각형의 길이인가요, 이 문장의 진짜 토큰 수인가요?",
)
def divided_by_the_longest(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask.mT).mean(dim=1)


@book.misconception(
    "mean_pool",
    "padding_in_the_sum",
    en="You count the real tokens alone. Do you also add up them alone?",
    ko="진짜 토큰만 세고 있어요. 더하는 것도 진짜 토큰뿐인가요?",
)
def padding_in_the_sum(x: Tensor, mask: Tensor) -> Tensor:
    return x.sum(dim=1) / mask.sum(dim=-1)


@book.misconception(
    "mean_pool",
    "not_divided",
    en="Is this a sum or a mean? What happens to long sentences?",
    ko="이것은 합인가요, 평균인가요? 긴 문장은 어떻게 되나요?",
)
def not_divided(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask.mT).sum(dim=1)


@book.misconception(
    "mean_pool",
    "batch_merged",
    en="Does every sentence get a mean of its own, or do all share one?",
    ko="문장마다 자기 평균이 있나요, 모두가 평균 하나를 나눠 쓰나요?",
)
def batch_merged(x: Tensor, mask: Tensor) -> Tensor:
    mean = x[mask[:, 0]].mean(dim=0)
    return mean.expand(len(x), -1)


@book.misconception(
    "mean_pool",
    "first_token_only",
    en="Is the first token the mean of the sentence? (In BERT one is trained for that: Day 14.)",
    ko="첫 토큰이 문장의 평균인가요? (BERT에는 그러도록 학습시킨 토큰이 있어요. 14일 차에 나와요.)",
)
def first_token_only(x: Tensor, mask: Tensor) -> Tensor:
    return x[:, 0]


@book.misconception(
    "mean_pool",
    "mean_over_features",
    en="Over which axis is your mean, that of the tokens or that of the features?",
    ko="어느 축을 따라 평균을 내나요? 토큰 축인가요, 특징 축인가요?",
)
def mean_over_features(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask.mT).mean(dim=-1)


@book.misconception(
    "mean_pool",
    "cut_behind",
    en="You take the first so many tokens. Must padding stand behind, or does the mask say where it is?",
    ko="앞에서부터 몇 개를 골라요. 패딩은 꼭 뒤에 있나요, 아니면 어디 있는지를 mask가 알려 주나요?",
)
def cut_behind(x: Tensor, mask: Tensor) -> Tensor:
    lengths = mask.sum(dim=-1)[:, 0].tolist()
    return torch.stack([tokens[:length].mean(dim=0) for tokens, length in zip(x, lengths, strict=True)])


@book.misconception(
    "mean_pool",
    "mean_detached",
    en="The numbers are right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def mean_detached(x: Tensor, mask: Tensor) -> Tensor:
    means = []
    for tokens, real in zip(x, mask[:, 0], strict=True):
        means.append(tokens[real].mean(dim=0).tolist())
    return torch.tensor(means)


@book.alternative("mean_pool", "mask_as_a_matrix")
def mask_as_a_matrix(x: Tensor, mask: Tensor) -> Tensor:
    shares = mask.to(x.dtype) / mask.sum(dim=-1, keepdim=True)
    return (shares @ x)[:, 0]


@book.alternative("mean_pool", "sentence_by_sentence")
def sentence_by_sentence(x: Tensor, mask: Tensor) -> Tensor:
    return torch.stack([x[b][mask[b, 0]].mean(dim=0) for b in range(len(x))])


# ---------------------------------------------------------------------------------------------- 7 SentenceClassifier


class SentenceClassifier(nn.Module):
    """Oracle: torch's embedding, nn.TransformerEncoder, and the mean over what is not padding."""

    def __init__(
        self,
        vocab_size: int,
        n_classes: int,
        max_length: int,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        pad_id: int = 0,
    ) -> None:
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "pre")
        self.classify = nn.Linear(d_model, n_classes)

    def forward(self, ids: Tensor) -> Tensor:
        mask = torch.ne(ids, self.pad_id).unsqueeze(1)
        places = self.position_embedding.weight.narrow(0, 0, ids.shape[1])
        x = self.encoder(F.embedding(ids, self.token_embedding.weight) + places, mask)
        return self.classify(x.masked_fill(~mask.mT, torch.nan).nanmean(dim=1))


@book.check("SentenceClassifier", uses=("EncoderBlock", "encoder_blocks", "Encoder", "mean_pool"))
def check_sentence_classifier(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, padding under several ids, shorter than the longest possible; gradients; the parts."""

    def same(arguments: tuple[Any, ...], *cases: tuple[Any, ...], unchanged: bool = False) -> None:
        given = order_one(rng, SentenceClassifier(*arguments))
        expect.same_module(student, SentenceClassifier, arguments, given, cases, unchanged=unchanged)

    def sentences(lengths: Sequence[int], longest: int, pad_id: int) -> Tensor:
        """Ids from 0 to 10 without pad_id, then padding."""
        others = torch.tensor([i for i in range(11) if i != pad_id])
        ids = others[rng.ids(0, 10, (len(lengths), longest))]
        return torch.where(padding(lengths, longest)[:, 0], ids, pad_id)

    with expect.part(
        "without_padding",
        3,
        en="Are token and position added, read by a pre-norm encoder, averaged, and turned into one number for each class?",
        ko="토큰과 위치를 더하고, 사전 정규화 인코더에 통과시키고, 평균을 내서, 클래스마다 숫자 하나로 바꾸나요?",
    ):
        same((11, 3, 7, 12, 3, 10, 2), (sentences((5, 5), 5, 0),), (sentences((7,), 7, 0),))
    with expect.part(
        "padding",
        3,
        en="Does a sentence get the same answer however much padding stands behind it? Where is the mask needed?",
        ko="뒤에 패딩이 얼마나 있든 문장이 같은 답을 얻나요? mask가 필요한 곳은 어디어디인가요?",
    ):
        short = sentences((3, 5, 1), 5, 0)
        longer = torch.cat([short, torch.zeros(3, 2, dtype=torch.int64)], dim=1)
        same((11, 4, 9, 12, 2, 9, 2), (short,), (longer,))
    with expect.part(
        "pad_id",
        2,
        en="Which id is padding: always 0, or the one that was given? Are the ids left alone?",
        ko="패딩은 언제나 0번인가요, 인수로 받은 번호인가요? ids는 그대로 두나요?",
    ):
        same((11, 3, 6, 12, 3, 10, 2, 4), (sentences((3, 6, 2), 6, 4),), unchanged=True)
    with expect.part(
        "parts_and_gradients",
        2,
        en="Are there the four parts and six blocks when nothing else is said, and does a gradient reach all of them?",
        ko="부품이 네 가지이고, 따로 말하지 않으면 블록이 여섯 개인가요? 기울기가 모두에 닿나요?",
    ):
        _same_gradients(
            student, rng, expect, SentenceClassifier, (11, 3, 7, 12, 3, 10, 2), [sentences((5, 3, 4), 5, 0)]
        )
        module = student.build("SentenceClassifier", 7, 2, 5, 4, 2, 3)
        expect.parameter_count(module, 7 * 4 + 5 * 4 + encoder_parameters(4, 3, 6, "pre") + 2 * 5)
        expect.storages(module)


@book.misconception(
    "SentenceClassifier",
    "positions_forgotten",
    en="What tells the encoder where in the sentence a token stands?",
    ko="토큰이 문장의 어디에 있는지 인코더에 무엇이 알려 주나요?",
)
class PositionsForgotten(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids)
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "no_mask_for_the_encoder",
    en="You leave padding out of the mean. Do real tokens still look at it, inside the encoder?",
    ko="평균에서는 패딩을 뺐어요. 인코더 안에서는 진짜 토큰이 아직 패딩을 보나요?",
)
class NoMaskForTheEncoder(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "padding_averaged",
    en="Nobody looks at padding in the encoder. But what does it put out at the padded places, and who averages that?",
    ko="인코더 안에서는 아무도 패딩을 보지 않아요. 그런데 패딩 자리에서도 출력이 나오죠. 그것까지 평균 내는 것은 어디인가요?",
)
class PaddingAveraged(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(x.mean(dim=1))


@book.misconception(
    "SentenceClassifier",
    "pad_id_fixed",
    en="Is padding always number 0? What was the argument pad_id for?",
    ko="패딩은 언제나 0번인가요? 인수 pad_id는 무엇에 쓰나요?",
)
class PadIdFixed(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != 0)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "first_token_read",
    en="Does your classifier read the mean, or only what stands at the first place?",
    ko="분류기가 읽는 것은 평균인가요, 첫 자리에 있는 것뿐인가요?",
)
class FirstTokenRead(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(x[:, 0])


@book.misconception(
    "SentenceClassifier",
    "softmax_at_the_end",
    en="The loss takes a softmax itself. What does it make of numbers that are probabilities already?",
    ko="손실 함수가 소프트맥스를 해요. 이미 확률인 숫자를 받으면 어떻게 되나요?",
)
class SoftmaxAtTheEnd(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask)).softmax(dim=-1)


@book.misconception(
    "SentenceClassifier",
    "bag_of_embeddings",
    en="What does the average take in: what the encoder put out, or what went into it?",
    ko="평균이 읽는 것은 인코더에서 나온 것인가요, 인코더에 들어간 것인가요?",
)
class BagOfEmbeddings(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "post_norm_encoder",
    en="Which norm does your encoder get when you do not say anything? Which one does the task ask for?",
    ko="아무 말도 하지 않으면 인코더는 어떤 norm을 받나요? 문제에서는 어떤 것을 쓰라고 했나요?",
)
class PostNormEncoder(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "layers_lost",
    en="How many blocks does your encoder have when n_layers is 2?",
    ko="n_layers가 2이면 인코더의 블록은 몇 개인가요?",
)
class LayersLost(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.misconception(
    "SentenceClassifier",
    "embedding_scaled",
    en="By what do you multiply the embeddings? Does the task say so? (It comes on Day 11.)",
    ko="임베딩에 무엇을 곱하나요? 문제에 그런 말이 있나요? (11일 차에 나와요.)",
)
class EmbeddingScaled(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        places = torch.arange(ids.shape[1])
        x = self.token_embedding(ids) * self.classify.in_features**0.5 + self.position_embedding(places)
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@book.alternative("SentenceClassifier", "one_line_at_a_time")
class OneLineAtATime(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids: Tensor) -> Tensor:
        real = ids.ne(self.pad_id)
        hidden = self.token_embedding(ids)
        hidden = hidden + self.position_embedding.weight[: ids.size(1)]
        hidden = self.encoder(hidden, real.unsqueeze(1))
        total = (hidden * real.unsqueeze(-1)).sum(dim=1)
        return self.classify(total / real.sum(dim=1, keepdim=True))


@book.alternative("SentenceClassifier", "classified_then_averaged")
class ClassifiedThenAveraged(nn.Module):
    def __init__(self, v: int, c: int, t: int, d: int, h: int, d_ff: int, n: int = 6, pad_id: int = 0):
        super().__init__()
        self.pad_id = pad_id
        self.classify = nn.Linear(d, c)
        self.encoder = Encoder(d, h, d_ff, n_layers=n, norm="pre")
        self.position_embedding = nn.Embedding(t, d)
        self.token_embedding = nn.Embedding(v, d, padding_idx=pad_id)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != self.pad_id)[:, None, :]
        places = torch.arange(ids.shape[1]).expand(len(ids), -1)
        x = self.encoder(self.position_embedding(places) + self.token_embedding(ids), mask)
        return mean_pool(self.classify(x), mask)  # the layer is linear: the mean may come last


# ---------------------------------------------------------------------------------------------------- 8 bag_of_words


def bag_of_words(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    """Oracle: one-hot vectors, summed."""
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, pad_id] = 0.0
    return counts


@book.check("bag_of_words")
def check_bag_of_words(student: Student, rng: Rng, expect: Expect) -> None:
    """Sentences with words that come again, padding, another pad_id, words that do not come at all."""

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        expect.same(student, "bag_of_words", bag_of_words, cases, unchanged=unchanged)

    def sentences(batch: int, longest: int, words: int, pad_id: int, padded: bool) -> Tensor:
        others = torch.tensor([i for i in range(words) if i != pad_id])
        ids = others[rng.ids(0, words - 1, (batch, longest))]
        ids[:, 1] = ids[:, 0]  # at least one word comes again
        lengths = [longest - 1 - i for i in range(batch)] if padded else [longest] * batch
        return torch.where(padding(lengths, longest)[:, 0], ids, pad_id)

    with expect.part(
        "counts",
        2,
        en="Is there one row for each sentence, and in it, for every word of the vocabulary, how often it comes?",
        ko="문장마다 행이 하나씩이고, 그 안에 어휘의 단어마다 몇 번 나오는지가 들어 있나요?",
    ):
        same((sentences(2, 6, 5, 0, False), 5, 0), (sentences(3, 7, 9, 8, False), 9, 8))
    with expect.part(
        "padding",
        2,
        en="Is padding a word of the sentence? What stands in the column pad_id?",
        ko="패딩도 문장의 단어인가요? pad_id 열에는 무엇이 있나요?",
    ):
        same((sentences(2, 6, 5, 0, True), 5, 0), (sentences(3, 6, 7, 4, True), 7, 4), unchanged=True)


@book.misconception(
    "bag_of_words",
    "padding_counted",
    en="How often does your bag hold the padding token?",
    ko="여러분의 주머니에 패딩 토큰이 몇 번 들어 있나요?",
)
def padding_counted(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    return nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()


@book.misconception(
    "bag_of_words",
    "there_or_not",
    en="What does your bag say of a word that comes twice?",
    ko="두 번 나오는 단어는 주머니에 어떻게 적히나요?",
)
def there_or_not(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = torch.zeros(len(ids), vocab_size)
    counts[torch.arange(len(ids))[:, None], ids] += 1
    counts[:, pad_id] = 0
    return counts


@book.misconception(
    "bag_of_words",
    "shares_for_counts",
    en="By what do you divide? Is a count asked for, or a share?",
    ko="무엇으로 나누나요? 물어본 것은 횟수인가요, 비율인가요?",
)
def shares_for_counts(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, pad_id] = 0
    return counts / counts.sum(dim=1, keepdim=True)


@book.misconception(
    "bag_of_words",
    "one_bag_for_the_batch",
    en="Has every sentence a bag of its own?",
    ko="문장마다 자기 주머니가 있나요?",
)
def one_bag_for_the_batch(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = torch.bincount(ids[ids != pad_id], minlength=vocab_size).float()
    return counts.expand(len(ids), vocab_size)


@book.misconception(
    "bag_of_words",
    "places_kept",
    en="Does a bag know at which place a word stood? Which axis is to be summed?",
    ko="주머니는 단어가 몇 번째에 있었는지 아나요? 어느 축을 더해야 하나요?",
)
def places_kept(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    return nn.functional.one_hot(ids, vocab_size).float() * (ids != pad_id)[..., None]


@book.misconception(
    "bag_of_words",
    "row_for_column",
    en="Does counts[pad_id] name a word or a sentence?",
    ko="counts[pad_id]는 단어를 가리키나요, 문장을 가리키나요?",
)
def row_for_column(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[pad_id] = 0
    return counts


@book.misconception(
    "bag_of_words",
    "zero_is_padding",
    en="Is word 0 padding here, or the word pad_id?",
    ko="여기서 패딩은 0번 단어인가요, pad_id번 단어인가요?",
)
def zero_is_padding(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, 0] = 0.0
    return counts


@book.alternative("bag_of_words", "scattered")
def scattered(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = torch.zeros(len(ids), vocab_size)
    return counts.scatter_add(1, ids, (ids != pad_id).float())


@book.alternative("bag_of_words", "in_two_loops")
def in_two_loops(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    counts = torch.zeros(len(ids), vocab_size)
    for row, sentence in enumerate(ids.tolist()):
        for word in sentence:
            if word != pad_id:
                counts[row, word] += 1
    return counts


# ---------------------------------------------------------------------------------------------------- 9 encoder_quiz

book.quiz(
    "encoder_quiz",
    {
        "times_six": Choice(
            "C",
            {
                "A": Text(
                    "The list has six places. But how often did EncoderBlock run before the list was multiplied?",
                    "리스트에는 자리가 여섯 개 있어요. 그런데 리스트를 곱하기 전에 EncoderBlock이 몇 번 실행됐나요?",
                ),
                "B": Text(
                    "A ModuleList takes the same module more than once without a word. What does parameters() do with the repeats?",
                    "ModuleList는 같은 모듈을 여러 번 넣어도 아무 말이 없어요. parameters()는 되풀이된 것을 어떻게 다루나요?",
                ),
                "C": Text(
                    "One block under six numbers: the state dict names it six times, and parameters() counts it once.",
                    "번호만 여섯 개인 블록 하나예요. state_dict에는 이름이 여섯 번 나오고, parameters()는 한 번만 세요.",
                ),
            },
        ),
        "torchs_copies": Choice(
            "B",
            {
                "A": Text(
                    "nn.TransformerEncoder copies the layer it is given, so the layers share nothing. What do the copies start with?",
                    "nn.TransformerEncoder는 받은 층을 복사하니, 층들이 함께 쓰는 것은 없어요. 복사본은 무엇에서 시작하나요?",
                ),
                "B": Text(
                    "deepcopy: own tensors, the same numbers. PyTorch's page warns of it and advises to initialize the layers by hand.",
                    "deepcopy예요. 텐서는 따로지만 숫자는 같아요. PyTorch 문서도 이를 경고하면서 층을 직접 초기화하라고 권해요.",
                ),
                "C": Text(
                    "It gets one finished layer. From where should new random numbers come?",
                    "다 만들어진 층 하나를 받아요. 새 난수가 어디서 올까요?",
                ),
            },
        ),
        "final_norm": Choice(
            "A",
            {
                "A": Text(
                    "In pre-norm only the branches are normalized; the sum grows from block to block, until one norm at the end. In "
                    "post-norm every block ends with a norm anyway.",
                    "사전 정규화에서는 갈래만 정규화해요. 더한 것은 블록을 지날 때마다 커지다가 끝에서 한 번 정규화돼요. 사후 정규화에서는 어차피 "
                    "블록마다 정규화로 끝나요.",
                ),
                "B": Text(
                    "What is the last thing that a post-norm block does? And a pre-norm block?",
                    "사후 정규화 블록이 마지막으로 하는 일은 무엇인가요? 사전 정규화 블록은요?",
                ),
                "C": Text(
                    "nn.Transformer has it in both, the paper of 2017 has not. Which of the two wirings leaves its sum as it is?",
                    "nn.Transformer에는 둘 다 있지만 2017년 논문에는 없어요. 두 배선 가운데 더한 것을 그대로 두는 쪽은 어느 쪽인가요?",
                ),
            },
        ),
        "padded_places": Choice(
            "B",
            {
                "A": Text(
                    "The mask is for keys: who may be looked at. A padded token is a query, too. Does anything stop it from looking?",
                    "mask는 키에 대한 거예요. 누구를 볼 수 있는지 정하죠. 패딩 토큰도 쿼리예요. 그것이 보지 못하게 막는 것이 있나요?",
                ),
                "B": Text(
                    "The padded token asks, too, and gets an answer that nobody needs. Whoever uses the output must leave it out.",
                    "패딩 토큰도 물어보고, 아무에게도 필요 없는 답을 얻어요. 출력을 쓰는 쪽이 빼야 해요.",
                ),
                "C": Text(
                    "nan comes only where a query may look at nothing. May a padded token look at the real ones?",
                    "nan은 쿼리가 아무것도 볼 수 없을 때만 나와요. 패딩 토큰은 진짜 토큰을 볼 수 있나요?",
                ),
            },
        ),
        "what_comes_out": Choice(
            "C",
            {
                "A": Text(
                    "You had to take a mean to get one vector. What was there before the mean?",
                    "벡터 하나를 얻으려고 평균을 내야 했죠. 평균을 내기 전에는 무엇이 있었나요?",
                ),
                "B": Text(
                    "Every block hands on a whole (B, T, d_model). What is the shape behind the last one?",
                    "블록마다 (B, T, d_model)을 통째로 넘겨줘요. 마지막 블록 뒤의 모양은 무엇인가요?",
                ),
                "C": Text(
                    "One vector for each token, which has looked at all the others: (B, T, d_model) goes in and comes out.",
                    "토큰마다 벡터가 하나씩이고, 저마다 다른 토큰을 모두 보고 난 벡터예요. (B, T, d_model)이 들어가서 그대로 나와요.",
                ),
            },
        ),
        "order_blind": Choice(
            "A",
            {
                "A": Text(
                    "Without positions, the same tokens in another order give the same vectors in that order, and the mean does not "
                    "see order. Then all that is left is which words there are.",
                    "위치가 없으면 토큰의 순서를 바꿔도 같은 벡터들이 순서만 바뀌어 나오고, 평균은 순서를 보지 못해요. 남는 것은 어떤 단어가 있는지뿐이에요.",
                ),
                "B": Text(
                    "Attention compares tokens by what they hold. Does anything in them say where they stand?",
                    "어텐션은 토큰이 지닌 것으로 토큰을 비교해요. 어디에 있는지 말해 주는 것이 그 안에 있나요?",
                ),
                "C": Text(
                    "Six blocks do not see what one block cannot see. If two tokens change places, what changes behind block 0?",
                    "블록 하나가 볼 수 없는 것은 여섯 개로도 볼 수 없어요. 두 토큰이 자리를 바꾸면 0번 블록 뒤에서 무엇이 달라지나요?",
                ),
            },
        ),
    },
)
