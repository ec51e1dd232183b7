"""Settings of nbgrader for this course: its own commands and pages, with the sandbox and the judge in them.

`nbgrader autograde day04`, the formgrader's button and `sixblocks grade day04` all go through the classes
of grader/gradebook/plugins.py; docs/instructors.md explains what an instructor may change here.
"""

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ComputeChecksums,
    GetGrades,
    LockCells,
    SaveCells,
)

from grader.gradebook import plugins

c = get_config()  # noqa: F821 - traitlets defines it while it loads this file

c.CourseDirectory.course_id = "sixblocks"

# Student notebooks are made by the course's own rule, the one that also makes lessons/.
c.GenerateAssignment.preprocessors = [
    LockCells,
    plugins.StudentForm,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ComputeChecksums,
    CheckCellMetadata,
]

# Rebuild while reading; run in the sandbox and judge; save.
c.Autograde.exporter_class = plugins.SubmissionExporter
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [plugins.RunAndJudge, plugins.SaveMarks, AssignLatePenalties]

# What one submission may use; docs/instructors.md has the list. These hold for every way of grading.
# c.SandboxLimits.cell_seconds = 60

c.GenerateFeedback.exporter_class = plugins.FeedbackExporter
c.GenerateFeedback.preprocessors = [GetGrades]

plugins.install()
