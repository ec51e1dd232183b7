"""What students and instructors see, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import sample_class
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from grader.course import ROOT
from grader.gradebook.classroom import Classroom
from grader.grading.options import GradingOptions
from grader.sandbox import Limits
from grader.text import LANGS, Lang

DAY = sample_class.DAY
Picture = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample class, graded, with feedback pages."""
    folder = tmp_path_factory.mktemp("course")
    sample_class.write_class(folder)
    classroom = Classroom(folder, ROOT)
    classroom.prepare(DAY)
    for student in ("ada", "dana", "eun", "hana", "noa", "quinn", "yun", "chen", "jun"):
        shutil.rmtree(folder / "submitted" / student)  # only for time's sake
    options = GradingOptions(seed=20170612, limits=Limits(cell_seconds=8, call_seconds=4))
    list(classroom.grade(DAY, classroom.entries(DAY), options, jobs=2))
    classroom.feedback(DAY)
    return folder


@pytest.mark.parametrize("lang", LANGS)
def test_the_lesson_opens_in_jupyterlab(
    page: Page, jupyter: Callable[[Path], str], picture: Picture, tmp_path: Path, lang: Lang
) -> None:
    name = f"{DAY.name}.ipynb"
    (tmp_path / name).write_bytes((ROOT / "lessons" / lang / DAY.id / name).read_bytes())
    address = jupyter(tmp_path)
    page.goto(f"{address}/lab/tree/{name}?reset")
    expect(page.locator(".jp-Notebook h1").first).to_contain_text(DAY.title[lang])
    expect(page.locator(".jp-Notebook img").first).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()  # no Jupyter news
    picture(page, f"lesson-{lang}")
    # The first exercise, unsolved: running its check says which exercise is not written yet.
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    error = page.locator(".jp-Notebook .jp-RenderedText", has_text="NotImplementedError").first
    told = {"en": "softmax is not written yet", "ko": "softmax 셀이 아직 비어 있어요"}[lang]
    expect(error).to_contain_text(told)
    error.scroll_into_view_if_needed()
    picture(page, f"lesson-{lang}-exercise")


def test_nbgraders_validate_button_knows_the_exercises(
    page: Page, jupyter: Callable[[Path], str], tmp_path: Path
) -> None:
    name = f"{DAY.name}.ipynb"
    made = sample_class.solved(feed_forward=sample_class.wrong("feed_forward", "no_relu"))
    (tmp_path / name).write_text(nbformat.writes(made))
    page.goto(f"{jupyter(tmp_path)}/lab/tree/{name}?reset")
    expect(page.locator(".jp-Notebook h1").first).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()  # no Jupyter news
    page.get_by_text("Validate", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("failed", ignore_case=True, timeout=120_000)
    expect(dialog).to_contain_text("feed_forward")


def test_the_formgrader_shows_the_class(
    graded: Path, page: Page, jupyter: Callable[[Path], str], picture: Picture
) -> None:
    address = jupyter(graded)
    page.goto(f"{address}/formgrader/manage_submissions/{DAY.id}")
    expect(page.get_by_role("gridcell", name="gil", exact=True)).to_be_visible()
    picture(page, "formgrader-class")
    page.goto(f"{address}/formgrader/gradebook/{DAY.id}/{DAY.name}")
    expect(page.get_by_text("Submission #1", exact=False).first).to_be_visible()
    picture(page, "formgrader-marks")


def test_a_grader_marks_by_hand_and_no_script_of_a_students_runs(
    graded: Path, page: Page, jupyter: Callable[[Path], str], picture: Picture
) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}", "sixblocks") as gradebook:
        number = gradebook.find_submission_notebook(DAY.name, DAY.id, "sly").id
    page.goto(f"{jupyter(graded)}/formgrader/submissions/{number}")
    expect(page.get_by_text("Model answer", exact=True)).to_be_visible()
    expect(page.get_by_text("Hidden checks: 3 / 3").first).to_be_visible()
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_visible()
    page.get_by_text("Model answer", exact=True).scroll_into_view_if_needed()
    picture(page, "formgrader-answer")
    assert alerts == []


@pytest.mark.parametrize(
    ("student", "lang", "name"), [("gil", "en", "en"), ("김보라", "ko", "ko"), ("rex", "en", "hostile")]
)
def test_the_feedback_page(
    graded: Path, page: Page, picture: Picture, student: str, lang: Lang, name: str
) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    path = graded / "feedback" / student / DAY.id / f"{DAY.name}.html"
    page.goto(path.as_uri())
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("h1")).to_contain_text(DAY.title[lang])
    assert page.locator("script").count() == 0
    assert alerts == []
    assert page.locator("section").count() == len(DAY.exercises)
    if student == "gil":
        page.set_viewport_size({"width": 1000, "height": 760})
        page.locator("#batched_scores").scroll_into_view_if_needed()
        page.locator("#layer_norm").evaluate("card => card.scrollIntoView({block: 'center'})")
    picture(page, f"feedback-{name}")
