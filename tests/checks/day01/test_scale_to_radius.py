"""scale_to_radius: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day01 import NOTEBOOK, loses_points

RIGHT = [
    "def scale_to_radius(w_h, radius):\n    v = np.linalg.eigvals(w_h.T.astype('c16'))\n"
    "    return np.divide(w_h, np.sort(np.abs(v))[-1]) * radius",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return w_h"),
    (0, "return radius * np.eye(len(w_h))"),
    (0, "return w_h * radius / np.abs(np.diag(w_h)).max()"),
    (0, "return w_h / np.linalg.norm(w_h, axis=0) * radius"),
    (0.3, "return w_h * radius / np.abs(np.linalg.det(w_h)) ** (1 / len(w_h))"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("scale_to_radius", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("scale_to_radius", most, body)
