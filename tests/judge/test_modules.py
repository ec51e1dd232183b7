"""Exercises that are torch modules: audited like any other, and every way to fail told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch
import toy_modules
from torch import nn
from toy_modules import LayerNorm

from grader.course.stubs import code_stub
from grader.judge import (
    Check,
    Expect,
    LessonCell,
    LocalChannel,
    Student,
    Task,
    Verdict,
    Version,
    audit,
    judge,
    open_local,
    reference,
    source_of,
)
from grader.judge.verdicts import Failure
from grader.sandbox import Limits, Sandbox
from grader.text import Text
from grader.wire.protocol import Channel

IMPORTS = "import torch\nfrom torch import nn\n"
SUBJECTS = [
    LessonCell("", "given", 0, "", IMPORTS),
    LessonCell(
        "LayerNorm", "code", 4, code_stub(toy_modules.SOLUTION, "LayerNorm", "en"), toy_modules.SOLUTION
    ),
    LessonCell("share", "code", 3, code_stub(toy_modules.SHARE, "share", "en"), toy_modules.SHARE),
]


@contextmanager
def sandboxed(cells: list[str]) -> Iterator[Channel]:
    with Sandbox() as sandbox:
        sandbox.run(cells)
        yield sandbox


@pytest.mark.parametrize(("seeds", "opened"), [((1, 2, 3, 4, 5), open_local), ((6,), sandboxed)])
def test_a_module_exercise_is_audited_clean(seeds: tuple[int, ...], opened: Any) -> None:
    rows = audit(toy_modules.book, SUBJECTS, seeds, opened)
    assert [(row.version, row.wrong) for row in rows if not all(row.ok)] == []
    assert len(rows) == (2 + 3 + 6 + 1) + (2 + 2 + 5 + 1)


def verdict(source: str, name: str = "LayerNorm") -> Verdict:
    with open_local([IMPORTS, source]) as channel:
        return judge(toy_modules.book, [Task(name, "code", 4)], channel, 1)[0]


def changed(old: str, new: str) -> str:
    assert old in toy_modules.SOLUTION
    return toy_modules.SOLUTION.replace(old, new)


@pytest.mark.parametrize(
    ("source", "state", "told"),
    [
        (
            code_stub(toy_modules.SOLUTION, "LayerNorm", "en"),
            "unanswered",
            "`LayerNorm` is not finished yet.",
        ),
        ("pass", "missing", "no `LayerNorm`"),
        ("LayerNorm = 3", "error", "not callable"),
        (changed("(nn.Module)", "(nn.Linear)"), "error", "TypeError"),
        (changed("(nn.Module)", ""), "error", "Does the class derive from nn.Module?"),
        (changed("super().__init__()", "pass"), "error", "before Module.__init__() call"),
        (
            changed("self.gamma = ", "self.scale = "),
            "failed",
            "has no parameter `gamma`. Are the attribute names",
        ),
        (changed("torch.ones(d_model)", "torch.ones(1, d_model)"), "failed", "shape (6,) and has (1, 6)"),
        (
            changed("self.eps = eps", "self.eps = eps; self.more = nn.Linear(2, 3)"),
            "failed",
            "also has the parameter `more.weight`, `more.bias`",
        ),
        (
            changed("return self.gamma", "return x @ self.gamma[:5]"),
            "error",
            "`LayerNorm.forward` stopped with",
        ),
        (changed("self.gamma * ", "1 * self.gamma.tolist() * "), "error", "LayerNorm.forward"),
        (changed("def forward", "def backward"), "unanswered", "not finished yet"),
        (changed("return self.gamma", "self.gamma"), "failed", "The result is None"),
        (changed("+ self.beta", "+ self.beta.detach()"), "partial", "No gradient reaches `beta`"),
        (changed("+ self.beta", "+ self.beta.exp()"), "failed", "Over which axis?"),
    ],
)
def test_what_is_wrong_is_told(source: str, state: str, told: str) -> None:
    found = verdict(source)
    assert told in found.message.en
    assert found.verdict == state
    assert found.misconception is None
    assert found.message.ko != found.message.en


def test_a_part_that_fails_costs_its_weight_alone() -> None:
    assert verdict(changed("variance =", "x = x.detach(); variance =")).points == 3


@pytest.mark.parametrize(
    ("expression", "points", "told"),
    [
        ("torch.softmax(x.masked_fill(~mask, -1e30), -1).data", 2, "No gradient reaches `input 1`"),
        ("torch.softmax(x.masked_fill(~mask, -1e30), -1).detach().numpy()", 2, "No gradient reaches"),
        ("torch.tensor(np.array(x.masked_fill(~mask, -1e30).softmax(-1)))", 2, "only hide the error"),
        ("x.masked_fill(~mask, -1e30).softmax(-1).mul_(mask)", 2, "modified by an inplace operation"),
        (
            "x.masked_fill(~mask, -1e30).softmax(-1)[0 if x.requires_grad else ...]",
            2,
            "an output has the shape",
        ),
        ("1 / 0 if x.requires_grad else x.masked_fill(~mask, -1e30).softmax(-1)", 2, "ZeroDivisionError"),
        ("x.grad_fn and 3 or x.masked_fill(~mask, -1e30).softmax(-1)", 2, "No gradient reaches"),
    ],
)
def test_a_function_that_cuts_the_gradient_off(expression: str, points: float, told: str) -> None:
    """What is wrong with the gradient costs its part alone, and is told."""
    with open_local(
        [IMPORTS + "import numpy as np\n", f"def share(x, mask):\n    return {expression}"]
    ) as channel:
        (found,) = judge(toy_modules.book, [Task("share", "code", 3)], channel, 1)
    assert found.points == points
    assert any(told in part.message.en for part in found.parts if part.message) or not told


def test_an_input_may_go_without_a_gradient() -> None:
    def shifted(x: Any, y: Any) -> Any:
        return 2 * x + y

    student = Student(LocalChannel({"shifted": lambda x, y: 2 * x + y.detach()}))
    inputs, upstream = [torch.ones(3), torch.ones(3)], torch.arange(3.0)
    expect = Expect(student, Check(shifted))
    expect.same_gradients(inputs, upstream, free=[1])
    with pytest.raises(Failure, match="No gradient reaches `input 2`"):
        expect.same_gradients(inputs, upstream)


def test_gradients_of_functions_are_recorded() -> None:
    student = Student(LocalChannel({"share": toy_modules.share}))
    x, mask = torch.zeros(2), torch.tensor([True, True])
    value, parameters, inputs = student.gradients_of("share", [x, mask], torch.tensor([1.0, 0.0]))
    assert (value.tolist(), parameters, inputs[0].tolist(), inputs[1]) == (
        [0.5, 0.5],
        {},
        [0.25, -0.25],
        None,
    )
    assert not x.requires_grad
    assert [(call.op, call.name) for call in student.calls] == [("gradients_of", "share")]
    with pytest.raises(Failure, match="no `portion`"):
        student.gradients_of("portion", [x, mask], x)


def test_shared_storage() -> None:
    assert verdict(toy_modules.TWINS, "Twins").verdict == "passed"
    found = verdict(toy_modules.TWINS.replace("self.two.weight = self.one.weight", "pass"), "Twins")
    assert found.points == 0
    assert "learn 15 numbers and learns 24" in str(found.parts[0].message)
    assert "also has the parameter `two.weight`" in str(found.parts[1].message)
    assert found.misconception == "copied"
    one_layer = toy_modules.TWINS.replace("nn.Linear(d, d), nn.Linear(d, d)", "[nn.Linear(d, d)] * 2")
    assert "should learn 15 numbers and learns 12" in verdict(one_layer, "Twins").message.en


def test_storages() -> None:
    class Pair(nn.Module):
        def __init__(self, shared: bool) -> None:
            super().__init__()
            self.one, self.two = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
            if shared:
                self.two = self.one

    names = ("one.weight", "two.weight")
    expect = Expect(Student(LocalChannel({})), Check(Pair))
    expect.storages(reference(Pair, False))
    expect.storages(reference(Pair, True), shared=[names])
    with pytest.raises(Failure, match="one and the same tensor"):
        expect.storages(reference(Pair, True))
    with pytest.raises(Failure, match="should be one tensor and are two"):
        expect.storages(reference(Pair, False), shared=[names[::-1]])


def test_refused() -> None:
    student = Student(LocalChannel({"Linear": nn.Linear}))
    expect = Expect(student, Check(nn.Linear))
    expect.refused("four", 3)
    with pytest.raises(Failure, match="Why does it take 3"):
        expect.refused(4, 3, message=Text("Why does it take 3?", ""))
    assert student.calls == []
    with pytest.raises(Failure, match="no `Bilinear`"):
        Expect(student, Check(nn.Bilinear)).refused(4, 3)


def test_a_module_takes_and_gives_plain_values() -> None:
    class Mixed(nn.Module):
        def __init__(self, size: int) -> None:
            super().__init__()
            self.table = nn.Embedding(size, 2)
            self.drop = nn.Dropout(0.5)
            self.register_buffer("factor", torch.ones(1))

        def forward(self, ids: Any, mask: Any, pairs: Any) -> Any:
            assert (ids.dtype, mask.dtype, pairs[0].dtype) == (torch.int64, torch.bool, torch.float32)
            return self.drop(self.table(ids)) * mask[:, None] * self.factor + pairs[0]

        def twice(self, x: Any, factor: int) -> Any:
            x += x
            return x * factor

    module = reference(Mixed, 5)
    table = np.arange(10.0).reshape(5, 2)
    module.load({"table.weight": table, "factor": np.full((1,), 3.0)})
    ids, mask = np.array([1, 4], np.int32), np.array([True, False])
    value = module(ids, mask, [np.zeros(2), None])
    assert value.tolist() == [[6.0, 9.0], [0.0, 0.0]]
    assert not value.requires_grad
    x = np.ones(3)
    assert module.call("twice", x, 2).tolist() == [4.0, 4.0, 4.0]
    assert x.sum() == 3
    assert [(p.name, p.shape, p.dtype, p.trainable) for p in module.parameters()] == [
        ("table.weight", (5, 2), "float32", True)
    ]
    assert [b.name for b in module.buffers()] == ["factor"]
    value, parameters, inputs = module.gradients([ids, mask, torch.zeros(2)], np.ones((2, 2)))
    assert set(parameters["table.weight"][1].tolist()) <= {
        0.0,
        6.0,
    }  # training mode: half is dropped, the rest doubled
    assert (inputs[0], inputs[1], inputs[2].tolist()) == (None, None, [4.0, 0.0])


def test_an_error_is_told_in_whole_sentences() -> None:
    def advises() -> None:
        raise RuntimeError("Use another way.")

    with pytest.raises(Failure, match=r"RuntimeError: Use another way\. At the line `raise .*`\. What"):
        Student(LocalChannel({"advises": advises})).call("advises")


def test_a_dropout_is_told() -> None:
    class Dropped(toy_modules.LayerNorm):
        def forward(self, x: Any) -> Any:
            return nn.functional.dropout(super().forward(x), 0.1, self.training)

    channel = LocalChannel({"LayerNorm": Dropped})
    (verdict,) = judge(toy_modules.book, [Task("LayerNorm", "code", 3)], channel, 5)
    assert [part.passed for part in verdict.parts] == [True, False, True]
    assert "Is there a dropout? Does the gradient pass?" in verdict.message.en


def test_a_fault_of_the_oracle_is_not_the_students() -> None:
    with pytest.raises(RuntimeError, match=r"the oracle LayerNorm: .*no parameter `scale`"):
        reference(toy_modules.LayerNorm, 6, 0.1).load(
            {"gamma": np.ones(6), "beta": np.ones(6), "scale": np.ones(6)}
        )


def test_calls_on_modules_are_recorded() -> None:
    student = Student(LocalChannel({"LayerNorm": toy_modules.LayerNorm}))
    module = student.build("LayerNorm", 2, 0.1)
    module.load({"gamma": np.ones(2), "beta": np.ones(2)})
    module(np.ones((1, 2)))
    assert [(call.op, call.name, call.module) for call in student.calls] == [
        ("construct", "LayerNorm", 0),
        ("load", "LayerNorm", 0),
        ("forward", "LayerNorm", 0),
    ]


def test_the_source_of_a_class() -> None:
    (unbiased, not_parameters, *_) = toy_modules.layer_norm_check.misconceptions
    source = source_of(unbiased)
    assert source.startswith("class LayerNorm(nn.Module):\n")
    for absent in ("check", "Any", "int)", "-> "):
        assert absent not in source
    assert "super().__init__()" in source
    assert "@staticmethod" in source
    assert "super(LayerNorm, self)" in source_of(not_parameters)

    with pytest.raises(TypeError, match="derives from the oracle"):
        source_of(Version("LayerNorm", "derived", Derived))


class Derived(LayerNorm):
    """Not how to write a version: in a student's notebook there is nothing to derive from."""


@pytest.mark.parametrize(
    "reply",
    [
        {"handle": 1},
        {"handle": "x", "missing": [], "unexpected": [], "mismatched": [], "parameters": [], "buffers": []},
        {
            "unexpected": [],
            "mismatched": ["gamma"],
            "parameters": [],
            "buffers": [],
            "value": None,
            "inputs": [],
        },
        {"unexpected": [3], "parameters": [{"name": "a"}], "buffers": 0, "value": np.ones((2, 5, 6))},
        {"value": np.ones((3, 5)), "inputs": []},
        {"value": np.ones((3, 5)), "inputs": [np.ones(1), None]},
        {"value": np.ones((3, 5)), "inputs": ["x", 3, None]},
        {"error": 3},
        {},
        None,
    ],
)
def test_a_forged_reply_is_no_fault_of_the_course(reply: Any) -> None:
    class Forger:
        def request(self, message: dict[str, Any], seconds: float | None = None) -> Any:
            return reply

    for found in judge(
        toy_modules.book, [Task(n, "code", 1) for n in ("LayerNorm", "Twins", "share")], Forger(), 1
    ):
        assert found.verdict != "course_error", found.message.en
        assert found.points == 0


DIES = """import os, time
from torch import nn
class LayerNorm(nn.Module):
    def __init__(self, d_model, eps):
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))
    def forward(self, x):
        WAY
class Twins(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.one, self.two = nn.Linear(d, d), nn.Linear(d, d)
        self.two.weight = self.one.weight
    def forward(self, x):
        return self.one(x), self.two(x)
"""


@pytest.mark.parametrize(
    ("way", "state", "told"),
    [
        ("os._exit(1)", "crashed", "process ended while `LayerNorm.forward`"),
        ("time.sleep(60)", "timeout", "`LayerNorm.forward` did not come back in time"),
    ],
)
def test_death_and_time(way: str, state: str, told: str) -> None:
    """The next exercise builds its own module anew."""
    with Sandbox(Limits(call_seconds=1)) as sandbox:
        sandbox.run([IMPORTS, DIES.replace("WAY", way)])
        first, second = judge(
            toy_modules.book, [Task(n, "code", 4) for n in ("LayerNorm", "Twins")], sandbox, 1
        )
        assert (first.verdict, second.verdict) == (state, "passed")
        assert told in first.message.en
        student = Student(sandbox)
        module = student.build("Twins", 3)
        sandbox.close()
        sandbox.run([IMPORTS, DIES])
        with pytest.raises(Failure, match="process ended"):
            module(np.ones((2, 3)))
