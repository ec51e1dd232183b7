"""Transformer, the model of 2017: torch's encoder and decoder between F.embedding and F.linear.

nn.Transformer's two final norms are left out in post-norm: the paper does not have them.
What stands at padding is compared nowhere. Real tokens may have id 0, for padding has another.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day03.sinusoidal_positions import sinusoidal_positions
from grader.checks.day11.cross_mask import cross_mask
from grader.checks.day11.embed import embed
from grader.checks.day11.shared import same_structure, text
from grader.checks.day11.target_mask import target_mask
from grader.checks.oracles.transformer import Decoder, Encoder
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Module, Rng, Student, reference
from grader.judge.compare import as_array
from grader.judge.verdicts import Failure
from grader.text import Text


class Transformer(nn.Module):
    """Oracle, of torch's parts and of the oracles of this day."""

    def __init__(
        self,
        vocab_size: int,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        max_length: int = 512,
        pad_id: int = 0,
        norm: str = "post",
    ) -> None:
        super().__init__()
        self.pad_id = pad_id
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.positions: Tensor
        self.register_buffer("positions", torch.tensor(sinusoidal_positions(max_length, d_model)).float())
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm)

    def encode(self, source: Tensor) -> Tensor:
        vectors = embed(source, self.embedding.weight, self.positions)
        memory: Tensor = self.encoder(vectors, torch.ne(source, self.pad_id)[:, None])
        return memory

    def decode(self, target: Tensor, memory: Tensor, source: Tensor) -> Tensor:
        vectors = embed(target, self.embedding.weight, self.positions)
        masks = target_mask(target, self.pad_id), cross_mask(source, target, self.pad_id)
        return F.linear(self.decoder(vectors, memory, *masks), self.embedding.weight)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.decode(target, self.encode(source), source)


check = Check(Transformer, uses=("target_mask", "cross_mask", "DecoderBlock", "Decoder", "embed"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Forward, padding, encode and decode alone, another table of positions, pre-norm, gradients, the tying.

    Target texts are padded behind their tokens, as a batch is. One model serves several parts: to hand over weights
    takes longer than to compute with them.
    """
    vocab_size, pad, length = 9, 5, 7

    def arguments(n_layers: int, *norm: str) -> tuple[Any, ...]:
        return (vocab_size, 8, 2, 6, n_layers, length, pad, *norm)

    @functools.cache
    def weights(n_layers: int, *norm: str) -> dict[str, Tensor]:
        return order_one(rng, Transformer(*arguments(n_layers, *norm)))

    @functools.cache
    def models(n_layers: int, *norm: str) -> tuple[Module, Module]:
        """The student's model and the oracle's. A table of positions that is learned, which is one slip, gets its numbers."""
        given, asked = weights(n_layers, *norm), arguments(n_layers, *norm)
        module, right = expect.build(*asked), reference(Transformer, *asked)
        right.load(given)
        try:
            module.load(given)
        except Failure:
            found = student.calls[-1].value
            if not (isinstance(found, dict) and found["extra"] == ["positions"]):
                raise
            module.load({**given, "positions": sinusoidal_positions(length, 8)})
        return module, right

    def same(both: tuple[Module, Module], *cases: tuple[Tensor, Tensor]) -> None:
        module, right = both
        expect.every(cases, lambda *texts: alike(module(*texts), right(*texts), texts[1]))

    def alike(got: Any, wanted: Any, ids: Tensor) -> None:
        """The same at every real token of this text."""
        array, real = expect.like(got, as_array(wanted)), (ids != pad).numpy()
        expect.array(array[real], as_array(wanted)[real])

    def padded(lengths: Sequence[int], width: int) -> Tensor:
        return text(rng, vocab_size, pad, lengths, width)

    with expect.part(
        "forward",
        4,
        en="Are both texts embedded, does the source go through the encoder, the target and the memory through the decoder, "
        "and does the embedding's own table make the logits?",
        ko="두 글을 모두 임베딩하고, 소스는 인코더를, 타깃과 memory는 디코더를 지나고, 임베딩 표가 그대로 로짓(logits)을 "
        "만드나요?",
    ):
        cases = [(padded((4, 4), 4), padded((4, 4), 4)), (padded((7, 7), 7), padded((5, 5), 5))]
        same(models(1), *cases)
    with expect.part(
        "padding",
        3,
        en="Padding has the id pad_id. Is it hidden in the encoder and in the cross-attention, in each sentence its own?",
        ko="패딩의 id는 pad_id예요. 인코더와 크로스 어텐션에서 문장마다 자기 패딩이 가려지나요?",
    ):
        cases = [(padded((5, 3, 4), 5), padded((4, 5, 2), 5)), (padded((7, 2), 7), padded((3, 5), 5))]
        same(models(2), *cases)
    with expect.part(
        "encode_and_decode",
        2,
        en="Does encode give the memory, and does decode work with the memory and the source that it is given?",
        ko="encode가 memory를 돌려주나요? decode는 받은 memory와 source로 일하나요?",
    ):
        module, right = models(2)
        other, source, target = padded((6, 3), 6), padded((2, 5), 6), padded((2, 4), 4)
        memory = rng.tensor32((2, 6, 8))

        def same_method(method: str, inputs: tuple[Tensor, ...], ids: Tensor) -> None:
            alike(module.call(method, *inputs), right.call(method, *inputs), ids)

        expect.every([("encode", (other,), other), ("decode", (target, memory, source), target)], same_method)
    with expect.part(
        "pre_norm",
        1,
        en="Does norm reach encoder and decoder?",
        ko="norm이 인코더와 디코더까지 전달되나요?",
    ):
        same(models(1, "pre"), (padded((6, 4), 6), padded((3, 4), 4)))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every weight, and the table from all three places where it is used?",
        ko="기울기가 모든 가중치에 닿나요? 임베딩 표에는 그것이 쓰인 세 곳에서 모두 닿나요?",
    ):
        inputs = source, target = padded((6, 3), 6), padded((2, 4), 4)
        upstream = rng.tensor32((2, 4, vocab_size)) * (target != pad)[..., None]
        module, right = models(2)
        same((module, right), inputs)
        _, *wanted = right.gradients(inputs, upstream)
        # Where a softmax has nearly decided, gradients are small and rounding is not.
        expect.gradients(module.gradients(inputs, upstream), (None, *wanted), tolerance=2e-3)
    with expect.part(
        "one_table_and_twelve_blocks",
        2,
        en="Is one table of (vocab_size, d_model) all that is learned besides the blocks? Are there six and six of them if "
        "nothing is said?",
        ko="블록 말고 학습하는 것이 (vocab_size, d_model) 표 하나뿐인가요? 따로 말하지 않으면 블록이 여섯 개씩인가요?",
    ):
        module, right = models(1)
        same((module, right), (padded((4, 4), 4), padded((3, 3), 3)))
        same_structure(student, expect, module, Transformer(*arguments(1)))
        twelve_blocks = expect.build(vocab_size, 2, 1, 3)
        same_structure(student, expect, twelve_blocks, Transformer(vocab_size, 2, 1, 3))
    with expect.part(
        "positions",
        1,
        en="`positions` is a buffer of shape (max_length, d_model). Is it this table that is added, in both texts?",
        ko="`positions`는 모양이 (max_length, d_model)인 버퍼(buffer)예요. 두 글 모두에 바로 이 표를 더하나요?",
    ):
        module, right = models(1)
        given = {**weights(1), "positions": rng.tensor32((length, 8))}
        right.load(given)
        try:
            module.load(given)
        except Failure:
            raise Failure(
                Text(
                    "There is no `positions` of shape (max_length, d_model) to write a table into. Is it made by "
                    "`self.register_buffer`, and has it max_length rows?",
                    "표를 써 넣을 (max_length, d_model) 모양의 `positions`가 없어요. `self.register_buffer`로 만들었나요? 행이 "
                    "max_length개인가요?",
                )
            ) from None
        same((module, right), (padded((6, 6), 6), padded((4, 4), 4)))


@check.right
class FromItsParts(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.pad_id = pad_id
        self.embedding = nn.Embedding(vocab_size, d_model)
        table = torch.tensor(sinusoidal_positions(max_length, d_model)).float()
        self.register_buffer("positions", table)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm)

    def encode(self, source):
        x = embed(source, self.embedding.weight, self.positions)
        return self.encoder(x, (source != self.pad_id).unsqueeze(-2))

    def decode(self, target, memory, source):
        x = embed(target, self.embedding.weight, self.positions)
        mask, memory_mask = target_mask(target, self.pad_id), cross_mask(source, target, self.pad_id)
        x = self.decoder(x, memory, mask, memory_mask)
        return x @ self.embedding.weight.T

    def forward(self, source, target):
        return self.decode(target, self.encode(source), source)


@check.right
class HeadThatSharesTheTable(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.d_model, self.pad_id = d_model, pad_id
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers, norm=norm)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, norm=norm)
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.head = nn.Linear(d_model, vocab_size, bias=False)
        self.head.weight = self.embedding.weight
        table = torch.as_tensor(sinusoidal_positions(max_length, d_model), dtype=torch.float32)
        self.register_buffer("positions", table, persistent=False)

    def vectors(self, ids):
        return self.embedding(ids) * self.d_model**0.5 + self.positions[: ids.size(1)]

    def source_mask(self, source):
        return (source != self.pad_id)[:, None, :]

    def encode(self, source):
        return self.encoder(self.vectors(source), self.source_mask(source))

    def decode(self, target, memory, source):
        T = target.size(1)
        causal = torch.ones(T, T, dtype=torch.bool).tril()
        hidden = self.decoder(self.vectors(target), memory, causal, self.source_mask(source))
        return self.head(hidden)

    def forward(self, source, target):
        memory = self.encode(source)
        return self.decode(target, memory, source)


@check.right
class EveryLineByItself(nn.Module):
    def __init__(self, vocab_size, d_model, n_heads, d_ff, n_layers=6, max_length=512, pad_id=0, norm="post"):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers=n_layers, norm=norm)
        self.decoder = Decoder(d_model, n_heads, d_ff, n_layers=n_layers, norm=norm)
        self.register_buffer("positions", torch.zeros(max_length, d_model))
        self.positions.copy_(torch.from_numpy(np.asarray(sinusoidal_positions(max_length, d_model))))
        self.pad_id = pad_id

    def encode(self, source):
        x = F.embedding(source, self.embedding.weight)
        x = x * np.sqrt(x.shape[-1]).item()
        x = x + self.positions[None, : x.shape[1]]
        both_real = (source != self.pad_id)[:, :, None] & (source != self.pad_id)[:, None, :]
        return self.encoder(x, both_real)

    def decode(self, target, memory, source):
        x = embed(target, self.embedding.weight, self.positions)
        source_is_real = (source != self.pad_id)[:, None, :].repeat(1, target.shape[1], 1)
        x = self.decoder(x, memory, target_mask(target, self.pad_id), source_is_real)
        return torch.einsum("btd,vd->btv", x, self.embedding.weight)

    def forward(self, source, target):
        return self.decode(target, self.encode(source), source)


misconception = check.misconceptions_in(FromItsParts)
misconception(
    "vectors_not_scaled",
    (
        "embed(source, self.embedding.weight, self.positions)",
        "self.embedding(source) + self.positions[: source.shape[1]]",
    ),
    (
        "embed(target, self.embedding.weight, self.positions)",
        "self.embedding(target) + self.positions[: target.shape[1]]",
    ),
    en="By what are the embeddings multiplied before they enter encoder and decoder?",
    ko="임베딩이 인코더와 디코더에 들어가기 전에 무엇을 곱하나요?",
)
misconception(
    "target_without_positions",
    (
        "embed(target, self.embedding.weight, self.positions)",
        "self.embedding(target) * self.embedding.embedding_dim**0.5",
    ),
    en="Source and target both need positions. Which of them has none?",
    ko="소스에도 타깃에도 위치가 필요해요. 둘 중 위치가 없는 것은 무엇인가요?",
)
misconception(
    "positions_learned",
    ('self.register_buffer("positions", table)', "self.positions = nn.Parameter(table)"),
    en="Are the sinusoids of 2017 learned? What is a tensor that belongs to a module and is not learned?",
    ko="2017년의 사인파 위치는 학습되나요? 모듈에 속하지만 학습되지 않는 텐서를 무엇이라고 하나요?",
)
misconception(
    "encoder_sees_padding",
    ("self.encoder(x, (source != self.pad_id).unsqueeze(-2))", "self.encoder(x)"),
    en="Which mask does the encoder get? What do real source tokens read at the places of padding?",
    ko="인코더가 어떤 마스크를 받나요? 소스의 진짜 토큰들이 패딩 자리에서 무엇을 읽게 되나요?",
)
misconception(
    "source_is_causal",
    ("(source != self.pad_id).unsqueeze(-2)", "target_mask(source, self.pad_id)"),
    en="Must a source token be kept from looking at the ones behind it? Is the source being written, or is it there?",
    ko="소스의 토큰이 뒤의 토큰을 보면 안 되나요? 소스는 지금 쓰이고 있나요, 이미 다 있나요?",
)
misconception(
    "cross_attention_sees_padding",
    ("mask, memory_mask)\n", ("mask)\n")),
    en="The memory has a vector at every padding token, too. What keeps the decoder from reading it?",
    ko="memory에는 패딩 자리에도 벡터가 있어요. 디코더가 그것을 읽지 못하게 막는 것은 무엇인가요?",
)
misconception(
    "cross_mask_of_the_target",
    ("cross_mask(source, target,", "cross_mask(target, target,"),
    en="Whose padding does the cross-attention have to leave out, that of the source or that of the target?",
    ko="크로스 어텐션이 건너뛰어야 하는 것은 누구의 패딩인가요? 소스인가요, 타깃인가요?",
)
misconception(
    "source_remembered",
    ("x = embed(source,", ("self.source = source\n        x = embed(source,")),
    ("cross_mask(source,", "cross_mask(self.source,"),
    en="Whose padding does decode hide: that of the source that it is given, or that of the text encoded last?",
    ko="decode는 어느 글의 패딩을 가리나요? 인수로 받은 source인가요, 마지막으로 인코딩한 글인가요?",
)
misconception(
    "target_sees_its_future",
    ("target_mask(target, self.pad_id)", "(target != self.pad_id).unsqueeze(-2)"),
    en="While training, the whole target is there. What keeps token t from reading token t + 1, which it is to predict?",
    ko="학습할 때는 타깃이 통째로 주어져요. t번 토큰이 예측해야 할 t + 1번 토큰을 읽지 못하게 막는 것은 무엇인가요?",
)
misconception(
    "target_without_a_mask",
    ("target_mask(target, self.pad_id)", "None"),
    en="Which mask does the self-attention of the decoder get? What may token t of the target look at?",
    ko="디코더의 셀프 어텐션은 어떤 마스크를 받나요? 타깃의 t번 토큰은 무엇을 볼 수 있나요?",
)
misconception(
    "padding_id_is_zero",
    ("self.pad_id = pad_id", "self.pad_id = 0"),
    en="Which id is padding: 0, or the one that was handed in?",
    ko="패딩의 id는 0인가요, 인수로 받은 것인가요?",
)
misconception(
    "logits_divided",
    ("x @ self.embedding.weight.T", "x @ self.embedding.weight.T / self.embedding.embedding_dim**0.5"),
    en="Are the logits scaled? The root of d_model belongs to the way in.",
    ko="로짓에도 스케일이 있나요? d_model의 제곱근은 들어가는 쪽에서만 쓰지 않나요?",
)
misconception(
    "probabilities",
    ("x @ self.embedding.weight.T", "torch.softmax(x @ self.embedding.weight.T, dim=-1)"),
    en="Are logits or probabilities asked for? Which of them does a cross-entropy of torch want?",
    ko="로짓을 돌려주어야 하나요, 확률을 돌려주어야 하나요? torch의 교차 엔트로피는 둘 중 무엇을 받나요?",
)
misconception(
    "log_probabilities",
    ("x @ self.embedding.weight.T", "torch.log_softmax(x @ self.embedding.weight.T, dim=-1)"),
    en="Are logits or log-probabilities asked for? Is a softmax the model's business here, or that of the loss?",
    ko="로짓을 달라고 했나요, 로그 확률을 달라고 했나요? 여기서 소프트맥스는 모델의 일인가요, 손실의 일인가요?",
)
misconception(
    "output_not_tied",
    ("self.pad_id = pad_id", ("self.pad_id = pad_id\n        self.output = nn.Linear(d_model, vocab_size)")),
    ("x @ self.embedding.weight.T", "self.output(x)"),
    en="The 2017 model has one table for the way in and the way out. Does your output have a table of its own?",
    ko="2017년 모델은 들어갈 때와 나갈 때 같은 표를 써요. 출력에 따로 표가 있지 않나요?",
)
misconception(
    "two_tables",
    (
        "self.pad_id = pad_id",
        "self.pad_id = pad_id\n        self.target_embedding = nn.Embedding(vocab_size, d_model)",
    ),
    ("embed(target, self.embedding", "embed(target, self.target_embedding"),
    en="Source and target share one vocabulary. How many tables does the docstring name?",
    ko="소스와 타깃은 어휘 하나를 함께 써요. docstring에 표가 몇 개라고 쓰여 있나요?",
)
misconception(
    "encoder_skipped",
    ("self.encode(source)", "embed(source, self.embedding.weight, self.positions)"),
    en="What is the memory: the embedded source, or what the encoder makes of it?",
    ko="memory는 임베딩한 소스인가요, 인코더가 그것으로 만든 것인가요?",
)
misconception(
    "texts_swapped",
    ("self.decode(target, self.encode(source), source)", "self.decode(source, self.encode(target), target)"),
    en="Which text goes through the encoder, and which does the decoder write?",
    ko="인코더를 지나는 글은 무엇이고, 디코더가 쓰는 글은 무엇인가요?",
)
misconception(
    "norm_never_arrives",
    ("n_layers, norm)", "n_layers)"),
    en="What becomes of norm? Who has to know it?",
    ko="norm은 어디로 가나요? 누가 그것을 알아야 하나요?",
)
