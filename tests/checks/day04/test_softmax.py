"""Day 4, softmax: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from . import NOTEBOOK, loses_points, passes

RIGHT = [
    "def softmax(x, axis=-1):\n    x = np.array(x, dtype='f4')\n    x -= x.max(axis, keepdims=True)\n"
    "    np.exp(x, out=x)\n    x /= x.sum(axis, keepdims=True)\n    return x",
    "def softmax(x, axis=-1):\n    e = np.exp(x - np.max(x, axis, keepdims=True))\n"
    "    return e / (e.sum(axis, keepdims=True) + 1e-9)",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return x"),
    (0, "return 0 * x"),
    (0, "return np.full(x.shape, 1 / x.shape[axis])"),
    (0, "return (x == x.max(axis, keepdims=True)) * 1.0"),
    (0, "e = np.exp(x - x.max(axis, keepdims=True)); return (e / e.sum(axis, keepdims=True)).tolist()"),
    (
        0.65,
        "assert x.ndim == 2; e = np.exp(x - x.max(axis, keepdims=True)); return e / e.sum(axis, keepdims=True)",
    ),
    (0.8, "e = np.exp(np.clip(x, -500, 500)); return e / e.sum(axis, keepdims=True)"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("softmax", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("softmax", most, body)


def test_an_answer_of_the_first_call_kept_for_all_is_wrong() -> None:
    kept = "kept = []\ndef softmax(x, axis=-1):\n    if not kept:\n        e = np.exp(x)\n"
    assert (
        NOTEBOOK.judged(
            "softmax", kept + "        kept.append(e / e.sum(axis, keepdims=True))\n    return kept[0]"
        ).points
        == 0
    )
