"""Day 3, vectors and positions: the hidden tests in the order of the lesson.

Right and wrong versions call the oracles by the names of the exercises, so that their source also works in a student's
notebook, where the same names are the student's functions. They use nothing else but `np`, `attention` (given in the
lesson) and the exercises before their own.
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
