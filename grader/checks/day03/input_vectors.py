"""input_vectors, by torch's F.embedding: scaled token vectors plus the first rows of the positions."""

from __future__ import annotations

import numpy as np
import torch.nn.functional as F  # noqa: N812

from grader.checks.day03.embed import embed
from grader.checks.day03.shared import Array, id_tensor, tensor
from grader.judge import Check, Expect, Rng, Student


def input_vectors(ids: Array, table: Array, positions: Array) -> Array:
    """Oracle: F.embedding. ids (..., T), table (n_tokens, d_model), positions (rows, d_model) -> (..., T, d_model)."""
    tokens = F.embedding(id_tensor(ids), tensor(table))
    return (tokens * tokens.shape[-1] ** 0.5 + tensor(positions)[: tokens.shape[-2]]).numpy()


check = Check(input_vectors, uses=("embed",))


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """The scale without positions, the positions without tokens, then both, batches, equal sizes."""

    def case(shape: tuple[int, ...], d_model: int, rows: int = 9) -> tuple[Array, Array, Array]:
        return rng.integers(0, 7, shape), rng.normal((7, d_model)), rng.normal((rows, d_model))

    with expect.part(
        "scale",
        2,
        en="With positions of zero, is every row of the table multiplied by the square root of d_model?",
        ko="위치가 모두 0이면, 표의 행마다 d_model의 제곱근이 곱해지나요?",
    ):
        cases = [(ids, table, 0 * positions) for ids, table, positions in (case((5,), 6), case((2, 5), 3))]
        expect.same(cases)
    with expect.part(
        "positions",
        2,
        en="With a table of zeros, is the result exactly the first rows of positions, the same for every sentence? "
        "What is multiplied, and what is looked up by what?",
        ko="표가 모두 0이면, 결과가 정확히 positions의 앞쪽 행들이고 문장마다 같은가요? 무엇에 곱하고, 무엇으로 찾나요?",
    ):
        cases = [(ids, 0 * table, positions) for ids, table, positions in (case((5,), 6), case((2, 5), 4))]
        expect.same(cases)
    with expect.part(
        "together",
        2,
        en="Does it still hold for sentences of any length and any batch, and are the inputs left alone? Which axis "
        "of ids counts the tokens?",
        ko="문장 길이와 배치가 달라져도 맞나요? 입력은 그대로인가요? ids의 어느 축이 토큰을 세나요?",
    ):
        cases = [case((5,), 6), case((2, 3), 6), case((2, 3, 4), 6), case((4, 4), 4, 4), case((9,), 5)]
        expect.same(cases, unchanged=True)


@check.right
def token_after_token(ids, table, positions):
    d_model = table.shape[1]
    out = np.zeros((*ids.shape, d_model))
    for place in np.ndindex(*ids.shape):
        out[place] = table[ids[place]] * d_model**0.5 + positions[place[-1]]
    return out


@check.right
def scaled_table(ids, table, positions):
    x = embed(ids, table * np.sqrt(positions.shape[-1])).copy()
    x += positions[np.arange(x.shape[-2])]
    return x


@check.right
def in_float32(ids, table, positions):
    tokens = np.take(table.astype(np.float32), ids, axis=0)
    return np.float32(table.shape[1] ** 0.5) * tokens + positions.astype(np.float32)[: ids.shape[-1], :]


@check.misconception(
    en="What does the square root multiply, the token vectors alone or the sum with the positions? What should come "
    "out when the table is all zeros?",
    ko="제곱근을 무엇에 곱하나요? 토큰 벡터에만 곱하나요, 위치까지 더한 뒤에 곱하나요? 표가 모두 0이면 무엇이 나와야 하나요?",
)
def scaled_after_the_sum(ids, table, positions):
    return (embed(ids, table) + positions[: ids.shape[-1]]) * np.sqrt(table.shape[-1])


@check.misconception(
    en="By which factor are the token vectors multiplied before the positions come in?",
    ko="위치를 더하기 전에 토큰 벡터에 어떤 수를 곱하나요?",
)
def not_scaled(ids, table, positions):
    return embed(ids, table) + positions[: ids.shape[-1]]


@check.misconception(
    en="Is the factor d_model, or its square root?",
    ko="곱하는 수가 d_model인가요, 그 제곱근인가요?",
)
def scaled_by_d_model(ids, table, positions):
    return embed(ids, table) * table.shape[-1] + positions[: ids.shape[-1]]


@check.misconception(
    en="Should the token vectors grow or shrink? Is the square root multiplied, or divided by?",
    ko="토큰 벡터가 커져야 하나요, 작아져야 하나요? 제곱근을 곱하나요, 제곱근으로 나누나요?",
)
def divided_by_the_root(ids, table, positions):
    return embed(ids, table) / np.sqrt(table.shape[-1]) + positions[: ids.shape[-1]]


@check.misconception(
    en="Which size stands in your square root, the number of tokens in the vocabulary or the width of a vector?",
    ko="제곱근 안의 크기가 어휘의 토큰 수인가요, 벡터의 폭인가요?",
)
def root_of_the_vocabulary(ids, table, positions):
    return embed(ids, table) * np.sqrt(len(table)) + positions[: ids.shape[-1]]


@check.misconception(
    en="Which of the two is multiplied by the square root, the tokens or the positions?",
    ko="제곱근을 곱하는 쪽이 토큰인가요, 위치인가요?",
)
def positions_scaled(ids, table, positions):
    return embed(ids, table) + positions[: ids.shape[-1]] * np.sqrt(table.shape[-1])


@check.misconception(
    en="Are the positions added or multiplied? At position 0 every sine is 0: what is left of the token there?",
    ko="위치를 더하나요, 곱하나요? 위치 0에서는 사인이 모두 0이에요. 거기서 토큰의 무엇이 남나요?",
)
def multiplied_with_positions(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) * positions[: ids.shape[-1]]


@check.misconception(
    en="Does the vector that is added change from token to token, or from sentence to sentence? Which axis of ids "
    "did you count?",
    ko="더하는 벡터가 토큰마다 바뀌나요, 문장마다 바뀌나요? ids의 어느 축을 세었나요?",
)
def one_position_a_sentence(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: ids.shape[0], None]


@check.misconception(
    en="How many positions do you cut off, as many as tokens or as many as sentences? What is len(ids) of a batch?",
    ko="위치를 몇 개 잘라 내나요? 토큰 수만큼인가요, 문장 수만큼인가요? 배치에서 len(ids)는 무엇인가요?",
)
def length_of_the_first_axis(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: len(ids)]


@check.misconception(
    en="Which axis of ids counts the tokens when there is no batch axis, and which when there are two? Do you count "
    "the axes from the front?",
    ko="배치 축이 없을 때, 또 두 개일 때 ids의 어느 축이 토큰을 세나요? 축 번호를 앞에서부터 세고 있나요?",
)
def second_axis_counted(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: ids.shape[1]]


@check.misconception(
    en="What picks the row of positions, the id of the token or its place in the sentence? What does a word get that "
    "comes twice?",
    ko="positions의 행을 무엇으로 고르나요? 토큰의 id인가요, 문장에서의 자리인가요? 두 번 나오는 단어는 무엇을 받나요?",
)
def positions_of_ids(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[ids]


@check.misconception(
    en="How wide is a vector of your result? Are the positions added to the token vectors or put beside them?",
    ko="결과의 벡터는 폭이 얼마인가요? 위치를 토큰 벡터에 더했나요, 옆에 이어 붙였나요?",
)
def concatenated(ids, table, positions):
    tokens = embed(ids, table) * np.sqrt(table.shape[-1])
    places = np.broadcast_to(positions[: ids.shape[-1]], tokens.shape)
    return np.concatenate([tokens, places], axis=-1)


@check.misconception(
    en="How many rows has positions, and how many tokens has the sentence? Which rows are needed?",
    ko="positions의 행은 몇 개이고 문장의 토큰은 몇 개인가요? 어느 행들이 필요한가요?",
)
def all_positions_added(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions


@check.misconception(
    en="Which rows of positions do you take, the first ones or the last ones? Which position has the first token?",
    ko="positions의 앞쪽 행을 쓰나요, 뒤쪽 행을 쓰나요? 첫 토큰의 위치는 무엇인가요?",
)
def last_positions(ids, table, positions):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[-ids.shape[-1] :]


@check.misconception(
    en="Is the caller's table still the same afterwards? What happens to it when the function is called twice?",
    ko="함수를 부른 뒤에도 표가 그대로인가요? 두 번 부르면 표는 어떻게 되나요?",
)
def table_scaled_in_place(ids, table, positions):
    table *= np.sqrt(table.shape[-1])
    return embed(ids, table) + positions[: ids.shape[-1]]
