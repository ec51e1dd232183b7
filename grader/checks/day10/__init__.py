"""Day 10, the encoder: the exercises in their order.

Right and wrong versions call other exercises, and the classes of Days 6 to 8, by their bare names: in a student's
notebook these are the student's own.
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
