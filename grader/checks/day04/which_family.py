"""Quiz: encoder, decoder or both, for six tasks."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

_ENCODER_READS_ALL = Text(
    "BERT's encoder lets every token see the whole text on both sides, which is what a label for finished text needs.",
    "BERT의 인코더에서는 모든 토큰이 앞뒤의 글 전체를 보아요. 이미 완성된 글에 라벨을 붙일 때 필요한 것이 바로 이것이에요.",
)
_DECODER_WRITES_ON = Text(
    "A decoder predicts each next token from those before it, which is just what writing on needs.",
    "디코더는 앞의 토큰들만 보고 다음 토큰을 예측해요. 이어서 쓰는 일에 꼭 맞는 방식이에요.",
)
_ENCODER_CANNOT_WRITE = Text(
    "An encoder alone turns a given text into vectors, one for each token. It has no step that writes the next token.",
    "인코더만으로는 주어진 글을 토큰마다 벡터로 바꿀 뿐이에요. 다음 토큰을 써 나가는 단계가 없어요.",
)

quiz = Quiz(
    "which_family",
    {
        "label_reviews": Choice(
            "A",
            {
                "A": _ENCODER_READS_ALL,
                "B": Text(
                    "A decoder can be asked for a label too, but each token sees only the text before it; the whole "
                    "review is there, so nothing has to be hidden. Which family looks both ways?",
                    "디코더에게 라벨을 물을 수도 있지만, 각 토큰은 자기 앞의 글만 보아요. 리뷰 전체가 이미 있으니 가릴 "
                    "이유가 없어요. 양쪽을 다 보는 계열은 무엇일까요?",
                ),
                "C": Text(
                    "It would work (T5 writes the word 'positive'), but a whole decoder for one label is more than "
                    "the task needs. Which half is enough?",
                    "가능은 해요(T5는 'positive'라는 단어를 써내요). 하지만 라벨 하나를 위해 디코더까지 둘 필요는 없어요. "
                    "어느 절반이면 충분할까요?",
                ),
            },
        ),
        "continue_story": Choice(
            "B",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": _DECODER_WRITES_ON,
                "C": Text(
                    "It can, but there is no second text to read: the story so far and its continuation are one text. "
                    "Which family needs no cross-attention?",
                    "가능은 하지만 따로 읽을 글이 없어요. 지금까지의 이야기와 이어질 이야기는 하나의 글이에요. 크로스 "
                    "어텐션이 필요 없는 계열은 무엇일까요?",
                ),
            },
        ),
        "translate": Choice(
            "C",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": Text(
                    "Large decoders do translate today, with the source in the prompt. The question asks for the "
                    "design of the 2017 model and T5: one text is read whole, another is written. Which has both?",
                    "요즘의 큰 디코더 모델은 원문을 프롬프트에 넣어 번역도 해요. 하지만 질문은 2017년 모델과 T5의 구조를 "
                    "물어요. 한 글을 통째로 읽고 다른 글을 쓰죠. 둘 다 가진 계열은 무엇일까요?",
                ),
                "C": Text(
                    "The encoder reads the Korean sentence in both directions, and the decoder writes the English one "
                    "while it looks back through cross-attention.",
                    "인코더가 한국어 문장을 양방향으로 읽고, 디코더가 크로스 어텐션으로 그것을 보면서 영어 문장을 써요.",
                ),
            },
        ),
        "find_entities": Choice(
            "A",
            {
                "A": Text(
                    "One label for each token of a given text: BERT's encoder gives one vector for each token, and each "
                    "knows both sides.",
                    "주어진 글의 토큰마다 라벨을 하나씩 붙이는 일이에요. BERT의 인코더는 토큰마다 앞뒤를 모두 아는 벡터를 하나씩 "
                    "줘요.",
                ),
                "B": Text(
                    "In a decoder the vector of a token knows nothing of what follows. Is 'Paris' in 'Paris Hilton' a "
                    "place? One must read on.",
                    "디코더에서는 토큰의 벡터가 뒤에 올 내용을 몰라요. 'Paris Hilton'의 'Paris'는 장소일까요? 뒤까지 읽어야 "
                    "알 수 있어요.",
                ),
                "C": Text(
                    "It could write out a list, but nothing new has to be written: each token needs only a mark. Which "
                    "half is enough?",
                    "목록을 써내게 할 수는 있지만 새로 쓸 글은 없어요. 토큰마다 표시만 하면 돼요. 어느 절반이면 충분할까요?",
                ),
            },
        ),
        "code_completion": Choice(
            "B",
            {
                "A": _ENCODER_CANNOT_WRITE,
                "B": Text(
                    "While one types there is only the text before the cursor, and the next tokens are asked for: a "
                    "decoder's own task. (Models that also see the code behind the cursor exist; most are decoders too.)",
                    "입력하는 동안에는 커서 앞의 글만 있고 다음 토큰을 물어요. 디코더가 바로 하는 일이에요. (커서 뒤의 코드까지 "
                    "보는 모델도 있지만 대부분 역시 디코더예요.)",
                ),
                "C": Text(
                    "It can be done (CodeT5 does). But here the program so far is simply continued: one text, no "
                    "second one to read. Which family continues a text?",
                    "가능은 해요(CodeT5가 그래요). 하지만 여기서는 지금까지의 프로그램을 그대로 이어 쓸 뿐, 따로 읽을 글이 없어요. "
                    "글을 이어 쓰는 계열은 무엇일까요?",
                ),
            },
        ),
        "summarize": Choice(
            "C",
            {
                "A": Text(
                    "An encoder can mark the most important sentences of the report, but it writes no new ones. What "
                    "would write the three sentences?",
                    "인코더는 보고서에서 중요한 문장을 골라 표시할 수는 있지만 새 문장을 쓰지는 못해요. 세 문장은 무엇이 쓸까요?",
                ),
                "B": Text(
                    "Large decoders summarise well today, with the report in the prompt. But the question says "
                    "cross-attention to the whole report: a decoder-only model has none. Which family has it?",
                    "요즘의 큰 디코더 모델은 보고서를 프롬프트에 넣으면 요약도 잘해요. 하지만 질문에는 보고서 전체에 대한 크로스 "
                    "어텐션이라고 되어 있고, 디코더 전용 모델에는 그것이 없어요. 그것을 가진 계열은 무엇일까요?",
                ),
                "C": Text(
                    "The encoder reads the whole report in both directions; the decoder writes the short text and looks "
                    "at the report through cross-attention.",
                    "인코더가 보고서 전체를 양방향으로 읽고, 디코더가 크로스 어텐션으로 보고서를 보면서 짧은 글을 써요.",
                ),
            },
        ),
    },
)
