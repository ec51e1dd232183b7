"""BERT: the embedding, nn.TransformerEncoder and the head with the token table, with given weights of order one.

The tests of this exercise compare the oracle with Hugging Face's BertForMaskedLM.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.day14.bert_embedding import BertEmbedding
from grader.checks.day14.mlm_head import MLMHead
from grader.checks.day14.shared import halves
from grader.checks.oracles.masks import padding
from grader.checks.oracles.transformer import Encoder
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student

SIZES = (13, 9, 12, 3, 20, 2)  # vocab_size, max_length, d_model, n_heads, d_ff, n_layers
# Where these are small, so are the sums in the blocks, and they show their eps.
SMALL = ("embedding.norm", "w_o.bias", "w_v.bias", "norm1", "linear2")


class BERT(nn.Module):
    """Oracle, of torch's encoder and of the oracles of this day."""

    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return torch.as_tensor(self.encoder(self.embedding(ids, segments), mask))

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        table = self.embedding.token_embedding.weight
        return torch.as_tensor(self.mlm_head(self.encode(ids, mask, segments), table))


check = Check(BERT, uses=("BertEmbedding", "MLMHead"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Logits and hidden vectors, the padding mask, segments, eps and GELU of the blocks, gradients, what is shared."""

    def weights(sizes: tuple[int, ...]) -> dict[str, Tensor]:
        return order_one(rng, BERT(*sizes))

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        expect.same_module(SIZES, weights(SIZES), cases, unchanged=unchanged)

    def ids(batch: int, length: int, size: int = 13) -> Tensor:
        return rng.ids(0, size, (batch, length))

    with expect.part(
        "logits",
        3,
        en="Embedding, encoder, head with the token table: is it this way, and does every token see both sides?",
        ko="임베딩, 인코더, 토큰 표를 받은 헤드 순서인가요? 모든 토큰이 양쪽을 보나요?",
    ):
        same((ids(2, 5),), (ids(3, 9),), (ids(1, 4),), (ids(2, 1),))
    with expect.part(
        "hidden",
        1,
        en="Does encode give what the encoder gives, without the head?",
        ko="encode가 헤드를 거치지 않고 인코더의 결과를 주나요?",
    ):
        module, right = expect.modules(SIZES, weights(SIZES))
        inputs = (ids(3, 5), padding((5, 3, 2), 5), halves(rng, 3, 5))
        expect.array(module.call("encode", *inputs), right.call("encode", *inputs))
    with expect.part(
        "mask",
        2,
        en="Does the padding mask reach every block? True means: may look.",
        ko="패딩 마스크가 모든 블록에 닿나요? True는 볼 수 있다는 뜻이에요.",
    ):
        same((ids(3, 6), padding((6, 2, 4), 6)), (ids(2, 4), padding((3, 4), 4), None))
        # Not the same for every query, and not the triangle of a causal mask; each place may see itself.
        each_its_own = torch.tensor(rng.uniform((2, 5, 5))) < 0.4
        same((ids(2, 5), each_its_own | torch.eye(5, dtype=torch.bool)))
    with expect.part(
        "segments",
        2,
        en="Do the segments reach the embedding, and not the place of the mask?",
        ko="세그먼트가 마스크 자리가 아니라 임베딩에 닿나요?",
    ):
        same(
            (ids(2, 5), None, halves(rng, 2, 5)),
            (ids(3, 6), padding((6, 5, 4), 6), halves(rng, 3, 6)),
        )
    with expect.part(
        "encoder_settings",
        2,
        en="Which norm, which activation and which eps does the encoder get? Are there as many blocks as asked for, six if "
        "nothing is said?",
        ko="인코더에 어떤 norm, activation, eps를 주나요? 블록 수는 주어진 만큼이고, 말이 없으면 여섯 개인가요?",
    ):
        tokens, given = ids(2, 5), weights(SIZES)
        for name in given:
            if any(part in name for part in SMALL):
                given[name] = 1e-3 * given[name]
        expect.same_module(SIZES, given, [(tokens,)])
        six_blocks = (7, 5, 12, 2, 10)  # a norm over few numbers magnifies rounding: hence 12
        expect.same_module(six_blocks, weights(six_blocks), [(ids(2, 4, 7),)])
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach everything that is learned, the token table from both ends?",
        ko="학습되는 모든 것에 기울기가 닿나요? 토큰 표에는 양쪽 끝에서 닿나요?",
    ):
        batch = [ids(3, 5), padding((5, 3, 4), 5), halves(rng, 3, 5)]
        same((ids(2, 4), padding((3, 2), 4), halves(rng, 2, 4)), unchanged=True)
        expect.module_gradients(SIZES, weights(SIZES), batch, rng.tensor32((3, 5, 13)))
        module = expect.build(*SIZES)
        expect.parameter_count(module, sum(p.numel() for p in BERT(*SIZES).parameters()))
        expect.storages(module)


@check.right
class AsInTheLesson(nn.Module):
    def __init__(self, vocab_size, max_length, d_model, n_heads, d_ff, n_layers=6):
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids, mask=None, segments=None):
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids, mask=None, segments=None):
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@check.right
class NamesForEverything(nn.Module):
    def __init__(self, vocab_size, max_length, d_model, n_heads, d_ff, n_layers=6):
        super().__init__()
        self.mlm_head = MLMHead(vocab_size=vocab_size, d_model=d_model)
        self.encoder = Encoder(
            d_model=d_model, n_heads=n_heads, d_ff=d_ff, n_layers=n_layers, eps=1e-12, activation="gelu"
        )
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)

    def encode(self, ids, mask=None, segments=None):
        x = self.embedding(ids, segments)
        for block in self.encoder.blocks:
            x = block(x, mask)
        return x

    def forward(self, ids, mask=None, segments=None):
        hidden = self.encode(ids, mask=mask, segments=segments)
        return self.mlm_head(hidden, self.embedding.token_embedding.weight)


@check.right
class MaskForAllQueries(nn.Module):
    def __init__(self, vocab_size, max_length, d_model, n_heads, d_ff, n_layers=6):
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids, mask=None, segments=None):
        batch, length = ids.shape
        every = torch.ones(batch, length, length, dtype=torch.bool)
        segments = torch.zeros_like(ids) if segments is None else segments
        return self.encoder(self.embedding(ids, segments), every if mask is None else every & mask)

    def forward(self, ids, mask=None, segments=None):
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


misconception = check.misconceptions_in(AsInTheLesson)
misconception(
    "causal_mask_left_on",
    (
        "return self.encoder(self.embedding(ids, segments), mask)",
        (
            "causal = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).tril()\n"
            "        return self.encoder(self.embedding(ids, segments), causal if mask is None else mask & causal)"
        ),
    ),
    en="May the first token see the last? Which mask of an earlier day is still there?",
    ko="첫 토큰이 마지막 토큰을 볼 수 있나요? 앞에서 쓰던 어떤 마스크가 남아 있나요?",
)
misconception(
    "mask_not_handed_on",
    ("self.embedding(ids, segments), mask)", "self.embedding(ids, segments))"),
    en="Who needs the mask, and does it get there?",
    ko="마스크가 필요한 것은 누구이고, 거기까지 닿나요?",
)
misconception(
    "mask_turned_over",
    (
        "self.embedding(ids, segments), mask)",
        "self.embedding(ids, segments), None if mask is None else ~mask)",
    ),
    en="In the mask True means: may look. Who may look at whom after your ~?",
    ko="마스크에서 True는 볼 수 있다는 뜻이에요. ~를 붙이고 나면 누가 누구를 볼 수 있나요?",
)
misconception(
    "one_mask_for_all_queries",
    (
        "self.embedding(ids, segments), mask)",
        "self.embedding(ids, segments), None if mask is None else mask[:, :1])",
    ),
    en="A mask (B, T, T) has a row for each query. Which of its rows does your code hand on?",
    ko="마스크 (B, T, T)에는 쿼리마다 행이 하나씩 있어요. 그 가운데 어느 행을 넘기나요?",
)
misconception(
    "mask_lost_in_forward",
    ("self.encode(ids, mask, segments)", "self.encode(ids, None, segments)"),
    en="encode can take a mask. Does forward hand it one?",
    ko="encode는 마스크를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
misconception(
    "segments_lost_in_forward",
    ("self.encode(ids, mask, segments)", "self.encode(ids, mask)"),
    en="encode can take segments. Does forward hand them on?",
    ko="encode는 세그먼트를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
misconception(
    "segments_not_handed_on",
    ("self.embedding(ids, segments)", "self.embedding(ids)"),
    ("self.encode(ids, mask, segments)", "self.encode(ids, mask)"),
    en="Who needs the segments, and do they get there from forward?",
    ko="세그먼트가 필요한 것은 누구이고, forward에서 거기까지 닿나요?",
)
misconception(
    "relu_in_the_blocks",
    ('"gelu", 1e-12', "eps=1e-12"),
    en="Which activation does Encoder take when you name none?",
    ko="activation을 주지 않으면 Encoder는 무엇을 쓰나요?",
)
misconception(
    "tanh_gelu_in_the_blocks",
    ('"gelu"', '"gelu_tanh"'),
    en='"gelu" or "gelu_tanh": which of them is BERT\'s, and which is GPT-2\'s?',
    ko='"gelu"와 "gelu_tanh" 가운데 BERT의 것은 무엇이고 GPT-2의 것은 무엇인가요?',
)
misconception(
    "eps_of_torch_in_the_blocks",
    ('"gelu", 1e-12', '"gelu"'),
    en="Which eps do the norms in the blocks take when Encoder is not told one?",
    ko="Encoder에 eps를 주지 않으면 블록 안의 정규화는 얼마를 쓰나요?",
)
misconception(
    "always_six_blocks",
    ("d_ff, n_layers,", "d_ff, 6,"),
    en="How many blocks does the encoder get? Which argument says so?",
    ko="인코더에 블록이 몇 개인가요? 어느 인수가 그것을 정하나요?",
)
misconception(
    "table_frozen_in_the_head",
    (
        "return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)",
        (
            "table = self.embedding.token_embedding.weight.data\n"
            "        return self.mlm_head(self.encode(ids, mask, segments), table)"
        ),
    ),
    en="The token table is learned from both ends. What do .data and .detach() do to one of them?",
    ko="토큰 표는 양쪽 끝에서 학습돼요. .data나 .detach()는 그 한쪽을 어떻게 하나요?",
)
misconception(
    "probabilities_instead_of_logits",
    ("return self.mlm_head(", "logits = self.mlm_head("),
    (
        "token_embedding.weight)\n",
        "token_embedding.weight)\n        return torch.softmax(logits, dim=-1)\n",
    ),
    en="Logits or probabilities: what does the docstring ask for, and what does the cross-entropy take?",
    ko="로짓인가요, 확률인가요? docstring은 무엇을 달라고 하고, 교차 엔트로피는 무엇을 받나요?",
)
