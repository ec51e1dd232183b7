"""Day 1, why not recurrence: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles: torch.nn.RNNCell, torch.nn.RNN and autograd, and for the
steps that wait a count on the graph of who needs whom. Misconceptions and alternatives call them by these bare names,
so that their source also works when pasted into a student's notebook, where the same names are the student's
functions. They use nothing else but `np`.

Inputs are awkward on purpose: tokens, features and state have different sizes, except where a slip is silent only on
equal ones; states, biases and matrices are random, none is symmetric.
"""

from grader.checks.day01 import (
    clip_gradient,
    first_token_gradient,
    first_token_influence,
    last_state,
    rnn,
    rnn_step,
    scale_to_radius,
    sequential_steps,
    step_jacobian,
    who_does_it,
)
from grader.judge import CheckBook

book = CheckBook(
    rnn_step.check,
    rnn.check,
    last_state.check,
    first_token_influence.check,
    step_jacobian.check,
    first_token_gradient.check,
    scale_to_radius.check,
    clip_gradient.check,
    sequential_steps.check,
    who_does_it.quiz,
)
