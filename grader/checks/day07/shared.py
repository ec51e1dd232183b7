"""What several exercises of the day need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from numpy.typing import NDArray
from torch import nn

from grader.judge import Expect, Student, reference

Tensor = torch.Tensor


Array = NDArray[Any]


Built = list[tuple[tuple[Any, ...], Array]]  # what a module is built with, and what it is given


LOOSE = 1e-3  # for parts about one mechanism, where a slip of eps must not count twice


def _fresh(
    expect: Expect,
    student: Student,
    oracle: type[nn.Module],
    cases: Sequence[tuple[tuple[Any, ...], Array]],
    *,
    tolerance: float | None = None,
    unchanged: bool = False,
) -> None:
    """A module as it is built, no weights given, gives what the oracle's gives; every case is called."""

    def one_case(arguments: tuple[Any, ...], x: Array) -> None:
        wanted = reference(oracle, *arguments)(x)
        expect.array(
            student.build(oracle.__name__, *arguments)(x),
            wanted,
            tolerance=tolerance,
        )
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)


def _same_gradients(
    expect: Expect,
    student: Student,
    oracle: type[nn.Module],
    arguments: tuple[Any, ...],
    weights: dict[str, Array],
    x: Array,
    upstream: Array,
) -> None:
    module, right = (
        student.build(oracle.__name__, *arguments),
        reference(oracle, *arguments),
    )
    for each in (module, right):
        each.load(weights)
    expect.gradients(module.gradients([x], upstream), right.gradients([x], upstream), tolerance=LOOSE)
