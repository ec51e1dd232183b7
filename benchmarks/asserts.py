"""The hidden tests as in-kernel asserts, for graders that run tests where the student's code runs.

Each hidden check is run on the course's own right answers and its calls are recorded. Every recorded call becomes
one plain assert: the function, its arguments, and the value that it must give, with the arrays in an .npz file. So
the other graders make the same calls with the same data, and need neither this course nor its judge.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks import load
from grader.course import Day
from grader.judge import Expect, Rng, Student
from grader.judge.calls import Call
from grader.judge.compare import agree, gradients_agree
from grader.judge.local import LocalChannel
from grader.judge.registry import Check, CheckBook
from grader.judge.verdicts import Failure
from grader.wire.operations import OPERATIONS

SEED = 1
MODULE = "hidden_asserts"
HELPERS = '''\
"""What the hidden asserts need: the recorded arrays, and a comparison of nested values."""
from pathlib import Path

import numpy as np

_arrays = dict(np.load(Path(__file__).with_suffix(".npz")))


def data(name):
    return _arrays[name].copy()


def tensor(name):
    import torch
    return torch.from_numpy(data(name))


def same(got, want):
    if isinstance(want, (list, tuple)):
        assert len(got) == len(want)
        for one, other in zip(got, want):
            same(one, other)
    elif isinstance(want, dict):
        assert got.keys() == want.keys()
        for key in want:
            same(got[key], want[key])
    elif want is None or isinstance(want, (str, bool)):
        assert got == want
    else:
        got, want = (np.asarray(v.detach() if hasattr(v, "detach") else v) for v in (got, want))
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def raises(kind, function, *args):
    try:
        function(*args)
    except Exception as error:
        assert type(error).__name__ == kind
    else:
        raise AssertionError("no error")


def fill(module, weights):
    import torch
    places = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    with torch.no_grad():
        for name, weight in weights.items():
            places[name].copy_(torch.as_tensor(weight))
    module.eval()


def shapes(module):
    return {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}


def gradients(function, inputs, upstream):
    import torch
    module = function if isinstance(function, torch.nn.Module) else torch.nn.Module()
    module.zero_grad()
    leaves = [v.requires_grad_() if torch.is_tensor(v) and v.is_floating_point() else None for v in inputs]
    given = [v if leaf is None else leaf.clone() for leaf, v in zip(leaves, inputs)]
    value = function(*given)
    values, grads = (list(value), upstream) if isinstance(value, (list, tuple)) else ([value], [upstream])
    pairs = [pair for pair in zip(values, grads) if pair[1] is not None]
    torch.autograd.backward([one for one, _ in pairs], [one for _, one in pairs])
    parameters = {name: parameter.grad for name, parameter in module.named_parameters()}
    return value, parameters, [None if leaf is None else leaf.grad for leaf in leaves]
'''


@dataclass
class Asserts:
    """The asserts of one day: the lines of each exercise, and the arrays that they name."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def cell(self, exercise: str) -> str:
        """The asserts as the text of a cell in the student's notebook."""
        names = "data, fill, gradients, raises, same, shapes, tensor"
        return "\n".join([f"from {MODULE} import {names}", *self.lines[exercise]])

    def write_helpers(self, folder: Path) -> list[Path]:
        """Put the module and the arrays that the asserts need into a folder."""
        code, arrays = folder / f"{MODULE}.py", folder / f"{MODULE}.npz"
        code.write_text(HELPERS)
        np.savez(arrays, **self.arrays)  # type: ignore[arg-type]
        return [code, arrays]


def record(day: Day) -> Asserts:
    """The hidden tests of a day, recorded on the right answers."""
    book, made = load(day.id), Asserts()
    for exercise in day.exercises:
        if exercise.name in book.quizzes:
            made.lines[exercise.name] = [
                f"assert {exercise.name}[{question!r}] == {choice.right!r}"
                for question, choice in book.quizzes[exercise.name].items()
            ]
        elif exercise.name in book.checks:
            made.lines[exercise.name] = list(_lines(book, exercise.name, made.arrays))
    return made


def _lines(book: CheckBook, exercise: str, arrays: dict[str, np.ndarray]) -> list[str]:
    check, writer = book.checks[exercise], _Writer(exercise, arrays)
    calls = _calls(book, check, check.answer)
    others = [_calls(book, check, version.function) for version in check.alternatives]
    lines = []
    for place, call in enumerate(calls):
        alike = gradients_agree if OPERATIONS[call.op].goes_back else agree
        fixed = all(
            len(other) == len(calls) and alike(other[place].value, call.value)
            for other in [_calls(book, check, check.answer), *others]
        )
        lines.append(writer.line(call, fixed))
    if check.reason:
        lines.append(f"assert {exercise}_reason == {check.reason.right!r}")
    return lines


def _calls(book: CheckBook, check: Check, answer: Callable[..., Any]) -> list[Call]:
    """All that the check of an exercise asks of this answer to it, among right answers to the others."""
    names = {name: other.answer for name, other in book.checks.items()}
    student = Student(LocalChannel({**names, check.exercise: answer, check.called: check.as_called(answer)}))
    with contextlib.suppress(Failure):
        check.function(student, Rng(SEED, check.exercise), Expect(student, check))
    return student.calls


class _Writer:
    """Writes recorded calls as Python."""

    def __init__(self, exercise: str, arrays: dict[str, np.ndarray]) -> None:
        self._exercise, self._arrays = exercise, arrays

    def line(self, call: Call, fixed: bool) -> str:
        """One call as a line. Where right answers differ (random weights) it asks only for an answer."""
        arguments = [self.text(argument) for argument in call.args]
        given, module = ", ".join(arguments), f"_module{call.module}"
        if call.op == "construct" and not call.error_type:
            return f"{module} = {call.name}({given})"
        if call.op == "load":
            return f"fill({module}, {given})"
        if call.op == "parameters":
            shapes = {name: tuple(shape) for name, shape, *_ in call.value["parameters"]}
            return f"assert shapes({module}) == {shapes!r}"
        function = {
            "call": call.name,
            "construct": call.name,
            "gradients": "gradients",
            "gradients_of": "gradients",
            "forward": f"{module}.{call.method or 'forward'}",
        }[call.op]
        if call.error_type:
            return f"raises({call.error_type!r}, {', '.join([function, *arguments])})"
        if OPERATIONS[call.op].goes_back:
            given = ", ".join([module if call.op == "gradients" else call.name, *arguments])
        asked = f"{function}({given})"
        return f"same({asked}, {self.text(call.value)})" if fixed else f"assert {asked} is not None"

    def text(self, value: Any) -> str:
        """A value as an expression; arrays go into the .npz file."""
        if isinstance(value, np.ndarray | np.generic):
            return f"data({self._stored(np.asarray(value))})"
        if hasattr(value, "detach"):
            return f"tensor({self._stored(value.detach().numpy())})"
        if isinstance(value, list | tuple):
            items = ", ".join(self.text(item) for item in value)
            return f"[{items}]" if isinstance(value, list) else f"({items},)" if value else "()"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {self.text(item)}" for key, item in value.items()) + "}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"float({str(value)!r})"
        return repr(value)

    def _stored(self, array: np.ndarray) -> str:
        name = f"{self._exercise}_{len(self._arrays)}"
        self._arrays[name] = array
        return repr(name)
