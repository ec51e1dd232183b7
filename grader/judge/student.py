"""The student's notebook as the checks see it: names that can be called, values that come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.judge.verdicts import Failure, Message, plain
from grader.protocol import CallTimeout, Channel, ProtocolError, SandboxDied


@dataclass(frozen=True)
class Call:
    """One call: what went in, and the value, error type or in-place changes that came out."""

    name: str
    args: tuple[Any, ...]
    value: Any = None
    error_type: str | None = None
    changed: tuple[int, ...] = ()


class Student:
    """A proxy over a channel; each call sends copies and is recorded in `calls`.

    After a timeout or the death of the sandbox every further call fails at once in the same way, so that one
    endless loop costs one time limit and not one for each call of the check.
    """

    def __init__(self, channel: Channel) -> None:
        self.calls: list[Call] = []
        self._channel = channel
        self._known: set[str] = set()
        self._dead: Failure | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self.call(name, *args)

    def call(self, name: str, *args: Any) -> Any:
        """The value of the student's `name(*args)`; raises Failure when there is none."""
        self._find(name)
        reply = self._request({"op": "call", "name": name, "args": list(args), "kwargs": {}}, name)
        if "error" in reply:
            failure = _their_error(name, reply["error"])
            self.calls.append(Call(name, args, error_type=failure.error_type))
            raise failure
        indices = reply.get("changed")
        changed = tuple(i for i in indices if type(i) is int) if isinstance(indices, list) else ()
        self.calls.append(Call(name, args, value=reply.get("value"), changed=changed))
        return reply.get("value")

    def value(self, name: str) -> Any:
        """The value of the student's variable `name`; raises Failure when there is none."""
        self._find(name)
        reply = self._request({"op": "value", "name": name}, name)
        if "error" in reply:
            raise _their_error(name, reply["error"])
        return reply.get("value")

    def _find(self, name: str) -> None:
        if name in self._known:
            return
        if self._request({"op": "describe", "name": name}, name).get("kind") == "missing":
            raise Failure(
                Message(
                    f"There is no `{name}` in the notebook. Did its cell run without an error, and is the name "
                    "still the same?",
                    f"노트북에 `{name}`이(가) 없어요. 그 셀이 오류 없이 실행되었고 이름이 그대로인가요?",
                ),
                "missing",
            )
        self._known.add(name)

    def _request(self, message: dict[str, Any], name: str) -> dict[str, Any]:
        if self._dead is not None:
            raise self._dead
        try:
            reply = self._channel.request(message)
            return reply if isinstance(reply, dict) else {}
        except CallTimeout:
            self._dead = Failure(
                Message(
                    f"`{name}` did not come back in time. Is there a loop that never ends?",
                    f"`{name}`이(가) 제한 시간 안에 끝나지 않았어요. 끝나지 않는 반복문이 있나요?",
                ),
                "timeout",
            )
            raise self._dead from None
        except SandboxDied:
            self._dead = Failure(
                Message(
                    f"The notebook's process ended while `{name}` was asked for. Does the code use very much "
                    "memory, or stop Python?",
                    f"`{name}`을(를) 확인하는 동안 노트북 프로세스가 끝났어요. 메모리를 너무 많이 쓰거나 파이썬을 "
                    "종료하는 코드가 있나요?",
                ),
                "crashed",
            )
            raise self._dead from None
        except ProtocolError as error:
            raise Failure(
                Message(
                    f"What `{name}` gave back cannot be judged: {plain(error)}. Is it an array of the size asked?",
                    f"`{name}`이(가) 돌려준 값을 채점할 수 없어요: {plain(error)}. 요청한 크기의 배열인가요?",
                ),
                "error",
                "ProtocolError",
            ) from None


def _their_error(name: str, told_by_sandbox: Any) -> Failure:
    """The exception of the student's code, told in one line. The reply is not trusted to have any form."""
    error = told_by_sandbox if isinstance(told_by_sandbox, dict) else {}
    kind, text, line = (
        value if isinstance(value := error.get(key), str) else "" for key in ("type", "message", "line")
    )
    error_type, text, line = plain(kind, 60) or "Exception", plain(text), plain(line, 160)
    if error_type == "NotImplementedError":
        # The stub of another exercise, which this one calls, is worth telling.
        other = f": {text}" if text and name not in text else ""
        return Failure(
            Message(f"`{name}` is not finished yet{other}.", f"`{name}`이(가) 아직 끝나지 않았어요{other}."),
            "unanswered",
            error_type,
        )
    told = f"{error_type}: {text}" if text else error_type
    where = Message(f" At the line `{line}`.", f" 이 줄이에요: `{line}`.") if line else Message("", "")
    return Failure(
        Message(
            f"`{name}` stopped with {told}.{where.en} Which shapes or types meet there?",
            f"`{name}`이(가) 오류로 멈췄어요. {told}.{where.ko} 그 줄에서 어떤 모양이나 타입이 만나나요?",
        ),
        "error",
        error_type,
    )
