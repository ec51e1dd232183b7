"""attention_on: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day11 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def attention_on(weights, places):\n    w = weights.numpy()\n    r = []\n    for h in range(w.shape[1]):\n"
        "        r.append(np.mean([w[b, h, t, p] for b, s in enumerate(places.tolist()) for t, p in enumerate(s) if p > -1]))\n"
        "    return np.array(r)",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("attention_on", source)


@pytest.mark.parametrize(
    "source",
    [
        "def attention_on(weights, places):\n    return torch.zeros(weights.shape[1])",
        "def attention_on(weights, places):\n    b, t = torch.nonzero(places > 0, as_tuple=True)\n"
        "    return weights[b, :, t, places[b, t]].mean(0)",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("attention_on", source, below=0.99)
