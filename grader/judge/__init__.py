"""The trusted side: runs the hidden tests against values, names mistakes, counts points. Knows nothing of Jupyter."""

from grader.judge.audit import AuditRow, LessonCell, audit
from grader.judge.cells import CellError
from grader.judge.expect import Expect
from grader.judge.local import LocalChannel, open_local, reference
from grader.judge.modules import Module, Parameter
from grader.judge.registry import Check, CheckBook, Choice, Quiz, Version, source_of
from grader.judge.rng import Rng, draw_seed
from grader.judge.running import judge
from grader.judge.student import Student
from grader.judge.verdicts import Part, Task, Verdict

__all__ = [
    "AuditRow",
    "CellError",
    "Check",
    "CheckBook",
    "Choice",
    "Expect",
    "LessonCell",
    "LocalChannel",
    "Module",
    "Parameter",
    "Part",
    "Quiz",
    "Rng",
    "Student",
    "Task",
    "Verdict",
    "Version",
    "audit",
    "draw_seed",
    "judge",
    "open_local",
    "reference",
    "source_of",
]
