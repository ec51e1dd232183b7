"""order_gap: how much attention notices when the tokens change places, by torch's own attention."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day03.shared import Array, tensor
from grader.judge import Check, Expect, Rng, Student


def attention(x: Array) -> Array:
    """The attention that the lesson gives, by torch."""
    tokens = tensor(x)
    return F.scaled_dot_product_attention(tokens, tokens, tokens).numpy()


def without_rounding(values: list[Any]) -> list[Any]:
    """What the function returned, with rounding errors and the kind of number left out."""
    return [
        np.round(np.asarray(value, dtype=np.float64), 7)
        if isinstance(value, int | float | np.ndarray)
        else value
        for value in values
    ]


def random_cycle(rng: Rng, length: int) -> Array:
    """A random order in which no token stays and which is not its own inverse (length 3 or more)."""
    places = np.argsort(rng.uniform((length,)))
    order = np.empty(length, dtype=np.int64)
    order[places] = np.roll(places, 1)
    return order


def order_gap(tokens: Array, positions: Array, order: Array) -> Array:
    """Oracle. Rounded, so that what is zero but for rounding is zero."""
    moved = attention(tokens[order] + positions)
    return np.round(np.abs(moved - attention(tokens + positions)[order]).max(), 9)


check = Check(order_gap, view=without_rounding)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """With positions, without them, the inputs left alone."""

    def cases(scale: float, *shapes: tuple[int, int]) -> list[tuple[Array, Array, Array]]:
        found = []
        for shape in shapes:
            tokens, positions, order = (
                rng.normal(shape),
                rng.normal(shape, scale),
                random_cycle(rng, shape[0]),
            )
            found += [(tokens, positions, order), (-tokens, -positions, order)]
        return found

    with expect.part(
        "with_positions",
        3,
        en="Do the tokens change places while the positions stay where they are? Is it the largest difference, "
        "whatever its sign?",
        ko="토큰은 자리를 바꾸고 위치는 제자리에 남아 있나요? 부호와 상관없이 가장 큰 차이를 돌려주나요?",
    ):
        expect.same(cases(1.0, (5, 4), (6, 3), (5, 5)))
    with expect.part(
        "without_positions",
        2,
        en="Without positions each token takes its result along. Do you compare each token with itself, after the "
        "results have been put into the new order, too?",
        ko="위치가 없으면 토큰은 자기 결과를 그대로 가지고 다녀요. 결과도 새 순서로 놓은 뒤 같은 토큰끼리 비교하나요?",
    ):
        blind = [(tokens, 0 * tokens, order) for tokens, _, order in cases(1.0, (5, 4), (4, 6))]
        expect.same([*blind, *cases(0.2, (5, 3))])
    with expect.part(
        "input_kept",
        0.5,
        en="Are the arrays that came in still the same after the call?",
        ko="함수를 부른 뒤에도 받은 배열이 그대로인가요?",
    ):
        expect.same(cases(1.0, (4, 3)), unchanged=True)


@check.right
def largest_by_hand(tokens, positions, order):
    before = attention(tokens + positions)
    after = attention(np.array([tokens[o] for o in order]) + positions)
    largest = 0.0
    for place, o in enumerate(order):
        for one, other in zip(after[place], before[o], strict=True):
            largest = max(largest, abs(float(one) - float(other)))
    return largest


@check.right
def sent_back(tokens, positions, order):
    after = np.empty_like(tokens)
    after[order] = attention(np.take(tokens, order, axis=0) + positions)
    return np.max(np.abs(after - attention(tokens + positions)))


@check.right
def matrix_of_the_order(tokens, positions, order):
    p = np.eye(len(order), dtype=np.float32)[order]
    gap = attention(p @ tokens + positions) - p @ attention(tokens + positions)
    return float(np.linalg.norm(gap.ravel(), np.inf))


@check.misconception(
    en="Is your gap 0 in every case? When a token moves to another place, does it carry its old position along, or "
    "does it get the position of the new place?",
    ko="어떤 경우에도 차이가 0인가요? 토큰이 다른 자리로 가면 옛 위치를 들고 가나요, 새 자리의 위치를 받나요?",
)
def positions_move_too(tokens, positions, order):
    x = tokens + positions
    return np.abs(attention(x[order]) - attention(x)[order]).max()


@check.misconception(
    en="Which token do you compare with which? If token 3 now stands first, where is its result before the move?",
    ko="어떤 토큰을 어떤 토큰과 비교하나요? 3번 토큰이 맨 앞으로 왔다면, 옮기기 전의 결과는 어디에 있나요?",
)
def results_not_reordered(tokens, positions, order):
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)).max()


@check.misconception(
    en="Can the largest difference be a negative one? What does max say about -3 and 1?",
    ko="가장 큰 차이가 음수 쪽일 수도 있지 않나요? -3과 1이 있으면 max는 무엇을 고르나요?",
)
def sign_kept(tokens, positions, order):
    return (attention(tokens[order] + positions) - attention(tokens + positions)[order]).max()


@check.misconception(
    en="Is the largest difference asked for, or the mean of all?",
    ko="가장 큰 차이를 물었나요, 모든 차이의 평균을 물었나요?",
)
def mean_difference(tokens, positions, order):
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order]).mean()


@check.misconception(
    en="Is the largest single difference asked for, or a norm of all of them together?",
    ko="가장 큰 차이 하나를 물었나요, 모든 차이를 합친 노름을 물었나요?",
)
def norm_of_differences(tokens, positions, order):
    return np.linalg.norm(attention(tokens[order] + positions) - attention(tokens + positions)[order])


@check.misconception(
    en="Are tokens and results put into the same order? One of them seems to be sent back the other way.",
    ko="토큰과 결과를 같은 순서로 놓나요? 한쪽은 거꾸로 되돌리고 있지 않나요?",
)
def undone_instead(tokens, positions, order):
    back = np.argsort(order)
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[back]).max()


@check.misconception(
    en="Which axis does order go along, the tokens or the features of a token?",
    ko="order를 어느 축에 쓰나요? 토큰의 축인가요, 한 토큰의 특징 축인가요?",
)
def features_moved(tokens, positions, order):
    return np.abs(attention(tokens[:, order] + positions) - attention(tokens + positions)[:, order]).max()


@check.misconception(
    en="Do both sentences get positions, the reordered one and the one as it was?",
    ko="순서를 바꾼 문장과 원래 문장, 두 쪽 모두 위치를 더하나요?",
)
def positions_on_one_side(tokens, positions, order):
    return np.abs(attention(tokens[order] + positions) - attention(tokens)[order]).max()


@check.misconception(
    en="Which of the two changes places in your code, the tokens or the positions? Which should stay?",
    ko="코드에서 자리를 바꾸는 것이 토큰인가요, 위치인가요? 제자리에 남아야 하는 것은 어느 쪽인가요?",
)
def positions_moved_instead(tokens, positions, order):
    return np.abs(attention(tokens + positions[order]) - attention(tokens + positions)[order]).max()


@check.misconception(
    en="What do you compare, the vectors that go into attention or those that come out?",
    ko="무엇을 비교하나요? 어텐션에 들어가는 벡터인가요, 나오는 벡터인가요?",
)
def no_attention(tokens, positions, order):
    return np.abs((tokens[order] + positions) - (tokens + positions)[order]).max()


@check.misconception(
    en="How many numbers should come back? What is still to be done with the array of differences?",
    ko="숫자 몇 개를 돌려주어야 하나요? 차이의 배열로 무엇을 더 해야 하나요?",
)
def all_differences(tokens, positions, order):
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order])
