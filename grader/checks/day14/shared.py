"""What several exercises of the day need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day10 import order_one
from grader.judge import Expect, Rng, Student, reference
from grader.judge.compare import as_array, is_array
from grader.judge.verdicts import Failure
from grader.text import Text


class LayerNorm(nn.Module):
    """Day 7."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


def _tensor(numbers: Any) -> Tensor:
    return torch.tensor(np.asarray(numbers), dtype=torch.int64)


def _wrong_type(en: str, ko: str, got: Any) -> Failure:
    kind = str(getattr(got, "type_name", type(got).__name__))[:60]
    return Failure(
        Text(
            f"The result should be {en}, and what came is of type {kind}. What does the return line give back?",
            f"결과는 {ko}이어야 하는데 돌아온 것의 타입이 {kind}이에요. return 줄이 무엇을 돌려주나요?",
        )
    )


def _numbers(got: Any) -> list[int]:
    """A list, tuple, array or tensor of whole numbers as a list of ints."""
    items = as_array(got).tolist() if is_array(got) and got.ndim == 1 else got
    if not isinstance(items, list | tuple):
        raise _wrong_type("a list of whole numbers", "정수의 리스트", got)
    found = []
    for item in items:
        number = as_array(item) if is_array(item) else np.asarray(item)
        if number.shape != () or number.dtype.kind not in "iu":
            raise _wrong_type("a list of whole numbers, and one entry is not: it", "정수만 든 리스트", item)
        found.append(int(number))
    return found


def _same_lists(
    student: Student, expect: Expect, name: str, oracle: Any, cases: Sequence[Any], unchanged: bool = False
) -> None:
    """Every case is called, also behind one that fails: diagnosis needs to see them."""

    def one_case(*args: Any) -> None:
        got = student.call(name, *args)
        if name == "pair_input":
            got = tuple(map(_numbers, expect.pair(got, ("ids", "segments"))))
        elif not isinstance(got, list | tuple):
            raise _wrong_type("a list of strings", "문자열의 리스트", got)
        wanted = oracle(*args)
        expect.true(tuple(got) == tuple(wanted))
        if unchanged:
            expect.unchanged()

    expect.every(cases, one_case)


def _labels(rng: Rng, shape: tuple[int, int], size: int) -> Tensor:
    """Labels with gaps; at least one in each row has a label, and one has none. Label 0 is there."""
    labels = rng.ids(0, size, shape)
    gaps = torch.tensor(rng.uniform(shape)).argsort(dim=-1) < (shape[1] + 1) // 2
    labels = labels.masked_fill(gaps, -100)
    row = int((~gaps[0]).nonzero()[0])
    labels[0, row] = 0
    return labels


def _ids(rng: Rng, batch: int, length: int, size: int) -> Tensor:
    return rng.ids(0, size, (batch, length))


def _halves(rng: Rng, batch: int, length: int) -> Tensor:
    """Segments: zeros, then ones, from another place in each sentence."""
    starts = _tensor(rng.integers(1, length, (batch, 1)))
    return (torch.arange(length) >= starts).long()


def _same_gradients(
    student: Student,
    rng: Rng,
    expect: Expect,
    oracle: Any,
    arguments: Any,
    inputs: Any,
    left_out: str = "none",
) -> None:
    """Forward and backward of the student's module and of the oracle's give the same.

    The gradient of a bias of w_k is nothing but rounding, for it moves all scores of a query alike. What was called is taken
    from the record when an earlier part failed: diagnosis would only see the same mistake once more, with noise.
    """
    given, right = order_one(rng, oracle(*arguments)), reference(oracle, *arguments)
    before, wrong_before = len(student.calls), bool(expect.failures)
    right.load(given)
    upstream = rng.tensor32(as_array(right(*inputs)).shape)
    wanted = right.gradients(inputs, upstream)
    for name in [name for name in wanted[1] if left_out in name]:
        del wanted[1][name]
    try:
        module = student.build(oracle.__name__, *arguments)
        module.load(given)
        expect.gradients(module.gradients(inputs, upstream), wanted)
    except Failure:
        if wrong_before:
            del student.calls[before:]
        raise
    if left_out != "none":
        del student.calls[before:]
