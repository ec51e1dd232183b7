# %% [markdown] day=1 title="Why not recurrence?"
r"""
# Day 1 · Why not recurrence?

Welcome. In three weeks you will build the Transformer, the model behind almost every language system you have heard of, piece by piece, with your own hands.

The paper that introduced it in 2017 begins by giving something up: *recurrence*, the idea of reading a text one word after the other, as we do ourselves. Why would anyone give that up? Today you build the thing that was left behind, and then you measure what it costs. Nothing has to be believed: three measurements will run on your own machine.

First the words that we need. This picture has all of them.

![From a text to numbers, in four rows. Row 1: the text "nobody in the old houses by the river". Row 2: the same text cut into eight tokens, one box each. Row 3: under each token its number, its id; "the" has the same id 4 both times. Row 4: under each id a column of coloured squares, the vector; the two columns of "the" are equal. An arrow along the bottom says: sequence of T = 8 tokens. An arrow at the side says: d_in numbers for each token.](figures/day01_sequence.svg)

- A **token** is a piece of text with a number of its own. Today a token is a word; tomorrow you cut text in better ways.
- A **vector** is a row of numbers. Each token has one, and a model sees nothing but these numbers. Equal tokens have equal vectors.
- A **sequence** is a number of tokens in order. In NumPy it is an array of shape `(T, d_in)`: `T` tokens, `d_in` numbers for each.

**At the end of the day you can**

- write a recurrent neural network and say what its hidden state is;
- measure how much of the first token is left at the end of a text, once by trying and once by a gradient that you write by hand;
- say when such a gradient fades, when it explodes, and what people did about both;
- count the steps that must wait for one another, in reading and in writing, and see what they cost on your machine;
- name what attention changes, and what it pays.

**You need** Python functions and loops, NumPy arrays and the matrix product `@`. If you know that a derivative is a slope, that is all the mathematics you need.
"""

# %% [markdown] lang="ko" title="왜 순환을 버렸을까요?"
r"""
# 1일 차 · 왜 순환을 버렸을까요?

환영해요! 앞으로 3주 동안 트랜스포머(Transformer)를 부품 하나하나부터 손으로 직접 만들어요. 여러분이 들어 본 언어 모델은 거의 다 트랜스포머로 되어 있어요.

트랜스포머를 처음 소개한 2017년 논문은 무언가를 버리는 데서 시작해요. 바로 *순환*(recurrence), 우리가 글을 읽듯이 단어를 하나씩 차례로 읽는 방법이에요. 왜 그걸 버렸을까요? 오늘은 그때 버려진 것을 직접 만들어 보고, 그것을 쓰면 어떤 대가를 치르는지 재 볼 거예요. 말만 듣고 믿을 필요는 없어요. 측정 세 가지를 모두 여러분의 컴퓨터에서 해요.

먼저 오늘 쓸 말부터 알아볼까요? 이 그림에 다 들어 있어요.

![텍스트가 숫자가 되는 과정을 네 줄로 그린 그림이에요. 첫째 줄은 "nobody in the old houses by the river"라는 텍스트예요. 둘째 줄은 같은 텍스트를 토큰 여덟 개로 자른 것이고, 토큰마다 상자가 하나씩 있어요. 셋째 줄에는 토큰마다 번호(id)가 있는데, "the"는 두 번 다 4번이에요. 넷째 줄에는 번호마다 색칠한 칸이 세로로 놓인 벡터가 있고, "the"의 두 벡터는 똑같아요. 아래쪽 화살표에는 토큰 T = 8개짜리 시퀀스라고, 옆쪽 화살표에는 토큰마다 숫자 d_in개라고 적혀 있어요.](figures/day01_sequence.svg)

- **토큰**(token)은 자기 번호를 가진 텍스트 조각이에요. 오늘은 단어 하나가 토큰 하나예요. 텍스트를 더 잘 자르는 방법은 내일 배워요.
- **벡터**(vector)는 숫자를 한 줄로 늘어놓은 거예요. 토큰마다 벡터가 하나씩 있고, 모델은 이 숫자들만 봐요. 같은 토큰은 벡터도 같아요.
- **시퀀스**(sequence)는 순서대로 놓인 토큰들이에요. NumPy에서는 모양(shape)이 `(T, d_in)`인 배열이에요. 토큰이 `T`개, 토큰마다 숫자가 `d_in`개라는 뜻이죠.

**오늘이 끝나면 이런 일을 할 수 있어요**

- 순환 신경망(recurrent neural network, RNN)을 직접 쓰고, 은닉 상태가 무엇인지 말할 수 있어요.
- 글이 끝났을 때 첫 토큰이 얼마나 남아 있는지 잴 수 있어요. 한 번은 직접 바꿔 보면서, 한 번은 손으로 쓴 기울기로 재요.
- 그 기울기가 언제 사라지고 언제 폭발하는지, 사람들이 어떻게 대처했는지 말할 수 있어요.
- 글을 읽을 때와 쓸 때 서로 기다려야 하는 단계를 세고, 여러분의 컴퓨터에서 그 대가를 확인할 수 있어요.
- 어텐션(attention)이 무엇을 바꾸고 무엇을 대가로 내는지 말할 수 있어요.

**준비물**은 파이썬 함수와 반복문, NumPy 배열, 행렬 곱 `@`예요. 수학은 도함수(derivative)가 기울기라는 것만 알면 돼요.
"""

# %% [markdown]
r"""
## How to work

This page is a notebook: text, and cells of code that you run one after the other, from top to bottom, with **Shift + Enter**.

- **Exercises** are mostly functions with an empty body. Read the text before, replace the line `raise NotImplementedError(...)` by your code, run the cell.
- **The check** stands right below. It is silent when all is well. When it fails, its last line asks a question about your code.
- **Hidden checks** try other shapes and other numbers, and they name the mistake when they know it. Any right way of writing it is accepted. Save the notebook and type `sixblocks check day01` in a terminal to run them.
- **Hints** are folded, three to an exercise: a nudge, the way, nearly the answer. Opening one costs nothing.
- Some exercises are of another kind: *spot the bug* gives you code that runs and is wrong; an *experiment* ends in a plot and a number to reach; a *quiz* wants letters; *explain* wants your own sentences.

Cells that are given are locked. Add cells of your own wherever you like, to try things. If all is in a muddle: menu *Kernel*, *Restart*, and run from the top.
"""

# %% [markdown] lang="ko"
r"""
## 진행 방법

이 페이지는 노트북(notebook)이에요. 글이 있고, 코드가 든 셀이 있어요. 위에서 아래로 하나씩 **Shift + Enter**로 실행하세요.

- **연습 문제**는 대부분 몸통이 빈 함수예요. 앞의 글을 읽고, `raise NotImplementedError(...)` 줄을 여러분의 코드로 바꾼 다음 셀을 실행하세요.
- **검사**는 바로 아래에 있어요. 맞으면 아무 말도 하지 않아요. 틀리면 마지막 줄에서 여러분의 코드에 대해 질문을 던져요.
- **숨은 검사**는 다른 모양과 다른 숫자로 시험하고, 아는 실수라면 무엇이 틀렸는지 알려 줘요. 어떤 방식으로 쓰든 맞는 코드면 모두 정답이에요. 직접 돌려 보려면 노트북을 저장하고 터미널에 `sixblocks check day01 --lang ko`를 입력하세요.
- **힌트**는 접혀 있고, 문제마다 세 개씩 있어요. 첫째는 실마리, 둘째는 방향, 셋째는 거의 정답이에요. 열어 봐도 점수는 깎이지 않아요.
- 종류가 다른 문제도 있어요. *버그 찾기*에서는 돌아가지만 틀린 코드를 고쳐요. *실험*은 그래프를 그리고 정해진 숫자에 도달하는 문제예요. *퀴즈*는 글자로, *글로 설명하기*는 여러분의 문장으로 답해요.

주어진 셀은 잠겨 있어요. 이것저것 해 보고 싶으면 어디든 새 셀을 만드세요. 뒤죽박죽이 되었다면 메뉴 *Kernel*에서 *Restart*를 누르고 맨 위부터 다시 실행하면 돼요.
"""

# %%
from solutions.plots import show

# %%
import os
import time

import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
r"""
## A sentence that needs a memory

Read this beginning and go on with one word, "knows" or "know":

> **nobody** in the old houses by the river …

It is "knows", because of *nobody*. Begin with **people** instead, and it is "know". The word that decides stands eight tokens before the word that it decides, and "houses" and "river" lie in between. Whoever reads word by word has to carry the first one all the way.

Our sentence as numbers: every different word gets a random vector of `d_in = 16` numbers. Nothing is trained today, so we look at *how far* a word reaches, not at what it means.
"""

# %% [markdown] lang="ko"
r"""
## 기억이 필요한 문장

이렇게 시작하는 영어 문장이 있어요. 다음에 올 말은 "knows"일까요, "know"일까요?

> **nobody** in the old houses by the river …

*nobody* 때문에 "knows"가 와요. 첫 단어가 **people**이라면 "know"가 되고요. 결정하는 단어가 결정되는 단어보다 토큰 여덟 개나 앞에 있고, 그 사이에는 "houses"와 "river"도 있어요. 단어를 하나씩 차례로 읽는다면 첫 단어를 끝까지 들고 가야 해요.

이제 문장을 숫자로 바꿔 볼게요. 서로 다른 단어마다 숫자 `d_in = 16`개짜리 무작위 벡터를 하나씩 줘요. 오늘은 아무것도 학습하지 않으니, 단어의 의미가 아니라 단어가 *얼마나 멀리* 닿는지를 봐요.
"""

# %%
tokens = ["nobody", "in", "the", "old", "houses", "by", "the", "river"]
d_in, d_h = 16, 32

rng = np.random.default_rng(1)
vectors = {word: rng.normal(size=d_in) for word in [*dict.fromkeys(tokens), "people"]}
xs = np.array([vectors[token] for token in tokens])
print("xs:", xs.shape)
print("both times the same vector for 'the':", np.array_equal(xs[2], xs[6]))

# %% [markdown]
r"""
## 1 · One step: mix the new token into the old state

A **recurrent neural network** (RNN) reads one token at a time. What it knows so far it keeps in one vector, the **hidden state** $h$. A step takes the new token $x_t$ and the old state $h_{t-1}$ and makes the new state:

$$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$

| thing | shape | in words |
|---|---|---|
| $x_t$ | `(..., d_in)` | the vector of the token |
| $h_{t-1}$ | `(..., d_h)` | the state before it |
| $W_x$ | `(d_in, d_h)` | how the token enters |
| $W_h$ | `(d_h, d_h)` | how the old state is mixed |
| $b$ | `(d_h,)` | the bias, a constant shift |
| $h_t$ | `(..., d_h)` | the state after it |

The three dots are axes that may stand in front: none for a single sentence, one for several sentences at once (a *batch*). With `@` and `+` you need not do anything for them. Vectors stand on the left of matrices all through this course, as in `x @ w_x`.

$\tanh$ squashes every number into the range from −1 to 1, so that the state cannot grow without end. It is applied once, to the whole sum.

**By hand.** With one number each: $x = 2$, $h = 0.5$, $W_x = 0.5$, $W_h = -1$, $b = 0$. The sum is $2 \cdot 0.5 + 0.5 \cdot (-1) = 0.5$, and $\tanh(0.5) \approx 0.462$.

This simple RNN is often named after Elman (1990). `torch.nn.RNNCell` computes the same; it keeps its matrices transposed and has two biases, which it adds.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 한 단계: 새 토큰을 이전 상태에 섞어요

**순환 신경망**(recurrent neural network, RNN)은 토큰을 한 번에 하나씩 읽어요. 지금까지 알게 된 것은 벡터 하나에 담아 두는데, 이것을 **은닉 상태**(hidden state) $h$라고 해요. 한 단계는 새 토큰 $x_t$와 이전 상태 $h_{t-1}$을 받아 새 상태를 만들어요.

$$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$

| 기호 | 모양 | 뜻 |
|---|---|---|
| $x_t$ | `(..., d_in)` | 토큰의 벡터 |
| $h_{t-1}$ | `(..., d_h)` | 토큰을 읽기 전의 상태 |
| $W_x$ | `(d_in, d_h)` | 토큰이 들어오는 방식 |
| $W_h$ | `(d_h, d_h)` | 이전 상태를 섞는 방식 |
| $b$ | `(d_h,)` | 편향(bias), 늘 더하는 상수 |
| $h_t$ | `(..., d_h)` | 토큰을 읽은 뒤의 상태 |

점 세 개는 앞에 올 수 있는 축이에요. 문장이 하나면 없고, 문장 여러 개를 한꺼번에 다루면 하나 있어요(이 묶음을 *배치*(batch)라고 해요). `@`와 `+`를 쓰면 이 축은 신경 쓰지 않아도 돼요. 이 과정에서는 `x @ w_x`처럼 항상 벡터를 행렬의 왼쪽에 둬요.

$\tanh$는 모든 수를 −1과 1 사이로 눌러 줘요. 그래서 상태가 끝없이 커지지 않아요. 모두 더한 값에 한 번만 취해요.

**손으로 해 보기.** 숫자가 하나씩이라고 할게요. $x = 2$, $h = 0.5$, $W_x = 0.5$, $W_h = -1$, $b = 0$이에요. 합은 $2 \cdot 0.5 + 0.5 \cdot (-1) = 0.5$이고, $\tanh(0.5) \approx 0.462$예요.

이 단순한 RNN은 흔히 Elman(1990)의 이름을 따서 불러요. `torch.nn.RNNCell`도 같은 계산을 해요. 다만 행렬을 전치해서 보관하고, 편향이 두 개라 둘을 더해요.
"""


# %% exercise="rnn_step" minutes=8 difficulty=1
def rnn_step(x, h, w_x, w_h, b):
    """One step of a recurrent network: the new state from a token and the old state.

    Args:
        x: (..., d_in), the token.
        h: (..., d_h), the old state; it is not changed.
        w_x: (d_in, d_h)
        w_h: (d_h, d_h)
        b: (d_h,)

    Returns:
        (..., d_h), the new state; the numbers may be of any size.

    Source: Elman 1990; the formula of torch.nn.RNNCell with one bias.
    """
    ### BEGIN SOLUTION
    return np.tanh(x @ w_x + h @ w_h + b)
    ### END SOLUTION


# %% check="rnn_step" points=3
_one = np.ones((1, 1))
_new = rnn_step(np.array([2.0]), np.array([0.5]), 0.5 * _one, -1.0 * _one, np.zeros(1))
assert np.shape(_new) == (1,), "Is the new state as large as the old one?"
assert np.allclose(_new, 0.46212, atol=1e-4), "Do you get 0.462 by hand? Is tanh taken of the whole sum?"
_w_x, _w_h = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [0.0, 0.0]])
_new = rnn_step(np.zeros(3), np.array([0.5, 0.0]), _w_x, _w_h, np.zeros(2))
assert np.allclose(_new, [0.0, np.tanh(0.5)]), (
    "w_h sends entry 0 of the old state to entry 1 of the new one. Where does it go in your code?"
)
assert np.allclose(rnn_step(np.zeros(3), np.zeros(2), _w_x, _w_h, np.ones(2)), np.tanh(1.0)), (
    "Nothing but the bias is left: is it added once, inside the tanh?"
)
assert np.shape(rnn_step(np.zeros((4, 3)), np.zeros((4, 2)), _w_x, _w_h, np.zeros(2))) == (4, 2), (
    "Four sentences at once: is there a state for each?"
)

# %% [markdown] hint="rnn_step"
r"""
Three things are added, and one function is applied to the sum. Which two of the three are matrix products?
"""

# %% [markdown] hint="rnn_step" lang="ko"
r"""
세 가지를 더하고, 그 합에 함수를 하나 적용해요. 셋 가운데 행렬 곱인 것 두 개는 무엇인가요?
"""

# %% [markdown] hint="rnn_step"
r"""
The token goes through `w_x`, the old state through `w_h`, each with `@` and with the vector on the left. The bias is added as it is.
"""

# %% [markdown] hint="rnn_step" lang="ko"
r"""
토큰은 `w_x`를, 이전 상태는 `w_h`를 지나요. 둘 다 `@`를 쓰고 벡터를 왼쪽에 두세요. 편향은 그대로 더하면 돼요.
"""

# %% [markdown] hint="rnn_step"
r"""
The sum begins `x @ w_x + h @ w_h`. Add the third part, and put all of it between the brackets of one `np.tanh(...)`.
"""

# %% [markdown] hint="rnn_step" lang="ko"
r"""
합은 `x @ w_x + h @ w_h`로 시작해요. 세 번째 부분까지 더한 다음, 전체를 `np.tanh(...)` 하나의 괄호 안에 넣으세요.
"""

# %% [markdown]
r"""
## 2 · The whole sequence: hand the state on

To read a sentence, repeat the step. The state after token 1 goes into step 2, the state after token 2 into step 3, and so on, always with the **same** matrices.

![Two pictures, one above the other. Above, the RNN: four tokens x1 to x4 at the bottom, each with an arrow up to a box of its step; orange arrows lead from box to box, h1, h2, h3, and numbers 1, 2, 3, 4 above the boxes say when each can be computed. Below, attention: the same four tokens, and the output of the last one is reached by four blue arrows, one straight from every token; above all four outputs stands the number 1.](figures/day01_waiting.svg)

Look at the upper half. Two things are in it already that the whole day is about:

- **One path.** What the last state knows of the first token came through every state in between.
- **One after the other.** Step 4 cannot begin before step 3 has ended.

Your function returns **all** states, one for each token, since later layers and other models want to see each of them. The last one is `states[..., -1, :]`.

To walk along the tokens, count with `t` and take `xs[..., t, :]`. This way of indexing works with and without batch axes, because it counts the axes from the end. `np.stack(list, axis=-2)` puts the states together again.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 시퀀스 전체: 상태를 넘겨줘요

문장을 읽으려면 이 단계를 되풀이하면 돼요. 토큰 1을 읽은 뒤의 상태가 2단계로, 토큰 2를 읽은 뒤의 상태가 3단계로 들어가요. 행렬은 항상 **같은** 것을 써요.

![위아래로 놓인 그림 두 개예요. 위는 RNN이에요. 아래쪽에 토큰 x1부터 x4까지 있고, 토큰마다 화살표가 자기 단계의 상자로 올라가요. 주황색 화살표 h1, h2, h3이 상자에서 상자로 이어지고, 상자 위의 숫자 1, 2, 3, 4는 언제 계산할 수 있는지 말해 줘요. 아래는 어텐션이에요. 같은 토큰 네 개가 있고, 마지막 출력에는 모든 토큰에서 곧장 온 파란 화살표 네 개가 닿아요. 네 출력 위에는 모두 숫자 1이 있어요.](figures/day01_waiting.svg)

위쪽 그림을 보세요. 오늘 하루의 주제 두 가지가 벌써 들어 있어요.

- **길이 하나예요.** 마지막 상태가 첫 토큰에 대해 아는 것은 모두 그 사이의 상태를 하나하나 지나서 왔어요.
- **차례를 기다려요.** 3단계가 끝나기 전에는 4단계를 시작할 수 없어요.

여러분의 함수는 상태를 **전부** 돌려줘야 해요. 토큰마다 하나씩이에요. 다음 층이나 다른 모델이 하나하나를 보고 싶어 하거든요. 마지막 상태는 `states[..., -1, :]`예요.

토큰을 따라 걸으려면 `t`로 세면서 `xs[..., t, :]`를 꺼내세요. 축을 뒤에서부터 세는 방법이라서 배치 축이 있든 없든 잘 돌아가요. 상태들을 다시 모을 때는 `np.stack(list, axis=-2)`를 쓰면 돼요.
"""


# %% exercise="rnn" minutes=10 difficulty=2
def rnn(xs, h0, w_x, w_h, b):
    """Read a sequence with rnn_step, token after token.

    Args:
        xs: (..., T, d_in), T at least 1.
        h0: (..., d_h), the state before the first token; it is not changed.
        w_x: (d_in, d_h)
        w_h: (d_h, d_h)
        b: (d_h,)

    Returns:
        (..., T, d_h): the state after each token.

    Source: Elman 1990; torch.nn.RNN.
    """
    ### BEGIN SOLUTION
    states, h, length = [], h0, xs.shape[-2]
    for t in range(length):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
        states.append(h)
    return np.stack(states, axis=-2)
    ### END SOLUTION


# %% check="rnn" points=4
_one = np.ones((1, 1))
_states = rnn(np.ones((3, 1)), np.zeros(1), _one, _one, np.zeros(1))
assert np.shape(_states) == (3, 1), "Three tokens: are there three states, without h0?"
assert np.allclose(_states[0], np.tanh(1.0)), "Is the first state made from h0 and the first token?"
assert np.allclose(_states[1], np.tanh(1.0 + np.tanh(1.0))), "Does step 2 start from the state of step 1?"
_pair = rnn(np.stack([xs, xs[::-1]]), np.zeros((2, 3)), np.ones((16, 3)), np.eye(3), np.zeros(3))
assert np.shape(_pair) == (2, 8, 3), "Two sentences of eight tokens: which axis is which?"
assert np.allclose(_pair[0], rnn(xs, np.zeros(3), np.ones((16, 3)), np.eye(3), np.zeros(3)), atol=1e-5), (
    "Why does a sentence get other states when a second one is read beside it?"
)

# %% [markdown] hint="rnn"
r"""
You need one variable that holds the state of the moment. With what does it begin, and when does it change?
"""

# %% [markdown] hint="rnn" lang="ko"
r"""
지금의 상태를 담아 둘 변수가 하나 필요해요. 처음에는 무엇이 들어 있고, 언제 바뀌나요?
"""

# %% [markdown] hint="rnn"
r"""
Before the loop: `h = h0` and an empty list. In the loop over `range(xs.shape[-2])`: make the new `h` from the old one, and append it. After the loop: `np.stack`.
"""

# %% [markdown] hint="rnn" lang="ko"
r"""
반복문 앞에는 `h = h0`와 빈 리스트를 둬요. `range(xs.shape[-2])`를 도는 반복문 안에서는 이전 `h`로 새 `h`를 만들고 리스트에 붙여요. 반복문이 끝나면 `np.stack`이에요.
"""

# %% [markdown] hint="rnn"
r"""
The line in the loop is `h = rnn_step(xs[..., t, :], h, w_x, w_h, b)`: the same name `h` on both sides hands the state on. The last line gives `np.stack` the list and `axis=-2`.
"""

# %% [markdown] hint="rnn" lang="ko"
r"""
반복문 안의 줄은 `h = rnn_step(xs[..., t, :], h, w_x, w_h, b)`예요. 양쪽에 같은 이름 `h`가 있어서 상태가 넘어가요. 마지막 줄에서는 `np.stack`에 리스트와 `axis=-2`를 넘기세요.
"""

# %% [markdown]
r"""
Now our sentence. A set of `w_x`, `w_h` and `b` is called a *cell* of an RNN (nothing to do with the cells of this page). `make_cell` draws one at random. Its matrices are divided by the root of the number of inputs, so that a matrix product roughly keeps the size of what goes in.
"""

# %% [markdown] lang="ko"
r"""
이제 우리 문장을 읽혀 볼게요. `w_x`, `w_h`, `b` 한 벌을 *RNN 셀*(cell)이라고 해요. 이 페이지의 코드 셀과는 이름만 같아요. `make_cell`은 RNN 셀 하나를 무작위로 뽑아요. 행렬을 입력 개수의 제곱근으로 나누기 때문에, 행렬 곱을 지나도 들어간 것의 크기가 대체로 지켜져요.
"""


# %%
def make_cell(rng, d_in, d_h):
    """Draw w_x of shape (d_in, d_h), w_h of shape (d_h, d_h) and b of shape (d_h,), zeros."""
    w_x = rng.normal(size=(d_in, d_h)) / np.sqrt(d_in)
    w_h = rng.normal(size=(d_h, d_h)) / np.sqrt(d_h)
    return w_x, w_h, np.zeros(d_h)


# %%
cell = make_cell(np.random.default_rng(2), d_in, d_h)
h0 = np.zeros(d_h)
states = rnn(xs, h0, *cell)
print("states:", states.shape)
print("state after 'nobody', first numbers:", states[0, :4].round(2))
print("state after 'river',  first numbers:", states[-1, :4].round(2))

# %% [markdown]
r"""
Eight tokens of 16 numbers went in, and the last state, 32 numbers, is all that is left of them. With 8,000 tokens it would still be 32 numbers. Early translation systems had a second RNN write the translation from this one vector (Sutskever et al. 2014), and Bahdanau et al. (2014) suspected that it was a *bottleneck*: they let the writer look back at all states, with a weight for each, and called the part that does it *attention*. Recurrence and attention were friends before 2017; the Transformer is what was left when the recurrence was taken away.
"""

# %% [markdown] lang="ko"
r"""
숫자 16개짜리 토큰 여덟 개가 들어갔는데, 남은 것은 마지막 상태의 숫자 32개뿐이에요. 토큰이 8,000개라도 여전히 32개예요. 초기의 번역 시스템은 또 다른 RNN이 이 벡터 하나만 보고 번역문을 쓰게 했어요(Sutskever et al. 2014). Bahdanau et al.(2014)은 이 벡터가 *병목*(bottleneck)이라고 의심했어요. 그래서 번역문을 쓰는 쪽이 모든 상태를 가중치를 두고 다시 볼 수 있게 했고, 그 부분을 *어텐션*(attention)이라고 불렀어요. 2017년 전까지 순환과 어텐션은 함께 쓰였어요. 거기서 순환을 빼고 남은 것이 트랜스포머예요.
"""

# %% [markdown]
r"""
## 3 · Spot the bug: a reader without a memory

`last_state` should return only the state after the last token: the one vector from which that second RNN would write. The version below runs, and its shape is right. But for a sentence that begins with "nobody" and one that begins with "people" it returns exactly the same numbers, to the last digit.

Run the cell and the check, find out why, mend it, and choose what was wrong.

- **A**: The tanh is missing, so the state grows without end.
- **B**: Every step starts from `h0` again; the state of the step before is thrown away.
- **C**: The tokens are read from right to left.
- **D**: `w_x` and `w_h` are swapped.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 버그 찾기: 기억이 없는 독자

`last_state`는 마지막 토큰을 읽은 뒤의 상태만 돌려줘야 해요. 두 번째 RNN이 번역문을 쓸 때 보는 바로 그 벡터예요. 아래 코드는 잘 돌아가고 모양도 맞아요. 그런데 "nobody"로 시작하는 문장과 "people"로 시작하는 문장에 끝자리까지 똑같은 숫자를 돌려줘요.

셀과 검사를 실행해 보고, 이유를 찾아 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: tanh가 빠져서 상태가 끝없이 커져요.
- **B**: 모든 단계가 `h0`에서 다시 시작해서, 앞 단계의 상태가 버려져요.
- **C**: 토큰을 오른쪽에서 왼쪽으로 읽어요.
- **D**: `w_x`와 `w_h`가 서로 바뀌었어요.
"""


# %% exercise="last_state" kind="bug" bug="started_again" minutes=6 difficulty=1
def last_state(xs, h0, w_x, w_h, b):
    """The state after the last token.

    Args:
        xs: (..., T, d_in), T at least 1.
        h0: (..., d_h), the state before the first token.
        w_x, w_h, b: the cell, as in rnn_step.

    Returns:
        (..., d_h)

    Source: Sutskever et al. 2014, section 2: the sentence as one vector.
    """
    ### BEGIN SOLUTION
    h = h0
    for t in range(xs.shape[-2]):
        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)
    return h
    ### END SOLUTION
    ### BEGIN BUG
    # for t in range(xs.shape[-2]):
    #     h = rnn_step(xs[..., t, :], h0, w_x, w_h, b)
    # return h
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
last_state_reason = "B"
### END SOLUTION

# %% check="last_state" points=2
_people = np.concatenate([[vectors["people"]], xs[1:]])
assert np.shape(last_state(xs, h0, *cell)) == (32,), "One sentence: is there one state of 32 numbers?"
assert not np.array_equal(last_state(xs, h0, *cell), last_state(_people, h0, *cell)), (
    "'nobody …' and 'people …' end in the same state: what does the last step know of the first token?"
)
assert np.allclose(last_state(xs, h0, *cell), rnn(xs, h0, *cell)[-1], atol=1e-5), (
    "Is it the last of the states that rnn returns?"
)
assert last_state_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="last_state"
r"""
Go through the loop by hand for two tokens. Which state goes into the second step?
"""

# %% [markdown] hint="last_state" lang="ko"
r"""
토큰이 두 개라고 치고 반복문을 손으로 따라가 보세요. 두 번째 단계에는 어떤 상태가 들어가나요?
"""

# %% [markdown] hint="last_state"
r"""
Compare the call in the loop with the one in your `rnn`. One argument is different.
"""

# %% [markdown] hint="last_state" lang="ko"
r"""
반복문 안의 함수 호출을 여러분이 쓴 `rnn`의 것과 비교해 보세요. 인수 하나가 달라요.
"""

# %% [markdown] hint="last_state"
r"""
The second argument must be the state of the moment, not `h0`. So `h` needs a value before the loop: `h = h0`. The letter says the same in words.
"""

# %% [markdown] hint="last_state" lang="ko"
r"""
두 번째 인수는 `h0`가 아니라 지금의 상태여야 해요. 그러니 반복문 앞에서 `h = h0`로 값을 넣어 두세요. 고를 답도 같은 내용을 말로 쓴 거예요.
"""

# %% [markdown]
r"""
## 4 · Measure: how much of the first token is left?

Now the reader has a memory. How good is it? Here is a plain way to find out: replace the first token by another one, read both sentences, and see how far apart the two last states are.

$$\text{influence} = \lVert h_T(\text{people}\ \dots) - h_T(\text{nobody}\ \dots) \rVert, \qquad \lVert v \rVert = \sqrt{\textstyle\sum_i v_i^2}$$

If it is 0, the last state cannot tell "nobody" from "people", and no layer behind it ever will.

Take care of one thing. `changed = xs` gives the same array a second name; write into it and the caller's sentence is gone. A copy (`xs.copy()`) is an array of its own.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 재기: 첫 토큰은 얼마나 남아 있을까요?

이제 기억이 생겼어요. 얼마나 좋은 기억일까요? 알아보는 쉬운 방법이 있어요. 첫 토큰을 다른 토큰으로 바꾸고, 두 문장을 다 읽힌 다음, 마지막 상태 두 개가 얼마나 떨어져 있는지 보는 거예요.

$$\text{influence} = \lVert h_T(\text{people}\ \dots) - h_T(\text{nobody}\ \dots) \rVert, \qquad \lVert v \rVert = \sqrt{\textstyle\sum_i v_i^2}$$

이 값을 영향(influence)이라고 부를게요. 0이면 마지막 상태는 "nobody"와 "people"을 구별하지 못하고, 그 뒤에 어떤 층이 와도 구별할 수 없어요.

한 가지 조심할 것이 있어요. `changed = xs`는 같은 배열에 이름을 하나 더 붙일 뿐이에요. 거기에 값을 쓰면 함수를 부른 쪽의 문장이 사라져요. 복사본(`xs.copy()`)은 따로 있는 배열이에요.
"""


# %% exercise="first_token_influence" minutes=9 difficulty=2
def first_token_influence(xs, other, h0, w_x, w_h, b):
    """How far the last state moves when the first token is replaced.

    Args:
        xs: (..., T, d_in), T at least 1; it is not changed.
        other: (..., d_in), the token that takes the first place.
        h0: (..., d_h)
        w_x, w_h, b: the cell, as in rnn_step.

    Returns:
        (...): for each sentence the Euclidean length of the difference of the two last states.
    """
    ### BEGIN SOLUTION
    changed = xs.copy()
    changed[..., 0, :] = other
    difference = last_state(changed, h0, w_x, w_h, b) - last_state(xs, h0, w_x, w_h, b)
    return np.sqrt(np.sum(difference**2, axis=-1))
    ### END SOLUTION


# %% check="first_token_influence" points=3
_before, _people = xs.copy(), np.concatenate([[vectors["people"]], xs[1:]])
_influence = first_token_influence(xs, vectors["people"], h0, *cell)
assert np.array_equal(xs, _before), "Is xs still the sentence it was? Did you write into it?"
assert np.shape(_influence) == (), "One sentence: is the result one number?"
_difference = last_state(_people, h0, *cell) - last_state(xs, h0, *cell)
assert np.allclose(_influence, np.linalg.norm(_difference), atol=1e-6), (
    "Is it the length of the difference of the two last states?"
)
assert np.allclose(first_token_influence(xs, xs[0], h0, *cell), 0.0), (
    "The first token is replaced by itself: what should change?"
)
_two = first_token_influence(
    np.stack([xs, xs]), np.stack([vectors["people"], xs[0]]), np.zeros((2, d_h)), *cell
)
assert np.shape(_two) == (2,), "Two sentences: is there one number for each?"
assert np.array_equal(_two > 1e-9, [True, False]), (
    "Only in sentence 1 is the token replaced by another one: which axis do you write into?"
)

# %% [markdown] hint="first_token_influence"
r"""
You need two sentences, two last states and one length. Which of your functions gives a last state?
"""

# %% [markdown] hint="first_token_influence" lang="ko"
r"""
문장 두 개, 마지막 상태 두 개, 길이 하나가 필요해요. 마지막 상태를 주는 함수는 무엇이었나요?
"""

# %% [markdown] hint="first_token_influence"
r"""
Copy `xs` and write `other` into `[..., 0, :]` of the copy: the tokens lie on the last axis but one. The squares are summed along the last axis only.
"""

# %% [markdown] hint="first_token_influence" lang="ko"
r"""
`xs`를 복사하고, 복사본의 `[..., 0, :]`에 `other`를 쓰세요. 토큰은 뒤에서 두 번째 축에 놓여 있으니까요. 제곱은 마지막 축만 따라 더해요.
"""

# %% [markdown] hint="first_token_influence"
r"""
`difference = last_state(changed, h0, w_x, w_h, b) - last_state(xs, h0, w_x, w_h, b)`; then the root of the sum of its squares, with `axis=-1`.
"""

# %% [markdown] hint="first_token_influence" lang="ko"
r"""
`difference = last_state(changed, h0, w_x, w_h, b) - last_state(xs, h0, w_x, w_h, b)`를 구하고, 그 제곱을 `axis=-1`로 더한 다음 제곱근을 구하세요.
"""

# %% [markdown]
r"""
Now let the sentence grow. After "nobody" and "people" come the same random tokens, up to 99 of them.
"""

# %% [markdown] lang="ko"
r"""
이제 문장을 늘려 볼게요. "nobody"와 "people" 뒤에 똑같은 무작위 토큰이 많게는 99개까지 이어져요.
"""

# %%
long = np.concatenate([[vectors["nobody"]], np.random.default_rng(3).normal(size=(99, d_in))])
print("tokens   influence of the first one on the last state")
for length in (1, 2, 5, 10, 20, 50, 75, 100):
    influence = first_token_influence(long[:length], vectors["people"], h0, *cell)
    print(f"{length:6d}   {influence:.3g}")

# %% [markdown]
r"""
After ten tokens all but a hundredth is gone, after fifty it is less than a billionth. From 75 tokens on it seems to stop falling, but look at the size: a 64-bit number between 0.5 and 1 has steps of about $10^{-16}$. What is left there is not memory, it is rounding. The state cannot tell "nobody" from "people" any more.

A trained network can do better than this one with random numbers. But training has to begin somewhere, and it needs to *notice* that the first token matters. With what does it notice? With a gradient.
"""

# %% [markdown] lang="ko"
r"""
토큰 열 개가 지나면 100분의 1쯤만 남고, 쉰 개가 지나면 10억 분의 1도 안 남아요. 75개부터는 더 줄지 않는 것처럼 보이지만, 크기를 보세요. 0.5와 1 사이의 64비트 수는 $10^{-16}$쯤의 간격으로 놓여 있어요. 거기 남은 것은 기억이 아니라 반올림(rounding) 오차예요. 이 상태는 "nobody"와 "people"을 더는 구별하지 못해요.

학습한 신경망은 난수로 된 이 신경망보다 나을 수 있어요. 하지만 학습은 어디선가 시작해야 하고, 그러려면 첫 토큰이 중요하다는 것을 *알아차려야* 해요. 무엇으로 알아차릴까요? 바로 기울기예요.
"""

# %% [markdown]
r"""
## 5 · The slope of one step

Training asks of every number: *if you moved a little, how would the end move?* That is a slope, a **gradient**. For one step with $d_h$ numbers going in and $d_h$ coming out there are $d_h \times d_h$ slopes. Their matrix is the **Jacobian**:

$$J_{ij} = \frac{\partial\, h^{\text{new}}_i}{\partial\, h^{\text{old}}_j} \qquad \text{entry } (i, j)\text{: how much new number } i \text{ moves when old number } j \text{ moves a little}$$

Follow a little move of old number $j$ through the step:

1. It is multiplied by `w_h[j, i]` on its way to new number $i$ (in `h @ w_h` the row says where it comes from, the column where it goes).
2. Then it passes the $\tanh$. Where $y = \tanh(a)$, the slope of tanh is $1 - y^2$: it is 1 in the middle, at $y = 0$, and nearly 0 at the edges.

Both together: $J_{ij} = (1 - (h^{\text{new}}_i)^2)\; W_h[j, i]$. In words: transpose $W_h$, then multiply row $i$ by the slope of new number $i$.

**By hand.** One number, $W_h = 2$, and the new state comes out as 0.5. The slope is $(1 - 0.25) \cdot 2 = 1.5$: a small move grows half again as large. Had the new state been 0.9, it would be $0.19 \cdot 2 = 0.38$: it shrinks.

One sentence at a time from here on: no batch axes in this exercise and the next. The cell below gives you a *measured* Jacobian to compare with: it moves each input a little up and down, and looks.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 한 단계의 기울기

학습은 숫자마다 이렇게 물어요. *네가 조금 움직이면 끝은 얼마나 움직일까?* 이것이 기울기, 곧 **그레이디언트**(gradient)예요. 한 단계에는 숫자가 $d_h$개 들어가고 $d_h$개 나오니까 기울기는 모두 $d_h \times d_h$개예요. 이것을 모은 행렬이 **야코비 행렬**(Jacobian)이에요.

$$J_{ij} = \frac{\partial\, h^{\text{new}}_i}{\partial\, h^{\text{old}}_j} \qquad (i, j)\text{ 성분: 이전 } j\text{번째 수가 조금 움직일 때 새 } i\text{번째 수가 움직이는 정도}$$

이전 $j$번째 수의 작은 움직임이 단계를 지나는 길을 따라가 볼까요?

1. 새 $i$번째 수로 가는 길에 `w_h[j, i]`가 곱해져요. (`h @ w_h`에서 행은 어디에서 오는지, 열은 어디로 가는지를 나타내요.)
2. 그다음 $\tanh$를 지나요. $y = \tanh(a)$일 때 tanh의 기울기는 $1 - y^2$이에요. 가운데인 $y = 0$에서는 1이고, 양 끝에서는 거의 0이에요.

둘을 합치면 $J_{ij} = (1 - (h^{\text{new}}_i)^2)\; W_h[j, i]$예요. 말로 하면, $W_h$를 전치한 다음 $i$번째 행에 새 $i$번째 수의 기울기를 곱해요.

**손으로 해 보기.** 숫자가 하나뿐이고, $W_h = 2$이고, 새 상태가 0.5로 나왔다고 할게요. 기울기는 $(1 - 0.25) \cdot 2 = 1.5$예요. 작은 움직임이 1.5배로 커져요. 새 상태가 0.9였다면 $0.19 \cdot 2 = 0.38$이 되어 줄어들어요.

여기서부터는 문장을 하나씩만 다뤄요. 이 문제와 다음 문제에는 배치 축이 없어요. 아래 셀은 비교해 볼 수 있도록 야코비 행렬을 *재서* 줘요. 입력을 하나씩 조금 올리고 내려 보면서 결과를 관찰하는 거예요.
"""


# %%
def numerical_jacobian(f, x, step=1e-5):
    """Measure the slopes of f at x: (outputs, inputs). x: (inputs,); f(x): (outputs,)."""
    columns = []
    for j in range(len(x)):
        little = np.zeros(len(x))
        little[j] = step
        columns.append((f(x + little) - f(x - little)) / (2 * step))
    return np.stack(columns, axis=-1)


# %% exercise="step_jacobian" minutes=11 difficulty=3
def step_jacobian(x, h, w_x, w_h, b):
    """How the new state of rnn_step moves with the old one.

    Args:
        x: (d_in,), the token.
        h: (d_h,), the old state.
        w_x, w_h, b: the cell, as in rnn_step.

    Returns:
        (d_h, d_h): entry (i, j) is the slope of new entry i with respect to old entry j.

    Source: the chain rule; Pascanu et al. 2013 have the same factors, with the tanh before the matrix.
    """
    ### BEGIN SOLUTION
    new = rnn_step(x, h, w_x, w_h, b)
    return (1 - new**2)[:, None] * w_h.T
    ### END SOLUTION


# %% check="step_jacobian" points=4
_one = np.ones((1, 1))
_small = make_cell(np.random.default_rng(4), 3, 2)
_x, _h = np.array([0.5, -1.0, 0.3]), np.array([0.4, -0.6])
_jacobian = step_jacobian(_x, _h, *_small)
assert np.shape(_jacobian) == (2, 2), "Two numbers in, two numbers out: is there a slope for each pair?"
assert np.allclose(
    step_jacobian(np.zeros(1), np.array([np.arctanh(0.5) / 2]), _one, 2 * _one, np.zeros(1)), 1.5
), "The new state is 0.5 and w_h is 2: do you get 1.5 by hand?"
assert np.allclose(step_jacobian(np.zeros(3), np.zeros(2), *_small), _small[1].T, atol=1e-5), (
    "In the middle tanh has slope 1: which entry of w_h leads from old number j to new number i?"
)
assert np.allclose(_jacobian, numerical_jacobian(lambda h: rnn_step(_x, h, *_small), _h), atol=1e-5), (
    "The measured slopes are others: does row i have the slope of new entry i?"
)

# %% [markdown] hint="step_jacobian"
r"""
The slope of tanh needs what came *out* of the tanh. Which of your functions gives it?
"""

# %% [markdown] hint="step_jacobian" lang="ko"
r"""
tanh의 기울기를 구하려면 tanh에서 *나온* 값이 필요해요. 그 값을 주는 함수는 무엇인가요?
"""

# %% [markdown] hint="step_jacobian"
r"""
`new = rnn_step(...)`, then `1 - new**2` holds the slopes, one for each *row* of the result. A vector of shape `(d_h,)` multiplies the columns; with `[:, None]` it multiplies the rows.
"""

# %% [markdown] hint="step_jacobian" lang="ko"
r"""
`new = rnn_step(...)`을 구하면 `1 - new**2`가 기울기들이에요. 결과의 *행*마다 하나씩이죠. 모양이 `(d_h,)`인 벡터를 그냥 곱하면 열에 곱해지고, `[:, None]`을 붙이면 행에 곱해져요.
"""

# %% [markdown] hint="step_jacobian"
r"""
The result is `(1 - new**2)[:, None]` times the transpose of `w_h`, entry by entry (`*`, not `@`).
"""

# %% [markdown] hint="step_jacobian" lang="ko"
r"""
결과는 `(1 - new**2)[:, None]`에 `w_h`를 전치한 것을 성분끼리 곱한 값이에요. (`@`가 아니라 `*`예요.)
"""

# %% [markdown]
r"""
## 6 · The slope of the whole way: a product

From the first token to the last state there are $T$ steps. The chain rule says: slopes of steps in a row are **multiplied**.

$$\frac{\partial\, h_T}{\partial\, x_1} = J_T\; J_{T-1} \cdots J_2 \;\; D_1 W_x^\top$$

Read it from right to left, as the change travels:

- $D_1 W_x^\top$ takes the token into the first state. It is built like a Jacobian of exercise 5, but with `w_x`, since here the *token* moves: row $i$ of `w_x.T` times the slope $1 - (h_1)_i^2$. Shape `(d_h, d_in)`.
- $J_2$ takes the change of $h_1$ into $h_2$, $J_3$ takes that into $h_3$, and so on. $J_t$ is `step_jacobian` with token $x_t$ at the **old** state $h_{t-1}$.

There is no $J_1$: the first token is not yet in the state that goes into step 1. With $T = 1$ there is no $J$ at all.

You can go along with the reading: keep the state of the moment and the matrix of the moment, and at each token first multiply the matrix from the left by the Jacobian, then move the state on.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 전체 길의 기울기: 곱

첫 토큰에서 마지막 상태까지는 $T$단계예요. 연쇄 법칙(chain rule)에 따르면, 이어진 단계들의 기울기는 **곱해져요**.

$$\frac{\partial\, h_T}{\partial\, x_1} = J_T\; J_{T-1} \cdots J_2 \;\; D_1 W_x^\top$$

변화가 지나가는 순서대로 오른쪽에서 왼쪽으로 읽어 보세요.

- $D_1 W_x^\top$은 토큰의 변화를 첫 상태로 옮겨요. 5번 문제의 야코비 행렬과 똑같이 만들되, 여기서 움직이는 것은 *토큰*이니까 `w_x`를 써요. `w_x.T`의 $i$번째 행에 기울기 $1 - (h_1)_i^2$을 곱하면 돼요. 모양은 `(d_h, d_in)`이에요.
- $J_2$는 $h_1$의 변화를 $h_2$로 옮기고, $J_3$은 그것을 $h_3$으로 옮기고, 계속 그렇게 이어져요. $J_t$는 토큰 $x_t$와 **이전** 상태 $h_{t-1}$을 넣은 `step_jacobian`이에요.

$J_1$은 없어요. 1단계에 들어가는 상태에는 아직 첫 토큰이 들어 있지 않으니까요. $T = 1$이면 $J$가 하나도 없어요.

읽으면서 함께 구할 수 있어요. 지금의 상태와 지금의 행렬을 들고 가면서, 토큰마다 먼저 행렬의 왼쪽에 야코비 행렬을 곱하고, 그다음 상태를 앞으로 옮기세요.
"""


# %% exercise="first_token_gradient" minutes=12 difficulty=3
def first_token_gradient(xs, h0, w_x, w_h, b):
    """How the last state moves with the first token: the product of the Jacobians between them.

    Args:
        xs: (T, d_in), T at least 1.
        h0: (d_h,), the state before the first token.
        w_x, w_h, b: the cell, as in rnn_step.

    Returns:
        (d_h, d_in): entry (i, j) is the slope of entry i of the last state with respect to entry j of the first token.

    Source: the chain rule; Pascanu et al. 2013 write the same product for the states.
    """
    ### BEGIN SOLUTION
    h = rnn_step(xs[0], h0, w_x, w_h, b)
    gradient = (1 - h**2)[:, None] * w_x.T
    for x in xs[1:]:
        gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient
        h = rnn_step(x, h, w_x, w_h, b)
    return gradient
    ### END SOLUTION


# %% check="first_token_gradient" points=5
_small = make_cell(np.random.default_rng(4), 3, 2)
_xs, _h0 = np.random.default_rng(5).normal(size=(4, 3)), np.array([0.2, -0.3])


def _measured(length):
    def end(first):
        return last_state(np.concatenate([[first], _xs[1:length]]), _h0, *_small)

    return numerical_jacobian(end, _xs[0])


assert np.shape(first_token_gradient(_xs, _h0, *_small)) == (2, 3), (
    "The last state has two numbers, a token three: which axis is which?"
)
assert np.allclose(first_token_gradient(_xs[:1], _h0, *_small), _measured(1), atol=1e-5), (
    "One token: is it the slope of the first step with respect to the token? Does it start from h0?"
)
assert np.allclose(first_token_gradient(_xs[:2], _h0, *_small), _measured(2), atol=1e-5), (
    "Two tokens: at which old state do you take the Jacobian of the second step?"
)
assert np.allclose(first_token_gradient(_xs, _h0, *_small), _measured(4), atol=1e-5), (
    "Four tokens: are there three Jacobians, the latest one on the left, each at its own state?"
)

# %% [markdown] hint="first_token_gradient"
r"""
Begin with a sentence of one token: compute the first state, and from it the matrix $D_1 W_x^\top$. Only then think of the loop over the other tokens.
"""

# %% [markdown] hint="first_token_gradient" lang="ko"
r"""
토큰이 하나인 문장부터 시작하세요. 첫 상태를 구하고, 그것으로 행렬 $D_1 W_x^\top$을 만들어요. 나머지 토큰을 도는 반복문은 그다음에 생각하면 돼요.
"""

# %% [markdown] hint="first_token_gradient"
r"""
`h = rnn_step(xs[0], h0, ...)` and `gradient = (1 - h**2)[:, None] * w_x.T`. In the loop over `xs[1:]` two lines change these two, first the gradient, then the state.
"""

# %% [markdown] hint="first_token_gradient" lang="ko"
r"""
`h = rnn_step(xs[0], h0, ...)`이고 `gradient = (1 - h**2)[:, None] * w_x.T`예요. `xs[1:]`을 도는 반복문 안에서 두 줄이 이 둘을 바꿔요. 기울기가 먼저, 상태가 다음이에요.
"""

# %% [markdown] hint="first_token_gradient"
r"""
In the loop: `gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient`, and below it `h = rnn_step(x, h, w_x, w_h, b)`. In the other order, the Jacobian would be taken at a state that is one step too late.
"""

# %% [markdown] hint="first_token_gradient" lang="ko"
r"""
반복문 안에 `gradient = step_jacobian(x, h, w_x, w_h, b) @ gradient`를 쓰고, 그 아래에 `h = rnn_step(x, h, w_x, w_h, b)`를 쓰세요. 순서가 바뀌면 야코비 행렬을 한 단계 늦은 상태에서 구하게 돼요.
"""

# %% [markdown]
r"""
### The first measurement: RNN and attention in one plot

For comparison we need something without recurrence. Here is attention at its smallest, given, and on Day 5 you will build it slowly. Three lines: score every pair of tokens, turn the scores of each row into shares that sum to one, and average the tokens with these shares. So every output is **a weighted average of all tokens**, and the first token is one factor away from the last output, however long the text is.

We draw a random RNN cell, a random `w` and a random text for each of 20 seeds, and look at the size of the gradient of the last output with respect to the first token: $\lVert M \rVert = \sqrt{\sum_{ij} M_{ij}^2}$. Every curve is divided by its value for a text of one token, so both begin at 1.
"""

# %% [markdown] lang="ko"
r"""
### 첫 번째 측정: RNN과 어텐션을 한 그래프에

비교하려면 순환이 없는 것이 필요해요. 여기 가장 작은 어텐션(attention)을 드릴게요. 5일 차에 천천히 직접 만들 거예요. 하는 일은 세 가지예요. 토큰 쌍마다 점수를 매기고, 행마다 점수를 합이 1인 몫으로 바꾸고, 그 몫으로 토큰들을 평균 내요. 그러니 출력은 모두 **전체 토큰의 가중 평균**이고, 글이 아무리 길어도 첫 토큰과 마지막 출력 사이에는 인수가 하나뿐이에요.

시드(seed) 20개마다 RNN 셀과 `w`와 글을 무작위로 뽑아서, 마지막 출력을 첫 토큰으로 미분한 기울기의 크기 $\lVert M \rVert = \sqrt{\sum_{ij} M_{ij}^2}$를 봐요. 곡선마다 토큰이 하나일 때의 값으로 나누기 때문에 둘 다 1에서 시작해요.
"""


# %%
def attend(xs, w):
    """For each token a weighted average of all tokens; Day 5 explains it. xs: (T, d), w: (d, d) -> (T, d)."""
    scores = xs @ w @ xs.T / np.sqrt(xs.shape[-1])  # (T, T)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True) @ xs


def attention_gradient(xs, w):
    """Measured slopes of the last output of attend with respect to the first token: (d, d)."""
    return numerical_jacobian(lambda first: attend(np.concatenate([[first], xs[1:]]), w)[-1], xs[0])


# %%
seeds = range(3) if os.environ.get("NBGRADER_EXECUTION") else range(20)
lengths = [1, 2, 3, 5, 10, 20, 50, 100]
sizes = {"RNN": [], "attention": []}  # one row for each seed
for seed in seeds:
    draw = np.random.default_rng(100 + seed)
    w_x, w_h, b = make_cell(draw, d_in, d_h)
    w = draw.normal(size=(d_in, d_in)) / np.sqrt(d_in)
    text = draw.normal(size=(max(lengths), d_in))
    sizes["RNN"].append([np.linalg.norm(first_token_gradient(text[:n], h0, w_x, w_h, b)) for n in lengths])
    sizes["attention"].append([np.linalg.norm(attention_gradient(text[:n], w)) for n in lengths])

curves = {name: np.array(rows) / np.array(rows)[:, :1] for name, rows in sizes.items()}
print("tokens    ", "".join(f"{n:>10d}" for n in lengths))
for name, rows in curves.items():
    print(f"{name:10s}", "".join(f"{size:10.1e}" for size in np.median(rows, axis=0)))

fig, axes = plt.subplots(figsize=(8, 4.6), layout="constrained")
for name, color, marker in (("RNN", "#D55E00", "s"), ("attention", "#0072B2", "o")):
    low, high = np.percentile(curves[name], [5, 95], axis=0)
    axes.fill_between(lengths, low, high, color=color, alpha=0.2, linewidth=0)
    axes.plot(lengths, np.median(curves[name], axis=0), marker=marker, color=color, linewidth=2.5, label=name)
axes.plot(lengths, [1 / n for n in lengths], color="#1A1A1A", linestyle=":", label="1 / length")
axes.set(
    xscale="log",
    yscale="log",
    xlabel="tokens in the text",
    ylabel="gradient (1 for one token)",
    title="Gradient of the last output with respect to the first token",
)
axes.legend(frameon=False, loc="lower left")
show(
    fig,
    "Size of the gradient against the number of tokens, both axes logarithmic. The curve of attention falls along the "
    "dotted line 1 over length, to about a hundredth at 100 tokens. The curve of the RNN bends down ever more steeply "
    "and is below a billionth of a billionth at 100 tokens.",
)

# %% [markdown]
r"""
Two different laws:

- **The RNN multiplies.** Every token costs about the same *factor*, so the size falls like $0.6^T$: from 1 to about $10^{-21}$ at 100 tokens. This is the **vanishing gradient**.
- **Attention divides.** One token among $T$ gets a share of about $1/T$: about a hundredth at 100 tokens. It falls too, and untrained attention is no miracle. But it falls slowly, and it does not ask how *far away* the token is. Training can move the shares: a token with the right score can have nearly all of the average, at any distance.

The 2017 paper puts it in one column of its Table 1, the *maximum path length* between two tokens: $O(n)$ for a recurrent layer, $O(1)$ for self-attention.
"""

# %% [markdown] lang="ko"
r"""
법칙이 서로 달라요.

- **RNN은 곱해요.** 토큰이 하나 늘 때마다 거의 같은 *비율*로 줄어서 크기가 $0.6^T$처럼 떨어져요. 1에서 시작해 토큰 100개에서는 $10^{-21}$쯤이에요. 이것이 **기울기 소실**(vanishing gradient)이에요.
- **어텐션은 나눠요.** 토큰 $T$개 가운데 하나가 받는 몫은 약 $1/T$이에요. 토큰 100개면 100분의 1쯤이죠. 이것도 줄어들어요. 학습하지 않은 어텐션이 기적을 일으키지는 않아요. 하지만 천천히 줄고, 토큰이 얼마나 *멀리* 있는지는 따지지 않아요. 그리고 학습이 몫을 옮길 수 있어요. 점수만 맞으면 어느 거리에 있든 토큰 하나가 평균을 거의 다 차지할 수 있어요.

2017년 논문은 이것을 표 1의 한 열로 나타내요. 두 토큰 사이의 *최대 경로 길이*(maximum path length)가 순환 층에서는 $O(n)$, 셀프 어텐션(self-attention)에서는 $O(1)$이에요.
"""

# %% [markdown]
r"""
## 7 · Experiment: fade or explode?

Must it fade? The factors $J_t$ contain $W_h$, so a larger $W_h$ should give larger products. To turn this knob we need to know how large a matrix is *when it is applied again and again*. That number is its **spectral radius** $\rho$: the largest absolute value among its eigenvalues.

$$\rho(W) = \max_i \lvert \lambda_i \rvert, \qquad \lVert W^n v \rVert \approx \rho^n \text{ times something that hardly grows}$$

You need not know more about eigenvalues today than this: `np.linalg.eigvals(w)` returns them, some of them may be negative or complex (the matrix then flips or turns vectors), and `np.abs` gives the distance from 0 in every case. Multiply a matrix by a number $c > 0$, and all its eigenvalues, and so $\rho$, are multiplied by $c$.

**By hand.** The matrix with 0.5 and −2 on its diagonal and zeros elsewhere has the eigenvalues 0.5 and −2, so $\rho = 2$. To bring it to $\rho = 1$, halve it.

Write the knob.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 실험: 사라질까요, 폭발할까요?

꼭 사라져야만 할까요? 인수 $J_t$에는 $W_h$가 들어 있으니까, $W_h$가 크면 곱도 커질 거예요. 이 손잡이를 돌리려면 행렬을 *거듭해서 곱할 때* 얼마나 큰지 알아야 해요. 그 수가 **스펙트럼 반지름**(spectral radius) $\rho$예요. 고윳값(eigenvalue)의 절댓값 가운데 가장 큰 것이죠.

$$\rho(W) = \max_i \lvert \lambda_i \rvert, \qquad \lVert W^n v \rVert \approx \rho^n \times (\text{거의 커지지 않는 것})$$

오늘은 고윳값에 대해 이것만 알면 돼요. `np.linalg.eigvals(w)`가 고윳값들을 돌려줘요. 그 가운데 음수나 복소수도 있을 수 있는데(행렬이 벡터를 뒤집거나 돌리는 경우예요), `np.abs`를 쓰면 어느 경우든 0에서 떨어진 거리가 나와요. 행렬에 양수 $c$를 곱하면 고윳값이 모두 $c$배가 되고, 그래서 $\rho$도 $c$배가 돼요.

**손으로 해 보기.** 대각선에 0.5와 −2가 있고 나머지는 0인 행렬의 고윳값은 0.5와 −2예요. 그러니 $\rho = 2$예요. $\rho = 1$로 만들려면 행렬을 반으로 줄이면 돼요.

이 손잡이를 만들어 보세요.
"""


# %% exercise="scale_to_radius" kind="experiment" minutes=9 difficulty=2
def scale_to_radius(w_h, radius):
    """Multiply a matrix by the number that gives it the spectral radius that is asked for.

    Args:
        w_h: (d_h, d_h), with at least one eigenvalue that is not 0; it is not changed.
        radius: greater than 0.

    Returns:
        (d_h, d_h): w_h times a positive number; the largest absolute value of its eigenvalues is radius.
    """
    ### BEGIN SOLUTION
    now = np.max(np.abs(np.linalg.eigvals(w_h)))
    return w_h * (radius / now)
    ### END SOLUTION


# %% check="scale_to_radius" points=3
assert np.allclose(scale_to_radius(np.diag([0.5, -2.0]), 1.0), np.diag([0.25, -1.0])), (
    "The eigenvalues are 0.5 and -2: which of them is the largest in absolute value?"
)
assert np.allclose(scale_to_radius(np.array([[0.0, 3.0], [-3.0, 0.0]]), 0.5), [[0.0, 0.5], [-0.5, 0.0]]), (
    "This matrix turns vectors by a right angle and stretches them by 3: its eigenvalues are 3i and -3i. "
    "What is their absolute value?"
)
_w = scale_to_radius(np.array([[1.0, 5.0], [0.0, 2.0]]), 4.0)
assert np.allclose(_w, [[2.0, 10.0], [0.0, 4.0]]), (
    "The eigenvalues are 1 and 2, whatever the 5 is: what do you divide by?"
)

# %% [markdown] hint="scale_to_radius"
r"""
Two numbers: the radius that the matrix has now, and the one that it should have. With which quotient do you multiply?
"""

# %% [markdown] hint="scale_to_radius" lang="ko"
r"""
숫자가 두 개 있어요. 행렬이 지금 가진 반지름과 가져야 할 반지름이에요. 어떤 몫을 곱하면 될까요?
"""

# %% [markdown] hint="scale_to_radius"
r"""
Take `np.linalg.eigvals(w_h)`, then the absolute values, then the largest; in this order.
"""

# %% [markdown] hint="scale_to_radius" lang="ko"
r"""
`np.linalg.eigvals(w_h)`를 구하고, 절댓값을 취하고, 가장 큰 것을 골라요. 순서가 중요해요.
"""

# %% [markdown] hint="scale_to_radius"
r"""
`now = np.abs(np.linalg.eigvals(w_h)).max()`. The result is `w_h` times the wanted radius over `now`, in a new array.
"""

# %% [markdown] hint="scale_to_radius" lang="ko"
r"""
`now = np.abs(np.linalg.eigvals(w_h)).max()`예요. 결과는 `w_h`에 '원하는 반지름 나누기 `now`'를 곱한 새 배열이에요.
"""

# %% [markdown]
r"""
### Guess first

The code below takes 40 random RNN cells and texts of up to 100 tokens, turns the knob to different radii, and computes your gradient for each. From its size at 1 and at 100 tokens it takes **the factor per token**, $(\text{size}_{100} / \text{size}_1)^{1/99}$: below 1 the gradient fades, above 1 it explodes.

Write down a guess: at which spectral radius is the factor 1? Then run the code, and change the numbers in `radii` in a copy of it until you know the place to one decimal.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

아래 코드는 무작위 RNN 셀 40개와 토큰이 100개까지 있는 글을 뽑아서, 손잡이를 여러 반지름에 맞추고 그때마다 여러분이 만든 기울기를 구해요. 토큰이 1개일 때와 100개일 때의 크기로 **토큰 하나당 비율** $(\text{size}_{100} / \text{size}_1)^{1/99}$도 구해요. 1보다 작으면 기울기가 사라지고, 1보다 크면 폭발해요.

먼저 짐작한 답을 적어 두세요. 스펙트럼 반지름이 얼마일 때 이 비율이 1일까요? 그다음 코드를 실행해 보고, 새 코드 셀에 복사해서 `radii`의 숫자를 바꿔 가며 소수 첫째 자리까지 찾아보세요.
"""

# %%
seeds = range(4) if os.environ.get("NBGRADER_EXECUTION") else range(40)
radii = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
lengths = [1, 2, 5, 10, 20, 50, 100]
by_radius = {radius: [] for radius in radii}  # one row of sizes for each seed
for seed in seeds:
    draw = np.random.default_rng(200 + seed)
    w_x, w_h, b = make_cell(draw, d_in, d_h)
    text = draw.normal(size=(max(lengths), d_in))
    for radius in radii:
        turned = scale_to_radius(w_h, radius)
        row = [np.linalg.norm(first_token_gradient(text[:n], h0, w_x, turned, b)) for n in lengths]
        by_radius[radius].append(row)

print("radius   factor per token (median, and the middle 90 % of the cells)")
factors = {}
for radius, rows in by_radius.items():
    rows = np.array(rows)
    factors[radius] = np.percentile((rows[:, -1] / rows[:, 0]) ** (1 / 99), [5, 50, 95])
    low, middle, high = factors[radius]
    print(f"{radius:6.2f}   {middle:.2f}   ({low:.2f} to {high:.2f})")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.6), layout="constrained")
colors = ["#000000", "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00"]
markers = ["o", "s", "^", "D", "v", "P"]
for i, (radius, rows) in enumerate(by_radius.items()):
    middle = np.median(np.array(rows) / np.array(rows)[:, :1], axis=0)
    style = {"color": colors[i % 6], "marker": markers[i % 6], "linewidth": 2}
    left.plot(lengths, middle, label=f"radius {radius:g}", **style)
left.set(
    yscale="log",
    xlabel="tokens in the text",
    ylabel="gradient (1 for one token)",
    title="median over the cells",
)
left.legend(frameon=False, loc="lower left")
low, middle, high = np.array(list(factors.values())).T
right.fill_between(radii, low, high, color="#0072B2", alpha=0.2, linewidth=0)
right.plot(radii, middle, color="#0072B2", marker="o", linewidth=2.5)
right.axhline(1.0, color="#1A1A1A", linestyle=":")
right.set(
    xlabel="spectral radius of w_h", ylabel="factor per token", title="above the dotted line it explodes"
)
show(
    fig,
    "Left: gradient against the number of tokens on a logarithmic scale, one line for each spectral radius. For radii "
    "0.5, 1 and 1.5 the lines fall, for 2 it falls slightly, for 2.5 and 3 they rise. Right: the factor per token rises with "
    "the radius from 0.3 to 1.2 and crosses 1 between the radii 2 and 2.5.",
)

# %% [markdown]
r"""
### What you see

**Your number.** With these 40 cells the factor per token is 0.58 at radius 1, and it passes 1 near radius 2.2. Between 2.1 and 2.3 is right; if yours is outside, look at `scale_to_radius` and `first_token_gradient` first.

**The surprise.** Most people guess 1. Without the tanh that would be right in the long run: $W_h^n$ grows or shrinks like $\rho^n$. But each $J_t$ also has the slopes $1 - h^2$ in it, and with tokens of this size the states lie far from 0, where tanh is flat. The slopes take away about half, so $W_h$ must be twice as large to make up for it. With quieter tokens the place moves towards 1: the slopes depend on the text.

**The knife's edge.** At 3 the gradient grows by a factor of 1.16 with each token. That is the **exploding gradient**: $1.16^{99}$ is more than two million. In between lies the one radius at which it neither fades nor explodes; the band shows that it is another one for each cell, and training moves $W_h$ all the time. Bengio et al. (1994) and Pascanu et al. (2013) describe both fates.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 이 RNN 셀 40개에서 토큰 하나당 비율은 반지름이 1일 때 0.58이고, 반지름 2.2 근처에서 1을 지나요. 2.1과 2.3 사이면 맞아요. 이 범위를 벗어났다면 `scale_to_radius`와 `first_token_gradient`부터 살펴보세요.

**놀라운 점.** 대부분은 1이라고 짐작해요. tanh가 없다면 길게 볼 때 그 말이 맞아요. $W_h^n$은 $\rho^n$처럼 커지거나 줄어드니까요. 하지만 $J_t$에는 기울기 $1 - h^2$도 들어 있어요. 토큰이 이 정도 크기면 상태가 0에서 멀리 떨어져 있고, 거기서는 tanh가 평평해요. 이 기울기가 절반쯤을 가져가기 때문에 $W_h$가 두 배는 되어야 메울 수 있어요. 토큰의 숫자가 더 작으면 이 자리는 1 쪽으로 옮겨 가요. 기울기가 글에 따라 달라지는 거예요.

**칼날 위.** 반지름이 3이면 토큰마다 기울기가 1.16배로 커져요. 이것이 **기울기 폭발**(exploding gradient)이에요. $1.16^{99}$은 200만이 넘거든요. 사라지지도 폭발하지도 않는 반지름은 하나뿐이고, 띠에서 보듯 RNN 셀마다 달라요. 게다가 학습하는 동안 $W_h$는 계속 움직여요. Bengio et al.(1994)과 Pascanu et al.(2013)이 두 가지 운명을 모두 설명해요.
"""

# %% [markdown]
r"""
## 8 · To be fair: what people did about it

Recurrent networks translated, recognised speech and wrote text for many years, in spite of all this. Three remedies did it.

**Against exploding: clip.** When a gradient is too long, keep its direction and cut its length down to a limit (Pascanu et al. 2013, section 3.2):

$$g \leftarrow \begin{cases} g \cdot \dfrac{\text{limit}}{\lVert g \rVert} & \text{if } \lVert g \rVert > \text{limit} \\ g & \text{otherwise} \end{cases}$$

$\lVert g \rVert$ is one length for the whole array, the root of the sum of all squares. Cutting each entry by itself (`np.clip`) would turn the gradient into another direction. Transformers are still trained with it: Llama 2, for one, with limit 1.0 (Touvron et al. 2023, section 2.2).

**By hand.** $g = (3, 4)$ has length 5. With limit 1 it becomes $(0.6, 0.8)$; with limit 10 it stays.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 공평하게: 사람들은 어떻게 대처했을까요?

이런 어려움이 있었는데도 순환 신경망은 오랫동안 번역을 하고, 음성을 알아듣고, 글을 썼어요. 세 가지 대책 덕분이에요.

**폭발에는 자르기.** 기울기가 너무 길면 방향은 지키고 길이만 한도(limit)까지 줄여요. 기울기 자르기(gradient clipping)라고 해요(Pascanu et al. 2013, 3.2절).

$$g \leftarrow \begin{cases} g \cdot \dfrac{\text{limit}}{\lVert g \rVert} & \text{if } \lVert g \rVert > \text{limit} \\ g & \text{otherwise} \end{cases}$$

$\lVert g \rVert$는 배열 전체에 하나뿐인 길이, 곧 모든 성분의 제곱합의 제곱근이에요. 성분마다 따로 자르면(`np.clip`) 기울기가 다른 방향을 가리키게 돼요. 트랜스포머도 여전히 이렇게 학습해요. 예를 들어 Llama 2는 한도 1.0을 써요(Touvron et al. 2023, 2.2절).

**손으로 해 보기.** $g = (3, 4)$의 길이는 5예요. 한도가 1이면 $(0.6, 0.8)$이 되고, 한도가 10이면 그대로예요.
"""


# %% exercise="clip_gradient" minutes=6 difficulty=1
def clip_gradient(gradient, limit):
    """Shorten a gradient that is longer than the limit; leave a shorter one as it is.

    Args:
        gradient: array of any shape, also all zeros; it is not changed.
        limit: greater than 0.

    Returns:
        Array of the shape of gradient, in the same direction, of length at most limit (over all entries together).

    Source: Pascanu et al. 2013, algorithm 1; torch.nn.utils.clip_grad_norm_.
    """
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(gradient**2))
    if length > limit:
        return gradient * (limit / length)
    return gradient
    ### END SOLUTION


# %% check="clip_gradient" points=2
assert np.allclose(clip_gradient(np.array([3.0, 4.0]), 1.0), [0.6, 0.8], atol=1e-5), (
    "Do you get (0.6, 0.8) by hand? Does the direction stay?"
)
assert np.allclose(clip_gradient(np.array([3.0, 4.0]), 10.0), [3.0, 4.0]), (
    "This gradient is shorter than the limit: why does it change?"
)
assert np.allclose(clip_gradient(np.full((2, 2), 3.0), 3.0), 1.5, atol=1e-5), (
    "Four times the number 3 has length 6: is one length taken over the whole matrix?"
)
assert np.allclose(clip_gradient(np.zeros(3), 1.0), 0.0), "What is 0 divided by 0 in your code?"

# %% [markdown] hint="clip_gradient"
r"""
Two cases, so one `if`. Which number decides?
"""

# %% [markdown] hint="clip_gradient" lang="ko"
r"""
경우가 둘이니 `if`가 하나 필요해요. 어떤 수로 갈리나요?
"""

# %% [markdown] hint="clip_gradient"
r"""
The length is `np.sqrt(np.sum(gradient**2))`, without an axis. Divide by it only when it is greater than the limit; then it cannot be 0.
"""

# %% [markdown] hint="clip_gradient" lang="ko"
r"""
길이는 축 없이 `np.sqrt(np.sum(gradient**2))`예요. 한도보다 클 때만 이것으로 나누세요. 그러면 0으로 나눌 일이 없어요.
"""

# %% [markdown] hint="clip_gradient"
r"""
In the long case return `gradient * (limit / length)`, a new array. In the other case return `gradient`.
"""

# %% [markdown] hint="clip_gradient" lang="ko"
r"""
긴 경우에는 새 배열 `gradient * (limit / length)`를 돌려주세요. 아니면 `gradient`를 그대로 돌려주면 돼요.
"""

# %% [markdown]
r"""
**Against vanishing: gates.** Clipping can shorten, but nothing can lengthen what has become 0. The LSTM (Hochreiter & Schmidhuber 1997) changes the step itself: an inner state is *carried on and added to*, not pushed through a matrix and a tanh each time, and learned **gates** say what goes in and out. (The gate that also lets it forget came later, with Gers et al. 2000; the GRU of Cho et al. 2014 is a simpler relative.) The core of the idea, with one fixed number `keep` where the real ones compute their gates from the text:

$$h_t = \text{keep} \cdot h_{t-1} + (1 - \text{keep}) \cdot \tanh(x_t W_x + h_{t-1} W_h + b)$$

Its Jacobian is $\text{keep} \cdot I + (1 - \text{keep}) \cdot J_t$, where $I$ is the identity matrix. Even if $J_t$ is nearly 0, the factor `keep` is left. We measure it with your `rnn_step` and `step_jacobian`.
"""

# %% [markdown] lang="ko"
r"""
**소실에는 게이트.** 자르기는 긴 것을 줄일 수 있지만, 0이 되어 버린 것을 늘릴 방법은 없어요. LSTM(Hochreiter & Schmidhuber 1997)은 단계 자체를 바꿔요. 안쪽 상태를 매번 행렬과 tanh에 통과시키는 대신 *그대로 넘기면서 더하고*, 무엇이 들어오고 나갈지는 학습되는 **게이트**(gate)가 정해요. (잊을 수 있게 하는 게이트는 나중에 Gers et al. 2000에서 나왔고, Cho et al. 2014의 GRU는 더 단순한 친척이에요.) 진짜 LSTM은 글을 보고 게이트를 계산하지만, 여기서는 고정된 수 `keep` 하나로 핵심만 볼게요.

$$h_t = \text{keep} \cdot h_{t-1} + (1 - \text{keep}) \cdot \tanh(x_t W_x + h_{t-1} W_h + b)$$

이 단계의 야코비 행렬은 $\text{keep} \cdot I + (1 - \text{keep}) \cdot J_t$예요. $I$는 단위행렬이에요. $J_t$가 거의 0이어도 `keep`이 남아요. 여러분의 `rnn_step`과 `step_jacobian`으로 재 볼게요.
"""


# %%
def gated_sizes(xs, keep, h0, w_x, w_h, b):
    """Size of the gradient of the state after each token with respect to the first token: (T,)."""
    h, gradient, sizes = h0, None, []
    for x in xs:
        fresh = rnn_step(x, h, w_x, w_h, b)
        if gradient is None:
            gradient = (1 - keep) * (1 - fresh**2)[:, None] * w_x.T
        else:
            gradient = (keep * np.eye(len(h)) + (1 - keep) * step_jacobian(x, h, w_x, w_h, b)) @ gradient
        h = keep * h + (1 - keep) * fresh
        sizes.append(np.linalg.norm(gradient))
    return np.array(sizes)


# %%
seeds = range(3) if os.environ.get("NBGRADER_EXECUTION") else range(20)
places = [1, 2, 5, 10, 20, 50, 100]
print("keep     ", "".join(f"{n:>9d}" for n in places), "  tokens")
for keep in (0.0, 0.9, 0.99):
    rows = []
    for seed in seeds:
        draw = np.random.default_rng(300 + seed)
        gated_cell = make_cell(draw, d_in, d_h)
        gated = gated_sizes(draw.normal(size=(100, d_in)), keep, h0, *gated_cell)
        rows.append(gated[np.array(places) - 1] / gated[0])
    print(f"{keep:4.2f}     ", "".join(f"{size:9.1e}" for size in np.median(rows, axis=0)))

# %% [markdown]
r"""
With `keep` = 0.99 more than a third of the gradient is still there after 100 tokens, where the plain cell has nothing. Adding instead of transforming is the cure, and on Days 4 and 9 you will meet it again under another name: the residual connection. The price is that such a cell takes in each new token only in small portions; this is why real gates open and close.

**Against waiting: drop the tanh.** If the step is *linear* in the state, many steps can be combined into one beforehand, two by two, and the whole sequence takes about $\log_2 T$ rounds instead of $T$ (Martin & Cundy 2018). State-space models such as S4 (Gu et al. 2021) and Mamba (Gu & Dao 2023) stand on such linear recurrences. Recurrence is not dead; the kind of Day 1 has found better relatives.
"""

# %% [markdown] lang="ko"
r"""
`keep`이 0.99이면 토큰 100개가 지나도 기울기가 3분의 1 넘게 남아 있어요. 평범한 RNN 셀에는 아무것도 남지 않았는데 말이에요. 바꾸는 대신 더하는 것이 약이에요. 4일 차와 9일 차에 잔차 연결(residual connection)이라는 다른 이름으로 다시 만날 거예요. 대가도 있어요. 이런 RNN 셀은 새 토큰을 매번 조금씩밖에 받아들이지 못해요. 그래서 진짜 게이트는 열렸다 닫혔다 해요.

**기다림에는 tanh 빼기.** 단계가 상태에 대해 *선형*(linear)이면 여러 단계를 둘씩 미리 합쳐 둘 수 있어요. 그러면 시퀀스 전체가 $T$번이 아니라 약 $\log_2 T$번 만에 끝나요(Martin & Cundy 2018). S4(Gu et al. 2021)와 Mamba(Gu & Dao 2023) 같은 상태 공간 모델(state-space model)이 이런 선형 순환 위에 서 있어요. 순환은 죽지 않았어요. 1일 차의 순환보다 나은 친척들이 생겼을 뿐이에요.
"""

# %% [markdown]
r"""
## 9 · The second measurement: steps that wait

A computer with many cores, or a GPU with thousands, is fast when things can be done at the same time. So the question is not only how much work there is, but how long the **longest chain** is in which each step must wait for the one before.

Count as one step: one layer makes its output for one token, when everything it needs is there. All steps that do not need one another happen at once. Layers are stacked: the outputs of layer 1 are the inputs of layer 2.

![Two grids with three layers and six tokens each. Left, the RNN: arrows lead from each place to its right neighbour and to the place above. The numbers grow by one to the right and by one upwards, from 1 at the bottom left to 8 at the top right. Right, attention: every place is joined to all places of the layer below, and all numbers in layer 1 are 1, in layer 2 they are 2, in layer 3 they are 3.](figures/day01_wave.svg)

There are two situations.

- **Reading** (and training): the whole text is given. In the RNN a place needs its left neighbour in the same layer, and the place below. In attention a place needs all places of the layer below.
- **Writing**: the text is made. The model writes one token, then this token goes in at the bottom to give the next. A token is only known when the *last* layer has finished with the one before. So before it enters layer 1, all layers must be done, whatever is inside. Count the steps for writing `length` tokens.
"""

# %% [markdown] lang="ko"
r"""
## 9 · 두 번째 측정: 기다려야 하는 단계

코어(core)가 여러 개인 컴퓨터나 수천 개인 GPU는 여러 일을 동시에 할 수 있을 때 빨라요. 그러니 일이 얼마나 많은지만 물어서는 안 돼요. 앞 단계를 기다려야 하는 단계가 줄줄이 이어진 **가장 긴 사슬**이 얼마나 긴지도 물어야 해요.

이렇게 셀게요. 필요한 것이 다 있을 때 층(layer) 하나가 토큰 하나의 출력을 만드는 것이 한 단계예요. 서로 필요로 하지 않는 단계는 모두 동시에 해요. 층은 쌓여 있어요. 첫째 층의 출력이 둘째 층의 입력이에요.

![층 세 개, 토큰 여섯 개짜리 격자 두 개예요. 왼쪽은 RNN이에요. 자리마다 오른쪽 이웃과 위의 자리로 화살표가 나가요. 숫자는 오른쪽으로 갈수록 하나씩, 위로 갈수록 하나씩 커져서 왼쪽 아래의 1부터 오른쪽 위의 8까지 있어요. 오른쪽은 어텐션이에요. 자리마다 아래층의 모든 자리와 이어져 있고, 숫자는 첫째 층이 모두 1, 둘째 층이 모두 2, 셋째 층이 모두 3이에요.](figures/day01_wave.svg)

두 가지 상황이 있어요.

- **읽기**(와 학습): 글이 다 주어져 있어요. RNN의 한 자리에는 같은 층의 왼쪽 이웃과 바로 아래 자리가 필요해요. 어텐션의 한 자리에는 아래층의 모든 자리가 필요해요.
- **쓰기**: 글을 만들어 가요. 모델이 토큰을 하나 쓰면, 그 토큰이 맨 아래로 들어가서 다음 토큰을 만들어요. 앞의 토큰을 *마지막* 층까지 다 처리해야 다음 토큰이 무엇인지 알 수 있어요. 그러니 안이 무엇이든, 토큰이 첫째 층에 들어가기 전에 모든 층이 끝나 있어야 해요. 토큰 `length`개를 쓸 때의 단계를 세어 보세요.
"""


# %% exercise="sequential_steps" minutes=9 difficulty=2
def sequential_steps(kind, length, layers=1, writing=False):
    """Count the steps of the longest chain in which each step must wait for the one before.

    Args:
        kind: "rnn" or "attention".
        length: tokens, at least 1.
        layers: layers on one another, at least 1.
        writing: False when the whole text is given, True when its tokens are written one after another.

    Returns:
        int: the number of steps when everything that need not wait happens at once.

    Source: Vaswani et al. 2017, table 1, column "sequential operations", for one layer that reads.
    """
    ### BEGIN SOLUTION
    if writing:
        return length * layers
    if kind == "rnn":
        return length + layers - 1
    return layers
    ### END SOLUTION


# %% check="sequential_steps" points=3
assert sequential_steps("rnn", 6, 3) == 8, "Look at the left grid: which is its largest number?"
assert sequential_steps("attention", 6, 3) == 3, "Look at the right grid: which is its largest number?"
assert sequential_steps("rnn", 1) == sequential_steps("attention", 1) == 1, "One token, one layer: one step?"
assert sequential_steps("rnn", 2, 2, True) == 4, (
    "Two tokens are written through two layers: what must be done before the second token is known?"
)
assert sequential_steps("attention", 2, 2, True) > sequential_steps("attention", 2, 2), (
    "Is a text given before it is written?"
)

# %% [markdown] hint="sequential_steps"
r"""
Draw the grid for three tokens and two layers and number it by hand. How does the largest number change with one more token, and with one more layer?
"""

# %% [markdown] hint="sequential_steps" lang="ko"
r"""
토큰 세 개, 층 두 개짜리 격자를 그리고 손으로 번호를 매겨 보세요. 토큰이 하나 늘면 가장 큰 수가 어떻게 바뀌나요? 층이 하나 늘면요?
"""

# %% [markdown] hint="sequential_steps"
r"""
In the RNN's grid you go right once for every further token and up once for every further layer, and the first place counts as well. In writing, each token takes all layers before the next may start.
"""

# %% [markdown] hint="sequential_steps" lang="ko"
r"""
RNN의 격자에서는 토큰이 하나 늘 때마다 오른쪽으로 한 번, 층이 하나 늘 때마다 위로 한 번 더 가요. 맨 처음 자리도 하나로 세고요. 쓸 때는 토큰마다 모든 층을 지나야 다음 토큰이 시작할 수 있어요.
"""

# %% [markdown] hint="sequential_steps"
r"""
Three cases: writing is `length * layers` for both kinds; an attention that reads needs one step for each layer; for the RNN that reads check your formula with 6 tokens and 3 layers, which give 8.
"""

# %% [markdown] hint="sequential_steps" lang="ko"
r"""
경우가 셋이에요. 쓰기는 둘 다 `length * layers`예요. 어텐션으로 읽을 때는 층마다 한 단계예요. RNN으로 읽을 때는 토큰 6개, 층 3개에서 8이 나오는지 여러분의 식을 확인해 보세요.
"""

# %%
print("six layers        reading               writing")
print("tokens          rnn   attention       rnn   attention")
for length in (10, 100, 1000, 10000):
    counts = [sequential_steps(kind, length, 6, w) for w in (False, True) for kind in ("rnn", "attention")]
    print(f"{length:6d}   " + "".join(f"{count:10d}" for count in counts))

# %% [markdown]
r"""
For reading 10,000 tokens: 10,005 steps in a row against 6. That is why the Transformer could be *trained* on so much more text. In writing there is no difference, and that is why a chat program shows you its answer word after word.
"""

# %% [markdown] lang="ko"
r"""
토큰 10,000개를 읽을 때 10,005단계와 6단계예요. 트랜스포머가 그렇게 많은 글로 *학습*할 수 있었던 이유가 이거예요. 쓸 때는 차이가 없어요. 챗봇이 답을 한 단어씩 보여 주는 이유죠.
"""

# %% [markdown]
r"""
## 10 · The third measurement: the clock

Fewer steps in a row does not mean less work. Count the multiplications for $T$ tokens of $d$ numbers, with $d_{in} = d_h = d$:

| | multiplications | for twice the text |
|---|---|---|
| RNN | $T \cdot 2d^2$: two products of a vector and a matrix for each token | twice as many |
| our attention | $T \cdot d^2 + 2\, T^2 d$: `xs @ w` once; each pair of tokens once in the scores, once in the average | nearly four times as many, once $T$ is large |

Table 1 of the 2017 paper has this as $O(n \cdot d^2)$ for a recurrent layer and $O(n^2 \cdot d)$ for self-attention: attention is less work while the text is shorter than the vectors are wide.

So which is faster *here*? Guess, then let your machine answer: one layer of each, $d = 64$, the best of several runs. The answer depends on the machine, and so this text does not give one.
"""

# %% [markdown] lang="ko"
r"""
## 10 · 세 번째 측정: 시계

기다리는 단계가 적다고 일이 적은 것은 아니에요. 숫자 $d$개짜리 토큰 $T$개에 필요한 곱셈을 세어 볼까요? $d_{in} = d_h = d$라고 할게요.

| | 곱셈의 수 | 글이 두 배가 되면 |
|---|---|---|
| RNN | $T \cdot 2d^2$: 토큰마다 벡터와 행렬의 곱이 두 번 | 두 배 |
| 여기서 쓴 어텐션 | $T \cdot d^2 + 2\, T^2 d$: `xs @ w`가 한 번, 토큰 쌍마다 점수에 한 번과 평균에 한 번 | $T$가 크면 거의 네 배 |

2017년 논문의 표 1에는 순환 층이 $O(n \cdot d^2)$, 셀프 어텐션이 $O(n^2 \cdot d)$로 나와 있어요. 글의 길이가 벡터의 폭보다 짧은 동안은 어텐션의 일이 더 적어요.

그러면 *여기서는* 어느 쪽이 빠를까요? 먼저 짐작해 보고, 여러분의 컴퓨터에 물어보세요. 층은 하나씩, $d = 64$이고, 여러 번 재서 가장 빠른 시간을 골라요. 답은 컴퓨터마다 다르니 이 글에는 적지 않을게요.
"""


# %%
def best_time(run, *arguments):
    """Seconds of the fastest of five runs (under grading: of one)."""
    times = []
    for _ in range(1 if os.environ.get("NBGRADER_EXECUTION") else 5):
        start = time.perf_counter()
        run(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


# %%
short = os.environ.get("NBGRADER_EXECUTION")
text_lengths = [16, 64] if short else [16, 32, 64, 128, 256, 512, 1024, 2048]
draw, width = np.random.default_rng(6), 64
timed_cell = make_cell(draw, width, width)
timed_w = draw.normal(size=(width, width)) / np.sqrt(width)
seconds = {"RNN": [], "attention": []}
print("tokens      RNN   attention   (milliseconds)")
for length in text_lengths:
    text = draw.normal(size=(length, width))
    seconds["RNN"].append(best_time(rnn, text, np.zeros(width), *timed_cell))
    seconds["attention"].append(best_time(attend, text, timed_w))
    print(f"{length:6d}{1000 * seconds['RNN'][-1]:9.2f}{1000 * seconds['attention'][-1]:12.2f}")

fig, axes = plt.subplots(figsize=(8, 4.6), layout="constrained")
for name, color, marker in (("RNN", "#D55E00", "s"), ("attention", "#0072B2", "o")):
    milliseconds = 1000 * np.array(seconds[name])
    axes.plot(text_lengths, milliseconds, marker=marker, color=color, linewidth=2.5, label=name)
axes.set(
    xscale="log",
    yscale="log",
    xlabel="tokens in the text",
    ylabel="milliseconds",
    title="Time to read a text once, on this machine",
)
axes.legend(frameon=False)
show(
    fig,
    "Time in milliseconds against the number of tokens, both axes logarithmic, one line for the RNN and one for attention. "
    "The line of the RNN rises evenly, in proportion to the length; the line of attention becomes steeper with length.",
)

# %% [markdown]
r"""
Look at three things in your own plot.

- **At the left end**, who is faster, and by how much? The RNN cannot use more than a sliver of your machine: each of its products is tiny, and Python has to start them one after the other.
- **At the right end** the pairs catch up with attention: its line turns steeper, towards four times the time for twice the text. On a processor with few cores the lines may well cross. That is no mistake in the measurement.
- **What is not in the plot**: hardware that does thousands of things at once. There the few large products of attention spread out, and the many small steps of the RNN still wait for one another. The argument of 2017 was made on such hardware.
"""

# %% [markdown] lang="ko"
r"""
여러분의 그래프에서 세 가지를 보세요.

- **왼쪽 끝**에서는 어느 쪽이 얼마나 빠른가요? RNN은 컴퓨터의 힘을 아주 조금밖에 못 써요. 곱 하나하나가 아주 작은 데다, 파이썬이 그것을 차례로 하나씩 시작해야 하니까요.
- **오른쪽 끝**에서는 어텐션이 토큰 쌍의 수에 발목을 잡혀요. 선이 점점 가팔라져서, 글이 두 배가 되면 시간은 네 배에 가까워져요. 코어가 몇 개뿐인 프로세서에서는 두 선이 만날 수도 있어요. 측정이 잘못된 게 아니에요.
- **그래프에 없는 것**도 있어요. 수천 가지 일을 동시에 하는 하드웨어예요. 거기서는 어텐션의 큰 곱 몇 개가 여러 코어로 나뉘지만, RNN의 작은 단계들은 여전히 서로를 기다려요. 2017년의 주장은 그런 하드웨어에서 나온 거예요.
"""

# %% [markdown]
r"""
## 11 · Quiz: who does it?

For each statement choose one letter: **A** only the RNN, **B** only attention, **C** both, **D** neither. Both as you met them today: one layer, a text of $T$ tokens.

| key | statement |
|---|---|
| `fixed_memory` | What it has to keep of the text it has read has the same size, however long the text is. |
| `all_at_once` | When the whole text is given, its outputs for all tokens can be computed at the same time. |
| `writes_in_order` | When it writes a text, it needs each token before it can make the next. |
| `square_of_length` | The work for reading a text grows with the square of its length. |
| `untrained_guarantee` | Even before any training, the first token is sure to reach the last output undiminished. |
"""

# %% [markdown] lang="ko"
r"""
## 11 · 퀴즈: 누가 그럴까요?

문장마다 글자를 하나 고르세요. **A**는 RNN만, **B**는 어텐션만, **C**는 둘 다, **D**는 둘 다 아님이에요. 둘 다 오늘 만난 모습 그대로예요. 층은 하나이고 글은 토큰 $T$개예요.

| 키 | 문장 |
|---|---|
| `fixed_memory` | 글이 아무리 길어도, 읽은 글에 대해 간직해야 하는 것의 크기가 같아요. |
| `all_at_once` | 글이 다 주어졌을 때, 모든 토큰의 출력을 동시에 계산할 수 있어요. |
| `writes_in_order` | 글을 쓸 때, 앞의 토큰이 있어야 다음 토큰을 만들 수 있어요. |
| `square_of_length` | 글을 읽는 데 드는 일이 길이의 제곱으로 늘어나요. |
| `untrained_guarantee` | 학습하기 전에도 첫 토큰이 줄어들지 않고 마지막 출력에 닿는다고 보장해요. |
"""

# %% exercise="who_does_it" kind="quiz" minutes=5 difficulty=1
# For each statement one letter: "A" only the RNN, "B" only attention, "C" both, "D" neither.
### BEGIN SOLUTION
who_does_it = {
    "fixed_memory": "A",
    "all_at_once": "B",
    "writes_in_order": "C",
    "square_of_length": "B",
    "untrained_guarantee": "D",
}
### END SOLUTION

# %% check="who_does_it" points=3
assert len(who_does_it) == 5, "Are all five statements still in the dictionary?"
assert all(answer is not None for answer in who_does_it.values()), "Which statements have no answer yet?"
assert set(who_does_it.values()) <= {"A", "B", "C", "D"}, "Is every answer one of the letters A, B, C, D?"

# %% [markdown]
r"""
## 12 · In your own words

You have three measurements now. Say what they mean together, and stay with what you have seen: a claim such as "attention replaced the RNN because it is faster" is too short, as your own clock has shown.
"""

# %% [markdown] lang="ko"
r"""
## 12 · 여러분의 말로

이제 측정 결과가 세 가지 있어요. 셋을 모으면 무슨 뜻이 되는지 말해 보세요. 직접 본 것을 벗어나지 않는 게 중요해요. "어텐션이 더 빨라서 RNN을 대체했다" 같은 말은 너무 짧아요. 여러분의 시계가 보여 준 대로예요.
"""

# %% [markdown] exercise="why_not_recurrence" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** Why did the model of 2017 do without recurrence? Name the two costs of recurrence that you measured, each with its reason: what happens to the gradient of the first token, and which steps must wait. Say what attention changes about each of them. Then be fair: name one price that attention pays, and one thing that was done for recurrent networks, or that they still do well. Six to ten sentences.

### BEGIN SOLUTION
In an RNN the first token reaches the last state only through every state in between, so the gradient is a product of as many Jacobians as there are steps. Each factor changes its size by about the same ratio, so the product vanishes or explodes geometrically with the length, and the network hardly notices that an early token matters. The second cost is waiting: state t needs state t − 1, so reading T tokens takes T steps in a row, however many cores there are. Attention makes each output an average of all tokens, so the path from the first token to the last output is one step long at any distance; untrained it gives each token a share of about 1/T, and training can move the shares. All outputs of a layer can be computed at once when the text is given, so training uses parallel hardware well. It pays with a score for every pair of tokens: work that grows with the square of the length, and it must keep all tokens. In writing it is as sequential as the RNN. For RNNs, clipping tames exploding gradients and the gates of the LSTM, which add instead of transforming, slow down the fading; their memory stays of one size, and linear recurrences can even be computed in parallel.
### END SOLUTION
"""

# %% [markdown] exercise="why_not_recurrence" lang="ko"
r"""
**설명하기.** 2017년의 모델은 왜 순환 없이 만들어졌나요? 직접 재 본 순환의 대가 두 가지를 이유와 함께 드세요. 첫 토큰의 기울기는 어떻게 되나요? 어떤 단계가 서로 기다려야 하나요? 어텐션은 그 둘을 각각 어떻게 바꾸나요? 그다음 공평하게, 어텐션이 내는 대가 하나와 순환 신경망을 위해 나온 대책(또는 순환 신경망이 지금도 잘하는 것) 하나를 드세요. 여섯 문장에서 열 문장 정도면 돼요.

### BEGIN SOLUTION
RNN에서 첫 토큰은 그 사이의 상태를 하나하나 지나야만 마지막 상태에 닿아요. 그래서 기울기는 단계의 수만큼 많은 야코비 행렬의 곱이에요. 인수마다 크기가 거의 같은 비율로 바뀌기 때문에, 곱은 길이에 따라 기하급수적으로 사라지거나 폭발하고, 신경망은 앞쪽 토큰이 중요하다는 것을 거의 알아차리지 못해요. 두 번째 대가는 기다림이에요. 상태 t에는 상태 t − 1이 필요해서, 코어가 아무리 많아도 토큰 T개를 읽으려면 T단계를 차례로 거쳐야 해요. 어텐션은 출력을 모든 토큰의 평균으로 만들어요. 그래서 첫 토큰에서 마지막 출력까지의 길이 거리와 상관없이 한 단계예요. 학습 전에는 토큰마다 약 1/T씩 받지만, 학습이 그 몫을 옮길 수 있어요. 글이 주어지면 한 층의 출력을 모두 한꺼번에 계산할 수 있으니, 학습할 때 병렬 하드웨어를 잘 써요. 그 대신 토큰 쌍마다 점수를 매기느라 일이 길이의 제곱으로 늘고, 토큰을 모두 간직해야 해요. 글을 쓸 때는 RNN처럼 차례를 기다려요. RNN 쪽에서는 기울기 자르기가 폭발을 막고, 바꾸는 대신 더하는 LSTM의 게이트가 소실을 늦춰요. RNN의 기억은 크기가 늘 같고, 선형 순환은 병렬로 계산할 수도 있어요.
### END SOLUTION
"""

# %% [markdown] rubric="why_not_recurrence"
r"""
1. (1 point) The gradient of the first token is a *product* over the steps between, and so fades or explodes geometrically with the length.
2. (1 point) Each state needs the one before, so reading takes as many steps in a row as there are tokens; more cores do not help.
3. (1 point) Says what attention changes about both: a direct path of one step (or a share of about 1/T that training can move), and all outputs of a layer at once when the text is given.
4. (1 point) Is fair both ways: one price of attention (work with the square of the length, keeping all tokens, sequential writing, knows no order by itself), and one remedy or strength of recurrence (clipping, gates, linear recurrences, memory of one size). Half a point for only one side.
"""

# %% [markdown] rubric="why_not_recurrence" lang="ko"
r"""
1. (1점) 첫 토큰의 기울기가 그 사이 단계들의 *곱*이고, 그래서 길이에 따라 기하급수적으로 사라지거나 폭발한다고 말해요.
2. (1점) 상태마다 바로 앞의 상태가 필요해서 읽을 때 토큰 수만큼의 단계를 차례로 거쳐야 하고, 코어가 많아도 소용없다고 말해요.
3. (1점) 어텐션이 둘을 어떻게 바꾸는지 말해요. 한 단계로 곧장 가는 길(또는 학습으로 옮길 수 있는 약 1/T의 몫), 그리고 글이 주어졌을 때 한 층의 출력을 한꺼번에 계산하는 것이에요.
4. (1점) 양쪽에 공평해요. 어텐션의 대가 하나(길이의 제곱으로 느는 일, 토큰을 모두 간직하는 것, 차례로 쓰는 것, 스스로는 순서를 모르는 것)와 순환의 대책이나 강점 하나(자르기, 게이트, 선형 순환, 크기가 일정한 기억)를 들어요. 한쪽만 들면 0.5점이에요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A token is a piece of text, a vector is its row of numbers, and a sequence is an array of shape `(T, d_in)`.
2. An RNN carries one state from token to token: $h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$, always with the same matrices.
3. What the last state knows of the first token has come through every state in between; for our random cell nothing but rounding was left after 75 tokens.
4. Its gradient is a product of Jacobians, and products vanish or explode; in between lies a knife's edge that depends on the text.
5. Clipping, gates and linear recurrences are three good answers, and the second will come back as the residual connection.
6. An RNN reads in as many steps as there are tokens, attention in one for each layer; in writing, both wait.
7. Attention gives every token a direct path, and pays with a score for every pair.

**Tomorrow**: where do the tokens come from? You cut English and Korean text into pieces, and train a tokenizer of your own.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 4 and table 1 (work per layer, sequential operations, path length).
- Elman 1990, *Finding Structure in Time*, [Cognitive Science 14(2)](https://doi.org/10.1207/s15516709cog1402_1): the simple recurrent network.
- Bengio, Simard, Frasconi 1994, *Learning Long-Term Dependencies with Gradient Descent is Difficult*, [IEEE Transactions on Neural Networks 5(2)](https://doi.org/10.1109/72.279181).
- Hochreiter, Schmidhuber 1997, *Long Short-Term Memory*, [Neural Computation 9(8)](https://doi.org/10.1162/neco.1997.9.8.1735); Gers, Schmidhuber, Cummins 2000, *Learning to Forget*, [Neural Computation 12(10)](https://doi.org/10.1162/089976600300015015).
- Pascanu, Mikolov, Bengio 2013, *On the difficulty of training Recurrent Neural Networks*, [arXiv:1211.5063](https://arxiv.org/abs/1211.5063): why the product vanishes or explodes, and clipping (section 3.2).
- Cho et al. 2014, [arXiv:1406.1078](https://arxiv.org/abs/1406.1078): the GRU. Sutskever et al. 2014, [arXiv:1409.3215](https://arxiv.org/abs/1409.3215): a sentence as one vector. Bahdanau et al. 2014, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): attention beside recurrence.
- Touvron et al. 2023, *Llama 2*, [arXiv:2307.09288](https://arxiv.org/abs/2307.09288): section 2.2 (clipping today).
- Martin, Cundy 2018, [arXiv:1709.04057](https://arxiv.org/abs/1709.04057): linear recurrences in parallel. Gu et al. 2021, *S4*, [arXiv:2111.00396](https://arxiv.org/abs/2111.00396). Gu, Dao 2023, *Mamba*, [arXiv:2312.00752](https://arxiv.org/abs/2312.00752).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 토큰은 텍스트 조각이고, 벡터는 그 조각의 숫자들이고, 시퀀스는 모양이 `(T, d_in)`인 배열이에요.
2. RNN은 상태 하나를 토큰에서 토큰으로 넘겨요. $h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$이고, 행렬은 항상 같아요.
3. 마지막 상태가 첫 토큰에 대해 아는 것은 그 사이의 상태를 하나하나 지나온 거예요. 난수로 만든 RNN 셀에서는 토큰 75개 뒤에 반올림 오차만 남았어요.
4. 그 기울기는 야코비 행렬의 곱이고, 곱은 사라지거나 폭발해요. 그 사이에는 글에 따라 달라지는 칼날이 있어요.
5. 자르기, 게이트, 선형 순환은 좋은 대책 세 가지예요. 두 번째는 잔차 연결로 다시 돌아와요.
6. RNN은 토큰 수만큼의 단계로 읽고, 어텐션은 층마다 한 단계로 읽어요. 쓸 때는 둘 다 기다려요.
7. 어텐션은 모든 토큰에 곧장 가는 길을 주고, 그 대가로 토큰 쌍마다 점수를 매겨요.

**내일**은 토큰이 어디에서 오는지 알아봐요. 영어와 한국어 텍스트를 조각으로 자르고, 나만의 토크나이저(tokenizer)를 학습시켜요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 4절과 표 1(층마다 드는 일, 순차 연산, 경로 길이)
- Elman 1990, *Finding Structure in Time*, [Cognitive Science 14(2)](https://doi.org/10.1207/s15516709cog1402_1): 단순한 순환 신경망
- Bengio, Simard, Frasconi 1994, *Learning Long-Term Dependencies with Gradient Descent is Difficult*, [IEEE Transactions on Neural Networks 5(2)](https://doi.org/10.1109/72.279181)
- Hochreiter, Schmidhuber 1997, *Long Short-Term Memory*, [Neural Computation 9(8)](https://doi.org/10.1162/neco.1997.9.8.1735), Gers, Schmidhuber, Cummins 2000, *Learning to Forget*, [Neural Computation 12(10)](https://doi.org/10.1162/089976600300015015)
- Pascanu, Mikolov, Bengio 2013, *On the difficulty of training Recurrent Neural Networks*, [arXiv:1211.5063](https://arxiv.org/abs/1211.5063): 곱이 사라지거나 폭발하는 이유, 그리고 자르기(3.2절)
- Cho et al. 2014, [arXiv:1406.1078](https://arxiv.org/abs/1406.1078): GRU. Sutskever et al. 2014, [arXiv:1409.3215](https://arxiv.org/abs/1409.3215): 문장을 벡터 하나로. Bahdanau et al. 2014, [arXiv:1409.0473](https://arxiv.org/abs/1409.0473): 순환 곁의 어텐션
- Touvron et al. 2023, *Llama 2*, [arXiv:2307.09288](https://arxiv.org/abs/2307.09288): 2.2절(오늘날의 자르기)
- Martin, Cundy 2018, [arXiv:1709.04057](https://arxiv.org/abs/1709.04057): 병렬로 계산하는 선형 순환. Gu et al. 2021, *S4*, [arXiv:2111.00396](https://arxiv.org/abs/2111.00396). Gu, Dao 2023, *Mamba*, [arXiv:2312.00752](https://arxiv.org/abs/2312.00752)
"""
