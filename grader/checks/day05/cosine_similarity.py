"""The cosine of every pair of rows, against F.cosine_similarity.

The rows have length 1 at first, then other lengths; at last some are zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day05.shared import LOOSE, Array, tensor
from grader.judge import Check, Expect, Rng, Student


def cosine_similarity(a: Array, b: Array) -> Array:
    """Oracle."""
    return F.cosine_similarity(tensor(a)[..., :, None, :], tensor(b)[..., None, :, :], dim=-1).numpy()


check = Check(cosine_similarity)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Directions, then lengths, then batches; last the vector of zeros."""

    def unit(*shape: int) -> Array:
        x = rng.normal(shape)
        return x / np.linalg.norm(x, axis=-1, keepdims=True)

    with expect.part(
        "pairs",
        2,
        en="Is entry [i, j] the dot product of row i of a with row j of b, when all rows have length 1?",
        ko="모든 행의 길이가 1일 때 [i, j] 성분이 a의 i행과 b의 j행의 내적인가요?",
    ):
        cases: list[tuple[Any, ...]] = [(unit(3, 4), unit(5, 4)), (unit(2, 6), unit(3, 6))]
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "length",
        3,
        en="If a row gets ten times as long, does its similarity stay the same? By which two lengths do you divide?",
        ko="어떤 행이 열 배 길어져도 유사도가 그대로인가요? 어떤 두 길이로 나누나요?",
    ):
        sizes = np.array([[0.25], [1.0], [40.0]])
        cases = [
            (sizes * rng.normal((3, 4)), rng.normal((5, 4), 3)),
            (rng.normal((2, 6), 0.25), rng.normal((4, 6), 0.5)),
            (rng.normal((4, 4), 2), rng.normal((4, 4))),
        ]
        expect.same(cases, tolerance=LOOSE, unchanged=True)
    with expect.part(
        "batch",
        1,
        en="Does it work with axes in front? Which two axes of b change places?",
        ko="앞에 축이 더 있어도 동작하나요? b의 어느 두 축이 자리를 바꾸나요?",
    ):
        cases = [(rng.normal((*lead, 3, 4)), rng.normal((*lead, 5, 4))) for lead in ((2,), (2, 3))]
        cases.append((rng.normal((4, 4, 4)), rng.normal((4, 4, 4))))
        expect.same(cases, tolerance=LOOSE)
    with expect.part(
        "zero",
        1,
        en="What is the length of a vector of zeros, and what happens when you divide by it?",
        ko="모두 0인 벡터의 길이는 얼마인가요? 그 값으로 나누면 어떻게 되나요?",
    ):
        some_zero, none = rng.normal((3, 4)), rng.normal((5, 4))
        some_zero[1] = 0.0
        cases = [(some_zero, none), (none, some_zero), (some_zero, some_zero)]
        expect.same(cases, tolerance=LOOSE)


@check.right
def lengths_afterwards(a, b):
    dots = np.einsum("...nd,...md->...nm", a, b)
    lengths = np.linalg.norm(a, axis=-1)[..., :, None] * np.linalg.norm(b, axis=-1)[..., None, :]
    return np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)


@check.right
def tiny_number_added(a, b):
    unit = [x / (np.sqrt((x**2).sum(axis=-1, keepdims=True)) + 1e-9) for x in (a, b)]
    return unit[0] @ unit[1].swapaxes(-1, -2)


@check.right
def pair_by_pair(a, b):
    result = np.zeros((*a.shape[:-1], b.shape[-2]), dtype=np.float32)
    for place in np.ndindex(*result.shape):
        one, other = a[place[:-1]], b[(*place[:-2], place[-1])]
        length = np.sqrt(one.dot(one)) * np.sqrt(other.dot(other))
        if length:
            result[place] = one.dot(other) / length
    return result


@check.misconception(
    en="Where do the lengths of the two vectors go? Can this number be larger than 1?",
    ko="두 벡터의 길이는 어디에서 나누어지나요? 이 값이 1보다 커질 수 있지 않나요?",
)
def plain_dot(a, b):
    return a @ np.swapaxes(b, -1, -2)


@check.misconception(
    en="Do you divide by the lengths of the two vectors, or by the square root of their number of entries?",
    ko="두 벡터의 길이로 나누나요, 성분 개수의 제곱근으로 나누나요?",
)
def divided_by_root_of_d(a, b):
    return a @ np.swapaxes(b, -1, -2) / np.sqrt(a.shape[-1])


@check.misconception(
    en="Both vectors have a length. Which of the two have you divided by?",
    ko="길이는 두 벡터에 모두 있어요. 어느 쪽 길이로 나누었나요?",
)
def only_a_normalized(a, b):
    lengths = np.linalg.norm(a, axis=-1, keepdims=True)
    return (a / np.where(lengths > 0, lengths, 1.0)) @ np.swapaxes(b, -1, -2)


@check.misconception(
    en="Is the length of a vector the sum of its squares? What is missing behind the sum?",
    ko="벡터의 길이가 제곱의 합인가요? 합을 구한 다음 빠진 것이 없나요?",
)
def squared_lengths(a, b):
    la, lb = np.sum(a**2, axis=-1), np.sum(b**2, axis=-1)
    both = la[..., :, None] * lb[..., None, :]
    return a @ np.swapaxes(b, -1, -2) / np.where(both > 0, both, 1.0)


@check.misconception(
    en="Has each row its own length in your code? What does np.linalg.norm give without an axis?",
    ko="행마다 자기 길이로 나누나요? axis 없는 np.linalg.norm은 무엇을 돌려주나요?",
)
def one_length_for_all(a, b):
    return a @ np.swapaxes(b, -1, -2) / (np.linalg.norm(a) * np.linalg.norm(b))


@check.misconception(
    en="A vector is a row here. Along which axis do you take the length?",
    ko="여기서는 벡터 하나가 한 행이에요. 길이를 어느 축을 따라 구하나요?",
)
def columns_normalized(a, b):
    a = a / np.linalg.norm(a, axis=-2, keepdims=True)
    b = b / np.linalg.norm(b, axis=-2, keepdims=True)
    return a @ np.swapaxes(b, -1, -2)


@check.misconception(
    en="Which of the two belongs to the rows of the result? With 3 vectors in a and 5 in b, what is its shape?",
    ko="결과의 행은 둘 중 어느 쪽 벡터인가요? a에 3개, b에 5개가 있으면 모양이 어떻게 되어야 하나요?",
)
def pairs_turned_round(a, b):
    na = np.linalg.norm(a, axis=-1, keepdims=True)
    nb = np.linalg.norm(b, axis=-1, keepdims=True)
    a, b = a / np.where(na > 0, na, 1.0), b / np.where(nb > 0, nb, 1.0)
    return b @ np.swapaxes(a, -1, -2)


@check.misconception(
    en="What is 0 divided by 0 for the vector of zeros, and what should its similarity be?",
    ko="모두 0인 벡터에서는 0을 0으로 나누게 되지 않나요? 이때 유사도는 얼마여야 하나요?",
)
def zero_divided_by_zero(a, b):
    a = a / np.linalg.norm(a, axis=-1, keepdims=True)
    b = b / np.linalg.norm(b, axis=-1, keepdims=True)
    return a @ np.swapaxes(b, -1, -2)


@check.misconception(
    en="What does .T do to an array with a batch axis in front? Which two axes should change places?",
    ko="앞에 배치 축이 있는 배열에 .T를 쓰면 어떻게 되나요? 자리를 바꿔야 할 두 축은 무엇인가요?",
)
def cosine_dot_T(a, b):
    na = np.linalg.norm(a, axis=-1, keepdims=True)
    nb = np.linalg.norm(b, axis=-1, keepdims=True)
    return (a / np.where(na > 0, na, 1.0)) @ (b / np.where(nb > 0, nb, 1.0)).T
