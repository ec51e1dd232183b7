# %% [markdown] day=11 title="The decoder and the 2017 model"
r"""
# Day 11 · The decoder and the 2017 model

Day 10 ended with one vector for every token of a sentence. Nice vectors, but nobody has written a word yet. Who writes? And how does the one who writes look at what was read?

![The 2017 model. Left, the encoder: source ids of shape (B, S) go through the embedding, times the root of d_model, plus positions, then through six encoder blocks, and become the memory of shape (B, S, d_model). Right, the decoder: target ids of shape (B, T) go through the same embedding, times the root, plus positions, then through six decoder blocks. One decoder block is drawn large: masked self-attention, add and norm; cross-attention, add and norm; feed-forward, add and norm. From the memory an arrow runs to the cross-attention of every one of the six decoder blocks, as keys and values. At the top the same embedding table, transposed, turns the result of shape (B, T, d_model) into logits of shape (B, T, vocabulary).](figures/day11_model.svg)

Today the Transformer is finished. The **decoder** writes the target one token after the other. In each of its blocks it looks twice: at what it has written so far, and at the source. Then embedding, encoder, decoder and output become one model, the one of *Attention Is All You Need* (Vaswani et al. 2017), and you will give it the weights of two libraries and get their numbers.

**At the end of the day you can**

- say which of the model's three attentions may look where, and build the masks;
- write `DecoderBlock`, `Decoder` and the whole `Transformer` with 6 + 6 blocks;
- say why embeddings are multiplied by $\sqrt{d_{model}}$, and why one table is used in three places;
- match `nn.Transformer`, which has two layer norms more than the paper, and say why you may not notice them;
- count the 65 million parameters of the base model, and find a puzzle in table 3;
- train a small model and see what its cross-attention looks at.

**You need** multi-head attention (Day 6), layer norm (Day 7), the feed-forward network (Day 8), pre-norm and post-norm (Day 9), the encoder (Day 10), and sinusoids (Day 3). They are in the folded cell below. The 2017 model also drops 10 % of the numbers at random while it trains (dropout, section 5.4 of the paper); this course leaves dropout out everywhere.
"""

# %% [markdown] lang="ko" title="디코더와 2017년의 모델"
r"""
# 11일 차 · 디코더와 2017년의 모델

10일 차는 문장의 토큰(token)마다 벡터 하나를 얻으면서 끝났어요. 좋은 벡터지만, 아직 아무도 글을 한 글자도 쓰지 않았어요. 글은 누가 쓸까요? 쓰는 쪽은 읽은 것을 어떻게 들여다볼까요?

![2017년의 모델이에요. 왼쪽은 인코더예요. 모양이 (B, S)인 소스 id가 임베딩, 루트 d_model 곱하기, 위치 더하기를 거쳐 인코더 블록 여섯 개를 지나고, 모양이 (B, S, d_model)인 메모리가 돼요. 오른쪽은 디코더예요. 모양이 (B, T)인 타깃 id가 같은 임베딩, 루트 곱하기, 위치 더하기를 거쳐 디코더 블록 여섯 개를 지나요. 디코더 블록 하나를 크게 그렸어요. 마스크가 있는 셀프 어텐션과 더하기·정규화, 크로스 어텐션과 더하기·정규화, 순방향 신경망과 더하기·정규화예요. 메모리에서 나온 화살표가 디코더 블록 여섯 개 모두의 크로스 어텐션에 키와 밸류로 들어가요. 맨 위에서는 같은 임베딩 표를 전치해서, 모양이 (B, T, d_model)인 결과를 모양이 (B, T, 어휘 수)인 로짓으로 바꿔요.](figures/day11_model.svg)

오늘 트랜스포머(Transformer)가 완성돼요. **디코더(decoder)** 는 타깃(target)을 토큰 하나씩 써 나가요. 블록마다 두 번 봐요. 한 번은 자기가 지금까지 쓴 것을, 한 번은 소스(source)를요. 그다음 임베딩(embedding), 인코더(encoder), 디코더, 출력이 모여 모델 하나가 돼요. *Attention Is All You Need*(Vaswani et al. 2017)의 바로 그 모델이에요. 여러분은 여기에 두 라이브러리의 가중치를 넣고 똑같은 숫자를 얻게 돼요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- 모델에 있는 세 가지 어텐션(attention)이 저마다 어디를 볼 수 있는지 말하고 마스크(mask)를 만들 수 있어요.
- `DecoderBlock`, `Decoder`, 그리고 블록이 6 + 6개인 `Transformer` 전체를 쓸 수 있어요.
- 임베딩에 왜 $\sqrt{d_{model}}$을 곱하는지, 왜 표 하나를 세 군데에서 쓰는지 말할 수 있어요.
- 논문보다 층 정규화(layer normalization)가 두 개 더 많은 `nn.Transformer`와 숫자를 맞추고, 왜 그 둘을 알아채기 어려운지 말할 수 있어요.
- base 모델의 파라미터(parameter) 6,500만 개를 세고, 논문의 표 3에서 수수께끼를 하나 찾을 수 있어요.
- 작은 모델을 학습시켜 크로스 어텐션(cross-attention)이 무엇을 보는지 확인할 수 있어요.

**준비물**은 멀티헤드 어텐션(6일 차), 층 정규화(7일 차), 순방향 신경망(feed-forward network, 8일 차), pre-norm과 post-norm(9일 차), 인코더(10일 차), 사인파 위치(3일 차)예요. 아래 접힌 셀에 다 있어요. 2017년 모델은 학습할 때 숫자의 10 %를 무작위로 지우기도 해요(드롭아웃(dropout), 논문 5.4절). 이 과목에서는 드롭아웃을 어디에서도 쓰지 않아요.
"""

# %%
from solutions.plots import show

# %%
from solutions.day03_positions import sinusoidal_positions
from solutions.day06_many_heads import MultiHeadAttention
from solutions.day07_layer_norm import LayerNorm
from solutions.day08_feed_forward import FeedForward
from solutions.day10_encoder import Encoder

# %%
import os
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

F = nn.functional
grading = bool(os.environ.get("NBGRADER_EXECUTION"))

# %% [markdown]
r"""
## 1 · Two texts, three attentions

Take English to German. The **source** is `the cat sleeps`, the **target** is `die Katze schläft`. The encoder reads the source, all of it at once, and makes the **memory**: one vector for each source token. The decoder writes the target. When it is about to write `Katze` it knows two things: the whole source, and `die`.

In training the whole target is known beforehand, and that is a gift. The decoder gets `⟨start⟩ die Katze schläft` at once and must say at every place what comes *next*: `die` behind `⟨start⟩`, `Katze` behind `die`, and so on. Four exercises in one pass instead of four passes. But nobody may peek: place $t$ must look at places up to $t$ only. You know the tool: the causal mask of Day 5.

| attention | queries from | keys and values from | may look at | mask |
|---|---|---|---|---|
| encoder, self | source | source | every real source token | padding of the source, `(B, 1, S)` |
| decoder, self | target | target | real target tokens up to itself | causal and padding, `(B, T, T)` |
| decoder, **cross** | target | **memory** | every real source token | padding of the source, `(B, T, S)` |

These are the three uses of attention in section 3.2.3 of the paper. All three are your `MultiHeadAttention`; only what goes in differs.

![Three grids of allowed looks. Rows look, columns are looked at. Left, encoder self-attention over the cat sleeps pad: every row may look at the three words, the column of pad is blocked. Middle, decoder self-attention over start die Katze schläft pad: a lower triangle, with the column of pad blocked. Right, cross-attention: the rows are the target start die Katze schläft pad, the columns the source the cat sleeps pad: every row may look at all three words, only the column of pad is blocked. There is no triangle.](figures/day11_masks.svg)

Our masks keep their meaning: **boolean, `True` = may look**, broadcast against `(B, T_q, T_k)`.

## 2 · The mask of the target

A target token may look at a key if two things hold: the key does not lie in the future, **and** it is a real token.

**By hand.** The ids `(1, 5, 3, 0)` with padding 0. Row by row: `T F F F`, then `T T F F`, then `T T T F`, and in the last row, that of the padding itself, whatever you like: what a padding token reads matters to nobody, since nobody looks at it and no loss is computed there.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 글 두 편, 어텐션 세 가지

영어를 독일어로 옮긴다고 해 볼게요. **소스**는 `the cat sleeps`, **타깃**은 `die Katze schläft`예요. 인코더는 소스 전체를 한꺼번에 읽고 **메모리(memory)** 를 만들어요. 소스 토큰마다 벡터 하나예요. 타깃은 디코더가 써요. `Katze`를 쓰려는 순간 디코더가 아는 것은 두 가지예요. 소스 전체, 그리고 `die`요.

학습할 때는 타깃을 처음부터 다 알고 있어요. 고마운 일이죠. 디코더는 `⟨start⟩ die Katze schläft`를 한꺼번에 받고, 자리마다 *다음에* 무엇이 오는지 말해야 해요. `⟨start⟩` 다음에는 `die`, `die` 다음에는 `Katze`처럼요. 네 번 돌 일을 한 번에 해요. 대신 훔쳐보면 안 돼요. $t$번 자리는 $t$번까지만 봐야 해요. 도구는 이미 알고 있어요. 5일 차의 인과 마스크(causal mask)예요.

| 어텐션 | 쿼리(query) | 키(key)와 밸류(value) | 볼 수 있는 것 | 마스크 |
|---|---|---|---|---|
| 인코더의 셀프(self) | 소스 | 소스 | 진짜 소스 토큰 모두 | 소스의 패딩(padding), `(B, 1, S)` |
| 디코더의 셀프 | 타깃 | 타깃 | 자기까지의 진짜 타깃 토큰 | 인과와 패딩, `(B, T, T)` |
| 디코더의 **크로스** | 타깃 | **메모리** | 진짜 소스 토큰 모두 | 소스의 패딩, `(B, T, S)` |

논문 3.2.3절이 말하는 어텐션의 세 가지 쓰임이에요. 셋 다 여러분의 `MultiHeadAttention`이고, 들어가는 것만 달라요.

![볼 수 있는 곳을 나타낸 격자 세 개예요. 행이 보는 쪽, 열이 보이는 쪽이에요. 왼쪽은 the cat sleeps pad에 대한 인코더의 셀프(self) 어텐션이에요. 모든 행이 세 단어를 볼 수 있고 pad 열은 막혀 있어요. 가운데는 start die Katze schläft pad에 대한 디코더의 셀프 어텐션이에요. 아래 삼각형이고 pad 열은 막혀 있어요. 오른쪽은 크로스 어텐션이에요. 행은 타깃 start die Katze schläft pad이고 열은 소스 the cat sleeps pad예요. 모든 행이 세 단어를 다 볼 수 있고 pad 열만 막혀 있어요. 삼각형은 없어요.](figures/day11_masks.svg)

마스크의 뜻은 그대로예요. **불리언(boolean)이고 `True`는 볼 수 있다는 뜻**이며, `(B, T_q, T_k)`와 브로드캐스팅(broadcasting)돼요.

## 2 · 타깃의 마스크

타깃 토큰이 어떤 키를 볼 수 있으려면 두 가지가 맞아야 해요. 키가 미래에 있지 않아야 하고, **또한** 진짜 토큰이어야 해요.

**손으로 해 보기.** id가 `(1, 5, 3, 0)`이고 패딩은 0이에요. 행을 차례로 쓰면 `T F F F`, `T T F F`, `T T T F`예요. 마지막 행은 패딩 자신의 행이라 무엇이든 괜찮아요. 패딩 토큰이 무엇을 읽든, 아무도 그것을 보지 않고 손실(loss)도 거기서는 구하지 않으니까요.
"""


# %% exercise="target_mask" minutes=8 difficulty=2
def target_mask(target, pad_id):
    """Which target tokens a target token may look at: real ones, up to itself.

    Args:
        target: (B, T), int64, the ids of the target tokens; padding can stand anywhere.
        pad_id: the id of the padding token.

    Returns:
        (B, T, T), boolean: True where token t (row) may look at token s (column). Rows of padding tokens do not matter.

    Source: Vaswani et al. 2017, section 3.2.3, for the causal part.
    """
    ### BEGIN SOLUTION
    length = target.shape[1]
    not_later = torch.ones(length, length, dtype=torch.bool, device=target.device).tril()  # (T, T)
    is_real = (target != pad_id).unsqueeze(-2)  # (B, 1, T)
    return not_later & is_real
    ### END SOLUTION


# %% check="target_mask" points=3
_mask = target_mask(torch.tensor([[1, 5, 3, 0], [1, 4, 2, 6]]), 0)
assert _mask.shape == (2, 4, 4), "Two sentences of four tokens: is there a (4, 4) table for each?"
assert _mask.dtype == torch.bool, "Are the entries True and False?"
assert _mask[1].tolist() == [[True] * (t + 1) + [False] * (3 - t) for t in range(4)], (
    "No padding in sentence 1: may token t look at itself and all before it, and at nothing else?"
)
assert _mask[0, 2].tolist() == [True, True, True, False], "Do you get the rows from above?"
_left = target_mask(torch.tensor([[9, 9, 0, 4]]), 9)
assert _left[0, 3].tolist() == [False, False, True, True], (
    "Here 9 is padding, and it stands on the left. May the last token look at it?"
)

# %% [markdown] hint="target_mask"
r"""
Two masks, joined. Which sign joins two boolean tensors so that both conditions must hold?
"""

# %% [markdown] hint="target_mask" lang="ko"
r"""
마스크 두 개를 합치면 돼요. 두 조건이 모두 맞아야 한다고 말하려면 불리언 텐서 둘을 어떤 기호로 이을까요?
"""

# %% [markdown] hint="target_mask"
r"""
`torch.ones(T, T, dtype=torch.bool, device=target.device).tril()` is the causal part, `target != pad_id` of shape `(B, T)` the other. Padding must not be *looked at*: which axis are the columns, and where does a new axis have to go?
"""

# %% [markdown] hint="target_mask" lang="ko"
r"""
`torch.ones(T, T, dtype=torch.bool, device=target.device).tril()`이 인과 부분이고, 모양이 `(B, T)`인 `target != pad_id`가 나머지예요. 패딩은 *보이면* 안 돼요. 열은 어느 축인가요? 그러면 새 축은 어디에 들어가야 할까요?
"""

# %% [markdown] hint="target_mask"
r"""
`(target != pad_id).unsqueeze(-2)` has the shape `(B, 1, T)`: the same row for every query. Join it to the triangle with `&`.
"""

# %% [markdown] hint="target_mask" lang="ko"
r"""
`(target != pad_id).unsqueeze(-2)`의 모양은 `(B, 1, T)`예요. 모든 쿼리에 같은 행이에요. 이것과 삼각형을 `&`로 이으세요.
"""

# %% [markdown]
r"""
A remark for those who think ahead: when padding stands *behind* the tokens, as in most batches, the triangle alone hides it from every real token. The padding part matters as soon as it stands on the left or in the middle, and a mask that says what it means needs no proof.

## 3 · Spot the bug: the mask between two texts

Cross-attention needs a mask as well: target tokens look, source tokens are looked at. A colleague has adapted the one above. It runs for all lengths, its shape is right, and a model with it trains without an error, only badly.

Find the slip, mend it, and choose what was wrong.

- **A**: Rows and columns are the wrong way round: the shape should be `(B, S, T)`.
- **B**: The padding of the target should be blocked, too.
- **C**: Nothing in the source is in the future.
- **D**: The triangle should be the other half, `triu`.
"""

# %% [markdown] lang="ko"
r"""
앞서 생각하는 분들께 한마디 할게요. 보통의 배치(batch)처럼 패딩이 토큰들 *뒤*에 있으면, 삼각형만으로도 모든 진짜 토큰에게서 패딩이 가려져요. 패딩 부분은 패딩이 왼쪽이나 가운데에 있을 때 필요해요. 그리고 뜻을 그대로 적은 마스크에는 증명이 필요 없어요.

## 3 · 버그 찾기: 두 글 사이의 마스크

크로스 어텐션에도 마스크가 필요해요. 타깃 토큰이 보고, 소스 토큰이 보여요. 동료가 위의 마스크를 고쳐서 만들었어요. 어떤 길이에서도 돌아가고, 모양도 맞고, 이 마스크를 쓴 모델은 오류 없이 학습돼요. 다만 잘 배우지 못해요.

틀린 곳을 찾아 고치고, 무엇이 틀렸는지 고르세요.

- **A**: 행과 열이 바뀌었어요. 모양이 `(B, S, T)`여야 해요.
- **B**: 타깃의 패딩도 막아야 해요.
- **C**: 소스에는 미래가 없어요.
- **D**: 삼각형이 반대쪽, 곧 `triu`여야 해요.
"""


# %% exercise="cross_mask" kind="bug" bug="causal_in_the_source" minutes=6 difficulty=2
def cross_mask(source, target, pad_id):
    """Which source tokens a target token may look at: all real ones.

    Args:
        source: (B, S), int64, the ids of the source tokens; padding can stand anywhere.
        target: (B, T), int64, the ids of the target tokens.
        pad_id: the id of the padding token.

    Returns:
        (B, T, S), boolean, or (B, 1, S) where all rows are alike: True where target token t may look at source token s.
        Rows of padding tokens do not matter.

    Source: Vaswani et al. 2017, section 3.2.3.
    """
    ### BEGIN SOLUTION
    is_real = source != pad_id
    return is_real.unsqueeze(-2).expand(-1, target.shape[1], -1)
    ### END SOLUTION
    ### BEGIN BUG
    # is_real = source != pad_id
    # not_later = torch.ones(target.shape[1], source.shape[1], dtype=torch.bool).tril()
    # return is_real.unsqueeze(-2) & not_later
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
cross_mask_reason = "C"
### END SOLUTION

# %% check="cross_mask" points=2
# The first two checks pass with the bug, too.
_mask = cross_mask(torch.tensor([[7, 3, 0], [5, 8, 4]]), torch.tensor([[1, 5], [1, 4]]), 0)
assert _mask.shape in ((2, 2, 3), (2, 1, 3)), (
    "Two target tokens look at three source tokens: which are the rows?"
)
assert _mask.expand(2, 2, 3)[0, 1].tolist() == [True, True, False], "Is the padding of the source hidden?"
assert _mask.expand(2, 2, 3)[1, 0].tolist() == [True, True, True], (
    "What may the very first target token look at? Is the source there already when it is written?"
)
assert cross_mask_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="cross_mask"
r"""
Print the mask for a source and a target without padding. Read row 0 aloud: target token 0 may look at … Is that what the figure shows?
"""

# %% [markdown] hint="cross_mask" lang="ko"
r"""
패딩이 없는 소스와 타깃으로 마스크를 출력해 보세요. 0번 행을 소리 내어 읽어 보세요. 타깃의 0번 토큰이 볼 수 있는 것은 …. 그림과 같은가요?
"""

# %% [markdown] hint="cross_mask"
r"""
The triangle compares a place in the target with a place in the source. Does "later" mean anything between two different texts?
"""

# %% [markdown] hint="cross_mask" lang="ko"
r"""
삼각형은 타깃의 자리와 소스의 자리를 비교해요. 서로 다른 두 글 사이에서 '나중'이라는 말이 의미가 있을까요?
"""

# %% [markdown] hint="cross_mask"
r"""
Leave the triangle out. `is_real.unsqueeze(-2)` of shape `(B, 1, S)` is enough; it broadcasts over the target tokens.
"""

# %% [markdown] hint="cross_mask" lang="ko"
r"""
삼각형을 빼세요. 모양이 `(B, 1, S)`인 `is_real.unsqueeze(-2)`면 충분해요. 타깃 토큰들로 브로드캐스팅돼요.
"""

# %% [markdown]
r"""
## 4 · The decoder block

A decoder block is an encoder block with one more sublayer in the middle (paper, section 3.1). In post-norm, with $m$ for the memory:

$$x_1 = \mathrm{LN}_1\big(x + \mathrm{SelfAttention}(x)\big)$$
$$x_2 = \mathrm{LN}_2\big(x_1 + \mathrm{CrossAttention}(x_1, m)\big)$$
$$y = \mathrm{LN}_3\big(x_2 + \mathrm{FFN}(x_2)\big)$$

In pre-norm each sublayer gets a normed input and the sum stays as it is: $x_1 = x + \mathrm{SelfAttention}(\mathrm{LN}_1(x))$, then $x_2 = x_1 + \mathrm{CrossAttention}(\mathrm{LN}_2(x_1), m)$, then $y = x_2 + \mathrm{FFN}(\mathrm{LN}_3(x_2))$. The memory is not normed here; that has been done at the end of the encoder.

Mind the residual in pre-norm: the normed $x$ goes into the sublayer only. The first pre-norm of PyTorch said `src = self.norm1(src)` and went on with that; the $x$ that was never normed was lost ([issue 61165](https://github.com/pytorch/pytorch/issues/61165)).

| thing | shape |
|---|---|
| $x$, $x_1$, $x_2$, $y$ | `(B, T, d_model)` |
| $m$, the memory | `(B, S, d_model)` |
| `mask`, for the self-attention | against `(B, T, T)` |
| `memory_mask`, for the cross-attention | against `(B, T, S)` |

Why this order? The self-attention lets each place gather what has been written so far; out of that comes the *question* which the cross-attention then puts to the source. `Katze` is asked for by a place that has read `die` and wants a noun.

Two attentions, two sets of weights. Their second result, the weights, is not needed here.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 디코더 블록

디코더 블록은 인코더 블록 가운데에 하위층(sublayer)을 하나 더 넣은 거예요(논문 3.1절). 메모리를 $m$이라고 하면 post-norm에서는 이래요.

$$x_1 = \mathrm{LN}_1\big(x + \mathrm{SelfAttention}(x)\big)$$
$$x_2 = \mathrm{LN}_2\big(x_1 + \mathrm{CrossAttention}(x_1, m)\big)$$
$$y = \mathrm{LN}_3\big(x_2 + \mathrm{FFN}(x_2)\big)$$

pre-norm에서는 하위층마다 정규화한 입력을 받고, 더한 결과는 그대로 둬요. $x_1 = x + \mathrm{SelfAttention}(\mathrm{LN}_1(x))$, 그다음 $x_2 = x_1 + \mathrm{CrossAttention}(\mathrm{LN}_2(x_1), m)$, 그다음 $y = x_2 + \mathrm{FFN}(\mathrm{LN}_3(x_2))$예요. 여기서 메모리는 정규화하지 않아요. 인코더 끝에서 이미 했으니까요.

pre-norm에서는 잔차(residual)를 조심하세요. 정규화한 $x$는 하위층에만 들어가요. PyTorch의 첫 pre-norm은 `src = self.norm1(src)`라고 쓰고 그대로 이어 가서, 정규화하지 않은 $x$를 잃어버렸어요([이슈 61165](https://github.com/pytorch/pytorch/issues/61165)).

| 기호 | 모양 |
|---|---|
| $x$, $x_1$, $x_2$, $y$ | `(B, T, d_model)` |
| $m$, 메모리 | `(B, S, d_model)` |
| 셀프 어텐션의 `mask` | `(B, T, T)`와 브로드캐스팅 |
| 크로스 어텐션의 `memory_mask` | `(B, T, S)`와 브로드캐스팅 |

왜 이 순서일까요? 셀프 어텐션(self-attention)이 먼저 지금까지 쓴 것을 자리마다 모아요. 거기서 *질문*이 나오고, 크로스 어텐션이 그 질문을 소스에 던져요. `Katze`를 찾는 것은, `die`를 읽고 이제 명사가 필요해진 자리예요.

어텐션이 둘이니 가중치도 두 벌이에요. 어텐션의 두 번째 결과인 가중치(weights)는 여기서 쓰지 않아요.
"""


# %% exercise="DecoderBlock" minutes=20 difficulty=3
class DecoderBlock(nn.Module):
    """One block of the decoder: self-attention, cross-attention, feed-forward, each with residual and layer norm.

    Args:
        d_model, n_heads: as in MultiHeadAttention.
        d_ff: width inside the feed-forward network.
        norm: "post" as in 2017, or "pre".
        activation: that of FeedForward.

    Parts: self_attention and cross_attention (MultiHeadAttention), feed_forward (FeedForward), norm1, norm2, norm3
    (LayerNorm), in the order in which x meets them.

    Source: Vaswani et al. 2017, section 3.1 and figure 1, right half.
    """

    def __init__(self, d_model, n_heads, d_ff, norm="post", activation="relu"):
        super().__init__()
        ### BEGIN SOLUTION
        self.norm = norm
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_ff, activation=activation)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model) for _ in range(3))
        ### END SOLUTION

    def forward(self, x, memory, mask=None, memory_mask=None):
        """Let x look at itself, then at the memory, then think.

        Args:
            x: (B, T, d_model), the target; it is not changed.
            memory: (B, S, d_model), what the encoder made of the source.
            mask: boolean, True = may look, against (B, T, T), for the self-attention; None: no mask.
            memory_mask: boolean, True = may look, against (B, T, S), for the cross-attention; None: no mask.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        if self.norm == "pre":
            x = x + self.self_attention(self.norm1(x), mask=mask)[0]
            x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]
            return x + self.feed_forward(self.norm3(x))
        x = self.norm1(x + self.self_attention(x, mask=mask)[0])
        x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])
        return self.norm3(x + self.feed_forward(x))
        ### END SOLUTION


# %% check="DecoderBlock" points=6
torch.manual_seed(11)
_block = DecoderBlock(12, 3, 20)
_parts = {name for name, _ in _block.named_children()}
assert _parts >= {"self_attention", "cross_attention", "feed_forward", "norm1", "norm2", "norm3"}, (
    "Are all six parts there, with these names?"
)
_x, _memory = torch.randn(2, 5, 12), torch.randn(2, 7, 12)
_out = _block(_x, _memory)
assert isinstance(_out, torch.Tensor), (
    "One tensor is asked for. What does an attention give beside its output?"
)
assert _out.shape == (2, 5, 12), "Five target tokens, seven source tokens: how many come out?"
assert not torch.allclose(_out, _block(_x, torch.randn(2, 7, 12))), "Does the memory change anything?"
_causal = torch.ones(5, 5, dtype=torch.bool).tril()
_later = _x.clone()
_later[:, 3:] = torch.randn(2, 2, 12)  # other tokens at places 3 and 4
assert torch.allclose(
    _block(_x, _memory, _causal)[:, :3], _block(_later, _memory, _causal)[:, :3], atol=1e-5
), "With a causal mask: do the first three tokens notice what comes after them?"
_seen = torch.ones(2, 1, 7, dtype=torch.bool)
_seen[:, :, 4:] = False
_other = _memory.clone()
_other[:, 4:] = torch.randn(2, 3, 12)
assert torch.allclose(_block(_x, _memory, None, _seen), _block(_x, _other, None, _seen), atol=1e-5), (
    "Places 4 to 6 of the memory are hidden by memory_mask. Who reads them?"
)
with torch.no_grad():
    for _name, _parameter in _block.named_parameters():
        if "w_o" in _name or "linear2" in _name:
            _parameter.zero_()  # now every sublayer gives 0
assert torch.allclose(_block(_x, _memory), LayerNorm(12)(_x), atol=1e-3), (
    "Sublayers that give 0: is x still there, carried by the residuals and normed?"
)
_pre = DecoderBlock(12, 3, 20, "pre")
with torch.no_grad():
    for _name, _parameter in _pre.named_parameters():
        if "w_o" in _name or "linear2" in _name:
            _parameter.zero_()
assert torch.equal(_pre(_x, _memory), _x), "The same in pre-norm: does x come out exactly as it went in?"

# %% [markdown] hint="DecoderBlock"
r"""
`__init__` makes six parts and remembers `norm`. In `forward`, each of the three formulas is one line. Begin with post-norm and make it run.
"""

# %% [markdown] hint="DecoderBlock" lang="ko"
r"""
`__init__`은 부품 여섯 개를 만들고 `norm`을 기억해 둬요. `forward`에서는 세 수식이 저마다 한 줄이에요. post-norm부터 쓰고 돌려 보세요.
"""

# %% [markdown] hint="DecoderBlock"
r"""
An attention gives `(output, weights)`; `[0]` takes the output. Its arguments are `(query, memory, mask)`. In the self-attention the memory is left out, so the mask goes in by its name: `mask=mask`.
"""

# %% [markdown] hint="DecoderBlock" lang="ko"
r"""
어텐션은 `(output, weights)`를 돌려줘요. `[0]`으로 출력만 꺼내세요. 인수는 `(query, memory, mask)`예요. 셀프 어텐션에서는 memory를 비워 두니까 마스크를 이름으로 넘겨요. `mask=mask`처럼요.
"""

# %% [markdown] hint="DecoderBlock"
r"""
Post-norm, line two: `x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])`. The others have the same form. Pre-norm, line two: `x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]`.
"""

# %% [markdown] hint="DecoderBlock" lang="ko"
r"""
post-norm의 둘째 줄은 `x = self.norm2(x + self.cross_attention(x, memory, memory_mask)[0])`이고, 나머지도 꼴이 같아요. pre-norm의 둘째 줄은 `x = x + self.cross_attention(self.norm2(x), memory, memory_mask)[0]`이에요.
"""

# %% [markdown]
r"""
## 5 · The decoder: one memory for all

Blocks behind one another, each with weights of its own, as in the encoder. What is new is the memory. Figure 1 of the paper shows one decoder block and "N×" beside it, and so invites a wrong picture: block 1 reads encoder block 1, block 2 reads encoder block 2, floor by floor. It is not so. **Every decoder block reads the same memory, the output of the last encoder block.** So encoder and decoder need not even be equally deep.

In pre-norm the residual runs through all blocks without ever being normed, so one layer norm, `final_norm`, stands behind the last block (Day 9). In post-norm the last thing a block does is a layer norm already. The paper has nothing behind it.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 디코더: 모두가 읽는 메모리 하나

인코더에서처럼 블록을 줄지어 놓고, 블록마다 자기 가중치를 가져요. 새로운 것은 메모리예요. 논문의 그림 1에는 디코더 블록 하나와 'N×'만 있어서, 잘못된 그림을 떠올리기 쉬워요. 1번 블록은 인코더의 1번 블록을, 2번 블록은 2번 블록을 층층이 읽는다고요. 그렇지 않아요. **모든 디코더 블록은 같은 메모리, 곧 인코더의 마지막 블록이 낸 결과를 읽어요.** 그래서 인코더와 디코더의 층수가 같을 필요도 없어요.

pre-norm에서는 잔차가 한 번도 정규화되지 않고 모든 블록을 지나요. 그래서 마지막 블록 뒤에 층 정규화 하나, `final_norm`이 와요(9일 차). post-norm 블록은 마지막에 하는 일이 이미 층 정규화예요. 논문에는 그 뒤에 아무것도 없어요.
"""


# %% exercise="Decoder" minutes=9 difficulty=2
class Decoder(nn.Module):
    """A stack of decoder blocks that all read one memory.

    Args: those of DecoderBlock, and n_layers, how many blocks.

    Parts: blocks (nn.ModuleList of DecoderBlock, each drawn anew); with norm="pre" also final_norm (LayerNorm), behind
    the last block.

    Source: Vaswani et al. 2017, section 3.1.
    """

    def __init__(self, d_model, n_heads, d_ff, n_layers=6, norm="post", activation="relu"):
        super().__init__()
        ### BEGIN SOLUTION
        self.blocks = nn.ModuleList(
            DecoderBlock(d_model, n_heads, d_ff, norm, activation) for _ in range(n_layers)
        )
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()
        ### END SOLUTION

    def forward(self, x, memory, mask=None, memory_mask=None):
        """Send x through all blocks.

        Args:
            x: (B, T, d_model)
            memory: (B, S, d_model), the same for every block.
            mask, memory_mask: as in DecoderBlock, for every block.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        for block in self.blocks:
            x = block(x, memory, mask, memory_mask)
        return self.final_norm(x)
        ### END SOLUTION


# %% check="Decoder" points=3
torch.manual_seed(11)
_decoder = Decoder(12, 3, 20, n_layers=4)
assert len(_decoder.blocks) == 4, "Four blocks: are they in self.blocks?"
assert len(list(_decoder.parameters())) == 4 * len(list(DecoderBlock(12, 3, 20).parameters())), (
    "Has each block parameters of its own, and does torch find them? In post-norm nothing else learns."
)
_x, _memory = torch.randn(2, 5, 12), torch.randn(2, 7, 12)
_by_hand = _x
for _block in _decoder.blocks:
    _by_hand = _block(_by_hand, _memory, _causal, _seen)
assert torch.allclose(_decoder(_x, _memory, _causal, _seen), _by_hand, atol=1e-5), (
    "Block behind block, the same memory, both masks: is it the same by hand?"
)
_pre = Decoder(12, 3, 20, 2, "pre")
assert isinstance(getattr(_pre, "final_norm", None), LayerNorm), (
    "What stands behind the last block in pre-norm?"
)
assert torch.allclose(_pre(10 * _x, _memory).std(-1, unbiased=False), torch.ones(2, 5), atol=1e-2), (
    "In pre-norm: is what comes out normed?"
)

# %% [markdown] hint="Decoder"
r"""
Look at Day 10's `Encoder` in the folded cell at the top. Which two things does a decoder block get that an encoder block does not?
"""

# %% [markdown] hint="Decoder" lang="ko"
r"""
맨 위 접힌 셀에서 10일 차의 `Encoder`를 보세요. 인코더 블록은 받지 않고 디코더 블록만 받는 것 두 가지가 무엇인가요?
"""

# %% [markdown] hint="Decoder"
r"""
`nn.ModuleList(DecoderBlock(…) for _ in range(n_layers))`: the call stands inside the comprehension, so each block is a new one. In `forward` a loop over `self.blocks` overwrites `x` and leaves `memory` alone.
"""

# %% [markdown] hint="Decoder" lang="ko"
r"""
`nn.ModuleList(DecoderBlock(…) for _ in range(n_layers))`예요. 블록을 만드는 코드가 반복 안에 있으니 블록마다 새것이에요. `forward`에서는 `self.blocks`를 돌면서 `x`만 새로 쓰고 `memory`는 그대로 둬요.
"""

# %% [markdown] hint="Decoder"
r"""
`x = block(x, memory, mask, memory_mask)` in the loop. `self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()` saves an `if` in `forward`: `nn.Identity` gives back what it gets and learns nothing.
"""

# %% [markdown] hint="Decoder" lang="ko"
r"""
반복문 안에는 `x = block(x, memory, mask, memory_mask)`예요. `self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()`라고 하면 `forward`에서 `if`가 필요 없어요. `nn.Identity`는 받은 것을 그대로 돌려주고 아무것도 학습하지 않아요.
"""

# %% [markdown]
r"""
## 6 · One table in three places

Ids become vectors at the entrance of the encoder and at that of the decoder. At the exit, vectors must become scores for every word of the vocabulary, the **logits**. The 2017 model uses **one** table $E$ of shape `(vocabulary, d_model)` for all three (section 3.4; source and target share one vocabulary):

$$\text{in:}\quad x_t = \sqrt{d_{model}}\; E_{id_t} + P_t \qquad\qquad \text{out:}\quad \mathrm{logits}_t = y_t\, E^\top$$

Row $i$ of $E$ says what word $i$ looks like when it is read, and also which direction $y_t$ must point in for it to be written. This is called **weight tying** (Press and Wolf 2017). It saves a matrix of $37{,}000 \times 512$ numbers, twice.

**Why the root?** The two jobs want different sizes. At the exit $y_t$ comes from a layer norm, so its length is about $\sqrt{d_{model}}$, 22.6 for 512. If the numbers of $E$ have standard deviation 1, the logits have 22.6: the untrained model is wildly sure of random words. So $E$ begins small, with standard deviation $1/\sqrt{d_{model}}$, and the logits with 1. But at the entrance such rows would drown in the sinusoids, whose numbers are about 0.7 in size. Multiplying by $\sqrt{d_{model}}$ brings the rows back to 1. The paper gives the factor and no reason; the start with $1/\sqrt{d_{model}}$ is that of the authors' code (tensor2tensor).
"""

# %% [markdown] lang="ko"
r"""
## 6 · 표 하나, 쓰는 곳은 셋

인코더 입구와 디코더 입구에서는 id가 벡터로 바뀌어요. 출구에서는 벡터가 어휘(vocabulary)의 모든 단어에 대한 점수, 곧 **로짓(logits)** 으로 바뀌어야 해요. 2017년 모델은 이 셋에 모양이 `(vocabulary, d_model)`인 표 $E$ **하나**를 써요(3.4절. 소스와 타깃이 어휘 하나를 함께 써요).

$$\text{in:}\quad x_t = \sqrt{d_{model}}\; E_{id_t} + P_t \qquad\qquad \text{out:}\quad \mathrm{logits}_t = y_t\, E^\top$$

$E$의 $i$번 행은 단어 $i$가 읽힐 때 어떤 모습인지 말하고, 그 단어가 쓰이려면 $y_t$가 어느 방향을 가리켜야 하는지도 말해요. 이것을 **가중치 공유(weight tying)** 라고 해요(Press and Wolf 2017). $37{,}000 \times 512$개짜리 행렬을 두 개나 아껴요.

**왜 제곱근을 곱할까요?** 두 가지 일이 바라는 크기가 달라요. 출구의 $y_t$는 층 정규화에서 나오니 길이가 $\sqrt{d_{model}}$쯤이고, 512라면 22.6이에요. $E$의 숫자들의 표준편차가 1이면 로짓의 표준편차는 22.6이 돼요. 학습하지도 않은 모델이 아무 단어나 굳게 믿는 셈이죠. 그래서 $E$는 표준편차 $1/\sqrt{d_{model}}$로 작게 시작하고, 로짓의 표준편차는 1에서 시작해요. 그런데 입구에서 이렇게 작은 행은 크기가 0.7쯤인 사인파에 묻혀 버려요. $\sqrt{d_{model}}$을 곱하면 행의 크기가 다시 1이 돼요. 논문에는 곱하는 수만 있고 까닭은 없어요. $1/\sqrt{d_{model}}$로 시작하는 것은 저자들의 코드(tensor2tensor)를 따른 거예요.
"""

# %%
torch.manual_seed(0)
y = LayerNorm(512)(torch.randn(1000, 512))  # what might leave the last block
for spread in (1.0, 512**-0.5):
    rows = spread * torch.randn(5000, 512)
    print(
        f"table with standard deviation {spread:.3f}: logits {(y @ rows.T).std():5.2f},",
        f"rows at the entrance {rows.std():.3f}, times the root {(512**0.5 * rows).std():5.2f}",
    )
print(f"root mean square of the sinusoids: {np.sqrt((sinusoidal_positions(512, 512) ** 2).mean()):.3f}")

# %% [markdown]
r"""
**By hand.** `d_model` is 4, so the root is 2. Row 7 of the table is $(1, 0, -1, 0.5)$ and the positions are $P_0 = (0, 1, 0, 1)$, $P_1 = (0.84, 0.54, 0.01, 1)$. The ids $(7, 7)$ become $(2, 1, -2, 2)$ and $(2.84, 0.54, -1.99, 2)$.
"""

# %% [markdown] lang="ko"
r"""
**손으로 해 보기.** `d_model`이 4니까 제곱근은 2예요. 표의 7번 행은 $(1, 0, -1, 0.5)$이고, 위치는 $P_0 = (0, 1, 0, 1)$, $P_1 = (0.84, 0.54, 0.01, 1)$이에요. id $(7, 7)$은 $(2, 1, -2, 2)$와 $(2.84, 0.54, -1.99, 2)$가 돼요.
"""


# %% exercise="embed" minutes=6 difficulty=1
def embed(ids, table, positions):
    """What enters the encoder or the decoder: scaled rows of the table, plus positions.

    Args:
        ids: (B, T), int64
        table: (vocab_size, d_model), one row for each id.
        positions: (max_length, d_model), one row for each place, max_length >= T; the first token stands at place 0.

    Returns:
        (B, T, d_model); gradients flow back to the table.

    Source: Vaswani et al. 2017, sections 3.4 and 3.5.
    """
    ### BEGIN SOLUTION
    length, d_model = ids.shape[1], table.shape[1]
    return table[ids] * d_model**0.5 + positions[:length]
    ### END SOLUTION


# %% check="embed" points=3
_table = torch.zeros(9, 4)
_table[7] = torch.tensor([1.0, 0.0, -1.0, 0.5])
_places = torch.tensor([[0.0, 1.0, 0.0, 1.0], [0.84, 0.54, 0.01, 1.0], [9.0, 9.0, 9.0, 9.0]])
_vectors = embed(torch.tensor([[7, 7], [7, 0]]), _table, _places)
assert _vectors.shape == (2, 2, 4), "Two sentences of two tokens: is there a vector of 4 for each?"
assert torch.allclose(_vectors[0, 0], torch.tensor([2.0, 1.0, -2.0, 2.0])), (
    "Do you get (2, 1, -2, 2) by hand? What is multiplied by the root, and what is not?"
)
assert torch.allclose(_vectors[0, 1], torch.tensor([2.84, 0.54, -1.99, 2.0])), (
    "Which position has the second token?"
)
assert torch.allclose(_vectors[1, 1], _places[1]), "A row of zeros: is what is left the position alone?"

# %% [markdown] hint="embed"
r"""
`table[ids]` looks up all ids at once, whatever the shape of `ids`. What shape has the result?
"""

# %% [markdown] hint="embed" lang="ko"
r"""
`table[ids]`는 `ids`의 모양이 어떻든 모든 id를 한꺼번에 찾아 줘요. 결과의 모양은 무엇인가요?
"""

# %% [markdown] hint="embed"
r"""
Multiply first, then add `positions[:T]` of shape `(T, d_model)`; it broadcasts over the sentences. `d_model` is the length of a row of the table.
"""

# %% [markdown] hint="embed" lang="ko"
r"""
먼저 곱하고, 모양이 `(T, d_model)`인 `positions[:T]`를 더하세요. 문장들로 브로드캐스팅돼요. `d_model`은 표의 행 하나의 길이예요.
"""

# %% [markdown] hint="embed"
r"""
One line: `table[ids] * table.shape[1] ** 0.5 + positions[: ids.shape[1]]`.
"""

# %% [markdown] hint="embed" lang="ko"
r"""
한 줄이에요. `table[ids] * table.shape[1] ** 0.5 + positions[: ids.shape[1]]`.
"""

# %% [markdown]
r"""
## 7 · The whole model

Everything is there. Three methods, since they are needed apart: whoever translates calls `encode` **once** and `decode` once for every word.

| method | in | out |
|---|---|---|
| `encode(source)` | ids `(B, S)` | memory `(B, S, d_model)` |
| `decode(target, memory, source)` | ids `(B, T)`, the memory, ids `(B, S)` | logits `(B, T, vocab_size)` |
| `forward(source, target)` | ids, ids | logits, by way of both |

`decode` gets the source as well: its ids say which places of the memory are padding.

**A buffer.** The sinusoids belong to the model, but nobody learns them. As an `nn.Parameter` they would be learned; as an ordinary tensor in `self` the model would not take them along when it moves to a GPU. What you want is a **buffer**: `self.register_buffer("positions", table)` makes `self.positions`, a tensor that moves with the model and that no optimizer touches. `sinusoidal_positions` of Day 3 gives a NumPy array of float64; `torch.tensor(…, dtype=torch.float32)` makes it fit.

**No softmax at the end.** Logits come out; Day 12's loss takes them as they are. And no layer of its own for the output: `self.embedding.weight`, transposed, is the matrix.

The last line of `__init__` is given: it lets the table start small, as section 6 says.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 모델 전체

필요한 것은 다 있어요. 따로따로 쓸 일이 있어서 메서드가 세 개예요. 번역할 때는 `encode`를 **한 번**, `decode`를 단어마다 한 번씩 불러요.

| 메서드 | 입력 | 출력 |
|---|---|---|
| `encode(source)` | id `(B, S)` | 메모리 `(B, S, d_model)` |
| `decode(target, memory, source)` | id `(B, T)`, 메모리, id `(B, S)` | 로짓 `(B, T, vocab_size)` |
| `forward(source, target)` | id, id | 둘을 거친 로짓 |

`decode`도 소스를 받아요. 메모리의 어느 자리가 패딩인지 소스의 id가 알려 주거든요.

**버퍼(buffer).** 사인파는 모델에 속하지만 아무도 학습하지 않아요. `nn.Parameter`로 두면 학습되고, `self`에 보통 텐서로 두면 모델을 GPU로 옮길 때 따라가지 않아요. 필요한 것은 버퍼예요. `self.register_buffer("positions", table)`이라고 쓰면 `self.positions`가 생겨요. 모델과 함께 옮겨지고 옵티마이저(optimizer)는 건드리지 않는 텐서예요. 3일 차의 `sinusoidal_positions`는 float64인 NumPy 배열을 주니까 `torch.tensor(…, dtype=torch.float32)`로 바꿔 주세요.

**끝에 소프트맥스(softmax)는 없어요.** 로짓이 그대로 나오고, 12일 차의 손실이 그것을 그대로 받아요. 출력만의 층도 없어요. `self.embedding.weight`를 전치한 것이 그 행렬이에요.

`__init__`의 마지막 줄은 미리 적어 뒀어요. 6절에서 말한 대로 표를 작게 시작하게 해요.
"""


# %% exercise="Transformer" minutes=20 difficulty=3
class Transformer(nn.Module):
    """The model of 2017: encoder, decoder, and one table for source, target and output.

    Args:
        vocab_size: how many ids there are; source and target share them.
        d_model, n_heads, d_ff, norm: as in Encoder and Decoder.
        n_layers: blocks in the encoder, and as many in the decoder.
        max_length: the longest text, in tokens.
        pad_id: the id of the padding token.

    Parts: embedding (nn.Embedding), encoder (Encoder), decoder (Decoder), and the buffer positions (max_length, d_model),
    the sinusoids of Day 3. Nothing else is learned.

    Source: Vaswani et al. 2017, section 3.
    """

    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        ### BEGIN SOLUTION
        self.pad_id = pad_id
        self.embedding = nn.Embedding(vocab_size, d_model)
        table = torch.tensor(sinusoidal_positions(max_length, d_model), dtype=torch.float32)
        self.register_buffer("positions", table)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm)
        ### END SOLUTION
        nn.init.normal_(self.embedding.weight, std=d_model**-0.5)

    def encode(self, source):
        """Read the source.

        Args:
            source: (B, S), int64

        Returns:
            memory: (B, S, d_model)
        """
        ### BEGIN SOLUTION
        x = embed(source, self.embedding.weight, self.positions)
        return self.encoder(x, (source != self.pad_id).unsqueeze(-2))
        ### END SOLUTION

    def decode(self, target, memory, source):
        """Score every word of the vocabulary as the next one, behind every target token.

        Args:
            target: (B, T), int64, what has been written so far.
            memory: (B, S, d_model), from encode.
            source: (B, S), int64, for its padding.

        Returns:
            logits: (B, T, vocab_size)
        """
        ### BEGIN SOLUTION
        x = embed(target, self.embedding.weight, self.positions)
        mask = target_mask(target, self.pad_id)
        x = self.decoder(x, memory, mask, cross_mask(source, target, self.pad_id))
        return x @ self.embedding.weight.mT
        ### END SOLUTION

    def forward(self, source, target):
        """Encode, then decode.

        Args:
            source: (B, S), int64
            target: (B, T), int64

        Returns:
            logits: (B, T, vocab_size)
        """
        ### BEGIN SOLUTION
        return self.decode(target, self.encode(source), source)
        ### END SOLUTION


# %% check="Transformer" points=6
torch.manual_seed(11)
_model = Transformer(vocab_size=30, d_model=12, n_heads=3, d_ff=20, n_layers=2, max_length=16)
_source = torch.tensor([[5, 9, 4, 7, 3, 8, 2], [6, 11, 2, 0, 0, 0, 0]])
_target = torch.tensor([[1, 8, 3, 7, 4], [1, 11, 6, 2, 0]])
_memory = _model.encode(_source)
assert _memory.shape == (2, 7, 12), "Does encode give one vector for each source token?"
_logits = _model(_source, _target)
assert _logits.shape == (2, 5, 30), (
    "Is there a score for each of the 30 words at each of the 5 target places?"
)
assert torch.allclose(_model.decode(_target, _memory, _source), _logits, atol=1e-5), (
    "Is forward the same as encode and then decode?"
)
assert "positions" in dict(_model.named_buffers()), "Is positions a buffer?"
assert tuple(_model.positions.shape) == (16, 12), (
    "One row for each place up to max_length: is that the table's shape?"
)
_own = [p for part in (_model.encoder, _model.decoder) for p in part.parameters()]
assert len(list(_model.parameters())) == len(_own) + 1, (
    "Is the embedding the only thing learned besides the blocks? Whose numbers does the output use?"
)
_next = _target.clone()
_next[:, 3:] = 9
assert torch.allclose(_model(_source, _next)[:, :3], _logits[:, :3], atol=1e-5), (
    "Other target words at places 3 and 4: do the logits before them stay the same?"
)
assert torch.allclose(_model(_source[1:, :3], _target[1:])[:, :4], _logits[1:, :4], atol=1e-5), (
    "Sentence 1 without its padding: are its logits the same?"
)
_word = _source.clone()
_word[0, 6] = 10
assert not torch.allclose(_model(_word, _target)[0, 0], _logits[0, 0], atol=1e-4), (
    "The last source word is another one: does the first target place notice?"
)
_nine = Transformer(30, 12, 3, 20, 1, 16, pad_id=9)
assert torch.allclose(
    _nine.encode(torch.tensor([[4, 5, 9]]))[:, :2], _nine.encode(torch.tensor([[4, 5]])), atol=1e-5
), "Here the padding has the id 9. Does the encoder know?"

# %% [markdown] hint="Transformer"
r"""
Follow the figure at the top. `encode` is its left tower: embed, then encoder. `decode` is the right one: embed, decoder, table. Which function of today makes which mask, and what does the encoder need?
"""

# %% [markdown] hint="Transformer" lang="ko"
r"""
맨 위 그림을 따라가 보세요. `encode`는 왼쪽 탑이에요. 임베딩, 그다음 인코더예요. `decode`는 오른쪽 탑이에요. 임베딩, 디코더, 표예요. 오늘 만든 어느 함수가 어느 마스크를 만드나요? 인코더에는 무엇이 필요한가요?
"""

# %% [markdown] hint="Transformer"
r"""
`x = embed(source, self.embedding.weight, self.positions)`. The encoder's mask is the padding of the source, of shape `(B, 1, S)`: `(source != self.pad_id).unsqueeze(-2)`. The decoder takes `(x, memory, target_mask(…), cross_mask(…))`.
"""

# %% [markdown] hint="Transformer" lang="ko"
r"""
`x = embed(source, self.embedding.weight, self.positions)`이에요. 인코더의 마스크는 모양이 `(B, 1, S)`인 소스의 패딩, 곧 `(source != self.pad_id).unsqueeze(-2)`예요. 디코더는 `(x, memory, target_mask(…), cross_mask(…))`를 받아요.
"""

# %% [markdown] hint="Transformer"
r"""
`__init__`: `self.pad_id`, `self.embedding = nn.Embedding(vocab_size, d_model)`, `self.register_buffer("positions", torch.tensor(sinusoidal_positions(max_length, d_model), dtype=torch.float32))`, `Encoder(d_model, n_heads, d_ff, n_layers, norm)` and the same for the `Decoder`. The last line of `decode`: `return x @ self.embedding.weight.mT`.
"""

# %% [markdown] hint="Transformer" lang="ko"
r"""
`__init__`에는 `self.pad_id`, `self.embedding = nn.Embedding(vocab_size, d_model)`, `self.register_buffer("positions", torch.tensor(sinusoidal_positions(max_length, d_model), dtype=torch.float32))`, `Encoder(d_model, n_heads, d_ff, n_layers, norm)`, 그리고 같은 방법으로 `Decoder`를 두세요. `decode`의 마지막 줄은 `return x @ self.embedding.weight.mT`예요.
"""

# %% [markdown]
r"""
### What reaches what

Is your model wired as it should be? One can look. Below, one vector at a time gets a small push at the entrance of the encoder or of the decoder, and we measure which logits move. The source has six tokens and two of padding, the target six. The weights are random; what is zero is zero by wiring.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 어디에 닿을까요

모델이 제대로 이어져 있는지 눈으로 볼 수 있어요. 아래 셀은 인코더 입구나 디코더 입구에서 벡터를 하나씩 살짝 밀어 보고, 어느 로짓이 움직이는지 재요. 소스는 토큰 여섯 개와 패딩 두 개, 타깃은 여섯 개예요. 가중치는 난수예요. 0인 곳은 배선 때문에 0이에요.
"""


# %%
def logits_with_a_push(model, source, target, stack, place):
    """The logits when the vector at `place`, at the entrance of `stack`, is pushed a little."""
    push = torch.zeros(1, max(source.shape[1], target.shape[1]), model.embedding.embedding_dim)
    push[0, place, 0] = 0.1  # one feature only: a layer norm would remove a push of all alike

    def pushed(module, inputs):
        return (inputs[0] + push[:, : inputs[0].shape[1]], *inputs[1:])

    hook = stack.register_forward_pre_hook(pushed)  # torch calls `pushed` right before the stack works
    logits = model(source, target)
    hook.remove()
    return logits


torch.manual_seed(3)
model = Transformer(vocab_size=30, d_model=16, n_heads=2, d_ff=32, n_layers=2, max_length=16)
source = torch.tensor([[5, 9, 4, 7, 3, 2, 0, 0]])
target = torch.tensor([[1, 8, 3, 7, 4, 6]])
moved = []  # one column for each push
with torch.no_grad():
    usual = model(source, target)
    for stack, ids in ((model.encoder, source), (model.decoder, target)):
        for place in range(ids.shape[1]):
            logits = logits_with_a_push(model, source, target, stack, place)
            moved.append((logits - usual).abs().amax(dim=-1)[0])
moved = torch.stack(moved, dim=1)  # (T, S + T)
print("target places that a push reaches:", (moved > 1e-5).sum(dim=0).tolist())

# %%
fig, panel = plt.subplots(figsize=(11, 4.4))
image = panel.imshow(torch.where(moved > 1e-5, moved, torch.nan).log10(), cmap="viridis", aspect="auto")
panel.set_facecolor("#E8E8E8")
names = [f"s{j}" for j in range(6)] + ["pad", "pad"] + [f"t{j}" for j in range(6)]
panel.set_xticks(range(14), names)
panel.set_yticks(range(6), [f"t{j}" for j in range(6)])
panel.axvline(7.5, color="#D55E00", linewidth=3)
panel.set(xlabel="pushed: a vector of the source   |   a vector of the target", ylabel="logits at place")
panel.set_title("grey: no effect at all")
fig.colorbar(image, ax=panel, label="change of the logits, log10")
show(
    fig,
    "A table of 6 target places by 14 pushed vectors. Left of an orange line the source: the six columns of real tokens "
    "are coloured in every row, the two columns of padding are grey. Right of the line the target: a lower triangle is "
    "coloured, everything above the diagonal is grey.",
)

# %% [markdown]
r"""
A full rectangle on the left, a triangle on the right, two grey columns. If yours looks different, the place tells you which mask to look at.

### All at once is one after the other

The triangle has a consequence that all of training rests on. The logits at place $t$ depend on target tokens up to $t$ only. So it makes no difference whether the later ones are there already. One pass over the whole target gives, at every place, what `decode` would give if it had only what was written so far.
"""

# %% [markdown] lang="ko"
r"""
왼쪽은 꽉 찬 직사각형, 오른쪽은 삼각형, 그리고 회색 열 두 개예요. 여러분의 그림이 다르다면, 어느 마스크를 살펴볼지 그 자리가 알려 줘요.

### 한꺼번에 해도 하나씩 한 것과 같아요

이 삼각형에서 나오는 결과 하나가 학습 전체를 떠받쳐요. $t$번 자리의 로짓은 $t$번까지의 타깃 토큰에만 달려 있어요. 그러니 뒤의 토큰이 이미 있든 없든 달라지지 않아요. 타깃 전체를 한 번 지나면, 자리마다 `decode`가 그때까지 쓴 것만 가지고 낼 결과가 나와요.
"""

# %%
with torch.no_grad():
    at_once = model(source, target)
    memory = model.encode(source)  # once
    one_by_one = [model.decode(target[:, : t + 1], memory, source)[:, -1] for t in range(6)]
    difference = (torch.stack(one_by_one, dim=1) - at_once).abs().max()
print(
    f"one pass against six passes: largest difference {difference:.0e}, logits up to {at_once.abs().max():.1f}"
)

# %% [markdown]
r"""
In training: one pass. In use: one pass of the decoder for each word, since the next word needs the one before it, which is not written yet. The encoder works once in either case. How words are chosen from logits is tomorrow's subject.

## 8 · Two layer norms more than the paper

Is it the model of 2017? PyTorch has one, `nn.Transformer`, without embeddings and output. `torch_twin` gives it your weights; then both read the same vectors. Masks are handed over the other way round, since for `nn.Transformer` `True` means *may not look* (Day 6).

Three comparisons: your model as it begins, with gains 1 and biases 0 in its layer norms; your model with other numbers everywhere, as after training; and the same once more without the two layer norms that `nn.Transformer` has **behind the last encoder block and behind the last decoder block**. The paper has no such norms. Guess the three differences first.
"""

# %% [markdown] lang="ko"
r"""
학습할 때는 한 번 지나가면 돼요. 쓸 때는 단어마다 디코더가 한 번씩 지나가야 해요. 다음 단어에는 바로 앞 단어가 필요한데, 아직 쓰이지 않았으니까요. 인코더는 어느 쪽이든 한 번만 일해요. 로짓에서 단어를 어떻게 고르는지는 내일의 이야기예요.

## 8 · 논문보다 두 개 많은 층 정규화

이것이 2017년의 그 모델일까요? PyTorch에도 `nn.Transformer`가 있어요. 임베딩과 출력은 없어요. `torch_twin`이 여러분의 가중치를 넣어 주고, 둘이 같은 벡터를 읽어요. `nn.Transformer`에서 `True`는 *볼 수 없다*는 뜻이니(6일 차) 마스크는 뒤집어서 넘겨요.

세 번 비교해요. 층 정규화의 이득(gain)이 1이고 편향(bias)이 0인, 처음 그대로의 모델, 학습한 뒤처럼 모든 숫자가 달라진 모델, 그리고 같은 모델인데 `nn.Transformer`에서 **마지막 인코더 블록 뒤와 마지막 디코더 블록 뒤**의 층 정규화를 뺀 경우예요. 논문에는 그런 정규화가 없어요. 세 차이가 얼마일지 먼저 짐작해 보세요.
"""


# %%
def torch_twin(model, n_heads, n_layers):
    """nn.Transformer with the weights of our encoder and decoder, in post-norm."""
    d_ff, d_model = model.decoder.blocks[0].feed_forward.linear1.weight.shape
    twin = nn.Transformer(d_model, n_heads, n_layers, n_layers, d_ff, dropout=0.0, batch_first=True)
    called = {"attention": "self_attn", "self_attention": "self_attn", "cross_attention": "multihead_attn"}
    pairs = [*zip(model.encoder.blocks, twin.encoder.layers, strict=True)]
    pairs += zip(model.decoder.blocks, twin.decoder.layers, strict=True)
    with torch.no_grad():
        for ours, theirs in pairs:
            for name, part in ours.named_children():
                if name in called:
                    other, layers = getattr(theirs, called[name]), (part.w_q, part.w_k, part.w_v)
                    other.in_proj_weight.copy_(torch.cat([layer.weight for layer in layers]))
                    other.in_proj_bias.copy_(torch.cat([layer.bias for layer in layers]))
                    other.out_proj.load_state_dict(part.w_o.state_dict())
                elif name.startswith("norm"):
                    getattr(theirs, name).weight.copy_(part.gamma)
                    getattr(theirs, name).bias.copy_(part.beta)
            theirs.linear1.load_state_dict(ours.feed_forward.linear1.state_dict())
            theirs.linear2.load_state_dict(ours.feed_forward.linear2.state_dict())
    return twin


def logits_of_the_twin(twin, model, source, target):
    """What nn.Transformer makes of the same vectors; in its masks True means: may not look."""
    inputs = [embed(ids, model.embedding.weight, model.positions) for ids in (source, target)]
    blocked = source == model.pad_id
    later = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).triu(1)
    y = twin(*inputs, tgt_mask=later, src_key_padding_mask=blocked, memory_key_padding_mask=blocked)
    return y @ model.embedding.weight.mT


# %%
torch.manual_seed(1)
model = Transformer(vocab_size=50, d_model=32, n_heads=4, d_ff=64, n_layers=3, max_length=20)
source = torch.tensor([[7, 12, 30, 45, 9, 2], [21, 5, 2, 0, 0, 0]])
target = torch.tensor([[1, 33, 8, 19], [1, 40, 6, 11]])

with torch.no_grad():
    for what in ("as it begins", "other numbers", "without the two"):
        if what == "other numbers":
            for name, parameter in model.named_parameters():
                if name.endswith("gamma"):
                    parameter.normal_(1.0, 0.3)
                elif parameter.dim() == 1:
                    parameter.normal_(0.0, 0.3)
                else:
                    parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)
        twin = torch_twin(model, n_heads=4, n_layers=3)
        if what == "without the two":
            twin.encoder.norm = twin.decoder.norm = None
        ours, theirs = model(source, target), logits_of_the_twin(twin, model, source, target)
        print(
            f"{what:16s} largest difference {(ours - theirs).abs().max():8.1e}, logits up to {ours.abs().max():.1f}"
        )

count, twins = (sum(p.numel() for p in part.parameters()) for part in (model, torch_twin(model, 4, 3)))
print(
    "numbers that nn.Transformer learns beyond your blocks:", twins - (count - model.embedding.weight.numel())
)

# %% [markdown]
r"""
**As it begins** the difference is tiny, although `nn.Transformer` has two layer norms more. A layer norm with gain 1 and bias 0 makes mean 0 and variance 1; to norm once more what is normed already changes only what $\epsilon$ does. **With other numbers** it is a different model. **Without the two** it is yours again, to the last digits of float32.

There is a lesson in the first line. Had you compared the models only as they begin, you would have found "equal up to $10^{-5}$" and loaded trained weights with confidence. Comparisons need weights of order one, in gains and biases too. All hidden tests of this course use such weights.

**Why does torch have them?** In pre-norm a final norm is needed, and you built one. `nn.Transformer` has made both norms since 2019, when it had post-norm only, and it kept making them in post-norm when `norm_first` came (2021). Leaving them out would change the meaning of models that people have saved; the discussion is in issues [24930](https://github.com/pytorch/pytorch/issues/24930) and [74092](https://github.com/pytorch/pytorch/issues/74092) of PyTorch. If you want the model of the paper, set them to `None`, as above.

### The whole of it, against a second library

`MarianMTModel` of Hugging Face `transformers` is a complete model in the manner of 2017, embeddings and tied output included; hundreds of translation models are built on it. If `transformers` is installed, the next cell makes a tiny one with random weights, gives yours the same, and compares logits. One detail differs: Marian's sinusoids stand in halves, all sines and then all cosines, where the paper has them in turn. Your buffer takes any table, so it takes Marian's. Without the package the cell says so, and you lose nothing.
"""

# %% [markdown] lang="ko"
r"""
**처음 그대로**일 때는 `nn.Transformer`에 층 정규화가 두 개 더 있는데도 차이가 아주 작아요. 이득이 1, 편향이 0인 층 정규화는 평균을 0, 분산을 1로 만들어요. 이미 정규화한 것을 한 번 더 정규화하면 $\epsilon$ 때문에 생기는 차이만 남아요. **숫자가 달라지면** 다른 모델이에요. **둘을 빼면** 다시 여러분의 모델이 되고, float32의 마지막 몇 자리까지 같아요.

첫 줄에 교훈이 있어요. 처음 상태에서만 비교했다면 '$10^{-5}$까지 같다'고 믿고 학습된 가중치를 불러왔을 거예요. 비교할 때는 이득과 편향까지 크기가 1쯤인 가중치를 써야 해요. 이 과목의 숨은 검사는 모두 그런 가중치를 써요.

**torch에는 왜 있을까요?** pre-norm에서는 마지막 정규화가 필요하고, 여러분도 만들었어요. `nn.Transformer`는 post-norm만 있던 2019년부터 두 정규화를 만들었고, `norm_first`가 생긴 뒤(2021년)에도 post-norm에서 그대로 만들어요. 빼면 사람들이 저장해 둔 모델의 뜻이 달라지니까요. 이야기는 PyTorch의 이슈 [24930](https://github.com/pytorch/pytorch/issues/24930)과 [74092](https://github.com/pytorch/pytorch/issues/74092)에 있어요. 논문의 모델을 원한다면 위에서처럼 `None`으로 두면 돼요.

### 두 번째 라이브러리와 통째로 비교하기

Hugging Face `transformers`의 `MarianMTModel`은 임베딩은 물론, 그것과 가중치를 공유하는 출력까지 갖춘, 2017년 방식의 온전한 모델이에요. 수백 개의 번역 모델이 이것으로 만들어졌어요. `transformers`가 설치되어 있다면 다음 셀이 난수 가중치로 아주 작은 모델을 만들고, 여러분의 모델에 같은 가중치를 넣어 로짓을 비교해요. 한 가지가 달라요. Marian의 사인파는 절반씩, 사인이 모두 온 다음 코사인이 모두 와요. 논문에서는 번갈아 오고요. 여러분의 버퍼는 어떤 표든 받으니 Marian의 표를 넣으면 돼요. 패키지가 없으면 셀이 그렇다고 말해 줄 뿐, 잃는 것은 없어요.
"""


# %%
def name_in_marian(name):
    """What a parameter of your encoder or decoder is called in Marian."""
    name = name.replace("norm2" if name.startswith("encoder") else "norm3", "final_layer_norm")
    called = {
        "norm1": "self_attn_layer_norm",
        "norm2": "encoder_attn_layer_norm",
        "self_attention": "self_attn",
        "cross_attention": "encoder_attn",
        ".attention": ".self_attn",
        "feed_forward.linear": "fc",
        "blocks": "layers",
        "gamma": "weight",
        "beta": "bias",
        "w_q": "q_proj",
        "w_k": "k_proj",
        "w_v": "v_proj",
        "w_o": "out_proj",
    }
    for ours, theirs in called.items():
        name = name.replace(ours, theirs)
    return name


def compare_with_marian():
    """Give a tiny MarianMTModel and yours the same random weights, and print how far their logits are apart."""
    from transformers import MarianConfig, MarianMTModel

    layers, heads, width = 2, 4, 48
    config = MarianConfig(
        vocab_size=60,
        d_model=32,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=width,
        decoder_ffn_dim=width,
        max_position_embeddings=24,
        activation_function="relu",  # Marian's own choice is another
        scale_embedding=True,  # times the root of d_model
        pad_token_id=0,
        decoder_start_token_id=1,
        eos_token_id=2,
        forced_eos_token_id=None,
        attn_implementation="eager",
    )
    marian = MarianMTModel(config).eval()
    ours = Transformer(60, 32, heads, width, layers, max_length=24)
    theirs = marian.model.state_dict()  # the very tensors, so writing into them changes Marian
    with torch.no_grad():
        for name, parameter in ours.named_parameters():
            wide = 0.3 if parameter.dim() == 1 else 1.2 / parameter.shape[1] ** 0.5
            parameter.normal_(1.0 if name.endswith("gamma") else 0.0, wide)
            theirs["shared.weight" if name == "embedding.weight" else name_in_marian(name)].copy_(parameter)
        ours.positions.copy_(theirs["encoder.embed_positions.weight"])
        source, target = torch.randint(3, 60, (2, 9)), torch.randint(3, 60, (2, 7))
        source[1, 5:] = 0
        right = marian(source, (source != 0).long(), decoder_input_ids=target).logits
        difference = (ours(source, target) - right).abs().max()
    print(f"Marian against yours: largest difference {difference:.1e}, logits up to {right.abs().max():.1f}")


if grading:
    print("Graders do without this comparison: loading transformers takes long.")
else:
    try:
        compare_with_marian()
    except ImportError as reason:
        print("No comparison with Marian:", reason)

# %% [markdown]
r"""
## 9 · 65 million

How many numbers does the model learn? Count for $L$ blocks on each side, in post-norm, with biases in every linear layer and one table. Neither the number of heads nor the length of the text stands in the answer.

**By hand.** Vocabulary 7, `d_model` 4, `d_ff` 6, one block on each side. An attention: four layers of $4\cdot4 + 4 = 20$, so 80. A feed-forward network: $4\cdot6 + 6$ and $6\cdot4 + 4$, so 58. A layer norm: 8. Encoder block: $80 + 58 + 2\cdot 8 = 154$. Decoder block: $2\cdot80 + 58 + 3\cdot8 = 242$. The table: 28. Together 424.
"""

# %% [markdown] lang="ko"
r"""
## 9 · 6,500만 개

모델이 학습하는 숫자는 몇 개일까요? 양쪽에 블록이 $L$개씩 있고, post-norm이며, 모든 선형 층에 편향이 있고, 표는 하나라고 하고 세어 보세요. 헤드 수와 글의 길이는 답에 나오지 않아요.

**손으로 해 보기.** 어휘 7, `d_model` 4, `d_ff` 6, 양쪽에 블록이 하나씩이에요. 어텐션 하나는 $4\cdot4 + 4 = 20$짜리 층이 네 개라 80이에요. 순방향 신경망은 $4\cdot6 + 6$과 $6\cdot4 + 4$를 더해 58이에요. 층 정규화는 8이에요. 인코더 블록은 $80 + 58 + 2\cdot 8 = 154$, 디코더 블록은 $2\cdot80 + 58 + 3\cdot8 = 242$예요. 표는 28이에요. 모두 424예요.
"""


# %% exercise="count_parameters" minutes=9 difficulty=2
def count_parameters(vocab_size, d_model, d_ff, n_layers):
    """How many numbers the model of 2017 learns, in post-norm.

    Args:
        vocab_size: rows of the one table for source, target and output.
        d_model: numbers of one token.
        d_ff: width inside the feed-forward network.
        n_layers: blocks in the encoder, and as many in the decoder.

    Returns:
        int: weights and biases of all linear layers, gains and biases of all layer norms, and the table.

    Source: Vaswani et al. 2017, section 3; biases as in Days 6 and 8.
    """
    ### BEGIN SOLUTION
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder_block = attention + feed_forward + 2 * norm
    decoder_block = 2 * attention + feed_forward + 3 * norm
    return vocab_size * d_model + n_layers * (encoder_block + decoder_block)
    ### END SOLUTION


# %% check="count_parameters" points=3
assert count_parameters(7, 4, 6, 1) == 424, "Do you get 424 by hand?"
assert count_parameters(7, 4, 6, 3) - count_parameters(7, 4, 6, 2) == 396, (
    "One block more on each side: by how much does the number grow?"
)
assert count_parameters(50, 32, 64, 3) == sum(
    p.numel() for p in Transformer(50, 32, 4, 64, 3).parameters()
), "Is it as many as your own model has?"

# %% [markdown] hint="count_parameters"
r"""
Give each part a line of its own: attention, feed-forward, layer norm. Then an encoder block, then a decoder block.
"""

# %% [markdown] hint="count_parameters" lang="ko"
r"""
부품마다 한 줄씩 쓰세요. 어텐션, 순방향 신경망, 층 정규화예요. 그다음 인코더 블록, 그다음 디코더 블록이에요.
"""

# %% [markdown] hint="count_parameters"
r"""
Attention: `4 * (d_model**2 + d_model)`. Feed-forward: two matrices of `d_model * d_ff`, one bias of `d_ff` and one of `d_model`. Layer norm: gain and bias. How many of each in a decoder block?
"""

# %% [markdown] hint="count_parameters" lang="ko"
r"""
어텐션은 `4 * (d_model**2 + d_model)`이에요. 순방향 신경망은 `d_model * d_ff`짜리 행렬 두 개, `d_ff`개짜리 편향 하나, `d_model`개짜리 편향 하나예요. 층 정규화는 이득과 편향이에요. 디코더 블록에는 각각 몇 개씩 있나요?
"""

# %% [markdown] hint="count_parameters"
r"""
Encoder block: one attention, one feed-forward, two norms. Decoder block: two, one, three. Both times `n_layers`, plus `vocab_size * d_model` once: the output uses the same table.
"""

# %% [markdown] hint="count_parameters" lang="ko"
r"""
인코더 블록은 어텐션 하나, 순방향 신경망 하나, 정규화 둘이에요. 디코더 블록은 둘, 하나, 셋이에요. 둘을 더해 `n_layers`를 곱하고, `vocab_size * d_model`을 한 번만 더하세요. 출력도 같은 표를 쓰니까요.
"""

# %% [markdown]
r"""
### A puzzle in table 3

The paper lists the base model with 65 million parameters, and variants of it with theirs (table 3). For English to German the vocabulary has "about 37000" entries (section 5.1). Put it in. Then turn the question round: which vocabulary makes your count, rounded to millions, the one that is printed?
"""

# %% [markdown] lang="ko"
r"""
### 표 3의 수수께끼

논문은 base 모델의 파라미터가 6,500만 개라고 하고, 변형들의 수도 함께 적었어요(표 3). 영어-독일어의 어휘는 '약 37000'개예요(5.1절). 그대로 넣어 보세요. 그다음 질문을 뒤집어 봐요. 어휘가 몇 개여야 여러분이 센 수를 백만 단위로 반올림했을 때 논문에 적힌 수가 될까요?
"""

# %%
table_3 = {  # row: d_model, d_ff, n_layers, millions as printed
    "base": (512, 2048, 6, 65),
    "N = 2": (512, 2048, 2, 36),
    "N = 4": (512, 2048, 4, 50),
    "N = 8": (512, 2048, 8, 80),
    "d_model = 256": (256, 2048, 6, 28),
    "d_model = 1024": (1024, 2048, 6, 168),
    "d_ff = 1024": (512, 1024, 6, 53),
    "d_ff = 4096": (512, 4096, 6, 90),
    "big": (1024, 4096, 6, 213),
}
lowest, highest = 0, 10**9
for row, (*sizes, printed) in table_3.items():
    without = count_parameters(0, *sizes)
    least, most = ((1e6 * (printed + half) - without) / sizes[0] for half in (-0.5, 0.5))
    print(
        f"{row:15s} printed {printed:3d} M, with 37,000 entries {count_parameters(37000, *sizes) / 1e6:5.1f} M,",
        f"fits {least:6,.0f} to {most:6,.0f} entries",
    )
    if row != "big":
        lowest, highest = max(lowest, least), min(highest, most)
print(f"fits every row but the last: {lowest:,.0f} to {highest:,.0f} entries")

# %% [markdown]
r"""
With 37,000 entries the base model has 63.1 million parameters, not 65. All rows but the last agree with one another to a remarkable degree: a vocabulary of about 41,000 explains every one of them. The big model stands apart; it would need about 36,000. The paper does not say how its numbers were counted or whether "about 37000" is what these models used, so the puzzle stays open here. What the count does show: nothing large is missing. With a table of its own for the output, or without cross-attention, you would be off by 19 million or by 6.3.

## 10 · Experiment: what does cross-attention look at?

Enough of random weights. The smallest translation that cannot be done word for word is *writing backwards*: source `c a t`, target `t a c`. Every target word is a source word, but at another place, and the place depends on the length.

We train a small model, two blocks on each side. How training works is tomorrow's lesson; take the loop as given. The decoder's input is `⟨start⟩ t a c`, what it should say is `t a c ⟨end⟩`.

Then we look into it. The cross-attention of a block has weights of shape `(B, n_heads, T, S)`: how much each target place looks at each source place. For a word of $L$ letters, place $t$ of the target **has just read** the letter from source place $L - t$ and **is about to write** the one from $L - 1 - t$. Which of the two do you expect it to look at? Write your guess down.

To measure it you need one more function: of all target places that count, how much weight lies, on average, on the source place that you name?

**By hand.** One sentence, one head, three target places with the weights $(0.7, 0.2, 0.1)$, $(0.1, 0.6, 0.3)$, $(0.5, 0.4, 0.1)$ on three source places. The places asked for are $(0, 2, -1)$, where $-1$ means: do not count. The mean is $(0.7 + 0.3) / 2 = 0.5$.
"""

# %% [markdown] lang="ko"
r"""
어휘가 37,000개면 base 모델의 파라미터는 6,500만 개가 아니라 6,310만 개예요. 마지막 줄을 뺀 모든 줄은 놀랄 만큼 서로 잘 맞아요. 어휘가 41,000개쯤이면 모두 설명돼요. big 모델만 따로 놀아요. 36,000개쯤이어야 맞거든요. 논문은 어떻게 셌는지도, 이 모델들이 '약 37000'개의 어휘를 썼는지도 말하지 않으니, 여기서는 수수께끼로 남겨 둘게요. 그래도 세어 보면 알 수 있는 것이 있어요. 큰 것은 빠뜨리지 않았다는 거예요. 출력에 표를 따로 하나 더 뒀다면 1,900만 개, 크로스 어텐션을 빼먹었다면 630만 개가 어긋났을 거예요.

## 10 · 실험: 크로스 어텐션은 무엇을 볼까요?

난수 가중치는 이만하면 됐어요. 단어를 하나씩 옮겨서는 할 수 없는 가장 작은 번역은 *거꾸로 쓰기*예요. 소스가 `c a t`이면 타깃은 `t a c`예요. 타깃의 글자는 모두 소스에 있지만 자리가 다르고, 그 자리는 길이에 따라 달라져요.

양쪽에 블록이 두 개씩인 작은 모델을 학습시켜요. 학습이 어떻게 돌아가는지는 내일 배우니까 반복문은 주어진 대로 쓰세요. 디코더의 입력은 `⟨start⟩ t a c`이고, 말해야 하는 것은 `t a c ⟨end⟩`예요.

그다음 모델 속을 들여다봐요. 블록의 크로스 어텐션에는 모양이 `(B, n_heads, T, S)`인 가중치가 있어요. 타깃의 자리마다 소스의 자리를 얼마나 보는지예요. 글자가 $L$개인 단어에서 타깃의 $t$번 자리는 소스의 $L - t$번 글자를 **방금 읽었고**, $L - 1 - t$번 글자를 **이제 쓰려고 해요**. 둘 중 어느 쪽을 볼 것 같나요? 짐작을 적어 두세요.

재려면 함수가 하나 더 필요해요. 세기로 한 모든 타깃 자리에서, 여러분이 정한 소스 자리에 놓인 가중치는 평균 얼마인가요?

**손으로 해 보기.** 문장 하나, 헤드 하나예요. 타깃 자리 세 개가 소스 자리 세 개에 주는 가중치는 $(0.7, 0.2, 0.1)$, $(0.1, 0.6, 0.3)$, $(0.5, 0.4, 0.1)$이에요. 물어보는 자리는 $(0, 2, -1)$이고, $-1$은 세지 말라는 뜻이에요. 평균은 $(0.7 + 0.3) / 2 = 0.5$예요.
"""


# %% exercise="attention_on" kind="experiment" minutes=10 difficulty=2
def attention_on(weights, places):
    """For each head: the mean weight that target tokens give to the source places named.

    Args:
        weights: (B, n_heads, T, S), attention weights.
        places: (B, T), int64: the source place asked for at each target token; -1: do not count this token.

    Returns:
        (n_heads,): the mean over all tokens of all sentences that count, each token weighing the same.
    """
    ### BEGIN SOLUTION
    counts = places >= 0  # (B, T)
    index = places.clamp(min=0)[:, None, :, None].expand(-1, weights.shape[1], -1, 1)  # (B, n_heads, T, 1)
    chosen = weights.gather(-1, index).squeeze(-1)  # (B, n_heads, T)
    return (chosen * counts[:, None]).sum(dim=(0, 2)) / counts.sum()
    ### END SOLUTION


# %% check="attention_on" points=3
_shares = torch.tensor([[[[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.5, 0.4, 0.1]]]])
_found = attention_on(_shares, torch.tensor([[0, 2, -1]]))
assert _found.shape == (1,), "One head: is there one number, in a tensor of shape (1,)?"
assert torch.allclose(_found, torch.tensor([0.5])), "Do you get 0.5 by hand? Was the third token counted?"
_two = torch.cat([_shares, _shares.flip(-1)], dim=1)  # a second head that looks the other way round
assert torch.allclose(attention_on(_two, torch.tensor([[0, 2, -1]])), torch.tensor([0.5, 0.1])), (
    "Two heads: does each get a mean of its own?"
)
_pair = torch.cat([_shares, _shares])
assert torch.allclose(
    attention_on(_pair, torch.tensor([[0, 2, -1], [0, -1, -1]])), torch.tensor([1.7 / 3])
), "Three tokens count, two of one sentence and one of the other: does each weigh the same?"

# %% [markdown] hint="attention_on"
r"""
First write it with two loops, over sentences and over target tokens, and with `if places[b, t] >= 0`. That is a right answer already.
"""

# %% [markdown] hint="attention_on" lang="ko"
r"""
먼저 문장과 타깃 토큰을 도는 반복문 두 개와 `if places[b, t] >= 0`으로 써 보세요. 그것만으로도 맞는 답이에요.
"""

# %% [markdown] hint="attention_on"
r"""
In the loops `weights[b, :, t, places[b, t]]` has the shape `(n_heads,)`. Add these up, count how many there are, divide at the end. Without loops: `b, t = torch.nonzero(places >= 0, as_tuple=True)`.
"""

# %% [markdown] hint="attention_on" lang="ko"
r"""
반복문 안의 `weights[b, :, t, places[b, t]]`는 모양이 `(n_heads,)`예요. 이것을 모두 더하고, 몇 개인지 세고, 마지막에 나누세요. 반복문 없이 하려면 `b, t = torch.nonzero(places >= 0, as_tuple=True)`를 쓰면 돼요.
"""

# %% [markdown] hint="attention_on"
r"""
With these `b` and `t`, `weights[b, :, t, places[b, t]]` has the shape `(tokens that count, n_heads)`; its mean over the first axis is the answer.
"""

# %% [markdown] hint="attention_on" lang="ko"
r"""
그렇게 얻은 `b`와 `t`로 쓴 `weights[b, :, t, places[b, t]]`는 모양이 `(세는 토큰 수, n_heads)`예요. 첫 축으로 평균을 내면 답이에요.
"""

# %%
alphabet = "abcdefghijklmnopqrstuvwxyz"
pad, start, end, first = 0, 1, 2, 3  # ids; the letters follow from 3 on
longest = 8


def backwards(words):
    """What the model reads and says, and where a target place might look.

    words: list of lists of letter ids -> source, read (the decoder's input), said (the right answers), and the source
    places of the letter just read and of the letter about to be written (-1: there is none), all (B, longest + 1).
    """
    rows = []
    for word in words:
        n, rest = len(word), longest - len(word)
        rows.append(
            (
                word + [end] + rest * [pad],
                [start] + word[::-1] + rest * [pad],
                word[::-1] + [end] + rest * [pad],
                [-1] + [n - t for t in range(1, n + 1)] + rest * [-1],
                [n - 1 - t for t in range(n)] + [-1] + rest * [-1],
            )
        )
    return tuple(torch.tensor(column) for column in zip(*rows, strict=True))


def random_words(count, generator):
    """Words of 3 to 8 random letters, as ids."""
    lengths = torch.randint(3, longest + 1, (count,), generator=generator).tolist()
    return [torch.randint(first, first + 26, (n,), generator=generator).tolist() for n in lengths]


def spelled(ids):
    return "".join(alphabet[i - first] if i >= first else "·|."[i] for i in ids)


source, read, said, just_read, about_to_write = backwards([[first + alphabet.index(c) for c in "cat"]])
for name, ids in (("source", source), ("read", read), ("said", said)):
    print(f"{name:7s}{spelled(ids[0].tolist())}    (start |, end ., padding ·)")
print("places of the letter just read:     ", just_read[0].tolist())
print("places of the letter to be written: ", about_to_write[0].tolist())


# %%
def cross_weights(model, source, read):
    """The weights of every cross-attention: for each decoder block (B, n_heads, T, S)."""
    kept = []
    hooks = [
        block.cross_attention.register_forward_hook(lambda module, inputs, result: kept.append(result[1]))
        for block in model.decoder.blocks
    ]
    with torch.no_grad():
        model(source, read)
    for hook in hooks:
        hook.remove()
    return kept


def written(model, source):
    """Write word by word: always the letter with the largest logit."""
    with torch.no_grad():
        memory = model.encode(source)
        target = torch.full((len(source), 1), start)
        for _ in range(longest + 1):
            logits = model.decode(target, memory, source)[:, -1]
            target = torch.cat([target, logits.argmax(dim=-1, keepdim=True)], dim=1)
    return target[:, 1:]


generator = torch.Generator().manual_seed(11)
shown = [first + alphabet.index(letter) for letter in "diagram"]  # the word of the figure
unseen = backwards([shown, *random_words(20 if grading else 300, generator)])
torch.manual_seed(11)
model = Transformer(vocab_size=29, d_model=32, n_heads=2, d_ff=64, n_layers=2, max_length=longest + 1)
before = cross_weights(model, unseen[0], unseen[1])

steps, rate = 3 if grading else 500, 3e-3
optimizer = torch.optim.Adam(model.parameters(), lr=rate)
losses, began = [], time.perf_counter()
for step in range(1, steps + 1):
    optimizer.param_groups[0]["lr"] = rate * (1 - step / steps)  # smaller steps towards the end
    source, read, said, _, _ = backwards(random_words(8 if grading else 64, generator))
    loss = F.cross_entropy(model(source, read).flatten(0, 1), said.flatten(), ignore_index=pad)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if step == 1 or step % 50 == 0 or step == steps:
        print(f"step {step:4d}   loss {loss.item():6.3f}   {time.perf_counter() - began:5.1f} s")

after = cross_weights(model, unseen[0], unseen[1])
source, read, said, just_read, about_to_write = unseen
found = written(model, source)
right = ((found == said) | (said == pad)).all(dim=1).float().mean()
print(f"{len(source)} words that it has not seen, written letter by letter: {right:.1%} without a mistake")

# %%
print("mean weight of the cross-attention on the place of the letter ...")
print("                     just read         about to be written")
best = (0.0, 0, 0)
for stage, weights in (("before", before), ("after", after)):
    for block, shares in enumerate(weights):
        reading, writing = (attention_on(shares, places) for places in (just_read, about_to_write))
        for head in range(2):
            print(
                f"{stage:7s} block {block} head {head}   {reading[head]:5.3f}             {writing[head]:5.3f}"
            )
            if stage == "after":
                best = max(best, (float(writing[head]), block, head))
print(f"\nlargest: {best[0]:.2f}, block {best[1]}, head {best[2]}")

# %%
fig, (left, middle, last) = plt.subplots(1, 3, figsize=(14, 4.8), layout="constrained")
left.plot(range(1, len(losses) + 1), losses, color="#0072B2", linewidth=1.5)
left.axhline(np.log(26), color="#6B6B6B", linestyle="--", linewidth=1.2)
left.text(len(losses), np.log(26) + 0.05, "guessing a letter", ha="right", color="#6B6B6B")
left.set(xlabel="step", ylabel="loss", title="training", ylim=(0, None))
_, block, head = best
seen, rows = spelled(source[0, :8].tolist()), spelled(said[0, :8].tolist())
for panel, weights, stage in ((middle, before, "before training"), (last, after, "after training")):
    panel.imshow(weights[block][0, head, :8, :8], cmap="cividis", vmin=0, vmax=1)
    for t in range(8):
        if t < 7:
            square = plt.Rectangle((6 - t - 0.5, t - 0.5), 1, 1, fill=False, edgecolor="#D55E00", linewidth=2)
            panel.add_patch(square)  # the letter about to be written
        if t:
            panel.plot(
                7 - t, t, "o", markersize=9, markerfacecolor="none", markeredgecolor="white"
            )  # just read
    panel.set_xticks(range(8), seen)
    panel.set_yticks(range(8), rows)
    panel.set(title=f"{stage}: block {block}, head {head}", xlabel="source letter that is looked at")
middle.set_ylabel("letter to be written")
fig.suptitle("orange frame: the letter about to be written     circle: the letter just read", fontsize=12)
show(
    fig,
    "Three panels. Left, the training loss: it starts above the dashed line of guessing a letter, 3.3, falls steeply and "
    "ends near 0. Middle, before training: how much each letter to be written of the word diagram, from m at the top to the "
    "end sign, looks at each source letter: all cells are about equally dark. Right, after training: bright cells on the "
    "diagonal from the upper right to the lower left, inside the orange frames of the letters about to be written; cells with "
    "circles, the letters just read, are dark, except in the row of the end sign, which looks at the first source letter.",
)

# %% [markdown]
r"""
**What you should see.** The loss passes "guessing a letter" within a few steps and ends near 0. Of the 301 words that the model has never seen, nearly all come out without a mistake. And the share on the letter **about to be written**, about 0.15 in every head before training (one place of six or seven, no more than chance), **is above 0.8** in both heads of the last block. The bright cells run from the upper right to the lower left: the source is read backwards. Nobody has told the model where to look. It was only told which letter was right.

The letter just read gets little, in the figure next to nothing except in the last row. (That its mean is about 0.25 all the same comes from one place in each word: behind the last letter there is nothing left to write, and there the model looks at the letter that it has just read.)

Bahdanau, Cho and Bengio saw such pictures in 2014, with an RNN as decoder: from English to French, mostly a diagonal, with a turn where the two languages order their words differently (figure 3 of their paper). For a long time *aligning* the words of two languages had been a task of its own. Here it falls out of training on translations.

Be careful with such pictures, though. They show from where a head reads, not what it makes of it, and the first block of our model has no such diagonal: what it contributes cannot be seen here. Whether attention explains what a model does has been argued about (Jain and Wallace 2019; Wiegreffe and Pinter 2019).

**To try:** put `model.positions.zero_()` before the training. What does the encoder still know of a word then, and what not? Can the task still be learned?
"""

# %% [markdown] lang="ko"
r"""
**이런 것이 보여야 해요.** 손실은 몇 걸음 만에 '글자를 찍어서 맞히기'(guessing a letter) 선을 지나 0 가까이에서 끝나요. 모델이 본 적 없는 단어 301개가 거의 모두 틀린 글자 없이 나와요. 그리고 **이제 쓰려는 글자**에 놓인 몫은 학습 전에는 모든 헤드에서 0.15쯤이에요(예닐곱 자리 가운데 하나이니 우연과 같아요). 학습한 뒤에는 마지막 블록의 두 헤드에서 모두 **0.8을 넘어요**. 밝은 칸이 오른쪽 위에서 왼쪽 아래로 이어져요. 소스를 거꾸로 읽고 있는 거예요. 어디를 보라고는 아무도 말해 주지 않았어요. 어떤 글자가 맞는지만 알려 줬을 뿐이에요.

방금 읽은 글자는 조금밖에 받지 못해요. 그림에서는 마지막 줄만 빼고 거의 0이에요. (그런데도 평균이 0.25쯤인 것은 단어마다 한 자리 때문이에요. 마지막 글자 뒤에는 더 쓸 것이 없고, 그 자리에서 모델은 방금 읽은 글자를 봐요.)

바다나우(Bahdanau), 조경현(Cho), 벤지오(Bengio)는 RNN 디코더로 2014년에 이런 그림을 봤어요. 영어를 프랑스어로 옮길 때 대체로 대각선이고, 두 언어의 어순이 다른 곳에서 꺾여요(그 논문의 그림 3). 두 언어의 단어를 *정렬(alignment)* 하는 것은 오랫동안 그것만으로 하나의 과제였어요. 여기서는 번역을 배우는 동안 저절로 생겨나요.

그래도 이런 그림은 조심해서 봐야 해요. 헤드가 어디에서 읽는지 보여 줄 뿐, 읽은 것으로 무엇을 하는지는 보여 주지 않아요. 우리 모델의 첫 블록에는 이런 대각선이 없는데, 첫 블록이 무엇을 보태는지는 여기서 알 수 없어요. 어텐션이 모델이 하는 일을 설명해 주는지를 두고는 논쟁도 있었어요(Jain and Wallace 2019, Wiegreffe and Pinter 2019).

**해 보기:** 학습하기 전에 `model.positions.zero_()`를 넣어 보세요. 그러면 인코더는 단어에 대해 무엇을 알고 무엇을 모를까요? 이 과제를 배울 수 있을까요?
"""

# %% [markdown]
r"""
## 11 · Quiz: who looks where

| key | question | A | B | C |
|---|---|---|---|---|
| `queries_of_cross` | In cross-attention the queries are made from … | the memory | the target's vectors | the embeddings of the source |
| `memory_of_block_three` | Decoder block 3 takes keys and values from … | encoder block 3 | decoder block 2 | the last encoder block |
| `encoder_runs` | A translation of 20 words is written word by word. How often does the encoder have to run? | once | 20 times | six times |
| `mask_forgotten` | The causal mask was forgotten in training. What do you see? | an error | a training loss near 0, and useless translations | a little better translations |
| `final_norm_at_the_start` | Freshly made, `nn.Transformer` in post-norm gives, compared with the paper's model of the same weights, … | nearly the same output | outputs of another size | an error, for the counts differ |
| `why_the_root` | The embeddings are multiplied by $\sqrt{d_{model}}$ … | so that the softmax of attention does not saturate | so that all words are equally long | so that a table small enough for the output holds its own against the positions |
"""

# %% [markdown] lang="ko"
r"""
## 11 · 퀴즈: 누가 어디를 볼까요

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `queries_of_cross` | 크로스 어텐션의 쿼리는 무엇으로 만드나요? | 메모리 | 타깃의 벡터 | 소스의 임베딩 |
| `memory_of_block_three` | 디코더의 3번 블록은 키와 밸류를 어디에서 얻나요? | 인코더의 3번 블록 | 디코더의 2번 블록 | 인코더의 마지막 블록 |
| `encoder_runs` | 단어 20개짜리 번역을 한 단어씩 써요. 인코더는 몇 번 돌아야 하나요? | 한 번 | 20번 | 여섯 번 |
| `mask_forgotten` | 학습할 때 인과 마스크를 잊었어요. 무엇이 보이나요? | 오류 | 0에 가까운 학습 손실, 그리고 쓸모없는 번역 | 조금 더 나은 번역 |
| `final_norm_at_the_start` | 막 만든 post-norm `nn.Transformer`의 출력은, 가중치가 같은 논문의 모델과 비교하면 … | 거의 같아요 | 크기가 달라요 | 파라미터 수가 달라서 오류가 나요 |
| `why_the_root` | 임베딩에 $\sqrt{d_{model}}$을 곱하는 까닭은? | 어텐션의 소프트맥스가 포화되지 않게 하려고 | 모든 단어의 길이를 같게 하려고 | 출력에 쓰기 알맞게 작은 표가 위치에 묻히지 않게 하려고 |
"""

# %% exercise="who_looks_where" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
who_looks_where = {
    "queries_of_cross": "B",
    "memory_of_block_three": "C",
    "encoder_runs": "A",
    "mask_forgotten": "B",
    "final_norm_at_the_start": "A",
    "why_the_root": "C",
}
### END SOLUTION

# %% check="who_looks_where" points=3
assert len(who_looks_where) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in who_looks_where.values()), "Which questions have no answer yet?"
assert set(who_looks_where.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="one_pass_or_many" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** "The Transformer works on all words at the same time, an RNN on one after the other. So a Transformer translates in one step." Set this right in six to ten sentences. Say what is done in one pass in training, and which mask makes that fair; why the logits of one pass are those of many; what has to happen one after the other when a translation is written, and what does not have to be done again; and what you would see, in training and in use, if the mask were missing.

### BEGIN SOLUTION
In training the whole target is known, so the decoder reads all of it at once and predicts the next word at every place in one pass. That is only fair because of the causal mask: place t looks at places up to t, so it cannot see the word it has to predict. Everything else in the decoder, the feed-forward networks, the norms and the cross-attention, works on each place by itself or looks at the source, so the logits at place t depend only on the source and on target words up to t. They are the same numbers whether the later words are there or not, and one pass gives the logits of T separate ones. When a translation is written, the words are not there: the input at place t + 1 is the word chosen at place t, so the decoder has to run once for each word. The encoder does not: the source stays as it is, so its memory is computed once and used by every step. (The decoder's own work for earlier places could be kept, too.) Without the mask each place could read the next word and copy it. The training loss would fall to nearly zero and look wonderful; in use the word to copy does not exist yet, and the model, which has learnt nothing else, writes nonsense. So the sentence is right for the encoder and for training, and wrong for writing.
### END SOLUTION
"""

# %% [markdown] exercise="one_pass_or_many" lang="ko"
r"""
**설명하기.** "RNN은 단어를 하나씩 차례로 다루지만 트랜스포머는 모든 단어를 동시에 다뤄. 그러니까 트랜스포머는 한 번에 번역해." 이 말을 여섯 문장에서 열 문장으로 바로잡아 보세요. 학습할 때 무엇을 한 번에 하는지, 그것이 속임수가 되지 않게 하는 마스크는 무엇인지 쓰세요. 한 번 지나간 로짓이 왜 여러 번 지나간 로짓과 같은지, 번역을 쓸 때 무엇은 차례로 해야 하고 무엇은 다시 하지 않아도 되는지, 마스크가 없다면 학습할 때와 쓸 때 무엇을 보게 될지도 쓰세요.

### BEGIN SOLUTION
학습할 때는 타깃을 다 알고 있으니, 디코더가 타깃 전체를 한꺼번에 읽고 모든 자리에서 다음 단어를 한 번에 예측해요. 이것이 속임수가 아닌 까닭은 인과 마스크예요. t번 자리는 t번까지만 보니까 예측해야 할 단어를 볼 수 없어요. 디코더의 나머지, 곧 순방향 신경망과 정규화와 크로스 어텐션은 자리마다 따로 일하거나 소스만 봐요. 그래서 t번 자리의 로짓은 소스와 t번까지의 타깃 단어에만 달려 있어요. 뒤의 단어가 있든 없든 같은 숫자이니, 한 번 지나가면 T번 따로 지나간 로짓이 나와요. 번역을 쓸 때는 그 단어들이 아직 없어요. t + 1번 자리의 입력은 t번 자리에서 고른 단어라서, 디코더는 단어마다 한 번씩 돌아야 해요. 인코더는 그렇지 않아요. 소스는 그대로이니 메모리를 한 번만 계산해서 매번 다시 써요. (디코더가 앞자리들에서 한 일도 간직해 둘 수 있어요.) 마스크가 없으면 자리마다 다음 단어를 읽어서 베낄 수 있어요. 학습 손실은 0 가까이 떨어져 아주 좋아 보이지만, 쓸 때는 베낄 단어가 아직 없고 모델은 다른 것을 배우지 않았으니 엉뚱한 글을 써요. 그러니 그 말은 인코더와 학습에는 맞고, 글을 쓸 때는 틀려요.
### END SOLUTION
"""

# %% [markdown] rubric="one_pass_or_many"
r"""
1. (1 point) Says that in training the whole target is known and read in one pass, and that the causal mask keeps each place from seeing the word it has to predict.
2. (1 point) Says that the logits at place t depend only on the source and on target words up to t, so that later words do not matter and one pass equals many.
3. (1 point) Says that writing is sequential, since each word is input for the next, and that the encoder (the memory) is computed only once.
4. (1 point) Says that without the mask the training loss becomes very small by copying, and that in use the model fails since there is nothing to copy.
"""

# %% [markdown] rubric="one_pass_or_many" lang="ko"
r"""
1. (1점) 학습할 때는 타깃을 다 알고 있어 한 번에 읽으며, 인과 마스크 때문에 자리마다 예측할 단어를 보지 못한다고 말해요.
2. (1점) t번 자리의 로짓은 소스와 t번까지의 타깃에만 달려 있어서, 뒤의 단어는 상관없고 한 번 지나간 것이 여러 번 지나간 것과 같다고 말해요.
3. (1점) 글을 쓸 때는 각 단어가 다음 단어의 입력이라 차례로 해야 하고, 인코더(메모리)는 한 번만 계산하면 된다고 말해요.
4. (1점) 마스크가 없으면 베끼기 때문에 학습 손실이 아주 작아지고, 쓸 때는 베낄 것이 없어 실패한다고 말해요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. The decoder looks twice in every block: at what it has written, under a causal mask, and at the memory, under the source's padding mask alone.
2. All decoder blocks read one memory, the output of the last encoder block.
3. Cross-attention has no triangle: nothing in the source lies in the target's future.
4. One table serves source, target and output; it is small, so that the logits are, and times $\sqrt{d_{model}}$ at the entrances, so that positions do not drown it.
5. Because of the causal mask, one pass over the target gives the logits of many: that is why training is parallel and writing is not.
6. `nn.Transformer` has two layer norms more than the paper, and you see them only when gains and biases are no longer 1 and 0.
7. The base model has 63 million parameters with 37,000 words, and the 65 of the paper with about 41,000.

**Tomorrow** it is trained: teacher forcing, label smoothing, a learning rate that first rises and then falls, and beam search. It will learn to read dates.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): figure 1, section 3.1 (stacks), 3.2.3 (three attentions), 3.4 (embeddings and output), 3.5 (positions), 5.1 (vocabulary), table 3 (sizes).
- Press, Wolf 2017, *Using the Output Embedding to Improve Language Models*, [arXiv:1608.05859](https://arxiv.org/abs/1608.05859): one table for input and output.
- Bahdanau, Cho, Bengio 2014, *Neural Machine Translation by Jointly Learning to Align and Translate*, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): the first decoder that looks at the source, on top of an RNN; its figure 3 shows alignments like yours.
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): pre-norm, and why it needs a final norm.
- Jain, Wallace 2019, *Attention is not Explanation*, [arXiv:1902.10186](https://arxiv.org/abs/1902.10186); Wiegreffe, Pinter 2019, *Attention is not not Explanation*, [arXiv:1908.04626](https://arxiv.org/abs/1908.04626).
- The PyTorch documentation of [`nn.Transformer`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html), and that of [Marian](https://huggingface.co/docs/transformers/model_doc/marian).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 디코더는 블록마다 두 번 봐요. 인과 마스크를 쓰고 자기가 쓴 것을, 소스의 패딩 마스크만 쓰고 메모리를 봐요.
2. 디코더 블록은 모두 메모리 하나, 곧 인코더의 마지막 블록이 낸 결과를 읽어요.
3. 크로스 어텐션에는 삼각형이 없어요. 소스에는 타깃의 미래가 없으니까요.
4. 표 하나를 소스, 타깃, 출력에 함께 써요. 로짓이 크지 않도록 표는 작고, 위치에 묻히지 않도록 입구에서 $\sqrt{d_{model}}$을 곱해요.
5. 인과 마스크 덕분에 타깃을 한 번 지나가면 여러 번 지나간 로짓이 나와요. 그래서 학습은 한꺼번에 하고, 글은 하나씩 써요.
6. `nn.Transformer`에는 논문보다 층 정규화가 두 개 더 있는데, 이득과 편향이 1과 0에서 벗어나야 비로소 보여요.
7. base 모델의 파라미터는 단어가 37,000개면 6,300만 개이고, 논문의 6,500만 개가 되려면 41,000개쯤이어야 해요.

**내일**은 이 모델을 학습시켜요. 교사 강요(teacher forcing), 레이블 스무딩(label smoothing), 올라갔다가 내려오는 학습률(learning rate), 빔 탐색(beam search)이 나오고, 모델은 날짜 읽는 법을 배워요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 그림 1, 3.1절(스택), 3.2.3절(어텐션 세 가지), 3.4절(임베딩과 출력), 3.5절(위치), 5.1절(어휘), 표 3(크기)
- Press, Wolf 2017, *Using the Output Embedding to Improve Language Models*, [arXiv:1608.05859](https://arxiv.org/abs/1608.05859): 입력과 출력에 함께 쓰는 표
- Bahdanau, Cho, Bengio 2014, *Neural Machine Translation by Jointly Learning to Align and Translate*, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): RNN 위에서 처음으로 소스를 들여다본 디코더. 그림 3에 여러분의 것과 같은 정렬이 있어요
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): pre-norm, 그리고 마지막 정규화가 필요한 까닭
- Jain, Wallace 2019, *Attention is not Explanation*, [arXiv:1902.10186](https://arxiv.org/abs/1902.10186). Wiegreffe, Pinter 2019, *Attention is not not Explanation*, [arXiv:1908.04626](https://arxiv.org/abs/1908.04626)
- PyTorch 문서의 [`nn.Transformer`](https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html)와 [Marian](https://huggingface.co/docs/transformers/model_doc/marian) 문서
"""
