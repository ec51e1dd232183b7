"""which_wiring, a quiz: which model normalizes where, and what follows from it."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "which_wiring",
    {
        "paper_2017": Choice(
            "A",
            {
                "A": Text(
                    "Section 3.1 says it in one formula, LayerNorm(x + Sublayer(x)), and the figure draws Add & Norm behind each "
                    "part.",
                    "3.1절이 LayerNorm(x + Sublayer(x))라는 식 하나로 말하고, 그림도 부품마다 뒤에 Add & Norm을 그려요.",
                ),
                "B": Text(
                    "Much code that is said to follow the paper is wired so. What does the formula in section 3.1 say?",
                    "논문을 따랐다는 코드 가운데 이렇게 연결한 것이 많아요. 3.1절의 식은 무엇이라고 하나요?",
                ),
                "C": Text(
                    "The formula of section 3.1 fixes where the norm stands. Is x inside its brackets?",
                    "3.1절의 식이 정규화의 자리를 정해 줘요. x가 괄호 안에 있나요?",
                ),
            },
        ),
        "gpt_1": Choice(
            "A",
            {
                "A": Text(
                    "GPT-1 follows the 2017 decoder: the norm comes behind each sum, and there is none at the end.",
                    "GPT-1은 2017년의 디코더를 따라요. 정규화는 합 뒤에 있고, 맨 끝에는 없어요.",
                ),
                "B": Text(
                    '"GPT models are pre-norm" is said often. From which number on is it true?',
                    '"GPT는 사전 정규화"라는 말을 자주 들어요. 몇 번째 GPT부터 맞는 말인가요?',
                ),
                "C": Text(
                    "One model is wired in one way. Which one did the model of 2018 take over from 2017?",
                    "모델 하나는 한 가지로 연결돼요. 2018년의 모델은 2017년에서 무엇을 물려받았나요?",
                ),
            },
        ),
        "gpt_2": Choice(
            "B",
            {
                "A": Text(
                    "So it was in GPT-1. What did GPT-2 change, according to section 2.3 of its report?",
                    "GPT-1이 그랬어요. GPT-2 보고서의 2.3절에 따르면 무엇을 바꿨나요?",
                ),
                "B": Text(
                    "Its report says that the norm moved to the input of each part, and that one more was added after the last "
                    "block.",
                    "보고서에 따르면 정규화를 부품의 입력으로 옮기고, 마지막 블록 뒤에 하나를 더했어요.",
                ),
                "C": Text(
                    "One model is wired in one way. Where does GPT-2 have the norm that GPT-1 has behind the sum?",
                    "모델 하나는 한 가지로 연결돼요. GPT-1이 합 뒤에 둔 정규화를 GPT-2는 어디에 두나요?",
                ),
            },
        ),
        "silent_parts": Choice(
            "B",
            {
                "A": Text(
                    "LN(x + 0) is the norm of x, and that is x only if x was normalized before. In which wiring is there nothing on "
                    "the path but sums?",
                    "LN(x + 0)은 x를 정규화한 값이라, x가 이미 정규화되어 있을 때만 x예요. 길 위에 덧셈밖에 없는 연결은 어느 쪽인가요?",
                ),
                "B": Text(
                    "x + f(LN(x)) with f = 0 is x: on the path there are only sums.",
                    "f = 0이면 x + f(LN(x))는 x예요. 길 위에는 덧셈만 있어요.",
                ),
                "C": Text(
                    "Try it with x = (3, 5) in both wirings. What does post-norm give?",
                    "두 연결에 x = (3, 5)를 넣어 보세요. 사후 정규화는 무엇을 내놓나요?",
                ),
            },
        ),
        "last_norm": Choice(
            "B",
            {
                "A": Text(
                    "Here every layer ends with a norm already. In which wiring does the stream reach the end unnormalized?",
                    "여기서는 층마다 이미 정규화로 끝나요. 흐름이 정규화되지 않은 채 끝에 닿는 연결은 어느 쪽인가요?",
                ),
                "B": Text(
                    "Nothing on the path scales down, so the stream grows with depth. One norm at the end gives the output layer a "
                    "known size.",
                    "길 위에 크기를 줄이는 것이 없어서 흐름이 깊이에 따라 커져요. 맨 끝의 정규화 한 번이 출력층에 일정한 크기를 줘요.",
                ),
                "C": Text(
                    "A second norm right behind a norm would do nothing new. Which of the two wirings ends with one already?",
                    "정규화 바로 뒤의 정규화는 새로 하는 일이 없어요. 둘 가운데 이미 정규화로 끝나는 쪽은 무엇인가요?",
                ),
            },
        ),
        "equal_shapes": Choice(
            "C",
            {
                "A": Text(
                    "Pre-norm has a sum as well. What must hold for the two things that are added?",
                    "사전 정규화에도 덧셈이 있어요. 더하는 둘은 어때야 하나요?",
                ),
                "B": Text(
                    "Post-norm has a sum as well. What must hold for the two things that are added?",
                    "사후 정규화에도 덧셈이 있어요. 더하는 둘은 어때야 하나요?",
                ),
                "C": Text(
                    "x and f(x) are added number by number. That is why all parts of the model give d_model numbers (section 3.1).",
                    "x와 f(x)를 숫자끼리 더해요. 그래서 모델의 모든 부품이 숫자 d_model개를 내놓아요(3.1절).",
                ),
            },
        ),
    },
)
