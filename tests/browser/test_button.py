"""The formgrader's button, pressed in a browser for every student of the sample class, gives everybody's marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sample_class
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from grader.course import ROOT
from grader.gradebook.classroom import Classroom
from grader.grading.options import GradingOptions
from grader.sandbox import Limits

DAY = sample_class.DAY
SLOW = ("noa", "yun")  # endless loops, which only take time; tests/gradebook has them


def _marks(folder: Path) -> dict[tuple[str, str], tuple[float | None, bool]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "sixblocks") as gradebook:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(DAY.id)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_the_button_one_job_and_many_jobs_give_the_same_marks(
    page: Page, jupyter: Callable[[Path], str], tmp_path: Path
) -> None:
    folders = {way: tmp_path / way for way in ("one job", "three jobs", "button")}
    for way, folder in folders.items():
        sample_class.write_class(folder)
        for student in SLOW:
            (folder / "submitted" / student).rename(folder / f"not-{student}")
        classroom = Classroom(folder, ROOT)
        classroom.prepare(DAY)
        if way != "button":
            options = GradingOptions(limits=Limits(cell_seconds=8, call_seconds=4))
            jobs = 1 if way == "one job" else 3
            list(classroom.grade(DAY, classroom.entries(DAY), options, jobs=jobs))
    _press_all_buttons(page, f"{jupyter(folders['button'])}/formgrader/manage_submissions/{DAY.id}")
    expected = _marks(folders["one job"])
    assert len({student for student, _ in expected}) == len(sample_class.MEMBERS) - len(SLOW)
    assert _marks(folders["three jobs"]) == expected
    assert _marks(folders["button"]) == expected


def _press_all_buttons(page: Page, address: str) -> None:
    page.goto(address)
    rows = page.locator("#main-table tr")
    expect(page.get_by_role("gridcell", name="gil", exact=True)).to_be_visible()
    students = [text for text in page.locator("td.student-id").all_inner_texts() if text]
    for student in students:
        cell = page.get_by_role("gridcell", name=student, exact=True)
        rows.filter(has=cell).locator("td.autograde a").click()
        dialog = page.locator(".modal.in")
        expect(dialog).to_contain_text("uto", timeout=120_000)
        expect(dialog).to_contain_text("Successfully autograded")
        dialog.get_by_role("button", name="OK").click()
        expect(page.locator(".modal-backdrop")).to_have_count(0)
