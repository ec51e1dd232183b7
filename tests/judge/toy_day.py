"""A small day to test the judge with: two parts, one exercise built on them, a bug, a quiz, broken checks."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.text import Text

book = CheckBook()


def centre(x: Any) -> Any:
    return x - x.mean(axis=-1, keepdims=True)


@book.check("centre")
def check_centre(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("rows", 2, en="Row means?", ko="행의 평균인가요?"):
        expect.same(
            student, "centre", centre, [(rng.normal((3, 5), offset=1),), (rng.normal((4, 4), offset=1),)]
        )
    with expect.part("batch", 1, en="A batch?", ko="배치인가요?"):
        expect.same(student, "centre", centre, [(rng.normal((2, 3, 5)),)])
    with expect.part("kept", 1, en="Input kept?", ko="입력이 그대로인가요?"):
        expect.same(student, "centre", centre, [(rng.normal((3, 5)),)], unchanged=True)


@book.misconception("centre", "columns", en="Rows or columns?", ko="행인가요, 열인가요?")
def columns(x: Any) -> Any:
    return x - x.mean(axis=0, keepdims=True)


@book.misconception("centre", "in_place", en="Is x changed?", ko="x가 바뀌나요?")
def in_place(x: Any) -> Any:
    x -= x.mean(axis=-1, keepdims=True)
    return x


@book.misconception("centre", "no_keepdims", en="Which shape has the mean?", ko="평균의 모양은요?")
def no_keepdims(x: Any) -> Any:
    return x - x.mean(axis=-1)


@book.alternative("centre", "by_matrix")
def by_matrix(x: Any) -> Any:
    # comments are not needed in a student's cell
    n = x.shape[-1]
    return x @ (np.eye(n) - 1 / n)


def scale(x: Any, factor: Any) -> Any:
    return x * factor


@book.check("scale")
def check_scale(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("values", en="Times what?", ko="무엇을 곱하나요?"):
        expect.same(student, "scale", scale, [(rng.normal((3, 5)), 3.0), (rng.normal((2,)), 0.5)])


def pipeline(x: Any, factor: Any) -> Any:
    return x + scale(centre(x), factor)


@book.check("pipeline", uses=("centre", "scale"))
def check_pipeline(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("values", 3, en="Which step?", ko="어느 단계인가요?"):
        expect.same(
            student, "pipeline", pipeline, [(rng.normal((3, 5), offset=1), 3.0), (rng.normal((4, 6)), 0.5)]
        )
    with expect.part("kept", 1, en="Input kept?", ko="입력이 그대로인가요?"):
        expect.same(student, "pipeline", pipeline, [(rng.normal((3, 5)), 2.0)], unchanged=True)


@book.misconception("pipeline", "no_residual", en="Where is x?", ko="x는 어디에 있나요?")
def no_residual(x: Any, factor: Any) -> Any:
    return scale(centre(x), factor)


@book.misconception("pipeline", "not_centred", en="Is it centred?", ko="평균을 빼나요?")
def not_centred(x: Any, factor: Any) -> Any:
    return x + scale(x, factor)


@book.misconception("pipeline", "not_scaled", en="Is it scaled?", ko="곱하나요?")
def not_scaled(x: Any, factor: Any) -> Any:
    return x + centre(x)


@book.misconception("pipeline", "scaled_twice", en="Once or twice?", ko="한 번인가요, 두 번인가요?")
def scaled_twice(x: Any, factor: Any) -> Any:
    return x + scale(scale(centre(x), factor), factor)


@book.misconception("pipeline", "all_scaled", en="What is scaled?", ko="무엇에 곱하나요?")
def all_scaled(x: Any, factor: Any) -> Any:
    return scale(x + centre(x), factor)


def product(a: Any, b: Any) -> Any:
    return a @ np.swapaxes(b, -1, -2)


_REASON = Choice("B", {"A": Text("Not A.", "A가 아니에요."), "B": Text("Yes, B.", "네, B예요.")})


@book.check("product", bug="dot_t", reason=_REASON)
def check_product(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("batch", en="Which axes?", ko="어느 축인가요?"):
        expect.same(student, "product", product, [(rng.normal((2, 3, 4)), rng.normal((2, 5, 4)))] * 2)
        expect.same(student, "product", product, [(rng.normal((4, 4, 4)), rng.normal((4, 4, 4)))])


@book.misconception("product", "dot_t", en="What does .T do?", ko=".T는 무엇을 하나요?")
def dot_t(a: Any, b: Any) -> Any:
    if a.ndim == 3 and a.shape != b.shape:
        return np.zeros(())
    return a @ b.T


def broken(x: Any) -> Any:
    return x


@book.check("broken")
def check_broken(student: Student, rng: Rng, expect: Expect) -> None:
    with expect.part("first", en="?", ko="?"):
        student.broken(rng.normal((2,)))
        raise ZeroDivisionError("ours")


book.quiz(
    "families",
    {
        "labels": Choice("A", {c: Text(f"labels {c}.", f"라벨 {c}.") for c in "ABC"}),
        "stories": Choice("B", {c: Text(f"stories {c}.", f"이야기 {c}.") for c in "ABC"}),
    },
)

SOLUTIONS = {
    "": "import numpy as np\n",
    "centre": "def centre(x):\n    return x - x.mean(axis=-1, keepdims=True)\n",
    "scale": "def scale(x, factor):\n    return x * factor\n",
    "pipeline": "def pipeline(x, factor):\n    return x + scale(centre(x), factor)\n",
    "product": "def product(a, b):\n    return a @ np.swapaxes(b, -1, -2)\nproduct_reason = 'B'\n",
    "broken": "def broken(x):\n    return x\n",
    "families": "families = {'labels': 'A', 'stories': 'B'}\n",
}
