"""BERT: TODO."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day10 import order_one, padding
from grader.checks.day14.bert_embedding import BertEmbedding
from grader.checks.day14.mlm_head import MLMHead
from grader.checks.day14.shared import LayerNorm, _halves, _ids, _same_gradients
from grader.judge import Check, Expect, Rng, Student, reference


class _Attention(nn.Module):
    """Day 6."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        q, k, v = (
            layer(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for layer in (self.w_q, self.w_k, self.w_v)
        )
        seen = None if mask is None else mask.unsqueeze(-3)
        mixed: Tensor = F.scaled_dot_product_attention(q, k, v, seen)
        return torch.as_tensor(self.w_o(mixed.transpose(1, 2).flatten(2)))


class _FeedForward(nn.Module):
    """Day 8."""

    def __init__(self, d_model: int, d_ff: int, activation: str) -> None:
        super().__init__()
        self.linear1, self.linear2 = nn.Linear(d_model, d_ff), nn.Linear(d_ff, d_model)
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.linear1(x)
        if self.activation == "relu":
            bent = F.relu(hidden)
        else:
            bent = F.gelu(hidden, approximate="tanh" if self.activation == "gelu_tanh" else "none")
        return torch.as_tensor(self.linear2(bent))


class _Block(nn.Module):
    """Day 10."""

    def __init__(self, d_model: int, n_heads: int, d_ff: int, norm: str, activation: str, eps: float) -> None:
        super().__init__()
        self.norm = norm
        self.attention = _Attention(d_model, n_heads)
        self.feed_forward = _FeedForward(d_model, d_ff, activation)
        self.norm1, self.norm2 = LayerNorm(d_model, eps), LayerNorm(d_model, eps)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        if self.norm == "pre":
            x = x + self.attention(self.norm1(x), mask)
            return x + torch.as_tensor(self.feed_forward(self.norm2(x)))
        x = self.norm1(x + self.attention(x, mask))
        return torch.as_tensor(self.norm2(x + self.feed_forward(x)))


class Encoder(nn.Module):
    """Day 10."""

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        norm: str = "post",
        activation: str = "relu",
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        blocks = [_Block(d_model, n_heads, d_ff, norm, activation, eps) for _ in range(n_layers)]
        self.blocks = nn.ModuleList(blocks)
        self.final_norm = LayerNorm(d_model, eps) if norm == "pre" else nn.Identity()

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, mask)
        return torch.as_tensor(self.final_norm(x))


SIZES = (13, 9, 12, 3, 20, 2)  # vocab_size, max_length, d_model, n_heads, d_ff, n_layers


class BERT(nn.Module):
    """Oracle: torch.nn.functional; compared with BertForMaskedLM in tests/checks/test_day14.py."""

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

    def same(*cases: Any, sizes: Any = SIZES, unchanged: bool = False, tiny: bool = False) -> None:
        given = order_one(rng, BERT(*sizes))
        for name in given:
            if tiny and name.startswith("embedding.norm"):  # small sums in the blocks show their eps
                given[name] = 1e-3 * given[name]
            if tiny and (name.endswith(("w_o.bias", "w_v.bias")) or "norm1" in name):
                given[name] = 1e-3 * given[name]
            if tiny and "linear2" in name:
                given[name] = 1e-3 * given[name]
        expect.same_module(sizes, given, cases, unchanged=unchanged)

    with expect.part(
        "logits",
        3,
        en="Embedding, encoder, head with the token table: is it this way, and does every token see both sides?",
        ko="임베딩, 인코더, 토큰 표를 받은 헤드 순서인가요? 모든 토큰이 양쪽을 보나요?",
    ):
        same((_ids(rng, 2, 5, 13),), (_ids(rng, 3, 9, 13),), (_ids(rng, 1, 4, 13),), (_ids(rng, 2, 1, 13),))
    with expect.part(
        "hidden",
        1,
        en="Does encode give what the encoder gives, without the head?",
        ko="encode가 헤드를 거치지 않고 인코더의 결과를 주나요?",
    ):
        given, right = order_one(rng, BERT(*SIZES)), reference(BERT, *SIZES)
        module = student.build("BERT", *SIZES)
        module.load(given)
        right.load(given)
        inputs = (_ids(rng, 3, 5, 13), padding((5, 3, 2), 5), _halves(rng, 3, 5))
        expect.array(module.call("encode", *inputs), right.call("encode", *inputs))
    with expect.part(
        "mask",
        2,
        en="Does the padding mask reach every block? True means: may look.",
        ko="패딩 마스크가 모든 블록에 닿나요? True는 볼 수 있다는 뜻이에요.",
    ):
        same((_ids(rng, 3, 6, 13), padding((6, 2, 4), 6)), (_ids(rng, 2, 4, 13), padding((3, 4), 4), None))
        # Not the same for every query, and not the triangle of a causal mask; each place may see itself.
        each_its_own = torch.tensor(rng.uniform((2, 5, 5))) < 0.4
        same((_ids(rng, 2, 5, 13), each_its_own | torch.eye(5, dtype=torch.bool)))
    with expect.part(
        "segments",
        2,
        en="Do the segments reach the embedding, and not the place of the mask?",
        ko="세그먼트가 마스크 자리가 아니라 임베딩에 닿나요?",
    ):
        same(
            (_ids(rng, 2, 5, 13), None, _halves(rng, 2, 5)),
            (_ids(rng, 3, 6, 13), padding((6, 5, 4), 6), _halves(rng, 3, 6)),
        )
    with expect.part(
        "encoder_settings",
        2,
        en="Which norm, which activation and which eps does the encoder get? Are there as many blocks as asked for, six if "
        "nothing is said?",
        ko="인코더에 어떤 norm, activation, eps를 주나요? 블록 수는 주어진 만큼이고, 말이 없으면 여섯 개인가요?",
    ):
        same((_ids(rng, 2, 5, 13),), tiny=True)
        same((_ids(rng, 2, 4, 7),), sizes=(7, 5, 12, 2, 10))  # a norm over few numbers magnifies rounding
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach everything that is learned, the token table from both ends?",
        ko="학습되는 모든 것에 기울기가 닿나요? 토큰 표에는 양쪽 끝에서 닿나요?",
    ):
        batch = [_ids(rng, 3, 5, 13), padding((5, 3, 4), 5), _halves(rng, 3, 5)]
        same((_ids(rng, 2, 4, 13), padding((3, 2), 4), _halves(rng, 2, 4)), unchanged=True)
        _same_gradients(student, rng, expect, BERT, SIZES, batch, left_out="w_k.bias")
        module = student.build("BERT", *SIZES)
        wanted_count = sum(p.numel() for p in BERT(*SIZES).parameters())
        expect.parameter_count(module, wanted_count)
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
    "relu_in_the_blocks",
    ('"gelu",', "eps="),
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
    "mask_not_handed_on",
    ("segments), mask", "segments)"),
    en="Who needs the mask, and does it get there?",
    ko="마스크가 필요한 것은 누구이고, 거기까지 닿나요?",
)
misconception(
    "segments_not_handed_on",
    ("ids, segments", "ids"),
    ("mask, segments", "mask"),
    en="Who needs the segments, and do they get there from forward?",
    ko="세그먼트가 필요한 것은 누구이고, forward에서 거기까지 닿나요?",
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
    "always_six_blocks",
    ("d_ff, n_layers,", "d_ff, 6,"),
    en="How many blocks does the encoder get? Which argument says so?",
    ko="인코더에 블록이 몇 개인가요? 어느 인수가 그것을 정하나요?",
)
misconception(
    "mask_turned_over",
    ("(ids, segments),", "(ids, segments), None if mask is None else ~"),
    en="In the mask True means: may look. Who may look at whom after your ~?",
    ko="마스크에서 True는 볼 수 있다는 뜻이에요. ~를 붙이고 나면 누가 누구를 볼 수 있나요?",
)
misconception(
    "mask_lost_in_forward",
    ("ids, mask,", "ids, None,"),
    en="encode can take a mask. Does forward hand it one?",
    ko="encode는 마스크를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
misconception(
    "segments_lost_in_forward",
    ("mask, segments", "mask"),
    en="encode can take segments. Does forward hand them on?",
    ko="encode는 세그먼트를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
misconception(
    "one_mask_for_all_queries",
    ("segments), mask", "segments), None if mask is None else mask[:, :1]"),
    en="A mask (B, T, T) has a row for each query. Which of its rows does your code hand on?",
    ko="마스크 (B, T, T)에는 쿼리마다 행이 하나씩 있어요. 그 가운데 어느 행을 넘기나요?",
)
misconception(
    "probabilities_instead_of_logits",
    ("return self.mlm_head", "logits = self.mlm_head"),
    (
        "mask, segments), self.embedding.token_embedding.weight)",
        (
            "mask, segments), self.embedding.token_embedding.weight)\n"
            "        return torch.softmax(logits, dim=-1)"
        ),
    ),
    en="Logits or probabilities: what does the docstring ask for, and what does the cross-entropy take?",
    ko="로짓인가요, 확률인가요? docstring은 무엇을 달라고 하고, 교차 엔트로피는 무엇을 받나요?",
)
