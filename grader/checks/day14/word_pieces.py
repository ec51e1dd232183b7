"""word_pieces: the longest piece first, from the left, as the WordPiece model of `tokenizers` cuts words."""

from __future__ import annotations

from grader.checks.day14.shared import wrong_type
from grader.judge import Check, Expect, Rng, Student


def _vocab(pieces: str) -> dict[str, int]:
    return {piece: i for i, piece in enumerate(pieces.split())}


def word_pieces(word: str, vocab: dict[str, int]) -> list[str]:
    """Oracle: the WordPiece model of Hugging Face's tokenizers."""
    from tokenizers import models

    known = vocab if "[UNK]" in vocab else {**vocab, "[UNK]": len(vocab)}
    return [token.value for token in models.WordPiece(known, unk_token="[UNK]").tokenize(word)]


check = Check(word_pieces)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Whole words, continuations, the longest piece, unknown words; then random words over two letters."""

    def same(vocab: dict[str, int], *words: str, unchanged: bool = False) -> None:
        def one_word(word: str) -> None:
            got = student.call("word_pieces", word, vocab)
            if not isinstance(got, list | tuple):
                raise wrong_type("a list of strings", "문자열의 리스트", got)
            expect.true(list(got) == word_pieces(word, vocab))
            if unchanged:
                expect.unchanged()

        expect.every([(word,) for word in words], one_word)

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


@check.right
def as_in_the_lesson(word, vocab):
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                break
        else:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces


@check.right
def shrinking_rest(word, vocab):
    pieces: list[str] = []
    rest = word
    while rest:
        fitting = [n for n in range(1, len(rest) + 1) if ("##" if pieces else "") + rest[:n] in vocab]
        if not fitting:
            return ["[UNK]"]
        pieces.append(("##" if pieces else "") + rest[: max(fitting)])
        rest = rest[max(fitting) :]
    return pieces


@check.right
def recursive(word, vocab):
    def cut(rest, sign):
        if not rest:
            return ()
        for end in range(len(rest), 0, -1):
            if sign + rest[:end] in vocab:
                behind = cut(rest[end:], "##")
                return None if behind is None else (sign + rest[:end], *behind)
        return None

    return cut(word, "") or ("[UNK]",)


@check.misconception(
    en="When not even one letter fits, may it simply be left out?",
    ko="글자 하나조차 맞지 않을 때 그 글자를 그냥 빼도 되나요?",
)
def unknown_letter_skipped(word, vocab):
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


@check.misconception(
    en="Nothing fits behind the longest piece. Does BERT then try a shorter one, or is the word unknown?",
    ko="가장 긴 조각 뒤에 맞는 것이 없어요. 이때 BERT가 더 짧은 조각을 다시 시도하나요, 모르는 단어로 보나요?",
)
def goes_back(word, vocab):
    def cut(start):
        if start == len(word):
            return []
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            rest = cut(end) if piece in vocab else None
            if rest is not None:
                return [piece, *rest]
        return None

    return cut(0) or ["[UNK]"]


@check.misconception(
    en="From which end of the word are pieces taken?",
    ko="단어의 어느 쪽 끝에서부터 조각을 떼어 내나요?",
)
def cut_from_the_right(word, vocab):
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


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "looked_up_without_signs",
    ('            piece = word[start:end] if start == 0 else "##" + word[start:end]\n', ""),
    ("if piece in vocab", "if word[start:end] in vocab"),
    ("pieces.append(piece)", 'pieces.append(word[start:end] if start == 0 else "##" + word[start:end])'),
    en="Which entry of the vocabulary continues a word, `ing` or `##ing`? Which of them do you look up?",
    ko="단어를 이어 가는 것은 어휘의 `ing`인가요, `##ing`인가요? 어느 쪽을 찾고 있나요?",
)
misconception(
    "shortest_first",
    ("range(len(word), start, -1)", "range(start + 1, len(word) + 1)"),
    en="Do you try long pieces first, or short ones? Where does your inner loop begin?",
    ko="긴 조각부터 시도하나요, 짧은 조각부터 시도하나요? 안쪽 반복문이 어디에서 시작하나요?",
)
misconception(
    "one_letter_forgotten",
    (
        "    pieces, start = [], 0",
        "    if word in vocab:\n        return [word]\n    pieces, start = [], 0",
    ),
    ("range(len(word), start, -1)", "range(len(word), start + 1, -1)"),
    en="How long may a piece be at least? Which values does `end` take, the last one included?",
    ko="조각은 적어도 몇 글자인가요? `end`는 마지막 값까지 어떤 값을 지나나요?",
)
misconception(
    "signs_dropped",
    ("pieces.append(piece)", "pieces.append(word[start:end])"),
    en="Which pieces does the docstring promise, with their ## or without?",
    ko="docstring이 말하는 조각에는 ##이 붙어 있나요, 없나요?",
)
misconception(
    "ids_returned",
    ("pieces.append(piece)", "pieces.append(vocab[piece])"),
    ('["[UNK]"]', '[vocab.get("[UNK]", 0)]'),
    en="Does the docstring ask for the pieces or for their numbers?",
    ko="docstring이 바라는 것은 조각인가요, 번호인가요?",
)
misconception(
    "unknown_rest_only",
    ('["[UNK]"]', '[*pieces, "[UNK]"]'),
    en="Nothing fits behind `un`: does `un` stay, or does the whole word become [UNK]?",
    ko="`un` 뒤에 맞는 것이 없어요. `un`은 남나요, 아니면 단어 전체가 [UNK]이 되나요?",
)
