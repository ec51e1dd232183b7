"""encoder_quiz: copies of a block, the final norm, padding, what comes out, and an encoder without positions."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "encoder_quiz",
    {
        "times_six": Choice(
            "C",
            {
                "A": Text(
                    "The list has six places. But how often did EncoderBlock run before the list was multiplied?",
                    "리스트에는 자리가 여섯 개 있어요. 그런데 리스트를 곱하기 전에 EncoderBlock이 몇 번 실행됐나요?",
                ),
                "B": Text(
                    "A ModuleList takes the same module more than once without a word. What does parameters() do with the repeats?",
                    "ModuleList는 같은 모듈을 여러 번 넣어도 아무 말이 없어요. parameters()는 되풀이된 것을 어떻게 다루나요?",
                ),
                "C": Text(
                    "One block under six numbers: the state dict names it six times, and parameters() counts it once.",
                    "번호만 여섯 개인 블록 하나예요. state_dict에는 이름이 여섯 번 나오고, parameters()는 한 번만 세요.",
                ),
            },
        ),
        "torchs_copies": Choice(
            "B",
            {
                "A": Text(
                    "nn.TransformerEncoder copies the layer it is given, so the layers share nothing. What do the copies start with?",
                    "nn.TransformerEncoder는 받은 층을 복사하니, 층들이 함께 쓰는 것은 없어요. 복사본은 무엇에서 시작하나요?",
                ),
                "B": Text(
                    "deepcopy: own tensors, the same numbers. PyTorch's page warns of it and advises to initialize the layers by hand.",
                    "deepcopy예요. 텐서는 따로지만 숫자는 같아요. PyTorch 문서도 이를 경고하면서 층을 직접 초기화하라고 권해요.",
                ),
                "C": Text(
                    "It gets one finished layer. From where should new random numbers come?",
                    "다 만들어진 층 하나를 받아요. 새 난수가 어디서 올까요?",
                ),
            },
        ),
        "final_norm": Choice(
            "A",
            {
                "A": Text(
                    "In pre-norm only the branches are normalized; the sum grows from block to block, until one norm at the end. In "
                    "post-norm every block ends with a norm anyway.",
                    "사전 정규화에서는 갈래만 정규화해요. 더한 것은 블록을 지날 때마다 커지다가 끝에서 한 번 정규화돼요. 사후 정규화에서는 어차피 "
                    "블록마다 정규화로 끝나요.",
                ),
                "B": Text(
                    "What is the last thing that a post-norm block does? And a pre-norm block?",
                    "사후 정규화 블록이 마지막으로 하는 일은 무엇인가요? 사전 정규화 블록은요?",
                ),
                "C": Text(
                    "nn.Transformer has it in both, the paper of 2017 has not. Which of the two wirings leaves its sum as it is?",
                    "nn.Transformer에는 둘 다 있지만 2017년 논문에는 없어요. 두 배선 가운데 더한 것을 그대로 두는 쪽은 어느 쪽인가요?",
                ),
            },
        ),
        "padded_places": Choice(
            "B",
            {
                "A": Text(
                    "The mask is for keys: who may be looked at. A padded token is a query, too. Does anything stop it from looking?",
                    "mask는 키에 대한 거예요. 누구를 볼 수 있는지 정하죠. 패딩 토큰도 쿼리예요. 그것이 보지 못하게 막는 것이 있나요?",
                ),
                "B": Text(
                    "The padded token asks, too, and gets an answer that nobody needs. Whoever uses the output must leave it out.",
                    "패딩 토큰도 물어보고, 아무에게도 필요 없는 답을 얻어요. 출력을 쓰는 쪽이 빼야 해요.",
                ),
                "C": Text(
                    "nan comes only where a query may look at nothing. May a padded token look at the real ones?",
                    "nan은 쿼리가 아무것도 볼 수 없을 때만 나와요. 패딩 토큰은 진짜 토큰을 볼 수 있나요?",
                ),
            },
        ),
        "what_comes_out": Choice(
            "C",
            {
                "A": Text(
                    "You had to take a mean to get one vector. What was there before the mean?",
                    "벡터 하나를 얻으려고 평균을 내야 했죠. 평균을 내기 전에는 무엇이 있었나요?",
                ),
                "B": Text(
                    "Every block hands on a whole (B, T, d_model). What is the shape behind the last one?",
                    "블록마다 (B, T, d_model)을 통째로 넘겨줘요. 마지막 블록 뒤의 모양은 무엇인가요?",
                ),
                "C": Text(
                    "One vector for each token, which has looked at all the others: (B, T, d_model) goes in and comes out.",
                    "토큰마다 벡터가 하나씩이고, 저마다 다른 토큰을 모두 보고 난 벡터예요. (B, T, d_model)이 들어가서 그대로 나와요.",
                ),
            },
        ),
        "order_blind": Choice(
            "A",
            {
                "A": Text(
                    "Without positions, the same tokens in another order give the same vectors in that order, and the mean does not "
                    "see order. Then all that is left is which words there are.",
                    "위치가 없으면 토큰의 순서를 바꿔도 같은 벡터들이 순서만 바뀌어 나오고, 평균은 순서를 보지 못해요. 남는 것은 어떤 단어가 있는지뿐이에요.",
                ),
                "B": Text(
                    "Attention compares tokens by what they hold. Does anything in them say where they stand?",
                    "어텐션은 토큰이 지닌 것으로 토큰을 비교해요. 어디에 있는지 말해 주는 것이 그 안에 있나요?",
                ),
                "C": Text(
                    "Six blocks do not see what one block cannot see. If two tokens change places, what changes behind block 0?",
                    "블록 하나가 볼 수 없는 것은 여섯 개로도 볼 수 없어요. 두 토큰이 자리를 바꾸면 0번 블록 뒤에서 무엇이 달라지나요?",
                ),
            },
        ),
    },
)
