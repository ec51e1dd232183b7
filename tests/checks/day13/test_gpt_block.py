"""GPTBlock: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day13 import NOTEBOOK, changed


@pytest.mark.parametrize(
    "source",
    [
        changed(
            "GPTBlock",
            ("raise ValueError", "raise Exception"),
            ("LayerNorm(d_model)", "LayerNorm(d_model, 1e-5)"),
        ),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("GPTBlock", source)


@pytest.mark.parametrize(
    "source",
    [
        changed("GPTBlock", ("4 * d_model", "3 * d_model")),
        changed("GPTBlock", ("return x, present", "return x, past")),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("GPTBlock", source)
