"""What builds on a wrong exercise: how it was judged is said once, and nothing contradicts it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sample_class

from grader.grading.options import GradingOptions
from grader.grading.run import run_and_judge
from grader.judge import Verdict
from grader.sandbox import WallsMissing, walls

HOW = "was judged with a right version of that one: a slip costs points once"
HOW_KO = "올바른 코드로 바꾸어 채점했어요"


@pytest.fixture(scope="module")
def verdicts() -> Mapping[str, Verdict]:
    """`softmax` and `layer_norm` wrong, and what builds on them right, broken or wrong in a way of its own."""
    try:
        walls.way()
    except WallsMissing as error:
        pytest.skip(str(error))
    notebook = sample_class.solved(
        softmax="def softmax(x, axis=-1):\n    return x * 17\n",
        layer_norm="def layer_norm(x, gamma, beta, eps=1e-5):\n    return x * 17\n",
        self_attention="def self_attention(x, w_q, w_k, w_v)\n    return x\n",
        transformer_block="def transformer_block(*arguments):\n    return arguments[0] * 17\n1 / 0\n",
    )
    return run_and_judge(sample_class.DAY, notebook, 1, GradingOptions(seed=1))


def test_how_it_was_judged_is_said_once(verdicts: Mapping[str, Verdict]) -> None:
    assert sum(HOW in verdict.message.en for verdict in verdicts.values()) == 1
    assert sum(HOW_KO in verdict.message.ko for verdict in verdicts.values()) == 1


def test_a_slip_of_its_own_is_told_without_contradiction(verdicts: Mapping[str, Verdict]) -> None:
    found = verdicts["transformer_block"]
    assert found.verdict != "passed"
    assert found.message.en.startswith("This exercise has a slip of its own.")
    assert found.message.ko.startswith("앞 문제와 상관없이 이 문제 자체에도 틀린 곳이 있어요.")
    assert not [v for v in verdicts.values() if "Something is still not right" in v.message.en]


def test_the_error_of_its_own_cell_stays_told(verdicts: Mapping[str, Verdict]) -> None:
    found = verdicts["self_attention"]
    assert found.verdict == "error"
    assert "SyntaxError at line 1, `def self_attention(x, w_q, w_k, w_v)`: expected ':'" in found.message.en
