"""Writer: texts by a GPT with a cache, beside one that reads the whole window anew for every token.

The numbers to draw with are chosen so that rounding decides nothing and a forgotten knob leads elsewhere.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from grader.checks.day13.gpt import GPT
from grader.checks.day13.next_token_probabilities import next_token_probabilities
from grader.checks.day13.nucleus import nucleus
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text


def _whole_numbers(got: Any) -> None:
    """Raise Failure if this is an array of floats or booleans: ids are whole numbers."""
    if hasattr(got, "dtype") and "int" not in str(got.dtype):
        kind = str(got.dtype).rpartition(".")[2]
        raise Failure(
            Text(
                f"Ids are whole numbers, and these are of type {kind}. Where does the type change?",
                f"id는 정수인데 지금은 {kind} 타입이에요. 타입이 어디서 바뀌나요?",
            )
        )


def draw(probabilities: Tensor, u: Tensor) -> Tensor:
    """Given in the lesson."""
    ends = probabilities.cumsum(dim=-1)
    return (ends <= u[:, None]).sum(dim=-1).clamp(max=probabilities.shape[-1] - 1)


def _chances(logits: Tensor, temperature: float, top_k: int | None, top_p: float | None) -> Tensor:
    probabilities = next_token_probabilities(logits, temperature, top_k)
    return probabilities if top_p is None else nucleus(probabilities, top_p)


@torch.no_grad()
def _story(
    rng: Rng, right: GPT, ids: Tensor, n: int, window: int, knobs: tuple[Any, ...]
) -> tuple[Tensor, Tensor]:
    """Numbers for n new tokens, and the text they make: each in the middle of a token's piece of the line.

    Of several numbers drawn that one is taken which leads elsewhere when a knob is forgotten or comes in another order, and
    then that with the largest piece: so rounding decides nothing.
    """
    numbers = []
    temperature, top_k, top_p = knobs
    for _ in range(n):
        logits = right(ids[:, -window:])[:, -1]
        chances, plain = _chances(logits, *knobs), torch.softmax(logits, dim=-1)
        first = plain if top_p is None else nucleus(plain, top_p)
        rivals = [plain, *(next_token_probabilities(x, temperature, top_k) for x in (logits, first.log()))]
        tries = []
        for _ in range(8):
            token = draw(chances, torch.from_numpy(rng.uniform((len(ids),))))[:, None]
            piece = chances.gather(-1, token)
            u = chances.cumsum(dim=-1).gather(-1, token) - piece / 2
            elsewhere = [draw(rival.double(), u[:, 0])[:, None] != token for rival in rivals]
            tries.append(torch.stack([torch.stack(elsewhere).sum(0) + piece, u, token]))
        worth, us, tokens = torch.stack(tries, dim=-1).squeeze(2)
        best = worth.argmax(dim=-1, keepdim=True)
        numbers.append(us.gather(-1, best))
        ids = torch.cat([ids, tokens.gather(-1, best).long()], dim=1)
    return torch.cat(numbers, dim=1).float(), ids


class Writer(GPT):
    """Oracle: reads the whole window for every token, without a cache."""

    @torch.no_grad()
    def generate(
        self,
        ids: Tensor,
        numbers: Tensor,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
    ) -> Tensor:
        for i in range(numbers.shape[1]):
            logits = self(ids[:, -self.position_embedding.num_embeddings :])[:, -1]
            ids = torch.cat(
                [ids, draw(_chances(logits, temperature, top_k, top_p), numbers[:, i])[:, None]], dim=1
            )
        return ids


check = Check(
    Writer, uses=("causal_mask", "CausalAttention", "GPTBlock", "GPT", "next_token_probabilities", "nucleus")
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Within the window, the knobs, beyond the window, and that the prompts stay."""

    def same(
        arguments: tuple[Any, ...],
        shape: tuple[int, int],
        n: int,
        *knobs: Any,
        texts: int = 1,
        unchanged: bool = False,
    ) -> None:
        module, right = expect.build(*arguments), GPT(*arguments)
        given = order_one(rng, right)
        module.load(given)
        right.load_state_dict(given)
        all_knobs = (*knobs, *(1.0, None, None)[len(knobs) :])
        for _ in range(texts):
            ids = rng.ids(0, arguments[0], shape)
            numbers, wanted = _story(rng, right, ids, n, arguments[1], all_knobs)
            got = module.call("generate", ids, numbers, *knobs)
            _whole_numbers(got)
            expect.array(got, wanted)
            if unchanged:
                expect.unchanged()

    with expect.part(
        "within_the_window",
        3,
        en="Are prompts and new tokens given back, each new one drawn behind the last place, with the number of its column?",
        ko="프롬프트와 새 토큰을 함께 돌려주나요? 새 토큰마다 마지막 자리의 로짓과 자기 열의 숫자로 뽑나요?",
    ):
        same((11, 14, 12, 3, 2), (3, 3), 7)
    with expect.part(
        "knobs",
        2,
        en="Do temperature, top_k and top_p reach their functions, in this order?",
        ko="온도, top_k, top_p가 저마다의 함수에 이 순서로 전해지나요?",
    ):
        same((11, 9, 8, 2, 2, "post"), (3, 2), 6, 2.5, 4)
        same((11, 9, 8, 2, 2), (3, 2), 7, 3.0, 7, 0.7)
    with expect.part(
        "beyond_the_window",
        2,
        en="Beyond max_length: does the model see the last max_length tokens, from place 0 on, without an old past?",
        ko="max_length를 넘으면, 모델이 마지막 max_length개 토큰을 0번 자리부터 보나요? 옛 과거 없이 보나요?",
    ):
        same((11, 5, 8, 2, 2), (6, 3), 8, 2.5)
        same((11, 4, 8, 2, 2), (4, 6), 5, 2.5)
    with expect.part(
        "alone",
        1,
        en="Is it right for one new token, and for a second text by the same model? Are the prompts left alone?",
        ko="새 토큰이 하나일 때도, 같은 모델로 글을 하나 더 쓸 때도 맞나요? 프롬프트는 그대로인가요?",
    ):
        same((9, 6, 6, 1, 2), (3, 4), 1, 2.0, 5, unchanged=True)
        same((9, 24, 6, 1, 2), (6, 2), 7, 2.0, texts=3, unchanged=True)


@check.right
class WithACache(GPT):
    def generate(self, ids, numbers, temperature=1.0, top_k=None, top_p=None):
        window, past = self.position_embedding.num_embeddings, None
        for u in numbers.unbind(dim=1):
            if past is None or ids.shape[1] > window:
                logits, past = self.step(ids[:, -window:])
            else:
                logits, past = self.step(ids[:, -1:], past)
            probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)
            if top_p is not None:
                probabilities = nucleus(probabilities, top_p)
            ids = torch.cat([ids, draw(probabilities, u)[:, None]], dim=1)
        return ids


@check.right
class WithoutACache(GPT):
    def generate(self, ids, numbers, temperature=1.0, top_k=None, top_p=None):
        ids = ids.clone()
        for i in range(numbers.size(1)):
            logits = self(ids[:, -self.position_embedding.weight.shape[0] :])[:, -1, :]
            shares = next_token_probabilities(logits, temperature=temperature, top_k=top_k)
            shares = nucleus(shares, 1.0 if top_p is None else top_p) if top_p else shares
            ids = torch.cat((ids, draw(shares, numbers[:, i]).unsqueeze(1)), dim=-1)
        return ids


@check.right
class ListOfColumns(GPT):
    def generate(self, ids, numbers, temperature=1.0, top_k=None, top_p=None):
        window = len(self.position_embedding.weight)
        columns, past = list(ids.unbind(1)), None
        for n in range(numbers.shape[1]):
            if past is not None and len(columns) <= window:
                logits, past = self.step(columns[-1][:, None], past)
            else:
                logits, past = self.step(torch.stack(columns[-window:], dim=1), None)
            if top_p is None:
                chances = next_token_probabilities(logits[:, -1], temperature, top_k)
            else:
                chances = nucleus(next_token_probabilities(logits[:, -1], temperature, top_k), top_p)
            columns.append(draw(chances, numbers[:, n]))
        return torch.stack(columns, dim=1)


misconception = check.misconceptions_in(WithACache)
misconception(
    "first_place_read",
    ("logits[:, -1]", "logits[:, 0]"),
    en="Behind which token does the new one come? At which place do you read the logits of the prompt?",
    ko="새 토큰은 어느 토큰 뒤에 오나요? 프롬프트의 로짓을 어느 자리에서 읽나요?",
)
misconception(
    "new_tokens_alone",
    (
        "window, past = self.position_embedding.num_embeddings, None",
        "window, past, n_prompt = self.position_embedding.num_embeddings, None, ids.shape[1]",
    ),
    ("return ids", "return ids[:, n_prompt:]"),
    en="Where are the prompts in your result?",
    ko="결과에 프롬프트가 들어 있나요?",
)
misconception(
    "always_the_likeliest",
    ("u in numbers.unbind(dim=1)", "_ in range(numbers.shape[1])"),
    ("draw(probabilities, u)", "probabilities.argmax(dim=-1)"),
    en="What do you do with the numbers? Is the likeliest token taken, or one drawn?",
    ko="numbers로 무엇을 하나요? 가장 그럴듯한 토큰을 고르나요, 뽑나요?",
)
misconception(
    "one_number_for_all",
    ("u in numbers.unbind(dim=1)", "_ in range(numbers.shape[1])"),
    ("draw(probabilities, u)", "draw(probabilities, numbers[:, 0])"),
    en="There is a number for each new token. Which column do you use for the second one?",
    ko="새 토큰마다 숫자가 하나씩 있어요. 둘째 토큰에는 어느 열을 쓰나요?",
)
misconception(
    "knobs_not_handed_on",
    ("logits[:, -1], temperature, top_k", "logits[:, -1]"),
    en="To which function do you hand temperature and top_k?",
    ko="temperature와 top_k를 어느 함수에 넘기나요?",
)
misconception(
    "nucleus_left_out",
    (
        "            if top_p is not None:\n                probabilities = nucleus(probabilities, top_p)\n",
        "",
    ),
    en="What happens in your loop when top_p is given?",
    ko="top_p가 주어지면 반복문에서 무슨 일을 하나요?",
)
misconception(
    "nucleus_first",
    ("probabilities = next_token_probabilities(logits[:, -1], temperature, top_k)", "logits = logits[:, -1]"),
    (
        "probabilities = nucleus(probabilities, top_p)",
        "logits = nucleus(torch.softmax(logits, dim=-1), top_p).log()\n"
        "            probabilities = next_token_probabilities(logits, temperature, top_k)",
    ),
    en="Which comes first, temperature or the nucleus? Whose tail is cut?",
    ko="온도와 핵 가운데 무엇이 먼저인가요? 꼬리를 자르는 것은 어느 분포인가요?",
)
misconception(
    "first_tokens_of_a_long_text",
    ("ids[:, -window:]", "ids[:, :window]"),
    en="When the text is longer than the window, which tokens does the model see, the first or the last ones?",
    ko="글이 창보다 길 때 모델이 보는 것은 처음 토큰들인가요, 마지막 토큰들인가요?",
)
misconception(
    "forgets_at_the_end_of_the_window",
    ("if past is None or ids.shape[1] > window:", "if past is None:"),
    (
        "            else:\n",
        "            elif ids.shape[1] > window:\n"
        "                logits, past = self.step(ids[:, -1:])\n"
        "            else:\n",
    ),
    en="At the end of the places you begin anew. With how many tokens?",
    ko="자리가 끝나면 새로 시작하는데, 토큰을 몇 개 가지고 시작하나요?",
)
misconception(
    "no_end_of_the_places",
    ("if past is None or ids.shape[1] > window:", "if past is None:"),
    ("ids[:, -window:]", "ids"),
    en="There are only max_length places. What does your loop do when the text has grown longer than that?",
    ko="자리는 max_length개뿐이에요. 글이 그보다 길어지면 반복문이 무엇을 하나요?",
)
misconception(
    "past_of_the_text_before",
    ("num_embeddings, None", 'num_embeddings, getattr(self, "past", None)'),
    ("        return ids", "        self.past = past\n        return ids"),
    en="The same model writes a second text. What does it still know of the first one, and where is that kept?",
    ko="같은 모델이 글을 하나 더 써요. 첫 글에서 무엇을 아직 기억하고, 그것이 어디에 남아 있나요?",
)
