"""clip_gradient: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def clip_gradient(g, limit):\n    n = np.linalg.norm(g)\n    return g.copy() if n <= limit else limit * (g / n)",
    "def clip_gradient(g, limit):\n    return g * np.minimum(1, limit / (np.linalg.norm(g.flatten()) + 1e-6))",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return gradient"),
    (0, "return np.zeros(gradient.shape)"),
    (0, "return np.sign(gradient) * limit"),
    (
        0.5,
        "n = np.linalg.norm(gradient, 2) if gradient.ndim < 3 else 1; "
        "return gradient * limit / n if n > limit else gradient",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("clip_gradient", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("clip_gradient", most, body)
