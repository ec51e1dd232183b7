"""Day 12's notebook, solved, and what its hidden tests are asked in modules of the exercises' names."""

from solved import Solved, given

IMPORTS = "import math\nimport torch\nfrom torch import nn\nF = nn.functional\n"
GIVEN = given("day12", "class Bigrams", "def table_logits", "def beam_on_table")
NOTEBOOK = Solved("day12", IMPORTS, *GIVEN)
SOLUTIONS = NOTEBOOK.solutions
