"""Day 1: the oracles agree with a second source."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.day01.clip_gradient import clip_gradient
from grader.checks.day01.first_token_gradient import first_token_gradient
from grader.checks.day01.first_token_influence import first_token_influence
from grader.checks.day01.last_state import last_state
from grader.checks.day01.rnn import rnn
from grader.checks.day01.rnn_step import rnn_step
from grader.checks.day01.scale_to_radius import scale_to_radius
from grader.checks.day01.step_jacobian import step_jacobian

RNG = np.random.default_rng(0)


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
    np.testing.assert_allclose(rnn_step(xs[..., 0, :], h0, *cell), states[..., 0, :], atol=1e-12)
    np.testing.assert_allclose(rnn(xs, h0, *cell), states, atol=1e-12)
    np.testing.assert_allclose(last_state(xs, h0, *cell), states[..., -1, :], atol=1e-12)
    replaced = xs.copy()
    replaced[..., 0, :] = 1.0
    apart = np.linalg.norm(_loop(replaced, h0, *cell)[..., -1, :] - states[..., -1, :], axis=-1)
    other = np.ones((*lead, 4))
    np.testing.assert_allclose(first_token_influence(xs, other, h0, *cell), apart, atol=1e-12)


def test_autograd_agrees_with_the_product_of_jacobians_and_with_small_differences() -> None:
    xs, h0, w_x, w_h, b = _case((), 4, 2, 3)
    states = np.concatenate([h0[None], _loop(xs, h0, w_x, w_h, b)])
    product = np.diag(1 - states[1] ** 2) @ w_x.T
    for t in range(1, 4):
        jacobian = np.diag(1 - states[t + 1] ** 2) @ w_h.T
        np.testing.assert_allclose(step_jacobian(xs[t], states[t], w_x, w_h, b), jacobian, atol=1e-12)
        product = jacobian @ product
    gradient = first_token_gradient(xs, h0, w_x, w_h, b)
    np.testing.assert_allclose(gradient, product, atol=1e-12)
    little = np.zeros_like(xs)
    little[0, 1] = 1e-6
    moved = _loop(xs + little, h0, w_x, w_h, b)[-1] - _loop(xs - little, h0, w_x, w_h, b)[-1]
    np.testing.assert_allclose(gradient[:, 1], moved / 2e-6, atol=1e-8)


def test_radius_and_clip() -> None:
    w = RNG.normal(size=(6, 6))
    scaled = scale_to_radius(w, 1.3)
    assert np.isclose(np.abs(np.linalg.eigvals(scaled)).max(), 1.3)
    np.testing.assert_allclose(scaled / scaled[0, 0], w / w[0, 0])
    np.testing.assert_allclose(clip_gradient(np.array([[3.0], [4.0]]), 1.0), [[0.6], [0.8]], atol=1e-6)
    np.testing.assert_array_equal(clip_gradient(np.ones((2, 2)), 3.0), np.ones((2, 2)))
