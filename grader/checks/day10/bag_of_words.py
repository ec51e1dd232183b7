"""bag_of_words: how often each word of the vocabulary comes in a sentence, against one-hot vectors that are summed."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from grader.checks.oracles.masks import padding
from grader.judge import Check, Expect, Rng, Student


def bag_of_words(ids: Tensor, vocab_size: int, pad_id: int) -> Tensor:
    """Oracle: one-hot vectors, summed."""
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, pad_id] = 0.0
    return counts


check = Check(bag_of_words)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Sentences with words that come again, padding, another pad_id, words that do not come at all."""

    def sentences(batch: int, longest: int, words: int, pad_id: int, padded: bool) -> Tensor:
        others = torch.tensor([i for i in range(words) if i != pad_id])
        ids = others[rng.ids(0, words - 1, (batch, longest))]
        ids[:, 1] = ids[:, 0]  # at least one word comes again
        lengths = [longest - 1 - i for i in range(batch)] if padded else [longest] * batch
        return torch.where(padding(lengths, longest)[:, 0], ids, pad_id)

    with expect.part(
        "counts",
        2,
        en="Is there one row for each sentence, and in it, for every word of the vocabulary, how often it comes?",
        ko="문장마다 행이 하나씩이고, 그 안에 어휘의 단어마다 몇 번 나오는지가 들어 있나요?",
    ):
        expect.same([(sentences(2, 6, 5, 0, False), 5, 0), (sentences(3, 7, 9, 8, False), 9, 8)])
    with expect.part(
        "padding",
        2,
        en="Is padding a word of the sentence? What stands in the column pad_id?",
        ko="패딩도 문장의 단어인가요? pad_id 열에는 무엇이 있나요?",
    ):
        cases = [(sentences(2, 6, 5, 0, True), 5, 0), (sentences(3, 6, 7, 4, True), 7, 4)]
        expect.same(cases, unchanged=True)


@check.right
def scattered(ids, vocab_size, pad_id):
    counts = torch.zeros(len(ids), vocab_size)
    return counts.scatter_add(1, ids, (ids != pad_id).float())


@check.right
def in_two_loops(ids, vocab_size, pad_id):
    counts = torch.zeros(len(ids), vocab_size)
    for row, sentence in enumerate(ids.tolist()):
        for word in sentence:
            if word != pad_id:
                counts[row, word] += 1
    return counts


@check.misconception(
    en="How often does your bag hold the padding token?",
    ko="여러분의 주머니에 패딩 토큰이 몇 번 들어 있나요?",
)
def padding_counted(ids, vocab_size, pad_id):
    return nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()


@check.misconception(
    en="What does your bag say of a word that comes twice?",
    ko="두 번 나오는 단어는 주머니에 어떻게 적히나요?",
)
def there_or_not(ids, vocab_size, pad_id):
    counts = torch.zeros(len(ids), vocab_size)
    counts[torch.arange(len(ids))[:, None], ids] += 1
    counts[:, pad_id] = 0
    return counts


@check.misconception(
    en="By what do you divide? Is a count asked for, or a share?",
    ko="무엇으로 나누나요? 물어본 것은 횟수인가요, 비율인가요?",
)
def shares_for_counts(ids, vocab_size, pad_id):
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, pad_id] = 0
    return counts / counts.sum(dim=1, keepdim=True)


@check.misconception(
    en="Has every sentence a bag of its own?",
    ko="문장마다 자기 주머니가 있나요?",
)
def one_bag_for_the_batch(ids, vocab_size, pad_id):
    counts = torch.bincount(ids[ids != pad_id], minlength=vocab_size).float()
    return counts.expand(len(ids), vocab_size)


@check.misconception(
    en="Does a bag know at which place a word stood? Which axis is to be summed?",
    ko="주머니는 단어가 몇 번째에 있었는지 아나요? 어느 축을 더해야 하나요?",
)
def places_kept(ids, vocab_size, pad_id):
    return nn.functional.one_hot(ids, vocab_size).float() * (ids != pad_id)[..., None]


@check.misconception(
    en="Does counts[pad_id] name a word or a sentence?",
    ko="counts[pad_id]는 단어를 가리키나요, 문장을 가리키나요?",
)
def row_for_column(ids, vocab_size, pad_id):
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[pad_id] = 0
    return counts


@check.misconception(
    en="Is word 0 padding here, or the word pad_id?",
    ko="여기서 패딩은 0번 단어인가요, pad_id번 단어인가요?",
)
def zero_is_padding(ids, vocab_size, pad_id):
    counts = nn.functional.one_hot(ids, vocab_size).sum(dim=1).float()
    counts[:, 0] = 0.0
    return counts
