"""What several exercises of the day need."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import Expect, Student
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]


def _tensor(x: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(x), dtype=torch.float64)


def _ids(ids: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(ids), dtype=torch.int64)


def _takes_only(
    student: Student,
    expect: Expect,
    name: str,
    oracle: Callable[..., Array],
    accepted: tuple[Any, ...],
    refused: tuple[Any, ...],
    errors: Collection[str],
) -> None:
    """The function is right for the `accepted` arguments and ends with one of the errors for the `refused` ones.

    After an earlier failure these calls are struck from the record: whoever made a known mistake is to be told of
    it, whatever becomes of the refusal, and diagnosis wants every call to agree.
    """
    before, kind = len(student.calls), None
    try:
        expect.same([accepted], oracles=[oracle])
        try:
            student.call(name, *refused)
        except Failure as failure:
            if failure.trouble != "error":
                raise
            kind = failure.error_type
    finally:
        if expect.failures:
            del student.calls[before:]
    if kind in errors:
        return
    if kind is None:
        raise Failure()
    raise Failure(
        Text(
            f"It should stop here, and does, but with {kind}. Which error does the docstring name?",
            f"여기서 멈추는 것은 맞지만 {kind}(으)로 멈춰요. docstring이 말하는 오류는 무엇인가요?",
        )
    )
