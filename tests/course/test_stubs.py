"""From solution cells to what the student starts with, in the small."""

import pytest

from grader.course.errors import CellError
from grader.course.stubs import bug_stub, code_stub, model_answer, quiz_stub


def marked(*lines: str, indent: str = "") -> str:
    return "\n".join(indent + line for line in ("### BEGIN SOLUTION", *lines, "### END SOLUTION"))


def test_methods_of_a_class_each_get_their_stub() -> None:
    source = "class A:\n    def f(self):\n" + marked("return 1", indent=" " * 8)
    source += "\n\n    def g(self):\n" + marked("return 2", indent=" " * 8) + "\n\n\nA()"
    todo = '        # YOUR CODE HERE\n        raise NotImplementedError("a is not written yet")'
    assert (
        code_stub(source, "a") == f"class A:\n    def f(self):\n{todo}\n\n    def g(self):\n{todo}\n\n\nA()"
    )


@pytest.mark.parametrize(
    ("answers", "stub"),
    [
        ('q: dict[str, str] = {"가": "A"}', 'q: dict[str, str] = {"가": None}'),
        ('q = {"a": ("x",\n    "y"), "b": 3}', 'q = {"a": None, "b": None}'),
        ('q = "B"  # tells why', "q = None"),
        ('# tells why\nq = "B"; r = 2', "q = None; r = None"),
        ("q = {}\nr = 1", "q = {}\nr = None"),
        ('q = {\n    "a": "A",  # a question\n}\n', 'q = {\n    "a": None,  # a question\n}\n'),
    ],
)
def test_answers_become_none(answers: str, stub: str) -> None:
    assert quiz_stub(marked(*answers.split("\n"))) == stub


def test_quiz_without_an_answer() -> None:
    with pytest.raises(CellError, match="no answer"):
        quiz_stub(marked("# nothing"))


def test_model_answer_in_two_parts() -> None:
    assert model_answer(f"Q\n{marked('one')}\nand\n{marked('two')}") == "one\n\ntwo"


BUG = 'def f(x, *, scale=2):\n    """Doc."""\n' + marked("return x * scale", indent="    ")


@pytest.mark.parametrize(
    ("wrong", "body"),
    [
        ("def w(x, *, scale): return x", "    return x"),
        (
            "def w(x, *, scale: int = 3) -> int:\n  if x:\n      return x\n  return 0",
            "    if x:\n        return x\n    return 0",
        ),
        ('def w(x, *, scale):\n    """Only this."""\n    return "# 한" + x  # why', '    return "# 한" + x'),
        ("def w(x, *, scale):\n    return np.sum([y for y in x])", "    return np.sum([y for y in x])"),
    ],
)
def test_bug_takes_the_body_only(wrong: str, body: str) -> None:
    checks = f'@book.misconception("f", "w")\n{wrong}\n'
    stub = bug_stub(BUG, "f", "w", checks, known={"np"})
    assert stub == f'def f(x, *, scale=2):\n    """Doc."""\n{body}'
    compile(stub, "stub", "exec")


def test_bug_outside_a_function() -> None:
    checks = '@book.misconception("f", "w")\ndef w(): return 1\n'
    with pytest.raises(CellError, match="no solution stands inside a function"):
        bug_stub(marked("x = 1"), "f", "w", checks, known=set())
    with pytest.raises(CellError, match="in no function"):
        bug_stub("if True:\n" + marked("x = 1", indent="    "), "f", "w", checks, known=set())


def test_bug_that_calls_itself_by_its_own_name() -> None:
    checks = '@book.misconception("f", "w")\ndef w(x, *, scale): return w(x - 1, scale=1)\n'
    with pytest.raises(CellError, match="uses `w`"):
        bug_stub(BUG, "f", "w", checks, known=set())


def test_a_solution_in_a_class_stands_in_a_method() -> None:
    with pytest.raises(CellError, match="in a class but in no method"):
        code_stub("class A:\n" + marked("def f(self):", "    return 1", indent="    "), "a")


CLASS = "class A(Base):\n    def __init__(self, n):\n        self.n = n\n\n    def f(self, x):\n" + marked(
    "return x + self.n", indent=" " * 8
)


def test_a_bug_in_a_method_is_taken_from_the_method_of_that_name() -> None:
    checks = (
        '@book.misconception("A", "w", en="?", ko="?")\nclass W(Base):\n    def __init__(self, n):\n        self.n = n\n\n'
        "    def f(self, x):\n        # twice\n        y = x * self.n\n        return y\n"
    )
    stub = bug_stub(CLASS, "A", "w", checks, known=set())
    assert stub.endswith("    def f(self, x):\n        y = x * self.n\n        return y")
    with pytest.raises(CellError, match="`W` has no method `f`"):
        bug_stub(CLASS, "A", "w", checks.replace("def f", "def g"), known=set())
