"""language_model_loss: the mean loss of all next tokens, beside torch's loss for classes along the second axis."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.judge import Check, Expect, Rng, Student


def language_model_loss(logits: Tensor, ids: Tensor) -> Tensor:
    """Oracle: torch's loss for classes along the second axis."""
    return F.cross_entropy(logits.double().transpose(1, 2)[..., :-1], ids[:, 1:])


check = Check(language_model_loss)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One text, then several, then two tokens, extreme scores, and that the inputs stay; last the gradient."""

    def case(batch: int, length: int, vocab_size: int, scale: float = 1.5) -> tuple[Tensor, Tensor]:
        return rng.tensor32((batch, length, vocab_size), scale), rng.ids(0, vocab_size, (batch, length))

    with expect.part(
        "one_text",
        3,
        en="Do the logits at place t meet the token at t + 1? How many predictions does one text hold?",
        ko="위치 t의 로짓이 t + 1의 토큰과 만나나요? 글 하나에 예측이 몇 개 있나요?",
    ):
        expect.same([case(1, 6, 4), case(1, 9, 3)])
    with expect.part(
        "batch",
        2,
        en="Is it the mean over all predictions of all texts, each text for itself?",
        ko="모든 글의 모든 예측에 대한 평균인가요? 글마다 따로 물어보나요?",
    ):
        expect.same([case(4, 3, 5), case(3, 5, 5)])
    with expect.part(
        "edges",
        1,
        en="Does it hold for texts of two tokens and for scores of several hundred? Are the inputs left alone?",
        ko="토큰 두 개짜리 글과 수백이나 되는 점수에서도 맞나요? 입력은 그대로인가요?",
    ):
        extreme, ids = case(2, 4, 3, 400.0)
        extreme[0, 0, ids[0, 1]] -= 3000.0  # in float64, too, its probability is 0
        expect.same([case(3, 2, 6), (extreme, ids)], unchanged=True)
    with expect.part(
        "gradient",
        1,
        en="When backward starts from your loss, does it find its way to every logit?",
        ko="여러분의 손실에서 backward를 시작하면 모든 로짓까지 닿나요?",
    ):
        expect.same_gradients(case(3, 4, 5), torch.ones(()))


@check.right
def gathered(logits, ids):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    return -log_p.gather(-1, ids[:, 1:, None]).mean()


@check.right
def place_by_place(logits, ids):
    B, T, _ = logits.shape
    total = torch.zeros(())
    for b in range(B):
        for t in range(T - 1):
            total = total - F.log_softmax(logits[b, t], dim=0)[ids[b, t + 1]]
    return total / (B * (T - 1))


@check.right
def last_answer_ignored(logits, ids):
    answers = ids.roll(-1, dims=1)
    answers[:, -1] = -100
    return F.cross_entropy(logits.reshape(-1, logits.size(-1)), answers.reshape(-1), ignore_index=-100)


@check.misconception(
    en="The number is right. Where is the gradient cut off on its way back (detach, .data, no_grad, tolist, item, NumPy)?",
    ko="숫자는 맞아요. 되돌아가는 기울기가 어디에서 끊기나요(detach, .data, no_grad, tolist, item, NumPy)?",
)
def loss_detached(logits, ids):
    T = ids.shape[1]
    total = 0.0
    for t in range(T - 1):
        total += F.cross_entropy(logits[:, t], ids[:, t + 1]).item()
    return torch.tensor(total / (T - 1))


@check.misconception(
    en="Which token belongs to the logits at place t: the one that stands there, or the one behind it?",
    ko="위치 t의 로짓에 맞는 토큰은 그 자리에 있는 토큰인가요, 그 뒤의 토큰인가요?",
)
def not_shifted(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.flatten())


@check.misconception(
    en="Does your model guess the token behind or the one before? Which of logits and ids loses its first place?",
    ko="모델이 뒤의 토큰을 맞히나요, 앞의 토큰을 맞히나요? 로짓과 ids 가운데 첫 자리를 잃는 것은 어느 쪽인가요?",
)
def shifted_backwards(logits, ids):
    return F.cross_entropy(logits[:, 1:].flatten(0, 1), ids[:, :-1].flatten())


@check.misconception(
    en="Is there one prediction in a text, or one at each place that has a next token?",
    ko="글 하나에 예측이 하나뿐인가요, 다음 토큰이 있는 자리마다 하나씩인가요?",
)
def last_token_only(logits, ids):
    return F.cross_entropy(logits[:, -2], ids[:, -1])


@check.misconception(
    en="Is your loss the mean over the predictions, or their sum? What happens with a longer text?",
    ko="손실이 예측들의 평균인가요, 합인가요? 글이 길어지면 어떻게 되나요?",
)
def summed(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")


@check.misconception(
    en="F.cross_entropy takes scores and does the softmax itself. What does yours get?",
    ko="F.cross_entropy는 점수를 받아 소프트맥스를 스스로 해요. 여러분은 무엇을 넣었나요?",
)
def softmax_twice(logits, ids):
    probabilities = torch.softmax(logits, dim=-1)
    return F.cross_entropy(probabilities[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


@check.misconception(
    en="You flatten first and shift then. What is the last place of text 0 asked for?",
    ko="먼저 펴고 나서 밀었어요. 0번 글의 마지막 자리는 무엇을 맞혀야 하나요?",
)
def flattened_before_the_shift(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1)[:-1], ids.flatten()[1:])


@check.misconception(
    en="You divide by the number of texts. How many predictions are there in all?",
    ko="글의 수로 나누었어요. 예측은 모두 몇 개인가요?",
)
def mean_of_sums(logits, ids):
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return losses.sum(dim=1).mean()


@check.misconception(
    en="The last place has no answer. By how many do you divide?",
    ko="마지막 자리에는 답이 없어요. 몇으로 나누나요?",
)
def divided_by_all_places(logits, ids):
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return losses.sum() / ids.numel()


@check.misconception(
    en="F.cross_entropy wants the classes on the second axis. Does reshape move an axis, or does it only cut the numbers anew?",
    ko="F.cross_entropy는 클래스가 둘째 축에 있기를 바라요. reshape는 축을 옮기나요, 숫자를 새로 자르기만 하나요?",
)
def reshaped_for_the_classes(logits, ids):
    B, T, V = logits.shape
    return F.cross_entropy(logits[:, :-1].reshape(B, V, T - 1), ids[:, 1:])


@check.misconception(
    en="What is the last place of your text asked for? Does the text begin again behind it?",
    ko="글의 마지막 자리에는 무엇을 물어보나요? 그 뒤에서 글이 다시 시작되나요?",
)
def first_token_behind_the_last(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.roll(-1, dims=1).flatten())
