"""The form of every reply. The judge may rely on it; a reply that breaks it never reaches the judge."""

from __future__ import annotations

from typing import Any

from grader.wire.errors import KINDS
from grader.wire.operations import OPERATIONS, is_text
from grader.wire.protocol import ProtocolError


def check_reply(operation: str, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply with just the fields of its operation; raises ProtocolError when one is not as it must be."""
    fields = {"error": _error} if "error" in reply else OPERATIONS[operation].reply
    for name, test in fields.items():
        if name not in reply or not test(reply[name]):
            raise ProtocolError(f"a reply to {operation!r} without a proper {name!r}")
    return {name: reply[name] for name in fields}


def _error(value: Any) -> bool:
    match value:
        case {"kind": str(kind), "type": str(), "message": str(), "line": str() | None}:
            return kind in KINDS and _shapes(value.get("shapes", {}))
    return False


def _shapes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        is_text(name) and isinstance(shape, tuple) and all(type(n) is int for n in shape)
        for name, shape in value.items()
    )
