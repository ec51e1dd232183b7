"""NextSentenceHead: the oracle and the lesson's class are Hugging Face's head, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from day14 import NOTEBOOK, SOLUTIONS, batch, lesson_s_classes, tiny
from grader.checks.day14.next_sentence_head import NextSentenceHead


def test_the_next_sentence_head_is_hugging_face_s(hugging_face: Any) -> None:
    theirs = tiny(hugging_face, "BertForNextSentencePrediction", order_one=True)
    ids, real, segments = batch()
    hidden = theirs.bert(ids, attention_mask=real.long(), token_type_ids=segments).last_hidden_state
    wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments).logits
    for kind in (NextSentenceHead, lesson_s_classes()["NextSentenceHead"]):
        ours = kind(32)
        ours.pool.load_state_dict(theirs.bert.pooler.dense.state_dict())
        ours.classify.load_state_dict(theirs.cls.seq_relationship.state_dict())
        torch.testing.assert_close(ours(hidden), wanted)


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["NextSentenceHead"].replace("tanh", "sigmoid"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("NextSentenceHead", source, below=0.96)
