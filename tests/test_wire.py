"""The one table of operations, and the form of what is answered."""

from __future__ import annotations

import pytest

from grader.wire.errors import KINDS
from grader.wire.operations import OPERATIONS
from grader.wire.protocol import ProtocolError
from grader.wire.replies import check_reply
from grader.wire.serving import Server


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_server_has_a_method_for_each_operation(name: str) -> None:
    assert callable(getattr(Server, f"_{name}"))


def test_only_built_objects_are_modules_and_what_goes_back_gives_a_value() -> None:
    for operation in OPERATIONS.values():
        assert operation.of_module or operation.about == "name"
        assert operation.about == "handle" or not operation.needs_module
        assert operation.gives_value == ("value" in operation.reply)
        assert operation.goes_back == ("inputs" in operation.reply)


@pytest.mark.parametrize("kind", [*KINDS, "another", None, 3])
def test_an_error_is_of_a_known_kind(kind: object) -> None:
    reply = {"error": {"kind": kind, "type": "X", "message": "", "line": None}}
    if kind in KINDS:
        assert check_reply("call", reply) == reply
    else:
        with pytest.raises(ProtocolError):
            check_reply("call", reply)


@pytest.mark.parametrize(
    ("shapes", "good"),
    [
        ({"q": (2, 3)}, True),
        ({"q": [2, 3]}, False),
        ({"q": ("2",)}, False),
        ({3: (2,)}, False),
        ("q", False),
    ],
)
def test_the_shapes_of_an_error_are_names_and_numbers(shapes: object, good: bool) -> None:
    reply = {"error": {"kind": "raised", "type": "X", "message": "", "line": None, "shapes": shapes}}
    if good:
        assert check_reply("call", reply) == reply
    else:
        with pytest.raises(ProtocolError):
            check_reply("call", reply)
