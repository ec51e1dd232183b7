"""Day 3: the oracles agree with a second source, and the checks hold against versions that stand in no list."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grader.checks import day03, hidden, load
from grader.course import load_day
from grader.judge import LocalChannel, Task, Verdict, Version, judge, open_local, source_of

SEEDS = (1, 2)
book = load("day03")

DAY = load_day("day03")
ATTENTION = next(cell.source.en for cell in DAY.cells if "def attention(x)" in cell.source.en)


def _judged(name: str, source: str, seed: int = 1) -> Verdict:
    """The verdict on one cell, in a notebook whose other exercises are the lesson's own solutions."""
    others = [
        source if exercise.name == name else exercise.solution
        for exercise in DAY.exercises
        if exercise.kind != "explain"
    ]
    with open_local(["import math\nimport numpy as np\n", ATTENTION, *others]) as channel:
        return judge(book, [Task(name, DAY.exercise(name).kind, 1.0)], channel, seed)[0]


def _body(name: str, lines: str) -> str:
    header = source_of(Version(name, name, book.checks[name].oracle)).splitlines()[0]
    return f"{header}\n    {lines}\n{name}_reason = 'B'\n"


# ------------------------------------------------------------------------------------------ oracles, a second time


@pytest.mark.parametrize(("length", "d_model"), [(7, 6), (60, 10), (3, 2)])
def test_the_sinusoids_are_the_formula_written_out(length: int, d_model: int) -> None:
    right = [
        [
            (math.cos if column % 2 else math.sin)(pos / math.pow(10000, (column - column % 2) / d_model))
            for column in range(d_model)
        ]
        for pos in range(length)
    ]
    np.testing.assert_allclose(day03.sinusoidal_positions(length, d_model), right, atol=1e-12)


@pytest.mark.parametrize("offset", [-7, 0, 1, 25])
def test_the_shift_matrix_shifts_and_is_a_rotation(offset: int) -> None:
    matrix, table = day03.shift_matrix(offset, 10), day03.sinusoidal_positions(100, 10)
    for pos in (30, 31, 70):
        np.testing.assert_allclose(matrix @ table[pos], table[pos + offset], atol=1e-10)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(10), atol=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


def test_the_lessons_attention_is_the_one_of_the_checks() -> None:
    namespace: dict[str, object] = {"np": np}
    exec(ATTENTION, namespace)
    x = np.random.default_rng(0).normal(size=(2, 5, 4))
    np.testing.assert_allclose(namespace["attention"](x), day03.attention(x), atol=1e-12)  # type: ignore[operator]


def test_the_oracles_themselves_have_full_points() -> None:
    channel = LocalChannel({name: check.oracle for name, check in book.checks.items()})
    tasks = [Task(name, "code", 1) for name, check in book.checks.items() if not check.reason]
    for seed in range(4):
        assert {verdict.verdict for verdict in judge(book, tasks, channel, seed)} == {"passed"}


# ---------------------------------------------------------------------------- right answers in still other styles

OTHER_RIGHT = {
    "one_hot": [
        "import torch; return torch.nn.functional.one_hot(torch.as_tensor(ids), n_tokens)",
        "return np.array([1.0 * (t == np.arange(n_tokens)) for t in ids.ravel()]).reshape(*ids.shape, -1)",
    ],
    "embed": [
        "return np.array([embed(i, table) if i.ndim else table[i] for i in ids])",
        "return np.einsum('...v,vd->...d', one_hot(ids, table.shape[0]), table)",
    ],
    "sinusoidal_positions": [
        "if d_model & 1: raise ValueError\n"
        "    z = np.exp(1j * np.outer(np.arange(length), 1e4 ** (-np.arange(d_model // 2) / (d_model / 2))))\n"
        "    return np.stack([z.imag, z.real], -1).reshape(length, -1)",
        "import torch\n    if d_model % 2: raise ValueError('odd')\n    pe = torch.zeros(length, d_model)\n"
        "    pos = torch.arange(length).unsqueeze(1)\n"
        "    div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))\n"
        "    pe[:, 0::2] = torch.sin(pos * div)\n    pe[:, 1::2] = torch.cos(pos * div)\n    return pe",
        # An odd width is refused by NumPy itself: the columns do not fit.
        "a = np.arange(length)[:, None] / np.power(10000, np.arange(0, d_model, 2) / d_model)\n"
        "    pe = np.zeros((length, d_model))\n    pe[:, ::2] = np.sin(a)\n    pe[:, 1::2] = np.cos(a)\n    return pe",
    ],
    "input_vectors": [
        "T, d = ids.shape[-1], table.shape[1]\n"
        "    return np.stack([table[ids[..., t]] * math.sqrt(d) + positions[t] for t in range(T)], axis=-2)",
        "x = table[ids]\n    x *= np.sqrt(x.shape[-1])\n    x += positions[:x.shape[-2]]\n    return x.astype('f4')",
    ],
    "order_gap": [
        # The tokens stay in their rows, and each gets the position of the place it went to.
        "back = np.argsort(order)\n"
        "    return float(abs(attention(tokens + positions[back]) - attention(tokens + positions)).max())",
        "a = attention((tokens[order] + positions)[None])[0].astype('f4')\n"
        "    return np.max([np.abs(a[i] - attention(tokens + positions)[o]).max() for i, o in enumerate(order)])",
    ],
    "learned_input": [
        "x = embed(ids, table)\n    return x + position_table[: ids.shape[-1]][(None,) * (ids.ndim - 1)]",
        "places = np.broadcast_to(np.arange(ids.shape[-1]), ids.shape)\n    return table[ids] + position_table[places]",
    ],
    "shift_matrix": [
        "w = np.repeat(10000.0 ** (-np.arange(0, d_model, 2) / d_model), 2) * offset\n"
        "    swap = np.kron(np.eye(d_model // 2), [[0, 1], [-1, 0]])\n"
        "    return np.diag(np.cos(w)) + np.sin(w)[:, None] * swap",
        "import torch\n    b = [offset / 10000 ** (2 * i / d_model) for i in range(d_model // 2)]\n"
        "    return torch.block_diag(*[torch.tensor([[math.cos(t), math.sin(t)], [-math.sin(t), math.cos(t)]]) for t in b])",
    ],
    "relative_offsets": [
        "k, q = np.meshgrid(np.arange(k_len), np.arange(q_len))\n    return k - q",
        "return np.stack([np.arange(-i, k_len - i) for i in range(q_len)])",
    ],
    "relative_index": [
        "m = max_distance\n    return np.vectorize(lambda o: max(-m, min(m, int(o))) + m)(relative_offsets(q_len, k_len))",
        "d = np.arange(k_len)[None] - np.arange(q_len)[:, None]\n    d[d > max_distance] = max_distance\n"
        "    d[d < -max_distance] = -max_distance\n    d += max_distance\n    return d.astype(np.uint8)",
    ],
}


@pytest.mark.parametrize(("name", "lines"), [(n, s) for n, sources in OTHER_RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, lines: str) -> None:
    for seed in SEEDS:
        found = _judged(name, _body(name, lines), seed)
        assert found.verdict == "passed", found.message.en


# ------------------------------------------------------------------------ wrong answers that stand in no list

SPEEDS = "a = np.outer(np.arange(length), 10000.0 ** (-np.arange(0, d_model, 2) / d_model))\n    "

OTHER_WRONG = {  # exercise -> (share of the points that it may earn at most, body)
    "one_hot": [
        (0, "return np.zeros((*ids.shape, n_tokens))"),
        (0.6, "return np.eye(n_tokens)[ids.reshape(-1, ids.shape[-1])[0]]"),
        (0.7, "assert ids.ndim == 1; return np.eye(n_tokens)[ids]"),
    ],
    "embed": [
        (0, "return np.zeros((*ids.shape, table.shape[1]))"),
        (0, "return table[np.sort(ids)]"),
        (0.7, "return table[ids[0]][None] if ids.ndim > 1 else table[ids]"),
    ],
    "sinusoidal_positions": [
        (0, "return np.zeros((length, d_model))"),
        (
            0.4,
            SPEEDS + "a = a[:, ::-1]; return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
        ),
        (
            0,
            SPEEDS
            + "a = 2 * np.pi * a; return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
        ),
        (0, SPEEDS + "return np.stack([np.sin(a), -np.cos(a)], -1).reshape(length, d_model)"),
        (0, SPEEDS + "return np.stack([np.sin(a), np.cos(a)], -1).reshape(1, length, d_model)"),
        (
            0.5,
            "a = np.outer(np.arange(length), 10000.0 ** (-np.arange(0, d_model, 2) / 512))\n"
            "    return np.stack([np.sin(a), np.cos(a)], -1).reshape(length, d_model)",
        ),
    ],
    "input_vectors": [
        (0, "return embed(ids, table)"),
        (0.35, "return embed(ids, table) * 4 + positions[: ids.shape[-1]]"),
        (0, "return positions[: ids.shape[-1]]"),
        (0.4, "return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[0]"),
    ],
    "order_gap": [
        (0, "return 0.0"),
        (0, "return 1.0"),
        (0, "return np.abs(attention(tokens + positions[order]) - attention(tokens + positions)).max()"),
        (
            0.6,
            "return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order])[0].max()",
        ),
    ],
    "learned_input": [  # the letter alone is worth a third
        (0.34, "return embed(ids, table)"),
        (0.34, "return embed(ids, table) + position_table[0]"),
        (0.34, "return embed(ids, table) + position_table[: ids.shape[-1]][::-1]"),
        (0.34, "return embed(ids, table) + position_table[np.argsort(ids, axis=-1)]"),
    ],
    "shift_matrix": [
        (0, "return np.eye(d_model)"),
        (0, "return np.roll(np.eye(d_model), offset, axis=1)"),
        (
            0.5,
            "return np.linalg.matrix_power(np.array([[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]]), offset)",
        ),
    ],
    "relative_offsets": [
        (0, "return np.zeros((q_len, k_len), dtype=int)"),
        (0.5, "n = max(q_len, k_len); return np.arange(n) - np.arange(n)[:, None]"),
        (0, "return np.sign(np.arange(k_len) - np.arange(q_len)[:, None])"),
    ],
    "relative_index": [
        (0, "return np.zeros((q_len, k_len), dtype=int)"),
        (
            0.8,
            "return (np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance) + max_distance) * 1.0",
        ),
        (
            0.4,
            "return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance - 1) + max_distance",
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "most", "lines"), [(n, *pair) for n, pairs in OTHER_WRONG.items() for pair in pairs]
)
def test_other_wrong_answers_lose_points(name: str, most: float, lines: str) -> None:
    found = _judged(name, _body(name, lines))
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most, found.parts


def test_a_known_mistake_is_named_whatever_becomes_of_an_odd_width() -> None:
    for ending in ("", "[:, :d_model]"):
        lines = SPEEDS + f"return np.concatenate([np.sin(a), np.cos(a)], axis=1){ending}"
        assert (
            _judged("sinusoidal_positions", _body("sinusoidal_positions", lines)).misconception
            == "sines_first"
        )
    kept = _judged(
        "learned_input",
        _body(
            "learned_input", "return embed(ids, table) + np.take(position_table, ids, axis=0, mode='clip')"
        ),
    )
    assert kept.misconception == "positions_looked_up_with_ids"


def test_every_message_asks_in_both_languages() -> None:
    for version in (v for name in book.checks for v in book.misconceptions(name)):
        assert version.message is not None
        assert "?" in version.message.en, version.name
        assert "?" in version.message.ko, version.name
        assert any("가" <= letter <= "힣" for letter in version.message.ko), version.name


def test_hidden_asks_about_a_wrong_answer() -> None:
    (wrong,) = [v for v in book.misconceptions("sinusoidal_positions") if v.name == "sines_first"]
    with pytest.raises(AssertionError, match="all sines in the first half"):
        hidden("day03", "sinusoidal_positions", {"sinusoidal_positions": wrong.function})
