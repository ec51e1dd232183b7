"""pair_input: one sentence or two with [CLS] and [SEP], and their segments, as `tokenizers` joins them for BERT."""

from __future__ import annotations

from typing import Any

import torch

from grader.checks.day14.shared import numbers
from grader.judge import Check, Expect, Rng, Student


def pair_input(
    first: list[int], second: list[int] | None, cls_id: int, sep_id: int
) -> tuple[list[int], list[int]]:
    """Oracle: the template of Hugging Face's tokenizers for BERT."""
    from tokenizers import Tokenizer, models, processors

    words = {str(i) for i in (*first, *(second or []), cls_id, sep_id)}
    tokenizer = Tokenizer(models.WordLevel({word: int(word) for word in words}, unk_token=str(sep_id)))
    tokenizer.post_processor = processors.BertProcessing((str(sep_id), sep_id), (str(cls_id), cls_id))
    sentences = [list(map(str, sentence)) for sentence in (first, second) if sentence is not None]
    encoded = tokenizer.encode(
        sentences[0], sentences[1] if second is not None else None, is_pretokenized=True
    )
    return encoded.ids, encoded.type_ids


check = Check(pair_input)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, two, other ids, the lists left alone."""

    def ids(count: int) -> list[int]:
        return [rng.integer(10, 90) for _ in range(count)]

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            got = expect.pair(student.call("pair_input", *args), ("ids", "segments"))
            expect.true(tuple(map(numbers, got)) == pair_input(*args))
            if unchanged:
                expect.unchanged()

        expect.every(cases, one_case)

    with expect.part(
        "one_sentence",
        2,
        en="One sentence: is it [CLS], the sentence, [SEP], and every segment 0?",
        ko="문장이 하나일 때 [CLS], 문장, [SEP] 순서이고 세그먼트가 모두 0인가요?",
    ):
        same((ids(4), None, 1, 2), (ids(1), None, 7, 5))
    with expect.part(
        "two_sentences",
        3,
        en="Two sentences: which special tokens stand where, and to which sentence does each [SEP] belong?",
        ko="문장이 두 개일 때 어떤 특수 토큰이 어디에 있나요? 각 [SEP]은 어느 문장에 속하나요?",
    ):
        same((ids(4), ids(2), 1, 2), (ids(2), ids(5), 8, 3), (ids(3), ids(3), 1, 2))
    with expect.part(
        "lists_left_alone",
        1,
        en="Are the two lists the same after the call? Does a line append to them?",
        ko="함수를 부른 뒤에도 두 리스트가 그대로인가요? 거기에 덧붙이는 줄이 있나요?",
    ):
        same((ids(3), ids(2), 101, 102), (ids(2), None, 101, 102), unchanged=True)


@check.right
def token_by_token(first, second, cls_id, sep_id):
    ids, segments = [cls_id], [0]
    for number, sentence in enumerate([first] if second is None else [first, second]):
        for token in sentence + [sep_id]:
            ids.append(token)
            segments.append(number)
    return ids, segments


@check.right
def as_tensors(first, second, cls_id, sep_id):
    ids = [cls_id] + first + [sep_id] + ([] if second is None else second + [sep_id])
    return torch.tensor(ids), (torch.arange(len(ids)) >= len(first) + 2).long()


@check.misconception(
    en="To which sentence does the [SEP] in the middle belong: does it end the first, or begin the second?",
    ko="가운데의 [SEP]은 어느 문장에 속하나요? 첫 문장을 끝내나요, 둘째 문장을 시작하나요?",
)
def middle_sep_is_second(first, second, cls_id, sep_id):
    ids = [cls_id, *first, sep_id]
    if second is None:
        return ids, [0] * len(ids)
    ids = [*ids, *second, sep_id]
    zeros = 1 + len(first)
    return ids, [0] * zeros + [1] * (len(ids) - zeros)


@check.misconception(
    en="What ends the second sentence?",
    ko="둘째 문장은 무엇으로 끝나나요?",
)
def last_sep_missing(first, second, cls_id, sep_id):
    ids, segments = [cls_id, *first, sep_id], [0] * (len(first) + 2)
    if second is not None:
        ids, segments = ids + second, segments + [1] * len(second)
    return ids, segments


@check.misconception(
    en="Does a single sentence end with [SEP], too?",
    ko="문장이 하나뿐일 때도 [SEP]으로 끝나나요?",
)
def sep_only_between(first, second, cls_id, sep_id):
    if second is None:
        return [cls_id, *first], [0] * (len(first) + 1)
    ids = [cls_id, *first, sep_id, *second, sep_id]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@check.misconception(
    en="How many [CLS] does one input have? What does it stand for?",
    ko="입력 하나에 [CLS]가 몇 개인가요? [CLS]는 무엇을 나타내나요?",
)
def second_cls(first, second, cls_id, sep_id):
    ids, segments = [cls_id, *first, sep_id], [0] * (len(first) + 2)
    if second is not None:
        ids, segments = [*ids, cls_id, *second, sep_id], segments + [1] * (len(second) + 2)
    return ids, segments


@check.misconception(
    en="When second is None there is no second sentence. Does one [SEP] of it remain?",
    ko="second가 None이면 둘째 문장이 없어요. 그런데 그 [SEP]이 남아 있지 않나요?",
)
def sep_for_no_sentence(first, second, cls_id, sep_id):
    second = second or []
    ids = [cls_id, *first, sep_id, *second, sep_id]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@check.misconception(
    en="With which number do the segments begin?",
    ko="세그먼트 번호는 몇부터 시작하나요?",
)
def segments_from_one(first, second, cls_id, sep_id):
    ids, segments = [cls_id, *first, sep_id], [1] * (len(first) + 2)
    if second is not None:
        ids, segments = [*ids, *second, sep_id], segments + [2] * (len(second) + 1)
    return ids, segments


@check.misconception(
    en="What happens to the caller's list when you call insert or append on it?",
    ko="insert나 append를 부르면 부른 쪽의 리스트에 무슨 일이 일어나나요?",
)
def caller_s_list_grows(first, second, cls_id, sep_id):
    first.insert(0, cls_id)
    first.append(sep_id)
    if second is None:
        return first, [0] * len(first)
    second.append(sep_id)
    return first + second, [0] * len(first) + [1] * len(second)
