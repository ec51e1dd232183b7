"""BertEmbedding: rows for token, place and segment, added and normalized; given weights of order one, all sizes differ."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day14.shared import halves
from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


class BertEmbedding(nn.Module):
    """Oracle, by torch.nn.functional."""

    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        places = torch.arange(ids.shape[1]).expand(ids.shape)
        found = (
            F.embedding(ids, self.token_embedding.weight),
            F.embedding(places, self.position_embedding.weight),
            F.embedding(ids * 0 if segments is None else segments, self.segment_embedding.weight),
        )
        return torch.as_tensor(self.norm(torch.stack(found).sum(dim=0)))


check = Check(BertEmbedding)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Tokens and positions, segments, no segments, eps, gradients."""

    def weights(arguments: tuple[int, int, int], tables: float = 0.7) -> dict[str, Tensor]:
        return order_one(rng, BertEmbedding(*arguments), tables)

    def same(
        arguments: tuple[int, int, int],
        *cases: tuple[Any, ...],
        tables: float = 0.7,
        unchanged: bool = False,
    ) -> None:
        expect.same_module(arguments, weights(arguments, tables), cases, unchanged=unchanged)

    def ids(batch: int, length: int, size: int = 11) -> Tensor:
        return rng.ids(0, size, (batch, length))

    with expect.part(
        "three_rows",
        3,
        en="Are three rows added for each token, those of its id, of its place and of its segment, and then normalized?",
        ko="토큰마다 id의 행, 자리의 행, 세그먼트의 행 세 개를 더하고 나서 정규화하나요?",
    ):
        same((11, 9, 6), (ids(2, 5), halves(rng, 2, 5)), (ids(3, 9), halves(rng, 3, 9)))
        same((7, 4, 5), (ids(4, 4, 4), halves(rng, 4, 4)))
        one_token = ids(2, 1), torch.tensor([[1], [0]])
        same((11, 9, 6), (ids(1, 4), halves(rng, 1, 4)), one_token)
    with expect.part(
        "no_segments",
        2,
        en="When no segments are given, which row of the segment table belongs to every token?",
        ko="세그먼트를 주지 않으면, 세그먼트 표의 어느 행이 모든 토큰에 더해지나요?",
    ):
        same((11, 9, 6), (ids(2, 5),), (ids(3, 4), None))
    with expect.part(
        "eps",
        1,
        en="Which eps does the norm get? It shows when the sums are small.",
        ko="정규화에 어떤 eps를 주나요? 합이 작을 때 드러나요.",
    ):
        same((11, 9, 6), (ids(2, 5), halves(rng, 2, 5)), tables=2e-5)
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach all three tables and the norm? Is there nothing else that is learned?",
        ko="세 표와 정규화 모두에 기울기가 닿나요? 그 밖에 학습되는 것은 없나요?",
    ):
        inputs = [ids(2, 5), halves(rng, 2, 5)]
        inputs[0][0, 1] = 0  # a token like any other
        same((11, 9, 6), (ids(2, 3),), unchanged=True)
        arguments = (11, 9, 6)
        expect.module_gradients(arguments, weights(arguments), inputs, rng.tensor32((2, 5, 6)))
        module = expect.build(11, 9, 6)
        expect.parameter_count(module, (11 + 9 + 2 + 2) * 6)


@check.right
class ThreeTables(nn.Module):
    def __init__(self, vocab_size, max_length, d_model):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids, segments=None):
        segments = torch.zeros_like(ids) if segments is None else segments
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        return self.norm(x + self.segment_embedding(segments))


@check.right
class RowsByHand(nn.Module):
    def __init__(self, vocab_size, max_length, d_model):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, eps=1e-12)

    def forward(self, ids, segments=None):
        x = self.token_embedding.weight[ids] + self.position_embedding(torch.arange(0, ids.size(1)))
        return self.norm(
            x + (self.segment_embedding.weight[0] if segments is None else self.segment_embedding(segments))
        )


@check.right
class OneHotRows(nn.Module):
    def __init__(self, vocab_size, max_length, d_model):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model, padding_idx=None)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids, segments=None):
        if segments is None:
            segments = torch.zeros(ids.shape, dtype=torch.int64)
        token = self.token_embedding.weight
        x = F.one_hot(ids, len(token)).to(token.dtype) @ token
        x = x + self.position_embedding.weight[: ids.shape[1]] + self.segment_embedding(segments)
        return self.norm(x)


misconception = check.misconceptions_in(ThreeTables)
misconception(
    "nothing_for_no_segments",
    ("        segments = torch.zeros_like(ids) if segments is None else segments\n", ""),
    (
        "        return self.norm(x + self.segment_embedding(segments))",
        (
            "        if segments is not None:\n"
            "            x = x + self.segment_embedding(segments)\n"
            "        return self.norm(x)"
        ),
    ),
    en="No segments given means: all tokens belong to sentence 0. Is row 0 of the segment table nothing?",
    ko="세그먼트를 주지 않았다는 것은 모든 토큰이 0번 문장에 속한다는 뜻이에요. 세그먼트 표의 0번 행이 아무것도 아닌가요?",
)
misconception(
    "segments_ignored",
    (
        "segments = torch.zeros_like(ids) if segments is None else segments",
        "segments = torch.zeros_like(ids)",
    ),
    en="The segments are an argument of forward. Which line reads them?",
    ko="forward가 segments를 인수로 받아요. 어느 줄에서 그것을 읽나요?",
)
misconception(
    "norm_left_out",
    ("self.norm(x + self.segment_embedding(segments))", "x + self.segment_embedding(segments)"),
    en="What happens to the sum of the three rows before it is returned?",
    ko="세 행을 더한 것을 돌려주기 전에 무엇을 하나요?",
)
misconception(
    "torch_s_eps",
    ("LayerNorm(d_model, 1e-12)", "LayerNorm(d_model)"),
    en="Which eps does LayerNorm take when you give none, and which one has BERT?",
    ko="eps를 주지 않으면 LayerNorm은 얼마를 쓰나요? BERT의 eps는 얼마인가요?",
)
misconception(
    "rows_averaged",
    (
        "self.norm(x + self.segment_embedding(segments))",
        "self.norm((x + self.segment_embedding(segments)) / 3)",
    ),
    en="Are the three rows added or averaged? The norm takes a factor away again, but not where eps is as large as the sums.",
    ko="세 행을 더하나요, 평균을 내나요? 정규화하면 배수는 다시 사라지지만, eps가 합만큼 큰 곳에서도 그런가요?",
)
misconception(
    "tokens_scaled",
    ("self.token_embedding(ids)", "self.token_embedding(ids) * self.token_embedding.weight.shape[1] ** 0.5"),
    en="The model of 2017 multiplies by the root of d_model. Does BERT?",
    ko="2017년 모델은 d_model의 제곱근을 곱해요. BERT도 그런가요?",
)
misconception(
    "positions_of_the_sentence",
    ("torch.arange(ids.shape[1])", "torch.arange(len(ids))[:, None]"),
    en="Which axis of ids do the places run along? What is len(ids)?",
    ko="자리는 ids의 어느 축을 따라가나요? len(ids)는 무엇인가요?",
)
misconception(
    "positions_looked_up_with_ids",
    ("torch.arange(ids.shape[1])", "ids % self.position_embedding.num_embeddings"),
    en="The position table is asked where a token stands. What do you hand to it?",
    ko="위치 표에는 토큰이 어디에 있는지를 물어요. 무엇을 넘기고 있나요?",
)
misconception(
    "row_0_never_learns",
    ("nn.Embedding(vocab_size, d_model)", "nn.Embedding(vocab_size, d_model, padding_idx=0)"),
    en="Which row of your token table gets no gradient? Who said that id 0 is the padding?",
    ko="토큰 표에서 기울기를 받지 못하는 행은 어느 것인가요? id 0이 패딩이라고 누가 말했나요?",
)
