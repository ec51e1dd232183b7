"""Byte-pair encoding by the Hugging Face library `tokenizers`: units, training, and the model of trained merges.

How the library breaks ties was read in its BpeTrainer (a queue ordered by count, then by the pair of ids, the smaller
first) and tried on many thousands of random texts; tests/checks/day02/test_day.py keeps a sample of that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import lru_cache

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

# The texts are tiny, and the judge's process may fork.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

Pair = tuple[str, str]
Merges = list[Pair]
Vocab = dict[str, int]
Words = list[list[str]]

_BYTE_LEVEL = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)


def _gpt2_names() -> dict[str, str]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {
        **{chr(b): chr(b) for b in printable},
        **{chr(256 + i): chr(b) for i, b in enumerate(others)},
    }


FROM_GPT2 = _gpt2_names()  # from the library's printable name of a byte to chr(byte)


def char_tokenize(text: str, unit: str = "char") -> list[str]:
    """The library's normalizers and its byte level. unit: "char", "jamo" or "byte", of which each becomes chr(byte)."""
    if unit == "jamo":
        return list(normalizers.NFD().normalize_str(text))
    composed = normalizers.NFC().normalize_str(text)
    if unit == "char":
        return list(composed)
    return [FROM_GPT2[c] for piece, _ in _BYTE_LEVEL.pre_tokenize_str(composed) for c in piece]


def train_bpe(words: Words, n_merges: int, alphabet: Sequence[str] = ()) -> tuple[Merges, Vocab]:
    """The library's BpeTrainer. Without a pre-tokenizer each string that it is given is one word."""
    units = {unit for word in words for unit in word} | set(alphabet)
    library = Tokenizer(models.BPE(unk_token="<unk>"))
    trainer = trainers.BpeTrainer(
        vocab_size=1 + len(units) + n_merges,
        special_tokens=["<unk>"],
        initial_alphabet=list(alphabet),
        show_progress=False,
    )
    library.train_from_iterator(["".join(word) for word in words], trainer)
    merges = json.loads(library.to_str())["model"]["merges"]
    vocab = dict(sorted(library.get_vocab().items(), key=lambda item: item[1]))
    return [(left, right) for left, right in merges], vocab


@lru_cache(maxsize=32)  # the library keeps some memory for every model that it ever made
def trained_model(vocab: tuple[tuple[str, int], ...], merges: tuple[Pair, ...]) -> Tokenizer:
    """The library's BPE model, which takes the merge of lowest rank first."""
    return Tokenizer(models.BPE(vocab=dict(vocab), merges=list(merges), unk_token="<unk>"))
