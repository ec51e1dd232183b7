"""beam_search: the best text that a beam finds, beside a beam in tensors; one that is wide enough, beside all texts.

Tables are chosen in which a mistake leads to another text. A table of random numbers often hides it.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day12.shared import Scores, table_logits
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def _on_table(beam_search: Callable[..., Any]) -> Callable[..., Any]:
    """The notebook's given beam_on_table: beam_search with a table for a model."""

    def beam_on_table(
        table: Tensor, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
    ) -> Any:
        next_logits = functools.partial(table_logits, table)
        return beam_search(next_logits, bos_id, eos_id, width, max_length, alpha)

    return beam_on_table


def best_of_all(
    next_logits: Scores, eos_id: int, bos_id: int, max_length: int, alpha: float, words: int
) -> tuple[list[int], float]:
    """The best of all texts there are, found by scoring every one."""
    best: tuple[float, list[int]] = (-math.inf, [])
    for n in range(1, max_length + 1):
        texts = [
            list(text)
            for text in itertools.product(range(words), repeat=n)
            if eos_id not in text[:-1] and (n == max_length or text[-1] == eos_id)
        ]
        ids = torch.tensor([[bos_id, *text] for text in texts])
        sums = torch.zeros(len(texts), dtype=torch.float64)
        for t in range(n):
            logp = next_logits(ids[:, : t + 1]).double().log_softmax(dim=-1)
            sums += logp.gather(1, ids[:, t + 1 : t + 2])[:, 0]
        scores = sums * (6 / (5 + n)) ** alpha
        best = max(best, (float(scores.max()), texts[int(scores.argmax())]))
    return best[1], best[0]


def _as_ids(tokens: Any) -> list[int]:
    """The tokens of one text as a list of ints, whatever holds them; Failure if they are none."""
    if hasattr(tokens, "tolist"):
        tokens = tokens.tolist()
    if isinstance(tokens, list | tuple):
        tokens = [each.tolist() if hasattr(each, "tolist") else each for each in tokens]
        if all(type(each) is int for each in tokens):
            return list(tokens)
    raise Failure(
        Text(
            "The tokens should be one list of ids. What does the return line give back first?",
            "토큰은 id의 목록 하나여야 해요. return 줄이 맨 먼저 무엇을 돌려주나요?",
        )
    )


def beam_search(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    """Oracle, in tensors: the beam is a matrix of ids and a vector of sums. A test compares it with an exhaustive search."""
    read, sums = torch.full((1, 1), bos_id), torch.zeros(1)
    done: list[tuple[float, list[int]]] = []
    for n in range(1, max_length + 1):
        every = sums[:, None] + next_logits(read).log_softmax(dim=-1)
        sums, places = every.flatten().topk(min(width, every.numel()))
        rows, words = places // every.shape[1], places % every.shape[1]
        read = torch.cat([read[rows], words[:, None]], dim=1)
        over = (words == eos_id) | (n == max_length)
        done += [
            (float(s) * (6 / (5 + n)) ** alpha, ids[1:])
            for s, ids in zip(sums[over], read[over].tolist(), strict=True)
        ]
        read, sums = read[~over], sums[~over]
        if not len(read):
            break
    score, tokens = max(done)
    return tokens, score


check = Check(beam_search, through=_on_table)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """A beam of one, a beam as wide as everything, beams between, then the length penalty, then other ids."""

    def given(words: int, places: int, end: float = 0.0, eos_id: int = 0) -> Tensor:
        table = rng.tensor32((1, places + 1, words, words), 1.5)
        table[..., eos_id] += end
        return table

    def finds(version: str, best: list[int], *args: Any) -> bool:
        return bool(check.as_called(check.version(version))(*args)[0] == best)

    def telling(
        width: int, end: float, wrong: Sequence[str] = (), right: Sequence[str] = (), alpha: float = 0.0
    ) -> Tensor:
        """A table whose best text is longer than one token, and where these versions do not find it, and those do."""
        for _ in range(200):
            table = given(6, 5, end)
            args = (table, 1, 0, width, 5, alpha)
            best = check.oracle(*args)[0]
            if (
                len(best) > 1
                and not any(finds(version, best, *args) for version in wrong)
                and all(finds(version, best, *args) for version in right)
            ):
                break
        return table

    def same(
        table: Tensor, width: int, max_length: int, alpha: float = 0.0, bos_id: int = 1, eos_id: int = 0
    ) -> None:
        args = (table, bos_id, eos_id, width, max_length, alpha)
        if width < 50:
            right, score = check.oracle(*args)
        else:
            next_logits = functools.partial(table_logits, table)
            right, score = best_of_all(next_logits, eos_id, bos_id, max_length, alpha, table.shape[-1])
        got, points = expect.pair(student.beam_on_table(*args), ("tokens", "score"))
        found = _as_ids(got)
        if found[:1] == [bos_id] and right[:1] != [bos_id] and found[1:] == right:
            raise Failure(
                Text(
                    "The start stands in front of the tokens that you give back. Has anybody written it?",
                    "돌려준 토큰 맨 앞에 시작 토큰이 있어요. 그것은 누가 쓴 것인가요?",
                )
            )
        expect.true(found == right)
        expect.array(points, score, label="score", tolerance=1e-3)

    def all_of(*cases: tuple[Any, ...]) -> None:
        expect.every(cases, same)

    with expect.part(
        "one",
        2,
        en="With width 1 only one extension is kept at each step. Is that the greedy text, and its score the sum of its "
        "log-probabilities?",
        ko="width가 1이면 걸음마다 연장 하나만 남아요. 그것이 탐욕 디코딩의 글과 같고, 점수가 로그 확률의 합인가요?",
    ):
        all_of(
            (given(5, 4, -8.0), 1, 4),
            (given(6, 5, 0.5), 1, 5),
            (given(6, 5, -1.0), 1, 5),
        )
    with expect.part(
        "all",
        2,
        en="A beam as wide as all there is forgets nothing. Does it find the best of all texts, those that end early and "
        "those that do not end?",
        ko="모든 것을 담을 만큼 넓은 빔은 아무것도 놓치지 않아요. 일찍 끝나는 글과 끝나지 않는 글을 통틀어 가장 좋은 것을 찾나요?",
    ):
        all_of(*((given(4, 4, end), 300, 4) for end in (0.0, 0.5, -0.5, -3.0)))
    with expect.part(
        "some",
        3,
        en="Are the width best of all extensions of all hypotheses kept, whichever hypothesis they come from? What becomes of "
        "those that end?",
        ko="모든 가설의 모든 연장을 통틀어 가장 좋은 width개를 남기나요? 끝난 것들은 어떻게 되나요?",
    ):
        all_of(
            (telling(2, 0.0, wrong=("best_child_of_each",)), 2, 5),
            (telling(2, -0.5, wrong=("never_pruned",)), 2, 5),
            (telling(3, 0.5, wrong=("never_pruned",)), 3, 5),
            (telling(3, 0.5, wrong=("first_end_wins",), right=("open_ones_forgotten",)), 3, 5),
            (telling(2, -0.5, wrong=("open_ones_forgotten",)), 2, 5),
            (telling(2, 0.5, wrong=("width_used_up",)), 2, 5),
            (given(6, 5, -8.0), 4, 5),
        )
    with expect.part(
        "penalty",
        2,
        en="Is the sum divided by ((5 + n) / 6) ** alpha when the best is chosen, with n the number of tokens, the end counted?",
        ko="가장 좋은 것을 고를 때 합을 ((5 + n) / 6) ** alpha로 나누나요? n은 끝까지 센 토큰 수인가요?",
    ):
        all_of(
            (telling(3, 0.3, alpha=0.6), 3, 5, 0.6),
            (telling(4, 0.3, alpha=1.0), 4, 5, 1.0),
            (telling(3, 0.5, wrong=("penalty_forgotten",), alpha=2.5), 3, 5, 2.5),
            (telling(4, 0.5, wrong=("penalty_forgotten",), alpha=3.0), 4, 5, 3.0),
            (telling(2, 0.5, wrong=("ended_ones_stay_open",), alpha=3.0), 2, 5, 3.0),
            (telling(2, 0.5, wrong=("others_for_the_ended",), alpha=3.0), 2, 5, 3.0),
            (telling(2, 0.5, wrong=("enough_have_ended",), alpha=3.0), 2, 5, 3.0),
        )
    with expect.part(
        "ids",
        1,
        en="Do the ids of start and end come from the arguments?",
        ko="시작과 끝의 id를 인수에서 받아 쓰나요?",
    ):
        all_of(
            (given(6, 5, 0.5, eos_id=4), 3, 5, 0.6, 3, 4),
            (given(6, 4, 0.0, eos_id=2), 2, 4, 0.0, 5, 2),
        )


@check.right
def hypotheses_in_lists(next_logits, bos_id, eos_id, width, max_length, alpha):
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@check.right
def hypotheses_in_tensors(next_logits, bos_id, eos_id, width, max_length, alpha):
    read, sums = torch.tensor([[bos_id]]), torch.zeros(1)
    best_score, best = torch.tensor(float("-inf")), read
    for n in range(1, max_length + 1):
        every = sums.unsqueeze(1) + F.log_softmax(next_logits(read), dim=-1)
        V = every.shape[1]
        sums, flat = every.view(-1).sort(descending=True)
        sums, flat = sums[:width], flat[:width]
        read = torch.cat([read[flat // V], (flat % V)[:, None]], dim=1)
        for row, total in zip(read, sums, strict=True):
            score = total / ((5 + n) / 6) ** alpha
            if (row[-1] == eos_id or n == max_length) and score > best_score:
                best_score, best = score, row
        still = read[:, -1] != eos_id
        read, sums = read[still], sums[still]
        if len(read) == 0:
            break
    return best[1:], best_score


@check.right
def with_a_heap(next_logits, bos_id, eos_id, width, max_length, alpha):
    import heapq

    beam, texts = [(0.0, [bos_id])], {}
    for _ in range(max_length):
        children = []
        for total, ids in beam:
            logp = next_logits(torch.tensor([ids]))[0].double().log_softmax(0)
            children += [(total + logp[word].item(), [*ids, word]) for word in range(len(logp))]
        beam = []
        for total, ids in heapq.nlargest(width, children):
            if ids[-1] == eos_id or len(ids) > max_length:
                texts[tuple(ids[1:])] = total / ((5 + len(ids) - 1) / 6) ** alpha
            else:
                beam.append((total, ids))
    best = max(texts, key=texts.__getitem__)
    return best, texts[best]


@check.right
def extensions_sorted_in_place(next_logits, bos_id, eos_id, width, max_length, alpha):
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        extensions = [
            ([*ids, token], total + more)
            for (ids, total), row in zip(hypotheses, logp.tolist(), strict=True)
            for token, more in enumerate(row)
        ]
        extensions.sort(key=lambda pair: pair[1], reverse=True)
        finished += [pair for pair in extensions[:width] if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in extensions[:width] if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@check.right
def best_of_the_best_of_each(next_logits, bos_id, eos_id, width, max_length, alpha):
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        best = []
        for (ids, total), row in zip(hypotheses, logp, strict=True):
            scores, tokens = row.topk(min(width, len(row)))
            best += [
                ([*ids, token], total + score)
                for score, token in zip(scores.tolist(), tokens.tolist(), strict=True)
            ]
        best = sorted(best, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@check.misconception(
    en="A hypothesis that ends with eos_id is a whole text. Does your code write behind it?",
    ko="eos_id로 끝난 가설은 다 쓴 글이에요. 그 뒤에 더 쓰고 있지 않나요?",
)
def extended_behind_the_end(next_logits, bos_id, eos_id, width, max_length, alpha):
    hypotheses = [([bos_id], 0.0)]
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        hypotheses = sorted(every, key=lambda pair: -pair[1])[:width]
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@check.misconception(
    en="One hypothesis has ended. Might another one, still open, be better in the end?",
    ko="가설 하나가 끝났어요. 아직 열려 있는 다른 가설이 결국 더 나을 수도 있지 않나요?",
)
def first_end_wins(next_logits, bos_id, eos_id, width, max_length, alpha):
    hypotheses = [([bos_id], 0.0)]
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        hypotheses = sorted(every, key=lambda pair: -pair[1])[:width]
        for ids, total in hypotheses:
            if ids[-1] == eos_id:
                return ids[1:], total / ((4 + len(ids)) / 6) ** alpha
    ids, total = hypotheses[0]
    return ids[1:], total / ((4 + len(ids)) / 6) ** alpha


misconception = check.misconceptions_in(hypotheses_in_lists)
misconception(
    "logits_added_up",
    ("torch.log_softmax(next_logits", "next_logits"),
    (", dim=-1).tolist()", ".tolist()"),
    en="Logits of different steps cannot be compared. What must become of them before they are added?",
    ko="서로 다른 걸음의 로짓은 견줄 수 없어요. 더하기 전에 무엇으로 바꿔야 하나요?",
)
misconception(
    "last_step_only",
    ("total + score", "score"),
    en="Does a hypothesis carry the sum of its log-probabilities along, or only that of its last token?",
    ko="가설이 지금까지의 로그 확률을 모두 더해서 지니고 있나요, 마지막 토큰의 것만 지니고 있나요?",
)
misconception(
    "ended_ones_stay_open",
    ("best = sorted", "hypotheses = sorted"),
    ("in best if pair[0][-1] == eos_id", "in hypotheses if pair[0][-1] == eos_id"),
    (
        "        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]\n"
        "        if not hypotheses:\n"
        "            break\n",
        "",
    ),
    en="A finished hypothesis is put aside. Is it also taken out of the open ones, or does it still take up room in the beam?",
    ko="다 된 가설은 따로 모아요. 열린 것들에서 빼기도 했나요, 아니면 아직도 빔에서 자리를 차지하나요?",
)
misconception(
    "open_ones_forgotten",
    ("in finished + hypotheses", "in finished or hypotheses"),
    en="After max_length tokens some hypotheses are still open. May one of them win?",
    ko="max_length개를 쓰고도 아직 열려 있는 가설이 있어요. 그 가운데 하나가 가장 좋을 수도 있나요?",
)
misconception(
    "penalty_forgotten",
    (
        "ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]",
        "ids, total = max(finished + hypotheses, key=lambda pair: pair[1])",
    ),
    ("    score, tokens = max(ranked)\n", ""),
    ("return tokens, score", "return ids[1:], total"),
    en="What does alpha change in your result?",
    ko="alpha가 달라지면 결과에서 무엇이 달라지나요?",
)
misconception(
    "multiplied_by_the_penalty",
    ("(total / ((4 +", "(total * ((4 +"),
    en="Sums of log-probabilities are negative. What does multiplying by a number above 1 do to a long text: help or harm?",
    ko="로그 확률의 합은 음수예요. 1보다 큰 수를 곱하면 긴 글에 득이 되나요, 해가 되나요?",
)
misconception(
    "divided_by_the_length",
    ("((4 + len(ids)) / 6)", "(len(ids) - 1)"),
    en="What is the penalty of a text of one token? Is it the plain length to the power of alpha, or the formula with 5 and 6?",
    ko="토큰이 하나인 글의 벌점은 얼마인가요? 길이를 그대로 alpha제곱하나요, 5와 6이 있는 식인가요?",
)
misconception(
    "start_counted",
    ("4 + len(ids)", "5 + len(ids)"),
    en="Which tokens does n count: those that were written, or the start, too?",
    ko="n은 어떤 토큰을 세나요? 쓴 것만인가요, 시작 토큰까지인가요?",
)


misconception = check.misconceptions_in(extensions_sorted_in_place)
misconception(
    "others_for_the_ended",
    ("in extensions[:width] if pair[0][-1] != eos_id]", "in extensions if pair[0][-1] != eos_id][:width]"),
    ("        if not hypotheses:\n            break\n", ""),
    en="Width 2, and one of the two that are kept has ended. How many are open then? Does yours let another one in?",
    ko="width가 2이고 남긴 둘 가운데 하나가 끝났어요. 이제 열린 가설은 몇 개인가요? 여러분의 코드는 다른 것을 더 들이지 않나요?",
)
misconception(
    "width_used_up",
    ("        finished +=", "        kept = extensions[: width - len(finished)]\n        finished +="),
    ("in extensions[:width]", "in kept"),
    en="How many extensions are kept at each step, after some have ended too? Is it still width?",
    ko="몇 개가 끝난 뒤에도 걸음마다 연장을 몇 개 남기나요? 여전히 width개인가요?",
)
misconception(
    "enough_have_ended",
    ("if not hypotheses:", "if not hypotheses or len(finished) >= width:"),
    en="As many texts as width have ended. May an open one still become better than all of them?",
    ko="끝난 글이 width개가 되었어요. 아직 열려 있는 가설이 그보다 더 좋아질 수도 있나요?",
)


misconception = check.misconceptions_in(best_of_the_best_of_each)
misconception(
    "never_pruned",
    ("        best = sorted(best, key=lambda pair: -pair[1])[:width]\n", ""),
    en="How many hypotheses are open after three steps of width 2? Are the best chosen among all of them?",
    ko="width가 2일 때 세 걸음 뒤에 열린 가설은 몇 개인가요? 그 전체를 통틀어 가장 좋은 것을 고르나요?",
)
misconception(
    "best_child_of_each",
    ("for _ in range", "for step in range"),
    ("min(width, len(row))", "min(width, len(row)) if step == 0 else 1"),
    ("        best = sorted(best, key=lambda pair: -pair[1])[:width]\n", ""),
    en="May two of the kept extensions come from the same hypothesis? How does a beam get wide when it begins with one?",
    ko="남긴 연장 가운데 둘이 같은 가설에서 나와도 되나요? 하나에서 시작한 빔이 어떻게 넓어지나요?",
)
