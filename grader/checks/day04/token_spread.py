"""How much the tokens of a sequence differ, relative to their length, against torch.linalg.matrix_norm.

Zeros, and tokens that are all equal, stand beside random ones.
"""

from __future__ import annotations

import numpy as np
import torch

from grader.checks.day04.shared import Array, tensor
from grader.judge import Check, Expect, Rng, Student


def token_spread(x: Array) -> Array:
    """Oracle: torch's own norms, token by token."""
    tokens = tensor(x)
    centred = tokens - tokens.mean(dim=-2, keepdim=True)
    spread, size = (torch.linalg.matrix_norm(t) for t in (centred, tokens))
    return torch.where(size > 0, spread / size.clamp_min(1e-300), 0.0).numpy()


check = Check(token_spread)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One sequence, batches, then the edges: all tokens equal, nothing but zeros, the input left alone."""
    with expect.part(
        "one_sequence",
        2,
        en="From which mean does each token differ, is the length taken over all its features, and is it relative to "
        "the length of the tokens themselves?",
        ko="각 토큰이 어떤 평균과 얼마나 다른지 재나요? 모든 특징으로 길이를 구하고, 토큰 자체의 길이에 대한 비율인가요?",
    ):
        cases = [(rng.normal((5, 4), offset=1),), (rng.normal((3, 6), 20, offset=9),), (rng.normal((4, 4)),)]
        expect.same(cases)
    with expect.part(
        "batch",
        1,
        en="Does each sequence of a batch get a number of its own, from its own tokens alone?",
        ko="배치의 문장마다 자기 토큰만으로 구한 숫자가 하나씩 나오나요?",
    ):
        offsets = rng.normal((2, 3, 1, 1), 2)
        cases = [(rng.normal((2, 5, 4)) + offsets[:, 0],), (rng.normal((2, 3, 5, 4)) + offsets,)]
        expect.same(cases)
    with expect.part(
        "edges",
        1,
        en="What comes out when all tokens are equal, and when every number is 0? By what do you divide then?",
        ko="모든 토큰이 같거나 모든 숫자가 0이면 무엇이 나오나요? 그때는 무엇으로 나누게 되나요?",
    ):
        # Whole numbers, so that equal tokens have exactly their mean, however it is computed.
        equal = np.tile(rng.integers(1, 9, (1, 4)).astype(np.float64), (5, 1))
        mixed = np.stack([rng.normal((5, 4), offset=1), np.zeros((5, 4)), equal])
        cases = [(mixed,), (np.zeros((5, 4)),), (rng.normal((5, 4)),)]
        expect.same(cases)
    with expect.part(
        "input_kept",
        0.5,
        en="Is the input still the same after the call?",
        ko="함수를 부른 뒤에도 입력이 그대로인가요?",
    ):
        cases = [(rng.normal((2, 5, 4), offset=1),)]
        expect.same(cases, unchanged=True)


@check.right
def by_the_formula(x):
    spread = np.sqrt(((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).mean(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@check.right
def norms_of_matrices(x):
    size = np.linalg.norm(x, axis=(-2, -1))
    spread = np.linalg.norm(x - x.mean(-2, keepdims=True), axis=(-2, -1))
    return spread / np.where(size == 0, 1, size)


@check.right
def sequence_by_sequence(x):
    result = np.zeros(x.shape[:-2], dtype=np.float32)
    for place in np.ndindex(*x.shape[:-2]):
        tokens = list(x[place])
        mean = sum(tokens) / len(tokens)
        size = sum(float(token @ token) for token in tokens)
        if size > 0:
            result[place] = (sum(float((t - mean) @ (t - mean)) for t in tokens) / size) ** 0.5
    return result


@check.right
def by_the_mean_alone(x):
    # mean |x - m|^2 = mean |x|^2 - |m|^2
    total = np.einsum("...td,...td->...", x, x) / x.shape[-2]
    centre = np.square(x.mean(axis=-2)).sum(axis=-1)
    return np.sqrt(np.maximum(total - centre, 0) / (total + 1e-12))


@check.right
def spread_with_torch(x):
    import torch

    tokens = torch.from_numpy(x)
    spread = tokens.var(dim=-2, correction=0).sum(dim=-1).sqrt()
    return torch.nan_to_num(spread / tokens.square().sum(dim=-1).mean(dim=-1).sqrt(), nan=0.0)


@check.misconception(
    en="What is 0 divided by 0? What should come out for an input of zeros?",
    ko="0을 0으로 나누면 무엇이 되나요? 입력이 모두 0이면 무엇이 나와야 하나요?",
)
def zero_not_handled(x):
    mean = x.mean(axis=-2, keepdims=True)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    return spread / np.sqrt((x**2).sum(-1).mean(-1))


@check.misconception(
    en="How many numbers come back for a batch of two sequences? Over which axes do mean and sum run?",
    ko="문장 두 개짜리 배치에서 숫자가 몇 개 나오나요? 평균과 합이 어느 축들을 따라가나요?",
)
def whole_batch_at_once(x):
    spread = np.sqrt(np.mean((x - x.mean(axis=-2, keepdims=True)) ** 2))
    size = np.sqrt(np.mean(x**2))
    return spread / size if size > 0 else np.zeros(())


@check.misconception(
    en="Does the result of one sequence depend on the others of the batch? Of which tokens is the mean taken?",
    ko="한 문장의 결과가 배치의 다른 문장에 따라 달라지나요? 어떤 토큰들의 평균을 구하나요?",
)
def mean_of_the_batch(x):
    mean = x.reshape(-1, x.shape[-1]).mean(axis=0)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    size = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@check.misconception(
    en="Does the number change when all tokens are made ten times longer? By what should it be divided?",
    ko="모든 토큰을 10배로 늘리면 숫자가 바뀌나요? 무엇으로 나누어야 할까요?",
)
def not_relative(x):
    return np.sqrt(((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).mean(-1))


@check.misconception(
    en="By what do you divide: the length of the tokens, or the length of their mean?",
    ko="무엇으로 나누나요? 토큰들의 길이인가요, 토큰 평균의 길이인가요?",
)
def relative_to_the_mean(x):
    mean = x.mean(axis=-2, keepdims=True)
    spread = np.sqrt(((x - mean) ** 2).sum(-1).mean(-1))
    size = np.sqrt((mean**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@check.misconception(
    en="Which comes first, the mean over the tokens or the square root? What does the formula average?",
    ko="토큰에 대한 평균과 제곱근 가운데 무엇이 먼저인가요? 식에서는 무엇을 평균하나요?",
)
def mean_of_lengths(x):
    spread = np.linalg.norm(x - x.mean(axis=-2, keepdims=True), axis=-1).mean(-1)
    size = np.linalg.norm(x, axis=-1).mean(-1)
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@check.misconception(
    en="How many numbers come back for one sequence: one, or one for each feature?",
    ko="문장 하나에 숫자가 몇 개 나오나요? 하나인가요, 특징마다 하나씩인가요?",
)
def one_number_per_feature(x):
    spread = x.std(axis=-2)
    size = np.sqrt((x**2).mean(axis=-2))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


@check.misconception(
    en="Is the caller's array still the same afterwards? What does x -= … change?",
    ko="함수를 부른 쪽의 배열이 그대로 남아 있나요? x -= … 는 무엇을 바꾸나요?",
)
def spread_written_into_x(x):
    size = np.sqrt((x**2).sum(-1).mean(-1))
    x -= x.mean(axis=-2, keepdims=True)
    spread = np.sqrt((x**2).sum(-1).mean(-1))
    return np.divide(spread, size, out=np.zeros_like(size), where=size > 0)


misconception = check.misconceptions_in(by_the_formula)
misconception(
    "mean_of_features",
    ("axis=-2", "axis=-1"),
    en="What do you subtract: the mean of all tokens, or of each token's own features?",
    ko="무엇을 빼나요? 모든 토큰의 평균인가요, 토큰마다 자기 특징들의 평균인가요?",
)
misconception(
    "one_mean_number",
    ("axis=-2", "axis=(-2, -1)"),
    en="Is the mean of the tokens a vector, or one number for the whole sequence?",
    ko="토큰의 평균이 벡터인가요, 문장 전체에서 하나의 숫자인가요?",
)
misconception(
    "first_axis_is_tokens",
    ("x.mean(axis=-2, keepdims=True)", "x.mean(axis=0)"),
    (".sum(-1).mean(-1)", ".sum(-1).mean(0)"),
    en="Which axis is axis 0 when a batch axis stands in front? On which axis are the tokens?",
    ko="앞에 배치 축이 있으면 0번 축은 무엇인가요? 토큰은 어느 축에 있나요?",
)
misconception(
    "root_forgotten",
    ("np.sqrt", ""),
    en="Is it a ratio of lengths or of squared lengths? Where is the square root?",
    ko="길이의 비율인가요, 길이 제곱의 비율인가요? 제곱근은 어디에 있나요?",
)
misconception(
    "tokens_minus_one",
    ("((x - x.mean(axis=-2, keepdims=True)) ** 2).sum(-1).mean(-1)", "x.var(axis=-2, ddof=1).sum(-1)"),
    en="Is the mean taken over T tokens, or divided by T - 1 (see ddof)?",
    ko="토큰 T개로 평균을 구하나요, T - 1로 나누나요? (ddof를 살펴보세요.)",
)
misconception(
    "largest_token_only",
    (".sum(-1).mean(-1)", ".sum(-1).max(-1)"),
    en="Do you take the mean over the tokens, or only the one that is farthest away?",
    ko="토큰 전체의 평균을 구하나요, 가장 멀리 있는 하나만 보나요?",
)
