"""gradients_by_layer: how much of a gradient reaches each layer in five wirings, against torch.func layer by layer."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from grader.checks.day09.shared import matrices, plain_norm
from grader.judge import Check, Expect, Rng, Student


def gradients_by_layer(x: Tensor, weights: Tensor, upstream: Tensor, wiring: str) -> Tensor:
    """Oracle: torch.func goes back through one layer after the other."""

    def norm(tokens: Tensor) -> Tensor:
        return F.layer_norm(tokens, tokens.shape[-1:])

    def layer(tokens: Tensor, weight: Tensor) -> Tensor:
        def part(read: Tensor) -> Tensor:
            return torch.tanh(F.linear(read, weight.mT))

        wirings = {
            "none": lambda: part(tokens),
            "post": lambda: norm(tokens + part(tokens)),
            "pre": lambda: tokens + part(norm(tokens)),
            "branch": lambda: tokens + norm(part(tokens)),
            "normed_skip": lambda: norm(tokens) + part(norm(tokens)),
        }
        return wirings[wiring]()

    ways_back = []
    for weight in weights.unbind():
        x, back = torch.func.vjp(lambda tokens, weight=weight: layer(tokens, weight), x)[:2]
        ways_back.append(back)
    gradient, found = upstream, [torch.linalg.vector_norm(upstream)]
    for back in reversed(ways_back):
        (gradient,) = back(gradient)
        found.append(torch.linalg.vector_norm(gradient))
    return torch.stack(found[::-1]) / found[0]


check = Check(gradients_by_layer)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The bare stack first, then one wiring after the other, then other sizes."""

    def case(
        wiring: str, layers: int = 3, shape: tuple[int, ...] = (4, 5), width: float = 1.2
    ) -> tuple[Any, ...]:
        weights, upstream = matrices(rng, layers, shape[-1], width), rng.tensor32(shape, 3.0)
        return rng.tensor32(shape, 2.0, 1.0), weights, upstream, wiring

    with expect.part(
        "none",
        2,
        en='"none": is entry l the norm of the gradient for x_l over that of upstream, from x_0 up to the output?',
        ko='"none"일 때, l번째 값이 x_l의 기울기의 노름을 upstream의 노름으로 나눈 것인가요? x_0부터 출력까지 모두 있나요?',
    ):
        expect.same([case("none"), case("none", 5, (2, 3, 4))])
    with expect.part(
        "post_and_pre",
        3,
        en='"post" and "pre": where does each of them normalize, and which x do they add?',
        ko='"post"와 "pre"일 때, 저마다 어디에서 정규화하고 어떤 x를 더하나요?',
    ):
        cases = [case(wiring, layers) for wiring in ("post", "pre") for layers in (1, 4)]
        expect.same(cases)
    with expect.part(
        "branch_and_normed_skip",
        2,
        en='"branch" and "normed_skip": what is normalized in the one, and what in the other?',
        ko='"branch"와 "normed_skip"일 때, 한쪽에서는 무엇을, 다른 쪽에서는 무엇을 정규화하나요?',
    ):
        cases = [case(wiring, layers) for wiring in ("branch", "normed_skip") for layers in (1, 4)]
        expect.same(cases)
    with expect.part(
        "other_sizes",
        1,
        en="Is it right with a batch axis in front, and are the inputs left as they were?",
        ko="앞에 배치 축이 있을 때도 맞나요? 입력은 그대로인가요?",
    ):
        cases = [case(wiring, 2, (2, 3, 6), 0.6) for wiring in ("pre", "post", "branch")]
        expect.same(cases, unchanged=True)


@check.right
def wiring_by_wiring(x, weights, upstream, wiring):
    state = x.detach().clone().requires_grad_()
    states = [state]
    for weight in weights:
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        states.append(state)
    gradients = torch.autograd.grad(state, states, upstream)
    return torch.stack([gradient.norm() for gradient in gradients]) / upstream.norm()


@check.right
def layers_with_retain_grad(x, weights, upstream, wiring):
    h = x.clone().requires_grad_(True)
    h.retain_grad()
    kept = [h]
    for W in weights:
        a = plain_norm(h) if wiring in ("pre", "normed_skip") else h
        f = torch.tanh(a @ W)
        if wiring == "branch":
            f = plain_norm(f)
        if wiring == "normed_skip":
            h = a + f
        elif wiring == "none":
            h = f
        else:
            h = h + f
        if wiring == "post":
            h = plain_norm(h)
        h.retain_grad()
        kept.append(h)
    h.backward(upstream)
    return torch.stack([torch.linalg.norm(h.grad) for h in kept]).numpy() / torch.linalg.norm(upstream).item()


@check.right
def layers_from_every_state(x, weights, upstream, wiring):
    def f(t, w):
        return torch.tanh(t @ w)

    wirings = {
        "none": lambda t, w: f(t, w),
        "post": lambda t, w: plain_norm(t + f(t, w)),
        "pre": lambda t, w: t + f(plain_norm(t), w),
        "branch": lambda t, w: t + plain_norm(f(t, w)),
        "normed_skip": lambda t, w: plain_norm(t) + f(plain_norm(t), w),
    }
    found = torch.ones(len(weights) + 1, dtype=torch.float64)
    state = x.double()
    for i in range(len(weights)):
        start = state.clone().requires_grad_()
        end = start
        for w in weights[i:].double():
            end = wirings[wiring](end, w)
        loss = (end * upstream.double()).sum()
        loss.backward()
        assert start.grad is not None
        found[i] = start.grad.norm() / upstream.double().norm()
        state = wirings[wiring](state, weights[i].double())
    return found


@check.misconception(
    en="Does the gradient run through all the layers behind, or does each layer get upstream anew?",
    ko="기울기가 뒤의 모든 층을 거쳐 오나요, 층마다 upstream을 새로 받나요?",
)
def every_layer_alone(x, weights, upstream, wiring):
    state, found = x.detach().clone().requires_grad_(), []
    for weight in weights:
        before = state
        if wiring == "none":
            state = torch.tanh(state @ weight)
        elif wiring == "post":
            state = plain_norm(state + torch.tanh(state @ weight))
        elif wiring == "pre":
            state = state + torch.tanh(plain_norm(state) @ weight)
        elif wiring == "branch":
            state = state + plain_norm(torch.tanh(state @ weight))
        else:
            state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)
        (gradient,) = torch.autograd.grad(state, before, upstream)
        found.append(gradient.norm() / upstream.norm())
        state = state.detach().requires_grad_()
    return torch.stack([*found, torch.ones(())])


misconception = check.misconceptions_in(wiring_by_wiring)
misconception(
    "skip_normed_in_pre",
    (
        "state = state + torch.tanh(plain_norm(state) @ weight)",
        "state = plain_norm(state) + torch.tanh(plain_norm(state) @ weight)",
    ),
    en='In "pre", which x does the skip carry? How does "normed_skip" differ from it in your code?',
    ko='"pre"에서 지름길이 나르는 x는 무엇인가요? 코드에서 "normed_skip"과 무엇이 다른가요?',
)
misconception(
    "post_and_pre_swapped",
    (
        (
            "state = plain_norm(state + torch.tanh(state @ weight))\n"
            '        elif wiring == "pre":\n'
            "            state = state + torch.tanh(plain_norm(state) @ weight)"
        ),
        (
            "state = state + torch.tanh(plain_norm(state) @ weight)\n"
            '        elif wiring == "pre":\n'
            "            state = plain_norm(state + torch.tanh(state @ weight))"
        ),
    ),
    en='Which of the two normalizes behind the sum, "post" or "pre"?',
    ko='합한 뒤에 정규화하는 것은 "post"와 "pre" 가운데 어느 쪽인가요?',
)
misconception(
    "branch_normed_in_post",
    ("plain_norm(state + torch.tanh(state @ weight))", "state + plain_norm(torch.tanh(state @ weight))"),
    en='In "post", is the sum normalized or the branch alone? How does "branch" differ from it in your code?',
    ko='"post"에서 정규화하는 것이 합인가요, 가지뿐인가요? 코드에서 "branch"와 무엇이 다른가요?',
)
misconception(
    "branch_normed_in_front",
    ('wiring == "pre"', 'wiring in ("pre", "branch")'),
    ('elif wiring == "branch":', ""),
    ("state = state + plain_norm(torch.tanh(state @ weight))", ""),
    en='In "branch", does the norm stand in front of the part or behind it?',
    ko='"branch"에서 정규화는 부품 앞에 있나요, 뒤에 있나요?',
)
misconception(
    "part_reads_raw_tokens",
    (
        "plain_norm(state) + torch.tanh(plain_norm(state) @ weight)",
        "plain_norm(state) + torch.tanh(state @ weight)",
    ),
    en='In "normed_skip", what does the part read: the raw state, or the normalized one?',
    ko='"normed_skip"에서 부품이 읽는 것은 원래의 상태인가요, 정규화한 상태인가요?',
)
misconception(
    "output_first",
    ("in gradients", "in gradients[::-1]"),
    en="Is entry 0 the gradient at the input x_0, or that at the output?",
    ko="0번 값이 입력 x_0의 기울기인가요, 출력의 기울기인가요?",
)
misconception(
    "input_left_out",
    ("in gradients", "in gradients[1:]"),
    en="L layers have L + 1 states. Is the input x_0 one of yours?",
    ko="층이 L개면 상태는 L + 1개예요. 입력 x_0도 들어 있나요?",
)
misconception(
    "output_left_out",
    ("in gradients", "in gradients[:-1]"),
    en="L layers have L + 1 states. Is what leaves the last layer one of yours?",
    ko="층이 L개면 상태는 L + 1개예요. 마지막 층을 나온 상태도 들어 있나요?",
)
misconception(
    "norms_not_divided",
    (" / upstream.norm()", ""),
    en="What should the last entry be, and what is it? What do you divide by?",
    ko="마지막 값은 얼마여야 하고, 지금은 얼마인가요? 무엇으로 나누나요?",
)
misconception(
    "squares_compared",
    (".norm()", ".square().sum()"),
    en="A norm is the root of the sum of the squares. Is there a root in your numbers?",
    ko="노름은 제곱의 합의 제곱근이에요. 값에 제곱근이 들어 있나요?",
)
misconception(
    "ones_sent_back",
    ("torch.autograd.grad(state, states, upstream)", "torch.autograd.grad(state.sum(), states)"),
    en="With which gradient does your way back begin: with upstream, or with ones?",
    ko="되돌아오는 길이 어떤 기울기에서 출발하나요? upstream인가요, 1인가요?",
)
misconception(
    "sizes_of_the_states",
    ("gradients = torch.autograd.grad(state, states, upstream)", ""),
    ("[gradient.norm() for gradient in gradients]", "[state.detach().norm() for state in states]"),
    en="Are these the norms of the states, or of the gradients that reach them?",
    ko="이것은 상태의 노름인가요, 상태에 닿는 기울기의 노름인가요?",
)
misconception(
    "first_state_added",
    ("state + torch.tanh", "states[0] + torch.tanh"),
    ("state + plain_norm", "states[0] + plain_norm"),
    en="Which state does layer 2 add to: what layer 1 gave, or the very first?",
    ko="2층이 더하는 대상이 1층이 준 상태인가요, 맨 처음 상태인가요?",
)
misconception(
    "skip_in_none",
    ("state = torch.tanh(state @ weight)", "state = state + torch.tanh(state @ weight)"),
    en='What does "none" leave out: the norm alone, or the skip as well?',
    ko='"none"에는 무엇이 없나요? 정규화만 없나요, 지름길도 없나요?',
)
