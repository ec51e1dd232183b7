"""What was asked of a student's code, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One operation: what went in, and the value, error type or in-place changes that came out.

    op: "call" or "gradients_of" a function, or of a module: "construct", "parameters", "load", "forward", "gradients".
    module, method: which of the modules that were built, and which of its methods ("forward" itself: None).
    """

    name: str
    args: tuple[Any, ...]
    value: Any = None
    error_type: str | None = None
    changed: tuple[int, ...] = ()
    op: str = "call"
    module: int = 0
    method: str | None = None
