# %% [markdown] day=4 code_texts="both" title="The whole block in NumPy"
r"""
# Day 4 · The whole block in NumPy

What does one Transformer block do to a sentence? And what happens when six of them stand on one another?

Until now you have the pieces that come before: text became tokens (Day 2), tokens became vectors with positions (Day 3). Today these vectors meet the block. You will write every part of it with nothing but NumPy, and at the end you will take one small part away and watch what is lost.

![One block, read from left to right. The input x of shape (B, T, d) goes into self-attention. A blue arrow carries x itself around self-attention to a plus sign, then a layer norm follows. Its output goes into the feed-forward network, again with a blue arrow around it to a plus sign, and a second layer norm. The output has the shape (B, T, d) once more.](figures/day04_block.svg)

This is the block as it was published in 2017 (Vaswani et al., section 3.1), reduced to its skeleton. Read it from left to right:

1. **Self-attention** lets the tokens look at one another. It is the only place where tokens mix.
2. The **residual connection** (blue) adds the input of each part to its output.
3. **Layer normalization** brings every token back to a common scale.
4. The **feed-forward network** works on each token alone.

What goes in and what comes out has the same shape. That is why blocks can be stacked.

**At the end of the day you can**

- write softmax, self-attention, layer normalization, the feed-forward network and the whole block, with every shape in your head;
- stack six blocks, and say what makes six blocks different from one block used six times;
- find two bugs that no shape check finds;
- explain why deep stacks need the residual connection, and show it with a measurement.

**You need** NumPy broadcasting (`keepdims`, arrays with leading batch axes) and the matrix product `@`. No training today, and no torch.
"""

# %% [markdown] lang="ko" title="NumPy로 만드는 블록 전체"
r"""
# 4일 차 · NumPy로 만드는 블록 전체

트랜스포머(Transformer) 블록 하나는 문장에 무슨 일을 할까요? 그리고 블록 여섯 개를 쌓으면 어떻게 될까요?

블록 앞까지는 이미 만들었어요. 텍스트를 토큰(token)으로 나눴고(2일 차), 토큰을 위치 정보가 담긴 벡터로 바꿨죠(3일 차). 오늘은 이 벡터가 블록을 만나요. NumPy만으로 블록의 모든 부품을 직접 만들고, 마지막에는 작은 부품 하나를 떼어 낸 뒤 무엇이 사라지는지 지켜볼 거예요.

![블록 하나를 왼쪽에서 오른쪽으로 그린 그림이에요. (B, T, d) 모양의 입력 x가 셀프 어텐션(self-attention)으로 들어가요. 파란 화살표는 x를 그대로 들고 셀프 어텐션을 돌아 더하기 기호로 가고, 그 뒤에 층 정규화(layer norm)가 와요. 그 출력은 순방향 신경망(feed-forward)으로 들어가고, 여기에도 더하기 기호로 돌아가는 파란 화살표와 두 번째 층 정규화가 있어요. 출력의 모양은 다시 (B, T, d)예요.](figures/day04_block.ko.svg)

2017년에 발표된 블록(Vaswani et al., 3.1절)에서 뼈대만 남긴 그림이에요. 왼쪽부터 차례로 읽어 보세요.

1. **셀프 어텐션(self-attention)** 은 토큰끼리 서로를 보게 해요. 토큰이 섞이는 곳은 여기뿐이에요.
2. **잔차 연결(residual connection)**, 그러니까 파란 화살표는 각 부품의 입력을 그 부품의 출력에 더해요.
3. **층 정규화(layer normalization)** 는 모든 토큰의 크기를 고르게 맞춰 줘요.
4. **순방향 신경망(feed-forward network)** 은 토큰을 하나씩 따로 처리해요.

들어간 것과 나온 것의 모양(shape)이 같아요. 그래서 블록을 쌓을 수 있어요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- 소프트맥스(softmax), 셀프 어텐션, 층 정규화, 순방향 신경망, 그리고 블록 전체를 모양까지 떠올리며 직접 쓸 수 있어요.
- 블록 여섯 개를 쌓고, 서로 다른 블록 여섯 개가 블록 하나를 여섯 번 쓴 것과 어떻게 다른지 말할 수 있어요.
- 모양 검사로는 보이지 않는 버그 두 개를 찾을 수 있어요.
- 깊은 모델에 잔차 연결이 왜 필요한지 설명하고, 측정으로 보여 줄 수 있어요.

**준비물**은 NumPy 브로드캐스팅(broadcasting, `keepdims`와 앞쪽에 배치 축이 있는 배열)과 행렬 곱 `@`예요. 오늘은 학습도 없고 torch도 쓰지 않아요.
"""

# %% [markdown]
r"""
## How to work

Most exercises are functions with an empty body. Fill one in, run the cell, then run the check below it. A check that fails asks a question about your code.

The hidden checks try other shapes and other numbers, and they name the mistake when they know it. Any right way of writing it is accepted: loops, `einsum`, `@`.

Hints are folded, three to an exercise: a nudge, a push, and nearly the answer. Opening one costs nothing.
"""

# %% [markdown] lang="ko"
r"""
## 진행 방법

연습 문제는 대부분 몸통이 빈 함수예요. 코드를 채우고, 셀을 실행한 다음, 바로 아래 검사 셀을 실행하세요. 검사가 실패하면 여러분의 코드에 대해 질문을 던져요.

숨은 검사는 다른 모양과 다른 숫자로 시험하고, 아는 실수라면 무엇이 틀렸는지 알려 줘요. 반복문이든 `einsum`이든 `@`든 맞는 코드면 모두 정답이에요.

힌트는 접혀 있고, 문제마다 세 개씩 있어요. 첫째는 실마리, 둘째는 한 걸음 더, 셋째는 거의 답이에요. 열어 봐도 점수는 깎이지 않아요.
"""

# %%
from solutions.hangul import show

# %%
import os

import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
r"""
## Two sentences, six tokens each

All day we follow the same two sentences. Three letters name the shapes:

| letter | meaning | today |
|---|---|---|
| `B` | sentences in the batch | 2 |
| `T` | tokens in a sentence | 6 |
| `d_model` | numbers that describe one token | 8 |

The vectors are random. They stand for what Day 3 builds, an embedding plus a position. Nothing is trained yet, so today we look at *how* numbers move, not at what they mean.
"""

# %% [markdown] lang="ko"
r"""
## 문장 두 개, 토큰은 여섯 개씩

오늘은 하루 내내 같은 문장 두 개를 따라가요. 모양은 세 가지 이름으로 나타내요.

| 이름 | 뜻 | 오늘의 값 |
|---|---|---|
| `B` | 배치(batch)에 든 문장의 수 | 2 |
| `T` | 한 문장의 토큰 수 | 6 |
| `d_model` | 토큰 하나를 나타내는 숫자의 개수 | 8 |

벡터는 난수로 만들어요. 3일 차에 만든 '임베딩(embedding) + 위치'를 대신하는 값이에요. 아직 아무것도 학습하지 않았으니, 오늘은 숫자의 의미가 아니라 숫자가 *어떻게* 움직이는지를 봐요.
"""

# %%
sentences = [
    ["a", "cat", "drank", "the", "warm", "milk"],
    ["my", "dog", "chased", "that", "red", "ball"],
]
B, T, d_model, d_ff = 2, 6, 8, 32

rng = np.random.default_rng(4)
x = rng.normal(size=(B, T, d_model))
print("x:", x.shape)
print("the vector of 'cat':", x[0, 1].round(2))
# ko: "'cat'의 벡터:"

# %% [markdown]
r"""
## 1 · Softmax: from scores to shares

Attention will ask, for each token, how much of every other token it should take. The raw answers are *scores*: any numbers, negative ones too. We need *shares*: positive, and with sum one. Softmax makes shares out of scores.

$$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

There is a trap. In 64-bit floats `exp` overflows just above 709, and infinity divided by infinity is not a number. Run the next cell and see.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 소프트맥스: 점수를 몫으로 바꿔요

어텐션(attention)은 토큰마다 '다른 토큰을 각각 얼마나 가져올까?'라고 물어요. 처음 나오는 답은 *점수*(score)예요. 음수를 포함해 어떤 수든 될 수 있죠. 우리에게 필요한 건 *몫*이에요. 모두 양수이고 합이 1이어야 해요. 소프트맥스(softmax)는 점수를 몫으로 바꿔요.

$$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

그런데 함정이 하나 있어요. 64비트 부동소수점에서 `exp`는 709를 조금만 넘어도 오버플로(overflow)가 나고, 무한대를 무한대로 나누면 숫자가 아니게 돼요(nan). 다음 셀을 실행해서 확인해 보세요.
"""

# %%
with np.errstate(over="ignore", invalid="ignore"):
    large = np.array([1000.0, 1001.0, 1002.0])
    print("exp:    ", np.exp(large))  # ko: =
    print("shares: ", np.exp(large) / np.exp(large).sum())  # ko: "비중:   "

# %% [markdown]
r"""
The way out costs one subtraction. Take any number $c$ away from all scores: every numerator and the denominator shrink by the same factor $e^{-c}$, and the factor cancels. So the shares stay what they were. With $c = \max_j z_j$ the largest exponent is 0, and nothing can overflow.

One more question: *over which axis* do the shares sum to one? The scores of attention will have the shape `(B, T, T)`, and each row belongs to one token that looks. Rows run along the last axis, so `axis=-1` is the default. Keep the reduced axis (`keepdims=True`), so that the maximum and the sum broadcast against `x` for every shape.
"""

# %% [markdown] lang="ko"
r"""
빠져나갈 길은 뺄셈 한 번이에요. 모든 점수에서 같은 수 $c$를 빼 보세요. 분자도 분모도 똑같이 $e^{-c}$배가 되니까 약분돼요. 그래서 몫은 그대로예요. $c = \max_j z_j$로 두면 가장 큰 지수가 0이라서 오버플로가 날 수 없어요.

물어볼 것이 하나 더 있어요. *어느 축(axis)을 따라* 더했을 때 1이 되어야 할까요? 어텐션 점수의 모양은 `(B, T, T)`이고, 한 행은 '바라보는 토큰' 하나의 것이에요. 행은 마지막 축을 따라 놓이니까 기본값이 `axis=-1`이에요. 최댓값과 합을 구할 때 그 축을 남겨 두면(`keepdims=True`) 어떤 모양에서도 `x`와 브로드캐스팅이 맞아요.
"""


# %% exercise="softmax" minutes=7 difficulty=1
def softmax(x, axis=-1):
    """Turn scores into positive shares that sum to one along an axis.

    Args:
        x: scores of any shape and any size, also in the thousands.
        axis: the axis along which the shares sum to one.

    Returns:
        Array of the shape of x.

    Source: Vaswani et al. 2017, section 3.2.1, uses it for the attention weights.
    """
    """한 축을 따라 점수를 비중으로 바꿔요. 비중은 모두 양수이고 합이 1이에요.

    인자:
        x: 점수. 모양도 값의 크기도 자유로워요. 수천이 넘을 수도 있어요.
        axis: 비중의 합이 1이 되는 축.

    반환값:
        x와 모양이 같은 배열.

    출처: Vaswani et al. 2017, 3.2.1절. 어텐션 가중치를 구할 때 써요.
    """
    ### BEGIN SOLUTION
    shifted = x - np.max(x, axis=axis, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / np.sum(exponentials, axis=axis, keepdims=True)
    ### END SOLUTION


# %% check="softmax" points=3
_scores = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
_shares = softmax(_scores)
assert np.shape(_shares) == (2, 3), "Is the result as large as the input?"
# ko: "결과의 모양이 입력과 같나요?"
assert np.allclose(_shares.sum(axis=-1), 1.0), "Do the shares of each row sum to one?"
# ko: "행마다 비중을 더하면 1이 되나요?"
assert np.allclose(_shares[0], [0.0900, 0.2447, 0.6652], atol=1e-4), (
    "Is each share exp(score) over the sum of its row?"
    # ko: "비중은 exp(점수)를 그 행의 합으로 나눈 값인가요?"
)
assert np.allclose(softmax(_scores, 0).sum(axis=0), 1.0, atol=1e-5), (
    "Does your function use the axis that it is given?"
    # ko: "인자로 받은 axis를 쓰고 있나요?"
)
assert np.isfinite(softmax(np.array([1000.0, 1001.0, 1002.0]))).all(), (
    "What is the largest number that meets exp?"
    # ko: "exp에 들어가는 가장 큰 수는 얼마인가요?"
)

# %% [markdown] hint="softmax"
r"""
Which number may you subtract from every score of a row without changing the result? Do that first.
"""

# %% [markdown] hint="softmax" lang="ko"
r"""
한 행의 모든 점수에서 빼도 결과가 달라지지 않는 수가 있었죠? 그 수부터 빼 보세요.
"""

# %% [markdown] hint="softmax"
r"""
Three steps: subtract the maximum, take `np.exp`, divide by the sum. The maximum and the sum both run along `axis`.
"""

# %% [markdown] hint="softmax" lang="ko"
r"""
세 단계예요. 최댓값을 빼고, `np.exp`를 취하고, 합으로 나눠요. 최댓값도 합도 `axis`를 따라 구해요.
"""

# %% [markdown] hint="softmax"
r"""
The first step is `shifted = x - np.max(x, axis=axis, keepdims=True)`. The sum in the last step needs the same two arguments after its array.
"""

# %% [markdown] hint="softmax" lang="ko"
r"""
첫 단계는 `shifted = x - np.max(x, axis=axis, keepdims=True)`예요. 마지막 단계에서 합을 구할 때도 `axis`와 `keepdims`를 똑같이 넘겨야 해요.
"""

# %% [markdown]
r"""
## 2 · Self-attention: every token reads the others

A token takes part in attention in three ways:

- as a **query** it asks: what am I looking for?
- as a **key** it answers: this is what I can be found by;
- as a **value** it hands over: this is what you get from me.

A query is compared with all keys by dot products. Large product, large score. Softmax makes shares of the scores, and the shares mix the values.

$$\mathrm{attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V$$

| thing | shape | in words |
|---|---|---|
| $Q$ | `(..., T_q, d_k)` | one query for each token that looks |
| $K$ | `(..., T_k, d_k)` | one key for each token that is looked at |
| $V$ | `(..., T_k, d_v)` | one value for each key |
| $Q K^\top$ | `(..., T_q, T_k)` | a score for each pair |
| weights | `(..., T_q, T_k)` | shares: each row sums to one |
| output | `(..., T_q, d_v)` | for each query a mixture of values |

The three dots are batch axes, here the sentences. $\top$ swaps the *last two* axes of $K$ and leaves the batch axes where they are; in NumPy that is `np.swapaxes(key, -1, -2)`.

**Why divide by** $\sqrt{d_k}$**?** A dot product adds $d_k$ terms. If the entries are independent with mean 0 and variance 1, the sum has variance $d_k$: wider vectors would mean larger scores, and softmax would give nearly everything to one token. Dividing by $\sqrt{d_k}$ brings the variance back to 1. On Day 5 you will measure it.

**By hand.** One query $(1, 0)$, two keys $(1, 0)$ and $(0, 1)$, two values $10$ and $20$. The scores are $1/\sqrt 2 \approx 0.707$ and $0$, the shares $0.67$ and $0.33$, the output $0.67 \cdot 10 + 0.33 \cdot 20 \approx 13.3$.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 셀프 어텐션: 토큰이 서로를 읽어요

어텐션에서 토큰은 세 가지 역할을 맡아요.

- **쿼리**(query)일 때는 물어요. "나는 무엇을 찾고 있을까?"
- **키**(key)일 때는 답해요. "나는 이런 것으로 찾을 수 있어."
- **밸류**(value)일 때는 건네줘요. "나한테서는 이걸 가져가."

쿼리 하나를 모든 키와 내적(dot product)으로 비교해요. 내적이 크면 점수도 커요. 소프트맥스가 점수를 몫으로 바꾸고, 그 몫대로 밸류를 섞어요.

$$\mathrm{attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V$$

| 기호 | 모양 | 뜻 |
|---|---|---|
| $Q$ | `(..., T_q, d_k)` | 바라보는 토큰마다 쿼리 하나 |
| $K$ | `(..., T_k, d_k)` | 대상이 되는 토큰마다 키 하나 |
| $V$ | `(..., T_k, d_v)` | 키마다 밸류 하나 |
| $Q K^\top$ | `(..., T_q, T_k)` | 쌍마다 점수 하나 |
| 가중치(weights) | `(..., T_q, T_k)` | 몫, 행마다 합이 1 |
| 출력 | `(..., T_q, d_v)` | 쿼리마다 밸류를 섞은 것 하나 |

점 세 개는 배치 축이고, 여기서는 문장이에요. $\top$는 $K$의 *마지막 두 축*만 맞바꾸고 배치 축은 그대로 둬요. NumPy로는 `np.swapaxes(key, -1, -2)`예요.

**왜** $\sqrt{d_k}$**로 나눌까요?** 내적은 항 $d_k$개를 더한 값이에요. 각 성분이 서로 독립이고 평균이 0, 분산이 1이면 합의 분산은 $d_k$가 돼요. 벡터가 넓을수록 점수가 커지고, 소프트맥스는 거의 전부를 토큰 하나에 몰아줄 거예요. $\sqrt{d_k}$로 나누면 분산이 다시 1로 돌아와요. 5일 차에 직접 재 볼 거예요.

**손으로 해 보기.** 쿼리는 $(1, 0)$ 하나, 키는 $(1, 0)$과 $(0, 1)$, 밸류는 $10$과 $20$이에요. 점수는 $1/\sqrt 2 \approx 0.707$과 $0$, 몫은 $0.67$과 $0.33$, 출력은 $0.67 \cdot 10 + 0.33 \cdot 20 \approx 13.3$이에요.
"""


# %% exercise="self_attention" minutes=14 difficulty=2
def self_attention(query, key, value):
    """Scaled dot-product attention without a mask.

    Args:
        query: (..., T_q, d_k)
        key: (..., T_k, d_k)
        value: (..., T_k, d_v)

    Returns:
        output: (..., T_q, d_v), for each query a mixture of the values.
        weights: (..., T_q, T_k), each row sums to one.

    Source: Vaswani et al. 2017, section 3.2.1, equation 1.
    """
    """마스크가 없는 스케일드 닷 프로덕트 어텐션(scaled dot-product attention)이에요.

    인자:
        query: (..., T_q, d_k)
        key: (..., T_k, d_k)
        value: (..., T_k, d_v)

    반환값:
        output: (..., T_q, d_v), 쿼리마다 밸류를 섞은 것.
        weights: (..., T_q, T_k), 행마다 합이 1.

    출처: Vaswani et al. 2017, 3.2.1절, 식 1.
    """
    ### BEGIN SOLUTION
    d_k = query.shape[-1]
    scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(d_k)  # (..., T_q, T_k)
    weights = softmax(scores, axis=-1)
    return weights @ value, weights
    ### END SOLUTION


# %% check="self_attention" points=4
_output, _weights = self_attention(
    np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[10.0], [20.0]])
)
assert np.shape(_weights) == (1, 2), "One query, two keys: is there one row with two weights?"
# ko: "쿼리 하나에 키가 둘이에요. 가중치 두 개짜리 행이 하나 나오나요?"
assert np.allclose(_output, 13.302, atol=1e-3), "Do you get 13.3 by hand? What do you divide the scores by?"
# ko: "손으로 계산하면 13.3이 나오나요? 점수를 무엇으로 나누고 있나요?"
_output, _weights = self_attention(
    rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6))
)
assert np.shape(_weights) == (2, 3, 5), "Three queries look at five keys: which axis is which?"
# ko: "쿼리 세 개가 키 다섯 개를 봐요. 어느 축이 쿼리이고 어느 축이 키인가요?"
assert np.allclose(_weights.sum(axis=-1), 1.0), "Do the rows of your weights sum to one?"
# ko: "가중치를 행마다 더하면 1이 되나요?"
assert np.shape(_output) == (2, 3, 6), "Is there one mixture of values for each query?"
# ko: "쿼리마다 밸류를 섞은 것이 하나씩 나오나요?"

# %% [markdown] hint="self_attention"
r"""
Work from the inside of the formula to the outside, and write the shape beside each line. Which two axes does the transpose swap?
"""

# %% [markdown] hint="self_attention" lang="ko"
r"""
수식의 안쪽에서 바깥쪽으로 가면서 줄마다 모양을 적어 보세요. 전치는 어느 두 축을 맞바꾸나요?
"""

# %% [markdown] hint="self_attention"
r"""
Scores are `query @ ` the key with its last two axes swapped, over the square root of `query.shape[-1]`. Your `softmax` does the rest along the last axis. The order of the two results: output first, weights second.
"""

# %% [markdown] hint="self_attention" lang="ko"
r"""
점수는 `query @ ` 뒤에 마지막 두 축을 맞바꾼 키를 놓고, `query.shape[-1]`의 제곱근으로 나눈 값이에요. 마지막 축의 일은 여러분의 `softmax`에 맡기세요. 돌려주는 순서는 출력이 먼저, 가중치가 다음이에요.
"""

# %% [markdown] hint="self_attention"
r"""
`scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(query.shape[-1])`. After the softmax, the weights `(..., T_q, T_k)` multiply the values `(..., T_k, d_v)` from the left.
"""

# %% [markdown] hint="self_attention" lang="ko"
r"""
`scores = query @ np.swapaxes(key, -1, -2) / np.sqrt(query.shape[-1])`. 소프트맥스를 거친 가중치 `(..., T_q, T_k)`를 밸류 `(..., T_k, d_v)`의 왼쪽에 곱하세요.
"""

# %% [markdown]
r"""
### Who looks at whom

Now our sentence. In *self*-attention all three parts come from the same tokens, and today `x` plays all three as it is.
"""

# %% [markdown] lang="ko"
r"""
### 누가 누구를 볼까요

이제 우리 문장에 써 볼게요. *셀프* 어텐션에서는 세 역할이 모두 같은 토큰에서 나와요. 오늘은 `x`가 그 모습 그대로 세 역할을 다 맡아요.
"""


# %%
def heat_map(axes, weights, labels, title):
    """Draw attention weights (T, T): rows look, columns are looked at."""
    """어텐션 가중치 (T, T)를 그려요. 행은 바라보는 토큰, 열은 대상이 되는 토큰이에요."""
    axes.imshow(weights, cmap="cividis", vmin=0, vmax=1)
    for i, j in np.ndindex(weights.shape):
        ink = "black" if weights[i, j] > 0.5 else "white"
        axes.text(j, i, f"{weights[i, j]:.2f}", ha="center", va="center", fontsize=10, color=ink)
    axes.set_xticks(range(len(labels)), labels, rotation=45)
    axes.set_yticks(range(len(labels)), labels)
    axes.set(title=title, xlabel="token that is looked at", ylabel="token that looks")
    # ko: "대상이 되는 토큰", "바라보는 토큰"


# %%
output, weights = self_attention(x, x, x)
scores = x[0] @ x[0].T / np.sqrt(d_model)
print("output:", output.shape, " weights:", weights.shape)  # ko: "출력:", " 가중치:"
print("scores symmetric: ", np.allclose(scores, scores.T))  # ko: "점수가 대칭인가요?  "
print("weights symmetric:", np.allclose(weights[0], weights[0].T))
# ko: "가중치가 대칭인가요?"

fig, axes = plt.subplots(figsize=(5.6, 5.2))
heat_map(axes, weights[0], sentences[0], "attention weights, sentence 1")
# ko: "어텐션 가중치, 문장 1"
show(
    fig,
    "Heat map of the six by six attention weights of the first sentence. The largest weight of every row lies on "
    "the diagonal: each token looks mostly at itself.",
    # ko: "첫 번째 문장의 어텐션 가중치 6×6개를 그린 히트맵이에요. 행마다 가장 큰 가중치가 대각선에 있어요. "
    #     "토큰마다 자기 자신을 가장 많이 봐요."
)

# %% [markdown]
r"""
Read one row: how does that token share its attention? The rows sum to one; the columns need not.

Two things to notice, and one to be honest about.

- **The diagonal is bright.** The score of a token with itself is its squared length over $\sqrt{d_k}$, never negative; with other tokens the products partly cancel.
- **The scores are symmetric, the weights are not.** $x_i \cdot x_j = x_j \cdot x_i$, so "a" scores "cat" as "cat" scores "a". Softmax then divides each row by its own sum, and the symmetry is gone.
- **This is not yet the attention of 2017.** There, learned matrices $W_Q$, $W_K$, $W_V$ first make a query, a key and a value out of each token, so that the scores need not be symmetric. They come on Day 5. Several heads side by side and $W_O$, which mixes them, come on Day 6, masks on Day 5. What you build today is the skeleton of the 2017 block: the wiring is right, the learned reading is missing.
"""

# %% [markdown] lang="ko"
r"""
한 행을 골라 읽어 보세요. 그 토큰은 어텐션을 어떻게 나눠 주고 있나요? 행의 합은 1이에요. 열의 합은 1이 아니어도 괜찮아요.

눈여겨볼 것이 두 가지, 솔직히 말해 둘 것이 한 가지 있어요.

- **대각선이 밝아요.** 자기 자신과의 점수는 벡터 길이의 제곱을 $\sqrt{d_k}$로 나눈 값이라 음수가 될 수 없어요. 다른 토큰과 내적할 때는 항들이 서로 얼마쯤 상쇄돼요.
- **점수는 대칭인데 가중치는 대칭이 아니에요.** $x_i \cdot x_j = x_j \cdot x_i$라서 "a"가 "cat"에 주는 점수와 "cat"이 "a"에 주는 점수가 같아요. 그다음 소프트맥스가 행마다 자기 합으로 나누면서 대칭이 깨져요.
- **아직 2017년의 어텐션은 아니에요.** 원래는 학습되는 행렬 $W_Q$, $W_K$, $W_V$가 먼저 토큰마다 쿼리, 키, 밸류를 만들어요. 그래서 점수가 대칭일 필요가 없죠. 이 행렬들과 마스크(mask)는 5일 차에 나와요. 여러 헤드(head)를 나란히 두는 방법과 헤드를 섞는 $W_O$는 6일 차에 나오고요. 오늘 만드는 것은 2017년 블록의 뼈대예요. 연결은 맞지만 학습되는 '읽기'가 아직 없어요.
"""

# %% [markdown]
r"""
## 3 · Spot the bug: the transpose that passes

Here is a line that stands in many notes about attention: `query @ key.T`. The next cell tries it on one sentence, on our two sentences, and on four sentences of four tokens with four features. Read the three results before you go on.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 버그 찾기: 그냥 지나가 버리는 전치

어텐션을 다룬 여러 글에서 볼 수 있는 한 줄이 있어요. 바로 `query @ key.T`예요. 다음 셀은 이 줄을 문장 하나에, 우리 문장 두 개에, 그리고 특징(feature) 4개짜리 토큰이 4개씩 든 문장 4개에 써 봐요. 넘어가기 전에 결과 세 개를 읽어 보세요.
"""


# %%
def suspect(query, key):
    """Scores as they stand in the note."""
    """글에 나온 그대로 계산한 점수예요."""
    return query @ key.T / np.sqrt(query.shape[-1])


# %%
print("one sentence:  ", suspect(x[0], x[0]).shape)  # ko: "문장 1개:"
try:
    suspect(x, x)
except ValueError as error:
    print("two sentences: ", "ValueError:", error)  # ko: "문장 2개:", "ValueError:"

four = np.random.default_rng(3).normal(size=(4, 4, 4))
edited = four.copy()
edited[3] += 1.0  # a change in the last sentence only  # ko: 마지막 문장만 바꿔요
print("four sentences:", suspect(four, four).shape)  # ko: "문장 4개:"
for b in range(4):
    moved = np.abs(suspect(four, edited)[b] - suspect(four, four)[b]).max()
    print(f"  only the keys of sentence 4 changed; scores of sentence {b + 1} moved by {moved:.2f}")
    # ko: f"  문장 4의 키만 바꿨어요. 문장 {b + 1}의 점수가 움직인 폭: {moved:.2f}"

# %% [markdown]
r"""
The third case is the dangerous one: no error, the right shape, and the scores of sentence 1 depend on a sentence that it must never see. Mend the function below, then choose what was wrong.

- **A**: The scale should be $\sqrt T$, not $\sqrt{d_k}$.
- **B**: `.T` reverses *all* axes, so batch entries are mixed, or the shapes clash.
- **C**: The softmax is missing.
- **D**: Query and key are swapped.
"""

# %% [markdown] lang="ko"
r"""
위험한 것은 세 번째예요. 오류도 없고 모양도 맞는데, 문장 1의 점수가 절대 보면 안 되는 다른 문장에 따라 달라져요. 아래 함수를 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: $\sqrt{d_k}$가 아니라 $\sqrt T$로 나눠야 해요.
- **B**: `.T`는 *모든* 축의 순서를 뒤집어요. 그래서 배치의 문장들이 섞이거나 모양이 맞지 않게 돼요.
- **C**: 소프트맥스가 빠졌어요.
- **D**: 쿼리와 키가 서로 바뀌었어요.
"""


# %% exercise="batched_scores" kind="bug" bug="key_dot_T" minutes=8 difficulty=2
def batched_scores(query, key):
    """Scaled scores of every query with every key, for each batch entry on its own.

    Args:
        query: (..., T_q, d_k)
        key: (..., T_k, d_k)

    Returns:
        scores: (..., T_q, T_k), before the softmax.

    Source: Vaswani et al. 2017, section 3.2.1, the inside of equation 1.
    """
    """배치의 문장마다 따로, 모든 쿼리와 모든 키의 점수를 구해 크기를 맞춰요.

    인자:
        query: (..., T_q, d_k)
        key: (..., T_k, d_k)

    반환값:
        scores: (..., T_q, T_k), 소프트맥스에 넣기 전의 점수.

    출처: Vaswani et al. 2017, 3.2.1절, 식 1의 소프트맥스 안쪽.
    """
    ### BEGIN SOLUTION
    return query @ np.swapaxes(key, -1, -2) / np.sqrt(query.shape[-1])
    ### END SOLUTION
    ### BEGIN BUG
    # d_k = query.shape[-1]
    # return query @ key.T / np.sqrt(d_k)
    ### END BUG


# One letter, "A" to "D": what was wrong?
# ko: 무엇이 틀렸나요? "A"부터 "D"까지 가운데 한 글자로 답하세요.
### BEGIN SOLUTION
batched_scores_reason = "B"
### END SOLUTION

# %% check="batched_scores" points=2
assert np.shape(batched_scores(x[0], x[0])) == (6, 6), (
    "One sentence of six tokens: is there a score for each pair?"
    # ko: "토큰 여섯 개짜리 문장 하나예요. 쌍마다 점수가 하나씩 있나요?"
)
assert np.allclose(batched_scores(four, edited)[0], batched_scores(four, four)[0], atol=1e-5), (
    "Only the keys of sentence 4 changed: why do the scores of sentence 1 change?"
    # ko: "문장 4의 키만 바꿨어요. 문장 1의 점수는 왜 달라지나요?"
)
assert np.shape(batched_scores(x, x[:, :4])) == (2, 6, 4), (
    "Two sentences, six queries, four keys: which axis is which?"
    # ko: "문장 두 개, 쿼리 여섯 개, 키 네 개예요. 어느 축이 무엇인가요?"
)
assert batched_scores_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"
# ko: "A부터 D까지 가운데 한 글자를 골랐나요?"

# %% [markdown] hint="batched_scores"
r"""
Try `np.zeros((2, 6, 8)).T.shape` in a new cell. Is that what the formula means by $K^\top$?
"""

# %% [markdown] hint="batched_scores" lang="ko"
r"""
새 셀에서 `np.zeros((2, 6, 8)).T.shape`를 실행해 보세요. 수식의 $K^\top$가 뜻하는 모양이 맞나요?
"""

# %% [markdown] hint="batched_scores"
r"""
The product `@` works on the last two axes and treats all axes before them as a batch. So the transpose must leave the batch axes in peace too.
"""

# %% [markdown] hint="batched_scores" lang="ko"
r"""
행렬 곱 `@`는 마지막 두 축에서만 계산하고, 그 앞의 축은 모두 배치로 다뤄요. 그러니 전치도 배치 축을 건드리면 안 돼요.
"""

# %% [markdown] hint="batched_scores"
r"""
You wrote the right transpose in exercise 2: `np.swapaxes` with the axes `-1` and `-2`. The rest of the line is fine, and so the letter speaks of the transpose.
"""

# %% [markdown] hint="batched_scores" lang="ko"
r"""
맞는 전치는 2번 문제에서 이미 썼어요. 축 `-1`과 `-2`를 넘기는 `np.swapaxes`예요. 그 줄의 나머지는 문제가 없으니, 고를 답도 전치에 관한 것이에요.
"""

# %% [markdown]
r"""
## 4 · Layer normalization: one token, one scale

In a block the output of each part is *added* to its input. Sums grow, and the next part would meet numbers of a different size each time. Layer normalization takes **one token**, shifts its numbers to mean 0 and scales them to variance 1:

$$\mu = \frac1d \sum_{i=1}^{d} x_i, \qquad \sigma^2 = \frac1d \sum_{i=1}^{d} (x_i - \mu)^2, \qquad \mathrm{LN}(x) = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta$$

| thing | shape |
|---|---|
| $x$ | `(..., d_model)` |
| $\mu$, $\sigma^2$ | `(..., 1)`: one of each for every token |
| $\gamma$, $\beta$ | `(d_model,)`: learned, the same for all tokens |
| result | `(..., d_model)` |

Four details that matter:

- **The variance divides by** $d$, not by $d - 1$. `np.var` does that by itself.
- $\gamma$ **and** $\beta$ **give the freedom back.** They start at 1 and 0. After training, mean 0 and variance 1 need not hold any more, and that is meant.
- $\epsilon$ **stands inside the root**, beside the variance. In many notes it is outside, $\sigma + \epsilon$. The cell after the exercise shows what that changes.
- **No other token takes part.** Batch normalization measures one feature over all examples of a batch. Layer normalization measures all features of one token. It does not make the features alike: a feature that is large in every token stays large.

**By hand.** The token $(1, 5)$ has mean 3 and variance $((-2)^2 + 2^2)/2 = 4$, so its standard deviation is 2. With $\gamma = 1$ and $\beta = 0$ it becomes $(-2/2,\; 2/2) = (-1, 1)$, up to $\epsilon$.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 층 정규화: 토큰마다 같은 크기로

블록에서는 각 부품의 출력을 입력에 *더해요*. 더할수록 값은 커지고, 다음 부품은 매번 크기가 다른 숫자를 받게 돼요. 층 정규화(layer normalization)는 **토큰 하나**를 골라 그 숫자들의 평균을 0으로, 분산을 1로 맞춰요.

$$\mu = \frac1d \sum_{i=1}^{d} x_i, \qquad \sigma^2 = \frac1d \sum_{i=1}^{d} (x_i - \mu)^2, \qquad \mathrm{LN}(x) = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta$$

| 기호 | 모양 |
|---|---|
| $x$ | `(..., d_model)` |
| $\mu$, $\sigma^2$ | `(..., 1)`: 토큰마다 하나씩 |
| $\gamma$, $\beta$ | `(d_model,)`: 학습되는 값, 모든 토큰이 함께 써요 |
| 결과 | `(..., d_model)` |

놓치기 쉬운 점이 네 가지 있어요.

- **분산은** $d - 1$이 아니라 $d$로 나눠요. `np.var`는 원래 그렇게 계산해요.
- $\gamma$**와** $\beta$**가 자유를 돌려줘요.** 처음 값은 1과 0이에요. 학습이 끝나면 평균 0, 분산 1이 더는 성립하지 않을 수 있는데, 그게 의도예요.
- $\epsilon$**은 제곱근 안**, 분산 옆에 있어요. $\sigma + \epsilon$처럼 밖에 둔 글도 많아요. 무엇이 달라지는지는 문제 다음 셀에서 볼 거예요.
- **다른 토큰은 끼어들지 않아요.** 배치 정규화(batch normalization)는 특징 하나를 배치의 모든 예시에 걸쳐 재요. 층 정규화는 토큰 하나의 모든 특징을 재요. 특징끼리 크기를 고르게 만드는 것은 아니에요. 모든 토큰에서 큰 특징은 정규화한 뒤에도 커요.

**손으로 해 보기.** 토큰 $(1, 5)$의 평균은 3, 분산은 $((-2)^2 + 2^2)/2 = 4$, 그러니까 표준편차는 2예요. $\gamma = 1$, $\beta = 0$이면 $(-2/2,\; 2/2) = (-1, 1)$이 돼요. 실제로는 $\epsilon$ 때문에 아주 조금 달라요.
"""


# %% exercise="layer_norm" minutes=12 difficulty=2
def layer_norm(x, gamma, beta, eps=1e-5):
    """Normalize every token over its own features, then scale and shift.

    Args:
        x: (..., d_model)
        gamma: (d_model,), the learned scale.
        beta: (d_model,), the learned shift.
        eps: added to the variance, inside the root.

    Returns:
        (..., d_model)

    Source: Ba et al. 2016, section 3; eps as in torch.nn.LayerNorm.
    """
    """토큰마다 자기 특징들로 정규화한 다음, gamma를 곱하고 beta를 더해요.

    인자:
        x: (..., d_model)
        gamma: (d_model,), 학습되는 스케일.
        beta: (d_model,), 학습되는 이동값.
        eps: 제곱근 안에서 분산에 더하는 값.

    반환값:
        (..., d_model)

    출처: Ba et al. 2016, 3절. eps는 torch.nn.LayerNorm과 같아요.
    """
    ### BEGIN SOLUTION
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.var(x, axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta
    ### END SOLUTION


# %% check="layer_norm" points=4
_normed = layer_norm(np.array([[1.0, 5.0]]), np.ones(2), np.zeros(2))
assert np.shape(_normed) == (1, 2), "Is the result as large as the input?"
# ko: "결과의 모양이 입력과 같나요?"
assert np.allclose(_normed, [[-1.0, 1.0]], atol=1e-4), (
    "Do you get (-1, 1) by hand? Does the variance divide by d?"
    # ko: "손으로 계산하면 (-1, 1)이 나오나요? 분산을 구할 때 d로 나누나요?"
)
_normed = layer_norm(x, np.ones(8), np.zeros(8))
assert np.allclose(_normed.mean(axis=-1), 0.0, atol=1e-5), (
    "Is the mean of each token zero? Over which axis do you average?"
    # ko: "토큰마다 평균이 0인가요? 어느 축을 따라 평균을 내고 있나요?"
)
assert np.allclose(layer_norm(x, np.full(8, 3.0), np.full(8, 5.0)), 3.0 * _normed + 5.0, atol=1e-4), (
    "Where do gamma and beta enter?"
    # ko: "gamma와 beta는 어디에 들어가나요?"
)
_other = x.copy()
_other[:, 1] *= 100.0
assert np.allclose(layer_norm(_other, np.ones(8), np.zeros(8))[:, 0], _normed[:, 0], atol=1e-5), (
    "Only the token at index 1 changed: why does the token at index 0 change?"
    # ko: "인덱스 1의 토큰만 바꿨어요. 인덱스 0의 토큰은 왜 달라지나요?"
)

# %% [markdown] hint="layer_norm"
r"""
Mean and variance belong to one token. Which axis holds the numbers of one token, and how do you keep that axis so that the shapes fit afterwards?
"""

# %% [markdown] hint="layer_norm" lang="ko"
r"""
평균과 분산은 토큰 하나의 것이에요. 토큰 하나의 숫자들은 어느 축에 놓여 있나요? 나중에 모양이 맞게 하려면 그 축을 어떻게 남겨야 할까요?
"""

# %% [markdown] hint="layer_norm"
r"""
`np.mean` and `np.var` with `axis=-1, keepdims=True` give $\mu$ and $\sigma^2$ of shape `(..., 1)`. Do not take `np.std`: `eps` must be added before the root.
"""

# %% [markdown] hint="layer_norm" lang="ko"
r"""
`np.mean`과 `np.var`에 `axis=-1, keepdims=True`를 넘기면 모양이 `(..., 1)`인 $\mu$와 $\sigma^2$가 나와요. `np.std`는 쓰지 마세요. 제곱근을 씌우기 전에 `eps`를 더해야 하니까요.
"""

# %% [markdown] hint="layer_norm"
r"""
The denominator is `np.sqrt(variance + eps)`. The numerator is `x` minus its mean. `gamma` multiplies the quotient, `beta` is added last.
"""

# %% [markdown] hint="layer_norm" lang="ko"
r"""
분모는 `np.sqrt(variance + eps)`, 분자는 `x`에서 평균을 뺀 값이에요. 나눈 결과에 `gamma`를 곱하고, 마지막에 `beta`를 더하세요.
"""

# %% [markdown]
r"""
### Inside the root or outside?

We feed the same tokens at three sizes and look at the size of what comes out. "Outside" is $(x - \mu)/(\sigma + \epsilon)$.
"""

# %% [markdown] lang="ko"
r"""
### 제곱근 안일까요, 밖일까요?

같은 토큰을 세 가지 크기로 넣고, 나온 값의 크기를 봐요. 표의 "제곱근 밖"은 $(x - \mu)/(\sigma + \epsilon)$이에요.
"""

# %%
print("size of x   inside the root   outside   (standard deviation of the results)")
# ko: " x의 크기         제곱근 안 제곱근 밖   (결과의 표준편차)"
for size in (1.0, 1e-2, 1e-3):
    small = size * (x - x.mean(axis=-1, keepdims=True)) / x.std(axis=-1, keepdims=True)
    inside = layer_norm(small, np.ones(d_model), np.zeros(d_model))
    outside = (small - small.mean(axis=-1, keepdims=True)) / (small.std(axis=-1, keepdims=True) + 1e-5)
    print(f"{size:9.3f}   {inside.std():15.3f}   {outside.std():7.3f}")

# %% [markdown]
r"""
At size 1 nobody can tell the two apart; that is why the slip lives on. At size 0.001 the variance is $10^{-6}$, smaller than $\epsilon = 10^{-5}$. Inside the root, $\epsilon$ rules and the result has size 0.30: what was almost nothing is not blown up to full size. Outside, it has size 0.99.

So these are two different functions. `torch.nn.LayerNorm` and the pretrained models of the later days use the first, and weights trained with one do not fit the other. There is a second reason, for training: the slope of $\sqrt{v}$ at $v = 0$ is infinite, and $\sqrt{v + \epsilon}$ has no such point.
"""

# %% [markdown] lang="ko"
r"""
크기가 1일 때는 아무도 둘을 구별하지 못해요. 그래서 이 실수가 오래 살아남았어요. 크기가 0.001이면 분산이 $10^{-6}$이라 $\epsilon = 10^{-5}$보다 작아요. 제곱근 안에서는 $\epsilon$이 더 크게 작용해서 결과의 크기가 0.30이에요. 거의 없던 것을 억지로 제 크기까지 부풀리지 않는 거죠. 밖에 두면 0.99가 돼요.

그러니 둘은 서로 다른 함수예요. `torch.nn.LayerNorm`도, 뒤에서 만날 사전 학습 모델들도 첫 번째를 써요. 한쪽으로 학습한 가중치는 다른 쪽에 맞지 않아요. 학습과 관련된 이유도 하나 더 있어요. $\sqrt{v}$는 $v = 0$에서 기울기가 무한대지만, $\sqrt{v + \epsilon}$에는 그런 점이 없어요.
"""

# %% [markdown]
r"""
## 5 · Feed-forward: each token alone

Attention moved information between tokens. Now each token works on what it has gathered, by itself:

$$\mathrm{FFN}(x) = \max(0,\; x W_1 + b_1)\, W_2 + b_2$$

| thing | shape | 2017 | today |
|---|---|---|---|
| $x$ | `(..., d_model)` | 512 | 8 |
| $W_1$, $b_1$ | `(d_model, d_ff)`, `(d_ff,)` | 512 × 2048 | 8 × 32 |
| hidden | `(..., d_ff)` | 2048 | 32 |
| $W_2$, $b_2$ | `(d_ff, d_model)`, `(d_model,)` | 2048 × 512 | 32 × 8 |
| result | `(..., d_model)` | 512 | 8 |

"Position-wise" means: the same two matrices for every token, and no token sees another. The hidden vector is four times as wide, $d_{ff} = 4\, d_{model}$.

$\max(0, \cdot)$ is ReLU, the choice of 2017; GPT-1 and BERT took GELU, which you build on Day 8. The non-linearity is not decoration. Leave it out and the two matrices fall into one: $(xW_1 + b_1)W_2 + b_2 = x\,(W_1W_2) + (b_1W_2 + b_2)$.

**By hand.** Let $x = (1, -1)$, $W_1$ the identity, $b_1 = (0, 2)$. Then $xW_1 + b_1 = (1, 1)$, and ReLU leaves it. Add the bias *after* the ReLU and you get $(1, 2)$, another function.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 순방향 신경망: 토큰마다 따로

어텐션은 토큰 사이에서 정보를 옮겼어요. 이제 토큰은 모은 정보를 혼자서 처리해요. 순방향 신경망은 '피드포워드'라고도 불러요.

$$\mathrm{FFN}(x) = \max(0,\; x W_1 + b_1)\, W_2 + b_2$$

| 기호 | 모양 | 2017년 | 오늘 |
|---|---|---|---|
| $x$ | `(..., d_model)` | 512 | 8 |
| $W_1$, $b_1$ | `(d_model, d_ff)`, `(d_ff,)` | 512 × 2048 | 8 × 32 |
| 은닉 벡터(hidden) | `(..., d_ff)` | 2048 | 32 |
| $W_2$, $b_2$ | `(d_ff, d_model)`, `(d_model,)` | 2048 × 512 | 32 × 8 |
| 결과 | `(..., d_model)` | 512 | 8 |

'위치별(position-wise)'이라는 말은 모든 토큰에 같은 행렬 두 개를 쓰고, 토큰끼리는 서로 보지 않는다는 뜻이에요. 은닉 벡터는 네 배로 넓어요. $d_{ff} = 4\, d_{model}$이에요.

$\max(0, \cdot)$는 ReLU이고, 2017년의 선택이에요. GPT-1과 BERT는 GELU를 골랐고, GELU는 8일 차에 만들어요. 이 비선형 함수는 장식이 아니에요. 빼 버리면 행렬 두 개가 하나로 합쳐져요. $(xW_1 + b_1)W_2 + b_2 = x\,(W_1W_2) + (b_1W_2 + b_2)$이니까요.

**손으로 해 보기.** $x = (1, -1)$, $W_1$은 단위행렬, $b_1 = (0, 2)$라고 할게요. $xW_1 + b_1 = (1, 1)$이고, ReLU를 거쳐도 그대로예요. 편향(bias)을 ReLU *다음에* 더하면 $(1, 2)$가 나와요. 다른 함수가 된 거예요.
"""


# %% exercise="feed_forward" minutes=8 difficulty=1
def feed_forward(x, w1, b1, w2, b2):
    """Position-wise feed-forward network with ReLU.

    Args:
        x: (..., d_model)
        w1: (d_model, d_ff)
        b1: (d_ff,)
        w2: (d_ff, d_model)
        b2: (d_model,)

    Returns:
        (..., d_model)

    Source: Vaswani et al. 2017, section 3.3, equation 2.
    """
    """ReLU를 쓰는 위치별(position-wise) 순방향 신경망이에요.

    인자:
        x: (..., d_model)
        w1: (d_model, d_ff)
        b1: (d_ff,)
        w2: (d_ff, d_model)
        b2: (d_model,)

    반환값:
        (..., d_model)

    출처: Vaswani et al. 2017, 3.3절, 식 2.
    """
    ### BEGIN SOLUTION
    hidden = np.maximum(0.0, x @ w1 + b1)  # (..., d_ff)
    return hidden @ w2 + b2
    ### END SOLUTION


# %% check="feed_forward" points=3
_hand = feed_forward(
    np.array([[1.0, -1.0]]), np.eye(2), np.array([0.0, 2.0]), np.diag([1.0, -1.0]), np.zeros(2)
)
assert np.shape(_hand) == (1, 2), "Is the result as wide as the input?"
# ko: "결과의 너비가 입력과 같나요?"
assert np.allclose(_hand, [[1.0, -1.0]]), (
    "Is b1 added before the ReLU, and is there no ReLU after the second matrix?"
    # ko: "b1을 ReLU보다 먼저 더했나요? 두 번째 행렬 뒤에는 ReLU가 없나요?"
)
_w1, _w2, _order = rng.normal(size=(8, 32)), rng.normal(size=(32, 8)), [5, 4, 3, 2, 1, 0]
_out = feed_forward(x, _w1, np.ones(32), _w2, np.ones(8))
_swapped = feed_forward(x[:, _order], _w1, np.ones(32), _w2, np.ones(8))
assert np.allclose(_swapped, _out[:, _order], atol=1e-4), (
    "The tokens come in reverse order, and so should the results: does each token stay by itself?"
    # ko: "토큰의 순서를 뒤집으면 결과의 순서만 뒤집혀야 해요. 토큰을 하나씩 따로 처리하나요?"
)
assert np.allclose(feed_forward(np.zeros(8), _w1, -np.ones(32), _w2, np.ones(8)), 1.0), (
    "What is left when no hidden unit is on?"
    # ko: "켜진 은닉 유닛이 하나도 없으면 무엇이 남나요?"
)

# %% [markdown] hint="feed_forward"
r"""
Two matrix products with one function between them. What does that function do with a negative number?
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
행렬 곱이 두 번 있고, 그 사이에 함수가 하나 있어요. 그 함수는 음수를 어떻게 하나요?
"""

# %% [markdown] hint="feed_forward"
r"""
`np.maximum(0, ...)` compares entry by entry; `np.max` would look for the one largest entry. The bias `b1` belongs inside the brackets.
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
`np.maximum(0, ...)`은 성분마다 비교해요. `np.max`는 가장 큰 성분 하나를 찾는 다른 함수예요. 편향 `b1`은 괄호 안에 들어가야 해요.
"""

# %% [markdown] hint="feed_forward"
r"""
`hidden = np.maximum(0, x @ w1 + b1)` has the shape `(..., d_ff)`. The second line looks like the inside of the first, with the other matrix and the other bias.
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
`hidden = np.maximum(0, x @ w1 + b1)`의 모양은 `(..., d_ff)`예요. 둘째 줄은 첫째 줄의 괄호 안과 비슷해요. 행렬과 편향만 다른 것으로 바꾸면 돼요.
"""

# %% [markdown]
r"""
## 6 · The block: two parts, two sums, two norms

All parts are there. What is left is the wiring, and there are two of them.

![Two wirings, one above the other. Above, post-norm: x goes into attention, a blue path carries x around it to a plus sign, and the sum goes through norm 1; then the same with feed-forward and norm 2, so the blue path passes through both norms. Below, pre-norm: the blue path runs straight from x to the output through two plus signs; norm 1 and attention, then norm 2 and feed-forward hang below it as side branches, each normalized first and added to the path at the end.](figures/day04_pre_post.svg)

| | post-norm | pre-norm |
|---|---|---|
| attention | $x \leftarrow \mathrm{LN}_1(x + \mathrm{attn}(x))$ | $x \leftarrow x + \mathrm{attn}(\mathrm{LN}_1(x))$ |
| feed-forward | $x \leftarrow \mathrm{LN}_2(x + \mathrm{FFN}(x))$ | $x \leftarrow x + \mathrm{FFN}(\mathrm{LN}_2(x))$ |
| who | the 2017 model, GPT-1, BERT | GPT-2 and most later models |
| after the last block | nothing more | one final norm |

"Is the layer norm in the wrong place?" learners ask, because one drawing shows it before and another after. Both are right, for different models. Pre-norm is easier to train: Xiong et al. (2020) show that at the start of training a post-norm model has large gradients near its output, which is why it needs a slow warm-up of the learning rate.

In both wirings **the second sum adds what the first one produced**, not the input of the block. And in pre-norm the raw $x$ is added, not $\mathrm{LN}(x)$.

Here $\mathrm{attn}(x)$ is `self_attention(x, x, x)`, its output without the weights. (In training, the 2017 model also drops out a tenth of each part's output before the sum, section 5.4. Today nothing is trained, so nothing is dropped.)

The numbers of one block travel in a dictionary that `make_params` fills: weights drawn from a normal distribution with standard deviation $1/\sqrt{\text{inputs}}$, so that a matrix product neither blows its input up nor shrinks it much, gammas 1, betas and biases 0.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 블록: 부품 둘, 덧셈 둘, 정규화 둘

부품은 모두 준비됐어요. 남은 일은 연결인데, 연결하는 방법이 두 가지예요.

![연결 방법 두 가지를 위아래로 그린 그림이에요. 위는 사후 정규화(post-norm)예요. x가 어텐션으로 들어가고, 파란 길은 x를 들고 어텐션을 돌아 더하기 기호로 가요. 합은 정규화 1을 지나요. 순방향 신경망과 정규화 2도 마찬가지라서 파란 길이 두 정규화를 모두 지나가요. 아래는 사전 정규화(pre-norm)예요. 파란 길이 더하기 기호 두 개를 거쳐 x에서 출력까지 곧게 이어져요. 정규화 1과 어텐션, 정규화 2와 순방향 신경망은 그 아래에 곁가지로 달려 있어요. 곁가지에서는 먼저 정규화하고 마지막에 길에 더해요.](figures/day04_pre_post.ko.svg)

| | 사후 정규화(post-norm) | 사전 정규화(pre-norm) |
|---|---|---|
| 어텐션 | $x \leftarrow \mathrm{LN}_1(x + \mathrm{attn}(x))$ | $x \leftarrow x + \mathrm{attn}(\mathrm{LN}_1(x))$ |
| 순방향 신경망 | $x \leftarrow \mathrm{LN}_2(x + \mathrm{FFN}(x))$ | $x \leftarrow x + \mathrm{FFN}(\mathrm{LN}_2(x))$ |
| 쓰는 모델 | 2017년 모델, GPT-1, BERT | GPT-2와 그 뒤의 모델 대부분 |
| 마지막 블록 뒤 | 더 없어요 | 마지막 정규화 한 번 |

"층 정규화 위치가 잘못된 것 아닌가요?"라는 질문이 자주 나와요. 어떤 그림에는 앞에, 어떤 그림에는 뒤에 있거든요. 둘 다 맞아요. 모델이 다를 뿐이에요. 학습은 사전 정규화가 더 쉬워요. Xiong et al.(2020)에 따르면 사후 정규화 모델은 학습을 시작할 때 출력 쪽의 기울기(gradient)가 커요. 그래서 학습률(learning rate)을 천천히 올리는 워밍업(warm-up)이 필요해요.

두 방법 모두 **두 번째 덧셈에서는 첫 번째 단계의 결과를 더해요**. 블록의 입력이 아니에요. 그리고 사전 정규화에서 더하는 것은 $\mathrm{LN}(x)$가 아니라 원래의 $x$예요.

여기서 $\mathrm{attn}(x)$는 `self_attention(x, x, x)`가 돌려주는 둘 중에서 출력만 뜻해요. (2017년 모델은 학습할 때 각 부품의 출력 가운데 10분의 1을 더하기 전에 무작위로 꺼요. 드롭아웃(dropout), 5.4절이에요. 오늘은 학습하지 않으니 끄지 않아요.)

블록 하나의 숫자들은 `make_params`가 채워 주는 딕셔너리에 담겨 다녀요. 가중치는 표준편차가 $1/\sqrt{\text{입력 수}}$인 정규분포에서 뽑아요. 그래야 행렬 곱이 입력을 부풀리지도, 많이 줄이지도 않아요. gamma는 1, beta와 편향은 0으로 시작해요.
"""


# %%
def make_params(rng, d_model, d_ff):
    """Draw the parameters of one block.

    Args:
        rng: a NumPy random generator.
        d_model: numbers of one token.
        d_ff: width of the hidden layer.

    Returns:
        dict with gamma1, beta1, gamma2, beta2 and b2 of shape (d_model,), b1 of shape (d_ff,),
        w1 of shape (d_model, d_ff) and w2 of shape (d_ff, d_model).
    """
    """블록 하나의 파라미터를 뽑아요.

    인자:
        rng: NumPy 난수 생성기.
        d_model: 토큰 하나를 나타내는 숫자의 개수.
        d_ff: 은닉층의 너비.

    반환값:
        딕셔너리. gamma1, beta1, gamma2, beta2, b2의 모양은 (d_model,), b1은 (d_ff,),
        w1은 (d_model, d_ff), w2는 (d_ff, d_model)이에요.
    """
    return {
        "gamma1": np.ones(d_model),
        "beta1": np.zeros(d_model),
        "w1": rng.normal(0.0, 1.0 / np.sqrt(d_model), size=(d_model, d_ff)),
        "b1": np.zeros(d_ff),
        "w2": rng.normal(0.0, 1.0 / np.sqrt(d_ff), size=(d_ff, d_model)),
        "b2": np.zeros(d_model),
        "gamma2": np.ones(d_model),
        "beta2": np.zeros(d_model),
    }


# %%
params = make_params(np.random.default_rng(5), d_model, d_ff)
for name, array in params.items():
    print(f"{name:7s}{array.shape}")


# %% exercise="transformer_block" minutes=15 difficulty=3
def transformer_block(x, params, norm="post"):
    """One Transformer block with a single head and no projections.

    Args:
        x: (..., T, d_model); it is not changed.
        params: dict with gamma1, beta1, w1, b1, w2, b2, gamma2, beta2, as make_params gives it.
        norm: "post" as in 2017, or "pre" as in GPT-2. Layer norms use eps 1e-5.

    Returns:
        (..., T, d_model)

    Source: Vaswani et al. 2017, section 3.1 (post); Xiong et al. 2020, figure 1 (pre).
    """
    """트랜스포머 블록 하나예요. 헤드는 하나이고 투영은 없어요.

    인자:
        x: (..., T, d_model). 바뀌면 안 돼요.
        params: make_params가 돌려주는 딕셔너리. gamma1, beta1, w1, b1, w2, b2, gamma2, beta2가 있어요.
        norm: 2017년 모델은 "post", GPT-2는 "pre". 층 정규화의 eps는 1e-5예요.

    반환값:
        (..., T, d_model)

    출처: Vaswani et al. 2017, 3.1절(post). Xiong et al. 2020, 그림 1(pre).
    """

    ### BEGIN SOLUTION
    def attend(tokens):
        return self_attention(tokens, tokens, tokens)[0]

    def think(tokens):
        return feed_forward(tokens, params["w1"], params["b1"], params["w2"], params["b2"])

    def norm1(tokens):
        return layer_norm(tokens, params["gamma1"], params["beta1"])

    def norm2(tokens):
        return layer_norm(tokens, params["gamma2"], params["beta2"])

    if norm == "post":
        x = norm1(x + attend(x))
        return norm2(x + think(x))
    x = x + attend(norm1(x))
    return x + think(norm2(x))
    ### END SOLUTION


# %% check="transformer_block" points=5
_before = x.copy()
_post, _pre = transformer_block(x, params), transformer_block(x, params, "pre")
assert np.shape(_post) == np.shape(_pre) == x.shape, "Does the block give back the shape that it was given?"
# ko: "블록이 받은 모양을 그대로 돌려주나요?"
assert np.array_equal(x, _before), "Did `+=` write into the x of the caller?"
# ko: "`+=`가 함수를 부른 쪽의 x까지 바꾸지 않았나요?"
assert np.allclose(_post.mean(axis=-1), 0.0, atol=1e-5), (
    "Post-norm: is a layer norm the last thing that happens?"
    # ko: "사후 정규화(post-norm)예요. 층 정규화를 맨 마지막에 하나요?"
)
_silent = {**params, "w2": np.zeros((32, 8)), "gamma1": np.zeros(8)}
assert np.allclose(transformer_block(x, _silent, "pre"), x, atol=1e-5), (
    "Pre-norm: if both parts add nothing, is the block the identity? Which x do you add, and in which order?"
    # ko: "사전 정규화(pre-norm)예요. 두 부품이 아무것도 더하지 않으면 블록은 받은 x를 그대로 돌려주나요? 어떤 x를 어떤 순서로 더하나요?"
)

# %% [markdown] hint="transformer_block"
r"""
Write the post-norm block first: two lines, one for each row of the table. Only then the pre-norm block.
"""

# %% [markdown] hint="transformer_block" lang="ko"
r"""
먼저 사후 정규화 블록부터 쓰세요. 표의 한 행이 코드 한 줄이니까 두 줄이면 돼요. 사전 정규화는 그다음이에요.
"""

# %% [markdown] hint="transformer_block"
r"""
`self_attention` returns a pair; you need its first part. Write `x = x + ...` instead of `x += ...`: the second changes the caller's array.
"""

# %% [markdown] hint="transformer_block" lang="ko"
r"""
`self_attention`은 값 두 개를 돌려줘요. 필요한 것은 첫 번째예요. `x += ...` 대신 `x = x + ...`로 쓰세요. `+=`는 함수를 부른 쪽의 배열까지 바꿔 버려요.
"""

# %% [markdown] hint="transformer_block"
r"""
The first post-norm line: `x = layer_norm(x + self_attention(x, x, x)[0], params["gamma1"], params["beta1"])`. In pre-norm, keep `h = layer_norm(x, ...)` in a name of its own, so that the raw `x` is still there for the sum.
"""

# %% [markdown] hint="transformer_block" lang="ko"
r"""
사후 정규화의 첫 줄은 `x = layer_norm(x + self_attention(x, x, x)[0], params["gamma1"], params["beta1"])`예요. 사전 정규화에서는 `h = layer_norm(x, ...)`처럼 다른 이름에 담아 두세요. 그래야 더할 때 쓸 원래의 `x`가 남아 있어요.
"""

# %% [markdown]
r"""
### What one block does to a sentence

The question of the day, first half. We change one token, "milk", and measure how far each token moves at the output: once through the feed-forward network alone, once through the whole block.
"""

# %% [markdown] lang="ko"
r"""
### 블록 하나가 문장에 하는 일

오늘의 질문 앞부분에 답할 차례예요. 토큰 "milk" 하나만 바꾸고, 출력에서 토큰마다 얼마나 움직이는지 재요. 한 번은 순방향 신경망만, 한 번은 블록 전체를 지나게 해요.
"""

# %%
other_milk = x.copy()
other_milk[0, 5] = np.random.default_rng(6).normal(size=d_model)

parts = {
    "feed-forward": lambda t: feed_forward(t, params["w1"], params["b1"], params["w2"], params["b2"]),
    "block": lambda t: transformer_block(t, params),
}
# How far each token of sentence 1 moves at the output of the part: (T,)  # ko: 부품의 출력에서 문장 1의 토큰이 저마다 얼마나 움직이는지: (T,)
moved = {name: np.linalg.norm(part(other_milk)[0] - part(x)[0], axis=-1) for name, part in parts.items()}

print("token    feed-forward   block")  # ko: "토큰    순방향 신경망    블록"
for t, token in enumerate(sentences[0]):
    print(f"{token:9s}{moved['feed-forward'][t]:12.2f}{moved['block'][t]:8.2f}")

# %% [markdown]
r"""
Through the feed-forward network only "milk" moves. Through the block every token moves, because each had taken a share of "milk". That is what one block does: **every token takes something from the others, adds it to itself, and thinks about it alone.**
"""

# %% [markdown] lang="ko"
r"""
순방향 신경망만 지나면 "milk"만 움직여요. 블록을 지나면 모든 토큰이 움직여요. 토큰마다 "milk"의 몫을 조금씩 가져갔으니까요. 블록 하나가 하는 일은 이거예요. **토큰은 다른 토큰에서 무언가를 가져와 자신에게 더하고, 그다음 혼자서 처리해요.**
"""

# %% [markdown]
r"""
## 7 · Six blocks

The encoder of 2017 is a stack of $N = 6$ blocks (section 3.1). The output of one is the input of the next, strictly one after another. The shape `(B, T, d_model)` never changes, and so the loop is short.

Each block has **its own** parameters. `blocks` is a list of six dictionaries, the first for the block that sees `x`.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 블록 여섯 개

2017년의 인코더(encoder)는 블록 $N = 6$개를 쌓은 거예요(3.1절). 한 블록의 출력이 다음 블록의 입력이 되고, 순서대로 하나씩 지나가요. 모양 `(B, T, d_model)`이 바뀌지 않으니 반복문은 짧아요.

블록마다 **자기만의** 파라미터(parameter)가 있어요. `blocks`는 딕셔너리 여섯 개가 든 리스트이고, 첫 번째가 `x`를 처음 받는 블록의 것이에요.
"""


# %% exercise="six_blocks" minutes=6 difficulty=1
def six_blocks(x, blocks):
    """Send x through a stack of post-norm blocks, one after another.

    Args:
        x: (..., T, d_model)
        blocks: list of six params dicts, in the order in which they are applied.

    Returns:
        (..., T, d_model)

    Source: Vaswani et al. 2017, section 3.1 (N = 6).
    """
    """쌓아 올린 사후 정규화 블록에 x를 차례로 통과시켜요.

    인자:
        x: (..., T, d_model)
        blocks: params 딕셔너리 여섯 개의 리스트. 지나가는 순서대로예요.

    반환값:
        (..., T, d_model)

    출처: Vaswani et al. 2017, 3.1절(N = 6).
    """
    ### BEGIN SOLUTION
    for params in blocks:
        x = transformer_block(x, params, "post")
    return x
    ### END SOLUTION


# %% check="six_blocks" points=3
_blocks = [make_params(np.random.default_rng(i), d_model, d_ff) for i in range(6)]
assert np.shape(six_blocks(x, _blocks)) == x.shape, "Does the stack keep the shape?"
# ko: "여섯 개를 지나도 모양이 그대로인가요?"
_last = {**_blocks[5], "gamma2": np.zeros(8), "beta2": np.full(8, 7.0)}
assert np.allclose(six_blocks(x, [*_blocks[:5], _last]), 7.0), "Is block 6 the last to speak?"
# ko: "블록 6이 마지막인가요?"
_first = {**_blocks[0], "gamma2": np.zeros(8), "beta2": np.arange(8.0)}
_result = six_blocks(x, [_first, *_blocks[1:]])
assert np.allclose(_result, _result[:1, :1], atol=1e-4), (
    "Block 1 made all tokens equal: where do the differences come from? Does block 2 read what block 1 gave?"
    # ko: "블록 1이 모든 토큰을 똑같게 만들었어요. 차이는 어디에서 생기나요? 블록 2가 블록 1의 출력을 받나요?"
)
assert not np.allclose(_result, np.arange(8.0)), "Do the blocks after the first do anything?"
# ko: "두 번째 블록부터도 일을 하나요?"

# %% [markdown] hint="six_blocks"
r"""
What must the second block be given: the `x` you started with, or what the first block returned?
"""

# %% [markdown] hint="six_blocks" lang="ko"
r"""
둘째 블록에는 무엇을 넣어야 할까요? 처음의 `x`일까요, 첫째 블록이 돌려준 값일까요?
"""

# %% [markdown] hint="six_blocks"
r"""
A `for` loop over `blocks`. Inside it one call of `transformer_block`, whose result takes the place of `x`.
"""

# %% [markdown] hint="six_blocks" lang="ko"
r"""
`blocks`를 도는 `for` 반복문이에요. 그 안에서 `transformer_block`을 한 번 부르고, 결과가 `x`의 자리를 이어받게 하세요.
"""

# %% [markdown] hint="six_blocks"
r"""
Inside the loop: `x = transformer_block(x, params)`, where `params` is the name of the loop. Return `x` after the loop, not in it.
"""

# %% [markdown] hint="six_blocks" lang="ko"
r"""
반복문 안은 `x = transformer_block(x, params)`예요. `params`는 반복문의 변수 이름이고요. `return`은 반복문 안이 아니라 반복문이 끝난 뒤에 쓰세요.
"""

# %% [markdown]
r"""
### Why pre-norm needs a final norm

The same six sets of weights in both wirings. We print the variance inside a token, averaged over the tokens, after 0 to 6 blocks.
"""

# %% [markdown] lang="ko"
r"""
### 사전 정규화에는 왜 마지막 정규화가 필요할까요

같은 가중치 여섯 벌을 두 가지 연결에 써 봐요. 블록을 0개부터 6개까지 지났을 때, 토큰 안의 분산을 모든 토큰에 대해 평균 내서 출력해요.
"""

# %%
blocks = [make_params(np.random.default_rng(i), d_model, d_ff) for i in range(6)]
for norm in ("post", "pre"):
    state, variances = x, [x.var(axis=-1).mean()]
    for block in blocks:
        state = transformer_block(state, block, norm)
        variances.append(state.var(axis=-1).mean())
    print(f"{norm:5s}", "  ".join(f"{v:6.2f}" for v in variances))

# %% [markdown]
r"""
Post-norm ends every block with a norm, so the variance is 1 each time. In pre-norm nothing on the path ever scales down: every block adds, and the sum grows with depth, here from 0.97 to 36.6. A final layer norm after the stack gives the output layer numbers of a known size. GPT-2 has it; leaving it out is a common mistake.
"""

# %% [markdown] lang="ko"
r"""
사후 정규화는 블록마다 정규화로 끝나니까 분산이 매번 1이에요. 사전 정규화에서는 길 위에서 크기를 줄이는 것이 하나도 없어요. 블록마다 더하기만 하니 깊어질수록 합이 커져요. 여기서는 0.97에서 36.6까지 커졌어요. 그래서 블록을 다 쌓은 뒤 마지막 층 정규화를 한 번 해서, 출력층이 크기가 일정한 숫자를 받게 해요. GPT-2에도 있어요. 자주 빠뜨리는 부분이에요.
"""

# %% [markdown]
r"""
## 8 · Spot the bug: six blocks that are one

`stack_of_six(seed, d_model, d_ff)` should make the parameters of a whole stack. The version below runs. `six_blocks` takes what it returns, and every shape is right. Still the model is not what the 2017 paper describes.

Find out why, mend it, and choose what was wrong.

- **A**: Six blocks are too few for a model.
- **B**: The blocks run in the wrong order.
- **C**: All six places hold the same one set of weights, so nothing distinguishes the blocks.
- **D**: The output shape changes from block to block.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 버그 찾기: 사실은 하나뿐인 블록 여섯 개

`stack_of_six(seed, d_model, d_ff)`는 블록 여섯 개에 쓸 파라미터를 만들어야 해요. 아래 코드는 잘 돌아가요. 돌려준 값을 `six_blocks`에 넣을 수 있고, 모양도 모두 맞아요. 그런데도 2017년 논문이 말하는 모델은 아니에요.

이유를 찾아 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: 블록 여섯 개는 모델로 쓰기에 너무 적어요.
- **B**: 블록이 잘못된 순서로 실행돼요.
- **C**: 여섯 자리에 모두 같은 가중치 한 벌이 들어 있어서 블록들이 서로 구별되지 않아요.
- **D**: 블록을 지날 때마다 출력의 모양이 바뀌어요.
"""


# %% exercise="stack_of_six" kind="bug" bug="one_set_six_times" minutes=7 difficulty=2
def stack_of_six(seed, d_model, d_ff):
    """Draw the parameters of six blocks from one seed.

    Args:
        seed: whole number; the same seed gives the same stack.
        d_model: numbers of one token.
        d_ff: width of the hidden layer.

    Returns:
        list of six params dicts, each as make_params gives it.

    Source: Vaswani et al. 2017, section 3.1 (six layers) and 3.3 ("different parameters from layer to layer").
    """
    """시드 하나로 블록 여섯 개의 파라미터를 뽑아요.

    인자:
        seed: 정수. 시드가 같으면 파라미터도 같아요.
        d_model: 토큰 하나를 나타내는 숫자의 개수.
        d_ff: 은닉층의 너비.

    반환값:
        params 딕셔너리 여섯 개의 리스트. 하나하나가 make_params의 결과와 같은 꼴이에요.

    출처: Vaswani et al. 2017, 3.1절(여섯 층)과 3.3절("different parameters from layer to layer").
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(6)]
    ### END SOLUTION
    ### BEGIN BUG
    # rng = np.random.default_rng(seed)
    # params = make_params(rng, d_model, d_ff)
    # return [params] * 6
    ### END BUG


# One letter, "A" to "D": what was wrong?
# ko: 무엇이 틀렸나요? "A"부터 "D"까지 가운데 한 글자로 답하세요.
### BEGIN SOLUTION
stack_of_six_reason = "C"
### END SOLUTION

# %% check="stack_of_six" points=2
_stack = stack_of_six(0, d_model, d_ff)
assert len(_stack) == 6, "Are there six sets of parameters?"
# ko: "파라미터가 여섯 벌인가요?"
# The next line passes with the bug, too.  # ko: 다음 줄은 버그가 있어도 통과해요.
assert np.shape(six_blocks(x, _stack)) == x.shape, "Does the stack keep the shape?"
# ko: "여섯 개를 지나도 모양이 그대로인가요?"
assert not np.allclose(_stack[0]["w1"], _stack[1]["w1"]), "What tells block 1 from block 2?"
# ko: "블록 1과 블록 2는 무엇으로 구별되나요?"
assert np.array_equal(_stack[5]["w1"], stack_of_six(0, d_model, d_ff)[5]["w1"]), (
    "Does the same seed give the same stack?"
    # ko: "시드가 같으면 파라미터도 같나요?"
)
assert stack_of_six_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"
# ko: "A부터 D까지 가운데 한 글자를 골랐나요?"

# %% [markdown] hint="stack_of_six"
r"""
Print `w1[0, 0]` of each of the six dictionaries. What would you expect to see in a stack of six different blocks?
"""

# %% [markdown] hint="stack_of_six" lang="ko"
r"""
딕셔너리 여섯 개에서 `w1[0, 0]`을 하나씩 출력해 보세요. 서로 다른 블록 여섯 개라면 무엇이 보여야 할까요?
"""

# %% [markdown] hint="stack_of_six"
r"""
Multiplying a list by six copies the *reference* six times. `make_params` must run six times. And one generator must serve all six: a new one with the same seed would draw the same numbers again.
"""

# %% [markdown] hint="stack_of_six" lang="ko"
r"""
리스트에 6을 곱하면 *참조*만 여섯 번 복사돼요. `make_params`를 여섯 번 실행해야 해요. 그리고 난수 생성기 하나를 여섯 번 모두에 써야 해요. 같은 시드(seed)로 새로 만들면 같은 숫자를 또 뽑거든요.
"""

# %% [markdown] hint="stack_of_six"
r"""
Keep `rng = np.random.default_rng(seed)` as the first line. Then a list comprehension over `range(6)` that calls `make_params` with that `rng` each time.
"""

# %% [markdown] hint="stack_of_six" lang="ko"
r"""
첫 줄 `rng = np.random.default_rng(seed)`는 그대로 두세요. 그다음 `range(6)`을 도는 리스트 컴프리헨션에서 매번 그 `rng`로 `make_params`를 부르면 돼요.
"""

# %% [markdown]
r"""
![Two stacks. Above, six blocks in a row, and under each block a box of weights of its own, numbered 1 to 6. Below, the same six blocks, but all six arrows come from one single box, weights 1.](figures/day04_six.svg)

Both stacks run, and both keep the shape. No shape check can tell them apart; a count can. One of our small blocks has 8·32 + 32 + 32·8 + 8 = 552 numbers in the feed-forward network and 4·8 = 32 in the norms, 584 in all. Six sets are 3,504 numbers, one set in six places is still 584.

Sharing one set on purpose is a real idea: ALBERT (Lan et al. 2019) does it to save memory. As an accident it is a smaller model than you believe you have.
"""

# %% [markdown] lang="ko"
r"""
![블록을 쌓은 모습 두 가지예요. 위에는 블록 여섯 개가 나란히 있고, 블록마다 그 아래에 1번부터 6번까지 자기 가중치 상자가 있어요. 아래에도 블록이 여섯 개 있지만, 화살표 여섯 개가 모두 가중치 1이라는 상자 하나에서 나와요.](figures/day04_six.ko.svg)

둘 다 실행되고, 둘 다 모양을 지켜요. 모양 검사로는 구별할 수 없지만, 세어 보면 알 수 있어요. 오늘의 작은 블록 하나에는 순방향 신경망에 8·32 + 32 + 32·8 + 8 = 552개, 정규화에 4·8 = 32개, 모두 584개의 숫자가 있어요. 여섯 벌이면 3,504개인데, 한 벌을 여섯 자리에 쓰면 여전히 584개예요.

일부러 한 벌을 함께 쓰는 방법도 실제로 있어요. ALBERT(Lan et al. 2019)는 메모리를 아끼려고 그렇게 해요. 하지만 실수로 그렇게 되면, 생각보다 작은 모델을 갖게 되는 거예요.
"""

# %% [markdown]
r"""
## 9 · Quiz: which family for which task?

Three families are built from these blocks. What separates them is **who may see whom**.

![Three grids in which a row is a token that looks and a filled square is a token it may see. A, encoder-only: the whole grid is filled. B, decoder-only: each row is filled up to the diagonal, so a token sees itself and what came before. C, encoder-decoder: a full grid for the encoder, a full grid for the decoder looking at the source, and a grid filled up to the diagonal for the decoder looking at its own past.](figures/day04_families.svg)

- **A, encoder-only, like BERT.** Every token sees the whole text, left and right. One vector for each token comes out. Good at understanding a text that is already there.
- **B, decoder-only, like GPT.** Every token sees itself and what came before. The model predicts the next token, again and again. Good at writing on.
- **C, encoder-decoder, like the 2017 model and T5.** An encoder reads all of a source; a decoder writes another text, token by token. Each decoder block has a third part, cross-attention, whose queries come from the decoder and whose keys and values come from the encoder. Good at turning one text into another.

For each task choose the family whose **pattern of seeing** fits the wording most directly. It is not the question who could do it at all: large decoders do all six today.

| key | task |
|---|---|
| `label_reviews` | Say "positive" or "negative" of a review. The whole review is given; one label is wanted. |
| `continue_story` | Write on from a first sentence. There is no other text. |
| `translate` | Turn a Korean sentence into an English one, as the 2017 model did: read all of one text, write another. |
| `find_entities` | Mark every person and place in a finished text: one label for each token, with what stands left and right of it. |
| `code_completion` | Suggest the next tokens of a program while someone types. What comes after the cursor does not exist yet. |
| `summarize` | Turn a long report into three sentences, with cross-attention to the whole report at every step of writing. |
"""

# %% [markdown] lang="ko"
r"""
## 9 · 퀴즈: 어떤 작업에 어떤 모델 계열이 맞을까요?

이 블록으로 세 가지 계열의 모델을 만들어요. 셋을 가르는 기준은 **누가 누구를 볼 수 있는가**예요.

![격자 그림 세 묶음이에요. 행은 바라보는 토큰이고, 색칠한 칸은 그 토큰이 볼 수 있는 토큰이에요. A는 인코더 전용이고 격자가 모두 칠해져 있어요. B는 디코더 전용이고 행마다 대각선까지 칠해져 있어서, 토큰이 자신과 앞에 나온 것만 봐요. C는 인코더-디코더예요. 인코더의 격자는 모두 칠해져 있고, 디코더가 원문을 보는 격자도 모두 칠해져 있고, 디코더가 자신의 앞부분을 보는 격자는 대각선까지 칠해져 있어요.](figures/day04_families.ko.svg)

- **A, 인코더 전용(encoder-only), 예: BERT.** 모든 토큰이 왼쪽과 오른쪽, 글 전체를 봐요. 토큰마다 벡터가 하나씩 나와요. 이미 있는 글을 이해하는 일에 잘 맞아요.
- **B, 디코더 전용(decoder-only), 예: GPT.** 모든 토큰이 자신과 앞에 나온 것만 봐요. 다음 토큰을 예측하고, 또 예측해요. 글을 이어 쓰는 일에 잘 맞아요.
- **C, 인코더-디코더(encoder-decoder), 예: 2017년 모델과 T5.** 인코더가 원문을 전부 읽고, 디코더가 다른 글을 토큰 하나씩 써요. 디코더 블록에는 세 번째 부품인 크로스 어텐션(cross-attention)이 있어요. 쿼리는 디코더에서, 키와 밸류는 인코더에서 와요. 글 하나를 다른 글로 바꾸는 일에 잘 맞아요.

작업마다 **보는 방식**이 설명에 가장 잘 들어맞는 계열을 고르세요. 누가 할 수 있느냐를 묻는 게 아니에요. 요즘의 큰 디코더 모델은 여섯 가지를 모두 해내니까요.

| 키 | 작업 |
|---|---|
| `label_reviews` | 리뷰가 긍정인지 부정인지 말해요. 리뷰 전체가 주어지고, 레이블(label) 하나만 있으면 돼요. |
| `continue_story` | 첫 문장에 이어서 글을 써요. 다른 글은 없어요. |
| `translate` | 2017년 모델처럼 한국어 문장을 영어 문장으로 바꿔요. 글 하나를 다 읽고 다른 글을 써요. |
| `find_entities` | 완성된 글에서 사람과 장소를 모두 표시해요. 토큰마다 왼쪽과 오른쪽을 다 보고 레이블을 하나씩 붙여요. |
| `code_completion` | 누군가 입력하는 동안 프로그램의 다음 토큰을 제안해요. 커서 뒤의 내용은 아직 없어요. |
| `summarize` | 긴 보고서를 세 문장으로 줄여요. 한 토큰씩 쓸 때마다 크로스 어텐션으로 보고서 전체를 봐요. |
"""

# %% exercise="which_family" kind="quiz" minutes=6 difficulty=1
# For each task one letter: "A" encoder-only, "B" decoder-only, "C" encoder-decoder.
# ko: 작업마다 한 글자로 답하세요. "A"는 인코더 전용, "B"는 디코더 전용, "C"는 인코더-디코더예요.
### BEGIN SOLUTION
which_family = {
    "label_reviews": "A",
    "continue_story": "B",
    "translate": "C",
    "find_entities": "A",
    "code_completion": "B",
    "summarize": "C",
}
### END SOLUTION

# %% check="which_family" points=3
assert len(which_family) == 6, "Are all six tasks still in the dictionary?"
# ko: "딕셔너리에 작업 여섯 개가 모두 남아 있나요?"
assert all(answer is not None for answer in which_family.values()), "Which tasks have no answer yet?"
# ko: "아직 답하지 않은 작업은 무엇인가요?"
assert set(which_family.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"
# ko: "모든 답이 A, B, C 가운데 한 글자인가요?"

# %% [markdown]
r"""
## 10 · Why depth is hard

Training needs a gradient: how does the loss change when a number in block 1 changes? Write block $l$ as $x_l = f_l(x_{l-1})$. Its **Jacobian** $J_l = \partial x_l / \partial x_{l-1}$ is the matrix of all its slopes: entry $(i, j)$ says how much output $i$ moves when input $j$ moves a little. By the chain rule the gradient reaches the input of block 1 through all of them:

$$\frac{\partial\, \text{loss}}{\partial x_0} = \frac{\partial\, \text{loss}}{\partial x_6}\; J_6\, J_5\, J_4\, J_3\, J_2\, J_1$$

It is a product. If every block only multiplies one number by 0.5, its slope is 0.5; six blocks leave $0.5^6 \approx 0.016$ of the gradient, and twenty-four blocks $0.5^{24} \approx 0.00000006$. With a slope of 2 the same product explodes.

One fact from history, so that the story is not too smooth. He et al. (2015) saw that a plain network of 56 layers had a higher *training* error than one of 20. It used batch normalization, so they think that vanishing gradients were unlikely to be the reason. Their argument is about what is easy to learn: with a residual, a layer that should do nothing only has to learn $f = 0$. Gradient and ease of learning are two views of the same remedy. The question below asks for the first.
"""

# %% [markdown] lang="ko"
r"""
## 10 · 깊으면 왜 어려울까요

학습하려면 기울기(gradient)가 필요해요. 블록 1의 숫자 하나가 변하면 손실(loss)은 얼마나 변할까요? 블록 $l$을 $x_l = f_l(x_{l-1})$이라고 쓸게요. **야코비 행렬(Jacobian)** $J_l = \partial x_l / \partial x_{l-1}$은 그 블록의 기울기를 모두 모은 행렬이에요. $(i, j)$ 성분은 입력 $j$가 조금 움직일 때 출력 $i$가 얼마나 움직이는지를 나타내요. 연쇄 법칙(chain rule)에 따라 기울기는 이 행렬을 모두 거쳐 블록 1의 입력에 닿아요.

$$\frac{\partial\, \text{loss}}{\partial x_0} = \frac{\partial\, \text{loss}}{\partial x_6}\; J_6\, J_5\, J_4\, J_3\, J_2\, J_1$$

곱이에요. 블록 하나가 숫자에 0.5를 곱하기만 한다고 해 볼까요? 그러면 기울기도 블록마다 0.5배가 돼요. 블록 여섯 개를 지나면 $0.5^6 \approx 0.016$만 남고, 스물네 개를 지나면 $0.5^{24} \approx 0.00000006$만 남아요. 0.5가 아니라 2라면 같은 곱이 폭발해요.

이야기가 너무 단순해지지 않도록 역사적인 사실도 하나 적어 둘게요. He et al.(2015)은 잔차 연결이 없는 56층 신경망이 20층 신경망보다 *학습* 오차가 더 크다는 것을 보았어요. 그 신경망은 배치 정규화를 썼기 때문에, 저자들은 기울기 소실(vanishing gradient)이 원인일 가능성은 낮다고 봐요. 저자들의 설명은 무엇을 배우기 쉬운가에 관한 거예요. 잔차 연결이 있으면, 아무 일도 하지 않아야 하는 층은 $f = 0$만 배우면 돼요. 기울기와 '배우기 쉬움'은 같은 해법을 보는 두 가지 시선이에요. 아래 질문은 첫 번째를 물어요.
"""

# %% [markdown] exercise="why_residuals" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** Why do deep networks without residual connections train badly, and what does the residual connection change? Use the product of Jacobians above. Say what happens to it with depth, what becomes of each factor when a block computes $x + f(x)$ instead of $f(x)$, and what that means for block 1. Name one thing that the residual connection does *not* promise. Six to ten sentences.

### BEGIN SOLUTION
The gradient that reaches block 1 is the gradient at the output times the Jacobians of all blocks above it. If these matrices mostly shrink a vector, the product shrinks geometrically with depth, so the first blocks get almost no signal; if they mostly stretch it, the product explodes. With a residual connection a block computes $x + f(x)$, and its Jacobian is $I + J$. Multiplying out $(I + J_6)\cdots(I + J_1)$ gives $I$ plus terms with one, two, up to six factors $J$. The term $I$ carries the gradient of the output to block 1 unshrunk, however small the $J$ are, so block 1 can learn from the first step on. It does not promise that gradients stay small: large $J$ still make the product grow, which is what normalization and careful initialization are for. In post-norm the layer norms also lie on the path, so it is not a pure identity.
### END SOLUTION
"""

# %% [markdown] exercise="why_residuals" lang="ko"
r"""
**설명하기.** 잔차 연결이 없는 깊은 신경망은 왜 학습이 잘 안 되고, 잔차 연결은 무엇을 바꾸나요? 위에 나온 야코비 행렬의 곱을 써서 설명하세요. 깊어질수록 이 곱이 어떻게 되는지, 블록이 $f(x)$ 대신 $x + f(x)$를 계산하면 각 인수가 무엇으로 바뀌는지, 그것이 블록 1에 어떤 뜻인지 쓰세요. 잔차 연결이 *보장하지 않는* 것도 하나 드세요. 여섯 문장에서 열 문장 정도면 돼요.

### BEGIN SOLUTION
블록 1에 닿는 기울기는 출력에서의 기울기에 그 위 모든 블록의 야코비 행렬을 곱한 값이에요. 이 행렬들이 벡터를 대체로 줄인다면 곱은 깊이에 따라 기하급수적으로 작아져서 앞쪽 블록은 신호를 거의 받지 못해요. 대체로 늘린다면 곱이 폭발해요. 잔차 연결이 있으면 블록은 $x + f(x)$를 계산하고, 야코비 행렬은 $I + J$가 돼요. $(I + J_6)\cdots(I + J_1)$을 전개하면 $I$와, $J$가 한 개부터 여섯 개까지 곱해진 항들이 나와요. $J$가 아무리 작아도 $I$ 항이 출력의 기울기를 줄이지 않고 블록 1까지 전해 줘서, 블록 1도 처음부터 배울 수 있어요. 기울기가 커지지 않는다는 보장은 없어요. $J$가 크면 곱은 여전히 커지고, 그래서 정규화와 신중한 초기화가 필요해요. 사후 정규화에서는 층 정규화도 이 길 위에 있으니 순수한 항등 경로는 아니에요.
### END SOLUTION
"""

# %% [markdown] rubric="why_residuals"
r"""
1. (1 point) Says that the gradient of an early block is a *product* of the Jacobians of the blocks above it.
2. (1 point) Says that this product shrinks (or explodes) geometrically with depth, and that early blocks then hardly learn (or training breaks).
3. (1 point) States that with the residual each factor becomes $I + J$ (in words or signs), and that a path without shrinking reaches block 1.
4. (1 point) Names a limit: gradients may still explode, or post-norm puts norms on the path, or initialization and normalization are still needed, or vanishing gradients are not the only reason (degradation in He et al.).
"""

# %% [markdown] rubric="why_residuals" lang="ko"
r"""
1. (1점) 앞쪽 블록의 기울기가 그 위 블록들의 야코비 행렬의 *곱*이라고 말해요.
2. (1점) 이 곱이 깊이에 따라 기하급수적으로 작아지고(또는 폭발하고), 그러면 앞쪽 블록이 거의 배우지 못한다고(또는 학습이 무너진다고) 말해요.
3. (1점) 잔차 연결이 있으면 각 인수가 $I + J$가 된다는 것(말로든 식으로든)과, 줄어들지 않는 길이 블록 1까지 이어진다는 것을 말해요.
4. (1점) 한계를 하나 들어요. 기울기가 여전히 폭발할 수 있다는 점, 사후 정규화에서는 정규화가 길 위에 있다는 점, 초기화와 정규화가 여전히 필요하다는 점, 기울기 소실만이 이유는 아니라는 점(He et al.의 성능 저하 문제) 가운데 하나면 돼요.
"""

# %% [markdown]
r"""
## 11 · Experiment: six blocks without the blue arrow

The second half of the question: what happens when six blocks stand on one another? And what happens if we take away only the residual connection?

For that we need a number that says how different the tokens of a sentence are:

$$\mathrm{spread}(x) = \frac{\sqrt{\tfrac1T \sum_t \lVert x_t - \bar x \rVert^2}}{\sqrt{\tfrac1T \sum_t \lVert x_t \rVert^2}}, \qquad \bar x = \frac1T \sum_t x_t$$

Above the line: how far the tokens are from their mean $\bar x$. Below: how long they are. Here $x_t$ is a vector of shape `(d_model,)`, and $\lVert \cdot \rVert^2$ sums the squares of its entries. If all tokens are equal, the spread is 0. If they point in so different directions that their mean is 0, it is 1. A sentence of zeros would give 0/0; its tokens are equal, so its spread is defined as 0.

**By hand.** The two tokens $(1, 0)$ and $(0, 1)$: mean $(0.5, 0.5)$, squared distance to it 0.5 each, squared length 1 each, so the spread is $\sqrt{0.5} \approx 0.707$.

Dong et al. (2021) ask the same of attention without residuals, with another norm, and call what they find *rank collapse*.
"""

# %% [markdown] lang="ko"
r"""
## 11 · 실험: 파란 화살표가 없는 블록 여섯 개

질문의 뒷부분이에요. 블록 여섯 개를 쌓으면 어떻게 될까요? 그리고 잔차 연결만 떼어 내면 어떻게 될까요?

그걸 재려면 한 문장의 토큰들이 서로 얼마나 다른지 나타내는 숫자가 필요해요. 퍼짐(spread)이라고 부를게요.

$$\mathrm{spread}(x) = \frac{\sqrt{\tfrac1T \sum_t \lVert x_t - \bar x \rVert^2}}{\sqrt{\tfrac1T \sum_t \lVert x_t \rVert^2}}, \qquad \bar x = \frac1T \sum_t x_t$$

분자는 토큰들이 평균 $\bar x$에서 얼마나 떨어져 있는지, 분모는 토큰들이 얼마나 긴지 나타내요. $x_t$는 모양이 `(d_model,)`인 벡터이고, $\lVert \cdot \rVert^2$는 성분의 제곱을 모두 더한 값이에요. 토큰이 모두 같으면 퍼짐은 0이에요. 방향이 제각각이라 평균이 0이면 퍼짐은 1이에요. 모두 0인 문장이라면 0/0이 되겠죠? 이때도 토큰이 다 같으니 퍼짐을 0으로 정해요.

**손으로 해 보기.** 토큰 $(1, 0)$과 $(0, 1)$이 있어요. 평균은 $(0.5, 0.5)$, 평균까지 거리의 제곱은 각각 0.5, 길이의 제곱은 각각 1이니까 퍼짐은 $\sqrt{0.5} \approx 0.707$이에요.

Dong et al.(2021)은 잔차 연결이 없는 어텐션에 대해 같은 것을 다른 노름(norm)으로 재고, 거기서 본 현상을 *랭크 붕괴*(rank collapse)라고 불러요.
"""


# %% exercise="token_spread" kind="experiment" minutes=10 difficulty=2
def token_spread(x):
    """How different the tokens of each sentence are: 0 for all equal, 1 for a mean of zero.

    Args:
        x: (..., T, d_model)

    Returns:
        (...,): the distance of the tokens from their mean over their length, both as root mean squares over the
        tokens; 0 where all entries are zero.

    Source: the residual measured by Dong et al. 2021, with the Frobenius norm.
    """
    """문장마다 토큰들이 서로 얼마나 다른지 재요. 모두 같으면 0, 평균이 0이면 1이에요.

    인자:
        x: (..., T, d_model)

    반환값:
        (...,): 평균에서 떨어진 거리를 토큰의 길이로 나눈 값. 거리도 길이도 토큰에 대한 제곱평균제곱근이에요.
        성분이 모두 0이면 0.

    출처: Dong et al. 2021에서 재는 잔차(residual). 여기서는 프로베니우스 노름(Frobenius norm)을 써요.
    """
    ### BEGIN SOLUTION
    center = np.mean(x, axis=-2, keepdims=True)  # (..., 1, d_model)
    distance = np.sqrt(np.mean(np.sum((x - center) ** 2, axis=-1), axis=-1))
    length = np.sqrt(np.mean(np.sum(x**2, axis=-1), axis=-1))
    return distance / np.where(length > 0, length, 1.0)
    ### END SOLUTION


# %% check="token_spread" points=3
assert np.shape(token_spread(x)) == (2,), "Two sentences: is there one number for each?"
# ko: "문장이 두 개예요. 문장마다 숫자가 하나씩 나오나요?"
assert np.allclose(token_spread(np.array([[1.0, 0.0], [0.0, 1.0]])), np.sqrt(0.5), atol=1e-5), (
    "Do you get 0.707 by hand?"
    # ko: "손으로 계산하면 0.707이 나오나요?"
)
assert np.allclose(token_spread(np.ones((3, 5, 4))), 0.0, atol=1e-5), (
    "All tokens are equal: over which axis is your mean?"
    # ko: "토큰이 모두 같아요. 어느 축을 따라 평균을 내고 있나요?"
)
assert np.allclose(token_spread(100.0 * x), token_spread(x), atol=1e-5), (
    "Longer tokens are not more different: what do you divide by?"
    # ko: "토큰이 길어져도 서로 더 달라지는 것은 아니에요. 무엇으로 나누고 있나요?"
)
assert np.allclose(token_spread(np.zeros((2, 3, 4))), 0.0), "What is 0 divided by 0 in your code?"
# ko: "여러분의 코드에서 0을 0으로 나누면 무엇이 되나요?"

# %% [markdown] hint="token_spread"
r"""
The mean token $\bar x$ is a mean over the tokens, so over axis `-2`. Keep that axis, and `x - center` works for every shape.
"""

# %% [markdown] hint="token_spread" lang="ko"
r"""
평균 토큰 $\bar x$는 토큰들에 대한 평균이니 축 `-2`를 따라 구해요. 그 축을 남겨 두면 어떤 모양에서도 `x - center`가 돼요.
"""

# %% [markdown] hint="token_spread"
r"""
Twice the same recipe, once for `x - center` and once for `x`: square, sum over the last axis, mean over the tokens, root. For the zero sentence, make the divisor something harmless first.
"""

# %% [markdown] hint="token_spread" lang="ko"
r"""
같은 방법을 `x - center`와 `x`에 한 번씩 써요. 제곱하고, 마지막 축을 따라 더하고, 토큰에 대해 평균 내고, 제곱근을 구해요. 모두 0인 문장을 위해서는 나누기 전에 나누는 수를 안전한 값으로 바꿔 두세요.
"""

# %% [markdown] hint="token_spread"
r"""
`length = np.sqrt(np.mean(np.sum(x**2, axis=-1), axis=-1))`, and `distance` in the same way. Divide by `np.where(length > 0, length, 1.0)`: where the length is 0, the distance is 0 as well.
"""

# %% [markdown] hint="token_spread" lang="ko"
r"""
`length = np.sqrt(np.mean(np.sum(x**2, axis=-1), axis=-1))`이고, `distance`도 같은 방법으로 구해요. `np.where(length > 0, length, 1.0)`으로 나누세요. 길이가 0인 곳은 거리도 0이니까요.
"""

# %% [markdown]
r"""
### Guess first

The next cell sends six random tokens through six blocks, with 32 numbers a token and new random weights for each of 40 seeds. Two runs share the same weights: one with the residual connection, one without. Layer norm is in place in both, so **every token leaves every block with mean 0 and variance 1**.

Write two numbers on paper before you run it: the spread after six blocks with the residual, and without. At the start it is about 0.9.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

다음 셀은 무작위 토큰 여섯 개를 블록 여섯 개에 통과시켜요. 토큰 하나는 숫자 32개이고, 시드 40개마다 가중치를 새로 뽑아요. 같은 가중치로 두 번 실행하는데, 한 번은 잔차 연결이 있고 한 번은 없어요. 층 정규화는 두 번 모두 있으니 **모든 토큰은 어느 블록에서나 평균 0, 분산 1로 나와요**.

실행하기 전에 숫자 두 개를 종이에 적어 보세요. 블록 여섯 개를 지난 뒤의 퍼짐은 잔차 연결이 있을 때 얼마일까요? 없을 때는요? 처음 값은 0.9쯤이에요.
"""


# %%
def run_stack(x, blocks, residual):
    """Post-norm blocks, with or without the residual connection.

    Args:
        x: (T, d_model)
        blocks: list of params dicts.
        residual: whether each part adds its input to its output.

    Returns:
        states: the input and the output of each block, each (T, d_model).
        weights: the attention weights of the last block, (T, T).
    """
    """사후 정규화 블록들을 차례로 지나가요. 잔차 연결은 켜거나 끌 수 있어요.

    인자:
        x: (T, d_model)
        blocks: params 딕셔너리의 리스트.
        residual: 부품마다 입력을 출력에 더할지.

    반환값:
        states: 입력과 각 블록의 출력. 하나하나가 (T, d_model)이에요.
        weights: 마지막 블록의 어텐션 가중치, (T, T).
    """
    states = [x]
    for p in blocks:
        mixed, weights = self_attention(x, x, x)
        x = layer_norm(x + mixed if residual else mixed, p["gamma1"], p["beta1"])
        hidden = feed_forward(x, p["w1"], p["b1"], p["w2"], p["b2"])
        x = layer_norm(x + hidden if residual else hidden, p["gamma2"], p["beta2"])
        states.append(x)
    return states, weights


# %%
seeds = range(2) if os.environ.get("NBGRADER_EXECUTION") else range(40)
wide = 32
spreads = {True: [], False: []}  # residual or not -> one row of seven numbers for each seed
# ko: 잔차 연결이 있는지 -> 시드마다 숫자 일곱 개짜리 행 하나
last = {True: [], False: []}  # residual or not -> final state and last attention weights for each seed
# ko: 잔차 연결이 있는지 -> 시드마다 마지막 상태와 마지막 어텐션 가중치
for seed in seeds:
    start = np.random.default_rng(1000 + seed).normal(size=(T, wide))
    stack = stack_of_six(seed, wide, 4 * wide)
    for residual in (True, False):
        states, last_weights = run_stack(start, stack, residual)
        spreads[residual].append([token_spread(state) for state in states])
        last[residual].append((states[-1], last_weights))

print("blocks passed:          ", "".join(f"{depth:9d}" for depth in range(7)))
# ko: "지난 블록 수:           "
for residual, name in ((True, "with residual:   "), (False, "without residual:")):
    # ko: "잔차 연결 있음:  ", "잔차 연결 없음:  "
    medians = np.median(spreads[residual], axis=0)
    print(name, "median ", "".join(f"{median:9.4f}" for median in medians))  # ko: "중앙값 "

inside = np.array([state.var(axis=-1) for state, _ in last[False]])  # (seeds, T)  # ko: (시드, T)
print(
    "variance inside the tokens, without residual: from", inside.min().round(3), "to", inside.max().round(3)
)
# ko: "토큰 안의 분산, 잔차 연결 없음: 최소", "최대"

# %%
fig = plt.figure(figsize=(13, 4.4), layout="constrained")
left, middle, right = fig.subplots(1, 3, width_ratios=[1.25, 1, 1])
for residual, color, marker in ((True, "#0072B2", "o"), (False, "#D55E00", "s")):
    rows = np.array(spreads[residual])
    low, high = np.percentile(rows, [5, 95], axis=0)
    name = "with residual" if residual else "without residual"
    # ko: "잔차 연결 있음", "잔차 연결 없음"
    left.fill_between(range(7), low, high, color=color, alpha=0.2, linewidth=0)
    left.plot(range(7), np.median(rows, axis=0), marker=marker, color=color, linewidth=2.5, label=name)
left.set(
    xlabel="blocks passed", ylabel="token spread", ylim=(-0.03, 1.0), title="median and 5-95 % of the seeds"
)
# ko: "지난 블록 수", "토큰의 퍼짐", "시드의 중앙값과 5~95% 구간"
left.legend(frameon=False, loc="lower left")
typical = np.argsort([row[-1] for row in spreads[False]])[len(seeds) // 2]  # the seed in the middle
# ko: 가운데 순위의 시드
heat_map(middle, last[True][typical][1], sentences[0], "last attention, with residual")
# ko: "마지막 어텐션, 잔차 연결 있음"
heat_map(right, last[False][typical][1], sentences[0], "last attention, without residual")
# ko: "마지막 어텐션, 잔차 연결 없음"
show(
    fig,
    "Left: token spread against the number of blocks passed. With the residual connection it falls slowly from 0.9 "
    "to about 0.6, without it to nearly zero. Middle: the attention weights of the last block with the residual "
    "still differ from token to token. Right: without it all 36 weights are about one sixth.",
    # ko: "왼쪽은 지나온 블록 수에 따른 토큰의 퍼짐이에요. 잔차 연결이 있으면 0.9에서 0.6쯤까지 천천히 줄고, "
    #     "없으면 거의 0이 돼요. 가운데는 잔차 연결이 있을 때 마지막 블록의 어텐션 가중치이고, 토큰마다 여전히 "
    #     "달라요. 오른쪽은 잔차 연결이 없을 때이고, 가중치 36개가 모두 6분의 1쯤이에요."
)

# %% [markdown]
r"""
### What you see

**Your number.** With 40 seeds the median spread after six blocks should be between 0.50 and 0.67 with the residual, and below 0.01 without. This run gives 0.59 and 0.0001. If yours is outside, look at `token_spread` and `stack_of_six` first.

**The surprise.** Layer norm holds every token at variance 1, and yet without the residual the six tokens become nearly one and the same vector. There is no contradiction. The norm looks at one token at a time; it keeps each token long, and it can not see that the others are pointing the same way.

**Why it happens.** Attention replaces each token by a weighted mean of all of them, and means lie closer together than what they are means of. The feed-forward network with random weights brings them closer too: it gives all tokens a common part. The closer the tokens, the more equal the scores, the flatter the weights, the more everything is averaged. On the right, for the seed in the middle, each token gives all six nearly the same share, 1/6 ≈ 0.17. A model in this state can hardly tell the tokens apart, whatever comes after. The orange band shows that some seeds get there sooner and some later; the direction is the same for all.

**What the residual does.** It adds to each token its own vector, the one thing that the others do not have. The spread still falls, but slowly. So the blue arrow has two jobs: it lets the gradient back, and it lets each token stay itself.

**What this does not show.** These are random weights before any training, one head, no $W_Q$, $W_K$, $W_V$. For attention alone, without residuals and feed-forward, Dong et al. prove a collapse that is doubly exponential in depth. In our setting attention alone is slow, because a token of length $\sqrt{32}$ scores itself far above the others. If you like, copy `run_stack` and the cell behind it into new cells and take out the `feed_forward` line and the `layer_norm` line after it: without the residual the median spread then stays near 0.86. It takes both parts together to collapse within six blocks.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 시드 40개일 때, 블록 여섯 개를 지난 뒤 퍼짐의 중앙값은 잔차 연결이 있으면 0.50과 0.67 사이, 없으면 0.01보다 작아야 해요. 여기서는 0.59와 0.0001이 나왔어요. 이 범위를 벗어났다면 `token_spread`와 `stack_of_six`부터 살펴보세요.

**놀라운 점.** 층 정규화가 모든 토큰의 분산을 1로 지키는데도, 잔차 연결이 없으면 토큰 여섯 개가 거의 똑같은 벡터가 돼 버려요. 모순은 아니에요. 정규화는 토큰을 하나씩만 봐요. 토큰마다 길이는 지켜 주지만, 다른 토큰들이 같은 방향을 가리키고 있다는 것은 볼 수 없어요.

**왜 그럴까요?** 어텐션은 토큰을 모든 토큰의 가중 평균으로 바꿔요. 평균끼리는 평균 내기 전의 것들보다 더 가까워요. 무작위 가중치로 된 순방향 신경망도 모든 토큰에 공통된 성분을 넣어서 토큰들을 더 가깝게 만들어요. 토큰이 가까워질수록 점수가 비슷해지고, 가중치는 평평해지고, 그만큼 더 고르게 섞여요. 오른쪽 그림은 가운데 순위의 시드인데, 토큰마다 여섯 토큰 모두에게 거의 같은 몫 1/6 ≈ 0.17을 줘요. 이 상태의 모델은 뒤에 무엇이 오더라도 토큰을 구별하기 어려워요. 주황색 띠에서 보듯 빨리 무너지는 시드도 있고 늦게 무너지는 시드도 있지만, 방향은 모두 같아요.

**잔차 연결이 하는 일.** 토큰마다 자신의 벡터, 그러니까 다른 토큰에는 없는 것을 더해 줘요. 그래도 퍼짐은 줄지만 천천히 줄어요. 파란 화살표가 하는 일은 두 가지인 셈이에요. 기울기가 되돌아갈 길을 열어 주고, 토큰이 자기 자신으로 남게 해요.

**이 실험이 보여 주지 않는 것.** 여기서 쓴 것은 학습하기 전의 무작위 가중치이고, 헤드는 하나이고, $W_Q$, $W_K$, $W_V$도 없어요. Dong et al.은 잔차 연결도 순방향 신경망도 없이 어텐션만 쌓으면 깊이에 따라 이중 지수적으로(doubly exponentially) 붕괴한다는 것을 증명해요. 우리 설정에서는 어텐션만으로는 느려요. 길이가 $\sqrt{32}$인 토큰이 자기 자신에게 남들보다 훨씬 높은 점수를 주거든요. 궁금하다면 `run_stack`과 그다음 셀을 새 셀에 복사해서, `feed_forward` 줄과 바로 아래 `layer_norm` 줄을 빼 보세요. 잔차 연결이 없어도 퍼짐의 중앙값이 0.86 근처에 머물러요. 블록 여섯 개 만에 무너지려면 두 부품이 함께 있어야 해요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A block takes `(B, T, d_model)` and gives `(B, T, d_model)`, so blocks can be stacked.
2. Attention makes shares from scaled dot products and mixes the values; it is the only place where tokens meet.
3. The transpose in $QK^\top$ swaps the last two axes only; `.T` on a batch mixes sentences without a sound.
4. Layer norm gives each token mean 0 and variance 1 over its own features, with $\epsilon$ inside the root, and then $\gamma$ and $\beta$.
5. The feed-forward network widens each token four times, cuts off what is negative, and comes back.
6. Post-norm (2017) normalizes after the sum; pre-norm (GPT-2 and later) before the part, with one norm at the very end.
7. Six blocks have six sets of weights, and the residual connection keeps both the gradient and the tokens alive on the way through.

**Tomorrow** we slow down. Attention gets what it lacks today: the learned matrices $W_Q$, $W_K$, $W_V$, masks, and a measured answer to why the scores are divided by $\sqrt{d_k}$.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): sections 3.1 (the stack, residuals, norms), 3.2.1 (attention), 3.3 (feed-forward), 5.4 (dropout).
- He et al. 2015, *Deep Residual Learning for Image Recognition*, [arXiv:1512.03385](https://arxiv.org/abs/1512.03385): sections 1 and 4.1.
- Ba, Kiros, Hinton 2016, *Layer Normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450): section 3.
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): post-norm against pre-norm.
- Dong, Cordonnier, Loukas 2021, *Attention is Not All You Need*, [arXiv:2103.03404](https://arxiv.org/abs/2103.03404): rank collapse.
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): one set of weights shared on purpose.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 블록은 `(B, T, d_model)`을 받아 `(B, T, d_model)`을 돌려주니까 쌓을 수 있어요.
2. 어텐션은 크기를 맞춘 내적으로 몫을 만들고 그 몫대로 밸류를 섞어요. 토큰이 만나는 곳은 여기뿐이에요.
3. $QK^\top$의 전치는 마지막 두 축만 맞바꿔요. 배치에 `.T`를 쓰면 소리 없이 문장이 섞여요.
4. 층 정규화는 토큰마다 자기 특징들의 평균을 0, 분산을 1로 맞춰요. $\epsilon$은 제곱근 안에 있고, 그다음에 $\gamma$와 $\beta$가 와요.
5. 순방향 신경망은 토큰을 네 배로 넓히고, 음수를 잘라 내고, 다시 좁혀요.
6. 사후 정규화(2017년)는 더한 뒤에 정규화해요. 사전 정규화(GPT-2 이후)는 부품 앞에서 정규화하고, 맨 끝에 한 번 더 정규화해요.
7. 블록 여섯 개에는 가중치가 여섯 벌 있어요. 잔차 연결은 그 길을 지나는 동안 기울기도 토큰도 살아 있게 해요.

**내일**은 속도를 늦춰요. 오늘의 어텐션에 없던 것, 곧 학습되는 행렬 $W_Q$, $W_K$, $W_V$와 마스크를 더하고, 점수를 왜 $\sqrt{d_k}$로 나누는지 측정으로 답해요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.1절(블록 쌓기, 잔차 연결, 정규화), 3.2.1절(어텐션), 3.3절(순방향 신경망), 5.4절(드롭아웃)
- He et al. 2015, *Deep Residual Learning for Image Recognition*, [arXiv:1512.03385](https://arxiv.org/abs/1512.03385): 1절과 4.1절
- Ba, Kiros, Hinton 2016, *Layer Normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450): 3절
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): 사후 정규화와 사전 정규화 비교
- Dong, Cordonnier, Loukas 2021, *Attention is Not All You Need*, [arXiv:2103.03404](https://arxiv.org/abs/2103.03404): 랭크 붕괴
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): 일부러 가중치 한 벌을 함께 쓰는 방법
"""
