"""encoder_parameters: how many numbers an encoder learns, as counted in nn.TransformerEncoder."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch import nn

from grader.checks.oracles.layers import LayerNorm
from grader.checks.oracles.transformer import EncoderBlock
from grader.judge import Check, Expect, Rng, Student


@cache
def encoder_parameters(d: int, d_ff: int, n: int = 6, norm: str = "post") -> int:
    """Oracle: torch's encoder, without numbers, counted."""
    layer = nn.TransformerEncoderLayer(d, 1, d_ff, device="meta")
    final = nn.LayerNorm(d, device="meta") if norm == "pre" else None
    encoder = nn.TransformerEncoder(layer, n, final, enable_nested_tensor=False)
    return sum(parameter.numel() for parameter in encoder.parameters())


check = Check(encoder_parameters)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """One block, several, the final norm of pre; sizes of real models."""

    def same(*cases: tuple[Any, ...]) -> None:
        expect.same(cases, tolerance=1e-9)

    d_model, d_ff = rng.integer(5, 20), rng.integer(21, 90)
    with expect.part(
        "one_block",
        2,
        en="One block: four matrices and biases of the attention, two of the feed-forward network, two norms with two vectors "
        "each. Is anything missing?",
        ko="블록 하나예요. 어텐션의 행렬과 bias가 네 쌍, 순방향 신경망의 것이 두 쌍, 벡터가 두 개씩인 정규화가 두 개예요. 빠진 것이 있나요?",
    ):
        same((d_model, d_ff, 1), (12, 20, 1))
    with expect.part(
        "many_blocks",
        1,
        en="Does every block count, also when there are not six?",
        ko="블록이 여섯 개가 아닐 때도 모든 블록을 세나요?",
    ):
        same((d_model, d_ff, rng.integer(2, 6)), (768, 3072, 12), (512, 2048))
    with expect.part(
        "final_norm",
        1,
        en="What does a pre-norm encoder have that a post-norm encoder has not, and how often?",
        ko="사전 정규화 인코더에는 있고 사후 정규화 인코더에는 없는 것이 무엇이고, 몇 번 있나요?",
    ):
        same((d_model, d_ff, 3, "pre"), (d_model, d_ff, 3, "post"), (384, 1536, 6, "pre"))


@check.right
def summed_up(d_model, d_ff, n_layers=6, norm="post"):
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    return n_layers * block + (2 * d_model if norm == "pre" else 0)


@check.right
def built_and_counted(d_model, d_ff, n_layers=6, norm="post"):
    block = EncoderBlock(d_model, 1, d_ff)
    count = n_layers * sum(parameter.numel() for parameter in block.parameters())
    if norm == "pre":
        count += sum(parameter.numel() for parameter in LayerNorm(d_model).parameters())
    return count


@check.right
def layer_by_layer(d_model, d_ff, n_layers=6, norm="post"):
    def linear(d_in, d_out):
        return d_in * d_out + d_out

    total = torch.zeros((), dtype=torch.int64)
    for _ in range(n_layers):
        total += 4 * linear(d_model, d_model)
        total += linear(d_model, d_ff) + linear(d_ff, d_model)
        total += 2 * (d_model + d_model)
    return total + (d_model + d_model) * (norm == "pre")


@check.misconception(
    en='What stands behind the last block when norm is "pre"? How many numbers does it learn?',
    ko='norm이 "pre"이면 마지막 블록 뒤에 무엇이 있나요? 그것이 학습하는 숫자는 몇 개인가요?',
)
def final_norm_never(d_model, d_ff, n_layers=6, norm="post"):
    return n_layers * (4 * d_model * (d_model + 1) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model)


@check.misconception(
    en="Is there one final norm for the encoder, or one in each block?",
    ko="마지막 정규화는 인코더에 하나인가요, 블록마다 하나인가요?",
)
def final_norm_in_every_block(d_model, d_ff, n_layers=6, norm="post"):
    block = 4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model
    if norm == "pre":
        block += 2 * d_model
    return n_layers * block


misconception = check.misconceptions_in(summed_up)
misconception(
    "final_norm_always",
    (' if norm == "pre" else 0', ""),
    en="Does every encoder end with one more norm, post-norm too?",
    ko="사후 정규화 인코더에도 맨 뒤에 정규화가 하나 더 있나요?",
)
misconception(
    "six_blocks_counted",
    ("n_layers * block", "6 * block"),
    en="Which argument says how many blocks there are? Does your sum read it?",
    ko="블록이 몇 개인지 말해 주는 인수는 무엇인가요? 계산에서 그 인수를 쓰나요?",
)
misconception(
    "one_block_only",
    ("n_layers * block", "block"),
    en="Does each of the n_layers blocks have weights of its own in your count?",
    ko="여러분이 센 수에서 블록 n_layers개가 저마다 자기 가중치를 가지고 있나요?",
)
misconception(
    "biases_forgotten",
    ("(d_model * d_model + d_model)", "d_model * d_model"),
    (" + d_ff + d_model", ""),
    en="Each nn.Linear has a bias, too. How long is each of the six in one block?",
    ko="nn.Linear에는 저마다 bias도 있어요. 블록 하나에 있는 여섯 개의 길이는 각각 얼마인가요?",
)
misconception(
    "three_matrices",
    ("4 * (d_model * d_model + d_model)", "3 * (d_model * d_model + d_model)"),
    en="Queries, keys and values make three matrices. Which fourth one does the attention have?",
    ko="쿼리, 키, 밸류로 행렬 세 개예요. 어텐션에 있는 네 번째 행렬은 무엇인가요?",
)
misconception(
    "norms_forgotten",
    (" + 4 * d_model", ""),
    en="How many numbers do the two norms of a block learn?",
    ko="블록에 있는 정규화 두 개가 학습하는 숫자는 몇 개인가요?",
)
misconception(
    "gains_only",
    (" + 4 * d_model", " + 2 * d_model"),
    ("(2 * d_model if", "(d_model if"),
    en="A norm learns a gain and something else. What, and how long is it?",
    ko="정규화는 이득 말고 하나를 더 학습해요. 무엇이고, 길이는 얼마인가요?",
)
misconception(
    "ff_four_times_d_model",
    (
        "4 * (d_model * d_model + d_model) + 2 * d_model * d_ff + d_ff + d_model + 4 * d_model",
        "12 * d_model * d_model + 13 * d_model",
    ),
    en="Is the feed-forward network always four times as wide as the model? Which argument says how wide?",
    ko="순방향 신경망의 폭은 언제나 모델의 네 배인가요? 폭을 알려 주는 인수는 무엇인가요?",
)
