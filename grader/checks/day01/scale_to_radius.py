"""scale_to_radius, against torch's eigenvalues, for matrices whose largest one is positive, negative or complex."""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day01.shared import Array, Case, tensor
from grader.judge import Check, Expect, Rng, Student


def scale_to_radius(w_h: Array, radius: float) -> Array:
    """Oracle: torch's eigenvalues."""
    matrix = tensor(w_h)
    return (matrix * (radius / torch.linalg.eigvals(matrix).abs().max())).numpy()


check = Check(scale_to_radius)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Matrices whose largest eigenvalue is positive, negative, complex; then any; last tiny, huge, left alone."""

    def hidden(core: Array) -> Array:
        """A matrix with the eigenvalues of `core`, in other coordinates."""
        turn, _ = np.linalg.qr(rng.normal(core.shape))
        turn = turn @ (np.eye(len(core)) + np.triu(rng.normal(core.shape), 1))
        return (turn @ core @ np.linalg.inv(turn)).astype(np.float32).astype(np.float64)

    with expect.part(
        "positive",
        1,
        en="Is the matrix divided by its own largest eigenvalue and multiplied by the radius that is asked for?",
        ko="행렬을 자기 자신의 가장 큰 고윳값으로 나누고, 원하는 반지름을 곱하나요?",
    ):
        cases: list[Case] = [(hidden(np.diag([3.0, 1.0, -0.5])), 0.9), (hidden(np.diag([2.0, 0.7])), 1.7)]
        expect.same(cases)
    with expect.part(
        "negative_and_complex",
        2,
        en="Eigenvalues may be negative or complex. Do you take the absolute value of each before you look for the "
        "largest?",
        ko="고윳값은 음수일 수도, 복소수일 수도 있어요. 가장 큰 것을 찾기 전에 각각의 절댓값을 구하나요?",
    ):
        turning = np.array([[0.3, 2.0, 0.0], [-2.0, 0.3, 0.0], [0.0, 0.0, 1.0]])
        cases = [(hidden(np.diag([-3.0, 1.0, 0.5])), 0.9), (hidden(turning), 1.3)]
        expect.same(cases)
    with expect.part(
        "any_matrix",
        1,
        en="Is it right for any square matrix, whatever its size, and are the inputs left alone?",
        ko="크기와 상관없이 어떤 정사각 행렬에도 맞나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.normal((5, 5)), 2.0),
            (rng.normal((4, 4), 1e-3), 0.5),
            (rng.normal((7, 7), 30), 1.1),
        ]
        expect.same(cases, unchanged=True)


@check.right
def from_eig(w_h, radius):
    values, _ = np.linalg.eig(w_h)
    now = max(np.sqrt(value.real**2 + value.imag**2) for value in values)
    return radius / now * w_h


@check.right
def roots_of_the_polynomial(w_h, radius):
    return w_h * radius / np.abs(np.roots(np.poly(w_h))).max()


@check.right
def torch_eigenvalues(w_h, radius):
    import torch

    return w_h * radius / float(torch.linalg.eigvals(torch.tensor(w_h)).abs().max())


@check.misconception(
    en="np.linalg.norm(w, 2) and svd give the largest stretch of one step. Which numbers rule many steps of the same "
    "matrix?",
    ko="np.linalg.norm(w, 2)나 svd는 한 단계에서 가장 크게 늘어나는 정도를 말해 줘요. 같은 행렬을 여러 번 곱할 때를 "
    "결정하는 수는 무엇인가요?",
)
def singular_value(w_h, radius):
    return w_h * radius / np.linalg.norm(w_h, 2)


@check.misconception(
    en="What does np.linalg.norm give for a matrix without a second argument? Is that an eigenvalue?",
    ko="두 번째 인수 없이 행렬에 np.linalg.norm을 쓰면 무엇이 나오나요? 그것이 고윳값인가요?",
)
def frobenius_norm(w_h, radius):
    return w_h * radius / np.linalg.norm(w_h)


@check.misconception(
    en="Do you divide by the largest entry of the matrix or by the absolute value of its largest eigenvalue?",
    ko="행렬의 가장 큰 성분으로 나누나요, 가장 큰 고윳값의 절댓값으로 나누나요?",
)
def largest_entry(w_h, radius):
    return w_h * radius / np.abs(w_h).max()


@check.misconception(
    en="What is left of a complex eigenvalue when only its real part counts? Which function gives its distance from 0?",
    ko="복소수 고윳값에서 실수부만 보면 무엇이 빠지나요? 0에서 떨어진 거리를 주는 함수는 무엇인가요?",
)
def real_parts(w_h, radius):
    return w_h * radius / np.linalg.eigvals(w_h).real.max()


@check.misconception(
    en="An eigenvalue may be complex: is |real part| its distance from 0, or does the imaginary part count, too?",
    ko="고윳값은 복소수일 수 있어요. 실수부의 절댓값이 0까지의 거리인가요, 허수부도 함께 세어야 하나요?",
)
def absolute_real_parts(w_h, radius):
    return w_h * radius / np.abs(np.linalg.eigvals(w_h).real).max()


@check.misconception(
    en="For which matrices is eigvalsh made? Is w_h symmetric?",
    ko="eigvalsh는 어떤 행렬을 위한 함수인가요? w_h가 대칭인가요?",
)
def symmetric_only(w_h, radius):
    return w_h * radius / np.abs(np.linalg.eigvalsh(w_h)).max()


@check.misconception(
    en="Which eigenvalue should become the radius, the smallest or the largest in absolute value?",
    ko="반지름이 되어야 하는 것은 절댓값이 가장 작은 고윳값인가요, 가장 큰 고윳값인가요?",
)
def smallest_eigenvalue(w_h, radius):
    return w_h * radius / np.abs(np.linalg.eigvals(w_h)).min()


@check.misconception(
    en="Which spectral radius has the matrix before you touch it? Where do you take it out?",
    ko="손대기 전에 행렬의 스펙트럼 반지름은 얼마인가요? 그것을 어디에서 없애나요?",
)
def only_multiplied(w_h, radius):
    return w_h * radius


@check.misconception(
    en="Which radius has your result, 1 or the one that is asked for?",
    ko="결과의 반지름이 1인가요, 원하는 값인가요?",
)
def radius_forgotten(w_h, radius):
    return w_h / np.abs(np.linalg.eigvals(w_h)).max()


@check.misconception(
    en="Which of the two belongs below the line: the radius you have or the radius you want?",
    ko="지금의 반지름과 원하는 반지름 가운데 분모에 놓일 것은 어느 쪽인가요?",
)
def upside_down(w_h, radius):
    return w_h * np.abs(np.linalg.eigvals(w_h)).max() / radius


@check.misconception(
    en="Is the caller's matrix still the same afterwards? What does w_h *= … change?",
    ko="함수를 부른 쪽의 행렬이 그대로 남아 있나요? w_h *= … 는 무엇을 바꾸나요?",
)
def written_into_w_h(w_h, radius):
    w_h *= radius / np.abs(np.linalg.eigvals(w_h)).max()
    return w_h
