"""What several exercises of the day need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from grader.judge import Expect, Student
from grader.judge.compare import as_array, dtype_name, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]


LOOSE = 1e-3  # for parts about one mechanism, where a small eps against 0/0 must not count


def _tensor(x: Any) -> torch.Tensor:
    return torch.tensor(np.array(x, order="C"), dtype=torch.float64)


def softmax(x: Array, axis: int = -1) -> Array:
    """Day 4's function, which the notebook is given."""
    return F.softmax(_tensor(x), dim=axis).numpy()


def _or_failure(function: Callable[..., Any], *args: Any) -> Any:
    """The value of a call, or its Failure: so that every call is made and diagnosis sees them all."""
    try:
        return function(*args)
    except Failure as failure:
        return failure


def _same_mask(
    expect: Expect,
    student: Student,
    name: str,
    oracle: Callable[..., Array],
    cases: Sequence[tuple[Any, ...]],
) -> list[Any]:
    """The student's mask says True (or 1) where the oracle does, in every case; returns what came."""
    results = [_or_failure(student.call, name, *case) for case in cases]
    for result, case in zip(results, cases, strict=True):
        if isinstance(result, Failure):
            raise result
        if is_array(result) and dtype_name(result) == "bool":
            expect.array(as_array(result).astype(np.int64), oracle(*case).astype(np.int64))
        else:
            expect.array(result, oracle(*case).astype(np.int64))
    return results


def _boolean(results: Sequence[Any]) -> None:
    """Every mask has the dtype bool."""
    for result in results:
        if dtype_name(result) != "bool":
            kind = dtype_name(result)
            raise Failure(
                Text(f"The entries are {kind}.", f"값이 {kind}이에요."), "value", None, then_ask=True
            )


def _with_kind(values: list[Any]) -> list[Any]:
    """For diagnosis: True and 1.0 are the same number, and yet not the same mask."""
    return [[is_array(value) and dtype_name(value) == "bool", value] for value in values]


def _sdpa(q: Any, k: Any, v: Any, mask: Any) -> Array:
    """F.scaled_dot_product_attention in float64 with the mask spread out."""
    query, key, value = (_tensor(x) for x in (q, k, v))
    if mask is not None:
        shape = (*query.shape[:-1], key.shape[-2])
        # NumPy's, so that a mask that does not fit is the same error here and in a student's code.
        mask = torch.tensor(np.broadcast_to(np.asarray(mask, dtype=bool), shape).copy())
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask).numpy()
