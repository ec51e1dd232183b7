"""Day 11: what the misconceptions are edits of."""

from __future__ import annotations

from day11 import NOTEBOOK
from grader.judge import Task, judge, open_local, source_of

EDITED = {
    "target_mask": "causal_and_real",
    "cross_mask": "one_row_expanded",
    "DecoderBlock": "by_the_formula",
    "Decoder": "block_after_block",
    "embed": "by_the_formula",
    "Transformer": "from_its_parts",
    "count_parameters": "part_by_part",
    "attention_on": "gathered",
}


def test_without_its_slip_every_misconception_would_be_right() -> None:
    cells = []
    for name, right in EDITED.items():
        version = next(v for v in NOTEBOOK.book.checks[name].alternatives if v.name == right)
        cells.append(NOTEBOOK.with_letter(name, source_of(version)))
    with open_local([*NOTEBOOK.before, *cells]) as channel:
        found = judge(NOTEBOOK.book, [Task(name, "code", 1) for name in EDITED], channel, seed=2)
    assert [verdict.verdict for verdict in found] == ["passed"] * len(EDITED)
