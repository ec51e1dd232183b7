"""silent_neurons: the share of zeros in a hidden layer and the number of dead neurons, counted by torch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def silent_neurons(hidden: Tensor) -> tuple[float, int]:
    """Oracle: counted by torch, token by token and neuron by neuron."""
    tokens = hidden.flatten(0, -2)
    fired = torch.count_nonzero(tokens, dim=0)
    return 1 - int(fired.sum()) / tokens.numel(), int((fired == 0).sum())


check = Check(silent_neurons)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The share, the dead neurons, numbers that are nearly 0, axes in front."""
    both = ("share", "dead")

    def case(*shape: int, dead: int = 2) -> tuple[Tensor]:
        """ReLU's zeros; the first `dead` neurons never fire, the next one not in the first sentence; one token is all 0."""
        hidden = F.relu(rng.tensor64(shape, 2.0, 0.5))
        hidden[..., :dead] = 0
        hidden[(0,) * (len(shape) - 1)] = 0
        hidden[(-1,) * (len(shape) - 1)][dead:] += 1
        if len(shape) > 2:
            hidden[0, ..., dead] = 0
        return (hidden,)

    def same(cases: Sequence[tuple[Tensor]], judged: Sequence[str] = both, unchanged: bool = False) -> None:
        expect.same(cases, labels=both, judged=judged, unchanged=unchanged)

    with expect.part(
        "share",
        2,
        en="How many of all the numbers are 0, divided by how many there are?",
        ko="모든 숫자 가운데 0인 것의 수를 전체 개수로 나눈 값인가요?",
    ):
        same([case(5, 7), case(2, 4, 9)], ("share",))
    with expect.part(
        "dead",
        2,
        en="How many neurons are 0 for every token of every sentence? Along which axes must all be silent?",
        ko="모든 문장의 모든 토큰에서 0인 뉴런은 몇 개인가요? 어느 축들을 따라 모두 조용해야 하나요?",
    ):
        same([case(5, 7), case(2, 4, 9, dead=3)], ("dead",))
    with expect.part(
        "only_zero_is_silent",
        2,
        en="Which numbers count as silent: exactly 0, or also small and negative ones, as GELU makes them?",
        ko="어떤 숫자를 조용하다고 세나요? 정확히 0인 것만인가요, GELU가 내는 작은 수나 음수도인가요?",
    ):
        smooth = F.gelu(rng.tensor64((3, 4, 7), 1.5))
        smooth[..., 1] = -F.relu(rng.tensor64((3, 4))) - 0.01  # never 0, never above it
        smooth[..., 2] = 0
        smooth[0, 1, 3:] = 1e-4
        one_and_minus_one = torch.tensor([1.0, -1.0] * 6).reshape(3, 4)
        smooth[..., 0], smooth[..., 6] = one_and_minus_one, -one_and_minus_one  # never 0, and adds up to 0
        same([(smooth,), (1e-3 * smooth[0],), (1e-9 * smooth[1],)])
    with expect.part(
        "axes_in_front",
        1,
        en="Is it right with one axis in front and with three, and when all sizes are equal? Is the input left alone?",
        ko="앞에 축이 하나이거나 세 개일 때도, 크기가 모두 같을 때도 맞나요? 입력은 그대로인가요?",
    ):
        same([case(6, 4, dead=1), case(2, 3, 2, 5), case(4, 4, 4, dead=1)], unchanged=True)


@check.right
def numbers_of_python(hidden):
    zeros, dead = 0, 0
    for neuron in hidden.reshape(-1, hidden.shape[-1]).T:
        count = int((neuron == 0).sum())
        zeros += count
        dead += count == len(neuron)
    return zeros / hidden.numel(), int(dead)


@check.right
def over_all_axes_in_front(hidden):
    silent = (hidden == 0).float()
    in_front = tuple(range(hidden.ndim - 1))
    return [silent.mean(), (silent.mean(dim=in_front) == 1).sum()]


@check.right
def by_absolute_values(hidden):
    sizes = hidden.abs().flatten(end_dim=-2)
    return 1 - (sizes > 0).double().mean(), len(sizes.T) - torch.count_nonzero(sizes.sum(dim=0)).item()


@check.misconception(
    en="Is your share that of the silent numbers or that of the others?",
    ko="구한 비율이 조용한 숫자의 것인가요, 나머지의 것인가요?",
)
def active_counted(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return (hidden != 0).double().mean(), dead


@check.misconception(
    en="A share lies between 0 and 1. Where does yours lie?",
    ko="비율은 0과 1 사이의 수예요. 여러분의 비율은 어디에 있나요?",
)
def in_percent(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return 100 * silent.double().mean(), dead


@check.misconception(
    en="Is your first result a share, or a count that grows with the number of tokens?",
    ko="첫째 결과가 비율인가요, 토큰이 많아지면 커지는 개수인가요?",
)
def share_not_divided(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.sum(), dead


@check.misconception(
    en="Is a neuron silent that gives -0.1? What does the second layer make of that number?",
    ko="-0.1을 내는 뉴런이 조용한 건가요? 둘째 층은 그 숫자로 무엇을 하나요?",
)
def negatives_counted(hidden):
    silent = hidden <= 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.double().mean(), dead


@check.misconception(
    en="Is 0.0001 the same as 0? What would your answer be if all numbers were a thousand times smaller?",
    ko="0.0001이 0과 같은가요? 모든 숫자가 천 배 작아지면 답이 어떻게 되나요?",
)
def small_ones_counted(hidden):
    silent = hidden.abs() < 1e-3
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return silent.double().mean(), dead


@check.misconception(
    en="How small must a number be for your comparison to call it 0? Is that exactly 0?",
    ko="여러분의 비교는 숫자가 얼마나 작으면 0이라고 하나요? 정확히 0인가요?",
)
def close_to_zero_counted(hidden):
    silent = torch.isclose(hidden, torch.zeros_like(hidden)).flatten(0, -2)
    return silent.double().mean(), silent.all(dim=0).sum()


@check.misconception(
    en="Do you count neurons that are silent for all tokens, or tokens for which all neurons are silent?",
    ko="모든 토큰에서 조용한 뉴런을 세나요, 모든 뉴런이 조용한 토큰을 세나요?",
)
def tokens_for_neurons(hidden):
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=-1).sum()


@check.misconception(
    en="Is a neuron dead that is silent for one token, or one that is silent for all of them?",
    ko="토큰 하나에서 조용하면 죽은 뉴런인가요, 모든 토큰에서 조용해야 죽은 뉴런인가요?",
)
def silent_once(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).any(dim=0).sum()
    return silent.double().mean(), dead


@check.misconception(
    en="How many neurons are there at most? Can your count be larger, since each sentence is counted by itself?",
    ko="뉴런은 많아야 몇 개인가요? 문장마다 따로 세느라 그보다 커질 수 있지 않나요?",
)
def sentence_by_sentence(hidden):
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=-2).sum()


@check.misconception(
    en="Along which axes have you looked? What is left in front of the neurons after all(dim=0) when there are sentences and "
    "tokens?",
    ko="어느 축을 따라 살펴보았나요? 문장 축과 토큰 축이 있을 때 all(dim=0) 다음에는 뉴런 축 앞에 무엇이 남나요?",
)
def first_axis_only(hidden):
    silent = hidden == 0
    return silent.double().mean(), silent.all(dim=0).sum()


@check.misconception(
    en="A neuron whose largest number is below 0: is it silent?",
    ko="가장 큰 값이 0보다 작은 뉴런은 조용한가요?",
)
def largest_not_above_zero(hidden):
    tokens = hidden.reshape(-1, hidden.shape[-1])
    return (hidden == 0).double().mean(), (tokens.amax(dim=0) <= 0).sum()


@check.misconception(
    en="Is your second result a number of neurons, or a share of them?",
    ko="둘째 결과가 뉴런의 수인가요, 뉴런 가운데 차지하는 비율인가요?",
)
def share_of_the_dead(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0)
    return silent.double().mean(), dead.double().mean()


@check.misconception(
    en="Which of the two results comes first?",
    ko="두 결과 가운데 어느 것이 먼저인가요?",
)
def dead_before_share(hidden):
    silent = hidden == 0
    dead = silent.reshape(-1, hidden.shape[-1]).all(dim=0).sum()
    return dead, silent.double().mean()


@check.misconception(
    en="A neuron that gives 1 for one token and -1 for another: is it silent? What do you lose by adding up?",
    ko="어떤 토큰에는 1, 다른 토큰에는 -1을 내는 뉴런이 조용한가요? 더하면 무엇을 놓치나요?",
)
def added_up(hidden):
    tokens = hidden.reshape(-1, hidden.shape[-1])
    return (hidden == 0).double().mean(), (tokens.sum(dim=0) == 0).sum()
