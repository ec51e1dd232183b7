"""The page a student gets: helpful, and nothing in it that should not be."""

from __future__ import annotations

import re

import pytest
import sample_class

from .conftest import GradedClass

DAY = sample_class.DAY


def _page(graded_class: GradedClass, student: str) -> str:
    return (graded_class.classroom.feedback_folder / student / DAY.id / f"{DAY.name}.html").read_text("utf-8")


@pytest.mark.parametrize("member", sample_class.MEMBERS, ids=lambda member: member.student)
def test_nothing_of_ours_and_nothing_live(graded_class: GradedClass, member: sample_class.Member) -> None:
    page = _page(graded_class, member.student)
    ours = re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)  # without what the student wrote
    assert "HIDDEN TESTS" not in ours
    assert "grader.checks" not in ours
    assert "/grader/" not in page
    assert "<script" not in page
    assert str(sample_class.ROOT) not in page
    assert "20170612" not in page  # the seed stays with the instructor
    assert not re.search(r"<[^>]+\son\w+=", page)
    guide = next(e for e in DAY.exercises if e.kind == "explain").model_answer
    assert guide is not None
    assert guide["en"][:60] not in page
    assert guide["ko"][:40] not in page


def test_names_the_mistake_and_gives_the_next_hint(graded_class: GradedClass) -> None:
    (result,) = [r for r in graded_class.graded["gil"].marks if r.exercise == "layer_norm"]
    page = _page(graded_class, "gil")
    assert "Next hint" in page
    assert result.message_en.split("?")[0].split("`")[0][:30] in page


def test_speaks_the_language_of_the_submission(graded_class: GradedClass) -> None:
    assert '<html lang="ko">' in _page(graded_class, "김보라")
    assert '<html lang="ko">' in _page(graded_class, "eun")
    assert '<html lang="en">' in _page(graded_class, "ada")


def test_says_why_a_file_could_not_be_read(graded_class: GradedClass) -> None:
    assert "not valid JSON" in _page(graded_class, "quinn")


def test_what_the_student_wrote_is_escaped(graded_class: GradedClass) -> None:
    page = _page(graded_class, "sly")
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
