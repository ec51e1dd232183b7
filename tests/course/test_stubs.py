"""From solution cells to what the student starts with, in the small."""

import pytest

from grader.course.errors import CellError
from grader.course.stubs import bug_stub, code_stub, model_answer, quiz_stub, without_bug


def marked(*lines: str, indent: str = "") -> str:
    return "\n".join(indent + line for line in ("### BEGIN SOLUTION", *lines, "### END SOLUTION"))


def test_methods_of_a_class_each_get_their_stub() -> None:
    source = "class A:\n    def f(self):\n" + marked("return 1", indent=" " * 8)
    source += "\n\n    def g(self):\n" + marked("return 2", indent=" " * 8) + "\n\n\nA()"
    todo = '        # YOUR CODE HERE\n        raise NotImplementedError("a is not written yet")'
    assert (
        code_stub(source, "a", "en")
        == f"class A:\n    def f(self):\n{todo}\n\n    def g(self):\n{todo}\n\n\nA()"
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


def with_bug(*lines: str, indent: str = "") -> str:
    return "\n".join(indent + line for line in ("### BEGIN BUG", *lines, "### END BUG"))


def test_a_bug_takes_the_place_of_the_solution_before_it() -> None:
    four = " " * 4
    source = 'def f(x):\n    """Doc."""\n' + marked("return x", indent=four) + "\n"
    source += with_bug("# if x:", "#     return 0  # why", "#", '# return "# 한"', indent=four)
    source += "\n\n\n" + marked('f_reason = "B"  # tells why')
    assert bug_stub(source) == (
        'def f(x):\n    """Doc."""\n    if x:\n        return 0  # why\n\n    return "# 한"\n\n\nf_reason = None'
    )
    assert without_bug(source) == source.replace(
        source[source.index("    ### BEGIN BUG") : source.index("\n\n### BEGIN")], ""
    )


def test_every_method_with_a_solution_hands_out_a_bug() -> None:
    eight = " " * 8
    method = "    def {}(self):\n" + marked("return 1", indent=eight) + "\n"
    bug = with_bug("# return 2", indent=eight)
    source = "class A:\n" + method.format("f") + bug + "\n\n" + method.format("g")
    with pytest.raises(CellError, match="the solution has no bug") as raised:
        bug_stub(source)
    assert raised.value.offset == 10
    assert bug_stub(source + bug) == (
        "class A:\n    def f(self):\n        return 2\n\n    def g(self):\n        return 2"
    )


def test_a_solution_in_a_class_stands_in_a_method() -> None:
    with pytest.raises(CellError, match="in a class but in no method"):
        code_stub("class A:\n" + marked("def f(self):", "    return 1", indent="    "), "a", "en")
