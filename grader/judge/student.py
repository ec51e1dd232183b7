"""The student's notebook as the checks see it: names that can be called, values that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from grader.judge.calls import Call
from grader.judge.explain import explained
from grader.judge.modules import Module
from grader.judge.verdicts import Failure, plain
from grader.text import NOTHING, Text
from grader.wire.operations import OPERATIONS
from grader.wire.protocol import CallTimeout, Channel, ProtocolError, SandboxDied


class Student:
    """A proxy over a channel; each call sends copies and is recorded in `calls`.

    After a timeout or the death of the sandbox every further call fails at once in the same way, so that one
    endless loop costs one time limit and not one for each call of the check.

    why_missing: what is told when a name is not in the notebook, if it is known why.
    """

    def __init__(self, channel: Channel, why_missing: Text | None = None) -> None:
        self.calls: list[Call] = []
        self._channel, self._why_missing = channel, why_missing
        self._handles: dict[int, Any] = {}
        self._built = 0
        self._dead: Failure | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self.call(name, *args)

    @contextmanager
    def off_the_record(self) -> Iterator[None]:
        """What is asked meanwhile is not kept for diagnosis: it says nothing about other mistakes."""
        before = len(self.calls)
        try:
            yield
        finally:
            del self.calls[before:]

    def call(self, name: str, *args: Any) -> Any:
        """The value of the student's `name(*args)`; raises Failure when there is none."""
        return self.perform(Call(name, args))

    def gradients_of(
        self, name: str, inputs: Sequence[Any], upstream: Any
    ) -> tuple[Any, dict[str, Any], list[Any]]:
        """The student's `name(*inputs)`, then backward from `upstream` (a gradient for each of several results; None: none).

        Gives what `Module.gradients` gives, without parameters: the value, {}, and the gradient of each input or None.
        Only tensors of floats among the inputs are asked for theirs.
        """
        value, parameters, given = self.perform(Call(name, (list(inputs), upstream), op="gradients_of"))
        return value, parameters, given

    def build(self, name: str, *args: Any) -> Module:
        """The module that the student's class `name` makes of these arguments; raises Failure when there is none."""
        number, self._built = self._built, self._built + 1
        self.perform(Call(name, args, op="construct", module=number))
        return Module(self.perform, name, number)

    def perform(self, call: Call) -> Any:
        """Do what `call` says, record what came out, and give its value; raises Failure when there is none."""
        what = f"{call.name}.{call.method or 'forward'}" if call.op in ("forward", "gradients") else call.name
        reply = self._request(self._message(call), what)
        if "error" in reply:
            failure = self._their_error(what, reply["error"], call.name)
            if failure.trouble != "missing":
                self.calls.append(replace(call, error_type=failure.error_type))
            raise failure
        if call.op == "construct":
            self._handles[call.module] = reply.get("handle")
        indices = reply.get("changed")
        changed = tuple(i for i in indices if type(i) is int) if isinstance(indices, list) else ()
        self.calls.append(replace(call, value=self._value_of(call, reply), changed=changed))
        if call.op == "load":
            self._judge_load(self.calls[-1])
        return self.calls[-1].value

    def _message(self, call: Call) -> dict[str, Any]:
        """The operation as the protocol wants it."""
        operation = OPERATIONS[call.op]
        by_name = operation.about == "name"
        subject = {"name": call.name} if by_name else {"handle": self._handles.get(call.module)}
        message: dict[str, Any] = {"op": call.op, "kwargs": {}, **subject}
        if call.op == "load":
            return {**message, "weights": call.args[0]}
        if operation.goes_back:
            inputs, upstream = call.args
            return {**message, "args": inputs, "output_gradient": upstream}
        message["args"] = list(call.args)
        return message if by_name else {**message, "method": call.method}

    def _value_of(self, call: Call, reply: dict[str, Any]) -> Any:
        if call.op == "construct":
            return None
        if call.op == "parameters":
            return {kind: list(map(_fields, reply[kind])) for kind in ("parameters", "buffers")}
        if call.op == "gradients":
            return reply["value"], reply["parameters"], reply["inputs"]
        if call.op == "gradients_of":
            return reply["value"], {}, reply["inputs"]
        if call.op != "load":
            return reply.get("value")
        # A parameter counts as given when it was given under its other name; what is not learned need not be given.
        ask = {"op": "parameters", "handle": self._handles.get(call.module)}
        there = [_fields(entry) for entry in self._request(ask, call.name)["parameters"]]
        given = {storage for name, _, _, storage, _ in there if name in call.args[0]}
        shapes = {name: shape for name, shape, *_ in there}
        return {
            "absent": reply["unexpected"],
            "mismatched": [(name, shapes.get(name)) for name in reply["mismatched"]],
            "extra": [name for name, _, _, storage, learned in there if learned and storage not in given],
        }

    def _judge_load(self, call: Call) -> None:
        """Raise Failure unless every weight found its place."""
        found, weights = call.value, call.args[0]
        if found["absent"]:
            names = _listed(found["absent"])
            raise Failure(
                Text(
                    f"`{call.name}` has no parameter {names}. Are the attribute names those of the docstring, and "
                    "is each an nn.Parameter or a layer?",
                    f"`{call.name}`에 파라미터 {names}이(가) 없어요. 속성 이름이 docstring과 같고, 저마다 "
                    "nn.Parameter이거나 층(layer)인가요?",
                )
            )
        if found["mismatched"]:
            name, shape = found["mismatched"][0]
            wanted = tuple(np.shape(weights[name]))
            raise Failure(
                Text(
                    f"The parameter `{plain(name, 60)}` of `{call.name}` should have the shape {wanted} and has "
                    f"{shape}. Which axis went another way?",
                    f"`{call.name}`의 파라미터 `{plain(name, 60)}`의 모양이 {wanted}이어야 하는데 {shape}이에요. "
                    "어느 축이 달라졌나요?",
                )
            )
        if found["extra"]:
            names = _listed(found["extra"])
            raise Failure(
                Text(
                    f"`{call.name}` also has the parameter {names}, which the docstring does not name. What is it "
                    "there for?",
                    f"`{call.name}`에 docstring에 없는 파라미터 {names}도 있어요. 무엇에 쓰나요?",
                )
            )

    def value(self, name: str) -> Any:
        """The value of the student's variable `name`; raises Failure when there is none."""
        reply = self._request({"op": "value", "name": name}, name)
        if "error" in reply:
            raise self._their_error(name, reply["error"], name)
        return reply.get("value")

    def _request(self, message: dict[str, Any], name: str) -> dict[str, Any]:
        if self._dead is not None:
            raise self._dead
        try:
            reply = self._channel.request(message)
            return reply if isinstance(reply, dict) else {}
        except CallTimeout:
            self._dead = Failure(
                Text(
                    f"`{name}` did not come back in time. Is there a loop that never ends?",
                    f"`{name}`이(가) 제한 시간 안에 끝나지 않았어요. 끝나지 않는 반복문이 있나요?",
                ),
                "timeout",
            )
            raise self._dead from None
        except SandboxDied:
            self._dead = Failure(
                Text(
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
                Text(
                    f"What `{name}` gave back cannot be judged: {plain(error)}. Is it an array of the size asked?",
                    f"`{name}`이(가) 돌려준 값을 채점할 수 없어요: {plain(error)}. 요청한 크기의 배열인가요?",
                ),
                "error",
                "ProtocolError",
            ) from None

    def _their_error(self, what: str, told_by_sandbox: Any, name: str) -> Failure:
        failure = _their_error(what, told_by_sandbox, name)
        if failure.trouble == "missing" and self._why_missing is not None:
            return Failure(self._why_missing, "missing")
        return failure


def _fields(entry: Any) -> tuple[Any, ...]:
    return tuple(entry[key] for key in ("name", "shape", "dtype", "storage", "trainable"))


def _listed(names: list[Any]) -> str:
    return ", ".join(f"`{plain(name, 60)}`" for name in names[:6]) + (", …" if len(names) > 6 else "")


def _shapes_met(told_by_sandbox: Any) -> Text:
    """ " The shapes there: `q` (2, 3), …", of what is a name and a shape indeed."""
    shapes = told_by_sandbox if isinstance(told_by_sandbox, dict) else {}
    proper = [
        f"`{name}` {shape}"
        for name, shape in list(shapes.items())[:6]
        if isinstance(name, str) and name.isidentifier() and len(name) <= 40
        if isinstance(shape, tuple)
        and len(shape) <= 8
        and all(type(n) is int and 0 <= n < 10**12 for n in shape)
    ]
    listed = ", ".join(proper)
    return Text(f" The shapes there: {listed}.", f" 그 줄의 모양: {listed}.") if listed else NOTHING


def _their_error(what: str, told_by_sandbox: Any, name: str) -> Failure:
    """The exception of the student's code, told in one line. The reply is not trusted to have any form.

    what: that which stopped: the exercise `name`, or a method of it.
    """
    error = told_by_sandbox if isinstance(told_by_sandbox, dict) else {}
    kind, error_type, text, line = (
        value if isinstance(value := error.get(key), str) else ""
        for key in ("kind", "type", "message", "line")
    )
    error_type, text, line = plain(error_type, 60) or "Exception", plain(text), plain(line, 160)
    if kind == "no_such_name":
        return Failure(
            Text(
                f"There is no `{name}` in the notebook. Did its cell run without an error, and is the name "
                "still the same?",
                f"노트북에 `{name}`이(가) 없어요. 그 셀이 오류 없이 실행되었고 이름이 그대로인가요?",
            ),
            "missing",
        )
    if kind == "not_implemented":
        # The stub of another exercise, which this one calls, is worth telling.
        other = f": {text}" if text and name not in text else ""
        return Failure(
            Text(f"`{name}` is not finished yet{other}.", f"`{name}`이(가) 아직 끝나지 않았어요{other}."),
            "unanswered",
            error_type,
        )
    if kind == "not_a_module":
        return Failure(
            Text(
                f"`{name}` does not make a torch module. Does the class derive from nn.Module?",
                f"`{name}`이(가) torch 모듈을 만들지 않아요. 클래스가 nn.Module을 상속하나요?",
            ),
            "error",
            error_type,
        )
    meaning = explained(error_type, text)
    where = Text(f" At the line `{line}`.", f" 이 줄이에요: `{line}`.") if line else NOTHING
    if meaning.about_shapes:
        shapes = _shapes_met(error.get("shapes"))
        where = Text(where.en + shapes.en, where.ko + shapes.ko)
    return Failure(
        Text(
            f"`{what}` stopped with {meaning.what.en}.{where.en} {meaning.question.en}",
            f"`{what}`이(가) 오류로 멈췄어요. {meaning.what.ko}.{where.ko} {meaning.question.ko}",
        ),
        "error",
        error_type,
    )
