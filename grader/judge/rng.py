"""Random inputs for the checks."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.float64]


def draw_seed() -> int:
    """A fresh seed for one grading run."""
    return secrets.randbits(48)


class Rng:
    """Random arrays for one exercise; exercises do not shift one another.

    Every number fits float32 exactly, so that an answer computed in float32 sees the same inputs as one in float64.
    """

    def __init__(self, seed: int, exercise: str) -> None:
        self._generator = np.random.default_rng([seed, zlib.crc32(exercise.encode())])

    def normal(self, shape: Sequence[int], scale: float = 1.0, offset: float = 0.0) -> Array:
        """float64 array of `shape`, normal with mean `offset` and standard deviation `scale`."""
        return _float32_exact(offset + scale * self._generator.standard_normal(tuple(shape)))

    def tensor32(self, shape: Sequence[int], scale: float = 1.0, offset: float = 0.0) -> Tensor:
        """The numbers of `normal` as a float32 tensor, as torch's layers make and take them."""
        return self.tensor64(shape, scale, offset).float()

    def tensor64(self, shape: Sequence[int], scale: float = 1.0, offset: float = 0.0) -> Tensor:
        """The numbers of `normal` as a float64 tensor."""
        import torch  # here, not above: a day that only uses numpy shall not wait for torch

        return torch.from_numpy(self.normal(shape, scale, offset))

    def uniform(self, shape: Sequence[int], low: float = 0.0, high: float = 1.0) -> Array:
        """float64 array of `shape`, uniform between `low` and `high`."""
        return _float32_exact(self._generator.uniform(low, high, tuple(shape)))

    def integers(self, low: int, high: int, shape: Sequence[int] = ()) -> NDArray[np.int64]:
        """int64 array of `shape`, from `low` up to and without `high`."""
        return np.asarray(self._generator.integers(low, high, tuple(shape)))

    def ids(self, low: int, high: int, shape: Sequence[int]) -> Tensor:
        """The numbers of `integers` as an int64 tensor."""
        import torch

        return torch.from_numpy(self.integers(low, high, shape))

    def integer(self, low: int, high: int) -> int:
        """One int from `low` up to and without `high`."""
        return int(self._generator.integers(low, high))


def _float32_exact(values: Array) -> Array:
    return values.astype(np.float32).astype(np.float64)
