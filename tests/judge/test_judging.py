"""What the judge says of right, wrong, broken and hostile answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import toy_day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.judge import Check, CheckBook, LocalChannel, Task, Verdict, judge, open_local
from grader.wire.protocol import CallTimeout, Opaque, ProtocolError, SandboxDied


def verdict(name: str, source: str | None = None, seed: int = 1, points: float = 4, **others: str) -> Verdict:
    cells = {**toy_day.SOLUTIONS, **others}
    if source is not None:
        cells[name] = source
    with open_local(list(cells.values())) as channel:
        return judge(toy_day.book, [Task(name, "code", points)], channel, seed)[0]


@pytest.mark.parametrize("name", ["centre", "scale", "pipeline", "product"])
def test_right_answers_have_all_points(name: str) -> None:
    found = verdict(name)
    assert (found.verdict, found.points, found.max_points) == ("passed", 4, 4)
    assert found.misconception is None
    assert found.message.en.startswith("Right")


def test_a_part_that_fails_loses_its_weight_alone() -> None:
    found = verdict(
        "centre", "def centre(x):\n    assert x.ndim == 2\n    return x - x.mean(1, keepdims=True)"
    )
    assert found.verdict == "partial"
    assert [part.passed for part in found.parts] == [True, False, True]
    assert found.points == 3.0
    assert "AssertionError" in found.message.en
    assert "assert x.ndim == 2" in found.message.ko


def test_points_are_rounded() -> None:
    assert verdict("pipeline", toy_day_source("in_place_pipeline"), points=1).points == 0.75
    assert (
        verdict(
            "centre",
            "def centre(x):\n    assert x.ndim == 2\n    return x - x.mean(1, keepdims=True)",
            points=1 / 3,
        ).points
        == 0.25
    )


def toy_day_source(name: str) -> str:
    assert name == "in_place_pipeline"
    return "def pipeline(x, factor):\n    x += scale(centre(x), factor)\n    return x"


@pytest.mark.parametrize(
    ("source", "state", "words"),
    [
        (
            "def centre(x):\n    raise NotImplementedError('centre is not written yet')",
            "unanswered",
            "not finished yet",
        ),
        ("pass", "missing", "no `centre`"),
        ("def centre(x):\n    return y", "error", "NameError"),
        # What the course calls its own errors are the student's when the student raises them.
        (
            "class NoSuchNameError(Exception): pass\ndef centre(x):\n    raise NoSuchNameError('x')",
            "error",
            "stopped with NoSuchNameError: x",
        ),
        (
            "def centre(x):\n    raise TypeError('int is not a torch.nn.Module')",
            "error",
            "stopped with TypeError: int is not",
        ),
        (
            "class NotImplementedError(Exception): pass\ndef centre(x):\n    raise NotImplementedError('x')",
            "error",
            "stopped with NotImplementedError: x",
        ),
        ("def centre(x):\n    raise ValueError('a' * 10**6)", "error", "aaa"),
        ("def centre(x):\n    raise SystemExit", "error", "SystemExit"),
        ("centre = 3", "error", "not callable"),
        ("def centre(x):\n    pass", "failed", "None"),
        ("def centre(x):\n    return (x - x.mean(-1, keepdims=True)).tolist()", "failed", "of type list"),
        ("def centre(x):\n    return x[0]", "failed", "(3, 5) and is (5,)"),
        ("def centre(x):\n    return x.astype(complex)", "failed", "complex128"),
        ("def centre(x):\n    return x.astype('f2')", "failed", "float16"),
        ("def centre(x):\n    return x > 0", "failed", "bool"),
        ("def centre(x):\n    return x / 0", "failed", "NaN or infinity"),
        ("def centre(x):\n    return object()", "failed", "of type object"),
        ("def centre(x):\n    return x", "failed", "Row means?"),
        ("def centre(x):\n    return 0 * x", "failed", "Row means?"),
        ("def centre(x):\n    return x * x", "failed", "Row means?"),
    ],
)
def test_answers_worth_nothing(source: str, state: str, words: str) -> None:
    found = verdict("centre", source)
    assert (found.verdict, found.points) == (state, 0)
    assert words in found.message.en
    assert found.message.ko
    assert max(len(found.message.en), len(found.message.ko)) < 1000


@pytest.mark.parametrize(
    "source",
    [
        "def centre(x):\n    return (x - x.mean(-1, keepdims=True)).astype('f4')",
        "def centre(x):\n    import torch\n    x = torch.as_tensor(x)\n    return x - x.mean(-1, keepdim=True)",
        "def centre(x):\n    import torch\n    x = torch.tensor(x, requires_grad=True)\n    return x - x.mean(-1, True)",
        "class A(np.ndarray): pass\ndef centre(x):\n    return (x - x.mean(-1, keepdims=True)).view(A)",
        "def centre(x):\n    x = x.astype('f4')\n    return (x - x.mean(-1, keepdims=True)).astype('f8')",
    ],
)
def test_every_kind_of_array_is_accepted(source: str) -> None:
    assert verdict("centre", source).verdict == "passed"


def test_known_mistakes_are_named_and_lead_the_message() -> None:
    found = verdict("centre", "def centre(x):\n    return x - np.mean(x, 0)")
    assert found.misconception == "columns"
    assert found.message.en == "Rows or columns?"
    assert found.message.ko == "행인가요, 열인가요?"


def test_a_change_in_place_is_seen_and_named() -> None:
    found = verdict("centre", "def centre(x):\n    x -= x.mean(-1, keepdims=True)\n    return x")
    assert (found.verdict, found.points, found.misconception) == ("partial", 3, "in_place")
    assert "in place" in str(found.parts[2].message)


def test_an_exception_is_told_behind_the_name() -> None:
    found = verdict("centre", "def centre(x):\n    return x - x.mean(-1)")
    assert found.misconception == "no_keepdims"
    assert found.message.en.startswith("Which shape has the mean?")
    assert "ValueError" in found.message.en


def test_an_unknown_mistake_is_not_named() -> None:
    assert verdict("centre", "def centre(x):\n    return x - x.max(-1, keepdims=True)").misconception is None


def test_errors_alone_name_nothing() -> None:
    assert verdict("centre", "def centre(x):\n    raise ValueError").misconception is None


def test_two_mistakes_that_fit_name_nothing() -> None:
    check = Check(toy_day.centre)
    check.test(toy_day.centre_test)
    check.misconceptions += toy_day.centre_check.misconceptions[:1] * 2
    with open_local(["def centre(x):\n    return x - x.mean(0)"]) as channel:
        (found,) = judge(CheckBook(check), [Task("centre", "code", 1)], channel, 1)
    assert found.verdict == "failed"
    assert found.misconception is None


def test_a_broken_check_costs_nothing_and_disturbs_nobody() -> None:
    with open_local(list(toy_day.SOLUTIONS.values())) as channel:
        tasks = [Task(name, "code", 2) for name in ("centre", "broken", "scale", "not in the book")]
        found = judge(toy_day.book, tasks, channel, 5)
    assert [v.verdict for v in found] == ["passed", "course_error", "passed", "course_error"]
    assert [v.points for v in found] == [2, 2, 2, 2]
    assert "ZeroDivisionError: ours" in found[1].message.en
    assert "seed 5" in found[1].message.ko


def test_the_seed_alone_decides_the_inputs() -> None:
    class Spy(LocalChannel):
        def __init__(self) -> None:
            super().__init__({"centre": toy_day.centre, "scale": toy_day.scale})
            self.sums: list[tuple[str, float]] = []

        def request(self, message: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
            if message["op"] == "call":
                self.sums.append((message["name"], float(np.sum(message["args"][0]))))
            return super().request(message, seconds)

    def sums(names: list[str], seed: int) -> set[tuple[str, float]]:
        spy = Spy()
        judge(toy_day.book, [Task(name, "code", 1) for name in names], spy, seed)
        return set(spy.sums)

    assert (
        sums(["centre", "scale"], 3)
        == sums(["scale", "centre"], 3)
        == sums(["centre"], 3) | sums(["scale"], 3)
    )
    assert not sums(["centre"], 3) & sums(["centre"], 4)


# ------------------------------------------------------------------------------------------- spot the bug, quiz


@pytest.mark.parametrize(
    ("source", "state", "points", "named"),
    [
        (
            "def product(a, b):\n    return np.einsum('bij,bkj->bik', a, b)\nproduct_reason = ' b'",
            "passed",
            3,
            None,
        ),
        (
            "def product(a, b):\n    return np.einsum('bij,bkj->bik', a, b)\nproduct_reason = 'A'",
            "partial",
            2,
            "reason=A",
        ),
        (
            "def product(a, b):\n    return np.einsum('bij,bkj->bik', a, b)\nproduct_reason = None",
            "partial",
            2,
            None,
        ),
        (
            "def product(a, b):\n    return np.einsum('bij,bkj->bik', a, b)\nproduct_reason = 7",
            "partial",
            2,
            None,
        ),
        ("def product(a, b):\n    return np.einsum('bij,bkj->bik', a, b)", "partial", 2, None),
        ("{bug}product_reason = 'B'", "partial", 1, "dot_t"),
        ("{bug}product_reason = 'A'", "failed", 0, "dot_t"),
        ("{bug}product_reason = None", "unanswered", 0, None),
    ],
)
def test_spot_the_bug(source: str, state: str, points: float, named: str | None) -> None:
    bug = "def product(a, b):\n    if a.shape != b.shape:\n        return np.zeros(())\n    return a @ b.T\n"
    found = verdict("product", source.replace("{bug}", bug), points=3)
    assert (found.verdict, found.points, found.misconception) == (state, points, named)


def test_the_reason_is_explained_whether_right_or_wrong() -> None:
    assert "Yes, B." in verdict("product").message.en
    wrong = verdict("product", toy_day.SOLUTIONS["product"] + "product_reason = 'A'")
    assert "Not A." in wrong.message.en
    assert "A가 아니에요." in wrong.message.ko


@pytest.mark.parametrize(
    ("source", "state", "points", "named"),
    [
        ("families = {'labels': 'A', 'stories': 'B'}", "passed", 3, None),
        ("families = {'labels': 'a ', 'stories': 'C'}", "partial", 1.5, "stories=C"),
        ("families = {'labels': 'C', 'stories': 'C'}", "failed", 0, "labels=C"),
        ("families = {'labels': None, 'stories': None}", "unanswered", 0, None),
        ("families = {}", "unanswered", 0, None),
        ("families = 5", "failed", 0, None),
        ("pass", "missing", 0, None),
        ("families = {'labels': [1], 'stories': 'B' * 100}", "unanswered", 0, None),
    ],
)
def test_quiz(source: str, state: str, points: float, named: str | None) -> None:
    found = verdict("families", source, points=3)
    assert (found.verdict, found.points, found.misconception) == (state, points, named)
    assert len(found.message.en) < 1000


def test_quiz_explains_every_choice() -> None:
    found = verdict("families", "families = {'labels': 'A', 'stories': 'C'}")
    assert found.message.en == "labels = A: right. labels A.\nstories = C: not quite. stories C."
    assert "라벨 A." in found.message.ko


# -------------------------------------------------------------------------------------------- errors of the walls


class Faulty:
    """A channel that fails at one name and is as usual for the others."""

    def __init__(self, name: str, error: Exception) -> None:
        self.inner = LocalChannel({n: getattr(toy_day, n) for n in ("centre", "scale", "pipeline")})
        self.name, self.error, self.calls = name, error, 0

    def request(self, message: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        if message["op"] == "call" and message["name"] == self.name:
            self.calls += 1
            raise self.error
        return self.inner.request(message, seconds)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (CallTimeout("10 s"), "timeout"),
        (SandboxDied("gone"), "crashed"),
        (ProtocolError("too large"), "error"),
        (OSError("ours"), "course_error"),
    ],
)
def test_faults_of_a_call_stay_with_their_exercise(error: Exception, state: str) -> None:
    channel = Faulty("centre", error)
    found = judge(toy_day.book, [Task(n, "code", 1) for n in ("centre", "scale")], channel, 1)
    assert [v.verdict for v in found] == [state, "passed"]
    assert found[0].points == (1 if state == "course_error" else 0)
    if state in ("timeout", "crashed"):
        assert channel.calls == 1, "one endless loop costs one time limit"


_arrays = st.sampled_from(
    [
        np.zeros((3, 5)),
        np.full((3, 5), np.nan),
        np.zeros((3, 5), complex),
        np.zeros((3, 5), bool),
        np.zeros((0, 5)),
        np.float64(2),
        np.full((3, 5), np.iinfo(np.uint64).max),
        np.full((3, 5), 60000, np.float16),
        np.zeros((1,) * 20),
    ]
)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(max_size=5)
    | st.builds(Opaque, st.text(max_size=5))
    | _arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.none() | st.floats(), inner, max_size=3)
    ),
    max_leaves=6,
)
_replies = st.one_of(
    st.builds(lambda v, c: {"value": v, "changed": c}, _values, _values),
    st.builds(lambda e: {"error": e}, _values),
    st.builds(lambda t, m, li: {"error": {"type": t, "message": m, "line": li}}, _values, _values, _values),
    st.dictionaries(st.text(max_size=3), _values, max_size=2),
    _values,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reply=_replies)
def test_no_reply_breaks_the_judge_or_earns_points(reply: Any) -> None:
    """A forged reply must not look like a fault of the course: that would be worth full points."""

    class Forger:
        def request(self, message: dict[str, Any], seconds: float | None = None) -> Any:
            return reply

    names = ("centre", "scale", "pipeline", "product", "families")
    for found in judge(toy_day.book, [Task(n, "code", 1) for n in names], Forger(), 1):
        assert found.verdict != "course_error", found.message.en
        assert found.points == 0


def test_only_names_and_shapes_of_what_met_are_told() -> None:
    shapes = {
        "q": (2, 3),
        "Right. You have full points": (1,),
        "k": [4, 5],
        "v": ("full", 5),
        "w" * 100: (6,),
        "n": (7,) * 100,
        "huge": (9 * 10**1000,),
        3: (8,),
    }
    told = {"kind": "raised", "type": "ValueError", "line": "q @ k", "shapes": shapes}
    told["message"] = "shapes (2,3) and (4,5) not aligned"

    class Forger:
        def request(self, message: dict[str, Any], seconds: float | None = None) -> Any:
            return {"error": told}

    (found,) = judge(toy_day.book, [Task("centre", "code", 1)], Forger(), 1)
    assert " At the line `q @ k`. The shapes there: `q` (2, 3). In a matrix product" in found.message.en
    assert " 그 줄의 모양: `q` (2, 3). 행렬 곱에서는" in found.message.ko
