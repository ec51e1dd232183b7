"""Quiz: what heads share and divide, what True means in the masks of torch, and what a longer text costs."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

_MAY_LOOK = Text(
    "In F.scaled_dot_product_attention True means: take part. That is our meaning, too.",
    "F.scaled_dot_product_attention에서 True는 '참여한다'는 뜻이에요. 우리가 쓰는 뜻과 같아요.",
)

quiz = Quiz(
    "heads_and_masks",
    {
        "which_features": Choice(
            "B",
            {
                "A": Text(
                    "Then eight heads would need eight times the matrices. How wide is one of them in the table of shapes?",
                    "그러려면 헤드 여덟 개에 행렬도 여덟 배가 필요해요. 모양 표에서 헤드 하나의 폭은 얼마인가요?",
                ),
                "B": Text(
                    "512 / 8 = 64 features of the projected vectors, and of every token: heads share the tokens and divide "
                    "the features.",
                    "투영한 벡터의 특징 512 / 8 = 64개를, 모든 토큰에서 받아요. 헤드들은 토큰은 함께 쓰고 특징은 나눠 가져요.",
                ),
                "C": Text(
                    "That is what a reshape without a transpose makes: slabs of time. A head must see every token. Which axis "
                    "is cut?",
                    "그것은 전치 없이 reshape만 했을 때 생기는 '시간 조각'이에요. 헤드는 모든 토큰을 봐야 해요. 자르는 축은 무엇인가요?",
                ),
            },
        ),
        "more_heads": Choice(
            "A",
            {
                "A": Text(
                    "Twice as many heads, each half as wide: the four matrices stay (512, 512).",
                    "헤드는 두 배, 폭은 절반이에요. 행렬 네 개는 그대로 (512, 512)예요.",
                ),
                "B": Text(
                    "Only if every head kept its width of 64. With d_model fixed, what becomes of d_k?",
                    "헤드의 폭이 64로 그대로라면 그렇겠죠. d_model이 그대로면 d_k는 어떻게 되나요?",
                ),
                "C": Text(
                    "Each head gets half as wide, but there are twice as many. What is the product?",
                    "헤드의 폭은 절반이 되지만 수는 두 배가 돼요. 곱하면 어떻게 되나요?",
                ),
            },
        ),
        "true_in_sdpa": Choice(
            "A",
            {
                "A": _MAY_LOOK,
                "B": Text(
                    "That is the meaning in nn.MultiheadAttention. The function and the layer disagree. Which of them is "
                    "asked for here?",
                    "그것은 nn.MultiheadAttention에서의 뜻이에요. 함수와 층의 뜻이 서로 반대예요. 여기서는 어느 쪽을 묻고 있나요?",
                ),
                "C": Text(
                    "That holds for masks of floats: they are added. A boolean is not a number to add. What does it say?",
                    "실수로 된 마스크라면 점수에 더해요. 불리언은 더하는 수가 아니에요. 그러면 무엇을 뜻할까요?",
                ),
            },
        ),
        "true_in_mha": Choice(
            "B",
            {
                "A": Text(
                    "That is our meaning and that of F.scaled_dot_product_attention. The layer took the opposite one, and "
                    "nothing warns you. Which?",
                    "그것은 우리와 F.scaled_dot_product_attention의 뜻이에요. 이 층은 반대 뜻을 쓰고, 아무 경고도 없어요. 무엇일까요?",
                ),
                "B": Text(
                    "In nn.MultiheadAttention True means: not allowed to look. Hence the ~ in to_torch_mask.",
                    "nn.MultiheadAttention에서 True는 '볼 수 없다'는 뜻이에요. 그래서 to_torch_mask에 ~가 있어요.",
                ),
                "C": Text(
                    "That holds for masks of floats. What does this layer do with booleans?",
                    "실수로 된 마스크라면 그래요. 이 층이 불리언은 어떻게 다루나요?",
                ),
            },
        ),
        "default_weights": Choice(
            "C",
            {
                "A": Text(
                    "All heads have a part in it. What must happen to an axis of heads so that (B, T_q, T_k) is left?",
                    "모든 헤드가 들어 있어요. (B, T_q, T_k)만 남으려면 헤드 축에 무슨 일이 일어나야 할까요?",
                ),
                "B": Text(
                    "Scores do not leave the layer, and the rows of what it returns sum to one. What was done over the heads?",
                    "점수는 층 밖으로 나오지 않고, 돌려준 값의 행은 합이 1이에요. 헤드 축을 따라 무엇을 했을까요?",
                ),
                "C": Text(
                    "The mean over the heads. With average_attn_weights=False the head axis stays, as it does in your class.",
                    "헤드 전체의 평균이에요. average_attn_weights=False로 하면 여러분의 클래스처럼 헤드 축이 남아요.",
                ),
            },
        ),
        "double_length": Choice(
            "C",
            {
                "A": Text(
                    "The table of scores depends on T. What are its two sides?",
                    "점수 표는 T에 따라 달라져요. 표의 두 변은 무엇인가요?",
                ),
                "B": Text(
                    "That is true of the projections: each token passes once. How many pairs of tokens are there?",
                    "투영은 그래요. 토큰마다 한 번씩 지나니까요. 토큰의 쌍은 몇 개인가요?",
                ),
                "C": Text(
                    "The table of scores has T rows and T columns: twice the length, four times the pairs.",
                    "점수 표는 T행 T열이에요. 길이가 두 배면 쌍은 네 배예요.",
                ),
            },
        ),
    },
)
