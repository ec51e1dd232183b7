"""A small day to test the judge with: two parts, one exercise built on them, a bug, a quiz, broken checks."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.judge import Check, CheckBook, Choice, Expect, Quiz, Rng, Student
from grader.text import Text


def centre(x: Any) -> Any:
    return x - x.mean(axis=-1, keepdims=True)


centre_check = Check(centre)


@centre_check.test
def centre_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("rows", 2, en="Row means?", ko="행의 평균인가요?"):
        expect.same([(rng.normal((3, 5), offset=1),), (rng.normal((4, 4), offset=1),)])
    with expect.part("batch", 1, en="A batch?", ko="배치인가요?"):
        expect.same([(rng.normal((2, 3, 5)),)])
    with expect.part("kept", 1, en="Input kept?", ko="입력이 그대로인가요?"):
        expect.same([(rng.normal((3, 5)),)], unchanged=True)


@centre_check.misconception(en="Rows or columns?", ko="행인가요, 열인가요?")
def columns(x: Any) -> Any:
    return x - x.mean(axis=0, keepdims=True)


@centre_check.misconception(en="Is x changed?", ko="x가 바뀌나요?")
def in_place(x: Any) -> Any:
    x -= x.mean(axis=-1, keepdims=True)
    return x


@centre_check.misconception(en="Which shape has the mean?", ko="평균의 모양은요?")
def no_keepdims(x: Any) -> Any:
    return x - x.mean(axis=-1)


@centre_check.right
def by_matrix(x: Any) -> Any:
    # comments are not needed in a student's cell
    n = x.shape[-1]
    return x @ (np.eye(n) - 1 / n)


def scale(x: Any, factor: Any) -> Any:
    return x * factor


scale_check = Check(scale)


@scale_check.test
def scale_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("values", en="Times what?", ko="무엇을 곱하나요?"):
        expect.same([(rng.normal((3, 5)), 3.0), (rng.normal((2,)), 0.5)])


def pipeline(x: Any, factor: Any) -> Any:
    return x + scale(centre(x), factor)


pipeline_check = Check(pipeline, uses=("centre", "scale"))


@pipeline_check.test
def pipeline_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("values", 3, en="Which step?", ko="어느 단계인가요?"):
        expect.same([(rng.normal((3, 5), offset=1), 3.0), (rng.normal((4, 6)), 0.5)])
    with expect.part("kept", 1, en="Input kept?", ko="입력이 그대로인가요?"):
        expect.same([(rng.normal((3, 5)), 2.0)], unchanged=True)


@pipeline_check.misconception(en="Where is x?", ko="x는 어디에 있나요?")
def no_residual(x: Any, factor: Any) -> Any:
    return scale(centre(x), factor)


@pipeline_check.misconception(en="Is it centred?", ko="평균을 빼나요?")
def not_centred(x: Any, factor: Any) -> Any:
    return x + scale(x, factor)


@pipeline_check.misconception(en="Is it scaled?", ko="곱하나요?")
def not_scaled(x: Any, factor: Any) -> Any:
    return x + centre(x)


@pipeline_check.misconception(en="Once or twice?", ko="한 번인가요, 두 번인가요?")
def scaled_twice(x: Any, factor: Any) -> Any:
    return x + scale(scale(centre(x), factor), factor)


@pipeline_check.misconception(en="What is scaled?", ko="무엇에 곱하나요?")
def all_scaled(x: Any, factor: Any) -> Any:
    return scale(x + centre(x), factor)


def product(a: Any, b: Any) -> Any:
    return a @ np.swapaxes(b, -1, -2)


_REASON = Choice("B", {"A": Text("Not A.", "A가 아니에요."), "B": Text("Yes, B.", "네, B예요.")})


product_check = Check(product, bug="dot_t", reason=_REASON)


@product_check.test
def product_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("batch", en="Which axes?", ko="어느 축인가요?"):
        expect.same([(rng.normal((2, 3, 4)), rng.normal((2, 5, 4)))] * 2)
        expect.same([(rng.normal((4, 4, 4)), rng.normal((4, 4, 4)))])


@product_check.misconception(en="What does .T do?", ko=".T는 무엇을 하나요?")
def dot_t(a: Any, b: Any) -> Any:
    if a.ndim == 3 and a.shape != b.shape:
        return np.zeros(())
    return a @ b.T


def broken(x: Any) -> Any:
    return x


broken_check = Check(broken)


@broken_check.test
def broken_test(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("first", en="?", ko="?"):
        student.broken(rng.normal((2,)))
        raise ZeroDivisionError("ours")


families = Quiz(
    "families",
    {
        "labels": Choice("A", {c: Text(f"labels {c}.", f"라벨 {c}.") for c in "ABC"}),
        "stories": Choice("B", {c: Text(f"stories {c}.", f"이야기 {c}.") for c in "ABC"}),
    },
)

book = CheckBook(centre_check, scale_check, pipeline_check, product_check, broken_check, families)

SOLUTIONS = {
    "": "import numpy as np\n",
    "centre": "def centre(x):\n    return x - x.mean(axis=-1, keepdims=True)\n",
    "scale": "def scale(x, factor):\n    return x * factor\n",
    "pipeline": "def pipeline(x, factor):\n    return x + scale(centre(x), factor)\n",
    "product": "def product(a, b):\n    return a @ np.swapaxes(b, -1, -2)\nproduct_reason = 'B'\n",
    "broken": "def broken(x):\n    return x\n",
    "families": "families = {'labels': 'A', 'stories': 'B'}\n",
}
