"""Day 2: the library agrees with a second source on thousands of rounds, and the checks accept and reject in general."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter

import pytest
from solved import Solved

from grader.checks import day02

IMPORTS = "import re, unicodedata\nfrom collections import Counter\nfrom itertools import pairwise\n"
NOTEBOOK = Solved("day02", IMPORTS)

STEMS = {
    "English": ["th", "e", "an", "in", "ing", "er", "o", "s", " "],
    "Korean": [*"도서관에책이많아요봄날바람은는", " "],
    "ab": ["a", "b"],
}


# --------------------------------------------------------------------------------- the library, and a second source


def _naive_bpe(words: list[list[str]], n_merges: int, alphabet: list[str]) -> tuple[list, dict[str, int]]:
    """Counts everything anew in each round; the rule for ties is that of the lesson."""
    tokens = ["<unk>", *sorted(set(alphabet).union(*words))]
    merges: list[tuple[str, str]] = []
    while len(merges) < n_merges:
        counts = Counter((word[i], word[i + 1]) for word in words for i in range(len(word) - 1))
        if not counts:
            break
        ids = {token: i for i, token in enumerate(tokens)}
        left, right = min(counts, key=lambda pair: (-counts[pair], ids[pair[0]], ids[pair[1]]))
        assert left + right not in ids, "two pairs have made the same token"
        merges.append((left, right))
        tokens.append(left + right)
        words = [_naive_merge(word, left, right) for word in words]
    return merges, {token: i for i, token in enumerate(tokens)}


def _naive_merge(word: list[str], left: str, right: str) -> list[str]:
    out: list[str] = []
    rest = list(word)
    while rest:
        out.append(rest.pop(0))
        if out[-1] == left and rest[:1] == [right]:
            out[-1] += rest.pop(0)
    return out


def _random_words(rng: random.Random, kind: str, unit: str) -> list[list[str]]:
    words = []
    for _ in range(rng.randint(2, 30)):
        word = "".join(rng.choice(STEMS[kind]) for _ in range(rng.randint(1, 8)))
        words.append(day02.char_tokenize(rng.choice(["", " "]) + word, unit))
    return words


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("English", "char"), ("Korean", "char"), ("Korean", "jamo"), ("Korean", "byte"), ("ab", "char")],
)
def test_the_library_breaks_ties_as_the_lesson_says(kind: str, unit: str) -> None:
    rng = random.Random(f"{kind} {unit}")
    for _ in range(30):
        words, n_merges = _random_words(rng, kind, unit), rng.randint(0, 40)
        alphabet = day02.ALL_BYTES if unit == "byte" else []
        merges, vocab = day02.train_bpe(words, n_merges, alphabet)
        assert (merges, vocab) == _naive_bpe(words, n_merges, alphabet)
        for word in _random_words(rng, kind, unit)[:5]:
            tokens = word
            for left, right in merges:
                assert day02.merge_pair(tokens, (left, right)) == _naive_merge(tokens, left, right)
                tokens = _naive_merge(tokens, left, right)
            assert day02.apply_merges(word, merges) == tokens
            assert day02.encode("".join(word), [], {"<unk>": 0}) == [0] * len(
                unicodedata.normalize("NFC", "".join(word))
            )


def test_the_other_oracles_agree_with_python() -> None:
    rng = random.Random(2)
    signs = [*"ab_1 \n\t.,!é가힣", "  ", "...", "관", "\u1100\u116a\u11ab", "😀", "①"]
    for _ in range(150):
        text = "".join(rng.choice(signs) for _ in range(rng.randint(0, 14)))
        composed = unicodedata.normalize("NFC", text)
        assert day02.char_tokenize(text) == list(composed)
        assert day02.char_tokenize(text, "jamo") == list(unicodedata.normalize("NFD", text))
        assert day02.char_tokenize(text, "byte") == [chr(b) for b in composed.encode()]
        if (
            "①" not in text
        ):  # a number that is no digit: the two engines see it differently, and no check asks
            assert day02.word_tokenize(text) == re.findall(r" ?\w+| ?[^\w\s]+|\s", text)
        tokens, size = [rng.choice(signs) for _ in range(rng.randint(0, 30))], rng.randint(1, 12)
        counts = Counter(tokens)
        ordered = ["<unk>", *sorted(counts, key=lambda token: (-counts[token], token))][:size]
        assert day02.build_vocab(tokens, size) == {token: i for i, token in enumerate(ordered)}
        some = bytes(rng.choice([*composed.encode(), 0xED, 0x95, 0x9C, 65, 0xFF]) for _ in range(9))
        vocab = {"<unk>": 0, **{c: i + 1 for i, c in enumerate(day02.ALL_BYTES)}}
        assert day02.decode([b + 1 for b in some], vocab, "byte") == some.decode("utf-8", "replace")


# ------------------------------------------------------------------- right and wrong answers that stand in no list


OTHER_RIGHT = {
    "char_tokenize": "def char_tokenize(t, unit='char'):\n    t = unicodedata.normalize('NF' + 'CD'[unit == 'jamo'], t)\n"
    "    return [bytes([b]).decode('latin-1') for b in t.encode()] if unit == 'byte' else [c for c in t]",
    "word_tokenize": "def word_tokenize(text):\n    return [m for m in re.split(r'( ?\\w+| ?[^\\w\\s]+|\\s)', text) if m]",
    "build_vocab": "def build_vocab(tokens, size):\n    c = Counter(sorted(tokens))\n"
    "    return dict(zip(['<unk>'] + [t for t, _ in c.most_common()], range(size)))",
    "oov_rate": "import numpy as np\ndef oov_rate(tokens, vocab):\n"
    "    return np.float32(np.mean([t not in vocab for t in tokens])) if tokens else np.float64(0)",
    "count_pairs": "import numpy as np\ndef count_pairs(words):\n    d = {}\n    for w in words:\n"
    "        for p in zip(w[:-1], w[1:]):\n            d.setdefault(p, []).append(1)\n"
    "    return tuple((list(p), np.int64(len(n))) for p, n in d.items())",
    "merge_pair": "def merge_pair(tokens, pair):\n    out, skip = [], False\n"
    "    for a, b in zip(tokens, [*tokens[1:], None]):\n        if skip:\n            skip = False\n"
    "        elif (a, b) == (pair[0], pair[1]):\n            out.append(a + b)\n            skip = True\n"
    "        else:\n            out.append(a)\n    return out",
    "train_bpe": "def train_bpe(words, n_merges, alphabet=None):\n    words = [w[:] for w in words]\n"
    "    tokens = ['<unk>'] + sorted({u for w in words for u in w} | set(alphabet or []))\n    merges = []\n"
    "    while len(merges) < n_merges and (counts := count_pairs(words)):\n"
    "        counts.sort(key=lambda c: [-c[1], tokens.index(c[0][0]), tokens.index(c[0][1])])\n"
    "        merges.append(counts[0][0])\n        tokens.append(''.join(counts[0][0]))\n"
    "        for i, w in enumerate(words):\n            words[i] = merge_pair(w, counts[0][0])\n"
    "    return [merges, {t: tokens.index(t) for t in tokens}]",
    "apply_merges": "from functools import reduce\ndef apply_merges(tokens, merges):\n"
    "    return reduce(merge_pair, merges, tokens[:])\napply_merges_reason = ' b'",
    "encode": "import numpy as np\ndef encode(text, merges, vocab, unit='char'):\n    out = []\n"
    "    for w in word_tokenize(unicodedata.normalize('NFC', text)):\n"
    "        out += [vocab.get(t, 0) for t in apply_merges(char_tokenize(w, unit), merges)]\n"
    "    return np.array(out, dtype=int)",
    "decode": "def decode(ids, vocab, unit='char'):\n    names = list(vocab)\n    s = ''.join([names[i] for i in ids])\n"
    "    return unicodedata.normalize('NFC', bytes(map(ord, s)).decode(errors='replace') if unit == 'byte' else s)",
    "measure": "import numpy as np\ndef measure(sentences, merges, vocab, unit='char'):\n"
    "    n = [len(encode(s, merges, vocab, unit)) for s in sentences]\n"
    "    u = [sum(i == 0 for i in encode(s, merges, vocab, unit)) for s in sentences]\n"
    "    return np.mean(n), np.average(np.array(u) / np.maximum(n, 1), weights=n)",
}

OTHER_WRONG = {  # exercise -> (share of the points that it may earn at most, body)
    "char_tokenize": [(0, "return [text]"), (0, "return list(text.lower())"), (0.75, "return [*text]")],
    "word_tokenize": [
        (0, "return [text] if text else []"),
        (0, "return re.split(' ', text)"),
        (0.75, "return re.findall(r' ?[a-z]+| ?[^\\w\\s]+|\\s', text, re.I)"),
    ],
    "build_vocab": [
        (0, "return {'<unk>': 0}"),
        (0.4, "return {t: i for i, (t, _) in enumerate([('<unk>', 0), *Counter(tokens).most_common()])}"),
    ],
    "oov_rate": [
        (0, "return 0.0"),
        (0, "return 1.0"),
        (0.7, "return len(set(tokens) - set(vocab)) / max(len(set(tokens)), 1)"),
    ],
    "count_pairs": [
        (0, "return []"),
        (0.5, "return [(p, 1) for w in words for p in zip(w, w[1:])]"),
        (0, "return dict(Counter(p for w in words for p in zip(w, w[1:])))"),
    ],
    "merge_pair": [
        (0.5, "return tokens"),
        (0, "return [''.join(tokens)]"),
        (
            0.8,
            "s = '\\0'.join(tokens); a, b = pair; return s.replace(a + '\\0' + b, a + b).split('\\0') if tokens else []",
        ),
    ],
    "train_bpe": [
        (0, "return [], {}"),
        (
            0.85,  # only the left id decides; then the pair that is met first
            "v = {t: i for i, t in enumerate(['<unk>', *sorted(set(alphabet).union(*words))])}\n    m = []\n"
            "    for _ in range(n_merges):\n        c = count_pairs(words)\n        if not c: break\n"
            "        p = min(c, key=lambda x: (-x[1], v[x[0][0]]))[0]\n        m.append(p); v[p[0] + p[1]] = len(v)\n"
            "        words = [merge_pair(w, p) for w in words]\n    return m, v",
        ),
        (
            0.85,  # the joined string decides
            "v = {t: i for i, t in enumerate(['<unk>', *sorted(set(alphabet).union(*words))])}\n    m = []\n"
            "    for _ in range(n_merges):\n        c = count_pairs(words)\n        if not c: break\n"
            "        p = min(c, key=lambda x: (-x[1], x[0][0] + x[0][1]))[0]\n        m.append(p); v[p[0] + p[1]] = len(v)\n"
            "        words = [merge_pair(w, p) for w in words]\n    return m, v",
        ),
    ],
    "apply_merges": [
        (0.0, "return list(tokens)"),
        (0.0, "return [''.join(tokens)]"),
        (0.7, "for p in merges[:10]: tokens = merge_pair(tokens, p)\n    return list(tokens)"),
    ],
    "encode": [
        (0, "return [vocab.get(c, 0) for c in text]"),
        (
            0.5,
            "return [vocab.get(t, 0) for w in word_tokenize(text.strip()) for t in apply_merges(list(w), merges)]",
        ),
    ],
    "decode": [
        (0, "return ''"),
        (0, "return ''.join(chr(i) for i in ids)"),
        (0.6, "return ''.join({i: t for t, i in vocab.items()}[i] for i in ids)"),
    ],
    "measure": [(0, "return 0.0, 0.0"), (0.4, "return sum(len(s) for s in sentences) / len(sentences), 0.0")],
}


@pytest.mark.parametrize("name", OTHER_RIGHT)
def test_other_right_answers_pass(name: str) -> None:
    NOTEBOOK.passes(name, OTHER_RIGHT[name])


@pytest.mark.parametrize(
    ("name", "most", "body"), [(n, *pair) for n, pairs in OTHER_WRONG.items() for pair in pairs]
)
def test_other_wrong_answers_lose_points(name: str, most: float, body: str) -> None:
    header = re.search(rf"def {name}\(.*\):", NOTEBOOK.solutions[name])
    assert header
    found = NOTEBOOK.judged(name, f"{header[0]}\n    {body}\n{name}_reason = None")
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most * found.max_points, found.parts


def test_a_dictionary_of_pairs_is_told_what_to_give_back() -> None:
    source = "def count_pairs(words):\n    return {p: 1 for w in words for p in zip(w, w[1:])}"
    assert "list(counts.items())" in NOTEBOOK.judged("count_pairs", source).message.en
