# %% [markdown] day=5 title="Attention, slowly"
r"""
# Day 5 · Attention, slowly

How does a token decide whom to look at? And how do you keep it from looking where it must not?

Yesterday attention was one line among many. Today it is the whole day. You take the line apart, measure why it has a square root in it, teach it to respect a **mask**, and see what the three learned matrices $W_Q$, $W_K$ and $W_V$ are for.

![Five boxes in a row. Queries q of shape (T_q, d_k) and keys k of shape (T_k, d_k) go into dot products. The scores of shape (T_q, T_k) are divided by the square root of d_k. A mask comes in from above: where it is False, minus infinity is added. Softmax makes rows that sum to one, the weights. They mix the values v of shape (T_k, d_v) into the output of shape (T_q, d_v).](figures/day05_path.svg)

The picture is section 3.2.1 of the 2017 paper (Vaswani et al.), read from left to right. Each box is one exercise or more:

1. **Dot products** compare each query with each key.
2. The **scale** keeps these numbers at a size that softmax can bear.
3. The **mask** rules out pairs: the future, or padding.
4. **Softmax** turns scores into shares.
5. The shares **mix** the values.

**At the end of the day you can**

- say what a dot product measures, and what it does not;
- show with a measurement why the scores are divided by $\sqrt{d_k}$, and what happens to the gradient if they are not;
- write a causal mask, a padding mask, and a softmax that respects both, also when nobody is left to look at;
- write `scaled_dot_product_attention`, and compare it with PyTorch's;
- explain with a word that has two meanings why a token needs a query, a key and a value of its own.

**You need** Day 4: softmax, broadcasting, and why `np.swapaxes(k, -1, -2)` is not `k.T`. No training today.
"""

# %% [markdown] lang="ko" title="천천히 보는 어텐션"
r"""
# 5일 차 · 천천히 보는 어텐션

토큰은 누구를 볼지 어떻게 정할까요? 그리고 보면 안 되는 곳을 보지 못하게 하려면 어떻게 해야 할까요?

어제 어텐션(attention)은 여러 줄 가운데 한 줄이었어요. 오늘은 하루를 모두 여기에 써요. 그 한 줄을 나누어 보고, 왜 제곱근이 들어 있는지 재 보고, **마스크**(mask)를 지키게 만들고, 학습되는 행렬 $W_Q$, $W_K$, $W_V$가 무엇을 위한 것인지 알아봐요.

![상자 다섯 개가 나란히 있어요. 모양이 (T_q, d_k)인 쿼리 q와 (T_k, d_k)인 키 k가 내적으로 들어가요. 모양이 (T_q, T_k)인 점수를 d_k의 제곱근으로 나눠요. 위에서 마스크가 들어와, False인 곳에 음의 무한대를 더해요. 소프트맥스가 행마다 합이 1인 가중치를 만들어요. 가중치가 모양이 (T_k, d_v)인 밸류 v를 섞어서 모양이 (T_q, d_v)인 출력을 만들어요.](figures/day05_path.svg)

2017년 논문(Vaswani et al.) 3.2.1절을 왼쪽에서 오른쪽으로 그린 그림이에요. 상자마다 연습 문제가 하나 이상 있어요.

1. **내적**(dot product)은 쿼리(query) 하나하나를 모든 키(key)와 비교해요.
2. **스케일**(scale)은 그 값을 소프트맥스가 감당할 만한 크기로 지켜 줘요.
3. **마스크**는 보면 안 되는 쌍을 막아요. 미래의 토큰이나 패딩(padding)이 그런 것이에요.
4. **소프트맥스**(softmax)는 점수를 몫으로 바꿔요.
5. 그 몫대로 밸류(value)를 **섞어요**.

**오늘이 끝나면 이런 일을 할 수 있어요**

- 내적이 무엇을 재고 무엇을 재지 않는지 말할 수 있어요.
- 점수를 왜 $\sqrt{d_k}$로 나누는지, 나누지 않으면 기울기(gradient)가 어떻게 되는지 측정으로 보여 줄 수 있어요.
- 인과 마스크와 패딩 마스크를 만들고, 둘을 모두 지키는 소프트맥스를 쓸 수 있어요. 볼 수 있는 토큰이 하나도 없을 때도요.
- `scaled_dot_product_attention`을 직접 쓰고 PyTorch의 것과 견주어 볼 수 있어요.
- 뜻이 여럿인 낱말을 예로 들어, 토큰마다 쿼리, 키, 밸류가 따로 필요한 이유를 설명할 수 있어요.

**준비물**은 4일 차예요. 소프트맥스와 브로드캐스팅(broadcasting), 그리고 `np.swapaxes(k, -1, -2)`가 `k.T`와 어떻게 다른지 기억하면 돼요. 오늘도 학습은 하지 않아요.
"""

# %% [markdown]
r"""
The folded cell below brings what earlier days built: Day 4's `softmax(x, axis)`, and `show`, which displays a figure.
"""

# %% [markdown] lang="ko"
r"""
아래 접힌 셀은 앞에서 만든 것을 가져와요. 4일 차의 `softmax(x, axis)`, 그리고 그림을 보여 주는 `show`예요.
"""

# %%
from solutions.day04_transformer_block import softmax
from solutions.plots import show

# %%
import os

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"

# %% [markdown]
r"""
## 1 · What a dot product measures

Attention has to answer one question for every pair of tokens: *how well does this key fit this query?* The answer is a dot product.

$$q \cdot k = \sum_{i=1}^{d} q_i k_i = \lVert q \rVert\, \lVert k \rVert \cos\theta$$

On the right stand three factors: the two lengths, and the cosine of the angle $\theta$ between the vectors. The cosine is the **similarity of directions**: 1 for the same direction, 0 for a right angle, −1 for opposite directions.

**By hand.** Take $q = (3, 4)$, which has length 5. The key $(6, 8)$ points the same way, $q \cdot k = 50$, and the cosine is $50 / (5 \cdot 10) = 1$. The key $(4, -3)$ stands at a right angle, so both numbers are 0. The key $(60, 0)$ points elsewhere, cosine $180/(5 \cdot 60) = 0.6$, and yet its dot product is 180: **a long key can outscore one that points exactly where the query points.**

Attention uses the dot product, lengths and all: a token can make itself important by being long. To see directions alone, we need the cosine.

Where does the idea come from? Bahdanau et al. (2014) scored a pair with a small network, Luong et al. (2015) compared it with the plain product, and the 2017 paper took the product and a scale:

| score of a pair | formula | paper |
|---|---|---|
| additive | $v^\top \tanh(W q + U k)$ | Bahdanau et al. 2014, appendix A.1.2 |
| dot | $q \cdot k$ | Luong et al. 2015, section 3.1 |
| general | $q^\top W k$ | Luong et al. 2015, section 3.1 |
| scaled dot product | $q \cdot k / \sqrt{d_k}$ | Vaswani et al. 2017, section 3.2.1 |

The product needs no network for each pair, and all pairs together are one matrix product. That is why it won.

Write `cosine_similarity` for two lists of vectors, all pairs at once. A vector of zeros has no direction; its similarity with everything is defined as 0.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 내적은 무엇을 잴까요

어텐션은 토큰의 모든 쌍에 대해 한 가지 질문에 답해야 해요. *이 키는 이 쿼리에 얼마나 잘 맞을까요?* 그 답이 내적이에요.

$$q \cdot k = \sum_{i=1}^{d} q_i k_i = \lVert q \rVert\, \lVert k \rVert \cos\theta$$

오른쪽에는 인수가 세 개 있어요. 두 벡터의 길이, 그리고 두 벡터가 이루는 각 $\theta$의 코사인(cosine)이에요. 코사인은 **방향이 얼마나 비슷한지** 나타내요. 방향이 같으면 1, 직각이면 0, 반대면 −1이에요. 이 값을 코사인 유사도(cosine similarity)라고 불러요.

**손으로 해 보기.** $q = (3, 4)$의 길이는 5예요. 키 $(6, 8)$은 방향이 같고, $q \cdot k = 50$, 코사인은 $50 / (5 \cdot 10) = 1$이에요. 키 $(4, -3)$은 직각이라 두 값이 모두 0이에요. 키 $(60, 0)$은 방향이 달라서 코사인이 $180/(5 \cdot 60) = 0.6$인데, 내적은 180이나 돼요. **긴 키는 쿼리와 방향이 똑같은 키보다도 큰 점수를 받을 수 있어요.**

어텐션은 길이까지 들어 있는 내적을 그대로 써요. 토큰은 벡터를 길게 만들어서 스스로를 중요하게 만들 수 있는 거예요. 방향만 보고 싶다면 코사인이 필요해요.

이 생각은 어디에서 왔을까요? Bahdanau et al.(2014)은 작은 신경망으로 쌍마다 점수를 매겼고, Luong et al.(2015)은 그것을 단순한 내적과 비교했고, 2017년 논문은 내적에 스케일을 더했어요.

| 쌍의 점수 | 수식 | 논문 |
|---|---|---|
| 덧셈형(additive) | $v^\top \tanh(W q + U k)$ | Bahdanau et al. 2014, 부록 A.1.2 |
| 내적(dot) | $q \cdot k$ | Luong et al. 2015, 3.1절 |
| 일반형(general) | $q^\top W k$ | Luong et al. 2015, 3.1절 |
| 스케일드 닷 프로덕트(scaled dot product) | $q \cdot k / \sqrt{d_k}$ | Vaswani et al. 2017, 3.2.1절 |

내적은 쌍마다 신경망을 돌릴 필요가 없고, 모든 쌍을 행렬 곱 한 번으로 계산해요. 그래서 내적이 살아남았어요.

벡터 묶음 두 개를 받아 모든 쌍의 유사도를 한꺼번에 구하는 `cosine_similarity`를 써 보세요. 모두 0인 벡터는 방향이 없으니, 어떤 벡터와도 유사도를 0으로 정해요.
"""


# %% exercise="cosine_similarity" minutes=7 difficulty=1
def cosine_similarity(a, b):
    """Cosine of the angle between every vector of a and every vector of b.

    Args:
        a: (..., n, d)
        b: (..., m, d)

    Returns:
        (..., n, m): between -1 and 1; 0 where one of the two vectors is all zeros.

    Source: the definition, q·k = |q| |k| cos(angle).
    """
    ### BEGIN SOLUTION
    dots = a @ np.swapaxes(b, -1, -2)  # (..., n, m)
    length_a = np.sqrt(np.sum(a**2, axis=-1))[..., :, None]  # (..., n, 1)
    length_b = np.sqrt(np.sum(b**2, axis=-1))[..., None, :]  # (..., 1, m)
    lengths = length_a * length_b
    return dots / np.where(lengths > 0, lengths, 1.0)
    ### END SOLUTION


# %% check="cosine_similarity" points=3
_q = np.array([[3.0, 4.0]])
_keys = np.array([[6.0, 8.0], [4.0, -3.0], [60.0, 0.0], [0.0, 0.0]])
_cosines = cosine_similarity(_q, _keys)
assert np.shape(_cosines) == (1, 4), "One query, four keys: is there one row with four numbers?"
assert np.allclose(_cosines[0, :3], [1.0, 0.0, 0.6], atol=1e-5), "Do you get 1, 0 and 0.6 by hand?"
assert np.allclose(_cosines[0, 3], 0.0), (
    "What is the length of a vector of zeros, and what is 0 divided by 0?"
)
assert np.allclose(cosine_similarity(10 * _q, _keys), _cosines, atol=1e-5), (
    "A longer query has the same direction: by which lengths do you divide?"
)
assert np.shape(cosine_similarity(np.ones((2, 3, 4)), np.ones((2, 5, 4)))) == (2, 3, 5), (
    "A batch of two: which axes change places?"
)

# %% [markdown] hint="cosine_similarity"
r"""
Two things to compute: all dot products, and for each pair the product of the two lengths. What shape has each?
"""

# %% [markdown] hint="cosine_similarity" lang="ko"
r"""
구할 것은 두 가지예요. 모든 쌍의 내적, 그리고 쌍마다 두 길이를 곱한 값이에요. 모양은 각각 무엇인가요?
"""

# %% [markdown] hint="cosine_similarity"
r"""
The length is the root of the sum of squares along the last axis. For all pairs of lengths, give those of `a` the shape `(..., n, 1)` and those of `b` the shape `(..., 1, m)`; their product broadcasts to `(..., n, m)`.
"""

# %% [markdown] hint="cosine_similarity" lang="ko"
r"""
길이는 마지막 축을 따라 제곱을 더한 다음 제곱근을 씌운 값이에요. 모든 쌍의 길이를 얻으려면 `a`의 길이는 `(..., n, 1)`, `b`의 길이는 `(..., 1, m)` 모양으로 만드세요. 곱하면 `(..., n, m)`으로 브로드캐스팅돼요.
"""

# %% [markdown] hint="cosine_similarity"
r"""
The dot products are `a @ np.swapaxes(b, -1, -2)`. Before dividing, turn lengths of 0 into something harmless: `np.where(lengths > 0, lengths, 1.0)`. The dot product is 0 there anyway.
"""

# %% [markdown] hint="cosine_similarity" lang="ko"
r"""
내적은 `a @ np.swapaxes(b, -1, -2)`예요. 나누기 전에 길이가 0인 곳을 안전한 값으로 바꿔 두세요. `np.where(lengths > 0, lengths, 1.0)`이면 돼요. 그런 곳은 내적도 0이거든요.
"""

# %% [markdown]
r"""
## 2 · Experiment: how large do scores get?

A dot product adds $d_k$ terms. Footnote 4 of the 2017 paper draws the consequence: if the entries of $q$ and $k$ are independent, with mean 0 and variance 1, then

- each term $q_i k_i$ has mean 0 and variance 1 (the mean of $q_i^2 k_i^2$ is $1 \cdot 1$, as the two are independent),
- variances of independent terms add up, so $q \cdot k$ has **variance** $d_k$ and standard deviation $\sqrt{d_k}$.

Dividing a number by $c$ divides its variance by $c^2$. So $q \cdot k / \sqrt{d_k}$ has variance $d_k / d_k = 1$, whatever $d_k$ is. And $q \cdot k / d_k$ would have variance $1 / d_k$: too much of a good thing.

That is a claim about random numbers. Measure it. `score_variance` gets $n$ queries and $n$ keys; **row $i$ of one belongs to row $i$ of the other**. It returns two numbers: the variance of the $n$ dot products, and the variance of the same after the scale. Use the variance that divides by $n$, as `np.var` does.

**By hand.** Two pairs with $d_k = 4$ and dot products 1 and 5: mean 3, variance $((-2)^2 + 2^2)/2 = 4$. Scaled by $\sqrt 4 = 2$ they are 0.5 and 2.5, variance 1.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 실험: 점수는 얼마나 커질까요?

내적은 항 $d_k$개를 더한 값이에요. 2017년 논문의 각주 4는 여기서 결론을 하나 끌어내요. $q$와 $k$의 성분이 서로 독립이고 평균이 0, 분산(variance)이 1이라면,

- 항 $q_i k_i$ 하나는 평균이 0, 분산이 1이고,
- 독립인 항들의 분산은 더해지니까 $q \cdot k$의 **분산은** $d_k$, 표준편차(standard deviation)는 $\sqrt{d_k}$예요.

어떤 수를 $c$로 나누면 분산은 $c^2$으로 나뉘어요. 그래서 $q \cdot k / \sqrt{d_k}$의 분산은 $d_k$가 얼마든 $d_k / d_k = 1$이에요. $q \cdot k / d_k$라면 분산이 $1 / d_k$가 돼요. 지나치게 줄이는 거예요.

이것은 난수에 대한 주장이니 직접 재 봐요. `score_variance`는 쿼리 $n$개와 키 $n$개를 받아요. **한쪽의 $i$행은 다른 쪽의 $i$행과 짝이에요.** 돌려줄 것은 두 수예요. 내적 $n$개의 분산, 그리고 스케일을 적용한 뒤의 분산이에요. 분산은 `np.var`처럼 $n$으로 나누는 것을 쓰세요.

**손으로 해 보기.** $d_k = 4$이고 쌍이 두 개, 내적이 1과 5라고 해 볼게요. 평균은 3, 분산은 $((-2)^2 + 2^2)/2 = 4$예요. $\sqrt 4 = 2$로 나누면 0.5와 2.5가 되고, 분산은 1이에요.
"""


# %% exercise="score_variance" kind="experiment" minutes=8 difficulty=1
def score_variance(queries, keys):
    """Variance of dot products, before and after dividing them by the square root of d_k.

    Args:
        queries: (n, d_k)
        keys: (n, d_k); row i is the partner of row i of queries.

    Returns:
        before: the variance of the n dot products, a number; it divides by n, as np.var does.
        after: the variance of the n scaled dot products, a number.

    Source: Vaswani et al. 2017, section 3.2.1 and footnote 4.
    """
    ### BEGIN SOLUTION
    dots = np.sum(queries * keys, axis=-1)  # (n,)
    return np.var(dots), np.var(dots / np.sqrt(queries.shape[-1]))
    ### END SOLUTION


# %% check="score_variance" points=3
_before, _after = score_variance(
    np.array([[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 2.0]]),
    np.array([[1.0, 7.0, 7.0, 7.0], [1.0, 1.0, 1.0, 1.0]]),
)
assert np.shape(_before) == np.shape(_after) == (), "Are both results single numbers?"
assert np.isclose(_before, 4.0, atol=1e-4), "The dot products are 1 and 5: do you get variance 4 by hand?"
assert np.isclose(_after, 1.0, atol=1e-4), "0.5 and 2.5 have variance 1: what do you divide, and by what?"
_before, _after = score_variance(np.ones((3, 5)), np.ones((3, 5)))
assert np.isclose(_before, 0.0, atol=1e-6), "Three equal scores: how much do they vary?"

# %% [markdown] hint="score_variance"
r"""
First the $n$ dot products, one for each pair of rows. Multiplying the arrays entry by entry gives the terms; what is left to do with them?
"""

# %% [markdown] hint="score_variance" lang="ko"
r"""
먼저 행의 쌍마다 내적을 하나씩, 모두 $n$개를 구하세요. 두 배열을 성분끼리 곱하면 항들이 나와요. 그다음에는 무엇을 해야 할까요?
"""

# %% [markdown] hint="score_variance"
r"""
Sum the products along the last axis. `queries @ keys.T` would compare all rows with all rows; you want row $i$ with row $i$ only. Then `np.var`, once for the dot products and once for the scaled ones.
"""

# %% [markdown] hint="score_variance" lang="ko"
r"""
곱을 마지막 축을 따라 더하세요. `queries @ keys.T`는 모든 행을 모든 행과 비교해요. 필요한 것은 $i$행과 $i$행의 짝뿐이에요. 그다음 `np.var`를 내적에 한 번, 스케일을 적용한 내적에 한 번 쓰세요.
"""

# %% [markdown] hint="score_variance"
r"""
`dots = np.sum(queries * keys, axis=-1)` has the shape `(n,)`. The scaled ones are `dots / np.sqrt(...)` with the width of a query, `queries.shape[-1]`.
"""

# %% [markdown] hint="score_variance" lang="ko"
r"""
`dots = np.sum(queries * keys, axis=-1)`의 모양은 `(n,)`이에요. 스케일을 적용한 것은 `dots / np.sqrt(...)`이고, 괄호 안에는 쿼리의 폭 `queries.shape[-1]`이 들어가요.
"""

# %% [markdown]
r"""
Now for widths from 1 to 1,024, with 4,000 random pairs each. **The number to reach:** for every width, `before / d_k` and `after` should lie between 0.9 and 1.1.
"""

# %% [markdown] lang="ko"
r"""
이제 폭을 1에서 1,024까지 바꾸면서, 폭마다 무작위 쌍 4,000개로 재 봐요. **도달할 숫자:** 모든 폭에서 `before / d_k`와 `after`가 0.9와 1.1 사이여야 해요.
"""

# %%
rng = np.random.default_rng(14)
widths = [1, 4, 16, 64, 256, 1024]
pairs = 400 if os.environ.get("NBGRADER_EXECUTION") else 4000

measured = []  # one (before, after) for each width
print("  d_k     before   before/d_k      after")
for width in widths:
    queries, keys = rng.normal(size=(pairs, width)), rng.normal(size=(pairs, width))
    before, after = score_variance(queries, keys)
    measured.append((before, after))
    print(f"{width:5d}{before:11.2f}{before / width:13.3f}{after:11.3f}")

befores, afters = zip(*measured, strict=True)
fig, axes = plt.subplots(figsize=(6.4, 4.4))
axes.loglog(widths, widths, color="0.7", linewidth=6, label="footnote 4: variance = d_k")
axes.loglog(widths, befores, "s-", color=ORANGE, linewidth=2, label="q · k")
axes.loglog(widths, afters, "o-", color=BLUE, linewidth=2, label="q · k / sqrt(d_k)")
axes.set(
    xlabel="d_k, width of query and key",
    ylabel="variance of the scores",
    title="4,000 random pairs for each width",
)
axes.legend(frameon=False)
show(
    fig,
    "Variance of the scores against d_k, both axes logarithmic. Without the scale the variance lies on the line "
    "variance = d_k, from 1 up to about 1,000. With the scale it stays at 1 for all widths.",
)

# %% [markdown]
r"""
The orange squares lie on the grey line: at $d_k = 64$ the scores spread about eight times as wide as at $d_k = 1$, at 1,024 about 32 times (the plot shows the variance, the square of that). The blue dots do not move. That much is arithmetic. But why should large scores be *bad*?
"""

# %% [markdown] lang="ko"
r"""
주황색 사각형이 회색 선 위에 놓여 있어요. $d_k = 64$에서는 점수가 $d_k = 1$일 때보다 여덟 배쯤, 1,024에서는 32배쯤 넓게 퍼져요. 파란 점은 움직이지 않고요. 여기까지는 산수예요. 그런데 점수가 큰 것이 왜 *나쁠까요*?
"""

# %% [markdown]
r"""
## 3 · What large scores do to the gradient

Softmax looks at differences. Multiply all scores by 16 and the differences are 16 times as large: one share goes to nearly 1, the others to nearly 0. That alone might be what a model wants. The harm is in the **slopes**. To learn whom to look at, training must know how the shares move when a score moves a little, and this is the Jacobian of softmax (you met Jacobians on Day 4). With shares $p_1, \dots, p_n$ made from scores $z_1, \dots, z_n$:

$$J_{ij} = \frac{\partial p_i}{\partial z_j} = \begin{cases} p_i (1 - p_i) & i = j \\ -\,p_i\, p_j & i \ne j \end{cases}$$

Read it: if the own score rises, the share rises. If another one's score rises, the share falls, for the sum stays 1. It follows from the quotient rule, $p_i = e^{z_i} / S$ with $S = \sum_j e^{z_j}$: on the diagonal $e^{z_i}/S - (e^{z_i}/S)^2$, beside it $-e^{z_i} e^{z_j} / S^2$.

**By hand.** Shares $(0.5, 0.5)$: the diagonal is 0.25, beside it −0.25. Shares $(1, 0)$: everything is 0. A softmax that is certain has no slope at all. It cannot learn that it was wrong.

Write `softmax_jacobian`. It gets the *shares* (softmax is done already), with any axes in front, and returns a matrix for each row of shares.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 점수가 크면 기울기는 어떻게 될까요

소프트맥스는 점수의 차이를 봐요. 모든 점수에 16을 곱하면 차이도 16배가 되어, 몫 하나는 거의 1이 되고 나머지는 거의 0이 돼요. 그것만이라면 모델이 바라는 것일 수도 있어요. 문제는 **기울기**예요. 누구를 볼지 배우려면, 점수가 조금 움직일 때 몫이 얼마나 움직이는지 알아야 해요. 그것이 소프트맥스의 야코비 행렬(Jacobian)이에요. 4일 차에 만났죠. 점수 $z_1, \dots, z_n$에서 몫 $p_1, \dots, p_n$이 나왔다면,

$$J_{ij} = \frac{\partial p_i}{\partial z_j} = \begin{cases} p_i (1 - p_i) & i = j \\ -\,p_i\, p_j & i \ne j \end{cases}$$

말로 읽어 볼까요? 자기 점수가 오르면 몫이 늘어요. 다른 토큰의 점수가 오르면 몫이 줄어요. 합은 1로 그대로니까요. 나눗셈으로 된 식의 미분법(quotient rule, '몫의 미분법')에서 바로 나와요. $p_i = e^{z_i} / S$, $S = \sum_j e^{z_j}$라고 두면, 대각선은 $e^{z_i}/S - (e^{z_i}/S)^2$이고 나머지는 $-e^{z_i} e^{z_j} / S^2$이에요.

**손으로 해 보기.** 몫이 $(0.5, 0.5)$면 대각선은 0.25, 나머지는 −0.25예요. 몫이 $(1, 0)$이면 전부 0이에요. 확신에 찬 소프트맥스에는 기울기가 아예 없어요. 틀렸다는 것을 배울 수 없는 거예요.

`softmax_jacobian`을 써 보세요. *몫*을 받아요. 소프트맥스는 이미 끝났고, 앞에는 축이 몇 개든 더 있을 수 있어요. 몫의 행마다 행렬을 하나씩 돌려주면 돼요.
"""


# %% exercise="softmax_jacobian" minutes=10 difficulty=2
def softmax_jacobian(shares):
    """Slopes of the softmax: how each share moves with each score.

    Args:
        shares: (..., n), the result of a softmax; each row sums to one.

    Returns:
        (..., n, n): entry [i, j] is the slope of share i with respect to score j.

    Source: the quotient rule; see the formula above.
    """
    ### BEGIN SOLUTION
    products = shares[..., :, None] * shares[..., None, :]  # (..., n, n)
    diagonal = shares[..., :, None] * np.eye(shares.shape[-1])
    return diagonal - products
    ### END SOLUTION


# %% check="softmax_jacobian" points=3
_slopes = softmax_jacobian(np.array([0.5, 0.5]))
assert np.shape(_slopes) == (2, 2), "Two shares, two scores: how many slopes are there?"
assert np.allclose(_slopes, [[0.25, -0.25], [-0.25, 0.25]], atol=1e-5), "Do you get 0.25 and -0.25 by hand?"
assert np.allclose(softmax_jacobian(np.array([1.0, 0.0, 0.0])), 0.0), "Is a certain softmax flat?"
_z = np.array([[0.3, -1.0, 2.0], [1.0, 0.0, 0.5]])
_slopes = softmax_jacobian(softmax(_z))
assert np.shape(_slopes) == (2, 3, 3), "Is there a matrix for each row of shares?"
_moved = (softmax(_z + np.array([0.0, 1e-5, 0.0])) - softmax(_z)) / 1e-5  # score 1 rises a little
assert np.allclose(_slopes[:, :, 1], _moved, atol=1e-3), (
    "Score 1 rises a little: do the shares move as you say?"
)

# %% [markdown] hint="softmax_jacobian"
r"""
Both cases of the formula contain $-p_i p_j$, for $i = j$ it is $-p_i^2$. What has to be added on the diagonal?
"""

# %% [markdown] hint="softmax_jacobian" lang="ko"
r"""
두 경우 모두 $-p_i p_j$가 들어 있어요. $i = j$라면 $-p_i^2$이죠. 대각선에는 무엇을 더해야 할까요?
"""

# %% [markdown] hint="softmax_jacobian"
r"""
All products at once: a column `shares[..., :, None]` times a row `shares[..., None, :]`. A matrix that has the shares on its diagonal is that column times `np.eye(n)`.
"""

# %% [markdown] hint="softmax_jacobian" lang="ko"
r"""
모든 곱을 한꺼번에 구하려면 열 `shares[..., :, None]`과 행 `shares[..., None, :]`을 곱하세요. 대각선에 몫이 놓인 행렬은 그 열에 `np.eye(n)`을 곱하면 나와요.
"""

# %% [markdown] hint="softmax_jacobian"
r"""
`shares[..., :, None] * np.eye(shares.shape[-1])` minus the products. (`np.diag` and `np.outer` would do for a single row only.)
"""

# %% [markdown] hint="softmax_jacobian" lang="ko"
r"""
`shares[..., :, None] * np.eye(shares.shape[-1])`에서 곱들을 빼세요. (`np.diag`와 `np.outer`는 행이 하나일 때만 쓸 수 있어요.)
"""

# %% [markdown]
r"""
### Three scales, side by side

One random query, 16 random keys, 300 times. The scores are left as they are, divided by $\sqrt{d_k}$, or divided by $d_k$. We look at two numbers: the sum of all slopes without their signs (the median of the 300), and the largest of the 16 shares (their mean). Guess first: which curve on the left falls, and which one on the right?
"""

# %% [markdown] lang="ko"
r"""
### 세 가지 스케일을 나란히

무작위 쿼리 하나와 무작위 키 16개를 300번 뽑아요. 점수를 그대로 두거나, $\sqrt{d_k}$로 나누거나, $d_k$로 나눠요. 볼 것은 두 가지예요. 모든 기울기의 절댓값을 더한 값(300번의 중앙값), 그리고 몫 16개 가운데 가장 큰 것(300번의 평균)이에요. 먼저 짐작해 보세요. 왼쪽에서는 어느 곡선이 떨어질까요? 오른쪽에서는요?
"""

# %%
rng = np.random.default_rng(6)
trials = 40 if os.environ.get("NBGRADER_EXECUTION") else 300
styles = {"no scale": (ORANGE, "s"), "/ sqrt(d_k)": (BLUE, "o"), "/ d_k": (GREEN, "^")}
slopes = {name: [] for name in styles}  # scale -> one number for each width
largest = {name: [] for name in styles}
for width in widths:
    queries, keys = rng.normal(size=(trials, 1, width)), rng.normal(size=(trials, 16, width))
    dots = np.sum(queries * keys, axis=-1)  # (trials, 16)
    for name, divisor in zip(styles, (1.0, np.sqrt(width), float(width)), strict=True):
        shares = softmax(dots / divisor)
        slopes[name].append(np.median(np.abs(softmax_jacobian(shares)).sum(axis=(-1, -2))))
        largest[name].append(shares.max(axis=-1).mean())

fig = plt.figure(figsize=(12, 4.4), layout="constrained")
left, right = fig.subplots(1, 2)
for name, (color, marker) in styles.items():
    left.loglog(widths, slopes[name], color=color, marker=marker, linewidth=2, label=name)
    right.semilogx(widths, largest[name], color=color, marker=marker, linewidth=2, label=name)
left.set(xlabel="d_k", ylabel="sum of the slopes' sizes", title="how much the softmax can still learn")
right.axhline(1 / 16, color="0.5", linestyle="--", linewidth=1.5, label="1/16, all equal")
right.set(xlabel="d_k", ylabel="largest of 16 shares", title="how decided it is", ylim=(0, 1.05))
left.legend(frameon=False)
right.legend(frameon=False)
show(
    fig,
    "Left: the sum of the sizes of the softmax's slopes against d_k. Without a scale it falls from 1.8 to below "
    "0.001; divided by the root of d_k it stays near 1.8; divided by d_k it stays, too. Right: the largest of 16 "
    "shares. Without a scale it rises to nearly 1, with the root it stays near 0.24, divided by d_k it falls to one "
    "sixteenth.",
)
print("d_k =", widths[-1])
for name in styles:
    print(f"{name:12s}slopes {slopes[name][-1]:.5f}   largest share {largest[name][-1]:.3f}")

# %% [markdown]
r"""
**Left, orange.** Without a scale, at $d_k = 1{,}024$ the slopes are more than ten thousand times smaller than with it. The paper says it with care: "we *suspect* that for large values of $d_k$, the dot products grow large in magnitude, pushing the softmax function into regions where it has extremely small gradients". You have just measured that it is so for random vectors.

**Right, green.** Dividing by $d_k$ keeps the slopes, so why not? Because the scores then vanish: every query gives every key 1/16, whatever the two are. Such attention is an average that pays attention to nobody. The root is the only power of $d_k$ for which neither happens.

**What this does not show.** After training, the entries are not independent any more, and a model may well make its scores large where it is sure. The scale only sees to it that training does not *begin* in a flat place.
"""

# %% [markdown] lang="ko"
r"""
**왼쪽의 주황색.** $d_k = 1{,}024$에서 스케일이 없으면 기울기가 스케일이 있을 때의 1만분의 1도 되지 않아요. 논문은 조심스럽게 말해요. $d_k$가 크면 내적의 크기가 커져서 소프트맥스를 기울기가 극히 작은 영역으로 밀어 넣는다고 "*추측한다*(suspect)"고요. 무작위 벡터에서는 정말 그렇다는 것을 방금 여러분이 쟀어요.

**오른쪽의 초록색.** $d_k$로 나누어도 기울기는 살아 있어요. 그런데 왜 그렇게 하지 않을까요? 점수가 사라져 버리기 때문이에요. 쿼리와 키가 무엇이든 모든 쿼리가 모든 키에 1/16을 줘요. 그런 어텐션은 아무에게도 주의를 기울이지 않는 평균일 뿐이에요. $d_k$의 거듭제곱 가운데 둘 중 어느 것도 일어나지 않는 것은 제곱근뿐이에요.

**이 실험이 보여 주지 않는 것.** 학습이 끝나면 성분들은 더 이상 독립이 아니고, 모델은 확신이 있는 곳에서 점수를 일부러 크게 만들 수도 있어요. 스케일은 학습이 평평한 곳에서 *시작하지* 않게 해 줄 뿐이에요.
"""

# %% [markdown]
r"""
## 4 · The causal mask: no look ahead

A model that writes predicts the next token from those before it. In training it sees the whole sentence at once, so it must be kept from looking ahead, or it would simply copy the answer. The 2017 paper does it inside attention (section 3.2.3).

A mask says for each pair whether the query may look at the key. In this course **all masks follow one convention**:

| | this course | `F.scaled_dot_product_attention` | `nn.MultiheadAttention` |
|---|---|---|---|
| type | boolean | boolean (or numbers to add) | boolean (or numbers to add) |
| `True` means | **may look** | may look ("take part") | **blocked** |
| shape | broadcasts to `(..., T_q, T_k)` | broadcasts to `(..., T_q, T_k)` | `(T_q, T_k)`; padding `(B, T_k)` |
| `None` means | all may look at all | all may look at all | all may look at all |

Mind the last column: two functions of one library, opposite meanings. Whoever mixes them up trains a model that sees only the future.

![Three grids; a row is a query, a column a key, a filled square means True. Left, causal, shape (T, T): the first row has one filled square, the last row all five, a triangle. Middle, padding, shape (B, 1, T_k): a single row whose first three squares are filled and whose last two, the padding, are empty. Right, causal and padding, shape (B, T, T): the triangle, cut off after the third column.](figures/day05_masks.svg)

In the **causal mask** a query sees itself and what came before. Usually there are as many queries as keys, and the mask is a triangle. But when a model writes, it keeps the keys of all tokens so far and brings only the newest queries. So `causal_mask(n_queries, n_keys)` takes two numbers: **the queries are the last `n_queries` of the `n_keys` tokens.** With two queries and five keys, query 0 is token 3, and query 1 is token 4:

$$\begin{pmatrix} 1 & 1 & 1 & 1 & 0 \\ 1 & 1 & 1 & 1 & 1 \end{pmatrix}$$

(PyTorch's `is_causal=True` counts from the first token instead; there, one query with four keys would see key 0 only.)
"""

# %% [markdown] lang="ko"
r"""
## 4 · 인과 마스크: 앞을 내다보지 않기

글을 쓰는 모델은 앞에 나온 토큰들로 다음 토큰을 예측해요. 학습할 때는 문장 전체가 한꺼번에 보이니까, 앞을 내다보지 못하게 막아야 해요. 막지 않으면 답을 그냥 베껴 버리거든요. 2017년 논문은 어텐션 안에서 이 일을 해요(3.2.3절).

마스크는 쌍마다 쿼리가 키를 봐도 되는지 알려 줘요. 이 과정의 **모든 마스크는 한 가지 약속을 따라요**.

| | 이 과정 | `F.scaled_dot_product_attention` | `nn.MultiheadAttention` |
|---|---|---|---|
| 타입 | 불리언(boolean) | 불리언(또는 더할 숫자) | 불리언(또는 더할 숫자) |
| `True`의 뜻 | **볼 수 있다** | 볼 수 있다("take part") | **막혀 있다** |
| 모양 | `(..., T_q, T_k)`로 브로드캐스팅 | `(..., T_q, T_k)`로 브로드캐스팅 | `(T_q, T_k)`, 패딩은 `(B, T_k)` |
| `None`의 뜻 | 모두가 모두를 볼 수 있다 | 모두가 모두를 볼 수 있다 | 모두가 모두를 볼 수 있다 |

마지막 열을 조심하세요. 같은 라이브러리의 두 기능인데 뜻이 반대예요. 헷갈리면 미래만 보는 모델을 학습하게 돼요.

![격자 세 개예요. 행은 쿼리, 열은 키이고 색칠한 칸은 True예요. 왼쪽은 모양이 (T, T)인 인과 마스크예요. 첫 행은 한 칸, 마지막 행은 다섯 칸이 모두 칠해진 삼각형이에요. 가운데는 모양이 (B, 1, T_k)인 패딩 마스크예요. 행 하나에서 앞의 세 칸은 칠해져 있고, 패딩인 뒤의 두 칸은 비어 있어요. 오른쪽은 모양이 (B, T, T)인 둘의 결합이에요. 셋째 열 뒤가 잘린 삼각형이에요.](figures/day05_masks.svg)

**인과 마스크(causal mask)** 에서 쿼리는 자기 자신과 앞에 나온 것을 봐요. 보통은 쿼리와 키의 수가 같아서 삼각형이 돼요. 그런데 모델이 글을 쓸 때는 지금까지 나온 모든 토큰의 키를 간직해 두고, 새로 나온 토큰의 쿼리만 가져와요. 그래서 `causal_mask(n_queries, n_keys)`는 수 두 개를 받아요. **쿼리는 토큰 `n_keys`개 가운데 마지막 `n_queries`개예요.** 쿼리가 2개, 키가 5개라면 쿼리 0은 토큰 3, 쿼리 1은 토큰 4예요.

$$\begin{pmatrix} 1 & 1 & 1 & 1 & 0 \\ 1 & 1 & 1 & 1 & 1 \end{pmatrix}$$

(PyTorch의 `is_causal=True`는 첫 토큰부터 세요. 그래서 쿼리 하나와 키 네 개라면 0번 키만 보게 돼요.)
"""


# %% exercise="causal_mask" minutes=8 difficulty=1
def causal_mask(n_queries, n_keys=None):
    """Mask in which every token may look at itself and at what came before.

    Args:
        n_queries: number of queries; they are the last n_queries of the n_keys tokens.
        n_keys: number of keys, at least n_queries; None means as many as queries.

    Returns:
        (n_queries, n_keys), an array of booleans: True where the query (row) may look at the key (column).

    Source: Vaswani et al. 2017, section 3.2.3.
    """
    ### BEGIN SOLUTION
    n_keys = n_queries if n_keys is None else n_keys
    query_positions = np.arange(n_keys - n_queries, n_keys)
    return np.arange(n_keys) <= query_positions[:, None]
    ### END SOLUTION


# %% check="causal_mask" points=3
assert hasattr(causal_mask(3), "shape"), "Is the result an array, and not a list of lists?"
_mask = np.asarray(causal_mask(3))
assert _mask.shape == (3, 3), "Three tokens: is there an answer for each pair?"
assert _mask.dtype == bool, "Are the entries True and False? np.ones gives 1.0 unless told otherwise."
assert _mask[0].tolist() == [True, False, False], (
    "What may the first token look at? Does True mean: may look?"
)
assert _mask[2].all(), "May the last token look at all three?"
assert np.asarray(causal_mask(2, 5)).tolist() == [[True] * 4 + [False], [True] * 5], (
    "Two queries, five keys: are the queries the last two tokens?"
)

# %% [markdown] hint="causal_mask"
r"""
Number the tokens. Query $i$ is which token? It may look at key $j$ when $j$ is not larger than that number.
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
토큰에 번호를 붙여 보세요. 쿼리 $i$는 몇 번 토큰인가요? 키의 번호 $j$가 그보다 크지 않으면 볼 수 있어요.
"""

# %% [markdown] hint="causal_mask"
r"""
Query $i$ is token $i + (n_{keys} - n_{queries})$. Compare a row `np.arange(n_keys)` with a column of query numbers, or take `np.tril` of an array of `dtype=bool` and shift its diagonal with `k=`.
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
쿼리 $i$는 토큰 $i + (n_{keys} - n_{queries})$예요. 행 `np.arange(n_keys)`를 쿼리 번호로 된 열과 비교하거나, `dtype=bool`인 배열에 `np.tril`을 쓰면서 `k=`로 대각선을 옮기세요.
"""

# %% [markdown] hint="causal_mask"
r"""
First turn `None` into `n_queries`. Then `np.tril(np.ones((n_queries, n_keys), dtype=bool), k=...)`, where `k` says how far the diagonal moves to the right: once for each key more than queries.
"""

# %% [markdown] hint="causal_mask" lang="ko"
r"""
먼저 `None`을 `n_queries`로 바꾸세요. 그다음 `np.tril(np.ones((n_queries, n_keys), dtype=bool), k=...)`인데, `k`는 대각선이 오른쪽으로 몇 칸 옮겨 가는지를 나타내요. 키가 쿼리보다 많은 만큼이에요.
"""

# %% [markdown]
r"""
## 5 · The padding mask: some tokens are not there

Sentences have different lengths, arrays do not. So short sentences are filled up with a padding token, and nobody may look at it. Which token that is depends on the tokenizer: its id is often 0, but not always, and some models put the padding on the left.

Scores have the shape `(B, T_q, T_k)`: rows are queries, **columns are keys**. The padding mask closes columns, the same ones for every query. So it needs one row only, and an axis of length 1 where the queries are: `(B, 1, T_k)`. Broadcasting repeats that row.

Why not close the rows of the padding as well? It would do no good: what a padding query computes is thrown away later. And it would do harm, because a closed row has nobody left to look at. (You will meet such rows in exercise 7.)
"""

# %% [markdown] lang="ko"
r"""
## 5 · 패딩 마스크: 없는 것으로 칠 토큰

문장의 길이는 저마다 다른데, 배열은 그럴 수 없어요. 그래서 짧은 문장은 패딩 토큰으로 채우고, 아무도 그 토큰을 보지 못하게 해요. 패딩 토큰의 id는 토크나이저(tokenizer)마다 달라요. 0인 경우가 많지만 언제나 그런 것은 아니고, 패딩을 왼쪽에 두는 모델도 있어요.

점수의 모양은 `(B, T_q, T_k)`이고, 행은 쿼리, **열은 키**예요. 패딩 마스크(padding mask)는 열을 막아요. 어느 쿼리에게나 같은 열이에요. 그래서 행은 하나면 되고, 쿼리의 자리에 길이가 1인 축을 둬요. 모양은 `(B, 1, T_k)`예요. 그 행은 브로드캐스팅이 되풀이해 줘요.

패딩의 행까지 막으면 안 될까요? 좋을 것이 없어요. 패딩인 쿼리가 계산한 것은 어차피 나중에 버려요. 오히려 해로워요. 막힌 행에는 볼 수 있는 토큰이 하나도 남지 않거든요. (그런 행은 7번 문제에서 만나요.)
"""


# %% exercise="padding_mask" minutes=7 difficulty=1
def padding_mask(ids, pad_id):
    """Mask that lets nobody look at padding.

    Args:
        ids: (..., T_k), whole numbers, the ids of the tokens; padding can stand anywhere.
        pad_id: the id of the padding token, any whole number.

    Returns:
        (..., 1, T_k), an array of booleans: True where the key is a real token. The 1 is the axis of the queries.
    """
    ### BEGIN SOLUTION
    return (np.asarray(ids) != pad_id)[..., None, :]
    ### END SOLUTION


# %% check="padding_mask" points=3
assert hasattr(padding_mask(np.array([[5, 0]]), 0), "shape"), (
    "Is the result an array, and not a list of lists?"
)
_mask = np.asarray(padding_mask(np.array([[5, 3, 9, 4], [7, 2, 0, 0]]), 0))
assert _mask.shape == (2, 1, 4), (
    "Two sentences, four keys: where is the axis of the queries, and how long is it?"
)
assert _mask.dtype == bool, "Are the entries True and False?"
assert _mask[1, 0].tolist() == [True, True, False, False], "Is True a real token and False padding?"
_mask = np.asarray(padding_mask(np.array([[9, 9, 0, 4]]), 9))
assert _mask.tolist() == [[[False, False, True, True]]], (
    "Here 9 is padding, on the left, and 0 is a real token: which id do you compare with?"
)
assert np.shape(padding_mask(np.ones((2, 3, 4), dtype=int), 0)) == (2, 3, 1, 4), (
    "Two axes in front: where does the new one go?"
)

# %% [markdown] hint="padding_mask"
r"""
One comparison gives True for all real tokens. Which shape has its result, and which shape is wanted?
"""

# %% [markdown] hint="padding_mask" lang="ko"
r"""
비교 한 번이면 진짜 토큰이 모두 True가 돼요. 그 결과의 모양은 무엇이고, 필요한 모양은 무엇인가요?
"""

# %% [markdown] hint="padding_mask"
r"""
`ids != pad_id` has the shape `(..., T_k)`. A new axis of length 1 must stand right before the last one.
"""

# %% [markdown] hint="padding_mask" lang="ko"
r"""
`ids != pad_id`의 모양은 `(..., T_k)`예요. 길이가 1인 새 축이 마지막 축 바로 앞에 들어가야 해요.
"""

# %% [markdown] hint="padding_mask"
r"""
Indexing with `None` makes an axis: `[..., None, :]` puts it before the last one, however many there are in front.
"""

# %% [markdown] hint="padding_mask" lang="ko"
r"""
`None`으로 인덱싱하면 축이 생겨요. `[..., None, :]`은 앞에 축이 몇 개 있든 마지막 축 바로 앞에 새 축을 넣어요.
"""

# %% [markdown]
r"""
### Both at once

Two masks are joined with `&`: a query may look where *both* say True. NumPy broadcasts `(T, T)` with `(B, 1, T)` to `(B, T, T)`, as in the picture above.
"""

# %% [markdown] lang="ko"
r"""
### 둘을 함께

마스크 두 개는 `&`로 합쳐요. *둘 다* True인 곳만 볼 수 있어요. NumPy가 `(T, T)`와 `(B, 1, T)`를 `(B, T, T)`로 브로드캐스팅해요. 위의 그림 그대로예요.
"""

# %%
batch = [["the", "cat", "drank", "warm", "milk"], ["I", "see", "him", "<pad>", "<pad>"]]
numbers = {token: i for i, token in enumerate(["<pad>", *sorted({t for s in batch for t in s} - {"<pad>"})])}
ids = np.array([[numbers[token] for token in sentence] for sentence in batch])
both = causal_mask(5) & padding_mask(ids, numbers["<pad>"])
print("ids:\n", ids, sep="")
print("shapes:", np.shape(causal_mask(5)), "&", np.shape(padding_mask(ids, 0)), "->", both.shape)
print("sentence 2:\n", both[1].astype(int), sep="")

# %% [markdown]
r"""
## 6 · Spot the bug: multiply by the mask

How does a mask get into the softmax? "Multiply the scores by the mask," many notes say: 1 keeps a score, 0 removes it. The function below does that. It runs, the shape is right, and its rows sum to 1.

Run it on scores that you can check in your head, mend it, and choose what was wrong.

- **A**: The mask is upside down: `causal_mask` has True where looking is forbidden.
- **B**: A score of 0 is not "nothing": it still gets a share, for $e^0 = 1$.
- **C**: The scale is missing: the scores should be divided by $\sqrt{d_k}$ once more.
- **D**: The softmax runs along the wrong axis.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 버그 찾기: 마스크를 곱하면

마스크는 소프트맥스 안으로 어떻게 들어갈까요? "점수에 마스크를 곱하세요"라고 쓴 글이 많아요. 1이면 점수가 남고 0이면 사라진다는 거죠. 아래 함수가 그렇게 해요. 잘 돌아가고, 모양도 맞고, 행의 합도 1이에요.

암산으로 확인할 수 있는 점수에 써 보고, 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: 마스크가 뒤집혔어요. `causal_mask`는 보면 안 되는 곳이 True예요.
- **B**: 점수 0은 '없음'이 아니에요. $e^0 = 1$이라서 여전히 몫을 받아요.
- **C**: 스케일이 빠졌어요. 점수를 $\sqrt{d_k}$로 한 번 더 나눠야 해요.
- **D**: 소프트맥스가 잘못된 축을 따라가요.
"""


# %% exercise="causal_weights" kind="bug" bug="mask_multiplied" minutes=8 difficulty=2
def causal_weights(scores):
    """Attention weights of a causal model, made from finished scores.

    Args:
        scores: (..., T, T), scaled already, of any size; rows are queries. It is not changed.

    Returns:
        (..., T, T): nothing for what comes later, and each row sums to one.

    Source: Vaswani et al. 2017, section 3.2.3.
    """
    ### BEGIN SOLUTION
    allowed = causal_mask(scores.shape[-1])
    return softmax(np.where(allowed, scores, -np.inf))
    ### END SOLUTION
    ### BEGIN BUG
    # allowed = causal_mask(scores.shape[-1])
    # return softmax(scores * allowed)
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
causal_weights_reason = "B"
### END SOLUTION

# %% check="causal_weights" points=2
_weights = causal_weights(np.zeros((3, 3)))
assert np.shape(_weights) == (3, 3), "Is there a weight for each pair?"
assert np.allclose(np.sum(_weights, axis=-1), 1.0, atol=1e-5), "Does each row sum to 1?"
assert np.allclose(np.triu(_weights, k=1), 0.0, atol=1e-12), (
    "All scores are 0: what weight has the third token for the first query, and what should it have?"
)
assert np.allclose(_weights[2], 1 / 3, atol=1e-5), (
    "The last query sees three equal scores: does it share evenly?"
)
assert np.allclose(causal_weights(np.full((3, 3), -2000.0)), _weights, atol=1e-5), (
    "All scores are -2000: is a blocked score still far below them?"
)
assert causal_weights_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="causal_weights"
r"""
Print `softmax(np.array([2.0, -1.0, 0.0]))`. Let the last one be a blocked score that was multiplied by 0. Which key gets the smallest share?
"""

# %% [markdown] hint="causal_weights" lang="ko"
r"""
`softmax(np.array([2.0, -1.0, 0.0]))`을 출력해 보세요. 마지막이 0을 곱해 막으려던 점수라고 하면, 가장 작은 몫을 받는 키는 어느 것인가요?
"""

# %% [markdown] hint="causal_weights"
r"""
Which score has a share of 0? Look for a number with $e^{\text{number}} = 0$. The mask must put that number there *before* the softmax, so that the rest still sums to 1.
"""

# %% [markdown] hint="causal_weights" lang="ko"
r"""
몫이 0이 되는 점수는 무엇일까요? $e^{\text{수}} = 0$이 되는 수를 찾아보세요. 소프트맥스 *앞에서* 그 수를 넣어야 나머지의 합이 여전히 1이에요.
"""

# %% [markdown] hint="causal_weights"
r"""
`np.where(allowed, scores, -np.inf)` keeps the allowed scores and writes $-\infty$ elsewhere, into a new array. It is the same as adding 0 or $-\infty$.
"""

# %% [markdown] hint="causal_weights" lang="ko"
r"""
`np.where(allowed, scores, -np.inf)`는 허락된 점수는 그대로 두고 나머지 자리에 $-\infty$를 넣은 새 배열을 만들어요. 0이나 $-\infty$를 더하는 것과 같아요.
"""

# %% [markdown]
r"""
### Added, not multiplied

So a mask is **added**: 0 where a query may look, $-\infty$ where it may not. Three ways that do not work:

- *Multiply the scores by 0.* You have seen it: the blocked key gets the share of a score of 0, more than a key whose score is negative.
- *Multiply by* $-\infty$. Then a negative score becomes $+\infty$.
- *Set weights to 0 after the softmax.* The future is gone, but the rows no longer sum to 1: the blocked keys have had their part in the sum already. The first query, which may see only itself, loses most on average.

In place of $-\infty$ many programs take a very negative number such as $-10^9$. That works as long as it is far below every score, and −100 is not. It has another flaw, which comes next.
"""

# %% [markdown] lang="ko"
r"""
### 곱하지 말고 더하세요

그러니까 마스크는 **더하는** 거예요. 볼 수 있는 곳에는 0, 볼 수 없는 곳에는 $-\infty$를 더해요. 통하지 않는 방법이 세 가지 있어요.

- *점수에 0을 곱하기.* 방금 봤죠. 막힌 키가 점수 0만큼의 몫을 받아요. 점수가 음수인 키보다도 많이요.
- $-\infty$*를 곱하기.* 음수인 점수가 $+\infty$가 돼 버려요.
- *소프트맥스 다음에 가중치를 0으로 만들기.* 미래는 사라지지만 행의 합이 1이 아니게 돼요. 나눌 때의 합에 막힌 키가 이미 들어 있었으니까요. 자기 자신만 볼 수 있는 첫 쿼리가 평균적으로 가장 많이 잃어요.

$-\infty$ 대신 $-10^9$처럼 아주 작은 수를 쓰는 프로그램도 많아요. 그 수가 어떤 점수보다도 훨씬 작다면 괜찮아요. −100이라면 그렇지 않고요. 그런데 이 방법에는 흠이 하나 더 있어요. 바로 다음에 나와요.
"""

# %% [markdown]
r"""
## 7 · A softmax that respects masks

Now for all cases. `masked_softmax(scores, mask)` takes any mask of our convention. Two things need care.

**The maximum.** Day 4 subtracted the row's maximum, so that `exp` never overflows. Which maximum now? If a blocked score is 2,000 and the allowed ones are near 0, then subtracting 2,000 turns every allowed `exp` into 0, and 0/0 is not a number. So mask first, then take the maximum of what is left.

**Nobody to look at.** Sometimes a mask blocks a whole row. Take a sentence that is padded on the left, and a causal mask: the first query is padding and may see only itself, but padding is closed. What should its weights be? Softmax has no answer, for no shares of nothing sum to 1:

| a row that may look at nobody | what comes out |
|---|---|
| plain softmax of $-\infty, \dots, -\infty$ | $-\infty - (-\infty)$ is NaN, and NaN spreads through every later layer |
| $-10^9$ instead of $-\infty$ | all scores are equal, so every *blocked* key gets $1/T_k$; if it was added (in float64), the row comes out as if there were no mask |
| **this course**, and `F.scaled_dot_product_attention` since PyTorch 2.5 | **all weights 0**, so the output is 0 |

`nn.MultiheadAttention` still gives NaN when it is asked for its weights (PyTorch 2.13). Zeros are the honest choice: whoever may look at nobody takes nothing from anybody.

With `mask=None` nothing is blocked: plain softmax.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 마스크를 지키는 소프트맥스

이제 모든 경우를 다뤄 봐요. `masked_softmax(scores, mask)`는 우리 약속을 따르는 마스크라면 무엇이든 받아요. 조심할 것이 두 가지 있어요.

**최댓값.** 4일 차에는 행의 최댓값을 빼서 `exp`가 오버플로를 일으키지 않게 했어요. 이번에는 어떤 최댓값일까요? 막힌 점수가 2,000이고 나머지는 0 근처라고 해 봐요. 2,000을 빼면 볼 수 있는 키의 `exp`가 모두 0이 되고, 0/0은 숫자가 아니에요. 그러니 마스크를 먼저 쓰고, 남은 것의 최댓값을 빼세요.

**볼 수 있는 토큰이 없을 때.** 마스크가 한 행을 통째로 막을 때가 있어요. 패딩이 왼쪽에 있는 문장에 인과 마스크를 쓰면, 첫 쿼리는 패딩이고 자기 자신만 볼 수 있는데 패딩은 막혀 있어요. 이 행의 가중치는 무엇이어야 할까요? 소프트맥스에는 답이 없어요. 없는 것을 나누어 합을 1로 만들 수는 없으니까요.

| 아무도 볼 수 없는 행 | 나오는 값 |
|---|---|
| $-\infty, \dots, -\infty$에 평범한 소프트맥스 | $-\infty - (-\infty)$는 NaN이고, NaN은 뒤의 모든 층으로 퍼져요 |
| $-\infty$ 대신 $-10^9$ | 점수가 모두 같아서 *막힌* 키마다 $1/T_k$을 받아요. 더했다면(float64) 마스크가 없을 때와 같은 값이 나와요 |
| **이 과정**, 그리고 PyTorch 2.5부터의 `F.scaled_dot_product_attention` | **가중치가 모두 0**, 그래서 출력도 0 |

`nn.MultiheadAttention`은 가중치까지 돌려 달라고 하면 아직도 NaN을 내요(PyTorch 2.13). 0이 정직한 선택이에요. 아무도 볼 수 없다면 아무에게서도 가져오지 않는 거죠.

`mask=None`이면 막힌 것이 없으니 평범한 소프트맥스예요.
"""


# %% exercise="masked_softmax" minutes=12 difficulty=3
def masked_softmax(scores, mask=None):
    """Softmax over the last axis among the keys that may be looked at.

    Args:
        scores: (..., T_q, T_k), finite numbers of any size; it is not changed.
        mask: booleans that broadcast to the shape of scores, True = may look; None = all may look at all.

    Returns:
        (..., T_q, T_k): 0 where the mask is False; each row sums to one, except that a row that may look at nobody
        is all zeros.

    Source: Vaswani et al. 2017, section 3.2.3; zeros as in torch.nn.functional.scaled_dot_product_attention.
    """
    ### BEGIN SOLUTION
    if mask is None:
        return softmax(scores)
    allowed = np.where(mask, scores, -np.inf)
    largest = np.max(allowed, axis=-1, keepdims=True)
    exponentials = np.exp(allowed - np.where(np.isfinite(largest), largest, 0.0))
    total = np.sum(exponentials, axis=-1, keepdims=True)
    return exponentials / np.where(total > 0, total, 1.0)
    ### END SOLUTION


# %% check="masked_softmax" points=4
_scores = np.array([[2.0, -1.0, 0.0], [1.0, 1.0, 1.0]])
assert np.allclose(masked_softmax(_scores), softmax(_scores), atol=1e-5), (
    "Without a mask: is it the softmax of Day 4?"
)
_allowed = np.array([[True, True, False], [False, True, True]])
_weights = masked_softmax(_scores, _allowed)
assert np.shape(_weights) == (2, 3), "Is there a weight for each score?"
assert np.allclose(_weights[~_allowed], 0.0, atol=1e-12), "Do blocked keys get nothing?"
assert np.allclose(_weights[1], [0.0, 0.5, 0.5], atol=1e-5), (
    "Two equal scores are left: do they share the whole?"
)
assert np.allclose(
    masked_softmax(np.array([[0.0, 2000.0, 0.0]]), np.array([[True, False, True]])), [[0.5, 0.0, 0.5]]
), "The blocked score is the largest: does it take part in your maximum?"
assert np.allclose(masked_softmax(_scores, np.array([False, False, False])), 0.0), (
    "Nobody may be looked at: is the row all zeros? And does a mask with fewer axes work?"
)

# %% [markdown] hint="masked_softmax"
r"""
Begin with the case `None`. Then write $-\infty$ where the mask is False, and only then think about the softmax: which of its three steps goes wrong for a row of $-\infty$?
"""

# %% [markdown] hint="masked_softmax" lang="ko"
r"""
`None`인 경우부터 처리하세요. 그다음 마스크가 False인 곳에 $-\infty$를 넣고, 소프트맥스는 그 뒤에 생각하세요. 모두 $-\infty$인 행에서는 소프트맥스의 세 단계 가운데 어디가 잘못될까요?
"""

# %% [markdown] hint="masked_softmax"
r"""
For a row of $-\infty$ the maximum is $-\infty$, and $-\infty - (-\infty)$ is NaN. Take 0 in its place: `np.where(np.isfinite(largest), largest, 0.0)`. Then every `exp` of the row is 0, and so is the sum. What must you do before dividing by it?
"""

# %% [markdown] hint="masked_softmax" lang="ko"
r"""
모두 $-\infty$인 행은 최댓값이 $-\infty$이고, $-\infty - (-\infty)$는 NaN이에요. 그 자리에 0을 쓰세요. `np.where(np.isfinite(largest), largest, 0.0)`이면 돼요. 그러면 그 행의 `exp`가 모두 0이고 합도 0이에요. 합으로 나누기 전에 무엇을 해야 할까요?
"""

# %% [markdown] hint="masked_softmax"
r"""
`allowed = np.where(mask, scores, -np.inf)`; its maximum with `axis=-1, keepdims=True`, made finite; `np.exp` of the difference; the sum, in which 0 is replaced by 1 before you divide. `scores[~mask] = ...` would fail for a mask with fewer axes, and would change the caller's array.
"""

# %% [markdown] hint="masked_softmax" lang="ko"
r"""
`allowed = np.where(mask, scores, -np.inf)`를 만들고, `axis=-1, keepdims=True`로 최댓값을 구해 유한한 수로 바꾸고, 뺀 값에 `np.exp`를 쓰고, 합에서 0을 1로 바꾼 다음 나누세요. `scores[~mask] = ...`는 축이 더 적은 마스크에서 오류가 나고, 함수를 부른 쪽의 배열까지 바꿔 버려요.
"""

# %% [markdown]
r"""
## 8 · The whole function

All boxes of the first picture are there. Put them in a row.

$$\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}} + M\right) V, \qquad M_{ij} = \begin{cases} 0 & \text{may look} \\ -\infty & \text{may not} \end{cases}$$

| thing | shape |
|---|---|
| $Q$ | `(..., T_q, d_k)` |
| $K$ | `(..., T_k, d_k)` |
| $V$ | `(..., T_k, d_v)` |
| mask | broadcasts to `(..., T_q, T_k)` |
| weights | `(..., T_q, T_k)` |
| output | `(..., T_q, d_v)` |

The dots stand for any axes in front, today the sentences, tomorrow sentences and heads. $d_k$ and $d_v$ need not be equal, and neither do $T_q$ and $T_k$. Which of these sizes goes into the square root? The one that the dot product sums over.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 함수 전체

첫 그림의 상자가 모두 준비됐어요. 이제 한 줄로 이어 보세요.

$$\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}} + M\right) V, \qquad M_{ij} = \begin{cases} 0 & \text{may look} \\ -\infty & \text{may not} \end{cases}$$

수식의 may look은 '볼 수 있다', may not은 '볼 수 없다'예요.

| 이름 | 모양 |
|---|---|
| $Q$ | `(..., T_q, d_k)` |
| $K$ | `(..., T_k, d_k)` |
| $V$ | `(..., T_k, d_v)` |
| 마스크 | `(..., T_q, T_k)`로 브로드캐스팅 |
| 가중치(weights) | `(..., T_q, T_k)` |
| 출력 | `(..., T_q, d_v)` |

점 세 개는 앞에 오는 축들이에요. 오늘은 문장이고, 내일은 문장과 헤드(head)예요. $d_k$와 $d_v$는 같지 않아도 되고, $T_q$와 $T_k$도 마찬가지예요. 이 가운데 제곱근 안에 들어갈 크기는 무엇일까요? 내적이 더해 나가는 바로 그 크기예요.
"""


# %% exercise="scaled_dot_product_attention" minutes=10 difficulty=2
def scaled_dot_product_attention(q, k, v, mask=None):
    """Scaled dot-product attention with a mask.

    Args:
        q: (..., T_q, d_k)
        k: (..., T_k, d_k)
        v: (..., T_k, d_v)
        mask: booleans that broadcast to (..., T_q, T_k), True = may look; None = all may look at all.

    Returns:
        output: (..., T_q, d_v), for each query a mixture of the values; zeros if it may look at nobody.
        weights: (..., T_q, T_k), each row sums to one, or is all zeros if the query may look at nobody.

    Source: Vaswani et al. 2017, section 3.2.1, equation 1, and section 3.2.3 for the mask.
    """
    ### BEGIN SOLUTION
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(k.shape[-1])  # (..., T_q, T_k)
    weights = masked_softmax(scores, mask)
    return weights @ v, weights
    ### END SOLUTION


# %% check="scaled_dot_product_attention" points=5
_q, _k, _v = (
    np.array([[1.0, 0.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0], [9.0, 9.0]]),
    np.array([[10.0], [20.0], [99.0]]),
)
_output, _weights = scaled_dot_product_attention(_q, _k, _v, np.array([[True, True, False]]))
assert np.shape(_weights) == (1, 3), "One query, three keys: is there one row with three weights?"
assert np.allclose(_weights, [[0.6698, 0.3302, 0.0]], atol=1e-4), (
    "The scores are 0.707 and 0, the third key is blocked: what do you divide by, and where does the mask go?"
)
assert np.allclose(_output, 13.302, atol=1e-3), (
    "Do you get 13.3, as yesterday, although a third value is there?"
)
_rng = np.random.default_rng(0)
_q, _k, _v = _rng.normal(size=(2, 3, 4, 8)), _rng.normal(size=(2, 3, 5, 8)), _rng.normal(size=(2, 3, 5, 6))
_output, _weights = scaled_dot_product_attention(_q, _k, _v)
assert (np.shape(_output), np.shape(_weights)) == ((2, 3, 4, 6), (2, 3, 4, 5)), (
    "Axes in front: which two axes of k change places?"
)
_mask = np.ones((2, 1, 4, 5), dtype=bool)
_mask[0, 0, 1], _mask[1, 0, :, 3:] = False, False
_output, _weights = scaled_dot_product_attention(_q, _k, _v, _mask)
assert np.allclose(_output[0, :, 1], 0.0), "A query that may look at nobody: what does it get?"
_v[1, :, 3:] = 1000.0
assert np.allclose(scaled_dot_product_attention(_q, _k, _v, _mask)[0], _output, atol=1e-4), (
    "Only values that nobody may see have changed: why does the output change?"
)

# %% [markdown] hint="scaled_dot_product_attention"
r"""
Three lines, from the inside of the formula to the outside. Your `masked_softmax` does the middle one.
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
수식의 안쪽에서 바깥쪽으로 세 줄이에요. 가운데 줄은 여러분의 `masked_softmax`가 해 줘요.
"""

# %% [markdown] hint="scaled_dot_product_attention"
r"""
Scores: `q @ ` the keys with their last two axes swapped, divided by the root of the width of a key. The mask goes to `masked_softmax` as it is, `None` or not.
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
점수는 `q @ ` 뒤에 마지막 두 축을 맞바꾼 키를 놓고, 키의 폭의 제곱근으로 나눈 값이에요. 마스크는 `None`이든 아니든 그대로 `masked_softmax`에 넘기세요.
"""

# %% [markdown] hint="scaled_dot_product_attention"
r"""
`scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])`, then `weights = masked_softmax(...)`. Return the output first and the weights second; the output is `weights @ v`.
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
`scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])`, 그다음 `weights = masked_softmax(...)`예요. 출력을 먼저, 가중치를 다음에 돌려주세요. 출력은 `weights @ v`예요.
"""

# %% [markdown]
r"""
### See it work

Two sentences, random vectors, the mask from exercise 5. Read a row: how does this token share its attention, and which columns are closed to it?
"""

# %% [markdown] lang="ko"
r"""
### 동작을 눈으로 보기

문장 두 개, 무작위 벡터, 그리고 5번 문제에서 만든 마스크예요. 한 행을 골라 읽어 보세요. 그 토큰은 어텐션을 어떻게 나누고, 어느 열이 막혀 있나요?
"""


# %%
def heat_map(axes, weights, queries, keys, title):
    """Draw weights (T_q, T_k): rows look, columns are looked at; every weight is written into its square."""
    axes.imshow(weights, cmap="cividis", vmin=0, vmax=1)
    for i, j in np.ndindex(weights.shape):
        words = f"{weights[i, j]:.2f}" if weights[i, j] > 0 else "0"
        ink = "black" if weights[i, j] > 0.5 else "white"
        axes.text(j, i, words, ha="center", va="center", fontsize=10, color=ink)
    axes.set_xticks(range(len(keys)), keys, rotation=45)
    axes.set_yticks(range(len(queries)), queries)
    axes.set(title=title, xlabel="key: token that is looked at", ylabel="query: token that looks")


# %%
rng = np.random.default_rng(8)
vectors = rng.normal(size=(2, 5, 8))
output, weights = scaled_dot_product_attention(vectors, vectors, vectors, both)
fig = plt.figure(figsize=(11, 5), layout="constrained")
for axes, w, sentence, title in zip(
    fig.subplots(1, 2), weights, batch, ("causal", "causal & padding"), strict=True
):
    heat_map(axes, w, sentence, sentence, title)
show(
    fig,
    "Two heat maps of five by five weights. Left, a full sentence with a causal mask: all weights above the diagonal "
    "are 0, and the first row has a single 1. Right, a sentence of three words and two paddings: also the last two "
    "columns are 0, and the rows of the padding share their attention among the three words.",
)

other = vectors.copy()
other[1, 3:] = 100.0  # entirely different padding
moved = np.abs(scaled_dot_product_attention(other, other, other, both)[0] - output)
print("padding changed; real tokens moved by at most", moved[1, :3].max())

# %% [markdown]
r"""
### Against PyTorch

The same numbers, into the library's function. (From tomorrow on we work in torch; here it only has to agree.) The last query of the second sentence may look at nobody.
"""

# %% [markdown] lang="ko"
r"""
### PyTorch와 견주어 보기

같은 숫자를 라이브러리의 함수에 넣어 봐요. (내일부터는 torch로 작업해요. 오늘은 값이 같은지만 봐요.) 둘째 문장의 마지막 쿼리는 아무도 볼 수 없게 했어요.
"""

# %%
import torch

some = both.copy()
some[1, 4] = False
ours = scaled_dot_product_attention(vectors, vectors, vectors, some)[0]
tensor = torch.from_numpy(vectors)
theirs = torch.nn.functional.scaled_dot_product_attention(
    tensor, tensor, tensor, attn_mask=torch.from_numpy(some)
)
print("largest difference:      ", np.abs(ours - theirs.numpy()).max())
print("a query that sees nobody:", theirs[1, 4].numpy())

# %% [markdown]
r"""
## 9 · The homonym: why $W_Q$, $W_K$ and $W_V$

Until now one vector played all three roles: `attention(x, x, x)`. Here is where that goes wrong. Look at the word *bank*:

- the **bank** by the river
- the **bank** lent her money

and at the Korean word 배 (*bae*), which means pear, boat or belly:

- 바다 위의 **배** (*bada wi-ui bae*, a boat on the sea)
- 달콤한 **배** (*dalkomhan bae*, a sweet pear)

The embedding of Day 3 has one row for a word, whatever it means here. So *bank* comes in with all its meanings at once, and attention should let the neighbours decide.

To see what happens, we write the vectors by hand. Five features: *has several meanings*, *water*, *money*, *food*, *filler*. (A trained model's features are not so tidy and have no names. In the plots Korean words are written in Latin letters, because a plot's font may lack Hangul.)
"""

# %% [markdown] lang="ko"
r"""
## 9 · 동음이의어: $W_Q$, $W_K$, $W_V$가 필요한 이유

지금까지는 벡터 하나가 세 역할을 다 맡았어요. `attention(x, x, x)`처럼요. 이 방법이 어디에서 막히는지 볼까요? 먼저 우리말의 '배'를 보세요. 먹는 배, 타는 배, 사람의 배까지 뜻이 여럿인 동음이의어(homonym)예요.

- 바다 위의 **배**
- 달콤한 **배**

영어의 *bank*도 그래요. 강둑이기도 하고 은행이기도 하죠.

- the **bank** by the river (강가의 둑)
- the **bank** lent her money (은행이 그에게 돈을 빌려줬다)

3일 차의 임베딩(embedding)에는 여기서 무슨 뜻이든 낱말마다 행이 하나뿐이에요. 그래서 '배'는 모든 뜻을 한꺼번에 안고 들어와요. 어느 뜻인지는 어텐션이 이웃을 보고 정하게 해 줘야 해요.

어떤 일이 일어나는지 보려고 벡터를 손으로 적어 볼게요. 특징은 다섯 개예요. *뜻이 여럿임*, *물*, *돈*, *음식*, *채움말*이에요. (학습된 모델의 특징은 이렇게 깔끔하지 않고 이름도 없어요. 그림에서는 글꼴에 한글이 없을 수도 있어서 우리말을 로마자로 적어요. bada는 바다, wi ui bae는 위의 배, dalkomhan은 달콤한이에요.)
"""

# %%
#                    meanings water money food filler
table = {
    "<pad>":         [1.0, 1.0, 1.0, 1.0, 1.0],
    "the":           [0.0, 0.0, 0.0, 0.0, 1.0],
    "by":            [0.0, 0.0, 0.0, 0.0, 1.0],
    "her":           [0.0, 0.0, 0.0, 0.0, 1.0],
    "wi":            [0.0, 0.0, 0.0, 0.0, 1.0],
    "ui":            [0.0, 0.0, 0.0, 0.0, 1.0],
    "river":         [0.0, 2.0, 0.0, 0.0, 0.0],
    "bada":          [0.0, 2.0, 0.0, 0.0, 0.0],
    "lent":          [0.0, 0.0, 1.5, 0.0, 0.0],
    "money":         [0.0, 0.0, 2.0, 0.0, 0.0],
    "dalkomhan":     [0.0, 0.0, 0.0, 2.0, 0.0],
    "bank":          [2.0, 1.0, 1.0, 0.0, 0.0],
    "bae":           [2.0, 1.0, 0.0, 1.0, 0.0],
}  # fmt: skip
phrases = [
    ["the", "bank", "by", "the", "river"],
    ["the", "bank", "lent", "her", "money"],
    ["bada", "wi", "ui", "bae"],
    ["dalkomhan", "bae"],
]
words = list(table)
padded = [phrase + ["<pad>"] * (5 - len(phrase)) for phrase in phrases]
word_ids = np.array([[words.index(word) for word in phrase] for phrase in padded])
x = np.array(list(table.values()))[word_ids]  # (4, 5, 5): phrase, token, feature
real = padding_mask(word_ids, words.index("<pad>"))
homonyms = [(0, 1), (1, 1), (2, 3), (3, 1)]  # phrase and place of bank, bank, bae, bae


def compare_homonyms(name, result):
    """Print the cosines of the two banks and of the two baes in a result (4, 5, d)."""
    rows = np.array([result[place] for place in homonyms])
    cosines = cosine_similarity(rows, rows)
    print(f"{name:20s} cosine of the two banks {cosines[0, 1]:.2f}, of the two baes {cosines[2, 3]:.2f}")


plain, plain_weights = scaled_dot_product_attention(x, x, x, real)
compare_homonyms("before attention", x)
compare_homonyms("attention(x, x, x)", plain)

# %% [markdown]
r"""
The cosine of the two banks fell from 1.00 to 0.97 only. Attention has hardly looked at the neighbours. Three things stand in its way:

1. **A word finds itself.** The score of *bank* with itself is its squared length, here 6, and with *river* only 2. Dot products of `x` with `x` look for what is *similar*, not for what would *help*.
2. **Asking and answering are one.** $x_i \cdot x_j = x_j \cdot x_i$: as much as *bank* would ask *river*, *river* would ask *bank*. But *river* is clear already; it has nothing to ask.
3. **What is found is what is handed over.** Whoever looks at *bank* gets all its meanings.

So each token gets **three** vectors, made by three learned matrices. Read the picture with *bank* as the one who asks:

![Two tokens, bank and river, each with three arrows through W_Q, W_K and W_V. From bank come the query "which topic am I about?", the key "do not ask me" and the value "my topics, water and money". From river come the query "nothing in particular", the key "I know a topic, water" and the value "water". The query of bank and the key of river meet in a large score; it carries the value of river to bank, which becomes bank, near water.](figures/day05_roles.svg)

$$Q = X W_Q, \qquad K = X W_K, \qquad V = X W_V$$

| thing | shape | what it makes of a token |
|---|---|---|
| $W_Q$ | `(d_model, d_k)` | what it asks |
| $W_K$ | `(d_model, d_k)` | what it can be found by |
| $W_V$ | `(d_model, d_v)` | what it hands over |

All tokens and all sentences share the same three matrices. The score of $i$ with $j$ is now $x_i\, W_Q W_K^\top x_j^\top / \sqrt{d_k}$ (with rows for tokens): a learned form, as in Luong's "general", and no longer symmetric.
"""

# %% [markdown] lang="ko"
r"""
두 bank의 코사인이 1.00에서 0.97로밖에 떨어지지 않았어요. 어텐션이 이웃을 거의 보지 않은 거예요. 세 가지가 길을 막고 있어요.

1. **낱말은 자기 자신을 찾아요.** *bank*가 자신에게 주는 점수는 길이의 제곱인 6인데, *river*에게 주는 점수는 2뿐이에요. `x`와 `x`의 내적은 *도움이 되는* 것이 아니라 *비슷한* 것을 찾아요.
2. **묻기와 답하기가 하나예요.** $x_i \cdot x_j = x_j \cdot x_i$라서, *bank*가 *river*에게 묻는 만큼 *river*도 *bank*에게 물어요. 하지만 *river*는 이미 뜻이 분명해서 물어볼 것이 없어요.
3. **찾은 것과 건네받는 것이 하나예요.** *bank*를 보면 누구든 그 뜻을 전부 받게 돼요.

그래서 토큰마다 벡터를 **세 개** 만들어요. 학습되는 행렬 세 개가 만들어 줘요. 그림에서 *bank*를 묻는 쪽으로 두고 읽어 보세요.

![토큰 bank와 river가 있고, 저마다 W_Q, W_K, W_V를 지나는 화살표가 세 개씩 있어요. bank의 쿼리는 "나는 어떤 주제일까?", 키는 "나에게는 묻지 마", 밸류는 "내 주제들, 물과 돈"이에요. river의 쿼리는 "딱히 물을 것이 없어", 키는 "나는 주제를 알아, 물이야", 밸류는 "물"이에요. bank의 쿼리와 river의 키가 만나 큰 점수가 되고, 그 점수가 river의 밸류를 bank에게 가져다줘요. bank는 물가의 bank가 돼요.](figures/day05_roles.svg)

$$Q = X W_Q, \qquad K = X W_K, \qquad V = X W_V$$

| 이름 | 모양 | 토큰에서 만들어 내는 것 |
|---|---|---|
| $W_Q$ | `(d_model, d_k)` | 무엇을 묻는지 |
| $W_K$ | `(d_model, d_k)` | 무엇으로 찾을 수 있는지 |
| $W_V$ | `(d_model, d_v)` | 무엇을 건네주는지 |

모든 토큰, 모든 문장이 같은 행렬 세 개를 함께 써요. 이제 $i$가 $j$에게 주는 점수는 $x_i\, W_Q W_K^\top x_j^\top / \sqrt{d_k}$예요(토큰을 행으로 썼을 때). Luong의 '일반형'처럼 학습되는 형태이고, 더는 대칭이 아니에요.
"""


# %% exercise="attention_head" minutes=7 difficulty=1
def attention_head(x, w_q, w_k, w_v, mask=None):
    """Self-attention with learned matrices: one head.

    Args:
        x: (..., T, d_model)
        w_q: (d_model, d_k)
        w_k: (d_model, d_k)
        w_v: (d_model, d_v)
        mask: booleans that broadcast to (..., T, T), True = may look; None = all may look at all.

    Returns:
        output: (..., T, d_v)
        weights: (..., T, T)

    Source: Vaswani et al. 2017, section 3.2.2, for a single head without its output matrix.
    """
    ### BEGIN SOLUTION
    queries, keys, values = x @ w_q, x @ w_k, x @ w_v
    return scaled_dot_product_attention(queries, keys, values, mask)
    ### END SOLUTION


# %% check="attention_head" points=3
_rng = np.random.default_rng(1)
_w_q, _w_k, _w_v = _rng.normal(size=(5, 3)), _rng.normal(size=(5, 3)), _rng.normal(size=(5, 2))
_output, _weights = attention_head(x, _w_q, _w_k, _w_v, real)
assert (np.shape(_output), np.shape(_weights)) == ((4, 5, 2), (4, 5, 5)), (
    "Which width has the output, d_model or d_v?"
)
assert np.allclose(_weights[3, :, 2:], 0.0), "Phrase 4 has two words: does the mask reach the softmax?"
assert np.allclose(attention_head(x, 0 * _w_q, _w_k, _w_v)[1], 0.2, atol=1e-5), (
    "Queries of zero give equal scores: are the queries made with w_q?"
)
_asks, _answers = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
assert np.allclose(attention_head(np.eye(2), _asks, _answers, np.eye(2))[1][1], 0.5), (
    "Only token 0 asks, only token 1 answers: which matrix makes the queries, which the keys?"
)
assert np.allclose(attention_head(x, _w_q, _w_k, 0 * _w_v)[0], 0.0), (
    "Values of zero: what do the weights mix?"
)
assert np.allclose(attention_head(x, _w_q, _w_k, 3 * _w_v)[1], attention_head(x, _w_q, _w_k, _w_v)[1]), (
    "Only w_v has changed: why do the weights change?"
)

# %% [markdown] hint="attention_head"
r"""
Make the three vectors of every token first. Then you have a function that does the rest.
"""

# %% [markdown] hint="attention_head" lang="ko"
r"""
먼저 모든 토큰의 벡터 세 개를 만드세요. 나머지를 해 주는 함수는 이미 있어요.
"""

# %% [markdown] hint="attention_head"
r"""
`x @ w_q` has the shape `(..., T, d_k)`: the product works on the last two axes, so no transpose and no loop is needed.
"""

# %% [markdown] hint="attention_head" lang="ko"
r"""
`x @ w_q`의 모양은 `(..., T, d_k)`예요. 행렬 곱은 마지막 두 축에서 일어나니까 전치도 반복문도 필요 없어요.
"""

# %% [markdown] hint="attention_head"
r"""
Hand `x @ w_q`, `x @ w_k` and `x @ w_v` to `scaled_dot_product_attention`, in this order, and the mask behind them. It returns the pair that is wanted.
"""

# %% [markdown] hint="attention_head" lang="ko"
r"""
`x @ w_q`, `x @ w_k`, `x @ w_v`를 이 순서로 `scaled_dot_product_attention`에 넘기고, 마스크를 그 뒤에 넘기세요. 필요한 두 값을 그대로 돌려줘요.
"""

# %% [markdown]
r"""
### Three matrices, set by hand

Training would find such matrices (Day 12). Here we set them, so that you can read them: rows are the five features *meanings, water, money, food, filler*, columns the three topics *water, money, food*.

- $W_Q$: a word with several meanings asks for all topics. Other words ask nothing.
- $W_K$: a topic answers. A word with several meanings does not: its entries are negative.
- $W_V$: the topics are handed over, nothing else.
"""

# %% [markdown] lang="ko"
r"""
### 손으로 정한 행렬 세 개

이런 행렬은 학습이 찾아내는 거예요(12일 차). 여기서는 읽을 수 있도록 손으로 정해 볼게요. 행은 다섯 특징 *뜻이 여럿임, 물, 돈, 음식, 채움말*이고, 열은 세 주제 *물, 돈, 음식*이에요.

- $W_Q$: 뜻이 여럿인 낱말은 모든 주제를 물어요. 다른 낱말은 아무것도 묻지 않아요.
- $W_K$: 주제가 있는 낱말이 답해요. 뜻이 여럿인 낱말은 성분이 음수라서 답하지 않아요.
- $W_V$: 주제만 건네주고 다른 것은 건네주지 않아요.
"""

# %%
topics = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]])
ambiguous = np.array([[1.0], [0], [0], [0], [0]]) * np.ones((1, 3))
w_q, w_k, w_v = 3 * ambiguous, topics - ambiguous, topics

resolved, resolved_weights = attention_head(x, w_q, w_k, w_v, real)
compare_homonyms("attention(x, x, x)", plain)
compare_homonyms("with the matrices", resolved)
print("\n                       water money food")
for (phrase, place), name in zip(
    homonyms, ("bank by the river", "bank lent money", "bada wi ui bae", "dalkomhan bae"), strict=True
):
    print(f"{name:20s}", resolved[phrase, place].round(2))

fig = plt.figure(figsize=(11, 9.4), layout="constrained")
pictures = [(0, plain_weights, "attention(x, x, x)"), (0, resolved_weights, "with W_Q, W_K, W_V")]
pictures += [(2, plain_weights, "attention(x, x, x)"), (2, resolved_weights, "with W_Q, W_K, W_V")]
for axes, (phrase, w, title) in zip(fig.subplots(2, 2).flat, pictures, strict=True):
    heat_map(axes, w[phrase], padded[phrase], padded[phrase], title)
show(
    fig,
    "Four heat maps. Top left, the bank by the river with attention of x with itself: bank gives itself 0.73 and the "
    "river 0.12. Top right, with the three matrices: bank gives the river 1.00. Bottom, bada wi ui bae: without the "
    "matrices bae looks at itself, with them at bada, the sea. The column of the padding is 0 in both.",
)

# %% [markdown]
r"""
**Your number.** The cosine of the two banks should fall from 0.97 to 0.00, that of the two baes from 0.98 to 0.00. The same word, the same vector at the input, and at the output one *bank* stands near water and the other near money.

**Look at the rows.** *bank* now asks *river* and not itself. *river* asks nothing, so its row is even. Row *bank*, column *river* and row *river*, column *bank* differ: the scores are no longer symmetric.

**What one head cannot do.** Two equal words in *one* sentence, such as "the bank by the bank", have equal queries, equal keys and equal values. Without positions (Day 3) or a causal mask, their outputs are equal, whatever the matrices are. And a word may need more than one question at a time. For that there are many heads: tomorrow.
"""

# %% [markdown] lang="ko"
r"""
**여러분의 숫자.** 두 bank의 코사인은 0.97에서 0.00으로, 두 '배'의 코사인은 0.98에서 0.00으로 떨어져야 해요. 같은 낱말이고 입력도 같은 벡터인데, 출력에서는 한 *bank*가 물가에, 다른 *bank*가 돈 곁에 서요. '배' 하나는 바다로, 다른 하나는 음식으로 갔고요.

**행을 읽어 보세요.** 이제 *bank*는 자신이 아니라 *river*에게 물어요. *river*는 아무것도 묻지 않으니 행이 고르게 퍼져 있어요. *bank* 행의 *river* 열과 *river* 행의 *bank* 열이 서로 달라요. 점수가 더는 대칭이 아니에요.

**헤드 하나로는 할 수 없는 것.** "the bank by the bank"처럼 *한 문장* 안에 같은 낱말이 두 번 나오면 쿼리도, 키도, 밸류도 같아요. 위치(3일 차)나 인과 마스크가 없다면 행렬이 무엇이든 출력도 같아요. 그리고 한 낱말이 질문을 여러 개 하고 싶을 수도 있어요. 그럴 때 필요한 것이 여러 개의 헤드예요. 내일 만나요.
"""

# %% [markdown]
r"""
## 10 · Quiz: masks and scales

| key | question | A | B | C |
|---|---|---|---|---|
| `torch_module` | You want to give `m = causal_mask(T)` to `nn.MultiheadAttention` as its boolean `attn_mask`. What do you hand over? | `m` | `~m` | `m.T` |
| `times_zero` | One query, scores 2, −1 and 5; the third key is to be blocked, and its score is *multiplied* by 0. What does the blocked key get? | nothing | the same share as the two others | more than the second key |
| `after_the_softmax` | A causal mask is applied *after* the softmax, without sharing anew. Random scores, ten tokens. Whose row sum shrinks most, on average? | that of the first query | that of the last query | all the same |
| `padding_rows` | A batch with padding. What does the padding mask have to close? | the rows of the padding | the columns of the padding | both, or real tokens read padding |
| `not_scaled` | $d_k = 256$, entries with mean 0 and variance 1, no scale. What do the weights of a row look like at the start of training? | nearly all on one key, and the slopes nearly 0 | nearly equal | as with the scale, for softmax only looks at differences |
| `twins` | The same word twice in a sentence. No positions, no mask, random $W_Q$, $W_K$, $W_V$. What of the two outputs? | different, for the matrices are random | equal only if the weights are uniform | equal |
"""

# %% [markdown] lang="ko"
r"""
## 10 · 퀴즈: 마스크와 스케일

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `torch_module` | `m = causal_mask(T)`를 `nn.MultiheadAttention`의 불리언 `attn_mask`로 주려고 해요. 무엇을 넘겨야 할까요? | `m` | `~m` | `m.T` |
| `times_zero` | 쿼리 하나의 점수가 2, −1, 5예요. 셋째 키를 막으려고 그 점수에 0을 *곱했어요*. 막힌 키는 무엇을 받나요? | 아무것도 받지 않는다 | 다른 두 키와 같은 몫 | 둘째 키보다 큰 몫 |
| `after_the_softmax` | 인과 마스크를 소프트맥스 *다음에* 쓰고 다시 나누지 않았어요. 점수는 무작위, 토큰은 열 개예요. 행의 합이 평균적으로 가장 많이 줄어드는 것은? | 첫 쿼리의 행 | 마지막 쿼리의 행 | 모두 똑같다 |
| `padding_rows` | 패딩이 있는 배치예요. 패딩 마스크는 무엇을 막아야 하나요? | 패딩의 행 | 패딩의 열 | 둘 다, 그러지 않으면 진짜 토큰이 패딩을 읽는다 |
| `not_scaled` | $d_k = 256$, 성분의 평균은 0, 분산은 1, 스케일은 없어요. 학습을 시작할 때 한 행의 가중치는 어떤 모습일까요? | 거의 전부가 키 하나에 몰리고 기울기는 거의 0 | 거의 똑같이 나뉜다 | 스케일이 있을 때와 같다, 소프트맥스는 차이만 보니까 |
| `twins` | 한 문장에 같은 낱말이 두 번 나와요. 위치도 마스크도 없고 $W_Q$, $W_K$, $W_V$는 무작위예요. 두 출력은? | 행렬이 무작위라서 다르다 | 가중치가 고를 때만 같다 | 같다 |
"""

# %% exercise="masks_and_scales" kind="quiz" minutes=8 difficulty=2
# For each question one letter: "A", "B" or "C".
### BEGIN SOLUTION
masks_and_scales = {
    "torch_module": "B",
    "times_zero": "C",
    "after_the_softmax": "A",
    "padding_rows": "B",
    "not_scaled": "A",
    "twins": "C",
}
### END SOLUTION

# %% check="masks_and_scales" points=3
assert len(masks_and_scales) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in masks_and_scales.values()), "Which questions have no answer yet?"
assert set(masks_and_scales.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown]
r"""
## 11 · In your own words
"""

# %% [markdown] lang="ko"
r"""
## 11 · 여러분의 말로
"""

# %% [markdown] exercise="why_scale" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** A friend has left out the $\sqrt{d_k}$: "Softmax normalizes anyway, so the scale cancels." Answer them. Say what the variance of a dot product is and under which assumption, what large scores do to the shares and to the slopes of softmax, and why that hurts at the beginning of training. Then say why one does not simply divide by $d_k$. Six to ten sentences; use a number that you measured today.

### BEGIN SOLUTION
The scale does not cancel: softmax does not change when a constant is added to all scores of a row, but it does change when they are all multiplied. If the entries of q and k are independent with mean 0 and variance 1, each product has variance 1 and a sum of d_k of them has variance d_k, so the scores have standard deviation sqrt(d_k); I measured a variance of about 1,000 at d_k = 1,024. Scores that far apart give one key nearly the whole share and the others nearly nothing. The slopes of softmax are p_i(1 - p_i) and -p_i p_j, and all of these are nearly 0 when the shares are nearly 0 and 1; without the scale their sum fell by a factor of more than ten thousand. Then almost no gradient reaches the queries and keys, so a model that looks at the wrong key at the start, by chance, can hardly learn to look elsewhere. Dividing by d_k would make the variance 1/d_k: the scores vanish, all shares are nearly equal (about 1/16 for 16 keys), and attention is a plain average that does not depend on the query. Dividing by sqrt(d_k) keeps the variance at 1 for every width. The argument holds at the start; after training the entries are no longer independent.
### END SOLUTION
"""

# %% [markdown] exercise="why_scale" lang="ko"
r"""
**설명하기.** 친구가 $\sqrt{d_k}$를 빼먹고 이렇게 말해요. "어차피 소프트맥스가 정규화하니까 스케일은 약분돼." 친구에게 답해 주세요. 내적의 분산이 얼마이고 어떤 가정에서 그런지, 점수가 크면 소프트맥스의 몫과 기울기가 어떻게 되는지, 그것이 학습 초반에 왜 해로운지 쓰세요. 그리고 그냥 $d_k$로 나누지 않는 이유도 쓰세요. 여섯 문장에서 열 문장 정도로, 오늘 잰 숫자를 하나 넣어 주세요.

### BEGIN SOLUTION
스케일은 약분되지 않아요. 소프트맥스는 한 행의 점수에 같은 수를 더할 때는 변하지 않지만, 같은 수를 곱하면 달라져요. q와 k의 성분이 서로 독립이고 평균이 0, 분산이 1이라면 곱 하나의 분산은 1이고, d_k개를 더하면 분산이 d_k가 돼요. 점수의 표준편차가 sqrt(d_k)가 되는 거예요. 재 보니 d_k = 1,024에서 분산이 1,000쯤이었어요. 점수가 그렇게 벌어지면 키 하나가 거의 모든 몫을 가져가고 나머지는 거의 받지 못해요. 소프트맥스의 기울기는 p_i(1 - p_i)와 -p_i p_j인데, 몫이 0과 1에 가까우면 모두 0에 가까워요. 스케일이 없을 때 그 합은 1만분의 1보다 작아졌어요. 그러면 쿼리와 키에 기울기가 거의 전해지지 않아서, 처음에 우연히 엉뚱한 키를 본 모델이 다른 곳을 보도록 배우기 어려워요. d_k로 나누면 분산이 1/d_k가 되어 점수가 사라지고, 몫이 거의 똑같아져서(키가 16개면 1/16쯤) 쿼리와 상관없는 단순한 평균이 돼요. sqrt(d_k)로 나누면 폭이 얼마든 분산이 1로 지켜져요. 이 설명은 학습을 시작할 때의 이야기이고, 학습이 끝나면 성분들은 더 이상 독립이 아니에요.
### END SOLUTION
"""

# %% [markdown] rubric="why_scale"
r"""
1. (1 point) States that a dot product of $d_k$ terms has variance $d_k$ (or standard deviation $\sqrt{d_k}$), and names the assumption: independent entries with mean 0 and variance 1.
2. (1 point) Answers the friend: multiplying all scores does change a softmax; large scores push nearly the whole share to one key.
3. (1 point) Says that the slopes (or gradient) of softmax are then nearly 0, with the formula or a number measured today, and that training can hardly correct where a query looks.
4. (1 point) Says why not $d_k$: the scores vanish (variance $1/d_k$) and the weights become nearly equal, whatever the query is.
"""

# %% [markdown] rubric="why_scale" lang="ko"
r"""
1. (1점) 항 $d_k$개로 된 내적의 분산이 $d_k$(또는 표준편차가 $\sqrt{d_k}$)라고 말하고, 가정도 말해요. 성분이 독립이고 평균이 0, 분산이 1이라는 가정이에요.
2. (1점) 친구에게 답해요. 모든 점수에 같은 수를 곱하면 소프트맥스가 달라지고, 점수가 크면 키 하나가 몫을 거의 다 가져간다고 말해요.
3. (1점) 그러면 소프트맥스의 기울기가 거의 0이 된다는 것을 수식이나 오늘 잰 숫자로 말하고, 쿼리가 보는 곳을 학습이 바로잡기 어렵다고 말해요.
4. (1점) $d_k$로 나누지 않는 이유를 말해요. 점수가 사라지고(분산이 $1/d_k$) 쿼리가 무엇이든 가중치가 거의 똑같아진다는 점이에요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A dot product is length times length times cosine: it grows with similar directions, and with the lengths.
2. With independent entries of mean 0 and variance 1 a dot product has variance $d_k$; dividing by $\sqrt{d_k}$ brings it back to 1.
3. Without the scale softmax saturates: one share near 1, all slopes near 0; divided by $d_k$, attention is a plain average.
4. Our masks are boolean, True = may look, and broadcast to `(..., T_q, T_k)`; `nn.MultiheadAttention` means the opposite.
5. A mask is added to the scores as 0 or $-\infty$, before the softmax; multiplying, or striking out afterwards, is wrong.
6. A query that may look at nobody gets zeros, not NaN and not an average of what it must not see.
7. $W_Q$, $W_K$ and $W_V$ separate what a token asks, what it is found by and what it hands over; so a neighbour can tell which *bank* is meant.

**Tomorrow** one head becomes many. We move to torch, build `MultiHeadAttention`, and let a sentence look at another one.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 3.2.1 with footnote 4 (the scale), 3.2.2 (the matrices), 3.2.3 (the mask).
- Bahdanau, Cho, Bengio 2014, *Neural Machine Translation by Jointly Learning to Align and Translate*, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): section 3.1 and appendix A.1.2 (additive attention).
- Luong, Pham, Manning 2015, *Effective Approaches to Attention-based Neural Machine Translation*, [arXiv:1508.04025](https://arxiv.org/abs/1508.04025): section 3.1 (dot, general, concat).
- PyTorch, [`scaled_dot_product_attention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html) and [pull request 133882](https://github.com/pytorch/pytorch/pull/133882) (why a fully masked row gives zeros since 2.5).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 내적은 길이 곱하기 길이 곱하기 코사인이에요. 방향이 비슷할수록 커지고, 길이에도 비례해요.
2. 성분이 독립이고 평균이 0, 분산이 1이면 내적의 분산은 $d_k$예요. $\sqrt{d_k}$로 나누면 다시 1이 돼요.
3. 스케일이 없으면 소프트맥스가 포화돼요(saturate). 몫 하나가 1에 가깝고 기울기는 모두 0에 가까워요. $d_k$로 나누면 어텐션이 단순한 평균이 돼요.
4. 우리 마스크는 불리언이고, True는 '볼 수 있다'이고, `(..., T_q, T_k)`로 브로드캐스팅돼요. `nn.MultiheadAttention`은 뜻이 반대예요.
5. 마스크는 소프트맥스에 넣기 전에 점수에 더해요. 볼 수 있으면 0, 볼 수 없으면 $-\infty$예요. 곱하거나 나중에 지우면 틀려요.
6. 아무도 볼 수 없는 쿼리는 0을 받아요. NaN도 아니고, 보면 안 되는 것들의 평균도 아니에요.
7. $W_Q$, $W_K$, $W_V$는 토큰이 묻는 것, 다른 토큰이 찾을 때 쓰는 실마리, 건네주는 것을 나눠요. 그래서 이웃이 어떤 '배'인지 알려 줄 수 있어요.

**내일**은 헤드 하나가 여러 개가 돼요. torch로 옮겨 가서 `MultiHeadAttention`을 만들고, 한 문장이 다른 문장을 보게 할 거예요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.2.1절과 각주 4(스케일), 3.2.2절(행렬), 3.2.3절(마스크)
- Bahdanau, Cho, Bengio 2014, *Neural Machine Translation by Jointly Learning to Align and Translate*, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): 3.1절과 부록 A.1.2(덧셈형 어텐션)
- Luong, Pham, Manning 2015, *Effective Approaches to Attention-based Neural Machine Translation*, [arXiv:1508.04025](https://arxiv.org/abs/1508.04025): 3.1절(내적, 일반형, 이어 붙이기)
- PyTorch, [`scaled_dot_product_attention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html)과 [풀 리퀘스트 133882](https://github.com/pytorch/pytorch/pull/133882)(2.5부터 모두 막힌 행이 0이 되는 이유)
"""
