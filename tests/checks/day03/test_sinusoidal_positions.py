"""sinusoidal_positions: the oracle is the formula, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from day03 import NOTEBOOK, SPEEDS, loses_points, passes
from grader.checks import hidden
from grader.checks.day03.sinusoidal_positions import sinusoidal_positions


@pytest.mark.parametrize(("length", "d_model"), [(7, 6), (60, 10), (3, 2)])
def test_the_sinusoids_are_the_formula_written_out(length: int, d_model: int) -> None:
    right = [
        [
            (math.cos if column % 2 else math.sin)(pos / math.pow(10000, (column - column % 2) / d_model))
            for column in range(d_model)
        ]
        for pos in range(length)
    ]
    np.testing.assert_allclose(sinusoidal_positions(length, d_model), right, atol=1e-12)


RIGHT = [
    "if d_model & 1: raise ValueError\n"
    "    z = np.exp(1j * np.outer(np.arange(length), 1e4 ** (-np.arange(d_model // 2) / (d_model / 2))))\n"
    "    return np.stack([z.imag, z.real], -1).reshape(length, -1)",
    "import torch\n    assert d_model % 2 == 0, 'odd'\n    pe = torch.zeros(length, d_model)\n"
    "    pos = torch.arange(length).unsqueeze(1)\n"
    "    div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))\n"
    "    pe[:, 0::2] = torch.sin(pos * div)\n    pe[:, 1::2] = torch.cos(pos * div)\n    return pe",
    # An odd width is refused by NumPy itself: the columns do not fit.
    "a = np.arange(length)[:, None] / np.power(10000, np.arange(0, d_model, 2) / d_model)\n"
    "    pe = np.zeros((length, d_model))\n    pe[:, ::2] = np.sin(a)\n    pe[:, 1::2] = np.cos(a)\n    return pe",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((length, d_model))"),
    (
        0.4,
        SPEEDS + "a = a[:, ::-1]; return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
    ),
    (
        0,
        SPEEDS + "a = 2 * np.pi * a; return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
    ),
    (0, SPEEDS + "return np.stack([np.sin(a), -np.cos(a)], -1).reshape(length, d_model)"),
    (0, SPEEDS + "return np.stack([np.sin(a), np.cos(a)], -1).reshape(1, length, d_model)"),
    (
        0.5,
        "a = np.outer(np.arange(length), 10000.0 ** (-np.arange(0, d_model, 2) / 512))\n"
        "    return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("sinusoidal_positions", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("sinusoidal_positions", most, body)


def test_hidden_asks_about_a_wrong_answer() -> None:
    wrong = NOTEBOOK.book.checks["sinusoidal_positions"].version("sines_first")
    with pytest.raises(AssertionError, match="all sines in the first half"):
        hidden("day03", "sinusoidal_positions", {"sinusoidal_positions": wrong})
