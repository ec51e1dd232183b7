"""Day 8, the position-wise feed-forward network: the checks of its exercises, in the order of the notebook.

The functions and classes that bear an exercise's own name are the oracles, made of torch.nn and torch.nn.functional.
Right and wrong versions call them by these bare names, so that their source also works when pasted into a student's
notebook, where the same names are the student's functions. They use nothing else but `math`, `torch`, `nn` and `F`.

The two forms of GELU differ by at most 0.0005, so they are told apart where the right numbers are small themselves: on the
negative side, and in feed-forward networks whose hidden layer is mostly there.
"""

from grader.checks.day08 import (
    bends_and_zeros,
    conv_feed_forward,
    feed_forward,
    feed_forward_module,
    gelu,
    gelu_tanh,
    relu,
    silent_neurons,
    two_in_one,
)
from grader.judge import CheckBook

book = CheckBook(
    relu.check,
    two_in_one.check,
    feed_forward.check,
    gelu.check,
    gelu_tanh.check,
    feed_forward_module.check,
    conv_feed_forward.check,
    silent_neurons.check,
    bends_and_zeros.quiz,
)
