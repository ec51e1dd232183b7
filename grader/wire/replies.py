"""The form of every reply. The judge may rely on it; a reply that breaks it never reaches the judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.wire.protocol import ProtocolError

Test = Callable[[Any], bool]


def check_reply(operation: str, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply with just the fields of its operation; raises ProtocolError when one is not as it must be."""
    fields = _ERROR if "error" in reply else _FIELDS[operation]
    for name, test in fields.items():
        if name not in reply or not test(reply[name]):
            raise ProtocolError(f"a reply to {operation!r} without a proper {name!r}")
    return {name: reply[name] for name in fields}


def _anything(_: Any) -> bool:
    return True


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def _optional(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _all(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _described(value: Any) -> bool:
    match value:
        case {"name": str(), "shape": tuple(shape), "dtype": str(), "storage": int(), "trainable": bool()}:
            return all(map(_whole, shape))
    return False


def _error(value: Any) -> bool:
    match value:
        case {"type": str(), "message": str(), "line": str() | None}:
            return True
    return False


def _tensor(value: Any) -> bool:
    return type(value).__name__ == "Tensor"


def _named_tensors(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(k) and _optional(_tensor)(v) for k, v in value.items())


_ERROR: dict[str, Test] = {"error": _error}
_FIELDS: dict[str, dict[str, Test]] = {
    "value": {"value": _anything},
    "call": {"value": _anything, "changed": _all(lambda place: _whole(place) or _text(place))},
    "construct": {"handle": _whole},
    "parameters": {"parameters": _all(_described), "buffers": _all(_described)},
    "load": {"missing": _all(_text), "unexpected": _all(_text), "mismatched": _all(_text)},
    "forward": {"value": _anything, "changed": _all(lambda place: _whole(place) or _text(place))},
    "gradients": {"value": _anything, "parameters": _named_tensors, "inputs": _all(_optional(_tensor))},
    "gradients_of": {"value": _anything, "inputs": _all(_optional(_tensor))},
}
