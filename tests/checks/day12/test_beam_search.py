"""beam_search: the oracle finds what an exhaustive search finds."""

from __future__ import annotations

import functools
import math

import pytest
import torch

from day12 import NOTEBOOK, SOLUTIONS
from grader.checks.day12 import beam_search, greedy_decode
from grader.checks.day12.beam_search import best_of_all
from grader.checks.day12.shared import table_logits


def test_a_wide_beam_is_an_exhaustive_search_and_a_beam_of_one_is_greedy() -> None:
    torch.manual_seed(0)
    for alpha in (0.0, 0.6, 2.0):
        table = 2 * torch.randn(1, 5, 4, 4)
        best, score = beam_search.check.oracle(table, 1, 0, 400, 4, alpha)
        right = best_of_all(functools.partial(table_logits, table), 0, 1, 4, alpha, 4)
        assert best == right[0]
        assert math.isclose(score, right[1], abs_tol=1e-5)
        greedy = greedy_decode.check.oracle(table, 1, 0, 9, 4)[0].tolist()
        assert beam_search.check.oracle(table, 1, 0, 1, 4, alpha)[0] == greedy


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["beam_search"].replace("[:width]", "[: width - len(finished)]"),
        SOLUTIONS["beam_search"].replace("[:width]", "[: 2 * width]"),
        SOLUTIONS["beam_search"].replace("reverse=True", "reverse=False"),
        SOLUTIONS["beam_search"].replace("return tokens, score", "return tokens, score * len(tokens)"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("beam_search", source)
