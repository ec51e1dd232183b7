"""Draw the four figures of Day 4 in both languages as SVG files beside this script: `python day04_figures.py`."""

from drawing import BLUE, GREEN, GREY, ORANGE, PAPER, RED, arrow, box, plus, save, text

KOREAN = {
    # block
    "One Transformer block of 2017": "2017년의 트랜스포머 블록 하나",
    "self-attention": "셀프 어텐션",
    "tokens mix": "토큰이 섞여요",
    "layer norm": "층 정규화",
    "feed-forward": "순방향 신경망",
    "output": "출력",
    "residual: x itself": "잔차 연결: x를 그대로",
    "residual again": "다시 잔차 연결",
    "weights (B, T, T)": "가중치 (B, T, T)",
    "each token alone": "토큰마다 따로",
    # pre_post
    "Post-norm and pre-norm wiring": "사후 정규화와 사전 정규화의 연결 방식",
    "post-norm (2017, GPT-1, BERT): add, then normalize": "사후 정규화(post-norm: 2017년, GPT-1, BERT): 더한 뒤에 정규화해요",
    "attention": "어텐션",
    "norm 1": "정규화 1",
    "norm 2": "정규화 2",
    "out": "출력",
    "The blue path goes through norm 1 and norm 2.": "파란 경로가 정규화 1과 정규화 2를 지나가요.",
    "pre-norm (GPT-2 and most later models): normalize, compute, add": (
        "사전 정규화(pre-norm: GPT-2와 그 뒤의 모델 대부분): 정규화하고, 계산하고, 더해요"
    ),
    "Nothing lies on the blue path. After the last block of the model: one final norm.": (
        "파란 경로에는 아무것도 없어요. 모델의 마지막 블록 뒤에서 한 번 더 정규화해요."
    ),
    # six
    "Six sets of weights, and one set six times": "가중치 여섯 벌과, 여섯 번 쓴 가중치 한 벌",
    "six blocks, six sets of weights": "블록 여섯 개, 가중치 여섯 벌",
    "one set in six places: the shapes are the same, the model is not": (
        "여섯 군데에 쓴 가중치 한 벌: 모양은 같지만 모델은 달라요"
    ),
    **{f"block {i}": f"블록 {i}" for i in range(1, 7)},
    **{f"weights {i}": f"가중치 {i}" for i in range(1, 7)},
    # families
    "Who sees whom in the three families": "세 계열에서 누가 누구를 보는지",
    "A  encoder-only": "A  인코더 전용",
    "BERT": "BERT",
    "every token sees": "토큰마다",
    "every token": "모든 토큰을 봐요",
    "B  decoder-only": "B  디코더 전용",
    "GPT": "GPT",
    "every token sees itself": "토큰마다 자기 자신과",
    "and what came before": "앞에 나온 것을 봐요",
    "C  encoder-decoder": "C  인코더-디코더",
    "2017 model, T5": "2017년 모델, T5",
    "encoder:": "인코더:",
    "all of the source": "원문 전체",
    "decoder looks": "디코더가 보는 것:",
    "at all of the source": "원문 전체",
    "at itself and its past": "자신과 앞부분",
    "One row is one token that looks; a filled square is a token that it may see.": (
        "한 행은 바라보는 토큰 하나, 색칠한 칸은 그 토큰이 볼 수 있는 토큰이에요."
    ),
}


def block() -> None:
    """One post-norm block, left to right, with the shapes on the arrows."""
    y, skip = 150, 58
    parts = [
        text(44, y, "x", 24, "bold"),
        text(44, y + 32, "(B, T, d)", 16, fill=GREY),
        arrow([(64, y), (144, y)]),
        box(146, y, 164, 86, ORANGE, "self-attention", "tokens mix"),
        arrow([(310, y), (334, y)]),
        plus(352, y),
        arrow([(368, y), (404, y)]),
        box(406, y, 130, 86, GREEN, "layer norm", "γ₁, β₁"),
        arrow([(536, y), (608, y)]),
        box(610, y, 160, 86, RED, "feed-forward", "d → 4d → d"),
        arrow([(770, y), (804, y)]),
        plus(822, y),
        arrow([(838, y), (874, y)]),
        box(876, y, 130, 86, GREEN, "layer norm", "γ₂, β₂"),
        arrow([(1006, y), (1052, y)]),
        text(1100, y, "output", 20, "bold"),
        text(1100, y + 32, "(B, T, d)", 16, fill=GREY),
        arrow([(104, y), (104, skip), (352, skip), (352, y - 17)], BLUE, 3.5),
        text(226, skip - 20, "residual: x itself", 18, "bold", BLUE),
        arrow([(568, y), (568, skip), (822, skip), (822, y - 17)], BLUE, 3.5),
        text(696, skip - 20, "residual again", 18, "bold", BLUE),
        text(228, y + 70, "weights (B, T, T)", 16, fill=GREY),
        text(690, y + 70, "each token alone", 16, fill=GREY),
        text(470, y + 70, "each token alone", 16, fill=GREY),
        text(940, y + 70, "each token alone", 16, fill=GREY),
    ]
    save("day04_block.svg", 1150, 250, "One Transformer block of 2017", parts, korean=KOREAN)


def pre_post() -> None:
    """The two wirings, one above the other; the skip path is the thick line."""
    parts = [text(24, 32, "post-norm (2017, GPT-1, BERT): add, then normalize", 20, "bold", anchor="start")]
    y, skip = 160, 84
    parts += [text(36, y, "x", 24, "bold"), arrow([(54, y), (158, y)])]
    parts += [box(160, y, 140, 64, ORANGE, "attention"), arrow([(300, y), (334, y)]), plus(352, y)]
    parts += [arrow([(368, y), (408, y)], BLUE, 5), box(410, y, 110, 64, GREEN, "norm 1")]
    parts += [arrow([(520, y), (608, y)]), box(610, y, 156, 64, RED, "feed-forward")]
    parts += [arrow([(766, y), (794, y)]), plus(812, y), arrow([(828, y), (868, y)], BLUE, 5)]
    parts += [box(870, y, 110, 64, GREEN, "norm 2"), arrow([(980, y), (1030, y)], BLUE, 5)]
    parts += [arrow([(100, y), (100, skip), (352, skip), (352, y - 18)], BLUE, 5)]
    parts += [arrow([(565, y), (565, skip), (812, skip), (812, y - 18)], BLUE, 5)]
    parts += [text(1040, y, "out", 20, "bold", anchor="start")]
    parts += [text(560, y + 62, "The blue path goes through norm 1 and norm 2.", 18, fill=BLUE)]
    parts.append(f'<path d="M24,262 H1076" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    parts.append(
        text(
            24,
            294,
            "pre-norm (GPT-2 and most later models): normalize, compute, add",
            20,
            "bold",
            anchor="start",
        )
    )
    main, low = 350, 430
    parts += [text(36, main, "x", 24, "bold"), arrow([(54, main), (474, main)], BLUE, 5), plus(492, main)]
    parts += [
        arrow([(508, main), (924, main)], BLUE, 5),
        plus(942, main),
        arrow([(958, main), (1030, main)], BLUE, 5),
    ]
    parts += [text(1040, main, "out", 20, "bold", anchor="start")]
    parts += [arrow([(90, main), (90, low), (138, low)]), box(140, low, 110, 64, GREEN, "norm 1")]
    parts += [arrow([(250, low), (298, low)]), box(300, low, 140, 64, ORANGE, "attention")]
    parts += [arrow([(440, low), (492, low), (492, main + 18)])]
    parts += [arrow([(540, main), (540, low), (588, low)]), box(590, low, 110, 64, GREEN, "norm 2")]
    parts += [arrow([(700, low), (738, low)]), box(740, low, 156, 64, RED, "feed-forward")]
    parts += [arrow([(896, low), (942, low), (942, main + 18)])]
    parts += [
        text(
            560,
            low + 62,
            "Nothing lies on the blue path. After the last block of the model: one final norm.",
            18,
            fill=BLUE,
        )
    ]
    save("day04_pre_post.svg", 1100, 520, "Post-norm and pre-norm wiring", parts, korean=KOREAN)


def six() -> None:
    """Six blocks with six sets of weights, and with one set in six places."""
    parts = [text(24, 30, "six blocks, six sets of weights", 20, "bold", anchor="start")]
    lefts = [80 + 160 * i for i in range(6)]
    for top, shared in ((90, False), (330, True)):
        parts += [text(34, top, "x", 24, "bold"), arrow([(50, top), (78, top)])]
        for i, left in enumerate(lefts):
            parts.append(box(left, top, 120, 60, BLUE, f"block {i + 1}"))
            parts.append(arrow([(left + 120, top), (left + 158, top)]))
        parts.append(text(1046, top, "out", 20, "bold", anchor="start"))
        if not shared:
            for i, left in enumerate(lefts):
                parts.append(box(left, 180, 120, 50, ORANGE, f"weights {i + 1}"))
                parts.append(arrow([(left + 60, 154), (left + 60, 122)], GREY))
        else:
            for left in lefts:
                parts.append(arrow([(540, 412), (left + 60, 362)], GREY))
            parts.append(box(460, 438, 160, 50, ORANGE, "weights 1"))
    parts.append(f'<path d="M24,232 H1076" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="6 6"/>')
    parts.append(
        text(
            24,
            262,
            "one set in six places: the shapes are the same, the model is not",
            20,
            "bold",
            anchor="start",
        )
    )
    save("day04_six.svg", 1100, 480, "Six sets of weights, and one set six times", parts, korean=KOREAN)


def families() -> None:
    """Who may look at whom: three grids, rows look at columns."""
    cell, parts = 34, []

    def grid(left: float, top: float, rows: int, columns: int, seen, colour: str) -> None:
        for r in range(rows):
            for c in range(columns):
                fill = colour if seen(r, c) else PAPER
                parts.append(
                    f'<rect x="{left + c * cell}" y="{top + r * cell}" width="{cell}" height="{cell}" '
                    f'fill="{fill}" stroke="{GREY}" stroke-width="1.5"/>'
                )

    parts += [text(150, 34, "A  encoder-only", 20, "bold"), text(150, 62, "BERT", 18, fill=GREY)]
    grid(65, 92, 5, 5, lambda r, c: True, BLUE)
    parts += [text(150, 284, "every token sees", 17), text(150, 308, "every token", 17)]
    parts += [text(430, 34, "B  decoder-only", 20, "bold"), text(430, 62, "GPT", 18, fill=GREY)]
    grid(345, 92, 5, 5, lambda r, c: c <= r, ORANGE)
    parts += [text(430, 284, "every token sees itself", 17), text(430, 308, "and what came before", 17)]
    parts += [text(815, 34, "C  encoder-decoder", 20, "bold"), text(815, 62, "2017 model, T5", 18, fill=GREY)]
    grid(590, 92, 5, 5, lambda r, c: True, BLUE)
    grid(780, 109, 4, 5, lambda r, c: True, GREEN)
    grid(977, 109, 4, 4, lambda r, c: c <= r, ORANGE)
    for x, line in ((675, "encoder:"), (865, "decoder looks"), (1045, "decoder looks")):
        parts.append(text(x, 284, line, 17))
    for x, line in (
        (675, "all of the source"),
        (865, "at all of the source"),
        (1045, "at itself and its past"),
    ):
        parts.append(text(x, 308, line, 17))
    parts.append(
        text(
            575,
            352,
            "One row is one token that looks; a filled square is a token that it may see.",
            17,
            fill=GREY,
        )
    )
    save("day04_families.svg", 1150, 382, "Who sees whom in the three families", parts, korean=KOREAN)


if __name__ == "__main__":
    block()
    pre_post()
    six()
    families()
