"""Day 8: the oracles of the two forms of GELU agree with a second source."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from grader.checks.day08.gelu import gelu
from grader.checks.day08.gelu_tanh import gelu_tanh


def test_the_two_gelus_are_the_formulas() -> None:
    z = np.linspace(-6, 6, 1201)
    exact = [0.5 * v * math.erfc(-v / 2**0.5) for v in z]
    tanh = [0.5 * v * (1 + math.tanh((2 / math.pi) ** 0.5 * (v + 0.044715 * v**3))) for v in z]
    np.testing.assert_allclose(gelu(torch.from_numpy(z)), exact, atol=1e-12)
    np.testing.assert_allclose(gelu_tanh(torch.from_numpy(z)), tanh, atol=1e-12)
    gap = np.abs(np.array(exact) - tanh)
    assert 4.7e-4 < gap.max() < 4.8e-4  # what the lesson says
    assert min(exact) == pytest.approx(-0.16997, abs=1e-5)
