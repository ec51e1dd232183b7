# %% [markdown] day=3 title="Vectors and positions"
r"""
# Day 3 · Vectors and positions

"The dog chased the cat." "The cat chased the dog." The same words, and two very different afternoons. How does a model that sees all words *at once* know which one it is?

Yesterday text became tokens, and every token has an id, a whole number (Day 2). A network cannot calculate with a number that is only a name. Today every token becomes a vector, and then every vector is told where it stands.

![Five columns, one for each word of the sentence the dog chased the cat. In each, an arrow leads from the word to its id, 7, 3, 2, 7, 1, and from there to a row of the table. The first and the fourth row have the same colour, since both words are the. Below, a plus sign and a position vector, p0 to p4, different for every column. The sum is the input of the first block: the at 0, dog at 1, chased at 2, the at 3, cat at 4.](figures/day03_path.svg)

1. **The table** (embedding) has one row for each token of the vocabulary. An id picks a row.
2. **The position** is a second vector, one for each place in the sentence. It is added.
3. **The sum** is what the first block gets (Day 4).

**At the end of the day you can**

- turn ids into vectors, and say why a lookup is a matrix product;
- show with a measurement that attention without positions cannot see order;
- build the sinusoids of 2017, and read them as clocks;
- write the matrix that moves *every* position k steps on, and say why it is a rotation;
- tell fixed positions from learned ones, and absolute positions from relative ones.

**You need** NumPy: indexing with arrays, slices such as `table[:, 0::2]`, broadcasting and `@`. From school: sine and cosine, angles in radians. No training today.
"""

# %% [markdown] lang="ko" title="벡터와 위치"
r"""
# 3일 차 · 벡터와 위치

"개가 고양이를 쫓았다." "고양이가 개를 쫓았다." 영어로 쓰면 The dog chased the cat과 The cat chased the dog예요. 단어는 똑같은데 전혀 다른 오후가 되죠. 모든 단어를 *한꺼번에* 보는 모델은 둘 가운데 어느 쪽인지 어떻게 알까요?

어제는 텍스트를 토큰(token)으로 나누고, 토큰마다 정수로 된 id를 붙였어요(2일 차). 그런데 이름일 뿐인 숫자로는 계산을 할 수 없어요. 오늘은 토큰을 벡터로 바꾸고, 그 벡터에 자기가 어디에 있는지 알려 줄 거예요.

![열이 다섯 개 있고, 열마다 the dog chased the cat이라는 문장의 단어가 하나씩 있어요. 열마다 화살표가 단어에서 id로, 7, 3, 2, 7, 1로 이어지고, 다시 표의 행으로 이어져요. 첫째 행과 넷째 행은 둘 다 the라서 색이 같아요. 그 아래에 더하기 기호와 위치 벡터 p0부터 p4까지가 있고, 위치 벡터는 열마다 달라요. 더한 결과가 첫 블록의 입력이에요. 0번의 the, 1번의 dog, 2번의 chased, 3번의 the, 4번의 cat이에요.](figures/day03_path.svg)

1. **표**(임베딩, embedding)에는 어휘(vocabulary)의 토큰마다 행이 하나씩 있어요. id가 행을 골라요.
2. **위치**(position)는 두 번째 벡터예요. 문장의 자리마다 하나씩 있고, 더해 줘요.
3. **더한 결과**가 첫 블록에 들어가요(4일 차).

**오늘이 끝나면 이런 일을 할 수 있어요**

- id를 벡터로 바꾸고, 표에서 찾는 일이 왜 행렬 곱인지 말할 수 있어요.
- 위치가 없는 어텐션(attention)은 순서를 볼 수 없다는 것을 측정으로 보여 줄 수 있어요.
- 2017년의 사인파 위치(sinusoidal positions)를 만들고, 시계처럼 읽을 수 있어요.
- *모든* 위치를 k칸 뒤로 옮기는 행렬을 쓰고, 그것이 왜 회전(rotation)인지 말할 수 있어요.
- 고정된 위치와 학습된 위치, 절대 위치와 상대 위치를 구별할 수 있어요.

**준비물**은 NumPy예요. 배열로 인덱싱하기, `table[:, 0::2]` 같은 슬라이스, 브로드캐스팅(broadcasting), `@`를 써요. 학교에서 배운 사인과 코사인, 라디안(radian)으로 나타낸 각도도 필요해요. 오늘은 학습이 없어요.
"""

# %% [markdown]
r"""
## How to work

Fill in a function, run its cell, then run the check below it. A check that fails asks a question about your code. The hidden checks try other shapes and numbers, and name the mistake when they know it; loops, `einsum` and `@` are all accepted. Three hints are folded under each exercise. Opening one costs nothing.
"""

# %% [markdown] lang="ko"
r"""
## 진행 방법

함수를 채우고, 셀을 실행한 다음, 바로 아래 검사 셀을 실행하세요. 검사가 실패하면 여러분의 코드에 대해 질문을 던져요. 숨은 검사는 다른 모양과 다른 숫자로 시험하고, 아는 실수라면 무엇이 틀렸는지 알려 줘요. 반복문이든 `einsum`이든 `@`든 맞는 코드면 모두 정답이에요. 문제마다 힌트가 세 개씩 접혀 있고, 열어 봐도 점수는 깎이지 않아요.
"""

# %%
from solutions.plots import show

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
r"""
## Two sentences, nine words

| letter | meaning | today |
|---|---|---|
| `B` | sentences in the batch | 2 |
| `T` | tokens in a sentence | 5 |
| `n_tokens` | tokens in the vocabulary | 9 |
| `d_model` | numbers that describe one token | 16 |

A vocabulary of whole words is enough today. Real models take pieces of words, as on Day 2, and the table is longer: about 37,000 rows in the 2017 model (section 5.1).
"""

# %% [markdown] lang="ko"
r"""
## 문장 두 개, 단어 아홉 개

| 이름 | 뜻 | 오늘의 값 |
|---|---|---|
| `B` | 배치(batch)에 든 문장의 수 | 2 |
| `T` | 한 문장의 토큰 수 | 5 |
| `n_tokens` | 어휘에 든 토큰의 수 | 9 |
| `d_model` | 토큰 하나를 나타내는 숫자의 개수 | 16 |

오늘은 단어를 통째로 토큰으로 써도 충분해요. 실제 모델은 2일 차처럼 단어의 조각을 쓰고, 표도 훨씬 길어요. 2017년 모델의 표에는 행이 약 37,000개 있어요(5.1절).
"""

# %%
words = ["a", "cat", "chased", "dog", "drank", "milk", "old", "the", "warm"]
sentences = [["the", "dog", "chased", "the", "cat"], ["the", "cat", "chased", "the", "dog"]]
B, T, n_tokens, d_model = 2, 5, 9, 16

ids = np.array([[words.index(word) for word in sentence] for sentence in sentences])
rng = np.random.default_rng(3)
table = rng.normal(0.0, 1.0 / np.sqrt(d_model), size=(n_tokens, d_model))
print("ids:  ", ids.tolist())
print("table:", table.shape)

# %% [markdown]
r"""
## 1 · One-hot: a name as a vector

The id 7 is not "more" than the id 3; ids are names. The vector that says no more than the name is the **one-hot** vector: as long as the vocabulary, all zeros, and a single 1 at the place of the id. Any two of them are equally far apart, so no order sneaks in.

With a vocabulary of 4, the sentence $(2, 0, 2)$ becomes

$$\begin{pmatrix} 0 & 0 & 1 & 0 \\ 1 & 0 & 0 & 0 \\ 0 & 0 & 1 & 0 \end{pmatrix}$$

Ids of the shape `(B, T)` become an array `(B, T, n_tokens)`: a new axis behind the others.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 원-핫: 이름을 벡터로

id 7은 id 3보다 '큰' 것이 아니에요. id는 이름일 뿐이에요. 이름만 말해 주는 벡터가 **원-핫(one-hot)** 벡터예요. 길이는 어휘의 크기와 같고, 모두 0이고, id 자리에만 1이 하나 있어요. 어느 두 벡터를 골라도 거리가 같으니 없는 순서가 끼어들지 않아요.

어휘의 크기가 4라면 문장 $(2, 0, 2)$는 이렇게 돼요.

$$\begin{pmatrix} 0 & 0 & 1 & 0 \\ 1 & 0 & 0 & 0 \\ 0 & 0 & 1 & 0 \end{pmatrix}$$

모양이 `(B, T)`인 id는 `(B, T, n_tokens)` 배열이 돼요. 다른 축 뒤에 새 축이 하나 붙어요.
"""


# %% exercise="one_hot" minutes=5 difficulty=1
def one_hot(ids, n_tokens):
    """A vector of zeros with a single 1 for each id.

    Args:
        ids: (...), whole numbers from 0 to n_tokens - 1.
        n_tokens: size of the vocabulary.

    Returns:
        (..., n_tokens): 1 at the place of the id, 0 elsewhere.
    """
    ### BEGIN SOLUTION
    return np.eye(n_tokens)[ids]
    ### END SOLUTION


# %% check="one_hot" points=2
_hot = one_hot(np.array([2, 0, 2]), 4)
assert np.shape(_hot) == (3, 4), "Three tokens, a vocabulary of four: is there one row for each token?"
assert np.array_equal(_hot, [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]]), (
    "Is there a single 1 in each row, at the place of the id?"
)
assert np.shape(one_hot(ids, n_tokens)) == (2, 5, 9), "Does the new axis stand behind the axes of ids?"
assert np.array_equal(np.argmax(one_hot(ids, n_tokens), axis=-1), ids), (
    "Can you read the ids off your result again?"
)

# %% [markdown] hint="one_hot"
r"""
What does row 2 of the identity matrix look like?
"""

# %% [markdown] hint="one_hot" lang="ko"
r"""
단위행렬의 2번 행은 어떻게 생겼나요?
"""

# %% [markdown] hint="one_hot"
r"""
`np.eye(n_tokens)` holds all one-hot vectors, one a row. NumPy can pick many rows at once when the index is an array.
"""

# %% [markdown] hint="one_hot" lang="ko"
r"""
`np.eye(n_tokens)`에는 모든 원-핫 벡터가 한 행에 하나씩 들어 있어요. 인덱스가 배열이면 NumPy는 여러 행을 한꺼번에 골라 줘요.
"""

# %% [markdown] hint="one_hot"
r"""
Index the identity matrix with `ids`. The other way: compare `ids[..., None]` with `np.arange(n_tokens)`.
"""

# %% [markdown] hint="one_hot" lang="ko"
r"""
단위행렬을 `ids`로 인덱싱하세요. 다른 방법도 있어요. `ids[..., None]`을 `np.arange(n_tokens)`와 비교하면 돼요.
"""

# %% [markdown]
r"""
## 2 · The table: one row for each token

One-hot vectors are long, and "dog" is as far from "cat" as from "warm". A model wants short vectors that it can shape in training. So a one-hot vector is multiplied by a matrix $E$ with one row for each token, the **embedding table**:

$$\mathrm{onehot}(id)\, E = E_{id}$$

The single 1 picks one row, all other products are with 0. So nobody multiplies: **the vector of a token is row** $id$ **of the table.** A token is a piece of text with an id; its vector is what the table holds for it.

| thing | shape |
|---|---|
| ids | `(...)` |
| table $E$ | `(n_tokens, d_model)` |
| result | `(..., d_model)` |

**By hand.** Table rows $(1, 2)$, $(3, 4)$, $(5, 6)$; the ids $(2, 0)$ give $(5, 6)$ and $(1, 2)$.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 표: 토큰마다 행 하나

원-핫 벡터는 길고, "dog"에서 "cat"까지의 거리나 "warm"까지의 거리나 똑같아요. 모델에는 학습하면서 다듬을 수 있는 짧은 벡터가 필요해요. 그래서 원-핫 벡터에 행렬 $E$를 곱해요. 토큰마다 행이 하나씩 있는 행렬이고, **임베딩 표**(embedding table)라고 불러요.

$$\mathrm{onehot}(id)\, E = E_{id}$$

하나뿐인 1이 행 하나를 고르고, 나머지는 모두 0과의 곱이에요. 그러니 실제로는 아무도 곱하지 않아요. **토큰의 벡터는 표의** $id$**번 행이에요.** 토큰은 id가 붙은 텍스트 조각이고, 벡터는 표가 그 토큰을 위해 담고 있는 값이에요.

| 기호 | 모양 |
|---|---|
| id | `(...)` |
| 표 $E$ | `(n_tokens, d_model)` |
| 결과 | `(..., d_model)` |

**손으로 해 보기.** 표의 행이 $(1, 2)$, $(3, 4)$, $(5, 6)$이면 id $(2, 0)$에서는 $(5, 6)$과 $(1, 2)$가 나와요.
"""


# %% exercise="embed" minutes=5 difficulty=1
def embed(ids, table):
    """The rows of the table that the ids name.

    Args:
        ids: (...), whole numbers from 0 to n_tokens - 1.
        table: (n_tokens, d_model)

    Returns:
        (..., d_model)

    Source: Vaswani et al. 2017, section 3.4.
    """
    ### BEGIN SOLUTION
    return table[ids]
    ### END SOLUTION


# %% check="embed" points=3
_rows = embed(np.array([2, 0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
assert np.shape(_rows) == (2, 2), "Two ids, rows of two numbers: is there one row for each id?"
assert np.allclose(_rows, [[5.0, 6.0], [1.0, 2.0]]), "Do you get (5, 6) and (1, 2) by hand?"
assert np.shape(embed(ids, table)) == (2, 5, 16), "Do the axes of ids come first, and d_model last?"
assert np.allclose(embed(ids, table), one_hot(ids, n_tokens) @ table, atol=1e-5), (
    "Does the lookup give what the product of the one-hot vectors with the table gives?"
)

# %% [markdown] hint="embed"
r"""
Which axis of the table counts the tokens, the first or the second? Along this axis the ids pick.
"""

# %% [markdown] hint="embed" lang="ko"
r"""
표의 어느 축이 토큰을 세나요? 첫째 축인가요, 둘째 축인가요? id는 그 축에서 골라요.
"""

# %% [markdown] hint="embed"
r"""
An array of whole numbers in square brackets picks rows: `a[np.array([2, 0])]`. The result has the shape of the index, then the rest of the shape of `a`.
"""

# %% [markdown] hint="embed" lang="ko"
r"""
대괄호 안에 정수 배열을 넣으면 행을 골라요. `a[np.array([2, 0])]`처럼요. 결과의 모양은 인덱스의 모양 뒤에 `a`의 나머지 모양이 붙은 거예요.
"""

# %% [markdown] hint="embed"
r"""
One line: the table, indexed with `ids`. Or `one_hot(ids, len(table)) @ table`, which is slower and right as well.
"""

# %% [markdown] hint="embed" lang="ko"
r"""
한 줄이면 돼요. 표를 `ids`로 인덱싱하세요. `one_hot(ids, len(table)) @ table`도 느리지만 맞는 답이에요.
"""

# %% [markdown]
r"""
Why not multiply? In the 2017 model a one-hot product would take $37{,}000 \cdot 512 = 18{,}944{,}000$ multiplications for one token. The lookup copies 512 numbers.

Still, the product is good to know. It says what training does with the table: only the rows that were looked up take part, and only they get a gradient.

One trap of NumPy: a negative index counts from the end, so an id of −1 silently gives the last row. `torch.nn.Embedding`, with which the hidden check compares, refuses it.
"""

# %% [markdown] lang="ko"
r"""
왜 곱하지 않을까요? 2017년 모델에서 원-핫 벡터를 곱하려면 토큰 하나에 곱셈이 $37{,}000 \cdot 512 = 18{,}944{,}000$번 필요해요. 표에서 찾으면 숫자 512개를 복사하는 것으로 끝나요.

그래도 곱이라는 것을 알아 두면 좋아요. 학습이 표에 무슨 일을 하는지 말해 주거든요. 찾아 쓴 행만 계산에 참여하고, 그 행만 기울기(gradient)를 받아요.

NumPy에는 함정이 하나 있어요. 음수 인덱스는 뒤에서부터 세니까, id가 −1이면 조용히 마지막 행이 나와요. 숨은 검사가 비교 기준으로 삼는 `torch.nn.Embedding`은 이런 id를 거절해요.
"""

# %% [markdown]
r"""
### What attention does not see

The next cell gives you a small **attention**. Each vector of the sentence is compared with all of them by dot products; the larger the product, the larger its share; and each vector becomes the average of all of them with these shares. Day 4 builds it line by line, Day 5 explains it slowly. Today one thing matters: *what it can see*.
"""

# %% [markdown] lang="ko"
r"""
### 어텐션이 보지 못하는 것

다음 셀에 작은 **어텐션**이 들어 있어요. 문장의 벡터 하나를 모든 벡터와 내적(dot product)으로 비교해요. 내적이 클수록 몫이 커지고, 벡터는 그 몫대로 모두를 평균한 것이 돼요. 4일 차에 한 줄씩 만들고, 5일 차에 천천히 설명할 거예요. 오늘은 한 가지만 중요해요. 어텐션은 *무엇을 볼 수 있을까요?*
"""


# %%
def attention(x):
    """Each vector becomes an average of all vectors of its sentence (Days 4 and 5 explain the lines).

    Args:
        x: (..., T, d_model)

    Returns:
        (..., T, d_model)
    """
    scores = x @ np.swapaxes(x, -1, -2) / np.sqrt(x.shape[-1])  # (..., T, T), all with all
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)  # shares: each row sums to one
    return weights @ x


# %%
def compare(results):
    """Print how far apart what should differ is; results: (2, T, d_model)."""
    first, second = results
    print(f"  'dog' in sentence 1 and 'dog' in sentence 2: {np.abs(first[1] - second[4]).max():.2f}")
    print(f"  the two 'the' of sentence 1:                 {np.abs(first[0] - first[3]).max():.2f}")
    print(
        f"  mean vectors of the two sentences:           {np.abs(first.mean(0) - second.mean(0)).max():.2f}"
    )


print("largest difference after attention, without positions")
compare(attention(embed(ids, table)))

# %% [markdown]
r"""
Zero three times. The dog that chases and the dog that is chased are the same vector; the two "the" are the same vector; both sentences have the same mean. To attention a sentence is a bag of words.

The reason fits in a line. Let $X$ be the vectors of the sentence, one a row, and let $P$ be a matrix that puts rows into another order. Then the scores become $(PX)(PX)^\top = P\,(XX^\top)\,P^\top$: rows and columns change places in the same way. Softmax works on each row by itself and comes along, and $P^\top P$ cancels in the product with $PX$. So

$$\mathrm{attention}(PX) = P\,\mathrm{attention}(X)$$

If the tokens change places, the results change places, and that is all. One says: attention is **equivariant** under permutations. Learned matrices (Day 5) and many heads (Day 6) do not help, since they treat every row alike. (A causal mask, Day 5, does break the symmetry: it is itself a rule about before and after.) Without one, order must come in with the vectors.
"""

# %% [markdown] lang="ko"
r"""
세 번 다 0이에요. 쫓는 개와 쫓기는 개가 같은 벡터이고, 두 "the"도 같은 벡터이고, 두 문장의 평균도 같아요. 어텐션에게 문장은 단어를 담은 주머니일 뿐이에요.

이유는 한 줄로 쓸 수 있어요. 문장의 벡터를 한 행에 하나씩 담은 행렬을 $X$, 행의 순서를 바꾸는 행렬을 $P$라고 할게요. 그러면 점수는 $(PX)(PX)^\top = P\,(XX^\top)\,P^\top$가 돼요. 행과 열이 똑같이 자리를 바꾸는 거예요. 소프트맥스(softmax)는 행마다 따로 계산하니 그대로 따라오고, $PX$를 곱할 때 $P^\top P$가 약분돼요. 그래서

$$\mathrm{attention}(PX) = P\,\mathrm{attention}(X)$$

토큰이 자리를 바꾸면 결과도 자리를 바꿀 뿐, 그게 전부예요. 이것을 어텐션이 순열(permutation)에 대해 **등변(equivariant)** 이라고 말해요. 학습되는 행렬(5일 차)도, 여러 헤드(6일 차)도 도움이 되지 않아요. 모든 행을 똑같이 다루니까요. (5일 차의 인과 마스크(causal mask)는 대칭을 깨요. 마스크 자체가 앞과 뒤에 대한 규칙이니까요.) 마스크가 없다면 순서는 벡터와 함께 들어와야 해요.
"""

# %% [markdown]
r"""
## 3 · Sinusoids: positions as clocks

How do you tell a vector its place? The number $pos$ itself would grow without end. Binary digits are better: the last one flips at every step, the one before it at every second step, the next at every fourth. The 2017 paper does the same with smooth hands instead of digits (section 3.5): each **pair of columns** is a clock, and each clock is slower than the one before.

![Four rows of clocks at the positions 0, 1, 2, 3 and 50. All hands point up at position 0. The hand of pair 0 turns clockwise by 1 radian a step, that of pair 1 by 0.1, of pair 2 by 0.01, of pair 3 by 0.001. At position 3 pair 0 points down and pairs 2 and 3 have hardly moved; at position 50 pair 0 has gone round nearly eight times and pair 2 points to one o'clock.](figures/day03_clocks.svg)

$$PE_{(pos,\,2i)} = \sin\!\left(\frac{pos}{10000^{2i/d_{model}}}\right), \qquad PE_{(pos,\,2i+1)} = \cos\!\left(\frac{pos}{10000^{2i/d_{model}}}\right)$$

| letter | meaning |
|---|---|
| $pos$ | position, from 0 to length − 1: the row |
| $i$ | number of the **pair**, from 0 to $d_{model}/2 - 1$ |
| $2i$, $2i+1$ | the two columns of pair $i$: sine, then cosine, **of the same angle** |
| $\omega_i = 10000^{-2i/d_{model}}$ | how far the hand of pair $i$ turns at one step, in radians |

**By hand.** $d_{model} = 4$, so there are two pairs: $\omega_0 = 1$, $\omega_1 = 10000^{-2/4} = 0.01$. Position 1 is $(\sin 1, \cos 1, \sin 0.01, \cos 0.01) = (0.841,\ 0.540,\ 0.010,\ 1.000)$. Position 0 is $(0, 1, 0, 1)$, always.

Three things people trip over:

- $i$ counts **pairs**, not columns. With $i/d_{model}$ in place of $2i/d_{model}$, the slowest clock would be nearly a hundred times too fast.
- **The layout is sine, cosine, sine, cosine.** Some codes put all sines into the first half and all cosines into the second (Marian in Hugging Face's library does). For training from scratch this is as good; it is only another order of the columns. For trained weights it is not: they expect each number in its column. This course follows the formula of the paper.
- **A pair needs two columns.** For an odd $d_{model}$ the paper defines nothing, so your function refuses: it raises a `ValueError`.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 사인파: 시계로 나타낸 위치

벡터에게 자기 자리를 어떻게 알려 줄까요? 숫자 $pos$를 그대로 쓰면 끝없이 커져요. 이진수가 더 나아요. 마지막 자리는 한 칸마다 뒤집히고, 그 앞자리는 두 칸마다, 또 그 앞자리는 네 칸마다 뒤집히죠. 2017년 논문은 숫자 대신 부드럽게 도는 바늘로 같은 일을 해요(3.5절). **열 두 개가 한 쌍**으로 시계 하나가 되고, 뒤로 갈수록 시계가 느려져요.

![위치 0, 1, 2, 3, 50에서 본 시계가 네 줄 있어요. 위치 0에서는 모든 바늘이 위를 가리켜요. 쌍 0의 바늘은 한 칸에 1라디안씩 시계 방향으로 돌고, 쌍 1은 0.1, 쌍 2는 0.01, 쌍 3은 0.001라디안씩 돌아요. 위치 3에서 쌍 0은 아래를 가리키지만 쌍 2와 쌍 3은 거의 움직이지 않았어요. 위치 50에서 쌍 0은 여덟 바퀴 가까이 돌았고 쌍 2는 1시를 가리켜요.](figures/day03_clocks.svg)

$$PE_{(pos,\,2i)} = \sin\!\left(\frac{pos}{10000^{2i/d_{model}}}\right), \qquad PE_{(pos,\,2i+1)} = \cos\!\left(\frac{pos}{10000^{2i/d_{model}}}\right)$$

| 기호 | 뜻 |
|---|---|
| $pos$ | 위치, 0부터 길이 − 1까지: 행 |
| $i$ | **쌍**의 번호, 0부터 $d_{model}/2 - 1$까지 |
| $2i$, $2i+1$ | 쌍 $i$의 두 열: **같은 각도**의 사인과 코사인 |
| $\omega_i = 10000^{-2i/d_{model}}$ | 쌍 $i$의 바늘이 한 칸에 도는 각도(라디안) |

**손으로 해 보기.** $d_{model} = 4$이면 쌍이 두 개예요. $\omega_0 = 1$, $\omega_1 = 10000^{-2/4} = 0.01$이죠. 위치 1은 $(\sin 1, \cos 1, \sin 0.01, \cos 0.01) = (0.841,\ 0.540,\ 0.010,\ 1.000)$이에요. 위치 0은 언제나 $(0, 1, 0, 1)$이에요.

자주 걸려 넘어지는 곳이 세 군데 있어요.

- $i$는 열이 아니라 **쌍**을 세요. $2i/d_{model}$ 자리에 $i/d_{model}$을 쓰면 가장 느린 시계가 100배쯤 빨라져요.
- **열의 배치는 사인, 코사인, 사인, 코사인이에요.** 사인을 모두 앞쪽 절반에, 코사인을 모두 뒤쪽 절반에 두는 코드도 있어요(허깅페이스 라이브러리의 Marian이 그래요). 처음부터 학습한다면 어느 쪽이든 괜찮아요. 열의 순서만 다르니까요. 하지만 이미 학습한 가중치라면 달라요. 숫자마다 정해진 열에 있기를 기대하거든요. 이 과정은 논문의 식을 따라요.
- **한 쌍에는 열이 두 개 필요해요.** $d_{model}$이 홀수일 때는 논문에 정해진 것이 없어요. 그래서 여러분의 함수는 거절해요. `ValueError`를 일으키세요.
"""


# %% exercise="sinusoidal_positions" minutes=14 difficulty=2
def sinusoidal_positions(length, d_model):
    """The fixed position table of 2017: columns 2i and 2i + 1 are sine and cosine of pos / 10000^(2i / d_model).

    Args:
        length: number of positions, 0 to length - 1.
        d_model: width of a position vector, an even number.

    Returns:
        (length, d_model) of floats.

    Raises:
        ValueError: d_model is odd.

    Source: Vaswani et al. 2017, section 3.5.
    """
    ### BEGIN SOLUTION
    if d_model % 2:
        raise ValueError("d_model must be even: every pair needs two columns")
    speeds = 10000.0 ** (-np.arange(0, d_model, 2) / d_model)  # (d_model / 2,)
    angles = np.arange(length)[:, None] * speeds  # (length, d_model / 2)
    positions = np.zeros((length, d_model))
    positions[:, 0::2] = np.sin(angles)
    positions[:, 1::2] = np.cos(angles)
    return positions
    ### END SOLUTION


# %% check="sinusoidal_positions" points=5
_positions = sinusoidal_positions(3, 4)
assert np.shape(_positions) == (3, 4), "Three positions, four columns: is there one row for each position?"
assert np.allclose(_positions[0], [0, 1, 0, 1]), "Position 0: are all sines 0 and all cosines 1, in turn?"
assert np.allclose(_positions[1], [0.8415, 0.5403, 0.0100, 1.0000], atol=1e-4), (
    "Position 1: do you get the four numbers from above? Which exponent has pair 1?"
)
_positions = sinusoidal_positions(20, 6)
assert np.allclose(_positions[:, 0::2] ** 2 + _positions[:, 1::2] ** 2, 1.0, atol=1e-5), (
    "Do the sine and the cosine of each pair belong to the same angle?"
)
try:
    sinusoidal_positions(3, 5)
except ValueError:
    pass
else:
    raise AssertionError("What becomes of an odd d_model? Does your function raise a ValueError?")

# %% [markdown] hint="sinusoidal_positions"
r"""
Write down the speeds first: how many pairs are there, and what is $\omega_i$ for each? One angle is a position times a speed.
"""

# %% [markdown] hint="sinusoidal_positions" lang="ko"
r"""
먼저 빠르기부터 적어 보세요. 쌍은 몇 개이고, 쌍마다 $\omega_i$는 얼마인가요? 각도는 위치에 빠르기를 곱한 값이에요.
"""

# %% [markdown] hint="sinusoidal_positions"
r"""
`np.arange(0, d_model, 2)` gives 0, 2, 4, …: that is $2i$ already, so do not double it again. A column of positions `[:, None]` times a row of speeds gives all angles, `(length, d_model / 2)`.
"""

# %% [markdown] hint="sinusoidal_positions" lang="ko"
r"""
`np.arange(0, d_model, 2)`는 0, 2, 4, …를 줘요. 이것이 이미 $2i$이니 또 두 배로 만들지 마세요. 위치를 `[:, None]`으로 세워 열로 만들고 빠르기의 행을 곱하면 모든 각도 `(length, d_model / 2)`가 나와요.
"""

# %% [markdown] hint="sinusoidal_positions"
r"""
Make `positions = np.zeros((length, d_model))`. The even columns `positions[:, 0::2]` take the sines of the angles, the odd ones `positions[:, 1::2]` the cosines. And in front of everything: `if d_model % 2: raise ValueError(...)`.
"""

# %% [markdown] hint="sinusoidal_positions" lang="ko"
r"""
`positions = np.zeros((length, d_model))`를 만드세요. 짝수 열 `positions[:, 0::2]`에는 각도의 사인을, 홀수 열 `positions[:, 1::2]`에는 코사인을 넣어요. 그리고 맨 앞에 `if d_model % 2: raise ValueError(...)`를 두세요.
"""

# %% [markdown]
r"""
### The table as a picture

Before you run the cell: which columns will show stripes, and which will look the same from top to bottom?
"""

# %% [markdown] lang="ko"
r"""
### 그림으로 본 표

셀을 실행하기 전에 생각해 보세요. 줄무늬가 보이는 열은 어느 쪽이고, 위에서 아래까지 같아 보이는 열은 어느 쪽일까요?
"""

# %%
picture = sinusoidal_positions(100, 64)
fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.6), layout="constrained", width_ratios=[1, 1.2])
image = left.imshow(picture, cmap="cividis", vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
left.set(xlabel="column", ylabel="position", title="100 positions, 64 columns")
fig.colorbar(image, ax=left)
for pair, color, style in (
    (0, "#0072B2", "-"),
    (4, "#D55E00", "--"),
    (10, "#009E73", "-."),
    (31, "#000000", ":"),
):
    right.plot(picture[:, 2 * pair], style, color=color, linewidth=2, label=f"column {2 * pair}")
right.set(xlabel="position", ylabel="sine", ylim=(-1.1, 1.75), title="four even columns")
right.legend(frameon=False, loc="upper center", ncols=2)
show(
    fig,
    "Left: the position table as a picture with a row for each position. The first columns show fine stripes from top "
    "to bottom, the stripes widen to the right, and in the right half each column has one colour, grey for sine and "
    "bright for cosine. Right: column 0 swings about sixteen times in 100 positions, column 8 about five times, column "
    "20 not quite once, and column 62 hardly leaves zero.",
)

# %% [markdown]
r"""
The wavelengths grow by the same factor from pair to pair, from $2\pi \approx 6.3$ positions up to nearly $10000 \cdot 2\pi$ (for $d_{model} = 512$ the slowest has $9647 \cdot 2\pi$: the exponent of the last pair is $510/512$, not 1). Fast clocks tell neighbours apart, slow ones tell the start of a text from its end. No single clock knows the position; all together do.

And every row has the same length: $\sin^2 + \cos^2 = 1$ for each of the $d_{model}/2$ pairs, so $\lVert PE_{pos} \rVert = \sqrt{d_{model}/2}$.
"""

# %% [markdown] lang="ko"
r"""
파장(wavelength)은 쌍마다 같은 비율로 길어져요. $2\pi \approx 6.3$칸에서 시작해 $10000 \cdot 2\pi$칸 가까이까지요. ($d_{model} = 512$일 때 가장 느린 파장은 $9647 \cdot 2\pi$예요. 마지막 쌍의 지수가 1이 아니라 $510/512$이니까요.) 빠른 시계는 이웃을 구별하고, 느린 시계는 글의 처음과 끝을 구별해요. 어느 시계도 혼자서는 위치를 모르지만, 모두 모이면 알 수 있어요.

그리고 행의 길이가 모두 같아요. $d_{model}/2$개의 쌍마다 $\sin^2 + \cos^2 = 1$이니까 $\lVert PE_{pos} \rVert = \sqrt{d_{model}/2}$예요.
"""

# %% [markdown]
r"""
## 4 · Adding the two

$$x_t = \sqrt{d_{model}}\; E_{id_t} + PE_t$$

**Why added, and not put side by side?** Suppose a matrix $W$ reads the vector behind it. Reading the sum gives $(e + p)\,W = eW + pW$. Reading the two side by side with a taller matrix gives $e\,W_1 + p\,W_2$. So adding is the special case $W_1 = W_2$: less freedom, but no column more. Side by side, every vector would be twice as wide, and every matrix that reads it twice as large. Both work; the 2017 model and most after it add. In a space of 512 directions there is room for both, and training can give words and places different directions.

**Why** $\sqrt{d_{model}}$**?** Section 3.4 says only *that* the table's rows are multiplied by it. A reason can be measured. Tables are often drawn with entries of standard deviation $1/\sqrt{d_{model}}$, as ours is, because the same matrix also turns vectors back into scores for tokens at the end of the 2017 model (section 3.4). Such a row has length about 1. A position vector has length $\sqrt{d_{model}/2}$, which is 16 for $d_{model} = 512$. Without the factor the place would drown the word.

The factor belongs to **the token's row only**. It is applied before the sum, and the positions are left as they are.

`positions` is a table with at least `T` rows; the sentence takes its first `T`. All sentences of a batch take the same ones.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 둘을 더해요

$$x_t = \sqrt{d_{model}}\; E_{id_t} + PE_t$$

**왜 이어 붙이지 않고 더할까요?** 이 벡터를 행렬 $W$가 읽는다고 해 봐요. 더한 벡터를 읽으면 $(e + p)\,W = eW + pW$예요. 나란히 이어 붙이고(concatenation) 더 긴 행렬로 읽으면 $e\,W_1 + p\,W_2$예요. 그러니 더하기는 $W_1 = W_2$인 특별한 경우예요. 자유는 줄지만 열이 하나도 늘지 않아요. 이어 붙이면 벡터가 두 배로 넓어지고, 그 벡터를 읽는 행렬도 모두 두 배로 커져요. 둘 다 할 수는 있는데, 2017년 모델과 그 뒤의 모델은 대부분 더해요. 방향이 512개나 되는 공간에는 둘이 함께 들어갈 자리가 있고, 학습하면서 단어와 자리에 서로 다른 방향을 줄 수 있어요.

**왜** $\sqrt{d_{model}}$**을 곱할까요?** 3.4절은 표의 행에 이 수를 *곱한다*고만 말해요. 이유는 재 보면 알 수 있어요. 표는 흔히 우리 표처럼 표준편차가 $1/\sqrt{d_{model}}$인 값으로 채워요. 2017년 모델은 맨 끝에서 벡터를 다시 토큰의 점수로 바꿀 때도 같은 행렬을 쓰기 때문이에요(3.4절). 이런 행의 길이는 1쯤이에요. 위치 벡터의 길이는 $\sqrt{d_{model}/2}$이고, $d_{model} = 512$이면 16이에요. 곱하지 않으면 자리가 단어를 덮어 버려요.

이 수는 **토큰의 행에만** 곱해요. 더하기 전에 곱하고, 위치는 그대로 둬요.

`positions`는 행이 `T`개 이상인 표이고, 문장은 그 앞쪽 `T`개를 써요. 배치의 모든 문장이 같은 행을 써요.
"""


# %% exercise="input_vectors" minutes=9 difficulty=2
def input_vectors(ids, table, positions):
    """What the first block gets: scaled token vectors plus positions.

    Args:
        ids: (..., T), whole numbers from 0 to n_tokens - 1.
        table: (n_tokens, d_model); it is not changed.
        positions: (length, d_model) with length >= T; row t belongs to the token at place t.

    Returns:
        (..., T, d_model): the row of each token times the square root of d_model, plus the row of its place.

    Source: Vaswani et al. 2017, sections 3.4 (the factor) and 3.5 (the sum).
    """
    ### BEGIN SOLUTION
    tokens = embed(ids, table) * np.sqrt(table.shape[-1])  # (..., T, d_model)
    return tokens + positions[: ids.shape[-1]]
    ### END SOLUTION


# %% check="input_vectors" points=4
_places = sinusoidal_positions(8, 16)
_before = table.copy()
assert np.shape(input_vectors(ids, table, _places)) == (2, 5, 16), "Is there one vector for each token?"
assert np.allclose(input_vectors(ids, 0 * table, _places), _places[:5], atol=1e-5), (
    "With a table of zeros only the positions are left, as they are: what else is multiplied by the root?"
)
assert np.allclose(input_vectors(ids, table, 0 * _places), 4.0 * embed(ids, table), atol=1e-5), (
    "With positions of zero: is each row of the table multiplied by the root of 16?"
)
assert np.array_equal(table, _before), "Is the table still the same? Did `*=` write into it?"
assert np.allclose(input_vectors(ids[0], table, _places), input_vectors(ids, table, _places)[0], atol=1e-5), (
    "Does one sentence without a batch axis give the same? Which axis of ids counts the tokens?"
)

# %% [markdown] hint="input_vectors"
r"""
Two lines: first the tokens with their factor, then the sum. How many rows of `positions` does a sentence of `T` tokens need, and which axis of `ids` tells `T`?
"""

# %% [markdown] hint="input_vectors" lang="ko"
r"""
두 줄이에요. 먼저 수를 곱한 토큰, 그다음 더하기예요. 토큰이 `T`개인 문장에는 `positions`의 행이 몇 개 필요한가요? `T`는 `ids`의 어느 축을 보면 알 수 있나요?
"""

# %% [markdown] hint="input_vectors"
r"""
`d_model` is `table.shape[-1]`, and `T` is `ids.shape[-1]`, with a batch and without one. An array `(T, d_model)` is added to every sentence of `(..., T, d_model)` by broadcasting.
"""

# %% [markdown] hint="input_vectors" lang="ko"
r"""
`d_model`은 `table.shape[-1]`이고, `T`는 배치가 있든 없든 `ids.shape[-1]`이에요. `(T, d_model)` 배열은 브로드캐스팅 덕분에 `(..., T, d_model)`의 모든 문장에 더해져요.
"""

# %% [markdown] hint="input_vectors"
r"""
`tokens = embed(ids, table) * np.sqrt(table.shape[-1])`. Then add the slice of `positions` up to `ids.shape[-1]`.
"""

# %% [markdown] hint="input_vectors" lang="ko"
r"""
`tokens = embed(ids, table) * np.sqrt(table.shape[-1])`. 그다음 `positions`를 `ids.shape[-1]`까지 잘라서 더하세요.
"""

# %%
print("d_model   row of the table   times the root   position vector   (lengths)")
for width in (16, 128, 512):
    rows = np.random.default_rng(0).normal(0.0, 1.0 / np.sqrt(width), size=(1000, width))
    size = np.linalg.norm(rows, axis=1).mean()
    place = np.linalg.norm(sinusoidal_positions(50, width), axis=1).mean()
    print(f"{width:7d}   {size:16.2f}   {np.sqrt(width) * size:14.2f}   {place:15.2f}")

print("\nlargest difference after attention, with positions")
compare(attention(input_vectors(ids, table, sinusoidal_positions(T, d_model))))

# %% [markdown]
r"""
With the factor, word and place have about the same size at every width ($\sqrt d$ against $\sqrt{d/2}$). Without it, the place would be 16 times the word at $d_{model} = 512$.

And the three zeros are gone. The dog that chases differs from the dog that is chased.
"""

# %% [markdown] lang="ko"
r"""
이 수를 곱하면 폭이 얼마든 단어와 자리의 크기가 비슷해요($\sqrt d$와 $\sqrt{d/2}$). 곱하지 않으면 $d_{model} = 512$에서 자리가 단어의 16배예요.

그리고 0이던 세 숫자가 모두 달라졌어요. 쫓는 개와 쫓기는 개가 이제 달라요.
"""

# %% [markdown]
r"""
## 5 · Experiment: can attention see the order?

Two sentences prove little. Let us try *every* order of a sentence. Its tokens change places, its positions stay: whoever comes to place 0 gets $PE_0$. Then each token's result is compared with its own result from before.

$$\mathrm{gap} = \max \left|\; \mathrm{attention}(X_{order} + P) - \mathrm{attention}(X + P)_{order} \;\right|$$

$X$ are the token vectors `(T, d_model)`, $P$ the positions `(T, d_model)`, and the index *order* means that the rows are put into the new order: row 0 of $X_{order}$ is row `order[0]` of $X$. The gap is one number, the largest absolute difference of all. If attention cannot see the order, it is 0 up to rounding.

Mind what moves: the tokens do, the positions do not. If both moved together, nothing but the numbering would have changed, and the gap would be 0 in every case.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 실험: 어텐션이 순서를 볼 수 있을까요

문장 두 개로는 부족해요. 한 문장을 *모든* 순서로 늘어놓아 봐요. 토큰은 자리를 바꾸고 위치는 제자리에 남아요. 누가 0번 자리에 오든 $PE_0$을 받아요. 그리고 토큰마다 지금의 결과를 바꾸기 전 자기 결과와 비교해요.

$$\mathrm{gap} = \max \left|\; \mathrm{attention}(X_{order} + P) - \mathrm{attention}(X + P)_{order} \;\right|$$

$X$는 토큰 벡터 `(T, d_model)`, $P$는 위치 `(T, d_model)`예요. 아래 첨자 *order*는 행을 새 순서로 놓는다는 뜻이에요. $X_{order}$의 0번 행은 $X$의 `order[0]`번 행이에요. 차이(gap)는 숫자 하나, 모든 차이의 절댓값 가운데 가장 큰 것이에요. 어텐션이 순서를 볼 수 없다면 반올림 오차를 빼고 0이에요.

무엇이 움직이는지 조심하세요. 토큰은 움직이고 위치는 움직이지 않아요. 둘이 함께 움직이면 번호만 바뀐 셈이라, 어떤 경우에도 차이가 0이에요.
"""


# %% exercise="order_gap" kind="experiment" minutes=10 difficulty=2
def order_gap(tokens, positions, order):
    """How far the results of attention move when the tokens change places and the positions stay.

    Args:
        tokens: (T, d_model), token vectors without positions.
        positions: (T, d_model), zeros for none.
        order: (T,), a permutation of 0 to T - 1: row t of the new sentence is row order[t] of the old one.

    Returns:
        One number: the largest absolute difference between attention of the reordered sentence and the
        reordered attention of the sentence. Both sentences get the positions.
    """
    ### BEGIN SOLUTION
    moved = attention(tokens[order] + positions)
    stayed = attention(tokens + positions)[order]
    return np.abs(moved - stayed).max()
    ### END SOLUTION


# %% check="order_gap" points=4
_tokens, _order = rng.normal(size=(4, 6)), np.array([1, 2, 3, 0])
_places = sinusoidal_positions(4, 6)
assert np.ndim(order_gap(_tokens, _places, _order)) == 0, "Does one number come back?"
assert order_gap(_tokens, 0 * _places, _order) < 1e-5, (
    "Without positions each token takes its result along: do you compare each token with itself?"
)
assert order_gap(_tokens, _places, _order) > 0.01, (
    "With positions the gap should not be 0: did the positions move along with the tokens?"
)
assert np.isclose(order_gap(_tokens, _places, _order), order_gap(-_tokens, -_places, _order)), (
    "Does a negative difference count as much as a positive one?"
)

# %% [markdown] hint="order_gap"
r"""
Compute two arrays `(T, d_model)`: the result of the new sentence, and the result of the old sentence with its rows put into the new order.
"""

# %% [markdown] hint="order_gap" lang="ko"
r"""
배열 `(T, d_model)`을 두 개 구하세요. 하나는 새 문장의 결과, 다른 하나는 옛 문장의 결과를 새 순서로 놓은 것이에요.
"""

# %% [markdown] hint="order_gap"
r"""
`a[order]` puts the rows of `a` into the new order. In the first array it stands inside of `attention`, at the tokens only. In the second it stands outside.
"""

# %% [markdown] hint="order_gap" lang="ko"
r"""
`a[order]`는 `a`의 행을 새 순서로 놓아요. 첫째 배열에서는 `attention` 안에서 토큰에만 쓰고, 둘째 배열에서는 밖에서 써요.
"""

# %% [markdown] hint="order_gap"
r"""
`moved = attention(tokens[order] + positions)`. The other is `attention(tokens + positions)`, indexed with `order` afterwards. Then the absolute difference and its maximum.
"""

# %% [markdown] hint="order_gap" lang="ko"
r"""
`moved = attention(tokens[order] + positions)`. 다른 하나는 `attention(tokens + positions)`를 구한 뒤 `order`로 인덱싱한 거예요. 그다음 차이의 절댓값을 구하고 최댓값을 찾으세요.
"""

# %% [markdown]
r"""
### Guess first

"a cat drank the warm milk" has six different tokens, so it can be put into $6! - 1 = 719$ other orders. Three runs: no positions; sinusoids; and a position table drawn at random, as a learned one is before training, with entries as large as those of the sinusoids. For each run guess: is the gap 0 for all orders, for some, for none? And will two tokens that exchange places make as large a gap as six that all move?
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

"a cat drank the warm milk"에는 서로 다른 토큰이 여섯 개 있으니, 다른 순서가 $6! - 1 = 719$가지 있어요. 세 번 실행해요. 위치 없이, 사인파로, 그리고 난수로 뽑은 위치 표로요. 난수 표는 학습하기 전의 위치 표를 대신하고, 값의 크기는 사인파와 같게 했어요. 실행마다 짐작해 보세요. 차이가 0인 순서는 전부일까요, 일부일까요, 하나도 없을까요? 그리고 토큰 두 개만 자리를 바꿔도 여섯 개가 모두 움직일 때만큼 차이가 날까요?
"""

# %%
sentence = ["a", "cat", "drank", "the", "warm", "milk"]
tokens = np.sqrt(d_model) * embed(np.array([words.index(word) for word in sentence]), table)
orders = [np.array(order) for order in itertools.permutations(range(6))][1:]  # without the order as it is
drawn = np.random.default_rng(5).normal(0.0, np.sqrt(0.5), size=(6, d_model))
runs = {
    "no positions": np.zeros((6, d_model)),
    "sinusoids": sinusoidal_positions(6, d_model),
    "random table": drawn,
}
gaps = {
    name: np.array([order_gap(tokens, places, order) for order in orders]) for name, places in runs.items()
}
for name, gap in gaps.items():
    print(f"{name:14s}smallest {gap.min():8.1e}   median {np.median(gap):8.1e}   largest {gap.max():8.1e}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.4), layout="constrained", width_ratios=[1.2, 1])
for height, (name, color, marker) in enumerate(
    (("no positions", "#D55E00", "s"), ("sinusoids", "#0072B2", "o"), ("random table", "#009E73", "^"))
):
    jitter = height + np.random.default_rng(0).uniform(-0.25, 0.25, size=len(orders))
    left.plot(np.maximum(gaps[name], 1e-17), jitter, marker, color=color, markersize=4, alpha=0.5)
left.set_xscale("log")
left.set_yticks(range(3), list(runs))
left.set(
    xlim=(1e-17, 30), xlabel="gap (one point for each of 719 orders)", title="can attention see the order?"
)
counts = np.array([(order != np.arange(6)).sum() for order in orders])  # tokens that moved: 2 to 6
medians = [np.median(gaps["sinusoids"][counts == count]) for count in range(2, 7)]
for count in range(2, 7):
    some = gaps["sinusoids"][counts == count]
    right.plot(np.full(len(some), count), some, "o", color="#56B4E9", markersize=4, alpha=0.4)
right.plot(range(2, 7), medians, "o-", color="#0072B2", linewidth=2.5, label="median")
right.set(xlabel="tokens that moved", ylabel="gap", ylim=(0, 2.3), xticks=range(2, 7), title="sinusoids")
right.legend(frameon=False, loc="lower right")
show(
    fig,
    "Left: the gap of 719 orders on a logarithmic axis. Without positions all points lie near ten to the minus "
    "fifteen, with sinusoids and with a random table all lie near one, some fifteen powers of ten higher. Right: with "
    "sinusoids the median gap rises from about 1.4 when two tokens moved to about 1.8 when all six moved.",
)

# %% [markdown]
r"""
### What you see

**Your number.** Without positions every gap should be below $10^{-12}$: that is rounding, not order. With sinusoids the median should be between 1.5 and 2.0; this run gives 1.77. If yours is 0 in all runs, look at what moves in `order_gap`. If it is large without positions, look at whether both results stand in the same order.

**No order is invisible any more.** With sinusoids the smallest of the 719 gaps is 0.74. Two tokens that exchange places make a median gap of 1.4, six tokens that all move one of 1.8: every token looks at all others, so even a small exchange is felt by the whole sentence.

**The surprise.** A random table does it just as well. To see order at all, attention only needs rows that *differ*. It needs no sine. Then what are the sinusoids good for? For two things that you will build now: they do not end (exercise 6), and from each position to the one $k$ steps on leads always the same road (exercise 7).
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 위치가 없으면 모든 차이가 $10^{-12}$보다 작아야 해요. 그건 순서가 아니라 반올림 오차예요. 사인파를 더하면 중앙값이 1.5와 2.0 사이여야 해요. 여기서는 1.77이 나왔어요. 세 번 다 0이라면 `order_gap`에서 무엇이 움직이는지 보세요. 위치가 없는데도 크다면 두 결과가 같은 순서로 놓여 있는지 보세요.

**보이지 않는 순서는 이제 없어요.** 사인파를 더하면 719가지 가운데 가장 작은 차이도 0.74예요. 토큰 두 개만 자리를 바꿔도 차이의 중앙값이 1.4이고, 여섯 개가 모두 움직이면 1.8이에요. 토큰마다 다른 토큰을 모두 보니까, 작은 자리바꿈도 문장 전체가 느껴요.

**놀라운 점.** 난수 표로도 똑같이 잘돼요. 순서를 보는 것만이 목적이라면 서로 *다른* 행만 있으면 돼요. 사인은 필요 없어요. 그렇다면 사인파는 무엇이 좋을까요? 이제 만들 두 가지예요. 사인파는 끝나지 않고(6번 문제), 어느 위치에서든 $k$칸 뒤로 가는 길이 언제나 같아요(7번 문제).
"""

# %% [markdown]
r"""
## 6 · Spot the bug: learned positions

The other way is older than the Transformer: give every place a row of its own and let training fill it (Gehring et al. 2017, section 3.1). GPT-1, GPT-2 and BERT do this. The table of positions has the shape `(max_length, d_model)`, and it is used like the table of tokens: by lookup. No factor this time, since both tables are learned:

$$x_t = E_{id_t} + P_t$$

The 2017 paper tried both and found "nearly identical results" (section 3.5; Table 3, row E). But a learned table has an end: for place `max_length` there is no row, and nothing was trained for it. BERT has 512 rows, GPT-2 1024. A longer sentence must be refused, not quietly given some other row.

The function below runs, and all its shapes are right. Run it, then the cell behind the hints, and look at the two "the". Then mend the function and choose what was wrong.

- **A**: The token vectors must be multiplied by $\sqrt{d_{model}}$.
- **B**: The rows of the position table are looked up with the ids of the words, not with their places.
- **C**: The positions must be put beside the tokens, not added.
- **D**: The token vectors come from the wrong table.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 버그 찾기: 학습된 위치

다른 방법은 트랜스포머(Transformer)보다 먼저 나왔어요. 자리마다 행을 하나씩 주고 학습이 채우게 하는 거예요(Gehring et al. 2017, 3.1절). GPT-1, GPT-2, BERT가 이렇게 해요. 위치 표의 모양은 `(max_length, d_model)`이고, 토큰의 표처럼 찾아서 써요. 두 표를 모두 학습하니 이번에는 아무것도 곱하지 않아요.

$$x_t = E_{id_t} + P_t$$

2017년 논문은 둘 다 해 보고 "거의 같은 결과"를 얻었어요(3.5절, 표 3의 E행). 하지만 학습된 표에는 끝이 있어요. `max_length`번 자리에는 행이 없고, 그 자리를 위해 학습한 것도 없어요. BERT는 512개, GPT-2는 1024개의 행을 가지고 있어요. 더 긴 문장은 거절해야지, 슬그머니 다른 행을 주면 안 돼요.

아래 함수는 잘 돌아가고 모양도 모두 맞아요. 실행한 다음, 힌트 뒤에 있는 셀도 실행해서 두 "the"를 살펴보세요. 그런 다음 함수를 고치고, 무엇이 틀렸는지 고르세요.

- **A**: 토큰 벡터에 $\sqrt{d_{model}}$을 곱해야 해요.
- **B**: 위치 표의 행을 단어의 자리가 아니라 단어의 id로 찾아요.
- **C**: 위치를 더하지 말고 토큰 옆에 이어 붙여야 해요.
- **D**: 토큰 벡터를 엉뚱한 표에서 가져와요.
"""


# %% exercise="learned_input" kind="bug" bug="positions_looked_up_with_ids" minutes=8 difficulty=2
def learned_input(ids, table, position_table):
    """Token vectors plus learned positions, as in GPT and BERT.

    Args:
        ids: (..., T), whole numbers from 0 to n_tokens - 1.
        table: (n_tokens, d_model)
        position_table: (max_length, d_model); row t belongs to the token at place t.

    Returns:
        (..., T, d_model): the row of each token plus the row of its place, without any factor.

    Raises:
        IndexError or ValueError: the sentence is longer than position_table.

    Source: Gehring et al. 2017, section 3.1.
    """
    ### BEGIN SOLUTION
    places = np.arange(ids.shape[-1])  # (T,)
    return embed(ids, table) + embed(places, position_table)
    ### END SOLUTION
    ### BEGIN BUG
    # tokens = embed(ids, table)
    # positions = embed(ids, position_table)
    # return tokens + positions
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
learned_input_reason = "B"
### END SOLUTION

# %% check="learned_input" points=3
_places = rng.normal(size=(12, 16))
_learned = learned_input(ids, table, _places)
assert np.shape(_learned) == (2, 5, 16), "Is there one vector for each token?"
assert not np.allclose(_learned[0, 0], _learned[0, 3]), (
    "The two 'the' of sentence 1 stand at different places: why have they the same vector?"
)
assert np.allclose(_learned - embed(ids, table), _places[:5], atol=1e-5), (
    "Take the tokens away again: are the first five rows of the position table left, for both sentences?"
)
try:
    learned_input(ids, table, _places[:4])
except (IndexError, ValueError):
    pass
else:
    raise AssertionError("Five tokens, four positions: which row did the last token get?")
assert learned_input_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="learned_input"
r"""
Run `learned_input` for sentence 1 and print rows 0 and 3. Both are "the". What should make them different?
"""

# %% [markdown] hint="learned_input" lang="ko"
r"""
문장 1로 `learned_input`을 실행하고 0번 행과 3번 행을 출력해 보세요. 둘 다 "the"예요. 무엇이 둘을 다르게 만들어야 하나요?
"""

# %% [markdown] hint="learned_input"
r"""
`embed` is used twice, and that is fine. But an index into the position table must be a place: 0, 1, 2, …, and not the name of a word.
"""

# %% [markdown] hint="learned_input" lang="ko"
r"""
`embed`를 두 번 쓰는 것은 괜찮아요. 하지만 위치 표의 인덱스는 단어의 이름이 아니라 자리, 곧 0, 1, 2, …여야 해요.
"""

# %% [markdown] hint="learned_input"
r"""
The places are `np.arange(ids.shape[-1])`. Look these up in the position table, and leave the line with the tokens as it is. NumPy itself refuses a place that the table does not have.
"""

# %% [markdown] hint="learned_input" lang="ko"
r"""
자리는 `np.arange(ids.shape[-1])`이에요. 위치 표에서 이것을 찾고, 토큰이 있는 줄은 그대로 두세요. 표에 없는 자리는 NumPy가 알아서 거절해요.
"""

# %%
position_table = np.random.default_rng(6).normal(0.0, 0.25, size=(9, d_model))  # "max_length" is 9
vectors = learned_input(ids, table, position_table)
print("the two 'the' of sentence 1 differ by", np.abs(vectors[0, 0] - vectors[0, 3]).max().round(2))

long = np.zeros((12,), dtype=int)  # twelve times "a"
try:
    print("learned, 12 tokens:", learned_input(long, table, position_table).shape)
except (IndexError, ValueError) as error:
    print("learned, 12 tokens:", type(error).__name__, "-", error)
print("fixed,   12 tokens:", input_vectors(long, table, sinusoidal_positions(12, d_model)).shape)

# %% [markdown]
r"""
| | fixed (sinusoids) | learned |
|---|---|---|
| numbers to train | none | max_length · d_model; BERT-base: 512 · 768 = 393,216 |
| beyond the longest sentence of training | goes on | no row: cut the text, or add rows and train them |
| can adapt to the data | no | yes |
| who | the 2017 model | GPT-1, GPT-2, BERT |

"Goes on" does not mean "works well". The authors wrote that the sinusoids *may* let the model reach longer texts than it was trained on (section 3.5). Press et al. (2021, section 2) measured it: models with sinusoids soon become worse beyond the length they were trained on. The vectors are there; the model has never seen them.
"""

# %% [markdown] lang="ko"
r"""
| | 고정(사인파) | 학습 |
|---|---|---|
| 학습할 숫자 | 없어요 | max_length · d_model. BERT-base라면 512 · 768 = 393,216 |
| 학습 때 가장 길었던 문장을 넘어서면 | 계속 이어져요 | 행이 없어요. 글을 자르거나, 행을 더해 학습해요 |
| 데이터에 맞출 수 있나요 | 아니요 | 네 |
| 쓰는 모델 | 2017년 모델 | GPT-1, GPT-2, BERT |

'이어진다'는 말이 '잘된다'는 뜻은 아니에요. 저자들은 사인파를 쓰면 학습 때보다 긴 글도 다룰 수 있을지 *모른다*고 썼어요(3.5절). Press et al.(2021, 2절)이 재 보니, 사인파를 쓴 모델은 학습한 길이를 넘어서면 곧 나빠졌어요. 벡터는 있지만, 모델이 한 번도 본 적 없는 벡터예요.
"""

# %% [markdown]
r"""
## 7 · A shift is a rotation

Why sines and cosines? The authors' reason (section 3.5): for every fixed offset $k$, $PE_{pos+k}$ is a linear function of $PE_{pos}$. They hoped that this makes it easy to attend by relative position, such as "three words back".

The clocks show why it holds. Three positions further on, the hand of pair $i$ has turned by $3\,\omega_i$, **wherever it stood before**. To turn a hand by a fixed angle is a rotation, and a rotation is a matrix.

![Two rows of three clocks with speeds 1, 0.3 and 0.1 radian a step. In the first row the hands go from position 1 to position 4, in the second from position 6 to position 9. The dashed hands before and the blue hands after stand elsewhere in the two rows, but the shaded turn between them is the same in each column: 3.0, 0.9 and 0.3 radian.](figures/day03_shift.svg)

For one pair, write $a = pos \cdot \omega_i$ and $b = k\,\omega_i$. From school:

$$\sin(a + b) = \cos b\, \sin a + \sin b\, \cos a, \qquad \cos(a + b) = -\sin b\, \sin a + \cos b\, \cos a$$

As a matrix, with the sine on top because it comes first in the pair:

$$\begin{pmatrix} \sin(a+b) \\ \cos(a+b) \end{pmatrix} = \begin{pmatrix} \cos b & \sin b \\ -\sin b & \cos b \end{pmatrix} \begin{pmatrix} \sin a \\ \cos a \end{pmatrix}$$

The position $a$ does not occur in the matrix. For a whole row of the table such 2 × 2 blocks stand along the diagonal of a matrix $M_k$ of shape `(d_model, d_model)`, block $i$ in rows and columns $2i$ and $2i+1$, with its own angle $b_i = k\,\omega_i$; everything else is 0. Then, for **every** position,

$$PE_{pos+k} = M_k\, PE_{pos}$$

($PE_{pos}$ as a column, the matrix on its left. For a table with positions in rows that is `table @ M.T`.) A negative $k$ turns back; $k = 0$ gives the identity.

**By hand.** $d_{model} = 2$, $k = 1$: $M_1 = \begin{pmatrix} 0.540 & 0.841 \\ -0.841 & 0.540 \end{pmatrix}$. Applied to position 0, $(0, 1)$, it gives $(0.841, 0.540) = (\sin 1, \cos 1)$: position 1.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 위치를 옮기는 것은 회전이에요

왜 하필 사인과 코사인일까요? 저자들의 이유는 이래요(3.5절). 정해진 간격 $k$마다 $PE_{pos+k}$가 $PE_{pos}$의 선형 함수(linear function)라는 거예요. 그래서 '세 단어 앞'처럼 상대적인 위치에 주목하는 법을 쉽게 배우리라 기대했어요.

왜 그런지는 시계가 보여 줘요. 세 칸 뒤에서 쌍 $i$의 바늘은 $3\,\omega_i$만큼 더 돌아 있어요. **전에 어디를 가리켰든** 그래요. 바늘을 정해진 각도만큼 돌리는 것이 회전이고, 회전은 행렬이에요.

![빠르기가 한 칸에 1, 0.3, 0.1라디안인 시계 세 개가 두 줄 있어요. 첫째 줄에서는 바늘이 위치 1에서 위치 4로, 둘째 줄에서는 위치 6에서 위치 9로 가요. 점선으로 그린 이전 바늘과 파란 이후 바늘은 두 줄에서 서로 다른 곳을 가리키지만, 그 사이에 색칠한 회전은 열마다 똑같이 3.0, 0.9, 0.3라디안이에요.](figures/day03_shift.svg)

쌍 하나를 볼게요. $a = pos \cdot \omega_i$, $b = k\,\omega_i$라고 쓰면, 학교에서 배운 대로

$$\sin(a + b) = \cos b\, \sin a + \sin b\, \cos a, \qquad \cos(a + b) = -\sin b\, \sin a + \cos b\, \cos a$$

쌍에서 사인이 먼저 오니까 사인을 위에 두고 행렬로 쓰면

$$\begin{pmatrix} \sin(a+b) \\ \cos(a+b) \end{pmatrix} = \begin{pmatrix} \cos b & \sin b \\ -\sin b & \cos b \end{pmatrix} \begin{pmatrix} \sin a \\ \cos a \end{pmatrix}$$

행렬 안에는 위치 $a$가 없어요. 표의 행 전체를 옮기려면 이런 2 × 2 블록을 모양이 `(d_model, d_model)`인 행렬 $M_k$의 대각선을 따라 놓아요. 블록 $i$는 $2i$번과 $2i+1$번 행과 열에 있고, 각도는 자기만의 $b_i = k\,\omega_i$예요. 나머지는 모두 0이에요. 그러면 **모든** 위치에서

$$PE_{pos+k} = M_k\, PE_{pos}$$

($PE_{pos}$는 열벡터이고 행렬이 그 왼쪽에 있어요. 위치가 행으로 놓인 표라면 `table @ M.T`예요.) $k$가 음수이면 거꾸로 돌리고, $k = 0$이면 단위행렬이에요.

**손으로 해 보기.** $d_{model} = 2$, $k = 1$이면 $M_1 = \begin{pmatrix} 0.540 & 0.841 \\ -0.841 & 0.540 \end{pmatrix}$이에요. 위치 0인 $(0, 1)$에 쓰면 $(0.841, 0.540) = (\sin 1, \cos 1)$, 곧 위치 1이 나와요.
"""


# %% exercise="shift_matrix" minutes=15 difficulty=3
def shift_matrix(offset, d_model):
    """The matrix that takes every sinusoidal position vector to the one `offset` positions further on.

    Args:
        offset: whole number of positions; negative goes back.
        d_model: an even number.

    Returns:
        (d_model, d_model): shift_matrix(k, d_model) @ PE[pos] is PE[pos + k] for every pos, where PE is the table
        of sinusoidal_positions.

    Source: Vaswani et al. 2017, section 3.5 (that such a linear function exists).
    """
    ### BEGIN SOLUTION
    matrix = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):  # i is the first column of a pair
        angle = offset * 10000.0 ** (-i / d_model)
        matrix[i, i], matrix[i, i + 1] = np.cos(angle), np.sin(angle)
        matrix[i + 1, i], matrix[i + 1, i + 1] = -np.sin(angle), np.cos(angle)
    return matrix
    ### END SOLUTION


# %% check="shift_matrix" points=5
assert np.shape(shift_matrix(3, 6)) == (6, 6), "Does the matrix take six numbers to six numbers?"
assert np.allclose(shift_matrix(1, 2), [[0.5403, 0.8415], [-0.8415, 0.5403]], atol=1e-4), (
    "One pair, one step: do you get the matrix from above? Which sine has the minus?"
)
assert np.allclose(shift_matrix(0, 6), np.eye(6), atol=1e-5), "A shift by 0 should change nothing: does it?"
_places = sinusoidal_positions(30, 6)
assert np.allclose(_places[:25] @ shift_matrix(5, 6).T, _places[5:], atol=1e-4), (
    "Five steps on, for positions 0 to 24: does each pair turn by its own angle?"
)
assert np.allclose(shift_matrix(-5, 6) @ _places[25], _places[20], atol=1e-4), (
    "Does a negative offset go back?"
)

# %% [markdown] hint="shift_matrix"
r"""
Begin with `np.zeros((d_model, d_model))` and fill in one block of four numbers for each pair. Which angle does pair $i$ turn by?
"""

# %% [markdown] hint="shift_matrix" lang="ko"
r"""
`np.zeros((d_model, d_model))`에서 시작해 쌍마다 숫자 네 개짜리 블록을 채우세요. 쌍 $i$는 얼마만큼 도나요?
"""

# %% [markdown] hint="shift_matrix"
r"""
The angle of pair $i$ is `offset / 10000 ** (2 * i / d_model)`, as in `sinusoidal_positions` with `offset` in place of `pos`. The upper right of the block is plus the sine, the lower left minus the sine.
"""

# %% [markdown] hint="shift_matrix" lang="ko"
r"""
쌍 $i$의 각도는 `offset / 10000 ** (2 * i / d_model)`이에요. `sinusoidal_positions`에서 `pos` 자리에 `offset`을 쓴 것과 같아요. 블록의 오른쪽 위는 플러스 사인, 왼쪽 아래는 마이너스 사인이에요.
"""

# %% [markdown] hint="shift_matrix"
r"""
For each `i` in `range(d_model // 2)` assign to the slice `matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2]` the list `[[c, s], [-s, c]]`, with `c` and `s` the cosine and the sine of the angle.
"""

# %% [markdown] hint="shift_matrix" lang="ko"
r"""
`range(d_model // 2)`의 `i`마다 슬라이스 `matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2]`에 리스트 `[[c, s], [-s, c]]`를 넣으세요. `c`와 `s`는 각도의 코사인과 사인이에요.
"""

# %% [markdown]
r"""
### Only the sinusoids have such a matrix

Is this special, or has any table a matrix that shifts it? Let NumPy search for the best one, by least squares over 400 positions, for the sinusoids and for a random table with entries of the same size.
"""

# %% [markdown] lang="ko"
r"""
### 이런 행렬은 사인파에만 있어요

이게 특별한 걸까요, 아니면 어떤 표에든 옮기는 행렬이 있을까요? NumPy에게 가장 좋은 행렬을 찾게 해 봐요. 위치 400개에 대해 최소제곱법(least squares)으로, 사인파에서 한 번, 값의 크기가 같은 난수 표에서 한 번 찾아요.
"""

# %%
tables = {
    "sinusoids": sinusoidal_positions(400, 64),
    "random table": np.random.default_rng(7).normal(0.0, np.sqrt(0.5), size=(400, 64)),
}
print("root mean square error of the best shift matrix (entries themselves: 0.71)")
for name, places in tables.items():
    for k in (1, 10):
        best = np.linalg.lstsq(places[:-k], places[k:], rcond=None)[0]
        error = np.sqrt(np.mean((places[:-k] @ best - places[k:]) ** 2))
        print(f"  {name:13s} {k:3d} positions on: {error:.1e}")
error = np.sqrt(np.mean((tables["sinusoids"][:-10] @ shift_matrix(10, 64).T - tables["sinusoids"][10:]) ** 2))
print(f"  sinusoids      10 positions on: {error:.1e} with your matrix")

# %% [markdown]
r"""
For the random table the best matrix is wrong by 0.64 where the numbers themselves have size 0.71: little better than answering 0. For the sinusoids the error is rounding, with the matrix that was found and with yours.

### Two positions, one dot product

Attention compares by dot products. What is the product of two positions? For each pair it is $\sin a \sin a' + \cos a \cos a' = \cos(a - a')$, so

$$PE_{p} \cdot PE_{p+k} = \sum_{i} \cos(k\,\omega_i)$$

$p$ has dropped out. Only the distance counts. The next cell draws it for three positions.
"""

# %% [markdown] lang="ko"
r"""
난수 표에서는 값의 크기가 0.71인데 가장 좋은 행렬도 0.64만큼 틀려요. 그냥 0이라고 답하는 것과 별로 다르지 않아요. 사인파에서는 찾아낸 행렬도 여러분의 행렬도 반올림 오차밖에 없어요.

### 두 위치의 내적

어텐션은 내적으로 비교해요. 두 위치의 내적은 무엇일까요? 쌍마다 $\sin a \sin a' + \cos a \cos a' = \cos(a - a')$이니까

$$PE_{p} \cdot PE_{p+k} = \sum_{i} \cos(k\,\omega_i)$$

$p$가 사라졌어요. 거리만 남아요. 다음 셀에서 위치 세 곳에 대해 그려 봐요.
"""

# %%
places = sinusoidal_positions(200, 128)
fig, axes = plt.subplots(figsize=(8.5, 4.2), layout="constrained")
distances = np.arange(-50, 51)
for start, color, marker in ((60, "#0072B2", "o"), (100, "#D55E00", "s"), (140, "#009E73", "^")):
    products = places[start + distances] @ places[start]
    offset = {60: 0, 100: 3, 140: 6}[start]
    axes.plot(
        distances[offset::9],
        products[offset::9],
        marker,
        color=color,
        markersize=7,
        label=f"from position {start}",
    )
axes.plot(distances, products, color="#6B6B6B", linewidth=1.5, zorder=0)
axes.set(xlabel="distance k", ylabel="dot product", ylim=(0, 70), title="d_model = 128")
axes.legend(frameon=False)
show(
    fig,
    "The dot product of two position vectors against their distance from minus 50 to 50. The markers of the three "
    "starting positions 60, 100 and 140 lie on one curve. It has a sharp peak of 64 at distance 0, falls with small "
    "waves to about 30 on both sides, and is the same to the left and to the right.",
)

# %% [markdown]
r"""
Near is similar, far is less similar, and it does not matter where one stands. But the curve is **symmetric**: the plain product cannot tell "three before" from "three after". The rotation can, and learned matrices $W_Q$ and $W_K$ (Day 5) give the model a way to use it: between query and key they can put a matrix like $M_k$.

**An outlook.** If the rotation is what counts, why add positions at all? RoPE (Su et al. 2021, section 3.2) adds nothing: it *rotates* queries and keys by the angle of their position, pair by pair, and every dot product then depends on the distance alone. Llama and many others do this. You build it on Day 17, from the clocks of today.
"""

# %% [markdown] lang="ko"
r"""
가까우면 비슷하고, 멀면 덜 비슷하고, 어디에 서 있는지는 상관없어요. 그런데 곡선이 **대칭**이에요. 내적만으로는 '세 칸 앞'과 '세 칸 뒤'를 구별할 수 없어요. 회전은 구별해요. 학습되는 행렬 $W_Q$와 $W_K$(5일 차)가 있으면 모델이 그 회전을 쓸 수 있어요. 쿼리(query)와 키(key) 사이에 $M_k$ 같은 행렬을 놓을 수 있으니까요.

**미리 보기.** 중요한 것이 회전이라면 굳이 위치를 더해야 할까요? RoPE(Su et al. 2021, 3.2절)는 아무것도 더하지 않아요. 쿼리와 키를 자기 위치의 각도만큼 쌍마다 *돌려요*. 그러면 모든 내적이 거리에 따라서만 달라져요. Llama를 비롯한 많은 모델이 이렇게 해요. 17일 차에 오늘의 시계로 직접 만들 거예요.
"""

# %% [markdown]
r"""
## 8 · Relative positions: who is how far from whom?

So far every token knew its own place: **absolute** positions. Often another question is nearer to language: not "am I at place 17?" but "is it the word just before me?". **Relative** positions belong to a *pair* of tokens. Take the token that looks at place $i$ (the query) and the token that is looked at, at place $j$ (the key). The offset is

$$\mathrm{offset}_{ij} = j - i$$

Positive: the key comes later. Negative: it came before. 0: the same place.

| queries | keys | result |
|---|---|---|
| `q_len` | `k_len` | `(q_len, k_len)`, row $i$ for query $i$ |

The two lengths may differ, for instance when a sentence looks at another one. Both are counted from 0 here.

**By hand.** 2 queries, 4 keys: $\begin{pmatrix} 0 & 1 & 2 & 3 \\ -1 & 0 & 1 & 2 \end{pmatrix}$.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 상대 위치: 누가 누구와 얼마나 떨어져 있나요

지금까지는 토큰마다 자기 자리를 알았어요. **절대**(absolute) 위치예요. 그런데 언어에는 다른 질문이 더 어울릴 때가 많아요. '내가 17번 자리에 있나?'보다 '바로 앞 단어인가?'가 궁금하죠. **상대**(relative) 위치는 토큰 *두 개*의 것이에요. 바라보는 토큰(쿼리)이 $i$번 자리에, 대상이 되는 토큰(키)이 $j$번 자리에 있다면 오프셋(offset)은

$$\mathrm{offset}_{ij} = j - i$$

양수이면 키가 뒤에 오고, 음수이면 앞에 있었고, 0이면 같은 자리예요.

| 쿼리 | 키 | 결과 |
|---|---|---|
| `q_len` | `k_len` | `(q_len, k_len)`, $i$번 행이 쿼리 $i$의 것 |

두 길이는 다를 수 있어요. 이를테면 한 문장이 다른 문장을 볼 때 그래요. 여기서는 둘 다 0부터 세요.

**손으로 해 보기.** 쿼리 2개, 키 4개: $\begin{pmatrix} 0 & 1 & 2 & 3 \\ -1 & 0 & 1 & 2 \end{pmatrix}$.
"""


# %% exercise="relative_offsets" minutes=5 difficulty=1
def relative_offsets(q_len, k_len):
    """How far each key is from each query.

    Args:
        q_len: number of queries, at the positions 0 to q_len - 1.
        k_len: number of keys, at the positions 0 to k_len - 1.

    Returns:
        (q_len, k_len), an array of whole numbers: position of the key minus position of the query.

    Source: Shaw et al. 2018, section 3.2.
    """
    ### BEGIN SOLUTION
    return np.arange(k_len) - np.arange(q_len)[:, None]
    ### END SOLUTION


# %% check="relative_offsets" points=2
assert hasattr(relative_offsets(2, 4), "shape"), "Is the result an array, and not a list of lists?"
assert np.shape(relative_offsets(2, 4)) == (2, 4), "Two queries, four keys: is there one row for each query?"
assert np.array_equal(relative_offsets(2, 4), [[0, 1, 2, 3], [-1, 0, 1, 2]]), (
    "Do you get the array from above? Which position is subtracted from which?"
)
assert np.array_equal(np.diag(relative_offsets(5, 5)), np.zeros(5)), "How far is a token from itself?"

# %% [markdown] hint="relative_offsets"
r"""
Query positions make a column, key positions a row. What does NumPy make of a row minus a column?
"""

# %% [markdown] hint="relative_offsets" lang="ko"
r"""
쿼리의 위치는 열로, 키의 위치는 행으로 놓으세요. 행에서 열을 빼면 NumPy는 무엇을 만드나요?
"""

# %% [markdown] hint="relative_offsets"
r"""
`np.arange(q_len)[:, None]` is a column `(q_len, 1)`; `np.arange(k_len)` is a row `(k_len,)`. Broadcasting makes `(q_len, k_len)` of the two.
"""

# %% [markdown] hint="relative_offsets" lang="ko"
r"""
`np.arange(q_len)[:, None]`은 열 `(q_len, 1)`이고, `np.arange(k_len)`은 행 `(k_len,)`이에요. 브로드캐스팅이 둘을 `(q_len, k_len)`으로 만들어요.
"""

# %% [markdown] hint="relative_offsets"
r"""
The key comes first in the difference: the row of key positions minus the column of query positions.
"""

# %% [markdown] hint="relative_offsets" lang="ko"
r"""
뺄셈에서 키가 먼저예요. 키 위치의 행에서 쿼리 위치의 열을 빼세요.
"""

# %% [markdown]
r"""
## 9 · A table for offsets

Shaw et al. (2018, section 3.2) give every *offset* a learned row. There could be endlessly many offsets, so they clip: what is further away than $m$ counts as $m$ away. Far away, they suppose, the exact distance does not matter; in their experiments the results hardly changed for any $m$ from 2 on (section 4.3). Clipped offsets run from $-m$ to $m$, so the table has $2m + 1$ rows. Since a table has no row $-m$, everything is moved up by $m$:

$$\mathrm{index}_{ij} = \min(\max(j - i,\; -m),\; m) + m$$

| offset | … $-m$ | … | $-1$ | 0 | 1 | … | $m$ … |
|---|---|---|---|---|---|---|---|
| row | 0 | … | $m-1$ | $m$ | $m+1$ | … | $2m$ |

The rows then take part in the scores of attention, between query and key. Nothing is added to the tokens, and a sentence may be as long as you like: far is far. (T5 does it with one number for each offset, Day 15.)

**By hand.** $m = 1$, 2 queries, 4 keys. Clipped: $\begin{pmatrix} 0 & 1 & 1 & 1 \\ -1 & 0 & 1 & 1 \end{pmatrix}$. Rows: $\begin{pmatrix} 1 & 2 & 2 & 2 \\ 0 & 1 & 2 & 2 \end{pmatrix}$.
"""

# %% [markdown] lang="ko"
r"""
## 9 · 오프셋의 표

Shaw et al.(2018, 3.2절)은 *오프셋*마다 학습되는 행을 하나씩 줘요. 오프셋은 끝없이 많을 수 있으니 잘라 내요(clip). $m$보다 멀리 있으면 $m$만큼 떨어진 것으로 쳐요. 저자들은 멀어지면 정확한 거리가 중요하지 않다고 봤고, 실험에서도 $m$이 2 이상이면 결과가 거의 달라지지 않았어요(4.3절). 잘라 낸 오프셋은 $-m$부터 $m$까지이니 표의 행은 $2m + 1$개예요. 표에는 $-m$번 행이 없으니까 모두 $m$만큼 올려요.

$$\mathrm{index}_{ij} = \min(\max(j - i,\; -m),\; m) + m$$

| 오프셋 | … $-m$ | … | $-1$ | 0 | 1 | … | $m$ … |
|---|---|---|---|---|---|---|---|
| 행 | 0 | … | $m-1$ | $m$ | $m+1$ | … | $2m$ |

이 행은 쿼리와 키 사이, 어텐션의 점수에 끼어들어요. 토큰에는 아무것도 더하지 않고, 문장은 얼마든지 길어도 돼요. 먼 것은 그냥 먼 것이니까요. (T5는 오프셋마다 숫자 하나로 이 일을 해요. 15일 차에 나와요.)

**손으로 해 보기.** $m = 1$, 쿼리 2개, 키 4개예요. 잘라 내면 $\begin{pmatrix} 0 & 1 & 1 & 1 \\ -1 & 0 & 1 & 1 \end{pmatrix}$, 행 번호는 $\begin{pmatrix} 1 & 2 & 2 & 2 \\ 0 & 1 & 2 & 2 \end{pmatrix}$예요.
"""


# %% exercise="relative_index" minutes=6 difficulty=2
def relative_index(q_len, k_len, max_distance):
    """Which row of a table with 2 * max_distance + 1 rows belongs to each pair of query and key.

    Args:
        q_len: number of queries.
        k_len: number of keys.
        max_distance: offsets further away count as this far away; 1 or more.

    Returns:
        (q_len, k_len), an array of integers from 0 to 2 * max_distance, fit to index a table with.

    Source: Shaw et al. 2018, section 3.2.
    """
    ### BEGIN SOLUTION
    clipped = np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance)
    return clipped + max_distance
    ### END SOLUTION


# %% check="relative_index" points=3
assert np.array_equal(relative_index(2, 4, 1), [[1, 2, 2, 2], [0, 1, 2, 2]]), (
    "Do you get the rows from above?"
)
assert np.array_equal(np.diag(relative_index(6, 6, 4)), np.full(6, 4)), (
    "Offset 0: is it the middle row of the table?"
)
_index = relative_index(7, 9, 2)
assert np.min(_index) == 0, "Are there rows below 0? What does NumPy do with row -1?"
assert np.max(_index) == 4, "Which is the last row of a table with 2 * 2 + 1 rows?"
assert "int" in str(_index.dtype), "Can a table be indexed with your result? Which dtype has it?"

# %% [markdown] hint="relative_index"
r"""
Take the offsets of exercise 8, clip them on *both* sides, then move them up so that the smallest is 0.
"""

# %% [markdown] hint="relative_index" lang="ko"
r"""
8번 문제의 오프셋을 *양쪽*에서 잘라 내고, 가장 작은 값이 0이 되도록 올리세요.
"""

# %% [markdown] hint="relative_index"
r"""
`np.clip(array, low, high)` does both sides at once. The lower end is `-max_distance`, not 0.
"""

# %% [markdown] hint="relative_index" lang="ko"
r"""
`np.clip(array, low, high)`는 양쪽을 한꺼번에 잘라요. 아래쪽 끝은 0이 아니라 `-max_distance`예요.
"""

# %% [markdown] hint="relative_index"
r"""
Clip `relative_offsets(q_len, k_len)` between `-max_distance` and `max_distance`, and add `max_distance` to the result.
"""

# %% [markdown] hint="relative_index" lang="ko"
r"""
`relative_offsets(q_len, k_len)`를 `-max_distance`와 `max_distance` 사이로 자르고, 그 결과에 `max_distance`를 더하세요.
"""


# %%
def number_map(axes, numbers, title):
    """Draw an array of whole numbers (q_len, k_len) as coloured squares."""
    axes.imshow(numbers, cmap="cividis")
    middle = (numbers.min() + numbers.max()) / 2
    for i, j in np.ndindex(numbers.shape):
        ink = "black" if numbers[i, j] > middle else "white"
        axes.text(j, i, f"{numbers[i, j]:.0f}", ha="center", va="center", color=ink)
    axes.set(title=title, xlabel="key (is looked at)", ylabel="query (looks)")
    axes.set_xticks(range(numbers.shape[1]))
    axes.set_yticks(range(numbers.shape[0]))


fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
number_map(left, relative_offsets(5, 7), "offsets: key minus query")
number_map(right, relative_index(5, 7, 2), "rows of a table with 5 rows")
show(
    fig,
    "Two grids of numbers with 5 queries as rows and 7 keys as columns. Left the offsets: 0 along the diagonal, growing "
    "to 6 at the upper right and falling to minus 4 at the lower left. Right the table rows for a greatest distance of "
    "2: 2 along the diagonal, 4 everywhere further to the right, 0 everywhere further to the left.",
)

# %% [markdown]
r"""
Along each diagonal the number is the same: "one back" is the same row for every token. That is what relative means.

## 10 · Quiz

Choose one letter for each question.

**`same_word`**: "the dog saw the cat" goes through a *trained* attention layer without positions. The two "the" come out …

- **A** as different vectors, because their neighbours differ;
- **B** as equal vectors;
- **C** as equal vectors before training and different ones after it.

**`too_long`**: a model with a learned position table of 512 rows gets a text of 600 tokens.

- **A** The rows for the places from 512 on are continued from the others by the formula.
- **B** There are no such rows: the text must be cut, or rows must be added and trained.
- **C** The places begin at 0 again, and the model works as before.

**`sines_in_front`**: you load trained weights of a model whose position table has all sines in front, and give it your own table.

- **A** Nothing changes, since the numbers are the same.
- **B** An error: the shapes do not fit.
- **C** No error, but the weights read numbers that stand in other columns than in training.

**`where_to_scale`**: where does $\sqrt{d_{model}}$ belong in the 2017 model?

- **A** On the token vectors, before the positions are added.
- **B** On the sum of token and position.
- **C** On the positions, before they are added.

**`add_or_concatenate`**: what speaks for adding positions instead of putting them side by side?

- **A** The vectors keep their width, and so do all matrices that read them.
- **B** From the sum, word and place can always be computed back exactly.
- **C** Attention cannot work with vectors that were put side by side.

**`same_product`**: for sinusoids, $PE_5 \cdot PE_9$ equals …

- **A** $PE_0 \cdot PE_{14}$
- **B** $PE_5 \cdot PE_5$
- **C** $PE_{20} \cdot PE_{24}$
"""

# %% [markdown] lang="ko"
r"""
대각선을 따라가면 숫자가 같아요. '한 칸 앞'은 어느 토큰에게나 같은 행이에요. 이것이 상대적이라는 말의 뜻이에요.

## 10 · 퀴즈

질문마다 글자를 하나씩 고르세요.

**`same_word`**: "the dog saw the cat"을 위치 없이 *학습이 끝난* 어텐션 층에 넣어요. 두 "the"는 어떻게 나올까요?

- **A** 이웃이 다르니까 서로 다른 벡터로 나와요.
- **B** 같은 벡터로 나와요.
- **C** 학습하기 전에는 같은 벡터, 학습한 뒤에는 다른 벡터로 나와요.

**`too_long`**: 학습된 위치 표의 행이 512개인 모델에 토큰 600개짜리 글을 넣어요.

- **A** 512번 자리부터는 식이 다른 행들에서 이어서 만들어 줘요.
- **B** 그런 행은 없어요. 글을 자르거나, 행을 더해 학습해야 해요.
- **C** 자리가 0부터 다시 시작하고, 모델은 전처럼 동작해요.

**`sines_in_front`**: 사인이 모두 앞쪽에 있는 위치 표로 학습한 가중치를 불러와서, 여러분이 만든 표를 넣어요.

- **A** 숫자가 같으니 아무것도 달라지지 않아요.
- **B** 모양이 맞지 않아 오류가 나요.
- **C** 오류는 없지만, 가중치가 학습 때와 다른 열에 놓인 숫자를 읽어요.

**`where_to_scale`**: 2017년 모델에서 $\sqrt{d_{model}}$은 어디에 곱하나요?

- **A** 위치를 더하기 전의 토큰 벡터에 곱해요.
- **B** 토큰과 위치를 더한 것에 곱해요.
- **C** 더하기 전의 위치에 곱해요.

**`add_or_concatenate`**: 위치를 이어 붙이지 않고 더하면 무엇이 좋은가요?

- **A** 벡터의 폭이 그대로이고, 그 벡터를 읽는 행렬의 크기도 그대로예요.
- **B** 합에서 단어와 자리를 언제나 정확히 되찾을 수 있어요.
- **C** 어텐션은 이어 붙인 벡터로는 동작할 수 없어요.

**`same_product`**: 사인파에서 $PE_5 \cdot PE_9$와 같은 것은 무엇인가요?

- **A** $PE_0 \cdot PE_{14}$
- **B** $PE_5 \cdot PE_5$
- **C** $PE_{20} \cdot PE_{24}$
"""

# %% exercise="position_quiz" kind="quiz" minutes=7 difficulty=1
# For each question one letter: "A", "B" or "C".
### BEGIN SOLUTION
position_quiz = {
    "same_word": "B",
    "too_long": "B",
    "sines_in_front": "C",
    "where_to_scale": "A",
    "add_or_concatenate": "A",
    "same_product": "C",
}
### END SOLUTION

# %% check="position_quiz" points=3
assert len(position_quiz) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in position_quiz.values()), "Which questions have no answer yet?"
assert set(position_quiz.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown]
r"""
## 11 · In your own words

Somebody who has just read about attention says: "Attention looks at all words at once, so of course it knows in which order they stand. And if it did not, one could simply number them."
"""

# %% [markdown] lang="ko"
r"""
## 11 · 자신의 말로

어텐션을 막 공부한 사람이 이렇게 말해요. "어텐션은 모든 단어를 한꺼번에 보니까 단어가 어떤 순서로 놓였는지도 당연히 알지. 모른다고 해도 번호만 붙이면 되잖아."
"""

# %% [markdown] exercise="why_positions" kind="explain" points=4 minutes=11 difficulty=2
r"""
**Explain.** Answer both sentences. Why does attention without positions not see the order, what happens to the results when two words change places, and what does a position vector change about it? What do sinusoids have that the plain number $pos$, or a random vector for each place, has not? Name one thing that sinusoids do *not* promise. Six to ten sentences.

### BEGIN SOLUTION
Attention compares every vector with every other one and averages them; nowhere does it ask at which place a vector stands. If two words change places, the scores are the same numbers in other rows and columns, so each word gets the same result as before and takes it along: attention is equivariant under permutations. Two sentences with the same words are the same to it. If a vector that belongs to the place is added, a word at another place is another vector, the scores change, and the symmetry is broken. The plain number $pos$ would do that too, but it grows without end, and far back in the text it would drown the word; all sinusoid entries stay between -1 and 1. A random vector for each place also breaks the symmetry, but there is no relation between one place and the next. With sinusoids the step from any place to the one k further on is the same rotation, so "k words back" can be learned once for all places, and the dot product of two positions depends on their distance alone. Sinusoids do not promise that a model works on texts longer than those of its training; nor can the plain dot product tell before from after.
### END SOLUTION
"""

# %% [markdown] exercise="why_positions" lang="ko"
r"""
**설명하기.** 두 문장에 모두 답하세요. 위치가 없는 어텐션은 왜 순서를 보지 못하나요? 단어 두 개가 자리를 바꾸면 결과는 어떻게 되고, 위치 벡터는 그것을 어떻게 바꾸나요? 그냥 숫자 $pos$나 자리마다 뽑은 난수 벡터에는 없고 사인파에는 있는 것은 무엇인가요? 사인파가 *보장하지 않는* 것도 하나 드세요. 여섯 문장에서 열 문장 정도면 돼요.

### BEGIN SOLUTION
어텐션은 벡터마다 다른 모든 벡터와 비교하고 평균을 내요. 벡터가 몇 번째 자리에 있는지는 어디에서도 묻지 않아요. 단어 두 개가 자리를 바꾸면 점수는 같은 숫자가 다른 행과 열에 놓일 뿐이에요. 그래서 단어마다 전과 같은 결과를 받아 그대로 가지고 다녀요. 어텐션은 순열에 대해 등변이에요. 단어가 같은 두 문장은 어텐션에게 같은 문장이에요. 자리에 딸린 벡터를 더하면, 다른 자리에 있는 단어는 다른 벡터가 되고, 점수가 달라지고, 대칭이 깨져요. 그냥 숫자 $pos$를 더해도 대칭은 깨지지만, 끝없이 커져서 글의 뒤쪽에서는 단어를 덮어 버려요. 사인파의 값은 언제나 -1과 1 사이예요. 자리마다 뽑은 난수 벡터도 대칭을 깨지만, 한 자리와 다음 자리 사이에 아무 관계가 없어요. 사인파에서는 어느 자리에서든 k칸 뒤로 가는 것이 같은 회전이라서 'k단어 앞'을 모든 자리에 대해 한 번에 배울 수 있고, 두 위치의 내적이 거리에 따라서만 달라져요. 사인파를 쓴다고 해서 학습 때보다 긴 글에서도 모델이 잘된다는 보장은 없어요. 내적만으로는 앞과 뒤를 구별하지도 못해요.
### END SOLUTION
"""

# %% [markdown] rubric="why_positions"
r"""
1. (1 point) Says that attention treats all places alike: when words change places, the results change places along with them and are otherwise the same (equivariance, in words or signs).
2. (1 point) Says that an added position vector makes the same word a different vector at different places, so that scores and results change.
3. (1 point) Names what sinusoids have over plain numbers or random vectors: bounded values, and above all a shift that is the same linear map (rotation) everywhere, or products that depend on the distance alone.
4. (1 point) Names a limit: no promise for lengths beyond training, or a symmetric dot product, or that learned tables did as well in 2017.
"""

# %% [markdown] rubric="why_positions" lang="ko"
r"""
1. (1점) 어텐션이 모든 자리를 똑같이 다룬다고 말해요. 단어가 자리를 바꾸면 결과도 함께 자리를 바꿀 뿐, 그 밖에는 같다는 점(등변)을 말이나 식으로 써요.
2. (1점) 위치 벡터를 더하면 같은 단어도 자리에 따라 다른 벡터가 되어 점수와 결과가 달라진다고 말해요.
3. (1점) 숫자나 난수 벡터에 없는 사인파의 장점을 들어요. 값의 크기가 제한된다는 점, 무엇보다 옮기는 것이 어디에서나 같은 선형 변환(회전)이라는 점이나 내적이 거리에 따라서만 달라진다는 점이에요.
4. (1점) 한계를 하나 들어요. 학습한 길이를 넘으면 보장이 없다는 점, 내적이 앞뒤로 대칭이라는 점, 2017년에 학습된 표도 결과가 같았다는 점 가운데 하나면 돼요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. An id is a name; the vector of a token is the row of the table that the id picks, and that is a one-hot vector times the table.
2. Attention without positions is equivariant: if tokens change places, the results change places, and nothing else happens.
3. Sinusoids are clocks: pair $i$ turns by $10000^{-2i/d_{model}}$ radian a step, sine in column $2i$, cosine in column $2i + 1$.
4. The 2017 model multiplies the token's row by $\sqrt{d_{model}}$ and then adds the position.
5. Learned positions work as well up to the last row of their table, and have nothing beyond it.
6. A shift by $k$ positions is one and the same rotation everywhere, so the product of two positions depends on their distance alone.
7. Relative positions belong to pairs, key minus query, clipped and moved up to index a table.

**Tomorrow** these vectors meet the whole block: attention, the residual connection, layer normalization and the feed-forward network, in NumPy.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): sections 3.4 (embeddings, the factor), 3.5 (positions), 5.1 (vocabulary), Table 3 row E (learned positions).
- Gehring et al. 2017, *Convolutional Sequence to Sequence Learning*, [arXiv:1705.03122](https://arxiv.org/abs/1705.03122): section 3.1 (learned positions).
- Shaw, Uszkoreit, Vaswani 2018, *Self-Attention with Relative Position Representations*, [arXiv:1803.02155](https://arxiv.org/abs/1803.02155): sections 3.2 (clipped offsets) and 4.3 (how far to clip).
- Su et al. 2021, *RoFormer: Enhanced Transformer with Rotary Position Embedding*, [arXiv:2104.09864](https://arxiv.org/abs/2104.09864): section 3.2 (rotating queries and keys).
- Press, Smith, Lewis 2021, *Train Short, Test Long*, [arXiv:2108.12409](https://arxiv.org/abs/2108.12409): section 2 (what happens beyond the trained length).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. id는 이름이에요. 토큰의 벡터는 id가 고른 표의 행이고, 이는 원-핫 벡터와 표의 곱이에요.
2. 위치가 없는 어텐션은 등변이에요. 토큰이 자리를 바꾸면 결과도 자리를 바꿀 뿐, 다른 일은 일어나지 않아요.
3. 사인파는 시계예요. 쌍 $i$는 한 칸에 $10000^{-2i/d_{model}}$라디안씩 돌고, $2i$번 열이 사인, $2i + 1$번 열이 코사인이에요.
4. 2017년 모델은 토큰의 행에 $\sqrt{d_{model}}$을 곱한 다음 위치를 더해요.
5. 학습된 위치는 표의 마지막 행까지는 똑같이 잘되지만, 그 너머에는 아무것도 없어요.
6. 위치를 $k$칸 옮기는 것은 어디에서나 똑같은 회전이에요. 그래서 두 위치의 내적은 거리에 따라서만 달라져요.
7. 상대 위치는 쌍의 것이에요. 키에서 쿼리를 빼고, 잘라 내고, 올려서 표의 인덱스로 써요.

**내일**은 이 벡터가 블록 전체를 만나요. 어텐션, 잔차 연결, 층 정규화, 순방향 신경망을 NumPy로 만들어요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.4절(임베딩과 곱하는 수), 3.5절(위치), 5.1절(어휘), 표 3의 E행(학습된 위치)
- Gehring et al. 2017, *Convolutional Sequence to Sequence Learning*, [arXiv:1705.03122](https://arxiv.org/abs/1705.03122): 3.1절(학습된 위치)
- Shaw, Uszkoreit, Vaswani 2018, *Self-Attention with Relative Position Representations*, [arXiv:1803.02155](https://arxiv.org/abs/1803.02155): 3.2절(잘라 낸 오프셋), 4.3절(어디서 자를지)
- Su et al. 2021, *RoFormer: Enhanced Transformer with Rotary Position Embedding*, [arXiv:2104.09864](https://arxiv.org/abs/2104.09864): 3.2절(쿼리와 키를 돌리는 방법)
- Press, Smith, Lewis 2021, *Train Short, Test Long*, [arXiv:2108.12409](https://arxiv.org/abs/2108.12409): 2절(학습한 길이를 넘어서면 생기는 일)
"""
