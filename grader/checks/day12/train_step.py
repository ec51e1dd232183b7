"""train_step: one step of teacher forcing, beside gradients of autograd.grad. Two tables of numbers are the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from grader.checks.day12.label_smoothed_loss import label_smoothed_loss
from grader.checks.day12.shift_right import shift_right
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


class _Bigrams(nn.Module):
    """The notebook's given Bigrams: logits are a row for the token just read, plus the mean of rows for the source."""

    def __init__(self, after: Tensor, within: Tensor) -> None:
        super().__init__()
        self.after, self.within = nn.Parameter(after.clone()), nn.Parameter(within.clone())

    def forward(self, source: Tensor, read: Tensor) -> Tensor:
        return self.after[read] + self.within[source].mean(dim=1, keepdim=True)


def _in_steps(train_step: Callable[..., Any]) -> Callable[..., tuple[Tensor, Tensor]]:
    """The notebook's given try_steps: train_step once for each batch."""

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
            float(train_step(model, optimizer, source, target, smoothing, bos_id, pad_id))
            for source, target in batches
        ]
        return torch.tensor(losses), torch.stack([model.after, model.within]).detach()

    return try_steps


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


check = Check(
    train_step,
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
    through=_in_steps,
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
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
        return expect.pair(student.try_steps(*args), ("losses", "tables")), check.oracle(*args)

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


@check.right
def as_in_the_lesson(model, optimizer, source, target, smoothing, bos_id, pad_id):
    logits = model(source, shift_right(target, bos_id))
    loss = label_smoothed_loss(logits, target, smoothing, pad_id)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@check.right
def zeroed_at_the_end(model, optimizer, source, target, smoothing, bos_id, pad_id):
    loss = label_smoothed_loss(model(source, shift_right(target, bos_id)), target, smoothing, pad_id)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return loss.detach()


@check.right
def zeroed_at_the_start(model, optimizer, source, target, smoothing, bos_id, pad_id):
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


misconception = check.misconceptions_in(as_in_the_lesson)
misconception(
    "gradients_pile_up",
    ("    optimizer.zero_grad()\n", ""),
    en="backward adds to what is in .grad already. What is in there at the second step?",
    ko="backward는 .grad에 이미 있는 것에 더해요. 두 번째 걸음에서는 거기에 무엇이 들어 있나요?",
)
misconception(
    "step_before_backward",
    ("    optimizer.step()\n", ""),
    ("    optimizer.zero_grad()\n", "    optimizer.step()\n    optimizer.zero_grad()\n"),
    en="Which gradient does optimizer.step() follow when backward comes after it?",
    ko="backward가 optimizer.step() 뒤에 오면, step은 어느 기울기를 따라가나요?",
)
misconception(
    "looks_back",
    ("    logits = model(source, shift_right(target, bos_id))\n", ""),
    ("(logits, target,", "(model(source, target), shift_right(target, bos_id),"),
    en="Which of the two is shifted: what the decoder reads, or what it should say? In which direction does time run?",
    ko="둘 가운데 밀린 것은 어느 쪽인가요? 디코더가 읽는 것인가요, 말해야 하는 것인가요? 시간은 어느 쪽으로 흐르나요?",
)
misconception(
    "target_read_as_it_is",
    ("shift_right(target, bos_id)", "target"),
    en="What does the decoder read at the place where it has to say the first character? May it know that character?",
    ko="첫 글자를 말해야 하는 자리에서 디코더는 무엇을 읽나요? 그 글자를 알고 있어도 되나요?",
)
misconception(
    "nothing_moves",
    ("optimizer.zero_grad()\n    loss.backward()", "loss.backward()\n    optimizer.zero_grad()"),
    en="Do the weights change at all? What is left in .grad, or who uses it?",
    ko="가중치가 조금이라도 바뀌나요? .grad에 무엇이 남아 있고 누가 그것을 쓰나요?",
)
misconception(
    "says_what_it_has_read",
    ("logits = model(source, shift_right(target, bos_id))", "read = shift_right(target, bos_id)"),
    ("(logits, target,", "(model(source, read), read,"),
    en="With what does the loss compare: with what the decoder has read, or with what it should say next?",
    ko="손실이 무엇과 비교하나요? 디코더가 읽은 것인가요, 다음에 말해야 하는 것인가요?",
)
misconception(
    "start_expected_in_the_target",
    ("shift_right(target, bos_id)", "target[:, :-1]"),
    ("(logits, target,", "(logits, target[:, 1:],"),
    en="Does the target begin with the start here? Which of its tokens is the model never asked to say?",
    ko="여기서 타깃이 시작 토큰으로 시작하나요? 모델에게 한 번도 말하라고 하지 않은 타깃 토큰이 있지 않나요?",
)
misconception(
    "smoothing_left_out",
    ("logits, target, smoothing,", "logits, target, 0.0,"),
    en="Does smoothing arrive in the loss?",
    ko="smoothing이 손실까지 전달되나요?",
)
misconception(
    "padding_trained_too",
    (
        "label_smoothed_loss(logits, target, smoothing, pad_id)",
        "F.cross_entropy(logits.transpose(1, 2), target, label_smoothing=smoothing)",
    ),
    en="Does the loss know which id is padding, or does the model also learn to say padding?",
    ko="손실이 어느 id가 패딩인지 알고 있나요, 아니면 모델이 패딩을 말하는 것까지 배우나요?",
)
