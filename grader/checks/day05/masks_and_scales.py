"""Quiz: what a mask does before and after the softmax, and what the scale is for."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "masks_and_scales",
    {
        "torch_module": Choice(
            "B",
            {
                "A": Text(
                    "F.scaled_dot_product_attention takes it like that, and so do we. The older module "
                    "nn.MultiheadAttention does the opposite: what would your causal mask let through there?",
                    "F.scaled_dot_product_attention와 우리 코드는 그대로 받아요. 그런데 더 오래된 모듈인 nn.MultiheadAttention은 "
                    "반대예요. 우리 인과 마스크를 그대로 넘기면 무엇이 통과할까요?",
                ),
                "B": Text(
                    "nn.MultiheadAttention blocks where a boolean mask is True. Handed over as it is, our causal mask "
                    "would show the future and hide the past.",
                    "nn.MultiheadAttention은 불리언 마스크가 True인 곳을 막아요. 우리 인과 마스크를 그대로 넘기면 미래를 보여 주고 "
                    "과거를 가리게 돼요.",
                ),
                "C": Text(
                    "Transposing exchanges queries and keys; it does not exchange True and False. (On a triangle the "
                    "two differ only on the diagonal, and that is how the slip survives.) What turns True into False?",
                    "전치는 쿼리와 키를 맞바꿀 뿐, True와 False를 바꾸지 않아요. (삼각형에서는 대각선만 빼고 같아 보여서 이 실수가 "
                    "잘 드러나지 않아요.) True를 False로 바꾸는 것은 무엇일까요?",
                ),
            },
        ),
        "times_zero": Choice(
            "C",
            {
                "A": Text(
                    "Only a score of minus infinity has the share 0. What is exp(0)?",
                    "몫이 0이 되는 점수는 음의 무한대뿐이에요. exp(0)은 얼마인가요?",
                ),
                "B": Text(
                    "A third each would need three equal scores. The scores are 2, -1 and 0: who is in the middle?",
                    "셋이 똑같이 나누려면 점수가 모두 같아야 해요. 점수는 2, -1, 0이에요. 누가 가운데인가요?",
                ),
                "C": Text(
                    "The exponentials are 7.39, 0.37 and 1: the blocked key gets 0.11, more than the 0.04 of the key "
                    "with score -1, which may be seen.",
                    "exp 값이 7.39, 0.37, 1이니까 막힌 키가 0.11을 받아요. 볼 수 있는 키인데 점수가 -1인 쪽은 0.04밖에 못 받고요.",
                ),
            },
        ),
        "after_the_softmax": Choice(
            "A",
            {
                "A": Text(
                    "The first query may see one key of many, so most of its shares are struck out and its output "
                    "shrinks; the last one sees all and loses nothing.",
                    "첫 쿼리는 많은 키 가운데 하나만 볼 수 있으니, 몫이 대부분 지워져서 출력이 작아져요. 마지막 쿼리는 모두 볼 수 "
                    "있어서 잃는 것이 없고요.",
                ),
                "B": Text(
                    "The last query may see every key, so none of its weights is struck out. Who loses most?",
                    "마지막 쿼리는 모든 키를 볼 수 있으니 지워지는 가중치가 없어요. 가장 많이 잃는 것은 누구일까요?",
                ),
                "C": Text(
                    "They differ: the number of weights that are struck out is not the same for each row. How many "
                    "does the first query lose?",
                    "똑같지 않아요. 지워지는 가중치의 수가 행마다 다르거든요. 첫 쿼리는 몇 개를 잃나요?",
                ),
            },
        ),
        "padding_rows": Choice(
            "B",
            {
                "A": Text(
                    "That closes rows: the padding would not look at anybody, but real tokens would still read the "
                    "padding. Whose output do we care about?",
                    "그러면 행이 막혀요. 패딩은 아무도 보지 않지만 진짜 토큰이 여전히 패딩을 읽어요. 우리가 신경 쓰는 것은 누구의 "
                    "출력인가요?",
                ),
                "B": Text(
                    "A key is a column. What a query that is padding computes is thrown away later, so its row may "
                    "stay open, and nobody is left with an empty row.",
                    "키는 열이에요. 패딩인 쿼리가 계산한 것은 나중에 버리니까 행은 열어 둬도 괜찮아요. 그래서 빈 행도 생기지 않아요.",
                ),
                "C": Text(
                    "It would work, but the rows of the padding would be empty, and with a plain softmax empty rows "
                    "are NaN. Which of the two is needed so that real tokens do not read padding?",
                    "되기는 하지만 패딩의 행이 텅 비어요. 평범한 소프트맥스라면 그 행이 NaN이 되고요. 진짜 토큰이 패딩을 읽지 않게 "
                    "하려면 둘 중 어느 것이 필요한가요?",
                ),
            },
        ),
        "not_scaled": Choice(
            "A",
            {
                "A": Text(
                    "The scores have standard deviation sqrt(256) = 16. One share is nearly 1, the others nearly 0, "
                    "and then all slopes of the softmax are nearly 0.",
                    "점수의 표준편차가 sqrt(256) = 16이에요. 몫 하나가 거의 1, 나머지가 거의 0이 되고, 그러면 소프트맥스의 모든 "
                    "기울기가 0에 가까워요.",
                ),
                "B": Text(
                    "Equal weights come from scores that are all nearly the same. Are scores with standard deviation "
                    "16 like that?",
                    "가중치가 고르려면 점수가 서로 비슷해야 해요. 표준편차가 16인 점수가 그런가요?",
                ),
                "C": Text(
                    "Adding a constant to a row changes nothing, but multiplying all scores by 16 does: compare "
                    "softmax of (0, 1) with softmax of (0, 16).",
                    "한 행에 같은 수를 더하면 아무것도 바뀌지 않지만, 모든 점수를 16배 하면 달라져요. (0, 1)의 소프트맥스와 (0, 16)의 "
                    "소프트맥스를 비교해 보세요.",
                ),
            },
        ),
        "twins": Choice(
            "C",
            {
                "A": Text(
                    "The three matrices are the same for every token, so equal tokens get equal queries, keys and "
                    "values. Where could a difference come from?",
                    "행렬 세 개는 모든 토큰에 똑같이 쓰여요. 그러니 같은 토큰은 같은 쿼리, 키, 밸류를 얻어요. 차이가 어디서 생길 수 "
                    "있을까요?",
                ),
                "B": Text(
                    "Equal queries meet the same keys, so the weights are equal as well. What would have to differ in "
                    "the input?",
                    "같은 쿼리가 같은 키들을 만나니 가중치도 같아요. 입력에서 무엇이 달라야 할까요?",
                ),
                "C": Text(
                    "Equal vectors ask the same question of the same keys. Without a position (Day 3) or a causal mask "
                    "nothing can tell them apart.",
                    "같은 벡터는 같은 키들에게 같은 질문을 해요. 위치(3일 차)나 인과 마스크가 없으면 둘을 구별할 것이 없어요.",
                ),
            },
        ),
    },
)
