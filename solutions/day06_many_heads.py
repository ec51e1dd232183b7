# %% [markdown] day=6 title="Many heads"
r"""
# Day 6 · Many heads

A token may want several things at once: the word before it, the verb it belongs to, an earlier mention of the same name. One attention has one softmax, and so one set of shares for each token. How can a token look at several places, for several reasons, and keep the answers apart?

Today attention gets **heads**: several small attentions side by side. And we change the tool. From today on we write torch.

![Multi-head attention from left to right, with d_model 12 and three heads. The query of shape (B, T_q, 12) goes through w_q, the memory of shape (B, T_k, 12) through w_k and w_v; in self-attention the memory is the query. Each of the three results is cut into three pieces of 4 features: q0 q1 q2, k0 k1 k2, v0 v1 v2. The pieces are grouped by head. Head 0 gets q0, k0, v0 and computes softmax(q k transposed over the root of 4) v, which gives o0; heads 1 and 2 do the same with their pieces. The merge puts o0, o1, o2 side by side, and w_o mixes them into the output of shape (B, T_q, 12).](figures/day06_heads.svg)

This is multi-head attention as Vaswani et al. (2017) describe it in section 3.2.2. You will build it piece by piece, and at the end it gives the same numbers as PyTorch's own layer.

**At the end of the day you can**

- write in torch what you wrote in NumPy, and get the same numbers;
- cut features into heads and put them together again, and find the bug that every shape check misses;
- write `MultiHeadAttention`, for self-attention and for cross-attention with a memory of another length, with masks;
- compare it with `nn.MultiheadAttention`, although the two mean opposite things by `True`;
- count its parameters and its FLOPs, and say from which length on attention is the larger part.

**You need** attention and its masks (Day 5). Torch is new; the first section teaches what the day needs.
"""

# %% [markdown] lang="ko" title="여러 개의 헤드"
r"""
# 6일 차 · 여러 개의 헤드

토큰 하나가 한꺼번에 여러 가지를 알고 싶을 수 있어요. 바로 앞 단어, 자신이 딸린 동사, 앞에서 같은 이름이 나온 자리 같은 것들이요. 그런데 어텐션(attention) 하나에는 소프트맥스(softmax)가 하나뿐이고, 토큰마다 몫도 한 벌뿐이에요. 어떻게 하면 토큰이 여러 이유로 여러 곳을 보고, 얻은 답을 서로 섞이지 않게 간직할 수 있을까요?

오늘은 어텐션에 **헤드(head)** 가 생겨요. 작은 어텐션 여러 개를 나란히 두는 거예요. 도구도 바꿔요. 오늘부터는 torch로 써요.

![멀티헤드 어텐션을 왼쪽에서 오른쪽으로 그린 그림이에요. d_model은 12, 헤드는 세 개예요. 모양이 (B, T_q, 12)인 쿼리는 w_q를 지나고, 모양이 (B, T_k, 12)인 메모리는 w_k와 w_v를 지나요. 셀프 어텐션에서는 메모리가 곧 쿼리예요. 세 결과를 각각 특징 4개짜리 조각 세 개로 잘라 q0 q1 q2, k0 k1 k2, v0 v1 v2를 만들고, 이 조각들을 헤드별로 모아요. 0번 헤드는 q0, k0, v0을 받아 softmax(q k의 전치 나누기 루트 4) v를 계산해서 o0을 만들어요. 1번과 2번 헤드도 자기 조각으로 똑같이 해요. 합치기 단계에서 o0, o1, o2를 나란히 놓고, w_o가 이를 섞어 모양이 (B, T_q, 12)인 출력을 만들어요.](figures/day06_heads.svg)

Vaswani et al.(2017)이 3.2.2절에서 설명한 멀티헤드 어텐션(multi-head attention)이에요. 조각부터 하나씩 만들고, 마지막에는 PyTorch에 들어 있는 층과 같은 숫자가 나오는지 확인해요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- NumPy로 쓴 것을 torch로 옮기고 같은 숫자를 얻을 수 있어요.
- 특징(feature)을 헤드로 나누고 다시 합칠 수 있어요. 모양 검사로는 절대 보이지 않는 버그도 찾을 수 있어요.
- `MultiHeadAttention`을 쓸 수 있어요. 셀프 어텐션(self-attention)에도, 길이가 다른 메모리(memory)를 보는 크로스 어텐션(cross-attention)에도, 마스크(mask)와 함께 쓸 수 있어요.
- `nn.MultiheadAttention`과 비교할 수 있어요. 둘은 `True`를 정반대의 뜻으로 쓰거든요.
- 파라미터(parameter)와 FLOPs를 세고, 문장이 얼마나 길어야 어텐션이 더 큰 부분이 되는지 말할 수 있어요.

**준비물**은 어텐션과 마스크(5일 차)예요. torch는 처음이어도 괜찮아요. 오늘 필요한 만큼은 첫 절에서 배워요.
"""

# %%
from solutions.plots import show

# %%
import os
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

F = nn.functional  # functions without learned numbers

# %% [markdown]
r"""
## 1 · Torch in ten lines

A **tensor** is torch's array. Nearly everything that you know carries over; some words change.

| NumPy | torch | |
|---|---|---|
| `np.array([1.0, 2.0])` | `torch.tensor([1.0, 2.0])` | float64 there, **float32** here |
| `axis=-1`, `keepdims=True` | `dim=-1`, `keepdim=True` | |
| `np.swapaxes(a, -1, -2)` | `a.transpose(-1, -2)` | or `a.mT`, the transpose of matrices |
| `a @ b`, `a[..., None]`, `a.reshape(...)` | the same | broadcasting too |
| `np.where(mask, a, 0)` | `a.masked_fill(~mask, 0)` | `~` turns a boolean tensor over |
| your softmax | `torch.softmax(a, dim=-1)` | `a.max(dim=-1)` gives values *and* places; `a.amax(dim=-1)` the values alone |
| `np.repeat(a, n, axis=0)` | `a.repeat_interleave(n, dim=0)` | torch's `repeat` is `np.tile` |
| – | `torch.from_numpy(a)`, `t.numpy()` | over and back |

Why change? Two reasons. A tensor can remember how it was computed, so torch can work out **gradients** by itself (Day 7 compares them with yours). And torch has **modules**: objects that hold learned numbers and can be called like functions.

`nn.Linear(d_in, d_out)` is the smallest useful module. It holds a `weight` and a `bias`, filled with small random numbers, and computes

$$y = x\,W^\top + b$$

| thing | shape |
|---|---|
| $x$ | `(..., d_in)` |
| `weight`, the $W$ above | `(d_out, d_in)` |
| `bias`, the $b$ above | `(d_out,)` |
| $y$ | `(..., d_out)` |

Look twice at the weight. In NumPy you wrote `x @ w` with `w` of shape `(d_in, d_out)`. `nn.Linear` keeps the **transpose**: one row for each output. As long as the matrix is square nothing crashes when you forget it.

Two more words: inside `with torch.no_grad():` torch does not record for gradients, and that is where you may overwrite a weight by hand. `.detach()` gives the bare numbers of a tensor that remembers its past; without it, `.numpy()` refuses.

What you write from today on becomes part of models that learn. So stay in torch from the argument to the result: behind a `.detach()`, or a detour through NumPy, the memory ends and nothing in front of it can learn. The hidden tests look for that, too.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 열 줄로 배우는 torch

**텐서(tensor)** 는 torch의 배열이에요. 알고 있는 것이 거의 그대로 통하고, 이름만 조금 달라요.

| NumPy | torch | |
|---|---|---|
| `np.array([1.0, 2.0])` | `torch.tensor([1.0, 2.0])` | 저쪽은 float64, 이쪽은 **float32** |
| `axis=-1`, `keepdims=True` | `dim=-1`, `keepdim=True` | |
| `np.swapaxes(a, -1, -2)` | `a.transpose(-1, -2)` | 또는 행렬의 전치를 뜻하는 `a.mT` |
| `a @ b`, `a[..., None]`, `a.reshape(...)` | 똑같아요 | 브로드캐스팅(broadcasting)도요 |
| `np.where(mask, a, 0)` | `a.masked_fill(~mask, 0)` | `~`는 불리언(boolean) 텐서를 뒤집어요 |
| 직접 쓴 소프트맥스 | `torch.softmax(a, dim=-1)` | `a.max(dim=-1)`은 값과 위치 두 가지를 돌려줘요. 값만 얻으려면 `a.amax(dim=-1)` |
| `np.repeat(a, n, axis=0)` | `a.repeat_interleave(n, dim=0)` | torch의 `repeat`는 `np.tile`에 해당해요 |
| – | `torch.from_numpy(a)`, `t.numpy()` | 갔다가 돌아오기 |

왜 바꿀까요? 이유가 두 가지예요. 텐서는 자신이 어떻게 계산됐는지 기억할 수 있어서, torch가 **기울기(gradient)** 를 스스로 구해요(7일 차에 여러분이 구한 것과 비교해요). 그리고 torch에는 **모듈(module)** 이 있어요. 학습되는 숫자를 지니고 있으면서 함수처럼 부를 수 있는 객체예요.

쓸모 있는 모듈 가운데 가장 작은 것이 `nn.Linear(d_in, d_out)`이에요. 작은 난수로 채운 `weight`와 `bias`를 지니고 이렇게 계산해요.

$$y = x\,W^\top + b$$

| 기호 | 모양 |
|---|---|
| $x$ | `(..., d_in)` |
| `weight`, 식의 $W$ | `(d_out, d_in)` |
| `bias`, 식의 $b$ | `(d_out,)` |
| $y$ | `(..., d_out)` |

weight를 한 번 더 봐 주세요. NumPy에서는 모양이 `(d_in, d_out)`인 `w`로 `x @ w`라고 썼죠. `nn.Linear`는 그 **전치**를 지니고 있어요. 출력 하나마다 행 하나예요. 행렬이 정사각이면 전치를 잊어도 아무 오류가 나지 않아요.

두 가지만 더요. `with torch.no_grad():` 안에서는 기울기를 위한 기록을 하지 않아요. weight를 손으로 덮어쓰려면 그 안에서 하면 돼요. `.detach()`는 과거를 기억하는 텐서에서 숫자만 꺼내 줘요. 그러지 않으면 `.numpy()`가 거절해요.

오늘부터 쓰는 코드는 학습하는 모델의 부품이 돼요. 그러니 인수에서 결과까지 torch 안에서 계산해 주세요. `.detach()`를 거치거나 NumPy에 다녀오면 기억이 거기서 끊기고, 그 앞쪽은 아무것도 배우지 못해요. 숨은 테스트는 그것도 확인해요.
"""

# %%
a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print("a:           ", a.shape, a.dtype)
print("a @ a.mT:    ", (a @ a.mT).tolist())
print("row sums:    ", a.sum(dim=-1, keepdim=True).tolist())
print("a > 2:       ", (a > 2).tolist())
print("masked:      ", a.masked_fill(~(a > 2), 0.0).tolist())

layer = nn.Linear(3, 2)
print("weight, bias:", layer.weight.shape, layer.bias.shape)
with torch.no_grad():  # we write the weight by hand: row 0 sums, row 1 takes the last feature
    layer.weight.copy_(torch.tensor([[1.0, 1.0, 1.0], [0.0, 0.0, 1.0]]))
    layer.bias.copy_(torch.tensor([0.0, 100.0]))
print("layer(a):    ", layer(a).tolist())
print("in NumPy:    ", layer(a).detach().numpy().sum())

# %% [markdown]
r"""
The first exercise is `nn.Linear` without the module: the weight and the bias are handed in.

**By hand.** $x = (1, 2)$, the weight has the rows $(3, 4)$ and $(5, 6)$, the bias is $(10, 20)$. Then $y = (1\cdot 3 + 2\cdot 4 + 10,\; 1\cdot 5 + 2\cdot 6 + 20) = (21, 37)$.
"""

# %% [markdown] lang="ko"
r"""
첫 문제는 모듈 없는 `nn.Linear`예요. weight와 bias를 인수로 받아요.

**손으로 해 보기.** $x = (1, 2)$, weight의 행은 $(3, 4)$와 $(5, 6)$, bias는 $(10, 20)$이에요. 그러면 $y = (1\cdot 3 + 2\cdot 4 + 10,\; 1\cdot 5 + 2\cdot 6 + 20) = (21, 37)$이에요.
"""


# %% exercise="linear" minutes=6 difficulty=1
def linear(x, weight, bias):
    """What nn.Linear computes, on tensors.

    Args:
        x: (..., d_in)
        weight: (d_out, d_in), as nn.Linear keeps it.
        bias: (d_out,)

    Returns:
        (..., d_out)

    Source: the documentation of torch.nn.Linear.
    """
    ### BEGIN SOLUTION
    return x @ weight.mT + bias
    ### END SOLUTION


# %% check="linear" points=2
_y = linear(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, 4.0], [5.0, 6.0]]), torch.tensor([10.0, 20.0]))
assert _y.shape == (1, 2), "One token in, one token out?"
assert torch.allclose(_y, torch.tensor([[21.0, 37.0]])), (
    "Do you get (21, 37) by hand? Do the rows of the weight meet the token, or its columns?"
)
assert torch.allclose(linear(a, layer.weight, layer.bias), layer(a)), "Is it the same as nn.Linear itself?"
assert linear(torch.ones(2, 5, 3), layer.weight, layer.bias).shape == (2, 5, 2), (
    "Does it work with a batch axis in front?"
)

# %% [markdown] hint="linear"
r"""
`x` ends in `d_in`. In a product `x @ something`, which length must the *first* axis of that something have? The weight has it on its other axis.
"""

# %% [markdown] hint="linear" lang="ko"
r"""
`x`의 마지막 축은 `d_in`이에요. `x @ 무엇`에서 그 무엇의 *첫* 축은 길이가 얼마여야 할까요? weight는 그 길이를 다른 축에 가지고 있어요.
"""

# %% [markdown] hint="linear"
r"""
The formula says $x W^\top + b$. The weight has two axes, so `weight.mT` is its transpose; the bias broadcasts over everything in front.
"""

# %% [markdown] hint="linear" lang="ko"
r"""
수식은 $x W^\top + b$예요. weight는 축이 둘이니 `weight.mT`가 전치예요. bias는 앞에 있는 모든 축으로 브로드캐스팅돼요.
"""

# %% [markdown] hint="linear"
r"""
One line: `x`, the sign `@`, the transposed weight, plus the bias. `x` stands on the left, so that axes in front of the features do not matter.
"""

# %% [markdown] hint="linear" lang="ko"
r"""
한 줄이에요. `x`, `@`, 전치한 weight를 차례로 쓰고 bias를 더해요. `x`가 왼쪽에 있으니 특징 앞에 축이 몇 개 있든 상관없어요.
"""

# %% [markdown]
r"""
## 2 · The same attention, the same numbers

Now Day 5 moves over. Here is scaled dot-product attention with a mask once more in NumPy, given. Your task is the same function in torch.

Our masks keep their meaning: **boolean, `True` = may look**, of a shape that broadcasts against the scores `(..., T_q, T_k)`; `None` lets everybody look. A query that may look at nothing gets weights of zero and an output of zero.

That last rule needs care. Filling the blocked scores with $-\infty$ makes a row of nothing but $-\infty$ into 0/0, which is `nan`. There is a way without special cases: fill with a very large *negative number* instead, and after the softmax set the weights of all blocked keys to 0. In an ordinary row they are 0 already; in a row that may look at nothing it clears what is left.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 같은 어텐션, 같은 숫자

이제 5일 차의 것을 옮겨요. 마스크가 있는 스케일드 닷 프로덕트 어텐션(scaled dot-product attention)을 NumPy로 다시 한번 적어 뒀어요. 같은 함수를 torch로 쓰는 것이 여러분의 일이에요.

마스크의 뜻은 그대로예요. **불리언이고, `True`는 볼 수 있다는 뜻**이에요. 점수 `(..., T_q, T_k)`와 브로드캐스팅되는 모양이면 되고, `None`이면 모두가 모두를 봐요. 아무것도 볼 수 없는 쿼리(query)는 가중치도 0, 출력도 0이에요.

마지막 규칙은 조심해야 해요. 막힌 점수를 $-\infty$로 채우면, $-\infty$뿐인 행은 0/0이 되어 `nan`이 나와요. 따로 나누어 다루지 않아도 되는 방법이 있어요. 절댓값이 아주 큰 *음수*로 채우고, 소프트맥스를 거친 다음 막힌 키(key)의 가중치를 모두 0으로 만드는 거예요. 보통의 행에서는 이미 0이라 달라지지 않고, 아무것도 볼 수 없는 행에서는 남은 것이 지워져요.
"""


# %%
def attention_in_numpy(q, k, v, mask=None):
    """Day 5: q (..., T_q, d_k), k (..., T_k, d_k), v (..., T_k, d_v) -> output, weights."""
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    if mask is not None:
        shares = np.where(mask, shares, 0.0)
    return shares @ v, shares


# %% exercise="scaled_dot_product_attention" minutes=12 difficulty=2
def scaled_dot_product_attention(q, k, v, mask=None):
    """Scaled dot-product attention on tensors.

    Args:
        q: (..., T_q, d_k)
        k: (..., T_k, d_k)
        v: (..., T_k, d_v)
        mask: boolean, True = may look, broadcasts against (..., T_q, T_k); None: all may look at all.

    Returns:
        output: (..., T_q, d_v)
        weights: (..., T_q, T_k); each row sums to one, or is all zero where the query may look at nothing.
        Gradients flow back through the output.

    Source: Vaswani et al. 2017, section 3.2.1, equation 1.
    """
    ### BEGIN SOLUTION
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5  # (..., T_q, T_k)
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = torch.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    return weights @ v, weights
    ### END SOLUTION


# %% check="scaled_dot_product_attention" points=4
_rng = np.random.default_rng(6)
_q, _k, _v = _rng.normal(size=(2, 3, 4, 9)), _rng.normal(size=(2, 3, 5, 9)), _rng.normal(size=(2, 3, 5, 6))
_mask = np.array([True, True, False, True, False])
for _seen in (None, _mask):
    _wanted, _shares = attention_in_numpy(_q, _k, _v, _seen)
    _output, _weights = scaled_dot_product_attention(
        *map(torch.from_numpy, (_q, _k, _v)), None if _seen is None else torch.from_numpy(_seen)
    )
    assert _weights.shape == (2, 3, 4, 5), "4 queries, 5 keys: is there a row for each query?"
    assert np.allclose(_weights, _shares), (
        "Are the weights those of NumPy? What do you divide by? Over which dim?"
    )
    assert np.allclose(_output, _wanted), "Is the output the weights times the values?"
_nothing = torch.zeros(4, 5, dtype=torch.bool)
_output, _weights = scaled_dot_product_attention(*map(torch.from_numpy, (_q, _k, _v)), _nothing)
assert (_weights == 0).all(), "Nobody may look at anything: is every weight 0?"

# %% [markdown] hint="scaled_dot_product_attention"
r"""
Go through the NumPy function line by line, with the table of section 1 beside it. Which lines need another word in torch?
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
1절의 표를 옆에 두고 NumPy 함수를 한 줄씩 따라가 보세요. torch에서 다른 이름을 써야 하는 줄은 어느 것인가요?
"""

# %% [markdown] hint="scaled_dot_product_attention"
r"""
`k.transpose(-1, -2)` for the keys, `torch.softmax(..., dim=-1)` for the two NumPy lines of the softmax, `scores.masked_fill(~mask, -1e30)` for the first `np.where`.
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
키에는 `k.transpose(-1, -2)`, NumPy의 소프트맥스 두 줄에는 `torch.softmax(..., dim=-1)` 하나, 첫 번째 `np.where`에는 `scores.masked_fill(~mask, -1e30)`을 쓰면 돼요.
"""

# %% [markdown] hint="scaled_dot_product_attention"
r"""
Order: scores, mask the scores, softmax, mask the weights with `weights.masked_fill(~mask, 0.0)`, then return `weights @ v, weights`. Both masking lines stand under `if mask is not None:`.
"""

# %% [markdown] hint="scaled_dot_product_attention" lang="ko"
r"""
순서는 점수, 점수 가리기, 소프트맥스, `weights.masked_fill(~mask, 0.0)`으로 가중치 가리기, 마지막에 `weights @ v, weights` 돌려주기예요. 가리는 두 줄은 모두 `if mask is not None:` 아래에 둬요.
"""

# %% [markdown]
r"""
### Three answers to one question

NumPy, your torch, and torch's own `F.scaled_dot_product_attention`. The last one means the same by its mask as we do: `True` takes part. (Remember this sentence. In section 6 you will meet a layer of the same library that means the opposite.)
"""

# %% [markdown] lang="ko"
r"""
### 한 질문에 답 세 개

NumPy, 여러분의 torch, 그리고 torch에 들어 있는 `F.scaled_dot_product_attention`이에요. 마지막 함수의 마스크는 우리와 뜻이 같아요. `True`면 참여해요. (이 문장을 기억해 두세요. 6절에서 같은 라이브러리의 어떤 층이 마스크의 `True`를 정반대의 뜻으로 쓰는 것을 보게 돼요.)
"""

# %%
rng = np.random.default_rng(0)
q, k, v = rng.normal(size=(3, 4, 8)), rng.normal(size=(3, 5, 8)), rng.normal(size=(3, 5, 8))
mask = rng.random((4, 5)) < 0.6
mask[2] = False  # query 2 may look at nothing

in_numpy, _ = attention_in_numpy(q, k, v, mask)
tensors = [torch.from_numpy(array) for array in (q, k, v, mask)]
in_torch, _ = scaled_dot_product_attention(*tensors)
by_torch = F.scaled_dot_product_attention(*tensors[:3], attn_mask=tensors[3])
single, _ = scaled_dot_product_attention(*(t.float() for t in tensors[:3]), tensors[3])

print("NumPy against yours, float64:  ", f"{np.abs(in_numpy - in_torch.numpy()).max():.0e}")
print("torch's own against yours:     ", f"{(by_torch - in_torch).abs().max():.0e}")
print("float32 against float64, yours:", f"{(single - in_torch).abs().max():.0e}")
print("output of the blind query:     ", in_torch[0, 2].tolist())

# %% [markdown]
r"""
The same numbers, to about sixteen digits in float64 and about seven in float32. float32 is what models are trained in, so from here on a difference of $10^{-6}$ means "the same".

## 3 · One softmax can only average

Suppose a token needs the value 10 of token 0 **and** the value 20 of token 3. One head has one set of shares. It can give each of them a half, and out comes 15. So does a token that needs 12 and 18. The answer is blurred, and no later layer can undo it.

Two heads have two softmaxes. The first gives all its attention to token 0, the second to token 3, and the output holds 10 and 20 side by side. That is the whole idea. The paper says it in one sentence of section 3.2.2: several heads let the model attend to different places, in different subspaces, at the same time; averaging in a single head gets in the way of that.

To be able to pay for $h$ heads, each is made narrower. Everything a head does, it does with $d_k = d_{model} / h$ features:

$$\mathrm{head}_i = \mathrm{attention}(x W_i^Q,\; m W_i^K,\; m W_i^V), \qquad \mathrm{MultiHead}(x, m) = \mathrm{concat}(\mathrm{head}_0, \dots, \mathrm{head}_{h-1})\, W^O$$

Here $x$ are the tokens that ask and $m$, the **memory**, the tokens that are looked at. In self-attention $m = x$.

| thing | shape | 2017 | today |
|---|---|---|---|
| $x$ | `(B, T_q, d_model)` | 512 features | 12 |
| $m$ | `(B, T_k, d_model)` | 512 | 12 |
| $W_i^Q$, $W_i^K$, $W_i^V$ of one head | `(d_model, d_k)` | 512 × 64 | 12 × 4 |
| the same of all heads, side by side | `(d_model, d_model)` | 512 × 512 | 12 × 12 |
| weights of all heads | `(B, n_heads, T_q, T_k)` | 8 heads | 3 heads |
| $\mathrm{head}_i$ | `(B, T_q, d_k)` | 64 | 4 |
| $W^O$ | `(d_model, d_model)` | 512 × 512 | 12 × 12 |

The fourth row is the trick that makes it fast. Nobody multiplies with 24 small matrices. The small matrices of all heads stand side by side in one large one, one product makes the queries of all heads at once, and afterwards the features are **cut** into heads. So the order is: *project first, then split*. Cutting `x` itself would show each head only its own part of the token; after the projection each head's features are made of the whole token.

After the heads are put side by side, the first $d_k$ features of a token come from head 0 alone, the next $d_k$ from head 1. That is what $W^O$ is for: it mixes them, so that each number of the output can use the answers of all heads.

### How to cut

![Two tables of four tokens (a, cat, drank, milk) with six features each, numbered 0 to 23 row by row. Left, cut the features: columns 0 and 1 of every token are head 0, columns 2 and 3 head 1, columns 4 and 5 head 2. Each head has every token and two features; made by reshape(4, 3, 2) and swapping axes. Right, cut in the order of the numbers: 0 to 7 are head 0, 8 to 15 head 1, 16 to 23 head 2. Each head has a piece of the sentence; reshape(3, 4, 2) alone gives this, with the same shape.](figures/day06_split.svg)

Read row by row, the numbers of a tensor form one long line, and `reshape` **never changes the order in that line**. It only sets other line breaks. `transpose` is what swaps axes. Therefore:

1. `reshape` the last axis `d_model` into two, `n_heads` and `d_k`, in this order: neighbours stay neighbours.
2. `transpose` the head axis to the front of the tokens, so that the last two axes are token and feature, as attention wants them.

On the right is what comes out if you reshape straight to the wanted shape. It has the right shape, and each head gets a piece of the *sentence*.
"""

# %% [markdown] lang="ko"
r"""
같은 숫자예요. float64에서는 열여섯 자리쯤, float32에서는 일곱 자리쯤 같아요. 모델은 보통 float32로 학습하니까, 이제부터 $10^{-6}$ 정도의 차이는 '같다'는 뜻이에요.

## 3 · 소프트맥스 하나로는 평균밖에 못 내요

어떤 토큰이 0번 토큰의 값 10**과** 3번 토큰의 값 20이 모두 필요하다고 해 볼게요. 헤드가 하나면 몫도 한 벌이에요. 반씩 나눠 주면 15가 나와요. 12와 18이 필요한 토큰도 15를 받아요. 답이 뭉개지고, 뒤의 어떤 층도 되돌릴 수 없어요.

헤드가 둘이면 소프트맥스도 둘이에요. 첫째 헤드는 0번 토큰에, 둘째 헤드는 3번 토큰에 어텐션을 모두 주고, 출력에는 10과 20이 나란히 놓여요. 이게 전부예요. 논문은 3.2.2절에서 한 문장으로 말해요. 헤드가 여럿이면 모델이 서로 다른 부분공간(subspace)에서 서로 다른 위치를 동시에 볼 수 있는데, 헤드가 하나면 평균 때문에 그러기 어렵다고요.

헤드가 $h$개여도 비용이 늘지 않도록, 헤드 하나의 폭을 그만큼 좁게 만들어요. 헤드 하나는 무슨 일이든 특징 $d_k = d_{model} / h$개로 해요.

$$\mathrm{head}_i = \mathrm{attention}(x W_i^Q,\; m W_i^K,\; m W_i^V), \qquad \mathrm{MultiHead}(x, m) = \mathrm{concat}(\mathrm{head}_0, \dots, \mathrm{head}_{h-1})\, W^O$$

$x$는 물어보는 토큰들이고, $m$은 **메모리(memory)**, 곧 바라볼 대상이 되는 토큰들이에요. 셀프 어텐션에서는 $m = x$예요.

| 기호 | 모양 | 2017년 | 오늘 |
|---|---|---|---|
| $x$ | `(B, T_q, d_model)` | 특징 512개 | 12 |
| $m$ | `(B, T_k, d_model)` | 512 | 12 |
| 헤드 하나의 $W_i^Q$, $W_i^K$, $W_i^V$ | `(d_model, d_k)` | 512 × 64 | 12 × 4 |
| 모든 헤드의 것을 나란히 놓으면 | `(d_model, d_model)` | 512 × 512 | 12 × 12 |
| 모든 헤드의 가중치 | `(B, n_heads, T_q, T_k)` | 헤드 8개 | 헤드 3개 |
| $\mathrm{head}_i$ | `(B, T_q, d_k)` | 64 | 4 |
| $W^O$ | `(d_model, d_model)` | 512 × 512 | 12 × 12 |

빠른 비결은 넷째 줄에 있어요. 작은 행렬 24개를 하나씩 곱하지 않아요. 모든 헤드의 작은 행렬이 큰 행렬 하나에 나란히 들어 있어서, 곱 한 번으로 모든 헤드의 쿼리를 만들고, 그다음에 특징을 헤드로 **잘라요**. 그러니 순서는 *먼저 투영(projection)하고, 그다음에 나누기*예요. `x` 자체를 자르면 헤드마다 토큰의 몇 분의 일만 보게 돼요. 투영한 다음에 자르면, 헤드마다 가진 특징이 토큰 전체로 만든 것이에요.

### 어떻게 자를까요

![토큰 네 개(a, cat, drank, milk)에 특징이 여섯 개씩 있고 0부터 23까지 행을 따라 번호를 매긴 표 두 개예요. 왼쪽은 특징을 자른 것이에요. 모든 토큰의 0, 1열이 0번 헤드, 2, 3열이 1번 헤드, 4, 5열이 2번 헤드예요. 헤드마다 모든 토큰과 특징 두 개가 있고, reshape(4, 3, 2) 다음에 축을 맞바꿔 만들어요. 오른쪽은 숫자가 놓인 순서대로 자른 것이에요. 0부터 7이 0번 헤드, 8부터 15가 1번 헤드, 16부터 23이 2번 헤드예요. 헤드마다 문장의 한 토막만 있어요. reshape(3, 4, 2)만 하면 이렇게 되고, 모양은 똑같아요.](figures/day06_split.svg)

텐서의 숫자를 행을 따라 차례로 읽으면 긴 한 줄이 돼요. `reshape`는 **그 줄의 순서를 절대 바꾸지 않고**, 줄바꿈만 다르게 해요. 축을 맞바꾸는 것은 `transpose`예요. 그래서 이렇게 해요.

1. 마지막 축 `d_model`을 `n_heads`와 `d_k` 두 축으로, 이 순서로 `reshape`해요. 이웃한 특징은 그대로 이웃이에요.
2. 헤드 축을 토큰 축 앞으로 `transpose`해요. 그러면 마지막 두 축이 어텐션이 바라는 대로 토큰과 특징이 돼요.

원하는 모양으로 곧바로 reshape하면 오른쪽처럼 돼요. 모양은 맞는데, 헤드마다 *문장*의 한 토막을 받아요.
"""

# %%
# The table of the figure: one sentence, four tokens, six features.
numbered = torch.arange(24.0).reshape(1, 4, 6)
print(numbered)


# %% exercise="split_heads" minutes=9 difficulty=2
def split_heads(x, n_heads):
    """Cut the features of every token into heads.

    Args:
        x: (B, T, d_model)
        n_heads: how many heads; d_model is divisible by it.

    Returns:
        (B, n_heads, T, d_k) with d_k = d_model / n_heads. Head i has the features i * d_k up to (i + 1) * d_k.
        Gradients flow back through it.

    Source: Vaswani et al. 2017, section 3.2.2.
    """
    ### BEGIN SOLUTION
    d_k = x.shape[-1] // n_heads
    return x.reshape(*x.shape[:-1], n_heads, d_k).transpose(-2, -3)
    ### END SOLUTION


# %% check="split_heads" points=3
_heads = split_heads(numbered, 3)
assert _heads.shape == (1, 3, 4, 2), "Three heads, four tokens, two features each: in this order?"
assert _heads[0, 0, :, 0].tolist() == [0.0, 6.0, 12.0, 18.0], (
    "Does head 0 hold something of every token, or only the first tokens?"
)
assert _heads[0, 2, 1].tolist() == [10.0, 11.0], "Which two features of 'cat' belong to head 2?"
assert split_heads(torch.ones(2, 5, 12), 4).shape == (2, 4, 5, 3), "And with two sentences and four heads?"

# %% [markdown] hint="split_heads"
r"""
Which of the axes of `x` is cut in two? All the others should come out of the `reshape` unharmed, and in their old order.
"""

# %% [markdown] hint="split_heads" lang="ko"
r"""
`x`의 축 가운데 둘로 나뉘는 것은 어느 것인가요? 나머지 축은 `reshape`를 지나도 원래 순서 그대로여야 해요.
"""

# %% [markdown] hint="split_heads"
r"""
After the reshape the shape is `(B, T, n_heads, d_k)`. Attention needs `(B, n_heads, T, d_k)`. Which two axes change places?
"""

# %% [markdown] hint="split_heads" lang="ko"
r"""
reshape하고 나면 모양이 `(B, T, n_heads, d_k)`예요. 어텐션에는 `(B, n_heads, T, d_k)`가 필요해요. 어느 두 축이 자리를 바꾸나요?
"""

# %% [markdown] hint="split_heads"
r"""
`B, T, d_model = x.shape`, then `x.reshape(B, T, n_heads, d_model // n_heads)`, and `.transpose(1, 2)` behind it.
"""

# %% [markdown] hint="split_heads" lang="ko"
r"""
`B, T, d_model = x.shape`, 그다음 `x.reshape(B, T, n_heads, d_model // n_heads)`, 그 뒤에 `.transpose(1, 2)`예요.
"""

# %% [markdown]
r"""
## 4 · Spot the bug: the way back

After attention, every token has `d_k` numbers from each head, and they must come side by side again: `(B, n_heads, T, d_k)` back to `(B, T, d_model)`. The function below does it in one line. Its shapes are right for every input, and a model that uses it trains without an error.

Try it on the heads of the table: `merge_heads(split_heads(numbered, 3))` should be the table again. Then mend it and choose what was wrong.

- **A**: The heads should be averaged, not put side by side.
- **B**: `reshape` reads on in the order of the axes, and the axes stand in the wrong order.
- **C**: The result should have the shape `(B, n_heads * T, d_k)`.
- **D**: It should be `view`, not `reshape`.

(`view` is a `reshape` that never copies. Where the numbers do not lie in the right order in memory, `reshape` makes a copy and `view` stops with an error.)
"""

# %% [markdown] lang="ko"
r"""
## 4 · 버그 찾기: 되돌아가는 길

어텐션을 마치면 토큰마다 헤드별로 숫자가 `d_k`개씩 있고, 이것을 다시 나란히 놓아야 해요. `(B, n_heads, T, d_k)`에서 `(B, T, d_model)`로요. 아래 함수는 그 일을 한 줄로 해요. 어떤 입력에서도 모양이 맞고, 이 함수를 쓴 모델은 오류 없이 학습돼요.

표를 나눈 헤드에 써 보세요. `merge_heads(split_heads(numbered, 3))`은 다시 그 표여야 해요. 그다음 함수를 고치고, 무엇이 틀렸는지 고르세요.

- **A**: 헤드를 나란히 놓지 말고 평균을 내야 해요.
- **B**: `reshape`는 축의 순서대로 읽는데, 축의 순서가 틀렸어요.
- **C**: 결과의 모양이 `(B, n_heads * T, d_k)`여야 해요.
- **D**: `reshape`가 아니라 `view`여야 해요.

(`view`는 복사를 하지 않는 `reshape`예요. 메모리에 숫자가 맞는 순서로 놓여 있지 않으면 `reshape`는 복사하고, `view`는 오류를 내고 멈춰요.)
"""


# %% exercise="merge_heads" kind="bug" bug="heads_reshaped" minutes=7 difficulty=2
def merge_heads(x):
    """Put the heads of every token side by side: the way back from split_heads.

    Args:
        x: (B, n_heads, T, d_k)

    Returns:
        (B, T, n_heads * d_k): for each token the numbers of head 0, then those of head 1, and so on.
        Gradients flow back through it.

    Source: Vaswani et al. 2017, section 3.2.2, "Concat".
    """
    ### BEGIN SOLUTION
    return x.transpose(-2, -3).flatten(-2)
    ### END SOLUTION
    ### BEGIN BUG
    # B, n_heads, T, d_k = x.shape
    # return x.reshape(B, T, n_heads * d_k)
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
merge_heads_reason = "B"
### END SOLUTION

# %% check="merge_heads" points=2
# The next line passes with the bug, too.
assert merge_heads(torch.ones(2, 3, 5, 4)).shape == (2, 5, 12), "Is each token n_heads * d_k wide again?"
assert torch.equal(merge_heads(split_heads(numbered, 3)), numbered), (
    "Split and merge: is the table the same as before?"
)
_two = torch.arange(48.0).reshape(2, 4, 6)
assert torch.equal(merge_heads(split_heads(_two, 3)), _two), "And with two sentences?"
assert merge_heads_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="merge_heads"
r"""
Print `merge_heads(split_heads(numbered, 3))[0, 0]`: what should stand there, and of which tokens are the numbers that do?
"""

# %% [markdown] hint="merge_heads" lang="ko"
r"""
`merge_heads(split_heads(numbered, 3))[0, 0]`을 출력해 보세요. 무엇이 있어야 하고, 실제로 있는 숫자들은 어느 토큰의 것인가요?
"""

# %% [markdown] hint="merge_heads"
r"""
You merge two neighbouring axes with a reshape. Heads and features must be neighbours for that, in this order. In `(B, n_heads, T, d_k)` who stands between them?
"""

# %% [markdown] hint="merge_heads" lang="ko"
r"""
reshape로는 이웃한 두 축을 합쳐요. 그러려면 헤드와 특징이 이 순서로 이웃해야 해요. `(B, n_heads, T, d_k)`에서는 둘 사이에 무엇이 있나요?
"""

# %% [markdown] hint="merge_heads"
r"""
Undo the steps of `split_heads` in reverse order: first `x.transpose(1, 2)`, then the `reshape` that is there already.
"""

# %% [markdown] hint="merge_heads" lang="ko"
r"""
`split_heads`의 단계를 거꾸로 되짚으세요. 먼저 `x.transpose(1, 2)`, 그다음에 이미 있는 `reshape`예요.
"""

# %% [markdown]
r"""
## 5 · MultiHeadAttention

Everything is there; it becomes a module of your own. A module is a class with two methods.

- `__init__` makes the parts. First `super().__init__()`, which lets torch find the parameters. Then each part goes into an attribute: `self.w_q = nn.Linear(d_model, d_model)`.
- `forward` computes. You never call it by its name: `attention(x)` does, as with `layer(a)` above.

The four parts must be called `w_q`, `w_k`, `w_v` and `w_o`, since whoever loads weights finds them by these names. All four are `nn.Linear(d_model, d_model)` **with bias**, as in `nn.MultiheadAttention`; the formula in the paper has none.

**Self and cross.** The queries come from `query`, the keys and values from `memory`. With `memory=None` the tokens look at themselves. In cross-attention the memory is another text, of another length: in the 2017 model a decoder that writes the translation (`T_q` tokens so far) looks at the encoder's output (`T_k` tokens). The output has the length of the *query*: whoever asks gets an answer.

**The mask** is that of Day 5: `(T_q, T_k)` for all sentences, such as the causal mask, or one for each sentence, `(B, 1, T_k)` as `padding_mask` gives it, or `(B, T_q, T_k)`. (Your NumPy masks come over with `torch.from_numpy`.) It says who may look at whom, and holds for all heads alike. But the scores have four axes now, `(B, n_heads, T_q, T_k)`, and shapes are matched *from the right*: in a mask of shape `(B, 1, T_k)`, the axis of the sentences would meet the axis of the **heads**. Mostly that is an error. When there are as many sentences as heads it is none, and sentence 2's mask falls on head 2. So give the mask a head axis of length 1 with `mask.unsqueeze(-3)`: the new axis is the third from the right.

**The scale** is $\sqrt{d_k}$ of one *head*. Your function reads it off its input, so it is right by itself.
"""

# %% [markdown] lang="ko"
r"""
## 5 · MultiHeadAttention

필요한 것은 다 있어요. 이제 여러분만의 모듈로 만들어요. 모듈은 메서드가 두 개 있는 클래스예요.

- `__init__`은 부품을 만들어요. 먼저 `super().__init__()`을 불러야 torch가 파라미터를 찾을 수 있어요. 그다음 부품을 하나씩 속성에 담아요. `self.w_q = nn.Linear(d_model, d_model)`처럼요.
- `forward`는 계산을 해요. 이 이름으로 직접 부르지는 않아요. 위에서 `layer(a)`라고 한 것처럼 `attention(x)`라고 부르면 torch가 불러 줘요.

부품 네 개의 이름은 `w_q`, `w_k`, `w_v`, `w_o`여야 해요. 가중치를 불러오는 쪽에서 이 이름으로 찾거든요. 네 개 모두 `nn.MultiheadAttention`처럼 **bias가 있는** `nn.Linear(d_model, d_model)`이에요. 논문의 수식에는 bias가 없어요.

**셀프와 크로스.** 쿼리는 `query`에서, 키와 밸류(value)는 `memory`에서 와요. `memory=None`이면 토큰들이 자기들끼리 봐요. 크로스 어텐션에서는 메모리가 쿼리와는 별개의 글이고, 길이도 달라요. 2017년 모델에서는 번역문을 쓰는 디코더(decoder, 지금까지 쓴 토큰 `T_q`개)가 인코더(encoder)의 출력(토큰 `T_k`개)을 봐요. 출력의 길이는 *쿼리*의 길이예요. 물어본 쪽이 답을 받으니까요.

**마스크**는 5일 차의 것이에요. 인과 마스크(causal mask)처럼 모든 문장에 함께 쓰는 `(T_q, T_k)`이거나, 문장마다 하나씩인 `(B, 1, T_k)`(`padding_mask`가 주는 모양) 또는 `(B, T_q, T_k)`예요. (NumPy로 만든 마스크는 `torch.from_numpy`로 옮겨 오면 돼요.) 누가 누구를 볼 수 있는지 정하는 것이라 모든 헤드에 똑같이 적용돼요. 그런데 이제 점수의 축은 네 개, `(B, n_heads, T_q, T_k)`이고 모양은 *오른쪽부터* 맞춰요. 모양이 `(B, 1, T_k)`인 마스크라면 문장 축이 **헤드** 축과 만나게 돼요. 대개는 오류가 나요. 그런데 문장 수와 헤드 수가 같으면 오류도 없이, 2번 문장의 마스크가 2번 헤드에 씌워져요. 그래서 `mask.unsqueeze(-3)`으로 길이 1인 헤드 축을 넣어 줘요. 새 축은 오른쪽에서 세 번째예요.

**스케일**은 *헤드* 하나의 $\sqrt{d_k}$예요. 여러분의 함수가 입력에서 읽어 내니 저절로 맞아요.
"""


# %% exercise="MultiHeadAttention" minutes=20 difficulty=3
class MultiHeadAttention(nn.Module):
    """Multi-head attention: project, split, attend, merge, project.

    Args:
        d_model: numbers of one token.
        n_heads: how many heads; each is d_model / n_heads wide.

    Parameters: w_q, w_k, w_v, w_o, each nn.Linear(d_model, d_model) with bias. No dropout.
    Raises ValueError if d_model is not divisible by n_heads.

    Source: Vaswani et al. 2017, section 3.2.2; biases as in torch.nn.MultiheadAttention.
    """

    def __init__(self, d_model, n_heads):
        super().__init__()
        ### BEGIN SOLUTION
        if d_model % n_heads:
            raise ValueError(f"d_model {d_model} is not divisible by n_heads {n_heads}")
        self.n_heads = n_heads
        self.w_q = nn.Linear(d_model, d_model)
        self.w_k = nn.Linear(d_model, d_model)
        self.w_v = nn.Linear(d_model, d_model)
        self.w_o = nn.Linear(d_model, d_model)
        ### END SOLUTION

    def forward(self, query, memory=None, mask=None):
        """Let each token of query look at the tokens of memory.

        Args:
            query: (B, T_q, d_model)
            memory: (B, T_k, d_model), gives keys and values; None: the query itself.
            mask: boolean, True = may look, (T_q, T_k), (B, 1, T_k) or (B, T_q, T_k), for all heads alike; None: no mask.

        Returns:
            output: (B, T_q, d_model)
            weights: (B, n_heads, T_q, T_k), those of each head.
        """
        ### BEGIN SOLUTION
        memory = query if memory is None else memory
        q = split_heads(self.w_q(query), self.n_heads)  # (B, n_heads, T_q, d_k)
        k = split_heads(self.w_k(memory), self.n_heads)
        v = split_heads(self.w_v(memory), self.n_heads)
        if mask is not None:
            mask = mask.unsqueeze(-3)  # one and the same for all heads
        mixed, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(merge_heads(mixed)), weights
        ### END SOLUTION


# %% check="MultiHeadAttention" points=6
torch.manual_seed(6)
_attention = MultiHeadAttention(12, 3)
_names = {name for name, _ in _attention.named_parameters()}
assert _names == {f"w_{part}.{kind}" for part in "qkvo" for kind in ("weight", "bias")}, (
    "Are there four nn.Linear with bias, w_q, w_k, w_v and w_o?"
)
_query, _memory = torch.randn(2, 5, 12), torch.randn(2, 7, 12)
_output, _weights = _attention(_query)
assert _output.shape == (2, 5, 12), "Self-attention: does the output have the shape of the query?"
assert _weights.shape == (2, 3, 5, 5), "Are there weights for each head?"
_output, _weights = _attention(_query, _memory)
assert _output.shape == (2, 5, 12), "Cross-attention: does whoever asks get the answer?"
assert _weights.shape == (2, 3, 5, 7), "Five tokens look at seven: which of them are rows?"
assert torch.allclose(_weights.sum(dim=-1), torch.ones(2, 3, 5)), "Do the weights sum to one over the keys?"
_padding = torch.ones(2, 1, 7, dtype=torch.bool)
_padding[1, 0, 4:] = False  # the second memory has only four real tokens
_, _weights = _attention(_query, _memory, _padding)
assert (_weights[1, :, :, 4:] == 0).all(), "Does any head still look at the padding of sentence 2?"
assert (_weights[0] > 0).all(), "Does the mask of sentence 2 reach sentence 1?"
_, _weights = _attention(_query, None, torch.ones(5, 5, dtype=torch.bool).tril())
assert (_weights.triu(1) == 0).all(), "A mask (T_q, T_k): does any token look at a later one?"
with torch.no_grad():
    _attention.w_o.weight.zero_()
    _attention.w_o.bias.fill_(7.0)
assert torch.allclose(_attention(_query)[0], torch.full((2, 5, 12), 7.0)), (
    "Is w_o the last thing that happens?"
)
try:
    MultiHeadAttention(10, 3)
except ValueError as _error:
    print("10 features, 3 heads:", _error)
else:
    raise AssertionError("10 features, 3 heads: how wide would a head be?")

# %% [markdown] hint="MultiHeadAttention"
r"""
Read the figure at the top from left to right; each station is one line. In `__init__`: four layers, and remember `n_heads`. In `forward`: who goes through which layer?
"""

# %% [markdown] hint="MultiHeadAttention" lang="ko"
r"""
맨 위의 그림을 왼쪽에서 오른쪽으로 읽으세요. 정거장 하나가 코드 한 줄이에요. `__init__`에는 층 네 개를 두고 `n_heads`를 기억해 두세요. `forward`에서는 무엇이 어느 층을 지나나요?
"""

# %% [markdown] hint="MultiHeadAttention"
r"""
`q = split_heads(self.w_q(query), self.n_heads)`, and in the same way `k` and `v`, both from `memory`. Before that: `if memory is None:` the memory is the query. The mask needs `unsqueeze(-3)`, but only if it is not `None`.
"""

# %% [markdown] hint="MultiHeadAttention" lang="ko"
r"""
`q = split_heads(self.w_q(query), self.n_heads)`, 그리고 같은 방법으로 `k`와 `v`를 둘 다 `memory`에서 만들어요. 그 앞에서 `if memory is None:`이면 메모리를 쿼리로 정해요. 마스크에는 `unsqueeze(-3)`이 필요한데, `None`이 아닐 때만이에요.
"""

# %% [markdown] hint="MultiHeadAttention"
r"""
The last two lines: `mixed, weights = scaled_dot_product_attention(q, k, v, mask)`, and `return self.w_o(merge_heads(mixed)), weights`. In `__init__` an `if d_model % n_heads:` with `raise ValueError(...)` comes first.
"""

# %% [markdown] hint="MultiHeadAttention" lang="ko"
r"""
마지막 두 줄은 `mixed, weights = scaled_dot_product_attention(q, k, v, mask)`와 `return self.w_o(merge_heads(mixed)), weights`예요. `__init__`에서는 먼저 `if d_model % n_heads:`이면 `raise ValueError(...)`를 해요.
"""

# %% [markdown]
r"""
## 6 · Two libraries in one, two meanings of True

Is your layer the layer of 2017? PyTorch has one, `nn.MultiheadAttention`. Give both the same weights and the same tokens, and compare. Five things are different on the outside, and each has cost many people an afternoon:

| | yours | `nn.MultiheadAttention` |
|---|---|---|
| call | `attention(query, memory, mask)` | `layer(query, key, value, attn_mask=…)` |
| axes | `(B, T, d_model)` | `(T, B, d_model)` unless `batch_first=True` |
| weights it returns | `(B, n_heads, T_q, T_k)` | their **mean over the heads** unless `average_attn_weights=False` |
| boolean mask | `True` = **may look** | `True` = **may not look** |
| shape of a mask for each sentence | `(B, T_q, T_k)` | `(B * n_heads, T_q, T_k)`, sentence 0 with all its heads first |

The fourth row is the dangerous one. `F.scaled_dot_product_attention` and `nn.MultiheadAttention` come from the same library, and a boolean mask means opposite things in them. Give the wrong one and nothing complains: the model looks exactly at what it must not see.

Write the translator.

**By hand.** Two sentences, two heads, `T_q` = 1, `T_k` = 3. Our mask is `[[T, T, F]]` for sentence 0 and `[[T, F, F]]` for sentence 1. Then the result has four entries: `[[F, F, T]]` twice for the heads of sentence 0, then `[[F, T, T]]` twice.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 라이브러리는 하나, True의 뜻은 둘

여러분의 층은 2017년의 그 층과 같을까요? PyTorch에도 `nn.MultiheadAttention`이라는 층이 있어요. 둘에 같은 가중치와 같은 토큰을 주고 비교해 봐요. 겉으로는 몇 가지가 다르고, 하나하나가 많은 사람의 오후를 앗아 갔어요.

| | 여러분의 것 | `nn.MultiheadAttention` |
|---|---|---|
| 부르는 법 | `attention(query, memory, mask)` | `layer(query, key, value, attn_mask=…)` |
| 축 | `(B, T, d_model)` | `batch_first=True`가 아니면 `(T, B, d_model)` |
| 돌려주는 가중치 | `(B, n_heads, T_q, T_k)` | `average_attn_weights=False`가 아니면 **헤드들의 평균** |
| 불리언 마스크 | `True` = **볼 수 있다** | `True` = **볼 수 없다** |
| 문장마다 다른 마스크의 모양 | `(B, T_q, T_k)` | `(B * n_heads, T_q, T_k)`, 0번 문장의 모든 헤드가 먼저 |

위험한 것은 넷째 줄이에요. `F.scaled_dot_product_attention`과 `nn.MultiheadAttention`은 같은 라이브러리에 있는데, 불리언 마스크의 뜻은 정반대예요. 반대로 넣어도 아무도 불평하지 않아요. 모델은 보면 안 되는 것만 골라서 보게 돼요.

우리 마스크를 그쪽 마스크로 바꾸는 함수를 써 보세요.

**손으로 해 보기.** 문장 두 개, 헤드 두 개, `T_q` = 1, `T_k` = 3이에요. 우리 마스크는 0번 문장이 `[[T, T, F]]`, 1번 문장이 `[[T, F, F]]`예요. 그러면 결과에는 네 개가 있어요. 0번 문장의 헤드들을 위한 `[[F, F, T]]` 두 개, 그다음에 `[[F, T, T]]` 두 개예요.
"""


# %% exercise="to_torch_mask" minutes=8 difficulty=2
def to_torch_mask(mask, n_heads):
    """Translate our mask into an attn_mask of nn.MultiheadAttention.

    Args:
        mask: (B, T_q, T_k), boolean, True = may look.
        n_heads: how many heads the layer has.

    Returns:
        (B * n_heads, T_q, T_k), boolean, True = may not look. Entry b * n_heads + i belongs to head i of sentence b.

    Source: the documentation of torch.nn.MultiheadAttention, attn_mask.
    """
    ### BEGIN SOLUTION
    return ~mask.repeat_interleave(n_heads, dim=0)
    ### END SOLUTION


# %% check="to_torch_mask" points=3
_ours = torch.tensor([[[True, True, False]], [[True, False, False]]])
_theirs = to_torch_mask(_ours, 2)
assert _theirs.dtype == torch.bool, "Is the result made of booleans?"
assert _theirs.shape == (4, 1, 3), "Two sentences, two heads: are there four masks?"
assert _theirs[0].tolist() == [[False, False, True]], "What does True mean in nn.MultiheadAttention?"
assert _theirs[1].tolist() == [[False, False, True]], (
    "Does entry 1 belong to head 1 of sentence 0, or to sentence 1?"
)
assert _theirs[3].tolist() == [[False, True, True]], "Does the last entry belong to sentence 1?"

# %% [markdown] hint="to_torch_mask"
r"""
Two things happen: the meaning is turned over, and every sentence's mask is repeated for its heads. Which sign turned a mask over in section 1?
"""

# %% [markdown] hint="to_torch_mask" lang="ko"
r"""
두 가지 일을 해요. 뜻을 뒤집고, 문장마다 마스크를 헤드 수만큼 되풀이해요. 1절에서 마스크를 뒤집은 기호가 무엇이었나요?
"""

# %% [markdown] hint="to_torch_mask"
r"""
`mask.repeat(n_heads, 1, 1)` lays the whole batch behind itself: sentences 0, 1, 0, 1. You need 0, 0, 1, 1. The method for that is `repeat_interleave`.
"""

# %% [markdown] hint="to_torch_mask" lang="ko"
r"""
`mask.repeat(n_heads, 1, 1)`은 배치 전체를 이어 붙여요. 문장이 0, 1, 0, 1 순서가 돼요. 필요한 것은 0, 0, 1, 1이고, 그 메서드가 `repeat_interleave`예요.
"""

# %% [markdown] hint="to_torch_mask"
r"""
`mask.repeat_interleave(n_heads, dim=0)` repeats each sentence in place; a `~` in front turns it over.
"""

# %% [markdown] hint="to_torch_mask" lang="ko"
r"""
`mask.repeat_interleave(n_heads, dim=0)`이 문장마다 그 자리에서 되풀이해 주고, 앞에 붙인 `~`가 뒤집어 줘요.
"""

# %% [markdown]
r"""
### The comparison

`torch_twin` copies your weights into `nn.MultiheadAttention`. There the weights of `w_q`, `w_k`, `w_v` lie on top of each other in one tensor, `in_proj_weight` of shape `(3 * d_model, d_model)`. Then four cases: no mask, causal, a padded memory, and the padded memory with the mask forgotten to be turned over.
"""

# %% [markdown] lang="ko"
r"""
### 비교

`torch_twin`은 여러분의 가중치를 `nn.MultiheadAttention`에 복사해요. 거기서는 `w_q`, `w_k`, `w_v`의 weight를 위아래로 쌓아, 모양이 `(3 * d_model, d_model)`인 텐서 `in_proj_weight` 하나에 담아요. 그다음 네 가지 경우를 봐요. 마스크 없음, 인과 마스크, 패딩(padding)이 있는 메모리, 그리고 패딩이 있는 메모리인데 마스크 뒤집기를 잊은 경우예요.
"""


# %%
def torch_twin(attention, d_model, n_heads):
    """nn.MultiheadAttention with the weights of `attention`."""
    twin = nn.MultiheadAttention(d_model, n_heads, batch_first=True)
    layers = (attention.w_q, attention.w_k, attention.w_v)
    with torch.no_grad():
        twin.in_proj_weight.copy_(torch.cat([layer.weight for layer in layers]))
        twin.in_proj_bias.copy_(torch.cat([layer.bias for layer in layers]))
        twin.out_proj.load_state_dict(attention.w_o.state_dict())
    return twin


# %%
torch.manual_seed(0)
attention = MultiHeadAttention(12, 3)
with torch.no_grad():
    for parameter in attention.parameters():
        parameter.normal_(0.0, 0.5)  # larger than the usual start, biases too: small weights hide mistakes
twin = torch_twin(attention, 12, 3)

query, memory = torch.randn(2, 5, 12), torch.randn(2, 7, 12)
causal = torch.ones(5, 5, dtype=torch.bool).tril().expand(2, 5, 5)
padded = torch.ones(2, 5, 7, dtype=torch.bool)
padded[0, :, 6:], padded[1, :, 4:] = False, False  # 6 and 4 real tokens

print("largest difference of the outputs, and of the weights")
for name, source, ours, theirs in (
    ("self, no mask      ", query, None, None),
    ("self, causal       ", query, causal, to_torch_mask(causal, 3)),
    ("cross, padded      ", memory, padded, to_torch_mask(padded, 3)),
    ("cross, not inverted", memory, padded, ~to_torch_mask(padded, 3)),
):
    output, weights = attention(query, source, ours)
    right, right_weights = twin(query, source, source, attn_mask=theirs, average_attn_weights=False)
    print(name, f"{(output - right).abs().max():8.0e} {(weights - right_weights).abs().max():8.0e}")

# %% [markdown]
r"""
In the first three cases the two agree to the last digits of float32: it is the same function. In the fourth there is no error and no warning, only other numbers.

One difference remains, and it is on purpose. For a query that may look at nothing, `nn.MultiheadAttention` gives `nan` when it is asked for the weights. Ours gives weights of zero, so the output there is just the bias of `w_o`.

## 7 · What do heads look at?

Nobody tells a head what to do; training finds it. To see what heads *can* do, we set the weights by hand. A token has 12 features: the first six say which word it is, the last six where it stands. Head 0 shall look at the **token before**, head 1 at **the same word**, anywhere in the sentence.

Remember that `weight` has one row for each output. Rows 0 to 5 of `w_q.weight` make the query of head 0, rows 6 to 11 that of head 1.
"""

# %% [markdown] lang="ko"
r"""
앞의 세 경우에는 float32의 마지막 자리까지 같아요. 같은 함수예요. 네 번째에는 오류도 경고도 없고, 숫자만 달라요.

차이가 하나 남아 있는데, 일부러 둔 거예요. 아무것도 볼 수 없는 쿼리에 대해, `nn.MultiheadAttention`은 가중치도 함께 달라고 하면 `nan`을 줘요. 우리 것은 가중치가 0이라서, 그 자리의 출력은 `w_o`의 bias예요.

## 7 · 헤드는 무엇을 볼까요?

헤드에게 할 일을 알려 주는 사람은 없어요. 학습하면서 찾아내요. 헤드가 *할 수 있는* 일을 보려고 가중치를 손으로 정해 볼게요. 토큰의 특징은 12개예요. 앞의 여섯은 어떤 단어인지, 뒤의 여섯은 어디에 있는지를 나타내요. 0번 헤드는 **바로 앞 토큰**을, 1번 헤드는 문장 어디에 있든 **같은 단어**를 보게 할 거예요.

`weight`에는 출력마다 행이 하나씩 있다는 것을 떠올리세요. `w_q.weight`의 0~5행이 0번 헤드의 쿼리를, 6~11행이 1번 헤드의 쿼리를 만들어요.
"""

# %%
words = ["the", "cat", "saw", "the", "other", "cat"]
vocabulary = sorted(set(words))  # cat, other, saw, the
tokens = torch.zeros(1, 6, 12)
for t, word in enumerate(words):
    tokens[0, t, vocabulary.index(word)] = 1.0  # which word
    tokens[0, t, 6 + t] = 1.0  # where

by_hand = MultiHeadAttention(12, 2)
sharp = 4.0  # large scores, so that the softmax decides clearly
with torch.no_grad():
    for parameter in by_hand.parameters():
        parameter.zero_()
    for t in range(1, 6):
        by_hand.w_q.weight[t - 1, 6 + t] = sharp  # head 0: whoever stands at t asks for place t - 1
    by_hand.w_k.weight[:6, 6:] = sharp * torch.eye(6)  # head 0: I stand at ...
    by_hand.w_q.weight[6:, :6] = sharp * torch.eye(6)  # head 1: I am the word ..., who else is?
    by_hand.w_k.weight[6:, :6] = sharp * torch.eye(6)
    by_hand.w_v.weight[:6, :6] = torch.eye(6)  # head 0 hands over which word
    by_hand.w_v.weight[6:, 6:] = torch.eye(6)  # head 1 hands over where
    by_hand.w_o.weight.copy_(torch.eye(12))
    found, looks = by_hand(tokens)

answer = [round(number, 2) for number in found[0, 5].tolist()]  # what the second "cat" has found
print("head 0, the word before:        ", dict(zip(vocabulary, answer[:4], strict=True)))
print("head 1, places of the same word:", dict(enumerate(answer[6:])))

# %%
fig, axes = plt.subplots(1, 3, figsize=(13, 4.6), layout="constrained")
titles = ("head 0: the token before", "head 1: the same word", "mean over the heads")
for panel, picture, title in zip(axes, (looks[0, 0], looks[0, 1], looks[0].mean(dim=0)), titles, strict=True):
    panel.imshow(picture, cmap="cividis", vmin=0, vmax=1)
    for i, j in np.ndindex(6, 6):
        ink = "black" if picture[i, j] > 0.4 else "white"
        panel.text(j, i, f"{picture[i, j]:.2f}", ha="center", va="center", fontsize=9, color=ink)
    panel.set_xticks(range(6), words, rotation=45)
    panel.set_yticks(range(6), words)
    panel.set(title=title, xlabel="token that is looked at")
axes[0].set_ylabel("token that looks")
show(
    fig,
    "Three heat maps of attention over the sentence 'the cat saw the other cat'. Head 0: every token gives nearly all "
    "its attention to the token before it, the first token one sixth to each. Head 1: 'the' and 'cat' share half and "
    "half between their two places, 'saw' and 'other' look at themselves. The mean over the heads blurs the two "
    "patterns into one.",
)

# %% [markdown]
r"""
The second "cat" now knows two things at once, in different features: the word before it is "other", and its own word stands at places 1 and 5. The first token has nothing before it; in head 0 all its scores are 0, so the softmax gives everybody 1/6.

The map on the right is what `nn.MultiheadAttention` returns if you do not ask for more. You could not tell from it that there are two clean patterns inside. And it is what *one* head would have to make do with: one set of shares for two wishes.

**Do trained heads look like this?** Some do. Voita et al. (2019) looked at translation models and found, among the most important heads, some that look at a neighbouring place, some that follow a syntactic relation such as from a verb to its object, and one that looks at the rarest words of a sentence. **Are all of them needed?** After training, mostly not. The same paper removed 38 of 48 encoder heads of an English-Russian model and lost 0.15 BLEU (a score of translation quality from 0 to 100); Michel et al. (2019) found layers that do with a single head at test time. In 2017, *training* with one head instead of eight cost 0.9 BLEU, and 32 heads were worse than 8 as well (Vaswani et al., table 3, rows A). So many heads seem to help more while learning than afterwards.

## 8 · Counting parameters

How many numbers does the layer learn? Think before you count: what happens to that number when you go from 8 heads to 16, with `d_model` as it was?
"""

# %% [markdown] lang="ko"
r"""
이제 두 번째 "cat"은 두 가지를 한꺼번에, 서로 다른 특징에 담아 알고 있어요. 바로 앞 단어가 "other"라는 것, 그리고 자기와 같은 단어가 1번과 5번 자리에 있다는 것이에요. 첫 토큰 앞에는 아무것도 없어요. 0번 헤드에서는 그 토큰의 점수가 모두 0이라서, 소프트맥스가 모두에게 1/6씩 줘요.

오른쪽 그림은 따로 말하지 않으면 `nn.MultiheadAttention`이 돌려주는 것이에요. 이것만 봐서는 그 안에 또렷한 무늬가 두 개 있다는 것을 알 수 없어요. 헤드가 *하나*뿐이라면 이런 것으로 버텨야 해요. 바라는 것은 둘인데 몫은 한 벌이니까요.

**학습된 헤드도 이렇게 생겼을까요?** 그런 것도 있어요. Voita et al.(2019)은 번역 모델을 살펴보고, 가장 중요한 헤드 가운데 이웃한 자리를 보는 것, 동사에서 목적어처럼 문법 관계를 따라가는 것, 문장에서 가장 드문 단어를 보는 것을 찾았어요. **그 헤드가 모두 필요할까요?** 학습이 끝난 뒤에는 대개 그렇지 않아요. 같은 논문은 영어-러시아어 모델의 인코더 헤드 48개 가운데 38개를 없앴는데 BLEU(번역 품질을 0에서 100으로 나타낸 점수)가 0.15만 떨어졌어요. Michel et al.(2019)은 시험할 때 헤드 하나만 있어도 되는 층들을 찾았고요. 2017년에는 헤드 여덟 개 대신 하나로 *학습*했더니 BLEU가 0.9 떨어졌고, 32개도 8개보다 나빴어요(Vaswani et al., 표 3, A행). 그러니 헤드가 많으면 배운 뒤보다 배우는 동안 더 도움이 되는 것 같아요.

## 8 · 파라미터 세기

이 층이 배우는 숫자는 몇 개일까요? 세기 전에 생각해 보세요. `d_model`은 그대로 두고 헤드를 8개에서 16개로 늘리면 그 수가 어떻게 될까요?
"""


# %% exercise="parameter_count" minutes=6 difficulty=1
def parameter_count(d_model, n_heads, bias=True):
    """How many numbers a multi-head attention learns.

    Args:
        d_model: numbers of one token.
        n_heads: how many heads, each d_model / n_heads wide.
        bias: whether the four linear layers have biases.

    Returns:
        int: all entries of w_q, w_k, w_v and w_o.

    Source: Vaswani et al. 2017, section 3.2.2, for the shapes.
    """
    ### BEGIN SOLUTION
    one_layer = d_model * d_model + (d_model if bias else 0)
    return 4 * one_layer
    ### END SOLUTION


# %% check="parameter_count" points=2
assert parameter_count(12, 3) == sum(p.numel() for p in attention.parameters()), (
    "Is it as many as your own layer has? Are weights and biases both in?"
)
assert parameter_count(12, 3, False) == 576, "Four matrices of 12 times 12: is that all without biases?"

# %% [markdown] hint="parameter_count"
r"""
One `nn.Linear(d_model, d_model)` holds a matrix and a vector. How many entries has each?
"""

# %% [markdown] hint="parameter_count" lang="ko"
r"""
`nn.Linear(d_model, d_model)` 하나에는 행렬 하나와 벡터 하나가 있어요. 각각 숫자가 몇 개인가요?
"""

# %% [markdown] hint="parameter_count"
r"""
Each head has three matrices of shape `(d_model, d_k)`. With `n_heads` heads, and `n_heads * d_k = d_model`, how large are they together? Do not forget `w_o`.
"""

# %% [markdown] hint="parameter_count" lang="ko"
r"""
헤드마다 모양이 `(d_model, d_k)`인 행렬이 세 개 있어요. 헤드는 `n_heads`개이고 `n_heads * d_k = d_model`이에요. 모두 합치면 얼마나 큰가요? `w_o`도 잊지 마세요.
"""

# %% [markdown] hint="parameter_count"
r"""
Four layers of `d_model * d_model` weights, and `d_model` biases each if there are any. `n_heads` does not stand in the answer.
"""

# %% [markdown] hint="parameter_count" lang="ko"
r"""
층이 네 개이고, 층마다 weight가 `d_model * d_model`개, bias가 있다면 `d_model`개예요. 답에 `n_heads`는 나오지 않아요.
"""

# %%
for heads in (1, 8, 16):
    print(f"d_model 512, {heads:2d} heads of {512 // heads:3d}: {parameter_count(512, heads):,} parameters")

# %% [markdown]
r"""
Heads are free, as far as parameters go. They cut the same matrices into more pieces.

## 9 · Experiment: from which length on does attention cost more?

A **FLOP** is one multiplication or one addition of two numbers. Each entry of a product of an `(n, m)` matrix with an `(m, p)` matrix needs $m$ multiplications and, to a good approximation, $m$ additions; so the product costs $2\,n\,m\,p$ FLOPs. We count matrix products only, for one sentence. Softmax, biases and the scale are left out; you will see what that hides.

There are two kinds of products in the layer:

- **projections**: tokens times learned matrices, through `w_q`, `w_k`, `w_v`, `w_o`. Each token passes alone.
- **products**: $QK^\top$ and weights times values. Every token meets every other, and nothing in them is learned.

**By hand.** A query of 1 token, a memory of 3, `d_model` 2, one head. Projections: $w_q$ and $w_o$ meet 1 token, $w_k$ and $w_v$ meet 3, so $2\cdot 1\cdot 2\cdot 2 = 8$ twice and $2\cdot 3\cdot 2\cdot 2 = 24$ twice, 64 in all. Products: $(1, 2)$ times $(2, 3)$ is $2\cdot 1\cdot 2\cdot 3 = 12$, and $(1, 3)$ times $(3, 2)$ is 12 again, 24 in all.
"""

# %% [markdown] lang="ko"
r"""
파라미터만 놓고 보면 헤드는 공짜예요. 같은 행렬을 더 여러 조각으로 자를 뿐이에요.

## 9 · 실험: 얼마나 길어야 어텐션이 더 비쌀까요?

**FLOP**은 두 수를 한 번 곱하거나 한 번 더하는 것이에요. `(n, m)` 행렬과 `(m, p)` 행렬의 곱에서 값 하나를 얻으려면 곱셈 $m$번과 덧셈 약 $m$번이 필요해요. 그래서 곱 전체는 $2\,n\,m\,p$ FLOPs예요. 문장 하나에 대해 행렬 곱만 세요. 소프트맥스, bias, 스케일은 세지 않아요. 그래서 무엇이 가려지는지는 곧 보게 돼요.

이 층의 행렬 곱은 두 종류예요.

- **투영(projections)**: 토큰과 학습되는 행렬의 곱이에요. `w_q`, `w_k`, `w_v`, `w_o`를 지나요. 토큰은 하나씩 따로 지나가요.
- **곱(products)**: $QK^\top$, 그리고 가중치와 밸류의 곱이에요. 모든 토큰이 모든 토큰과 만나고, 학습되는 것은 없어요.

**손으로 해 보기.** 쿼리는 토큰 1개, 메모리는 3개, `d_model`은 2, 헤드는 하나예요. 투영을 볼게요. $w_q$와 $w_o$는 토큰 1개, $w_k$와 $w_v$는 3개를 만나니까 $2\cdot 1\cdot 2\cdot 2 = 8$이 두 번, $2\cdot 3\cdot 2\cdot 2 = 24$가 두 번, 모두 64예요. 곱은 $(1, 2)$와 $(2, 3)$이 $2\cdot 1\cdot 2\cdot 3 = 12$, $(1, 3)$과 $(3, 2)$가 다시 12, 모두 24예요.
"""


# %% exercise="attention_flops" kind="experiment" minutes=10 difficulty=2
def attention_flops(t_query, t_memory, d_model, n_heads):
    """FLOPs of the matrix products in multi-head attention, for one sentence.

    Args:
        t_query: tokens that ask.
        t_memory: tokens that are looked at.
        d_model: numbers of one token.
        n_heads: how many heads, each d_model / n_heads wide.

    Returns:
        projections: FLOPs of w_q, w_k, w_v and w_o together.
        products: FLOPs of scores and of weights times values, all heads together.
        A multiplication and an addition count as two; softmax, biases and scale are not counted.

    Source: Vaswani et al. 2017, table 1 and section 3.2.2, for the orders of growth.
    """
    ### BEGIN SOLUTION
    d_k = d_model // n_heads
    projections = 2 * 2 * (t_query + t_memory) * d_model * d_model
    products = n_heads * 2 * (2 * t_query * t_memory * d_k)
    return projections, products
    ### END SOLUTION


# %% check="attention_flops" points=3
assert tuple(attention_flops(1, 3, 2, 1)) == (64, 24), "Do you get 64 and 24 by hand?"
assert attention_flops(10, 10, 12, 3)[1] == attention_flops(10, 10, 12, 1)[1], (
    "Three heads, each a third as wide: does the sum change?"
)
assert attention_flops(20, 20, 12, 3)[1] == 4 * attention_flops(10, 10, 12, 3)[1], (
    "Twice the tokens: how many times the pairs?"
)
assert attention_flops(20, 20, 12, 3)[0] == 2 * attention_flops(10, 10, 12, 3)[0], (
    "Twice the tokens: how many times the projections?"
)
assert attention_flops(10, 10, 24, 3)[0] == 4 * attention_flops(10, 10, 12, 3)[0], (
    "Twice the width: how many times the projections?"
)
assert attention_flops(10, 10, 24, 3)[1] == 2 * attention_flops(10, 10, 12, 3)[1], (
    "Twice the width: how many times the products of queries, keys and values?"
)

# %% [markdown] hint="attention_flops"
r"""
Write down the shapes of the six products, one under the other: four with learned matrices, two without. Then $2\,n\,m\,p$ for each.
"""

# %% [markdown] hint="attention_flops" lang="ko"
r"""
행렬 곱 여섯 개의 모양을 위아래로 적어 보세요. 네 개는 학습되는 행렬과의 곱이고 두 개는 아니에요. 그다음 하나하나에 $2\,n\,m\,p$를 써요.
"""

# %% [markdown] hint="attention_flops"
r"""
`w_q` and `w_o` meet `t_query` tokens, `w_k` and `w_v` meet `t_memory`. In one head the scores are `(t_query, d_k)` times `(d_k, t_memory)`; how many heads are there, and what is `n_heads * d_k`?
"""

# %% [markdown] hint="attention_flops" lang="ko"
r"""
`w_q`와 `w_o`는 토큰 `t_query`개, `w_k`와 `w_v`는 `t_memory`개를 만나요. 헤드 하나에서 점수는 `(t_query, d_k)`와 `(d_k, t_memory)`의 곱이에요. 헤드는 몇 개이고, `n_heads * d_k`는 얼마인가요?
"""

# %% [markdown] hint="attention_flops"
r"""
Projections: `4 * (t_query + t_memory) * d_model**2`. Products: the scores cost `2 * t_query * t_memory * d_model` over all heads, and the mixing of the values costs the same once more.
"""

# %% [markdown] hint="attention_flops" lang="ko"
r"""
투영은 `4 * (t_query + t_memory) * d_model**2`예요. 곱에서는 모든 헤드의 점수에 `2 * t_query * t_memory * d_model`이 들고, 밸류를 섞는 데 같은 만큼이 한 번 더 들어요.
"""

# %% [markdown]
r"""
### Guess first

Self-attention, `d_model` 64, four heads. Write two numbers on paper before you run the cell: the length T at which both parts need the same number of FLOPs, and the length at which they need the same *time* on your machine.

The cell computes the first with your function and measures the second: for each length the median of several runs, for the projections, the two products, and the softmax between them.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

셀프 어텐션이고 `d_model`은 64, 헤드는 네 개예요. 셀을 실행하기 전에 숫자 두 개를 종이에 적어 보세요. 두 부분의 FLOPs가 같아지는 길이 T, 그리고 여러분의 컴퓨터에서 두 부분의 *시간*이 같아지는 길이예요.

다음 셀은 첫째 수를 여러분의 함수로 계산하고, 둘째 수는 재요. 길이마다 투영, 두 곱, 그 사이의 소프트맥스를 여러 번 실행해서 중앙값을 구해요.
"""


# %%
def median_time(job, repeats):
    """Seconds that job() takes, the median of several runs."""
    times = []
    job()  # the first run warms up
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


# %%
width, n_heads = 64, 4
grading = bool(os.environ.get("NBGRADER_EXECUTION"))
lengths = [16, 64] if grading else [16, 32, 64, 128, 256, 512, 1024, 2048]
repeats = 1 if grading else 7

flops = np.array([attention_flops(T, T, width, n_heads) for T in lengths])  # (lengths, 2)
crossing = 1
while np.subtract(*attention_flops(crossing, crossing, width, n_heads)) > 0 and crossing < 10_000:
    crossing += 1

seconds = []  # projections, products, softmax for each length
with torch.no_grad():
    for T in lengths:
        x, w = torch.randn(T, width), torch.randn(width, width)
        heads = torch.randn(n_heads, T, width // n_heads)
        table = heads @ heads.mT
        jobs = (
            lambda x=x, w=w: [x @ w for _ in range(4)],
            lambda heads=heads, table=table: (heads @ heads.mT, table @ heads),
            lambda table=table: torch.softmax(table, -1),
        )
        seconds.append([median_time(job, repeats) for job in jobs])
seconds = np.array(seconds)

print("equal FLOPs at T =", crossing)
print("     T   MFLOPs: projections  products    ms: projections  products  softmax")
for T, (one, two), (p, m, s) in zip(lengths, flops / 1e6, seconds * 1e3, strict=True):
    print(f"{T:6d} {one:20.2f} {two:9.2f} {p:18.3f} {m:9.3f} {s:8.3f}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(13, 4.6), layout="constrained")
styles = (("projections", "#0072B2", "o"), ("products", "#D55E00", "s"), ("softmax", "#009E73", "^"))
for column, (name, color, marker) in enumerate(styles):
    if column < 2:
        left.loglog(lengths, flops[:, column], marker=marker, color=color, linewidth=2.5, label=name)
    right.loglog(lengths, seconds[:, column] * 1e3, marker=marker, color=color, linewidth=2.5, label=name)
left.axvline(crossing, color="#6B6B6B", linestyle="--", label=f"equal at T = {crossing}")
left.set(xlabel="tokens T", ylabel="FLOPs for one sentence", title=f"counted, d_model = {width}")
right.set(xlabel="tokens T", ylabel="milliseconds", title="measured on this machine")
for panel in (left, right):
    panel.legend(frameon=False)
show(
    fig,
    "Two plots over the number of tokens T, both axes logarithmic. Left, counted FLOPs: the line of the projections "
    "rises with slope one, that of the products with slope two, and they cross at T = 128. Right, the measured time "
    "of projections, products and softmax: for short sentences all are flat and small, for long ones the products and "
    "the softmax rise far above the projections.",
)

# %% [markdown]
r"""
### What you see

**Your number.** The two lines on the left cross at **T = 2 · d_model = 128**: $8\,T d^2 = 4\,T^2 d$. If yours is another, look at `attention_flops` first. For the 2017 model, with $d_{model} = 512$, it is 1,024 tokens, longer than nearly every sentence: there most of the work was in the projections (and in the feed-forward network, which costs twice as much as they do). For a text of 100,000 tokens it is the other way round.

**Slopes.** Twice the length costs twice the projections and *four times* the products. That is the $T^2$ in "attention is quadratic". Heads do not change it: four heads are four tables, each a quarter as deep.

**The surprise is on the right.** For short sentences time hardly follows FLOPs at all: starting an operation costs more than the work in it. For long ones, look at the softmax. It has no matrix product, so our count gave it nothing; for each number of the table it needs an `exp` and must move that number through memory. How does its time compare with that of the products on your machine? Counting FLOPs says how work *grows*; only a clock says how long it takes. (Fast attention kernels, such as the ones behind `F.scaled_dot_product_attention`, gain their speed by never writing the table out.)

**What this does not show.** One sentence, one machine, float32 on a CPU, no gradients. On a GPU, or with another number of threads, the crossing in time lies elsewhere. The crossing in FLOPs does not.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 왼쪽의 두 선은 **T = 2 · d_model = 128**에서 만나요. $8\,T d^2 = 4\,T^2 d$니까요. 다른 수가 나왔다면 `attention_flops`부터 살펴보세요. $d_{model} = 512$인 2017년 모델이라면 토큰 1,024개예요. 거의 모든 문장보다 길죠. 그래서 거기서는 계산의 대부분이 투영에 들었어요(그리고 투영의 두 배가 드는 순방향 신경망(feed-forward network)에도요). 토큰이 100,000개인 글이라면 반대예요.

**선의 기울기.** 길이가 두 배면 투영은 두 배, 곱은 *네 배*가 들어요. '어텐션은 길이의 제곱에 비례한다'고 할 때의 $T^2$가 이것이에요. 헤드 수는 상관없어요. 헤드가 네 개면 표도 네 개지만 깊이는 4분의 1이에요.

**놀라운 것은 오른쪽이에요.** 짧은 문장에서는 시간이 FLOPs를 거의 따라가지 않아요. 연산 하나를 시작하는 비용이 그 안의 일보다 커요. 긴 문장에서는 소프트맥스를 보세요. 행렬 곱이 없으니 우리가 센 FLOPs는 0이었어요. 하지만 표의 숫자마다 `exp`를 계산하고, 그 숫자를 메모리에서 옮겨야 해요. 여러분의 컴퓨터에서는 곱과 비교해 시간이 얼마나 걸리나요? FLOPs를 세면 일이 어떻게 *늘어나는지* 알 수 있지만, 얼마나 걸리는지는 시계만 알려 줘요. (`F.scaled_dot_product_attention` 뒤에 있는 빠른 어텐션 구현들은 이 표를 아예 써 두지 않아서 빨라요.)

**이 실험이 보여 주지 않는 것.** 문장 하나, 컴퓨터 한 대, CPU의 float32이고 기울기(gradient)도 계산하지 않았어요. GPU를 쓰거나 스레드(thread) 수가 다르면 시간이 만나는 곳은 달라져요. FLOPs가 만나는 곳은 달라지지 않아요.
"""

# %% [markdown]
r"""
## 10 · Quiz: heads and masks

| key | question | A | B | C |
|---|---|---|---|---|
| `which_features` | `d_model` 512, eight heads. What does one head work with? | all 512 features of every token | 64 of the projected features, of every token | all features of one eighth of the tokens |
| `more_heads` | From 8 to 16 heads, `d_model` stays 512. The number of parameters … | stays the same | doubles | halves |
| `true_in_sdpa` | `True` in a boolean `attn_mask` of `F.scaled_dot_product_attention` means: | may look | may not look | 1 is added to the score |
| `true_in_mha` | `True` in a boolean `attn_mask` of `nn.MultiheadAttention` means: | may look | may not look | 1 is added to the score |
| `default_weights` | The weights that `nn.MultiheadAttention` returns by default, `(B, T_q, T_k)`, are … | those of the last head | the scores of all heads, summed | the mean over the heads |
| `double_length` | A long text gets twice as long. The FLOPs of the products … | stay the same | double | become four times as many |
"""

# %% [markdown] lang="ko"
r"""
## 10 · 퀴즈: 헤드와 마스크

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `which_features` | `d_model`이 512이고 헤드는 여덟 개예요. 헤드 하나는 무엇으로 계산하나요? | 모든 토큰의 특징 512개 전부 | 모든 토큰의, 투영한 특징 가운데 64개 | 전체 토큰 가운데 8분의 1만, 그 특징 전부 |
| `more_heads` | `d_model`은 512 그대로, 헤드는 8개에서 16개로 늘려요. 파라미터 수는 … | 그대로예요 | 두 배가 돼요 | 절반이 돼요 |
| `true_in_sdpa` | `F.scaled_dot_product_attention`의 불리언 `attn_mask`에서 `True`는 무슨 뜻인가요? | 볼 수 있다 | 볼 수 없다 | 점수에 1을 더한다 |
| `true_in_mha` | `nn.MultiheadAttention`의 불리언 `attn_mask`에서 `True`는 무슨 뜻인가요? | 볼 수 있다 | 볼 수 없다 | 점수에 1을 더한다 |
| `default_weights` | `nn.MultiheadAttention`이 기본으로 돌려주는 `(B, T_q, T_k)` 가중치는 … | 마지막 헤드의 것이에요 | 모든 헤드의 점수를 더한 것이에요 | 헤드들의 평균이에요 |
| `double_length` | 긴 글이 두 배로 길어져요. 곱의 FLOPs는 … | 그대로예요 | 두 배가 돼요 | 네 배가 돼요 |
"""

# %% exercise="heads_and_masks" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
heads_and_masks = {
    "which_features": "B",
    "more_heads": "A",
    "true_in_sdpa": "A",
    "true_in_mha": "B",
    "default_weights": "C",
    "double_length": "C",
}
### END SOLUTION

# %% check="heads_and_masks" points=3
assert len(heads_and_masks) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in heads_and_masks.values()), "Which questions have no answer yet?"
assert set(heads_and_masks.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="why_many_heads" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** A colleague says: "One head of width 512 is surely better than eight heads of width 64. It sees all features at once." Answer in six to ten sentences. Say what one softmax can not do, what several heads do instead and what $W^O$ is for, what the eight heads cost in parameters and FLOPs compared with one, and where the colleague has a point: name one thing that speaks for fewer or wider heads.

### BEGIN SOLUTION
One head has one softmax, so each token has one set of shares. If it needs two places for two reasons, it can only give both a part, and what comes out is an average from which neither can be recovered. Eight heads have eight softmaxes over the same tokens: each makes its own queries, keys and values from the whole token and puts its shares where it wants. Their results stand side by side, each in features of its own, and $W^O$ mixes them, so that the next part can use what different heads have found together. It costs nothing: the matrices of eight heads of width 64 have together the shape of one of width 512, so there are $4 d^2$ weights (and $4d$ biases) either way, and the FLOPs of projections and products are the same, since $n_{heads} \cdot d_k = d_{model}$. The colleague has a point, though. A head of width 64 compares tokens by only 64 features, so its scores are coarser, and too many heads hurt: in the 2017 paper 32 heads were worse than 8. And after training many heads can be removed with little loss (Voita et al., Michel et al.), so not every head earns its place.
### END SOLUTION
"""

# %% [markdown] exercise="why_many_heads" lang="ko"
r"""
**설명하기.** 동료가 이렇게 말해요. "폭이 512인 헤드 하나가 폭이 64인 헤드 여덟 개보다 당연히 나아. 모든 특징을 한꺼번에 보잖아." 여섯 문장에서 열 문장으로 답해 보세요. 소프트맥스 하나로는 할 수 없는 것, 헤드가 여럿이면 그 대신 무엇을 하고 $W^O$는 왜 있는지, 헤드 여덟 개의 파라미터와 FLOPs가 하나일 때와 비교해 어떤지 쓰세요. 동료의 말에 일리가 있는 점도 쓰세요. 헤드가 더 적거나 더 넓은 편이 나은 이유를 하나 드세요.

### BEGIN SOLUTION
헤드 하나에는 소프트맥스가 하나뿐이라 토큰마다 몫도 한 벌이에요. 두 가지 이유로 두 곳이 필요하면 양쪽에 나눠 줄 수밖에 없고, 나오는 것은 어느 쪽도 되찾을 수 없는 평균이에요. 헤드 여덟 개에는 같은 토큰들에 대한 소프트맥스가 여덟 개 있어요. 헤드마다 토큰 전체에서 자기 쿼리, 키, 밸류를 만들고 원하는 곳에 몫을 줘요. 결과는 각자의 특징 자리에 나란히 놓이고, $W^O$가 그것들을 섞어서 다음 부품이 여러 헤드가 찾은 것을 함께 쓸 수 있게 해요. 비용은 늘지 않아요. 폭이 64인 헤드 여덟 개의 행렬을 합치면 폭이 512인 헤드 하나의 행렬과 모양이 같아요. 그래서 weight는 어느 쪽이든 $4 d^2$개(bias는 $4d$개)이고, $n_{heads} \cdot d_k = d_{model}$이니 투영과 곱의 FLOPs도 같아요. 하지만 동료의 말에도 일리가 있어요. 폭이 64인 헤드는 특징 64개만으로 토큰을 비교하니 점수가 거칠고, 헤드가 너무 많으면 오히려 나빠져요. 2017년 논문에서는 32개가 8개보다 나빴어요. 또 학습이 끝난 뒤에는 헤드를 많이 없애도 거의 잃는 것이 없으니(Voita et al., Michel et al.), 모든 헤드가 제 몫을 하는 것은 아니에요.
### END SOLUTION
"""

# %% [markdown] rubric="why_many_heads"
r"""
1. (1 point) Says that one head has one softmax, one set of shares for each token, so that several needs are blended or averaged.
2. (1 point) Says that several heads attend independently (own projections, own weights), with results side by side, and that $W^O$ combines or mixes them.
3. (1 point) Says that parameters and FLOPs stay the same (or nearly), because each head is $d_{model}/n_{heads}$ wide.
4. (1 point) Names a point for fewer or wider heads: narrow heads compare by few features; too many heads were worse in 2017; many heads can be removed after training; or another sound one.
"""

# %% [markdown] rubric="why_many_heads" lang="ko"
r"""
1. (1점) 헤드 하나에는 소프트맥스가 하나, 토큰마다 몫이 한 벌이라서 여러 필요가 섞이거나 평균이 된다고 말해요.
2. (1점) 헤드가 여럿이면 저마다(자기 투영, 자기 가중치로) 어텐션을 하고 결과를 나란히 놓으며, $W^O$가 이를 합치거나 섞는다고 말해요.
3. (1점) 헤드의 폭이 $d_{model}/n_{heads}$라서 파라미터와 FLOPs가 그대로(또는 거의 그대로)라고 말해요.
4. (1점) 헤드가 적거나 넓은 편이 나은 이유를 하나 들어요. 좁은 헤드는 적은 특징으로 비교한다는 점, 2017년에 헤드가 너무 많으면 나빴다는 점, 학습 뒤에 헤드를 많이 없앨 수 있다는 점, 또는 타당한 다른 이유면 돼요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A torch tensor is an array that can remember how it was made; a module holds learned numbers; `nn.Linear` keeps its weight as `(d_out, d_in)`.
2. One softmax can only average, so attention gets several heads, each with shares of its own.
3. Project first, then split: `reshape` cuts the features, `transpose` brings the heads to the front; merging is the same way back.
4. `reshape` keeps the numbers in their order, so a forgotten `transpose` gives the right shape and the wrong heads.
5. Queries come from whoever asks, keys and values from the memory, which may have another length; the output has the length of the query.
6. `True` means "may look" for us and for `F.scaled_dot_product_attention`, and "may not look" for `nn.MultiheadAttention`.
7. More heads cost no parameters and no FLOPs; more tokens cost projections in proportion and products with the square, and the two are equal at $T = 2\,d_{model}$.

**Tomorrow**: the layer norm that stands around this layer, as a module with a backward pass that you work out by hand.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 3.2.2 (multi-head attention), 3.2.3 (where it is used), table 1 (cost), table 3 (A: number of heads).
- Voita et al. 2019, *Analyzing Multi-Head Self-Attention: Specialized Heads Do the Heavy Lifting, the Rest Can Be Pruned*, [arXiv:1905.09418](https://arxiv.org/abs/1905.09418).
- Michel, Levy, Neubig 2019, *Are Sixteen Heads Really Better than One?*, [arXiv:1905.10650](https://arxiv.org/abs/1905.10650).
- The PyTorch documentation of [`nn.MultiheadAttention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html) and [`F.scaled_dot_product_attention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html), for the two meanings of a mask.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. torch의 텐서는 어떻게 만들어졌는지 기억할 수 있는 배열이고, 모듈은 학습되는 숫자를 지녀요. `nn.Linear`의 weight는 모양이 `(d_out, d_in)`이에요.
2. 소프트맥스 하나로는 평균밖에 못 내니, 어텐션에 헤드를 여러 개 두고 헤드마다 자기 몫을 갖게 해요.
3. 먼저 투영하고 그다음에 나눠요. `reshape`가 특징을 자르고 `transpose`가 헤드를 앞으로 옮겨요. 합칠 때는 같은 길을 되돌아가요.
4. `reshape`는 숫자의 순서를 바꾸지 않아요. 그래서 `transpose`를 잊으면 모양은 맞는데 헤드가 틀려요.
5. 쿼리는 물어보는 쪽에서, 키와 밸류는 메모리에서 와요. 메모리는 길이가 달라도 되고, 출력의 길이는 쿼리와 같아요.
6. `True`는 우리와 `F.scaled_dot_product_attention`에서는 '볼 수 있다', `nn.MultiheadAttention`에서는 '볼 수 없다'는 뜻이에요.
7. 헤드를 늘려도 파라미터와 FLOPs는 늘지 않아요. 토큰을 늘리면 투영은 그만큼, 곱은 그 제곱만큼 늘고, $T = 2\,d_{model}$에서 둘이 같아져요.

**내일**은 이 층을 둘러싼 층 정규화(layer normalization)를 모듈로 만들고, 역전파(backward pass)를 손으로 구해 봐요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 3.2.2절(멀티헤드 어텐션), 3.2.3절(쓰이는 곳), 표 1(비용), 표 3(A행: 헤드 수)
- Voita et al. 2019, *Analyzing Multi-Head Self-Attention: Specialized Heads Do the Heavy Lifting, the Rest Can Be Pruned*, [arXiv:1905.09418](https://arxiv.org/abs/1905.09418)
- Michel, Levy, Neubig 2019, *Are Sixteen Heads Really Better than One?*, [arXiv:1905.10650](https://arxiv.org/abs/1905.10650)
- PyTorch 문서의 [`nn.MultiheadAttention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html)과 [`F.scaled_dot_product_attention`](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html): 마스크의 두 가지 뜻
"""
