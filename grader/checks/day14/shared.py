"""What the tests of several exercises need: ids, segments and labels, and results that are lists."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from grader.judge import Rng
from grader.judge.compare import as_array, is_array
from grader.judge.verdicts import Failure
from grader.text import Text


def halves(rng: Rng, batch: int, length: int) -> Tensor:
    """Segments (batch, length): zeros, then ones, from another place in each sentence."""
    return (torch.arange(length) >= rng.ids(1, length, (batch, 1))).long()


def some_labels(rng: Rng, shape: tuple[int, int], size: int) -> Tensor:
    """Labels with gaps; at least one in each row has a label, and one has none. Label 0 is there."""
    labels = rng.ids(0, size, shape)
    gaps = torch.tensor(rng.uniform(shape)).argsort(dim=-1) < (shape[1] + 1) // 2
    labels = labels.masked_fill(gaps, -100)
    labels[0, int((~gaps[0]).nonzero()[0])] = 0
    return labels


def numbers(got: Any) -> list[int]:
    """A list, tuple, array or tensor of whole numbers as a list of ints."""
    items = as_array(got).tolist() if is_array(got) and got.ndim == 1 else got
    if not isinstance(items, list | tuple):
        raise wrong_type("a list of whole numbers", "정수의 리스트", got)
    found = []
    for item in items:
        number = as_array(item) if is_array(item) else np.asarray(item)
        if number.shape != () or number.dtype.kind not in "iu":
            raise wrong_type("a list of whole numbers, and one entry is not: it", "정수만 든 리스트", item)
        found.append(int(number))
    return found


def wrong_type(en: str, ko: str, got: Any) -> Failure:
    """The result should be what `en` and `ko` say."""
    kind = str(getattr(got, "type_name", type(got).__name__))[:60]
    return Failure(
        Text(
            f"The result should be {en}, and what came is of type {kind}. What does the return line give back?",
            f"결과는 {ko}이어야 하는데 돌아온 것의 타입이 {kind}이에요. return 줄이 무엇을 돌려주나요?",
        )
    )
