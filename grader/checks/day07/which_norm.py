"""which_norm, a quiz: which of three norms does what is described."""

from __future__ import annotations

from grader.judge import Choice, Quiz
from grader.text import Text


def choice(a: str, b: str, c: str, d: str, right: str, ko: tuple[str, str, str, str]) -> Choice:
    messages = {letter: Text(en, k) for letter, en, k in zip("ABCD", (a, b, c, d), ko, strict=True)}
    return Choice(right, messages)


quiz = Quiz(
    "which_norm",
    {
        "add_constant": choice(
            "Layer norm subtracts the token's own mean, and the 5 leaves with it. RMSNorm keeps the mean, so there the 5 "
            "stays; and for batch norm only one of many tokens moved.",
            "Batch norm subtracts the mean of a feature over many tokens. One token moved, so it now lies elsewhere "
            "among the others. Which norm subtracts the token's own mean?",
            "RMSNorm does not subtract a mean, so a constant is not taken out. Try (1, -1) and (6, 4).",
            "Try RMSNorm on (1, -1) and on (6, 4): does the sign of the second number survive? Which of the two "
            "subtracts a mean?",
            "A",
            (
                "층 정규화는 토큰 자신의 평균을 빼니까 5도 함께 사라져요. RMSNorm은 평균을 빼지 않아서 5가 남고, 배치 정규화에서는 "
                "많은 토큰 가운데 하나만 움직인 셈이에요.",
                "배치 정규화는 특징 하나를 여러 토큰에 걸쳐 평균 내서 빼요. 토큰 하나만 움직였으니 다른 토큰들 사이에서 자리가 달라져요. "
                "토큰 자신의 평균을 빼는 것은 무엇인가요?",
                "RMSNorm은 평균을 빼지 않아서 상수가 사라지지 않아요. (1, -1)과 (6, 4)로 해 보세요.",
                "RMSNorm에 (1, -1)과 (6, 4)를 넣어 보세요. 두 번째 숫자의 부호가 그대로인가요? 둘 가운데 평균을 빼는 것은 무엇인가요?",
            ),
        ),
        "scale_token": choice(
            "Layer norm, yes, but not it alone: what does RMSNorm divide by, and how does that change when the token is "
            "ten times as long?",
            "Batch norm divides by a spread that is taken over many tokens; one token that is ten times as long stands "
            "out. Which norms divide by something of the token itself?",
            "RMSNorm, yes, but not it alone: what happens to the mean and the standard deviation of a token that is ten "
            "times as long?",
            "Both divide by a length that is taken from the token itself, and the factor 10 cancels. Only eps sees a "
            "difference.",
            "D",
            (
                "층 정규화는 맞지만 그것만은 아니에요. RMSNorm은 무엇으로 나누고, 토큰이 10배가 되면 그 값은 어떻게 되나요?",
                "배치 정규화는 여러 토큰에 걸쳐 잰 값으로 나눠요. 혼자 10배가 된 토큰은 튀게 돼요. 토큰 자신에게서 잰 값으로 나누는 "
                "것들은 무엇인가요?",
                "RMSNorm은 맞지만 그것만은 아니에요. 토큰이 10배가 되면 평균과 표준편차는 어떻게 되나요?",
                "둘 다 토큰 자신에게서 잰 크기로 나누니까 10배가 약분돼요. eps만 차이를 알아채요.",
            ),
        ),
        "scale_feature": choice(
            "In layer norm a feature that is ten times as large makes up most of its token, and the other features "
            "shrink. Which norm looks at one feature at a time?",
            "Each feature is divided by its own spread over all tokens, so the factor 10 cancels. This is what layer "
            "norm does not do: it does not make features alike.",
            "In RMSNorm all features of a token share one divisor. A feature that is ten times as large stays larger "
            "than the rest.",
            "Both divide all features of a token by one number, so they cannot take the factor out of one feature alone.",
            "B",
            (
                "층 정규화에서는 10배가 된 특징이 토큰의 대부분을 차지하고 다른 특징들이 작아져요. 특징을 하나씩 따로 보는 것은 무엇인가요?",
                "특징마다 모든 토큰에 걸쳐 잰 자기 표준편차로 나누니까 10배가 약분돼요. 층 정규화는 이 일을 하지 않아요. 특징끼리 크기를 "
                "고르게 만들지 않으니까요.",
                "RMSNorm에서는 토큰의 모든 특징을 같은 수로 나눠요. 10배가 된 특징은 여전히 다른 특징보다 커요.",
                "둘 다 토큰의 모든 특징을 숫자 하나로 나눠요. 특징 하나에서만 10배를 없앨 수는 없어요.",
            ),
        ),
        "other_sentence": choice(
            "Layer norm looks at one token and nothing else: a sentence gets the same result in every company.",
            "Mean and variance come from the whole batch, so every sentence has a hand in every other one's result.",
            "RMSNorm looks at one token and nothing else. Which norm takes its numbers from the whole batch?",
            "Both stay inside one token. Which norm takes its numbers from the whole batch?",
            "B",
            (
                "층 정규화는 토큰 하나만 봐요. 어떤 문장과 함께 있든 결과가 같아요.",
                "평균과 분산이 배치 전체에서 나오니까, 문장마다 다른 모든 문장의 결과에 손을 대는 셈이에요.",
                "RMSNorm은 토큰 하나만 봐요. 배치 전체에서 숫자를 얻는 것은 무엇인가요?",
                "둘 다 토큰 하나를 벗어나지 않아요. 배치 전체에서 숫자를 얻는 것은 무엇인가요?",
            ),
        ),
        "two_modes": choice(
            "Layer norm does the same in training and in use (Ba et al., abstract): all it needs is the token.",
            "In use there may be no batch. So it keeps running averages during training and takes those afterwards: two "
            "modes, and .eval() switches between them.",
            "RMSNorm needs only the token itself, in training and in use.",
            "Both need only the token itself, in training and in use. Which one needs a batch that may not be there?",
            "B",
            (
                "층 정규화는 학습할 때나 쓸 때나 똑같이 계산해요(Ba et al., 초록). 토큰만 있으면 되니까요.",
                "쓸 때는 배치가 없을 수도 있어요. 그래서 학습하는 동안 이동 평균을 모아 두었다가 나중에 그것을 써요. 모드가 둘이고 "
                ".eval()로 바꿔요.",
                "RMSNorm은 학습할 때나 쓸 때나 토큰 하나만 있으면 돼요.",
                "둘 다 토큰 하나만 있으면 돼요. 없을지도 모르는 배치가 필요한 것은 무엇인가요?",
            ),
        ),
        "one_vector": choice(
            "Layer norm learns two vectors, gamma and beta: 2 d numbers.",
            "Batch norm learns gamma and beta as well, and keeps two running averages besides.",
            "No mean is taken out, and no beta is put in: gamma alone, d numbers. T5 and Llama 2 use it in this form.",
            "Only one of the two has no beta. Which one?",
            "C",
            (
                "층 정규화는 gamma와 beta, 벡터 두 개를 배워요. 숫자로는 2d개예요.",
                "배치 정규화도 gamma와 beta를 배우고, 이동 평균도 두 개 갖고 있어요.",
                "평균을 빼지도 않고 beta를 더하지도 않아요. gamma 하나, 숫자 d개뿐이에요. T5와 Llama 2가 이 꼴을 써요.",
                "둘 가운데 하나에만 beta가 없어요. 어느 쪽인가요?",
            ),
        ),
    },
)
