"""Answers what the judge asks of a notebook that has run: names, values, calls, modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from grader.wire.errors import HandleLostError, NoSuchNameError, NotAModuleError
from grader.wire.operations import OPERATIONS
from grader.wire.protocol import ProtocolError, decode, encode

Fields = dict[str, Any]


class Server:
    """Serves one namespace: a method for each operation of grader.wire.operations gives the fields of the reply."""

    def __init__(self, namespace: dict[str, Any], first_handle: int) -> None:
        self._namespace = namespace
        self._objects: dict[int, Any] = {}
        self._next = first_handle

    def answer(self, message: Fields) -> Fields:
        """The reply's fields; any exception of the student's code goes through."""
        operation = OPERATIONS[message["op"]]
        if operation.about == "name":
            subject = self._named(message["name"])
        else:
            subject = self._object(message["handle"])
        if operation.needs_module and not _is_module(subject):
            raise NotAModuleError(f"{type(subject).__name__} is not a torch.nn.Module")
        asked = {field: message.get(field) for field in operation.asks}
        answer: Callable[..., Fields] = getattr(self, f"_{message['op']}")
        return answer(subject, **asked)

    def _value(self, value: Any) -> Fields:
        return {"value": value}

    def _call(self, function: Any, args: Any, kwargs: Any) -> Fields:
        return _called(function, args, kwargs)

    def _construct(self, function: Any, args: Any, kwargs: Any) -> Fields:
        built = function(*args or (), **kwargs or {})
        handle, self._next = self._next, self._next + 1
        self._objects[handle] = built
        return {"handle": handle}

    def _parameters(self, module: Any) -> Fields:
        storages: dict[Any, int] = {}
        return {
            "parameters": [_described(name, tensor, storages) for name, tensor in _parameters(module)],
            "buffers": [_described(name, tensor, storages) for name, tensor in _buffers(module)],
        }

    def _load(self, module: Any, weights: dict[str, Any]) -> Fields:
        import torch

        places = dict([*_parameters(module), *_buffers(module)])
        mismatched = []
        with torch.no_grad():
            for name, weight in weights.items():
                if name not in places:
                    continue
                weight = torch.as_tensor(weight)
                if tuple(weight.shape) == tuple(places[name].shape):
                    places[name].copy_(weight)
                else:
                    mismatched.append(name)
        expected = {name for name, _ in _parameters(module)} | (set(module.state_dict()) & set(places))
        return {
            "missing": sorted(expected - set(weights)),
            "unexpected": sorted(set(weights) - set(places)),
            "mismatched": sorted(mismatched),
        }

    def _forward(self, thing: Any, method: str | None, args: Any, kwargs: Any) -> Fields:
        if _is_module(thing):
            thing.eval()
        return _called(thing if method is None else getattr(thing, method), args, kwargs)

    def _gradients(self, module: Any, args: Any, kwargs: Any, output_gradient: Any) -> Fields:
        module.train()
        for _, parameter in _parameters(module):
            parameter.grad = None
        fields = _there_and_back(module, args, kwargs, output_gradient)
        return {**fields, "parameters": {name: parameter.grad for name, parameter in _parameters(module)}}

    def _gradients_of(self, function: Any, args: Any, kwargs: Any, output_gradient: Any) -> Fields:
        return _there_and_back(function, args, kwargs, output_gradient)

    def _named(self, name: str) -> Any:
        if name not in self._namespace:
            raise NoSuchNameError(f"name {name!r} is not defined")
        return self._namespace[name]

    def _object(self, handle: Any) -> Any:
        if handle not in self._objects:
            raise HandleLostError("this object went with the process that held it")
        return self._objects[handle]


def _called(function: Any, args: Any, kwargs: Any) -> Fields:
    """Call with fresh arguments, and see which of them are not what they were."""
    args, kwargs = list(args or ()), dict(kwargs or {})
    places: dict[int | str, Any] = {**dict(enumerate(args)), **kwargs}
    before = encode(places)  # bytes: NaN is NaN
    value = function(*args, **kwargs)
    if _bytes(places) == before:
        return {"value": value, "changed": []}
    unchanged = decode(before)
    return {"value": value, "changed": [p for p in places if _bytes(places[p]) != encode(unchanged[p])]}


def _there_and_back(function: Callable[..., Any], given: Any, kwargs: Any, output_gradient: Any) -> Fields:
    """Call, go backward from what comes out, and see which gradients the arguments get."""
    given = list(given or ())
    leaves = [arg.requires_grad_() if _differentiable(arg) else None for arg in given]
    # The function gets a copy of the leaf: changing a leaf itself in place is an error of torch's.
    args = [arg if leaf is None else leaf.clone() for leaf, arg in zip(leaves, given, strict=True)]
    value = function(*args, **kwargs or {})
    outputs, gradients = value, output_gradient
    if not isinstance(outputs, tuple | list):
        outputs, gradients = [outputs], [gradients]
    _backward(list(outputs), list(gradients or ()))
    return {"value": value, "inputs": [None if leaf is None else leaf.grad for leaf in leaves]}


def _backward(outputs: list[Any], gradients: list[Any]) -> None:
    """As torch.autograd.backward, which loads sympy first (a quarter of a second).

    Outputs for which no gradient is given do not count; from a number or an array nothing goes back.
    """
    if len(outputs) != len(gradients):
        raise ValueError(f"{len(outputs)} outputs came, and {len(gradients)} were asked for")
    wanted = [pair for pair in zip(outputs, gradients, strict=True) if pair[1] is not None]
    pairs = [pair for pair in wanted if _differentiable(pair[0])]
    for output, gradient in pairs:
        if output.shape != gradient.shape:
            raise ValueError(f"an output has the shape {tuple(output.shape)}, not {tuple(gradient.shape)}")
    total = sum((output * gradient).sum() for output, gradient in pairs)
    if getattr(total, "requires_grad", False):  # else nothing is connected, and every gradient is None
        total.backward()


def _bytes(value: Any) -> bytes | None:
    try:
        return encode(value)
    except ProtocolError:  # it could be sent before, so it was changed
        return None


def _is_module(thing: Any) -> bool:
    torch = sys.modules.get("torch")  # whoever has a module has imported torch; others need not wait for it
    return torch is not None and isinstance(thing, torch.nn.Module)


def _differentiable(argument: Any) -> bool:
    import torch

    return isinstance(argument, torch.Tensor) and argument.is_floating_point()


def _parameters(module: Any) -> Iterator[tuple[str, Any]]:
    yield from module.named_parameters(remove_duplicate=False)


def _buffers(module: Any) -> Iterator[tuple[str, Any]]:
    yield from module.named_buffers(remove_duplicate=False)


def _described(name: str, tensor: Any, storages: dict[Any, int]) -> Fields:
    pointer = tensor.untyped_storage().data_ptr() or id(tensor)  # empty ones have no memory to share
    return {
        "name": name,
        "shape": tuple(tensor.shape),
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "storage": storages.setdefault(pointer, len(storages)),
        "trainable": bool(tensor.requires_grad),
    }
