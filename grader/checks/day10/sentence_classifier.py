"""SentenceClassifier: torch's embeddings, nn.TransformerEncoder in pre-norm, the mean over what is not padding, a layer.

Padding stands under several ids, and the model may take longer sentences than it gets.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day10.encoder_parameters import encoder_parameters
from grader.checks.day10.mean_pool import mean_pool
from grader.checks.oracles.masks import padding
from grader.checks.oracles.transformer import Encoder
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


class SentenceClassifier(nn.Module):
    """Oracle: torch's embedding, nn.TransformerEncoder, and the mean over what is not padding."""

    def __init__(
        self,
        vocab_size: int,
        n_classes: int,
        max_length: int,
        d_model: int,
        n_heads: int,
        d_ff: int,
        n_layers: int = 6,
        pad_id: int = 0,
    ) -> None:
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "pre")
        self.classify = nn.Linear(d_model, n_classes)

    def forward(self, ids: Tensor) -> Tensor:
        mask = torch.ne(ids, self.pad_id).unsqueeze(1)
        places = self.position_embedding.weight.narrow(0, 0, ids.shape[1])
        x = self.encoder(F.embedding(ids, self.token_embedding.weight) + places, mask)
        return self.classify(x.masked_fill(~mask.mT, torch.nan).nanmean(dim=1))


check = Check(SentenceClassifier, uses=("EncoderBlock", "encoder_blocks", "Encoder", "mean_pool"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, padding under several ids, shorter than the longest possible; gradients; the parts."""

    def weights(arguments: tuple[int, ...]) -> dict[str, Tensor]:
        return order_one(rng, SentenceClassifier(*arguments))

    def same(arguments: tuple[int, ...], *cases: tuple[Tensor], unchanged: bool = False) -> None:
        expect.same_module(arguments, weights(arguments), cases, unchanged=unchanged)

    def sentences(lengths: Sequence[int], longest: int, pad_id: int) -> Tensor:
        """Ids from 0 to 10 without pad_id, then padding."""
        others = torch.tensor([i for i in range(11) if i != pad_id])
        ids = others[rng.ids(0, 10, (len(lengths), longest))]
        return torch.where(padding(lengths, longest)[:, 0], ids, pad_id)

    with expect.part(
        "without_padding",
        3,
        en="Are token and position added, read by a pre-norm encoder, averaged, and turned into one number for each class?",
        ko="토큰과 위치를 더하고, 사전 정규화 인코더에 통과시키고, 평균을 내서, 클래스마다 숫자 하나로 바꾸나요?",
    ):
        same((11, 3, 7, 12, 3, 10, 2), (sentences((5, 5), 5, 0),), (sentences((7,), 7, 0),))
    with expect.part(
        "padding",
        3,
        en="Does a sentence get the same answer however much padding stands behind it? Where is the mask needed?",
        ko="뒤에 패딩이 얼마나 있든 문장이 같은 답을 얻나요? mask가 필요한 곳은 어디어디인가요?",
    ):
        short = sentences((3, 5, 1), 5, 0)
        longer = torch.cat([short, torch.zeros(3, 2, dtype=torch.int64)], dim=1)
        same((11, 4, 9, 12, 2, 9, 2), (short,), (longer,))
    with expect.part(
        "pad_id",
        2,
        en="Which id is padding: always 0, or the one that was given? Are the ids left alone?",
        ko="패딩은 언제나 0번인가요, 인수로 받은 번호인가요? ids는 그대로 두나요?",
    ):
        same((11, 3, 6, 12, 3, 10, 2, 4), (sentences((3, 6, 2), 6, 4),), unchanged=True)
    with expect.part(
        "parts_and_gradients",
        2,
        en="Are there the four parts and six blocks when nothing else is said, and does a gradient reach all of them?",
        ko="부품이 네 가지이고, 따로 말하지 않으면 블록이 여섯 개인가요? 기울기가 모두에 닿나요?",
    ):
        arguments, inputs = (11, 3, 7, 12, 3, 10, 2), [sentences((5, 3, 4), 5, 0)]
        expect.module_gradients(arguments, weights(arguments), inputs, rng.tensor32((3, 3)))
        module = expect.build(7, 2, 5, 4, 2, 3)
        expect.parameter_count(module, 7 * 4 + 5 * 4 + encoder_parameters(4, 3, 6, "pre") + 2 * 5)
        expect.storages(module)


@check.right
class WithMeanPool(nn.Module):
    def __init__(self, v, c, t, d, h, d_ff, n=6, pad_id=0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids):
        mask = (ids != self.pad_id)[:, None, :]
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        x = self.encoder(x, mask)
        return self.classify(mean_pool(x, mask))


@check.right
class OneLineAtATime(nn.Module):
    def __init__(self, v, c, t, d, h, d_ff, n=6, pad_id=0):
        super().__init__()
        self.pad_id = pad_id
        self.token_embedding, self.position_embedding = nn.Embedding(v, d), nn.Embedding(t, d)
        self.encoder, self.classify = Encoder(d, h, d_ff, n, norm="pre"), nn.Linear(d, c)

    def forward(self, ids):
        real = ids.ne(self.pad_id)
        hidden = self.token_embedding(ids)
        hidden = hidden + self.position_embedding.weight[: ids.size(1)]
        hidden = self.encoder(hidden, real.unsqueeze(1))
        total = (hidden * real.unsqueeze(-1)).sum(dim=1)
        return self.classify(total / real.sum(dim=1, keepdim=True))


@check.right
class ClassifiedThenAveraged(nn.Module):
    def __init__(self, v, c, t, d, h, d_ff, n=6, pad_id=0):
        super().__init__()
        self.pad_id = pad_id
        self.classify = nn.Linear(d, c)
        self.encoder = Encoder(d, h, d_ff, n_layers=n, norm="pre")
        self.position_embedding = nn.Embedding(t, d)
        self.token_embedding = nn.Embedding(v, d, padding_idx=pad_id)

    def forward(self, ids):
        mask = (ids != self.pad_id)[:, None, :]
        places = torch.arange(ids.shape[1]).expand(len(ids), -1)
        x = self.encoder(self.position_embedding(places) + self.token_embedding(ids), mask)
        return mean_pool(self.classify(x), mask)  # the layer is linear: the mean may come last


misconception = check.misconceptions_in(WithMeanPool)
misconception(
    "positions_forgotten",
    (" + self.position_embedding(torch.arange(ids.shape[1]))", ""),
    en="What tells the encoder where in the sentence a token stands?",
    ko="토큰이 문장의 어디에 있는지 인코더에 무엇이 알려 주나요?",
)
misconception(
    "embedding_scaled",
    (
        "x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))",
        (
            "places = torch.arange(ids.shape[1])\n"
            "        x = self.token_embedding(ids) * self.classify.in_features**0.5 + self.position_embedding(places)"
        ),
    ),
    en="By what do you multiply the embeddings? Does the task say so? (It comes on Day 11.)",
    ko="임베딩에 무엇을 곱하나요? 문제에 그런 말이 있나요? (11일 차에 나와요.)",
)
misconception(
    "no_mask_for_the_encoder",
    ("self.encoder(x, mask)", "self.encoder(x)"),
    en="You leave padding out of the mean. Do real tokens still look at it, inside the encoder?",
    ko="평균에서는 패딩을 뺐어요. 인코더 안에서는 진짜 토큰이 아직 패딩을 보나요?",
)
misconception(
    "bag_of_embeddings",
    ("x = self.encoder(x, mask)", "self.encoder(x, mask)"),
    en="What does the average take in: what the encoder put out, or what went into it?",
    ko="평균이 읽는 것은 인코더에서 나온 것인가요, 인코더에 들어간 것인가요?",
)
misconception(
    "padding_averaged",
    ("mean_pool(x, mask)", "x.mean(dim=1)"),
    en="Nobody looks at padding in the encoder. But what does it put out at the padded places, and who averages that?",
    ko="인코더 안에서는 아무도 패딩을 보지 않아요. 그런데 패딩 자리에서도 출력이 나오죠. 그것까지 평균 내는 것은 어디인가요?",
)
misconception(
    "first_token_read",
    ("mean_pool(x, mask)", "x[:, 0]"),
    en="Does your classifier read the mean, or only what stands at the first place?",
    ko="분류기가 읽는 것은 평균인가요, 첫 자리에 있는 것뿐인가요?",
)
misconception(
    "softmax_at_the_end",
    ("self.classify(mean_pool(x, mask))", "self.classify(mean_pool(x, mask)).softmax(dim=-1)"),
    en="The loss takes a softmax itself. What does it make of numbers that are probabilities already?",
    ko="손실 함수가 소프트맥스를 해요. 이미 확률인 숫자를 받으면 어떻게 되나요?",
)
misconception(
    "pad_id_fixed",
    ("ids != self.pad_id", "ids != 0"),
    en="Is padding always number 0? What was the argument pad_id for?",
    ko="패딩은 언제나 0번인가요? 인수 pad_id는 무엇에 쓰나요?",
)
misconception(
    "post_norm_encoder",
    ('d_ff, n, norm="pre"', "d_ff, n"),
    en="Which norm does your encoder get when you do not say anything? Which one does the task ask for?",
    ko="아무 말도 하지 않으면 인코더는 어떤 norm을 받나요? 문제에서는 어떤 것을 쓰라고 했나요?",
)
misconception(
    "layers_lost",
    ("d_ff, n, norm", "d_ff, norm"),
    en="How many blocks does your encoder have when n_layers is 2?",
    ko="n_layers가 2이면 인코더의 블록은 몇 개인가요?",
)
