"""shift_matrix: the oracle is a rotation, and answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from day03 import loses_points, passes
from grader.checks.day03.shift_matrix import shift_matrix
from grader.checks.day03.sinusoidal_positions import sinusoidal_positions


@pytest.mark.parametrize("offset", [-7, 0, 1, 25])
def test_the_shift_matrix_shifts_and_is_a_rotation(offset: int) -> None:
    matrix, table = shift_matrix(offset, 10), sinusoidal_positions(100, 10)
    for pos in (30, 31, 70):
        np.testing.assert_allclose(matrix @ table[pos], table[pos + offset], atol=1e-10)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(10), atol=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


RIGHT = [
    "w = np.repeat(10000.0 ** (-np.arange(0, d_model, 2) / d_model), 2) * offset\n"
    "    swap = np.kron(np.eye(d_model // 2), [[0, 1], [-1, 0]])\n"
    "    return np.diag(np.cos(w)) + np.sin(w)[:, None] * swap",
    "import torch\n    b = [offset / 10000 ** (2 * i / d_model) for i in range(d_model // 2)]\n"
    "    return torch.block_diag(*[torch.tensor([[math.cos(t), math.sin(t)], [-math.sin(t), math.cos(t)]]) for t in b])",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.eye(d_model)"),
    (0, "return np.roll(np.eye(d_model), offset, axis=1)"),
    (
        0.5,
        "return np.linalg.matrix_power(np.array([[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]]), offset)",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("shift_matrix", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("shift_matrix", most, body)
