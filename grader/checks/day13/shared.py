"""What the cache and the probabilities of the next token are, and how they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student

Cache = tuple[Tensor, Tensor]  # keys and values, each (B, n_heads, T, d_k)


def random_past(rng: Rng, batch: int, n_heads: int, length: int, d_k: int) -> Cache:
    """Keys and values of `length` tokens that were read before."""
    return rng.tensor32((batch, n_heads, length, d_k)), rng.tensor32((batch, n_heads, length, d_k))


def same_probabilities(
    student: Student, expect: Expect, check: Check, cases: Sequence[tuple[Any, ...]], unchanged: bool = False
) -> None:
    """The numbers of the oracle, and exactly 0 where it has 0."""

    def one_case(*case: Any) -> None:
        right = check.oracle(*case)
        got = expect.array(student.call(check.exercise, *case), right)
        expect.true(bool(np.all((got == 0) >= (right == 0).numpy())))
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)
