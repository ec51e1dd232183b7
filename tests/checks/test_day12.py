"""Day 12: the oracles agree with a second source, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import functools
import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from solved import Solved, given

from grader.checks import day12

IMPORTS = "import math\nimport torch\nfrom torch import nn\nF = nn.functional\n"
GIVEN = given("day12", "class Bigrams", "def table_logits", "def beam_on_table")
NOTEBOOK = Solved("day12", IMPORTS, *GIVEN)
SOLUTIONS = NOTEBOOK.solutions


# --------------------------------------------------------------------------------------------------------- oracles


@pytest.mark.parametrize("warmup", [3, 20])
def test_noam_is_the_schedule_of_transformers_times_its_top(warmup: int) -> None:
    optimization = pytest.importorskip("transformers.optimization")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=(16 * warmup) ** -0.5)
    schedule = optimization.get_inverse_sqrt_schedule(optimizer, warmup)
    for step in range(1, 50):
        optimizer.step()
        schedule.step()
        assert math.isclose(schedule.get_last_lr()[0], day12.noam_lr(step, 16, warmup), rel_tol=1e-9)


def test_the_loss_is_the_definition() -> None:
    logits, targets = torch.randn(3, 4, 6, dtype=torch.float64), torch.randint(0, 6, (3, 4))
    goal = F.one_hot(targets, 6) * 0.8 + 0.2 / 6
    right = -(goal * logits.log_softmax(-1)).sum(-1)[targets != 5].mean()
    torch.testing.assert_close(day12.label_smoothed_loss(logits, targets, 0.2, 5), right)


def test_a_wide_beam_is_an_exhaustive_search_and_a_beam_of_one_is_greedy() -> None:
    torch.manual_seed(0)
    for alpha in (0.0, 0.6, 2.0):
        table = 2 * torch.randn(1, 5, 4, 4)
        best, score = day12.beam_search(table, 1, 0, 400, 4, alpha)
        right = day12._best_of_all(functools.partial(day12._table_logits, table), 0, 1, 4, alpha, 4)
        assert best == right[0]
        assert math.isclose(score, right[1], abs_tol=1e-5)
        greedy = day12.greedy_decode(table, 1, 0, 9, 4)[0].tolist()
        assert day12.beam_search(table, 1, 0, 1, 4, alpha)[0] == greedy


def test_a_step_of_the_oracle_is_the_notebooks() -> None:
    namespace: dict[str, object] = {}
    for cell in (IMPORTS, *GIVEN, *SOLUTIONS.values()):
        exec(cell, namespace)
    batches = [(torch.randint(3, 7, (2, 3)), torch.randint(3, 7, (2, 4))) for _ in range(3)]
    args = (torch.randn(7, 7), torch.randn(7, 7), batches, 0.5, 0.1, 1, 0)
    torch.testing.assert_close(namespace["try_steps"](*args), day12.train_step(*args))  # type: ignore[operator]


# ------------------------------------------------------------------------------------ right and wrong in no list

RIGHT = [
    ("shift_right", "def shift_right(t, b):\n    return F.pad(t, (1, -1), value=b)"),
    (
        "label_smoothed_loss",
        "def label_smoothed_loss(logits, targets, smoothing, pad_id):\n"
        "    lp = logits.log_softmax(-1)\n    real = targets.ne(pad_id)\n"
        "    nll = F.nll_loss(lp[real], targets[real])\n"
        "    return (1 - smoothing) * nll - smoothing * lp[real].mean()",
    ),
    (
        "noam_lr",
        "def noam_lr(step, d_model, warmup):\n    return (d_model * max(step, warmup**3 / step**2)) ** -0.5",
    ),
    (
        "batches_by_length",
        "import numpy as np\ndef batches_by_length(lengths, batch_size):\n"
        "    order = np.argsort(np.array(lengths), kind='stable')\n"
        "    return np.split(order, range(batch_size, len(order), batch_size))",
    ),
    (
        "train_step",
        "def train_step(model, optimizer, source, target, smoothing, bos_id, pad_id, clip=1e9):\n"
        "    optimizer.zero_grad()\n    out = model(source, shift_right(target, bos_id))\n"
        "    loss = label_smoothed_loss(out, target, smoothing, pad_id)\n    loss.backward()\n"
        "    torch.nn.utils.clip_grad_norm_(model.parameters(), clip)\n    optimizer.step()\n    return float(loss.detach())\n"
        "train_step_reason = 'c'",
    ),
    (
        "greedy_decode",
        "def greedy_decode(next_logits, n, bos, eos, pad, max_length):\n"
        "    read = torch.full((n, 1), bos, dtype=torch.long)\n    done = [False] * n\n"
        "    for _ in range(max_length):\n        best = next_logits(read).softmax(-1).max(-1)[1].tolist()\n"
        "        best = [pad if d else b for b, d in zip(best, done)]\n"
        "        done = [d or b == eos for b, d in zip(best, done)]\n"
        "        read = torch.hstack([read, torch.tensor(best).unsqueeze(1)])\n"
        "        if all(done):\n            break\n    return read[:, 1:]",
    ),
    (
        "exact_match",
        "def exact_match(p, t, e):\n    def cut(r):\n        out = []\n        for x in r.tolist():\n            out.append(x)\n"
        "            if x == e:\n                break\n        return out\n"
        "    return torch.tensor([cut(a) == cut(b) for a, b in zip(p, t)]).float().mean().item()",
    ),
]
WRONG = [
    ("shift_right", "def shift_right(t, b):\n    return F.pad(t, (1, -1), value=b).float()"),
    (
        "shift_right",
        "def shift_right(t, b):\n    return torch.cat([torch.ones_like(t[:, :1]), t[:, :-1]], 1)",
    ),
    (
        "label_smoothed_loss",
        "def label_smoothed_loss(l, t, s, p):\n    return F.cross_entropy(l.flatten(0, 1), t.flatten(), label_smoothing=0.1,"
        " ignore_index=p)",
    ),
    (
        "label_smoothed_loss",
        "def label_smoothed_loss(l, t, s, p):\n    l = l.detach().clone()\n    l[..., p] = -1e9\n"
        "    return F.cross_entropy(l.flatten(0, 1), t.flatten(), label_smoothing=0.0, ignore_index=p)",
    ),
    ("label_smoothed_loss", SOLUTIONS["label_smoothed_loss"].replace("].mean()", "].mean().detach()")),
    ("label_smoothed_loss", SOLUTIONS["label_smoothed_loss"].replace("].mean()", "].mean().item()")),
    (
        "noam_lr",
        "def noam_lr(step, d_model, warmup):\n    return d_model**-0.5 * min(step**-0.5, step * 4000**-1.5)",
    ),
    (
        "batches_by_length",
        "def batches_by_length(lengths, batch_size):\n    order = sorted(range(len(lengths)), key=lengths.__getitem__)\n"
        "    return [order]",
    ),
    ("batches_by_length", "def batches_by_length(lengths, batch_size):\n    return [[1, 3], [0, 4], [2]]"),
    (
        "greedy_decode",
        "def greedy_decode(f, n, bos, eos, pad, m):\n    return torch.zeros(n, m, dtype=torch.long)",
    ),
    (
        "greedy_decode",
        "def greedy_decode(f, n, bos, eos, pad, m):\n    r = torch.full((n, 1), bos)\n    for _ in range(m):\n"
        "        r = torch.cat([r, f(r).argmax(-1, keepdim=True)], 1)\n        if r[0, -1] == eos:\n            break\n"
        "    return r[:, 1:]",
    ),
    (
        "exact_match",
        "def exact_match(p, t, e):\n    n = min(p.shape[1], t.shape[1])\n    return (p[:, :n] == t[:, :n]).all(1).float().mean().item()",
    ),
    ("exact_match", "def exact_match(p, t, e):\n    return 1.0"),
    (
        "train_step",
        SOLUTIONS["train_step"].replace("shift_right(target, bos_id)", "shift_right(target, 1)"),
    ),
    ("train_step", SOLUTIONS["train_step"].replace("optimizer.step()", "optimizer.step(); optimizer.step()")),
    (
        "beam_search",
        SOLUTIONS["beam_search"].replace("[:width]", "[: width - len(finished)]"),
    ),
    ("beam_search", SOLUTIONS["beam_search"].replace("[:width]", "[: 2 * width]")),
    ("beam_search", SOLUTIONS["beam_search"].replace("reverse=True", "reverse=False")),
    (
        "beam_search",
        SOLUTIONS["beam_search"].replace("return tokens, score", "return tokens, score * len(tokens)"),
    ),
]


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


@pytest.mark.parametrize(("name", "source"), WRONG)
def test_other_wrong_answers_lose_points(name: str, source: str) -> None:
    NOTEBOOK.fails(name, source)


def test_every_character_of_every_date_has_an_id() -> None:
    namespace: dict[str, object] = {}
    (source,) = given("day12", "FORMATS = [")
    exec("import datetime, random, torch\n" + source, namespace)
    days, formats, known = (namespace[name] for name in ("days", "FORMATS", "id_of"))
    assert all(c in known for day in days[::5] for write in formats for c in write(day))  # type: ignore
    assert namespace["sino"](2021) == "이천이십일"  # type: ignore[operator]
    assert namespace["sino"](1910) == "천구백십"  # type: ignore[operator]
    sets = [set(namespace[name]) for name in ("watch_days", "test_days", "train_days")]  # type: ignore[call-overload]
    assert sum(map(len, sets)) == len(set.union(*sets)) == 36525
