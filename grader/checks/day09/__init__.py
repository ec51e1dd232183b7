"""Day 9, residual connections: the checks of its exercises, in the order of the notebook.

The functions that bear an exercise's own name are the oracles: torch's autograd and torch.func, never a formula of ours.
Right and wrong versions call them by these bare names, so that their source also works when pasted into a student's
notebook. They use nothing else but `torch`, `nn`, `math` and the given `plain_norm`, `LayerNorm`, `FeedForward`.
"""

from grader.checks.day09 import (
    gradient_ratio,
    gradients_by_layer,
    paths_by_length,
    pre_norm_stack,
    residual,
    residual_backward,
    which_wiring,
    zero_start,
)
from grader.judge import CheckBook

book = CheckBook(
    residual_backward.check,
    gradient_ratio.check,
    paths_by_length.check,
    residual.check,
    zero_start.check,
    pre_norm_stack.check,
    which_wiring.quiz,
    gradients_by_layer.check,
)
