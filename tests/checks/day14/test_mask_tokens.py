"""mask_tokens: what is plausible, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK
from grader.checks.day14.mask_tokens import _plausible

MASKED = """def mask_tokens(ids, special_ids, mask_id, vocab_size, seed):
    g = torch.Generator().manual_seed(seed)
    can = torch.ones_like(ids, dtype=torch.bool)
    for s in special_ids:
        can &= ids != s
    chosen = torch.bernoulli({p} * can.float(), generator=g).bool()
    labels = ids.masked_fill(~chosen, -100)
    out = ids.clone()
    order = torch.rand(ids.shape, generator=g)
    out[chosen & (order < {hide})] = mask_id
    swap = chosen & (order > {swap})
    out[swap] = torch.randint({low}, {high}, (int(swap.sum()),), generator=g)
    return {out}
"""


def _masked(**change: str) -> str:
    usual = {
        "p": "0.15",
        "hide": "0.8",
        "swap": "0.9",
        "low": "0",
        "high": "vocab_size",
        "out": "[out, labels]",
    }
    return MASKED.format(**{**usual, **change})


def test_the_right_version_is_plausible_and_others_are_not() -> None:
    assert _plausible(150, 1000, 0.15)
    assert not _plausible(6000 * 85 // 100, 6000, 0.8)
    assert not _plausible(0, 6000, 0.1)
    assert _plausible(0, 1, 0.9)


@pytest.mark.parametrize(
    "source",
    [
        _masked(),
        _masked(low="1", high="vocab_size").replace("randint(1, ", "randint(0, "),
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("mask_tokens", source)


@pytest.mark.parametrize(
    "source",
    [
        _masked(p="0.12"),
        _masked(hide="0.75"),
        _masked(swap="0.85"),
        _masked(low="1"),
        _masked(high="vocab_size - 1"),
        _masked(high="vocab_size + 1"),
        _masked(high="30"),
        _masked(out="labels, out"),
        _masked(out="ids, torch.full_like(ids, -100)"),
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("mask_tokens", source, below=0.96)
