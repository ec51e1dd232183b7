"""batches_by_length: batches of sentences of like length, beside torch's stable sort. Ties may be broken either way."""

from __future__ import annotations

from typing import Any

import torch

from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def _same_batches(expect: Expect, got: Any, lengths: list[int], batch_size: int) -> None:
    """The batches hold every sentence once, shortest first, all but the last full. Equal lengths may stand in any order."""
    right = batches_by_length(lengths, batch_size)
    batches = [
        batch.tolist() if hasattr(batch, "tolist") else batch
        for batch in (got if isinstance(got, list | tuple) else (got,))
    ]
    if not isinstance(got, list | tuple) or not all(isinstance(batch, list | tuple) for batch in batches):
        raise Failure(
            Text(
                "A list of batches is expected, each a list of places. What does the return line give back?",
                "배치의 목록을 돌려주어야 하고, 배치마다 자리 번호의 목록이어야 해요. return 줄이 무엇을 돌려주나요?",
            )
        )
    batches = [[each.tolist() if hasattr(each, "tolist") else each for each in batch] for batch in batches]
    expect.true(all(type(each) is int for batch in batches for each in batch))
    if sorted(each for batch in batches for each in batch) != list(range(len(lengths))):
        raise Failure(
            Text(
                "Each sentence should stand in exactly one batch. Which ones are lost, or stand there twice? Are the "
                "entries places in the list, and not lengths?",
                "문장마다 정확히 한 배치에 들어 있어야 해요. 빠지거나 두 번 들어간 문장이 있나요? 담은 것이 길이가 아니라 목록에서의 "
                "자리 번호인가요?",
            )
        )
    wanted = [sorted(lengths[i] for i in batch) for batch in right]
    expect.true([sorted(lengths[i] for i in batch) for batch in batches] == wanted)


def batches_by_length(lengths: list[int], batch_size: int) -> list[list[int]]:
    """Oracle: torch's stable sort, cut by torch."""
    order = torch.sort(torch.tensor(lengths), stable=True).indices
    return [part.tolist() for part in order.split(batch_size)]


check = Check(batches_by_length)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Different lengths that fill the batches, then equal lengths, then a batch that is not full."""

    def lengths(count: int, different: bool = False) -> list[int]:
        if not different:
            return [int(each) for each in rng.integers(5, 9, (count,))]
        order = torch.tensor(rng.uniform((count,))).argsort().tolist()
        if order == sorted(order):
            order.reverse()
        return [2 * each + 5 for each in order]

    def same(sentences: list[int], batch_size: int, unchanged: bool = False) -> None:
        _same_batches(expect, student.batches_by_length(sentences, batch_size), sentences, batch_size)
        if unchanged:
            expect.unchanged()

    with expect.part(
        "sorted",
        2,
        en="Do sentences of like length stand together, the shortest in the first batch? Are they sorted before they are cut?",
        ko="길이가 비슷한 문장끼리 모여 있고, 가장 짧은 것들이 첫 배치에 있나요? 자르기 전에 정렬하나요?",
    ):
        same(lengths(12, different=True), 4)
        same(lengths(10, different=True), 2)
    with expect.part(
        "equal_lengths",
        2,
        en="Several sentences may have the same length. Does each of them stand in exactly one batch?",
        ko="길이가 같은 문장이 여럿일 수 있어요. 그 하나하나가 정확히 한 배치에 들어 있나요?",
    ):
        same([7, 5, 7, 5, 6, 7, *lengths(9)], 3)
    with expect.part(
        "what_is_left",
        2,
        en="When batch_size does not divide the number of sentences: is every batch full but the last, and nothing lost?",
        ko="문장 수가 batch_size로 나누어떨어지지 않을 때, 마지막을 뺀 모든 배치가 꽉 차 있고 빠진 문장이 없나요?",
    ):
        same(lengths(11, different=True), 4)
        same(lengths(17), 5, unchanged=True)
        same([6, 9, 4], 5)


@check.right
def sorted_with_torch(lengths, batch_size):
    return torch.tensor(lengths).argsort(stable=True).split(batch_size)


@check.right
def filled_one_by_one(lengths, batch_size):
    batches: list[list[int]] = []
    for _, i in sorted((length, i) for i, length in enumerate(lengths)):
        if not batches or len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(i)
    return batches


@check.right
def equal_ones_the_other_way_round(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], -i))
    batches = []
    while order:
        batches.append(tuple(order[:batch_size]))
        order = order[batch_size:]
    return tuple(batches)


@check.misconception(
    en="Do the lengths play any part in your batches?",
    ko="배치를 만들 때 길이를 쓰고 있나요?",
)
def not_sorted(lengths, batch_size):
    order = list(range(len(lengths)))
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@check.misconception(
    en="Are the sentences sorted before they are cut into batches, or inside each batch only?",
    ko="배치로 자르기 전에 정렬하나요, 배치 안에서만 정렬하나요?",
)
def sorted_after_the_cut(lengths, batch_size):
    order = list(range(len(lengths)))
    cut = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    return [sorted(batch, key=lambda i: lengths[i]) for batch in cut]


@check.misconception(
    en="Where do the sentences go that do not fill a whole batch?",
    ko="배치 하나를 다 채우지 못하고 남은 문장들은 어디로 가나요?",
)
def rest_dropped(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(len(order) // batch_size)]


@check.misconception(
    en="What stands in your last batch when batch_size divides the number of sentences?",
    ko="문장 수가 batch_size로 나누어떨어질 때 마지막 배치에는 무엇이 들어 있나요?",
)
def an_empty_one_at_the_end(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[n * batch_size : (n + 1) * batch_size] for n in range(len(order) // batch_size + 1)]


@check.misconception(
    en="What stands in your batches: the lengths, or the places of the sentences in the list?",
    ko="배치에 담긴 것이 길이인가요, 문장의 자리 번호인가요?",
)
def lengths_not_places(lengths, batch_size):
    order = sorted(lengths)
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@check.misconception(
    en="lengths.index finds the first sentence of that length. What becomes of the second one?",
    ko="lengths.index는 그 길이를 가진 첫 문장을 찾아요. 두 번째 문장은 어떻게 되나요?",
)
def found_by_length(lengths, batch_size):
    order = [lengths.index(length) for length in sorted(lengths)]
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@check.misconception(
    en="A dict holds one value for a key. What becomes of two sentences of the same length?",
    ko="dict는 키 하나에 값 하나만 담아요. 길이가 같은 두 문장은 어떻게 되나요?",
)
def one_for_each_length(lengths, batch_size):
    place = {length: i for i, length in enumerate(lengths)}
    order = [place[length] for length in sorted(place)]
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@check.misconception(
    en="Must all sentences of a batch have exactly the same length? How many batches are full then?",
    ko="한 배치의 문장들은 길이가 꼭 똑같아야 하나요? 그러면 꽉 찬 배치가 몇 개나 되나요?",
)
def a_batch_for_each_length(lengths, batch_size):
    batches = []
    for length in sorted(set(lengths)):
        same = [i for i, other in enumerate(lengths) if other == length]
        batches += [same[i : i + batch_size] for i in range(0, len(same), batch_size)]
    return batches


@check.misconception(
    en="Do the longest come first? Which sentences then stand in the batch that is not full?",
    ko="가장 긴 것부터 오나요? 그러면 다 차지 않은 배치에는 어떤 문장이 남나요?",
)
def longest_first(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True)
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@check.misconception(
    en="Is batch_size the number of batches, or the number of sentences in one?",
    ko="batch_size가 배치의 개수인가요, 한 배치에 드는 문장의 수인가요?",
)
def so_many_batches(lengths, batch_size):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [part.tolist() for part in torch.tensor(order).tensor_split(batch_size)]


@check.misconception(
    en="lengths.sort() sorts the caller's own list. How do you find out where each length stood before?",
    ko="lengths.sort()는 부른 쪽의 목록을 바꿔 버려요. 길이들이 원래 어디 있었는지는 어떻게 아나요?",
)
def callers_list_sorted(lengths, batch_size):
    lengths.sort()
    order = list(range(len(lengths)))
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
