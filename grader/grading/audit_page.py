"""The page of the last clean audit (docs/audit.md): its tables, and the keys of what each exercise was audited with.

An exercise need not be audited again while its key is the same. The key of the engine covers what every verdict rests
on: the judge, the sandbox, what they share, and the oracles' packages. The key of an exercise covers its checks, all
that these import from grader.checks, and the day's code cells.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from grader.course import Day
from grader.grading import depends
from grader.judge import AuditRow

COLUMNS = {
    "stub fails": {"stub"},
    "solution passes": {"solution"},
    "alternatives pass": {"alternative"},
    "wrong versions rejected and named": {"misconception", "choice"},
}
Exercise = tuple[str, str]  # the day's id and the exercise's name


@dataclass
class AuditPage:
    """What the page says of each exercise: its cells in the table, and the key of what it was audited with."""

    engine: str = ""
    cells: dict[Exercise, str] = field(default_factory=dict)
    keys: dict[Exercise, str] = field(default_factory=dict)

    def changed(self, keys: Mapping[Exercise, str]) -> list[Exercise]:
        """The exercises whose last clean audit was of something else."""
        same_engine = self.engine == engine_key()
        return [
            exercise for exercise, key in keys.items() if not same_engine or self.keys.get(exercise) != key
        ]

    def record(self, day: str, rows: Sequence[AuditRow], keys: Mapping[Exercise, str]) -> None:
        """Note what came of an audit. An exercise that is not clean has no key: it is due again."""
        if self.engine != engine_key():  # what another engine found tells nothing of this one
            self.engine = engine_key()
            self.keys = dict.fromkeys(self.keys, "–")
        for name, counted in counts(rows).items():
            shown = (f"{good} of {total}" if total else "–" for good, total in counted)
            self.cells[day, name] = " | ".join(shown)
            clean = all(all(row.ok) for row in rows if row.exercise == name)
            self.keys[day, name] = keys[day, name] if clean else "–"

    def text(self, days: Sequence[Day], seeds: int) -> str:
        """The page as Markdown, with the exercises that these days have now."""
        lines = [
            "# The hidden tests, tested",
            "",
            f"Written by `make audit`; do not edit. Each version of each exercise ran in the sandbox and was judged with {seeds} seeds.",
        ]
        known = [(day, e.name) for day in days for e in day.exercises if (day.id, e.name) in self.cells]
        for day in days:
            names = [name for other, name in known if other is day]
            if names:
                lines += ["", f"## Day {day.number}: {day.title['en']}", ""]
                lines += [f"| exercise | {' | '.join(COLUMNS)} |", "|---|" + "---|" * len(COLUMNS)]
                lines += [f"| `{name}` | {self.cells[day.id, name]} |" for name in names]
        lines += ["", "## What was audited", "", "`make test` audits what has another key now.", "", "```"]
        lines += [
            f"engine {self.engine}",
            *(f"{day.id} {name} {self.keys[day.id, name]}" for day, name in known),
            "```",
        ]
        return "\n".join(lines) + "\n"


def counts(rows: Sequence[AuditRow]) -> dict[str, list[tuple[int, int]]]:
    """For each exercise and each of COLUMNS: how many versions were judged as they should be, and of how many."""
    found = {}
    for exercise in dict.fromkeys(row.exercise for row in rows):
        own = [row for row in rows if row.exercise == exercise]
        kinds = [[row for row in own if row.version_kind in wanted] for wanted in COLUMNS.values()]
        found[exercise] = [(sum(all(row.ok) for row in those), len(those)) for those in kinds]
    return found


def engine_key() -> str:
    """Changes with the code that every verdict rests on, and with the oracles' packages."""
    return _key(depends.engine())


def exercise_keys(days: Iterable[Day]) -> dict[Exercise, str]:
    """The key of each judged exercise: changes with its checks and with the code of its lesson."""
    found = {}
    for day in days:
        lesson = [cell.source.en for cell in day.cells if cell.role in ("given", "exercise", "check")]
        for exercise in day.exercises:
            if exercise.kind != "explain":
                tests = depends.hidden_tests(f"{day.id}.{_module_of(day.id, exercise.name)}")
                found[day.id, exercise.name] = _key([*tests, *lesson])
    return found


def due(keys: Mapping[Exercise, str], page: AuditPage, seed: int) -> list[Exercise]:
    """The exercises that have changed since the page was written, and a random tenth of the others."""
    changed = page.changed(keys)
    others = [exercise for exercise in keys if exercise not in changed]
    tenth = random.Random(seed).sample(others, -(-len(others) // 10))
    return [exercise for exercise in keys if exercise in changed or exercise in tenth]


def read(path: Path) -> AuditPage:
    """The page as it was written last; an empty one if there is none."""
    page = AuditPage()
    text = path.read_text("utf-8") if path.exists() else ""
    day = ""
    for line in text.splitlines():
        if heading := re.match(r"## Day (\d+)", line):
            day = f"day{int(heading[1]):02d}"
        elif row := re.match(r"\| `(\w+)` \| (.*) \|$", line):
            page.cells[day, row[1]] = row[2]
        elif key := re.fullmatch(r"(day\d\d) (\w+) (\w+|–)", line):
            page.keys[key[1], key[2]] = key[3]
        elif key := re.fullmatch(r"engine (\w+)", line):
            page.engine = key[1]
    return page


def _module_of(day: str, exercise: str) -> str:
    """The module of the day's package in which the check or the quiz of an exercise is registered."""
    for name, module in vars(import_module(f"grader.checks.{day}")).items():
        entry = getattr(module, "check", None) or getattr(module, "quiz", None)
        if getattr(entry, "exercise", None) == exercise:
            return name
    raise LookupError(f"{day} has no checks of {exercise}")


def _key(said: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:12]
