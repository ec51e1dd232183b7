"""What the fork server does before its first fork: use once what notebooks use, so that all of it is loaded."""

from __future__ import annotations

import importlib
from collections.abc import Collection
from typing import Any

# Loaded by their packages only when first used. Not here: torch.testing.assert_close, which loads 500 modules more.
MODULES = (
    "inspect",
    "numpy.linalg",
    "numpy.random",
    "numpy.testing",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "PIL.PngImagePlugin",
)
CELL = """
import io
import matplotlib.pyplot as plt
import numpy as np

np.einsum("ij,jk->ik", np.ones((3, 4)), np.ones((4, 5))) @ np.linalg.inv(np.eye(5))
np.testing.assert_allclose(np.ones(3), np.ones(3))
np.random.default_rng(0).normal(size=3)

figure, (left, right) = plt.subplots(1, 2)
left.plot([1, 2], [3, 4], label="a line")
left.set_xlabel("$x^2$")
left.set_yscale("log")
left.legend()
figure.colorbar(right.imshow(np.eye(3)))
figure.tight_layout()
figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
plt.show()
"""
ERROR = "1 / 0"
# What not every lesson needs: torch takes a second to load, and the first step of an optimizer loads the 500 modules
# of torch._dynamo, which takes another.
LIBRARIES = {
    "torch": """
import torch
import torch.utils.data

module = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
module(torch.ones(2, 3, 8)).sum().backward()
str(torch.rand(3))
""",
    "torch.optim": """
import torch

weight = torch.nn.Parameter(torch.ones(2))
optimizer = torch.optim.AdamW([weight])
weight.sum().backward()
optimizer.step()
""",
}


def preload(shell: Any, libraries: Collection[str]) -> None:
    """Import what notebooks import, run a cell of each kind in `shell`, and leave no trace of it."""
    for name in MODULES:
        importlib.import_module(name)
    names = set(shell.user_ns)
    for cell in (CELL, ERROR, *(LIBRARIES[name] for name in sorted(libraries))):
        shell.run_cell(cell)
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]
    shell.execution_count = 1
