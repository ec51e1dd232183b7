"""A day of the course as the rest of the project sees it."""

import functools
import json
import re

import nbformat

from grader.course.model import Content
from grader.course.notebook import Audience, render
from grader.text import Lang


class Day(Content):
    """The content of a day, its notebooks, and what its code needs."""

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

    def notebook(self, lang: Lang, audience: Audience) -> nbformat.NotebookNode:
        """The day as a notebook for students ("student") or for nbgrader ("source"); each call gives a new one."""
        return nbformat.from_dict(json.loads(_text(self, lang, audience)))


@functools.lru_cache(maxsize=128)
def _text(day: Day, lang: Lang, audience: Audience) -> str:
    return json.dumps(render(day, lang, audience))
