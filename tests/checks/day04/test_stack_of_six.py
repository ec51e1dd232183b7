"""Day 4, stack_of_six: answers that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.day04.stack_of_six import stack_of_six

from . import NOTEBOOK, loses_points, passes

RIGHT = [
    "def stack_of_six(seed, d_model, d_ff):\n"
    "    return [make_params(np.random.default_rng(seed + i), d_model, d_ff) for i in range(6)]\n"
    "stack_of_six_reason = 'C'",
]
WRONG = [  # the share of the points that it may earn at most, the body
    (0, "return np.zeros((6, d_model, d_ff))"),
    (0, "return [1, 2, 3, 4, 5, 6]"),
    (
        0,
        "p = make_params(np.random.default_rng(seed), d_model, d_ff); return [dict(p) for _ in range(6)]",
    ),
    (0, "return [make_params(np.random.default_rng(seed), d_model, d_ff) for _ in range(6)]"),
    (
        0,
        "p = make_params(np.random.default_rng(seed), d_model, d_ff); return [{k: v + i for k, v in p.items()} "
        "for i in range(6)]",
    ),
]


@pytest.mark.parametrize("source", RIGHT)
def test_other_right_answers_pass(source: str) -> None:
    passes("stack_of_six", source)


@pytest.mark.parametrize(("most", "body"), WRONG)
def test_other_wrong_answers_lose_points(most: float, body: str) -> None:
    loses_points("stack_of_six", most, body)


def test_the_lessons_make_params_is_the_one_of_the_checks() -> None:
    stack = NOTEBOOK.names()["stack_of_six"](3, 4, 7)
    for got, right in zip(stack, stack_of_six(3, 4, 7), strict=True):
        assert got.keys() == right.keys()
        for name, array in right.items():
            np.testing.assert_array_equal(got[name], array)
