"""training_facts: a quiz on teacher forcing, smoothing, the learning rate, batches and the beam."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "training_facts",
    {
        "forcing": Choice(
            "B",
            {
                "A": Text(
                    "That is what happens in use. What does the decoder read in training when it has just said something wrong?",
                    "그것은 실제로 쓸 때의 일이에요. 학습할 때 디코더가 방금 틀린 것을 말했다면, 다음에는 무엇을 읽나요?",
                ),
                "B": Text(
                    "The right target, shifted by one, whatever the model has said. That is why one pass trains all places.",
                    "모델이 무엇을 말했든 한 칸 민 정답을 읽어요. 그래서 한 번에 모든 자리를 학습할 수 있어요.",
                ),
                "C": Text(
                    "The source goes to the encoder. What goes into the decoder, beside the memory?",
                    "소스는 인코더로 가요. 메모리 말고 디코더에 들어가는 것은 무엇인가요?",
                ),
            },
        ),
        "smoothing_floor": Choice(
            "C",
            {
                "A": Text(
                    "That is the floor without smoothing. What is minus log p of a token that the answer gives 0.1 / V, "
                    "when p goes to 0?",
                    "그것은 스무딩이 없을 때의 바닥이에요. 정답이 0.1 / V를 주는 토큰의 p가 0으로 가면 -log p는 어떻게 되나요?",
                ),
                "B": Text(
                    "Smaller than 0 a mean of minus log-probabilities cannot be. What is the least it can be here?",
                    "로그 확률에 음수를 붙여 평균한 것은 0보다 작을 수 없어요. 여기서는 가장 작으면 얼마일까요?",
                ),
                "C": Text(
                    "The best model gives exactly the smoothed answer, and its loss is then the entropy of that answer.",
                    "가장 좋은 모델은 스무딩한 정답을 그대로 내고, 그때 손실은 그 정답의 엔트로피예요.",
                ),
            },
        ),
        "top_of_the_rate": Choice(
            "A",
            {
                "A": Text(
                    "At step = warmup both terms are warmup to the power -0.5: there it turns.",
                    "step = warmup일 때 두 항이 모두 warmup의 -0.5제곱이에요. 거기서 꺾여요.",
                ),
                "B": Text(
                    "At step 1 the rate is that of the rising term, warmup to the power -1.5. Is that large?",
                    "1번 걸음에서는 커지는 항, 곧 warmup의 -1.5제곱이에요. 큰 값인가요?",
                ),
                "C": Text(
                    "At the end the falling term rules. Does it get larger with the step?",
                    "끝에서는 작아지는 항이 정해요. 그 항이 step에 따라 커지나요?",
                ),
            },
        ),
        "why_by_length": Choice(
            "B",
            {
                "A": Text(
                    "Padding is masked and left out of the loss: the numbers are the same. What is saved?",
                    "패딩은 마스크로 가리고 손실에서도 빼니까 숫자는 똑같아요. 그러면 무엇을 아끼는 걸까요?",
                ),
                "B": Text(
                    "A batch is as wide as its longest sentence. Alike lengths leave few places of padding to compute.",
                    "배치의 폭은 가장 긴 문장이 정해요. 길이가 비슷하면 헛되이 계산하는 패딩 자리가 적어요.",
                ),
                "C": Text(
                    "With padding any lengths fit together. What does it cost, though?",
                    "패딩을 붙이면 어떤 길이든 한데 넣을 수 있어요. 그 대가는 무엇인가요?",
                ),
            },
        ),
        "beam_of_one": Choice(
            "A",
            {
                "A": Text(
                    "Of all extensions of the one hypothesis the best is kept: that is greedy decoding.",
                    "하나뿐인 가설의 모든 연장 가운데 가장 좋은 것을 남겨요. 그것이 탐욕 디코딩이에요.",
                ),
                "B": Text(
                    "Nothing is drawn at random in a beam search. What is kept at each step?",
                    "빔 탐색에서는 아무것도 무작위로 뽑지 않아요. 걸음마다 무엇을 남기나요?",
                ),
                "C": Text(
                    "A beam that forgets nothing would do that. How much does a beam of one remember?",
                    "아무것도 잊지 않는 빔이라면 그래요. 폭이 1인 빔은 얼마나 기억하나요?",
                ),
            },
        ),
        "sum_and_length": Choice(
            "C",
            {
                "A": Text(
                    "Each further token adds a number. Is a log-probability positive?",
                    "토큰이 늘 때마다 수가 하나씩 더해져요. 로그 확률이 양수인가요?",
                ),
                "B": Text(
                    "Two texts whose tokens are all equally likely: has the one with more tokens the same sum?",
                    "모든 토큰의 확률이 같은 두 글이 있어요. 토큰이 더 많은 글의 합이 같을까요?",
                ),
                "C": Text(
                    "Each token adds a negative number, so long texts have low sums. The penalty makes up for a part of it.",
                    "토큰마다 음수가 더해지니 긴 글은 합이 낮아요. 길이 벌점이 그 일부를 메워 줘요.",
                ),
            },
        ),
    },
)
