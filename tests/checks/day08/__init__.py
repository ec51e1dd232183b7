"""The notebook of Day 8, solved, in which one answer at a time is judged."""

from __future__ import annotations

from solved import Solved

NOTEBOOK = Solved(
    "day08", "import math\nimport numpy as np\nimport torch\nfrom torch import nn\nF = nn.functional\n"
)
