"""Day 13, GPT-1 and GPT-2: the exercises in order.

Versions use nothing but `math`, `torch`, `nn`, `F`, the notebook's `draw`, each other's exercises by name, and what the
notebook brings from earlier days: `LayerNorm`, `FeedForward`, `MultiHeadAttention` and the functions on heads. So they also
run in a student's notebook.

Weights are of order one: at the usual initialization attention is nearly uniform, and a wrong GELU or eps would pass.
"""

from grader.checks.day13 import (
    causal_attention,
    causal_mask,
    gpt,
    gpt_block,
    gpt_quiz,
    language_model_loss,
    learning_rate,
    next_token_probabilities,
    nucleus,
    writer,
)
from grader.judge import CheckBook

book = CheckBook(
    language_model_loss.check,
    causal_mask.check,
    causal_attention.check,
    gpt_block.check,
    gpt.check,
    next_token_probabilities.check,
    nucleus.check,
    writer.check,
    learning_rate.check,
    gpt_quiz.quiz,
)
