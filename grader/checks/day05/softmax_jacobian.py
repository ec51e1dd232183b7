"""The Jacobian of the softmax from its result, against torch's automatic differentiation."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from grader.checks.day05.shared import Array, softmax, tensor
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure


def softmax_jacobian(shares: Array) -> Array:
    """Oracle: automatic differentiation of F.softmax at scores that give these shares."""
    scores = tensor(shares).clamp(min=1e-300).log()
    rows = scores.reshape(-1, scores.shape[-1])
    jacobian = torch.func.vmap(torch.func.jacrev(lambda row: F.softmax(row, dim=-1)))(rows)
    return jacobian.reshape(*scores.shape, scores.shape[-1]).numpy().round(15)


check = Check(softmax_jacobian)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The diagonal, what stands beside it, rows side by side, shares of 0 and 1."""

    def shares(*shape: int) -> Array:
        return softmax(rng.normal(shape, 1.5))

    rows = [shares(3), shares(5)]
    got: list[Array] = []
    with expect.part(
        "diagonal",
        1,
        en="How does share i move when its own score moves? What stands on the diagonal?",
        ko="자기 점수가 움직이면 몫 i는 어떻게 움직이나요? 대각선에는 무엇이 있어야 하나요?",
    ):

        def a_matrix(row: Array) -> None:
            got.append(expect.like(student.softmax_jacobian(row), softmax_jacobian(row)))

        expect.every([(row,) for row in rows], a_matrix)
        for array, row in zip(got, rows, strict=True):
            expect.array(np.diagonal(array), np.diagonal(softmax_jacobian(row)))
    with expect.part(
        "beside_it",
        2,
        en="How does share i move when the score of another one, j, moves? Which sign has that?",
        ko="다른 점수 j가 움직이면 몫 i는 어떻게 움직이나요? 부호는 무엇인가요?",
    ):
        if len(got) < len(rows):
            raise Failure()
        for array, row in zip(got, rows, strict=True):
            off = 1 - np.eye(len(row))
            expect.array(array * off, softmax_jacobian(row) * off)
    with expect.part(
        "many_rows",
        2,
        en="Does each row of shares get a matrix of its own, with any number of axes in front?",
        ko="앞에 축이 몇 개 있든 몫의 행마다 자기 행렬이 하나씩 생기나요?",
    ):
        cases: list[tuple[Any, ...]] = [(shares(2, 3),), (shares(4, 2, 3),), (shares(4, 4),)]
        expect.same(cases, unchanged=True)
    with expect.part(
        "certain",
        1,
        en="If one share is 1 and the others are 0, are all slopes 0?",
        ko="몫 하나가 1이고 나머지가 0이면 모든 기울기가 0인가요?",
    ):
        cases = [(np.array([0.0, 1.0, 0.0, 0.0]),), (np.array([0.5, 0.0, 0.5]),)]
        expect.same(cases)


@check.right
def factored(shares):
    return shares[..., :, None] * (np.eye(shares.shape[-1]) - shares[..., None, :])


@check.right
def row_after_row(shares):
    n = shares.shape[-1]
    result = np.empty((*shares.shape, n), dtype=np.float32)
    for place in np.ndindex(*shares.shape[:-1]):
        p = shares[place]
        for i in range(n):
            for j in range(n):
                result[place][i, j] = p[i] * (1 - p[i]) if i == j else -p[i] * p[j]
    return result


@check.right
def einsum_jacobian(shares):
    n = shares.shape[-1]
    return np.einsum("...i,ij->...ij", shares, np.eye(n)) - np.einsum("...i,...j->...ij", shares, shares)


@check.misconception(
    en="When one score rises, do the other shares stay where they are? They must still sum to 1.",
    ko="점수 하나가 오르면 다른 몫들은 그대로일까요? 합은 여전히 1이어야 해요.",
)
def diagonal_only(shares):
    return (shares * (1 - shares))[..., None] * np.eye(shares.shape[-1])


@check.misconception(
    en="Every share depends on every score: how many slopes are there for n shares?",
    ko="모든 몫이 모든 점수에 따라 달라져요. 몫이 n개면 기울기는 몇 개인가요?",
)
def one_slope_for_each_share(shares):
    return shares * (1 - shares)


@check.misconception(
    en="On the diagonal, share i falls with its own score in your code. Which term is missing there?",
    ko="여러분의 코드에서는 자기 점수가 오를 때 몫 i가 줄어요. 대각선에 빠진 항은 무엇인가요?",
)
def products_only(shares):
    return -shares[..., :, None] * shares[..., None, :]


@check.misconception(
    en="If another score rises, does share i rise too? Which sign belongs to the product of two shares?",
    ko="다른 점수가 오르면 몫 i도 오르나요? 두 몫의 곱에는 어떤 부호가 붙어야 하나요?",
)
def products_added(shares):
    return shares[..., :, None] * np.eye(shares.shape[-1]) + shares[..., :, None] * shares[..., None, :]


@check.misconception(
    en="What stands on the diagonal before the products are taken away, 1 or the share itself?",
    ko="곱을 빼기 전에 대각선에 있어야 하는 것이 1인가요, 몫 자신인가요?",
)
def identity_minus_products(shares):
    return np.eye(shares.shape[-1]) - shares[..., :, None] * shares[..., None, :]


@check.misconception(
    en="Which products are taken away: share i times share j, or only share j?",
    ko="빼는 것이 몫 i와 몫 j의 곱인가요, 몫 j뿐인가요?",
)
def shares_not_multiplied(shares):
    return shares[..., :, None] * np.eye(shares.shape[-1]) - shares[..., None, :]


@check.misconception(
    en="The argument holds shares already. Is there a softmax too many?",
    ko="인수로 받은 것은 이미 몫이에요. 소프트맥스를 한 번 더 하지 않았나요?",
)
def softmax_twice(shares):
    p = softmax(shares)
    return p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]


@check.misconception(
    en="If the score of i rises, does share i rise or fall? Look at the sign of your diagonal.",
    ko="i의 점수가 오르면 몫 i는 늘어나나요, 줄어드나요? 대각선의 부호를 살펴보세요.",
)
def signs_turned_round(shares):
    return shares[..., :, None] * shares[..., None, :] - shares[..., :, None] * np.eye(shares.shape[-1])


@check.misconception(
    en="What do np.diag and np.outer do with an array of two or more axes?",
    ko="축이 두 개 이상인 배열에 np.diag와 np.outer를 쓰면 어떻게 되나요?",
)
def one_row_only(shares):
    return np.diag(shares) - np.outer(shares, shares)
