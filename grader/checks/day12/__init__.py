"""Day 12, training: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn.functional and torch's schedulers.
Misconceptions and alternatives call them by these bare names, so that their source also works when pasted into a
student's notebook, where the same names are the student's functions. They use nothing else but `torch`, `nn`, `F`, `math`.

Only values cross to the student's notebook, never a model. So the notebook has three given functions, `try_steps`,
`greedy_on_table` and `beam_on_table`, that build a small model from tables of numbers and call the student's function with
it; here `_in_steps`, `_greedy` and `_beam` put the same around each version, and a check renames its calls.
"""

from grader.checks.day12 import (
    batches_by_length,
    beam_search,
    exact_match,
    greedy_decode,
    label_smoothed_loss,
    noam_lr,
    shift_right,
    train_step,
    training_facts,
)
from grader.judge import CheckBook

book = CheckBook(
    shift_right.check,
    label_smoothed_loss.check,
    train_step.check,
    noam_lr.check,
    batches_by_length.check,
    greedy_decode.check,
    exact_match.check,
    beam_search.check,
    training_facts.quiz,
)
