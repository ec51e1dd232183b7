"""Day 3, vectors and positions: hidden tests, oracles, misconceptions, alternatives.

The functions that bear an exercise's own name are the oracles: torch's one_hot, embedding and attention, the real
and imaginary parts of e^{i angle} for the sinusoids, the matrix exponential for the rotation. Misconceptions and
alternatives call them by these bare names, so that their source also works when pasted into a student's notebook.
They use nothing else but `np`, `attention` (given in the lesson) and the exercises before their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from grader.judge import CheckBook, Choice, Expect, Rng, Student
from grader.judge.verdicts import Failure
from grader.text import Text

Array = NDArray[Any]

book = CheckBook()


def _tensor(x: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(x), dtype=torch.float64)


def _ids(ids: Any) -> torch.Tensor:
    return torch.as_tensor(np.asarray(ids), dtype=torch.int64)


def _takes_only(
    student: Student,
    expect: Expect,
    name: str,
    oracle: Callable[..., Array],
    accepted: tuple[Any, ...],
    refused: tuple[Any, ...],
    errors: Collection[str],
) -> None:
    """The function is right for the `accepted` arguments and ends with one of the errors for the `refused` ones.

    After an earlier failure these calls are struck from the record: whoever made a known mistake is to be told of
    it, whatever becomes of the refusal, and diagnosis wants every call to agree.
    """
    before, kind = len(student.calls), None
    try:
        expect.same(student, name, oracle, [accepted])
        try:
            student.call(name, *refused)
        except Failure as failure:
            if failure.trouble != "error":
                raise
            kind = failure.error_type
    finally:
        if expect.failures:
            del student.calls[before:]
    if kind in errors:
        return
    if kind is None:
        raise Failure()
    raise Failure(
        Text(
            f"It should stop here, and does, but with {kind}. Which error does the docstring name?",
            f"여기서 멈추는 것은 맞지만 {kind}(으)로 멈춰요. docstring이 말하는 오류는 무엇인가요?",
        )
    )


# --------------------------------------------------------------------------------------------------- 1 one_hot


def one_hot(ids: Array, n_tokens: int) -> Array:
    """Oracle."""
    return F.one_hot(_ids(ids), n_tokens).double().numpy()


def _as_numbers(value: Any) -> Any:
    """True and False count as 1 and 0: `ids[..., None] == np.arange(n_tokens)` is a one-hot array, too."""
    if isinstance(value, np.ndarray | torch.Tensor) and str(value.dtype).endswith("bool"):
        return np.asarray(value).astype(np.float64)
    return value


def _one_hots(student: Student, expect: Expect, cases: Sequence[tuple[Array, int]]) -> None:
    def one_case(ids: Array, n_tokens: int) -> None:
        expect.array(_as_numbers(student.one_hot(ids, n_tokens)), one_hot(ids, n_tokens))
        expect.unchanged(student)

    expect.every(cases, one_case)


@book.check("one_hot")
def check_one_hot(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence, the width of the vocabulary, batches."""
    with expect.part(
        "one_sentence",
        2,
        en="Is there one row for each token of the sentence, with a single 1 at the place of its id?",
        ko="문장의 토큰마다 행이 하나씩 있고, 그 토큰의 id 자리에만 1이 하나 있나요?",
    ):
        with_last = np.concatenate([rng.integers(0, 7, (4,)), [6, 0, 6]])
        _one_hots(student, expect, [(with_last[rng.integers(0, 7, (5,))], 7), (with_last, 7)])
    with expect.part(
        "width",
        1,
        en="How wide is a row when the last tokens of the vocabulary do not occur in the sentence?",
        ko="어휘의 마지막 토큰들이 문장에 나오지 않으면 행의 폭은 얼마여야 하나요?",
    ):
        _one_hots(student, expect, [(rng.integers(0, 4, (6,)), 9), (rng.integers(0, 3, (5,)), 5)])
    with expect.part(
        "batch",
        2,
        en="Does every axis of ids stay where it is, with the new axis behind them?",
        ko="ids의 축이 모두 제자리에 있고, 새 축이 그 뒤에 붙나요?",
    ):
        cases = [(rng.integers(0, 6, shape), 6) for shape in ((2, 3), (2, 3, 4), (6, 6))]
        _one_hots(student, expect, cases)


@book.misconception(
    "one_hot",
    "vocabulary_in_rows",
    en="Is a row one token of the sentence, or one word of the vocabulary? Which of the two should come first?",
    ko="행 하나가 문장의 토큰인가요, 어휘의 단어인가요? 둘 중 어느 쪽이 먼저 와야 하나요?",
)
def vocabulary_in_rows(ids: Array, n_tokens: int) -> Array:
    return np.moveaxis(np.eye(n_tokens)[ids], -1, 0)


@book.misconception(
    "one_hot",
    "words_counted",
    en="How many rows come out, one for each token or one for the whole sentence? What is lost when they are added up?",
    ko="행이 토큰마다 하나씩 나오나요, 문장 전체에 하나만 나오나요? 모두 더해 버리면 무엇을 잃게 되나요?",
)
def words_counted(ids: Array, n_tokens: int) -> Array:
    return np.bincount(np.ravel(ids), minlength=n_tokens).astype(float)


@book.misconception(
    "one_hot",
    "size_from_the_ids",
    en="Where does the width come from? What if the token with the largest id does not occur in this sentence?",
    ko="폭을 어디에서 가져오나요? id가 가장 큰 토큰이 이 문장에 없으면 어떻게 되나요?",
)
def size_from_the_ids(ids: Array, n_tokens: int) -> Array:
    return np.eye(ids.max() + 1)[ids]


@book.misconception(
    "one_hot",
    "ids_from_one",
    en="Is the first token of the vocabulary number 0 or number 1? Where does the 1 stand for id 0?",
    ko="어휘의 첫 토큰은 0번인가요, 1번인가요? id가 0이면 1이 어디에 있어야 하나요?",
)
def ids_from_one(ids: Array, n_tokens: int) -> Array:
    return np.eye(n_tokens)[ids - 1]


@book.misconception(
    "one_hot",
    "batch_flattened",
    en="Which shape has ids when there is a batch, and which shape does the result have? Where did the batch axis go?",
    ko="배치가 있으면 ids의 모양은 어떻고 결과의 모양은 어떤가요? 배치 축은 어디로 갔나요?",
)
def batch_flattened(ids: Array, n_tokens: int) -> Array:
    out = np.zeros((ids.size, n_tokens))
    out[np.arange(ids.size), ids.ravel()] = 1
    return out


@book.misconception(
    "one_hot",
    "id_instead_of_one",
    en="What stands at the place of the id, a 1 or the id itself? What would the product with a table then give?",
    ko="id 자리에 있는 값이 1인가요, id 자신인가요? 그렇다면 표와 곱했을 때 무엇이 나올까요?",
)
def id_instead_of_one(ids: Array, n_tokens: int) -> Array:
    return np.eye(n_tokens)[ids] * ids[..., None]


@book.misconception(
    "one_hot",
    "ones_up_to_the_id",
    en="How many ones are there in a row? Do you compare with == or with <=?",
    ko="한 행에 1이 몇 개 있나요? ==로 비교하나요, <=로 비교하나요?",
)
def ones_up_to_the_id(ids: Array, n_tokens: int) -> Array:
    return (np.arange(n_tokens) <= ids[..., None]).astype(float)


@book.alternative("one_hot", "compared")
def compared(ids: Array, n_tokens: int) -> Array:
    return ids[..., None] == np.arange(n_tokens)


@book.alternative("one_hot", "one_by_one")
def one_by_one(ids: Array, n_tokens: int) -> Array:
    out = np.zeros((*ids.shape, n_tokens), dtype=np.float32)
    for place in np.ndindex(*ids.shape):
        out[place][ids[place]] = 1
    return out


@book.alternative("one_hot", "put_along_axis")
def put_along_axis(ids: Array, n_tokens: int) -> Array:
    out = np.zeros((*ids.shape, n_tokens), dtype=int)
    np.put_along_axis(out, ids[..., None], 1, axis=-1)
    return out


# ----------------------------------------------------------------------------------------------------- 2 embed


def embed(ids: Array, table: Array) -> Array:
    """Oracle."""
    return F.embedding(_ids(ids), _tensor(table)).numpy()


@book.check("embed", uses=("one_hot",))
def check_embed(student: Student, rng: Rng, expect: Expect) -> None:
    """One sentence with a word that comes twice, batches, a square table."""
    with expect.part(
        "one_sentence",
        2,
        en="Is row t of the result the row of the table that token t names, also when a token comes twice?",
        ko="결과의 t번째 행이 t번째 토큰이 가리키는 표의 행인가요? 같은 토큰이 두 번 나와도 그런가요?",
    ):
        ids = np.concatenate([rng.integers(0, 7, (4,)), [6, 0, 6]])
        cases = [(ids, rng.normal((7, 4))), (ids[::-1].copy(), rng.normal((9, 3)))]
        expect.same(student, "embed", embed, cases)
    with expect.part(
        "batch",
        2,
        en="Does every axis of ids stay where it is, with d_model behind them?",
        ko="ids의 축이 모두 제자리에 있고, 그 뒤에 d_model이 붙나요?",
    ):
        cases = [(rng.integers(0, 7, shape), rng.normal((7, 4))) for shape in ((2, 3), (3, 2, 5), (2, 7))]
        expect.same(student, "embed", embed, cases)
    with expect.part(
        "square",
        1,
        en="Do you pick rows or columns when the table is square, and are the inputs left alone?",
        ko="표가 정사각형이면 행을 고르나요, 열을 고르나요? 입력은 그대로 남아 있나요?",
    ):
        cases = [
            (rng.integers(0, 5, (5,)), rng.normal((5, 5))),
            (rng.integers(0, 4, (4, 4)), rng.normal((4, 4))),
        ]
        expect.same(student, "embed", embed, cases, unchanged=True)


@book.misconception(
    "embed",
    "columns_picked",
    en="Which axis of the table counts the tokens of the vocabulary? Do your ids pick rows or columns?",
    ko="표의 어느 축이 어휘의 토큰을 세나요? 여러분의 ids는 행을 고르나요, 열을 고르나요?",
)
def columns_picked(ids: Array, table: Array) -> Array:
    return table[:, ids]


@book.misconception(
    "embed",
    "table_transposed",
    en="The table already has one row for each token. Why turn it round before the lookup?",
    ko="표에는 이미 토큰마다 행이 하나씩 있어요. 찾기 전에 왜 뒤집나요?",
)
def table_transposed(ids: Array, table: Array) -> Array:
    return table.T[ids]


@book.misconception(
    "embed",
    "take_without_axis",
    en="What does np.take do without an axis? Does it see a table, or one long row of numbers?",
    ko="np.take는 axis가 없으면 어떻게 하나요? 표를 보나요, 길게 이어진 숫자 한 줄을 보나요?",
)
def take_without_axis(ids: Array, table: Array) -> Array:
    return np.take(table, ids)


@book.misconception(
    "embed",
    "mask_of_rows",
    en="What happens to the order of the tokens, and to a token that comes twice? Does a mask of rows know of either?",
    ko="토큰의 순서와 두 번 나오는 토큰은 어떻게 되나요? 행을 고르는 마스크가 그 둘을 알고 있나요?",
)
def mask_of_rows(ids: Array, table: Array) -> Array:
    return table[np.isin(np.arange(len(table)), ids)]


@book.misconception(
    "embed",
    "rows_from_one",
    en="Is id 0 the first row of the table, or the last? What does the index -1 mean in NumPy?",
    ko="id 0은 표의 첫 행인가요, 마지막 행인가요? NumPy에서 인덱스 -1은 무슨 뜻인가요?",
)
def rows_from_one(ids: Array, table: Array) -> Array:
    return table[ids - 1]


@book.misconception(
    "embed",
    "one_long_sentence",
    en="Which shape has the result for a batch of two sentences? Where did the batch axis go?",
    ko="문장 두 개짜리 배치라면 결과의 모양은 어떠해야 하나요? 배치 축은 어디로 갔나요?",
)
def one_long_sentence(ids: Array, table: Array) -> Array:
    return table[ids.ravel()]


@book.misconception(
    "embed",
    "sentence_summed",
    en="How many vectors should come out for a sentence of five tokens? Is there a sum or a mean over the tokens?",
    ko="토큰이 다섯 개인 문장에서 벡터가 몇 개 나와야 하나요? 토큰들을 더하거나 평균하는 곳이 있나요?",
)
def sentence_summed(ids: Array, table: Array) -> Array:
    return table[ids].sum(axis=-2)


@book.misconception(
    "embed",
    "scaled_already",
    en="Does this function promise the rows as they stand in the table? Where does the factor come from?",
    ko="이 함수는 표에 있는 행을 그대로 돌려주기로 하지 않았나요? 곱한 수는 어디에서 왔나요?",
)
def scaled_already(ids: Array, table: Array) -> Array:
    return table[ids] * np.sqrt(table.shape[-1])


@book.misconception(
    "embed",
    "batch_axes_swapped",
    en="In which order do the first two axes come back? Does the first axis still count the sentences?",
    ko="앞의 두 축이 어떤 순서로 돌아오나요? 첫 번째 축이 여전히 문장을 세나요?",
)
def batch_axes_swapped(ids: Array, table: Array) -> Array:
    return table[ids.T]


@book.alternative("embed", "one_hot_product")
def one_hot_product(ids: Array, table: Array) -> Array:
    return one_hot(ids, len(table)) @ table


@book.alternative("embed", "taken")
def taken(ids: Array, table: Array) -> Array:
    return np.take(table, ids, axis=0).astype(np.float32)


@book.alternative("embed", "row_after_row")
def row_after_row(ids: Array, table: Array) -> Array:
    out = np.empty((*ids.shape, table.shape[1]))
    for place, token in np.ndenumerate(ids):
        out[place] = table[token]
    return out


# -------------------------------------------------------------------------------------- 3 sinusoidal_positions


def sinusoidal_positions(length: int, d_model: int) -> Array:
    """Oracle: sine and cosine are the imaginary and the real part of e^{i angle}."""
    if d_model % 2:
        raise ValueError("a pair of columns needs an even d_model")
    pairs = torch.arange(d_model // 2, dtype=torch.float64)
    speeds = torch.pow(torch.tensor(10000.0, dtype=torch.float64), -2 * pairs / d_model)
    hands = torch.exp(1j * torch.outer(torch.arange(length, dtype=torch.float64), speeds))
    return torch.stack([hands.imag, hands.real], dim=-1).reshape(length, d_model).numpy()


@book.check("sinusoidal_positions")
def check_sinusoidal_positions(student: Student, rng: Rng, expect: Expect) -> None:
    """The first pair alone, then the order of the columns, then the speeds; last an odd width."""
    with expect.part(
        "first_pair",
        2,
        en="With d_model 2 there is one pair, (sin pos, cos pos). Does position 0 give (0, 1)?",
        ko="d_model이 2이면 쌍이 하나, (sin pos, cos pos)뿐이에요. 위치 0에서 (0, 1)이 나오나요?",
    ):
        cases = [(rng.integer(5, 12), 2), (3, 2)]
        expect.same(student, "sinusoidal_positions", sinusoidal_positions, cases)
    with expect.part(
        "pairs",
        2,
        en="Is column 2i the sine and column 2i + 1 the cosine of one and the same angle?",
        ko="2i번째 열과 2i + 1번째 열이 같은 각도의 사인과 코사인인가요?",
    ):
        for length, d_model in ((7, 6), (5, 10), (6, 6)):
            table = expect.like(
                student.sinusoidal_positions(length, d_model), np.zeros((length, d_model))
            ).astype(float)
            sine, cosine = table[:, 0::2], table[:, 1::2]
            expect.array(table[0], np.arange(d_model) % 2, tolerance=1e-4)
            expect.array(sine[:, 0], np.sin(np.arange(length)), tolerance=1e-4)
            expect.array(sine**2 + cosine**2, np.ones_like(sine), tolerance=1e-3)
            # From one position to the next, every pair turns by its own angle and always by the same.
            turned = cosine[:-1] * cosine[1:] + sine[:-1] * sine[1:]
            expect.array(turned, np.tile(turned[:1], (length - 1, 1)), tolerance=1e-3)
    with expect.part(
        "speeds",
        4,
        en="By what is pos divided for pair i? Compute 10000 ** (2 * i / d_model) for the pairs by hand: do you get "
        "the same?",
        ko="쌍 i에서 pos를 무엇으로 나누나요? 쌍마다 10000 ** (2 * i / d_model)을 손으로 구해 보면 같은 값이 나오나요?",
    ):
        cases = [(7, 6), (rng.integer(40, 80), 10), (5, 4), (8, 8)]
        expect.same(student, "sinusoidal_positions", sinusoidal_positions, cases)
    with expect.part(
        "odd_width",
        1,
        en="What does your function do with an odd d_model? Which column would be left without a partner?",
        ko="d_model이 홀수이면 함수가 어떻게 하나요? 짝이 없는 열은 어느 것인가요?",
    ):
        errors = ("ValueError", "AssertionError")
        _takes_only(student, expect, "sinusoidal_positions", sinusoidal_positions, (4, 6), (4, 5), errors)


@book.misconception(
    "sinusoidal_positions",
    "sines_first",
    en="Your table has all sines in the first half and all cosines in the second, as some libraries do. Which columns "
    "does this day's formula give to pair i: 2i and 2i + 1, or i and i + d_model/2?",
    ko="표의 앞쪽 절반이 모두 사인이고 뒤쪽 절반이 모두 코사인이에요. 그렇게 하는 라이브러리도 있어요. 하지만 오늘의 식에서 "
    "쌍 i는 어느 열인가요? 2i와 2i + 1인가요, i와 i + d_model/2인가요?",
)
def sines_first(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


@book.misconception(
    "sinusoidal_positions",
    "exponent_i_over_d",
    en="Which number stands above d_model in the exponent, i or 2i? What is the slowest wavelength then, near 10000 "
    "or near 100 times 2π?",
    ko="지수에서 d_model 위에 있는 것이 i인가요, 2i인가요? 그렇다면 가장 느린 파장은 2π의 10000배 근처인가요, 100배 근처인가요?",
)
def exponent_i_over_d(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    out = np.zeros((length, d_model))
    for pos in range(length):
        for i in range(d_model // 2):
            out[pos, 2 * i] = np.sin(pos / 10000 ** (i / d_model))
            out[pos, 2 * i + 1] = np.cos(pos / 10000 ** (i / d_model))
    return out


@book.misconception(
    "sinusoidal_positions",
    "doubled_twice",
    en="If i already counts in steps of two, 0, 2, 4, …, is it still doubled in the exponent?",
    ko="i가 이미 0, 2, 4, …처럼 둘씩 늘어난다면 지수에서 또 두 배를 하나요?",
)
def doubled_twice(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    out = np.zeros((length, d_model))
    for pos in range(length):
        for i in range(0, d_model, 2):
            out[pos, i] = np.sin(pos / 10000 ** (2 * i / d_model))
            out[pos, i + 1] = np.cos(pos / 10000 ** (2 * i / d_model))
    return out


@book.misconception(
    "sinusoidal_positions",
    "cosine_with_its_own_index",
    en="Do the sine and the cosine of a pair have the same angle? Which exponent does column 3 take, that of pair 1 "
    "or one of its own?",
    ko="한 쌍의 사인과 코사인이 같은 각도를 쓰나요? 3번 열의 지수는 쌍 1의 것인가요, 자기만의 것인가요?",
)
def cosine_with_its_own_index(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    columns = np.arange(d_model)
    angle = np.arange(length)[:, None] / 10000 ** (columns / d_model)
    return np.where(columns % 2 == 0, np.sin(angle), np.cos(angle))


@book.misconception(
    "sinusoidal_positions",
    "two_times_the_column",
    en="What is i in the exponent, the number of the column or the number of the pair? How many pairs are there?",
    ko="지수의 i가 열의 번호인가요, 쌍의 번호인가요? 쌍은 모두 몇 개인가요?",
)
def two_times_the_column(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    columns = np.arange(d_model)
    angle = np.arange(length)[:, None] / 10000 ** (2 * columns / d_model)
    return np.where(columns % 2 == 0, np.sin(angle), np.cos(angle))


@book.misconception(
    "sinusoidal_positions",
    "cosine_first",
    en="Which comes first in each pair, the sine or the cosine? What is row 0 of your table?",
    ko="쌍마다 먼저 오는 것이 사인인가요, 코사인인가요? 표의 0번 행은 무엇인가요?",
)
def cosine_first(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    out = np.zeros((length, d_model))
    out[:, 0::2] = np.cos(angle)
    out[:, 1::2] = np.sin(angle)
    return out


@book.misconception(
    "sinusoidal_positions",
    "counted_from_one",
    en="Which position does the first row of your table have, 0 or 1? What should sin and cos of it be?",
    ko="표의 첫 행은 위치 0인가요, 1인가요? 그 위치의 사인과 코사인은 얼마여야 하나요?",
)
def counted_from_one(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(1, length + 1)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@book.misconception(
    "sinusoidal_positions",
    "multiplied_instead",
    en="Do later pairs turn faster or slower than the first one? Is pos multiplied or divided by the power of 10000?",
    ko="뒤쪽 쌍이 첫 쌍보다 빨리 도나요, 느리게 도나요? pos에 10000의 거듭제곱을 곱하나요, 나누나요?",
)
def multiplied_instead(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] * 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@book.misconception(
    "sinusoidal_positions",
    "base_one_thousand",
    en="Which number is raised to the power 2i/d_model, 1000 or 10000?",
    ko="2i/d_model제곱을 하는 수가 1000인가요, 10000인가요?",
)
def base_one_thousand(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 1000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@book.misconception(
    "sinusoidal_positions",
    "whole_number_division",
    en="What is 2 * 1 // 6 in Python? Do all pairs turn equally fast in your table?",
    ko="파이썬에서 2 * 1 // 6은 얼마인가요? 여러분의 표에서는 모든 쌍이 같은 빠르기로 돌지 않나요?",
)
def whole_number_division(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) // d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@book.misconception(
    "sinusoidal_positions",
    "table_of_whole_numbers",
    en="Which dtype has the array that you write into? What becomes of 0.84 in an array of whole numbers?",
    ko="값을 써넣는 배열의 dtype이 무엇인가요? 정수 배열에 0.84를 넣으면 어떻게 되나요?",
)
def table_of_whole_numbers(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    out = np.zeros((length, d_model), dtype=int)
    out[:, 0::2] = np.sin(angle)
    out[:, 1::2] = np.cos(angle)
    return out


@book.misconception(
    "sinusoidal_positions",
    "sines_only",
    en="Where are the cosines? Can position 0 be told from a row of zeros?",
    ko="코사인은 어디에 있나요? 위치 0의 행이 모두 0인 행과 구별되나요?",
)
def sines_only(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.repeat(np.sin(angle), 2, axis=1)


@book.misconception(
    "sinusoidal_positions",
    "positions_in_columns",
    en="Is a row of your table one position, or one column of the formula? Which of the two sizes should come first?",
    ko="표의 행 하나가 위치 하나인가요, 식의 열 하나인가요? 두 크기 가운데 무엇이 먼저 와야 하나요?",
)
def positions_in_columns(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model).T


@book.misconception(
    "sinusoidal_positions",
    "one_pair_fewer_below",
    en="What does the exponent reach at the last pair, and what should it? Is it divided by d_model, or by d_model "
    "minus 2 so that it ends at 1?",
    ko="마지막 쌍에서 지수가 얼마가 되나요? d_model로 나누나요, 지수가 1로 끝나도록 d_model - 2로 나누나요?",
)
def one_pair_fewer_below(length: int, d_model: int) -> Array:
    if d_model % 2:
        raise ValueError("d_model must be even")
    angle = np.arange(length)[:, None] / 10000 ** (np.arange(0, d_model, 2) / max(d_model - 2, 1))
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, d_model)


@book.misconception(
    "sinusoidal_positions",
    "odd_width_accepted",
    en="What does the docstring promise for an odd d_model? Which column of your table has no partner then?",
    ko="설명에서는 d_model이 홀수일 때 어떻게 한다고 했나요? 그때 여러분의 표에서 짝이 없는 열은 어느 것인가요?",
)
def odd_width_accepted(length: int, d_model: int) -> Array:
    columns = np.arange(d_model)
    angle = np.arange(length)[:, None] / 10000 ** (columns // 2 * 2 / d_model)
    return np.where(columns % 2 == 0, np.sin(angle), np.cos(angle))


@book.alternative("sinusoidal_positions", "even_and_odd_columns")
def even_and_odd_columns(length: int, d_model: int) -> Array:
    if d_model % 2 == 1:
        raise ValueError(d_model)
    position = np.arange(length, dtype=np.float32)[:, np.newaxis]
    speed = np.exp(np.arange(0, d_model, 2) * -(np.log(10000.0) / d_model)).astype(np.float32)
    out = np.zeros((length, d_model), dtype=np.float32)
    out[:, 0::2] = np.sin(position * speed)
    out[:, 1::2] = np.cos(position * speed)
    return out


@book.alternative("sinusoidal_positions", "two_loops")
def two_loops(length: int, d_model: int) -> Array:
    if d_model % 2 == 1:
        raise ValueError("odd")
    rows = []
    for pos in range(length):
        row = []
        for i in range(d_model // 2):
            angle = pos / 10000 ** (2 * i / d_model)
            row += [np.sin(angle), np.cos(angle)]
        rows.append(row)
    return np.array(rows)


@book.alternative("sinusoidal_positions", "phase_of_a_quarter")
def phase_of_a_quarter(length: int, d_model: int) -> Array:
    columns = np.arange(d_model)
    if len(columns[::2]) != len(columns[1::2]):
        raise ValueError("d_model must be even")
    angle = np.outer(np.arange(length), 1 / np.power(10000, 2 * (columns // 2) / d_model))
    return np.sin(angle + np.pi / 2 * (columns % 2))


# --------------------------------------------------------------------------------------------- 4 input_vectors


def input_vectors(ids: Array, table: Array, positions: Array) -> Array:
    """Oracle."""
    tokens = F.embedding(_ids(ids), _tensor(table))
    return (tokens * tokens.shape[-1] ** 0.5 + _tensor(positions)[: tokens.shape[-2]]).numpy()


@book.check("input_vectors", uses=("embed",))
def check_input_vectors(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(student, "input_vectors", input_vectors, cases)
    with expect.part(
        "positions",
        2,
        en="With a table of zeros, is the result exactly the first rows of positions, the same for every sentence? "
        "What is multiplied, and what is looked up by what?",
        ko="표가 모두 0이면, 결과가 정확히 positions의 앞쪽 행들이고 문장마다 같은가요? 무엇에 곱하고, 무엇으로 찾나요?",
    ):
        cases = [(ids, 0 * table, positions) for ids, table, positions in (case((5,), 6), case((2, 5), 4))]
        expect.same(student, "input_vectors", input_vectors, cases)
    with expect.part(
        "together",
        2,
        en="Does it still hold for sentences of any length and any batch, and are the inputs left alone? Which axis "
        "of ids counts the tokens?",
        ko="문장 길이와 배치가 달라져도 맞나요? 입력은 그대로인가요? ids의 어느 축이 토큰을 세나요?",
    ):
        cases = [case((5,), 6), case((2, 3), 6), case((2, 3, 4), 6), case((4, 4), 4, 4), case((9,), 5)]
        expect.same(student, "input_vectors", input_vectors, cases, unchanged=True)


@book.misconception(
    "input_vectors",
    "scaled_after_the_sum",
    en="What does the square root multiply, the token vectors alone or the sum with the positions? What should come "
    "out when the table is all zeros?",
    ko="제곱근을 무엇에 곱하나요? 토큰 벡터에만 곱하나요, 위치까지 더한 뒤에 곱하나요? 표가 모두 0이면 무엇이 나와야 하나요?",
)
def scaled_after_the_sum(ids: Array, table: Array, positions: Array) -> Array:
    return (embed(ids, table) + positions[: ids.shape[-1]]) * np.sqrt(table.shape[-1])


@book.misconception(
    "input_vectors",
    "not_scaled",
    en="By which factor are the token vectors multiplied before the positions come in?",
    ko="위치를 더하기 전에 토큰 벡터에 어떤 수를 곱하나요?",
)
def not_scaled(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) + positions[: ids.shape[-1]]


@book.misconception(
    "input_vectors",
    "scaled_by_d_model",
    en="Is the factor d_model, or its square root?",
    ko="곱하는 수가 d_model인가요, 그 제곱근인가요?",
)
def scaled_by_d_model(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * table.shape[-1] + positions[: ids.shape[-1]]


@book.misconception(
    "input_vectors",
    "divided_by_the_root",
    en="Should the token vectors grow or shrink? Is the square root multiplied, or divided by?",
    ko="토큰 벡터가 커져야 하나요, 작아져야 하나요? 제곱근을 곱하나요, 제곱근으로 나누나요?",
)
def divided_by_the_root(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) / np.sqrt(table.shape[-1]) + positions[: ids.shape[-1]]


@book.misconception(
    "input_vectors",
    "root_of_the_vocabulary",
    en="Which size stands in your square root, the number of tokens in the vocabulary or the width of a vector?",
    ko="제곱근 안의 크기가 어휘의 토큰 수인가요, 벡터의 폭인가요?",
)
def root_of_the_vocabulary(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(len(table)) + positions[: ids.shape[-1]]


@book.misconception(
    "input_vectors",
    "positions_scaled",
    en="Which of the two is multiplied by the square root, the tokens or the positions?",
    ko="제곱근을 곱하는 쪽이 토큰인가요, 위치인가요?",
)
def positions_scaled(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) + positions[: ids.shape[-1]] * np.sqrt(table.shape[-1])


@book.misconception(
    "input_vectors",
    "multiplied_with_positions",
    en="Are the positions added or multiplied? At position 0 every sine is 0: what is left of the token there?",
    ko="위치를 더하나요, 곱하나요? 위치 0에서는 사인이 모두 0이에요. 거기서 토큰의 무엇이 남나요?",
)
def multiplied_with_positions(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) * positions[: ids.shape[-1]]


@book.misconception(
    "input_vectors",
    "one_position_a_sentence",
    en="Does the vector that is added change from token to token, or from sentence to sentence? Which axis of ids "
    "did you count?",
    ko="더하는 벡터가 토큰마다 바뀌나요, 문장마다 바뀌나요? ids의 어느 축을 세었나요?",
)
def one_position_a_sentence(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: ids.shape[0], None]


@book.misconception(
    "input_vectors",
    "length_of_the_first_axis",
    en="How many positions do you cut off, as many as tokens or as many as sentences? What is len(ids) of a batch?",
    ko="위치를 몇 개 잘라 내나요? 토큰 수만큼인가요, 문장 수만큼인가요? 배치에서 len(ids)는 무엇인가요?",
)
def length_of_the_first_axis(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: len(ids)]


@book.misconception(
    "input_vectors",
    "second_axis_counted",
    en="Which axis of ids counts the tokens when there is no batch axis, and which when there are two? Do you count "
    "the axes from the front?",
    ko="배치 축이 없을 때, 또 두 개일 때 ids의 어느 축이 토큰을 세나요? 축 번호를 앞에서부터 세고 있나요?",
)
def second_axis_counted(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[: ids.shape[1]]


@book.misconception(
    "input_vectors",
    "positions_of_ids",
    en="What picks the row of positions, the id of the token or its place in the sentence? What does a word get that "
    "comes twice?",
    ko="positions의 행을 무엇으로 고르나요? 토큰의 id인가요, 문장에서의 자리인가요? 두 번 나오는 단어는 무엇을 받나요?",
)
def positions_of_ids(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[ids]


@book.misconception(
    "input_vectors",
    "concatenated",
    en="How wide is a vector of your result? Are the positions added to the token vectors or put beside them?",
    ko="결과의 벡터는 폭이 얼마인가요? 위치를 토큰 벡터에 더했나요, 옆에 이어 붙였나요?",
)
def concatenated(ids: Array, table: Array, positions: Array) -> Array:
    tokens = embed(ids, table) * np.sqrt(table.shape[-1])
    places = np.broadcast_to(positions[: ids.shape[-1]], tokens.shape)
    return np.concatenate([tokens, places], axis=-1)


@book.misconception(
    "input_vectors",
    "all_positions_added",
    en="How many rows has positions, and how many tokens has the sentence? Which rows are needed?",
    ko="positions의 행은 몇 개이고 문장의 토큰은 몇 개인가요? 어느 행들이 필요한가요?",
)
def all_positions_added(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions


@book.misconception(
    "input_vectors",
    "last_positions",
    en="Which rows of positions do you take, the first ones or the last ones? Which position has the first token?",
    ko="positions의 앞쪽 행을 쓰나요, 뒤쪽 행을 쓰나요? 첫 토큰의 위치는 무엇인가요?",
)
def last_positions(ids: Array, table: Array, positions: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + positions[-ids.shape[-1] :]


@book.misconception(
    "input_vectors",
    "table_scaled_in_place",
    en="Is the caller's table still the same afterwards? What happens to it when the function is called twice?",
    ko="함수를 부른 뒤에도 표가 그대로인가요? 두 번 부르면 표는 어떻게 되나요?",
)
def table_scaled_in_place(ids: Array, table: Array, positions: Array) -> Array:
    table *= np.sqrt(table.shape[-1])
    return embed(ids, table) + positions[: ids.shape[-1]]


@book.alternative("input_vectors", "token_after_token")
def token_after_token(ids: Array, table: Array, positions: Array) -> Array:
    d_model = table.shape[1]
    out = np.zeros((*ids.shape, d_model))
    for place in np.ndindex(*ids.shape):
        out[place] = table[ids[place]] * d_model**0.5 + positions[place[-1]]
    return out


@book.alternative("input_vectors", "scaled_table")
def scaled_table(ids: Array, table: Array, positions: Array) -> Array:
    x = embed(ids, table * np.sqrt(positions.shape[-1])).copy()
    x += positions[np.arange(x.shape[-2])]
    return x


@book.alternative("input_vectors", "in_float32")
def in_float32(ids: Array, table: Array, positions: Array) -> Array:
    tokens = np.take(table.astype(np.float32), ids, axis=0)
    return np.float32(table.shape[1] ** 0.5) * tokens + positions.astype(np.float32)[: ids.shape[-1], :]


# ------------------------------------------------------------------------------------------------- 5 order_gap


def attention(x: Array) -> Array:
    """The attention that the lesson gives, by torch."""
    tokens = _tensor(x)
    return F.scaled_dot_product_attention(tokens, tokens, tokens).numpy()


def order_gap(tokens: Array, positions: Array, order: Array) -> Array:
    """Oracle. Rounded, so that what is zero but for rounding is zero."""
    moved = attention(tokens[order] + positions)
    return np.round(np.abs(moved - attention(tokens + positions)[order]).max(), 9)


def _gaps(values: list[Any]) -> list[Any]:
    """What the function returned, with rounding errors and the kind of number left out."""
    return [
        np.round(np.asarray(value, dtype=np.float64), 7)
        if isinstance(value, int | float | np.ndarray)
        else value
        for value in values
    ]


def _cycle(rng: Rng, length: int) -> Array:
    """A random order in which no token stays and which is not its own inverse (length 3 or more)."""
    places = np.argsort(rng.uniform((length,)))
    order = np.empty(length, dtype=np.int64)
    order[places] = np.roll(places, 1)
    return order


@book.check("order_gap", view=_gaps)
def check_order_gap(student: Student, rng: Rng, expect: Expect) -> None:
    """With positions, without them, the inputs left alone."""

    def cases(scale: float, *shapes: tuple[int, int]) -> list[tuple[Array, Array, Array]]:
        found = []
        for shape in shapes:
            tokens, positions, order = rng.normal(shape), rng.normal(shape, scale), _cycle(rng, shape[0])
            found += [(tokens, positions, order), (-tokens, -positions, order)]
        return found

    with expect.part(
        "with_positions",
        3,
        en="Do the tokens change places while the positions stay where they are? Is it the largest difference, "
        "whatever its sign?",
        ko="토큰은 자리를 바꾸고 위치는 제자리에 남아 있나요? 부호와 상관없이 가장 큰 차이를 돌려주나요?",
    ):
        expect.same(student, "order_gap", order_gap, cases(1.0, (5, 4), (6, 3), (5, 5)))
    with expect.part(
        "without_positions",
        2,
        en="Without positions each token takes its result along. Do you compare each token with itself, after the "
        "results have been put into the new order, too?",
        ko="위치가 없으면 토큰은 자기 결과를 그대로 가지고 다녀요. 결과도 새 순서로 놓은 뒤 같은 토큰끼리 비교하나요?",
    ):
        blind = [(tokens, 0 * tokens, order) for tokens, _, order in cases(1.0, (5, 4), (4, 6))]
        expect.same(student, "order_gap", order_gap, [*blind, *cases(0.2, (5, 3))])
    with expect.part(
        "input_kept",
        0.5,
        en="Are the arrays that came in still the same after the call?",
        ko="함수를 부른 뒤에도 받은 배열이 그대로인가요?",
    ):
        expect.same(student, "order_gap", order_gap, cases(1.0, (4, 3)), unchanged=True)


@book.misconception(
    "order_gap",
    "positions_move_too",
    en="Is your gap 0 in every case? When a token moves to another place, does it carry its old position along, or "
    "does it get the position of the new place?",
    ko="어떤 경우에도 차이가 0인가요? 토큰이 다른 자리로 가면 옛 위치를 들고 가나요, 새 자리의 위치를 받나요?",
)
def positions_move_too(tokens: Array, positions: Array, order: Array) -> Any:
    x = tokens + positions
    return np.abs(attention(x[order]) - attention(x)[order]).max()


@book.misconception(
    "order_gap",
    "results_not_reordered",
    en="Which token do you compare with which? If token 3 now stands first, where is its result before the move?",
    ko="어떤 토큰을 어떤 토큰과 비교하나요? 3번 토큰이 맨 앞으로 왔다면, 옮기기 전의 결과는 어디에 있나요?",
)
def results_not_reordered(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)).max()


@book.misconception(
    "order_gap",
    "sign_kept",
    en="Can the largest difference be a negative one? What does max say about -3 and 1?",
    ko="가장 큰 차이가 음수 쪽일 수도 있지 않나요? -3과 1이 있으면 max는 무엇을 고르나요?",
)
def sign_kept(tokens: Array, positions: Array, order: Array) -> Any:
    return (attention(tokens[order] + positions) - attention(tokens + positions)[order]).max()


@book.misconception(
    "order_gap",
    "mean_difference",
    en="Is the largest difference asked for, or the mean of all?",
    ko="가장 큰 차이를 물었나요, 모든 차이의 평균을 물었나요?",
)
def mean_difference(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order]).mean()


@book.misconception(
    "order_gap",
    "norm_of_differences",
    en="Is the largest single difference asked for, or a norm of all of them together?",
    ko="가장 큰 차이 하나를 물었나요, 모든 차이를 합친 노름을 물었나요?",
)
def norm_of_differences(tokens: Array, positions: Array, order: Array) -> Any:
    return np.linalg.norm(attention(tokens[order] + positions) - attention(tokens + positions)[order])


@book.misconception(
    "order_gap",
    "undone_instead",
    en="Are tokens and results put into the same order? One of them seems to be sent back the other way.",
    ko="토큰과 결과를 같은 순서로 놓나요? 한쪽은 거꾸로 되돌리고 있지 않나요?",
)
def undone_instead(tokens: Array, positions: Array, order: Array) -> Any:
    back = np.argsort(order)
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[back]).max()


@book.misconception(
    "order_gap",
    "features_moved",
    en="Which axis does order go along, the tokens or the features of a token?",
    ko="order를 어느 축에 쓰나요? 토큰의 축인가요, 한 토큰의 특징 축인가요?",
)
def features_moved(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens[:, order] + positions) - attention(tokens + positions)[:, order]).max()


@book.misconception(
    "order_gap",
    "positions_on_one_side",
    en="Do both sentences get positions, the reordered one and the one as it was?",
    ko="순서를 바꾼 문장과 원래 문장, 두 쪽 모두 위치를 더하나요?",
)
def positions_on_one_side(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens[order] + positions) - attention(tokens)[order]).max()


@book.misconception(
    "order_gap",
    "positions_moved_instead",
    en="Which of the two changes places in your code, the tokens or the positions? Which should stay?",
    ko="코드에서 자리를 바꾸는 것이 토큰인가요, 위치인가요? 제자리에 남아야 하는 것은 어느 쪽인가요?",
)
def positions_moved_instead(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens + positions[order]) - attention(tokens + positions)[order]).max()


@book.misconception(
    "order_gap",
    "no_attention",
    en="What do you compare, the vectors that go into attention or those that come out?",
    ko="무엇을 비교하나요? 어텐션에 들어가는 벡터인가요, 나오는 벡터인가요?",
)
def no_attention(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs((tokens[order] + positions) - (tokens + positions)[order]).max()


@book.misconception(
    "order_gap",
    "all_differences",
    en="How many numbers should come back? What is still to be done with the array of differences?",
    ko="숫자 몇 개를 돌려주어야 하나요? 차이의 배열로 무엇을 더 해야 하나요?",
)
def all_differences(tokens: Array, positions: Array, order: Array) -> Any:
    return np.abs(attention(tokens[order] + positions) - attention(tokens + positions)[order])


@book.alternative("order_gap", "largest_by_hand")
def largest_by_hand(tokens: Array, positions: Array, order: Array) -> float:
    before = attention(tokens + positions)
    after = attention(np.array([tokens[o] for o in order]) + positions)
    largest = 0.0
    for place, o in enumerate(order):
        for one, other in zip(after[place], before[o], strict=True):
            largest = max(largest, abs(float(one) - float(other)))
    return largest


@book.alternative("order_gap", "sent_back")
def sent_back(tokens: Array, positions: Array, order: Array) -> Any:
    after = np.empty_like(tokens)
    after[order] = attention(np.take(tokens, order, axis=0) + positions)
    return np.max(np.abs(after - attention(tokens + positions)))


@book.alternative("order_gap", "matrix_of_the_order")
def matrix_of_the_order(tokens: Array, positions: Array, order: Array) -> float:
    p = np.eye(len(order), dtype=np.float32)[order]
    gap = attention(p @ tokens + positions) - p @ attention(tokens + positions)
    return float(np.linalg.norm(gap.ravel(), np.inf))


# --------------------------------------------------------------------------------------------- 6 learned_input


def learned_input(ids: Array, table: Array, position_table: Array) -> Array:
    """Oracle."""
    places = torch.arange(ids.shape[-1])
    return (F.embedding(_ids(ids), _tensor(table)) + F.embedding(places, _tensor(position_table))).numpy()


@book.check(
    "learned_input",
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
def check_learned_input(student: Student, rng: Rng, expect: Expect) -> None:
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
        expect.same(student, "learned_input", learned_input, [repeated, case((6,))])
    with expect.part(
        "batch",
        2,
        en="Does every sentence of a batch begin at position 0 again, and are the inputs left alone? Which axis of "
        "ids counts the places?",
        ko="배치의 문장마다 위치가 다시 0부터 시작하나요? 입력은 그대로인가요? ids의 어느 축이 자리를 세나요?",
    ):
        cases = [case((2, 5)), case((2, 3, 4), 24), case((4, 4), 16, 4), case((2, 4), 8)]
        expect.same(student, "learned_input", learned_input, cases, unchanged=True)
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
        _takes_only(student, expect, "learned_input", learned_input, accepted, refused, errors)


@book.misconception(
    "learned_input",
    "positions_looked_up_with_ids",
    en="With which index do you look into the table of positions, the id of the word or the place where it stands?",
    ko="위치 표를 무엇으로 찾나요? 단어의 id인가요, 단어가 있는 자리인가요?",
)
def positions_looked_up_with_ids(ids: Array, table: Array, position_table: Array) -> Array:
    tokens = embed(ids, table)
    positions = embed(ids, position_table)
    return tokens + positions


@book.misconception(
    "learned_input",
    "counted_through_the_batch",
    en="At which position does the second sentence of a batch begin? Does counting go on where the first one ended?",
    ko="배치의 두 번째 문장은 몇 번 위치에서 시작하나요? 첫 문장이 끝난 곳에서 이어서 세고 있지 않나요?",
)
def counted_through_the_batch(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) + embed(np.arange(ids.size).reshape(ids.shape), position_table)


@book.misconception(
    "learned_input",
    "places_of_the_first_axis",
    en="Which axis of ids do you count, the tokens or the sentences?",
    ko="ids의 어느 축을 세나요? 토큰인가요, 문장인가요?",
)
def places_of_the_first_axis(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) + embed(np.arange(len(ids)), position_table)


@book.misconception(
    "learned_input",
    "places_of_the_second_axis",
    en="Which axis of ids counts the places when there is no batch axis, and which when there are two? Do you count "
    "the axes from the front?",
    ko="배치 축이 없을 때, 또 두 개일 때 ids의 어느 축이 자리를 세나요? 축 번호를 앞에서부터 세고 있나요?",
)
def places_of_the_second_axis(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) + embed(np.arange(ids.shape[1]), position_table)


@book.misconception(
    "learned_input",
    "places_from_one",
    en="Which row does the first token get? Is row 0 of the table ever used?",
    ko="첫 토큰은 몇 번 행을 받나요? 표의 0번 행을 쓰는 때가 있나요?",
)
def places_from_one(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) + embed(np.arange(1, ids.shape[-1] + 1), position_table)


@book.misconception(
    "learned_input",
    "ends_at_the_last_row",
    en="What does a token get whose place is beyond the table? Do two tokens share one row then?",
    ko="자리가 표를 넘어가는 토큰은 무엇을 받나요? 그러면 두 토큰이 같은 행을 나눠 쓰지 않나요?",
)
def ends_at_the_last_row(ids: Array, table: Array, position_table: Array) -> Array:
    places = np.minimum(np.arange(ids.shape[-1]), len(position_table) - 1)
    return embed(ids, table) + embed(places, position_table)


@book.misconception(
    "learned_input",
    "begins_again",
    en="Which position has a token beyond the end of the table? Can it be told from the first token?",
    ko="표의 끝을 넘어간 토큰은 어떤 위치를 받나요? 첫 토큰과 구별되나요?",
)
def begins_again(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) + embed(np.arange(ids.shape[-1]) % len(position_table), position_table)


@book.misconception(
    "learned_input",
    "tokens_forgotten",
    en="Which two things are added? Where is the vector of the word?",
    ko="무엇과 무엇을 더하나요? 단어의 벡터는 어디에 있나요?",
)
def tokens_forgotten(ids: Array, table: Array, position_table: Array) -> Array:
    return np.broadcast_to(position_table[: ids.shape[-1]], (*ids.shape, table.shape[-1])).copy()


@book.misconception(
    "learned_input",
    "factor_of_2017",
    en="Is there a factor at the word's row in this exercise's docstring? Which of today's functions had one?",
    ko="이 문제의 설명에서는 단어의 행에 무언가를 곱하나요? 오늘 만든 함수 가운데 곱하는 것은 무엇이었나요?",
)
def factor_of_2017(ids: Array, table: Array, position_table: Array) -> Array:
    return embed(ids, table) * np.sqrt(table.shape[-1]) + position_table[: ids.shape[-1]]


@book.misconception(
    "learned_input",
    "put_side_by_side",
    en="How wide is each vector of your result, and how wide should it be? Adding or putting side by side?",
    ko="결과의 벡터는 폭이 얼마이고, 얼마여야 하나요? 더하나요, 이어 붙이나요?",
)
def put_side_by_side(ids: Array, table: Array, position_table: Array) -> Array:
    tokens = embed(ids, table)
    places = np.broadcast_to(position_table[: ids.shape[-1]], tokens.shape)
    return np.concatenate([tokens, places], axis=-1)


@book.alternative("learned_input", "first_rows")
def first_rows(ids: Array, table: Array, position_table: Array) -> Array:
    return table[ids] + position_table[: ids.shape[-1]]


@book.alternative("learned_input", "place_by_place")
def place_by_place(ids: Array, table: Array, position_table: Array) -> Array:
    out = np.zeros((*ids.shape, table.shape[1]), dtype=np.float32)
    for t in range(ids.shape[-1]):
        out[..., t, :] = embed(ids[..., t], table) + position_table[t]
    return out


@book.alternative("learned_input", "one_hot_places")
def one_hot_places(ids: Array, table: Array, position_table: Array) -> Array:
    length = ids.shape[-1]
    if length > len(position_table):
        raise ValueError("the sentence is longer than the table of positions")
    return embed(ids, table) + one_hot(np.arange(length), len(position_table)) @ position_table


# ---------------------------------------------------------------------------------------------- 7 shift_matrix


def shift_matrix(offset: int, d_model: int) -> Array:
    """Oracle: the sinusoids solve PE' = G PE, so a step of `offset` is the matrix exponential of offset * G."""
    generator = torch.zeros((d_model, d_model), dtype=torch.float64)
    for pair in range(d_model // 2):
        speed = 10000.0 ** (-2 * pair / d_model)
        generator[2 * pair, 2 * pair + 1] = speed
        generator[2 * pair + 1, 2 * pair] = -speed
    return torch.matrix_exp(offset * generator).numpy()


@book.check("shift_matrix", uses=("sinusoidal_positions",))
def check_shift_matrix(student: Student, rng: Rng, expect: Expect) -> None:
    """One pair, several pairs, back and nowhere."""
    with expect.part(
        "one_pair",
        2,
        en="With d_model 2, does the matrix times (sin pos, cos pos) give (sin(pos + offset), cos(pos + offset))?",
        ko="d_model이 2일 때, 행렬에 (sin pos, cos pos)를 곱하면 (sin(pos + offset), cos(pos + offset))이 나오나요?",
    ):
        cases = [(offset, 2) for offset in (rng.integer(2, 7), 1)]
        expect.same(student, "shift_matrix", shift_matrix, cases)
    with expect.part(
        "every_pair",
        3,
        en="Does each pair of columns turn by its own angle, and leave the other pairs alone?",
        ko="쌍마다 자기 각도만큼 돌고, 다른 쌍은 건드리지 않나요?",
    ):
        cases = [(rng.integer(2, 7), 6), (rng.integer(8, 30), 10), (4, 4)]
        expect.same(student, "shift_matrix", shift_matrix, cases)
    with expect.part(
        "back_and_nowhere",
        1,
        en="What should come out for an offset of 0, and does a negative offset take a position back?",
        ko="offset이 0이면 무엇이 나와야 하나요? offset이 음수이면 위치를 앞으로 되돌리나요?",
    ):
        cases = [(0, 6), (-rng.integer(2, 7), 6), (-1, 4)]
        expect.same(student, "shift_matrix", shift_matrix, cases)


@book.misconception(
    "shift_matrix",
    "turned_backwards",
    en="Try your matrix at position 0 with an offset of 1: do you reach position 1, or position -1? Which of the two "
    "sines has the minus, if the sine stands first in each pair and the matrix stands on the left?",
    ko="위치 0에 offset 1로 행렬을 써 보세요. 위치 1이 나오나요, 위치 -1이 나오나요? 쌍마다 사인이 먼저 있고 행렬이 왼쪽에 "
    "있을 때, 두 사인 가운데 어느 쪽에 빼기가 붙나요?",
)
def turned_backwards(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = offset / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, -s], [s, c]]
    return out


@book.misconception(
    "shift_matrix",
    "both_signs_plus",
    en="What is cos(a + b)? Which of its two terms is subtracted?",
    ko="cos(a + b)를 풀면 무엇인가요? 두 항 가운데 어느 것을 빼나요?",
)
def both_signs_plus(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = offset / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [s, c]]
    return out


@book.misconception(
    "shift_matrix",
    "one_speed_for_all",
    en="By which angle does the last pair turn, by the same as the first? Where does the number of the pair come in?",
    ko="마지막 쌍은 얼마만큼 도나요? 첫 쌍과 같은가요? 쌍의 번호는 어디에 들어가나요?",
)
def one_speed_for_all(offset: int, d_model: int) -> Array:
    c, s = np.cos(offset), np.sin(offset)
    return np.kron(np.eye(d_model // 2), np.array([[c, s], [-s, c]]))


@book.misconception(
    "shift_matrix",
    "halves_turned",
    en="Which two columns of the position table belong to one pair, neighbours or columns half a table apart?",
    ko="위치 표에서 한 쌍을 이루는 두 열은 어느 것인가요? 이웃한 열인가요, 표의 절반만큼 떨어진 열인가요?",
)
def halves_turned(offset: int, d_model: int) -> Array:
    angle = offset / 10000 ** (np.arange(0, d_model, 2) / d_model)
    c, s = np.diag(np.cos(angle)), np.diag(np.sin(angle))
    return np.block([[c, s], [-s, c]])


@book.misconception(
    "shift_matrix",
    "one_step_only",
    en="Where does offset come into your angles? Is a shift by 5 the same matrix as a shift by 1?",
    ko="각도를 구할 때 offset이 어디에 쓰이나요? 5만큼 옮기는 행렬이 1만큼 옮기는 행렬과 같은가요?",
)
def one_step_only(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = 1 / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return out


@book.misconception(
    "shift_matrix",
    "exponent_of_half",
    en="Is the speed of pair i the same here as in sinusoidal_positions? What stands above d_model, i or 2i?",
    ko="쌍 i의 빠르기가 sinusoidal_positions와 같은가요? d_model 위에 있는 것이 i인가요, 2i인가요?",
)
def exponent_of_half(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = offset / 10000 ** (i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return out


@book.misconception(
    "shift_matrix",
    "speed_doubled_twice",
    en="If i already counts in steps of two, 0, 2, 4, …, is it still doubled in the exponent?",
    ko="i가 이미 0, 2, 4, …처럼 둘씩 늘어난다면 지수에서 또 두 배를 하나요?",
)
def speed_doubled_twice(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        angle = offset / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[i : i + 2, i : i + 2] = [[c, s], [-s, c]]
    return out


@book.misconception(
    "shift_matrix",
    "sine_and_cosine_exchanged",
    en="What should the matrix be for an offset of 0? What are sin 0 and cos 0, and which belongs on the diagonal?",
    ko="offset이 0이면 행렬이 무엇이어야 하나요? sin 0과 cos 0은 얼마이고, 대각선에는 무엇이 와야 하나요?",
)
def sine_and_cosine_exchanged(offset: int, d_model: int) -> Array:
    out = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        angle = offset / 10000 ** (2 * i / d_model)
        c, s = np.cos(angle), np.sin(angle)
        out[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[s, c], [-c, s]]
    return out


@book.misconception(
    "shift_matrix",
    "only_one_block",
    en="How large is the matrix that takes a whole row of d_model numbers to another? How many 2 × 2 blocks are in it?",
    ko="숫자 d_model개짜리 행 전체를 옮기는 행렬은 크기가 얼마인가요? 그 안에 2 × 2 블록이 몇 개 있나요?",
)
def only_one_block(offset: int, d_model: int) -> Array:
    c, s = np.cos(offset), np.sin(offset)
    return np.array([[c, s], [-s, c]])


@book.misconception(
    "shift_matrix",
    "diagonal_only",
    en="Can a pair turn if its two numbers never mix? What stands beside the diagonal in a rotation?",
    ko="두 수가 섞이지 않으면 쌍이 돌 수 있나요? 회전 행렬에서 대각선 옆에는 무엇이 있나요?",
)
def diagonal_only(offset: int, d_model: int) -> Array:
    angle = offset / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.diag(np.repeat(np.cos(angle), 2))


@book.misconception(
    "shift_matrix",
    "never_back",
    en="What does your code do with the sign of offset? Is a step of -3 the same as a step of 3?",
    ko="offset의 부호를 어떻게 다루나요? -3만큼 가는 것이 3만큼 가는 것과 같은가요?",
)
def never_back(offset: int, d_model: int) -> Array:
    row = sinusoidal_positions(abs(offset) + 1, d_model)[abs(offset)]
    out = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        out[i : i + 2, i : i + 2] = [[row[i + 1], row[i]], [-row[i], row[i + 1]]]
    return out


@book.alternative("shift_matrix", "filled_diagonals")
def filled_diagonals(offset: int, d_model: int) -> Array:
    even = np.arange(0, d_model, 2)
    angle = offset * 10000.0 ** (-even / d_model)
    out = np.zeros((d_model, d_model), dtype=np.float32)
    out[even, even] = out[even + 1, even + 1] = np.cos(angle)
    out[even, even + 1] = np.sin(angle)
    out[even + 1, even] = -np.sin(angle)
    return out


@book.alternative("shift_matrix", "steps_multiplied")
def steps_multiplied(offset: int, d_model: int) -> Array:
    step = np.zeros((d_model, d_model))
    for i in range(d_model // 2):
        c, s = np.cos(10000 ** (-2 * i / d_model)), np.sin(10000 ** (-2 * i / d_model))
        step[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return np.linalg.matrix_power(step if offset >= 0 else step.T, abs(offset))


@book.alternative("shift_matrix", "read_from_the_table")
def read_from_the_table(offset: int, d_model: int) -> Array:
    row = sinusoidal_positions(abs(offset) + 1, d_model)[-1]
    sine, cosine = row[0::2] * np.sign(offset), row[1::2]
    out = np.zeros((d_model, d_model))
    for i in range(0, d_model, 2):
        out[i, i], out[i, i + 1] = cosine[i // 2], sine[i // 2]
        out[i + 1, i], out[i + 1, i + 1] = -sine[i // 2], cosine[i // 2]
    return out


# ------------------------------------------------------------------------------------------ 8 relative_offsets


def relative_offsets(q_len: int, k_len: int) -> Array:
    """Oracle."""
    return (torch.arange(k_len).expand(q_len, k_len) - torch.arange(q_len)[:, None]).numpy()


@book.check("relative_offsets")
def check_relative_offsets(student: Student, rng: Rng, expect: Expect) -> None:
    """As many queries as keys, then unequal lengths."""
    with expect.part(
        "sign",
        2,
        en="Where is key j seen from query i? Is a key that comes later a positive number away?",
        ko="쿼리 i에서 보면 키 j는 어디에 있나요? 뒤에 오는 키의 오프셋이 양수인가요?",
    ):
        expect.same(student, "relative_offsets", relative_offsets, [(4, 4), (rng.integer(5, 9),) * 2])
    with expect.part(
        "unequal",
        2,
        en="Is there one row for each query and one column for each key, with both counted from position 0?",
        ko="쿼리마다 행이 하나, 키마다 열이 하나 있고, 둘 다 위치 0부터 세나요?",
    ):
        cases = [(3, 5), (rng.integer(5, 9), 2), (1, 4), (4, 1)]
        expect.same(student, "relative_offsets", relative_offsets, cases)


@book.misconception(
    "relative_offsets",
    "query_minus_key",
    en="Query 0 looks at key 2, which comes later. Is your entry +2 or -2? Which of the two is subtracted?",
    ko="쿼리 0이 뒤에 있는 키 2를 봐요. 여러분의 값은 +2인가요, -2인가요? 둘 중 무엇을 빼나요?",
)
def query_minus_key(q_len: int, k_len: int) -> Array:
    return np.arange(q_len)[:, None] - np.arange(k_len)


@book.misconception(
    "relative_offsets",
    "keys_in_rows",
    en="Is a row of your array a query or a key? What is its shape for 3 queries and 5 keys?",
    ko="배열의 행이 쿼리인가요, 키인가요? 쿼리 3개와 키 5개라면 모양이 어떤가요?",
)
def keys_in_rows(q_len: int, k_len: int) -> Array:
    return np.arange(k_len)[:, None] - np.arange(q_len)


@book.misconception(
    "relative_offsets",
    "distance_only",
    en="Can two keys at the same distance, one before and one after, still be told apart? What did the sign become?",
    ko="같은 거리에 있는 앞의 키와 뒤의 키를 구별할 수 있나요? 부호는 어떻게 되었나요?",
)
def distance_only(q_len: int, k_len: int) -> Array:
    return np.abs(np.arange(k_len) - np.arange(q_len)[:, None])


@book.misconception(
    "relative_offsets",
    "aligned_at_the_end",
    en="Which position has the first query when there are more keys than queries? Does the docstring count both from 0?",
    ko="키가 쿼리보다 많을 때 첫 쿼리의 위치는 몇인가요? 설명에서는 둘 다 0부터 세지 않나요?",
)
def aligned_at_the_end(q_len: int, k_len: int) -> Array:
    return np.arange(k_len) - np.arange(q_len)[:, None] - (k_len - q_len)


@book.misconception(
    "relative_offsets",
    "always_square",
    en="What happens to k_len? Which shape comes out for 3 queries and 5 keys?",
    ko="k_len은 어디에 쓰이나요? 쿼리 3개와 키 5개면 어떤 모양이 나오나요?",
)
def always_square(q_len: int, k_len: int) -> Array:
    return np.arange(q_len) - np.arange(q_len)[:, None]


@book.misconception(
    "relative_offsets",
    "axis_forgotten",
    en="How many axes has your result? What does NumPy do with two rows of numbers, and what with a column and a row?",
    ko="결과의 축이 몇 개인가요? NumPy는 행 두 개를 빼면 어떻게 하고, 열과 행을 빼면 어떻게 하나요?",
)
def axis_forgotten(q_len: int, k_len: int) -> Array:
    return np.arange(k_len) - np.arange(q_len)


@book.misconception(
    "relative_offsets",
    "sum_of_positions",
    en="What do a query and a key at the same position get, and what should they? Is a position added or subtracted?",
    ko="같은 위치에 있는 쿼리와 키는 얼마를 받고, 얼마여야 하나요? 위치를 더하나요, 빼나요?",
)
def sum_of_positions(q_len: int, k_len: int) -> Array:
    return np.arange(k_len) + np.arange(q_len)[:, None]


@book.alternative("relative_offsets", "pair_after_pair")
def pair_after_pair(q_len: int, k_len: int) -> Array:
    return np.array([[float(j - i) for j in range(k_len)] for i in range(q_len)])


@book.alternative("relative_offsets", "outer_difference")
def outer_difference(q_len: int, k_len: int) -> Array:
    return -np.subtract.outer(np.arange(q_len), np.arange(k_len))


@book.alternative("relative_offsets", "indices")
def indices(q_len: int, k_len: int) -> Array:
    i, j = np.indices((q_len, k_len), dtype=np.int32)
    return j - i


# -------------------------------------------------------------------------------------------- 9 relative_index


def relative_index(q_len: int, k_len: int, max_distance: int) -> Array:
    """Oracle."""
    return (
        torch.as_tensor(relative_offsets(q_len, k_len)).clamp(-max_distance, max_distance).numpy()
        + max_distance
    )


@book.check("relative_index", uses=("relative_offsets",))
def check_relative_index(student: Student, rng: Rng, expect: Expect) -> None:
    """Everything within reach, then what is further off, then whole numbers to index with."""
    with expect.part(
        "within_reach",
        2,
        en="Does offset 0 give the middle row of the table, row max_distance, and offset -max_distance row 0?",
        ko="오프셋 0이 표의 가운데 행인 max_distance번 행을, 오프셋 -max_distance가 0번 행을 가리키나요?",
    ):
        expect.same(student, "relative_index", relative_index, [(3, 4, 5), (4, 4, 3), (5, 2, 6)])
    with expect.part(
        "too_far",
        2,
        en="Do all keys further back than max_distance share row 0, and all further ahead the last row?",
        ko="max_distance보다 멀리 앞에 있는 키는 모두 0번 행을, 멀리 뒤에 있는 키는 모두 마지막 행을 함께 쓰나요?",
    ):
        reach = rng.integer(2, 4)
        expect.same(
            student, "relative_index", relative_index, [(7, 8, reach), (8, 3, 1), (3, 9, 2), (6, 6, 2)]
        )
    with expect.part(
        "rows_of_a_table",
        1,
        en="Can the result pick rows of a table? Are the numbers whole numbers, or floats that look like them?",
        ko="결과로 표의 행을 고를 수 있나요? 정수인가요, 정수처럼 보이는 실수인가요?",
    ):
        got = student.relative_index(5, 6, 2)
        expect.array(got, relative_index(5, 6, 2))
        expect.true("int" in str(got.dtype))


@book.misconception(
    "relative_index",
    "not_moved_up",
    en="Are there negative numbers in your result? Which row of a table does NumPy take for -1?",
    ko="결과에 음수가 있나요? NumPy는 -1을 표의 어느 행으로 읽나요?",
)
def not_moved_up(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance)


@book.misconception(
    "relative_index",
    "not_clipped",
    en="What does a key get that is further away than max_distance? Has the table such a row?",
    ko="max_distance보다 멀리 있는 키는 무엇을 받나요? 표에 그런 행이 있나요?",
)
def not_clipped(q_len: int, k_len: int, max_distance: int) -> Array:
    return relative_offsets(q_len, k_len) + max_distance


@book.misconception(
    "relative_index",
    "clipped_after_moving",
    en="In which order do you clip and add? How far may the numbers reach once max_distance has been added?",
    ko="자르기와 더하기 가운데 무엇을 먼저 하나요? max_distance를 더한 뒤라면 숫자가 어디까지 갈 수 있어야 하나요?",
)
def clipped_after_moving(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.clip(relative_offsets(q_len, k_len) + max_distance, -max_distance, max_distance)


@book.misconception(
    "relative_index",
    "clipped_above_only",
    en="What happens to keys that are far back? Is the clip the same on both sides?",
    ko="멀리 앞에 있는 키는 어떻게 되나요? 양쪽을 똑같이 자르나요?",
)
def clipped_above_only(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.minimum(relative_offsets(q_len, k_len), max_distance) + max_distance


@book.misconception(
    "relative_index",
    "keys_behind_cut_off",
    en="Do keys before the query all get one row, however near they are? What is the lower end of your clip?",
    ko="쿼리보다 앞에 있는 키가 가까이 있든 멀리 있든 모두 한 행을 쓰지 않나요? 자르는 범위의 아래쪽 끝은 무엇인가요?",
)
def keys_behind_cut_off(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.clip(relative_offsets(q_len, k_len), 0, max_distance) + max_distance


@book.misconception(
    "relative_index",
    "sign_lost",
    en="Which row does the key just before a query get, and which the key just after? Are they still two rows?",
    ko="쿼리 바로 앞의 키와 바로 뒤의 키는 각각 어느 행을 받나요? 여전히 서로 다른 행인가요?",
)
def sign_lost(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.minimum(np.abs(relative_offsets(q_len, k_len)), max_distance) + max_distance


@book.misconception(
    "relative_index",
    "wrapped_round",
    en="What happens just beyond max_distance, does the row stay the last one or begin again at the first?",
    ko="max_distance를 막 넘으면 어떻게 되나요? 마지막 행에 머무르나요, 첫 행부터 다시 시작하나요?",
)
def wrapped_round(q_len: int, k_len: int, max_distance: int) -> Array:
    return (relative_offsets(q_len, k_len) + max_distance) % (2 * max_distance + 1)


@book.misconception(
    "relative_index",
    "one_row_too_many",
    en="Which row does offset 0 get? How many rows lie before it, max_distance or one more?",
    ko="오프셋 0은 몇 번 행을 받나요? 그 앞에 행이 max_distance개 있나요, 하나 더 있나요?",
)
def one_row_too_many(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.clip(relative_offsets(q_len, k_len), -max_distance, max_distance) + max_distance + 1


@book.alternative("relative_index", "clipped_in_the_table")
def clipped_in_the_table(q_len: int, k_len: int, max_distance: int) -> Array:
    return np.clip(relative_offsets(q_len, k_len) + max_distance, 0, 2 * max_distance)


@book.alternative("relative_index", "min_and_max")
def min_and_max(q_len: int, k_len: int, max_distance: int) -> Array:
    rows = [
        [max(-max_distance, min(max_distance, j - i)) + max_distance for j in range(k_len)]
        for i in range(q_len)
    ]
    return np.array(rows, dtype=np.int32)


@book.alternative("relative_index", "where")
def where(q_len: int, k_len: int, max_distance: int) -> Array:
    offsets = relative_offsets(q_len, k_len)
    offsets = np.where(offsets > max_distance, max_distance, offsets)
    return np.where(offsets < -max_distance, -max_distance, offsets) + max_distance


# --------------------------------------------------------------------------------------------- 10 position_quiz

book.quiz(
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
