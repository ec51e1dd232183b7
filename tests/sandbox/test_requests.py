"""What the judge asks: names, values, calls, modules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from grader.sandbox import Limits, Sandbox
from grader.wire.protocol import CallTimeout, Opaque, SandboxDied

NOTEBOOK = """
import numpy as np, time, os
number = 3
def double(x, factor=2):
    return factor * x
def inplace(x, params, *, mask=None):
    x[0] = np.nan
    params["inner"][1][0] += 1
    return None
def untouched(x):
    return x.copy()
def fails(x):
    y = x
    return 1 / y
def loops():
    while True:
        pass
def swallows():
    while True:
        try:
            time.sleep(0.01)
        except BaseException:
            pass
def dies():
    os._exit(3)
def huge():
    return np.zeros(2**27, np.uint8)
def chatty():
    print("x" * 5_000_000); os.write(1, b"y" * 100)
    return 1
class Equal:
    def __eq__(self, other): return True
class Loud(np.ndarray):
    def __eq__(self, other): return np.True_
def loud(x): return x.view(Loud)
class Lazy(Exception):
    def __str__(self): raise KeyboardInterrupt
def lazy(): raise Lazy()
def leaves(): raise SystemExit(0)
class NoSuchNameError(NameError): pass
def pretends(): raise NoSuchNameError("name 'pretends' is not defined")
def pretends_too(): raise TypeError("int is not a torch.nn.Module")
def unfinished(): raise NotImplementedError("later")
"""

MODULES = """
import torch
from torch import nn
class Tiny(nn.Module):
    def __init__(self, d_in, d_out=2):
        super().__init__()
        self.one = nn.Linear(d_in, d_out)
        self.two = nn.Linear(d_in, d_out, bias=False)
        self.two.weight = self.one.weight
        self.drop = nn.Dropout(0.5)
        self.register_buffer("scale", torch.full((1,), 2.0))
        self.idle = nn.Parameter(torch.zeros(3))
        self.fixed = nn.Parameter(torch.zeros(1), requires_grad=False)
    def forward(self, x):
        return self.drop(self.one(x)) * self.scale
    def spoil(self, x):
        x += 1
        return {"x": x, "pair": (x, None)}
class Odd(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise RuntimeError("no")
def odd(x): return x.as_subclass(Odd)
"""


def call(sandbox: Sandbox, name: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    return sandbox.request({"op": "call", "name": name, "args": list(args), "kwargs": kwargs})


@pytest.fixture(scope="module")
def notebook() -> Iterator[Sandbox]:
    with Sandbox(Limits(call_seconds=1)) as sandbox:
        assert sandbox.run([NOTEBOOK])[0].status == "ok"
        yield sandbox


@pytest.fixture(scope="module")
def modules() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        assert sandbox.run([MODULES])[0].status == "ok"
        yield sandbox


def test_values(notebook: Sandbox) -> None:
    assert notebook.request({"op": "value", "name": "number"}) == {"value": 3}
    assert notebook.request({"op": "value", "name": "np"}) == {"value": Opaque("module")}
    assert notebook.request({"op": "value", "name": "nowhere"})["error"]["type"] == "NoSuchNameError"


def test_calls(notebook: Sandbox) -> None:
    reply = call(notebook, "double", np.arange(3.0), factor=3)
    assert np.array_equal(reply["value"], [0, 3, 6])
    assert reply["changed"] == []
    assert call(notebook, "untouched", np.array([np.nan, 1]))["changed"] == []


def test_changes_in_place_are_seen(notebook: Sandbox) -> None:
    x, params, mask = np.ones(3), {"inner": [0, np.zeros(2)]}, np.ones(1)
    assert call(notebook, "inplace", x, params, mask=mask) == {"value": None, "changed": [0, 1]}
    assert x[0] == 1
    assert call(notebook, "inplace", np.full(3, np.nan), params=params)["changed"] == ["params"]


def test_their_errors(notebook: Sandbox) -> None:
    assert call(notebook, "fails", 0) == {
        "error": {
            "kind": "raised",
            "type": "ZeroDivisionError",
            "message": "division by zero",
            "line": "return 1 / y",
        }
    }
    assert call(notebook, "double")["error"]["line"] is None
    assert call(notebook, "nowhere")["error"]["type"] == "NoSuchNameError"
    assert call(notebook, "lazy")["error"]["type"] == "Lazy"
    assert call(notebook, "leaves")["error"]["type"] == "SystemExit"
    assert call(notebook, "huge")["error"]["type"] == "ProtocolError"


def test_the_shapes_at_the_line_that_failed_are_told(sandbox: Sandbox) -> None:
    source = """
        import numpy as np
        class Liar(np.ndarray):
            shape = property(lambda self: 1 / 0)
        def product(q, k, other="text"):
            liar = q.view(Liar)
            return q @ k.copy() + len(other) + liar
    """
    sandbox.run([textwrap.dedent(source)])
    error = call(sandbox, "product", np.zeros((2, 3)), np.zeros((4, 5)))["error"]
    assert error["line"].startswith("return q @ k.copy()")
    assert error["shapes"] == {"q": (2, 3), "k": (4, 5)}


def test_the_kind_of_an_error_does_not_hang_on_its_name_or_text(notebook: Sandbox) -> None:
    kinds = {
        "nowhere": "no_such_name",
        "pretends": "raised",
        "pretends_too": "raised",
        "unfinished": "not_implemented",
        "huge": "cannot_cross",
    }
    assert {name: call(notebook, name)["error"]["kind"] for name in kinds} == kinds


def test_objects_that_lie_arrive_as_what_they_are(notebook: Sandbox) -> None:
    assert call(notebook, "Equal")["value"] == Opaque("Equal")
    assert type(call(notebook, "loud", np.ones(2))["value"]) is np.ndarray


def test_prints_in_calls_go_nowhere(notebook: Sandbox) -> None:
    assert call(notebook, "chatty")["value"] == 1


def test_time_and_death(notebook: Sandbox) -> None:
    with pytest.raises(CallTimeout):
        call(notebook, "loops")
    assert call(notebook, "double", 1)["value"] == 2
    with pytest.raises(CallTimeout):
        call(notebook, "swallows")
    assert call(notebook, "double", 1)["value"] == 2
    with pytest.raises(SandboxDied):
        call(notebook, "dies")
    assert call(notebook, "double", 1)["value"] == 2


def construct(sandbox: Sandbox, *args: Any, **kwargs: Any) -> int:
    reply = sandbox.request({"op": "construct", "name": "Tiny", "args": list(args), "kwargs": kwargs})
    return int(reply["handle"])


def test_parameters(modules: Sandbox) -> None:
    reply = modules.request({"op": "parameters", "handle": construct(modules, 3, d_out=4)})
    found = {entry["name"]: entry for entry in reply["parameters"]}
    assert found["one.weight"]["shape"] == (4, 3)
    assert found["one.weight"]["dtype"] == "float32"
    assert found["one.weight"]["storage"] == found["two.weight"]["storage"]
    assert found["one.weight"]["storage"] != found["one.bias"]["storage"]
    assert (found["idle"]["trainable"], found["fixed"]["trainable"]) == (True, False)
    assert [entry["name"] for entry in reply["buffers"]] == ["scale"]


def test_load_and_forward(modules: Sandbox) -> None:
    handle = construct(modules, 3)
    weights = {
        "one.weight": torch.ones(2, 3),
        "one.bias": np.ones(2),
        "scale": torch.zeros(2),
        "else": torch.ones(1),
    }
    reply = modules.request({"op": "load", "handle": handle, "weights": weights})
    assert reply == {
        "missing": ["fixed", "idle", "two.weight"],
        "unexpected": ["else"],
        "mismatched": ["scale"],
    }
    x = torch.ones(5, 3)
    ask = {"op": "forward", "handle": handle, "args": [x], "kwargs": {}, "method": None}
    reply = modules.request(ask)  # in eval mode: nothing is dropped
    assert torch.equal(reply["value"], torch.full((5, 2), 8.0))
    assert reply["changed"] == []
    reply = modules.request({**ask, "method": "spoil"})
    assert reply["changed"] == [0]
    assert torch.equal(reply["value"]["pair"][0], x + 1)


def test_gradients(modules: Sandbox) -> None:
    handle = construct(modules, 3)
    weight = torch.randn(2, 3)
    modules.request({"op": "load", "handle": handle, "weights": {"one.weight": weight}})
    x, above = torch.randn(4, 3), torch.randn(4, 2)
    ask = {"op": "gradients", "handle": handle, "args": [x], "kwargs": {}, "output_gradient": above}
    for _ in range(2):  # a second time: nothing has piled up
        reply = modules.request(ask)
        kept = 2 * above * (reply["value"] != 0)  # in training mode: half is dropped, and the rest doubled
        torch.testing.assert_close(reply["inputs"][0], 2 * kept @ weight)
        torch.testing.assert_close(reply["parameters"]["one.weight"], 2 * kept.T @ x)
        assert reply["parameters"]["idle"] is None
    assert type(reply["value"]) is torch.Tensor


def test_what_is_no_module(modules: Sandbox) -> None:
    reply = modules.request({"op": "construct", "name": "odd", "args": [torch.ones(1)], "kwargs": {}})
    reply = modules.request({"op": "parameters", "handle": reply["handle"]})
    assert (reply["error"]["kind"], reply["error"]["type"]) == ("not_a_module", "TypeError")
    assert type(call(modules, "odd", torch.ones(2))["value"]) is torch.Tensor


def test_a_handle_is_lost_with_its_process(sandbox: Sandbox) -> None:
    sandbox.run(["import os\nclass Plain:\n    def __call__(self): return 1\ndef dies(): os._exit(0)"])
    build = {"op": "construct", "name": "Plain", "args": [], "kwargs": {}}
    old = sandbox.request(build)["handle"]
    with pytest.raises(SandboxDied):
        call(sandbox, "dies")
    new = sandbox.request(build)["handle"]
    ask = {"op": "forward", "args": [], "kwargs": {}, "method": None}
    with pytest.raises(SandboxDied):
        sandbox.request({**ask, "handle": old})
    assert sandbox.request({**ask, "handle": new})["value"] == 1


FUNCTIONS = """
import numpy as np, torch
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func is torch.Tensor.__mul__: return torch.ones(2, requires_grad=True)
        return super().__torch_function__(func, types, args, kwargs)
def pair(x, ids, factor):
    x *= factor
    return [x[ids], (x**2).detach()]
def cut(x): return 2 * x.detach()
def in_numpy(x): return np.ones(2)
def number(x): return 2.0
def nothing(x): return None
def words(x): return {"a": x}
def halves(x): return x[:1], x[1:]
def short(x): return x[:1]
def asks_numpy(x): return torch.tensor(x.numpy())
def own_result_spoilt(x):
    y = torch.softmax(x, 0)
    y[0] = 0
    return y
def lies(x): return x.as_subclass(Liar)
def complex_ones(x): return x * 1j
"""


def gradients_of(sandbox: Sandbox, name: str, inputs: list[Any], upstream: Any) -> dict[str, Any]:
    ask = {"op": "gradients_of", "name": name, "args": inputs, "kwargs": {}, "output_gradient": upstream}
    return sandbox.request(ask)


def test_gradients_of_functions() -> None:
    with Sandbox() as sandbox:
        sandbox.run([FUNCTIONS])
        x, above = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([5.0, 7.0])
        ids = torch.tensor([2, 0])
        reply = gradients_of(sandbox, "pair", [x, ids, torch.tensor(2.0)], [above, torch.ones(3)])
        assert reply.keys() == {"value", "inputs"}
        assert reply["value"][0].tolist() == [6.0, 2.0]
        assert [None if g is None else g.tolist() for g in reply["inputs"]] == [[14.0, 0.0, 10.0], None, 22.0]
        assert gradients_of(sandbox, "pair", [x, ids, 2], [None, torch.ones(3)])["inputs"] == [
            None,
            None,
            None,
        ]

        two = torch.ones(2)
        for name in ("cut", "in_numpy", "number", "nothing", "words", "complex_ones"):
            reply = gradients_of(sandbox, name, [two], two)
            assert "error" not in reply, name
            assert reply["inputs"] == [None], name
        for name in ("halves", "short", "asks_numpy", "own_result_spoilt", "nowhere"):
            assert "type" in gradients_of(sandbox, name, [two], two)["error"], name
        reply = gradients_of(sandbox, "lies", [two], two)  # it may lie about numbers, and about nothing else
        assert all(type(gradient) in (torch.Tensor, type(None)) for gradient in reply.get("inputs", []))
