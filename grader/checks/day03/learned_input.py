"""learned_input, a bug to find: positions looked up with the ids. By two of torch's embeddings."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from grader.checks.day03.embed import embed
from grader.checks.day03.one_hot import one_hot
from grader.checks.day03.shared import Array, id_tensor, takes_only, tensor
from grader.judge import Check, Choice, Expect, Rng, Student
from grader.text import Text


def learned_input(ids: Array, table: Array, position_table: Array) -> Array:
    """Oracle: F.embedding, twice. ids (..., T), tables (n_tokens, d_model), (rows, d_model) -> (..., T, d_model)."""
    places = torch.arange(ids.shape[-1])
    return (F.embedding(id_tensor(ids), tensor(table)) + F.embedding(places, tensor(position_table))).numpy()


check = Check(
    learned_input,
    uses=("embed",),
    bug="positions_looked_up_with_ids",
    reason=Choice(
        "B",
        {
            "A": Text(
                "Models with a learned position table do without the factor: both tables are learned, so training can "
                "find their sizes. Print what a word gets that comes twice: where do its two vectors differ?",
                "위치 표를 학습하는 모델은 이 수를 곱하지 않아요. 두 표를 모두 학습하니 크기도 학습이 찾아내요. 두 번 나오는 "
                "단어가 무엇을 받는지 출력해 보세요. 두 벡터가 어디에서 다른가요?",
            ),
            "B": Text(
                "The ids were used twice. So the row that is added depends on the word and not on its place, and the "
                "same word has the same vector everywhere.",
                "ids를 두 번 썼어요. 그래서 더해지는 행이 자리가 아니라 단어에 따라 정해지고, 같은 단어는 어디에서나 같은 "
                "벡터가 돼요.",
            ),
            "C": Text(
                "Adding is what BERT and GPT do with their learned tables. The shapes are right, too. Which index "
                "picks the row that is added?",
                "BERT와 GPT도 학습한 표를 더해서 써요. 모양도 맞아요. 더해지는 행을 어떤 인덱스가 고르나요?",
            ),
            "D": Text(
                "The vectors of the words come from the right table. Look at the second lookup: which of its two "
                "arguments does not know where the word stands?",
                "단어의 벡터는 맞는 표에서 와요. 두 번째 찾기를 보세요. 두 인수 가운데 단어가 어디에 있는지 모르는 것은 "
                "무엇인가요?",
            ),
        },
    ),
)


@check.test
def test(student: Student, rng: Rng, expect: Expect) -> None:
    """Places, batches, the end of the table. What is handed out fails every part."""

    def case(shape: tuple[int, ...], rows: int = 9, d_model: int = 6) -> tuple[Array, Array, Array]:
        return rng.integers(0, 7, shape), rng.normal((7, d_model)), rng.normal((rows, d_model))

    with expect.part(
        "places",
        3,
        en="Which row of position_table does the token at place t get, whatever its id is?",
        ko="t번째 자리의 토큰은 id와 상관없이 position_table의 어느 행을 받나요?",
    ):
        repeated = (np.array([5, 2, 5, 5, 0]), rng.normal((7, 4)), rng.normal((8, 4)))
        expect.same([repeated, case((6,))])
    with expect.part(
        "batch",
        2,
        en="Does every sentence of a batch begin at position 0 again, and are the inputs left alone? Which axis of "
        "ids counts the places?",
        ko="배치의 문장마다 위치가 다시 0부터 시작하나요? 입력은 그대로인가요? ids의 어느 축이 자리를 세나요?",
    ):
        cases = [case((2, 5)), case((2, 3, 4), 24), case((4, 4), 16, 4), case((2, 4), 8)]
        expect.same(cases, unchanged=True)
    with expect.part(
        "too_long",
        1,
        en="What does your function do with a sentence that is longer than the table of positions? Where would the "
        "missing rows come from?",
        ko="문장이 위치 표보다 길면 함수가 어떻게 하나요? 없는 행은 어디에서 가져오나요?",
    ):
        ids, (_, *tables) = rng.integers(0, 4, (2, 6)), case((1,), 4)
        errors = ("IndexError", "ValueError", "AssertionError", "RuntimeError")  # torch names it so
        accepted, refused = (ids[:, :4], *tables), (ids, *tables)
        takes_only(student, expect, student.learned_input, accepted, refused, errors)


@check.right
def first_rows(ids, table, position_table):
    return table[ids] + position_table[: ids.shape[-1]]


@check.right
def place_by_place(ids, table, position_table):
    out = np.zeros((*ids.shape, table.shape[1]), dtype=np.float32)
    for t in range(ids.shape[-1]):
        out[..., t, :] = embed(ids[..., t], table) + position_table[t]
    return out


@check.right
def one_hot_places(ids, table, position_table):
    length = ids.shape[-1]
    if length > len(position_table):
        raise ValueError("the sentence is longer than the table of positions")
    return embed(ids, table) + one_hot(np.arange(length), len(position_table)) @ position_table


@check.misconception(
    en="With which index do you look into the table of positions, the id of the word or the place where it stands?",
    ko="위치 표를 무엇으로 찾나요? 단어의 id인가요, 단어가 있는 자리인가요?",
)
def positions_looked_up_with_ids(ids, table, position_table):
    tokens = embed(ids, table)
    positions = embed(ids, position_table)
    return tokens + positions


@check.misconception(
    en="At which position does the second sentence of a batch begin? Does counting go on where the first one ended?",
    ko="배치의 두 번째 문장은 몇 번 위치에서 시작하나요? 첫 문장이 끝난 곳에서 이어서 세고 있지 않나요?",
)
def counted_through_the_batch(ids, table, position_table):
    return embed(ids, table) + embed(np.arange(ids.size).reshape(ids.shape), position_table)


@check.misconception(
    en="Which axis of ids do you count, the tokens or the sentences?",
    ko="ids의 어느 축을 세나요? 토큰인가요, 문장인가요?",
)
def places_of_the_first_axis(ids, table, position_table):
    return embed(ids, table) + embed(np.arange(len(ids)), position_table)


@check.misconception(
    en="Which axis of ids counts the places when there is no batch axis, and which when there are two? Do you count "
    "the axes from the front?",
    ko="배치 축이 없을 때, 또 두 개일 때 ids의 어느 축이 자리를 세나요? 축 번호를 앞에서부터 세고 있나요?",
)
def places_of_the_second_axis(ids, table, position_table):
    return embed(ids, table) + embed(np.arange(ids.shape[1]), position_table)


@check.misconception(
    en="Which row does the first token get? Is row 0 of the table ever used?",
    ko="첫 토큰은 몇 번 행을 받나요? 표의 0번 행을 쓰는 때가 있나요?",
)
def places_from_one(ids, table, position_table):
    return embed(ids, table) + embed(np.arange(1, ids.shape[-1] + 1), position_table)


@check.misconception(
    en="What does a token get whose place is beyond the table? Do two tokens share one row then?",
    ko="자리가 표를 넘어가는 토큰은 무엇을 받나요? 그러면 두 토큰이 같은 행을 나눠 쓰지 않나요?",
)
def ends_at_the_last_row(ids, table, position_table):
    places = np.minimum(np.arange(ids.shape[-1]), len(position_table) - 1)
    return embed(ids, table) + embed(places, position_table)


@check.misconception(
    en="Which position has a token beyond the end of the table? Can it be told from the first token?",
    ko="표의 끝을 넘어간 토큰은 어떤 위치를 받나요? 첫 토큰과 구별되나요?",
)
def begins_again(ids, table, position_table):
    return embed(ids, table) + embed(np.arange(ids.shape[-1]) % len(position_table), position_table)


@check.misconception(
    en="Which two things are added? Where is the vector of the word?",
    ko="무엇과 무엇을 더하나요? 단어의 벡터는 어디에 있나요?",
)
def tokens_forgotten(ids, table, position_table):
    return np.broadcast_to(position_table[: ids.shape[-1]], (*ids.shape, table.shape[-1])).copy()


@check.misconception(
    en="Is there a factor at the word's row in this exercise's docstring? Which of today's functions had one?",
    ko="이 문제의 설명에서는 단어의 행에 무언가를 곱하나요? 오늘 만든 함수 가운데 곱하는 것은 무엇이었나요?",
)
def factor_of_2017(ids, table, position_table):
    return embed(ids, table) * np.sqrt(table.shape[-1]) + position_table[: ids.shape[-1]]


@check.misconception(
    en="How wide is each vector of your result, and how wide should it be? Adding or putting side by side?",
    ko="결과의 벡터는 폭이 얼마이고, 얼마여야 하나요? 더하나요, 이어 붙이나요?",
)
def put_side_by_side(ids, table, position_table):
    tokens = embed(ids, table)
    places = np.broadcast_to(position_table[: ids.shape[-1]], tokens.shape)
    return np.concatenate([tokens, places], axis=-1)
