"""The sample class, graded once for all tests here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import sample_class

from grader.course import ROOT
from grader.gradebook.classroom import Classroom
from grader.grading.options import GradingOptions
from grader.grading.report import Graded
from grader.sandbox import Limits

# Short, so that endless loops do not fill the tests' time; long enough for a busy machine.
LIMITS = Limits(cell_seconds=8, call_seconds=4)


@dataclass(frozen=True)
class GradedClass:
    folder: Path
    classroom: Classroom
    graded: dict[str, Graded]


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> GradedClass:
    folder = tmp_path_factory.mktemp("class")
    sample_class.write_class(folder)
    (folder / "submitted" / "readme.txt").write_text("not a student")
    classroom = Classroom(folder, ROOT)
    classroom.prepare(sample_class.DAY)
    entries = classroom.entries(sample_class.DAY)
    options = GradingOptions(seed=20170612, limits=LIMITS)
    graded = {one.student: one for one in classroom.grade(sample_class.DAY, entries, options, jobs=2)}
    classroom.feedback(sample_class.DAY)
    return GradedClass(folder, classroom, graded)
