"""The notebook of Day 9, solved, in which one answer at a time is judged."""

from __future__ import annotations

from solved import Solved, given

IMPORTS = """import math
import numpy as np
import torch
from torch import nn
from grader.checks.day09.shared import plain_norm
from grader.checks.oracles.layers import FeedForward, LayerNorm
"""
NOTEBOOK = Solved("day09", IMPORTS, *given("day09", "class ResidualFeedForward"))
SOLUTIONS = NOTEBOOK.solutions
