"""Whatever is handed in or sent over the line: a value, a notebook, or a clear refusal; never another exception."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.grading.grade import read_and_rebuild
from grader.grading.marks import language_of
from grader.grading.read import open_submission
from grader.sandbox.outputs import Collector
from grader.wire.operations import OPERATIONS
from grader.wire.protocol import MAX_LARGE_KEYS, ProtocolError, decode, encode
from grader.wire.replies import check_reply

from .small import small_day

QUICK = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
DAY = small_day()
NAMES = [
    c.metadata.nbgrader.grade_id for c in DAY.notebook("en", "student").cells if "nbgrader" in c.metadata
]
SOURCES = [c.source for c in DAY.notebook("en", "student").cells]

things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.binary(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.sets(st.integers(), max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.tuples(st.integers()), inner, max_size=4)
        | inner.map(lambda value: torch.tensor([1.5]) if value is None else [value, object(), type, 1j])
    ),
    max_leaves=15,
)


@QUICK
@given(things)
def test_any_object_can_be_sent_or_is_refused(thing: Any) -> None:
    """And what arrives is a fixed point: sent on, it arrives as the same bytes."""
    with contextlib.suppress(ProtocolError):
        once = encode(thing)
        assert encode(decode(once)) == once


@QUICK
@given(
    st.sampled_from(sorted(OPERATIONS)),
    st.dictionaries(
        st.sampled_from(
            ["value", "changed", "kind", "parameters", "handle", "error", "missing", "inputs", "buffers"]
        )
        | st.text(max_size=3),
        things,
        max_size=5,
    ),
)
def test_any_reply_has_its_form_or_is_refused(operation: str, reply: dict[str, Any]) -> None:
    with contextlib.suppress(ProtocolError):
        checked = check_reply(operation, reply)
        assert set(checked) == ({"error"} if "error" in reply else set(OPERATIONS[operation].reply))


outputs = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "display_data", "execute_result", "error"]) | things,
        "name": st.sampled_from(["stdout", "stderr"]) | things,
        "text": st.text() | things,
        "data": st.dictionaries(st.sampled_from(["text/plain", "image/png", "text/html"]), st.text() | things)
        | things,
        "ename": st.text() | things,
        "evalue": st.text() | things,
        "traceback": st.lists(st.text() | things) | things,
    },
)


@QUICK
@given(st.lists(outputs, max_size=12))
def test_any_outputs_make_a_valid_notebook(sent: list[dict[str, Any]]) -> None:
    cell = nbformat.v4.new_code_cell(id="one")
    kept: list[dict[str, Any]] = []
    collector = Collector(500)
    collector.begin(kept, 1)
    for output in sent:
        collector.add(output)
    collector.end()
    cell.outputs = [nbformat.from_dict(output) for output in kept]
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell], nbformat_minor=5))
    assert "text/html" not in str([list(o.get("data", {})) for o in kept])
    json.dumps(kept).encode()


cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | things,
        "source": st.sampled_from(SOURCES) | st.text() | st.lists(st.text(max_size=5), max_size=3) | things,
        "id": st.sampled_from([*NAMES, "added-0", "softmax-added-0", "a b", "x" * 80]) | things,
        "metadata": things
        | st.fixed_dictionaries(
            {},
            optional={
                "nbgrader": things
                | st.fixed_dictionaries(
                    {}, optional={"grade_id": st.sampled_from([*NAMES, "", "other"]) | things}
                ),
                "tags": things,
            },
        ),
        "outputs": things,
    },
)


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else repr(value)


@QUICK
@given(st.lists(cells, max_size=8), things, st.sampled_from([3, 4, 5, None, "4"]))
def test_any_cells_are_put_back_into_the_lesson_s_shape(
    tmp_path_factory: pytest.TempPathFactory, handed_in: list[dict[str, Any]], metadata: Any, version: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "any" / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"cells": handed_in, "metadata": metadata, "nbformat": version}
    path.write_text(json.dumps(_plain(document)))
    _has_the_lesson_s_shape(path)


def _has_the_lesson_s_shape(path: Path) -> None:
    rebuilt = read_and_rebuild(DAY, open_submission(path))
    nbformat.validate(rebuilt)
    nbformat.writes(rebuilt).encode()
    lang = language_of(rebuilt)
    locked = [c for c in DAY.notebook(lang, "student").cells if c.metadata.get("nbgrader", {}).get("locked")]
    found = [c for c in rebuilt.cells if c.metadata.get("nbgrader", {}).get("locked")]
    assert [(c.source, c.metadata, c.cell_type) for c in found] == [
        (c.source, c.metadata, c.cell_type) for c in locked
    ]
    answers = [c for c in rebuilt.cells if c.metadata.get("nbgrader", {}).get("solution")]
    assert [c.metadata.nbgrader.grade_id for c in answers] in (["softmax"], [])
    own = [*found, *answers]
    assert all(
        "nbgrader" not in c.metadata and not c.metadata.get("tags") for c in rebuilt.cells if c not in own
    )
    assert len({c.id for c in rebuilt.cells}) == len(rebuilt.cells)


@QUICK
@given(st.permutations(range(4)), st.sets(st.integers(0, 3)), st.sets(st.integers(0, 3)))
def test_any_shuffle_keeps_the_answer(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], dropped: set[int], doubled: set[int]
) -> None:
    made = DAY.notebook("en", "student")
    code = [c for c in made.cells if c.cell_type == "code"]
    (answer,) = [c for c in code if c.metadata.nbgrader.grade_id == "softmax"]
    answer.source = "def softmax(x, axis=-1):\n    return 'the answer'"
    dropped = {i for i in dropped if code[i] is not answer}
    made.cells = [code[i] for i in order for _ in range(1 + (i in doubled)) if i not in dropped]
    path = tmp_path_factory.getbasetemp() / "shuffled" / DAY.id / f"{DAY.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made))
    _has_the_lesson_s_shape(path)
    assert "the answer" in nbformat.writes(read_and_rebuild(DAY, open_submission(path)))


def test_keys_with_one_hash_are_refused_at_once() -> None:
    """Numbers beyond 60 bits can be made to collide; a dict of 90,000 such keys would take minutes."""
    few = {i * (2**61 - 1): 0 for i in range(MAX_LARGE_KEYS)}
    assert decode(encode(few)) == few
    header = json.dumps(["dict", [[i * (2**61 - 1), 0] for i in range(90_000)]]).encode()
    began = time.process_time()
    with pytest.raises(ProtocolError, match="large numbers"):
        decode(len(header).to_bytes(8, "big") + header)
    assert time.process_time() - began < 5
