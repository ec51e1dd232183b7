# %% [markdown] day=13 title="GPT-1 and GPT-2"
r"""
# Day 13 · GPT-1 and GPT-2

The model of 2017 needed pairs: a German sentence and its English twin. Pairs are rare. Text is not. In 2018 Radford and others asked a smaller question, for which any text is an exercise with its own solution: **what comes next?**

For that question half of the model is enough. There is no second text to look at, so the encoder goes, and with it the cross-attention. What is left is called **GPT**, and a year later GPT-2 moved the norm, which made it easier to stack many layers.

![Three blocks side by side, each read from the bottom to the top along a vertical residual line. Left, a decoder block of 2017: masked self-attention, add and norm, cross-attention with an arrow from an encoder, add and norm, feed-forward, add and norm. Middle, GPT-1 of 2018: masked self-attention, add and norm, feed-forward, add and norm; nothing behind the last block. Right, GPT-2 of 2019: norm in front of masked self-attention, add, norm in front of feed-forward, add; behind the last block one final norm.](figures/day13_blocks.svg)

**At the end of the day you can**

- turn any text into a training task, with one loss for all its positions;
- build GPT-1 and GPT-2 from one class, with as many parameters as the published models, to the last one;
- say why a generator may keep its keys and values, and keep them: the KV cache, equal to the full pass for pieces of any length;
- draw the next token with temperature, top-k and top-p;
- train a small GPT on characters for about two minutes, and read what it writes as it learns.

**You need** `MultiHeadAttention` (Day 6), `LayerNorm` (Day 7) and `FeedForward` (Day 8); the next cell brings them. In one line each: attention is called as `attention(query, memory, mask)`, its masks say `True` for "may look"; `split_heads` makes `(B, n_heads, T, d_k)` of `(B, T, d_model)` and `merge_heads` goes back; `FeedForward(d_model, d_ff, "gelu_tanh")` widens, bends and comes back. There is no dropout today, although both models were trained with some: it changes nothing in what a trained model computes.
"""

# %% [markdown] lang="ko" title="GPT-1과 GPT-2"
r"""
# 13일 차 · GPT-1과 GPT-2

2017년의 모델에는 짝이 필요했어요. 독일어 문장과 그 영어 번역처럼요. 짝은 드물지만 글은 흔해요. 2018년에 래드퍼드(Radford)와 동료들은 더 작은 질문을 던졌어요. 어떤 글이든 그 안에 문제와 답이 함께 들어 있는 질문이에요. **다음에 무엇이 올까요?**

이 질문에는 모델의 절반이면 충분해요. 따로 들여다볼 다른 글이 없으니 인코더(encoder)가 빠지고, 크로스 어텐션(cross-attention)도 함께 빠져요. 남은 것을 **GPT**라고 불러요. 그리고 한 해 뒤에 한 가지를 바꾸자 모델을 깊고 안정되게 쌓을 수 있었어요. 정규화(norm)의 자리를 옮긴 거예요.

![블록 세 개를 나란히 놓았고, 저마다 세로로 뻗은 잔차 선을 따라 아래에서 위로 읽어요. 왼쪽은 2017년의 디코더 블록이에요. 마스크드 셀프 어텐션, 더하고 정규화, 인코더에서 화살표가 들어오는 크로스 어텐션, 더하고 정규화, 순방향 신경망, 더하고 정규화예요. 가운데는 2018년의 GPT-1이에요. 마스크드 셀프 어텐션, 더하고 정규화, 순방향 신경망, 더하고 정규화이고, 마지막 블록 뒤에는 아무것도 없어요. 오른쪽은 2019년의 GPT-2예요. 마스크드 셀프 어텐션 앞에 정규화, 더하기, 순방향 신경망 앞에 정규화, 더하기이고, 마지막 블록 뒤에 정규화가 하나 더 있어요.](figures/day13_blocks.svg)

**오늘이 끝나면 이런 일을 할 수 있어요**

- 어떤 글이든 학습 과제로 바꾸고, 모든 위치의 손실(loss)을 한 번에 구할 수 있어요.
- 클래스 하나로 GPT-1과 GPT-2를 만들 수 있어요. 파라미터(parameter) 수가 공개된 모델과 하나도 어긋나지 않아요.
- 글을 쓰는 모델이 키(key)와 밸류(value)를 보관해도 되는 까닭을 말하고, 실제로 보관할 수 있어요. 이것이 KV 캐시(KV cache)이고, 글을 어떤 길이로 나누어 넣어도 한 번에 계산한 것과 같아요.
- 온도(temperature), top-k, top-p로 다음 토큰(token)을 뽑을 수 있어요.
- 글자 단위로 작은 GPT를 2분쯤 학습시키고, 배워 가는 동안 쓰는 글을 읽을 수 있어요.

**준비물**은 `MultiHeadAttention`(6일 차), `LayerNorm`(7일 차), `FeedForward`(8일 차)예요. 다음 셀이 가져와요. 한 줄씩 되짚을게요. 어텐션(attention)은 `attention(query, memory, mask)`로 부르고, 마스크(mask)의 `True`는 '볼 수 있다'는 뜻이에요. `split_heads`는 `(B, T, d_model)`을 `(B, n_heads, T, d_k)`로 나누고 `merge_heads`는 되돌려요. `FeedForward(d_model, d_ff, "gelu_tanh")`는 넓히고, 꺾고, 되돌아와요. 두 모델은 드롭아웃(dropout)을 쓰며 학습했지만 오늘은 쓰지 않아요. 학습이 끝난 모델의 계산은 그대로예요.
"""

# %%
from solutions.day06_many_heads import (
    MultiHeadAttention,
    merge_heads,
    scaled_dot_product_attention,
    split_heads,
)
from solutions.day07_layer_norm import LayerNorm, near
from solutions.day08_feed_forward import FeedForward
from solutions.plots import show

# %%
import math
import os
import pydoc_data.topics
import time

import matplotlib.pyplot as plt
import torch
from torch import nn

F = nn.functional  # functions without learned numbers

# %% [markdown]
r"""
## 1 · What comes next?

Take the text `the cat sat`. At every token the model guesses the one that follows: at `the` it should say `cat`, at `cat` it should say `sat`. So one text of $T$ tokens holds $T - 1$ questions, and one forward pass answers them all, since no token sees a later one. GPT-1 writes it as the log-likelihood of the text (section 3.1, equation 1); with a minus sign and a mean it is a loss:

$$L = -\frac{1}{B\,(T-1)} \sum_{b}\sum_{t=0}^{T-2} \log p\left(\mathrm{id}_{b,t+1} \mid \mathrm{id}_{b,0}, \dots, \mathrm{id}_{b,t}\right)$$

| thing | shape |
|---|---|
| ids, the tokens as numbers | `(B, T)`, integers |
| logits, the scores before the softmax | `(B, T, vocab_size)`: at place $t$ those for token $t + 1$ |
| loss | one number |

Mind the **shift**. The logits at place $t$ belong to the token at $t + 1$. The last logits have no answer yet, and the first token was never asked for. Forget the shift and the task is "say what you see": the loss falls to nearly zero, and the model has learned to repeat.

`F.cross_entropy(scores, answers)` takes scores `(N, vocab_size)` *before* the softmax and answers `(N,)`, and gives the mean of $-\log p$. `a.flatten(0, 1)` makes one axis of the first two.

**By hand.** Two tokens in the vocabulary, the text is $(0, 1, 1)$. The logits are $(0, 0)$ at place 0, $(0, \ln 3)$ at place 1, anything at place 2. Place 0 gives the token 1 a probability of $1/2$, place 1 gives it $3/4$. The loss is $-(\ln \tfrac12 + \ln \tfrac34)/2 = 0.4904$.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 다음에 무엇이 올까요?

`the cat sat`이라는 글이 있어요. 모델은 토큰마다 그다음 토큰을 맞혀요. `the`에서는 `cat`을, `cat`에서는 `sat`을 말해야 해요. 그래서 토큰 $T$개짜리 글에는 문제가 $T - 1$개 들어 있어요. 어떤 토큰도 자기보다 나중에 오는 토큰을 보지 않으니 순전파(forward pass) 한 번으로 모두 답할 수 있어요. GPT-1은 이것을 글의 가능도(likelihood)로 적었어요(3.1절, 식 1). 부호를 바꾸고 평균을 내면 손실이 돼요.

$$L = -\frac{1}{B\,(T-1)} \sum_{b}\sum_{t=0}^{T-2} \log p\left(\mathrm{id}_{b,t+1} \mid \mathrm{id}_{b,0}, \dots, \mathrm{id}_{b,t}\right)$$

| 기호 | 모양 |
|---|---|
| ids, 번호로 나타낸 토큰 | `(B, T)`, 정수 |
| 로짓(logits), 소프트맥스(softmax) 앞의 점수 | `(B, T, vocab_size)`: 위치 $t$의 것은 토큰 $t + 1$의 점수 |
| 손실 | 숫자 하나 |

**한 칸 밀기(shift)** 를 조심하세요. 위치 $t$의 로짓은 $t + 1$에 있는 토큰의 것이에요. 마지막 로짓에는 아직 답이 없고, 첫 토큰은 맞힐 문제로 나온 적이 없어요. 밀기를 잊으면 과제가 '보이는 것을 그대로 말하기'가 돼요. 손실은 거의 0까지 내려가지만, 모델이 배운 것은 따라 말하기뿐이에요.

`F.cross_entropy(scores, answers)`는 소프트맥스를 *거치지 않은* 점수 `(N, vocab_size)`와 답 `(N,)`을 받아 $-\log p$의 평균을 줘요. `a.flatten(0, 1)`은 앞의 두 축을 하나로 만들어요.

**손으로 해 보기.** 어휘(vocabulary)에는 토큰이 두 개 있고, 글은 $(0, 1, 1)$이에요. 로짓은 위치 0에서 $(0, 0)$, 위치 1에서 $(0, \ln 3)$, 위치 2에서는 아무 값이나 괜찮아요. 토큰 1의 확률이 위치 0에서는 $1/2$, 위치 1에서는 $3/4$이에요. 손실은 $-(\ln \tfrac12 + \ln \tfrac34)/2 = 0.4904$예요.
"""


# %% exercise="language_model_loss" minutes=7 difficulty=2
def language_model_loss(logits, ids):
    """Mean loss of predicting every token from those before it.

    Args:
        logits: (B, T, vocab_size), before the softmax; those at place t are for the token at t + 1.
        ids: (B, T), int64, the tokens that the logits were computed from.

    Returns:
        a tensor with one number: the mean of -log p over the B * (T - 1) predictions.
        Backward can start from it.

    Source: Radford et al. 2018, section 3.1, equation 1.
    """
    ### BEGIN SOLUTION
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    ### END SOLUTION


# %% check="language_model_loss" points=3
_ids = torch.tensor([[0, 1, 1]])
_logits = torch.tensor([[[0.0, 0.0], [0.0, math.log(3.0)], [7.0, 0.0]]])
_loss = language_model_loss(_logits, _ids)
assert _loss.shape == (), "Is the loss one number?"
assert near(_loss, 0.490415), (
    "Do you get 0.4904 by hand? Which token belongs to the logits at place 0, and is the last place left out?"
)
_two = language_model_loss(torch.cat([_logits, _logits]), torch.tensor([[0, 1, 1], [1, 0, 0]]))
assert near(_two, 0.765068), (
    "A second text, 1 0 0, with the same logits gives 1/2 and 1/4. Is the loss the mean over both, each text for itself?"
)
assert near(language_model_loss(torch.zeros(2, 5, 7), torch.zeros(2, 5, dtype=torch.int64)), math.log(7)), (
    "A model that knows nothing about 7 tokens: is its loss ln 7?"
)

# %% [markdown] hint="language_model_loss"
r"""
Write the places of the logits in one row, and under each the token that it should have said. Which place has nothing under it? Which token stands under no place?
"""

# %% [markdown] hint="language_model_loss" lang="ko"
r"""
로짓의 위치를 한 줄에 적고, 위치마다 그 아래에 말했어야 할 토큰을 적어 보세요. 아래가 빈 위치는 어디인가요? 어느 위치 아래에도 없는 토큰은 무엇인가요?
"""

# %% [markdown] hint="language_model_loss"
r"""
`logits[:, :-1]` are the questions that have an answer, `ids[:, 1:]` the answers. Shift first, flatten then: the other way round the end of one text would be asked for the start of the next.
"""

# %% [markdown] hint="language_model_loss" lang="ko"
r"""
`logits[:, :-1]`이 답이 있는 질문이고, `ids[:, 1:]`이 그 답이에요. 먼저 밀고 나서 펴세요. 거꾸로 하면 한 글의 끝에서 다음 글의 처음을 묻게 돼요.
"""

# %% [markdown] hint="language_model_loss"
r"""
`F.cross_entropy` of two things: the shifted logits with `.flatten(0, 1)`, and the shifted ids with `.flatten()`. No softmax in front: it is inside.
"""

# %% [markdown] hint="language_model_loss" lang="ko"
r"""
`F.cross_entropy`에 두 가지를 넣어요. 민 로짓에 `.flatten(0, 1)`을 한 것, 민 ids에 `.flatten()`을 한 것이에요. 소프트맥스는 안에 들어 있으니 앞에 쓰지 않아요.
"""

# %% [markdown]
r"""
## 2 · Look back, and remember

To write a text, a GPT reads what is there, draws a token, puts it behind, and starts again. Read 100 tokens to write one, then 101 to write the next. Nearly all of that work is a repetition. No token ever looks at a later one, so **what was computed for a token never changes when the text grows**. The new token needs from the old ones only two things: their keys and their values. Whoever keeps them need not compute them again. That is the **KV cache**.

![The table of who may look at whom when 3 tokens are known and 2 are new. Five columns, one for each token, numbered 0 to 4; the first three are shaded and called past, with keys and values from the cache. Two rows, one for each new token, 3 and 4. Token 3 may look at columns 0 to 3, token 4 at all five. Beside it the same table with the diagonal begun in the upper left corner, crossed out: token 3 would see column 0 only.](figures/day13_cache.svg)

So the attention of today has two kinds of tokens: `n_new` that ask now, and `n_past` that asked earlier. The rows of the mask are the new ones, the columns are all, the past first. New token $i$ (counted from 0) stands at place `n_past + i` of the text and may look at every place up to its own. GPT-2's published code has exactly this function (`attention_mask` in `src/model.py`), with a comment that tells where to count from: the lower right corner.

### Spot the bug

The mask below was written for training, where there is no past. It has passed every test there. Then somebody added `n_past`. Mend it and choose what was wrong.

- **A**: `tril` should be `triu`: the zeros and ones are the wrong way round.
- **B**: A new token must not see itself, so the diagonal should be left out.
- **C**: The diagonal begins at column 0, but the first new token stands in column `n_past`.
- **D**: The mask should have as many rows as columns.

(`a.tril(k)` keeps what lies on and below the `k`-th diagonal. The 0th starts in the upper left corner, the 1st one column further to the right.)
"""

# %% [markdown] lang="ko"
r"""
## 2 · 지나온 것을 보고, 기억하기

GPT는 글을 쓸 때 있는 글을 읽고, 토큰 하나를 뽑아 뒤에 붙이고, 처음부터 다시 해요. 하나를 쓰려고 100개를 읽고, 다음 하나를 쓰려고 101개를 읽어요. 이 일의 거의 전부가 되풀이예요. 어떤 토큰도 자기보다 나중에 오는 토큰을 보지 않으니, **글이 길어져도 한 토큰에 대해 계산한 것은 절대 달라지지 않아요**. 새 토큰이 옛 토큰에게서 얻어야 하는 것은 두 가지, 키와 밸류뿐이에요. 보관해 두면 다시 계산하지 않아도 돼요. 이것이 **KV 캐시**예요.

![토큰 3개를 이미 알고 2개가 새로 왔을 때 누가 누구를 볼 수 있는지 나타낸 표예요. 열은 토큰마다 하나씩 다섯 개이고 0부터 4까지 번호가 있어요. 처음 세 열은 색이 칠해져 있고 과거라고 적혀 있어요. 키와 밸류를 캐시에서 가져와요. 행은 새 토큰 3과 4의 두 개예요. 토큰 3은 0열부터 3열까지, 토큰 4는 다섯 열 모두를 볼 수 있어요. 옆에는 대각선을 왼쪽 위 모서리에서 시작한 표가 있고 가위표가 그려져 있어요. 거기서는 토큰 3이 0열만 봐요.](figures/day13_cache.svg)

그래서 오늘의 어텐션에는 토큰이 두 종류 있어요. 지금 물어보는 `n_new`개와, 전에 이미 물어본 `n_past`개예요. 마스크의 행은 새 토큰이고, 열은 모든 토큰인데 과거가 먼저예요. 새 토큰 $i$는 글의 `n_past + i`번 자리에 있고, 자기 자리까지 볼 수 있어요. 공개된 GPT-2 코드에 바로 이 함수(`src/model.py`의 `attention_mask`)가 있고, 어디서부터 세는지 주석에 적혀 있어요. 오른쪽 아래 모서리예요.

### 버그 찾기

아래 마스크는 과거가 없는 학습에 쓰려고 만든 거예요. 거기서는 모든 검사를 통과했어요. 그다음 누군가 `n_past`를 덧붙였어요. 함수를 고치고, 무엇이 틀렸는지 고르세요.

- **A**: `tril`이 아니라 `triu`여야 해요. 0과 1이 뒤바뀌었어요.
- **B**: 새 토큰은 자기 자신을 보면 안 되니까 대각선을 빼야 해요.
- **C**: 대각선이 0열에서 시작하는데, 첫 새 토큰은 `n_past`열에 있어요.
- **D**: 마스크의 행과 열은 수가 같아야 해요.

(`a.tril(k)`는 `k`번째 대각선과 그 아래를 남겨요. 0번째 대각선은 왼쪽 위 모서리에서, 1번째는 한 열 오른쪽에서 시작해요.)
"""


# %% exercise="causal_mask" kind="bug" bug="diagonal_from_the_corner" minutes=6 difficulty=2
def causal_mask(n_new, n_past=0):
    """Who may look at whom, when n_past tokens are known and n_new follow.

    Args:
        n_new: how many tokens ask.
        n_past: how many tokens stand before them.

    Returns:
        (n_new, n_past + n_new), boolean, True = may look: all of the past, and the new ones up to oneself.

    Source: Radford et al. 2019, the published code, src/model.py, attention_mask.
    """
    ### BEGIN SOLUTION
    return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril(n_past)
    ### END SOLUTION
    ### BEGIN BUG
    # return torch.ones(n_new, n_past + n_new, dtype=torch.bool).tril()
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
causal_mask_reason = "C"
### END SOLUTION

# %% check="causal_mask" points=2
# The first two lines pass with the bug, too.
assert causal_mask(2, 3).shape == (2, 5), "Two rows that ask, five columns that are looked at?"
assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]], (
    "Without a past: does each token see itself and all before it?"
)
assert causal_mask(2, 3).tolist() == [[True, True, True, True, False], [True, True, True, True, True]], (
    "Three in the past, two new: which columns may the first new token look at?"
)
assert causal_mask(1, 4).all(), "One new token is the last of the text. Whom may it not see?"
assert causal_mask_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="causal_mask"
r"""
Print `causal_mask(1, 4).int()`. A single new token stands at the end of the text. How many ones should its row have?
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
`causal_mask(1, 4).int()`를 출력해 보세요. 새 토큰 하나는 글의 맨 끝에 있어요. 그 행에는 1이 몇 개 있어야 할까요?
"""

# %% [markdown] hint="causal_mask"
r"""
The first new token is in column `n_past`, and its row must be True up to there. On which diagonal, counted from the left upper corner, does that place lie?
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
첫 새 토큰은 `n_past`열에 있고, 그 행은 거기까지 True여야 해요. 왼쪽 위 모서리에서 세면 그 자리는 몇 번째 대각선 위에 있나요?
"""

# %% [markdown] hint="causal_mask"
r"""
`tril` takes the number of the diagonal: write `n_past` into its brackets.
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
`tril`은 대각선의 번호를 받아요. 괄호 안에 `n_past`를 쓰세요.
"""

# %% [markdown]
r"""
### Attention with a past

Now the attention itself. `CausalAttention` is Day 6's layer: the same four linear layers, made by the same `__init__`, which it inherits. Only `forward` is new. It has no memory from elsewhere and takes no mask, since both are settled: it looks at the past and at itself, never ahead. It takes the past's keys and values, and hands back those of past and new together, for the next time.

| thing | shape |
|---|---|
| $x$, the new tokens | `(B, n_new, d_model)` |
| `past`: keys and values so far | two tensors `(B, n_heads, n_past, d_k)`, or `None` |
| queries of the new tokens | `(B, n_heads, n_new, d_k)` |
| keys and values, past first, then new | `(B, n_heads, n_past + n_new, d_k)` |
| output | `(B, n_new, d_model)` |

`torch.cat([a, b], dim=-2)` puts two tensors behind one another along the tokens.
"""

# %% [markdown] lang="ko"
r"""
### 과거가 있는 어텐션

이제 어텐션이에요. `CausalAttention`은 6일 차의 층이에요. 선형 층 네 개가 똑같고, 그것을 만드는 `__init__`도 물려받아요. `forward`만 새로 써요. 다른 곳에서 오는 메모리(memory)도 없고 마스크도 받지 않아요. 둘 다 정해져 있으니까요. 과거와 자기 자신을 보고, 나중에 오는 토큰은 절대 보지 않아요. 과거의 키와 밸류를 받고, 과거와 새것을 합친 키와 밸류를 다음번을 위해 돌려줘요.

| 기호 | 모양 |
|---|---|
| $x$, 새 토큰 | `(B, n_new, d_model)` |
| `past`: 지금까지의 키와 밸류 | 텐서 두 개 `(B, n_heads, n_past, d_k)`, 또는 `None` |
| 새 토큰의 쿼리(query) | `(B, n_heads, n_new, d_k)` |
| 과거 다음에 새것을 이은 키와 밸류 | `(B, n_heads, n_past + n_new, d_k)` |
| 출력 | `(B, n_new, d_model)` |

`torch.cat([a, b], dim=-2)`는 텐서 둘을 토큰 축을 따라 이어 붙여요.
"""


# %% exercise="CausalAttention" minutes=13 difficulty=3
class CausalAttention(MultiHeadAttention):
    """Self-attention that never looks ahead and can go on where it stopped.

    Args:
        d_model: numbers of one token.
        n_heads: how many heads; each is d_model / n_heads wide.

    Parameters: those of MultiHeadAttention (w_q, w_k, w_v, w_o), which makes them; also self.n_heads.

    Source: Radford et al. 2019, the published code, src/model.py, attn with past and present.
    """

    def forward(self, x, past=None):
        """Let each new token look at the past, at the new ones before it and at itself.

        Args:
            x: (B, n_new, d_model), the new tokens.
            past: (keys, values) of the tokens before, each (B, n_heads, n_past, d_k); None: there are none.

        Returns:
            output: (B, n_new, d_model)
            present: (keys, values) of past and new tokens, each (B, n_heads, n_past + n_new, d_k).
        """
        ### BEGIN SOLUTION
        q = split_heads(self.w_q(x), self.n_heads)  # (B, n_heads, n_new, d_k)
        k = split_heads(self.w_k(x), self.n_heads)
        v = split_heads(self.w_v(x), self.n_heads)
        n_past = 0
        if past is not None:
            n_past = past[0].shape[-2]
            k = torch.cat([past[0], k], dim=-2)
            v = torch.cat([past[1], v], dim=-2)
        mixed, _ = scaled_dot_product_attention(q, k, v, causal_mask(x.shape[1], n_past))
        return self.w_o(merge_heads(mixed)), (k, v)
        ### END SOLUTION


# %% check="CausalAttention" points=5
torch.manual_seed(13)
_attention = CausalAttention(12, 3)
_x = torch.randn(2, 6, 12)
_whole, _present = _attention(_x)
assert _whole.shape == (2, 6, 12), "Does each token get an answer of its own width?"
assert len(_present) == 2, "Are keys and values handed back, and nothing else?"
assert all(part.shape == (2, 3, 6, 4) for part in _present), "Are they cut into heads, (B, n_heads, T, d_k)?"
_other = MultiHeadAttention(12, 3)
_other.load_state_dict(_attention.state_dict())
assert near(_whole, _other(_x, None, torch.ones(6, 6, dtype=torch.bool).tril())[0]), (
    "Without a past: is it Day 6's layer with a causal mask?"
)
_first, _past = _attention(_x[:, :4])
_second, _both = _attention(_x[:, 4:], _past)
assert _both[0].shape == (2, 3, 6, 4), "Four tokens of the past and two new ones: are there six keys?"
assert near(torch.cat([_first, _second], dim=1), _whole), (
    "In two pieces or at once: is the output the same? Which stands first, the past or the new?"
)
assert near(torch.stack(_both), torch.stack(_present)), "Are keys and values in the order of the text?"

# %% [markdown] hint="CausalAttention"
r"""
Begin with `forward` of Day 6: project, split, attend, merge, project. What is new happens between splitting and attending, and concerns only `k` and `v`.
"""

# %% [markdown] hint="CausalAttention" lang="ko"
r"""
6일 차의 `forward`에서 시작하세요. 투영하고, 나누고, 어텐션하고, 합치고, 투영해요. 새로운 일은 나누기와 어텐션 사이에서 일어나고, `k`와 `v`에만 해당해요.
"""

# %% [markdown] hint="CausalAttention"
r"""
If there is a past: `k = torch.cat([past[0], k], dim=-2)`, and `v` likewise with `past[1]`. How long the past is, you read off `past[0].shape[-2]`; the mask needs it. Without a past it is 0.
"""

# %% [markdown] hint="CausalAttention" lang="ko"
r"""
과거가 있으면 `k = torch.cat([past[0], k], dim=-2)`이고, `v`도 `past[1]`로 똑같이 해요. 과거의 길이는 `past[0].shape[-2]`에서 읽을 수 있고, 마스크에 필요해요. 과거가 없으면 0이에요.
"""

# %% [markdown] hint="CausalAttention"
r"""
The mask is `causal_mask(x.shape[1], n_past)`. The last two lines: `mixed, _ = scaled_dot_product_attention(q, k, v, mask)` and `return self.w_o(merge_heads(mixed)), (k, v)`.
"""

# %% [markdown] hint="CausalAttention" lang="ko"
r"""
마스크는 `causal_mask(x.shape[1], n_past)`예요. 마지막 두 줄은 `mixed, _ = scaled_dot_product_attention(q, k, v, mask)`와 `return self.w_o(merge_heads(mixed)), (k, v)`예요.
"""

# %% [markdown]
r"""
## 3 · One block, two norms

GPT-1 keeps the wiring of 2017, **post-norm**: add, then normalize. GPT-2 moved the norm to the entrance of each sublayer, **pre-norm** (Radford et al. 2019, section 2.3): normalize, compute, add.

$$\text{post:}\quad h = \mathrm{norm}_1(x + \mathrm{attention}(x)), \qquad y = \mathrm{norm}_2(h + \mathrm{ffn}(h))$$

$$\text{pre:}\quad h = x + \mathrm{attention}(\mathrm{norm}_1(x)), \qquad y = h + \mathrm{ffn}(\mathrm{norm}_2(h))$$

In post-norm each token comes out of every block freshly normalized. In pre-norm nothing ever normalizes $x$ itself: it runs from the first block to the last as a plain sum, and each block adds to it. That sum is what makes many layers easy to train: the gradient has a way on which nothing touches it. Xiong et al. (2020) show it: with post-norm the gradients near the output are large at the start, and without a careful warm-up training easily becomes unstable.

All else is the same in both: $d_{ff} = 4\,d_{model}$, GELU in the form **with tanh** (the exact form gives other numbers), eps $10^{-5}$, the value that your `LayerNorm` takes by itself.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 블록은 하나, 정규화는 두 가지

GPT-1은 2017년의 배선을 그대로 썼어요. 더한 다음 정규화하는 **사후 정규화(post-norm)** 예요. GPT-2는 정규화를 하위 층(sublayer)의 입구로 옮겼어요(Radford et al. 2019, 2.3절). 정규화하고, 계산하고, 더하는 **사전 정규화(pre-norm)** 예요.

$$\text{post:}\quad h = \mathrm{norm}_1(x + \mathrm{attention}(x)), \qquad y = \mathrm{norm}_2(h + \mathrm{ffn}(h))$$

$$\text{pre:}\quad h = x + \mathrm{attention}(\mathrm{norm}_1(x)), \qquad y = h + \mathrm{ffn}(\mathrm{norm}_2(h))$$

사후 정규화에서는 토큰이 블록을 나올 때마다 새로 정규화되어 있어요. 사전 정규화에서는 $x$ 자체를 정규화하는 곳이 없어요. $x$는 첫 블록부터 마지막 블록까지 그냥 더해지기만 하며 흘러요. 이 합 덕분에 층이 많아도 학습하기 쉬워요. 기울기(gradient)가 아무것에도 걸리지 않고 지나갈 길이 있으니까요. Xiong et al.(2020)이 이것을 보였어요. 사후 정규화에서는 처음에 출력 쪽 기울기가 커서, 조심스러운 워밍업(warm-up)이 없으면 학습이 불안정해지기 쉬워요.

나머지는 둘이 같아요. $d_{ff} = 4\,d_{model}$이고, GELU는 **tanh가 든** 꼴이고(정확한 꼴을 쓰면 숫자가 달라져요), eps는 여러분의 `LayerNorm`이 기본으로 쓰는 $10^{-5}$이에요.
"""


# %% exercise="GPTBlock" minutes=10 difficulty=2
class GPTBlock(nn.Module):
    """A block of GPT-1 (norm="post") or GPT-2 (norm="pre").

    Args:
        d_model: numbers of one token.
        n_heads: how many heads.
        norm: "pre" or "post".

    Parts: attention (CausalAttention), feed_forward (FeedForward, 4 * d_model wide inside, "gelu_tanh"), norm1 for
    attention and norm2 for feed_forward (LayerNorm, eps 1e-5).
    Raises ValueError if norm is another word.

    Source: Radford et al. 2018, section 3.1 and 4.1 (post); Radford et al. 2019, section 2.3 (pre).
    """

    def __init__(self, d_model, n_heads, norm="pre"):
        super().__init__()
        ### BEGIN SOLUTION
        if norm not in ("pre", "post"):
            raise ValueError(f"norm {norm!r} is neither pre nor post")
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        ### END SOLUTION

    def forward(self, x, past=None):
        """Attention, then feed-forward, each with its residual.

        Args:
            x: (B, n_new, d_model)
            past: (keys, values) of the tokens before, for the attention; None: there are none.

        Returns:
            x: (B, n_new, d_model)
            present: what the attention hands back.
        """
        ### BEGIN SOLUTION
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present
        ### END SOLUTION


# %% check="GPTBlock" points=4
torch.manual_seed(13)
_x = 3 + 5 * torch.randn(2, 6, 12)
for _norm in ("pre", "post"):
    _block = GPTBlock(12, 3, _norm)
    assert sum(p.numel() for p in _block.parameters()) == 12 * 12**2 + 13 * 12, (
        "Four matrices in attention, two of 4 d_model in the feed-forward, biases, two norms: is that all?"
    )
    _y, _present = _block(_x)
    assert _y.shape == _x.shape, "Does each token keep its width?"
    assert len(_present) == 2, "Are keys and values handed on?"
    _mean = _y.mean(dim=-1)
    if _norm == "post":
        assert near(_mean, torch.zeros(2, 6)), "Post: is a norm the last thing that happens?"
    else:
        assert _mean.abs().max() > 0.5, "Pre: is the sum itself left without a norm?"
    _first, _past = _block(_x[:, :4])
    _second, _ = _block(_x[:, 4:], _past)
    assert near(torch.cat([_first, _second], dim=1), _y, atol=1e-4), (
        "In two pieces: is the past handed to attention?"
    )
    with torch.no_grad():  # sublayers that say nothing
        for _last in (_block.attention.w_o, _block.feed_forward.linear2):
            _last.weight.zero_(), _last.bias.zero_()
    _wanted = _x if _norm == "pre" else _block.norm2(_block.norm1(_x))
    assert near(_block(_x)[0], _wanted, atol=1e-4), "Both sublayers give 0: what is left of x, pre and post?"
for _norm in ("pre", "post"):
    _block = GPTBlock(12, 3, _norm)
    with torch.no_grad():  # two norms that differ, and an attention that says the same to every token
        _block.norm1.gamma.fill_(2.0), _block.norm2.gamma.fill_(3.0)
        _block.attention.w_o.weight.zero_(), _block.attention.w_o.bias.copy_(torch.randn(12))
    _y, (_keys, _) = _block(_x)
    _read = _block.norm1(_x) if _norm == "pre" else _x
    assert near(_keys, split_heads(_block.attention.w_k(_read), 3), atol=1e-4), (
        f"{_norm}: what does attention read, x or norm1 of x?"
    )
    _h = _x + _block.attention.w_o.bias
    _h = _h if _norm == "pre" else _block.norm1(_h)
    _said = _block.feed_forward(_block.norm2(_h) if _norm == "pre" else _h)
    _wanted = _h + _said if _norm == "pre" else _block.norm2(_h + _said)
    assert near(_y, _wanted, atol=1e-4), (
        f"{_norm}: what does the feed-forward read, and which norm is its own?"
    )
try:
    GPTBlock(12, 3, "none")
except ValueError as _error:
    print("another word:", _error)
else:
    raise AssertionError("Which word other than pre and post would your block obey?")

# %% [markdown] hint="GPTBlock"
r"""
Take the two formulas: each has two parts, $h$ for attention and $y$ for the feed-forward. An `if` on the word in `forward`, two lines in each branch.
"""

# %% [markdown] hint="GPTBlock" lang="ko"
r"""
수식 두 개를 보세요. 저마다 두 부분인데, $h$는 어텐션이고 $y$는 순방향 신경망이에요. `forward`에서 단어에 따라 `if`로 나누고, 갈래마다 두 줄씩 쓰세요.
"""

# %% [markdown] hint="GPTBlock"
r"""
The attention gives two results: `change, present = self.attention(…, past)`. Only `change` is added to `x`; `present` is handed back untouched. In the second line `x` is already the result of the first, the $h$ of the formula.
"""

# %% [markdown] hint="GPTBlock" lang="ko"
r"""
어텐션은 결과를 두 개 줘요. `change, present = self.attention(…, past)`처럼요. `x`에 더하는 것은 `change`뿐이고, `present`는 그대로 돌려줘요. 둘째 줄의 `x`는 이미 첫 줄의 결과, 곧 수식의 $h$예요.
"""

# %% [markdown] hint="GPTBlock"
r"""
Pre: attention gets `self.norm1(x)`, then `x = x + change`, then `x = x + self.feed_forward(self.norm2(x))`. Post: attention gets `x`, then `x = self.norm1(x + change)`, then `self.norm2(x + …)`. In `__init__`: `FeedForward(d_model, 4 * d_model, "gelu_tanh")`.
"""

# %% [markdown] hint="GPTBlock" lang="ko"
r"""
사전: 어텐션에 `self.norm1(x)`를 넣고, `x = x + change`, 그다음 `x = x + self.feed_forward(self.norm2(x))`예요. 사후: 어텐션에 `x`를 넣고, `x = self.norm1(x + change)`, 그다음 `self.norm2(x + …)`예요. `__init__`에서는 `FeedForward(d_model, 4 * d_model, "gelu_tanh")`를 만들어요.
"""

# %% [markdown]
r"""
## 4 · GPT

What is missing lies around the blocks.

1. **In**: the vector of the token plus the vector of its place. Both are learned tables (`nn.Embedding`); no sinusoids, and, unlike in 2017, no $\sqrt{d_{model}}$ in front.
2. **Through** `n_layers` blocks, each with weights of its own.
3. **One final norm, in GPT-2 only.** After pre-norm blocks the sum has never been normalized and has grown with every block; GPT-2 puts a norm behind the last one. GPT-1 has none: its last block ends in one.
4. **Out**: the score of a token is the dot product of the last vector with that token's embedding. The head has no weights of its own: it is **tied** to `token_embedding`, and has no bias.

$$\mathrm{logits} = h\,E^\top \qquad h: (B, T, d_{model}),\quad E: (\mathrm{vocab\_size}, d_{model})$$

And the cache: `step` takes a piece of text and the past of every block, and gives the logits of the piece and the new past of every block. **Mind the places.** The first token of a piece stands at place `n_past`, not at place 0. `forward` is a `step` without a past; it is given.
"""

# %% [markdown] lang="ko"
r"""
## 4 · GPT

남은 것은 블록을 둘러싼 부분이에요.

1. **들어가기**: 토큰의 벡터에 자리의 벡터를 더해요. 둘 다 학습되는 표(`nn.Embedding`)예요. 사인 곡선(sinusoid)도 없고, 2017년처럼 앞에 $\sqrt{d_{model}}$을 곱하지도 않아요.
2. **지나가기**: 블록 `n_layers`개를 지나요. 블록마다 자기 가중치가 있어요.
3. **마지막 정규화는 GPT-2에만 하나** 있어요. 사전 정규화 블록을 지난 합은 한 번도 정규화되지 않은 채 블록마다 커졌어요. 그래서 GPT-2는 마지막 블록 뒤에 정규화를 하나 둬요. GPT-1에는 없어요. 마지막 블록이 정규화로 끝나니까요.
4. **나오기**: 토큰의 점수는 마지막 벡터와 그 토큰 임베딩(embedding)의 내적이에요. 출력층(head)에는 자기 가중치가 없어요. `token_embedding`과 **묶여(tied)** 있고 bias도 없어요.

$$\mathrm{logits} = h\,E^\top \qquad h: (B, T, d_{model}),\quad E: (\mathrm{vocab\_size}, d_{model})$$

그리고 캐시예요. `step`은 글 한 토막과 모든 블록의 과거를 받아, 그 토막의 로짓과 모든 블록의 새 과거를 돌려줘요. **자리를 조심하세요.** 토막의 첫 토큰은 0번이 아니라 `n_past`번 자리에 있어요. `forward`는 과거 없는 `step`이고, 미리 써 뒀어요.
"""


# %% exercise="GPT" minutes=15 difficulty=3
class GPT(nn.Module):
    """GPT-1 (norm="post") or GPT-2 (norm="pre").

    Args:
        vocab_size: how many tokens there are.
        max_length: how many places there are.
        d_model: numbers of one token.
        n_heads: how many heads.
        n_layers: how many blocks.
        norm: "pre" or "post".

    Parts: token_embedding and position_embedding (nn.Embedding), blocks (nn.ModuleList of GPTBlock), and for "pre"
    only final_norm (LayerNorm). The head has no weights of its own: it is tied to token_embedding, without a bias.

    Source: Radford et al. 2018, section 3.1, equation 2; Radford et al. 2019, section 2.3.
    """

    def __init__(self, vocab_size, max_length, d_model, n_heads, n_layers, norm="pre"):
        super().__init__()
        ### BEGIN SOLUTION
        self.max_length = max_length
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()
        ### END SOLUTION

    def forward(self, ids):
        """Logits for all places of a text: ids (B, T), int64 -> (B, T, vocab_size)."""
        return self.step(ids)[0]

    def step(self, ids, past=None):
        """Go on with a text.

        Args:
            ids: (B, n_new), int64, the next tokens of the text.
            past: what the last step gave as present, not changed; None: the text begins here.

        Returns:
            logits: (B, n_new, vocab_size); those at place t are for the token behind it.
            present: a list with the (keys, values) of each block.
        """
        ### BEGIN SOLUTION
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present
        ### END SOLUTION


# %% check="GPT" points=6
torch.manual_seed(13)
_ids = torch.randint(11, (2, 9))
for _norm, _extra in (("pre", 24), ("post", 0)):
    _gpt = GPT(11, 10, 12, 3, 2, _norm)
    _names = {name.partition(".")[0] for name, _ in _gpt.named_parameters()}
    assert {"token_embedding", "position_embedding", "blocks"} <= _names, "Do the parts have these names?"
    assert sum(p.numel() for p in _gpt.parameters()) == 2 * (12 * 12**2 + 13 * 12) + 21 * 12 + _extra, (
        "Two tables, two blocks, a final norm for pre only: does your head have weights of its own?"
    )
    _logits = _gpt(_ids)
    assert _logits.shape == (2, 9, 11), "At each place one score for each token of the vocabulary?"
    _later = _ids.clone()
    _later[:, 5] = (_later[:, 5] + 1) % 11
    assert near(_gpt(_later)[:, :5], _logits[:, :5]), "Does a place see what comes later?"
    _pieces, _past, _at = [], None, 0
    for _size in (1, 2, 6):
        _piece, _past = _gpt.step(_ids[:, _at : _at + _size], _past)
        _pieces.append(_piece)
        _at += _size
    assert near(torch.cat(_pieces, dim=1), _logits, atol=1e-4), (
        "In pieces of 1, 2 and 6: do places go on counting, and does each block get its own past?"
    )
    with torch.no_grad():  # blocks that say nothing
        for _block in _gpt.blocks:
            for _last in (_block.attention.w_o, _block.feed_forward.linear2):
                _last.weight.zero_(), _last.bias.zero_()
        for _table in (_gpt.token_embedding, _gpt.position_embedding):
            _table.weight.normal_()  # however small yours began
    _sum = _gpt.token_embedding.weight[_ids] + _gpt.position_embedding.weight[:9]
    assert near(_gpt(_ids), F.layer_norm(_sum, (12,)) @ _gpt.token_embedding.weight.mT, atol=1e-3), (
        "Blocks that say nothing: is it token plus place, normalized, times the embedding? Do the blocks know the norm?"
    )
_gpt, _same = GPT(11, 10, 12, 3, 2), torch.full((1, 4), 3)
assert not near(_gpt(_same)[0, 0], _gpt(_same)[0, 1], atol=1e-3), (
    "The same token at two places: does the place matter?"
)

# %% [markdown] hint="GPT"
r"""
Four lines in `__init__`: two `nn.Embedding`, one `nn.ModuleList`, one norm. Where the final norm is not wanted, `nn.Identity()` is a module that gives back what it gets and learns nothing.
"""

# %% [markdown] hint="GPT" lang="ko"
r"""
`__init__`은 네 줄이에요. `nn.Embedding` 두 개, `nn.ModuleList` 하나, 정규화 하나예요. 마지막 정규화가 없어야 할 때는 `nn.Identity()`를 쓰면 돼요. 받은 것을 그대로 돌려주고 아무것도 배우지 않는 모듈이에요.
"""

# %% [markdown] hint="GPT"
r"""
`n_past` is 0 without a past, otherwise the length of any keys in it: `past[0][0].shape[-2]`. The places are `torch.arange(n_past, n_past + ids.shape[1])`. Block `i` gets `past[i]`, or `None`; collect what each hands back in a list.
"""

# %% [markdown] hint="GPT" lang="ko"
r"""
`n_past`는 과거가 없으면 0, 있으면 그 안에 있는 아무 키의 길이예요. `past[0][0].shape[-2]`처럼요. 자리는 `torch.arange(n_past, n_past + ids.shape[1])`이에요. `i`번 블록에는 `past[i]`나 `None`을 주고, 블록이 돌려주는 것을 목록에 모으세요.
"""

# %% [markdown] hint="GPT"
r"""
Blocks: `nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])`. In the loop: `x, kept = block(x, None if past is None else past[i])`. The end: `self.final_norm(x) @ self.token_embedding.weight.mT`, and the list.
"""

# %% [markdown] hint="GPT" lang="ko"
r"""
블록은 `nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])`예요. 반복문 안은 `x, kept = block(x, None if past is None else past[i])`예요. 마지막은 `self.final_norm(x) @ self.token_embedding.weight.mT`와 목록이에요.
"""

# %% [markdown]
r"""
### Is it the real thing?

How many parameters the two published models have can be looked up. (The GPT-2 paper says 117M for the small one; that was a slip, corrected later.) Here are your two models in their published sizes, on a device called `meta` that has shapes and no numbers, so that nothing is computed and no memory is used.
"""

# %% [markdown] lang="ko"
r"""
### 진짜와 같을까요?

공개된 두 모델의 파라미터 수는 찾아볼 수 있어요. 여러분의 두 모델을 공개된 크기로 만들어 봐요. `meta`라는 장치에는 모양만 있고 숫자가 없어서, 계산도 하지 않고 메모리도 쓰지 않아요.
"""

# %%
with torch.device("meta"):
    published = {"GPT-1": GPT(40478, 512, 768, 12, 12, "post"), "GPT-2, small": GPT(50257, 1024, 768, 12, 12)}
for name, model in published.items():
    print(f"{name:13}{sum(p.numel() for p in model.parameters()):>12,} parameters")

# %% [markdown]
r"""
116,534,784 and 124,439,808: the published checkpoints have just as many. With a head of its own GPT-2 would have 163,037,184.

The count says that the parts are there. Whether they are wired rightly, only numbers can say: the course's tests give a `GPT` like yours and Hugging Face's `OpenAIGPTLMHeadModel` and `GPT2LMHeadModel` the same random weights of order one, and compare the logits. When this was written the largest difference was $7\cdot10^{-6}$, on scores as large as 14: the rounding of float32. If you load real weights one day, mind that these two models' linear layers (`Conv1D`) keep the **transpose** of what `nn.Linear` keeps, with query, key and value side by side in one matrix `c_attn`.

## 5 · From scores to a token

The model gives scores. A text needs decisions. Always taking the most likely token is one, and a dull one: such texts soon repeat themselves (Holtzman et al. 2020 show many examples). Drawing from the full distribution is another, and there the long tail hurts: each of thousands of unlikely tokens is harmless, but together they come up often. Three knobs lie in between.

- **Temperature** $\tau$ divides the logits before the softmax. $\tau < 1$ sharpens, $\tau > 1$ flattens, $\tau = 1$ leaves all as it is.
- **top-k** (Fan et al. 2018) keeps the $k$ most likely tokens.
- **top-p** or **nucleus** (Holtzman et al. 2020) keeps the smallest set of most likely tokens whose probabilities sum to at least $p$: few tokens where the model is sure, many where it is not.

What is removed has probability **exactly 0**, and the rest sums to one again. First temperature and top-k in one function.

**By hand.** The logits $(0, \ln 2, \ln 4)$ have the probabilities $(1, 2, 4)/7$. With $\tau = 0.5$ the logits double: $(1, 4, 16)/21$. With $\tau = 1$ and $k = 2$: $(0, 2, 4)/6$.
"""

# %% [markdown] lang="ko"
r"""
116,534,784개와 124,439,808개예요. 공개된 체크포인트(checkpoint)와 똑같아요. 출력층에 자기 가중치가 있었다면 GPT-2는 163,037,184개가 됐을 거예요.

개수가 같다는 것은 부품이 다 있다는 뜻이에요. 배선이 맞는지는 숫자로 확인해요. 이 과정의 테스트는 `GPT`와 Hugging Face의 `OpenAIGPTLMHeadModel`, `GPT2LMHeadModel`에 크기가 1쯤인 같은 난수 가중치를 넣고 로짓을 비교해요. 이 글을 쓸 때 가장 큰 차이는 $7\cdot10^{-6}$이었고 점수는 14까지 있었어요. float32의 반올림이에요. 언젠가 진짜 가중치를 불러온다면 조심할 것이 있어요. 그 두 모델의 선형 층(`Conv1D`)은 `nn.Linear`가 지닌 것의 **전치**를 지니고, 쿼리, 키, 밸류가 행렬 `c_attn` 하나에 나란히 들어 있어요.

## 5 · 점수에서 토큰으로

모델은 점수를 줘요. 글을 쓰려면 골라야 해요. 언제나 가장 그럴듯한 토큰을 고를 수도 있지만 따분해요. 그런 글은 금세 같은 말을 되풀이해요(Holtzman et al. 2020에 보기가 많아요). 전체 분포에서 그대로 뽑을 수도 있지만, 그러면 긴 꼬리가 말썽이에요. 드문 토큰 수천 개는 하나하나 보면 해롭지 않아도 모이면 자주 나와요. 그 사이에 손잡이가 세 개 있어요.

- **온도(temperature)** $\tau$는 소프트맥스에 넣기 전에 로짓을 $\tau$로 나눠요. $\tau < 1$이면 뾰족해지고, $\tau > 1$이면 평평해지고, $\tau = 1$이면 그대로예요.
- **top-k**(Fan et al. 2018)는 가장 그럴듯한 토큰 $k$개만 남겨요.
- **top-p** 또는 **핵(nucleus)** 샘플링(Holtzman et al. 2020)은 확률의 합이 $p$ 이상이 되는, 그럴듯한 토큰들의 가장 작은 집합만 남겨요. 모델이 확신하면 조금, 그렇지 않으면 많이 남아요.

빠진 토큰의 확률은 **정확히 0**이고, 나머지는 다시 합이 1이에요. 먼저 온도와 top-k를 함수 하나로 써요.

**손으로 해 보기.** 로짓 $(0, \ln 2, \ln 4)$의 확률은 $(1, 2, 4)/7$이에요. $\tau = 0.5$이면 로짓이 두 배가 되어 $(1, 4, 16)/21$이에요. $\tau = 1$이고 $k = 2$이면 $(0, 2, 4)/6$이에요.
"""


# %% exercise="next_token_probabilities" minutes=8 difficulty=2
def next_token_probabilities(logits, temperature=1.0, top_k=None):
    """Probabilities of the next token, with temperature and top-k.

    Args:
        logits: (..., vocab_size); no two of a row are equal.
        temperature: number above 0 that divides the logits.
        top_k: how many tokens of each row may be drawn; None, or more than there are: all.

    Returns:
        (..., vocab_size): each row sums to one; exactly 0 for a token that is not among the top_k.

    Source: Fan et al. 2018 (top-k); Holtzman et al. 2020, section 3.3 (temperature).
    """
    ### BEGIN SOLUTION
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[..., -1:]
        logits = logits.masked_fill(logits < smallest, float("-inf"))
    return torch.softmax(logits, dim=-1)
    ### END SOLUTION


# %% check="next_token_probabilities" points=3
_logits = torch.tensor([0.0, math.log(2.0), math.log(4.0)])
assert near(next_token_probabilities(_logits), torch.tensor([1.0, 2.0, 4.0]) / 7), (
    "Without knobs: is it the softmax?"
)
assert near(next_token_probabilities(_logits, 0.5), torch.tensor([1.0, 4.0, 16.0]) / 21), (
    "Temperature 0.5: do you divide the logits by it, in front of the softmax?"
)
_kept = next_token_probabilities(_logits, 1.0, 2)
assert near(_kept, torch.tensor([0.0, 2.0, 4.0]) / 6), "Two tokens stay: do they share the whole probability?"
assert _kept[0] == 0, "Is the one that goes exactly 0?"
assert near(next_token_probabilities(_logits, 1.0, 50), torch.tensor([1.0, 2.0, 4.0]) / 7), (
    "More than there are: do all stay?"
)
_rows = next_token_probabilities(torch.stack([_logits, -_logits]), 1.0, 1)
assert _rows.tolist() == [[0, 0, 1], [1, 0, 0]], "Does each row keep its own best?"

# %% [markdown] hint="next_token_probabilities"
r"""
Three steps: divide, remove, softmax. What must a logit be, so that the softmax makes exactly 0 of it?
"""

# %% [markdown] hint="next_token_probabilities" lang="ko"
r"""
세 단계예요. 나누기, 버리기, 소프트맥스예요. 소프트맥스를 거쳐 정확히 0이 되려면 로짓이 얼마여야 할까요?
"""

# %% [markdown] hint="next_token_probabilities"
r"""
`logits.topk(k, dim=-1).values` are the k largest of each row, from large to small. The last of them is the smallest that may stay. `[..., -1:]` keeps the axis, so that it can be compared with the whole row.
"""

# %% [markdown] hint="next_token_probabilities" lang="ko"
r"""
`logits.topk(k, dim=-1).values`는 행마다 가장 큰 k개를 큰 것부터 줘요. 그 마지막이 남아도 되는 가장 작은 값이에요. `[..., -1:]`은 축을 남기니 행 전체와 비교할 수 있어요.
"""

# %% [markdown] hint="next_token_probabilities"
r"""
`logits.masked_fill(logits < smallest, float("-inf"))`, then `torch.softmax(..., dim=-1)`. Only if `top_k` is not `None` and smaller than `logits.shape[-1]`: otherwise `topk` refuses.
"""

# %% [markdown] hint="next_token_probabilities" lang="ko"
r"""
`logits.masked_fill(logits < smallest, float("-inf"))`, 그다음 `torch.softmax(..., dim=-1)`이에요. `top_k`가 `None`이 아니고 `logits.shape[-1]`보다 작을 때만 하세요. 아니면 `topk`가 거절해요.
"""

# %% [markdown]
r"""
### The nucleus

Now top-p, on probabilities. The set must be found in the order of size, and the answer must stand in the order of the vocabulary. `probabilities.sort(dim=-1, descending=True)` gives the sorted `values` and their `indices`; `cumsum(dim=-1)` sums along the way. A token belongs to the nucleus if the sum of those *before* it is still below $p$. So the token that crosses the line is in, and there is always at least one.

To bring something sorted back: `torch.zeros_like(a).scatter(-1, indices, values)` writes each value where its index says.

**By hand.** $(0.2, 0.5, 0.1, 0.2)$ would have ties; take $(0.2, 0.5, 0.06, 0.24)$ with $p = 0.7$. In order: 0.5, 0.24, 0.2, 0.06. Before them lie 0, 0.5, 0.74, 0.94. Two are below 0.7, so 0.5 and 0.24 stay, and share: $(0, 0.676, 0, 0.324)$.
"""

# %% [markdown] lang="ko"
r"""
### 핵

이제 확률에 top-p를 써요. 집합은 크기 순서로 찾아야 하고, 답은 어휘 순서로 놓여야 해요. `probabilities.sort(dim=-1, descending=True)`는 정렬한 `values`와 그 `indices`를 주고, `cumsum(dim=-1)`은 차례로 더해 가요. 어떤 토큰 *앞까지의* 합이 아직 $p$보다 작으면 그 토큰은 핵에 들어가요. 그러니 선을 넘는 토큰도 들어가고, 적어도 하나는 언제나 남아요.

정렬한 것을 되돌리려면 `torch.zeros_like(a).scatter(-1, indices, values)`를 쓰세요. 값마다 자기 번호 자리에 적어 줘요.

**손으로 해 보기.** $(0.2, 0.5, 0.1, 0.2)$에는 같은 값이 있으니 $(0.2, 0.5, 0.06, 0.24)$와 $p = 0.7$로 해 봐요. 순서대로 0.5, 0.24, 0.2, 0.06이에요. 그 앞까지의 합은 0, 0.5, 0.74, 0.94예요. 둘이 0.7보다 작으니 0.5와 0.24가 남고, 남은 둘의 합으로 나누면 $(0, 0.676, 0, 0.324)$예요.
"""


# %% exercise="nucleus" minutes=10 difficulty=3
def nucleus(probabilities, p):
    """Keep the smallest set of most likely tokens that holds at least p.

    Args:
        probabilities: (..., vocab_size), each row sums to one; no two of a row are equal.
        p: number above 0, at most 1.

    Returns:
        (..., vocab_size): the kept ones divided by their sum, exactly 0 for the others, in the order of the vocabulary.

    Source: Holtzman et al. 2020, section 3.1, equations 2 and 3.
    """
    ### BEGIN SOLUTION
    values, indices = probabilities.sort(dim=-1, descending=True)
    before = values.cumsum(dim=-1) - values
    values = values.masked_fill(before >= p, 0.0)
    values = values / values.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, indices, values)
    ### END SOLUTION


# %% check="nucleus" points=4
_given = torch.tensor([0.2, 0.5, 0.06, 0.24])
_kept = nucleus(_given, 0.7)
assert _kept.shape == (4,), "Is there a probability for each token of the vocabulary?"
assert (_kept > 0).tolist() == [False, True, False, True], (
    "Which two tokens stay by hand? Are they at their places in the vocabulary?"
)
assert near(_kept, [0.0, 0.5 / 0.74, 0.0, 0.24 / 0.74]), "Do those that stay sum to one?"
assert nucleus(_given, 0.3).tolist() == [0, 1, 0, 0], "The largest alone is more than p: does it stay?"
assert (nucleus(torch.tensor([0.25, 0.5, 0.0625, 0.1875]), 0.75) > 0).tolist() == [
    True,
    True,
    False,
    False,
], "Two tokens hold exactly 0.75: is that already at least p?"
assert (nucleus(_given, 0.76) > 0).sum() == 3, "0.74 is not yet 0.76: is the token that crosses the line in?"
_rows = nucleus(torch.stack([_given, _given.flip(0)]), 0.7)
assert near(_rows[1], _rows[0].flip(0)), "Does each row have a nucleus of its own?"

# %% [markdown] hint="nucleus"
r"""
Do it on paper with the example: three rows under one another, sorted values, sums before them, keep or not. The `cumsum` of the first row is nearly the second. By what is each of its numbers too large?
"""

# %% [markdown] hint="nucleus" lang="ko"
r"""
보기를 종이에 해 보세요. 정렬한 값, 그 앞까지의 합, 남기는지를 세 줄로 적어요. 첫 줄의 `cumsum`은 둘째 줄과 거의 같아요. 수마다 얼마만큼 더 큰가요?
"""

# %% [markdown] hint="nucleus"
r"""
`before = values.cumsum(dim=-1) - values`. What has `before >= p` becomes 0 (`masked_fill`). Then divide by the sum of the row, with `keepdim=True`.
"""

# %% [markdown] hint="nucleus" lang="ko"
r"""
`before = values.cumsum(dim=-1) - values`예요. `before >= p`인 것은 `masked_fill`로 0이 돼요. 그다음 `keepdim=True`로 구한 행의 합으로 나눠요.
"""

# %% [markdown] hint="nucleus"
r"""
Five lines: sort, before, masked_fill, divide, and `return torch.zeros_like(probabilities).scatter(-1, indices, values)`.
"""

# %% [markdown] hint="nucleus" lang="ko"
r"""
다섯 줄이에요. 정렬, 앞까지의 합, `masked_fill`, 나누기, 그리고 `return torch.zeros_like(probabilities).scatter(-1, indices, values)`예요.
"""

# %%
scores = torch.tensor([3.2, 2.9, 2.1, 1.0, 0.6, 0.1, -0.4, -0.9, -1.3, -2.0])
settings = {
    "as it is": next_token_probabilities(scores),
    "temperature 0.5": next_token_probabilities(scores, 0.5),
    "temperature 2": next_token_probabilities(scores, 2.0),
    "top-k 3": next_token_probabilities(scores, 1.0, 3),
    "top-p 0.9": nucleus(next_token_probabilities(scores), 0.9),
}
fig, axes = plt.subplots(1, 5, figsize=(14, 3.2), sharey=True, layout="constrained")
for panel, (title, shares) in zip(axes, settings.items(), strict=True):
    panel.bar(range(10), shares, color="#0072B2")
    panel.plot(
        [i for i in range(10) if shares[i] == 0], [0.02] * int((shares == 0).sum()), "x", color="#D55E00"
    )
    panel.set(title=title, xlabel="token", xticks=range(0, 10, 3))
axes[0].set_ylabel("probability")
show(
    fig,
    "Five bar charts of the probabilities of ten tokens, sorted from likely to unlikely. As it is: about 0.42, 0.31, "
    "0.14 and a long tail. Temperature 0.5: the first two take nearly all. Temperature 2: much flatter. top-k 3: three "
    "bars, crosses in place of the other seven. top-p 0.9: four bars, crosses in place of the other six.",
)

# %% [markdown]
r"""
What stays under top-k is always three tokens; what stays under top-p depends on how sure the model is.

## 6 · Writing

One thing is left: chance. So that a run can be repeated, and a test can ask for it, all chance comes from outside, as numbers $u$ between 0 and 1. Lay the probabilities of a row side by side on the line from 0 to 1, in the order of the vocabulary. The token on whose piece $u$ falls is the one that is drawn. `draw` does that; it is given.

`generate` is the loop: logits of the **last** place, probabilities, draw, put behind, again. `Writer` is a `GPT` with this one method more, so `self.step` is there. Three things to mind:

- **Temperature and top-k come first, top-p works on what they leave.**
- **The cache.** The first `step` reads the whole prompt. After that a `step` gets the newest token alone, and the past.
- **The end of the places.** There are only `max_length` places. When the text is longer, the model sees the last `max_length` tokens, counted from place 0 again. All the places have changed, so the past is worth nothing, and the window is read afresh for every token.

![Two ways through the text "to be or not" with a prompt of two words. Above, without a cache: three rows, each one reads all words from the start, 2, 3 and 4 words. Below, with a cache: the first row reads the two words of the prompt, every further row reads one word only; the words before are grey boxes whose keys and values are kept.](figures/day13_writing.svg)
"""

# %% [markdown] lang="ko"
r"""
top-k는 언제나 세 개를 남겨요. top-p가 남기는 수는 모델이 얼마나 확신하는지에 따라 달라져요.

## 6 · 글쓰기

하나가 남았어요. 우연이에요. 실행을 되풀이할 수 있고 테스트할 수도 있도록, 우연은 모두 밖에서 0과 1 사이의 숫자 $u$로 받아요. 한 행의 확률들을 어휘 순서대로 0부터 1까지의 선 위에 나란히 놓으세요. $u$가 떨어진 조각의 토큰을 뽑아요. `draw`가 이 일을 하고, 미리 써 뒀어요.

`generate`는 반복문이에요. **마지막** 자리의 로짓, 확률, 뽑기, 뒤에 붙이기, 다시 처음으로요. `Writer`는 `GPT`에 이 메서드 하나를 더한 것이라 `self.step`을 쓸 수 있어요. 세 가지를 조심하세요.

- **온도와 top-k가 먼저예요. top-p는 그 결과에 써요.**
- **캐시.** 첫 `step`은 프롬프트(prompt) 전체를 읽어요. 그다음부터 `step`에는 가장 새로운 토큰 하나와 과거를 줘요.
- **자리의 끝.** 자리는 `max_length`개뿐이에요. 글이 더 길어지면 모델은 마지막 `max_length`개 토큰만 보고, 자리 번호는 0부터 다시 매겨요. 모든 토큰의 자리가 바뀌었으니 과거는 쓸모가 없고, 토큰마다 창(window)을 새로 읽어야 해요.

![두 단어짜리 프롬프트로 "to be or not"을 쓰는 두 가지 방법이에요. 위는 캐시가 없을 때예요. 행이 세 개이고, 행마다 처음부터 모든 단어를 읽어서 2개, 3개, 4개를 읽어요. 아래는 캐시가 있을 때예요. 첫 행은 프롬프트의 두 단어를 읽고, 그다음 행은 단어 하나씩만 읽어요. 앞의 단어들은 키와 밸류를 보관한 회색 상자예요.](figures/day13_writing.svg)
"""


# %%
def draw(probabilities, u):
    """The token of each row on whose piece of the line from 0 to 1 its number falls: (B, vocab_size), (B,) -> (B,)."""
    ends = probabilities.cumsum(dim=-1)
    return (ends <= u[:, None]).sum(dim=-1).clamp(max=probabilities.shape[-1] - 1)


print(draw(torch.tensor([[0.5, 0.25, 0.25]] * 3), torch.tensor([0.1, 0.6, 0.9])).tolist())


# %% exercise="Writer" minutes=12 difficulty=3
class Writer(GPT):
    """A GPT that writes. Built like GPT; its max_length is self.position_embedding.num_embeddings.

    Source: Radford et al. 2019, the published code, src/sample.py, sample_sequence.
    """

    @torch.no_grad()
    def generate(self, ids, numbers, temperature=1.0, top_k=None, top_p=None):
        """Go on with each text, one token for each number, with the cache as long as all tokens have a place.

        Args:
            ids: (B, T), int64, the prompts, T at least 1; not changed.
            numbers: (B, n), between 0 and 1: column i is for the i-th new token, to be used with draw.
            temperature: for next_token_probabilities.
            top_k: for next_token_probabilities.
            top_p: for nucleus, behind temperature and top_k; None: no nucleus.

        Returns:
            (B, T + n), int64: prompts and new tokens. Each new token is drawn from what the model says behind the last
            max_length tokens of the text so far.
        """
        ### BEGIN SOLUTION
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids
        ### END SOLUTION


# %% check="Writer" points=4
torch.manual_seed(13)
_writer = Writer(11, 8, 12, 3, 2)
_prompt = torch.tensor([[1, 2, 3], [4, 5, 6]])
_numbers = torch.rand(2, 9)
_text = _writer.generate(_prompt, _numbers)
assert _text.shape == (2, 12), "Three tokens of the prompt and nine new ones: also beyond the 8 places?"
assert torch.equal(_text[:, :3], _prompt), "Does the prompt stand in front?"
_greedy = _writer.generate(_prompt, _numbers, 1.0, 1)
for _at in range(3, 12):
    _best = _writer(_greedy[:, max(0, _at - 8) : _at])[:, -1].argmax(dim=-1)
    assert torch.equal(_greedy[:, _at], _best), (
        f"top_k 1, token {_at}: is it the best one behind the last 8 tokens? Which place's logits do you read?"
    )
assert torch.equal(_writer.generate(_prompt, _numbers, 1.0, None, 1e-6), _greedy), (
    "A tiny nucleus: is it greedy, too?"
)
_ends = _writer.generate(_prompt, torch.tensor([[0.0, 1.0], [1.0, 0.0]]), 10.0)
assert _ends[:, 3:].tolist() == [[0, 10], [10, 0]], (
    "Numbers 0 and 1: does each token use draw with its own number?"
)
assert torch.equal(_writer.generate(_prompt, _numbers, 1e-6, None, 0.99), _greedy), (
    "A tiny temperature in front of a wide nucleus: is it greedy? Does the nucleus get what temperature leaves?"
)

# %% [markdown] hint="Writer"
r"""
Write it without a cache first: in each round `self.step(ids[:, -window:])`, and only the logits are used. When that passes, ask in which rounds one token would have been enough.
"""

# %% [markdown] hint="Writer" lang="ko"
r"""
먼저 캐시 없이 써 보세요. 매번 `self.step(ids[:, -window:])`을 부르고 로짓만 써요. 그것이 통과하면, 어느 때 토큰 하나로 충분했을지 생각해 보세요.
"""

# %% [markdown] hint="Writer"
r"""
`for u in numbers.unbind(dim=1):` goes through the columns. In it: step, `next_token_probabilities(logits[:, -1], temperature, top_k)`, `nucleus` unless `top_p is None`, `draw(probabilities, u)`, and `torch.cat` with `[:, None]` for the new axis.
"""

# %% [markdown] hint="Writer" lang="ko"
r"""
`for u in numbers.unbind(dim=1):`이 열을 차례로 돌아요. 그 안에서 step, `next_token_probabilities(logits[:, -1], temperature, top_k)`, `top_p is None`이 아니면 `nucleus`, `draw(probabilities, u)`, 그리고 새 축을 `[:, None]`으로 만들어 `torch.cat`을 해요.
"""

# %% [markdown] hint="Writer"
r"""
The two steps: `if past is None or ids.shape[1] > window:` then `logits, past = self.step(ids[:, -window:])`, else `logits, past = self.step(ids[:, -1:], past)`.
"""

# %% [markdown] hint="Writer" lang="ko"
r"""
step은 두 갈래예요. `if past is None or ids.shape[1] > window:`이면 `logits, past = self.step(ids[:, -window:])`, 아니면 `logits, past = self.step(ids[:, -1:], past)`예요.
"""

# %% [markdown]
r"""
### What the cache saves

To write $n$ tokens behind a single one without a cache, the model computes $1 + 2 + \dots + n = n(n+1)/2$ tokens; with it, $n$. The cell below measures both on your machine, with a model of three blocks that has learned nothing.
"""

# %% [markdown] lang="ko"
r"""
### 캐시가 아껴 주는 것

캐시 없이 토큰 $n$개를 쓰려면 모델은 토큰을 $1 + 2 + \dots + n = n(n+1)/2$개 계산해요. 캐시가 있으면 $n$개예요. 아래 셀은 아무것도 배우지 않은, 블록 세 개짜리 모델로 두 방법의 시간을 여러분의 컴퓨터에서 재요.
"""


# %%
@torch.no_grad()
def seconds_to_write(model, n, cached):
    """Time for n tokens, the most likely ones, from a single token on."""
    ids, past, start = torch.zeros(1, 1, dtype=torch.int64), None, time.perf_counter()
    for _ in range(n):
        scores, past = model.step(ids[:, -1:], past) if cached else (model(ids), None)
        ids = torch.cat([ids, scores[:, -1:].argmax(dim=-1)], dim=1)
    return time.perf_counter() - start


grading = bool(os.environ.get("NBGRADER_EXECUTION"))
torch.manual_seed(0)
idle = Writer(100, 256, 96, 4, 3)
amounts = [4, 8, 16] if grading else [16, 32, 64, 128, 255]
seconds_to_write(idle, 4, True)  # the first run warms up
spent = {cached: [seconds_to_write(idle, n, cached) for n in amounts] for cached in (False, True)}
print("tokens   without   with the cache")
for n, without, kept in zip(amounts, spent[False], spent[True], strict=True):
    print(f"{n:6d} {without:8.3f} s {kept:12.3f} s    {without / kept:.1f} times as long")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4.2), layout="constrained")
for cached, color, marker, label in ((False, "#D55E00", "s", "no cache"), (True, "#0072B2", "o", "KV cache")):
    computed = [n if cached else n * (n + 1) // 2 for n in amounts]
    left.loglog(amounts, computed, marker=marker, color=color, linewidth=2.5, label=label)
    right.loglog(amounts, spent[cached], marker=marker, color=color, linewidth=2.5, label=label)
left.set(xlabel="tokens written", ylabel="tokens computed", title="counted")
right.set(xlabel="tokens written", ylabel="seconds", title="measured on this machine")
for panel in (left, right):
    panel.set_xticks(amounts, amounts)
    panel.minorticks_off()
    panel.legend(frameon=False)
show(
    fig,
    "Two plots over the number of tokens written, both axes logarithmic. Left, counted: with the KV cache as many "
    "tokens are computed as written; without it the line rises with slope two. Right, measured seconds: the two lines "
    "begin close together, and the one without a cache bends upward away from the other as the text grows.",
)

# %% [markdown]
r"""
For a short text the two are close: to start an operation costs more than the work in it. For a long one they part. The price is memory. For each token two vectors of `d_model` are kept in each block: for GPT-2 small with a full window that is $2 \cdot 12 \cdot 1024 \cdot 768 = 18{,}874{,}368$ numbers, 75 MB in float32, for each text that is being written. In large models, with long texts or many at once, the cache rather than the weights can set the limit; later days make it smaller.

## 7 · Experiment: a GPT that learns to write

Now we train. The text is one that every Python brings along: the reference that `help()` shows (`pydoc_data.topics`, about 465,000 characters in Python 3.11). A token is one character. The model is a GPT-2 of three blocks, 96 numbers wide, with four heads and 64 places.

**The learning rate** goes up first and then down. GPT-1 (section 4.1): linearly from zero to the peak during the warm-up, then down to zero along half a cosine wave. Count updates from 1: with warm-up $w$, total $n$, peak $\eta$,

$$\eta_s = \eta\,\frac{s}{w} \quad (s \le w), \qquad \eta_s = \frac{\eta}{2}\left(1 + \cos\left(\pi\,\frac{s - w}{n - w}\right)\right) \quad (s > w)$$

**By hand.** Peak 8, warm-up 4, total 12. Update 1 has 2, update 4 has 8, update 8 stands in the middle of the descent: $4\,(1 + \cos\tfrac{\pi}{2}) = 4$. Update 12 has 0.
"""

# %% [markdown] lang="ko"
r"""
짧은 글에서는 둘이 비슷해요. 연산을 시작하는 비용이 그 안의 일보다 크니까요. 긴 글에서는 갈라져요. 대가는 메모리예요. 토큰마다, 블록마다 길이가 `d_model`인 벡터를 두 개씩 보관해요. 창이 가득 찬 작은 GPT-2라면 쓰고 있는 글 하나에 숫자 $2 \cdot 12 \cdot 1024 \cdot 768 = 18{,}874{,}368$개, float32로 75 MB예요. 큰 모델에서는 가중치보다 캐시가 먼저 한계에 닿곤 해요. 캐시를 줄이는 이야기는 앞으로 나와요.

## 7 · 실험: 글쓰기를 배우는 GPT

이제 학습시켜요. 글은 모든 Python에 들어 있는 것을 써요. `help()`가 보여 주는 설명서(`pydoc_data.topics`)이고, Python 3.11에서는 약 465,000글자예요. 토큰은 글자 하나예요. 모델은 블록 세 개, 폭 96, 헤드 네 개, 자리 64개인 GPT-2예요.

**학습률(learning rate)** 은 먼저 올라갔다가 내려가요. GPT-1(4.1절)에서는 워밍업 동안 0에서 최댓값까지 곧게 올리고, 그다음 코사인 반 주기를 따라 0까지 내려요. 갱신은 1부터 세요. 워밍업을 $w$, 전체를 $n$, 최댓값을 $\eta$라고 하면

$$\eta_s = \eta\,\frac{s}{w} \quad (s \le w), \qquad \eta_s = \frac{\eta}{2}\left(1 + \cos\left(\pi\,\frac{s - w}{n - w}\right)\right) \quad (s > w)$$

**손으로 해 보기.** 최댓값은 8, 워밍업은 4, 전체는 12예요. 1번째 갱신은 2, 4번째는 8, 8번째는 내려가는 길의 한가운데라서 $4\,(1 + \cos\tfrac{\pi}{2}) = 4$예요. 12번째는 0이에요.
"""


# %% exercise="learning_rate" kind="experiment" minutes=7 difficulty=1
def learning_rate(step, peak, warmup, total):
    """The learning rate of one update: straight up, then down along half a cosine wave.

    Args:
        step: which update, 1 for the first, total for the last.
        peak: the largest learning rate, reached at update warmup.
        warmup: updates on the way up, at least 1.
        total: updates in all, more than warmup.

    Returns:
        float.

    Source: Radford et al. 2018, section 4.1.
    """
    ### BEGIN SOLUTION
    if step <= warmup:
        return peak * step / warmup
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))
    ### END SOLUTION


# %% check="learning_rate" points=3
assert math.isclose(learning_rate(1, 8.0, 4, 12), 2.0), "Update 1 of 4 on the way up: a quarter of the peak?"
assert math.isclose(learning_rate(4, 8.0, 4, 12), 8.0), "Is the peak reached at the end of the warm-up?"
assert math.isclose(learning_rate(8, 8.0, 4, 12), 4.0), (
    "In the middle of the way down: half of the peak? From where do you count the way down?"
)
assert abs(learning_rate(12, 8.0, 4, 12)) < 1e-9, "Does the last update have 0?"
assert math.isclose(learning_rate(6, 8.0, 4, 12), 4 + 4 * math.sqrt(0.5)), "A quarter of the way down?"
assert learning_rate(5, 8.0, 4, 12) > 7.6, "Does the way down begin gently?"

# %% [markdown] hint="learning_rate"
r"""
Two cases, two lines, an `if`. In the second, how far along the way down is update `step`, as a number between 0 and 1?
"""

# %% [markdown] hint="learning_rate" lang="ko"
r"""
경우가 둘이니 `if` 하나에 두 줄이에요. 둘째 경우에 `step`번째 갱신은 내려가는 길의 어디쯤인가요? 0과 1 사이의 숫자로 나타내 보세요.
"""

# %% [markdown] hint="learning_rate"
r"""
The way down has `total - warmup` updates, and `step - warmup` of them are done. Their quotient times $\pi$ goes into the cosine.
"""

# %% [markdown] hint="learning_rate" lang="ko"
r"""
내려가는 길에는 갱신이 `total - warmup`번 있고, 그 가운데 `step - warmup`번을 마쳤어요. 둘을 나눈 값에 $\pi$를 곱해 코사인에 넣어요.
"""

# %% [markdown] hint="learning_rate"
r"""
Up: `peak * step / warmup`. Down: `0.5 * peak * (1 + math.cos(math.pi * done))`, with `done` the quotient.
"""

# %% [markdown] hint="learning_rate" lang="ko"
r"""
올라갈 때는 `peak * step / warmup`, 내려갈 때는 `0.5 * peak * (1 + math.cos(math.pi * done))`이에요. `done`이 나눈 값이에요.
"""

# %% [markdown]
r"""
### The text and the start

The last tenth of the text is held back: it tells what the model has understood, as opposed to remembered. Two numbers to compare with: a model that knows nothing has the loss $\ln$(number of characters), and one that knows only how often each character occurs has the entropy of these shares.

At the start all weights are small: normal with a standard deviation of 0.02, as GPT-1 has it (section 4.1), biases zero. That matters because of the tied head. PyTorch fills an `nn.Embedding` with numbers of size 1, and scores made of those are far too sure of themselves.
"""

# %% [markdown] lang="ko"
r"""
### 글과 시작

글의 마지막 10분의 1은 따로 남겨 둬요. 모델이 외우지 않고 얼마나 이해했는지를 알려 줘요. 견주어 볼 숫자가 둘이에요. 아무것도 모르는 모델의 손실은 $\ln$(글자 종류의 수)이고, 글자마다 얼마나 자주 나오는지만 아는 모델의 손실은 그 비율의 엔트로피(entropy)예요.

처음에는 가중치가 모두 작아요. GPT-1처럼(4.1절) 표준편차가 0.02인 정규분포이고 bias는 0이에요. 출력층이 묶여 있어서 이것이 중요해요. PyTorch는 `nn.Embedding`을 크기가 1쯤인 숫자로 채우는데, 그것으로 만든 점수는 자신감이 지나치게 커요.
"""

# %%
text = "\n".join(pydoc_data.topics.topics.values())
characters = sorted(set(text))
number_of = {character: number for number, character in enumerate(characters)}
data = torch.tensor([number_of[character] for character in text])
training, held_back = data[: len(data) * 9 // 10], data[len(data) * 9 // 10 :]

shares = torch.bincount(training, minlength=len(characters)) / len(training)
entropy = -(shares * shares.clamp(min=1e-12).log()).sum().item()
print(f"{len(text):,} characters, {len(characters)} kinds")
print(f"knows nothing: {math.log(len(characters)):.2f}   knows only how often each occurs: {entropy:.2f}")
print("-" * 60, text[90_000:90_400], sep="\n")


# %%
def windows(source, n, length, generator):
    """n pieces of `length` characters from random places of the source: (n, length)."""
    starts = torch.randint(len(source) - length + 1, (n,), generator=generator)
    return source[starts[:, None] + torch.arange(length)]


def start_small(model):
    """Weights and embeddings normal with a standard deviation of 0.02, biases 0; norms stay as they are."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2:
                parameter.normal_(0.0, 0.02)
            elif name.endswith("bias"):
                parameter.zero_()


def window_loss(model, batch):
    """Loss on windows (B, max_length + 1). The last character is only an answer, so the model reads all but that one.

    The loss leaves out the last row of logits; F.pad puts a row of zeros there.
    """
    return language_model_loss(F.pad(model(batch[:, :-1]), (0, 0, 0, 1)), batch)


@torch.no_grad()
def loss_on(model, batches):
    """Mean loss over some batches of windows."""
    return sum(window_loss(model, batch).item() for batch in batches) / len(batches)


def written(model, prompt, n, seed, **knobs):
    """The prompt and n more characters."""
    chance = torch.rand(1, n, generator=torch.Generator().manual_seed(seed))
    ids = torch.tensor([[number_of[character] for character in prompt]])
    return "".join(characters[number] for number in model.generate(ids, chance, **knobs)[0].tolist())


# %% [markdown]
r"""
### The run

2,000 updates with 24 windows of 65 characters each: 64 that are read, and for each of them the one behind it as the answer. (With windows of 64 the last place would never be asked in training, and that is the very place from which a long text is written on.) On two quiet cores it takes about two minutes. **Guess first**: what will the model have learned after 100 updates, what after 2,000? Letters, words, grammar, the indentation of Python code?

AdamW is Adam with a pull of all weights towards zero; gradients longer than 1 are shortened to 1. At some updates the model writes on from the same prompt, with the same random numbers.
"""

# %% [markdown] lang="ko"
r"""
### 실행

갱신 2,000번이고, 한 번에 65글자짜리 창을 24개씩 써요. 64글자를 읽고, 글자마다 그다음 글자가 답이에요. (창이 64글자라면 학습할 때 마지막 자리에는 한 번도 묻지 않게 돼요. 그런데 긴 글을 이어 쓸 때는 바로 그 자리에서 써요.) 다른 일을 하지 않는 코어 두 개에서 2분쯤 걸려요. **먼저 짐작해 보세요.** 100번 갱신한 뒤에는 무엇을 배웠을까요? 2,000번 뒤에는요? 글자, 단어, 문법, Python 코드의 들여쓰기?

AdamW는 모든 가중치를 0 쪽으로 조금씩 당기는 Adam이에요. 길이가 1이 넘는 기울기는 1로 줄여요. 몇몇 갱신에서는 모델이 같은 프롬프트와 같은 난수로 글을 이어 써요.
"""

# %%
total = 4 if grading else 2000
batch_size, length, peak = (4, 32, 3e-3) if grading else (24, 64, 3e-3)
shown = {0, total // 100, total // 20, total // 4, total}

torch.manual_seed(0)
gpt = Writer(len(characters), length, 96, 4, 3)
start_small(gpt)
optimizer = torch.optim.AdamW(gpt.parameters(), lr=peak, betas=(0.9, 0.95), weight_decay=0.1)
chance = torch.Generator().manual_seed(1)
judged_on = [windows(held_back, 32, length + 1, chance) for _ in range(1 if grading else 5)]

curve, judged, begun = [], [], time.perf_counter()
for update in range(total + 1):
    if update:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(update, peak, max(1, total // 20), total)
        loss = window_loss(gpt, windows(training, batch_size, length + 1, chance))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(gpt.parameters(), 1.0)
        optimizer.step()
        curve.append(loss.item())
    if update % max(1, total // 20) == 0:
        judged.append((update, loss_on(gpt, judged_on)))
        print(
            f"update {update:5d}   held back {judged[-1][1]:.3f}   {time.perf_counter() - begun:4.0f} s",
            flush=True,
        )
    if update in shown:
        sample = written(gpt, "The ", 8 if grading else 200, seed=5, top_p=0.9)
        print(f"--- after {update} updates: {sample}", "-" * 60, sep="\n", flush=True)

# %%
fig, panel = plt.subplots(figsize=(9, 4.2), layout="constrained")
panel.plot(range(1, total + 1), curve, color="#56B4E9", linewidth=0.8, label="training, each batch")
panel.plot(*zip(*judged, strict=True), "o-", color="#0072B2", linewidth=2.5, label="held back")
panel.axhline(entropy, color="#6B6B6B", linestyle="--", label="only how often each occurs")
panel.set(xlabel="update", ylabel="loss for each character", ylim=(0, None), title="learning to write")
panel.legend(frameon=False)
show(
    fig,
    "The loss for each character over 2,000 updates. It starts near 4.6, falls steeply below the dashed line of the "
    "character shares within the first hundred updates, and then ever more slowly. The loss on held-back text "
    "runs along the noisy line of the training batches, first below and in the end a little above it.",
)

# %% [markdown]
r"""
### What you see

**Your number**: a loss on held-back text below **1.45** after 2,000 updates; in our run it was 1.25. In other words, the model gives the right next character a probability of $e^{-1.25} \approx 0.29$ in the geometric mean, out of about a hundred characters. If yours stays above the dashed line, look at `language_model_loss`; if it falls to nearly 0, the shift is missing.

**In which order it learns.** First which characters are frequent, spaces above all: that is the steep fall to the dashed line. Then which letters follow each other, so that after a hundred updates things appear that could be words. Then words that are. Then the forms of this one text: lines of one length, quotation marks in pairs, names of methods. Sense does not come: 350,000 parameters and two minutes are too little.

**What this does not show.** One text, one seed, one size. Training text and held-back text are of one kind, so the number says nothing about other texts.

### Turn the knobs
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자**: 2,000번 갱신한 뒤 남겨 둔 글의 손실이 **1.45**보다 작아요. 우리가 실행했을 때는 1.25였어요. 글자 백여 종 가운데 맞는 다음 글자에 기하평균으로 $e^{-1.25} \approx 0.29$의 확률을 준다는 뜻이에요. 점선보다 높은 곳에 머문다면 `language_model_loss`를 살펴보세요. 거의 0까지 내려간다면 한 칸 밀기가 빠진 거예요.

**배우는 순서.** 먼저 어떤 글자가 흔한지, 그중에서도 빈칸이 가장 흔하다는 것을 배워요. 점선까지 가파르게 떨어지는 부분이 그래요. 다음에는 어떤 글자 뒤에 어떤 글자가 오는지 배워서, 백 번 뒤에는 낱말일 법한 것이 나타나요. 그다음에는 진짜 낱말이 나와요. 그다음에는 이 글만의 모습, 길이가 비슷한 줄, 짝을 이룬 따옴표, 메서드 이름이 나와요. 뜻은 통하지 않아요. 파라미터 35만 개와 2분으로는 모자라요.

**이 실험이 보여 주지 않는 것.** 글 하나, 시드(seed) 하나, 크기 하나예요. 학습한 글과 남겨 둔 글이 같은 종류라서, 이 숫자로 다른 글에 대해 말할 수는 없어요.

### 손잡이 돌려 보기
"""

# %%
for knobs in ({"top_k": 1}, {"temperature": 0.6}, {}, {"top_p": 0.9}, {"temperature": 1.6}):
    print(f"--- {knobs or 'as it is'}")
    print(written(gpt, "The ", 8 if grading else 160, seed=7, **knobs))

# %% [markdown]
r"""
Always the best one (`top_k` 1) soon gets stuck, in our run in a line of spaces. A high temperature hardly spells a word to its end. In between, each setting has its own flavour. Change the prompt, the seed and the knobs.

## 8 · Quiz: one letter for each

| key | question | A | B | C |
|---|---|---|---|---|
| `what_is_missing` | Which part of the 2017 decoder does a GPT lack? | the mask of self-attention | cross-attention | the feed-forward network |
| `gpt1_norm` | Where does GPT-1 normalize? | behind each sublayer, nothing at the end | in front of each sublayer, and once at the end | in front of each sublayer, nothing at the end |
| `why_final_norm` | Why does GPT-2 have a final norm? | so that the logits sum to one | so that the head can be tied | because the sum behind pre-norm blocks was never normalized |
| `how_many_answers` | `language_model_loss` gets the logits and ids of a text of 64 tokens. How many predictions count? | 1 | 64 | 63 |
| `no_queries` | Why are keys and values kept, but no queries? | an old token's query is needed by nobody any more | queries are the same for all tokens | queries are larger |
| `sure_model` | The model gives one token 0.97. Which knob leaves several tokens nevertheless? | top-p 0.9 | top-k 5 | none of them |
"""

# %% [markdown] lang="ko"
r"""
언제나 가장 좋은 것만 고르면(`top_k` 1) 곧 헤어나지 못해요. 우리가 실행했을 때는 빈칸만 이어졌어요. 온도가 높으면 낱말 하나를 끝까지 쓰기도 어려워요. 그 사이는 저마다 맛이 달라요. 프롬프트와 시드와 손잡이를 바꿔 보세요.

## 8 · 퀴즈: 문제마다 글자 하나씩

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `what_is_missing` | 2017년 디코더(decoder)에는 있고 GPT에는 없는 부분은 무엇인가요? | 셀프 어텐션의 마스크 | 크로스 어텐션 | 순방향 신경망 |
| `gpt1_norm` | GPT-1은 어디에서 정규화하나요? | 하위 층마다 그 뒤에서, 맨 끝에는 없어요 | 하위 층마다 그 앞에서, 맨 끝에 한 번 더 | 하위 층마다 그 앞에서, 맨 끝에는 없어요 |
| `why_final_norm` | GPT-2에는 왜 마지막 정규화가 있나요? | 로짓의 합이 1이 되도록 | 출력층을 묶을 수 있도록 | 사전 정규화 블록을 지난 합이 한 번도 정규화되지 않아서 |
| `how_many_answers` | `language_model_loss`에 토큰 64개짜리 글의 로짓과 ids를 넣어요. 손실에 들어가는 예측은 몇 개인가요? | 1개 | 64개 | 63개 |
| `no_queries` | 키와 밸류는 보관하면서 왜 쿼리는 보관하지 않나요? | 옛 토큰의 쿼리는 이제 아무도 쓰지 않아서 | 쿼리는 모든 토큰이 같아서 | 쿼리가 더 커서 |
| `sure_model` | 모델이 한 토큰에 0.97을 줘요. 그래도 토큰을 여러 개 남기는 손잡이는 무엇인가요? | top-p 0.9 | top-k 5 | 아무것도 없어요 |
"""

# %% exercise="gpt_quiz" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
gpt_quiz = {
    "what_is_missing": "B",
    "gpt1_norm": "A",
    "why_final_norm": "C",
    "how_many_answers": "C",
    "no_queries": "A",
    "sure_model": "B",
}
### END SOLUTION

# %% check="gpt_quiz" points=3
assert len(gpt_quiz) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in gpt_quiz.values()), "Which questions have no answer yet?"
assert set(gpt_quiz.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="why_cache" kind="explain" points=4 minutes=11 difficulty=2
r"""
**Explain.** A colleague wants to use a KV cache in an encoder that reads a text as it is typed, without a causal mask: "Keys and values of the old words are there already." Answer in six to ten sentences. Say why the cache gives exactly the right numbers in a GPT, why it does not in such an encoder with more than one block, what the cache costs, and what becomes of it when the text is longer than `max_length` in today's model.

### BEGIN SOLUTION
In a GPT no token looks at a later one. So in every block the vector of a token depends on itself and the tokens before it only, and nothing that comes later can change its key or its value. What was computed once is what a full pass would compute again; the new token's query meets the same keys and values, and the output is the same up to rounding. In an encoder without a causal mask every token looks at all the others, also at the new one. In the first block the old keys and values still hold, since they are made of the embeddings alone. But the output of the first block has changed for every old token, so from the second block on all keys and values are different, and the cache holds stale ones. The cache costs memory: two vectors of d_model for each token in each block, growing with the text. When the text is longer than max_length, the window slides and every token gets another place; the position embedding is part of what keys and values are made of, so the cache is void and the window must be read afresh.
### END SOLUTION
"""

# %% [markdown] exercise="why_cache" lang="ko"
r"""
**설명하기.** 동료가 글을 입력하는 대로 읽는 인코더에 KV 캐시를 쓰려고 해요. 인과 마스크(causal mask)는 없어요. "옛 단어들의 키와 밸류는 이미 있잖아." 여섯 문장에서 열 문장으로 답해 보세요. GPT에서는 왜 캐시가 정확히 맞는 숫자를 주는지, 블록이 둘 이상인 그런 인코더에서는 왜 그렇지 않은지, 캐시의 비용은 무엇인지, 오늘의 모델에서 글이 `max_length`보다 길어지면 캐시가 어떻게 되는지 말해 주세요.

### BEGIN SOLUTION
GPT에서는 어떤 토큰도 뒤의 토큰을 보지 않아요. 그래서 모든 블록에서 한 토큰의 벡터는 자신과 앞의 토큰에만 달려 있고, 나중에 무엇이 와도 그 키와 밸류는 달라지지 않아요. 한 번 계산한 것은 전체를 다시 계산해도 똑같이 나오고, 새 토큰의 쿼리는 같은 키와 밸류를 만나니 출력도 반올림 차이를 빼면 같아요. 인과 마스크가 없는 인코더에서는 모든 토큰이 새 토큰까지 포함해 모두를 봐요. 첫 블록의 키와 밸류는 임베딩만으로 만드니 아직 맞아요. 하지만 첫 블록의 출력이 모든 옛 토큰에서 달라졌으니, 둘째 블록부터는 키와 밸류가 모두 달라지고 캐시에는 낡은 것이 들어 있어요. 캐시의 비용은 메모리예요. 토큰마다, 블록마다 길이가 d_model인 벡터가 두 개씩 들고, 글이 길수록 늘어요. 글이 max_length보다 길어지면 창이 밀려서 모든 토큰의 자리가 바뀌어요. 키와 밸류에는 위치 임베딩이 들어 있으니 캐시는 쓸 수 없고, 창을 새로 읽어야 해요.
### END SOLUTION
"""

# %% [markdown] rubric="why_cache"
r"""
1. (1 point) Says that with causal attention a token's keys and values do not depend on later tokens, so the kept ones equal the recomputed ones.
2. (1 point) Says that without the mask old tokens look at the new one, so their vectors, and from the second block on their keys and values, change.
3. (1 point) Names the memory: two vectors for each token and block, growing with the length of the text.
4. (1 point) Says that beyond max_length the window slides, places change, and the cache must be thrown away or computed afresh.
"""

# %% [markdown] rubric="why_cache" lang="ko"
r"""
1. (1점) 인과 어텐션에서는 토큰의 키와 밸류가 뒤의 토큰에 달려 있지 않아서, 보관한 것과 다시 계산한 것이 같다고 말해요.
2. (1점) 마스크가 없으면 옛 토큰도 새 토큰을 보므로 벡터가 달라지고, 둘째 블록부터 키와 밸류가 달라진다고 말해요.
3. (1점) 메모리를 말해요. 토큰마다, 블록마다 벡터가 두 개이고 글의 길이에 따라 늘어요.
4. (1점) max_length를 넘으면 창이 밀려 자리가 바뀌고, 캐시를 버리거나 새로 계산해야 한다고 말해요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A GPT is a decoder without cross-attention; its task is the next token, and a text of $T$ tokens gives $T - 1$ answers at once.
2. The logits at a place belong to the token behind it: without the shift a model learns to repeat.
3. GPT-1 normalizes behind each sublayer and not at the end; GPT-2 in front of each sublayer and once at the end.
4. Places are a learned table, the head is the embedding once more, GELU is the form with tanh, eps is $10^{-5}$.
5. What was computed for a token never changes when the text grows, so keys and values can be kept: in pieces of any length the logits are the same, if mask and places go on counting.
6. Temperature bends the probabilities, top-k and top-p cut their tail, and chance comes from outside, so that a run can be repeated.
7. In two minutes a small GPT learns from characters to words to the look of a text, not its sense.

**Tomorrow**: the other half of 2017, an encoder alone, which looks in both directions and fills in blanks.

### Papers

- Radford, Narasimhan, Salimans, Sutskever 2018, *Improving Language Understanding by Generative Pre-Training*: section 3.1 (the objective and the model), 4.1 (sizes, start, learning rate).
- Radford, Wu, Child, Luan, Amodei, Sutskever 2019, *Language Models are Unsupervised Multitask Learners*: section 2.3 (the changes); the code is at [github.com/openai/gpt-2](https://github.com/openai/gpt-2).
- Fan, Lewis, Dauphin 2018, *Hierarchical Neural Story Generation*, [arXiv:1805.04833](https://arxiv.org/abs/1805.04833) (top-k).
- Holtzman et al. 2020, *The Curious Case of Neural Text Degeneration*, [arXiv:1904.09751](https://arxiv.org/abs/1904.09751): section 3 (nucleus, top-k, temperature).
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745) (pre-norm and post-norm).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. GPT는 크로스 어텐션이 없는 디코더예요. 과제는 다음 토큰이고, 토큰 $T$개짜리 글에서 답 $T - 1$개가 한꺼번에 나와요.
2. 어떤 자리의 로짓은 그 뒤에 오는 토큰의 것이에요. 한 칸 밀지 않으면 모델은 따라 말하기를 배워요.
3. GPT-1은 하위 층마다 뒤에서 정규화하고 맨 끝에는 하지 않아요. GPT-2는 하위 층마다 앞에서, 그리고 맨 끝에 한 번 더 해요.
4. 자리는 학습되는 표이고, 출력층은 임베딩을 한 번 더 쓴 것이고, GELU는 tanh가 든 꼴이고, eps는 $10^{-5}$이에요.
5. 글이 길어져도 한 토큰에 대해 계산한 것은 달라지지 않으니 키와 밸류를 보관할 수 있어요. 마스크와 자리를 이어서 세기만 하면, 어떤 길이로 나누어도 로짓이 같아요.
6. 온도는 확률을 휘고, top-k와 top-p는 꼬리를 잘라요. 우연은 밖에서 받으니 실행을 되풀이할 수 있어요.
7. 작은 GPT는 2분 동안 글자에서 낱말로, 낱말에서 글의 생김새로 나아가요. 뜻까지는 가지 못해요.

**내일**은 2017년 모델의 다른 절반이에요. 양쪽을 보며 빈칸을 채우는 인코더 하나예요.

### 논문

- Radford, Narasimhan, Salimans, Sutskever 2018, *Improving Language Understanding by Generative Pre-Training*: 3.1절(목적 함수와 모델), 4.1절(크기, 시작, 학습률)
- Radford, Wu, Child, Luan, Amodei, Sutskever 2019, *Language Models are Unsupervised Multitask Learners*: 2.3절(바꾼 것). 코드는 [github.com/openai/gpt-2](https://github.com/openai/gpt-2)에 있어요.
- Fan, Lewis, Dauphin 2018, *Hierarchical Neural Story Generation*, [arXiv:1805.04833](https://arxiv.org/abs/1805.04833) (top-k)
- Holtzman et al. 2020, *The Curious Case of Neural Text Degeneration*, [arXiv:1904.09751](https://arxiv.org/abs/1904.09751): 3절(핵, top-k, 온도)
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745) (사전 정규화와 사후 정규화)
"""
