"""Day 4, the whole block in NumPy: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn.functional. Misconceptions and
alternatives call them by these bare names, so that their source also works when pasted into a student's notebook,
where the same names are the student's functions. They use nothing else but `np`.

Inputs are awkward on purpose: all dimensions differ, except where a slip is silent only on equal ones; gamma, beta
and the biases are random; eps is large or the input small.
"""

from grader.checks.day04 import (
    batched_scores,
    feed_forward,
    layer_norm,
    self_attention,
    six_blocks,
    softmax,
    stack_of_six,
    token_spread,
    transformer_block,
    which_family,
)
from grader.judge import CheckBook

book = CheckBook(
    softmax.check,
    self_attention.check,
    batched_scores.check,
    layer_norm.check,
    feed_forward.check,
    transformer_block.check,
    six_blocks.check,
    stack_of_six.check,
    which_family.quiz,
    token_spread.check,
)
