"""gpt_quiz: a quiz on what a GPT leaves out, its loss, its cache and its ways of drawing."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "gpt_quiz",
    {
        "what_is_missing": Choice(
            "B",
            {
                "A": Text(
                    "The mask stays: without it the model would see the answer. Which part looked at another text?",
                    "마스크는 남아 있어요. 없으면 모델이 답을 보게 돼요. 다른 글을 들여다보던 부분은 무엇인가요?",
                ),
                "B": Text(
                    "There is no encoder to look at, so cross-attention and its norm are gone.",
                    "들여다볼 인코더가 없으니 크로스 어텐션과 그 정규화가 사라졌어요.",
                ),
                "C": Text(
                    "It holds two thirds of a block's weights, also in GPT. Which part needed an encoder?",
                    "그것은 GPT에서도 블록 가중치의 3분의 2를 차지해요. 인코더가 필요했던 부분은 무엇인가요?",
                ),
            },
        ),
        "gpt1_norm": Choice(
            "A",
            {
                "A": Text(
                    "As in 2017: add, then normalize. The last block ends in a norm, so nothing more is needed.",
                    "2017년과 같아요. 더한 다음 정규화해요. 마지막 블록이 정규화로 끝나니 더 필요하지 않아요.",
                ),
                "B": Text(
                    "That is GPT-2. What did its paper change?",
                    "그것은 GPT-2예요. 그 논문이 바꾼 것이 무엇이었나요?",
                ),
                "C": Text(
                    "Then nothing would ever normalize the sum. Where did the norm stand in 2017?",
                    "그러면 합을 정규화하는 곳이 하나도 없어요. 2017년에는 정규화가 어디에 있었나요?",
                ),
            },
        ),
        "why_final_norm": Choice(
            "C",
            {
                "A": Text(
                    "Logits need not sum to one; the softmax sees to it. What has happened to x on its way through the blocks?",
                    "로짓의 합은 1이 아니어도 돼요. 소프트맥스가 맞춰 줘요. 블록을 지나는 동안 x에 무슨 일이 있었나요?",
                ),
                "B": Text(
                    "GPT-1's head is tied, too, and it has no final norm. What has happened to x on its way through the blocks?",
                    "GPT-1의 출력층도 묶여 있지만 마지막 정규화는 없어요. 블록을 지나는 동안 x에 무슨 일이 있었나요?",
                ),
                "C": Text(
                    "In pre-norm x itself is only ever added to, and grows. The final norm brings it back to one size.",
                    "사전 정규화에서는 x에 더하기만 해서 점점 커져요. 마지막 정규화가 크기를 다시 맞춰 줘요.",
                ),
            },
        ),
        "how_many_answers": Choice(
            "C",
            {
                "A": Text(
                    "The causal mask lets every place be asked at once. How many places have a next token?",
                    "인과 마스크 덕분에 모든 자리에 한꺼번에 물을 수 있어요. 다음 토큰이 있는 자리는 몇 곳인가요?",
                ),
                "B": Text(
                    "There are 64 rows of logits. Has the last one an answer?",
                    "로짓은 64행이에요. 마지막 행에도 답이 있나요?",
                ),
                "C": Text(
                    "Every place but the last has a next token: 63 answers from one pass.",
                    "마지막을 뺀 모든 자리에 다음 토큰이 있어요. 한 번에 답이 63개예요.",
                ),
            },
        ),
        "no_queries": Choice(
            "A",
            {
                "A": Text(
                    "A query is used once, when its own token asks. Keys and values are used by all that come later.",
                    "쿼리는 자기 토큰이 물을 때 한 번 쓰여요. 키와 밸류는 나중에 오는 모든 토큰이 써요.",
                ),
                "B": Text(
                    "Each token has its own. Who would use the query of a token that has had its answer?",
                    "토큰마다 달라요. 답을 이미 얻은 토큰의 쿼리를 누가 쓸까요?",
                ),
                "C": Text(
                    "All three are of one size. Who would use the query of a token that has had its answer?",
                    "셋은 크기가 같아요. 답을 이미 얻은 토큰의 쿼리를 누가 쓸까요?",
                ),
            },
        ),
        "sure_model": Choice(
            "B",
            {
                "A": Text(
                    "0.97 is more than 0.9 already. How many tokens does the nucleus need?",
                    "0.97은 이미 0.9보다 커요. 핵에 토큰이 몇 개 필요한가요?",
                ),
                "B": Text(
                    "Always five, whatever the model thinks. That is why top-p was proposed.",
                    "모델이 어떻게 생각하든 언제나 다섯 개예요. 그래서 top-p가 나왔어요.",
                ),
                "C": Text(
                    "One of them counts tokens instead of probability. Which?",
                    "둘 가운데 하나는 확률이 아니라 토큰의 수를 세요. 무엇인가요?",
                ),
            },
        ),
    },
)
