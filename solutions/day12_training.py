# %% [markdown] day=12 title="Training it"
r"""
# Day 12 · Training it

The Transformer of Day 11 has the right shape and nothing in its head. Today it learns. The task: dates, as people write them in English and in Korean, become dates as computers write them.

| somebody writes | the model answers |
|---|---|
| `5 Mar 21` | `2021-03-05` |
| `the 5th of March 2021` | `2021-03-05` |
| `2021년 3월 5일 금요일` | `2021-03-05` |
| `이천이십일년 삼월 오일` | `2021-03-05` |

It sees single characters, it is told no rule, and it is asked for dates that it has never met. How does a heap of random numbers come to do that in about a minute?

![Teacher forcing. Left, the source "5 Mar 21" goes into the encoder, and the memory from there into the decoder. The decoder is one wide box: all places in one pass. Below it eleven tokens that it reads: start, 2, 0, 2, 1, hyphen, 0, 3, hyphen, 0, 5. Above it eleven tokens that it has to say: 2, 0, 2, 1, hyphen, 0, 3, hyphen, 0, 5, end. What is read is what is said, one place further right, behind a start.](figures/day12_teacher.svg)

**At the end of the day you can**

- say what the decoder reads while it learns, and what happens when it reads one place too far;
- write the loss of the 2017 model, with label smoothing and without padding;
- write its learning-rate schedule, and put sentences of like length into batches;
- write greedy decoding and beam search;
- train the model to more than 95 % exactly right answers, and say what that number is worth: compared with what, measured on what.

**You need** the Transformer of Day 11. It stands in the folded cell below. As before, there is no dropout; on so small a task nothing is missing without it.
"""

# %% [markdown] lang="ko" title="학습시키기"
r"""
# 12일 차 · 학습시키기

11일 차의 트랜스포머(Transformer)는 모양은 다 갖췄지만 아는 것이 없어요. 오늘은 배울 차례예요. 할 일은 날짜예요. 사람이 영어와 한국어로 쓴 날짜를 컴퓨터가 쓰는 날짜로 바꿔요.

| 사람이 쓴 것 | 모델의 답 |
|---|---|
| `5 Mar 21` | `2021-03-05` |
| `the 5th of March 2021` | `2021-03-05` |
| `2021년 3월 5일 금요일` | `2021-03-05` |
| `이천이십일년 삼월 오일` | `2021-03-05` |

모델은 글자를 하나씩 보고, 규칙은 하나도 듣지 못하고, 한 번도 본 적 없는 날짜를 질문받아요. 난수 더미가 어떻게 1분쯤 만에 이 일을 하게 될까요?

![교사 강요를 그린 그림이에요. 왼쪽에서 소스 "5 Mar 21"이 인코더로 들어가고, 거기서 나온 메모리가 디코더로 들어가요. 디코더는 넓은 상자 하나예요. 모든 자리를 한 번에 계산해요. 상자 아래에는 디코더가 읽는 토큰 열한 개가 있어요. start, 2, 0, 2, 1, 하이픈, 0, 3, 하이픈, 0, 5예요. 위에는 말해야 하는 토큰 열한 개가 있어요. 2, 0, 2, 1, 하이픈, 0, 3, 하이픈, 0, 5, end예요. 읽는 것은 말할 것을 오른쪽으로 한 칸 밀고 맨 앞에 start를 붙인 것이에요.](figures/day12_teacher.svg)

**오늘이 끝나면 이런 일을 할 수 있어요**

- 디코더(decoder)가 배우는 동안 무엇을 읽는지, 한 칸 더 읽으면 무슨 일이 생기는지 말할 수 있어요.
- 2017년 모델의 손실(loss)을 라벨 스무딩(label smoothing)까지 넣고 패딩(padding)은 빼고 쓸 수 있어요.
- 학습률 스케줄(learning-rate schedule)을 쓰고, 길이가 비슷한 문장끼리 배치(batch)로 묶을 수 있어요.
- 탐욕 디코딩(greedy decoding)과 빔 탐색(beam search)을 구현할 수 있어요.
- 모델을 학습시켜 95 % 넘게 완전히 맞히고, 그 수가 무슨 뜻인지 말할 수 있어요. 무엇과 견준 것인지, 무엇으로 잰 것인지요.

**준비물**은 11일 차의 트랜스포머예요. 아래 접힌 셀에 들어 있어요. 이번에도 드롭아웃(dropout)은 없어요. 이렇게 작은 일에서는 없어도 아쉽지 않아요.
"""

# %%
from solutions.plots import Picture, show

# %%
from solutions.day11_decoder import Transformer

# %%
import datetime
import io
import math
import os
import random
import time
from collections import Counter

import matplotlib.pyplot as plt
import torch
from IPython.display import display
from torch import nn

F = nn.functional
grading = bool(os.environ.get("NBGRADER_EXECUTION"))

# %% [markdown]
r"""
## 1 · The dates

The next cell makes the data. There is nothing for you to do in it; just read what it decides.

- **All days from 1950 to 2049**, 36,525 of them, in an order that is mixed once and for all. The first 240 are for watching while the model trains, the next 1,200 for the test at the end, the rest for training. *No test date is ever trained on*, in any format.
- **Twelve formats**, seven English and five Korean. `03/05/2021` could mean two things; here it is month/day/year, as in the United States. A year of two digits from 50 to 99 is 19.., from 00 to 49 it is 20...
- **Characters are the tokens**, the Korean ones as well. Source and target share one vocabulary. Three ids have a meaning of their own: `PAD` 0, `BOS` 1 (*begin of sequence*, the start), `EOS` 2 (*end of sequence*, the end).

What is hard about it? `Mar`, `March`, `03`, `3월` and `삼월` are the same. A weekday must be ignored. `21` may be a day or a year. And June is `유월`, October `시월`, not `육월` and `십월`: two exceptions that no rule of the other months would tell.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 날짜

다음 셀이 데이터를 만들어요. 할 일은 없으니 무엇을 정해 두었는지만 읽어 보세요.

- **1950년부터 2049년까지 모든 날**, 36,525일이에요. 순서를 한 번 섞어서 고정했어요. 처음 240일은 학습하는 동안 지켜보는 데, 다음 1,200일은 마지막 시험에, 나머지는 학습에 써요. *시험에 나올 날짜는 어떤 형식으로도 학습에 쓰지 않아요.*
- **형식은 열두 가지**예요. 영어가 일곱, 한국어가 다섯이에요. `03/05/2021`은 두 가지로 읽을 수 있지만, 여기서는 미국처럼 월/일/연도예요. 두 자리 연도는 50부터 99까지가 19xx년, 00부터 49까지가 20xx년이에요.
- **글자 하나가 토큰(token) 하나**예요. 한글도 그래요. 소스와 타깃이 어휘(vocabulary) 하나를 함께 써요. 뜻이 정해진 id가 셋 있어요. `PAD`는 0, `BOS`(*begin of sequence*, 시작)는 1, `EOS`(*end of sequence*, 끝)는 2예요.

무엇이 어려울까요? `Mar`, `March`, `03`, `3월`, `삼월`이 모두 같은 달이에요. 요일은 무시해야 해요. `21`은 며칠인지일 수도 있고 연도일 수도 있어요. 그리고 6월은 `육월`이 아니라 `유월`, 10월은 `십월`이 아니라 `시월`이에요. 다른 달의 규칙으로는 알 수 없는 예외예요.
"""

# %%
PAD, BOS, EOS = 0, 1, 2
MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def ordinal(n):
    """1st, 2nd, 3rd, 4th, …"""
    return f"{n}{'th' if 11 <= n <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def sino(n):
    """A number below 10,000 in Sino-Korean words: 2021 is 이천이십일."""
    digits, words = "영일이삼사오육칠팔구", ""
    for place, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = n // place % 10
        if digit:
            words += ("" if digit == 1 and place > 1 else digits[digit]) + name
    return words


def spoken_month(month):
    return {6: "유", 10: "시"}.get(month) or sino(month)


FORMATS = [
    lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
    lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year % 100:02}",
    lambda d: f"{MONTHS[d.month - 1][:3]} {d.day} {d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"the {ordinal(d.day)} of {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.year}. {d.month}. {d.day}.",
    lambda d: f"{d.year}년 {d.month}월 {d.day}일",
    lambda d: f"{d.year % 100:02}년 {d.month}월 {d.day}일",
    lambda d: f"{d.year}년 {d.month}월 {d.day}일 {'월화수목금토일'[d.weekday()]}요일",
    lambda d: f"{sino(d.year)}년 {spoken_month(d.month)}월 {sino(d.day)}일",
]

first_day = datetime.date(1950, 1, 1)
days = [first_day + datetime.timedelta(n) for n in range((datetime.date(2050, 1, 1) - first_day).days)]
random.Random(12).shuffle(days)
watch_days, test_days, train_days = days[:240], days[240:1440], days[1440:]

alphabet = sorted({c for day in train_days[:2000] for write in FORMATS for c in write(day)})
id_of = {c: i for i, c in enumerate(alphabet, start=3)}
vocab_size = len(alphabet) + 3


def encode_text(text):
    return [id_of[c] for c in text]


def decode_ids(ids):
    """Ids back into a text: up to the end, without start and padding."""
    ids = [int(i) for i in ids]
    return "".join(alphabet[i - 3] for i in (ids[: ids.index(EOS)] if EOS in ids else ids) if i >= 3)


def example(day, number):
    """A day in format number: ids of the source, ids of the target with the end."""
    return encode_text(FORMATS[number](day)), [*encode_text(day.isoformat()), EOS]


def padded(rows):
    """Lists of ids -> (B, longest), int64."""
    longest = max(map(len, rows))
    return torch.tensor([row + (longest - len(row)) * [PAD] for row in rows])


for number, write in enumerate(FORMATS):
    print(f"{write(test_days[number]):32s} -> {test_days[number].isoformat()}")
print(f"\n{vocab_size} ids; {len(train_days) * len(FORMATS):,} examples to train on;", end=" ")
print("test dates among the training dates:", len(set(test_days) & set(train_days)))

# %% [markdown]
r"""
## 2 · Teacher forcing: one place to the right

The decoder has to say `2021-03-05` and then the end. In use it will read what it has written itself. In training we do something else: whatever it *would* have written, at every place it reads the **right** tokens before that place. This is called **teacher forcing** (Williams and Zipser 1989). One pass gives a lesson at each of the eleven places, and a slip at the first does not spoil the other ten.

So two rows are needed. What it has to **say** is the target. What it **reads** is the target moved one place to the right, with the start in front:

| place | 0 | 1 | 2 | 3 | … | 9 | 10 |
|---|---|---|---|---|---|---|---|
| says | `2` | `0` | `2` | `1` | … | `5` | end |
| reads | start | `2` | `0` | `2` | … | `0` | `5` |

In a row without padding the end is said and never read: nothing comes after it.

**By hand.** Targets $(7, 8, 9, 2)$ and $(5, 2, 0, 0)$, the start is 1. What is read is $(1, 7, 8, 9)$ and $(1, 5, 2, 0)$. That the second row reads its end and a padding does no harm: there it has nothing left to say.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 교사 강요: 오른쪽으로 한 칸

디코더는 `2021-03-05`를 말하고 끝을 말해야 해요. 실제로 쓸 때는 자기가 쓴 것을 읽게 돼요. 학습할 때는 다르게 해요. 모델이 무엇을 *썼을지* 상관하지 않고, 자리마다 그 앞까지의 **정답**을 읽게 해요. 이것을 **교사 강요(teacher forcing)** 라고 해요(Williams and Zipser 1989). 한 번 계산하면 열한 자리 모두에서 배울 수 있고, 첫 글자가 틀려도 나머지 열 자리를 망치지 않아요.

그래서 줄이 두 개 필요해요. **말해야** 하는 것은 타깃(target)이에요. **읽는** 것은 타깃을 오른쪽으로 한 칸 밀고 맨 앞에 시작 토큰을 놓은 것이에요.

| 자리 | 0 | 1 | 2 | 3 | … | 9 | 10 |
|---|---|---|---|---|---|---|---|
| 말하는 것 | `2` | `0` | `2` | `1` | … | `5` | 끝 |
| 읽는 것 | 시작 | `2` | `0` | `2` | … | `0` | `5` |

패딩이 없는 줄에서는 끝을 말하기만 하고 읽지 않아요. 그 뒤에 올 것이 없으니까요.

**손으로 해 보기.** 타깃이 $(7, 8, 9, 2)$와 $(5, 2, 0, 0)$이고 시작은 1이에요. 읽는 것은 $(1, 7, 8, 9)$와 $(1, 5, 2, 0)$이에요. 둘째 줄은 자기 끝과 패딩까지 읽지만 괜찮아요. 그 자리에서는 더 말할 것이 없거든요.
"""


# %% exercise="shift_right" minutes=5 difficulty=1
def shift_right(targets, bos_id):
    """What the decoder reads while it learns to say the targets.

    Args:
        targets: (B, T), int64; it is not changed.
        bos_id: the id of the start.

    Returns:
        (B, T), int64: the start, then the targets without their last column.

    Source: Vaswani et al. 2017, figure 1 ("outputs (shifted right)").
    """
    ### BEGIN SOLUTION
    start = torch.full_like(targets[:, :1], bos_id)
    return torch.cat([start, targets[:, :-1]], dim=1)
    ### END SOLUTION


# %% check="shift_right" points=2
_targets = torch.tensor([[7, 8, 9, 2], [5, 2, 0, 0]])
_read = shift_right(_targets, 1)
assert _read.shape == (2, 4), "As many tokens are read as are said: which one is left out?"
assert _read.tolist() == [[1, 7, 8, 9], [1, 5, 2, 0]], "Do you get the two rows worked out by hand?"
assert _read.dtype == torch.int64, "Are the ids still whole numbers?"
assert _targets.tolist() == [[7, 8, 9, 2], [5, 2, 0, 0]], (
    "The loss still needs the targets: were they changed?"
)

# %% [markdown] hint="shift_right"
r"""
Two pieces side by side: a column with the start, and the targets without one of their columns. Which column?
"""

# %% [markdown] hint="shift_right" lang="ko"
r"""
조각 두 개를 나란히 놓으면 돼요. 시작 토큰으로 된 열 하나와, 열 하나를 뺀 타깃이에요. 어느 열을 빼야 할까요?
"""

# %% [markdown] hint="shift_right"
r"""
`targets[:, :-1]` drops the last column. `torch.full_like(targets[:, :1], bos_id)` is a column of the same type, filled with the start.
"""

# %% [markdown] hint="shift_right" lang="ko"
r"""
`targets[:, :-1]`은 마지막 열을 빼요. `torch.full_like(targets[:, :1], bos_id)`는 타입이 같고 시작 토큰으로 채운 열이에요.
"""

# %% [markdown] hint="shift_right"
r"""
`torch.cat([column, rest], dim=1)` puts them side by side; `dim=0` would put them one below the other.
"""

# %% [markdown] hint="shift_right" lang="ko"
r"""
`torch.cat([column, rest], dim=1)`이 둘을 나란히 놓아요. `dim=0`이면 위아래로 놓여요.
"""

# %% [markdown]
r"""
## 3 · The loss: nearly sure is sure enough

At each place the model gives logits for all $V$ tokens. The usual loss, **cross-entropy**, is minus the log-probability of the right one. It is 0 only when that probability is 1, which takes a logit infinitely far above the others. So a model that is right already goes on pulling its logits apart.

**Label smoothing** (Szegedy et al. 2016, section 7) asks for less. Instead of "the right token with probability 1" the answer is a distribution $q$: the right token gets $1 - \epsilon$, and $\epsilon$ is shared among **all** $V$ tokens, the right one included:

$$q_k = (1-\epsilon)\,[k = \text{right}] + \frac{\epsilon}{V}\qquad\qquad \text{loss} = -\sum_k q_k \log p_k = -(1-\epsilon)\log p_{\text{right}} - \epsilon\cdot\frac{1}{V}\sum_k \log p_k$$

| symbol | shape | |
|---|---|---|
| logits | `(B, T, V)` | from the model |
| $\log p$ | `(B, T, V)` | `torch.log_softmax(logits, dim=-1)` |
| targets | `(B, T)` | ids of the right tokens |
| loss of each place | `(B, T)` | |
| loss | one number | mean over all places whose target is **not padding** |

The 2017 model used $\epsilon = 0.1$. The authors say that it "hurts perplexity, as the model learns to be more unsure, but improves accuracy and BLEU score" (section 5.4; BLEU measures how close translations come to those of people).

Two traps. Padding must be out of the sum *and* out of the number you divide by. And `log_softmax` is not the same as `torch.log(torch.softmax(...))`: a probability may come out as exactly 0, and the logarithm of 0 is $-\infty$.

**By hand.** $V = 4$, all logits equal, so every $p$ is 1/4 and the loss is $\log 4 = 1.386$, whatever $\epsilon$ is. With logits $(\log 3, 0, 0, 0)$ the probabilities are $(\frac12, \frac16, \frac16, \frac16)$. If token 0 is right, the loss without smoothing is $\log 2 = 0.693$. With $\epsilon = 0.4$ it is $0.6 \cdot 0.693 + 0.4 \cdot (0.693 + 3 \cdot 1.792)/4 = 1.023$.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 손실: 거의 확실하면 충분해요

모델은 자리마다 $V$개 토큰 모두에 대한 로짓(logits)을 내요. 흔히 쓰는 손실인 **교차 엔트로피(cross-entropy)** 는 맞는 토큰의 로그 확률에 마이너스 부호를 붙인 거예요. 확률이 1일 때만 0이 되는데, 그러려면 그 로짓이 다른 것보다 무한히 커야 해요. 그래서 이미 맞힌 모델도 로짓을 계속 벌려 놓으려고 해요.

**라벨 스무딩(label smoothing)** 은 덜 바라요(Szegedy et al. 2016, 7절). '맞는 토큰의 확률이 1'이라고 하는 대신 정답을 분포 $q$로 줘요. 맞는 토큰이 $1 - \epsilon$을 받고, $\epsilon$은 맞는 토큰까지 포함한 $V$개 토큰 **모두**가 똑같이 나눠요.

$$q_k = (1-\epsilon)\,[k = \text{right}] + \frac{\epsilon}{V}\qquad\qquad \text{loss} = -\sum_k q_k \log p_k = -(1-\epsilon)\log p_{\text{right}} - \epsilon\cdot\frac{1}{V}\sum_k \log p_k$$

| 기호 | 모양 | |
|---|---|---|
| logits | `(B, T, V)` | 모델이 낸 것 |
| $\log p$ | `(B, T, V)` | `torch.log_softmax(logits, dim=-1)` |
| targets | `(B, T)` | 맞는 토큰의 id |
| 자리마다의 손실 | `(B, T)` | |
| loss | 숫자 하나 | 타깃이 **패딩이 아닌** 모든 자리의 평균 |

2017년 모델은 $\epsilon = 0.1$을 썼어요. 저자들에 따르면 모델이 덜 확신하게 되어 퍼플렉시티(perplexity)는 나빠지지만 정확도와 BLEU 점수는 좋아져요(5.4절. BLEU는 사람의 번역과 얼마나 가까운지 재는 점수예요).

함정이 둘 있어요. 패딩은 합에서도 빼고 나누는 수에서*도* 빼야 해요. 그리고 `log_softmax`는 `torch.log(torch.softmax(...))`와 달라요. 확률이 정확히 0으로 나올 수 있고, 0의 로그는 $-\infty$거든요.

**손으로 해 보기.** $V = 4$이고 로짓이 모두 같으면 $p$는 모두 1/4이에요. 손실은 $\epsilon$이 얼마든 $\log 4 = 1.386$이에요. 로짓이 $(\log 3, 0, 0, 0)$이면 확률은 $(\frac12, \frac16, \frac16, \frac16)$이에요. 0번 토큰이 맞다면 스무딩 없는 손실은 $\log 2 = 0.693$이고, $\epsilon = 0.4$이면 $0.6 \cdot 0.693 + 0.4 \cdot (0.693 + 3 \cdot 1.792)/4 = 1.023$이에요.
"""


# %% exercise="label_smoothed_loss" minutes=12 difficulty=2
def label_smoothed_loss(logits, targets, smoothing, pad_id):
    """Cross-entropy with label smoothing, averaged over all real tokens of the batch.

    Args:
        logits: (B, T, V)
        targets: (B, T), int64, ids from 0 to V - 1.
        smoothing: epsilon, from 0 to 1; it is shared among all V tokens, the right one included.
        pad_id: where the target has this id, the place does not count.

    Returns:
        one number (a tensor of shape ()), so that backward can start from it.

    Source: Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4.
    """
    ### BEGIN SOLUTION
    log_p = torch.log_softmax(logits, dim=-1)
    of_right = log_p.gather(-1, targets.unsqueeze(-1)).squeeze(-1)  # (B, T)
    loss = -(1 - smoothing) * of_right - smoothing * log_p.mean(dim=-1)
    return loss[targets != pad_id].mean()
    ### END SOLUTION


# %% check="label_smoothed_loss" points=4
_logits = torch.tensor([[[math.log(3), 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]])
_loss = label_smoothed_loss(_logits, torch.tensor([[0, 1]]), 0.0, 3)
assert _loss.shape == (), "Is the loss one number?"
assert math.isclose(_loss, (0.6931 + 1.3863) / 2, abs_tol=1e-3), (
    "No smoothing, no padding: is it the mean of 0.693 and 1.386?"
)
_loss = label_smoothed_loss(_logits, torch.tensor([[0, 3]]), 0.0, 3)
assert math.isclose(_loss, 0.6931, abs_tol=1e-3), (
    "The second place is padding: is it out of the sum, and out of the number that you divide by?"
)
_loss = label_smoothed_loss(_logits, torch.tensor([[0, 3]]), 0.4, 3)
assert math.isclose(_loss, 1.0227, abs_tol=1e-3), (
    "Do you get 1.023 by hand? Among how many tokens is smoothing shared?"
)
_loss = label_smoothed_loss(torch.cat([_logits, _logits]), torch.tensor([[0, 1], [0, 3]]), 0.0, 3)
assert math.isclose(_loss, (2 * 0.6931 + 1.3863) / 3, abs_tol=1e-3), (
    "Three real tokens in two sentences: does each count alike?"
)
_loss = label_smoothed_loss(1000 * _logits, torch.tensor([[1, 3]]), 0.1, 3)
assert torch.isfinite(_loss), "Large logits: is there a logarithm of 0 somewhere?"
_loss = label_smoothed_loss(_logits.clone().requires_grad_(), torch.tensor([[0, 3]]), 0.1, 3)
assert _loss.requires_grad, (
    "Can backward start from it, or has a line (item, detach, float) cut the way back?"
)

# %% [markdown] hint="label_smoothed_loss"
r"""
Four steps: log-probabilities of all tokens; from them, at each place, that of the right token and the mean of all; mix the two; the mean over the real places. Which shape has each?
"""

# %% [markdown] hint="label_smoothed_loss" lang="ko"
r"""
네 단계예요. 모든 토큰의 로그 확률, 거기서 자리마다 맞는 토큰의 값과 모든 토큰의 평균, 둘을 섞기, 진짜 자리에서 평균 내기. 각각의 모양은 어떻게 되나요?
"""

# %% [markdown] hint="label_smoothed_loss"
r"""
`log_p.gather(-1, targets.unsqueeze(-1)).squeeze(-1)` picks at each place the entry of the right token: shape `(B, T)`. `log_p.mean(dim=-1)` is $\frac{1}{V}\sum_k \log p_k$, of the same shape.
"""

# %% [markdown] hint="label_smoothed_loss" lang="ko"
r"""
`log_p.gather(-1, targets.unsqueeze(-1)).squeeze(-1)`은 자리마다 맞는 토큰의 값을 골라요. 모양은 `(B, T)`예요. `log_p.mean(dim=-1)`은 모양이 같고, $\frac{1}{V}\sum_k \log p_k$예요.
"""

# %% [markdown] hint="label_smoothed_loss"
r"""
With `loss` of shape `(B, T)`, `loss[targets != pad_id]` is a flat tensor of the real places only. Its `.mean()` divides by their number.
"""

# %% [markdown] hint="label_smoothed_loss" lang="ko"
r"""
`loss`의 모양이 `(B, T)`라면 `loss[targets != pad_id]`는 진짜 자리만 모은 텐서예요. 여기에 `.mean()`을 쓰면 그 개수로 나눠 줘요.
"""

# %% [markdown]
r"""
**The floor.** With smoothing the loss can not become 0. The best a model can do is to give exactly $q$, and then the loss is the entropy of $q$. Remember the number that the next cell prints: a loss near it means "as sure as it is asked to be".
"""

# %% [markdown] lang="ko"
r"""
**바닥.** 스무딩이 있으면 손실은 0이 될 수 없어요. 모델이 할 수 있는 최선은 $q$를 그대로 내는 것이고, 그때 손실은 $q$의 엔트로피(entropy)예요. 다음 셀이 출력하는 수를 기억해 두세요. 손실이 그 근처라면 '시킨 만큼 확신한다'는 뜻이에요.
"""

# %%
smoothing = 0.1
share = smoothing / vocab_size
of_the_right = 1 - smoothing + share
floor = -of_the_right * math.log(of_the_right) - (vocab_size - 1) * share * math.log(share)
print(f"smoothing {smoothing}, {vocab_size} tokens: the loss can not fall below {floor:.3f}")
print(f"a model that knows nothing has {math.log(vocab_size):.3f}")

# %% [markdown]
r"""
## 4 · Spot the bug: the model that knew the answer

Now one step of learning. Five lines: the decoder reads, the loss is computed, old gradients are cleared, new ones are worked out (`backward`), and the optimizer moves the weights (`step`).

A colleague has written them, trained for 300 steps, and is delighted: **the loss fell to 0.739, its very floor.** Then the model was given new dates, and of 240 answers **not one was right**.

Find the slip, mend it, and choose what was wrong.

- **A**: `zero_grad` stands in the wrong place, so old gradients are added to the new ones.
- **B**: The learning rate is missing from the step.
- **C**: The decoder reads at every place the token that it has to say there.
- **D**: The loss counts places of padding.

The grading can hand over numbers only, no models. So a tiny model stands in the next cell, made of two tables: what follows which token, and what the source adds. `try_steps` trains it with your `train_step`.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 버그 찾기: 답을 알고 있던 모델

이제 학습을 한 걸음 해 볼게요. 다섯 줄이면 돼요. 디코더가 읽고, 손실을 구하고, 옛 기울기(gradient)를 지우고, 새 기울기를 구하고(`backward`), 옵티마이저(optimizer)가 가중치를 옮겨요(`step`).

동료가 이 다섯 줄을 써서 300걸음 학습시키고 무척 기뻐했어요. **손실이 바닥인 0.739까지 내려갔거든요.** 그런데 새 날짜를 주었더니 240개 가운데 **하나도 맞히지 못했어요**.

틀린 곳을 찾아 고치고, 무엇이 틀렸는지 고르세요.

- **A**: `zero_grad`의 자리가 틀려서 옛 기울기가 새 기울기에 더해져요.
- **B**: 걸음에 학습률(learning rate)이 빠졌어요.
- **C**: 디코더가 자리마다, 거기서 말해야 할 바로 그 토큰을 읽어요.
- **D**: 손실이 패딩 자리까지 세고 있어요.

채점에서는 숫자만 건넬 수 있고 모델은 건넬 수 없어요. 그래서 다음 셀에 표 두 개로 된 아주 작은 모델을 두었어요. 어떤 토큰 다음에 무엇이 오는지, 소스가 무엇을 더하는지예요. `try_steps`는 여러분의 `train_step`으로 이 모델을 학습시켜요.
"""


# %%
class Bigrams(nn.Module):
    """Logits of the next token: a row for the token just read, plus the mean of the rows of the source."""

    def __init__(self, after, within):
        super().__init__()
        self.after, self.within = nn.Parameter(after.clone()), nn.Parameter(within.clone())

    def forward(self, source, read):
        return self.after[read] + self.within[source].mean(dim=1, keepdim=True)


def try_steps(after, within, batches, rate, smoothing, bos_id, pad_id):
    """One train_step for each (source, target), by plain gradient descent -> the losses, the two tables afterwards."""
    model = Bigrams(after, within)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    losses = [
        float(train_step(model, optimizer, source, target, smoothing, bos_id, pad_id))
        for source, target in batches
    ]
    return torch.tensor(losses), torch.stack([model.after, model.within]).detach()


# %% exercise="train_step" kind="bug" bug="target_read_as_it_is" minutes=8 difficulty=2
def train_step(model, optimizer, source, target, smoothing, bos_id, pad_id):
    """One step of learning with teacher forcing.

    Args:
        model: called as model(source, read), it gives logits (B, T, V).
        optimizer: a torch optimizer of the model's parameters; its learning rate is set already.
        source: (B, S), int64
        target: (B, T), int64, what is to be said, with the end, then padding.
        smoothing, pad_id: as in label_smoothed_loss.
        bos_id: as in shift_right.

    Returns:
        the loss before the step, a float.
    """
    ### BEGIN SOLUTION
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION
    ### BEGIN BUG
    # logits = model(source, target)
    # loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    # optimizer.zero_grad()
    # loss.backward()
    # optimizer.step()
    # return loss.item()
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
train_step_reason = "C"
### END SOLUTION

# %% check="train_step" points=4
_after, _within = torch.zeros(4, 4), torch.zeros(4, 4)
_batch = (torch.tensor([[3]]), torch.tensor([[3, 2]]))  # start -> 3 -> end (2)
_losses, _tables = try_steps(_after, _within, [_batch], 1.0, 0.0, 1, 0)
# The next two lines pass with the bug, too.
assert torch.allclose(_losses, torch.tensor([1.3863]), atol=1e-3), "Four tokens, no idea: is the loss log 4?"
assert not torch.allclose(_tables[0], _after), "Did the weights move?"
assert _tables[0, 1, 3] > 0.1, "After one step: is 3 likelier behind the start (1) than before?"
assert _tables[0, 3, 2] > 0.1, "And is the end (2) likelier behind 3?"
assert _tables[0, 2].abs().max() == 0, "Nothing is to be said behind the end. Who has read it?"
_once_more = try_steps(*_tables, [_batch], 1.0, 0.0, 1, 0)[1]
_two_in_a_row = try_steps(_after, _within, [_batch, _batch], 1.0, 0.0, 1, 0)[1]
assert torch.allclose(_two_in_a_row, _once_more), "Two steps in a row: are old gradients cleared in between?"
assert train_step_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="train_step"
r"""
Go through the table of section 2, place by place, with the line that calls the model. What does the decoder read at place 0? What is it to say there?
"""

# %% [markdown] hint="train_step" lang="ko"
r"""
2절의 표를 자리마다, 모델을 부르는 줄과 견주어 보세요. 0번 자리에서 디코더는 무엇을 읽나요? 거기서 무엇을 말해야 하나요?
"""

# %% [markdown] hint="train_step"
r"""
The causal mask does not help here: it lets place $t$ look at places up to $t$, and place $t$ itself holds the answer. You have written the function that is missing.
"""

# %% [markdown] hint="train_step" lang="ko"
r"""
여기서는 인과 마스크(causal mask)도 소용없어요. $t$번 자리는 $t$번까지 볼 수 있는데, 바로 $t$번 자리에 답이 있거든요. 빠진 함수는 여러분이 이미 작성했어요.
"""

# %% [markdown] hint="train_step"
r"""
The model is to be called with `shift_right(target, bos_id)` as its second argument. The loss still compares with `target`. The other lines are right.
"""

# %% [markdown] hint="train_step" lang="ko"
r"""
모델을 부를 때 둘째 인수가 `shift_right(target, bos_id)`여야 해요. 손실은 그대로 `target`과 비교해요. 나머지 줄은 맞아요.
"""

# %% [markdown]
r"""
## 5 · The learning rate: warm up, then slow down

The 2017 model was trained with Adam ($\beta_1 = 0.9$, $\beta_2 = 0.98$, $\epsilon = 10^{-9}$) and a learning rate of its own (section 5.3, equation 3):

$$\mathrm{lr}(\mathrm{step}) = d_{model}^{-0.5}\cdot\min\left(\mathrm{step}^{-0.5},\;\mathrm{step}\cdot\mathrm{warmup}^{-1.5}\right)$$

For the first `warmup` steps it rises in a straight line, then it falls like $1/\sqrt{\mathrm{step}}$. The two terms meet at $\mathrm{step} = \mathrm{warmup}$. People call it the *Noam* schedule, after Noam Shazeer, one of the authors.

Why begin small? Adam divides each step by the usual size of the gradient, and after a few steps it hardly knows that size: its first steps are bold and badly informed. In a post-norm model the gradients near the output are large at the start as well (Xiong et al. 2020; Day 9). Steps are counted **from 1**.

**By hand.** $d_{model} = 16$, warmup 4. Step 1: $\frac14 \cdot \min(1, \frac18) = 0.03125$. Step 4: $\frac14\cdot\min(\frac12, \frac12) = 0.125$. Step 16: $\frac14 \cdot \min(\frac14, 2) = 0.0625$.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 학습률: 천천히 올렸다가 줄이기

2017년 모델은 Adam($\beta_1 = 0.9$, $\beta_2 = 0.98$, $\epsilon = 10^{-9}$)으로 학습했고, 학습률도 따로 정했어요(5.3절, 식 3).

$$\mathrm{lr}(\mathrm{step}) = d_{model}^{-0.5}\cdot\min\left(\mathrm{step}^{-0.5},\;\mathrm{step}\cdot\mathrm{warmup}^{-1.5}\right)$$

처음 `warmup`걸음 동안은 직선으로 커지고, 그 뒤로는 $1/\sqrt{\mathrm{step}}$처럼 작아져요. 두 항은 $\mathrm{step} = \mathrm{warmup}$에서 만나요. 처음에 올리는 구간을 **웜업(warm-up)** 이라 하고, 이 스케줄을 저자 가운데 한 명인 Noam Shazeer의 이름을 따서 *Noam* 스케줄이라고 불러요.

왜 작게 시작할까요? Adam은 걸음마다 기울기의 보통 크기로 나누는데, 몇 걸음 가지 않았을 때는 그 크기를 거의 몰라요. 그래서 처음 몇 걸음은 잘 모르면서도 크게 내디뎌요. 게다가 post-norm 모델에서는 처음에 출력 쪽의 기울기가 커요(Xiong et al. 2020, 9일 차). 걸음은 **1부터** 세요.

**손으로 해 보기.** $d_{model} = 16$, warmup은 4예요. 1번 걸음은 $\frac14 \cdot \min(1, \frac18) = 0.03125$, 4번 걸음은 $\frac14\cdot\min(\frac12, \frac12) = 0.125$, 16번 걸음은 $\frac14 \cdot \min(\frac14, 2) = 0.0625$예요.
"""


# %% exercise="noam_lr" minutes=6 difficulty=1
def noam_lr(step, d_model, warmup):
    """The learning rate of the 2017 model.

    Args:
        step: 1, 2, 3, …
        d_model: width of the model.
        warmup: how many steps the rate rises.

    Returns:
        a float

    Source: Vaswani et al. 2017, section 5.3, equation 3.
    """
    ### BEGIN SOLUTION
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)
    ### END SOLUTION


# %% check="noam_lr" points=2
assert math.isclose(noam_lr(1, 16, 4), 0.03125), "Step 1: which of the two terms is the smaller one?"
assert math.isclose(noam_lr(4, 16, 4), 0.125), "Step 4 of a warm-up of 4: do the two terms meet?"
assert math.isclose(noam_lr(16, 16, 4), 0.0625), "Step 16: does the rate fall with the root of the step?"
assert math.isclose(noam_lr(16, 64, 4), 0.03125), "Four times as wide: is the rate half as large?"

# %% [markdown] hint="noam_lr"
r"""
Two terms and a `min`. At step 1, which of them is the smaller one, the falling or the rising?
"""

# %% [markdown] hint="noam_lr" lang="ko"
r"""
항 두 개와 `min` 하나예요. 1번 걸음에서 더 작은 것은 작아지는 항인가요, 커지는 항인가요?
"""

# %% [markdown] hint="noam_lr"
r"""
$x^{-0.5}$ is `x**-0.5`. The minus binds to the 0.5, so no brackets are needed.
"""

# %% [markdown] hint="noam_lr" lang="ko"
r"""
$x^{-0.5}$는 `x**-0.5`예요. 마이너스는 0.5에 붙으니 괄호가 없어도 돼요.
"""

# %% [markdown] hint="noam_lr"
r"""
`min(step**-0.5, step * warmup**-1.5)`, times `d_model**-0.5`.
"""

# %% [markdown] hint="noam_lr" lang="ko"
r"""
`min(step**-0.5, step * warmup**-1.5)`에 `d_model**-0.5`를 곱하면 돼요.
"""

# %%
fig, axis = plt.subplots(figsize=(8, 3.6), layout="constrained")
steps_shown = range(1, 1201)
for warmup, color, style in ((100, "#E69F00", ":"), (200, "#0072B2", "-"), (400, "#009E73", "--")):
    rates = [noam_lr(step, 64, warmup) for step in steps_shown]
    axis.plot(steps_shown, rates, color=color, linestyle=style, linewidth=2.5, label=f"warmup {warmup}")
axis.set(xlabel="step", ylabel="learning rate", title="d_model = 64")
axis.legend(frameon=False)
show(
    fig,
    "Learning rate over the step for warm-ups of 100, 200 and 400 steps. Each curve rises in a straight line up to its "
    "warm-up, and from there falls along one common curve. The longer the warm-up, the lower the top.",
)

# %% [markdown]
r"""
## 6 · Batches of like length

A batch is a rectangle: as many columns as its longest sentence has tokens. Shorter ones are filled with padding, which is computed like everything else and then thrown away. `1958. 2. 3.` beside `Wednesday, September 24, 1958` wastes most of its row.

So sentences of **like length** go together (section 5.1 of the paper: "sentence pairs were batched together by approximate sequence length").

**By hand.** Lengths $(7, 3, 9, 3, 8)$, batches of 2. The places, shortest first, are $1, 3, 0, 4, 2$: the batches are $[1, 3]$, $[0, 4]$, $[2]$. Only place 0 gets a padding, one token; in the order given, $[0, 1]$ and $[2, 3]$ would get ten.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 길이가 비슷한 것끼리

배치는 직사각형이에요. 가장 긴 문장의 토큰 수가 곧 열의 수예요. 짧은 문장은 패딩으로 채우는데, 패딩도 다른 것과 똑같이 계산한 뒤에 버려요. `1958. 2. 3.` 같은 짧은 날짜가 `Wednesday, September 24, 1958`과 한 배치에 들면 그 행은 대부분 헛일이에요.

그래서 **길이가 비슷한** 문장끼리 묶어요(논문 5.1절도 길이가 비슷한 문장 쌍끼리 배치로 묶었다고 해요).

**손으로 해 보기.** 길이가 $(7, 3, 9, 3, 8)$이고 배치 하나에 2개씩이에요. 자리 번호를 짧은 것부터 쓰면 $1, 3, 0, 4, 2$라서 배치는 $[1, 3]$, $[0, 4]$, $[2]$예요. 패딩은 0번 문장에 하나만 붙어요. 주어진 순서 그대로라면 $[0, 1]$과 $[2, 3]$에 열 개가 붙어요.
"""


# %% exercise="batches_by_length" minutes=8 difficulty=2
def batches_by_length(lengths, batch_size):
    """Put sentences of like length into batches.

    Args:
        lengths: list of int, the length of each sentence; it is not changed.
        batch_size: how many sentences stand in one batch.

    Returns:
        list of batches, each a list of places in `lengths`: shortest sentences first, every place exactly once, every
        batch full except perhaps the last.

    Source: Vaswani et al. 2017, section 5.1.
    """
    ### BEGIN SOLUTION
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    ### END SOLUTION


# %% check="batches_by_length" points=3
_lengths = [7, 3, 9, 3, 8]
_batches = [sorted(batch) for batch in batches_by_length(_lengths, 2)]
assert sorted(i for batch in _batches for i in batch) == [0, 1, 2, 3, 4], (
    "Does every place stand in one batch?"
)
assert _batches == [[1, 3], [0, 4], [2]], "Do you get [1, 3], [0, 4], [2] by hand?"
assert _lengths == [7, 3, 9, 3, 8], "Was the caller's list sorted?"
assert len(batches_by_length(_lengths, 10)) == 1, "Fewer sentences than a batch holds: is there one batch?"

# %% [markdown] hint="batches_by_length"
r"""
First an order, then a cut. The order is a list of *places*: 0, 1, 2, …, sorted by the length that stands at each of them.
"""

# %% [markdown] hint="batches_by_length" lang="ko"
r"""
먼저 순서를 정하고, 그다음에 잘라요. 순서는 *자리 번호*의 목록이에요. 0, 1, 2, …를 그 자리에 있는 길이에 따라 정렬해요.
"""

# %% [markdown] hint="batches_by_length"
r"""
`sorted(range(len(lengths)), key=lambda i: lengths[i])` sorts places by their length and leaves `lengths` alone.
"""

# %% [markdown] hint="batches_by_length" lang="ko"
r"""
`sorted(range(len(lengths)), key=lambda i: lengths[i])`는 자리 번호를 길이순으로 정렬하고 `lengths`는 그대로 둬요.
"""

# %% [markdown] hint="batches_by_length"
r"""
`order[i : i + batch_size]` for `i` in `range(0, len(order), batch_size)`. A slice that goes beyond the end is simply shorter, so the rest takes care of itself.
"""

# %% [markdown] hint="batches_by_length" lang="ko"
r"""
`range(0, len(order), batch_size)`의 `i`마다 `order[i : i + batch_size]`를 담으세요. 끝을 넘어가는 슬라이스는 그냥 짧아지니 남는 것은 저절로 해결돼요.
"""

# %% [markdown]
r"""
If all 421,000 examples were sorted at once, the model would see nothing but short formats for thousands of steps, then nothing but long ones. So we draw a **pool** of 40 batches at random, sort within the pool, and take its batches in random order.
"""

# %% [markdown] lang="ko"
r"""
예시 421,000개를 한꺼번에 정렬하면 모델은 한동안 짧은 형식만 보다가 나중에는 긴 형식만 보게 돼요. 그래서 배치 40개 분량를 무작위로 뽑아 **풀(pool)** 을 만들고, 풀 안에서만 정렬하고, 배치의 순서는 무작위로 해요.
"""


# %%
def training_batches(batch_size, generator):
    """Batches without end: (source, target) of random training days in random formats, like lengths together."""
    while True:
        pool = [
            example(generator.choice(train_days), generator.randrange(len(FORMATS)))
            for _ in range(40 * batch_size)
        ]
        batches = batches_by_length([len(source) for source, _ in pool], batch_size)
        generator.shuffle(batches)
        for batch in batches:
            yield padded([pool[i][0] for i in batch]), padded([pool[i][1] for i in batch])


def padding_share(lengths, batches):
    """Which share of all places in these batches is padding?"""
    places = sum(len(batch) * max(lengths[i] for i in batch) for batch in batches)
    return 1 - sum(lengths) / places


generator = random.Random(0)
lengths = [len(example(generator.choice(train_days), generator.randrange(12))[0]) for _ in range(2560)]
as_they_come = [list(range(i, i + 64)) for i in range(0, 2560, 64)]
print(f"padding, as they come:  {padding_share(lengths, as_they_come):.1%}")
print(f"padding, by length:     {padding_share(lengths, batches_by_length(lengths, 64)):.1%}")

# %% [markdown]
r"""
## 7 · Writing: greedy decoding

In use there is no teacher. The model writes a token, reads it, writes the next. The simplest way to choose: always the token with the largest logit. That is **greedy decoding**.

To keep it apart from the model, your function gets `next_logits`: a function that takes what *all* sentences have read so far, ids of shape `(B, t)` with the start in front, and gives the logits of the next token, `(B, V)`. (For the Transformer the next cell makes one: `encode` once, then `decode` for every token.)

The batch makes one thing harder. Sentences end at different steps. One that has ended gets padding from then on, while the others go on; when all have ended, or after `max_length` tokens, it is over. So remember which have ended: a boolean of shape `(B,)`.

| what | shape |
|---|---|
| read so far, start in front | `(B, t)` |
| logits of the next token | `(B, V)` |
| ended | `(B,)`, boolean |
| result, without the start | `(B, L)`, L ≤ max_length |

**By hand.** Two sentences, end 2, padding 0. The first writes 5, 2, the second 6, 7, 2. The result is $(5, 2, 0)$ and $(6, 7, 2)$.

As with the tiny model before, `greedy_on_table` is there for the grading, which can send tables only: what each token at each place adds to the logits of the next one.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 쓰기: 탐욕 디코딩

실제로 쓸 때는 교사가 없어요. 모델은 토큰 하나를 쓰고, 그것을 읽고, 다음 토큰을 써요. 가장 간단한 방법은 언제나 로짓이 가장 큰 토큰을 고르는 거예요. 이것이 **탐욕 디코딩(greedy decoding)** 이에요.

모델과 떼어 놓으려고, 여러분의 함수는 `next_logits`라는 함수를 받아요. *모든* 문장이 지금까지 읽은 것, 곧 시작 토큰이 맨 앞에 있는 `(B, t)` 모양의 id를 넘기면 다음 토큰의 로짓 `(B, V)`를 돌려줘요. (트랜스포머용은 다음 셀에서 만들어요. `encode`는 한 번, `decode`는 토큰마다 한 번이에요.)

배치로 쓰면 어려운 점이 하나 있어요. 문장마다 끝나는 걸음이 달라요. 이미 끝난 문장에는 그때부터 패딩을 쓰고, 다른 문장은 계속 써요. 모두 끝나거나 `max_length`개를 쓰면 멈춰요. 그러니 어느 문장이 끝났는지 `(B,)` 모양의 불리언(boolean)으로 기억해 두세요.

| 무엇 | 모양 |
|---|---|
| 지금까지 읽은 것, 맨 앞은 시작 | `(B, t)` |
| 다음 토큰의 로짓 | `(B, V)` |
| 끝났는지 | `(B,)`, 불리언 |
| 결과, 시작은 빼고 | `(B, L)`, L ≤ max_length |

**손으로 해 보기.** 문장이 둘이고 끝은 2, 패딩은 0이에요. 첫째는 5, 2를 쓰고 둘째는 6, 7, 2를 써요. 결과는 $(5, 2, 0)$과 $(6, 7, 2)$예요.

앞의 작은 모델처럼 `greedy_on_table`은 표만 건넬 수 있는 채점을 위한 거예요. 각 자리의 각 토큰이 다음 토큰의 로짓에 무엇을 더하는지 적은 표예요.
"""


# %%
def next_logits_of(model, source):
    """Read the source once -> the function that the decoding wants. One source may be read by many rows, too."""
    with torch.no_grad():
        memory = model.encode(source)

    def next_logits(read):
        with torch.no_grad():
            rows = len(read)
            return model.decode(read, memory.expand(rows, -1, -1), source.expand(rows, -1))[:, -1]

    return next_logits


def table_logits(table, read):
    """table: (B or 1, places, V, V), read: (B, t) -> (B, V): what the tokens at their places say together."""
    rows = table.expand(len(read), -1, -1, -1)
    return sum(rows[torch.arange(len(read)), t, read[:, t]] for t in range(read.shape[1]))


def greedy_on_table(table, bos_id, eos_id, pad_id, max_length):
    """Your greedy_decode with a table for a model."""
    return greedy_decode(
        lambda read: table_logits(table, read), len(table), bos_id, eos_id, pad_id, max_length
    )


# %% exercise="greedy_decode" minutes=12 difficulty=2
def greedy_decode(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    """Write all sentences of a batch, always with the token that has the largest logit.

    Args:
        next_logits: a function from the ids read so far, (n_sentences, t), int64, start in front, to the logits of the
            next token, (n_sentences, V). It wants all sentences every time, ended ones as well.
        n_sentences: B
        bos_id, eos_id, pad_id: ids of start, end, padding.
        max_length: at most so many tokens are written, the end counted, the start not.

    Returns:
        (n_sentences, L), int64: without the start; with the end, and padding behind it. L is max_length, or less when all
        sentences have ended sooner.
    """
    ### BEGIN SOLUTION
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
    return read[:, 1:]
    ### END SOLUTION


# %% check="greedy_decode" points=4
_plan = torch.tensor([[5, 2, 4, 4], [6, 7, 2, 5]])  # what each sentence would write at each step


def _planned(read):
    assert read.shape[0] == 2, "Are all sentences handed in, ended ones as well?"
    assert (read[:, 0] == 1).all(), "Does every sentence begin with the start (1)?"
    return F.one_hot(_plan[:, read.shape[1] - 1], 8).float()


_written = greedy_decode(_planned, 2, 1, 2, 0, 4)
assert (_written[:, 0] != 1).all(), "Is the start out of the result?"
assert _written[:, :3].tolist() == [[5, 2, 0], [6, 7, 2]], (
    "Do you get the two rows by hand? What is written behind an end?"
)
assert greedy_decode(_planned, 2, 1, 9, 0, 4).tolist() == _plan.tolist(), (
    "Here the end has the id 9 and nobody writes it: are there four tokens of each?"
)
assert greedy_decode(_planned, 2, 1, 2, 0, 2).tolist() == [[5, 2], [6, 7]], (
    "At most two tokens: are there two?"
)

# %% [markdown] hint="greedy_decode"
r"""
Two things live through the loop: what has been read, which gets one column longer each time, and who has ended. What do they hold before the first step?
"""

# %% [markdown] hint="greedy_decode" lang="ko"
r"""
반복문 내내 지니고 있을 것이 둘이에요. 걸음마다 한 열씩 길어지는 '읽은 것'과, '누가 끝났는지'예요. 첫걸음 전에는 무엇이 들어 있어야 하나요?
"""

# %% [markdown] hint="greedy_decode"
r"""
`chosen = next_logits(read).argmax(dim=-1)` has the shape `(B,)`. `chosen.masked_fill(ended, pad_id)` writes padding for those that had ended before. `ended = ended | (chosen == eos_id)` remembers, and never forgets.
"""

# %% [markdown] hint="greedy_decode" lang="ko"
r"""
`chosen = next_logits(read).argmax(dim=-1)`의 모양은 `(B,)`예요. `chosen.masked_fill(ended, pad_id)`는 이미 끝난 문장에 패딩을 써요. `ended = ended | (chosen == eos_id)`는 한번 끝난 것을 잊지 않아요.
"""

# %% [markdown] hint="greedy_decode"
r"""
Begin with `torch.full((n_sentences, 1), bos_id)` and `torch.zeros(n_sentences, dtype=torch.bool)`. In the loop: choose, pad, `torch.cat([read, chosen[:, None]], dim=1)`, remember, `break` if `ended.all()`. Give back `read[:, 1:]`.
"""

# %% [markdown] hint="greedy_decode" lang="ko"
r"""
`torch.full((n_sentences, 1), bos_id)`와 `torch.zeros(n_sentences, dtype=torch.bool)`로 시작해요. 반복문에서는 고르기, 패딩으로 바꾸기, `torch.cat([read, chosen[:, None]], dim=1)`, 기억하기, `ended.all()`이면 `break`예요. `read[:, 1:]`을 돌려주세요.
"""

# %% [markdown]
r"""
## 8 · Experiment: right means right to the last character

What shall we measure? Not the loss: you saw in section 4 what a fine loss may be worth. A date with one wrong digit is a wrong date. So: the **exact match**, the share of sentences that are right from the first token to the end.

A sentence is over with its **first** end. What stands behind it does not count. And the end itself counts: `2021-03-05` and `2021-03-051` agree in every token of the shorter one.

**By hand.** The end is 2. Targets $(5, 6, 2, 0)$ and $(7, 2, 0, 0)$. Written $(5, 6, 2)$ and $(7, 7, 2)$: the first is right, although it is shorter; the second goes on where it should have ended. Exact match 0.5.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 실험: 마지막 글자까지 맞아야 맞은 것

무엇을 잴까요? 손실은 아니에요. 훌륭한 손실이 얼마나 쓸모없을 수 있는지 4절에서 봤죠. 숫자 하나가 틀린 날짜는 틀린 날짜예요. 그래서 **정확 일치율(exact match)**, 곧 첫 토큰부터 끝까지 다 맞은 문장의 비율을 재요.

문장은 **첫 번째** 끝 토큰에서 끝나요. 그 뒤에 있는 것은 세지 않아요. 끝 자체도 세요. `2021-03-05`와 `2021-03-051`은 짧은 쪽의 글자가 모두 같지만 같은 답이 아니에요.

**손으로 해 보기.** 끝은 2예요. 타깃이 $(5, 6, 2, 0)$과 $(7, 2, 0, 0)$이에요. 쓴 것이 $(5, 6, 2)$와 $(7, 7, 2)$라면, 첫째는 더 짧아도 맞아요. 둘째는 끝나야 할 자리에서 계속 썼어요. 정확 일치율은 0.5예요.
"""


# %% exercise="exact_match" kind="experiment" minutes=8 difficulty=2
def exact_match(predicted, targets, eos_id):
    """The share of sentences that are right in every token, up to and with the end.

    Args:
        predicted: (B, L), int64, what was written; a sentence may have no end.
        targets: (B, T), int64, each with an end; L and T may differ.
        eos_id: the id of the end. What stands behind the first one does not count.

    Returns:
        a number from 0 to 1
    """
    ### BEGIN SOLUTION
    hits = 0
    for written, right in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = right.index(eos_id) + 1
        hits += written[:end] == right[:end]
    return hits / len(targets)
    ### END SOLUTION


# %% check="exact_match" points=3
_targets = torch.tensor([[5, 6, 2, 0], [7, 2, 0, 0]])
assert exact_match(torch.tensor([[5, 6, 2], [7, 7, 2]]), _targets, 2) == 0.5, "Do you get 0.5 by hand?"
assert exact_match(torch.tensor([[5, 6, 2, 9], [7, 2, 9, 9]]), _targets, 2) == 1.0, (
    "Who counts behind the end?"
)
assert exact_match(torch.tensor([[5, 6, 6], [7, 7, 7]]), _targets, 2) == 0.0, "Never an end: is it wrong?"
assert exact_match(torch.tensor([[5, 6], [7, 7]]), _targets, 2) == 0.0, (
    "5, 6 without an end: is it right already?"
)
assert exact_match(torch.tensor([[5, 6, 2, 0, 0], [7, 2, 0, 0, 0]]), _targets, 2) == 1.0, (
    "More columns than the targets: does it matter?"
)
assert exact_match(torch.tensor([[5, 9, 2], [9, 2, 0]]), _targets, 2) == 0.0, (
    "One slip: is the sentence wrong?"
)

# %% [markdown] hint="exact_match"
r"""
Sentence by sentence: where is the first end of the *target*? Up to which place must the two agree?
"""

# %% [markdown] hint="exact_match" lang="ko"
r"""
문장마다 따져 보세요. *타깃*의 첫 번째 끝은 어디인가요? 어느 자리까지 둘이 같아야 하나요?
"""

# %% [markdown] hint="exact_match"
r"""
`row.tolist()` makes a list, `.index(eos_id)` finds the first end in it. Every target has one; what was written may not.
"""

# %% [markdown] hint="exact_match" lang="ko"
r"""
`row.tolist()`로 목록을 만들고 `.index(eos_id)`로 첫 번째 끝을 찾아요. 타깃에는 늘 끝이 있지만, 쓴 것에는 없을 수도 있어요.
"""

# %% [markdown] hint="exact_match"
r"""
With `end = right.index(eos_id) + 1`, the sentence is right if `written[:end] == right[:end]`. Two lists of different lengths are never equal, so a text that stops too soon is wrong by itself. Count, and divide by the number of sentences.
"""

# %% [markdown] hint="exact_match" lang="ko"
r"""
`end = right.index(eos_id) + 1`이라고 하면, `written[:end] == right[:end]`일 때 맞은 문장이에요. 길이가 다른 목록은 결코 같지 않으니 너무 일찍 멈춘 글은 저절로 틀려요. 세어서 문장 수로 나누세요.
"""

# %% [markdown]
r"""
(Up to the first slip, a greedy model reads the same as with teacher forcing. So both give the same exact match; only the share of right characters can differ, for after a slip the model reads its own mistake.)

### Training

Everything is there. The model has 2 + 2 blocks, `d_model` 64, 4 heads, `d_ff` 128; 1,200 steps of 64 dates; Adam as in the paper; half the Noam rate with a warm-up of 200. So small a model with so few steps wanted a lower top: the full rate made it jump about.

While it runs, the loss is drawn on the left and two curves of exact match on the right. One is the model as it stands. The other is an **average of its weights** over the last steps, from step 600 on. The paper did something like it: its base model was the average of its last five checkpoints (section 6.1). (Each new step counts 2 %, so the average reaches back some fifty steps.) Guess what that is good for, before you see it.

**Your number to reach: 95 % exact match** on the test dates, for the averaged model. On two free cores it takes about a minute. For grading the loop runs three steps only.
"""

# %% [markdown] lang="ko"
r"""
(첫 실수 전까지는 탐욕 디코딩도 교사 강요와 똑같은 것을 읽어요. 그래서 정확 일치율은 둘이 같아요. 실수한 다음에는 자기 실수를 읽으니, 달라질 수 있는 것은 맞은 글자의 비율이에요.)

### 학습

모두 갖춰졌어요. 모델은 블록이 2 + 2개, `d_model` 64, 헤드(head) 4개, `d_ff` 128이에요. 날짜 64개씩 1,200걸음을 가요. Adam은 논문과 같고, 학습률은 Noam의 절반, 웜업은 200걸음이에요. 이렇게 작은 모델을 이렇게 적은 걸음으로 학습시키려면 꼭대기가 더 낮아야 했어요. 그대로 썼더니 이리저리 튀었거든요.

학습하는 동안 왼쪽에는 손실을, 오른쪽에는 정확 일치율 곡선 두 개를 그려요. 하나는 지금 그대로의 모델이고, 다른 하나는 600번째 걸음부터 최근 **가중치를 평균한 것**이에요. 논문도 비슷하게 했어요. base 모델은 마지막 체크포인트(checkpoint) 다섯 개를 평균한 거예요(6.1절). 무엇에 좋을지, 보기 전에 짐작해 보세요.

**목표: 평균한 모델이 시험 날짜에서 정확 일치율 95 %를 넘기는 거예요.** 비어 있는 코어 두 개로 1분쯤 걸려요. 채점할 때는 세 걸음만 가요.
"""


# %%
def written_by(model, source):
    """What the model writes: ids (B, L)."""
    return greedy_decode(next_logits_of(model, source), len(source), BOS, EOS, PAD, 12)


def examples(some_days):
    """Each day in one format, the formats in turn -> source, target."""
    pairs = [example(day, number % len(FORMATS)) for number, day in enumerate(some_days)]
    return padded([source for source, _ in pairs]), padded([target for _, target in pairs])


def curves(losses, watched):
    """The picture that grows while the model trains."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(12, 3.8), layout="constrained")
    left.plot(range(1, len(losses) + 1), losses, color="#0072B2", linewidth=1)
    left.axhline(floor, color="#6B6B6B", linestyle="--", linewidth=1.5, label=f"floor {floor:.2f}")
    left.set(xlabel="step", ylabel="loss", title="training", ylim=(0.5, None))
    left.legend(frameon=False)
    steps, plain, averaged = zip(*watched, strict=True)
    right.plot(steps, plain, "o-", color="#D55E00", linewidth=2, label="the model as it stands")
    later = [(step, share) for step, share in zip(steps, averaged, strict=True) if share is not None]
    if later:
        right.plot(*zip(*later, strict=True), "s--", color="#009E73", linewidth=2, label="averaged weights")
    right.axhline(0.95, color="#6B6B6B", linestyle=":", linewidth=1.5)
    right.set(xlabel="step", ylabel="exact match", title="240 dates to watch", ylim=(0, 1.02))
    right.legend(frameon=False, loc="lower right")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=90)
    plt.close(fig)
    alt = (
        f"After {len(losses)} steps. Left, the loss of each step, which falls from about 6 towards its floor {floor:.2f}. "
        f"Right, the exact match: {plain[-1]:.0%} as the model stands"
        + (f", {averaged[-1]:.0%} with averaged weights." if later else ".")
    )
    return Picture(data=buffer.getvalue(), format="png", alt=alt)


# %%
d_model, warmup = 64, 200
steps, batch_size, every = (3, 8, 3) if grading else (1200, 64, 100)

torch.manual_seed(12)
model = Transformer(vocab_size, d_model, n_heads=4, d_ff=128, n_layers=2, max_length=64, pad_id=PAD)
optimizer = torch.optim.Adam(model.parameters(), lr=0.0, betas=(0.9, 0.98), eps=1e-9)
averages = torch.optim.swa_utils
averaged = averages.AveragedModel(model, multi_avg_fn=averages.get_ema_multi_avg_fn(0.98))

watch_source, watch_target = examples(watch_days[:12] if grading else watch_days)
batches = training_batches(batch_size, random.Random(12))
losses, watched, screen, began = [], [], None, time.perf_counter()
for step in range(1, steps + 1):
    for group in optimizer.param_groups:
        group["lr"] = 0.5 * noam_lr(step, d_model, warmup)
    source, target = next(batches)
    losses.append(train_step(model, optimizer, source, target, smoothing, BOS, PAD))
    if step > steps // 2:
        averaged.update_parameters(model)
    if step % every == 0:
        right = exact_match(written_by(model, watch_source), watch_target, EOS)
        steady = None
        if step > steps // 2:
            steady = exact_match(written_by(averaged.module, watch_source), watch_target, EOS)
        watched.append((step, right, steady))
        print(
            f"step {step:4d}   loss {losses[-1]:.3f}   exact match {right:6.1%}",
            "" if steady is None else f"  averaged {steady:6.1%}",
            f"  {time.perf_counter() - began:5.1f} s",
        )
        if os.environ.get("NBGRADER_EXECUTION") != "autograde":  # a grader needs no picture
            if screen is None:
                screen = display(curves(losses, watched), display_id=True)
            elif screen:
                screen.update(curves(losses, watched))

# %% [markdown]
r"""
### What the number is worth

More than 95 % of what, and against what? A number needs a ladder to stand on.

- **Constant**: say the same for every source. The best constant: at each place the character that is most frequent there.
- **Copy**: give back the first ten characters of the source. One format of twelve *is* the answer already.
- **Ours**, and ours with averaged weights.

For each, the exact match, and beside it the share of the ten characters that are right. All on the 1,200 test dates, 100 in each format.
"""

# %% [markdown] lang="ko"
r"""
### 이 수는 무슨 뜻일까요

95 %가 넘는다니, 무엇의 95 %이고 무엇에 견준 것일까요? 수는 견줄 것이 있어야 뜻이 있어요.

- **상수(constant)**: 소스가 무엇이든 같은 답을 해요. 자리마다 가장 자주 나오는 글자를 쓰는 것이 가장 좋은 상수예요.
- **베끼기(copy)**: 소스의 첫 열 글자를 그대로 돌려줘요. 열두 형식 가운데 하나는 이미 *답 그대로*예요.
- **우리 모델**, 그리고 가중치를 평균한 우리 모델.

저마다 정확 일치율을 재고, 맞은 글자의 비율도 함께 적어요. 모두 시험 날짜 1,200일, 형식마다 100일로 재요.
"""

# %%
some_test_days = test_days[:24] if grading else test_days
test_source, test_target = examples(some_test_days)
answers = [day.isoformat() for day in some_test_days]
texts = [FORMATS[n % len(FORMATS)](day) for n, day in enumerate(some_test_days)]
every_day = [day.isoformat() for day in train_days]
constant = "".join(Counter(day[k] for day in every_day).most_common(1)[0][0] for k in range(10))

written = written_by(model, test_source)
steadily_written = written_by(averaged.module, test_source)
ladder = {
    f"constant: {constant}": [constant] * len(texts),
    "copy": [text[:10] for text in texts],
    "ours": [decode_ids(row) for row in written],
    "ours, averaged": [decode_ids(row) for row in steadily_written],
}


def characters_right(found, right):
    """The share of the characters of the answers that stand at their place."""
    pairs = [
        (a, b)
        for one, other in zip(found, right, strict=True)
        for a, b in zip(one.ljust(10), other, strict=False)
    ]
    return sum(a == b for a, b in pairs) / len(pairs)


bars = []
print(f"{'':24s}exact match   characters")
for name, found in ladder.items():
    ids = padded([[*(id_of[c] for c in text), EOS] for text in found])
    bars.append((name, exact_match(ids, test_target, EOS), characters_right(found, answers)))
    print(f"{name:24s}{bars[-1][1]:10.1%}   {bars[-1][2]:9.1%}")

by_format = [exact_match(steadily_written[n::12], test_target[n::12], EOS) for n in range(12)]
print("\naveraged, format by format:")
for number, share in enumerate(by_format):
    print(f"{share:7.1%}  {texts[number]}")
print("\nsome of its mistakes:")
wrong = [n for n, text in enumerate(ladder["ours, averaged"]) if text != answers[n]]
for n in wrong[:6]:
    print(f"  {texts[n]:32s} {ladder['ours, averaged'][n]:12s} right: {answers[n]}")

# %%
fig, axis = plt.subplots(figsize=(9, 3.4), layout="constrained")
for k, (_, sentences, characters) in enumerate(reversed(bars)):
    axis.barh(k + 0.2, sentences, 0.36, color="#0072B2", label="exact match" if k == 0 else None)
    axis.barh(k - 0.2, characters, 0.36, color="#E69F00", label="characters" if k == 0 else None)
axis.set_yticks(range(len(bars)), [name for name, *_ in reversed(bars)])
axis.set(xlim=(0, 1), xlabel="share that is right")
axis.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
show(
    fig,
    "Bars for four ways to answer, exact match and characters. The constant: exact match 0, nearly half of the characters. "
    "Copy: exact match one in twelve, a quarter of the characters. Ours: both near 1; with averaged weights nearer still.",
)

# %% [markdown]
r"""
### What you see

**Your number.** The averaged model should be above 95 %; in two runs of ours, with one thread and with two, it had 99.1 % and 97.4 %. (Rounding differs with the number of threads, and training makes much of little.) The constant has not one date right and still 45 % of the characters, because some places hardly change: two are always `-`, the first digit is `1` or `2`, and most months begin with `0`. So "half of the characters" is worth nothing here, and a share without its baseline says little.

**The loss** falls quickly and then creeps along its floor. From step 800 on you can hardly tell one step from the next by it. Exact match still moves by whole percentage points: between two checks of the plain model it may even *fall* by five or ten of them. The rate is still high, and the weights swing around the place they are heading for. Ten characters must all be right, so a little swing costs many dates. The **average** stands still in the middle of the swing.

**Format by format**, those with a month's full name or with numbers in Korean words are the hardest. Look at the mistakes: what do they have in common? In our first run most had a digit of the year twice or at the wrong place, such as 1977 for 1997 or 2012 for 2021. Behind `May` the year stands elsewhere than behind `September`.

**What this does not show.** The dates are new to the model; the formats are not. `March 5th '21` it can not even read: `'` has no id. `21/3/5` it can read, but nobody has told it what that means. A test is a promise about data like the test's, and about no other.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 수.** 평균한 모델이 95 %를 넘어야 해요. 우리가 스레드(thread) 하나와 둘로 한 번씩 돌렸을 때는 99.1 %와 97.4 %였어요. (스레드 수에 따라 반올림이 달라지고, 학습은 그 작은 차이를 크게 키워요.) 상수는 날짜를 하나도 맞히지 못하고도 글자의 45 %를 맞혀요. 거의 바뀌지 않는 자리가 있기 때문이에요. 두 자리는 늘 `-`이고, 첫 숫자는 `1` 아니면 `2`이고, 달은 대부분 `0`으로 시작하거든요. 그러니 여기서 '글자의 절반'은 아무 뜻이 없고, 견줄 것 없는 비율은 말해 주는 것이 거의 없어요.

**손실**은 금세 내려와서 바닥을 따라 기어가요. 800번째 걸음부터는 손실만 보아서는 앞뒤 걸음을 구별하기 어려워요. 그런데 정확 일치율은 여전히 몇 %포인트씩 움직여요. 평균하지 않은 모델은 다음번에 쟀을 때 5 %포인트나 10 %포인트 *떨어지기도* 해요. 학습률이 아직 높아서 가중치가 가려던 곳 둘레를 흔들리며 돌기 때문이에요. 열 글자가 모두 맞아야 하니 조금만 흔들려도 많은 날짜를 잃어요. **평균**은 그 흔들림의 한가운데에 가만히 서 있어요.

**형식마다** 보면, 영어로 달 이름을 다 쓴 것과 한글로 숫자를 쓴 것이 가장 어려워요. 틀린 답들을 보세요. 어떤 공통점이 있나요? 우리가 처음 돌렸을 때는 대부분 연도의 숫자 하나가 두 번 나오거나 자리가 바뀌어 있었어요. 1997을 1977로, 2021을 2012로 쓰는 식이에요. `May` 뒤의 연도와 `September` 뒤의 연도는 놓이는 자리가 달라요.

**이 실험이 보여 주지 않는 것.** 날짜는 모델에게 새것이지만 형식은 그렇지 않아요. `March 5th '21`은 읽지도 못해요. `'`에는 id가 없거든요. `21/3/5`는 읽을 수는 있지만 무슨 뜻인지 배운 적이 없어요. 시험은 시험에 나온 것과 비슷한 데이터에 대한 약속일 뿐이에요.
"""

# %% [markdown]
r"""
## 9 · Beam search: keep a few ways open

Greedy decoding never looks back. Suppose that there are two letters and an end:

![A tree. From the start: a with 0.5, b with 0.4, end with 0.1. From a: a with 0.4, b with 0.25, end with 0.35. From b: a with 0.1, end with 0.9. The products: aa 0.20 and still open, ab 0.125, a end 0.175, b end 0.36, ba 0.04, end 0.10. The greedy way start, a, a has blue boxes and arrows; start, b, end, the best text, has orange boxes and black arrows.](figures/day12_beam.svg)

Greedy takes `a` first, and after that nothing better than 0.20 is to be had. The best text is `b end` with 0.36. To look at *all* texts is out of the question: with 70 tokens there are $70^{11}$ of length 11. **Beam search** keeps the `width` best beginnings at each step, the **hypotheses**:

1. Extend every open hypothesis by every token. The score of an extension is the **sum of the log-probabilities** of its tokens (the logarithm of their product).
2. Of *all* these extensions keep the `width` best.
3. Of those kept, the ones that end with `eos_id` are finished and put aside. The others stay open.
4. Go on until nothing is open or `max_length` tokens are written. What is open then counts as finished, too.
5. The winner is the finished one with the best score.

Every token adds a negative number, so long texts have low sums and short ones win too often. Therefore, at step 5 only, the sum is divided by a **length penalty** (Wu et al. 2016, equation 14), with $n$ tokens written, the end counted:

$$\text{score} = \frac{\text{sum of log-probabilities}}{\left(\frac{5 + n}{6}\right)^{\alpha}}$$

With $\alpha = 0$ it is 1. The 2017 paper used a beam of 4 and $\alpha = 0.6$ (section 6.1).

**By hand**, width 2, $\alpha = 0$. Step 1 keeps `a` (0.5) and `b` (0.4). Step 2 has six extensions; the best two are `b end` (0.36), which is finished, and `a a` (0.20), which is open. If an end follows there with certainty, 0.20 is finished at step 3. The winner: `b end`, score $\log 0.36 = -1.022$. With $\alpha = 1$ it is $-1.022 / (7/6) = -0.876$.

`next_logits` is as before, only that its rows are now the open hypotheses of **one** sentence, and so their number changes.
"""

# %% [markdown] lang="ko"
r"""
## 9 · 빔 탐색: 몇 갈래는 열어 두기

탐욕 디코딩은 뒤를 돌아보지 않아요. 글자 둘과 끝만 있다고 해 볼게요.

![나무 그림이에요. 시작에서 a는 0.5, b는 0.4, end는 0.1이에요. a에서는 a가 0.4, b가 0.25, end가 0.35예요. b에서는 a가 0.1, end가 0.9예요. 곱하면 aa는 0.20이고 아직 열려 있어요. ab는 0.125, a end는 0.175, b end는 0.36, ba는 0.04, end는 0.10이에요. 탐욕의 길 start, a, a는 파란 상자와 화살표예요. 가장 좋은 글 start, b, end는 주황 상자와 검은 화살표예요.](figures/day12_beam.svg)

탐욕 디코딩은 먼저 `a`를 골라요. 그러고 나면 0.20보다 나은 것은 얻을 수 없어요. 가장 좋은 글은 0.36인 `b end`예요. 글을 *전부* 살펴볼 수는 없어요. 토큰이 70개면 길이가 11인 글만 $70^{11}$개예요. **빔 탐색(beam search)** 은 걸음마다 가장 좋은 앞부분 `width`개를 남겨요. 이것을 **가설(hypothesis)** 이라고 해요.

1. 열린 가설을 저마다 모든 토큰으로 한 칸씩 늘여요. 늘인 것의 점수는 토큰들의 **로그 확률을 더한 것**이에요(곱의 로그예요).
2. 그 *전체*에서 가장 좋은 `width`개를 남겨요.
3. 남긴 것 가운데 `eos_id`로 끝난 것은 다 된 것이니 따로 모아요. 나머지는 열려 있어요.
4. 열린 것이 없어지거나 `max_length`개를 쓸 때까지 되풀이해요. 그때까지 열려 있던 것도 다 된 것으로 쳐요.
5. 다 된 것 가운데 점수가 가장 좋은 것이 답이에요.

토큰마다 음수가 더해지니 긴 글은 합이 낮고, 짧은 글이 너무 자주 이겨요. 그래서 5번에서만 합을 **길이 벌점(length penalty)** 으로 나눠요(Wu et al. 2016, 식 14). $n$은 쓴 토큰의 수이고, 끝 토큰도 세요.

$$\text{score} = \frac{\text{sum of log-probabilities}}{\left(\frac{5 + n}{6}\right)^{\alpha}}$$

$\alpha = 0$이면 벌점은 1이에요. 2017년 논문은 폭 4와 $\alpha = 0.6$을 썼어요(6.1절).

**손으로 해 보기.** 폭은 2, $\alpha = 0$이에요. 첫걸음에 `a`(0.5)와 `b`(0.4)가 남아요. 둘째 걸음에는 늘인 것이 여섯 개 있고, 가장 좋은 둘은 다 된 `b end`(0.36)와 아직 열린 `a a`(0.20)예요. 그 뒤에 끝이 반드시 온다면 셋째 걸음에 0.20으로 끝나요. 답은 `b end`, 점수는 $\log 0.36 = -1.022$예요. $\alpha = 1$이면 $-1.022 / (7/6) = -0.876$이에요.

`next_logits`는 앞에서와 같아요. 다만 이번에는 행들이 **한** 문장의 열린 가설들이라서 행의 수가 달라져요.
"""


# %%
def beam_on_table(table, bos_id, eos_id, width, max_length, alpha):
    """Your beam_search with a table for a model."""
    return beam_search(lambda read: table_logits(table, read), bos_id, eos_id, width, max_length, alpha)


# %% exercise="beam_search" minutes=20 difficulty=3
def beam_search(next_logits, bos_id, eos_id, width, max_length, alpha):
    """Write one sentence with a beam.

    At each step every open hypothesis is extended by every token, and of all extensions the `width` with the largest sums
    of log-probabilities are kept; those of them that end are finished, the others stay open. After max_length tokens, or
    when none is open, what is still open counts as finished, too.

    Args:
        next_logits: a function from the ids that n hypotheses have read, (n, t), int64, start in front, to the logits of
            the next token, (n, V).
        bos_id, eos_id: ids of start and end.
        width: how many extensions are kept.
        max_length: at most so many tokens are written, the end counted, the start not.
        alpha: the winner has the largest sum / ((5 + n) / 6) ** alpha, where n is the number of its tokens.

    Returns:
        tokens: list of int, the winner without the start, with the end if it has one.
        score: float, its sum divided by the penalty.

    Source: Wu et al. 2016, section 7, equation 14; Vaswani et al. 2017, section 6.1.
    """
    ### BEGIN SOLUTION
    hypotheses, finished = [([], 0.0)], []  # tokens without the start, sum of log-probabilities
    for _ in range(max_length):
        read = torch.tensor([[bos_id, *tokens] for tokens, _ in hypotheses])
        log_p = torch.log_softmax(next_logits(read), dim=-1).tolist()
        extensions = [
            ([*tokens, token], total + more)
            for (tokens, total), row in zip(hypotheses, log_p, strict=True)
            for token, more in enumerate(row)
        ]
        kept = sorted(extensions, key=lambda pair: pair[1], reverse=True)[:width]
        finished += [pair for pair in kept if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in kept if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    scored = [(total / ((5 + len(tokens)) / 6) ** alpha, tokens) for tokens, total in finished + hypotheses]
    score, tokens = max(scored)
    return tokens, score
    ### END SOLUTION


# %% check="beam_search" points=6
_tree = {
    (): [0.1, 0.0, 0.5, 0.4],
    (2,): [0.35, 0.0, 0.4, 0.25],
    (3,): [0.9, 0.0, 0.1, 0.0],
}  # end, start, a, b


def _of_the_tree(read):
    assert (read[:, 0] == 1).all(), "Does every hypothesis begin with the start (1)?"
    rows = [_tree.get(tuple(row[1:]), [1.0, 0.0, 0.0, 0.0]) for row in read.tolist()]
    return (
        torch.log(torch.tensor(rows) + 1e-9) + 5.0
    )  # logits: log-probabilities and something that softmax forgets


_tokens, _score = beam_search(_of_the_tree, 1, 0, 1, 5, 0.0)
assert list(_tokens) == [2, 2, 0], "Width 1: is it the greedy text, a a end?"
assert math.isclose(_score, math.log(0.2), abs_tol=1e-3), (
    "Is the score the sum of log-probabilities? Have the logits gone through a log_softmax?"
)
_tokens, _score = beam_search(_of_the_tree, 1, 0, 2, 5, 0.0)
assert list(_tokens) == [3, 0], "Width 2: is it b end?"
assert math.isclose(_score, math.log(0.36), abs_tol=1e-3), "Is its score log 0.36?"
assert math.isclose(beam_search(_of_the_tree, 1, 0, 2, 5, 1.0)[1], -0.876, abs_tol=1e-3), (
    "alpha = 1: do you get -0.876 by hand? How many tokens has b end, with the end and without the start?"
)
assert list(beam_search(_of_the_tree, 1, 0, 2, 1, 0.0)[0]) == [2], "One token at most: may an open one win?"
_asked = []


def _noted(read):
    _asked.extend(tuple(row[1:]) for row in read.tolist())
    return _of_the_tree(read)


beam_search(_noted, 1, 0, 2, 5, 0.0)
assert [asked for asked in _asked if len(asked) == 2] == [(2, 2)], (
    "Width 2: step 2 keeps b end and a a. Is only a a extended at step 3?"
)

# %% [markdown] hint="beam_search"
r"""
A hypothesis is a pair: its tokens and its sum. Two lists: the open ones, which begin as one pair without tokens and with the sum 0, and the finished ones, which begin empty.
"""

# %% [markdown] hint="beam_search" lang="ko"
r"""
가설은 토큰 목록과 합의 쌍이에요. 목록이 둘 필요해요. 열린 것은 토큰이 없고 합이 0인 쌍 하나로 시작하고, 다 된 것은 비어 있어요.
"""

# %% [markdown] hint="beam_search"
r"""
In each step: all open ones go into `next_logits` together, as `torch.tensor([[bos_id, *tokens] for tokens, _ in hypotheses])`. Then `torch.log_softmax(…, dim=-1).tolist()`: one row for each hypothesis. Two loops make all extensions `([*tokens, token], total + more)`.
"""

# %% [markdown] hint="beam_search" lang="ko"
r"""
걸음마다 열린 것을 모두 `torch.tensor([[bos_id, *tokens] for tokens, _ in hypotheses])`로 모아 `next_logits`에 넘겨요. 그다음 `torch.log_softmax(…, dim=-1).tolist()`를 하면 가설마다 행이 하나씩 나와요. 반복문 두 개로 늘인 것 `([*tokens, token], total + more)`를 모두 만들어요.
"""

# %% [markdown] hint="beam_search"
r"""
`sorted(extensions, key=lambda pair: pair[1], reverse=True)[:width]` are the kept ones. Part them by `pair[0][-1] == eos_id`. Behind the loop, take finished and open ones together, divide each sum by its penalty, and give back the `max`.
"""

# %% [markdown] hint="beam_search" lang="ko"
r"""
`sorted(extensions, key=lambda pair: pair[1], reverse=True)[:width]`가 남길 것이에요. `pair[0][-1] == eos_id`인지에 따라 둘로 나눠요. 반복문이 끝나면 다 된 것과 열린 것을 합치고, 합을 저마다의 벌점으로 나눠서 `max`를 돌려줘요.
"""

# %% [markdown]
r"""
Does the beam help our dates? Both models write test dates once more, with a beam of 1, which is greedy decoding, and with a beam of 4, and we look at the score of what they write: the sum of log-probabilities.
"""

# %% [markdown] lang="ko"
r"""
빔이 우리 날짜에도 도움이 될까요? 두 모델이 시험 날짜를 다시 한번, 폭이 1인 빔(곧 탐욕 디코딩)으로도 쓰고 폭이 4인 빔으로도 써요. 쓴 글의 점수, 곧 로그 확률의 합도 견줘 봐요.
"""

# %%
count = 2 if grading else 120
for name, one in (("as it stands", model), ("averaged", averaged.module)):
    found = {1: [], 4: []}
    for width, results in found.items():
        for row in test_source[:count]:
            row = row[row != PAD][None]
            results.append(beam_search(next_logits_of(one, row), BOS, EOS, width, 12, 0.0))
    print(f"the model {name}, {count} dates")
    for width, results in found.items():
        right = exact_match(padded([tokens for tokens, _ in results]), test_target[:count], EOS)
        print(
            f"  width {width}: exact match {right:6.1%}, mean score {sum(s for _, s in results) / count:.4f}"
        )
    pairs = list(zip(found[1], found[4], strict=True))
    other = [n for n, (greedy, beam) in enumerate(pairs) if greedy[0] != beam[0]]
    print(f"  other texts with the beam: {len(other)}")
    for n in other[:3]:
        (greedy, low), (beam, high) = pairs[n]
        print(f"    {texts[n]}: {decode_ids(greedy)} ({low:.2f}) -> {decode_ids(beam)} ({high:.2f})")

# %% [markdown]
r"""
In our first run the beam changed **one** answer of 120 (in the second, none), and it changed a right one into a wrong one. For `March 31, 1986` the greedy text was 1986-03-31 with a score of −2.44, and the beam found 1986-03-03 with −2.13. The search has done its work: this text *is* likelier, to the model. With averaged weights, where the model knows better, the beam changed nothing.

A model that is so sure of every character leaves a beam little to find. And look at the mean score: −1.15 for eleven tokens. Label smoothing asked for 0.9014 at each (0.9 and a share of the rest), and $11 \cdot \log 0.9014 = -1.14$. It is as sure as it was asked to be.

Where there are many good answers, as in translation, a beam finds more; the 2017 model wrote with one of four. But wider is not always better. Texts of higher probability that only a wide beam finds are often too short or even empty (Stahlberg and Byrne 2019): then it is the *model* that is wrong, and the search merely shows it.
"""

# %% [markdown] lang="ko"
r"""
우리가 처음 돌렸을 때 빔은 120개 가운데 답 **하나**를 바꿨는데(두 번째에는 하나도 바꾸지 않았어요), 맞힌 답을 틀린 답으로 바꿨어요. `March 31, 1986`을 탐욕 디코딩은 점수 −2.44로 1986-03-31이라고 썼고, 빔은 −2.13인 1986-03-03을 찾았어요. 탐색은 제 할 일을 했어요. 모델이 보기에는 이 글이 *정말로* 더 그럴듯하니까요. 더 잘 아는, 가중치를 평균한 모델에서는 빔이 아무것도 바꾸지 않았어요.

글자마다 이렇게 확신하는 모델에서는 빔이 찾을 것이 별로 없어요. 그리고 평균 점수를 보세요. 토큰 열한 개에 −1.15예요. 라벨 스무딩은 토큰마다 0.9014(0.9와 나머지의 한 몫)를 바랐고, $11 \cdot \log 0.9014 = -1.14$예요. 시킨 만큼만 확신하는 거예요.

번역처럼 좋은 답이 여럿인 일에서는 빔이 찾을 것이 더 많아요. 2017년 모델도 폭이 4인 빔으로 썼어요. 하지만 넓다고 늘 좋은 것은 아니에요. 아주 넓은 빔만이 찾아내는, 확률이 더 높은 글은 너무 짧거나 아예 비어 있을 때가 많아요(Stahlberg and Byrne 2019). 그럴 때 틀린 것은 *모델*이고, 탐색은 그것을 드러낼 뿐이에요.
"""

# %% [markdown]
r"""
## 10 · Quiz: what happens in training

| key | question | A | B | C |
|---|---|---|---|---|
| `forcing` | With teacher forcing, what can the decoder see at place 5 of what it reads? | what it has written itself so far | the right tokens of places 0 to 4, behind the start | the source up to place 5 |
| `smoothing_floor` | With smoothing 0.1 the loss of a perfect model is … | 0 | below 0 | the entropy of the smoothed answer, above 0 |
| `top_of_the_rate` | Where is the learning rate of the 2017 model largest? | at step = warmup | at step 1 | at the last step |
| `why_by_length` | Why do sentences of like length share a batch? | or else padding would change the loss | to compute less padding | attention needs equal lengths |
| `beam_of_one` | Beam search with width 1 gives the text of … | greedy decoding | random sampling | an exhaustive search |
| `sum_and_length` | The sum of log-probabilities, without a penalty, … | favours long texts | does not depend on the length | favours short texts |
"""

# %% [markdown] lang="ko"
r"""
## 10 · 퀴즈: 학습할 때 일어나는 일

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `forcing` | 교사 강요에서, 디코더는 5번 자리에서 무엇을 읽나요? | 지금까지 자기가 쓴 것 | 시작 뒤에 오는, 0번부터 4번까지의 정답 토큰 | 5번 자리까지의 소스 |
| `smoothing_floor` | smoothing이 0.1일 때 완벽한 모델의 손실은 … | 0이에요 | 0보다 작아요 | 스무딩한 정답의 엔트로피예요. 0보다 커요 |
| `top_of_the_rate` | 2017년 모델의 학습률은 언제 가장 큰가요? | step = warmup일 때 | 1번 걸음 | 마지막 걸음 |
| `why_by_length` | 길이가 비슷한 문장끼리 배치로 묶는 까닭은 무엇인가요? | 그러지 않으면 패딩이 손실을 바꿔서 | 패딩을 덜 계산하려고 | 어텐션은 길이가 같아야 해서 |
| `beam_of_one` | 폭이 1인 빔 탐색은 무엇과 같은 글을 쓰나요? | 탐욕 디코딩 | 무작위로 뽑기 | 모든 글을 살펴보기 |
| `sum_and_length` | 벌점 없이 로그 확률을 더하기만 하면 … | 긴 글에 유리해요 | 길이와 상관없어요 | 짧은 글에 유리해요 |
"""

# %% exercise="training_facts" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
training_facts = {
    "forcing": "B",
    "smoothing_floor": "C",
    "top_of_the_rate": "A",
    "why_by_length": "B",
    "beam_of_one": "A",
    "sum_and_length": "C",
}
### END SOLUTION

# %% check="training_facts" points=3
assert len(training_facts) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in training_facts.values()), "Which questions have no answer yet?"
assert set(training_facts.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="which_number" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** A colleague reports: "With teacher forcing my date model says 99 % of the characters right. So 99 % of the dates are right, and the rest a wider beam will put right." Answer in six to ten sentences. Say how many dates you would expect to be right if each of ten characters is right with 99 %, and whether slips that come in clusters would change that; what is different when the model writes by itself; on which dates the number must be measured; and what a beam can mend and what it cannot.

### BEGIN SOLUTION
A date is right only if all ten characters are. If slips fell independently, each character right with 99 %, then 0.99 to the power of ten, about 90 % of the dates would be right, not 99 %. If slips come together, say a whole year wrong at once, fewer dates are hit by the same number of wrong characters, so the share of right dates lies somewhere between 90 and 99 %; only counting tells. And with teacher forcing the model has always read the right characters so far. When it writes by itself it reads its own, and after a slip it stands in a place that it never met in training, where further slips are likely. So the exact match must be measured on what it writes, not on what it would have said with the teacher beside it. It must be measured on dates that were never trained on, in all formats, or memory counts as skill; and it should stand beside a baseline. A wider beam finds texts that the model itself thinks likelier. That mends slips of the search, where an early choice shuts out a text with a higher sum. It does not mend a model that thinks the wrong date likelier: there a wide beam finds the wrong date all the more surely.
### END SOLUTION
"""

# %% [markdown] exercise="which_number" lang="ko"
r"""
**설명하기.** 동료가 이렇게 보고해요. "교사 강요로 재 보니 내 날짜 모델은 글자의 99 %를 맞혀. 그러니 날짜의 99 %를 맞히는 셈이고, 나머지는 빔을 넓히면 고쳐질 거야." 여섯 문장에서 열 문장으로 답해 보세요. 열 글자가 저마다 99 %로 맞는다면 날짜는 얼마나 맞을지, 틀린 글자가 몰려 있으면 그것이 달라지는지 쓰세요. 모델이 스스로 쓸 때는 무엇이 다른지, 어떤 날짜로 재야 하는지, 빔이 고칠 수 있는 것과 없는 것은 무엇인지도 쓰세요.

### BEGIN SOLUTION
날짜는 열 글자가 모두 맞아야 맞은 거예요. 틀리는 일이 서로 상관없이 일어나고 글자마다 99 %로 맞는다면, 0.99의 열제곱, 곧 날짜의 90 %쯤이 맞아요. 99 %가 아니에요. 연도 전체가 한꺼번에 틀리는 것처럼 틀린 글자가 몰려 있다면, 틀린 글자 수가 같아도 틀린 날짜는 더 적어요. 그래서 맞은 날짜의 비율은 90 %와 99 % 사이 어디쯤이고, 세어 봐야만 알 수 있어요. 게다가 교사 강요에서는 모델이 언제나 지금까지의 정답을 읽었어요. 스스로 쓸 때는 자기가 쓴 것을 읽고, 한 번 틀리면 학습할 때 한 번도 겪지 못한 곳에 서게 되어 또 틀리기 쉬워요. 그러니 교사가 곁에 있을 때 했을 말이 아니라 스스로 쓴 글로 정확 일치율을 재야 해요. 학습에 한 번도 쓰지 않은 날짜로, 모든 형식에서 재야 해요. 그러지 않으면 외운 것이 실력으로 보여요. 기준이 될 만한 다른 방법과도 견주어야 해요. 빔을 넓히면 모델 스스로 더 그럴듯하다고 여기는 글을 찾아요. 일찍 한 선택 때문에 합이 더 높은 글을 놓친 것, 곧 탐색의 실수는 고쳐져요. 하지만 모델이 틀린 날짜를 더 그럴듯하게 여긴다면 고칠 수 없어요. 빔이 넓을수록 오히려 그 틀린 날짜를 더 확실하게 찾아내요.
### END SOLUTION
"""

# %% [markdown] rubric="which_number"
r"""
1. (1 point) Says that all ten characters must be right and that independent slips leave about 0.99^10, about 90 %; or that clustered slips lie between that and 99 %, so that one has to count.
2. (1 point) Says that in use the model reads its own tokens, so that a slip may lead to further ones, which teacher forcing does not show.
3. (1 point) Says that it must be measured on dates kept out of training (and, better, in all formats or beside a baseline).
4. (1 point) Says that a beam finds texts which the model thinks likelier than the greedy one, and cannot mend a model that thinks the wrong text likelier.
"""

# %% [markdown] rubric="which_number" lang="ko"
r"""
1. (1점) 열 글자가 모두 맞아야 하고, 서로 상관없이 틀린다면 0.99^10, 곧 90 %쯤이라고 말해요. 또는 틀린 글자가 몰리면 그 값과 99 % 사이라서 세어 봐야 한다고 말해요.
2. (1점) 실제로 쓸 때는 자기가 쓴 토큰을 읽으므로 한 번 틀리면 더 틀릴 수 있고, 교사 강요로는 그것이 보이지 않는다고 말해요.
3. (1점) 학습에서 빼 둔 날짜로 재야 한다고 말해요(모든 형식에서, 또는 기준이 되는 방법과 견주어야 한다고 하면 더 좋아요).
4. (1점) 빔은 모델이 탐욕의 글보다 더 그럴듯하게 여기는 글을 찾을 뿐이고, 틀린 글을 더 그럴듯하게 여기는 모델은 고치지 못한다고 말해요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. With teacher forcing the decoder reads the right target, one place to the right behind a start, and learns at all places in one pass.
2. If it reads one place too far, it copies: a loss at its floor, and not one right date.
3. Label smoothing asks for $1 - \epsilon$ for the right token and a small share for every token, so the loss has a floor above 0; padding is out of the sum and out of the number divided by.
4. The rate rises for `warmup` steps and then falls with the root of the step; sentences of like length share a batch to save padding.
5. Greedy decoding takes the largest logit at each step; a beam keeps the best few beginnings and compares sums of log-probabilities, with a penalty for their length.
6. Measure what you want to have: exact match on what the model writes by itself, on data that it has not seen, beside a baseline.
7. When the loss has long settled, exact match still swings with the weights; averaging them holds it still.

**Tomorrow**: no source, no cross-attention, only the decoder: GPT.

### Papers

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 5 (batches, optimizer, smoothing), 6.1 (averaged checkpoints, beam).
- Szegedy et al. 2016, *Rethinking the Inception Architecture for Computer Vision*, [arXiv:1512.00567](https://arxiv.org/abs/1512.00567): section 7, label smoothing.
- Williams and Zipser 1989, *A Learning Algorithm for Continually Running Fully Recurrent Neural Networks*, Neural Computation 1(2): teacher forcing.
- Wu et al. 2016, *Google's Neural Machine Translation System*, [arXiv:1609.08144](https://arxiv.org/abs/1609.08144): section 7, the length penalty.
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): why post-norm needs the warm-up.
- Stahlberg and Byrne 2019, *On NMT Search Errors and Model Errors: Cat Got Your Tongue?*, [arXiv:1908.10090](https://arxiv.org/abs/1908.10090): what an exact search finds.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 교사 강요에서는 디코더가 정답을 오른쪽으로 한 칸 밀어 시작 뒤에 놓고 읽으며, 한 번에 모든 자리에서 배워요.
2. 한 칸 더 읽으면 베끼게 돼요. 손실은 바닥인데 맞은 날짜는 하나도 없어요.
3. 라벨 스무딩은 맞는 토큰에는 $1 - \epsilon$을, 모든 토큰에는 작은 몫을 주라고 해요. 그래서 손실의 바닥이 0보다 높아요. 패딩은 합에서도, 나누는 수에서도 빼요.
4. 학습률은 `warmup`걸음 동안 커지고 그 뒤로는 걸음의 제곱근에 반비례해 작아져요. 패딩을 아끼려고 길이가 비슷한 문장끼리 배치로 묶어요.
5. 탐욕 디코딩은 걸음마다 로짓이 가장 큰 토큰을 골라요. 빔은 가장 좋은 앞부분 몇 개를 남기고 로그 확률의 합을 길이 벌점과 함께 견줘요.
6. 정말로 원하는 것을 재세요. 모델이 스스로 쓴 글의 정확 일치율을, 본 적 없는 데이터로, 기준과 견주어서요.
7. 손실이 오래전에 가라앉은 뒤에도 정확 일치율은 가중치를 따라 흔들려요. 가중치를 평균하면 멈춰요.

**내일**은 소스도 크로스 어텐션(cross-attention)도 없이 디코더만 남아요. GPT예요.

### 논문

- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 5절(배치, 옵티마이저, 스무딩), 6.1절(체크포인트 평균, 빔)
- Szegedy et al. 2016, *Rethinking the Inception Architecture for Computer Vision*, [arXiv:1512.00567](https://arxiv.org/abs/1512.00567): 7절, 라벨 스무딩
- Williams and Zipser 1989, *A Learning Algorithm for Continually Running Fully Recurrent Neural Networks*, Neural Computation 1(2): 교사 강요
- Wu et al. 2016, *Google's Neural Machine Translation System*, [arXiv:1609.08144](https://arxiv.org/abs/1609.08144): 7절, 길이 벌점
- Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): post-norm에 웜업이 필요한 까닭
- Stahlberg and Byrne 2019, *On NMT Search Errors and Model Errors: Cat Got Your Tongue?*, [arXiv:1908.10090](https://arxiv.org/abs/1908.10090): 완전한 탐색이 찾는 것
"""
