"""Day 12, training: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles, made of torch.nn.functional and torch's schedulers.
Misconceptions and alternatives call them by these bare names, so that their source also works when pasted into a
student's notebook, where the same names are the student's functions. They use nothing else but `torch`, `nn`, `F`, `math`.

Only values cross to the student's notebook, never a model. So the notebook has three given functions, `try_steps`,
`greedy_on_table` and `beam_on_table`, that build a small model from tables of numbers and call the student's function with
it; here `_in_steps`, `_greedy` and `_beam` put the same around each version, and a check renames its calls.
"""

# The wrong versions are written as a student would write them, not as we would:
# ruff: noqa: N806

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text

book = CheckBook()
Scores = Callable[[Tensor], Tensor]


def _whole_numbers(got: Any) -> None:
    """Raise Failure if this is an array of floats or booleans: ids are whole numbers."""
    if hasattr(got, "dtype") and "int" not in str(got.dtype):
        raise Failure(
            Text(
                f"Ids are whole numbers, and these are of type {str(got.dtype).rpartition('.')[2]}. Where does the type "
                "change?",
                f"id는 정수인데 돌아온 것은 {str(got.dtype).rpartition('.')[2]} 타입이에요. 타입이 어디서 바뀌나요?",
            )
        )


# ------------------------------------------------------------------------------------------------- 1 shift_right


def shift_right(targets: Tensor, bos_id: int) -> Tensor:
    """Oracle."""
    return F.pad(targets, (1, 0), value=bos_id)[:, :-1]


@book.check("shift_right")
def check_shift_right(student: Student, rng: Rng, expect: Expect) -> None:
    """Values for several shapes and starts, then as many sentences as tokens, then the input as it was."""

    def same(rows: int, length: int, bos_id: int, unchanged: bool = False) -> None:
        targets = rng.ids(10, 90, (rows, length))
        if not unchanged and length > 3:
            targets[0, -2:] = 0  # padding moves like everything else
        got = student.shift_right(targets, bos_id)
        expect.array(got, shift_right(targets, bos_id))
        _whole_numbers(got)
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "values",
        3,
        en="Does every row begin with bos_id, and does place t hold what the target has at place t - 1?",
        ko="모든 행이 bos_id로 시작하고, t번 자리에 타깃의 t - 1번 토큰이 있나요?",
    ):
        same(2, 5, 1)
        same(3, 7, 4)
    with expect.part(
        "square",
        1,
        en="With as many sentences as tokens: do the tokens move along their own sentence?",
        ko="문장 수와 토큰 수가 같을 때도, 토큰이 자기 문장을 따라 움직이나요?",
    ):
        same(4, 4, 2)
    with expect.part(
        "untouched",
        1,
        en="Is the target itself left as it was? The loss still needs it.",
        ko="타깃은 원래대로 남아 있나요? 손실을 구할 때 또 써야 해요.",
    ):
        same(3, 4, 7, unchanged=True)


@book.misconception(
    "shift_right",
    "not_shifted_at_all",
    en="If the decoder reads the target as it is, what does it read at the place where it has to say that very token?",
    ko="디코더가 타깃을 그대로 읽으면, 어떤 토큰을 말해야 하는 자리에서 무엇을 읽게 되나요?",
)
def not_shifted_at_all(targets: Tensor, bos_id: int) -> Tensor:
    return targets.clone()


@book.misconception(
    "shift_right",
    "start_written_over_the_first",
    en="Where does the first token of the target go: to place 1, or is it lost under the start?",
    ko="타깃의 첫 토큰이 1번 자리로 옮겨 갔나요, 아니면 시작 토큰에 덮여 사라졌나요?",
)
def start_written_over_the_first(targets: Tensor, bos_id: int) -> Tensor:
    read = targets.clone()
    read[:, 0] = bos_id
    return read


@book.misconception(
    "shift_right",
    "one_too_long",
    en="As many tokens must be read as are said. Which one has no successor, and so need not be read?",
    ko="읽는 토큰 수와 말하는 토큰 수가 같아야 해요. 뒤에 말할 것이 없어서 읽지 않아도 되는 토큰은 무엇인가요?",
)
def one_too_long(targets: Tensor, bos_id: int) -> Tensor:
    start = torch.full((len(targets), 1), bos_id)
    return torch.cat([start, targets], dim=1)


@book.misconception(
    "shift_right",
    "last_rolled_to_the_front",
    en="torch.roll brings the last token round to the front. What must stand there instead?",
    ko="torch.roll은 마지막 토큰을 맨 앞으로 돌려놓아요. 그 자리에는 무엇이 있어야 하나요?",
)
def last_rolled_to_the_front(targets: Tensor, bos_id: int) -> Tensor:
    return torch.roll(targets, 1, dims=1)


@book.misconception(
    "shift_right",
    "shifted_left",
    en="At place t, should the decoder have read the token before, or the one after?",
    ko="t번 자리에서 디코더가 읽은 것이 바로 앞 토큰이어야 하나요, 바로 뒤 토큰이어야 하나요?",
)
def shifted_left(targets: Tensor, bos_id: int) -> Tensor:
    start = torch.full((len(targets), 1), bos_id)
    return torch.cat([targets[:, 1:], start], dim=1)


@book.misconception(
    "shift_right",
    "shifted_down",
    en="The tokens moved to the next sentence. Which axis counts sentences, and which the places in one?",
    ko="토큰들이 다음 문장으로 옮겨 갔어요. 문장을 세는 축과 문장 안의 자리를 세는 축은 각각 어느 것인가요?",
)
def shifted_down(targets: Tensor, bos_id: int) -> Tensor:
    start = torch.full((1, targets.shape[1]), bos_id)
    return torch.cat([start, targets[:-1]], dim=0)


@book.misconception(
    "shift_right",
    "only_the_first_row_starts",
    en="Every sentence needs a start of its own. Do the rows behind the first have one?",
    ko="문장마다 시작 토큰이 있어야 해요. 첫 행 말고 다른 행들에도 있나요?",
)
def only_the_first_row_starts(targets: Tensor, bos_id: int) -> Tensor:
    read = torch.roll(targets, 1)
    read[0, 0] = bos_id
    return read


@book.misconception(
    "shift_right",
    "written_into_the_target",
    en="The function writes into the target that it was given. What will the loss compare with, then?",
    ko="받은 타깃에 바로 쓰고 있어요. 그러면 손실은 무엇과 비교하게 되나요?",
)
def written_into_the_target(targets: Tensor, bos_id: int) -> Tensor:
    targets[:, 1:] = targets[:, :-1].clone()
    targets[:, 0] = bos_id
    return targets


@book.alternative("shift_right", "start_and_the_rest")
def start_and_the_rest(targets: Tensor, bos_id: int) -> Tensor:
    start = torch.full_like(targets[:, :1], bos_id)
    return torch.cat([start, targets[:, :-1]], dim=1)


@book.alternative("shift_right", "rolled_then_started")
def rolled_then_started(targets: Tensor, bos_id: int) -> Tensor:
    read = torch.roll(targets, 1, dims=1)
    read[:, 0] = bos_id
    return read


@book.alternative("shift_right", "written_into_a_new_tensor")
def written_into_a_new_tensor(targets: Tensor, bos_id: int) -> Tensor:
    read = torch.zeros_like(targets)
    for row in range(targets.shape[0]):
        read[row, 0] = bos_id
        for t in range(1, targets.shape[1]):
            read[row, t] = targets[row, t - 1]
    return read


@book.alternative("shift_right", "lists_of_tokens")
def lists_of_tokens(targets: Tensor, bos_id: int) -> Tensor:
    return torch.tensor([[bos_id, *row[:-1]] for row in targets.tolist()])


# ----------------------------------------------------------------------------------------- 2 label_smoothed_loss


def label_smoothed_loss(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    """Oracle."""
    return F.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=pad_id, label_smoothing=smoothing
    )


@book.check("label_smoothed_loss")
def check_label_smoothed_loss(student: Student, rng: Rng, expect: Expect) -> None:
    """Without smoothing, with it, with padding, both, then large logits; last the gradient."""
    name = "label_smoothed_loss"

    def case(
        shape: tuple[int, int, int],
        smoothing: float,
        padding: Sequence[int] = (),
        pad_id: int = 0,
        scale: float = 2.0,
    ) -> tuple[Any, ...]:
        """padding: for each sentence, how many of its last places are padding."""
        targets = rng.ids(0, shape[2] - 1, shape[:2])
        targets += targets >= pad_id  # any id but that of the padding
        for row, places in enumerate(padding):
            targets[row, shape[1] - places :] = pad_id
        return rng.tensor32(shape, scale).double(), targets, smoothing, pad_id

    def same(*cases: tuple[Any, ...], unchanged: bool = False) -> None:
        expect.same(student, name, label_smoothed_loss, cases, unchanged=unchanged)

    with expect.part(
        "cross_entropy",
        2,
        en="With smoothing 0 and no padding: is the loss the mean over all places of minus the log-probability of the "
        "right token?",
        ko="smoothing이 0이고 패딩이 없을 때, 손실이 모든 자리에서 맞는 토큰의 로그 확률에 음수를 붙여 평균한 것인가요?",
    ):
        same(case((2, 3, 5), 0.0), case((3, 4, 7), 0.0))
    with expect.part(
        "smoothing",
        3,
        en="The smoothed answer gives the right token 1 - smoothing, and then shares smoothing among all V tokens, the right "
        "one included. Does it sum to 1?",
        ko="스무딩한 정답은 맞는 토큰에 1 - smoothing을 주고, smoothing은 맞는 토큰까지 포함한 V개 토큰이 똑같이 나눠 가져요. 합이 1인가요?",
    ):
        same(case((2, 3, 5), 0.3), case((3, 4, 4), 0.1))
    with expect.part(
        "padding",
        3,
        en="Is a place whose target is pad_id left out of the sum, and out of the number that you divide by?",
        ko="타깃이 pad_id인 자리를 합에서도 빼고, 나누는 수에서도 뺐나요?",
    ):
        same(case((3, 5, 6), 0.0, (0, 3, 1)), case((3, 5, 6), 0.0, (2, 4, 0), pad_id=3))
    with expect.part(
        "together",
        2,
        en="Smoothing and padding together: does each real token of the batch weigh the same, whatever sentence it stands in?",
        ko="스무딩과 패딩이 함께 있을 때, 배치에 있는 진짜 토큰 하나하나가 어느 문장에 있든 똑같은 무게를 가지나요?",
    ):
        same(case((3, 5, 6), 0.2, (0, 3, 1)), case((2, 7, 4), 0.4, (1, 5), pad_id=2), unchanged=True)
    with expect.part(
        "large_logits",
        1,
        en="Logits may be near 1000. What is the logarithm of a probability that has become 0, and what does "
        "log_softmax do about it?",
        ko="로짓은 1000 가까이 될 수도 있어요. 확률이 0이 되어 버리면 로그는 얼마인가요? log_softmax는 그것을 어떻게 막나요?",
    ):
        same(case((2, 3, 5), 0.1, scale=1000.0), case((2, 3, 5), 0.0, scale=1000.0))
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to the logits? Does a line cut it off (item, detach, "
        "float, numpy)?",
        ko="여러분의 손실에서 backward를 시작하면 로짓까지 닿나요? 그 길을 끊는 줄(item, detach, float, numpy)이 있나요?",
    ):
        inputs = case((3, 4, 5), 0.2, (0, 2, 1))
        expect.same_gradients(student, label_smoothed_loss, inputs, torch.ones(()))


@book.misconception(
    "label_smoothed_loss",
    "not_smoothed",
    en="What changes in your result when smoothing changes?",
    ko="smoothing이 달라지면 결과에서 무엇이 달라지나요?",
)
def not_smoothed(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad_id)


@book.misconception(
    "label_smoothed_loss",
    "added_up_for_each",
    en="Each of the V tokens gets an equal part of smoothing. Does your sum of log-probabilities count it whole for each?",
    ko="V개 토큰이 smoothing을 똑같이 나눠 가져요. 로그 확률을 모두 더할 때 토큰마다 smoothing 전체를 세고 있지 않나요?",
)
def added_up_for_each(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    logp = torch.log_softmax(logits, dim=-1)
    right = -logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = (1 - smoothing) * right - smoothing * logp.sum(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "softmax_twice",
    en="Does F.cross_entropy want logits or probabilities? How many times does your code take a softmax?",
    ko="F.cross_entropy는 로짓을 바라나요, 확률을 바라나요? 코드에서 소프트맥스를 몇 번 하나요?",
)
def softmax_twice(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    p = torch.softmax(logits, dim=-1)
    return F.cross_entropy(p.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing)


@book.misconception(
    "label_smoothed_loss",
    "shared_among_the_others",
    en="Among how many tokens is smoothing shared: the V - 1 wrong ones, or all V?",
    ko="smoothing을 나눠 가지는 토큰이 틀린 토큰 V - 1개인가요, V개 전부인가요?",
)
def shared_among_the_others(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    n_words = logits.shape[-1]
    goal = torch.full_like(logits, smoothing / (n_words - 1))
    goal.scatter_(-1, targets.unsqueeze(-1), 1 - smoothing)
    loss = -(goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "sums_to_less_than_one",
    en="The right token has its own 1 - smoothing. Does it get its part of what is shared on top? What does your answer "
    "sum to?",
    ko="맞는 토큰은 1 - smoothing을 받아요. 거기에 나눠 주는 몫도 더 받나요? 여러분의 정답 분포는 합이 얼마인가요?",
)
def sums_to_less_than_one(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    goal = torch.full_like(logits, smoothing / logits.shape[-1])
    goal.scatter_(-1, targets.unsqueeze(-1), 1 - smoothing)
    loss = -(goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "shares_swapped",
    en="With smoothing 0.1, who gets 0.9: the right token or everybody?",
    ko="smoothing이 0.1이면 0.9를 받는 것은 맞는 토큰인가요, 토큰 전체인가요?",
)
def shares_swapped(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    logp = torch.log_softmax(logits, dim=-1)
    right = -logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = smoothing * right - (1 - smoothing) * logp.mean(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "padding_counted",
    en="Places of padding have nothing to say. Do they stand in your mean?",
    ko="패딩 자리는 말할 것이 없어요. 평균에 들어가 있지 않나요?",
)
def padding_counted(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), targets, label_smoothing=smoothing)


@book.misconception(
    "label_smoothed_loss",
    "divided_by_all_places",
    en="The padding is out of the sum. Is it out of the number that you divide by?",
    ko="패딩이 합에서는 빠졌어요. 나누는 수에서도 빠졌나요?",
)
def divided_by_all_places(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    loss = F.cross_entropy(
        logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing, reduction="none"
    )
    return loss.mean()


@book.misconception(
    "label_smoothed_loss",
    "mean_of_sentence_means",
    en="Is it a mean over all tokens of the batch, or a mean of the means of its sentences? Which tokens weigh more then?",
    ko="배치의 모든 토큰에 대한 평균인가요, 문장마다 낸 평균의 평균인가요? 뒤의 것이라면 어느 토큰이 더 무거워지나요?",
)
def mean_of_sentence_means(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    losses = [
        F.cross_entropy(one, right, ignore_index=pad_id, label_smoothing=smoothing)
        for one, right in zip(logits, targets, strict=True)
    ]
    return torch.stack(losses).mean()


@book.misconception(
    "label_smoothed_loss",
    "summed_not_averaged",
    en="Is the loss a sum or a mean? How would a batch twice as large change it?",
    ko="손실이 합인가요, 평균인가요? 배치가 두 배로 커지면 어떻게 달라지나요?",
)
def summed_not_averaged(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    return F.cross_entropy(
        logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing, reduction="sum"
    )


@book.misconception(
    "label_smoothed_loss",
    "zero_is_the_padding",
    en="Is padding always the id 0? Which argument tells?",
    ko="패딩의 id가 언제나 0인가요? 어느 인수가 알려 주나요?",
)
def zero_is_the_padding(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=0, label_smoothing=smoothing)


@book.misconception(
    "label_smoothed_loss",
    "reshaped_to_words_first",
    en="F.cross_entropy wants the axis of words in second place. Does reshape move an axis, or does it read the numbers on "
    "in the same order?",
    ko="F.cross_entropy는 단어 축이 둘째 자리에 있기를 바라요. reshape가 축을 옮겨 주나요, 숫자를 같은 순서로 읽을 뿐인가요?",
)
def reshaped_to_words_first(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    B, T, V = logits.shape
    return F.cross_entropy(logits.reshape(B, V, T), targets, ignore_index=pad_id, label_smoothing=smoothing)


@book.misconception(
    "label_smoothed_loss",
    "log_of_a_softmax",
    en="A softmax can give exactly 0. What is its logarithm? Which function does both at once?",
    ko="소프트맥스는 정확히 0을 낼 수 있어요. 0의 로그는 무엇인가요? 둘을 한꺼번에 해 주는 함수는 무엇인가요?",
)
def log_of_a_softmax(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    logp = torch.log(torch.softmax(logits, dim=-1))
    right = logp.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    loss = -(1 - smoothing) * right - smoothing * logp.mean(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "softmax_over_places",
    en="Over which axis do the probabilities sum to 1, the words or the places of the sentence?",
    ko="확률의 합이 1이 되는 축이 단어 축인가요, 문장의 자리 축인가요?",
)
def softmax_over_places(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    loss = -(goal * torch.log_softmax(logits, dim=1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@book.misconception(
    "label_smoothed_loss",
    "sign_forgotten",
    en="A log-probability is negative. Should a better model have a larger loss or a smaller one?",
    ko="로그 확률은 음수예요. 더 나은 모델의 손실은 더 커야 하나요, 더 작아야 하나요?",
)
def sign_forgotten(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    loss = (goal * torch.log_softmax(logits, dim=-1)).sum(dim=-1)
    return loss[targets != pad_id].mean()


@book.alternative("label_smoothed_loss", "cross_entropy_of_torch")
def cross_entropy_of_torch(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=pad_id, label_smoothing=smoothing)


@book.alternative("label_smoothed_loss", "against_a_distribution")
def against_a_distribution(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    goal = F.one_hot(targets, logits.shape[-1]) * (1 - smoothing) + smoothing / logits.shape[-1]
    real = (targets != pad_id).float()
    loss = -(goal * F.log_softmax(logits, dim=-1)).sum(dim=-1)
    return (loss * real).sum() / real.sum()


@book.alternative("label_smoothed_loss", "with_logsumexp")
def with_logsumexp(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    real = targets != pad_id
    rows, right = logits[real].float(), targets[real]
    total = rows.logsumexp(dim=1)
    chosen = rows[torch.arange(len(right)), right]
    return (total - (1 - smoothing) * chosen - smoothing * rows.mean(dim=1)).mean()


@book.alternative("label_smoothed_loss", "place_by_place")
def place_by_place(logits: Tensor, targets: Tensor, smoothing: float, pad_id: int) -> Tensor:
    total, count = torch.zeros(()), 0
    for row, answers in zip(logits, targets, strict=True):
        for scores, answer in zip(row, answers, strict=True):
            if answer != pad_id:
                logp = scores - scores.logsumexp(0)
                total = total - (1 - smoothing) * logp[answer] - smoothing * logp.mean()
                count += 1
    return total / count


# ----------------------------------------------------------------------------------------------------- 3 train_step


class _Bigrams(nn.Module):
    """The notebook's given Bigrams: logits are a row for the token just read, plus the mean of rows for the source."""

    def __init__(self, after: Tensor, within: Tensor) -> None:
        super().__init__()
        self.after, self.within = nn.Parameter(after.clone()), nn.Parameter(within.clone())

    def forward(self, source: Tensor, read: Tensor) -> Tensor:
        return self.after[read] + self.within[source].mean(dim=1, keepdim=True)


def _in_steps(version: Callable[..., Any]) -> Callable[..., Any]:
    """A version of train_step as the judge meets it: inside try_steps. Its source stays the version's own."""

    @functools.wraps(version)
    def try_steps(
        after: Tensor,
        within: Tensor,
        batches: Sequence[tuple[Tensor, Tensor]],
        rate: float,
        smoothing: float,
        bos_id: int,
        pad_id: int,
    ) -> tuple[Tensor, Tensor]:
        model = _Bigrams(after, within)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        losses = [
            float(version(model, optimizer, source, target, smoothing, bos_id, pad_id))
            for source, target in batches
        ]
        return torch.tensor(losses), torch.stack([model.after, model.within]).detach()

    return try_steps


@_in_steps
def train_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    source: Tensor,
    target: Tensor,
    smoothing: float,
    bos_id: int,
    pad_id: int,
) -> float:
    """Oracle: the gradients come from autograd.grad."""
    logits = model(source, F.pad(target, (1, 0), value=bos_id)[:, :-1])
    loss = F.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad_id, label_smoothing=smoothing)
    parameters = list(model.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()


@book.check(
    "train_step",
    uses=("shift_right", "label_smoothed_loss"),
    bug="target_read_as_it_is",
    reason=Choice(
        "C",
        {
            "A": Text(
                "zero_grad stands before backward. What would be left in .grad if it did not?",
                "zero_grad는 backward 앞에 있어요. 없었다면 .grad에 무엇이 남아 있을까요?",
            ),
            "B": Text(
                "The learning rate lies in the optimizer and was set before. Would a wrong rate bring the loss so near "
                "its floor?",
                "학습률은 옵티마이저 안에 있고 미리 정해 두었어요. 학습률이 틀렸는데 손실이 바닥까지 내려갈까요?",
            ),
            "C": Text(
                "At place t the decoder read the target's token t, and had to say the target's token t. It learned to copy.",
                "t번 자리에서 디코더가 타깃의 t번 토큰을 읽고, 타깃의 t번 토큰을 말해야 했어요. 베끼는 법을 배운 거예요.",
            ),
            "D": Text(
                "The loss gets pad_id and leaves padding out. Would counting it bring down exact match to 0?",
                "손실은 pad_id를 받아 패딩을 빼고 있어요. 패딩을 센다고 정확히 일치하는 비율이 0이 될까요?",
            ),
        },
    ),
)
def check_train_step(student: Student, rng: Rng, expect: Expect) -> None:
    """The loss of one step, the step, several steps, then other ids and smoothing."""
    words = 7

    def batch(rows: int, length: int, source_length: int, bos_id: int, pad_id: int) -> tuple[Tensor, Tensor]:
        target = rng.ids(3, words, (rows, length))
        for row in range(1, rows):
            target[row, length - row :] = pad_id
        return rng.ids(3, words, (rows, source_length)), target

    def steps(
        shapes: Sequence[tuple[int, int, int]], smoothing: float = 0.0, bos_id: int = 1, pad_id: int = 0
    ) -> tuple[Any, Any]:
        tables = [rng.tensor32((words, words), 1.5) for _ in range(2)]
        args = (*tables, [batch(*shape, bos_id, pad_id) for shape in shapes], 0.7, smoothing, bos_id, pad_id)
        return expect.pair(student.try_steps(*args), ("losses", "tables")), train_step(*args)

    def compare(found: tuple[Any, Any], which: Sequence[int]) -> None:
        for i in which:
            expect.array(found[0][i], found[1][i], label=("losses", "tables")[i])

    with expect.part(
        "loss",
        2,
        en="What does the decoder read, and what must it say? Is the loss that of saying the target, place by place?",
        ko="디코더는 무엇을 읽고 무엇을 말해야 하나요? 손실이 타깃을 자리마다 말하는 것에 대한 손실인가요?",
    ):
        compare(steps([(2, 4, 3)]), [0])
    with expect.part(
        "one_step",
        3,
        en="After one step: have all weights moved against their gradient, by the learning rate?",
        ko="한 걸음 뒤에, 모든 가중치가 기울기의 반대쪽으로 학습률만큼 움직였나요?",
    ):
        compare(steps([(3, 4, 5)]), [0, 1])
    with expect.part(
        "three_steps",
        3,
        en="Three steps in a row: does each one follow its own gradient only?",
        ko="세 걸음을 잇달아 갈 때, 걸음마다 자기 기울기만 따라가나요?",
    ):
        compare(steps([(3, 4, 5), (2, 5, 3), (3, 6, 4)]), [0, 1])
    with expect.part(
        "arguments",
        2,
        en="Do smoothing, bos_id and pad_id come from the arguments, and do they all arrive in the right place?",
        ko="smoothing, bos_id, pad_id를 인수에서 받아 쓰나요? 모두 제자리에 전달되나요?",
    ):
        compare(steps([(3, 5, 4), (4, 6, 2)], 0.2, 2, 1), [0, 1])
    student.calls[:] = [replace(call, name="train_step") for call in student.calls]


@book.misconception(
    "train_step",
    "target_read_as_it_is",
    en="What does the decoder read at the place where it has to say the first character? May it know that character?",
    ko="첫 글자를 말해야 하는 자리에서 디코더는 무엇을 읽나요? 그 글자를 알고 있어도 되나요?",
)
@_in_steps
def target_read_as_it_is(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, target)
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "gradients_pile_up",
    en="backward adds to what is in .grad already. What is in there at the second step?",
    ko="backward는 .grad에 이미 있는 것에 더해요. 두 번째 걸음에서는 거기에 무엇이 들어 있나요?",
)
@_in_steps
def gradients_pile_up(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "nothing_moves",
    en="Do the weights change at all? What is left in .grad, or who uses it?",
    ko="가중치가 조금이라도 바뀌나요? .grad에 무엇이 남아 있고 누가 그것을 쓰나요?",
)
@_in_steps
def nothing_moves(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "step_before_backward",
    en="Which gradient does optimizer.step() follow when backward comes after it?",
    ko="backward가 optimizer.step() 뒤에 오면, step은 어느 기울기를 따라가나요?",
)
@_in_steps
def step_before_backward(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


@book.misconception(
    "train_step",
    "says_what_it_has_read",
    en="With what does the loss compare: with what the decoder has read, or with what it should say next?",
    ko="손실이 무엇과 비교하나요? 디코더가 읽은 것인가요, 다음에 말해야 하는 것인가요?",
)
@_in_steps
def says_what_it_has_read(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    read = shift_right(target, bos_id)
    loss = label_smoothed_loss(model(source, read), read, smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "looks_back",
    en="Which of the two is shifted: what the decoder reads, or what it should say? In which direction does time run?",
    ko="둘 가운데 밀린 것은 어느 쪽인가요? 디코더가 읽는 것인가요, 말해야 하는 것인가요? 시간은 어느 쪽으로 흐르나요?",
)
@_in_steps
def looks_back(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    loss = label_smoothed_loss(model(source, target), shift_right(target, bos_id), smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "start_expected_in_the_target",
    en="Does the target begin with the start here? Which of its tokens is the model never asked to say?",
    ko="여기서 타깃이 시작 토큰으로 시작하나요? 모델에게 한 번도 말하라고 하지 않은 타깃 토큰이 있지 않나요?",
)
@_in_steps
def start_expected_in_the_target(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, target[:, :-1])
    loss = label_smoothed_loss(logits, target[:, 1:], smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "smoothing_left_out",
    en="Does smoothing arrive in the loss?",
    ko="smoothing이 손실까지 전달되나요?",
)
@_in_steps
def smoothing_left_out(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, 0.0, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.misconception(
    "train_step",
    "padding_trained_too",
    en="Does the loss know which id is padding, or does the model also learn to say padding?",
    ko="손실이 어느 id가 패딩인지 알고 있나요, 아니면 모델이 패딩을 말하는 것까지 배우나요?",
)
@_in_steps
def padding_trained_too(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> float:
    logits = model(source, shift_right(target, bos_id))
    loss = F.cross_entropy(logits.transpose(1, 2), target, label_smoothing=smoothing)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@book.alternative("train_step", "zeroed_at_the_end")
@_in_steps
def zeroed_at_the_end(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> Tensor:
    loss = label_smoothed_loss(model(source, shift_right(target, bos_id)), target, smoothing, pad_id)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return loss.detach()


@book.alternative("train_step", "zeroed_at_the_start")
@_in_steps
def zeroed_at_the_start(
    model: Any, optimizer: Any, source: Tensor, target: Tensor, smoothing: float, bos_id: int, pad_id: int
) -> Tensor:
    model.train()
    for parameter in model.parameters():
        parameter.grad = None
    start = torch.full((len(target), 1), bos_id)
    logits = model(source, torch.cat([start, target], dim=1)[:, :-1])
    loss = F.cross_entropy(
        logits.flatten(0, 1), target.flatten(), ignore_index=pad_id, label_smoothing=smoothing
    )
    loss.backward()
    optimizer.step()
    return loss


# ------------------------------------------------------------------------------------------------------ 4 noam_lr


def noam_lr(step: int, d_model: int, warmup: int) -> float:
    """Oracle: torch's LambdaLR, which counts its own steps; step 1 is what the optimizer begins with."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda done: 1 / math.sqrt(d_model * max((done + 1), warmup**3 / (done + 1) ** 2))
    )
    scheduler.last_epoch = step - 2
    optimizer.step()
    scheduler.step()
    return float(scheduler.get_last_lr()[0])


@book.check("noam_lr")
def check_noam_lr(student: Student, rng: Rng, expect: Expect) -> None:
    """Rising, the top, falling; then other widths."""
    warmup = rng.integer(30, 60)

    def same(*cases: tuple[int, int, int]) -> None:
        expect.same(student, "noam_lr", noam_lr, cases)

    with expect.part(
        "rises",
        2,
        en="In the warm-up the rate rises in proportion to the step. Which of the two terms is that, and what is it at step 1?",
        ko="웜업 동안 학습률은 step에 비례해 커져요. 두 항 가운데 어느 것이고, 1번 걸음에서는 얼마인가요?",
    ):
        same((1, 16, warmup), (2, 16, warmup), (warmup // 2, 16, warmup))
    with expect.part(
        "falls",
        2,
        en="Behind the warm-up the rate falls with the root of the step. Is it the smaller of the two terms, at the top as "
        "well?",
        ko="웜업이 끝나면 학습률은 step의 제곱근에 반비례해 작아져요. 꼭대기에서도 두 항 가운데 작은 쪽인가요?",
    ):
        same((warmup, 16, warmup), (warmup + 7, 16, warmup), (9 * warmup, 16, warmup))
    with expect.part(
        "width",
        1,
        en="Does a model four times as wide get half the rate, and is the rate right for every warm-up?",
        ko="네 배 넓은 모델의 학습률이 절반인가요? 웜업 길이가 달라도 맞나요?",
    ):
        same((5, 64, 20), (50, 64, 20), (7, 512, 4000), (9000, 512, 4000))


@book.misconception(
    "noam_lr",
    "larger_of_the_two",
    en="At step 1 one of the two terms is very large. Which one do you want there?",
    ko="1번 걸음에서는 두 항 가운데 하나가 아주 커요. 그때 필요한 것은 어느 쪽인가요?",
)
def larger_of_the_two(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * max(step**-0.5, step * warmup**-1.5)


@book.misconception(
    "noam_lr",
    "width_forgotten",
    en="What does d_model do in your formula?",
    ko="여러분의 식에서 d_model은 무슨 일을 하나요?",
)
def width_forgotten(step: int, d_model: int, warmup: int) -> float:
    return min(step**-0.5, step * warmup**-1.5)


@book.misconception(
    "noam_lr",
    "wider_is_faster",
    en="Does a wider model get a larger rate or a smaller one? What is the sign of the exponent?",
    ko="모델이 넓을수록 학습률이 커지나요, 작아지나요? 지수의 부호가 무엇인가요?",
)
def wider_is_faster(step: int, d_model: int, warmup: int) -> float:
    return d_model**0.5 * min(step**-0.5, step * warmup**-1.5)


@book.misconception(
    "noam_lr",
    "divided_by_the_width",
    en="Is the rate divided by d_model or by its square root?",
    ko="d_model로 나누나요, 그 제곱근으로 나누나요?",
)
def divided_by_the_width(step: int, d_model: int, warmup: int) -> float:
    return min(step**-0.5, step * warmup**-1.5) / d_model


@book.misconception(
    "noam_lr",
    "counted_from_zero",
    en="Is the first step 1 or 2 in your formula? Steps are counted from 1 here already.",
    ko="여러분의 식에서 첫 걸음은 1인가요, 2인가요? 여기서는 걸음을 이미 1부터 세고 있어요.",
)
def counted_from_zero(step: int, d_model: int, warmup: int) -> float:
    step = step + 1
    return d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)


@book.misconception(
    "noam_lr",
    "never_falls",
    en="What becomes of the rate behind the warm-up?",
    ko="웜업이 끝난 뒤 학습률은 어떻게 되나요?",
)
def never_falls(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * warmup**-0.5 * min(1.0, step / warmup)


@book.misconception(
    "noam_lr",
    "never_rises",
    en="Where does your formula warm up? What is the rate at step 1?",
    ko="여러분의 식에서 웜업은 어디에 있나요? 1번 걸음의 학습률은 얼마인가요?",
)
def never_rises(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * step**-0.5


@book.misconception(
    "noam_lr",
    "terms_do_not_meet",
    en="Do the two terms have the same value at step = warmup? Which exponent must warmup have for that?",
    ko="step = warmup일 때 두 항의 값이 같나요? 그러려면 warmup의 지수가 얼마여야 하나요?",
)
def terms_do_not_meet(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * min(step**-0.5, step * warmup**-0.5)


@book.misconception(
    "noam_lr",
    "rises_to_one",
    en="step / warmup is 1 at the end of the warm-up. Which rate does the other term have there?",
    ko="웜업이 끝날 때 step / warmup은 1이에요. 그때 다른 항은 얼마인가요?",
)
def rises_to_one(step: int, d_model: int, warmup: int) -> float:
    return d_model**-0.5 * (step / warmup if step < warmup else step**-0.5)


@book.alternative("noam_lr", "noam_in_two_cases")
def noam_in_two_cases(step: int, d_model: int, warmup: int) -> float:
    if step < warmup:
        return step / (warmup * math.sqrt(warmup * d_model))
    return 1 / math.sqrt(d_model * step)


@book.alternative("noam_lr", "noam_as_a_share_of_the_top")
def noam_as_a_share_of_the_top(step: int, d_model: int, warmup: int) -> float:
    top = (d_model * warmup) ** -0.5
    return top * min(step / warmup, (warmup / step) ** 0.5)


@book.alternative("noam_lr", "noam_in_tensors")
def noam_in_tensors(step: int, d_model: int, warmup: int) -> Tensor:
    now = torch.tensor(float(step))
    return torch.minimum(now**-0.5, now * warmup**-1.5) / d_model**0.5


# --------------------------------------------------------------------------------------------- 5 batches_by_length


def batches_by_length(lengths: list[int], batch_size: int) -> list[list[int]]:
    """Oracle: torch's stable sort, cut by torch."""
    order = torch.sort(torch.tensor(lengths), stable=True).indices
    return [part.tolist() for part in order.split(batch_size)]


def _batches(expect: Expect, got: Any, lengths: list[int], batch_size: int) -> None:
    """The batches hold every sentence once, shortest first, all but the last full. Equal lengths may stand in any order."""
    right = batches_by_length(lengths, batch_size)
    batches = [
        batch.tolist() if hasattr(batch, "tolist") else batch
        for batch in (got if isinstance(got, list | tuple) else (got,))
    ]
    if not isinstance(got, list | tuple) or not all(isinstance(batch, list | tuple) for batch in batches):
        raise Failure(
            Text(
                "A list of batches is expected, each a list of places. What does the return line give back?",
                "배치의 목록을 돌려주어야 하고, 배치마다 자리 번호의 목록이어야 해요. return 줄이 무엇을 돌려주나요?",
            )
        )
    batches = [[each.tolist() if hasattr(each, "tolist") else each for each in batch] for batch in batches]
    expect.true(all(type(each) is int for batch in batches for each in batch))
    if sorted(each for batch in batches for each in batch) != list(range(len(lengths))):
        raise Failure(
            Text(
                "Each sentence should stand in exactly one batch. Which ones are lost, or stand there twice? Are the "
                "entries places in the list, and not lengths?",
                "문장마다 정확히 한 배치에 들어 있어야 해요. 빠지거나 두 번 들어간 문장이 있나요? 담은 것이 길이가 아니라 목록에서의 "
                "자리 번호인가요?",
            )
        )
    wanted = [sorted(lengths[i] for i in batch) for batch in right]
    expect.true([sorted(lengths[i] for i in batch) for batch in batches] == wanted)


@book.check("batches_by_length")
def check_batches_by_length(student: Student, rng: Rng, expect: Expect) -> None:
    """Different lengths that fill the batches, then equal lengths, then a batch that is not full."""

    def lengths(count: int, different: bool = False) -> list[int]:
        if not different:
            return [int(each) for each in rng.integers(5, 9, (count,))]
        order = torch.tensor(rng.uniform((count,))).argsort().tolist()
        if order == sorted(order):
            order.reverse()
        return [2 * each + 5 for each in order]

    def same(sentences: list[int], batch_size: int, unchanged: bool = False) -> None:
        _batches(expect, student.batches_by_length(sentences, batch_size), sentences, batch_size)
        if unchanged:
            expect.unchanged(student)

    with expect.part(
        "sorted",
        2,
        en="Do sentences of like length stand together, the shortest in the first batch? Are they sorted before they are cut?",
        ko="길이가 비슷한 문장끼리 모여 있고, 가장 짧은 것들이 첫 배치에 있나요? 자르기 전에 정렬하나요?",
    ):
        same(lengths(12, different=True), 4)
        same(lengths(10, different=True), 2)
    with expect.part(
        "equal_lengths",
        2,
        en="Several sentences may have the same length. Does each of them stand in exactly one batch?",
        ko="길이가 같은 문장이 여럿일 수 있어요. 그 하나하나가 정확히 한 배치에 들어 있나요?",
    ):
        same([7, 5, 7, 5, 6, 7, *lengths(9)], 3)
    with expect.part(
        "what_is_left",
        2,
        en="When batch_size does not divide the number of sentences: is every batch full but the last, and nothing lost?",
        ko="문장 수가 batch_size로 나누어떨어지지 않을 때, 마지막을 뺀 모든 배치가 꽉 차 있고 빠진 문장이 없나요?",
    ):
        same(lengths(11, different=True), 4)
        same(lengths(17), 5, unchanged=True)
        same([6, 9, 4], 5)


@book.misconception(
    "batches_by_length",
    "not_sorted",
    en="Do the lengths play any part in your batches?",
    ko="배치를 만들 때 길이를 쓰고 있나요?",
)
def not_sorted(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = list(range(len(lengths)))
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.misconception(
    "batches_by_length",
    "sorted_after_the_cut",
    en="Are the sentences sorted before they are cut into batches, or inside each batch only?",
    ko="배치로 자르기 전에 정렬하나요, 배치 안에서만 정렬하나요?",
)
def sorted_after_the_cut(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = list(range(len(lengths)))
    cut = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    return [sorted(batch, key=lambda i: lengths[i]) for batch in cut]


@book.misconception(
    "batches_by_length",
    "rest_dropped",
    en="Where do the sentences go that do not fill a whole batch?",
    ko="배치 하나를 다 채우지 못하고 남은 문장들은 어디로 가나요?",
)
def rest_dropped(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(len(order) // batch_size)]


@book.misconception(
    "batches_by_length",
    "an_empty_one_at_the_end",
    en="What stands in your last batch when batch_size divides the number of sentences?",
    ko="문장 수가 batch_size로 나누어떨어질 때 마지막 배치에는 무엇이 들어 있나요?",
)
def an_empty_one_at_the_end(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [order[n * batch_size : (n + 1) * batch_size] for n in range(len(order) // batch_size + 1)]


@book.misconception(
    "batches_by_length",
    "lengths_not_places",
    en="What stands in your batches: the lengths, or the places of the sentences in the list?",
    ko="배치에 담긴 것이 길이인가요, 문장의 자리 번호인가요?",
)
def lengths_not_places(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = sorted(lengths)
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.misconception(
    "batches_by_length",
    "found_by_length",
    en="lengths.index finds the first sentence of that length. What becomes of the second one?",
    ko="lengths.index는 그 길이를 가진 첫 문장을 찾아요. 두 번째 문장은 어떻게 되나요?",
)
def found_by_length(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = [lengths.index(length) for length in sorted(lengths)]
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.misconception(
    "batches_by_length",
    "one_for_each_length",
    en="A dict holds one value for a key. What becomes of two sentences of the same length?",
    ko="dict는 키 하나에 값 하나만 담아요. 길이가 같은 두 문장은 어떻게 되나요?",
)
def one_for_each_length(lengths: list[int], batch_size: int) -> list[list[int]]:
    place = {length: i for i, length in enumerate(lengths)}
    order = [place[length] for length in sorted(place)]
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.misconception(
    "batches_by_length",
    "a_batch_for_each_length",
    en="Must all sentences of a batch have exactly the same length? How many batches are full then?",
    ko="한 배치의 문장들은 길이가 꼭 똑같아야 하나요? 그러면 꽉 찬 배치가 몇 개나 되나요?",
)
def a_batch_for_each_length(lengths: list[int], batch_size: int) -> list[list[int]]:
    batches = []
    for length in sorted(set(lengths)):
        same = [i for i, other in enumerate(lengths) if other == length]
        batches += [same[i : i + batch_size] for i in range(0, len(same), batch_size)]
    return batches


@book.misconception(
    "batches_by_length",
    "longest_first",
    en="Do the longest come first? Which sentences then stand in the batch that is not full?",
    ko="가장 긴 것부터 오나요? 그러면 다 차지 않은 배치에는 어떤 문장이 남나요?",
)
def longest_first(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True)
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.misconception(
    "batches_by_length",
    "so_many_batches",
    en="Is batch_size the number of batches, or the number of sentences in one?",
    ko="batch_size가 배치의 개수인가요, 한 배치에 드는 문장의 수인가요?",
)
def so_many_batches(lengths: list[int], batch_size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    return [part.tolist() for part in torch.tensor(order).tensor_split(batch_size)]


@book.misconception(
    "batches_by_length",
    "callers_list_sorted",
    en="lengths.sort() sorts the caller's own list. How do you find out where each length stood before?",
    ko="lengths.sort()는 부른 쪽의 목록을 바꿔 버려요. 길이들이 원래 어디 있었는지는 어떻게 아나요?",
)
def callers_list_sorted(lengths: list[int], batch_size: int) -> list[list[int]]:
    lengths.sort()
    order = list(range(len(lengths)))
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@book.alternative("batches_by_length", "sorted_with_torch")
def sorted_with_torch(lengths: list[int], batch_size: int) -> Any:
    return torch.tensor(lengths).argsort(stable=True).split(batch_size)


@book.alternative("batches_by_length", "filled_one_by_one")
def filled_one_by_one(lengths: list[int], batch_size: int) -> list[list[int]]:
    batches: list[list[int]] = []
    for _, i in sorted((length, i) for i, length in enumerate(lengths)):
        if not batches or len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(i)
    return batches


@book.alternative("batches_by_length", "equal_ones_the_other_way_round")
def equal_ones_the_other_way_round(lengths: list[int], batch_size: int) -> Any:
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], -i))
    batches = []
    while order:
        batches.append(tuple(order[:batch_size]))
        order = order[batch_size:]
    return tuple(batches)


# ------------------------------------------------------------------------------------------------ 6 greedy_decode


def _table_logits(table: Tensor, read: Tensor) -> Tensor:
    """The notebook's given table_logits: what the tokens read so far, at their places, say together of the next one."""
    rows = table.expand(len(read), -1, -1, -1)
    return sum((rows[torch.arange(len(read)), t, read[:, t]] for t in range(read.shape[1])), torch.zeros(()))


def _greedy(version: Callable[..., Any]) -> Callable[..., Any]:
    """A version of greedy_decode as the judge meets it: with a table for a model. Its source stays the version's own."""

    @functools.wraps(version)
    def greedy_on_table(table: Tensor, bos_id: int, eos_id: int, pad_id: int, max_length: int) -> Any:
        def next_logits(read: Tensor) -> Tensor:
            return _table_logits(table, read)

        return version(next_logits, len(table), bos_id, eos_id, pad_id, max_length)

    return greedy_on_table


@_greedy
def greedy_decode(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    """Oracle: writes to the end, then finds the first end of each sentence and pads behind it."""
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        read = F.pad(read, (0, 1))
        read[:, -1] = next_logits(read[:, :-1]).topk(1).indices[:, 0]
    written = read[:, 1:]
    ended = (written == eos_id).cumsum(dim=1)
    behind = ended - (written == eos_id).long() > 0
    written = written.masked_fill(behind, pad_id)
    return written[:, : int((~behind).any(dim=0).sum())]


def _written_table(
    rng: Rng, ends: Sequence[int | None], words: int, places: int, ids: tuple[int, int, int]
) -> Tensor:
    """A table that makes sentence n end with its token number ends[n] (None: not at all), and say no start or padding.

    Behind the end it would go on with something else.
    """
    bos_id, eos_id, pad_id = ids
    table = rng.tensor32((len(ends), places, words, words), 2.0)
    table[..., [bos_id, eos_id, pad_id]] = -40.0
    for row, end in zip(table, ends, strict=True):
        if end is not None:
            row[end - 1, :, eos_id] = 40.0 * end
    return table


@book.check("greedy_decode")
def check_greedy_decode(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence that never ends, then ends at one place, then at several, then other ids."""
    usual = (1, 2, 0)  # start, end, padding

    def same(
        ends: Sequence[int | None], max_length: int, words: int = 8, ids: tuple[int, int, int] = usual
    ) -> None:
        args = (_written_table(rng, ends, words, max_length + 1, ids), *ids, max_length)
        right = greedy_decode(*args)
        got = student.greedy_on_table(*args)
        longer = hasattr(got, "shape") and len(got.shape) == 2 and got.shape[1] > right.shape[1]
        if longer and bool((torch.as_tensor(got)[:, right.shape[1] :] == ids[2]).all()):
            got = got[:, : right.shape[1]]  # it went on, but wrote nothing but padding
        expect.array(got, right)
        _whole_numbers(got)

    with expect.part(
        "words",
        3,
        en="Does each step read all that was written so far, with the start in front, and take the token with the largest "
        "logit? Is the start left out of the result?",
        ko="걸음마다 시작 토큰부터 지금까지 쓴 것을 모두 읽고, 로짓이 가장 큰 토큰을 고르나요? 결과에서 시작 토큰은 뺐나요?",
    ):
        same([None], 5)
        same([None, None, None], 4)
    with expect.part(
        "end",
        2,
        en="What is written when a sentence has ended: the end itself, and then nothing but padding?",
        ko="문장이 끝나면 무엇을 쓰나요? 끝 토큰 자신, 그다음에는 패딩만 쓰나요?",
    ):
        same([3, 3], 6)
        same([2, 4, 4], 6)
    with expect.part(
        "each_its_own",
        3,
        en="Sentences end at different places, some not at all. Does each go on until its own end, or to max_length?",
        ko="문장마다 끝나는 자리가 다르고, 끝나지 않는 것도 있어요. 저마다 자기 끝까지, 또는 max_length까지 쓰나요?",
    ):
        same([5, 2, None, 1], 7)
        same([1, 4, 2], 7)
    with expect.part(
        "ids",
        1,
        en="Do the ids of start, end and padding come from the arguments?",
        ko="시작, 끝, 패딩의 id를 인수에서 받아 쓰나요?",
    ):
        same([3, 1, 4], 6, 9, (4, 7, 3))
    student.calls[:] = [replace(call, name="greedy_decode") for call in student.calls]


@book.misconception(
    "greedy_decode",
    "only_the_last_token_read",
    en="Does next_logits get all that was written so far, or the last token alone?",
    ko="next_logits에 지금까지 쓴 것을 모두 넘기나요, 마지막 토큰만 넘기나요?",
)
@_greedy
def only_the_last_token_read(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    last = torch.full((n_sentences, 1), bos_id)
    written, ended = [], torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(last).argmax(dim=-1).masked_fill(ended, pad_id)
        written.append(chosen)
        ended = ended | (chosen == eos_id)
        last = chosen[:, None]
        if ended.all():
            break
    return torch.stack(written, dim=1)


@book.misconception(
    "greedy_decode",
    "start_kept",
    en="Nobody wants to read the start. Is it still in front of your result?",
    ko="시작 토큰을 읽고 싶은 사람은 없어요. 결과 맨 앞에 남아 있지 않나요?",
)
@_greedy
def start_kept(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
    return read


@book.misconception(
    "greedy_decode",
    "writes_on_behind_the_end",
    en="What does a sentence write behind its end, while others still go on?",
    ko="다른 문장이 아직 쓰는 동안, 이미 끝난 문장은 끝 뒤에 무엇을 쓰나요?",
)
@_greedy
def writes_on_behind_the_end(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        read = torch.cat([read, next_logits(read).argmax(dim=-1, keepdim=True)], dim=1)
        if (read == eos_id).any(dim=1).all():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "stops_with_the_first_end",
    en="One sentence has ended. Have the others?",
    ko="문장 하나가 끝났어요. 다른 문장들도 끝났나요?",
)
@_greedy
def stops_with_the_first_end(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1)
        read = torch.cat([read, chosen[:, None]], dim=1)
        if (chosen == eos_id).any():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "all_must_end_together",
    en="Sentences end at different steps. Does your code remember which ones have ended, or look at the last token only?",
    ko="문장마다 끝나는 걸음이 달라요. 어느 것이 이미 끝났는지 기억하나요, 마지막 토큰만 보나요?",
)
@_greedy
def all_must_end_together(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = chosen == eos_id
        if ended.all():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "ends_not_padding",
    en="What stands behind an end in your result: padding, or the end again and again?",
    ko="결과에서 끝 토큰 뒤에 무엇이 있나요? 패딩인가요, 되풀이되는 끝 토큰인가요?",
)
@_greedy
def ends_not_padding(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, eos_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "end_not_written",
    en="The end is a token, too. Does it stand in your result, or padding in its place?",
    ko="끝도 토큰이에요. 결과에 들어 있나요, 그 자리에 패딩이 있나요?",
)
@_greedy
def end_not_written(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1)
        ended = ended | (chosen == eos_id)
        read = torch.cat([read, chosen.masked_fill(ended, pad_id)[:, None]], dim=1)
        if ended.all():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "one_token_short",
    en="max_length counts the tokens that are written. Does your loop count the start among them?",
    ko="max_length는 쓰는 토큰 수예요. 반복문이 시작 토큰까지 세고 있지 않나요?",
)
@_greedy
def one_token_short(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    while read.shape[1] < max_length and not ended.all():
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "starts_from_padding",
    en="What does the model read first, before anything is written? What is that token's id?",
    ko="아직 아무것도 쓰지 않았을 때 모델이 처음 읽는 것은 무엇인가요? 그 토큰의 id는요?",
)
@_greedy
def starts_from_padding(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), pad_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "last_end_dropped",
    en="All have ended, and the loop stops. Was the token that ended the last of them written down before?",
    ko="모두 끝나서 반복을 멈춰요. 마지막 문장을 끝낸 토큰은 그 전에 적어 두었나요?",
)
@_greedy
def last_end_dropped(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        ended = ended | (chosen == eos_id)
        if ended.all():
            break
        read = torch.cat([read, chosen[:, None]], dim=1)
    return read[:, 1:]


@book.misconception(
    "greedy_decode",
    "first_sentence_decides",
    en="Which sentences does the line look at that stops the loop?",
    ko="반복을 멈추는 줄은 어느 문장들을 보나요?",
)
@_greedy
def first_sentence_decides(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, 1), bos_id)
    ended = torch.zeros(n_sentences, dtype=torch.bool)
    for _ in range(max_length):
        chosen = next_logits(read).argmax(dim=-1).masked_fill(ended, pad_id)
        read = torch.cat([read, chosen[:, None]], dim=1)
        ended = ended | (chosen == eos_id)
        if ended[0]:
            break
    return read[:, 1:]


@book.alternative("greedy_decode", "always_to_the_end")
@_greedy
def always_to_the_end(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    read = torch.full((n_sentences, max_length + 1), pad_id)
    read[:, 0] = bos_id
    open_ = torch.ones(n_sentences, dtype=torch.bool)
    for t in range(max_length):
        logp = torch.log_softmax(next_logits(read[:, : t + 1]), dim=-1)
        read[open_, t + 1] = logp.argmax(dim=-1)[open_]
        open_ = open_ & (read[:, t + 1] != eos_id)
    return read[:, 1:]


@book.alternative("greedy_decode", "sentence_by_sentence")
@_greedy
def sentence_by_sentence(
    next_logits: Scores, n_sentences: int, bos_id: int, eos_id: int, pad_id: int, max_length: int
) -> Tensor:
    written = [[bos_id] for _ in range(n_sentences)]
    for _ in range(max_length):
        best = next_logits(torch.tensor(written)).argmax(dim=-1).tolist()
        for sentence, token in zip(written, best, strict=True):
            sentence.append(pad_id if eos_id in sentence[1:] else token)
        if all(eos_id in sentence[1:] for sentence in written):
            break
    return torch.tensor([sentence[1:] for sentence in written])


# -------------------------------------------------------------------------------------------------- 7 exact_match


def exact_match(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    """Oracle: every sentence as a string of its ids up to the first end."""
    texts = [
        [
            f" {' '.join(map(str, row))} ".replace(" ", "  ").partition(f" {eos_id} ")[:2]
            for row in ids.tolist()
        ]
        for ids in (predicted, targets)
    ]
    return sum(one == other for one, other in zip(*texts, strict=True)) / len(targets)


@book.check("exact_match")
def check_exact_match(student: Student, rng: Rng, expect: Expect) -> None:
    """Slips, then what stands behind the end, then where a sentence ends, then other widths and other ids of the end."""
    eos = 2

    def target(lengths: Sequence[int], width: int) -> Tensor:
        """Sentences of so many tokens, then the end, then padding."""
        ids = rng.ids(10, 40, (len(lengths), width))
        for row, length in zip(ids, lengths, strict=True):
            row[length], row[length + 1 :] = eos, 0
        return ids

    def same(predicted: Tensor, right: Tensor, eos_id: int = eos) -> None:
        expect.array(student.exact_match(predicted, right, eos_id), exact_match(predicted, right, eos_id))

    def with_a_slip(ids: Tensor, rows: Sequence[int]) -> Tensor:
        ids = ids.clone()
        for row in rows:
            ids[row, int(rng.integer(0, 3))] += 50
        return ids

    with expect.part(
        "share",
        2,
        en="Is it the share of sentences that have not one wrong token? A sentence with a single slip is wrong.",
        ko="틀린 토큰이 하나도 없는 문장의 비율인가요? 하나만 틀려도 그 문장은 틀린 거예요.",
    ):
        right = target([4, 4, 4, 4, 4], 5)
        same(with_a_slip(right, [0, 3]), right)
        same(with_a_slip(right, [4]), right)
        same(right.clone(), right)
        # The same tokens in another order, the same sum, the same digits, another sentence: all wrong.
        right = torch.tensor([[11, 12, 13, eos], [14, 15, 16, eos], [1, 13, 17, eos], [18, 19, 20, eos]])
        same(right[:, [1, 0, 2, 3]], right)
        same(right + torch.tensor([[0, 1, -1, 0], [0] * 4, [10, -10, 0, 0], [0] * 4]), right)
        same(right[[0, 2, 1, 3]], right)
        same(right[[0, 0, 0, 3]], right[[0, 0, 0, 1]])
    with expect.part(
        "behind_the_end",
        2,
        en="The sentence is over with its first end. Does what stands behind it make a difference?",
        ko="문장은 첫 번째 끝 토큰에서 끝나요. 그 뒤에 있는 것 때문에 결과가 달라지나요?",
    ):
        right = target([3, 5, 4, 3], 7)
        garbage = with_a_slip(right, [2])
        garbage[0, 4:], garbage[3, 4] = rng.ids(10, 40, (3,)), 33
        garbage[1, 6] = eos
        garbage[0, 6] = eos
        same(garbage, right)
        twice = right.clone()
        twice[0, 5], twice[3, 6] = eos, eos
        same(right, twice)
    with expect.part(
        "the_end_counts",
        2,
        en="A sentence that goes on where the target ends, or ends too soon, or never: is it wrong?",
        ko="타깃이 끝난 자리에서 계속 쓰는 문장, 너무 일찍 끝난 문장, 끝나지 않는 문장은 틀린 것인가요?",
    ):
        right = target([3, 4, 5, 4], 6)
        other = right.clone()
        other[0, 3:6] = torch.tensor([35, eos, 0])  # goes on
        other[1, 3:] = torch.tensor([eos, 0, 0])  # ends too soon
        same(other, right)
        other = right.clone()
        other[3, 4:] = 0  # never ends
        same(other, right)
        right = target([3, 2, 4], 5)
        same(right[:, :4], right)  # the third has no room for its end
        same(
            torch.cat([right[:, :4], torch.full((3, 1), 35)], dim=1), right
        )  # and writes something else there
    with expect.part(
        "widths",
        1,
        en="What was written and the target may have different widths. Does that make a right sentence wrong, or stop the "
        "function?",
        ko="쓴 것과 타깃의 폭이 다를 수 있어요. 그 때문에 맞는 문장이 틀린 것이 되거나 함수가 멈추지 않나요?",
    ):
        right = target([3, 2, 4], 5)
        same(torch.cat([right, torch.zeros(3, 2, dtype=torch.int64)], dim=1), right)
        same(with_a_slip(right, [1])[:, :5], torch.cat([right, torch.zeros(3, 3, dtype=torch.int64)], dim=1))
    with expect.part(
        "id_of_the_end",
        1,
        en="Does the id of the end come from the argument?",
        ko="끝 토큰의 id를 인수에서 받아 쓰나요?",
    ):
        ids = torch.tensor([[5, 2, 7, 9, 0], [5, 6, 7, 0, 0], [7, 2, 2, 0, 0]])
        other = torch.tensor([[5, 3, 7, 9, 0], [5, 6, 7, 8, 8], [7, 3, 3, 3, 3]])
        same(other, ids, 7)


@book.misconception(
    "exact_match",
    "tokens_counted",
    en="Do you count tokens or sentences? Nine right characters of ten: is the date right?",
    ko="토큰을 세나요, 문장을 세나요? 열 글자 가운데 아홉 글자가 맞으면 그 날짜는 맞은 건가요?",
)
def tokens_counted(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = total = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += sum(a == b for a, b in zip(one[:end], other[:end], strict=False))
        total += end
    return hits / total


@book.misconception(
    "exact_match",
    "all_places_compared",
    en="Do you compare what stands behind the end, too? Who wrote that?",
    ko="끝 토큰 뒤에 있는 것까지 비교하나요? 그건 누가 쓴 것인가요?",
)
def all_places_compared(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    width = max(predicted.shape[1], targets.shape[1])
    one = F.pad(predicted, (0, width - predicted.shape[1]))
    other = F.pad(targets, (0, width - targets.shape[1]))
    return (one == other).all(dim=1).double().mean().item()


@book.misconception(
    "exact_match",
    "end_not_compared",
    en="The tokens before the end agree. Must the sentence end there as well, or may it go on?",
    ko="끝 앞의 토큰은 모두 같아요. 거기서 끝나기도 해야 하나요, 더 써도 되나요?",
)
def end_not_compared(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id)
        hits += one[:end] == other[:end]
    return hits / len(targets)


@book.misconception(
    "exact_match",
    "sentences_counted_not_shared",
    en="Is it a number of sentences or a share? What is it when all are right?",
    ko="문장의 수인가요, 비율인가요? 모두 맞으면 얼마인가요?",
)
def sentences_counted_not_shared(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += one[:end] == other[:end]
    return float(hits)


@book.misconception(
    "exact_match",
    "an_end_expected",
    en="list.index stops with an error when there is nothing to find. May a sentence be without an end?",
    ko="list.index는 찾는 것이 없으면 오류로 멈춰요. 끝 토큰이 없는 문장이 있을 수 있나요?",
)
def an_end_expected(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        hits += one[: one.index(eos_id)] == other[: other.index(eos_id)]
    return hits / len(targets)


@book.misconception(
    "exact_match",
    "cut_at_the_last_end",
    en="There may be a second end behind the first. With which one is the sentence over?",
    ko="첫 번째 끝 토큰 뒤에 또 끝 토큰이 있을 수 있어요. 문장은 어느 것에서 끝나나요?",
)
def cut_at_the_last_end(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    def cut(row: list[int]) -> list[int]:
        return row[: len(row) - row[::-1].index(eos_id)] if eos_id in row else row

    pairs = zip(predicted.tolist(), targets.tolist(), strict=True)
    return sum(cut(one) == cut(other) for one, other in pairs) / len(targets)


@book.misconception(
    "exact_match",
    "end_left_off",
    en="You cut both sentences before the end. How do you then tell a sentence that has ended from one that has not?",
    ko="두 문장을 모두 끝 토큰 앞에서 자르고 있어요. 그러면 끝난 문장과 아직 끝나지 않은 문장을 어떻게 구별하나요?",
)
def end_left_off(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    def cut(row: list[int]) -> list[int]:
        kept = row[: row.index(eos_id)] if eos_id in row else row
        return [token for token in kept if token != 0]

    pairs = zip(predicted.tolist(), targets.tolist(), strict=True)
    return sum(cut(one) == cut(other) for one, other in pairs) / len(targets)


@book.misconception(
    "exact_match",
    "any_token_will_do",
    en="Is a sentence right when any of its tokens is right, or only when all are?",
    ko="토큰 하나만 맞아도 맞은 문장인가요, 모두 맞아야 하나요?",
)
def any_token_will_do(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += any(a == b for a, b in zip(one[:end], other[:end], strict=False))
    return hits / len(targets)


@book.misconception(
    "exact_match",
    "zip_stops_with_the_shorter",
    en="zip stops with the shorter of the two. What was written has stopped before its end: is it right?",
    ko="zip은 둘 가운데 짧은 쪽에서 멈춰요. 끝 토큰을 쓰기 전에 멈춘 문장은 맞은 건가요?",
)
def zip_stops_with_the_shorter(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += all(a == b for a, b in zip(one, other[:end], strict=False))
    return hits / len(targets)


@book.misconception(
    "exact_match",
    "last_end_of_the_target",
    en="A target may hold a second end behind the first. Up to which of them do you compare?",
    ko="타깃에도 첫 번째 끝 토큰 뒤에 또 끝 토큰이 있을 수 있어요. 그 가운데 어느 것까지 비교하나요?",
)
def last_end_of_the_target(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = len(other) - other[::-1].index(eos_id)
        hits += one[:end] == other[:end]
    return hits / len(targets)


@book.alternative("exact_match", "up_to_the_targets_end")
def up_to_the_targets_end(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    hits = 0
    for one, other in zip(predicted.tolist(), targets.tolist(), strict=True):
        end = other.index(eos_id) + 1
        hits += one[:end] == other[:end]
    return hits / len(targets)


@book.alternative("exact_match", "both_cut_behind_the_end")
def both_cut_behind_the_end(predicted: Tensor, targets: Tensor, eos_id: int) -> float:
    def cut(row: list[int]) -> list[int]:
        return row[: row.index(eos_id) + 1] if eos_id in row else row

    pairs = zip(predicted.tolist(), targets.tolist(), strict=True)
    return sum(cut(one) == cut(other) for one, other in pairs) / len(targets)


@book.alternative("exact_match", "compared_with_a_mask")
def compared_with_a_mask(predicted: Tensor, targets: Tensor, eos_id: int) -> Tensor:
    width = targets.shape[1]
    one = F.pad(predicted, (0, max(0, width - predicted.shape[1])), value=-1)[:, :width]
    ends = (targets == eos_id).long()
    counts = ends.cumsum(dim=1) - ends == 0  # up to the first end, the end included
    return ((one == targets) | ~counts).all(dim=1).float().mean()


# -------------------------------------------------------------------------------------------------- 8 beam_search


def _beam(version: Callable[..., Any]) -> Callable[..., Any]:
    """A version of beam_search as the judge meets it: with a table for a model. Its source stays the version's own."""

    @functools.wraps(version)
    def beam_on_table(
        table: Tensor, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
    ) -> Any:
        def next_logits(read: Tensor) -> Tensor:
            return _table_logits(table, read)

        return version(next_logits, bos_id, eos_id, width, max_length, alpha)

    return beam_on_table


@_beam
def beam_search(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    """Oracle, in tensors: the beam is a matrix of ids and a vector of sums. A test compares it with an exhaustive search."""
    read, sums = torch.full((1, 1), bos_id), torch.zeros(1)
    done: list[tuple[float, list[int]]] = []
    for n in range(1, max_length + 1):
        every = sums[:, None] + next_logits(read).log_softmax(dim=-1)
        sums, places = every.flatten().topk(min(width, every.numel()))
        rows, words = places // every.shape[1], places % every.shape[1]
        read = torch.cat([read[rows], words[:, None]], dim=1)
        over = (words == eos_id) | (n == max_length)
        done += [
            (float(s) * (6 / (5 + n)) ** alpha, ids[1:])
            for s, ids in zip(sums[over], read[over].tolist(), strict=True)
        ]
        read, sums = read[~over], sums[~over]
        if not len(read):
            break
    score, tokens = max(done)
    return tokens, score


def _best_of_all(
    next_logits: Scores, eos_id: int, bos_id: int, max_length: int, alpha: float, words: int
) -> tuple[list[int], float]:
    """The best of all texts there are, found by scoring every one."""
    best: tuple[float, list[int]] = (-math.inf, [])
    for n in range(1, max_length + 1):
        texts = [
            list(text)
            for text in itertools.product(range(words), repeat=n)
            if eos_id not in text[:-1] and (n == max_length or text[-1] == eos_id)
        ]
        ids = torch.tensor([[bos_id, *text] for text in texts])
        sums = torch.zeros(len(texts), dtype=torch.float64)
        for t in range(n):
            logp = next_logits(ids[:, : t + 1]).double().log_softmax(dim=-1)
            sums += logp.gather(1, ids[:, t + 1 : t + 2])[:, 0]
        scores = sums * (6 / (5 + n)) ** alpha
        best = max(best, (float(scores.max()), texts[int(scores.argmax())]))
    return best[1], best[0]


@book.check("beam_search")
def check_beam_search(student: Student, rng: Rng, expect: Expect) -> None:
    """A beam of one, a beam as wide as everything, beams between, then the length penalty, then other ids."""

    def given(words: int, places: int, end: float = 0.0, eos_id: int = 0) -> Tensor:
        table = rng.tensor32((1, places + 1, words, words), 1.5)
        table[..., eos_id] += end
        return table

    def telling(
        width: int, end: float, wrong: Sequence[Any] = (), right: Sequence[Any] = (), alpha: float = 0.0
    ) -> Tensor:
        """A table whose best text is longer than one token, and where these versions do not find it, and those do."""
        for _ in range(200):
            table = given(6, 5, end)
            args = (table, 1, 0, width, 5, alpha)
            best = beam_search(*args)[0]
            if (
                len(best) > 1
                and all(version(*args)[0] != best for version in wrong)
                and all(version(*args)[0] == best for version in right)
            ):
                break
        return table

    def same(
        table: Tensor, width: int, max_length: int, alpha: float = 0.0, bos_id: int = 1, eos_id: int = 0
    ) -> None:
        args = (table, bos_id, eos_id, width, max_length, alpha)
        if width < 50:
            right, score = beam_search(*args)
        else:
            right, score = _best_of_all(
                lambda read: _table_logits(table, read), eos_id, bos_id, max_length, alpha, table.shape[-1]
            )
        got, points = expect.pair(student.beam_on_table(*args), ("tokens", "score"))
        found = _plain(got)
        if found[:1] == [bos_id] and right[:1] != [bos_id] and found[1:] == right:
            raise Failure(
                Text(
                    "The start stands in front of the tokens that you give back. Has anybody written it?",
                    "돌려준 토큰 맨 앞에 시작 토큰이 있어요. 그것은 누가 쓴 것인가요?",
                )
            )
        expect.true(found == right)
        expect.array(points, score, label="score", tolerance=1e-3)

    def all_of(*cases: tuple[Any, ...]) -> None:
        expect.every(cases, same)

    with expect.part(
        "one",
        2,
        en="With width 1 only one extension is kept at each step. Is that the greedy text, and its score the sum of its "
        "log-probabilities?",
        ko="width가 1이면 걸음마다 연장 하나만 남아요. 그것이 탐욕 디코딩의 글과 같고, 점수가 로그 확률의 합인가요?",
    ):
        all_of(
            (given(5, 4, -8.0), 1, 4),
            (given(6, 5, 0.5), 1, 5),
            (given(6, 5, -1.0), 1, 5),
        )
    with expect.part(
        "all",
        2,
        en="A beam as wide as all there is forgets nothing. Does it find the best of all texts, those that end early and "
        "those that do not end?",
        ko="모든 것을 담을 만큼 넓은 빔은 아무것도 놓치지 않아요. 일찍 끝나는 글과 끝나지 않는 글을 통틀어 가장 좋은 것을 찾나요?",
    ):
        all_of(*((given(4, 4, end), 300, 4) for end in (0.0, 0.5, -0.5, -3.0)))
    with expect.part(
        "some",
        3,
        en="Are the width best of all extensions of all hypotheses kept, whichever hypothesis they come from? What becomes of "
        "those that end?",
        ko="모든 가설의 모든 연장을 통틀어 가장 좋은 width개를 남기나요? 끝난 것들은 어떻게 되나요?",
    ):
        all_of(
            (telling(2, 0.0, wrong=(best_child_of_each,)), 2, 5),
            (telling(2, -0.5, wrong=(never_pruned,)), 2, 5),
            (telling(3, 0.5, wrong=(never_pruned,)), 3, 5),
            (telling(3, 0.5, wrong=(first_end_wins,), right=(open_ones_forgotten,)), 3, 5),
            (telling(2, -0.5, wrong=(open_ones_forgotten,)), 2, 5),
            (telling(2, 0.5, wrong=(width_used_up,)), 2, 5),
            (given(6, 5, -8.0), 4, 5),
        )
    with expect.part(
        "penalty",
        2,
        en="Is the sum divided by ((5 + n) / 6) ** alpha when the best is chosen, with n the number of tokens, the end counted?",
        ko="가장 좋은 것을 고를 때 합을 ((5 + n) / 6) ** alpha로 나누나요? n은 끝까지 센 토큰 수인가요?",
    ):
        all_of(
            (telling(3, 0.3, alpha=0.6), 3, 5, 0.6),
            (telling(4, 0.3, alpha=1.0), 4, 5, 1.0),
            (telling(3, 0.5, wrong=(penalty_forgotten,), alpha=2.5), 3, 5, 2.5),
            (telling(4, 0.5, wrong=(penalty_forgotten,), alpha=3.0), 4, 5, 3.0),
            (telling(2, 0.5, wrong=(ended_ones_stay_open,), alpha=3.0), 2, 5, 3.0),
            (telling(2, 0.5, wrong=(others_for_the_ended,), alpha=3.0), 2, 5, 3.0),
            (telling(2, 0.5, wrong=(enough_have_ended,), alpha=3.0), 2, 5, 3.0),
        )
    with expect.part(
        "ids",
        1,
        en="Do the ids of start and end come from the arguments?",
        ko="시작과 끝의 id를 인수에서 받아 쓰나요?",
    ):
        all_of(
            (given(6, 5, 0.5, eos_id=4), 3, 5, 0.6, 3, 4),
            (given(6, 4, 0.0, eos_id=2), 2, 4, 0.0, 5, 2),
        )
    student.calls[:] = [replace(call, name="beam_search") for call in student.calls]


def _plain(tokens: Any) -> list[int]:
    """The tokens of one text as a list of ints, whatever holds them; Failure if they are none."""
    if hasattr(tokens, "tolist"):
        tokens = tokens.tolist()
    if isinstance(tokens, list | tuple):
        tokens = [each.tolist() if hasattr(each, "tolist") else each for each in tokens]
        if all(type(each) is int for each in tokens):
            return list(tokens)
    raise Failure(
        Text(
            "The tokens should be one list of ids. What does the return line give back first?",
            "토큰은 id의 목록 하나여야 해요. return 줄이 맨 먼저 무엇을 돌려주나요?",
        )
    )


@book.misconception(
    "beam_search",
    "logits_added_up",
    en="Logits of different steps cannot be compared. What must become of them before they are added?",
    ko="서로 다른 걸음의 로짓은 견줄 수 없어요. 더하기 전에 무엇으로 바꿔야 하나요?",
)
@_beam
def logits_added_up(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = next_logits(torch.tensor([ids for ids, _ in hypotheses])).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "last_step_only",
    en="Does a hypothesis carry the sum of its log-probabilities along, or only that of its last token?",
    ko="가설이 지금까지의 로그 확률을 모두 더해서 지니고 있나요, 마지막 토큰의 것만 지니고 있나요?",
)
@_beam
def last_step_only(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "best_child_of_each",
    en="May two of the kept extensions come from the same hypothesis? How does a beam get wide when it begins with one?",
    ko="남긴 연장 가운데 둘이 같은 가설에서 나와도 되나요? 하나에서 시작한 빔이 어떻게 넓어지나요?",
)
@_beam
def best_child_of_each(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for step in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        best = []
        for (ids, total), row in zip(hypotheses, logp, strict=True):
            scores, tokens = row.topk(min(width, len(row)) if step == 0 else 1)
            best += [
                ([*ids, token], total + score)
                for score, token in zip(scores.tolist(), tokens.tolist(), strict=True)
            ]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "never_pruned",
    en="How many hypotheses are open after three steps of width 2? Are the best chosen among all of them?",
    ko="width가 2일 때 세 걸음 뒤에 열린 가설은 몇 개인가요? 그 전체를 통틀어 가장 좋은 것을 고르나요?",
)
@_beam
def never_pruned(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        best = []
        for (ids, total), row in zip(hypotheses, logp, strict=True):
            scores, tokens = row.topk(min(width, len(row)))
            best += [
                ([*ids, token], total + score)
                for score, token in zip(scores.tolist(), tokens.tolist(), strict=True)
            ]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "extended_behind_the_end",
    en="A hypothesis that ends with eos_id is a whole text. Does your code write behind it?",
    ko="eos_id로 끝난 가설은 다 쓴 글이에요. 그 뒤에 더 쓰고 있지 않나요?",
)
@_beam
def extended_behind_the_end(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses = [([bos_id], 0.0)]
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        hypotheses = sorted(every, key=lambda pair: -pair[1])[:width]
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "ended_ones_stay_open",
    en="A finished hypothesis is put aside. Is it also taken out of the open ones, or does it still take up room in the beam?",
    ko="다 된 가설은 따로 모아요. 열린 것들에서 빼기도 했나요, 아니면 아직도 빔에서 자리를 차지하나요?",
)
@_beam
def ended_ones_stay_open(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        hypotheses = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in hypotheses if pair[0][-1] == eos_id]
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "first_end_wins",
    en="One hypothesis has ended. Might another one, still open, be better in the end?",
    ko="가설 하나가 끝났어요. 아직 열려 있는 다른 가설이 결국 더 나을 수도 있지 않나요?",
)
@_beam
def first_end_wins(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses = [([bos_id], 0.0)]
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        hypotheses = sorted(every, key=lambda pair: -pair[1])[:width]
        for ids, total in hypotheses:
            if ids[-1] == eos_id:
                return ids[1:], total / ((4 + len(ids)) / 6) ** alpha
    ids, total = hypotheses[0]
    return ids[1:], total / ((4 + len(ids)) / 6) ** alpha


@book.misconception(
    "beam_search",
    "open_ones_forgotten",
    en="After max_length tokens some hypotheses are still open. May one of them win?",
    ko="max_length개를 쓰고도 아직 열려 있는 가설이 있어요. 그 가운데 하나가 가장 좋을 수도 있나요?",
)
@_beam
def open_ones_forgotten(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished or hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "penalty_forgotten",
    en="What does alpha change in your result?",
    ko="alpha가 달라지면 결과에서 무엇이 달라지나요?",
)
@_beam
def penalty_forgotten(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ids, total = max(finished + hypotheses, key=lambda pair: pair[1])
    return ids[1:], total


@book.misconception(
    "beam_search",
    "multiplied_by_the_penalty",
    en="Sums of log-probabilities are negative. What does multiplying by a number above 1 do to a long text: help or harm?",
    ko="로그 확률의 합은 음수예요. 1보다 큰 수를 곱하면 긴 글에 득이 되나요, 해가 되나요?",
)
@_beam
def multiplied_by_the_penalty(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total * ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "divided_by_the_length",
    en="What is the penalty of a text of one token? Is it the plain length to the power of alpha, or the formula with 5 and 6?",
    ko="토큰이 하나인 글의 벌점은 얼마인가요? 길이를 그대로 alpha제곱하나요, 5와 6이 있는 식인가요?",
)
@_beam
def divided_by_the_length(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / (len(ids) - 1) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "start_counted",
    en="Which tokens does n count: those that were written, or the start, too?",
    ko="n은 어떤 토큰을 세나요? 쓴 것만인가요, 시작 토큰까지인가요?",
)
@_beam
def start_counted(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1).tolist()
        every = [
            ([*ids, token], total + score)
            for (ids, total), row in zip(hypotheses, logp, strict=True)
            for token, score in enumerate(row)
        ]
        best = sorted(every, key=lambda pair: -pair[1])[:width]
        finished += [pair for pair in best if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in best if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((5 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "others_for_the_ended",
    en="Width 2, and one of the two that are kept has ended. How many are open then? Does yours let another one in?",
    ko="width가 2이고 남긴 둘 가운데 하나가 끝났어요. 이제 열린 가설은 몇 개인가요? 여러분의 코드는 다른 것을 더 들이지 않나요?",
)
@_beam
def others_for_the_ended(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        extensions = [
            ([*ids, token], total + more)
            for (ids, total), row in zip(hypotheses, logp.tolist(), strict=True)
            for token, more in enumerate(row)
        ]
        extensions.sort(key=lambda pair: pair[1], reverse=True)
        finished += [pair for pair in extensions[:width] if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in extensions if pair[0][-1] != eos_id][:width]
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "width_used_up",
    en="How many extensions are kept at each step, after some have ended too? Is it still width?",
    ko="몇 개가 끝난 뒤에도 걸음마다 연장을 몇 개 남기나요? 여전히 width개인가요?",
)
@_beam
def width_used_up(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses = [([bos_id], 0.0)]
    finished: list[tuple[list[int], float]] = []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        extensions = [
            ([*ids, token], total + more)
            for (ids, total), row in zip(hypotheses, logp.tolist(), strict=True)
            for token, more in enumerate(row)
        ]
        extensions.sort(key=lambda pair: pair[1], reverse=True)
        kept = extensions[: width - len(finished)]
        finished += [pair for pair in kept if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in kept if pair[0][-1] != eos_id]
        if not hypotheses:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.misconception(
    "beam_search",
    "enough_have_ended",
    en="As many texts as width have ended. May an open one still become better than all of them?",
    ko="끝난 글이 width개가 되었어요. 아직 열려 있는 가설이 그보다 더 좋아질 수도 있나요?",
)
@_beam
def enough_have_ended(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[list[int], float]:
    hypotheses, finished = [([bos_id], 0.0)], []
    for _ in range(max_length):
        logp = torch.log_softmax(next_logits(torch.tensor([ids for ids, _ in hypotheses])), dim=-1)
        extensions = [
            ([*ids, token], total + more)
            for (ids, total), row in zip(hypotheses, logp.tolist(), strict=True)
            for token, more in enumerate(row)
        ]
        extensions.sort(key=lambda pair: pair[1], reverse=True)
        finished += [pair for pair in extensions[:width] if pair[0][-1] == eos_id]
        hypotheses = [pair for pair in extensions[:width] if pair[0][-1] != eos_id]
        if not hypotheses or len(finished) >= width:
            break
    ranked = [(total / ((4 + len(ids)) / 6) ** alpha, ids[1:]) for ids, total in finished + hypotheses]
    score, tokens = max(ranked)
    return tokens, score


@book.alternative("beam_search", "hypotheses_in_tensors")
@_beam
def hypotheses_in_tensors(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[Tensor, Tensor]:
    read, sums = torch.tensor([[bos_id]]), torch.zeros(1)
    best_score, best = torch.tensor(float("-inf")), read
    for n in range(1, max_length + 1):
        every = sums.unsqueeze(1) + F.log_softmax(next_logits(read), dim=-1)
        V = every.shape[1]
        sums, flat = every.view(-1).sort(descending=True)
        sums, flat = sums[:width], flat[:width]
        read = torch.cat([read[flat // V], (flat % V)[:, None]], dim=1)
        for row, total in zip(read, sums, strict=True):
            score = total / ((5 + n) / 6) ** alpha
            if (row[-1] == eos_id or n == max_length) and score > best_score:
                best_score, best = score, row
        still = read[:, -1] != eos_id
        read, sums = read[still], sums[still]
        if len(read) == 0:
            break
    return best[1:], best_score


@book.alternative("beam_search", "with_a_heap")
@_beam
def with_a_heap(
    next_logits: Scores, bos_id: int, eos_id: int, width: int, max_length: int, alpha: float
) -> tuple[tuple[int, ...], float]:
    import heapq

    beam, texts = [(0.0, [bos_id])], {}
    for _ in range(max_length):
        children = []
        for total, ids in beam:
            logp = next_logits(torch.tensor([ids]))[0].double().log_softmax(0)
            children += [(total + logp[word].item(), [*ids, word]) for word in range(len(logp))]
        beam = []
        for total, ids in heapq.nlargest(width, children):
            if ids[-1] == eos_id or len(ids) > max_length:
                texts[tuple(ids[1:])] = total / ((5 + len(ids) - 1) / 6) ** alpha
            else:
                beam.append((total, ids))
    best = max(texts, key=texts.__getitem__)
    return best, texts[best]


# --------------------------------------------------------------------------------------------- 9 training_facts

book.quiz(
    "training_facts",
    {
        "forcing": Choice(
            "B",
            {
                "A": Text(
                    "That is what happens in use. What does the decoder read in training when it has just said something wrong?",
                    "그것은 실제로 쓸 때의 일이에요. 학습할 때 디코더가 방금 틀린 것을 말했다면, 다음에는 무엇을 읽나요?",
                ),
                "B": Text(
                    "The right target, shifted by one, whatever the model has said. That is why one pass trains all places.",
                    "모델이 무엇을 말했든 한 칸 민 정답을 읽어요. 그래서 한 번에 모든 자리를 학습할 수 있어요.",
                ),
                "C": Text(
                    "The source goes to the encoder. What goes into the decoder, beside the memory?",
                    "소스는 인코더로 가요. 메모리 말고 디코더에 들어가는 것은 무엇인가요?",
                ),
            },
        ),
        "smoothing_floor": Choice(
            "C",
            {
                "A": Text(
                    "That is the floor without smoothing. What is minus log p of a token that the answer gives 0.1 / V, "
                    "when p goes to 0?",
                    "그것은 스무딩이 없을 때의 바닥이에요. 정답이 0.1 / V를 주는 토큰의 p가 0으로 가면 -log p는 어떻게 되나요?",
                ),
                "B": Text(
                    "Smaller than 0 a mean of minus log-probabilities cannot be. What is the least it can be here?",
                    "로그 확률에 음수를 붙여 평균한 것은 0보다 작을 수 없어요. 여기서는 가장 작으면 얼마일까요?",
                ),
                "C": Text(
                    "The best model gives exactly the smoothed answer, and its loss is then the entropy of that answer.",
                    "가장 좋은 모델은 스무딩한 정답을 그대로 내고, 그때 손실은 그 정답의 엔트로피예요.",
                ),
            },
        ),
        "top_of_the_rate": Choice(
            "A",
            {
                "A": Text(
                    "At step = warmup both terms are warmup to the power -0.5: there it turns.",
                    "step = warmup일 때 두 항이 모두 warmup의 -0.5제곱이에요. 거기서 꺾여요.",
                ),
                "B": Text(
                    "At step 1 the rate is that of the rising term, warmup to the power -1.5. Is that large?",
                    "1번 걸음에서는 커지는 항, 곧 warmup의 -1.5제곱이에요. 큰 값인가요?",
                ),
                "C": Text(
                    "At the end the falling term rules. Does it get larger with the step?",
                    "끝에서는 작아지는 항이 정해요. 그 항이 step에 따라 커지나요?",
                ),
            },
        ),
        "why_by_length": Choice(
            "B",
            {
                "A": Text(
                    "Padding is masked and left out of the loss: the numbers are the same. What is saved?",
                    "패딩은 마스크로 가리고 손실에서도 빼니까 숫자는 똑같아요. 그러면 무엇을 아끼는 걸까요?",
                ),
                "B": Text(
                    "A batch is as wide as its longest sentence. Alike lengths leave few places of padding to compute.",
                    "배치의 폭은 가장 긴 문장이 정해요. 길이가 비슷하면 헛되이 계산하는 패딩 자리가 적어요.",
                ),
                "C": Text(
                    "With padding any lengths fit together. What does it cost, though?",
                    "패딩을 붙이면 어떤 길이든 한데 넣을 수 있어요. 그 대가는 무엇인가요?",
                ),
            },
        ),
        "beam_of_one": Choice(
            "A",
            {
                "A": Text(
                    "Of all extensions of the one hypothesis the best is kept: that is greedy decoding.",
                    "하나뿐인 가설의 모든 연장 가운데 가장 좋은 것을 남겨요. 그것이 탐욕 디코딩이에요.",
                ),
                "B": Text(
                    "Nothing is drawn at random in a beam search. What is kept at each step?",
                    "빔 탐색에서는 아무것도 무작위로 뽑지 않아요. 걸음마다 무엇을 남기나요?",
                ),
                "C": Text(
                    "A beam that forgets nothing would do that. How much does a beam of one remember?",
                    "아무것도 잊지 않는 빔이라면 그래요. 폭이 1인 빔은 얼마나 기억하나요?",
                ),
            },
        ),
        "sum_and_length": Choice(
            "C",
            {
                "A": Text(
                    "Each further token adds a number. Is a log-probability positive?",
                    "토큰이 늘 때마다 수가 하나씩 더해져요. 로그 확률이 양수인가요?",
                ),
                "B": Text(
                    "Two texts whose tokens are all equally likely: has the one with more tokens the same sum?",
                    "모든 토큰의 확률이 같은 두 글이 있어요. 토큰이 더 많은 글의 합이 같을까요?",
                ),
                "C": Text(
                    "Each token adds a negative number, so long texts have low sums. The penalty makes up for a part of it.",
                    "토큰마다 음수가 더해지니 긴 글은 합이 낮아요. 길이 벌점이 그 일부를 메워 줘요.",
                ),
            },
        ),
    },
)
