"""How values cross between the judge and the sandbox, and what can go wrong on the way.

Only values cross: None, bool, int, float, str, list, tuple, dict, numpy arrays and torch tensors. Subclasses
arrive as the plain thing; any other object arrives as `Opaque`, which holds no more than the name of its type.
There is no pickle, so nothing that arrives can run code.

A value is `length of header | header (JSON) | bytes of the arrays, one after the other`. The reader computes
every size itself from dtype and shape and believes no number that it was sent.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

MAX_BYTES = 64 * 2**20
MAX_HEADER = 8 * 2**20
MAX_NODES = 200_000
MAX_DEPTH = 40
MAX_STRING = 2 * 2**20
MAX_INT_BITS = 4096
MAX_DIMS = 32
MAX_LARGE_KEYS = 100  # in one dict; larger than 60 bits
MAX_ELEMENTS = 2**32  # with every zero in a shape read as one: keeps (0, 10**18) out

FLOATS = ("float16", "float32", "float64", "complex64", "complex128")
INTS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_DTYPES = {name: np.dtype(name) for name in ("bool", *INTS, *FLOATS)}
ARRAY_SIZES = {name: dtype.itemsize for name, dtype in _DTYPES.items()}
TENSOR_SIZES = {**ARRAY_SIZES, "bfloat16": 2}

_NAMES = {dtype: name for name, dtype in _DTYPES.items()}  # NumPy computes a name anew each time
_NUMPY = (np.generic, np.ndarray)
_SIMPLE = (type(None), bool, float)  # exactly: a subclass may lie

_LENGTH = struct.Struct(">Q")


class ProtocolError(ValueError):
    """A value or a message breaks the rules: too large, too deep, or not a message at all."""


class SandboxDied(RuntimeError):  # noqa: N818 - the name that judge and sandbox agreed on
    """The process that held the student's code is gone, or sent something that is not a reply."""


class CallTimeout(RuntimeError):  # noqa: N818 - the name that judge and sandbox agreed on
    """A call into the student's code took longer than allowed."""


@dataclass(frozen=True)
class Opaque:
    """Stands for an object that may not cross; `type_name` is the name of its type."""

    type_name: str


class Channel(Protocol):
    """What the judge needs of a sandbox."""

    def request(self, message: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """Send one operation and give its reply; raises CallTimeout or SandboxDied."""
        ...


def encode(value: Any, max_bytes: int = MAX_BYTES) -> bytes:
    """Turn a value into bytes; raises ProtocolError when it is larger or deeper than the limits."""
    writer = _Writer(max_bytes)
    tree = writer.node(value, 0)
    header = json.dumps(tree, separators=(",", ":")).encode("ascii")
    if len(header) > MAX_HEADER or len(header) + writer.size > max_bytes:
        raise ProtocolError("the value is too large to cross")
    return b"".join([_LENGTH.pack(len(header)), header, *writer.blobs])


def decode(data: bytes) -> Any:
    """Turn bytes back into a value; raises ProtocolError, and nothing else, whatever the bytes are."""
    if len(data) < _LENGTH.size:
        raise ProtocolError("the message is too short")
    (length,) = _LENGTH.unpack_from(data)
    start = _LENGTH.size + length
    if length > MAX_HEADER or start > len(data):
        raise ProtocolError("the header does not fit into the message")
    try:
        tree = json.loads(data[_LENGTH.size : start].decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the header cannot be read") from error
    reader = _Reader(memoryview(data)[start:])
    value = reader.node(tree, 0)
    if reader.left():
        raise ProtocolError("bytes are left over after the last array")
    return value


class _Writer:
    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.nodes = 0
        self.blobs: list[bytes] = []

    def node(self, value: Any, depth: int) -> Any:
        """The JSON form of a value: scalars as they are, all else as a list that begins with its kind."""
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise ProtocolError(f"the value is nested more than {MAX_DEPTH} deep")
        if self.nodes > MAX_NODES:
            raise ProtocolError(f"the value has more than {MAX_NODES:,} parts")
        if type(value) in _SIMPLE:
            return value
        if type(value) is str:  # most are keys of weights
            return _text(value)
        if isinstance(value, _NUMPY):  # before float: np.float64 is a float, too
            return self.array(value)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            if int.bit_length(value) > MAX_INT_BITS:
                raise ProtocolError("an integer is too large to cross")
            return int.__int__(value)
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, str):
            return _text(str.__str__(value))
        if isinstance(value, list):
            return ["list", [self.node(item, depth + 1) for item in list.__iter__(value)]]
        if isinstance(value, tuple):
            return ["tuple", [self.node(item, depth + 1) for item in tuple.__iter__(value)]]
        if isinstance(value, dict):
            return self.mapping(value, depth)
        if isinstance(value, Opaque):
            return ["opaque", _text(value.type_name)]
        torch = sys.modules.get("torch")  # whoever holds a tensor has imported torch
        if torch is not None and isinstance(value, getattr(torch, "Tensor", ())):
            return self.tensor(value, torch)
        return _opaque(value)

    def mapping(self, value: dict[Any, Any], depth: int) -> Any:
        items = list(dict.items(value))
        if not all(key is None or isinstance(key, str | int | float) for key, _ in items):
            return _opaque(value)
        # A key goes as its plain Python type: np.float64 would turn into an array, which is no key.
        return ["dict", [[self.node(_plain_key(k), depth + 1), self.node(v, depth + 1)] for k, v in items]]

    def array(self, value: Any) -> Any:
        if not isinstance(value, np.ndarray) and isinstance(value, str):
            return _text(str.__str__(value))  # np.str_
        plain = np.asarray(value)
        name = _NAMES.get(plain.dtype) or plain.dtype.name
        if name not in ARRAY_SIZES:
            return ["opaque", f"{type(value).__name__} of dtype {name}"[:200]]
        shape = self.room(plain.shape, ARRAY_SIZES[name])
        self.blobs.append(plain.astype(_DTYPES[name], copy=False).tobytes())  # in C order and contiguous
        return ["array", name, shape]

    def tensor(self, value: Any, torch: Any) -> Any:
        with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
            name = str(value.dtype).removeprefix("torch.")
            if name not in TENSOR_SIZES or value.layout is not torch.strided or value.device.type == "meta":
                return ["opaque", f"Tensor of dtype {name}, {value.layout}, {value.device.type}"]
            shape = self.room(tuple(value.shape), TENSOR_SIZES[name])
            if name == "bfloat16":  # NumPy has none
                value = value.contiguous().view(torch.int16)
            self.blobs.append(value.numpy(force=True).tobytes())
        return ["tensor", name, shape]

    def room(self, shape: tuple[int, ...], item_size: int) -> list[int]:
        """Check a shape before its bytes are made: a broadcast array can claim terabytes."""
        count = _elements(shape)
        self.size += count * item_size
        if self.size > self.max_bytes:
            raise ProtocolError(f"the arrays have more than {self.max_bytes:,} bytes")
        return list(shape)


class _Reader:
    def __init__(self, blob: memoryview) -> None:
        self.blob = blob
        self.at = 0
        self.nodes = 0

    def left(self) -> int:
        return len(self.blob) - self.at

    def node(self, tree: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError("the value is too deep or has too many parts")
        if tree is None or isinstance(tree, bool | float):
            return tree
        if isinstance(tree, int):
            if tree.bit_length() > MAX_INT_BITS:
                raise ProtocolError("an integer is too large")
            return tree
        if isinstance(tree, str):
            return _text(tree)
        match tree:
            case ["array", str(name), list(shape)] if name in ARRAY_SIZES:
                return self.array(name, shape)
            case ["tensor", str(name), list(shape)] if name in TENSOR_SIZES:
                return self.tensor(name, shape)
            case ["dict", list(items)]:
                return self.mapping(items, depth)
            case ["list", list(items)]:
                return [self.node(item, depth + 1) for item in items]
            case ["tuple", list(items)]:
                return tuple([self.node(item, depth + 1) for item in items])
            case ["opaque", str(name)]:
                return Opaque(_text(name))
        raise ProtocolError("the header holds an unknown kind of value")

    def mapping(self, items: list[Any], depth: int) -> dict[Any, Any]:
        found, large = {}, 0
        for item in items:
            if not isinstance(item, list) or len(item) != 2:
                raise ProtocolError("a dictionary holds something that is not key and value")
            key, value = item
            if isinstance(key, str):
                self.nodes += 1
                key = _text(key)
            elif key is None or isinstance(key, int | float):
                key = self.node(key, depth + 1)
                large += isinstance(key, int) and key.bit_length() > 60
            else:
                raise ProtocolError("a dictionary holds a key that is none")
            if large > MAX_LARGE_KEYS:
                # Many of them can be made to have one and the same hash: then a dict takes hours to build.
                raise ProtocolError("a dictionary has too many large numbers as keys")
            found[key] = self.node(value, depth + 1)
        return found

    def take(self, shape: list[Any], item_size: int) -> memoryview:
        size = _elements(shape) * item_size
        if size > self.left():
            raise ProtocolError("an array claims more bytes than there are")
        self.at += size
        return self.blob[self.at - size : self.at]

    def array(self, name: str, shape: list[Any]) -> np.ndarray:
        raw = self.take(shape, ARRAY_SIZES[name])
        if name == "bool":  # a byte that is neither 0 nor 1 is no bool
            truths: np.ndarray = np.frombuffer(raw, dtype=np.uint8) != 0
            return truths.reshape(shape)
        return np.frombuffer(raw, dtype=_DTYPES[name]).reshape(shape).copy()

    def tensor(self, name: str, shape: list[Any]) -> Any:
        raw = self.take(shape, TENSOR_SIZES[name])
        import torch  # here, not above: a notebook that only uses numpy shall not wait for torch

        dtype = getattr(torch, name)
        if not raw:
            return torch.empty(shape, dtype=dtype)
        flat = torch.frombuffer(bytearray(raw), dtype=torch.uint8)
        return (flat != 0 if name == "bool" else flat.view(dtype)).reshape(shape)


def _elements(shape: Sequence[Any]) -> int:
    """Number of elements of a shape; raises ProtocolError when it is no shape or a senseless one."""
    if len(shape) > MAX_DIMS:
        raise ProtocolError("an array has a shape that cannot cross")
    count = without_zeros = 1
    for n in shape:
        if type(n) is not int or not 0 <= n <= MAX_ELEMENTS:
            raise ProtocolError("an array has a shape that cannot cross")
        count *= n
        without_zeros *= n or 1
    if without_zeros > MAX_ELEMENTS:
        raise ProtocolError("an array is too large to cross")
    return count


def _text(text: str) -> str:
    if len(text) > MAX_STRING:
        raise ProtocolError(f"a text is longer than {MAX_STRING:,} characters")
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair is no text


def _plain_key(key: Any) -> Any:
    for kind in (float, str):
        if isinstance(key, kind):
            return kind(key)
    return key


def _opaque(value: Any) -> list[str]:
    return ["opaque", _text(str(type(value).__name__)[:200])]


def send(
    sock: socket.socket,
    message: dict[str, Any],
    deadline: float | None = None,
    max_bytes: int = MAX_BYTES,
) -> None:
    """Write one message, before the time `deadline` of time.monotonic().

    Raises ProtocolError (nothing was sent), SandboxDied or CallTimeout (a part may have been sent).
    """
    data = encode(message, max_bytes)
    _set_timeout(sock, deadline)
    try:
        sock.sendall(_LENGTH.pack(len(data)) + data)
    except TimeoutError as error:
        raise CallTimeout("the message was not taken in time") from error
    except OSError as error:
        raise SandboxDied("the other side is gone") from error


def receive(
    sock: socket.socket, deadline: float | None = None, max_bytes: int = MAX_BYTES + MAX_HEADER
) -> dict[str, Any]:
    """Read one message. Raises ProtocolError (junk), SandboxDied (closed), CallTimeout (deadline passed)."""
    (length,) = _LENGTH.unpack(_read(sock, _LENGTH.size, deadline))
    if length > max_bytes:
        raise ProtocolError("the message is larger than allowed")
    message = decode(_read(sock, length, deadline))
    if not isinstance(message, dict):
        raise ProtocolError("the message is not a dictionary")
    return message


def _read(sock: socket.socket, length: int, deadline: float | None) -> bytes:
    data = bytearray()
    while len(data) < length:
        _set_timeout(sock, deadline)
        try:
            piece = sock.recv(min(length - len(data), 2**20))
        except TimeoutError as error:
            raise CallTimeout("no message came in time") from error
        except OSError as error:
            raise SandboxDied("the other side is gone") from error
        if not piece:
            raise SandboxDied("the other side is gone")
        data += piece
    return bytes(data)


def _set_timeout(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise CallTimeout("the time is over")
    sock.settimeout(left)
