"""Day 3, vectors and positions: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles: torch's one_hot, embedding and attention, the real
and imaginary parts of e^{i angle} for the sinusoids, the matrix exponential for the rotation. Misconceptions and
alternatives call them by these bare names, so that their source also works when pasted into a student's notebook.
They use nothing else but `np`, `attention` (given in the lesson) and the exercises before their own.
"""

from grader.checks.day03 import (
    embed,
    input_vectors,
    learned_input,
    one_hot,
    order_gap,
    position_quiz,
    relative_index,
    relative_offsets,
    shift_matrix,
    sinusoidal_positions,
)
from grader.judge import CheckBook

book = CheckBook(
    one_hot.check,
    embed.check,
    sinusoidal_positions.check,
    input_vectors.check,
    order_gap.check,
    learned_input.check,
    shift_matrix.check,
    relative_offsets.check,
    relative_index.check,
    position_quiz.quiz,
)
