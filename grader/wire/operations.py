"""The operations of the protocol: all that the judge can ask of a notebook that has run.

This is the one list of them. A request is a dict with the operation's name as `op`, the name or handle that it is
about, and the fields that it asks for; a reply is a dict with the fields of `reply`, or one `error`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Test = Callable[[Any], bool]


@dataclass(frozen=True)
class Operation:
    """One operation.

    about: whether it is about a name of the notebook or about an object that was built, by its handle.
    asks: the other fields of a request.
    reply: the fields of a reply, each with a test of its form.
    of_module: it makes or asks an object that is built once and asked again.
    needs_module: that object must be a torch module.
    gives_value: the reply's `value` is what the student's code gave.
    goes_back: it goes forward and back; the reply has gradients.
    """

    about: Literal["name", "handle"]
    asks: tuple[str, ...]
    reply: Mapping[str, Test]
    of_module: bool = False
    needs_module: bool = False
    gives_value: bool = False
    goes_back: bool = False


def is_text(value: Any) -> bool:
    """A str?"""
    return isinstance(value, str)


def _anything(_: Any) -> bool:
    return True


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def _place(value: Any) -> bool:
    """An argument: by its position or by its name."""
    return _whole(value) or is_text(value)


def _optional(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _all(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _described(value: Any) -> bool:
    match value:
        case {"name": str(), "shape": tuple(shape), "dtype": str(), "storage": int(), "trainable": bool()}:
            return all(map(_whole, shape))
    return False


def _tensor(value: Any) -> bool:
    return type(value).__name__ == "Tensor"


def _named_tensors(value: Any) -> bool:
    return isinstance(value, dict) and all(is_text(k) and _optional(_tensor)(v) for k, v in value.items())


_CALLED = {"value": _anything, "changed": _all(_place)}
_BACK = {"value": _anything, "inputs": _all(_optional(_tensor))}

OPERATIONS: dict[str, Operation] = {
    # the value of a variable
    "value": Operation("name", (), {"value": _anything}, gives_value=True),
    # call a function; which arguments it changed in place
    "call": Operation("name", ("args", "kwargs"), _CALLED, gives_value=True),
    # call a class (or function), keep what it makes, and give its handle
    "construct": Operation("name", ("args", "kwargs"), {"handle": _whole}, of_module=True),
    # what a module has
    "parameters": Operation(
        "handle",
        (),
        {"parameters": _all(_described), "buffers": _all(_described)},
        of_module=True,
        needs_module=True,
    ),
    # write weights into a module; which found no place, or one of another shape
    "load": Operation(
        "handle",
        ("weights",),
        {"missing": _all(is_text), "unexpected": _all(is_text), "mismatched": _all(is_text)},
        of_module=True,
        needs_module=True,
    ),
    # call an object, or a method of it; a module is in eval mode
    "forward": Operation("handle", ("method", "args", "kwargs"), _CALLED, of_module=True, gives_value=True),
    # a module in training mode, forward and back
    "gradients": Operation(
        "handle",
        ("args", "kwargs", "output_gradient"),
        {**_BACK, "parameters": _named_tensors},
        of_module=True,
        needs_module=True,
        gives_value=True,
        goes_back=True,
    ),
    # a function, forward and back
    "gradients_of": Operation(
        "name", ("args", "kwargs", "output_gradient"), _BACK, gives_value=True, goes_back=True
    ),
}
