"""GPTBlock: pre-norm and post-norm, written out with torch's norm and GELU.

With loud sublayers neither eps nor the form of GELU shows: two cases make them quiet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from grader.checks.day13.causal_attention import CausalAttention
from grader.checks.day13.shared import Cache, random_past
from grader.checks.oracles.layers import FeedForward, LayerNorm
from grader.checks.oracles.weights import order_one
from grader.judge import Check, Expect, Rng, Student


def _quiet(given: dict[str, Tensor], scale: float) -> dict[str, Tensor]:
    """Sublayers that say next to nothing: then post-norm, too, sees tokens as small as the input."""
    names = ("attention.w_o.", "feed_forward.linear2.")
    return {name: value * scale if name.startswith(names) else value for name, value in given.items()}


def _in_the_tail(rng: Rng, given: dict[str, Tensor], d_model: int) -> dict[str, Tensor]:
    """A hidden layer around -2.4, where both forms of GELU are small and far apart, and little else."""
    d_ff = 4 * d_model
    return {
        **_quiet(given, 0.01),
        "feed_forward.linear1.weight": rng.tensor32((d_ff, d_model), 0.3 / d_model**0.5),
        "feed_forward.linear1.bias": rng.tensor32((d_ff,), 0.2, -2.4),
        "feed_forward.linear2.weight": rng.tensor32((d_model, d_ff), 1.2 / d_ff**0.5),
    }


class GPTBlock(nn.Module):
    """Oracle: written out with torch's norm and GELU."""

    def __init__(self, d_model: int, n_heads: int, norm: str = "pre") -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(f"norm {norm!r}")
        self.pre = norm == "pre"
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x: Tensor, past: Cache | None = None) -> tuple[Tensor, Cache]:
        heard, present = self.attention(self.norm1(x) if self.pre else x, past)
        x = x + heard if self.pre else self.norm1(x + heard)
        x = x + self.feed_forward(self.norm2(x) if self.pre else x)
        return x if self.pre else self.norm2(x), present


check = Check(GPTBlock, uses=("causal_mask", "CausalAttention"))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Pre, post, a past, eps and GELU, gradients, what is learned."""
    labels = ("x", "present")

    def weights(d_model: int, n_heads: int) -> dict[str, Tensor]:
        return order_one(rng, GPTBlock(d_model, n_heads))

    def same(norm: str, given: dict[str, Tensor], cases: Sequence[tuple[Any, ...]]) -> None:
        expect.same_module((12, 3, norm), given, cases, labels=labels, judged=("x",))

    with expect.part(
        "pre",
        2,
        en="Pre: does the norm stand in front of each sublayer, with the sum itself left alone?",
        ko="pre일 때, 하위 층마다 그 앞에 정규화가 있고 합 자체는 그대로인가요?",
    ):
        same("pre", weights(12, 3), [(rng.tensor32((2, 5, 12), 2.0),)])
    with expect.part(
        "post",
        2,
        en="Post: is each sum normalized, and is a norm the last thing that happens?",
        ko="post일 때, 합마다 정규화하고 정규화가 맨 마지막에 오나요?",
    ):
        same("post", weights(12, 3), [(rng.tensor32((2, 5, 12), 2.0),)])
    with expect.part(
        "past",
        2,
        en="Does attention get the past, and is what it hands back handed on?",
        ko="어텐션이 과거를 받나요? 어텐션이 돌려준 것을 그대로 넘겨주나요?",
    ):
        for norm in ("pre", "post"):
            given, past = weights(12, 3), random_past(rng, 2, 3, 4, 4)
            module, right = expect.modules((12, 3, norm), given)
            x = rng.tensor32((2, 3, 12))
            (got, present), (wanted, kept) = expect.pair(module(x, past), labels), right(x, past)
            expect.array(got, wanted, label="x")
            for label, one, other in zip(
                ("keys", "values"), expect.pair(present, ("keys", "values")), kept, strict=True
            ):
                expect.array(one, other, label=label)
    with expect.part(
        "details",
        2,
        en="Is GELU the form with tanh, and is eps 1e-5?",
        ko="GELU가 tanh가 든 꼴인가요? eps는 1e-5인가요?",
    ):
        for norm in ("pre", "post"):
            given = _quiet(weights(12, 3), 0.001)
            same(norm, given, [(rng.tensor32((2, 3, 12), 0.005),)])
        same("pre", _in_the_tail(rng, weights(12, 3), 12), [(rng.tensor32((2, 3, 12), 0.02),)])
    with expect.part(
        "gradients",
        1,
        en="Does a gradient reach every part and the input, pre and post?",
        ko="pre와 post 모두에서 기울기가 모든 부품과 입력에 닿나요?",
    ):
        for norm in ("pre", "post"):
            given, x, upstream = weights(12, 3), rng.tensor32((2, 4, 12)), rng.tensor32((2, 4, 12))
            expect.module_gradients((12, 3, norm), given, [x], [upstream, None])
    with expect.part(
        "alone",
        1,
        en="Is nothing else learned than attention, feed-forward and two norms? Is pre taken without a word, and another word "
        "refused?",
        ko="어텐션, 순방향 신경망, 정규화 두 개 말고는 학습하는 것이 없나요? 말이 없으면 pre이고, 다른 말은 거절하나요?",
    ):
        expect.same_module(
            (8, 2),
            weights(8, 2),
            [(rng.tensor32((2, 3, 8)),)],
            labels=labels,
            judged=("x",),
        )
        module = expect.build(12, 4)
        expect.parameter_count(module, 12 * 12**2 + 13 * 12)
        expect.storages(module)
        expect.refused(12, 3, "both")


@check.right
class TwoBranches(nn.Module):
    def __init__(self, d_model, n_heads, norm="pre"):
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(norm)
        self.norm = norm
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)

    def forward(self, x, past=None):
        if self.norm == "pre":
            change, present = self.attention(self.norm1(x), past)
            x = x + change
            x = x + self.feed_forward(self.norm2(x))
        else:
            change, present = self.attention(x, past)
            x = self.norm1(x + change)
            x = self.norm2(x + self.feed_forward(x))
        return x, present


@check.right
class OneLineEach(nn.Module):
    def __init__(self, d_model, n_heads, norm="pre"):
        super().__init__()
        assert norm in {"pre", "post"}
        self.pre = norm == "pre"
        self.norm1, self.norm2 = LayerNorm(d_model, eps=1e-5), LayerNorm(d_model, eps=1e-5)
        self.feed_forward = FeedForward(d_model, d_model * 4, activation="gelu_tanh")
        self.attention = CausalAttention(d_model, n_heads)

    def forward(self, x, past=None):
        a, present = self.attention(self.norm1(x) if self.pre else x, past=past)
        x = x + a if self.pre else self.norm1(a + x)
        f = self.feed_forward(self.norm2(x) if self.pre else x)
        return [x + f if self.pre else self.norm2(f + x), present]


@check.right
class AMethodForEach(nn.Module):
    def __init__(self, d_model, n_heads, norm="pre"):
        super().__init__()
        self.attention = CausalAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, 4 * d_model, "gelu_tanh")
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.way = {"pre": self.go_pre, "post": self.go_post}[norm]

    def go_pre(self, x, past):
        heard, kept = self.attention(self.norm1(x), past)
        h = x + heard
        return h + self.feed_forward(self.norm2(h)), kept

    def go_post(self, x, past):
        heard, kept = self.attention(x, past)
        h = self.norm1(x + heard)
        return self.norm2(h + self.feed_forward(h)), kept

    def forward(self, x, past=None):
        return self.way(x, past)


misconception = check.misconceptions_in(TwoBranches)
misconception(
    "words_swapped",
    ('if self.norm == "pre"', 'if self.norm == "post"'),
    en="Pre: does the norm stand in front of the sublayer or behind the sum? Which of your branches is which?",
    ko="pre는 정규화가 하위 층 앞에 있다는 뜻인가요, 합 뒤에 있다는 뜻인가요? 두 갈래가 뒤바뀌지 않았나요?",
)
misconception(
    "second_sum_from_the_input",
    ("x = x + change", "h = x + change"),
    ("self.norm2(x)", "self.norm2(h)"),
    ("x = self.norm1(x + change)", "h = self.norm1(x + change)"),
    ("self.feed_forward(x)", "self.feed_forward(h)"),
    en="What does the feed-forward add its result to: the input of the block, or the sum behind attention?",
    ko="순방향 신경망의 결과를 무엇에 더하나요? 블록의 입력인가요, 어텐션 뒤의 합인가요?",
)
misconception(
    "exact_gelu",
    ('"gelu_tanh"', '"gelu"'),
    en="Which form of GELU do both models take, the exact one or the one with tanh?",
    ko="두 모델이 쓰는 GELU는 정확한 꼴인가요, tanh가 든 꼴인가요?",
)
misconception(
    "eps_of_bert",
    ("LayerNorm(d_model)", "LayerNorm(d_model, 1e-12)"),
    en="Which eps do your norms have? Which one does the docstring ask for?",
    ko="정규화의 eps가 얼마인가요? 설명에 적힌 값은 얼마인가요?",
)
misconception(
    "feed_forward_without_sum",
    ("x = x + self.feed_forward", "x = self.feed_forward"),
    ("(x + self.feed_forward(x))", "(self.feed_forward(x))"),
    en="What does the feed-forward say about a token that it gives zeros for? Where is its residual?",
    ko="순방향 신경망이 0을 내놓으면 토큰에 무엇이 남나요? 잔차(residual)는 어디에 있나요?",
)
misconception(
    "one_norm_for_both",
    ("self.norm2(", "self.norm1("),
    en="There are two norms. Which of them does your forward never call?",
    ko="정규화가 두 개 있어요. forward에서 한 번도 부르지 않는 것은 무엇인가요?",
)
misconception(
    "past_kept_back",
    ("self.norm1(x), past", "self.norm1(x)"),
    ("attention(x, past)", "attention(x)"),
    en="Your block gets a past. To whom does it hand it on?",
    ko="블록이 past를 받았어요. 그것을 누구에게 넘기나요?",
)
misconception(
    "relu_taken",
    ('4 * d_model, "gelu_tanh"', "4 * d_model"),
    en="Which activation does your feed-forward have? What does FeedForward take when it is told nothing?",
    ko="순방향 신경망의 활성화 함수가 무엇인가요? FeedForward에 아무 말도 하지 않으면 무엇을 쓰나요?",
)
misconception(
    "added_to_the_normed",
    (
        "change, present = self.attention(self.norm1(x), past)",
        "x = self.norm1(x)\n            change, present = self.attention(x, past)",
    ),
    (
        "x = x + self.feed_forward(self.norm2(x))",
        "x = self.norm2(x)\n            x = x + self.feed_forward(x)",
    ),
    en="Pre: to what do you add what attention says, to x or to norm1 of x?",
    ko="pre일 때, 어텐션의 결과를 x에 더하나요, x를 정규화한 것에 더하나요?",
)
misconception(
    "sublayer_normed_instead_of_the_sum",
    ("self.norm1(x + change)", "x + self.norm1(change)"),
    ("self.norm2(x + self.feed_forward(x))", "x + self.norm2(self.feed_forward(x))"),
    en="Post: what goes through the norm, the sum or what the sublayer says?",
    ko="post일 때, 정규화를 거치는 것이 합인가요, 하위 층의 결과인가요?",
)
misconception(
    "attention_without_sum",
    ("x = x + change", "x = change"),
    ("(x + change)", "(change)"),
    en="What is left of a token when attention says zero about it? Where is the residual of attention?",
    ko="어텐션이 0을 내놓으면 토큰에 무엇이 남나요? 어텐션의 잔차(residual)는 어디에 있나요?",
)


misconception = check.misconceptions_in(AMethodForEach)
misconception(
    "always_pre",
    ('"post": self.go_post', '"post": self.go_pre'),
    en="What does your block do with the word post? Where does GPT-1 normalize?",
    ko="블록이 post라는 말로 무엇을 하나요? GPT-1은 어디에서 정규화하나요?",
)
