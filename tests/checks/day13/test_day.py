"""Sampling on Day 13 is that of Hugging Face."""

from __future__ import annotations

import torch

from day13 import NOTEBOOK
from grader.checks import day13


def test_sampling_is_hugging_faces() -> None:
    from transformers.generation.logits_process import (
        TemperatureLogitsWarper,
        TopKLogitsWarper,
        TopPLogitsWarper,
    )

    torch.manual_seed(1)
    scores = torch.randn(5, 30) * 2
    warm = TemperatureLogitsWarper(0.7)(None, scores)
    cut = TopKLogitsWarper(9)(None, warm)
    for names in ({name: check.answer for name, check in day13.book.checks.items()}, NOTEBOOK.names()):
        got = names["next_token_probabilities"](scores, 0.7, 9)
        torch.testing.assert_close(got.float(), cut.softmax(-1))
        kept = names["nucleus"](got, 0.8)
        torch.testing.assert_close(kept.float(), TopPLogitsWarper(0.8)(None, cut).softmax(-1))
