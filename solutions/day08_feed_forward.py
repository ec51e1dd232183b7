# %% [markdown] day=8 title="Position-wise feed-forward"
r"""
# Day 8 · Position-wise feed-forward

Attention lets tokens talk to one another. But look at what it computes with what they say: weighted means. Somewhere a token must *do* something with what it has heard. That place is the feed-forward network. It holds about two thirds of the weights of a block, it never looks at another token, and in its middle there is a bend. Why the bend? What becomes of a model that has lost it? And does it matter which bend one takes?

![Three tokens, a, cat and drank, each in a lane of its own from left to right. In each lane 4 numbers go through linear1 and become 8; the activation follows, the negative ones of the 8 are then 0, other ones for each token; linear2 makes 4 numbers of them again. The boxes linear1, activation and linear2 stretch over all three lanes: the weights are the same for every token. No arrow leads from one lane to another.](figures/day08_lanes.svg)

**At the end of the day you can**

- say in one line of algebra what two layers without a bend are worth, and find out from outside whether a network has one;
- write `relu`, the exact `gelu` and `gelu_tanh`, and say where the last two part and who uses which;
- write `FeedForward`, the module that every model of the coming weeks is built with;
- show that it sees one position only, and that it equals two convolutions with a kernel of size 1;
- count its silent neurons, before and after training, and say what their zeros are worth.

**You need** torch's modules and `nn.Linear` (Day 6). In two lines: `nn.Linear(d_in, d_out)` holds a `weight` of shape `(d_out, d_in)`, one row for each output, and a `bias`; it computes $x W^\top + b$. The function `F.linear(x, weight, bias)` does the same with a weight and a bias that you hand in.
"""

# %% [markdown] lang="ko" title="위치별 순방향 신경망"
r"""
# 8일 차 · 위치별 순방향 신경망

어텐션(attention)은 토큰(token)끼리 이야기를 나누게 해 줘요. 그런데 나눈 이야기로 하는 계산은 가중 평균뿐이에요. 들은 것으로 무언가를 *하는* 곳이 어딘가에 있어야 해요. 그곳이 순방향 신경망(feed-forward network)이에요. 블록이 가진 가중치의 약 3분의 2가 여기에 있고, 다른 토큰은 절대 보지 않고, 한가운데에 꺾이는 곳이 하나 있어요. 왜 꺾여야 할까요? 꺾이는 곳을 잃어버린 모델은 어떻게 될까요? 그리고 어떻게 꺾이는지가 중요할까요?

![토큰 a, cat, drank가 왼쪽에서 오른쪽으로 저마다 자기 차선을 따라가요. 차선마다 숫자 4개가 linear1을 지나 8개가 되고, 활성화 함수를 지나면 8개 가운데 음수가 0이 돼요. 0이 되는 자리는 토큰마다 달라요. linear2가 다시 숫자 4개로 만들어요. linear1, 활성화 함수, linear2 상자는 세 차선에 모두 걸쳐 있어요. 가중치가 모든 토큰에 똑같다는 뜻이에요. 한 차선에서 다른 차선으로 가는 화살표는 없어요.](figures/day08_lanes.svg)

**오늘이 끝나면 이런 일을 할 수 있어요**

- 꺾이는 곳이 없는 두 층이 무엇과 같은지 식 한 줄로 말하고, 어떤 신경망이 꺾이는지 밖에서 알아낼 수 있어요.
- `relu`와 정확한 `gelu`, 그리고 `gelu_tanh`를 작성하고, 뒤의 둘이 어디에서 갈라지며 누가 어느 것을 쓰는지 말할 수 있어요.
- `FeedForward`를 직접 작성할 수 있어요. 앞으로 만들 모든 모델에 들어갈 모듈(module)이에요.
- 이 신경망이 한 위치만 본다는 것, 그리고 커널(kernel) 크기가 1인 합성곱(convolution) 두 번과 같다는 것을 보일 수 있어요.
- 학습 전과 후에 조용한 뉴런(neuron)을 세고, 그 0들이 어떤 값어치가 있는지 말할 수 있어요.

**준비물**은 torch의 모듈과 `nn.Linear`(6일 차)예요. 두 줄로 되짚어 볼게요. `nn.Linear(d_in, d_out)`은 출력마다 행이 하나씩 있는 `(d_out, d_in)` 모양의 `weight`와 `bias`를 지니고 $x W^\top + b$를 계산해요. 함수 `F.linear(x, weight, bias)`도 같은 계산을 하는데, weight와 bias를 우리가 넘겨줘요.
"""

# %%
from solutions.day07_layer_norm import near
from solutions.plots import show

# %%
import math
import os
import time

import matplotlib.pyplot as plt
import torch
from torch import nn

F = nn.functional  # functions without learned numbers


# %%
torch.manual_seed(8)
B, T, d_model, d_ff = 2, 5, 6, 24  # sentences, tokens, numbers of a token, width of the hidden layer

x = torch.randn(B, T, d_model)
print("x:", tuple(x.shape))

# %% [markdown]
r"""
## 1 · Two matrices and a bend

$$\mathrm{FFN}(x) = \mathrm{act}(x W_1 + b_1)\, W_2 + b_2$$

| thing | shape | 2017 | this notebook |
|---|---|---|---|
| $x$, $\mathrm{FFN}(x)$ | `(..., d_model)` | 512 | 6 |
| hidden layer, $\mathrm{act}(x W_1 + b_1)$ | `(..., d_ff)` | 2,048 | 24 |
| $W_1$; in `nn.Linear`, $W_1^\top$ | `(d_model, d_ff)`; `(d_ff, d_model)` | | |
| $W_2$; in `nn.Linear`, $W_2^\top$ | `(d_ff, d_model)`; `(d_model, d_ff)` | | |
| $b_1$, $b_2$ | `(d_ff,)`, `(d_model,)` | | |

On Day 4 you wrote this in NumPy. Now look at a single one of the $d_{ff}$ hidden numbers, a **neuron**. In the weights, as `nn.Linear` keeps them, it has one row on its way in. The product of that row with the token is large when the two point the same way: the neuron asks the token a question. On its way out, in the second weight, it has one column: that is what the neuron adds to the token: the larger the answer, the more of it. So the network is a list of $d_{ff}$ questions, each with something to say if the answer is yes. Geva et al. (2021) call them keys and values, and found neurons in a trained language model whose question is for a phrase or a topic.

"If the answer is yes" is what **act**, the activation function, does. In 2017 it was

$$\mathrm{ReLU}(z) = \max(0, z),$$

number by number: what is negative becomes 0, what is not stays as it is. This is the bend.

**By hand.** $\mathrm{ReLU}(-3, 0, 2) = (0, 0, 2)$.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 행렬 두 개와 꺾이는 곳 하나

$$\mathrm{FFN}(x) = \mathrm{act}(x W_1 + b_1)\, W_2 + b_2$$

| 기호 | 모양 | 2017년 | 이 노트북 |
|---|---|---|---|
| $x$, $\mathrm{FFN}(x)$ | `(..., d_model)` | 512 | 6 |
| 은닉층(hidden layer), $\mathrm{act}(x W_1 + b_1)$ | `(..., d_ff)` | 2,048 | 24 |
| $W_1$; `nn.Linear`에서는 $W_1^\top$ | `(d_model, d_ff)`; `(d_ff, d_model)` | | |
| $W_2$; `nn.Linear`에서는 $W_2^\top$ | `(d_ff, d_model)`; `(d_model, d_ff)` | | |
| $b_1$, $b_2$ | `(d_ff,)`, `(d_model,)` | | |

4일 차에 NumPy로 쓴 것이에요. 이번에는 은닉층의 숫자 $d_{ff}$개 가운데 하나, 곧 **뉴런(neuron)** 하나를 들여다봐요. `nn.Linear`가 지닌 weight로 보면, 들어오는 쪽에는 행이 하나 있어요. 그 행과 토큰이 같은 쪽을 가리킬수록 둘의 곱이 커져요. 뉴런이 토큰에게 질문을 하나 하는 셈이에요. 나가는 쪽, 곧 둘째 weight에는 열이 하나 있어요. 뉴런이 토큰에 더해 주는 것이고, 대답이 클수록 많이 더해요. 그러니 이 신경망은 질문 $d_{ff}$개의 목록이고, 질문마다 대답이 '네'일 때 들려줄 말이 딸려 있어요. Geva et al.(2021)은 이 둘을 키와 밸류라고 부르고, 학습된 언어 모델에서 어떤 어구나 주제를 묻는 뉴런들을 찾아냈어요.

'대답이 네일 때'를 맡는 것이 **act**, 곧 활성화 함수(activation function)예요. 2017년에는 이것이었어요.

$$\mathrm{ReLU}(z) = \max(0, z)$$

숫자마다 따로, 음수는 0이 되고 나머지는 그대로예요. 이것이 꺾이는 곳이에요.

**손으로 해 보기.** $\mathrm{ReLU}(-3, 0, 2) = (0, 0, 2)$예요.
"""


# %% exercise="relu" minutes=4 difficulty=1
def relu(x):
    """ReLU, number by number: max(0, x).

    Args:
        x: tensor of any shape; it is not changed.

    Returns:
        tensor of the shape of x; gradients flow back through it.

    Source: Vaswani et al. 2017, section 3.3, equation 2.
    """
    ### BEGIN SOLUTION
    return x.clamp(min=0)
    ### END SOLUTION


# %% check="relu" points=2
_z = torch.tensor([-3.0, 0.0, 2.0])
assert near(relu(_z), [0.0, 0.0, 2.0]), "Do you get (0, 0, 2) by hand?"
assert near(_z, [-3.0, 0.0, 2.0]), "Is the input still what it was?"
assert relu(x).shape == x.shape, "Is there one number in the result for each number of x?"
assert near(relu(x) - relu(-x), x), "ReLU of x minus ReLU of -x: what must that be?"

# %% [markdown] hint="relu"
r"""
Each number is compared with 0 by itself. `max` of a whole tensor gives one number; you need a function that looks at every number.
"""

# %% [markdown] hint="relu" lang="ko"
r"""
숫자마다 따로 0과 비교해요. 텐서 전체의 `max`는 숫자 하나예요. 숫자마다 들여다보는 함수가 필요해요.
"""

# %% [markdown] hint="relu"
r"""
There are several ways: `x.clamp(min=…)` cuts off below a bound, `torch.where(condition, a, b)` chooses number by number, and `x > 0` gives booleans that one can multiply with.
"""

# %% [markdown] hint="relu" lang="ko"
r"""
방법이 여러 가지예요. `x.clamp(min=…)`은 어떤 값 아래를 잘라 내고, `torch.where(조건, a, b)`는 숫자마다 골라 주고, `x > 0`이 주는 불리언(boolean)은 곱할 수 있어요.
"""

# %% [markdown] hint="relu"
r"""
`x.clamp(min=0)` is all of it. (`x[x < 0] = 0` would write into the input, which others may still need.)
"""

# %% [markdown] hint="relu" lang="ko"
r"""
`x.clamp(min=0)`이면 끝이에요. (`x[x < 0] = 0`은 입력에 바로 써 버려요. 그 입력이 다른 곳에서 아직 필요할 수 있어요.)
"""

# %% [markdown]
r"""
## 2 · Without the bend

Leave `act` out. One line of algebra says what is left:

$$(x W_1 + b_1)\, W_2 + b_2 \;=\; x\,\underbrace{(W_1 W_2)}_{W} + \underbrace{(b_1 W_2 + b_2)}_{b}$$

One matrix, one bias. The 2,048 hidden numbers are gone: whatever the two large matrices could compute, one matrix of 512 by 512 computes as well, at an eighth of the cost. A third layer would not help either, nor a hundred. Each of them is swallowed by the next.

Compute that one layer. Your function gets the two layers as `nn.Linear` keeps them, and gives back one in the same form. Mind what that means: `weight1` is $W_1^\top$ and `weight2` is $W_2^\top$. You want $W^\top$.

| thing | shape |
|---|---|
| `weight1`, `bias1` | `(d_ff, d_in)`, `(d_ff,)` |
| `weight2`, `bias2` | `(d_out, d_ff)`, `(d_out,)` |
| the one `weight`, the one `bias` | `(d_out, d_in)`, `(d_out,)` |

**By hand.** `weight1` has the rows $(1, 2)$, $(0, 1)$, $(1, 0)$ and `bias1` is $(0, 1, 0)$; `weight2` has the rows $(1, 1, 1)$, $(0, 2, 0)$ and `bias2` is $(10, 20)$. Output 0 adds up all three neurons: $(1,2) + (0,1) + (1,0) = (2, 3)$, with bias $0 + 1 + 0 + 10 = 11$. Output 1 takes twice neuron 1: $(0, 2)$, with bias $2 \cdot 1 + 20 = 22$.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 꺾이는 곳이 없다면

`act`를 빼 볼게요. 무엇이 남는지 식 한 줄이면 알 수 있어요.

$$(x W_1 + b_1)\, W_2 + b_2 \;=\; x\,\underbrace{(W_1 W_2)}_{W} + \underbrace{(b_1 W_2 + b_2)}_{b}$$

행렬 하나, bias 하나예요. 은닉층의 숫자 2,048개는 사라졌어요. 큰 행렬 두 개가 계산할 수 있던 것은 512 × 512 행렬 하나로도 계산할 수 있고, 비용은 8분의 1이에요. 셋째 층을 더해도, 백 층을 더해도 소용없어요. 층마다 다음 층에 흡수돼 버려요.

그 층 하나를 구해 보세요. 함수는 두 층을 `nn.Linear`가 지닌 모양으로 받아서, 한 층을 같은 모양으로 돌려줘요. 이 말이 무슨 뜻인지 잘 생각해 보세요. `weight1`은 $W_1^\top$이고 `weight2`는 $W_2^\top$예요. 구하려는 것은 $W^\top$예요.

| 기호 | 모양 |
|---|---|
| `weight1`, `bias1` | `(d_ff, d_in)`, `(d_ff,)` |
| `weight2`, `bias2` | `(d_out, d_ff)`, `(d_out,)` |
| 하나로 합친 `weight`와 `bias` | `(d_out, d_in)`, `(d_out,)` |

**손으로 해 보기.** `weight1`의 행은 $(1, 2)$, $(0, 1)$, $(1, 0)$이고 `bias1`은 $(0, 1, 0)$이에요. `weight2`의 행은 $(1, 1, 1)$, $(0, 2, 0)$이고 `bias2`는 $(10, 20)$이에요. 0번 출력은 뉴런 셋을 모두 더해요. $(1,2) + (0,1) + (1,0) = (2, 3)$이고 bias는 $0 + 1 + 0 + 10 = 11$이에요. 1번 출력은 1번 뉴런을 두 배 해요. $(0, 2)$이고 bias는 $2 \cdot 1 + 20 = 22$예요.
"""


# %% exercise="two_in_one" minutes=10 difficulty=2
def two_in_one(weight1, bias1, weight2, bias2):
    """The one linear layer that equals two in a row, with nothing between them.

    Args:
        weight1: (d_ff, d_in), bias1: (d_ff,): the first layer, as nn.Linear keeps it.
        weight2: (d_out, d_ff), bias2: (d_out,): the second.

    Returns:
        weight: (d_out, d_in)
        bias: (d_out,), so that F.linear(x, weight, bias) is the second layer of the first layer of x.
    """
    ### BEGIN SOLUTION
    return weight2 @ weight1, weight2 @ bias1 + bias2
    ### END SOLUTION


# %% check="two_in_one" points=4
_weight, _bias = two_in_one(
    torch.tensor([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]),
    torch.tensor([0.0, 1.0, 0.0]),
    torch.tensor([[1.0, 1.0, 1.0], [0.0, 2.0, 0.0]]),
    torch.tensor([10.0, 20.0]),
)
assert _weight.shape == (2, 2), "Two inputs, two outputs: is the hidden layer of three gone?"
assert near(_weight, [[2.0, 3.0], [0.0, 2.0]]), "Do you get the rows (2, 3) and (0, 2) by hand?"
assert near(_bias, [11.0, 22.0]), "Do you get (11, 22) by hand? What does the second layer do with bias1?"
_one, _two = nn.Linear(6, 24), nn.Linear(24, 3)
_weight, _bias = two_in_one(_one.weight, _one.bias, _two.weight, _two.bias)
assert _weight.shape == (3, 6), "From 6 numbers to 3: has the weight one row for each output?"
assert near(F.linear(x, _weight, _bias), _two(_one(x))), "Does the one layer give what the two give?"

# %% [markdown] hint="two_in_one"
r"""
The transpose of a product turns the order round: $(W_1 W_2)^\top = W_2^\top W_1^\top$. Which of your arguments are these two?
"""

# %% [markdown] hint="two_in_one" lang="ko"
r"""
곱을 전치하면 순서가 뒤바뀌어요. $(W_1 W_2)^\top = W_2^\top W_1^\top$예요. 오른쪽의 둘은 인수 가운데 무엇인가요?
"""

# %% [markdown] hint="two_in_one"
r"""
For the bias send a token of zeros through both layers. After the first it is `bias1`. What does the second layer make of that?
"""

# %% [markdown] hint="two_in_one" lang="ko"
r"""
bias를 구하려면 0으로만 된 토큰을 두 층에 보내 보세요. 첫째 층을 지나면 `bias1`이에요. 둘째 층은 그것을 무엇으로 바꾸나요?
"""

# %% [markdown] hint="two_in_one"
r"""
`weight2 @ weight1`, and `weight2 @ bias1 + bias2`.
"""

# %% [markdown] hint="two_in_one" lang="ko"
r"""
`weight2 @ weight1`, 그리고 `weight2 @ bias1 + bias2`예요.
"""

# %% [markdown]
r"""
### One test

How would you find out from outside, without the weights, whether a network has a bend? A function $f(x) = xW + b$ has the property

$$f(u + v) + f(0) = f(u) + f(v)$$

for all tokens $u$ and $v$ (both sides are $uW + vW + 2b$). A bend breaks it. So the difference of the two sides, for two random tokens, is a test that needs nothing but the function. Given is `bend_of`; it is tried on one layer, on ten layers in a row, and on two with a ReLU.
"""

# %% [markdown] lang="ko"
r"""
### 검사 하나

가중치를 보지 않고, 밖에서 신경망에 꺾이는 곳이 있는지 어떻게 알 수 있을까요? 함수 $f(x) = xW + b$에는 이런 성질이 있어요.

$$f(u + v) + f(0) = f(u) + f(v)$$

어떤 토큰 $u$, $v$에 대해서도 그래요(양쪽 다 $uW + vW + 2b$예요). 꺾이는 곳이 있으면 이 등식이 깨져요. 그래서 무작위 토큰 두 개로 양쪽의 차이를 재면, 함수만 있어도 되는 검사가 돼요. `bend_of`를 적어 뒀어요. 한 층, 이어진 열 층, 그리고 사이에 ReLU가 있는 두 층에 써 봐요.
"""


# %%
def bend_of(function, width):
    """How far a function is from x W + b: 0 (up to rounding) if it is one matrix and one bias."""
    generator = torch.Generator().manual_seed(0)
    u, v = torch.randn(2, 100, width, generator=generator)
    with torch.no_grad():
        return (function(u + v) + function(0 * u) - function(u) - function(v)).abs().max().item()


one, two = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
ten = nn.Sequential(*[nn.Linear(d_model, d_model) for _ in range(10)])
print(f"one layer:          {bend_of(one, d_model):.0e}")
print(f"ten layers:         {bend_of(ten, d_model):.0e}")
print(f"two, ReLU between:  {bend_of(lambda u: two(relu(one(u))), d_model):.0e}")

# %% [markdown]
r"""
## 3 · Spot the bug: right shapes, a falling loss

The function below is a feed-forward network, with the weights handed in. It runs, its shapes are right, and a model that uses it trains: its loss goes down, only not far. Try `bend_of` on it, as the visible check does. Then mend it and choose what was wrong.

- **A**: The weights must be transposed before `F.linear` gets them.
- **B**: The result of `relu` is not kept.
- **C**: A second ReLU is missing, behind the second layer.
- **D**: `bias1` must be added after the ReLU, not before it.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 버그 찾기: 모양도 맞고 손실도 내려가는데

아래 함수는 가중치를 인수로 받는 순방향 신경망이에요. 돌아가고, 모양도 맞고, 이 함수를 쓴 모델은 학습도 돼요. 손실(loss)이 내려가기는 하는데 얼마 못 내려가요. 아래에 보이는 검사처럼 `bend_of`를 써 보세요. 그다음 고치고, 무엇이 틀렸는지 고르세요.

- **A**: weight를 전치해서 `F.linear`에 넘겨야 해요.
- **B**: `relu`의 결과를 아무도 담아 두지 않아요.
- **C**: 둘째 층 뒤에 ReLU가 하나 더 있어야 해요.
- **D**: `bias1`은 ReLU 앞이 아니라 뒤에서 더해야 해요.
"""


# %% exercise="feed_forward" kind="bug" bug="activation_thrown_away" minutes=7 difficulty=2
def feed_forward(x, weight1, bias1, weight2, bias2):
    """Position-wise feed-forward network with ReLU, on tensors.

    Args:
        x: (..., d_in); it is not changed.
        weight1: (d_ff, d_in), bias1: (d_ff,): the first layer, as nn.Linear keeps it.
        weight2: (d_out, d_ff), bias2: (d_out,): the second.

    Returns:
        (..., d_out)

    Source: Vaswani et al. 2017, section 3.3, equation 2.
    """
    ### BEGIN SOLUTION
    hidden = relu(F.linear(x, weight1, bias1))
    return F.linear(hidden, weight2, bias2)
    ### END SOLUTION
    ### BEGIN BUG
    # hidden = F.linear(x, weight1, bias1)
    # relu(hidden)
    # return F.linear(hidden, weight2, bias2)
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
feed_forward_reason = "B"
### END SOLUTION

# %% check="feed_forward" points=3
_weights = (one.weight, one.bias, two.weight, two.bias)
# The next line passes with the bug, too.
assert feed_forward(x, *_weights).shape == (2, 5, 6), "Is each token d_model wide again?"
assert bend_of(lambda u: feed_forward(u, *_weights), d_model) > 0.01, (
    "This is one matrix and one bias. Where is the bend?"
)
assert near(feed_forward(x, *_weights), two(torch.relu(one(x)))), (
    "Is it linear, ReLU, linear? How many ReLUs are there, and where?"
)
assert feed_forward_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="feed_forward"
r"""
Print `hidden.min()` in front of the last line. Can that number come out of a ReLU?
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
마지막 줄 앞에서 `hidden.min()`을 출력해 보세요. ReLU에서 그런 숫자가 나올 수 있나요?
"""

# %% [markdown] hint="feed_forward"
r"""
Your `relu` leaves its input alone and gives back a *new* tensor. Which line of the function does something with the new one?
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
여러분의 `relu`는 입력을 그대로 두고 *새* 텐서를 돌려줘요. 그 새 텐서로 무언가를 하는 줄이 있나요?
"""

# %% [markdown] hint="feed_forward"
r"""
Write `hidden = relu(hidden)` in place of `relu(hidden)`.
"""

# %% [markdown] hint="feed_forward" lang="ko"
r"""
`relu(hidden)` 대신 `hidden = relu(hidden)`이라고 쓰세요.
"""

# %% [markdown]
r"""
Nothing crashes, and no shape tells. That is why it pays to test a *property* of a function, as `bend_of` does, beside comparing numbers.

## 4 · GELU: a gate that is half open

ReLU multiplies a number by 1 or by 0, and looks at its sign alone: 0.001 passes whole, −0.001 not at all. Hendrycks and Gimpel (2016) asked for a gate that takes the *size* into account. Compare $z$ with a random number from the standard normal distribution. $\Phi(z)$ is the probability that the random number is the smaller one. Open the gate that far:

$$\mathrm{GELU}(z) = z\,\Phi(z), \qquad \Phi(z) = \frac12\left(1 + \mathrm{erf}\!\left(\frac{z}{\sqrt2}\right)\right)$$

$\mathrm{erf}$ is the error function, a smooth step from −1 to 1; `torch.erf` computes it.

| $z$ | $\Phi(z)$ | ReLU | GELU |
|---|---|---|---|
| −3 | 0.0013 | 0 | −0.0040 |
| −1 | 0.1587 | 0 | −0.1587 |
| 0 | 0.5 | 0 | 0 |
| 1 | 0.8413 | 1 | 0.8413 |
| 3 | 0.9987 | 3 | 2.9960 |

Read the last column from the bottom up. Large numbers pass; GELU never lies above ReLU. And to the left of 0 something goes on that ReLU does not have: the function falls to about −0.17 at $z \approx -0.75$ and *rises* again to 0. So GELU is not monotone, and not a leaky ReLU either (a ReLU that multiplies negative numbers by a small number, 0.01 say, in place of 0), which would go on falling: weak negative numbers pass in part, strong ones hardly at all.

**By hand.** $\mathrm{GELU}(1) = 1 \cdot 0.8413 = 0.8413$ and $\mathrm{GELU}(-1) = -1 \cdot 0.1587 = -0.1587$. The two differ by exactly 1. Do you see why? ($\Phi(z) + \Phi(-z) = 1$.)
"""

# %% [markdown] lang="ko"
r"""
오류도 안 나고 모양으로도 알 수 없어요. 그래서 숫자를 비교하는 것 말고도, `bend_of`처럼 함수의 *성질*을 검사하는 것이 도움이 돼요.

## 4 · GELU: 반쯤 열린 문

ReLU는 숫자에 1이나 0을 곱하고, 부호만 봐요. 0.001은 통째로 지나가고 −0.001은 전혀 못 지나가요. Hendrycks와 Gimpel(2016)은 *크기*까지 살피는 문을 원했어요. $z$를 표준정규분포에서 뽑은 난수와 비교해요. $\Phi(z)$는 난수가 $z$보다 작을 확률이에요. 문을 꼭 그만큼만 열어요.

$$\mathrm{GELU}(z) = z\,\Phi(z), \qquad \Phi(z) = \frac12\left(1 + \mathrm{erf}\!\left(\frac{z}{\sqrt2}\right)\right)$$

$\mathrm{erf}$는 오차 함수(error function)예요. −1에서 1로 부드럽게 올라가는 계단이고, `torch.erf`가 계산해 줘요.

| $z$ | $\Phi(z)$ | ReLU | GELU |
|---|---|---|---|
| −3 | 0.0013 | 0 | −0.0040 |
| −1 | 0.1587 | 0 | −0.1587 |
| 0 | 0.5 | 0 | 0 |
| 1 | 0.8413 | 1 | 0.8413 |
| 3 | 0.9987 | 3 | 2.9960 |

마지막 열을 아래에서부터 읽어 보세요. 큰 숫자는 지나가요. GELU의 값이 ReLU보다 커지는 일은 없어요. 그런데 0의 왼쪽에서는 ReLU에 없던 일이 일어나요. $z \approx -0.75$에서 약 −0.17까지 내려갔다가 다시 0으로 *올라와요*. 그래서 GELU는 단조(monotone) 함수가 아니고, 음수에 0 대신 0.01 같은 작은 수를 곱해서 계속 내려가기만 하는 leaky ReLU와도 달라요. 약한 음수는 조금 지나가고, 강한 음수는 거의 지나가지 못해요.

**손으로 해 보기.** $\mathrm{GELU}(1) = 1 \cdot 0.8413 = 0.8413$이고 $\mathrm{GELU}(-1) = -1 \cdot 0.1587 = -0.1587$이에요. 두 값의 차이는 정확히 1이에요. 왜인지 보이나요? ($\Phi(z) + \Phi(-z) = 1$이거든요.)
"""


# %% exercise="gelu" minutes=7 difficulty=2
def gelu(x):
    """GELU, the exact form: x times the standard normal distribution function of x.

    Args:
        x: tensor of any shape; it is not changed.

    Returns:
        tensor of the shape of x; gradients flow back through it.

    Source: Hendrycks and Gimpel 2016, section 2; torch.nn.GELU().
    """
    ### BEGIN SOLUTION
    return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    ### END SOLUTION


# %% check="gelu" points=3
assert gelu(x).shape == x.shape, "Is there one number in the result for each number of x?"
assert near(gelu(torch.tensor([0.0, 1.0, 3.0])), [0.0, 0.841345, 2.99595]), (
    "Do you get 0, 0.8413 and 2.9960, as in the table? What stands inside the erf?"
)
assert near(gelu(torch.tensor([-1.0, -3.0])), [-0.158655, -0.00404969]), (
    "Do you get -0.1587 and -0.0040? What is the gate for a negative number?"
)
assert near(gelu(x) - gelu(-x), x), "The gates of z and -z add up to 1. Do yours?"

# %% [markdown] hint="gelu"
r"""
Two steps: first the gate $\Phi$ of every number, then the number times its gate. Test the gate alone: it must be 0.5 at 0.
"""

# %% [markdown] hint="gelu" lang="ko"
r"""
두 단계예요. 먼저 숫자마다 문 $\Phi$를 구하고, 그다음 숫자에 그 문을 곱해요. 문만 따로 시험해 보세요. 0에서 0.5여야 해요.
"""

# %% [markdown] hint="gelu"
r"""
`torch.erf` takes a tensor; the root of 2 is `math.sqrt(2)`. erf gives −1 to 1; adding 1 and halving makes it 0 to 1.
"""

# %% [markdown] hint="gelu" lang="ko"
r"""
`torch.erf`는 텐서를 받고, 2의 제곱근은 `math.sqrt(2)`예요. erf는 −1에서 1까지이니, 1을 더하고 반으로 나누면 0에서 1까지가 돼요.
"""

# %% [markdown] hint="gelu"
r"""
`x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))`
"""

# %% [markdown] hint="gelu" lang="ko"
r"""
`x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))`
"""

# %% [markdown]
r"""
## 5 · The same word, another function

There is no elementary formula for $\Phi$. So the GELU paper also gives an approximation that needs no erf:

$$\mathrm{GELU_{tanh}}(z) = \frac z2 \left(1 + \tanh\!\Big(\sqrt{\tfrac2\pi}\,\big(z + 0.044715\, z^3\big)\Big)\right)$$

Near 0 the factor $\sqrt{2/\pi}$ gives the gate the slope that $\Phi$ has; the cubic term was fitted so that it stays close further out. tanh also runs from −1 to 1, and `torch.tanh` does not overflow for large numbers.

What was a shortcut has become a function of its own, because models were trained with it. Weights belong to the activation with which they were trained:

| model | form | its name in Hugging Face's configuration | in torch |
|---|---|---|---|
| 2017, T5 v1.0 | ReLU | `relu` | `nn.ReLU()` |
| BERT, ViT | exact | `gelu` | `nn.GELU()` |
| GPT-2 | tanh | `gelu_new` | `nn.GELU(approximate="tanh")` |
| GPT-1 | tanh | `gelu` (!) | `nn.GELU(approximate="tanh")` |
| Gemma | tanh | `gelu_pytorch_tanh` | `nn.GELU(approximate="tanh")` |

The fourth row is a trap: the same word `gelu` means the exact form in BERT's configuration and the tanh form in GPT-1's.

**By hand.** $z = 1$: $\sqrt{2/\pi} \approx 0.79788$, times $1.044715$ is $0.83356$; its tanh is $0.68238$; half of $1.68238$ is $0.84119$. The exact form gives $0.84134$.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 같은 이름, 다른 함수

$\Phi$를 나타내는 초등적인 식은 없어요. 그래서 GELU 논문은 erf가 필요 없는 근사식도 함께 적어 두었어요.

$$\mathrm{GELU_{tanh}}(z) = \frac z2 \left(1 + \tanh\!\Big(\sqrt{\tfrac2\pi}\,\big(z + 0.044715\, z^3\big)\Big)\right)$$

0 근처에서는 $\sqrt{2/\pi}$ 덕분에 문의 기울기가 $\Phi$의 기울기와 같고, 세제곱 항은 더 먼 곳에서도 가깝게 머물도록 맞춘 것이에요. tanh도 −1에서 1까지 움직이고, `torch.tanh`는 숫자가 커도 넘치지 않아요.

지름길이던 것이 이제는 독립된 함수가 되었어요. 이 식으로 학습한 모델들이 있으니까요. 가중치는 학습할 때 쓴 활성화 함수에 딸린 것이에요.

| 모델 | 꼴 | Hugging Face 설정에서의 이름 | torch에서 |
|---|---|---|---|
| 2017년 모델, T5 v1.0 | ReLU | `relu` | `nn.ReLU()` |
| BERT, ViT | 정확한 꼴 | `gelu` | `nn.GELU()` |
| GPT-2 | tanh | `gelu_new` | `nn.GELU(approximate="tanh")` |
| GPT-1 | tanh | `gelu` (!) | `nn.GELU(approximate="tanh")` |
| Gemma | tanh | `gelu_pytorch_tanh` | `nn.GELU(approximate="tanh")` |

넷째 줄이 함정이에요. 같은 낱말 `gelu`가 BERT 설정에서는 정확한 꼴을, GPT-1 설정에서는 tanh 식을 뜻해요.

**손으로 해 보기.** $z = 1$이면 $\sqrt{2/\pi} \approx 0.79788$이고, 여기에 $1.044715$를 곱하면 $0.83356$이에요. 그 tanh는 $0.68238$이고, $1.68238$의 절반은 $0.84119$예요. 정확한 꼴은 $0.84134$예요.
"""


# %% exercise="gelu_tanh" minutes=7 difficulty=2
def gelu_tanh(x):
    """GELU, the form with tanh.

    Args:
        x: tensor of any shape; it is not changed.

    Returns:
        tensor of the shape of x; gradients flow back through it.

    Source: Hendrycks and Gimpel 2016, section 2; torch.nn.GELU(approximate="tanh").
    """
    ### BEGIN SOLUTION
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + torch.tanh(inner))
    ### END SOLUTION


# %% check="gelu_tanh" points=3
assert gelu_tanh(x).shape == x.shape, "Is there one number in the result for each number of x?"
assert near(gelu_tanh(torch.tensor([0.0, 1.0])), [0.0, 0.841192]), (
    "Do you get 0 and 0.84119 by hand? (0.84134 is the exact form.)"
)
assert near(gelu_tanh(torch.tensor([2.0, -2.0])), [1.954598, -0.045402]), (
    "At 2 and -2 the cubic term counts. Which power of x, with which number, inside which bracket?"
)
assert near(gelu_tanh(torch.tensor([-1000.0, 1000.0])), [0.0, 1000.0]), "Does it hold far out, too?"

# %% [markdown] hint="gelu_tanh"
r"""
From inside to outside: the bracket with the cube, the factor in front of it, the tanh, 1 plus that, times half of x. Give the inner part a name of its own.
"""

# %% [markdown] hint="gelu_tanh" lang="ko"
r"""
안에서 밖으로 가세요. 세제곱이 든 괄호, 그 앞의 계수, tanh, 1 더하기, x의 절반 곱하기 순서예요. 안쪽 부분에 이름을 하나 붙여 주세요.
"""

# %% [markdown] hint="gelu_tanh"
r"""
The factor is `math.sqrt(2 / math.pi)`, the root over the whole fraction, and it multiplies the whole bracket. `x**3` is the cube.
"""

# %% [markdown] hint="gelu_tanh" lang="ko"
r"""
계수는 분수 전체에 제곱근을 씌운 `math.sqrt(2 / math.pi)`이고, 괄호 전체에 곱해요. 세제곱은 `x**3`이에요.
"""

# %% [markdown] hint="gelu_tanh"
r"""
`inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)`, then `0.5 * x * (1 + torch.tanh(inner))`.
"""

# %% [markdown] hint="gelu_tanh" lang="ko"
r"""
`inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)`, 그다음 `0.5 * x * (1 + torch.tanh(inner))`예요.
"""

# %% [markdown]
r"""
### Side by side

Your three functions over one another, and below, on the same axis, what the eye cannot see: the difference of the two GELUs, times 10,000.
"""

# %% [markdown] lang="ko"
r"""
### 나란히 놓고 보기

여러분의 함수 셋을 겹쳐 그리고, 그 아래 같은 축에는 눈으로 볼 수 없는 것, 곧 두 GELU의 차이를 10,000배로 키워 그려요.
"""

# %%
z = torch.linspace(-6, 6, 2401, dtype=torch.float64)
gap = gelu_tanh(z) - gelu(z)
widest = gap.abs().max().item()

fig, (above, below) = plt.subplots(2, 1, figsize=(8.4, 6.4), sharex=True, layout="constrained")
above.plot(z, relu(z), color="#6B6B6B", linewidth=2, linestyle="--", label="ReLU")
above.plot(z, gelu(z), color="#0072B2", linewidth=5, alpha=0.45, label="GELU, exact")
above.plot(z, gelu_tanh(z), color="#D55E00", linewidth=1.6, label="GELU, tanh")
above.plot(z[gelu(z).argmin()], gelu(z).min(), "o", color="#1A1A1A")
above.annotate(
    "lowest point", (z[gelu(z).argmin()], gelu(z).min()), (-3.6, 0.75), arrowprops={"arrowstyle": "-"}
)
above.set(ylabel="activation", ylim=(-0.5, 3), title="three bends")
above.legend(frameon=False, loc="upper left")
below.axhline(0, color="#6B6B6B", linewidth=1)
below.plot(z, 1e4 * gap, color="#D55E00", linewidth=2)
below.set(xlabel="z", ylabel="difference × 10,000", title="GELU with tanh minus exact GELU")
show(
    fig,
    "Above: ReLU, exact GELU and tanh GELU from -6 to 6. The two GELUs lie on one another; they dip to -0.17 at -0.75 and "
    "meet ReLU far out on both sides. Below: tanh minus exact, times 10,000. Left and right are alike: 0 at 0, valleys of "
    "-2.3 at plus and minus 1.4, hills of 4.7 at plus and minus 2.7, and 0 again beyond 5.",
)

low = z[gelu(z).argmin()].item()
print(f"lowest point of GELU:      {gelu(z).min():.4f} at z = {low:.2f}")
print(f"largest difference:        {widest:.2e} at z = ±{abs(z[gap.abs().argmax()]):.2f}")
print("\n    z        exact         tanh    tanh / exact")
for number in (-5.0, -4.0, -3.0, -2.0, -1.0, -0.1, 1.0, 3.0):
    at = torch.tensor(number, dtype=torch.float64)
    exact, tanh = gelu(at).item(), gelu_tanh(at).item()
    print(f"{number:5.1f}{exact:13.3e}{tanh:13.3e}{tanh / exact:12.4f}")

# %% [markdown]
r"""
At most 0.00047, and nearly nothing around 0, where most numbers are. A comparison with a tolerance of 0.001 takes the two for the same function. In relation to the function itself the difference is large far to the left: at $z = -4$ the tanh form gives little more than half of the exact one, at $-5$ a sixth. But both are nearly 0 there.

Is it then of any importance? That depends on what comes behind it. First build the network; then measure.

## 6 · `FeedForward`, the module

Everything is there. The module has two layers, `linear1` and `linear2`, and one of the three activations, chosen by a word. Later days load weights by these names, as `nn.TransformerEncoderLayer` in torch does.

Two remarks. The paper uses **dropout** around this network in training (section 5.4); this course leaves dropout out everywhere, so that the same input always gives the same output. And the residual connection and the norm are not part of the network; they come from the block around it.

**How many numbers does it learn?** Two matrices and two biases, $2\, d_{model}\, d_{ff} + d_{ff} + d_{model}$. With $d_{ff} = 4\, d_{model}$, as in 2017, that is $8\, d^2 + 5\, d$. For $d = 512$: 2,099,712. The attention of the same block has $4\, d^2 + 4\, d$ = 1,050,624.
"""

# %% [markdown] lang="ko"
r"""
차이는 많아야 0.00047이고, 숫자 대부분이 모여 있는 0 근처에서는 거의 없어요. 허용 오차를 0.001로 두고 비교하면 둘은 같은 함수로 보여요. 함수 값과 견주면 왼쪽 먼 곳에서 차이가 커요. $z = -4$에서 tanh 식의 값은 정확한 꼴의 절반을 조금 넘을 뿐이고, $-5$에서는 6분의 1이에요. 하지만 거기서는 둘 다 거의 0이에요.

그렇다면 이게 중요하기는 할까요? 그 뒤에 무엇이 오느냐에 달려 있어요. 먼저 신경망을 만들고, 그다음에 재 봐요.

## 6 · 모듈 `FeedForward`

필요한 것은 다 있어요. 이 모듈에는 층 두 개, `linear1`과 `linear2`가 있고, 활성화 함수 셋 가운데 하나를 낱말로 골라요. 나중에 이 이름들로 가중치를 불러와요. torch의 `nn.TransformerEncoderLayer`도 같은 이름을 써요.

두 가지만 짚고 갈게요. 논문은 학습할 때 이 신경망 둘레에 **드롭아웃(dropout)** 을 써요(5.4절). 이 과정에서는 같은 입력이 언제나 같은 출력을 내도록 드롭아웃을 어디에서도 쓰지 않아요. 그리고 잔차 연결(residual connection)과 정규화(normalization)는 이 신경망의 일부가 아니에요. 신경망을 감싸는 블록이 맡아요.

**학습하는 숫자는 몇 개일까요?** 행렬 두 개와 bias 두 개이니 $2\, d_{model}\, d_{ff} + d_{ff} + d_{model}$개예요. 2017년처럼 $d_{ff} = 4\, d_{model}$이면 $8\, d^2 + 5\, d$개예요. $d = 512$라면 2,099,712개예요. 같은 블록의 어텐션은 $4\, d^2 + 4\, d$ = 1,050,624개예요.
"""


# %% exercise="FeedForward" minutes=12 difficulty=2
class FeedForward(nn.Module):
    """Position-wise feed-forward network: linear1, activation, linear2.

    Args:
        d_model: numbers of one token.
        d_ff: width of the hidden layer.
        activation: "relu", "gelu" (exact) or "gelu_tanh".

    Parameters: linear1 = nn.Linear(d_model, d_ff), linear2 = nn.Linear(d_ff, d_model), both with bias. No dropout.
    Raises ValueError if activation is another word.

    Source: Vaswani et al. 2017, section 3.3; GELU in place of ReLU from GPT-1 (Radford et al. 2018) on.
    """

    def __init__(self, d_model, d_ff, activation="relu"):
        super().__init__()
        ### BEGIN SOLUTION
        functions = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}
        if activation not in functions:
            raise ValueError(f"activation {activation!r} is none of {', '.join(functions)}")
        self.activation = functions[activation]
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)
        ### END SOLUTION

    def forward(self, x):
        """Widen every token, bend, and come back.

        Args:
            x: (..., d_model)

        Returns:
            (..., d_model)
        """
        ### BEGIN SOLUTION
        return self.linear2(self.activation(self.linear1(x)))
        ### END SOLUTION


# %% check="FeedForward" points=5
torch.manual_seed(8)
_ffn = FeedForward(6, 24)
_sizes = {name: tuple(parameter.shape) for name, parameter in _ffn.named_parameters()}
assert _sizes == {
    "linear1.weight": (24, 6),
    "linear1.bias": (24,),
    "linear2.weight": (6, 24),
    "linear2.bias": (6,),
}, "Are there two nn.Linear, linear1 from d_model to d_ff and linear2 back, and nothing else?"
assert _ffn(x).shape == x.shape, "Is each token d_model wide again?"
_hidden = _ffn.linear1(x)
for _word, _act in (("relu", relu), ("gelu", gelu), ("gelu_tanh", gelu_tanh)):
    _same = FeedForward(6, 24, _word)
    _same.load_state_dict(_ffn.state_dict())
    assert near(_same(x), _ffn.linear2(_act(_hidden)), atol=1e-6), (
        f"Is it linear1, {_word}, linear2? Which activation does forward call?"
    )
assert near(_ffn(x), _ffn.linear2(relu(_hidden)), atol=1e-6), (
    "Which activation is taken without a third argument?"
)
try:
    FeedForward(6, 24, "swish")
except Exception as _error:
    print("swish:", _error)
else:
    raise AssertionError("What should the class do with a word that it does not know?")

# %% [markdown] hint="FeedForward"
r"""
`__init__` makes two layers and must remember which activation was asked for; `forward` is one line. How can a word choose a function?
"""

# %% [markdown] hint="FeedForward" lang="ko"
r"""
`__init__`은 층 두 개를 만들고 어떤 활성화 함수를 골랐는지 기억해 둬야 해요. `forward`는 한 줄이에요. 낱말로 함수를 고르려면 어떻게 할까요?
"""

# %% [markdown] hint="FeedForward"
r"""
Functions are values: `{"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}` is a dictionary from words to functions. Check first whether the word is in it, and `raise ValueError(...)` if not; then `self.activation = ...`.
"""

# %% [markdown] hint="FeedForward" lang="ko"
r"""
함수도 값이에요. `{"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh}`는 낱말에서 함수로 가는 딕셔너리예요. 먼저 낱말이 그 안에 있는지 보고, 없으면 `raise ValueError(...)`를 하고, 있으면 `self.activation = ...`에 담아요.
"""

# %% [markdown] hint="FeedForward"
r"""
`self.linear1 = nn.Linear(d_model, d_ff)`, `self.linear2 = nn.Linear(d_ff, d_model)`, and in `forward`: `return self.linear2(self.activation(self.linear1(x)))`.
"""

# %% [markdown] hint="FeedForward" lang="ko"
r"""
`self.linear1 = nn.Linear(d_model, d_ff)`, `self.linear2 = nn.Linear(d_ff, d_model)`이고, `forward`는 `return self.linear2(self.activation(self.linear1(x)))`예요.
"""

# %% [markdown]
r"""
### Where the difference shows

Now the question of section 5. Twelve networks in a row, each adding its output to the token, as in a model of twelve blocks: once with exact GELUs, once with tanh, with the same weights. The weights are drawn from a normal distribution. In the first line those of `linear1` have the standard deviation 0.02, with which GPT-2 and BERT begin their training (those of `linear2` half of it); in the second they are larger, so that the numbers of the hidden layer are of size two. In front of every network stands the layer norm of Day 7 (with $\gamma = 1$ and $\beta = 0$), so that every token comes in with size 1.
"""

# %% [markdown] lang="ko"
r"""
### 차이가 드러나는 곳

이제 5절의 질문이에요. 신경망 열두 개를 이어 붙여요. 블록이 열둘인 모델처럼, 신경망마다 출력을 토큰에 더해요. 한 번은 정확한 GELU로, 한 번은 tanh로, 가중치는 똑같이 해요. 가중치는 정규분포에서 뽑아요. 첫째 줄은 `linear1`의 가중치를 GPT-2와 BERT가 학습을 시작할 때 쓰는 표준편차 0.02로(`linear2`는 그 절반으로), 둘째 줄은 은닉층의 숫자가 크기 2쯤 되도록 더 크게 뽑아요. 신경망마다 그 앞에 7일 차의 층 정규화가 있어서($\gamma = 1$, $\beta = 0$) 토큰은 언제나 크기 1로 들어가요.
"""


# %%
def after_twelve(activation, spread, width=64):
    """The tokens after each of twelve feed-forward networks, whose first weights make hidden numbers of size `spread`."""
    generator = torch.Generator().manual_seed(0)
    tokens, found = torch.randn(50, width, generator=generator), []
    for _ in range(12):
        network = FeedForward(width, 4 * width, activation)
        with torch.no_grad():
            for layer in (network.linear1, network.linear2):
                scale = spread / layer.in_features**0.5
                layer.weight.copy_(scale * torch.randn(layer.weight.shape, generator=generator))
                layer.bias.copy_(0.1 * scale * torch.randn(layer.bias.shape, generator=generator))
            tokens = tokens + network(F.layer_norm(tokens, (width,)))
        found.append(tokens)
    return torch.stack(found)


print("largest difference of the tokens, exact against tanh")
print("weights               after 1 network   after 12")
for name, spread in (("0.02, as at the start", 0.02 * 64**0.5), ("hidden size two", 2.0)):
    gaps = (after_twelve("gelu", spread) - after_twelve("gelu_tanh", spread)).abs().amax(dim=(1, 2))
    print(f"{name:22s}{gaps[0]:15.1e}{gaps[-1]:11.1e}")

# %% [markdown]
r"""
With weights as small as 0.02 nobody can tell the two apart: a test of such a model, just made, passes with the wrong GELU in it. (`nn.Linear` begins with larger weights; there the difference is about 0.0002 after one network, which a tolerance of 0.001 lets pass, too.) With larger weights the difference is there, and training does not leave weights as small as they were. That is why the hidden tests of this course hand in weights of order one, and compare tightly. And it is why you look up the form before you load somebody's weights.

## 7 · One position at a time

"Position-wise" means: the same network for every position, and each position alone. The first half is plain from the code: one `linear1` for all tokens. The second can be measured. Change token $s$, and see which tokens move at the output. That gives a table with $T$ rows and $T$ columns. (You will see it in a minute, next to two others.)

The paper says it in another way, too (section 3.3): the network is **two convolutions with kernel size 1**.

![Two rows of five tokens each, below the input and above it the output of a convolution. Left, kernel size 1: a window one token wide; output 3 has one line down, to input 3. Right, kernel size 3: a window three tokens wide; output 3 has three lines, to inputs 2, 3 and 4. Beneath: kernel 1 is a weight of shape (d_out, d_in, 1), one matrix; kernel 3 is (d_out, d_in, 3), three matrices.](figures/day08_kernels.svg)

A **convolution** over a sentence slides a window along the tokens. With a window of three, the output at position $t$ comes from tokens $t-1$, $t$ and $t+1$, each with a matrix of its own; the same three matrices at every position. With a window of one, a single matrix is left, and it meets one token at a time. That is `nn.Linear`.

In torch, `nn.Conv1d(d_in, d_out, kernel_size)` has its own customs, which come from signals with several channels:

| | `nn.Linear` | `nn.Conv1d` with kernel size 1 |
|---|---|---|
| input | `(B, T, d_in)` | `(B, d_in, T)`: **features before positions** |
| weight | `(d_out, d_in)` | `(d_out, d_in, 1)` |
| bias | `(d_out,)` | `(d_out,)` |
| output | `(B, T, d_out)` | `(B, d_out, T)` |

So the tokens must be turned round on their way in and back on their way out: `x.transpose(1, 2)`, or `x.mT`. Day 6 has shown what happens to those who take `reshape` for it: the shape is right, and numbers of different tokens stand together.

Write the feed-forward network with ReLU as two convolutions. From outside it shall look like `FeedForward`: `(B, T, d_model)` in and out.
"""

# %% [markdown] lang="ko"
r"""
0.02만큼 작은 가중치로는 아무도 둘을 구별하지 못해요. 막 만든 그런 모델로 하는 검사는 GELU가 틀렸어도 통과해요. (`nn.Linear`의 처음 가중치는 더 커요. 그때는 신경망 하나를 지난 차이가 0.0002쯤이고, 허용 오차 0.001은 이것도 통과시켜요.) 가중치가 커지면 차이가 드러나고, 학습하는 동안 가중치가 작은 채로 머물지는 않아요. 그래서 이 과정의 숨은 검사는 크기가 1쯤 되는 가중치를 넘겨주고 꼼꼼하게 비교해요. 남의 가중치를 불러오기 전에 어느 꼴인지 확인해야 하는 것도 그래서예요.

## 7 · 한 번에 한 위치씩

'위치별(position-wise)'이라는 말은 모든 위치에 같은 신경망을, 위치마다 따로 쓴다는 뜻이에요. 앞의 절반은 코드만 봐도 알 수 있어요. 모든 토큰에 `linear1` 하나를 쓰니까요. 뒤의 절반은 잴 수 있어요. 토큰 $s$를 바꾸고, 출력에서 어느 토큰이 움직이는지 봐요. 그러면 $T$행 $T$열인 표가 나와요. (잠시 뒤에 다른 표 두 개와 나란히 놓고 볼 거예요.)

논문에는 다른 표현도 나와요(3.3절). 이 신경망은 **커널 크기가 1인 합성곱 두 번**이라고요.

![토큰 다섯 개가 놓인 줄이 두 쌍 있어요. 아래가 입력이고 위가 합성곱의 출력이에요. 왼쪽은 커널 크기 1이에요. 창이 토큰 하나만큼 넓고, 출력 3에서 아래로 입력 3에만 선이 이어져요. 오른쪽은 커널 크기 3이에요. 창이 토큰 세 개만큼 넓고, 출력 3에서 입력 2, 3, 4로 선 세 개가 이어져요. 그 밑에는 커널 1의 weight는 모양이 (d_out, d_in, 1)인 행렬 하나, 커널 3은 (d_out, d_in, 3)인 행렬 세 개라고 적혀 있어요.](figures/day08_kernels.svg)

문장에 대한 **합성곱(convolution)** 은 토큰들을 따라 창을 하나 밀고 가요. 창의 너비가 3이면 위치 $t$의 출력은 토큰 $t-1$, $t$, $t+1$에서 오고, 셋이 저마다 자기 행렬을 지나요. 어느 위치에서나 같은 행렬 세 개예요. 창의 너비가 1이면 행렬 하나만 남고, 한 번에 토큰 하나만 만나요. 그것이 바로 `nn.Linear`예요.

torch의 `nn.Conv1d(d_in, d_out, kernel_size)`에는 나름의 관습이 있어요. 채널(channel)이 여럿인 신호를 다루던 데서 온 것이에요.

| | `nn.Linear` | 커널 크기가 1인 `nn.Conv1d` |
|---|---|---|
| 입력 | `(B, T, d_in)` | `(B, d_in, T)`: **특징이 위치보다 앞** |
| weight | `(d_out, d_in)` | `(d_out, d_in, 1)` |
| bias | `(d_out,)` | `(d_out,)` |
| 출력 | `(B, T, d_out)` | `(B, d_out, T)` |

그래서 들어갈 때 두 축을 맞바꾸고 나올 때 되돌려야 해요. `x.transpose(1, 2)` 또는 `x.mT`예요. 그 대신 `reshape`를 쓰면 어떻게 되는지는 6일 차에 봤어요. 모양은 맞는데 서로 다른 토큰의 숫자가 한데 놓여요.

ReLU를 쓰는 순방향 신경망을 합성곱 두 개로 써 보세요. 밖에서 보면 `FeedForward`와 똑같이 `(B, T, d_model)`이 들어가고 나와야 해요.
"""


# %% exercise="ConvFeedForward" minutes=10 difficulty=2
class ConvFeedForward(nn.Module):
    """The feed-forward network with ReLU as two convolutions with kernel size 1.

    Args:
        d_model: numbers of one token.
        d_ff: width of the hidden layer.

    Parameters: conv1 = nn.Conv1d from d_model to d_ff channels, conv2 = nn.Conv1d back, both with kernel size 1 and
    with bias.

    Source: Vaswani et al. 2017, section 3.3.
    """

    def __init__(self, d_model, d_ff):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv1d(d_model, d_ff, kernel_size=1)
        self.conv2 = nn.Conv1d(d_ff, d_model, kernel_size=1)
        ### END SOLUTION

    def forward(self, x):
        """Convolve, ReLU, convolve.

        Args:
            x: (B, T, d_model), features last, as everywhere in this course.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        channels_first = x.transpose(1, 2)  # (B, d_model, T)
        return self.conv2(relu(self.conv1(channels_first))).transpose(1, 2)
        ### END SOLUTION


# %% check="ConvFeedForward" points=4
torch.manual_seed(8)
_conv, _linear = ConvFeedForward(6, 24), FeedForward(6, 24)
_sizes = {name: tuple(parameter.shape) for name, parameter in _conv.named_parameters()}
assert _sizes == {
    "conv1.weight": (24, 6, 1),
    "conv1.bias": (24,),
    "conv2.weight": (6, 24, 1),
    "conv2.bias": (6,),
}, "Are there two nn.Conv1d with kernel size 1, conv1 and conv2, and nothing else?"
with torch.no_grad():
    for _ours, _theirs in ((_conv.conv1, _linear.linear1), (_conv.conv2, _linear.linear2)):
        _ours.weight.copy_(_theirs.weight[:, :, None])  # one more axis: the kernel, of size 1
        _ours.bias.copy_(_theirs.bias)
assert _conv(x).shape == x.shape, "Are the axes turned back at the end?"
assert near(_conv(x), _linear(x)), (
    "The same weights: is it the same function? What moves an axis, reshape or transpose? Where is the ReLU?"
)
_square = torch.randn(2, 6, 6)  # six tokens of six numbers: no shape can protect you
assert near(_conv(_square), _linear(_square)), "As many tokens as features: which axis holds the channels?"

# %% [markdown] hint="ConvFeedForward"
r"""
Write down the shape of the tensor after each step: `(B, T, d_model)`, turned, conv1, ReLU, conv2, turned back.
"""

# %% [markdown] hint="ConvFeedForward" lang="ko"
r"""
단계마다 텐서의 모양을 적어 보세요. `(B, T, d_model)`, 축 맞바꾸기, conv1, ReLU, conv2, 되돌리기예요.
"""

# %% [markdown] hint="ConvFeedForward"
r"""
`nn.Conv1d(d_model, d_ff, kernel_size=1)` in `__init__`, and the second one with the sizes the other way round. In `forward` both turns are `transpose(1, 2)`.
"""

# %% [markdown] hint="ConvFeedForward" lang="ko"
r"""
`__init__`에는 `nn.Conv1d(d_model, d_ff, kernel_size=1)`을 두고, 둘째에는 두 크기를 바꿔 넣어요. `forward`에서는 두 번 다 `transpose(1, 2)`로 축을 맞바꿔요.
"""

# %% [markdown] hint="ConvFeedForward"
r"""
`self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)`
"""

# %% [markdown] hint="ConvFeedForward" lang="ko"
r"""
`self.conv2(relu(self.conv1(x.transpose(1, 2)))).transpose(1, 2)`
"""

# %% [markdown]
r"""
### Who hears whom?

Now the tables. Each of three parts gets the same sentence of eight tokens, and then the sentence again with one token changed, for every token in turn. The cell in row $t$ and column $s$ says how far output $t$ moves when input $s$ is changed.
"""

# %% [markdown] lang="ko"
r"""
### 누가 누구의 말을 들을까요?

이제 표를 봐요. 세 부품에 토큰 여덟 개짜리 같은 문장을 주고, 토큰을 하나씩 차례로 바꾼 문장을 다시 줘요. $t$행 $s$열의 칸은 입력 $s$를 바꿨을 때 출력 $t$가 얼마나 움직이는지를 나타내요.
"""


# %%
def who_hears_whom(part, tokens):
    """(T, T): how far output t moves when input s is changed. tokens: (T, d_model)."""
    columns = []
    with torch.no_grad():
        before = part(tokens[None])[0]
        for s in range(len(tokens)):
            changed = tokens.clone()
            changed[s] += 1.0 - 2.0 * (torch.arange(tokens.shape[1]) % 2)  # +1, -1, +1, ...
            columns.append((part(changed[None])[0] - before).norm(dim=-1))
    return torch.stack(columns, dim=1)


# %%
torch.manual_seed(1)
sentence = torch.randn(8, d_model)
kernel_three = nn.Conv1d(d_model, d_model, kernel_size=3, padding=1)
attention = nn.MultiheadAttention(d_model, 2, batch_first=True)  # Day 6's layer, torch's own
parts = {
    "feed-forward": FeedForward(d_model, d_ff),
    "convolution, kernel 3": lambda tokens: kernel_three(tokens.mT).mT,
    "attention": lambda tokens: attention(tokens, tokens, tokens)[0],
}
tables = {name: who_hears_whom(part, sentence) for name, part in parts.items()}

fig, axes = plt.subplots(1, 3, figsize=(13, 4.6), layout="constrained")
for panel, (name, table) in zip(axes, tables.items(), strict=True):
    panel.imshow(table / table.max(), cmap="cividis", vmin=0, vmax=1)
    panel.set(title=name, xlabel="input that is changed", xticks=range(8), yticks=range(8))
axes[0].set_ylabel("output that moves")
show(
    fig,
    "Three tables of eight by eight. Feed-forward: only the diagonal is bright, all else is dark. Convolution with kernel "
    "3: the diagonal and the cells next to it on both sides. Attention: every cell is lit, some more, some less.",
)
for name, table in tables.items():
    others = table[~torch.eye(8, dtype=torch.bool)]
    zeros = f"exactly 0 in {(others == 0).sum()} of {len(others)} cells"
    print(f"{name:22s} on another token: at most {others.max():.1e}, {zeros}")

# %% [markdown]
r"""
Off the diagonal the feed-forward network gives 0, and not a small number but exactly 0. It does not "understand the text": it sees one token. All it can know of the others is what attention has put into that token before. One block divides the work: attention moves, feed-forward transforms.

This has three consequences that you will meet again. Permute the tokens, and the outputs are permuted in the same way; the network knows nothing about positions. It can run on all tokens at once, and also on one token as soon as it is there (Day 13, when a model writes). And padding cannot disturb it, so it needs no mask.

## 8 · Silent neurons

A ReLU does not make numbers small, it makes them 0. For a given token, a neuron with 0 has nothing to say: its column of `linear2.weight` stays out altogether. How many neurons are silent?

Two numbers, for a hidden layer of shape `(..., d_ff)`:

- the **share** of all its numbers that are exactly 0, over all tokens and neurons;
- the count of **dead** neurons: those that are 0 for *every* token. Where a ReLU is 0 its slope is 0 too, so a dead neuron gets no gradient from these tokens, and does not learn from them.

Only exactly 0 counts. GELU makes many numbers small, and hardly one of them 0.

**By hand.** Three tokens (rows) and four neurons: $(0, 2, 0, 1)$, $(0, 0, 3, 1)$, $(0, 1, 0, -0.1)$. Six of the twelve numbers are 0, so the share is 0.5. (−0.1 can come from a GELU.) Only neuron 0 is 0 for all three tokens: one is dead.
"""

# %% [markdown] lang="ko"
r"""
순방향 신경망의 표는 대각선 밖에서 0이에요. 작은 수가 아니라 정확히 0이에요. 이 신경망은 '글 전체를 이해'하지 않아요. 토큰 하나만 봐요. 다른 토큰에 대해 알 수 있는 것은 앞서 어텐션이 그 토큰에 넣어 준 것뿐이에요. 블록 하나가 일을 나눠 해요. 어텐션은 옮기고, 순방향 신경망은 바꿔요.

그래서 생기는 일 세 가지를 앞으로 다시 만나게 돼요. 토큰들의 순서를 섞으면 출력의 순서도 똑같이 섞여요. 이 신경망은 위치를 전혀 몰라요. 모든 토큰을 한꺼번에 처리할 수도 있고, 토큰이 하나 생기자마자 그것만 처리할 수도 있어요(13일 차, 모델이 글을 쓸 때예요). 그리고 패딩(padding)의 방해를 받지 않으니 마스크(mask)가 필요 없어요.

## 8 · 조용한 뉴런

ReLU는 숫자를 작게 만드는 것이 아니라 0으로 만들어요. 어떤 토큰에 대해 뉴런이 0이면 할 말이 없다는 뜻이에요. `linear2.weight`에서 그 뉴런의 열이 통째로 빠져요. 조용한 뉴런은 얼마나 될까요?

모양이 `(..., d_ff)`인 은닉층에서 두 가지 수를 구해요.

- **0의 비율(share)**: 모든 토큰과 뉴런에 걸쳐, 전체 숫자 가운데 정확히 0인 숫자가 차지하는 비율이에요.
- **죽은(dead)** 뉴런의 수: *모든* 토큰에서 0인 뉴런이에요. ReLU는 값이 0인 곳에서 기울기(gradient)도 0이에요. 그래서 죽은 뉴런은 이 토큰들에게서 기울기를 받지 못하고, 배우는 것도 없어요.

정확히 0인 것만 세요. GELU는 많은 숫자를 작게 만들지만 0으로 만드는 일은 거의 없어요.

**손으로 해 보기.** 토큰(행) 세 개, 뉴런 네 개예요. $(0, 2, 0, 1)$, $(0, 0, 3, 1)$, $(0, 1, 0, -0.1)$이에요. 숫자 열두 개 가운데 여섯 개가 0이니 비율은 0.5예요. (−0.1은 GELU에서 나올 수 있어요.) 세 토큰에서 모두 0인 것은 0번 뉴런뿐이니 죽은 뉴런은 하나예요.
"""


# %% exercise="silent_neurons" kind="experiment" minutes=9 difficulty=2
def silent_neurons(hidden):
    """How silent a hidden layer is, behind its activation.

    Args:
        hidden: (..., d_ff), with at least one axis in front, that of the tokens; it is not changed.

    Returns:
        share: one number from 0 to 1, the share of all numbers in hidden that are exactly 0.
        dead: one whole number, how many of the d_ff neurons are exactly 0 for every token.
    """
    ### BEGIN SOLUTION
    silent = (hidden == 0).flatten(0, -2)  # (tokens, d_ff)
    return silent.double().mean(), silent.all(dim=0).sum()
    ### END SOLUTION


# %% check="silent_neurons" points=3
_hidden = torch.tensor([[0.0, 2.0, 0.0, 1.0], [0.0, 0.0, 3.0, 1.0], [0.0, 1.0, 0.0, -0.1]])
_share, _dead = silent_neurons(_hidden)
assert near(_share, 0.5), "Six of twelve: do you get 0.5 by hand? Is -0.1 silent?"
assert _dead == 1, (
    "Only neuron 0 is silent for all three tokens. Do you look along the tokens or along the neurons?"
)
_share, _dead = silent_neurons(torch.stack([_hidden, 0 * _hidden]))
assert near(_share, 0.75), "A second sentence of zeros: are all 24 numbers counted?"
assert _dead == 1, "Neurons that speak in sentence 0 are not dead, whatever sentence 1 does. Are yours?"
_share, _dead = silent_neurons(torch.tensor([[1.0, 1e-8, 0.0], [-1.0, 0.0, 0.0]]))
assert near(_share, 0.5), "Is 0.00000001 exactly 0?"
assert _dead == 1, "1 and -1 add up to 0, but is that neuron silent?"

# %% [markdown] hint="silent_neurons"
r"""
`hidden == 0` is a table of booleans. One result asks for a mean over the whole table; the other asks, for each neuron, whether its whole column is True.
"""

# %% [markdown] hint="silent_neurons" lang="ko"
r"""
`hidden == 0`은 불리언 표예요. 첫째 결과는 표 전체의 평균이고, 둘째 결과는 뉴런마다 그 열이 모두 True인지 묻는 것이에요.
"""

# %% [markdown] hint="silent_neurons"
r"""
A mean needs numbers: `silent.double().mean()`. For the dead, first put all tokens of all sentences under one another in one table, `silent.reshape(-1, d_ff)`; then `.all(dim=0)` asks along the tokens.
"""

# %% [markdown] hint="silent_neurons" lang="ko"
r"""
평균을 구하려면 숫자여야 해요. `silent.double().mean()`이에요. 죽은 뉴런은 먼저 `silent.reshape(-1, d_ff)`로 모든 문장의 토큰을 한 줄로 세운 다음, `.all(dim=0)`으로 토큰을 따라 물어보면 돼요.
"""

# %% [markdown] hint="silent_neurons"
r"""
`silent = (hidden == 0).reshape(-1, hidden.shape[-1])`, then return `silent.double().mean(), silent.all(dim=0).sum()`.
"""

# %% [markdown] hint="silent_neurons" lang="ko"
r"""
`silent = (hidden == 0).reshape(-1, hidden.shape[-1])`로 두고, `silent.double().mean(), silent.all(dim=0).sum()`을 돌려주세요.
"""

# %% [markdown]
r"""
### Guess first

A feed-forward network as a memory. There are 128 names. Each has a random vector of 16 numbers and a partner, another of the names, drawn by lot. The network hears the vector of a name, never quite clean, and shall answer with a vector whose product with the partner's vector is larger than with any other's. No rule leads from a name to its partner: it must be remembered.

Three networks learn it: one with ReLU, one with GELU, and one that has lost its bend. Write down three guesses before you run. What share of the ReLU's hidden numbers is 0 at the start, when all weights are random? Is it more or less after training? And how many of the 128 partners does the network without a bend find, however long it trains?

(The training loop is given; Day 12 takes one apart. The loss, cross-entropy, is small when the partner's product is the largest by far, and in each step the optimizer, Adam, moves all weights a little in the direction that makes it smaller.)
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

순방향 신경망을 기억 장치로 써 봐요. 이름이 128개 있어요. 이름마다 숫자 16개짜리 무작위 벡터가 하나 있고, 제비뽑기로 정한 다른 이름 하나가 짝이에요. 신경망은 늘 잡음이 조금 섞인 이름의 벡터를 듣고 벡터 하나로 답해요. 그 답은 짝의 벡터와 곱한 값이 다른 어느 이름의 벡터와 곱한 값보다 커야 해요. 이름에서 짝을 알아낼 규칙은 없어요. 외워야 해요.

신경망 셋이 배워요. ReLU를 쓰는 것, GELU를 쓰는 것, 꺾이는 곳을 잃어버린 것이에요. 실행하기 전에 세 가지를 짐작해서 적어 보세요. 모든 가중치가 무작위인 처음에 ReLU 은닉층의 숫자 가운데 0은 얼마나 될까요? 학습하고 나면 늘어날까요, 줄어들까요? 그리고 꺾이는 곳이 없는 신경망은 아무리 오래 학습해도 짝 128개 가운데 몇 개를 찾을까요?

(학습하는 반복문은 적어 뒀어요. 12일 차에 하나하나 뜯어볼 거예요. 손실인 교차 엔트로피(cross-entropy)는 짝과의 곱이 다른 곱보다 훨씬 클수록 작아요. 단계마다 옵티마이저(optimizer) Adam이 손실이 작아지는 쪽으로 모든 가중치를 조금씩 옮겨요.)
"""

# %%
grading = bool(os.environ.get("NBGRADER_EXECUTION"))
names, width, wide, noise, steps = 128, 16, 128, 0.5, 20 if grading else 1500

generator = torch.Generator().manual_seed(0)
vectors = torch.randn(names, width, generator=generator)  # one for each name
partner = torch.randperm(names, generator=generator)  # the number of its partner

torch.manual_seed(0)
networks = {
    "no bend": nn.Sequential(nn.Linear(width, wide), nn.Linear(wide, width)),
    "ReLU": FeedForward(width, wide, "relu"),
    "GELU": FeedForward(width, wide, "gelu"),
}
activations = {"ReLU": relu, "GELU": gelu}


def hidden_layer(name):
    """(names, d_ff): what the neurons of a network make of the names."""
    with torch.no_grad():
        return activations[name](networks[name].linear1(vectors))


def partners_found(network):
    """How many answers point to the right partner, when the names come in clean."""
    with torch.no_grad():
        return (network(vectors) @ vectors.T).argmax(dim=-1).eq(partner).sum().item()


# %%
history = {name: [] for name in networks}  # (step, partners found, share of zeros, dead neurons)
optimizers = {name: torch.optim.Adam(network.parameters(), lr=0.01) for name, network in networks.items()}
fires_before = hidden_layer("ReLU") > 0

print(f" step   found of {names}: no bend   ReLU   GELU   share of zeros: ReLU   GELU   dead: ReLU")
for step in range(steps + 1):
    if step % 25 == 0:
        for name, network in networks.items():
            share, dead = silent_neurons(hidden_layer(name)) if name in activations else (0.0, 0)
            history[name].append((step, partners_found(network), float(share), int(dead)))
    if step % 150 == 0:
        (_, none, _, _), (_, hits, zeros, dead), (_, others, few, _) = (rows[-1] for rows in history.values())
        print(f"{step:5d}{none:23d}{hits:7d}{others:7d}{zeros:23.2f}{few:7.2f}{dead:13d}")
    heard = vectors + noise * torch.randn(names, width, generator=generator)  # never twice the same
    for name, network in networks.items():
        scores = network(heard) @ vectors.T  # (names, names): each answer with each name
        optimizers[name].zero_grad()
        F.cross_entropy(scores, partner).backward()
        optimizers[name].step()

# %%
fig, axes = plt.subplots(2, 2, figsize=(13, 8), layout="constrained")
styles = {"ReLU": ("#0072B2", "-"), "GELU": ("#009E73", "--"), "no bend": ("#D55E00", "-.")}
for name, (color, line) in styles.items():
    at, found, shares, _ = zip(*history[name], strict=True)
    axes[0, 0].plot(at, found, color=color, linestyle=line, linewidth=2.5, label=name)
    if name in activations:
        axes[0, 1].plot(at, shares, color=color, linestyle=line, linewidth=2.5, label=name)
axes[0, 0].set(xlabel="step", ylabel=f"partners found, of {names}", title="memory", ylim=(-3, 1.05 * names))
axes[0, 1].set(xlabel="step", ylabel="share of numbers that are 0", title="silence", ylim=(-0.03, 1))
for panel, fires, when in (
    (axes[1, 0], fires_before, "start"),
    (axes[1, 1], hidden_layer("ReLU") > 0, "end"),
):
    panel.imshow(fires[:40], cmap="cividis", interpolation="nearest", aspect="auto")
    panel.set(xlabel="neuron", ylabel="name", title=f"ReLU at the {when}: who speaks (yellow) for whom")
for panel in axes[0]:
    panel.legend(frameon=False, loc="center right")
show(
    fig,
    "Four plots. Above left, partners found against the training step: ReLU and GELU climb within 150 steps to over 120 of "
    "128, the network without a bend stays near 16. Above right, the share of zeros: for ReLU it rises from 0.49 to 0.69, "
    "for GELU it stays at 0. Below, which of the 128 ReLU neurons speak for each of 40 names: at the start about half of "
    "the cells are lit, all over the map; at the end about a third, and many columns are nearly dark.",
)

# %% [markdown]
r"""
### What you see

**Your numbers.** The network with ReLU should find 120 or more of the 128 partners, the one without a bend 25 or fewer; the share of zeros should be between 0.45 and 0.55 at the start and between 0.62 and 0.75 at the end. This run gives 126, 14, 0.49 and 0.69. If yours are outside, look at `FeedForward` and `silent_neurons` first.

**Without a bend: 14.** It learns as many numbers as the network with ReLU, 4,240. But they are worth one matrix of 16 by 16 and one bias, 272 numbers. Such a matrix can turn and stretch the cloud of names as a whole; it cannot treat one name in one way and its neighbour in another. It is not slow: from step 50 on its curve wobbles around 16, and would stay there.

**Half at the start.** A hidden number is a sum of random products, as often negative as positive. So a fresh ReLU layer has about 50 % zeros, whatever it is for (Glorot et al. 2011 remark on it).

**More at the end.** Nobody asked for zeros; the loss speaks of partners only. Look at the lower maps: neurons have become choosy. One reason suggests itself: a neuron that speaks for a name that is none of its business hands on nothing but noise. There is a test for that. Set `noise = 0.0` where the names are drawn and run again from there: now the share stays at 0.50. In large models it goes much further: in T5-Base only 3.0 % of the hidden numbers are *not* 0, in ViT-B/16 6.3 %, both with ReLU (Li et al. 2023, abstract; the usual ViT has GELU).

**GELU** learns as much with hardly a zero (a share of 0.004: below about −5.6 float32 rounds the gate to 0). Its neurons are quiet, not silent.

**Nobody died.** All 128 neurons speak for some name. With a larger learning rate, or biases pushed far below 0, some do not, and for them there is no way back by gradients.

**What this does not show.** One small network, names drawn by lot, no attention around it. It shows that zeros come by themselves, and not that they are good for anything.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** ReLU를 쓰는 신경망은 짝 128개 가운데 120개 이상, 꺾이는 곳이 없는 신경망은 25개 이하를 찾아야 해요. 0의 비율은 처음에 0.45와 0.55 사이, 끝에 0.62와 0.75 사이여야 해요. 여기서는 126, 14, 0.49, 0.69가 나왔어요. 벗어났다면 `FeedForward`와 `silent_neurons`부터 살펴보세요.

**꺾이지 않으면 14.** 이 신경망이 배우는 숫자도 ReLU를 쓰는 것과 똑같이 4,240개예요. 그런데 그 값어치는 16 × 16 행렬 하나와 bias 하나, 곧 숫자 272개만큼이에요. 그런 행렬은 이름들의 구름을 통째로 돌리고 늘일 수 있을 뿐, 어떤 이름은 이렇게, 이웃한 이름은 저렇게 다룰 수 없어요. 느린 것이 아니에요. 50단계부터는 16 근처에서 오르내릴 뿐이고, 더 기다려도 그대로예요.

**처음에는 절반.** 은닉층의 숫자는 무작위 곱을 더한 값이라 양수와 음수가 반반이에요. 그래서 갓 만든 ReLU 층은 무엇에 쓰든 50 %쯤이 0이에요(Glorot et al. 2011도 이 점을 짚어요).

**끝에는 더 많이.** 0을 만들라고 한 사람은 없어요. 손실은 짝에 대해서만 말하거든요. 아래 그림 두 개를 보면 뉴런들이 까다로워졌어요. 짐작해 볼 만한 이유가 하나 있어요. 자기와 상관없는 이름에까지 말하는 뉴런은 잡음만 전하게 돼요. 확인할 방법이 있어요. 이름을 뽑는 셀에서 `noise = 0.0`으로 바꾸고 거기서부터 다시 실행해 보세요. 이번에는 비율이 0.50에 머물러요. 큰 모델에서는 훨씬 더해요. 둘 다 ReLU를 쓸 때, T5-Base에서는 은닉층의 숫자 가운데 0이 *아닌* 것이 3.0 %뿐이고, ViT-B/16에서는 6.3 %예요(Li et al. 2023, 초록. 보통의 ViT는 GELU를 써요).

**GELU**는 0이 거의 없이도 그만큼 배워요(비율은 0.004예요. 약 −5.6 아래에서는 float32가 문을 0으로 반올림해요). GELU의 뉴런은 작게 말할 뿐, 입을 다물지는 않아요.

**죽은 뉴런은 없어요.** 뉴런 128개가 모두 어떤 이름에 대해서는 말을 해요. 학습률(learning rate)이 더 크거나 bias가 0보다 훨씬 아래로 밀리면 죽는 뉴런이 생기고, 그런 뉴런은 기울기로는 되살아날 길이 없어요.

**이 실험이 보여 주지 않는 것.** 작은 신경망 하나, 제비뽑기로 정한 이름들이고, 둘레에 어텐션도 없어요. 0이 저절로 생긴다는 것을 보여 줄 뿐, 0이 무언가에 도움이 된다는 것을 보여 주지는 않아요.
"""

# %% [markdown]
r"""
### What are the zeros worth?

"Half of the numbers are 0, so half of the work falls away." Measure it. The second product of the network, hidden layer times $W_2$, in the sizes of 2017 for 256 tokens: once with a hidden layer without zeros, once with half of them zeros, once with 95 %. Every product has the same shapes.
"""

# %% [markdown] lang="ko"
r"""
### 0은 어떤 값어치가 있을까요?

"숫자의 절반이 0이니 일도 절반으로 준다." 재 봐요. 신경망의 둘째 곱, 곧 은닉층과 $W_2$의 곱을 2017년의 크기로, 토큰 256개에 대해 계산해요. 은닉층에 0이 없을 때, 절반이 0일 때, 95 %가 0일 때예요. 곱의 모양은 모두 같아요.
"""

# %%
tokens_in, repeats = 256, 3 if grading else 15
dense = torch.rand(tokens_in, 2048) + 0.1
w2 = torch.randn(2048, 512)
dense @ w2  # once without the clock: the first product is slower
for zeros in (0.0, 0.5, 0.95):
    hidden = dense * (torch.rand(dense.shape) >= zeros)
    share, _ = silent_neurons(hidden)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        hidden @ w2
        times.append(time.perf_counter() - start)
    median = 1e3 * sorted(times)[len(times) // 2]
    print(f"share of zeros {float(share):.2f}: {median:6.2f} ms on this machine")

# %% [markdown]
r"""
The three times do not fall with the share of zeros: what differs is the wobble of the clock. A matrix product multiplies by 0 as by any other number; nobody looks. The FLOPs (how many multiplications and additions are done) depend on the shapes, and the shapes have not changed. To gain something, one must know *beforehand* which neurons will be silent, and leave out their rows and columns as a whole; there are models and programs that do so, but an ordinary `nn.Linear` does not.

## 9 · Quiz: bends and zeros

| key | question | A | B | C |
|---|---|---|---|---|
| `no_bend` | Three `nn.Linear` in a row, with nothing between them, can compute … | what one `nn.Linear` can, no more | more than one: they learn three times as many numbers | curves, as with a ReLU |
| `which_gelu` | You load GPT-2's weights. The activation must be: | `nn.GELU()` | `nn.GELU(approximate="tanh")` | either, the difference never shows |
| `far_below` | To the left of 0, from right to left, GELU … | falls slowly on a straight line, like a leaky ReLU | falls further and further | falls to about −0.17 and comes back to 0 |
| `kernel` | As a convolution over the sentence, each layer of the feed-forward network has the kernel size … | 1 | 3 | T, the length of the sentence |
| `share_of_weights` | In a block with $d_{ff} = 4\,d_{model}$, the matrices of the feed-forward network have … | half as many numbers as those of the attention | as many | twice as many |
| `half_zeros` | Half of the hidden numbers are 0. An ordinary product with $W_2$ needs … | half the FLOPs | the same FLOPs | more FLOPs, to find the zeros |
"""

# %% [markdown] lang="ko"
r"""
잰 시간 세 개는 0이 많다고 줄어들지 않아요. 서로 다른 만큼은 시계의 오차예요. 행렬 곱은 0도 다른 숫자처럼 곱해요. 0인지 살펴보는 일은 없어요. FLOPs는 모양에 달려 있고, 모양은 바뀌지 않았어요. 득을 보려면 어느 뉴런이 조용할지 *미리* 알고 그 행과 열을 통째로 건너뛰어야 해요. 그렇게 하는 모델과 프로그램이 있기는 하지만, 보통의 `nn.Linear`는 그러지 않아요.

## 9 · 퀴즈: 꺾임과 0

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `no_bend` | `nn.Linear` 세 개를 사이에 아무것도 없이 이었어요. 무엇을 계산할 수 있나요? | `nn.Linear` 하나가 할 수 있는 것까지만 | 하나보다 많이: 배우는 숫자가 세 배니까 | ReLU가 있을 때처럼 꺾인 함수 |
| `which_gelu` | GPT-2의 가중치를 불러와요. 활성화 함수는 무엇이어야 하나요? | `nn.GELU()` | `nn.GELU(approximate="tanh")` | 어느 쪽이든 차이가 드러나지 않아요 |
| `far_below` | 0의 왼쪽에서, 오른쪽에서 왼쪽으로 갈 때 GELU는 … | leaky ReLU처럼 직선으로 천천히 내려가요 | 갈수록 계속 내려가요 | 약 −0.17까지 내려갔다가 0으로 돌아와요 |
| `kernel` | 문장에 대한 합성곱으로 보면, 순방향 신경망의 각 층은 커널 크기가 … | 1이에요 | 3이에요 | 문장의 길이 T예요 |
| `share_of_weights` | $d_{ff} = 4\,d_{model}$인 블록에서 순방향 신경망의 행렬에 든 숫자는 … | 어텐션의 절반이에요 | 어텐션과 같아요 | 어텐션의 두 배예요 |
| `half_zeros` | 은닉층 숫자의 절반이 0이에요. $W_2$와의 보통 곱에 드는 FLOPs는 … | 절반이에요 | 똑같아요 | 0을 찾느라 더 들어요 |
"""

# %% exercise="bends_and_zeros" kind="quiz" minutes=5 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
bends_and_zeros = {
    "no_bend": "A",
    "which_gelu": "B",
    "far_below": "C",
    "kernel": "A",
    "share_of_weights": "C",
    "half_zeros": "B",
}
### END SOLUTION

# %% check="bends_and_zeros" points=3
assert len(bends_and_zeros) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in bends_and_zeros.values()), "Which questions have no answer yet?"
assert set(bends_and_zeros.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown]
r"""
## 10 · In your own words
"""

# %% [markdown] lang="ko"
r"""
## 10 · 여러분의 말로
"""

# %% [markdown] exercise="three_notes" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** In a fellow student's notes on the feed-forward network you read: "(1) It reads the whole text and understands it. (2) The non-linearity is a mathematical detail; one can skip it. (3) ReLU makes half of the numbers 0, so half of the calculation is saved." All three are wrong. Put each right and say why, in six to ten sentences, and name for at least two of them a test or a measurement of today that shows it.

### BEGIN SOLUTION
(1) The network sees one position: the output of a token depends on this token alone. What it knows of the rest of the text was put into the token by attention before. The table of who hears whom shows it, for it is exactly 0 off the diagonal; so does its equality with two convolutions of kernel size 1. (2) Without the non-linearity the two layers are one: (xW1 + b1)W2 + b2 = x(W1W2) + (b1W2 + b2). The hidden layer could be thrown away, and no number of further layers would help; the model could compute only straight-line functions of a token. In the experiment the network without a bend never learned most of the partners, and bend_of finds such a network from outside. (3) The share of zeros at the start is about one half, but an ordinary matrix product multiplies by 0 as by any number. The shapes are the same, so the FLOPs are the same, and the measured time was the same with 0, 50 and 95 % of zeros. Only special code that knows beforehand which neurons are silent and leaves them out as a whole can save something.
### END SOLUTION
"""

# %% [markdown] exercise="three_notes" lang="ko"
r"""
**설명하기.** 함께 공부하는 친구의 공책에 순방향 신경망에 대해 이렇게 적혀 있어요. "(1) 글 전체를 읽고 이해한다. (2) 비선형 함수는 수학적인 세부 사항이라 건너뛰어도 된다. (3) ReLU는 숫자의 절반을 0으로 만드니 계산이 절반으로 준다." 셋 다 틀렸어요. 여섯 문장에서 열 문장으로 하나씩 바로잡고 이유를 쓰세요. 그리고 적어도 둘에 대해서는 그것을 보여 주는 오늘의 검사나 측정을 하나씩 드세요.

### BEGIN SOLUTION
(1) 이 신경망은 한 위치만 봐요. 토큰의 출력은 그 토큰에만 달려 있어요. 글의 나머지에 대해 아는 것은 앞서 어텐션이 그 토큰에 넣어 준 것이에요. 누가 누구의 말을 듣는지 그린 표가 대각선 밖에서 정확히 0인 것이 이를 보여 줘요. 커널 크기가 1인 합성곱 두 번과 같다는 것도요. (2) 비선형 함수가 없으면 두 층은 한 층과 같아요. (xW1 + b1)W2 + b2 = x(W1W2) + (b1W2 + b2)니까요. 은닉층은 버려도 되고, 층을 아무리 더해도 소용이 없어요. 모델은 토큰에 대해 직선 같은 함수밖에 계산하지 못해요. 실험에서 꺾이는 곳이 없는 신경망은 짝을 대부분 끝내 배우지 못했고, bend_of는 그런 신경망을 밖에서 알아내요. (3) 처음에 0의 몫이 절반쯤인 것은 맞지만, 보통의 행렬 곱은 0도 다른 숫자처럼 곱해요. 모양이 같으니 FLOPs도 같고, 재 보니 0이 0 %, 50 %, 95 %일 때 시간도 같았어요. 어느 뉴런이 조용할지 미리 알고 통째로 건너뛰는 특별한 코드만 계산을 줄일 수 있어요.
### END SOLUTION
"""

# %% [markdown] rubric="three_notes"
r"""
1. (1 point) Says that each position is computed alone, and that what a token knows of others comes from attention.
2. (1 point) Says that without the non-linearity two (or more) linear layers are one matrix (and one bias), by formula or in words.
3. (1 point) Says that an ordinary product multiplies zeros too, or that FLOPs follow the shapes; no saving without special code.
4. (1 point) Names for at least two of the three a fitting test or measurement: the table of who hears whom, a permutation of tokens or the 1×1 convolution; `two_in_one`, `bend_of` or the network without a bend in the experiment; the measured times.
"""

# %% [markdown] rubric="three_notes" lang="ko"
r"""
1. (1점) 위치마다 따로 계산하고, 다른 토큰에 대해 아는 것은 어텐션에서 온다고 말해요.
2. (1점) 비선형 함수가 없으면 선형 층 두 개(또는 그 이상)가 행렬 하나(와 bias 하나)와 같다고 식이나 말로 설명해요.
3. (1점) 보통의 곱은 0도 곱한다고, 또는 FLOPs는 모양을 따른다고 말해요. 특별한 코드가 없으면 줄지 않아요.
4. (1점) 셋 가운데 적어도 둘에 알맞은 검사나 측정을 들어요. 누가 누구의 말을 듣는지 그린 표, 토큰 순서 섞기, 1×1 합성곱; `two_in_one`, `bend_of`, 실험에서 꺾이는 곳이 없는 신경망; 잰 시간 같은 것이에요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. The feed-forward network widens a token, bends it and brings it back; each of its $d_{ff}$ neurons asks one question and has something to say if the answer is yes.
2. Without the bend two layers are one matrix: $(xW_1 + b_1)W_2 + b_2 = x(W_1W_2) + (b_1W_2 + b_2)$; shapes and a falling loss do not show it, a property test does.
3. GELU is $z\,\Phi(z)$, a gate that opens by size: it dips to −0.17 and is not monotone.
4. The exact form and the one with tanh differ by at most 0.00047, which small weights hide and large ones do not; which of them is right is decided by the weights that one loads.
5. `FeedForward` sees one position at a time and has no idea of the others: it equals two convolutions with kernel size 1.
6. It holds two thirds of a block's matrices: $8\,d^2$ numbers against $4\,d^2$ for the attention.
7. Half of the hidden numbers behind a ReLU are 0 at the start and more after training, but an ordinary product does not get cheaper by zeros.

**Tomorrow**: both halves of a block are there. What holds a tower of them together is the residual connection; you will measure what the gradient does with it and without it.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 3.3 (the network, and the two convolutions), 5.4 (dropout).
- Hendrycks, Gimpel 2016, *Gaussian Error Linear Units (GELUs)*, [arXiv:1606.08415](https://arxiv.org/abs/1606.08415): section 2 (both forms).
- Geva et al. 2021, *Transformer Feed-Forward Layers Are Key-Value Memories*, [arXiv:2012.14913](https://arxiv.org/abs/2012.14913): what neurons respond to.
- Glorot, Bordes, Bengio 2011, *Deep Sparse Rectifier Neural Networks*, [AISTATS](https://proceedings.mlr.press/v15/glorot11a.html): zeros as a virtue.
- Li et al. 2023, *The Lazy Neuron Phenomenon: On Emergence of Activation Sparsity in Transformers*, [arXiv:2210.06313](https://arxiv.org/abs/2210.06313): how silent trained Transformers are.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 순방향 신경망은 토큰을 넓히고, 꺾고, 다시 좁혀요. 뉴런 $d_{ff}$개가 저마다 질문을 하나 하고, 대답이 '네'이면 들려줄 말을 더해요.
2. 꺾이는 곳이 없으면 두 층은 행렬 하나예요. $(xW_1 + b_1)W_2 + b_2 = x(W_1W_2) + (b_1W_2 + b_2)$니까요. 모양이나 내려가는 손실로는 알 수 없고, 성질을 검사하면 드러나요.
3. GELU는 $z\,\Phi(z)$, 크기에 따라 열리는 문이에요. −0.17까지 내려갔다 올라오고, 단조 함수가 아니에요.
4. 정확한 꼴과 tanh 식의 차이는 많아야 0.00047이에요. 작은 가중치에서는 숨고 큰 가중치에서는 드러나요. 어느 쪽이 맞는지는 불러오는 가중치가 정해요.
5. `FeedForward`는 한 번에 한 위치만 보고 나머지는 전혀 몰라요. 커널 크기가 1인 합성곱 두 번과 같아요.
6. 블록에 있는 행렬의 3분의 2가 여기에 있어요. 어텐션은 숫자 $4\,d^2$개, 순방향 신경망은 $8\,d^2$개예요.
7. ReLU를 지난 은닉층의 숫자는 처음에 절반이 0이고 학습하면 더 늘어나지만, 0이 많다고 보통의 곱이 싸지지는 않아요.

**내일**이면 블록의 두 절반이 모두 갖춰져요. 블록을 높이 쌓아도 무너지지 않게 붙잡아 주는 것이 잔차 연결이에요. 그것이 있을 때와 없을 때 기울기가 어떻게 되는지 재 봐요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.3절(이 신경망과 합성곱 두 번), 5.4절(드롭아웃)
- Hendrycks, Gimpel 2016, *Gaussian Error Linear Units (GELUs)*, [arXiv:1606.08415](https://arxiv.org/abs/1606.08415): 2절(두 가지 꼴)
- Geva et al. 2021, *Transformer Feed-Forward Layers Are Key-Value Memories*, [arXiv:2012.14913](https://arxiv.org/abs/2012.14913): 뉴런이 무엇에 반응하는지
- Glorot, Bordes, Bengio 2011, *Deep Sparse Rectifier Neural Networks*, [AISTATS](https://proceedings.mlr.press/v15/glorot11a.html): 0의 장점
- Li et al. 2023, *The Lazy Neuron Phenomenon: On Emergence of Activation Sparsity in Transformers*, [arXiv:2210.06313](https://arxiv.org/abs/2210.06313): 학습된 트랜스포머가 얼마나 조용한지
"""
