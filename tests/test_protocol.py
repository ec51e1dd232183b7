"""Values cross unharmed, and nothing but ProtocolError comes of what is not a value."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import threading
import time
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.wire import protocol
from grader.wire.protocol import (
    CallTimeout,
    Opaque,
    ProtocolError,
    SandboxDied,
    decode,
    encode,
    receive,
    send,
)

QUICK = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
integers = st.integers(-(2**200), 2**200)
scalars = st.none() | st.booleans() | integers | st.floats() | texts
keys = st.none() | st.booleans() | integers | st.floats(allow_nan=False) | texts
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@st.composite
def arrays(draw: Any) -> np.ndarray:
    name = draw(st.sampled_from(sorted(protocol.ARRAY_SIZES)))
    shape = draw(shapes)
    count = math.prod(shape)
    raw = draw(st.binary(min_size=count * 16, max_size=count * 16))
    if name == "bool":
        return (np.frombuffer(raw, np.uint8)[:count] % 2 == 1).reshape(shape)
    array = np.frombuffer(raw[: count * np.dtype(name).itemsize], name).reshape(shape)
    if draw(st.booleans()):
        array = array.T
    if draw(st.booleans()):
        array = array.astype(array.dtype.newbyteorder(">"))
    return array


values = st.recursive(
    scalars | arrays(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    """Equal in type and value, all the way down, with NaN equal to NaN."""
    if isinstance(one, np.ndarray):
        native = one.astype(one.dtype.newbyteorder("="))
        return (
            type(other) is np.ndarray
            and (native.dtype, native.shape) == (other.dtype, other.shape)
            and native.tobytes() == other.tobytes()
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (one != one and other != other)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


@QUICK
@given(values)
def test_every_value_arrives_as_it_was(value: Any) -> None:
    assert same(value, decode(encode(value)))


@QUICK
@given(st.binary(max_size=400))
@example(b"")
@example(struct.pack(">Q", 2**63) + b"[]")
def test_junk_is_a_protocol_error_or_a_value(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(data)


any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["list", "tuple", "dict", "array", "tensor", "opaque", "float64", "bool", "bfloat16"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def framed(tree: Any, blob: bytes = b"") -> bytes:
    header = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack(">Q", len(header)) + header + blob


@QUICK
@given(any_json, st.binary(max_size=64))
def test_well_framed_junk_is_a_protocol_error_or_a_value(tree: Any, blob: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(framed(tree, blob))


@QUICK
@given(values, st.data())
def test_a_damaged_message_is_a_protocol_error_or_a_value(value: Any, data: Any) -> None:
    message = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        decode(bytes(message))


@pytest.mark.parametrize(
    "data",
    [
        framed(["array", "float64", [2]], b"\0" * 8),
        framed(["array", "float64", [1]], b"\0" * 16),
        framed(["array", "float64", [-1]]),
        framed(["array", "float64", [True]], b"\0" * 8),
        framed(["array", "float64", [2.0]], b"\0" * 16),
        framed(["array", "float64", [0, 10**18]]),
        framed(["array", "float64", [2**31, 2**31, 2**31]]),
        framed(["array", "float64", [1] * 65], b"\0" * 8),
        framed(["array", "object", [1]], b"\0" * 8),
        framed(["array", "O", [1]], b"\0" * 8),
        framed(["array", "<U2", [1]], b"\0" * 8),
        framed(["tensor", "float8_e4m3fn", [1]], b"\0"),
        framed(["tensor", "__class__", [1]], b"\0"),
        framed(["dict", [[["list", []], 1]]]),
        framed(["dict", [[1]]]),
        framed(["pickle", "x"]),
        framed({"list": []}),
        framed(b"[" * 100_000),
        framed(b"1" * 5_000),
        framed(str(2**5000).encode()),
        framed(b"\xff\xfe"),
        framed(b'["list",' * 100 + b"1" + b"]" * 100),
    ],
)
def test_forged_headers(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(data)


def test_limits_when_a_value_is_sent() -> None:
    endless: list[Any] = []
    endless.append(endless)
    too_large = [
        endless,
        [0] * (protocol.MAX_NODES + 1),
        "x" * (protocol.MAX_STRING + 1),
        2**5000,
        np.zeros(protocol.MAX_BYTES + 1, np.uint8),
        np.broadcast_to(np.float64(1), (10**6, 10**6)),
        [np.zeros(40 * 2**20, np.uint8)] * 2,
        torch.zeros(1).expand(10**6, 10**3),
    ]
    for value in too_large:
        with pytest.raises(ProtocolError):
            encode(value)


def test_numpy_scalars_are_arrays_without_axes() -> None:
    for scalar in (np.float64(0.5), np.int32(3), np.bool_(True), np.float16(2)):
        arrived = decode(encode(scalar))
        assert type(arrived) is np.ndarray
        assert (arrived.shape, arrived.dtype, arrived[()]) == ((), scalar.dtype, scalar)
    assert decode(encode(np.str_("a"))) == "a"


def test_arrived_arrays_are_our_own() -> None:
    source = np.arange(6.0).reshape(2, 3)
    arrived = decode(encode(source))
    arrived[0, 0] = 9
    assert source[0, 0] == 0
    assert arrived.flags.owndata or arrived.base is not None


class Loud(np.ndarray):
    def __eq__(self, other: object) -> Any:
        return np.True_


class LoudTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise RuntimeError("never to be asked")


class Always(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Bag(dict):
    def items(self) -> Any:
        raise RuntimeError("never to be asked")


def test_subclasses_arrive_plain() -> None:
    assert type(decode(encode(np.arange(3.0).view(Loud)))) is np.ndarray
    assert type(decode(encode(np.ma.masked_array([1, 2], [0, 1])))) is np.ndarray
    assert type(decode(encode(torch.arange(3.0).as_subclass(LoudTensor)))) is torch.Tensor
    assert type(decode(encode(torch.nn.Parameter(torch.ones(2))))) is torch.Tensor
    assert type(decode(encode(Always(1.5)))) is float
    assert decode(encode(Bag(a=1))) == {"a": 1}


def test_other_objects_arrive_as_their_type_s_name() -> None:
    assert decode(encode(object())) == Opaque("object")
    assert decode(encode([print, {1}, b"x"])) == [
        Opaque("builtin_function_or_method"),
        Opaque("set"),
        Opaque("bytes"),
    ]
    assert decode(encode({(1, 2): 3})) == Opaque("dict")
    assert decode(encode(1 + 2j)) == Opaque("complex")
    assert isinstance(decode(encode(np.array([object()]))), Opaque)
    assert isinstance(decode(encode(np.array(["text"]))), Opaque)
    assert isinstance(decode(encode(np.zeros(2, [("a", "f8")]))), Opaque)
    assert isinstance(decode(encode(torch.eye(2).to_sparse())), Opaque)
    assert isinstance(decode(encode(torch.empty(2, device="meta"))), Opaque)
    assert decode(encode(Opaque("Again"))) == Opaque("Again")


@pytest.mark.parametrize("name", sorted(protocol.TENSOR_SIZES))
@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (2, 3), (1,)])
def test_tensors(name: str, shape: tuple[int, ...]) -> None:
    tensor = torch.randint(0, 2, shape).to(getattr(torch, name))
    arrived = decode(encode(tensor))
    assert (arrived.dtype, arrived.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(arrived, tensor)


def test_views_and_gradients_of_tensors() -> None:
    tensor = torch.randn(3, 4, requires_grad=True)
    arrived = decode(encode(tensor.T[1:]))
    assert torch.equal(arrived, tensor.T[1:])
    assert not arrived.requires_grad
    for single in (torch.randn(1, 5)[:, 2], torch.randn(()).expand(1, 1), torch.randn(1, 5)[:, 1:2]):
        assert torch.equal(decode(encode(single)), single)
    turned = torch.view_as_complex(torch.randn(3, 2)).conj()
    assert torch.equal(decode(encode(turned)), turned.resolve_conj())


def test_text_is_always_valid() -> None:
    assert decode(encode("a\ud800b")) == "a?b"
    assert decode(framed(b'"\\ud800"')) == "?"


def test_numpy_alone_does_not_load_torch() -> None:
    import subprocess
    import sys

    code = (
        "import sys, numpy as np; from grader.wire.protocol import encode, decode;"
        "decode(encode([1, np.ones(3)])); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_messages_over_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        message = {"op": "call", "args": [np.arange(200_000)]}
        sender = threading.Thread(target=send, args=(ours, message))
        sender.start()
        assert same(receive(theirs, time.monotonic() + 5), message)
        sender.join()

        with pytest.raises(CallTimeout):
            receive(theirs, time.monotonic() + 0.05)
        send(ours, {"a": 1})
        with pytest.raises(ProtocolError):
            receive(theirs, None, max_bytes=3)
        with pytest.raises(CallTimeout):  # nobody reads
            send(ours, {"a": np.zeros(2**22)}, time.monotonic() + 0.05)


def test_a_slow_drip_does_not_stretch_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stop = threading.Event()

        def drip() -> None:
            ours.sendall(struct.pack(">Q", 1000))
            while not stop.wait(0.02):
                ours.sendall(b"x")

        dripper = threading.Thread(target=drip)
        dripper.start()
        began = time.monotonic()
        with pytest.raises(CallTimeout):
            receive(theirs, began + 0.2)
        assert time.monotonic() - began < 1
        stop.set()
        dripper.join()


def test_a_closed_line_and_a_message_that_is_none() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            data = encode([1])
            ours.sendall(struct.pack(">Q", len(data)) + data)
            with pytest.raises(ProtocolError):
                receive(theirs)
        with pytest.raises(SandboxDied):
            receive(theirs)
