"""Day 13, GPT-1 and GPT-2: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles, made of torch.nn.functional; tests/checks sets
the whole model beside Hugging Face's two. `MultiHeadAttention`, `LayerNorm`, `FeedForward` and the functions on heads are what
the notebook brings from earlier days. Misconceptions and alternatives call all of them by these bare names, so that their
source also works when pasted into a student's notebook. They use nothing else but `math`, `torch`, `nn`, `F` and `draw`.

Weights are of order one: at the usual start attention is nearly uniform, and a wrong GELU or eps would pass.
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
