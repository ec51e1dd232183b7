"""count_parameters: how many numbers the model of 2017 learns, as counted in one of torch's blocks of each kind."""

from __future__ import annotations

from torch import nn

from grader.judge import Check, Expect, Rng, Student


def count_parameters(vocab_size: int, d_model: int, d_ff: int, n_layers: int) -> int:
    """Oracle: torch builds one block of each kind (without numbers) and counts."""
    blocks = [
        block(d_model, 1, d_ff, device="meta")
        for block in (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
    ]
    table = nn.Embedding(vocab_size, d_model, device="meta").weight.numel()
    return table + n_layers * sum(p.numel() for block in blocks for p in block.parameters())


check = Check(count_parameters)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One layer of each, many layers, other widths, the base model."""
    size = rng.integer(3, 9)

    def same(*cases: tuple[int, ...]) -> None:
        expect.same(cases, tolerance=1e-9)

    with expect.part(
        "one_of_each",
        3,
        en="For one encoder block and one decoder block: how many attentions, feed-forward networks and layer norms are "
        "there, each with its biases? And how many tables?",
        ko="인코더 블록 하나와 디코더 블록 하나에 어텐션, 순방향 신경망, 층 정규화가 각각 몇 개인가요? bias도 세었나요? 표는 몇 개인가요?",
    ):
        same((7, 4, 6, 1), (11, 2 * size, 5, 1))
    with expect.part(
        "layers",
        2,
        en="What grows with n_layers, and what is there only once?",
        ko="n_layers를 따라 늘어나는 것은 무엇이고, 하나뿐인 것은 무엇인가요?",
    ):
        same((7, 4, 6, 3), (5 * size, 6, 9, size))
    with expect.part(
        "base_model",
        1,
        en="Is it right for the sizes of 2017 as well?",
        ko="2017년의 크기에서도 맞나요?",
    ):
        same((37000, 512, 2048, 6), (1000 * size, 1024, 4096, 6))


@check.right
def part_by_part(vocab_size, d_model, d_ff, n_layers):
    attention = 4 * (d_model * d_model + d_model)
    feed_forward = 2 * d_model * d_ff + d_ff + d_model
    norm = 2 * d_model
    encoder = attention + feed_forward + 2 * norm
    decoder = 2 * attention + feed_forward + 3 * norm
    return n_layers * (encoder + decoder) + vocab_size * d_model


@check.right
def counted_by_torch(vocab_size, d_model, d_ff, n_layers):
    attention = 4 * sum(p.numel() for p in nn.Linear(d_model, d_model, device="meta").parameters())
    to, back = nn.Linear(d_model, d_ff, device="meta"), nn.Linear(d_ff, d_model, device="meta")
    feed_forward = sum(p.numel() for layer in (to, back) for p in layer.parameters())
    blocks = n_layers * (3 * attention + 2 * feed_forward + 5 * 2 * d_model)
    return nn.Embedding(vocab_size, d_model, device="meta").weight.numel() + blocks


@check.right
def one_formula(vocab_size, d_model, d_ff, n_layers):
    d = float(d_model)
    return vocab_size * d + n_layers * (12 * d * d + 24 * d + 4 * d * d_ff + 2 * d_ff)


misconception = check.misconceptions_in(part_by_part)
misconception(
    "one_attention_in_the_decoder",
    ("decoder = 2 * attention", "decoder = attention"),
    en="How many attentions are there in a decoder block?",
    ko="디코더 블록 하나에 어텐션이 몇 개인가요?",
)
misconception(
    "two_norms_in_the_decoder",
    ("3 * norm", "2 * norm"),
    en="How many sublayers has a decoder block, and how many layer norms?",
    ko="디코더 블록에는 하위층이 몇 개이고 층 정규화가 몇 개인가요?",
)
misconception(
    "norms_forgotten",
    (" + 2 * norm", ""),
    (" + 3 * norm", ""),
    en="What does a layer norm learn, and how many of them are there in the two blocks?",
    ko="층 정규화는 무엇을 학습하나요? 두 블록에 모두 몇 개 있나요?",
)
misconception(
    "norms_without_biases",
    ("norm = 2 * d_model", "norm = d_model"),
    en="What does a layer norm learn beside its gains?",
    ko="층 정규화는 이득 말고 무엇을 더 배우나요?",
)
misconception(
    "no_biases",
    ("(d_model * d_model + d_model)", "d_model * d_model"),
    (" + d_ff + d_model", ""),
    en="Does nn.Linear come with a bias? Which of your layers have one?",
    ko="nn.Linear에는 bias가 있나요? 세어 둔 층 가운데 bias가 있는 것은 무엇인가요?",
)
misconception(
    "one_layer_counted",
    ("n_layers * (encoder + decoder)", "encoder + decoder"),
    en="Does n_layers appear in your result? Do the six blocks share their numbers?",
    ko="결과에 n_layers가 들어 있나요? 블록 여섯 개가 숫자를 함께 쓰나요?",
)
misconception(
    "table_forgotten",
    (" + vocab_size * d_model", ""),
    en="Where in your count is the embedding?",
    ko="센 것 가운데 임베딩은 어디에 있나요?",
)
misconception(
    "output_counted_too",
    ("+ vocab_size * d_model", "+ 2 * vocab_size * d_model"),
    en="The output has no numbers of its own: whose does it use? How often do you count that table?",
    ko="출력에는 자기 숫자가 없어요. 누구의 것을 쓰나요? 그 표를 몇 번 세었나요?",
)
misconception(
    "a_table_in_each_place",
    ("+ vocab_size * d_model", "+ 3 * vocab_size * d_model"),
    en="Source, target and output: how many tables do the three need, if they share?",
    ko="소스와 타깃과 출력이 함께 쓴다면 표가 몇 개 필요한가요?",
)
misconception(
    "two_norms_more_than_the_paper",
    ("+ vocab_size * d_model", "+ 2 * norm + vocab_size * d_model"),
    en="Does the model of 2017 have a layer norm behind the last block? Who adds one?",
    ko="2017년 모델은 마지막 블록 뒤에 층 정규화가 있나요? 그것을 더하는 쪽은 어디인가요?",
)
