"""who_does_it, a quiz: recurrence, attention, both or neither?"""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "who_does_it",
    {
        "fixed_memory": Choice(
            "A",
            {
                "A": Text(
                    "The state h has the same size after 10 tokens and after 10,000. That is the strength of recurrence, "
                    "and its bottleneck.",
                    "토큰을 10개 읽든 10,000개 읽든 상태 h의 크기는 같아요. 순환의 강점이자 병목이에요.",
                ),
                "B": Text(
                    "Attention looks back at every token, so it has to keep something for each. What does an RNN keep?",
                    "어텐션은 지나간 토큰을 모두 다시 보니까 토큰마다 무언가를 남겨 둬야 해요. RNN은 무엇을 남겨 두나요?",
                ),
                "C": Text(
                    "True of one of them. Which one looks back at all earlier tokens, and so must keep them?",
                    "둘 중 하나만 그래요. 앞의 토큰을 모두 다시 보느라 그것들을 남겨 둬야 하는 쪽은 어디인가요?",
                ),
                "D": Text(
                    "One of them has it: what does rnn hand from one step to the next, and how large is it?",
                    "둘 중 하나는 그래요. rnn은 한 단계에서 다음 단계로 무엇을 넘겨주고, 그 크기는 얼마인가요?",
                ),
            },
        ),
        "all_at_once": Choice(
            "B",
            {
                "A": Text(
                    "State t needs state t - 1. Which computation did not wait for a neighbour?",
                    "상태 t에는 상태 t - 1이 필요해요. 이웃을 기다리지 않는 계산은 무엇이었나요?",
                ),
                "B": Text(
                    "Each output is an average of the given tokens and needs no other output.",
                    "출력마다 주어진 토큰의 평균일 뿐, 다른 출력이 필요하지 않아요.",
                ),
                "C": Text(
                    "One of them can. Can state 5 of an RNN be computed before state 4?",
                    "둘 중 하나만 돼요. RNN에서 상태 4보다 상태 5를 먼저 계산할 수 있나요?",
                ),
                "D": Text(
                    "One of them can. Which of them took one step for a whole layer in your count?",
                    "둘 중 하나는 돼요. 여러분이 셌을 때 층 하나 전체가 한 단계로 끝난 것은 어느 쪽이었나요?",
                ),
            },
        ),
        "writes_in_order": Choice(
            "C",
            {
                "A": Text(
                    "True of the RNN. But can attention write token 5 before token 4 is chosen?",
                    "RNN은 맞아요. 그런데 어텐션은 4번째 토큰을 고르기 전에 5번째 토큰을 쓸 수 있나요?",
                ),
                "B": Text(
                    "True of attention. And the RNN: can it write ahead?",
                    "어텐션은 맞아요. 그러면 RNN은 앞질러 쓸 수 있나요?",
                ),
                "C": Text(
                    "Both. In writing, the next token depends on the one before, whatever is inside.",
                    "둘 다예요. 글을 쓸 때는 안이 무엇이든 다음 토큰이 앞의 토큰에 달려 있어요.",
                ),
                "D": Text(
                    "Look at sequential_steps with writing=True once more. Can a token enter that is not known yet?",
                    "writing=True일 때의 sequential_steps를 다시 보세요. 아직 모르는 토큰이 들어갈 수 있나요?",
                ),
            },
        ),
        "square_of_length": Choice(
            "B",
            {
                "A": Text(
                    "An RNN does the same work for each token, so twice the length is twice the work.",
                    "RNN은 토큰마다 같은 일을 하니까, 길이가 두 배면 일도 두 배예요.",
                ),
                "B": Text(
                    "A score for every pair of tokens: twice the length is four times the pairs.",
                    "토큰 쌍마다 점수가 하나예요. 길이가 두 배면 쌍은 네 배가 돼요.",
                ),
                "C": Text(
                    "One of them. How much work does an RNN add for one more token?",
                    "둘 중 하나만 그래요. 토큰이 하나 늘면 RNN의 일은 얼마나 늘어나나요?",
                ),
                "D": Text(
                    "One of them does. Which of the curves of the wall time became steeper?",
                    "둘 중 하나는 그래요. 걸린 시간 그래프에서 점점 가팔라진 것은 어느 쪽이었나요?",
                ),
            },
        ),
        "untrained_guarantee": Choice(
            "D",
            {
                "A": Text(
                    "With random weights the gradient faded or exploded, by a factor for every step. What did attention do?",
                    "무작위 가중치에서는 단계마다 일정한 비율로 기울기가 사라지거나 폭발했어요. 어텐션은 어땠나요?",
                ),
                "B": Text(
                    "The path is short, but an untrained average gives each of T tokens about 1/T. Is that undiminished?",
                    "길은 짧지만, 학습하지 않은 평균은 토큰 T개에 약 1/T씩 나눠 줘요. 줄어들지 않은 건가요?",
                ),
                "C": Text(
                    "Look at both curves of the first plot at length 100. Is either still at its first value?",
                    "첫 그래프에서 길이 100일 때 두 곡선을 보세요. 처음 값 그대로인 것이 있나요?",
                ),
                "D": Text(
                    "Neither. Attention fades like 1/T, far more slowly than something that shrinks at every step, and training can move the shares.",
                    "둘 다 아니에요. 어텐션은 1/T처럼 줄어요. 단계마다 줄어드는 것보다는 훨씬 느리고, 학습으로 몫을 옮길 수도 있어요.",
                ),
            },
        ),
    },
)
