"""one_hot: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day03 import loses_points, passes

RIGHT = [
    "import torch; return torch.nn.functional.one_hot(torch.as_tensor(ids), n_tokens)",
    "return np.array([1.0 * (t == np.arange(n_tokens)) for t in ids.ravel()]).reshape(*ids.shape, -1)",
]

# The share of the points that each may earn at most, and its body.
WRONG = [
    (0, "return np.zeros((*ids.shape, n_tokens))"),
    (0.6, "return np.eye(n_tokens)[ids.reshape(-1, ids.shape[-1])[0]]"),
    (0.7, "assert ids.ndim == 1; return np.eye(n_tokens)[ids]"),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("one_hot", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("one_hot", most, body)
