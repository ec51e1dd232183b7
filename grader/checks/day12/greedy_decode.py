"""greedy_decode: the likeliest token at each step, beside a decoder that finds the ends afterwards."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day12.shared import Scores, table_logits, whole_numbers
from grader.judge import Check, Expect, Rng, Student


def _on_table(greedy_decode: Callable[..., Any]) -> Callable[..., Any]:
    """The notebook's given greedy_on_table: greedy_decode with a table for a model."""

    def greedy_on_table(table: Tensor, bos_id: int, eos_id: int, pad_id: int, max_length: int) -> Any:
        next_logits = functools.partial(table_logits, table)
        return greedy_decode(next_logits, len(table), bos_id, eos_id, pad_id, max_length)

    return greedy_on_table


def _written_table(
    rng: Rng, ends: Sequence[int | None], words: int, places: int, ids: tuple[int, int, int]
) -> Tensor:
    """A table that makes sentence n end with its token number ends[n] (None: not at all), and say no start or padding.

    Behind the end it would go on with something else.
    """
    bos_id, eos_id, pad_id = ids
    table = rng.tensor32((len(ends), places, words, words), 2.0)
    table[..., [bos_id, eos_id, pad_id]] = -40.0
    for row, end in zip(table, ends, strict=True):
        if end is not None:
            row[end - 1, :, eos_id] = 40.0 * end
    return table


def greedy_decode(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    """Oracle: writes to the end, then finds the first end of each sentence and pads behind it."""
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        read = F.pad(read, (0, 1))
        read[:, -1] = next_logits(read[:, :-1]).topk(1).indices[:, 0]
    written = read[:, 1:]
    ended = (written == eos_id).cumsum(dim=1)
    behind = ended - (written == eos_id).long() > 0
    written = written.masked_fill(behind, pad_id)
    return written[:, : int((~behind).any(dim=0).sum())]


check = Check(greedy_decode, through=_on_table)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence that never ends, then ends at one place, then at several, then other ids."""
    ids_of_the_lesson = (1, 2, 0)  # start, end, padding

    def same(
        ends: Sequence[int | None],
        max_length: int,
        words: int = 8,
        ids: tuple[int, int, int] = ids_of_the_lesson,
    ) -> None:
        args = (_written_table(rng, ends, words, max_length + 1, ids), *ids, max_length)
        right = check.oracle(*args)
        got = student.greedy_on_table(*args)
        longer = hasattr(got, "shape") and len(got.shape) == 2 and got.shape[1] > right.shape[1]
        if longer and bool((torch.as_tensor(got)[:, right.shape[1] :] == ids[2]).all()):
            got = got[:, : right.shape[1]]  # it went on, but wrote nothing but padding
        expect.array(got, right)
        whole_numbers(got)

    with expect.part(
        "words",
        3,
        en="Does each step read all that was written so far, with the start in front, and take the token with the largest "
        "logit? Is the start left out of the result?",
        ko="걸음마다 시작 토큰부터 지금까지 쓴 것을 모두 읽고, 로짓이 가장 큰 토큰을 고르나요? 결과에서 시작 토큰은 뺐나요?",
    ):
        same([None], 5)
        same([None, None, None], 4)
    with expect.part(
        "end",
        2,
        en="What is written when a sentence has ended: the end itself, and then nothing but padding?",
        ko="문장이 끝나면 무엇을 쓰나요? 끝 토큰 자신, 그다음에는 패딩만 쓰나요?",
    ):
        same([3, 3], 6)
        same([2, 4, 4], 6)
    with expect.part(
        "each_its_own",
        3,
        en="Sentences end at different places, some not at all. Does each go on until its own end, or to max_length?",
        ko="문장마다 끝나는 자리가 다르고, 끝나지 않는 것도 있어요. 저마다 자기 끝까지, 또는 max_length까지 쓰나요?",
    ):
        same([5, 2, None, 1], 7)
        same([1, 4, 2], 7)
    with expect.part(
        "ids",
        1,
        en="Do the ids of start, end and padding come from the arguments?",
        ko="시작, 끝, 패딩의 id를 인수에서 받아 쓰나요?",
    ):
        same([3, 1, 4], 6, 9, (4, 7, 3))


@check.right
def as_in_the_lesson(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
    return read[:, 1:]


@check.right
def always_to_the_end(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    read = torch.full((n_sentences, max_length + 1), pad_id)
    read[:, 0] = bos_id
    open_ = torch.ones(n_sentences, dtype=torch.bool)
    for t in range(max_length):
        logp = torch.log_softmax(next_logits(read[:, : t + 1]), dim=-1)
        read[open_, t + 1] = logp.argmax(dim=-1)[open_]
        open_ = open_ & (read[:, t + 1] != eos_id)
    return read[:, 1:]


@check.right
def sentence_by_sentence(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    written = [[bos_id] for _ in range(n_sentences)]
    for _ in range(max_length):
        best = next_logits(torch.tensor(written)).argmax(dim=-1).tolist()
        for sentence, token in zip(written, best, strict=True):
            sentence.append(pad_id if eos_id in sentence[1:] else token)
        if all(eos_id in sentence[1:] for sentence in written):
            break
    return torch.tensor([sentence[1:] for sentence in written])


@check.misconception(
    en="Does next_logits get all that was written so far, or the last token alone?",
    ko="next_logits에 지금까지 쓴 것을 모두 넘기나요, 마지막 토큰만 넘기나요?",
)
def only_the_last_token_read(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    last = torch.full((n_sentences, 1), bos_id)
    written, ended = [], torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(last).argmax(dim=-1).masked_fill(ended, pad_id)
        written.append(chosen)
        ended = ended | (chosen == eos_id)
        last = chosen[:, None]
        if ended.all():
            break
    return torch.stack(written, dim=1)


@check.misconception(
    en="What does a sentence write behind its end, while others still go on?",
    ko="다른 문장이 아직 쓰는 동안, 이미 끝난 문장은 끝 뒤에 무엇을 쓰나요?",
)
def writes_on_behind_the_end(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        read = torch.cat([read, next_logits(read).argmax(dim=-1, keepdim=True)], dim=1)
        if (read == eos_id).any(dim=1).all():
            break
    return read[:, 1:]


@check.misconception(
    en="One sentence has ended. Have the others?",
    ko="문장 하나가 끝났어요. 다른 문장들도 끝났나요?",
)
def stops_with_the_first_end(next_logits, n_sentences, bos_id, eos_id, pad_id, max_length):
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1)
        read = torch.cat([read, chosen[:, None]], dim=1)
        if (chosen == eos_id).any():
            break
    return read[:, 1:]


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "end_not_written",
    ("        ended = ended | (chosen == eos_id)\n", ""),
    (".masked_fill(ended, pad_id)", "\n        ended = ended | (chosen == eos_id)"),
    ("chosen[:, None]", "chosen.masked_fill(ended, pad_id)[:, None]"),
    en="The end is a token, too. Does it stand in your result, or padding in its place?",
    ko="끝도 토큰이에요. 결과에 들어 있나요, 그 자리에 패딩이 있나요?",
)
misconception(
    "start_kept",
    ("return read[:, 1:]", "return read"),
    en="Nobody wants to read the start. Is it still in front of your result?",
    ko="시작 토큰을 읽고 싶은 사람은 없어요. 결과 맨 앞에 남아 있지 않나요?",
)
misconception(
    "all_must_end_together",
    ("ended = ended | (chosen == eos_id)", "ended = chosen == eos_id"),
    en="Sentences end at different steps. Does your code remember which ones have ended, or look at the last token only?",
    ko="문장마다 끝나는 걸음이 달라요. 어느 것이 이미 끝났는지 기억하나요, 마지막 토큰만 보나요?",
)
misconception(
    "ends_not_padding",
    ("masked_fill(ended, pad_id)", "masked_fill(ended, eos_id)"),
    en="What stands behind an end in your result: padding, or the end again and again?",
    ko="결과에서 끝 토큰 뒤에 무엇이 있나요? 패딩인가요, 되풀이되는 끝 토큰인가요?",
)
misconception(
    "one_token_short",
    ("for _ in range(max_length)", "while read.shape[1] < max_length and not ended.all()"),
    ("        if ended.all():\n            break\n", ""),
    en="max_length counts the tokens that are written. Does your loop count the start among them?",
    ko="max_length는 쓰는 토큰 수예요. 반복문이 시작 토큰까지 세고 있지 않나요?",
)
misconception(
    "starts_from_padding",
    ("torch.full((n_sentences, 1), bos_id)", "torch.full((n_sentences, 1), pad_id)"),
    en="What does the model read first, before anything is written? What is that token's id?",
    ko="아직 아무것도 쓰지 않았을 때 모델이 처음 읽는 것은 무엇인가요? 그 토큰의 id는요?",
)
misconception(
    "last_end_dropped",
    ("        read = torch.cat([read, chosen[:, None]], dim=1)\n", ""),
    ("            break\n", "            break\n        read = torch.cat([read, chosen[:, None]], dim=1)\n"),
    en="All have ended, and the loop stops. Was the token that ended the last of them written down before?",
    ko="모두 끝나서 반복을 멈춰요. 마지막 문장을 끝낸 토큰은 그 전에 적어 두었나요?",
)
misconception(
    "first_sentence_decides",
    ("if ended.all()", "if ended[0]"),
    en="Which sentences does the line look at that stops the loop?",
    ko="반복을 멈추는 줄은 어느 문장들을 보나요?",
)
