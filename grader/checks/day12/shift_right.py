"""shift_right: what the decoder reads in training, beside torch's padding."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day12.shared import whole_numbers
from grader.judge import Check, Expect, Rng, Student


def shift_right(targets: Tensor, bos_id: int) -> Tensor:
    """Oracle."""
    return F.pad(targets, (1, 0), value=bos_id)[:, :-1]


check = Check(shift_right)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Values for several shapes and starts, then as many sentences as tokens, then the input as it was."""

    def same(rows: int, length: int, bos_id: int, unchanged: bool = False) -> None:
        targets = rng.ids(10, 90, (rows, length))
        if not unchanged and length > 3:
            targets[0, -2:] = 0  # padding moves like everything else
        got = student.shift_right(targets, bos_id)
        expect.array(got, shift_right(targets, bos_id))
        whole_numbers(got)
        if unchanged:
            expect.unchanged()

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


@check.right
def start_and_the_rest(targets, bos_id):
    start = torch.full_like(targets[:, :1], bos_id)
    return torch.cat([start, targets[:, :-1]], dim=1)


@check.right
def rolled_then_started(targets, bos_id):
    read = torch.roll(targets, 1, dims=1)
    read[:, 0] = bos_id
    return read


@check.right
def written_into_a_new_tensor(targets, bos_id):
    read = torch.zeros_like(targets)
    for row in range(targets.shape[0]):
        read[row, 0] = bos_id
        for t in range(1, targets.shape[1]):
            read[row, t] = targets[row, t - 1]
    return read


@check.right
def lists_of_tokens(targets, bos_id):
    return torch.tensor([[bos_id, *row[:-1]] for row in targets.tolist()])


@check.misconception(
    en="If the decoder reads the target as it is, what does it read at the place where it has to say that very token?",
    ko="디코더가 타깃을 그대로 읽으면, 어떤 토큰을 말해야 하는 자리에서 무엇을 읽게 되나요?",
)
def not_shifted_at_all(targets, bos_id):
    return targets.clone()


@check.misconception(
    en="Where does the first token of the target go: to place 1, or is it lost under the start?",
    ko="타깃의 첫 토큰이 1번 자리로 옮겨 갔나요, 아니면 시작 토큰에 덮여 사라졌나요?",
)
def start_written_over_the_first(targets, bos_id):
    read = targets.clone()
    read[:, 0] = bos_id
    return read


@check.misconception(
    en="As many tokens must be read as are said. Which one has no successor, and so need not be read?",
    ko="읽는 토큰 수와 말하는 토큰 수가 같아야 해요. 뒤에 말할 것이 없어서 읽지 않아도 되는 토큰은 무엇인가요?",
)
def one_too_long(targets, bos_id):
    start = torch.full((len(targets), 1), bos_id)
    return torch.cat([start, targets], dim=1)


@check.misconception(
    en="torch.roll brings the last token round to the front. What must stand there instead?",
    ko="torch.roll은 마지막 토큰을 맨 앞으로 돌려놓아요. 그 자리에는 무엇이 있어야 하나요?",
)
def last_rolled_to_the_front(targets, bos_id):
    return torch.roll(targets, 1, dims=1)


@check.misconception(
    en="At place t, should the decoder have read the token before, or the one after?",
    ko="t번 자리에서 디코더가 읽은 것이 바로 앞 토큰이어야 하나요, 바로 뒤 토큰이어야 하나요?",
)
def shifted_left(targets, bos_id):
    start = torch.full((len(targets), 1), bos_id)
    return torch.cat([targets[:, 1:], start], dim=1)


@check.misconception(
    en="The tokens moved to the next sentence. Which axis counts sentences, and which the places in one?",
    ko="토큰들이 다음 문장으로 옮겨 갔어요. 문장을 세는 축과 문장 안의 자리를 세는 축은 각각 어느 것인가요?",
)
def shifted_down(targets, bos_id):
    start = torch.full((1, targets.shape[1]), bos_id)
    return torch.cat([start, targets[:-1]], dim=0)


@check.misconception(
    en="Every sentence needs a start of its own. Do the rows behind the first have one?",
    ko="문장마다 시작 토큰이 있어야 해요. 첫 행 말고 다른 행들에도 있나요?",
)
def only_the_first_row_starts(targets, bos_id):
    read = torch.roll(targets, 1)
    read[0, 0] = bos_id
    return read


@check.misconception(
    en="The function writes into the target that it was given. What will the loss compare with, then?",
    ko="받은 타깃에 바로 쓰고 있어요. 그러면 손실은 무엇과 비교하게 되나요?",
)
def written_into_the_target(targets, bos_id):
    targets[:, 1:] = targets[:, :-1].clone()
    targets[:, 0] = bos_id
    return targets
