"""exact_match: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day12 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def exact_match(p, t, e):\n    def cut(r):\n        out = []\n        for x in r.tolist():\n            out.append(x)\n"
        "            if x == e:\n                break\n        return out\n"
        "    return torch.tensor([cut(a) == cut(b) for a, b in zip(p, t)]).float().mean().item()",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("exact_match", source)


@pytest.mark.parametrize(
    "source",
    [
        "def exact_match(p, t, e):\n    n = min(p.shape[1], t.shape[1])\n    return (p[:, :n] == t[:, :n]).all(1).float().mean().item()",
        "def exact_match(p, t, e):\n    return 1.0",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("exact_match", source)
