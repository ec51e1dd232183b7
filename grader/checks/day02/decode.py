"""decode, against the decoders of `tokenizers`: bytes of one syllable in two tokens, broken bytes, jamo."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from tokenizers import decoders, normalizers

from grader.checks.day02.encode import encode
from grader.checks.day02.shared import (
    ALL_BYTES,
    ENGLISH,
    KOREAN,
    random_sentence,
    random_string,
    same_in_form,
    trained_tokenizer,
    wrong_type,
)
from grader.checks.oracles.bpe import FROM_GPT2, Vocab
from grader.judge import Check, Expect, Rng, Student


def as_text(got: Any) -> str:
    if not isinstance(got, str):
        raise wrong_type("a string", "문자열", got)
    return got


TO_GPT2 = {byte: name for name, byte in FROM_GPT2.items()}


def decode(ids: Sequence[int], vocab: Vocab, unit: str = "char") -> str:
    """Oracle: the library's decoders and normalizers."""
    tokens = {i: token for token, i in vocab.items()}
    chosen = [tokens[i] for i in ids]
    if unit == "byte":
        named = ["".join(TO_GPT2[c] for c in token) for token in chosen]
        return str(decoders.ByteLevel().decode(named))
    return str(normalizers.NFC().normalize_str(decoders.Fuse().decode(chosen)))


check = Check(decode)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Characters, then bytes in parts of syllables, then broken bytes, then jamo, then unknown tokens."""

    def same(*cases: tuple[Any, ...]) -> None:
        same_in_form(student, expect, check, as_text, cases)

    def case(stems: Sequence[str], unit: str, text: str = "") -> tuple[list[int], Vocab, str]:
        merges, vocab = trained_tokenizer(rng, stems, unit)
        return encode(text or random_sentence(rng, stems), merges, vocab, unit), vocab, unit

    english, korean = case(ENGLISH, "char"), case(KOREAN, "char")
    byte = case(KOREAN, "byte", " " + random_sentence(rng, KOREAN) + " é😀 ")
    with expect.part(
        "characters",
        2,
        en="Is the token of every id found, and are the tokens joined with nothing between or around them changed?",
        ko="번호마다 토큰을 찾아서, 사이에 아무것도 넣지 않고 그대로 이어 붙이나요?",
    ):
        spaces = ["<unk>", " ", "a", "\n", "b "]
        same(
            english[:2],
            korean,
            ([1, 2, 4, 1, 3], {token: i for i, token in enumerate(spaces)}),
            ([], english[1]),
            ([3, 1, 2], {"<unk>": 0, "①": 1, "ﬁ": 2, "…": 3}),
        )
    with expect.part(
        "bytes",
        2,
        en="The bytes of one syllable may lie in two tokens. When do you decode: for each token, or once for all?",
        ko="음절 하나의 바이트가 토큰 두 개에 나뉘어 있을 수 있어요. 토큰마다 디코딩하나요, 모두 모아서 한 번 하나요?",
    ):
        loose = {"<unk>": 0, **{c: i + 1 for i, c in enumerate(ALL_BYTES)}}
        text = random_string(rng, KOREAN, 3, 5) + " é"
        same(byte, (encode(text, [], loose, "byte"), loose, "byte"))
    with expect.part(
        "broken",
        1,
        en="What becomes of bytes that are not UTF-8? Which value of errors gives U+FFFD?",
        ko="UTF-8이 아닌 바이트는 어떻게 되나요? errors를 무엇으로 두면 U+FFFD가 나오나요?",
    ):
        ids = encode(random_string(rng, KOREAN, 2, 4), [], loose, "byte")
        same((ids[:-1], loose, "byte"), ([*ids[1:], 98], loose, "byte"), (ids, loose, "byte"))
    with expect.part(
        "jamo",
        1.5,
        en="Is the joined text composed, so that syllables come out and not single letters?",
        ko="이어 붙인 텍스트를 조합하나요? 낱글자가 아니라 음절이 나오나요?",
    ):
        same(case(KOREAN, "jamo"), case(KOREAN, "jamo"))
    with expect.part(
        "unknown",
        1,
        en="Which text does the id of <unk> give back?",
        ko="<unk>의 번호는 어떤 텍스트로 돌아오나요?",
    ):
        same(([0, *english[0][:5], 0, 0], english[1], "char"), ([*byte[0], 0], byte[1], "byte"))


@check.right
def as_in_the_lesson(ids, vocab, unit="char"):
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", joined)


@check.right
def through_latin_1(ids, vocab, unit="char"):
    tokens = sorted(vocab, key=lambda token: vocab[token])
    text = ""
    for i in ids:
        text += tokens[i]
    if unit != "byte":
        return unicodedata.normalize("NFC", text)
    return text.encode("latin-1").decode("utf-8", "replace")


@check.right
def bytes_collected(ids, vocab, unit="char"):
    tokens = dict(zip(vocab.values(), vocab.keys()))
    if unit == "byte":
        collected = bytearray()
        for i in ids:
            collected.extend(map(ord, tokens[i]))
        return str(collected, "utf-8", "replace")
    joined = "".join(map(tokens.__getitem__, ids))
    return unicodedata.normalize("NFC", joined) if unit == "jamo" else joined


@check.misconception(
    en="The three bytes of 한 lie in two tokens. What can you read in one of them alone? When should you decode?",
    ko="'한'의 세 바이트가 토큰 두 개에 나뉘어 있어요. 하나만 보고 무엇을 읽을 수 있나요? 언제 디코딩해야 하나요?",
)
def each_token_decoded_alone(ids, vocab, unit="char"):
    tokens = {i: token for token, i in vocab.items()}
    if unit == "byte":
        return "".join(bytes(ord(c) for c in tokens[i]).decode("utf-8", errors="replace") for i in ids)
    return unicodedata.normalize("NFC", "".join(tokens[i] for i in ids))


@check.misconception(
    en="The letters of one syllable may lie in two tokens. When do you compose: for each token, or once for all?",
    ko="음절 하나의 자모가 토큰 두 개에 나뉘어 있을 수 있어요. 토큰마다 조합하나요, 모두 모아서 한 번 하나요?",
)
def each_token_composed_alone(ids, vocab, unit="char"):
    tokens = {i: token for token, i in vocab.items()}
    if unit == "byte":
        return bytes(ord(c) for i in ids for c in tokens[i]).decode("utf-8", errors="replace")
    return "".join(unicodedata.normalize("NFC", tokens[i]) for i in ids)


@check.misconception(
    en="For bytes, what does each character stand for? Who turns the bytes into text again?",
    ko="단위가 바이트일 때 글자 하나는 무엇을 나타내나요? 바이트를 다시 텍스트로 바꾸는 것은 무엇인가요?",
)
def bytes_left_as_characters(ids, vocab, unit="char"):
    tokens = {i: token for token, i in vocab.items()}
    return unicodedata.normalize("NFC", "".join(tokens[i] for i in ids))


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "spaces_between_tokens",
    ('"".join', '" ".join'),
    en="Do you put a space between the tokens? Where are the spaces of the text already?",
    ko="토큰 사이에 공백을 넣나요? 텍스트의 공백은 이미 어디에 있나요?",
)
misconception(
    "not_composed",
    ('unicodedata.normalize("NFC", joined)', "joined"),
    en="In which form does the text come out when the units are jamo? How many code points has 관 then?",
    ko="단위가 자모일 때 텍스트가 어떤 꼴로 나오나요? 그때 '관'의 코드 포인트는 몇 개인가요?",
)
misconception(
    "compatible_text",
    ("joined", "text"),
    ('"NFC"', '"NFKC"'),
    en="Which form does the K in NFKC stand for? Does the text still have its ① and its … afterwards?",
    ko="NFKC의 K는 어떤 꼴을 뜻하나요? 그렇게 바꾼 텍스트에 ①과 …이 그대로 있나요?",
)
misconception(
    "broken_bytes_left_out",
    ('errors="replace"', 'errors="ignore"'),
    en="Bytes that are not UTF-8 disappear in your code. What should stand in their place?",
    ko="UTF-8이 아닌 바이트가 여러분의 코드에서는 사라져요. 그 자리에 무엇이 있어야 하나요?",
)
misconception(
    "broken_bytes_raise",
    (', errors="replace"', ""),
    en="A model may give half a syllable. What does decode do then, if errors is not set?",
    ko="모델이 음절의 반쪽만 내놓을 수도 있어요. errors를 정하지 않으면 decode는 그때 어떻게 되나요?",
)
misconception(
    "unknown_left_out_of_the_text",
    ("for i in ids", 'for i in ids if tokens[i] != "<unk>"'),
    en="What does the id of <unk> give in your text? Can a reader see that something is missing?",
    ko="여러분의 텍스트에서 <unk>의 번호는 무엇이 되나요? 빠진 것이 있다는 걸 읽는 사람이 알 수 있나요?",
)
misconception(
    "outer_spaces_stripped",
    ('errors="replace")', 'errors="replace").strip()'),
    ('normalize("NFC", joined)', 'normalize("NFC", joined).strip()'),
    en="May a text begin or end with a space? What does strip do to it?",
    ko="텍스트가 공백으로 시작하거나 끝날 수 있나요? strip은 그 공백을 어떻게 하나요?",
)
misconception(
    "ids_counted_without_unk",
    (
        "{i: token for token, i in vocab.items()}",
        '[token for token in sorted(vocab, key=lambda t: vocab[t]) if token != "<unk>"]',
    ),
    ("for i in ids", "for i in ids if i < len(tokens)"),
    en="Which token has the id 1? Did you count from the entry after <unk>?",
    ko="번호 1은 어떤 토큰인가요? <unk> 다음 항목부터 0으로 세지 않았나요?",
)
