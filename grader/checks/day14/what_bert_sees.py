"""what_bert_sees: how much is masked and why, where there is a loss, what the tokens see, segments, the right model."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "what_bert_sees",
    {
        "share_of_masks": Choice(
            "B",
            {
                "A": Text(
                    "150 are chosen. Does every chosen token become [MASK]?",
                    "150개는 고른 수예요. 고른 것이 모두 [MASK]가 되나요?",
                ),
                "B": Text(
                    "15 % are chosen, and of these 80 % become [MASK]: 0.15 times 0.8 is 12 %.",
                    "15 %를 고르고 그 가운데 80 %가 [MASK]가 돼요. 0.15 곱하기 0.8은 12 %예요.",
                ),
                "C": Text(
                    "80 % of what? Of the text, or of the chosen tokens?",
                    "무엇의 80 %인가요? 글 전체인가요, 고른 토큰인가요?",
                ),
            },
        ),
        "why_keep": Choice(
            "B",
            {
                "A": Text(
                    "The same number of tokens passes the same blocks. Where would time be saved?",
                    "같은 수의 토큰이 같은 블록을 지나요. 어디에서 시간이 줄까요?",
                ),
                "B": Text(
                    "In use no token is [MASK]. Since the model may be asked for any ordinary token as well, it has to make a good "
                    "vector of each.",
                    "실제로 쓸 때는 [MASK]가 하나도 없어요. 보통 토큰에 대해서도 질문을 받을 수 있으니, 모델은 모든 토큰의 벡터를 잘 만들어야 해요.",
                ),
                "C": Text(
                    "A kept token is easy to guess, but is a small loss the aim, or what is learned on the way?",
                    "그대로 둔 토큰은 맞히기 쉬워요. 그런데 목적이 작은 손실인가요, 그러면서 배우는 것인가요?",
                ),
            },
        ),
        "where_loss": Choice(
            "C",
            {
                "A": Text(
                    "A fifth of the chosen tokens shows something else. Is the model not asked for those?",
                    "고른 토큰의 5분의 1은 다른 것을 보여 줘요. 그 자리는 묻지 않나요?",
                ),
                "B": Text(
                    "At the 85 % that were not chosen the answer stands in the input. What would the model learn from copying it?",
                    "고르지 않은 85 %에서는 답이 입력에 있어요. 그것을 베끼면서 무엇을 배울까요?",
                ),
                "C": Text(
                    "Labels stand at all chosen places, and the model cannot see which ordinary tokens these are.",
                    "레이블은 고른 자리 모두에 있고, 모델은 보통 토큰 가운데 어느 것이 그런 자리인지 알 수 없어요.",
                ),
            },
        ),
        "causal": Choice(
            "A",
            {
                "A": Text(
                    "A causal mask hides answers that stand in the input. BERT has taken them out of it.",
                    "인과 마스크는 입력에 있는 답을 숨겨요. BERT는 답을 아예 입력에서 빼냈어요.",
                ),
                "B": Text(
                    "Segments tell two sentences apart. Do they hide anything?",
                    "세그먼트는 두 문장을 구별해 줘요. 무언가를 숨기나요?",
                ),
                "C": Text(
                    "The padding mask hides what is no token at all. Does it hide any word?",
                    "패딩 마스크는 토큰이 아닌 것을 숨겨요. 단어를 숨기나요?",
                ),
            },
        ),
        "segment_none": Choice(
            "B",
            {
                "A": Text(
                    "Then a sentence alone would look different from the same sentence as the first of two. Which sentence is it, "
                    "by number?",
                    "그러면 문장 하나일 때와 두 문장 가운데 첫째일 때가 달라 보여요. 이 문장은 몇 번 문장인가요?",
                ),
                "B": Text(
                    "All tokens belong to sentence 0, and its row is added to each of them.",
                    "모든 토큰이 0번 문장에 속하고, 그 행을 모든 토큰에 더해요.",
                ),
                "C": Text(
                    "A look-up gives one row. Which number is looked up?",
                    "표에서 찾으면 행 하나가 나와요. 어떤 번호를 찾나요?",
                ),
            },
        ),
        "which_task": Choice(
            "A",
            {
                "A": Text(
                    "To write on, one needs a model of what comes next. BERT was asked for gaps with both sides known.",
                    "이어 쓰려면 다음에 올 것을 맞히는 모델이 필요해요. BERT는 양쪽이 다 보이는 빈칸만 배웠어요.",
                ),
                "B": Text(
                    "The whole mail is there to be read. What could keep BERT from it?",
                    "메일 전체가 읽으라고 있어요. BERT에게 무엇이 문제가 될까요?",
                ),
                "C": Text(
                    "Whether a word is a name is told by both of its sides. Which model sees them?",
                    "어떤 낱말이 이름인지는 양쪽을 보면 알아요. 양쪽을 보는 모델은 어느 것인가요?",
                ),
            },
        ),
    },
)
