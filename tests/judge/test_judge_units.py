"""The small pieces: register, source of a version, random inputs, comparison, local notebook, audit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import toy_day

from grader.judge import (
    Check,
    CheckBook,
    Choice,
    Expect,
    LessonCell,
    LocalChannel,
    Quiz,
    Rng,
    Student,
    audit,
    draw_seed,
    open_local,
    source_of,
)
from grader.judge.compare import agree
from grader.judge.verdicts import Failure, plain
from grader.text import Text


def expectations() -> Expect:
    return Expect(Student(LocalChannel({})), toy_day.centre_check)


def test_source_of_is_a_plain_cell_under_the_exercises_name() -> None:
    source = source_of(toy_day.centre_check.alternatives[0])
    assert source.startswith("def centre(x):\n")
    assert "check" not in source
    assert "comment" not in source
    assert source_of(toy_day.centre_check.alternatives[0], "other").startswith("def other(")


def test_a_book_takes_no_name_twice() -> None:
    with pytest.raises(ValueError, match="scale is registered twice"):
        CheckBook(toy_day.scale_check, Quiz("q", {}), Check(toy_day.scale))
    with pytest.raises(ValueError, match="scale is registered twice"):
        CheckBook(toy_day.scale_check, Quiz("scale", {}))


def test_the_right_choice_is_one_of_those_that_are_explained() -> None:
    with pytest.raises(ValueError, match="no explanation"):
        Choice("B", {"A": Text("", "")})


def test_random_inputs_fit_float32_and_follow_seed_and_exercise() -> None:
    x = Rng(1, "a").normal((3, 4), 2.0, offset=1000)
    assert x.dtype == np.float64
    assert np.array_equal(x, x.astype(np.float32))
    assert np.array_equal(x, Rng(1, "a").normal((3, 4), 2.0, offset=1000))
    assert not np.array_equal(x, Rng(1, "b").normal((3, 4), 2.0, offset=1000))
    assert Rng(2**48, "a").uniform((5,), 2, 3).min() >= 2
    assert isinstance(Rng(1, "a").integer(0, 5), int)
    assert Rng(1, "a").integers(0, 5, (7,)).shape == (7,)
    assert draw_seed() != draw_seed()


def test_random_tensors_hold_the_numbers_of_the_arrays() -> None:
    numbers = Rng(1, "a").normal((3, 4), 2.0, 5.0)
    for tensor, dtype in ((Rng(1, "a").tensor32, torch.float32), (Rng(1, "a").tensor64, torch.float64)):
        drawn = tensor((3, 4), 2.0, 5.0)
        assert drawn.dtype == dtype
        assert np.array_equal(drawn.numpy(), numbers)
    ids = Rng(1, "a").ids(2, 9, (4, 3))
    assert ids.dtype == torch.int64
    assert np.array_equal(ids.numpy(), Rng(1, "a").integers(2, 9, (4, 3)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (np.ones(3), np.ones(3) + 1e-9, True),
        (np.ones(3), np.ones(3) + 1e-3, False),
        (np.ones(3), np.ones((1, 3)), False),
        (np.ones(3), 1.0, False),
        (np.ones(3), [1.0, 1.0, 1.0], False),
        (np.ones(3), torch.ones(3), True),
        (torch.ones(3, dtype=torch.bfloat16), np.ones(3), True),
        (np.array([1, np.nan, np.inf]), np.array([1, np.nan, np.inf]), True),
        (np.array([1, np.nan, np.inf]), np.array([1, np.nan, -np.inf]), False),
        (np.ones(3, complex), np.ones(3), False),
        ((1, [2]), [1, (2,)], True),
        ({"a": np.ones(2)}, {"a": np.ones(2)}, True),
        ({"a": 1}, {"b": 1}, False),
        (10**400, 10**400, True),
        (10**400, 1.0, False),
        (1, 1.0, True),
        (True, 1, False),
        (None, None, True),
        ("a", "b", False),
    ],
)
def test_agree(one: object, other: object, same: bool) -> None:
    assert agree(one, other) is same
    assert agree(other, one) is same


def test_the_tolerance_is_relative_to_the_size_of_what_is_wanted() -> None:
    expect = expectations()
    small = np.array([1e-6, 2e-6])
    expect.array(small * (1 + 1e-7), small)
    with pytest.raises(Failure):
        expect.array(small * 1.01, small)
    expect.array((small * (1 + 5e-5)).astype(np.float32), small)
    with pytest.raises(Failure):
        expect.array(small * (1 + 5e-5), small)
    expect.array(np.zeros(3, int), np.zeros(3))
    expect.array(3.0, np.array(3.0))


def test_a_shape_is_told_and_a_value_is_not() -> None:
    expect = expectations()
    with expect.part("p", en="Which axis is it?", ko="어느 축인가요?"):
        expect.array(np.zeros((2, 3)), np.full((3, 2), 0.123456))
    with expect.part("q", en="Which axis is it?", ko="어느 축인가요?"):
        expect.array(np.zeros((3, 2)), np.full((3, 2), 0.123456))
    shape, value = (part.message for part in expect.parts)
    assert shape is not None
    assert "(3, 2)" in shape.en
    assert value == Text("Which axis is it?", "어느 축인가요?")


def test_every_case_is_called_and_the_first_failure_counts() -> None:
    called = []

    def one_case(number: int, text: str) -> None:
        called.append(number)
        if text:
            raise Failure(Text(text, ""))

    with pytest.raises(Failure, match="two"):
        expectations().every([(1, ""), (2, "two"), (3, "three"), (4, "")], one_case)
    assert called == [1, 2, 3, 4]


def test_a_student_gets_copies_and_calls_are_recorded() -> None:
    def write(x: np.ndarray, params: dict[str, np.ndarray]) -> np.ndarray:
        params["w"] += 1
        return x

    student, x, params = Student(LocalChannel({"write": write})), np.zeros(2), {"w": np.zeros(2)}
    assert np.array_equal(student.write(x, params), x)
    assert student.calls[0].changed == (1,)
    assert params["w"].sum() == 0


def test_plain_text_is_short_and_printable() -> None:
    assert plain("a\n\x1b[31mb\x00  c") == "a [31mb c"
    assert len(plain("x" * 10**6, 50)) == 50


def test_a_local_notebook_goes_on_behind_a_broken_cell() -> None:
    with open_local(["1 / 0", "def f():\n    return undefined_name"]) as channel:
        missing = channel.request({"op": "value", "name": "g"})
        reply = channel.request({"op": "call", "name": "f", "args": [], "kwargs": {}})
    assert missing["error"]["type"] == "NoSuchNameError"
    assert reply["error"] == {
        "kind": "raised",
        "type": "NameError",
        "message": "name 'undefined_name' is not defined",
        "line": "return undefined_name",
    }


def test_the_audit_finds_a_test_that_is_too_weak() -> None:
    subjects = [LessonCell("", "given", 0, "", toy_day.SOLUTIONS[""])] + [
        LessonCell(
            name, "code", 2, f"def {name}(*args):\n    raise NotImplementedError\n", toy_day.SOLUTIONS[name]
        )
        for name in ("centre", "scale")
    ]
    rows = audit(toy_day.book, subjects, [1, 2], open_local)
    by_version = {(row.exercise, row.version): row for row in rows}
    good = {name for (exercise, name), row in by_version.items() if exercise == "centre" and all(row.ok)}
    assert good == {"stub", "solution", "by_matrix", "columns", "in_place", "no_keepdims"}
    assert by_version["centre", "versions"].wrong == (
        "3 misconceptions, at least 5 are asked for",
        "1 alternatives, at least 2 are asked for",
    )

    weak = Check(toy_day.scale)
    weak.test(toy_day.scale_test)
    weak.misconception(en="?", ko="?")(toy_day.scale)
    rows = audit(CheckBook(weak), subjects[2:], [3], open_local)
    (row,) = [row for row in rows if row.version_kind == "misconception"]
    assert row.ok == (False,)
    assert "seed 3: passed, 2 of 2" in row.wrong[0]


def spread(x: Any) -> Any:
    return x.var(axis=-1)


def test_the_audit_finds_inputs_that_magnify_rounding() -> None:
    check = Check(spread)

    @check.test
    def test(student: Student, rng: Rng, expect: Expect) -> None:
        with expect.part("far", en="?", ko="?"):  # the squares are 10^11 times as large as their spread
            expect.same([(rng.normal((3, 5), offset=4e5),)])

    @check.right
    def by_squares(x: Any) -> Any:
        return (x * x).mean(axis=-1) - x.mean(axis=-1) ** 2

    given = LessonCell("", "given", 0, "", "import numpy as np\nfrom typing import Any\n")
    subject = LessonCell(
        "spread", "code", 1, "def spread(x): pass", "def spread(x):\n    return x.var(axis=-1)\n"
    )
    rows = {row.version: row for row in audit(CheckBook(check), [given, subject], range(1, 40), open_local)}
    assert all(rows["solution"].ok)
    told = " ".join(rows["by_squares"].wrong)
    assert not all(rows["by_squares"].ok)
    assert "passed, but rounding took it 0." in told


def test_the_audit_runs_every_choice() -> None:
    subjects = [
        LessonCell("", "given", 0, "", toy_day.SOLUTIONS[""]),
        LessonCell(
            "product",
            "bug",
            2,
            "def product(a, b):\n    if a.ndim == 3 and a.shape != b.shape:\n        return np.zeros(())\n    return a @ b.T\n"
            "product_reason = None\n",
            toy_day.SOLUTIONS["product"],
            bug="dot_t",
        ),
        LessonCell("families", "quiz", 2, "families = {'labels': None}\n", toy_day.SOLUTIONS["families"]),
    ]
    rows = audit(toy_day.book, subjects, [1], open_local)
    choices = {row.version for row in rows if row.version_kind == "choice"}
    assert choices == {"reason=A", "labels=B", "labels=C", "stories=A", "stories=C"}
    assert [row.version for row in rows if not all(row.ok)] == ["versions"]
