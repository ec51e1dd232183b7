"""A model that is a table of numbers; ids are whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from grader.judge.verdicts import Failure
from grader.text import Text

Scores = Callable[[Tensor], Tensor]  # what was read (B, t) -> logits of the next token (B, V)


def whole_numbers(got: Any) -> None:
    """Raise Failure if this is an array of floats or booleans: ids are whole numbers."""
    if hasattr(got, "dtype") and "int" not in str(got.dtype):
        raise Failure(
            Text(
                f"Ids are whole numbers, and these are of type {str(got.dtype).rpartition('.')[2]}. Where does the type "
                "change?",
                f"id는 정수인데 돌아온 것은 {str(got.dtype).rpartition('.')[2]} 타입이에요. 타입이 어디서 바뀌나요?",
            )
        )


def table_logits(table: Tensor, read: Tensor) -> Tensor:
    """The notebook's given table_logits: what the tokens read so far, at their places, say together of the next one."""
    rows = table.expand(len(read), -1, -1, -1)
    return sum((rows[torch.arange(len(read)), t, read[:, t]] for t in range(read.shape[1])), torch.zeros(()))
