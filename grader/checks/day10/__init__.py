"""Day 10, the encoder: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles. Those of the block and of the encoder hold
the parameters under our names and hand them to nn.TransformerEncoderLayer and nn.TransformerEncoder; the rest is made of
torch.nn.functional. Misconceptions and alternatives call them, and the classes of Days 6 to 8, by these bare names, so
that their source also works when pasted into a student's notebook, where the same names are the student's.

Weights are given and of order one, biases and gains random; all sizes differ; a batch has padding with numbers in it.
"""

from grader.checks.day10 import (
    bag_of_words,
    encoder,
    encoder_block,
    encoder_blocks,
    encoder_parameters,
    encoder_quiz,
    mean_pool,
    pad_batch,
    sentence_classifier,
)
from grader.judge import CheckBook

book = CheckBook(
    encoder_block.check,
    encoder_blocks.check,
    encoder_parameters.check,
    encoder.check,
    pad_batch.check,
    mean_pool.check,
    sentence_classifier.check,
    bag_of_words.check,
    encoder_quiz.quiz,
)
