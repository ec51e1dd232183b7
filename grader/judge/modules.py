"""A student's torch module as the checks see it: built, given weights, called; only values come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.judge.calls import Call


@dataclass(frozen=True)
class Parameter:
    """A parameter or buffer of a module. Two of them with the same `storage` number are one piece of memory."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    storage: int
    trainable: bool


class Module:
    """What `student.build(…)` gives. Whatever does not work raises Failure with a message for the student.

    NumPy arrays among the arguments go out as tensors: float32, int64 or bool. Tensors go out as they are.
    """

    def __init__(self, perform: Callable[[Call], Any], name: str, number: int) -> None:
        self.name = name
        self._ask = perform
        self._number = number

    def parameters(self) -> list[Parameter]:
        """The parameters, by name; one that has two names comes twice."""
        return [Parameter(*fields) for fields in self._perform("parameters")["parameters"]]

    def buffers(self) -> list[Parameter]:
        """The buffers, by name."""
        return [Parameter(*fields) for fields in self._perform("parameters")["buffers"]]

    def load(self, weights: Mapping[str, Any]) -> None:
        """Write these arrays or tensors into the parameters and buffers of these names.

        Each must be there in its shape, and all that is learned must be given. Buffers may stay as they are.
        """
        self._perform("load", dict(weights))

    def __call__(self, *args: Any) -> Any:
        """The value of the module for these arguments, in eval mode."""
        return self._perform("forward", *args)

    def call(self, method: str, *args: Any) -> Any:
        """The value of one of its methods, in eval mode."""
        return self._perform("forward", *args, method=method)

    def gradients(self, inputs: Sequence[Any], upstream: Any) -> tuple[Any, dict[str, Any], list[Any]]:
        """Forward with `inputs`, backward from `upstream` (a gradient for the value, or for each of several; None: none).

        Gives the value, the gradient of each parameter by name, and that of each input; None where none came. All this in
        training mode.
        """
        value, parameters, given = self._perform("gradients", list(inputs), upstream)
        return value, parameters, given

    def _perform(self, op: str, *args: Any, method: str | None = None) -> Any:
        tensors = tuple(_tensors(argument) for argument in args)
        return self._ask(Call(self.name, tensors, op=op, module=self._number, method=method))


def _tensors(value: Any) -> Any:
    """The value with tensors for its NumPy arrays; numbers stay numbers."""
    if isinstance(value, np.ndarray):
        import torch  # here, not above: a day that only uses numpy shall not wait for torch

        kinds = {"f": torch.float32, "i": torch.int64, "u": torch.int64}
        return torch.tensor(value, dtype=kinds.get(value.dtype.kind))
    if isinstance(value, list | tuple):
        return type(value)(map(_tensors, value))
    if isinstance(value, dict):
        return {key: _tensors(item) for key, item in value.items()}
    return value
