"""mask_tokens: 15 % of the tokens, of these 80 % hidden, 10 % replaced and 10 % left: judged by frequency.

Diagnosis sees habits in place of values, which are random.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student
from grader.judge.compare import as_array, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

SURE = 27.0  # nats


def _plausible(hits: int, trials: int, p: float) -> bool:
    """May `hits` of `trials` come from a probability p?

    Chernoff: a share q or farther from p comes with a probability of at most exp(-trials KL(q, p)) on each side. With 27
    nats a right version fails one such question with a probability below 4e-12, and a whole check below 1e-10.
    """
    q = hits / trials
    divergence = sum(a * math.log(a / b) for a, b in ((q, p), (1 - q, 1 - p)) if a > 0)
    return trials * divergence <= SURE


def _neighbours(picked: Any, what: Any) -> tuple[Any, Any]:
    """Of each two picked places that follow one another: do they stand in one row, and have they the same besides?"""
    row, _ = np.nonzero(picked)
    together, values = row[1:] == row[:-1], what[picked]
    return together, together & (values[1:] == values[:-1])


def _seen_and_labels(got: Any, shape: tuple[int, ...], expect: Expect) -> tuple[Any, Any]:
    found = []
    for label, value in zip(("seen", "labels"), expect.pair(got, ("seen", "labels")), strict=True):
        array = expect.like(value, np.zeros(shape), label=label)
        if array.dtype.kind not in "iu":
            raise Failure(
                Text(
                    f"`{label}` should hold whole numbers and holds {array.dtype}. Where do they change?",
                    f"`{label}`에는 정수가 들어 있어야 하는데 {array.dtype}이에요. 어디에서 바뀌나요?",
                )
            )
        found.append(array.astype(np.int64))
    return found[0], found[1]


def _habits(values: list[Any]) -> list[Any]:
    """What diagnosis compares: the habits of the function in words that do not depend on its dice."""
    habits: list[Any] = []
    for number, value in enumerate(values):
        two = isinstance(value, list | tuple) and len(value) == 2 and all(map(is_array, value))
        if not two or value[0].ndim != 2 or value[0].shape != value[1].shape:
            habits.append("no two arrays")
            continue
        seen, labels = (as_array(part).astype(np.float64) for part in value)
        chosen = labels != -100
        fates, originals = seen[chosen], labels[chosen]
        most, count = 0.0, 0
        if fates.size:
            kinds, counts = np.unique(fates, return_counts=True)
            most, count = float(kinds[counts.argmax()]), int(counts.max())
        others = fates[(fates != most) & (fates != originals)]
        habits.append(
            [
                # 0.12 to 0.15 is one habit, 0.095 another; each is eight deviations from the edge between them
                round((chosen.mean() - 0.1575) / 0.1),
                round(10 * count / max(fates.size, 1)),
                round(10 * float((fates == originals).mean()) if fates.size else 0),
                float(labels.min()),
                bool(chosen[:, 0].any()),
                bool((chosen[::2][: len(chosen) // 2] & chosen[1::2]).mean() > 0.06),
                bool((chosen[:, 0::2] & chosen[:, 1::2]).mean() > 0.06),
                bool(np.unique(others).size < 5),
                int(others.max(initial=0) // 100),
                (float(others.min(initial=50)), float(others.max(initial=0))) if seen.max() < 50 else None,
                any(_equal(value, earlier) for earlier in values[:number]),
            ]
        )
    return habits


def _equal(one: Any, other: Any) -> bool:
    pairs = isinstance(other, list | tuple) and len(other) == 2
    return pairs and all(
        is_array(b) and np.array_equal(as_array(a), as_array(b)) for a, b in zip(one, other, strict=True)
    )


def mask_tokens(
    ids: Tensor, special_ids: list[int], mask_id: int, vocab_size: int, seed: int
) -> tuple[Tensor, Tensor]:
    """A right version, for diagnosis alone: what is judged are frequencies."""
    generator = torch.Generator().manual_seed(seed)
    ordinary = ~torch.isin(ids, torch.tensor(special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ordinary
    fate = torch.rand(ids.shape, generator=generator)
    seen = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    return torch.where(chosen & (fate >= 0.9), anything, seen), ids.masked_fill(~chosen, -100)


check = Check(mask_tokens, view=_habits)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Labels, special tokens, 15 %, 80/10/10, random ids, the seed: by frequency, with tolerances of the binomial.

    The ids of the batch are below 200 of 400: a random id from the batch itself would show. A fifth of the places is special.
    """
    rows, columns, size = 120, 400, 400
    special, mask_id = [0, 7, 301], 7
    ids = 10 + rng.ids(0, 190, (rows, columns))
    ids[:, 0], ids[:, 340:] = 301, 0
    ids[:, 20:340:20] = 301
    ids[:, 25:85:20] = 7  # a [MASK] that stood in the text already
    ordinary = ~np.isin(ids.numpy(), special)
    seed = rng.integer(1, 10**6)
    answers: list[Any] = []

    def asked(number: int) -> tuple[Any, Any]:
        """The answer to the same ids, for seed + number; asked once."""
        while len(answers) <= number:
            try:
                answers.append(student.call("mask_tokens", ids, special, mask_id, size, seed + len(answers)))
            except Failure as failure:
                answers.append(failure)
        if isinstance(answers[number], Failure):
            raise answers[number]
        return _seen_and_labels(answers[number], (rows, columns), expect)

    with expect.part(
        "labels",
        2,
        en="Is the label the original id where a token was chosen and -100 everywhere else, and is every token that was not "
        "chosen still there?",
        ko="고른 자리의 레이블은 원래 id, 나머지는 모두 -100인가요? 고르지 않은 토큰은 그대로 있나요?",
    ):
        seen, labels = asked(0)
        chosen = labels != -100
        expect.true(0.02 < chosen.mean() < 0.5)
        expect.true(bool((labels[chosen] == ids.numpy()[chosen]).all()))
        expect.true(bool((seen[~chosen] == ids.numpy()[~chosen]).all()))
    with expect.part(
        "special",
        2,
        en="Are tokens whose id stands in special_ids never chosen, whichever ids these are? Are others?",
        ko="special_ids에 있는 id의 토큰은 그 id가 무엇이든 절대 고르지 않나요? 다른 토큰은 고르나요?",
    ):
        seen, labels = asked(0)
        expect.true(bool((labels[ordinary] != -100).any()))
        expect.true(bool((labels[~ordinary] == -100).all()))
        expect.true(bool((seen[~ordinary] == ids.numpy()[~ordinary]).all()))
    with expect.part(
        "fifteen",
        3,
        en="Is each ordinary token chosen with probability 0.15, by a throw of its own: not by column, not by sentence, "
        "everywhere alike?",
        ko="보통 토큰마다 따로 주사위를 던져 0.15의 확률로 고르나요? 열이나 문장 단위가 아니라, 어디서나 똑같이요?",
    ):
        _, labels = asked(0)
        chosen = labels != -100
        for part in (slice(0, columns), slice(0, 170), slice(170, columns)):
            among = ordinary[:, part]
            expect.true(_plausible(int(chosen[:, part][among].sum()), int(among.sum()), 0.15))
        for one, other in (
            ((slice(0, None, 2), slice(None)), (slice(1, None, 2), slice(None))),
            ((slice(None), slice(0, None, 2)), (slice(None), slice(1, None, 2))),
        ):
            among = ordinary[one] & ordinary[other]
            together = chosen[one] & chosen[other] & among
            expect.true(_plausible(int(together.sum()), int(among.sum()), 0.15**2))
        short = 10 + rng.ids(0, 190, (5000, 3))  # most of these sentences have no chosen token
        got = student.call("mask_tokens", short, special, mask_id, size, seed)
        _, labels = _seen_and_labels(got, (5000, 3), expect)
        expect.true(_plausible(int((labels != -100).sum()), labels.size, 0.15))
        several = [asked(number)[1] != -100 for number in range(4)]
        if not np.array_equal(several[0], several[1]):  # else the seed is not used, which is told below
            # Each by itself: four times the same number of 37,000 comes once in 10 million runs.
            expect.true(len({int(chosen.sum()) for chosen in several}) > 1)
    with expect.part(
        "fates",
        4,
        en="Of the chosen tokens, do 80 % become mask_id, 10 % a random id, and 10 % stay as they are? Does one draw decide "
        "two things?",
        ko="고른 토큰 가운데 80 %가 mask_id가 되고 10 %가 무작위 id가 되고 10 %가 그대로 남나요? 한 번 뽑은 수가 두 가지를 "
        "정하고 있지 않나요?",
    ):
        seen, labels = asked(0)
        chosen = labels != -100
        expect.true(bool(chosen.any()))
        total, fates, originals = int(chosen.sum()), seen[chosen], labels[chosen]
        hidden, kept = int((fates == mask_id).sum()), int((fates == originals).sum())
        expect.true(_plausible(hidden, total, 0.8 + 0.1 / size))
        expect.true(_plausible(kept, total, 0.1 + 0.1 / size))
        expect.true(_plausible(total - hidden - kept, total, 0.1 - 0.2 / size))
        for picked, fate in ((chosen, seen == mask_id), (chosen.T, (seen == mask_id).T)):
            neighbours, alike = _neighbours(picked, fate)
            expect.true(bool(alike.sum() < 0.85 * neighbours.sum()))  # 0.8 ** 2 + 0.2 ** 2 = 0.68
    with expect.part(
        "random_ids",
        2,
        en="Can a random id be any of 0 to vocab_size - 1, the first and the last included, drawn anew for each place?",
        ko="무작위 id가 0부터 vocab_size - 1까지 처음과 끝을 포함해 무엇이든 될 수 있나요? 자리마다 새로 뽑나요?",
    ):
        seen, labels = asked(0)
        replaced = seen[(labels != -100) & (seen != labels) & (seen != mask_id)]
        expect.true(replaced.size > 100 and replaced.min() >= 0 and replaced.max() < size)
        expect.true(len(np.unique(replaced)) > 100)
        expect.true(_plausible(int((replaced >= size // 2).sum()), int(replaced.size), 200 / 398))
        places = (labels != -100) & (seen != labels) & (seen != mask_id)
        for picked, ids_there in ((places, seen), (places.T, seen.T)):
            neighbours, alike = _neighbours(picked, ids_there)
            expect.true(bool(alike.sum() < 0.5 * neighbours.sum()))
        few = rng.ids(0, 12, (150, 400))
        got = student.call("mask_tokens", few, [1, 5], 5, 12, seed)
        seen, labels = _seen_and_labels(got, (150, 400), expect)
        replaced = seen[(labels != -100) & (seen != labels)]
        expect.true(set(range(12)) - {1, 5} <= set(replaced.tolist()) <= set(range(12)))
    with expect.part(
        "seed",
        1,
        en="Does the same seed give the same result and another seed another one? Are the ids that came in left alone?",
        ko="같은 시드는 같은 결과를, 다른 시드는 다른 결과를 주나요? 들어온 ids는 그대로 두나요?",
    ):
        (seen, labels), (other, _) = asked(0), asked(1)
        expect.true(bool((labels != -100).any()) and not np.array_equal(seen, other))
        again = student.call("mask_tokens", ids, special, mask_id, size, seed)
        expect.unchanged()
        repeated, same_labels = _seen_and_labels(again, (rows, columns), expect)
        expect.true(np.array_equal(seen, repeated) and np.array_equal(labels, same_labels))


@check.right
def chosen_then_fate(ids, special_ids, mask_id, vocab_size, seed):
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@check.right
def one_number_for_everything(ids, special_ids, mask_id, vocab_size, seed):
    generator = torch.Generator().manual_seed(seed)
    draw = torch.rand(ids.shape, generator=generator)
    draw[torch.isin(ids, torch.tensor(special_ids))] = 1.0
    labels = ids.clone()
    labels[draw >= 0.15] = -100
    seen = ids.clone()
    seen[draw < 0.12] = mask_id
    swap = (draw >= 0.12) & (draw < 0.135)
    seen[swap] = torch.randint(0, vocab_size, (int(swap.sum()),), generator=generator)
    return seen, labels


@check.right
def half_of_the_rest(ids, special_ids, mask_id, vocab_size, seed):
    generator = torch.Generator().manual_seed(seed)
    share = torch.full(ids.shape, 0.15)
    for number in special_ids:
        share.masked_fill_(ids == number, 0.0)
    chosen = torch.bernoulli(share, generator=generator).bool()
    hidden = chosen & torch.bernoulli(torch.full(ids.shape, 0.8), generator=generator).bool()
    replaced = chosen & ~hidden & torch.bernoulli(torch.full(ids.shape, 0.5), generator=generator).bool()
    seen, labels = ids.clone(), ids.clone()
    labels[~chosen] = -100
    seen[hidden] = mask_id
    seen[replaced] = torch.randint(0, vocab_size, ids.shape, generator=generator)[replaced]
    return seen, labels


@check.right
def token_after_token(ids, special_ids, mask_id, vocab_size, seed):
    generator = torch.Generator().manual_seed(seed)
    dice = torch.rand((3, *ids.shape), generator=generator, dtype=torch.float64).tolist()
    seen, labels = ids.tolist(), []
    for row, choices, fates, others in zip(seen, *dice, strict=True):
        answers = []
        for t, token in enumerate(row):
            answers.append(-100)
            if token not in special_ids and choices[t] < 0.15:
                answers[t] = token
                if fates[t] < 0.8:
                    row[t] = mask_id
                elif fates[t] < 0.9:
                    row[t] = int(others[t] * vocab_size)
        labels.append(answers)
    return torch.tensor(seen), torch.tensor(labels)


misconception = check.misconceptions_in(chosen_then_fate)
misconception(
    "special_tokens_chosen",
    (" & ~torch.isin(ids, torch.tensor(special_ids))", ""),
    en="Can [CLS] or the padding be chosen? Which argument does no line use?",
    ko="[CLS]나 패딩이 골라질 수 있나요? 아무 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
misconception(
    "same_places_in_every_sentence",
    (
        "(torch.rand(ids.shape, generator=generator) < 0.15)",
        "(torch.rand(ids.shape[1], generator=generator) < 0.15)",
    ),
    en="How many numbers do you draw: one for each place of each sentence, or one for each column?",
    ko="수를 몇 개 뽑나요? 문장마다 자리마다 하나인가요, 열마다 하나인가요?",
)
misconception(
    "fifteen_of_a_hundred_counted_off",
    (
        "chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))",
        (
            "special = torch.isin(ids, torch.tensor(special_ids))\n"
            "    order = torch.rand(ids.shape, generator=generator).masked_fill(special, 2.0).argsort(dim=-1).argsort(dim=-1)\n"
            "    chosen = (order < (0.15 * (~special).sum(dim=-1, keepdim=True)).round()) & ~special"
        ),
    ),
    en="Is the number of chosen tokens always the same in your result? What if every token has a throw of its own?",
    ko="고른 토큰의 수가 언제나 같나요? 토큰마다 따로 주사위를 던지면 어떻게 되나요?",
)
misconception(
    "labels_everywhere",
    ("    labels = torch.where(chosen, ids, -100)\n", ""),
    ("return seen, labels", "return seen, ids.clone()"),
    en="For which tokens is the model asked? What label do the others have?",
    ko="모델에게 어느 토큰을 묻나요? 나머지의 레이블은 무엇인가요?",
)
misconception(
    "zero_where_nothing_is_asked",
    ("    labels = torch.where(chosen, ids, -100)\n", ""),
    ("return seen, labels", "return seen, ids * chosen"),
    en="0 is the id of a token. Which label means that no answer is wanted?",
    ko="0은 어떤 토큰의 id예요. 답을 묻지 않는다는 뜻의 레이블은 무엇인가요?",
)
misconception(
    "labels_of_what_is_seen",
    ("    labels = torch.where(chosen, ids, -100)\n", ""),
    ("return seen, labels", "return seen, torch.where(chosen, seen, -100)"),
    en="Is the label the original token or what the model sees there? When do you make the labels?",
    ko="레이블이 원래 토큰인가요, 모델이 그 자리에서 보는 것인가요? 레이블은 언제 만드나요?",
)
misconception(
    "asked_only_where_hidden",
    ("    labels = torch.where(chosen, ids, -100)\n", ""),
    (
        "    seen = torch.where(chosen & (fate >= 0.9), anything, seen)\n",
        (
            "    labels = torch.where(seen != ids, ids, -100)\n"
            "    seen = torch.where(chosen & (fate >= 0.9), anything, seen)\n"
        ),
    ),
    en="A chosen token that stays, or that was replaced: is the model asked for it as well?",
    ko="골랐지만 그대로 둔 토큰, 또는 바꿔치기한 토큰도 모델에게 묻나요?",
)
misconception(
    "one_draw_for_both",
    (
        "chosen = (torch.rand(ids.shape, generator=generator) < 0.15)",
        "draw = torch.rand(ids.shape, generator=generator)\n    chosen = (draw < 0.15)",
    ),
    ("    fate = torch.rand(ids.shape, generator=generator)\n", ""),
    ("fate", "draw"),
    en="Each of your chosen tokens becomes [MASK]. Who decides its fate? A number that was below 0.15 is surely below 0.8.",
    ko="고른 토큰이 모두 [MASK]가 되었어요. 그 운명은 누가 정하나요? 0.15보다 작았던 수는 당연히 0.8보다도 작아요.",
)
misconception(
    "shares_of_the_rest",
    (
        "fate = torch.rand(ids.shape, generator=generator)",
        (
            "hidden = chosen & (torch.rand(ids.shape, generator=generator) < 0.8)\n"
            "    replaced = chosen & ~hidden & (torch.rand(ids.shape, generator=generator) < 0.1)"
        ),
    ),
    ("chosen & (fate < 0.8)", "hidden"),
    ("chosen & (fate >= 0.9)", "replaced"),
    en="10 % of the chosen are to become random. Which share is 10 % of the 20 % that are left?",
    ko="고른 것의 10 %가 무작위가 되어야 해요. 남은 20 % 가운데 10 %는 전체의 몇 퍼센트인가요?",
)
misconception(
    "nothing_stays",
    ("fate >= 0.9", "fate >= 0.8"),
    en="Which share of the chosen tokens stays as it is?",
    ko="고른 토큰 가운데 얼마가 그대로 남나요?",
)
misconception(
    "one_random_id_for_all",
    (
        "torch.randint(vocab_size, ids.shape, generator=generator)",
        "int(torch.randint(vocab_size, (1,), generator=generator))",
    ),
    en="How many random ids do you draw, and how many places need one?",
    ko="무작위 id를 몇 개 뽑나요? 몇 자리에 필요한가요?",
)
misconception(
    "random_ids_of_the_columns",
    ("torch.randint(vocab_size, ids.shape,", "torch.randint(vocab_size, ids.shape[1:],"),
    en="Two sentences have a random token at the same place. Is it the same one? How many random ids do you draw?",
    ko="두 문장의 같은 자리에 무작위 토큰이 들어가요. 둘이 같은 토큰인가요? 무작위 id를 몇 개 뽑나요?",
)
misconception(
    "random_token_of_the_batch",
    (
        "anything = torch.randint(vocab_size, ids.shape, generator=generator)",
        (
            "words = ids[~torch.isin(ids, torch.tensor(special_ids))]\n"
            "    anything = words[torch.randint(len(words), ids.shape, generator=generator)]"
        ),
    ),
    en="Is the random id one of all ids of the vocabulary, or one of those that happen to be in this batch?",
    ko="무작위 id를 어휘 전체에서 뽑나요, 이 배치에 있는 것 가운데서 뽑나요?",
)
misconception(
    "seed_not_used",
    ("    generator = torch.Generator().manual_seed(seed)\n", ""),
    (", generator=generator", ""),
    en="Which dice does each torch.rand use when you do not hand it your generator?",
    ko="generator를 넘기지 않으면 torch.rand는 어떤 주사위를 쓰나요?",
)
misconception(
    "ids_overwritten",
    (
        "    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)\n",
        "    ids[chosen & (fate < 0.8)] = mask_id\n",
    ),
    (
        "    seen = torch.where(chosen & (fate >= 0.9), anything, seen)\n",
        "    replaced = chosen & (fate >= 0.9)\n    ids[replaced] = anything[replaced]\n",
    ),
    ("return seen", "return ids"),
    en="Whose tensor do you write into? Is the caller's ids still the same afterwards?",
    ko="누구의 텐서에 쓰고 있나요? 부른 쪽의 ids가 나중에도 그대로인가요?",
)
