"""bends_and_zeros, a quiz: networks without a bend, both forms of GELU, kernels of width 1, and what becomes 0."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "bends_and_zeros",
    {
        "no_bend": Choice(
            "A",
            {
                "A": Text(
                    "(xW1 + b1)W2 + b2 is x(W1W2) plus a constant, and so on for the third: one matrix, one bias.",
                    "(xW1 + b1)W2 + b2는 x(W1W2) 더하기 상수이고, 셋째 층도 마찬가지예요. 행렬 하나, bias 하나예요.",
                ),
                "B": Text(
                    "It has three times the numbers to learn, but which functions can it compute that one layer cannot? Write down "
                    "(xW1 + b1)W2 + b2.",
                    "학습하는 숫자는 세 배지만, 층 하나가 못 하는 계산을 할 수 있나요? (xW1 + b1)W2 + b2를 써 보세요.",
                ),
                "C": Text(
                    "Where would the bend of a ReLU come from? Products and sums of straight lines are what?",
                    "ReLU처럼 꺾이는 곳이 어디서 생길까요? 직선을 곱하고 더하면 무엇이 되나요?",
                ),
            },
        ),
        "which_gelu": Choice(
            "B",
            {
                "A": Text(
                    'nn.GELU() is the exact form. Hugging Face calls GPT-2\'s function "gelu_new". Which form is that?',
                    'nn.GELU()는 정확한 꼴이에요. Hugging Face는 GPT-2의 함수를 "gelu_new"라고 불러요. 어느 꼴인가요?',
                ),
                "B": Text(
                    'GPT-2 was trained with the tanh form ("gelu_new"). In torch it is nn.GELU(approximate="tanh").',
                    'GPT-2는 tanh 식("gelu_new")으로 학습했어요. torch에서는 nn.GELU(approximate="tanh")예요.',
                ),
                "C": Text(
                    "They differ by up to 0.0005 for a single number. Is that nothing, behind twelve layers, when you compare with "
                    "the original?",
                    "숫자 하나에서 최대 0.0005까지 달라요. 열두 층을 지나 원래 모델과 비교할 때에도 아무것도 아닐까요?",
                ),
            },
        ),
        "far_below": Choice(
            "C",
            {
                "A": Text(
                    "Which of the two has a straight line to the left of 0? GELU at -0.75 is -0.17; what is it at -4?",
                    "둘 가운데 0의 왼쪽이 직선인 것은 무엇인가요? GELU는 -0.75에서 -0.17이에요. -4에서는 얼마인가요?",
                ),
                "B": Text(
                    "It falls from 0 to -0.75, and rises again to 0 further left. Can that be monotone?",
                    "0에서 -0.75까지는 내려가고, 더 왼쪽에서는 다시 0으로 올라와요. 그러면 단조인가요?",
                ),
                "C": Text(
                    "The lowest point is about (-0.75, -0.17). Further left the gate shuts faster than x grows.",
                    "가장 낮은 곳이 약 (-0.75, -0.17)이에요. 더 왼쪽에서는 x가 커지는 것보다 문이 더 빨리 닫혀요.",
                ),
            },
        ),
        "kernel": Choice(
            "A",
            {
                "A": Text(
                    "One position at a time, and the same matrix at all of them.",
                    "한 번에 위치 하나, 그리고 모든 위치에서 같은 행렬이에요.",
                ),
                "B": Text(
                    "Then a token would hear its neighbours. What did the map of the kernel of 3 look like?",
                    "그러면 토큰이 이웃의 말을 듣게 돼요. 커널 3의 그림이 어떤 모양이었나요?",
                ),
                "C": Text(
                    "Such a kernel would have other weights for every place and mix all tokens. Does the feed-forward network know how "
                    "long the sentence is?",
                    "그런 커널은 자리마다 weight가 다르고 모든 토큰을 섞어요. 순방향 신경망이 문장의 길이를 아나요?",
                ),
            },
        ),
        "share_of_weights": Choice(
            "C",
            {
                "A": Text(
                    "Count: 4 d² for attention. How many for d times 4d, twice?",
                    "세어 보세요. 어텐션은 4 d²개예요. d 곱하기 4d가 두 번이면 몇 개인가요?",
                ),
                "B": Text(
                    "Both have matrices with a side of d_model. How long is the other side in the feed-forward network?",
                    "둘 다 한 변이 d_model인 행렬을 지녀요. 순방향 신경망에서는 다른 변이 얼마나 긴가요?",
                ),
                "C": Text(
                    "8 d² against 4 d²: two thirds of the matrices of a block stand in the feed-forward network.",
                    "8 d² 대 4 d²예요. 블록에 있는 행렬의 3분의 2가 순방향 신경망에 있어요.",
                ),
            },
        ),
        "half_zeros": Choice(
            "B",
            {
                "A": Text(
                    "An ordinary matrix product multiplies zeros like any other number. What would have to know beforehand where they "
                    "are?",
                    "보통의 행렬 곱은 0도 다른 숫자처럼 곱해요. 0이 어디에 있는지 미리 알아야 하는 것은 무엇인가요?",
                ),
                "B": Text(
                    "The product has the same shape, so the same FLOPs. Only special code that leaves out whole neurons can gain by "
                    "zeros.",
                    "곱의 모양이 같으니 FLOPs도 같아요. 뉴런을 통째로 건너뛰는 특별한 코드만 0에서 득을 볼 수 있어요.",
                ),
                "C": Text(
                    "To look for the zeros costs time, too, but an ordinary product does not look. What does it do with a 0?",
                    "0을 찾는 데도 시간이 들지만, 보통의 곱은 찾지 않아요. 0을 만나면 무엇을 하나요?",
                ),
            },
        ),
    },
)
