"""sequential_steps: the steps that have to wait, counted on the graph of who needs whom."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter

import numpy as np

from grader.checks.day01.shared import Case
from grader.judge import Check, Expect, Rng, Student


def sequential_steps(kind: str, length: int, layers: int = 1, writing: bool = False) -> int:
    """Oracle: draw the graph of who needs whom, then count the rounds when all that can start do so at once."""

    def needs(token: int, layer: int) -> Iterator[tuple[int, int]]:
        if kind == "rnn" and token > 0:
            yield (token - 1, layer)  # the state of the same layer, one token before
        if layer > 0:
            yield from ((other, layer - 1) for other in ([token] if kind == "rnn" else range(length)))

    def needs_to_write(token: int, layer: int) -> Iterator[tuple[int, int]]:
        if layer > 0:
            yield (token, layer - 1)
        elif token > 0:
            yield (token - 1, layers - 1)  # the token itself is not known before the last layer has spoken

    places = [(token, layer) for token in range(length) for layer in range(layers)]
    graph = TopologicalSorter(
        {place: set((needs_to_write if writing else needs)(*place)) for place in places}
    )
    graph.prepare()
    rounds = 0
    while graph.is_active():
        graph.done(*graph.get_ready())
        rounds += 1
    return rounds


check = Check(sequential_steps)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One layer, several layers, writing. Each part asks for both kinds, so that one number earns nothing."""

    def sizes() -> tuple[int, int]:
        """A length and a number of layers that no wrong formula makes equal."""
        return rng.integer(13, 40), rng.integer(3, 9)

    (long, deep), (longer, deeper) = sizes(), sizes()
    with expect.part(
        "one_layer",
        1,
        en="One layer, the text is given: which states of an RNN can be computed at once, and which outputs of "
        "attention?",
        ko="층이 하나이고 글이 다 주어졌을 때, RNN의 상태 가운데 한꺼번에 계산할 수 있는 것은 무엇인가요? 어텐션의 출력은요?",
    ):
        cases: list[Case] = [("rnn", long), ("attention", long), ("rnn", 1), ("attention", longer)]
        expect.same(cases)
    with expect.part(
        "layers",
        2,
        en="Several layers: when may layer 2 of the RNN begin with token 1? And what must layer 2 of attention wait for?",
        ko="층이 여러 개일 때, RNN의 둘째 층은 첫 토큰을 언제부터 계산할 수 있나요? 어텐션의 둘째 층은 무엇을 기다려야 하나요?",
    ):
        cases = [
            ("rnn", long, deep),
            ("attention", longer, deeper),
            ("rnn", deeper, longer),
            ("rnn", 1, deep),
        ]
        expect.same(cases)
    with expect.part(
        "writing",
        2,
        en="When the model writes, what must be finished before the next token can enter the first layer?",
        ko="모델이 글을 쓸 때, 다음 토큰이 첫 층에 들어가려면 무엇이 끝나야 하나요?",
    ):
        cases = [
            ("rnn", long, deep, True),
            ("attention", longer, deeper, True),
            ("attention", long, 1, True),
            ("rnn", longer, 1, True),
            ("attention", long, deep, False),
        ]
        expect.same(cases)


@check.right
def by_the_formulas(kind, length, layers=1, writing=False):
    if writing:
        return length * layers
    return length + layers - 1 if kind == "rnn" else layers


@check.right
def clock_for_each_place(kind, length, layers=1, writing=False):
    done = np.zeros((length + 1, layers + 1), dtype=int)
    for t in range(1, length + 1):
        for layer in range(1, layers + 1):
            below = done[t, layer - 1]
            if writing:
                before = done[t - 1, layers] if layer == 1 else 0
            else:
                before = done[t - 1, layer] if kind == "rnn" else 0
            done[t, layer] = max(below, before) + 1
    return done[length, layers]


@check.right
def table_of_formulas(kind, length, layers=1, writing=False):
    reading = {"rnn": length - 1 + layers, "attention": layers}
    return float(length * layers) if writing else reading[kind]


@check.misconception(
    en="Must layer 2 of an RNN wait until layer 1 has read the whole text? Draw the grid of tokens and layers.",
    ko="RNN의 둘째 층은 첫째 층이 글을 끝까지 읽을 때까지 기다려야 하나요? 토큰과 층의 격자를 그려 볼까요?",
)
def layers_multiplied(kind, length, layers=1, writing=False):
    if kind == "rnn" or writing:
        return length * layers
    return layers


@check.misconception(
    en="Which token of a given text must attention wait for before it can look at another?",
    ko="글이 다 주어져 있을 때, 어텐션이 다른 토큰을 보려면 먼저 기다려야 하는 토큰이 있나요?",
)
def attention_reads_one_by_one(kind, length, layers=1, writing=False):
    return length * layers if writing else length + layers - 1


@check.misconception(
    en="Does your answer change when `writing` is true? Can token 5 be written before token 4 is known?",
    ko="`writing`이 참이면 답이 달라지나요? 4번째 토큰을 모르는 채로 5번째 토큰을 쓸 수 있나요?",
)
def writing_is_reading(kind, length, layers=1, writing=False):
    return length + layers - 1 if kind == "rnn" else layers


@check.misconception(
    en="Attention reads a given text at once. Is the text given when it is being written?",
    ko="어텐션은 주어진 글을 한꺼번에 읽어요. 그런데 글을 쓰는 중에도 글이 다 주어져 있나요?",
)
def attention_writes_at_once(kind, length, layers=1, writing=False):
    if kind == "attention":
        return layers
    return length * layers if writing else length + layers - 1


@check.misconception(
    en="In writing, can layer 1 begin with the next token while layer 2 still works on this one? What is that token?",
    ko="글을 쓸 때 둘째 층이 아직 이 토큰을 다루는 동안 첫째 층이 다음 토큰을 시작할 수 있나요? 그 토큰이 무엇인지 알고 있나요?",
)
def writing_in_a_wave(kind, length, layers=1, writing=False):
    return length + layers - 1 if kind == "rnn" or writing else layers


misconception = check.misconceptions_in(by_the_formulas)
misconception(
    "one_too_many",
    ("length + layers - 1", "length + layers"),
    en="Count a grid of two tokens and two layers by hand: how many rounds are there? Which place is counted twice?",
    ko="토큰 두 개, 층 두 개인 격자를 손으로 세어 보세요. 몇 번 만에 끝나나요? 두 번 센 자리가 있나요?",
)
misconception(
    "rnn_layers_forgotten",
    ("length + layers - 1", "length"),
    en="What does a second layer add to the steps of an RNN? Can it end when the first does?",
    ko="둘째 층이 있으면 RNN의 단계가 얼마나 늘어나나요? 첫째 층과 동시에 끝날 수 있나요?",
)
misconception(
    "attention_always_one",
    ("else layers", "else 1"),
    en="Can layer 2 of attention begin before layer 1 has spoken? How many steps do three layers need?",
    ko="어텐션의 둘째 층은 첫째 층이 끝나기 전에 시작할 수 있나요? 층이 세 개면 몇 단계가 필요한가요?",
)
misconception(
    "attention_counts_pairs",
    ("else layers", "else length * length * layers"),
    en="Attention has a score for each pair of tokens: is that work, or waiting? Which pairs need another pair first?",
    ko="어텐션은 토큰 쌍마다 점수를 계산해요. 그것은 일의 양인가요, 기다림인가요? 다른 쌍을 기다려야 하는 쌍이 있나요?",
)
misconception(
    "writing_without_layers",
    ("length * layers", "length"),
    en="A token must pass every layer before the next one is known. How many steps is that for each token?",
    ko="토큰 하나가 모든 층을 지나야 다음 토큰을 알 수 있어요. 그러면 토큰마다 몇 단계인가요?",
)
misconception(
    "kinds_swapped",
    ('kind == "rnn"', 'kind == "attention"'),
    en="Which of the two has to read one token after the other? Look at the first branch of your code.",
    ko="토큰을 하나씩 차례로 읽어야 하는 것은 둘 중 어느 쪽인가요? 코드의 첫 번째 갈래를 살펴볼까요?",
)
