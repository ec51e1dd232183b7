"""greedy_decode: versions that stand in no list are judged as they should be."""

from __future__ import annotations

import pytest

from day12 import NOTEBOOK


@pytest.mark.parametrize(
    "source",
    [
        "def greedy_decode(next_logits, n, bos, eos, pad, max_length):\n"
        "    read = torch.full((n, 1), bos, dtype=torch.long)\n    done = [False] * n\n"
        "    for _ in range(max_length):\n        best = next_logits(read).softmax(-1).max(-1)[1].tolist()\n"
        "        best = [pad if d else b for b, d in zip(best, done)]\n"
        "        done = [d or b == eos for b, d in zip(best, done)]\n"
        "        read = torch.hstack([read, torch.tensor(best).unsqueeze(1)])\n"
        "        if all(done):\n            break\n    return read[:, 1:]",
    ],
)
def test_other_right_answers_pass(source: str) -> None:
    NOTEBOOK.passes("greedy_decode", source)


@pytest.mark.parametrize(
    "source",
    [
        "def greedy_decode(f, n, bos, eos, pad, m):\n    return torch.zeros(n, m, dtype=torch.long)",
        "def greedy_decode(f, n, bos, eos, pad, m):\n    r = torch.full((n, 1), bos)\n    for _ in range(m):\n"
        "        r = torch.cat([r, f(r).argmax(-1, keepdim=True)], 1)\n        if r[0, -1] == eos:\n            break\n"
        "    return r[:, 1:]",
    ],
)
def test_other_wrong_answers_lose_points(source: str) -> None:
    NOTEBOOK.fails("greedy_decode", source)
