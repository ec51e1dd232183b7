"""batches_by_length: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day12 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef batches_by_length(lengths, batch_size):\n"
        "    order = np.argsort(np.array(lengths), kind='stable')\n"
        "    return np.split(order, range(batch_size, len(order), batch_size))",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("batches_by_length", source)


@pytest.mark.parametrize(
    "source",
    [
        "def batches_by_length(lengths, batch_size):\n    order = sorted(range(len(lengths)), key=lengths.__getitem__)\n"
        "    return [order]",
        "def batches_by_length(lengths, batch_size):\n    return [[1, 3], [0, 4], [2]]",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("batches_by_length", source)
