"""Day 5, attention slowly: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles. They are made of torch: F.cosine_similarity, autograd,
torch.nn.attention.bias.causal_lower_right and F.scaled_dot_product_attention, whose weights are read off by giving it
the identity matrix as values. Misconceptions and alternatives call the exercises by these bare names, so that their
source also works when pasted into a student's notebook. Besides those they use `np` and Day 4's `softmax`.

The convention of all masks: boolean, True = may look, broadcastable to (..., T_q, T_k), None = everybody may look; a
query that may look at nobody gets weights and output of zeros.
"""

from grader.checks.day05 import (
    attention_head,
    causal_mask,
    causal_weights,
    cosine_similarity,
    masked_softmax,
    masks_and_scales,
    padding_mask,
    scaled_dot_product_attention,
    score_variance,
    softmax_jacobian,
)
from grader.judge import CheckBook

book = CheckBook(
    cosine_similarity.check,
    score_variance.check,
    softmax_jacobian.check,
    causal_mask.check,
    padding_mask.check,
    causal_weights.check,
    masked_softmax.check,
    scaled_dot_product_attention.check,
    attention_head.check,
    masks_and_scales.quiz,
)
