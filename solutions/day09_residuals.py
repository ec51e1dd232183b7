# %% [markdown] day=9 title="Residual connections"
r"""
# Day 9 · Residual connections

On Day 4 one blue arrow kept six blocks alive: each part *adds* its result to what came in. Everybody says that this "prevents vanishing gradients". Does it? And where does the norm belong, in front of the sum or behind it? "Is LayerNorm in the wrong place?" is one of the questions that learners ask most, in front of nearly every implementation. Today you measure your way to an answer.

![Five wirings in five rows, each from x on the left to the right. none: x goes straight through the part f; there is no skip. post: a blue line carries x to a plus sign, f hangs below it as a branch, and behind the plus sign a norm stands on the blue line. pre: the branch below holds a norm, then f; on the blue line there is nothing but the plus sign. branch: the branch below holds f, then a norm; the blue line is free. normed_skip: a norm stands on the blue line before the branch leaves it; the branch holds f.](figures/day09_wirings.svg)

The **blue line** is the *skip*: the way on which $x$ travels around the part. Keep an eye on it today: what stands on it, and what hangs from it?

**At the end of the day you can**

- work out what a gradient meets on its way back through $x + f(x)$, and test the claim about vanishing gradients yourself;
- write `Residual` in both wirings, around any part;
- start a deep stack as the identity, so that it can still learn;
- find the bug that turns pre-norm into post-norm without anybody noticing;
- show five wirings in one plot, and answer the question about the place of the norm.

**You need** layer norm (Day 7), the feed-forward network (Day 8) and torch (Day 6). As on all days there is no dropout.
"""

# %% [markdown] lang="ko" title="잔차 연결"
r"""
# 9일 차 · 잔차 연결

4일 차에는 파란 화살표 하나가 블록 여섯 개를 살렸어요. 부품마다 결과를 들어온 것에 *더하는* 화살표, 잔차 연결(residual connection)이에요. 다들 이것이 "기울기 소실(vanishing gradient)을 막는다"고 해요. 정말 그럴까요? 그리고 정규화(normalization)는 더하기의 앞과 뒤 가운데 어디에 있어야 할까요? "층 정규화(layer normalization) 위치가 잘못된 것 아닌가요?"는 거의 모든 구현 앞에서 나오는, 가장 흔한 질문 가운데 하나예요. 오늘은 직접 재면서 답을 찾아요.

![연결 방법 다섯 가지를 다섯 줄로 그린 그림이에요. 줄마다 왼쪽의 x에서 오른쪽으로 가요. none에서는 x가 부품 f를 곧장 지나고 지름길이 없어요. post에서는 파란 선이 x를 더하기 기호까지 나르고, f는 그 아래에 가지로 달려 있고, 더하기 뒤의 파란 선 위에 정규화가 있어요. pre에서는 아래 가지에 정규화와 f가 차례로 있고, 파란 선 위에는 더하기 기호밖에 없어요. branch에서는 아래 가지에 f와 정규화가 차례로 있고 파란 선은 비어 있어요. normed_skip에서는 가지가 갈라지기 전의 파란 선 위에 정규화가 있고, 가지에는 f가 있어요.](figures/day09_wirings.svg)

**파란 선**은 *지름길*(skip)이에요. $x$가 부품을 돌아서 가는 길이죠. 오늘은 이 선을 눈여겨보세요. 선 위에는 무엇이 있고, 선에는 무엇이 달려 있나요?

**오늘이 끝나면 이런 일을 할 수 있어요**

- 기울기(gradient)가 $x + f(x)$를 되돌아오는 길에서 무엇을 만나는지 구하고, 기울기 소실에 대한 주장을 직접 시험할 수 있어요.
- 어떤 부품이든 감쌀 수 있는 `Residual`을 두 가지 연결로 쓸 수 있어요.
- 깊이 쌓은 층을 항등 함수(identity)로 시작하면서도 배울 수 있게 만들 수 있어요.
- 아무도 모르는 사이에 사전 정규화(pre-norm)를 사후 정규화(post-norm)로 바꿔 놓는 버그를 찾을 수 있어요.
- 다섯 가지 연결을 그래프 하나로 보이고, 정규화의 자리에 대한 질문에 답할 수 있어요.

**준비물**은 층 정규화(7일 차), 순방향 신경망(feed-forward network, 8일 차), torch(6일 차)예요. 다른 날처럼 드롭아웃(dropout)은 쓰지 않아요.
"""

# %%
from solutions.day07_layer_norm import near
from solutions.plots import show

# %%
import math
import os

import matplotlib.pyplot as plt
import torch
from torch import nn


# %% [markdown]
r"""
## 1 · Two ways back

A layer with a residual connection computes

$$y = x + f(x)$$

Training asks how the loss $L$ changes when $x$ moves a little. Two ways lead from $x$ to $y$: the skip, and the way through $f$. On the skip a step of $x_j$ moves $y_j$ by just as much and nothing else. On the other way it moves *all* outputs of $f$, each by its slope. All slopes of $f$ together are its **Jacobian** $J$ (Day 4), with $J_{ij} = \partial f_i / \partial x_j$. Side-by-side ways add up:

$$\frac{\partial L}{\partial x_j} = \frac{\partial L}{\partial y_j} + \sum_i \frac{\partial L}{\partial y_i}\, J_{ij} \qquad\text{or, for the whole row,}\qquad g_x = g_y\,(I + J)$$

| thing | shape |
|---|---|
| $x$, $y$ | `(d_model,)`: one token |
| $g_y = \partial L/\partial y$ (`grad_output`), $g_x = \partial L/\partial x$ | `(d_model,)` |
| $J$ (`jacobian`) | `(d_model, d_model)` |
| $I$ | the unit matrix, `(d_model, d_model)` |

**By hand.** $f(x) = (2x_1, 0)$, counting from $x_0$. So $J$ has the rows $(0, 2)$ and $(0, 0)$. With $g_y = (1, 10)$: through $f$ comes $g_y J = (0, 2)$, on the skip $(1, 10)$, together $(1, 12)$.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 되돌아오는 두 길

잔차 연결이 있는 층은 이렇게 계산해요.

$$y = x + f(x)$$

학습하려면 $x$가 조금 움직일 때 손실(loss) $L$이 얼마나 변하는지 알아야 해요. $x$에서 $y$로 가는 길은 두 개예요. 지름길과 $f$를 지나는 길이죠. 지름길에서는 $x_j$가 움직인 만큼 $y_j$만 똑같이 움직여요. 다른 길에서는 $f$의 *모든* 출력이 저마다의 기울기만큼 움직여요. $f$의 기울기를 모두 모은 것이 **야코비 행렬(Jacobian)** $J$예요(4일 차). $J_{ij} = \partial f_i / \partial x_j$이죠. 나란한 길의 몫은 더해져요.

$$\frac{\partial L}{\partial x_j} = \frac{\partial L}{\partial y_j} + \sum_i \frac{\partial L}{\partial y_i}\, J_{ij} \qquad\text{행 전체로 쓰면}\qquad g_x = g_y\,(I + J)$$

| 기호 | 모양 |
|---|---|
| $x$, $y$ | `(d_model,)`: 토큰(token) 하나 |
| $g_y = \partial L/\partial y$ (`grad_output`), $g_x = \partial L/\partial x$ | `(d_model,)` |
| $J$ (`jacobian`) | `(d_model, d_model)` |
| $I$ | 단위행렬, `(d_model, d_model)` |

**손으로 해 보기.** $x_0$부터 세어서 $f(x) = (2x_1, 0)$이라고 할게요. 그러면 $J$의 행은 $(0, 2)$와 $(0, 0)$이에요. $g_y = (1, 10)$이라면 $f$를 지나서는 $g_y J = (0, 2)$가, 지름길에서는 $(1, 10)$이 와서 모두 $(1, 12)$예요.
"""


# %% exercise="residual_backward" minutes=6 difficulty=1
def residual_backward(grad_output, jacobian):
    """The gradient for x, when y = x + f(x).

    Args:
        grad_output: (d_model,), the gradient of the loss with respect to y; it is not changed.
        jacobian: (d_model, d_model), entry [i, j] is the slope of f_i with respect to x_j.

    Returns:
        (d_model,), the gradient of the loss with respect to x.

    Source: He et al. 2016, Identity Mappings in Deep Residual Networks, equation 5, for one layer.
    """
    ### BEGIN SOLUTION
    return grad_output + grad_output @ jacobian
    ### END SOLUTION


# %% check="residual_backward" points=3
_grad = residual_backward(torch.tensor([1.0, 10.0]), torch.tensor([[0.0, 2.0], [0.0, 0.0]]))
assert _grad.shape == (2,), "Is there one number for each number of x?"
assert not near(_grad, [0.0, 2.0]), "That came through f. What comes back on the skip?"
assert not near(_grad, [21.0, 10.0]), "Which index of J is the input's, the row or the column?"
assert near(_grad, [1.0, 12.0]), "Do you get (1, 12) by hand?"
_given = torch.tensor([1.0, 10.0])
residual_backward(_given, torch.ones(2, 2))
assert near(_given, [1.0, 10.0]), "Did += write into grad_output?"
assert near(residual_backward(torch.tensor([3.0, 4.0]), torch.zeros(2, 2)), [3.0, 4.0]), (
    "f does not react at all: does the skip hand the gradient on as it is?"
)

# %% [markdown] hint="residual_backward"
r"""
Two ways, two terms, one plus sign. The first term needs no computing.
"""

# %% [markdown] hint="residual_backward" lang="ko"
r"""
길이 두 개, 항도 두 개, 더하기 하나예요. 첫째 항은 계산할 것이 없어요.
"""

# %% [markdown] hint="residual_backward"
r"""
The sum runs over the outputs $i$, the *rows* of the Jacobian. A vector on the left of `@` meets the rows of the matrix on its right.
"""

# %% [markdown] hint="residual_backward" lang="ko"
r"""
합은 출력 $i$, 곧 야코비 행렬의 *행*을 따라 돌아요. `@`의 왼쪽에 있는 벡터는 오른쪽 행렬의 행들과 만나요.
"""

# %% [markdown] hint="residual_backward"
r"""
`grad_output @ jacobian` is the share that comes through `f`. Add `grad_output`, with `+` and not with `+=`.
"""

# %% [markdown] hint="residual_backward" lang="ko"
r"""
`grad_output @ jacobian`이 `f`를 지나서 오는 몫이에요. `grad_output`을 더하되 `+=`가 아니라 `+`를 쓰세요.
"""

# %% [markdown]
r"""
## 2 · A claim, tested

Twenty layers make a product of twenty such factors: $J_{20} \cdots J_1$ without the skip, $(I + J_{20}) \cdots (I + J_1)$ with it. From this one often jumps to the sentence "residual connections prevent vanishing gradients". Let us not believe it before we have seen a number.

The plainest deep network will do, $L$ layers with one matrix and a tanh each:

$$x_l = \tanh(x_{l-1} W_l) \qquad\text{or, with the skip,}\qquad x_l = x_{l-1} + \tanh(x_{l-1} W_l)$$

Send a gradient, `upstream`, back from the output $x_L$ and look at what arrives at the input $x_0$:

$$\text{ratio} = \frac{\lVert \partial L / \partial x_0 \rVert}{\lVert \partial L / \partial x_L \rVert}$$

Here $\lVert \cdot \rVert$ is the **norm**: the root of the sum of the squares of all numbers, for a whole tensor. (In torch: `tensor.norm()`. This norm measures a length; layer norm is something else.) A ratio of 1 means that nothing is lost.

| thing | shape |
|---|---|
| $x_l$, `upstream` | `(..., d_model)` |
| `weights`, all $W_l$ | `(L, d_model, d_model)` |
| ratio | one number |

Autograd does the way back: `torch.autograd.grad(output, x, upstream)` gives a tuple with the gradient for `x`, if `x` was told beforehand to keep track with `x.requires_grad_()`. Do that to a copy, `x.detach().clone()`: the caller's `x` is not yours.

**By hand.** One number, one layer, $x = 0$ and $W = 0.5$. The slope of tanh at 0 is 1. So the ratio is 0.5 without the skip, and $1 + 0.5 = 1.5$ with it. Two such layers: 0.25, and $1.5^2 = 2.25$.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 주장을 시험하기

층이 스무 개면 이런 인수 스무 개의 곱이 돼요. 지름길이 없으면 $J_{20} \cdots J_1$이고, 있으면 $(I + J_{20}) \cdots (I + J_1)$이에요. 여기에서 곧바로 "잔차 연결은 기울기 소실을 막는다"는 문장으로 건너뛰는 일이 많아요. 숫자를 보기 전에는 믿지 않기로 해요.

가장 단순한 깊은 신경망이면 돼요. 행렬 하나와 tanh로 된 층이 $L$개예요.

$$x_l = \tanh(x_{l-1} W_l) \qquad\text{지름길이 있으면}\qquad x_l = x_{l-1} + \tanh(x_{l-1} W_l)$$

출력 $x_L$에서 기울기 `upstream`을 거꾸로 보내고, 입력 $x_0$에 무엇이 도착하는지 봐요.

$$\text{ratio} = \frac{\lVert \partial L / \partial x_0 \rVert}{\lVert \partial L / \partial x_L \rVert}$$

$\lVert \cdot \rVert$는 **노름(norm)** 이에요. 텐서(tensor)에 든 모든 숫자를 제곱해서 더한 것의 제곱근이죠. (torch에서는 `tensor.norm()`이에요. 노름은 길이를 재는 것이고, 이름이 비슷한 층 정규화(layer norm)와는 달라요.) 비율(ratio)이 1이면 아무것도 잃지 않은 거예요.

| 기호 | 모양 |
|---|---|
| $x_l$, `upstream` | `(..., d_model)` |
| `weights`, 모든 $W_l$ | `(L, d_model, d_model)` |
| 비율 | 숫자 하나 |

되돌아오는 길은 autograd가 맡아요. `x.requires_grad_()`로 `x`를 따라가 달라고 미리 말해 두면, `torch.autograd.grad(output, x, upstream)`이 `x`의 기울기가 든 튜플을 돌려줘요.

**손으로 해 보기.** 숫자 하나, 층 하나, $x = 0$, $W = 0.5$예요. tanh의 0에서의 기울기는 1이에요. 그러니 비율은 지름길이 없으면 0.5, 있으면 $1 + 0.5 = 1.5$예요. 이런 층이 두 개면 0.25와 $1.5^2 = 2.25$예요.
"""


# %% exercise="gradient_ratio" minutes=10 difficulty=2
def gradient_ratio(x, weights, upstream, skip=True):
    """How much of a gradient arrives at the input of a stack of tanh layers.

    Args:
        x: (..., d_model), the input; it is not changed.
        weights: (L, d_model, d_model); layer l computes tanh(state @ weights[l]), weights[0] comes first.
        upstream: (..., d_model), the gradient of the loss with respect to the output of the last layer.
        skip: whether each layer adds its result to the state that it was given.

    Returns:
        one number (a float or a tensor without axes): norm of the gradient for x over norm of upstream.
    """
    ### BEGIN SOLUTION
    x = x.detach().clone().requires_grad_()  # a copy of our own, which torch keeps track of
    state = x
    for weight in weights:
        change = torch.tanh(state @ weight)
        state = state + change if skip else change
    (gradient,) = torch.autograd.grad(state, x, upstream)
    return gradient.norm() / upstream.norm()
    ### END SOLUTION


# %% check="gradient_ratio" points=4
_zero, _half = torch.zeros(1, 1), torch.full((2, 1, 1), 0.5)
assert near(gradient_ratio(_zero, _half[:1], torch.ones(1, 1), False), 0.5), (
    "One layer without the skip: do you get 0.5 by hand?"
)
assert near(gradient_ratio(_zero, _half[:1], torch.ones(1, 1), True), 1.5), (
    "One layer with the skip: do you get 1.5 by hand?"
)
assert near(gradient_ratio(_zero, _half, torch.full((1, 1), 7.0), True), 2.25), (
    "Two layers with the skip: does the second add to what the first gave? Do you divide by the norm of upstream?"
)
_two = torch.tensor([[[0.5]], [[2.0]]])
assert near(gradient_ratio(torch.ones(1, 1), _two, torch.ones(1, 1), False), 0.3698, atol=1e-3), (
    "Two different matrices: does weights[0] come first?"
)
torch.manual_seed(9)
_x, _weights, _upstream = torch.randn(4, 3), torch.randn(5, 3, 3), torch.randn(4, 3)
_before = _x.clone()
assert near(gradient_ratio(_x, 0 * _weights, _upstream), 1.0), (
    "If no layer changes anything, does the gradient arrive as it left?"
)
assert near(
    gradient_ratio(_x, _weights, 10 * _upstream), gradient_ratio(_x, _weights, _upstream), atol=1e-3
), "A longer gradient at the output is no better network: what do you divide by?"
assert torch.equal(_x, _before), "Did the x of the caller change? Work on a copy."
assert not _x.requires_grad, "Does the x of the caller keep track now? Work on a copy."

# %% [markdown] hint="gradient_ratio"
r"""
Three steps: make a copy of `x` that torch keeps track of, run the layers from it, ask autograd for the way back. Keep the copy in a name of its own; the loop needs another one.
"""

# %% [markdown] hint="gradient_ratio" lang="ko"
r"""
세 단계예요. torch가 따라갈 `x`의 복사본을 만들고, 거기서부터 층을 차례로 계산하고, 되돌아오는 길을 autograd에 부탁해요. 복사본은 따로 이름을 두세요. 반복문에는 다른 이름이 필요해요.
"""

# %% [markdown] hint="gradient_ratio"
r"""
`x = x.detach().clone().requires_grad_()` and `state = x`. In the loop: `change = torch.tanh(state @ weight)`, and the new `state` is either that or the old state plus that.
"""

# %% [markdown] hint="gradient_ratio" lang="ko"
r"""
`x = x.detach().clone().requires_grad_()`, 그리고 `state = x`예요. 반복문에서는 `change = torch.tanh(state @ weight)`이고, 새 `state`는 그것이거나, 원래 상태에 그것을 더한 값이에요.
"""

# %% [markdown] hint="gradient_ratio"
r"""
`(gradient,) = torch.autograd.grad(state, x, upstream)` unpacks the tuple of one. The result is `gradient.norm()` over `upstream.norm()`.
"""

# %% [markdown] hint="gradient_ratio" lang="ko"
r"""
`(gradient,) = torch.autograd.grad(state, x, upstream)`가 하나짜리 튜플을 풀어 줘요. 결과는 `gradient.norm()`을 `upstream.norm()`으로 나눈 값이에요.
"""

# %% [markdown]
r"""
### Guess first

Twenty layers, 64 numbers a token, the same weights for both runs. We draw them normal with standard deviation $g/\sqrt d$, for three values of $g$:

- $g = 0.577$: the spread that a fresh `nn.Linear` has (it draws uniformly between $\pm 1/\sqrt d$, and that has the standard deviation $1/\sqrt{3d}$);
- $g = 1$: a matrix product keeps the size of its input;
- $g = 2$: twice as wide.

Write down six numbers: the ratio with and without the skip for each $g$.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

층은 스무 개, 토큰 하나는 숫자 64개이고, 두 경우 모두 같은 가중치를 써요. 가중치는 표준편차(standard deviation)가 $g/\sqrt d$인 정규분포에서 뽑고, $g$는 세 가지예요.

- $g = 0.577$: 새로 만든 `nn.Linear`와 같은 너비예요($\pm 1/\sqrt d$ 사이에서 고르게 뽑는데, 그 표준편차가 $1/\sqrt{3d}$이거든요).
- $g = 1$: 행렬 곱이 입력의 크기를 그대로 지켜요.
- $g = 2$: 두 배로 넓어요.

숫자 여섯 개를 적어 보세요. $g$마다 지름길이 있을 때와 없을 때의 비율이에요.
"""

# %%
short = bool(os.environ.get("NBGRADER_EXECUTION"))
wide, seeds = 64, range(2 if short else 10)


def drawn(seed, layers, gain, tokens=32):
    """Random tokens, matrices whose numbers have standard deviation gain / root of d, and a gradient for the output."""
    generator = torch.Generator().manual_seed(seed)
    start = torch.randn(tokens, wide, generator=generator)
    matrices = gain * torch.randn(layers, wide, wide, generator=generator) / wide**0.5
    return start, matrices, torch.randn(tokens, wide, generator=generator)


def median_ratio(layers, gain, skip):
    """The median over the seeds."""
    found = [float(gradient_ratio(*drawn(seed, layers, gain), skip)) for seed in seeds]
    return sorted(found)[len(found) // 2]


# %%
depths = (1, 2, 5, 10, 20, 40)
print("ratio after 20 layers        without the skip      with the skip")
for gain in (3**-0.5, 1.0, 2.0):
    print(f"g = {gain:.3f}  {median_ratio(20, gain, False):28.2g} {median_ratio(20, gain, True):18.3g}")

fig, axes = plt.subplots(figsize=(8.4, 4.6), layout="constrained")
lines = {  # (gain, skip) -> colour, line
    (3**-0.5, False): ("#D55E00", "-"),
    (1.0, False): ("#E69F00", "-"),
    (2.0, False): ("#CC79A7", "-"),
    (3**-0.5, True): ("#0072B2", "--"),
    (1.0, True): ("#56B4E9", "--"),
    (2.0, True): ("#009E73", "--"),
}
for (gain, skip), (color, line) in lines.items():
    found = [median_ratio(depth, gain, skip) for depth in depths]
    label = f"{'skip' if skip else 'no skip'}, g = {gain:.3g}"
    axes.loglog(depths, found, color=color, linestyle=line, linewidth=2.5, marker="o", label=label)
axes.axhline(1, color="#6B6B6B", linewidth=1)
axes.set(xlabel="layers", ylabel="norm at the input / norm at the output", title="What arrives of a gradient")
axes.set(xticks=depths, xticklabels=depths)
axes.minorticks_off()
axes.legend(frameon=False, loc="lower left")
show(
    fig,
    "Norm of the gradient at the input over that at the output, against 1 to 40 layers, both axes logarithmic. "
    "Without the skip one line falls steeply to 2e-10 at 40 layers (g = 0.577), one sinks gently to about 0.15 (g "
    "= 1), one climbs to nearly 400 (g = 2). With the skip all three lines climb: to 8, 24 and about 240.",
)

# %% [markdown]
r"""
This table has two faces.

- **With the skip nothing vanished.** At the width of a fresh `nn.Linear`, 20 plain layers let through about one part in 85,000. With the skip, on the same weights, the gradient arrives 3.8 times as long as it was sent.
- **With the skip it grew.** 3.8, 8.5, 36 times after 20 layers, 8, 24, and about 240 times after 40, and all three lines still point upward.

And something that the sentence does not say: *without* the skip a gradient does not have to vanish. At $g = 1$ a fifth of it is left after 20 layers, and at $g = 2$ there is 18 times *more* of it. Whether a long product shrinks or grows is decided by its factors, that is, by the weights, and nobody guarantees their size once training has begun.

So the claim, as far as we have tested it: around random layers a residual connection keeps the gradient from vanishing, for narrow weights and for wide ones. It does not keep it *constant*: the price is growth.
"""

# %% [markdown] lang="ko"
r"""
이 표에는 두 얼굴이 있어요.

- **지름길이 있으면 아무것도 사라지지 않았어요.** 새 `nn.Linear`의 너비에서, 지름길이 없는 층 스무 개는 약 8만 5천분의 1만 통과시켜요. 똑같은 가중치에 지름길을 놓으면 기울기가 보낸 것의 3.8배가 되어 도착해요.
- **지름길이 있으면 커졌어요.** 층 20개에서 3.8배, 8.5배, 36배, 40개에서는 8배, 24배, 약 240배예요. 세 선 모두 계속 위를 향하고 있어요.

그리고 흔한 문장에는 없는 사실이 하나 있어요. 지름길이 *없다고* 기울기가 꼭 사라지지는 않아요. $g = 1$에서는 층 20개를 지나도 5분의 1쯤 남고, $g = 2$에서는 오히려 18배로 *늘어나요*. 긴 곱이 줄어들지 커질지는 곱해지는 것들, 곧 가중치가 정해요. 그리고 학습이 시작되고 나면 가중치의 크기는 아무도 보장해 주지 않아요.

그러니 우리가 시험한 만큼만 말하면 이래요. 무작위 층을 감싼 잔차 연결은 가중치의 폭이 좁든 넓든 기울기가 사라지지 않게 해요. 하지만 기울기를 *일정하게* 지켜 주지는 않아요. 그 대신 기울기가 커져요.
"""

# %% [markdown]
r"""
## 3 · Eight paths through three layers

Why does the skip help? Multiply out the product for three layers:

$$(I + J_3)(I + J_2)(I + J_1) = I + J_1 + J_2 + J_3 + J_2 J_1 + J_3 J_1 + J_3 J_2 + J_3 J_2 J_1$$

Each of the eight terms is one **path** from the output back to the input. At every layer a path either goes through, and picks up a $J$, or goes around.

![Above: a blue line from x to y with three plus signs; below each piece of it hangs a layer, 1, 2 and 3, as a branch whose result is added at the next plus sign. Below: the eight paths, sorted by how many layers they go through. Through 0 layers: one path, times 1. Through 1 layer: three paths, times j each. Through 2 layers: three paths, times j squared each. Through 3 layers: one path, times j cubed.](figures/day09_paths.svg)

Take the simplest case: every layer has one and the same slope $j$, a number. How much do all paths of length $k$ bring together? There are $\binom{L}{k} = \frac{L!}{k!\,(L-k)!}$ ways to choose the $k$ layers out of $L$ that a path goes through (`math.comb(L, k)`), and each such path brings $j^k$:

$$\text{paths}_k = \binom{L}{k}\, j^k, \qquad \sum_{k=0}^{L} \text{paths}_k = (1 + j)^L$$

| thing | shape |
|---|---|
| `slope`, the $j$ above | one number, also negative or 0 |
| `n_layers`, the $L$ above | one whole number |
| result | `(L + 1,)`: entry $k$ for $k = 0, 1, \dots, L$ |

**By hand.** $L = 3$, $j = 0.5$: $1$, $3 \cdot 0.5 = 1.5$, $3 \cdot 0.25 = 0.75$, $0.125$. Together $3.375 = 1.5^3$. Without the skip only the last one is there.

Veit et al. (2016) read residual networks in this way.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 층 세 개를 지나는 여덟 길

지름길은 왜 도움이 될까요? 층 세 개의 곱을 전개해 봐요.

$$(I + J_3)(I + J_2)(I + J_1) = I + J_1 + J_2 + J_3 + J_2 J_1 + J_3 J_1 + J_3 J_2 + J_3 J_2 J_1$$

여덟 항 하나하나가 출력에서 입력으로 되돌아가는 **길**(path)이에요. 길은 층마다 그 층을 지나면서 $J$를 하나 얻거나, 층을 비켜 가요.

![위에는 x에서 y까지 가는 파란 선이 있고 더하기 기호가 세 개 있어요. 선의 토막마다 1층, 2층, 3층이 가지로 달려 있고, 그 결과는 다음 더하기에서 더해져요. 아래에는 여덟 길이 지나는 층의 수에 따라 나뉘어 있어요. 층 0개를 지나는 길은 하나이고 1을 곱해요. 1개를 지나는 길은 셋이고 저마다 j를 곱해요. 2개를 지나는 길은 셋이고 저마다 j의 제곱을 곱해요. 3개를 지나는 길은 하나이고 j의 세제곱을 곱해요.](figures/day09_paths.svg)

가장 단순한 경우를 볼게요. 모든 층의 기울기가 똑같은 수 $j$라고 해요. 길이가 $k$인 길들은 모두 합쳐 얼마를 나를까요? 층 $L$개 가운데 길이 지나는 $k$개를 고르는 방법은 $\binom{L}{k} = \frac{L!}{k!\,(L-k)!}$가지이고(`math.comb(L, k)`), 그런 길 하나는 $j^k$을 날라요.

$$\text{paths}_k = \binom{L}{k}\, j^k, \qquad \sum_{k=0}^{L} \text{paths}_k = (1 + j)^L$$

| 기호 | 모양 |
|---|---|
| `slope`, 식의 $j$ | 숫자 하나, 음수나 0일 수도 있어요 |
| `n_layers`, 식의 $L$ | 정수 하나 |
| 결과 | `(L + 1,)`: $k = 0, 1, \dots, L$의 값이 차례로 |

**손으로 해 보기.** $L = 3$, $j = 0.5$이면 $1$, $3 \cdot 0.5 = 1.5$, $3 \cdot 0.25 = 0.75$, $0.125$예요. 모두 더하면 $3.375 = 1.5^3$이에요. 지름길이 없으면 마지막 것만 남아요.

Veit et al.(2016)이 잔차 신경망을 이렇게 해석했어요.
"""


# %% exercise="paths_by_length" minutes=7 difficulty=2
def paths_by_length(slope, n_layers):
    """What the paths of each length bring, when every layer has a skip and the same slope.

    Args:
        slope: one number, the slope of each layer.
        n_layers: how many layers there are.

    Returns:
        tensor (n_layers + 1,): entry k is what all paths through exactly k layers bring together.

    Source: Veit et al. 2016, section 3, with one slope for all layers.
    """
    ### BEGIN SOLUTION
    return torch.tensor([math.comb(n_layers, k) * float(slope) ** k for k in range(n_layers + 1)])
    ### END SOLUTION


# %% check="paths_by_length" points=3
_paths = paths_by_length(0.5, 3)
assert len(_paths) == 4, (
    "Three layers: a path may go through 0, 1, 2 or 3 of them. Is there an entry for each?"
)
assert near(_paths[0], 1.0), "How many paths go around every layer, and what do they bring?"
assert near(_paths, [1.0, 1.5, 0.75, 0.125]), "Do you get 1, 1.5, 0.75 and 0.125 by hand?"
assert near(paths_by_length(-0.5, 2), [1.0, -1.0, 0.25]), "Does it work for a negative slope?"
assert near(paths_by_length(0.3, 10).sum(), 1.3**10, atol=1e-3), "Do all paths together bring (1 + slope)^10?"

# %% [markdown] hint="paths_by_length"
r"""
Two factors for each $k$: how many paths, and what one of them brings. Count with `math.comb`.
"""

# %% [markdown] hint="paths_by_length" lang="ko"
r"""
$k$마다 두 수를 곱해요. 길이 몇 개인지, 길 하나가 얼마를 나르는지요. 개수는 `math.comb`로 세요.
"""

# %% [markdown] hint="paths_by_length"
r"""
A list with one number for each `k in range(n_layers + 1)`: both ends belong to it, the path around everything and the path through everything.
"""

# %% [markdown] hint="paths_by_length" lang="ko"
r"""
`k in range(n_layers + 1)`마다 숫자가 하나씩 든 리스트예요. 모든 층을 비켜 가는 길과 모든 층을 지나는 길, 양쪽 끝이 다 들어가요.
"""

# %% [markdown] hint="paths_by_length"
r"""
The number for `k` is `math.comb(n_layers, k) * slope**k`. Hand the list to `torch.tensor`.
"""

# %% [markdown] hint="paths_by_length" lang="ko"
r"""
`k`의 값은 `math.comb(n_layers, k) * slope**k`예요. 리스트를 `torch.tensor`에 넘기세요.
"""

# %%
lengths = torch.arange(21)
fig, axes = plt.subplots(figsize=(8.4, 4.2), layout="constrained")
for slope, color, shift in ((0.1, "#56B4E9", -0.3), (0.3, "#0072B2", 0.0), (1.0, "#E69F00", 0.3)):
    brought = torch.as_tensor(paths_by_length(slope, 20)).double()
    share = brought / brought.sum()
    mean = float((lengths * share).sum())
    print(
        f"slope {slope}: all paths bring {float(brought.sum()):10.4g}, the longest one {float(brought[-1]):8.1g}; "
        f"mean length, weighted: {mean:.1f} of 20"
    )
    axes.bar(lengths + shift, share, width=0.3, color=color, label=f"slope {slope}")
axes.set(xlabel="layers that a path goes through", ylabel="share of the gradient", xticks=range(0, 21, 2))
axes.set(title="Twenty layers: which paths bring the gradient?")
axes.legend(frameon=False)
show(
    fig,
    "Share of the gradient against the length of the paths, 0 to 20, as bars for three slopes. With slope 0.1 nearly all "
    "of it comes through 0 to 5 layers, with slope 0.3 most comes through 2 to 8, with slope 1 it is a bell around 10.",
)

# %% [markdown]
r"""
Now the two faces of section 2 have one explanation.

- **Nothing vanishes** because there are short paths. The path around everything brings 1, however small the slopes are. And the long paths, the ones that vanish, hardly count: with slope 0.3 the mean length is 4.6 layers of 20.
- **It can grow** because there are many paths: $(1 + j)^{20}$ is 190 for $j = 0.3$. The skip has turned a shrinking product into a growing one. In a real network the slopes differ in sign and direction, so the growth is slower, but it is there.

Veit et al. measured this in a trained image network of 110 layers: most of its gradient comes from paths of only 10 to 34 layers (abstract).

The cure for the growth is the norm. But where does one put it?
"""

# %% [markdown] lang="ko"
r"""
이제 2절에서 본 두 얼굴이 한 가지로 설명돼요.

- **사라지지 않는 것**은 짧은 길이 있어서예요. 층의 기울기 $j$가 아무리 작아도, 모든 층을 비켜 가는 길은 1을 날라요. 그리고 사라지는 긴 길들은 몫이 거의 없어요. $j = 0.3$이면 평균 길이가 층 20개 가운데 4.6개예요.
- **커질 수 있는 것**은 길이 많아서예요. $j = 0.3$이면 $(1 + j)^{20}$은 190이에요. 지름길은 줄어드는 곱을 커지는 곱으로 바꿔 놓았어요. 실제 신경망에서는 층마다 $J$의 부호와 방향이 제각각이라 더 천천히 커지지만, 커지기는 해요.

Veit et al.은 학습된 110층 이미지 신경망에서 이것을 쟀어요. 기울기의 대부분이 층을 10~34개만 지나는 길에서 와요(논문 초록).

커지는 것을 다스리는 약이 정규화예요. 그런데 어디에 둘까요?
"""

# %% [markdown]
r"""
## 4 · `Residual`, around any part

Two places have made history. Here $f$ is any part, attention or feed-forward; the paper calls it a *sublayer*.

| | `norm="post"` | `norm="pre"` |
|---|---|---|
| formula | $y = \mathrm{LN}(x + f(x))$ | $y = x + f(\mathrm{LN}(x))$ |
| on the blue line | a plus and a norm | a plus |
| where | Vaswani et al. 2017, section 3.1; GPT-1, BERT | GPT-2 and most models since |

| thing | shape |
|---|---|
| $x$, $f(\cdot)$, $y$ | `(..., d_model)`, all the same, or the sum would not exist |

Write it once, for every part. The part is handed to `forward` as a **function**: `residual(x, feed_forward)` with a module, or `residual(x, lambda tokens: attention(tokens)[0])` with a small function made on the spot (`MultiHeadAttention` returns two results; the residual wants the first). Inside, `sublayer(tokens)` calls it.

Beware of one name: `norm` is the word `"post"` or `"pre"`, `self.norm` is the layer. Keep the word under another name.

The folded cell brings your `LayerNorm` and your `FeedForward`. The cell behind it wraps your class in another one: the hidden checks can hand over tensors, but no function.

**By hand.** $x = (3, 5)$ and a sublayer that doubles its input. Post: the sum is $(9, 15)$, its norm $(-1, 1)$. Pre: the norm of $x$ is $(-1, 1)$, doubled $(-2, 2)$, and the sum $(1, 7)$.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 어떤 부품이든 감싸는 `Residual`

역사에 남은 자리는 두 곳이에요. 여기서 $f$는 어텐션(attention)이든 순방향 신경망이든 아무 부품이나 될 수 있어요. 논문은 *하위 층*(sublayer)이라고 불러요.

| | 사후 정규화(post-norm), `norm="post"` | 사전 정규화(pre-norm), `norm="pre"` |
|---|---|---|
| 식 | $y = \mathrm{LN}(x + f(x))$ | $y = x + f(\mathrm{LN}(x))$ |
| 파란 선 위 | 더하기와 정규화 | 더하기 |
| 쓰는 곳 | Vaswani et al. 2017, 3.1절; GPT-1, BERT | GPT-2와 그 뒤의 모델 대부분 |

| 기호 | 모양 |
|---|---|
| $x$, $f(\cdot)$, $y$ | `(..., d_model)`, 모두 같아야 해요. 다르면 더할 수 없어요 |

한 번만 써 두면 모든 부품에 쓸 수 있어요. 부품은 `forward`에 **함수**로 건네요. 모듈(module)이라면 `residual(x, feed_forward)`라고 쓰고, 그 자리에서 만든 작은 함수라면 `residual(x, lambda tokens: attention(tokens)[0])`라고 써요(`MultiHeadAttention`은 결과를 두 개 돌려주는데 잔차 연결에는 첫 번째가 필요해요). 안에서는 `sublayer(tokens)`로 불러요.

이름 하나를 조심하세요. `norm`은 `"post"`나 `"pre"`라는 문자열이고, `self.norm`은 층이에요. 문자열은 다른 이름으로 담아 두세요.

접힌 셀은 여러분의 `LayerNorm`과 `FeedForward`를 가져와요. 그다음 셀에는 여러분의 클래스를 감싸는 클래스가 있어요. 채점할 때 텐서는 건넬 수 있지만 함수는 건넬 수 없어서 필요해요.

**손으로 해 보기.** $x = (3, 5)$이고 하위 층은 입력을 두 배로 만들어요. 사후 정규화는 합이 $(9, 15)$이고 정규화하면 $(-1, 1)$이에요. 사전 정규화는 $x$를 정규화하면 $(-1, 1)$, 두 배는 $(-2, 2)$, 합은 $(1, 7)$이에요.
"""

# %%
from solutions.day07_layer_norm import LayerNorm
from solutions.day08_feed_forward import FeedForward, relu


# %%
class ResidualFeedForward(nn.Module):
    """Your Residual around a feed-forward network: a layer that wants nothing but x."""

    def __init__(self, d_model, *norm):
        super().__init__()
        self.residual = Residual(d_model, *norm)
        self.feed_forward = FeedForward(d_model, 2 * d_model)

    def forward(self, x):
        return self.residual(x, self.feed_forward)


# %% exercise="Residual" minutes=14 difficulty=3
class Residual(nn.Module):
    """A residual connection with layer norm, around any part.

    Learned: self.norm = LayerNorm(d_model), and nothing else. No dropout.
    Raises ValueError if norm is neither "post" nor "pre".

    Source: Vaswani et al. 2017, section 3.1 (post); Xiong et al. 2020, figure 1 (pre).
    """

    def __init__(self, d_model, norm="post"):
        """Make the norm and remember the wiring.

        Args:
            d_model: numbers of one token.
            norm: "post" normalizes the sum, "pre" normalizes what the part reads.
        """
        super().__init__()
        ### BEGIN SOLUTION
        if norm not in ("post", "pre"):
            raise ValueError(f'norm is "post" or "pre", not {norm!r}')
        self.wiring = norm
        self.norm = LayerNorm(d_model)
        ### END SOLUTION

    def forward(self, x, sublayer):
        """Run the part, with the skip around it.

        Args:
            x: (..., d_model); it is not changed.
            sublayer: a function from (..., d_model) to (..., d_model).

        Returns:
            (..., d_model)
        """
        ### BEGIN SOLUTION
        if self.wiring == "post":
            return self.norm(x + sublayer(x))
        return x + sublayer(self.norm(x))
        ### END SOLUTION


# %% check="Residual" points=5
_names = {name: tuple(parameter.shape) for name, parameter in Residual(2).named_parameters()}
assert _names == {"norm.gamma": (2,), "norm.beta": (2,)}, (
    "Is one LayerNorm, under the name norm, all that is learned?"
)
_pair = torch.tensor([[3.0, 5.0]])
assert near(Residual(2)(_pair, lambda tokens: 2 * tokens), [[-1.0, 1.0]], atol=1e-3), (
    "Post-norm: do you get (-1, 1) by hand? Is post what one gets without asking?"
)
assert near(Residual(2, "pre")(_pair, lambda tokens: 2 * tokens), [[1.0, 7.0]], atol=1e-3), (
    "Pre-norm: do you get (1, 7) by hand? Which x do you add, the one that came in?"
)
assert near(Residual(2, "pre")(_pair, torch.zeros_like), _pair), (
    "A part that gives zeros: does pre-norm hand x through?"
)
assert near(_pair, [[3.0, 5.0]]), "Did += write into the x of the caller?"
assert ResidualFeedForward(6, "pre")(torch.randn(2, 5, 6)).shape == (2, 5, 6), (
    "Does it work with a batch axis?"
)
ResidualFeedForward(6, "pre")(torch.randn(2, 5, 6)).sum().backward()  # a += inside forward would stop here
try:
    Residual(2, "both")
except ValueError as _error:
    print("norm='both':", _error)
else:
    raise AssertionError("What does your class do with a word that it does not know?")

# %% [markdown] hint="Residual"
r"""
`__init__`: refuse a wrong word, remember the right one, make the norm. `forward`: one `if`, and one line for each column of the table.
"""

# %% [markdown] hint="Residual" lang="ko"
r"""
`__init__`에서는 잘못된 문자열이면 오류를 내고, 맞는 문자열은 기억하고, 정규화를 만들어요. `forward`에서는 `if` 하나와, 표의 칸마다 한 줄이에요.
"""

# %% [markdown] hint="Residual"
r"""
`self.wiring = norm` keeps the word, `self.norm = LayerNorm(d_model)` is the layer. In `forward`, `sublayer(x)` calls the part.
"""

# %% [markdown] hint="Residual" lang="ko"
r"""
`self.wiring = norm`이 문자열을 담아 두고, `self.norm = LayerNorm(d_model)`이 층이에요. `forward`에서는 `sublayer(x)`가 부품을 불러요.
"""

# %% [markdown] hint="Residual"
r"""
Post: `self.norm(x + sublayer(x))`. Pre: the same four words in another order, with `x +` outside of everything. Before both, `if norm not in ("post", "pre"): raise ValueError(...)` in `__init__`.
"""

# %% [markdown] hint="Residual" lang="ko"
r"""
사후 정규화는 `self.norm(x + sublayer(x))`예요. 사전 정규화는 같은 낱말 네 개를 다른 순서로 쓰는데, `x +`가 모든 괄호의 바깥에 있어요. 그전에 `__init__`에서 `if norm not in ("post", "pre"): raise ValueError(...)`를 하세요.
"""

# %% [markdown]
r"""
### Any part

One class, three parts: a feed-forward network, attention with a mask in a `lambda`, and a bare `torch.tanh`. What tells the wirings apart at a glance is the size of what comes out.
"""

# %% [markdown] lang="ko"
r"""
### 어떤 부품이든

클래스 하나에 부품 세 가지예요. 순방향 신경망, `lambda`에 담은 마스크(mask)가 있는 어텐션, 그리고 `torch.tanh`예요. 두 연결은 나오는 값의 크기로 한눈에 구별돼요.
"""

# %%
from solutions.day06_many_heads import MultiHeadAttention

# %%
torch.manual_seed(0)
tokens = 1 + 3 * torch.randn(2, 5, 12)
attention, feed_forward = MultiHeadAttention(12, 3), FeedForward(12, 48)
causal = torch.ones(5, 5, dtype=torch.bool).tril()
parts = {
    "feed-forward": feed_forward,
    "masked attention": lambda read: attention(read, mask=causal)[0],
    "a tanh": torch.tanh,
}
spread = tokens.std(dim=-1, unbiased=False).mean()
print(f"standard deviation inside the tokens that come out; the tokens that go in: {spread:.2f}")
with torch.no_grad():
    for name, part in parts.items():
        spreads = [
            Residual(12, norm)(tokens, part).std(dim=-1, unbiased=False).mean() for norm in ("post", "pre")
        ]
        print(f"{name:18s} post {spreads[0]:.2f}   pre {spreads[1]:.2f}")

# %% [markdown]
r"""
Post-norm hands out tokens of size 1 each time. Pre-norm hands out the tokens that came in, of size 3, with a little added.
"""

# %% [markdown] lang="ko"
r"""
사후 정규화는 매번 크기가 1인 토큰을 내놓아요. 사전 정규화는 들어온 크기 3의 토큰에 조금 더한 것을 내놓아요.
"""

# %% [markdown]
r"""
## 5 · Start as the identity

A residual layer can begin its life doing *nothing at all*. If the part gives 0 for every input, pre-norm is $y = x + 0$: the identity. Then a stack of a hundred layers starts as easy to train as one of none, and every layer moves away from nothing only as far as it pays. He et al. (2015) had this thought in mind: for a layer that should do nothing, it is easier to push $f$ to 0 than to build an identity out of matrices. Several recipes start just there: Goyal et al. (2017) set the $\gamma$ of the last norm in every branch to 0, Bachlechner et al. (2020) put a factor in front of every branch that starts at 0.

Here the part is a feed-forward network, and its weights travel in a dictionary (this is what `feed_forward.state_dict()` gives):

| name | shape |
|---|---|
| `linear1.weight`, `linear1.bias` | `(d_ff, d_model)`, `(d_ff,)` |
| `linear2.weight`, `linear2.bias` | `(d_model, d_ff)`, `(d_model,)` |

$$h = \mathrm{ReLU}(x W_1^\top + b_1), \qquad f(x) = h W_2^\top + b_2$$

Which of the four must be 0 at the start? The output must be 0 for **every** $x$. And the network must still be able to **learn**. For that, look at the gradients. With $g$ for what arrives at the output of $f$ for one token, entry $(i, m)$ of the gradient of $W_2$ is $g_i h_m$. And what goes back to the hidden layer is $g W_2$; from there it reaches $W_1$ only where the ReLU is open, that is, where its input is above 0.

Think it through for the three candidates, layer 1, layer 2, or both, before you write a line. Change as few of the four as you can.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 항등 함수로 시작하기

잔차 층은 *아무것도 하지 않는* 채로 시작할 수 있어요. 부품이 어떤 입력에도 0을 내놓으면 사전 정규화는 $y = x + 0$, 곧 항등 함수예요. 그러면 층을 백 개 쌓아도 층이 하나도 없는 모델만큼 쉽게 학습을 시작하고, 층마다 이득이 되는 만큼만 0에서 멀어져요. He et al.(2015)의 생각이 이것이었어요. 아무 일도 하지 않아야 하는 층이라면, 행렬로 항등 함수를 만드는 것보다 $f$를 0으로 미는 것이 쉽다는 거예요. 바로 거기서 시작하는 방법이 여러 가지 있어요. Goyal et al.(2017)은 가지마다 마지막 정규화의 $\gamma$를 0으로 두고, Bachlechner et al.(2020)은 가지마다 앞에 0에서 시작하는 수를 곱해요.

여기서 부품은 순방향 신경망이고, 그 가중치는 딕셔너리에 담겨 다녀요(`feed_forward.state_dict()`가 돌려주는 것이에요).

| 이름 | 모양 |
|---|---|
| `linear1.weight`, `linear1.bias` | `(d_ff, d_model)`, `(d_ff,)` |
| `linear2.weight`, `linear2.bias` | `(d_model, d_ff)`, `(d_model,)` |

$$h = \mathrm{ReLU}(x W_1^\top + b_1), \qquad f(x) = h W_2^\top + b_2$$

넷 가운데 무엇이 처음에 0이어야 할까요? **모든** $x$에 대해 출력이 0이어야 해요. 그러면서도 **배울 수** 있어야 해요. 그러려면 기울기를 봐야 해요. 토큰 하나에서 $f$의 출력에 도착한 기울기를 $g$라고 하면, $W_2$의 기울기의 $(i, m)$ 성분은 $g_i h_m$이에요. 은닉층(hidden layer)으로 되돌아가는 것은 $g W_2$이고, 거기서 $W_1$에 닿는 것은 ReLU가 열린 곳, 곧 ReLU의 입력이 0보다 큰 곳뿐이에요.

한 줄이라도 쓰기 전에 세 후보를 따져 보세요. 첫 층, 둘째 층, 아니면 둘 다일까요? 넷 가운데 되도록 적게 바꾸세요.
"""


# %% exercise="zero_start" minutes=9 difficulty=2
def zero_start(weights):
    """Weights with which a feed-forward network gives 0 for every input, and can still learn.

    Args:
        weights: dict with linear1.weight (d_ff, d_model), linear1.bias (d_ff,), linear2.weight (d_model, d_ff) and
            linear2.bias (d_model,), all random; neither the dict nor its tensors are changed.

    Returns:
        a new dict with the same four names: the output is 0 for every input, as few of the four as possible are
        changed, and not all gradients of the matrices are 0.
    """
    ### BEGIN SOLUTION
    silent = ("linear2.weight", "linear2.bias")
    return {name: torch.zeros_like(value) if name in silent else value for name, value in weights.items()}
    ### END SOLUTION


# %% check="zero_start" points=3
torch.manual_seed(9)
_feed_forward = FeedForward(6, 24)
_given = {name: value.clone() for name, value in _feed_forward.state_dict().items()}
_kept = {name: value.clone() for name, value in _given.items()}
_start = zero_start(_given)
assert set(_start) == set(_given), "Are all four names in your dictionary, and no other?"
assert all(torch.equal(_given[name], _kept[name]) for name in _kept), (
    "Did you write into the tensors of the caller?"
)
assert sum(not torch.equal(_start[name], _given[name]) for name in _given) <= 2, (
    "Do you need to change more than two?"
)
_feed_forward.load_state_dict(_start)
_tokens = torch.randn(5, 6)
assert near(_feed_forward(_tokens), torch.zeros(5, 6)), (
    "Is the output 0 for every token? What does a bias add?"
)
_feed_forward(_tokens).sum().backward()
assert max(layer.weight.grad.abs().max() for layer in (_feed_forward.linear1, _feed_forward.linear2)) > 0, (
    "Both matrices get a gradient of 0, at this step and at every later one. What stands in the way?"
)

# %% [markdown] hint="zero_start"
r"""
Begin at the output: which of the four have the last word? Then ask whether the other two may stay.
"""

# %% [markdown] hint="zero_start" lang="ko"
r"""
출력에서 시작하세요. 넷 가운데 마지막으로 영향을 주는 것은 무엇인가요? 그다음 나머지 둘이 그대로 있어도 되는지 따져 보세요.
"""

# %% [markdown] hint="zero_start"
r"""
If $W_2$ and $b_2$ are 0, the output is 0. The gradient of $W_2$ is made of $g_i h_m$: is the hidden layer $h$ still alive? If layer 1 were 0 as well, it would not be.
"""

# %% [markdown] hint="zero_start" lang="ko"
r"""
$W_2$와 $b_2$가 0이면 출력은 0이에요. $W_2$의 기울기는 $g_i h_m$으로 만들어져요. 은닉층 $h$가 살아 있나요? 첫 층까지 0이라면 그렇지 않을 거예요.
"""

# %% [markdown] hint="zero_start"
r"""
Build a new dictionary in a loop or a comprehension over `weights.items()`. For `linear2.weight` and `linear2.bias` take `torch.zeros_like(value)`, for the other two the value itself.
"""

# %% [markdown] hint="zero_start" lang="ko"
r"""
`weights.items()`를 도는 반복문이나 컴프리헨션(comprehension)으로 새 딕셔너리를 만드세요. `linear2.weight`와 `linear2.bias`에는 `torch.zeros_like(value)`, 나머지 둘에는 값 자체를 넣어요.
"""

# %% [markdown]
r"""
### Three ways to be silent

A stack of 64 pre-norm layers, and a small task: turn 256 random tokens into others. All three candidates start as the identity (the last bias is 0 in each). Then 20 steps of plain gradient descent. Which of them move? The fourth line is the first once more, with the `relu` of Day 8, `x.clamp(min=0)`, in place of `torch.relu`. The two give the same numbers for every input, so what could differ?
"""

# %% [markdown] lang="ko"
r"""
### 침묵하는 세 가지 방법

사전 정규화 층 64개를 쌓고 작은 과제를 줘요. 무작위 토큰 256개를 다른 토큰으로 바꾸는 거예요. 세 후보 모두 항등 함수로 시작하고(마지막 편향은 셋 다 0이에요), 단순한 경사 하강법(gradient descent)으로 20걸음 나아가요. 어느 것이 움직일까요? 넷째 줄은 첫째 줄에서 `torch.relu` 대신 8일 차의 `relu`, 곧 `x.clamp(min=0)`을 쓴 거예요. 둘은 어떤 입력에도 같은 값을 내놓아요. 그렇다면 무엇이 다를 수 있을까요?
"""


# %%
def silent_stack(names, layers, activation):
    """Pre-norm layers whose parts have zeros under these names, and the biases of linear2 at 0 in any case."""
    torch.manual_seed(1)
    stack = nn.Sequential(*(ResidualFeedForward(16, "pre") for _ in range(layers)))
    with torch.no_grad():
        for layer in stack:
            layer.feed_forward.activation = activation
            weights = layer.feed_forward.state_dict()
            for name in (*names, "linear2.bias"):
                weights[name].zero_()
    return stack


# %%
first, second = ("linear1.weight", "linear1.bias"), ("linear2.weight",)
generator = torch.Generator().manual_seed(2)
source, target = (torch.randn(256, 16, generator=generator) for _ in range(2))
candidates = (
    ("layer 1", first, torch.relu),
    ("both layers", first + second, torch.relu),
    ("layer 2", second, torch.relu),
    ("layer 1, clamp", first, relu),
)
print(
    "zeros in         output - input   gradient of     linear1.weight  linear2.weight   loss before, after 20 steps"
)
for label, names, activation in candidates:
    stack = silent_stack(names, 4 if short else 64, activation)
    optimizer = torch.optim.SGD(stack.parameters(), lr=0.05)
    losses = []
    for step in range(3 if short else 21):
        result = stack(source)
        loss = (result - target).square().mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gap = (result - source).abs().max().item()
            found = [
                max(getattr(layer.feed_forward, which).weight.grad.norm().item() for layer in stack)
                for which in ("linear1", "linear2")
            ]
        optimizer.step()
    print(f"{label:16s}{gap:15.0e}{found[0]:31.2g}{found[1]:16.2g}{losses[0]:16.3f}{losses[-1]:8.3f}")

# %% [markdown]
r"""
Every line of the second column is 0: all of them start as the identity. They differ in what comes back.

- **Layer 1** (with the last bias): the hidden layer is 0, so $g_i h_m = 0$ and `linear2.weight` gets nothing; and every ReLU stands at exactly 0, where `torch.relu` has the slope 0, so `linear1.weight` gets nothing either.
- **Both**: nothing for either matrix, whatever the slope is. And it stays so: a hidden layer that is 0 for every token stays 0. The little that the loss falls comes from the biases of `linear2`, which move every token in the same way.
- **Layer 2**: `linear2.weight` gets a gradient at once, because the hidden layer is alive. `linear1.weight` has to wait for one step, until $W_2$ is no longer 0.
- **Layer 1 with a clamp**: the same function, and yet it learns! Right at the corner the ReLU has no slope. One has to be *chosen*, and torch chose 0 for `relu` and 1 for `clamp`. A start that hangs on such a choice is not one to build on.

So: silence the *last* matrix of a branch, and leave the rest as it is.
"""

# %% [markdown] lang="ko"
r"""
둘째 열은 모두 0이에요. 넷 다 항등 함수로 시작해요. 다른 것은 되돌아오는 쪽이에요.

- **첫 층**(그리고 마지막 편향): 은닉층이 0이니 $g_i h_m = 0$이고, `linear2.weight`에는 아무것도 오지 않아요. 게다가 ReLU의 입력이 모두 정확히 0인데, 거기서 `torch.relu`의 기울기는 0이라 `linear1.weight`에도 아무것도 오지 않아요.
- **둘 다**: 꺾이는 점의 기울기를 얼마로 정하든 두 행렬 모두 아무것도 받지 못해요. 계속 그래요. 어떤 토큰에서도 0인 은닉층은 계속 0이니까요. 손실이 조금 줄어든 것은 모든 토큰을 똑같이 움직이는 `linear2`의 편향 덕분이에요.
- **둘째 층**: 은닉층이 살아 있어서 `linear2.weight`가 바로 기울기를 받아요. `linear1.weight`는 $W_2$가 0이 아니게 될 때까지 한 걸음 기다려야 해요.
- **clamp를 쓴 첫 층**: 똑같은 함수인데 배워요! 꺾이는 바로 그 점에서 ReLU에는 기울기가 없어요. 하나를 *골라야* 하는데, torch는 `relu`에는 0을, `clamp`에는 1을 골랐어요. 그런 선택에 기댄 시작은 믿고 쓸 수 없어요.

그러니 가지의 *마지막* 행렬을 침묵시키고 나머지는 그대로 두세요.
"""

# %% [markdown]
r"""
## 6 · Spot the bug: a pre-norm that is none

Back to the small layers of section 2, $f(x) = \tanh(xW)$, now with pre-norm. The next cell gives you `plain_norm`, layer norm as a function, with $\gamma = 1$ and $\beta = 0$.

Below stands a stack of pre-norm layers. It runs, its shapes are right, its values look healthy, it even trains. And it is not pre-norm. Mend it, then choose what was wrong.

- **A**: The norm must stand behind the tanh.
- **B**: The skip does not carry what came in.
- **C**: The matrices are used in the wrong order.
- **D**: The norm at the end is missing.

**By hand.** $x = (3, 5)$ and one matrix of zeros. A pre-norm layer adds 0 to $x$: $(3, 5)$. What does the code below give?
"""

# %% [markdown] lang="ko"
r"""
## 6 · 버그 찾기: 사전 정규화가 아닌 사전 정규화

2절의 작은 층 $f(x) = \tanh(xW)$로 돌아가서, 이번에는 사전 정규화를 써요. 다음 셀의 `plain_norm`은 $\gamma = 1$, $\beta = 0$인 층 정규화를 함수로 쓴 거예요.

아래에는 사전 정규화 층을 쌓은 코드가 있어요. 돌아가고, 모양도 맞고, 값도 멀쩡해 보이고, 학습까지 돼요. 그런데 사전 정규화가 아니에요. 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: 정규화가 tanh 뒤에 있어야 해요.
- **B**: 지름길이 들어온 것을 그대로 나르지 않아요.
- **C**: 행렬을 쓰는 순서가 틀렸어요.
- **D**: 마지막 정규화가 빠졌어요.

**손으로 해 보기.** $x = (3, 5)$이고 행렬은 0으로 된 것 하나예요. 사전 정규화 층은 $x$에 0을 더하니 $(3, 5)$예요. 아래 코드는 무엇을 내놓나요?
"""


# %%
def plain_norm(x):
    """Layer norm without anything learned: every token gets mean 0 and variance 1."""
    return nn.functional.layer_norm(x, x.shape[-1:])


# %% exercise="pre_norm_stack" kind="bug" bug="normed_skip" minutes=8 difficulty=2
def pre_norm_stack(x, weights):
    """Pre-norm layers, one after another: x + tanh(norm(x) @ weight).

    Args:
        x: (..., d_model); it is not changed.
        weights: (L, d_model, d_model)

    Returns:
        (..., d_model), what leaves the last layer. The norm at the end of a model is not part of this stack.
    """
    ### BEGIN SOLUTION
    for weight in weights:
        x = x + torch.tanh(plain_norm(x) @ weight)
    return x
    ### END SOLUTION
    ### BEGIN BUG
    # for weight in weights:
    #     x = plain_norm(x)
    #     x = x + torch.tanh(x @ weight)
    # return x
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
pre_norm_stack_reason = "B"
### END SOLUTION

# %% check="pre_norm_stack" points=3
torch.manual_seed(6)
_x, _weights = 2 + 3 * torch.randn(4, 6), torch.randn(3, 6, 6)
_before = _x.clone()
_result = pre_norm_stack(_x, _weights)
assert torch.equal(_x, _before), "Did += write into the x of the caller?"
# The next two lines pass with the bug, too.
assert _result.shape == (4, 6), "Is the result as large as the input?"
assert near(
    pre_norm_stack(plain_norm(_x), _weights[:1]),
    plain_norm(_x) + torch.tanh(plain_norm(_x) @ _weights[0]),
    atol=1e-4,
), "Is it right for one layer, when the tokens are normalized already?"
assert near(pre_norm_stack(torch.tensor([[3.0, 5.0]]), torch.zeros(1, 2, 2)), [[3.0, 5.0]]), (
    "A matrix of zeros: do you get (3, 5) by hand? Which x does the skip carry?"
)
assert near(
    _result - pre_norm_stack(_x, _weights[:2]),
    torch.tanh(plain_norm(pre_norm_stack(_x, _weights[:2])) @ _weights[2]),
    atol=1e-4,
), "Does the last layer add a tanh, and take nothing away?"
assert pre_norm_stack_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="pre_norm_stack"
r"""
Follow $(3, 5)$ through the two lines of the loop, with a matrix of zeros. What is in `x` after the first line?
"""

# %% [markdown] hint="pre_norm_stack" lang="ko"
r"""
$(3, 5)$를 들고 반복문의 두 줄을 따라가 보세요. 행렬은 0이에요. 첫 줄이 끝나면 `x`에 무엇이 들어 있나요?
"""

# %% [markdown] hint="pre_norm_stack"
r"""
The name `x` is used for two things: what came in, and its norm. Both are needed in the second line.
"""

# %% [markdown] hint="pre_norm_stack" lang="ko"
r"""
`x`라는 이름을 두 가지에 쓰고 있어요. 들어온 것과, 그것을 정규화한 것이에요. 둘째 줄에는 둘 다 필요해요.
"""

# %% [markdown] hint="pre_norm_stack"
r"""
Give the norm a name of its own, `h = plain_norm(x)`, let the matrix read `h`, and add to `x`.
"""

# %% [markdown] hint="pre_norm_stack" lang="ko"
r"""
정규화한 것에 따로 `h = plain_norm(x)`라고 이름을 붙이고, 행렬은 `h`를 읽게 하고, 더하기는 `x`에 하세요.
"""

# %% [markdown]
r"""
### What the bug had built

Write $N$ for the norm and $R$ for "add the change", $R(u) = u + f(u)$. The stack with the bug takes turns, and so does post-norm:

$$\text{with the bug:}\quad R\,N\,R\,N\,R\,N\,x \qquad\qquad \text{post-norm:}\quad N\,R\,N\,R\,N\,R\,x$$

(read from right to left). It is the same chain, begun one step later! If you put one norm behind the first and one in front of the second, they are equal to the last digit. The next cell looks.
"""

# %% [markdown] lang="ko"
r"""
### 버그가 만들어 놓은 것

정규화를 $N$, "변화를 더하기"를 $R$이라고 쓸게요. $R(u) = u + f(u)$예요. 버그가 있는 코드는 둘을 번갈아 하는데, 사후 정규화도 그래요.

$$\text{버그가 있는 코드:}\quad R\,N\,R\,N\,R\,N\,x \qquad\qquad \text{사후 정규화:}\quad N\,R\,N\,R\,N\,R\,x$$

(오른쪽에서 왼쪽으로 읽어요.) 한 걸음 늦게 시작했을 뿐 같은 사슬이에요! 첫째 것의 뒤에 정규화를 하나, 둘째 것의 앞에 정규화를 하나 놓으면 마지막 자리까지 같아요. 다음 셀에서 확인해요.
"""


# %%
def with_the_bug(x, weights):
    """What stood in the exercise."""
    for weight in weights:
        normed = plain_norm(x)
        x = normed + torch.tanh(normed @ weight)
    return x


def post_norm_stack(x, weights):
    """Post-norm layers, one after another."""
    for weight in weights:
        x = plain_norm(x + torch.tanh(x @ weight))
    return x


# %%
start, matrices, _ = drawn(0, 12, 1.0)
start = (
    1 + 3 * start
).double()  # tokens that are not normalized; float64, so that rounding does not hide anything
matrices = matrices.double()
one, other = plain_norm(with_the_bug(start, matrices)), post_norm_stack(plain_norm(start), matrices)
print(f"norm(bug(x)) against post(norm(x)):  largest difference {(one - other).abs().max():.0e}")
mended = plain_norm(pre_norm_stack(start, matrices))
print(f"norm(pre(x)) against post(norm(x)):  largest difference {(mended - other).abs().max():.1f}")
for name, stack in (("pre-norm", pre_norm_stack), ("with the bug", with_the_bug)):
    sizes = [stack(start, matrices[:layers]).std(dim=-1).mean().item() for layers in (0, 1, 4, 12)]
    print(
        f"{name:14s} size of the stream after 0, 1, 4, 12 layers:", "  ".join(f"{size:.2f}" for size in sizes)
    )

# %% [markdown]
r"""
So whoever overwrites `x` has built post-norm without noticing, with everything that belongs to it, and reports afterwards that pre-norm did not help. It has happened to the best: when PyTorch's `nn.TransformerEncoderLayer` got its `norm_first`, the first version had this slip (issue 61165 of its repository, 2021).
"""

# %% [markdown] lang="ko"
r"""
그러니까 `x`를 덮어쓴 사람은 자기도 모르게 사후 정규화를, 그에 딸린 성질까지 모두 만들어 놓고서 사전 정규화가 소용없더라고 말하게 돼요. 뛰어난 사람들에게도 일어난 일이에요. PyTorch의 `nn.TransformerEncoderLayer`에 `norm_first`가 생겼을 때, 첫 버전에 바로 이 실수가 있었어요(2021년, 저장소의 이슈 61165).
"""

# %% [markdown]
r"""
## 7 · Is LayerNorm in the wrong place?

The question comes up like this. Somebody reads the paper of 2017: section 3.1 says $\mathrm{LayerNorm}(x + \mathrm{Sublayer}(x))$, and the figure draws "Add & Norm" *behind* each part. Then they open a well-known implementation, and the norm stands *in front*. One of the two must be wrong!

Neither is. What happened, in order:

- **2017**: the paper is post-norm.
- Soon after its own authors' code, Tensor2Tensor, offers both: the settings `transformer_base_v1` have the norm in `layer_postprocess_sequence` ("dan": dropout, add, norm), from `transformer_base_v2` on it is in `layer_preprocess_sequence` ("n"). The figure in the paper stayed.
- **2018**: *The Annotated Transformer* quotes the formula of the paper and builds the other one; a line in its code says so ("for code simplicity the norm is first as opposed to last"). Readers have asked about it there ever since (issues 1, 13, 92, 100 and 110 of its repository). **GPT-1** and **BERT** are post-norm.
- **2019**: **GPT-2** moves the norm "to the input of each sub-block" and adds one at the very end (section 2.3 of its report).
- `nn.TransformerEncoderLayer` has both: `norm_first=False`, the default, is post-norm.
- And there are more: OLMo 2 (2024) puts the norm on the branch, behind the part, and leaves the blue line free.

So "wrong" is the wrong word: they are different networks. Weights that were trained in one wiring are useless in the other. *Which* wiring a model has is a fact to look up. *What it does* is a thing to measure: first the quiz, then the measurement.

- **A**: post-norm
- **B**: pre-norm
- **C**: both alike

| key | for which is it true? |
|---|---|
| `paper_2017` | This is the wiring in the paper *Attention Is All You Need*. |
| `gpt_1` | This is the wiring of GPT-1. |
| `gpt_2` | This is the wiring of GPT-2. |
| `silent_parts` | If all parts give 0, a stack hands *every* input through unchanged. |
| `last_norm` | After the last layer such a model needs one more norm. |
| `equal_shapes` | Each part must give as many numbers for a token as it reads. |
"""

# %% [markdown] lang="ko"
r"""
## 7 · 층 정규화 위치가 잘못된 것 아닌가요?

이 질문은 이렇게 생겨요. 누군가 2017년 논문을 읽어요. 3.1절에는 $\mathrm{LayerNorm}(x + \mathrm{Sublayer}(x))$라고 쓰여 있고, 그림에는 부품마다 *뒤에* "Add & Norm"이 있어요. 그러고 나서 잘 알려진 구현을 열어 보니 정규화가 *앞에* 있는 거예요. 둘 중 하나는 틀렸겠네요!

둘 다 틀리지 않았어요. 일어난 일을 차례로 적어 볼게요.

- **2017년**: 논문은 사후 정규화예요.
- 얼마 뒤 저자들의 코드인 Tensor2Tensor에는 두 가지가 다 있어요. 설정 `transformer_base_v1`에서는 정규화가 `layer_postprocess_sequence`에 있고("dan": dropout, add, norm), `transformer_base_v2`부터는 `layer_preprocess_sequence`에 있어요("n"). 논문의 그림은 그대로 남았고요.
- **2018년**: *The Annotated Transformer*는 논문의 식을 인용하고는 다른 쪽을 만들어요. 코드의 한 줄이 그렇게 밝히고 있어요("for code simplicity the norm is first as opposed to last", 코드를 단순하게 하려고 정규화를 뒤가 아니라 앞에 두었다는 뜻이에요). 그 뒤로 독자들이 계속 물어 왔어요(저장소의 이슈 1, 13, 92, 100, 110). **GPT-1**과 **BERT**는 사후 정규화예요.
- **2019년**: **GPT-2**는 정규화를 각 부품의 입력으로 옮기고 맨 끝에 하나를 더해요(보고서 2.3절).
- `nn.TransformerEncoderLayer`에는 둘 다 있어요. 기본값인 `norm_first=False`가 사후 정규화예요.
- 다른 방법도 있어요. OLMo 2(2024년)는 정규화를 가지에, 부품 뒤에 두고 파란 선은 비워 둬요.

그러니 "틀렸다"는 말이 틀린 거예요. 둘은 서로 다른 신경망이에요. 한쪽 연결로 학습한 가중치는 다른 쪽에서는 쓸모가 없어요. 모델이 *어떤* 연결을 쓰는지는 찾아볼 사실이고, 그것이 *무슨 일을 하는지*는 재 볼 일이에요. 먼저 퀴즈를 풀고, 그다음에 재요.

- **A**: 사후 정규화
- **B**: 사전 정규화
- **C**: 둘 다 똑같이

| 키 | 어느 쪽에서 성립하나요? |
|---|---|
| `paper_2017` | 논문 *Attention Is All You Need*에 나온 연결이에요. |
| `gpt_1` | GPT-1의 연결이에요. |
| `gpt_2` | GPT-2의 연결이에요. |
| `silent_parts` | 모든 부품이 0을 내놓으면, 쌓은 층이 *어떤* 입력이든 그대로 통과시켜요. |
| `last_norm` | 이런 모델은 마지막 층 뒤에 정규화가 하나 더 필요해요. |
| `equal_shapes` | 부품은 토큰마다 읽은 만큼의 숫자를 내놓아야 해요. |
"""

# %% exercise="which_wiring" kind="quiz" minutes=6 difficulty=1
# For each line one letter: "A" post-norm, "B" pre-norm, "C" both alike.
### BEGIN SOLUTION
which_wiring = {
    "paper_2017": "A",
    "gpt_1": "A",
    "gpt_2": "B",
    "silent_parts": "B",
    "last_norm": "B",
    "equal_shapes": "C",
}
### END SOLUTION

# %% check="which_wiring" points=3
assert len(which_wiring) == 6, "Are all six lines still in the dictionary?"
assert all(answer is not None for answer in which_wiring.values()), "Which lines have no answer yet?"
assert set(which_wiring.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A to C?"

# %% [markdown]
r"""
## 8 · Experiment: five wirings in one plot

The measurement. Five ways to wire the layer $f_l(x) = \tanh(x W_l)$, with the plain norm $N$:

| `wiring` | one layer, $x_l =$ |
|---|---|
| `"none"` | $f_l(x)$ |
| `"post"` | $N(x + f_l(x))$ |
| `"pre"` | $x + f_l(N(x))$ |
| `"branch"` | $x + N(f_l(x))$ |
| `"normed_skip"` | $N(x) + f_l(N(x))$, the bug of section 6 |

where $x$ stands for $x_{l-1}$. This time we want to see the gradient at *every* layer on its way back, not only at the input:

$$\text{result}_l = \frac{\lVert \partial L / \partial x_l \rVert}{\lVert \partial L / \partial x_L \rVert}, \qquad l = 0, 1, \dots, L$$

| thing | shape |
|---|---|
| `x` $= x_0$, `upstream` | `(..., d_model)` |
| `weights` | `(L, d_model, d_model)` |
| result | `(L + 1,)`: the input $x_0$ first, the output $x_L$ last (there it is 1) |

`torch.autograd.grad(output, states, upstream)` takes a whole list of tensors and gives back as many gradients, also for states in the middle, and for the output itself.

**By hand.** Two layers of `"none"` with one number each, $x_0 = 0$, both matrices 0.5. All states are 0, each layer halves the gradient, and the result is $(0.25, 0.5, 1)$.

**The number to reach:** with 64 layers and $g = 1$, between 7.2 and 7.4 times of what was sent arrives at the input in `"pre"` (median over ten seeds). The cell behind the exercise says whether you are there.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 실험: 다섯 가지 연결을 그래프 하나에

이제 재 볼 차례예요. 층 $f_l(x) = \tanh(x W_l)$을 연결하는 방법 다섯 가지이고, $N$은 `plain_norm`이에요.

| `wiring` | 층 하나, $x_l =$ |
|---|---|
| `"none"` | $f_l(x)$ |
| `"post"` | $N(x + f_l(x))$ |
| `"pre"` | $x + f_l(N(x))$ |
| `"branch"` | $x + N(f_l(x))$ |
| `"normed_skip"` | $N(x) + f_l(N(x))$, 6절의 버그 |

여기서 $x$는 $x_{l-1}$이에요. 이번에는 입력에서만이 아니라, 기울기가 되돌아오면서 지나는 *모든* 층에서 보려고 해요.

$$\text{result}_l = \frac{\lVert \partial L / \partial x_l \rVert}{\lVert \partial L / \partial x_L \rVert}, \qquad l = 0, 1, \dots, L$$

| 기호 | 모양 |
|---|---|
| `x` $= x_0$, `upstream` | `(..., d_model)` |
| `weights` | `(L, d_model, d_model)` |
| 결과 | `(L + 1,)`: 입력 $x_0$이 먼저, 출력 $x_L$이 마지막(거기서는 1이에요) |

`torch.autograd.grad(output, states, upstream)`은 텐서가 여러 개 든 리스트를 받아 같은 수의 기울기를 돌려줘요. 중간의 상태든 출력 자신이든 괜찮아요.

**손으로 해 보기.** 숫자 하나짜리 `"none"` 층 두 개, $x_0 = 0$, 두 행렬 모두 0.5예요. 상태는 모두 0이고, 층마다 기울기가 반이 되니, 결과는 $(0.25, 0.5, 1)$이에요.

**도달할 숫자:** 층이 64개이고 $g = 1$일 때, `"pre"`에서는 보낸 것의 7.2배에서 7.4배 사이가 입력에 도착해야 해요(시드 열 개의 중앙값). 연습 문제 뒤의 셀이 도달했는지 알려 줘요.
"""


# %% exercise="gradients_by_layer" kind="experiment" minutes=14 difficulty=3
def gradients_by_layer(x, weights, upstream, wiring):
    """Norm of the gradient at every state of a stack of tanh layers, relative to upstream.

    Args:
        x: (..., d_model), the input x_0; it is not changed.
        weights: (L, d_model, d_model); f_l(tokens) = tanh(tokens @ weights[l - 1]) for l = 1, ..., L.
        upstream: (..., d_model), the gradient of the loss with respect to the output x_L.
        wiring: "none", "post", "pre", "branch" or "normed_skip", as in the table; the norm is plain_norm.

    Returns:
        tensor (L + 1,): norm of the gradient for x_0, x_1, ..., x_L, each over the norm of upstream.

    Source: Xiong et al. 2020, section 3, asks the same of post-norm and pre-norm.
    """
    ### BEGIN SOLUTION
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        normed = plain_norm(state)
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(normed @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = normed + torch.tanh(normed @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()
    ### END SOLUTION


# %% check="gradients_by_layer" points=5
_found = gradients_by_layer(torch.zeros(1, 1), torch.full((2, 1, 1), 0.5), torch.full((1, 1), 4.0), "none")
assert len(_found) == 3, "Two layers have three states. Is there a number for each?"
assert near(_found, [0.25, 0.5, 1.0]), "Do you get (0.25, 0.5, 1) by hand? Which state comes first?"
_x, _weights, _upstream = drawn(0, 6, 1.0, tokens=4)
for _wiring in ("none", "post", "pre", "branch", "normed_skip"):
    _found = gradients_by_layer(_x, _weights, _upstream, _wiring)
    assert _found.shape == (7,), "Six layers have seven states. Is there a number for each?"
    assert near(_found[-1], 1.0), "At the output, is the gradient upstream itself?"
assert near(
    gradients_by_layer(_x, _weights, _upstream, "none")[0],
    gradient_ratio(_x, _weights, _upstream, False),
    atol=1e-4,
), 'Is entry 0 of "none" what gradient_ratio gives without the skip?'
assert near(gradients_by_layer(_x, 0 * _weights, _upstream, "pre"), torch.ones(7)), (
    'Layers of zeros in "pre": is there nothing on the blue line that changes the gradient?'
)
assert near(gradients_by_layer(3 * _x, 0 * _weights, _upstream, "branch"), torch.ones(7)), (
    'Layers of zeros in "branch": is the blue line free?'
)
assert not near(gradients_by_layer(3 * _x, 0 * _weights, _upstream, "normed_skip")[0], 1.0, atol=0.1), (
    'Layers of zeros in "normed_skip": is the norm on the blue line?'
)

# %% [markdown] hint="gradients_by_layer"
r"""
As in `gradient_ratio`, but collect every state in a list that begins with the input. Inside the loop five branches, one for each line of the table.
"""

# %% [markdown] hint="gradients_by_layer" lang="ko"
r"""
`gradient_ratio`와 같지만, 입력으로 시작하는 리스트에 상태를 모두 모아요. 반복문 안에는 표의 줄마다 하나씩, 갈래가 다섯 개 있어요.
"""

# %% [markdown] hint="gradients_by_layer"
r"""
`gradients = torch.autograd.grad(state, states, upstream)` after the loop, when `state` is the output. Each of them has a `.norm()`.
"""

# %% [markdown] hint="gradients_by_layer" lang="ko"
r"""
반복문이 끝나 `state`가 출력이 되었을 때 `gradients = torch.autograd.grad(state, states, upstream)`이에요. 하나하나에 `.norm()`을 쓸 수 있어요.
"""

# %% [markdown] hint="gradients_by_layer"
r"""
Post: `plain_norm(state + torch.tanh(state @ weight))`. Pre: `state + torch.tanh(plain_norm(state) @ weight)`. The other three are the same words in other places. At the end `torch.stack` makes one tensor of the norms; divide it by `upstream.norm()`.
"""

# %% [markdown] hint="gradients_by_layer" lang="ko"
r"""
사후 정규화는 `plain_norm(state + torch.tanh(state @ weight))`, 사전 정규화는 `state + torch.tanh(plain_norm(state) @ weight)`예요. 나머지 셋은 같은 낱말을 다른 자리에 놓은 거예요. 마지막에 `torch.stack`으로 노름들을 텐서 하나로 만들고 `upstream.norm()`으로 나누세요.
"""

# %% [markdown]
r"""
### Guess first

A stack of 64 layers, weights with $g = 1$, ten seeds. For each of the five wirings write down what arrives at the input: much less than 1, about 1, or more?
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

층은 64개, 가중치는 $g = 1$, 시드(seed)는 열 개예요. 다섯 가지 연결마다 입력에 무엇이 도착할지 적어 보세요. 1보다 훨씬 작을까요, 1쯤일까요, 1보다 클까요?
"""

# %%
deep = 16 if short else 64
styles = {  # wiring -> colour, line, width: post and normed_skip lie on one another
    "none": ("#D55E00", "-", 2.5),
    "post": ("#009E73", "-", 6),
    "pre": ("#0072B2", "-", 2.5),
    "branch": ("#CC79A7", "--", 2.5),
    "normed_skip": ("#1A1A1A", ":", 2.5),
}


def median_profile(layers, gain, wiring):
    """Median over the seeds of the gradient at every state, (layers + 1,)."""
    with_seeds = [torch.as_tensor(gradients_by_layer(*drawn(seed, layers, gain), wiring)) for seed in seeds]
    return torch.stack(with_seeds).median(dim=0).values


profiles = {wiring: median_profile(deep, 1.0, wiring) for wiring in styles}
print(f"{deep} layers, g = 1: gradient at x_0, at a quarter, at half, at three quarters, at the output")
for wiring, profile in profiles.items():
    print(f"{wiring:12s}", "".join(f"{number:10.3g}" for number in profile[:: deep // 4]))
reached = "reached" if 7.2 <= profiles["pre"][0] <= 7.4 else "not reached (it takes 64 layers and ten seeds)"
print(f"number to reach, pre at x_0 between 7.2 and 7.4: {profiles['pre'][0]:.2f}, {reached}")

# %%
gains = torch.logspace(-1, 0.6, 4 if short else 12).tolist()
half = deep // 2
fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.8), layout="constrained")
for wiring, (color, line, width) in styles.items():
    kind = {"color": color, "linestyle": line, "linewidth": width, "label": wiring}
    left.semilogy(range(deep + 1), profiles[wiring], **kind)
    arrived = [float(median_profile(half, gain, wiring)[0]) for gain in gains]
    right.loglog(gains, arrived, **kind)
    print(
        f"{wiring:12s} {half} layers, g from {gains[0]:.1f} to {gains[-1]:.1f}: {min(arrived):8.2g} to {max(arrived):8.2g}"
    )
for axes in (left, right):
    axes.axhline(1, color="#6B6B6B", linewidth=1)
    axes.set(ylabel="gradient, relative to the output")
left.set(xlabel="layer (0 is the input)", title=f"on the way back through {deep} layers, g = 1")
right.set(xlabel="g, the width of the weights", title=f"at the input of {half} layers", ylim=(1e-9, 1e5))
left.legend(frameon=False)
show(
    fig,
    "Two plots for five wirings. Left, 64 layers, gradient against the layer, on a logarithmic axis: none sinks "
    "from 1 at the output to 0.09 at the input; post and normed_skip lie on one another and climb in a nearly "
    "straight line to about 5 and 6; pre is the flattest near the output and bends up to 7 at the input; branch "
    "climbs highest, to 111. Right, 32 layers, gradient at the input against the width of the weights: none runs "
    "steeply from below 1e-9 to above 1e5, post, normed_skip and branch end between 1,000 and 10,000, pre rises "
    "the least and ends near 50.",
)

# %% [markdown]
r"""
Compare with your guess. What is there to see?

- **none** loses most of the gradient at $g = 1$. Elsewhere it is worse: after 32 layers with the narrowest weights less is left than a float32 can hold, with the widest it is some hundred thousand times as long.
- **post** is nearly a straight line: on a logarithmic axis that means one and the same factor for each layer, here about 1.026. The plus makes the gradient longer, the norm behind it divides by the length of the sum and takes nearly all of that back, layer after layer. But only nearly: with the widest weights, 32 layers make it 5,000 times as long.
- **normed_skip** lies on it. There you see the bug of section 6: whoever measures it will find post-norm's numbers.
- **pre** bends. The stream grows from layer to layer (section 6: 3.0, 3.1, 3.3, 3.7), and the norm in front of the part divides by its size. So the later a layer, the less it has to say, on the way back as well: through the second half of the stack the gradient changes by a factor of 1.5 only. Its growth comes from the first layers. And it is the wiring that minds wide weights least: 51 times.
- **branch** has a free blue line too, and yet the gradient arrives 111 times as long. Here nothing divides what the part *reads*, and the norm behind it blows up its change to size 1, even if it was small.

So a free path alone does not settle it. What counts is what stands on the blue line *and* what the branch reads.

And now the surprise: in this measurement post-norm's gradient does **not** vanish. At the input it is even a little *shorter* than pre-norm's, and for narrow weights it hardly changes at all. If somebody tells you that post-norm is bad because its gradients vanish, ask where that was measured. Is it then all the same where the norm stands?
"""

# %% [markdown] lang="ko"
r"""
짐작한 것과 견주어 보세요. 무엇이 보이나요?

- **none**은 $g = 1$에서 기울기를 거의 다 잃어요. 다른 너비에서는 더 심해요. 층 32개를 지나면, 가장 좁은 가중치에서는 float32가 담을 수 없을 만큼 작아지고 가장 넓은 가중치에서는 수십만 배가 돼요.
- **post**는 거의 직선이에요. 로그 축에서 직선이라는 것은 층마다 똑같은 배수가 곱해진다는 뜻이고, 여기서는 약 1.026배예요. 더하기가 기울기를 늘리면, 뒤의 정규화가 합의 길이로 나누어 거의 다 되돌려 놓아요. 층마다 그래요. 하지만 '거의'일 뿐이라, 가장 넓은 가중치에서는 층 32개를 지나면 5,000배가 돼요.
- **normed_skip**은 그 위에 겹쳐요. 6절의 버그가 여기서 눈에 보여요. 재 보면 사후 정규화의 숫자가 나오는 거예요.
- **pre**는 휘어요. 흐름은 층을 지날수록 커지고(6절의 3.0, 3.1, 3.3, 3.7), 부품 앞의 정규화는 그 크기로 나눠요. 그래서 뒤쪽 층일수록 영향이 작아지고, 되돌아올 때도 그래요. 뒤쪽 절반을 지나는 동안 기울기는 1.5배만 변해요. 커지는 것은 앞쪽 층들에서예요. 그리고 넓은 가중치에 가장 둔감한 연결이에요. 51배에 그쳐요.
- **branch**도 파란 선이 비어 있는데, 기울기는 111배가 되어 도착해요. 여기서는 부품이 *읽는* 값을 나누어 줄여 주는 것이 없고, 부품 뒤의 정규화는 작은 변화까지 크기 1로 부풀려요.

그러니 길이 비어 있는 것만으로는 결판이 나지 않아요. 파란 선 위에 무엇이 있는지, *그리고* 가지가 무엇을 읽는지가 중요해요.

이제 놀랄 차례예요. 이 측정에서 사후 정규화의 기울기는 **사라지지 않아요**. 입력에서는 사전 정규화의 기울기보다 오히려 조금 *짧고*, 가중치가 좁을 때는 거의 변하지 않아요. 누가 사후 정규화는 기울기가 사라져서 나쁘다고 하면, 어디에서 잰 것인지 물어보세요. 그렇다면 정규화가 어디에 있든 마찬가지일까요?
"""

# %% [markdown]
r"""
## 9 · The answer, with whole blocks

A tanh layer is a toy. Now take real parts: blocks of attention and feed-forward, each with your `Residual` around it, as one builds them. The task is small: twelve digits in, the same twelve backwards out. The model has to find out that place 0 must look at place 11, and so on.

Two things are measured before any training, for models of 2 to 24 blocks. First the gradient once more: for `linear2.weight` in the first and in the last block. Then something new: one *small* step of Adam (an optimizer that moves every weight by about the same amount, here $10^{-4}$; more on Day 12), and we see **how far the scores of the model move**, relative to their own size. Guess first: what does it depend on?
"""

# %% [markdown] lang="ko"
r"""
## 9 · 온전한 블록으로 얻는 답

tanh 층은 장난감이에요. 이번에는 진짜 부품을 써요. 어텐션과 순방향 신경망을 저마다 여러분의 `Residual`로 감싼 블록이에요. 과제는 작아요. 숫자 열두 개가 들어가면 똑같은 열두 개가 거꾸로 나와야 해요. 모델은 0번 자리가 11번 자리를 봐야 한다는 것을 알아내야 하죠.

학습을 시작하기 전에, 블록이 2개에서 24개인 모델에서 두 가지를 재요. 먼저 다시 기울기예요. 첫 블록과 마지막 블록의 `linear2.weight`에서 재요. 그다음은 새로운 것이에요. Adam으로 *작은* 걸음을 한 번(가중치마다 $10^{-4}$) 걷고, **모델의 점수가 얼마나 움직이는지**를 원래 크기에 견주어 봐요. 먼저 짐작해 보세요. 무엇에 달려 있을까요?
"""


# %%
class SmallBlock(nn.Module):
    """Attention and feed-forward, each with your Residual around it. (Day 10 takes its time for this class.)"""

    def __init__(self, d_model, n_heads, norm):
        super().__init__()
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model)
        self.residual1, self.residual2 = Residual(d_model, norm), Residual(d_model, norm)

    def forward(self, x):
        x = self.residual1(x, lambda tokens: self.attention(tokens)[0])
        return self.residual2(x, self.feed_forward)


class SmallModel(nn.Module):
    """Digits in, for each place the scores of ten digits out."""

    def __init__(self, blocks, norm, length=12, d_model=32):
        super().__init__()
        self.digits, self.places = nn.Embedding(10, d_model), nn.Embedding(length, d_model)
        self.blocks = nn.Sequential(*(SmallBlock(d_model, 2, norm) for _ in range(blocks)))
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()
        self.scores = nn.Linear(d_model, 10)
        # Xavier's width (Glorot and Bengio 2010) for all matrices of a block.
        for layer in self.blocks.modules():
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, digits):
        return self.scores(self.final_norm(self.blocks(self.digits(digits) + self.places.weight)))


def reversal_loss(model, generator, examples=32):
    """The task: write the twelve digits backwards. Mean cross-entropy over all places."""
    digits = torch.randint(0, 10, (examples, 12), generator=generator)
    return nn.functional.cross_entropy(model(digits).flatten(0, 1), digits.flip(1).flatten())


# %%
def first_step(blocks, norm, seed):
    """Gradient of linear2.weight in every block at the start, and how far one small step of Adam moves the scores."""
    torch.manual_seed(seed)
    model = SmallModel(blocks, norm)
    generator = torch.Generator().manual_seed(seed)
    digits = torch.randint(0, 10, (64, 12), generator=generator)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    with torch.no_grad():
        before = model(digits)
    reversal_loss(model, generator).backward()
    gradients = [block.feed_forward.linear2.weight.grad.norm().item() for block in model.blocks]
    optimizer.step()
    with torch.no_grad():
        moved = (model(digits) - before).norm() / before.norm()
    return [gradients[0], gradients[-1], moved.item()]


print("median of five seeds   gradient in the first block, in the last   the scores move by")
for norm in ("post", "pre"):
    for blocks in (2,) if short else (2, 6, 12, 24):
        found = torch.tensor([first_step(blocks, norm, seed) for seed in range(1 if short else 5)])
        numbers = found.median(dim=0).values.tolist()
        print(f"{norm:5s}{blocks:3d} blocks {numbers[0]:35.2f} {numbers[1]:13.2f} {numbers[2]:19.1%}")

# %% [markdown]
r"""
- **The gradients.** Nothing vanishes, in neither wiring. In post-norm the last block gets no less of it in a deep model than in a shallow one, and in the deepest more than the first block does. In pre-norm it is the other way round: the deeper the model, the less the last block gets (0.13, 0.09, 0.07, 0.06). Xiong et al. (2020, section 3) derive this for the last layer and measure it.
- **The scores.** Here the two part. One and the same small step moves the post-norm model of 12 blocks by 21 %, the pre-norm model by 7 %. Why? After a post-norm layer, what the part has just said is always a large share of the token, for the norm shrinks all that was there before along with it. In pre-norm the stream grows, and each layer's share of it is smaller than that of the one before. So in post-norm the little changes of all blocks add up to a large one. Liu et al. (2020) see the trouble of post-norm here, and not in its gradients.

A model that takes such leaps needs small steps in the beginning. That is what **warm-up** is for: the step size starts near 0 and climbs (Day 12 has the rule of 2017). Now train: five models, the same step size for all, Adam as in 2017 ($\beta_2 = 0.98$). A few minutes at most.

Guess first: which of the five will not learn?
"""

# %% [markdown] lang="ko"
r"""
- **기울기.** 어느 연결에서도 사라지지 않아요. 사후 정규화에서는 깊은 모델의 마지막 블록도 얕은 모델 못지않게 기울기를 받고, 가장 깊은 모델에서는 첫 블록보다 더 받아요. 사전 정규화는 반대예요. 모델이 깊을수록 마지막 블록이 받는 것이 줄어요(0.13, 0.09, 0.07, 0.06). Xiong et al.(2020, 3절)이 마지막 층에 대해 이것을 이끌어 내고 재 보았어요.
- **점수.** 둘은 여기서 갈라져요. 똑같이 작은 한 걸음에 블록 12개짜리 사후 정규화 모델은 21 %, 사전 정규화 모델은 7 % 움직여요. 왜 그럴까요? 사후 정규화 층을 지나면, 부품이 방금 더한 것이 언제나 토큰의 큰 몫을 차지해요. 그전에 있던 것을 정규화가 모두 함께 줄여 버리니까요. 사전 정규화에서는 흐름이 커져서, 층이 차지하는 몫이 앞 층보다 작아져요. 그래서 사후 정규화에서는 모든 블록의 작은 변화가 큰 변화로 쌓여요. Liu et al.(2020)은 사후 정규화의 어려움이 기울기가 아니라 여기에 있다고 봐요.

이렇게 껑충 뛰는 모델은 처음에 걸음이 작아야 해요. 그래서 **워밍업(warm-up)** 을 해요. 걸음의 크기를 0 가까이에서 시작해 키워 가는 거예요(2017년의 규칙은 12일 차에 나와요). 이제 학습해요. 모델은 다섯 개이고, 걸음의 크기는 모두 같고, Adam은 2017년처럼 써요($\beta_2 = 0.98$). 길어야 몇 분이에요.

먼저 짐작해 보세요. 다섯 가운데 배우지 못하는 것은 무엇일까요?
"""


# %%
def train(blocks, norm, warmup, steps, peak=3e-3):
    """Loss at every step. The step size climbs in a straight line for `warmup` steps and then stays at its peak."""
    torch.manual_seed(0)
    model, generator, losses = SmallModel(blocks, norm), torch.Generator().manual_seed(0), []
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98))
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = peak * min(1, (step + 1) / max(warmup, 1))
        loss = reversal_loss(model, generator)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) % 50 == 0:
            print(f"{sum(losses[-20:]) / 20:9.3f}", end="", flush=True)
    return losses


# %%
few, many, steps = (1, 2, 2) if short else (2, 12, 300)
runs = (  # blocks, norm, warm-up, colour, line
    (few, "post", 0, "#009E73", "--"),
    (few, "pre", 0, "#56B4E9", "--"),
    (many, "post", 0, "#D55E00", "-"),
    (many, "post", 100, "#E69F00", "-"),
    (many, "pre", 0, "#0072B2", "-"),
)
curves = {}
print(f"pure guessing: {math.log(10):.3f}   loss, mean of the last 20 steps, after 50, 100, ... steps")
for blocks, norm, warmup, color, line in runs:
    label = f"{blocks} blocks, {norm}" + (f", warm-up {warmup}" if warmup else "")
    print(f"{label:28s}", end="", flush=True)
    curves[label] = train(blocks, norm, warmup, steps), color, line
    print()

# %%
fig, axes = plt.subplots(figsize=(8.8, 4.8), layout="constrained")
for label, (losses, color, line) in curves.items():
    smooth = [sum(losses[max(0, i - 9) : i + 1]) / (i + 1 - max(0, i - 9)) for i in range(len(losses))]
    axes.semilogy(smooth, color=color, linestyle=line, linewidth=2.5, label=label)
axes.axhline(math.log(10), color="#6B6B6B", linewidth=1, label="guessing")
axes.set(xlabel="step", ylabel="loss, mean of 10 steps", title="Twelve digits, backwards")
axes.legend(frameon=False, loc="lower left")
show(
    fig,
    "Loss against 300 steps on a logarithmic axis. Both models of 2 blocks, post and pre, fall together from 2.3 "
    "to about 0.001; so does pre with 12 blocks. Post with 12 blocks stays on the line of guessing, 2.3, from "
    "start to end; with a warm-up of 100 steps it leaves the line and has sunk to 2.0.",
)

# %% [markdown]
r"""
### The answer

With **2 blocks** the two wirings are equal: both get from guessing to 0.001. With **12 blocks** pre-norm gets there, too, a few dozen steps later, and post-norm, at the same step size, does not learn anything at all: its loss stays at 2.31, that of guessing. A warm-up gets it off the ground, but in these 300 steps only down to 2.02. It is the depth that does it: 6 blocks, as many as in the paper, get to 0.001 in post-norm, even without a warm-up. And with patience the twelve arrive as well: a third of the step size, a warm-up of 200 steps and 900 steps in all brought them to 0.0005. (In a cell of your own: `train(6, "post", 0, 300)` and `train(12, "post", 200, 900, peak=1e-3)`.)

So, is LayerNorm in the wrong place? **No. There are two right places, and they make two different networks.**

| | post-norm, 2017 | pre-norm |
|---|---|---|
| on the skip | a norm behind every sum | nothing but sums |
| size of the stream | set anew by every layer | grows with depth; so one more norm at the end |
| gradient at the start | does not vanish (measured: 5.3 after 64 layers) | does not vanish (7.3), suffers least from wide weights |
| one small step moves 12 blocks by | 21 % | 7 % |
| so in training | wants warm-up and smaller steps, the more so the deeper | forgiving |
| used by | the paper of 2017, GPT-1, BERT | GPT-2 and most since |

Why did anybody ever use post-norm? It *works*, with six blocks and a warm-up it made the paper famous. And where it can be trained it may well give the better model: Takase et al. (2022) find it ahead of pre-norm when the model is shallow. And what we have measured is one small task with one seed.

Really wrong is only one thing: the skip that carries the normalized $x$ and calls itself pre-norm.
"""

# %% [markdown] lang="ko"
r"""
### 답

**블록 2개**에서는 두 연결이 똑같아요. 둘 다 무작위 추측에서 0.001까지 내려가요. **블록 12개**에서 사전 정규화는 몇십 걸음 늦을 뿐 거기까지 가는데, 사후 정규화는 같은 걸음 크기로는 아무것도 배우지 못해요. 손실이 무작위 추측과 같은 2.31에 머물러요. 워밍업을 하면 움직이기 시작하지만, 이 300걸음 동안에는 2.02까지만 내려가요. 깊이 때문이에요. 논문과 같은 블록 6개라면 사후 정규화도 워밍업 없이 0.001까지 가요. 끈기 있게 학습하면 블록 12개도 거기까지 가요. 걸음을 3분의 1로 줄이고 200걸음 동안 워밍업을 하면서 모두 900걸음을 걷게 했더니 0.0005까지 갔어요. (셀을 하나 만들어 `train(6, "post", 0, 300)`과 `train(12, "post", 200, 900, peak=1e-3)`을 해 보세요.)

그래서, 층 정규화 위치가 잘못된 것일까요? **아니요. 맞는 자리가 두 곳이고, 서로 다른 두 신경망이 되는 거예요.**

| | 사후 정규화, 2017년 | 사전 정규화 |
|---|---|---|
| 지름길 위 | 더할 때마다 뒤에 정규화 | 덧셈뿐 |
| 흐름의 크기 | 층마다 새로 맞춰져요 | 깊이에 따라 커져서 맨 끝에 정규화가 하나 더 있어요 |
| 학습을 시작할 때의 기울기 | 사라지지 않아요(층 64개에서 5.3배) | 사라지지 않아요(7.3배). 넓은 가중치에 가장 둔감해요 |
| 작은 한 걸음에 블록 12개가 움직이는 정도 | 21 % | 7 % |
| 그래서 학습할 때 | 워밍업과 작은 걸음이 필요하고, 깊을수록 더 그래요 | 너그러워요 |
| 쓰는 곳 | 2017년 논문, GPT-1, BERT | GPT-2와 그 뒤의 모델 대부분 |

그렇다면 사후 정규화는 왜 썼을까요? *잘 되니까요*. 블록 여섯 개와 워밍업으로 그 유명한 논문을 만들어 냈어요. 그리고 학습이 되기만 하면 더 좋은 모델이 되기도 해요. Takase et al.(2022)은 얕은 모델에서 사후 정규화가 사전 정규화보다 앞선다는 것을 보였어요. 그리고 우리가 잰 것은 작은 과제 하나, 시드 하나예요.

정말로 틀린 것은 하나뿐이에요. 정규화한 $x$를 지름길로 나르면서 사전 정규화라고 부르는 것이요.
"""

# %% [markdown]
r"""
## 10 · In your own words
"""

# %% [markdown] lang="ko"
r"""
## 10 · 여러분의 말로
"""

# %% [markdown] exercise="wrong_place" kind="explain" points=4 minutes=12 difficulty=3
r"""
**Explain.** In a forum somebody writes: "The figure in *Attention Is All You Need* has Add & Norm behind each part. The code that I am reading computes `x + sublayer(norm(x))`. Is LayerNorm in the wrong place?" Write the answer that you would have liked to find. Say what the two wirings are called and name a model for each. Say what stands on the skip path in each of them, and what that means for a gradient on its way back and for the size of the numbers on their way forward. Name one thing that speaks for each of the two, with a number that you measured today. (For post-norm, look at the size of what comes out in section 4, or at what its models of 2 and 6 blocks reach.) And warn of the one version that really is a bug. Six to ten sentences.

### BEGIN SOLUTION
Both are right, they are two different networks. The paper of 2017 computes `norm(x + sublayer(x))`, which is called post-norm; GPT-1 and BERT are built like that. What you are reading is pre-norm, as in GPT-2 and most models since; the figure was simply drawn before it. In post-norm a norm stands on the skip path behind every sum, so a gradient passes every norm on its way back, and the size of the tokens is set anew by every layer. In pre-norm there is nothing but sums on that path: a gradient has a way back that nothing changes, and the stream grows with depth, which is why such a model has one more norm at the very end. For pre-norm speaks that it is easy to train: 12 blocks learned to reverse digits in 300 steps (loss 0.001), while post-norm stayed at guessing (2.31) with the same steps; one small step of Adam moved its scores three times as far (21 % against 7 %). For post-norm speaks that every layer hands out tokens of size 1, and that with 2 blocks it was just as good (0.001). Its gradients did not vanish at the start, by the way: 5.3 times of what was sent arrived after 64 layers. The version that really is a bug writes `x = norm(x)` and then `x + sublayer(x)`: its skip carries the normalized x, and that is post-norm in disguise.
### END SOLUTION
"""

# %% [markdown] exercise="wrong_place" lang="ko"
r"""
**설명하기.** 어느 게시판에 이런 글이 올라왔어요. "*Attention Is All You Need*의 그림에는 부품마다 뒤에 Add & Norm이 있어요. 그런데 제가 읽는 코드는 `x + sublayer(norm(x))`라고 계산해요. 층 정규화 위치가 잘못된 것 아닌가요?" 여러분이 찾고 싶었을 답을 써 보세요. 두 연결을 무엇이라고 부르는지, 저마다 어떤 모델이 쓰는지 쓰세요. 각 연결에서 지름길 위에 무엇이 있는지, 그것이 되돌아오는 기울기와 앞으로 나아가는 숫자의 크기에 어떤 영향을 주는지 쓰세요. 각 연결의 좋은 점을 하나씩, 오늘 잰 숫자를 곁들여 쓰세요. (사후 정규화라면 4절에서 본 나오는 값의 크기나, 블록 2개와 6개 모델이 도달한 손실을 보세요.) 그리고 정말로 버그인 버전 하나를 조심하라고 알려 주세요. 여섯 문장에서 열 문장 정도면 돼요.

### BEGIN SOLUTION
둘 다 맞고, 서로 다른 신경망이에요. 2017년 논문은 `norm(x + sublayer(x))`를 계산해요. 이것을 사후 정규화라고 하고, GPT-1과 BERT가 이렇게 되어 있어요. 읽고 계신 코드는 사전 정규화이고, GPT-2와 그 뒤의 모델 대부분이 이래요. 그림은 그보다 먼저 그려졌을 뿐이에요. 사후 정규화에서는 지름길 위, 덧셈 뒤마다 정규화가 있어서 기울기가 되돌아오면서 모든 정규화를 지나고, 토큰의 크기는 층마다 새로 맞춰져요. 사전 정규화에서는 그 길에 덧셈만 있어요. 그래서 기울기에는 아무것도 바꾸지 않는 길이 있고, 흐름은 깊이에 따라 커져서 맨 끝에 정규화가 하나 더 있어요. 사전 정규화의 좋은 점은 학습이 쉽다는 거예요. 블록 12개가 300걸음 만에 숫자를 뒤집는 법을 배웠는데(손실 0.001), 사후 정규화는 같은 걸음으로 무작위 추측(2.31)에 머물렀어요. Adam의 작은 한 걸음에 점수가 세 배나 더 움직였고요(21 %와 7 %). 사후 정규화의 좋은 점은 층마다 크기가 1인 토큰을 내놓는다는 것, 그리고 블록이 2개일 때는 똑같이 잘 배웠다는 거예요(0.001). 참고로 학습을 시작할 때 기울기가 사라지지는 않았어요. 층 64개를 지나 보낸 것의 5.3배가 도착했어요. 정말로 버그인 버전은 `x = norm(x)`라고 쓴 다음 `x + sublayer(x)`라고 쓰는 거예요. 지름길이 정규화한 x를 나르니, 겉모습만 다른 사후 정규화예요.
### END SOLUTION
"""

# %% [markdown] rubric="wrong_place"
r"""
1. (1 point) Says that both are right and different networks, names post-norm and pre-norm, and a model for each (2017, GPT-1 or BERT; GPT-2 or later).
2. (1 point) Says what is on the skip path: the norm in post-norm, nothing but sums in pre-norm; so in pre-norm the gradient has a way back that nothing changes, in post-norm it passes every norm.
3. (1 point) Says that in pre-norm the stream grows with depth and one more norm stands at the end, or that post-norm sets the size anew at each layer; and gives a measured number for an advantage of either wiring.
4. (1 point) Warns of the normed skip (`x = norm(x)`, then `x + sublayer(x)`), and says why: the skip must carry the raw x (or: it is post-norm in disguise).
"""

# %% [markdown] rubric="wrong_place" lang="ko"
r"""
1. (1점) 둘 다 맞고 서로 다른 신경망이라고 말하고, 사후 정규화와 사전 정규화라는 이름과 모델을 하나씩 들어요(2017년 모델, GPT-1이나 BERT; GPT-2나 그 뒤의 모델).
2. (1점) 지름길 위에 무엇이 있는지 말해요. 사후 정규화에는 정규화가, 사전 정규화에는 덧셈만 있어요. 그래서 사전 정규화에서는 기울기가 아무것도 바꾸지 않는 길로 되돌아올 수 있고, 사후 정규화에서는 모든 정규화를 지나요.
3. (1점) 사전 정규화에서는 흐름이 깊이에 따라 커져서 맨 끝에 정규화가 하나 더 있다는 것, 또는 사후 정규화는 층마다 크기를 새로 맞춘다는 것을 말해요. 그리고 어느 한쪽의 좋은 점에 대해 잰 숫자를 하나 들어요.
4. (1점) 정규화된 지름길(`x = norm(x)` 다음에 `x + sublayer(x)`)을 조심하라고 하고 까닭을 말해요. 지름길은 원래의 x를 날라야 한다는 것, 또는 그것이 겉모습만 다른 사후 정규화라는 것이요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. In $y = x + f(x)$ a gradient comes back on two ways, and their shares add up: $g_y (I + J)$.
2. Around random layers the skip keeps a gradient from vanishing, and lets it grow; without the skip it may vanish or grow, as the weights will have it.
3. A stack of $L$ such layers is $2^L$ paths: the short ones keep the gradient alive, the number of them makes it grow.
4. A branch whose last matrix is 0 makes its layer the identity, in pre-norm, and can still learn.
5. Post-norm is $\mathrm{LN}(x + f(x))$, with a norm on the skip; pre-norm is $x + f(\mathrm{LN}(x))$, with nothing but sums there, and one more norm at the very end.
6. Whoever overwrites $x$ with its norm has built post-norm and calls it pre-norm.
7. Neither place is wrong: what tells them apart in training is less the gradient at the start than how far one step throws the whole model.

**Tomorrow** six blocks become an encoder: attention, feed-forward, two residuals each, and a real data set to classify.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 3.1 (post-norm).
- He et al. 2015, *Deep Residual Learning for Image Recognition*, [arXiv:1512.03385](https://arxiv.org/abs/1512.03385): section 3.1 (why it is easier to learn a residual).
- He et al. 2016, *Identity Mappings in Deep Residual Networks*, [arXiv:1603.05027](https://arxiv.org/abs/1603.05027): section 2 (the path must be free).
- Veit, Wilber, Belongie 2016, *Residual Networks Behave Like Ensembles of Relatively Shallow Networks*, [arXiv:1605.06431](https://arxiv.org/abs/1605.06431): the paths.
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): figure 1, section 3 (gradients at the start, warm-up).
- Liu et al. 2020, *Understanding the Difficulty of Training Transformers*, [arXiv:2004.08249](https://arxiv.org/abs/2004.08249): why gradients alone do not explain it.
- Takase et al. 2022, *B2T Connection*, [arXiv:2206.00330](https://arxiv.org/abs/2206.00330): post-norm better when shallow, unstable when deep.
- Goyal et al. 2017, *Accurate, Large Minibatch SGD*, [arXiv:1706.02677](https://arxiv.org/abs/1706.02677): section 5.1 ($\gamma = 0$ at the start); Bachlechner et al. 2020, *ReZero is All You Need*, [arXiv:2003.04887](https://arxiv.org/abs/2003.04887).
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners* (GPT-2), section 2.3; OLMo team 2024, *2 OLMo 2 Furious*, [arXiv:2501.00656](https://arxiv.org/abs/2501.00656) (norm on the branch).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. $y = x + f(x)$에서 기울기는 두 길로 되돌아오고, 두 몫은 더해져요: $g_y (I + J)$.
2. 무작위 층을 감싼 지름길은 기울기가 사라지지 않게 하고 커지게 둬요. 지름길이 없으면 가중치에 따라 사라지기도 하고 커지기도 해요.
3. 이런 층을 $L$개 쌓으면 길이 $2^L$개예요. 짧은 길이 기울기를 살려 두고, 길이 많아서 커져요.
4. 가지의 마지막 행렬이 0이면 사전 정규화 층은 항등 함수가 되고, 그러면서도 배울 수 있어요.
5. 사후 정규화는 $\mathrm{LN}(x + f(x))$이고 지름길 위에 정규화가 있어요. 사전 정규화는 $x + f(\mathrm{LN}(x))$이고 그 길에는 덧셈뿐이며, 맨 끝에 정규화가 하나 더 있어요.
6. $x$를 정규화한 값으로 덮어쓰면 사후 정규화를 만들어 놓고 사전 정규화라고 부르는 거예요.
7. 어느 자리도 틀리지 않았어요. 학습할 때 둘을 가르는 것은 시작할 때의 기울기보다, 한 걸음에 모델 전체가 얼마나 멀리 움직이는지예요.

**내일**은 블록 여섯 개가 인코더(encoder)가 돼요. 블록마다 어텐션과 순방향 신경망, 그리고 잔차 연결이 두 개씩 있고, 진짜 데이터를 분류해 봐요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.1절(사후 정규화)
- He et al. 2015, *Deep Residual Learning for Image Recognition*, [arXiv:1512.03385](https://arxiv.org/abs/1512.03385): 3.1절(잔차가 왜 배우기 쉬운지)
- He et al. 2016, *Identity Mappings in Deep Residual Networks*, [arXiv:1603.05027](https://arxiv.org/abs/1603.05027): 2절(길은 비어 있어야 해요)
- Veit, Wilber, Belongie 2016, *Residual Networks Behave Like Ensembles of Relatively Shallow Networks*, [arXiv:1605.06431](https://arxiv.org/abs/1605.06431): 여러 길
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): 그림 1, 3절(학습을 시작할 때의 기울기, 워밍업)
- Liu et al. 2020, *Understanding the Difficulty of Training Transformers*, [arXiv:2004.08249](https://arxiv.org/abs/2004.08249): 기울기만으로는 설명되지 않는 까닭
- Takase et al. 2022, *B2T Connection*, [arXiv:2206.00330](https://arxiv.org/abs/2206.00330): 사후 정규화는 얕으면 더 좋고 깊으면 불안정해요
- Goyal et al. 2017, *Accurate, Large Minibatch SGD*, [arXiv:1706.02677](https://arxiv.org/abs/1706.02677): 5.1절($\gamma = 0$에서 시작하기); Bachlechner et al. 2020, *ReZero is All You Need*, [arXiv:2003.04887](https://arxiv.org/abs/2003.04887)
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners*(GPT-2), 2.3절; OLMo team 2024, *2 OLMo 2 Furious*, [arXiv:2501.00656](https://arxiv.org/abs/2501.00656)(가지 위의 정규화)
"""
