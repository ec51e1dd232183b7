"""token_quiz, a quiz: what units, merges and ids do."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "token_quiz",
    {
        "smaller_units": Choice(
            "B",
            {
                "A": Text(
                    "Both the other way round. How many different characters are there, and how many different words?",
                    "둘 다 거꾸로예요. 서로 다른 글자는 몇 가지이고, 서로 다른 단어는 몇 가지인가요?",
                ),
                "B": Text(
                    "There are fewer kinds of small units, and more of them in each sentence: 163 words against 43 "
                    "characters, 10 tokens against 45.",
                    "작은 단위는 종류가 적고, 문장마다 더 많이 들어 있어요. 단어 163개와 글자 43개, 토큰 10개와 45개였죠.",
                ),
                "C": Text(
                    "The sequence gets longer, that is right. But look at the table of section 4: which vocabulary "
                    "is larger, that of words or that of characters?",
                    "열이 길어지는 것은 맞아요. 하지만 4번의 표를 보세요. 단어와 글자 가운데 어느 쪽 어휘가 더 큰가요?",
                ),
            },
        ),
        "what_is_a_token": Choice(
            "B",
            {
                "A": Text(
                    "The vector comes a step later: it is the row of the embedding table whose number is the id. "
                    "What is there before it?",
                    "벡터는 한 단계 뒤에 나와요. 임베딩 표에서 그 번호에 해당하는 행이에요. 그 앞에는 무엇이 있나요?",
                ),
                "B": Text(
                    "A piece of text and its id. Everything that the model knows about it will be in the vector.",
                    "텍스트 조각과 그 번호예요. 모델이 그것에 대해 아는 것은 모두 벡터에 담기게 돼요.",
                ),
                "C": Text(
                    "Some tokens are words. Others are a space, an ending, or a part of a letter's bytes. What do all "
                    "of them have in common?",
                    "단어인 토큰도 있지만 공백, 어미, 글자 바이트의 일부인 토큰도 있어요. 모두에게 공통된 것은 무엇일까요?",
                ),
            },
        ),
        "round_trip": Choice(
            "C",
            {
                "A": Text(
                    "The buggy function of section 8 passed every round trip with other tokens than those of the "
                    "training. What does the round trip not look at?",
                    "8번의 버그가 있는 함수도 되돌리기에는 늘 성공했지만, 학습 때와 다른 토큰을 냈어요. 되돌리기가 보지 않는 것은 "
                    "무엇일까요?",
                ),
                "B": Text(
                    "Even an encoder that never merges anything passes. What is the only thing that it shows?",
                    "아무것도 합치지 않는 인코더도 통과해요. 되돌리기가 보여 주는 단 한 가지는 무엇일까요?",
                ),
                "C": Text(
                    "Only that the tokens, joined, are the text. Which tokens they are must be compared with the "
                    "training, or with a second implementation.",
                    "토큰을 이어 붙이면 텍스트가 된다는 것뿐이에요. 어떤 토큰인지는 학습 결과나 다른 구현과 비교해야 알아요.",
                ),
            },
        ),
        "same_on_screen": Choice(
            "B",
            {
                "A": Text(
                    "The letters look the same, but the computer compares code points. How many are there in each file?",
                    "글자는 같아 보이지만 컴퓨터는 코드 포인트를 비교해요. 두 파일에 각각 몇 개가 있나요?",
                ),
                "B": Text(
                    "3 composed syllables against 7 jamo: other code points, other tokens, another length. Hence NFC "
                    "or NFD before everything else.",
                    "조합된 음절 3개와 자모 7개예요. 코드 포인트가 다르니 토큰도 길이도 달라요. 그래서 무엇보다 먼저 NFC나 NFD로 맞춰요.",
                ),
                "C": Text(
                    "The bytes differ as well: 9 against 21 for 도서관. They are the bytes of other code points.",
                    "바이트도 달라요. '도서관'이면 9개와 21개예요. 서로 다른 코드 포인트의 바이트이니까요.",
                ),
            },
        ),
        "more_merges": Choice(
            "A",
            {
                "A": Text(
                    "A merge joins units that are known already. In the experiment 23 Korean characters stayed "
                    "unknown, and their share even grew.",
                    "병합은 이미 아는 단위를 이어 붙일 뿐이에요. 실험에서 한국어 글자 23개는 계속 몰랐고, 그 비율은 오히려 커졌어요.",
                ),
                "B": Text(
                    "A merge joins two tokens of the vocabulary. How could a character get in that is not there?",
                    "병합은 어휘에 있는 토큰 두 개를 이어 붙여요. 어휘에 없는 글자가 어떻게 들어갈 수 있을까요?",
                ),
                "C": Text(
                    "Training sees the old text only. What does it know of frequencies in the new one?",
                    "학습은 옛 텍스트만 봐요. 새 텍스트에서 얼마나 자주 나오는지 알 길이 있을까요?",
                ),
            },
        ),
        "another_tokenizer": Choice(
            "C",
            {
                "A": Text(
                    "No error appears, that is the danger. Does id 300 mean the same piece of text in both?",
                    "오류는 나지 않아요. 그래서 위험하죠. 번호 300이 두 토크나이저에서 같은 조각을 뜻하나요?",
                ),
                "B": Text(
                    "Decoding with which vocabulary? The model learned what its own ids mean.",
                    "어느 어휘로 디코딩하나요? 모델은 자기 번호의 뜻을 배웠어요.",
                ),
                "C": Text(
                    "The vectors were learned for the ids of one tokenizer. Model and tokenizer belong together.",
                    "벡터는 한 토크나이저의 번호에 맞춰 학습됐어요. 모델과 토크나이저는 한 몸이에요.",
                ),
            },
        ),
    },
)
