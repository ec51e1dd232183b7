"""Arrays as tensors, and arguments that must be refused."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from grader.judge import Expect, Student
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]


def tensor(x: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(x), dtype=torch.float64)


def id_tensor(ids: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(ids), dtype=torch.int64)


def takes_only(
    student: Student,
    expect: Expect,
    function: Callable[..., Any],
    accepted: tuple[Any, ...],
    refused: tuple[Any, ...],
    errors: Collection[str],
) -> None:
    """The student's function is right for the `accepted` arguments, and ends with one of the errors for the `refused`.

    After an earlier failure these calls are off the record: whoever made a known mistake is to be told of it, whatever
    becomes of the refusal, and diagnosis wants every call to agree.
    """
    with student.off_the_record() if expect.failures else nullcontext():
        expect.same([accepted])
        kind = error_of(function, refused)
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


def error_of(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str | None:
    """The type of the error that the student's function ends with, or None."""
    try:
        function(*arguments)
    except Failure as failure:
        if failure.trouble != "error":
            raise
        return failure.error_type
    return None
