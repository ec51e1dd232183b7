"""Day 1: the oracles agree with a second source, and versions that stand in no list are judged as they should be."""

from __future__ import annotations

import numpy as np
import pytest
from solved import Solved

from grader.checks import day01, load
from grader.judge import Version, source_of

book = load("day01")
RNG = np.random.default_rng(0)
NOTEBOOK = Solved("day01", "import numpy as np\n")


# --------------------------------------------------------------------------------------------------------- oracles


def _case(lead: tuple[int, ...], length: int, d_in: int, d_h: int) -> tuple[np.ndarray, ...]:
    shapes = ((*lead, length, d_in), (*lead, d_h), (d_in, d_h), (d_h, d_h), (d_h,))
    return tuple(0.6 * RNG.normal(size=shape) for shape in shapes)


def _loop(xs: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    states = []
    for t in range(xs.shape[-2]):
        h = np.tanh(xs[..., t, :] @ w_x + h @ w_h + b)
        states.append(h)
    return np.stack(states, axis=-2)


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_torchs_cell_and_layer_are_the_formula(lead: tuple[int, ...]) -> None:
    xs, h0, *cell = _case(lead, 5, 4, 3)
    states = _loop(xs, h0, *cell)
    np.testing.assert_allclose(day01.rnn_step(xs[..., 0, :], h0, *cell), states[..., 0, :], atol=1e-12)
    np.testing.assert_allclose(day01.rnn(xs, h0, *cell), states, atol=1e-12)
    np.testing.assert_allclose(day01.last_state(xs, h0, *cell), states[..., -1, :], atol=1e-12)
    replaced = xs.copy()
    replaced[..., 0, :] = 1.0
    apart = np.linalg.norm(_loop(replaced, h0, *cell)[..., -1, :] - states[..., -1, :], axis=-1)
    other = np.ones((*lead, 4))
    np.testing.assert_allclose(day01.first_token_influence(xs, other, h0, *cell), apart, atol=1e-12)


def test_autograd_agrees_with_the_product_of_jacobians_and_with_small_differences() -> None:
    xs, h0, w_x, w_h, b = _case((), 4, 2, 3)
    states = np.concatenate([h0[None], _loop(xs, h0, w_x, w_h, b)])
    product = np.diag(1 - states[1] ** 2) @ w_x.T
    for t in range(1, 4):
        jacobian = np.diag(1 - states[t + 1] ** 2) @ w_h.T
        np.testing.assert_allclose(day01.step_jacobian(xs[t], states[t], w_x, w_h, b), jacobian, atol=1e-12)
        product = jacobian @ product
    gradient = day01.first_token_gradient(xs, h0, w_x, w_h, b)
    np.testing.assert_allclose(gradient, product, atol=1e-12)
    little = np.zeros_like(xs)
    little[0, 1] = 1e-6
    moved = _loop(xs + little, h0, w_x, w_h, b)[-1] - _loop(xs - little, h0, w_x, w_h, b)[-1]
    np.testing.assert_allclose(gradient[:, 1], moved / 2e-6, atol=1e-8)


def test_the_count_on_the_graph_is_the_closed_form() -> None:
    for length in (1, 2, 5, 9):
        for layers in (1, 2, 6):
            assert day01.sequential_steps("rnn", length, layers) == length + layers - 1
            assert day01.sequential_steps("attention", length, layers) == layers
            for kind in ("rnn", "attention"):
                assert day01.sequential_steps(kind, length, layers, True) == length * layers


def test_radius_and_clip() -> None:
    w = RNG.normal(size=(6, 6))
    scaled = day01.scale_to_radius(w, 1.3)
    assert np.isclose(np.abs(np.linalg.eigvals(scaled)).max(), 1.3)
    np.testing.assert_allclose(scaled / scaled[0, 0], w / w[0, 0])
    np.testing.assert_allclose(day01.clip_gradient(np.array([[3.0], [4.0]]), 1.0), [[0.6], [0.8]], atol=1e-6)
    np.testing.assert_array_equal(day01.clip_gradient(np.ones((2, 2)), 3.0), np.ones((2, 2)))


# ---------------------------------------------------------------------------- right answers in still other styles

RIGHT = {
    "rnn_step": [
        "def rnn_step(x, h, wx, wh, b):\n    return np.tanh(sum(v @ w for v, w in ((x, wx), (h, wh))) + b)",
        "def rnn_step(x, h, w_x, w_h, b, keep=None):\n    a = (w_x.T @ x[..., None] + w_h.T @ h[..., None])[..., 0]\n"
        "    return np.tanh(a + b)",
        "def rnn_step(x, h, w_x, w_h, b):\n    z = x @ w_x\n    z += h @ w_h\n    z += b\n"
        "    return 2 / (1 + np.exp(-2 * z)) - 1",
    ],
    "rnn": [
        "def rnn(xs, h0, w_x, w_h, b):\n    if xs.ndim > 2:\n"
        "        return np.array([rnn(x, h, w_x, w_h, b) for x, h in zip(xs, h0)])\n    out = []\n    for x in xs:\n"
        "        h0 = rnn_step(x, h0, w_x, w_h, b)\n        out.append(h0)\n    return np.array(out)",
        "def rnn(xs, h0, w_x, w_h, b):\n    h, out = h0, []\n    for t in range(xs.shape[-2]):\n"
        "        h = rnn_step(xs[..., t, :], h, w_x, w_h, b)\n        out.append(h[..., None, :])\n"
        "    return np.concatenate(out, axis=-2).astype('f4')",
    ],
    "last_state": [
        "def last_state(xs, h0, w_x, w_h, b):\n    return rnn(xs, h0, w_x, w_h, b).swapaxes(0, -2)[-1].swapaxes(0, -2) "
        "if xs.ndim == 4 else rnn(xs, h0, w_x, w_h, b)[..., -1, :]\nlast_state_reason = 'b'",
    ],
    "first_token_influence": [
        "def first_token_influence(xs, other, h0, w_x, w_h, b):\n    mask = np.zeros(xs.shape[-2:-1] + (1,))\n"
        "    mask[0] = 1\n    new = xs * (1 - mask) + other[..., None, :] * mask\n"
        "    d = rnn(xs, h0, w_x, w_h, b)[..., -1, :] - rnn(new, h0, w_x, w_h, b)[..., -1, :]\n"
        "    return np.sqrt(np.einsum('...i,...i->...', d, d))",
    ],
    "step_jacobian": [
        "def step_jacobian(x, h, w_x, w_h, b):\n    return (w_h * (1 - rnn_step(x, h, w_x, w_h, b) ** 2)).T",
        "def step_jacobian(x, h, w_x, w_h, b):\n    e, y = 1e-6, rnn_step(x, h, w_x, w_h, b)\n"
        "    return np.array([(rnn_step(x, h + e * r, w_x, w_h, b) - y) / e for r in np.eye(len(h))]).T",
    ],
    "first_token_gradient": [
        "def first_token_gradient(xs, h0, w_x, w_h, b):\n    h = rnn_step(xs[0], h0, w_x, w_h, b)\n"
        "    g = np.diag(1 - h ** 2) @ w_x.T\n    if len(xs) == 1:\n        return g\n    js = []\n"
        "    for x in xs[1:]:\n        js.append(step_jacobian(x, h, w_x, w_h, b))\n"
        "        h = rnn_step(x, h, w_x, w_h, b)\n    return np.linalg.multi_dot([*js[::-1], g])",
    ],
    "scale_to_radius": [
        "def scale_to_radius(w_h, radius):\n    v = np.linalg.eigvals(w_h.T.astype('c16'))\n"
        "    return np.divide(w_h, np.sort(np.abs(v))[-1]) * radius",
    ],
    "clip_gradient": [
        "def clip_gradient(g, limit):\n    n = np.linalg.norm(g)\n    return g.copy() if n <= limit else limit * (g / n)",
        "def clip_gradient(g, limit):\n    return g * np.minimum(1, limit / (np.linalg.norm(g.flatten()) + 1e-6))",
    ],
    "sequential_steps": [
        "def sequential_steps(kind, length, layers=1, writing=False):\n    if writing:\n"
        "        return np.int64(length * layers)\n    return (length - 1) * (kind == 'rnn') + layers",
    ],
}


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in RIGHT.items() for s in sources])
def test_other_right_answers_pass(name: str, source: str) -> None:
    NOTEBOOK.passes(name, source)


# ------------------------------------------------------------------------ wrong answers that stand in no list

WRONG = {  # exercise -> (share of the points that it may earn at most, body)
    "rnn_step": [
        (0, "return h"),
        (0, "return np.zeros(h.shape)"),
        (0, "return np.tanh(x @ w_x + h @ w_h + b)[..., ::-1]"),
        (0.2, "return np.tanh(x @ w_x + h @ w_h * 0.9 + b)"),
        (0.2, "return np.tanh(x @ w_x + np.tanh(h) @ w_h + b)"),
        (0.8, "assert x.ndim == 1; return np.tanh(x @ w_x + h @ w_h + b)"),
        (
            0.9,
            "return np.tanh(x @ w_x + h @ w_h + b) if x.shape[-1] != h.shape[-1] else np.tanh(x @ w_h + h @ w_x + b)",
        ),
    ],
    "rnn": [
        (0, "return np.zeros((*xs.shape[:-1], h0.shape[-1]))"),
        (0.2, "return np.tanh(xs @ w_x + h0[..., None, :] @ w_h + b)"),
        (0.7, "assert xs.ndim == 2; return np.array([h0 := rnn_step(x, h0, w_x, w_h, b) for x in xs])"),
        (0, "return np.array([h0 := rnn_step(x, h0, w_x, w_h, b) for x in xs]).tolist()"),
    ],
    "last_state": [
        (0, "return h0"),
        (0, "return rnn_step(xs[..., -1, :], h0, w_x, w_h, b)"),
        (0, "return rnn_step(xs.mean(axis=-2), h0, w_x, w_h, b)"),
    ],
    "first_token_influence": [
        (0, "return np.zeros(xs.shape[:-2])"),
        (0, "return np.linalg.norm(other - xs[..., 0, :], axis=-1)"),
        (0, "return np.abs(rnn(xs, h0, w_x, w_h, b)[..., -1, :]).max(-1)"),
    ],
    "step_jacobian": [
        (0, "return np.eye(len(h))"),
        (0, "return np.zeros((len(h), len(h)))"),
        (0.25, "return w_h.T * (1 - np.mean(rnn_step(x, h, w_x, w_h, b) ** 2))"),
    ],
    "first_token_gradient": [
        (0, "return np.zeros((len(h0), xs.shape[1]))"),
        (
            0.2,
            "h = rnn_step(xs[0], h0, w_x, w_h, b); return np.diag(1 - h**2) @ w_x.T * 0.5 ** (len(xs) - 1)",
        ),
        (
            0.4,
            "h = rnn_step(xs[0], h0, w_x, w_h, b); j = step_jacobian(xs[-1], h, w_x, w_h, b); "
            "return np.linalg.matrix_power(j, len(xs) - 1) @ np.diag(1 - h**2) @ w_x.T",
        ),
    ],
    "scale_to_radius": [
        (0, "return w_h"),
        (0, "return radius * np.eye(len(w_h))"),
        (0, "return w_h * radius / np.abs(np.diag(w_h)).max()"),
        (0, "return w_h / np.linalg.norm(w_h, axis=0) * radius"),
        (0.3, "return w_h * radius / np.abs(np.linalg.det(w_h)) ** (1 / len(w_h))"),
    ],
    "clip_gradient": [
        (0, "return gradient"),
        (0, "return np.zeros(gradient.shape)"),
        (0, "return np.sign(gradient) * limit"),
        (
            0.5,
            "n = np.linalg.norm(gradient, 2) if gradient.ndim < 3 else 1; "
            "return gradient * limit / n if n > limit else gradient",
        ),
    ],
    "sequential_steps": [
        (0, "return 1"),
        (0, "return length"),
        (0.2, "return length if kind == 'rnn' else 1"),
        (
            0.6,
            "return str(length * layers) if writing else (length + layers - 1 if kind == 'rnn' else layers)",
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "most", "body"), [(n, *pair) for n, pairs in WRONG.items() for pair in pairs]
)
def test_other_wrong_answers_lose_points(name: str, most: float, body: str) -> None:
    header = source_of(Version(name, name, book.checks[name].oracle)).splitlines()[0]
    found = NOTEBOOK.judged(name, f"{header}\n    {body}\n{name}_reason = None")
    assert found.verdict not in ("passed", "course_error"), found.message.en
    assert found.points <= most * found.max_points + 1e-9, found.parts
