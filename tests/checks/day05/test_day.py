"""Day 5: the small oracles agree with a second source."""

from __future__ import annotations

import numpy as np

from grader.checks.day05.causal_mask import causal_mask
from grader.checks.day05.causal_weights import causal_weights
from grader.checks.day05.cosine_similarity import cosine_similarity
from grader.checks.day05.masked_softmax import masked_softmax
from grader.checks.day05.padding_mask import padding_mask
from grader.checks.day05.score_variance import score_variance
from grader.checks.day05.shared import softmax
from grader.checks.day05.softmax_jacobian import softmax_jacobian

from . import numbers


def test_the_small_oracles_are_their_definitions() -> None:
    assert causal_mask(3).tolist() == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert causal_mask(2, 4).tolist() == [[True, True, True, False], [True] * 4]
    assert padding_mask(np.array([[3, 0], [0, 5]]), 0).tolist() == [[[True, False]], [[False, True]]]
    p = softmax(numbers(2, 3, 4))
    jacobian = softmax_jacobian(p)
    for place in np.ndindex(2, 3):
        np.testing.assert_allclose(
            jacobian[place], np.diag(p[place]) - np.outer(p[place], p[place]), atol=1e-12
        )
    a, b = numbers(3, 4), numbers(5, 4)
    lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)
    np.testing.assert_allclose(cosine_similarity(a, b), a @ b.T / lengths, atol=1e-12)
    dots = (a * a[::-1]).sum(1)
    np.testing.assert_allclose(score_variance(a, a[::-1]), (dots.var(), dots.var() / 4))
    weights = causal_weights(numbers(2, 4, 4))
    np.testing.assert_allclose(weights, masked_softmax(numbers(2, 4, 4), causal_mask(4)))
