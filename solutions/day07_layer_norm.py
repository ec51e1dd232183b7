# %% [markdown] day=7 title="Layer normalization"
r"""
# Day 7 · Layer normalization

On Day 4 layer norm was one line in the block. Why does it stand there? What does it do to the gradient on the way back? And what becomes of twenty layers without it?

![Two grids side by side. Left, layer norm: two sentences drawn as grids, tokens down and features across; one row, that is one token, is coloured, and no other token takes part. Right, batch norm: the third column, that is feature 3 of all tokens, is coloured in both sentences; sentence 2 has only three tokens, its two padded rows are striped, and a question mark stands where the column meets them.](figures/day07_axes.svg)

A normalization takes a group of numbers, moves their mean to 0 and their variance to 1. **Which numbers form the group** makes all the difference:

- **Layer norm**: all features of one token (left, blue).
- **Batch norm**: one feature of all tokens of the batch (right, orange). What to do with the striped padding is a question of today.

**At the end of the day you can**

- write `LayerNorm` as a module and say what is learned in it;
- say why $\epsilon$ stands inside the root, and at which size of input one sees it;
- derive the backward pass, and match it to autograd to fifteen digits;
- show what batch norm does to sentences of different length, and why Transformers do not use it;
- write `RMSNorm`, and measure twenty layers with and without a norm.

**You need** Day 4's layer norm and Day 6's torch. In two lines: a tensor is like an array, with `dim` for `axis` and `keepdim` for `keepdims`. A module is a class derived from `nn.Module`: `__init__` makes what is learned, `forward` computes, and `module(x)` calls `forward`.
"""

# %% [markdown] lang="ko" title="층 정규화"
r"""
# 7일 차 · 층 정규화

4일 차의 층 정규화(layer normalization)는 블록 안의 한 줄이었어요. 왜 거기에 있을까요? 되돌아오는 기울기(gradient)에는 무슨 일을 할까요? 그리고 층 정규화가 없으면 스무 층은 어떻게 될까요?

![격자 그림 두 묶음이 나란히 있어요. 왼쪽은 층 정규화예요. 문장 두 개를 격자로 그렸는데, 아래로 토큰, 옆으로 특징이 놓여 있어요. 한 행, 곧 토큰 하나만 색칠되어 있고 다른 토큰은 끼어들지 않아요. 오른쪽은 배치 정규화예요. 세 번째 열, 곧 모든 토큰의 특징 3이 두 문장에서 모두 색칠되어 있어요. 문장 2는 토큰이 세 개뿐이라 패딩인 두 행에 줄무늬가 있고, 열이 그곳을 지나는 자리에 물음표가 있어요.](figures/day07_axes.svg)

정규화(normalization)는 숫자 한 무리를 골라 평균을 0으로, 분산(variance)을 1로 맞춰요. **어떤 숫자들을 한 무리로 묶느냐**가 모든 것을 좌우해요.

- **층 정규화**는 토큰(token) 하나의 모든 특징(feature)을 묶어요(왼쪽, 파란색).
- **배치 정규화(batch normalization)** 는 배치(batch)에 든 모든 토큰의 특징 하나를 묶어요(오른쪽, 주황색). 줄무늬로 그린 패딩(padding)을 어떻게 할지가 오늘의 질문 가운데 하나예요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- `LayerNorm`을 모듈로 쓰고, 그 안에서 무엇이 학습되는지 말할 수 있어요.
- $\epsilon$이 왜 제곱근 안에 있는지, 입력이 얼마나 작을 때 그것이 보이는지 말할 수 있어요.
- 역전파(backward pass)를 직접 유도하고, autograd와 열다섯 자리까지 맞출 수 있어요.
- 배치 정규화가 길이가 다른 문장들에 무슨 일을 하는지 보이고, 트랜스포머(Transformer)가 왜 쓰지 않는지 설명할 수 있어요.
- `RMSNorm`을 쓰고, 정규화가 있을 때와 없을 때의 스무 층을 잴 수 있어요.

**준비물**은 4일 차의 층 정규화와 6일 차의 torch예요. 두 줄로 되짚어 볼게요. 텐서(tensor)는 배열과 같은데 `axis` 대신 `dim`, `keepdims` 대신 `keepdim`을 써요. 모듈(module)은 `nn.Module`을 물려받은 클래스예요. `__init__`은 학습되는 것을 만들고, `forward`는 계산하고, `module(x)`라고 쓰면 `forward`가 불려요.
"""

# %%
from solutions.plots import show

# %%
import os

import matplotlib.pyplot as plt
import torch
from torch import nn


def near(one, other, atol=1e-5):
    """Are two tensors equal up to rounding, whatever their float types? For the visible checks."""
    one, other = torch.as_tensor(one).double(), torch.as_tensor(other).double()
    return one.shape == other.shape and torch.allclose(one, other, atol=atol)


# %%
torch.manual_seed(7)
B, T, d_model = 2, 5, 6  # sentences, tokens in a sentence, numbers of a token

x = 3 + 2 * torch.randn(B, T, d_model)
print("x:", tuple(x.shape), " one token:", x[0, 0].numpy().round(2))

# %% [markdown]
r"""
## 1 · Two numbers for each token

All that layer norm knows of a token are two numbers, taken over its $d$ features:

$$\mu = \frac1d \sum_{i=1}^{d} x_i \qquad\qquad \sigma^2 = \frac1d \sum_{i=1}^{d} (x_i - \mu)^2$$

| thing | shape |
|---|---|
| $x$ | `(..., d_model)` |
| $\mu$, $\sigma^2$ | `(..., 1)`: the axis is kept, so that `x - mean` fits for every shape |

**By hand.** The token $(1, 5)$ has $\mu = 3$ and $\sigma^2 = ((-2)^2 + 2^2)/2 = 4$.

Now ask torch for the same two numbers.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 토큰마다 숫자 두 개

층 정규화가 토큰에 대해 아는 것은 숫자 두 개뿐이에요. 특징 $d$개에 걸쳐 구해요.

$$\mu = \frac1d \sum_{i=1}^{d} x_i \qquad\qquad \sigma^2 = \frac1d \sum_{i=1}^{d} (x_i - \mu)^2$$

| 기호 | 모양 |
|---|---|
| $x$ | `(..., d_model)` |
| $\mu$, $\sigma^2$ | `(..., 1)`: 축을 남겨 두어야 어떤 모양에서도 `x - mean`이 맞아요 |

**손으로 해 보기.** 토큰 $(1, 5)$는 $\mu = 3$이고 $\sigma^2 = ((-2)^2 + 2^2)/2 = 4$예요.

이제 torch에게 같은 숫자 두 개를 물어봐요.
"""

# %%
pair = torch.tensor([1.0, 5.0])
print("mean:", pair.mean().item(), "  var:", pair.var().item())

# %% [markdown]
r"""
Eight, not four. `torch.var` and `torch.std` divide by $d - 1$ unless told otherwise (NumPy's divide by $d$). That is the *unbiased* estimate, meant for guessing the variance of a large population from a small sample. Layer norm guesses nothing: the $d$ features are all there are. So it divides by $d$, and in torch you must say so: `unbiased=False`, or `correction=0`.

With two features the slip doubles the variance, with 512 it adds 0.2 %. That is why it can live in a large model for years.
"""

# %% [markdown] lang="ko"
r"""
4가 아니라 8이 나왔어요. `torch.var`와 `torch.std`는 따로 말하지 않으면 $d - 1$로 나눠요(NumPy는 $d$로 나눠요). 이것은 *불편*(unbiased) 추정량인데, 작은 표본으로 큰 모집단의 분산을 짐작할 때 쓰는 거예요. 층 정규화는 짐작할 것이 없어요. 특징 $d$개가 전부니까요. 그래서 $d$로 나누고, torch에서는 그렇게 말해 줘야 해요. `unbiased=False` 또는 `correction=0`이에요.

특징이 두 개면 이 실수로 분산이 두 배가 되지만, 512개면 0.2 % 커질 뿐이에요. 그래서 큰 모델 속에서 몇 년이고 들키지 않을 수 있어요.
"""


# %% exercise="token_statistics" minutes=6 difficulty=1
def token_statistics(x):
    """Mean and variance of every token, over its own features.

    Args:
        x: (..., d_model)

    Returns:
        mean: (..., 1)
        variance: (..., 1), the mean of the squared distances from the mean (divided by d_model).
        Gradients flow back through both.

    Source: Ba et al. 2016, section 3, equation 3.
    """
    ### BEGIN SOLUTION
    mean = x.mean(dim=-1, keepdim=True)
    variance = x.var(dim=-1, unbiased=False, keepdim=True)
    return mean, variance
    ### END SOLUTION


# %% check="token_statistics" points=3
_mean, _variance = token_statistics(torch.tensor([[1.0, 5.0], [3.0, 3.0], [0.0, 6.0]]))
assert _mean.shape == _variance.shape == (3, 1), "Three tokens: is there one number for each, in a kept axis?"
assert near(_mean, [[3.0], [3.0], [3.0]]), "Over which axis is your mean?"
assert near(_variance, [[4.0], [0.0], [9.0]]), (
    "Do you get 4, 0 and 9 by hand? By what does torch divide when it is not told?"
)
_mean, _variance = token_statistics(x)
assert _mean.shape == _variance.shape == (2, 5, 1), "Does it work with a batch axis in front?"

# %% [markdown] hint="token_statistics"
r"""
The numbers of one token lie along the last axis. What must you say so that this axis stays, with size 1?
"""

# %% [markdown] hint="token_statistics" lang="ko"
r"""
토큰 하나의 숫자들은 마지막 축에 놓여 있어요. 그 축이 크기 1로 남게 하려면 무엇을 적어야 할까요?
"""

# %% [markdown] hint="token_statistics"
r"""
`x.mean` and `x.var` both take `dim=-1` and `keepdim=True`. One of them needs a third argument.
"""

# %% [markdown] hint="token_statistics" lang="ko"
r"""
`x.mean`과 `x.var` 모두 `dim=-1`과 `keepdim=True`를 받아요. 둘 가운데 하나는 인수가 하나 더 필요해요.
"""

# %% [markdown] hint="token_statistics"
r"""
The third argument of `x.var` is `unbiased=False`: divide by $d$. Return the mean first.
"""

# %% [markdown] hint="token_statistics" lang="ko"
r"""
`x.var`에 더할 인수는 `unbiased=False`예요. $d$로 나누라는 뜻이에요. 평균을 먼저 돌려주세요.
"""

# %% [markdown]
r"""
## 2 · `LayerNorm`, a module with two learned vectors

$$y = \gamma \odot \hat x + \beta, \qquad \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}$$

| thing | shape | at the start |
|---|---|---|
| $\hat x$, $y$ | `(..., d_model)` | |
| $\gamma$ (gain) | `(d_model,)`, learned | ones |
| $\beta$ (bias) | `(d_model,)`, learned | zeros |
| $\epsilon$ | one number, fixed | `1e-5` |

$\odot$ multiplies number by number. Mean 0 and variance 1 are where training *starts*. With $\gamma$ and $\beta$ the model can choose another scale and another middle for each feature, the same for all tokens.

How does the optimizer know that $\gamma$ and $\beta$ are to be learned? A tensor that is put into a module as `nn.Parameter` is on the module's list: `module.parameters()` hands it to the optimizer, `.to(...)` moves it, `state_dict()` saves it. An ordinary tensor in `self` is none of that, and nothing warns you.

Call them `gamma` and `beta`. Ba et al. write $g$ and $b$ for gain and bias; `nn.LayerNorm` calls the same two `weight` and `bias`.
"""

# %% [markdown] lang="ko"
r"""
## 2 · `LayerNorm`, 벡터 두 개를 배우는 모듈

$$y = \gamma \odot \hat x + \beta, \qquad \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}$$

| 기호 | 모양 | 처음 값 |
|---|---|---|
| $\hat x$, $y$ | `(..., d_model)` | |
| $\gamma$ (이득, gain) | `(d_model,)`, 학습돼요 | 1 |
| $\beta$ (편향, bias) | `(d_model,)`, 학습돼요 | 0 |
| $\epsilon$ | 숫자 하나, 고정 | `1e-5` |

$\odot$는 숫자끼리 하나씩 곱하라는 뜻이에요. 평균 0, 분산 1은 학습이 *시작되는* 곳이에요. $\gamma$와 $\beta$가 있으면 모델은 특징마다 다른 크기와 다른 중심을 고를 수 있어요. 모든 토큰이 같은 값을 써요.

$\gamma$와 $\beta$를 학습해야 한다는 것을 옵티마이저(optimizer)는 어떻게 알까요? `nn.Parameter`로 모듈에 넣은 텐서는 모듈의 목록에 올라요. `module.parameters()`가 알려 주고, `.to(...)`가 옮기고, `state_dict()`가 저장해요. `self`에 그냥 넣은 텐서는 그 어느 것도 되지 않는데, 아무 경고도 없어요.

이름은 `gamma`와 `beta`로 하세요. Ba et al.은 이득과 편향을 $g$와 $b$로 쓰고, `nn.LayerNorm`은 같은 둘을 `weight`와 `bias`라고 불러요.
"""


# %% exercise="LayerNorm" minutes=12 difficulty=2
class LayerNorm(nn.Module):
    """Layer normalization over the last axis.

    Learned (nn.Parameter): gamma (d_model,), ones at the start; beta (d_model,), zeros at the start.
    nn.LayerNorm calls the two weight and bias.

    Source: Ba et al. 2016, section 3; eps inside the root as in torch.nn.LayerNorm.
    """

    def __init__(self, d_model, eps=1e-5):
        """Make gamma and beta.

        Args:
            d_model: numbers of one token.
            eps: added to the variance, inside the root.
        """
        super().__init__()
        ### BEGIN SOLUTION
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        self.beta = nn.Parameter(torch.zeros(d_model))
        ### END SOLUTION

    def forward(self, x):
        """Normalize every token over its own features, then scale and shift.

        Args:
            x: (..., d_model)

        Returns:
            (..., d_model)
        """
        ### BEGIN SOLUTION
        mean, variance = token_statistics(x)
        normalized = (x - mean) / torch.sqrt(variance + self.eps)
        return self.gamma * normalized + self.beta
        ### END SOLUTION


# %% check="LayerNorm" points=5
_norm = LayerNorm(6)
_sizes = {name: tuple(parameter.shape) for name, parameter in _norm.named_parameters()}
assert _sizes == {"gamma": (6,), "beta": (6,)}, (
    "Are gamma and beta, and nothing else, nn.Parameter of shape (d_model,)?"
)
assert near(LayerNorm(2)(torch.tensor([[1.0, 5.0]])), [[-1.0, 1.0]], atol=1e-4), (
    "Do you get (-1, 1) by hand? What are gamma and beta at the start?"
)
assert _norm(x).shape == x.shape, "Is the result as large as the input?"
assert near(_norm(x).mean(dim=-1), torch.zeros(2, 5)), "Is the mean of every token 0?"
assert near(LayerNorm(2, eps=12.0)(torch.tensor([[1.0, 5.0]])), [[-0.5, 0.5]]), (
    "With eps 12 the root is that of 4 + 12. Where does your eps stand?"
)
with torch.no_grad():
    _norm.gamma.fill_(3.0)
    _norm.beta.fill_(5.0)
assert near(_norm(x), 3.0 * LayerNorm(6)(x) + 5.0, atol=1e-4), (
    "Does forward use gamma and beta, in this order?"
)

# %% [markdown] hint="LayerNorm"
r"""
`__init__` makes three things that `forward` needs later. Two of them are learned. How does one keep a thing for later in a class?
"""

# %% [markdown] hint="LayerNorm" lang="ko"
r"""
`__init__`은 나중에 `forward`에 필요한 것 세 가지를 만들어요. 그중 두 가지는 학습돼요. 클래스에서는 나중에 쓸 것을 어디에 담아 둘까요?
"""

# %% [markdown] hint="LayerNorm"
r"""
`self.gamma = nn.Parameter(torch.ones(d_model))`, and `self.beta` in the same way with zeros. `forward` begins with your `token_statistics`.
"""

# %% [markdown] hint="LayerNorm" lang="ko"
r"""
`self.gamma = nn.Parameter(torch.ones(d_model))`이고, `self.beta`도 0으로 똑같이 만들어요. `forward`는 여러분의 `token_statistics`로 시작하세요.
"""

# %% [markdown] hint="LayerNorm"
r"""
In `forward`: divide `x - mean` by `torch.sqrt(variance + self.eps)`, multiply by `self.gamma`, add `self.beta`. Do not forget to store `eps` in `self`.
"""

# %% [markdown] hint="LayerNorm" lang="ko"
r"""
`forward`에서는 `x - mean`을 `torch.sqrt(variance + self.eps)`로 나누고, `self.gamma`를 곱하고, `self.beta`를 더해요. `eps`를 `self`에 담아 두는 것도 잊지 마세요.
"""

# %% [markdown]
r"""
### The same as torch's?

We give both modules the same random gains and biases. And we look at what layer norm does *not* see: a token that is shifted, and a token that is stretched.
"""

# %% [markdown] lang="ko"
r"""
### torch의 것과 같을까요?

두 모듈에 같은 난수로 이득과 편향을 넣어 줘요. 그리고 층 정규화가 *보지 못하는* 것도 살펴봐요. 모든 숫자에 같은 수를 더한 토큰과, 몇 배로 늘인 토큰이에요.
"""

# %%
ours, torchs = LayerNorm(d_model), nn.LayerNorm(d_model)
with torch.no_grad():
    ours.gamma.copy_(torch.randn(d_model))
    ours.beta.copy_(torch.randn(d_model))
    torchs.weight.copy_(ours.gamma)
    torchs.bias.copy_(ours.beta)

    print(f"largest difference from nn.LayerNorm: {(ours(x) - torchs(x)).abs().max():.1e}")
    print(f"every token shifted by 100:           {(ours(x + 100) - ours(x)).abs().max():.1e}")
    print(f"every token ten times as long:        {(ours(10 * x) - ours(x)).abs().max():.1e}")
    print(
        f"one feature ten times as large:       {(ours(x * torch.tensor([10.0] + [1] * 5)) - ours(x)).abs().max():.1e}"
    )

# %% [markdown]
r"""
A shift and a stretch of a token leave the result as it is (up to rounding and $\epsilon$). One feature that is ten times as large does not: it changes the whole token. Keep the last three lines in mind; they explain the gradient in section 5.
"""

# %% [markdown] lang="ko"
r"""
토큰을 옮기거나 늘여도 결과는 그대로예요(반올림과 $\epsilon$만큼만 달라요). 하지만 특징 하나를 10배로 키우면 토큰 전체가 달라져요. 마지막 세 줄을 기억해 두세요. 5절에서 기울기를 설명해 줄 거예요.
"""

# %% [markdown]
r"""
## 3 · When does one see $\epsilon$?

If all numbers of a token are equal, $\sigma$ is 0, and without $\epsilon$ the division would be 0/0. There are two places to put it, and both are found in code that is widely read:

| | divisor |
|---|---|
| inside (`nn.LayerNorm`) | $\sqrt{\sigma^2 + \epsilon}$ |
| outside | $\sigma + \epsilon$ |

How wide is a token *after* each of the two? Before, its standard deviation is $\sigma$. Both divide by one number, so afterwards it is $\sigma$ over that number.

**By hand.** $\sigma = 0.3$ and $\epsilon = 0.16$. Inside: $0.3/\sqrt{0.09 + 0.16} = 0.3/0.5 = 0.6$. Outside: $0.3/0.46 \approx 0.652$.
"""

# %% [markdown] lang="ko"
r"""
## 3 · $\epsilon$은 언제 보일까요

토큰의 숫자가 모두 같으면 $\sigma$가 0이고, $\epsilon$이 없으면 0/0이 돼요. $\epsilon$을 놓을 자리는 두 곳이고, 널리 읽히는 코드에서 두 가지를 다 볼 수 있어요.

| | 나누는 수 |
|---|---|
| 안 (`nn.LayerNorm`) | $\sqrt{\sigma^2 + \epsilon}$ |
| 밖 | $\sigma + \epsilon$ |

두 방법을 거친 *뒤에* 토큰은 얼마나 넓게 퍼져 있을까요? 처음 표준편차(standard deviation)는 $\sigma$예요. 둘 다 숫자 하나로 나누니까, 뒤에는 $\sigma$를 그 수로 나눈 값이 돼요.

**손으로 해 보기.** $\sigma = 0.3$, $\epsilon = 0.16$이라고 할게요. 안에 두면 $0.3/\sqrt{0.09 + 0.16} = 0.3/0.5 = 0.6$, 밖에 두면 $0.3/0.46 \approx 0.652$예요.
"""


# %% exercise="spread_after" minutes=7 difficulty=2
def spread_after(std, eps):
    """Standard deviation of a token after normalization (gamma 1, beta 0), with eps in either place.

    Args:
        std: tensor of any shape, the standard deviations before (0 or more).
        eps: one positive number.

    Returns:
        inside: tensor of the shape of std, for eps inside the root, beside the variance.
        outside: tensor of the shape of std, for eps outside, beside the standard deviation.
    """
    ### BEGIN SOLUTION
    inside = std / torch.sqrt(std**2 + eps)
    outside = std / (std + eps)
    return inside, outside
    ### END SOLUTION


# %% check="spread_after" points=3
_inside, _outside = spread_after(torch.tensor([0.3, 0.0]), 0.16)
assert near(_inside, [0.6, 0.0]), "Do you get 0.6 by hand? What stands under the root?"
assert near(_outside, [0.65217, 0.0], atol=1e-4), "Do you get 0.652 by hand?"
_inside, _ = spread_after(token_statistics(x)[1].sqrt(), 1e-5)
assert near(_inside, LayerNorm(6)(x).std(dim=-1, unbiased=False, keepdim=True), atol=1e-4), (
    "Is this what your LayerNorm does to the tokens x?"
)

# %% [markdown] hint="spread_after"
r"""
The function is given the standard deviation. Which power of it stands beside $\epsilon$ under the root?
"""

# %% [markdown] hint="spread_after" lang="ko"
r"""
이 함수가 받는 것은 표준편차예요. 제곱근 안에서 $\epsilon$ 옆에 있는 것은 그것의 몇 제곱인가요?
"""

# %% [markdown] hint="spread_after"
r"""
Two quotients, both with `std` above the line. Below the line stand the two divisors of the table.
"""

# %% [markdown] hint="spread_after" lang="ko"
r"""
몫이 두 개예요. 둘 다 분자는 `std`이고, 분모는 표에 있는 나누는 수 두 개예요.
"""

# %% [markdown] hint="spread_after"
r"""
The first divisor is `torch.sqrt(std**2 + eps)`. The second needs neither a root nor a square.
"""

# %% [markdown] hint="spread_after" lang="ko"
r"""
첫째 나누는 수는 `torch.sqrt(std**2 + eps)`예요. 둘째에는 제곱근도 제곱도 필요 없어요.
"""

# %%
std = torch.logspace(-7, 1, 200, dtype=torch.float64)
inside, outside = spread_after(std, 1e-5)
bert = spread_after(std, 1e-12)[0]

fig, axes = plt.subplots(figsize=(8.4, 4.4), layout="constrained")
axes.semilogx(std, inside, color="#0072B2", linewidth=2.5, label="inside the root, eps 1e-5")
axes.semilogx(std, outside, color="#D55E00", linewidth=2.5, linestyle="--", label="outside, eps 1e-5")
axes.semilogx(
    std, bert, color="#009E73", linewidth=2.5, linestyle=":", label="inside the root, eps 1e-12 (BERT)"
)
root = 1e-5**0.5
axes.axvline(root, color="#6B6B6B", linewidth=1)
axes.text(root * 1.15, 0.03, "root of 1e-5", color="#6B6B6B")
axes.set(
    xlabel="standard deviation of the token before", ylabel="after", title="How wide a token leaves the norm"
)
axes.legend(frameon=False, loc="center right")
show(
    fig,
    "Standard deviation after the norm against the one before, on a logarithmic axis from 1e-7 to 10. With eps 1e-5 "
    "inside the root the curve climbs from 0 to 1 around 0.003; outside it climbs already around 0.00001; with eps "
    "1e-12 inside it climbs around 0.000001. To the right of 0.1 all three are 1.",
)

print("before     inside 1e-5   outside 1e-5   inside 1e-12")
for before in (1.0, 0.02, root, 1e-3):
    one, two = spread_after(torch.tensor(before, dtype=torch.float64), 1e-5)
    three, _ = spread_after(torch.tensor(before, dtype=torch.float64), 1e-12)
    print(f"{before:7.4f}{one:14.4f}{two:15.4f}{three:15.4f}")

# %% [markdown]
r"""
**Inside the root, $\epsilon$ rules below** $\sqrt\epsilon \approx 0.0032$, **outside below** $\epsilon = 0.00001$. Between the two, two and a half powers of ten, they are different functions. At $\sigma = \sqrt\epsilon$ the token leaves with width $1/\sqrt2 \approx 0.707$ inside and 0.997 outside.

At size 1 nobody sees a difference, not even in the fourth digit. At 0.02 it is 1.2 %, and 0.02 is no unusual number: GPT-2's weights and embeddings are drawn with this standard deviation (`initializer_range` in Hugging Face's configuration).

So the *value* matters, too, as soon as one loads weights that others trained: GPT-2 has `1e-5`, BERT `1e-12`, T5 `1e-6` (their Hugging Face configurations). There is a second reason for "inside": the slope of $\sqrt{v}$ at $v = 0$ is infinite, that of $\sqrt{v + \epsilon}$ is not, and the way back needs the slope.
"""

# %% [markdown] lang="ko"
r"""
제곱근 안에 두면 $\epsilon$은 $\sqrt\epsilon \approx 0.0032$ 아래에서 힘을 쓰고, 밖에 두면 $\epsilon = 0.00001$ 아래에서 힘을 써요. 그 사이, 두 자릿수 반에 걸쳐 둘은 서로 다른 함수예요. $\sigma = \sqrt\epsilon$에서 토큰은 안에 두면 $1/\sqrt2 \approx 0.707$, 밖에 두면 0.997의 너비로 나와요.

크기가 1이면 넷째 자리에서도 차이가 보이지 않아요. 0.02면 1.2 %가 차이 나는데, 0.02는 드문 수가 아니에요. GPT-2의 가중치와 임베딩(embedding)을 이 표준편차로 뽑거든요(Hugging Face 설정의 `initializer_range`).

그래서 남이 학습한 가중치를 불러올 때는 $\epsilon$의 *값*도 중요해요. GPT-2는 `1e-5`, BERT는 `1e-12`, T5는 `1e-6`이에요(각각의 Hugging Face 설정). 안에 두는 이유는 하나 더 있어요. $v = 0$에서 $\sqrt{v}$의 기울기는 무한대지만 $\sqrt{v + \epsilon}$의 기울기는 그렇지 않아요. 되돌아오는 길에는 이 기울기가 필요해요.
"""

# %% [markdown]
r"""
## 4 · The way back, part one: gamma and beta

Training asks how the loss $L$ changes when a number changes a little. The **backward pass** of a layer gets the answer for its output and must give the answers for its inputs. `loss.backward()` does that by itself (*autograd*); today you do it by hand, once, to see what the norm does to a gradient.

Given is `grad_output`, the slope of the loss for every number of $y$: $\partial L / \partial y$, as large as $y$. Wanted first are the slopes for $\gamma$ and $\beta$. For feature $i$ of token $t$

$$y_{ti} = \gamma_i\, \hat x_{ti} + \beta_i .$$

One $\gamma_i$ serves **all** tokens of all sentences. A small step of $\gamma_i$ moves every one of them, and their effects add up:

$$\frac{\partial L}{\partial \gamma_i} = \sum_{t} \frac{\partial L}{\partial y_{ti}}\; \hat x_{ti} \qquad\qquad \frac{\partial L}{\partial \beta_i} = \sum_{t} \frac{\partial L}{\partial y_{ti}}$$

| thing | shape |
|---|---|
| `grad_output`, `normalized` ($\hat x$) | `(..., d_model)` |
| both gradients | `(d_model,)`, as large as $\gamma$ and $\beta$ |

$t$ runs over everything in front of the features: tokens, and sentences too. A gradient always has the shape of the thing it is for; that tells you which axes to sum.

**By hand.** Two tokens with $\hat x = (-1, 1)$ and $(1, -1)$, and `grad_output` $(1, 2)$ and $(3, 4)$. Then $\partial L/\partial\gamma = (-1 + 3,\; 2 - 4) = (2, -2)$ and $\partial L/\partial\beta = (4, 6)$.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 되돌아오는 길 첫째: gamma와 beta

학습은 이렇게 물어요. 숫자 하나가 조금 변하면 손실(loss) $L$은 얼마나 변할까? 층의 **역전파(backward pass)** 는 출력에 대한 답을 받아서 입력에 대한 답을 내놓아야 해요. `loss.backward()`가 저절로 해 주는 일이지만(*autograd*), 오늘은 정규화가 기울기에 무슨 일을 하는지 보려고 한 번 손으로 해 봐요.

주어지는 것은 `grad_output`이에요. $y$의 숫자마다 손실의 기울기 $\partial L / \partial y$가 들어 있고, 크기는 $y$와 같아요. 먼저 $\gamma$와 $\beta$의 기울기를 구해요. 토큰 $t$의 특징 $i$는 이렇게 계산돼요.

$$y_{ti} = \gamma_i\, \hat x_{ti} + \beta_i .$$

$\gamma_i$ 하나를 모든 문장의 **모든** 토큰이 함께 써요. $\gamma_i$가 조금 움직이면 그 모든 토큰이 움직이고, 그 영향을 다 더해야 해요.

$$\frac{\partial L}{\partial \gamma_i} = \sum_{t} \frac{\partial L}{\partial y_{ti}}\; \hat x_{ti} \qquad\qquad \frac{\partial L}{\partial \beta_i} = \sum_{t} \frac{\partial L}{\partial y_{ti}}$$

| 기호 | 모양 |
|---|---|
| `grad_output`, `normalized` ($\hat x$) | `(..., d_model)` |
| 두 기울기 | `(d_model,)`, $\gamma$와 $\beta$의 크기 그대로 |

$t$는 특징 앞에 있는 모든 것을 돌아요. 토큰뿐 아니라 문장도요. 기울기의 모양은 언제나 원래 것의 모양과 같아요. 그래서 어느 축들을 더할지 알 수 있어요.

**손으로 해 보기.** 토큰 두 개의 $\hat x$가 $(-1, 1)$과 $(1, -1)$이고, `grad_output`이 $(1, 2)$와 $(3, 4)$예요. 그러면 $\partial L/\partial\gamma = (-1 + 3,\; 2 - 4) = (2, -2)$이고 $\partial L/\partial\beta = (4, 6)$이에요.
"""


# %% exercise="gamma_beta_gradients" minutes=8 difficulty=2
def gamma_beta_gradients(grad_output, normalized):
    """Gradients of gamma and beta in y = gamma * normalized + beta.

    Args:
        grad_output: (..., d_model), the gradient of the loss with respect to y; at least one axis in front.
        normalized: (..., d_model), the tokens before gamma and beta.

    Returns:
        grad_gamma: (d_model,)
        grad_beta: (d_model,)
    """
    ### BEGIN SOLUTION
    in_front = tuple(range(grad_output.ndim - 1))  # every axis but the features
    grad_gamma = (grad_output * normalized).sum(dim=in_front)
    grad_beta = grad_output.sum(dim=in_front)
    return grad_gamma, grad_beta
    ### END SOLUTION


# %% check="gamma_beta_gradients" points=4
_grad = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
_grad_gamma, _grad_beta = gamma_beta_gradients(_grad, torch.tensor([[-1.0, 1.0], [1.0, -1.0]]))
assert _grad_gamma.shape == _grad_beta.shape == (2,), (
    "Has each gradient the shape of gamma: one number for a feature?"
)
assert near(_grad_beta, [4.0, 6.0]), "Do you get (4, 6) for beta by hand? Sum, not mean?"
assert near(_grad_gamma, [2.0, -2.0]), "Do you get (2, -2) for gamma by hand?"
_grad_gamma, _grad_beta = gamma_beta_gradients(torch.ones(2, 5, 6), x)
assert _grad_gamma.shape == (6,), "Two sentences of five tokens: which axes must be summed?"
assert near(_grad_beta, torch.full((6,), 10.0)), "Do all ten tokens add to the gradient?"

# %% [markdown] hint="gamma_beta_gradients"
r"""
What is the slope of $\gamma_i \hat x_{ti} + \beta_i$ with respect to $\gamma_i$? With respect to $\beta_i$? Multiply by `grad_output` first, sum afterwards.
"""

# %% [markdown] hint="gamma_beta_gradients" lang="ko"
r"""
$\gamma_i \hat x_{ti} + \beta_i$를 $\gamma_i$로 미분하면 무엇인가요? $\beta_i$로는요? 먼저 `grad_output`을 곱하고, 그다음에 더하세요.
"""

# %% [markdown] hint="gamma_beta_gradients"
r"""
Sum over all axes but the last. You can name them, `tuple(range(grad_output.ndim - 1))`, or first make one long row of tokens with `reshape(-1, d)` and sum over axis 0.
"""

# %% [markdown] hint="gamma_beta_gradients" lang="ko"
r"""
마지막 축만 빼고 모든 축을 따라 더하세요. `tuple(range(grad_output.ndim - 1))`로 축을 적어도 되고, 먼저 `reshape(-1, d)`로 토큰을 한 줄로 세운 다음 0번 축을 따라 더해도 돼요.
"""

# %% [markdown] hint="gamma_beta_gradients"
r"""
`grad_gamma` is `(grad_output * normalized).sum(dim=in_front)`, where `in_front` is the tuple of the second hint. For `grad_beta` leave out one factor.
"""

# %% [markdown] hint="gamma_beta_gradients" lang="ko"
r"""
`in_front`가 두 번째 힌트의 튜플이라면 `grad_gamma`는 `(grad_output * normalized).sum(dim=in_front)`예요. `grad_beta`에서는 곱하는 것 하나를 빼면 돼요.
"""

# %% [markdown]
r"""
## 5 · The way back, part two: x

Now the slope for $x$ itself. Here is the whole layer once more, in steps. Write $s$ for the divisor, $\epsilon$ included:

$$c = x - \mu, \qquad s = \sqrt{\sigma^2 + \epsilon}, \qquad \hat x = c / s, \qquad y = \gamma \odot \hat x + \beta$$

![Above, the way forward: x goes to c = x minus mu, then to x hat = c over s, then to y = gamma times x hat plus beta, then to the loss. Two side ways leave it: x also makes mu, which enters c, and c also makes s, which enters x hat. Below, the way back, where g = grad_output times gamma arrives at x hat. Three terms: straight through, g over s; through mu, minus the mean of g over s; through s, minus x hat times the mean of g times x hat, over s. grad_x is the sum of the three.](figures/day07_backward.svg)

Each number $x_j$ reaches the output in **three ways**: by itself, through $\mu$ (which all $d$ numbers share) and through $s$ (likewise).

**Step 1, through gamma.** What arrives at $\hat x$ is $g = \partial L/\partial \hat x$, that is `grad_output` times $\gamma$, number by number, of shape `(..., d_model)`.

**Step 2, a small step forward.** Let $x$ move by a small $\mathrm dx$, of shape `(..., d_model)`. Write $\overline{v}$ for the mean of $v$ over the features, of shape `(..., 1)`.

- The mean moves by $\mathrm d\mu = \overline{\mathrm dx}$.
- For the divisor start from $s^2 = \overline{c^2} + \epsilon$. Both sides move: $2 s\, \mathrm ds = 2\, \overline{c\, \mathrm dc}$ with $\mathrm dc = \mathrm dx - \mathrm d\mu$. The part with $\mathrm d\mu$ drops out, because $\overline c = 0$. So $\mathrm ds = \overline{c\, \mathrm dx}/s = \overline{\hat x\, \mathrm dx}$.
- The quotient $\hat x = c/s$ moves by $\mathrm dc/s - c\, \mathrm ds/s^2$ (the quotient rule), that is $\mathrm d\hat x = \mathrm dc/s - \hat x\, \mathrm ds/s$. Together:

$$\mathrm d\hat x = \frac1s \left( \mathrm dx - \overline{\mathrm dx} - \hat x\; \overline{\hat x\, \mathrm dx} \right)$$

**Step 3, sort by** $\mathrm dx_j$**.** The loss moves by $\mathrm dL = \sum_i g_i\, \mathrm d\hat x_i$. In the middle term $\sum_i g_i\, \overline{\mathrm dx} = \sum_i g_i \cdot \frac1d \sum_j \mathrm dx_j = \sum_j \overline g\; \mathrm dx_j$: the mean has moved over to $g$. In the last one, in the same way, $\sum_i g_i \hat x_i\; \overline{\hat x\, \mathrm dx} = \sum_j \hat x_j\; \overline{g \hat x}\; \mathrm dx_j$. What stands before $\mathrm dx_j$ is the slope:

$$\frac{\partial L}{\partial x} = \frac1s \left( g - \overline{g} - \hat x\; \overline{g \odot \hat x} \right)$$

| thing | shape |
|---|---|
| $g$, $\hat x$, $\partial L/\partial x$ | `(..., d_model)` |
| $s$, $\overline g$, $\overline{g \odot \hat x}$ | `(..., 1)`: means over the features of one token |

Nothing here mixes tokens, so it holds for any number of axes in front.

**By hand.** The token $(1, 2, 3)$ with $\gamma = 1$, $\epsilon = 0$ and `grad_output` $(1, 0, 0)$. $\mu = 2$, $s = \sqrt{2/3} \approx 0.816$, $\hat x \approx (-1.225, 0, 1.225)$. $\overline g = 1/3$ and $\overline{g\hat x} \approx -0.408$. The bracket is $(1 - \frac13 - \frac12,\; 0 - \frac13 - 0,\; 0 - \frac13 + \frac12) = (\frac16, -\frac13, \frac16)$, and over $s$ that is $(0.204, -0.408, 0.204)$.

Dividing by $s$ alone would have given $(1.225, 0, 0)$: another direction altogether.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 되돌아오는 길 둘째: x

이제 $x$ 자신의 기울기예요. 층 전체를 단계별로 다시 써 볼게요. 나누는 수는 $\epsilon$까지 넣어서 $s$라고 쓸게요.

$$c = x - \mu, \qquad s = \sqrt{\sigma^2 + \epsilon}, \qquad \hat x = c / s, \qquad y = \gamma \odot \hat x + \beta$$

![위는 나아가는 길이에요. x가 c = x - 뮤로, 그다음 x 햇 = c 나누기 s로, 그다음 y = 감마 곱하기 x 햇 더하기 베타로, 그리고 손실로 가요. 곁길이 두 개 있어요. x는 뮤도 만들고 뮤는 c로 들어가요. c는 s도 만들고 s는 x 햇으로 들어가요. 아래는 되돌아오는 길이고, g = grad_output 곱하기 감마가 x 햇에 도착해요. 항이 세 개 있어요. 곧장 오는 길은 g 나누기 s, 뮤를 거치는 길은 빼기 g의 평균 나누기 s, s를 거치는 길은 빼기 x 햇 곱하기 (g 곱하기 x 햇의 평균) 나누기 s예요. grad_x는 셋의 합이에요.](figures/day07_backward.svg)

숫자 $x_j$는 **세 가지 길**로 출력에 닿아요. 스스로 곧장, $\mu$를 거쳐서(숫자 $d$개가 함께 써요), 그리고 $s$를 거쳐서요(이것도 함께 써요).

**1단계, gamma를 지나서.** $\hat x$에 도착하는 것은 $g = \partial L/\partial \hat x$예요. `grad_output`에 $\gamma$를 숫자끼리 곱한 것이고, 모양은 `(..., d_model)`이에요.

**2단계, 앞으로 한 걸음.** $x$가 아주 조금, $\mathrm dx$만큼 움직인다고 해요. 모양은 `(..., d_model)`이에요. $v$를 특징에 대해 평균 낸 것을 $\overline{v}$라고 쓸게요. 모양은 `(..., 1)`이에요.

- 평균은 $\mathrm d\mu = \overline{\mathrm dx}$만큼 움직여요.
- 나누는 수는 $s^2 = \overline{c^2} + \epsilon$에서 시작해요. 양쪽이 움직이면 $2 s\, \mathrm ds = 2\, \overline{c\, \mathrm dc}$이고 $\mathrm dc = \mathrm dx - \mathrm d\mu$예요. $\overline c = 0$이라서 $\mathrm d\mu$가 든 부분은 사라져요. 그래서 $\mathrm ds = \overline{c\, \mathrm dx}/s = \overline{\hat x\, \mathrm dx}$예요.
- 몫 $\hat x = c/s$는 $\mathrm d\hat x = \mathrm dc/s - \hat x\, \mathrm ds/s$만큼 움직여요. 모두 모으면 이렇게 돼요.

$$\mathrm d\hat x = \frac1s \left( \mathrm dx - \overline{\mathrm dx} - \hat x\; \overline{\hat x\, \mathrm dx} \right)$$

**3단계,** $\mathrm dx_j$**별로 모으기.** 손실은 $\mathrm dL = \sum_i g_i\, \mathrm d\hat x_i$만큼 움직여요. 가운데 항은 $\sum_i g_i\, \overline{\mathrm dx} = \sum_i g_i \cdot \frac1d \sum_j \mathrm dx_j = \sum_j \overline g\; \mathrm dx_j$예요. 평균이 $g$ 쪽으로 옮겨 갔어요. 마지막 항도 같은 방법으로 $\sum_i g_i \hat x_i\; \overline{\hat x\, \mathrm dx} = \sum_j \hat x_j\; \overline{g \hat x}\; \mathrm dx_j$예요. $\mathrm dx_j$ 앞에 있는 것이 바로 기울기예요.

$$\frac{\partial L}{\partial x} = \frac1s \left( g - \overline{g} - \hat x\; \overline{g \odot \hat x} \right)$$

| 기호 | 모양 |
|---|---|
| $g$, $\hat x$, $\partial L/\partial x$ | `(..., d_model)` |
| $s$, $\overline g$, $\overline{g \odot \hat x}$ | `(..., 1)`: 토큰 하나의 특징에 대한 평균 |

토큰을 섞는 곳이 하나도 없으니 앞에 축이 몇 개 있어도 성립해요.

**손으로 해 보기.** 토큰 $(1, 2, 3)$, $\gamma = 1$, $\epsilon = 0$, `grad_output`은 $(1, 0, 0)$이에요. $\mu = 2$, $s = \sqrt{2/3} \approx 0.816$, $\hat x \approx (-1.225, 0, 1.225)$예요. $\overline g = 1/3$이고 $\overline{g\hat x} \approx -0.408$이에요. 괄호 안은 $(1 - \frac13 - \frac12,\; 0 - \frac13 - 0,\; 0 - \frac13 + \frac12) = (\frac16, -\frac13, \frac16)$이고, $s$로 나누면 $(0.204, -0.408, 0.204)$가 돼요.

$s$로 나누기만 했다면 $(1.225, 0, 0)$이 나왔을 거예요. 방향부터 전혀 달라요.
"""


# %% exercise="layer_norm_backward" minutes=18 difficulty=4
def layer_norm_backward(grad_output, x, gamma, eps=1e-5):
    """Backward pass of layer norm, by hand: the gradients of x, gamma and beta.

    Args:
        grad_output: (..., d_model), the gradient of the loss with respect to the output of the layer; at least one
            axis in front.
        x: (..., d_model), the input of the layer.
        gamma: (d_model,)
        eps: as on the way forward, added to the variance inside the root.

    Returns:
        grad_x: (..., d_model)
        grad_gamma: (d_model,)
        grad_beta: (d_model,)
    """
    ### BEGIN SOLUTION
    mean, variance = token_statistics(x)
    s = torch.sqrt(variance + eps)  # (..., 1)
    normalized = (x - mean) / s
    g = grad_output * gamma  # what arrives at the normalized tokens
    mean_g = g.mean(dim=-1, keepdim=True)
    mean_g_normalized = (g * normalized).mean(dim=-1, keepdim=True)
    grad_x = (g - mean_g - normalized * mean_g_normalized) / s
    grad_gamma, grad_beta = gamma_beta_gradients(grad_output, normalized)
    return grad_x, grad_gamma, grad_beta
    ### END SOLUTION


# %% check="layer_norm_backward" points=6
_three = torch.tensor([[1.0, 2.0, 3.0]])
_grad_x, _grad_gamma, _grad_beta = layer_norm_backward(torch.tensor([[1.0, 0.0, 0.0]]), _three, torch.ones(3))
assert _grad_x.shape == (1, 3), "Is grad_x as large as x?"
assert _grad_gamma.shape == _grad_beta.shape == (3,), "Are the other two as large as gamma and beta?"
assert near(_grad_gamma, [-1.2247, 0.0, 0.0], atol=1e-3), "Do you get grad_gamma from x_hat and grad_output?"
assert not near(_grad_x, [[1.2247, 0.0, 0.0]], atol=1e-3), (
    "Do mu and s move when x moves? Two terms are missing."
)
assert near(_grad_x, [[0.2041, -0.4082, 0.2041]], atol=1e-3), "Do you get (0.204, -0.408, 0.204) by hand?"
_grad_x, _grad_gamma, _ = layer_norm_backward(
    torch.tensor([[1.0, 0.0, 0.0]]), _three, torch.tensor([2.0, 1.0, 1.0])
)
assert near(_grad_x, [[0.4082, -0.8165, 0.4082]], atol=1e-3), "Gamma 2 for feature 1: is it in both means?"
assert near(_grad_gamma, [-1.2247, 0.0, 0.0], atol=1e-3), "Does grad_gamma take grad_output, and not g?"
_grad_x, _, _ = layer_norm_backward(torch.randn(2, 5, 6), x, torch.randn(6))
assert near(_grad_x.sum(dim=-1), torch.zeros(2, 5), atol=1e-4), (
    "Does the gradient of every token sum to 0? Where does gamma enter: before the means or after?"
)

# %% [markdown] hint="layer_norm_backward"
r"""
Go forward first: `mean`, `variance`, `s` and the normalized tokens, as in your `LayerNorm`. Only then go back, with a name for each part of the formula.
"""

# %% [markdown] hint="layer_norm_backward" lang="ko"
r"""
먼저 앞으로 가세요. `mean`, `variance`, `s`, 정규화한 토큰을 `LayerNorm`에서처럼 구해요. 그다음에 되돌아오면서 식의 부분마다 이름을 붙이세요.
"""

# %% [markdown] hint="layer_norm_backward"
r"""
`g = grad_output * gamma`, and both means are `.mean(dim=-1, keepdim=True)`: one of `g`, one of `g * normalized`. For gamma and beta call your `gamma_beta_gradients`.
"""

# %% [markdown] hint="layer_norm_backward" lang="ko"
r"""
`g = grad_output * gamma`이고, 두 평균은 모두 `.mean(dim=-1, keepdim=True)`예요. 하나는 `g`의 평균, 하나는 `g * normalized`의 평균이에요. gamma와 beta는 여러분의 `gamma_beta_gradients`에 맡기세요.
"""

# %% [markdown] hint="layer_norm_backward"
r"""
From `g` subtract its mean, and subtract `normalized` times the mean of `g * normalized`. Divide all of that by `s`. Hand `grad_output`, not `g`, to `gamma_beta_gradients`.
"""

# %% [markdown] hint="layer_norm_backward" lang="ko"
r"""
`g`에서 그 평균을 빼고, `normalized`에 `g * normalized`의 평균을 곱한 것도 빼요. 그 전체를 `s`로 나누세요. `gamma_beta_gradients`에는 `g`가 아니라 `grad_output`을 넘겨요.
"""

# %% [markdown]
r"""
### Against autograd, in float64

Autograd is the judge. `torch.autograd.grad(output, inputs, grad_output)` gives the gradients of the inputs for a given `grad_output`; `requires_grad_()` asks torch beforehand to keep track of a tensor. In float64 rounding is about $10^{-16}$ of a number of size one, so a right formula must agree to about fifteen digits. In float32 it could only agree to six or seven, and a small mistake could hide there. The last column is the gap of the formula without the two means.
"""

# %% [markdown] lang="ko"
r"""
### float64로 autograd와 맞춰 보기

심판은 autograd예요. `torch.autograd.grad(output, inputs, grad_output)`은 주어진 `grad_output`에 대해 입력들의 기울기를 구해 줘요. `requires_grad_()`는 torch에게 그 텐서를 따라가 달라고 미리 부탁하는 거예요. float64에서 반올림 오차는 크기가 1인 숫자의 $10^{-16}$쯤이니까, 맞는 식이라면 열다섯 자리쯤 일치해야 해요. float32에서는 여섯, 일곱 자리까지만 일치할 수 있어서 작은 실수가 그 속에 숨을 수 있어요. 마지막 열은 두 평균 항을 빠뜨린 식의 오차예요.
"""

# %%
print("              grad_x    grad_gamma  grad_beta   grad_x without the two means")
for dtype in (torch.float32, torch.float64):
    generator = torch.Generator().manual_seed(1)
    leaf = (3 + 2 * torch.randn(4, 5, 6, dtype=dtype, generator=generator)).requires_grad_()
    gain = torch.randn(6, dtype=dtype, generator=generator).requires_grad_()
    bias = torch.randn(6, dtype=dtype, generator=generator).requires_grad_()
    upstream = torch.randn(4, 5, 6, dtype=dtype, generator=generator)
    right = torch.autograd.grad(
        nn.functional.layer_norm(leaf, (6,), gain, bias), (leaf, gain, bias), upstream
    )
    with torch.no_grad():
        by_hand = layer_norm_backward(upstream, leaf, gain)
        naive = upstream * gain / torch.sqrt(token_statistics(leaf)[1] + 1e-5)
        gaps = [(one - other).abs().max().item() for one, other in zip(by_hand, right, strict=True)]
        print(
            dtype, "".join(f"{gap:12.1e}" for gap in gaps), f"{(naive - right[0]).abs().max().item():12.1e}"
        )

along_ones = right[0].sum(dim=-1).abs().max().item()
along_token = (right[0] * (leaf - leaf.mean(dim=-1, keepdim=True))).sum(dim=-1).abs().max().item()
print(
    f"\ntorch's grad_x of a token: its sum is at most {along_ones:.0e}, its product with the token {along_token:.0e}"
)

# %% [markdown]
r"""
Your formula is torch's, down to rounding. And the last line shows a property that the naive formula does not have: the gradient of every token sums to 0 (up to rounding), and it stands at a right angle to the centred token (up to $\epsilon$: the product is a little larger).

Think of section 2: a shift and a stretch of a token change nothing at the output. (Ten times $x$ is a stretch about the mean and a shift, together.) So the loss has no slope in these two directions, and a right gradient must have nothing in them. Exactly that is what the two mean terms take away.

Does it matter for training? Xu et al. (2019) ran models in which $\mu$ and $s$ count as constants on the way back. Their finding: what these two derivatives do, re-centering and re-scaling the gradient, matters more for layer norm than the normalization on the way forward.
"""

# %% [markdown] lang="ko"
r"""
여러분의 식은 반올림 오차까지 torch의 것과 같아요. 그리고 마지막 줄은 단순한 식에는 없는 성질을 보여 줘요. 토큰마다 기울기의 합이 0이고, 기울기가 (평균을 뺀) 토큰과 직각을 이뤄요. $\epsilon$과 반올림만큼만 어긋나요.

2절을 떠올려 보세요. 토큰을 옮기거나 늘여도 출력은 변하지 않았어요. ($x$의 10배는 평균을 중심으로 늘이고 옮긴 것과 같아요.) 그러니 이 두 방향으로는 손실에 기울기가 없고, 올바른 기울기라면 이 두 방향의 성분이 없어야 해요. 두 평균 항이 덜어 내는 것이 바로 그거예요.

학습에도 중요할까요? Xu et al.(2019)은 되돌아오는 길에서 $\mu$와 $s$를 상수로 취급하는 모델들을 학습시켜 봤어요. 그 결과, 이 두 미분이 하는 일, 곧 기울기의 중심과 크기를 다시 맞추는 일이 앞으로 가는 길의 정규화보다 층 정규화에 더 중요했어요.
"""

# %% [markdown]
r"""
## 6 · In your own words
"""

# %% [markdown] lang="ko"
r"""
## 6 · 여러분의 말로
"""

# %% [markdown] exercise="why_two_means" kind="explain" points=4 minutes=12 difficulty=3
r"""
**Explain.** A fellow student writes the backward pass of layer norm as `grad_output * gamma / s` and says: "The norm only divides by a number." Convince them that two terms are missing, without repeating the derivation. Say what treating $\mu$ and $s$ as constants overlooks; what happens to the output when a constant is added to all features of a token, and when the token is stretched about its mean; what that means for a right `grad_x`; and which of the two mean terms takes care of which. Name one check by which they could have noticed the mistake by themselves. Five to eight sentences.

### BEGIN SOLUTION
The divisor is not a constant: $\mu$ and $s$ are made of the same numbers $x$, so a step of one number changes the mean and the length of the whole token, and with them every output of that token. If a constant is added to all features, the mean takes it away again and the output stays as it is. If the token is stretched (about its mean), $s$ grows with it and the output stays as it is, up to eps. Where the output does not move, the loss does not move, so the slope in these two directions must be 0: grad_x must sum to 0 and must be at a right angle to x_hat. `grad_output * gamma / s` has parts in both directions in general. The term with the mean of g takes away the part along the constant direction (the way through mu), the term with x_hat and the mean of g * x_hat the part along the token (the way through s). A check: compare with torch.autograd in float64, or with a finite difference, or simply look whether grad_x of each token sums to 0.
### END SOLUTION
"""

# %% [markdown] exercise="why_two_means" lang="ko"
r"""
**설명하기.** 함께 공부하는 친구가 층 정규화의 역전파를 `grad_output * gamma / s`로 쓰고 이렇게 말해요. "정규화는 숫자 하나로 나누는 것뿐이잖아." 유도를 되풀이하지 말고, 항 두 개가 빠졌다는 것을 설득해 보세요. $\mu$와 $s$를 상수로 보면 무엇을 놓치는지, 토큰의 모든 특징에 상수를 더하면 출력이 어떻게 되고 토큰을 평균을 중심으로 늘이면 어떻게 되는지, 그것이 올바른 `grad_x`에 어떤 뜻인지, 두 평균 항 가운데 어느 것이 어느 쪽을 맡는지 쓰세요. 친구가 스스로 실수를 알아챌 수 있었을 검사도 하나 드세요. 다섯 문장에서 여덟 문장 정도면 돼요.

### BEGIN SOLUTION
나누는 수는 상수가 아니에요. $\mu$와 $s$는 같은 숫자들 $x$로 만들어져요. 그래서 숫자 하나가 움직이면 토큰 전체의 평균과 길이가 변하고, 그 토큰의 모든 출력이 함께 변해요. 모든 특징에 상수를 더하면 평균이 그것을 도로 빼서 출력이 그대로예요. 토큰을 (평균을 중심으로) 늘이면 $s$도 함께 커져서, eps만큼을 빼면 출력이 그대로예요. 출력이 움직이지 않으면 손실도 움직이지 않으니, 이 두 방향의 기울기는 0이어야 해요. 곧 grad_x의 합이 0이고 grad_x가 x_hat과 직각이어야 해요. `grad_output * gamma / s`에는 보통 두 방향의 성분이 모두 들어 있어요. g의 평균이 든 항은 상수 방향의 성분을(mu를 거치는 길), x_hat과 g * x_hat의 평균이 든 항은 토큰 방향의 성분을(s를 거치는 길) 덜어 내요. 검사로는 float64로 torch.autograd와 비교하거나, 유한 차분과 비교하거나, 토큰마다 grad_x의 합이 0인지 보면 돼요.
### END SOLUTION
"""

# %% [markdown] rubric="why_two_means"
r"""
1. (1 point) Says that $\mu$ and $s$ depend on $x$, so that one entry moves all outputs of its token.
2. (1 point) States both invariances: adding a constant, and stretching the token, leave the output as it is (up to eps).
3. (1 point) Concludes that grad_x has no part in these two directions (sums to 0; at a right angle to x_hat), and assigns the terms: mean of g to the constant, x_hat times mean of g * x_hat to the stretch.
4. (1 point) Names a check that works: autograd in float64, finite differences, `gradcheck`, or the sum of grad_x over a token.
"""

# %% [markdown] rubric="why_two_means" lang="ko"
r"""
1. (1점) $\mu$와 $s$가 $x$에 따라 달라지고, 그래서 성분 하나가 그 토큰의 모든 출력을 움직인다고 말해요.
2. (1점) 두 가지 불변성을 모두 말해요. 상수를 더해도, 토큰을 늘여도 출력이 (eps만큼을 빼면) 그대로예요.
3. (1점) grad_x에 이 두 방향의 성분이 없다는 결론(합이 0, x_hat과 직각)을 내리고, g의 평균은 상수 방향, x_hat 곱하기 (g * x_hat의 평균)은 늘이는 방향이라고 짝지어요.
4. (1점) 쓸모 있는 검사를 하나 들어요. float64의 autograd, 유한 차분, `gradcheck`, 토큰마다 grad_x를 더한 값 가운데 하나면 돼요.
"""

# %% [markdown]
r"""
## 7 · Spot the bug: batch norm and the padding

Batch norm (Ioffe and Szegedy 2015) came first, and many networks for images use it to this day. It turns the picture at the top by a quarter: one mean and one variance for each **feature**, over all examples of the batch,

$$\hat x_{bti} = \frac{x_{bti} - \mu_i}{\sqrt{\sigma_i^2 + \epsilon}}, \qquad \mu_i = \frac1N \sum_{b,t} x_{bti}, \qquad \sigma_i^2 = \frac1N \sum_{b,t} (x_{bti} - \mu_i)^2,$$

so $\mu$ and $\sigma^2$ have the shape `(d_model,)`. For sentences of different length the short ones are **padded** to the longest, usually with zeros, and `mask` (`(B, T)`, True at real tokens, as on Day 5) says which positions are real. Then $N$ is the number of *real tokens*.

The version below runs, gives the right shape, and for a batch without padding it is right. With padding it is not: what stands at the padded positions changes the real tokens. Mend it, then choose what was wrong.

- **A**: $\gamma$ and $\beta$ are applied in the wrong order.
- **B**: The mean must not be taken over sentences *and* positions.
- **C**: The padded positions are counted in mean and variance.
- **D**: The variance must divide by $N - 1$.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 버그 찾기: 배치 정규화와 패딩

배치 정규화(Ioffe와 Szegedy, 2015)가 먼저 나왔고, 이미지를 다루는 많은 신경망이 지금도 써요. 맨 위 그림을 직각으로 돌린 거예요. **특징**마다 평균 하나와 분산 하나를, 배치의 모든 예시에 걸쳐 구해요.

$$\hat x_{bti} = \frac{x_{bti} - \mu_i}{\sqrt{\sigma_i^2 + \epsilon}}, \qquad \mu_i = \frac1N \sum_{b,t} x_{bti}, \qquad \sigma_i^2 = \frac1N \sum_{b,t} (x_{bti} - \mu_i)^2,$$

그래서 $\mu$와 $\sigma^2$의 모양은 `(d_model,)`이에요. 문장들의 길이가 다르면 짧은 문장을 가장 긴 문장에 맞춰 **패딩**해요. 보통 0을 채워요. `mask`(`(B, T)`, 5일 차처럼 진짜 토큰이면 True)가 어느 위치가 진짜인지 알려 줘요. 그러면 $N$은 *진짜 토큰*의 수예요.

아래 코드는 돌아가고 모양도 맞아요. 패딩이 없는 배치라면 결과도 맞아요. 그런데 패딩이 있으면 틀려요. 패딩 자리에 있는 값이 진짜 토큰을 바꿔요. 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: $\gamma$와 $\beta$를 적용하는 순서가 틀렸어요.
- **B**: 문장*과* 위치 모두에 대해 평균을 구하면 안 돼요.
- **C**: 패딩 자리까지 평균과 분산 계산에 들어가요.
- **D**: 분산을 $N - 1$로 나눠야 해요.
"""


# %% exercise="batch_norm" kind="bug" bug="padding_counted" minutes=8 difficulty=2
def batch_norm(x, mask, gamma, beta, eps=1e-5):
    """Batch normalization of padded sentences, as in training: one mean and variance for each feature.

    Args:
        x: (B, T, d_model)
        mask: (B, T), bool, True at real tokens. What x holds elsewhere must not matter.
        gamma: (d_model,)
        beta: (d_model,)
        eps: added to the variance, inside the root.

    Returns:
        (B, T, d_model), 0 at the padded positions.

    Source: Ioffe and Szegedy 2015, algorithm 1, over the real tokens.
    """
    ### BEGIN SOLUTION
    real = x[mask]  # (N, d_model): the real tokens of all sentences in one row
    mean = real.mean(dim=0)
    variance = real.var(dim=0, unbiased=False)
    normalized = (x - mean) / torch.sqrt(variance + eps)
    return torch.where(mask[..., None], gamma * normalized + beta, 0.0)
    ### END SOLUTION
    ### BEGIN BUG
    # mean = x.mean(dim=(0, 1))
    # variance = x.var(dim=(0, 1), unbiased=False)
    # normalized = (x - mean) / torch.sqrt(variance + eps)
    # return torch.where(mask[..., None], gamma * normalized + beta, 0.0)
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
batch_norm_reason = "C"
### END SOLUTION

# %% check="batch_norm" points=3
_mask = torch.tensor([[True, True, True, True, True], [True, True, False, False, False]])
_short = torch.where(_mask[..., None], x, 0.0)
_result = batch_norm(_short, _mask, torch.ones(6), torch.zeros(6))
assert _result.shape == x.shape, "Is the result as large as the input?"
assert near(_result[1, 2:], torch.zeros(3, 6)), "Is the result 0 at the padded positions?"
assert near(_result[_mask].mean(dim=0), torch.zeros(6), atol=1e-4), (
    "Is the mean of each feature 0 over the real tokens? Which positions do you average?"
)
assert near(_result[_mask].var(dim=0, unbiased=False), torch.ones(6), atol=1e-3), (
    "Is the variance of each feature 1 over the real tokens?"
)
assert near(
    batch_norm(torch.where(_mask[..., None], x, 99.0), _mask, torch.ones(6), torch.zeros(6)),
    _result,
    atol=1e-4,
), "Only the padding changed: why do the real tokens change?"
assert batch_norm_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="batch_norm"
r"""
Print `x.mean(dim=(0, 1))` for a batch, then pad it with ten more positions of zeros and print it again. What happened to the mean?
"""

# %% [markdown] hint="batch_norm" lang="ko"
r"""
배치 하나에서 `x.mean(dim=(0, 1))`을 출력하고, 0으로 된 위치를 열 개 더 붙인 다음 다시 출력해 보세요. 평균이 어떻게 되었나요?
"""

# %% [markdown] hint="batch_norm"
r"""
`x[mask]` picks the real tokens and puts them into one long row, `(N, d_model)`. Take mean and variance of those.
"""

# %% [markdown] hint="batch_norm" lang="ko"
r"""
`x[mask]`는 진짜 토큰만 골라 한 줄로 길게 세워요. 모양은 `(N, d_model)`이에요. 평균과 분산을 여기서 구하세요.
"""

# %% [markdown] hint="batch_norm"
r"""
`mean = x[mask].mean(dim=0)`, and the variance likewise with `unbiased=False`. The last two lines of the function may stay.
"""

# %% [markdown] hint="batch_norm" lang="ko"
r"""
`mean = x[mask].mean(dim=0)`이고, 분산도 `unbiased=False`로 똑같이 구해요. 함수의 마지막 두 줄은 그대로 두어도 돼요.
"""

# %% [markdown]
r"""
### Mended, and still not what we want

The padding no longer matters. But look what is left. The next cell takes one sentence of three tokens and normalizes it in three companies: with one long neighbour, with another, and its first token all alone. It prints the first three features of that token.
"""

# %% [markdown] lang="ko"
r"""
### 고쳤지만, 아직 우리가 바라는 것은 아니에요

이제 패딩은 상관없어요. 그런데 남은 것을 보세요. 다음 셀은 토큰 세 개짜리 문장 하나를 세 가지 상황에서 정규화해요. 긴 이웃 문장과 함께, 다른 이웃 문장과 함께, 그리고 첫 토큰 하나만 홀로요. 첫 토큰의 앞쪽 특징 세 개를 출력해요.
"""


# %%
def first_token(batch, mask):
    """The first three features of the first token after batch norm, and after layer norm, as text."""
    with torch.no_grad():
        results = (
            batch_norm(batch, mask, torch.ones(d_model), torch.zeros(d_model)),
            LayerNorm(d_model)(batch),
        )
    return "   ".join("".join(f"{number:7.2f}" for number in result[0, 0, :3].tolist()) for result in results)


# %%
generator = torch.Generator().manual_seed(3)
mine = torch.randn(3, d_model, generator=generator)
neighbours = {"with a neighbour": torch.randn(8, d_model, generator=generator)}
neighbours["with another"] = 2 + 3 * torch.randn(8, d_model, generator=generator)

print(" " * 18 + "       batch norm              layer norm")
for name, neighbour in neighbours.items():
    batch = nn.utils.rnn.pad_sequence([mine, neighbour], batch_first=True)  # (2, 8, d_model)
    mask = torch.tensor([[t < 3 for t in range(8)], [True] * 8])
    print(f"{name:18s}", first_token(batch, mask))
print(f"{'one token, alone':18s}", first_token(mine[None, :1], torch.tensor([[True]])))

# %% [markdown]
r"""
Layer norm gives the same three numbers every time. Batch norm does not:

- **Company matters.** What a sentence becomes depends on the others that happen to be in the batch. For real text these statistics fluctuate a lot from batch to batch (Shen et al. 2020).
- **Alone, nothing is left.** One token is its own mean, so everything becomes $\beta$, here 0. A model that writes text one token at a time stands in just that place.
- **Two modes.** So batch norm keeps running averages during training and uses those afterwards (Ioffe and Szegedy, section 3.1): it computes one thing in training and another in use. `module.eval()` switches. Layer norm computes the same in both.
- **At every position?** Few sentences reach position 50. If one wanted statistics for each position, as one would in a recurrent network, the late ones would come from a handful of sentences. Ba et al. turned the group round for this reason, too (section 1 of their paper).
"""

# %% [markdown] lang="ko"
r"""
층 정규화는 매번 같은 숫자 세 개를 내놓아요. 배치 정규화는 그렇지 않아요.

- **이웃에 따라 달라져요.** 문장이 무엇이 되는지가 우연히 같은 배치에 든 다른 문장들에 달려 있어요. 실제 텍스트에서는 이 통계량이 배치마다 크게 출렁여요(Shen et al. 2020).
- **혼자 있으면 아무것도 남지 않아요.** 토큰 하나의 평균은 자기 자신이라 모두 $\beta$가 돼요. 여기서는 0이에요. 글을 한 토큰씩 쓰는 모델이 바로 그런 처지예요.
- **모드가 둘이에요.** 그래서 배치 정규화는 학습하는 동안 이동 평균(running average)을 모아 두었다가 나중에 그것을 써요(Ioffe와 Szegedy, 3.1절). 학습할 때와 쓸 때 계산이 달라요. `module.eval()`로 바꿔요. 층 정규화는 학습할 때나 쓸 때나 계산이 같아요.
- **위치마다 따로라면요?** 위치 50까지 가는 문장은 드물어요. 순환 신경망에서처럼 위치마다 통계량을 따로 구한다면, 뒤쪽 위치의 통계량은 문장 몇 개에서만 나오게 돼요. Ba et al.이 묶는 방향을 돌린 데에는 이런 이유도 있어요(논문 1절).
"""

# %% [markdown]
r"""
## 8 · `RMSNorm`: leave the mean alone

Zhang and Sennrich (2019) asked which half of layer norm does the work, taking out the mean or dividing by a size. Their answer: the dividing is enough. **RMS** is the root of the mean of the squares,

$$\mathrm{RMS}(x) = \sqrt{\frac1d \sum_{i=1}^{d} x_i^2 + \epsilon} \qquad\qquad y = \gamma \odot \frac{x}{\mathrm{RMS}(x)}$$

| thing | shape |
|---|---|
| $x$, $y$ | `(..., d_model)` |
| $\mathrm{RMS}(x)$ | `(..., 1)` |
| $\gamma$ | `(d_model,)`, learned, ones at the start; there is no $\beta$ |

No mean is taken out, so the middle of a token survives. If the mean is 0 anyway, $\mathrm{RMS}^2 = \sigma^2 + \epsilon$ and both norms agree. In general $\frac1d\sum x_i^2 = \sigma^2 + \mu^2$.

**By hand.** The token $(3, 4)$: the mean of the squares is $(9 + 16)/2 = 12.5$, its root about 3.536, the result about $(0.849, 1.131)$. Layer norm would give $(-1, 1)$.

It needs fewer steps, and in the authors' models that saved 7 to 64 % of the running time (abstract). T5 and Llama 2 use it; you meet them in week 3.
"""

# %% [markdown] lang="ko"
r"""
## 8 · `RMSNorm`: 평균은 그대로 두기

Zhang과 Sennrich(2019)는 층 정규화의 어느 절반이 진짜 일을 하는지 물었어요. 평균을 빼는 일일까요, 크기로 나누는 일일까요? 두 사람의 답은 나누는 것으로 충분하다는 거예요. **RMS**는 제곱 평균의 제곱근(root mean square)이에요.

$$\mathrm{RMS}(x) = \sqrt{\frac1d \sum_{i=1}^{d} x_i^2 + \epsilon} \qquad\qquad y = \gamma \odot \frac{x}{\mathrm{RMS}(x)}$$

| 기호 | 모양 |
|---|---|
| $x$, $y$ | `(..., d_model)` |
| $\mathrm{RMS}(x)$ | `(..., 1)` |
| $\gamma$ | `(d_model,)`, 학습돼요, 처음 값은 1; $\beta$는 없어요 |

평균을 빼지 않으니 토큰의 중심이 살아남아요. 평균이 어차피 0이라면 $\mathrm{RMS}^2 = \sigma^2 + \epsilon$이라서 두 정규화가 같아요. 일반적으로는 $\frac1d\sum x_i^2 = \sigma^2 + \mu^2$이에요.

**손으로 해 보기.** 토큰 $(3, 4)$는 제곱의 평균이 $(9 + 16)/2 = 12.5$, 그 제곱근이 약 3.536, 결과가 약 $(0.849, 1.131)$이에요. 층 정규화라면 $(-1, 1)$이 나와요.

계산할 단계가 더 적어서, 저자들의 모델에서는 실행 시간이 7~64 % 줄었어요(초록). T5와 Llama 2가 써요. 3주 차에 만날 거예요.
"""


# %% exercise="RMSNorm" minutes=8 difficulty=2
class RMSNorm(nn.Module):
    """Root mean square normalization over the last axis.

    Learned (nn.Parameter): gamma (d_model,), ones at the start. nn.RMSNorm calls it weight.

    Source: Zhang and Sennrich 2019, equation 4; eps inside the root as in torch.nn.RMSNorm.
    """

    def __init__(self, d_model, eps=1e-5):
        """Make gamma.

        Args:
            d_model: numbers of one token.
            eps: added to the mean of the squares, inside the root.
        """
        super().__init__()
        ### BEGIN SOLUTION
        self.eps = eps
        self.gamma = nn.Parameter(torch.ones(d_model))
        ### END SOLUTION

    def forward(self, x):
        """Divide every token by the root of the mean of its squares, then scale.

        Args:
            x: (..., d_model)

        Returns:
            (..., d_model)
        """
        ### BEGIN SOLUTION
        mean_square = x.square().mean(dim=-1, keepdim=True)
        return self.gamma * x / torch.sqrt(mean_square + self.eps)
        ### END SOLUTION


# %% check="RMSNorm" points=4
_norm = RMSNorm(6)
_sizes = {name: tuple(parameter.shape) for name, parameter in _norm.named_parameters()}
assert _sizes == {"gamma": (6,)}, "Is gamma, and nothing else, an nn.Parameter of shape (d_model,)?"
assert near(RMSNorm(2)(torch.tensor([[3.0, 4.0]])), [[0.8485, 1.1314]], atol=1e-3), (
    "Do you get (0.849, 1.131) by hand? Is a mean subtracted somewhere?"
)
assert near(_norm(x).square().mean(dim=-1), torch.ones(2, 5), atol=1e-4), (
    "Is the mean of the squares of each token 1?"
)
assert near(RMSNorm(2, eps=23.5)(torch.tensor([[3.0, 4.0]])), [[0.5, 0.6667]], atol=1e-3), (
    "With eps 23.5 the root is that of 12.5 + 23.5 = 36. Where does your eps stand?"
)
with torch.no_grad():
    _norm.gamma.fill_(3.0)
assert near(_norm(x), 3.0 * RMSNorm(6)(x), atol=1e-4), "Does forward use gamma?"

# %% [markdown] hint="RMSNorm"
r"""
Take your `LayerNorm` and strike out everything that has to do with the mean of x or with beta. What is left of the variance when the mean stays?
"""

# %% [markdown] hint="RMSNorm" lang="ko"
r"""
여러분의 `LayerNorm`에서 x의 평균이나 beta와 관계있는 것을 모두 지워 보세요. 평균을 빼지 않으면 분산에서는 무엇이 남나요?
"""

# %% [markdown] hint="RMSNorm"
r"""
The mean of the squares is `x.square().mean(dim=-1, keepdim=True)`. Add `self.eps`, then take the root.
"""

# %% [markdown] hint="RMSNorm" lang="ko"
r"""
제곱의 평균은 `x.square().mean(dim=-1, keepdim=True)`예요. `self.eps`를 더한 다음 제곱근을 구하세요.
"""

# %% [markdown] hint="RMSNorm"
r"""
`forward` returns `self.gamma * x` over that root. `__init__` stores `eps` and makes `gamma` with `nn.Parameter(torch.ones(d_model))`.
"""

# %% [markdown] hint="RMSNorm" lang="ko"
r"""
`forward`는 `self.gamma * x`를 그 제곱근으로 나눠서 돌려줘요. `__init__`은 `eps`를 담아 두고 `nn.Parameter(torch.ones(d_model))`로 `gamma`를 만들어요.
"""

# %%
with torch.no_grad():
    difference = (RMSNorm(d_model)(x) - nn.RMSNorm(d_model, eps=1e-5)(x)).abs().max()
    print(f"largest difference from nn.RMSNorm:    {difference:.1e}")
    centred = x - x.mean(dim=-1, keepdim=True)
    print(
        f"from LayerNorm, if the mean is 0:      {(RMSNorm(d_model)(centred) - LayerNorm(d_model)(x)).abs().max():.1e}"
    )
    print(
        f"every token shifted by 100 moves it by {(RMSNorm(d_model)(x + 100) - RMSNorm(d_model)(x)).abs().max():.2f}"
    )

half = torch.tensor([300.0, -200.0, 100.0], dtype=torch.float16)
print("\nsquares in float16:", half.square().tolist())
print("by the formula:    ", (half / torch.sqrt(half.square().mean() + 1e-5)).tolist())
print("torch's own:       ", nn.functional.rms_norm(half, (3,)).tolist())

# %% [markdown]
r"""
The last three lines are a trap of practice. In float16 the largest number is 65,504, and $300^2 = 90{,}000$ is beyond it. The square becomes infinite, and the token is divided by infinity: zeros, without a warning. Libraries square in float32 and go back afterwards.
"""

# %% [markdown] lang="ko"
r"""
마지막 세 줄은 실전의 함정이에요. float16에서 가장 큰 수는 65,504인데 $300^2 = 90{,}000$은 그보다 커요. 제곱이 무한대가 되고 토큰을 무한대로 나누니, 아무 경고 없이 0이 돼 버려요. 그래서 라이브러리는 float32로 제곱한 다음 되돌려요.
"""

# %% [markdown]
r"""
## 9 · Quiz: which norm?

- **A**: layer norm
- **B**: batch norm (in training, unless the line says otherwise)
- **C**: RMSNorm
- **D**: layer norm and RMSNorm alike, but not batch norm

All with $\gamma = 1$, $\beta = 0$ and an $\epsilon$ too small to see. Choose A, B or C only if it is not true of the other two.

| key | of which norm is this true? |
|---|---|
| `add_constant` | Add 5 to all features of *one* token, and its result stays the same. |
| `scale_token` | Multiply *one* token by 10, and its result stays the same. |
| `scale_feature` | Multiply feature 3 of *all* tokens by 10, and all results stay the same. |
| `other_sentence` | Replace another sentence of the batch, and the result of this one changes. |
| `two_modes` | It computes something else after `.eval()` than in training. |
| `one_vector` | In its usual form it learns one vector of `d_model` numbers, not two. |
"""

# %% [markdown] lang="ko"
r"""
## 9 · 퀴즈: 어떤 정규화일까요?

- **A**: 층 정규화
- **B**: 배치 정규화(학습할 때)
- **C**: RMSNorm
- **D**: 층 정규화와 RMSNorm 둘 다, 배치 정규화는 아니에요

모두 $\gamma = 1$, $\beta = 0$이고 $\epsilon$은 보이지 않을 만큼 작아요. A, B, C는 나머지 둘에서는 성립하지 않을 때 고르세요.

| 키 | 어떤 정규화에서 성립하나요? |
|---|---|
| `add_constant` | 토큰 *하나*의 모든 특징에 5를 더해도 그 토큰의 결과가 그대로예요. |
| `scale_token` | 토큰 *하나*에 10을 곱해도 그 토큰의 결과가 그대로예요. |
| `scale_feature` | *모든* 토큰의 특징 3에 10을 곱해도 모든 결과가 그대로예요. |
| `other_sentence` | 배치의 다른 문장을 바꾸면 이 문장의 결과가 바뀌어요. |
| `two_modes` | `.eval()` 뒤에는 학습할 때와 다르게 계산해요. |
| `one_vector` | 보통 쓰는 꼴에서 배우는 벡터가 두 개가 아니라, 숫자 `d_model`개짜리 하나예요. |
"""

# %% exercise="which_norm" kind="quiz" minutes=6 difficulty=2
# For each line one letter: "A" layer norm, "B" batch norm, "C" RMSNorm, "D" layer norm and RMSNorm.
### BEGIN SOLUTION
which_norm = {
    "add_constant": "A",
    "scale_token": "D",
    "scale_feature": "B",
    "other_sentence": "B",
    "two_modes": "B",
    "one_vector": "C",
}
### END SOLUTION

# %% check="which_norm" points=3
assert len(which_norm) == 6, "Are all six lines still in the dictionary?"
assert all(answer is not None for answer in which_norm.values()), "Which lines have no answer yet?"
assert set(which_norm.values()) <= {"A", "B", "C", "D"}, "Is every answer one of the letters A to D?"

# %% [markdown]
r"""
## 10 · Experiment: twenty layers

Why norms at all? Build the plainest deep network, $L = 20$ layers of a matrix and a ReLU, and look at the size of the numbers after every layer:

$$h_0 = x, \qquad h_{l} = \mathrm{ReLU}\big(\mathrm{norm}(h_{l-1} W_l)\big), \qquad \mathrm{size}(h) = \sqrt{\text{mean of all } h^2}$$

| thing | shape |
|---|---|
| $x$, $h_l$ | `(..., d_model)` |
| $W_l$ | `(d_model, d_model)`; all together `weights`, `(L, d_model, d_model)` |
| sizes | `(L + 1,)`: of $h_0$ first, then of $h_1$ to $h_L$ |

The norm is nothing (`"none"`), your `LayerNorm` (`"layer"`) or your `RMSNorm` (`"rms"`), fresh, with $\gamma = 1$. ReLU is `torch.relu`. (Where the norm stands in a real block, before or after its part, is a question for Day 9.)

**By hand.** One layer, $x = (3, 4)$, $W$ the unit matrix, no norm. The size of $x$ is $\sqrt{12.5} \approx 3.536$; the ReLU changes nothing, so the result is $(3.536, 3.536)$. With layer norm: $(-1, 1)$ goes into the ReLU, $(0, 1)$ comes out, of size $\sqrt{1/2} \approx 0.707$.
"""

# %% [markdown] lang="ko"
r"""
## 10 · 실험: 스무 층

정규화가 왜 필요할까요? 가장 단순한 깊은 신경망을 만들어 봐요. 행렬 하나와 ReLU로 된 층이 $L = 20$개예요. 그리고 층을 지날 때마다 숫자의 크기를 재요.

$$h_0 = x, \qquad h_{l} = \mathrm{ReLU}\big(\mathrm{norm}(h_{l-1} W_l)\big), \qquad \mathrm{size}(h) = \sqrt{\text{모든 } h^2\text{의 평균}}$$

| 기호 | 모양 |
|---|---|
| $x$, $h_l$ | `(..., d_model)` |
| $W_l$ | `(d_model, d_model)`; 모두 모은 `weights`는 `(L, d_model, d_model)` |
| 크기들(sizes) | `(L + 1,)`: $h_0$이 먼저, 그다음 $h_1$부터 $h_L$까지 |

정규화는 없거나(`"none"`), 여러분의 `LayerNorm`이거나(`"layer"`), 여러분의 `RMSNorm`이에요(`"rms"`). 새로 만든 것이라 $\gamma = 1$이에요. ReLU는 `torch.relu`예요. (실제 블록에서 정규화를 블록의 각 부분 앞에 둘지 뒤에 둘지는 9일 차에 다뤄요.)

**손으로 해 보기.** 층 하나, $x = (3, 4)$, $W$는 단위행렬, 정규화는 없어요. $x$의 크기는 $\sqrt{12.5} \approx 3.536$이고 ReLU는 아무것도 바꾸지 않으니 결과는 $(3.536, 3.536)$이에요. 층 정규화를 넣으면 ReLU에 $(-1, 1)$이 들어가고 $(0, 1)$이 나와서, 크기가 $\sqrt{1/2} \approx 0.707$이에요.
"""


# %% exercise="size_by_depth" kind="experiment" minutes=10 difficulty=2
def size_by_depth(x, weights, norm="none"):
    """Size of the activations of a deep network, in front of the first layer and behind every layer.

    A layer multiplies by its matrix from the right (x @ W), normalizes, and applies ReLU.

    Args:
        x: (..., d_model); it is not changed.
        weights: (L, d_model, d_model), the matrices in the order in which they are applied.
        norm: "none", "layer" (LayerNorm) or "rms" (RMSNorm), each fresh and with eps 1e-5.

    Returns:
        (L + 1,): the root of the mean of the squares over all numbers, of x and of what leaves each layer.
    """
    ### BEGIN SOLUTION
    d_model = x.shape[-1]
    normalize = {"none": nn.Identity(), "layer": LayerNorm(d_model), "rms": RMSNorm(d_model)}[norm]
    sizes = [x.square().mean().sqrt()]
    for weight in weights:
        x = torch.relu(normalize(x @ weight))
        sizes.append(x.square().mean().sqrt())
    return torch.stack(sizes).detach()
    ### END SOLUTION


# %% check="size_by_depth" points=3
_unit = torch.eye(2)[None]
_hand = torch.tensor([[3.0, 4.0]])
assert len(size_by_depth(_hand, _unit)) == 2, "One layer: is there a size in front of it and one behind it?"
assert near(size_by_depth(_hand, _unit), [3.5355, 3.5355], atol=1e-3), "Do you get 3.536 twice by hand?"
assert near(size_by_depth(torch.tensor([[3.0, 4.0], [0.0, 0.0]]), _unit), [2.5, 2.5], atol=1e-3), (
    "Two tokens: is the mean taken over all numbers, before the root?"
)
assert near(size_by_depth(_hand, _unit, "layer"), [3.5355, 0.7071], atol=1e-3), (
    "Does the norm stand between the product and the ReLU?"
)
assert near(size_by_depth(_hand, _unit, "rms"), [3.5355, 1.0], atol=1e-3), 'Which norm runs for "rms"?'
assert near(
    size_by_depth(_hand, torch.stack([2 * torch.eye(2)] * 3)), [3.5355, 7.0711, 14.1421, 28.2843], atol=1e-2
), "Three layers that double: does each layer read what the one before it gave?"

# %% [markdown] hint="size_by_depth"
r"""
A list that begins with the size of `x`, and a loop over `weights` in which `x` becomes what the layer gives. Measure at the end of each turn.
"""

# %% [markdown] hint="size_by_depth" lang="ko"
r"""
`x`의 크기로 시작하는 리스트를 만들고, `weights`를 도는 반복문에서 `x`가 층의 결과를 이어받게 하세요. 한 바퀴가 끝날 때마다 재요.
"""

# %% [markdown] hint="size_by_depth"
r"""
Choose the norm before the loop: a dictionary from the three words to `nn.Identity()` (which gives back what it is given), `LayerNorm(d)` and `RMSNorm(d)`. The size is `x.square().mean().sqrt()`.
"""

# %% [markdown] hint="size_by_depth" lang="ko"
r"""
정규화는 반복문 앞에서 고르세요. 세 낱말에 `nn.Identity()`(받은 것을 그대로 돌려줘요), `LayerNorm(d)`, `RMSNorm(d)`를 짝지은 딕셔너리를 쓰면 돼요. 크기는 `x.square().mean().sqrt()`예요.
"""

# %% [markdown] hint="size_by_depth"
r"""
One turn: `x = torch.relu(normalize(x @ weight))`, then append the size. At the end `torch.stack(sizes)`.
"""

# %% [markdown] hint="size_by_depth" lang="ko"
r"""
한 바퀴는 `x = torch.relu(normalize(x @ weight))`이고, 그다음 크기를 리스트에 붙여요. 마지막에는 `torch.stack(sizes)`예요.
"""

# %% [markdown]
r"""
### Guess first

The weights are random, normal with standard deviation $g/\sqrt d$, and $d = 128$. We take $g = 1$ and $g = 2$.

Write down before you run: the size after twenty layers without a norm, for $g = 1$ and for $g = 2$, and with layer norm for both. At the start it is 1.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

가중치는 무작위로, 표준편차가 $g/\sqrt d$인 정규분포에서 뽑고 $d = 128$이에요. $g = 1$과 $g = 2$로 해 봐요.

실행하기 전에 적어 보세요. 정규화가 없을 때 스무 층을 지난 뒤의 크기는 $g = 1$이면 얼마, $g = 2$이면 얼마일까요? 층 정규화가 있으면 각각 얼마일까요? 처음 크기는 1이에요.
"""

# %%
short = bool(os.environ.get("NBGRADER_EXECUTION"))
layers, wide, seeds = 20, 128, range(2 if short else 10)


def drawn(seed):
    """64 tokens and 20 matrices whose numbers have standard deviation 1 and 1/sqrt(d)."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.randn(64, wide, generator=generator)
    return tokens, torch.randn(layers, wide, wide, generator=generator) / wide**0.5


# %%
runs = {}  # (norm, gain) -> (seeds, layers + 1)
for norm, gain in (("none", 1.0), ("none", 2.0), ("layer", 1.0), ("layer", 2.0), ("rms", 1.0)):
    with torch.no_grad():
        rows = [
            torch.as_tensor(size_by_depth(tokens, gain * drawn_weights, norm))
            for tokens, drawn_weights in map(drawn, seeds)
        ]
    runs[norm, gain] = torch.stack(rows)
    medians = runs[norm, gain].median(dim=0).values
    print(
        f"{norm:6s} g = {gain:.0f}   after 0, 5, 10, 15, 20 layers:",
        "".join(f"{m:10.4g}" for m in medians[::5]),
    )

# %%
gains = torch.logspace(-3, 0.8, 12 if short else 30)
tokens, drawn_weights = drawn(0)
ends = {norm: [] for norm in ("none", "layer")}
for norm, found in ends.items():
    for gain in gains:
        with torch.no_grad():
            found.append(float(size_by_depth(tokens, gain * drawn_weights, norm)[-1]))

fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.6), layout="constrained")
styles = {  # the flat lines lie on one another: wide and pale first
    ("none", 1.0): ("#D55E00", "-", 2.5, "no norm, g = 1"),
    ("none", 2.0): ("#E69F00", "-", 2.5, "no norm, g = 2"),
    ("layer", 1.0): ("#56B4E9", "-", 8, "layer norm, g = 1"),
    ("layer", 2.0): ("#0072B2", "--", 3.5, "layer norm, g = 2"),
    ("rms", 1.0): ("#1A1A1A", ":", 2, "RMSNorm, g = 1"),
}
for key, (color, line, width, label) in styles.items():
    medians = runs[key].median(dim=0).values
    left.semilogy(range(layers + 1), medians, color=color, linestyle=line, linewidth=width, label=label)
left.set(xlabel="layers passed", ylabel="size", title="size by depth, median of the seeds")
left.set(xticks=range(0, 21, 5), ylim=(1e-5, 1e4))
left.legend(frameon=False, loc="lower left")
held = [(gain, end) for gain, end in zip(gains, ends["none"], strict=True) if end > 1e-18]  # float32 squares
right.loglog(*zip(*held, strict=True), color="#D55E00", linewidth=2.5, label="no norm")
right.loglog(gains, ends["layer"], color="#0072B2", linewidth=2.5, label="layer norm")
edge = (2 * 1e-5) ** 0.5
right.axvline(edge, color="#6B6B6B", linewidth=1)
right.text(edge * 1.2, 1e-22, "g = root of 2 eps", color="#6B6B6B")
right.set(xlabel="g, the width of the weights", ylabel="size", title="size after 20 layers")
right.set(ylim=(1e-25, 1e14))
right.legend(frameon=False, loc="lower right")
show(
    fig,
    "Left: size against layers passed, logarithmic. Without a norm it falls on a straight line to 0.001 for g = 1 and "
    "rises on a straight line to 1000 for g = 2; with layer norm, for either g, and with RMSNorm it stays near 0.7. "
    "Right: size after 20 layers against g, both logarithmic. Without a norm a steep straight line from 1e-16 at g = 0.2 "
    "to 1e13 at g = 6; with layer norm flat near 0.7 from g = 0.01 upwards, and falling off a cliff below 0.0045.",
)

# %% [markdown]
r"""
### What you see

**Your number.** After twenty layers the median should be between 0.0005 and 0.002 without a norm for $g = 1$, between 500 and 2,000 for $g = 2$, and between 0.69 and 0.73 with layer norm for both. This run gives 0.00096, 1,005, 0.697 and 0.697. If yours is outside, look at `size_by_depth` first.

**Why a straight line.** Each number of $hW$ adds up $d$ products, so its mean square is $g^2$ times that of $h$. It is as often positive as negative, and the ReLU throws the negative half away: half of the mean square is left. So every layer multiplies the size by about $g/\sqrt2$, and twenty layers by $(g/\sqrt2)^{20}$: for $g = 1$ that is $2^{-10} \approx 0.00098$, for $g = 2$ it is $2^{10} = 1024$. Only $g = \sqrt2$ stays level, and for a real network nobody knows such a number beforehand, let alone during training.

**What the norm does.** It sets the size anew at every layer. Whatever came in, size 1 goes into the ReLU and $\sqrt{1/2} \approx 0.707$ comes out. The width of the weights has no say any more: layer norm does not see by how much $hW$ is stretched (section 2 of today; Ba et al., section 5.1, call it invariance to re-scaling of the weight matrix).

**The cliff.** On the far left the blue line breaks off. There the numbers that reach the norm are so small that $\epsilon$ rules, as in section 3. A layer takes the variance $v$ to $\frac{g^2}{2} \cdot \frac{v}{v + \epsilon}$; for $g^2/2 < \epsilon$ that is always less than $v$, and layer by layer the signal dies. The edge is $g = \sqrt{2\epsilon} \approx 0.0045$. (The orange line is drawn down to $10^{-18}$ only: below that the squares come near the smallest numbers of float32.)

**What this does not show.** Sizes, not gradients, and random weights, no training. A network can also be of good size and still useless: on Day 4 all tokens had variance 1 and became the same. What happens to the gradient through twenty layers, with norms and with residual connections, is Day 9.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 스무 층을 지난 뒤의 중앙값은, 정규화가 없으면 $g = 1$일 때 0.0005와 0.002 사이, $g = 2$일 때 500과 2,000 사이, 층 정규화가 있으면 둘 다 0.69와 0.73 사이여야 해요. 여기서는 0.00096, 1,005, 0.697, 0.697이 나왔어요. 벗어났다면 `size_by_depth`부터 살펴보세요.

**왜 직선일까요?** $hW$의 숫자 하나는 곱 $d$개를 더한 값이라, 제곱의 평균이 $h$의 것의 $g^2$배예요. 양수와 음수가 반반이고 ReLU가 음수 절반을 버리니, 제곱의 평균도 절반만 남아요. 그래서 층마다 크기가 약 $g/\sqrt2$배가 되고, 스무 층이면 $(g/\sqrt2)^{20}$배가 돼요. $g = 1$이면 $2^{-10} \approx 0.00098$, $g = 2$이면 $2^{10} = 1024$예요. $g = \sqrt2$일 때만 그대로인데, 실제 신경망에서 이런 수를 미리 아는 사람은 없어요. 학습하는 동안이라면 더더욱 없고요.

**정규화가 하는 일.** 층마다 크기를 새로 맞춰요. 무엇이 들어왔든 ReLU에는 크기 1이 들어가고 $\sqrt{1/2} \approx 0.707$이 나와요. 가중치가 얼마나 넓게 퍼져 있는지는 이제 아무 영향이 없어요. 층 정규화는 $hW$가 몇 배로 늘어났는지 보지 못하거든요(오늘의 2절이에요. Ba et al., 5.1절은 이것을 가중치 행렬의 크기 변화에 대한 불변성이라고 불러요).

**절벽.** 맨 왼쪽에서 파란 선이 뚝 끊겨요. 거기서는 정규화에 닿는 숫자가 너무 작아서, 3절에서 본 것처럼 $\epsilon$이 결과를 정해요. 층 하나는 분산 $v$를 $\frac{g^2}{2} \cdot \frac{v}{v + \epsilon}$로 바꿔요. $g^2/2 < \epsilon$이면 이 값이 언제나 $v$보다 작아서, 층을 지날수록 신호가 죽어 가요. 그 경계가 $g = \sqrt{2\epsilon} \approx 0.0045$예요. (주황색 선은 $10^{-18}$까지만 그렸어요. 그 아래에서는 제곱이 float32의 가장 작은 수에 가까워지거든요.)

**이 실험이 보여 주지 않는 것.** 기울기가 아니라 크기만 봤고, 가중치는 무작위이고, 학습도 없어요. 크기가 알맞아도 쓸모없는 신경망도 있어요. 4일 차에는 모든 토큰의 분산이 1인데도 토큰들이 똑같아졌죠. 정규화와 잔차 연결(residual connection)이 있을 때 기울기가 스무 층을 어떻게 지나는지는 9일 차에 봐요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. Layer norm takes the mean and the variance of one token over its own features, divided by $d$; torch's `var` divides by $d - 1$ unless told otherwise.
2. $\gamma$ and $\beta$ are `nn.Parameter`s of `d_model` numbers each, ones and zeros at the start.
3. $\epsilon$ stands inside the root and rules below $\sigma = \sqrt\epsilon$; its value belongs to a model like its weights.
4. On the way back $\mu$ and $s$ are not constants: two mean terms take everything out of the gradient that points along a shift or a stretch of the token.
5. Batch norm takes one feature over the whole batch: padding must be left out, company matters, and training and use differ.
6. RMSNorm divides by the root of the mean of the squares, takes no mean out and has no $\beta$.
7. Without a norm the size of twenty layers goes like $(g/\sqrt2)^{20}$; with one it stays where it is.

**Tomorrow** comes the other half of a block, the position-wise feed-forward network, with GELU in two forms and a proof that without a non-linearity it is one matrix.

### Papers

- Ba, Kiros, Hinton 2016, *Layer Normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450): section 3 (definition), 5.1 (what it does not see).
- Ioffe, Szegedy 2015, *Batch Normalization*, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): algorithm 1, section 3.1 (training and use).
- Zhang, Sennrich 2019, *Root Mean Square Layer Normalization*, [arXiv:1910.07467](https://arxiv.org/abs/1910.07467): RMSNorm.
- Xu et al. 2019, *Understanding and Improving Layer Normalization*, [arXiv:1911.07013](https://arxiv.org/abs/1911.07013): what the derivatives of mean and variance do.
- Shen et al. 2020, *PowerNorm: Rethinking Batch Normalization in Transformers*, [arXiv:2003.07845](https://arxiv.org/abs/2003.07845): batch statistics on text.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 층 정규화는 토큰 하나의 평균과 분산을 자기 특징들에 대해 구해요. 나누는 수는 $d$예요. torch의 `var`는 따로 말하지 않으면 $d - 1$로 나눠요.
2. $\gamma$와 $\beta$는 숫자 `d_model`개짜리 `nn.Parameter`이고, 처음 값은 1과 0이에요.
3. $\epsilon$은 제곱근 안에 있고 $\sigma = \sqrt\epsilon$ 아래에서 힘을 써요. 그 값은 가중치처럼 모델에 딸린 것이에요.
4. 되돌아오는 길에서 $\mu$와 $s$는 상수가 아니에요. 두 평균 항이 기울기에서 토큰을 옮기거나 늘이는 방향의 성분을 모두 덜어 내요.
5. 배치 정규화는 특징 하나를 배치 전체에 걸쳐 재요. 패딩을 빼야 하고, 이웃에 따라 결과가 달라지고, 학습할 때와 쓸 때가 달라요.
6. RMSNorm은 제곱 평균의 제곱근으로 나눠요. 평균을 빼지 않고 $\beta$도 없어요.
7. 정규화가 없으면 스무 층의 크기는 $(g/\sqrt2)^{20}$을 따라가고, 있으면 제자리에 머물러요.

**내일**은 블록의 나머지 절반, 위치별 순방향 신경망(feed-forward network)을 만들어요. GELU의 두 가지 꼴과, 비선형 함수가 없으면 행렬 하나와 같다는 증명도 나와요.

### 논문

- Ba, Kiros, Hinton 2016, *Layer Normalization*, [arXiv:1607.06450](https://arxiv.org/abs/1607.06450): 3절(정의), 5.1절(보지 못하는 것)
- Ioffe, Szegedy 2015, *Batch Normalization*, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): 알고리즘 1, 3.1절(학습할 때와 쓸 때)
- Zhang, Sennrich 2019, *Root Mean Square Layer Normalization*, [arXiv:1910.07467](https://arxiv.org/abs/1910.07467): RMSNorm
- Xu et al. 2019, *Understanding and Improving Layer Normalization*, [arXiv:1911.07013](https://arxiv.org/abs/1911.07013): 평균과 분산의 미분이 하는 일
- Shen et al. 2020, *PowerNorm: Rethinking Batch Normalization in Transformers*, [arXiv:2003.07845](https://arxiv.org/abs/2003.07845): 텍스트에서의 배치 통계량
"""
