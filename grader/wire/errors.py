"""What can go wrong when the notebook answers, and how a reply tells it: by a kind, never by a text."""

from __future__ import annotations

from typing import Any, Literal, get_args

from grader.wire.protocol import ProtocolError

ErrorKind = Literal["raised", "not_implemented", "no_such_name", "not_a_module", "cannot_cross"]
"""What an error is to the judge: "raised" by the student's code in general, or by a stub that is "not_implemented";
or ours: the notebook has "no_such_name", what was built is "not_a_module", or a value breaks a limit and "cannot_cross".
"""
KINDS: tuple[ErrorKind, ...] = get_args(ErrorKind)
TYPE_CHARACTERS = 200


class HandleLostError(LookupError):
    """The object was built in a worker that has ended since."""


class NoSuchNameError(NameError):
    """The notebook has not defined what is asked for."""


class NotAModuleError(TypeError):
    """What was built is not a torch module. To the student it is told as a TypeError."""


def error_reply(
    error: BaseException, message: str, line: str | None, shapes: dict[str, tuple[int, ...]] | None = None
) -> dict[str, Any]:
    """The reply that tells an exception: its kind, its type's name, its message, the student's line that raised it.

    shapes: those of the arrays and tensors whose names stand in that line; told if there are any.
    """
    name = "TypeError" if isinstance(error, NotAModuleError) else str(type(error).__name__)[:TYPE_CHARACTERS]
    told = {"kind": _kind_of(error), "type": name, "message": message, "line": line}
    return {"error": {**told, "shapes": shapes} if shapes else told}


def _kind_of(error: BaseException) -> ErrorKind:
    """By the class itself: a student's class may have any name."""
    if isinstance(error, NoSuchNameError):
        return "no_such_name"
    if isinstance(error, NotAModuleError):
        return "not_a_module"
    if isinstance(error, ProtocolError):
        return "cannot_cross"
    return "not_implemented" if type(error) is NotImplementedError else "raised"
