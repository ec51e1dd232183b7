"""exact_match: the share of sentences without a wrong token, beside a comparison of strings."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def exact_match(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    """Oracle: every sentence as a string of its ids up to the first end."""
    texts = [
        [
            f" {' '.join(map(str, row))} ".replace(" ", "  ").partition(f" {eos_id} ")[:2]
            for row in ids.tolist()
        ]
        for ids in (predicted, targets)
    ]
    return sum(one == other for one, other in zip(*texts, strict=True)) / len(targets)


check = Check(exact_match)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Slips, then what stands behind the end, then where a sentence ends, then other widths and other ids of the end."""
    eos = 2

    def target(lengths: Sequence[int], width: int) -> Tensor:
        """Sentences of so many tokens, then the end, then padding."""
        ids = rng.ids(10, 40, (len(lengths), width))
        for row, length in zip(ids, lengths, strict=True):
            row[length], row[length + 1 :] = eos, 0
        return ids

    def same(predicted: Tensor, right: Tensor, eos_id: int = eos) -> None:
        expect.same([(predicted, right, eos_id)])

    def with_a_slip(ids: Tensor, rows: Sequence[int]) -> Tensor:
        ids = ids.clone()
        for row in rows:
            ids[row, int(rng.integer(0, 3))] += 50
        return ids

    with expect.part(
        "share",
        2,
        en="Is it the share of sentences that have not one wrong token? A sentence with a single slip is wrong.",
        ko="틀린 토큰이 하나도 없는 문장의 비율인가요? 하나만 틀려도 그 문장은 틀린 거예요.",
    ):
        right = target([4, 4, 4, 4, 4], 5)
        same(with_a_slip(right, [0, 3]), right)
        same(with_a_slip(right, [4]), right)
        same(right.clone(), right)
        # The same tokens in another order, the same sum, the same digits, another sentence: all wrong.
        right = torch.tensor([[11, 12, 13, eos], [14, 15, 16, eos], [1, 13, 17, eos], [18, 19, 20, eos]])
        same(right[:, [1, 0, 2, 3]], right)
        same(right + torch.tensor([[0, 1, -1, 0], [0] * 4, [10, -10, 0, 0], [0] * 4]), right)
        same(right[[0, 2, 1, 3]], right)
        same(right[[0, 0, 0, 3]], right[[0, 0, 0, 1]])
    with expect.part(
        "behind_the_end",
        2,
        en="The sentence is over with its first end. Does what stands behind it make a difference?",
        ko="문장은 첫 번째 끝 토큰에서 끝나요. 그 뒤에 있는 것 때문에 결과가 달라지나요?",
    ):
        right = target([3, 5, 4, 3], 7)
        garbage = with_a_slip(right, [2])
        garbage[0, 4:], garbage[3, 4] = rng.ids(10, 40, (3,)), 33
        garbage[1, 6] = eos
        garbage[0, 6] = eos
        same(garbage, right)
        twice = right.clone()
        twice[0, 5], twice[3, 6] = eos, eos
        same(right, twice)
    with expect.part(
        "the_end_counts",
        2,
        en="A sentence that goes on where the target ends, or ends too soon, or never: is it wrong?",
        ko="타깃이 끝난 자리에서 계속 쓰는 문장, 너무 일찍 끝난 문장, 끝나지 않는 문장은 틀린 것인가요?",
    ):
        right = target([3, 4, 5, 4], 6)
        other = right.clone()
        other[0, 3:6] = torch.tensor([35, eos, 0])  # goes on
        other[1, 3:] = torch.tensor([eos, 0, 0])  # ends too soon
        same(other, right)
        other = right.clone()
        other[3, 4:] = 0  # never ends
        same(other, right)
        right = target([3, 2, 4], 5)
        same(right[:, :4], right)  # the third has no room for its end
        same(
            torch.cat([right[:, :4], torch.full((3, 1), 35)], dim=1), right
        )  # and writes something else there
    with expect.part(
        "widths",
        1,
        en="What was written and the target may have different widths. Does that make a right sentence wrong, or stop the "
        "function?",
        ko="쓴 것과 타깃의 폭이 다를 수 있어요. 그 때문에 맞는 문장이 틀린 것이 되거나 함수가 멈추지 않나요?",
    ):
        right = target([3, 2, 4], 5)
        same(torch.cat([right, torch.zeros(3, 2, dtype=torch.int64)], dim=1), right)
        same(with_a_slip(right, [1])[:, :5], torch.cat([right, torch.zeros(3, 3, dtype=torch.int64)], dim=1))
    with expect.part(
        "id_of_the_end",
        1,
        en="Does the id of the end come from the argument?",
        ko="끝 토큰의 id를 인수에서 받아 쓰나요?",
    ):
        ids = torch.tensor([[5, 2, 7, 9, 0], [5, 6, 7, 0, 0], [7, 2, 2, 0, 0]])
        other = torch.tensor([[5, 3, 7, 9, 0], [5, 6, 7, 8, 8], [7, 3, 3, 3, 3]])
        same(other, ids, 7)


@check.right
def up_to_the_targets_end(predicted, targets, eos_id):
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += one[:end] == other[:end]
    return hits / len(targets)


@check.right
def both_cut_behind_the_end(predicted, targets, eos_id):
    def cut(row):
        return row[: row.index(eos_id) + 1] if eos_id in row else row

    pairs = zip(predicted.tolist(), targets.tolist(), strict=True)
    return sum(cut(one) == cut(other) for one, other in pairs) / len(targets)


@check.right
def compared_with_a_mask(predicted, targets, eos_id):
    width = targets.shape[1]
    one = F.pad(predicted, (0, max(0, width - predicted.shape[1])), value=-1)[:, :width]
    ends = (targets == eos_id).long()
    counts = ends.cumsum(dim=1) - ends == 0  # up to the first end, the end included
    return ((one == targets) | ~counts).all(dim=1).float().mean()


@check.misconception(
    en="Do you compare what stands behind the end, too? Who wrote that?",
    ko="끝 토큰 뒤에 있는 것까지 비교하나요? 그건 누가 쓴 것인가요?",
)
def all_places_compared(predicted, targets, eos_id):
    width = max(predicted.shape[1], targets.shape[1])
    one = F.pad(predicted, (0, width - predicted.shape[1]))
    other = F.pad(targets, (0, width - targets.shape[1]))
    return (one == other).all(dim=1).double().mean().item()


@check.misconception(
    en="list.index stops with an error when there is nothing to find. May a sentence be without an end?",
    ko="list.index는 찾는 것이 없으면 오류로 멈춰요. 끝 토큰이 없는 문장이 있을 수 있나요?",
)
def an_end_expected(predicted, targets, eos_id):
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        hits += one[: one.index(eos_id)] == other[: other.index(eos_id)]
    return hits / len(targets)


misconception = check.misconceptions_in(up_to_the_targets_end)
misconception(
    "tokens_counted",
    ("hits = 0", "hits = total = 0"),
    (
        "one[:end] == other[:end]",
        "sum(a == b for a, b in zip(one[:end], other[:end], strict=False))\n        total += end",
    ),
    ("len(targets)", "total"),
    en="Do you count tokens or sentences? Nine right characters of ten: is the date right?",
    ko="토큰을 세나요, 문장을 세나요? 열 글자 가운데 아홉 글자가 맞으면 그 날짜는 맞은 건가요?",
)
misconception(
    "end_not_compared",
    ("other.index(eos_id) + 1", "other.index(eos_id)"),
    en="The tokens before the end agree. Must the sentence end there as well, or may it go on?",
    ko="끝 앞의 토큰은 모두 같아요. 거기서 끝나기도 해야 하나요, 더 써도 되나요?",
)
misconception(
    "sentences_counted_not_shared",
    ("hits / len(targets)", "float(hits)"),
    en="Is it a number of sentences or a share? What is it when all are right?",
    ko="문장의 수인가요, 비율인가요? 모두 맞으면 얼마인가요?",
)
misconception(
    "any_token_will_do",
    ("one[:end] == other[:end]", "any(a == b for a, b in zip(one[:end], other[:end], strict=False))"),
    en="Is a sentence right when any of its tokens is right, or only when all are?",
    ko="토큰 하나만 맞아도 맞은 문장인가요, 모두 맞아야 하나요?",
)
misconception(
    "zip_stops_with_the_shorter",
    ("one[:end] == other[:end]", "all(a == b for a, b in zip(one, other[:end], strict=False))"),
    en="zip stops with the shorter of the two. What was written has stopped before its end: is it right?",
    ko="zip은 둘 가운데 짧은 쪽에서 멈춰요. 끝 토큰을 쓰기 전에 멈춘 문장은 맞은 건가요?",
)
misconception(
    "last_end_of_the_target",
    ("other.index(eos_id) + 1", "len(other) - other[::-1].index(eos_id)"),
    en="A target may hold a second end behind the first. Up to which of them do you compare?",
    ko="타깃에도 첫 번째 끝 토큰 뒤에 또 끝 토큰이 있을 수 있어요. 그 가운데 어느 것까지 비교하나요?",
)


misconception = check.misconceptions_in(both_cut_behind_the_end)
misconception(
    "cut_at_the_last_end",
    ("row.index(eos_id) + 1", "len(row) - row[::-1].index(eos_id)"),
    en="There may be a second end behind the first. With which one is the sentence over?",
    ko="첫 번째 끝 토큰 뒤에 또 끝 토큰이 있을 수 있어요. 문장은 어느 것에서 끝나나요?",
)
misconception(
    "end_left_off",
    (
        "return row[: row.index(eos_id) + 1] if eos_id in row else row",
        "kept = row[: row.index(eos_id)] if eos_id in row else row\n"
        "        return [token for token in kept if token != 0]",
    ),
    en="You cut both sentences before the end. How do you then tell a sentence that has ended from one that has not?",
    ko="두 문장을 모두 끝 토큰 앞에서 자르고 있어요. 그러면 끝난 문장과 아직 끝나지 않은 문장을 어떻게 구별하나요?",
)
