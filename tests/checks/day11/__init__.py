"""Day 11's notebook, solved, for the tests of its exercises."""

from solved import Solved, given

NOTEBOOK = Solved("day11", *given("day11", "class Encoder"), "import numpy as np\nF = nn.functional\n")
SOLUTIONS = NOTEBOOK.solutions
