"""What several exercises of Day 5 need: Day 4's softmax, torch's attention, random masks, and how a mask is judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from grader.judge import Expect, Rng, Student
from grader.judge.compare import as_array, dtype_name, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]

LOOSE = 1e-3  # for parts about one mechanism, where a small eps against 0/0 must not count


def tensor(x: Any) -> torch.Tensor:
    """In double precision, so that the oracles round less than any answer."""
    return torch.tensor(np.array(x, order="C"), dtype=torch.float64)


def softmax(x: Array, axis: int = -1) -> Array:
    """Day 4's function, which the notebook is given."""
    return F.softmax(tensor(x), dim=axis).numpy()


def some_mask(rng: Rng, *shape: int) -> Array:
    """A random mask with at least one True and one False in each row."""
    mask = rng.uniform(shape) < 0.6
    mask[..., 0], mask[..., -1] = True, False
    return np.take_along_axis(mask, np.argsort(rng.uniform(shape), axis=-1), axis=-1)


def same_mask(
    expect: Expect, student: Student, oracle: Callable[..., Array], cases: Sequence[tuple[Any, ...]]
) -> list[Any]:
    """The student's mask says True (or 1) where the oracle does, in every case; returns what came."""
    results = []

    def one_case(*arguments: Any) -> None:
        got = student.call(oracle.__name__, *arguments)
        results.append(got)
        if is_array(got) and dtype_name(got) == "bool":
            got = as_array(got).astype(np.int64)
        expect.array(got, oracle(*arguments).astype(np.int64))

    expect.every(cases, one_case)
    return results


def boolean(results: Sequence[Any]) -> None:
    """Every mask has the dtype bool."""
    for result in results:
        if (kind := dtype_name(result)) != "bool":
            raise Failure(
                Text(f"The entries are {kind}.", f"값이 {kind}이에요."), "value", None, then_ask=True
            )


def with_kind(values: list[Any]) -> list[Any]:
    """For diagnosis: True and 1.0 are the same number, and yet not the same mask."""
    return [[is_array(value) and dtype_name(value) == "bool", value] for value in values]


def sdpa(q: Any, k: Any, v: Any, mask: Any) -> Array:
    """F.scaled_dot_product_attention in float64 with the mask spread out."""
    query, key, value = (tensor(x) for x in (q, k, v))
    if mask is not None:
        shape = (*query.shape[:-1], key.shape[-2])
        # NumPy's, so that a mask that does not fit is the same error here and in a student's code.
        mask = torch.tensor(np.broadcast_to(np.asarray(mask, dtype=bool), shape).copy())
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask).numpy()
