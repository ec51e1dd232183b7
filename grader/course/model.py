"""A day of the course as the rest of the project sees it."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import nbformat

from grader.course.notebook import Audience, render
from grader.course.words import Kind
from grader.text import Lang, Text

Role = Literal["day", "prose", "given", "exercise", "check", "hint", "explain", "rubric"]


@dataclass(frozen=True)
class Exercise:
    """One exercise. `solution` and `stub` are whole cells; of an explain exercise, in English."""

    name: str
    kind: Kind
    points: float
    minutes: int
    difficulty: int
    hints: tuple[Text, ...]
    solution: str
    stub: str
    rubric: Text | None
    model_answer: Text | None
    check: str
    line: int

    @property
    def points_cell(self) -> str:
        """The grade id of the cell that bears the points: a written answer itself, else the check after the exercise."""
        return self.name if self.kind == "explain" else f"{self.name}_check"


@dataclass(frozen=True)
class Cell:
    """One cell of the source; code is the same in both languages. `name` is the exercise it belongs to.

    recap: a given cell whose source, from earlier days, is shown folded.
    """

    role: Role
    source: Text
    line: int
    name: str = ""
    recap: bool = False


@dataclass(frozen=True, eq=False)
class Day:
    """One day. `name` is the stem of the source file and of the notebooks; `figures` maps target -> bytes.

    before, after: the names of the neighbouring days, where there are any.
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

    @functools.cached_property
    def libraries(self) -> frozenset[str]:
        """What the lesson's code needs that takes long to load: "torch", "torch.optim"."""
        code = [cell.source["en"] for cell in self.cells if cell.role in ("given", "exercise", "check")]
        uses = {
            "torch": re.compile(r"^ *(import|from) torch\b", re.M),
            "torch.optim": re.compile(r"\btorch\.optim\b"),
        }
        return frozenset(name for name, use in uses.items() if any(map(use.search, code)))

    @property
    def trains(self) -> bool:
        """Whether a cell of the lesson's trains a torch model."""
        return "torch.optim" in self.libraries

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; KeyError if the day has none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)

    def notebook(self, lang: Lang, audience: Audience) -> nbformat.NotebookNode:
        """The day as a notebook for students ("student") or for nbgrader ("source"); each call gives a new one."""
        return nbformat.from_dict(json.loads(_text(self, lang, audience)))


@functools.lru_cache(maxsize=128)
def _text(day: Day, lang: Lang, audience: Audience) -> str:
    return json.dumps(render(day, lang, audience))
