"""BERT: the oracle and the lesson's class are Hugging Face's model, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from day14 import NOTEBOOK, SOLUTIONS, THEIR_NAME, batch, lesson_s_classes, tell, tiny
from grader.checks.day14.bert import BERT
from grader.checks.day14.mlm_loss import mlm_loss


def _loaded(model: nn.Module, weights: dict[str, Tensor]) -> nn.Module:
    model.load_state_dict({name: weights[THEIR_NAME(name)] for name in model.state_dict()})
    return model


@pytest.mark.parametrize("order_one", [True, False])
def test_bert_is_hugging_face_s(hugging_face: Any, order_one: bool) -> None:
    theirs = tiny(hugging_face, "BertForMaskedLM", order_one)
    weights = {name.removeprefix("bert."): tensor for name, tensor in theirs.state_dict().items()}
    ids, real, segments = batch()
    for double in (False, True):
        theirs = theirs.double() if double else theirs.float()
        wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments).logits
        without = theirs(ids).logits
        for kind in (BERT, lesson_s_classes()["BERT"]):
            ours = _loaded(kind(101, 40, 32, 4, 48, 3), weights).to(wanted.dtype)
            logits = ours(ids, real[:, None], segments)
            torch.testing.assert_close(logits[real], wanted[real])
            torch.testing.assert_close(ours(ids), without)
            gap = (logits - wanted)[real].abs().max()
            tell(
                f"BertForMaskedLM, {wanted.dtype}, up to {wanted.abs().max():.1f}: largest difference {gap:.1e}"
            )


def test_the_gradients_are_hugging_face_s(hugging_face: Any) -> None:
    """Of the loss: labels of -100 are left out, and the token table learns from both ends."""
    theirs = tiny(hugging_face, "BertForMaskedLM", order_one=True)
    weights = {name.removeprefix("bert."): tensor for name, tensor in theirs.state_dict().items()}
    ours = _loaded(BERT(101, 40, 32, 4, 48, 3), weights)
    ids, real, segments = batch()
    labels = ids.masked_fill((torch.arange(9) % 4 > 0) | ~real, -100)
    wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments, labels=labels).loss
    wanted.backward()
    loss = mlm_loss(ours(ids, real[:, None], segments), labels)
    loss.backward()
    torch.testing.assert_close(loss.float(), wanted)
    right = {name.removeprefix("bert."): p.grad for name, p in theirs.named_parameters()}
    for name, parameter in ours.named_parameters():
        torch.testing.assert_close(parameter.grad, right[THEIR_NAME(name)], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "source",
    [
        SOLUTIONS["BERT"].replace("1e-12", "1e-7"),
        SOLUTIONS["BERT"]
        .replace("n_layers, ", "max(n_layers, 1) + 1, ", 1)
        .replace("d_ff, max", "d_ff, max"),
        SOLUTIONS["BERT"].replace("segments), mask)", "segments), None)"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("BERT", source, below=0.96)
