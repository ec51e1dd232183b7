"""The registry of checks: versions, edits of right versions, names, and what the judge calls."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from grader.judge import (
    Check,
    CheckBook,
    Expect,
    LocalChannel,
    Rng,
    Student,
    Task,
    judge,
    open_local,
    source_of,
)
from grader.judge.audit import LessonCell, audit
from grader.judge.verdicts import Failure

QUESTION = {"en": "Why?", "ko": "왜 그런가요?"}


def centre(x: Any) -> Any:
    return x - x.mean(axis=-1, keepdims=True)


def step_by_step(x: Any) -> Any:
    # the mean of each row
    mean = x.mean(axis=-1, keepdims=True)
    return x - mean


class Scale(nn.Module):
    """The oracle: x times what is learned."""

    def __init__(self, d: int, start: float = 1.0) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.full((d,), start))

    def forward(self, x: Tensor) -> Tensor:
        return self.gain * x


class AsALoop(nn.Module):
    def __init__(self, d: int, start: float = 1.0) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.full((d,), start))

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-1] != len(self.gain):
            raise ValueError("another size")
        return x * self.gain


def a_check(right: Callable[..., Any] = step_by_step) -> Check:
    """Of `centre`, with a right version to edit."""
    check = Check(centre)
    check.right(right)
    return check


def a_module_check() -> Check:
    check = Check(Scale)
    check.right(AsALoop)
    return check


# ------------------------------------------------------------------------------------------------- versions by name


def test_a_version_is_named_by_its_function_or_class() -> None:
    check = a_check()

    @check.misconception(**QUESTION)
    def mean_of_all(x: Any) -> Any:
        return x - x.mean()

    assert [version.name for version in check.alternatives] == ["step_by_step"]
    assert [version.name for version in check.misconceptions] == ["mean_of_all"]
    assert check.version("mean_of_all") is mean_of_all
    assert check.version("step_by_step") is step_by_step
    assert (check.exercise, check.called, check.oracle) == ("centre", "centre", centre)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("NormOverAxis0", "norm_over_axis_0"),
        ("ByTheFormula", "by_the_formula"),
        ("Einsum", "einsum"),
        ("AModuleForEach", "a_module_for_each"),
        ("top_k2_forgotten", "top_k2_forgotten"),
    ],
)
def test_the_name_of_a_class_is_written_as_that_of_a_function(name: str, told: str) -> None:
    check = Check(Scale)
    check.right(type(name, (), {}))
    assert check.alternatives[0].name == told


def test_no_version_is_registered_twice() -> None:
    check = a_check()
    with pytest.raises(ValueError, match="centre: step_by_step is registered twice"):
        check.right(step_by_step)
    misconception = check.misconceptions_in(step_by_step)
    misconception("columns", ("axis=-1", "axis=0"), **QUESTION)
    with pytest.raises(ValueError, match="centre: columns is registered twice"):
        misconception("columns", ("axis=-1", "axis=-2"), **QUESTION)


# -------------------------------------------------------------------------------------------------------------- edits


def test_a_mistake_is_a_right_version_with_other_text() -> None:
    check = a_check()
    misconception = check.misconceptions_in(step_by_step)
    misconception("columns", ("axis=-1", "axis=0"), **QUESTION)
    misconception("in_place", ("return x - mean", "x -= mean\n    return x"), **QUESTION)
    columns, in_place = check.misconceptions
    assert columns.message is not None
    assert (columns.message.en, columns.message.ko) == ("Why?", "왜 그런가요?")
    x = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(columns.function(x), x - x.mean(axis=0))
    assert np.array_equal(step_by_step(x), centre(x)), "the right version itself is as it was"
    assert in_place.function(x) is x


def test_an_edit_replaces_its_text_wherever_it_stands_one_edit_after_the_other() -> None:
    def twice(x: Any) -> Any:
        x = x - x.mean(axis=-1, keepdims=True)
        return x - x.mean(axis=-1, keepdims=True)

    check = a_check(twice)
    check.misconceptions_in(twice)("other", ("axis=-1", "axis=0"), ("axis=0", "axis=1"), **QUESTION)
    assert source_of(check.misconceptions[0]).count("axis=1") == 2


def test_an_edit_of_text_that_is_not_there_tells_file_and_line() -> None:
    check = a_check()
    misconception = check.misconceptions_in(step_by_step)
    line = inspect.currentframe().f_lineno + 2  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="has no 'median' to edit") as caught:
        misconception("columns", ("axis=-1", "axis=0"), ("median", "mean"), **QUESTION)
    assert str(caught.value).startswith(f"{__file__}:{line}: columns: step_by_step ")
    assert check.misconceptions == []


def test_a_module_with_such_an_edit_cannot_be_imported(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "from grader.judge import Check\n"
        "def double(x): return 2 * x\n"
        "check = Check(double)\n"
        "@check.right\n"
        "def added(x):\n"
        "    return x + x\n"
        "check.misconceptions_in(added)('once', ('x * x', 'x'), en='?', ko='?')\n"
    )
    (tmp_path / "day99_edited.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match=r"day99_edited\.py:7: once: added has no 'x \* x' to edit"):
        __import__("day99_edited")


def test_only_a_registered_right_version_is_edited() -> None:
    check = a_check()

    @check.misconception(**QUESTION)
    def mean_of_all(x: Any) -> Any:
        return x - x.mean()

    with pytest.raises(ValueError, match="centre: centre is not a registered right version"):
        check.misconceptions_in(centre)
    with pytest.raises(ValueError, match="centre: mean_of_all is not a registered right version"):
        check.misconceptions_in(mean_of_all)


def test_an_edited_version_as_a_students_cell() -> None:
    check = a_check()
    check.misconceptions_in(step_by_step)("columns", ("axis=-1", "axis=0"), **QUESTION)
    assert source_of(check.misconceptions[0]) == (
        "def centre(x):\n    mean = x.mean(axis=0, keepdims=True)\n    return x - mean\n"
    )


def test_an_edited_function_has_a_source_of_its_own() -> None:
    check = a_check()
    misconception = check.misconceptions_in(step_by_step)
    misconception("columns", ("axis=-1", "axis=0"), **QUESTION)
    misconception("no_keepdims", (", keepdims=True", ""), **QUESTION)
    columns, no_keepdims = (version.function for version in check.misconceptions)
    assert "axis=0" in inspect.getsource(columns)
    assert "keepdims" not in inspect.getsource(no_keepdims)
    assert "# the mean of each row" in inspect.getsource(columns)
    assert "axis=-1" in inspect.getsource(step_by_step)


def test_an_edited_class_has_a_source_of_its_own() -> None:
    check = a_module_check()
    misconception = check.misconceptions_in(AsALoop)
    misconception("added", ("x * self.gain", "x + self.gain"), **QUESTION)
    misconception("squared", ("x * self.gain", "x * self.gain**2"), **QUESTION)
    added, squared = (version.function for version in check.misconceptions)
    assert "return x + self.gain\n" in inspect.getsource(added)
    assert "return x * self.gain**2\n" in inspect.getsource(squared)
    assert "return x * self.gain\n" in inspect.getsource(AsALoop)
    assert source_of(check.misconceptions[0]).startswith("class Scale(nn.Module):\n")
    assert "x + self.gain" in source_of(check.misconceptions[0])


def test_a_traceback_shows_the_line_of_the_edited_class() -> None:
    check = a_module_check()
    check.misconceptions_in(AsALoop)(
        "stops", ("return x * self.gain", "return x @ self.gain.tolist()"), **QUESTION
    )
    module = check.version("stops")(3)
    with pytest.raises(TypeError) as caught:
        module(torch.ones(3))
    frames = traceback.extract_tb(caught.value.__traceback__)
    (line,) = [frame.line for frame in frames if frame.filename == f"<{__name__}: stops>"]
    assert line == "return x @ self.gain.tolist()"


def test_the_judge_names_a_mistake_that_is_an_edit() -> None:
    check = a_check()
    check.misconceptions_in(step_by_step)("columns", ("axis=-1", "axis=0"), **QUESTION)

    @check.test
    def test(student: Student, rng: Rng, expect: Expect) -> None:
        with expect.part("rows", en="Rows?", ko="행인가요?"):
            expect.same([(rng.normal((3, 5)),)])

    with open_local(["def centre(x):\n    return x - x.mean(0)"]) as channel:
        (found,) = judge(CheckBook(check), [Task("centre", "code", 1)], channel, 1)
    assert found.misconception == "columns"


# ------------------------------------------------------------------------------------------------------------ through


def halved(step: Any, x: Any) -> Any:
    """The oracle of an exercise that takes a function."""
    return step(x) / 2


def on_a_table(halved: Callable[..., Any]) -> Callable[..., Any]:
    def halved_on_table(table: Any, x: Any) -> Any:
        return halved(lambda row: table + row, x)

    return halved_on_table


GIVEN = "def halved_on_table(table, x):\n    return halved(lambda row: table + row, x)\n"


def a_check_through() -> Check:
    check = Check(halved, through=on_a_table)

    @check.test
    def test(student: Student, rng: Rng, expect: Expect) -> None:
        with expect.part("values", en="Half of what?", ko="무엇의 절반인가요?"):
            expect.same([(rng.normal((3,)), rng.normal((3,)))])

    @check.right
    def times_a_half(step, x):  # type: ignore[no-untyped-def]
        return 0.5 * step(x)

    check.misconceptions_in(times_a_half)("halved_before", ("0.5 * step(x)", "step(0.5 * x)"), **QUESTION)
    return check


def test_what_takes_a_function_is_called_through_the_notebooks_own() -> None:
    check = a_check_through()
    assert (check.exercise, check.called) == ("halved", "halved_on_table")
    assert check.answer is halved
    assert check.oracle(np.ones(2), np.ones(2)).tolist() == [1.0, 1.0]
    assert check.as_called(check.version("halved_before"))(np.ones(2), np.ones(2)).tolist() == [1.5, 1.5]
    asked = []

    class Spy(LocalChannel):
        def request(self, message: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
            asked.append(message["name"])
            return super().request(message, seconds)

    names: dict[str, Any] = {}
    exec(GIVEN + "def halved(step, x):\n    return step(x) / 2", names)
    (found,) = judge(CheckBook(check), [Task("halved", "code", 1)], Spy(names), 1)
    assert found.verdict == "passed"
    assert asked == ["halved_on_table"]


def test_the_diagnosis_names_the_mistake_of_the_answer() -> None:
    with open_local([GIVEN, "def halved(step, x):\n    return step(x / 2)"]) as channel:
        (found,) = judge(CheckBook(a_check_through()), [Task("halved", "code", 1)], channel, 1)
    assert (found.verdict, found.misconception) == ("failed", "halved_before")


def test_versions_are_audited_under_the_exercises_name() -> None:
    stub = "def halved(step, x):\n    raise NotImplementedError('halved is not written yet')\n"
    subjects = [
        LessonCell("", "given", 0, "", GIVEN),
        LessonCell("halved", "code", 1, stub, "def halved(step, x):\n    return step(x) / 2\n"),
    ]
    rows = audit(CheckBook(a_check_through()), subjects, [1, 2], open_local)
    good = {row.version for row in rows if all(row.ok)}
    assert good == {"stub", "solution", "times_a_half", "halved_before"}


def test_a_broken_check_through_is_tried_on_the_right_answer() -> None:
    check = a_check_through()

    @check.test
    def test(student: Student, rng: Rng, expect: Expect) -> None:
        student.halved_on_table(rng.normal((3,)), rng.normal((3,)))
        raise ZeroDivisionError("ours")

    with open_local([GIVEN, "def halved(step, x):\n    return 0"]) as channel:
        (found,) = judge(CheckBook(check), [Task("halved", "code", 1)], channel, 1)
    assert found.verdict == "course_error"


# ----------------------------------------------------------------------- what is expected of the exercise of a check


def expectations(answer: Callable[..., Any], oracle: Callable[..., Any] = Scale) -> tuple[Student, Expect]:
    student = Student(LocalChannel({oracle.__name__: answer}))
    return student, Expect(student, Check(oracle))


class StartsAtZero(Scale):
    def __init__(self, d: int, start: float = 0.0) -> None:
        super().__init__(d, start)


class TimesTwo(Scale):
    def forward(self, x: Tensor) -> Tensor:
        return 2 * super().forward(x)


class Detached(Scale):
    def forward(self, x: Tensor) -> Tensor:
        return self.gain.detach() * x


class Overwriting(Scale):
    def forward(self, x: Tensor) -> Tensor:
        return x.mul_(self.gain)


X = np.arange(6.0).reshape(2, 3) + 1
GAIN = {"gain": np.array([1.0, 2.0, 3.0])}


def test_fresh_modules_are_as_they_are_built() -> None:
    cases = [((3,), X), ((3, 2.5), X)]
    _, expect = expectations(AsALoop)
    expect.fresh_modules(cases)
    student, expect = expectations(StartsAtZero)
    with pytest.raises(Failure):
        expect.fresh_modules(cases)
    assert [call.op for call in student.calls] == ["construct", "forward"] * 2, (
        "each case, after one that fails, too"
    )
    assert [call.args[0] for call in student.calls if call.op == "construct"] == [3, 3]
    expect.fresh_modules(cases[1:])  # the start is given there


def test_a_fresh_module_leaves_its_input_alone() -> None:
    _, expect = expectations(Overwriting)
    expect.fresh_modules([((3,), X)])
    with pytest.raises(Failure, match="changed its argument number 1"):
        expect.fresh_modules([((3, 2.0), X)], unchanged=True)


def test_modules_are_the_students_and_the_oracles_with_the_same_weights() -> None:
    _, expect = expectations(TimesTwo)
    module, right = expect.modules((3,), GAIN)
    assert module(X).tolist() == (2 * X * GAIN["gain"]).tolist()
    assert right(X).tolist() == (X * GAIN["gain"]).tolist()


def test_module_gradients_are_those_of_the_oracle() -> None:
    upstream = np.ones((2, 3))
    expectations(AsALoop)[1].module_gradients((3,), GAIN, [X], upstream)
    with pytest.raises(Failure, match="No gradient reaches `gain`"):
        expectations(Detached)[1].module_gradients((3,), GAIN, [X], upstream)


def test_what_is_asked_off_the_record_is_no_matter_for_diagnosis() -> None:
    student, _ = expectations(centre, centre)
    student.centre(X)
    with student.off_the_record():
        student.centre(2 * X)
        student.centre(3 * X)
    assert len(student.calls) == 1
    with pytest.raises(Failure), student.off_the_record():
        student.centre("not an array")
    assert len(student.calls) == 1
    student.centre(X)
    assert len(student.calls) == 2
