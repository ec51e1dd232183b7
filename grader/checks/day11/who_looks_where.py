"""who_looks_where: queries, memory and masks of the decoder, the final norm, the root of d_model."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "who_looks_where",
    {
        "queries_of_cross": Choice(
            "B",
            {
                "A": Text(
                    "Then each source token would get an answer. Whose vectors shall be changed, those of the source or those "
                    "of the target?",
                    "그러면 소스 토큰마다 답을 받게 돼요. 바뀌어야 하는 것은 소스의 벡터인가요, 타깃의 벡터인가요?",
                ),
                "B": Text(
                    "Whoever asks gets the answer: T rows of queries, T answers, and keys and values from the memory.",
                    "묻는 쪽이 답을 받아요. 쿼리가 T행이면 답도 T개이고, 키와 밸류는 memory에서 와요.",
                ),
                "C": Text(
                    "The raw embeddings of the source are read by the encoder only. Who is it that needs to know something here?",
                    "소스의 임베딩은 인코더만 읽어요. 여기서 무엇을 알아내려고 묻는 쪽은 누구인가요?",
                ),
            },
        ),
        "memory_of_block_three": Choice(
            "C",
            {
                "A": Text(
                    "A tempting picture, floor by floor. In the paper there is one arrow from the top of the encoder. Where "
                    "does it lead?",
                    "층끼리 짝을 짓는 그림은 그럴듯해요. 하지만 논문에는 인코더 꼭대기에서 나오는 화살표가 하나뿐이에요. 어디로 가나요?",
                ),
                "B": Text(
                    "That is x, from which the queries come. What do the keys and values come from?",
                    "그것은 쿼리를 만드는 x예요. 키와 밸류는 무엇으로 만드나요?",
                ),
                "C": Text(
                    "All six decoder blocks read the same memory, what the sixth encoder block gave.",
                    "디코더 블록 여섯 개가 모두 같은 memory, 곧 여섯째 인코더 블록의 결과를 읽어요.",
                ),
            },
        ),
        "encoder_runs": Choice(
            "A",
            {
                "A": Text(
                    "The source does not change while the target is written, so its memory does not either. That is what encode "
                    "and decode are apart for.",
                    "타깃을 쓰는 동안 소스는 바뀌지 않으니 memory도 그대로예요. encode와 decode를 따로 둔 까닭이에요.",
                ),
                "B": Text(
                    "That is how often the decoder runs. What of the encoder's input changes from one token to the next?",
                    "그것은 디코더가 도는 횟수예요. 토큰을 하나 더 쓸 때 인코더의 입력에서 바뀌는 것이 있나요?",
                ),
                "C": Text(
                    "Each of the six blocks works once. How often is the whole encoder called?",
                    "여섯 블록이 한 번씩 일해요. 인코더 전체는 몇 번 불리나요?",
                ),
            },
        ),
        "mask_forgotten": Choice(
            "B",
            {
                "A": Text(
                    "Nothing stops: every shape is right. What can token t read in training that it cannot read later?",
                    "모양이 다 맞아서 아무것도 멈추지 않아요. t번 토큰이 학습할 때만 읽을 수 있는 것은 무엇인가요?",
                ),
                "B": Text(
                    "In training the next token lies right there to be copied. In use it is not there yet, and the model has learnt "
                    "nothing else.",
                    "학습할 때는 다음 토큰이 바로 옆에 있으니 베끼면 돼요. 쓸 때는 아직 없는 토큰이고, 모델은 다른 것을 배우지 않았어요.",
                ),
                "C": Text(
                    "More to read should make it better, and in training it does, far too much so. And when the text is not "
                    "written yet?",
                    "읽을 것이 많으면 좋아질 것 같고, 학습할 때는 정말 그래요. 지나칠 만큼요. 하지만 글이 아직 쓰이지 않았을 때는요?",
                ),
            },
        ),
        "final_norm_at_the_start": Choice(
            "A",
            {
                "A": Text(
                    "With gain 1 and bias 0 a normed vector is normed already; what is left is the little that eps does. Only "
                    "other gains show it.",
                    "이득이 1, 편향이 0이면 이미 정규화한 벡터를 다시 정규화하는 셈이라 eps만큼만 달라져요. 이득이 달라져야 차이가 보여요.",
                ),
                "B": Text(
                    "Try it: what is layer norm of layer norm, at gain 1 and bias 0?",
                    "직접 해 보세요. 이득 1, 편향 0일 때 층 정규화를 두 번 하면 어떻게 되나요?",
                ),
                "C": Text(
                    "The two norms learn 4 · d_model numbers, so the counts differ. But the question is about the output.",
                    "두 정규화가 숫자 4 · d_model개를 학습하니 파라미터 수는 달라요. 하지만 물어본 것은 출력이에요.",
                ),
            },
        ),
        "why_the_root": Choice(
            "C",
            {
                "A": Text(
                    "That is the root in attention, a root of d_k that divides. Which problem does a table have that is used both "
                    "for the way in and for the way out?",
                    "그것은 어텐션에서 나누는 d_k의 제곱근이에요. 들어갈 때도 나갈 때도 쓰는 표에는 어떤 문제가 있을까요?",
                ),
                "B": Text(
                    "Lengths are not made equal: every row is multiplied by the same number. Small as rows of the table, but what "
                    "must they stand up to?",
                    "모든 행에 같은 수를 곱하니 길이가 같아지지는 않아요. 표의 행은 작은데, 무엇과 견줄 만해야 할까요?",
                ),
                "C": Text(
                    "As a matrix of the output the table must be small, or the logits begin huge. Times the root its rows are as "
                    "large as the sines that are added to them.",
                    "출력 행렬로 쓰려면 표가 작아야 해요. 그러지 않으면 로짓이 처음부터 커요. 제곱근을 곱하면 행이 더해질 사인만큼 "
                    "커져요.",
                ),
            },
        ),
    },
)
