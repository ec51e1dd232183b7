"""NextSentenceHead: pool, tanh and classify at [CLS], by torch.nn.functional, with given weights of order one."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


class NextSentenceHead(nn.Module):
    """Oracle, by torch.nn.functional."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        pooled = F.linear(x.select(1, 0), self.pool.weight, self.pool.bias).tanh()
        return F.linear(pooled, self.classify.weight, self.classify.bias)


check = Check(NextSentenceHead)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, other sizes, gradients."""

    def weights(d_model: int) -> dict[str, Tensor]:
        return order_one(rng, NextSentenceHead(d_model))

    def same(d_model: int, *cases: tuple[Tensor], unchanged: bool = False) -> None:
        expect.same_module((d_model,), weights(d_model), cases, unchanged=unchanged)

    with expect.part(
        "values",
        3,
        en="Is it the vector at place 0 of each sentence, through pool, tanh and classify?",
        ko="문장마다 0번 자리의 벡터가 pool, tanh, classify를 차례로 지나나요?",
    ):
        same(6, (rng.tensor32((3, 5, 6)),), (rng.tensor32((4, 2, 6), 3.0),))
        same(4, (rng.tensor32((4, 4, 4)),), (rng.tensor32((1, 3, 4)),))
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach both layers and the vector at [CLS]? Are there two layers and nothing else?",
        ko="두 층과 [CLS]의 벡터에 기울기가 닿나요? 층이 두 개뿐인가요?",
    ):
        same(6, (rng.tensor32((2, 5, 6)),), unchanged=True)
        x = rng.tensor32((3, 5, 6))
        expect.module_gradients((6,), weights(6), [x], rng.tensor32((3, 2)))
        module = expect.build(6)
        expect.parameter_count(module, 6 * 6 + 6 + 2 * 6 + 2)


@check.right
class PoolTanhClassify(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x):
        return self.classify(torch.tanh(self.pool(x[:, 0])))


@check.right
class EverythingThenCls(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.pool = nn.Linear(d_model, d_model)
        self.classify = nn.Linear(d_model, 2)

    def forward(self, x):
        return self.classify(self.pool(x).tanh())[:, 0, :]


@check.right
class AsAChain(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.classify = nn.Linear(d_model, 2)
        self.pool = nn.Linear(d_model, d_model)
        self.bend = nn.Tanh()

    def forward(self, x):
        cls = torch.stack([sentence[0] for sentence in x])
        return self.classify(self.bend(self.pool(cls)))


misconception = check.misconceptions_in(PoolTanhClassify)
misconception(
    "tanh_forgotten",
    ("torch.tanh(self.pool(x[:, 0]))", "self.pool(x[:, 0])"),
    en="What stands between the two layers? Without it, would one layer do?",
    ko="두 층 사이에 무엇이 있나요? 그것이 없다면 층 하나로도 되지 않을까요?",
)
misconception(
    "pooler_forgotten",
    ("torch.tanh(self.pool(x[:, 0]))", "x[:, 0]"),
    en="Pool and tanh are the pooler. Does the vector at [CLS] go through it?",
    ko="pool과 tanh가 풀러예요. [CLS]의 벡터가 그것을 지나나요?",
)
misconception(
    "mean_over_the_tokens",
    ("x[:, 0]", "x.mean(dim=1)"),
    en="Where must the answer be given: at [CLS], or over all tokens?",
    ko="어디에서 답하나요? [CLS]에서인가요, 모든 토큰에 걸쳐서인가요?",
)
misconception(
    "last_token_read",
    ("x[:, 0]", "x[:, -1]"),
    en="Where does [CLS] stand, in front or at the end?",
    ko="[CLS]는 맨 앞에 있나요, 맨 뒤에 있나요?",
)
misconception(
    "first_sentence_read",
    ("x[:, 0]", "x[0]"),
    en="x[0] is the first what: the first place of every sentence, or the first sentence?",
    ko="x[0]은 무엇의 처음인가요? 모든 문장의 첫 자리인가요, 첫 문장인가요?",
)
