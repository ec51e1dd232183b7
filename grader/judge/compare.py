"""When are two values the same? Type, shape, dtype and finiteness come before the numbers; nothing broadcasts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.judge.verdicts import Failure, plain
from grader.text import Text

# Relative to the largest number expected. Wider than rounding needs: an answer that works in float32 inside and
# hands back float64 is right too, and the inputs are chosen so that a mistake is far larger than this.
TOLERANCE = {"float64": 2e-5, "float32": 1e-4}
NOISE = 2e-6  # of the largest gradient


def dtype_name(value: Any) -> str:
    """The dtype of an array or tensor, as "float32", "bfloat16", …"""
    return str(value.dtype).rpartition(".")[2]


def is_array(value: Any) -> bool:
    """A NumPy array or a torch tensor? (Seen without importing torch, which numpy-only days do not need.)"""
    return isinstance(value, np.ndarray) or (type(value).__module__ == "torch" and hasattr(value, "numpy"))


def as_array(value: Any) -> NDArray[Any]:
    """An array or tensor as a NumPy array; bfloat16, which NumPy does not have, as float32."""
    if isinstance(value, np.ndarray):
        return value
    tensor = value.detach().resolve_conj().resolve_neg()
    return np.asarray((tensor.float() if dtype_name(value) == "bfloat16" else tensor).numpy())


def close(got: NDArray[Any], wanted: NDArray[Any], tolerance: float) -> bool:
    """Same shape, the same NaNs and infinities in the same places, and everything else within the tolerance."""
    return tolerances_apart(got, wanted, tolerance) <= 1


def tolerances_apart(got: NDArray[Any], wanted: NDArray[Any], tolerance: float) -> float:
    """The largest difference of two numbers, in tolerances; infinity for another shape, or other NaNs and infinities.

    The tolerance is relative to the largest finite number in `wanted`. Complex numbers are infinitely far apart.
    """
    if got.shape != wanted.shape or "c" in (got.dtype.kind, wanted.dtype.kind):
        return math.inf
    got, wanted = got.astype(np.float64), wanted.astype(np.float64)
    finite = np.isfinite(wanted)
    if not np.array_equal(finite, np.isfinite(got)) or not np.array_equal(
        got[~finite], wanted[~finite], equal_nan=True
    ):
        return math.inf
    limit = tolerance * (np.abs(wanted[finite]).max(initial=0.0) or 1.0)
    return float(np.abs(got[finite] - wanted[finite]).max(initial=0.0) / limit)


def judged_array(got: Any, wanted: NDArray[Any], label: str = "") -> NDArray[Any]:
    """`got` as an array if its type, shape, dtype and finiteness are right; else a Failure that says what is not.

    Shapes are told, values never. `wanted` may hold NaN (composed from a student's own part): then `got` may too.
    """
    en, ko = (f"`{label}`: ", f"`{label}`: ") if label else ("", "")
    if wanted.shape == () and _is_number(got):
        got = np.asarray(float(got))
    if got is None:
        raise Failure(
            Text(
                f"{en}The result is None. Is there a return line?",
                f"{ko}결과가 None이에요. return 줄이 있나요?",
            )
        )
    if not is_array(got):
        kind = plain(getattr(got, "type_name", type(got).__name__), 60)
        raise Failure(
            Text(
                f"{en}The result should be a NumPy array (or a torch tensor) and is of type {kind}. What does the "
                "return line give back?",
                f"{ko}결과가 NumPy 배열(또는 torch 텐서)이어야 하는데 타입이 {kind}이에요. return 줄이 무엇을 "
                "돌려주나요?",
            )
        )
    if tuple(got.shape) != wanted.shape:
        raise Failure(
            Text(
                f"{en}The shape should be {wanted.shape} and is {tuple(got.shape)}. Which axis went another way?",
                f"{ko}모양이 {wanted.shape}이어야 하는데 {tuple(got.shape)}이에요. 어느 축이 달라졌나요?",
            )
        )
    dtype = dtype_name(got)
    if dtype not in TOLERANCE and not dtype.startswith(("int", "uint")):
        raise Failure(
            Text(
                f"{en}The numbers should be float32 or float64 and are {dtype}. Where does the type change?",
                f"{ko}숫자가 float32나 float64여야 하는데 {dtype}이에요. 타입이 어디서 바뀌나요?",
            )
        )
    array = as_array(got)
    if np.isfinite(wanted).all() and not np.isfinite(array).all():
        raise Failure(
            Text(
                f"{en}There is NaN or infinity in the result. Where can that come from?",
                f"{ko}결과에 NaN이나 무한대가 있어요. 어디에서 생길 수 있을까요?",
            ),
            then_ask=True,
        )
    return array


def tolerance_of(value: Any) -> float:
    """The tolerance that fits the dtype of an array or tensor."""
    return TOLERANCE.get(dtype_name(value), TOLERANCE["float64"])


def agree(one: Any, other: Any) -> bool:
    """Do two returned values say the same? Arrays within tolerance, lists and tuples alike, anything else equal."""
    if is_array(one) and is_array(other):
        return close(as_array(one), as_array(other), max(tolerance_of(one), tolerance_of(other)))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if _is_number(one) and _is_number(other):
        return close(np.asarray(float(one)), np.asarray(float(other)), TOLERANCE["float64"])
    if is_array(one) or is_array(other) or type(one) is not type(other):
        return False
    return bool(one == other)


def largest(values: Iterable[Any]) -> float:
    """The largest finite absolute number in all arrays and tensors among `values`; 0 where there is none."""
    arrays = [as_array(value).astype(np.float64) for value in values if is_array(value)]
    return max((float(np.abs(a[np.isfinite(a)]).max(initial=0.0)) for a in arrays), default=0.0)


def rounding_apart(one: Any, other: Any, scale: float) -> bool:
    """Do two gradients of one shape and dtype differ by rounding only, beside gradients as large as `scale`?

    What is small is the difference of large numbers: where the true gradient is 0 (the bias of a key layer: it moves
    all scores of a query alike) some 1e-8 come out, and a small gradient has errors of the size of the large ones.
    """
    if not (is_array(one) and is_array(other)) or dtype_name(one) != dtype_name(other):
        return False
    a, b = (as_array(value).astype(np.float64) for value in (one, other))
    return a.shape == b.shape and bool(np.all(np.abs(a - b) <= NOISE * scale))


def gradients_agree(one: Any, other: Any) -> bool:
    """Do two results of `Module.gradients` or `Student.gradients_of` say the same, but for rounding noise?"""
    if not all(isinstance(result, tuple) and len(result) == 3 for result in (one, other)):
        return agree(one, other)
    (value, ours, inputs), (other_value, theirs, other_inputs) = one, other
    if not agree(value, other_value) or ours.keys() != theirs.keys() or len(inputs) != len(other_inputs):
        return False
    pairs = [(ours[name], theirs[name]) for name in ours] + list(zip(inputs, other_inputs, strict=True))
    scale = largest(gradient for pair in pairs for gradient in pair)
    return all(agree(a, b) or rounding_apart(a, b, scale) for a, b in pairs)


def _is_number(value: Any) -> bool:
    """A Python number that a float can hold (an int may be too large for that)."""
    return isinstance(value, float) or (type(value) is int and value.bit_length() <= 1000)
