"""What the source of a day holds: plain data that the rest of the builder works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grader.text import Text

Kind = Literal["code", "bug", "quiz", "experiment", "explain"]
Role = Literal["day", "prose", "given", "exercise", "check", "hint", "explain", "rubric"]


@dataclass(frozen=True)
class Exercise:
    """One exercise. `solution`, `stub` and `check` are whole cells.

    solution: in English, for it is run and not shown. bug: the name of the misconception that a spot-the-bug exercise hands out, or "".
    """

    name: str
    kind: Kind
    points: float
    minutes: int
    difficulty: int
    hints: tuple[Text, ...]
    bug: str
    solution: str
    stub: Text
    rubric: Text | None
    model_answer: Text | None
    check: Text
    line: int

    @property
    def points_cell(self) -> str:
        """The grade id of the cell that bears the points: a written answer itself, else the check after the exercise."""
        return self.name if self.kind == "explain" else f"{self.name}_check"


@dataclass(frozen=True)
class Cell:
    """One cell of the source; code differs in its texts alone. `name` is the exercise it belongs to.

    recap: a given cell whose source, from earlier days, is shown folded.
    """

    role: Role
    source: Text
    line: int
    name: str = ""
    recap: bool = False


@dataclass(frozen=True, eq=False)
class Content:
    """All of one day. `name` is the stem of the source file and of the notebooks; `figures` maps target -> bytes.

    before, after: the names of the neighboring days, where there are any.
    """

    id: str
    number: int
    name: str
    title: Text
    cells: tuple[Cell, ...]
    exercises: tuple[Exercise, ...]
    figures: Mapping[str, bytes]
    before: str | None = None
    after: str | None = None

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; KeyError if the day has none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)
