"""Day 14, BERT: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles: `tokenizers` cuts words and joins pairs, torch.nn
and torch.nn.functional compute the rest. tests/checks/test_day14.py compares them with Hugging Face's BertForMaskedLM.
Misconceptions and alternatives call them, and LayerNorm, gelu and Encoder of earlier days, by these bare names, so that
their source also works when pasted into a student's notebook, where the same names are the student's.

Weights are given and of order one, biases and gains random; all sizes differ. No pretrained weights are needed here.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: RUF005

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day10 import order_one, padding
from grader.judge import CheckBook, Choice, Expect, Rng, Student, reference
from grader.judge.compare import as_array, is_array
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()

Weights = dict[str, Tensor]
Vocab = dict[str, int]


# ------------------------------------------------------------------------------------------- what earlier days built


class LayerNorm(nn.Module):
    """Day 7."""

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.gamma, self.beta = nn.Parameter(torch.ones(d_model)), nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.gamma.shape, self.gamma, self.beta, self.eps)


def gelu(x: Tensor) -> Tensor:
    """Day 8."""
    return F.gelu(x)


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


# -------------------------------------------------------------------------------------------------------- helpers


def _tensor(numbers: Any) -> Tensor:
    return torch.tensor(np.asarray(numbers), dtype=torch.int64)


def _wrong_type(en: str, ko: str, got: Any) -> Failure:
    kind = str(getattr(got, "type_name", type(got).__name__))[:60]
    return Failure(
        Text(
            f"The result should be {en}, and what came is of type {kind}. What does the return line give back?",
            f"결과는 {ko}이어야 하는데 돌아온 것의 타입이 {kind}이에요. return 줄이 무엇을 돌려주나요?",
        )
    )


def _numbers(got: Any) -> list[int]:
    """A list, tuple, array or tensor of whole numbers as a list of ints."""
    items = as_array(got).tolist() if is_array(got) and got.ndim == 1 else got
    if not isinstance(items, list | tuple):
        raise _wrong_type("a list of whole numbers", "정수의 리스트", got)
    found = []
    for item in items:
        number = as_array(item) if is_array(item) else np.asarray(item)
        if number.shape != () or number.dtype.kind not in "iu":
            raise _wrong_type("a list of whole numbers, and one entry is not: it", "정수만 든 리스트", item)
        found.append(int(number))
    return found


def _same_lists(
    student: Student, expect: Expect, name: str, oracle: Any, cases: Sequence[Any], unchanged: bool = False
) -> None:
    """Every case is called, also behind one that fails: diagnosis needs to see them."""

    def one_case(*args: Any) -> None:
        got = student.call(name, *args)
        if name == "pair_input":
            got = tuple(map(_numbers, expect.pair(got, ("ids", "segments"))))
        elif not isinstance(got, list | tuple):
            raise _wrong_type("a list of strings", "문자열의 리스트", got)
        wanted = oracle(*args)
        expect.true(tuple(got) == tuple(wanted))
        if unchanged:
            expect.unchanged(student)

    expect.every(cases, one_case)


# ----------------------------------------------------------------------------------------------------- 1 pair_input


def pair_input(
    first: list[int], second: list[int] | None, cls_id: int, sep_id: int
) -> tuple[list[int], list[int]]:
    """Oracle: the template of Hugging Face's tokenizers for BERT."""
    from tokenizers import Tokenizer, models, processors

    words = {str(i) for i in (*first, *(second or []), cls_id, sep_id)}
    tokenizer = Tokenizer(models.WordLevel({word: int(word) for word in words}, unk_token=str(sep_id)))
    tokenizer.post_processor = processors.BertProcessing((str(sep_id), sep_id), (str(cls_id), cls_id))
    sentences = [list(map(str, sentence)) for sentence in (first, second) if sentence is not None]
    encoded = tokenizer.encode(
        sentences[0], sentences[1] if second is not None else None, is_pretokenized=True
    )
    return encoded.ids, encoded.type_ids


@book.check("pair_input")
def check_pair_input(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, two, other ids, the lists left alone."""

    def ids(count: int) -> list[int]:
        return [rng.integer(10, 90) for _ in range(count)]

    def same(*cases: Any, unchanged: bool = False) -> None:
        _same_lists(student, expect, "pair_input", pair_input, cases, unchanged)

    with expect.part(
        "one_sentence",
        2,
        en="One sentence: is it [CLS], the sentence, [SEP], and every segment 0?",
        ko="문장이 하나일 때 [CLS], 문장, [SEP] 순서이고 세그먼트가 모두 0인가요?",
    ):
        same((ids(4), None, 1, 2), (ids(1), None, 7, 5))
    with expect.part(
        "two_sentences",
        3,
        en="Two sentences: which special tokens stand where, and to which sentence does each [SEP] belong?",
        ko="문장이 두 개일 때 어떤 특수 토큰이 어디에 있나요? 각 [SEP]은 어느 문장에 속하나요?",
    ):
        same((ids(4), ids(2), 1, 2), (ids(2), ids(5), 8, 3), (ids(3), ids(3), 1, 2))
    with expect.part(
        "lists_left_alone",
        1,
        en="Are the two lists the same after the call? Does a line append to them?",
        ko="함수를 부른 뒤에도 두 리스트가 그대로인가요? 거기에 덧붙이는 줄이 있나요?",
    ):
        same((ids(3), ids(2), 101, 102), (ids(2), None, 101, 102), unchanged=True)


@book.misconception(
    "pair_input",
    "middle_sep_is_second",
    en="To which sentence does the [SEP] in the middle belong: does it end the first, or begin the second?",
    ko="가운데의 [SEP]은 어느 문장에 속하나요? 첫 문장을 끝내나요, 둘째 문장을 시작하나요?",
)
def middle_sep_is_second(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids = [cls_id, *first, sep_id]
    if second is None:
        return ids, [0] * len(ids)
    ids = [*ids, *second, sep_id]
    zeros = 1 + len(first)
    return ids, [0] * zeros + [1] * (len(ids) - zeros)


@book.misconception(
    "pair_input",
    "last_sep_missing",
    en="What ends the second sentence?",
    ko="둘째 문장은 무엇으로 끝나나요?",
)
def last_sep_missing(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids, segments = [cls_id, *first, sep_id], [0] * (len(first) + 2)
    if second is not None:
        ids, segments = ids + second, segments + [1] * len(second)
    return ids, segments


@book.misconception(
    "pair_input",
    "sep_only_between",
    en="Does a single sentence end with [SEP], too?",
    ko="문장이 하나뿐일 때도 [SEP]으로 끝나나요?",
)
def sep_only_between(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    if second is None:
        return [cls_id, *first], [0] * (len(first) + 1)
    ids = [cls_id, *first, sep_id, *second, sep_id]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@book.misconception(
    "pair_input",
    "second_cls",
    en="How many [CLS] does one input have? What does it stand for?",
    ko="입력 하나에 [CLS]가 몇 개인가요? [CLS]는 무엇을 나타내나요?",
)
def second_cls(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids, segments = [cls_id, *first, sep_id], [0] * (len(first) + 2)
    if second is not None:
        ids, segments = [*ids, cls_id, *second, sep_id], segments + [1] * (len(second) + 2)
    return ids, segments


@book.misconception(
    "pair_input",
    "sep_for_no_sentence",
    en="When second is None there is no second sentence. Does one [SEP] of it remain?",
    ko="second가 None이면 둘째 문장이 없어요. 그런데 그 [SEP]이 남아 있지 않나요?",
)
def sep_for_no_sentence(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    second = second or []
    ids = [cls_id, *first, sep_id, *second, sep_id]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@book.misconception(
    "pair_input",
    "segments_from_one",
    en="With which number do the segments begin?",
    ko="세그먼트 번호는 몇부터 시작하나요?",
)
def segments_from_one(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids, segments = [cls_id, *first, sep_id], [1] * (len(first) + 2)
    if second is not None:
        ids, segments = [*ids, *second, sep_id], segments + [2] * (len(second) + 1)
    return ids, segments


@book.misconception(
    "pair_input",
    "caller_s_list_grows",
    en="What happens to the caller's list when you call insert or append on it?",
    ko="insert나 append를 부르면 부른 쪽의 리스트에 무슨 일이 일어나나요?",
)
def caller_s_list_grows(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    first.insert(0, cls_id)
    first.append(sep_id)
    if second is None:
        return first, [0] * len(first)
    second.append(sep_id)
    return first + second, [0] * len(first) + [1] * len(second)


@book.alternative("pair_input", "token_by_token")
def token_by_token(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids, segments = [cls_id], [0]
    for number, sentence in enumerate([first] if second is None else [first, second]):
        for token in sentence + [sep_id]:
            ids.append(token)
            segments.append(number)
    return ids, segments


@book.alternative("pair_input", "as_tensors")
def as_tensors(first: Any, second: Any, cls_id: int, sep_id: int) -> Any:
    ids = [cls_id] + first + [sep_id] + ([] if second is None else second + [sep_id])
    return torch.tensor(ids), (torch.arange(len(ids)) >= len(first) + 2).long()


# ---------------------------------------------------------------------------------------------------- 2 word_pieces


def word_pieces(word: str, vocab: Vocab) -> list[str]:
    """Oracle: the WordPiece model of Hugging Face's tokenizers."""
    from tokenizers import models

    known = vocab if "[UNK]" in vocab else {**vocab, "[UNK]": len(vocab)}
    return [token.value for token in models.WordPiece(known, unk_token="[UNK]").tokenize(word)]


def _vocab(pieces: str) -> Vocab:
    return {piece: i for i, piece in enumerate(pieces.split())}


@book.check("word_pieces")
def check_word_pieces(student: Student, rng: Rng, expect: Expect) -> None:
    """Whole words, continuations, the longest piece, unknown words; then random words over two letters."""

    def same(vocab: Vocab, *words: str, unchanged: bool = False) -> None:
        cases = [(word, vocab) for word in words]
        _same_lists(student, expect, "word_pieces", word_pieces, cases, unchanged)

    with expect.part(
        "whole_and_cut",
        2,
        en="Is a word of the vocabulary one piece, and does every piece behind the first have its ##?",
        ko="어휘에 있는 단어는 조각 하나인가요? 둘째 조각부터는 모두 ##이 붙어 있나요?",
    ):
        same(_vocab("[UNK] play ##ing ##s player ing s"), "play", "playing", "player", "players", "s")
    with expect.part(
        "longest_first",
        3,
        en="At each place, is it the longest piece that fits, seen from the left?",
        ko="자리마다, 왼쪽에서 보아 맞는 것 가운데 가장 긴 조각인가요?",
    ):
        same(
            _vocab("[UNK] u un una ##f ##ff ##a ##aff ##able ##ffable ##b ##l ##e ##n"),
            "unaffable",
            "unable",
            "unf",
            "uffable",
        )
        same(_vocab("[UNK] a ab abc ##b ##c ##cd ##d ##bcd"), "abcd", "abcdd", "abbcd")
    with expect.part(
        "unknown",
        3,
        en="Where nothing fits, is the whole word one [UNK], pieces found before it included?",
        ko="맞는 것이 없으면 앞에서 찾은 조각까지 포함해 단어 전체가 [UNK] 하나인가요?",
    ):
        same(_vocab("un ##able able [UNK]"), "unfair", "able", "ableun", "xyz", "unablex", "unable", "Unable")
        same(_vocab("[UNK] un ##aff ##a ##ffable"), "unaffable", "unaff")  # the greedy way does not go back
    with expect.part(
        "random_words",
        2,
        en="Is it right for any vocabulary, with Korean jamo too, and is the vocabulary left alone?",
        ko="한글 자모를 포함해 어떤 어휘에서도 맞나요? 어휘는 그대로 두나요?",
    ):
        letters = "ab"
        pieces = {"a", "##a", "##b"}
        for _ in range(9):
            piece = "".join(letters[i] for i in rng.integers(0, 2, (rng.integer(1, 5),)))
            pieces.add(piece if rng.integer(0, 2) else "##" + piece)
        words = [
            "a" + "".join(letters[i] for i in rng.integers(0, 2, (rng.integer(4, 9),))) for _ in range(6)
        ]
        same({piece: i for i, piece in enumerate(sorted(pieces))}, *words, "b" + words[0])
        same(
            _vocab("[UNK] ㅎ ##ㅏ ##ㄴ ##ㅏㄴ ㄱ ##ㅡ ##ㄹ"),
            "ㅎㅏㄴㄱㅡㄹ",
            "ㅎㅏㄴ",
            "ㄱㅡㄹ",
            unchanged=True,
        )


@book.misconception(
    "word_pieces",
    "shortest_first",
    en="Do you try long pieces first, or short ones? Where does your inner loop begin?",
    ko="긴 조각부터 시도하나요, 짧은 조각부터 시도하나요? 안쪽 반복문이 어디에서 시작하나요?",
)
def shortest_first(word: str, vocab: Vocab) -> list[str]:
    pieces, start = [], 0
    while start < len(word):
        for end in range(start + 1, len(word) + 1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces


@book.misconception(
    "word_pieces",
    "looked_up_without_signs",
    en="Which entry of the vocabulary continues a word, `ing` or `##ing`? Which of them do you look up?",
    ko="단어를 이어 가는 것은 어휘의 `ing`인가요, `##ing`인가요? 어느 쪽을 찾고 있나요?",
)
def looked_up_without_signs(word: str, vocab: Vocab) -> list[str]:
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            if word[start:end] in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(word[start:end] if start == 0 else "##" + word[start:end])
        start = end
    return pieces


@book.misconception(
    "word_pieces",
    "signs_dropped",
    en="Which pieces does the docstring promise, with their ## or without?",
    ko="docstring이 말하는 조각에는 ##이 붙어 있나요, 없나요?",
)
def signs_dropped(word: str, vocab: Vocab) -> list[str]:
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(word[start:end])
        start = end
    return pieces


@book.misconception(
    "word_pieces",
    "unknown_rest_only",
    en="Nothing fits behind `un`: does `un` stay, or does the whole word become [UNK]?",
    ko="`un` 뒤에 맞는 것이 없어요. `un`은 남나요, 아니면 단어 전체가 [UNK]이 되나요?",
)
def unknown_rest_only(word: str, vocab: Vocab) -> list[str]:
    pieces: list[str] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return [*pieces, "[UNK]"]
        pieces.append(piece)
        start = end
    return pieces


@book.misconception(
    "word_pieces",
    "unknown_letter_skipped",
    en="When not even one letter fits, may it simply be left out?",
    ko="글자 하나조차 맞지 않을 때 그 글자를 그냥 빼도 되나요?",
)
def unknown_letter_skipped(word: str, vocab: Vocab) -> list[str]:
    pieces: list[str] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                pieces.append(piece)
                start = end
                break
        else:
            start += 1
    return pieces


@book.misconception(
    "word_pieces",
    "one_letter_forgotten",
    en="How long may a piece be at least? Which values does `end` take, the last one included?",
    ko="조각은 적어도 몇 글자인가요? `end`는 마지막 값까지 어떤 값을 지나나요?",
)
def one_letter_forgotten(word: str, vocab: Vocab) -> list[str]:
    if word in vocab:
        return [word]
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start + 1, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces


@book.misconception(
    "word_pieces",
    "goes_back",
    en="Nothing fits behind the longest piece. Does BERT then try a shorter one, or is the word unknown?",
    ko="가장 긴 조각 뒤에 맞는 것이 없어요. 이때 BERT가 더 짧은 조각을 다시 시도하나요, 모르는 단어로 보나요?",
)
def goes_back(word: str, vocab: Vocab) -> Any:
    def cut(start: int) -> Any:
        if start == len(word):
            return []
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            rest = cut(end) if piece in vocab else None
            if rest is not None:
                return [piece, *rest]
        return None

    return cut(0) or ["[UNK]"]


@book.misconception(
    "word_pieces",
    "cut_from_the_right",
    en="From which end of the word are pieces taken?",
    ko="단어의 어느 쪽 끝에서부터 조각을 떼어 내나요?",
)
def cut_from_the_right(word: str, vocab: Vocab) -> list[str]:
    pieces: list[str] = []
    end = len(word)
    while end > 0:
        for start in range(end):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.insert(0, piece)
        end = start
    return pieces


@book.misconception(
    "word_pieces",
    "ids_returned",
    en="Does the docstring ask for the pieces or for their numbers?",
    ko="docstring이 바라는 것은 조각인가요, 번호인가요?",
)
def ids_returned(word: str, vocab: Vocab) -> list[int]:
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return [vocab.get("[UNK]", 0)]
        pieces.append(vocab[piece])
        start = end
    return pieces


@book.alternative("word_pieces", "shrinking_rest")
def shrinking_rest(word: str, vocab: Vocab) -> list[str]:
    pieces: list[str] = []
    rest = word
    while rest:
        fitting = [n for n in range(1, len(rest) + 1) if ("##" if pieces else "") + rest[:n] in vocab]
        if not fitting:
            return ["[UNK]"]
        pieces.append(("##" if pieces else "") + rest[: max(fitting)])
        rest = rest[max(fitting) :]
    return pieces


@book.alternative("word_pieces", "recursive")
def recursive(word: str, vocab: Vocab) -> tuple[str, ...]:
    def cut(rest: str, sign: str) -> Any:
        if not rest:
            return ()
        for end in range(len(rest), 0, -1):
            if sign + rest[:end] in vocab:
                behind = cut(rest[end:], "##")
                return None if behind is None else (sign + rest[:end], *behind)
        return None

    return cut(word, "") or ("[UNK]",)


# ---------------------------------------------------------------------------------------------------- 3 mask_tokens


def mask_tokens(
    ids: Tensor, special_ids: list[int], mask_id: int, vocab_size: int, seed: int
) -> tuple[Tensor, Tensor]:
    """A right version, for diagnosis alone: what is judged are frequencies."""
    generator = torch.Generator().manual_seed(seed)
    ordinary = ~torch.isin(ids, torch.tensor(special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ordinary
    fate = torch.rand(ids.shape, generator=generator)
    seen = ids.masked_fill(chosen & (fate < 0.8), mask_id)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    return torch.where(chosen & (fate >= 0.9), anything, seen), ids.masked_fill(~chosen, -100)


SURE = 27.0  # nats


def _plausible(hits: int, trials: int, p: float) -> bool:
    """May `hits` of `trials` come from a probability p?

    Chernoff: a share q or farther from p comes with a probability of at most exp(-trials KL(q, p)) on each side. With 27
    nats a right version fails one such question with a probability below 4e-12, and a whole check below 1e-10.
    """
    q = hits / trials
    divergence = sum(a * math.log(a / b) for a, b in ((q, p), (1 - q, 1 - p)) if a > 0)
    return trials * divergence <= SURE


def _neighbours(picked: Any, what: Any) -> tuple[Any, Any]:
    """Of each two picked places that follow one another: do they stand in one row, and have they the same besides?"""
    row, _ = np.nonzero(picked)
    together, values = row[1:] == row[:-1], what[picked]
    return together, together & (values[1:] == values[:-1])


def _seen_and_labels(got: Any, shape: tuple[int, ...], expect: Expect) -> tuple[Any, Any]:
    found = []
    for label, value in zip(("seen", "labels"), expect.pair(got, ("seen", "labels")), strict=True):
        array = expect.like(value, np.zeros(shape), label=label)
        if array.dtype.kind not in "iu":
            raise Failure(
                Text(
                    f"`{label}` should hold whole numbers and holds {array.dtype}. Where do they change?",
                    f"`{label}`에는 정수가 들어 있어야 하는데 {array.dtype}이에요. 어디에서 바뀌나요?",
                )
            )
        found.append(array.astype(np.int64))
    return found[0], found[1]


def _habits(values: list[Any]) -> list[Any]:
    """What diagnosis compares: the habits of the function in words that do not depend on its dice."""
    habits: list[Any] = []
    for number, value in enumerate(values):
        two = isinstance(value, list | tuple) and len(value) == 2 and all(map(is_array, value))
        if not two or value[0].ndim != 2 or value[0].shape != value[1].shape:
            habits.append("no two arrays")
            continue
        seen, labels = (as_array(part).astype(np.float64) for part in value)
        chosen = labels != -100
        fates, originals = seen[chosen], labels[chosen]
        most, count = 0.0, 0
        if fates.size:
            kinds, counts = np.unique(fates, return_counts=True)
            most, count = float(kinds[counts.argmax()]), int(counts.max())
        others = fates[(fates != most) & (fates != originals)]
        habits.append(
            [
                # 0.12 to 0.15 is one habit, 0.095 another; each is eight deviations from the edge between them
                round((chosen.mean() - 0.1575) / 0.1),
                round(10 * count / max(fates.size, 1)),
                round(10 * float((fates == originals).mean()) if fates.size else 0),
                float(labels.min()),
                bool(chosen[:, 0].any()),
                bool((chosen[::2][: len(chosen) // 2] & chosen[1::2]).mean() > 0.06),
                bool((chosen[:, 0::2] & chosen[:, 1::2]).mean() > 0.06),
                bool(np.unique(others).size < 5),
                int(others.max(initial=0) // 100),
                (float(others.min(initial=50)), float(others.max(initial=0))) if seen.max() < 50 else None,
                any(_equal(value, earlier) for earlier in values[:number]),
            ]
        )
    return habits


def _equal(one: Any, other: Any) -> bool:
    pairs = isinstance(other, list | tuple) and len(other) == 2
    return pairs and all(
        is_array(b) and np.array_equal(as_array(a), as_array(b)) for a, b in zip(one, other, strict=True)
    )


@book.check("mask_tokens", view=_habits)
def check_mask_tokens(student: Student, rng: Rng, expect: Expect) -> None:
    """Labels, special tokens, 15 %, 80/10/10, random ids, the seed: by frequency, with tolerances of the binomial.

    The ids of the batch are below 200 of 400: a random id from the batch itself would show. A fifth of the places is special.
    """
    rows, columns, size = 120, 400, 400
    special, mask_id = [0, 7, 301], 7
    ids = _tensor(10 + rng.integers(0, 190, (rows, columns)))
    ids[:, 0], ids[:, 340:] = 301, 0
    ids[:, 20:340:20] = 301
    ids[:, 25:85:20] = 7  # a [MASK] that stood in the text already
    ordinary = ~np.isin(ids.numpy(), special)
    seed = rng.integer(1, 10**6)
    answers: list[Any] = []

    def asked(number: int) -> tuple[Any, Any]:
        """The answer to the same ids, for seed + number; asked once."""
        while len(answers) <= number:
            try:
                answers.append(student.call("mask_tokens", ids, special, mask_id, size, seed + len(answers)))
            except Failure as failure:
                answers.append(failure)
        if isinstance(answers[number], Failure):
            raise answers[number]
        return _seen_and_labels(answers[number], (rows, columns), expect)

    with expect.part(
        "labels",
        2,
        en="Is the label the original id where a token was chosen and -100 everywhere else, and is every token that was not "
        "chosen still there?",
        ko="고른 자리의 레이블은 원래 id, 나머지는 모두 -100인가요? 고르지 않은 토큰은 그대로 있나요?",
    ):
        seen, labels = asked(0)
        chosen = labels != -100
        expect.true(0.02 < chosen.mean() < 0.5)
        expect.true(bool((labels[chosen] == ids.numpy()[chosen]).all()))
        expect.true(bool((seen[~chosen] == ids.numpy()[~chosen]).all()))
    with expect.part(
        "special",
        2,
        en="Are tokens whose id stands in special_ids never chosen, whichever ids these are? Are others?",
        ko="special_ids에 있는 id의 토큰은 그 id가 무엇이든 절대 고르지 않나요? 다른 토큰은 고르나요?",
    ):
        seen, labels = asked(0)
        expect.true(bool((labels[ordinary] != -100).any()))
        expect.true(bool((labels[~ordinary] == -100).all()))
        expect.true(bool((seen[~ordinary] == ids.numpy()[~ordinary]).all()))
    with expect.part(
        "fifteen",
        3,
        en="Is each ordinary token chosen with probability 0.15, by a throw of its own: not by column, not by sentence, "
        "everywhere alike?",
        ko="보통 토큰마다 따로 주사위를 던져 0.15의 확률로 고르나요? 열이나 문장 단위가 아니라, 어디서나 똑같이요?",
    ):
        _, labels = asked(0)
        chosen = labels != -100
        for part in (slice(0, columns), slice(0, 170), slice(170, columns)):
            among = ordinary[:, part]
            expect.true(_plausible(int(chosen[:, part][among].sum()), int(among.sum()), 0.15))
        for one, other in (
            ((slice(0, None, 2), slice(None)), (slice(1, None, 2), slice(None))),
            ((slice(None), slice(0, None, 2)), (slice(None), slice(1, None, 2))),
        ):
            among = ordinary[one] & ordinary[other]
            together = chosen[one] & chosen[other] & among
            expect.true(_plausible(int(together.sum()), int(among.sum()), 0.15**2))
        short = _tensor(10 + rng.integers(0, 190, (5000, 3)))  # most of these sentences have no chosen token
        got = student.call("mask_tokens", short, special, mask_id, size, seed)
        _, labels = _seen_and_labels(got, (5000, 3), expect)
        expect.true(_plausible(int((labels != -100).sum()), labels.size, 0.15))
        several = [asked(number)[1] != -100 for number in range(4)]
        if not np.array_equal(several[0], several[1]):  # else the seed is not used, which is told below
            # Each by itself: four times the same number of 37,000 comes once in 10 million runs.
            expect.true(len({int(chosen.sum()) for chosen in several}) > 1)
    with expect.part(
        "fates",
        4,
        en="Of the chosen tokens, do 80 % become mask_id, 10 % a random id, and 10 % stay as they are? Does one draw decide "
        "two things?",
        ko="고른 토큰 가운데 80 %가 mask_id가 되고 10 %가 무작위 id가 되고 10 %가 그대로 남나요? 한 번 뽑은 수가 두 가지를 "
        "정하고 있지 않나요?",
    ):
        seen, labels = asked(0)
        chosen = labels != -100
        expect.true(bool(chosen.any()))
        total, fates, originals = int(chosen.sum()), seen[chosen], labels[chosen]
        hidden, kept = int((fates == mask_id).sum()), int((fates == originals).sum())
        expect.true(_plausible(hidden, total, 0.8 + 0.1 / size))
        expect.true(_plausible(kept, total, 0.1 + 0.1 / size))
        expect.true(_plausible(total - hidden - kept, total, 0.1 - 0.2 / size))
        for picked, fate in ((chosen, seen == mask_id), (chosen.T, (seen == mask_id).T)):
            neighbours, alike = _neighbours(picked, fate)
            expect.true(bool(alike.sum() < 0.85 * neighbours.sum()))  # 0.8 ** 2 + 0.2 ** 2 = 0.68
    with expect.part(
        "random_ids",
        2,
        en="Can a random id be any of 0 to vocab_size - 1, the first and the last included, drawn anew for each place?",
        ko="무작위 id가 0부터 vocab_size - 1까지 처음과 끝을 포함해 무엇이든 될 수 있나요? 자리마다 새로 뽑나요?",
    ):
        seen, labels = asked(0)
        replaced = seen[(labels != -100) & (seen != labels) & (seen != mask_id)]
        expect.true(replaced.size > 100 and replaced.min() >= 0 and replaced.max() < size)
        expect.true(len(np.unique(replaced)) > 100)
        expect.true(_plausible(int((replaced >= size // 2).sum()), int(replaced.size), 200 / 398))
        places = (labels != -100) & (seen != labels) & (seen != mask_id)
        for picked, ids_there in ((places, seen), (places.T, seen.T)):
            neighbours, alike = _neighbours(picked, ids_there)
            expect.true(bool(alike.sum() < 0.5 * neighbours.sum()))
        few = rng.ids(0, 12, (150, 400))
        got = student.call("mask_tokens", few, [1, 5], 5, 12, seed)
        seen, labels = _seen_and_labels(got, (150, 400), expect)
        replaced = seen[(labels != -100) & (seen != labels)]
        expect.true(set(range(12)) - {1, 5} <= set(replaced.tolist()) <= set(range(12)))
    with expect.part(
        "seed",
        1,
        en="Does the same seed give the same result and another seed another one? Are the ids that came in left alone?",
        ko="같은 시드는 같은 결과를, 다른 시드는 다른 결과를 주나요? 들어온 ids는 그대로 두나요?",
    ):
        (seen, labels), (other, _) = asked(0), asked(1)
        expect.true(bool((labels != -100).any()) and not np.array_equal(seen, other))
        again = student.call("mask_tokens", ids, special, mask_id, size, seed)
        expect.unchanged(student)
        repeated, same_labels = _seen_and_labels(again, (rows, columns), expect)
        expect.true(np.array_equal(seen, repeated) and np.array_equal(labels, same_labels))


@book.misconception(
    "mask_tokens",
    "one_draw_for_both",
    en="Each of your chosen tokens becomes [MASK]. Who decides its fate? A number that was below 0.15 is surely below 0.8.",
    ko="고른 토큰이 모두 [MASK]가 되었어요. 그 운명은 누가 정하나요? 0.15보다 작았던 수는 당연히 0.8보다도 작아요.",
)
def one_draw_for_both(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    draw = torch.rand(ids.shape, generator=generator)
    chosen = (draw < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (draw < 0.8), mask_id, ids)
    seen = torch.where(chosen & (draw >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "special_tokens_chosen",
    en="Can [CLS] or the padding be chosen? Which argument does no line use?",
    ko="[CLS]나 패딩이 골라질 수 있나요? 아무 줄에서도 쓰지 않는 인수는 무엇인가요?",
)
def special_tokens_chosen(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = torch.rand(ids.shape, generator=generator) < 0.15
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "labels_everywhere",
    en="For which tokens is the model asked? What label do the others have?",
    ko="모델에게 어느 토큰을 묻나요? 나머지의 레이블은 무엇인가요?",
)
def labels_everywhere(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, ids.clone()


@book.misconception(
    "mask_tokens",
    "asked_only_where_hidden",
    en="A chosen token that stays, or that was replaced: is the model asked for it as well?",
    ko="골랐지만 그대로 둔 토큰, 또는 바꿔치기한 토큰도 모델에게 묻나요?",
)
def asked_only_where_hidden(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    labels = torch.where(seen != ids, ids, -100)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "shares_of_the_rest",
    en="10 % of the chosen are to become random. Which share is 10 % of the 20 % that are left?",
    ko="고른 것의 10 %가 무작위가 되어야 해요. 남은 20 % 가운데 10 %는 전체의 몇 퍼센트인가요?",
)
def shares_of_the_rest(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    hidden = chosen & (torch.rand(ids.shape, generator=generator) < 0.8)
    replaced = chosen & ~hidden & (torch.rand(ids.shape, generator=generator) < 0.1)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(hidden, mask_id, ids)
    return torch.where(replaced, anything, seen), labels


@book.misconception(
    "mask_tokens",
    "nothing_stays",
    en="Which share of the chosen tokens stays as it is?",
    ko="고른 토큰 가운데 얼마가 그대로 남나요?",
)
def nothing_stays(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate >= 0.8), anything, seen), labels


@book.misconception(
    "mask_tokens",
    "same_places_in_every_sentence",
    en="How many numbers do you draw: one for each place of each sentence, or one for each column?",
    ko="수를 몇 개 뽑나요? 문장마다 자리마다 하나인가요, 열마다 하나인가요?",
)
def same_places_in_every_sentence(
    ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int
) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape[1], generator=generator) < 0.15) & ~torch.isin(
        ids, torch.tensor(special_ids)
    )
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "zero_where_nothing_is_asked",
    en="0 is the id of a token. Which label means that no answer is wanted?",
    ko="0은 어떤 토큰의 id예요. 답을 묻지 않는다는 뜻의 레이블은 무엇인가요?",
)
def zero_where_nothing_is_asked(
    ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int
) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, ids * chosen


@book.misconception(
    "mask_tokens",
    "one_random_id_for_all",
    en="How many random ids do you draw, and how many places need one?",
    ko="무작위 id를 몇 개 뽑나요? 몇 자리에 필요한가요?",
)
def one_random_id_for_all(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = int(torch.randint(vocab_size, (1,), generator=generator))
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "random_ids_of_the_columns",
    en="Two sentences have a random token at the same place. Is it the same one? How many random ids do you draw?",
    ko="두 문장의 같은 자리에 무작위 토큰이 들어가요. 둘이 같은 토큰인가요? 무작위 id를 몇 개 뽑나요?",
)
def random_ids_of_the_columns(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    special = torch.isin(ids, torch.tensor(special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~special
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape[1:], generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate >= 0.9), anything, seen), labels


@book.misconception(
    "mask_tokens",
    "fifteen_of_a_hundred_counted_off",
    en="Is the number of chosen tokens always the same in your result? What if every token has a throw of its own?",
    ko="고른 토큰의 수가 언제나 같나요? 토큰마다 따로 주사위를 던지면 어떻게 되나요?",
)
def fifteen_of_a_hundred_counted_off(
    ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int
) -> Any:
    generator = torch.Generator().manual_seed(seed)
    special = torch.isin(ids, torch.tensor(special_ids))
    order = (
        torch.rand(ids.shape, generator=generator).masked_fill(special, 2.0).argsort(dim=-1).argsort(dim=-1)
    )
    chosen = (order < (0.15 * (~special).sum(dim=-1, keepdim=True)).round()) & ~special
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    return torch.where(chosen & (fate >= 0.9), anything, seen), labels


@book.misconception(
    "mask_tokens",
    "random_token_of_the_batch",
    en="Is the random id one of all ids of the vocabulary, or one of those that happen to be in this batch?",
    ko="무작위 id를 어휘 전체에서 뽑나요, 이 배치에 있는 것 가운데서 뽑나요?",
)
def random_token_of_the_batch(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    special = torch.isin(ids, torch.tensor(special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~special
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    words = ids[~special]
    anything = words[torch.randint(len(words), ids.shape, generator=generator)]
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "seed_not_used",
    en="Which dice does each torch.rand use when you do not hand it your generator?",
    ko="generator를 넘기지 않으면 torch.rand는 어떤 주사위를 쓰나요?",
)
def seed_not_used(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    chosen = (torch.rand(ids.shape) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), torch.randint(vocab_size, ids.shape), seen)
    return seen, labels


@book.misconception(
    "mask_tokens",
    "ids_overwritten",
    en="Whose tensor do you write into? Is the caller's ids still the same afterwards?",
    ko="누구의 텐서에 쓰고 있나요? 부른 쪽의 ids가 나중에도 그대로인가요?",
)
def ids_overwritten(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    labels = torch.where(chosen, ids, -100)
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    ids[chosen & (fate < 0.8)] = mask_id
    replaced = chosen & (fate >= 0.9)
    ids[replaced] = anything[replaced]
    return ids, labels


@book.misconception(
    "mask_tokens",
    "labels_of_what_is_seen",
    en="Is the label the original token or what the model sees there? When do you make the labels?",
    ko="레이블이 원래 토큰인가요, 모델이 그 자리에서 보는 것인가요? 레이블은 언제 만드나요?",
)
def labels_of_what_is_seen(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    chosen = (torch.rand(ids.shape, generator=generator) < 0.15) & ~torch.isin(ids, torch.tensor(special_ids))
    fate = torch.rand(ids.shape, generator=generator)
    anything = torch.randint(vocab_size, ids.shape, generator=generator)
    seen = torch.where(chosen & (fate < 0.8), mask_id, ids)
    seen = torch.where(chosen & (fate >= 0.9), anything, seen)
    return seen, torch.where(chosen, seen, -100)


@book.alternative("mask_tokens", "one_number_for_everything")
def one_number_for_everything(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    draw = torch.rand(ids.shape, generator=generator)
    draw[torch.isin(ids, torch.tensor(special_ids))] = 1.0
    labels = ids.clone()
    labels[draw >= 0.15] = -100
    seen = ids.clone()
    seen[draw < 0.12] = mask_id
    swap = (draw >= 0.12) & (draw < 0.135)
    seen[swap] = torch.randint(0, vocab_size, (int(swap.sum()),), generator=generator)
    return seen, labels


@book.alternative("mask_tokens", "half_of_the_rest")
def half_of_the_rest(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    share = torch.full(ids.shape, 0.15)
    for number in special_ids:
        share.masked_fill_(ids == number, 0.0)
    chosen = torch.bernoulli(share, generator=generator).bool()
    hidden = chosen & torch.bernoulli(torch.full(ids.shape, 0.8), generator=generator).bool()
    replaced = chosen & ~hidden & torch.bernoulli(torch.full(ids.shape, 0.5), generator=generator).bool()
    seen, labels = ids.clone(), ids.clone()
    labels[~chosen] = -100
    seen[hidden] = mask_id
    seen[replaced] = torch.randint(0, vocab_size, ids.shape, generator=generator)[replaced]
    return seen, labels


@book.alternative("mask_tokens", "token_after_token")
def token_after_token(ids: Tensor, special_ids: Any, mask_id: int, vocab_size: int, seed: int) -> Any:
    generator = torch.Generator().manual_seed(seed)
    dice = torch.rand((3, *ids.shape), generator=generator, dtype=torch.float64).tolist()
    seen, labels = ids.tolist(), []
    for row, choices, fates, others in zip(seen, *dice, strict=True):
        answers = []
        for t, token in enumerate(row):
            answers.append(-100)
            if token not in special_ids and choices[t] < 0.15:
                answers[t] = token
                if fates[t] < 0.8:
                    row[t] = mask_id
                elif fates[t] < 0.9:
                    row[t] = int(others[t] * vocab_size)
        labels.append(answers)
    return torch.tensor(seen), torch.tensor(labels)


# ------------------------------------------------------------------------------------------------------- 4 mlm_loss


def mlm_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Oracle."""
    return F.cross_entropy(logits.double().flatten(0, 1), labels.flatten())


def _labels(rng: Rng, shape: tuple[int, int], size: int) -> Tensor:
    """Labels with gaps; at least one in each row has a label, and one has none. Label 0 is there."""
    labels = rng.ids(0, size, shape)
    gaps = torch.tensor(rng.uniform(shape)).argsort(dim=-1) < (shape[1] + 1) // 2
    labels = labels.masked_fill(gaps, -100)
    row = int((~gaps[0]).nonzero()[0])
    labels[0, row] = 0
    return labels


@book.check(
    "mlm_loss",
    bug="divided_by_all_places",
    reason=Choice(
        "B",
        {
            "A": Text(
                "The words were brought to axis 1, where F.cross_entropy looks for the classes. By how many places is the sum divided?",
                "단어는 F.cross_entropy가 클래스를 찾는 1번 축으로 옮겨져 있어요. 합을 몇 자리로 나누고 있나요?",
            ),
            "B": Text(
                "The losses of places without a label are 0, but the mean counts these places. With one token in seven chosen "
                "the loss is about a seventh of the right one.",
                "레이블이 없는 자리의 손실은 0이지만, 평균은 그 자리까지 세요. 일곱에 하나를 골랐다면 손실이 맞는 값의 7분의 1쯤이 돼요.",
            ),
            "C": Text(
                "ignore_index makes them 0. Print the losses of a row with labels -100: what is there, and what does the mean do with it?",
                "ignore_index가 0으로 만들어요. 레이블이 -100인 줄의 손실을 출력해 보세요. 무엇이 있고, 평균은 그것을 어떻게 하나요?",
            ),
            "D": Text(
                "Padding has the label -100 and adds nothing to the sum. But does it count in the mean?",
                "패딩의 레이블은 -100이라 합에 아무것도 보태지 않아요. 그런데 평균을 낼 때는 세지 않나요?",
            ),
        },
    ),
)
def check_mlm_loss(student: Student, rng: Rng, expect: Expect) -> None:
    """Some places, all places, a single one; huge logits; last the gradient."""

    def case(batch: int, length: int, size: int, scale: float = 2.0) -> tuple[Tensor, Tensor]:
        return rng.tensor32((batch, length, size), scale), _labels(rng, (batch, length), size)

    with expect.part(
        "some_places",
        4,
        en="Is the mean taken over the places with a label alone, all of them together and each counted once?",
        ko="레이블이 있는 자리에 대해서만, 모두 합쳐 저마다 한 번씩 세어 평균을 내나요?",
    ):
        uneven = case(3, 6, 5)
        uneven[1][1, :] = -100
        uneven[1][1, 2] = 3
        full = (rng.tensor32((3, 4, 5)), rng.ids(0, 5, (3, 4)))
        expect.same(student, "mlm_loss", mlm_loss, [case(2, 5, 7), uneven, case(4, 4, 4), full])
    with expect.part(
        "extremes",
        1,
        en="Is it right for a single label, and for logits in the hundreds?",
        ko="레이블이 하나뿐일 때도, 로짓이 수백일 때도 맞나요?",
    ):
        single = torch.full((2, 4), -100)
        single[1, 2] = 4
        logits, labels = case(2, 5, 7, 300.0)
        labels[0, :2] = 3
        logits[0, 0, 3] += 3000.0  # so sure that the loss of a place with a label is 0
        cases = [(rng.tensor32((2, 4, 6), 1.0), single), (logits, labels)]
        expect.same(student, "mlm_loss", mlm_loss, cases, unchanged=True)
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to the logits of every place with a label?",
        ko="여러분의 손실에서 backward를 시작하면 레이블이 있는 모든 자리의 로짓까지 닿나요?",
    ):
        expect.same_gradients(student, mlm_loss, case(3, 5, 6), torch.ones(()))


@book.misconception(
    "mlm_loss",
    "divided_by_all_places",
    en="How many places has the mean, and how many of them have a label?",
    ko="몇 자리의 평균을 내고 있고, 그 가운데 레이블이 있는 것은 몇 자리인가요?",
)
def divided_by_all_places(logits: Tensor, labels: Tensor) -> Tensor:
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")  # (B, T)
    return losses.mean()


@book.misconception(
    "mlm_loss",
    "summed_up",
    en="Is the loss the sum over the chosen places or their mean?",
    ko="손실이 고른 자리의 합인가요, 평균인가요?",
)
def summed_up(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), labels, reduction="sum")


@book.misconception(
    "mlm_loss",
    "mean_of_sentence_means",
    en="Two sentences with one and with nine chosen tokens: does each token count alike?",
    ko="고른 토큰이 하나인 문장과 아홉 개인 문장이 있어요. 토큰마다 똑같이 세고 있나요?",
)
def mean_of_sentence_means(logits: Tensor, labels: Tensor) -> Tensor:
    losses = F.cross_entropy(logits.transpose(1, 2), labels, reduction="none")
    return (losses.sum(dim=1) / (labels != -100).sum(dim=1)).mean()


@book.misconception(
    "mlm_loss",
    "minus_100_as_word_0",
    en="What becomes of -100 in your code? Is word 0 the right answer there?",
    ko="여러분의 코드에서 -100은 무엇이 되나요? 그 자리의 답이 0번 단어인가요?",
)
def minus_100_as_word_0(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), labels.clamp(min=0))


@book.misconception(
    "mlm_loss",
    "zero_losses_left_out",
    en="Can a place with a label have a loss of 0? By what do you tell the places without a label?",
    ko="레이블이 있는 자리의 손실도 0이 될 수 있나요? 레이블이 없는 자리를 무엇으로 알아보나요?",
)
def zero_losses_left_out(logits: Tensor, labels: Tensor) -> Tensor:
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")
    return losses[losses != 0].mean()


@book.misconception(
    "mlm_loss",
    "softmax_twice",
    en="F.cross_entropy makes a softmax of its own. What does it get from you?",
    ko="F.cross_entropy는 소프트맥스를 스스로 해요. 무엇을 넘겨주고 있나요?",
)
def softmax_twice(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(torch.softmax(logits, dim=-1).transpose(1, 2), labels)


@book.misconception(
    "mlm_loss",
    "reshaped_for_transposed",
    en="Does reshape bring the words to axis 1, or does it only read the same numbers on in the same order?",
    ko="reshape가 단어를 1번 축으로 옮겨 주나요, 아니면 같은 순서의 숫자를 다른 모양으로 읽을 뿐인가요?",
)
def reshaped_for_transposed(logits: Tensor, labels: Tensor) -> Tensor:
    batch, length, size = logits.shape
    return F.cross_entropy(logits.reshape(batch, size, length), labels)


@book.misconception(
    "mlm_loss",
    "word_0_left_out",
    en="Word 0 is a word like any other here. Which number marks the places without an answer?",
    ko="여기서 0번 단어는 다른 단어와 같아요. 답이 없는 자리를 나타내는 수는 무엇인가요?",
)
def word_0_left_out(logits: Tensor, labels: Tensor) -> Tensor:
    wanted = labels > 0
    return F.cross_entropy(logits[wanted], labels[wanted])


@book.misconception(
    "mlm_loss",
    "loss_detached",
    en="The number is right. Where is the gradient cut off on its way back (a new torch.tensor, detach, .data, no_grad, tolist, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(새로 만든 torch.tensor, detach, .data, no_grad, tolist, NumPy)?",
)
def loss_detached(logits: Tensor, labels: Tensor) -> Tensor:
    losses = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100, reduction="none")
    return torch.tensor([losses[b, t] for b, t in (labels != -100).nonzero().tolist()]).mean()


@book.alternative("mlm_loss", "flattened")
def flattened(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), ignore_index=-100)


@book.alternative("mlm_loss", "picked_by_hand")
def picked_by_hand(logits: Tensor, labels: Tensor) -> Tensor:
    wanted = labels != -100
    logs = torch.log_softmax(logits[wanted].double(), dim=-1)
    return -logs[torch.arange(len(logs)), labels[wanted]].mean()


# -------------------------------------------------------------------------------------------------- 5 BertEmbedding


class BertEmbedding(nn.Module):
    """Oracle: torch.nn.functional."""

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


def _ids(rng: Rng, batch: int, length: int, size: int) -> Tensor:
    return rng.ids(0, size, (batch, length))


def _halves(rng: Rng, batch: int, length: int) -> Tensor:
    """Segments: zeros, then ones, from another place in each sentence."""
    starts = _tensor(rng.integers(1, length, (batch, 1)))
    return (torch.arange(length) >= starts).long()


def _same_gradients(
    student: Student,
    rng: Rng,
    expect: Expect,
    oracle: Any,
    arguments: Any,
    inputs: Any,
    left_out: str = "none",
) -> None:
    """Forward and backward of the student's module and of the oracle's give the same.

    The gradient of a bias of w_k is nothing but rounding, for it moves all scores of a query alike. What was called is taken
    from the record when an earlier part failed: diagnosis would only see the same mistake once more, with noise.
    """
    given, right = order_one(rng, oracle(*arguments)), reference(oracle, *arguments)
    before, wrong_before = len(student.calls), bool(expect.failures)
    right.load(given)
    upstream = rng.tensor32(as_array(right(*inputs)).shape)
    wanted = right.gradients(inputs, upstream)
    for name in [name for name in wanted[1] if left_out in name]:
        del wanted[1][name]
    try:
        module = student.build(oracle.__name__, *arguments)
        module.load(given)
        expect.gradients(module.gradients(inputs, upstream), wanted)
    except Failure:
        if wrong_before:
            del student.calls[before:]
        raise
    if left_out != "none":
        del student.calls[before:]


@book.check("BertEmbedding")
def check_bert_embedding(student: Student, rng: Rng, expect: Expect) -> None:
    """Tokens and positions, segments, no segments, eps, gradients."""

    def same(arguments: Any, *cases: Any, tables: float = 0.7, unchanged: bool = False) -> None:
        given = order_one(rng, BertEmbedding(*arguments), tables)
        expect.same_module(student, BertEmbedding, arguments, given, cases, unchanged=unchanged)

    with expect.part(
        "three_rows",
        3,
        en="Are three rows added for each token, those of its id, of its place and of its segment, and then normalized?",
        ko="토큰마다 id의 행, 자리의 행, 세그먼트의 행 세 개를 더하고 나서 정규화하나요?",
    ):
        same((11, 9, 6), (_ids(rng, 2, 5, 11), _halves(rng, 2, 5)), (_ids(rng, 3, 9, 11), _halves(rng, 3, 9)))
        same((7, 4, 5), (_ids(rng, 4, 4, 4), _halves(rng, 4, 4)))
        one_token = _ids(rng, 2, 1, 11), torch.tensor([[1], [0]])
        same((11, 9, 6), (_ids(rng, 1, 4, 11), _halves(rng, 1, 4)), one_token)
    with expect.part(
        "no_segments",
        2,
        en="When no segments are given, which row of the segment table belongs to every token?",
        ko="세그먼트를 주지 않으면, 세그먼트 표의 어느 행이 모든 토큰에 더해지나요?",
    ):
        same((11, 9, 6), (_ids(rng, 2, 5, 11),), (_ids(rng, 3, 4, 11), None))
    with expect.part(
        "eps",
        1,
        en="Which eps does the norm get? It shows when the sums are small.",
        ko="정규화에 어떤 eps를 주나요? 합이 작을 때 드러나요.",
    ):
        same((11, 9, 6), (_ids(rng, 2, 5, 11), _halves(rng, 2, 5)), tables=2e-5)
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach all three tables and the norm? Is there nothing else that is learned?",
        ko="세 표와 정규화 모두에 기울기가 닿나요? 그 밖에 학습되는 것은 없나요?",
    ):
        inputs = [_ids(rng, 2, 5, 11), _halves(rng, 2, 5)]
        inputs[0][0, 1] = 0  # a token like any other
        same((11, 9, 6), (_ids(rng, 2, 3, 11),), unchanged=True)
        _same_gradients(student, rng, expect, BertEmbedding, (11, 9, 6), inputs)
        module = student.build("BertEmbedding", 11, 9, 6)
        expect.parameter_count(module, (11 + 9 + 2 + 2) * 6)


@book.misconception(
    "BertEmbedding",
    "nothing_for_no_segments",
    en="No segments given means: all tokens belong to sentence 0. Is row 0 of the segment table nothing?",
    ko="세그먼트를 주지 않았다는 것은 모든 토큰이 0번 문장에 속한다는 뜻이에요. 세그먼트 표의 0번 행이 아무것도 아닌가요?",
)
class NothingForNoSegments(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        if segments is not None:
            x = x + self.segment_embedding(segments)
        return self.norm(x)


@book.misconception(
    "BertEmbedding",
    "norm_left_out",
    en="What happens to the sum of the three rows before it is returned?",
    ko="세 행을 더한 것을 돌려주기 전에 무엇을 하나요?",
)
class NormLeftOut(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        return x + self.segment_embedding(segments)


@book.misconception(
    "BertEmbedding",
    "tokens_scaled",
    en="The model of 2017 multiplies by the root of d_model. Does BERT?",
    ko="2017년 모델은 d_model의 제곱근을 곱해요. BERT도 그런가요?",
)
class TokensScaled(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        x = self.token_embedding(ids) * self.token_embedding.weight.shape[1] ** 0.5
        x = x + self.position_embedding(torch.arange(ids.shape[1])) + self.segment_embedding(segments)
        return self.norm(x)


@book.misconception(
    "BertEmbedding",
    "torch_s_eps",
    en="Which eps does LayerNorm take when you give none, and which one has BERT?",
    ko="eps를 주지 않으면 LayerNorm은 얼마를 쓰나요? BERT의 eps는 얼마인가요?",
)
class TorchsEps(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(ids.shape[1]))
        return self.norm(x + self.segment_embedding(segments))


@book.misconception(
    "BertEmbedding",
    "positions_of_the_sentence",
    en="Which axis of ids do the places run along? What is len(ids)?",
    ko="자리는 ids의 어느 축을 따라가나요? len(ids)는 무엇인가요?",
)
class PositionsOfTheSentence(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        places = self.position_embedding(torch.arange(len(ids)))[:, None]
        return self.norm(self.token_embedding(ids) + places + self.segment_embedding(segments))


@book.misconception(
    "BertEmbedding",
    "row_0_never_learns",
    en="Which row of your token table gets no gradient? Who said that id 0 is the padding?",
    ko="토큰 표에서 기울기를 받지 못하는 행은 어느 것인가요? id 0이 패딩이라고 누가 말했나요?",
)
class Row0NeverLearns(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model, padding_idx=0)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Any:
        if segments is None:
            segments = torch.zeros_like(ids)
        places = torch.arange(ids.shape[1])
        return self.norm(
            self.token_embedding(ids) + self.position_embedding(places) + self.segment_embedding(segments)
        )


@book.misconception(
    "BertEmbedding",
    "positions_looked_up_with_ids",
    en="The position table is asked where a token stands. What do you hand to it?",
    ko="위치 표에는 토큰이 어디에 있는지를 물어요. 무엇을 넘기고 있나요?",
)
class PositionsLookedUpWithIds(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        places = self.position_embedding(ids % self.position_embedding.num_embeddings)
        return self.norm(self.token_embedding(ids) + places + self.segment_embedding(segments))


@book.misconception(
    "BertEmbedding",
    "rows_averaged",
    en="Are the three rows added or averaged? The norm takes a factor away again, but not where eps is as large as the sums.",
    ko="세 행을 더하나요, 평균을 내나요? 정규화하면 배수는 다시 사라지지만, eps가 합만큼 큰 곳에서도 그런가요?",
)
class RowsAveraged(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        segments = torch.zeros_like(ids) if segments is None else segments
        places = torch.arange(ids.shape[1])
        x = self.token_embedding(ids) + self.position_embedding(places) + self.segment_embedding(segments)
        return self.norm(x / 3)


@book.misconception(
    "BertEmbedding",
    "segments_ignored",
    en="The segments are an argument of forward. Which line reads them?",
    ko="forward가 segments를 인수로 받아요. 어느 줄에서 그것을 읽나요?",
)
class SegmentsIgnored(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        places = torch.arange(ids.shape[1])
        first = self.segment_embedding(torch.zeros_like(ids))
        return self.norm(self.token_embedding(ids) + self.position_embedding(places) + first)


@book.alternative("BertEmbedding", "rows_by_hand")
class RowsByHand(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, eps=1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        x = self.token_embedding.weight[ids] + self.position_embedding(torch.arange(0, ids.size(1)))
        return self.norm(
            x + (self.segment_embedding.weight[0] if segments is None else self.segment_embedding(segments))
        )


@book.alternative("BertEmbedding", "one_hot_rows")
class OneHotRows(nn.Module):
    def __init__(self, vocab_size: int, max_length: int, d_model: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocab_size, d_model, padding_idx=None)
        self.position_embedding = nn.Embedding(max_length, d_model)
        self.segment_embedding = nn.Embedding(2, d_model)
        self.norm = LayerNorm(d_model, 1e-12)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        if segments is None:
            segments = torch.zeros(ids.shape, dtype=torch.int64)
        token = self.token_embedding.weight
        x = F.one_hot(ids, len(token)).to(token.dtype) @ token
        x = x + self.position_embedding.weight[: ids.shape[1]] + self.segment_embedding(segments)
        return self.norm(x)


# -------------------------------------------------------------------------------------------------------- 6 MLMHead


class MLMHead(nn.Module):
    """Oracle: torch.nn.functional."""

    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        z = self.norm(F.gelu(F.linear(x, self.dense.weight, self.dense.bias)))
        return F.linear(z, table, self.bias)


@book.check("MLMHead")
def check_mlm_head(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, the exact GELU, the eps, other axes, gradients of the table too.

    A norm over few numbers behind a GELU, which takes most of what is below 0 away, magnifies rounding: hence 10 and 12.
    """

    def same(arguments: Any, *cases: Any, unchanged: bool = False, small: bool = False) -> None:
        given = order_one(rng, MLMHead(*arguments))
        if small:
            given["dense.weight"], given["dense.bias"] = 1e-3 * given["dense.weight"], 0 * given["dense.bias"]
        expect.same_module(student, MLMHead, arguments, given, cases, unchanged=unchanged)

    def case(lead: tuple[int, ...], d_model: int, size: int, scale: float = 1.0) -> tuple[Tensor, Tensor]:
        return rng.tensor32((*lead, d_model), scale), rng.tensor32((size, d_model), 0.7)

    with expect.part(
        "values",
        4,
        en="Is it dense, then GELU, then norm, then the product with every row of the table, then the bias?",
        ko="dense, GELU, 정규화, 표의 모든 행과의 곱, bias 순서인가요?",
    ):
        same((12, 11), case((2, 5), 12, 11), case((3, 4), 12, 11))
        same((10, 10), case((2, 5), 10, 10, 2.0))
    with expect.part(
        "eps",
        1,
        en="Which eps does the norm get? It shows when the numbers in front of it are small.",
        ko="정규화에 어떤 eps를 주나요? 그 앞의 수가 작을 때 드러나요.",
    ):
        same((12, 11), case((2, 5), 12, 11), small=True)
    with expect.part(
        "axes",
        1,
        en="Does it work for one token and for chosen tokens in a row, and are the inputs left alone?",
        ko="토큰 하나에도, 골라낸 토큰들의 줄에도 동작하나요? 입력은 그대로인가요?",
    ):
        same((12, 11), case((7,), 12, 11), case((1, 1), 12, 11), unchanged=True)
    with expect.part(
        "gradients",
        2,
        en="Does a gradient reach x, the table and every part? Is the table of the caller used, and none of the head's own?",
        ko="x와 표, 모든 부품에 기울기가 닿나요? 헤드가 따로 만든 표가 아니라 받은 표를 쓰나요?",
    ):
        same((12, 11), case((2, 3), 12, 11))
        _same_gradients(student, rng, expect, MLMHead, (12, 11), list(case((2, 5), 12, 11)))
        module = student.build("MLMHead", 12, 11)
        expect.parameter_count(module, 12 * 12 + 12 + 24 + 11)
        start = expect.like(module(case((2, 3), 12, 11)[0], torch.zeros(11, 12)), np.zeros((2, 3, 11)))
        if start.any():  # a table of zeros leaves the bias alone
            raise Failure(
                Text(
                    "With which numbers does your bias begin? Which does the docstring ask for?",
                    "bias가 어떤 수로 시작하나요? 설명에는 무엇이라고 적혀 있나요?",
                )
            )


@book.misconception(
    "MLMHead",
    "gelu_with_tanh",
    en="Two functions are called GELU. Which of them is the exact one?",
    ko="GELU라는 이름의 함수가 두 가지예요. 정확한 것은 어느 쪽인가요?",
)
class GeluWithTanh(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(F.gelu(self.dense(x), approximate="tanh")) @ table.mT + self.bias


@book.misconception(
    "MLMHead",
    "norm_before_gelu",
    en="In which order do GELU and norm come in the formula, read from the inside?",
    ko="수식을 안쪽부터 읽으면 GELU와 정규화 가운데 무엇이 먼저인가요?",
)
class NormBeforeGelu(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return gelu(self.norm(self.dense(x))) @ table.mT + self.bias


@book.misconception(
    "MLMHead",
    "head_without_norm",
    en="The norm is made. Where is it used?",
    ko="정규화를 만들었어요. 어디에서 쓰나요?",
)
class HeadWithoutNorm(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return gelu(self.dense(x)) @ table.mT + self.bias


@book.misconception(
    "MLMHead",
    "words_without_bias",
    en="A word that is frequent everywhere should score higher everywhere. Which part can learn that, and is it added?",
    ko="어디서나 자주 나오는 단어는 어디서나 점수가 높아야 해요. 그것을 배울 수 있는 부품은 무엇이고, 더하고 있나요?",
)
class WordsWithoutBias(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(gelu(self.dense(x))) @ table.mT


@book.misconception(
    "MLMHead",
    "softmax_at_the_end",
    en="Logits or probabilities: what does the docstring ask for?",
    ko="로짓인가요, 확률인가요? docstring이 바라는 것은 무엇인가요?",
)
class SoftmaxAtTheEnd(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return torch.softmax(self.norm(gelu(self.dense(x))) @ table.mT + self.bias, dim=-1)


@book.misconception(
    "MLMHead",
    "head_with_torch_s_eps",
    en="Which eps does LayerNorm take when you give none?",
    ko="eps를 주지 않으면 LayerNorm은 얼마를 쓰나요?",
)
class HeadWithTorchsEps(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(gelu(self.dense(x))) @ table.mT + self.bias


@book.misconception(
    "MLMHead",
    "table_cut_off",
    en="The head must help to learn the table. Does its gradient get through?",
    ko="헤드도 표를 함께 학습시켜야 해요. 표까지 기울기가 닿나요?",
)
class TableCutOff(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(gelu(self.dense(x))) @ table.detach().mT + self.bias


@book.misconception(
    "MLMHead",
    "gelu_left_out",
    en="What bends the numbers between dense and norm?",
    ko="dense와 정규화 사이에서 수를 휘게 하는 것은 무엇인가요?",
)
class GeluLeftOut(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(self.dense(x)) @ table.mT + self.bias


@book.misconception(
    "MLMHead",
    "norm_before_dense",
    en="Read the formula from the inside: what meets x first, and what comes right before the table?",
    ko="수식을 안쪽부터 읽어 보세요. x가 처음 만나는 것은 무엇이고, 표 바로 앞에 오는 것은 무엇인가요?",
)
class NormBeforeDense(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return gelu(self.dense(self.norm(x))) @ table.mT + self.bias


@book.alternative("MLMHead", "with_linear")
class WithLinear(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.dense = nn.Linear(d_model, d_model)
        self.norm = LayerNorm(d_model, 1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return F.linear(self.norm(F.gelu(self.dense(x))), table, self.bias)


@book.alternative("MLMHead", "with_einsum")
class WithEinsum(nn.Module):
    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(vocab_size))
        self.norm = LayerNorm(d_model, 1e-12)
        self.dense = nn.Linear(d_model, d_model)
        self.bend = nn.GELU()

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        return torch.einsum("...d,vd->...v", self.norm(self.bend(self.dense(x))), table) + self.bias


# ----------------------------------------------------------------------------------------------------------- 7 BERT


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


SIZES = (13, 9, 12, 3, 20, 2)  # vocab_size, max_length, d_model, n_heads, d_ff, n_layers


@book.check("BERT", uses=("BertEmbedding", "MLMHead"))
def check_bert(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same_module(student, BERT, sizes, given, cases, unchanged=unchanged)

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


@book.misconception(
    "BERT",
    "causal_mask_left_on",
    en="May the first token see the last? Which mask of an earlier day is still there?",
    ko="첫 토큰이 마지막 토큰을 볼 수 있나요? 앞에서 쓰던 어떤 마스크가 남아 있나요?",
)
class CausalMaskLeftOn(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        causal = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).tril()
        return self.encoder(self.embedding(ids, segments), causal if mask is None else mask & causal)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "relu_in_the_blocks",
    en="Which activation does Encoder take when you name none?",
    ko="activation을 주지 않으면 Encoder는 무엇을 쓰나요?",
)
class ReluInTheBlocks(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", eps=1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "tanh_gelu_in_the_blocks",
    en='"gelu" or "gelu_tanh": which of them is BERT\'s, and which is GPT-2\'s?',
    ko='"gelu"와 "gelu_tanh" 가운데 BERT의 것은 무엇이고 GPT-2의 것은 무엇인가요?',
)
class TanhGeluInTheBlocks(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu_tanh", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "eps_of_torch_in_the_blocks",
    en="Which eps do the norms in the blocks take when Encoder is not told one?",
    ko="Encoder에 eps를 주지 않으면 블록 안의 정규화는 얼마를 쓰나요?",
)
class EpsOfTorchInTheBlocks(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu")
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "mask_not_handed_on",
    en="Who needs the mask, and does it get there?",
    ko="마스크가 필요한 것은 누구이고, 거기까지 닿나요?",
)
class MaskNotHandedOn(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments))

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "segments_not_handed_on",
    en="Who needs the segments, and do they get there from forward?",
    ko="세그먼트가 필요한 것은 누구이고, forward에서 거기까지 닿나요?",
)
class SegmentsNotHandedOn(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "table_frozen_in_the_head",
    en="The token table is learned from both ends. What do .data and .detach() do to one of them?",
    ko="토큰 표는 양쪽 끝에서 학습돼요. .data나 .detach()는 그 한쪽을 어떻게 하나요?",
)
class TableFrozenInTheHead(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        table = self.embedding.token_embedding.weight.data
        return self.mlm_head(self.encode(ids, mask, segments), table)


@book.misconception(
    "BERT",
    "always_six_blocks",
    en="How many blocks does the encoder get? Which argument says so?",
    ko="인코더에 블록이 몇 개인가요? 어느 인수가 그것을 정하나요?",
)
class AlwaysSixBlocks(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, 6, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "mask_turned_over",
    en="In the mask True means: may look. Who may look at whom after your ~?",
    ko="마스크에서 True는 볼 수 있다는 뜻이에요. ~를 붙이고 나면 누가 누구를 볼 수 있나요?",
)
class MaskTurnedOver(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), None if mask is None else ~mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "mask_lost_in_forward",
    en="encode can take a mask. Does forward hand it one?",
    ko="encode는 마스크를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
class MaskLostInForward(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, None, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "segments_lost_in_forward",
    en="encode can take segments. Does forward hand them on?",
    ko="encode는 세그먼트를 받을 수 있어요. forward가 그것을 넘겨주나요?",
)
class SegmentsLostInForward(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "one_mask_for_all_queries",
    en="A mask (B, T, T) has a row for each query. Which of its rows does your code hand on?",
    ko="마스크 (B, T, T)에는 쿼리마다 행이 하나씩 있어요. 그 가운데 어느 행을 넘기나요?",
)
class OneMaskForAllQueries(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), None if mask is None else mask[:, :1])

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


@book.misconception(
    "BERT",
    "probabilities_instead_of_logits",
    en="Logits or probabilities: what does the docstring ask for, and what does the cross-entropy take?",
    ko="로짓인가요, 확률인가요? docstring은 무엇을 달라고 하고, 교차 엔트로피는 무엇을 받나요?",
)
class ProbabilitiesInsteadOfLogits(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.encoder(self.embedding(ids, segments), mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        logits = self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)
        return torch.softmax(logits, dim=-1)


@book.alternative("BERT", "names_for_everything")
class NamesForEverything(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.mlm_head = MLMHead(vocab_size=vocab_size, d_model=d_model)
        self.encoder = Encoder(
            d_model=d_model, n_heads=n_heads, d_ff=d_ff, n_layers=n_layers, eps=1e-12, activation="gelu"
        )
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        x = self.embedding(ids, segments)
        for block in self.encoder.blocks:
            x = block(x, mask)
        return x

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        hidden = self.encode(ids, mask=mask, segments=segments)
        return self.mlm_head(hidden, self.embedding.token_embedding.weight)


@book.alternative("BERT", "mask_for_all_queries")
class MaskForAllQueries(nn.Module):
    def __init__(
        self, vocab_size: int, max_length: int, d_model: int, n_heads: int, d_ff: int, n_layers: int = 6
    ) -> None:
        super().__init__()
        self.embedding = BertEmbedding(vocab_size, max_length, d_model)
        self.encoder = Encoder(d_model, n_heads, d_ff, n_layers, "post", "gelu", 1e-12)
        self.mlm_head = MLMHead(d_model, vocab_size)

    def encode(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        batch, length = ids.shape
        every = torch.ones(batch, length, length, dtype=torch.bool)
        segments = torch.zeros_like(ids) if segments is None else segments
        return self.encoder(self.embedding(ids, segments), every if mask is None else every & mask)

    def forward(self, ids: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        return self.mlm_head(self.encode(ids, mask, segments), self.embedding.token_embedding.weight)


# ----------------------------------------------------------------------------------------------- 8 NextSentenceHead


class NextSentenceHead(nn.Module):
    """Oracle: torch.nn.functional."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        pooled = F.linear(x.select(1, 0), self.pool.weight, self.pool.bias).tanh()
        return F.linear(pooled, self.classify.weight, self.classify.bias)


@book.check("NextSentenceHead")
def check_next_sentence_head(student: Student, rng: Rng, expect: Expect) -> None:
    """Values, other sizes, gradients."""

    def same(d_model: int, *cases: Any, unchanged: bool = False) -> None:
        given = order_one(rng, NextSentenceHead(d_model))
        expect.same_module(student, NextSentenceHead, (d_model,), given, cases, unchanged=unchanged)

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
        _same_gradients(student, rng, expect, NextSentenceHead, (6,), [rng.tensor32((3, 5, 6))])
        module = student.build("NextSentenceHead", 6)
        expect.parameter_count(module, 6 * 6 + 6 + 2 * 6 + 2)


@book.misconception(
    "NextSentenceHead",
    "tanh_forgotten",
    en="What stands between the two layers? Without it, would one layer do?",
    ko="두 층 사이에 무엇이 있나요? 그것이 없다면 층 하나로도 되지 않을까요?",
)
class TanhForgotten(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.pool(x[:, 0]))


@book.misconception(
    "NextSentenceHead",
    "pooler_forgotten",
    en="Pool and tanh are the pooler. Does the vector at [CLS] go through it?",
    ko="pool과 tanh가 풀러예요. [CLS]의 벡터가 그것을 지나나요?",
)
class PoolerForgotten(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(x[:, 0])


@book.misconception(
    "NextSentenceHead",
    "mean_over_the_tokens",
    en="Where must the answer be given: at [CLS], or over all tokens?",
    ko="어디에서 답하나요? [CLS]에서인가요, 모든 토큰에 걸쳐서인가요?",
)
class MeanOverTheTokens(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(torch.tanh(self.pool(x.mean(dim=1))))


@book.misconception(
    "NextSentenceHead",
    "last_token_read",
    en="Where does [CLS] stand, in front or at the end?",
    ko="[CLS]는 맨 앞에 있나요, 맨 뒤에 있나요?",
)
class LastTokenRead(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(torch.tanh(self.pool(x[:, -1])))


@book.misconception(
    "NextSentenceHead",
    "first_sentence_read",
    en="x[0] is the first what: the first place of every sentence, or the first sentence?",
    ko="x[0]은 무엇의 처음인가요? 모든 문장의 첫 자리인가요, 첫 문장인가요?",
)
class FirstSentenceRead(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool, self.classify = nn.Linear(d_model, d_model), nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(torch.tanh(self.pool(x[0])))


@book.alternative("NextSentenceHead", "everything_then_cls")
class EverythingThenCls(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.pool = nn.Linear(d_model, d_model)
        self.classify = nn.Linear(d_model, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.pool(x).tanh())[:, 0, :]


@book.alternative("NextSentenceHead", "as_a_chain")
class AsAChain(nn.Module):
    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.classify = nn.Linear(d_model, 2)
        self.pool = nn.Linear(d_model, d_model)
        self.bend = nn.Tanh()

    def forward(self, x: Tensor) -> Tensor:
        cls = torch.stack([sentence[0] for sentence in x])
        return self.classify(self.bend(self.pool(cls)))


# ------------------------------------------------------------------------------------------------ 9 masked_accuracy


def masked_accuracy(logits: Tensor, labels: Tensor) -> float:
    """Oracle, with NumPy."""
    wanted = labels.numpy() != -100
    return float(np.mean(logits.numpy()[wanted].argmax(axis=-1) == labels.numpy()[wanted]))


def _guessed(rng: Rng, batch: int, length: int, size: int) -> tuple[Tensor, Tensor]:
    """Logits whose first choice is right at about half of the places, with and without a label; label 0 is often right."""
    labels = _labels(rng, (batch, length), size)
    logits = rng.tensor32((batch, length, size))
    right = torch.tensor(rng.uniform((batch, length))) < 0.5
    hits = F.one_hot(labels.clamp(min=0), size).bool() & right[..., None]
    return logits + 9.0 * hits, labels


@book.check("masked_accuracy")
def check_masked_accuracy(student: Student, rng: Rng, expect: Expect) -> None:
    """Shares over the places with a label; all right, none right; other sizes."""

    def same(*cases: Any, unchanged: bool = False) -> None:
        expect.same(student, "masked_accuracy", masked_accuracy, cases, unchanged=unchanged)

    with expect.part(
        "share",
        3,
        en="Of the places with a label, at which share is the word with the largest logit the right one?",
        ko="레이블이 있는 자리 가운데, 로짓이 가장 큰 단어가 정답인 자리의 비율인가요?",
    ):
        labels = rng.ids(0, 9, (2, 6))
        labels[0, 1:] = -100
        hits = torch.tensor([[1] + [0] * 5, [1, 1] + [0] * 4])  # one of one and two of six: 3 / 7
        uneven = rng.tensor32((2, 6, 9)) + 50.0 * (2 * hits[..., None] - 1) * F.one_hot(
            labels.clamp(min=0), 9
        )
        same(_guessed(rng, 3, 8, 5), _guessed(rng, 4, 7, 9), _guessed(rng, 5, 5, 5), (uneven, labels))
    with expect.part(
        "all_and_none",
        1,
        en="All right gives 1, none right 0, even if there is only one place with a label?",
        ko="레이블이 있는 자리가 하나뿐이어도, 모두 맞으면 1이고 모두 틀리면 0인가요?",
    ):
        labels = torch.full((2, 4), -100)
        labels[1, 2] = 3
        logits = rng.tensor32((2, 4, 6))
        right = logits + 50.0 * F.one_hot(labels.clamp(min=0), 6)
        wrong = logits - 50.0 * F.one_hot(labels.clamp(min=0), 6)
        same((right, labels), (wrong, labels))
    with expect.part(
        "inputs_left_alone",
        0.5,
        en="Are logits and labels the same after the call?",
        ko="함수를 부른 뒤에도 logits와 labels가 그대로인가요?",
    ):
        same(_guessed(rng, 2, 9, 4), unchanged=True)


@book.misconception(
    "masked_accuracy",
    "share_of_all_places",
    en="By how many places do you divide, all of them or those with a label?",
    ko="몇 자리로 나누나요? 전체인가요, 레이블이 있는 자리인가요?",
)
def share_of_all_places(logits: Tensor, labels: Tensor) -> float:
    return (logits.argmax(dim=-1) == labels).float().mean().item()


@book.misconception(
    "masked_accuracy",
    "gaps_counted_as_hits",
    en="A place without a label: is it a hit?",
    ko="레이블이 없는 자리를 맞힌 것으로 세나요?",
)
def gaps_counted_as_hits(logits: Tensor, labels: Tensor) -> float:
    return ((logits.argmax(dim=-1) == labels) | (labels == -100)).float().mean().item()


@book.misconception(
    "masked_accuracy",
    "number_of_hits",
    en="Is it a number of hits or a share?",
    ko="맞힌 개수인가요, 비율인가요?",
)
def number_of_hits(logits: Tensor, labels: Tensor) -> float:
    return float((logits.argmax(dim=-1) == labels).sum())


@book.misconception(
    "masked_accuracy",
    "word_0_no_answer",
    en="Word 0 is a word like any other here. Which number marks the places without an answer?",
    ko="여기서 0번 단어는 다른 단어와 같아요. 답이 없는 자리를 나타내는 수는 무엇인가요?",
)
def word_0_no_answer(logits: Tensor, labels: Tensor) -> float:
    wanted = labels > 0
    return (logits.argmax(dim=-1) == labels)[wanted].float().mean().item()


@book.misconception(
    "masked_accuracy",
    "best_place_instead_of_word",
    en="Over which axis do you look for the largest, over the words or over the places?",
    ko="가장 큰 것을 어느 축에서 찾나요? 단어의 축인가요, 자리의 축인가요?",
)
def best_place_instead_of_word(logits: Tensor, labels: Tensor) -> float:
    wanted = labels != -100
    best = logits.argmax(dim=1)[:, :1].expand(labels.shape)
    return (best == labels)[wanted].float().mean().item()


@book.misconception(
    "masked_accuracy",
    "mean_over_sentences",
    en="A sentence with one label and one with nine: does each place count alike?",
    ko="레이블이 하나인 문장과 아홉 개인 문장이 있어요. 자리마다 똑같이 세고 있나요?",
)
def mean_over_sentences(logits: Tensor, labels: Tensor) -> float:
    wanted = labels != -100
    hits = (logits.argmax(dim=-1) == labels) & wanted
    shares = hits.sum(dim=1) / wanted.sum(dim=1).clamp(min=1)
    return shares.mean().item()


@book.alternative("masked_accuracy", "counted_place_by_place")
def counted_place_by_place(logits: Tensor, labels: Tensor) -> float:
    hits = places = 0
    for row, answers in zip(logits, labels, strict=True):
        for numbers, answer in zip(row, answers.tolist(), strict=True):
            if answer != -100:
                places += 1
                hits += int(numbers.argmax()) == answer
    return hits / places


@book.alternative("masked_accuracy", "a_tensor_of_one_number")
def a_tensor_of_one_number(logits: Tensor, labels: Tensor) -> Tensor:
    hits = logits.argmax(-1).eq(labels)
    return hits.sum() / labels.ne(-100).sum()


# --------------------------------------------------------------------------------------------------------- 10 search


def search(query: Tensor, table: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Oracle: F.cosine_similarity, sorted."""
    cosines = F.cosine_similarity(table.double(), query.double()[None], dim=-1)
    order = torch.argsort(cosines, descending=True)[:k]
    return order, cosines[order]


@book.check("search")
def check_search(student: Student, rng: Rng, expect: Expect) -> None:
    """Places and cosines; rows of very different length; k of one and of all."""

    def case(rows: int, width: int, k: int, stretched: bool = True) -> tuple[Tensor, Tensor, int]:
        while True:  # cosines that no rounding can change the order of
            query, table = rng.tensor32((width,), 3.0), rng.tensor32((rows, width))
            if stretched:
                table = table * torch.tensor(10.0 ** rng.uniform((rows, 1), -2, 2)).float()
            cosines = search(query, table, rows)[1]
            if (cosines[:-1] - cosines[1:]).min() > 1e-3:
                return query, table, k

    def same(*cases: Any, unchanged: bool = False) -> None:
        def one_case(*args: Any) -> None:
            places, cosines = expect.pair(student.call("search", *args), ("places", "cosines"))
            right_places, right_cosines = search(*args)
            if isinstance(places, list | tuple):
                places = np.asarray(_numbers(places))
            if isinstance(cosines, list | tuple):
                cosines = np.asarray([float(c) for c in cosines])
            got = expect.array(places, right_places, label="places")
            if got.dtype.kind not in "iu":
                raise Failure(
                    Text(
                        f"`places` should hold whole numbers and holds {got.dtype}. Where do they change?",
                        f"`places`는 정수여야 하는데 {got.dtype}이에요. 어디에서 바뀌나요?",
                    )
                )
            expect.array(cosines, right_cosines, label="cosines")
            if unchanged:
                expect.unchanged(student)

        expect.every(cases, one_case)

    with expect.part(
        "best_rows",
        3,
        en="Are they the rows with the largest cosines, the largest first, whatever the length of the rows?",
        ko="행의 길이가 얼마든, 코사인이 가장 큰 행들이 큰 것부터 나오나요?",
    ):
        same(case(7, 5, 3), case(9, 4, 4), case(5, 5, 2))
    with expect.part(
        "how_many",
        2,
        en="Is it right for one row, for all rows, and for cosines below 0?",
        ko="행 하나만 찾을 때도, 모든 행을 찾을 때도, 코사인이 음수일 때도 맞나요?",
    ):
        query, table, _ = case(6, 3, 6)
        same(
            (query, table, 1),
            (query, table, 6),
            (-query, table, 2),
            (query, -query[None] * torch.tensor([[2.0]]), 1),
            (query, torch.cat([table[:1], query[None]]), 1),  # it stands in the table itself
        )
    with expect.part(
        "inputs_left_alone",
        0.5,
        en="Are query and table the same after the call? Does a line divide in place?",
        ko="함수를 부른 뒤에도 query와 table이 그대로인가요? 제자리에서 나누는 줄이 있나요?",
    ):
        same(case(6, 4, 3), unchanged=True)


@book.misconception(
    "search",
    "dot_product_alone",
    en="A long row has a large dot product with nearly everything. What makes rows of different length comparable?",
    ko="긴 행은 거의 무엇과 곱해도 내적이 커요. 길이가 다른 행들을 비교하려면 무엇을 해야 하나요?",
)
def dot_product_alone(query: Tensor, table: Tensor, k: int) -> Any:
    best = torch.topk(table @ query, k)
    return best.indices, best.values


@book.misconception(
    "search",
    "query_not_normalized",
    en="How large can a cosine be at most? What do you still have to divide by?",
    ko="코사인은 최대 얼마인가요? 아직 무엇으로 나누어야 하나요?",
)
def query_not_normalized(query: Tensor, table: Tensor, k: int) -> Any:
    best = torch.topk(F.normalize(table, dim=-1) @ query, k)
    return best.indices, best.values


@book.misconception(
    "search",
    "columns_normalized",
    en="Along which axis does the length of a row run?",
    ko="행의 길이는 어느 축을 따라 재나요?",
)
def columns_normalized(query: Tensor, table: Tensor, k: int) -> Any:
    best = torch.topk(F.normalize(table, dim=0) @ F.normalize(query, dim=0), k)
    return best.indices, best.values


@book.misconception(
    "search",
    "worst_first",
    en="Which row comes first, that with the largest cosine or that with the smallest?",
    ko="어느 행이 먼저인가요? 코사인이 가장 큰 행인가요, 가장 작은 행인가요?",
)
def worst_first(query: Tensor, table: Tensor, k: int) -> Any:
    cosines = F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)
    order = torch.argsort(cosines)[:k]
    return order, cosines[order]


@book.misconception(
    "search",
    "size_of_the_cosine",
    en="A row that points the other way has a cosine of -1. Is it like the query?",
    ko="반대쪽을 가리키는 행의 코사인은 -1이에요. query와 비슷한가요?",
)
def size_of_the_cosine(query: Tensor, table: Tensor, k: int) -> Any:
    best = torch.topk((F.normalize(table, dim=-1) @ F.normalize(query, dim=-1)).abs(), k)
    return best.indices, best.values


@book.misconception(
    "search",
    "results_the_other_way_round",
    en="Which of the two results comes first, the places or the cosines?",
    ko="두 결과 가운데 무엇이 먼저인가요? 위치인가요, 코사인인가요?",
)
def results_the_other_way_round(query: Tensor, table: Tensor, k: int) -> Any:
    best = torch.topk(F.normalize(table, dim=-1) @ F.normalize(query, dim=-1), k)
    return best.values, best.indices


@book.alternative("search", "with_cosine_similarity")
def with_cosine_similarity(query: Tensor, table: Tensor, k: int) -> Any:
    cosines, places = F.cosine_similarity(table, query, dim=-1).sort(descending=True)
    return places[:k], cosines[:k]


@book.alternative("search", "row_by_row")
def row_by_row(query: Tensor, table: Tensor, k: int) -> Any:
    found = [(float(row @ query / (row.norm() * query.norm())), i) for i, row in enumerate(table)]
    found = sorted(found, reverse=True)[:k]
    return torch.tensor([i for _, i in found]), torch.tensor([cosine for cosine, _ in found])


# -------------------------------------------------------------------------------------------------- what_bert_sees

book.quiz(
    "what_bert_sees",
    {
        "share_of_masks": Choice(
            "B",
            {
                "A": Text(
                    "150 are chosen. Does every chosen token become [MASK]?",
                    "150개는 고른 수예요. 고른 것이 모두 [MASK]가 되나요?",
                ),
                "B": Text(
                    "15 % are chosen, and of these 80 % become [MASK]: 0.15 times 0.8 is 12 %.",
                    "15 %를 고르고 그 가운데 80 %가 [MASK]가 돼요. 0.15 곱하기 0.8은 12 %예요.",
                ),
                "C": Text(
                    "80 % of what? Of the text, or of the chosen tokens?",
                    "무엇의 80 %인가요? 글 전체인가요, 고른 토큰인가요?",
                ),
            },
        ),
        "why_keep": Choice(
            "B",
            {
                "A": Text(
                    "The same number of tokens passes the same blocks. Where would time be saved?",
                    "같은 수의 토큰이 같은 블록을 지나요. 어디에서 시간이 줄까요?",
                ),
                "B": Text(
                    "In use no token is [MASK]. Since the model may be asked for any ordinary token as well, it has to make a good "
                    "vector of each.",
                    "실제로 쓸 때는 [MASK]가 하나도 없어요. 보통 토큰에 대해서도 질문을 받을 수 있으니, 모델은 모든 토큰의 벡터를 잘 만들어야 해요.",
                ),
                "C": Text(
                    "A kept token is easy to guess, but is a small loss the aim, or what is learned on the way?",
                    "그대로 둔 토큰은 맞히기 쉬워요. 그런데 목적이 작은 손실인가요, 그러면서 배우는 것인가요?",
                ),
            },
        ),
        "where_loss": Choice(
            "C",
            {
                "A": Text(
                    "A fifth of the chosen tokens shows something else. Is the model not asked for those?",
                    "고른 토큰의 5분의 1은 다른 것을 보여 줘요. 그 자리는 묻지 않나요?",
                ),
                "B": Text(
                    "At the 85 % that were not chosen the answer stands in the input. What would the model learn from copying it?",
                    "고르지 않은 85 %에서는 답이 입력에 있어요. 그것을 베끼면서 무엇을 배울까요?",
                ),
                "C": Text(
                    "Labels stand at all chosen places, and the model cannot see which ordinary tokens these are.",
                    "레이블은 고른 자리 모두에 있고, 모델은 보통 토큰 가운데 어느 것이 그런 자리인지 알 수 없어요.",
                ),
            },
        ),
        "causal": Choice(
            "A",
            {
                "A": Text(
                    "A causal mask hides answers that stand in the input. BERT has taken them out of it.",
                    "인과 마스크는 입력에 있는 답을 숨겨요. BERT는 답을 아예 입력에서 빼냈어요.",
                ),
                "B": Text(
                    "Segments tell two sentences apart. Do they hide anything?",
                    "세그먼트는 두 문장을 구별해 줘요. 무언가를 숨기나요?",
                ),
                "C": Text(
                    "The padding mask hides what is no token at all. Does it hide any word?",
                    "패딩 마스크는 토큰이 아닌 것을 숨겨요. 단어를 숨기나요?",
                ),
            },
        ),
        "segment_none": Choice(
            "B",
            {
                "A": Text(
                    "Then a sentence alone would look different from the same sentence as the first of two. Which sentence is it, "
                    "by number?",
                    "그러면 문장 하나일 때와 두 문장 가운데 첫째일 때가 달라 보여요. 이 문장은 몇 번 문장인가요?",
                ),
                "B": Text(
                    "All tokens belong to sentence 0, and its row is added to each of them.",
                    "모든 토큰이 0번 문장에 속하고, 그 행을 모든 토큰에 더해요.",
                ),
                "C": Text(
                    "A look-up gives one row. Which number is looked up?",
                    "표에서 찾으면 행 하나가 나와요. 어떤 번호를 찾나요?",
                ),
            },
        ),
        "which_task": Choice(
            "A",
            {
                "A": Text(
                    "To write on, one needs a model of what comes next. BERT was asked for gaps with both sides known.",
                    "이어 쓰려면 다음에 올 것을 맞히는 모델이 필요해요. BERT는 양쪽이 다 보이는 빈칸만 배웠어요.",
                ),
                "B": Text(
                    "The whole mail is there to be read. What could keep BERT from it?",
                    "메일 전체가 읽으라고 있어요. BERT에게 무엇이 문제가 될까요?",
                ),
                "C": Text(
                    "Whether a word is a name is told by both of its sides. Which model sees them?",
                    "어떤 낱말이 이름인지는 양쪽을 보면 알아요. 양쪽을 보는 모델은 어느 것인가요?",
                ),
            },
        ),
    },
)
