"""Residual in both wirings, against torch's layer norm.

Only values cross to the judge, and the `sublayer` of a `Residual` is a function. So the judge builds the notebook's given
`ResidualFeedForward`, which has a `Residual` and a `FeedForward` inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from grader.checks.oracles.layers import FeedForward, LayerNorm
from grader.judge import Check, Expect, Rng, Student
from grader.text import Text


def residual_feed_forward(residual: type[nn.Module]) -> type[nn.Module]:
    """The notebook's ResidualFeedForward around this version of Residual."""

    class ResidualFeedForward(nn.Module):
        def __init__(self, d_model: int, *norm: str) -> None:
            super().__init__()
            self.residual = residual(d_model, *norm)
            self.feed_forward = FeedForward(d_model, 2 * d_model)

        def forward(self, x: Tensor) -> Tensor:
            result: Tensor = self.residual(x, self.feed_forward)
            return result

    return ResidualFeedForward


class Residual(nn.Module):
    """Oracle: made of torch's layer norm."""

    def __init__(self, d_model: int, norm: str = "post") -> None:
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError(norm)
        self.wiring = norm
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor]) -> Tensor:
        if self.wiring == "pre":
            return torch.add(x, sublayer(self.norm(x)))
        result: Tensor = self.norm(torch.add(x, sublayer(x)))
        return result


check = Check(Residual, through=residual_feed_forward)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Both wirings with given weights, a branch of zeros, gradients, then what is learned and refused."""

    def weights(d_model: int, silent: bool = False) -> dict[str, Any]:
        d_ff, loud = 2 * d_model, float(not silent)
        return {
            "residual.norm.gamma": 1 + rng.normal((d_model,), 0.3),
            "residual.norm.beta": rng.normal((d_model,), 0.3),
            "feed_forward.linear1.weight": rng.normal((d_ff, d_model), 1.2 / d_model**0.5),
            "feed_forward.linear1.bias": rng.normal((d_ff,), 0.3),
            "feed_forward.linear2.weight": rng.normal((d_model, d_ff), loud * 1.2 / d_ff**0.5),
            "feed_forward.linear2.bias": rng.normal((d_model,), loud * 0.3),
        }

    def tokens(*shape: int) -> Tensor:
        return rng.tensor32(shape, 2.0, 1.0)

    def same(norm: str | None, shape: tuple[int, ...], silent: bool = False, unchanged: bool = False) -> None:
        arguments = (shape[-1],) if norm is None else (shape[-1], norm)
        expect.same_module(arguments, weights(shape[-1], silent), [(tokens(*shape),)], unchanged=unchanged)

    with expect.part(
        "post",
        3,
        en='norm="post": does the sublayer read x as it is, is its result added to x, and is the sum normalized?',
        ko='norm="post"일 때, 하위 층이 x를 그대로 읽고, 그 결과를 x에 더하고, 그 합을 정규화하나요?',
    ):
        same("post", (2, 5, 6))
        same("post", (3, 4))
    with expect.part(
        "pre",
        3,
        en='norm="pre": does the sublayer read the normalized x, and is its result added to the x that came in?',
        ko='norm="pre"일 때, 하위 층이 정규화한 x를 읽고, 그 결과를 들어온 x에 더하나요?',
    ):
        same("pre", (2, 5, 6))
        same("pre", (3, 4))
    with expect.part(
        "silent_sublayer",
        1,
        en="If the sublayer gives nothing but zeros: does pre-norm give back x, and post-norm the normalized x?",
        ko="하위 층이 0만 내놓으면, 사전 정규화는 x를, 사후 정규화는 정규화한 x를 돌려주나요?",
    ):
        same("post", (2, 3, 4), silent=True)
        same("pre", (2, 3, 4), silent=True)
    with expect.part(
        "gradients",
        2,
        en="On the way back: does a gradient reach x on both ways, and gamma and beta?",
        ko="되돌아오는 길에, 두 길 모두에서 x에 기울기가 닿나요? gamma와 beta에도 닿나요?",
    ):
        for norm in ("post", "pre"):
            expect.module_gradients((5, norm), weights(5), [tokens(2, 3, 5)], rng.tensor32((2, 3, 5)))
    with expect.part(
        "alone",
        1,
        en="Is one LayerNorm all that is learned, is any other word for norm refused, is it post-norm when nothing is said, "
        "does it work for one sentence, and is x left as it was?",
        ko="학습되는 것이 LayerNorm 하나뿐인가요? norm에 다른 말이 오면 거절하고, 아무 말이 없으면 사후 정규화인가요? 문장이 "
        "하나뿐일 때도 동작하고, x는 그대로 두나요?",
    ):
        same("post", (2, 3, 4), unchanged=True)
        same("pre", (2, 3, 4), unchanged=True)
        same(None, (1, 3, 4))
        module = expect.build(4, "pre")
        expect.parameter_count(module, 2 * 4 + 2 * 4 * 8 + 8 + 4)
        for word in ("both", ""):
            question = Text(
                f"What does your class do with norm={word!r}? Should it not raise a ValueError?",
                f"norm={word!r}이면 클래스가 어떻게 하나요? ValueError를 내야 하지 않을까요?",
            )
            expect.refused(4, word, message=question)


@check.right
class PreFirst(nn.Module):
    def __init__(self, d_model, norm="post"):
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x, sublayer):
        if self.wiring == "pre":
            return x + sublayer(self.norm(x))
        return self.norm(x + sublayer(x))


@check.right
class PostFirst(nn.Module):
    def __init__(self, d_model, norm="post"):
        super().__init__()
        if norm not in ("post", "pre"):
            raise ValueError("norm is 'post' or 'pre'")
        self.norm = LayerNorm(d_model)
        self.wiring = norm

    def forward(self, x, sublayer):
        if self.wiring == "post":
            return self.norm(x + sublayer(x))
        return x + sublayer(self.norm(x))


@check.right
class ResidualWithFlag(nn.Module):
    def __init__(self, d_model, norm="post"):
        super().__init__()
        assert norm in ["pre", "post"], norm
        self.pre = norm == "pre"
        self.norm = LayerNorm(d_model)

    def forward(self, x, sublayer):
        residual = x
        if self.pre:
            x = self.norm(x)
        x = residual + sublayer(x)
        return x if self.pre else self.norm(x)


@check.right
class ResidualWithDictionary(nn.Module):
    def __init__(self, d_model, norm="post", dropout=0.0):
        super().__init__()
        self.norm = LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)
        self.way = {"post": self.post, "pre": self.pre}[norm]

    def post(self, x, sublayer):
        return self.norm(x + self.dropout(sublayer(x)))

    def pre(self, x, sublayer):
        return x + self.dropout(sublayer(self.norm(x)))

    def forward(self, x, sublayer):
        return self.way(x, sublayer)


@check.right
class ResidualWithIdentity(nn.Module):
    def __init__(self, d_model, norm="post"):
        super().__init__()
        if norm != "post" and norm != "pre":
            raise ValueError
        self.norm = LayerNorm(d_model)
        self.kind = norm

    def forward(self, x, sublayer):
        before = self.norm if self.kind == "pre" else nn.Identity()
        after = self.norm if self.kind == "post" else nn.Identity()
        change = sublayer(before(x))
        change += x
        return after(change)


misconception = check.misconceptions_in(PreFirst)
misconception(
    "always_post",
    ("self.wiring = norm", ""),
    ('if self.wiring == "pre":', ""),
    ("return x + sublayer(self.norm(x))", ""),
    en='What changes in your class when norm is "pre"? Which line of forward asks for it?',
    ko='norm이 "pre"이면 클래스에서 무엇이 달라지나요? forward의 어느 줄이 그것을 묻나요?',
)
misconception(
    "normed_skip",
    ("return x + sublayer(self.norm(x))", "x = self.norm(x)\n            return x + sublayer(x)"),
    en="In pre-norm, which x is added: the one that came in, or the one that you have just overwritten with its norm?",
    ko="사전 정규화에서 더하는 x는 무엇인가요? 들어온 그대로의 x인가요, 방금 정규화한 값으로 덮어쓴 x인가요?",
)
misconception(
    "normed_twice",
    ('if self.wiring == "pre":', 'branch = sublayer(self.norm(x)) if self.wiring == "pre" else sublayer(x)'),
    ("return x + sublayer(self.norm(x))", ""),
    ("self.norm(x + sublayer(x))", "self.norm(x + branch)"),
    en="In pre-norm, is there a norm behind the sum, too? What becomes of the free path then?",
    ko="사전 정규화인데 합한 뒤에도 정규화하지 않나요? 그러면 트여 있던 길은 어떻게 되나요?",
)
misconception(
    "post_without_norm",
    ("self.norm(x + sublayer(x))", "x + sublayer(x)"),
    en="In post-norm, what happens to the sum before it is returned?",
    ko="사후 정규화에서 합을 돌려주기 전에 무엇을 해야 하나요?",
)
misconception(
    "input_overwritten",
    (
        "return x + sublayer(self.norm(x))",
        "change = sublayer(self.norm(x))\n            x += change\n            return x",
    ),
    (
        "return self.norm(x + sublayer(x))",
        "change = sublayer(x)\n        x += change\n        return self.norm(x)",
    ),
    en="Whose tensor does x += … write into? What does the caller find in x afterwards?",
    ko="x += … 는 누구의 텐서에 쓰나요? 함수를 부른 쪽은 나중에 x에서 무엇을 보게 되나요?",
)
misconception(
    "skip_detached",
    ('if self.wiring == "pre":', 'residual = x.clone().detach()\n        if self.wiring == "pre":'),
    ("x + sublayer", "residual + sublayer"),
    en="On the way forward all is right. Does a gradient come back along the skip, or does detach cut it off?",
    ko="나아가는 길은 맞아요. 지름길을 따라 기울기가 돌아오나요, detach가 끊어 버리나요?",
)
misconception(
    "torchs_names",
    ("LayerNorm(d_model)", "nn.LayerNorm(d_model)"),
    en="Which LayerNorm is in self.norm: that of Day 7, with gamma and beta, or torch's, with weight and bias?",
    ko="self.norm에 든 것이 gamma와 beta가 있는 7일 차의 LayerNorm인가요, weight와 bias가 있는 torch의 것인가요?",
)
misconception(
    "half_of_the_sum",
    ("x + sublayer(self.norm(x))", "(x + sublayer(self.norm(x))) / 2"),
    ("self.norm(x + sublayer(x))", "self.norm((x + sublayer(x)) / 2)"),
    en="Is the sum divided by 2 somewhere? With a sublayer of zeros, does pre-norm still give back x?",
    ko="합을 2로 나누는 곳이 있나요? 하위 층이 0을 내놓을 때 사전 정규화가 x를 그대로 돌려주나요?",
)


misconception = check.misconceptions_in(PostFirst)
misconception(
    "no_skip",
    ("x + sublayer", "sublayer"),
    en="Where is x added? If the sublayer gives zeros, what is left of x?",
    ko="x를 어디에서 더하나요? 하위 층이 0을 내놓으면 x에서 무엇이 남나요?",
)
misconception(
    "wirings_swapped",
    ('self.wiring == "post"', 'self.wiring == "pre"'),
    en='Which of your two branches is "post": the one that normalizes the sum, or the one that normalizes in front?',
    ko='두 갈래 가운데 "post"는 무엇인가요? 합을 정규화하는 쪽인가요, 앞에서 정규화하는 쪽인가요?',
)
misconception(
    "pre_by_default",
    ('norm="post"', 'norm="pre"'),
    en="Which wiring does one get who names none?",
    ko="아무 말이 없으면 어느 방법으로 연결되나요?",
)
misconception(
    "always_pre",
    ("self.wiring = norm", ""),
    ('if self.wiring == "post":', ""),
    ("return self.norm(x + sublayer(x))", ""),
    en='What changes in your class when norm is "post"? Which line of forward asks for it?',
    ko='norm이 "post"이면 클래스에서 무엇이 달라지나요? forward의 어느 줄이 그것을 묻나요?',
)
misconception(
    "norm_on_the_branch",
    ("self.norm(x + sublayer(x))", "x + self.norm(sublayer(x))"),
    en="In post-norm, what goes into the norm: the result of the sublayer, or the sum with x?",
    ko="사후 정규화에서 정규화에 들어가는 것은 하위 층의 결과인가요, x와 더한 합인가요?",
)
