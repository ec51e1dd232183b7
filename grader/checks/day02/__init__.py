"""Day 2, text into tokens: the hidden tests in the order of the lesson.

Right and wrong versions call the oracles by the names of the exercises, so that their source also works in a student's
notebook, where the same names are the student's functions. They use nothing else but what the notebook imports: `re`,
`unicodedata`, `Counter`, `pairwise`.
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
