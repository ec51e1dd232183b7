"""Day 12, training: the exercises in order.

Versions use nothing but `torch`, `nn`, `F`, `math` and each other's exercises by name, so that they also run in a
student's notebook.

Only values cross to the student's notebook, never a model. So the notebook has three given functions, `try_steps`,
`greedy_on_table` and `beam_on_table`, which build a small model from tables of numbers and call the student's function
with it. The modules of the three exercises say the same for each version, with `Check(…, through=…)`.
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
