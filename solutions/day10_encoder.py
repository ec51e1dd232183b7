# %% [markdown] day=10 title="The encoder: six blocks"
r"""
# Day 10 · The encoder: six blocks

You have all the parts: attention with many heads (Day 6), layer norm (Day 7), the feed-forward network (Day 8), the residual connections around them (Day 9). Today they become a block, six blocks become an **encoder**, and at the end of the day yours reads real sentences.

Stacking sounds like the easy part. But: what makes six blocks *six*? What becomes of the places that hold nothing, because the sentence beside them is longer? And what can six blocks see in a sentence that a plain count of its words cannot?

![The encoder from left to right, drawn twice. Above, post-norm: tokens of shape (B, T, d_model) pass block 0 to block 5, each drawn in another colour since each has weights of its own, and come out in the same shape. Inside block 0 it says: attention, add, norm 1, feed-forward, add, norm 2. Below, pre-norm: the same six blocks, inside each norm 1, attention, add, norm 2, feed-forward, add; behind block 5 stands one more box, final norm. Between the two rows lies a mask of shape (B, 1, T); an arrow leads from it into every block above and below.](figures/day10_encoder.svg)

This is the left half of the 2017 model (Vaswani et al., section 3.1), and it is the body of BERT (Day 14).

**At the end of the day you can**

- write `EncoderBlock` and `Encoder` in both wirings, and get the numbers of `nn.TransformerEncoder`;
- tell six blocks from one block with six names, and from six copies of one block;
- count the learned numbers of an encoder on paper;
- put sentences of different length into one batch so that the padding changes nothing;
- turn the encoder's output into a class, and say what an encoder gains over a bag of words.

**You need** Days 6 to 8 and Day 9's two wirings. Their classes stand folded below, as the course solves them.
"""

# %% [markdown] lang="ko" title="인코더: 블록 여섯 개"
r"""
# 10일 차 · 인코더: 블록 여섯 개

부품은 다 모였어요. 헤드가 여럿인 어텐션(attention, 6일 차), 층 정규화(layer normalization, 7일 차), 순방향 신경망(feed-forward network, 8일 차), 그 둘레의 잔차 연결(residual connection, 9일 차)이에요. 오늘은 이 부품들로 블록을 만들고, 블록 여섯 개로 **인코더(encoder)** 를 만들어요. 하루가 끝날 때는 여러분의 인코더가 진짜 문장을 읽어요.

쌓는 것은 쉬워 보여요. 그런데 블록 여섯 개를 정말 *여섯 개*로 만드는 것은 무엇일까요? 옆 문장이 더 길어서 비어 있는 자리들은 어떻게 될까요? 그리고 단어를 세기만 해서는 알 수 없지만 블록 여섯 개는 문장에서 알아볼 수 있는 것은 무엇일까요?

![인코더를 왼쪽에서 오른쪽으로 두 번 그린 그림이에요. 위는 사후 정규화예요. 모양이 (B, T, d_model)인 토큰들이 0번 블록부터 5번 블록까지 지나 같은 모양으로 나와요. 블록마다 자기 가중치가 있어서 색이 달라요. 0번 블록 안에는 어텐션, 더하기, norm 1, 순방향 신경망, 더하기, norm 2라고 적혀 있어요. 아래는 사전 정규화예요. 같은 여섯 블록인데 안의 순서가 norm 1, 어텐션, 더하기, norm 2, 순방향 신경망, 더하기이고, 5번 블록 뒤에 final norm이라는 상자가 하나 더 있어요. 두 줄 사이에 모양이 (B, 1, T)인 마스크가 있고, 거기서 위아래의 모든 블록으로 화살표가 들어가요.](figures/day10_encoder.svg)

2017년 모델의 왼쪽 절반이에요(Vaswani et al., 3.1절). BERT(14일 차)의 몸통도 바로 이것이에요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- `EncoderBlock`과 `Encoder`를 두 가지 배선으로 작성하고, `nn.TransformerEncoder`와 같은 숫자를 얻을 수 있어요.
- 블록 여섯 개를, 이름만 여섯 개인 블록 하나와, 그리고 한 블록의 복사본 여섯 개와 구별할 수 있어요.
- 인코더가 학습하는 숫자를 종이 위에서 셀 수 있어요.
- 길이가 다른 문장들을 한 배치(batch)에 넣으면서 패딩(padding)이 아무것도 바꾸지 않게 할 수 있어요.
- 인코더의 출력을 클래스(class)로 바꾸고, 단어 주머니(bag of words)보다 무엇이 나은지 말할 수 있어요.

**준비물**은 6일 차부터 8일 차, 그리고 9일 차의 두 가지 배선이에요. 그 클래스들은 이 과목의 풀이대로 아래에 접어 두었어요.
"""

# %%
from solutions.plots import show

# %%
from solutions.day06_many_heads import MultiHeadAttention
from solutions.day07_layer_norm import LayerNorm
from solutions.day08_feed_forward import FeedForward

# %%
import copy
import importlib
import inspect
import os
import re
import time

import matplotlib.pyplot as plt
import torch
from torch import nn


def near(one, other, atol=1e-5):
    """Are two tensors equal up to rounding? For the visible checks."""
    one, other = torch.as_tensor(one).double(), torch.as_tensor(other).double()
    return one.shape == other.shape and torch.allclose(one, other, atol=atol)


# %% [markdown]
r"""
## 1 · One block

Day 4's block had one head and no projections. This one is complete. It has two parts, attention and the feed-forward network, and a norm and a residual connection for each. The two wirings of Day 9, written out:

| | post-norm (2017, BERT) | pre-norm (GPT-2 and most later models) |
|---|---|---|
| first half | $a = \mathrm{norm}_1\big(x + \mathrm{attention}(x)\big)$ | $a = x + \mathrm{attention}\big(\mathrm{norm}_1(x)\big)$ |
| second half | $y = \mathrm{norm}_2\big(a + \mathrm{ffn}(a)\big)$ | $y = a + \mathrm{ffn}\big(\mathrm{norm}_2(a)\big)$ |

| thing | shape | attribute |
|---|---|---|
| $x$, $a$, $y$ | `(B, T, d_model)` | |
| mask | boolean, `True` = may look, broadcasts against `(B, T, T)` | |
| attention | | `attention`, a `MultiHeadAttention` |
| ffn | | `feed_forward`, a `FeedForward` |
| norms | | `norm1`, `norm2`, two `LayerNorm` with the given `eps` |

Three things to watch. `MultiHeadAttention` returns *two* results, the output and the weights. Its second argument is the **memory**; the mask is the third. And the names of the attributes matter, since weights are loaded by name.

Between each of the two and its sum the 2017 model also had *dropout*: while training, one number in ten is set to zero at random (section 5.4). We leave it out in the whole course, so that the same input always gives the same output.

**By hand.** Let all weights and biases of the attention and of the feed-forward network be zero: both parts put out zeros. What is left of a token $(1, 5)$? In pre-norm, $x + 0 + 0$: the token itself, $(1, 5)$. In post-norm, $\mathrm{norm}_2(\mathrm{norm}_1(x)) = (-1, 1)$.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 블록 하나

4일 차의 블록은 헤드(head)가 하나였고 투영(projection)이 없었어요. 이번 것은 온전해요. 어텐션과 순방향 신경망, 부품이 두 개 있고 저마다 정규화와 잔차 연결이 하나씩 있어요. 9일 차의 두 배선을 풀어 쓰면 이래요.

| | 사후 정규화(post-norm): 2017, BERT | 사전 정규화(pre-norm): GPT-2와 그 뒤 대부분의 모델 |
|---|---|---|
| 앞쪽 절반 | $a = \mathrm{norm}_1\big(x + \mathrm{attention}(x)\big)$ | $a = x + \mathrm{attention}\big(\mathrm{norm}_1(x)\big)$ |
| 뒤쪽 절반 | $y = \mathrm{norm}_2\big(a + \mathrm{ffn}(a)\big)$ | $y = a + \mathrm{ffn}\big(\mathrm{norm}_2(a)\big)$ |

| 기호 | 모양 | 속성 |
|---|---|---|
| $x$, $a$, $y$ | `(B, T, d_model)` | |
| 마스크(mask) | 불리언, `True` = 볼 수 있다, `(B, T, T)`와 브로드캐스팅(broadcasting)돼요 | |
| attention | | `attention`, `MultiHeadAttention` 하나 |
| ffn | | `feed_forward`, `FeedForward` 하나 |
| norm | | `norm1`, `norm2`, 주어진 `eps`를 쓰는 `LayerNorm` 두 개 |

조심할 것이 세 가지 있어요. `MultiHeadAttention`은 결과를 *두 개*, 출력과 가중치를 돌려줘요. 두 번째 인수는 **memory**이고, 마스크는 세 번째예요. 그리고 가중치는 이름으로 불러오니 속성의 이름도 맞아야 해요.

2017년 모델에는 부품과 더하기 사이에 *드롭아웃(dropout)* 도 있었어요. 학습하는 동안 숫자 열 개 가운데 하나꼴을 무작위로 골라 0으로 만드는 거예요(5.4절). 이 과목에서는 같은 입력에 언제나 같은 출력이 나오도록 끝까지 빼고 가요.

**손으로 해 보기.** 어텐션과 순방향 신경망의 weight와 bias가 모두 0이라고 해 봐요. 그러면 두 부품은 0만 내요. 토큰 $(1, 5)$에는 무엇이 남을까요? 사전 정규화면 $x + 0 + 0$이니 토큰 그대로 $(1, 5)$예요. 사후 정규화면 $\mathrm{norm}_2(\mathrm{norm}_1(x)) = (-1, 1)$이에요.
"""


# %% exercise="EncoderBlock" minutes=14 difficulty=2
class EncoderBlock(nn.Module):
    """One block of an encoder: self-attention, then the feed-forward network, each with a norm and a residual.

    Args:
        d_model: numbers of one token.
        n_heads: heads of the attention.
        d_ff: width inside the feed-forward network.
        norm: "post" (add, then normalize) or "pre" (normalize, compute, add).
        activation: of the feed-forward network, "relu", "gelu" or "gelu_tanh".
        eps: of both norms.

    Parts: attention (MultiHeadAttention), feed_forward (FeedForward), norm1 and norm2 (LayerNorm: norm1 belongs to
    the attention, norm2 to the feed-forward network). No dropout.

    Source: Vaswani et al. 2017, section 3.1 (post); Xiong et al. 2020, figure 1 (pre).
    """

    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu", eps=1e-5):
        super().__init__()
        ### BEGIN SOLUTION
        self.norm = norm
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation)
        self.norm1 = LayerNorm(d_model, eps)
        self.norm2 = LayerNorm(d_model, eps)
        ### END SOLUTION

    def forward(self, x, mask=None):
        """Let the tokens of each sentence look at one another, then think about what they saw.

        Args:
            x: (B, T, d_model); it is not changed.
            mask: boolean, True = may look, broadcasts against (B, T, T); None: all may look at all.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        if self.norm == "pre":
            attended, _ = self.attention(self.norm1(x), mask=mask)
            x = x + attended
            return x + self.feed_forward(self.norm2(x))
        attended, _ = self.attention(x, mask=mask)
        x = self.norm1(x + attended)
        return self.norm2(x + self.feed_forward(x))
        ### END SOLUTION


# %% check="EncoderBlock" points=6
torch.manual_seed(10)
_x = torch.randn(2, 5, 6)
_kept = _x.clone()
for _norm in ("post", "pre"):
    _block = EncoderBlock(6, 3, 10, _norm)
    assert _block(_x).shape == _x.shape, "Does every token come out as wide as it went in?"
    with torch.no_grad():  # parts that put out zeros: what is left?
        for _part in (_block.attention, _block.feed_forward):
            for _parameter in _part.parameters():
                _parameter.zero_()
    _left = _x if _norm == "pre" else _block.norm2(_block.norm1(_x))
    assert near(_block(_x), _left), f"Zeros from both parts, {_norm}-norm: what is left of the tokens?"
_block = EncoderBlock(6, 3, 10)
assert near(_block(_x).mean(dim=-1), torch.zeros(2, 5)), "Post-norm: is the norm the last thing that happens?"
_padding = torch.ones(2, 1, 5, dtype=torch.bool)
_padding[1, 0, 3:] = False
_other = _x.clone()
_other[1, 3:] = 9.0
assert near(_block(_x, _padding)[1, :3], _block(_other, _padding)[1, :3]), (
    "Other numbers in the padding: does a real token see them? Where does the mask go?"
)
assert not near(EncoderBlock(6, 3, 10, "pre", "relu", 5.0).norm2(_x), _block.norm2(_x)), (
    "Does eps reach norm2?"
)
for _kind in ("attention", "feed_forward"):  # one part puts out zeros, and the tokens are ten times as large
    for _norm in ("post", "pre"):
        torch.manual_seed(10)
        _block = EncoderBlock(6, 3, 10, _norm)
        with torch.no_grad():
            for _parameter in getattr(_block, _kind).parameters():
                _parameter.zero_()
        _one, _ten = _block(_x), _block(10 * _x)
        assert torch.equal(_x, _kept), "Are the tokens that came in as they were?"
        if _norm == "pre":
            _one, _ten = _one - _x, _ten - 10 * _x
            assert not near(_one, torch.zeros(2, 5, 6)), (
                "Pre-norm: does what both parts add reach the output?"
            )
        if _norm == "pre" or _kind == "attention":
            assert near(_one, _ten, 1e-3), (
                f"Tokens ten times as large, {_norm}-norm: does each part read what the table says it reads?"
            )

# %% [markdown] hint="EncoderBlock"
r"""
`__init__` makes the four parts and remembers which norm was chosen. In `forward` write the two formulas of the "pre" column, and the two of the "post" column. What do you have to do with the two results of the attention?
"""

# %% [markdown] hint="EncoderBlock" lang="ko"
r"""
`__init__`에서는 부품 네 개를 만들고 어느 norm을 골랐는지 기억해 둬요. `forward`에는 표의 "pre" 열에 있는 두 식과 "post" 열에 있는 두 식을 적으면 돼요. 어텐션이 돌려주는 결과 두 개는 어떻게 다뤄야 할까요?
"""

# %% [markdown] hint="EncoderBlock"
r"""
`attended, _ = self.attention(x, mask=mask)` takes the output and leaves the weights. Write `x = x + attended`, not `x += attended`: the second one changes the caller's tensor.
"""

# %% [markdown] hint="EncoderBlock" lang="ko"
r"""
`attended, _ = self.attention(x, mask=mask)`라고 쓰면 출력만 받아요. `x += attended` 말고 `x = x + attended`라고 쓰세요. 앞의 것은 부른 쪽의 텐서를 바꿔 버려요.
"""

# %% [markdown] hint="EncoderBlock"
r"""
Post: `x = self.norm1(x + attended)`, then return `self.norm2(x + self.feed_forward(x))`. Pre: the attention reads `self.norm1(x)`, you add to `x` as it was, and the second half does the same with `norm2`.
"""

# %% [markdown] hint="EncoderBlock" lang="ko"
r"""
사후 정규화는 `x = self.norm1(x + attended)`이고, 그다음 `self.norm2(x + self.feed_forward(x))`를 돌려줘요. 사전 정규화에서는 어텐션이 `self.norm1(x)`를 읽고, 정규화하기 전의 `x`에 더해요. 뒤쪽 절반도 `norm2`로 똑같이 하면 돼요.
"""

# %% [markdown]
r"""
## 2 · Spot the bug: when are six blocks six?

The paper says of its six layers that they are *identical*, and means the same plan. The numbers in them are not the same: every block has weights of its own and learns something of its own.

Python has three different ways in which two things can be "the same", and here all three matter:

| question | asked with | |
|---|---|---|
| one **object** under two names? | `one is other` | then there is one block |
| one piece of **memory**? | `one.weight.data_ptr() == other.weight.data_ptr()` | then what one learns the other has learned |
| the same **numbers**? | `torch.equal(one.weight, other.weight)` | then they start alike |

The cell asks them for `[layer] * 2`, and for two layers that were made one by one. A `nn.ModuleList` is a list that torch looks into; in a plain Python list it would not find the layers.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 버그 찾기: 언제 여섯 개가 정말 여섯 개일까요

논문은 여섯 층이 *동일하다*(identical)고 해요. 설계가 같다는 뜻이에요. 그 안의 숫자는 같지 않아요. 블록마다 자기 가중치가 있고, 저마다 다른 것을 배워요.

파이썬에서 두 가지가 '같다'는 말에는 서로 다른 뜻이 세 가지 있고, 여기서는 셋 다 중요해요.

| 질문 | 물어보는 방법 | |
|---|---|---|
| 이름이 둘인 **객체** 하나인가? | `one is other` | 그렇다면 블록은 하나예요 |
| **메모리** 하나인가? | `one.weight.data_ptr() == other.weight.data_ptr()` | 그렇다면 하나가 배운 것을 다른 하나도 이미 배웠어요 |
| **숫자**가 같은가? | `torch.equal(one.weight, other.weight)` | 그렇다면 똑같은 곳에서 시작해요 |

아래 셀은 `[layer] * 2`와, 하나씩 따로 만든 층 두 개에 대해 이 질문을 던져요. `nn.ModuleList`는 torch가 안을 들여다보는 리스트예요. 평범한 파이썬 리스트였다면 torch는 층들을 찾지 못해요.
"""

# %%
torch.manual_seed(0)
layer = nn.Linear(3, 2)
pairs = {
    "[layer] * 2": nn.ModuleList([layer] * 2),
    "made one by one": nn.ModuleList([nn.Linear(3, 2), nn.Linear(3, 2)]),
}
print("                 object  memory  numbers   learned   names in the state dict")
for name, (one, other) in pairs.items():
    print(
        f"{name:16s} {one is other!s:7s} {one.weight.data_ptr() == other.weight.data_ptr()!s:7s} "
        f"{torch.equal(one.weight, other.weight)!s:9s} "
        f"{sum(parameter.numel() for parameter in pairs[name].parameters()):4d}      {len(pairs[name].state_dict())}"
    )

# %% [markdown]
r"""
Look at the first row. The list has two entries, the state dict has four names, a forward pass through both works, and the shapes are right. Only the number of learned numbers gives it away: `parameters()` counts each tensor once.

A colleague knows this, and wrote the function below so that every block has its own memory. The number of parameters is right, too. Something is still wrong with the blocks, at the start, before any training.

**Mend the code, and say in one letter what was wrong** (`encoder_blocks_reason`):

| | |
|---|---|
| A | All entries of the list are one and the same block, so only one is trained. |
| B | The blocks have memory of their own, but all start with the same numbers, for only one of them was drawn. |
| C | torch does not find the blocks, so the optimizer will never change them. |
| D | The blocks come in the wrong order. |
"""

# %% [markdown] lang="ko"
r"""
첫 줄을 보세요. 리스트에는 두 개가 들어 있고, state dict에는 이름이 네 개 있고, 둘을 차례로 통과시켜도 잘 돌아가고, 모양도 맞아요. 학습되는 숫자의 수만 진실을 말해요. `parameters()`는 텐서 하나를 한 번만 세거든요.

한 동료는 이것을 알고 있어서, 블록마다 자기 메모리를 갖도록 아래 함수를 짰어요. 파라미터(parameter) 수도 맞아요. 그런데도 블록들이 어딘가 잘못되어 있어요. 학습하기 전, 시작할 때부터요.

**코드를 고치고, 무엇이 잘못이었는지 글자 하나로 답하세요** (`encoder_blocks_reason`).

| | |
|---|---|
| A | 리스트에 든 것이 모두 같은 블록 하나라서 하나만 학습돼요. |
| B | 블록마다 자기 메모리는 있지만, 새로 뽑은 것은 하나뿐이라 모두 같은 숫자에서 시작해요. |
| C | torch가 블록들을 찾지 못해서 옵티마이저(optimizer)가 영영 바꾸지 못해요. |
| D | 블록들의 순서가 틀렸어요. |
"""


# %% exercise="encoder_blocks" kind="bug" bug="deep_copies" minutes=7 difficulty=2
def encoder_blocks(n_layers, d_model, n_heads, d_ff, norm="post", activation="relu", eps=1e-5):
    """Blocks for an encoder, each with weights of its own, each drawn anew.

    Args:
        n_layers: how many.
        d_model, n_heads, d_ff, norm, activation, eps: of every block, as for EncoderBlock.

    Returns:
        nn.ModuleList of n_layers EncoderBlock.

    Source: Vaswani et al. 2017, section 3.1 ("a stack of N = 6 identical layers").
    """
    ### BEGIN SOLUTION
    blocks = [EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps) for _ in range(n_layers)]
    return nn.ModuleList(blocks)
    ### END SOLUTION
    ### BEGIN BUG
    # block = EncoderBlock(d_model, n_heads, d_ff, norm, activation, eps)
    # clones = [copy.deepcopy(block) for _ in range(n_layers)]
    # return nn.ModuleList(clones)
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
encoder_blocks_reason = "B"
### END SOLUTION

# %% check="encoder_blocks" points=3
# These pass with the bug, too.
_blocks = encoder_blocks(6, 6, 3, 10)
assert len(_blocks) == 6, "Are there as many blocks as asked for?"
assert len({id(_block) for _block in _blocks}) == 6, "Is every block an object of its own?"
assert len({_parameter.data_ptr() for _parameter in _blocks.parameters()}) == 6 * 16, (
    "Has every parameter memory of its own?"
)
# This one does not.
assert not torch.equal(_blocks[0].attention.w_q.weight, _blocks[1].attention.w_q.weight), (
    "Two blocks, nothing learned yet: why do they hold the same numbers? Who drew them?"
)
assert encoder_blocks_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="encoder_blocks"
r"""
Ask the three questions of the table for `blocks[0]` and `blocks[1]`. Which of the three answers is not as it should be?
"""

# %% [markdown] hint="encoder_blocks" lang="ko"
r"""
표의 세 질문을 `blocks[0]`과 `blocks[1]`에 던져 보세요. 셋 가운데 기대와 다른 답이 나오는 것은 무엇인가요?
"""

# %% [markdown] hint="encoder_blocks"
r"""
Random numbers are drawn when `EncoderBlock(...)` runs. How often does it run here, and what does `copy.deepcopy` do with numbers that were drawn already?
"""

# %% [markdown] hint="encoder_blocks" lang="ko"
r"""
난수는 `EncoderBlock(...)`이 실행될 때 뽑혀요. 여기서는 몇 번 실행되나요? `copy.deepcopy`는 이미 뽑힌 숫자를 어떻게 하나요?
"""

# %% [markdown] hint="encoder_blocks"
r"""
Put the call `EncoderBlock(d_model, ...)` itself inside the list comprehension, in place of the copy, so that it runs `n_layers` times.
"""

# %% [markdown] hint="encoder_blocks" lang="ko"
r"""
복사하는 대신 `EncoderBlock(d_model, ...)`을 부르는 것 자체를 리스트 컴프리헨션(list comprehension) 안에 넣으세요. 그러면 `n_layers`번 실행돼요.
"""

# %% [markdown]
r"""
### The three side by side

![Three rows of six boxes. First row, list times six: six dashed places with arrows to a single solid box that holds the numbers 0.3 and minus 1.2; beside it stands: 1 object, 1 memory. Second row, deep copies: six solid boxes, all holding 0.3 and minus 1.2; beside them: 6 objects, 6 memories, 1 draw. Third row, made one by one: six solid boxes in six colours, each with other numbers; beside them: 6 objects, 6 memories, 6 draws.](figures/day10_three_ways.svg)
"""

# %% [markdown] lang="ko"
r"""
### 나란히 놓고 보기

![상자 여섯 개가 세 줄로 놓여 있어요. 첫째 줄은 리스트 곱하기 6이에요. 점선 자리 여섯 개에서 나온 화살표가 숫자 0.3과 -1.2가 든 실선 상자 하나로 모여요. 옆에 객체 하나, 메모리 하나라고 적혀 있어요. 둘째 줄은 깊은 복사예요. 실선 상자 여섯 개에 모두 0.3과 -1.2가 들어 있어요. 옆에 객체 여섯, 메모리 여섯, 뽑기 한 번이라고 적혀 있어요. 셋째 줄은 하나씩 만든 것이에요. 색이 다른 실선 상자 여섯 개에 저마다 다른 숫자가 들어 있어요. 옆에 객체 여섯, 메모리 여섯, 뽑기 여섯 번이라고 적혀 있어요.](figures/day10_three_ways.svg)
"""

# %%
torch.manual_seed(0)
one_block = EncoderBlock(32, 4, 128)
ways = {
    "[block] * 6": nn.ModuleList([one_block] * 6),
    "deep copies": nn.ModuleList(copy.deepcopy(one_block) for _ in range(6)),
    "encoder_blocks": encoder_blocks(6, 32, 4, 128),
}
print("                 objects  memories   learned  names in the state dict  different w_q")
for name, blocks in ways.items():
    firsts = [block.attention.w_q.weight for block in blocks]
    print(
        f"{name:16s} {len({id(block) for block in blocks}):7d} {len({w.data_ptr() for w in firsts}):9d} "
        f"{sum(parameter.numel() for parameter in blocks.parameters()):9,d} {len(blocks.state_dict()):24d} "
        f"{len({tuple(w.flatten().tolist()) for w in firsts}):14d}"
    )

# %% [markdown]
r"""
**Sharing is not forbidden.** ALBERT (Lan et al. 2019) runs one block twelve times *on purpose*: 12 million learned numbers instead of BERT's 108 million (a smaller embedding table does its part). It saves memory for the weights, not time: twelve passes are twelve passes, and what each computes on its way takes as much room as before. But whoever writes `[block] * 6` by accident gets a model with a sixth of the block parameters, and no error.

**Equal starts are milder.** The copies part at the first step of training, since each reads other inputs and gets another gradient. `nn.TransformerEncoder` itself is made of deep copies, and its page in the PyTorch documentation warns of it: *all layers are initialized with the same parameters*, and it is recommended to initialize them by hand. You do not have to: yours are drawn one by one.

## 3 · Counting on paper

How many numbers does an encoder learn? A linear layer from $m$ to $n$ has $mn + n$. So one block has

| part | learned numbers |
|---|---|
| attention: `w_q`, `w_k`, `w_v`, `w_o` | $4\,(d^2 + d)$ |
| feed-forward: `linear1`, `linear2` | $(d \cdot d_{ff} + d_{ff}) + (d_{ff} \cdot d + d)$ |
| two norms, a gain and a bias each | $2 \cdot 2d$ |

and the encoder has `n_layers` of them. In pre-norm one more norm comes behind the last block (the next section says why), so $2d$ more.

**By hand.** $d = 2$, $d_{ff} = 3$, one block, post: $4 \cdot 6 = 24$, then $(6 + 3) + (6 + 2) = 17$, then $8$: together 49. Six blocks have 294; with pre-norm 298.

Neither the number of heads nor the length of the sentence appears anywhere. Why?
"""

# %% [markdown] lang="ko"
r"""
**함께 쓰는 것이 금지된 것은 아니에요.** ALBERT(Lan et al. 2019)는 블록 하나를 *일부러* 열두 번 써요. 학습되는 숫자가 BERT의 1억 800만 개 대신 1,200만 개예요(더 작은 임베딩 표도 한몫해요). 아끼는 것은 메모리이지 시간이 아니에요. 열두 번 지나면 열두 번 계산해야 하니까요. 하지만 실수로 `[block] * 6`이라고 쓴 사람은 블록 파라미터가 6분의 1인 모델을 얻고, 오류는 하나도 나지 않아요.

**시작이 같은 것은 덜 심각해요.** 복사본들은 학습의 첫걸음에서 갈라져요. 저마다 다른 입력을 읽고 다른 기울기(gradient)를 받으니까요. `nn.TransformerEncoder`부터가 깊은 복사(deep copy)로 되어 있고, PyTorch 문서의 그 페이지는 모든 층이 같은 파라미터로 초기화된다고 경고하면서 직접 초기화하라고 권해요. 여러분은 그럴 필요가 없어요. 하나씩 새로 뽑았으니까요.

## 3 · 종이 위에서 세기

인코더가 학습하는 숫자는 몇 개일까요? $m$에서 $n$으로 가는 선형 층(linear layer)에는 $mn + n$개가 있어요. 그러니 블록 하나에는 이만큼 있어요.

| 부품 | 학습되는 숫자 |
|---|---|
| 어텐션: `w_q`, `w_k`, `w_v`, `w_o` | $4\,(d^2 + d)$ |
| 순방향 신경망: `linear1`, `linear2` | $(d \cdot d_{ff} + d_{ff}) + (d_{ff} \cdot d + d)$ |
| 정규화 두 개, 저마다 이득(gain)과 bias | $2 \cdot 2d$ |

인코더에는 이것이 `n_layers`개 있어요. 사전 정규화면 마지막 블록 뒤에 정규화가 하나 더 있어서(왜 그런지는 다음 절에서요) $2d$개가 늘어요.

**손으로 해 보기.** $d = 2$, $d_{ff} = 3$, 블록 하나, 사후 정규화예요. $4 \cdot 6 = 24$, $(6 + 3) + (6 + 2) = 17$, 그리고 $8$이니 모두 49개예요. 블록이 여섯 개면 294개, 사전 정규화면 298개예요.

헤드의 수도 문장의 길이도 식에 나오지 않아요. 왜 그럴까요?
"""


# %% exercise="encoder_parameters" minutes=7 difficulty=1
def encoder_parameters(d_model, d_ff, n_layers=6, norm="post"):
    """How many numbers an encoder learns, embeddings not counted.

    Args:
        d_model: numbers of one token.
        d_ff: width inside the feed-forward networks.
        n_layers: how many blocks.
        norm: "post", or "pre" (then one LayerNorm more, behind the last block).

    Returns:
        a whole number. All linear layers have biases, all norms a gain and a bias.

    Source: the shapes of torch.nn.TransformerEncoder.
    """
    ### BEGIN SOLUTION
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = d_model * d_ff + d_ff + d_ff * d_model + d_model
    block = attention + feed_forward + 2 * 2 * d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)
    ### END SOLUTION


# %% check="encoder_parameters" points=2
assert encoder_parameters(2, 3, 1) == 49, "One block: do you get 49 by hand?"
assert encoder_parameters(2, 3) == 294, "Six blocks when nothing else is said: is each of them counted?"
assert encoder_parameters(2, 3, 6, "pre") == 298, (
    "Pre-norm: what stands behind the last block, and how often?"
)
_counted = sum(_parameter.numel() for _parameter in encoder_blocks(3, 12, 4, 20).parameters())
assert encoder_parameters(12, 20, 3) == _counted, "Is it what your own blocks hold?"

# %% [markdown] hint="encoder_parameters"
r"""
One line for each row of the table, then the sum, then times `n_layers`. What is added only once?
"""

# %% [markdown] hint="encoder_parameters" lang="ko"
r"""
표의 한 줄을 코드 한 줄로 쓰고, 더하고, `n_layers`를 곱해요. 한 번만 더하는 것은 무엇인가요?
"""

# %% [markdown] hint="encoder_parameters"
r"""
`attention = 4 * (d_model * d_model + d_model)`; the feed-forward network has two matrices with biases of *different* lengths, `d_ff` and `d_model`; two norms have `4 * d_model`.
"""

# %% [markdown] hint="encoder_parameters" lang="ko"
r"""
`attention = 4 * (d_model * d_model + d_model)`이에요. 순방향 신경망의 두 행렬에 딸린 bias는 길이가 *달라요*. `d_ff`와 `d_model`이에요. 정규화 두 개에는 `4 * d_model`이 있어요.
"""

# %% [markdown] hint="encoder_parameters"
r"""
Add the three, multiply by `n_layers`, and add `2 * d_model` if `norm == "pre"`, outside of the product.
"""

# %% [markdown] hint="encoder_parameters" lang="ko"
r"""
셋을 더해 `n_layers`를 곱하고, `norm == "pre"`이면 `2 * d_model`을 곱셈 바깥에서 더하세요.
"""

# %%
for name, sizes in {
    "2017, base": (512, 2048, 6),
    "BERT, base": (768, 3072, 12),
    "MiniLM-L6 (Day 14)": (384, 1536, 6),
    "today's classifier": (48, 96, 6, "pre"),
}.items():
    print(f"{name:20s} {encoder_parameters(*sizes):12,d}")

# %% [markdown]
r"""
## 4 · The encoder

(The heads only cut the same $d \times d$ matrices into slices, and every place uses the same numbers: so neither counts.)

$$h_0 = x, \qquad h_{l+1} = \mathrm{block}_l(h_l) \quad (l = 0 \ldots n_{layers} - 1), \qquad \mathrm{encoder}(x) = \begin{cases} h_{n} & \text{post-norm} \\ \mathrm{norm}(h_{n}) & \text{pre-norm}\end{cases}$$

| thing | shape |
|---|---|
| $x$, every $h_l$, the output | `(B, T, d_model)` |
| mask | as for the block; every block gets the same one |

**Why a final norm, and why only for pre?** A post-norm block *ends* with a norm: whatever leaves it has been normalized. In pre-norm only the branches see normalized tokens; the sum itself is passed on, and each block adds something to it. So it grows with depth, and nobody has normalized it when it leaves the last block. GPT-2 put one more norm there (Radford et al. 2019, section 2.3), and pre-norm models have had it since. It is called `final_norm` here.

(PyTorch's `nn.Transformer` puts a final norm behind post-norm encoders, too. The paper has none. `nn.TransformerEncoder` by itself has one only if you hand it in.)
"""

# %% [markdown] lang="ko"
r"""
## 4 · 인코더

(헤드는 같은 $d \times d$ 행렬을 조각으로 나눌 뿐이고, 모든 자리가 같은 숫자를 써요. 그래서 둘 다 식에 없어요.)

$$h_0 = x, \qquad h_{l+1} = \mathrm{block}_l(h_l) \quad (l = 0 \ldots n_{layers} - 1), \qquad \mathrm{encoder}(x) = \begin{cases} h_{n} & \text{post-norm} \\ \mathrm{norm}(h_{n}) & \text{pre-norm}\end{cases}$$

| 기호 | 모양 |
|---|---|
| $x$, 모든 $h_l$, 출력 | `(B, T, d_model)` |
| 마스크 | 블록에서와 같아요. 모든 블록이 같은 마스크를 받아요 |

**왜 마지막 정규화가 있고, 왜 사전 정규화에만 있을까요?** 사후 정규화 블록은 정규화로 *끝나요*. 나오는 것은 언제나 정규화된 것이에요. 사전 정규화에서는 갈래만 정규화된 토큰을 보고, 더한 것 자체는 그대로 넘어가요. 블록마다 거기에 무언가를 더하니 깊어질수록 커지고, 마지막 블록을 나올 때까지 아무도 정규화하지 않아요. 그래서 GPT-2가 그 자리에 정규화를 하나 더 놓았고(Radford et al. 2019, 2.3절), 그 뒤의 사전 정규화 모델에는 늘 있어요. 여기서는 `final_norm`이라고 불러요.

(PyTorch의 `nn.Transformer`는 사후 정규화 인코더 뒤에도 마지막 정규화를 둬요. 논문에는 없어요. `nn.TransformerEncoder`만 쓰면, 직접 넘겨줄 때만 있어요.)
"""


# %% exercise="Encoder" minutes=10 difficulty=2
class Encoder(nn.Module):
    """A stack of encoder blocks, each with weights of its own.

    Args:
        d_model, n_heads, d_ff, norm, activation, eps: of every block, as for EncoderBlock.
        n_layers: how many blocks.

    Parts: blocks, the nn.ModuleList of encoder_blocks; and for norm="pre" only: final_norm, a LayerNorm with the
    same eps, once, behind the last block. (For "post" there is none; an nn.Identity in its place is fine.)

    Source: Vaswani et al. 2017, section 3.1; the final norm of pre-norm: Radford et al. 2019, section 2.3.
    """

    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu", eps=1e-5):
        super().__init__()
        ### BEGIN SOLUTION
        self.blocks = encoder_blocks(n_layers, d_model, n_heads, d_ff, norm, activation, eps)
        self.final_norm = LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()
        ### END SOLUTION

    def forward(self, x, mask=None):
        """Pass the tokens through all blocks, first blocks[0].

        Args:
            x: (B, T, d_model); it is not changed.
            mask: boolean, True = may look, broadcasts against (B, T, T), for every block; None: no mask.

        Returns:
            (B, T, d_model), one vector for each token.
        """
        ### BEGIN SOLUTION
        for block in self.blocks:
            x = block(x, mask)
        return self.final_norm(x)
        ### END SOLUTION


# %% check="Encoder" points=6
torch.manual_seed(10)
_encoder = Encoder(6, 3, 10)
assert len(_encoder.blocks) == 6, "Six blocks when nothing else is said?"
assert _encoder(_x).shape == _x.shape, "Does every token come out as wide as it went in?"
assert sum(_parameter.numel() for _parameter in _encoder.parameters()) == encoder_parameters(6, 10), (
    "Does the encoder hold as many numbers as you counted on paper?"
)
_two = Encoder(6, 3, 10, 2)
assert near(_two(_x), _two.blocks[1](_two.blocks[0](_x))), (
    "Post-norm: does block 1 read what block 0 gave, and does nothing else happen?"
)
_pre = Encoder(6, 3, 10, 2, "pre")
assert len(_pre.blocks) == 2, "Two blocks were asked for. How many are there?"
assert not near(_pre.blocks[0](_x).mean(dim=-1), torch.zeros(2, 5)), (
    "Pre-norm: do the blocks know that they are pre-norm?"
)
assert near(_pre(_x), _pre.final_norm(_pre.blocks[1](_pre.blocks[0](_x)))), (
    "Pre-norm: is it blocks, then the final norm?"
)
assert sum(_parameter.numel() for _parameter in _pre.parameters()) == encoder_parameters(6, 10, 2, "pre"), (
    "Pre-norm: is there a final norm, once?"
)
assert near(_pre(_x).mean(dim=-1), torch.zeros(2, 5)), (
    "Pre-norm: is the final norm the last thing that happens?"
)
assert near(_pre(_x, _padding)[1, :3], _pre(_other, _padding)[1, :3]), (
    "Other numbers in the padding: does a real token see them in some block?"
)

# %% [markdown] hint="Encoder"
r"""
`__init__` has two lines: the blocks, for which you have a function, and the final norm, or something that does nothing. `forward` is a loop.
"""

# %% [markdown] hint="Encoder" lang="ko"
r"""
`__init__`은 두 줄이에요. 블록들(만드는 함수가 이미 있어요)과, 마지막 정규화 또는 아무 일도 하지 않는 것이에요. `forward`는 반복문이에요.
"""

# %% [markdown] hint="Encoder"
r"""
`encoder_blocks(n_layers, ...)` gets all the other arguments, too: norm, activation and eps do not travel by themselves. In the loop `x` becomes what the block gives.
"""

# %% [markdown] hint="Encoder" lang="ko"
r"""
`encoder_blocks(n_layers, ...)`에 나머지 인수도 모두 넘기세요. norm, activation, eps는 저절로 전해지지 않아요. 반복문에서는 `x`가 블록의 결과를 이어받아요.
"""

# %% [markdown] hint="Encoder"
r"""
`self.final_norm = LayerNorm(d_model, eps)` if the norm is "pre", else `nn.Identity()`. In `forward`: `x = block(x, mask)` for every block of `self.blocks`, then return `self.final_norm(x)`.
"""

# %% [markdown] hint="Encoder" lang="ko"
r"""
norm이 "pre"이면 `self.final_norm = LayerNorm(d_model, eps)`, 아니면 `nn.Identity()`예요. `forward`에서는 `self.blocks`의 블록마다 `x = block(x, mask)`를 하고, 마지막에 `self.final_norm(x)`를 돌려줘요.
"""

# %% [markdown]
r"""
### The same as torch's?

`torchs_twin` copies your weights into `nn.TransformerEncoder`. (There the three inward matrices of the attention lie on top of each other, as on Day 6, and padding is told by `src_key_padding_mask`, where `True` means *padding*.) First all weights are drawn anew, about twice as large as torch draws them, and the gains and biases of the norms, too: with small weights, or with gains that are all 1, many a mistake would hide.
"""

# %% [markdown] lang="ko"
r"""
### torch의 것과 같을까요?

`torchs_twin`은 여러분의 가중치를 `nn.TransformerEncoder`에 복사해요. (거기서는 6일 차에서처럼 어텐션의 안쪽 행렬 세 개가 위아래로 쌓여 있고, 패딩은 `src_key_padding_mask`로 알려 줘요. 거기서 `True`는 *패딩*이라는 뜻이에요.) 그 전에 모든 가중치를 torch가 뽑는 것보다 두 배쯤 크게 새로 뽑고, 정규화의 이득과 bias도 새로 뽑아요. 가중치가 작거나 이득이 모두 1이면 많은 실수가 드러나지 않거든요.
"""


# %%
def torchs_twin(encoder, d_model, n_heads, d_ff, n_layers, norm):
    """nn.TransformerEncoder with the weights of `encoder`."""
    one = nn.TransformerEncoderLayer(
        d_model, n_heads, d_ff, dropout=0.0, batch_first=True, norm_first=norm == "pre"
    )
    final = nn.LayerNorm(d_model) if norm == "pre" else None
    twin = nn.TransformerEncoder(one, n_layers, final, enable_nested_tensor=False)
    with torch.no_grad():
        for theirs, ours in zip(twin.layers, encoder.blocks, strict=True):
            inward = (ours.attention.w_q, ours.attention.w_k, ours.attention.w_v)
            theirs.self_attn.in_proj_weight.copy_(torch.cat([part.weight for part in inward]))
            theirs.self_attn.in_proj_bias.copy_(torch.cat([part.bias for part in inward]))
            theirs.self_attn.out_proj.load_state_dict(ours.attention.w_o.state_dict())
            theirs.linear1.load_state_dict(ours.feed_forward.linear1.state_dict())
            theirs.linear2.load_state_dict(ours.feed_forward.linear2.state_dict())
            for their, our in ((theirs.norm1, ours.norm1), (theirs.norm2, ours.norm2)):
                their.weight.copy_(our.gamma)
                their.bias.copy_(our.beta)
        if norm == "pre":
            final.weight.copy_(encoder.final_norm.gamma)
            final.bias.copy_(encoder.final_norm.beta)
    return twin


# %%
torch.manual_seed(1)
tokens = torch.randn(3, 7, 24)
real = torch.arange(7) < torch.tensor([[7], [4], [2]])  # (3, 7): 7, 4 and 2 real tokens
for norm in ("post", "pre"):
    encoder = Encoder(24, 4, 60, 6, norm)
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if parameter.dim() == 2:
                parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)
            else:
                parameter.normal_(1.0 if name.endswith("gamma") else 0.0, 0.3)
        twin = torchs_twin(encoder, 24, 4, 60, 6, norm)
        ours = encoder(tokens, real[:, None])
        theirs = twin(tokens, src_key_padding_mask=~real)
        unmasked = encoder(tokens)
    print(
        f"{norm + '-norm':9s}: numbers up to {ours[real].abs().max():.1f}, largest difference "
        f"{(ours - theirs)[real].abs().max():.0e}; without the mask it would be {(unmasked - theirs)[real].abs().max():.1f}"
    )

# %% [markdown]
r"""
Six blocks, both wirings, the same numbers up to the last digits of float32, at all places that hold real tokens. (At padded places the two may differ, and it does not matter: why not, is the next section.)

## 5 · Padding

A tensor is a rectangle, and sentences are not. So the short ones are filled up with a token that means nothing, the **padding**, and a mask says which tokens are real. Day 5 had this mask in NumPy; here it is made together with the batch.

| thing | shape |
|---|---|
| sentences | a list of B lists of whole numbers, none of them empty |
| ids | `(B, T)`, int64; T is the length of the longest sentence |
| mask | `(B, 1, T)`, boolean, `True` = a real token; the 1 is the axis of the queries |

**By hand.** The sentences `[5, 3, 9]` and `[7]`, filled up with 1: the ids are `[[5, 3, 9], [7, 1, 1]]`, the mask is `[[[T, T, T]], [[T, F, F]]]` (here T and F are True and False).
"""

# %% [markdown] lang="ko"
r"""
블록 여섯 개, 두 가지 배선, 진짜 토큰이 있는 모든 자리에서 float32의 끝자리 몇 개를 빼면 같은 숫자예요. (패딩 자리에서는 둘이 다를 수 있는데, 상관없어요. 왜 그런지는 다음 절에 나와요.)

## 5 · 패딩

텐서(tensor)는 직사각형인데 문장은 그렇지 않아요. 그래서 짧은 문장은 아무 뜻도 없는 토큰인 **패딩(padding)** 으로 채우고, 어느 토큰이 진짜인지는 마스크가 알려 줘요. 5일 차에 NumPy로 만든 그 마스크예요. 여기서는 배치와 함께 만들어요.

| 기호 | 모양 |
|---|---|
| 문장들(sentences) | 정수 리스트 B개를 담은 리스트, 빈 문장은 없어요 |
| ids | `(B, T)`, int64; T는 가장 긴 문장의 길이예요 |
| 마스크 | `(B, 1, T)`, 불리언, `True` = 진짜 토큰; 1은 쿼리(query)의 축이에요 |

**손으로 해 보기.** 문장 `[5, 3, 9]`와 `[7]`을 1로 채워요. ids는 `[[5, 3, 9], [7, 1, 1]]`이고 마스크는 `[[[T, T, T]], [[T, F, F]]]`예요.
"""


# %% exercise="pad_batch" minutes=8 difficulty=1
def pad_batch(sentences, pad_id):
    """Make one rectangle of sentences of different length, and the mask that belongs to it.

    Args:
        sentences: list of B lists of whole numbers, none empty; they are not changed.
        pad_id: the id to fill up with, behind the sentence. No token of the sentences has it.

    Returns:
        ids: (B, T), int64, where T is the length of the longest sentence.
        mask: (B, 1, T), boolean, True = a real token.
    """
    ### BEGIN SOLUTION
    longest = max(len(sentence) for sentence in sentences)
    ids = torch.tensor([sentence + [pad_id] * (longest - len(sentence)) for sentence in sentences])
    return ids, (ids != pad_id)[:, None, :]
    ### END SOLUTION


# %% check="pad_batch" points=3
_sentences = [[5, 3, 9], [7], [0, 0]]
_ids, _mask = pad_batch(_sentences, 1)
assert _ids.tolist() == [[5, 3, 9], [7, 1, 1], [0, 0, 1]], "Filled up behind, with pad_id, to the longest?"
assert _ids.dtype == torch.int64, "Are ids whole numbers?"
assert _mask.shape == (3, 1, 3), "Is there an axis of length 1 for the queries?"
assert _mask.dtype == torch.bool, "Are the entries of the mask True and False?"
assert _mask[:, 0].tolist() == [[True, True, True], [True, False, False], [True, True, False]], (
    "Here 0 is a real token and 1 is padding: where is your mask True?"
)
assert _sentences == [[5, 3, 9], [7], [0, 0]], "Are the sentences as they were?"

# %% [markdown] hint="pad_batch"
r"""
First the length of the longest sentence. By how many numbers is a given sentence too short?
"""

# %% [markdown] hint="pad_batch" lang="ko"
r"""
먼저 가장 긴 문장의 길이를 구하세요. 어떤 문장에 숫자가 몇 개 모자라나요?
"""

# %% [markdown] hint="pad_batch"
r"""
`[pad_id] * n` is a list of n times the padding, and `+` joins two lists into a new one. Lists of equal length become a tensor with `torch.tensor`.
"""

# %% [markdown] hint="pad_batch" lang="ko"
r"""
`[pad_id] * n`은 패딩이 n개 든 리스트이고, `+`는 두 리스트를 이어 새 리스트를 만들어요. 길이가 같은 리스트들은 `torch.tensor`로 텐서가 돼요.
"""

# %% [markdown] hint="pad_batch"
r"""
`longest - len(sentence)` are missing. The mask is `ids != pad_id`, with a new axis in the middle: `[:, None, :]`.
"""

# %% [markdown] hint="pad_batch" lang="ko"
r"""
모자라는 것은 `longest - len(sentence)`개예요. 마스크는 `ids != pad_id`이고, 가운데에 `[:, None, :]`으로 새 축을 넣어요.
"""

# %% [markdown]
r"""
### Padding that changes nothing

What "changes nothing" means can be measured. Take three sentences of 12, 7 and 3 tokens, and look at the encoder's output twice: once as they are, once with other numbers in the padding. Where does the output move? Without a mask, and with one, after six blocks.
"""

# %% [markdown] lang="ko"
r"""
### 아무것도 바꾸지 않는 패딩

'아무것도 바꾸지 않는다'는 말은 재 볼 수 있어요. 토큰이 12개, 7개, 3개인 문장 세 개를 두고, 인코더의 출력을 두 번 봐요. 한 번은 그대로, 한 번은 패딩 자리의 숫자를 바꿔서요. 출력은 어디에서 달라질까요? 마스크 없이, 또 마스크와 함께, 블록 여섯 개를 지난 뒤에 살펴봐요.
"""

# %%
torch.manual_seed(2)
lengths = [12, 7, 3]
_, mask = pad_batch([[1] * length for length in lengths], 0)
tokens, noise = torch.randn(3, 12, 24), torch.randn(3, 12, 24)
other = torch.where(mask.mT, tokens, noise)  # real tokens as they were, other numbers in the padding
encoder = Encoder(24, 4, 60)

with torch.no_grad():
    moved = {
        "no mask": (encoder(tokens) - encoder(other)).abs().amax(dim=-1),
        "with mask": (encoder(tokens, mask) - encoder(other, mask)).abs().amax(dim=-1),
    }
    alone = max(
        (encoder(tokens[b : b + 1, :n]) - encoder(tokens, mask)[b, :n]).abs().max()
        for b, n in enumerate(lengths)
    )
real = mask[:, 0]
for name, change in moved.items():
    print(
        f"{name:10s} real tokens move by up to {change[real].max():.1e}, padded places by {change[~real].max():.1e}"
    )
print(f"each sentence alone, without padding: the same up to {alone:.0e}")

# %%
fig, axes = plt.subplots(1, 2, figsize=(13, 3.2), layout="constrained")
for panel, (name, change) in zip(axes, moved.items(), strict=True):
    picture = panel.imshow(change.clamp(min=1e-8).log10(), cmap="cividis", vmin=-8, vmax=1, aspect="auto")
    for row, length in enumerate(lengths):
        panel.plot([length - 0.5] * 2, [row - 0.5, row + 0.5], color="white", linewidth=3)
        for place in range(length, 12):
            panel.text(place, row, "pad", ha="center", va="center", fontsize=9, color="black")
    panel.set(title=name, xlabel="place in the sentence")
    panel.set_yticks(range(3), [f"{length} tokens" for length in lengths])
bar = fig.colorbar(picture, ax=axes, label="change of the output")
bar.set_ticks([-8, -6, -4, -2, 0], labels=["0", "1e-6", "1e-4", "0.01", "1"])
show(
    fig,
    "Two heat maps of three sentences by twelve places: how much the output moves when the padding holds other numbers. "
    "Without a mask, the two padded sentences are bright everywhere, at their real tokens, too; the sentence without "
    "padding is dark. With a mask, all real tokens are dark, zero change, and only the padded places themselves are bright.",
)

# %% [markdown]
r"""
With the mask, the real tokens do not move at all: not by rounding, by nothing. The weights of padded keys are exactly 0, in every block. The padded places themselves do move. They are queries like all others, they look at the real tokens and get an answer. It is an answer to nobody's question, and **it does no harm as long as nobody reads it**: the keys are hidden in every block, and whoever uses the output must leave those places out. That second half is yours to do now.

## 6 · One vector for a sentence

The encoder gives one vector for each *token*. To say something about the *sentence*, take the mean over its real tokens (*mean pooling*):

$$\mathrm{pooled}_b = \frac{\sum_t m_{bt}\, x_{bt}}{\sum_t m_{bt}}, \qquad m_{bt} = 1 \text{ for a real token, else } 0$$

| thing | shape |
|---|---|
| x | `(B, T, d_model)` |
| mask | `(B, 1, T)` |
| result | `(B, d_model)` |

**By hand.** Two tokens with one feature, $(4)$ and $(10)$, the second one padding: the mean is 4. Not 7 (padding averaged in), and not 2 (left out of the sum, but counted).
"""

# %% [markdown] lang="ko"
r"""
마스크가 있으면 진짜 토큰은 조금도 움직이지 않아요. 반올림 오차만큼도요. 모든 블록에서 패딩 키(key)의 가중치가 정확히 0이니까요. 패딩 자리 자신은 움직여요. 패딩도 다른 토큰처럼 쿼리라서, 진짜 토큰들을 보고 답을 얻거든요. 아무도 묻지 않은 것에 대한 답이고, **아무도 읽지 않는 한 해롭지 않아요**. 키로는 모든 블록에서 가려져 있으니, 출력을 쓰는 쪽에서 그 자리를 빼기만 하면 돼요. 이제 여러분이 할 일이에요.

## 6 · 문장 하나에 벡터 하나

인코더는 *토큰*마다 벡터 하나를 줘요. *문장*에 대해 무언가 말하려면 진짜 토큰들의 평균을 내면 돼요. 이것을 평균 풀링(mean pooling)이라고 해요.

$$\mathrm{pooled}_b = \frac{\sum_t m_{bt}\, x_{bt}}{\sum_t m_{bt}}, \qquad m_{bt} = 1 \text{ (진짜 토큰)}, \text{ 아니면 } 0$$

| 기호 | 모양 |
|---|---|
| x | `(B, T, d_model)` |
| 마스크 | `(B, 1, T)` |
| 결과 | `(B, d_model)` |

**손으로 해 보기.** 특징이 하나인 토큰 두 개 $(4)$와 $(10)$이 있고 둘째가 패딩이에요. 평균은 4예요. 7(패딩까지 평균 낸 것)도 아니고, 2(더할 때는 뺐지만 개수에는 넣은 것)도 아니에요.
"""


# %% exercise="mean_pool" minutes=7 difficulty=2
def mean_pool(x, mask):
    """The mean of each sentence over its real tokens.

    Args:
        x: (B, T, d_model); it is not changed.
        mask: (B, 1, T), boolean, True = a real token; at least one in each sentence, padding anywhere.

    Returns:
        (B, d_model); gradients flow back through it.
    """
    ### BEGIN SOLUTION
    real = mask.mT  # (B, T, 1)
    return (x * real).sum(dim=1) / real.sum(dim=1)
    ### END SOLUTION


# %% check="mean_pool" points=3
_x2 = torch.tensor([[[4.0], [10.0]], [[4.0], [10.0]]])
_pooled = mean_pool(_x2, torch.tensor([[[True, False]], [[True, True]]]))
assert _pooled.shape == (2, 1), "Two sentences: is there one vector for each?"
assert near(_pooled, [[4.0], [7.0]]), "Do you get 4 and 7 by hand? Does padding count in what you divide by?"
_x2 = torch.randn(3, 5, 4)
_mask = torch.arange(5) < torch.tensor([[[5]], [[2]], [[1]]])
assert near(mean_pool(_x2, _mask), torch.stack([_x2[0].mean(0), _x2[1, :2].mean(0), _x2[2, 0]])), (
    "Is every sentence averaged over its own real tokens?"
)

# %% [markdown] hint="mean_pool"
r"""
The mask must meet `x` of shape `(B, T, d_model)`. Which two of its axes have to change places?
"""

# %% [markdown] hint="mean_pool" lang="ko"
r"""
마스크가 모양이 `(B, T, d_model)`인 `x`와 만나야 해요. 마스크의 어느 두 축이 자리를 바꿔야 할까요?
"""

# %% [markdown] hint="mean_pool"
r"""
`mask.mT` is `(B, T, 1)`. In a product `True` counts as 1 and `False` as 0, and a sum of booleans is a count.
"""

# %% [markdown] hint="mean_pool" lang="ko"
r"""
`mask.mT`의 모양은 `(B, T, 1)`이에요. 곱할 때 `True`는 1, `False`는 0으로 세고, 불리언을 더하면 개수가 돼요.
"""

# %% [markdown] hint="mean_pool"
r"""
Numerator: `(x * mask.mT)` summed over `dim=1`. Denominator: `mask.mT` summed over `dim=1`, of shape `(B, 1)`.
"""

# %% [markdown] hint="mean_pool" lang="ko"
r"""
분자는 `(x * mask.mT)`를 `dim=1`로 더한 것이에요. 분모는 `mask.mT`를 `dim=1`로 더한 것이고 모양은 `(B, 1)`이에요.
"""

# %% [markdown]
r"""
## 7 · A classifier

From ids to classes, in five steps:

| step | shape |
|---|---|
| ids | `(B, T)` |
| embedding of the token + embedding of the place | `(B, T, d_model)` |
| encoder, pre-norm, with the padding mask | `(B, T, d_model)` |
| mean over real tokens | `(B, d_model)` |
| a linear layer | `(B, n_classes)`, the **logits** |

An `nn.Embedding(n, d)` is Day 3's table as a module: n rows of d learned numbers, and calling it with ids looks the rows up. The places 0, 1, 2, … get a learned table as well (Day 3; Vaswani et al. found it as good as the sinusoids, table 3, row E). `max_length` is the number of its rows: a longer sentence has no place.

The logits stay as they are, without a softmax: the loss, `nn.functional.cross_entropy`, makes one of its own. The largest logit is the answer.

We take pre-norm here, since it trains without further ado. A post-norm stack of six needs a careful start (the warm-up of Day 12).
"""

# %% [markdown] lang="ko"
r"""
## 7 · 분류기

번호에서 클래스까지 다섯 걸음이에요.

| 단계 | 모양 |
|---|---|
| ids | `(B, T)` |
| 토큰의 임베딩(embedding) + 자리의 임베딩 | `(B, T, d_model)` |
| 인코더, 사전 정규화, 패딩 마스크와 함께 | `(B, T, d_model)` |
| 진짜 토큰들의 평균 | `(B, d_model)` |
| 선형 층 | `(B, n_classes)`, **로짓(logits)** |

`nn.Embedding(n, d)`은 3일 차의 표를 모듈로 만든 거예요. 학습되는 숫자 d개짜리 행이 n개 있고, 번호를 주면 그 행을 찾아 줘요. 자리 0, 1, 2, …에도 학습되는 표를 써요(3일 차예요. Vaswani et al.은 사인파와 결과가 거의 같다고 했어요. 표 3, E행). `max_length`는 그 표의 행 수예요. 더 긴 문장에는 자리가 없어요.

로짓은 소프트맥스(softmax) 없이 그대로 둬요. 손실(loss) 함수 `nn.functional.cross_entropy`가 그 안에서 소프트맥스를 계산하거든요. 가장 큰 로짓이 답이에요.

여기서는 사전 정규화를 써요. 별다른 준비 없이도 학습되니까요. 사후 정규화 여섯 층은 조심스럽게 시작해야 해요(12일 차의 워밍업(warm-up)).
"""


# %% exercise="SentenceClassifier" minutes=12 difficulty=2
class SentenceClassifier(nn.Module):
    """Token ids in, one number for each class out.

    Args:
        vocab_size: rows of the token embedding.
        n_classes: how many classes.
        max_length: rows of the position embedding.
        d_model, n_heads, d_ff, n_layers: of the encoder, which is pre-norm and otherwise as Encoder makes it.
        pad_id: the id of the padding.

    Parts: token_embedding and position_embedding (nn.Embedding), encoder (Encoder), classify (nn.Linear from d_model to
    n_classes). The embeddings are added, not scaled.
    """

    def __init__(self, vocab_size, n_classes, max_length, d_model, n_heads, d_ff, n_layers=6, pad_id=0):
        super().__init__()
        ### BEGIN SOLUTION
        self.pad_id = pad_id
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm="pre")
        self.classify = nn.Linear(d_model, n_classes)
        ### END SOLUTION

    def forward(self, ids):
        """Read the sentences and weigh the classes.

        Args:
            ids: (B, T), int64, T at most max_length; padded with pad_id.

        Returns:
            (B, n_classes), logits: no softmax.
        """
        ### BEGIN SOLUTION
        mask = (ids != self.pad_id)[:, None, :]  # (B, 1, T)
        places = torch.arange(ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))
        ### END SOLUTION


# %% check="SentenceClassifier" points=5
torch.manual_seed(10)
_model = SentenceClassifier(11, 3, 8, 6, 2, 10, 2, pad_id=4)
assert {_name.split(".")[0] for _name, _ in _model.named_parameters()} == {
    "token_embedding",
    "position_embedding",
    "encoder",
    "classify",
}, "Are there these four parts?"
assert sum(_parameter.numel() for _parameter in _model.encoder.parameters()) == encoder_parameters(
    6, 10, 2, "pre"
), "Two blocks, pre-norm: is it this encoder?"
_short = _model(torch.tensor([[5, 2, 0]]))
assert _short.shape == (1, 3), "One sentence: is there one number for each of three classes?"
assert near(_model(torch.tensor([[5, 2, 0, 4, 4, 4], [1, 1, 1, 1, 1, 1]]))[:1], _short), (
    "The same sentence with padding behind it: why does it get another answer?"
)
assert not near(_model(torch.tensor([[0, 2, 5]])), _short), (
    "The same words in another order: can your model tell?"
)

# %% [markdown] hint="SentenceClassifier"
r"""
Each row of the table is a line of `forward`. The mask is needed twice. Which functions of today take one?
"""

# %% [markdown] hint="SentenceClassifier" lang="ko"
r"""
표의 한 줄이 `forward`의 한 줄이에요. 마스크는 두 번 필요해요. 오늘 만든 것 가운데 마스크를 받는 것은 무엇인가요?
"""

# %% [markdown] hint="SentenceClassifier"
r"""
The mask is `(ids != self.pad_id)[:, None, :]`. The places are `torch.arange(ids.shape[1])`, and `self.position_embedding(places)` has the shape `(T, d_model)`, which broadcasts over the batch.
"""

# %% [markdown] hint="SentenceClassifier" lang="ko"
r"""
마스크는 `(ids != self.pad_id)[:, None, :]`이에요. 자리는 `torch.arange(ids.shape[1])`이고, `self.position_embedding(places)`의 모양은 `(T, d_model)`이라 배치로 브로드캐스팅돼요.
"""

# %% [markdown] hint="SentenceClassifier"
r"""
Add the two embeddings, then `self.encoder(x, mask)`, then `mean_pool(x, mask)`, then `self.classify(...)`. The encoder is made with `norm="pre"` and your `n_layers`.
"""

# %% [markdown] hint="SentenceClassifier" lang="ko"
r"""
두 임베딩을 더하고, `self.encoder(x, mask)`, `mean_pool(x, mask)`, `self.classify(...)` 순서예요. 인코더는 `norm="pre"`와 여러분의 `n_layers`로 만들어요.
"""

# %% [markdown]
r"""
## 8 · Experiment: what does an encoder see that a bag does not?

Real sentences, from the documentation that came with the packages you have installed: Python's language reference and the docstrings of numpy, torch and matplotlib. Nothing is downloaded. The cell below collects them, keeps sentences of 8 to 20 words, makes all letters small and throws the punctuation away. The names of the packages are removed as well; with them the first task would be too easy.

The same sentences are used for two tasks:

- **Where from?** Which of the four documentations is the sentence from? Four classes.
- **In order?** Half of the sentences get their words shuffled. Which ones? Two classes.

And each task gets a **ladder of baselines**. A number says little by itself: is 80 % much? First the rung that needs no model, the *majority class*: always answer what is most frequent in training. Then a *bag of words*: count how often each word comes, and let one linear layer weigh the counts. Only what stands above these rungs is the encoder's own.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 실험: 주머니는 못 보는데 인코더는 보는 것

진짜 문장으로 해 봐요. 여러분이 설치한 패키지에 딸려 온 문서, 곧 파이썬의 언어 레퍼런스와 numpy, torch, matplotlib의 docstring에서 가져와요. 내려받는 것은 없어요. 아래 셀이 문장을 모아서 단어가 8개에서 20개인 것만 남기고, 모두 소문자로 바꾸고, 문장 부호를 버려요. 패키지 이름도 지워요. 이름이 있으면 첫째 과제가 너무 쉬워지니까요.

같은 문장들로 과제 두 가지를 해요.

- **어디에서 왔을까?**(코드와 그림에서는 `where from?`) 네 문서 가운데 어디에서 온 문장인가요? 클래스가 네 개예요.
- **순서대로일까?**(`in order?`) 문장의 절반은 단어를 섞어요. 섞은 것은 어느 쪽인가요? 클래스가 두 개예요.

그리고 과제마다 **기준선(baseline)의 사다리**를 놓아요. 숫자 하나만으로는 알 수 있는 것이 적어요. 80 %면 높은 걸까요? 첫째 칸은 모델이 필요 없는 *다수 클래스*(majority class)예요. 학습 데이터에서 가장 흔한 답을 늘 말해요. 다음 칸은 *단어 주머니(bag of words)* 예요. 단어마다 몇 번 나오는지 세고, 선형 층 하나가 그 수에 가중치를 매겨 더해요. 이 칸들보다 위에 있는 것만이 인코더의 몫이에요.
"""

# %%
grading = bool(os.environ.get("NBGRADER_EXECUTION"))
sources = {  # under grading only the first module of each is read
    "python": "pydoc_data.topics",
    "numpy": "numpy numpy.linalg numpy.random numpy.fft numpy.ma numpy.polynomial numpy.char numpy.testing",
    "torch": "torch torch.nn torch.nn.functional torch.nn.init torch.optim torch.optim.lr_scheduler torch.linalg "
    "torch.special torch.fft torch.distributions torch.autograd torch.utils.data torch.jit torch.cuda",
    "matplotlib": "matplotlib.pyplot matplotlib.axes matplotlib.axis matplotlib.figure matplotlib.ticker "
    "matplotlib.patches matplotlib.colors matplotlib.transforms matplotlib.collections matplotlib.text "
    "matplotlib.lines matplotlib.animation matplotlib.widgets matplotlib.image matplotlib.dates matplotlib.scale",
}
packages = list(sources)
removed = {"python", "numpy", "np", "torch", "pytorch", "matplotlib", "pyplot", "mpl", "plt"}


def documentation(module):
    """The texts of a module: its topics, or the docstrings of its functions, classes and methods."""
    found = importlib.import_module(module)
    if hasattr(found, "topics"):
        return list(found.topics.values())
    texts = []
    for name, thing in sorted(vars(found).items()):
        if callable(thing) and not name.startswith("_"):
            texts.append(getattr(thing, "__doc__", None))
            if inspect.isclass(thing):
                texts += [getattr(m, "__doc__", None) for n, m in sorted(vars(thing).items()) if n[0] != "_"]
    return [inspect.cleandoc(text) for text in texts if isinstance(text, str)]


def word_lists(text):
    """The sentences of a text, each as a list of 8 to 20 words in small letters; no code and no formulas."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.])\s+(?=[A-Z])", " ".join(paragraph.split())):
            if ">>>" not in paragraph and re.fullmatch(r"[A-Z][\w\s,;:.'\"()`*/=<>\[\]-]*[.]", sentence):
                words = [word for word in re.findall(r"[a-z]+", sentence.lower()) if word not in removed]
                if 8 <= len(words) <= 20:
                    found.append(words)
    return found


start = time.perf_counter()
labelled = {}  # a sentence that two packages share belongs to none
for label, modules in enumerate(sources.values()):
    for module in modules.split()[: 1 if grading else None]:
        for words in (words for text in documentation(module) for words in word_lists(text)):
            key = " ".join(words)
            labelled[key] = label if labelled.get(key, label) == label else None
labelled = sorted((key, label) for key, label in labelled.items() if label is not None)
print(f"{len(labelled)} sentences in {time.perf_counter() - start:.1f} s")
for label, name in enumerate(packages):
    ones = [key for key, other in labelled if other == label]
    print(f"{name:11s}{len(ones):6d}   {ones[len(ones) // 2]}")

# %% [markdown]
r"""
### Words become ids

One sentence in six is held out: no model sees it while it learns, and all numbers below are about these alone. Every word that comes at least three times in the other sentences gets an id. 0 is the padding, 1 stands for every rarer word.
"""

# %% [markdown] lang="ko"
r"""
### 단어를 번호로

문장 여섯 개 가운데 하나는 남겨 둬요(held out). 학습하는 동안 어떤 모델도 보지 않고, 아래의 숫자는 모두 이 문장들에 대한 거예요. 나머지 문장에 세 번 이상 나오는 단어마다 번호를 줘요. 0은 패딩이고, 1은 그보다 드문 모든 단어를 뜻해요.
"""

# %%
generator = torch.Generator().manual_seed(10)
order = torch.randperm(len(labelled), generator=generator).tolist()
rows = [labelled[i] for i in order]
held = 64 if grading else len(rows) // 6

counted = {}
for key, _ in rows[held:]:
    for word in key.split():
        counted[word] = counted.get(word, 0) + 1
ids_of = {word: 2 + i for i, word in enumerate(sorted(w for w, n in counted.items() if n >= 3))}
vocab_size = 2 + len(ids_of)

all_ids, _ = pad_batch([[ids_of.get(word, 1) for word in key.split()] for key, _ in rows], 0)
all_labels = torch.tensor([label for _, label in rows])
held_ids, held_labels = all_ids[:held], all_labels[:held]
train_ids, train_labels = all_ids[held:], all_labels[held:]
print(f"{len(train_ids)} sentences to learn from, {held} held out, {vocab_size} ids")
print("one of them:", rows[0][0])
print("            ", all_ids[0].tolist())

# %% [markdown]
r"""
### The second rung

A bag of words knows which words there are and how often, and nothing else.

| thing | shape |
|---|---|
| ids | `(B, T)`, padded with `pad_id` |
| result | `(B, vocab_size)`: for each sentence and each word, how often it comes; the column of the padding is 0 |

**By hand.** Vocabulary of 5, padding 0. The sentence `[3, 1, 3, 0]` becomes `[0, 1, 0, 2, 0]`.
"""

# %% [markdown] lang="ko"
r"""
### 사다리의 둘째 칸

단어 주머니는 어떤 단어가 몇 번 나오는지 알 뿐, 그 밖에는 아무것도 몰라요.

| 기호 | 모양 |
|---|---|
| ids | `(B, T)`, `pad_id`로 채운 것 |
| 결과 | `(B, vocab_size)`: 문장마다, 단어마다, 몇 번 나오는지; 패딩의 열은 0이에요 |

**손으로 해 보기.** 어휘(vocabulary)가 5개이고 패딩이 0이에요. 문장 `[3, 1, 3, 0]`은 `[0, 1, 0, 2, 0]`이 돼요.
"""


# %% exercise="bag_of_words" kind="experiment" minutes=8 difficulty=1
def bag_of_words(ids, vocab_size, pad_id):
    """How often each word comes in each sentence.

    Args:
        ids: (B, T), int64, from 0 to vocab_size - 1; it is not changed.
        vocab_size: how many ids there are.
        pad_id: the id of the padding, which is no word.

    Returns:
        (B, vocab_size), counts; 0 in the column pad_id.
    """
    ### BEGIN SOLUTION
    counts = torch.zeros(len(ids), vocab_size)
    for column in ids.T:  # one place of all sentences after the other
        counts[torch.arange(len(ids)), column] += 1
    counts[:, pad_id] = 0
    return counts
    ### END SOLUTION


# %% check="bag_of_words" points=3
_bag = bag_of_words(torch.tensor([[3, 1, 3, 0], [2, 2, 2, 4]]), 5, 0)
assert _bag.shape == (2, 5), "Two sentences, five words: is there a row for each sentence?"
assert near(_bag[0], [0, 1, 0, 2, 0]), (
    "Do you get this by hand? Does word 3 count twice, and padding not at all?"
)
assert near(_bag[1], [0, 0, 3, 0, 1]), "Is each sentence counted by itself?"
assert near(bag_of_words(torch.tensor([[0, 2, 2]]), 4, 2), [[1, 0, 0, 0]]), (
    "Here 2 is the padding, and 0 a word?"
)

# %% [markdown] hint="bag_of_words"
r"""
Begin with zeros of the shape of the result. For each sentence and each of its ids one entry grows by 1. Which one?
"""

# %% [markdown] hint="bag_of_words" lang="ko"
r"""
결과와 모양이 같은 0에서 시작하세요. 문장마다, 그 안의 번호마다 숫자 하나가 1씩 커져요. 어느 숫자인가요?
"""

# %% [markdown] hint="bag_of_words"
r"""
Two loops are fine. Beware of `counts[rows, ids] += 1` with all ids of a sentence at once: a place that is named twice is raised only once.
"""

# %% [markdown] hint="bag_of_words" lang="ko"
r"""
반복문 두 개로 써도 괜찮아요. 한 문장의 번호를 한꺼번에 넣어 `counts[rows, ids] += 1`이라고 쓰는 것은 조심하세요. 두 번 가리킨 자리도 한 번만 커져요.
"""

# %% [markdown] hint="bag_of_words"
r"""
Or without a loop: `nn.functional.one_hot(ids, vocab_size)` has the shape `(B, T, vocab_size)`; sum it over `dim=1`, make it `.float()`, and set the column `pad_id` to 0 at the end.
"""

# %% [markdown] hint="bag_of_words" lang="ko"
r"""
반복문 없이도 돼요. `nn.functional.one_hot(ids, vocab_size)`의 모양은 `(B, T, vocab_size)`예요. `dim=1`로 더하고 `.float()`로 바꾼 다음, 마지막에 `pad_id` 열을 0으로 만드세요.
"""

# %% [markdown]
r"""
### Guess first

The encoder has six blocks, `d_model` 48, four heads. Training is a loop that you will take apart on Day 12: draw a batch, compute the loss, go a small step against the gradient. For the second task every batch holds each of its sentences twice, once as it is and once shuffled anew; so do the held-out sentences, shuffled once and for all.

In the second task there is one rung more: the same encoder without a sense of place. Its position embedding is zero and stays so.

Write down five guesses before you run: the held-out accuracy of bag and encoder in the first task, and of bag, encoder without positions, and encoder in the second. Two of the five can be known for certain. Which?
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

인코더는 블록 여섯 개, `d_model` 48, 헤드 네 개예요. 학습은 12일 차에 하나하나 뜯어볼 반복문이에요. 배치를 뽑고, 손실을 계산하고, 기울기를 거슬러 조금 움직여요. 둘째 과제에서는 배치의 문장마다 두 번, 한 번은 그대로, 한 번은 새로 섞어서 넣어요. 남겨 둔 문장도 마찬가지이고, 이쪽은 한 번 섞은 것을 계속 써요.

둘째 과제에는 사다리에 칸이 하나 더 있어요. 위치를 모르는 인코더(`encoder without positions`)예요. 똑같은 인코더인데 위치 임베딩이 0이고 계속 0으로 남아요.

실행하기 전에 다섯 가지를 짐작해서 적어 보세요. 남겨 둔 문장에서 정확도(accuracy)가, 첫째 과제에서는 단어 주머니와 인코더가 각각 얼마일까요? 둘째 과제에서는 단어 주머니, 위치를 모르는 인코더, 인코더가 각각 얼마일까요? 다섯 가운데 둘은 확실히 알 수 있어요. 어느 것일까요?
"""


# %%
def shuffled(ids, generator):
    """The real tokens of each row in another order, the padding behind them as before."""
    keys = torch.rand(ids.shape, generator=generator) + (ids == 0)
    return ids.gather(1, keys.argsort(dim=1))


def both_orders(ids, generator):
    """Every sentence as it is (class 0) and shuffled (class 1)."""
    return torch.cat([ids, shuffled(ids, generator)]), torch.arange(2).repeat_interleave(len(ids))


def cut(ids):
    """Without the columns that hold nothing but padding."""
    return ids[:, : int((ids != 0).sum(dim=1).max())]


class Bag(nn.Module):
    """A linear layer on the counts."""

    def __init__(self, n_classes):
        super().__init__()
        self.layer = nn.Linear(vocab_size, n_classes)

    def forward(self, ids):
        return self.layer(torch.as_tensor(bag_of_words(ids, vocab_size, 0)).float())


def encoder_model(n_classes, positions=True):
    """Six blocks; without positions the table of places is zero and not learned."""
    model = SentenceClassifier(vocab_size, n_classes, 20, 48, 4, 96)
    for table in (model.token_embedding, model.position_embedding):
        # As GPT-2 starts; torch's own start, 1.0, learns more slowly.
        nn.init.normal_(table.weight, 0.0, 0.02)
    if not positions:
        model.position_embedding.weight.requires_grad_(False).zero_()
    return model


def accuracy(model, ids, labels):
    """Share of right answers."""
    with torch.no_grad():
        answers = torch.cat([model(cut(part)).argmax(dim=1) for part in ids.split(256)])
    return (answers == labels).float().mean().item()


def train(name, task, model, rate, steps):
    """Learn from batches of sentences; gives the held-out accuracy now and then, as (step, accuracy)."""
    generator = torch.Generator().manual_seed(0)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    curve, start = [(0, accuracy(model, *exams[task]))], time.perf_counter()
    for step in range(1, steps + 1):
        chosen = torch.randint(len(train_ids), (64,), generator=generator)
        ids, labels = train_ids[chosen], train_labels[chosen]
        if task == "in order?":
            ids, labels = both_orders(ids[:32], generator)
        loss = nn.functional.cross_entropy(model(cut(ids)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step == steps or step % max(steps // 5, 1) == 0:
            curve.append((step, accuracy(model, *exams[task])))
            print(f"\r{task:12s} {name:26s} step {step:4d}   held out {curve[-1][1]:6.1%}", end="")
    print(f"   {time.perf_counter() - start:5.1f} s")
    return curve


# %%
exams = {
    "where from?": (held_ids, held_labels),
    "in order?": both_orders(held_ids, torch.Generator().manual_seed(1)),
}
most = torch.bincount(train_labels).argmax()
ladder = {
    "where from?": {"majority class": (held_labels == most).float().mean().item()},
    "in order?": {"majority class": 0.5},  # each sentence comes once as it is and once shuffled
}
runs = {
    ("where from?", "bag of words"): (lambda: Bag(4), 0.03, 300),
    ("where from?", "encoder"): (lambda: encoder_model(4), 0.003, 200),
    ("in order?", "bag of words"): (lambda: Bag(2), 0.03, 300),
    ("in order?", "encoder without positions"): (lambda: encoder_model(2, positions=False), 0.003, 100),
    ("in order?", "encoder"): (lambda: encoder_model(2), 0.003, 400),
}
curves, begin = {}, time.perf_counter()
for (task, name), (make, rate, steps) in runs.items():
    torch.manual_seed(0)
    model = make()
    curves[task, name] = train(name, task, model, rate, 2 if grading else steps)
    ladder[task][name] = curves[task, name][-1][1]
print(f"all together {time.perf_counter() - begin:.0f} s")

# %%
colors = {
    "majority class": "#6B6B6B",
    "bag of words": "#E69F00",
    "encoder without positions": "#56B4E9",
    "encoder": "#0072B2",
}
fig, axes = plt.subplots(2, 2, figsize=(13, 7.6), layout="constrained")
for column, (task, rungs) in enumerate(ladder.items()):
    upper, lower = axes[:, column]
    upper.axhline(100 * rungs["majority class"], color=colors["majority class"], linestyle="--")
    for (of, name), mark in zip(curves, "sos^o", strict=True):
        if of == task:
            places, found = zip(*curves[of, name], strict=True)
            shown = [100 * share for share in found]
            upper.plot(places, shown, color=colors[name], marker=mark, linewidth=2.5, label=name)
    upper.set(title=task, xlabel="step", ylabel="held out, right in %", ylim=(0, 102))
    upper.legend(frameon=False, loc="lower right", fontsize=11)
    heights = [100 * share for share in rungs.values()]
    lower.barh(list(rungs), heights, color=[colors[name] for name in rungs])
    for row, height in enumerate(heights):
        lower.text(height + 1, row, f"{height:.1f}", va="center")
    lower.set(xlabel="held out, right in %, at the end", xlim=(0, 102))
    lower.invert_yaxis()
show(
    fig,
    "Four panels. Where from?: above, the held-out accuracy by training step; bag of words and encoder climb side by side "
    "from below the dashed line of the majority class to more than 80 percent, and the bag ends a little higher. Below, the "
    "bars at the end: majority class about 35, bag of words about 84, encoder about 81 percent. In order?: the bag of words "
    "and the encoder without positions stay on the dashed line at 50 percent at every step, while the encoder climbs to "
    "about 80; the bars below say 50, 50, 50 and about 81 percent.",
)

# %% [markdown]
r"""
### What you see

**Your number.** On held-out sentences the encoder should be above 70 % in both tasks. This run gave 81.2 % in *in order?* and 81.4 % in *where from?*. If yours are lower, look at the mask and at the positions of your classifier first. (Your packages may be of another version, with other sentences, so the last digits are yours alone.)

**Where from?** The majority class gives 34.6 %, the bag of words 84.2 %, and the encoder 81.4 %. Nearly all of the way is gone on the second rung, and six blocks of attention do not climb higher: here they even end a little below. A topic shows in single words, *axes* here, *tensor* there. Without the ladder one would have praised the encoder for its 81 %.

**In order?** Here two rungs are known before anything is run. A sentence and its shuffled twin hold the same words, so they have the same bag, and whatever the linear layer answers, it is right about one of the two: 50 %, exactly. The encoder without positions is no better off: attention does not see order (Day 3), a mean does not either. Both are at 50.0 %. With positions the same encoder reaches 81.2 %. All that lies above 50 % is word order, the one thing that the table of places adds.

**What this does not show.** One split, one seed, a small data set: 8,503 sentences are little for about 256,000 learned numbers. The models got different numbers of steps, and more training or a larger model might close the gap in the first task. Docstrings repeat themselves, so some held-out sentences have near twins in training: that helps all rungs. And a shuffled sentence is an easy thing to find out about. Whether an encoder *understands* what a sentence says is another question, and Day 14 asks it of a model that has read far more.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 남겨 둔 문장에서 인코더의 정확도가 두 과제 모두 70 %를 넘어야 해요. 여기서는 *순서대로일까?* 가 81.2 %, *어디에서 왔을까?* 가 81.4 %였어요. 더 낮다면 분류기의 마스크와 위치부터 살펴보세요. (패키지의 버전이 다르면 문장도 달라서, 끝자리는 사람마다 달라요.)

**어디에서 왔을까?** 다수 클래스는 34.6 %, 단어 주머니는 84.2 %, 인코더는 81.4 %예요. 사다리의 둘째 칸에서 이미 거의 다 올라왔고, 어텐션 블록 여섯 개는 더 오르지 못해요. 여기서는 오히려 조금 아래에서 끝났어요. 주제는 단어 하나하나에 드러나니까요. 여기서는 *axes*, 저기서는 *tensor*처럼요. 사다리가 없었다면 81 %를 보고 인코더를 칭찬했을 거예요.

**순서대로일까?** 여기서는 두 칸을 돌려 보기 전에 알 수 있어요. 문장과 그것을 섞은 쌍둥이에는 같은 단어가 들어 있으니 주머니도 같아요. 선형 층이 무엇이라고 답하든 둘 가운데 하나는 맞고 하나는 틀려요. 정확히 50 %예요. 위치를 모르는 인코더도 나을 것이 없어요. 어텐션은 순서를 보지 못하고(3일 차) 평균도 보지 못하니까요. 둘 다 50.0 %예요. 위치를 알려 주면 같은 인코더가 81.2 %에 이르러요. 50 %를 넘는 만큼은 모두 단어의 순서 덕분이고, 위치 표가 보태 준 것도 그것뿐이에요.

**이 실험이 보여 주지 않는 것.** 데이터를 나눈 것도 한 번, 시드(seed)도 하나, 데이터도 적어요. 문장 8,503개는 학습되는 숫자 약 256,000개에 비하면 적은 편이에요. 모델마다 학습 걸음 수도 달라서, 더 오래 학습하거나 모델을 키우면 첫째 과제의 차이가 없어질 수도 있어요. docstring에는 되풀이되는 문장이 많아서, 남겨 둔 문장 가운데 몇몇은 학습 데이터에 거의 같은 쌍둥이가 있어요. 그것은 모든 칸에 도움이 돼요. 그리고 섞은 문장을 알아차리는 것은 쉬운 편이에요. 인코더가 문장의 뜻을 *이해*하는지는 다른 질문이고, 14일 차에 훨씬 많은 글을 읽은 모델에게 물어봐요.
"""

# %% [markdown]
r"""
## 9 · Quiz: encoders

| key | question | A | B | C |
|---|---|---|---|---|
| `times_six` | `nn.ModuleList([block] * 6)` has … | six times the parameters of a block | five blocks too few: torch refuses | the parameters of one block, under six names |
| `torchs_copies` | The layers of a fresh `nn.TransformerEncoder` … | share their memory | have their own memory and start with the same numbers | are drawn one by one |
| `final_norm` | A norm behind the last block is needed … | in pre-norm | in post-norm | in both |
| `padded_places` | A padding mask `(B, 1, T)` is given to every block. At the padded places the encoder's output is … | zero | numbers that nobody should read | `nan` |
| `what_comes_out` | An encoder turns a sentence of T tokens into … | one vector | one vector for each block | one vector for each token |
| `order_blind` | An encoder without positions, with the mean over its tokens, can tell … | only which words there are and how often, not their order | neighbours, through attention | the order, if there are six blocks |
"""

# %% [markdown] lang="ko"
r"""
## 9 · 퀴즈: 인코더

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `times_six` | `nn.ModuleList([block] * 6)`에는 … | 블록의 여섯 배만큼 파라미터가 있어요 | 블록이 다섯 개 모자라서 torch가 거절해요 | 블록 하나의 파라미터가 여섯 이름으로 있어요 |
| `torchs_copies` | 갓 만든 `nn.TransformerEncoder`의 층들은 … | 메모리를 함께 써요 | 메모리는 따로지만 같은 숫자에서 시작해요 | 하나씩 새로 뽑은 거예요 |
| `final_norm` | 마지막 블록 뒤의 정규화가 필요한 것은 … | 사전 정규화예요 | 사후 정규화예요 | 둘 다예요 |
| `padded_places` | 패딩 마스크 `(B, 1, T)`를 모든 블록에 줘요. 패딩 자리에서 인코더의 출력은 … | 0이에요 | 아무도 읽으면 안 되는 숫자예요 | `nan`이에요 |
| `what_comes_out` | 인코더는 토큰 T개짜리 문장을 무엇으로 바꾸나요? | 벡터 하나 | 블록마다 벡터 하나 | 토큰마다 벡터 하나 |
| `order_blind` | 위치를 모르고 토큰들의 평균을 내는 인코더는 … | 어떤 단어가 몇 번 나오는지만 알고 순서는 몰라요 | 어텐션이 있어서 이웃도 알아요 | 블록이 여섯 개면 순서도 알아요 |
"""

# %% exercise="encoder_quiz" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
encoder_quiz = {
    "times_six": "C",
    "torchs_copies": "B",
    "final_norm": "A",
    "padded_places": "B",
    "what_comes_out": "C",
    "order_blind": "A",
}
### END SOLUTION

# %% check="encoder_quiz" points=3
assert len(encoder_quiz) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in encoder_quiz.values()), "Which questions have no answer yet?"
assert set(encoder_quiz.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="why_six_of_their_own" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** A colleague says: "I call one block six times instead of making six. The shapes are the same, the code is shorter, and I save five sixths of the parameters, so it must be six times as fast." Answer in six to ten sentences. Say what stays the same and what does not (parameters, memory, time), what six blocks of their own can do that one block six times cannot, how you would notice from outside that a model shares its blocks, and when sharing is a sensible choice.

### BEGIN SOLUTION
The shapes are the same and so is the depth: the tokens pass six attentions and six feed-forward networks either way, so the number of multiplications is the same and nothing gets faster. What shrinks is the number of learned numbers, and with it the memory for weights, gradients and the optimizer: a sixth of the blocks' share. With weights of their own the six blocks can specialize: an early one may look at neighbours while a late one relates whole phrases, since each gets a gradient of its own. One block used six times must do with one set of weights for all depths; its gradient is the sum over the six uses, and a change that helps at depth 5 also acts at depth 0. From outside one sees it by counting: `sum(p.numel() for p in model.parameters())` is that of one block, and `blocks[0] is blocks[1]`, or their weights have the same `data_ptr()`; the state dict still has six names. Shapes and a working forward pass show nothing. Sharing is sensible when memory is short and one knows the price, as in ALBERT, which runs one block twelve times on purpose and has 12 million parameters where BERT has 108. Done by accident it is a bug, since one believes one has trained a larger model than one has.
### END SOLUTION
"""

# %% [markdown] exercise="why_six_of_their_own" lang="ko"
r"""
**설명하기.** 동료가 이렇게 말해요. "나는 블록을 여섯 개 만들지 않고 하나를 여섯 번 불러. 모양도 같고, 코드도 짧고, 파라미터를 6분의 5나 아끼니까 여섯 배 빠를 거야." 여섯 문장에서 열 문장으로 답해 보세요. 무엇이 그대로이고 무엇이 달라지는지(파라미터, 메모리, 시간), 자기 가중치를 가진 블록 여섯 개는 할 수 있는데 블록 하나를 여섯 번 써서는 할 수 없는 것이 무엇인지, 모델이 블록을 함께 쓰고 있다는 것을 바깥에서 어떻게 알아차릴지, 그리고 함께 쓰는 것이 언제 좋은 선택인지 쓰세요.

### BEGIN SOLUTION
모양도 같고 깊이도 같아요. 어느 쪽이든 토큰들은 어텐션 여섯 번과 순방향 신경망 여섯 번을 지나니, 곱셈의 수가 같고 조금도 빨라지지 않아요. 줄어드는 것은 학습되는 숫자와, 그에 따라 가중치와 기울기와 옵티마이저가 쓰는 메모리예요. 블록 몫의 6분의 1이 돼요. 자기 가중치가 있으면 블록들이 저마다 다른 기울기를 받으니 서로 다른 일을 맡을 수 있어요. 앞쪽 블록은 이웃을 보고 뒤쪽 블록은 구절과 구절을 이어 볼 수 있죠. 블록 하나를 여섯 번 쓰면 모든 깊이에서 가중치 한 벌로 버텨야 해요. 기울기는 여섯 번의 쓰임을 더한 것이고, 다섯째 깊이에 좋은 변화가 0번째 깊이에도 작용해요. 바깥에서는 세어 보면 알 수 있어요. `sum(p.numel() for p in model.parameters())`가 블록 하나의 것과 같고, `blocks[0] is blocks[1]`이거나 가중치의 `data_ptr()`이 같아요. state dict에는 그래도 이름이 여섯 벌 있어요. 모양이나 잘 돌아가는 순전파로는 아무것도 알 수 없어요. 메모리가 모자라고 치를 값을 알고 있다면 함께 쓰는 것도 좋은 선택이에요. ALBERT는 일부러 블록 하나를 열두 번 써서, BERT가 1억 800만 개인 파라미터를 1,200만 개로 줄였어요. 실수로 그랬다면 버그예요. 실제보다 큰 모델을 학습했다고 믿게 되니까요.
### END SOLUTION
"""

# %% [markdown] rubric="why_six_of_their_own"
r"""
1. (1 point) Says that parameters (and the memory for them) shrink, and that time or the number of multiplications does not.
2. (1 point) Says that blocks of their own can learn different things, each with a gradient of its own, or that a shared block must serve all depths at once.
3. (1 point) Names a way to notice it: the parameter count, object identity (`is`, `id`), or shared storage (`data_ptr`); shapes or a running forward pass do not count.
4. (1 point) Names a sensible use, such as little memory, ALBERT, or fewer numbers to fit on little data, and that the price is known.
"""

# %% [markdown] rubric="why_six_of_their_own" lang="ko"
r"""
1. (1점) 파라미터(와 그 메모리)는 줄지만 시간이나 곱셈의 수는 줄지 않는다고 말해요.
2. (1점) 자기 가중치가 있는 블록들은 저마다 기울기를 받아 서로 다른 것을 배울 수 있다고, 또는 함께 쓰는 블록은 모든 깊이의 일을 한꺼번에 해야 한다고 말해요.
3. (1점) 알아차리는 방법을 하나 들어요. 파라미터 수, 객체가 같은지(`is`, `id`), 메모리가 같은지(`data_ptr`) 가운데 하나면 돼요. 모양이나 돌아가는 순전파는 해당하지 않아요.
4. (1점) 좋은 쓰임을 하나 들어요. 메모리가 적을 때, ALBERT, 데이터가 적어 맞출 숫자를 줄일 때 등이고, 치를 값을 알고 쓴다고 말해요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. An encoder block is attention and a feed-forward network, each with a residual connection and a norm: after the sum in post-norm, before the part in pre-norm.
2. `[block] * 6` is one block under six names, six deep copies are six blocks with one draw; six blocks are made one by one.
3. A block learns $4(d^2+d) + 2\,d\,d_{ff} + d_{ff} + d + 4d$ numbers, whatever the number of heads and the length of the sentence.
4. A pre-norm encoder ends with a norm of its own; a post-norm encoder does not need one.
5. With the mask in every block, padding changes nothing for real tokens; the output at padded places means nothing, so the mean leaves it out.
6. An encoder gives one vector for each token; a mean over the real ones and a linear layer make a classifier of it.
7. Where words alone give the answer away, a bag of words is hard to beat; where order matters, it is worth nothing, and so is an encoder without positions.

**Tomorrow** the other half of the 2017 model: the decoder, which may not look ahead and does look at what the encoder has made.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 3.1 (encoder), 5.4 (dropout), table 3 (E: learned positions).
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners* (GPT-2), [PDF](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf): section 2.3 (pre-norm and the final norm).
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): post-norm, pre-norm, and the warm-up.
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): section 3.1 (one block for all layers), table 1 (numbers of parameters).
- The PyTorch documentation of [`nn.TransformerEncoder`](https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html), with its warning.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 인코더 블록은 어텐션과 순방향 신경망이고, 저마다 잔차 연결과 정규화가 있어요. 정규화는 사후 정규화에서는 더한 뒤에, 사전 정규화에서는 부품 앞에 와요.
2. `[block] * 6`은 이름만 여섯 개인 블록 하나이고, 깊은 복사 여섯 개는 한 번만 뽑은 블록 여섯 개예요. 진짜 블록 여섯 개는 하나씩 만들어요.
3. 블록 하나는 숫자를 $4(d^2+d) + 2\,d\,d_{ff} + d_{ff} + d + 4d$개 배워요. 헤드의 수나 문장의 길이와는 상관없어요.
4. 사전 정규화 인코더는 따로 둔 정규화로 끝나고, 사후 정규화 인코더에는 그것이 필요 없어요.
5. 모든 블록에 마스크를 주면 패딩은 진짜 토큰에 아무 영향도 주지 않아요. 패딩 자리의 출력에는 뜻이 없으니 평균에서 빼요.
6. 인코더는 토큰마다 벡터를 하나씩 줘요. 진짜 토큰들의 평균과 선형 층 하나면 분류기가 돼요.
7. 단어만으로 답이 드러나는 과제에서는 단어 주머니를 이기기 어려워요. 순서가 중요한 과제에서는 단어 주머니가 아무 쓸모 없고, 위치를 모르는 인코더도 마찬가지예요.

**내일**은 2017년 모델의 나머지 절반이에요. 앞을 내다볼 수 없고, 인코더가 만든 것을 들여다보는 디코더(decoder)예요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.1절(인코더), 5.4절(드롭아웃), 표 3(E행: 학습되는 위치)
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners*(GPT-2), [PDF](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf): 2.3절(사전 정규화와 마지막 정규화)
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): 사후 정규화와 사전 정규화, 그리고 워밍업
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): 3.1절(모든 층에 블록 하나), 표 1(파라미터 수)
- PyTorch 문서의 [`nn.TransformerEncoder`](https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html)와 그 경고
"""
