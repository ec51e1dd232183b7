"""Six blocks one after the other, each with weights of its own, against the oracle of the block."""

from __future__ import annotations

import numpy as np

from grader.checks.day04.shared import LOOSE, Array, Params, random_params
from grader.checks.day04.transformer_block import transformer_block
from grader.judge import Check, Expect, Rng, Student


def six_blocks(x: Array, blocks: list[Params]) -> Array:
    """Oracle."""
    for params in blocks:
        x = transformer_block(x, params)
    return x


check = Check(six_blocks, uses=("transformer_block",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Six times deep, each block its own weights in order, batches, the input left alone."""

    def blocks(d_model: int, d_ff: int) -> list[Params]:
        return [random_params(rng, d_model, d_ff) for _ in range(6)]

    with expect.part(
        "depth",
        1,
        en="Does each block read what the block before it gave, six times in all?",
        ko="각 블록이 바로 앞 블록의 결과를 읽나요? 모두 여섯 번인가요?",
    ):
        cases = [
            (rng.normal((5, 6)), [random_params(rng, 6, 8)] * 6) for _ in range(2)
        ]  # the order does not show
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "own_weights",
        2,
        en="Does each block use its own parameters, from the first of the list to the last?",
        ko="블록마다 자기 파라미터를 쓰나요? 목록의 처음부터 끝까지 차례대로인가요?",
    ):
        cases = [(rng.normal((5, 6)), blocks(6, 8)), (rng.normal((3, 4)), blocks(4, 7))]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "batch",
        0.5,
        en="Does the stack work with one and with two batch axes in front?",
        ko="앞에 배치 축이 하나, 또는 두 개 있어도 동작하나요?",
    ):
        cases = [(rng.normal((2, 5, 6)), blocks(6, 8)), (rng.normal((2, 3, 5, 4)), blocks(4, 7))]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "inputs_kept",
        0.5,
        en="Are x and the list of blocks still the same after the call?",
        ko="함수를 부른 뒤에도 x와 블록 목록이 그대로인가요?",
    ):
        cases = [(rng.normal((5, 6)), blocks(6, 8))]
        expect.same(cases, tolerance=LOOSE, unchanged=True)


@check.right
def reduced(x, blocks):
    from functools import reduce

    return reduce(transformer_block, blocks, x)


@check.right
def recursive(x, blocks):
    def through(h, left):
        return through(transformer_block(h, left[0], "post"), left[1:]) if left else h

    return through(np.array(x, copy=True), list(blocks))


@check.right
def float32_between(x, blocks):
    for i in range(6):
        x = np.asarray(transformer_block(x, blocks[i]), dtype=np.float32)
    return x


@check.misconception(
    en="Are six sets of weights used, or one set six times?",
    ko="가중치 여섯 벌을 쓰나요, 한 벌을 여섯 번 쓰나요?",
)
def first_block_six_times(x, blocks):
    for _ in range(6):
        x = transformer_block(x, blocks[0])
    return x


@check.misconception(
    en="Does the index in the loop move? Are six sets of weights used, or one set six times?",
    ko="반복문에서 번호가 바뀌나요? 가중치 여섯 벌을 쓰나요, 한 벌을 여섯 번 쓰나요?",
)
def last_block_six_times(x, blocks):
    for _ in blocks:
        x = transformer_block(x, blocks[-1])
    return x


@check.misconception(
    en="At which index does the loop begin? How many blocks does x pass?",
    ko="반복문이 몇 번부터 시작하나요? x가 블록을 몇 개 지나나요?",
)
def first_block_skipped(x, blocks):
    for i in range(1, 6):
        x = transformer_block(x, blocks[i])
    return x


@check.misconception(
    en="At which index does the loop end? How many blocks does x pass?",
    ko="반복문이 몇 번에서 끝나나요? x가 블록을 몇 개 지나나요?",
)
def last_block_skipped(x, blocks):
    for i in range(5):
        x = transformer_block(x, blocks[i])
    return x


@check.misconception(
    en="How many blocks does x pass before the return line is reached? Look at its indentation.",
    ko="return 줄에 닿기 전에 x가 블록을 몇 개 지나나요? 들여쓰기를 살펴보세요.",
)
def returned_in_the_loop(x, blocks):
    for params in blocks:
        x = transformer_block(x, params)
        return x
    return x


@check.misconception(
    en="Which block reads x first? In which direction does the loop run?",
    ko="x를 가장 먼저 읽는 블록은 무엇인가요? 반복문이 어느 방향으로 가나요?",
)
def last_to_first(x, blocks):
    for params in reversed(blocks):
        x = transformer_block(x, params)
    return x


@check.misconception(
    en="What does the second block read: x, or what the first block gave?",
    ko="두 번째 블록이 읽는 것은 처음의 x인가요, 첫 번째 블록의 결과인가요?",
)
def every_block_reads_the_input(x, blocks):
    for params in blocks:
        output = transformer_block(x, params)
    return output


@check.misconception(
    en="Do the blocks stand one behind the other, or side by side with their outputs added up?",
    ko="블록들이 앞뒤로 이어져 있나요, 나란히 있고 출력들을 더하나요?",
)
def outputs_summed(x, blocks):
    return np.sum([transformer_block(x, params) for params in blocks], axis=0)


@check.misconception(
    en="Do the blocks stand one behind the other, or side by side with their outputs averaged?",
    ko="블록들이 앞뒤로 이어져 있나요, 나란히 있고 출력들의 평균을 구하나요?",
)
def outputs_averaged(x, blocks):
    return np.mean([transformer_block(x, params) for params in blocks], axis=0)


@check.misconception(
    en="Is x added once more to what a block gives? Where do the residuals belong?",
    ko="블록의 결과에 x를 또 더하나요? 잔차 연결은 어디에 있어야 하나요?",
)
def residual_around_each_block(x, blocks):
    for params in blocks:
        x = x + transformer_block(x, params)
    return x


@check.misconception(
    en="Is the stack's input added to its output? Where do the residuals belong?",
    ko="쌓은 블록 전체의 출력에 처음 입력을 더하나요? 잔차 연결은 어디에 있어야 하나요?",
)
def residual_around_the_stack(x, blocks):
    h = x
    for params in blocks:
        h = transformer_block(h, params)
    return x + h


@check.misconception(
    en="Which norm do the blocks of this stack use, post or pre?",
    ko="이 스택의 블록은 post와 pre 가운데 어느 정규화를 쓰나요?",
)
def stack_of_pre_norm(x, blocks):
    for params in blocks:
        x = transformer_block(x, params, "pre")
    return x


@check.misconception(
    en="What is asked for: the outputs of all blocks, or the last one?",
    ko="돌려줄 것이 모든 블록의 출력인가요, 마지막 출력인가요?",
)
def all_outputs_returned(x, blocks):
    outputs = []
    for params in blocks:
        x = transformer_block(x, params)
        outputs.append(x)
    return outputs


@check.misconception(
    en="Is the caller's x still the same after the call? What does x[...] = … change?",
    ko="함수를 부른 쪽의 x가 그대로 남아 있나요? x[...] = … 는 무엇을 바꾸나요?",
)
def stack_written_into_x(x, blocks):
    for params in blocks:
        x[...] = transformer_block(x, params)
    return x


@check.misconception(
    en="Is the caller's list still complete after the call? What does pop take away?",
    ko="함수를 부른 뒤에도 목록이 그대로 남아 있나요? pop은 무엇을 없애나요?",
)
def list_emptied(x, blocks):
    while blocks:
        x = transformer_block(x, blocks.pop(0))
    return x
