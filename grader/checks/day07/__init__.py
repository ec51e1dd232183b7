"""Day 7, layer normalization: the checks of its exercises, in the order of the notebook.

The names of the exercises are the oracles here, made of torch.nn, torch.nn.functional and autograd. Versions that call
one of them get the oracle here and the student's own version in a notebook. Besides those they use what a notebook of
this day has imported: torch and nn.

Inputs are awkward on purpose: all dimensions differ, except where a slip is silent only on equal ones; gamma and beta
are random; eps is large or the input small; what stands at a padded position is large.
"""

from grader.checks.day07 import (
    batch_norm,
    gamma_beta_gradients,
    layer_norm,
    layer_norm_backward,
    rms_norm,
    size_by_depth,
    spread_after,
    token_statistics,
    which_norm,
)
from grader.judge import CheckBook

book = CheckBook(
    token_statistics.check,
    layer_norm.check,
    spread_after.check,
    gamma_beta_gradients.check,
    layer_norm_backward.check,
    batch_norm.check,
    rms_norm.check,
    which_norm.quiz,
    size_by_depth.check,
)
