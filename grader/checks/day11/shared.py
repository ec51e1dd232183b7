"""What the tests of several exercises need: texts with padding, masks, and what a module learns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.judge import Expect, Module, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def text(
    rng: Rng, vocab_size: int, pad_id: int, lengths: Sequence[int], width: int, left: bool = False
) -> Tensor:
    """Ids (B, width): sentences of these lengths, padded; the last real token of each is 0 where padding is not.

    The first one never is: whoever takes 0 for padding still has something to look at.
    """
    others = torch.tensor([token for token in range(vocab_size) if token != pad_id])
    ids = torch.full((len(lengths), width), pad_id)
    for row, length in zip(ids, lengths, strict=True):
        tokens = others[rng.ids(0, len(others), (length,))]
        tokens[0], tokens[-1] = others[1], others[0]
        row[width - length if left else 0 :][:length] = tokens
    return ids


def seen(rng: Rng, shape: Sequence[int]) -> Tensor:
    """Random booleans with at least two True and one False in each row; no two rows need be alike."""
    order = torch.tensor(rng.uniform(shape)).argsort(dim=-1)
    return order < rng.ids(2, shape[-1], (*shape[:-1], 1))


def whole_numbers(mask: Any) -> Any:
    """An array or tensor of booleans as whole numbers, which can be judged; numbers in its place are told."""
    dtype = str(getattr(mask, "dtype", "")).removeprefix("torch.")
    if dtype == "bool":
        return np.asarray(mask, dtype=np.int8)
    if dtype:
        raise Failure(
            Text(
                "The mask should be made of booleans, True and False. What would `~mask` do with numbers?",
                "마스크는 True와 False, 곧 불리언(bool)이어야 해요. 숫자라면 `~mask`가 무엇을 할까요?",
            )
        )
    return mask


def same_structure(student: Student, expect: Expect, module: Module, right: nn.Module) -> None:
    """As many numbers are learned as in `right`, and each has memory of its own; a second name of the embedding is fine.

    Off the record: the order in which parameters are made would keep a mistake from being recognized.
    """
    with student.off_the_record():
        expect.parameter_count(module, sum(p.numel() for p in right.parameters()))
        parameters = module.parameters()
        table = {p.storage for p in parameters if p.name == "embedding.weight"}
        tied = [p.name for p in parameters if p.storage in table]
        expect.storages(module, shared=list(itertools.combinations(tied, 2)))
