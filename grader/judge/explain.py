"""What an exception of the student's code means: which shapes met, in words, and one question about it.

The message comes from the student's side. Only numbers and shapes are taken out of one that is known; another is told as
it is, as one bounded line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.text import Text


@dataclass(frozen=True)
class Explained:
    """`what` happened, as the end of "stopped with ValueError: …"; a question; whether the shapes at the line say more."""

    what: Text
    question: Text
    about_shapes: bool = False


BROADCAST = Text(
    "Counted from the last axis, two axes that meet must have the same length, or one of them 1. Which axis is missing "
    "or stands elsewhere?",
    "마지막 축부터 짝을 지어, 길이가 같거나 한쪽이 1이어야 해요. 어느 축이 빠졌거나 다른 자리에 있나요?",
)
PRODUCT = Text(
    "In a matrix product the last axis on the left meets the last but one on the right. Which axes should meet here?",
    "행렬 곱에서는 왼쪽의 마지막 축과 오른쪽의 끝에서 두 번째 축이 만나요. 여기서는 어떤 축끼리 만나야 하나요?",
)
FIT = Text("Which axis was meant to fit there?", "어느 축이 서로 맞아야 하나요?")
RESHAPE = Text(
    "A reshape keeps the number of elements. Which axes are to be joined or split?",
    "reshape는 원소의 개수를 바꾸지 않아요. 어떤 축을 합치거나 나누려는 건가요?",
)
VIEW = Text(
    "What did the line before do to the order of the axes?", "그 앞줄에서 축의 순서가 어떻게 바뀌었나요?"
)
INDEX = Text("Which indices does it have?", "쓸 수 있는 번호는 몇 번부터 몇 번까지인가요?")
AXES = Text("How many axes does it have there?", "거기서 축이 몇 개인가요?")
JOIN = Text("Which of them has another shape than the rest?", "어느 것의 모양이 나머지와 다른가요?")
LETTERS = Text("Which letter names which axis?", "어느 글자가 어느 축의 이름인가요?")
CHOICE = Text("How many are there to choose from?", "고를 수 있는 것이 몇 개인가요?")
LIST = Text("Which values does the list have there?", "그때 목록에는 어떤 값이 들어 있나요?")
UNPACK = Text(
    "How many axes or results stand on the right of the =?",
    "= 오른쪽에는 축이나 결과가 몇 개인가요?",
)
TRUTH = Text("Is it asked of each number, or once of all?", "숫자마다 묻는 건가요, 전체에 한 번 묻는 건가요?")
DTYPES = Text("Which dtypes meet there?", "그 줄에서 어떤 dtype이 만나나요?")

_S = r"[(\[][\d, -]*[)\]]"  # a shape as NumPy or torch writes it

# A pattern and what it means. Groups whose names begin with s are shapes, with l lists of them, with n numbers.
_KNOWN: list[tuple[str, str, str, Text]] = [
    (
        r"matmul: .*\(size (?P<n2>\d+) is different from (?P<n1>\d+)\)",
        "in a matrix product an axis of length {n1} on the left met one of length {n2} on the right",
        "행렬 곱에서 서로 만난 축의 길이가 달라요(왼쪽 {n1}, 오른쪽 {n2})",
        PRODUCT,
    ),
    (
        r"matmul: Input operand (?P<n1>\d+) does not have enough dimensions",
        "one side of a matrix product is a single number",
        "행렬 곱의 한쪽이 숫자 하나예요",
        PRODUCT,
    ),
    (
        rf"shapes (?P<s1>{_S}) and (?P<s2>{_S}) not aligned",
        "the shapes {s1} and {s2} met in a matrix product",
        "행렬 곱에서 두 모양이 만났어요({s1}, {s2})",
        PRODUCT,
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied \((?P<s1>\d+x\d+) and (?P<s2>\d+x\d+)\)",
        "the shapes {s1} and {s2} met in a matrix product",
        "행렬 곱에서 두 모양이 만났어요({s1}, {s2})",
        PRODUCT,
    ),
    (
        r"size mismatch, got input \(\d+\), mat \((?P<s1>\d+x\d+)\), vec \((?P<s2>\d+)\)",
        "the shapes {s1} and {s2} met in a matrix product",
        "행렬 곱에서 두 모양이 만났어요({s1}, {s2})",
        PRODUCT,
    ),
    (
        rf"Expected size for first two dimensions of batch2 tensor to be: (?P<s1>{_S}) but got: (?P<s2>{_S})",
        "in a product of batches the right side should begin with the axes {s1} and begins with {s2}",
        "배치마다 하는 행렬 곱에서 오른쪽의 앞 두 축이 달라요(필요한 모양 {s1}, 실제 {s2})",
        PRODUCT,
    ),
    (
        rf"inconsistent tensor size, expected tensor (?P<s1>{_S}) and src (?P<s2>{_S})",
        "the shapes {s1} and {s2} met in a product of vectors",
        "벡터 곱에서 두 모양이 만났어요({s1}, {s2})",
        PRODUCT,
    ),
    (
        rf"could not be broadcast together with (?:remapped )?shapes (?:\[original->remapped\]: )?(?P<l>.*?{_S}.*)",
        "these shapes met and do not fit: {l}",
        "서로 맞지 않는 모양이 만났어요({l})",
        BROADCAST,
    ),
    (
        r"The size of tensor a \((?P<n1>\d+)\) must match the size of tensor b \((?P<n2>\d+)\) at non-singleton "
        r"dimension (?P<n3>\d+)",
        "at axis {n3} the lengths {n1} and {n2} met",
        "{n3}번 축에서 만난 두 길이가 달라요({n1}, {n2})",
        BROADCAST,
    ),
    (
        rf"shape (?P<s1>{_S}) doesn't match the broadcast shape (?P<s2>{_S})",
        "a result of the shape {s2} is written into one of the shape {s1}",
        "모양이 {s2}인 결과를 모양이 {s1}인 곳에 쓰려고 했어요",
        BROADCAST,
    ),
    (
        rf"could not broadcast input array from shape (?P<s1>{_S}) into shape (?P<s2>{_S})",
        "something of the shape {s1} is written into a place of the shape {s2}",
        "모양이 {s1}인 것을 모양이 {s2}인 자리에 쓰려고 했어요",
        BROADCAST,
    ),
    (
        rf"value tensor of shape (?P<s1>{_S}) cannot be broadcast to indexing result of shape (?P<s2>{_S})",
        "something of the shape {s1} is written into a place of the shape {s2}",
        "모양이 {s1}인 것을 모양이 {s2}인 자리에 쓰려고 했어요",
        BROADCAST,
    ),
    (
        rf"Mismatch is between arg \d+ with shape (?P<s1>{_S}) and arg \d+ with shape (?P<s2>{_S})",
        "the shapes {s1} and {s2} met and do not fit",
        "서로 맞지 않는 모양이 만났어요({s1}, {s2})",
        BROADCAST,
    ),
    (
        rf"The expanded size of the tensor .* Target sizes: (?P<s2>{_S})\. Tensor sizes: (?P<s1>{_S})",
        "the shape {s1} cannot be spread over the shape {s2}",
        "모양을 펼칠 수 없어요({s1} → {s2})",
        BROADCAST,
    ),
    (
        rf"Given normalized_shape=(?P<s1>{_S}), expected input with shape .*, but got input of size(?P<s2>{_S})",
        "a norm over the last axes {s1} met the shape {s2}",
        "정규화하는 마지막 축과 입력의 모양이 달라요(정규화 {s1}, 입력 {s2})",
        FIT,
    ),
    (
        rf"The shape of the mask (?P<s1>{_S}) at index \d+ does not match the shape of the indexed tensor (?P<s2>{_S})",
        "a mask of the shape {s1} met the shape {s2}",
        "마스크와 입력의 모양이 달라요(마스크 {s1}, 입력 {s2})",
        FIT,
    ),
    (
        r"boolean index did not match .* axis (?P<n3>\d+); size of axis is (?P<n1>\d+) but size of .* is (?P<n2>\d+)",
        "at axis {n3} a mask of length {n2} met the length {n1}",
        "{n3}번 축에서 마스크의 길이가 달라요(마스크 {n2}, 축 {n1})",
        FIT,
    ),
    (
        r"Expected input batch_size \((?P<n1>\d+)\) to match target batch_size \((?P<n2>\d+)\)",
        "{n1} rows of scores met {n2} targets",
        "점수는 {n1}줄인데 정답은 {n2}개예요",
        FIT,
    ),
    (
        rf"Expected target size (?P<s1>{_S}), got (?P<s2>{_S})",
        "the targets should have the shape {s1} and have {s2}",
        "정답의 모양이 달라요(필요한 모양 {s1}, 실제 {s2})",
        FIT,
    ),
    (
        r"cannot reshape array of size (?P<n1>\d+) into shape (?P<s1>\([^()]*\))",
        "{n1} elements do not fit into the shape {s1}",
        "원소 {n1}개로는 그 모양을 만들 수 없어요({s1})",
        RESHAPE,
    ),
    (
        rf"shape '(?P<s1>{_S})' is invalid for input of size (?P<n1>\d+)",
        "{n1} elements do not fit into the shape {s1}",
        "원소 {n1}개로는 그 모양을 만들 수 없어요({s1})",
        RESHAPE,
    ),
    (
        r"view size is not compatible with input tensor's size and stride",
        "view() cannot join these axes, for their elements do not lie one after the other in memory",
        "view()는 이 축들을 합칠 수 없어요. 원소가 메모리에 차례로 놓여 있지 않아요",
        VIEW,
    ),
    (
        r"index (?P<n1>-?\d+) is out of bounds for (?:axis|dimension) (?P<n2>\d+) with size (?P<n3>\d+)",
        "index {n1} was asked of axis {n2}, which has the length {n3}",
        "길이가 {n3}인 {n2}번 축에서 {n1}번을 찾았어요",
        INDEX,
    ),
    (
        r"^index out of range in self$",
        "an index is not in the table",
        "표에 없는 번호를 찾았어요",
        INDEX,
    ),
    (
        r"Target (?P<n1>-?\d+) is out of bounds",
        "there are no scores for the target {n1}",
        "정답 {n1}번에 해당하는 점수가 없어요",
        INDEX,
    ),
    (
        r"array is (?P<n1>\d+)-dimensional, but (?P<n2>\d+) were indexed",
        "{n2} indices were asked of an array that has {n1} axes",
        "축이 {n1}개인 배열에서 번호 {n2}개로 찾았어요",
        AXES,
    ),
    (
        r"too many indices for tensor of dimension (?P<n1>\d+)",
        "more indices were asked for than the tensor has axes, which are {n1}",
        "텐서의 축은 {n1}개인데 그보다 많은 번호로 찾았어요",
        AXES,
    ),
    (
        r"axis (?P<n1>-?\d+) is out of bounds for array of dimension (?P<n2>\d+)",
        "axis {n1} was asked of an array that has {n2} axes",
        "축이 {n2}개인 배열에서 {n1}번 축을 찾았어요",
        AXES,
    ),
    (
        r"Dimension out of range \(expected to be in range of \[(?P<n1>-?\d+), (?P<n2>-?\d+)\], but got (?P<n3>-?\d+)\)",
        "axis {n3} was asked for, and the axes go from {n1} to {n2}",
        "축 번호는 {n1}부터 {n2}까지인데 {n3}번 축을 찾았어요",
        AXES,
    ),
    (
        r"axes don't match array",
        "the new order names another number of axes than there are",
        "새 순서에 적은 축의 개수가 실제와 달라요",
        AXES,
    ),
    (
        r"input\.dim\(\) = (?P<n1>\d+) is not equal to len\(dims\) = (?P<n2>\d+)",
        "the new order names {n2} axes and there are {n1}",
        "새 순서에는 축이 {n2}개인데 실제로는 {n1}개예요",
        AXES,
    ),
    (
        r"einsum\(\): subscript (?P<x>\w) has size (?P<n2>\d+) for operand \d+ which does not broadcast with previously "
        r"seen size (?P<n1>\d+)",
        "the letter {x} stands for an axis of length {n1} and for one of length {n2}",
        "같은 글자 {x}에 길이가 다른 축이 붙었어요({n1}, {n2})",
        LETTERS,
    ),
    (
        r"subscripts in the equation \((?P<n1>\d+)\) does not match the number of dimensions \((?P<n2>\d+)\) for operand "
        r"(?P<n3>\d+)",
        "einsum has {n1} letters for operand {n3}, which has {n2} axes",
        "einsum에서 {n3}번 입력의 글자는 {n1}개인데 축은 {n2}개예요",
        LETTERS,
    ),
    (
        r"einstein sum subscripts string contains too many subscripts for operand (?P<n1>\d+)",
        "einsum has more letters for operand {n1} than that has axes",
        "einsum에서 {n1}번 입력의 글자가 축보다 많아요",
        LETTERS,
    ),
    (
        r"operand has more dimensions than subscripts given in einstein sum",
        "einsum has fewer letters for an operand than that has axes",
        "einsum에서 어느 입력의 글자가 축보다 적어요",
        LETTERS,
    ),
    (
        r"along dimension (?P<n1>\d+), the array at index (?P<n2>\d+) has size (?P<n3>\d+) and the array at index "
        r"(?P<n4>\d+) has size (?P<n5>\d+)",
        "of the arrays to be joined number {n2} has the length {n3} along axis {n1}, and number {n4} has {n5}",
        "이어 붙일 배열의 {n1}번 축 길이가 서로 달라요({n2}번 배열 {n3}, {n4}번 배열 {n5})",
        JOIN,
    ),
    (
        r"the array at index (?P<n1>\d+) has (?P<n2>\d+) dimension\(s\) and the array at index (?P<n3>\d+) has (?P<n4>\d+)",
        "of the arrays to be joined number {n1} has {n2} axes, and number {n3} has {n4}",
        "이어 붙일 배열 가운데 {n1}번은 축이 {n2}개이고 {n3}번은 {n4}개예요",
        JOIN,
    ),
    (
        r"all input arrays must have the same shape",
        "the arrays to be stacked have different shapes",
        "쌓을 배열들의 모양이 서로 달라요",
        JOIN,
    ),
    (
        rf"stack expects each tensor to be equal size, but got (?P<s1>{_S}) at entry (?P<n1>\d+) and (?P<s2>{_S}) at "
        r"entry (?P<n2>\d+)",
        "of the tensors to be stacked number {n1} has the shape {s1}, and number {n2} has {s2}",
        "쌓을 텐서의 모양이 서로 달라요({n1}번 {s1}, {n2}번 {s2})",
        JOIN,
    ),
    (
        r"Sizes of tensors must match except in dimension (?P<n1>\d+)\. Expected size (?P<n2>\d+) but got size (?P<n3>\d+) "
        r"for tensor number (?P<n4>\d+)",
        "of the tensors to be joined along axis {n1} number {n4} has another axis of length {n3} where the first has {n2}",
        "{n1}번 축으로 이어 붙일 텐서의 다른 축 길이가 서로 달라요(첫 텐서 {n2}, {n4}번 텐서 {n3})",
        JOIN,
    ),
    (
        r"Tensors must have same number of dimensions: got (?P<n1>\d+) and (?P<n2>\d+)",
        "of the tensors to be joined one has {n1} axes and one has {n2}",
        "이어 붙일 텐서의 축이 하나는 {n1}개, 하나는 {n2}개예요",
        JOIN,
    ),
    (
        r"inhomogeneous shape|expected sequence of length \d+ at dim \d+ \(got \d+\)",
        "the lists in it have different lengths",
        "안에 든 목록의 길이가 서로 달라요",
        JOIN,
    ),
    (
        r"^not enough values to unpack \(expected (?P<n1>\d+), got (?P<n2>\d+)\)",
        "{n1} names stand on the left of the =, and {n2} values on the right",
        "= 왼쪽에는 이름이 {n1}개인데 오른쪽에는 값이 {n2}개예요",
        UNPACK,
    ),
    (
        r"^too many values to unpack \(expected (?P<n1>\d+)",
        "{n1} names stand on the left of the =, and more values on the right",
        "= 왼쪽에는 이름이 {n1}개인데 오른쪽에는 값이 더 많아요",
        UNPACK,
    ),
]

ARGUMENTS = Text(
    "Which arguments does it get, and which does it take?",
    "어떤 인수를 받았고, 어떤 인수를 받게 되어 있나요?",
)

# What is told as it came, with a question that fits.
_ASKED: list[tuple[str, Text]] = [
    (r"^selected index k out of range", CHOICE),
    (r" is not in list$", LIST),
    (r"^(list|tuple|string) index out of range|^list assignment index out of range", INDEX),
    (r"^pop from (an )?empty", LIST),
    (r"truth value of an array|Boolean value of Tensor", TRUTH),
    (r"positional argument|keyword argument|takes no arguments", ARGUMENTS),
    (r"\bdtype\b|scalar type|expected .* to have .* scalar types", DTYPES),
]

_OF_TYPE: dict[str, Text] = {
    "NameError": Text(
        "Which line gives that name its value, and did it run?",
        "그 이름에 값을 주는 줄은 어디이고, 그 줄이 실행되었나요?",
    ),
    "UnboundLocalError": Text("Which line gives that name its value?", "어느 줄이 그 이름에 값을 주나요?"),
    "AttributeError": Text("What is it that stands before the dot?", "점 앞에 있는 것은 무엇인가요?"),
    "TypeError": Text("Which types or arguments meet there?", "그 줄에서 어떤 타입이나 인수가 만나나요?"),
    "KeyError": Text("Which keys does it have there?", "그때 어떤 키가 들어 있나요?"),
    "ZeroDivisionError": Text("When is the divisor 0?", "나누는 수가 언제 0이 되나요?"),
    "RecursionError": Text("When does the recursion end?", "재귀 호출은 언제 끝나나요?"),
    "AssertionError": Text("Which condition does not hold there?", "어떤 조건이 맞지 않나요?"),
    "MemoryError": Text("How many numbers does that line make?", "그 줄은 숫자를 몇 개나 만드나요?"),
}
_OTHER = Text("What does that line get, and what does it need?", "그 줄은 무엇을 받고, 무엇이 필요한가요?")


def explained(error_type: str, message: str) -> Explained:
    """What an exception of this type and message (both as `plain` gives them) means."""
    if error_type in ("ValueError", "RuntimeError", "IndexError", "AxisError"):
        for pattern, en, ko, question in _KNOWN:
            if found := re.search(pattern, message):
                values = {name: _value(name, text) for name, text in found.groupdict().items()}
                return Explained(_with_type(error_type, en, ko, values), question, True)
    fitting = (question for pattern, question in _ASKED if re.search(pattern, message))
    return Explained(
        _as_it_came(error_type, message), next(fitting, None) or _OF_TYPE.get(error_type, _OTHER)
    )


def _with_type(error_type: str, en: str, ko: str, values: dict[str, str]) -> Text:
    return Text(f"{error_type}: {en.format(**values)}", f"{error_type}: {ko.format(**values)}")


def _as_it_came(error_type: str, message: str) -> Text:
    told = f"{error_type}: {message.removesuffix('.')}" if message else error_type  # ours ends the sentence
    return Text(told, told)


def _value(group: str, text: str) -> str:
    if group.startswith("s"):
        return shape_text([int(n) for n in re.findall(r"-?\d{1,12}", text.replace("newaxis", "-1"))])
    if group.startswith("l"):  # NumPy tells each shape twice when it has rearranged the axes
        originals = re.findall(r"(\([\d,]*\))->", text) or re.findall(r"\([\d,]*\)|\[[\d, ]*\]", text)
        return ", ".join(_value("s", shape) for shape in originals[:6])
    return text[:20]


def shape_text(shape: list[int]) -> str:
    """A shape as Python writes it."""
    return str(tuple(shape))
