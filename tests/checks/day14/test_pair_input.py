"""pair_input: the oracle is a second template of Hugging Face's, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day14 import NOTEBOOK
from grader.checks.day14.pair_input import pair_input


def test_pairs_are_those_of_hugging_face_s_tokenizer() -> None:
    """A second source: the template post-processor."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, processors

    vocab = {"[CLS]": 101, "[SEP]": 102, "a": 7, "b": 8, "c": 9}
    tokenizer = tokenizers.Tokenizer(models.WordLevel(vocab, unk_token="[SEP]"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 101), ("[SEP]", 102)],
    )
    for first, second in ((["a", "b"], None), (["a"], ["b", "c", "b"])):
        wanted = tokenizer.encode(*[s for s in (first, second) if s], is_pretokenized=True)
        numbers = [None if s is None else [vocab[word] for word in s] for s in (first, second)]
        assert pair_input(*numbers, 101, 102) == (wanted.ids, wanted.type_ids)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source",
    [
        "def pair_input(first, second, cls_id, sep_id, pad=None):\n    a = (cls_id, *first, sep_id)\n"
        "    b = () if second is None else (*second, sep_id)\n    return a + b, (0,) * len(a) + (1,) * len(b)",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("pair_input", source)


@pytest.mark.parametrize(
    "source",
    [
        "def pair_input(a, b, c, s):\n    return [c, *a, s, *(b or [])], [0] * (len(a) + 2 + len(b or []))",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("pair_input", source, below=0.96)
