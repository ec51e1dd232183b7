"""Day 1, why not recurrence: the hidden tests in the order of the lesson.

Right and wrong versions call the oracles by the names of the exercises, so that their source also works in a student's
notebook, where the same names are the student's functions. They use nothing else but `np`.
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
