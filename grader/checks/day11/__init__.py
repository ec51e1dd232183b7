"""Day 11, the decoder and the model of 2017: the exercises in their order.

Right and wrong versions call other exercises, and what earlier days built, by their bare names: in a student's notebook
these are the student's own.
"""

from grader.checks.day11 import (
    attention_on,
    count_parameters,
    cross_mask,
    decoder,
    decoder_block,
    embed,
    target_mask,
    transformer,
    who_looks_where,
)
from grader.judge import CheckBook

book = CheckBook(
    target_mask.check,
    cross_mask.check,
    decoder_block.check,
    decoder.check,
    embed.check,
    transformer.check,
    count_parameters.check,
    attention_on.check,
    who_looks_where.quiz,
)
