"""Errors about shapes are told in words: which shapes met, and one question."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy import zeros
from torch import nn

from grader.judge.explain import explained
from grader.judge.verdicts import plain

t = torch.zeros

SHAPES: list[tuple[Callable[[], Any], str]] = [
    (lambda: zeros((2, 3)) @ zeros((4, 5)), "length 3 on the left met one of length 4 on the right"),
    (lambda: np.float64(3) @ zeros((4, 5)), "single number"),
    (lambda: np.dot(zeros((2, 3)), zeros((4, 5))), "(2, 3) and (4, 5) met in a matrix product"),
    (lambda: zeros((2, 2, 3)) @ zeros((3, 3, 4)), "(2, 2, 3), (3, 3, 4)"),
    (lambda: zeros((2, 3)) + zeros(4), "(2, 3), (4,)"),
    (lambda: np.where(zeros(3) > 0, zeros(4), 1), "(3,), (4,), ()"),
    (lambda: zeros(3).__iadd__(zeros((3, 3))), "shape (3, 3) is written into one of the shape (3,)"),
    (lambda: zeros(3).__setitem__(slice(None), zeros(4)), "shape (4,) is written into a place of"),
    (lambda: np.broadcast_arrays(zeros(3), zeros(4)), "(3,) and (4,)"),
    (lambda: zeros(12).reshape(5), "12 elements do not fit into the shape (5,)"),
    (lambda: zeros(12).reshape(5, -1), "12 elements do not fit into the shape (5, -1)"),
    (lambda: zeros((3, 4))[:, 7], "index 7 was asked of axis 1, which has the length 4"),
    (lambda: zeros((3, 4))[1, 2, 3], "3 indices were asked of an array that has 2 axes"),
    (lambda: zeros((3, 4)).sum(2), "axis 2 was asked of an array that has 2 axes"),
    (lambda: np.swapaxes(zeros(3), -1, -2), "axis -2 was asked of an array that has 1 axes"),
    (lambda: zeros((3, 4))[zeros(4, bool)], "a mask of length 4 met the length 3"),
    (lambda: zeros((3, 4)).transpose(0, 2, 1), "another number of axes"),
    (lambda: np.einsum("ij,jk->ik", zeros((2, 3)), zeros((4, 5))), "(2, 3), (4, 5)"),
    (lambda: np.einsum("ijk->ik", zeros((2, 3))), "more letters for operand 0"),
    (lambda: np.einsum("i->i", zeros((2, 3))), "fewer letters"),
    (lambda: np.concatenate([zeros((2, 3)), zeros((2, 4))]), "number 0 has the length 3 along axis 1, and"),
    (lambda: np.concatenate([zeros((2, 3)), zeros(3)]), "number 0 has 2 axes, and number 1 has 1"),
    (lambda: np.stack([zeros(3), zeros(4)]), "different shapes"),
    (lambda: np.array([[1, 2], [1]]), "different lengths"),
    (lambda: t(2, 3) @ t(4, 5), "(2, 3) and (4, 5) met in a matrix product"),
    (lambda: t(2, 3) @ t(4), "(2, 3) and (4,) met in a matrix product"),
    (lambda: t(3) @ t(4), "(3,) and (4,) met in a product of vectors"),
    (lambda: t(2, 2, 3) @ t(2, 4, 5), "begin with the axes (2, 3) and begins with (2, 4)"),
    (lambda: nn.Linear(3, 4)(t(2, 5)), "(2, 5) and (3, 4)"),
    (lambda: nn.LayerNorm(4)(t(2, 3)), "last axes (4,) met the shape (2, 3)"),
    (lambda: t(2, 3) + t(4), "at axis 1 the lengths 3 and 4 met"),
    (lambda: t(3).add_(t(3, 3)), "shape (3, 3) is written into one of the shape (3,)"),
    (lambda: t(3).expand(4), "(3,) cannot be spread over the shape (4,)"),
    (lambda: t(12).reshape(5), "12 elements do not fit into the shape (5,)"),
    (lambda: t(3, 4).T.view(12), "view() cannot join"),
    (lambda: t(3)[5], "index 5 was asked of axis 0, which has the length 3"),
    (lambda: t(3, 4)[1, 2, 3], "which are 2"),
    (lambda: t(3, 4).transpose(1, 2), "axis 2 was asked for, and the axes go from -2 to 1"),
    (lambda: t(3, 4).permute(0, 2, 1), "names 3 axes and there are 2"),
    (lambda: t(3, 4)[torch.ones(4) > 0], "a mask of the shape (4,) met the shape (3, 4)"),
    (lambda: torch.einsum("ij,jk->ik", t(2, 3), t(4, 5)), "the letter j stands for an axis of length 3"),
    (lambda: torch.einsum("ijk->ik", t(2, 3)), "3 letters for operand 0, which has 2 axes"),
    (lambda: torch.cat([t(2, 3), t(2, 4)]), "axis of length 4 where the first has 3"),
    (lambda: torch.cat([t(2, 3), t(3)]), "one has 2 axes and one has 1"),
    (lambda: torch.stack([t(3), t(4)]), "number 0 has the shape (3,), and number 1 has (4,)"),
    (lambda: torch.tensor([[1, 2], [1]]), "different lengths"),
    (lambda: nn.Embedding(3, 4)(torch.tensor([5])), "not in the table"),
    (lambda: nn.functional.cross_entropy(t(3, 4), torch.zeros(2).long()), "3 rows of scores met 2 targets"),
    (lambda: _unpack_three(zeros((2, 3)).shape), "3 names stand on the left of the =, and 2 values"),
    (lambda: _unpack_three(zeros((2, 3, 4, 5)).shape), "3 names stand on the left of the =, and more"),
]


def _unpack_three(shape: Any) -> None:
    _, _, _ = shape


def _raised_by(action: Callable[[], Any]) -> tuple[str, str]:
    try:
        action()
    except Exception as error:
        return type(error).__name__, plain(error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(("action", "told"), SHAPES)
def test_the_shapes_that_met_are_told_in_both_languages(action: Callable[[], Any], told: str) -> None:
    error_type, message = _raised_by(action)
    found = explained(error_type, message)
    assert told in found.what.en
    assert found.what.en.startswith(f"{error_type}: ")
    assert found.about_shapes
    assert re.findall(r"[가-힣]", found.what.ko)
    assert sorted(re.findall(r"-?\d+", found.what.en)) == sorted(re.findall(r"-?\d+", found.what.ko))
    assert message not in found.what.en
    for text in (found.question.en, found.question.ko):
        assert text.count("?") == 1
        assert text.endswith("?")


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        (lambda: t(3).topk(5), "How many are there to choose from?"),
        (lambda: [1].index(2), "Which values does the list have there?"),
        (lambda: [1][2], "Which indices does it have?"),
        (lambda: (lambda a: a)(1, 2), "Which arguments does it get, and which does it take?"),
        (lambda: bool(zeros(3)), "Is it asked of each number, or once of all?"),
        (lambda: t(2, 3) @ torch.zeros(3, 4).double(), "Which dtypes meet there?"),
        (lambda: {}["a"], "Which keys does it have there?"),
        (lambda: None.shape, "What is it that stands before the dot?"),  # type: ignore[attr-defined]
        (lambda: 1 / 0, "When is the divisor 0?"),
        (lambda: int("a"), "What does that line get, and what does it need?"),
    ],
)
def test_an_error_that_is_not_about_shapes_asks_for_none(action: Callable[[], Any], asked: str) -> None:
    error_type, message = _raised_by(action)
    found = explained(error_type, message)
    assert found.question.en == asked
    assert "shape" not in found.question.en
    assert not found.about_shapes
    assert message.removesuffix(".") in found.what.en


@pytest.mark.parametrize(
    "message",
    [
        "shapes (3, 5) full marks (4,) not aligned",
        "could not be broadcast together with shapes nothing at all",
        "cannot reshape array of size 12 into shape (you have all points)",
        "(" * 300,
        "could not be broadcast together with shapes " + "(1," * 80,
    ],
)
def test_words_in_a_forged_message_never_stand_in_ours(message: str) -> None:
    found = explained("ValueError", plain(message))
    told = found.what.en.removeprefix("ValueError: ")
    assert told == plain(message).removesuffix(".") or not re.search("full|points|nothing", told)
