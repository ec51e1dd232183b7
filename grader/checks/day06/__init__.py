"""Day 6, many heads: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn and torch.nn.functional. Misconceptions
and alternatives call them by these bare names, so that their source also works when pasted into a student's
notebook, where the same names are the student's functions. They use nothing else but `torch`, `nn`, `F` and `np`.

Inputs are float32 tensors and awkward on purpose: all dimensions differ, except where a slip is silent only on equal
ones (square weights, as many heads as tokens, as many heads as sentences); biases are random; one head is never alone.
"""

from grader.checks.day06 import (
    attention_flops,
    heads_and_masks,
    linear,
    merge_heads,
    multi_head_attention,
    parameter_count,
    scaled_dot_product_attention,
    split_heads,
    to_torch_mask,
)
from grader.judge import CheckBook

book = CheckBook(
    linear.check,
    scaled_dot_product_attention.check,
    split_heads.check,
    merge_heads.check,
    multi_head_attention.check,
    to_torch_mask.check,
    parameter_count.check,
    attention_flops.check,
    heads_and_masks.quiz,
)
