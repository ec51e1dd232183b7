"""Spot the bug: one set of weights six times.

Random weights have no right values, so what is judged is which of them are equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.day04.shared import Array, Params
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def make_params(rng: np.random.Generator, d_model: int, d_ff: int) -> Params:
    """What the lesson gives: random weights with variance 1/fan_in, gammas 1, betas and biases 0."""
    return {
        "gamma1": np.ones(d_model),
        "beta1": np.zeros(d_model),
        "w1": rng.normal(0, 1 / np.sqrt(d_model), (d_model, d_ff)),
        "b1": np.zeros(d_ff),
        "w2": rng.normal(0, 1 / np.sqrt(d_ff), (d_ff, d_model)),
        "b2": np.zeros(d_model),
        "gamma2": np.ones(d_model),
        "beta2": np.zeros(d_model),
    }


def _pattern(values: list[Any]) -> list[Any]:
    """Of what stack_of_six returned in each call: lengths, shapes, and which arrays are equal to which."""
    stacks = [value if isinstance(value, list | tuple) else [] for value in values]
    arrays = [
        [
            {k: v for k, v in block.items() if isinstance(v, np.ndarray)} if isinstance(block, dict) else {}
            for block in s
        ]
        for s in stacks
    ]
    seen: dict[Any, int] = {}
    pattern: list[Any] = []
    for stack, value in zip(arrays, values, strict=True):
        pattern.append([type(value).__name__ in ("list", "tuple"), len(stack)])
        for block in stack:
            for key in sorted(block, key=str):
                array = block[key]
                twin = seen.setdefault((array.dtype.name, array.shape, array.tobytes()), len(seen))
                pattern.append([str(key), str(array.shape), twin])
    return pattern


def _different_sets(expect: Expect, got: Any, d_model: int, d_ff: int) -> list[Array]:
    """The w1 and w2 of six sets as make_params gives them, if all are different; `got` is not trusted."""
    right = make_params(np.random.default_rng(0), d_model, d_ff)
    weights = []
    for params in expect.items(got, 6):
        expect.true(isinstance(params, dict))
        for name, wanted in right.items():
            if name not in ("w1", "w2"):
                expect.array(params.get(name), wanted, label=name)
                continue
            array = expect.like(params.get(name), wanted, label=name)
            # Random numbers: their standard deviation is only near 1/sqrt(fan_in). Of 28 numbers, the fewest here, it is
            # outside of these bounds once in 10^11 times (chi-squared distribution).
            expect.true(0.25 < np.std(array) * wanted.shape[0] ** 0.5 < 2.2)
            weights.append(array)
    for i, array in enumerate(weights):
        expect.true(not any(np.array_equal(array, other) for other in weights[:i]))
    return weights


def stack_of_six(seed: int, d_model: int, d_ff: int) -> list[Params]:
    """A right answer; which random numbers stand in it is not fixed."""
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


check = Check(
    stack_of_six,
    bug="one_set_six_times",
    view=_pattern,
    reason=Choice(
        "C",
        {
            "A": Text(
                "Six is what the 2017 model used, and any number runs. Compare the first weights of two of the blocks.",
                "여섯 개는 2017년 모델이 쓴 수이고, 몇 개든 동작은 해요. 두 블록의 첫 가중치를 서로 비교해 보세요.",
            ),
            "B": Text(
                "An order can only be wrong when the blocks differ. Do they?",
                "순서가 틀리려면 블록들이 서로 달라야 해요. 정말 서로 다른가요?",
            ),
            "C": Text(
                "All six places hold one and the same set of weights: the model has a sixth of its parameters, and a "
                "change of one block changes all. The shapes cannot show it.",
                "여섯 자리에 모두 같은 가중치 한 벌이 들어 있어요. 파라미터가 6분의 1뿐이고, 한 블록을 바꾸면 모두 "
                "바뀌어요. 모양만 봐서는 알 수 없어요.",
            ),
            "D": Text(
                "Every block gives back the shape it was given, so this cannot be. Compare the numbers, not the shapes.",
                "모든 블록은 받은 모양 그대로 돌려주니 그럴 수 없어요. 모양 말고 숫자를 비교해 보세요.",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Six sets, all different; the same for the same seed and others for another."""
    seed = rng.integer(1, 10**6)
    with expect.part(
        "six_different_sets",
        2,
        en="Are there six sets of weights, each drawn for itself? When does make_params run?",
        ko="가중치가 여섯 벌이고 하나하나 따로 뽑은 것인가요? make_params는 언제, 몇 번 실행되나요?",
    ):
        for sizes in ((4, 7), (6, 5)):
            _different_sets(expect, student.stack_of_six(seed, *sizes), *sizes)
    with expect.part(
        "seed",
        1,
        en="Does the same seed give the same six sets again, and another seed others?",
        ko="같은 seed로는 같은 여섯 벌이, 다른 seed로는 다른 여섯 벌이 나오나요?",
    ):
        stacks = [student.stack_of_six(s, 4, 7) for s in (seed, seed, seed + 1)]
        one, again, other = (_different_sets(expect, stack, 4, 7) for stack in stacks)
        for a, b, c in zip(one, again, other, strict=True):
            expect.true(np.array_equal(a, b) and not np.array_equal(a, c))


@check.right
def appended(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    blocks: list[Params] = []
    while len(blocks) < 6:
        blocks.append(make_params(rng, d_model, d_ff))
    return blocks


@check.right
def a_generator_each(seed, d_model, d_ff):
    return tuple(make_params(rng, d_model, d_ff) for rng in np.random.default_rng(seed).spawn(6))


@check.right
def copied_then_shuffled(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    blocks = [make_params(rng, d_model, d_ff)] * 6
    for i, block in enumerate(blocks):
        blocks[i] = {**block, "w1": rng.permuted(block["w1"]), "w2": rng.permuted(block["w2"])}
    return blocks


@check.misconception(
    en="How many times does make_params run? Do the six places hold six sets of weights, or one set six times?",
    ko="make_params가 몇 번 실행되나요? 여섯 자리에 있는 것이 여섯 벌인가요, 같은 한 벌이 여섯 번인가요?",
)
def one_set_six_times(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    params = make_params(rng, d_model, d_ff)
    return [params] * 6


@check.misconception(
    en="How many sets are in the list? What does range count?",
    ko="목록에 몇 벌이 들어 있나요? range는 몇까지 세나요?",
)
def only_five(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(1, 6)]


@check.misconception(
    en="How many sets are in the list? Was one already there before the loop?",
    ko="목록에 몇 벌이 들어 있나요? 반복문 앞에서 이미 하나를 넣지 않았나요?",
)
def seven_sets(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    blocks = [make_params(rng, d_model, d_ff)]
    for _ in range(6):
        blocks.append(make_params(rng, d_model, d_ff))
    return blocks


@check.misconception(
    en="Do two different seeds give different weights? Where does the argument seed go?",
    ko="seed가 다르면 가중치도 달라지나요? 인수 seed를 어디에서 쓰나요?",
)
def seed_ignored(seed, d_model, d_ff):
    rng = np.random.default_rng(0)
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


@check.misconception(
    en="Does the same seed give the same weights twice? With what is the generator made?",
    ko="같은 seed를 두 번 주면 같은 가중치가 나오나요? 난수 생성기를 무엇으로 만들었나요?",
)
def never_the_same(seed, d_model, d_ff):
    rng = np.random.default_rng()
    return [make_params(rng, d_model, d_ff) for _ in range(6)]


@check.misconception(
    en="Are all weights of a block its own? Compare w2 of two blocks as well as w1.",
    ko="블록의 모든 가중치가 그 블록만의 것인가요? w1뿐 아니라 w2도 두 블록끼리 비교해 보세요.",
)
def first_set_copied_and_half_renewed(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    first = make_params(rng, d_model, d_ff)
    return [{**first, "w1": make_params(rng, d_model, d_ff)["w1"]} for _ in range(6)]


@check.misconception(
    en="Are all six sets different from one another? Compare the first with the fourth.",
    ko="여섯 벌이 모두 서로 다른가요? 첫 번째와 네 번째를 비교해 보세요.",
)
def three_sets_twice(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_model, d_ff) for _ in range(3)] * 2


@check.misconception(
    en="In which order does make_params take d_model and d_ff? Which shape has w1?",
    ko="make_params에 d_model과 d_ff를 어떤 순서로 주어야 하나요? w1의 모양은 무엇인가요?",
)
def widths_swapped(seed, d_model, d_ff):
    rng = np.random.default_rng(seed)
    return [make_params(rng, d_ff, d_model) for _ in range(6)]
