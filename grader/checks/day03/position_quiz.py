"""position_quiz, a quiz: what attention knows of order, and how positions tell it."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text

quiz = Quiz(
    "position_quiz",
    {
        "same_word": Choice(
            "B",
            {
                "A": Text(
                    "Their neighbours do differ, but attention without positions does not know who is a neighbour: "
                    "both tokens see the same set of tokens. With equal queries, what else could differ?",
                    "이웃은 다르지만, 위치가 없는 어텐션은 누가 이웃인지 몰라요. 두 토큰이 보는 토큰의 모임이 같아요. 물어보는 "
                    "벡터까지 같다면 무엇이 다를 수 있을까요?",
                ),
                "B": Text(
                    "Equal vectors ask equally, see the same set of tokens, and so get the same answer.",
                    "같은 벡터는 똑같이 묻고, 같은 토큰의 모임을 보니 같은 답을 받아요.",
                ),
                "C": Text(
                    "Training changes the numbers, not the symmetry: with any weights the two inputs are equal, and so "
                    "is all that is computed from them. What would have to be put in to tell them apart?",
                    "학습은 숫자를 바꿀 뿐 대칭을 깨지 못해요. 가중치가 무엇이든 두 입력이 같으니 계산한 것도 모두 같아요. 둘을 "
                    "구별하려면 무엇을 넣어 주어야 할까요?",
                ),
            },
        ),
        "too_long": Choice(
            "B",
            {
                "A": Text(
                    "A learned row is what training put there. No formula continues it. What stands in row 512 of a "
                    "table with 512 rows?",
                    "학습한 행은 학습이 채워 넣은 값이에요. 이어 갈 식이 없어요. 행이 512개인 표에서 512번 행에는 무엇이 "
                    "있을까요?",
                ),
                "B": Text(
                    "There is no row for place 512 and beyond. One cuts the text, or makes the table longer and trains "
                    "the new rows.",
                    "512번 자리부터는 행이 없어요. 글을 자르거나, 표를 늘리고 새 행을 학습해야 해요.",
                ),
                "C": Text(
                    "Nothing wraps round by itself; and if one did it on purpose, place 512 could not be told from "
                    "place 0. What does your own learned_input do?",
                    "저절로 처음으로 돌아가지는 않아요. 일부러 그렇게 하면 512번 자리와 0번 자리를 구별할 수 없어요. 여러분의 "
                    "learned_input은 어떻게 하나요?",
                ),
            },
        ),
        "sines_in_front": Choice(
            "C",
            {
                "A": Text(
                    "The same numbers are there, but in other columns. Trained weights expect each number in its "
                    "column: is a product with a weight matrix the same after columns change places?",
                    "숫자는 같지만 있는 열이 달라요. 학습한 가중치는 숫자마다 정해진 열을 기대해요. 열이 자리를 바꾸어도 가중치 "
                    "행렬과의 곱이 같을까요?",
                ),
                "B": Text(
                    "Both tables have the shape (length, d_model), so no shape check complains. What goes wrong "
                    "without a sound?",
                    "두 표 모두 모양이 (length, d_model)이라 모양 검사는 아무 말도 하지 않아요. 소리 없이 무엇이 잘못될까요?",
                ),
                "C": Text(
                    "Right shape, right numbers, wrong columns. A model trained from the start on either layout does "
                    "not care; trained weights do.",
                    "모양도 맞고 숫자도 맞는데 열이 틀려요. 처음부터 한 배치로 학습하는 모델이라면 어느 쪽이든 상관없지만, 이미 "
                    "학습한 가중치는 그렇지 않아요.",
                ),
            },
        ),
        "where_to_scale": Choice(
            "A",
            {
                "A": Text(
                    "Section 3.4 multiplies the embedding, section 3.5 then adds the positions. A zero table gives back "
                    "exactly the positions.",
                    "3.4절에서 임베딩에 곱하고, 그다음 3.5절에서 위치를 더해요. 표가 모두 0이면 위치가 정확히 그대로 나와요.",
                ),
                "B": Text(
                    "Then the positions would grow by the same factor, and their share of the sum would stay as large "
                    "as it was. What was to be brought to the same size?",
                    "그러면 위치도 같은 배만큼 커져서, 합에서 차지하는 몫이 그대로예요. 무엇과 무엇의 크기를 맞추려던 것이었나요?",
                ),
                "C": Text(
                    "The positions are the longer ones already when the table is drawn with entries of size "
                    "1/sqrt(d_model). Which of the two has to grow?",
                    "표의 성분을 1/sqrt(d_model) 크기로 뽑으면 위치가 이미 더 길어요. 둘 가운데 어느 쪽이 커져야 하나요?",
                ),
            },
        ),
        "add_or_concatenate": Choice(
            "A",
            {
                "A": Text(
                    "A vector twice as wide makes every matrix that reads it larger. Adding is the special case in "
                    "which token and position share one matrix, and it costs nothing.",
                    "벡터가 두 배로 넓어지면 그 벡터를 읽는 행렬이 모두 커져요. 더하기는 토큰과 위치가 행렬 하나를 함께 쓰는 "
                    "경우이고, 비용이 들지 않아요.",
                ),
                "B": Text(
                    "From the sum alone one cannot always take the two apart: infinitely many pairs have the same sum. "
                    "What is it, then, that speaks for adding?",
                    "합만 보고 언제나 둘을 나눌 수는 없어요. 합이 같은 쌍은 무수히 많아요. 그렇다면 더하기의 장점은 무엇일까요?",
                ),
                "C": Text(
                    "Attention takes vectors of any width, so it would run. What would it cost?",
                    "어텐션은 폭이 얼마든 벡터를 받으니 실행은 돼요. 대신 무엇이 더 들까요?",
                ),
            },
        ),
        "same_product": Choice(
            "C",
            {
                "A": Text(
                    "5 plus 9 and 0 plus 14 have the same sum. Does the product of two position vectors depend on the "
                    "sum of the positions, or on their difference?",
                    "5와 9, 0과 14는 합이 같아요. 위치 벡터 두 개의 내적은 위치의 합에 따라 달라지나요, 차이에 따라 달라지나요?",
                ),
                "B": Text(
                    "PE(5) with itself is the squared length, d_model/2, the largest product there is. How far apart "
                    "are 5 and 9?",
                    "PE(5)와 자기 자신의 내적은 길이의 제곱인 d_model/2이고, 가장 큰 내적이에요. 5와 9는 얼마나 떨어져 있나요?",
                ),
                "C": Text(
                    "Both pairs are four apart, and the product is the sum of cos(4 · speed) over all pairs of columns. "
                    "Where they stand drops out.",
                    "두 쌍 모두 4만큼 떨어져 있고, 내적은 모든 열 쌍에 대해 cos(4 · 빠르기)를 더한 값이에요. 어디에 있는지는 "
                    "식에서 사라져요.",
                ),
            },
        ),
    },
)
