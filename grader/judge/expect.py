"""What a check says about the student's answer: parts with weights, and what is expected in each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.judge.compare import (
    as_array,
    is_array,
    judged_array,
    largest,
    rounding_apart,
    tolerance_of,
    tolerances_apart,
)
from grader.judge.local import reference, reference_gradients
from grader.judge.modules import Module
from grader.judge.registry import Check
from grader.judge.student import Student
from grader.judge.verdicts import Failure, Part, plain
from grader.text import NOTHING, Text


class Expect:
    """Collects the parts of one check.

    with expect.part("eps", weight=2, en="Is eps inside the root?", ko="eps가 제곱근 안에 있나요?"):
        expect.array(student.layer_norm(x, gamma, beta, 0.1), layer_norm(x, gamma, beta, 0.1))

    A part that fails loses its weight and the next part still runs. The message is a question about the code,
    read by the student when the values are wrong; a wrong type, shape or dtype has its own message.
    """

    def __init__(self, student: Student, check: Check) -> None:
        self._student, self._check = student, check
        self.parts: list[Part] = []
        self.failures: list[Failure] = []
        self.apart = 0.0  # how much of its tolerance an array of the open part has needed, at most

    def part(self, name: str, weight: float = 1.0, *, en: str, ko: str) -> OpenPart:
        """Open a part: a context manager that ends at the first expectation that is not met."""
        return OpenPart(self, name, weight, Text(en, ko))

    def array(
        self, got: Any, wanted: ArrayLike, *, tolerance: float | None = None, label: str = ""
    ) -> NDArray[Any]:
        """`got` is an array or tensor with the shape and the values of `wanted`; returns it as a NumPy array.

        `tolerance` is relative to the largest number wanted; without it, it follows the dtype of `got`.
        """
        right = as_array(wanted) if is_array(wanted) else np.asarray(wanted)
        array = judged_array(got, right, label)
        apart = tolerances_apart(array, right, tolerance or tolerance_of(array))
        if apart > 1:
            raise Failure()
        self.apart = max(self.apart, apart)
        return array

    def like(self, got: Any, wanted: ArrayLike, *, label: str = "") -> NDArray[Any]:
        """`got` is an array or tensor with the shape of `wanted` and finite numbers; returns it as a NumPy array."""
        return judged_array(got, np.asarray(wanted), label)

    def every(self, cases: Iterable[Sequence[Any]], judged: Callable[..., None]) -> None:
        """Call `judged` with each case, also after one that fails: diagnosis needs to see them all."""
        first: Failure | None = None
        for case in cases:
            try:
                judged(*case)
            except Failure as failure:
                first = first or failure
        if first:
            raise first

    def build(self, *arguments: Any) -> Module:
        """The module that the student's class makes of these arguments."""
        return self._student.build(self._check.called, *arguments)

    def modules(self, arguments: Sequence[Any], weights: Mapping[str, Any]) -> tuple[Module, Module]:
        """The student's module and the oracle's, built from the same arguments and with the same weights."""
        module = self.build(*arguments)
        right = reference(self._check.oracle, *arguments)
        for each in (module, right):
            each.load(weights)
        return module, right

    def same_module(
        self,
        arguments: Sequence[Any],
        weights: Mapping[str, Any],
        cases: Sequence[tuple[Any, ...]],
        *,
        labels: Sequence[str] | None = None,
        judged: Sequence[str] = (),
        tolerance: float | None = None,
        unchanged: bool = False,
    ) -> Module:
        """The student's class, built from `arguments` and with `weights`, gives what the oracle's gives for each tuple of
        inputs. `labels` and `judged` are as for `same`. Returns the student's module.
        """
        module, right = self.modules(arguments, weights)

        def one_case(*inputs: Any) -> None:
            results = self._results(module(*inputs), labels)
            self._one_of(results, [right(*inputs)], labels or ("",), judged or labels, tolerance)
            if unchanged:
                self.unchanged()

        self.every(cases, one_case)
        return module

    def fresh_modules(
        self,
        cases: Sequence[tuple[Sequence[Any], Any]],
        *,
        tolerance: float | None = None,
        unchanged: bool = False,
    ) -> None:
        """For each pair of arguments and input: a module as it is built, no weights given, gives what the oracle's gives."""

        def one_case(arguments: Sequence[Any], x: Any) -> None:
            wanted = reference(self._check.oracle, *arguments)(x)
            module = self.build(*arguments)
            self.array(module(x), wanted, tolerance=tolerance)
            if unchanged:
                self.unchanged()

        self.every(cases, one_case)

    def module_gradients(
        self,
        arguments: Sequence[Any],
        weights: Mapping[str, Any],
        inputs: Sequence[Any],
        upstream: Any,
        *,
        tolerance: float | None = None,
    ) -> None:
        """With these weights, parameters and inputs of the student's module get the gradients that the oracle's give them."""
        module, right = self.modules(arguments, weights)
        self.gradients(
            module.gradients(inputs, upstream), right.gradients(inputs, upstream), tolerance=tolerance
        )

    def gradients(self, got: Any, wanted: Any, *, tolerance: float | None = None) -> None:
        """What `module.gradients(…)` gave is what the oracle's gave: the gradients of parameters and of inputs.

        The value, too, where no part before has failed: the module is in training mode here, and a dropout shows.
        """
        if not self.failures:
            try:
                self._values(got[0], wanted[0], tolerance)
            except Failure:
                told = Text(
                    "Here the module is in training mode, and what it gives is already another thing. Is there a dropout?",
                    "여기서는 모듈이 학습 모드인데, 나온 값부터 달라요. 드롭아웃(dropout)이 들어 있나요?",
                )
                raise Failure(told, then_ask=True) from None
        self._gradients(got, wanted, tolerance)

    def _values(self, got: Any, wanted: Any, tolerance: float | None) -> None:
        if is_array(wanted):
            self.array(got, wanted, tolerance=tolerance)
        elif isinstance(wanted, tuple | list):
            if not isinstance(got, tuple | list) or len(got) != len(wanted):
                raise Failure()
            for one, other in zip(got, wanted, strict=True):
                self._values(one, other, tolerance)

    def _gradients(self, got: Any, wanted: Any, tolerance: float | None) -> None:
        parameters, right = got[1], wanted[1]
        pairs = [(name, parameters.get(name), right[name]) for name in right]
        pairs += [
            (f"input {i}", one, other)
            for i, (one, other) in enumerate(zip(got[2], wanted[2], strict=True), 1)
        ]
        scale = largest(other for *_, other in pairs)
        for label, one, other in pairs:
            if other is None:
                continue
            if one is None:
                raise Failure(
                    Text(
                        f"No gradient reaches `{label}`. Does a line cut it off (detach, .data, no_grad, .item())?",
                        f"`{label}`에 기울기가 닿지 않아요. 기울기를 끊는 줄(detach, .data, no_grad, .item())이 있나요?",
                    )
                )
            if not rounding_apart(one, other, scale):
                self.array(one, other, tolerance=tolerance, label=label)

    def same_gradients(
        self,
        inputs: Sequence[Any],
        upstream: Any,
        *,
        free: Sequence[int] = (),
        tolerance: float | None = None,
    ) -> None:
        """Through the student's function the inputs get the gradients that they get through the oracle.

        For functions that are trained through. Choose inputs where all right versions have one gradient: no ReLU at 0,
        no row in which everything is masked. `free`: the places of inputs that may go without a gradient.
        """
        try:
            got = self._student.gradients_of(self._check.called, inputs, upstream)
        except Failure as failure:
            if failure.error_type != "RuntimeError":
                raise
            # Where NumPy meets a tensor that asks for a gradient, torch itself advises to detach.
            told = failure.message.then(
                Text(
                    "Here the inputs ask for a gradient, as in training. detach() or .data would only hide the error: they "
                    "cut the gradient off. Can torch do the whole calculation, without NumPy, and without writing into a result that "
                    "backward still needs?",
                    "여기서는 학습할 때처럼 입력이 기울기를 요구해요. detach()나 .data는 기울기를 끊어서 오류를 감출 뿐이에요. "
                    "NumPy 없이, backward에 필요한 결과를 덮어쓰지 않고 torch만으로 계산할 수 있나요?",
                )
            )
            raise Failure(told, failure.trouble, failure.error_type) from None
        value, parameters, given = reference_gradients(self._check.oracle, inputs, upstream)
        judged = [None if place in free else gradient for place, gradient in enumerate(given)]
        self._gradients(got, (value, parameters, judged), tolerance)

    def refused(self, *arguments: Any, message: Text = NOTHING) -> None:
        """The student's class raises for these arguments; `message` is told when it takes them."""
        with self._student.off_the_record():
            try:
                self.build(*arguments)
            except Failure as failure:
                if failure.trouble != "error":
                    raise
            else:
                raise Failure(message)

    def parameter_count(self, module: Module, wanted: int) -> None:
        """The module learns `wanted` numbers, shared ones counted once."""
        trainable = {p.storage: math.prod(p.shape) for p in module.parameters() if p.trainable}
        if (count := sum(trainable.values())) != wanted:
            raise Failure(
                Text(
                    f"`{module.name}` should learn {wanted} numbers and learns {count}. Which part has too few or "
                    "too many?",
                    f"`{module.name}`이(가) 학습하는 숫자는 {wanted}개여야 하는데 {count}개예요. 어느 부분에 모자라거나 "
                    "남나요?",
                )
            )

    def storages(self, module: Module, *, shared: Sequence[tuple[str, str]] = ()) -> None:
        """Every parameter has memory of its own, except the pairs in `shared`, which have one between them."""
        where = {p.name: p.storage for p in module.parameters()}
        together = set(map(frozenset, shared))
        for one, other in itertools.combinations(where, 2):
            same = where[one] == where[other]
            if same == (frozenset((one, other)) in together):
                continue
            names = f"`{plain(one, 60)}`, `{plain(other, 60)}`"
            if same:
                raise Failure(
                    Text(
                        f"{names}: these are one and the same tensor. Was one layer made and used twice?",
                        f"{names}: 둘이 같은 텐서예요. 층을 하나만 만들어 두 번 썼나요?",
                    )
                )
            raise Failure(
                Text(
                    f"{names}: these should be one tensor and are two. Is one assigned to the other?",
                    f"{names}: 텐서 하나를 함께 써야 하는데 둘이에요. 하나를 다른 하나에 대입했나요?",
                )
            )

    def same(
        self,
        cases: Sequence[tuple[Any, ...]],
        *,
        oracles: Sequence[Callable[..., Any]] = (),
        labels: Sequence[str] | None = None,
        judged: Sequence[str] = (),
        tolerance: float | None = None,
        unchanged: bool = False,
    ) -> None:
        """The student's function gives what the oracle (or one of `oracles`) gives for each tuple of arguments.

        Every case is called, also after one that fails: diagnosis needs to see them. With `labels` as many results
        are expected, of which those in `judged` are compared (without it, all).
        """

        def one_case(*args: Any) -> None:
            results = self._results(self._student.call(self._check.called, *args), labels)
            rights = [oracle(*args) for oracle in oracles or [self._check.oracle]]
            self._one_of(results, rights, labels or ("",), judged or labels, tolerance)
            if unchanged:
                self.unchanged()

        self.every(cases, one_case)

    def _results(self, got: Any, labels: Sequence[str] | None) -> Sequence[Any]:
        if labels is None:
            return (got,)
        return self.pair(got, (labels[0], labels[1])) if len(labels) == 2 else self.items(got, len(labels))

    def _one_of(
        self,
        results: Sequence[Any],
        rights: Sequence[Any],
        labels: Sequence[str],
        judged: Sequence[str] | None,
        tolerance: float | None,
    ) -> None:
        """All judged results are those of one and the same right answer; else the Failure against the first."""
        first: Failure | None = None
        for right in rights:
            pairs = zip(labels, results, right if judged else (right,), strict=True)
            try:
                for label, result, wanted in pairs:
                    if not judged or label in judged:
                        self.array(result, wanted, tolerance=tolerance, label=label)
            except Failure as failure:
                first = first or failure
            else:
                return
        if first:
            raise first

    def pair(self, got: Any, labels: tuple[str, str]) -> tuple[Any, Any]:
        """`got` is a tuple or list of two results, or two numbers in an array."""
        got = _numbers(got)
        if not isinstance(got, tuple | list) or len(got) != 2:
            names = ", ".join(labels)
            raise Failure(
                Text(
                    f"Two results are expected, ({names}). What does the return line give back?",
                    f"결과 두 개 ({names})를 돌려주어야 해요. return 줄이 무엇을 돌려주나요?",
                )
            )
        return got[0], got[1]

    def items(self, got: Any, length: int) -> Sequence[Any]:
        """`got` is a list or tuple of `length` things, or an array of as many numbers."""
        got = _numbers(got)
        if not isinstance(got, tuple | list) or len(got) != length:
            what = f"{len(got)}" if isinstance(got, tuple | list) else plain(type(got).__name__, 60)
            raise Failure(
                Text(
                    f"A list of {length} is expected, and what came is: {what}. What does the return line give back?",
                    f"{length}개짜리 목록을 돌려주어야 하는데 돌아온 것은 {what}이에요. return 줄이 무엇을 돌려주나요?",
                )
            )
        return got

    def true(self, condition: bool) -> None:
        """`condition` holds."""
        if not condition:
            raise Failure()

    def tensor(self) -> None:
        """The last call gave tensors: a NumPy array has no gradient, and stops a module that goes on with it."""
        value = self._student.calls[-1].value
        results = value if isinstance(value, tuple | list) else (value,)
        if any(isinstance(result, np.ndarray) for result in results):
            raise Failure(
                Text(
                    "The numbers are right, but they come back as a NumPy array. Torch cannot follow a gradient through "
                    "it. Where does the tensor become one?",
                    "숫자는 맞지만 NumPy 배열로 돌아왔어요. torch는 그 안으로 기울기를 따라갈 수 없어요. 텐서가 어디에서 "
                    "배열로 바뀌나요?",
                )
            )

    def unchanged(self) -> None:
        """The last call left its arguments as they were. Never worth points alone: ask for right values too."""
        if self._student.calls[-1].changed:
            number = self._student.calls[-1].changed[0] + 1
            raise Failure(
                Text(
                    f"The function changed its argument number {number} in place. Does a line write into the input "
                    "(x += …, x[...] = …)?",
                    f"함수가 {number}번째 인수를 직접 바꿨어요. 입력에 바로 쓰는 줄(x += …, x[...] = …)이 있나요?",
                )
            )


def _numbers(got: Any) -> Any:
    """An array of numbers as a list of them: `first, second = got` works with either."""
    return [np.asarray(number) for number in as_array(got)] if is_array(got) and got.ndim == 1 else got


class OpenPart:
    """One running part of a check."""

    def __init__(self, expect: Expect, name: str, weight: float, message: Text) -> None:
        self._expect, self._name, self._weight, self._message = expect, name, weight, message

    def __enter__(self) -> None:
        self._expect.apart = 0.0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            self._expect.parts.append(Part(self._name, self._weight, True, apart=self._expect.apart))
            return False
        if not isinstance(error, Failure):
            return False  # the check itself is broken: the judge says so
        message = error.message.then(self._message) if error.then_ask else error.message
        self._expect.parts.append(Part(self._name, self._weight, False, message))
        self._expect.failures.append(error)
        return True
