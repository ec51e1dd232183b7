"""GPT: both models, written out with torch's functions, whole and in pieces that go on with a cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day13.gpt_block import GPTBlock
from grader.checks.day13.shared import Cache
from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student
from grader.judge.modules import Module


class GPT(nn.Module):
    """Oracle; tests/checks sets it beside Hugging Face's OpenAIGPTLMHeadModel and GPT2LMHeadModel."""

    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, n_layers: int, norm: str = "pre"
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList(GPTBlock(d_model, n_heads, norm) for _ in range(n_layers))
        self.final_norm = LayerNorm(d_model) if norm == "pre" else None

    def forward(self, ids: Tensor) -> Tensor:
        return self.step(ids)[0]

    def step(self, ids: Tensor, past: Sequence[Cache] | None = None) -> tuple[Tensor, list[Cache]]:
        start = past[0][0].shape[2] if past else 0
        x = F.embedding(ids, self.token_embedding.weight)
        x = x + self.position_embedding.weight[start : start + ids.shape[1]]
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, past[i] if past else None)
            present.append(kept)
        if self.final_norm is not None:
            x = self.final_norm(x)
        return F.linear(x, self.token_embedding.weight), present


check = Check(GPT, uses=("causal_mask", "CausalAttention", "GPTBlock"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """GPT-2, GPT-1, the cache in pieces of 1, 2 and the rest, other sizes, gradients, what is learned."""

    def same(arguments: tuple[Any, ...], *shapes: tuple[int, ...]) -> Module:
        cases = [(rng.ids(0, arguments[0], shape),) for shape in shapes]
        return expect.same_module(arguments, order_one(rng, GPT(*arguments)), cases)

    with expect.part(
        "gpt2",
        3,
        en='"pre", GPT-2: token and place, the blocks, the final norm, the tied head: is each in its place?',
        ko='"pre", GPT-2: 토큰과 자리, 블록들, 마지막 정규화, 묶인 출력층이 저마다 제자리에 있나요?',
    ):
        same((11, 10, 12, 3, 2), (2, 7))
    with expect.part(
        "gpt1",
        2,
        en='"post", GPT-1: do the blocks know of it, and is there nothing behind the last one?',
        ko='"post", GPT-1: 블록들이 post라는 것을 아나요? 마지막 블록 뒤에 아무것도 없나요?',
    ):
        same((11, 10, 12, 3, 2, "post"), (2, 7))
    with expect.part(
        "in_pieces",
        3,
        en="Read in pieces of 1, 2 and the rest: are the logits those of the whole? Do places go on counting, and does each "
        "block get its own past?",
        ko="1개, 2개, 나머지로 나누어 읽어도 로짓이 한 번에 읽은 것과 같나요? 자리를 이어서 세고, 블록마다 자기 과거를 받나요?",
    ):
        arguments: tuple[Any, ...]
        for arguments in ((11, 10, 12, 2, 3, "pre"), (9, 8, 12, 4, 2, "post")):
            module, right = expect.modules(arguments, order_one(rng, GPT(*arguments)))
            ids, past = rng.ids(0, arguments[0], (3, 8)), None
            whole, starts = right(ids), []
            for begin, end in ((0, 1), (1, 3), (3, 8)):
                inputs = (ids[:, begin:end],) if past is None else (ids[:, begin:end], past)
                logits, past = expect.pair(module.call("step", *inputs), ("logits", "present"))
                expect.array(logits, whole[:, begin:end], label="logits")
                expect.unchanged()
                starts.append(past)
            other = rng.ids(0, arguments[0], (3, 4))  # the first piece goes on in another way
            logits, _ = expect.pair(module.call("step", other, starts[0]), ("logits", "present"))
            expect.array(logits, right(torch.cat([ids[:, :1], other], dim=1))[:, 1:], label="logits")
    with expect.part(
        "sizes",
        1,
        en="Is it right for one token, for one text, and when all places are taken?",
        ko="토큰이 하나일 때, 글이 하나일 때, 모든 자리가 찼을 때도 맞나요?",
    ):
        same((5, 6, 12, 1, 2), (1, 1), (1, 6), (6, 6))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both tables and every block? The token table gets it twice, from below and from the head.",
        ko="기울기가 두 표와 모든 블록에 닿나요? 토큰 표는 입력 쪽과 출력층 쪽에서 두 번 받아요.",
    ):
        arguments = (7, 6, 12, 2, 2)
        given, ids, upstream = order_one(rng, GPT(*arguments)), rng.ids(0, 7, (2, 5)), rng.tensor32((2, 5, 7))
        expect.module_gradients(arguments, given, [ids], upstream)
    with expect.part(
        "learned",
        1,
        en="Are two tables, the blocks and GPT-2's final norm all that is learned, each block with weights of its own?",
        ko="학습하는 것이 표 두 개와 블록들, GPT-2의 마지막 정규화뿐인가요? 블록마다 자기 가중치가 있나요?",
    ):
        for arguments, extra in (((7, 6, 8, 2, 2), 16), ((7, 6, 8, 2, 2, "post"), 0)):
            module = same(arguments, (2, 4))
            expect.parameter_count(module, 2 * (12 * 8**2 + 13 * 8) + 13 * 8 + extra)
            known = dict(GPT(*arguments).named_parameters())
            table = "token_embedding.weight"
            expect.storages(
                module, shared=[(table, p.name) for p in module.parameters() if p.name not in known]
            )


@check.right
class HeadFromTheTable(nn.Module):
    def __init__(self, vocab_size, max_length, d_model, n_heads, n_layers, norm="pre"):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.final_norm = LayerNorm(d_model) if norm == "pre" else nn.Identity()

    def forward(self, ids):
        return self.step(ids)[0]

    def step(self, ids, past=None):
        n_past = 0 if past is None else past[0][0].shape[-2]
        places = torch.arange(n_past, n_past + ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places)
        present = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, None if past is None else past[i])
            present.append(kept)
        return self.final_norm(x) @ self.token_embedding.weight.mT, present


@check.right
class HeadAsALayer(nn.Module):
    def __init__(self, vocab, places, d, heads, n, norm="pre", p=0.0):
        super().__init__()
        self.token_embedding = nn.Embedding(vocab, d)
        self.position_embedding = nn.Embedding(places, d)
        self.blocks = nn.ModuleList()
        for _ in range(n):
            self.blocks.append(GPTBlock(d, heads, norm))
        if norm == "pre":
            self.final_norm = LayerNorm(d)
        self.head = nn.Linear(d, vocab, bias=False)
        self.head.weight = self.token_embedding.weight

    def forward(self, ids):
        return self.step(ids)[0]

    def step(self, ids, past=None):
        B, T = ids.shape
        if past is None:
            past = [None] * len(self.blocks)
        start = 0 if past[0] is None else past[0][0].size(2)
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(start, start + T).expand(B, T))
        present = []
        for block, old in zip(self.blocks, past):
            x, new = block(x, old)
            present.append(new)
        if hasattr(self, "final_norm"):
            x = self.final_norm(x)
        return self.head(x), present


@check.right
class OneTensorKept(nn.Module):
    def __init__(self, vocab_size, max_length, d_model, n_heads, n_layers, norm="pre"):
        super().__init__()
        self.blocks = nn.ModuleList([GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)])
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.final_norm = LayerNorm(d_model) if norm == "pre" else (lambda x: x)

    def forward(self, ids):
        return self.step(ids)[0]

    def step(self, ids, past=None):
        start = 0 if past is None else past.shape[-2]
        x = self.token_embedding.weight[ids]
        x = x + self.position_embedding.weight[start : start + ids.shape[1]]
        kept = []
        for i in range(len(self.blocks)):
            x, (k, v) = self.blocks[i](x, past if past is None else (past[i, 0], past[i, 1]))
            kept.append(torch.stack([k, v]))
        return torch.einsum("btd,vd->btv", self.final_norm(x), self.token_embedding.weight), torch.stack(kept)


misconception = check.misconceptions_in(HeadFromTheTable)
misconception(
    "places_from_zero",
    ("        n_past = 0 if past is None else past[0][0].shape[-2]\n", ""),
    ("torch.arange(n_past, n_past + ids.shape[1])", "torch.arange(ids.shape[1])"),
    en="A piece that goes on with a text begins at which place, 0 or n_past?",
    ko="이어지는 토막의 첫 토큰은 몇 번 자리에 있나요? 0번인가요, n_past번인가요?",
)
misconception(
    "scaled_as_in_2017",
    ("self.token_embedding(ids)", "self.token_embedding(ids) * self.token_embedding.embedding_dim**0.5"),
    en="Does a GPT multiply the embedding by the root of d_model? Which model did?",
    ko="GPT가 임베딩에 d_model의 제곱근을 곱하나요? 어느 모델이 그랬나요?",
)
misconception(
    "final_norm_not_used",
    ("self.final_norm(x)", "x"),
    en="Where does your step call the final norm? Has anything normalized the sum behind pre-norm blocks?",
    ko="step의 어디에서 마지막 정규화를 부르나요? 사전 정규화 블록을 지난 합을 누가 정규화했나요?",
)
misconception(
    "final_norm_in_both",
    ('LayerNorm(d_model) if norm == "pre" else nn.Identity()', "LayerNorm(d_model)"),
    en="Which of the two models has a final norm? With which does the last block of the other one end?",
    ko="마지막 정규화는 두 모델 가운데 어느 쪽에 있나요? 다른 쪽의 마지막 블록은 무엇으로 끝나나요?",
)
misconception(
    "head_of_its_own",
    ("nn.Identity()", "nn.Identity()\n        self.head = nn.Linear(d_model, vocab_size, bias=False)"),
    ("self.final_norm(x) @ self.token_embedding.weight.mT", "self.head(self.final_norm(x))"),
    en="How many weights does your head learn? To which table should it be tied?",
    ko="출력층이 학습하는 가중치가 몇 개인가요? 어느 표에 묶여 있어야 하나요?",
)
misconception(
    "one_block_many_times",
    (
        "[GPTBlock(d_model, n_heads, norm) for _ in range(n_layers)]",
        "[GPTBlock(d_model, n_heads, norm)] * n_layers",
    ),
    en="How many blocks does a list of n times the same block hold?",
    ko="같은 블록을 n번 담은 목록에는 블록이 몇 개 있는 셈인가요?",
)
misconception(
    "norm_not_handed_on",
    ("GPTBlock(d_model, n_heads, norm)", "GPTBlock(d_model, n_heads)"),
    en="With post: which norm do your blocks have? Who tells them?",
    ko="post일 때 블록의 정규화는 어느 쪽인가요? 누가 블록에 알려 주나요?",
)
misconception(
    "past_of_the_first_block",
    ("i, block in enumerate(self.blocks)", "block in self.blocks"),
    ("past[i]", "past[0]"),
    en="Each block has keys and values of its own. Whose past does block 1 get?",
    ko="블록마다 자기 키와 밸류가 있어요. 1번 블록은 누구의 과거를 받나요?",
)
misconception(
    "softmax_at_the_end",
    (
        "self.final_norm(x) @ self.token_embedding.weight.mT",
        "torch.softmax(self.final_norm(x) @ self.token_embedding.weight.mT, dim=-1)",
    ),
    en="Are your results scores or probabilities? Which of them does F.cross_entropy take?",
    ko="결과가 점수인가요, 확률인가요? F.cross_entropy는 어느 것을 받나요?",
)
misconception(
    "past_kept_in_the_model",
    ("nn.Identity()", "nn.Identity()\n        self.cache = None"),
    (
        "        n_past = 0 if past",
        "        if past is None:\n            self.cache = None\n        past = self.cache\n        n_past = 0 if past",
    ),
    ("        return self.final_norm(x)", "        self.cache = present\n        return self.final_norm(x)"),
    en="Two texts begin alike and go on differently. Whose past does the second one get, its own or what your model saw last?",
    ko="두 글이 똑같이 시작해서 다르게 이어져요. 둘째 글이 받는 과거는 자기 것인가요, 모델이 마지막으로 본 것인가요?",
)
