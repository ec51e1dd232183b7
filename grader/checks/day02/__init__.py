"""Day 2, text into tokens: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of the Hugging Face library `tokenizers` (of
NumPy and `str.replace` where there is nothing to ask it). Misconceptions and alternatives call them by these bare names, so that their
source also works when pasted into a student's notebook, where the same names are the student's functions. They use
nothing else but what the notebook imports: `re`, `unicodedata`, `Counter`, `pairwise`.

How the library breaks ties was read in its BpeTrainer (a queue ordered by count, then by the pair of ids, the smaller
first) and tried on many thousands of random texts; tests/checks/test_day02.py keeps a sample of that.
"""

from grader.checks.day02 import (
    apply_merges,
    build_vocab,
    char_tokenize,
    count_pairs,
    decode,
    encode,
    measure,
    merge_pair,
    oov_rate,
    token_quiz,
    train_bpe,
    word_tokenize,
)
from grader.judge import CheckBook

book = CheckBook(
    char_tokenize.check,
    word_tokenize.check,
    build_vocab.check,
    oov_rate.check,
    count_pairs.check,
    merge_pair.check,
    train_bpe.check,
    apply_merges.check,
    encode.check,
    decode.check,
    measure.check,
    token_quiz.quiz,
)
